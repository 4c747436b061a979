# SPDX-License-Identifier: Apache-2.0
"""Lists and counts on two axes, the timeline of one relationship, the trend of all."""

import harness

STATUSES, SUMMARY = "/v1/statuses", "/v1/statuses/summary"


class TwoAxes(harness.ApiTest):
    """Three suppliers: demanded on the first day, declared by one on the third, renamed on the fifth."""

    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, other = self.make_buyer(), self.make_supplier(), self.make_supplier("株式会社あさひ")
        self.one = self.link(self.buyer, self.supplier, code="A-1", category="製造", tags=["図面"])
        self.two = self.link(self.buyer, other, code="A-2", category="物流")
        self.require(self.buyer, self.one, 1, "2026-12-31")
        self.require(self.buyer, self.two, 2, "2027-03-31")
        self.set_instant("2026-12-03T03:00:00Z")
        self.declare(self.supplier, 1, "2026-12-02")
        self.set_instant("2026-12-05T03:00:00Z")
        self.invite(self.buyer, name="有限会社ひびき", code="A-3", category="製造")
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + self.one, {"name": "株式会社みなと精密工業", "category": "加工", "tags": []}), 200)

    def listed(self, caller=None, path=STATUSES, **query):
        items, cursor = [], None
        while True:
            page = self.assertStatus((caller or self.buyer).get(path, query={**query, **({"cursor": cursor} if cursor else {})}), 200).json
            items += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return items

    def words(self, **query):
        return {i["code"]: i["status"]["status"] for i in self.listed(**query)}

    def counted(self, caller=None, **query):
        body = self.assertStatus((caller or self.buyer).get(SUMMARY, query=query), 200).json
        return {(i["status"], i["required_star"], i["held_star"]): i["count"] for i in body["items"]}

    def test_known_then(self):
        now = {"A-1": "met", "A-2": "pending", "A-3": "no_requirement"}
        self.assertEqual(self.words(), now)
        self.assertEqual(self.words(known_at="2026-12-05T03:00:00Z"), now)
        before = self.listed(known_at="2026-12-03T02:59:59Z")
        self.assertEqual(
            {i["code"]: (i["status"]["status"], i["counterparty"]["name"], i["category"], i["tags"]) for i in before},
            {"A-1": ("pending", "株式会社みなと精密", "製造", ["図面"]), "A-2": ("pending", "株式会社あさひ", "物流", [])},
        )
        self.assertEqual({i["status"]["known_at"] for i in before}, {"2026-12-03T02:59:59.000000Z"})
        self.assertEqual(self.words(known_at="2026-12-02T00:00:00Z", as_of="2027-01-01"), {"A-1": "overdue", "A-2": "pending"})
        self.assertEqual(self.words(known_at="2026-12-04T00:00:00Z", as_of="2026-12-01"), {"A-1": "pending", "A-2": "pending"})
        self.assertEqual(self.words(known_at="2026-11-30T00:00:00Z"), {})
        # Each item is the single answer's.
        for item in before:
            one = self.buyer.get("/v1/suppliers/code:%s/status" % item["code"], query={"known_at": "2026-12-03T02:59:59Z"})
            self.assertEqual(self.assertStatus(one, 200).json, item)
        self.assertEqual(
            [i["status"] for i in self.listed(self.supplier, known_at="2026-12-03T02:59:59Z")], [i["status"] for i in before if i["code"] == "A-1"]
        )

    def test_filters_and_order_of_then(self):
        then = {"known_at": "2026-12-04T00:00:00Z"}
        self.assertEqual(set(self.words(category="製造", **then)), {"A-1"})
        self.assertEqual(set(self.words(category="加工", **then)), set())
        self.assertEqual(set(self.words(tag="図面", **then)), {"A-1"})
        self.assertEqual(set(self.words(text="精密工業", **then)), set())
        self.assertEqual(set(self.words(status="pending", **then)), {"A-2"})
        for sort, expected in (("name", ["A-2", "A-1"]), ("due_on", ["A-1", "A-2"]), ("gap", ["A-2", "A-1"])):
            self.assertEqual([i["code"] for i in self.listed(sort=sort, limit=1, **then)], expected, sort)
        # A cursor belongs to one kind of list.
        cursor = self.buyer.get(STATUSES, query={"limit": 1, **then}).json["next_cursor"]
        self.assertProblem(self.buyer.get(STATUSES, query={"limit": 1, "cursor": cursor}), 422, "invalid_cursor")

    def test_summary(self):
        now = {("met", 1, 1): 1, ("pending", 2, 0): 1, ("no_requirement", None, 0): 1}
        self.assertEqual(self.counted(), now)
        self.assertEqual(self.counted(known_at="2026-12-05T03:00:00Z"), now)
        self.assertEqual(self.counted(known_at="2026-12-03T02:59:59Z"), {("pending", 1, 0): 1, ("pending", 2, 0): 1})
        self.assertEqual(self.counted(known_at="2026-12-03T02:59:59Z", as_of="2027-04-01"), {("overdue", 1, 0): 1, ("overdue", 2, 0): 1})
        self.assertEqual(self.counted(category="製造"), {("no_requirement", None, 0): 1})
        self.assertEqual(self.counted(category="製造", known_at="2026-12-04T00:00:00Z"), {("met", 1, 1): 1})
        self.assertEqual(self.counted(tag="図面", known_at="2026-12-04T00:00:00Z", as_of="2027-01-01"), {("met", 1, 1): 1})
        self.assertEqual(self.counted(tag="図面"), {})
        self.assertEqual(self.counted(self.supplier, known_at="2026-12-03T02:59:59Z"), {("pending", 1, 0): 1})
        body = self.buyer.get(SUMMARY, query={"known_at": "2026-12-03T11:00:00+09:00"}).json
        self.assertEqual((body["known_at"], body["as_of"], body["total"]), ("2026-12-03T02:00:00.000000Z", "2026-12-05", 2))

    def test_refusals(self):
        for path in (STATUSES, SUMMARY, "/v1/suppliers/%s/timeline" % self.one):
            self.assertProblem(self.buyer.get(path, query={"known_at": "2026-12-05T03:00:01Z"}), 422, "known_at_in_future", "?known_at")
            self.assertProblem(self.buyer.get(path, query={"known_at": "2026-12-05"}), 422, None, "?known_at")
            self.assertCached(self.buyer, path, query={"known_at": "2026-12-04T00:00:00Z"})

    def test_instants_far_from_greenwich_and_of_nanoseconds(self):
        """PostgreSQL reads no offset of sixteen hours, which was a 500; nanoseconds were told to be of the future."""
        for instant in ("2026-12-03T02:00:00-23:59", "2026-12-04T23:59:00+23:59", "2026-12-04T01:59:00.123456789Z"):
            for path in (STATUSES, SUMMARY, "/v1/suppliers/%s/status" % self.one, "/v1/suppliers/%s/timeline" % self.one):
                self.assertStatus(self.buyer.get(path, query={"known_at": instant}), 200)
            self.assertEqual(self.words(known_at=instant), {"A-1": "met", "A-2": "pending"})
            self.assertEqual({s["code"] for s in self.listed(path="/v1/suppliers", changed_since=instant)}, {"A-1", "A-3"})
        item = self.buyer.get("/v1/suppliers/%s/status" % self.one, query={"known_at": "2026-12-04T23:59:00+23:59"}).json
        self.assertEqual(item["status"]["known_at"], "2026-12-04T00:00:00.000000Z")


