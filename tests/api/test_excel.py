# SPDX-License-Identifier: Apache-2.0
"""Excel workbooks wherever CSV is taken or given."""

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
