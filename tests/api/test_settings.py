# SPDX-License-Identifier: Apache-2.0
import os

import harness

SUPPLIERS = os.path.join(harness.TOP, "tests", "support", "suppliers.sql")
SETTINGS = "/v1/settings"


class Settings(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def put(self, days, months):
        return self.buyer.put(SETTINGS, {"expiring_days": days, "recheck_months": months}, headers={"If-Match": "*"})

    def test_first(self):
        self.assertEqual(self.assertCached(self.buyer, SETTINGS).json, {"expiring_days": 60, "recheck_months": 12, "recorded_at": None})

    def test_put(self):
        first = self.assertStatus(self.put(30, None), 200).json
        self.assertEqual((first["expiring_days"], first["recheck_months"]), (30, None))
        self.set_day("2026-12-02")
        self.assertEqual(self.put(30, None).json, first)
        self.assertEqual(self.buyer.get(SETTINGS).json, first)
        self.assertEqual(self.make_buyer().get(SETTINGS).json["expiring_days"], 60)

    def test_decides_all_relationships(self):
        supplier = self.make_supplier()
        made = [self.link(self.buyer, supplier, code="S-%d" % n) for n in range(2)]
        self.declare(supplier, 1, "2026-11-02", valid_until="2027-01-31")
        for one in made:
            self.require(self.buyer, one, 1, "2027-06-30")
            self.assertStanding(self.status(self.buyer, one), "met")
        self.assertStatus(self.put(90, 12), 200)
        for one in made:
            self.assertStanding(self.status(self.buyer, one), "expiring", "supplier")
            self.assertEqual(self.status(self.buyer, one), self.other_side(supplier, one))

    def test_many_are_decided_by_a_job(self):
        supplier = self.make_supplier()
        linked = self.link(self.buyer, supplier, code="S-1")
        self.declare(supplier, 1, "2026-11-02", valid_until="2027-01-31")
        self.require(self.buyer, linked, 1, "2027-06-30")
        self.server.sql(SUPPLIERS, buyer=self.buyer.organisation, suppliers=300)
        self.server.command("rebuild")
        answer = self.assertStatus(self.put(90, 12), 202)
        self.assertEqual(answer.json, self.buyer.get(SETTINGS).json)
        job = self.eventually(lambda: (found := self.buyer.get(answer.headers["Location"]).json)["finished_at"] and found)
        self.assertEqual((job["kind"], job["state"], job["total"]), ("status", "done", 301))
        self.assertStanding(self.status(self.buyer, linked), "expiring", "supplier")
        self.assertIsNone(self.status(self.buyer, linked)["decided_at"])
        self.assertEqual(self.status(self.buyer, linked), self.other_side(supplier, linked))
        self.assertEqual(self.server.command("rebuild", "--check").stdout, "")

    def test_bad(self):
        self.assertProblem(self.put(366, 0), 422, "out_of_range", "/expiring_days", "/recheck_months")
        self.assertProblem(self.buyer.put(SETTINGS, {}, headers={"If-Match": "*"}), 422, "missing_field", "/expiring_days", "/recheck_months")

    def test_guards(self):
        body = {"expiring_days": 30, "recheck_months": None}
        self.assertGuarded("GET", SETTINGS, wrong=self.make_supplier())
        self.assertGuarded("PUT", SETTINGS, body, wrong=self.other_key(self.buyer, "buyer:read"))


if __name__ == "__main__":
    harness.main()
