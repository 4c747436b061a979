# SPDX-License-Identifier: Apache-2.0
import harness

SUMMARY = "/v1/statuses/summary"


class Summary(harness.ApiTest):
    def counts(self, caller, **query):
        body = self.assertStatus(caller.get(SUMMARY, query=query), 200).json
        self.assertEqual(body["total"], sum(item["count"] for item in body["items"]))
        return body, {(i["status"], i["waiting_on"], i["required_star"], i["held_star"]): i["count"] for i in body["items"]}

    def test_status_by_star_on_any_day(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        linked = [self.link(buyer, supplier) for _ in range(3)]
        self.invite(buyer)
        for relationship in linked[:2]:
            self.require(buyer, relationship, 1, "2027-06-30")
        self.require(buyer, linked[2], 3, "2027-06-30")
        body, counts = self.counts(buyer)
        self.assertEqual((body["as_of"], body["side"], body["total"]), ("2026-12-01", "buyer", 4))
        self.assertEqual(counts, {("pending", "supplier", 1, 0): 2, ("pending", "scheme", 3, 0): 1, ("no_requirement", None, None, 0): 1})
        _, later = self.counts(buyer, as_of="2027-07-01")
        self.assertEqual(later, {("overdue", "supplier", 1, 0): 2, ("pending", "scheme", 3, 0): 1, ("no_requirement", None, None, 0): 1})
        self.declare(supplier, 1, "2026-12-01")
        _, counts = self.counts(buyer)
        self.assertEqual(counts[("met", None, 1, 1)], 2)
        self.assertEqual(self.counts(supplier)[1], {k: n for k, n in counts.items() if k[2]})
        # A day later the stored rows are a day old, and the answer is the same.
        self.set_day("2027-07-01")
        self.assertEqual(self.counts(buyer)[1], self.counts(buyer, as_of="2026-12-31")[1])

    def test_labels_of_another_width_or_case(self):
        buyer = self.make_buyer()
        self.invite(buyer, category="ＣＡＤ図面", tags=["ｶﾞﾝﾏ", "Lot-A"])
        self.invite(buyer, category="cad図面", tags=["ガンマ"])
        self.invite(buyer, category="cad", tags=["ラムダ"])
        self.set_day("2026-12-02")
        for query, n in (
            ({"category": "Cad図面"}, 2),
            ({"category": "CAD"}, 1),
            ({"tag": "ガンマ"}, 2),
            ({"tag": "ＬＯＴ－Ａ"}, 1),
            ({"tag": "lota"}, 0),
            ({"category": "Cad図面", "tag": "lot-a"}, 1),
        ):
            for path in ("/v1/statuses", "/v1/suppliers"):
                with self.subTest(path=path, query=query):
                    self.assertEqual(len(self.assertStatus(buyer.get(path, query=query), 200).json["items"]), n)
            self.assertEqual(self.counts(buyer, **query)[0]["total"], n)
            self.assertEqual(self.counts(buyer, known_at="2026-12-01T23:59:59+09:00", **query)[0]["total"], n)

    def test_sides(self):
        both = self.make_caller("株式会社両方", harness.ALL_RIGHTS)
        self.link(both, self.make_supplier())
        self.link(self.make_buyer(), both)
        self.link(self.make_buyer(), both)
        self.assertEqual(self.counts(both)[0]["side"], "buyer")
        self.assertEqual(self.counts(both, side="supplier")[0]["total"], 2)
        reader = self.other_key(both, "supplier:read")
        self.assertEqual(self.counts(reader)[0]["total"], 2)
        self.assertProblem(reader.get(SUMMARY, query={"side": "buyer"}), 403, "right_missing")

    def test_read(self):
        buyer = self.make_buyer()
        self.assertEqual(self.assertCached(buyer, SUMMARY).json, {"as_of": "2026-12-01", "side": "buyer", "decided_at": None, "total": 0, "items": []})
        self.assertGuarded("GET", SUMMARY, wrong=self.other_key(buyer, "buyer:write,audit:read"))
        self.assertProblem(buyer.get(SUMMARY + "?as_of=2027-02-29&side=both"), 422, None, "?as_of", "?side")
        tag = buyer.get(SUMMARY).etag
        self.invite(buyer)
        self.assertStatus(buyer.get(SUMMARY, headers={"If-None-Match": tag}), 200)


if __name__ == "__main__":
    harness.main()
