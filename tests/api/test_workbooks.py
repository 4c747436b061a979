# SPDX-License-Identifier: Apache-2.0
"""Excel workbooks as they go out: at every door that gives CSV, with the same rows; and back again through
spreadsheet programs without a change."""

import csv
import io
import os
import re
import unittest

import virtual

virtual.enter("spreadsheet", os.path.join(virtual.TOP, "tests", "support", "spreadsheet.txt"))

import datetime

import openpyxl
from openpyxl.utils.escape import unescape

import harness
import spreadsheet
import workbook

IMPORT = "/v1/suppliers:import"
SUPPLIERS = "/v1/suppliers"
CSV = {"Accept": "text/csv"}
EXCEL = {"Accept": workbook.TYPE}
# Before these a cell of CSV is guarded.
RUN = re.compile(r"'(?=['\s]*[=+\-@＝＋－＠−])")


def opened(body):
    return openpyxl.load_workbook(io.BytesIO(body))


def shown(value):
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return "" if value is None else unescape(str(value))


def rows_of(body):
    return [[shown(cell) for cell in row] for row in opened(body).worksheets[0].iter_rows(values_only=True)]


def rows_of_csv(body):
    text = io.StringIO(body.decode("utf-8-sig"), newline="")
    return [[RUN.sub("", cell, count=1) for cell in row] for row in csv.reader(text)]


