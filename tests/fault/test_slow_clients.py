# SPDX-License-Identifier: Apache-2.0
"""Clients that are slow on purpose. Behind HAProxy 2,000 slow heads and 500 slow bodies are held while healthy
clients see p99 < 50 ms and no error. The server alone survives them, ends each body, head and answer at its deadline,
and serves again as soon as they are gone."""

import datetime
import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
import unittest

import harness
from forms import LONG, choose, figure
from proxy import Proxy
from service import TOP, Server
from waiting import PATIENCE_SECONDS, lasting, pace, promised, until

HEADS, BODIES = 2000, 500
MORE = 1.1  # so many come, for some are always about to come again
HOLD_SECONDS = choose(15, 60)
ALONE_SECONDS = choose(12, 60)
P99_SECONDS = 0.05
HEALTHY = 4
PAUSE = 0.02
THREADS, READERS = 12, 4
BODY_SECONDS, SHEET_SECONDS, HEAD_SECONDS = 10, 30, 10
CROWD = os.path.join(TOP, "tests", "support", "slow_clients.py")


class Crowd:
    """tests/support/slow_clients.py as a process; less urgent than what is measured."""

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


class Healthy(threading.Thread):
    """One client that asks for its own record and its list by turns, over a connection that is kept."""

    def __init__(self, proxy, key, stop):
        super().__init__(daemon=True)
        self.proxy, self.key, self.stop = proxy, key, stop
        self.seconds, self.errors = [], []

    def run(self):
        connection = None
        while not self.stop.wait(PAUSE):
            began = time.monotonic()
            try:
                if connection is None:
                    connection = http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=PATIENCE_SECONDS)
                path = "/v1/suppliers" if len(self.seconds) % 2 else "/v1/me"
                connection.request("GET", path, headers={"Authorization": "Bearer " + self.key})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.errors.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(repr(error))
                connection = None
            self.seconds.append(time.monotonic() - began)
        if connection:
            connection.close()


def percentile(seconds, share):
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


def slow_heads(count, seconds):
    begin = "GET /v1/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    return {"count": int(count), "begin": begin, "drip": "a", "seconds": seconds, "again": True}


def slow_bodies(count, seconds, key, again=True):
    begin = (
        "POST /v1/suppliers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: "
        "application/json\r\nIdempotency-Key: slow\r\nContent-Length: 200000\r\n\r\n{" % key
    )
    return {"count": int(count), "begin": begin, "drip": " ", "seconds": seconds, "again": again}


class BehindProxy(harness.ApiTest):
    def measure(self, proxy, key, seconds, while_true=lambda: True):
        """Healthy clients for so long; (all durations, errors)."""
        stop = threading.Event()
        clients = [Healthy(proxy, key, stop) for _ in range(HEALTHY)]
        for client in clients:
            client.start()
        for _ in lasting(seconds):
            self.assertTrue(while_true())
            pace(0.5)
        stop.set()
        for client in clients:
            client.join(PATIENCE_SECONDS)
        return [s for c in clients for s in c.seconds], [e for c in clients for e in c.errors]

    def test_behind_haproxy_healthy_clients_notice_nothing(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        buyer = self.make_buyer()
        proxy = Proxy(self.server.address).start()
        crowd = None
        try:
            self.measure(proxy, buyer.key, 1)
            calm, errors = self.measure(proxy, buyer.key, 4)
            self.assertEqual(errors, [])
            crowd = Crowd("127.0.0.1", proxy.port, True, [slow_heads(MORE * HEADS, 3), slow_bodies(MORE * BODIES, 3, buyer.key)])
            self.eventually(lambda: crowd.last["held"] >= [HEADS, BODIES] and crowd.last["held"][1] >= BODIES)
            lows = []

            def held():
                lows.append(crowd.last["held"])
                return crowd.process.poll() is None

            seconds, errors = self.measure(proxy, buyer.key, HOLD_SECONDS, held)
        finally:
            last = crowd.end() if crowd else None
            proxy.end()
        low = [min(column) for column in zip(*lows)]
        p99 = percentile(seconds, 0.99)
        figure(
            "behind HAProxy, %d s: at least %d slow heads and %d slow bodies held (%d connections made); %d healthy "
            "requests, %d errors, p50 %.1f ms, p99 %.1f ms, longest %.0f ms (without slow clients p50 %.1f ms, "
            "p99 %.1f ms)",
            HOLD_SECONDS,
            *low,
            last["opened"],
            len(seconds),
            len(errors),
            percentile(seconds, 0.5),
            p99,
            1000 * max(seconds),
            percentile(calm, 0.5),
            percentile(calm, 0.99),
        )
        self.assertGreaterEqual(low[0], HEADS)
        self.assertGreaterEqual(low[1], BODIES)
        self.assertEqual(errors, [])
        self.assertLess(p99, 1000 * promised(P99_SECONDS))
        # Whoever is slow is told so, and none of it reached the server.
        self.assertEqual(set(last["answers"]), {"408"})
        self.assertStatus(self.open.get("/readyz"), 200)


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
        crowd = Crowd("127.0.0.1", self.port, False, [slow_heads(300, 1), slow_bodies(100, 1, self.make_buyer().key)])
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
