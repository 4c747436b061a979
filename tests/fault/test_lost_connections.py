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
from postgres_proxy import BURST, CLOSE, DELAY, DOWN, HALF, RESET, SILENCE, UP, Cut, Proxy
from waiting import PATIENCE_SECONDS, lasting, pace, promised, until

CUTS = forms.choose(300, 6000)
COMMITS = forms.choose(30, 500)
DECLARATIONS_MAX = 150  # 200 are the most that a supplier may have
PAUSE = 0.05
JOB_SUPPLIERS = forms.choose(2100, 10000)  # more than 2,000 are a job
CUT_KINDS = (RESET, CLOSE, HALF, DELAY, SILENCE)
MAKE = os.path.join(harness.TOP, "tests", "support", "suppliers.sql")
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
        for _ in lasting(PATIENCE_SECONDS):
            began = time.monotonic()
            answer = self.api.request(method, path, body, **options)
            self.answers[answer.status] += 1
            self.answers["slowest"] = max(self.answers["slowest"], time.monotonic() - began)
            busy = answer.status == 409 and answer.code == "busy"
            if answer.status != 503 and not busy:
                return answer
            if not int(answer.headers["Retry-After"]) > 0:
                raise AssertionError("without Retry-After: %r" % answer)
            pace(PAUSE)
        raise AssertionError("%s %s: 503 for ever" % (method, path))

    def expect(self, statuses, method, path, body=None, **options):
        answer = self.settle(method, path, body, **options)
        if answer.status not in statuses:
            raise AssertionError("%s %s: %r" % (method, path, answer))
        return answer