class Timeline(harness.ApiTest):
    def steps(self, caller, path, **query):
        return self.assertStatus(caller.get(path + "/timeline", query=query), 200).json

    def test_both_sides(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2026-12-31")
        self.set_instant("2026-12-03T03:00:00Z")
        self.declare(supplier, 1, "2026-12-02", valid_until="2027-12-01")
        one = self.steps(buyer, "/v1/suppliers/" + relationship)
        self.assertEqual(
            [(s["from"], s["status"], s["waiting_on"]) for s in one["status"]],
            [
                (None, "no_requirement", None),
                ("2026-12-01", "pending", "supplier"),
                ("2026-12-02", "met", None),
                ("2027-10-02", "expiring", "supplier"),
                ("2027-12-02", "lapsed", "supplier"),
            ],
        )
        self.assertEqual(
            [(s["from"], s["held_star"], s["held_assurance"], s["valid_until"]) for s in one["held"]],
            [(None, None, None, None), ("2026-12-01", 0, None, None), ("2026-12-02", 1, "declared", "2027-12-01"), ("2027-12-02", 0, None, None)],
        )
        self.assertEqual(
            [(s["from"], s["required_star"], s["due_on"], s["revision"], s["decided_by"]) for s in one["requirement"]],
            [(None, None, None, None, None), ("2026-12-01", 1, "2026-12-31", 1, "explicit")],
        )
        self.assertEqual(self.steps(supplier, "/v1/buyers/" + relationship), one)
        then = self.steps(supplier, "/v1/buyers/" + relationship, known_at="2026-12-02T00:00:00Z")
        self.assertEqual([s["status"] for s in then["status"]], ["no_requirement", "pending", "overdue"])
        self.assertEqual([s["held_star"] for s in then["held"]], [None, 0])
        # Every day of the series is the status of that day.
        for on in ("2026-11-30", "2026-12-01", "2026-12-02", "2027-10-01", "2027-10-02", "2027-12-01", "2027-12-02", "2030-01-01"):
            last = [s for s in one["status"] if (s["from"] or "") <= on][-1]
            self.assertStanding(self.status(buyer, relationship, as_of=on), last["status"], last["waiting_on"])
        self.assertCached(buyer, "/v1/suppliers/%s/timeline" % relationship)

    def test_guard(self):
        buyer, supplier, relationship = self.linked_pair()
        self.assertGuarded("GET", "/v1/suppliers/%s/timeline" % relationship, wrong=supplier)
        self.assertGuarded("GET", "/v1/buyers/%s/timeline" % relationship, wrong=buyer)
        foreign = self.linked_pair()[2]
        self.assertHidden(buyer, "GET", "/v1/suppliers/{}/timeline", foreign)
        self.assertHidden(supplier, "GET", "/v1/buyers/{}/timeline", foreign)


class Trend(harness.ApiTest):
    def test_by_month(self):
        buyer, supplier, relationship = self.linked_pair()
        self.invite(buyer)
        self.require(buyer, relationship, 1, "2026-12-31")
        self.set_instant("2027-02-10T03:00:00Z")
        self.declare(supplier, 1, "2027-02-01")
        body = self.assertCached(buyer, "/v1/statuses/trend", query={"months": 4}).json
        found = [(m["month"], m["as_of"], m["total"], {i["status"]: i["count"] for i in m["items"]}) for m in body["months"]]
        self.assertEqual(
            found,
            [
                ("2026-11", "2026-11-30", 2, {"no_requirement": 2}),
                ("2026-12", "2026-12-31", 2, {"no_requirement": 1, "pending": 1}),
                ("2027-01", "2027-01-31", 2, {"no_requirement": 1, "overdue": 1}),
                ("2027-02", "2027-02-10", 2, {"no_requirement": 1, "met": 1}),
            ],
        )
        for month in body["months"]:
            counts = buyer.get(SUMMARY, query={"as_of": month["as_of"]}).json
            self.assertEqual(counts["total"], month["total"])
        self.assertEqual(len(buyer.get("/v1/statuses/trend").json["months"]), 12)
        own = supplier.get("/v1/statuses/trend", query={"months": 1}).json
        self.assertEqual((own["side"], own["months"][0]["items"]), ("supplier", [{"status": "met", "waiting_on": None, "count": 1}]))
        self.assertGuarded("GET", "/v1/statuses/trend", wrong=self.other_key(buyer, "audit:read"))
        self.assertProblem(buyer.get("/v1/statuses/trend", query={"months": 61}), 422, "out_of_range", "?months")


if __name__ == "__main__":
    harness.main()
