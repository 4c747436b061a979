# SPDX-License-Identifier: Apache-2.0
import csv
import io

import harness

EDITIONS = {"scs-2026-03-27": 153, "security-action-1-5ka": 5, "security-action-1-6ka": 6, "security-action-2-v3": 25}


class Editions(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.reader = self.make_supplier(rights="audit:read")

    def test_list(self):
        items = self.assertCached(self.reader, "/v1/editions").json["items"]
        self.assertEqual({item["id"] for item in items}, set(EDITIONS))
        scs = next(item for item in items if item["id"] == "scs-2026-03-27")
        self.assertEqual(scs["criteria_counts"], {"3": 81, "4": 153})
        self.assertEqual(
            {star["star"]: (star["obtainable_from"], star["validity_months"]) for star in scs["stars"]}, {3: (None, 12), 4: (None, 36), 5: (None, None)}
        )
        self.assertIsNone(scs["closed_on"])

    def test_get(self):
        for edition, count in EDITIONS.items():
            with self.subTest(edition=edition):
                body = self.assertCached(self.reader, "/v1/editions/" + edition).json
                self.assertEqual((body["id"], len(body["criteria"])), (edition, count))
        self.assertProblem(self.reader.get("/v1/editions/scs-1999"), 404, "not_found")
        self.assertProblem(self.reader.get("/v1/editions/SCS!"), 404, "not_found")

    def test_help(self):
        """Every criterion has a text in both languages, and no text is of nothing."""
        for edition in EDITIONS:
            catalogue = self.reader.get("/v1/editions/" + edition).json
            for language, sentence, most in (("ja", r"[ぁ-ん].*。$", 130), ("en", r"^[A-Z].*[.?]$", 250)):
                with self.subTest(edition=edition, language=language):
                    help = self.assertCached(self.reader.in_language(language), "/v1/editions/%s/help" % edition).json["criteria"]
                    self.assertEqual([one["criterion"] for one in help], [criterion["id"] for criterion in catalogue["criteria"]])
                    for one in help:
                        self.assertTrue(2 <= len(one["steps"]) <= 4, one)
                        for text in [one["meaning"], *one["steps"]]:
                            self.assertRegex(text, sentence)
                            self.assertLessEqual(len(text), most)
                        self.assertEqual("evidence" in one, catalogue["scheme"] == "scs", one)
        self.assertProblem(self.reader.get("/v1/editions/scs-1999/help"), 404, "not_found")

    def sheet(self, edition, **query):
        answer = self.assertStatus(self.reader.get("/v1/editions/%s/sheet" % edition, query=query), 200)
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertTrue(answer.body.startswith(b"\xef\xbb\xbf"))
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))

    def test_blank_sheet(self):
        for edition, count in EDITIONS.items():
            rows = self.sheet(edition)
            self.assertEqual(rows[0], ["版", "番号", "要求事項", "評価基準（非公式の要約）", "選択肢", "回答", "該当なしの理由", "備考"])
            self.assertEqual(len(rows), count + 1)
            self.assertEqual({row[0] for row in rows[1:]}, {edition})
            self.assertEqual({tuple(row[5:]) for row in rows[1:]}, {("", "", "")})
        rows = self.sheet("scs-2026-03-27", language="en", star=3)
        self.assertEqual(rows[0][3], "text (unofficial summary)")
        self.assertEqual(rows[1][4], "Implemented / Partly implemented / Not implemented / Not applicable")
        self.assertEqual(rows[1][2], "1-2-1 Security organisation: roles and authority")
        self.assertEqual(len(self.sheet("scs-2026-03-27", star=2)), 1)

    def test_sheet_language_follows_the_reader(self):
        english = self.reader.in_language("en").get("/v1/editions/security-action-1-5ka/sheet")
        self.assertIn(b"edition,criterion", english.body)
        self.assertIn('filename="security-action-1-5ka-en.csv"', english.headers["Content-Disposition"])
        self.assertCached(self.reader, "/v1/editions/security-action-1-5ka/sheet")
        self.assertProblem(self.reader.get("/v1/editions/none/sheet"), 404, "not_found")

    def test_guarded(self):
        for path in ("/v1/editions", "/v1/editions/scs-2026-03-27", "/v1/editions/scs-2026-03-27/sheet", "/v1/editions/scs-2026-03-27/help"):
            self.assertGuarded("GET", path)


if __name__ == "__main__":
    harness.main()
