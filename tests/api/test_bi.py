# SPDX-License-Identifier: Apache-2.0
"""What a BI tool reads with a role of its own: one organisation's views, and nothing else. And what the
examples for spreadsheets and SQL in deploy/bi really ask for."""

import csv
import glob
import io
import os
import re
import subprocess
import tempfile
import unittest

import harness
from postgres import Postgres
from service import BINARY
from waiting import PATIENCE_SECONDS

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

    def __init__(self, command, sockets, organisation):
        self.command, self.sockets, self.organisation = command, sockets, organisation
        self.role, self.password = command("bi-role", "add", "--organisation", organisation).stdout.split()

    def psql(self, *words, options="", database="hoshitori"):
        return subprocess.Popen(
            [PSQL, "-h", self.sockets, "-U", self.role, "-d", database, "-XAtq", "-F", "|", "-v", "ON_ERROR_STOP=1", *words],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PGPASSWORD": self.password, "PGOPTIONS": options},
        )

    def run(self, sql, **more):
        process = self.psql("-c", sql, **more)
        out, log = process.communicate(timeout=PATIENCE_SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, out, log)

    def rows(self, sql):
        done = self.run(sql)
        if done.returncode:
            raise AssertionError(done.stderr)
        return [tuple(line.split("|")) for line in done.stdout.splitlines()]

    def remove(self):
        return self.command("bi-role", "remove", self.role, "--organisation", self.organisation)


