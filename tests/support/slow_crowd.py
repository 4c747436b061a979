# SPDX-License-Identifier: Apache-2.0
"""Many slow clients of a server under test, and what they send: tests/support/slow_clients.py as a process."""

import json
import os
import subprocess
import sys
import threading

from service import TOP
from waiting import PATIENCE_SECONDS

CROWD = os.path.join(TOP, "tests", "support", "slow_clients.py")


class Crowd:
    """Less urgent than what is measured."""

    def __init__(self, address, port, tls, kinds, sources=50):
        settings = {"address": address, "port": port, "tls": tls, "kinds": kinds, "sources": sources}
        self.process = subprocess.Popen(
            [sys.executable, "-B", CROWD, json.dumps(settings)], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=lambda: os.nice(10)
        )
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    @property
    def last(self):
        return self.lines[-1] if self.lines else {"held": [0], "opened": 0, "cut_off": 0, "longest": 0, "answers": {}}

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(PATIENCE_SECONDS)
        self.reader.join(PATIENCE_SECONDS)
        self.process.stdout.close()
        return self.last


def slow_heads(count, seconds):
    begin = "GET /v1/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    return {"count": int(count), "begin": begin, "drip": "a", "seconds": seconds, "again": True}


def slow_bodies(count, seconds, key, again=True):
    begin = (
        "POST /v1/suppliers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: "
        "application/json\r\nIdempotency-Key: slow\r\nContent-Length: 200000\r\n\r\n{" % key
    )
    return {"count": int(count), "begin": begin, "drip": " ", "seconds": seconds, "again": again}
