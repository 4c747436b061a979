# SPDX-License-Identifier: Apache-2.0
"""A second transcription of an edition: more is known of the same published criteria, and nothing
that was said before becomes another."""

import json
import os

import harness
from waiting import until

CATALOGUE = os.path.join(harness.TOP, "schema", "catalogue")
SCS = "scs-2026-03-27"
CORRECTED = ["4-1-1-4", "4-1-3-2", "4-2-2-1", "4-4-4-2", "4-5-1-6", "6-1-1-4", "7-1-1-1"]


def transcription(number):
    name = SCS + (".t%d.json" % number if number > 1 else ".json")
    with open(os.path.join(CATALOGUE, name), encoding="utf-8") as file:
        return json.load(file)


class Trial(harness.ApiTest):
    """An edition of its own for each test, at first as the first transcription has it."""

    editions = iter(range(1000))

    def setUp(self):
        super().setUp()
        self.edition = "scs-trial-%d" % next(self.editions)
        self.load(transcription(1))
        self.buyer, self.supplier, self.relationship = self.linked_pair()

    def load(self, body, check=True, **members):
        path = os.path.join(self.server.directory, "edition.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**body, "id": self.edition, **members}, file, ensure_ascii=False)
        return self.server.command("catalogue", "import", path, check=check)

    def load_second(self):
        self.load(transcription(2))

    def criteria(self, star, number):
        return [c["id"] for c in transcription(number)["criteria"] if star in c["stars"]]

    def draft(self, star, criteria, answer="implemented"):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": self.edition, "star": star}), 201).json["assessment"]
        self.answer(made, criteria, answer)
        return made

    def answer(self, assessment, criteria, answer="implemented"):
        body = {"answers": [{"criterion": c, "answer": answer} for c in criteria]}
        return self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % assessment, body), 200).json

    def submit(self, assessment):
        return self.supplier.post("/v1/assessments/%s:submit" % assessment)

    def shown(self, assessment):
        return self.assertCached(self.supplier, "/v1/assessments/" + assessment).json

    def changed_texts(self, assessment):
        return [a["criterion"] for a in self.shown(assessment)["answers"] if a["text_changed"]]

    def told(self, count):
        """All status.changed, once so many are numbered."""

        def found():
            items = self.buyer.get("/v1/events", query={"limit": 200}).json["items"]
            return [event["data"]["to"]["status"] for event in items if event["type"] == "status.changed"]

        until(lambda: len(found()) >= count)
        return found()

    def assertRebuilt(self):
        check = self.server.command("rebuild", "--check", check=False)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)