# What a role may do that nothing was granted: none of it may work, whatever the role sets.
WRITES = """
create temp table t (a int)
create temp view t as select 1
create temp sequence t
select 1 as a into temp t
create table public.t (a int)
create schema t
create function t() returns int language sql as 'select 1'
create role t
create database t
create extension dblink
create foreign data wrapper t
create publication t
create collation t from "C"
select lo_create(0)
select lo_creat(-1)
select lo_from_bytea(0, 'x')
select lo_import('/etc/hostname')
select lo_put(1, 0, 'x')
select lo_unlink(1)
select lo_open(1, 131072)
select lowrite(0, 'x')
select loread(0, 1)
select lo_truncate(0, 0)
select pg_logical_emit_message(false, 'x', 'x')
select pg_logical_emit_message(true, 'x', 'x')
select pg_advisory_lock(1)
select pg_try_advisory_xact_lock(1)
select pg_advisory_lock_shared(hashtext('hoshitori schema'))
select pg_export_snapshot()
drop owned by hoshitori_bi
alter role hoshitori_bi login password 'x'
alter role current_user valid until 'infinity'
revoke hoshitori_bi from current_user
create policy t on hoshitori.board using (true)
create statistics t on org_id, relationship_id from hoshitori.board
do $$ begin create temp table t (a int); end $$
select query_to_xml('create table public.t (a int)', true, true, '')
reindex table hoshitori.board
select pg_create_physical_replication_slot('x', true)
select pg_create_logical_replication_slot('x', 'test_decoding')
select pg_create_restore_point('x')
select pg_switch_wal()
select pg_reload_conf()
select pg_read_file('postgresql.conf')
select pg_ls_dir('.')
select pg_stat_reset()
select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user
copy (select 1) to '/tmp/hoshitori-bi'
copy (select 1) to program 'cat'
alter system set work_mem = '1GB'
alter database hoshitori set work_mem = '1GB'
alter role hoshitori_app nologin
alter role current_user connection limit 1000
alter role current_user superuser
grant hoshitori_engine to current_user
set temp_file_limit = -1
set session_replication_role = replica
set log_min_messages = panic
begin; lock table hoshitori.board in row exclusive mode
select * from hoshitori.board for update
truncate hoshitori.board
comment on table hoshitori.board is 'x'
begin; prepare transaction 'x'
""".strip().splitlines()
NOT_ALLOWED = (
    "permission denied|must be (super|owner)|only superuser|prepared transactions are disabled|must have|"
    "replication slots|could not open extension|is not allowed|not available|must be a"
)


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
        cls.invited, _ = maker.invite(
            cls.buyer, name="有限会社ひびき", code="B-2", category="物流", contacts=[{"name": "担当者", "email": "someone@example.jp"}]
        )
        maker.declare(cls.supplier, 1, "2026-12-01", valid_until="2027-12-31")
        cls.reader = cls.reader_of(cls.buyer.organisation)

    @classmethod
    def tearDownClass(cls):
        cls.reader.remove()

    def superuser(self, sql):
        return subprocess.run(
            [PSQL, "-h", socket_folder(self.server), "-U", "hoshitori_migrate", "-d", "hoshitori", "-XAtqc", sql], text=True, check=True, stdout=subprocess.PIPE
        ).stdout.strip()

    @classmethod
    def reader_of(cls, organisation):
        return Reader(cls.server.command, socket_folder(cls.server), organisation)

    def test_views_say_what_the_api_says(self):
        reads = self.reader.rows
        self.assertEqual(len(reads("select relationship_id from bi_status")), 2)
        # The views go by the real day; the API is asked for that day.
        day = reads("select as_of from bi_status limit 1")[0][0]
        for item in self.buyer.get("/v1/statuses", query={"as_of": day}).json["items"]:
            status = item["status"]
            row = reads(
                "select status, coalesce(waiting_on, ''), coalesce(required_star, 0), held_star, gap,"
                " coalesce(due_on::text, ''), coalesce(valid_until::text, ''), next_step, coalesce(changes_on::text, ''),"
                " coalesce(next_status, ''), counterparty_name, code from bi_status"
                " where relationship_id = '%s'" % status["relationship"]
            )[0]
            self.assertEqual(
                row,
                (
                    status["status"],
                    status["waiting_on"] or "",
                    str(status["required_star"] or 0),
                    str(status["held_star"] or 0),
                    str(status["gap"] or 0),
                    status["due_on"] or "",
                    (status["declaration"] or {}).get("valid_until") or "",
                    status["next_step"]["code"],
                    status["changes_on"] or "",
                    status["next_status"] or "",
                    item["counterparty"]["name"],
                    item["code"],
                ),
            )

    def test_any_day(self):
        for day in ("2026-11-30", "2026-12-01", "2027-11-15", "2028-01-01"):
            counted = dict(
                self.reader.rows(
                    "select status, count(*) from bi_status_step where coalesce(from_day, '-infinity') <= '%s'"
                    " and coalesce(until_day, 'infinity') > '%s' group by 1" % (day, day)
                )
            )
            found = {}
            for item in self.buyer.get("/v1/statuses/summary", query={"as_of": day}).json["items"]:
                found[item["status"]] = str(int(found.get(item["status"], 0)) + item["count"])
            self.assertEqual(counted, found, day)

    def test_records_and_requirements(self):
        self.assertEqual(
            self.reader.rows("select code, name, category, state from bi_supplier where code = 'B-2'"), [("B-2", "有限会社ひびき", "物流", "invited")]
        )
        self.assertEqual(
            self.reader.rows("select relationship_id, revision, kind, required_star, due_on from bi_requirement"),
            [(self.relationship, "1", "set", "1", "2027-06-30")],
        )

    def test_sees_one_organisation(self):
        for table in ("bi_status", "bi_status_step", "bi_supplier", "bi_requirement", "hoshitori.board"):
            found = self.reader.rows("select count(*) filter (where relationship_id = '%s'), count(*) from %s" % (self.foreign, table))[0]
            self.assertEqual(found[0], "0", table)
            self.assertNotEqual(found[1], "0", table)
        # No setting changes who it is, and no role is there to become.
        for trick in ("set app.org_id = '%s'" % self.other.organisation, "set role hoshitori_bi", "set row_security = on"):
            self.assertEqual(self.reader.rows("%s; select count(*) from bi_status" % trick)[-1], ("2",), trick)
        other = self.reader_of(self.other.organisation)
        self.assertEqual(other.rows("select code from bi_status"), [("X-1",)])
        self.assertEqual(other.rows("select count(*) from bi_reader"), [("1",)])
        other.remove()

    def test_reads_only(self):
        for forbidden in (
            "insert into board (org_id, relationship_id) select org_id, relationship_id from board",
            "update relationship set memo = 'x'",
            "delete from requirement_revision",
            "insert into bi_reader values ('%s', current_user, now())" % self.other.organisation,
            "select contacts from relationship",
            "select * from api_key",
            "select * from organisation",
            "select * from audit_event",
            "select * from declaration",
            "select hoshitori.enter_as('%s', now(), current_date, 'x')" % self.other.organisation,
            "select hoshitori.fold('x')",
            "create table mine (a int)",
            "set role hoshitori_engine",
            "set session authorization hoshitori_migrate",
            "set row_security = off; select count(*) from board",
        ):
            done = self.reader.run(forbidden, options="-c default_transaction_read_only=off")
            self.assertNotEqual(done.returncode, 0, forbidden)
            self.assertRegex(done.stderr, "permission denied|row-level security", forbidden)
        self.assertIn("read-only", self.reader.run("create temp table t (a int)").stderr)

    def test_writes_nothing_and_makes_nothing(self):
        """Read-only by itself, and by right when it takes that back."""
        before = self.superuser("select count(*) from pg_largeobject_metadata")
        for forbidden in WRITES:
            with self.subTest(statement=forbidden):
                done = self.reader.run(forbidden, options="-c default_transaction_read_only=off -c statement_timeout=10s")
                self.assertNotEqual(done.returncode, 0, forbidden)
                self.assertRegex(done.stderr, NOT_ALLOWED, forbidden)
        self.assertEqual(self.superuser("select count(*) from pg_largeobject_metadata"), before)
        for database in ("postgres", "template1"):
            self.assertIn("permission denied for database", self.reader.run("select 1", database=database).stderr)

    def test_what_it_sets_shows_no_other_organisation(self):
        """Each table and view, whatever settings of Hoshitori's say."""
        for name in ("app.org_id", "app.key_id", "app.key", "app.now", "app.day", "app.request"):
            for value in (self.other.organisation, "", "%"):
                for table in ("bi_status", "bi_status_step", "bi_supplier", "bi_requirement", "board", "relationship", "requirement_revision", "bi_reader"):
                    plain = self.reader.rows("select count(*) from %s" % table)
                    self.assertEqual(
                        self.reader.rows("select from set_config('%s', '%s', false); select count(*) from %s" % (name, value, table))[-1:], plain, (name, table)
                    )

    def test_disk_for_sorting_is_bounded(self):
        self.assertEqual(self.reader.rows("show temp_file_limit"), [("1GB",)])

    def test_removed_while_it_reads(self):
        """Its sessions end, and nothing that it may leave behind keeps the role."""
        gone = self.reader_of(self.other.organisation)
        left = """set default_transaction_read_only = off;
            alter role current_user set default_transaction_read_only = off;
            alter default privileges grant select on tables to public;
            set role hoshitori_bi;
            alter role hoshitori_bi set work_mem = '1GB';
            alter role hoshitori_bi in database hoshitori set work_mem = '1GB';
            alter default privileges grant select on tables to session_user_name;
            reset role;
            declare held cursor with hold for select * from bi_status;
            begin; lock table hoshitori.board in access share mode; select 'open';"""
        sessions = [gone.psql("-f", "-") for _ in range(3)]
        for one in sessions:
            one.stdin.write(left.replace("session_user_name", gone.role) + "\n")
            one.stdin.flush()
            self.assertEqual(one.stdout.readline(), "open\n")
        # What one of the release before could still make.
        self.superuser("grant execute on function lo_create(oid) to %s" % gone.role)
        self.assertEqual(gone.run("select lo_create(4711)").returncode, 0)
        self.assertEqual(gone.remove().stderr, "")
        self.assertEqual(self.superuser("select count(*) from pg_largeobject_metadata"), "0")
        self.assertEqual(self.superuser("select count(*) from pg_db_role_setting where setrole = 'hoshitori_bi'::regrole"), "0")
        for one in sessions:
            out, log = one.communicate("select 'reads on';\n", timeout=PATIENCE_SECONDS)
            self.assertEqual(out, "")
            self.assertIn("terminating connection", log)
        self.assertEqual(self.superuser("select count(*) from pg_roles where rolname = '%s'" % gone.role), "0")

    def test_what_it_has_elsewhere_cannot_keep_it_in(self):
        gone = self.reader_of(self.other.organisation)
        self.superuser("create database elsewhere")
        try:
            self.superuser("alter database elsewhere owner to %s" % gone.role)
            self.superuser("create table hoshitori.left_here (a int)")
            self.superuser("alter table hoshitori.left_here owner to %s" % gone.role)
            self.assertIn("logs in nowhere", gone.remove().stderr)
            self.assertIn("not permitted to log in", gone.run("select 1").stderr)
            self.assertEqual(
                self.superuser("select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = '%s'" % gone.role), "0"
            )
        finally:
            self.superuser("drop table if exists hoshitori.left_here")
            self.superuser("drop database elsewhere")
            self.superuser("drop role if exists %s" % gone.role)

    def test_one_that_is_gone_already_is_removed(self):
        gone = self.reader_of(self.other.organisation)
        self.superuser("drop role %s" % gone.role)
        gone.remove()
        self.assertEqual(self.superuser("select count(*) from hoshitori.bi_reader where role_name = '%s'" % gone.role), "0")

    def test_removed(self):
        gone = self.reader_of(self.other.organisation)
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


