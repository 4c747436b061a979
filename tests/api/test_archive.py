# SPDX-License-Identifier: Apache-2.0
"""Everything that an organisation owns comes out in one archive, which tells what it holds: every table and column of the
schema is in it, or named as left out."""

import contextlib
import io
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import zipfile

import harness
import residue
from people import make_person
from world import World

PATH = "/v1/archive"
MARK = "書庫"
MEMBER = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.M)


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(answer.body))


def lines(archive, file):
    return [json.loads(line) for line in archive.read(file + ".ndjson").decode().splitlines()]


def described(readme):
    """{file: {member: meaning}}."""
    sections = re.split(r"^### (\w+)\.ndjson$", readme.split("\n## ")[1], flags=re.M)[1:]
    return {name: dict(MEMBER.findall(text)) for name, text in zip(sections[::2], sections[1::2], strict=True)}


class Archive(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.set_day(harness.FIRST_DAY)
        cls.world = World(cls(), MARK, spare=2)
        cls.world.joined()
        cls.archive = opened(cls().taken())
        cls.readme = cls.archive.read("README.md").decode()

    def taken(self, caller=None):
        answer = (caller or self.world.own).get(PATH)
        self.assertStatus(answer, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual(answer.headers["Content-Disposition"], 'attachment; filename="hoshitori-%s.zip"' % harness.FIRST_DAY)
        return answer

    def asked(self, statement):
        return subprocess.run([*self.server.psql(), "-c", "set role hoshitori_engine", "-c", statement], check=True, text=True, stdout=subprocess.PIPE).stdout

    def operator(self, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        return subprocess.run([*self.server.psql(), *words], check=True, text=True, stdout=subprocess.PIPE).stdout

    def declared(self):
        """(file, table, {name of a member: column, or None when it is an expression})."""
        for row in self.asked("select json_build_array(file, from_table, columns) from hoshitori.archive_files()").splitlines():
            file, table, columns = json.loads(row)
            names = [re.fullmatch(r"(?:t\.)?(?:(.*) as )?(\w+)", column) for column in columns]
            yield file, table, {name[2]: name[1] or name[2] for name in names}

    def test_nothing_is_forgotten(self):
        """The next table or column of a tenant is declared in schema/functions/archive.sql."""
        columns = self.asked(
            "select c.table_name || '.' || c.column_name from information_schema.columns c join pg_class k on k.oid = ('hoshitori.' || c.table_name)::regclass"
            " where c.table_schema = 'hoshitori' and k.relkind in ('r', 'p') and not k.relispartition and c.table_name in"
            " (select table_name from information_schema.columns where table_schema = 'hoshitori' and column_name = 'org_id') and c.column_name <> 'org_id'"
        ).splitlines()
        left_out = self.asked("select name from hoshitori.archive_left_out()").splitlines()
        told = {"%s.%s" % (table, re.sub(r".*\bt\.(\w+).*", r"\1", column)) for _, table, members in self.declared() for column in members.values()}
        missing = [name for name in columns if name not in told and not {name, name.split(".")[0]} & set(left_out)]
        self.assertEqual(missing, [])
        known = {name for column in columns for name in (column, column.split(".")[0])}
        self.assertEqual([name for name in left_out if name not in known and not name.endswith("_head")], [])
        self.assertEqual(len(left_out), len(set(left_out)))

    def test_every_row_is_there_and_nobody_elses(self):
        own = self.world.own.organisation
        held = {table: (columns, rows) for table, columns, rows in residue.tables(self.server.dump())}
        for file, table, members in self.declared():
            with self.subTest(file):
                columns, rows = held.get(table, ([], []))
                rows = [dict(zip(columns, row, strict=True)) for row in rows if row[columns.index("org_id")] == own]
                told = lines(self.archive, file)
                if file not in ("audit_log", "checkpoints", "keys"):
                    self.assertEqual(len(told), len(rows))
                for name, column in members.items():
                    cells = {row[column] for row in rows if column in row and row[column] is not None}
                    self.assertLessEqual(
                        {line[name] for line in told if isinstance(line[name], str) and not name.endswith(("_at", "_until")) and column in columns}, cells, name
                    )
                    self.assertTrue(not rows or all(name in line for line in told), name)
        # A world has some of nearly everything: what is empty is not seen by this test.
        empty = {file for file, _, _ in self.declared() if not lines(self.archive, file)}
        self.assertLessEqual(
            empty,
            {
                "organisation_changes",
                "successions",
                "disclosure_answers",
                "disclosure_reads",
                "predecessor_acceptances",
                "number_differences",
                "dismissed_duplicates",
                "dismissed_number_remarks",
                "webhooks",
                "settings",
                "record_changes",
                "retention",
                "erasures",
                "mails",
                "mail_settings",
                "oidc_settings",
            }
            | {"declaration_ends", "checkpoints", "events"},
        )

    def test_everything_is_described_in_both_languages(self):
        for readme, word in (("README.md", r"[A-Za-z★法]"), ("README.ja.md", r"[ぁ-んァ-ヶ一-龠★]")):
            text = self.archive.read(readme).decode()
            told = described(text)
            named = [name for name in self.archive.namelist() if not name.startswith("evidence/")]
            self.assertEqual(sorted([name + ".ndjson" for name in told] + ["README.md", "README.ja.md"]), sorted(named))
            for file, meanings in told.items():
                for line in lines(self.archive, file)[:3]:
                    self.assertEqual(list(line), list(meanings), file)
                for member, meaning in meanings.items():
                    self.assertRegex(meaning, word, (file, member))
                    self.assertNotEqual(meaning, member)
            self.assertIn("`user_account.password`", text.split("\n## ")[2])
            self.assertNotRegex(text, r"\bnull \||\(null\)")

    def test_no_secret_is_in_it(self):
        text = "\n".join(self.archive.read(name).decode() for name in self.archive.namelist())
        secrets = self.asked(
            "select encode(hash, 'hex') from hoshitori.api_key union all select encode(hash, 'hex') from hoshitori.invitation union all"
            " select password from hoshitori.user_account where password is not null"
        ).split()
        self.assertGreater(len(secrets), 10)
        self.assertEqual([secret for secret in secrets if secret in text], [])
        self.assertNotIn(self.world.own.key, text)

    def test_the_log_verifies_without_the_server(self):
        with tempfile.TemporaryDirectory() as directory:
            self.archive.extractall(directory)
            done = self.server.command(
                "audit",
                "verify",
                "--file",
                os.path.join(directory, "audit_log.ndjson"),
                "--checkpoints",
                os.path.join(directory, "checkpoints.ndjson"),
                check=False,
            )
            self.assertEqual(done.returncode, 0, done)
            self.assertIn("0 broken", done.stdout)
        last = json.loads(lines(self.archive, "audit_log")[-1]["entry"])
        self.assertEqual((last["action"], last["object"]), ("archive_get", "archive"))

    def test_who_may(self):
        self.assertProblem(self.other_key(self.world.own, "buyer:read,buyer:write,audit:read").get(PATH), 403)
        self.assertProblem(self.open.get(PATH), 401)

    def test_no_key_takes_what_it_may_not_read(self):
        """While somebody of the organisation may; of a person, who proves to be there, the one right suffices."""
        own = self.make_caller("株式会社別室", "keys:write")
        self.taken(own)
        reads = ["buyer:read", "supplier:read", "audit:read"]
        whole = self.other_key(own, ",".join(["keys:write", *reads]))
        for lacking in reads:
            key = self.other_key(own, ",".join(["keys:write", *(one for one in reads if one != lacking)]))
            self.assertProblem(key.get(PATH), 403, "more_rights_than_own")
        self.assertProblem(own.get(PATH), 403, "more_rights_than_own")
        self.taken(whole)
        self.taken(make_person(self.server, own, harness.declaration_id() + "@example.jp", ["keys:write"]))

    def test_many_rows_and_large_ones(self):
        """Pages follow each other without a gap, and a page has a bound in bytes."""
        own = self.make_caller("株式会社頁", harness.ALL_RIGHTS)
        rows = [{"code": "P%04d" % n, "name": "頁商店%d" % n, "memo": "あ" * 1900} for n in range(260)]
        self.assertIn(own.post("/v1/suppliers:import?source=pages", {"rows": rows[:130]}).status, (200, 202))
        self.assertIn(own.post("/v1/suppliers:import?source=more", {"rows": rows[130:]}).status, (200, 202))
        self.eventually(lambda: own.get("/v1/suppliers", query={"limit": 1, "text": "頁商店259"}).json["items"])
        told = lines(opened(self.taken(own)), "suppliers")
        self.assertEqual(sorted(line["code"] for line in told), [row["code"] for row in rows])

    def fill(self, own, count):
        """Assessments of more than a megabyte each, which hardly gets smaller."""
        self.operator(
            "set session_replication_role = replica",
            "insert into hoshitori.assessment (org_id, assessment_id, edition_id, star, scope, state, recorded_at, total, answers)"
            " select '%s', md5(g::text)::uuid, 'x', 4, 'whole', 'draft', now(), 1, jsonb_build_object('c', jsonb_build_object('note',"
            " (select string_agg(md5(g || ' ' || k), '') from generate_series(1, 40000) k))) from generate_series(1, %d) g" % (own.organisation, count),
        )

    def test_who_does_not_read_keeps_nobody_out(self):
        own = self.make_caller("株式会社並列", harness.ALL_RIGHTS)
        host, _, port = self.server.address.partition(":")
        with contextlib.ExitStack() as waiting:
            for n in range(5):
                slow = self.make_caller("株式会社緩慢%d" % n, harness.ALL_RIGHTS)
                self.fill(slow, 12)
                held = waiting.enter_context(socket.create_connection((host, int(port))))
                held.sendall(("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n" % (PATH, slow.key)).encode())
                self.assertIn(b" 200 ", held.recv(20))
            self.assertProblem(slow.get(PATH), 429, "archive_running")
            self.assertIsNone(opened(self.taken(own)).testzip())

    def test_a_row_behind_the_page_is_not_made(self):
        """Else an organisation with many large rows waits for each of them at every page, until none comes in time."""
        own = self.make_caller("株式会社大判", harness.ALL_RIGHTS)
        self.fill(own, 6)
        told = self.operator(
            "set app.org_id = '%s'" % own.organisation,
            "begin",
            "select count(*) from hoshitori.archive_page('assessments', null, 200)",
            "select idx_scan from pg_stat_xact_all_tables where relid = (select reltoastrelid from pg_class where oid = 'hoshitori.assessment'::regclass)",
        )
        self.assertEqual(told.split(), ["1", "1"])
        self.assertEqual(len(lines(opened(self.taken(own)), "assessments")), 6)

    def test_one_at_a_time(self):
        """Many at once: each is whole, or told to come again."""
        answers = []
        takers = [threading.Thread(target=lambda: answers.append(self.world.own.get(PATH))) for _ in range(6)]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join()
        for answer in answers:
            if answer.status == 200:
                self.assertIsNone(opened(answer).testzip())
            else:
                self.assertProblem(answer, 429, "archive_running")
                self.assertIn("Retry-After", answer.headers)
        self.assertIn(200, [answer.status for answer in answers])
        self.eventually(lambda: self.world.own.get(PATH).status == 200)


if __name__ == "__main__":
    harness.main()
