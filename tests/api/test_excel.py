# SPDX-License-Identifier: Apache-2.0
"""Excel workbooks wherever CSV is taken or given."""

import re
import unittest

import harness
import workbook
from workbook import Day, Furigana

IMPORT = "/v1/suppliers:import"
HEAD = ["取引先コード", "法人番号", "取引先名", "区分", "担当者名", "要求水準", "対応期限", "要求の理由"]
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED = OLD + "EncryptedPackage".encode("utf-16-le")


class ExcelTest(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def send(self, body, status=200, kind=workbook.TYPE, **query):
        return self.assertStatus(self.buyer.post(IMPORT, body, query=query, content_type=kind), status)

    def counts(self, body, **expected):
        answer = self.send(body)
        counts = {name: count for name, count in answer.json["counts"].items() if count}
        self.assertEqual(counts, expected, answer)
        return answer

    def refused(self, body, code, kind=workbook.TYPE, status=422):
        answer = self.send(body, status, kind=kind)
        if status == 422:
            self.assertEqual([fault["code"] for fault in answer.json["errors"]], [code], answer)
        return answer

    def supplier(self, code):
        return self.assertStatus(self.buyer.get("/v1/suppliers/code:" + code), 200).json


class Import(ExcelTest):
    def test_as_excel_writes_it(self):
        number = harness.corporate_number(1)
        sheet = workbook.write(
            [
                ["取引先一覧"],
                [],
                HEAD,
                ["0012", int(number), Furigana("東京商会"), "製造", Furigana("港 太郎"), 2, Day(46568), Furigana("図面をお渡しするため")],
                [50000000000.0, None, "=1+1", None, None, None, None, None],
            ],
            merged=["A1:H1", "D4:D5"],
        )
        self.counts(sheet, added=2)
        tokyo = self.supplier("0012")
        self.assertEqual((tokyo["name"], tokyo["corporate_number"], tokyo["status"]["due_on"], tokyo["category"]), ("東京商会", number, "2027-06-30", "製造"))
        self.assertEqual((self.supplier("50000000000")["name"], self.supplier("50000000000")["category"]), ("=1+1", "製造"))
        self.counts(sheet, unchanged=2)

    def test_codes_as_they_are_shown(self):
        """What a format adds is part of a code; what became a day is no code any more."""
        parts = workbook.parts([HEAD, ["x", None, "甲"]])
        formats = '<numFmts count="1"><numFmt numFmtId="164" formatCode="%s"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
        for code, format, shown in ((123, "00000", "00123"), (456, "0", "456"), (46055, "yyyy/m/d", None), (46055, "m&quot;月&quot;d&quot;日&quot;", None)):
            sheet = re.sub('<c r="A2".*?</c>', '<c r="A2" s="1"><v>%d</v></c>' % code, parts["xl/worksheets/sheet1.xml"])
            styles = re.sub("<cellXfs.*</cellXfs>", formats % format, parts["xl/styles.xml"])
            body = workbook.pack({**parts, "xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": styles})
            with self.subTest(format=format):
                if shown:
                    self.counts(body, added=1)
                    self.supplier(shown)
                else:
                    answer = self.counts(body, refused=1)
                    self.assertEqual(answer.json["problems"][0]["faults"][0]["code"], "cell_became_date")

    def test_days_from_1904(self):
        self.counts(workbook.write([HEAD, ["1", None, "甲", None, None, 2, Day(46568 - 1462), "取引のため"]], from_1904=True), added=1)
        self.assertEqual(self.supplier("1")["status"]["due_on"], "2027-06-30")

    def test_errors_name_the_row(self):
        answer = self.counts(workbook.write([HEAD, [], ["1", "#N/A", "甲"]]), refused=1)
        [problem] = answer.json["problems"]
        self.assertEqual((problem["line"], problem["faults"][0]["code"]), (3, "spreadsheet_error"))
        self.refused(workbook.write([["取引先コード", "取引先名", "知らない"], ["1", "甲", "x"]]), "unknown_column")

    def test_other_files(self):
        csv = ",".join(HEAD).encode() + b"\r\n1,,a\r\n"
        sheet = workbook.write([HEAD, ["1", None, "甲"]])
        for body, code in ((OLD, "xls_not_read"), (LOCKED, "workbook_protected")):
            self.refused(body, code)
            self.refused(body, code, kind="text/csv")
        self.refused(sheet, "workbook_as_text", kind="text/csv")
        for body in (csv, sheet[:-30], b"PK\x03\x04", b""):
            self.refused(body, "workbook_not_read")
        self.assertEqual(self.buyer.get("/v1/suppliers").json["items"], [])

    def with_sheets(self, *sheets):
        """(visible, rows) of each; the names of their parts are told in odd ways."""
        whole = workbook.parts([HEAD])
        names, relations = "", ""
        targets = ("worksheets/p%d.xml", "/xl/worksheets/p%d.xml", "./worksheets/p%d.xml", "../xl/worksheets\\p%d.xml")
        for i, (state, rows) in enumerate(sheets):
            made = workbook.parts(rows)
            whole["xl/worksheets/p%d.xml" % i] = re.sub(
                r'<c r="(\w+)" t="s"><v>(\d+)</v></c>',
                lambda m, made=made: '<c r="%s" t="inlineStr"><is>%s</is></c>' % (m[1], re.findall("<si>(.*?)</si>", made["xl/sharedStrings.xml"])[int(m[2])]),
                made["xl/worksheets/sheet1.xml"],
            )
            names += '<sheet name="p%d" sheetId="%d" state="%s" r:id="r%d"/>' % (i, i + 1, state, i)
            relations += '<Relationship Id="r%d" Type="%s/worksheet" Target="%s"/>' % (i, workbook.OFFICE, targets[i % 4] % i)
        whole["xl/workbook.xml"] = '<workbook xmlns:r="%s"><sheets>%s</sheets></workbook>' % (workbook.OFFICE, names)
        whole["xl/_rels/workbook.xml.rels"] = "<Relationships>%s</Relationships>" % relations
        return workbook.pack(whole)

    def test_which_sheet(self):
        """The one with headings, wherever it stands; of several nothing is passed over in silence."""
        rows, meanings = [HEAD, ["1", None, "甲"]], [["見出し", "説明"], ["取引先コード", "番号"], ["取引先名", "正式な名称"]]
        sheets = (
            [("visible", rows), ("visible", meanings)],
            [("visible", meanings), ("visible", rows)],
            [("hidden", rows), ("visible", []), ("visible", [["表紙"]]), ("visible", rows)],
            [("veryHidden", [HEAD, ["9", None, "乙"]]), ("visible", [["2026年度 取引先一覧"], [], *rows])],
        )
        for i, chosen in enumerate(sheets):
            self.counts(self.with_sheets(*chosen), **({"unchanged": 1} if i else {"added": 1}))
        self.refused(self.with_sheets(("visible", rows), ("visible", [HEAD, ["2", None, "乙"]])), "several_sheets")

    def test_parts_as_other_programs_write_them(self):
        parts = workbook.parts([HEAD, ["1", None, "甲"]])
        strict = {
            name: text.replace(workbook.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                workbook.OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
            for name, text in parts.items()
        }
        back = {name.replace("/", "\\"): text for name, text in parts.items()}
        extended = {
            **parts,
            "xl/sharedStrings.xml": parts["xl/sharedStrings.xml"].replace("<t xml:space", "<extLst><ext><t>x</t></ext></extLst><t xml:space"),
        }
        for i, whole in enumerate((parts, strict, back, extended)):
            with self.subTest(i=i):
                self.counts(workbook.pack(whole), **({"unchanged": 1} if i else {"added": 1}))

    def test_a_formula_that_nobody_calculated(self):
        parts = workbook.parts([HEAD, ["1", None, "甲", "加工"]])
        self.counts(workbook.pack(parts), added=1)
        sheet = re.sub('<c r="D2".*?</c>', '<c r="D2"><f>VLOOKUP(A2,X,2)</f></c>', parts["xl/worksheets/sheet1.xml"])
        answer = self.counts(workbook.pack({**parts, "xl/worksheets/sheet1.xml": sheet}), refused=1)
        self.assertEqual(answer.json["problems"][0]["faults"][0]["code"], "spreadsheet_error")
        self.assertEqual(self.supplier("1")["category"], "加工")

    def test_an_archive_with_a_password(self):
        sheet = bytearray(workbook.write([HEAD, ["1", None, "甲"]]))
        for mark, flag in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            for found in re.finditer(re.escape(mark), bytes(sheet)):
                sheet[found.start() + flag] |= 1
        self.refused(bytes(sheet), "workbook_protected")

    def test_limits(self):
        parts = workbook.parts([HEAD, ["1", None, "甲"]])
        bomb = workbook.pack({**parts, "xl/worksheets/sheet1.xml": "<a>" + " " * 40_000_000 + "</a>"})
        self.refused(bomb, "workbook_too_large")
        many = workbook.pack({**parts, **{"x%d" % i: "" for i in range(2000)}})
        self.refused(many, "workbook_too_large")
        laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'
        self.refused(workbook.pack({**parts, "xl/workbook.xml": laughs}), "workbook_not_read")
        self.refused(workbook.write([HEAD + ["x"] * 100, []]), "too_many_items")
        self.refused(bytes(16 * 1024 * 1024 + 1), None, status=413)


class Answers(ExcelTest):
    def setUp(self):
        super().setUp()
        self.supplier_side = self.make_supplier()
        draft = self.assertStatus(self.supplier_side.post("/v1/assessments", {"edition": "security-action-2-v3", "star": 2}), 201)
        self.path = "/v1/assessments/%s" % draft.json["assessment"]

    def put(self, body, status=200, kind=workbook.TYPE):
        return self.assertStatus(self.supplier_side.put(self.path + "/answers", body, content_type=kind), status)

    def test_filled_sheet(self):
        self.put(workbook.write([["番号", "回答", "備考"], [1, Furigana("実施している"), "文書あり"], [2.0, "○"]]))
        answers = self.assertStatus(self.supplier_side.get(self.path), 200).json["answers"]
        self.assertEqual(
            [(a["criterion"], a["answer"], a["note"]) for a in answers if a["answer"]], [("1", "implemented", "文書あり"), ("2", "implemented", None)]
        )
        answer = self.put(workbook.write([["番号", "回答"], [1, "???"]]), 422)
        self.assertEqual(answer.json["errors"][0]["pointer"], "/rows/2/answer")

    def test_other_files(self):
        for kind in ("text/csv", workbook.TYPE):
            self.assertEqual(self.put(OLD, 422, kind).json["code"], "xls_not_read")
        self.assertEqual(self.put(workbook.write([["番号", "回答"]]), 422, "text/csv").json["code"], "workbook_as_text")


if __name__ == "__main__":
    unittest.main()