class OwnPostgres(unittest.TestCase):
    """Where the migrating role is no superuser: what it may not take away is told, and holds when it was."""

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.create("hoshitori")

    def command(self, *words, check=True):
        done = subprocess.run(
            [BINARY, *words],
            text=True,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env={**os.environ, **self.postgres.settings("hoshitori"), "HOSHITORI_DATA_DIR": self.folder},
        )
        if check and done.returncode:
            raise AssertionError(done.stderr)
        return done

    def test_told_and_done(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        organisation = self.command("organisation", "add", "--name", "株式会社鏡池").stdout.split()[0]
        done = self.command("bi-role", "add", "--organisation", organisation, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        told = done.stderr.split("\n\n", 1)[1]
        for word in (
            "REVOKE TEMPORARY ON DATABASE hoshitori FROM PUBLIC;",
            "lo_create(oid)",
            "pg_advisory_lock(bigint)",
            "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;",
        ):
            self.assertIn(word, told)
        self.assertEqual(self.postgres.sql("select count(*) from pg_roles where rolname ~ '^hoshitori_bi_'", "postgres"), "0")
        self.postgres.sql(told, "hoshitori")
        reader = Reader(self.command, self.postgres.directory, organisation)
        self.assertEqual(reader.rows("select count(*) from bi_status"), [("0",)])
        for forbidden in WRITES:
            with self.subTest(statement=forbidden):
                done = reader.run(forbidden, options="-c default_transaction_read_only=off")
                self.assertNotEqual(done.returncode, 0, forbidden)
        self.assertIn("permission denied for database", reader.run("select 1", database="postgres").stderr)
        self.assertEqual(reader.rows("show temp_file_limit"), [("1GB",)])
        session = reader.psql("-f", "-")
        session.stdin.write("set default_transaction_read_only = off;alter default privileges grant select on tables to public; begin; select 'open';\n")
        session.stdin.flush()
        self.assertEqual(session.stdout.readline(), "open\n")
        self.assertEqual(reader.remove().stderr, "")
        session.communicate(timeout=PATIENCE_SECONDS)
        self.assertEqual(self.postgres.sql("select count(*) from pg_roles where rolname = '%s'" % reader.role, "postgres"), "0")
        # Migrating goes on, as the lock is the migrating role's alone.
        self.command("migrate")


if __name__ == "__main__":
    harness.main()
