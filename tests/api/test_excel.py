# SPDX-License-Identifier: Apache-2.0
"""Excel workbooks wherever CSV is taken or given."""

import io
import re
import unittest
import warnings
import zipfile
from xml.sax.saxutils import escape

import cells
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
        for code, format, shown in cells.FORMATS:
            sheet = re.sub('<c r="A2".*?</c>', '<c r="A2" s="1"><v>%s</v></c>' % code, parts["xl/worksheets/sheet1.xml"])
            styles = re.sub("<cellXfs.*</cellXfs>", lambda _, format=format: formats % escape(format, {'"': "&quot;"}), parts["xl/styles.xml"])
            body = workbook.pack({**parts, "xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": styles})
            with self.subTest(format=format, code=code):
                answer = self.counts(body, **{"added" if shown else "refused": 1})
                if shown:
                    self.assertIn(shown, [item["code"] for item in self.buyer.get("/v1/suppliers").json["items"]])
                else:
                    self.assertEqual(answer.json["problems"][0]["faults"][0]["code"], "cell_became_date")
                self.buyer = self.make_buyer()

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
        others = [b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\0\x10JFIF", b"{\\rtf1\\ansi"]
        for body, code in ((OLD, "xls_not_read"), (LOCKED, "workbook_protected"), *((other, "xls_not_read") for other in others)):
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

    def test_what_lies_beside_the_table(self):
        """Far away something is named, nothing is nothing."""
        parts = workbook.parts([HEAD, ["1", None, "甲"]])
        for far, added in (
            ('<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>', False),
            ('<row r="1048576"><c r="XFD1048576" s="1"/></row>', True),
            ('<row r="3"><c r="XFD3" t="inlineStr"><is><t> \u3000</t></is></c></row>', True),
        ):
            sheet = (
                parts["xl/worksheets/sheet1.xml"]
                .replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
                .replace("</sheetData>", far + "</sheetData>")
            )
            body = workbook.pack({**parts, "xl/worksheets/sheet1.xml": sheet})
            with self.subTest(far=far):
                if added:
                    self.counts(body, added=1)
                else:
                    self.refused(body, "too_many_columns")
            self.buyer = self.make_buyer()

    def test_rows_that_are_hidden_are_read(self):
        parts = workbook.parts([HEAD, ["1", None, "甲"], ["2", None, "乙"], ["集計", None, None]])
        sheet = parts["xl/worksheets/sheet1.xml"].replace('<row r="3">', '<row r="3" hidden="1">')
        sheet = sheet.replace(
            "</sheetData>", '</sheetData><autoFilter ref="A1:B3"><filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn></autoFilter>'
        )
        answer = self.send(workbook.pack({**parts, "xl/worksheets/sheet1.xml": sheet}), mode="per_row").json
        self.assertEqual((answer["counts"]["added"], answer["problems"][0]["faults"][0]["code"]), (2, "not_a_supplier"))

    def test_many_merged_areas(self):
        rows = [[str(i), None, "甲", None if i % 2 else "加工"] for i in range(4800)]
        merged = ["%s%d:%s%d" % (column, i, column, i + 1) for column in "DEFGH" for i in range(2, 4802, 2)]
        self.assertEqual(self.send(workbook.write([HEAD, *rows], merged=merged), dry_run="true").json["counts"]["added"], 4800)

    def test_archives_of_other_programs(self):
        for first in (("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("Index/Document.iwa", "x"), ("Index.zip", "x")):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w") as archive:
                archive.writestr(*first)
            for kind in ("text/csv", workbook.TYPE):
                self.refused(out.getvalue(), "xls_not_read", kind=kind)

    def test_parts_that_are_there_twice(self):
        parts = workbook.parts([HEAD, ["1", None, "甲"]])
        other = workbook.parts([HEAD, ["2", None, "乙"]])["xl/worksheets/sheet1.xml"]
        for name in ("xl/worksheets/sheet1.xml", "xl\\Worksheets\\Sheet1.XML"):
            out = io.BytesIO(workbook.pack(parts))
            with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
                warnings.simplefilter("ignore")
                archive.writestr(name, other)
            self.refused(out.getvalue(), "workbook_not_read")

    def test_targets_outside(self):
        parts = workbook.parts([HEAD, ["1", None, "甲"]])
        for target in ('"../../../../etc/passwd"', '"http://127.0.0.1:1/x" TargetMode="External"', '"file:///etc/passwd"'):
            relations = parts["xl/_rels/workbook.xml.rels"].replace('"worksheets/sheet1.xml"', target)
            self.refused(workbook.pack({**parts, "xl/_rels/workbook.xml.rels": relations}), "workbook_not_read")

    def test_parts_in_utf_16(self):
        parts = workbook.parts([HEAD, ["1", None, "甲"]])
        wide = {name: ('<?xml version="1.0" encoding="UTF-16"?>' + re.sub(r"<\?xml.*?\?>\s*", "", text)).encode("utf-16") for name, text in parts.items()}
        self.counts(workbook.pack(wide), added=1)

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
        self.refused(workbook.write([HEAD + ["x"] * 100, []]), "too_many_columns")
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