class Transcriptions(Trial):
    def test_a_submission_keeps_what_was_known(self):
        self.require(self.buyer, self.relationship, 4, "2027-06-30")
        self.supplier.put("/v1/buyers/%s/disclosure" % self.relationship, {"readiness": True})
        made = self.draft(4, self.criteria(4, 1))
        self.assertStatus(self.submit(made), 200)
        before = self.shown(made)
        self.assertEqual((before["transcription"], before["result"]["total"], before["result"]["unanswered"]), (1, None, 0))
        stood = self.status(self.buyer, self.relationship)
        self.set_instant("2026-12-01T04:00:00Z")
        self.load_second()
        self.set_instant("2026-12-01T05:00:00Z")

        after = self.shown(made)
        ready = {**before["result"]["readiness"], "total": 153, "unanswered": 72}
        self.assertEqual(after["result"], {**before["result"], "readiness": ready})
        self.assertEqual((after["transcription"], after["gaps"], after["criteria_added"]), (1, before["gaps"], []))
        self.assertEqual(self.changed_texts(made), CORRECTED)
        readiness = next(one for one in self.supplier.get("/v1/standing").json["readiness"] if one["star"] == 4)
        self.assertEqual((readiness["met"], readiness["total"], readiness["unanswered"]), (81, 153, 72))

        now = self.status(self.buyer, self.relationship)
        self.assertEqual(now, self.other_side(self.supplier, self.relationship))
        note = next(n for n in now["notes"] if n["code"] == "readiness")
        self.assertEqual((note["params"]["met"], note["params"]["total"]), (81, 153))
        self.assertEqual({**now, "notes": None, "as_of": None}, {**stood, "notes": None, "as_of": None})
        for side in (
            self.status(self.buyer, self.relationship, known_at="2026-12-01T03:59:59Z"),
            self.other_side(self.supplier, self.relationship, known_at="2026-12-01T03:59:59Z"),
        ):
            self.assertEqual(side["notes"], stood["notes"])
        self.assertRebuilt()
        demand = "/v1/suppliers/%s/requirement" % self.relationship
        self.assertIn(self.buyer.delete(demand, headers={"If-Match": self.buyer.get(demand).etag}).status, (200, 204))
        self.assertEqual(self.told(2), ["pending", "no_requirement"])

    def test_a_draft_answers_all(self):
        made = self.draft(4, self.criteria(4, 1))
        self.load_second()
        added = [c for c in self.criteria(4, 2) if c not in self.criteria(4, 1)]
        draft = self.shown(made)
        self.assertEqual((draft["transcription"], draft["result"]["total"], draft["result"]["unanswered"]), (2, 153, 72))
        self.assertEqual((len(added), sorted(draft["criteria_added"])), (72, sorted(added)))
        self.assertEqual([gap["criterion"] for gap in draft["gaps"]], added)
        refused = self.assertProblem(self.submit(made), 422, "criteria_added")
        self.assertIn("72", refused.json["title"] + refused.json.get("detail", ""))
        self.answer(made, added[:-1])
        self.assertEqual(self.shown(made)["criteria_added"], added[-1:])
        self.assertProblem(self.submit(made), 422, "criteria_added")
        self.answer(made, added[-1:], "not_implemented")
        done = self.assertStatus(self.submit(made), 200).json
        self.assertEqual((done["transcription"], done["result"]["total"], done["result"]["unanswered"]), (2, 153, 0))

    def test_a_draft_begun_since_may_be_submitted_in_part(self):
        self.load_second()
        made = self.draft(4, self.criteria(4, 1))
        self.assertEqual(self.shown(made)["criteria_added"], [])
        done = self.assertStatus(self.submit(made), 200).json["result"]
        self.assertEqual((done["total"], done["readiness"]["total"], done["unanswered"]), (153, 153, 72))

    def test_what_was_answered_by_another_text_is_marked_until_it_is_answered_again(self):
        made = self.draft(3, self.criteria(3, 1))
        self.load_second()
        self.assertEqual(self.changed_texts(made), CORRECTED)
        self.answer(made, CORRECTED[:1])
        self.assertEqual(self.changed_texts(made), CORRECTED[1:])
        # What gives no answer says nothing of the text.
        note = {"answers": [{"criterion": CORRECTED[1], "answer": None, "note": "確認中"}]}
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, note), 200)
        sheet = "番号,回答\n%s,\n%s,実施済み\n" % tuple(CORRECTED[2:4])
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, sheet.encode(), content_type="text/csv"), 200)
        self.assertEqual(self.changed_texts(made), [CORRECTED[1], CORRECTED[2], *CORRECTED[4:]])
        self.answer(made, CORRECTED)
        self.assertEqual(self.changed_texts(made), [])
        self.assertStatus(self.submit(made), 200)

    def test_both_readings_can_be_read(self):
        path = "/v1/editions/" + self.edition
        first = self.assertCached(self.supplier, path).text
        self.load_second()
        self.assertEqual(self.supplier.get(path, query={"transcription": 1}).text, first)
        newest = self.assertCached(self.supplier, path).json
        self.assertEqual((newest["transcription"], len(newest["criteria"])), (2, 153))
        self.assertEqual(newest, {**transcription(2), "id": self.edition})
        self.assertEqual(newest, self.supplier.get(path, query={"transcription": 2}).json)
        self.assertProblem(self.supplier.get(path, query={"transcription": 3}), 404, "not_found")
        self.assertProblem(self.supplier.get(path, query={"transcription": 0}), 422, None, "?transcription")
        summary = next(e for e in self.supplier.get("/v1/editions").json["items"] if e["id"] == self.edition)
        self.assertEqual((summary["transcription"], [t["number"] for t in summary["transcriptions"]]), (2, [1, 2]))

    def test_sheets_have_all_criteria(self):
        self.load_second()
        sheet = self.supplier.get("/v1/editions/%s/sheet" % self.edition, query={"star": 4}).text
        self.assertEqual(len(sheet.strip().split("\r\n")), 154)
        made = self.draft(4, self.criteria(4, 2))
        filled = self.supplier.get("/v1/assessments/%s/sheet" % made).text
        self.assertEqual(filled.count("実施済み,,"), 153)

    # What is loaded, and what is refused.

    def test_loaded_once(self):
        self.load_second()
        self.assertIn("unchanged", self.load(transcription(2)).stdout)
        for body, code in ((transcription(2), "edition"), (transcription(1), "edition")):
            done = self.load(body, check=False, note={"ja": "書き換え", "en": "Rewritten"})
            self.assertEqual(done.returncode, 1)
            self.assertIn("cannot be changed", done.stderr)
        done = self.load(transcription(2), check=False, transcription=4)
        self.assertEqual(done.returncode, 1)
        self.assertIn("transcription 4, and 3 is the next", done.stderr)
        self.edition = "scs-trial-without-a-first"
        self.assertIn("transcription 2, and 1 is the next", self.load(transcription(2), check=False).stderr)

    def test_what_no_answer_could_name_is_refused(self):
        body = transcription(2)
        for spoil, said in (
            ({"criteria": [*body["criteria"], body["criteria"][0]]}, "stands twice"),
            ({"criteria": [{"id": "1-1-1-1"}]}, "lacks"),
            ({"criteria": [{**body["criteria"][0], "stars": [9]}]}, "lacks"),
            ({"criteria": "none"}, "not a list"),
            ({"transcription": 0}, "1 or more"),
        ):
            done = self.load(body, check=False, **spoil)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(said, done.stderr)
        self.assertEqual(len(self.supplier.get("/v1/editions/" + self.edition).json["criteria"]), 81)


if __name__ == "__main__":
    harness.main()
