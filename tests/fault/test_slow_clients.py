# SPDX-License-Identifier: Apache-2.0
"""Clients that are slow on purpose. Behind HAProxy 2,000 slow heads and 500 slow bodies are held while healthy
clients see p99 < 50 ms and no error. 2,000 who work, over connections that they keep, are all answered through at
most 512 of the server's. The server without HAProxy: test_deadlines.py."""

import http.client
import resource
import threading
import time

import harness
import working_clients
from forms import choose, figure
from proxy import Proxy
from slow_crowd import Crowd, slow_bodies, slow_heads
from waiting import PATIENCE_SECONDS, lasting, pace, promised

HEADS, BODIES = 2000, 500
MORE = 1.1  # so many come, for some are always about to come again
HOLD_SECONDS = choose(15, 60)
P99_SECONDS = 0.05
HEALTHY = 4
WORKING, ORGANISATIONS, TIMES = 2000, 10, choose(5, 50)
CONNECTIONS = 512  # of the server, at most, for all of them
PAUSE = 0.02


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

    def connections(self):
        """Those to the server that are established, by its own side."""
        port = ":%04X" % int(self.server.address.rsplit(":", 1)[1])
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file.readlines()[1:]]
        return sum(row[1].endswith(port) and row[3] == "01" for row in rows)

    def test_behind_haproxy_2000_clients_work(self):
        keys = [self.make_buyer().key for _ in range(ORGANISATIONS)]
        proxy = Proxy(self.server.address).start()
        seen, ended = [], threading.Event()

        def watch():
            while not ended.wait(0.1):
                seen.append(self.connections())

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            told = working_clients.run(address="127.0.0.1", port=proxy.port, path="/v1/me", keys=keys * (WORKING // ORGANISATIONS), times=TIMES, sources=50)
        finally:
            ended.set()
            watching.join()
            proxy.end()
        figure(
            "behind HAProxy: %d clients over connections that they keep: %d answers, %d times told to come "
            "later, p50 %.0f ms, p99 %.0f ms, longest %.0f ms; connections of the server: %d at most",
            WORKING,
            len(told["seconds"]),
            told["answers"].get("503", 0),
            percentile(told["seconds"], 0.5),
            percentile(told["seconds"], 0.99),
            1000 * max(told["seconds"], default=0),
            max(seen),
        )
        self.assertEqual(told["broken"], {})
        self.assertEqual(told["answers"].pop("200"), WORKING * TIMES)
        self.assertLessEqual(set(told["answers"]), {"503"})
        self.assertLessEqual(max(seen), CONNECTIONS)


if __name__ == "__main__":
    harness.main()