class Workbooks(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        self.number = harness.corporate_number()

    def fill(self):
        """Suppliers with all that a spreadsheet may spoil."""
        for record in (
            {
                "code": "0001",
                "name": "甲",
                "tags": ["a、b", "c"],
                "memo": '一行目\n"二行目" =1+1 _x000D_',
                "corporate_number": self.number,
                "contacts": [{"name": "港", "phone": "0312345678", "email": "a@example.jp"}, {"name": "浜"}],
            },
            {"code": "=2+2", "name": "=2+2", "reading": "ニ", "category": "2026-12-01", "tags": ["図面"]},
            {"code": "1E5", "name": "@丙", "memo": "+81"},
        ):
            self.assertStatus(self.buyer.post(SUPPLIERS, record), 201)
        self.require(self.buyer, "code:0001", 2, "2027-06-30", questions={"internal_access": True})
        self.require(self.buyer, "code:1E5", 3, "2027-09-30", required_assurance="declared", accept_higher=False, notice_on="2026-11-20")
        self.assertStatus(
            self.buyer.put(
                "/v1/suppliers/code:1E5/declarations", {"star": 2, "id": "50000000002", "declared_on": "2026-11-02", "scope": "part", "scope_text": "本社"}
            ),
            201,
        )

    def export(self, path=SUPPLIERS, api=None, headers=EXCEL, language="ja"):
        return self.assertStatus((api or self.buyer).in_language(language).get(path, headers=headers), 200)

    def unchanged(self, body, count=3):
        answer = self.assertStatus(self.buyer.post(IMPORT, body, content_type=workbook.TYPE), 200)
        counts = {name: number for name, number in answer.json["counts"].items() if number}
        self.assertEqual(counts, {"unchanged": count}, answer)


class EveryDoor(Workbooks):
    def ask(self, operation, headers):
        """The operation's answer with these headers."""
        if operation.id not in self.doors:
            self.fail("tests/api/test_workbooks.py does not know how to ask for the sheets of %s" % operation.id)
        return self.assertStatus(self.doors[operation.id](headers), 200)

    def setUp(self):
        super().setUp()
        self.fill()
        supplier = self.make_supplier()
        self.link(self.buyer, supplier)
        draft = (
            "/v1/assessments/%s" % self.assertStatus(supplier.post("/v1/assessments", {"edition": "security-action-2-v3", "star": 2}), 201).json["assessment"]
        )
        self.assertStatus(supplier.put(draft + "/answers", {"answers": [{"criterion": "2", "answer": "implemented", "note": "=1+1"}]}), 200)
        campaign = self.assertStatus(self.buyer.post("/v1/campaigns", {"name": "案内"}, query={"category": "2026-12-01"}), 201).json["campaign"]
        self.doors = {
            "supplier_list": lambda h: self.buyer.get(SUPPLIERS, headers=h),
            "supplier_export": lambda h: self.buyer.post("/v1/suppliers:export", {}, headers=h),
            "status_list": lambda h: self.buyer.get("/v1/statuses", headers=h),
            "invitation_letters": lambda h: self.buyer.post("/v1/invitations:letters", {"category": "2026-12-01"}, headers=h, idempotency_key="letters"),
            "campaign_letters": lambda h: self.buyer.post(
                "/v1/campaigns/%s:letters" % campaign, query={"include_recent": "true"}, headers=h, idempotency_key="campaign"
            ),
            "edition_sheet": lambda h: supplier.get("/v1/editions/scs-2026-03-27/sheet", headers=h),
            "assessment_sheet": lambda h: supplier.get(draft + "/sheet", headers=h),
        }

    def test_the_rows_of_the_csv(self):
        sheets = [operation for operation in self.server.contract.operations if "text/csv" in operation.responses.get("200", {}).get("content", {})]
        self.assertGreater(len(sheets), 4)
        for operation in sheets:
            with self.subTest(operation=operation.id):
                self.assertIn(workbook.TYPE, operation.responses["200"]["content"])
                text, sheet = self.ask(operation, CSV), self.ask(operation, EXCEL)
                self.assertEqual(sheet.headers["Content-Type"], workbook.TYPE)
                self.assertRegex(sheet.headers["Content-Disposition"], r'attachment; filename="[^"]+\.xlsx"')
                rows = rows_of(sheet.body)
                self.assertEqual(rows, rows_of_csv(text.body))
                self.assertGreater(len(rows), 1)
                self.dressed(opened(sheet.body), rows)

    def dressed(self, book, rows):
        sheet, meanings = book.worksheets
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", sheet.dimensions))
        told = list(meanings.iter_rows(min_row=2, values_only=True))
        self.assertEqual([row[0] for row in told], rows[0])
        for row in told:
            self.assertTrue(row[1], row)

    def test_the_language_of_the_request(self):
        for language, sheets in (("ja", ["取引先一覧", "列の説明"]), ("en", ["List of suppliers", "Columns"])):
            book = opened(self.export(language=language).body)
            self.assertEqual(book.sheetnames, sheets)

    def test_which_is_wanted(self):
        sheet = "/v1/editions/scs-2026-03-27/sheet"
        for path, accept, kind in (
            (SUPPLIERS, "*/*", "application/json"),
            (sheet, "*/*", "text/csv"),
            (SUPPLIERS, "text/csv, " + workbook.TYPE, "text/csv"),
            (sheet, "text/csv;q=0.5, " + workbook.TYPE, workbook.TYPE),
            (SUPPLIERS, "application/x-ndjson;q=0.5, %s;q=0.6" % workbook.TYPE, workbook.TYPE),
        ):
            with self.subTest(path=path, accept=accept):
                answer = self.export(path, headers={"Accept": accept})
                self.assertEqual(answer.headers.get_content_type(), kind)

    def test_a_tag_of_its_own(self):
        path = "/v1/editions/scs-2026-03-27/sheet"
        text, sheet = self.export(path, headers=CSV), self.export(path)
        self.assertNotEqual(text.etag, sheet.etag)
        known = {**EXCEL, "If-None-Match": sheet.etag}
        self.assertStatus(self.buyer.get(path, headers=known), 304)

    def test_refusals_come_before_it(self):
        self.assertProblem(self.open.get(SUPPLIERS, headers=EXCEL), 401)
        self.assertProblem(self.make_supplier().get(SUPPLIERS, headers=EXCEL), 403)


class ThereAndBack(Workbooks):
    """Not opened at all, and saved by openpyxl."""

    programs = (bytes, spreadsheet.by_openpyxl)

    def test_nothing_changes(self):
        self.fill()
        for language in ("ja", "en"):
            body = self.export(language=language).body
            for program in self.programs:
                with self.subTest(program=program.__name__, language=language):
                    self.unchanged(program(body))

    def test_as_excel_writes_it(self):
        """The same cells with shared strings, numbers and days in the cells' own kinds."""
        self.fill()
        sheet = opened(self.export().body).worksheets[0]
        rows = [
            [workbook.Day((cell.value - datetime.datetime(1899, 12, 30)).days) if cell.is_date and cell.value else cell.value for cell in row]
            for row in sheet.iter_rows()
        ]
        self.unchanged(workbook.write(rows))

    def test_an_edit(self):
        self.fill()
        book = opened(self.export().body)
        sheet = book.worksheets[0]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, columns["取引先コード"]).value == "0001":
                sheet.cell(row, columns["対応期限"]).value = datetime.date(2027, 7, 31)
        saved = io.BytesIO()
        book.save(saved)
        answer = self.buyer.post(IMPORT, saved.getvalue(), content_type=workbook.TYPE)
        counts = self.assertStatus(answer, 200).json["counts"]
        self.assertEqual((counts["changed"], counts["unchanged"]), (1, 2))
        demand = self.buyer.get("/v1/suppliers/code:0001/requirement").json
        self.assertEqual((demand["due_on"], demand["questions"]["internal_access"]), ("2027-07-31", True))

    def test_answers(self):
        supplier = self.make_supplier()
        path = (
            "/v1/assessments/%s" % self.assertStatus(supplier.post("/v1/assessments", {"edition": "security-action-2-v3", "star": 2}), 201).json["assessment"]
        )
        self.assertStatus(
            supplier.put(
                path + "/answers", {"answers": [{"criterion": "1", "answer": "implemented", "note": "=1+1\n二行目"}, {"criterion": "2", "answer": "partial"}]}
            ),
            200,
        )
        before = supplier.get(path).json
        body = self.export(path + "/sheet", supplier).body
        for program in self.programs:
            answer = supplier.put(path + "/answers", program(body), content_type=workbook.TYPE)
            self.assertStatus(answer, 200)
            self.assertEqual(supplier.get(path).json["answers"], before["answers"])


