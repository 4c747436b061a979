# SPDX-License-Identifier: Apache-2.0
"""What a BI tool reads with a role of its own: one organisation's views, and nothing else. And what the
examples for spreadsheets and SQL in deploy/bi really ask for."""
import csv
import glob
import io
import os
import re
import subprocess

import harness

PSQL = next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"), reverse=True)), "psql")


def socket_folder(server):
    path = glob.glob(os.path.join(server.data_dir, "**", "postmaster.pid"), recursive=True)
    with open(path[0], encoding="ascii") as file:
        return file.read().splitlines()[4]


def example(name):
    with open(os.path.join(harness.TOP, "deploy", "bi", name), encoding="utf-8") as file:
        return file.read()


class Reader:
    """A login role for one organisation, and psql with it."""

    def __init__(self, server, organisation):
        self.server, self.organisation = server, organisation
        words = server.command("bi-role", "add", "--organisation", organisation).stdout.split()
        self.role, self.password = words

    def run(self, sql, options=""):
        return subprocess.run(
            [PSQL, "-h", socket_folder(self.server), "-U", self.role, "-d", "hoshitori", "-XAt", "-F", "|",
             "-v", "ON_ERROR_STOP=1", "-c", sql], text=True, capture_output=True, timeout=60,
            env={**os.environ, "PGPASSWORD": self.password, "PGOPTIONS": options})

    def rows(self, sql):
        done = self.run(sql)
        if done.returncode:
            raise AssertionError(done.stderr)
        return [tuple(line.split("|")) for line in done.stdout.splitlines()]

    def remove(self):
        self.server.command("bi-role", "remove", self.role, "--organisation", self.organisation)


