# SPDX-License-Identifier: Apache-2.0
"""A process that opens no connection out of its machine: at the first try the kernel ends it (SIGSYS), and all that it started.
Sockets of files stay open to it, and whoever comes in."""

import ctypes
import os
import struct

CONNECT, SENDTO = {"x86_64": (42, 44), "aarch64": (203, 206)}[os.uname().machine]
# Lengths of the addresses of IPv4 and IPv6: what an address says cannot be read by a filter.
INTERNET = (16, 28)
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
NUMBER, ARGUMENTS = 0, 16  # in struct seccomp_data


def _address_of(call, argument):
    """Goes on to the next rule where it is another call."""
    tests = b"".join(struct.pack("=HBBI", IF_EQUAL, 0, 1, length) + struct.pack("=HBBI", RETURN, 0, 0, KILL_PROCESS) for length in INTERNET)
    load = struct.pack("=HBBI", LOAD, 0, 0, ARGUMENTS + 8 * argument)
    skip = (len(load) + len(tests)) // 8
    return struct.pack("=HBBI", LOAD, 0, 0, NUMBER) + struct.pack("=HBBI", IF_EQUAL, 0, skip, call) + load + tests


_program = _address_of(CONNECT, 2) + _address_of(SENDTO, 5) + struct.pack("=HBBI", RETURN, 0, 0, ALLOW)
_instructions = ctypes.create_string_buffer(_program, len(_program))


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


_filter = _Filter(len(_program) // 8, ctypes.addressof(_instructions))
_libc = ctypes.CDLL(None, use_errno=True)


def stay_inside():
    """For the process that is about to begin (preexec_fn)."""
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or _libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(_filter), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter of system calls")
