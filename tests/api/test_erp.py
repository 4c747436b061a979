# SPDX-License-Identifier: Apache-2.0
"""What an ERP does each night: upserts under its own codes, asks what changed, and the example job."""

import csv
import os
import subprocess
import sys
import tempfile
import threading

import harness
from waiting import PATIENCE_SECONDS

RECORD = {"name": "株式会社林製作所", "code": "E-1", "category": "製造", "tags": ["図面"]}
JOB = os.path.join(harness.TOP, "deploy", "examples", "erp_nightly.py")


class Upsert(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        self.path = "/v1/suppliers/code:E-1"

    def audited(self):
        return [e["operation"] for e in self.buyer.get("/v1/audit/events").json["items"]]

    def test_new_then_the_same_then_another(self):
        made = self.assertStatus(self.buyer.put(self.path, RECORD), 201)
        self.assertEqual(made.headers["Location"], "/v1/suppliers/" + made.json["relationship"])
        self.assertEqual(made.json["supplier"]["status"]["status"], "no_requirement")
        self.assertIn(made.json["invitation"]["token"], made.json["invitation"]["url"])
        supplier = self.make_supplier()
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": made.json["invitation"]["token"]}), 201)
        audited = self.audited()
        for _ in range(2):
            same = self.assertStatus(self.buyer.put(self.path, RECORD), 200)
            self.assertEqual((same.json["relationship"], same.json["state"]), (made.json["relationship"], "active"))
        self.assertEqual(self.audited(), audited)
        other = self.assertStatus(self.buyer.put(self.path, {**RECORD, "category": "加工"}), 200).json
        self.assertEqual((other["category"], other["code"]), ("加工", "E-1"))
        # A record that is there keeps its code, and is renamed by another one.
        self.assertEqual(self.buyer.put(self.path, {"name": "林"}).json["code"], "E-1")
        self.assertEqual(self.buyer.put(self.path, {"name": "林", "code": "E-9"}).json["code"], "E-9")
        self.assertEqual(self.buyer.get("/v1/suppliers/code:E-9").json["relationship"], made.json["relationship"])

    def test_refusals(self):
        self.assertProblem(self.buyer.put(self.path, {**RECORD, "code": "E-2"}), 422, "code_differs", "/code")
        self.assertProblem(self.buyer.put(self.path, {"name": "林"}), 422, "missing_field", "/code")
        self.assertProblem(self.buyer.put("/v1/suppliers/" + harness.corporate_number(), RECORD), 404, "not_found")
        number = harness.corporate_number()
        self.buyer.post("/v1/suppliers", {"name": "甲", "corporate_number": number})
        self.assertStatus(self.buyer.put(self.path, {**RECORD, "corporate_number": number}), 201)
        self.assertEqual(len(self.buyer.get("/v1/suppliers").json["items"]), 2)
        self.assertGuarded("PUT", self.path, RECORD, wrong=self.other_key(self.buyer, "buyer:read"))

    def test_ended_is_not_made_anew(self):
        self.assertStatus(self.buyer.put(self.path, RECORD), 201)
        self.assertStatus(self.buyer.post(self.path + ":end"), 200)
        self.assertEqual(self.assertStatus(self.buyer.put(self.path, RECORD), 200).json["state"], "ended")
        self.assertEqual(len(self.buyer.get("/v1/suppliers").json["items"]), 1)

    def test_twin(self):
        first = self.assertStatus(self.buyer.put(self.path, RECORD, idempotency_key="n-1"), 201)
        again = self.assertStatus(self.buyer.put(self.path, RECORD, idempotency_key="n-1"), 201)
        self.assertEqual((again.body, again.headers["Idempotency-Replayed"]), (first.body, "true"))

    def test_at_once(self):
        found = []
        threads = [threading.Thread(target=lambda: found.append(self.buyer.put(self.path, RECORD).status)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(found), [200] * 7 + [201])


class ChangedSince(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def changed(self, since, limit=50):
        codes, query = [], {"changed_since": since, "limit": limit}
        while True:
            page = self.assertStatus(self.buyer.get("/v1/suppliers", query=query), 200).json
            codes += [item["code"] for item in page["items"]]
            if not page["next_cursor"]:
                return codes, page["next_changed_since"]
            self.assertIsNone(page["next_changed_since"])
            query["cursor"] = page["next_cursor"]

    def test_by_write_and_by_day(self):
        supplier = self.make_supplier()
        for number in range(1, 6):
            self.set_instant("2026-12-01T03:00:0%dZ" % number)
            self.link(self.buyer, supplier, code="C-%d" % number)
        everything = ["C-%d" % n for n in range(1, 6)]
        codes, after = self.changed("2000-01-01T00:00:00Z", 2)
        self.assertEqual(codes, everything)
        self.assertEqual(after, "2026-12-01T02:59:05.000000Z")
        self.assertEqual(self.changed("2026-12-01T03:00:04Z")[0], ["C-4", "C-5"])
        self.set_instant("2026-12-02T03:00:00Z")
        self.require(self.buyer, "code:C-2", 1, "2026-12-31")
        self.buyer.patch("/v1/suppliers/code:C-4", {"memo": "x"})
        self.buyer.patch("/v1/suppliers/code:C-5", {"category": None})
        self.assertEqual(self.changed("2026-12-02T00:00:00Z")[0], ["C-2", "C-4"])
        self.assertEqual(self.changed("2026-12-03T00:00:00Z")[0], [])
        # What the supplier files, and what a day changes.
        self.set_instant("2027-01-01T03:00:00Z")
        self.eventually(lambda: self.changed("2026-12-20T00:00:00Z")[0] == ["C-2"])
        self.set_instant("2027-01-02T03:00:00Z")
        self.declare(supplier, 1, "2027-01-02")
        self.assertIn("C-2", self.changed("2027-01-02T00:00:00Z")[0])

    def test_filters_and_pages(self):
        for number in range(4):
            self.invite(self.buyer, code="F-%d" % number, category="物流" if number % 2 else "製造")
        page = self.buyer.get("/v1/suppliers", query={"changed_since": "2000-01-01T00:00:00Z", "category": "物流"}).json
        self.assertEqual({item["code"] for item in page["items"]}, {"F-1", "F-3"})
        self.assertNotIn("next_changed_since", self.buyer.get("/v1/suppliers").json)
        self.assertProblem(self.buyer.get("/v1/suppliers?changed_since=yesterday"), 422, None, "?changed_since")
        cursor = self.buyer.get("/v1/suppliers?limit=1").json["next_cursor"]
        self.assertProblem(self.buyer.get("/v1/suppliers", query={"changed_since": "2000-01-01T00:00:00Z", "cursor": cursor}), 422, "invalid_cursor")
        self.assertCached(self.buyer, "/v1/suppliers?changed_since=2000-01-01T00:00:00Z")


class NightlyJob(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def night(self, *rows, code=0):
        with open(os.path.join(self.folder, "suppliers.csv"), "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, ("code", "name", "reading", "corporate_number", "category", "tags", "required_star", "due_on", "reason"))
            writer.writeheader()
            writer.writerows(rows)
        done = subprocess.run(
            [sys.executable, JOB, "--url", "http://" + self.server.address, "--folder", self.folder],
            text=True,
            env={**os.environ, "HOSHITORI_KEY": self.buyer.key},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_SECONDS,
        )
        self.assertEqual(done.returncode, code, done)
        return done

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8-sig", newline="") as file:
            return sorted(csv.DictReader(file), key=lambda row: row["code"])

    def test_nights(self):
        one = {
            "code": "N-1",
            "name": "株式会社林製作所",
            "reading": "ハヤシセイサクショ",
            "category": "製造",
            "tags": "図面;試作",
            "required_star": "2",
            "due_on": "2027-06-30",
            "reason": "図面をお渡ししているため",
        }
        two = {"code": "N-2", "name": "有限会社ひびき"}
        self.assertIn("2 invited, 2 changed, 0 refused", self.night(one, two).stdout)
        self.assertEqual(
            [(row["code"], row["status"], row["required_star"]) for row in self.read("statuses.csv")], [("N-1", "pending", "2"), ("N-2", "no_requirement", "")]
        )
        self.assertEqual([row["code"] for row in self.read("invitations.csv")], ["N-1", "N-2"])
        self.assertTrue(all("#token=hsi_" in row["url"] and row["letter"] for row in self.read("invitations.csv")))
        # Nothing new: nothing is written anywhere. What changed within a minute of asking comes twice.
        self.set_day("2026-12-02")
        self.assertIn("0 invited, 2 changed, 0 refused", self.night(one, two).stdout)
        audited = len(self.buyer.get("/v1/audit/events").json["items"])
        self.assertIn("0 invited, 0 changed, 0 refused", self.night(one, two).stdout)
        self.assertEqual(len(self.buyer.get("/v1/audit/events").json["items"]), audited)
        # Somebody decides by hand; the ERP leaves it until its own demand changes.
        self.set_day("2026-12-03")
        self.require(self.buyer, "code:N-1", 3, "2027-09-30")
        self.night(one, two)
        self.assertEqual([(row["code"], row["required_star"]) for row in self.read("statuses.csv")], [("N-1", "3")])
        self.set_day("2026-12-04")
        self.night(one, two)
        self.night({**one, "due_on": "2027-07-31"}, two, {"code": "N-3", "name": "丙"})
        self.assertEqual(
            [(row["code"], row["required_star"], row["due_on"]) for row in self.read("statuses.csv")], [("N-1", "2", "2027-07-31"), ("N-3", "", "")]
        )
        self.assertEqual([row["code"] for row in self.read("invitations.csv")], ["N-1", "N-2", "N-3"])

    def test_what_people_entered_stays(self):
        row = {"code": "K-1", "name": "株式会社林製作所", "category": "製造", "tags": "図面;試作"}
        self.night(row)
        path = "/v1/suppliers/code:K-1"
        by_hand = {
            "contacts": [{"name": "林", "email": "hayashi@example.jp", "phone": None, "department": None}],
            "memo": "要確認",
            "tags": ["図面", "試作", "要注意"],
            "reading": "ハヤシ",
        }
        self.assertStatus(self.buyer.patch(path, by_hand), 200)

        def stored():
            record = self.buyer.get(path).json
            return {name: record[name] for name in by_hand}

        self.night(row)
        self.assertEqual(stored(), by_hand)
        # The ERP changes what is its own: a tag gone, one more, another category.
        self.night({**row, "tags": "図面;金型", "category": "加工"})
        self.assertEqual(stored(), {**by_hand, "tags": ["図面", "要注意", "金型"]})
        self.assertEqual(self.buyer.get(path).json["category"], "加工")
        # A new machine knows nothing of the nights before.
        os.remove(os.path.join(self.folder, "state.json"))
        self.night({**row, "tags": "", "category": ""})
        self.assertEqual(stored(), {**by_hand, "tags": ["図面", "要注意", "金型"]})

    def test_a_refused_row_does_not_stop_the_others(self):
        done = self.night(
            {"code": "R-1", "name": "甲", "corporate_number": "1.18E+12"},
            {"code": "R-2", "name": "乙", "required_star": "2", "due_on": "2027-02-30"},
            {"code": "R-3", "name": "丙"},
            code=1,
        )
        self.assertIn("line 2 (R-1): 422", done.stderr)
        self.assertIn("/corporate_number number_in_scientific_notation", done.stderr)
        self.assertIn("line 3 (R-2): 422", done.stderr)
        self.assertEqual([row["code"] for row in self.read("statuses.csv")], ["R-2", "R-3"])


if __name__ == "__main__":
    harness.main()
