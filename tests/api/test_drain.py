# SPDX-License-Identifier: Apache-2.0
"""How the server leaves: it says so first, serves on, and closes connections with their answers."""

import http.client
import signal
import time

import harness
from service import Server
from waiting import PATIENCE_SECONDS


class Drain(harness.ApiTest):
    drain_seconds = 2 * PATIENCE_SECONDS  # longer than anything takes that is asked meanwhile

    def setUp(self):
        self.server = Server(["--drain-seconds=%d" % self.drain_seconds])
        self.addCleanup(self.server.end)
        super().setUp()
        self.server.start()
        self.open = harness.Api(self.server)
        self.connection = http.client.HTTPConnection(self.server.address)
        self.addCleanup(self.connection.close)
        self.assertEqual(self.ask("/livez"), (200, False))
        self.told = time.monotonic()
        self.server.process.send_signal(signal.SIGTERM)
        self.announced()

    def announced(self):
        self.eventually(lambda: self.open.get("/readyz").status == 503)

    def ask(self, path):
        """(status, whether the connection ends) over one connection."""
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("Connection") == "close"

    def test_serves_on_while_it_is_announced(self):
        self.assertProblem(self.open.get("/readyz"), 503, "unavailable")
        self.assertEqual(self.ask("/openapi.json"), (200, True))
        self.assertProblem(self.open.get("/v1/me"), 401, "unauthenticated")
        self.server.process.send_signal(signal.SIGTERM)  # a second one ends the wait
        self.assertEqual(self.server.process.wait(PATIENCE_SECONDS), 0)


class BriefDrain(Drain):
    drain_seconds = 1

    def announced(self):
        pass

    def test_serves_on_while_it_is_announced(self):
        self.assertEqual(self.server.process.wait(PATIENCE_SECONDS), 0)
        self.assertGreater(time.monotonic() - self.told, self.drain_seconds)


if __name__ == "__main__":
    harness.main()
