# SPDX-License-Identifier: Apache-2.0
"""A cell of a sheet is a field of the contract: what is entered in one is stored, or refused, as in the
other, and what went out as a sheet comes in unchanged."""

import csv
import gzip
import io
import itertools
import json

import cells
import harness
import workbook
from headings import BY_COLUMN
from hoshi import AtADesk, Desk

PATH = "/v1/suppliers:import"
OPTIONS = {
    "code": "code",
    "corporate_number": "number",
    "memo": "memo",
    "reading": "reading",
    "category": "category",
    "contact name": "contact",
    "contact email": "email",
    "contact phone": "phone",
    "contact department": "department",
}


class CellsTest(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def post(self, body, kind="text/csv", status=200, **query):
        data = body if isinstance(body, bytes) else body.encode()
        return self.assertStatus(self.buyer.post(PATH, data, query=query, content_type=kind), status)

    @staticmethod
    def sheet(*rows):
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        return out.getvalue()

    def stored(self, relationship):
        return self.assertStatus(self.buyer.get("/v1/suppliers/" + relationship), 200).json


class EveryDoor(CellsTest):
    numbers = itertools.count()

    def by_contract(self, record):
        answer = self.buyer.post("/v1/suppliers", record)
        if answer.status == 201:
            return self.stored(answer.json["relationship"])
        self.assertEqual(answer.status, 422, answer)
        return {e["code"] for e in answer.json["errors"]}

    def by_sheet(self, columns):
        code = columns.get("取引先コード", "S-%d" % next(self.numbers))
        answer = self.post(self.sheet({**columns, "取引先コード": code}.keys(), {**columns, "取引先コード": code}.values()), mode="per_row").json
        if answer["counts"]["refused"]:
            return {f["code"] for f in answer["problems"][0]["faults"]}
        [row] = self.buyer.get("/v1/jobs/%s/rows" % answer["job"]).json["items"]
        return self.stored(row["relationship"])

    def by_hoshi(self, record):
        """What was stored, or what is said of the option that was refused."""
        words = [word for member, value in record.items() if member in OPTIONS for word in ("--" + OPTIONS[member], value)]
        words += [word for member, value in record.get("contacts", [{}])[0].items() for word in ("--" + OPTIONS["contact " + member], value)]
        desk = Desk(url="http://" + self.server.address, key=self.buyer.key)
        self.addCleanup(desk.leave)
        done = desk.run("supplier", "add", "--json", *words, "--", record["name"], code=None)
        if done.returncode == 0:
            return self.stored(json.loads(done.stdout)["relationship"])
        return done.stderr

    def give_free(self, relationship):
        """Code and number, for the next door."""
        other = {"code": "gone-%d" % next(self.numbers), "corporate_number": None}
        self.assertStatus(self.buyer.request("PATCH", "/v1/suppliers/" + relationship, other, content_type="application/merge-patch+json"), 200)

    def compare(self, field, entered, expected, record, columns, value):
        for door, sent in ((self.by_contract, record), (self.by_sheet, columns), (self.by_hoshi, record)):
            found = door(sent)
            with self.subTest(door=door.__name__, field=field, entered=entered[:50]):
                if isinstance(expected, cells.Problem) and door == self.by_hoshi:
                    self.assertRegex(found, r"(?m)^  (--[a-z]+|/name): ")
                elif isinstance(expected, cells.Problem):
                    self.assertEqual(found, {expected})
                else:
                    self.assertIsInstance(found, dict, found)
                    self.assertEqual(value(found), expected)
            if field in ("code", "corporate_number") and isinstance(found, dict):
                self.give_free(found["relationship"])

    def test_records(self):
        for field, (heading, examples) in cells.RECORD.items():
            for entered, expected in examples:
                name = {} if field == "name" else {"name": "甲製作所"}
                self.compare(
                    field, entered, expected, {**name, field: entered}, {**({"取引先名": "甲製作所"} if name else {}), heading: entered}, lambda r: r[field]
                )

    def test_contacts(self):
        for field, (heading, examples) in cells.CONTACT.items():
            for entered, expected in examples:
                self.compare(
                    field,
                    entered,
                    expected,
                    {"name": "甲製作所", "contacts": [{"name": "林", field: entered}]},
                    {"取引先名": "甲製作所", "担当者名": "林", heading: entered},
                    lambda r: r["contacts"][0][field],
                )

    def test_declarations_that_the_buyer_knows(self):
        for i, (entered, expected) in enumerate(cells.DECLARATION_IDS):
            relationship, _ = self.invite(self.buyer, code="D-%d" % i)
            path = "/v1/suppliers/%s/declarations" % relationship
            put = self.buyer.put(path, {"star": 1, "id": entered, "declared_on": "2026-11-01"})
            head = ("code", "name", "declaration_star", "自己宣言ID", "宣言日")
            row = self.post(self.sheet(head, ("E-%d" % i, "甲", "1", entered, "2026-11-01")), mode="per_row").json
            with self.subTest(entered=entered):
                if isinstance(expected, cells.Problem):
                    self.assertProblem(put, 422, expected, "/id")
                    self.assertEqual([f["code"] for p in row["problems"] for f in p["faults"]], [expected])
                    continue
                for supplier in ("code:D-%d" % i, "code:E-%d" % i):
                    self.assertEqual([one["id"] for one in self.buyer.get("/v1/suppliers/%s/declarations" % supplier).json["items"]], [expected])

    def test_a_contact_with_an_address_only(self):
        record = {"name": "甲製作所", "contacts": [{"email": "info@example.jp"}]}
        self.assertEqual(self.by_contract(record)["contacts"], [{"name": None, "email": "info@example.jp", "phone": None, "department": None}])
        self.buyer = self.make_buyer()
        self.assertEqual(self.by_sheet({"取引先名": "甲製作所", "メールアドレス": "info@example.jp"})["contacts"][0]["email"], "info@example.jp")
        self.buyer = self.make_buyer()
        self.assertEqual(self.by_sheet({"取引先名": "甲製作所", "電話番号": "03-1234-5678"}), {"contact_unnamed"})

    def test_export_and_import_change_nothing(self):
        for i, (entered, expected) in enumerate(cells.EMAILS):
            if not isinstance(expected, cells.Problem):
                self.buyer.post(
                    "/v1/suppliers",
                    {"name": "第%d" % i, "code": "X/%d" % i, "memo": "=1+1\n行", "tags": ["a,b", "c"], "contacts": [{"email": entered, "phone": "03-1 内線2"}]},
                )
        count = len(self.buyer.get("/v1/suppliers").json["items"])
        for language in ("ja", "en"):
            text = self.buyer.get("/v1/suppliers", headers={"Accept": "text/csv", "Accept-Language": language}).body
            self.assertEqual(self.post(text).json["counts"]["unchanged"], count)


class Sheets(CellsTest):
    """The sheet as it comes."""

    row = ("T-1", "甲製作所")

    def added(self, body, kind="text/csv", **query):
        answer = self.post(body, kind, **query)
        self.assertEqual(answer.json["counts"]["added"], 1, answer)
        [item] = self.buyer.get("/v1/suppliers").json["items"]
        self.assertEqual((item["code"], item["name"]), self.row)
        self.buyer = self.make_buyer()

    def test_headings(self):
        for column, headings in BY_COLUMN.items():
            for heading in headings:
                head, row = {"code": (["name"], ["甲"]), "name": (["code"], ["T-1"])}.get(column, (["code", "name"], ["T-1", "甲"]))
                answer = self.buyer.post(PATH, self.sheet(head + [heading], row + [""]).encode(), query={"dry_run": "true"}, content_type="text/csv")
                with self.subTest(heading=heading):
                    if column is None:
                        self.assertProblem(answer, 422, "unknown_column")
                    else:
                        self.assertStatus(answer, 200)

    def test_above_the_headings(self):
        separators = iter("\t,|;")
        for title in (
            "取引先一覧表,\r\n,\r\n2027年4月1日現在,\r\n",
            "取引先一覧;2027年\r\n",
            "取引先一覧,作成日,2027/4/1,作成者,佐藤\r\n",
            "社外秘\r\n一覧,営業部\r\n※印は必須\r\n\r\n",
        ):
            separator = next(separators)
            self.added(title + separator.join(("code", "name")) + "\r\n" + separator.join(self.row) + "\r\n")
        answer = self.buyer.post(PATH, "T-1,甲製作所\r\nT-2,乙\r\n".encode(), content_type="text/csv")
        self.assertIn("T-1", self.assertProblem(answer, 422, "unknown_column").json["errors"][0]["text"])

    def test_headings_once_more(self):
        self.added("取引先コード,取引先名\r\ncode,name\r\nT-1,甲製作所\r\n")
        self.added("Vendor ID,会社名\r\nT-1,甲製作所\r\n,\r\nVendor ID,会社名\r\n")
        self.added("取引先コード,取引先名\r\nSupplier code,Supplier name\r\nT-1,甲製作所\r\n")
        self.added("仕入先コード,社名\r\nT-1,甲製作所\r\n【仕入先コード】,貴社名（必須）\r\n")
        # One word alone may be a value.
        self.assertEqual(self.post("code,name\r\nT-1,会社\r\n").json["counts"]["added"], 1)

    def test_separators(self):
        for separator in "\t;":
            self.added(separator.join(("code", "name", "memo")) + "\r\n" + separator.join(("T-1", "甲製作所", '"a,b"')) + "\r\n")

    def test_encodings(self):
        text = "code,name\r\nT-1,甲製作所\r\n"
        self.added(("\ufeff" + text).encode("utf-16-le"))
        self.added(("\ufeff" + text).encode("utf-16-be"))
        for order in ("utf-16-le", "utf-16-be"):
            self.added(text.encode(order))
            self.added("取引先コード\t取引先名\r\nT-1\t甲製作所\r\n　　　\t　\r\n".encode(order))
        self.added(("\ufeff" + text).encode("utf-16-le"), "text/csv; charset=utf-16")
        self.added(("\ufeff" + text).encode())
        self.added(("\ufeff" + text).encode(), "text/csv; charset=shift_jis")
        for rows in ('{"rows": [{"code": "T-1", "name": "甲製作所"}]}', '{"code": "T-1", "name": "甲製作所"}\n'):
            self.added(("\ufeff" + rows).encode(), "application/x-ndjson" if rows.endswith("\n") else "application/json")
        for charset in ("Shift_JIS", "sjis", "Windows-31J", "cp932", "MS_Kanji", "csShiftJIS"):
            self.added(text.encode("cp932"), "text/csv; charset=" + charset)

    def test_encodings_of_other_programs(self):
        """Shown by their bytes, or told."""
        text = "取引先コード,取引先名\r\nT-1,甲製作所\r\n"
        self.added(("\ufeff" + text).encode("utf-32-le"))
        self.added(("\ufeff" + text).encode("utf-32-be"))
        self.added(text.encode("iso-2022-jp"))
        self.added(text.encode("iso-2022-jp"), "text/csv; charset=shift_jis")
        self.added(text.encode("euc-jp"), "text/csv; charset=EUC-JP")
        for charset in ("utf-8", "shift_jis"):
            self.assertProblem(self.buyer.post(PATH, text.encode("euc-jp"), content_type="text/csv; charset=" + charset), 422, "encoding_invalid")

    def test_a_second_table_below(self):
        rows = "code,name\r\nT-1,甲\r\n,\r\n%s\r\nT-2,乙\r\n"
        for headings in ("取引先名,取引先コード", "会社名,code", "区分,取引先名"):
            answer = self.buyer.post(PATH, (rows % headings).encode(), query={"mode": "per_row"}, content_type="text/csv")
            [error] = self.assertProblem(answer, 422, "headings_again", "/rows/4").json["errors"]
            self.assertIn("4", error["text"])
        self.assertEqual(self.buyer.get("/v1/suppliers").json["items"], [])

    def test_lines_within_quotes_are_counted(self):
        for end in ("\r", "\n", "\r\n"):
            body = end.join(("code,name,memo", 'A,甲,"a', 'b"', 'B,乙,"x"y')).encode()
            self.assertProblem(self.buyer.post(PATH, body, content_type="text/csv"), 422, "csv_malformed", "/rows/4/3")

    def test_headings_are_shown_without_what_steers_a_terminal(self):
        answer = self.buyer.post(PATH, "code,name,x\x1b[31m\u2028y\r\nA,甲,\r\n".encode(), content_type="text/csv", headers={"Accept-Language": "en"})
        self.assertIn("“x [31m y”", self.assertProblem(answer, 422, "unknown_column").json["errors"][0]["text"])

    def test_rows_of_nothing(self):
        for end in ("\x1a\r\n", "\x1a\x1a\x00\x00", "\x00" * 100, "\x0c"):
            self.added("code,name\r\nT-1,甲製作所\r\n　,\r\n \u00a0,\u3000\r\n" + end)

    def test_texts_behind_an_equals_sign(self):
        self.row = ("00123", "甲製作所")
        self.added('code,name\r\n="00123",甲製作所\r\n')
        self.added('code,name\r\n"00123" , "甲製作所"\r\n')
        self.added('code,name\r\n"=""00123"" ",="甲製作所"\r\n')
        self.added('code,name\r\n"=T(""00123"")",甲製作所\r\n')
        self.added('code,name\r\n"=""00123""",甲製作所\r\n')

    def test_files_that_are_no_sheets(self):
        for body in (
            b"<html><table></table></html>",
            b"\r\n<!DOCTYPE html>",
            b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>',
            b"<TABLE border=1><tr><td>code</td></tr></TABLE>",
        ):
            for kind in ("text/csv", workbook.TYPE):
                self.assertProblem(self.buyer.post(PATH, body, content_type=kind), 422, "xls_not_read")

    def test_columns_left_out(self):
        sheet = "code,name,住所,電話2\r\nT-1,甲製作所,名古屋市,052\r\n"
        answer = self.assertProblem(self.buyer.post(PATH, sheet.encode(), content_type="text/csv"), 422, "unknown_column")
        self.assertIn(
            "「住所」",
            " ".join(e["text"] for e in self.buyer.post(PATH, sheet.encode(), content_type="text/csv", headers={"Accept-Language": "ja"}).json["errors"]),
            answer,
        )
        self.added(sheet, ignore="住所,電話２")

    def test_what_is_left_out_is_kept_for_the_source(self):
        sheet = "code,name,住所,電話2\r\nT-%d,甲製作所,名古屋市,052\r\n"
        self.assertEqual(self.post(sheet % 1, ignore="住所,電話２,FAX", source="a").json["ignored"], ["住所", "電話2"])
        again = self.post(sheet % 2, source="a")
        self.assertEqual((again.json["ignored"], again.json["counts"]["added"]), (["住所", "電話2"], 1))
        rows = '{"rows": [{"code": "T-3", "name": "甲", "FAX": "052"}]}'
        self.assertEqual(self.post(rows, "application/json", source="a").json["ignored"], ["FAX"])
        self.assertEqual(self.post("code,name\r\nT-4,乙\r\n", source="a").json["ignored"], [])
        # Another source has its own; a trial keeps nothing; with nothing named nothing is left out.
        for query, status in (({"source": "b"}, 422), ({"source": "a", "ignore": "住所"}, 422), ({"source": "a"}, 200), ({"source": "a", "ignore": ""}, 422)):
            answer = self.post(sheet % 5, status=status, dry_run="true", **query)
            if status == 422:
                self.assertProblem(answer, 422, "unknown_column")
        self.set_day("2026-12-02")
        self.post("code,name,住所\r\nT-6,丙,x\r\n", ignore="住所", source="a")
        self.post(sheet % 7, status=422, source="a")

    def test_a_heading_that_is_nearly_right(self):
        answer = self.buyer.post(PATH, "取引先コート,name,name\r\nA,B,C\r\n".encode(), content_type="text/csv", headers={"Accept-Language": "ja"})
        texts = " ".join(e["text"] for e in answer.json["errors"])
        self.assertIn("「取引先コート」", texts)
        self.assertIn("「取引先コード」", texts)
        self.assertIn("「name」の列が2つ", texts)

    def test_faults_name_their_line(self):
        for body, code, line in (
            ('code,name\r\nA,甲\r\nB,乙,"\r\n'.encode(), "csv_malformed", "3"),
            ("code,name\r\nA,甲\r\nB,乙,丙\r\n".encode(), "too_many_cells", "3"),
            ("code,name,\r\nA,甲,\r\nB,乙,丙\r\n".encode(), "too_many_cells", "3"),
            ("code,name\r\nA,甲\r\nB,乙\r\nC,".encode() + b"\xe7\x94\r\n", "encoding_invalid", "4"),
        ):
            answer = self.buyer.post(PATH, body, content_type="text/csv", headers={"Accept-Language": "en"})
            [error] = self.assertProblem(answer, 422, code).json["errors"]
            self.assertTrue(error["pointer"].startswith("/rows/" + line), error)
            self.assertIn("ine " + line, error["text"])

    def test_demands(self):
        head = ("code", "name", "required_star", "due_on", "required_assurance", "accept_higher")
        usual = {"required_star": "1", "due_on": "2027-04-01", "required_assurance": "declared", "accept_higher": "true"}
        for member, words in (("required_star", cells.STARS), ("due_on", cells.DAYS), ("required_assurance", cells.ASSURANCES), ("accept_higher", cells.FLAGS)):
            flat = [(value, text) for value, texts in words.items() for text in texts]
            self.buyer = self.make_buyer()
            rows = [("T-%d" % i, "甲", *{**usual, member: text}.values()) for i, (value, text) in enumerate(flat)]
            answer = self.post(self.sheet(head, *rows), mode="per_row").json
            refused = {p["line"] - 2: {f["column"] for f in p["faults"]} for p in answer["problems"]}
            for i, (value, text) in enumerate(flat):
                with self.subTest(member=member, text=text):
                    if value is None:
                        self.assertEqual(refused.get(i), {member})
                    else:
                        self.assertNotIn(i, refused)
                        demand = self.buyer.get("/v1/suppliers/code:T-%d/requirement" % i).json
                        self.assertEqual(demand[member], value)

    def test_a_word_that_is_none_of_ours(self):
        answer = self.post("code,name,required_star,due_on\r\nT-1,甲,レベル2,2027-04-01\r\n", mode="per_row").json
        self.assertIn("★2", answer["problems"][0]["faults"][0]["text"])

    def test_nothing(self):
        self.added("code,name,corporate_number,contact_phone,due_on\r\nT-1,甲製作所,－,-,ー\r\n")
        head = ("code", "name", "category", "tags", "memo", *cells.NOTHING_IN)
        rows = [("T-%d" % i, "甲", "-", "－", "ー", *[word] * len(cells.NOTHING_IN)) for i, word in enumerate(cells.NOTHING)]
        self.assertEqual(self.post(self.sheet(head, *rows)).json["counts"]["added"], len(rows))
        for item in self.buyer.get("/v1/suppliers").json["items"]:
            record = self.stored(item["relationship"])
            self.assertEqual([record[m] for m in ("corporate_number", "contacts", "category", "tags", "memo")], [None, [], None, [], None], item["code"])
        self.assertEqual(self.post("code,name\r\nT-99,-\r\n", mode="per_row").json["problems"][0]["faults"][0]["code"], "missing_field")

    def test_rows_that_are_no_suppliers(self):
        for code, name in cells.REMARKS:
            answer = self.post(self.sheet(("code", "name"), (code, name)), mode="per_row").json
            codes = [f["code"] for p in answer["problems"] for f in p["faults"]]
            with self.subTest(code=code, name=name):
                self.assertIn("not_a_supplier", codes)
                self.assertEqual(answer["counts"]["added"], 0)
        answer = self.post(self.sheet(("code", "name", "memo"), *cells.NUMBERED), mode="per_row").json
        self.assertEqual([f["code"] for p in answer["problems"] for f in p["faults"]], ["not_a_supplier"] * len(cells.NUMBERED))
        self.assertEqual(self.post(self.sheet(("code", "name", "memo"), *cells.NOT_NUMBERED)).json["counts"]["added"], len(cells.NOT_NUMBERED))
        drawn = [row for ruler in cells.RULERS for row in (ruler, ("T-" + "".join(ruler), "甲"))]
        self.assertEqual(self.post(self.sheet(("code", "name"), *drawn)).json["counts"]["added"], len(cells.RULERS))
        self.assertEqual(self.post("----\n|code|name|\n----\n|T-1|甲|\n----\n").json["counts"]["added"], 1)
        told = self.post(self.sheet(("code", "name"), cells.NO_RULER), mode="per_row").json
        self.assertEqual((told["counts"]["added"], told["problems"][0]["faults"][0]["code"]), (0, "not_a_supplier"))
        self.buyer = self.make_buyer()
        # Where the first column is one that is left out.
        total = self.post("No.,code,name\r\n1,T-1,甲\r\n合計,1社,1\r\n", mode="per_row", ignore="No.").json
        self.assertEqual((total["counts"]["added"], total["problems"][0]["faults"][0]["code"]), (1, "not_a_supplier"))
        answer = self.post(self.sheet(("code", "name"), *cells.NO_REMARKS), mode="per_row").json
        self.assertEqual(answer["counts"]["added"], len(cells.NO_REMARKS), answer)

    def test_formats_without_cells(self):
        """A spreadsheet ends rows in commas where cells have a format and nothing else; something there is named."""
        self.assertEqual(self.post("code,name%s\r\nT-1,甲%s\r\n" % ("," * 254, "," * 254)).json["counts"]["added"], 1)
        refused = self.post("code,name\r\nT-2,甲%s乙\r\n" % ("," * 254), status=422).json
        self.assertEqual(refused["errors"][0]["code"], "too_many_columns")


class AtTheDesk(AtADesk):
    """The same files, given to hoshi."""

    def test_files(self):
        desk, rows = self.buyer_desk(), "code,name\r\nT-%d,甲製作所\r\n"
        files = (
            ("plain.csv", lambda text: text.encode()),
            ("MARKED.CSV", lambda text: ("\ufeff" + text).encode()),
            ("spreadsheet.csv", lambda text: text.encode("cp932")),
            ("tabs.tsv", lambda text: text.replace(",", "\t").encode("cp932")),
            ("little.txt", lambda text: ("\ufeff" + text).encode("utf-16-le")),
            ("big.txt", lambda text: ("\ufeff" + text).encode("utf-16-be")),
            ("unmarked.txt", lambda text: text.encode("utf-16-le")),
            ("BOOK.XLSX", lambda text: workbook.write([line.split(",") for line in text.split()])),
            ("without-an-ending", lambda text: workbook.write([line.split(",") for line in text.split()])),
        )
        for i, (name, made) in enumerate(files):
            desk.run("import", desk.write(name, made(rows % i)), "--yes")
            self.assertEqual(self.buyer.get("/v1/suppliers/code:T-%d" % i).json["name"], "甲製作所", name)

    def test_suppliers_are_named_as_they_are_typed(self):
        desk, number = self.buyer_desk(), harness.corporate_number()
        wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
        for code in ("A-001", "東京/大阪#1?&%41+ [x]\"'\\", "~!@$^*(){}|;:,.<>`", "7#8"):
            desk.run("supplier", "add", "甲製作所", "--code", code)
            for typed in (code, code.translate(wide), " %s\u3000" % code):
                self.assertIn(code, desk.run("supplier", "show", typed).stdout)
        desk.run("supplier", "add", "乙商会", "--number", number)
        self.assertIn("乙商会", desk.run("supplier", "show", number.translate(wide)).stdout)

    def test_a_demand_as_it_is_typed(self):
        desk = self.buyer_desk()
        for i, day in enumerate(("２０２７－０６－３０", "2027/6/30", "令和9年6月30日", "R9.6.30")):
            self.invite(self.buyer, code="T-%d" % i)
            desk.run("require", "T-%d" % i, "--star", "２", "--due", day, "--reason", "図面をお渡しするため", "--yes")
            self.assertEqual(self.buyer.get("/v1/suppliers/code:T-%d/requirement" % i).json["due_on"], "2027-06-30")
        self.assertIn("2027-06-30", desk.run("require", "T-0", "--due", "6/30", "--yes", code=2).stderr)


class SameText(CellsTest):
    """Compared as people read it."""

    def add(self, **record):
        return self.assertStatus(self.buyer.post("/v1/suppliers", record), 201).json["relationship"]

    def test_conversions_change_nothing(self):
        pairs = cells.SAME
        for i, (one, other) in enumerate(pairs):
            self.add(name=one, code="C-%d" % i)
        rows = "".join("C-%d,%s\r\n" % (i, other) for i, (one, other) in enumerate(pairs))
        self.assertEqual(self.post("code,name\r\n" + rows, source="a").json["counts"]["unchanged"], len(pairs))
        for i, (one, other) in enumerate(pairs):
            put = self.buyer.put("/v1/suppliers/code:C-%d" % i, {"name": other, "code": "C-%d" % i})
            self.assertEqual(self.assertStatus(put, 200).json["name"], one.strip())

    def test_a_spelling_is_corrected(self):
        for i, (one, other) in enumerate(cells.OTHER):
            self.post("code,name\r\nC-%d,%s\r\n" % (i, one), source="a")
            self.assertEqual(self.post("code,name\r\nC-%d,%s\r\n" % (i, other), source="a").json["counts"]["changed"], 1, (one, other))

    def test_lost_characters_overwrite_nothing(self):
        for i, (one, other) in enumerate(cells.LOST):
            with self.subTest(one=one, other=other):
                kept = self.add(name=one, code="L-%d" % i)
                answer = self.post(self.sheet(("code", "name"), ("L-%d" % i, other)), mode="per_row").json
                self.assertEqual(answer["counts"]["refused"], 1, answer)
                self.assertEqual([(f["column"], f["code"]) for f in answer["problems"][0]["faults"]], [("name", "characters_lost")])
                self.assertEqual(self.stored(kept)["name"], one)

    def test_a_tag_of_question_marks_is_not_given_and_can_be_taken_away(self):
        kept = self.add(name="甲", code="Q-1", tags=["鷗"])
        for tag in ("??", "〓", "？"):
            self.assertProblem(self.buyer.patch("/v1/suppliers/" + kept, {"tags": [tag]}), 422, "characters_lost", "/tags/0")
            change = {"suppliers": [kept], "change": {"tags_add": [tag]}}
            self.assertProblem(self.buyer.post("/v1/suppliers:change", change), 422, "characters_lost", "/change/tags_add/0")
            change = {"suppliers": [kept], "change": {"tags_remove": [tag]}}
            self.assertEqual(self.assertStatus(self.buyer.post("/v1/suppliers:change", change), 200).json["counts"]["unchanged"], 1)
            answer = self.post(self.sheet(("code", "name", "タグ"), ("Q-2", "乙", tag)), mode="per_row").json
            self.assertEqual([(f["column"], f["code"]) for f in answer["problems"][0]["faults"]], [("tags", "characters_lost")])
        self.assertEqual(self.stored(kept)["tags"], ["鷗"])

    def test_an_ended_relationship_asks_for_nothing(self):
        ended = self.add(name="甲", code="E-1")
        self.add(name="乙", code="E-2")
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % ended), 200)
        text = self.buyer.get("/v1/suppliers", headers={"Accept": "text/csv", "Accept-Language": "ja"}).body
        self.assertEqual(self.post(text).json["counts"]["unchanged"], 2)


