# SPDX-License-Identifier: Apache-2.0
"""audit verify: from the database and from exports; what somebody changed behind our back is told."""

import glob
import json
import os
import subprocess

import harness
from waiting import PATIENCE_SECONDS


class Verifier(harness.ApiTest):
    def sql(self, text):
        folder = os.path.dirname(glob.glob(os.path.join(self.server.data_dir, "**", "postmaster.pid"), recursive=True)[0])
        subprocess.run(
            ["psql", "-h", folder, "-U", "hoshitori_migrate", "-d", "hoshitori", "-XAtqv", "ON_ERROR_STOP=1", "-c", text],
            check=True,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
        )

    def assertVerdict(self, done, code, *words):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)


class AuditVerify(Verifier):
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

    def test_export_as_lines_and_as_pages(self):
        items = self.page(limit=200)["items"]
        count = "1 chains, %d entries, 0 broken" % len(items)
        self.assertVerdict(self.verify("--file", self.export(*items)), 0, count)
        first, second = self.page(limit=2), self.page(after=2, limit=200)
        self.assertVerdict(self.verify("--file", self.export(first, second)), 0, count)
        self.assertVerdict(self.verify("--file", self.export(first, second), "--organisation", self.buyer.organisation), 0)

    def test_export_that_was_changed(self):
        items = self.page(limit=200)["items"]
        items[2]["entry"] = items[2]["entry"].replace("有限会社", "株式会社")
        done = self.verify("--file", self.export(*items))
        self.assertVerdict(done, 3, self.buyer.organisation, "entry 3", "1 broken")
        self.assertVerdict(self.verify("--file", self.export(*(items[:1] + items[2:]))), 3, "entry 3")
        self.assertVerdict(self.verify("--file", self.export(*items[1:])), 3, "entry 2")

    def test_export_that_is_not_of_the_whole_log(self):
        for query in ({"order": "newest"}, {"operation": "supplier_add"}, {"after": 1}):
            done = self.verify("--file", self.export(self.page(limit=200, **query)))
            self.assertVerdict(done, 3, "oldest first, without filters, from entry 1 on")
        self.sql("delete from hoshitori.audit_event where org_id = '%s' and seq = 2" % self.buyer.organisation)
        self.assertNotIn("filters", self.verify("--organisation", self.buyer.organisation).stdout)

    def test_export_as_windows_saves_it(self):
        items = self.page(limit=200)["items"]
        for change in (lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n"), lambda text: text.rstrip(b"\n")):
            path = self.export(*items)
            with open(path, "rb") as file:
                text = file.read()
            with open(path, "wb") as file:
                file.write(change(text))
            self.assertVerdict(self.verify("--file", path), 0, "%d entries, 0 broken" % len(items))

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
            file.write('{"items": [')
        self.assertVerdict(self.verify("--file", path), 1)
        for item in ({"entry": "x"}, {"sequence": 1, "entry": "x"}):
            self.assertVerdict(self.verify("--file", self.export(item)), 1, "after entry 0")
        empty = os.path.join(self.server.directory, "empty")
        open(empty, "wb").close()
        self.assertVerdict(self.verify("--file", empty), 0, "0 entries, 0 broken")
        self.assertVerdict(self.verify("--organisation", "x"), 2)
        self.assertVerdict(self.verify("--organisation", harness.missing_like(self.buyer.organisation)), 1)

    def test_database(self):
        self.assertVerdict(self.verify("--organisation", self.buyer.organisation), 0, "1 chains, 4 entries, 0 broken")
        whole = self.make_buyer("無傷の発注企業株式会社").organisation
        for change, word in (
            ("update hoshitori.audit_event set text = replace(text, '乙', '丁') where org_id = '%s' and seq = 3", "entry 3"),
            ("update hoshitori.audit_event set text = replace(text, '丁', '乙') where org_id = '%s' and seq = 3", None),
            ("delete from hoshitori.audit_event where org_id = '%s' and seq = 4", "entry 3"),
        ):
            self.sql(change % self.buyer.organisation)
            done = self.verify("--organisation", self.buyer.organisation)
            self.assertVerdict(done, 3 if word else 0, *([word] if word else []))
        self.assertVerdict(self.verify(), 3, self.buyer.organisation, "1 broken")
        self.assertVerdict(self.verify("--organisation", whole), 0)

    ENTRIES = "insert into hoshitori.audit_event (org_id, seq, text, hash, recorded_at) select '%s', n, '{}', '\\x00', now() from generate_series(5, 1004) n"

    def test_entries_beyond_the_head(self):
        """A whole page of them, after a chain that is whole and after one that is not."""
        self.sql(self.ENTRIES % self.buyer.organisation)
        done = self.verify("--organisation", self.buyer.organisation)
        self.assertVerdict(done, 3, "entry 1004\tthe chain does not end where its head says", "4 entries, 1 broken")
        self.sql("update hoshitori.audit_event set text = replace(text, '乙', '丁') where org_id = '%s' and seq = 3" % self.buyer.organisation)
        done = self.verify("--organisation", self.buyer.organisation)
        self.assertVerdict(done, 3, "entry 3\t", "2 entries, 1 broken")
        self.sql("delete from hoshitori.audit_event where org_id = '%s'" % self.buyer.organisation)
        self.sql("delete from hoshitori.audit_head where org_id = '%s'" % self.buyer.organisation)


class Signed(Verifier):
    """With the public key alone, as a party does it; and what the operator does after a change of keys."""

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.end)
        cls.open = harness.Api(cls.server)
        maker = cls()
        maker.server.set_day(harness.FIRST_DAY)
        cls.buyer, cls.supplier, cls.relationship = maker.linked_pair()
        cls.checkpoints = maker.signed(1)
        cls.receipts = cls.supplier.get("/v1/audit/receipts").json["items"]
        cls.key = cls.server.command("audit", "key").stdout.strip()

    def setUp(self):
        pass

    def signed(self, minute):
        last = self.events()[-1]["sequence"]
        self.set_instant("2026-12-01T03:%02d:00Z" % minute)

        def covered():
            items = self.buyer.get("/v1/audit/checkpoints", query={"limit": 200}).json["items"]
            return items if items and items[-1]["sequence"] == last else None

        return self.eventually(covered)

    def events(self):
        return self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"]

    def file(self, name, *values):
        path = os.path.join(self.server.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)
        return path

    def verify(self, *options, key=None):
        words = ("--key", key or self.key)
        return self.server.command("audit", "verify", "--signing-key-file", "/nonexistent/key", *(words if key != "" else ()), *options, check=False)

    def test_export(self):
        events, checkpoints = self.file("e", *self.events()), self.file("c", *self.checkpoints)
        both = ("--file", events, "--checkpoints", checkpoints)
        kept = self.file("k", self.checkpoints[0], *self.receipts)
        self.assertVerdict(self.verify(*both, "--kept", kept), 0, "0 broken; %d checkpoints" % len(self.checkpoints))
        self.assertVerdict(self.verify(*both, "--kept", kept, "--relationship", self.relationship), 0)
        keys = self.file("keys", "0" * 64, self.key)
        self.assertVerdict(self.verify(*both, key=keys), 0)
        self.assertVerdict(self.verify(*both, key="0" * 64), 3, "a key that was not given")
        self.assertVerdict(self.verify(*both, key=""), 1, "--key")
        self.assertVerdict(self.verify("--file", events, key=""), 0)
        for item in (self.checkpoints[0], self.receipts[0]):
            self.assertVerdict(self.verify("--file", events, "--kept", self.file("k", item), key=""), 1, "--key")

    def test_receipts_of_other_relationships(self):
        strange = dict(self.receipts[0], seal="00" * 32)
        kept = self.file("k", {"items": [strange]})
        both = ("--file", self.file("e", *self.events()), "--checkpoints", self.file("c", *self.checkpoints), "--kept", kept)
        self.assertVerdict(self.verify(*both), 3, "receipt " + self.relationship, "signature")
        other = harness.missing_like(self.relationship)
        self.assertVerdict(self.verify(*both, "--relationship", other), 0)
        self.assertVerdict(self.verify(*both[:2], "--kept", self.file("k", *self.receipts)), 3, "no checkpoint is the sealed one")

    def test_what_is_no_checkpoint(self):
        events = self.file("e", *self.events())
        for wrong in (
            "[]",
            "{",
            "{}",
            "null",
            "{} x",
            dict(self.checkpoints[0], head="12"),
            dict(self.checkpoints[0], organisation="x"),
            dict(self.checkpoints[0], signed_at="today"),
            dict(self.checkpoints[0], sequence="1"),
            dict(self.checkpoints[0], head=None),
            dict(self.checkpoints[0], signed_at="2" * 99),
            dict(self.checkpoints[0], signed_at=None),
            '{"head": "a\\u0062"}',
            '{"head": "aa", "head": "aa"}',
            '{"head": 1}',
            '{"sequence": 1, "sequence": 2}',
            '{"items": [{"items": []}]}',
        ):
            self.assertVerdict(self.verify("--file", events, "--checkpoints", self.file("c", wrong)), 1)
        self.assertVerdict(self.verify("--file", events, "--kept", self.file("k", {"seal": "x"})), 1, "receipt")
        for wrong in (dict(self.receipts[0], sealed_at="today"), dict(self.receipts[0], relationship=None)):
            self.assertVerdict(self.verify("--file", events, "--kept", self.file("k", wrong)), 1, "receipt")
        unsigned = self.file("k", dict(self.checkpoints[0], signature="00" * 64))
        self.assertVerdict(self.verify("--file", events, "--kept", unsigned), 3, "kept checkpoint at entry")
        self.assertVerdict(self.verify("--file", self.server.directory), 1, "regular file")

    def test_options(self):
        path = self.file("e", *self.events())
        for words in (("--checkpoints", path), ("--kept", path), ("--file", path, "--relationship", "x")):
            self.assertVerdict(self.verify(*words), 2)
        for key in ("00", "0" * 99, "x" * 64, self.file("keys", ""), self.file("keys", "short"), "/nonexistent/keys", ",".join(["0" * 64] * 33)):
            self.assertVerdict(self.verify("--file", path, key=key), 1, "--key")
        self.assertEqual(self.server.command("audit", "key", "--signing-key-file", "/nonexistent/key", check=False).returncode, 1)

    def test_y_checkpoints_that_are_none(self):
        """What an operator could leave in place of them."""
        organisation = self.buyer.organisation
        for column in ("head", "signed_at"):
            self.sql("alter table hoshitori.checkpoint alter %s drop not null" % column)
            self.sql("create table hoshitori.kept_aside as table hoshitori.checkpoint")
            self.sql("update hoshitori.checkpoint set %s = null where org_id = '%s'" % (column, organisation))
            done = self.server.command("audit", "verify", "--organisation", organisation, check=False)
            self.assertVerdict(done, 3, "a key that was not given")
            self.sql("truncate hoshitori.checkpoint")
            self.sql("insert into hoshitori.checkpoint table hoshitori.kept_aside")
            self.sql("drop table hoshitori.kept_aside")
            self.sql("alter table hoshitori.checkpoint alter %s set not null" % column)
        self.sql("create table hoshitori.kept_aside as table hoshitori.checkpoint_head")
        self.sql("update hoshitori.checkpoint_head set hash = '\\x00' where org_id = '%s'" % organisation)
        done = self.server.command("audit", "verify", "--organisation", organisation, check=False)
        self.assertVerdict(done, 3, "the newest checkpoints are missing")
        self.sql("update hoshitori.checkpoint_head h set hash = k.hash from hoshitori.kept_aside k where k.org_id = h.org_id")
        self.sql("drop table hoshitori.kept_aside")
        self.sql(
            "insert into hoshitori.checkpoint select org_id, n, head, signed_at, previous, public_key, signature"
            " from hoshitori.checkpoint, generate_series(1001, 2000) n where org_id = '%s'"
            " order by seq, n limit 1000" % organisation
        )
        done = self.server.command("audit", "verify", "--organisation", organisation, check=False)
        self.assertVerdict(done, 3, "checkpoint at entry 1001")
        self.sql("delete from hoshitori.checkpoint where seq > 1000")
        self.assertVerdict(self.server.command("audit", "verify", check=False), 0)

    def test_z_the_key_is_changed(self):
        self.assertVerdict(self.server.command("audit", "verify", check=False), 0)
        self.server.stop()
        os.remove(os.path.join(self.server.data_dir, "signing-key"))
        self.server.start()
        self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "株式会社丁"}), 201)
        new = self.server.command("audit", "key").stdout.strip()
        self.assertNotEqual(new, self.key)
        self.assertEqual([item["public_key"] for item in self.signed(10)][-2:], [self.key, new])
        self.assertVerdict(self.server.command("audit", "verify", check=False), 3, "a key that was not given")
        self.assertVerdict(self.verify(key=self.key + "," + new), 0)
        self.assertVerdict(self.verify(key=""), 1, "--key")


if __name__ == "__main__":
    harness.main()
