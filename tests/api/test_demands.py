# SPDX-License-Identifier: Apache-2.0
"""One demand, four doors: random demands, good and bad, beside random ones that are on file already, come as
PUT requirement, as a row of a sheet, as a simulation and as a rule. All are held against one short model: the same
problems at the same members, the same outcome, and the same demand and status afterwards."""

import csv
import datetime
import io
import itertools
import os
import random

import harness
from forms import choose, figure

CASES = choose(100, 2000)
BATCH = 50  # suppliers of one buyer, by each door
SEED = int(os.environ.get("RANDOM_SEED", "10"))
SET_ON, TODAY = "2026-12-01", "2027-02-15"
MEMBERS = ("required_star", "required_assurance", "accept_higher", "effective_from", "due_on", "reason", "notice_on")
# What a simulation does not state, and a rule does not know.
SILENT = {"reason", "notice_on"}
HEAD = ("code", "name", "revision", "required_star", "required_assurance", "accept_higher", "effective_from", "due_on", "reason", "notice_on")


def later(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


# The model: what a buyer may demand.


def completed(demand, effective_from):
    """As it is kept: defaults filled in, an exemption without what says nothing of it."""
    star = demand["required_star"]
    kept = {
        "required_star": star,
        "effective_from": effective_from,
        "reason": demand.get("reason"),
        "notice_on": demand.get("notice_on"),
        "required_assurance": None,
        "accept_higher": True,
        "due_on": None,
    }
    if star is not None:
        kept.update(
            required_assurance=demand.get("required_assurance", "declared" if star == 1 else "substantiated"),
            accept_higher=demand.get("accept_higher", True),
            due_on=demand.get("due_on"),
        )
    return kept


def problems(demand, today=TODAY):
    found, exempt = set(), demand["required_star"] is None
    begins = demand.get("effective_from") or today
    if begins < today:
        found.add(("effective_from", "effective_from_in_past"))
    if not exempt and not demand.get("due_on"):
        found.add(("due_on", "missing_field"))
    elif not exempt and demand["due_on"] < begins:
        found.add(("due_on", "due_on_before_effective_from"))
    if exempt and demand.get("due_on"):
        found.add(("due_on", "not_allowed"))
    if exempt and not demand.get("reason"):
        found.add(("reason", "missing_field"))
    if (demand.get("notice_on") or today) > today:
        found.add(("notice_on", "date_in_future"))
    return found


def is_on_file(demand, file, silent=()):
    """What is not allowed beside the rest makes it another one."""
    if demand["required_star"] is None and demand.get("due_on"):
        return False
    return any(
        kept and {**completed(demand, demand.get("effective_from") or kept["effective_from"]), **{member: kept[member] for member in silent}} == kept
        for kept in file
    )


def after(demand, file, today=TODAY):
    """What is in force and what waits, once the demand is on file."""
    begins = demand.get("effective_from") or today
    return (file[0], completed(demand, begins)) if begins > today else (completed(demand, begins), file[1])


def merged(demand, kept):
    """A row of a sheet: for the same star what it leaves out stays, and a day that only repeats the one on file is no new
    day."""
    if not kept:
        return demand
    same_star = kept["required_star"] == demand["required_star"]
    whole = {**kept, **{member: value for member, value in demand.items() if value is not None}} if same_star else dict(demand)
    if (whole.get("effective_from") or TODAY) < TODAY and whole["effective_from"] == kept["effective_from"] and not is_on_file(whole, [kept]):
        whole["effective_from"] = None
    return whole


class Random:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def day(self):
        near = [later(TODAY, days) for days in (-1, 0, 1, 30, 365)]
        return self.random.choice(near * 3 + [SET_ON, "0001-01-01", "9999-12-31", later(TODAY, self.random.randrange(-400, 4000))])

    def demand(self):
        draw, demand = self.random.random, {"required_star": self.random.choice((None, 1, 2, 3, 4, 5, 2, 2))}
        if draw() < 0.5:
            demand["required_assurance"] = self.random.choice(("declared", "substantiated", "confirmed"))
        if draw() < 0.3:
            demand["accept_higher"] = draw() < 0.5
        for member, often in (("effective_from", 0.5), ("due_on", 0.9), ("notice_on", 0.2)):
            if draw() < often:
                demand[member] = self.day()
        if draw() < 0.7:
            demand["reason"] = self.random.choice(("図面をお渡ししているため", "保守のため接続いただくため"))
        return demand

    def good(self, effective_from):
        """One that could be set on the first day, effective from then or from a later day."""
        star = self.random.choice((None, 1, 2, 3))
        demand = {"required_star": star, "effective_from": effective_from, "reason": "図面をお渡ししているため"}
        if star:
            demand["due_on"] = later(max(effective_from, TODAY), self.random.choice((0, 1, 30, 365)))
        return demand

    def on_file(self):
        """In force, waiting; whether all was removed."""
        kind = self.random.choice(("nothing", "in force", "waiting", "both", "both", "removed"))
        now = self.good(SET_ON) if kind in ("in force", "both", "removed") else None
        waits = self.good(self.random.choice((TODAY, later(TODAY, 1), later(TODAY, 200)))) if kind in ("waiting", "both") else None
        return now, waits, kind == "removed"

    def case(self):
        now, waits, removed = self.on_file()
        demand = self.demand()
        again = [kept for kept in (now, waits) if kept]
        if again and self.random.random() < 0.3:
            # The same again, or all but one member of it.
            demand = dict(self.random.choice(again))
            if self.random.random() < 0.6:
                demand.pop(self.random.choice([member for member in ("effective_from", "due_on", "reason") if member in demand]))
        return now, waits, removed, demand


class Case:
    def __init__(self, number, drawn):
        now, waits, self.removed, self.demand = drawn
        self.set = [kept for kept in (now, waits) if kept]
        self.number = number
        kept = [completed(one, one["effective_from"]) for one in self.set]
        begun = [one for one in kept if one["effective_from"] <= TODAY]
        self.file = (None, None) if self.removed else (begun[-1] if begun else None, next((one for one in kept if one["effective_from"] > TODAY), None))

    def __str__(self):
        return "case %d (RANDOM_SEED=%d): %s beside %s" % (self.number, SEED, self.demand, self.file)


class FourDoors(harness.ApiTest):
    def test_all(self):
        draw = Random(SEED)
        cases = [Case(number, draw.case()) for number in range(CASES)]
        self.tried = dict.fromkeys(("refused", "same", "changed"), 0)
        self.by_rule = 0
        for batch in itertools.batched(cases, BATCH) if hasattr(itertools, "batched") else (cases[at : at + BATCH] for at in range(0, len(cases), BATCH)):
            self.try_batch(batch)
        figure(
            "%d demands through four doors: %d refused, %d on file already, %d recorded; %d of them by a rule as well",
            len(cases),
            *self.tried.values(),
            self.by_rule,
        )
        self.assertTrue(all(self.tried.values()) and self.by_rule, self.tried)

    def try_batch(self, cases):
        self.set_day(SET_ON)
        self.buyer = self.make_buyer()
        for case in cases:
            self.prepare(case)
        self.set_day(TODAY)
        rows = self.import_all(cases)
        for case in cases:
            with self.subTest(str(case)):
                self.simulate(case)
                self.put(case)
                self.row(case, rows.get("B-%d" % case.number))
                self.rule(case)

    # A: set one by one; B: by a sheet; C: by a rule.

    def place(self, case, door):
        return "/v1/suppliers/code:%s-%d/requirement" % (door, case.number)

    def prepare(self, case):
        for door in "ABC":
            self.invite(self.buyer, code="%s-%d" % (door, case.number), category="%s%d" % (door, case.number))
            for nth, demand in enumerate(case.set):
                answer = self.buyer.put(self.place(case, door), demand, headers={"If-Match": "*"} if nth else {})
                self.assertIn(answer.status, (200, 201), answer)
            if case.removed:
                self.assertStatus(self.buyer.delete(self.place(case, door), headers={"If-Match": "*"}), 200)

    def kept(self, case, door):
        answer = self.buyer.get(self.place(case, door))
        if answer.status == 404:
            return None, None
        pick = lambda one: one and {member: one[member] for member in MEMBERS}
        now, waits = pick(self.assertStatus(answer, 200).json), pick(answer.json["upcoming"])
        return (now, waits) if now["effective_from"] <= TODAY else (waits, now)

    def problems_of(self, answer, place):
        self.assertProblem(answer, 422)
        return {(error["pointer"].removeprefix(place + "/"), error["code"]) for error in answer.json["errors"]}

    def put(self, case):
        answer = self.buyer.put(self.place(case, "A"), case.demand, headers={"If-Match": "*"} if case.set else {})
        if is_on_file(case.demand, case.file):
            self.tried["same"] += 1
            self.assertStatus(answer, 200)
            self.assertEqual(self.kept(case, "A"), case.file)
        elif problems(case.demand):
            self.tried["refused"] += 1
            self.assertEqual(self.problems_of(answer, ""), problems(case.demand))
            self.assertEqual(self.kept(case, "A"), case.file)
        else:
            self.tried["changed"] += 1
            self.assertIn(answer.status, (200, 201), answer)
            self.assertEqual(self.kept(case, "A"), after(case.demand, case.file))
            self.assertEqual(self.simulated, (1, self.standing(case, "A")))

    def standing(self, case, door):
        status = self.status(self.buyer, "code:%s-%d" % (door, case.number), as_of=self.looked_at)
        return status["status"], status["waiting_on"]

    def simulate(self, case):
        """Nothing is written; self.simulated: how many would change, and where the one supplier would stand."""
        self.looked_at = max(case.demand.get("effective_from") or TODAY, TODAY)
        demand = {member: value for member, value in case.demand.items() if member not in SILENT}
        answer = self.buyer.post(
            "/v1/requirements:simulate", {"change": {"requirement": demand}, "on": self.looked_at, "filter": {"suppliers": ["code:A-%d" % case.number]}}
        )
        found = {one for one in problems(case.demand) if one[0] not in SILENT}
        self.simulated = None
        if is_on_file(case.demand, case.file, SILENT):
            self.assertEqual(self.assertStatus(answer, 200).json["changed"], 0)
            # Another reason or notice alone is a new revision, and changes no status.
            self.simulated = 1, self.standing(case, "A")
        elif found:
            self.assertEqual(self.problems_of(answer, "/change/requirement"), found)
        else:
            result = self.assertStatus(answer, 200).json
            [after_it] = result["after"]
            self.simulated = result["changed"], (after_it["status"], after_it["waiting_on"])

    def cells(self, case):
        demand = completed(case.demand, case.demand.get("effective_from"))
        star = demand["required_star"]
        row = {
            **demand,
            "due_on": case.demand.get("due_on"),
            "required_star": star or "対象外",
            "code": "B-%d" % case.number,
            "name": "株式会社みなと精密",
            "accept_higher": "はい" if demand["accept_higher"] else "いいえ",
            "revision": len(case.set) + case.removed or None,
        }
        return ["" if row[column] is None else row[column] for column in HEAD]

    def import_all(self, cases):
        """The sheet's rows that were refused, by their codes."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows([HEAD] + [self.cells(case) for case in cases])
        answer = self.assertStatus(
            self.buyer.post("/v1/suppliers:import", out.getvalue().encode(), content_type="text/csv", query={"mode": "per_row"}), 200
        ).json
        self.assertEqual(answer["counts"]["conflict"], 0, answer)
        return {"B-%d" % cases[row["line"] - 2].number: row for row in answer["problems"]}

    def row(self, case, refused):
        demand = merged(case.demand, case.file[0])
        if any(is_on_file(merged(case.demand, kept), [kept]) for kept in case.file):
            self.assertIsNone(refused)
            self.assertEqual(self.kept(case, "B"), case.file)
        elif problems(demand):
            # A cell that may not be filled is told before the row is judged as a demand.
            found = {("due_on", "not_allowed")} & problems(demand) or problems(demand)
            self.assertEqual({(fault["column"], fault["code"]) for fault in refused["faults"]}, found)
            self.assertEqual(self.kept(case, "B"), case.file)
        else:
            self.assertIsNone(refused)
            self.assertEqual(self.kept(case, "B"), after(demand, case.file))
            if demand == case.demand:
                self.assertEqual(self.standing(case, "B"), self.standing(case, "A"))

    def rule(self, case):
        """A rule's demand begins today and is due some days later; it leaves alone what is set one by one."""
        star, due_on = case.demand["required_star"], case.demand.get("due_on")
        if star is None or not due_on or case.demand.get("effective_from") not in (None, TODAY) or due_on == TODAY:
            return
        days = (datetime.date.fromisoformat(due_on) - datetime.date.fromisoformat(TODAY)).days
        demand = {member: value for member, value in case.demand.items() if member not in ("due_on", "effective_from", "notice_on")}
        demand["due_in_days"] = days
        self.looked_at = TODAY
        rule = "category:C%d" % case.number
        simulated = self.buyer.post("/v1/requirements:simulate", {"change": {"rule": {"rule": rule, "demand": demand}}})
        answer = self.buyer.put("/v1/rules/" + rule, demand)
        if not 1 <= days <= 3660:
            self.assertEqual(self.problems_of(answer, ""), {("due_in_days", "out_of_range")})
            self.assertTrue(problems(case.demand) or days > 3660)
            self.assertProblem(simulated, 422)
            return
        self.by_rule += 1
        expected = case.file if any(case.file) else after({**case.demand, "notice_on": None}, case.file)
        self.assertEqual(self.kept(case, "C"), expected)
        self.assertEqual(self.assertStatus(answer, 201).json["decided"]["changed"], int(not any(case.file)))
        [after_it] = self.assertStatus(simulated, 200).json["after"]
        self.assertEqual((simulated.json["changed"], after_it["status"], after_it["waiting_on"]), (int(not any(case.file)), *self.standing(case, "C")))


if __name__ == "__main__":
    harness.main()
