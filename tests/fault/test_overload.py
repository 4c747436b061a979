# SPDX-License-Identifier: Apache-2.0
"""Overload: several times more requests than the server can do, long lists and a quarter of them writes, by wrk. They
cost many times what a refusal costs: of quick ones two cores could not ask for several times more than they can do.

What it does get done stays what it could do at its best; all others are told so, with 503 and
Retry-After, within about a second where the server is quick enough for that (what has been let in
waits for its turn, however long that takes); monitoring is answered; and when the crowd has gone nothing is
left of it. The long form builds and measures the release."""

import json
import os
import re
import socket
import subprocess
import threading
import time
import unittest

import harness
import service
from forms import LONG, choose, figure
from service import TOP, Api, Server
from waiting import PATIENCE_SECONDS, promised, until

SUPPLIERS = 2000
WRITES = 4  # every fourth request
THREADS = 96
WAITERS = 512  # further threads of any server, on which whoever waits for events steps aside
KEPT = choose(0.75, 0)  # MiB that sanitizers keep of what a thread has freed, for each that came to work since
BUSY = THREADS // 2  # connections
SECONDS = choose(5, 15)
ROUNDS, ROUNDS_MOST = choose(3, 6), choose(6, 12)
SLOW, SLOWEST = 1.2, 3  # seconds, of 99 in 100 answers and of any
LONGER = 2  # times, where answers are slower than that anyway: a crowd's queue is half as long again
OFFERED = choose(1.5, 4)  # times what can be done; a client whose core is taken by others asks less often
GOODPUT = choose(0.85, 0.9)  # sanitizers make a refusal ten times as dear

# Memory that AddressSanitizer keeps back, for all and for each thread, would hide what the server takes.
os.environ["ASAN_OPTIONS"] = "quarantine_size_mb=1:thread_local_quarantine_size_kb=16"


class Monitor(threading.Thread):
    """Asks what a load balancer and Prometheus ask, each time over a connection of its own."""

    def __init__(self, server):
        super().__init__()
        self.server, self.ended = server, threading.Event()
        self.slowest, self.refused = 0, []

    def run(self):
        asker = Api(self.server)
        asker.checked = False
        while not self.ended.wait(0.05):
            for path in ("/livez", "/readyz", "/metrics"):
                began = time.monotonic()
                answer = asker.get(path)
                self.slowest = max(self.slowest, time.monotonic() - began)
                if answer.status != 200:
                    self.refused.append((path, answer.status))

    def end(self):
        self.ended.set()
        self.join()


class Round:
    def __init__(self, output):
        self.answers = {int(status): count for status, count in output["answers"].items()}
        self.good = self.answers.get(200, 0) / output["seconds"]
        self.offered = sum(self.answers.values()) / output["seconds"]
        self.p99, self.slowest = output["p99"] / 1e6, output["max"] / 1e6
        self.errors = output["errors"]