class Bi(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        maker = cls()
        maker.setUp()
        cls.buyer, cls.supplier, cls.relationship = maker.linked_pair()
        cls.other = maker.make_buyer("株式会社よそ")
        cls.foreign = maker.link(cls.other, cls.supplier, code="X-1")
        for buyer, relationship in ((cls.buyer, cls.relationship), (cls.other, cls.foreign)):
            maker.require(buyer, relationship, 1, "2027-06-30")
        cls.invited, _ = maker.invite(cls.buyer, name="有限会社ひびき", code="B-2", category="物流",
                                      contacts=[{"name": "担当者", "email": "someone@example.jp"}])
        maker.declare(cls.supplier, 1, "2026-12-01", valid_until="2027-12-31")
        cls.reader = Reader(cls.server, cls.buyer.organisation)

    @classmethod
    def tearDownClass(cls):
        cls.reader.remove()

    def test_views_say_what_the_api_says(self):
        reads = self.reader.rows
        self.assertEqual(len(reads("select relationship_id from bi_status")), 2)
        # The views go by the real day; the API is asked for that day.
        day = reads("select as_of from bi_status limit 1")[0][0]
        for item in self.buyer.get("/v1/statuses", query={"as_of": day}).json["items"]:
            status = item["status"]
            row = reads("select status, coalesce(waiting_on, ''), coalesce(required_star, 0), held_star, gap,"
                        " coalesce(due_on::text, ''), coalesce(valid_until::text, ''), next_step, coalesce(changes_on::text, ''),"
                        " coalesce(next_status, ''), counterparty_name, code from bi_status"
                        " where relationship_id = '%s'" % status["relationship"])[0]
            self.assertEqual(row, (
                status["status"], status["waiting_on"] or "", str(status["required_star"] or 0), str(status["held_star"] or 0),
                str(status["gap"] or 0), status["due_on"] or "",
                (status["declaration"] or {}).get("valid_until") or "", status["next_step"]["code"],
                status["changes_on"] or "", status["next_status"] or "", item["counterparty"]["name"], item["code"]))

    def test_any_day(self):
        for day in ("2026-11-30", "2026-12-01", "2027-11-15", "2028-01-01"):
            counted = dict(self.reader.rows(
                "select status, count(*) from bi_status_step where coalesce(from_day, '-infinity') <= '%s'"
                " and coalesce(until_day, 'infinity') > '%s' group by 1" % (day, day)))
            found = {}
            for item in self.buyer.get("/v1/statuses/summary", query={"as_of": day}).json["items"]:
                found[item["status"]] = str(int(found.get(item["status"], 0)) + item["count"])
            self.assertEqual(counted, found, day)

    def test_records_and_requirements(self):
        self.assertEqual(self.reader.rows("select code, name, category, state from bi_supplier where code = 'B-2'"),
                         [("B-2", "有限会社ひびき", "物流", "invited")])
        self.assertEqual(self.reader.rows("select relationship_id, revision, kind, required_star, due_on from bi_requirement"),
                         [(self.relationship, "1", "set", "1", "2027-06-30")])

    def test_sees_one_organisation(self):
        for table in ("bi_status", "bi_status_step", "bi_supplier", "bi_requirement", "hoshitori.board"):
            found = self.reader.rows("select count(*) filter (where relationship_id = '%s'), count(*) from %s"
                                     % (self.foreign, table))[0]
            self.assertEqual(found[0], "0", table)
            self.assertNotEqual(found[1], "0", table)
        # No setting changes who it is, and no role is there to become.
        for trick in ("set app.org_id = '%s'" % self.other.organisation, "set role hoshitori_bi", "set row_security = on"):
            self.assertEqual(self.reader.rows("%s; select count(*) from bi_status" % trick)[-1], ("2",), trick)
        other = Reader(self.server, self.other.organisation)
        self.assertEqual(other.rows("select code from bi_status"), [("X-1",)])
        self.assertEqual(other.rows("select count(*) from bi_reader"), [("1",)])
        other.remove()

    def test_reads_only(self):
        for forbidden in (
                "insert into board select * from board", "update relationship set memo = 'x'", "delete from requirement_revision",
                "insert into bi_reader values ('%s', current_user, now())" % self.other.organisation,
                "select contacts from relationship", "select * from api_key", "select * from organisation",
                "select * from audit_event", "select * from declaration",
                "select hoshitori.enter_as('%s', now(), current_date, 'x')" % self.other.organisation,
                "select hoshitori.fold('x')", "create table mine (a int)", "set role hoshitori_engine",
                "set session authorization hoshitori_migrate", "set row_security = off; select count(*) from board"):
            done = self.reader.run(forbidden, "-c default_transaction_read_only=off")
            self.assertNotEqual(done.returncode, 0, forbidden)
            self.assertRegex(done.stderr, "permission denied|row-level security", forbidden)
        self.assertIn("read-only", self.reader.run("create temp table t (a int)").stderr)

    def test_removed(self):
        gone = Reader(self.server, self.other.organisation)
        gone.remove()
        self.assertIn("does not exist", gone.run("select 1").stderr)
        audited = [e["operation"] for e in self.other_key(self.other, "audit:read").get("/v1/audit/events").json["items"]]
        self.assertEqual([one for one in audited if one.startswith("bi-role")][-2:], ["bi-role add", "bi-role remove"])
        self.assertNotIn(gone.password, self.other.get("/v1/audit/events").text)

    def test_statements_of_the_guide(self):
        for guide in ("README.md", "README.ja.md"):
            statements = re.findall(r"^    (select .*?;)$", example(guide), re.M | re.S)
            self.assertEqual(len(statements), 1)
            found = dict(self.reader.rows(statements[0]))
            self.assertEqual(found, {"met": "1", "no_requirement": "1"})
            for view in re.findall(r"^\| `(bi_\w+)`", example(guide), re.M):
                self.reader.rows("select * from %s" % view)

    def test_power_query(self):
        """The request of statuses.pq, read out of it."""
        text = example("statuses.pq")
        path = re.search(r'RelativePath = "([^"]+)"', text)[1]
        query = dict(re.findall(r'(\w+) = "([^"]*)"', re.search(r"Query = \[([^\]]*)\]", text)[1]))
        headers = dict(re.findall(r'#?"?([\w-]+)"? = "([^"]*)"(?! &)', re.search(r"Headers = \[([^\]]*)\]", text)[1]))
        self.assertEqual(headers, {"Accept": "text/csv", "Accept-Language": "ja"})
        self.assertIn('Authorization = "Bearer " & Key', text)
        reader = self.other_key(self.buyer, "buyer:read")
        answer = self.assertStatus(reader.get("/" + path, query=query, headers=headers), 200)
        rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
        self.assertEqual(len(rows), 2)
        self.assertIn("有限会社ひびき", answer.body.decode("utf-8-sig"))

    def test_wrong_use(self):
        command = lambda *words: self.server.command("bi-role", *words, check=False)
        self.assertEqual(command("add", "--organisation", "x").returncode, 2)
        self.assertEqual(command("add").returncode, 2)
        self.assertEqual(command("add", "--organisation", harness.missing_like(self.relationship)).returncode, 1)
        # Neither somebody else's reader nor another role can be removed.
        for role in (self.reader.role, "hoshitori_app"):
            self.assertEqual(command("remove", role, "--organisation", self.other.organisation).returncode, 1)
        self.assertEqual(self.reader.rows("select 1"), [("1",)])


if __name__ == "__main__":
    harness.main()
