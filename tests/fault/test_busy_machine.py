# SPDX-License-Identifier: Apache-2.0
"""A machine whose processors are taken by other work: one client, who sends one request at a time, gets every answer.
Only the clock says that the server is slow, and the clock refuses nobody."""

import multiprocessing
import os
import time
import unittest

import harness
from forms import choose, figure
from service import Api, Server

LOOPS = 2 * os.cpu_count()
REQUESTS = choose(300, 3000)


def spin(stop):
    while not stop.is_set():
        sum(range(10000))


class BusyMachine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(["--log-level", "error"])
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        organisation = cls.server.make_organisation("東都重工業株式会社")
        cls.buyer = Api(cls.server, cls.server.make_key(organisation, harness.BUYER_RIGHTS), organisation)

    def setUp(self):
        stop = multiprocessing.Event()
        loops = [multiprocessing.Process(target=spin, args=(stop,), daemon=True) for _ in range(LOOPS)]
        for loop in loops:
            loop.start()

        def end():
            stop.set()
            for loop in loops:
                loop.join()

        self.addCleanup(end)

    def requests(self):
        """Reads and writes by turns, for ever."""
        number = 0
        while True:
            number += 1
            place = "/v1/suppliers/code:B-%d" % number
            yield self.buyer.post("/v1/suppliers", {"code": "B-%d" % number, "name": "株式会社山本製作所"})
            yield self.buyer.put(place + "/requirement", {"required_star": 2, "due_on": "2028-03-%02d" % (1 + number % 28), "reason": "busy"})
            for path in (place + "/status", "/v1/me", "/v1/suppliers", "/v1/statuses/summary?side=buyer"):
                yield self.buyer.get(path)

    def test_one_client_alone_gets_every_answer(self):
        began = last = time.monotonic()
        slowest, refused = 0, {}
        for count, answer in enumerate(self.requests(), 1):
            now = time.monotonic()
            slowest, last = max(slowest, now - last), now
            if not 200 <= answer.status < 300:
                refused[answer.status] = refused.get(answer.status, 0) + 1
            if count == REQUESTS:
                break
        figure(
            "%d busy loops beside: %d requests, one at a time, in %.0f s, the slowest %.0f ms; not answered: %s",
            LOOPS,
            REQUESTS,
            last - began,
            1000 * slowest,
            refused or "none",
        )
        self.assertEqual(refused, {})


if __name__ == "__main__":
    unittest.main()
