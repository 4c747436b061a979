# SPDX-License-Identifier: Apache-2.0
"""A statement is given out, checked by somebody without a key, kept by a buyer, and withdrawn."""

import re

from browser import BrowserTest, expect, harness


class Statements(BrowserTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="declared")
        self.declare(self.supplier, 1, "2026-12-01")

    def card(self, page, title):
        return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))

    def test_given_out_checked_kept_and_withdrawn(self):
        buyer = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        self.go(buyer, "/statements", "確認書")
        naming = self.card(buyer, "自社名の記載")
        naming.get_by_role("button", name="記載を許可する").click()
        expect(naming.get_by_text("記載を許可しています。")).to_be_visible()

        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        self.go(page, "/statements", "確認書")
        card = self.card(page, "発行した確認書")
        card.get_by_role("button", name="確認書を発行").click()
        card.get_by_label("内容").select_option(label=self.buyer.name)
        card.get_by_role("button", name="確認書を発行").click()
        said = re.compile("%sは、%sの要求" % (self.supplier.name, self.buyer.name))
        expect(card.get_by_text(said)).to_be_visible()
        expect(card.get_by_text(re.compile("★1と★2は、企業が自ら宣言するもの"))).to_be_visible()
        self.shots(page, "statements")
        self.assert_accessible(page, "statements")
        with page.expect_download() as paper:
            card.get_by_role("button", name="PDFで保存").click()
        with open(paper.value.path(), "rb") as file:
            self.assertEqual(file.read(5), b"%PDF-")
        (made,) = self.supplier.get("/v1/statements").json["items"]

        anybody = self.person()
        anybody.goto(self.address("/verify#code=" + made["claims"]["jti"]))
        expect(anybody.get_by_text(said)).to_be_visible()
        expect(anybody.get_by_text("取り下げられていません。")).to_be_visible()
        self.shots(anybody, "verify")
        self.assert_accessible(anybody, "verify")
        self.assertNotIn(self.relationship, anybody.content())

        kept = self.card(buyer, "受け取った確認書")
        kept.get_by_role("button", name="保管する").click()
        kept.get_by_label("署名付きテキスト").fill(harness.spoiled(made["jws"]))
        kept.get_by_role("button", name="保管する").click()
        expect(kept.locator(".field-wrong")).to_have_count(1)
        kept.get_by_label("署名付きテキスト").fill(made["jws"])
        kept.get_by_role("button", name="保管する").click()
        expect(kept.get_by_text(said)).to_be_visible()
        self.shots(buyer, "statements-kept")

        self.confirm(page, "取り下げる", card)
        expect(card.get_by_text(re.compile("に取り下げられました。"))).to_be_visible()
        anybody.reload()
        expect(anybody.get_by_text(re.compile("に取り下げられました。"))).to_be_visible()
        anybody.goto(self.address("/verify"))
        anybody.get_by_label("確認書の番号または署名付きテキスト").fill("0" * 64)
        anybody.get_by_role("button", name="照会する").click()
        expect(anybody.get_by_text(re.compile("この番号の確認書は見つかりません"))).to_be_visible()


if __name__ == "__main__":
    harness.main()
