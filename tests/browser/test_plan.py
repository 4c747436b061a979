# SPDX-License-Identifier: Apache-2.0
"""A supplier with several buyers: one list of steps, answers that are carried over, and what is done again each year."""

from browser import DESKTOP, BrowserTest, expect, harness

SCS = "scs-2026-03-27"


class Plan(BrowserTest):
    def supplier_page(self, path):
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address(path))
        return page

    def test_one_list_for_all_buyers(self):
        self.supplier = self.make_supplier()
        for name, star, due_on, level in (
            ("東都重工業株式会社", 1, "2027-06-30", "declared"),
            ("北斗精機株式会社", 2, "2027-09-30", "substantiated"),
            ("西都製鋼株式会社", 3, "2027-12-31", "substantiated"),
        ):
            buyer = self.make_buyer(name)
            self.require(buyer, self.link(buyer, self.supplier), star, due_on, required_assurance=level)
        page = self.supplier_page("/requests")
        steps = page.locator(".todo > li")
        expect(steps).to_have_count(3)
        expect(steps.nth(0)).to_contain_text("IPAで★2を自己宣言")
        expect(steps.nth(0)).to_contain_text("2027年6月30日まで")
        expect(steps.nth(0)).to_contain_text("東都重工業株式会社")
        expect(steps.nth(0)).to_contain_text("北斗精機株式会社")
        page.get_by_text("発注企業の対応または制度の開始を待っている要求（1件）").click()
        expect(page.get_by_text("制度の開始を待っています。")).to_be_visible()
        self.shots(page, "supplier-plan")
        # What is done leaves the list.
        self.assess(self.supplier, "security-action-2-v3")
        page.reload()
        expect(steps).to_have_count(2)

    def test_answers_are_carried_over_and_compared(self):
        self.supplier = self.make_supplier()
        self.assess(self.supplier, "security-action-1-5ka", unlike={"2": "not_implemented"})
        page = self.supplier_page("/self-check?star=1")
        page.get_by_label("評価する★").select_option(label="★1 " + self.title("security-action-1-6ka"))
        expect(page.get_by_role("checkbox")).to_be_checked()
        page.get_by_role("button", name="自己評価を始める").click()
        expect(page.get_by_text("前回の回答を5件引き継ぎました。")).to_be_visible()
        expect(page.locator("#criterion-6").get_by_text("新しい評価基準", exact=True)).to_be_visible()
        expect(page.locator("#criterion-2").get_by_role("radio", checked=True)).to_have_count(1)
        page.get_by_text("前回の回答と比べる").click()
        expect(page.locator("details[open]").get_by_role("link", name="6. ", exact=False)).to_be_visible()
        self.shots(page, "self-check-carried")

    def title(self, edition):
        return self.supplier.get("/v1/editions/" + edition).json["title"]["ja"]

    def test_recurring_duties(self):
        self.supplier = self.make_supplier()
        page = self.supplier_page("/duties")
        expect(page.get_by_text("★3・★4の自己評価を始めると")).to_be_visible()
        self.assess(self.supplier, SCS, star=4)
        self.assertStatus(self.supplier.put("/v1/duties/1-2-1-3", {"done_on": "2026-10-15"}), 200)
        page.reload()
        this_month, later = (page.locator("section.card").nth(place) for place in (0, 1))
        expect(later.get_by_text("1-2-1-3.", exact=False).first).to_be_visible()
        expect(later.get_by_text("2027年10月15日")).to_be_visible()
        report = this_month.locator("li.declaration", has_text="1-4-1-1.")
        report.get_by_text("関連する評価基準（18件）").click()
        expect(report.get_by_text("前回 2026年10月15日")).to_be_visible()
        self.shots(page, "duties")
        page.set_viewport_size(DESKTOP)
        report.get_by_role("button", name="実施日を登録").click()
        report.get_by_label("実施日", exact=True).fill("2026-11-20")
        report.get_by_role("button", name="登録する").click()
        expect(later.get_by_text("2027年11月20日")).to_be_visible()
        expect(report).to_have_count(0)


if __name__ == "__main__":
    harness.main()
