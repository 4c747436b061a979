# SPDX-License-Identifier: Apache-2.0
"""The main job from beginning to end: two buyers demand stars, one supplier proves them, both sides
see the same status. The parts build on each other and run in the order of their numbers."""

import csv
import hashlib
import io
import json

import harness

LEVEL_2 = "security-action-2-v3"
SCS = "scs-2026-03-27"


class MainJob(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.set_day("2026-12-01")
        cls.number = harness.corporate_number()
        test = cls("test_01_the_operator_prepares")
        cls.tokyo = test.make_buyer("東都重工業株式会社", reading="トウトジュウコウギョウ", number=harness.corporate_number(), vouch=True)
        cls.seikai = test.make_buyer("西海電機株式会社", reading="サイカイデンキ")

    def setUp(self):
        pass  # The clock goes on from part to part.

    # Words of the story.

    def standing_of(self, buyer, relationship, word, waiting_on=None, held=None, **query):
        """The status on both sides: one object, byte for byte."""
        own = buyer.get("/v1/suppliers/%s/status" % relationship, query=query)
        other = self.supplier.get("/v1/buyers/%s/status" % relationship, query=query)
        self.assertEqual(shared_part(self.assertStatus(own, 200)), shared_part(self.assertStatus(other, 200)))
        status = self.assertStanding(own.json["status"], word, waiting_on)
        if held:
            self.assertEqual((status["held_star"], status["held_assurance"]), held)
        return status

    def codes(self, entries):
        return [entry["code"] for entry in entries]

    # The parts.

    def test_01_the_operator_prepares(self):
        run = self.server.command
        self.assertRegex(run("version").stdout, r"\d+\.\d+\.\d+")
        self.assertNotIn("hst_", run("config").stdout)
        run("migrate")
        dates = run("scheme-dates", "show").stdout
        self.assertIn("security-action\t1", dates)
        self.assertIn("scs\t3", dates)
        run("catalogue", "import", harness.TOP + "/schema/catalogue")
        for words in (
            ["serve"],
            ["organisation", "add"],
            ["key", "add"],
            ["key", "revoke"],
            ["audit", "verify"],
            ["catalogue", "import"],
            ["scheme-dates", "set"],
            ["rebuild"],
            ["migrate"],
            ["config"],
        ):
            self.assertIn("Usage:", run(*words, "--help").stdout)
        self.assertNotEqual(run("key", "add", check=False).returncode, 0)
        self.assertNotEqual(run("no-such-command", check=False).returncode, 0)
        editions = self.tokyo.get("/v1/editions").json["items"]
        self.assertEqual({e["id"] for e in editions}, {LEVEL_2, SCS, "security-action-1-5ka", "security-action-1-6ka"})
        spare = self.server.make_key(self.tokyo.organisation, "buyer:read")
        holder = self.tokyo.with_key(spare)
        key = holder.get("/v1/me").json["key"]["key"]
        run("key", "revoke", key, "--organisation", self.tokyo.organisation)
        self.assertProblem(holder.get("/v1/me"), 401, "unauthenticated")

    def test_02_a_buyer_adds_suppliers(self):
        add = lambda **record: self.tokyo.post("/v1/suppliers", record)
        wrong = str(int(self.number[0]) % 9 + 1) + self.number[1:]
        self.assertProblem(add(name="株式会社はやし製作所", corporate_number=wrong), 422, "corporate_number_check_digit", "/corporate_number")
        self.assertProblem(add(name="株式会社はやし製作所", corporate_number="5.18E+12"), 422, "number_in_scientific_notation", "/corporate_number")
        added = self.assertStatus(
            add(
                name="株式会社はやし製作所",
                reading="ハヤシセイサクショ",
                corporate_number=self.number,
                code="T-0042",
                category="金属加工",
                tags=["量産", "愛知"],
                memo="次回訪問は4月",
                contacts=[{"name": "林 美咲", "email": "hayashi@example.jp", "department": "総務部"}],
            ),
            201,
        )
        MainJob.first = added.json["relationship"]
        self.assertEqual(added.headers["Location"], "/v1/suppliers/" + self.first)
        self.assertEqual(added.json["supplier"]["contacts"][0]["name"], "林 美咲")
        for code, name in (("T-0043", "株式会社はやし製作所 豊田工場"), ("T-0044", "株式会社はやし製作所 刈谷工場")):
            self.assertStatus(add(name=name, corporate_number=self.number, code=code), 201)
        self.assertProblem(add(name="別名", code="T-0042"), 409, "supplier_exists")
        answer = self.assertProblem(self.tokyo.get("/v1/suppliers/" + self.number), 409, "ambiguous_supplier")
        self.assertIn("T-0043", answer.text)
        self.assertStatus(self.tokyo.get("/v1/suppliers/code:T-0042"), 200)
        self.assertStatus(add(name="個人商店やまだ", reading="コジンショウテンヤマダ"), 201)
        patched = self.tokyo.patch("/v1/suppliers/code:T-0043", {"tags": ["試作"], "memo": None})
        self.assertEqual(self.assertStatus(patched, 200).json["tags"], ["試作"])

        invitation = added.json["invitation"]
        self.assertEqual(invitation["expires_on"], "2027-02-28")
        self.assertTrue(invitation["url"].endswith("#token=" + invitation["token"]))
        self.assertIn("貴社", invitation["letter"])
        self.assertIn(invitation["token"], invitation["letter"])
        again = self.assertStatus(self.tokyo.post("/v1/suppliers/code:T-0042:invite"), 200).json
        MainJob.token = again["invitation"]["token"]
        self.assertProblem(self.open.post("/v1/invitations:preview", {"token": invitation["token"]}, idempotency_key=None), 404, "invitation_not_found")

    def test_03_it_demands_a_star(self):
        path = "/v1/suppliers/code:T-0042"
        known = {"star": 1, "id": harness.declaration_id(4), "declared_on": "2024-05-20"}
        self.assertStatus(self.tokyo.put(path + "/declarations", known), 201)
        self.assertStatus(self.tokyo.put(path + "/declarations", known), 200)
        demand = {
            "required_star": 2,
            "due_on": "2027-06-30",
            "notice_on": "2026-11-16",
            "reason": "図面をお預けしているため、★2の自己宣言をお願いします。",
            "questions": {"important_information": True, "unacceptable_interruption": False, "internal_access": False},
        }
        self.assertProblem(self.tokyo.put(path + "/requirement", {**demand, "effective_from": "2026-11-30"}), 422, "effective_from_in_past", "/effective_from")
        self.assertProblem(self.tokyo.put(path + "/requirement", {**demand, "due_on": "2026-11-30"}), 422, "due_on_before_effective_from", "/due_on")
        put = self.assertStatus(self.tokyo.put(path + "/requirement", demand), 201)
        self.assertEqual((put.json["revision"], put.json["required_assurance"]), (1, "substantiated"))
        self.assertEqual(put.json["suggestion"]["required_star"], 4)
        status = self.assertStanding(put.json["status"], "pending", "supplier")
        self.assertEqual((status["held_star"], status["next_step"]["code"]), (1, "accept_invitation"))
        self.assertEqual((status["changes_on"], status["next_status"]), ("2027-03-01", "pending"))
        same = self.assertStatus(self.tokyo.put(path + "/requirement", demand), 200)
        self.assertEqual(same.json["revision"], 1)
        self.assertProblem(self.tokyo.put(path + "/requirement", {**demand, "due_on": "2027-09-30"}), 428)
        self.assertProblem(self.tokyo.put(path + "/requirement", {**demand, "due_on": "2027-09-30"}, headers={"If-Match": '"7"'}), 412)

    def test_04_the_supplier_accepts(self):
        token = {"token": self.token}
        preview = self.assertStatus(self.open.post("/v1/invitations:preview", token, idempotency_key=None), 200).json
        self.assertEqual(preview["buyer"]["name"], "東都重工業株式会社")
        self.assertEqual(preview["requirement"]["required_star"], 2)
        self.assertIn("図面", preview["requirement"]["reason"])
        self.assertTrue(preview["shown_to_buyer"])
        self.assertEqual(preview["recorded_declarations"][0]["star"], 1)
        self.server.set_day("2026-12-03")
        body = {**token, "organisation": {"name": "株式会社はやし製作所", "reading": "ハヤシセイサクショ", "corporate_number": self.number}}
        accept = lambda: self.open.post("/v1/invitations:redeem", body, idempotency_key="accept-0042")
        redeemed = self.assertStatus(accept(), 201)
        lost = self.assertStatus(accept(), 201)
        self.assertEqual(redeemed.json["secret"], lost.json["secret"])
        self.assertFalse(redeemed.json["organisation"]["number_proven"])
        self.assertProblem(self.open.post("/v1/invitations:redeem", token), 404, "invitation_not_found")
        # Its first key makes the one that it works with, for longer than this story lasts.
        organisation = redeemed.json["organisation"]["organisation"]
        first = harness.Api(self.server, redeemed.json["secret"], organisation, "株式会社はやし製作所")
        self.assertEqual(first.get("/v1/me").json["key"]["rights"], ["supplier:read", "supplier:write", "audit:read", "keys:write"])
        MainJob.supplier = first.with_key(self.server.make_key(organisation, harness.ALL_RIGHTS))

        invited = self.assertStatus(self.seikai.post("/v1/suppliers", {"name": "（株）ハヤシ製作所", "code": "H001", "category": "部品"}), 201).json
        MainJob.second = invited["relationship"]
        linked = self.supplier.post("/v1/invitations:redeem", {"token": invited["invitation"]["token"]})
        self.assertIsNone(self.assertStatus(linked, 201).json["secret"])
        self.require(self.seikai, self.second, 2, "2027-06-30")
        refused = self.tokyo.post("/v1/suppliers/code:T-0044:invite").json["invitation"]["token"]
        declined = self.open.post("/v1/invitations:decline", {"token": refused}, idempotency_key=None)
        self.assertEqual(self.assertStatus(declined, 200).json["declined_on"], "2026-12-03")

    def test_05_both_sides_see_the_same(self):
        buyers = self.assertStatus(self.supplier.get("/v1/buyers"), 200).json["items"]
        self.assertEqual({b["relationship"] for b in buyers}, {self.first, self.second})
        status = self.standing_of(self.tokyo, self.first, "pending", "supplier", (1, "declared"))
        self.assertIn("recorded_by_buyer", self.codes(status["notes"]))
        self.assertEqual(self.codes(status["reasons"]), ["star_too_low", "assessment_missing", "policy_not_published", "not_due_yet"])
        self.assertEqual(status["next_step"]["code"], "submit_assessment")
        english = self.tokyo.in_language("en").get("/v1/suppliers/%s/status" % self.first).json["status"]
        self.assertEqual(self.codes(english["reasons"]), self.codes(status["reasons"]))
        self.assertNotEqual(english["reasons"][0]["text"], status["reasons"][0]["text"])

        response = "/v1/buyers/%s/response" % self.first
        self.assertProblem(self.supplier.put(response, {"kind": "objected"}), 422, "missing_field", "/message")
        self.assertStatus(self.supplier.put(response, {"kind": "talks_requested", "message": "費用の負担について相談させてください。"}), 200)
        status = self.standing_of(self.tokyo, self.first, "pending", "supplier")
        self.assertIn("talks_requested", self.codes(status["notes"]))
        self.assertStatus(self.supplier.put(response, {"kind": "accepted"}), 200)
        self.assertEqual(self.tokyo.get("/v1/suppliers/" + self.first).json["response"]["kind"], "accepted")

    def sheet(self, edition, star=None, language="ja"):
        query = {"language": language, **({"star": star} if star else {})}
        answer = self.assertStatus(self.supplier.get("/v1/editions/%s/sheet" % edition, query=query), 200)
        self.assertTrue(answer.body.startswith("\ufeff".encode()), "no byte order mark")
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))

    def test_06_a_self_assessment_as_a_sheet_and_in_parts(self):
        self.server.set_day("2027-02-01")
        rows = self.sheet(LEVEL_2)
        self.assertEqual(len(rows), 26)
        self.assertNotEqual(self.sheet(LEVEL_2, language="en")[0], rows[0])
        draft = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": LEVEL_2}), 201).json
        path = "/v1/assessments/" + draft["assessment"]
        answer = rows[0].index("回答")
        for row in rows[1:]:
            row[answer] = "実施している"
        rows[3][answer], rows[4][answer] = "一部実施している", "わからない"
        rows[25][answer] = ""

        def text_of(table):
            out = io.StringIO()
            csv.writer(out).writerows(table)
            return out.getvalue()

        wrong = [list(row) for row in rows]
        wrong[2][answer] = "たぶん"
        refused = self.supplier.put(path + "/answers", text_of(wrong).encode(), content_type="text/csv")
        self.assertProblem(refused, 422, "not_allowed_value")
        self.assertIn("/rows/3/", str(refused.pointers()))
        saved = self.supplier.put(path + "/answers", text_of(rows).encode("cp932"), content_type="text/csv; charset=Shift_JIS")
        self.assertEqual(self.assertStatus(saved, 200).json["result"]["unanswered"], 1)
        self.assertIsNone(saved.json["result"]["score"]["advice"])
        last = rows[25][1]
        self.assertProblem(
            self.supplier.put(path + "/answers", {"answers": [{"criterion": "99", "answer": "implemented"}, {"criterion": last, "answer": "not_applicable"}]}),
            422,
            "unknown_criterion",
        )
        saved = self.supplier.put(path + "/answers", {"answers": [{"criterion": last, "answer": "implemented"}]})
        self.assertEqual(self.assertStatus(saved, 200).json["result"]["score"]["points"], 23 * 4 + 2 - 1)
        whole = self.assertStatus(self.supplier.get(path), 200).json
        self.assertEqual([g["criterion"] for g in whole["gaps"]], [rows[3][1], rows[4][1]])
        self.assertEqual(len(whole["answers"]), 25)
        submitted = self.assertStatus(self.supplier.post(path + ":submit", {}), 200).json
        self.assertEqual((submitted["state"], submitted["result"]["met"]), ("submitted", 23))
        self.assertIn("大半", submitted["result"]["score"]["advice"])
        self.assertProblem(self.supplier.post(path + ":submit", {}), 409)
        self.assertProblem(self.supplier.put(path + "/answers", {"answers": [{"criterion": last, "answer": "partial"}]}), 409)
        for edition in ("security-action-1-5ka", "security-action-1-6ka"):
            self.assess(self.supplier, edition)

    def test_07_policy_and_declaration(self):
        self.server.set_day("2027-02-20")
        self.assertProblem(self.supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": "2027-02-20"}), 422, "missing_field")
        self.publish_policy(self.supplier, "2027-02-20")
        declare = lambda **members: self.supplier.post("/v1/declarations", {"star": 2, "id": "50123456789", "declared_on": "2027-02-03", **members})
        self.assertProblem(declare(id="5012345678"), 422, "declaration_id_format", "/id")
        self.assertProblem(declare(id="5.01E+10"), 422, "number_in_scientific_notation", "/id")
        self.assertProblem(declare(declared_on="2027-02-21"), 422, "date_in_future", "/declared_on")
        self.assertProblem(declare(star=3, id="SCS-3-0001"), 422, "star_not_obtainable")
        typo = self.assertStatus(declare(id="50123456798"), 201).json["declaration"]
        MainJob.declaration = self.assertStatus(declare(replaces=typo), 201).json["declaration"]
        self.assertEqual(self.supplier.get("/v1/declarations/" + typo).json["state"], "replaced")
        self.assertProblem(declare(), 409, "declaration_exists")
        for buyer, relationship in ((self.tokyo, self.first), (self.seikai, self.second)):
            status = self.standing_of(buyer, relationship, "met", None, (2, "substantiated"))
            self.assertEqual(status["declaration"]["id"], "50123456789")
            self.assertIn("never_checked", self.codes(status["notes"]))

    def test_08_one_buyer_checks(self):
        self.server.set_day("2027-03-01")
        visible = self.tokyo.get("/v1/suppliers/%s/declarations" % self.first).json["items"]
        self.assertIn(self.declaration, [d["declaration"] for d in visible])
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (self.first, self.declaration)
        before = self.seikai.get("/v1/suppliers/%s/status" % self.second).json["status"]
        wrong = self.assertStatus(self.tokyo.post(checks, {"method": "public_list", "result": "differs", "differences": ["name"]}), 201).json
        self.assertEqual(wrong["status"]["status"], "pending")
        self.assertIn("check_differs", self.codes(self.standing_of(self.tokyo, self.first, "pending", "supplier")["reasons"]))
        self.assertStatus(self.tokyo.post("%s/%s:withdraw" % (checks, wrong["check"]["check"])), 200)
        self.assertStatus(self.tokyo.post(checks, {"method": "public_list", "result": "found"}), 201)
        self.standing_of(self.tokyo, self.first, "met", None, (2, "confirmed"))
        self.assertEqual(len(self.tokyo.get(checks).json["items"]), 2)
        self.assertEqual(self.seikai.get("/v1/suppliers/%s/status" % self.second).json["status"], before)

    def test_09_a_star_that_nobody_can_hold_yet(self):
        raised = self.require(self.tokyo, self.first, 3, "2027-09-30", effective_from="2027-03-10")
        self.assertIn("star_not_obtainable", self.codes(raised.json["advisories"]))
        status = self.standing_of(self.tokyo, self.first, "met")
        self.assertIn("requirement_changes", self.codes(status["notes"]))
        self.server.set_day("2027-03-10")
        status = self.standing_of(self.tokyo, self.first, "pending", "scheme")
        self.assertEqual(self.codes(status["reasons"]), ["star_not_obtainable"])
        criteria = [c["id"] for c in self.supplier.get("/v1/editions/" + SCS).json["criteria"] if 3 in c["stars"]]
        gaps = {c: "not_implemented" for c in criteria[:4]}
        gaps.update({c: None for c in criteria[4:7]})
        MainJob.practice = self.assess(self.supplier, SCS, star=3, unlike=gaps)
        readiness = self.supplier.get("/v1/standing").json["readiness"][0]
        self.assertEqual((readiness["star"], readiness["met"], readiness["total"], readiness["unanswered"]), (3, 74, 81, 3))
        self.assertNotIn("readiness", self.codes(self.standing_of(self.tokyo, self.first, "pending", "scheme")["notes"]))
        self.assertStatus(self.supplier.put("/v1/buyers/%s/disclosure" % self.first, {"readiness": True}), 200)
        self.assertIn("readiness", self.codes(self.standing_of(self.tokyo, self.first, "pending", "scheme")["notes"]))
        self.assertNotIn("readiness", self.codes(self.standing_of(self.seikai, self.second, "met")["notes"]))

    def test_10_the_scheme_opens(self):
        for star in ("3", "4"):
            self.server.command("scheme-dates", "set", "--scheme", "scs", "--star", star, "--obtainable-from", "2027-03-15")
        self.assertEqual(self.standing_of(self.tokyo, self.first, "pending", "scheme")["changes_on"], "2027-03-15")
        self.server.set_day("2027-03-15")
        status = self.standing_of(self.tokyo, self.first, "pending", "supplier")
        self.assertEqual(status["next_step"]["code"], "complete_assessment")
        self.server.set_day("2027-04-10")
        criteria = [c["id"] for c in self.supplier.get("/v1/editions/" + SCS).json["criteria"] if 3 in c["stars"]]
        draft = self.supplier.post("/v1/assessments", {"edition": SCS, "star": 3}).json["assessment"]
        bare = {"answers": [{"criterion": criteria[0], "answer": "not_applicable"}]}
        self.assertProblem(self.supplier.put("/v1/assessments/%s/answers" % draft, bare), 422, "justification_missing")
        answers = [{"criterion": c, "answer": "implemented"} for c in criteria[1:]]
        answers.append({"criterion": criteria[0], "answer": "not_applicable", "justification": "該当する設備がない"})
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % draft, {"answers": answers}), 200)
        self.assertEqual(self.supplier.post("/v1/assessments/%s:submit" % draft, {}).json["result"]["met"], 81)
        self.assertEqual(self.supplier.get("/v1/assessments/" + self.practice).json["state"], "superseded")
        self.server.set_day("2027-04-25")
        self.file_paper(self.supplier, "expert_confirmation", "2027-04-20", person="青木 一郎", qualification="情報処理安全確保支援士")
        self.file_paper(self.supplier, "management_oath", "2027-04-25", person="林 太郎", position="代表取締役")
        self.assertEqual(self.standing_of(self.tokyo, self.first, "pending", "supplier")["next_step"]["code"], "declare_star")
        self.server.set_day("2027-05-10")
        self.declare(self.supplier, 3, "2027-05-10", "SCS3-2027-0001")
        status = self.standing_of(self.tokyo, self.first, "met", None, (3, "substantiated"))
        self.assertIn("validity_assumed", self.codes(status["notes"]))
        self.assertEqual(status["declaration"]["valid_until"], "2028-05-09")
        self.assertEqual((status["changes_on"], status["next_status"]), ("2028-03-10", "expiring"))
        self.standing_of(self.tokyo, self.first, "lapsed", "supplier", as_of="2028-05-10")
        self.standing_of(self.tokyo, self.first, "pending", "scheme", as_of="2027-03-12")
        self.standing_of(self.tokyo, self.first, "pending", "supplier", as_of="2027-05-10", known_at="2027-05-10T02:59:59Z")

    def test_11_part_of_the_company(self):
        self.require(self.seikai, self.second, 4, "2027-12-31")
        self.server.set_day("2027-06-01")
        self.file_paper(self.supplier, "third_party_assessment", "2027-05-20", organisation="評価機関A", report_id="R-1001")
        MainJob.fourth = self.declare(self.supplier, 4, "2027-06-01", "SCS4-2027-0001", scope="part", scope_text="本社工場")
        status = self.standing_of(self.seikai, self.second, "pending", "supplier")
        self.assertIn("technical_verification_missing", self.codes(status["reasons"]))
        self.file_paper(self.supplier, "technical_verification", "2027-05-18", organisation="検証会社B")
        status = self.standing_of(self.seikai, self.second, "pending", "buyer")
        self.assertEqual(self.codes(status["reasons"]), ["awaiting_scope_decision"])
        decided = self.seikai.post(
            "/v1/suppliers/%s/scope-decisions" % self.second, {"declaration": self.fourth, "decision": "covers", "note": "当社向けは本社工場だけで製造"}
        )
        self.assertStanding(self.assertStatus(decided, 201).json["status"], "met")
        self.standing_of(self.seikai, self.second, "met", None, (4, "substantiated"))
        self.standing_of(self.tokyo, self.first, "met", None, (3, "substantiated"))

    def test_12_lists(self):
        found = lambda **query: [s["code"] for s in self.assertStatus(self.tokyo.get("/v1/suppliers", query=query), 200).json["items"]]
        everything = ["T-0042", "T-0043", "T-0044", None]
        self.assertCountEqual(found(), everything)
        for text in ("はやし製作所", "ﾊﾔｼ製作所", "㈱ハヤシ製作所", "株式会社はやし製作所", "T-0042", self.number):
            self.assertIn("T-0042", found(text=text), text)
        self.assertEqual(found(text="やまだ"), [None])
        self.assertEqual(found(status="met"), ["T-0042"])
        self.assertEqual(found(status="met,expiring,pending"), ["T-0042"])
        self.assertCountEqual(found(status="no_requirement"), everything[1:])
        self.assertEqual(found(required_star=3), ["T-0042"])
        self.assertEqual(found(held_star=3), ["T-0042"])
        self.assertEqual(found(category="金属加工"), ["T-0042"])
        self.assertEqual(found(tag="試作"), ["T-0043"])
        self.assertEqual(found(due_by="2027-09-30"), ["T-0042"])
        self.assertEqual(found(due_by="2027-09-29"), [])
        self.assertEqual(found(expiring_within=365), ["T-0042"])
        self.assertEqual(found(expiring_within=10), [])
        self.assertEqual(found(unchecked_since="2027-06-01"), ["T-0042"])
        self.assertEqual(found(status="expiring", as_of="2028-03-10"), ["T-0042"])
        self.assertEqual(found(waiting_on="scheme", as_of="2027-03-12"), ["T-0042"])
        for sort in ("name", "due_on", "gap"):
            whole, paged, query = found(sort=sort), [], {"sort": sort, "limit": 1}
            self.assertCountEqual(whole, everything)
            while True:
                page = self.tokyo.get("/v1/suppliers", query=query).json
                paged += [s["code"] for s in page["items"]]
                if not page["next_cursor"]:
                    break
                query["cursor"] = page["next_cursor"]
            self.assertEqual(paged, whole, sort)
        self.assertCached(self.tokyo, "/v1/suppliers")
        summary = self.assertCached(self.tokyo, "/v1/statuses/summary").json
        self.assertEqual(summary["total"], 4)
        self.assertIn({"status": "met", "waiting_on": None, "required_star": 3, "held_star": 3, "count": 1}, summary["items"])
        mine = self.supplier.get("/v1/statuses", query={"side": "supplier", "status": "met"}).json["items"]
        self.assertEqual({s["status"]["relationship"] for s in mine}, {self.first, self.second})

    def test_13_stars_over_time(self):
        self.server.set_day("2027-12-01")
        revoked = self.supplier.patch("/v1/declarations/" + self.fourth, {"revoked_on": "2027-12-01"})
        self.assertEqual(self.assertStatus(revoked, 200).json["state"], "revoked")
        status = self.standing_of(self.seikai, self.second, "pending", "supplier")
        self.assertIn("declaration_revoked", self.codes(status["reasons"]))
        self.standing_of(self.seikai, self.second, "lapsed", "supplier", as_of="2028-01-01")
        stopped = self.supplier.patch("/v1/declarations/" + self.declaration, {"stopped_on": "2027-11-30"})
        self.assertEqual(self.assertStatus(stopped, 200).json["state"], "stopped")
        standing = self.assertCached(self.supplier, "/v1/standing").json
        self.assertEqual((standing["held_star"], standing["held_assurance"]), (3, "substantiated"))
        steps = [(s["from"], s["held_star"]) for s in standing["steps"]]
        self.assertEqual(steps[0], (None, 0))
        for step in (("2027-02-03", 2), ("2027-05-10", 3), ("2027-12-01", 3), ("2028-05-10", 0)):
            self.assertIn(step, steps)
        withdrawn = self.supplier.post("/v1/assessments/%s:withdraw" % self.practice)
        self.assertEqual(self.assertStatus(withdrawn, 200).json["state"], "withdrawn")
        self.assertEqual(len(self.supplier.get("/v1/declarations").json["items"]), 4)

    def test_14_exempt_and_removed(self):
        path = "/v1/suppliers/code:T-0043/requirement"
        self.require(self.tokyo, "code:T-0043", 1, "2028-06-30")
        self.assertProblem(self.tokyo.put(path, {"required_star": None}, headers={"If-Match": '"1"'}), 422, "missing_field", "/reason")
        exempt = self.tokyo.put(path, {"required_star": None, "reason": "取引終了予定のため"}, headers={"If-Match": self.tokyo.get(path).etag})
        status = self.assertStanding(self.assertStatus(exempt, 200).json["status"], "no_requirement")
        self.assertEqual(self.codes(status["reasons"]), ["requirement_exempt"])
        self.assertProblem(self.tokyo.delete(path), 428)
        removed = self.tokyo.delete(path, headers={"If-Match": exempt.etag})
        self.assertEqual(self.codes(self.assertStatus(removed, 200).json["status"]["reasons"]), ["requirement_removed"])
        self.assertProblem(self.tokyo.get(path), 404)
        kinds = [r["kind"] for r in self.tokyo.get(path + "/revisions").json["items"]]
        self.assertCountEqual(kinds, ["set", "exempt", "removed"])

    def test_15_leaving_and_ending(self):
        left = self.supplier.post("/v1/buyers/%s:leave" % self.second)
        self.assertEqual(self.assertStatus(left, 200).json["state"], "declined")
        status = self.standing_of(self.seikai, self.second, "pending", "buyer")
        self.assertEqual(status["next_step"]["code"], "contact_supplier")
        self.assertEqual(status["held_star"], 0)
        ended = self.tokyo.post("/v1/suppliers/%s:end" % self.first)
        self.assertEqual(self.assertStatus(ended, 200).json["state"], "ended")
        self.assertEqual(self.codes(self.standing_of(self.tokyo, self.first, "no_requirement")["reasons"]), ["relationship_ended"])
        self.standing_of(self.tokyo, self.first, "met", None, (3, "substantiated"), as_of="2027-11-01")
        self.assertProblem(self.tokyo.post("/v1/suppliers/%s:end" % self.first), 409)
        self.assertStatus(self.tokyo.post("/v1/suppliers", {"name": "株式会社はやし製作所", "code": "T-0042"}), 201)

    def test_16_buyer_and_supplier_at_once(self):
        own, token = self.invite(self.supplier, name="有限会社ねじ屋")
        self.assertProblem(self.supplier.post("/v1/invitations:redeem", {"token": token}), 409, "own_invitation")
        self.require(self.supplier, own, 1, "2028-03-31")
        sides = {
            side: [s["status"]["relationship"] for s in self.supplier.get("/v1/statuses", query={"side": side}).json["items"]] for side in ("buyer", "supplier")
        }
        self.assertEqual(sides["buyer"], [own])
        self.assertCountEqual(sides["supplier"], [self.first, self.second])

    def test_17_everything_adds_up(self):
        for caller in (self.tokyo, self.seikai, self.supplier):
            previous, after = bytes(32), 0
            while True:
                page = caller.get("/v1/audit/events", query={"after": after, "limit": 200}).json
                for item in page["items"]:
                    previous = hashlib.sha256(previous + item["entry"].encode()).digest()
                    self.assertEqual(item["hash"], previous.hex())
                    json.loads(item["entry"])
                if not page["items"]:
                    break
                after = page["next_after"]
            self.assertGreater(after, 3)

            def all_told(caller=caller):
                numbers = [e["sequence"] for e in caller.get("/v1/events", query={"limit": 200}).json["items"]]
                return numbers and numbers == list(range(1, len(numbers) + 1))

            self.eventually(all_told)
        self.assertEqual(self.server.command("audit", "verify").returncode, 0)
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)


def shared_part(answer):
    """The bytes of the member "status"."""
    text = answer.text
    start = text.index('"status":{') + len('"status":')
    return text[start : start + json.JSONDecoder().raw_decode(text[start:])[1]]


if __name__ == "__main__":
    harness.main()
