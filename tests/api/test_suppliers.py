# SPDX-License-Identifier: Apache-2.0
import harness

SUPPLIERS = "/v1/suppliers"
RECORD = {
    "name": "株式会社はやし製作所",
    "reading": "ハヤシセイサクショ",
    "category": "金属加工",
    "tags": ["東北", "重要"],
    "memo": "図面をお渡ししている",
    "contacts": [{"name": "林 花子", "email": "hayashi@example.jp", "phone": "022-000-0000", "department": "総務部"}],
}


class Suppliers(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def add(self, **members):
        return self.assertStatus(self.buyer.post(SUPPLIERS, {**RECORD, **members}), 201).json

    # add

    def test_add(self):
        number = harness.corporate_number()
        answer = self.buyer.post(SUPPLIERS, {**RECORD, "corporate_number": number, "code": "T-0042"})
        made = self.assertStatus(answer, 201).json
        self.assertEqual(answer.headers["Location"], "/v1/suppliers/" + made["relationship"])
        supplier = made["supplier"]
        for member, value in RECORD.items():
            self.assertEqual(supplier[member], value, member)
        self.assertEqual((supplier["corporate_number"], supplier["code"], supplier["state"], supplier["state_on"]), (number, "T-0042", "invited", "2026-12-01"))
        self.assertIsNone(supplier["organisation"])
        self.assertIsNone(supplier["response"])
        # 90 days, the first included.
        self.assertEqual(supplier["invitation"], {"invited_on": "2026-12-01", "expires_on": "2027-02-28"})
        self.assertEqual(supplier["status"]["status"], "no_requirement")
        self.assertNotIn("status", made)
        for selector in (made["relationship"], number, "code:T-0042"):
            self.assertEqual(self.buyer.get(SUPPLIERS + "/" + selector).json, supplier)

    def test_invitation_is_a_link_and_a_letter(self):
        for language, words in (("ja", ("御中", "2027年2月28日")), ("en", ("To ", "2027-02-28"))):
            answer = self.buyer.in_language(language).post(SUPPLIERS, RECORD)
            invitation = self.assertStatus(answer, 201).json["invitation"]
            self.assertRegex(invitation["token"], r"^hsi_[0-9A-Za-z]{71}$")
            self.assertTrue(invitation["url"].endswith("/invitations#token=" + invitation["token"]), invitation)
            for word in (*words, invitation["url"], RECORD["name"], self.buyer.name):
                self.assertIn(word, invitation["letter"])

    def test_repeated_request_gets_the_same_bytes(self):
        first = self.buyer.post(SUPPLIERS, RECORD, idempotency_key="once")
        again = self.buyer.post(SUPPLIERS, RECORD, idempotency_key="once")
        self.assertStatus(again, 201)
        self.assertEqual(first.body, again.body)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertEqual(again.headers["Location"], first.headers["Location"])
        self.assertEqual(len(self.buyer.get(SUPPLIERS).json["items"]), 1)

    def test_registered_number_is_not_told(self):
        known, unknown = harness.corporate_number(), harness.corporate_number()
        self.make_supplier(number=known, vouch=True)
        shapes = []
        for number in (known, unknown):
            made = self.assertStatus(self.buyer.post(SUPPLIERS, {"name": "株式会社甲", "corporate_number": number}), 201).json
            supplier = made["supplier"]
            del supplier["relationship"], supplier["corporate_number"], supplier["recorded_at"]
            del supplier["status"]["relationship"]
            shapes.append(supplier)
        self.assertEqual(*shapes)

    def test_plants_of_one_number(self):
        number = harness.corporate_number()
        self.add(corporate_number=number)
        self.add(corporate_number=number, code="P-1")
        self.add(corporate_number=number, code="P-2")
        self.assertProblem(self.buyer.post(SUPPLIERS, {**RECORD, "corporate_number": number}), 409, "supplier_exists", "/corporate_number")
        self.assertProblem(self.buyer.post(SUPPLIERS, {**RECORD, "code": "P-1"}), 409, "supplier_exists", "/code")
        found = self.assertProblem(self.buyer.get(SUPPLIERS + "/" + number), 409, "ambiguous_supplier")
        self.assertIn("P-1", found.text)
        # Another buyer's codes are its own.
        self.assertStatus(self.make_buyer().post(SUPPLIERS, {**RECORD, "code": "P-1"}), 201)

    def test_without_number_or_code(self):
        self.add()
        self.add()
        self.assertEqual(len(self.buyer.get(SUPPLIERS).json["items"]), 2)

    def test_bad_records(self):
        good = harness.corporate_number()
        wrong = str((int(good[0]) % 9) + 1) + good[1:]
        for body, code, pointer in (
            ({"name": "甲", "corporate_number": wrong}, "corporate_number_check_digit", "/corporate_number"),
            ({"name": "甲", "corporate_number": "1.18E+12"}, "number_in_scientific_notation", "/corporate_number"),
            ({"name": "甲", "corporate_number": "12345"}, "corporate_number_format", "/corporate_number"),
            ({}, "missing_field", "/name"),
            ({"name": ""}, "too_short", "/name"),
            ({"name": " \u3000"}, "invalid_text", "/name"),
            ({"name": "甲\n御中"}, "invalid_text", "/name"),
            ({"name": "甲\u202e乙"}, "invalid_text", "/name"),
            ({"name": "甲", "tags": ["\u200b"]}, "invalid_text", "/tags/0"),
            ({"name": "甲", "contacts": [{"name": "乙", "email": "nobody"}]}, "invalid_email", "/contacts/0/email"),
            ({"name": "甲", "stars": 3}, "unknown_field", "/stars"),
            ({"name": "????"}, "characters_lost", "/name"),
            ({"name": "株式会社〓印刷"}, "characters_lost", "/name"),
            ({"name": "甲", "memo": "a\u0007"}, "invalid_text", "/memo"),
            ({"name": "甲", "contacts": [{"phone": "03-1234-5678"}]}, "missing_field", "/contacts/0/name"),
            ({"name": "甲", "code": "A\nB"}, "invalid_text", "/code"),
        ):
            self.assertProblem(self.buyer.post(SUPPLIERS, body), 422, code, pointer)
        self.assertEqual(self.buyer.get(SUPPLIERS).json["items"], [])

    # put, patch

    def test_put_replaces_all(self):
        made = self.add(code="A-1")
        path = SUPPLIERS + "/" + made["relationship"]
        after = self.assertStatus(self.buyer.put(path, {"name": "株式会社林", "code": "A-2"}), 200).json
        self.assertEqual(
            (after["name"], after["code"], after["reading"], after["tags"], after["contacts"], after["memo"]), ("株式会社林", "A-2", None, [], [], None)
        )
        self.assertEqual(after, self.buyer.get(path).json)
        self.assertProblem(self.buyer.get(SUPPLIERS + "/code:A-1"), 404, "not_found")
        found = self.buyer.get(SUPPLIERS, query={"text": "㈱林"}).json["items"]
        self.assertEqual([one["relationship"] for one in found], [made["relationship"]])

    def test_patch_changes_members(self):
        made = self.add(code="A-1")
        path = SUPPLIERS + "/" + made["relationship"]
        after = self.assertStatus(self.buyer.patch(path, {"memo": None, "tags": ["西"]}), 200).json
        self.assertEqual((after["memo"], after["tags"], after["code"], after["name"]), (None, ["西"], "A-1", RECORD["name"]))
        audit = self.buyer.get("/v1/audit/events").json["items"]
        self.assertStatus(self.buyer.patch(path, {"tags": ["西"]}), 200)
        self.assertEqual(self.buyer.get("/v1/audit/events").json["items"], audit)

    def test_record_conflicts(self):
        self.add(code="A-1")
        other = SUPPLIERS + "/" + self.add(code="A-2")["relationship"]
        self.assertProblem(self.buyer.patch(other, {"code": "A-1"}), 409, "supplier_exists", "/code")
        self.assertProblem(self.buyer.put(other, {"name": "甲", "corporate_number": "1234567890123"}), 422, "corporate_number_check_digit", "/corporate_number")
        self.assertProblem(self.buyer.patch(other, {}), 422, "too_few_fields")
        self.assertProblem(self.buyer.patch(other, {"name": None}), 422, "wrong_type", "/name")

    def test_proven_number_stays(self):
        number = harness.corporate_number()
        supplier = self.make_supplier(number=number, vouch=True)
        path = SUPPLIERS + "/" + self.link(self.buyer, supplier)
        self.assertProblem(self.buyer.patch(path, {"corporate_number": harness.corporate_number()}), 409, "corporate_number_mismatch", "/corporate_number")
        after = self.assertStatus(self.buyer.patch(path, {"corporate_number": number}), 200).json
        self.assertEqual(
            after["organisation"],
            {"organisation": supplier.organisation, "name": supplier.name, "reading": None, "corporate_number": number, "number_proven": True},
        )

    # invite, end

    def test_invite_again(self):
        relationship, old = self.invite(self.buyer)
        self.set_day("2027-06-01")
        path = "%s/%s:invite" % (SUPPLIERS, relationship)
        made = self.assertStatus(self.buyer.post(path), 200).json
        self.assertEqual(made["supplier"]["invitation"], {"invited_on": "2027-06-01", "expires_on": "2027-08-29"})
        self.assertProblem(self.open.post("/v1/invitations:preview", {"token": old}), 404, "invitation_not_found")
        self.assertStatus(self.open.post("/v1/invitations:preview", {"token": made["invitation"]["token"]}), 200)
        linked = self.link(self.buyer, self.make_supplier())
        self.assertProblem(self.buyer.post("%s/%s:invite" % (SUPPLIERS, linked)), 409, "relationship_state")

    def test_letter_names_the_demand(self):
        relationship, _ = self.invite(self.buyer)
        for reason in ("図面データを取り扱うため\n閲覧者を限るため", "図" * 2000):
            self.require(self.buyer, relationship, 2, "2027-06-30", reason=reason)
            for language, due in (("ja", "2027年6月30日"), ("en", "2027-06-30")):
                letter = self.buyer.in_language(language).post("%s/%s:invite" % (SUPPLIERS, relationship)).json["invitation"]["letter"]
                for text in ("★2", due, reason):
                    self.assertIn(text, letter)

    def test_end(self):
        supplier = self.make_supplier()
        relationship = self.link(self.buyer, supplier, code="E-1")
        self.require(self.buyer, relationship, 1, "2027-06-30")
        self.set_day("2027-04-01")
        ended = self.assertStatus(self.buyer.post("%s/%s:end" % (SUPPLIERS, relationship)), 200).json
        self.assertEqual((ended["state"], ended["state_on"], ended["status"]["status"]), ("ended", "2027-04-01", "no_requirement"))
        self.assertEqual(ended["status"]["reasons"][0]["code"], "relationship_ended")
        self.assertEqual(self.other_side(supplier, relationship), ended["status"])
        self.assertStanding(self.status(self.buyer, relationship, as_of="2027-03-31"), "pending", "supplier")
        for path in (":end", ":invite"):
            self.assertProblem(self.buyer.post(SUPPLIERS + "/" + relationship + path), 409, "relationship_state")
        self.assertProblem(
            self.buyer.put("%s/%s/requirement" % (SUPPLIERS, relationship), {"required_star": 1, "due_on": "2027-12-31"}), 409, "relationship_state"
        )
        # Its code is free again, and nothing new flows.
        self.add(code="E-1")
        self.set_day("2027-04-02")
        self.declare(supplier, 1, "2027-03-01")
        declared = self.buyer.get("%s/%s/declarations" % (SUPPLIERS, relationship)).json["items"]
        self.assertEqual(declared, [])

    def test_end_kills_the_invitation(self):
        relationship, token = self.invite(self.buyer)
        self.assertStatus(self.buyer.post("%s/%s:end" % (SUPPLIERS, relationship)), 200)
        self.assertProblem(self.open.post("/v1/invitations:redeem", {"token": token}), 404, "invitation_not_found")

    def test_a_cursor_carries_the_longest_names(self):
        buyer = self.make_buyer()
        for code, name in (("N-1", "𠮷" * 200), ("N-2", "㌖" * 200), ("N-3", "ﷺ" * 200)):
            self.assertStatus(buyer.post("/v1/suppliers", {"name": name, "code": code}), 201)
        seen, cursor = set(), None
        for _ in range(3):
            query = {"limit": 1, "sort": "name", **({"cursor": cursor} if cursor else {})}
            page = self.assertStatus(buyer.get("/v1/suppliers", query=query), 200).json
            seen |= {item["code"] for item in page["items"]}
            cursor = page["next_cursor"]
        self.assertEqual((seen, cursor), ({"N-1", "N-2", "N-3"}, None))

    def test_a_cursor_belongs_to_one_list(self):
        for name in ("甲", "乙", "丙"):
            self.add(name=name)
        cursor = self.buyer.get(SUPPLIERS, query={"limit": 1, "sort": "gap"}).json["next_cursor"]

        def follow(**query):
            return self.buyer.get(SUPPLIERS, query={"cursor": cursor, **query})

        self.assertEqual(len(self.assertStatus(follow(sort="gap", limit=50), 200).json["items"]), 2)
        for query in ({}, {"sort": "name"}, {"sort": "gap", "as_of": "2027-01-01"}, {"sort": "gap", "text": "甲"}):
            self.assertProblem(follow(**query), 422, "invalid_cursor", "?cursor")
        self.assertProblem(self.buyer.get("/v1/statuses", query={"cursor": cursor, "sort": "gap"}), 422, "invalid_cursor")

    def test_cached(self):
        self.assertCached(self.buyer, SUPPLIERS + "/" + self.add()["relationship"])

    def test_guards(self):
        mine = self.add()["relationship"]
        reader = self.other_key(self.buyer, "buyer:read")
        supplier = self.make_supplier()
        other = self.make_buyer()
        one = SUPPLIERS + "/" + mine
        for method, path, body, wrong in (
            ("POST", SUPPLIERS, RECORD, reader),
            ("GET", one, None, supplier),
            ("PUT", one, RECORD, reader),
            ("PATCH", one, {"memo": "x"}, reader),
            ("POST", one + ":invite", None, reader),
            ("POST", one + ":end", None, reader),
        ):
            self.assertGuarded(method, path, body, wrong=wrong)
        for method, path, body in (
            ("GET", "{}", None),
            ("PUT", "{}", RECORD),
            ("PATCH", "{}", {"memo": "x"}),
            ("POST", "{}:invite", None),
            ("POST", "{}:end", None),
        ):
            self.assertHidden(other, method, SUPPLIERS + "/" + path, mine, body)
        self.assertStanding(self.status(self.buyer, mine), "no_requirement")

    def test_found_whatever_has_no_width(self):
        buyer = self.make_buyer()
        self.invite(buyer, name="株式\u200b会社葛\U000e0100城製作所", reading="カツラ\u00adギ")
        for needle in ("葛城", "葛\U000e0101城", "葛城製作", "かつらぎ", "\ufeffカツラギ"):
            with self.subTest(needle=needle):
                self.assertEqual(len(self.assertStatus(buyer.get("/v1/suppliers", query={"text": needle}), 200).json["items"]), 1)


if __name__ == "__main__":
    harness.main()
