# SPDX-License-Identifier: Apache-2.0
"""One's own account: the second factor, on another phone and demanded, recovery codes on paper, sessions, and a wrong password."""

import os
import re

from browser import SHOTS, BrowserTest, expect, harness
from people import NOON, PASSWORD, code_of


class OwnAccount(BrowserTest):
    def test_second_factor(self):
        self.set_day(harness.FIRST_DAY)
        _, page = self.buyer_page()
        self.go(page, "/account", "個人設定")
        factor = page.locator("section", has=page.get_by_role("heading", name="2段階認証"))
        factor.get_by_label("現在のパスワード").fill(PASSWORD)
        factor.get_by_role("button", name="設定を始める").click()
        expect(page.locator("svg.qr")).to_be_visible()
        key = factor.locator(".link-text").inner_text()
        self.shot(page, "account")
        factor.get_by_label(re.compile("6桁")).fill(code_of(key, NOON))
        factor.get_by_role("button", name="設定する").click()
        expect(factor.locator(".recovery-codes code")).to_have_count(10)
        recovery = factor.locator(".recovery-codes code").first.inner_text()
        self.shot(page, "recovery-codes")
        factor.get_by_role("button", name="保管しました").click()
        expect(factor.get_by_text("設定済みです。")).to_be_visible()
        expect(page.get_by_text("この端末", exact=False).first).to_be_visible()
        page.get_by_role("button", name="ログアウト").click()
        expect(page.get_by_role("heading", level=1, name="ログイン")).to_be_visible()
        page.get_by_label("メールアドレス").fill(self.email)
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="ログイン", exact=True).click()
        self.set_instant("2026-12-01T03:01:00Z")
        page.get_by_label(re.compile("^認証コード")).fill(code_of(key, NOON + 60))
        self.shot(page, "sign-in")
        page.get_by_role("button", name="ログイン", exact=True).click()
        expect(page.locator(".shell h1")).to_be_visible()
        self.go(page, "/account", "個人設定")
        factor.get_by_role("button", name="解除する").click()
        factor.get_by_label("現在のパスワード").fill(PASSWORD)
        factor.get_by_label("認証コード（6桁）または回復コード").fill(recovery)
        factor.get_by_role("button", name="解除する").click()
        expect(factor.get_by_role("button", name="設定を始める")).to_be_visible()

    def test_another_phone_and_codes_on_paper(self):
        self.set_day(harness.FIRST_DAY)
        buyer, page = self.buyer_page()
        page.add_init_script("window.print = () => (window.printed = true)")
        self.go(page, "/account", "個人設定")
        factor = page.locator("section", has=page.get_by_role("heading", name="2段階認証"))

        def set_up(seconds):
            key = factor.locator(".link-text").inner_text()
            factor.get_by_label(re.compile("6桁")).fill(code_of(key, NOON + seconds))
            factor.get_by_role("button", name="設定する").click()
            expect(factor.locator(".recovery-codes code")).to_have_count(10)
            return key, factor.locator(".recovery-codes code").all_inner_texts()

        factor.get_by_label("現在のパスワード").fill(PASSWORD)
        factor.get_by_role("button", name="設定を始める").click()
        _, codes = set_up(0)
        factor.get_by_role("button", name="印刷する").click()
        self.assertTrue(page.evaluate("window.printed"))
        page.emulate_media(media="print")
        expect(page.locator(".recovery-codes code:visible")).to_have_text(codes)  # the heading that names the card is not printed
        expect(page.get_by_role("heading", name="2段階認証")).to_be_hidden()
        # Of what and of whom they are, and since when.
        for text in ("Hoshitori", "回復コード", buyer.get("/v1/me").json["organisation"]["name"], self.email, "2026年12月1日"):
            expect(page.get_by_role("main")).to_contain_text(text)
            expect(page.locator(".letters p:visible", has_text=text).first).to_be_visible()
        os.makedirs(os.path.join(SHOTS, "printed"), exist_ok=True)
        page.screenshot(path=os.path.join(SHOTS, "printed", "recovery-codes.png"))
        page.emulate_media(media="screen")
        page.reload()
        expect(factor.get_by_role("button", name="設定し直す")).to_be_visible()
        expect(factor.locator(".recovery-codes")).to_have_count(0)
        # The phone is lost: a code from the paper begins anew, and those of before are good for nothing.
        factor.get_by_label("現在のパスワード").fill(PASSWORD)
        factor.get_by_label("認証コード（6桁）または回復コード").fill(codes[0])
        factor.get_by_role("button", name="設定し直す").click()
        expect(page.locator("svg.qr")).to_be_visible()
        key, renewed = set_up(0)
        self.assertEqual(set(codes) & set(renewed), set())
        factor.get_by_role("button", name="保管しました").click()
        page.get_by_role("button", name="ログアウト").click()
        expect(page.get_by_role("heading", level=1, name="ログイン")).to_be_visible()
        self.set_instant("2026-12-01T03:01:00Z")
        for code, heading in ((codes[1], "ログイン"), (code_of(key, NOON + 60), "概況")):
            page.goto(self.address("/sign-in"))
            page.get_by_label("メールアドレス").fill(self.email)
            page.get_by_label("パスワード", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="ログイン", exact=True).click()
            page.get_by_label(re.compile("^認証コード")).fill(code)
            page.get_by_role("button", name="ログイン", exact=True).click()
            expect(page.locator(".field-fault, .notice-bad, .shell h1").first).to_be_visible()
            expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def test_demanded_second_factor_comes_first(self):
        self.set_day(harness.FIRST_DAY)
        buyer, page = self.buyer_page()
        self.go(page, "/people", "利用者")
        page.get_by_label("必須").click()
        expect(page.get_by_label("必須")).to_be_checked()
        self.eventually(lambda: buyer.get("/v1/sign-in-policy").json["second_factor"] == "required")
        page.get_by_role("button", name="ログアウト").click()
        # The page that is left has a field of the same name.
        expect(page.get_by_role("heading", level=1, name="ログイン")).to_be_visible()
        page.get_by_label("メールアドレス").fill(self.email)
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="ログイン", exact=True).click()
        expect(page.get_by_text("組織の方針により")).to_be_visible()
        expect(page.get_by_role("link", name="取引先", exact=True)).to_have_count(0)
        page.get_by_label("現在のパスワード").fill(PASSWORD)
        page.get_by_role("button", name="設定を始める").click()
        self.shot(page, "second-factor-needed")
        page.get_by_label(re.compile("アプリに表示された6桁")).fill(code_of(page.locator(".link-text").inner_text(), NOON))
        page.get_by_role("button", name="設定する").click()
        page.get_by_role("button", name="保管しました").click()
        expect(page.get_by_role("link", name="取引先", exact=True)).to_be_visible()

    def test_sessions_and_refused_attempts(self):
        buyer, page = self.buyer_page()
        other = self.person()
        other.goto(self.address("/sign-in#organisation=" + buyer.organisation))
        other.get_by_label("メールアドレス").fill(self.email)
        other.get_by_label("パスワード", exact=True).fill("まちがったパスワード")
        other.get_by_role("button", name="ログイン", exact=True).click()
        expect(other.get_by_role("alert")).to_be_visible()
        other.get_by_label("パスワード", exact=True).fill(PASSWORD)
        other.get_by_role("button", name="ログイン", exact=True).click()
        expect(other.get_by_text("1回失敗しています")).to_be_visible()
        self.shot(other, "refused-attempts")
        self.go(page, "/account", "個人設定")
        page.get_by_role("button", name="ほかの端末をすべてログアウトさせる").click()
        page.get_by_role("dialog").get_by_role("button", name="ほかの端末をすべてログアウトさせる").click()
        expect(page.get_by_role("button", name="ログアウトさせる", exact=True)).to_have_count(0)
        self.shot(page, "sessions")
        other.get_by_role("link", name="取引先", exact=True).click()
        expect(other.get_by_role("button", name="ログイン", exact=True)).to_be_visible()

    def test_wrong_password_says_no_more_than_that(self):
        page = self.person()
        page.goto(self.address("/"))
        page.get_by_label("メールアドレス").fill("nobody@example.jp")
        field = page.get_by_label("パスワード", exact=True)
        for name, value in (("type", "password"), ("autocomplete", "current-password")):
            expect(field).to_have_attribute(name, value)
        field.focus()
        page.keyboard.insert_text(PASSWORD)  # as pasting and managers do
        expect(field).to_have_value(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(
            "メールアドレス、パスワード、認証コードのいずれかが正しくありません。確認して、もう一度入力してください。"
        )
        self.shot(page, "sign-in-refused")


if __name__ == "__main__":
    harness.main()
