# SPDX-License-Identifier: Apache-2.0
"""A repeated request has one effect also when all repetitions come at once; no editor overwrites what it
has not seen; whoever works on the same pairs at once, both sides read what the facts say."""

import collections
import glob
import json
import os
import random
import re
import unittest

import racers
from books import Books
from crowd import Crowd
from forms import choose, figure
from harness import BUYER_RIGHTS, SUPPLIER_RIGHTS
from service import TOP, LiveServer, Patient
from waiting import until

CLIENTS = 64
ROUNDS = choose(48, 1000)
EDITS = choose(60, 2000)
RACERS = 24
POOL = 32
HEATS = choose(6, 120)
HEAT_SECONDS = 2
JOB_SECONDS = choose(8, 120)
MANY = 2100  # a rule over more than 2,000 goes on as a job
BUYERS = 310  # what touches more than 300 is decided by a job
SEED = os.environ.get("HOSHITORI_SEED") or "%x" % random.SystemRandom().getrandbits(32)
# Serialization, deadlock, lock timeout: between PostgreSQL and the server, nobody else's business.
BETWEEN = re.compile(r"40001|40P01|55P03")


def shared_part(answer):
    """The status object as it was sent, to the byte."""
    begin = answer.text.index(":", answer.text.index('"status"')) + 1
    begin += len(answer.text[begin:]) - len(answer.text[begin:].lstrip())
    return answer.text[begin : json.JSONDecoder().raw_decode(answer.text, begin)[1]]


class RacesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # As many at once in PostgreSQL as several servers would bring.
        cls.server = LiveServer(["--pool-size", str(POOL)])
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        cls.buyers = [cls.make("東都重工業株式会社", BUYER_RIGHTS) for _ in range(3)]
        cls.suppliers = [cls.make("株式会社みなと精密", SUPPLIER_RIGHTS) for _ in range(3)]
        print("seed", SEED, flush=True)

    @classmethod
    def make(cls, name, rights):
        organisation = cls.server.make_organisation(name)
        return Patient(cls.server, cls.server.make_key(organisation, rights), organisation, name)

    def request_log(self):
        with open(self.server.log_path, encoding="utf-8") as log:
            return [json.loads(line) for line in log if line.startswith("{") and '"event":"request"' in line]

    def nobody_heard_of_a_lock(self):
        heard = [line for line in self.request_log() if line["status"] == 500 or line["status"] == 503 and BETWEEN.search(line.get("detail", ""))]
        self.assertEqual(heard[:3], [])

    def nothing_differs(self):
        self.assertEqual(self.server.command("rebuild", "--check", check=False, seconds=300).stdout, "")

    def all_is_as_the_facts_say(self, callers):
        self.nothing_differs()
        self.server.command("audit", "verify", seconds=300)
        books = Books(callers)
        until(lambda: not books.gaps(), books.gaps)


