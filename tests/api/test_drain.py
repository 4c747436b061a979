# SPDX-License-Identifier: Apache-2.0
"""How the server leaves: it says so first, serves on, and closes connections with their answers."""
import http.client
import signal
import time

import harness
from service import Server

# Long enough for what is asked meanwhile, also where the machine is busy.
DRAIN_SECONDS = 20


class Drain(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(["--drain-seconds=%d" % DRAIN_SECONDS])
        cls.addClassCleanup(cls.server.end)

    def setUp(self):
        super().setUp()
        self.server.start()
        self.open = harness.Api(self.server)
        self.connection = http.client.HTTPConnection(self.server.address)
        self.addCleanup(self.connection.close)
        self.addCleanup(self.server.stop)
        self.assertEqual(self.ask("/livez"), (200, False))
        self.told = time.monotonic()
        self.server.process.send_signal(signal.SIGTERM)
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
        self.assertEqual(self.server.process.wait(), 0)
        self.assertGreater(time.monotonic() - self.told, DRAIN_SECONDS)

    def test_a_second_signal_ends_the_wait(self):
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.process.wait(), 0)
        self.assertLess(time.monotonic() - self.told, DRAIN_SECONDS)


if __name__ == "__main__":
    harness.main()
