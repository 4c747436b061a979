# SPDX-License-Identifier: Apache-2.0
"""What a supplier's clerk reads and does: texts that speak to him, answers that count at once."""
from browser import BrowserTest, expect, harness


class Supplier(BrowserTest):
    def supplier_page(self, star=2):
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        if star:
            self.require(self.buyer, self.relationship, star, "2027-06-30")
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + self.relationship))
        expect(page.locator(".shell h1")).to_have_text("東都重工業株式会社")
        return page

    def test_nothing_is_asked_and_nothing_is_to_be_answered(self):
        page = self.supplier_page(star=None)
        expect(page.get_by_text("対応は不要です。発注企業が要求水準を設定すると、ここに表示されます。")).to_be_visible()
        expect(page.get_by_role("heading", name="要求への回答")).to_have_count(0)

    def test_leaving_leaves_no_instruction_of_the_buyers(self):
        page = self.supplier_page()
        page.get_by_text("協議を希望する", exact=False).first.wait_for()
        page.get_by_role("button", name="この発注企業との共有を終了").click()
        page.get_by_role("dialog").get_by_role("button", name="この発注企業との共有を終了").click()
        expect(page.get_by_text("取引先に連絡し、事情を確認してください。")).to_have_count(0)
        expect(page.get_by_role("checkbox")).to_have_count(0)

    def test_what_was_sent_and_shown_is_confirmed(self):
        page = self.supplier_page()
        page.get_by_label("協議を希望する").check()
        page.get_by_label("発注企業へのメッセージ").fill("費用について相談したい")
        page.get_by_role("button", name="回答する").click()
        expect(page.locator("blockquote")).to_have_text("費用について相談したい")
        page.get_by_role("checkbox").check()
        expect(page.locator(".notice-good")).to_have_text("保存しました。")
        self.shot(page, "request-answered")

    def test_open_items_follow_the_answers_and_are_carried_over(self):
        page = self.supplier_page(star=3)
        page.goto(self.address("/requests"))
        page.get_by_role("link", name="自己評価", exact=True).click()
        page.goto(self.address("/self-check?star=3"))
        page.get_by_role("button", name="自己評価を始める").click()
        expect(page.locator(".criterion")).to_have_count(81)
        gaps = page.locator("section", has=page.get_by_role("heading", name="残っている項目")).get_by_role("listitem")
        expect(gaps).to_have_count(81)
        page.locator(".criterion").first.get_by_role("radio").first.check()
        expect(gaps).to_have_count(80)
        page.get_by_role("button", name="提出する").click()
        page.get_by_role("dialog").get_by_role("button", name="提出する").click()
        expect(page.get_by_text("提出しました。")).to_be_in_viewport()
        page.goto(self.address("/self-check?star=3"))
        page.get_by_role("button", name="自己評価を始める").click()
        expect(gaps).to_have_count(80)


if __name__ == "__main__":
    harness.main()
