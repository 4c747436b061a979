# SPDX-License-Identifier: Apache-2.0
"""A virus scanner on this machine: Debian's clamd with one signature of our own, and one that misbehaves."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading

from service import die_with_parent
from waiting import PATIENCE_SECONDS, until

SIGNATURE, FOUND = b"hoshitori-virus-of-the-tests", "Hoshitori.Test.UNOFFICIAL"
# As deploy/operator.md says: what is larger than clamd looks at, and what it gives up on, is not clean.
SETTINGS = "Foreground yes\nStreamMaxLength 25M\nMaxFileSize 100M\nMaxScanSize 400M\nAlertExceedsMax yes\n"


class Place:
    """A directory for a socket, there before anybody listens."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="hoshitori-scan-")
        os.chmod(self.directory, 0o755)
        self.socket = os.path.join(self.directory, "clamd.ctl")

    def end(self):
        shutil.rmtree(self.directory, ignore_errors=True)


class Clamd:
    """`with Clamd(place):` it listens at place.socket."""

    def __init__(self, place):
        self.place = place

    def __enter__(self):
        database = os.path.join(self.place.directory, "signatures")
        os.makedirs(database, exist_ok=True)
        with open(os.path.join(database, "own.ndb"), "w", encoding="ascii") as file:
            file.write("Hoshitori.Test:0:*:%s\n" % SIGNATURE.hex())
        path = os.path.join(self.place.directory, "clamd.conf")
        with open(path, "w", encoding="ascii") as file:
            user = "User root\n" if os.geteuid() == 0 else ""
            file.write(SETTINGS + user + "LocalSocket %s\nDatabaseDirectory %s\n" % (self.place.socket, database))
        self.process = subprocess.Popen(["clamd", "-c", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        until(self.listens, lambda: self.process.poll())
        return self

    def listens(self):
        with socket.socket(socket.AF_UNIX) as asker:
            try:
                asker.connect(self.place.socket)
                asker.sendall(b"zPING\0")
                return asker.recv(9) == b"PONG\0"
            except OSError:
                return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)
        if os.path.exists(self.place.socket):
            os.remove(self.place.socket)


class Strange:
    """Takes one file and answers with these bytes, once `let_go` is set; None: it hangs up at the first bytes."""

    def __init__(self, place, answer):
        self.answer = answer
        self.let_go = threading.Event()
        self.taken = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(place.socket)
        self.listener.listen()
        self.place = place

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def serve(self):
        peer, _ = self.listener.accept()
        with peer, peer.makefile("rb") as stream:
            if self.answer is None:
                return
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", stream.read(4))[0]:
                stream.read(size)
            self.taken.set()
            self.let_go.wait(PATIENCE_SECONDS)
            peer.sendall(self.answer)

    def __exit__(self, *_):
        self.let_go.set()
        self.thread.join()
        self.listener.close()
        os.remove(self.place.socket)
