# SPDX-License-Identifier: Apache-2.0
"""No status differs before and after a transcription is loaded: on random relationships and on the
demonstration; and how long the load takes, and lets others wait, beside somebody who writes."""

import concurrent.futures
import os
import threading
import time

import harness
from forms import choose, figure
from test_transcriptions import Trial
from waiting import pace, until

RELATIONSHIPS = choose(300, 10000)
SHOWING = choose(4, 30)
DAYS = ("2026-12-01", "2027-04-01", "2027-07-01", "2027-10-15", "2028-02-29", "2028-12-31")
SUPPORT = os.path.join(harness.TOP, "tests", "support")
CHANGES_WITH_IT = ("notes", "known_at")


class Patient(harness.Api):
    """Comes again when it is told to, as the guide asks of programs: a load may hold what is written for a moment."""

    def exchange(self, *request):
        return until(lambda: self.once(*request), every=0)

    def once(self, *request):
        answer = super().exchange(*request)
        if not answer.is_later:
            return answer
        pace(int(answer.headers["Retry-After"]))


class Unchanged(Trial):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = (Patient(self.server, one.key, one.organisation, one.name) for one in (self.buyer, self.supplier))

    def make_random(self):
        for star in ("3", "4"):
            self.server.command("scheme-dates", "set", "--scheme", "scs", "--star", star, "--obtainable-from", "2027-03-15")
        self.random_buyer = self.make_buyer(name="北斗精機株式会社")
        variables = {"buyer": self.random_buyer.organisation}
        self.server.sql(os.path.join(SUPPORT, "suppliers.sql"), suppliers=RELATIONSHIPS, **variables)
        self.server.sql(os.path.join(SUPPORT, "random_answers.sql"), edition=self.edition, criteria=len(self.criteria(3, 1)), **variables)
        self.server.command("rebuild")

    def show_readiness(self):
        """Of some, so that their lines tell of the transcription."""
        items = self.random_buyer.get("/v1/suppliers", query={"limit": 200}).json["items"]
        shown = [item["relationship"] for item in items if item["organisation"]][:SHOWING]
        for relationship in shown:
            organisation = self.database("select supplier_id from hoshitori.relationship where relationship_id = '%s'" % relationship)
            supplier = harness.Api(self.server, self.server.make_key(organisation, harness.SUPPLIER_RIGHTS))
            self.assertStatus(supplier.put("/v1/buyers/%s/disclosure" % relationship, {"readiness": True}), 200)

    def database(self, statement):
        return self.server.sql(statement).strip()

    def pages(self, api, path, **query):
        cursor = None
        while True:
            page = self.assertStatus(api.get(path, query={**query, "limit": 200, **({"cursor": cursor} if cursor else {})}), 200).json
            yield from page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return

    def statuses(self, api, **query):
        """{(day, relationship): the status, but for what a transcription may say otherwise}"""
        return {
            (day, item["status"]["relationship"]): {name: value for name, value in item["status"].items() if name not in CHANGES_WITH_IT}
            for day in DAYS
            for item in self.pages(api, "/v1/statuses", as_of=day, **query)
        }

    def writing(self, stop, waits):
        """Saves a draft of the edition and changes a demand, again and again."""
        draft = self.draft(3, self.criteria(3, 1)[:5])
        while not stop.is_set():
            for write in (
                lambda: self.answer(draft, self.criteria(3, 1)[:40], ("implemented", "partial")[len(waits) // 2 % 2]),
                lambda: self.require(self.buyer, self.relationship, 1 + len(waits) // 2 % 2, "2027-06-30"),
            ):
                began = time.monotonic()
                write()
                waits.append(time.monotonic() - began)

    def load_beside_writers(self):
        """The writer must still be at it when the load has ended: one that failed fails the test."""
        stop, waits = threading.Event(), []
        with concurrent.futures.ThreadPoolExecutor(1) as threads:
            writer = threads.submit(self.writing, stop, waits)
            try:
                began = time.monotonic()
                self.load_second()
                took = time.monotonic() - began
            finally:
                stop.set()
            writer.result()
        return took, waits

    def test_random_relationships(self):
        self.make_random()
        self.show_readiness()
        before, events = self.statuses(self.random_buyer), self.told_of(self.random_buyer)
        self.assertEqual(len(before), len(DAYS) * RELATIONSHIPS)
        versions = int(self.database("select count(*) from hoshitori.board_version"))
        took, waits = self.load_beside_writers()
        self.assertEqual(self.statuses(self.random_buyer), before)
        self.assertEqual(self.told_of(self.random_buyer), events)
        self.assertRebuilt()
        uncounted = "select count(*) from hoshitori.assessment where state = 'draft' and edition_id = '%s' and transcription < 2" % self.edition
        self.assertEqual(self.database(uncounted), "0")
        self.assertGreater(len(waits), 0)
        figure(
            "%d random relationships on %d days: no status differs; %d new versions of lines; loaded in %.2f s, beside %d writes, the longest %.2f s",
            RELATIONSHIPS,
            len(DAYS),
            int(self.database("select count(*) from hoshitori.board_version")) - versions,
            took,
            len(waits),
            max(waits),
        )

    def told_of(self, api):
        return [event for event in api.get("/v1/events", query={"limit": 200}).json["items"] if event["type"] == "status.changed"]


if __name__ == "__main__":
    harness.main()
