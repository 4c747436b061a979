# SPDX-License-Identifier: Apache-2.0
"""A self-assessment begins with the answers of another, says what that did not ask, and is compared with it."""

import harness

SCS = "scs-2026-03-27"
FIVE, SIX = "security-action-1-5ka", "security-action-1-6ka"


class CarriedAnswers(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.set_day("2027-03-01")
        self.supplier = self.make_supplier()

    def criteria(self, edition, star):
        return [one["id"] for one in self.supplier.get("/v1/editions/" + edition).json["criteria"] if star in one["stars"]]

    def begin(self, edition, source, status=201, **members):
        return self.assertStatus(self.supplier.post("/v1/assessments", {"edition": edition, "copy_from": source, **members}), status).json

    def read(self, assessment):
        return self.assertStatus(self.supplier.get("/v1/assessments/" + assessment), 200).json

    def answers(self, assessment):
        return {one["criterion"]: (one["answer"], one["justification"], one["note"]) for one in self.read(assessment)["answers"]}

    def give(self, assessment, **answers):
        body = {"answers": [{"criterion": criterion.replace("_", "-").lstrip("-"), **answer} for criterion, answer in answers.items()]}
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % assessment, body), 200)

    def diff(self, assessment, other):
        return self.assertCached(self.supplier, "/v1/assessments/%s/diff" % assessment, query={"with": other}).json["items"]

    def compared(self, assessment):
        return self.assertStatus(self.supplier.get("/v1/assessments/%s/diff" % assessment), 200).json["with"]

    def test_an_update_begins_with_what_was_answered(self):
        first = self.assess(self.supplier, SCS, unlike={"1-2-1-1": "not_implemented", "1-2-1-2": None}, star=3)
        draft = self.begin(SCS, first, star=3)
        self.assertEqual(draft["carried"], {"from": first, "answers": 80, "new": [], "changed": [], "gone": []})
        self.assertEqual((draft["result"]["met"], draft["result"]["not_met"], draft["result"]["unanswered"]), (79, 1, 1))
        self.assertEqual(self.answers(draft["assessment"]), self.answers(first))
        self.assertEqual(self.diff(draft["assessment"], first), [])
        self.assertEqual(self.read(draft["assessment"])["carried"], draft["carried"])
        self.assertEqual(self.compared(draft["assessment"]), first)
        self.assertIsNone(self.compared(first))
        # The first stays as it was submitted.
        self.give(draft["assessment"], **{"_1_2_1_1": {"answer": "implemented", "note": "規程を改定した"}})
        self.assertEqual(self.answers(first)["1-2-1-1"], ("not_implemented", None, None))
        (item,) = self.diff(draft["assessment"], first)
        self.assertEqual((item["criterion"], item["changes"], item["text_before"]), ("1-2-1-1", ["answer", "note"], None))
        self.assertEqual((item["before"]["answer"], item["after"]["answer"], item["after"]["note"]), ("not_implemented", "implemented", "規程を改定した"))

    def test_one_set_of_answers_serves_both_stars(self):
        three = self.assess(self.supplier, SCS, star=3)
        only_four = [one for one in self.criteria(SCS, 4) if one not in self.criteria(SCS, 3)]
        four = self.begin(SCS, three, star=4)
        self.assertEqual((four["star"], four["carried"]["answers"], four["carried"]["new"], four["result"]["unanswered"]), (4, 81, only_four, len(only_four)))
        self.give(four["assessment"], **{"_" + one.replace("-", "_"): {"answer": "partial"} for one in only_four})
        back = self.begin(SCS, four["assessment"], star=3)
        self.assertEqual((back["carried"]["answers"], back["carried"]["new"], back["carried"]["gone"]), (81, [], only_four))
        self.assertEqual(self.answers(back["assessment"]), self.answers(three))
        gone = self.diff(back["assessment"], four["assessment"])
        self.assertEqual([(one["criterion"], one["changes"], one["after"]) for one in gone], [(one, ["criterion_gone"], None) for one in only_four])

    def test_a_new_edition_marks_what_is_new_or_reads_otherwise(self):
        five = self.assess(self.supplier, FIVE)
        six = self.begin(SIX, five)
        texts = [{one["id"]: one["text"] for one in self.supplier.get("/v1/editions/" + edition).json["criteria"]} for edition in (FIVE, SIX)]
        changed = [one for one in texts[0] if texts[0][one] != texts[1][one]]
        self.assertEqual((six["carried"]["answers"], six["carried"]["new"], six["carried"]["changed"]), (5, ["6"], changed))
        items = {one["criterion"]: one for one in self.diff(six["assessment"], five)}
        self.assertEqual((items["6"]["changes"], items["6"]["before"]), (["criterion_new"], None))
        for one in changed:
            self.assertEqual((items[one]["text_before"], items[one]["text"]), (texts[0][one]["ja"], texts[1][one]["ja"]))

    def test_what_cannot_be_taken_over(self):
        two = self.assess(self.supplier, "security-action-2-v3")
        one = self.assess(self.supplier, FIVE)
        refused = self.supplier.post("/v1/assessments", {"edition": SCS, "copy_from": two})
        self.assertProblem(refused, 422, "answers_not_comparable", "/copy_from")
        # Of the same scheme, but other criteria under the same numbers.
        self.assertProblem(self.supplier.post("/v1/assessments", {"edition": FIVE, "copy_from": two}), 422, "answers_not_comparable", "/copy_from")
        self.assertProblem(self.supplier.get("/v1/assessments/%s/diff" % one, query={"with": two}), 422, "answers_not_comparable", "?with")
        stranger = self.assess(self.make_supplier(), FIVE)
        for other in (stranger, harness.missing_like(stranger)):
            self.assertProblem(self.supplier.post("/v1/assessments", {"edition": FIVE, "copy_from": other}), 422, "assessment_unknown", "/copy_from")
            self.assertProblem(self.supplier.get("/v1/assessments/%s/diff" % one, query={"with": other}), 404, "not_found")
            self.assertProblem(self.supplier.get("/v1/assessments/%s/diff" % other, query={"with": one}), 404, "not_found")

    def test_a_repeated_request_takes_over_once(self):
        first = self.assess(self.supplier, FIVE)
        body = {"edition": FIVE, "copy_from": first}
        answers = [self.supplier.post("/v1/assessments", body, idempotency_key="carry-over") for _ in range(2)]
        self.assertEqual(answers[0].json, answers[1].json)
        self.assertEqual(len(self.supplier.get("/v1/assessments", query={"state": "draft"}).json["items"]), 1)


if __name__ == "__main__":
    harness.main()
