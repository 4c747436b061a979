# SPDX-License-Identifier: Apache-2.0
"""What a supplier shows a buyer beyond its standing: only that, only then, and not without a trace."""

import datetime
import io
import itertools
import json
import re
import zipfile

import harness
from matrix import FILE_TYPE, Matrix, filled, parameters
from waiting import until
from world import World

SCS = "scs-2026-03-27"
KINDS = ("readiness", "gaps", "answers")  # of self-assessments; files: test_evidence_shown.py
ALL_KINDS = (*KINDS, "evidence")
MARK = "閲覧されない自社のメモ"
ANSWERS = [
    {"criterion": "1-2-1-1", "answer": "implemented", "note": MARK},
    {"criterion": "1-2-1-2", "answer": "not_applicable", "justification": "委託していないため"},
    {"criterion": "1-2-1-3", "answer": "partial"},
]
REASON = "図面をお預けするため"


class Disclosed(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()

    def its(self, rest=""):
        return "/v1/buyers/%s%s" % (self.relationship, rest)

    def own(self, rest=""):
        return "/v1/suppliers/%s%s" % (self.relationship, rest)

    def submit(self, answers=ANSWERS, edition=SCS, **members):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": edition}), 201).json["assessment"]
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, {"answers": answers}), 200)
        self.assertStatus(self.supplier.post("/v1/assessments/%s:submit" % made, members), 200)
        return made

    def show(self, *kinds, **period):
        return [self.assertStatus(self.supplier.put(self.its("/disclosures/" + kind), period), 200).json for kind in kinds][-1]

    def withdraw(self, *kinds):
        return [self.assertStatus(self.supplier.delete(self.its("/disclosures/" + kind)), 200).json for kind in kinds][-1]

    def states(self, caller, path):
        return {item["kind"]: item["state"] for item in self.assertStatus(caller.get(path + "/disclosures"), 200).json["items"]}

    def read(self, kind, **query):
        answer = self.buyer.get(self.own("/" + kind), query=query)
        if answer.status == 404:
            self.assertProblem(answer, 404, "nothing_shown")
            return None
        return self.assertStatus(answer, 200).json["items"]

    def readable(self, **query):
        return {kind for kind in KINDS if self.read(kind, **query) is not None}

    def reads(self):
        return self.assertStatus(self.supplier.get(self.its("/disclosure-reads")), 200).json["items"]

    def noted(self, **query):
        """What the status says of readiness."""
        notes = self.assertStatus(self.buyer.get(self.own("/status"), query=query), 200).json["status"]["notes"]
        return [note["params"]["met"] for note in notes if note["code"] == "readiness"]