class Forms(CellsTest):
    """Texts in paths and bodies, as they are typed."""

    def test_paths(self):
        self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "甲", "code": "東京/００１"}), 201)
        for path in ("code:%E6%9D%B1%E4%BA%AC%2F001", "code:%E6%9D%B1%E4%BA%AC%2F%EF%BC%90%EF%BC%90%EF%BC%91"):
            self.assertEqual(self.assertStatus(self.buyer.get("/v1/suppliers/" + path), 200).json["code"], "東京/001")

    def test_numbers(self):
        supplier = self.make_supplier()
        number = harness.declaration_id()
        wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        filed = self.assertStatus(supplier.post("/v1/declarations", {"star": 1, "id": wide, "declared_on": "２０２６-11-01"}), 201)
        self.assertEqual(supplier.get("/v1/declarations").json["items"][0]["id"], number, filed)

    def test_whole_numbers(self):
        self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "甲", "code": "N-1"}), 201)
        put = self.buyer.put(
            "/v1/suppliers/code:N-1/requirement", b'\xef\xbb\xbf{"required_star": 2.0, "due_on": "2027-06-30"}', content_type="application/json"
        )
        self.assertIn(put.status, (200, 201), put)
        self.assertEqual(self.status(self.buyer, "code:N-1")["required_star"], 2)


