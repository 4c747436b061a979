# SPDX-License-Identifier: Apache-2.0
"""Two records of one buyer that are one supplier, and two that only look so."""

import concurrent.futures

import harness
from harness import corporate_number, declaration_id


class JoinsTest(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def record(self, supplier):
        return self.assertStatus(self.buyer.get("/v1/suppliers/" + supplier), 200).json

    def join(self, supplier, other, demand="supplier", status=200, **options):
        answer = self.buyer.post("/v1/suppliers/%s:join" % supplier, {"other": other, "demand": demand}, **options)
        return self.assertStatus(answer, status).json

    def refused(self, supplier, other, code, demand="supplier", pointer="/other", status=409):
        answer = self.buyer.post("/v1/suppliers/%s:join" % supplier, {"other": other, "demand": demand})
        return self.assertProblem(answer, status, code, *([pointer] if pointer else []))

    def sheet(self, text, **query):
        query.setdefault("source", "erp")
        answer = self.buyer.post("/v1/suppliers:import", text.encode(), query=query, content_type="text/csv; charset=utf-8")
        return self.assertStatus(answer, 200).json

    def live(self):
        items = self.buyer.get("/v1/suppliers", query={"state": "invited,active,declined", "limit": 200}).json["items"]
        return sorted(item["code"] or item["name"] for item in items)

    def demanded(self, supplier):
        answer = self.buyer.get("/v1/suppliers/%s/requirement" % supplier)
        return None if answer.status == 404 else (answer.json["required_star"], answer.json["due_on"])


class Joining(JoinsTest):
    def test_one_goes_on_and_the_other_stays_readable(self):
        supplier = self.make_supplier()
        kept = self.link(self.buyer, supplier, code="K-1", tags=["CAD"], memo="甲", contacts=[{"name": "林", "email": "hayashi@example.jp"}])
        gone, token = self.invite(
            self.buyer,
            code="0042",
            tags=["量産", "CAD"],
            memo="乙",
            category="金属加工",
            contacts=[{"name": "林", "email": "HAYASHI@example.jp"}, {"name": "森", "email": None}],
        )
        self.require(self.buyer, kept, 1, "2027-06-30")
        self.require(self.buyer, gone, 2, "2027-09-30")
        talks = {"asked_on": "2026-11-20", "asked_by": "buyer", "text": "費用", "outcome": "open"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/consultations" % gone, talks), 201)
        known = {"star": 1, "id": declaration_id(), "declared_on": "2026-10-01"}
        self.assertStatus(self.buyer.put("/v1/suppliers/%s/declarations" % gone, known), 201)
        before = self.status(self.buyer, gone)
        self.set_day("2026-12-02")
        after = self.join("code:K-1", "code:0042")
        self.assertEqual((after["relationship"], after["code"], after["state"], after["category"]), (kept, "K-1", "active", "金属加工"))
        self.assertEqual((after["tags"], after["memo"]), (["CAD", "量産"], "甲\n乙"))
        self.assertEqual([contact["name"] for contact in after["contacts"]], ["林", "森"])
        self.assertEqual([(j["relationship"], j["code"], j["joined_on"]) for j in after["joined"]], [(gone, "0042", "2026-12-02")])
        self.assertEqual([(a["alias"], a["joined"]) for a in after["aliases"]], [("code:0042", gone)])
        self.assertEqual(self.demanded(kept), (1, "2027-06-30"))
        other = self.record(gone)
        self.assertEqual((other["state"], other["joined_into"], other["memo"]), ("ended", kept, "乙"))
        self.assertEqual(len(self.buyer.get("/v1/suppliers/%s/consultations" % gone).json["items"]), 1)
        self.assertEqual(len(self.buyer.get("/v1/suppliers/%s/declarations" % gone).json["items"]), 1)
        self.assertEqual(self.status(self.buyer, gone, as_of="2026-12-01")["status"], before["status"])
        self.assertProblem(self.open.post("/v1/invitations:redeem", {"token": token}), 404, "invitation_not_found")
        self.assertEqual(self.record("code:0042")["relationship"], kept)

    def test_talks_and_checks_are_in_one_history(self):
        supplier = self.make_supplier()
        kept, gone = (self.link(self.buyer, supplier, code=code) for code in ("H-1", "H-2"))
        never = self.invite(self.buyer, code="H-3")[0]
        talks = {"asked_on": "2026-11-20", "asked_by": "buyer", "outcome": "open"}
        own = self.declare(supplier, 1, "2026-11-01")
        check = {"checked_on": "2026-12-01", "method": "public_list", "result": "found"}
        path = "/v1/suppliers/%s/%s"
        for relationship in (kept, gone, never):
            self.assertStatus(self.buyer.post(path % (relationship, "consultations"), talks), 201)
        self.assertStatus(supplier.post("/v1/buyers/%s/consultations" % gone, talks), 201)
        for relationship in (gone, kept):
            self.assertStatus(self.buyer.post(path % (relationship, "declarations/%s/checks" % own), check), 201)
        known = {"star": 1, "id": declaration_id(), "declared_on": "2026-10-01"}
        recorded = self.assertStatus(self.buyer.put(path % (never, "declarations"), known), 201).json["declaration"]
        self.assertStatus(self.buyer.post(path % (never, "declarations/%s/checks" % recorded), check), 201)
        before = self.status(self.buyer, kept)
        stranger = self.make_buyer()
        self.link(stranger, supplier)
        for other in (gone, never):
            self.join(kept, other)
        self.assertEqual({**self.status(self.buyer, kept), "notes": None}, {**before, "notes": None})
        for api, address in ((self.buyer, path % (kept, "consultations")), (supplier, "/v1/buyers/%s/consultations" % kept)):
            found, cursor = [], None
            while not found or cursor:
                page = self.assertStatus(api.get(address, query={"limit": 1, **({"cursor": cursor} if cursor else {})}), 200).json
                found += page["items"]
                cursor = page["next_cursor"]
            told = sorted((c["relationship"], c["recorded_by"]) for c in found)
            self.assertEqual(told, sorted([(kept, "buyer"), (gone, "buyer"), (gone, "supplier"), (never, "buyer")]))
        declarations = {d["declaration"]: d for d in self.buyer.get(path % (kept, "declarations")).json["items"]}
        self.assertEqual({name: d["joined"] for name, d in declarations.items()}, {own: None, recorded: never})
        self.assertEqual([declarations[d]["last_check"]["relationship"] for d in (own, recorded)], [kept, never])
        for declaration, whose in ((own, [kept, gone]), (recorded, [never])):
            checks = self.assertStatus(self.buyer.get(path % (kept, "declarations/%s/checks" % declaration)), 200).json["items"]
            self.assertEqual([c["relationship"] for c in checks], whose)
        # What was recorded for the other one counts for no status here, and is not changed from here.
        self.assertProblem(self.buyer.post(path % (kept, "declarations/%s/checks" % recorded), check), 404, "not_found")
        last = declarations[recorded]["last_check"]["check"]
        self.assertProblem(self.buyer.post(path % (kept, "declarations/%s/checks/%s:withdraw" % (recorded, last))), 404, "not_found")
        # Talks of a joined record are talks: no advice to begin any.
        told = self.require(self.buyer, kept, 2, "2027-06-30").json
        self.assertNotIn("consultation_missing", [a["code"] for a in told["advisories"]])

    def test_known_at_is_right_on_both_sides(self):
        supplier = self.make_supplier()
        kept, gone = (self.link(self.buyer, supplier, code=code) for code in ("P-1", "P-2"))
        self.require(self.buyer, gone, 1, "2027-06-30")
        was = [self.buyer.get("/v1/suppliers/%s/status" % gone).json["status"], supplier.get("/v1/buyers/%s/status" % gone).json["status"]]
        self.set_instant("2026-12-03T03:00:00Z")
        self.join(kept, gone)
        at = {"as_of": "2026-12-01", "known_at": "2026-12-02T00:00:00Z"}
        for selector in (gone, "code:P-2"):
            now = self.assertStatus(self.buyer.get("/v1/suppliers/%s/status" % selector, query=at), 200).json["status"]
            self.assertEqual((now["relationship"], now["status"], now["required_star"]), (gone, was[0]["status"], 1))
        theirs = self.assertStatus(supplier.get("/v1/buyers/%s/status" % gone, query=at), 200).json["status"]
        self.assertEqual((theirs["status"], theirs["required_star"]), (was[1]["status"], 1))
        self.assertEqual(self.status(self.buyer, "code:P-2")["relationship"], kept)
        told = [e for e in self.eventually(lambda: [e for e in supplier.get("/v1/events", query={"limit": 200}).json["items"] if e["data"].get("joined_into")])]
        self.assertEqual([(e["relationship"], e["data"]) for e in told], [(gone, {"state": "ended", "joined_into": kept})])

    def test_by_hand_no_sheet_has_changed_it(self):
        self.sheet("code,name\r\nE-1,株式会社みなと精密\r\nE-2,株式会社みなと精密\r\n")
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:E-2", {"category": "金属加工"}), 200)
        self.sheet("code,name\r\nE-1,みなと精密株式会社\r\n")
        self.join("code:E-1", "code:E-2")
        told = [one for one in self.buyer.get("/v1/suppliers/code:E-1/history").json["items"] if one["code"] == "record_changed"]
        found = {change["member"]: one["data"].get("source") for one in told for change in one["data"]["changes"]}
        self.assertEqual(found, {"category": None, "name": "erp"})

    def test_the_demand_that_survives(self):
        for own, other, chosen, wanted in (
            (1, 2, "other", (2, "2027-09-30")),
            (None, 2, "other", (2, "2027-09-30")),
            (1, None, "other", None),
            (1, 2, "supplier", (1, "2027-06-30")),
            (None, 2, "supplier", None),
        ):
            with self.subTest(own=own, other=other, chosen=chosen):
                one, two = self.invite(self.buyer)[0], self.invite(self.buyer)[0]
                if own:
                    self.require(self.buyer, one, own, "2027-06-30")
                if other:
                    self.require(self.buyer, two, other, "2027-09-30")
                self.join(one, two, chosen)
                self.assertEqual(self.demanded(one), wanted)
        one, two = self.invite(self.buyer)[0], self.invite(self.buyer)[0]
        self.require(self.buyer, two, 1, "2026-12-05")
        self.set_day("2026-12-06")
        self.refused(one, two, "join_demand_overdue", "other", "/demand")
        self.join(one, two)

    def test_which_can_be_joined(self):
        supplier, another = self.make_supplier(), self.make_supplier()
        active, second = self.link(self.buyer, supplier), self.link(self.buyer, another)
        invited, ended = self.invite(self.buyer)[0], self.invite(self.buyer)[0]
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % ended), 200)
        self.refused(active, second, "join_two_organisations")
        self.refused(invited, active, "join_other_way")
        self.refused(active, active, "already_joined")
        self.refused(ended, invited, "relationship_state", pointer=None)
        self.join(active, ended)
        self.join(active, invited)
        self.refused(active, invited, "already_joined")
        self.assertEqual({j["relationship"] for j in self.record(active)["joined"]}, {ended, invited})
        for one, other in ((active, "code:none"), ("code:none", active)):
            self.refused(one, other, "not_found", pointer=None, status=404)
        other = self.make_buyer()
        self.assertHidden(other, "POST", "/v1/suppliers/{}:join", active, {"other": self.invite(other)[0], "demand": "supplier"})
        self.assertProblem(self.other_key(self.buyer, "buyer:read").post("/v1/suppliers/%s:join" % active, {"other": invited, "demand": "supplier"}), 403)

    def test_what_was_joined_before_follows(self):
        one, two, three = (self.invite(self.buyer, code=code)[0] for code in ("C-1", "C-2", "C-3"))
        self.join(two, three)
        self.join(one, two)
        self.assertEqual([self.record("code:" + code)["relationship"] for code in ("C-1", "C-2", "C-3")], [one] * 3)
        self.assertEqual({j["relationship"] for j in self.record(one)["joined"]}, {two, three})

    def test_what_an_alias_meant_before_it_was_joined_again(self):
        one, two, three = (self.invite(self.buyer, code=code)[0] for code in ("D-1", "D-2", "D-3"))
        self.set_instant("2026-12-03T03:00:00Z")
        self.join(two, three)
        self.set_instant("2026-12-05T03:00:00Z")
        self.join(one, two)
        self.set_instant("2026-12-07T03:00:00Z")
        for known_at, meant in (("2026-12-02T00:00:00Z", three), ("2026-12-04T00:00:00Z", two), ("2026-12-06T00:00:00Z", one)):
            at = {"as_of": known_at[:10], "known_at": known_at}
            found = self.assertStatus(self.buyer.get("/v1/suppliers/code:D-3/status", query=at), 200).json["status"]
            self.assertEqual(found["relationship"], meant, known_at)
        self.assertEqual([a["alias"] for a in self.record(one)["aliases"]], ["code:D-2", "code:D-3"])

    def test_if_match_and_repetition(self):
        one, two = self.invite(self.buyer)[0], self.invite(self.buyer)[0]
        path = "/v1/suppliers/%s/requirement" % one
        self.require(self.buyer, one, 1, "2027-06-30")
        old = self.buyer.get(path).headers["ETag"]
        self.assertStatus(self.buyer.put(path, {"required_star": 2, "due_on": "2027-06-30"}, headers={"If-Match": old}), 200)
        body = {"other": two, "demand": "other"}
        self.assertProblem(self.buyer.post("/v1/suppliers/%s:join" % one, body, headers={"If-Match": old}), 412)
        new = self.buyer.get(path).headers["ETag"]
        headers = {"If-Match": new, "Idempotency-Key": declaration_id()}
        first = self.assertStatus(self.buyer.post("/v1/suppliers/%s:join" % one, body, headers=headers), 200)
        self.assertEqual(self.buyer.post("/v1/suppliers/%s:join" % one, body, headers=headers).json, first.json)
        [entry] = [e for e in self.buyer.get("/v1/audit/events?limit=200").json["items"] if '"supplier_join"' in e["entry"]]
        self.assertIn(two, entry["entry"])