class Shown(Disclosed):
    def test_nothing_until_the_supplier_says_so(self):
        self.submit()
        self.assertEqual(self.readable(), set())
        self.assertEqual(self.states(self.supplier, self.its()), dict.fromkeys(ALL_KINDS, "not_shown"))
        for shown in KINDS:
            self.show(shown)
            self.assertEqual(self.readable(), {shown})
            self.assertEqual(self.states(self.supplier, self.its()), {kind: "shown" if kind == shown else "not_shown" for kind in ALL_KINDS})
            self.assertEqual(self.states(self.buyer, self.own()), self.states(self.supplier, self.its()))
            self.withdraw(shown)
            self.assertEqual(self.readable(), set())

    def test_what_each_kind_shows(self):
        made = self.submit()
        self.show(*KINDS)
        own = self.supplier.get("/v1/assessments/" + made).json
        common = {"assessment": made, "edition": SCS, "star": 3, "scope": "whole", "scope_text": None, "assessed_on": "2026-12-01"}
        self.assertEqual(self.read("readiness"), [{**common, "met": 2, "total": 81, "unanswered": 78, "included": None}])
        self.assertEqual(self.read("gaps"), [{**common, "gaps": own["gaps"]}])
        answers = [{name: answer[name] for name in ("criterion", "answer", "justification", "text_changed")} for answer in own["answers"]]
        self.assertEqual(self.read("answers"), [{**common, "answers": answers}])
        english = self.buyer.get(self.own("/gaps"), headers={"Accept-Language": "en"}).json["items"][0]["gaps"]
        self.assertNotEqual(english[0]["text"], own["gaps"][0]["text"])

    def test_a_note_is_the_suppliers_own(self):
        self.submit()
        self.submit([{"criterion": "1", "answer": "implemented", "note": MARK}, {"criterion": "2", "note": MARK, "answer": None}], "security-action-2-v3")
        self.show(*KINDS)
        for kind in KINDS:
            self.assertNotIn(MARK, self.buyer.get(self.own("/" + kind)).text)
        self.assertEqual({len(item["answers"]) for item in self.read("answers")}, {1, 3})

    def test_drafts_and_what_was_withdrawn_or_replaced(self):
        self.show(*KINDS)
        draft = self.supplier.post("/v1/assessments", {"edition": SCS}).json["assessment"]
        self.supplier.put("/v1/assessments/%s/answers" % draft, {"answers": ANSWERS})
        self.assertEqual(self.readable(), set())
        first, second = self.submit(), self.submit(ANSWERS[:1])
        self.assertEqual([item["assessment"] for item in self.read("answers")], [second])
        self.assertStatus(self.supplier.post("/v1/assessments/%s:withdraw" % second), 200)
        self.assertEqual(self.readable(), set(), first)

    def test_readiness_is_of_three_stars_and_more(self):
        made = self.submit([{"criterion": "1", "answer": "implemented"}], "security-action-2-v3")
        self.show(*KINDS)
        self.assertEqual(self.readable(), {"gaps", "answers"})
        self.assertEqual([item["assessment"] for item in self.read("gaps")], [made])

    def test_a_period(self):
        self.submit()
        self.show("gaps", **{"from": "2026-12-03", "last_day": "2026-12-04"})
        for day, state in (("02", "upcoming"), ("03", "shown"), ("04", "shown"), ("05", "ended")):
            self.set_day("2026-12-" + day)
            self.assertEqual(self.states(self.supplier, self.its())["gaps"], state)
            self.assertEqual(self.readable(), {"gaps"} if state == "shown" else set(), day)
        self.assertEqual(self.show("gaps")["from"], "2026-12-05")
        self.assertEqual(self.readable(), {"gaps"})

    def test_readiness_as_a_note_keeps_to_the_period(self):
        self.require(self.buyer, self.relationship, 3, "2027-09-30")
        self.submit()
        self.show("readiness", **{"from": "2026-12-03", "last_day": "2026-12-04"})
        self.assertEqual([self.noted(as_of="2026-12-0%d" % day) for day in range(1, 6)], [[], [], [2], [2], []])
        self.set_day("2026-12-04")
        self.assertEqual(self.noted(), [2])
        self.server.command("rebuild", "--check")
        self.withdraw("readiness")
        self.assertEqual([self.noted(as_of="2026-12-0%d" % day) for day in range(1, 6)], [[]] * 5)

    def test_the_same_again_changes_nothing(self):
        first = self.show("answers", last_day="2027-03-31")
        self.set_day("2026-12-05")
        self.assertEqual(self.show("answers", last_day="2027-03-31"), first)
        self.assertEqual(self.show("answers")["last_day"], None)
        gone = self.withdraw("answers")
        self.assertEqual((gone["state"], gone["from"], gone["last_day"]), ("not_shown", None, None))
        self.assertEqual(self.withdraw("answers"), gone)
        entries = [item["entry"] for item in self.supplier.get("/v1/audit/events", query={"limit": 200}).json["items"]]
        self.assertEqual(len([e for e in entries if '"disclosure_' in e]), 3)

    def test_bad_periods(self):
        path = self.its("/disclosures/gaps")
        self.assertProblem(self.supplier.put(path, {"from": "2026-12-10", "last_day": "2026-12-09"}), 422, "last_day_too_early", "/last_day")
        self.assertProblem(self.supplier.put(path, {"from": "2026-11-01", "last_day": "2026-11-30"}), 422, "last_day_too_early", "/last_day")
        self.assertProblem(self.supplier.put(path, {"from": "2026-02-30"}), 422, None, "/from")
        self.assertProblem(self.supplier.put(path, {"until": "2027-02-03"}), 422, "unknown_field", "/until")
        for method in ("PUT", "DELETE"):
            answer = self.supplier.request(method, self.its("/disclosures/everything"), {} if method == "PUT" else None)
            self.assertIn(answer.status, (404, 422), answer)

    def test_as_010_did(self):
        self.assertEqual(self.supplier.put(self.its("/disclosure"), {"readiness": True}).json, {"readiness": True})
        self.assertEqual(self.states(self.buyer, self.own())["readiness"], "shown")
        self.assertEqual(self.supplier.put(self.its("/disclosure"), {"readiness": False}).json, {"readiness": False})
        self.assertEqual(self.states(self.buyer, self.own())["readiness"], "not_shown")


