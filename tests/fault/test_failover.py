# SPDX-License-Identifier: Apache-2.0
"""Two servers at two PostgreSQL, of which one dies, hangs or hands over again and again under writers: what was answered
is there, once, and nobody is told anything but that it is done or to come again."""

import os
import signal
import threading
import time
import unittest

from books import Books
from failover import SEED, Trials, patient
from forms import choose, figure
from members import Attached, two_members
from waiting import PATIENCE_SECONDS, lasting, pace, promised, until

KILLS = int(os.environ.get("HOSHITORI_KILLS") or choose(2, 200))
HANGS = choose(1, 5)
HANDOVERS = choose(1, 5)
FIRST_WRITE_SECONDS = 3


class Failover(Trials):
    @classmethod
    def setUpClass(cls):
        cls.primary, cls.standby = two_members(cls.addClassCleanup)
        cls.servers = [Attached((cls.primary, cls.standby))]
        cls.servers.append(Attached((cls.standby, cls.primary), like=cls.servers[0]))
        cls.servers[0].command("migrate")
        for server in cls.servers:
            cls.addClassCleanup(server.end)
            server.start()
        cls.make_parties()

    # What happens to the primary.

    def promote(self):
        """The standby, which is the primary from here on; waits for the first write at it."""
        cls = type(self)
        self.standby.promote()
        promoted = time.monotonic()
        cls.primary, cls.standby = cls.standby, cls.primary
        self.first_writes.append(self.first_write_since(promoted))

    def kill(self):
        self.primary.die()
        self.promote()
        self.standby.come_back(self.primary)

    def hang(self):
        """It is frozen, and comes back while it still takes itself for the primary: what is written there then is
        confirmed by nobody, and what is read there is of the past. Everybody connects anew meanwhile, and half of them
        there first."""
        self.primary.freeze()
        frozen = time.monotonic()
        until(lambda: self.answers_since(frozen, 503) or self.ledger.broken, every=0.005)  # they noticed, long before Patroni would
        self.promote()
        seen = self.standby
        seen.thaw()
        until(lambda: seen.sql("SELECT pg_is_in_recovery()", "postgres") == "f")
        for _ in lasting(1):
            self.primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hoshitori_app'", "postgres")
            pace(0.3)
        seen.signal(signal.SIGQUIT)
        seen.process.wait(PATIENCE_SECONDS)
        seen.process = None
        seen.come_back(self.primary)

    def hand_over(self):
        """The old primary is back as a standby at once, with both servers attached."""
        self.primary.stop()
        self.promote()
        self.standby.come_back(self.primary)

    def check_all(self):
        super().check_all()
        self.assertEqual(self.standby.sql("SELECT pg_is_in_recovery()", "postgres"), "t")

    def test_nothing_answered_is_lost(self):
        plan = [self.kill] * KILLS + [self.hang] * HANGS + [self.hand_over] * HANDOVERS
        self.random.shuffle(plan)
        self.go_through(plan)
        figure("%d kills, %d hangs, %d handovers of the primary, seed %s", KILLS, HANGS, HANDOVERS, SEED)
        figure("first write after the promotion: median %.2f s, longest %.2f s", sorted(self.first_writes)[len(plan) // 2], max(self.first_writes))
        self.assertLess(max(self.first_writes), promised(FIRST_WRITE_SECONDS))

    def test_what_no_standby_confirmed_is_not_acknowledged(self):
        """Nobody knows how it will end: not who sent it, nor who waits for it, to whom it is no conflict of theirs."""
        buyer, key = self.buyers[0], "unconfirmed-" + SEED
        ask = lambda: buyer.post("/v1/suppliers", {"name": "株式会社未確認", "code": key}, idempotency_key=key)  # noqa: E731
        self.standby.freeze()
        first = []
        sender = threading.Thread(target=lambda: first.append(ask()))
        sender.start()
        stuck = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'hoshitori_app'"
        until(lambda: self.primary.sql(stuck, "postgres") != "0")
        meanwhile = [ask(), buyer.post("/v1/suppliers", {"name": "株式会社待機", "code": "waits-" + key})]
        sender.join(PATIENCE_SECONDS)
        self.standby.thaw()
        self.assertEqual((first[0].status, first[0].code), (503, "outcome_unknown"))
        for answer in meanwhile:
            self.assertEqual(answer.status, 503, answer)
        again = until(lambda: (answer := ask()).status == 201 and answer)
        twice = ask()
        self.assertEqual((again.headers["Idempotency-Replayed"], twice.headers["Idempotency-Replayed"]), ("true", "true"))
        self.assertEqual((again.body, again.headers["Location"]), (twice.body, twice.headers["Location"]))
        found = [one for one in Books.pages(patient(buyer), "/v1/suppliers") if one["code"] == key]
        self.assertEqual(len(found), 1)
        self.check_answers()
        self.check_all()


if __name__ == "__main__":
    unittest.main(verbosity=2)
