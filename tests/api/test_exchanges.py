# SPDX-License-Identifier: Apache-2.0
"""What each operation costs in exchanges with the database: one for a read, at most two for a
write. Every operation of the contract that asks the database is driven by a real request."""

import functools
import re

import harness
from requests_of_all import Requests

COUNTER = re.compile(r"^hoshitori_database_exchanges_total (\d+)", re.M)
# The worker asks about once a second, so a count may be too high, but never too low: one that
# is low enough proves it.
ATTEMPTS = 8


class Exchanges(Requests):
    def count(self):
        return int(COUNTER.search(self.open.get("/metrics").text)[1])

    def assertCost(self, operation, most, send):
        """`send` prepares, then returns the request to be counted."""
        costs = []
        for _ in range(ATTEMPTS):
            request = send()
            before = self.count()
            answer = request()
            costs.append(self.count() - before)
            self.assertIn(answer.status, (200, 201, 202, 204, 304), answer)
            if costs[-1] <= most:
                break
        self.assertGreater(min(costs), 0, "%s asks the database nothing" % operation)
        self.assertLessEqual(min(costs), most, "%s costs too many exchanges: %s" % (operation, costs))

    def written(self, operation):
        method = self.contract[operation].method
        caller, path, body = self.WRITES[operation](self)
        if caller is not self.open:
            caller.get("/v1/me")  # a new key is looked up first
        headers = {}
        if any(p["name"] == "If-Match" for p in self.contract[operation].parameters) and not path.endswith(":join"):
            headers["If-Match"] = caller.get(path.removesuffix(":publish")).etag
        return lambda: caller.request(method, path, body, headers=headers)

    @property
    def contract(self):
        return {o.id: o for o in self.server.contract.operations}

    def test_every_operation_is_tried(self):
        asking = {o.id for o in self.contract.values() if o.rights or o.id in self.WRITES}
        asking -= self.IN_PIECES | self.WITH_PASSWORD
        self.assertEqual(asking - set(self.READS) - set(self.WRITES), set(), "no request for them here")
        self.assertEqual(set(self.READS) | set(self.WRITES), asking)
        for operation in self.READS:
            self.assertEqual(self.contract[operation].method, "GET")

    def test_reads_cost_one(self):
        for operation, request in self.READS.items():
            with self.subTest(operation=operation):
                caller, path = request(self)
                self.assertCost(operation, 1, lambda: lambda: caller.get(path))

    def test_a_new_key_is_looked_up_first(self):
        """Before it asks for anything: who pays for that is known then."""
        made = []

        def first():
            made.append(self.make_supplier())
            return lambda: made[-1].get("/v1/standing")

        self.assertCost("a new key", 2, first)
        self.assertCost("the same", 1, lambda: lambda: made[-1].get("/v1/standing"))

    def test_known_answers_cost_one(self):
        for operation, request in self.READS.items():
            with self.subTest(operation=operation):
                caller, path = request(self)
                tag = caller.get(path).etag
                if tag:
                    self.assertCost(operation, 1, lambda: lambda: caller.get(path, headers={"If-None-Match": tag}))

    def test_history_costs_one(self):
        self.set_day("2026-12-02")
        for path in (self.own + "/status?as_of=2027-07-01", "/v1/statuses?side=buyer&as_of=2027-07-01", self.own + "/status?known_at=2026-12-01T12:00:00Z"):
            with self.subTest(path=path):
                self.assertCost(path, 1, lambda: lambda: self.buyer.get(path))

    # The side is found by asking as one, then as the other.
    def test_statuses_without_side(self):
        self.assertCost("status_list", 1, lambda: lambda: self.buyer.get("/v1/statuses"))
        self.assertCost("status_list", 2, lambda: lambda: self.supplier.get("/v1/statuses"))
        self.assertCost("status_list", 1, lambda: lambda: self.supplier.get("/v1/statuses?side=supplier"))

    def test_writes_cost_at_most_two(self):
        for operation in self.WRITES:
            with self.subTest(operation=operation):
                self.assertCost(operation, 2, lambda: self.written(operation))

    # Open; stage, commit what is refused; begin and plan, carry out, commit. What is planned and staged is judged by the
    # server, between one exchange and the next: as often for many rows as for one, up to a chunk.
    def test_sheet_costs_by_chunk(self):
        for rows in (1, 200):
            sheet = lambda: {"rows": [{"code": harness.declaration_id(), "name": "有限会社かもめ"} for _ in range(rows)]}
            self.assertCost("supplier_import", 6, lambda: functools.partial(self.buyer.post, "/v1/suppliers:import", sheet()))

    # Choose and plan, carry out, commit.
    def test_change_of_many_costs_by_chunk(self):
        chosen = [self.invite(self.buyer)[0] for _ in range(20)]
        for many in (1, 20):
            body = lambda: {"suppliers": chosen[:many], "change": {"category": harness.declaration_id()}}
            self.assertCost("supplier_change", 3, lambda: functools.partial(self.buyer.post, "/v1/suppliers:change", body()))

    # The twin is found out by an error; the end of its transaction travels with the question for the
    # stored answer.
    def test_replay_costs_two(self):
        body = {"name": self.fresh_name()}
        again = lambda: self.buyer.post("/v1/suppliers", body, idempotency_key="exchanges")
        self.assertStatus(again(), 201)
        self.assertCost("supplier_add", 2, lambda: again)

    def test_unchanged_write_costs_at_most_two(self):
        relationship = self.demanded()
        again = lambda: self.buyer.put(
            relationship + "/requirement", {"required_star": 1, "due_on": "2027-06-30", "reason": "機密性の高い図面をお渡ししているため"}
        )
        self.assertStatus(again(), 200)
        self.assertCost("requirement_put", 2, lambda: again)


if __name__ == "__main__":
    harness.main()