class Aliases(JoinsTest):
    def test_the_nightly_sheet_makes_no_duplicate(self):
        text = "code,corporate_number,name\r\nN-1,,株式会社北\r\nN-2,,株式会社北製作所\r\n"
        self.assertEqual(self.sheet(text)["counts"]["added"], 2)
        self.join("code:N-1", "code:N-2")
        for source in ("erp", "erp", "another"):
            counts = self.sheet(text, source=source)["counts"]
            self.assertEqual((counts["added"], counts["unchanged"], counts["refused"]), (0, 2, 0), counts)
        self.assertEqual(self.live(), ["N-1"])
        # Without the row of the record itself the alias's row is its row.
        counts = self.sheet("code,name\r\nN-2,株式会社北製作所\r\n")["counts"]
        self.assertEqual((counts["added"], counts["changed"]), (0, 1), counts)
        self.assertEqual((self.record("code:N-1")["name"], self.record("code:N-1")["code"]), ("株式会社北製作所", "N-1"))
        # absent=end takes it for one that the sheet has.
        self.sheet("code,name\r\nN-2,株式会社北製作所\r\n", absent="end")
        self.assertEqual(self.live(), ["N-1"])

    def test_by_number_alone(self):
        one, two = corporate_number(), corporate_number()
        kept = self.invite(self.buyer, code="M-1", corporate_number=one)[0]
        gone = self.invite(self.buyer, name="株式会社南", corporate_number=two)[0]
        self.join(kept, gone)
        self.assertEqual([a["alias"] for a in self.record(kept)["aliases"]], [two])
        self.assertEqual(self.record(two)["relationship"], kept)
        counts = self.sheet("corporate_number,name\r\n%s,株式会社みなと精密\r\n" % two, source="x")["counts"]
        self.assertEqual((counts["added"], counts["unchanged"]), (0, 1))
        self.assertEqual(self.record(kept)["corporate_number"], one)

    def test_an_erp_puts_under_the_old_code(self):
        kept, gone = self.invite(self.buyer, code="E-1", name="株式会社東")[0], self.invite(self.buyer, code="E-2", name="株式会社東")[0]
        self.join(kept, gone)
        put = self.assertStatus(self.buyer.put("/v1/suppliers/code:E-2", {"name": "株式会社東亜", "code": "E-2"}), 200).json
        self.assertEqual((put["relationship"], put["code"], put["name"]), (kept, "E-1", "株式会社東亜"))
        self.assertProblem(self.buyer.post("/v1/suppliers", {"name": "他", "code": "E-2"}), 409, "supplier_exists")
        other = self.invite(self.buyer, code="E-3")[0]
        self.assertProblem(self.buyer.patch("/v1/suppliers/" + other, {"code": "E-2"}), 409, "supplier_exists")
        # Its own name by id: from then on it is no alias.
        self.assertEqual(self.assertStatus(self.buyer.patch("/v1/suppliers/" + kept, {"code": "E-2"}), 200).json["aliases"], [])

    def test_taken_back(self):
        kept, gone = self.invite(self.buyer, code="B-1")[0], self.invite(self.buyer, code="B-2")[0]
        self.join(kept, gone)
        end = "/v1/suppliers/%s:end-alias" % kept
        self.assertProblem(self.buyer.post(end, {"alias": "code:none"}), 404)
        self.assertEqual(self.assertStatus(self.buyer.post(end, {"alias": "code:B-2"}), 200).json["aliases"], [])
        self.assertProblem(self.buyer.post(end, {"alias": "code:B-2"}), 404)
        self.assertEqual(self.record("code:B-2")["relationship"], gone)
        added = self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "別", "code": "B-2"}), 201).json
        self.assertEqual(self.record("code:B-2")["relationship"], added["relationship"])

    def test_an_exported_sheet_comes_back(self):
        kept, gone = self.invite(self.buyer, code="X-1")[0], self.invite(self.buyer, code="X-2", memo="控え")[0]
        self.join(kept, gone)
        for kind in ("text/csv", "application/x-ndjson"):
            out = self.buyer.get("/v1/suppliers", headers={"Accept": kind}).body
            content_type = kind + ("; charset=utf-8" if kind == "text/csv" else "")
            again = self.buyer.post("/v1/suppliers:import", out, query={"source": "own"}, content_type=content_type)
            self.assertEqual(self.assertStatus(again, 200).json["counts"]["unchanged"], 2, again)