class TwoAxes(Disclosed):
    def test_days_and_instants(self):
        first = self.submit(ANSWERS[:1])
        self.set_day("2026-12-02")
        self.show("answers", **{"from": "2026-12-01"})
        self.set_day("2026-12-05")
        second = self.submit(assessed_on="2026-12-04")
        self.set_day("2026-12-10")

        def shown(**query):
            items = self.read("answers", **query)
            return items and [item["assessment"] for item in items]

        self.assertEqual(shown(), [second])
        self.assertEqual(shown(as_of="2026-12-03"), [first])
        self.assertEqual(shown(as_of="2026-12-04"), [second])
        # As known before the second was filed, and before anything was shown.
        self.assertEqual(shown(as_of="2026-12-04", known_at="2026-12-04T12:00:00Z"), [first])
        self.assertIsNone(shown(as_of="2026-12-01", known_at="2026-12-01T12:00:00Z"))
        # A day outside of what is shown.
        self.assertIsNone(shown(as_of="2026-11-30"))
        self.assertProblem(self.buyer.get(self.own("/answers"), query={"known_at": "2027-01-01T00:00:00Z"}), 422, "known_at_in_future", "?known_at")

    def test_after_the_withdrawal_of_no_day(self):
        self.submit()
        self.show(*KINDS)
        self.set_day("2026-12-05")
        self.assertEqual(self.readable(as_of="2026-12-02", known_at="2026-12-03T00:00:00Z"), set(KINDS))
        self.withdraw(*KINDS)
        for query in ({}, {"as_of": "2026-12-02"}, {"known_at": "2026-12-03T00:00:00Z"}, {"as_of": "2026-12-02", "known_at": "2026-12-03T00:00:00Z"}):
            self.assertEqual(self.readable(**query), set(), query)

    def test_what_was_known_of_a_status_stays(self):
        self.require(self.buyer, self.relationship, 3, "2027-09-30")
        self.submit()
        self.show("readiness")
        self.set_day("2026-12-05")
        self.withdraw("readiness")
        self.assertEqual(self.noted(as_of="2026-12-02", known_at="2026-12-03T00:00:00Z"), [2])
        self.assertEqual(self.noted(as_of="2026-12-02"), [])


class Reads(Disclosed):
    def logged(self):
        entries = [json.loads(item["entry"]) for item in self.supplier.get("/v1/audit/events", query={"limit": 200}).json["items"]]
        return [(e["object"], e["detail"]["kind"], e["detail"]["assessment"]) for e in entries if e["action"] == "disclosure read"]

    def test_every_read_leaves_one_trace_an_hour(self):
        made = self.submit()
        self.show(*KINDS)
        self.assertEqual(self.reads(), [])
        colleague = self.other_key(self.buyer, "buyer:read")
        for kind, caller in itertools.product(KINDS, (self.buyer, colleague, self.buyer)):
            self.assertStatus(caller.get(self.own("/" + kind)), 200)
        self.assertEqual(sorted((r["kind"], r["assessment"], r["star"]) for r in self.reads()), sorted((kind, made, 3) for kind in KINDS))
        until(lambda: all(r["audit_event"] for r in self.reads()))
        self.assertEqual(sorted(self.logged()), sorted(("buyers/" + self.relationship, kind, made) for kind in KINDS))
        self.server.set_instant("2026-12-01T04:00:00Z")
        self.assertIsNotNone(self.read("gaps"))
        until(lambda: len(self.logged()) == 4)
        self.server.command("audit", "verify")

    def test_an_unchanged_answer_is_a_read_too(self):
        self.submit()
        self.show("gaps")
        tag = self.buyer.get(self.own("/gaps")).etag
        self.server.set_instant("2026-12-01T05:00:00Z")
        self.assertStatus(self.buyer.get(self.own("/gaps"), headers={"If-None-Match": tag}), 304)
        self.assertEqual(len(self.reads()), 2)

    def test_what_is_not_shown_is_not_read(self):
        self.submit()
        self.show("gaps")
        self.assertEqual(self.readable(), {"gaps"})
        self.assertEqual({r["kind"] for r in self.reads()}, {"gaps"})

    def test_of_a_page_only_what_it_holds(self):
        first = self.submit([{"criterion": "1", "answer": "implemented"}], "security-action-2-v3")
        self.server.set_instant("2026-12-01T04:30:00Z")
        second = self.submit()
        self.show("answers")
        page = self.buyer.get(self.own("/answers"), query={"limit": 1}).json
        self.assertEqual([item["assessment"] for item in page["items"]], [second])
        self.assertEqual({r["assessment"] for r in self.reads()}, {second})
        rest = self.buyer.get(self.own("/answers"), query={"limit": 1, "cursor": page["next_cursor"]}).json
        self.assertEqual(([item["assessment"] for item in rest["items"]], rest["next_cursor"]), ([first], None))
        self.assertEqual({r["assessment"] for r in self.reads()}, {first, second})

    def test_one_day_is_a_day_in_japan(self):
        self.submit([{"criterion": "1", "answer": "implemented"}], "security-action-2-v3")
        self.show("answers", **{"from": "2026-12-03", "last_day": "2026-12-03"})
        for instant, shown in (
            ("2026-12-02T14:59:59Z", False),
            ("2026-12-02T15:00:00Z", True),
            ("2026-12-03T14:59:59Z", True),
            ("2026-12-03T15:00:00Z", False),
        ):
            self.server.set_instant(instant)
            self.assertEqual(self.readable(), {"answers"} if shown else set(), instant)
            self.assertEqual(self.states(self.supplier, self.its())["answers"] == "shown", shown, instant)

    def test_a_reader_with_a_cursor_is_stopped_at_once(self):
        self.submit([{"criterion": "1", "answer": "implemented"}], "security-action-2-v3")
        self.server.set_instant("2026-12-01T04:30:00Z")
        second = self.submit()
        self.show("answers", last_day="2026-12-01")
        page = self.buyer.get(self.own("/answers"), query={"limit": 1}).json
        rest = {"limit": 1, "cursor": page["next_cursor"]}
        self.withdraw("answers")
        after = self.buyer.get(self.own("/answers"), query=rest)
        self.assertEqual((after.status, after.json.get("items", [])), (after.status, []))
        self.assertEqual({r["assessment"] for r in self.reads()}, {second})
        # Shown again the cursor goes on; after the last day it does not.
        self.show("answers", last_day="2026-12-02")
        self.assertEqual(len(self.assertStatus(self.buyer.get(self.own("/answers"), query=rest), 200).json["items"]), 1)
        self.set_day("2026-12-03")
        self.assertEqual(self.buyer.get(self.own("/answers"), query=rest).json.get("items", []), [])

    def test_the_buyer_has_no_entry_of_it_and_the_supplier_no_names(self):
        self.submit()
        self.show("answers")
        self.read("answers")
        until(lambda: self.logged())
        entry = next(item["entry"] for item in self.supplier.get("/v1/audit/events", query={"limit": 200}).json["items"] if "disclosure read" in item["entry"])
        self.assertEqual((json.loads(entry)["key"], set(json.loads(entry)["detail"])), (None, {"kind", "assessment", "read_at"}))
        self.assertNotIn("disclosure read", self.buyer.get("/v1/audit/events", query={"limit": 200}).text)


