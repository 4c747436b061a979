# SPDX-License-Identifier: Apache-2.0
"""One plan for all buyers of a supplier: few steps, each for somebody, in time, and none for what waits for others."""

import collections
import json
import os
import random
import subprocess

import harness

# The steps that are one and the same thing to do: a new declaration, and work on the answers.
DECLARING = {"declare_star", "renew_star", "correct_declaration", "widen_scope"}
ANSWERING = {"submit_assessment", "complete_assessment", "meet_criteria", "prepare_assessment"}


def kind(code):
    return "declare" if code in DECLARING else "answer" if code in ANSWERING else code


class Plan(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.set_day("2027-03-01")
        self.supplier = self.make_supplier()

    def demand(self, star, due_on="2027-06-30", **members):
        buyer = self.make_buyer(members.pop("buyer", "東都重工業株式会社"))
        relationship = self.link(buyer, self.supplier)
        self.require(buyer, relationship, star, due_on, **members)
        return buyer, relationship

    def plan(self, **query):
        return self.assertStatus(self.supplier.get("/v1/plan", query=query), 200).json

    def steps(self, plan):
        return [(step["step"]["code"], step["star"], step["from"], step["by"]) for step in plan["steps"]]

    def assertWhole(self, plan):
        """Numbers and both directions of who is served agree; days are in order."""
        served = {step["number"]: {one["relationship"] for one in step["serves"]} for step in plan["steps"]}
        self.assertEqual(list(served), list(range(1, len(served) + 1)))
        needed = {number: set() for number in served}
        for demand in plan["demands"]:
            for number in demand["steps"]:
                needed[number].add(demand["relationship"])
                step = plan["steps"][number - 1]
                self.assertLessEqual(step["by"], demand["by"])
                self.assertLessEqual(step["from"], demand["met_from"])
        for step in plan["steps"]:
            self.assertEqual(step["serves_count"], len(needed[step["number"]]))
            self.assertEqual(len(served[step["number"]]), min(100, step["serves_count"]))
            self.assertLessEqual(served[step["number"]], needed[step["number"]])
        self.assertEqual((plan["step_count"], plan["demand_count"]), (len(plan["steps"]), len(plan["demands"])))
        self.assertEqual(sorted(step["by"] for step in plan["steps"]), [step["by"] for step in plan["steps"]])

    def assertAgrees(self, plan):
        """What each status says is next stands in the plan, for this buyer; and where nobody but others can act, nothing."""
        self.assertWhole(plan)
        for demand in plan["demands"]:
            status = self.other_side(self.supplier, demand["relationship"], as_of=plan["as_of"])
            if status["revision"] != demand["revision"]:
                continue
            self.assertEqual(
                {name: demand[name] for name in ("status", "waiting_on", "next_step", "due_on", "required_star")},
                {name: status[name] for name in ("status", "waiting_on", "next_step", "due_on", "required_star")},
            )
            kinds = {kind(plan["steps"][number - 1]["step"]["code"]) for number in demand["steps"]}
            if status["waiting_on"] == "supplier":
                self.assertIn(kind(status["next_step"]["code"]), kinds)
            elif status["waiting_on"] == "buyer":
                self.assertEqual((kinds, demand["waits_for"], demand["met_from"]), (set(), "buyer", None))
            elif status["waiting_on"] is None:
                self.assertEqual((kinds, demand["waits_for"], demand["met_from"]), (set(), None, plan["as_of"]))

    def test_nothing_is_demanded(self):
        self.assertEqual(self.plan(), {"as_of": "2027-03-01", "step_count": 0, "steps": [], "demand_count": 0, "demands": [], "next_cursor": None})
        self.link(self.make_buyer(), self.supplier)
        self.assertEqual(self.plan()["demands"], [])

    def test_one_buyer(self):
        _, relationship = self.demand(2)
        self.publish_policy(self.supplier, "2027-02-20")
        plan = self.assertCached(self.supplier, "/v1/plan").json
        self.assertAgrees(plan)
        self.assertEqual(self.steps(plan), [("submit_assessment", 2, "2027-03-01", "2027-06-30"), ("declare_star", 2, "2027-03-01", "2027-06-30")])
        self.assertEqual(plan["steps"][0]["serves"], [{"relationship": relationship, "buyer": "東都重工業株式会社"}])
        (demand,) = plan["demands"]
        self.assertEqual((demand["steps"], demand["met_from"], demand["waits_for"]), ([1, 2], "2027-03-01", None))

    def test_one_star_serves_several_buyers(self):
        """★1 until June and ★2 until September: the 25 items, the policy and one declaration, not two of them."""
        _, first = self.demand(1, "2027-06-30", required_assurance="declared")
        _, second = self.demand(2, "2027-09-30")
        plan = self.plan()
        self.assertAgrees(plan)
        self.assertEqual(
            self.steps(plan),
            [
                ("declare_star", 2, "2027-03-01", "2027-06-30"),
                ("submit_assessment", 2, "2027-03-01", "2027-09-30"),
                ("publish_policy", 2, "2027-03-01", "2027-09-30"),
            ],
        )
        self.assertEqual([{one["relationship"] for one in step["serves"]} for step in plan["steps"]], [{first, second}, {second}, {second}])

    def test_exactly_this_star_needs_its_own(self):
        self.demand(1, required_assurance="declared", accept_higher=False)
        self.demand(2, required_assurance="declared")
        self.assertEqual([(code, star) for code, star, _, _ in self.steps(self.plan())], [("declare_star", 1), ("declare_star", 2)])

    def test_what_waits_has_no_step(self):
        """For the scheme, whose day nobody knows; for the buyer, who has to check."""
        self.demand(3, "2027-12-31", buyer="甲社")
        self.demand(2, required_assurance="confirmed", buyer="乙社")
        self.declare(self.supplier, 2, "2027-02-03")
        plan = self.plan()
        self.assertAgrees(plan)
        self.assertEqual(plan["steps"], [])
        told = {demand["buyer"]: (demand["waits_for"], demand["next_step"]["code"], demand["met_from"]) for demand in plan["demands"]}
        self.assertEqual(told, {"甲社": ("scheme", "prepare_assessment", None), "乙社": ("buyer", "check_declaration", None)})

    def test_what_is_to_be_confirmed_waits_after_its_step(self):
        self.demand(2, required_assurance="confirmed")
        plan = self.plan()
        self.assertAgrees(plan)
        self.assertEqual([step["step"]["code"] for step in plan["steps"]], ["declare_star"])
        self.assertEqual((plan["demands"][0]["steps"], plan["demands"][0]["waits_for"]), ([1], "buyer"))

    def test_a_demand_from_a_later_day_is_planned(self):
        buyer, relationship = self.demand(1, required_assurance="declared")
        self.require(buyer, relationship, 2, "2027-12-31", effective_from="2027-09-01", required_assurance="declared")
        plan = self.plan()
        self.assertAgrees(plan)
        self.assertEqual(self.steps(plan), [("declare_star", 2, "2027-03-01", "2027-06-30")])
        self.assertEqual([(one["required_star"], one["effective_from"]) for one in plan["demands"]], [(1, "2027-03-01"), (2, "2027-09-01")])
        self.assertEqual(len(plan["steps"][0]["serves"]), 1)

    def test_late_and_other_days(self):
        self.demand(1, "2027-03-31", required_assurance="declared")
        plan = self.plan(as_of="2027-05-01")
        self.assertEqual(self.steps(plan), [("declare_star", 1, "2027-05-01", "2027-03-31")])
        self.assertEqual((plan["demands"][0]["status"], plan["demands"][0]["met_from"]), ("overdue", "2027-05-01"))
        self.assertProblem(self.supplier.get("/v1/plan", query={"as_of": "2027-02-30"}), 422)

    def test_not_found_is_corrected(self):
        buyer, relationship = self.demand(2, required_assurance="declared")
        declaration = self.declare(self.supplier, 2, "2027-02-03")
        self.assertEqual(self.plan()["steps"], [])
        check = {"checked_on": "2027-03-01", "method": "public_list", "result": "not_found"}
        self.assertStatus(buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration), check), 201)
        plan = self.plan()
        self.assertAgrees(plan)
        self.assertEqual(self.steps(plan), [("correct_declaration", 2, "2027-03-01", "2027-06-30")])

    def test_renewal(self):
        self.demand(2, required_assurance="declared")
        self.declare(self.supplier, 2, "2026-05-01", valid_until="2027-04-20")
        plan = self.plan()
        self.assertAgrees(plan)
        self.assertEqual(self.steps(plan), [("renew_star", 2, "2027-03-01", "2027-04-20")])

    def test_random_suppliers_agree_with_their_statuses(self):
        chance = random.Random(20270301)
        for _ in range(12):
            self.supplier = self.make_supplier()
            for _ in range(chance.randint(1, 4)):
                level = chance.choice(["declared", "substantiated", "confirmed"])
                self.demand(chance.choice([1, 2, 2, 3]), "2027-%02d-15" % chance.randint(3, 12), required_assurance=level, accept_higher=chance.random() < 0.5)
            if chance.random() < 0.5:
                self.declare(self.supplier, chance.choice([1, 2]), "2027-02-03")
            if chance.random() < 0.5:
                self.publish_policy(self.supplier, "2027-02-20")
            if chance.random() < 0.5:
                self.assess(self.supplier, "security-action-2-v3", unlike={"2": None} if chance.random() < 0.5 else None)
            for as_of in ("2027-03-01", "2027-08-01"):
                self.assertAgrees(self.plan(as_of=as_of))

    def asked(self, statement):
        """Lines of what the database answers the server."""
        words = ["set role hoshitori_engine", "set app.org_id = '%s'" % self.supplier.organisation, "set app.day = '2027-03-01'", statement]
        command = [*self.server.psql(), *(word for statement in words for word in ("-c", statement))]
        return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.splitlines()

    def facts_read(self, rows):
        """[(relationship, bytes of its facts)] of one page, as the server reads it."""
        lines = self.asked("select relationship, octet_length(facts::text) from hoshitori.plan_facts(null, %d)" % rows)
        return [(relationship, int(size)) for relationship, size in (line.split("|") for line in lines)]

    def pages_read(self, rows):
        """How many of the database's pages one page of buyers costs."""
        lines = self.asked("explain (analyze, buffers, format json) select from hoshitori.plan_facts(null, %d)" % rows)
        return json.loads("".join(lines))[0]["Plan"]["Shared Hit Blocks"]

    def test_more_buyers_than_a_page(self):
        """Each is there once, with what it said; and what is the same for all is read once, not for each of them."""
        for n in range(20):
            self.declare(self.supplier, 2, "2027-02-03", scope="part", scope_text="第%d工場" % n)
        buyer, checked = self.demand(2, required_assurance="confirmed")
        mine = self.assertStatus(buyer.get("/v1/suppliers/%s/declarations" % checked), 200).json["items"][-1]["declaration"]
        check = {"checked_on": "2027-03-01", "method": "public_list", "result": "not_found"}
        self.assertStatus(buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (checked, mine), check), 201)
        self.server.sql(os.path.join(harness.TOP, "tests", "support", "buyers.sql"), supplier=self.supplier.organisation, buyers=450)
        self.server.command("rebuild")
        plan = self.plan()
        self.assertWhole(plan)
        self.assertEqual(set(collections.Counter(one["relationship"] for one in plan["demands"]).values()), {1})
        self.assertEqual(len(plan["demands"]), 451)
        # In parts, each step and demand once; the numbers of steps count through.
        part = self.plan(limit=200)
        steps, demands = part["steps"], part["demands"]
        for _ in range(2):
            self.assertEqual(len(part["demands"]), 200)
            part = self.plan(limit=200, cursor=part["next_cursor"])
            steps, demands = steps + part["steps"], demands + part["demands"]
        self.assertEqual((steps, demands, part["next_cursor"]), (plan["steps"], plan["demands"], None))
        self.assertProblem(self.supplier.get("/v1/plan", query={"cursor": "x"}), 422, "invalid_cursor")
        page = self.facts_read(100)
        self.assertEqual(len(page), 101)
        self.assertEqual(page[0][0], "")
        self.assertGreater(page[0][1], 20 * 300)
        self.assertLess(max(size for relationship, size in page[1:] if relationship != checked), 2000)
        # What is behind a page is not read for it.
        self.pages_read(1)
        self.assertLess(self.pages_read(20), self.pages_read(400) / 2)

    def test_it_is_the_suppliers_own(self):
        self.assertGuarded("GET", "/v1/plan", wrong=self.make_buyer(rights="buyer:read"))


if __name__ == "__main__":
    harness.main()