class SameKey(RacesTest):
    """What can be sent is drawn anew in each round; every client sends the same."""

    def setUp(self):
        self.random = random.Random(SEED)
        self.crowd = Crowd(self.server, CLIENTS)
        self.addCleanup(self.crowd.close)
        self.buyer, self.supplier = self.buyers[0], self.suppliers[0]
        self.invited = []

    def add(self, number):
        return self.buyer.key, "/v1/suppliers", {"name": "株式会社みなと精密", "code": "K-%d" % number}

    def declare(self, number):
        """A declaration that stays, or is replaced: there is an end to how many may be in force."""
        replaced = {"replaces": self.declared} if self.declared else {}
        return self.supplier.key, "/v1/declarations", {"star": 1 + number % 2, "id": "5%010d" % number, "declared_on": racers.DAY, **replaced}

    def link(self, number):
        return self.supplier.key, "/v1/invitations:redeem", {"token": self.token(number)}

    def found(self, number):
        """Without a key of its own: the first key of a new organisation is in the answer."""
        return None, "/v1/invitations:redeem", {"token": self.token(number)}

    def check(self, number):
        path = "/v1/suppliers/%s/declarations/%s/checks" % (self.linked, self.declared)
        return self.buyer.key, path, {"method": "public_list", "result": "found"}

    def key(self, number):
        return self.buyer.key, "/v1/api-keys", {"name": "k%d" % number, "rights": ["buyer:read"]}

    def end(self, number):
        return self.buyer.key, "/v1/suppliers/%s:end" % self.added(number)["relationship"], None

    def added(self, number):
        return self.buyer.post("/v1/suppliers", {"name": "株式会社みなと精密", "code": "T-%d" % number}).json

    def token(self, number):
        return self.added(number)["invitation"]["token"]

    def one_round(self, number):
        act = [self.add, self.declare, self.link, self.check, self.found, self.key, self.end][number % 7]
        key, path, body = act(number)
        headers = {"Idempotency-Key": "round-%d-%s" % (number, SEED)}
        answers = self.crowd.ask([(key, "POST", path, body, headers)] * CLIENTS)
        told = {(a.status, a.body, a.etag, a.headers["Location"]) for a in answers}
        self.assertEqual(len(told), 1, (path, [(status, text[:600]) for status, text, _, _ in told]))
        self.assertIn(answers[0].status, (200, 201), answers[0])
        self.assertEqual(sum(a.headers["Idempotency-Replayed"] != "true" for a in answers), 1, path)
        if act == self.declare:
            self.declared = answers[0].json["declaration"]
        if act == self.key:
            # There is an end to how many an organisation may have.
            self.buyer.post("/v1/api-keys/%s:revoke" % answers[0].json["api_key"]["key"])
        if act == self.found:
            self.founded.append(Patient(self.server, answers[0].json["secret"], answers[0].json["organisation"]["organisation"]))
        return {a.request_id for a in answers}

    def test_one_effect_each(self):
        self.linked = self.added(0)
        self.supplier.post("/v1/invitations:redeem", {"token": self.linked["invitation"]["token"]})
        self.linked = self.linked["relationship"]
        self.declared, self.founded = None, []
        rounds = [self.one_round(number) for number in range(1, ROUNDS + 1)]
        callers = [(self.buyer, True), (self.supplier, False)] + [(api, False) for api in self.founded]
        entries = Books(callers).entries()
        effects = collections.Counter(sum(entries[one] for one in ids) for ids in rounds)
        figure("%d rounds of %d clients with the same key: effects %s, %d told to come later", ROUNDS, CLIENTS, dict(effects), self.crowd.put_off)
        self.assertEqual(effects, {1: ROUNDS})
        self.all_is_as_the_facts_say(callers)
        self.nobody_heard_of_a_lock()

    def test_two_requests_with_one_key(self):
        """Which one is first is open; the other is told that the key was used, never done."""
        for number in range(choose(4, 50)):
            headers = {"Idempotency-Key": "two-%d-%s" % (number, SEED)}
            names = ["甲株式会社", "乙株式会社"]
            answers = self.crowd.ask(
                [(self.buyer.key, "POST", "/v1/suppliers", {"name": names[i % 2], "code": "D-%d" % number}, headers) for i in range(CLIENTS)]
            )
            codes = collections.Counter((i % 2, a.status, a.code if a.status >= 400 else None) for i, a in enumerate(answers))
            done = [side for side, status, _ in codes if status == 201]
            self.assertEqual(len(done), 1, codes)
            self.assertEqual(codes, {(done[0], 201, None): CLIENTS // 2, (1 - done[0], 422, "idempotency_key_reused"): CLIENTS // 2})
            self.assertEqual(self.buyer.get("/v1/suppliers/code:D-%d" % number).json["name"], names[done[0]])


class Editors(RacesTest):
    def test_nobody_overwrites_what_he_has_not_seen(self):
        """Each editor names the revision that it read, so the revisions must name each other in a row."""
        buyer = self.buyers[1]
        path = "/v1/suppliers/%s/requirement" % buyer.post("/v1/suppliers", {"name": "株式会社みなと精密"}).json["relationship"]
        editors = [buyer, buyer.with_key(self.server.make_key(buyer.organisation, BUYER_RIGHTS))]
        crowd = Crowd(self.server, len(editors))
        self.addCleanup(crowd.close)
        demand = {"required_star": 2, "due_on": "2099-06-30"}
        self.assertEqual(buyer.put(path, {**demand, "reason": "after 0"}).status, 201)
        told = collections.Counter()
        for _ in range(EDITS):
            reads = [editor.get(path) for editor in editors]
            answers = crowd.ask(
                [
                    (editor.key, "PUT", path, {**demand, "reason": "after %d by %d" % (read.json["revision"], i)}, {"If-Match": read.etag})
                    for i, (editor, read) in enumerate(zip(editors, reads))
                ]
            )
            told.update(a.status for a in answers)
            self.assertEqual(sorted(a.status for a in answers), [200, 412], answers)
        revisions = list(Books.pages(buyer, path + "/revisions"))
        self.assertEqual([r["reason"].split(" by ")[0] for r in revisions], ["after %d" % n for n in range(EDITS, -1, -1)])
        figure("%d edits of one requirement by two at once: %d done, %d told to read again, 0 lost", 2 * EDITS, told[200], told[412])
        self.nobody_heard_of_a_lock()


class EverybodyAtOnce(RacesTest):
    def test_both_sides_read_what_the_facts_say(self):
        """In short heats: a line that one act left wrong is put right by the next one on the same pair."""
        course = racers.Course(self.buyers, self.suppliers)
        for b in range(len(self.buyers)):
            for s in range(len(self.suppliers)):
                self.assertEqual(course.meet(b, s).status, 201)
        for heat in range(HEATS):
            racers.race(course, RACERS, "%s %d" % (SEED, heat), HEAT_SECONDS)
            self.nothing_differs()
        support = os.path.join(TOP, "tests", "support")
        self.server.sql(os.path.join(support, "suppliers.sql"), buyer=self.buyers[0].organisation, suppliers=MANY)
        self.server.sql(os.path.join(support, "buyers.sql"), supplier=self.suppliers[0].organisation, buyers=BUYERS)
        self.server.command("rebuild", seconds=300)
        racers.race(course, RACERS, SEED, JOB_SECONDS)
        jobs = self.jobs_end()
        self.nobody_heard_of_a_lock()
        self.tell(course, jobs)
        self.all_is_as_the_facts_say([(api, True) for api in self.buyers] + [(api, False) for api in self.suppliers])
        for (b, s), pair in course.pairs.items():
            mine, theirs = self.buyers[b].get("/v1/suppliers/%s/status" % pair), self.suppliers[s].get("/v1/buyers/%s/status" % pair)
            self.assertEqual(shared_part(mine), shared_part(theirs))
            self.assertIsNone(mine.json["status"]["decided_at"])
        self.server.stop()

    def jobs_end(self):
        """The jobs of everybody, at rest; none may have stopped. Some decided what writes had left for later."""

        def ended():
            jobs = [job for api in self.buyers + self.suppliers for job in Books.pages(api, "/v1/jobs")]
            return all(job["finished_at"] for job in jobs) and jobs

        jobs = until(ended)
        self.assertEqual([job for job in jobs if job["state"] != "done"], [])
        self.assertIn("status", {job["kind"] for job in jobs})
        return jobs

    def tell(self, course, jobs):
        done = sum(count for (_, status), count in course.answers.items() if status < 300)
        refused = sum(count for (_, status), count in course.answers.items() if status in racers.REFUSALS)
        log = self.request_log()
        [path] = glob.glob(os.path.join(self.server.data_dir, "postgres.log"))
        with open(path, encoding="utf-8", errors="replace") as file:
            deadlocks = file.read().count("deadlock detected")
        figure(
            "%d racers over %d pairs in %d heats: %d done, %d refused as somebody was first, %d jobs and sheets",
            RACERS,
            len(course.pairs),
            HEATS + 1,
            done,
            refused,
            len(jobs),
        )
        figure(
            "deadlocks in PostgreSQL %d, told to a client 0; waits given up (503 busy) %d; put off (503) %d",
            deadlocks,
            sum(line.get("code") == "busy" for line in log),
            sum(line["status"] == 503 and line.get("code") != "busy" for line in log),
        )
        for act in sorted({act for act, _ in course.answers}):
            print("%-14s %s" % (act, {status: n for (name, status), n in sorted(course.answers.items()) if name == act}))
            self.assertTrue(any(name == act and status < 300 for name, status in course.answers), act)


if __name__ == "__main__":
    unittest.main(verbosity=2)
