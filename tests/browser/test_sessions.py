# SPDX-License-Identifier: Apache-2.0
"""A session that ends under somebody's hands, an invitation to somebody who must sign in first, rights that somebody
lacks, and what was typed: it stays."""

from browser import BrowserTest, expect, harness
from people import PASSWORD

READ = "buyer:read supplier:read audit:read"
WRITE_BUTTONS_ALLOWED = ("Excelで出力", "CSVで出力", "続きを表示", "記録を表示", "変更の履歴", "もう一度読み込む", "この表示条件を保存")


class Sessions(BrowserTest):
    def form_with_text(self):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        page.goto(self.address("/suppliers/" + relationship))
        page.get_by_role("button", name="要求水準を設定", exact=True).click()
        page.get_by_label("対応期限", exact=True).fill("2027-06-30")
        page.get_by_label("要求の理由").fill("入力した理由")
        return buyer, page, "/v1/suppliers/%s/requirement" % relationship

    def sign_in(self, page):
        page.get_by_label("メールアドレス").fill(self.email)
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="ログイン", exact=True).click()

    def goes_on(self, buyer, page, path):
        """Signing in stands over the form, which then is sent with what it held."""
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("ログインの有効期間が終了しました。")
        expect(page.get_by_text("Authorization")).to_have_count(0)
        self.shot(page, "sign-in-again")
        self.sign_in(page)
        expect(dialog).to_have_count(0)
        expect(page.get_by_label("要求の理由")).to_have_value("入力した理由")
        page.get_by_role("button", name="設定する", exact=True).click()
        expect(page.get_by_text("保存しました。")).to_be_visible()
        self.assertEqual(buyer.get(path).json["reason"], "入力した理由")

    def fill_and_send(self, page, values):
        """In one moment, which the page has no time to draw, as password managers and readers of codes do."""
        given = [[page.get_by_label(label, exact=True).element_handle(), value] for label, value in values.items()]
        page.evaluate(
            """given => {
              for (const [field, value] of given) {
                field.value = value
                field.dispatchEvent(new Event('input', {bubbles: true}))
              }
              const form = given[0][0].form
              form.requestSubmit(form.querySelector('button[type=submit]'))
            }""",
            given,
        )

    def test_what_is_filled_in_and_sent_at_once(self):
        organisation = self.make_buyer().organisation
        self.signed_in(organisation, harness.ALL_RIGHTS)
        page = self.person()
        page.goto(self.address("/"))
        self.fill_and_send(page, {"メールアドレス": self.email, "パスワード": PASSWORD})
        expect(page.locator(".shell h1")).to_be_visible()
        self.go(page, "/people", "利用者")
        self.fill_and_send(page, {"氏名": "佐藤 花子", "メールアドレス": "sato@example.jp"})
        expect(page.get_by_text("佐藤 花子")).to_be_visible()
        expect(page.get_by_text("sato@example.jp").first).to_be_visible()

    def test_signed_out_in_another_tab(self):
        buyer, page, path = self.form_with_text()
        other = page.context.new_page()
        other.goto(self.address("/account"))
        other.get_by_role("button", name="ログアウト").click()
        expect(other.get_by_role("button", name="ログイン", exact=True)).to_be_visible()
        page.get_by_role("button", name="設定する", exact=True).click()
        self.goes_on(buyer, page, path)

    def test_signing_in_can_wait(self):
        """Closing the question leaves the page as it was; what is sent then asks again."""
        buyer, page, path = self.form_with_text()
        self.set_instant("2026-12-01T04:00:00Z")
        page.get_by_role("button", name="設定する", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="閉じる").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_label("要求の理由")).to_have_value("入力した理由")
        expect(page.get_by_role("button", name="ログイン", exact=True)).to_be_visible()
        page.get_by_role("button", name="設定する", exact=True).click()
        self.goes_on(buyer, page, path)

    def test_the_end_of_an_organisation_has_the_last_word(self):
        buyer = self.make_buyer()
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        self.go(page, "/archive", "データの持ち出し・利用の終了")
        page.get_by_label("組織の名称").fill(buyer.get("/v1/me").json["organisation"]["name"])
        page.get_by_role("button", name="利用を終了する").click()
        expect(page.locator(".notice-good")).to_contain_text("に利用を終了しました。")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".notice-good")).to_contain_text("に利用を終了しました。")

    def test_a_link_works_on_where_signing_in_failed(self):
        _, token = self.invite(self.make_buyer(name="星凪重機工業株式会社"))
        page = self.person()
        page.goto(self.address("/invitations#token=" + token))
        page.get_by_label("担当者の氏名").fill("林 美咲")
        page.get_by_label("メールアドレス").fill("hayashi@link.example.jp")
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.route("**/v1/sessions", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        page.get_by_role("button", name="承諾する").click()
        expect(page.get_by_role("alert")).to_contain_text("サーバーに接続できません。")
        page.unroute("**/v1/sessions")
        page.get_by_role("button", name="承諾する").click()
        expect(page.get_by_role("heading", level=1, name="星凪重機工業株式会社")).to_be_visible()
        self.errors.clear()

    def test_idle_for_too_long(self):
        buyer, page, path = self.form_with_text()
        self.set_instant("2026-12-01T04:00:00Z")
        page.get_by_role("button", name="設定する", exact=True).click()
        self.goes_on(buyer, page, path)

    def idle_form(self):
        """A form of somebody whose browser's clock the test turns."""
        buyer = self.make_buyer()
        relationship, _ = self.invite(buyer)
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.clock.install()
        page.goto(self.address("/suppliers/" + relationship))
        page.get_by_role("button", name="要求水準を設定", exact=True).click()
        page.get_by_label("要求の理由").fill("入力した理由")
        return page

    def test_word_before_the_idle_end(self):
        self.set_instant("2026-12-01T03:00:00Z")
        page = self.idle_form()
        page.clock.fast_forward("20:00")
        expect(page.get_by_role("dialog")).to_have_count(0)
        self.set_instant("2026-12-01T03:25:30Z")
        page.clock.fast_forward("05:30")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("操作がないため、約")
        self.shot(page, "idle")
        with page.expect_response(lambda answer: answer.url.endswith("/v1/session") and answer.request.method == "PUT") as extended:
            dialog.get_by_role("button", name="ログインを続ける").click()
        self.assertEqual(extended.value.status, 200)
        expect(dialog).to_have_count(0)
        expect(page.get_by_label("要求の理由")).to_have_value("入力した理由")

    def test_idle_and_then_another_page(self):
        _, page = self.buyer_page()
        self.set_instant("2026-12-01T04:00:00Z")
        page.get_by_role("link", name="取引先", exact=True).click()
        expect(page.get_by_role("dialog")).to_contain_text("ログインの有効期間が終了しました。")
        self.sign_in(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("取引先がまだ登録されていません。")).to_be_visible()

    def test_another_language_keeps_what_was_typed(self):
        _, page, _ = self.form_with_text()
        page.get_by_role("button", name="English").click()
        expect(page.get_by_label("Reason")).to_have_value("入力した理由")
        expect(page.get_by_role("heading", name="Requirement", exact=True)).to_be_visible()
        expect(page.get_by_text("No requirement is set.")).to_be_visible()

    def test_a_language_that_cannot_be_fetched_changes_nothing(self):
        _, page, _ = self.form_with_text()
        page.route("**/english-*.js", lambda route: route.abort())
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("alert")).to_contain_text("通信が切れているか、サービスが更新されています。")
        expect(page.locator("html")).to_have_attribute("lang", "ja")
        expect(page.get_by_label("要求の理由")).to_have_value("入力した理由")
        page.unroute_all()
        page.get_by_role("button", name="English").click()
        expect(page.get_by_label("Reason")).to_have_value("入力した理由")
        expect(page.get_by_role("alert")).to_have_count(0)
        self.errors.clear()

    def test_invitation_of_somebody_who_signs_in_first(self):
        supplier = self.make_supplier()
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.get_by_role("button", name="ログアウト").click()
        expect(page.get_by_role("button", name="ログイン", exact=True)).to_be_visible()
        _, token = self.invite(self.make_buyer(name="星凪重機工業株式会社"))
        page.goto(self.address("/invitations#token=" + token))
        page.get_by_role("button", name="ログインする").click()
        self.shot(page, "invitation-sign-in")
        self.sign_in(page)
        expect(page.get_by_text("株式会社みなと精密として承諾します。")).to_be_visible()
        page.get_by_role("button", name="承諾する").click()
        expect(page.get_by_role("heading", level=1, name="星凪重機工業株式会社")).to_be_visible()

    def test_invitation_that_was_cut_off(self):
        _, token = self.invite(self.make_buyer())
        page = self.person()
        page.goto(self.address("/invitations#token=" + token[:-9]))
        expect(page.get_by_role("alert")).to_contain_text("リンクが途中で切れている可能性があります。")

    def test_who_may_only_read_is_offered_nothing_else(self):
        """Both sides' pages, with something on each that others may change."""
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 2, "2027-06-30")
        self.assertStatus(buyer.put("/v1/rules/tag:CAD", {"required_star": 2, "due_in_days": 90}), 201)
        self.assertStatus(
            supplier.post("/v1/declarations", {"star": 2, "id": harness.declaration_id(), "declared_on": "2026-11-20", "scope": "part", "scope_text": "本社"}),
            201,
        )
        invited, _ = self.invite(buyer, name="有限会社かもめ金型")
        assessment = self.assertStatus(supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]
        for organisation, paths in (
            (
                buyer.organisation,
                ["/overview", "/suppliers", "/suppliers/new", "/suppliers/" + relationship, "/suppliers/" + invited, "/import", "/rules", "/audit"],
            ),
            (supplier.organisation, ["/requests", "/requests/" + relationship, "/self-check", "/self-check/" + assessment, "/stars"]),
        ):
            page = self.signed_in(organisation, READ.replace(" ", ","))
            for path in paths:
                page.goto(self.address(path))
                expect(page.locator("main h1")).to_be_visible()
                page.wait_for_load_state("networkidle")
                offered = page.locator("main button:visible, main form:not(.filters, .filter-form), main input:enabled:visible").evaluate_all(
                    "all => all.filter(one => !one.closest('.filters, .keys-help, .only, th[aria-sort], th[class^=col], .pick')).map(one => one.textContent || one.outerHTML)"
                )
                self.assertEqual([text for text in offered if text not in WRITE_BUTTONS_ALLOWED], [], path)
                expect(page.get_by_role("link", name="取引先を追加")).to_have_count(0)

    def test_focus_follows_a_form_that_opens_and_closes(self):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        page.goto(self.address("/suppliers/" + relationship))
        for button in ("要求水準を設定", "協議を記録"):
            opener = page.get_by_role("button", name=button, exact=True)
            opener.click()
            expect(page.locator("input:focus, select:focus, textarea:focus")).to_have_count(1)
            page.get_by_role("button", name="キャンセル").click()
            expect(opener).to_be_focused()


if __name__ == "__main__":
    harness.main()
