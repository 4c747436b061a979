# SPDX-License-Identifier: Apache-2.0
"""Two servers at two PostgreSQL, of which one dies, hangs or hands over again and again under writers: what was answered
is there, once, and nobody is told anything but that it is done or to come again."""

import collections
import os
import random
import signal
import threading
import time
import unittest

import writers
from books import Books
from forms import choose, figure
from harness import BUYER_RIGHTS, SUPPLIER_RIGHTS
from members import Attached, two_members
from service import Api, Patient
from waiting import PATIENCE_SECONDS, lasting, pace, promised, until

KILLS = int(os.environ.get("HOSHITORI_KILLS") or choose(2, 200))
HANGS = choose(1, 5)
HANDOVERS = choose(1, 5)
PARTIES = 4  # buyers, and as many suppliers: eight writers
PAUSE_SECONDS = 0.4
WRITES_BETWEEN = 5
FIRST_WRITE_SECONDS = 3
ANSWER_SECONDS = 12
SEED = os.environ.get("HOSHITORI_SEED") or "%x" % random.SystemRandom().getrandbits(32)


class Noted(Api):
    """Notes each answer: (asked at, answered at, method, status, code, Retry-After)."""

    answers = []

    def request(self, method, path, body=None, **options):
        asked = time.monotonic()
        answer = super().request(method, path, body, **options)
        code = answer.code if answer.status >= 400 else None
        self.answers.append((asked, time.monotonic(), method, answer.status, code, answer.headers["Retry-After"]))
        return answer


def patient(api):
    return Patient(api.server, api.key, api.organisation)


