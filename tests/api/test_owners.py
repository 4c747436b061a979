# SPDX-License-Identifier: Apache-2.0
"""Who of the buyer's people looks after a supplier: in the record, the sheet, lists, and when somebody leaves."""

import concurrent.futures

import harness
from people import make_person

RIGHTS = harness.BUYER_RIGHTS.split(",")


class Owners(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def colleague(self, buyer=None):
        page = make_person(self.server, buyer or self.buyer, "hito%s@example.jp" % harness.declaration_id(), RIGHTS)
        me = page.get("/v1/me").json["user"]
        page.user, page.email = me["user"], me["email"]
        return page

    def add(self, code, **record):
        return self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "株式会社" + code, "code": code, **record}), 201).json

    def record(self, code):
        return self.assertStatus(self.buyer.get("/v1/suppliers/code:" + code), 200).json

    def test_a_letter_says_whom_to_ask(self):
        """The owner; else who invites. A key is nobody to be asked."""
        owner, inviting = self.colleague(), self.colleague()
        self.assertNotIn("担当：", self.add("T-1")["invitation"]["letter"])
        self.assertIn("担当：%s" % owner.get("/v1/me").json["user"]["name"], self.add("T-2", owner=owner.email)["invitation"]["letter"])
        letters = {item["code"]: item["letter"] for item in self.buyer.post("/v1/invitations:letters", {}).json["items"]}
        self.assertIn(owner.email, letters["T-2"])
        self.assertNotIn("担当：", letters["T-1"])
        again = self.assertStatus(inviting.post("/v1/suppliers/code:T-1:invite"), 200).json["invitation"]["letter"]
        self.assertIn(inviting.email, again)

    def listed(self, owner, caller=None, **query):
        caller = caller or self.buyer
        found = [item["code"] for item in self.assertStatus(caller.get("/v1/suppliers", query={"owner": owner, **query}), 200).json["items"]]
        self.assertEqual(found, [item["code"] for item in caller.get("/v1/statuses", query={"side": "buyer", "owner": owner, **query}).json["items"]])
        return found

    def sheet(self, text, **query):
        return self.assertStatus(
            self.buyer.post("/v1/suppliers:import", text.encode(), query={"source": "erp", **query}, content_type="text/csv; charset=utf-8"), 200
        ).json


class Record(Owners):
    def test_every_door_keeps_it_and_refuses_strangers(self):
        one, two = self.colleague(), self.colleague()
        added = self.add("A-1", owner=one.email.upper())
        self.assertEqual(added["supplier"]["owner"], one.email)
        path = "/v1/suppliers/" + added["relationship"]
        self.assertEqual(self.assertStatus(self.buyer.patch(path, {"owner": two.email}), 200).json["owner"], two.email)
        self.assertEqual(self.assertStatus(self.buyer.patch(path, {"memo": "x"}), 200).json["owner"], two.email)
        self.assertIsNone(self.assertStatus(self.buyer.put(path, {"name": "株式会社A-1", "code": "A-1"}), 200).json["owner"])
        self.assertStatus(self.buyer.put(path, {"name": "株式会社A-1", "code": "A-1", "owner": one.email}), 200)
        for address in (self.colleague(self.make_buyer()).email, "nobody@example.jp"):
            self.assertProblem(self.buyer.patch(path, {"owner": address}), 422, "unknown_owner", "/owner")
            self.assertProblem(self.buyer.post("/v1/suppliers", {"name": "乙", "owner": address}), 422, "unknown_owner", "/owner")
            self.assertProblem(self.buyer.get("/v1/suppliers", query={"owner": address}), 422, "unknown_owner", "?owner")
        self.assertProblem(self.buyer.patch(path, {"owner": "花子"}), 422, None, "/owner")
        self.assertEqual(self.record("A-1")["owner"], one.email)

    def test_the_supplier_does_not_see_it(self):
        one, supplier = self.colleague(), self.make_supplier()
        relationship = self.link(self.buyer, supplier, code="V-1", owner=one.email)
        for path in ("/v1/buyers", "/v1/buyers/" + relationship, "/v1/buyers/%s/status" % relationship, "/v1/events", "/v1/audit/events"):
            self.assertNotIn(one.email, self.assertStatus(supplier.get(path), 200).text)
        self.assertEqual(supplier.get("/v1/statuses", query={"side": "supplier", "owner": "none"}).json["items"], [])

    def test_lists(self):
        one, two = self.colleague(), self.colleague()
        for code, owner in (("L-1", one), ("L-2", two), ("L-3", None), ("L-4", one)):
            self.add(code, owner=owner and owner.email, category="甲" if code != "L-4" else "乙")
        before = self.record("L-4")["recorded_at"]
        self.assertEqual((self.listed(one.email), self.listed("none"), self.listed("me", two)), (["L-1", "L-4"], ["L-3"], ["L-2"]))
        self.assertEqual(self.listed("me", one), ["L-1", "L-4"])
        self.assertEqual(self.listed(one.email, category="甲"), ["L-1"])
        self.assertProblem(self.buyer.get("/v1/suppliers", query={"owner": "me"}), 422, "unknown_owner", "?owner")
        key = self.assertStatus(one.post("/v1/api-keys", {"name": "夜間", "rights": ["buyer:read"]}), 201).json
        self.assertEqual(self.listed("me", self.buyer.with_key(key["secret"])), ["L-1", "L-4"])
        self.buyer.patch("/v1/suppliers/code:L-1", {"owner": two.email})
        self.assertEqual((self.listed(one.email), self.listed(two.email)), (["L-4"], ["L-1", "L-2"]))
        known = self.buyer.get("/v1/statuses", query={"side": "buyer", "owner": one.email, "known_at": before})
        self.assertEqual([item["code"] for item in self.assertStatus(known, 200).json["items"]], ["L-1", "L-4"])

    def test_sheet(self):
        one, two = self.colleague(), self.colleague()
        done = self.sheet("code,name,自社担当者\r\nS-1,甲,%s\r\nS-2,乙,\r\nS-3,丙,who@example.jp\r\nS-4,丁,花子\r\n" % one.email, mode="per_row")
        self.assertEqual(done["counts"]["added"], 2)
        faults = {row["line"]: row["faults"] for row in done["problems"]}
        self.assertEqual([(faults[n][0]["column"], faults[n][0]["code"]) for n in (4, 5)], [("owner", "unknown_owner"), ("owner", "invalid_email")])
        self.assertEqual([self.record(c)["owner"] for c in ("S-1", "S-2")], [one.email, None])
        for kind in ("text/csv", "application/x-ndjson"):
            out = self.buyer.get("/v1/suppliers", headers={"Accept": kind})
            self.assertIn(one.email, out.text)
            again = self.buyer.post(
                "/v1/suppliers:import", out.body, query={"source": "other"}, content_type=kind + ("; charset=utf-8" if kind == "text/csv" else "")
            )
            self.assertEqual(self.assertStatus(again, 200).json["counts"]["unchanged"], 2, again)
        # The ERP's sheet has no such column: what was entered by hand stays.
        self.buyer.patch("/v1/suppliers/code:S-2", {"owner": two.email})
        self.sheet("code,name\r\nS-1,甲\r\nS-2,乙\r\n")
        self.assertEqual([self.record(c)["owner"] for c in ("S-1", "S-2")], [one.email, two.email])
        self.assertEqual(self.sheet("code,owner\r\nS-1,%s\r\nS-2,\r\n" % one.email.upper())["counts"]["conflict"], 1)
        self.assertEqual(self.record("S-2")["owner"], two.email)


