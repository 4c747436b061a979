# SPDX-License-Identifier: Apache-2.0
"""Lists just after midnight in Tokyo, before the worker has come to any row: each order, filter and count as after it."""

import itertools

import harness
from worker import Worker

FILTERS = ({}, {"status": "overdue,lapsed"}, {"status": "met,expiring"}, {"waiting_on": "supplier"}, {"waiting_on": "buyer"}, {"held_star": "0"},
           {"held_star": "1,2"}, {"required_star": "2"}, {"due_by": "2027-01-31"}, {"expiring_within": "30"}, {"tag": "図面"},
           {"status": "overdue", "tag": "図面"}, {"text": "候補"}, {"due_by": "2027-01-10", "status": "overdue"})  # fmt: skip
ORDERS = ("name", "due_on", "gap")


class MidnightLists(harness.ApiTest):
    server_options = ["--worker=0"]

    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()

    def relationships(self):
        """Steps reached on both sides of the day: due dates, starts of demands and ends of what is declared."""
        lasting = {None: self.supplier}
        for until in ("2026-12-31", "2027-01-10"):
            lasting[until] = self.make_supplier("株式会社期限%s" % until[5:7])
            self.declare(lasting[until], 2, "2026-12-01", valid_until=until)
        part = self.make_supplier("株式会社一部")
        self.declare(part, 1, "2026-12-01", scope="part", scope_text="本社")
        for n, (supplier, star, due) in enumerate(itertools.product([*lasting.values(), part], (1, 2), ("2026-12-31", "2027-01-01", "2027-01-20"))):
            relationship = self.link(self.buyer, supplier, name="株式会社候補%02d" % n, tags=["図面"] if n % 2 else [])
            self.require(self.buyer, relationship, star, due, required_assurance="declared")
            if n % 5 == 0:  # another demand begins with the new day
                self.require(self.buyer, relationship, 2 if star == 1 else 1, "2027-03-31", required_assurance="declared", effective_from="2027-01-01")
            yield relationship

    def page_through(self, caller, side, limit, **query):
        items, cursor = [], None
        while True:
            answer = caller.get("/v1/statuses", query={"side": side, "limit": limit, **query, **({"cursor": cursor} if cursor else {})})
            page = self.assertStatus(answer, 200).json
            items += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return [(one["status"]["relationship"], one["status"]) for one in items]

    def stale(self, day):
        return int(self.server.sql("select count(*) from hoshitori.board where step_until <= :'day'", day=day))

    def seen(self):
        told = {}
        for sort, (at, filters), limit in itertools.product(ORDERS, enumerate(FILTERS), (7, 200)):
            told[sort, at, limit] = self.page_through(self.buyer, "buyer", limit, sort=sort, **filters)
        for at, filters in enumerate(FILTERS):
            if set(filters) - {"tag"}:
                continue
            told["summary", at] = self.assertStatus(self.buyer.get("/v1/statuses/summary", query={"side": "buyer", **filters}), 200).json
        for sort in ORDERS:
            told["supplier", sort] = self.page_through(self.supplier, "supplier", 3, sort=sort)
        return told

    def test_each_order_and_filter_is_that_of_the_new_day(self):
        relationships = list(self.relationships())
        for day in ("2027-01-01", "2027-01-11"):
            with self.subTest(day):
                self.set_day(day)
                before = self.seen()
                self.assertGreater(self.stale(day), len(relationships) // 2)
                whole = dict(before["name", 0, 200])
                self.assertEqual(set(whole), set(relationships))
                for relationship in relationships:
                    self.assertEqual(whole[relationship], self.status(self.buyer, relationship))
                for sort in ORDERS:
                    for at in range(len(FILTERS)):
                        self.assertEqual(before[sort, at, 7], before[sort, at, 200], (sort, FILTERS[at]))
                self.assertEqual([s["due_on"] for _, s in before["due_on", 0, 200]], sorted(s["due_on"] for s in whole.values()))
                gaps = [s["gap"] for _, s in before["gap", 0, 200]]
                self.assertEqual(gaps, sorted(gaps, reverse=True))
                worker = Worker(self.server).start()
                self.addCleanup(worker.stop)
                self.eventually(lambda: self.stale(day) == 0)  # noqa: B023
                worker.stop()
                after = self.seen()
                for key in before:
                    self.assertEqual(before[key], after[key], (key, FILTERS[key[1]] if isinstance(key[1], int) else ""))


if __name__ == "__main__":
    harness.main()
