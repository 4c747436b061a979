# SPDX-License-Identifier: Apache-2.0
"""The main job of both sides through the page: a buyer adds, demands and invites; an office worker
accepts, assesses, declares and publishes; the buyer checks. In Japanese and English, at a desk and
on a phone."""

import re

from browser import DESKTOP, PHONE, BrowserTest, expect, harness
from people import PASSWORD

WORDS = {
    "ja": {
        "password": "新しいパスワード",
        "set": "設定してログイン",
        "overview": "概況",
        "add": "取引先を追加",
        "name": "取引先名",
        "code": "取引先コード",
        "create": "追加して招待を作成",
        "set_requirement": "要求水準を設定",
        "star": "要求水準",
        "due": "対応期限",
        "reason": "要求の理由",
        "submit_requirement": "設定する",
        "saved": "保存しました。",
        "again": "招待リンクを再発行",
        "invitation": "招待の確認",
        "person": "担当者の氏名",
        "email": "メールアドレス",
        "pass": "パスワード",
        "accept": "承諾する",
        "todo": "次に行うこと",
        "self_check": "自己評価",
        "start": "自己評価を始める",
        "implemented": "実施している",
        "progress": "25件中25件に回答",
        "kept": "保存済み",
        "submit": "提出する",
        "submitted": "提出しました。",
        "stars": "自社の★",
        "declare": "宣言・登録を入力",
        "id": "自己宣言ID（11桁）",
        "declared": "宣言日・登録日",
        "enter": "登録する",
        "paper": "裏付け資料を登録",
        "day": "日付",
        "url": "公開先のURL",
        "requests": "要求と充足状況",
        "met": "充足",
        "check": "照合の結果を登録",
        "found": "一致",
        "confirmed": "照合済み",
        "menu": "メニュー",
        "suppliers": "取引先",
        "search": "名称・コードで検索",
        "wrong": "メールアドレス、パスワード、認証コードのいずれかが正しくありません。確認して、もう一度入力してください。",
        "sign_in": "ログイン",
    },
    "en": {
        "password": "New password",
        "set": "Set and sign in",
        "overview": "Overview",
        "add": "Add a supplier",
        "name": "Name",
        "code": "Supplier code",
        "create": "Add and make an invitation",
        "set_requirement": "Set a requirement",
        "star": "Required ★",
        "due": "Due date",
        "reason": "Reason",
        "submit_requirement": "Set",
        "saved": "Saved.",
        "again": "Make a new link",
        "invitation": "Invitation",
        "person": "Your name",
        "email": "E-mail",
        "pass": "Password",
        "accept": "Accept",
        "todo": "To do next",
        "self_check": "Self-assessment",
        "start": "Start",
        "implemented": "Implemented",
        "progress": "25 of 25 answered",
        "kept": "Saved",
        "submit": "Submit",
        "submitted": "Submitted.",
        "stars": "Our ★",
        "declare": "Enter a declaration",
        "id": "Declaration ID (11 digits)",
        "declared": "Declared on",
        "enter": "Enter",
        "paper": "Add a paper",
        "day": "Day",
        "url": "URL of the policy",
        "requests": "Requirements",
        "met": "Met",
        "check": "Record a check",
        "found": "Found",
        "confirmed": "Confirmed in the public list",
        "menu": "Menu",
        "suppliers": "Suppliers",
        "search": "Search by name or code",
        "wrong": "The e-mail address, the password or the code is wrong. Check them and enter them again.",
        "sign_in": "Sign in",
    },
}


