# SPDX-License-Identifier: Apache-2.0
"""A supplier whose buyers are too many for one request: what it files is on file at once, a job decides, and until then
whatever is shown of its statuses says on both sides that it does not know of it."""

import csv
import hashlib
import io
import json
import os
import threading
import uuid

import harness
from books import Books
from service import Patient
from waiting import until

MAKE = os.path.join(harness.TOP, "tests", "support", "buyers.sql")
AT_ONCE = 300


class ManyBuyers(harness.ApiTest):
    """In this order: each test goes on from what the one before has filed."""

    buyers = AT_ONCE + 50

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.set_day(harness.FIRST_DAY)
        api = cls().make_supplier(rights="supplier:read,supplier:write,keys:write")
        # Who comes while a chunk is decided waits for its end, and on a busy machine is told to come later.
        cls.supplier = Patient(cls.server, api.key, api.organisation, api.name)
        cls.fill(cls.supplier, cls.buyers)
        cls.buyer, cls.relationship = cls.one_of(cls.supplier, 7)

    @classmethod
    def fill(cls, supplier, buyers):
        cls.server.sql(MAKE, supplier=supplier.organisation, buyers=buyers)
        cls.server.command("rebuild")

    @classmethod
    def one_of(cls, supplier, number):
        """A buyer that tests/support/buyers.sql made, and its relationship."""

        def named(what):
            return str(uuid.UUID(hashlib.md5(("%s %s %d" % (supplier.organisation, what, number)).encode()).hexdigest()))

        buyer = Patient(cls.server, cls.server.make_key(named("buyer"), harness.BUYER_RIGHTS), named("buyer"))
        return buyer, named("pair")

    def setUp(self):
        super().setUp()
        self.set_day(harness.FIRST_DAY)

    def held(self):
        """No job decides anything before the end of the block."""
        return self.server.held(
            "select from relationship where supplier_id = :'supplier' order by relationship_id for update", supplier=self.supplier.organisation
        )

    def declare_later(self, star=1, **options):
        body = {"star": star, "id": harness.declaration_id(), "declared_on": harness.FIRST_DAY}
        return self.later(self.supplier.post("/v1/declarations", body, **options))

    def later(self, answer):
        self.assertStatus(answer, 202)
        self.assertRegex(answer.headers["Location"], "^/v1/jobs/[0-9a-f-]{36}$")
        return answer

    def ended(self, answer):
        def job():
            found = self.assertStatus(self.supplier.get(answer.headers["Location"]), 200).json
            return found["finished_at"] and found

        return self.eventually(job)

    def both_sides(self):
        mine = self.buyer.get("/v1/suppliers/%s/status" % self.relationship).json["status"]
        theirs = self.supplier.get("/v1/buyers/%s/status" % self.relationship).json["status"]
        self.assertEqual(mine, theirs)
        return mine

    def marks(self, api, side):
        """What each way to see statuses but the list says of when they were decided."""

        def rows(path, language="en"):
            answer = api.in_language(language).get(path, query={"side": side}, headers={"Accept": "text/csv"})
            return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))

        found = {}
        for path in ("/v1/statuses/summary", "/v1/statuses/trend"):
            found[path] = self.assertStatus(api.get(path, query={"side": side}), 200).json["decided_at"]
        found["count"] = api.get("/v1/statuses/summary", query={"side": side, "category": "なし"}).json["decided_at"]
        for path in ("/v1/statuses", "/v1/suppliers" if side == "buyer" else "/v1/buyers"):
            for row in rows(path):
                found[path] = row["decided_at"] or None
        found["ja"] = rows("/v1/statuses", "ja")[0]["未反映の登録（この日時以降）"] or None
        if side == "buyer":
            change = {"requirement": {"required_star": 1, "due_on": "2027-12-31"}}
            found["simulation"] = self.assertStatus(api.post("/v1/requirements:simulate", {"change": change}), 200).json["decided_at"]
        return found

    def assertMarked(self, instant):
        tokyo = instant and instant.replace("T", " ")[:11] + "%02d" % (int(instant[11:13]) + 9) + instant[13:19]
        for api, side in ((self.buyer, "buyer"), (self.supplier, "supplier")):
            found = self.marks(api, side)
            self.assertEqual(found.pop("ja"), tokyo)
            self.assertEqual(set(found.values()), {instant}, found)

    def all_statuses(self):
        found, query = [], {"side": "supplier", "limit": 200}
        while True:
            page = self.supplier.get("/v1/statuses", query=query).json
            found += [item["status"] for item in page["items"]]
            if not page["next_cursor"]:
                return found
            query["cursor"] = page["next_cursor"]

    def changes_told(self, api):
        events = [event["data"] for event in Books.feed(api, "/v1/events") if event["type"] == "status.changed" and event["relationship"] == self.relationship]
        return [(change["from"]["status"], change["to"]["status"]) for change in events]

    def assertSettled(self):
        self.assertEqual({status["decided_at"] for status in self.all_statuses()}, {None})
        self.assertEqual(self.server.command("rebuild", "--check", check=False).stdout, "")

    def test_1_until_it_is_decided_each_status_says_so(self):
        query = {"side": "buyer"}
        before, page = self.both_sides(), self.buyer.get("/v1/statuses", query=query)
        self.assertEqual((before["status"], before["decided_at"]), ("pending", None))
        self.assertMarked(None)
        with self.held():
            answer = self.declare_later()
            filed = answer.json["recorded_at"]
            self.assertEqual(self.supplier.get("/v1/declarations/" + answer.json["declaration"]).json, answer.json)
            seen = self.both_sides()
            self.assertEqual(seen, {**before, "decided_at": filed})
            self.assertEqual({status["decided_at"] for status in self.all_statuses()}, {filed})
            self.assertMarked(filed)
            known = self.buyer.get("/v1/statuses/summary", query={"side": "buyer", "known_at": filed}).json
            self.assertIsNone(known["decided_at"])
            # A page that was kept before tells nothing of it.
            waiting = self.buyer.get("/v1/statuses", query=query, headers={"If-None-Match": page.etag})
            self.assertEqual(self.assertStatus(waiting, 200).json["items"][0]["status"], seen)
            self.assertEqual(self.buyer.get("/v1/suppliers/%s/requirement" % self.relationship).json["status"], seen)
            job = self.supplier.get(answer.headers["Location"]).json
            self.assertEqual((job["kind"], job["total"], job["done"], job["finished_at"]), ("status", self.buyers, 0, None))
            self.assertEqual(job["detail"], {"object": "declarations/" + answer.json["declaration"]})
            self.assertEqual(self.buyer.get(answer.headers["Location"]).status, 404)
            # Its buyers' statuses wait for it.
            self.assertProblem(self.supplier.post(answer.headers["Location"] + ":stop"), 409, "job_decides")
        job = self.ended(answer)
        self.assertEqual((job["state"], job["done"], job["error"]), ("done", self.buyers, None))
        after = self.both_sides()
        self.assertEqual((after["status"], after["decided_at"]), ("met", None))
        self.assertMarked(None)
        again = self.buyer.get("/v1/statuses", query=query, headers={"If-None-Match": waiting.etag})
        self.assertEqual(self.assertStatus(again, 200).json["items"][0]["status"], after)
        for api in self.buyer, self.supplier:
            self.assertEqual(self.eventually(lambda api=api: self.changes_told(api)), [("pending", "met")])
        self.assertSettled()

    def test_2_whatever_a_supplier_files(self):
        declaration = self.declare_later(2)
        draft = self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}).json["assessment"]
        criterion = self.supplier.get("/v1/editions/security-action-2-v3").json["criteria"][0]["id"]
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % draft, {"answers": [{"criterion": criterion, "answer": "implemented"}]}), 200)
        paper = self.supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": harness.FIRST_DAY, "place": "社内掲示"})
        answers = [
            declaration,
            self.supplier.patch("/v1/declarations/" + declaration.json["declaration"], {"stopped_on": harness.FIRST_DAY}),
            self.supplier.post("/v1/assessments/%s:submit" % draft),
            self.supplier.post("/v1/assessments/%s:withdraw" % draft),
            paper,
            self.supplier.post("/v1/papers/%s:withdraw" % paper.json["paper"]),
            self.supplier.patch("/v1/organisation", {"name": "株式会社みなと精密工業"}),
        ]
        for answer in answers:
            self.ended(self.later(answer))
        self.assertSettled()
        self.assertEqual(self.buyer.get("/v1/suppliers/%s/status" % self.relationship).json["counterparty"]["registered_name"], "株式会社みなと精密工業")

    def test_3_repeated_it_is_the_same_job(self):
        body = {"star": 1, "id": harness.declaration_id(), "declared_on": harness.FIRST_DAY}
        first, again = (self.later(self.supplier.post("/v1/declarations", body, idempotency_key="later")) for _ in range(2))
        self.assertEqual((first.body, first.headers["Location"]), (again.body, again.headers["Location"]))
        self.ended(first)
        self.assertSettled()

    def test_4_others_go_on_meanwhile(self):
        """Buyers change what they demand, and the supplier files on: whoever is decided knows all of it."""
        with self.held():
            first = self.declare_later()
            second = self.declare_later()
            self.assertEqual(self.both_sides()["decided_at"], first.json["recorded_at"])
        some = [self.one_of(self.supplier, number) for number in (1, 100, 200, 340)]

        def demand(buyer, relationship):
            for month in range(1, 7):
                body = {"required_star": 1, "due_on": "2027-%02d-01" % month, "reason": "図面データを取り扱うため"}
                answer = buyer.put("/v1/suppliers/%s/requirement" % relationship, body, headers={"If-Match": "*"})
                self.assertEqual(self.assertStatus(answer, 200).json["status"]["decided_at"], None)

        threads = [threading.Thread(target=demand, args=pair) for pair in some]
        for thread in threads:
            thread.start()
        answers = [first, second, *(self.declare_later() for _ in range(3))]
        for thread in threads:
            thread.join()
        for answer in answers:
            self.assertEqual(self.ended(answer)["state"], "done")
        for buyer, relationship in some:
            self.assertEqual(buyer.get("/v1/suppliers/%s/requirement" % relationship).json["due_on"], "2027-06-01")
        self.assertSettled()

    def test_5_as_many_as_one_request_decides(self):
        supplier = self.make_supplier()
        self.fill(supplier, AT_ONCE)
        buyer, relationship = self.one_of(supplier, 1)
        self.declare(supplier, 1, harness.FIRST_DAY)
        self.assertEqual((self.status(buyer, relationship)["status"], self.status(buyer, relationship)["decided_at"]), ("met", None))

    def test_6_the_operator_proves_a_number(self):
        self.server.command("organisation", "vouch", self.supplier.organisation, "--corporate-number", harness.corporate_number())
        jobs = [job for job in self.supplier.get("/v1/jobs").json["items"] if job["detail"] == {"object": "organisation"} and not job["key"]]
        self.assertEqual([(job["kind"], job["total"]) for job in jobs], [("status", self.buyers)])
        self.eventually(lambda: self.supplier.get("/v1/jobs/" + jobs[0]["job"]).json["finished_at"])
        self.assertTrue(self.buyer.get("/v1/suppliers/%s/status" % self.relationship).json["counterparty"]["number_proven"])
        self.assertSettled()

    def test_7_whose_jobs_are_shown(self):
        reader = self.other_key(self.supplier, "supplier:read")
        self.assertEqual({job["kind"] for job in reader.get("/v1/jobs").json["items"]}, {"status"})
        self.assertEqual(self.make_supplier().get("/v1/jobs").json["items"], [])

    def test_8_what_everybody_is_decided_by(self):
        """From the change on until a status is reached it says so, whoever else it concerns."""
        with open(os.path.join(harness.TOP, "schema", "catalogue", "security-action-2-v3.json"), encoding="utf-8") as file:
            edition = {**json.load(file), "id": "security-action-2-v4", "published_on": "2026-11-20"}
        path = os.path.join(self.server.directory, "edition.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(edition, file)
        for command in (("scheme-dates", "set", "--scheme", "scs", "--star", "3", "--obtainable-from", "2027-03-15"), ("catalogue", "import", path)):
            with self.subTest(command=command[0]):
                before = self.both_sides()
                changing = threading.Thread(target=self.server.command, args=command)
                with self.held():
                    changing.start()
                    until(lambda: None not in {status["decided_at"] for status in self.all_statuses()})
                    now = self.both_sides()
                    self.assertEqual(now, {**before, "decided_at": now["decided_at"]})
                    self.assertMarked(now["decided_at"])
                changing.join()
                self.assertSettled()


if __name__ == "__main__":
    harness.main()