class Requests(Disclosed):
    def ask(self, *kinds, reason=REASON):
        return self.buyer.post(self.own("/disclosure-requests"), {"kinds": list(kinds), "reason": reason})

    def asked(self, *kinds):
        return self.assertStatus(self.ask(*kinds), 201).json

    def seen(self, request):
        """The same on both sides."""
        both = [
            next(item for item in self.assertStatus(caller.get(path + "/disclosure-requests"), 200).json["items"] if item["request"] == request)
            for caller, path in ((self.buyer, self.own()), (self.supplier, self.its()))
        ]
        self.assertEqual(*both)
        return both[0]["state"], both[0]["answer"]

    def tasks(self):
        one = self.supplier.get(self.its()).json["tasks"]
        self.assertEqual(self.supplier.get("/v1/buyers").json["items"][0]["tasks"], one)
        return [task["params"]["request"] for task in one]

    def test_shown(self):
        made = self.asked("gaps", "answers")
        self.assertEqual((made["kinds"], made["reason"], made["state"]), (["gaps", "answers"], REASON, "open"))
        self.assertEqual(self.tasks(), [made["request"]])
        self.show("gaps")
        self.assertEqual(self.seen(made["request"]), ("open", None))
        self.show("answers", **{"from": "2027-01-01"})
        self.assertEqual(self.seen(made["request"]), ("shown", None))
        self.assertEqual(self.tasks(), [])

    def test_declined(self):
        made = self.asked("gaps")["request"]
        path = self.its("/disclosure-requests/%s:decline" % made)
        self.assertProblem(self.supplier.post(path, {}), 422, "missing_field", "/text")
        declined = self.assertStatus(self.supplier.post(path, {"text": "準備状況で代えさせてください"}), 200).json
        self.assertEqual((declined["state"], declined["answer"]), ("declined", "準備状況で代えさせてください"))
        self.assertEqual(self.seen(made), ("declined", "準備状況で代えさせてください"))
        self.assertProblem(self.supplier.post(path, {"text": "再送"}), 409, "request_state")
        self.assertProblem(self.buyer.post(self.own("/disclosure-requests/%s:withdraw" % made)), 409, "request_state")
        self.assertEqual(self.states(self.buyer, self.own())["gaps"], "not_shown")
        self.show("gaps")
        self.assertEqual(self.seen(made)[0], "declined")

    def test_taken_back(self):
        made = self.asked("answers")["request"]
        self.assertStatus(self.buyer.post(self.own("/disclosure-requests/%s:withdraw" % made)), 200)
        self.assertEqual((self.seen(made), self.tasks()), (("withdrawn", None), []))
        self.assertProblem(self.supplier.post(self.its("/disclosure-requests/%s:decline" % made), {"text": "遅れました"}), 409, "request_state")

    def test_one_open_request_of_the_same(self):
        self.asked("gaps", "answers")
        self.assertProblem(self.ask("answers", "gaps"), 409, "already_requested", "/kinds")
        other = self.asked("gaps")["request"]
        self.show("gaps")
        self.assertEqual(self.seen(other)[0], "shown")
        self.assertProblem(self.ask("gaps", "readiness"), 409, "already_shown", "/kinds")
        self.withdraw("gaps")
        self.asked("gaps")

    def test_longer_or_shorter(self):
        """The supplier moves the last day of what is shown; a buyer that asks for longer is answered by a later one alone."""
        self.submit()
        first = self.assertStatus(self.supplier.put(self.its("/disclosures/gaps"), {"last_day": "2026-12-10"}), 200).json["from"]
        for body, last_day in (
            ({"last_day": "2027-03-31"}, "2027-03-31"),
            ({"last_day": "2026-12-01"}, "2026-12-01"),
            ({"last_day": "2026-12-10"}, "2026-12-10"),
        ):
            shown = self.assertStatus(self.supplier.put(self.its("/disclosures/gaps"), body), 200).json
            self.assertEqual((shown["state"], shown["from"], shown["last_day"]), ("shown", first, last_day))
        self.assertProblem(self.supplier.put(self.its("/disclosures/gaps"), {"last_day": "2026-11-20"}), 422, "last_day_too_early", "/last_day")
        made = self.asked("gaps", "readiness")["request"]
        self.show("readiness")
        self.assertEqual((self.seen(made)[0], len(self.tasks())), ("open", 1))
        for last_day in ("2026-12-05", "2026-12-10"):
            self.assertStatus(self.supplier.put(self.its("/disclosures/gaps"), {"last_day": last_day}), 200)
            self.assertEqual(self.seen(made)[0], "open", last_day)
        self.assertStatus(self.supplier.put(self.its("/disclosures/gaps"), {"last_day": "2027-06-30"}), 200)
        self.assertEqual((self.seen(made)[0], self.tasks()), ("shown", []))
        made = self.asked("gaps")["request"]
        self.show("gaps")
        self.assertEqual(self.seen(made)[0], "shown")
        self.assertProblem(self.ask("gaps"), 409, "already_shown", "/kinds")

    def test_answers_for_four_stars_tell_of_three(self):
        """Judged as if they were all: the same figures and gaps as of answers for ★3 alone."""
        edition = "scs-2026-03-27"
        criteria = self.supplier.get("/v1/editions/" + edition).json["criteria"]
        of_three = [c["id"] for c in criteria if 3 in c["stars"]]
        met = of_three[:60] + [c["id"] for c in criteria if 3 not in c["stars"]][:10]
        answers = [{"criterion": c, "answer": "implemented"} for c in met] + [{"criterion": of_three[60], "answer": "partial"}]
        shown = {}
        for star in (3, 4):
            given = [a for a in answers if star == 4 or a["criterion"] in of_three]
            made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": edition, "star": star}), 201).json["assessment"]
            path = "/v1/assessments/" + made
            self.assertStatus(self.supplier.put(path + "/answers", {"answers": given}), 200)
            shown[star] = self.supplier.get(path).json
            self.assertStatus(self.supplier.post(path + ":submit", {}), 200)
        self.show("readiness", "gaps")
        three, four = shown[3], shown[4]
        expected = {"star": 3, **{name: three["result"][name] for name in ("met", "total", "unanswered")}}
        self.assertEqual((expected["met"], expected["unanswered"], three["included"]), (60, 20, None))
        self.assertEqual(four["included"], expected)
        self.assertEqual([g for g in four["gaps"] if g["star"] == 3], three["gaps"])
        self.assertEqual(len(four["gaps"]), 153 - 70)
        read = {item["star"]: item for item in self.buyer.get(self.own("/readiness")).json["items"]}
        self.assertEqual((read[4]["included"], read[3]["included"]), (expected, None))
        gaps = {item["star"]: item["gaps"] for item in self.buyer.get(self.own("/gaps")).json["items"]}
        self.assertEqual([g for g in gaps[4] if g["star"] == 3], gaps[3])
        self.assertEqual({r["star"]: r["included"] for r in self.supplier.get("/v1/standing").json["readiness"]}, {3: None, 4: expected})

    def test_bad_requests(self):
        for body, pointer in (({"kinds": [], "reason": "r"}, "/kinds"), ({"kinds": ["papers"], "reason": "r"}, "/kinds/0"), ({"kinds": ["gaps"]}, "/reason")):
            self.assertProblem(self.buyer.post(self.own("/disclosure-requests"), body), 422, None, pointer)
        invited, _ = self.invite(self.buyer)
        self.assertProblem(self.buyer.post("/v1/suppliers/%s/disclosure-requests" % invited, {"kinds": ["gaps"], "reason": "r"}), 409, "relationship_state")

    def test_leaving_ends_all(self):
        made = self.asked("gaps")["request"]
        self.submit()
        self.show("answers", "readiness")
        self.assertStatus(self.supplier.post(self.its(":leave")), 200)
        self.assertEqual(self.readable(), set())
        self.assertEqual(self.seen(made), ("declined", None))
        self.assertEqual(set(self.states(self.buyer, self.own()).values()), {"not_shown"})
        for answer in (self.supplier.put(self.its("/disclosures/gaps"), {}), self.supplier.delete(self.its("/disclosures/answers")), self.ask("gaps")):
            self.assertProblem(answer, 409, "relationship_state")
        # Who is invited again begins with nothing shown.
        token = self.assertStatus(self.buyer.post(self.own(":invite")), 200).json["invitation"]["token"]
        self.assertStatus(self.supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertEqual(set(self.states(self.buyer, self.own()).values()), {"not_shown"})

    def test_the_buyers_end(self):
        made = self.asked("gaps")["request"]
        self.submit()
        self.show("answers")
        self.assertStatus(self.buyer.post(self.own(":end")), 200)
        self.assertEqual((self.readable(), self.seen(made), set(self.states(self.supplier, self.its()).values())), (set(), ("ended", None), {"not_shown"}))


class Whose(Disclosed):
    def test_one_buyer_sees_nothing_of_what_another_is_shown(self):
        self.submit()
        self.show(*KINDS)
        other = self.make_buyer("第二発注株式会社")
        second = self.link(other, self.supplier)
        for kind in KINDS:
            self.assertProblem(other.get("/v1/suppliers/%s/%s" % (second, kind)), 404, "nothing_shown")
            self.assertHidden(other, "GET", "/v1/suppliers/{}/" + kind, self.relationship)

    def test_not_shown_is_like_nothing_there(self):
        """A supplier with answers that it does not show, and one without any."""
        self.submit()
        empty = self.link(self.buyer, self.make_supplier())
        for kind in KINDS:
            hidden, nothing = (self.buyer.get("/v1/suppliers/%s/%s" % (one, kind)) for one in (self.relationship, empty))
            self.assertEqual([{**answer.json, "request_id": None} for answer in (hidden, nothing)], [{**hidden.json, "request_id": None}] * 2)

    def test_the_invitation_tells_all(self):
        _, token = self.invite(self.buyer)
        shown = {item["code"]: item["text"] for item in self.open.post("/v1/invitations:preview", {"token": token}).json["shown_to_buyer"]}
        for word in ("準備状況", "未充足項目", "回答", "監査記録"):
            self.assertIn(word, shown["shown_readiness"])

    def test_hidden_and_guarded(self):
        stranger = self.make_supplier()
        reader, viewer = self.other_key(self.supplier, "supplier:read"), self.other_key(self.buyer, "buyer:read")
        made = self.buyer.post(self.own("/disclosure-requests"), {"kinds": ["gaps"], "reason": REASON}).json["request"]
        decline = "/disclosure-requests/%s:decline" % made
        for method, rest, body in (
            ("GET", "/disclosures", None),
            ("GET", "/disclosure-requests", None),
            ("GET", "/disclosure-reads", None),
            ("PUT", "/disclosures/gaps", {}),
            ("DELETE", "/disclosures/gaps", None),
            ("POST", decline, {"text": "見送ります"}),
        ):
            self.assertHidden(stranger, method, "/v1/buyers/{}" + rest, self.relationship, body)
            if method == "GET":
                self.assertGuarded(method, self.its(rest), wrong=self.buyer)
            else:
                self.assertGuarded(method, self.its(rest), body, wrong=reader)
        for method, rest, body in (
            ("GET", "/disclosures", None),
            ("GET", "/disclosure-requests", None),
            ("GET", "/readiness", None),
            ("POST", "/disclosure-requests", {"kinds": ["answers"], "reason": REASON}),
            ("POST", "/disclosure-requests/%s:withdraw" % made, None),
        ):
            self.assertHidden(self.make_buyer(), method, "/v1/suppliers/{}" + rest, self.relationship, body)
            self.assertGuarded(method, self.own(rest), body, wrong=self.supplier if method == "GET" else viewer)


class EveryOperation(harness.ApiTest):
    """Whatever a buyer asks for: what only disclosure gives is shown where it is written down that it was read."""

    SECRET = "開示された事情Q4"

    def setUp(self):
        super().setUp()
        self.world = World(self, "発注側")
        own, self.world.mark = self.world.mark, self.SECRET
        self.world.disclosed(self.world.supplier, self.world.relationship)
        self.world.mark = own
        # Answers have a part in the status.
        self.assess(self.world.supplier, "security-action-2-v3")
        self.require(self.world.own, self.world.relationship, 2, "2027-06-30", required_assurance="substantiated")
        self.answered(self.world.supplier)
        items = [item for kind in ("assessments", "evidence") for item in self.made(self.world.supplier.get("/v1/" + kind))["items"]]
        self.marks = {item.get("assessment") or item["evidence"] for item in items} | {self.SECRET}
        self.matrix, self.now = Matrix(self.server.contract), datetime.datetime(2026, 12, 1, 3)

    def made(self, answer):
        self.assertIn(answer.status, (200, 201), answer)
        return answer.json

    def answered(self, supplier):
        """A submission with a text."""
        path = "/v1/assessments/" + self.made(supplier.post("/v1/assessments", {"edition": SCS}))["assessment"]
        answers = [{"criterion": "1-2-1-2", "answer": "not_applicable", "justification": self.SECRET}]
        self.made(supplier.put(path + "/answers", {"answers": answers}))
        self.made(supplier.post(path + ":submit", {}))

    def next_hour(self):
        self.now += datetime.timedelta(hours=1)
        instant = self.now.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        self.set_instant(instant)
        return instant

    def kinds(self, operation):
        """Media types of its answer that can be looked through."""
        content = {kind for status, response in operation.responses.items() if status < "300" for kind in response.get("content", {})}
        return sorted(kind for kind in content if kind.endswith(("json", "csv", ".sheet"))) or [None]

    def text(self, answer):
        if not answer.body.startswith(b"PK"):
            return answer.body.decode("utf-8", "replace")
        with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())

    def shown(self, operation, kind):
        """What of the supplier's own the answer holds and the request did not."""
        method, path, body, names = self.matrix.request(operation, self.world)
        headers = self.matrix.headers(operation, path, body, self.world) | ({"Accept": kind} if kind else {})
        answer = self.world.own.request(method, path, body, headers=headers, content_type=FILE_TYPE if isinstance(body, bytes) else None)
        said = path + ("" if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False))
        return {mark for mark in self.marks if mark in self.text(answer) and mark not in said}

    def test_shown_is_written_down(self):
        showing, reads = set(), "/v1/buyers/%s/disclosure-reads" % self.world.relationship
        for operation in self.server.contract.operations:
            if operation.id in ("session_end", "organisation_close"):
                continue
            for kind in self.kinds(operation):
                with self.subTest(operation=operation.id, kind=kind):
                    instant = self.next_hour()
                    if shown := self.shown(operation, kind):
                        showing.add(operation.id)
                        items = self.made(self.world.supplier.get(reads, query={"limit": 200}))["items"]
                        now = [item for item in items if item["read_at"] == instant]
                        read = [item["assessment"] or item["evidence"] for item in now if not item["files"]]
                        read += [file["evidence"] for item in now for file in item["files"]]
                        self.assertTrue(read and shown <= {self.SECRET, *read}, (shown, read))
        self.assertGreaterEqual(
            showing, {"supplier_readiness_list", "supplier_gap_list", "supplier_answer_list", "supplier_evidence_list", "supplier_evidence_content_get"}
        )