class LostConnections(harness.ApiTest):
    by_socket = False

    @classmethod
    def setUpClass(cls):
        cls.home = harness.Server().start()
        cls.addClassCleanup(cls.home.end)
        cls.proxy = Proxy(os.path.join(cls.home._postmaster()[4], ".s.PGSQL.5432"),
                          cls.home.directory if cls.by_socket else None).start()
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

        def stopped_idle():
            cls.home.process.send_signal(signal.SIGSTOP)
            if cls.sql("select count(*) from pg_stat_activity where usename = 'hoshitori_app' and state <> 'idle'") == "0":
                return True
            cls.home.process.send_signal(signal.SIGCONT)
            return False
        until(stopped_idle, lambda: "the first server is never idle")

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
        forms.figure("answers: %s; slowest %.1f s", ", ".join(
            "%d × %s" % (self.answers[status], status) for status in sorted(s for s in self.answers if s != "slowest")),
            self.answers["slowest"])
        forms.figure("%d suppliers, %d revisions, %d declarations, %d talks, %d sheets answered: 0 lost, 0 doubled",
                     len(added), done[relationship], len(declared), len(talks), len(imported))

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
                (buyer, "/v1/suppliers/%s/consultations" % relationship,
                 {"asked_on": "2026-11-20", "asked_by": "buyer", "outcome": "open", "text": code}),
                (supplier, "/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-20",
                                          "url": "https://example.jp/" + code}))[i // 2 % 3]
            again = self.lose(answered, api, "POST", path, body, idempotency_key=code)
            self.assertEqual(again.headers.get("Idempotency-Replayed"), "true" if answered else None)
            replayed += answered
        kinds = [i // 2 % 3 for i in range(COMMITS)]
        found = [self.all_items(buyer, "/v1/suppliers"), self.all_items(buyer, "/v1/suppliers/%s/consultations"
                 % relationship), self.all_items(supplier, "/v1/papers")]
        self.assertEqual([len(found[0]) - 1, len(found[1]), len(found[2])], [kinds.count(k) for k in range(3)])
        self.check_sides(buyer, supplier, relationship)
        self.check_all()
        forms.figure("%d commits lost, of %d after PostgreSQL had done it: all answered 503, resolved by the "
                     "same key; 0 lost, 0 doubled", COMMITS, replayed)

    def test_lost_commit_of_a_put(self):
        """The same content again is the same change, not a conflict."""
        buyer, _, relationship = self.pair()
        path, etag = "/v1/suppliers/%s/requirement" % relationship, None
        for revision, answered in enumerate((True, False, True, False), 1):
            body = {"required_star": 1 + revision % 2, "due_on": "2027-06-30", "reason": "図面をお預けしているため"}
            again = self.lose(answered, buyer, "PUT", path, body, headers={"If-Match": etag} if etag else {},
                              idempotency_key="put-%s-%d" % (relationship, revision))
            self.assertEqual(again.json["revision"], revision)
            etag = again.etag

    def test_lost_in_the_first_half(self):
        """Nothing is committed yet: the handler runs again, and nobody sees it."""
        buyer = self.make_buyer()
        for at in (100, 700, 1500):
            self.proxy.plan = lambda number, at=at, first=itertools.count(): \
                Cut(DOWN, at, RESET) if next(first) == 0 else None
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

    # A database that is there and does not serve.

    def ask_all(self, buyer):
        """One request of each kind at once; their answers and how long they took."""
        def ask(method, path, body, out):
            began = time.monotonic()
            answer = buyer.request(method, path, body)
            out.append((answer, time.monotonic() - began))
        out = []
        threads = [threading.Thread(target=ask, args=(*request, out)) for request in (
            ("GET", "/v1/suppliers", None), ("GET", "/v1/statuses/summary", None),
            ("POST", "/v1/suppliers", {"name": "株式会社無音", "code": "S-%d" % next(_serial)}),
            ("PUT", "/v1/rules/tag:CAD", {"required_star": 2, "due_in_days": 90, "reason": "図面"}))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return out

    def served_again(self, api):
        return self.eventually(lambda: api.get("/v1/me").status == 200)

    def test_silent_database(self):
        """Every wait has an end, and what does not need PostgreSQL goes on meanwhile."""
        buyer = self.make_buyer()
        self.assertStatus(buyer.get("/v1/me"), 200)
        self.proxy.silent = True
        answers = []
        asking = threading.Thread(target=lambda: answers.extend(self.ask_all(buyer)))
        asking.start()
        while asking.is_alive():
            self.assertEqual(self.open.get("/livez").status, 200)
            asking.join(1)
        self.proxy.silent = False
        for answer, seconds in answers:
            self.assertProblem(answer, 503)
            # A silent connection is given up after 15 s (store/pool.c); a handler runs three times at most.
            self.assertLess(seconds, promised(60))
        self.served_again(buyer)
        self.check_all()
        forms.figure("a silent PostgreSQL: 503 after %.1f s at most", max(seconds for _, seconds in answers))

    def test_no_connection_left(self):
        """53300, and 57P01 for those that are open."""
        buyer = self.make_buyer()
        self.sql("alter role hoshitori_app connection limit 0")
        try:
            self.terminate()
            for answer, _ in self.ask_all(buyer):
                self.assertProblem(answer, 503)
        finally:
            self.sql("alter role hoshitori_app connection limit -1")
        self.served_again(buyer)

    def terminate(self):
        """As a shutdown or an operator does: 57P01."""
        return self.sql("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                        " where usename = 'hoshitori_app' and client_port is not null")

    def test_terminated_sessions(self):
        """Whoever asks does not notice."""
        buyer = self.make_buyer()
        for i in range(10):
            self.assertStatus(buyer.get("/v1/me"), 200)
            self.terminate()
            if i % 2:
                self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社途切れ", "code": "K-%d" % i}), 201)

    def test_became_a_standby(self):
        """25006 on open sessions, and new ones are refused by target_session_attrs."""
        buyer = self.make_buyer()
        self.assertStatus(buyer.get("/v1/me"), 200)
        self.sql("alter system set default_transaction_read_only = on")
        try:
            self.sql("select pg_reload_conf()")
            self.eventually(lambda: buyer.post("/v1/suppliers", {"name": "株式会社待機"}).status == 503)
            self.assertGreater(self.proxy.counts["25006"], 0)
        finally:
            self.sql("set default_transaction_read_only = off; alter system reset default_transaction_read_only")
            self.sql("select pg_reload_conf()")
        self.served_again(buyer)
        self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社待機"}), 201)

    def test_another_session_behind_the_connection(self):
        """26000, as behind a pooler that keeps no prepared statements."""
        buyer = self.make_buyer()
        before = self.proxy.counts["26000"]
        for i in range(10):
            self.assertStatus(buyer.get("/v1/me"), 200)
            self.proxy.swap_next()
            if i % 2:
                self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社交替", "code": "W-%d" % i}), 201)
            else:
                self.assertStatus(buyer.get("/v1/suppliers"), 200)
        self.assertGreaterEqual(self.proxy.counts["26000"] - before, 5)

    def test_changed_result(self):
        """0A000: the result of a prepared statement changed its type, as by a migration."""
        buyer = self.make_buyer()
        name = "hoshitori.api_key_page(timestamptz, bigint, int)"
        now = self.sql("select pg_get_functiondef('%s'::regprocedure)" % name)
        other = now.replace("recorded_at timestamp with time zone", "recorded_at timestamp without time zone")
        for definition in (other, now):
            before = self.proxy.counts["0A000"]
            for _ in range(30):  # on whichever connection, now and below
                self.assertStatus(buyer.get("/v1/api-keys"), 200)
            self.sql("begin; set search_path = hoshitori; drop function %s; %s; alter function %s owner to hoshitori_engine;"
                     " revoke all on function %s from public; grant execute on function %s to hoshitori_app; commit"
                     % (name, definition, name, name, name))
            for _ in range(30):
                self.assertStatus(buyer.get("/v1/api-keys"), 200)
            self.assertGreater(self.proxy.counts["0A000"], before)

    # What goes on without a request.

    @unittest.skipUnless(forms.LONG, "takes a minute to prepare")
    def test_cut_job(self):
        """A rule's job, chunk by chunk over connections that break: each supplier is decided once."""
        buyer = self.make_buyer()
        self.home.sql(MAKE, buyer=buyer.organisation, suppliers=JOB_SUPPLIERS)
        self.home.command("rebuild", seconds=300)
        self.proxy.plan = self.plan(SEED + 1)
        self.proxy.cut_all()
        answer = self.caller(buyer).expect((202,), "PUT", "/v1/rules/category:%E8%A3%BD%E9%80%A0%E5%A7%94%E8%A8%97", {
            "required_star": 2, "due_in_days": 180, "reason": "図面をお預けしているため"})
        place = answer.headers["Location"]
        job = self.eventually(lambda: self.finished(buyer, place))
        self.proxy.plan = None
        self.proxy.cut_all()
        self.assertEqual((job["state"], job["done"], job["changed"], job["error"]),
                         ("done", JOB_SUPPLIERS, JOB_SUPPLIERS, None))
        decided = self.sql("set role hoshitori_engine; select string_agg(n || ' × ' || count, ', ') from (select n, count(*)"
                           " from (select count(*) as n from hoshitori.requirement_revision where org_id = '%s'"
                           " group by relationship_id) x group by 1) y" % buyer.organisation)
        self.assertEqual(decided, "1 × %d" % JOB_SUPPLIERS)
        self.check_all()
        forms.figure("a job of %d suppliers over breaking connections: each decided once", JOB_SUPPLIERS)

    def finished(self, buyer, place):
        job = self.caller(buyer).expect((200,), "GET", place).json
        return job["finished_at"] and job

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


@unittest.skipUnless(forms.LONG, "the same over a Unix socket, in the long form")
class LostConnectionsBySocket(LostConnections):
    by_socket = True


if __name__ == "__main__":
    harness.main()
