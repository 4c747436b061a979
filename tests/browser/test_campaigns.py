# SPDX-License-Identifier: Apache-2.0
"""A campaign: choosing, the letters, what became of each recipient, and a reminder to those who stayed silent."""

from browser import BrowserTest, expect, harness


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
        token = letters.first.inner_text().partition("#token=")[2].split()[0]
        self.assertStatus(self.make_supplier().post("/v1/invitations:redeem", {"token": token}), 201)
        page.reload()
        expect(figures.filter(has_text="承諾").locator("strong")).to_have_text("1")
        self.shots(page, "campaign")
        self.confirm(page, "回答のない取引先に再送")
        expect(page.get_by_role("heading", level=1, name="2027年度の招待（再送）")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(3)


if __name__ == "__main__":
    harness.main()
