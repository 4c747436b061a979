# SPDX-License-Identifier: Apache-2.0
"""Whoever changes who gets in is asked once more to prove to be there; what was typed stays, and goes on by itself."""

import base64
import hashlib
import zipfile

from browser import BrowserTest, expect, harness
from people import NOON, OTHER_PASSWORD, PASSWORD, code_of
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
        self.submit(page)
        return page

    def submit(self, page, later=True):
        page.get_by_label("氏名").fill("佐藤 花子")
        page.get_by_label("メールアドレス").fill("hanako@example.jp")
        if later:
            self.set_instant(LATER)
        page.get_by_role("button", name="追加してリンクだけ作成").click()

    def asked(self, page):
        return page.get_by_role("dialog", name="ご本人確認")

    def test_what_was_typed_goes_on(self):
        page = self.form()
        dialog = self.asked(page)
        expect(dialog).to_contain_text("入力した内容も残っています。")
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
        expect(page.get_by_text("ご本人の確認が済んでいないため、実行していません。")).to_be_visible()
        expect(page.get_by_label("メールアドレス")).to_have_value("hanako@example.jp")
        self.assertEqual(len(self.admin.get("/v1/users").json["items"]), 1)

    def test_by_keyboard_alone(self):
        page = self.form()
        field = self.asked(page).get_by_label("現在のパスワード")
        expect(field).to_be_focused()
        page.keyboard.type(PASSWORD)
        expect(field).to_have_value(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".link-text")).to_contain_text("/users#token=hsu_")

    def test_whoever_leaves_the_page_does_nothing_there(self):
        page = self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        self.go(page, "/account", "個人設定")
        page.evaluate("history.pushState(null, '', '/people')")
        self.submit(page)
        expect(self.asked(page)).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", level=1, name="個人設定")).to_be_visible()
        expect(self.asked(page)).to_have_count(0)
        self.assertEqual(len(self.admin.get("/v1/users").json["items"]), 1)

    def test_second_factor_of_another_tab(self):
        page = self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        self.go(page, "/people", "利用者")
        key = self.ask(page, "POST", "/v1/me/second-factor:offer", {"password": PASSWORD})["key"]
        self.ask(page, "PUT", "/v1/me/second-factor", {"code": code_of(key, NOON)})
        self.submit(page)
        dialog = self.asked(page)
        dialog.get_by_label("現在のパスワード").fill(PASSWORD)
        expect(dialog.get_by_label("認証コード")).to_have_count(0)
        dialog.get_by_role("button", name="確認して続ける").click()
        dialog.get_by_label("認証コード").fill(code_of(key, NOON + 660))
        dialog.get_by_role("button", name="確認して続ける").click()
        expect(page.locator(".link-text")).to_contain_text("/users#token=hsu_")

    def test_session_of_another_tab(self):
        page = self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        own = self.email
        self.go(page, "/people", "利用者")
        self.ask(page, "POST", "/v1/sessions", {"email": own, "password": PASSWORD})
        self.submit(page, later=False)
        expect(page.locator(".link-text")).to_contain_text("/users#token=hsu_")
        # In somebody else's session nothing is done as theirs.
        self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        self.ask(page, "POST", "/v1/sessions", {"email": self.email, "password": PASSWORD})
        page.get_by_label("氏名").fill("高橋 次郎")
        page.get_by_label("メールアドレス").fill("jiro@example.jp")
        page.get_by_role("button", name="追加してリンクだけ作成").click()
        expect(page.get_by_text("ほかの画面でログインし直されています。")).to_be_visible()
        self.assertEqual(len(self.admin.get("/v1/users").json["items"]), 3)

    def test_session_that_ends_meanwhile(self):
        page = self.form()
        dialog = self.asked(page)
        expect(dialog).to_be_visible()
        user = self.admin.get("/v1/users").json["items"][0]["user"]
        self.assertStatus(self.admin.post("/v1/users/%s/sessions:end" % user), 200)
        dialog.get_by_label("現在のパスワード").fill(PASSWORD)
        dialog.get_by_role("button", name="確認して続ける").click()
        again = page.get_by_role("dialog", name="ログイン")
        expect(again.get_by_label("メールアドレス")).to_be_focused()
        again.get_by_label("メールアドレス").fill(self.email)
        again.get_by_label("パスワード").fill(PASSWORD)
        again.get_by_role("button", name="ログイン").click()
        expect(page.locator(".link-text")).to_contain_text("/users#token=hsu_")
        expect(page.get_by_role("dialog")).to_have_count(0)

    def test_the_archive_is_taken_by_who_is_there(self):
        page = self.signed_in(self.admin.organisation, "keys:write")
        self.go(page, "/archive", "データの持ち出し・利用の終了")
        self.set_instant(LATER)
        page.get_by_role("button", name="データ一式をダウンロード").click()
        dialog = self.asked(page)
        dialog.get_by_label("現在のパスワード").fill(PASSWORD)
        with page.expect_download() as taken:
            dialog.get_by_role("button", name="確認して続ける").click()
        with zipfile.ZipFile(taken.value.path()) as archive:
            self.assertIn("README.ja.md", archive.namelist())
        expect(dialog).to_have_count(0)

    def test_a_file_is_erased_by_who_is_there(self):
        supplier = self.linked_pair()[1]
        made = self.assertStatus(supplier.post("/v1/evidence", {"name": "規程.pdf", "side": "supplier"}), 201).json["evidence"]
        data = b"%PDF-1.7\n" + b"x" * 100
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()
        path = "/v1/evidence/%s/content" % made
        self.assertStatus(supplier.put(path, data, content_type="application/octet-stream", headers={"Content-Digest": digest}), 200)
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/stars"))
        card = page.locator("section", has=page.get_by_role("heading", name="証跡ファイル", exact=True))
        row = card.get_by_role("listitem").filter(has_text="規程.pdf")
        expect(row).to_be_visible()
        self.set_instant(LATER)
        # Who closes the dialog keeps the file, and is asked again.
        row.get_by_role("button", name="消去").click()
        question = page.get_by_role("dialog").filter(has=page.get_by_role("button", name="消去"))
        question.get_by_role("button", name="消去").click()
        self.asked(page).get_by_role("button", name="閉じる").click()
        expect(self.asked(page)).to_have_count(0)
        self.assertStatus(supplier.get(path), 200)
        expect(question).to_contain_text("実行していません。")
        question.get_by_role("button", name="消去").click()
        dialog = self.asked(page)
        self.shot(page, "prove-erasing")
        dialog.get_by_label("現在のパスワード").fill(PASSWORD)
        dialog.get_by_role("button", name="確認して続ける").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(card.get_by_text("内容を消去済み")).to_be_visible()
        self.assertProblem(supplier.get(path), 409, "evidence_state")

    def test_own_password_with_a_factor_of_another_tab(self):
        """The field for a code comes with the refusal, what was typed stays; a wrong code is told at it."""
        page = self.signed_in(self.admin.organisation, harness.ALL_RIGHTS)
        self.addCleanup(lambda: self.errors.__setitem__(slice(None), [error for error in self.errors if "422" not in error]))
        self.go(page, "/account", "個人設定")
        key = self.ask(page, "POST", "/v1/me/second-factor:offer", {"password": PASSWORD})["key"]
        self.ask(page, "PUT", "/v1/me/second-factor", {"code": code_of(key, NOON)})
        card = page.locator("section", has=page.get_by_role("heading", name="パスワードの変更", exact=True))
        card.get_by_label("現在のパスワード").fill(PASSWORD)
        card.get_by_label("新しいパスワード").fill(OTHER_PASSWORD)
        expect(card.get_by_label("認証コード")).to_have_count(0)
        change = card.locator("button[type=submit]")
        change.click()
        code = card.get_by_label("認証コード")
        code.fill("000000")
        change.click()
        expect(card).to_contain_text("認証コードが正しくありません。")
        expect(code).to_have_attribute("aria-invalid", "true")
        self.shot(page, "account-code")
        self.set_instant(LATER)
        code.fill(code_of(key, NOON + 660))
        change.click()
        expect(card.get_by_label("現在のパスワード")).to_have_value("")
        expect(card.get_by_label("新しいパスワード")).to_have_value("")
        # The field stays, empty, for there is a factor.
        expect(code).to_have_value("")

    def ask(self, page, method, path, body):
        """As another tab of the same browser does."""
        tab = page.context.new_page()
        tab.goto(self.address("/docs"))
        answer = tab.evaluate(
            """async ([method, path, body]) => {
                const { session } = await (await fetch('/v1/me')).json()
                const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': session.page_token, 'Idempotency-Key': crypto.randomUUID() }
                const response = await fetch(path, { method, headers, body: JSON.stringify(body) })
                return { ok: response.ok, body: await response.json() }
            }""",
            [method, path, body],
        )
        tab.close()
        self.assertTrue(answer["ok"], answer)
        return answer["body"]

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
