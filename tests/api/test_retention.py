# SPDX-License-Identifier: Apache-2.0
"""Personal data of relationships that ended goes by age: told beforehand, on its day, and nothing else with it."""

import concurrent.futures
import subprocess

import harness

PATH = "/v1/retention"
NEVER = {"months": None, "standard_months": None, "relationships": 0, "evidence": 0, "next_on": None}
CONTACT = {"name": "林 美咲", "email": "hayashi@example.jp", "phone": None, "department": None}
TALKS = {"asked_on": "2026-11-01", "asked_by": "buyer"}


class Retention(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def ended(self, code):
        relationship, _ = self.invite(self.buyer, code=code, contacts=[CONTACT], memo="訪問は4月")
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/consultations" % relationship, TALKS), 201)
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        return "/v1/suppliers/" + relationship

    def set(self, months):
        return self.assertStatus(self.buyer.put(PATH, {"months": months}, headers={"If-Match": "*"}), 200).json

    def erased(self, path):
        found = self.buyer.get(path).json
        return found if found["contacts"] == [] and found["memo"] is None else None

    def test_on_its_day_and_nothing_else(self):
        path = self.ended("OLD")
        kept, _ = self.invite(self.buyer, code="KEPT", contacts=[CONTACT])
        self.assertEqual(self.buyer.get(PATH).json, NEVER)
        self.assertIsNone(self.buyer.get(path).json["erase_on"])
        self.assertEqual(self.set(24), {**NEVER, "months": 24, "relationships": 1, "next_on": "2028-12-01"})
        self.assertEqual(self.buyer.get(path).json["erase_on"], "2028-12-01")
        self.assertIsNone(self.buyer.get("/v1/suppliers/" + kept).json["erase_on"])
        # One that ends later goes later; both are told beforehand.
        self.set_day("2028-11-30")
        later = self.ended("LATER")
        self.assertEqual(self.buyer.get(PATH).json, {**NEVER, "months": 24, "relationships": 2, "next_on": "2028-12-01"})
        self.set_day("2028-12-01")
        gone = self.eventually(lambda: self.erased(path))
        self.assertIsNone(gone["erase_on"])
        self.assertEqual(self.buyer.get(later).json["contacts"], [CONTACT])
        self.assertEqual(self.buyer.get("/v1/suppliers/" + kept).json["contacts"], [CONTACT])
        self.assertEqual(len(self.buyer.get(path + "/consultations").json["items"]), 1)
        [entry] = self.buyer.get("/v1/erasures").json["items"]
        self.assertEqual((entry["cause"], entry["what"], entry["supplier"], entry["by"]), ("age", "relationship", gone["name"], None))
        self.assertNotIn("hayashi", self.buyer.get("/v1/audit/events", query={"limit": 3}).text)
        self.assertEqual(self.server.command("audit", "verify", "--organisation", self.buyer.organisation).returncode, 0)
        # What is entered there afterwards is as old as the relationship's end.
        changed = self.buyer.patch(path, {"contacts": [CONTACT]}, headers={"If-Match": "*"}, content_type="application/merge-patch+json")
        self.assertStatus(changed, 200)
        self.eventually(lambda: self.erased(path))

    def test_a_shorter_time_reaches_what_ended_before(self):
        path = self.ended("OLD")
        self.set(120)
        self.set_day("2029-12-01")
        self.assertEqual(self.buyer.get(path).json["contacts"], [CONTACT])
        self.set(36)
        self.eventually(lambda: self.erased(path))

    def waiting(self):
        """How many wait for a lock."""
        asked = [*self.server.psql(), "-c", "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"]
        return int(subprocess.run(asked, check=True, text=True, stdout=subprocess.PIPE).stdout)

    def at_once(self, *acts):
        """The last lock is held: each goes as far as the one before lets it. Who gave up waiting, for the machine was
        busy, tries again."""
        with concurrent.futures.ThreadPoolExecutor() as pool:
            with self.server.held("select from audit_head where org_id = :'buyer' for update", buyer=self.buyer.organisation):
                done = []
                for act in acts:
                    done.append(pool.submit(act))
                    self.eventually(lambda: self.waiting() == len(done) or done[-1].done())
            for act, one in zip(acts, done):
                answer = one.result()
                while answer.is_later:
                    answer = act()
                self.assertStatus(answer, 200)

    def test_what_ends_while_it_is_set(self):
        """Whichever comes first."""
        made = []
        for number in range(2):
            relationship, _ = self.invite(self.buyer, code="RACE-%d" % number, contacts=[CONTACT])
            evidence = self.assertStatus(self.buyer.post("/v1/evidence", {"name": "記録.pdf", "side": "buyer"}), 201).json["evidence"]
            made += ["/v1/suppliers/%s:end" % relationship, "/v1/evidence/%s:withdraw" % evidence]
        ends = [lambda path=path: self.buyer.post(path) for path in made]
        for place, (end, months) in enumerate(zip(ends, (24, 36, 48, 60))):
            acts = [end, lambda months=months: self.buyer.put(PATH, {"months": months}, headers={"If-Match": "*"})]
            self.at_once(*acts[:: 1 if place < 2 else -1])
        self.assertEqual({self.buyer.get(path.rsplit(":", 1)[0]).json["erase_on"] for path in made}, {"2031-12-01"})

    def test_the_operators_standard(self):
        path = self.ended("OLD")
        try:
            self.server.command("retention", "set", "--months", "60")
            self.assertEqual(self.buyer.get(PATH).json, {**NEVER, "standard_months": 60, "relationships": 1, "next_on": "2031-12-01"})
            self.assertEqual(self.set(36)["next_on"], "2029-12-01")
            self.server.command("retention", "set", "--months", "48")
            self.assertEqual(self.buyer.get(path).json["erase_on"], "2029-12-01")
            self.assertEqual(self.set(None)["next_on"], "2030-12-01")
        finally:
            self.server.command("retention", "set", "--months", "none")
        self.assertEqual(self.buyer.get(PATH).json, NEVER)
        for months in ("23", "121", "", "x", "-1"):
            self.assertEqual(self.server.command("retention", "set", "--months", months, check=False).returncode, 2, months)

    def test_not_less_than_records_are_kept(self):
        for months in (23, 0, -1, 121, "36", 36.5):
            self.assertProblem(self.buyer.put(PATH, {"months": months}, headers={"If-Match": "*"}), 422, None, "/months")
        self.assertProblem(self.buyer.put(PATH, {}, headers={"If-Match": "*"}), 422, "missing_field")
        self.assertGuarded("PUT", PATH, {"months": 36}, wrong=self.other_key(self.buyer, "buyer:write,audit:read"))
        self.set(36)
        entries = len(self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"])
        self.set(36)
        self.assertEqual(len(self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"]), entries)


if __name__ == "__main__":
    harness.main()
