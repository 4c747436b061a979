# SPDX-License-Identifier: Apache-2.0
"""Connections to PostgreSQL that break, at any byte and at the worst moments: every answer is 503 or
right, what was answered is there once, and both sides read the same afterwards.

A first server owns the private PostgreSQL and is frozen; the one under trial reaches it through
tests/support/postgres_proxy.py."""
import collections
import itertools
import os
import random
import signal
import threading
import time
import unittest

import forms
import harness
from postgres_proxy import CLOSE, DELAY, DOWN, HALF, RESET, SILENCE, UP, Cut, Proxy

CUTS = forms.choose(300, 6000)
COMMITS = forms.choose(30, 500)
DECLARATIONS_MAX = 150  # 200 are the most that a supplier may have
# A silent connection is given up after 15 s (store/pool.c); a handler runs three times at most.
DEADLINE = 60
TRIES = 200
PAUSE = 0.05
SEED = int(os.environ.get("HOSHITORI_SEED", "20261123"))

_serial = itertools.count(1)


class Through(harness.Server):
    """A server on another one's database, through a proxy."""

    def __init__(self, home, proxy, options=()):
        super().__init__(options)
        self.home, self.proxy = home, proxy
        self.clock = home.clock

    def environment(self):
        environment = super().environment()
        environment.update(HOSHITORI_DATABASE_URL=self.proxy.conninfo("hoshitori_app", "hoshitori"),
                           HOSHITORI_SECRET_FILE=os.path.join(self.home.data_dir, "secret"),
                           HOSHITORI_SIGNING_KEY_FILE=os.path.join(self.home.data_dir, "signing-key"))
        return environment


class Caller:
    """Repeats what was answered 503, or 409 while another's connection that broke is not yet found to be
    broken, as every client should; counts the answers."""

    def __init__(self, api, answers):
        self.api, self.answers = api, answers

    def settle(self, method, path, body=None, **options):
        for _ in range(TRIES):
            began = time.monotonic()
            answer = self.api.request(method, path, body, timeout=DEADLINE, **options)
            self.answers[answer.status] += 1
            self.answers["slowest"] = max(self.answers["slowest"], time.monotonic() - began)
            busy = answer.status == 409 and answer.code == "busy"
            if answer.status != 503 and not busy:
                return answer
            if not int(answer.headers["Retry-After"]) > 0:
                raise AssertionError("without Retry-After: %r" % answer)
            time.sleep(PAUSE)
        raise AssertionError("%s %s: 503 for ever" % (method, path))

    def expect(self, statuses, method, path, body=None, **options):
        answer = self.settle(method, path, body, **options)
        if answer.status not in statuses:
            raise AssertionError("%s %s: %r" % (method, path, answer))
        return answer


