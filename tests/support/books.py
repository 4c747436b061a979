# SPDX-License-Identifier: Apache-2.0
"""What the lists, the audit logs and the feeds of the contract show of many organisations, to be held
against what they were told."""

import collections
import json

from forms import figure


class Books:
    """Of patient callers, each with whether it buys (it supplies otherwise)."""

    def __init__(self, callers):
        self.callers = callers

    @staticmethod
    def pages(api, path):
        query = {"limit": 200}
        while True:
            page = api.get(path, query=query).json
            yield from page["items"]
            if not page["next_cursor"]:
                return
            query["cursor"] = page["next_cursor"]

    @staticmethod
    def feed(api, path):
        query = {"limit": 200, "after": 0}
        while items := (page := api.get(path, query=query).json)["items"]:
            yield from items
            query["after"] = page["next_after"]

    def facts_of_buyer(self, api):
        for one in self.pages(api, "/v1/suppliers"):
            pair, path = one["relationship"], "/v1/suppliers/" + one["relationship"]
            yield "supplier", one["code"], pair
            if one["state"] == "ended":
                yield "ended", pair
            for revision in self.pages(api, path + "/requirement/revisions"):
                yield "revision", pair, revision["revision"], revision["due_on"]
            for declaration in self.pages(api, path + "/declarations"):
                for check in self.pages(api, "%s/declarations/%s/checks" % (path, declaration["declaration"])):
                    yield "check", pair, check["check"]

    def facts_of_supplier(self, api):
        for one in self.pages(api, "/v1/buyers"):
            yield "buyer", api.organisation, one["relationship"]
        for one in self.pages(api, "/v1/declarations"):
            yield "declaration", one["id"], one["declaration"]
        for one in self.pages(api, "/v1/papers"):
            yield "paper", one["paper"]

    def facts(self):
        found = collections.Counter()
        for api, buys in self.callers:
            found.update(self.facts_of_buyer(api) if buys else self.facts_of_supplier(api))
        return found

    def entries(self):
        """How many entries of all audit logs each request id has."""
        return collections.Counter(json.loads(entry["entry"])["request_id"] for api, _ in self.callers for entry in self.feed(api, "/v1/audit/events"))

    def held(self, ledger, before):
        """(lost, doubled, how many were sent again) of the acts of a ledger (writers.py), whose entries before it began are
        given; a figure tells it, too."""
        entries = self.entries() - before
        told = collections.Counter(act.fact for act in ledger.acts if act.fact)
        found = self.facts()
        # Of what was sent again the entry may have the id of a request whose answer was lost.
        ids = {act.id for act in ledger.acts}
        others = sum(count for one, count in entries.items() if one not in ids)
        again = [act for act in ledger.acts if act.tries > 1 and not entries[act.id]]
        lost = [act for act in ledger.acts if act.tries == 1 and not entries[act.id]] + list((told - found).elements())
        lost += again[others:]
        doubled = [act for act in ledger.acts if entries[act.id] > 1] + list((found - told).elements())
        doubled += ["entry of no act"] * (others - len(again))
        repeated = sum(act.tries > 1 for act in ledger.acts)
        figure("%d writes acknowledged, %d of them sent more than once, %d lost, %d doubled", len(ledger.acts), repeated, len(lost), len(doubled))
        return lost, doubled, repeated

    def gaps(self):
        """Organisations whose events are not numbered 1, 2, 3, …"""
        numbers = {api.organisation: [event["sequence"] for event in self.feed(api, "/v1/events")] for api, _ in self.callers}
        return [organisation for organisation, found in numbers.items() if found != list(range(1, len(found) + 1))]
