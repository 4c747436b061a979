# SPDX-License-Identifier: Apache-2.0
"""A sheet of suppliers in the page: with faults, with columns that are left out, with rows that somebody changed by hand; what ends
relationships asks first, and what the page gives out it takes back."""

import os
import re
import tempfile

from browser import BrowserTest, expect, harness

SHEET = "取引先コード,取引先名,法人番号,タグ,要求水準,対応期限\r\nB-1,有限会社かもめ金型,,CAD,2,2027-06-30\r\nB-2,株式会社あかね設計,1.18E+12,CAD,,\r\n"


class Sheets(BrowserTest):
    def sheet(self, text):
        handle, path = tempfile.mkstemp(suffix=".csv")
        self.addCleanup(os.remove, path)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("cp932"))
        return path

    def test_sheet_is_tried_then_carried_out(self):
        buyer, page = self.buyer_page()
        self.go(page, "/import", "一括取込")
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files(self.sheet(SHEET))
        page.get_by_role("button", name="内容を確認する").click()
        expect(page.locator(".problems")).to_contain_text("3行目")
        expect(page.locator(".problems code")).to_have_text("B-2,株式会社あかね設計,1.18E+12,CAD,,")
        self.shot(page, "import")
        expect(page.get_by_text("誤りのある行を直して、もう一度内容を確認してください。")).to_be_visible()
        expect(page.get_by_role("button", name="取り込む", exact=True)).to_have_count(0)
        self.assertEqual(buyer.get("/v1/suppliers").json["items"], [])
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files(self.sheet(SHEET.replace("1.18E+12", "")))
        page.get_by_role("button", name="内容を確認する").click()
        page.get_by_role("button", name="取り込む", exact=True).click()
        expect(page.locator(".notice-good")).to_be_visible()
        self.assertEqual(len(buyer.get("/v1/suppliers").json["items"]), 2)

    def test_columns_that_are_left_out_are_chosen(self):
        buyer, page = self.buyer_page()
        self.go(page, "/import", "一括取込")
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files(self.sheet("取引先コード,取引先名,社内番号\r\nS-1,株式会社みなと精密,77\r\n"))
        page.get_by_role("button", name="内容を確認する").click()
        expect(page.locator(".notice-bad")).to_contain_text("社内番号")
        page.get_by_role("checkbox", name="社内番号").check()
        page.get_by_role("button", name="内容を確認する").click()
        page.get_by_role("button", name="取り込む", exact=True).click()
        expect(page.get_by_text("取り込みました。")).to_be_visible()
        relationship = buyer.get("/v1/suppliers").json["items"][0]["relationship"]
        # One supplier's page has an index of its cards, which stays in sight.
        self.go(page, "/suppliers/" + relationship, "株式会社みなと精密")
        page.get_by_role("navigation", name="この画面の目次").get_by_role("link", name="取引関係の終了").click()
        expect(page.get_by_role("heading", name="取引関係の終了")).to_be_in_viewport()
        expect(page.get_by_role("navigation", name="この画面の目次")).to_be_in_viewport()

    def test_many_conflicts_of_a_sheet(self):
        """Each tells what is on file and what the sheet has; who has no mouse reaches the last."""
        buyer, page = self.buyer_page()
        rows = "".join("S-%02d,株式会社試作%02d製作所,前の内容%d,量産\r\n" % (i, i, i) for i in range(30))
        sheet = "取引先コード,取引先名,メモ,タグ\r\n" + rows
        self.assertStatus(buyer.post("/v1/suppliers:import", sheet.encode(), query={"source": "dashboard"}, content_type="text/csv"), 200)
        for i in range(30):
            self.assertStatus(buyer.patch("/v1/suppliers/code:S-%02d" % i, {"memo": "電話で確認した内容%d" % i, "tags": ["量産", "要注意"]}), 200)
        self.go(page, "/import", "一括取込")
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files({"name": "s.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
        page.get_by_role("button", name="内容を確認する").click()
        rows = page.locator(".problems > li")
        expect(rows).to_have_count(30)
        for text in ("31行目", "「電話で確認した内容29」", "「前の内容29」", "「量産、要注意」"):
            expect(rows.last).to_contain_text(text)
        self.shots(page, "import-conflicts")

    def test_a_conflict_is_settled_by_keyboard(self):
        """For the sheet or for what is on file; of what was changed after it was shown nothing is overwritten."""
        buyer, page = self.buyer_page()
        sheet = "取引先コード,取引先名,メモ\r\n" + "".join("S-%d,株式会社試作%d製作所,表の内容\r\n" % (i, i) for i in range(3))
        self.assertStatus(buyer.post("/v1/suppliers:import", sheet.encode(), query={"source": "dashboard"}, content_type="text/csv"), 200)
        for i in range(3):
            self.assertStatus(buyer.patch("/v1/suppliers/code:S-%d" % i, {"memo": "電話で確認した内容"}), 200)
        self.go(page, "/import", "一括取込")
        page.get_by_label(re.compile("^ファイル（Excel")).set_input_files({"name": "s.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
        page.get_by_role("button", name="内容を確認する").click()
        rows = page.locator(".problems > li")
        expect(rows.first).to_contain_text("が変更）")
        expect(page.get_by_role("button", name="取り込む", exact=True)).to_have_count(0)
        page.get_by_role("button", name="すべて表の内容で上書きする").focus()
        page.keyboard.press("Enter")
        kept = rows.nth(1).get_by_role("radio", name="登録済みの内容のままにする")
        rows.nth(1).get_by_role("radio", name="表の内容で上書きする").focus()
        page.keyboard.press("ArrowDown")
        expect(kept).to_be_checked()
        self.shots(page, "import-settled")
        self.assertStatus(buyer.patch("/v1/suppliers/code:S-2", {"memo": "その後の変更"}), 200)
        page.get_by_role("button", name="取り込む", exact=True).press("Enter")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("その後の変更")
        page.get_by_role("button", name="内容を確認する").click()
        rows.get_by_role("radio", name="表の内容で上書きする").check()
        page.get_by_role("button", name="取り込む", exact=True).click()
        expect(page.locator(".notice-good")).to_be_visible()
        memos = [buyer.get("/v1/suppliers/code:S-%d" % i).json["memo"] for i in range(3)]
        self.assertEqual(memos, ["表の内容", "電話で確認した内容", "表の内容"])

    def test_sheet_that_ends_relationships_asks_first(self):
        buyer, page = self.buyer_page()
        rows = "".join("E-%d,株式会社第%d工業\r\n" % (n, n) for n in range(5))
        page.goto(self.address("/import"))

        def send(rows, absent):
            page.get_by_label(re.compile("^ファイル（Excel")).set_input_files(self.sheet("取引先コード,取引先名\r\n" + rows))
            page.get_by_label("一覧にない取引先").select_option(absent)
            page.get_by_role("button", name="内容を確認する").click()
            page.get_by_role("button", name="取り込む", exact=True).click()

        send(rows, "end")
        expect(page.locator(".notice-good")).to_be_visible()
        send(rows.splitlines(True)[0], "end")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("4社との取引関係が終了します")
        self.shot(page, "import-ends")
        dialog.get_by_role("button", name="キャンセル").click()
        self.assertEqual([one["state"] for one in buyer.get("/v1/suppliers").json["items"]], ["invited"] * 5)
        page.get_by_role("button", name="取り込む", exact=True).click()
        dialog.get_by_role("button", name="取り込む").click()
        expect(page.locator(".notice-good")).to_be_visible()
        self.assertEqual(sorted(one["state"] for one in buyer.get("/v1/suppliers").json["items"]), ["ended"] * 4 + ["invited"])

    def test_exported_list_can_be_imported_as_it_is(self):
        buyer, page = self.buyer_page()
        ended, _ = self.invite(buyer, name="有限会社かもめ金型")
        self.invite(buyer, name="株式会社あかね設計", contacts=[{"name": "佐藤", "email": "sato@example.jp"}])
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % ended), 200)
        self.go(page, "/import", "一括取込")
        for button, ending in (("取り込み用のExcelを出力", ".xlsx"), ("取り込み用のCSVを出力", ".csv")):
            with page.expect_download() as saved:
                page.get_by_role("button", name=button).click()
            path = str(saved.value.path()) + ending
            saved.value.save_as(path)
            page.get_by_label(re.compile("^ファイル（Excel")).set_input_files(path)
            page.get_by_role("button", name="内容を確認する").click()
            expect(page.locator(".figures")).to_have_text(re.compile("^1変更なし$"))


if __name__ == "__main__":
    harness.main()
