# SPDX-License-Identifier: Apache-2.0
import harness

EVENTS = "/v1/events"


class Events(harness.ApiTest):
    def feed(self, caller, after=0):
        """All events after a number; the numbers have no gaps."""
        events = []
        while True:
            page = self.assertStatus(caller.get(EVENTS, query={"after": after, "limit": 2}), 200).json
            events += page["items"]
            if not page["items"]:
                self.assertEqual(page["next_after"], after)
                return events
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

    def test_nobody_elses(self):
        buyer, _, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        self.wait_for(buyer, [("status.changed", "2026-12-01")])
        self.assertEqual(self.feed(self.make_buyer()), [])

    def test_guarded(self):
        buyer = self.make_buyer()
        self.assertGuarded("GET", EVENTS, wrong=self.other_key(buyer, "audit:read,keys:write"))
        self.assertProblem(buyer.get(EVENTS + "?after=x&limit=0"), 422, None, "?after", "?limit")


if __name__ == "__main__":
    harness.main()
