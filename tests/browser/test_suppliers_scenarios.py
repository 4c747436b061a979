# SPDX-License-Identifier: Apache-2.0
"""What a supplier's clerk does in a year, each from the link of a mail and by clicks alone."""

import re

from browser import PHONE, expect, harness
from people import PASSWORD
from scenarios import in_all

REASON = "図面をお預けしているため"
PICTURE = {"name": "鍵の管理.jpg", "mimeType": "image/jpeg", "buffer": bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")}


class Supplier:
    def asked_for(self, star, buyers=1):
        """A supplier of these buyers, which ask for a star; its clerk opens the mail of the next morning."""
        self.supplier = self.make_supplier()
        self.buyers = [self.make_buyer("星凪重機工業株式会社%d" % n if n else "星凪重機工業株式会社") for n in range(buyers)]
        self.links = [self.link(buyer, self.supplier, contacts=[{"name": "林 美咲", "email": self.mailbox()}]) for buyer in self.buyers]
        page = self.known(self.supplier, harness.SUPPLIER_RIGHTS)
        for buyer, relationship in zip(self.buyers, self.links):
            self.require(buyer, relationship, star, "2027-06-30", reason=REASON)
        return page

    def arrive(self, page, day="2026-12-02"):
        self.morning(page, day)
        self.heading(page, "要求と充足状況")
        return page

    def mailbox(self):
        """Where the supplier is written to."""
        return "%s@%s%d.example.jp" % (self.id().rpartition("_")[2], self.language, self.size["width"])

    def invitation(self, buyer, relationship):
        self.assertStatus(buyer.in_language(self.language).post("/v1/suppliers/%s:invite?send=true" % relationship), 200)

    def test_accept(self):
        """Accept"""
        buyer = self.make_buyer("星凪重機工業株式会社")
        relationship, _ = self.invite(buyer, contacts=[{"name": "林 美咲", "email": self.mailbox()}])
        self.require(buyer, relationship, 2, "2027-06-30", reason=REASON)
        self.invitation(buyer, relationship)
        page = self.person()
        self.open_mail(page, self.mailbox(), "/invitations#")
        self.told_exactly(page, REASON)
        self.field(page, "担当者の氏名").fill("林 美咲")
        self.field(page, "メールアドレス").fill("clerk@%s%d.example.jp" % (self.language, self.size["width"]))
        page.get_by_label(self.w("パスワード"), exact=True).fill(PASSWORD)
        self.shot(page, "scenario-invitation")
        self.press(page, "承諾する")
        expect(page.get_by_role("heading", level=1, name=buyer.name)).to_be_visible()
        self.shot(page, "scenario-accepted")
        self.played(2)

    def told_exactly(self, within, text):
        expect(within.get_by_text(text).first).to_be_visible()

    def test_self_check(self):
        """Self-check with a file"""
        page = self.arrive(self.asked_for(2))
        self.shot(page, "scenario-requests")
        self.follow(page.locator("main"), "手続きへ進む")
        self.press(page, "自己評価を始める")
        expect(page.locator(".criterion")).to_have_count(25)
        page.get_by_text(self.w("回答をExcelやCSVで出力・取り込む")).click()
        sheet = "番号,回答\r\n" + "".join("%d,実施している\r\n" % n for n in range(1, 26))
        self.field(page, "ファイル（Excel").set_input_files({"name": "回答.csv", "mimeType": "text/csv", "buffer": sheet.encode("cp932")})
        self.press(page, "回答を取り込む")
        expect(page.locator(".criterion").last.get_by_role("radio").first).to_be_checked()
        item = page.locator(".criterion").first
        item.get_by_text(self.w("証跡ファイル")).click()
        self.field(item, "ファイルを選択").set_input_files(PICTURE)
        self.told_exactly(item, PICTURE["name"])
        self.shot(page, "scenario-self-check")
        self.twice(page, "提出する")
        self.told(page, "提出しました。")
        self.shot(page, "scenario-submitted")
        self.played(11)

    def test_policy(self):
        """Publish a policy here"""
        page = self.asked_for(2)
        self.assess(self.supplier, "security-action-2-v3")
        self.arrive(page)
        self.follow(page.locator("main"), "手続きへ進む")
        self.heading(page, "情報セキュリティ基本方針")
        self.field(page, "代表者の役職・氏名").fill("代表取締役　林 一郎")
        self.field(page, "制定日").fill("2026-12-02")
        self.press(page, "下書きを作成")
        expect(page.get_by_label(self.w("本文"), exact=True)).to_have_value(re.compile("林 一郎"))
        self.press(page, "保存する")
        self.twice(page, "公開する")
        self.twice(page, "裏付け資料として登録")
        self.told(page, "裏付け資料として登録済みです。")
        self.shot(page, "scenario-policy")
        url = page.locator("a[href*='/policies/']").get_attribute("href")
        page.goto(self.address(url[url.index("/policies/") :]))
        expect(page.get_by_text("林 一郎")).to_be_visible()
        self.played(9)

    def test_declare(self):
        """Declare and correct a mistyped ID"""
        page = self.asked_for(2)
        self.assess(self.supplier, "security-action-2-v3")
        self.publish_policy(self.supplier, "2026-12-01")
        self.arrive(page)
        wrong, right = harness.declaration_id(), harness.declaration_id()
        self.follow(page.locator("main"), "手続きへ進む")
        self.press(page, "宣言・登録を入力")
        self.field(page, "自己宣言ID（11桁）").fill(wrong)
        self.field(page, "宣言日・登録日").fill("2026-12-01")
        self.shot(page, "scenario-declare")
        self.press(page, "登録する")
        self.told_exactly(page, wrong)
        self.press(page, "訂正する")
        self.field(page, "自己宣言ID（11桁）").fill(right)
        self.press(page, "訂正を登録")
        self.told_exactly(page, right)
        self.shot(page, "scenario-corrected")
        self.played(7)

    def test_seen(self):
        """See what each buyer sees"""
        page = self.arrive(self.asked_for(2, buyers=2))
        for n, buyer in enumerate(self.buyers):
            if n:
                self.menu(page, "要求と充足状況")
            page.get_by_role("link", name=buyer.name, exact=True).first.click()
            expect(page.get_by_role("heading", level=1, name=buyer.name)).to_be_visible()
            expect(self.card(page, "開示範囲")).to_contain_text(self.w("閲覧はまだありません。"))
        self.shot(page, "scenario-seen")
        self.played(5)

    def test_withdraw(self):
        """Withdraw one disclosure"""
        page = self.asked_for(2)
        self.assertStatus(self.supplier.put("/v1/buyers/%s/disclosures/gaps" % self.links[0], {}), 200)
        self.arrive(page)
        page.get_by_role("link", name=self.buyers[0].name, exact=True).first.click()
        gaps = page.get_by_role("checkbox", name=re.compile("^" + self.w("未充足項目")))
        gaps.uncheck()
        self.told(page, "保存しました。")
        expect(gaps).not_to_be_checked()
        self.shot(page, "scenario-withdrawn")
        self.played(4)

    def test_update(self):
        """Update ★3 from last year"""
        page = self.asked_for(3)
        edition = next(one["id"] for one in self.supplier.get("/v1/editions").json["items"] if one["scheme"] == "scs")
        self.assess(self.supplier, edition, star=3)
        self.set_day("2027-12-01")
        self.open_mail(page, self.email, "/(?!users|mail)")
        self.sign_in(page)
        self.menu(page, "自己評価")
        page.get_by_label(self.w("評価する★")).select_option(value=edition + " 3")
        self.shot(page, "scenario-update")
        self.press(page, "自己評価を始める")
        item = page.locator(".criterion").first
        item.get_by_role("radio").nth(1).check()
        self.told(page, "保存済み")
        self.shot(page, "scenario-updated")
        self.twice(page, "提出する")
        self.told(page, "提出しました。")
        self.played(10)

    def test_talks(self):
        """Ask for talks"""
        page = self.arrive(self.asked_for(2))
        page.get_by_role("link", name=self.buyers[0].name, exact=True).first.click()
        page.get_by_label(self.w("協議を希望する")).check()
        self.field(page, "発注企業へのメッセージ").fill("費用について相談したい")
        self.press(page, "回答する")
        expect(page.locator("blockquote")).to_have_text("費用について相談したい")
        self.shot(page, "scenario-talks-asked")
        self.played(5)

    def test_leave(self):
        """Leave and come back"""
        page = self.arrive(self.asked_for(2))
        page.get_by_role("link", name=self.buyers[0].name, exact=True).first.click()
        self.twice(page, "この発注企業との共有を終了")
        expect(page.get_by_role("checkbox")).to_have_count(0)
        self.shot(page, "scenario-left")
        self.invitation(self.buyers[0], self.links[0])
        self.open_mail(page, self.mailbox(), "/invitations#")
        self.shot(page, "scenario-invited-again")
        self.press(page, "承諾する")
        expect(page.get_by_role("heading", level=1, name=self.buyers[0].name)).to_be_visible()
        expect(page.get_by_role("checkbox").first).to_be_visible()
        self.played(7)


globals().update(in_all(Supplier, ("ja", PHONE)))

if __name__ == "__main__":
    harness.main()
