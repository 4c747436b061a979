# SPDX-License-Identifier: Apache-2.0
"""A campaign: choosing, the letters, what became of each recipient, and a reminder to those who stayed silent."""

import re

from browser import BrowserTest, expect, harness
from scripted_smtp import SendsMail


class Campaigns(BrowserTest):
    def test_from_the_choice_to_the_reminder(self):
        buyer = self.make_buyer()
        rows = "取引先コード,取引先名,区分\r\n" + "".join("T-%d,株式会社候補%d,製造委託\r\n" % (n, n) for n in range(4))
        self.assertStatus(buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8"), 200)
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.get_by_role("main").get_by_role("link", name="一斉送付").click()
        expect(page.get_by_text("対象：株式会社候補0、株式会社候補1、株式会社候補2、株式会社候補3")).to_be_visible()
        page.get_by_label("名称（取引先には表示されません）").fill("2027年度の招待")
        self.shots(page, "campaign-new")
        page.get_by_role("button", name="作成する").click()
        expect(page.get_by_role("heading", level=1, name="2027年度の招待")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(4)
        page.get_by_role("button", name="画面に表示して印刷").click()
        letters = page.locator(".letter-page")
        expect(letters).to_have_count(4)
        expect(letters.first).to_contain_text("/invitations#token=")
        figures = page.locator(".figures li")
        # What is printed goes out: the letters, and nothing that the sender counts.
        page.emulate_media(media="print")
        expect(letters.nth(3)).to_be_visible()
        self.assertEqual(page.evaluate("document.querySelector('main').innerText.split('/invitations#token=').length"), 5)
        for hidden in (figures.first, page.locator("main h1"), page.locator("tbody tr").first, page.locator("main .notice").first):
            expect(hidden).to_be_hidden()
        page.emulate_media(media="screen")
        expect(figures.filter(has_text="送付済み").locator("strong")).to_have_text("4")
        expect(page.get_by_role("navigation").get_by_role("link", name="やること")).not_to_contain_text("件")
        letters_of = "株式会社候補0"
        token = letters.first.inner_text().partition("#token=")[2].split()[0]
        self.assertStatus(self.make_supplier().post("/v1/invitations:redeem", {"token": token}), 201)
        page.reload()
        names = page.locator("tbody th")
        expect(names).to_have_text(["株式会社候補%d" % n for n in range(4)])
        page.get_by_label("状況").select_option("承諾")
        expect(names).to_have_text([letters_of])
        expect(page).to_have_url(re.compile("outcome=accepted"))
        page.get_by_label("状況").select_option("すべて")
        page.get_by_role("searchbox").fill("候補3")
        expect(names).to_have_text(["株式会社候補3"])
        page.get_by_role("searchbox").fill("")
        expect(names).to_have_count(4)
        expect(figures.filter(has_text="承諾").locator("strong")).to_have_text("1")
        self.shots(page, "campaign")
        # All who are silent are chosen, and nobody else can be.
        expect(page.locator("tbody").get_by_role("checkbox")).to_have_count(3)
        spared = page.locator("tbody tr").filter(has=page.get_by_role("checkbox")).first.get_by_role("link").inner_text()
        page.get_by_role("checkbox", name=spared + "に再送").uncheck()
        expect(page.get_by_role("checkbox", name="回答のない取引先すべてに再送")).not_to_be_checked()
        self.shots(page, "campaign-choosing")
        self.confirm(page, "回答のない取引先に再送")
        expect(page.get_by_role("heading", level=1, name="2027年度の招待（再送）")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(2)
        expect(page.locator("tbody")).not_to_contain_text(spared)

    def test_some_of_the_silent_alone(self):
        buyer = self.make_buyer()
        for n in range(3):
            self.invite(buyer, name="株式会社候補%d" % n)
        made = self.assertStatus(buyer.post("/v1/campaigns", {"name": "招待"}), 201).json["campaign"]
        self.assertStatus(buyer.post("/v1/campaigns/%s:letters" % made), 200)
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/campaigns/" + made))
        every = page.get_by_role("checkbox", name="回答のない取引先すべてに再送")
        expect(every).to_be_checked()
        # Of a phone's table the head is not shown, nor its check box.
        page.set_viewport_size({"width": 390, "height": 800})
        every.uncheck()
        button = page.get_by_role("button", name="回答のない取引先に再送")
        expect(button).to_have_attribute("aria-disabled", "true")
        page.get_by_role("checkbox", name="株式会社候補1に再送").check()
        self.confirm(page, "回答のない取引先に再送")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody tr")).to_contain_text("株式会社候補1")


class DemandReminders(SendsMail, BrowserTest):
    def test_who_is_late_is_found_and_reminded(self):
        buyer = self.make_buyer()
        late = {}
        for n in range(3):
            name = "株式会社遅延%d" % n
            supplier = self.make_supplier(name)
            late[name] = self.link(buyer, supplier, contacts=[{"name": "窓口", "email": "s%d@example.jp" % n}])
            self.require(buyer, late[name], 1, "2026-12-20")
        self.link(buyer, self.make_supplier("株式会社順調"))
        self.set_day("2027-01-10")
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/suppliers?status=overdue"))
        page.get_by_role("checkbox", name="株式会社遅延0を選択").check()
        page.get_by_role("checkbox", name="株式会社遅延1を選択").check()
        page.get_by_role("button", name="対応のお願いを作成").click()
        expect(page.get_by_role("heading", level=1, name="の対応のお願い")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(2)
        # Nothing goes before it is said to whom, from whom and when.
        page.get_by_role("button", name="メールで送る").click()
        asked = page.get_by_role("dialog")
        for said in ("株式会社遅延0、株式会社遅延1", "東都重工業株式会社", "未設定（取引先からの返信は届きません）", "2社", "夜間や休日でも"):
            expect(asked).to_contain_text(said)
        self.shot(page, "campaign-asked")
        asked.get_by_role("button", name="キャンセル").click()
        reminders = "/v1/campaigns/" + page.url.rpartition("/")[2]
        self.assertIsNone(buyer.get(reminders).json["job"])
        page.get_by_role("button", name="メールの見本を表示").click()
        expect(page.locator(".letter-page")).to_contain_text("対応期限を過ぎておりますが")
        self.shots(page, "campaign-demand")
        self.confirm(page, "メールで送る")
        expect(page.locator(".figures li").filter(has_text="送付済み").locator("strong")).to_have_text("2")
        expect(page.get_by_text("送る必要のある取引先すべてに送りました。")).to_be_visible()
        self.eventually(lambda: len(self.mail.messages()) == 2)
        self.mail_shot(self.mail.messages()[0], "mail-demand")
        # A colleague who reminds the same day is told, and writes twice only where it is meant.
        made = self.assertStatus(buyer.post("/v1/campaigns", {"name": "同僚のお願い", "purpose": "demand_reminder"}), 201).json["campaign"]
        page.goto(self.address("/campaigns/" + made))
        expect(page.get_by_text("別の送付があってから7日以内の取引先が2社あります。")).to_be_visible()
        expect(page.locator("tbody tr").filter(has_text="7日以内に別の送付あり（")).to_have_count(2)
        self.shots(page, "campaign-lately")
        self.confirm(page, "メールで送る")
        self.assertSentTo(buyer, made, 1)
        # What a job has done does not change with what is chosen for the next one.
        sent = page.get_by_text("メールの送信処理が終わりました。")
        expect(sent).to_be_visible()
        told = sent.inner_text()
        page.get_by_label("7日以内に別の送付があった取引先にも送る").check()
        expect(page.get_by_text("2社に、要求への対応をお願いするメールを送ります。")).to_be_visible()
        expect(sent).to_have_text(told)
        self.confirm(page, "メールで送る")
        self.assertSentTo(buyer, made, 3)

    def assertSentTo(self, buyer, campaign, written):
        """Once its job has ended: so many were written to, and each has its mail."""
        one = lambda: buyer.get("/v1/campaigns/" + campaign).json
        self.eventually(lambda: one()["job"] and buyer.get("/v1/jobs/" + one()["job"]).json["state"] == "done" and one()["counts"]["written"] == written)
        self.assertEqual(one()["counts"]["written"], written)
        self.eventually(lambda: len(self.mail.messages()) >= 2 + written)
        self.assertEqual(len(self.mail.messages()), 2 + written)

    def test_only_whom_a_mail_reaches_is_named(self):
        buyer = self.make_buyer()
        for n in range(6):
            contacts = [{"name": "窓口", "email": "n%d@example.jp" % n}] if n else []
            self.invite(buyer, name="株式会社宛先%d" % n, contacts=contacts)
        made = self.assertStatus(buyer.post("/v1/campaigns", {"name": "招待"}), 201).json["campaign"]
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/campaigns/" + made))
        # Nothing can be sent before it is read to whom.
        page.route(re.compile("/recipients.*limit=200"), lambda route: route.abort())
        page.get_by_role("button", name="メールで送る").click()
        asked = page.get_by_role("dialog")
        expect(asked.get_by_role("alert")).to_be_visible()
        expect(asked.get_by_role("button", name="メールで送る")).to_have_attribute("aria-disabled", "true")
        asked.get_by_role("button", name="キャンセル").click()
        page.unroute_all()
        page.get_by_role("button", name="メールで送る").click()
        expect(asked).to_contain_text("株式会社宛先1、株式会社宛先2、株式会社宛先3 ほか2社")
        expect(asked).not_to_contain_text("株式会社宛先0")
        expect(asked.get_by_role("button", name="メールで送る")).to_have_attribute("aria-disabled", "false")
        self.errors.clear()


class WithoutMail(BrowserTest):
    def test_nothing_is_offered_that_cannot_go(self):
        buyer = self.make_buyer()
        active = self.link(buyer, self.make_supplier("株式会社遅延"))
        self.require(buyer, active, 1, "2026-12-20")
        address = [{"name": "窓口", "email": "invited@example.jp"}]
        invited, _ = self.invite(buyer, name="株式会社招待先", contacts=address)
        add = lambda **input: self.assertStatus(buyer.post("/v1/campaigns", input), 201).json["campaign"]
        invitations = add(name="招待")
        self.set_day("2027-01-10")
        reminders = add(name="お願い", purpose="demand_reminder")
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        off = page.get_by_text("メールの送信が設定されていません")
        send = page.get_by_role("button", name="メール")
        self.go(page, "/campaigns", "一斉送付")
        expect(page.get_by_role("button", name="作成する")).to_be_visible()
        expect(page.get_by_text("対応のお願いを作成")).to_have_count(0)
        for campaign, heading, said in ((invitations, "招待", "リンクや案内文は"), (reminders, "お願い", "電話などでご連絡ください")):
            self.go(page, "/campaigns/" + campaign, heading)
            expect(off).to_contain_text(said)
            expect(send).to_have_count(0)
            self.shots(page, "campaign-%s-no-mail" % ("invitation" if campaign == invitations else "demand"))
        self.go(page, "/suppliers?status=overdue", "取引先")
        page.get_by_role("checkbox", name="株式会社遅延を選択").check()
        expect(page.get_by_role("button", name="案内文を作成", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="対応のお願いを作成")).to_have_count(0)
        self.go(page, "/suppliers/" + invited, "株式会社招待先")
        expect(off).to_be_visible()
        expect(send).to_have_count(0)
        self.shots(page, "supplier-no-mail")
        self.go(page, "/people", "利用者")
        expect(off).to_be_visible()
        expect(send).to_have_count(0)
        self.shots(page, "people-no-mail")


if __name__ == "__main__":
    harness.main()
