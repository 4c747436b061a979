# SPDX-License-Identifier: Apache-2.0
"""What the page tells: nothing is offered that is refused, nothing waits without saying for what, and each thing has its
name, once."""

import re

from browser import BrowserTest, expect, harness


class Told(BrowserTest):
    def buyer_at(self, path, star=None):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        if star:
            self.require(buyer, relationship, star, "2027-06-30")
        page.goto(self.address(path % relationship if "%s" in path else path))
        expect(page.locator("main h1")).to_be_visible()
        return buyer, page

    def supplier_at(self, path):
        supplier = self.make_supplier()
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address(path))
        expect(page.locator("main h1")).to_be_visible()
        return supplier, page

    def test_only_what_can_be_assessed_is_offered(self):
        _, page = self.supplier_at("/self-check?star=4")
        offered = page.get_by_label("評価する★").locator("option")
        expect(offered.first).to_be_attached()
        expect(offered.filter(has_text=re.compile("^★5"))).to_have_count(0)
        page.get_by_role("button", name="自己評価を始める").click()
        known = page.locator(".criterion")
        # All of the official criteria are known since the second transcription.
        expect(known).to_have_count(153)

    def test_legend_has_the_colours_of_its_lines(self):
        _, page = self.buyer_at("/suppliers/%s", star=2)
        expect(page.locator("path.line-required")).to_be_visible()
        for name in ("required", "held"):
            self.assertEqual(
                *(
                    page.evaluate("([one, part, what]) => getComputedStyle(document.querySelector(one), part)[what]", found)
                    for found in ([".key-" + name, "::before", "borderTopColor"], [".line-" + name, None, "stroke"])
                )
            )

    def test_a_choice_stays_while_it_is_sent(self):
        buyer = self.make_buyer()
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        self.go(page, "/people", "利用者")
        held = []
        page.route("**/v1/sign-in-policy", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_())
        required = page.get_by_role("radio").last
        required.check()
        expect(required).to_be_disabled()
        expect(required).to_be_checked()
        held.pop().continue_()
        expect(page.locator(".notice-good")).to_have_text("保存しました。")
        expect(required).to_be_checked()

    def test_reference_is_named_once(self):
        _, page = self.buyer_at("/suppliers/%s")
        page.get_by_role("button", name="要求水準を設定", exact=True).click()
        page.get_by_label("対応期限", exact=True).fill("2027-06-30")
        page.get_by_text("参考：経済産業省の3つの質問").click()
        page.get_by_role("group", name="重要な機密情報を預けていますか").get_by_label("はい").check()
        page.get_by_role("button", name="設定する", exact=True).click()
        expect(page.get_by_text("保存しました。")).to_be_visible()
        page.wait_for_load_state("networkidle")
        expect(page.locator("main")).not_to_contain_text(re.compile(r"参考：\s*参考"))

    def test_faults_of_a_form_are_told_in_words(self):
        _, page = self.buyer_at("/suppliers/new")
        page.get_by_label("取引先名", exact=True).fill("有限会社かもめ金型")
        page.get_by_label("法人番号").fill("123")
        page.get_by_role("button", name="追加して招待を作成").click()
        expect(page.get_by_role("alert")).to_contain_text("入力内容に誤りがあります。赤字の項目をご確認ください。")
        expect(page.locator(".field-wrong")).to_have_count(1)
        expect(page.get_by_text(re.compile("errors|pointer|Authorization"))).to_have_count(0)

    def test_registration_has_a_day_of_registration(self):
        supplier, page = self.supplier_at("/stars")
        self.assertStatus(supplier.post("/v1/declarations", {"star": 2, "id": harness.declaration_id(), "declared_on": "2026-11-20"}), 201)
        self.server.command("scheme-dates", "set", "--scheme", "scs", "--star", "3", "--obtainable-from", "2027-03-15")
        self.set_day("2027-04-01")
        self.assertStatus(supplier.post("/v1/declarations", {"star": 3, "id": "SCS-3-0001", "declared_on": "2027-03-20"}), 201)
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/stars"))
        for star, day in (("★2", "宣言日"), ("★3", "登録日")):
            one = page.locator("li.declaration", has_text=star)
            expect(one.locator("dt").first).to_have_text(day)

    def differing_pair(self):
        """A record with one corporate number, and the organisation that accepted with another."""
        self.buyer, self.page = self.buyer_page()
        self.supplier = self.make_supplier(number=harness.corporate_number())
        self.relationship = self.link(self.buyer, self.supplier, corporate_number=harness.corporate_number())
        return self.page

    def task(self, name):
        self.page.goto(self.address("/suppliers/" + self.relationship))
        card = self.page.locator("section", has=self.page.get_by_role("heading", name="確認が必要なこと", exact=True))
        expect(card.get_by_role("heading", name=name)).to_be_visible()
        return card

    def test_numbers_that_differ_are_found_and_accepted_with_a_reason(self):
        page = self.differing_pair()
        self.invite(self.buyer, name="有限会社かもめ金型")
        self.go(page, "/suppliers", "取引先")
        page.get_by_label("確認が必要なこと").select_option(label="法人番号の違いの確認")
        expect(page.locator(".chips")).to_contain_text("確認が必要なこと：法人番号の違いの確認")
        expect(page.locator("tbody tr")).to_have_count(1)
        card = self.task("法人番号の違いの確認")
        card.get_by_role("button", name="違いを承認する").click()
        card.get_by_role("button", name="違いを承認する").click()
        expect(card.locator(":invalid:focus")).to_have_count(1)
        self.shots(page, "task-number")
        card.get_by_label("理由").fill("本社の番号で登録しているため")
        card.get_by_role("button", name="違いを承認する").click()
        expect(card).to_have_count(0)
        self.assertEqual(self.buyer.get("/v1/suppliers/" + self.relationship).json["tasks"], [])

    def test_predecessor_is_accepted_without_a_reason(self):
        page = self.differing_pair()
        declared = {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-20"}
        self.assertStatus(self.supplier.post("/v1/declarations", declared), 201)
        self.assertStatus(
            self.supplier.patch(
                "/v1/organisation",
                {
                    "name": "株式会社みなとホールディングス",
                    "corporate_number": harness.corporate_number(),
                    "succession": {"kind": "merger", "day": "2026-11-21"},
                },
            ),
            200,
        )
        card = self.task("合併・番号変更前の自己宣言の確認")
        self.shots(page, "task-predecessor")
        card.get_by_role("button", name="引き継ぎを承認する").click()
        card.get_by_role("button", name="引き継ぎを承認する").click()
        expect(card.get_by_role("heading", name="合併・番号変更前の自己宣言の確認")).to_have_count(0)
        self.assertEqual([one["code"] for one in self.buyer.get("/v1/suppliers/" + self.relationship).json["tasks"]], ["resolve_number"])

    def test_likely_duplicates_are_told(self):
        buyer, page = self.buyer_at("/suppliers/new")
        page.get_by_label("取引先名", exact=True).fill("㈱みなと精密")
        page.get_by_role("button", name="追加して招待を作成").click()
        expect(page.get_by_role("link", name=re.compile("株式会社みなと精密"))).to_be_visible()
        expect(page.get_by_text("一致する項目：取引先名")).to_be_visible()
        self.shots(page, "likely-duplicates")
        self.go(page, "/import", "一括取込")
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files(
            {"name": "sheet.csv", "mimeType": "text/csv", "buffer": "取引先コード,取引先名\r\nN-1,みなと精密\r\n".encode()}
        )
        page.get_by_role("button", name="内容を確認する").click()
        expect(page.get_by_role("heading", name="参考情報")).to_be_visible()
        self.shots(page, "import-duplicates")

    def test_key_of_a_demonstration_is_asked_for_again(self):
        page = self.person()
        page.goto(self.address("/sign-in"))
        page.get_by_text("デモ用のキーで開く").click()
        expect(page.get_by_text("画面を読み込み直したときは、もう一度貼り付けてください。")).to_be_visible()

    def test_contract_has_a_way_back(self):
        _, page = self.buyer_page()
        page.get_by_role("link", name="API仕様").click()
        page.get_by_role("link", name="画面へ戻る").click()
        expect(page.locator(".shell h1")).to_be_visible()

    def test_button_that_cannot_do_it_yet_says_what_is_missing(self):
        """What a form lacks is named by the browser at its field."""
        _, page = self.buyer_at("/import")
        for path, open_form, submit in (("/import", None, "内容を確認する"), ("/rules", "ルールを追加", "影響を試算"), ("/keys", "引き継ぐ", "引き継ぐ")):
            if path == "/keys":
                page.goto(self.address(path))
                page.get_by_label("用途").fill("購買システム連携")
                page.get_by_role("button", name="発行する").click()
                expect(page.locator(".link-text")).to_be_visible()
            page.goto(self.address(path))
            if open_form:
                page.get_by_role("button", name=open_form).first.click()
            place = page.get_by_role("dialog") if path == "/keys" else page.locator("main")
            button = place.get_by_role("button", name=submit, exact=True)
            expect(button).to_be_visible()
            expect(button).not_to_have_attribute("aria-disabled", "true")
            button.click()
            page.wait_for_function("document.activeElement.matches(':invalid') && document.activeElement.validationMessage !== ''")

    def test_what_cannot_be_drawn_leaves_the_rest(self):
        _, page = self.buyer_at("/suppliers/%s")
        page.get_by_role("button", name="要求水準を設定", exact=True).click()
        page.get_by_label("要求の理由").fill("入力した理由")
        # An answer that the page was not made for, as of a server of another version.
        page.route("**/v1/suppliers/*/timeline", lambda route: route.fulfill(json={"relationship": None}))
        page.get_by_role("button", name="English").click()
        part = page.get_by_role("alert")
        expect(part).to_contain_text("This part cannot be shown.")
        expect(page.get_by_label("Reason")).to_have_value("入力した理由")
        page.get_by_role("button", name="日本語").click()
        self.shot(page, "part-failed")
        page.unroute("**/v1/suppliers/*/timeline")
        page.get_by_role("button", name="もう一度読み込む").click()
        expect(part).to_have_count(0)
        expect(page.locator("path.line-held")).to_have_count(1)
        expect(page.get_by_label("要求の理由")).to_have_value("入力した理由")
        self.errors.clear()


if __name__ == "__main__":
    harness.main()
