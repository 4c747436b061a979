# SPDX-License-Identifier: Apache-2.0
"""What a supplier shows, and its buyer asks for and reads, each on its own page."""

import re

from browser import BrowserTest, expect, harness


class Disclosures(BrowserTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.require(self.buyer, self.relationship, 3, "2027-06-30")
        self.assess(self.supplier, "scs-2026-03-27", unlike={"1-2-1-2": "partial", "1-2-1-3": "not_implemented"})

    def card(self, page, title):
        return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))

    def test_asked_shown_and_read(self):
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/suppliers/" + self.relationship))
        card = self.card(page, "取引先が開示した内容")
        expect(card.get_by_text("非開示")).to_have_count(4)
        expect(card.get_by_role("button", name=re.compile("を表示"))).to_have_count(0)
        card.get_by_role("button", name="開示を依頼").click()
        card.get_by_role("checkbox", name="回答").uncheck()
        card.get_by_label("依頼の理由").fill("図面をお預けする工程のため、未充足の内容を確認させてください。")
        self.shots(page, "disclosure-ask")
        card.get_by_role("button", name="依頼する").click()
        expect(card.get_by_text("回答待ち")).to_be_visible()

        other = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        self.go(other, "/requests", "要求と充足状況")
        self.card(other, "開示の依頼が届いています").get_by_role("link", name=self.buyer.name).click()
        shown = self.card(other, "開示範囲")
        expect(shown.get_by_text("図面をお預けする工程のため")).to_be_visible()
        self.confirm(other, "依頼された内容を開示", shown)
        expect(shown.get_by_text("開示済み")).to_be_visible()
        expect(shown.get_by_role("checkbox", name="準備状況")).to_be_checked()
        expect(shown.get_by_role("checkbox", name="回答")).not_to_be_checked()
        shown.get_by_role("listitem").filter(has_text="該当なしの理由").get_by_role("button", name="期間を設定").click()
        shown.get_by_label("開示の最終日").fill("2026-11-30")
        shown.get_by_role("button", name="保存").click()
        expect(shown.locator(".field-wrong")).to_have_count(1)
        shown.get_by_label("開示を始める日").fill("2027-01-04")
        shown.get_by_label("開示の最終日").fill("2027-03-31")
        shown.get_by_role("button", name="保存").click()
        expect(shown.get_by_text("開示予定")).to_be_visible()

        page.reload()
        expect(card.get_by_text("開示中")).to_have_count(3)
        card.get_by_role("button", name="準備状況を表示").click()
        expect(card.get_by_text(re.compile("81件中79件"))).to_be_visible()
        card.get_by_role("button", name="未充足項目を表示").click()
        expect(card.get_by_text(re.compile(r"^1-2-1-3\."))).to_be_visible()
        self.shots(page, "disclosure-read")
        self.assert_accessible(page, "disclosures of a supplier")

        other.reload()
        expect(shown.get_by_role("heading", name="この発注企業の閲覧")).to_be_visible()
        expect(shown.get_by_text(re.compile("^準備状況 ★3"))).to_be_visible()
        self.shots(other, "disclosure-shown")
        self.assert_accessible(other, "what a buyer sees")
        shown.get_by_role("checkbox", name="未充足項目").uncheck()
        expect(shown.get_by_text("非開示")).to_have_count(1)
        self.assertEqual(self.buyer.get("/v1/suppliers/%s/gaps" % self.relationship).code, "nothing_shown")
        self.errors.clear()

    def test_what_is_shown_already_keeps_its_days(self):
        its = "/v1/buyers/%s/disclosures" % self.relationship
        asked = {"kinds": ["readiness", "gaps", "answers"], "reason": "確認のため"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/disclosure-requests" % self.relationship, asked), 201)
        days = {"readiness": {"from": None, "last_day": "2027-03-31"}, "gaps": {"from": "2027-01-04", "last_day": None}}
        for kind, period in days.items():
            self.assertStatus(self.supplier.put("%s/%s" % (its, kind), {name: day for name, day in period.items() if day}), 200)
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + self.relationship))
        card = self.card(page, "開示範囲")
        self.confirm(page, "依頼された内容を開示", card)
        expect(card.get_by_text("開示済み")).to_be_visible()
        shown = {kind["kind"]: kind for kind in self.supplier.get(its).json["items"]}
        self.assertEqual((shown["readiness"]["last_day"], shown["gaps"]["from"], shown["answers"]["state"]), ("2027-03-31", "2027-01-04", "shown"))

    def test_declined(self):
        self.buyer.post("/v1/suppliers/%s/disclosure-requests" % self.relationship, {"kinds": ["answers"], "reason": "確認のため"})
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + self.relationship))
        card = self.card(page, "開示範囲")
        card.get_by_role("button", name="見送る").click()
        card.get_by_label("発注企業への回答").fill("準備状況の開示で代えさせてください。")
        card.get_by_role("button", name="見送る").click()
        expect(card.get_by_text("見送り", exact=True)).to_be_visible()
        expect(card.get_by_text("準備状況の開示で代えさせてください。")).to_be_visible()


if __name__ == "__main__":
    harness.main()
