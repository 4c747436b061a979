# SPDX-License-Identifier: Apache-2.0
"""Connections to PostgreSQL that break, at any byte and at the worst moments: every answer is 503 or
right, what was answered is there once, and both sides read the same afterwards."""

import collections
import itertools
import os
import random
import threading
import unittest

import forms
import harness
from lost_database import LostDatabase
from postgres_proxy import BURST, CLOSE, DELAY, DOWN, HALF, RESET, SILENCE, UP, Cut
from waiting import PATIENCE_SECONDS

CUTS = forms.choose(300, 6000)
COMMITS = forms.choose(30, 500)
DECLARATIONS_MAX = 150  # 200 are the most that a supplier may have
JOB_SUPPLIERS = forms.choose(2100, 10000)  # more than 2,000 are a job
CUT_KINDS = (RESET, CLOSE, HALF, DELAY, SILENCE)
MAKE = os.path.join(harness.TOP, "tests", "support", "suppliers.sql")
SEED = int(os.environ.get("HOSHITORI_SEED", "20261123"))

_serial = itertools.count(1)


class LostConnections(LostDatabase):
    def pair(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        return buyer, supplier, self.link(buyer, supplier)

    def check_sides(self, buyer, supplier, relationship):
        one = self.assertStatus(buyer.get("/v1/suppliers/%s/status" % relationship), 200).json
        other = self.assertStatus(supplier.get("/v1/buyers/%s/status" % relationship), 200).json
        self.assertEqual(one["status"], other["status"])
        return one["status"]

    # Any byte.

    def plan(self, seed):
        """Half of the connections live long; few are silent, for each costs 8 s."""

        def of(number):
            chance = random.Random(seed * 1000003 + number)
            kind = chance.choices((RESET, CLOSE, HALF, DELAY, SILENCE), (40, 25, 20, 14, 1))[0]
            return Cut(chance.choice((UP, DOWN)), int(2 ** chance.uniform(5, 17)), kind)

        return of

    def cuts(self):
        return sum(self.proxy.counts[kind] for kind in CUT_KINDS)

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
            answer = caller.expect((201,), "POST", "/v1/suppliers", {"name": "株式会社途切れ", "code": code}, idempotency_key=code)
            added[code] = answer.json["relationship"]

        return work

    def demanding(self, buyer, relationship, done):
        caller, path = self.caller(buyer), "/v1/suppliers/%s/requirement" % relationship

        def work():
            now = caller.expect((200, 404), "GET", path)
            revision = now.json["revision"] if now.status == 200 else 0
            headers = {"If-Match": now.etag} if revision else {}
            body = {"required_star": 1 + revision % 2, "due_on": "2027-%02d-15" % (revision % 12 + 1), "reason": "図面をお預けしているため"}
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
                caller.expect((201,), "POST", "/v1/declarations", {"star": 1, "id": number, "declared_on": "2026-11-20"}, idempotency_key=number)
                declared.append(number)
            caller.expect(
                (201,),
                "POST",
                "/v1/buyers/%s/consultations" % relationship,
                {"asked_on": "2026-11-20", "asked_by": "supplier", "outcome": "open", "text": number},
                idempotency_key="talk-" + number,
            )
            talks.append(number)

        return work

    def importing(self, buyer, imported):
        caller = self.caller(buyer)

        def work():
            serial = next(_serial)
            rows = ["I-%d-%d,有限会社行%d,★1,2027/6/30" % (serial, row, row) for row in range(20)]
            sheet = "取引先コード,取引先名,要求水準,対応期限\r\n" + "\r\n".join(rows)
            answer = caller.expect((200,), "POST", "/v1/suppliers:import", sheet.encode(), content_type="text/csv", idempotency_key="sheet-%d" % serial)
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
        works = [
            self.adding(buyer, added),
            self.demanding(buyer, relationship, done),
            self.filing(supplier, relationship, declared, talks),
            self.importing(buyer, imported),
            self.reading(buyer, relationship),
            self.adding(buyer, added),
        ]
        stop, failures = threading.Event(), []
        before = self.cuts()
        self.proxy.plan = self.plan(SEED)
        self.proxy.cut_all()
        threads = [self.writer(work, stop, failures) for work in works]
        while not stop.wait(0.2) and self.cuts() - before < CUTS:
            pass
        self.proxy.plan = None
        stop.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        self.proxy.cut_all()
        if failures:
            raise failures[0]
        self.eventually(lambda: self.open.get("/readyz").status == 200)
        self.check_writes(buyer, supplier, added, imported, declared)
        self.check_talks(supplier, relationship, talks)
        self.assertEqual(self.status_of(buyer, relationship)["revision"], done[relationship])
        self.check_sides(buyer, supplier, relationship)
        self.check_all()
        counts = {kind: count for kind, count in self.proxy.counts.items() if kind in CUT_KINDS}
        forms.figure("%d cuts (%s)", sum(counts.values()) - before, ", ".join("%s %d" % pair for pair in sorted(counts.items())))
        forms.figure(
            "answers: %s; slowest %.1f s",
            ", ".join("%d × %s" % (self.answers[status], status) for status in sorted(s for s in self.answers if s != "slowest")),
            self.answers["slowest"],
        )
        forms.figure(
            "%d suppliers, %d revisions, %d declarations, %d talks, %d sheets answered: 0 lost, 0 doubled",
            len(added),
            done[relationship],
            len(declared),
            len(talks),
            len(imported),
        )

    # The worst moment: the commit is on its way.

    def lose(self, answered, api, method, path, body, **options):
        """Sends the request so that its commit, or the answer to it, is lost, and then again. The first
        answer is 503, the second right. Returns the second."""
        self.proxy.lose_commit(answered)
        first = api.request(method, path, body, **options)
        self.assertProblem(first, 503, "outcome_unknown")
        self.assertGreater(int(first.headers["Retry-After"]), 0)
        return self.caller(api).expect((200, 201), method, path, body, **options)

    def test_lost_commit(self):
        """A POST is resolved by its Idempotency-Key: done, and answered again, or not done, and then done
        once. What is sent after each other to one organisation also shows that no lock stayed behind."""
        buyer, supplier, relationship = self.pair()
        replayed = 0
        for i in range(COMMITS):
            answered, code = i % 2 == 0, "C-%d" % i
            api, path, body = (
                (buyer, "/v1/suppliers", {"name": "株式会社途切れ", "code": code}),
                (buyer, "/v1/suppliers/%s/consultations" % relationship, {"asked_on": "2026-11-20", "asked_by": "buyer", "outcome": "open", "text": code}),
                (supplier, "/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-20", "url": "https://example.jp/" + code}),
            )[i // 2 % 3]
            again = self.lose(answered, api, "POST", path, body, idempotency_key=code)
            self.assertEqual(again.headers.get("Idempotency-Replayed"), "true" if answered else None)
            replayed += answered
        kinds = [i // 2 % 3 for i in range(COMMITS)]
        found = [
            self.all_items(buyer, "/v1/suppliers"),
            self.all_items(buyer, "/v1/suppliers/%s/consultations" % relationship),
            self.all_items(supplier, "/v1/papers"),
        ]
        self.assertEqual([len(found[0]) - 1, len(found[1]), len(found[2])], [kinds.count(k) for k in range(3)])
        self.check_sides(buyer, supplier, relationship)
        self.check_all()
        forms.figure("%d commits lost, of %d after PostgreSQL had done it: all answered 503, resolved by the same key; 0 lost, 0 doubled", COMMITS, replayed)

    def test_lost_commit_of_a_put(self):
        """The same content again is the same change, not a conflict."""
        buyer, _, relationship = self.pair()
        path, etag = "/v1/suppliers/%s/requirement" % relationship, None
        for revision, answered in enumerate((True, False, True, False), 1):
            body = {"required_star": 1 + revision % 2, "due_on": "2027-06-30", "reason": "図面をお預けしているため"}
            again = self.lose(
                answered, buyer, "PUT", path, body, headers={"If-Match": etag} if etag else {}, idempotency_key="put-%s-%d" % (relationship, revision)
            )
            self.assertEqual(again.json["revision"], revision)
            etag = again.etag

    def test_lost_in_the_first_half(self):
        """Nothing is committed yet: the handler runs again, and nobody sees it."""
        buyer = self.make_buyer()
        for at in (100, 700, 1500):
            self.proxy.plan = lambda number, at=at, first=itertools.count(): Cut(DOWN, at, RESET) if next(first) == 0 else None
            self.proxy.cut_all()
            answer = buyer.post("/v1/suppliers", {"name": "株式会社途切れ", "code": "F-%d" % at})
            self.assertIn(answer.status, (201, 503), answer)  # 503 when it was cut before anything began
            self.proxy.plan = None
            if answer.status == 503:
                self.assertEqual(buyer.post("/v1/suppliers", {"name": "株式会社途切れ", "code": "F-%d" % at}).status, 201)
        self.assertEqual(len(self.all_items(buyer, "/v1/suppliers")), 3)

    def test_lost_behind_much(self):
        """Much of an answer and the end of the connection arrive together: what was read well before it does
        not tell how it went on."""
        buyer = self.make_buyer()
        for i in range(60):
            self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社途切れ", "code": "L-%d" % i, "memo": "長" * 900}), 201)
        before = self.proxy.counts[BURST]
        # Which connection of the pool an end falls on is chance: so until ten came to be.
        for limit, at in zip(range(140, 200), itertools.cycle(range(40000, 70000, 3000))):
            if self.proxy.counts[BURST] - before >= 10:
                break
            self.proxy.cut_all()
            for sort in ("name", "due_on"):  # of these libpq's buffer grows by the first; another page each time, none is kept
                page = self.caller(buyer).expect((200,), "GET", "/v1/suppliers", query={"limit": limit, "sort": sort})
                self.assertEqual(len(page.json["items"]), 60)
                self.proxy.burst_next(at)
        self.assertGreaterEqual(self.proxy.counts[BURST] - before, 10)

    # What goes on without a request.

    @unittest.skipUnless(forms.LONG, "takes a minute to prepare")
    def test_cut_job(self):
        """A rule's job, chunk by chunk over connections that break: each supplier is decided once."""
        buyer = self.make_buyer()
        self.home.sql(MAKE, buyer=buyer.organisation, suppliers=JOB_SUPPLIERS)
        self.home.command("rebuild", seconds=300)
        self.proxy.plan = self.plan(SEED + 1)
        self.proxy.cut_all()
        answer = self.caller(buyer).expect(
            (202,),
            "PUT",
            "/v1/rules/category:%E8%A3%BD%E9%80%A0%E5%A7%94%E8%A8%97",
            {"required_star": 2, "due_in_days": 180, "reason": "図面をお預けしているため"},
        )
        place = answer.headers["Location"]
        job = self.eventually(lambda: self.finished(buyer, place))
        self.proxy.plan = None
        self.proxy.cut_all()
        self.assertEqual((job["state"], job["done"], job["changed"], job["error"]), ("done", JOB_SUPPLIERS, JOB_SUPPLIERS, None))
        decided = self.sql(
            "set role hoshitori_engine; select string_agg(n || ' × ' || count, ', ') from (select n, count(*)"
            " from (select count(*) as n from hoshitori.requirement_revision where org_id = '%s'"
            " group by relationship_id) x group by 1) y" % buyer.organisation
        )
        self.assertEqual(decided, "1 × %d" % JOB_SUPPLIERS)
        self.check_all()
        forms.figure("a job of %d suppliers over breaking connections: each decided once", JOB_SUPPLIERS)

    def finished(self, buyer, place):
        job = self.caller(buyer).expect((200,), "GET", place).json
        return job["finished_at"] and job

    def status_of(self, buyer, relationship):
        return self.assertStatus(buyer.get("/v1/suppliers/%s/status" % relationship), 200).json["status"]

    def check_talks(self, supplier, relationship, talks):
        found = collections.Counter(item["text"] for item in self.all_items(supplier, "/v1/buyers/%s/consultations" % relationship))
        self.assertEqual(found, collections.Counter(talks))

    def check_writes(self, buyer, supplier, added, imported, declared):
        found = collections.Counter(item["code"] for item in self.all_items(buyer, "/v1/suppliers"))
        expected = set(added) | {"I-%d-%d" % (serial, row) for serial in imported for row in range(20)}
        self.assertEqual({code for code in expected if found[code] != 1}, set())
        self.assertEqual({code for code in found if code[:2] in ("A-", "I-")} - expected, set())
        numbers = collections.Counter(item["id"] for item in self.all_items(supplier, "/v1/declarations"))
        self.assertEqual({number for number in declared if numbers[number] != 1}, set())
        self.assertEqual(sum(numbers.values()), len(declared))


@unittest.skipUnless(forms.LONG, "the same over a Unix socket, in the long form")
class LostConnectionsBySocket(LostConnections):
    by_socket = True


if __name__ == "__main__":
    harness.main()