class NothingSeen(harness.ApiTest):
    """What a supplier does for itself and for others changes no byte of any answer to a buyer that it is not shown to, and no tag: by
    a tag, an instant or an order alone it would be known that something was filed, and when."""

    # Of no organisation; another one each time; or by what the buyer itself did: downloads stand in its log, messages are tried again.
    OTHERWISE = {"metrics", "audit_receipt_list", "archive_get", "audit_event_list", "webhook_delivery_list"}

    def setUp(self):
        super().setUp()
        self.world = World(self, "発注側")
        self.supplier, self.its = self.world.supplier, "/v1/buyers/" + self.world.relationship
        for kind in ALL_KINDS:
            self.made(self.supplier.delete("%s/disclosures/%s" % (self.its, kind)))
        self.require(self.world.own, self.world.relationship, 3, "2027-06-30")
        self.other = self.make_buyer("第二発注株式会社")
        self.relationship = self.link(self.other, self.supplier)
        self.matrix = Matrix(self.server.contract)
        self.paths = {operation: path for operation in self.server.contract.operations if (path := self.path(operation))}

    def made(self, answer):
        self.assertIn(answer.status, (200, 201, 202, 204), answer)
        return answer.json if answer.body else None

    def path(self, operation):
        if operation.method != "GET" or operation.id in self.OTHERWISE:
            return None
        objects = {name: self.world.objects(operation.path, name) for name in parameters(operation)}
        return filled(operation.path, {name: words[0] for name, words in objects.items()}) if all(objects.values()) else None

    def queries(self, operation):
        """None; each value that a parameter may have, one at a time."""
        yield {}
        for parameter in operation.parameters:
            if parameter["in"] == "query" and parameter["name"] != "types":
                schema = self.server.contract.resolve(parameter.get("schema", {}))
                schema = self.server.contract.resolve(schema.get("items", schema))
                days = {"date": ("2026-12-01", "2027-07-01"), "date-time": ("2026-12-01T03:00:00Z",)}.get(schema.get("format"), ())
                for value in (*schema.get("enum", ()), *days):
                    yield {parameter["name"]: value}

    def asked(self, path, query, kind):
        answer = self.world.own.get(path, query=query, headers={"Accept": kind} if kind else {})
        body = answer.body
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                body = b"".join(book.read(name) for name in sorted(book.namelist()))
        return answer.status, answer.etag, answer.headers.get("Link"), re.sub(rb'"request_id": ?"[^"]*"', b"", body)

    def seen(self):
        seen = {}
        for operation, path in self.paths.items():
            kinds = sorted({kind for status, response in operation.responses.items() if status < "300" for kind in response.get("content", {})})
            for query in self.queries(operation):
                for kind in [None] if query else kinds:
                    seen[operation.id, str(query), kind] = self.asked(path, query, kind)
        return seen

    def filed(self):
        """Self-assessments, papers and files; some are taken back."""
        self.assess(self.supplier, SCS)
        last = self.assess(self.supplier, SCS, star=4)
        self.made(self.supplier.post("/v1/assessments/%s:withdraw" % last))
        self.made(self.supplier.post("/v1/assessments", {"edition": SCS}))
        papers = [
            self.made(self.supplier.post("/v1/papers", {"kind": kind, "dated_on": "2026-11-01", "person": "社長", **more}))["paper"]
            for kind, more in (("management_oath", {}), ("expert_confirmation", {"qualification": "情報処理安全確保支援士"}))
        ]
        self.made(self.supplier.post("/v1/papers/%s:withdraw" % papers[0]))
        self.made(self.supplier.delete("/v1/evidence/" + self.world.evidence_made(self.supplier, {"kind": "paper", "id": papers[1]})))
        self.world.evidence_made(self.supplier)

    def for_itself(self):
        self.made(self.supplier.put("/v1/duties/1-2-1-3", {"done_on": "2026-11-01"}))
        self.made(self.supplier.post("/v1/statements", {}))
        self.made(self.supplier.put("/v1/policy", {"language": "ja", "text": "方針"}, headers={"If-Match": "*"}))
        self.made(self.supplier.post("/v1/users", {"email": "b@example.jp", "name": "次郎", "rights": ["supplier:read"]}))

    def for_another(self):
        its, own = "/v1/buyers/" + self.relationship, "/v1/suppliers/" + self.relationship
        self.require(self.other, self.relationship, 3, "2027-03-31")
        for kind in ALL_KINDS:
            self.made(self.supplier.put("%s/disclosures/%s" % (its, kind), {}))
            self.made(self.other.get("%s/%s" % (own, kind)))
        self.made(self.supplier.put(its + "/response", {"kind": "objected", "message": "難しい"}))
        self.made(self.other.post("%s/declarations/%s/checks" % (own, self.world.declared), {"method": "public_list", "result": "not_found"}))
        self.made(self.other.post(own + "/partner-checks", {"method": "visit", "result": "sufficient"}))
        self.made(self.other.post(own + "/consultations", {"asked_on": "2026-11-01", "asked_by": "supplier", "text": "協議"}))

    def test_by_no_tag_instant_or_order(self):
        before = self.seen()
        self.assertGreater(len({operation for operation, *_ in before}), 60)
        for acts in (self.filed, self.for_itself, self.for_another):
            with self.subTest(acts=acts.__name__):
                acts()
                entries = lambda: [read["audit_event"] for read in self.supplier.get("/v1/buyers/%s/disclosure-reads" % self.relationship).json["items"]]
                until(lambda: all(entries()))
                after = self.seen()
                self.assertEqual([key for key in before if before[key] != after[key]], [])
                before = after


if __name__ == "__main__":
    harness.main()
