# SPDX-License-Identifier: Apache-2.0
"""A supplier's steps: what each item means, the company's policy, and one list of all that is to be done."""

from browser import BrowserTest, expect, harness


class Checklist(BrowserTest):
    def supplier_page(self, star=2):
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.require(self.buyer, self.relationship, star, "2027-06-30")
        return self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)

    def begin(self, page):
        page.goto(self.address("/self-check?star=2"))
        page.get_by_role("button", name="自己評価を始める").click()
        expect(page.locator(".criterion")).to_have_count(25)

    def test_what_an_item_means(self):
        """It is told when somebody asks; what to do, at once where an answer does not meet it and in the list of open items."""
        page = self.supplier_page()
        self.begin(page)
        item = page.locator("#criterion-14")
        expect(item.get_by_text("Windowsキー＋L")).to_be_hidden()
        item.get_by_text("この項目の意味と対応方法").click()
        expect(item.get_by_text("席を離れるときに、画面を")).to_be_visible()
        expect(item.get_by_text("Windowsキー＋L")).to_be_visible()
        page.locator("#criterion-11").get_by_role("radio", name="実施していない", exact=True).check()
        expect(page.locator("#criterion-11").get_by_text("元に戻せるかを試します")).to_be_visible()
        page.locator("#criterion-12").get_by_role("radio", name="実施している", exact=True).check()
        expect(page.locator("#criterion-12").get_by_text("鍵のかかる書庫や引き出しを")).to_be_hidden()
        gaps = page.locator("section", has=page.get_by_role("heading", name="残っている項目"))
        expect(gaps.get_by_text("元に戻せるかを試します")).to_be_visible()
        expect(gaps.get_by_text("鍵のかかる書庫や引き出しを")).to_have_count(0)
        self.shots(page, "criterion-help")

    def test_without_the_texts_the_form_stands(self):
        page = self.supplier_page()
        page.route("**/v1/editions/*/help", lambda route: route.abort())
        self.begin(page)
        expect(page.get_by_text("この項目の意味と対応方法")).to_have_count(0)
        page.locator("#criterion-1").get_by_role("radio").first.check()
        expect(page.get_by_text("保存済み")).to_be_visible()
        self.errors.clear()


if __name__ == "__main__":
    harness.main()