class LostConnections(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        cls.home = harness.Server().start()
        cls.addClassCleanup(cls.home.end)
        cls.proxy = Proxy(os.path.join(cls.home._postmaster()[4], ".s.PGSQL.5432")).start()
        cls.addClassCleanup(cls.proxy.stop)
        cls.server = Through(cls.home, cls.proxy)
        cls.freeze()
        cls.server.start()
        cls.addClassCleanup(cls.server.end)
        cls.open = harness.Api(cls.server)
        cls.answers = collections.Counter()

    @classmethod
    def freeze(cls):
        """The owner of PostgreSQL does nothing any more, in the middle of no transaction."""
        cls.addClassCleanup(cls.home.process.send_signal, signal.SIGCONT)
        for _ in range(100):
            cls.home.process.send_signal(signal.SIGSTOP)
            if cls.sql("select count(*) from pg_stat_activity where usename = 'hoshitori_app' and state <> 'idle'") == "0":
                return
            cls.home.process.send_signal(signal.SIGCONT)
            time.sleep(0.1)
        raise RuntimeError("the first server is never idle")

    @classmethod
    def sql(cls, text):
        path = os.path.join(cls.home.directory, "statement.sql")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + ";\n")
        return cls.home.sql(path).strip()

    def setUp(self):
        super().setUp()
        self.proxy.plan, self.proxy.silent = None, False

    def make_caller(self, name, rights, number=None, vouch=False, reading=None):
        """By a command, which does not go through the proxy."""
        organisation = self.home.make_organisation(name, number, vouch, reading)
        return harness.Api(self.server, self.home.make_key(organisation, rights), organisation, name)

    def caller(self, api):
        return Caller(api, self.answers)

    def pair(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        return buyer, supplier, self.link(buyer, supplier)

    def all_items(self, api, path, **query):
        items, cursor = [], None
        while True:
            page = api.get(path, query={**query, "limit": 200, **({"cursor": cursor} if cursor else {})})
            self.assertStatus(page, 200)
            items += page.json["items"]
            cursor = page.json["next_cursor"]
            if not cursor:
                return items

    def check_all(self):
        """What holds whatever happened: boards follow from facts, chains are whole."""
        rebuilt = self.home.command("rebuild", "--check", check=False, seconds=300)
        self.assertEqual(rebuilt.returncode, 0, rebuilt.stdout + rebuilt.stderr)
        verified = self.home.command("audit", "verify", check=False, seconds=300)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def check_sides(self, buyer, supplier, relationship):
        one = self.assertStatus(buyer.get("/v1/suppliers/%s/status" % relationship), 200).json
        other = self.assertStatus(supplier.get("/v1/buyers/%s/status" % relationship), 200).json
        self.assertEqual(one["status"], other["status"])
        return one["status"]

    # Any byte.

    def plan(self, seed):
        """Half of the connections live long; few are silent, for each costs 15 s."""
        def of(number):
            chance = random.Random(seed * 1000003 + number)
            kind = chance.choices((RESET, CLOSE, HALF, DELAY, SILENCE), (40, 25, 20, 14, 1))[0]
            return Cut(chance.choice((UP, DOWN)), int(2 ** chance.uniform(5, 17)), kind)
        return of

    def writer(self, work, stop, failures):
        def run():
            try:
                while not stop.is_set():
                    work()
            except Exception as error:  # pylint: disable=broad-except  # told by the trial's own thread
                failures.append(error)
                stop.set()
        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def adding(self, buyer, added):
        caller = self.caller(buyer)

        def work():
            code = "A-%d" % next(_serial)
            answer = caller.expect((201,), "POST", "/v1/suppliers", {"name": "株式会社途切れ", "code": code},
                                   idempotency_key=code)
            added[code] = answer.json["relationship"]
        return work

    def demanding(self, buyer, relationship, done):
        caller, path = self.caller(buyer), "/v1/suppliers/%s/requirement" % relationship

        def work():
            now = caller.expect((200, 404), "GET", path)
            revision = now.json["revision"] if now.status == 200 else 0
            headers = {"If-Match": now.etag} if revision else {}
            body = {"required_star": 1 + revision % 2, "due_on": "2027-%02d-15" % (revision % 12 + 1),
                    "reason": "図面をお預けしているため"}
            answer = caller.expect((200, 201), "PUT", path, body, headers=headers)
            if answer.json["revision"] != revision + 1:
                raise AssertionError("revision %d after %d" % (answer.json["revision"], revision))
            done[relationship] = revision + 1
        return work

    def filing(self, supplier, relationship, declared, talks):
        caller = self.caller(supplier)

        def work():
            number = harness.declaration_id()
            if len(declared) < DECLARATIONS_MAX:
                caller.expect((201,), "POST", "/v1/declarations", {
                    "star": 1, "id": number, "declared_on": "2026-11-20"}, idempotency_key=number)
                declared.append(number)
            caller.expect((201,), "POST", "/v1/buyers/%s/consultations" % relationship, {
                "asked_on": "2026-11-20", "asked_by": "supplier", "outcome": "open", "text": number},
                idempotency_key="talk-" + number)
            talks.append(number)
        return work

    def importing(self, buyer, imported):
        caller = self.caller(buyer)

        def work():
            serial = next(_serial)
            rows = ["I-%d-%d,有限会社行%d,★1,2027/6/30" % (serial, row, row) for row in range(20)]
            sheet = "取引先コード,取引先名,要求水準,対応期限\r\n" + "\r\n".join(rows)
            answer = caller.expect((200,), "POST", "/v1/suppliers:import", sheet.encode(),
                                   content_type="text/csv", idempotency_key="sheet-%d" % serial)
            if answer.json["counts"]["added"] != 20:
                raise AssertionError("a sheet came in halves: %r" % answer)
            imported.append(serial)
        return work

    def reading(self, buyer, relationship):
        caller = self.caller(buyer)

        def work():
            caller.expect((200,), "GET", "/v1/suppliers/%s/status" % relationship)
            caller.expect((200,), "GET", "/v1/suppliers?limit=20")
            caller.expect((200,), "GET", "/v1/statuses/summary")
            caller.expect((200,), "GET", "/v1/audit/events?limit=20")
            caller.expect((404,), "GET", "/v1/suppliers/code:none")
        return work

    def test_cut_at_any_byte(self):
        buyer, supplier, relationship = self.pair()
        added, done, declared, talks, imported = {}, {}, [], [], []
        works = [self.adding(buyer, added), self.demanding(buyer, relationship, done),
                 self.filing(supplier, relationship, declared, talks), self.importing(buyer, imported),
                 self.reading(buyer, relationship), self.adding(buyer, added)]
        stop, failures = threading.Event(), []
        before = self.proxy.counts.total()
        self.proxy.plan = self.plan(SEED)
        self.proxy.cut_all()
        threads = [self.writer(work, stop, failures) for work in works]
        while not stop.wait(0.2) and self.proxy.counts.total() - before < CUTS:
            pass
        self.proxy.plan = None
        stop.set()
        for thread in threads:
            thread.join(TRIES * DEADLINE)
        self.proxy.cut_all()
        if failures:
            raise failures[0]
        self.eventually(lambda: self.open.get("/readyz").status == 200, 20)
        self.check_writes(buyer, supplier, added, imported, declared)
        self.check_talks(supplier, relationship, talks)
        self.assertEqual(self.status_of(buyer, relationship)["revision"], done[relationship])
        self.check_sides(buyer, supplier, relationship)
        self.check_all()
        counts = self.proxy.counts
        forms.figure("%d cuts (%s)", counts.total() - before, ", ".join("%s %d" % pair for pair in sorted(counts.items())))
        forms.figure("answers: %s; slowest %.1f s", ", ".join(
            "%d × %s" % (self.answers[status], status) for status in sorted(s for s in self.answers if s != "slowest")),
            self.answers["slowest"])
        forms.figure("%d suppliers, %d revisions, %d declarations, %d talks, %d sheets answered: 0 lost, 0 doubled",
                     len(added), done[relationship], len(declared), len(talks), len(imported))

    def status_of(self, buyer, relationship):
        return self.assertStatus(buyer.get("/v1/suppliers/%s/status" % relationship), 200).json["status"]

    def check_talks(self, supplier, relationship, talks):
        found = collections.Counter(item["text"] for item in
                                    self.all_items(supplier, "/v1/buyers/%s/consultations" % relationship))
        self.assertEqual(found, collections.Counter(talks))

    def check_writes(self, buyer, supplier, added, imported, declared):
        found = collections.Counter(item["code"] for item in self.all_items(buyer, "/v1/suppliers"))
        expected = set(added) | {"I-%d-%d" % (serial, row) for serial in imported for row in range(20)}
        self.assertEqual({code for code in expected if found[code] != 1}, set())
        self.assertEqual({code for code in found if code[:2] in ("A-", "I-")} - expected, set())
        numbers = collections.Counter(item["id"] for item in self.all_items(supplier, "/v1/declarations"))
        self.assertEqual({number for number in declared if numbers[number] != 1}, set())
        self.assertEqual(sum(numbers.values()), len(declared))


if __name__ == "__main__":
    harness.main()
