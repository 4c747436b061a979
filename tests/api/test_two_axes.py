# SPDX-License-Identifier: Apache-2.0
"""What was so on a day, and what was known of it at an instant: the five examples of the rules."""

import harness


class TwoAxes(harness.ApiTest):
    def pair(self, due_on="2027-06-30"):
        """Active since 2026-12-01, ★2 substantiated demanded from then on."""
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 2, due_on)
        return buyer, supplier, relationship

    def papers(self, supplier):
        self.set_day("2027-02-01")
        self.assess(supplier, "security-action-2-v3")
        self.set_day("2027-02-20")
        self.publish_policy(supplier, "2027-02-20")

    def both(self, buyer, supplier, relationship, word, waiting_on=None, **query):
        """The same object on both sides, byte for byte."""
        own = buyer.get("/v1/suppliers/%s/status" % relationship, query=query)
        other = supplier.get("/v1/buyers/%s/status" % relationship, query=query)
        self.assertEqual(own.json["status"], other.json["status"])
        self.assertIn(own.text[own.text.index('"status":{') :].split('"next_waiting_on":')[0], other.text)
        return self.assertStanding(own.json["status"], word, waiting_on)

    def test_filed_late(self):
        buyer, supplier, relationship = pair = self.pair()
        self.papers(supplier)
        self.set_day("2027-07-15")
        self.declare(supplier, 2, "2027-04-10")
        self.both(*pair, "met", as_of="2027-07-05")
        self.both(*pair, "overdue", "supplier", as_of="2027-07-05", known_at="2027-07-05T23:59:59+09:00")
        self.assertProblem(buyer.get("/v1/suppliers/%s/status" % relationship, query={"known_at": "2027-07-15T03:00:01Z"}), 422, None, "?known_at")

    def test_stop_told_late(self):
        buyer, supplier, relationship = pair = self.pair()
        self.papers(supplier)
        declaration = self.declare(supplier, 2, "2027-02-03")
        self.set_day("2027-09-20")
        stopped = supplier.patch("/v1/declarations/" + declaration, {"stopped_on": "2027-08-01"})
        self.assertStatus(stopped, 200)
        self.both(*pair, "lapsed", "supplier", as_of="2027-08-20")
        self.both(*pair, "met", as_of="2027-08-20", known_at="2027-08-20T12:00:00Z")

    def test_midnight_in_tokyo(self):
        pair = self.pair()
        supplier = pair[1]
        self.papers(supplier)
        self.set_instant("2027-06-30T15:30:00Z")
        self.declare(supplier, 2, "2027-07-01")
        self.both(*pair, "pending", "supplier", as_of="2027-06-30")
        self.both(*pair, "met", as_of="2027-07-01")
        for day in harness.days("2027-06-25", "2027-07-05"):
            self.assertNotEqual(self.status(pair[0], pair[2], as_of=day)["status"], "overdue", day)

    def test_check_withdrawn(self):
        buyer, supplier, relationship = pair = self.pair()
        self.papers(supplier)
        declaration = self.declare(supplier, 2, "2027-02-03")
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration)
        self.set_day("2027-08-01")
        wrong = buyer.post(checks, {"method": "public_list", "result": "not_found", "checked_on": "2027-08-01"})
        self.assertStanding(self.assertStatus(wrong, 201).json["status"], "lapsed", "supplier")
        self.set_day("2027-08-03")
        withdrawn = buyer.post("%s/%s:withdraw" % (checks, wrong.json["check"]["check"]))
        self.assertStanding(self.assertStatus(withdrawn, 200).json["status"], "met")
        self.both(*pair, "met", as_of="2027-08-02")
        self.both(*pair, "lapsed", "supplier", as_of="2027-08-02", known_at="2027-08-02T12:00:00+09:00")

    def test_one_buyers_check_is_its_own(self):
        buyer, supplier, relationship = pair = self.pair()
        other = self.make_buyer(name="西海電機株式会社")
        second = self.link(other, supplier)
        self.require(other, second, 2, "2027-06-30")
        self.papers(supplier)
        declaration = self.declare(supplier, 2, "2027-02-03")
        self.set_day("2027-08-01")
        before = self.status(other, second)
        self.assertStatus(
            buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration), {"method": "public_list", "result": "not_found"}), 201
        )
        self.both(*pair, "lapsed", "supplier")
        self.assertEqual(self.both(other, supplier, second, "met"), before)


if __name__ == "__main__":
    harness.main()
