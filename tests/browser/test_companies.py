# SPDX-License-Identifier: Apache-2.0
"""Companies and people that change, in the page: duplicates, owners, successions, and what is published of a 法人番号."""

import os
import re

from browser import BrowserTest, expect, harness
from harness import corporate_number
from published import closed, company, file_of


class Companies(BrowserTest):
    def card(self, page, name):
        return page.locator("section", has=page.get_by_role("heading", name=name, exact=True))

    def talk(self, relationship):
        body = {"asked_on": "2026-11-20", "asked_by": "buyer", "outcome": "open", "text": "費用の見積りについて"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/consultations" % relationship, body), 201)

    def test_duplicates_are_dismissed_taken_back_and_joined(self):
        self.buyer, page = self.buyer_page()
        supplier = self.make_supplier()
        kept = self.link(self.buyer, supplier, code="A-1001", name="株式会社みなと精密")
        gone = self.invite(self.buyer, code="0042", name="㈱みなと精密")[0]
        self.require(self.buyer, gone, 2, "2027-09-30")
        self.talk(gone)
        known = {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-10-01"}
        recorded = self.assertStatus(self.buyer.put("/v1/suppliers/%s/declarations" % gone, known), 201).json["declaration"]
        check = {"checked_on": "2026-12-01", "method": "public_list", "result": "found"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (gone, recorded), check), 201)
        self.go(page, "/suppliers", "取引先")
        page.get_by_role("link", name="重複の確認").click()
        expect(page.get_by_role("heading", name="一致する項目：取引先名")).to_be_visible()
        self.shots(page, "duplicates")
        self.confirm(page, "別の取引先として登録")
        expect(page.get_by_role("status")).to_have_text("重複の可能性がある登録はありません。")
        page.get_by_text("別の取引先として登録した組み合わせ").click()
        self.shots(page, "duplicates-dismissed")
        self.confirm(page, "取り消す")
        page.get_by_role("button", name="統合する", exact=True).click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("「A-1001 株式会社みなと精密」を残し、「0042 ㈱みなと精密」を終了します")
        dialog.get_by_label("0042 ㈱みなと精密 の要求水準").check()
        self.shot(page, "duplicates-join")
        dialog.get_by_role("button", name="統合する", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("重複の可能性がある登録はありません。")
        record = self.buyer.get("/v1/suppliers/code:0042").json
        self.assertEqual((record["relationship"], record["status"]["required_star"]), (kept, 2))
        # The one that goes on tells what was recorded of the other, which offers nothing there.
        self.go(page, "/suppliers/" + kept, "株式会社みなと精密")
        talks = self.card(page, "費用協議の記録")
        expect(talks).to_contain_text("費用の見積りについて")
        expect(talks).to_contain_text("統合した登録の記録")
        declaration = page.locator("li.declaration")
        expect(declaration).to_contain_text("統合した登録の記録（充足状況には反映されません）")
        declaration.get_by_text("照合の履歴").click()
        expect(declaration.locator("li")).to_contain_text("一致")
        expect(declaration.get_by_role("button")).to_have_count(0)
        expect(self.card(page, "統合した登録")).to_contain_text("「0042」もこの取引先を指します。")
        self.shots(page, "supplier-joined")
        self.confirm(page, "別名を取り消す")
        expect(page.get_by_text("「0042」もこの取引先を指します。")).to_have_count(0)
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + kept))
        expect(self.card(page, "費用協議の記録")).to_contain_text("統合した登録の記録")

    def test_who_leaves_hands_suppliers_over(self):
        self.buyer, page = self.buyer_page()
        leaver = self.email
        self.invite(self.buyer, code="O-1", name="有限会社かもめ金型", owner=leaver)
        self.invite(self.buyer, code="O-2", name="株式会社あかね設計", owner=leaver)
        self.invite(self.buyer, code="O-3", name="株式会社はやし製作所")
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        taker = self.email
        self.go(page, "/people", "利用者")
        row = page.locator("li.person", has_text=leaver)
        row.get_by_role("button", name="利用者を削除", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="利用者を削除", exact=True).click()
        expect(dialog.get_by_role("alert")).to_contain_text("この利用者は2社の取引先の自社担当者です")
        self.shot(page, "person-owns-suppliers")
        dialog.get_by_role("button", name="キャンセル").click()
        row.get_by_role("button", name="担当する取引先を引き継ぐ").click()
        row.get_by_label("引き継ぐ相手").select_option(label="山本 さくら " + taker)
        self.shots(page, "hand-over")
        row.get_by_role("button", name="担当する取引先を引き継ぐ").click()
        expect(row).to_contain_text("引き継ぎました")
        self.assertEqual({s["owner"] for s in self.buyer.get("/v1/suppliers").json["items"]}, {taker, None})
        self.confirm(page, "利用者を削除", row)
        expect(page.locator("li.person", has_text=leaver)).to_have_count(0)
        self.go(page, "/suppliers", "取引先")
        for owner, count in (("自分", 2), ("担当者なし", 1)):
            page.get_by_label("自社担当者", exact=True).select_option(label=owner)
            expect(page.locator(".chips")).to_contain_text("自社担当者：" + owner)
            expect(page.locator("tbody tr")).to_have_count(count)
        self.shots(page, "suppliers-of-nobody")
        self.go(page, "/people", "利用者")
        page.locator("li.person", has_text=taker).get_by_role("link", name="担当する取引先").click()
        expect(page.locator("tbody tr")).to_have_count(2)

    def test_a_merger_is_recorded_and_accepted(self):
        self.buyer, page = self.buyer_page()
        old, new = corporate_number(), corporate_number()
        supplier = self.make_supplier(number=old)
        relationship = self.link(self.buyer, supplier, code="M-1", corporate_number=old)
        self.require(self.buyer, relationship, 1, "2027-06-30")
        self.declare(supplier, 1, "2026-11-01")
        self.go(page, "/suppliers/" + relationship, "株式会社みなと精密")
        page.get_by_role("button", name="合併・法人番号の変更を登録").click()
        page.get_by_label("合併または変更の日").fill("2026-12-01")
        page.get_by_label("新しい法人番号").fill(old)
        page.get_by_label("変更後の名称").fill("合併後工業株式会社")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.locator(".field-wrong")).to_have_count(1)
        page.get_by_label("新しい法人番号").fill(new)
        self.shots(page, "succession")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="合併後工業株式会社")).to_be_visible()
        tasks = self.card(page, "確認が必要なこと")
        expect(tasks.get_by_role("heading", level=3)).to_have_text(["法人番号の違いの確認", "合併・番号変更前の自己宣言の確認"])
        expect(page.get_by_text("株式会社みなと精密 " + old)).to_be_visible()
        self.shots(page, "succession-recorded")
        for _ in range(2):
            tasks.get_by_role("button", name="引き継ぎを承認する").click()
        expect(tasks.get_by_role("heading", level=3)).to_have_count(1)
        for text in ("みなと精密", "合併後工業", old):
            self.go(page, "/suppliers?text=" + text, "取引先")
            expect(page.locator("tbody tr")).to_have_count(1)

    def test_what_is_published_otherwise(self):
        self.buyer, page = self.buyer_page()
        renamed, merged, successor = (corporate_number() for _ in range(3))
        path = os.path.join(self.server.directory, "published.csv")
        with open(path, "wb") as file:
            file.write(
                file_of(
                    [
                        company(renamed, "株式会社みなと精工", process="11"),
                        closed(merged, "株式会社はやし製作所", successor),
                        company(successor, "株式会社はやしホールディングス"),
                    ],
                    "cp932",
                )
            )
        first = self.invite(self.buyer, code="P-1", name="株式会社みなと精密", corporate_number=renamed)[0]
        self.invite(self.buyer, code="P-2", name="㈱はやし製作所", corporate_number=merged)
        self.invite(self.buyer, code="P-3", name="有限会社かもめ金型", corporate_number=successor)
        self.invite(self.buyer, code="P-4", name="佐藤商店")
        self.server.command("corporate-numbers", "load", path)
        self.go(page, "/", "概況")
        card = self.card(page, "国税庁の公表データとの違い")
        expect(card).to_contain_text("3社の登録が公表データと異なります。")
        self.shots(page, "overview-remarks")
        card.get_by_role("link").click()
        expect(page.locator("tbody tr")).to_have_count(3)
        page.get_by_text("そのほかの条件").click()
        page.get_by_label("国税庁の公表データとの違い", exact=True).select_option(label="合併による消滅")
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator(".chips")).to_contain_text("国税庁の公表データとの違い：合併による消滅")
        self.shots(page, "suppliers-remarks")
        page.get_by_role("link", name="㈱はやし製作所").click()
        expect(self.card(page, "国税庁の公表データとの違い")).to_contain_text("株式会社はやしホールディングス " + successor)
        self.shots(page, "supplier-remarks")
        self.go(page, "/suppliers/" + first, "株式会社みなと精密")
        expect(self.card(page, "国税庁の公表データとの違い")).to_contain_text("「株式会社みなと精工」")
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + first, {"name": "株式会社みなと精工"}), 200)
        self.go(page, "/suppliers/" + first, "株式会社みなと精工")
        expect(page.get_by_text(re.compile("国税庁"))).to_have_count(0)
        supplier = self.make_supplier(number=renamed)
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        self.go(page, "/people", "利用者")
        expect(self.card(page, "自社の名称と法人番号")).to_contain_text("「株式会社みなと精工」の名称で公表されています")
        self.shots(page, "own-remarks")


if __name__ == "__main__":
    harness.main()
