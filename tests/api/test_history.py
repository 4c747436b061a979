# SPDX-License-Identifier: Apache-2.0
"""What happened about one supplier, as its buyer may know it: when, what, and who did it."""

import json

import harness
from people import make_person


class History(harness.ApiTest):
    def history(self, buyer, relationship, **query):
        return self.assertStatus(buyer.get("/v1/suppliers/%s/history" % relationship, query=query), 200).json

    def codes(self, buyer, relationship):
        return [one["code"] for one in self.history(buyer, relationship)["items"]]

    def test_everything_from_the_invitation_to_the_check(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        own, its = "/v1/suppliers/" + relationship, "/v1/buyers/" + relationship
        self.require(buyer, relationship, 1, "2027-06-30", reason="図面を預けているため")
        self.set_day("2026-12-02")
        self.assertStatus(supplier.put(its + "/response", {"kind": "talks_requested", "message": "費用を相談したい", "revision": 1}), 200)
        self.set_day("2026-12-03")
        self.assertStatus(
            buyer.post(own + "/consultations", {"asked_on": "2026-12-02", "asked_by": "supplier", "outcome": "agreed", "cost_estimate": 5000}), 201
        )
        declaration = self.declare(supplier, 1, "2026-12-03")
        self.set_day("2026-12-04")
        checks = "%s/declarations/%s/checks" % (own, declaration)
        check = self.assertStatus(buyer.post(checks, {"method": "public_list", "result": "found"}), 201).json["check"]["check"]
        self.set_day("2026-12-05")
        self.assertStatus(buyer.post(own + "/partner-checks", {"method": "visit", "result": "sufficient"}), 201)
        self.assertStatus(supplier.put(its + "/disclosures/readiness", {}), 200)
        items = self.history(buyer, relationship)["items"]
        told = [(one["code"], one["side"], one["day"]) for one in items]
        self.assertEqual(sorted(told[:2]), [("disclosure", "supplier", "2026-12-05"), ("look", "buyer", "2026-12-05")])
        self.assertEqual(told[2], ("check", "buyer", "2026-12-04"))
        self.assertEqual(sorted(told[3:5]), [("declaration", "supplier", "2026-12-03"), ("talks", "buyer", "2026-12-02")])
        self.assertEqual(told[5], ("response_talks_requested", "supplier", "2026-12-02"))
        self.assertEqual({one[:2] for one in told[6:]}, {("requirement_set", "buyer"), ("accepted", "supplier"), ("invited", "buyer")})
        of = {one["code"]: one for one in items}
        # The buyer's own are named; of the supplier no person is.
        self.assertEqual({one["by"] for one in items if one["side"] == "buyer"}, {"test"})
        self.assertEqual({one["by"] for one in items if one["side"] == "supplier"}, {None})
        self.assertEqual(of["response_talks_requested"]["data"], {"revision": 1, "text": "費用を相談したい"})
        self.assertEqual((of["talks"]["data"]["cost"], of["talks"]["data"]["outcome"]), (5000, "agreed"))
        self.assertEqual((of["requirement_set"]["data"]["star"], of["requirement_set"]["data"]["due"]), (1, "2027-06-30"))
        self.assertFalse(of["check"]["data"]["withdrawn"])
        self.assertStatus(buyer.post("%s/%s:withdraw" % (checks, check)), 200)
        of = {one["code"]: one for one in self.history(buyer, relationship)["items"]}
        self.assertTrue(of["check"]["data"]["withdrawn"])

    def changes(self, buyer, relationship):
        """Of records, the newest first: by whom, and what was before and after of each member."""
        told = [one for one in self.history(buyer, relationship)["items"] if one["code"] == "record_changed"]
        return [(one["by"], {c["member"]: (c.get("from"), c.get("to")) for c in one["data"]["changes"]}) for one in told]

    def test_what_was_changed_of_the_record_by_whom(self):
        buyer = self.make_buyer()
        relationship = self.link(buyer, self.make_supplier(), code="A-1", name="株式会社みなと精密", tags=["図面"])
        own = "/v1/suppliers/" + relationship
        mails = ["%s-%s@example.jp" % (who, relationship) for who in ("one", "two")]
        one, two = (make_person(self.server, buyer, mail, harness.BUYER_RIGHTS.split(",")) for mail in mails)
        number = harness.corporate_number()
        contact = {"name": "港 太郎", "department": "総務部", "email": "minato@example.jp"}
        self.assertStatus(one.patch(own, {"name": "みなと精密株式会社", "corporate_number": number, "contacts": [contact], "memo": "秘密"}), 200)
        self.assertStatus(two.patch(own, {"owner": mails[0], "contacts": [], "tags": []}), 200)
        sheet = "code,record_version,category\r\nA-1,3,製造委託\r\n"
        imported = buyer.post("/v1/suppliers:import", sheet.encode(), content_type="text/csv", query={"source": "erp"})
        self.assertEqual(self.assertStatus(imported, 200).json["counts"]["changed"], 1)
        moved = self.assertStatus(
            buyer.post("/v1/users/%s:hand-over" % one.get("/v1/me").json["user"]["user"], {"to": two.get("/v1/me").json["user"]["user"]}), 202
        )
        self.eventually(lambda: buyer.get("/v1/jobs/" + moved.json["job"]).json["state"] == "done")
        found = self.changes(buyer, relationship)
        text = "港 太郎 総務部 minato@example.jp"
        self.assertEqual(found[-1], ("佐藤 花子", {
            "name": (["株式会社みなと精密"], ["みなと精密株式会社"]), "corporate_number": ([], [number]), "contacts": ([], [text]), "memo": (None, None)}))  # fmt: skip
        self.assertEqual(found[-2], ("佐藤 花子", {"owner": ([], ["佐藤 花子"]), "contacts": ([text], []), "tags": (["図面"], [])}))
        self.assertEqual([(by, set(change)) for by, change in found[:-2]], [("test", {"owner"}), ("test", {"category"})])
        [told] = [x for x in self.history(buyer, relationship)["items"] if x["data"].get("source")]
        self.assertEqual(told["data"]["source"], "erp")
        # Whoever is erased is in none of them any more; that something was changed, and when, is.
        self.assertStatus(buyer.post("/v1/erasures", {"person": {"email": "minato@example.jp"}}), 200)
        self.assertEqual([change["contacts"] for _, change in self.changes(buyer, relationship)[-2:]], [(None, None)] * 2)
        self.assertNotIn("港", json.dumps(self.history(buyer, relationship), ensure_ascii=False))

    def test_nothing_of_the_supplier_after_it_left(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship, other = self.link(buyer, supplier), self.link(self.make_buyer(name="株式会社よそ"), supplier)
        self.set_day("2026-12-02")
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        self.set_day("2026-12-03")
        self.declare(supplier, 1, "2026-12-03")
        self.assertEqual(sorted(self.codes(buyer, relationship)), ["accepted", "invited", "left"])
        self.assertHidden(buyer, "GET", "/v1/suppliers/{}/history", other)

    def told(self, buyer, relationship, code):
        """Days of the entries of a code, the newest first: as they are, taken back or replaced."""
        told = [one for one in self.history(buyer, relationship)["items"] if one["code"] == code]
        return [(one["day"], *[name for name in ("withdrawn", "replaced") if one["data"].get(name)]) for one in told]

    def test_a_stop_that_was_taken_back(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        declaration = self.declare(supplier, 1, "2026-12-01")
        path = "/v1/declarations/" + declaration
        for day, stop in (("2026-12-02", "2026-12-01"), ("2026-12-03", None), ("2026-12-04", "2026-12-03")):
            self.set_day(day)
            self.assertStatus(supplier.patch(path, {"stopped_on": stop}), 200)
        self.assertEqual(self.told(buyer, relationship, "declaration_stopped"), [("2026-12-03",), ("2026-12-01", "withdrawn")])

    def test_what_it_stopped_before_it_left(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        declaration = self.declare(supplier, 1, "2026-12-01")
        self.set_day("2026-12-02")
        self.assertStatus(supplier.patch("/v1/declarations/" + declaration, {"stopped_on": "2026-12-01"}), 200)
        self.set_day("2026-12-03")
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        self.set_day("2026-12-04")
        self.assertStatus(supplier.patch("/v1/declarations/" + declaration, {"stopped_on": None}), 200)
        self.declare(supplier, 1, "2026-12-04", replaces=declaration)
        self.assertEqual(self.told(buyer, relationship, "declaration_stopped"), [("2026-12-01",)])
        self.assertEqual(self.told(buyer, relationship, "declaration"), [("2026-12-01",)])

    def test_what_it_replaced_while_it_shared(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        never = self.declare(supplier, 1, "2026-11-25")
        # Corrected before the buyer could see it.
        self.set_day("2026-12-01")
        mistyped = self.declare(supplier, 1, "2026-11-26", replaces=never)
        relationship = self.link(buyer, supplier)
        self.set_day("2026-12-02")
        right = self.declare(supplier, 1, "2026-11-27", replaces=mistyped)
        self.set_day("2026-12-03")
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        self.set_day("2026-12-04")
        # Two that came and went while it had left: the buyer sees what came of them when the supplier is back.
        for day in ("2026-11-28", "2026-11-29"):
            right = self.declare(supplier, 1, day, replaces=right)
        before = [("2026-11-27",), ("2026-11-26", "replaced")]
        self.assertEqual(self.told(buyer, relationship, "declaration"), before)
        token = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % relationship), 200).json["invitation"]["token"]
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertEqual(self.told(buyer, relationship, "declaration"), [("2026-11-29",), ("2026-11-27", "replaced"), ("2026-11-26", "replaced")])

    def test_a_request_that_waited_has_an_earlier_instant(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        declaration = self.declare(supplier, 1, "2026-11-25")
        # As if they had come in before what they waited for.
        self.set_day("2026-11-30")
        self.declare(supplier, 1, "2026-11-26", replaces=declaration)
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        self.assertIn("left", self.codes(buyer, relationship))

    def test_what_the_buyer_recorded_of_it(self):
        buyer = self.make_buyer()
        relationship, _ = self.invite(buyer)
        known = {"star": 1, "id": "40000000001", "declared_on": "2026-11-01"}
        for day, more, status in (
            ("2026-12-02", {}, 201),
            ("2026-12-03", {"stopped_on": "2026-12-01"}, 200),
            ("2026-12-04", {"declared_on": "2026-11-02", "stopped_on": "2026-12-01"}, 200),
        ):
            self.set_day(day)
            self.assertStatus(buyer.put("/v1/suppliers/%s/declarations" % relationship, {**known, **more}), status)
        self.assertEqual(self.told(buyer, relationship, "declaration"), [("2026-11-02",), ("2026-11-01", "replaced")])
        self.assertEqual(self.told(buyer, relationship, "declaration_stopped"), [("2026-12-01",)])
        stop = next(one for one in self.history(buyer, relationship)["items"] if one["code"] == "declaration_stopped")
        self.assertEqual((stop["side"], stop["by"]), ("buyer", "test"))

    def test_pages(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        for star in (1, 2, 1, 2, 1):
            self.require(buyer, relationship, star, "2027-06-30")
        whole, cursor, seen = self.history(buyer, relationship)["items"], None, []
        while True:
            page = self.history(buyer, relationship, limit=2, **({"cursor": cursor} if cursor else {}))
            seen += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                break
        self.assertEqual(seen, whole)
        self.assertEqual(len(whole), 7)
        self.assertGuarded("GET", "/v1/suppliers/%s/history" % relationship, wrong=self.other_key(buyer, "supplier:read"))


if __name__ == "__main__":
    harness.main()
