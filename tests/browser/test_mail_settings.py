# SPDX-License-Identifier: Apache-2.0
"""Mail as people set it up: from whom letters go, in whose words, when silent suppliers hear again, and what each person gets."""

import re

from browser import BrowserTest, expect, harness
from scripted_smtp import SendsMail


class MailSettings(SendsMail, BrowserTest):
    def preview(self, page, button="招待を確認"):
        page.get_by_role("button", name=button, exact=True).click()
        shown = page.locator(".letter-page")
        expect(shown).to_be_visible()
        return shown

    def test_what_is_shown_is_what_goes(self):
        buyer, page = self.buyer_page()
        self.go(page, "/mail-settings", "メールの設定")
        expect(self.preview(page)).to_contain_text("（取引先の名称） 御中")
        page.get_by_label(re.compile("^差出人の部署")).fill("調達部")
        # What was shown is not what would go any more.
        expect(page.locator(".letter-page")).to_have_count(0)
        expect(page.get_by_text("入力内容が変わりました。もう一度確認してください。")).to_be_visible()
        page.get_by_label(re.compile("^差出人（担当者）の氏名")).fill("佐藤 花子")
        page.get_by_label(re.compile("^電話番号")).fill("03-0000-0000")
        page.get_by_label(re.compile("^返信先")).fill("chotatsu@toto.example.jp")
        page.get_by_label(re.compile("^案内文の前に入れる文章")).fill("いつもお世話になっております。")
        shown = self.preview(page)
        expect(page.get_by_text("入力内容が変わりました。")).to_have_count(0)
        expect(shown).to_contain_text("いつもお世話になっております。")
        expect(shown).to_contain_text("担当：調達部 佐藤 花子（電話 03-0000-0000）")
        self.shots(page, "mail-settings")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("保存しました。次に送るメールから使います。")).to_be_visible()
        text = self.preview(page).inner_text()
        record = {"name": "株式会社みなと精密", "contacts": [{"name": "港 太郎", "email": "minato@example.jp"}]}
        self.assertStatus(buyer.post("/v1/suppliers", record, query={"send": "true"}), 201)
        self.eventually(lambda: self.mail.messages("minato@example.jp"))
        [mail] = self.mail.messages("minato@example.jp")
        went = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.assertEqual(re.sub(r"#token=\S+", "#token=…", went.replace("株式会社みなと精密", "（取引先の名称）")).split()[:-1], text.split()[:-1])
        self.assertEqual([to.addr_spec for to in mail["Reply-To"].addresses], ["chotatsu@toto.example.jp"])

    def test_reminders_by_rule(self):
        buyer, page = self.buyer_page()
        self.go(page, "/mail-settings", "メールの設定")
        # How they count is said where they are set.
        expect(page.get_by_text(re.compile("月曜日から金曜日（祝日を含む）.*日本の日付で数え.*保存する前に送付したものも対象"))).to_be_visible()
        page.get_by_label("自動で送る", exact=True).check()
        page.get_by_label("最後の送付からの日数").fill("0")
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_function("document.activeElement.matches(':invalid')")
        page.get_by_label("最後の送付からの日数").fill("7")
        page.get_by_label("送る回数の上限").fill("2")
        self.shots(page, "mail-reminders")
        expect(self.preview(page, "再送を確認")).to_contain_text("先日お送りしたご案内へのご回答を、まだ確認できておりません。")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("保存しました。次に送るメールから使います。")).to_be_visible()
        self.assertEqual(buyer.get("/v1/mail-settings").json["reminders"], {"after_days": 7, "times": 2})
        reader = self.signed_in(buyer.organisation, "buyer:read")
        self.go(reader, "/mail-settings", "メールの設定")
        expect(reader.get_by_text("最後の送付から7日後に、2回まで")).to_be_visible()
        expect(reader.get_by_role("button", name="保存", exact=True)).to_have_count(0)

    def test_a_wrong_answer_address_is_told_at_its_field(self):
        _, page = self.buyer_page()
        self.go(page, "/mail-settings", "メールの設定")
        page.get_by_label(re.compile("^返信先")).fill("a..b@toto.example.jp")
        page.get_by_role("button", name="招待を確認", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label(re.compile("^返信先")).fill("ab@toto.example.jp")
        expect(page.get_by_role("alert")).to_have_count(0)

    def test_each_person_chooses_by_kind_and_language(self):
        buyer, page = self.buyer_page()
        self.go(page, "/account", "個人設定")
        card = page.locator("section", has=page.get_by_role("heading", name="お知らせのメール", exact=True))
        choices = {"協議": "受け取らない", "確認": "受け取らない"}
        for legend, choice in choices.items():
            card.get_by_role("group", name=re.compile(legend)).get_by_label(choice, exact=True).check()
        card.get_by_role("group", name="メールの言語").get_by_label("English", exact=True).check()
        self.shots(page, "account-mail")
        card.get_by_role("button", name="変更").first.click()
        expect(page.locator(".notice-good")).to_be_visible()
        page.reload()
        for legend, choice in choices.items():
            expect(card.get_by_role("group", name=re.compile(legend)).get_by_label(choice, exact=True)).to_be_checked()
        expect(card.get_by_role("group", name="メールの言語").get_by_label("English", exact=True)).to_be_checked()


if __name__ == "__main__":
    harness.main()
