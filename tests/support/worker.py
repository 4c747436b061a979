# SPDX-License-Identifier: Apache-2.0
"""`hoshitori work` on the database of a server that does not work itself (--worker 0)."""

import signal
import subprocess

from service import die_with_parent
from waiting import PATIENCE_SECONDS, until


class Worker:
    def __init__(self, server, **settings):
        self.server = server
        self.settings = settings
        self.process = None

    def environment(self):
        url = "host=%s port=5432 user=hoshitori_app dbname=hoshitori" % self.server.sockets()
        return {**self.server.environment(), "HOSHITORI_DATABASE_URL": url, **self.settings}

    def start(self):
        with open(self.server.log_path, "ab") as log:
            told = log.tell()
            self.process = subprocess.Popen(
                [self.server.binary, "work"], env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent
            )
        until(lambda: self._working(told) or self.process.poll() is not None, self.server.log)
        if self.process.poll() is not None:
            self.process = None
            raise RuntimeError("the worker did not start:\n" + self.server.log())
        return self

    def _working(self, told):
        with open(self.server.log_path, "rb") as log:
            log.seek(told)
            return b'"working"' in log.read()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        """SIGTERM; it has to end with 0."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE_SECONDS)
        self.process = None
        if status != 0:
            raise RuntimeError("the worker ended with %d:\n%s" % (status, self.server.log()))
