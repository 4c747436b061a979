# SPDX-License-Identifier: Apache-2.0
"""Signing in with company accounts: set up by an administrator, used by people at a real provider, demanded of all."""

import re

from browser import BrowserTest, expect, harness
from people import PASSWORD
from providers import Provider
from waiting import until


class NoProviders(BrowserTest):
    def test_the_operator_is_to_be_asked(self):
        page = self.signed_in(self.make_caller("北斗精機株式会社", harness.ALL_RIGHTS).organisation, harness.ALL_RIGHTS)
        self.go(page, "/company-accounts", "会社のアカウントでのログイン")
        expect(page.get_by_text("利用できるIDプロバイダーがありません。")).to_be_visible()


class CompanyAccounts(BrowserTest):
    server_options = ["--webhooks-anywhere=1"]

    def setUp(self):
        super().setUp()
        # Who is refused in an orderly way is told so by the page, and the console of it.
        self.addCleanup(lambda: self.errors.__setitem__(slice(None), [error for error in self.errors if "403 (Forbidden)" not in error]))
        self.admin = self.make_caller("北斗精機株式会社", harness.ALL_RIGHTS)
        self.page = self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        self.keeper = self.email
        self.sign_in_page = self.address("/sign-in/" + self.admin.organisation)

    def person(self, **options):
        """The provider's own pages ask for letters from elsewhere, which is not there."""
        page = super().person(**options)
        page.route(lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.fulfill(status=200, body=""))
        return page

    def allow(self):
        self.provider = Provider([self.sign_in_page])
        self.addCleanup(self.provider.end)
        self.server.command("oidc-issuer", "add", "--issuer", self.provider.issuer, "--webhooks-anywhere=1")

    def set_up(self, rules=True):
        self.allow()
        page = self.page
        self.go(page, "/company-accounts", "会社のアカウントでのログイン")
        page.get_by_label("発行元（issuer）").select_option(self.provider.issuer)
        page.get_by_label("クライアントID").fill("hoshitori")
        page.get_by_label(re.compile("^クライアントシークレット")).fill(Provider.SECRET)
        if rules:
            page.get_by_role("button", name="条件を追加").click()
            page.get_by_label("クレーム").fill("groups")
            page.get_by_label("値", exact=True).fill("purchasing")
            page.get_by_label("発注企業の情報の閲覧").check()
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("設定を保存しました。")).to_be_visible()
        until(lambda: self.admin.get("/v1/oidc-settings").json["provider"] == "ready", self.server.log)

    def test_what_is_ended_is_what_was_seen(self):
        self.set_up()
        ask = self.page.get_by_role("button", name="会社のアカウントでのログインを終了")
        ask.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog.get_by_text("hoshitori", exact=True)).to_be_visible()
        # Somebody else is faster: what is there now is shown before it goes.
        body = {"issuer": self.provider.issuer, "client_id": "another", "required": False, "exempt": None, "rules": []}
        self.assertEqual(self.admin.put("/v1/oidc-settings", body, headers={"If-Match": "*"}).status, 200)
        end = dialog.get_by_role("button", name="会社のアカウントでのログインを終了")
        end.click()
        expect(dialog.get_by_text("another", exact=True)).to_be_visible()
        self.assertEqual(self.admin.get("/v1/oidc-settings").json["client_id"], "another")
        end.click()
        expect(dialog).to_be_hidden()
        self.assertIsNone(self.admin.get("/v1/oidc-settings").json["issuer"])

    def conflict(self):
        """Somebody else saved while the form was open: both versions stand side by side."""
        self.set_up(rules=False)
        page = self.page
        page.get_by_label("クライアントID").fill("mine")
        page.get_by_label(re.compile("^クライアントシークレット")).fill("another secret")
        rule = {"claim": "groups", "value": "sales", "rights": ["buyer:read"]}
        theirs = {"issuer": self.provider.issuer, "client_id": "theirs", "required": False, "exempt": None, "rules": [rule]}
        self.assertStatus(self.admin.put("/v1/oidc-settings", theirs, headers={"If-Match": "*"}), 200)
        page.get_by_role("button", name="保存", exact=True).click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("別の人が内容を変更しました")
        for name, there, here in (("クライアントID", "theirs", "mine"), ("クライアントシークレット", "変更なし", "入力あり")):
            cells = alert.get_by_role("row", name=name).get_by_role("cell")
            expect(cells.nth(0)).to_contain_text(there)
            expect(cells.nth(1)).to_contain_text(here)
        expect(alert.get_by_role("row")).to_have_count(3)  # what was not touched is theirs in both
        expect(alert).not_to_contain_text("another secret")
        self.assertEqual(self.admin.get("/v1/oidc-settings").json["client_id"], "theirs")
        return page

    def test_two_who_set_it_and_the_later_insists(self):
        page = self.conflict()
        self.shots(page, "company-accounts-conflict")
        page.get_by_role("button", name="入力した内容で上書きする").click()
        expect(page.get_by_text("設定を保存しました。")).to_be_visible()
        after = self.admin.get("/v1/oidc-settings").json
        self.assertEqual((after["client_id"], [rule["value"] for rule in after["rules"]]), ("mine", ["sales"]))

    def test_two_who_set_it_and_the_later_gives_way(self):
        page = self.conflict()
        page.get_by_role("button", name="最新の内容に戻って編集する").click()
        expect(page.get_by_label("クライアントID")).to_have_value("theirs")
        expect(page.get_by_label("値", exact=True)).to_have_value("sales")
        self.assertEqual(self.admin.get("/v1/oidc-settings").json["client_id"], "theirs")

    def at_provider(self, page, name):
        page.wait_for_url(self.provider.issuer + "/**")
        page.locator("input[name=login]").fill(name)
        page.locator("input[name=password]").fill("x")
        page.locator("button[type=submit]").click()
        page.wait_for_url(self.provider.issuer + "/interaction/**")
        page.locator("button[type=submit]").click()

    def test_set_up_and_signed_in_by_rule(self):
        self.set_up()
        self.page.reload()
        expect(self.page.get_by_text("IDプロバイダーの情報を確認しました。")).to_be_visible()
        self.shots(self.page, "company-accounts")
        page = self.person()
        page.goto(self.sign_in_page)
        expect(page.get_by_role("button", name="会社のアカウントでログイン")).to_be_visible()
        self.shots(page, "company-sign-in")
        page.get_by_role("button", name="会社のアカウントでログイン").click()
        self.at_provider(page, "suzuki+purchasing")
        expect(page.locator(".shell h1")).to_be_visible()
        expect(page).not_to_have_url(re.compile("code="))
        page.goto(self.address("/account"))
        expect(page.get_by_text("鈴木 一郎 suzuki@example.jp")).to_be_visible()
        expect(page.get_by_role("heading", name="パスワードの変更")).to_have_count(0)
        self.go(self.page, "/people", "利用者")
        expect(self.page.locator("li.person", has_text="suzuki@example.jp")).to_contain_text("会社のアカウント")

    def test_nobody_known(self):
        self.set_up()
        page = self.person()
        page.goto(self.sign_in_page)
        page.get_by_role("button", name="会社のアカウントでログイン").click()
        self.at_provider(page, "stranger")
        expect(page.get_by_text("このサービスの利用者として登録されていません。")).to_be_visible()
        expect(page.get_by_role("button", name="もう一度ログイン")).to_be_visible()

    def test_linked_in_the_account_and_demanded_of_all(self):
        self.set_up(rules=False)
        other = self.signed_in(self.admin.organisation, "buyer:read")
        email = self.email
        other.goto(self.address("/account"))
        other.get_by_role("button", name="会社のアカウントと結び付ける").click()
        self.at_provider(other, "tanaka")
        expect(other.locator(".shell h1")).to_be_visible()
        page = self.page
        self.go(page, "/company-accounts", "会社のアカウントでのログイン")
        page.get_by_label("会社のアカウントを必須にする").check()
        page.get_by_label(re.compile("^会社のアカウントなしで")).select_option(label="山本 さくら " + self.keeper)
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("設定を保存しました。")).to_be_visible()
        again = self.person()
        again.goto(self.address("/"))
        again.get_by_label("メールアドレス").fill(email)
        again.get_by_label("パスワード", exact=True).fill(PASSWORD)
        again.get_by_role("button", name="ログイン", exact=True).click()
        again.get_by_role("link", name="会社のアカウントでログイン").click()
        again.get_by_role("button", name="会社のアカウントでログイン").click()
        self.at_provider(again, "tanaka")
        expect(again.locator(".shell h1")).to_be_visible()

    def test_begun_with_a_link(self):
        self.set_up(rules=False)
        made = self.assertStatus(self.admin.post("/v1/users", {"email": "sato@example.jp", "name": "佐藤", "rights": ["buyer:read"]}), 201).json
        page = self.person()
        page.goto(self.address("/users#token=" + made["link"]["token"]))
        page.get_by_role("button", name="会社のアカウントで始める").click()
        self.at_provider(page, "sato")
        expect(page.locator(".shell h1")).to_be_visible()
        self.assertEqual(self.admin.get("/v1/users").json["items"][0]["sign_in"], ["oidc"])


if __name__ == "__main__":
    harness.main()
