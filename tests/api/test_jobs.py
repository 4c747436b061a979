# SPDX-License-Identifier: Apache-2.0
"""What is too much for one request: it goes on behind it, chunk by chunk, and others go on meanwhile."""

import contextlib
import os

import harness
from service import Patient

RULE = "/v1/rules/category:%E8%A3%BD%E9%80%A0%E5%A7%94%E8%A8%97"
MAKE = os.path.join(harness.TOP, "tests", "support", "suppliers.sql")
CHUNK = 250
REACHED = 4 * CHUNK


class Jobs(harness.ApiTest):
    """In this order: each test goes on from where the one before left the suppliers."""

    suppliers = 3000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.set_day(harness.FIRST_DAY)
        cls.buyer = cls.patient(cls().make_buyer())
        cls.server.sql(MAKE, buyer=cls.buyer.organisation, suppliers=cls.suppliers)
        cls.server.command("rebuild")

    @staticmethod
    def patient(api):
        """A chunk that waits keeps the buyer's head, and who needs that is told to come later."""
        return Patient(api.server, api.key, api.organisation, api.name)

    def set_rule(self, star, days=180):
        now = self.buyer.get(RULE)
        headers = {"If-Match": now.etag} if now.status == 200 else {}
        answer = self.assertStatus(self.buyer.put(RULE, {"required_star": star, "due_in_days": days}, headers=headers), 202)
        self.assertEqual(answer.headers["Location"], "/v1/jobs/" + answer.json["decided"]["job"])
        self.assertEqual((answer.json["decided"]["suppliers"], answer.json["decided"]["changed"]), (self.suppliers, None))
        return answer.headers["Location"]

    def job(self, place):
        return self.assertStatus(self.buyer.get(place), 200).json

    def events(self, kind):
        """All of a type: a page looks at so many events, and may show none of them."""
        page = self.buyer.get("/v1/events", query={"types": kind}).json
        while True:
            yield from page["items"]
            after = page["next_after"]
            page = self.buyer.get("/v1/events", query={"types": kind, "after": after}).json
            if page["next_after"] == after:
                return

    def ended(self, place):
        return self.eventually(lambda: self.job(place)["finished_at"] and self.job(place))

    @contextlib.contextmanager
    def stuck(self, star):
        """The job of this demand, which has done REACHED suppliers and cannot go on before the end of the block."""
        with self.server.held(
            "select from relationship where relationship_id = ("
            "  select relationship_id from relationship where org_id = :'buyer'"
            "  order by relationship_id offset %d limit 1) for update" % REACHED,
            buyer=self.buyer.organisation,
        ):
            place = self.set_rule(star)
            self.eventually(lambda: self.job(place)["done"] == REACHED)
            yield place

    def revisions(self):
        """How many relationships have so many revisions: {revisions: relationships}."""
        rows = self.server.engine(
            "select n, count(*) from (select relationship_id, count(*) as n from requirement_revision"
            "  where org_id = :'buyer' group by 1) x group by 1 order by 1",
            buyer=self.buyer.organisation,
        ).split()
        return {int(n): int(count) for n, count in (row.split("|") for row in rows)}

    def test_1_progress_and_outcome(self):
        with self.stuck(2) as place:
            seen = self.job(place)
            self.assertEqual((seen["kind"], seen["state"], seen["total"], seen["done"], seen["changed"]), ("rule", "running", self.suppliers, REACHED, REACHED))
            self.assertEqual(seen["detail"], {"rule": "category:製造委託", "revision": 1})
        job = self.ended(place)
        self.assertEqual((job["state"], job["done"], job["changed"], job["error"]), ("done", self.suppliers, self.suppliers, None))
        self.assertEqual(self.revisions(), {1: self.suppliers})
        summary = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"}).json
        self.assertEqual({i["required_star"] for i in summary["items"]}, {2})
        one = self.status(self.buyer, "code:G7")
        self.assertEqual((one["decided_by"], one["due_on"]), ("rule", "2027-05-30"))
        entries = self.buyer.get("/v1/audit/events", query={"limit": "20"}).json["items"]
        self.assertEqual(sum(e["operation"] == "job_done" for e in entries), 1)
        history = self.buyer.get(RULE + "/revisions").json["items"]
        self.assertEqual("/v1/jobs/" + history[0]["job"], place)

    def test_2_others_do_not_wait_for_its_end(self):
        supplier = self.patient(self.make_supplier())
        self.link(self.buyer, supplier, code="M-1", category="製造委託")
        self.assertEqual(self.status(self.buyer, "code:M-1")["decided_by"], "rule")
        type(self).suppliers += 1
        with self.stuck(1) as place:
            for _ in range(3):
                self.declare(supplier, 1, "2026-11-01")
            self.assertEqual(self.job(place)["done"], REACHED)
        # From here on they may meet in a chunk: one for each that is seen to be done.
        seen = None
        while (job := self.job(place))["finished_at"] is None:
            if job["done"] != seen:
                self.declare(supplier, 1, "2026-11-01")
                seen = job["done"]
        self.assertEqual(job["state"], "done")
        self.assertStanding(self.status(self.buyer, "code:M-1"), "met")
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)

    def test_3_goes_on_after_a_crash(self):
        before = self.revisions()
        with self.stuck(3) as place:
            self.server.process.kill()
            self.server.process.wait()
        self.server.start()
        self.assertGreaterEqual(self.job(place)["done"], REACHED)
        self.assertEqual(self.ended(place)["state"], "done")
        self.assertEqual(self.revisions(), {n + 1: count for n, count in before.items()})
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)

    def test_4_a_rule_changed_while_its_job_runs(self):
        with self.stuck(2) as first:
            second = self.set_rule(4)
        self.assertEqual({self.ended(place)["state"] for place in (first, second)}, {"done"})
        summary = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"}).json
        self.assertEqual({i["required_star"] for i in summary["items"]}, {4})

    def test_5_what_stopped_is_taken_up_again(self):
        with self.stuck(1) as place:
            self.server.engine(
                "select job_give_up(:'buyer', :'job', 'internal', now(), current_date)",
                buyer=self.buyer.organisation,
                job=place.rsplit("/", 1)[1],
            )
        stopped = self.job(place)
        self.assertEqual((stopped["state"], stopped["done"], stopped["error"]["code"]), ("stopped", REACHED, "internal"))
        again = self.assertStatus(self.buyer.put(RULE, {"required_star": 1, "due_in_days": 180}), 202)
        self.assertEqual(again.json["rule"]["revision"], stopped["detail"]["revision"])
        job = self.ended(again.headers["Location"])
        self.assertEqual((job["state"], job["done"], job["changed"]), ("done", self.suppliers, self.suppliers - REACHED))
        summary = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"}).json
        self.assertEqual({i["required_star"] for i in summary["items"]}, {1})
        self.assertStatus(self.buyer.put(RULE, {"required_star": 1, "due_in_days": 180}), 200)
        self.assertProblem(self.buyer.post(place + ":start"), 409, "job_superseded")

    def test_5_stopped_by_hand_and_started_again(self):
        # Later than what ended before the server was started again: at one instant nothing tells which came first.
        self.set_instant(harness.FIRST_DAY + "T04:00:00Z")
        reader, supplier = self.other_key(self.buyer, "buyer:read"), self.other_key(self.buyer, "supplier:read,supplier:write")
        with self.stuck(2) as place:
            self.assertProblem(reader.post(place + ":stop"), 403, "right_missing")
            self.assertProblem(supplier.post(place + ":stop"), 404, "not_found")
            job = self.assertStatus(self.buyer.post(place + ":stop"), 200).json
            self.assertEqual((job["state"], job["done"], job["error"]["code"]), ("stopped", REACHED, "job_stopped"))
            self.assertEqual(self.assertStatus(self.buyer.post(place + ":stop"), 200).json, job)
        self.eventually(lambda: [event["data"]["done"] for event in self.events("job.stopped")] == [REACHED])
        waiting = self.buyer.get("/v1/tasks", query={"side": "buyer", "code": "job_failed"}).json["items"]
        self.assertEqual([(t["object"], t["params"]) for t in waiting], [("jobs/" + job["job"], {"kind": "rule"})])
        self.assertHidden(self.make_buyer(), "POST", "/v1/jobs/{}:start", job["job"])
        other = self.patient(self.other_key(self.buyer, "buyer:read,buyer:write"))
        again = self.assertStatus(other.post(place + ":start"), 200).json
        self.assertEqual((again["error"], again["done"], again["finished_at"]), (None, REACHED, None))
        self.assertNotEqual(again["key"], job["key"])
        self.assertEqual((self.ended(place)["state"], self.job(place)["changed"]), ("done", self.suppliers))
        self.assertEqual(self.buyer.get("/v1/tasks", query={"side": "buyer", "code": "job_failed"}).json["items"], [])
        for what in (":stop", ":start"):
            self.assertProblem(self.buyer.post(place + what), 409, "job_done")
        entries = [e["operation"] for e in self.buyer.get("/v1/audit/events", query={"object": "jobs/" + job["job"], "limit": "50"}).json["items"]]
        self.assertEqual((entries.count("job_stop"), entries.count("job_start"), entries.count("job_done")), (1, 1, 1))

    def test_5_what_cannot_go_on_lets_others_through(self):
        """Its turn is over when it waits for a lock: another organisation's job is done meanwhile."""
        other = self.patient(self.make_buyer())
        self.server.sql(MAKE, buyer=other.organisation, suppliers=2500)
        with self.stuck(4) as place:
            rule = self.assertStatus(other.put(RULE, {"required_star": 1, "due_in_days": 180}), 202).headers["Location"]
            self.assertEqual(self.eventually(lambda: (j := self.assertStatus(other.get(rule), 200).json)["finished_at"] and j)["state"], "done")
            self.assertEqual(self.job(place)["done"], REACHED)
        self.ended(place)

    def test_6_lists(self):
        jobs = self.buyer.get("/v1/jobs", query={"kind": "rule", "limit": "2"}).json
        self.assertEqual(len(jobs["items"]), 2)
        more = self.buyer.get("/v1/jobs", query={"kind": "rule", "limit": "2", "cursor": jobs["next_cursor"]}).json
        self.assertFalse({j["job"] for j in jobs["items"]} & {j["job"] for j in more["items"]})
        self.assertEqual(self.buyer.get("/v1/jobs", query={"state": "queued"}).json["items"], [])
        one = "/v1/jobs/" + jobs["items"][0]["job"]
        self.assertCached(self.buyer, one)
        self.assertHidden(self.make_buyer(), "GET", "/v1/jobs/{}", jobs["items"][0]["job"])
        self.assertGuarded("GET", one, wrong=self.other_key(self.buyer, "audit:read"))
        self.assertGuarded("GET", "/v1/jobs", wrong=self.other_key(self.buyer, "audit:read"))

    def test_7_removed(self):
        gone = self.buyer.delete(RULE, headers={"If-Match": self.buyer.get(RULE).etag})
        self.assertStatus(gone, 202)
        self.assertEqual(self.ended(gone.headers["Location"])["changed"], self.suppliers)
        summary = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"}).json
        self.assertEqual({i["status"] for i in summary["items"]}, {"no_requirement"})


if __name__ == "__main__":
    harness.main()
