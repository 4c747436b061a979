# SPDX-License-Identifier: Apache-2.0
import cells
import harness

ASSESSMENTS = "/v1/assessments"
STAR_2 = "security-action-2-v3"
SCS = "scs-2026-03-27"


def answers(*pairs):
    return {"answers": [{"criterion": criterion, "answer": answer} for criterion, answer in pairs]}


class Assessments(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier()

    def draft(self, edition=STAR_2, **members):
        return self.assertStatus(self.supplier.post(ASSESSMENTS, {"edition": edition, **members}), 201).json

    def path(self, assessment, rest=""):
        return "%s/%s%s" % (ASSESSMENTS, assessment["assessment"], rest)

    def fill(self, assessment, body, **options):
        return self.supplier.put(self.path(assessment, "/answers"), body, **options)

    def fill_all(self, assessment, answer):
        criteria = self.supplier.get("/v1/editions/" + assessment["edition"]).json["criteria"]
        body = answers(*((c["id"], answer) for c in criteria if assessment["star"] in c["stars"]))
        return self.assertStatus(self.fill(assessment, body), 200).json

    def submit(self, assessment, **body):
        return self.supplier.post(self.path(assessment, ":submit"), body or None)

    # Drafts

    def test_add(self):
        answer = self.assertStatus(self.supplier.post(ASSESSMENTS, {"edition": SCS}), 201)
        made = answer.json
        self.assertEqual(answer.headers["Location"], self.path(made))
        self.assertEqual((made["star"], made["scope"], made["state"], made["assessed_on"]), (3, "whole", "draft", None))
        self.assertEqual(made["result"], {"total": 81, "met": 0, "not_met": 0, "unanswered": 81, "score": None, "readiness": None})
        self.assertEqual(self.draft(SCS, star=4)["result"]["total"], 153)
        part = self.draft(scope="part", scope_text="川崎工場")
        self.assertEqual((part["scope"], part["scope_text"]), ("part", "川崎工場"))

    def test_bad_adds(self):
        for body, status, code, *pointers in (
            ({"edition": "scs-1999"}, 422, "unknown_edition"),
            ({"edition": STAR_2, "star": 3}, 422, "star_not_in_edition", "/star"),
            ({"edition": SCS, "star": 5}, 422, None, "/star"),
            ({"edition": STAR_2, "scope": "part"}, 422, "missing_field", "/scope_text"),
            ({"edition": STAR_2, "scope_text": "川崎工場"}, 422, "not_allowed", "/scope_text"),
            ({}, 422, "missing_field", "/edition"),
            ({"edition": STAR_2, "answers": []}, 422, "unknown_field", "/answers"),
        ):
            with self.subTest(body=body):
                self.assertProblem(self.supplier.post(ASSESSMENTS, body), status, code, *pointers)
        self.assertEqual(self.supplier.get(ASSESSMENTS).json["items"], [])

    def test_answers_in_parts(self):
        made = self.draft()
        self.fill(made, {"answers": [{"criterion": "1", "answer": "implemented", "note": "自動更新を有効にしている"}, {"criterion": "2", "answer": "partial"}]})
        result = self.assertStatus(self.fill(made, answers(("2", None), ("3", "unknown"))), 200).json["result"]
        self.assertEqual((result["total"], result["met"], result["not_met"], result["unanswered"]), (25, 1, 1, 23))
        self.assertEqual(result["score"], {"points": 3, "maximum": 100, "advice": None})
        full = self.assertCached(self.supplier, self.path(made)).json
        self.assertEqual(
            full["answers"],
            [
                {"criterion": "1", "answer": "implemented", "justification": None, "note": "自動更新を有効にしている", "text_changed": False},
                {"criterion": "3", "answer": "unknown", "justification": None, "note": None, "text_changed": False},
            ],
        )
        self.assertEqual([gap["criterion"] for gap in full["gaps"]][:3], ["2", "3", "4"])
        self.assertEqual((full["gaps"][0]["answer"], full["gaps"][1]["answer"]), (None, "unknown"))

    def test_the_same_answers_again_leave_no_trace(self):
        made = self.draft()
        first = self.fill(made, answers(("1", "partial")))

        def entries():
            return len(self.supplier.get("/v1/audit/events").json["items"])

        before = entries()
        self.assertEqual(self.fill(made, answers(("1", "partial"))).body, first.body)
        self.assertEqual(entries(), before)
        self.fill(made, answers(("1", "implemented")))
        self.assertEqual(entries(), before + 1)

    def test_every_fault_at_once_and_nothing_stored(self):
        made = self.draft(SCS)
        answer = self.fill(
            made, answers(("1-2-1-1", "implemented"), ("9-9-9-9", "partial"), ("1-2-1-1", "partial"), ("1-2-1-2", "unknown"), ("1-2-1-3", "not_applicable"))
        )
        self.assertProblem(answer, 422, "unknown_criterion", "/answers/1/criterion")
        self.assertProblem(answer, 422, "duplicate_criterion", "/answers/2/criterion")
        self.assertProblem(answer, 422, "not_allowed_value", "/answers/3/answer")
        self.assertProblem(answer, 422, "justification_missing", "/answers/4/justification")
        self.assertEqual(self.supplier.get(self.path(made)).json["answers"], [])
        self.assertProblem(self.fill(made, {"answers": []}), 422, "too_few_items", "/answers")
        self.assertProblem(self.fill(made, answers(("1-2-1-1", "perfect"))), 422, None, "/answers/0/answer")

    def test_justified_not_applicable_counts_as_met(self):
        made = self.draft(SCS)
        body = {"answers": [{"criterion": "1-2-1-1", "answer": "not_applicable", "justification": "該当する機器がない"}]}
        self.assertEqual(self.assertStatus(self.fill(made, body), 200).json["result"]["met"], 1)
        gaps = self.supplier.get(self.path(made)).json["gaps"]
        self.assertEqual((gaps[0]["criterion"], gaps[0]["requirement_item"]), ("1-2-1-2", "1-2-1"))

    # The sheet

    def sheet(self, edition, language, answer, encoding="utf-8-sig"):
        text = self.supplier.get("/v1/editions/%s/sheet" % edition, query={"language": language}).body.decode("utf-8-sig")
        lines = text.split("\r\n")
        return "\r\n".join(lines[:1] + [line[:-2] + answer + ",," if line else "" for line in lines[1:]]).encode(encoding)

    def test_filled_sheet(self):
        for language, answer, encoding, content_type in (
            ("ja", "実施している", "utf-8-sig", "text/csv"),
            ("ja", "実施している", "cp932", "text/csv; charset=Shift_JIS"),
            ("en", "Implemented", "utf-8", "text/csv; charset=utf-8"),
            ("ja", "implemented", "cp932", "text/csv; charset=Windows-31J"),
        ):
            with self.subTest(language=language, content_type=content_type):
                made = self.draft()
                filled = self.fill(made, self.sheet(STAR_2, language, answer, encoding), content_type=content_type)
                self.assertEqual(self.assertStatus(filled, 200).json["result"]["score"]["points"], 100)

    def test_rows_without_answer_stay_as_they_are(self):
        made = self.draft()
        self.fill(made, answers(("1", "partial")))
        result = self.fill(made, "番号,回答\n1,\n2,実施している\n".encode(), content_type="text/csv").json["result"]
        self.assertEqual((result["met"], result["not_met"]), (1, 1))

    def test_words_and_marks(self):
        made = self.draft(SCS)
        sheet = "番号\t評価\t理由\tコメント\n"
        marks = (
            ("1-2-1-1", "○", "implemented"),
            ("1-2-1-2", "△", "partial"),
            ("1-3-1-1", "✖", "not_implemented"),
            ("1-4-1-1", "ー", "not_applicable"),
            ("1-4-1-2", "はい", "implemented"),
            ("2-1-1-1", "ｎ／ａ", "not_applicable"),
        )
        known = {c["id"] for c in self.supplier.get("/v1/editions/" + SCS).json["criteria"] if 3 in c["stars"]}
        marks = [mark for mark in marks if mark[0] in known]
        self.assertGreater(len(marks), 2)
        rows = "".join("%s\t%s\t%s\t\n" % (c, mark, "機器がない" if value == "not_applicable" else "") for c, mark, value in marks)
        self.assertStatus(self.fill(made, (sheet + rows).encode(), content_type="text/csv"), 200)
        self.assertEqual(
            [(a["criterion"], a["answer"]) for a in self.supplier.get(self.path(made)).json["answers"]],
            sorted(((c, value) for c, mark, value in marks), key=lambda pair: [int(n) for n in pair[0].split("-")]),
        )

    def test_notes_stay(self):
        made = self.draft()
        self.assertStatus(self.fill(made, "番号,回答,備考\n1,実施している,棚卸し済み\n2,,情報システム部に確認中\n".encode(), content_type="text/csv"), 200)
        self.assertStatus(self.fill(made, {"answers": [{"criterion": "3", "answer": None, "note": "来週"}, {"criterion": "1", "answer": "partial"}]}), 200)
        self.fill(made, "番号,回答\n2,一部実施している\n".encode(), content_type="text/csv")
        stored = {a["criterion"]: (a["answer"], a["note"]) for a in self.supplier.get(self.path(made)).json["answers"]}
        self.assertEqual(stored, {"1": ("partial", "棚卸し済み"), "2": ("partial", "情報システム部に確認中"), "3": (None, "来週")})
        self.assertEqual(self.supplier.get(self.path(made)).json["result"]["unanswered"], 23)
        self.fill(made, {"answers": [{"criterion": "3", "answer": None, "note": None}]})
        self.assertNotIn("3", {a["criterion"] for a in self.supplier.get(self.path(made)).json["answers"]})

    def test_the_filled_sheet(self):
        made = self.draft()
        self.fill(made, {"answers": [{"criterion": "1", "answer": "implemented", "note": "自動更新"}, {"criterion": "2", "answer": None, "note": "=確認中"}]})
        before = self.supplier.get(self.path(made)).json["answers"]
        for language in ("ja", "en"):
            sheet = self.assertStatus(self.supplier.get(self.path(made) + "/sheet", query={"language": language}), 200)
            self.assertIn(b"attachment", sheet.headers["Content-Disposition"].encode())
            self.assertIn("自動更新", sheet.body.decode("utf-8-sig"))
            self.assertStatus(self.fill(made, sheet.body, content_type="text/csv"), 200)
        self.assertEqual(self.supplier.get(self.path(made)).json["answers"], before)
        self.assertCached(self.supplier, self.path(made) + "/sheet")
        self.assertGuarded("GET", self.path(made) + "/sheet", wrong=self.make_buyer())
        self.assertHidden(self.make_supplier(), "GET", "/v1/assessments/{}/sheet", made["assessment"])

    def test_marks_and_words(self):
        """In a sheet, below a title; JSON has the scale's values alone."""
        for edition, star in ((STAR_2, 2), (SCS, 3)):
            scale = self.supplier.get("/v1/editions/" + edition).json
            values = {answer["value"] for answer in scale["answers"]}
            criterion = next(c["id"] for c in scale["criteria"] if star in c["stars"])
            made = self.draft(edition, star=star)
            for value, marks in cells.ANSWERS.items():
                for mark in marks:
                    sheet = "自社診断\t2027年\r\n\r\n番号\t回答\t該当なしの理由\r\n%s\t%s\t機器がないため\r\n" % (criterion, mark)
                    answer = self.fill(made, sheet.encode(), content_type="text/csv")
                    with self.subTest(edition=edition, mark=mark):
                        if value not in values:
                            self.assertProblem(answer, 422, "not_allowed_value")
                            continue
                        self.assertStatus(answer, 200)
                        [found] = [a for a in self.supplier.get(self.path(made)).json["answers"] if a["criterion"] == criterion]
                        self.assertEqual(found["answer"], value)

    def test_bad_sheets(self):
        made = self.draft()

        def send(text, content_type="text/csv"):
            return self.fill(made, text if isinstance(text, bytes) else text.encode(), content_type=content_type)

        self.assertProblem(send("番号,備考\n1,x\n"), 422, "column_missing", "/rows/1/answer")
        self.assertProblem(send("番号/回答\n1/実施している\n"), 422, "separator_unknown", "/rows/1/1")
        self.assertProblem(send("番号,回答,回答\n1,,\n"), 422, "repeated_column", "/rows/1/3")
        self.assertProblem(send("番号,回答,進捗\n1,,\n"), 422, "unknown_column", "/rows/1/3")
        for lost in ("番号,回答,\n1,,確認中\n", "番号,回答,備考\n,,確認中\n"):
            self.assertProblem(send(lost), 422)
        scale = self.assertProblem(send("番号,回答\n1,たぶん\n"), 422, "not_allowed_value", "/rows/2/answer")
        self.assertIn("実施している", scale.json["errors"][0]["text"])
        self.assertProblem(send("番号,回答\n1,実施している\n99,実施している\n2,合格\n"), 422, "unknown_criterion", "/rows/3/criterion", "/rows/4/answer")
        self.assertProblem(send('番号,回答\n1,"実施\n'), 422, "csv_malformed", "/rows/2/2")
        self.assertProblem(send("版,番号,回答\n%s,1,実施している\n" % SCS), 422, "edition_mismatch", "/rows/2/edition")
        self.assertProblem(send("番号,回答\n1,実施している\n".encode("cp932")), 422, "encoding_invalid")
        self.assertProblem(send("番号,回答\n", "text/csv; charset=koi8-r"), 415)
        self.assertIn("text/csv", self.assertProblem(send("番号,回答\n", "text/plain"), 415).json["title"])
        long = self.assertProblem(send("番号,回答,備考\n1,実施している,%s\n" % ("𠮷" * 2001)), 422, "too_long", "/rows/2/note")
        self.assertIn("2000", long.json["errors"][0]["text"])
        # A cell is refused for what its field of the contract is refused for.
        for text in ("理" * 1001, "理由\x07"):
            given = {"criterion": "1", "answer": "not_applicable", "justification": text}
            code = self.assertProblem(self.fill(made, {"answers": [given]}), 422).json["errors"][0]["code"]
            self.assertProblem(send("番号,回答,該当なしの理由\n1,該当なし,%s\n" % text), 422, code, "/rows/2/justification")
        self.assertProblem(send("番号,回答\n" + "1,実施している\n" * 60000), 413)
        self.assertEqual(self.supplier.get(self.path(made)).json["answers"], [])

    # Submission

    def test_submit(self):
        made = self.draft()
        self.fill_all(made, "partial")
        self.set_day("2026-12-05")
        done = self.assertStatus(self.submit(made, assessed_on="2026-12-03"), 200).json
        self.assertEqual((done["state"], done["assessed_on"], done["submitted_at"]), ("submitted", "2026-12-03", "2026-12-05T03:00:00.000000Z"))
        self.assertEqual(done["result"]["score"]["points"], 50)
        self.assertIn("対策の抜け", done["result"]["score"]["advice"])
        english = self.supplier.in_language("en").get(self.path(made)).json
        self.assertIn("shortcomings", english["result"]["score"]["advice"])
        self.assertTrue(english["gaps"][0]["text"].isascii())
        self.assertProblem(self.fill(made, answers(("1", "partial"))), 409, "assessment_state")
        self.assertProblem(self.submit(made), 409, "assessment_state")

    def test_readiness(self):
        made = self.draft(SCS)
        self.fill(made, answers(("1-2-1-1", "implemented"), ("1-2-1-2", "partial")))
        self.assertEqual(
            self.submit(made).json["result"]["readiness"], {"star": 3, "edition": SCS, "met": 1, "total": 81, "unanswered": 79, "assessed_on": "2026-12-01"}
        )

    def test_bad_submissions(self):
        made = self.draft()
        self.assertProblem(self.submit(made), 422, "assessment_empty")
        self.fill(made, answers(("1", "partial")))
        self.assertProblem(self.submit(made, assessed_on="2026-12-02"), 422, "date_in_future", "/assessed_on")
        self.assertProblem(self.submit(made, score=100), 422, "unknown_field", "/score")
        self.assertEqual(self.supplier.get(self.path(made)).json["state"], "draft")

    def test_newer_submission_supersedes(self):
        first, other_scope, second = self.draft(), self.draft(scope="part", scope_text="川崎工場"), self.draft()
        for assessment in (first, other_scope, second):
            self.fill(assessment, answers(("1", "partial")))
            self.assertStatus(self.submit(assessment), 200)
        old = self.supplier.get(self.path(first)).json
        self.assertEqual((old["state"], old["superseded_by"]), ("superseded", second["assessment"]))
        for assessment in (other_scope, second):
            self.assertEqual(self.supplier.get(self.path(assessment)).json["state"], "submitted")

    def test_withdraw(self):
        made = self.draft()
        self.fill(made, answers(("1", "partial")))
        self.submit(made)
        self.set_day("2026-12-10")
        gone = self.assertStatus(self.supplier.post(self.path(made, ":withdraw")), 200).json
        self.assertEqual((gone["state"], gone["withdrawn_on"]), ("withdrawn", "2026-12-10"))
        self.assertProblem(self.supplier.post(self.path(made, ":withdraw")), 409, "assessment_state")
        discarded = self.draft()
        self.assertEqual(self.supplier.post(self.path(discarded, ":withdraw")).json["state"], "withdrawn")
        self.assertProblem(self.fill(discarded, answers(("1", "partial"))), 409, "assessment_state")

    def test_status_follows(self):
        buyer = self.make_buyer()
        relationship = self.link(buyer, self.supplier)
        self.supplier.post("/v1/declarations", {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-02"})
        self.require(buyer, relationship, 1, "2027-06-30", required_assurance="substantiated")

        def held():
            status = self.supplier.get("/v1/buyers/%s/status" % relationship).json["status"]
            return status["status"], status["held_assurance"], status["next_step"]["code"]

        self.assertEqual(held(), ("pending", "declared", "submit_assessment"))
        made = self.draft("security-action-1-5ka")
        self.fill_all(made, "not_implemented")
        self.assertEqual(held(), ("pending", "declared", "submit_assessment"))
        self.submit(made)
        self.assertEqual(held(), ("met", "substantiated", "none"))
        self.supplier.post(self.path(made, ":withdraw"))
        self.assertEqual(held()[0], "pending")

    # What every operation keeps to

    def test_list(self):
        made = []
        for second, edition in enumerate((STAR_2, SCS, STAR_2)):
            self.set_instant("2026-12-01T03:00:0%dZ" % second)
            made.append(self.draft(edition)["assessment"])
        listed = self.assertCached(self.supplier, ASSESSMENTS).json["items"]
        self.assertEqual([item["assessment"] for item in listed], made[::-1])
        self.assertNotIn("answers", listed[0])

        def found(**query):
            return [item["assessment"] for item in self.supplier.get(ASSESSMENTS, query=query).json["items"]]

        self.assertEqual(found(edition=SCS), made[1:2])
        self.assertEqual(found(state="submitted"), [])
        self.assertEqual(found(state="draft", limit=2), made[:0:-1])

    def test_repeated_requests(self):
        made = self.draft()
        self.fill(made, answers(("1", "partial")))
        for path, body in ((ASSESSMENTS, {"edition": STAR_2}), (self.path(made, ":submit"), None)):
            first = self.supplier.post(path, body, idempotency_key=path[-20:])
            again = self.supplier.post(path, body, idempotency_key=path[-20:])
            self.assertEqual((first.status, first.body), (again.status, again.body))
            self.assertEqual(again.headers["Idempotency-Replayed"], "true")

    def test_hidden(self):
        made = self.draft()
        other = self.make_supplier()
        for method, path, body in (("GET", "", None), ("PUT", "/answers", answers(("1", "partial"))), ("POST", ":submit", None), ("POST", ":withdraw", None)):
            self.assertHidden(other, method, ASSESSMENTS + "/{}" + path, made["assessment"], body)
        self.assertEqual(other.get(ASSESSMENTS).json["items"], [])

    def test_guarded(self):
        made = self.draft()
        reader = self.other_key(self.supplier, "supplier:read")
        buyer = self.make_buyer()
        self.assertGuarded("POST", ASSESSMENTS, {"edition": STAR_2}, wrong=reader)
        self.assertGuarded("GET", ASSESSMENTS, wrong=buyer)
        self.assertGuarded("GET", self.path(made), wrong=buyer)
        self.assertGuarded("PUT", self.path(made, "/answers"), answers(("1", "partial")), wrong=reader)
        self.assertGuarded("POST", self.path(made, ":submit"), wrong=reader)
        self.assertGuarded("POST", self.path(made, ":withdraw"), wrong=reader)


if __name__ == "__main__":
    harness.main()
