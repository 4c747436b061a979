# SPDX-License-Identifier: Apache-2.0
"""The operator imports the official sheet: told first, then loaded as the edition's next
transcription. The sheet is made from our own texts, in the layout that the official one has."""

import os
import re

import harness
import official_sheet
from test_transcriptions import Trial, transcription

L, M, N, K, G, F = (official_sheet.COLUMNS[letter] for letter in "LMNKGF")


class OfficialSheet(Trial):
    def setUp(self):
        super().setUp()
        self.load_second()
        self.rows = official_sheet.rows(transcription(2))

    def sheet(self, body, *words, name="official.xlsx"):
        path = os.path.join(self.server.directory, name)
        with open(path, "wb") as file:
            file.write(body)
        return self.server.command("catalogue", "sheet", path, "--edition", self.edition, *words, check=False)

    def edition_now(self):
        return self.supplier.get("/v1/editions/" + self.edition).json

    def row(self, criterion):
        return next(row for row in self.rows if row[L] == criterion)

    def assertKinds(self, done, **counts):
        found = {kind: int(count) for count, kind in re.findall(r"(\d+) (text|level|new|gone|title)", done.stdout.split("criteria: ")[1])}
        self.assertEqual(found, {"text": 0, "level": 0, "new": 0, "gone": 0, "title": 0, **counts}, done.stdout + done.stderr)

    def test_our_own_texts_differ_in_nothing_but_where_they_come_from(self):
        for body, name in (
            (official_sheet.excel(self.rows), "official.xlsx"),
            (official_sheet.text(self.rows), "official.csv"),
            (official_sheet.text(self.rows, "cp932"), "sjis.csv"),
        ):
            done = self.sheet(body, name=name)
            self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
            self.assertKinds(done)
            self.assertIn("153 criteria", done.stdout)
        self.assertIn("merged areas", self.sheet(official_sheet.excel(self.rows)).stderr)
        before = self.edition_now()
        self.assertEqual({c["provenance"] for c in before["criteria"]}, {"reported", "sourced"} & {c["provenance"] for c in before["criteria"]})
        done = self.sheet(official_sheet.excel(self.rows), "--apply")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Loaded as transcription 3", done.stdout)
        after = self.edition_now()
        self.assertEqual({c["provenance"] for c in after["criteria"]}, {"official"})
        self.assertEqual(after, {**before, "transcription": 3, "criteria": [{**c, "provenance": "official"} for c in before["criteria"]]})
        again = self.sheet(official_sheet.text(self.rows), "--apply", name="official.csv")
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertIn("Transcription 3 is this sheet", again.stdout)
        # The program's own transcription of that number stays out, and no start fails for it.
        self.server.command("migrate")
        self.assertRebuilt()

    def test_differences_are_told_and_reach_the_answers(self):
        draft = self.draft(3, self.criteria(3, 2))
        self.row("4-1-1-4")[M] = "・不要なアクセス権を消している。\n"
        self.row("1-1-1-1")[G], self.row("1-1-1-1")[K] = "○", "★3"
        gone = self.row("7-1-1-2")
        self.rows.remove(gone)
        self.rows.append([*gone[:F], "7-1-9", None, "○", "新しい要求事項", "", "★4", "7-1-9-1", "・新しい評価基準", "RC"])
        done = self.sheet(official_sheet.excel(self.rows))
        self.assertEqual(done.returncode, 3)
        self.assertKinds(done, text=1, level=1, new=1, gone=1)
        for line in ("text\t4-1-1-4", "+ 不要なアクセス権を消している。", "level\t1-1-1-1", "- [4]", "+ [3, 4]", "new\t7-1-9-1", "gone\t7-1-1-2"):
            self.assertIn(line, done.stdout)
        self.assertEqual(self.edition_now()["transcription"], 2)

        self.assertEqual(self.sheet(official_sheet.excel(self.rows), "--apply").returncode, 0)
        now = self.edition_now()
        known = {c["id"]: c for c in now["criteria"]}
        self.assertEqual(now["criteria_counts"], {"3": 82 - (3 in next(c["stars"] for c in transcription(2)["criteria"] if c["id"] == "7-1-1-2")), "4": 153})
        self.assertEqual(known["4-1-1-4"]["text"]["ja"], "不要なアクセス権を消している。")
        self.assertEqual(
            known["7-1-9-1"],
            {
                "id": "7-1-9-1",
                "section": "7",
                "requirement": "7-1-9",
                "stars": [4],
                "provenance": "official",
                "text": {"ja": "新しい評価基準", "en": "新しい評価基準"},
            },
        )
        self.assertEqual(next(r for r in now["requirements"] if r["id"] == "7-1-9")["title"]["ja"], "新しい要求事項")
        shown = self.shown(draft)
        self.assertEqual((self.changed_texts(draft), shown["criteria_added"]), (["4-1-1-4"], ["1-1-1-1"]))
        self.assertProblem(self.submit(draft), 422, "criteria_added")
        self.answer(draft, ["1-1-1-1"])
        self.assertStatus(self.submit(draft), 200)
        self.assertRebuilt()

    def test_criteria_that_are_gone(self):
        """What was answered stays as it was answered, and nothing falls due for what is gone."""
        gone = ["1-2-1-3", "7-1-1-2"]  # a yearly one of both stars, to which another refers, and one of ★4
        first = self.draft(4, self.criteria(4, 2))
        self.assertStatus(self.submit(first), 200)
        self.assertStatus(self.supplier.put("/v1/duties/1-2-1-3", {"done_on": "2026-11-20"}), 200)
        self.assertStatus(self.supplier.put("/v1/buyers/%s/disclosure" % self.relationship, {"readiness": True}), 200)
        self.assertEqual(len(self.duties()), 25)
        self.rows = [row for row in self.rows if row[L] not in gone]
        self.assertEqual(self.sheet(official_sheet.excel(self.rows), "--apply").returncode, 0)
        kept = self.shown(first)
        self.assertEqual((kept["result"]["met"], kept["result"]["total"], len(kept["answers"])), (153, 153, 153))
        (ready,) = [one for one in self.supplier.get("/v1/standing").json["readiness"] if one["star"] == 4]
        self.assertEqual((ready["met"], ready["total"], ready["unanswered"]), (151, 151, 0))
        self.assertEqual(ready["included"], {"star": 3, "met": 80, "total": 80, "unanswered": 0})
        self.assertEqual(kept["included"], ready["included"])
        self.assertEqual(len(self.duties()), 24)
        self.assertNotIn("1-2-1-3", self.duties()["1-4-1-1"])
        # The next one takes over what is left, and says what is not.
        body = {"edition": self.edition, "star": 4, "copy_from": first}
        second = self.assertStatus(self.supplier.post("/v1/assessments", body), 201).json
        self.assertEqual(second["carried"], {"from": first, "answers": 151, "new": [], "changed": [], "gone": gone})
        differences = self.supplier.get("/v1/assessments/%s/diff" % second["assessment"]).json["items"]
        self.assertEqual([(one["criterion"], one["changes"], one["after"]) for one in differences], [(one, ["criterion_gone"], None) for one in gone])
        self.assertTrue(all(one["before"]["answer"] == "implemented" and one["text"] for one in differences))
        self.assertEqual(self.assertStatus(self.submit(second["assessment"]), 200).json["result"]["total"], 151)
        self.assertRebuilt()

    def test_readiness_counts_the_criteria_that_there_are(self):
        """Of each kind of answer one criterion goes, one changes its star, and one comes; then all that went comes back."""
        answers = {c: ("implemented", "not_implemented", None)[n % 3] for n, c in enumerate(self.criteria(4, 2))}
        three = self.criteria(3, 2)
        submitted = {star: self.part(star, {c: answers[c] for c in self.criteria(star, 2)}) for star in (3, 4)}
        self.require(self.buyer, self.relationship, 4, "2027-06-30")
        self.assertStatus(self.supplier.put("/v1/buyers/%s/disclosure" % self.relationship, {"readiness": True}), 200)
        self.assertReady(submitted, {star: {c: answers[c] for c in self.criteria(star, 2)} for star in (3, 4)})
        before = self.readiness_shown()
        self.set_instant("2026-12-01T05:00:00Z")
        self.load_official(lambda: self.change(answers, three))
        self.assertReady(submitted, self.asked(answers, three))
        self.assertEqual(self.readiness_shown(known_at="2026-12-01T04:00:00Z"), before)
        stars = {c["id"]: c["stars"] for c in transcription(2)["criteria"]}
        self.set_instant("2026-12-01T06:00:00Z")
        self.load_official(lambda: self.rows.__setitem__(slice(None), official_sheet.rows(transcription(2))))
        self.assertReady(submitted, {star: {c: answers[c] for c in stars if star in stars[c]} for star in (3, 4)})
        self.assertEqual(self.readiness_shown(), before)

    def part(self, star, answers):
        made = self.draft(star, [c for c, answer in answers.items() if answer == "implemented"])
        self.answer(made, [c for c, answer in answers.items() if answer == "not_implemented"], "not_implemented")
        self.assertStatus(self.submit(made), 200)
        return made

    def change(self, answers, three):
        only_four = [c for c in answers if c not in three]
        self.gone = [*three[:3], *only_four[:3]]
        self.lowered, self.raised = only_four[3:6], three[3:6]
        self.rows[:] = [row for row in self.rows if row[L] not in self.gone]
        for criterion in self.lowered:
            self.row(criterion)[G], self.row(criterion)[K] = "○", "★3"
        for criterion in self.raised:
            self.row(criterion)[G], self.row(criterion)[K] = None, "★4"
        last = self.row("7-1-1-2")
        self.rows.append([*last[:F], "7-1-9", None, "○", "新しい要求事項", "", "★4", "7-1-9-1", "・新しい評価基準", "RC"])

    def asked(self, answers, three):
        """Of each star its criteria now, with what the answers of that star say of them."""
        four = {**{c: answers[c] for c in answers if c not in self.gone}, "7-1-9-1": None}
        of_three = {c: answers[c] for c in three if c not in [*self.gone, *self.raised]}
        return {3: {**of_three, **dict.fromkeys(self.lowered)}, 4: four, "included": {**of_three, **{c: answers[c] for c in self.lowered}}}

    def load_official(self, change):
        change()
        self.assertEqual(self.sheet(official_sheet.excel(self.rows), "--apply").returncode, 0)

    def assertReady(self, submitted, asked):
        def counted(answers):
            given = list(answers.values())
            return (given.count("implemented"), len(given), given.count(None))

        def shown(one):
            return (one["met"], one["total"], one["unanswered"])

        included = counted(asked.get("included", asked[3]))
        expected = {star: (*counted(asked[star]), included if star == 4 else None) for star in (3, 4)}
        for own in (self.supplier.get("/v1/standing").json["readiness"], self.readiness_shown()):
            found = {one["star"]: (*shown(one), one["included"] and shown(one["included"])) for one in own}
            self.assertEqual(found, expected)
        for star, assessment in submitted.items():
            own = self.shown(assessment)
            self.assertEqual((*shown(own["result"]["readiness"]), own["included"] and shown(own["included"])), expected[star])
        status = self.status(self.buyer, self.relationship)
        self.assertEqual(status, self.other_side(self.supplier, self.relationship))
        (note,) = [note["params"] for note in status["notes"] if note["code"] == "readiness"]
        self.assertEqual((note["star"], note["met"], note["total"]), (4, *expected[4][:2]))
        self.assertRebuilt()

    def readiness_shown(self, **query):
        """What the buyer is shown."""
        return self.assertStatus(self.buyer.get("/v1/suppliers/%s/readiness" % self.relationship, query=query), 200).json["items"]

    def duties(self):
        """{criterion: those it refers to}"""
        items = self.supplier.get("/v1/duties").json["items"]
        return {one["criterion"]: [other["criterion"] for other in one["refers_to"]] for one in items}

    def refused(self, body, *said, name="official.xlsx"):
        done = self.sheet(body, "--apply", name=name)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for text in said:
            self.assertIn(text, done.stderr)
        self.assertEqual(self.edition_now()["transcription"], 2)

    def test_what_has_to_be_put_right_is_told_all_at_once(self):
        self.rows[4][L] = self.rows[3][L]
        self.rows[8][M] = "=VLOOKUP(L11,A:B,2)"
        self.rows[10][M] = ""
        self.rows[12][F] = "2001-01-01"
        self.rows[14][L] = "9-9"
        self.rows[16][L] = None
        self.rows[18][K] = "★4" if self.rows[18][K] == "★3" else "★3"
        self.rows[20][G] = "?"
        said = (
            "row 7, column L: %s stands in row 6" % self.rows[3][L],
            "row 11, column M: a formula without a value",
            "row 13, column M: the text of %s is missing" % self.rows[10][L],
            "row 15, column F: 2001-01-01 does not belong to criterion %s" % self.rows[12][L],
            "row 17, column L: 9-9 is no id of a criterion",
            "row 19, column L: a text without the id of its criterion",
            "row 21, column K: the level is",
            "row 23, column G: ? is no ○",
            "nothing was loaded",
        )
        self.refused(official_sheet.excel(self.rows), *said)
        # In CSV by its lines, of which a cell may have several.
        self.refused(official_sheet.text(self.rows), *(re.sub("^row [0-9]+, | in row 6", "", text) for text in said), name="official.csv")

    def test_an_id_that_was_lost_above_all_others(self):
        """A spreadsheet makes a day of it: no heading stands there."""
        self.rows[0][L] = "2001/1/1"
        said = "row 3: requirement 1-1-1 without the id of its criterion"
        self.refused(official_sheet.excel(self.rows), said)
        self.refused(official_sheet.text(self.rows), said, name="official.csv")

    def test_columns_that_stand_elsewhere(self):
        """Before B and behind N they may; between them nothing is guessed, and the cause is told beside what it makes."""
        lines = [[*official_sheet.HEADER], *self.rows]
        self.assertKinds(self.sheet(official_sheet.workbook.write([["備考", *row] for row in lines])))
        self.assertKinds(self.sheet(official_sheet.workbook.write([row[:N] for row in lines])))
        moved = {
            "inserted": lambda row: [*row[:L], "備考", *row[L:]],
            "moved": lambda row: [*row[:L], row[M], row[L], *row[M + 1 :]],
            "taken out": lambda row: [*row[:K], *row[K + 1 :]],
            "exchanged": lambda row: [*row[:G], row[G + 1], row[G], *row[G + 2 :]],
        }
        for name, move in moved.items():
            with self.subTest(name):
                self.refused(official_sheet.workbook.write([move(row) for row in lines]), "was a column inserted, moved or taken out?")
        # Much is told of texts in wrong columns, none of it cut within a character.
        self.row("1-1-1-1")[K] = "あ" * 79 + "★"
        self.refused(official_sheet.excel(self.rows), "row 3, column K: " + "あ" * 79)

    def test_texts_that_are_none(self):
        texts = {
            "????": "lost characters",
            "規程を\ufffdめている。": "lost characters",
            "規程を\x07定めている。": "has a character that is none",
            "あ" * 2001: "longer than 2,000 characters",
        }
        for place, text in enumerate(texts):
            self.rows[place][M] = text
        said = ("column M: the text of %s %s" % (self.rows[place][L], "is " * what.startswith("longer") + what) for place, what in enumerate(texts.values()))
        self.refused(official_sheet.text(self.rows), *said, name="official.csv")

    def test_a_part_is_not_taken_for_all(self):
        whole = official_sheet.text(self.rows)
        for body, name in (
            (whole[: whole.index(b"\r\n", len(whole) // 2) + 2], "half.csv"),
            (official_sheet.excel([row for row in self.rows if row[G]]), "three.xlsx"),
        ):
            self.refused(body, "of the 153 criteria on file are not in there", name=name)

    def test_ids_merged_over_rows(self):
        thin, areas = official_sheet.merge(self.rows)
        thin[1][L] = None
        body = official_sheet.workbook.write([(), official_sheet.HEADER, *thin], merged=[*areas, "L3:L4"])
        self.refused(body, "row 4, column L: %s stands in row 3 already: once too often, or merged" % self.rows[0][L])

    def test_formulas_with_a_value_are_read_and_counted(self):
        parts = official_sheet.workbook.parts([(), official_sheet.HEADER, *self.rows])
        name = next(part for part in parts if part.endswith("sheet1.xml"))
        parts[name] = re.sub(r'(<c r="N3"[^>]*>)', r"\1<f>N4</f>", parts[name])
        done = self.sheet(official_sheet.workbook.pack(parts))
        self.assertIn("1 formulas: their stored values were read", done.stderr)
        self.assertKinds(done)
        parts[name] = re.sub(r'<c r="M3"[^>]*>.*?</c>', '<c r="M3"><f>M4</f></c>', parts[name])
        self.refused(official_sheet.workbook.pack(parts), "row 3, column M: a formula without a value (#CALC!)")

    def test_other_copies(self):
        """Answers behind the columns, notes below, without column A, and what is no such sheet."""
        copies = [[*row, "○", "△", "", "担当: 情シス"] for row in self.rows]
        done = self.sheet(official_sheet.excel([*copies, [None, "※出典", *[None] * 12]]))
        self.assertKinds(done)
        self.assertIn("answers) was not read", done.stderr)
        self.assertIn("row 156 was left out", done.stderr)
        self.assertKinds(self.sheet(re.sub(rb"(^|(?<=\r\n)),", b"", official_sheet.text(self.rows)), name="without_a.csv"))
        self.refused(b"a,b,c\r\n1,2,3\r\n", "no id of a criterion", name="other.csv")
        self.refused(official_sheet.workbook.write([("甲", "乙")]), "no id of a criterion")
        self.refused(b"PK\x03\x04 broken", "hoshitori:")
        self.refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "hoshitori:", name="old.xls")
        self.edition = "scs-unknown"
        self.assertIn("no edition scs-unknown", self.sheet(official_sheet.excel(self.rows)).stderr)

    def test_layouts_that_offices_make_of_it(self):
        """Titles above, headings by other names, ids as Japanese input writes them: the same sheet."""
        own = [list(row) for row in self.rows]
        renamed = [None if cell is None else "%s（注%d）" % (cell, n) for n, cell in enumerate(official_sheet.HEADER)]
        layouts = {
            "titles": [("サプライチェーン強化に向けた評価制度",), (), ("作成：2026年3月", None, "区分"), ("※ 転載不可",), official_sheet.HEADER, *own],
            "headings": [("表題",), renamed, *own],
            "no heading": own,
            "rows between": [("表題",), official_sheet.HEADER, *(line for row in own for line in (row, ()))],
            "full width": [official_sheet.HEADER, *self.respelled(str.maketrans("0123456789-", "０１２３４５６７８９－"))],
            "half-width kana": [official_sheet.HEADER, *self.respelled(str.maketrans("-", "ｰ"))],
            "kana": [official_sheet.HEADER, *self.respelled(str.maketrans("-", "ー"))],
            "dash": [official_sheet.HEADER, *self.respelled(str.maketrans("-", "–"))],
            "minus": [official_sheet.HEADER, *self.respelled(str.maketrans("-", "−"))],
            "circles": [official_sheet.HEADER, *([{"○": "◯"}.get(cell, cell) for cell in row] for row in own)],
        }
        for name, lines in layouts.items():
            with self.subTest(name):
                done = self.sheet(official_sheet.workbook.write(lines))
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertKinds(done)
        # A heading in the midst could be a criterion whose id was overwritten: it is named, and nothing is loaded.
        again = [("表題",), official_sheet.HEADER, *own[:60], official_sheet.HEADER, *own[60:]]
        self.refused(official_sheet.workbook.write(again), "row 63, column L: 評価基準No. is no id of a criterion")

    def respelled(self, letters):
        """All numbers and ids in other letters."""
        return [[cell.translate(letters) if cell and place in (1, 3, F, L) else cell for place, cell in enumerate(row)] for row in self.rows]

    def test_sheets_that_are_hidden(self):
        """What nobody sees in a spreadsheet program is not what is read, were it an old copy of the same sheet."""
        shown = [official_sheet.HEADER, *self.rows]
        old = [official_sheet.HEADER, *([*row[:M], "・古い文言", *row[M + 1 :]] for row in self.rows)]
        for state in ("hidden", "veryHidden"):
            for sheets in (((old, state), (shown, None)), ((shown, None), (old, state)), (([("設定",)], state), (shown, None))):
                with self.subTest(state, first=sheets[0][1]):
                    done = self.sheet(official_sheet.workbook.book(sheets))
                    self.assertEqual(done.returncode, 3, done.stderr)
                    self.assertKinds(done)


if __name__ == "__main__":
    harness.main()
