# SPDX-License-Identifier: Apache-2.0
import harness

ENTRY = {
    "asked_on": "2026-11-20",
    "asked_by": "supplier",
    "cost_estimate": 480000,
    "who_bears": "shared",
    "outcome": "agreed",
    "text": "専門家の確認の費用を折半",
}


class Consultations(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.as_buyer = "/v1/suppliers/%s/consultations" % self.relationship
        self.as_supplier = "/v1/buyers/%s/consultations" % self.relationship

    def test_both_record_and_both_read(self):
        self.require(self.buyer, self.relationship, 3, "2027-09-30")
        made = self.assertStatus(self.buyer.post(self.as_buyer, ENTRY), 201).json
        self.assertEqual({name: made[name] for name in ENTRY}, ENTRY)
        self.assertEqual((made["relationship"], made["revision"], made["recorded_by"]), (self.relationship, 1, "buyer"))
        self.set_instant("2026-12-02T01:00:00Z")
        answer = self.assertStatus(self.supplier.post(self.as_supplier, {"asked_on": "2026-12-02", "asked_by": "supplier"}), 201)
        self.assertEqual(
            (answer.json["recorded_by"], answer.json["outcome"], answer.json["cost_estimate"], answer.json["who_bears"], answer.json["text"]),
            ("supplier", "open", None, None, None),
        )
        read = self.assertCached(self.buyer, self.as_buyer).json
        self.assertEqual(read["items"], [answer.json, made])
        self.assertEqual(self.assertCached(self.supplier, self.as_supplier).json, read)
        first = self.buyer.get(self.as_buyer, query={"limit": 1}).json
        rest = self.buyer.get(self.as_buyer, query={"limit": 1, "cursor": first["next_cursor"]}).json
        self.assertEqual((first["items"] + rest["items"], rest["next_cursor"]), (read["items"], None))
        # One chain each, and no status changed.
        for party in (self.buyer, self.supplier):
            self.assertEqual(party.get("/v1/audit/events").json["items"][-1]["operation"][-16:], "consultation_add")
        self.assertStanding(self.status(self.buyer, self.relationship), "pending", "scheme")

    def test_twin(self):
        first = self.buyer.post(self.as_buyer, ENTRY, idempotency_key="once")
        self.assertEqual(self.buyer.post(self.as_buyer, ENTRY, idempotency_key="once").body, first.body)
        self.assertEqual(len(self.buyer.get(self.as_buyer).json["items"]), 1)

    def test_refusals(self):
        for body, code, pointer in (
            ({**ENTRY, "asked_on": "2026-12-02"}, "date_in_future", "/asked_on"),
            ({**ENTRY, "asked_by": "bank"}, "not_allowed_value", "/asked_by"),
            ({**ENTRY, "cost_estimate": -1}, "out_of_range", "/cost_estimate"),
            ({**ENTRY, "cost_estimate": 1.5}, "wrong_type", "/cost_estimate"),
            ({"asked_by": "buyer"}, "missing_field", "/asked_on"),
            ({**ENTRY, "verdict": "x"}, "unknown_field", "/verdict"),
        ):
            self.assertProblem(self.buyer.post(self.as_buyer, body), 422, code, pointer)
        self.assertEqual(self.supplier.get(self.as_supplier).json["items"], [])

    def test_guard(self):
        self.assertGuarded("POST", self.as_buyer, ENTRY, wrong=self.supplier)
        self.assertGuarded("GET", self.as_buyer, wrong=self.supplier)
        self.assertGuarded("POST", self.as_supplier, ENTRY, wrong=self.buyer)
        self.assertGuarded("GET", self.as_supplier, wrong=self.buyer)
        _, _, foreign = self.linked_pair()
        for method, body in (("GET", None), ("POST", ENTRY)):
            self.assertHidden(self.buyer, method, "/v1/suppliers/{}/consultations", foreign, body)
            self.assertHidden(self.supplier, method, "/v1/buyers/{}/consultations", foreign, body)

    def test_nothing_flows_after_the_end(self):
        self.buyer.post(self.as_buyer, ENTRY)
        self.set_day("2026-12-10")
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        self.assertProblem(self.supplier.post(self.as_supplier, ENTRY), 409, "relationship_state")
        self.set_day("2026-12-11")
        self.assertStatus(self.buyer.post(self.as_buyer, ENTRY), 201)
        self.assertEqual(len(self.buyer.get(self.as_buyer).json["items"]), 2)
        self.assertEqual(len(self.supplier.get(self.as_supplier).json["items"]), 1)
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % self.relationship), 200)
        self.assertProblem(self.buyer.post(self.as_buyer, ENTRY), 409, "relationship_state")


class Advice(harness.ApiTest):
    def codes(self, buyer, relationship, star, due_on="2027-09-30", **members):
        return {one["code"]: one for one in self.require(buyer, relationship, star, due_on, **members).json["advisories"]}

    def test_talks_are_missed_where_stars_cost(self):
        buyer, supplier, relationship = self.linked_pair()
        self.assertEqual(self.codes(buyer, relationship, 2), {})
        missed = self.codes(buyer, relationship, 3)["consultation_missing"]
        self.assertIn("パートナーシップ", missed["source"])
        path = "/v1/buyers/%s/consultations" % relationship
        self.assertStatus(supplier.post(path, {"asked_on": "2025-11-30", "asked_by": "supplier"}), 201)
        self.assertIn("consultation_missing", self.codes(buyer, relationship, 4))
        self.assertStatus(supplier.post(path, {"asked_on": "2025-12-02", "asked_by": "supplier"}), 201)
        self.assertNotIn("consultation_missing", self.codes(buyer, relationship, 3))
        answer = buyer.get("/v1/suppliers/%s/requirement" % relationship)
        self.assertNotIn("consultation_missing", answer.text)

    def test_the_same_for_many(self):
        buyer = self.make_buyer()
        ids = [self.invite(buyer)[0] for _ in range(11)]
        for one in ids[:10]:
            self.assertNotIn("uniform_demand", self.codes(buyer, one, 2))
        found = self.codes(buyer, ids[10], 2)["uniform_demand"]
        self.assertEqual(found["params"], {"alike": 10})
        self.assertTrue(found["source"])
        asked = {"important_information": True, "unacceptable_interruption": False, "internal_access": False}
        self.assertNotIn("uniform_demand", self.codes(buyer, ids[10], 2, questions=asked))
        self.assertNotIn("uniform_demand", self.codes(buyer, ids[10], 2, "2027-10-01"))


if __name__ == "__main__":
    harness.main()
