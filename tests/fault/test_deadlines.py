# SPDX-License-Identifier: Apache-2.0
"""Clients that are slow on purpose, at a server without HAProxy: it survives them, ends each body, head and answer at its
deadline, and serves again as soon as they are gone."""

import datetime
import http.client
import json
import socket
import threading
import time
import unittest

import harness
from forms import LONG, choose, figure
from service import Server
from slow_crowd import Crowd, slow_bodies, slow_heads
from waiting import pace, promised, until

ALONE_SECONDS = choose(12, 60)
THREADS, READERS = 12, 4
WAITERS = 512  # further threads of any server, on which whoever waits for events steps aside
BODY_SECONDS, SHEET_SECONDS, HEAD_SECONDS = 10, 30, 10


class Alone(harness.ApiTest):
    """A server of few threads, so that few clients can hold them all."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server(["--threads", str(THREADS)]).start()
        cls.open = harness.Api(cls.server)
        cls.port = int(cls.server.address.rsplit(":", 1)[1])

    @classmethod
    def tearDownClass(cls):
        cls.server.end()

    def served(self):
        """Whether a healthy client is served within two seconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)  # asked again
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def recovers(self):
        """Seconds until a healthy client is served again."""
        began = time.monotonic()
        until(self.served)
        return time.monotonic() - began

    def test_slow_heads_and_bodies(self):
        crowd = Crowd("127.0.0.1", self.port, False, [slow_heads(WAITERS + 200, 1), slow_bodies(100, 1, self.make_buyer().key)])
        pace(ALONE_SECONDS)
        self.assertIsNone(self.server.process.poll())
        self.assertFalse(self.served(), "they hold no thread: this tries nothing")
        last = crowd.end()
        seconds = self.recovers()
        figure("alone, %d threads: %d slow connections made in %d s; served again %.1f s after they were gone", THREADS, last["opened"], ALONE_SECONDS, seconds)

    def slow_of_several(self):
        """As many as there are threads, of four organisations: one alone may not have them all."""
        each = THREADS // 4
        return [slow_bodies(each, 1, self.make_buyer().key, again=False) for _ in range(THREADS // each)]

    def assert_ended(self, what, slow, seconds):
        """All of these clients, who send a byte a second so that no gap is ever long, are told 408 in time."""
        count = sum(one["count"] for one in slow)
        crowd = Crowd("127.0.0.1", self.port, False, slow)
        try:
            self.eventually(lambda: crowd.last["cut_off"] == count)
        finally:
            last = crowd.end()
        figure("alone: %s of a byte a second ended by 408 after at most %.1f s", what, last["longest"])
        self.assertEqual(last["answers"], {"408": count})
        self.assertLess(last["longest"], promised(seconds + 5))
        self.recovers()

    def test_every_body_has_a_deadline(self):
        self.assert_ended("bodies", self.slow_of_several(), BODY_SECONDS)

    @unittest.skipUnless(LONG, "takes 30 s more")
    def test_every_sheet_has_a_deadline(self):
        slow = self.slow_of_several()
        for one in slow:
            one["begin"] = (
                one["begin"]
                .replace("/v1/suppliers", "/v1/suppliers:import?source=slow")
                .replace("application/json", "text/csv")
                .replace("\r\n\r\n{", "\r\n\r\nname,code\r\n")
            )
            one["drip"] = "a"
        self.assert_ended("sheets", slow, SHEET_SECONDS)

    def slow_reader(self, stop):
        """Asks for many long answers, more than the system takes off the server, and reads 5 KB a second."""
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.connect(("127.0.0.1", self.port))
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 60)
            try:
                while not stop.wait(0.2) and connection.recv(1000):
                    pass
            except OSError:
                pass

    def cut_off(self):
        """How many long answers ended long after the ones before: what the system takes off the server ends at once."""
        with open(self.server.log_path, encoding="utf-8") as log:
            ends = [datetime.datetime.fromisoformat(json.loads(line)["time"][:-1]) for line in log if '"operation":"openapi"' in line]
        late = [n for n in range(1, len(ends)) if (ends[n] - ends[n - 1]).total_seconds() > HEAD_SECONDS - 1]
        return len(ends) - late[0] if late else 0

    def test_every_answer_has_a_deadline(self):
        """Fewer readers than would make the server close connections for want of threads."""
        stop = threading.Event()
        readers = [threading.Thread(target=self.slow_reader, args=(stop,)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        began = time.monotonic()
        try:
            self.eventually(lambda: self.cut_off() == READERS)
            seconds = time.monotonic() - began
            # civetweb itself gives up after 10 s in which nothing could be sent.
            self.assertGreater(seconds, HEAD_SECONDS - 1, "they held no thread: this tries nothing")
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        figure("alone: answers to %d readers of 5 KB a second cut off after at most %.0f s", READERS, seconds)
        self.recovers()


if __name__ == "__main__":
    harness.main()
