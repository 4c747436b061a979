# SPDX-License-Identifier: Apache-2.0
"""deploy/systemd: how exposed the service is, as systemd measures it, and that the server works under the unit's
filter of system calls, with its credentials and its notification. No systemd runs here: the namespaces and the
other limits of the unit are looked at by `systemd-analyze` alone."""

import ctypes
import os
import re
import shutil
import socket
import subprocess
import tempfile

import harness
from service import BINARY, TOP
from waiting import PATIENCE_SECONDS

UNIT = os.path.join(TOP, "deploy", "systemd", "hoshitori@.service")
EXPOSURE = 2.0


def settings():
    """Name to the list of its values."""
    found = {}
    with open(UNIT, encoding="utf-8") as file:
        for line in file:
            name, equals, value = line.strip().partition("=")
            if equals and not line.startswith("#"):
                found.setdefault(name, []).append(value)
    return found


def calls_of(words):
    """The system calls of a filter such as @system-service."""
    names, pending = set(), list(words)
    while pending:
        word = pending.pop()
        if not word.startswith("@"):
            names.add(word)
            continue
        text = subprocess.run(["systemd-analyze", "syscall-filter", word], check=True, text=True, capture_output=True).stdout
        pending += [line.strip() for line in text.splitlines()[1:] if line.strip() and "#" not in line]
    return names


class Seccomp:
    """A filter that lets through what is named and answers EPERM to all else, by libseccomp."""

    ALLOW, ERRNO_EPERM = 0x7FFF0000, 0x00050001

    def __init__(self, names):
        self.library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.filter = ctypes.c_void_p(self.library.seccomp_init(self.ERRNO_EPERM))
        for name in names:
            number = self.library.seccomp_syscall_resolve_name(name.encode())
            if number >= 0:
                self.library.seccomp_rule_add(self.filter, self.ALLOW, number, 0)

    def load(self):
        if self.library.seccomp_load(self.filter) != 0:
            os._exit(99)


class SystemdTest(harness.ApiTest):
    def test_exposure(self):
        # A template is looked at by one of its instances.
        with tempfile.TemporaryDirectory() as folder:
            instance = shutil.copy(UNIT, os.path.join(folder, "hoshitori@8080.service"))
            done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", instance], text=True, capture_output=True, check=False)
        found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
        self.assertTrue(found, done.stdout + done.stderr)
        self.assertLessEqual(float(found[1]), EXPOSURE, done.stdout)

    def test_all_threads_that_can_be_asked_for_may_start(self):
        with open(os.path.join(TOP, "server", "base", "config.h"), encoding="utf-8") as file:
            most = int(re.search(r"Connections served at the same time \(1 to (\d+)\)", file.read())[1])
        self.assertGreaterEqual(int(settings()["TasksMax"][0]), most + 50)

    def test_it_is_started_again_however_often_it_ended(self):
        unit = settings()
        self.assertEqual(unit["Restart"], ["always"])
        self.assertEqual(unit["StartLimitIntervalSec"], ["0"], "systemd would give up")
        self.assertLessEqual(float(unit["RestartSec"][0]), 2)

    def test_the_server_under_the_unit(self):
        unit = settings()
        program, *words = unit["ExecStart"][0].split()
        self.assertEqual(os.path.basename(program), os.path.basename(BINARY))
        names = set()
        for line in unit["SystemCallFilter"]:
            if line.startswith("~"):
                names -= calls_of(line[1:].split())
            else:
                names |= calls_of(line.split())
        self.assertIn("read", names)
        self.assertNotIn("mount", names)
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(folder + "/notify")
            told.settimeout(PATIENCE_SECONDS)
            for credential in unit["LoadCredential"]:
                name, source = credential.split(":")
                self.assertEqual(source, "/etc/hoshitori/" + name)
                with open(os.open(folder + "/" + name, os.O_WRONLY | os.O_CREAT, 0o400), "w") as file:
                    file.write(self.credential(name))
            environment = {
                **self.server.environment(),
                "CREDENTIALS_DIRECTORY": folder,
                "NOTIFY_SOCKET": folder + "/notify",
                "HOSHITORI_DATA_DIR": folder + "/data",
                # Leaks are looked for with system calls that the filter refuses.
                "ASAN_OPTIONS": "detect_leaks=0",
            }
            with subprocess.Popen(
                [BINARY, *words], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=Seccomp(names).load
            ) as process:
                line = process.stdout.readline()
                try:
                    self.assertRegex(line, "^Listening on ")
                    self.assertEqual(told.recv(100), b"READY=1")
                    self.serves(line.split("http://")[1].strip())
                finally:
                    process.terminate()
                    _, log = process.communicate(timeout=PATIENCE_SECONDS)
            self.assertEqual(process.returncode, 0, log)

    def credential(self, name):
        if name == "database_url":
            return "host=%s user=hoshitori_app dbname=hoshitori" % self.server._postmaster()[4]
        with open(os.path.join(self.server.data_dir, name), encoding="ascii") as file:
            return file.read()

    def serves(self, address):
        """A read and a write on this server, by a caller of the first one."""
        buyer = self.make_buyer()
        first, self.server.address = self.server.address, address
        try:
            self.invite(buyer)
            self.assertEqual(len(self.assertStatus(buyer.get("/v1/suppliers"), 200).json["items"]), 1)
        finally:
            self.server.address = first


if __name__ == "__main__":
    harness.main()
