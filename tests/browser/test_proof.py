# SPDX-License-Identifier: Apache-2.0
"""Whoever changes who gets in is asked once more to prove to be there; what was typed stays, and goes on by itself."""

from browser import BrowserTest, expect, harness
from people import OTHER_PASSWORD, PASSWORD
from providers import Provider
from waiting import until

LATER = "2026-12-01T03:11:00Z"


class Proof(BrowserTest):
    server_options = ["--webhooks-anywhere=1"]

    def setUp(self):
        super().setUp()
        # Who is asked for a proof is refused first, and the console tells it.
        self.addCleanup(lambda: self.errors.__setitem__(slice(None), [error for error in self.errors if "403 (Forbidden)" not in error]))
        self.admin = self.make_caller("北斗精機株式会社", harness.ALL_RIGHTS)

    def form(self):
        """Somebody who signed in eleven minutes ago lets a colleague in."""
        page = self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        self.go(page, "/people", "利用者")
        page.get_by_label("氏名").fill("佐藤 花子")
        page.get_by_label("メールアドレス").fill("hanako@example.jp")
        self.set_instant(LATER)
        page.get_by_role("button", name="追加してリンクだけ作成").click()
        return page

    def asked(self, page):
        return page.get_by_role("dialog", name="ご本人の確認")

    def test_what_was_typed_goes_on(self):
        page = self.form()
        dialog = self.asked(page)
        expect(dialog).to_contain_text("入力した内容は残っています。")
        self.shot(page, "prove")
        dialog.get_by_label("現在のパスワード").fill(OTHER_PASSWORD)
        dialog.get_by_role("button", name="確認して続ける").click()
        expect(dialog.get_by_role("alert")).to_contain_text("現在のパスワードが正しくありません。")
        self.assertEqual(len(self.admin.get("/v1/users").json["items"]), 1)
        dialog.get_by_label("現在のパスワード").fill(PASSWORD)
        dialog.get_by_role("button", name="確認して続ける").click()
        expect(dialog).to_have_count(0)
        expect(page.locator(".link-text")).to_contain_text("/users#token=hsu_")
        self.assertEqual(len(self.admin.get("/v1/users").json["items"]), 2)
        # Asked once: the next one within ten minutes goes through.
        self.go(page, "/archive", "データの持ち出し・利用の終了")
        with page.expect_download():
            page.get_by_role("button", name="データ一式をダウンロード").click()

    def test_not_proven_nothing_is_done(self):
        page = self.form()
        self.asked(page).get_by_role("button", name="閉じる").click()
        expect(self.asked(page)).to_have_count(0)
        expect(page.get_by_text("ご本人であることをもう一度確認してください。")).to_be_visible()
        expect(page.get_by_label("メールアドレス")).to_have_value("hanako@example.jp")
        self.assertEqual(len(self.admin.get("/v1/users").json["items"]), 1)

    def test_who_has_no_password_signs_in_at_the_provider(self):
        sign_in = self.address("/sign-in/" + self.admin.organisation)
        provider = Provider([sign_in])
        self.addCleanup(provider.end)
        self.server.command("oidc-issuer", "add", "--issuer", provider.issuer, "--webhooks-anywhere=1")
        rules = [{"claim": "groups", "value": "purchasing", "rights": ["keys:write"]}]
        body = {"issuer": provider.issuer, "client_id": "hoshitori", "client_secret": Provider.SECRET, "required": False, "exempt": None, "rules": rules}
        self.assertStatus(self.admin.put("/v1/oidc-settings", body, headers={"If-Match": "*"}), 200)
        until(lambda: self.admin.get("/v1/oidc-settings").json["provider"] == "ready", self.server.log)
        page = self.person()
        page.context.route(lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.fulfill(status=200, body=""))
        page.goto(sign_in)
        self.at_provider(page, provider)
        self.go(page, "/archive", "データの持ち出し・利用の終了")
        self.set_instant(LATER)
        page.get_by_role("button", name="データ一式をダウンロード").click()
        dialog = self.asked(page)
        expect(dialog.get_by_label("現在のパスワード")).to_have_count(0)
        self.shot(page, "prove-at-provider")
        with page.context.expect_page() as opened:
            dialog.get_by_role("link", name="会社のアカウントで確認").click()
        opened.value.get_by_role("button", name="会社のアカウントでログイン").click()
        expect(opened.value.locator(".shell h1")).to_be_visible()
        with page.expect_download():
            page.bring_to_front()
            page.evaluate("dispatchEvent(new Event('focus'))")
        expect(dialog).to_have_count(0)

    def at_provider(self, page, provider):
        """The first time with a name there; then the provider knows the browser."""
        page.get_by_role("button", name="会社のアカウントでログイン").click()
        page.wait_for_url(provider.issuer + "/**")
        page.locator("input[name=login]").fill("suzuki+purchasing")
        page.locator("input[name=password]").fill("x")
        page.locator("button[type=submit]").click()
        page.wait_for_url(provider.issuer + "/interaction/**")
        page.locator("button[type=submit]").click()
        expect(page.locator(".shell h1")).to_be_visible()


class English(BrowserTest):
    language = "en"

    def test_as_it_reads(self):
        self.addCleanup(lambda: self.errors.__setitem__(slice(None), [error for error in self.errors if "403 (Forbidden)" not in error]))
        admin = self.make_caller("北斗精機株式会社", harness.ALL_RIGHTS)
        page = self.person()
        link = self.server.command(
            "user", "add", "--organisation", admin.organisation, "--email", "en@example.jp", "--name", "Sakura", "--rights", harness.ALL_RIGHTS
        ).stdout.strip()
        page.goto(self.address("/users#" + link.partition("#")[2]))
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Set and sign in").click()
        expect(page.locator(".shell h1")).to_be_visible()
        self.set_instant(LATER)
        self.go(page, "/archive", "Export data or close the account")
        page.get_by_role("button", name="Download all data").click()
        expect(page.get_by_role("dialog", name="Confirm that it is you")).to_be_visible()
        for size in ({"width": 390, "height": 844}, {"width": 1280, "height": 900}):
            page.set_viewport_size(size)
            self.shot(page, "prove")


if __name__ == "__main__":
    harness.main()
