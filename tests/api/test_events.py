# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import re
import statistics
import threading
import time

import harness
from forms import figure
from waiting import pace

EVENTS = "/v1/events"
IN_FLIGHT = re.compile(r"(?m)^hoshitori_requests_in_flight (\d+)")


class Events(harness.ApiTest):
    def feed(self, caller, after=0, **query):
        """All events after a number; the numbers have no gaps."""
        events = []
        while True:
            page = self.assertStatus(caller.get(EVENTS, query={"after": after, "limit": 2, **query}), 200).json
            events += page["items"]
            if page["next_after"] == after:
                self.assertEqual(page["items"], [])
                return events
            self.assertGreater(page["next_after"], after)
            after = page["next_after"]

    def wait_for(self, caller, wanted, after=0):
        """The feed once it holds `wanted`: (type, day) of events, in order, perhaps among others."""

        def found():
            events = self.feed(caller, after)
            have = [(e["type"], e["day"]) for e in events]
            return events if all(have.count(w) == wanted.count(w) for w in wanted) else None

        events = self.eventually(found)
        have = [(e["type"], e["day"]) for e in events]
        self.assertEqual([h for h in have if h in wanted], wanted)
        self.assertEqual([e["sequence"] for e in events], list(range(events[0]["sequence"], events[0]["sequence"] + len(events))))
        return events

    def test_both_sides_hear_of_a_demand(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        for caller, side in ((buyer, "buyer"), (supplier, "supplier")):
            with self.subTest(side=side):
                events = self.wait_for(caller, [("status.changed", "2026-12-01")])
                event = [e for e in events if e["type"] == "status.changed"][0]
                self.assertEqual(
                    event["data"], {"from": {"status": "no_requirement", "waiting_on": None}, "to": {"status": "pending", "waiting_on": "supplier"}}
                )
                self.assertEqual((event["side"], event["relationship"]), (side, relationship))
                self.assertIn("requirement.changed", [e["type"] for e in events])

    def test_days_that_pass_are_told_once_with_their_day(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        self.wait_for(buyer, [("status.changed", "2026-12-01")])
        self.set_day("2027-09-10")
        told = [("status.changed", "2026-12-01"), ("status.changed", "2027-07-01")]
        self.assertEqual(self.wait_for(buyer, told)[-1]["data"]["to"]["status"], "overdue")
        self.wait_for(supplier, told)
        # A writer that comes first tells what the worker would have told, and no more.
        self.declare(supplier, 1, "2027-09-10")
        told.append(("status.changed", "2027-09-10"))
        self.assertEqual(self.wait_for(supplier, told)[-1]["data"]["to"], {"status": "met", "waiting_on": None})
        self.wait_for(buyer, told)

    def test_several_steps_at_once(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-03-31", effective_from="2027-01-10")
        self.set_day("2028-01-01")
        events = self.wait_for(supplier, [("status.changed", "2027-01-10"), ("status.changed", "2027-04-01")])
        changes = [e["data"] for e in events if e["type"] == "status.changed"]
        self.assertEqual([c["to"]["status"] for c in changes], ["pending", "overdue"])
        self.assertEqual(changes[0]["to"], changes[1]["from"])

    def test_poll_from_where_one_was(self):
        buyer, _, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        last = self.wait_for(buyer, [("status.changed", "2026-12-01")])[-1]["sequence"]
        quiet = self.assertStatus(buyer.get(EVENTS, query={"after": last}), 200)
        self.assertEqual(quiet.json, {"items": [], "next_after": last})
        self.assertStatus(buyer.get(EVENTS, query={"after": last}, headers={"If-None-Match": quiet.etag}), 304)
        self.require(buyer, relationship, 2, "2027-06-30")
        self.eventually(lambda: buyer.get(EVENTS, query={"after": last}).json["items"])

    def test_a_key_sees_the_sides_that_it_may_read(self):
        both = self.make_caller("株式会社両方", harness.ALL_RIGHTS)
        self.require(both, self.link(both, self.make_supplier()), 1, "2027-06-30")
        buyer = self.make_buyer()
        self.require(buyer, self.link(buyer, both), 1, "2027-06-30")
        self.eventually(lambda: {"buyer", "supplier"} <= {e["side"] for e in self.feed(both)})
        for side in ("buyer", "supplier"):
            events = self.feed(self.other_key(both, side + ":read"))
            self.assertEqual({e["side"] for e in events}, {side})

    def test_what_the_supplier_files(self):
        buyer, supplier, relationship = self.linked_pair()
        other = self.make_buyer()
        own = ["declaration.added", "declaration.changed", "assessment.submitted", "assessment.withdrawn", "paper.added", "paper.withdrawn"]
        declaration = self.declare(supplier, 1, "2026-11-01")
        self.assertStatus(supplier.patch("/v1/declarations/" + declaration, {"stopped_on": "2026-12-01"}), 200)
        assessment = self.assess(supplier, "security-action-2-v3")
        self.assertStatus(supplier.post("/v1/assessments/%s:withdraw" % assessment), 200)
        paper = supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-01", "url": "https://minato.example.jp/policy"})
        self.assertStatus(supplier.post("/v1/papers/%s:withdraw" % self.assertStatus(paper, 201).json["paper"]), 200)
        told = self.eventually(lambda: self.found(supplier, own))
        self.assertEqual([(e["type"], e["side"], e["relationship"]) for e in told], [(t, "supplier", None) for t in own])
        self.eventually(lambda: {"declaration.changed"} <= {e["type"] for e in self.feed(buyer)})
        heard = self.feed(buyer, types=",".join(own))
        self.assertEqual([(e["type"], e["relationship"]) for e in heard], [(t, relationship) for t in own[:2]])
        self.assertEqual(self.feed(other), [])

    def test_what_both_hear(self):
        buyer, supplier, relationship = self.linked_pair()
        own, its = "/v1/suppliers/" + relationship, "/v1/buyers/" + relationship
        self.require(buyer, relationship, 1, "2027-06-30")
        part = self.declare(supplier, 2, "2026-11-01", scope="part", scope_text="本社")
        checks = "%s/declarations/%s/checks" % (own, part)
        check = buyer.post(checks, {"method": "public_list", "result": "found"}).json["check"]["check"]
        self.assertStatus(buyer.post("%s/%s:withdraw" % (checks, check)), 200)
        self.assertStatus(buyer.post(own + "/scope-decisions", {"declaration": part, "decision": "covers"}), 201)
        self.assertStatus(supplier.put(its + "/response", {"kind": "accepted"}), 200)
        self.assertStatus(supplier.put(its + "/response", {"kind": "accepted"}), 200)
        for side, path in ((buyer, own), (supplier, its)):
            self.assertStatus(side.post(path + "/consultations", {"asked_on": "2026-11-01", "asked_by": "supplier"}), 201)
        request = buyer.post(own + "/disclosure-requests", {"kinds": ["answers"], "reason": "図面をお預けするため"}).json["request"]
        self.assertStatus(buyer.post("%s/disclosure-requests/%s:withdraw" % (own, request)), 200)
        self.assertStatus(buyer.post(own + "/disclosure-requests", {"kinds": ["answers"], "reason": "図面をお預けするため"}), 201)
        self.assertStatus(supplier.put(its + "/disclosures/answers", {}), 200)
        self.assess(supplier, "security-action-2-v3")
        self.assertStatus(buyer.get(own + "/answers"), 200)
        both = ["requirement.changed", "check.recorded", "check.withdrawn", "scope.decided", "response.recorded", "talks.recorded", "talks.recorded",
                "disclosure.requested", "disclosure.requested", "disclosure.request_withdrawn", "disclosure.changed", "disclosure.answered"]  # fmt: skip
        for caller in (buyer, supplier):
            events = self.eventually(lambda: self.found(caller, both))
            self.assertEqual({e["relationship"] for e in events}, {relationship})
        read = self.eventually(lambda: self.feed(supplier, types="disclosure.read"))
        self.assertEqual([(e["relationship"], e["data"]["kind"]) for e in read], [(relationship, "answers")])
        self.assertEqual(self.feed(buyer, types="disclosure.read"), [])

    def found(self, caller, types):
        """The events of these types, when there are so many of each; None until then."""
        events = self.feed(caller, types=",".join(sorted(set(types))))
        return events if sorted(e["type"] for e in events) == sorted(types) else None

    def test_who_left_hears_no_more(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % relationship), 200)
        self.require(buyer, relationship, 2, "2027-06-30")
        changed = ["relationship.changed", "relationship.changed"]
        self.eventually(lambda: self.found(buyer, [*changed, "requirement.changed", "requirement.changed"]))
        heard = self.eventually(lambda: self.found(supplier, [*changed, "requirement.changed"]))
        self.assertEqual([e["data"].get("state") for e in heard if e["type"] == changed[0]], ["active", "declined"])

    def test_of_a_declaration_that_the_buyer_recorded_the_supplier_hears_nothing(self):
        buyer, supplier, relationship = self.linked_pair()
        record = {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-01"}
        path = "/v1/suppliers/%s/declarations" % relationship
        declaration = self.assertStatus(buyer.put(path, record), 201).json["declaration"]
        self.assertStatus(buyer.put(path, record), 200)
        self.assertStatus(buyer.put(path, {**record, "stopped_on": "2026-12-01"}), 200)
        self.assertStatus(buyer.post("%s/%s/checks" % (path, declaration), {"method": "public_list", "result": "found"}), 201)
        types = ["declaration.added", "declaration.changed", "check.recorded"]
        self.eventually(lambda: self.found(buyer, types))
        self.assertEqual(self.feed(supplier, types=",".join(types)), [])

    def test_jobs_and_what_concerns_everybody(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        sheet = ("code,name\r\n" + "".join("J-%d,仕入先%d\r\n" % (n, n) for n in range(2100))).encode()
        self.assertStatus(buyer.post("/v1/suppliers:import?source=events", sheet, content_type="text/csv; charset=utf-8"), 202)
        done = self.eventually(lambda: self.feed(buyer, types="job.finished"))[0]
        self.assertEqual((done["side"], done["data"]["kind"], done["data"]["done"]), ("buyer", "import", 2100))
        self.server.command("scheme-dates", "set", "--scheme", "scs", "--star", "3", "--obtainable-from", "2027-03-01")
        for caller in (buyer, supplier):
            event = self.eventually(lambda: self.feed(caller, types="scheme_dates.changed"))[0]
            self.assertEqual((event["side"], event["relationship"]), (None, None))
            self.assertEqual((event["data"]["star"], event["data"]["obtainable_from"]), (3, "2027-03-01"))

    def test_pages_of_a_filter_go_on_where_they_ended(self):
        buyer, _, relationship = self.linked_pair()
        for star in (1, 2, 1):
            self.require(buyer, relationship, star, "2027-06-30")
        events = self.eventually(lambda: self.found(buyer, ["requirement.changed"] * 3))
        page = buyer.get(EVENTS, query={"types": "requirement.changed", "limit": 1}).json
        self.assertEqual((page["items"], page["next_after"]), (events[:1], events[0]["sequence"]))
        last = buyer.get(EVENTS, query={"types": "job.stopped"}).json
        self.assertEqual((last["items"], last["next_after"]), ([], self.feed(buyer)[-1]["sequence"]))

    def test_waiting(self):
        buyer, supplier, relationship = self.linked_pair()
        self.eventually(lambda: self.found(supplier, ["relationship.changed"]))
        last = self.feed(supplier)[-1]["sequence"]
        with concurrent.futures.ThreadPoolExecutor() as threads:
            waiting = threads.submit(supplier.get, EVENTS, query={"after": last, "wait": 30, "types": "requirement.changed"})
            self.assertEqual(self.require(buyer, relationship, 1, "2027-06-30").status, 201)
            page = self.assertStatus(waiting.result(), 200).json
        self.assertEqual([e["type"] for e in page["items"]], ["requirement.changed"])
        end = self.assertStatus(supplier.get(EVENTS, query={"after": -1}), 200).json
        self.assertEqual(end, {"items": [], "next_after": self.feed(supplier)[-1]["sequence"]})
        self.assertProblem(supplier.get(EVENTS, query={"after": -2}), 422, None, "?after")
        quiet = self.assertStatus(supplier.get(EVENTS, query={"after": page["next_after"] + 1000, "wait": 1}), 200).json
        self.assertEqual(quiet["items"], [])
        self.assertProblem(buyer.get(EVENTS, query={"wait": 31}), 422, None, "?wait")

    def start_waiting(self, callers, count):
        """What those were answered that wait no longer; who is told to come later does so."""
        answers = []

        def wait(caller):
            asker = harness.Api(self.server, caller.key)
            asker.checked = False
            while (answer := asker.get(EVENTS, query={"after": 1000000, "wait": 30})).status == 503:
                pace(0.5)
            answers.append(answer)

        for n in range(count):
            threading.Thread(target=wait, args=(callers[n % len(callers)],), daemon=True).start()
            pace(0.01)
        return answers

    def in_flight(self):
        return int(IN_FLIGHT.search(self.open.get("/metrics").text)[1])

    def milliseconds(self, caller, times=50):
        """Of requests that are answered from the database."""
        taken = []
        for _ in range(times):
            began = time.monotonic()
            self.assertStatus(caller.get("/v1/statuses?side=buyer"), 200)
            taken.append(1000 * (time.monotonic() - began))
        return "%.1f ms (median), %.1f ms at most" % (statistics.median(taken), max(taken))

    def test_who_waits_keeps_nobody_from_working(self):
        """500 who wait, five times as many as there are threads that work. None of them has a connection to the database."""
        waiters, worker = [self.make_buyer() for _ in range(8)], self.make_buyer()
        alone = self.milliseconds(worker)
        self.start_waiting(waiters, 500)
        self.eventually(lambda: self.in_flight() > 450)
        beside = self.milliseconds(worker)
        busy = "select count(*) from pg_stat_activity where usename = 'hoshitori_app' and state <> 'idle';"
        self.eventually(lambda: self.server.sql(busy).strip() == "0")
        self.assertGreater(self.in_flight(), 400)
        figure("a page of statuses: %s; beside 500 who wait for events: %s", alone, beside)

    def test_who_finds_no_place_is_answered_at_once(self):
        """An organisation has a quarter of the places; none of those who wait is woken by anything."""
        answers = self.start_waiting([self.make_buyer()], 160)
        self.eventually(lambda: len(answers) >= 160 - 128)
        self.assertGreater(self.in_flight(), 100)
        self.assertEqual({(answer.status, tuple(answer.json["items"])) for answer in answers}, {(200, ())})

    def test_old_events_go_and_nothing_is_missed_unseen(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        old = self.wait_for(buyer, [("status.changed", "2026-12-01")])
        self.set_day("2027-12-28")
        news = self.wait_for(buyer, [("status.changed", "2027-07-01")], after=old[-1]["sequence"])
        self.set_day("2028-01-02")
        # One page at a time: whoever pages while they go stops at one that is gone.
        first = lambda: buyer.get(EVENTS, query={"limit": 1}).json["items"][0]["sequence"]  # noqa: E731
        self.eventually(lambda: first() > old[-1]["sequence"])
        kept = self.feed(buyer)
        self.assertEqual(kept[: len(news)], news)
        self.assertProblem(buyer.get(EVENTS, query={"after": old[0]["sequence"]}), 409, "events_forgotten")
        self.assertEqual(self.feed(buyer, old[-1]["sequence"]), kept)  # who had read all that is gone
        self.assertEqual(buyer.get(EVENTS, query={"after": -1}).json["next_after"], kept[-1]["sequence"])
        entries = buyer.get("/v1/audit/events").json["items"]
        self.assertEqual(entries[0]["sequence"], 1)  # audit is never dropped
        self.require(buyer, relationship, 2, "2029-06-30")
        self.wait_for(buyer, [("requirement.changed", "2028-01-02")], after=kept[-1]["sequence"])

    def test_nobody_elses(self):
        buyer, _, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        self.wait_for(buyer, [("status.changed", "2026-12-01")])
        self.assertEqual(self.feed(self.make_buyer()), [])

    def test_guarded(self):
        buyer = self.make_buyer()
        self.assertGuarded("GET", EVENTS, wrong=self.other_key(buyer, "audit:read,keys:write"))
        self.assertProblem(buyer.get(EVENTS + "?after=x&limit=0&types=status.gone"), 422, None, "?after", "?limit", "?types/0")


if __name__ == "__main__":
    harness.main()