class Overload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if LONG:
            _build_release()
        cls.server = Server(["--log-level", "error"])
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        org = cls.server.make_organisation("東都重工業株式会社")
        cls.buyer = Api(cls.server, cls.server.make_key(org, harness.BUYER_RIGHTS), org)
        cls.server.sql(os.path.join(TOP, "tests", "support", "suppliers.sql"), buyer=org, suppliers=SUPPLIERS)
        cls.server.command("rebuild")
        rule = {"required_star": 2, "required_assurance": "substantiated", "accept_higher": True, "due_in_days": 180, "reason": "overload"}
        answer = cls.buyer.put("/v1/rules/category:%E8%A3%BD%E9%80%A0%E5%A7%94%E8%A8%97", rule)
        assert answer.status in (200, 201, 202), answer

    def load(self, connections):
        done = subprocess.run(
            [
                "wrk",
                "-t2",
                "-c%d" % connections,
                "-d%ds" % SECONDS,
                "--timeout",
                "10s",
                "-s",
                os.path.join(os.path.dirname(os.path.abspath(__file__)), "overload.lua"),
                "http://" + self.server.address,
                "--",
                self.buyer.key,
                str(SUPPLIERS),
                str(WRITES),
            ],
            text=True,
            stdout=subprocess.PIPE,
            check=True,
        )
        return Round(json.loads(done.stdout.splitlines()[-1]))

    def memory(self):
        with open("/proc/%d/status" % self.server.process.pid, encoding="ascii") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) / 1024

    def recovered(self):
        """Seconds until the first good answer, and then of the slowest of twenty, none of which is refused: of what the
        crowd left behind nothing takes the place of who comes now."""
        began = time.monotonic()
        until(lambda: self.buyer.get("/v1/me").status == 200, every=0.01)
        first, slowest = time.monotonic() - began, 0
        for _ in range(20):
            began = time.monotonic()
            self.assertEqual(self.buyer.get("/v1/statuses", query={"side": "buyer"}).status, 200)
            slowest = max(slowest, time.monotonic() - began)
        return first, slowest

    def test_1_goodput_under_a_crowd(self):
        # A client that is refused comes again at once, four times a second: so many clients ask for
        # about eight times of what can be done, less where the clients themselves are short of time.
        crowd_size = THREADS + int(2 * self.load(BUSY).good)
        self.load(crowd_size)
        memory = self.memory()
        busy, crowd = [], []
        # Busy and crowded within seconds of each other, so that what else the machine does hits both;
        # more often while that blurs the ratio.
        while len(busy) < ROUNDS or (len(busy) < ROUNDS_MOST and _ratio(busy, crowd) < GOODPUT):
            busy.append(self.load(BUSY))
            monitor = Monitor(self.server)
            monitor.start()
            crowd.append(self.load(crowd_size))
            monitor.end()
            first, slowest = self.recovered()
            self.assertEqual(monitor.refused, [])
            self.assertLess(monitor.slowest, promised(SLOW))
            # What has begun is done, whether or not anybody waits for it.
            self.assertLess(first, promised(1 + THREADS / busy[-1].good))
            self.assertLess(slowest, promised(1))
        grown = self.memory() - memory  # since the first crowd
        best = max(b.good for b in busy)
        offered = sum(c.offered for c in crowd) / sum(b.good for b in busy)
        refused = sum(c.answers.get(503, 0) for c in crowd) / sum(sum(c.answers.values()) for c in crowd)
        figure("%.0f requests/s done at most, a quarter of them writes, over %d connections", best, BUSY)
        figure(
            "%d connections offer %.1f times what can be done: goodput %.2f of that, %.0f %% answered 503",
            crowd_size,
            offered,
            _ratio(busy, crowd),
            100 * refused,
        )
        figure("slowest answer %.2f s, p99 %.2f s; monitoring at most %.2f s", max(c.slowest for c in crowd), max(c.p99 for c in crowd), monitor.slowest)
        figure("memory grew by %.0f MiB from one crowd to the next; first answer afterwards after %.0f ms", grown, 1000 * first)
        for each in busy + crowd:
            self.assertLessEqual(set(each.answers), {200, 503}, each.answers)
            self.assertEqual(each.errors, 0)
        self.assertLess(max(c.p99 for c in crowd), max(promised(SLOW), LONGER * max(b.p99 for b in busy)))
        self.assertLess(max(c.slowest for c in crowd), max(promised(SLOWEST), LONGER * max(b.slowest for b in busy)))
        self.assertLess(grown, memory / 2 + KEPT * WAITERS)
        self.assertGreater(offered, OFFERED, "there was no crowd: this tries nothing")
        self.assertGreaterEqual(_ratio(busy, crowd), GOODPUT)

    def test_2_silent_connections_do_not_hold_all_threads(self):
        """More clients than threads got an answer, keep their connections, and say nothing more."""
        silent = []
        began = time.monotonic()
        try:
            for _ in range(THREADS + WAITERS + 100):
                client = socket.create_connection(tuple(self.server.address.rsplit(":", 1)), timeout=PATIENCE_SECONDS)
                silent.append(client)
                client.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            for client in silent:
                self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 200 "))
            self.assertEqual(self.buyer.get("/v1/me").status, 200)
            took = time.monotonic() - began
        finally:
            for client in silent:
                client.close()
        figure("%d silent connections and one more all answered within %.0f ms", len(silent), 1000 * took)
        self.assertLess(took, promised(1))


def _ratio(busy, crowd):
    return sum(c.good for c in crowd) / sum(b.good for b in busy)


def _build_release():
    for words in (["--preset", "release"], ["--build", "--preset", "release", "--target", "hoshitori"]):
        subprocess.run(["cmake", *words], cwd=TOP, check=True, stdout=subprocess.DEVNULL)
    service.BINARY = os.path.join(TOP, "build", "release", "bin", "hoshitori")


if __name__ == "__main__":
    unittest.main()
