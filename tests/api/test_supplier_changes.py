# SPDX-License-Identifier: Apache-2.0
"""POST /v1/suppliers:change: one change of many suppliers, looked at and then carried out."""

import urllib.parse

import harness
import people

PATH = "/v1/suppliers:change"
DEMAND = {"required_star": 2, "due_on": "2027-06-30", "reason": "図面をお渡ししているため"}


class Changes(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def add(self, *codes, **more):
        rows = [{"code": code, "name": "株式会社" + code, **more} for code in codes]
        answer = self.buyer.post("/v1/suppliers:import", {"rows": rows}, query={"source": "erp", "mode": "per_row"})
        return self.assertStatus(answer, 202 if len(codes) > 2000 else 200).json

    def change(self, change=None, status=200, buyer=None, body=None, **query):
        return self.assertStatus((buyer or self.buyer).post(PATH, {**({"change": change} if change else {}), **(body or {})}, query=query), status).json

    def preview(self, change, body=None, **query):
        return self.change(change, body=body, dry_run="true", **query)

    def carry_out(self, preview):
        return self.change(body={"preview": preview["job"]})

    def counts(self, answer):
        return {code: n for code, n in answer["counts"].items() if n}

    def record(self, code):
        return self.assertStatus(self.buyer.get("/v1/suppliers/code:" + code), 200).json

    def id(self, code):
        return self.record(code)["relationship"]

    def outcomes(self, answer, **query):
        rows = self.assertStatus(self.buyer.get("/v1/jobs/%s/rows" % answer["job"], query=query), 200).json["items"]
        return {row["code"]: row["outcome"] for row in rows}

    def demanded(self, code):
        answer = self.buyer.get("/v1/suppliers/code:%s/requirement" % code)
        return answer.json["required_star"] if answer.status == 200 else None

    def test_of_those_that_the_filters_let_through(self):
        self.add("A", "B", category="製造委託", tags="図面")
        self.add("C", category="物流")
        done = self.change({"category": "加工", "tags_add": ["重点", "図面"], "demand": DEMAND}, category="製造委託")
        self.assertEqual((done["state"], done["dry_run"], done["rows"], self.counts(done)), ("done", False, 2, {"changed": 2}))
        self.assertEqual(self.outcomes(done), {"A": "changed", "B": "changed"})
        for code in "AB":
            record = self.record(code)
            self.assertEqual((record["category"], record["tags"], record["status"]["required_star"]), ("加工", ["図面", "重点"], 2))
        self.assertEqual((self.record("C")["category"], self.demanded("C")), ("物流", None))
        again = self.change({"tags_remove": ["重点"], "demand": DEMAND}, tag="重点")
        self.assertEqual((self.counts(again), self.record("A")["tags"]), ({"changed": 2}, ["図面"]))
        self.assertEqual(self.counts(self.change({"demand": DEMAND}, category="加工")), {"unchanged": 2})
        job = self.assertStatus(self.buyer.get("/v1/jobs/" + done["job"]), 200).json
        self.assertEqual((job["kind"], job["total"], job["changed"], job["detail"]["counts"]["changed"]), ("change", 2, 2, 2))

    def test_demands_are_taken_back_and_rules_decide(self):
        self.add("A", "B", "C", "D")
        self.add("E", tags="図面")
        self.change({"demand": DEMAND}, body={"suppliers": [self.id("A"), self.id("B"), self.id("E")]})
        self.assertStatus(self.buyer.put("/v1/rules/tag:%E5%9B%B3%E9%9D%A2", {"required_star": 1, "due_in_days": 90}), 201)
        self.change({"tags_add": ["図面"]}, body={"suppliers": [self.id("D")]})
        self.assertEqual([self.demanded(code) for code in "ABCDE"], [2, 2, None, 1, 2])
        shown = self.preview({"demand": None})
        self.assertEqual(self.counts(shown), {"changed": 3, "unchanged": 1, "refused": 1})
        [problem] = shown["problems"]
        self.assertEqual((problem["code"], problem["faults"][0]["code"]), ("D", "decided_by_rule"))
        self.assertEqual(self.demanded("A"), 2)
        self.assertStatus(self.buyer.put("/v1/suppliers/code:B/requirement", {**DEMAND, "required_star": 3}, headers={"If-Match": "*"}), 200)
        done = self.carry_out(shown)
        self.assertEqual(self.outcomes(done), {"A": "changed", "B": "conflict", "C": "unchanged", "D": "refused", "E": "changed"})
        self.assertEqual([self.demanded(code) for code in "ABCDE"], [None, 3, None, 1, 1])
        # Of whom nothing is demanded the rest of the change is carried out.
        self.assertEqual(self.counts(self.change({"tags_add": ["鋳造"], "demand": None}, body={"suppliers": [self.id("C")]})), {"changed": 1})
        self.assertEqual(self.server.command("rebuild", "--check").stdout, "")

    def test_what_a_demand_does_not_name_stays_with_each_supplier(self):
        self.add("A", "B", "C", "D")
        questions = {"important_information": True, "unacceptable_interruption": None, "internal_access": False}
        own = {"required_star": 2, "due_on": "2027-03-31", "reason": "図面", "notice_on": "2026-11-20", "accept_higher": False, "questions": questions}
        put = lambda code, demand: self.assertStatus(self.buyer.put("/v1/suppliers/code:%s/requirement" % code, demand), 201)
        put("A", own)
        put("B", own | {"required_star": 1, "required_assurance": "confirmed"})
        put("C", {"required_star": None, "reason": "取引が僅少"})
        named = {"required_star": 2, "due_on": "2027-06-30"}
        self.assertEqual(self.counts(self.carry_out(self.preview({"demand": named}))), {"changed": 4})
        get = lambda code: self.assertStatus(self.buyer.get("/v1/suppliers/code:%s/requirement" % code), 200).json
        for code in "AB":
            after = get(code)
            self.assertEqual({name: after[name] for name in own}, own | named)
            self.assertEqual(after["required_assurance"], "substantiated")
        # Why it was exempt is no reason of a demand.
        self.assertEqual([(get(code)["required_star"], get(code)["reason"]) for code in "CD"], [(2, None)] * 2)
        self.assertEqual(self.counts(self.change({"demand": named})), {"unchanged": 4})
        self.change({"demand": named | {"reason": None}}, body={"suppliers": [self.id("A")]})
        self.assertEqual((get("A")["reason"], get("A")["questions"], get("B")["reason"]), (None, questions, "図面"))

    def test_of_those_named_but_for_some(self):
        self.add("A", "B", "C")
        a, b, c = (self.id(code) for code in "ABC")
        done = self.change({"category": "x"}, body={"suppliers": [a, b, a, c], "except": [b]})
        self.assertEqual((done["rows"], [self.record(code)["category"] for code in "ABC"]), (2, ["x", None, "x"]))
        self.assertEqual(self.change({"category": "y"}, body={"suppliers": [a, b]}, category="x")["rows"], 1)
        self.assertEqual(self.change({"category": "z"}, body={"except": [a]})["rows"], 2)
        self.assertProblem(self.buyer.post(PATH + "?tag=nobody", {"change": {"category": "x"}}), 409, "no_suppliers_chosen")

    def test_a_preview_writes_nothing_and_is_carried_out_as_shown(self):
        self.add("A", "B", "C")
        self.assertStatus(self.buyer.post("/v1/suppliers/code:C:end"), 200)
        shown = self.preview({"demand": DEMAND})
        self.assertEqual((shown["dry_run"], self.counts(shown)), (True, {"changed": 2, "refused": 1}))
        [problem] = shown["problems"]
        self.assertEqual((problem["code"], problem["name"], problem["faults"][0]["code"]), ("C", "株式会社C", "relationship_state"))
        self.assertEqual([self.demanded(code) for code in "AB"], [None, None])
        self.add("D")  # came later: was not shown
        done = self.carry_out(shown)
        self.assertEqual((done["rows"], self.counts(done), self.demanded("A"), self.demanded("D")), (3, {"changed": 2, "refused": 1}, 2, None))
        self.assertEqual(self.counts(self.carry_out(shown)), {"unchanged": 2, "refused": 1})

    def test_who_changed_since_the_preview_is_a_conflict(self):
        self.add("A", "B", "C", "D")
        shown = self.preview({"category": "x", "tags_add": ["y"]})
        self.assertEqual(self.counts(shown), {"changed": 4})
        self.buyer.patch("/v1/suppliers/code:A", {"memo": "別の人が書いた"})
        self.assertStatus(self.buyer.put("/v1/suppliers/code:B/requirement", DEMAND), 201)
        self.buyer.patch("/v1/suppliers/code:C", {"category": "x", "tags": ["y"]})
        done = self.carry_out(shown)
        self.assertEqual(self.outcomes(done), {"A": "conflict", "B": "conflict", "C": "unchanged", "D": "changed"})
        self.assertEqual(self.outcomes(done, outcome="conflict"), {"A": "conflict", "B": "conflict"})
        self.assertEqual([fault["code"] for row in done["problems"] for fault in row["faults"]], ["changed_meanwhile"] * 2)
        self.assertEqual([self.record(code)["category"] for code in "ABCD"], [None, None, "x", "x"])

    def test_each_supplier_has_an_entry_in_the_audit_log(self):
        self.add("A", "B")
        done = self.change({"category": "加工", "demand": DEMAND})
        objects = [self.id(code) for code in "AB"] + [done["job"]]
        entries = [item for item in self.buyer.get("/v1/audit/events?limit=200").json["items"] if "supplier_change" in str(item)]
        self.assertEqual(len(entries), 3)
        for one in objects:
            self.assertEqual(sum(one in str(item["object"] if "object" in item else item["entry"]) for item in entries), 1, entries)

    def test_an_owner_is_given_and_taken(self):
        people.make_person(self.server, self.buyer, "colleague@buyer.example.jp", ["buyer:read"])
        self.add("A", "B")
        self.assertProblem(self.buyer.post(PATH, {"change": {"owner": "nobody@buyer.example.jp"}}), 422, "unknown_owner", "/change/owner")
        self.assertEqual(self.counts(self.change({"owner": "COLLEAGUE@buyer.example.jp"})), {"changed": 2})
        self.assertEqual(
            (self.record("A")["owner"], self.change({"owner": None}, owner="colleague@buyer.example.jp")["rows"]), ("colleague@buyer.example.jp", 2)
        )
        self.assertIsNone(self.record("A")["owner"])

    def test_rules_follow_a_new_category(self):
        self.assertStatus(self.buyer.put("/v1/rules/" + urllib.parse.quote("category:加工"), {"required_star": 3, "due_in_days": 90}), 201)
        self.add("A")
        self.change({"category": "加工"})
        self.assertEqual(self.demanded("A"), 3)

    def test_what_is_refused(self):
        self.add("A")
        for body, code, pointer in (
            ({}, "missing_field", "/change"),
            ({"change": {}}, "too_few_fields", "/change"),
            ({"change": {"name": "x"}}, "unknown_field", "/change/name"),
            ({"change": {"demand": {"required_star": 2}}}, "missing_field", "/change/demand/due_on"),
            ({"change": {"demand": {"required_star": 2, "due_on": "2020-01-01"}}}, "due_on_before_effective_from", "/change/demand/due_on"),
            ({"suppliers": [], "change": {"category": "x"}}, "too_few_items", "/suppliers"),
        ):
            with self.subTest(body=body):
                self.assertProblem(self.buyer.post(PATH, body), 422, code, pointer)
        shown = self.preview({"category": "x"})
        both = self.buyer.post(PATH, {"preview": shown["job"], "change": {"category": "y"}})
        self.assertStatus(both, 422)
        self.assertProblem(self.make_buyer().post(PATH, {"preview": shown["job"]}), 404, "not_found")
        done = self.change({"category": "x"})
        self.assertProblem(self.buyer.post(PATH, {"preview": done["job"]}), 404, "not_found")
        full = ["t%d" % n for n in range(20)]
        self.buyer.patch("/v1/suppliers/code:A", {"tags": full})
        [problem] = self.change({"tags_add": ["u"]})["problems"]
        self.assertEqual((problem["faults"][0]["column"], problem["faults"][0]["code"]), ("tags", "too_many_items"))
        stranger = self.change({"category": "y"}, body={"suppliers": [harness.missing_like(self.id("A"))]})
        self.assertEqual([fault["code"] for fault in stranger["problems"][0]["faults"]], ["not_found"])

    def test_the_same_key_changes_once(self):
        self.add("A")
        one, two = (self.buyer.post(PATH, {"change": {"category": "x"}}, idempotency_key="change-once") for _ in "12")
        self.assertEqual((one.json, self.counts(one.json)), (two.json, {"changed": 1}))

    def test_many_go_on_as_a_job(self):
        self.add(*("M-%04d" % n for n in range(2050)))
        everything = lambda: self.buyer.get("/v1/statuses/summary?side=buyer").json["total"] == 2050
        self.eventually(everything)
        job = lambda answer: self.eventually(lambda: [j for j in [self.buyer.get("/v1/jobs/" + answer["job"]).json] if j["state"] == "done"])[0]
        shown = self.change({"demand": DEMAND}, status=202, dry_run="true")
        self.assertEqual((job(shown)["changed"], job(shown)["detail"]["counts"]["changed"]), (0, 2050))
        self.assertStatus(self.buyer.put("/v1/suppliers/code:M-1999/requirement", DEMAND | {"required_star": 1}), 201)
        done = self.change(status=202, body={"preview": shown["job"]})
        counts = job(done)["detail"]["counts"]
        self.assertEqual((counts["changed"], counts["conflict"], counts["waiting"]), (2049, 1, 0))
        self.assertEqual(self.outcomes(done, outcome="conflict"), {"M-1999": "conflict"})
        self.assertEqual(sum(item["count"] for item in self.buyer.get("/v1/statuses/summary?side=buyer").json["items"] if item["required_star"] == 2), 2049)


if __name__ == "__main__":
    harness.main()
