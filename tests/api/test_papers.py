# SPDX-License-Identifier: Apache-2.0
import harness

PAPERS = "/v1/papers"
POLICY = {"kind": "policy_publication", "dated_on": "2026-11-20", "url": "https://minato.example.jp/policy"}
KINDS = {
    "policy_publication": (2, {"place": "会社案内"}),
    "expert_confirmation": (3, {"person": "佐藤 花子", "qualification": "情報処理安全確保支援士"}),
    "management_oath": (3, {"person": "港 太郎", "position": "代表取締役"}),
    "third_party_assessment": (4, {"organisation": "評価機関", "report_id": "R-2026-1"}),
    "technical_verification": (4, {"organisation": "検証事業者"}),
}


class Papers(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier()

    def add(self, body=None):
        return self.assertStatus(self.supplier.post(PAPERS, body or POLICY), 201).json

    def test_every_kind(self):
        for kind, (star, members) in KINDS.items():
            with self.subTest(kind=kind):
                paper = self.add({"kind": kind, "dated_on": "2026-12-01", "note": "控えあり", **members})
                self.assertEqual((paper["kind"], paper["star"], paper["note"]), (kind, star, "控えあり"))
                for member, value in members.items():
                    self.assertEqual(paper[member], value)
                self.assertIsNone(paper["withdrawn_on"])

    def test_what_a_kind_demands(self):
        for kind, missing in (
            ("policy_publication", {"/url"}),
            ("expert_confirmation", {"/person", "/qualification"}),
            ("management_oath", {"/person"}),
            ("technical_verification", {"/organisation"}),
            ("third_party_assessment", {"/organisation", "/report_id"}),
        ):
            answer = self.supplier.post(PAPERS, {"kind": kind, "dated_on": "2026-11-20"})
            self.assertProblem(answer, 422, "missing_field")
            self.assertEqual(answer.pointers(), missing)
        answer = self.supplier.post(PAPERS, {**POLICY, "person": "港 太郎", "report_id": "x"})
        self.assertProblem(answer, 422, "unknown_field", "/person", "/report_id")

    def test_bad_bodies(self):
        self.assertProblem(self.supplier.post(PAPERS, {**POLICY, "dated_on": "2026-12-02"}), 422, "date_in_future", "/dated_on")
        self.assertProblem(self.supplier.post(PAPERS, {**POLICY, "url": "javascript:alert(1)"}), 422, None, "/url")
        self.assertProblem(self.supplier.post(PAPERS, {"kind": "certificate"}), 422, None, "/kind", "/dated_on")
        self.assertEqual(self.supplier.get(PAPERS).json["items"], [])

    def test_list(self):
        made = []
        for second in range(3):
            self.set_instant("2026-12-01T03:00:0%dZ" % second)
            made.append(self.add({**POLICY, "note": str(second)})["paper"])
        self.set_instant("2026-12-01T03:00:03Z")
        oath = self.add({"kind": "management_oath", "dated_on": "2026-11-20", "person": "港 太郎"})["paper"]
        everything = self.assertCached(self.supplier, PAPERS).json
        self.assertEqual([item["paper"] for item in everything["items"]], [oath] + made[::-1])
        self.assertIsNone(everything["next_cursor"])
        first = self.supplier.get(PAPERS, query={"kind": "policy_publication", "limit": 2})
        self.assertEqual([item["paper"] for item in first.json["items"]], made[:0:-1])
        self.assertIn('rel="next"', first.headers["Link"])
        rest = self.supplier.get(PAPERS, query={"kind": "policy_publication", "limit": 2, "cursor": first.json["next_cursor"]})
        self.assertEqual([item["paper"] for item in rest.json["items"]], made[:1])
        self.assertProblem(self.make_supplier().get(PAPERS, query={"cursor": first.json["next_cursor"]}), 422, "invalid_cursor", "?cursor")

    def test_withdraw(self):
        paper = self.add()["paper"]
        self.set_day("2026-12-05")
        gone = self.assertStatus(self.supplier.post("%s/%s:withdraw" % (PAPERS, paper)), 200).json
        self.assertEqual(gone["withdrawn_on"], "2026-12-05")
        self.assertProblem(self.supplier.post("%s/%s:withdraw" % (PAPERS, paper)), 409, "already_withdrawn")
        self.assertEqual(self.supplier.get(PAPERS).json["items"], [gone])
        self.assertHidden(self.make_supplier(), "POST", PAPERS + "/{}:withdraw", paper)

    def test_repeated_request(self):
        first = self.supplier.post(PAPERS, POLICY, idempotency_key="p")
        again = self.supplier.post(PAPERS, POLICY, idempotency_key="p")
        self.assertEqual(first.body, again.body)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertEqual(len(self.supplier.get(PAPERS).json["items"]), 1)

    def test_guarded(self):
        reader = self.other_key(self.supplier, "supplier:read")
        self.assertGuarded("POST", PAPERS, POLICY, wrong=reader)
        self.assertGuarded("GET", PAPERS, wrong=self.make_buyer())
        self.assertGuarded("POST", "%s/%s:withdraw" % (PAPERS, self.add()["paper"]), wrong=reader)


if __name__ == "__main__":
    harness.main()
