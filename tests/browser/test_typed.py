# SPDX-License-Identifier: Apache-2.0
"""What is typed or pasted into the page is what it would be in a sheet: the examples of tests/support/cells.py, one after another in
the forms where people enter them."""

import re
import unicodedata

import cells
import workbook
from browser import BrowserTest, expect, harness


# What a clipboard hands over.
PASTE = """(field, text) => {
    const held = new DataTransfer()
    held.setData('text/plain', text)
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }))
}"""


def typeable(text):
    """No keyboard types control characters, and a field of one line drops line breaks from what is pasted."""
    return not any(unicodedata.category(c) == "Cc" for c in text)


def changes(answer):
    return answer.request.method in ("PATCH", "POST", "PUT") and not answer.url.endswith("/v1/session")


class Typed(BrowserTest):
    def card(self, page, title):
        return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))

    def try_examples(self, page, card, opened_by, label, examples, save, stored, others=None):
        """Each in a form that is opened for it: it stands among what is stored, or the field says what is wrong."""
        tried = 0
        for entered, expected in examples:
            if not typeable(entered) or expected in stored():
                continue
            tried += 1
            card.get_by_role("button", name=opened_by).click()
            expect(card.locator("input, select").first).to_be_focused()  # a form that opens takes the focus
            for other, text in (others or {}).items():
                card.get_by_label(re.compile("^" + other)).fill(text)
            field = card.get_by_label(re.compile("^" + label)).first
            field.fill("")
            field.focus()
            page.keyboard.insert_text(entered)
            with page.expect_response(changes) as answer:
                card.get_by_role("button", name=save, exact=True).click()
            with self.subTest(label=label, entered=entered[:50]):
                if isinstance(expected, cells.Problem):
                    self.assertEqual([e["code"] for e in answer.value.json()["errors"]], [expected])
                    expect(card.locator(".field-wrong label")).to_contain_text(label)
                    card.get_by_role("button", name="キャンセル").click()
                else:
                    self.assertIn(expected, stored(), answer.value.text())
            expect(card.get_by_role("button", name=opened_by)).to_be_visible()
        self.assertGreater(tried, 0)

    def test_record_of_a_supplier(self):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer, code="S-1")
        page.goto(self.address("/suppliers/" + relationship))
        card = self.card(page, "取引先の情報")
        record = lambda: self.assertStatus(buyer.get("/v1/suppliers/" + relationship), 200).json
        for member, (label, examples) in cells.RECORD.items():
            self.try_examples(page, card, "取引先の情報を編集", label, examples, "保存", lambda member=member: [record()[member]])
        emails = lambda: [contact["email"] for contact in record()["contacts"]]
        self.try_examples(page, card, "取引先の情報を編集", "担当者のメールアドレス", cells.EMAILS, "保存", emails)

    def test_declaration_that_the_buyer_knows(self):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        page.goto(self.address("/suppliers/" + relationship))
        known = lambda: [one["id"] for one in buyer.get("/v1/suppliers/%s/declarations" % relationship).json["items"]]
        card = self.card(page, "宣言・登録と照合")
        self.try_examples(page, card, "把握しているIDを登録", "自己宣言ID", cells.DECLARATION_IDS, "登録", known, {"宣言日": "2026-11-02"})

    def test_days_that_are_pasted(self):
        """In every spelling of a sheet; what is no day, or another day of the week, is told and leaves what stood there."""
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        page.goto(self.address("/suppliers/%s" % relationship))
        card = self.card(page, "宣言・登録と照合")
        card.get_by_role("button", name="把握しているIDを登録").click()
        field = card.get_by_label(re.compile("^宣言日"))
        for day, texts in cells.DAYS.items():
            for text in texts:
                with self.subTest(day=day, text=text):
                    field.fill("2026-11-02")
                    field.evaluate(PASTE, text)
                    expect(field).to_have_value(day or "2026-11-02")
                    expect(card.locator(".field-wrong")).to_have_count(0 if day else 1)
        expect(card.get_by_role("alert")).to_contain_text("日付として読み取れませんでした。2026年11月2日のまま変更していません。")
        invalid = "field => field.validity.customError"
        self.assertTrue(field.evaluate(invalid))  # not sent unseen
        field.fill("2026-11-03")
        expect(card.locator(".field-wrong")).to_have_count(0)
        self.assertFalse(field.evaluate(invalid))

    def test_columns_that_are_left_out(self):
        """Of a CSV file chosen, with a comma in the heading; of a workbook named, also a known one, and chosen where it was refused."""
        _, page = self.buyer_page()
        heads = ["取引先コード", "取引先名", "タグ", "住所,番地", "code"]
        self.go(page, "/import", "一括取込")
        skipped = page.locator("details", has=page.get_by_text("取り込まない列", exact=True))
        preview = page.get_by_role("button", name="内容を確認する")
        file = page.get_by_label(re.compile("^ファイル（Excel"))
        rows = [["取引先一覧"], heads, ["A-1", "甲製作所", "金型", "名古屋市", "1"]]
        text = "\r\n".join(",".join('"%s"' % cell for cell in row) for row in rows)
        file.set_input_files({"name": "suppliers.csv", "mimeType": "text/csv", "buffer": text.encode()})
        skipped.locator("summary").click()
        skipped.get_by_label("住所 番地", exact=True).check()
        skipped.get_by_label("住所 番地", exact=True).uncheck()
        expect(skipped.get_by_label("code", exact=True)).to_be_visible()  # it stays open
        skipped.get_by_label("住所 番地", exact=True).check()
        preview.click()
        expect(page.get_by_text("「code」の列が2つあります。")).to_be_visible()
        skipped.get_by_label("code", exact=True).check()
        preview.click()
        expect(page.get_by_text("取り込まない列：住所,番地、code")).to_be_visible()
        self.go(page, "/import", "一括取込")
        file.set_input_files({"name": "suppliers.xlsx", "mimeType": workbook.TYPE, "buffer": workbook.write(rows)})
        preview.click()
        for heading in ("住所 番地", "code"):
            skipped.get_by_label(heading, exact=True).check()
        skipped.get_by_label(re.compile("^そのほかの列")).fill("タグ")
        preview.click()
        expect(page.get_by_text("取り込まない列：タグ、住所,番地、code")).to_be_visible()
        self.shot(page, "import-columns-left-out")

    def test_own_organisation(self):
        buyer, page = self.buyer_page()
        self.go(page, "/people", "利用者")
        card = self.card(page, "自社の名称と法人番号")
        own = lambda: self.assertStatus(buyer.get("/v1/organisation"), 200).json
        for label, member, examples in (("会社名", "name", cells.NAMES), ("法人番号", "corporate_number", cells.CORPORATE_NUMBERS)):
            self.try_examples(page, card, "名称や法人番号を変更", label, examples, "保存", lambda member=member: [own()[member]])


if __name__ == "__main__":
    harness.main()
