# SPDX-License-Identifier: Apache-2.0
"""audit verify: from the database and from exports; what somebody changed behind our back is told."""
import glob
import json
import os
import subprocess

import harness


class AuditVerify(harness.ApiTest):
    """A server of its own: one test breaks its chains."""

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.end)
        cls.open = harness.Api(cls.server)

    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        for name in ("株式会社甲製作所", "有限会社乙運輸", "丙合同会社"):
            self.assertStatus(self.buyer.post("/v1/suppliers", {"name": name}), 201)

    def verify(self, *options):
        return self.server.command("audit", "verify", *options, check=False)

    def page(self, **query):
        return self.assertStatus(self.buyer.get("/v1/audit/events", query=query), 200).json

    def export(self, *values, name="export"):
        path = os.path.join(self.server.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(json.dumps(value, ensure_ascii=False) for value in values) + "\n")
        return path

    def assertVerdict(self, done, code, *words):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)

    def sql(self, text):
        folder = os.path.dirname(glob.glob(
            os.path.join(self.server.data_dir, "**", "postmaster.pid"), recursive=True)[0])
        subprocess.run(["psql", "-h", folder, "-U", "hoshitori_migrate", "-d", "hoshitori", "-XAtqv",
                        "ON_ERROR_STOP=1", "-c", text], check=True, capture_output=True, timeout=30)

    def test_export_as_lines_and_as_pages(self):
        items = self.page(limit=200)["items"]
        count = "1 chains, %d entries, 0 broken" % len(items)
        self.assertVerdict(self.verify("--file", self.export(*items)), 0, count)
        first, second = self.page(limit=2), self.page(after=2, limit=200)
        self.assertVerdict(self.verify("--file", self.export(first, second)), 0, count)
        self.assertVerdict(self.verify("--file", self.export(first, second), "--organisation",
                                       self.buyer.organisation), 0)

    def test_export_that_was_changed(self):
        items = self.page(limit=200)["items"]
        items[2]["entry"] = items[2]["entry"].replace("有限会社", "株式会社")
        done = self.verify("--file", self.export(*items))
        self.assertVerdict(done, 3, self.buyer.organisation, "entry 3", "1 broken")
        self.assertVerdict(self.verify("--file", self.export(*(items[:1] + items[2:]))), 3, "entry 3")
        self.assertVerdict(self.verify("--file", self.export(*items[1:])), 3, "entry 2")

    def test_export_of_somebody_else(self):
        items = self.page(limit=200)["items"]
        other = self.make_buyer("別の発注企業株式会社").organisation
        done = self.verify("--file", self.export(*items), "--organisation", other)
        self.assertVerdict(done, 3, "entry 1")

    def test_what_is_no_export(self):
        self.assertVerdict(self.verify("--file", "/nonexistent/export"), 1, "/nonexistent/export")
        self.assertVerdict(self.verify("--file", self.export({"sequence": 1})), 1, "after entry 0")
        path = self.export()
        with open(path, "w", encoding="utf-8") as file:
            file.write("{\"items\": [")
        self.assertVerdict(self.verify("--file", path), 1)
        self.assertVerdict(self.verify("--organisation", "x"), 2)
        self.assertVerdict(self.verify("--organisation", harness.missing_like(self.buyer.organisation)), 1)

    def test_database(self):
        self.assertVerdict(self.verify("--organisation", self.buyer.organisation), 0,
                           "1 chains, 4 entries, 0 broken")
        whole = self.make_buyer("無傷の発注企業株式会社").organisation
        for change, word in (
                ("update hoshitori.audit_event set text = replace(text, '乙', '丁')"
                 " where org_id = '%s' and seq = 3", "entry 3"),
                ("update hoshitori.audit_event set text = replace(text, '丁', '乙')"
                 " where org_id = '%s' and seq = 3", None),
                ("delete from hoshitori.audit_event where org_id = '%s' and seq = 4", "entry 3")):
            self.sql(change % self.buyer.organisation)
            done = self.verify("--organisation", self.buyer.organisation)
            self.assertVerdict(done, 3 if word else 0, *([word] if word else []))
        self.assertVerdict(self.verify(), 3, self.buyer.organisation, "1 broken")
        self.assertVerdict(self.verify("--organisation", whole), 0)


if __name__ == "__main__":
    harness.main()
