# SPDX-License-Identifier: Apache-2.0
import harness


class Standing(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.set_day("2027-03-01")
        self.supplier = self.make_supplier()

    def steps(self, **query):
        return [(step["from"], step["held_star"], step["held_assurance"]) for step in self.supplier.get("/v1/standing", query=query).json["steps"]]

    def declare(self, **members):
        body = {"star": 2, "id": harness.declaration_id(), "declared_on": "2027-02-03", **members}
        return self.assertStatus(self.supplier.post("/v1/declarations", body), 201).json["declaration"]

    def submit(self, edition, answer, assessed_on, **members):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": edition, **members}), 201).json
        criteria = self.supplier.get("/v1/editions/" + edition).json["criteria"]
        path = "/v1/assessments/" + made["assessment"]
        answers = [{"criterion": c["id"], "answer": answer} for c in criteria if made["star"] in c["stars"]]
        self.assertStatus(self.supplier.put(path + "/answers", {"answers": answers}), 200)
        return self.assertStatus(self.supplier.post(path + ":submit", {"assessed_on": assessed_on}), 200).json

    def test_nothing_on_file(self):
        body = self.assertCached(self.supplier, "/v1/standing").json
        self.assertEqual((body["as_of"], body["held_star"], body["held_assurance"], body["declaration"], body["readiness"]), ("2027-03-01", 0, None, None, []))
        self.assertEqual(self.steps(), [(None, 0, None)])

    def test_stars_over_time(self):
        one = self.declare(star=1, declared_on="2026-05-20")
        two = self.declare()
        self.submit("security-action-2-v3", "partial", "2027-02-01")
        self.supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": "2027-02-20", "place": "会社案内"})
        self.assertStatus(self.supplier.patch("/v1/declarations/" + two, {"stopped_on": "2027-03-01"}), 200)
        # The 25 items speak for star 1 too.
        self.assertEqual(
            self.steps(),
            [
                (None, 0, None),
                ("2026-05-20", 1, "declared"),
                ("2027-02-01", 1, "substantiated"),
                ("2027-02-03", 2, "declared"),
                ("2027-02-20", 2, "substantiated"),
                ("2027-03-01", 1, "substantiated"),
            ],
        )
        body = self.supplier.get("/v1/standing", query={"as_of": "2027-02-28"}).json
        self.assertEqual((body["held_star"], body["held_assurance"], body["declaration"]), (2, "substantiated", two))
        self.assertEqual(self.supplier.get("/v1/standing").json["declaration"], one)

    def test_part_of_the_company_counts_in_the_own_view(self):
        self.declare(scope="part", scope_text="川崎工場")
        self.assertEqual(self.steps()[-1], ("2027-02-03", 2, "declared"))

    def test_no_buyers_check_shows(self):
        buyer = self.make_buyer()
        relationship = self.link(buyer, self.supplier)
        declaration = self.declare()
        before = self.supplier.get("/v1/standing").json
        self.assertStatus(
            buyer.post(
                "/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration),
                {"checked_on": "2027-03-01", "method": "public_list", "result": "not_found"},
            ),
            201,
        )
        self.assertEqual(self.supplier.get("/v1/standing").json, before)

    def test_readiness(self):
        self.submit("scs-2026-03-27", "implemented", "2027-02-10")
        self.submit("scs-2026-03-27", "partial", "2027-02-12", star=4)
        self.assertEqual(
            self.supplier.get("/v1/standing").json["readiness"],
            [
                {"star": 3, "edition": "scs-2026-03-27", "met": 81, "total": 81, "unanswered": 0, "assessed_on": "2027-02-10", "included": None},
                {
                    "star": 4,
                    "edition": "scs-2026-03-27",
                    "met": 0,
                    "total": 153,
                    "unanswered": 0,
                    "assessed_on": "2027-02-12",
                    "included": {"star": 3, "met": 0, "total": 81, "unanswered": 0},
                },
            ],
        )

    def test_guarded(self):
        self.assertGuarded("GET", "/v1/standing", wrong=self.make_buyer())
        self.assertProblem(self.supplier.get("/v1/standing", query={"as_of": "yesterday"}), 422, None, "?as_of")


if __name__ == "__main__":
    harness.main()