class MainJob:
    """Two people who never see curl."""

    def word(self, name):
        return WORDS[self.language][name]

    def button(self, page, name):
        return page.get_by_role("button", name=self.word(name), exact=True)

    def field(self, page, name):
        return page.get_by_label(re.compile("^" + re.escape(self.word(name))))

    def menu(self, page, name):
        if page.viewport_size["width"] < 768:
            self.button(page, "menu").click()
        page.get_by_role("navigation").get_by_role("link", name=self.word(name), exact=True).click()

    def heading(self, page, text):
        expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def sign_in_by_link(self, page, organisation, email, rights):
        link = self.server.command("user", "add", "--organisation", organisation, "--email", email, "--name", "山本 さくら", "--rights", rights).stdout.strip()
        page.goto(self.address("/users#" + link.partition("#")[2]))
        self.field(page, "password").fill(PASSWORD)
        self.shot(page, "link")
        self.button(page, "set").click()

    def test_main_job(self):
        self.set_day("2026-12-01")
        self.name = "株式会社はやし製作所 %s%d" % (self.language, self.size["width"])
        buyer = self.person()
        organisation = self.server.make_organisation("星凪重機工業株式会社")
        self.sign_in_by_link(buyer, organisation, "buyer@%s%d.example.jp" % (self.language, self.size["width"]), "buyer:read,buyer:write,audit:read,keys:write")
        self.heading(buyer, self.word("overview"))
        relationship = self.add_supplier(buyer)
        url = self.demand_and_invite(buyer)
        worker = self.person()
        self.accept(worker, url)
        self.assess(worker)
        self.declare(worker)
        self.see_that_it_is_met(worker)
        self.check(buyer, relationship)

    def add_supplier(self, page):
        page.goto(self.address("/suppliers/new"))
        self.field(page, "name").first.fill(self.name)
        self.field(page, "code").fill("A-1001")
        self.shot(page, "supplier-new")
        self.button(page, "create").click()
        expect(page.locator(".letter pre")).to_contain_text(self.name)
        self.shot(page, "supplier-invited")
        page.get_by_role("link", name=self.word("set_requirement")).click()
        page.wait_for_url("**/suppliers/*-*")
        return page.url.rpartition("/")[2]

    def demand_and_invite(self, page):
        self.button(page, "set_requirement").click()
        page.get_by_label(self.word("star"), exact=True).select_option("2")
        page.get_by_label(self.word("due"), exact=True).fill("2027-06-30")
        self.field(page, "reason").fill("図面をお預けしているため")
        self.shot(page, "requirement")
        self.button(page, "submit_requirement").click()
        expect(page.get_by_text(self.word("saved"))).to_be_visible()
        self.button(page, "again").click()
        url = page.locator(".link-text").inner_text()
        self.shot(page, "supplier")
        return self.address("/invitations#" + url.partition("#")[2])

    def accept(self, page, url):
        page.goto(url)
        self.heading(page, self.word("invitation"))
        expect(page.get_by_text("図面をお預けしているため")).to_be_visible()
        self.field(page, "person").fill("林 美咲")
        self.field(page, "email").fill("hayashi@%s%d.example.jp" % (self.language, self.size["width"]))
        page.get_by_label(self.word("pass"), exact=True).fill(PASSWORD)
        self.shot(page, "invitation")
        self.button(page, "accept").click()
        self.heading(page, "星凪重機工業株式会社")
        self.shot(page, "request")

    def assess(self, page):
        self.menu(page, "self_check")
        self.shot(page, "self-checks")
        self.button(page, "start").click()
        expect(page.locator(".criterion")).to_have_count(25)
        for criterion in page.locator(".criterion").all():
            criterion.get_by_label(self.word("implemented"), exact=True).check()
        expect(page.get_by_text(self.word("progress"))).to_be_visible()
        expect(page.get_by_text(self.word("kept"), exact=True)).to_be_visible()
        self.shot(page, "self-check")
        page.reload()
        expect(page.get_by_text(self.word("progress"))).to_be_visible()
        self.button(page, "submit").click()
        page.get_by_role("dialog").get_by_role("button", name=self.word("submit"), exact=True).click()
        expect(page.get_by_text(self.word("submitted"))).to_be_visible()

    def declare(self, page):
        self.menu(page, "stars")
        self.button(page, "declare").click()
        self.field(page, "id").fill("1234")
        self.field(page, "declared").fill("2026-11-20")
        self.button(page, "enter").click()
        expect(page.locator(".field-fault")).to_be_visible()
        self.shot(page, "declaration-refused")
        self.field(page, "id").fill(harness.declaration_id())
        self.button(page, "enter").click()
        expect(page.locator(".declaration")).to_be_visible()
        self.button(page, "paper").click()
        page.get_by_label(self.word("day"), exact=True).fill("2026-11-21")
        self.field(page, "url").fill("https://example.jp/policy")
        self.button(page, "enter").click()
        expect(page.get_by_text("https://example.jp/policy")).to_be_visible()
        self.shot(page, "stars")

    def see_that_it_is_met(self, page):
        self.menu(page, "requests")
        expect(page.locator(".request .badge")).to_have_text(re.compile(self.word("met") + "$"))
        self.shot(page, "requests")

    def check(self, page, relationship):
        self.menu(page, "suppliers")
        self.field(page, "search").fill("ﾊﾔｼ製作所")
        expect(page.locator("tbody tr")).to_have_count(1)
        self.shot(page, "suppliers")
        page.get_by_role("link", name=self.name).click()
        page.wait_for_url("**/" + relationship)
        self.button(page, "check").click()
        page.get_by_label(self.word("found"), exact=True).check()
        self.button(page, "check").click()
        expect(page.locator(".explained .facts")).to_contain_text(self.word("confirmed"))
        self.shot(page, "supplier-checked")
        self.menu(page, "overview")
        expect(page.locator(".legend")).to_be_visible()
        self.shot(page, "overview")


class JapaneseAtADesk(MainJob, BrowserTest):
    language, size = "ja", DESKTOP


class JapaneseOnAPhone(MainJob, BrowserTest):
    language, size = "ja", PHONE


class EnglishAtADesk(MainJob, BrowserTest):
    language, size = "en", DESKTOP


class EnglishOnAPhone(MainJob, BrowserTest):
    language, size = "en", PHONE


if __name__ == "__main__":
    harness.main()
