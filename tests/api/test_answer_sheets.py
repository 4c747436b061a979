# SPDX-License-Identifier: Apache-2.0
"""Answer sheets as offices send them, CSV and Excel: understood, or refused by line, column and remedy.

To add an example, add a line: what it is, the rows of the sheet (or the file), and what is stored, or
where and by which code it is refused."""

import re

import harness
import workbook
from workbook import Day, Furigana

STAR_2 = "security-action-2-v3"
SCS = "scs-2026-03-27"
HEAD = ["番号", "回答", "備考"]
YES, PARTLY, NO, NONE = "implemented", "partial", "not_implemented", "not_applicable"


class Refused:
    def __init__(self, code, *pointers):
        self.code = code
        self.pointers = pointers


def one(answer, note=None):
    return {"1": (answer, note)}


ANSWERS = [
    ("official marks", [["番号", "回答"], ["1", "○"], ["2", "△"], ["3", "✖"], ["4", "×"]], {"1": YES, "2": PARTLY, "3": NO, "4": NO}),
    ("done and not", [["番号", "回答"], ["1", "済"], ["2", "未"], ["3", "一部済"]], {"1": YES, "2": NO, "3": PARTLY}),
    ("yes and no", [["番号", "回答"], ["1", "はい"], ["2", "いいえ"], ["3", "ＹＥＳ"], ["4", "ﾊｲ"]], {"1": YES, "2": NO, "3": YES, "4": YES}),
    ("full width", [["番号", "回答"], ["１", "ｉｍｐｌｅｍｅｎｔｅｄ"], ["　２　", "実施している　"]], {"1": YES, "2": YES}),
    ("case of values and labels", [["番号", "回答"], ["1", "Implemented"], ["2", "PARTIAL"], ["3", "Not implemented"]], {"1": YES, "2": PARTLY, "3": NO}),
    ("numbers as spreadsheets show them", [["番号", "回答"], ["1.0", "○"], ["02", "△"], ["'3", "×"], [" 4 ", "○"]], {"1": YES, "2": PARTLY, "3": NO, "4": YES}),
    ("numbers with a word", [["番号", "回答"], ["No.1", "○"], ["問2", "△"], ["(3)", "×"], ["4.", "○"], ["№5", "○"]], {"1": YES, "2": PARTLY, "3": NO, "4": YES, "5": YES}),
    ("a mark with its word", [["番号", "回答"], ["1", "○（実施している）"], ["2", "△：一部実施"], ["3", "×未実施"]], {"1": YES, "2": PARTLY, "3": NO}),
    ("other order", [["備考", "回答", "番号"], ["確認済み", "○", "1"]], {"1": (YES, "確認済み")}),
    ("title lines", [["情報セキュリティ自社診断", "", ""], ["会社名", "甲製作所", ""], [], HEAD, ["1", "○", "メモ"]], {"1": (YES, "メモ")}),
    ("a title that is a heading", [["回答", "", ""], ["結果", "2027年度", ""], HEAD, ["1", "○", ""]], {"1": YES}),
    ("empty rows behind", [HEAD, ["1", "○", ""], ["", "", ""], ["", "", ""], ["　", "", "\u00a0"]], {"1": YES}),
    ("headings once more", [HEAD, ["1", "○", ""], HEAD, ["2", "×", ""]], {"1": YES, "2": NO}),
    ("titles of sections", [HEAD, ["Part1 基本的対策", "", ""], ["1", "○", ""], ["Part2", "", ""], ["2", "×", ""]], {"1": YES, "2": NO}),
    ("unanswered rows of another star", [HEAD, ["1", "○", ""], ["26", "", ""]], {"1": YES}),
    ("a day in a note", [HEAD, ["1", "△", Day(46568)], ["2", "×", "2027/6/30予定"]], {"1": (PARTLY, "2027-06-30"), "2": (NO, "2027/6/30予定")}),
    ("a number in a note", [HEAD, ["1", "△", 80]], {"1": (PARTLY, "80")}),
    ("furigana", [HEAD, [1, Furigana("実施している"), Furigana("文書あり")]], {"1": (YES, "文書あり")}),
    ("a checked box", [HEAD, [1, True, None], [2, False, None]], {"1": YES, "2": NO}),
    ("the edition in another case", [["版", *HEAD], [" Security-Action-2-V3　", "1", "○", ""]], {"1": YES}),
    ("a number twice", [HEAD, ["1", "○", ""], ["1", "×", ""]], Refused("duplicate_criterion", "/rows/3/criterion")),
    ("a number twice in two spellings", [HEAD, ["1", "○", ""], ["１", "×", ""]], Refused("duplicate_criterion", "/rows/3/criterion")),
    ("headings in one cell", [["番号，回答，備考"], ["1，○，確認中"]], Refused("separator_unknown", "/rows/1/1")),
    ("headings in one cell below a title", [["自己評価"], ["番号 回答"], ["1 ○"]], Refused("separator_unknown", "/rows/2/1")),
    ("a note that names the columns", [["番号、回答、備考は空欄にしないでください。"], HEAD, ["1", "○", ""]], {"1": YES}),
    ("a note of nothing but columns", [["番号・回答"], HEAD, ["1", "○", ""]], {"1": YES}),
    ("an error of a formula", [HEAD, ["1", "#N/A", ""]], Refused("spreadsheet_error", "/rows/2/answer")),
    ("an error in a note", [HEAD, ["1", "○", "#REF!"]], Refused("spreadsheet_error", "/rows/2/note")),
    ("an error for a number", [HEAD, ["#VALUE!", "○", ""]], Refused("spreadsheet_error", "/rows/2/criterion")),
    ("an answer without number", [HEAD, ["", "○", ""]], Refused("unknown_criterion", "/rows/2/criterion")),
    ("a note without number", [HEAD, ["", "", "確認中"]], Refused("unknown_criterion", "/rows/2/criterion")),
    ("a number that nobody knows", [HEAD, ["1A", "○", ""]], Refused("unknown_criterion", "/rows/2/criterion")),
    ("two answers", [HEAD, ["1", "○ or △", ""]], Refused("not_allowed_value", "/rows/2/answer")),
    ("a mark against its word", [HEAD, ["1", "○（未実施）", ""]], Refused("not_allowed_value", "/rows/2/answer")),
    ("a column without heading", [HEAD, ["1", "○", "", "確認中"]], Refused("too_many_cells", "/rows/2/4")),
    ("a column nobody knows", [[*HEAD, "達成率"], ["1", "○", "", "80"]], Refused("unknown_column", "/rows/1/4")),
    ("two columns of notes", [[*HEAD, "コメント"], ["1", "○", "a", "b"]], Refused("repeated_column", "/rows/1/4")),
    ("no headings", [["1", "○"], ["2", "×"]], Refused("column_missing", "/rows/1/criterion", "/rows/1/answer")),
]  # fmt: skip