class Failover(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.primary, cls.standby = two_members(cls.addClassCleanup)
        cls.servers = [Attached((cls.primary, cls.standby))]
        cls.servers.append(Attached((cls.standby, cls.primary), like=cls.servers[0]))
        cls.servers[0].command("migrate")
        for server in cls.servers:
            cls.addClassCleanup(server.end)
            server.start().contract  # asked for while there is somebody to answer
        cls.buyers = [cls.make("東都重工業株式会社", BUYER_RIGHTS, number) for number in range(PARTIES)]
        cls.suppliers = [cls.make("株式会社みなと精密", SUPPLIER_RIGHTS, number) for number in range(PARTIES)]
        cls.random = random.Random(SEED)

    @classmethod
    def make(cls, name, rights, number):
        """Half of them at each server."""
        server = cls.servers[number % 2]
        organisation = server.make_organisation(name)
        return Noted(server, server.make_key(organisation, rights), organisation, name)

    def setUp(self):
        Noted.answers = []
        self.first_writes = []

    # What happens to the primary.

    def swap(self):
        cls = type(self)
        cls.primary, cls.standby = cls.standby, cls.primary

    def writes_since(self, instant):
        return [answered for asked, answered, method, status, _, _ in list(Noted.answers) if answered >= instant and method != "GET" and status < 300]

    def answers_since(self, instant, status):
        return [one for one in list(Noted.answers) if one[1] >= instant and one[3] == status]

    def promote(self):
        """The standby, which is the primary from here on; waits for the first write at it."""
        self.standby.promote()
        promoted = time.monotonic()
        self.swap()
        until(lambda: self.writes_since(promoted) or self.ledger.broken, every=0.005)
        if not self.ledger.broken:
            self.first_writes.append(min(self.writes_since(promoted)) - promoted)

    def kill(self):
        self.primary.die()
        self.promote()
        self.standby.come_back(self.primary)

    def hang(self):
        """It is frozen, and comes back while it still takes itself for the primary: what is written there then is
        confirmed by nobody."""
        self.primary.freeze()
        frozen = time.monotonic()
        until(lambda: self.answers_since(frozen, 503) or self.ledger.broken, every=0.005)  # they noticed, long before Patroni would
        self.promote()
        seen = self.standby
        seen.thaw()
        until(lambda: seen.sql("SELECT pg_is_in_recovery()", "postgres") == "f")
        for _ in lasting(1):
            pace(0.1)
        seen.signal(signal.SIGQUIT)
        seen.process.wait(PATIENCE_SECONDS)
        seen.process = None
        seen.come_back(self.primary)

    def hand_over(self):
        """The old primary is back as a standby at once, with both servers attached."""
        self.primary.stop()
        self.promote()
        self.standby.come_back(self.primary)

    # What must hold.

    def check_answers(self):
        odd = [one for one in Noted.answers if one[3] not in (200, 201) and not (one[3] in (409, 503) and int(one[5] or 0) > 0)]
        self.assertEqual(odd[:5], [])
        slowest = max(answered - asked for asked, answered, *_ in Noted.answers)
        counts = collections.Counter("%d%s" % (status, " " + code if code else "") for _, _, _, status, code, _ in Noted.answers)
        figure("answers: %s; the slowest after %.1f s", ", ".join("%d × %s" % (n, what) for what, n in sorted(counts.items())), slowest)
        self.assertLess(slowest, promised(ANSWER_SECONDS))

    def check_both_sides(self, parties):
        """Each relationship reads the same for both, and at both servers."""
        seen = {}
        for api, buys in parties:
            path = "/v1/suppliers" if buys else "/v1/buyers"
            for one in Books.pages(api, path):
                for server in self.servers:
                    asker = Patient(server, api.key, api.organisation)
                    answer = asker.get("%s/%s/status" % (path, one["relationship"]))
                    self.assertEqual(answer.status, 200, answer)
                    self.assertEqual(seen.setdefault(one["relationship"], answer.json["status"]), answer.json["status"])
        self.assertGreater(len(seen), PARTIES)

    def check_all(self):
        rebuilt = self.servers[0].command("rebuild", "--check", check=False)
        self.assertEqual(rebuilt.returncode, 0, rebuilt.stdout + rebuilt.stderr)
        verified = self.servers[0].command("audit", "verify", check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        self.assertEqual(self.standby.sql("SELECT pg_is_in_recovery()", "postgres"), "t")
        for server in self.servers:
            with open(server.log_path, encoding="utf-8") as log:
                self.assertEqual([line for line in log if '"status":500' in line or "Sanitizer" in line], [])

    def books(self):
        return Books([(patient(api), True) for api in self.buyers] + [(patient(api), False) for api in self.suppliers + self.ledger.founded])

    def read(self, stop):
        """Reads go on, too, whichever machine answers."""
        while not stop.is_set():
            for api in (self.buyers[0], self.suppliers[1]):
                api.get("/v1/statuses/summary")
            pace(PAUSE_SECONDS)

    def test_nothing_answered_is_lost(self):
        print("seed", SEED, flush=True)
        self.ledger = writers.Ledger()
        before = self.books().entries()
        plan = [self.kill] * KILLS + [self.hang] * HANGS + [self.hand_over] * HANDOVERS
        self.random.shuffle(plan)
        stop = threading.Event()
        reader = threading.Thread(target=self.read, args=(stop,))
        reader.start()
        team = writers.start(self.ledger, self.buyers, self.suppliers, SEED, PAUSE_SECONDS)
        try:
            for number, trial in enumerate(plan):
                began = time.monotonic()
                until(lambda: len(self.writes_since(began)) >= WRITES_BETWEEN or self.ledger.broken)
                pace(self.random.uniform(0, 0.5))
                trial()
                if self.ledger.broken:
                    break
                if number % 20 == 19:
                    print("%d of %d" % (number + 1, len(plan)), flush=True)
        finally:
            stop.set()
            reader.join()
        writers.stop(self.ledger, team)
        acts = self.ledger.acts
        books = self.books()
        lost, doubled = books.differences(self.ledger, before)
        figure("%d kills, %d hangs, %d handovers of the primary, seed %s", KILLS, HANGS, HANDOVERS, SEED)
        figure(
            "%d writes acknowledged, %d of them sent more than once, %d lost, %d doubled",
            len(acts),
            sum(act.tries > 1 for act in acts),
            len(lost),
            len(doubled),
        )
        figure("first write after the promotion: median %.2f s, longest %.2f s", sorted(self.first_writes)[len(plan) // 2], max(self.first_writes))
        self.assertEqual((lost[:5], doubled[:5]), ([], []))
        self.assertGreater(sum(act.tries > 1 for act in acts), 0)
        self.check_answers()
        self.assertLess(max(self.first_writes), promised(FIRST_WRITE_SECONDS))
        self.check_both_sides(books.callers)
        until(lambda: not books.gaps(), books.gaps)
        self.check_all()

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
