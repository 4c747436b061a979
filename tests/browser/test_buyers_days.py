# SPDX-License-Identifier: Apache-2.0
"""A buyer's days without telephone, through the page and by mail alone: a sheet, letters, three of five accept by the link of
their mail, one asks for talks, one is reminded, one runs out; all of it in the inbox."""

import re

from browser import PHONE, BrowserTest, expect, harness
from people import PASSWORD
from scripted_smtp import SendsMail

CODES = "ABCDE"
SHEET = "取引先コード,取引先名,メールアドレス,区分,要求水準,対応期限,要求の理由\r\n" + "".join(
    "%s,株式会社%s製作所,%s@minato.example.jp,製造委託,★2,2027-03-31,図面をお預けしているため\r\n" % (code, code, code.lower()) for code in CODES
)


class BuyersDays(SendsMail, BrowserTest):
    def test_from_the_sheet_to_the_answers(self):
        self.buyer = self.make_buyer()
        self.set_day("2026-12-01")
        page = self.desk()
        first = self.email
        self.bring_sheet(page)
        self.assertInbox(page, *[("招待の送付（未送付）", code) for code in CODES])
        campaign = self.choose(page)
        letters = self.send_letters(page, CODES, 1)
        self.assertInbox(page)
        self.mail_shot(letters["A"], "mail-invitation")

        self.set_day("2026-12-10")
        people = {code: self.accepts(letters[code]) for code in "ABC"}
        self.ask_for_talks(people["C"])
        self.opens(letters["D"])
        page = self.desk()
        page.goto(campaign)
        self.assertOutcomes(page, A="承諾", B="承諾", C="承諾", D="リンクを開いた", E="送付済み")
        self.shot(page, "campaign-answered")
        self.assertInbox(page, ("協議の希望への回答", "C"))
        # Talks are not kept for the mail of the next day.
        self.eventually(lambda: self.told_of("株式会社C製作所", first))

        self.set_day("2027-01-20")
        page = self.desk()
        page.goto(campaign)
        self.confirm(page, "回答のない取引先に再送")
        expect(page.locator("tbody tr")).to_have_count(2)
        again = self.send_letters(page, "DE", 2)
        self.assertIn("再度のご案内", again["D"]["Subject"])
        self.mail_shot(again["D"], "mail-reminder")
        self.accepts(again["D"])
        page.reload()
        self.assertOutcomes(page, D="承諾", E="送付済み")
        self.record_talks(page)
        self.assertInbox(page)

        self.set_day("2027-04-25")
        page = self.desk()
        self.assertInbox(page, ("期限切れの招待リンクの再発行", "E"))
        self.shot(page, "inbox-ran-out")

    def desk(self):
        """Somebody of the buyer at the first page."""
        return self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)

    def bring_sheet(self, page):
        self.go(page, "/import", "一括取込")
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files({"name": "suppliers.csv", "mimeType": "text/csv", "buffer": SHEET.encode("cp932")})
        page.get_by_role("button", name="内容を確認する").click()
        page.get_by_role("button", name="取り込む", exact=True).click()
        expect(page.locator(".notice-good")).to_be_visible()

    def assertInbox(self, page, *waiting):
        self.go(page, "/inbox/buyer", "やること")
        if not waiting:
            expect(page.get_by_role("status")).to_have_text("対応を待っているものはありません。")
        for task, code in waiting:
            expect(page.locator("tbody tr").filter(has_text="株式会社%s製作所" % code)).to_contain_text(task)
        expect(page.locator("tbody tr")).to_have_count(len(waiting))
        menu = page.get_by_role("navigation").get_by_role("link", name="やること")
        if waiting:
            expect(menu).to_contain_text("（%d件）" % len(waiting))
        else:
            expect(menu).not_to_contain_text("件")

    def choose(self, page):
        """The campaign's address."""
        self.go(page, "/", "概況")
        page.get_by_role("main").get_by_role("link", name="一斉送付").click()
        page.get_by_label("名称（取引先には表示されません）").fill("2026年度の招待")
        page.get_by_role("button", name="作成する").click()
        expect(page.get_by_role("heading", level=1, name="2026年度の招待")).to_be_visible()
        return page.url

    def send_letters(self, page, codes, nth):
        """The nth mail of each."""
        self.confirm(page, "メールで送る")
        to = {code: "%s@minato.example.jp" % code.lower() for code in codes}
        self.eventually(lambda: all(len(self.mail.messages(address)) == nth for address in to.values()))
        expect(page.get_by_text("すべての取引先の案内文を作成しました。")).to_be_visible()
        return {code: self.mail.messages(address)[-1] for code, address in to.items()}

    def assertOutcomes(self, page, **outcomes):
        for code, outcome in outcomes.items():
            expect(page.locator("tbody tr").filter(has_text="株式会社%s製作所" % code)).to_contain_text(outcome)

    def opens(self, message):
        """Somebody of a supplier, on a telephone, where the link of the mail leads."""
        page = self.person(size=PHONE)
        link = re.search(r"/invitations#token=\S+", message.get_body(("plain",)).get_content())[0]
        self.assertIn(link, message.get_body(("html",)).get_content())
        page.goto(self.address(link))
        expect(page.get_by_role("heading", level=1, name="招待の確認")).to_be_visible()
        expect(page.get_by_text("図面をお預けしているため")).to_be_visible()
        return page

    def accepts(self, message):
        page = self.opens(message)
        page.get_by_label(re.compile("^担当者の氏名")).fill("林 美咲")
        page.get_by_label(re.compile("^メールアドレス")).fill(message["To"])
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="承諾する", exact=True).click()
        expect(page.get_by_role("heading", level=1, name=self.buyer.name)).to_be_visible()
        return page

    def ask_for_talks(self, page):
        page.get_by_label("協議を希望する").check()
        page.get_by_label("発注企業へのメッセージ").fill("費用について相談したい")
        page.get_by_role("button", name="回答する").click()
        expect(page.locator("blockquote")).to_have_text("費用について相談したい")

    def told_of(self, name, person):
        return [m for m in self.mail.messages(person) if name in m.get_body(("plain",)).get_content()]

    def record_talks(self, page):
        self.go(page, "/inbox/buyer", "やること")
        page.get_by_role("link", name="協議の希望への回答").click()
        page.get_by_role("button", name="協議を記録").click()
        page.get_by_label("申し入れのあった日").fill("2026-12-10")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("heading", name="協議の希望への回答")).to_have_count(0)


if __name__ == "__main__":
    harness.main()