HEADINGS = {
    "criterion": [
        "No.", "Ｎｏ", "№", "番号", "番　号", "項番", "項目番号", "質問番号", "設問番号", "診断項目番号", "評価基準No.", "評価基準番号", "基準番号",
        "ID", "criterion", "Criterion ID", "Question No.", "通番", "問番号", "【番号】", "番号（必須）", "項目No",
    ],
    "answer": [
        "回答", "ご回答", "回答欄", "回　答", "回答（○△×）", "回答\n(○・△・×)", "【回答】", "回答※", "評価", "自己評価", "評価結果", "判定", "判定結果", "自己点検結果", "結果", "実施状況",
        "対応状況", "達成状況", "状況", "貴社回答", "回答内容", "Answer", "Your answer", "Status", "Result", "Response", "診断結果", "チェック", "チェック欄", "遵守状況",
    ],
    "note": [
        "備考", "備考欄", "備　考", "備考（任意）", "コメント", "ｺﾒﾝﾄ", "コメント欄", "Comment", "Comments", "COMMENT", "メモ", "memo", "補足", "補足説明", "補足事項", "特記事項", "note", "Notes",
        "Remarks", "remark", "摘要", "所見", "回答コメント", "評価コメント", "ご意見・コメント",
    ],
    "justification": ["該当なしの理由", "理由", "非該当の理由", "対象外の理由", "該当なし理由", "対象外理由", "非該当理由", "適用除外の理由", "除外理由", "理由（該当なしの場合）", "Reason", "justification", "Justification (N/A)"],
    "text": ["評価基準", "内容", "診断内容", "設問内容", "質問", "質問内容", "評価項目", "チェック項目", "項目内容", "text", "Question", "評価基準（非公式の要約）"],
    "requirement_item": ["要求事項", "要求項目", "Requirement"],
    "choices": ["選択肢", "Choices"],
    None: ["担当者", "達成率", "その他", "期限", "根拠資料", "回答日", "回答者", "前回の回答", "回答２", "番号2", "コメントの有無", "未回答の理由", "合計"],
}  # fmt: skip


