# SPDX-License-Identifier: Apache-2.0
"""An answered write survives a crash of the server or of PostgreSQL, and a repeated one has one effect:
writers go on while both are killed at random moments; then everything that was answered must be there, once."""

import concurrent.futures
import os
import random
import statistics
import unittest

import writers
from books import Books
from forms import choose, figure
from service import Api, LiveServer, Patient
from harness import BUYER_RIGHTS, SUPPLIER_RIGHTS
from killer import Killer
from waiting import promised, until

KILLS = choose(10, 100)  # of the server, and as many of PostgreSQL
PARTIES = 4  # buyers, and as many suppliers
WRITERS = 2  # of each
PAUSE_SECONDS = 0.15
READY_SECONDS = 1
SEED = os.environ.get("HOSHITORI_SEED") or "%x" % random.SystemRandom().getrandbits(32)


def patient(api):
    return Patient(api.server, api.key, api.organisation)


class Crash(unittest.TestCase):
    def setUp(self):
        self.server = LiveServer()
        self.addCleanup(self.server.end)
        self.server.start()
        self.server.contract  # asked for while there is somebody to answer
        self.buyers = [self.make("東都重工業株式会社", BUYER_RIGHTS) for _ in range(PARTIES)]
        self.suppliers = [self.make("株式会社みなと精密", SUPPLIER_RIGHTS) for _ in range(PARTIES)]
        self.ledger = writers.Ledger()

    def make(self, name, rights):
        organisation = self.server.make_organisation(name)
        return Api(self.server, self.server.make_key(organisation, rights), organisation, name)

    def books(self):
        return Books([(patient(api), True) for api in self.buyers] + [(patient(api), False) for api in self.suppliers + self.ledger.founded])

    def crash(self):
        killer = Killer(self.server, self.buyers[0], SEED)
        killer.sync_quickly()
        team = writers.start(self.ledger, self.buyers * WRITERS, self.suppliers * WRITERS, SEED, PAUSE_SECONDS)
        for what in killer.plan(KILLS):
            killer.pause(0.1, 1.2)
            killer.strike(what)
        writers.stop(self.ledger, team)
        return killer

    def replays(self):
        """Acts whose repetition did not give the first answer again, to the byte."""

        def differs(act):
            again = patient(act.api).request(act.method, act.path, act.body, headers=act.headers, idempotency_key=act.key)
            same = (again.status, again.body, again.etag, again.headers["Location"]) == (
                act.answer.status,
                act.answer.body,
                act.answer.etag,
                act.answer.headers["Location"],
            )
            return not (same and again.headers["Idempotency-Replayed"] == "true")

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            keyed = [act for act in self.ledger.acts if act.key]
            return len(keyed), [act for act, wrong in zip(keyed, pool.map(differs, keyed)) if wrong]

    def test_nothing_answered_is_lost_and_nothing_is_done_twice(self):
        print("seed", SEED, flush=True)
        before = self.books().entries()
        killer = self.crash()
        replayed, different = self.replays()

        books = self.books()
        lost, doubled, repeated = books.held(self.ledger, before)
        ready = sorted(killer.ready)
        figure("%d kills of the server and %d of PostgreSQL, seed %s", KILLS, KILLS, SEED)
        figure("%d repeated with their keys, %d got another answer", replayed, len(different))
        figure(
            "ready after PostgreSQL: median %.0f ms, longest %.0f ms (%s)",
            1000 * statistics.median(seconds for seconds, _ in ready),
            1000 * ready[-1][0],
            ready[-1][1],
        )
        figure("away from a kill until ready: median %.1f s, longest %.1f s", statistics.median(killer.away), max(killer.away))
        self.assertEqual((lost[:5], doubled[:5], different[:5]), ([], [], []))
        self.assertGreater(repeated, KILLS)

        print(self.server.command("audit", "verify").stdout, end="")
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)
        until(lambda: not books.gaps(), books.gaps)
        # The longest waits for its turn on a machine that does something else, too.
        self.assertLess(statistics.median(seconds for seconds, _ in ready), promised(READY_SECONDS))
        with open(self.server.log_path, encoding="utf-8") as log:
            self.assertEqual([line for line in log if '"level":"error"' in line or "Sanitizer" in line], [])
        self.server.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