class Clients(CellsTest):
    """HTTP as clients speak it."""

    def setUp(self):
        super().setUp()
        for i in range(3):
            self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "第%d" % i, "code": "H-%d" % i}), 201)

    def test_escapes_that_were_not_needed(self):
        sheet = "code,name\r\nH-9,甲\r\n".encode()
        answer = self.buyer.post("/v1/suppliers%3Aimport", sheet, content_type="text/csv")
        self.assertEqual(self.assertStatus(answer, 200).json["counts"]["added"], 1)
        self.assertStatus(self.buyer.post("/v1/suppliers/code%3aH-9%3Aend"), 200)
        self.assertStatus(self.buyer.get("/v1/suppliers/code%3AH-1"), 200)
        self.assertProblem(self.buyer.get("/v1/suppliers%3Anothing"), 404, "not_found")
        for spelled in ("/v1/%73uppliers", "/%761/suppliers"):
            self.assertStatus(self.buyer.get(spelled), 200)
        self.assertStatus(self.buyer.post("/v1/invitations%3a%6Cetters", {}), 200)
        self.assertProblem(self.buyer.get("/v1/%2573uppliers"), 404, "not_found")
        self.assertProblem(self.buyer.get("/v1%2Fsuppliers"), 404, "not_found")

    def test_charset_without_its_hyphen(self):
        for kind in (
            "application/json; charset=utf8",
            "application/json;charset=UTF8",
            'application/json; charset="utf-8"',
            "application/json; charset='utf-8'",
            "application/json; charset=UTF_8",
            "application/json; charset=us-ascii",
            "application/json;",
        ):
            self.assertStatus(self.buyer.post("/v1/suppliers", '{"name": "甲"}'.encode(), content_type=kind), 201)

    def test_bodies_that_are_compressed(self):
        body = '{"name": "甲"}'.encode()
        self.assertStatus(self.buyer.post("/v1/suppliers", body, content_type="application/json", headers={"Content-Encoding": "Identity"}), 201)
        for coding, sent in (("gzip", gzip.compress(body)), ("br", body), ("gzip, identity", gzip.compress(body))):
            answer = self.buyer.post("/v1/suppliers", sent, content_type="application/json", headers={"Content-Encoding": coding})
            self.assertProblem(answer, 415, "content_encoding_unsupported")

    def test_a_plus_that_became_a_blank(self):
        for name in ("known_at", "changed_since"):
            path = "/v1/suppliers?%s=2026-11-29T00:00:00" % name if name == "changed_since" else "/v1/statuses?side=buyer&known_at=2026-11-29T00:00:00"
            answer = self.assertProblem(self.buyer.get(path + "+09:00"), 422, "instant_without_plus", "?" + name)
            self.assertIn("%2B", answer.json["errors"][0]["text"])
            self.assertNotIn(self.buyer.get(path + "%2B09:00").status, (400, 422))

    def test_tags_that_a_compressing_proxy_made(self):
        self.require(self.buyer, "code:H-1", 1, "2027-06-30")
        self.assertIn(self.buyer.put("/v1/rules/tag:CAD", {"required_star": 1, "due_in_days": 100}).status, (201, 202))
        edition = self.buyer.get("/v1/editions").json["items"][0]["id"]
        self.eventually(lambda: self.buyer.get("/v1/me").json["key"]["last_used_on"])  # the worker's; it changes the tag
        for path in (
            "/v1/suppliers",
            "/v1/statuses?side=buyer",
            "/v1/statuses/summary?side=buyer",
            "/v1/suppliers/code:H-1",
            "/v1/me",
            "/v1/suppliers/code:H-1/requirement",
            "/v1/rules/tag:CAD",
            "/v1/settings",
            "/v1/editions/" + edition,
        ):
            tag = self.assertStatus(self.buyer.get(path), 200).etag
            if tag is None:
                continue
            for sent in (tag, "W/" + tag, tag[:-1] + '-gzip"', tag[:-1] + ';gzip"', "W/" + tag[:-1] + '-br"', '"x", W/%s-gzip"' % tag[:-1]):
                with self.subTest(path=path, sent=sent):
                    self.assertEqual(self.buyer.get(path, headers={"If-None-Match": sent}).status, 304)
        now = self.buyer.get("/v1/suppliers/code:H-1/requirement")
        put = self.buyer.put(
            "/v1/suppliers/code:H-1/requirement", {"required_star": 2, "due_on": "2027-06-30"}, headers={"If-Match": "W/" + now.etag[:-1] + '-gzip"'}
        )
        self.assertStatus(put, 200)

    def test_cursors_know_no_headers(self):
        for path, query in (("/v1/suppliers", {}), ("/v1/statuses", {"side": "buyer"}), ("/v1/jobs", {})):
            query["limit"] = "1"
            self.post("code,name\r\nH-1,第1\r\n")
            for one, other in (({"If-None-Match": '"x"', "Accept-Language": "en"}, {}), ({}, {"If-None-Match": '"x"'})):
                query.pop("cursor", None)
                cursor = self.buyer.get(path, query=query, headers=one).json["next_cursor"]
                self.assertStatus(self.buyer.get(path, query={**query, "cursor": cursor}, headers=other), 200)

    def test_applied_when_something_was(self):
        for sheet, mode, applied in (
            ("code,name,corporate_number\r\nZ-1,甲,123\r\n", "atomic", False),
            ("code,name,corporate_number\r\nZ-1,甲,123\r\n", "per_row", False),
            ("code,name,corporate_number\r\nZ-1,甲,123\r\nZ-2,乙,\r\n", "atomic", False),
            ("code,name,corporate_number\r\nZ-1,甲,123\r\nZ-2,乙,\r\n", "per_row", True),
            ("code,name\r\nH-0,第0\r\n", "atomic", False),
        ):
            with self.subTest(sheet=sheet, mode=mode):
                self.assertEqual(self.post(sheet, mode=mode).json["applied"], applied)


if __name__ == "__main__":
    harness.main()
