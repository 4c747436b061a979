# SPDX-License-Identifier: Apache-2.0
"""What a change would do: counted before it is made, and nothing written."""

import harness

CHANGE = {"rule": {"rule": "category:製造", "demand": {"required_star": 2, "due_in_days": 30}}}


class Simulation(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        self.supplier = self.make_supplier()
        self.met = self.link(self.buyer, self.supplier, category="製造", code="M-1")
        self.new, _ = self.invite(self.buyer, category="製造", tags=["図面"], code="N-1", name="株式会社あかね")
        self.exempt, _ = self.invite(self.buyer, category="製造")
        self.other, _ = self.invite(self.buyer, category="清掃", code="O-1")
        self.require(self.buyer, self.met, 1, "2027-06-30")
        self.assertStatus(self.buyer.put("/v1/suppliers/%s/requirement" % self.exempt, {"required_star": None, "reason": "図面をお渡ししないため"}), 201)
        self.declare(self.supplier, 1, "2026-11-01")

    def simulate(self, change, status=200, **members):
        answer = self.buyer.post("/v1/requirements:simulate", {"change": change, **members})
        return self.assertStatus(answer, status).json

    def counts(self, items):
        return {(i["status"], i["waiting_on"]): i["count"] for i in items}

    def test_a_rule(self):
        result = self.simulate(CHANGE)
        self.assertEqual((result["on"], result["suppliers"], result["changed"]), (harness.FIRST_DAY, 3, 1))
        self.assertEqual(self.counts(result["before"]), {("met", None): 1, ("no_requirement", None): 2})
        self.assertEqual(self.counts(result["after"]), {("met", None): 1, ("no_requirement", None): 1, ("pending", "supplier"): 1})
        self.assertEqual({(w["code"], w["actor"], w["count"]) for w in result["work"]}, {("none", "none", 2), ("accept_invitation", "supplier", 1)})
        self.assertEqual(result["failing_total"], 1)
        one = result["failing"][0]
        self.assertEqual((one["relationship"], one["name"], one["code"], one["before"]), (self.new, "株式会社あかね", "N-1", "no_requirement"))
        self.assertEqual((one["status"]["decided_by"], one["status"]["due_on"], one["status"]["gap"]), ("rule", "2026-12-31", 2))

    def test_as_it_then_comes(self):
        told = self.simulate(CHANGE, on="2027-01-15")["failing"][0]["status"]
        self.buyer.put("/v1/rules/category:%E8%A3%BD%E9%80%A0", CHANGE["rule"]["demand"])
        came = self.status(self.buyer, self.new, as_of="2027-01-15")
        self.assertEqual(told, came)
        self.assertStanding(came, "overdue", "supplier")

    def test_writes_nothing(self):
        # The worker numbers events in the order of recording: with this one all before it are there.
        self.require(self.buyer, self.other, 1, "2027-06-30")
        self.eventually(
            lambda: [e for e in self.buyer.get("/v1/events").json["items"] if e["relationship"] == self.other and e["type"] == "requirement.changed"]
        )
        before = [
            self.buyer.get(p).body for p in ("/v1/suppliers", "/v1/statuses", "/v1/rules", "/v1/events", "/v1/suppliers/%s/requirement/revisions" % self.new)
        ]
        self.simulate(CHANGE)
        self.simulate({"requirement": {"required_star": 3, "due_on": "2027-12-31"}})
        after = [
            self.buyer.get(p).body for p in ("/v1/suppliers", "/v1/statuses", "/v1/rules", "/v1/events", "/v1/suppliers/%s/requirement/revisions" % self.new)
        ]
        self.assertEqual(before, after)

    def test_a_rule_removed(self):
        self.assertStatus(self.buyer.put("/v1/rules/tag:%E5%9B%B3%E9%9D%A2", CHANGE["rule"]["demand"]), 201)
        result = self.simulate({"rule": {"rule": "tag:図面", "demand": None}})
        self.assertEqual((result["suppliers"], result["changed"], result["failing"]), (1, 1, []))
        self.assertEqual(self.counts(result["after"]), {("no_requirement", None): 1})

    def test_a_name_that_no_rule_may_have(self):
        """As `PUT` refuses it; what was named so before can be taken away."""
        for rule in ("tag:??", "category:#N/A"):
            code = "characters_lost" if "?" in rule else "spreadsheet_error"
            change = {"rule": {"rule": rule, "demand": CHANGE["rule"]["demand"]}}
            self.assertProblem(self.buyer.post("/v1/requirements:simulate", {"change": change}), 422, code, "/change/rule/rule")
            self.assertEqual(self.simulate({"rule": {"rule": rule, "demand": None}})["changed"], 0)

    def test_a_requirement(self):
        demand = {"required_star": 2, "required_assurance": "declared", "due_on": "2027-03-31"}
        result = self.simulate({"requirement": demand}, on="2027-04-01")
        self.assertEqual((result["suppliers"], result["changed"], result["failing_total"]), (4, 4, 4))
        # By then the invitations have run out.
        self.assertEqual(self.counts(result["after"]), {("overdue", "supplier"): 1, ("overdue", "buyer"): 3})
        later = self.simulate({"requirement": {**demand, "effective_from": "2027-03-01"}}, on="2027-02-28")
        self.assertEqual(self.counts(later["after"]), self.counts(later["before"]))
        exempt = self.simulate({"requirement": {"required_star": None}})
        self.assertEqual((exempt["changed"], self.counts(exempt["after"])), (3, {("no_requirement", None): 4}))
        same = self.simulate({"requirement": {"required_star": 1, "due_on": "2027-06-30"}}, filter={"suppliers": ["code:M-1"]})
        self.assertEqual((same["suppliers"], same["changed"]), (1, 0))

    def test_filter_and_limit(self):
        demand = {"requirement": {"required_star": 4, "due_on": "2027-03-31"}}
        self.assertEqual(self.simulate(demand, filter={"category": "清掃"})["suppliers"], 1)
        self.assertEqual(self.simulate(demand, filter={"tag": "図面"})["failing"][0]["code"], "N-1")
        named = self.simulate(demand, filter={"suppliers": ["code:O-1", self.new]}, limit=1)
        self.assertEqual((named["suppliers"], named["failing_total"], len(named["failing"])), (2, 2, 1))
        self.assertEqual(self.simulate(CHANGE, filter={"tag": "図面"})["suppliers"], 1)
        stranger, _ = self.invite(self.make_buyer())
        answer = self.buyer.post("/v1/requirements:simulate", {"change": demand, "filter": {"suppliers": ["code:O-1", stranger]}})
        self.assertProblem(answer, 404, "not_found")

    def test_refused(self):
        place = "/v1/requirements:simulate"
        self.assertProblem(self.buyer.post(place, {"change": {}}), 422)
        self.assertProblem(self.buyer.post(place, {"change": CHANGE, "on": "2026-11-30"}), 422, "date_in_past", "/on")
        for demand, code, member in (
            ({"required_star": 2}, "missing_field", "due_on"),
            ({"required_star": 2, "due_on": "2026-11-30"}, "due_on_before_effective_from", "due_on"),
            ({"required_star": 2, "due_on": "2027-01-01", "effective_from": "2026-11-01"}, "effective_from_in_past", "effective_from"),
        ):
            answer = self.buyer.post(place, {"change": {"requirement": demand}})
            self.assertProblem(answer, 422, code, "/change/requirement/" + member)

    def test_guarded(self):
        self.assertGuarded("POST", "/v1/requirements:simulate", {"change": CHANGE}, wrong=self.supplier)
        reader = self.other_key(self.buyer, "buyer:read")
        self.assertStatus(reader.post("/v1/requirements:simulate", {"change": CHANGE}), 200)


if __name__ == "__main__":
    harness.main()
