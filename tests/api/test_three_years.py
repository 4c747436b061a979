# SPDX-License-Identifier: Apache-2.0
"""Did X meet our demand on 2027-05-10, as we knew it that evening? Three years of facts that were
filed late, replaced, stopped, checked, withdrawn and transcribed anew, asked for on both sides at the
end: what was answered then is answered now."""

import base64
import hashlib

import harness
import official_sheet
from test_transcriptions import Trial, transcription

THE_DAY, THAT_EVENING = "2027-05-10", "2027-05-10T23:59:59+09:00"
DAYS = ("2026-12-01", "2027-02-20", "2027-04-30", "2027-05-01", THE_DAY, "2027-05-11", "2027-08-20", "2028-02-29", "2028-11-30", "2029-11-30")


class ThreeYears(Trial):
    def setUp(self):
        super().setUp()
        self.answered = []  # (instant, {day: the shared part})

    def on(self, day, act, **known):
        """Something happens, and what is so on each day from then on is noted. `known`: word of THE_DAY."""
        self.set_day(day)
        made = act()
        self.set_instant(day + "T04:00:00Z")
        both = {asked: self.both(as_of=asked) for asked in DAYS}
        self.answered.append((day + "T04:00:00Z", both))
        if known:
            self.assertEqual(both[THE_DAY]["status"], known["word"], both[THE_DAY]["reasons"])
        return made

    def both(self, **query):
        own = self.buyer.get("/v1/suppliers/%s/status" % self.relationship, query=query)
        other = self.supplier.get("/v1/buyers/%s/status" % self.relationship, query=query)
        self.assertStatus(own, 200)
        self.assertEqual(own.json["status"], other.json["status"])
        return own.json["status"]

    def replace(self, declaration, declared_on):
        body = {"star": 2, "id": harness.declaration_id(), "declared_on": declared_on, "replaces": declaration}
        return self.assertStatus(self.supplier.post("/v1/declarations", body), 201).json["declaration"]

    def check(self, declaration, result, checked_on):
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (self.relationship, declaration)
        body = {"method": "public_list", "result": result, "checked_on": checked_on}
        return checks, self.assertStatus(self.buyer.post(checks, body), 201).json["check"]["check"]

    def readiness(self):
        self.supplier.put("/v1/buyers/%s/disclosure" % self.relationship, {"readiness": True})
        made = self.draft(4, self.criteria(4, 1))
        self.assertStatus(self.submit(made), 200)

    def official(self):
        rows = official_sheet.rows(transcription(2))
        rows[3][official_sheet.COLUMNS["M"]] = "・公式の文言"
        path = self.server.directory + "/official.xlsx"
        with open(path, "wb") as file:
            file.write(official_sheet.excel(rows))
        self.server.command("catalogue", "sheet", path, "--edition", self.edition, "--apply")

    def test_what_was_answered_then_is_answered_now(self):
        self.on("2026-12-01", lambda: self.require(self.buyer, self.relationship, 2, "2027-04-30"))
        items = self.on("2027-02-01", lambda: self.assess(self.supplier, "security-action-2-v3"))
        first = self.on("2027-02-03", lambda: self.declare(self.supplier, 2, "2027-02-03"))
        self.on("2027-02-20", lambda: self.publish_policy(self.supplier, "2027-02-20"), word="met")
        self.on("2027-05-01", self.readiness, word="met")
        paper = self.on(THE_DAY, self.show_a_paper, word="met")
        # That evening it was met. Then it is told that it was not in the list five days before.
        checks, wrong = self.on("2027-05-20", lambda: self.check(first, "not_found", "2027-05-05"), word="lapsed")
        self.on("2027-05-25", lambda: self.assertStatus(self.buyer.post("%s/%s:withdraw" % (checks, wrong)), 200), word="met")
        second = self.on("2027-06-10", lambda: self.replace(first, "2027-05-15"), word="overdue")
        third = self.on("2027-06-20", lambda: self.replace(second, "2027-02-04"), word="met")
        self.on("2027-09-20", lambda: self.supplier.patch("/v1/declarations/" + third, {"stopped_on": "2027-05-08"}), word="lapsed")
        fourth = self.on("2027-10-01", lambda: self.declare(self.supplier, 2, "2027-05-09"), word="met")
        self.on("2028-01-15", self.load_second, word="met")
        self.on("2028-02-29", lambda: self.check(fourth, "found", "2028-02-29"), word="met")
        self.on("2028-04-01", lambda: self.assertStatus(self.supplier.post("/v1/assessments/%s:withdraw" % items), 200), word="met")
        self.on("2028-05-01", lambda: self.assess(self.supplier, "security-action-2-v3", assessed_on="2028-04-20"), word="met")
        self.on("2028-07-01", lambda: self.require(self.buyer, self.relationship, 4, "2029-03-31"), word="met")
        self.on("2029-03-31", lambda: self.check(fourth, "differs", "2029-03-01"), word="met")
        self.on("2029-09-01", self.official, word="met")
        self.assertAnswered()
        self.assertDecided(first, wrong, items)
        self.assertSeen(paper)

    def show_a_paper(self):
        """A file is shown, its name and its bytes are read, and the disclosure ends within the day."""
        made = self.assertStatus(self.supplier.post("/v1/evidence", {"name": "方針.pdf"}), 201).json["evidence"]
        data = b"%PDF-1.7 the policy"
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()
        sent = self.supplier.put("/v1/evidence/%s/content" % made, data, content_type="application/octet-stream", headers={"Content-Digest": digest})
        self.assertStatus(sent, 200)
        shown = "/v1/buyers/%s/disclosures/evidence" % self.relationship
        own = "/v1/suppliers/%s/evidence" % self.relationship
        self.assertStatus(self.supplier.put(shown, {}), 200)
        self.assertStatus(self.buyer.get(own), 200)
        self.set_instant(THE_DAY + "T03:30:00Z")
        self.assertStatus(self.buyer.get("%s/%s/content" % (own, made)), 200)
        # The log has it by the worker, on the day on which it is at it.
        reads = "/v1/buyers/%s/disclosure-reads" % self.relationship
        self.eventually(lambda: all(read["audit_event"] for read in self.supplier.get(reads).json["items"]))
        self.assertStatus(self.supplier.delete(shown), 200)
        return made

    def assertSeen(self, paper):
        """Who saw which paper on that day, and what decided: one answer, two and a half years later; and the log has it."""
        self.assertStatus(self.supplier.post("/v1/evidence/%s:withdraw" % paper), 200)
        file = {"evidence": paper, "name": "方針.pdf"}
        that_evening = {"as_of": THE_DAY, "known_at": THAT_EVENING}
        found = self.decision(self.supplier, **that_evening)
        self.assertEqual((found["status"]["status"], found["counterparty"]["name"]), ("met", self.buyer.name))
        self.assertEqual(
            [(read["read_at"][:16], read["content"], read["evidence"], read["name"], read["files"]) for read in found["reads"]],
            [(THE_DAY + "T03:30", True, paper, "方針.pdf", []), (THE_DAY + "T03:00", False, None, None, [file])],
        )
        before = self.decision(self.supplier, as_of=THE_DAY, known_at=THE_DAY + "T12:15:00+09:00")["reads"]
        self.assertEqual([read["files"] for read in before], [[file]])
        self.assertEqual(self.decision(self.supplier, as_of="2027-05-11")["reads"], [])
        self.assertEqual(self.decision(self.buyer, **that_evening)["reads"], [])
        auditor = self.other_key(self.supplier, "audit:read")
        logged = auditor.get("/v1/audit/events", query={"operation": "disclosure read", "from": THE_DAY, "through": THE_DAY}).json["items"]
        self.assertEqual([(item["object"], item["object_name"]) for item in logged], [("buyers/" + self.relationship, self.buyer.name)] * 2)
        self.assertEqual([item["sequence"] for item in logged], sorted(read["audit_event"] for read in found["reads"]))

    def decision(self, caller, **query):
        """What decided, by a key that may read the audit log and nothing else."""
        auditor = self.other_key(caller, "audit:read")
        return self.assertStatus(auditor.get("/v1/audit/decisions/" + self.relationship, query=query), 200).json

    def assertDecided(self, first, wrong, items):
        that_evening = {"as_of": THE_DAY, "known_at": THAT_EVENING}
        seen_by_buyer, seen_by_supplier = self.decision(self.buyer, **that_evening), self.decision(self.supplier, **that_evening)
        self.assertEqual(seen_by_buyer["status"], self.both(**that_evening))
        self.assertEqual(seen_by_supplier["status"], seen_by_buyer["status"])
        own, other = seen_by_supplier["decided_by"], seen_by_buyer["decided_by"]
        for decided in (own, other):
            self.assertEqual((decided["revision"]["revision"], decided["declaration"]["declaration"]), (1, first))
            self.assertEqual((decided["relationship"]["state"], decided["check"], decided["rules"]), ("active", None, "satisfies-1"))
            self.assertEqual((decided["assessment"]["edition"], decided["assessment"]["transcription"]), ("security-action-2-v3", 2))
            self.assertEqual([paper["kind"] for paper in decided["papers"]], ["policy_publication"])
        self.assertEqual((own["assessment"]["assessment"], own["papers"][0]["day"]), (items, "2027-02-20"))
        self.assertEqual((other["assessment"]["assessment"], other["papers"][0]["paper"], other["papers"][0]["day"]), (None, None, None))
        # Fifteen days later a check had said otherwise; its id is the buyer's.
        told = {"as_of": THE_DAY, "known_at": "2027-05-20T23:59:59+09:00"}
        self.assertEqual(self.decision(self.buyer, **told)["decided_by"]["check"]["check"], wrong)
        self.assertEqual(self.decision(self.supplier, **told)["decided_by"]["check"]["result"], "not_found")
        self.assertIsNone(self.decision(self.supplier, **told)["decided_by"]["check"]["check"])
        # Whatever was answered at any time for any day follows from what was on file.
        auditor = self.other_key(self.buyer, "audit:read")
        for instant, then in self.answered:
            for day in DAYS:
                decided = auditor.get("/v1/audit/decisions/" + self.relationship, query={"as_of": day, "known_at": instant}).json
                self.assertEqual(decided["status"]["status"], then[day]["status"], (instant, day))
                self.assertTrue(decided["decided_by"]["reproduced"], (instant, day, decided))

    def assertAnswered(self):
        self.set_day("2029-12-01")
        that_evening = self.both(as_of=THE_DAY, known_at=THAT_EVENING)
        self.assertStanding(that_evening, "met")
        self.assertEqual((that_evening["held_star"], that_evening["declaration"]["declared_on"]), (2, "2027-02-03"))
        self.assertStanding(self.both(as_of=THE_DAY, known_at="2027-05-20T23:59:59+09:00"), "lapsed", "supplier")
        for instant, then in self.answered:
            for day in DAYS:
                now = self.both(as_of=day, known_at=instant)
                self.assertEqual({**now, "known_at": None}, {**then[day], "known_at": None}, (instant, day))
        self.assertRebuilt()
        audited = self.server.command("audit", "verify", check=False)
        self.assertEqual(audited.returncode, 0, audited.stderr)


if __name__ == "__main__":
    harness.main()