class Races(JoinsTest):
    def both(self, *calls):
        with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
            return [future.result() for future in [pool.submit(call) for call in calls]]

    def test_with_a_sheet_a_rule_and_an_acceptance(self):
        self.sheet("code,name,category\r\n" + "".join("Q-%03d,株式会社%03d,Q\r\n" % (n, n) for n in range(300)))
        text = "code,name,category\r\n" + "".join("Q-%03d,株式会社%03d改,Q\r\n" % (n, n) for n in range(300))
        joined, sheet, rule = self.both(
            lambda: self.buyer.post("/v1/suppliers/code:Q-001:join", {"other": "code:Q-002", "demand": "other"}),
            lambda: self.buyer.post("/v1/suppliers:import", text.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8"),
            lambda: self.buyer.put("/v1/rules/category:Q", {"required_star": 1, "due_in_days": 90}),
        )
        self.assertEqual((joined.status, sheet.status, rule.status), (200, 200, 201), (joined, sheet, rule))
        self.sheet(text)
        found = self.buyer.get("/v1/suppliers", query={"text": "Q-002", "state": "invited,active,declined"}).json["items"]
        self.assertEqual(found, [])
        self.assertEqual(self.record("code:Q-002")["code"], "Q-001")

    def test_with_an_acceptance(self):
        for n in range(4):
            kept, gone = self.invite(self.buyer)[0], None
            gone, token = self.invite(self.buyer)
            supplier = self.make_supplier()
            joined, accepted = self.both(
                lambda: self.buyer.post("/v1/suppliers/%s:join" % kept, {"other": gone, "demand": "supplier"}),
                lambda: supplier.post("/v1/invitations:redeem", {"token": token}),
            )
            self.assertIn((joined.status, accepted.status), {(200, 404), (409, 201)})
            self.assertEqual(self.record(gone)["state"], "ended" if joined.status == 200 else "active")


class Dismissed(JoinsTest):
    def alike(self):
        groups = self.assertStatus(self.buyer.get("/v1/likely-duplicates"), 200).json["items"]
        return [sorted(s["relationship"] for s in group["suppliers"]) for group in groups if group["alike"] == "name"]

    def test_two_companies(self):
        ids = [self.invite(self.buyer, name="株式会社さくら", code="D-%d" % n)[0] for n in range(3)]
        self.assertEqual(self.alike(), [sorted(ids)])
        pair = {"suppliers": ids[:2]}
        told = self.assertStatus(self.buyer.post("/v1/likely-duplicates:dismiss", {**pair, "reason": "別会社"}), 200).json
        self.assertEqual((sorted(s["relationship"] for s in told["suppliers"]), told["reason"]), (sorted(ids[:2]), "別会社"))
        self.assertStatus(self.buyer.post("/v1/likely-duplicates:dismiss", {"suppliers": ids[1::-1]}), 200)
        self.assertEqual(self.alike(), [sorted(ids)])  # each of them is like the third
        self.assertStatus(self.buyer.post("/v1/likely-duplicates:dismiss", {"suppliers": ids[1:]}), 200)
        self.assertEqual(self.alike(), [sorted([ids[0], ids[2]])])
        self.assertStatus(self.buyer.post("/v1/likely-duplicates:dismiss", {"suppliers": [ids[0], ids[2]]}), 200)
        self.assertEqual(self.alike(), [])
        listed = self.buyer.get("/v1/dismissed-duplicates").json["items"]
        self.assertEqual(len(listed), 3)
        page = self.buyer.get("/v1/dismissed-duplicates", query={"limit": 2}).json
        self.assertEqual(
            [len(page["items"]), len(self.buyer.get("/v1/dismissed-duplicates", query={"limit": 2, "cursor": page["next_cursor"]}).json["items"])], [2, 1]
        )
        self.assertStatus(self.buyer.post("/v1/likely-duplicates:restore", pair), 200)
        self.assertEqual(self.alike(), [sorted(ids[:2])])
        self.assertProblem(self.buyer.post("/v1/likely-duplicates:restore", pair), 404)
        other = self.make_buyer()
        for verb in ("dismiss", "restore"):
            self.assertProblem(other.post("/v1/likely-duplicates:" + verb, pair), 404)
        self.assertEqual(other.get("/v1/dismissed-duplicates").json["items"], [])


if __name__ == "__main__":
    harness.main()
