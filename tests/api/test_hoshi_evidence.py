# SPDX-License-Identifier: Apache-2.0
"""hoshi: evidence files of both sides, the looks at partners that rest on them, and the audit log."""

import json
import os
import tempfile

import harness
from hoshi import AtADesk

DATA = b"%PDF-1.7\n" + bytes(range(1, 256)) * 2000


class Evidence(AtADesk):
    def setUp(self):
        super().setUp()
        self.buyers = self.buyer_desk()
        self.supplier = self.make_supplier()
        self.relationship = self.link(self.buyer, self.supplier, code="A-1")
        self.suppliers = self.desk("en", url="http://" + self.server.address, key=self.supplier.key)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "規程.pdf")
        self.other = os.path.join(folder.name, "got.pdf")
        with open(self.path, "wb") as file:
            file.write(DATA)

    def got(self):
        with open(self.other, "rb") as file:
            data = file.read()
        os.remove(self.other)
        return data

    def test_there_and_back(self):
        self.assertRegex(self.suppliers.run("evidence", "put", self.path, "--note", "memo").stdout, r"^規程\.pdf is stored \(")
        listed = self.suppliers.run("evidence", "list").stdout
        self.assertRegex(listed, r"規程\.pdf +Stored +%d " % len(DATA))
        [item] = json.loads(self.suppliers.run("evidence", "list", "--json").stdout)
        self.suppliers.run("evidence", "get", item["evidence"], "--output", self.other)
        self.assertEqual(self.got(), DATA)
        wanted = ("supplier", "evidence", "A-1", "--evidence", item["evidence"], "--output", self.other)
        self.assertNotEqual(self.buyers.run("supplier", "evidence", "A-1", code=1).stderr, "")
        self.buyers.run(*wanted, code=1)
        self.assertFalse(os.path.exists(self.other))
        self.suppliers.run("disclosure", "show", self.buyer.name, "--kinds", "evidence")
        self.assertIn("規程.pdf", self.buyers.run("supplier", "evidence", "A-1").stdout)
        self.buyers.run(*wanted)
        self.assertEqual(self.got(), DATA)

    def test_linked_withdrawn_and_erased(self):
        declaration = self.declare(self.supplier, 1, "2026-11-01")
        draft = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]
        self.suppliers.run("evidence", "put", self.path, "--note", "memo", "--link", "declaration:" + declaration)
        [item] = self.supplier.get("/v1/evidence").json["items"]
        self.suppliers.run("evidence", "link", item["evidence"], "--link", "assessment:%s:2" % draft)
        [item] = self.supplier.get("/v1/evidence").json["items"]
        self.assertEqual([(link["kind"], link["id"], link["criterion"]) for link in item["links"]], [
            ("declaration", declaration, None), ("assessment", draft, "2")])  # fmt: skip
        self.assertEqual((item["name"], item["note"]), ("規程.pdf", "memo"))
        linked = "assessment:%s:2" % draft
        self.assertIn("declaration:%s %s" % (declaration, linked), self.suppliers.run("evidence", "list").stdout)
        self.assertIn("evidence list", self.suppliers.run("evidence", "link", item["evidence"], "--unlink", "assessment:" + draft, code=1).stderr)
        self.suppliers.run("evidence", "link", item["evidence"], "--unlink", "declaration:" + declaration, "--link", "criterion:security-action-2-v3:7")
        [item] = self.supplier.get("/v1/evidence").json["items"]
        self.assertEqual([(link["kind"], link["criterion"]) for link in item["links"]], [("assessment", "2"), ("criterion", "7")])
        self.assertEqual((item["name"], item["note"]), ("規程.pdf", "memo"))
        for wrong in ("declaration", ":x", "declaration:"):
            self.suppliers.run("evidence", "put", self.path, "--link", wrong, code=2)
        self.suppliers.run("evidence", "withdraw", item["evidence"], code=6)  # nobody is there to say yes
        self.suppliers.run("evidence", "withdraw", item["evidence"], "--yes")
        self.assertEqual(self.supplier.get("/v1/evidence/" + item["evidence"]).json["state"], "withdrawn")
        self.suppliers.run("evidence", "delete", item["evidence"], "--yes")
        self.assertEqual(self.supplier.get("/v1/evidence/" + item["evidence"]).json["state"], "erased")

    def test_looks_at_partners(self):
        self.require(self.buyer, "code:A-1", 1, "2029-03-31", questions={"important_information": True})
        self.assertRegex(self.buyers.run("partner", "due").stdout, r"Never reviewed +2026-12-01 +A-1")
        told = self.buyers.run("partner", "look", "A-1", "--means", "visit", "--measures", "improvement_needed", "--action", "施錠を依頼").stdout
        [one] = json.loads(self.buyers.run("partner", "looks", "A-1", "--json").stdout)
        self.assertIn(one["look"], told)
        self.assertRegex(self.buyers.run("partner", "looks", "A-1").stdout, "2026-12-01 +Visit .*施錠を依頼")
        self.buyers.run("evidence", "put", self.path, "--side", "buyer", "--link", "partner_check:" + one["look"])
        [partner] = json.loads(self.buyers.run("partner", "list", "--from", "2026-04-01", "--json").stdout)
        self.assertEqual((partner["state"], [file["name"] for file in partner["looks"][0]["files"]]), ("looked", ["規程.pdf"]))
        self.assertIn("--action", self.buyers.run("partner", "look", "A-1", "--means", "visit", "--measures", "insufficient", code=1).stderr)
        for name, begin in (("partners.pdf", b"%PDF"), ("partners.xlsx", b"PK")):
            self.buyers.run("partner", "report", "--output", name)
            with open(self.buyers.path(name), "rb") as file:
                self.assertEqual(file.read(len(begin)), begin)
        self.buyers.run("partner", "withdraw", "A-1", code=2)
        self.buyers.run("partner", "withdraw", "A-1", "--look", one["look"], "--yes")
        self.assertRegex(self.buyers.run("partner", "due").stdout, r"Never reviewed .*A-1")
        self.assertIn("measures", self.buyers.run("inbox").stdout)

    def test_the_audit_log(self):
        self.require(self.buyer, "code:A-1", 1, "2029-03-31")
        listed = self.buyers.run("audit", "list").stdout
        numbers = [int(line.split()[0]) for line in listed.splitlines()[1:]]
        self.assertEqual(numbers, sorted(numbers, reverse=True))
        self.assertRegex(listed, "Requirement set|Demand")
        [one] = json.loads(self.buyers.run("audit", "list", "--operation", "requirement_put", "--object", "suppliers/" + self.relationship, "--json").stdout)
        self.assertEqual(one["object"], "suppliers/" + self.relationship)
        self.assertEqual(len(json.loads(self.buyers.run("audit", "list", "--limit", "1", "--json").stdout)), 1)
        self.assertEqual(json.loads(self.buyers.run("audit", "list", "--actor", "service", "--operation", "requirement_put", "--json").stdout), [])
        self.buyers.run("audit", "export", "--output", "log.ndjson")
        with open(self.buyers.path("log.ndjson"), encoding="utf-8") as file:
            self.assertEqual(len([json.loads(line) for line in file]), numbers[0])
        done = self.server.command("audit", "verify", "--file", self.buyers.path("log.ndjson"))
        self.assertEqual(done.returncode, 0)
        for what in ("checkpoints", "receipts"):
            self.buyers.run("audit", "export", what, "--output", what)
        self.buyers.run("audit", "export", "sheets", code=2)
        for desk, who in ((self.buyers, "A-1"), (self.suppliers, self.relationship)):
            told = desk.run("audit", "decision", who, "--as-of", "2026-12-01").stdout
            self.assertRegex(told, "Demand revision +1")
            self.assertRegex(told, "Reproduced +yes")

    def test_what_is_refused(self):
        with open(self.path, "wb") as file:
            file.write(b"MZ\x90\0" + bytes(100))
        self.assertIn("PDF", self.suppliers.run("evidence", "put", self.path, code=1).stderr)


if __name__ == "__main__":
    harness.main()