@unittest.skipUnless(spreadsheet.OFFICE, "LibreOffice is not installed: apt-get install libreoffice-calc-nogui")
class ThroughLibreOffice(ThereAndBack):
    programs = (spreadsheet.by_libreoffice,)


class Cells(Workbooks):
    def test_kinds(self):
        self.fill()
        sheet = opened(self.export().body).worksheets[0]
        row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "0001")
        cells = {sheet.cell(1, cell.column).value: cell for cell in row}
        for heading, value, form in (
            ("取引先コード", "0001", "@"),
            ("法人番号", self.number, "@"),
            ("電話番号", "0312345678", "@"),
            ("要求水準", 2, "0"),
            ("要求水準の版", 1, "0"),
            ("対応期限", datetime.datetime(2027, 6, 30), "yyyy-mm-dd"),
        ):
            self.assertEqual((cells[heading].value, cells[heading].number_format), (value, form), heading)
        formula = next(row for row in sheet.iter_rows(min_row=2) if row[3].value == "=2+2")
        self.assertEqual((formula[1].data_type, formula[3].data_type, formula[5].data_type), ("s", "s", "s"))

    def lists(self, body):
        sheet = opened(body).worksheets[0]
        return {
            sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule.formula1.strip('"').split(",")
            for rule in sheet.data_validations.dataValidation
            if rule.type == "list"
        }

    def test_choices(self):
        self.assertEqual(
            self.lists(self.export().body),
            {
                "要求水準": ["1", "2", "3", "4", "5", "対象外"],
                "要求する裏付け": ["宣言のみ", "裏付け資料あり", "照合済み"],
                "上位の★を認める": ["はい", "いいえ"],
                "宣言・登録の★": ["1", "2", "3", "4"],
            },
        )
        english = self.lists(self.export(language="en").body)
        self.assertEqual(english["required_assurance"], ["declared", "substantiated", "confirmed"])
        self.assertEqual(english["accept_higher"], ["true", "false"])

    def test_choices_of_answers(self):
        for edition in self.buyer.get("/v1/editions").json["items"]:
            path = "/v1/editions/" + edition["id"]
            answers = self.buyer.get(path).json["answers"]
            for language, heading in (("ja", "回答"), ("en", "answer")):
                lists = self.lists(self.export("%s/sheet?language=%s" % (path, language)).body)
                self.assertEqual(lists, {heading: [answer["label"][language] for answer in answers]}, edition["id"])


if __name__ == "__main__":
    harness.main()