class Leaving(Owners):
    def test_who_leaves_hands_over(self):
        one, two = self.colleague(), self.colleague()
        many = 260  # more than a chunk
        rows = "".join("H-%03d,株式会社%03d,%s\r\n" % (n, n, one.email) for n in range(many))
        self.assertEqual(self.sheet("code,name,owner\r\n" + rows)["counts"]["added"], many)
        remove, hand_over = "/v1/users/%s:remove" % one.user, "/v1/users/%s:hand-over" % one.user
        refused = self.assertProblem(self.buyer.post(remove), 409, "user_owns_suppliers").json
        self.assertEqual((refused["params"]["count"], len(refused["params"]["suppliers"])), (many, 40))
        self.assertIn("%d社" % many, refused["title"])
        self.assertEqual(refused["params"]["suppliers"][0]["code"], "H-000")
        for nobody in (one.user, harness.missing_like(one.user)):
            self.assertProblem(self.buyer.post(hand_over, {"to": nobody}), 422, "unknown_user", "/to")
        self.assertHidden(self.buyer, "POST", "/v1/users/{}:hand-over", self.colleague(self.make_buyer()).user, {"to": two.user})
        queued = self.assertStatus(self.buyer.post(hand_over, {"to": two.user}, headers={"Idempotency-Key": "h-1"}), 202)
        self.assertEqual(queued.json["suppliers"], many)
        self.assertEqual(self.buyer.post(hand_over, {"to": two.user}, headers={"Idempotency-Key": "h-1"}).json, queued.json)
        job = self.eventually(lambda: [j for j in [self.buyer.get("/v1/jobs/" + queued.json["job"]).json] if j["state"] == "done"])[0]
        self.assertEqual((job["kind"], job["changed"]), ("hand_over", many))
        self.assertEqual(self.buyer.get("/v1/jobs", query={"kind": "hand_over"}).json["items"], [job])
        self.assertEqual(self.listed(two.email, limit=1), ["H-000"])
        self.assertEqual(self.listed(one.email), [])
        self.assertEqual(self.buyer.post(hand_over, {"to": None}).json, {"suppliers": 0, "job": None})
        self.assertStatus(self.buyer.post(remove), 200)
        self.assertProblem(self.buyer.patch("/v1/suppliers/code:H-000", {"owner": one.email}), 422, "unknown_owner", "/owner")

    def test_nobody_who_leaves_is_left_behind(self):
        """Removed while a record is given to the person: one of the two is refused."""
        for n in range(5):
            one = self.colleague()
            self.add("R-%d" % n)
            given, removed = self.both(
                lambda: self.buyer.patch("/v1/suppliers/code:R-%d" % n, {"owner": one.email}), lambda: self.buyer.post("/v1/users/%s:remove" % one.user)
            )
            self.assertIn((given.status, removed.status), {(200, 409), (422, 200)})
            self.assertEqual(self.record("R-%d" % n)["owner"], one.email if given.status == 200 else None)

    def both(self, *calls):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return [future.result() for future in [pool.submit(call) for call in calls]]


if __name__ == "__main__":
    harness.main()
