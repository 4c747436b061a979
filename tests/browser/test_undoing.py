# SPDX-License-Identifier: Apache-2.0
"""A way back for every mistake: what was declined, recorded, filed or set is corrected and taken back in the page, and what
is shown there is what is on file. Each in both languages and widths."""

from browser import BrowserTest, expect, harness


class Undoing(BrowserTest):
    def page_of(self, organisation, rights, path):
        page = self.signed_in(organisation, rights)
        page.goto(self.address(path))
        expect(page.locator("main h1")).to_be_visible()
        return page

    def test_who_declined_is_asked_once_more(self):
        buyer = self.make_buyer()
        relationship, token = self.invite(buyer)
        self.require(buyer, relationship, 2, "2027-06-30")
        self.assertStatus(self.open.post("/v1/invitations:decline", {"token": token}, idempotency_key=None), 200)
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/suppliers/" + relationship)
        expect(page.get_by_text("取引先が辞退しました。")).to_be_visible()
        self.shots(page, "declined")
        page.get_by_role("button", name="招待リンクを再発行").click()
        expect(page.locator(".link-text")).to_contain_text("/invitations#token=")
        found = buyer.get("/v1/suppliers/" + relationship).json
        self.assertEqual((found["state"], found["status"]["required_star"]), ("invited", 2))

    def test_who_accepted_and_left_is_asked_again(self):
        buyer, supplier, relationship = self.linked_pair()
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/suppliers/" + relationship)
        expect(page.get_by_text("承諾した後に共有を終了しました。")).to_be_visible()
        page.get_by_role("button", name="招待リンクを再発行").click()
        expect(page.locator(".link-text")).to_contain_text("/invitations#token=")
        self.assertEqual(buyer.get("/v1/suppliers/" + relationship).json["state"], "invited")

    def test_check_is_withdrawn(self):
        buyer, supplier, relationship = self.linked_pair()
        self.declare(supplier, 2, "2026-11-20")
        declaration = buyer.get("/v1/suppliers/%s/declarations" % relationship).json["items"][0]["declaration"]
        path = "/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration)
        self.assertStatus(buyer.post(path, {"method": "public_list", "result": "differs"}), 201)
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/suppliers/" + relationship)
        page.get_by_text("照合の履歴").click()
        self.shots(page, "checks")
        self.confirm(page, "この照合を取り下げる")
        expect(page.get_by_text("に取下げ", exact=False).first).to_be_visible()
        self.assertIsNotNone(buyer.get(path).json["items"][0]["withdrawn_at"])
        self.assertIsNone(buyer.get("/v1/suppliers/%s/declarations" % relationship).json["items"][0]["last_check"])

    def test_nothing_is_offered_that_an_ended_relationship_refuses(self):
        buyer, supplier, relationship = self.linked_pair()
        self.declare(supplier, 2, "2026-11-20")
        declaration = buyer.get("/v1/suppliers/%s/declarations" % relationship).json["items"][0]["declaration"]
        path = "/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration)
        self.assertStatus(buyer.post(path, {"method": "public_list", "result": "found"}), 201)
        offered = ("照合の結果を登録", "この照合を取り下げる", "協議を記録", "要求水準を設定", "把握しているIDを登録", "確認を記録")
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/suppliers/" + relationship)
        page.get_by_text("照合の履歴").click()
        for name in offered:
            expect(page.get_by_role("button", name=name, exact=True).first).to_be_visible()
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        page.reload()
        page.get_by_text("照合の履歴").click()
        expect(page.locator(".history li").first).to_be_visible()
        for name in offered:
            expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
        page = self.page_of(supplier.organisation, harness.SUPPLIER_RIGHTS, "/requests/" + relationship)
        expect(page.get_by_role("heading", name="費用協議の記録")).to_be_visible()
        expect(page.get_by_role("button", name="協議を記録")).to_have_count(0)

    def test_record_of_a_supplier_is_edited(self):
        buyer = self.make_buyer()
        contacts = [{"name": "佐藤", "department": "購買部", "email": "sato@example.jp", "phone": "03-1234-5678"}, {"name": "鈴木"}]
        relationship, _ = self.invite(buyer, name="有限会社かもめ金型", code="K-1", contacts=contacts, tags=["CAD"])
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/suppliers/" + relationship)
        page.get_by_role("button", name="取引先の情報を編集").click()
        self.shots(page, "supplier-edit")
        page.get_by_label("取引先名", exact=True).fill("株式会社かもめ金型")
        page.get_by_label("取引先コード").fill("")
        page.get_by_label("担当者のメールアドレス").fill("sato2@example.jp")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="株式会社かもめ金型")).to_be_visible()
        after = buyer.get("/v1/suppliers/" + relationship).json
        self.assertEqual((after["name"], after["code"], after["tags"]), ("株式会社かもめ金型", None, ["CAD"]))
        self.assertEqual(
            [(one.get("name"), one.get("department"), one.get("email"), one.get("phone")) for one in after["contacts"]],
            [("佐藤", "購買部", "sato2@example.jp", "03-1234-5678"), ("鈴木", None, None, None)],
        )

    def test_requirement_is_taken_back_as_it_was_shown(self):
        buyer = self.make_buyer()
        relationship, _ = self.invite(buyer)
        self.require(buyer, relationship, 2, "2027-06-30")
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/suppliers/" + relationship)
        opener = page.get_by_role("button", name="要求を取り下げる", exact=True)
        opener.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("2027年6月30日")).to_be_visible()
        self.require(buyer, relationship, 3, "2027-07-31")
        dialog.get_by_role("button", name="要求を取り下げる").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        expect(dialog.get_by_text("2027年7月31日")).to_be_visible()
        self.assertEqual(buyer.get("/v1/suppliers/%s/requirement" % relationship).json["required_star"], 3)
        dialog.get_by_role("button", name="要求を取り下げる").click()
        expect(page.get_by_role("button", name="要求水準を設定", exact=True)).to_be_visible()
        self.assertStatus(buyer.get("/v1/suppliers/%s/requirement" % relationship), 404)

    def test_rule_is_withdrawn_as_the_dialog_shows_it(self):
        buyer = self.make_buyer()
        path = "/v1/rules/tag:CAD"
        self.assertStatus(buyer.put(path, {"required_star": 1, "due_in_days": 90}), 201)
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/rules")
        page.get_by_role("button", name="ルールを取り下げる").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("★1", exact=True)).to_be_visible()
        self.shot(page, "rule-remove")
        self.assertStatus(buyer.put(path, {"required_star": 2, "due_in_days": 60}, headers={"If-Match": buyer.get(path).etag}), 200)
        dialog.get_by_role("button", name="ルールを取り下げる").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        expect(dialog.get_by_text("★2", exact=True)).to_be_visible()
        self.assertStatus(buyer.get(path), 200)
        dialog.get_by_role("button", name="ルールを取り下げる").click()
        expect(page.get_by_text("ルールはまだありません。")).to_be_visible()
        self.assertStatus(buyer.get(path), 404)

    def test_settings(self):
        buyer = self.make_buyer()
        page = self.page_of(buyer.organisation, harness.BUYER_RIGHTS, "/settings")
        self.shots(page, "settings")
        page.get_by_label("「期限間近」とする日数").fill("90")
        page.get_by_label("照合の有効期間（月）").fill("")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.locator(".notice-good")).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.locator(".notice-good")).to_be_visible()
        self.assertEqual(buyer.get("/v1/settings").json["expiring_days"], 90)
        self.assertIsNone(buyer.get("/v1/settings").json["recheck_months"])
        page = self.page_of(buyer.organisation, "buyer:read", "/settings")
        expect(page.get_by_text("期限なし")).to_be_visible()
        expect(page.locator("main button")).to_have_count(0)

    def test_paper_and_assessments_are_withdrawn(self):
        supplier = self.make_supplier()
        self.assertStatus(supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-01", "url": "https://example.jp/policy"}), 201)
        page = self.page_of(supplier.organisation, harness.SUPPLIER_RIGHTS, "/stars")
        self.shots(page, "papers")
        self.confirm(page, "取り下げる")
        expect(page.get_by_text("に取下げ", exact=False)).to_be_visible()
        self.assertIsNotNone(supplier.get("/v1/papers").json["items"][0]["withdrawn_on"])
        self.assertStatus(supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201)
        page.goto(self.address("/self-check"))
        expect(page.get_by_role("button", name="破棄する")).to_be_visible()
        self.shots(page, "assessments")
        self.confirm(page, "破棄する")
        expect(page.get_by_role("button", name="破棄する")).to_have_count(0)

    def test_declaration_is_corrected(self):
        supplier = self.make_supplier()
        wrong, right = harness.declaration_id(), harness.declaration_id()
        self.assertStatus(supplier.post("/v1/declarations", {"star": 2, "id": wrong, "declared_on": "2026-11-20", "scope": "part", "scope_text": "本社"}), 201)
        page = self.page_of(supplier.organisation, harness.SUPPLIER_RIGHTS, "/stars")
        page.get_by_role("button", name="訂正する").click()
        field = page.get_by_label("自己宣言ID（11桁）")
        expect(field).to_have_value(wrong)
        self.shots(page, "declaration-correct")
        field.fill(right)
        page.get_by_role("button", name="訂正を登録").click()
        expect(page.get_by_text("差替え済み")).to_be_visible()
        items = supplier.get("/v1/declarations").json["items"]
        self.assertEqual({one["id"]: (one["state"], one["scope_text"]) for one in items}, {wrong: ("replaced", "本社"), right: ("active", "本社")})


if __name__ == "__main__":
    harness.main()
