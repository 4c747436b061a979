# SPDX-License-Identifier: Apache-2.0
"""Writers and readers at several servers while something happens to the primary again and again; then everything that
they were answered must be there, once."""

import collections
import os
import random
import threading
import time
import unittest

import writers
from books import Books
from forms import figure
from harness import BUYER_RIGHTS, SUPPLIER_RIGHTS
from service import Api, Patient
from waiting import pace, promised, until

PARTIES = 4  # buyers, and as many suppliers: eight writers
PAUSE_SECONDS = 0.4
WRITES_BETWEEN = 5
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


class Trials(unittest.TestCase):
    """Of `servers`, which all know the same database."""

    maxDiff = None
    servers = []
    caller = Noted

    @classmethod
    def make_parties(cls):
        for server in cls.servers:
            server.contract  # asked for while there is somebody to answer
        cls.buyers = [cls.make("東都重工業株式会社", BUYER_RIGHTS, number) for number in range(PARTIES)]
        cls.suppliers = [cls.make("株式会社みなと精密", SUPPLIER_RIGHTS, number) for number in range(PARTIES)]
        cls.random = random.Random(SEED)

    @classmethod
    def make(cls, name, rights, number):
        """As many of them at each server."""
        server = cls.servers[number % len(cls.servers)]
        organisation = server.make_organisation(name)
        return cls.caller(server, server.make_key(organisation, rights), organisation, name)

    def setUp(self):
        Noted.answers = []
        self.first_writes = []

    def writes_since(self, instant):
        return [answered for asked, answered, method, status, _, _ in list(Noted.answers) if answered >= instant and method != "GET" and status < 300]

    def answers_since(self, instant, status):
        return [one for one in list(Noted.answers) if one[1] >= instant and one[3] == status]

    def first_write_since(self, instant):
        until(lambda: self.writes_since(instant) or self.ledger.broken, every=0.005)
        return 0 if self.ledger.broken else min(self.writes_since(instant)) - instant

    def books(self):
        return Books([(patient(api), True) for api in self.buyers] + [(patient(api), False) for api in self.suppliers + self.ledger.founded])

    def read(self, stop):
        """Reads go on, too, whichever machine answers."""
        while not stop.is_set():
            for api in (self.buyers[0], self.suppliers[1]):
                api.get("/v1/statuses/summary")
            pace(PAUSE_SECONDS)

    def go_through(self, plan):
        """Each trial once writes go on; then holds what was answered against what is there."""
        print("seed", SEED, flush=True)
        self.ledger = writers.Ledger()
        before = self.books().entries()
        stop = threading.Event()
        reader = threading.Thread(target=self.read, args=(stop,))
        reader.start()
        team = writers.start(self.ledger, self.buyers, self.suppliers, SEED, PAUSE_SECONDS)
        try:
            for number, trial in enumerate(plan, 1):
                began = time.monotonic()
                until(lambda: len(self.writes_since(began)) >= WRITES_BETWEEN or self.ledger.broken)
                pace(self.random.uniform(0, 0.5))
                trial()
                if self.ledger.broken:
                    break
                print("%d of %d: %s, %.1f s" % (number, len(plan), trial.__name__, time.monotonic() - began), flush=True)
        finally:
            stop.set()
            reader.join()
        writers.stop(self.ledger, team)
        self.check_acts(before)

    def check_acts(self, before):
        books = self.books()
        lost, doubled, repeated = books.held(self.ledger, before)
        self.assertEqual((lost[:5], doubled[:5]), ([], []))
        self.assertGreater(repeated, 0)
        self.check_answers()
        self.check_both_sides(books.callers)
        until(lambda: not books.gaps(), books.gaps)
        self.check_all()

    def check_answers(self):
        odd = [one for one in Noted.answers if one[3] not in (200, 201) and not (one[3] in (409, 503) and int(one[5] or 0) > 0)]
        self.assertEqual(odd[:5], [])
        slowest = max(answered - asked for asked, answered, *_ in Noted.answers)
        counts = collections.Counter("%d%s" % (status, " " + code if code else "") for _, _, _, status, code, _ in Noted.answers)
        figure("answers: %s; the slowest after %.1f s", ", ".join("%d × %s" % (n, what) for what, n in sorted(counts.items())), slowest)
        self.assertLess(slowest, promised(ANSWER_SECONDS))

    def check_both_sides(self, parties):
        """Each relationship reads the same for both, and at every server."""
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
        for server in self.servers:
            with open(server.log_path, encoding="utf-8") as log:
                self.assertEqual([line for line in log if '"status":500' in line or "Sanitizer" in line], [])
