# SPDX-License-Identifier: Apache-2.0
"""The demonstration portfolio: what is in it, that its keys work, that a second load does nothing,
that it keeps out of a database that is in use."""

import collections
import os
import re
import subprocess
import unittest

import harness
import official_sheet
from waiting import PATIENCE_SECONDS

STATES = {
    ("met", None),
    ("expiring", "supplier"),
    ("pending", "supplier"),
    ("pending", "buyer"),
    ("pending", "scheme"),
    ("overdue", "supplier"),
    ("overdue", "buyer"),
    ("lapsed", "supplier"),
    ("lapsed", "buyer"),
    ("no_requirement", None),
}
NAMES_OF_FORMS = ("株式会社", "㈱", "有限会社", "合同会社")


def load(server):
    return subprocess.run([harness.BINARY, "demo", "load"], env=server.environment(), text=True, capture_output=True, timeout=PATIENCE_SECONDS)


def keys_in(text):
    return {line.split()[0]: line.split()[1] for line in text.splitlines() if " hst_" in line}


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server()
        cls.addClassCleanup(cls.server.end)
        cls.first = load(cls.server)
        if cls.first.returncode != 0:
            raise RuntimeError(cls.first.stdout + cls.first.stderr)
        cls.server.start()
        cls.keys = keys_in(cls.first.stdout)
        cls.buyer, cls.supplier, cls.auditor = (harness.Api(cls.server, cls.keys[who]) for who in ("buyer", "supplier", "auditor"))

    def pages(self, api, path, **query):
        items, cursor = [], None
        while True:
            answer = api.get(path, query={**query, "limit": 200, **({"cursor": cursor} if cursor else {})})
            self.assertEqual(answer.status, 200, answer)
            items += answer.json["items"]
            cursor = answer.json["next_cursor"]
            if not cursor:
                return items

    def test_a_transcription_changes_no_status(self):
        days = ("2026-12-01", "2027-06-30", "2028-03-31")
        known = {api: [self.pages(api, "/v1/statuses", as_of=day) for day in days] for api in (self.buyer, self.supplier)}
        edition = "scs-2026-03-27"
        newest = self.buyer.get("/v1/editions/" + edition).json
        rows = official_sheet.rows(newest)
        for row in rows[::3]:
            row[official_sheet.COLUMNS["M"]] = "・公式の文言 " + row[official_sheet.COLUMNS["L"]]
        path = os.path.join(self.server.directory, "official.csv")
        with open(path, "wb") as file:
            file.write(official_sheet.text(rows))
        self.server.command("catalogue", "sheet", path, "--edition", edition, "--apply")
        self.assertEqual(self.buyer.get("/v1/editions/" + edition).json["transcription"], newest["transcription"] + 1)
        for api, before in known.items():
            self.assertEqual([self.pages(api, "/v1/statuses", as_of=day) for day in days], before)
        self.server.command("rebuild", "--check")

    def test_printed(self):
        self.assertEqual(set(self.keys), {"buyer", "supplier", "auditor"})
        self.assertIn("3 buyers, 300 suppliers", self.first.stdout)
        self.assertIn("デモ用の仮の日付", self.first.stdout)
        self.assertEqual(self.first.stderr, "")

    def test_keys_are_for_their_owner_alone(self):
        path = os.path.join(self.server.data_dir, "demo-keys")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_second_load_is_harmless(self):
        before = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"})
        again = load(self.server)
        self.assertEqual((again.returncode, again.stdout), (0, self.first.stdout), again.stderr)
        after = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"})
        self.assertEqual(before.body, after.body)

    def test_every_status_is_there(self):
        summary = self.buyer.get("/v1/statuses/summary", query={"side": "buyer"}).json
        self.assertEqual({(i["status"], i["waiting_on"]) for i in summary["items"]}, STATES)
        self.assertGreater(summary["total"], 120)

    def test_suppliers(self):
        suppliers = self.pages(self.buyer, "/v1/suppliers")
        for form in NAMES_OF_FORMS:
            self.assertTrue(any(form in s["name"] for s in suppliers), form)
        self.assertTrue(all(s["reading"] and s["category"] and s["contacts"] for s in suppliers))
        self.assertTrue(all(re.fullmatch("[ァ-ヶー]+", s["reading"]) for s in suppliers))
        sole = [s for s in suppliers if not s["corporate_number"]]
        self.assertGreater(len(sole), 5)
        self.assertFalse([s["name"] for s in sole if any(f in s["name"] for f in NAMES_OF_FORMS)])
        for supplier in suppliers:
            number = supplier["corporate_number"]
            if number:
                total = sum(int(d) * (1 + i % 2) for i, d in enumerate(reversed(number[1:])))
                self.assertEqual(int(number[0]), 9 - total % 9, supplier["name"])
        self.assertEqual({s["state"] for s in suppliers}, {"invited", "active", "declined", "ended"})
        kinds = collections.Counter(s["response"] and s["response"]["kind"] for s in suppliers)
        self.assertLessEqual({"accepted", "talks_requested", "objected"}, set(kinds))
        self.assertGreater(len({s["category"] for s in suppliers}), 8)

    def test_reasons_and_notes(self):
        statuses = [s["status"] for s in self.pages(self.buyer, "/v1/statuses", side="buyer")]
        reasons = {r["code"] for s in statuses for r in s["reasons"]}
        self.assertLessEqual(
            {
                "star_held",
                "higher_star_held",
                "star_expires",
                "no_declaration",
                "star_too_low",
                "declaration_expired",
                "declaration_stopped",
                "check_not_found",
                "check_differs",
                "scope_not_accepted",
                "assessment_missing",
                "assessment_incomplete",
                "criteria_not_met",
                "policy_not_published",
                "awaiting_check",
                "awaiting_scope_decision",
                "star_not_obtainable",
                "invitation_open",
                "invitation_expired",
                "relationship_declined",
                "relationship_ended",
                "requirement_exempt",
                "not_due_yet",
                "past_due",
                "met_before",
            },
            reasons,
        )
        notes = {n["code"] for s in statuses for n in s["notes"]}
        self.assertLessEqual({"never_checked", "old_series_id", "recorded_by_buyer", "readiness", "requirement_changes", "talks_requested", "objected"}, notes)

    def test_campaigns_in_every_stage(self):
        """One that most have answered, a reminder to those who had not, and one that is not written yet."""
        prepared, reminder, first = (self.buyer.get("/v1/campaigns/" + c["campaign"]).json for c in self.pages(self.buyer, "/v1/campaigns"))
        self.assertEqual((reminder["reminds"], first["reminds"], prepared["counts"]["waiting"]), (first["campaign"], None, prepared["total"]))
        self.assertLess(reminder["total"], first["total"])
        outcomes = {outcome for one in (prepared, reminder, first) for outcome, count in one["counts"].items() if count}
        self.assertLessEqual({"waiting", "written", "opened", "accepted"}, outcomes)

    def test_invented_dates_are_marked(self):
        editions = self.buyer.get("/v1/editions").json["items"]
        for edition in editions:
            for star in edition["stars"]:
                invented = star["star"] in (3, 4)
                self.assertEqual(star.get("invented", False), invented, star)
                self.assertEqual(star["obtainable_from"] is not None, star["star"] != 5)
        shown = self.server.command("scheme-dates", "show").stdout
        self.assertEqual(shown.count("デモ用の仮の日付"), 2)

    def test_the_supplier_has_three_buyers(self):
        buyers = self.pages(self.supplier, "/v1/buyers")
        self.assertEqual(len({b["counterparty"]["name"] for b in buyers}), 3)
        self.assertEqual({(b["status"]["status"], b["status"]["waiting_on"]) for b in buyers}, {("met", None), ("pending", "supplier"), ("pending", "buyer")})
        self.assertEqual(self.supplier.get("/v1/standing").json["held_star"], 2)

    def test_what_is_shown_asked_for_and_read(self):
        states, reads = set(), set()
        for buyer in self.pages(self.supplier, "/v1/buyers"):
            path = "/v1/buyers/%s" % buyer["relationship"]
            states |= {request["state"] for request in self.pages(self.supplier, path + "/disclosure-requests")}
            reads |= {read["kind"] for read in self.pages(self.supplier, path + "/disclosure-reads")}
        self.assertEqual(states, {"open", "shown", "declined"})
        self.assertEqual(reads, {"readiness", "gaps"})

    def test_the_auditor_reads_and_nothing_else(self):
        events, after = [], 0
        while True:
            page = self.auditor.get("/v1/audit/events", query={"after": after, "limit": 200}).json
            if not page["items"]:
                break
            events += page["items"]
            after = page["next_after"]
        self.assertEqual([e["sequence"] for e in events], list(range(1, len(events) + 1)))
        times = [e["recorded_at"] for e in events]
        self.assertEqual(times, sorted(times))
        self.assertEqual(self.auditor.get("/v1/suppliers").status, 200)
        self.assertEqual(self.auditor.post("/v1/suppliers", {"name": "有限会社つゆくさ"}).status, 403)

    def test_the_feed_tells_days_in_order(self):
        page = self.buyer.get("/v1/events", query={"limit": 200}).json
        self.assertEqual([e["sequence"] for e in page["items"]], list(range(1, 201)))
        days = [e["day"] for e in page["items"]]
        self.assertEqual(days, sorted(days))
        self.assertLess(days[0], "2026-02-01")

    def test_nothing_to_recompute_and_every_chain_whole(self):
        self.assertIn(" 0 stored lines differ", self.server.command("rebuild", "--check").stderr)
        self.assertIn(" 0 broken", self.server.command("audit", "verify").stdout)


class InUse(unittest.TestCase):
    def test_refused(self):
        server = harness.Server()
        self.addCleanup(server.end)
        server.command("organisation", "add", "--name", "株式会社つゆくさ商店")
        done = load(server)
        self.assertEqual(done.returncode, 1)
        self.assertIn("organisations of its own", done.stderr)
        self.assertEqual(len(server.command("organisation", "list").stdout.splitlines()), 2)

    def test_refused_beside_a_server(self):
        server = harness.Server().start()
        self.addCleanup(server.end)
        done = load(server)
        self.assertEqual(done.returncode, 1)
        self.assertIn("stop it", done.stderr)


if __name__ == "__main__":
    harness.main()