def text_of(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    return {46568: "2027-06-30"}.get(cell, str(cell)) if isinstance(cell, Day) else str(cell)


def csv_of(rows, separator=","):
    def quoted(cell):
        text = text_of(cell)
        return '"%s"' % text.replace('"', '""') if re.search('[\r\n"%s]' % re.escape(separator), text) else text

    return "".join(separator.join(quoted(cell) for cell in row) + "\r\n" for row in rows)


class AnswerSheets(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier()

    def draft(self, edition=STAR_2, **members):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": edition, **members}), 201).json
        return "/v1/assessments/" + made["assessment"]

    def put(self, path, body, kind="text/csv", **query):
        return self.supplier.put(path + "/answers", body.encode() if isinstance(body, str) else body, content_type=kind, query=query)

    def stored(self, path):
        return {a["criterion"]: (a["answer"], a["note"]) for a in self.supplier.get(path).json["answers"]}

    def check(self, expected, body, kind="text/csv", edition=STAR_2, **query):
        path = self.draft(edition)
        answer = self.put(path, body, kind, **query)
        if isinstance(expected, Refused):
            self.assertProblem(answer, 422, expected.code, *expected.pointers)
            for fault in answer.json.get("errors", []):
                self.assertTrue(fault["text"], fault)
            self.assertEqual(self.stored(path), {})
            return
        self.assertStatus(answer, 200)
        self.assertEqual(self.stored(path), {c: value if isinstance(value, tuple) else (value, None) for c, value in expected.items()})


class Cells(AnswerSheets):
    def test_both_kinds_of_file(self):
        for name, rows, expected in ANSWERS:
            with self.subTest(name, file="csv"):
                self.check(expected, csv_of(rows))
            with self.subTest(name, file="xlsx"):
                self.check(expected, workbook.write([[None if cell == "" else cell for cell in row] for row in rows]), workbook.TYPE)

    def test_dashes_and_numbers_of_the_official_workbook(self):
        rows = [
            ["番号", "評価", "理由"],
            ["１－２－１－１", "○", ""],
            ["1‐2‐1‐2", "ー", "機器がない"],
            ["1ー2ー1ー3", "－", "機器がない"],
            ["1.2.3.1 ", "△", ""],
        ]
        expected = {"1-2-1-1": YES, "1-2-1-2": NONE, "1-2-1-3": NONE, "1-2-3-1": PARTLY}
        self.check(expected, csv_of(rows), edition=SCS)
        self.check(expected, workbook.write(rows), workbook.TYPE, edition=SCS)


class Headings(AnswerSheets):
    def test_other_names(self):
        for column, headings in HEADINGS.items():
            for heading in headings:
                with self.subTest(column=column, heading=heading):
                    cells = {"番号": "1", "回答": "該当なし" if column == "justification" else "○", heading: "x"}
                    if column == "criterion":
                        cells = {heading: "1", "回答": "○"}
                    if column == "answer":
                        cells = {"番号": "1", heading: "○"}
                    path = self.draft(SCS if column == "justification" else STAR_2)
                    if column == "justification":
                        cells["番号"] = "1-2-1-1"
                    answer = self.put(path, csv_of([list(cells), list(cells.values())]))
                    if column is None:
                        self.assertProblem(answer, 422, "unknown_column", "/rows/1/3")
                        self.assertIn(heading, answer.json["errors"][0]["text"])
                        continue
                    self.assertStatus(answer, 200)
                    [found] = self.supplier.get(path).json["answers"]
                    self.assertEqual(found.get(column if column in ("note", "justification") else "note"), "x" if column in ("note", "justification") else None)


class Files(AnswerSheets):
    ROWS = [HEAD, ["1", "○", "部署A"], ["2", "△", ""]]
    EXPECTED = {"1": (YES, "部署A"), "2": (PARTLY, None)}

    def test_text_files(self):
        text = csv_of(self.ROWS)
        for name, body, kind in (
            ("BOM", b"\xef\xbb\xbf" + text.encode(), "text/csv"),
            ("UTF-16 LE", b"\xff\xfe" + text.encode("utf-16-le"), "text/csv"),
            ("UTF-16 BE", b"\xfe\xff" + text.encode("utf-16-be"), "text/csv"),
            ("UTF-16 named", b"\xff\xfe" + text.encode("utf-16-le"), "text/csv; charset=utf-16"),
            ("Shift_JIS", text.encode("cp932"), "text/csv; charset=Shift_JIS"),
            ("sjis by another name", text.encode("cp932"), "text/csv; charset=sjis"),
            ("tabs", csv_of(self.ROWS, "\t").encode(), "text/csv"),
            ("tabs in UTF-16", b"\xff\xfe" + csv_of(self.ROWS, "\t").encode("utf-16-le"), "text/csv"),
            ("semicolons", csv_of(self.ROWS, ";").encode(), "text/csv"),
            ("sep=", ("sep=;\r\n" + csv_of(self.ROWS, ";")).encode(), "text/csv"),
            ("old line ends", text.replace("\r\n", "\r").encode(), "text/csv"),
            ("Ctrl-Z", text.encode() + b"\x1a", "text/csv"),
            ("texts behind =", text.replace("\r\n1,", '\r\n="1",').encode(), "text/csv"),
            ("commas behind", text.replace("\r\n", ",,,\r\n").encode(), "text/csv"),
        ):
            with self.subTest(name):
                self.check(self.EXPECTED, body, kind)

    def change(self, parts, *pairs, part="xl/worksheets/sheet1.xml"):
        text = parts[part]
        for old, new in pairs:
            self.assertRegex(text, old)
            text = re.sub(old, new, text)
        return workbook.pack({**parts, part: text})

    def test_workbooks(self):
        parts = workbook.parts(self.ROWS)
        for name, body in (
            ("hidden rows", self.change(parts, ('<row r="2"', '<row r="2" hidden="1"'))),
            ("hidden columns", self.change(parts, ("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'))),
            ("a formula with its value", self.change(parts, ('<c r="B2" t="s"><v>\\d+</v></c>', '<c r="B2" t="str"><f>IF(1,"○")</f><v>○</v></c>'))),
            ("a number by formula", self.change(parts, ('<c r="A3" t="s"><v>\\d+</v></c>', '<c r="A3"><f>A2+1</f><v>2</v></c>'))),
            ("a merged title", workbook.write([["自社診断シート"], [], *self.ROWS], merged=["A1:C1"])),
            (
                "merged headings",
                workbook.write([["番号", "回答", None, "備考"], ["1", "○", None, "部署A"], ["2", "△", None, None]], merged=["B1:C1", "B2:C2", "B3:C3"]),
            ),
            ("headings over two rows", workbook.write([HEAD, [None, None, None], *self.ROWS[1:]], merged=["A1:A2", "B1:B2", "C1:C2"])),
        ):
            with self.subTest(name):
                self.check(self.EXPECTED, body, workbook.TYPE)
        empty = self.change(parts, ('<c r="B2" t="s"><v>\\d+</v></c>', '<c r="B2"><f>VLOOKUP(A2,X,2)</f></c>'))
        self.check(Refused("spreadsheet_error", "/rows/2/answer"), empty, workbook.TYPE)
        merged = workbook.write([HEAD, ["1", "○", "a"], [None, "×", "b"]], merged=["A2:A3"])
        self.check(Refused("duplicate_criterion", "/rows/3/criterion"), merged, workbook.TYPE)

    def with_sheets(self, *sheets):
        whole = {}
        for i, rows in enumerate(sheets, 1):
            parts = workbook.parts(rows)
            strings = re.findall("<si>(.*?)</si>", parts["xl/sharedStrings.xml"])
            sheet = re.sub(r't="s"><v>(\d+)</v>', lambda m, s=strings: 't="inlineStr"><is>%s</is>' % s[int(m[1])], parts["xl/worksheets/sheet1.xml"])
            whole = {**parts, **whole, "xl/worksheets/sheet%d.xml" % i: sheet}
        whole["xl/workbook.xml"] = re.sub(
            "<sheets>.*</sheets>",
            "<sheets>%s</sheets>" % "".join('<sheet name="S%d" sheetId="%d" r:id="s%d"/>' % (i, i, i) for i in range(1, len(sheets) + 1)),
            whole["xl/workbook.xml"],
        )
        whole["xl/_rels/workbook.xml.rels"] = whole["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>",
            "".join('<Relationship Id="s%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i, workbook.OFFICE, i) for i in range(1, len(sheets) + 1))
            + "</Relationships>",
        )
        return workbook.pack(whole)

    def test_several_sheets(self):
        cover = [["情報セキュリティ自社診断"], ["会社名", "甲製作所"]]
        self.check(self.EXPECTED, self.with_sheets(cover, self.ROWS), workbook.TYPE)
        self.check(self.EXPECTED, self.with_sheets(self.ROWS, cover), workbook.TYPE)
        self.check(Refused("several_sheets"), self.with_sheets(self.ROWS, [HEAD, ["3", "○", ""]]), workbook.TYPE)


class OnFile(AnswerSheets):
    def test_what_is_empty_asks_for_nothing(self):
        path = self.draft()
        self.assertStatus(
            self.supplier.put(
                path + "/answers", {"answers": [{"criterion": "1", "answer": "partial", "note": "来週"}, {"criterion": "2", "answer": None, "note": "確認中"}]}
            ),
            200,
        )
        blank = self.supplier.get("/v1/editions/%s/sheet" % STAR_2)
        self.assertStatus(self.put(path, blank.body), 200)
        self.assertEqual(self.stored(path), {"1": (PARTLY, "来週"), "2": (None, "確認中")})

    def test_what_a_conversion_did(self):
        """What it lost is named by line and overwrites nothing; what it only writes otherwise is on file already."""
        path = self.draft(SCS)
        on_file = {
            "1-2-1-1": {"answer": "not_applicable", "justification": "鷗印刷に委託", "note": "𠮷田が東京〜大阪を確認"},
            "1-2-1-2": {"answer": "partial", "note": "完了？"},
        }
        self.assertStatus(self.supplier.put(path + "/answers", {"answers": [{"criterion": c, **a} for c, a in on_file.items()]}), 200)
        version = self.supplier.get(path).etag
        head = ["番号", "回答", "該当なしの理由", "備考"]
        lost = [head, ["1-2-1-2", "△", "", "完了？"], ["1-2-1-1", "該当なし", "?印刷に委託", "〓田が東京～大阪を確認"]]
        for body, kind in ((csv_of(lost).encode("cp932"), "text/csv; charset=Shift_JIS"), (workbook.write(lost), workbook.TYPE)):
            refused = self.assertProblem(self.put(path, body, kind), 422, "characters_lost", "/rows/3/justification", "/rows/3/note")
            self.assertIn("「鷗印刷に委託」", refused.json["errors"][0]["text"])
        for note in ("𠮷田が東京～大阪を確認", "𠮷田が東京〜大阪を確認 "):
            same = [head, ["1-2-1-1", "該当なし", "鷗印刷に委託", note]]
            self.assertStatus(self.put(path, csv_of(same)), 200)
        self.assertEqual(self.supplier.get(path).etag, version)
        # A person's own question mark is one.
        asked = [head, ["1-2-1-1", "該当なし", "鷗印刷に委託", "𠮷田が確認？"], ["1-2-1-2", "△", "", "完了?"]]
        self.assertStatus(self.put(path, csv_of(asked)), 200)
        self.assertEqual(self.stored(path), {"1-2-1-1": (NONE, "𠮷田が確認？"), "1-2-1-2": (PARTLY, "完了?")})

    def test_columns_left_out(self):
        self.check({"1": YES}, csv_of([["番号", "回答", "担当者", "達成率"], ["1", "○", "佐藤", "80"]]), ignore="担当者,達成率")


if __name__ == "__main__":
    harness.main()
