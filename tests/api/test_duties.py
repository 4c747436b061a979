# SPDX-License-Identifier: Apache-2.0
"""Recurring criteria: last done, due next, what falls due this month, and what a report rests on."""

import datetime
import json

import harness

SCS = "scs-2026-03-27"


class Duties(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.set_day("2027-03-01")
        self.supplier = self.make_supplier()

    def duties(self, **query):
        return self.assertStatus(self.supplier.get("/v1/duties", query=query), 200).json

    def done(self, criterion, day):
        return self.assertStatus(self.supplier.put("/v1/duties/" + criterion, {"done_on": day}), 200).json

    def recurring(self, star):
        criteria = self.supplier.get("/v1/editions/" + SCS).json["criteria"]
        return {one["id"]: one for one in criteria if star in one["stars"] and one.get("review_interval_months")}

    def test_none_without_a_self_assessment(self):
        self.assertEqual(self.duties(), {"as_of": "2027-03-01", "edition": None, "star": None, "items": []})
        self.assertEqual({one["criterion"] for one in self.duties(star=3)["items"]}, set(self.recurring(3)))

    def test_of_the_star_that_is_assessed(self):
        self.assess(self.supplier, SCS, star=3, unlike={"1-2-1-3": "partial"})
        body = self.assertCached(self.supplier, "/v1/duties").json
        self.assertEqual((body["edition"], body["star"]), (SCS, 3))
        self.assertEqual({one["criterion"] for one in body["items"]}, set(self.recurring(3)))
        self.assertEqual({one["criterion"]: one["answer"] for one in body["items"]}["1-2-1-3"], "partial")
        self.assertEqual({one["state"] for one in body["items"]}, {"never_done"})
        four = self.duties(star=4)["items"]
        self.assertEqual({one["criterion"] for one in four}, set(self.recurring(4)))
        self.assertIn(1, {one["interval_months"] for one in four})

    def test_last_done_and_the_next_day(self):
        duty = self.done("1-2-1-3", "2027-02-28")
        self.assertEqual((duty["state"], duty["last_done_on"], duty["next_on"]), ("done", "2027-02-28", "2028-02-28"))
        monthly = next(one for one in self.duties(star=4)["items"] if one["interval_months"] == 1)["criterion"]
        self.assertEqual(self.done(monthly, "2027-01-31")["next_on"], "2027-02-28")
        self.assertEqual({one["criterion"]: one["state"] for one in self.duties(star=4)["items"]}[monthly], "due")
        # A correction takes the place of what was noted, earlier days too, and null takes it back.
        self.assertEqual(self.done("1-2-1-3", "2026-06-01")["next_on"], "2027-06-01")
        self.assertEqual(self.done("1-2-1-3", None)["state"], "never_done")

    def test_at_the_ends_of_months(self):
        """Where the month lacks the day, its last day; from there on by what was done, not by what once was."""
        monthly = next(one for one in self.duties(star=4)["items"] if one["interval_months"] == 1)["criterion"]
        self.set_day("2028-12-31")
        for criterion, done, following in (
            (monthly, "2027-01-31", "2027-02-28"),
            (monthly, "2028-01-31", "2028-02-29"),
            (monthly, "2028-02-29", "2028-03-29"),
            (monthly, "2028-03-31", "2028-04-30"),
            (monthly, "2028-12-31", "2029-01-31"),
            ("1-2-1-3", "2028-02-29", "2029-02-28"),
            ("1-2-1-3", "2027-02-28", "2028-02-28"),
        ):
            with self.subTest(done=done):
                duty = self.done(criterion, done)
                self.assertEqual((duty["last_done_on"], duty["next_on"]), (done, following))
                before = str(datetime.date.fromisoformat(following) - datetime.timedelta(1))
                states = [self.state(criterion, as_of) for as_of in (before, following)]
                self.assertEqual(states, ["done", "due"])

    def state(self, criterion, due_by):
        """As a list of what falls due by that day has it: `done` is not in it."""
        found = [one["criterion"] for one in self.duties(star=4, due_by=due_by)["items"]]
        return "due" if criterion in found else "done"

    def test_what_falls_due_this_month(self):
        for criterion in self.recurring(3):
            self.done(criterion, "2026-09-01")
        self.assertEqual(self.duties(star=3, due_by="2027-03-31")["items"], [])
        self.done("2-1-1-2", "2026-03-15")
        self.assertEqual([one["criterion"] for one in self.duties(star=3, due_by="2027-03-31")["items"]], ["2-1-1-2"])
        self.assertEqual(self.duties(star=3)["items"][0]["criterion"], "2-1-1-2")
        self.done("2-1-1-2", None)
        self.assertEqual([one["state"] for one in self.duties(star=3, due_by="2027-03-31")["items"]], ["never_done"])

    def test_what_does_not_apply_never_falls_due(self):
        started = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": SCS, "star": 3}), 201).json["assessment"]
        answer = {"criterion": "2-1-1-2", "answer": "not_applicable", "justification": "対象の取引がないため"}
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % started, {"answers": [answer]}), 200)
        self.assertNotIn("2-1-1-2", {one["criterion"] for one in self.duties(due_by="2027-03-31")["items"]})
        self.assertIn("2-1-1-2", {one["criterion"] for one in self.duties()["items"]})

    def test_references_are_followed(self):
        """The yearly report to management names the reviews that feed it, each with its days."""
        self.done("1-2-1-3", "2027-02-10")
        (report,) = [one for one in self.duties(star=4)["items"] if one["criterion"] == "1-4-1-1"]
        named = {one["criterion"]: one for one in report["refers_to"]}
        self.assertEqual(list(named), self.recurring(4)["1-4-1-1"]["refers_to"])
        self.assertEqual((named["1-2-1-3"]["last_done_on"], named["1-2-1-3"]["next_on"]), ("2027-02-10", "2028-02-10"))
        self.assertEqual((named["1-1-1-2"]["last_done_on"], named["1-1-1-2"]["interval_months"]), (None, 12))

    def test_refusals(self):
        path = "/v1/duties/1-2-1-3"
        self.assertProblem(self.supplier.put(path, {"done_on": "2027-03-02"}), 422, "date_in_future", "/done_on")
        self.assertProblem(self.supplier.put(path, {}), 422, None, "/done_on")
        for criterion in ("1-2-1-1", "99-9"):
            self.assertProblem(self.supplier.put("/v1/duties/" + criterion, {"done_on": "2027-03-01"}), 404, "not_found")
        self.assertGuarded("PUT", path, {"done_on": "2027-03-01"}, wrong=self.make_supplier(rights="supplier:read"))
        self.assertGuarded("GET", "/v1/duties", wrong=self.make_buyer(rights="buyer:read"))

    def test_of_each_organisation_its_own_and_in_its_log(self):
        self.done("1-2-1-3", "2027-02-10")
        self.done("1-2-1-3", "2027-02-10")
        other = self.make_supplier()
        self.assertEqual({one["last_done_on"] for one in other.get("/v1/duties", query={"star": 3}).json["items"]}, {None})
        log = self.other_key(self.supplier, "audit:read").get("/v1/audit/events").json["items"]
        entries = [json.loads(one["entry"]) for one in log]
        told = [one["detail"] for one in entries if one["object"] == "duties/1-2-1-3"]
        self.assertEqual(told, [{"from": None, "to": "2027-02-10"}])


if __name__ == "__main__":
    harness.main()
