# SPDX-License-Identifier: Apache-2.0
"""What decided a status on a day, as known at an instant: for both sides, each of which sees of the other's facts no more than
the status tells; and the rules, read again over the facts as they were known, give the answer that was kept."""

import datetime

import harness
from harness import corporate_number

PATH = "/v1/audit/decisions/"


class DecisionTest(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.day = datetime.date.fromisoformat(str(harness.FIRST_DAY))
        self.instants = []

    def later(self, days=5):
        """Remembers the instant, and goes on."""
        self.instants.append(self.day.isoformat() + "T12:00:00Z")
        self.day += datetime.timedelta(days)
        self.set_day(self.day.isoformat())
        return self.day.isoformat()

    def decision(self, api, relationship, **query):
        return self.assertStatus(self.other_key(api, "audit:read").get(PATH + relationship, query=query), 200).json

    def decided(self, api, relationship, **query):
        return self.decision(api, relationship, **query)["decided_by"]

    def assertReproduced(self, api, relationship, path="/v1/suppliers/%s/status"):
        """On every day that was stopped at, as known at each of them."""
        self.later()
        auditor = self.other_key(api, "audit:read")
        for instant in self.instants:
            for day in [i[:10] for i in self.instants] + ["2027-12-31"]:
                query = {"as_of": day, "known_at": instant}
                shown, found = api.get(path % relationship, query=query), auditor.get(PATH + relationship, query=query)
                self.assertEqual(shown.status, found.status)
                if found.status == 404:  # not known to this side yet
                    continue
                found = found.json
                self.assertEqual(found["status"], shown.json["status"])
                self.assertTrue(found["decided_by"]["reproduced"], (query, found))


class Decisions(DecisionTest):
    def test_what_each_side_sees(self):
        buyer, supplier, relationship = self.linked_pair()
        rule = self.assertStatus(
            buyer.put(
                "/v1/rules/category:%E5%8A%A0%E5%B7%A5", {"required_star": 2, "required_assurance": "substantiated", "due_in_days": 90, "reason": "図面"}
            ),
            201,
        )
        self.assertTrue(rule)
        self.assertStatus(buyer.patch("/v1/suppliers/" + relationship, {"category": "加工"}), 200)
        items = self.assess(supplier, "security-action-2-v3")
        paper = self.publish_policy(supplier, "2026-12-01")
        declaration = self.declare(supplier, 2, "2026-12-01", scope="part", scope_text="本社工場")
        self.assertEqual(self.decided(buyer, relationship)["scope_decision"], None)
        self.assertEqual(self.decided(buyer, relationship)["declaration"]["declaration"], declaration)
        covers = {"declaration": declaration, "decision": "covers"}
        made = self.assertStatus(buyer.post("/v1/suppliers/%s/scope-decisions" % relationship, covers), 201).json["scope_decision"]
        own, other = self.decided(supplier, relationship), self.decided(buyer, relationship)
        self.assertEqual((own["revision"]["rule"], other["revision"]["rule"]), (None, "category:加工"))
        self.assertEqual((own["scope_decision"]["scope_decision"], other["scope_decision"]["scope_decision"]), (None, made["scope_decision"]))
        self.assertEqual((own["assessment"]["assessment"], other["assessment"]["assessment"]), (items, None))
        self.assertEqual(([p["paper"] for p in own["papers"]], [p["paper"] for p in other["papers"]]), ([paper], [None]))
        # What the supplier shows is read where that is written down.
        self.assertStatus(supplier.put("/v1/buyers/%s/disclosures/gaps" % relationship, {}), 200)
        self.assertEqual(self.decided(buyer, relationship)["assessment"], other["assessment"])
        # A check is better proof than papers, so those decide nothing any more.
        check = {"method": "public_list", "result": "found"}
        made = self.assertStatus(buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration), check), 201).json["check"]
        decided = self.decided(buyer, relationship)
        self.assertEqual((decided["check"]["check"], decided["check"]["method"]), (made["check"], "public_list"))
        self.assertEqual((decided["assessment"], decided["papers"]), (None, []))
        decided = self.decided(supplier, relationship)
        self.assertEqual((decided["check"]["check"], decided["check"]["method"], decided["check"]["result"]), (None, None, "found"))

    def test_without_a_demand(self):
        buyer, supplier, relationship = self.linked_pair()
        self.declare(supplier, 1, "2026-12-01")
        found = self.decision(buyer, relationship)
        self.assertEqual(found["status"]["status"], "no_requirement")
        decided = found["decided_by"]
        self.assertEqual([decided[m] for m in ("revision", "declaration", "check", "assessment", "papers")], [None, None, None, None, []])
        self.assertEqual(decided["relationship"], {"state": "active", "from": "2026-12-01"})

    def test_by_number_and_code(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        number = corporate_number()
        relationship = self.link(buyer, supplier, code="甲-7", corporate_number=number)
        for selector in ("code:%E7%94%B2-7", number):
            self.assertEqual(self.decision(buyer, selector)["status"]["relationship"], relationship)
            self.assertProblem(self.other_key(supplier, "audit:read").get(PATH + selector), 404)

    def test_read(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        auditor = self.other_key(buyer, "audit:read")
        self.assertCached(auditor, PATH + relationship)
        self.assertGuarded("GET", PATH + relationship, wrong=self.other_key(buyer, "buyer:read,supplier:read"))
        self.assertHidden(auditor, "GET", PATH + "{}", self.link(self.make_buyer(), supplier))
        self.assertProblem(auditor.get(PATH + relationship, query={"known_at": "2030-01-01T00:00:00Z"}), 422, "known_at_in_future", "?known_at")
        self.assertProblem(auditor.get(PATH + relationship, query={"known_at": "2026-11-30T00:00:00Z"}), 404)
        self.assertProblem(auditor.get(PATH + "x"), 404)


class Histories(DecisionTest):
    def test_invited_left_and_invited_again(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship, token = self.invite(buyer, name=supplier.name)
        self.require(buyer, relationship, 1, "2027-02-28")
        recorded = {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-12-01"}
        self.assertStatus(buyer.put("/v1/suppliers/%s/declarations" % relationship, recorded), 201)
        self.later()
        self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % relationship), 200)
        self.later(95)  # until the invitation has ended
        again = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % relationship), 200).json["invitation"]["token"]
        self.later()
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": again}), 201)
        self.later()
        declaration = self.declare(supplier, 1, self.day.isoformat())
        self.later()
        self.assertStatus(buyer.put("/v1/settings", {"expiring_days": 90, "recheck_months": 1}, headers={"If-Match": "*"}), 200)
        self.require(buyer, relationship, 1, "2027-12-31", required_assurance="confirmed")
        found = {"method": "public_list", "result": "found"}
        self.assertStatus(buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration), found), 201)
        self.later(40)
        self.assertStatus(buyer.put("/v1/settings", {"expiring_days": 60, "recheck_months": 12}, headers={"If-Match": "*"}), 200)
        self.later()
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        self.later()
        self.assertStatus(supplier.patch("/v1/declarations/" + declaration, {"stopped_on": self.day.isoformat()}), 200)
        self.later()
        token = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % relationship), 200).json["invitation"]["token"]
        self.later()
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.later()
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        self.assertReproduced(buyer, relationship)
        self.assertReproduced(supplier, relationship, "/v1/buyers/%s/status")

    def test_another_number_and_a_merger(self):
        old, new = corporate_number(), corporate_number()
        buyer, supplier = self.make_buyer(), self.make_supplier(number=old)
        relationship = self.link(buyer, supplier, corporate_number=corporate_number())
        self.require(buyer, relationship, 1, "2027-06-30", required_assurance="confirmed")
        self.later()
        declaration = self.declare(supplier, 1, self.day.isoformat())
        found = {"method": "public_list", "result": "found"}
        self.assertStatus(buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration), found), 201)
        self.later()
        self.assertStatus(buyer.patch("/v1/suppliers/" + relationship, {"corporate_number": old}), 200)
        day = self.later()
        merged = {"name": "合併後工業株式会社", "corporate_number": new, "succession": {"kind": "merger", "day": day}}
        self.assertStatus(supplier.patch("/v1/organisation", merged), 200)
        self.later()
        self.assertStatus(buyer.post("/v1/suppliers/%s:accept-predecessor" % relationship, {"reason": "登記を確認"}), 200)
        self.assertReproduced(buyer, relationship)

    def test_a_scheme_that_opens(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 3, "2027-06-30")
        self.later()
        self.server.command("scheme-dates", "set", "--scheme", "scs", "--star", "3", "--obtainable-from", "2026-12-20")
        self.eventually(lambda: self.status(buyer, relationship, as_of="2026-12-21")["waiting_on"] == "supplier")
        self.later(20)
        self.declare(supplier, 3, self.day.isoformat(), "SCS3-2026-0001")
        self.assertReproduced(buyer, relationship)


if __name__ == "__main__":
    harness.main()
