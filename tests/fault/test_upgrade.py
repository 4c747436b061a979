# SPDX-License-Identifier: Apache-2.0
"""From every release to this program: a database as it was then, with its data, is brought to the
newest schema, and what could be asked before is answered the same. Also what may go wrong on the
way: another's schema, a migration that was edited, one that is killed, servers that are connected."""

import contextlib
import csv
import io
import os
import random
import re
import signal
import subprocess
import threading
import unittest

import release
from forms import choose, figure
from harness import ALL_RIGHTS, Api
from postgres import Postgres, SharedServer
from service import BINARY, TOP
from waiting import pace, until

KILLS = choose(5, 100)
REBUILDS = choose(6, 60)
CALLERS = 6
# Lists to which a newer program adds of its own.
GROWING = ("/v1/editions",)
# What is answered otherwise than then: by path and place, both patterns, with the reason.
CHANGED = (
    ("/v1/editions", r"/items/\d+/published_on", "the second transcription of ★1's six articles knows the month"),
    (
        "/v1/editions/security-action-2-v3",
        r"/source/.*|/note/.*|/criteria/20/text/..|/criteria/\d+/provenance",
        "the newest transcription is answered; that of then by its number (test_editions_as_they_were)",
    ),
    ("/v1/editions/security-action-2-v3/sheet", r"/20/評価基準（非公式の要約）", "item 21 was corrected by the second transcription"),
    ("/v1/assessments/[^/]+", r"/gaps/20/text", "a draft asks by the newest transcription, and item 21 was corrected"),
)


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def differences(old, new, path, at=""):
    """What of the old answer the new one does not say. It may say more."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in old.items():
            if name not in new:
                yield "%s/%s is gone" % (at, name)
            else:
                yield from differences(value, new[name], path, "%s/%s" % (at, name))
    elif isinstance(old, list) and isinstance(new, list):
        if at == "/items" and path.split("?")[0] in GROWING:
            new = [one for one in new if one.get("id") in {o["id"] for o in old}]
        if len(old) != len(new):
            yield "%s: %d entries were %d" % (at, len(new), len(old))
        for i, (one, other) in enumerate(zip(old, new)):
            yield from differences(one, other, path, "%s/%d" % (at, i))
    elif old != new:
        yield "%s: %r was %r" % (at, new, old)


def is_known(path, difference):
    return any(re.fullmatch(changed, path.split("?")[0]) and re.fullmatch(place, difference.split(": ")[0]) for changed, place, _ in CHANGED)


def shared_part(text):
    start = text.index('"status":{')
    return text[start : text.index('"relationship"', start)]


def without_news(answer):
    """The feed goes on: since 0.2.0 it tells of keys that end soon and of editions, behind what was told before."""
    items = answer.get("items")
    while items and items[-1].get("type") in ("key.expiring", "edition.added", "edition.transcribed"):
        items.pop()
        answer["next_after"] = items[-1]["sequence"] if items else 0
    return answer


class Upgrade(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.durable(False)
        cls.numbers = iter(range(1000))
        for version in release.versions():
            release.Release(version).load(cls.postgres, cls.kept(version))

    @staticmethod
    def kept(version):
        """The database that stays as it was; every test works on copies."""
        return "kept_" + version.replace(".", "_")

    def each_release(self):
        return [release.Release(version) for version in release.versions()]

    def copy(self, one):
        database = "copy_%d" % next(self.numbers)
        self.postgres.durable(False)
        self.postgres.create(database, self.kept(one.version))
        server = SharedServer(self.postgres, database)
        self.addCleanup(server.end)
        one.secret(server.directory)
        server.set_instant(one.asked["instant"])
        return database, server

    def migrated(self, one):
        database, server = self.copy(one)
        server.command("migrate")
        return database, server

    def ask(self, server, question):
        caller = Api(server, question["key"])
        # What was stored is repeated as it was then, without members that came later.
        caller.checked = question["method"] == "GET"
        return caller.request(question["method"], question["path"], question["body"], headers=question["headers"], idempotency_key=None)

    def wrong_answers(self, server, questions):
        for question in questions:
            answer = self.ask(server, question)
            place = "%s %s" % (question["method"], question["path"])
            if answer.status != question["status"]:
                yield "%s: %r" % (place, answer)
                continue
            old, new = question["answer"], answer.text
            if old[:1] in "{[":
                found = differences(release.json.loads(old), without_news(answer.json), question["path"])
            else:
                found = differences(rows(old), rows(new), question["path"])
            yield from ("%s: %s" % (place, one) for one in found if not is_known(question["path"], one))

    def checks(self, server):
        verified = server.command("audit", "verify").stdout
        server.command("rebuild", "--check")
        return verified

    # The way up.

    def test_every_answer_is_the_same(self):
        for one in self.each_release():
            database, server = self.migrated(one)
            questions = one.asked["questions"]
            server.start()
            self.assertEqual(list(self.wrong_answers(server, questions)), [])
            self.both_sides(server, questions)
            self.checks(server)
            self.still_writes(server, questions)
            self.checks(server)
            self.assertEqual(list(self.gaps(database)), [])
            server.stop()
            figure("from %s: %d answers of %d keys the same, chains and lines whole", one.version, len(questions), len({q["key"] for q in questions}))

    def test_editions_as_they_were(self):
        for one in self.each_release():
            _, server = self.migrated(one)
            server.start()
            asked = [q for q in one.asked["questions"] if re.fullmatch("/v1/editions/[^/]+", q["path"]) and q["status"] == 200]
            self.assertTrue(asked)
            for question in asked:
                answer = self.ask(server, {**question, "path": question["path"] + "?transcription=1", "headers": {}})
                self.assertEqual(answer.text, question["answer"])
            server.stop()

    def both_sides(self, server, questions):
        seen = {}
        for question in questions:
            if question["path"].endswith("/status") and not question["headers"]:
                relationship = question["path"].split("/")[3]
                seen.setdefault(relationship, set()).add(shared_part(self.ask(server, question).text))
        self.assertTrue(seen)
        self.assertEqual([r for r, texts in seen.items() if len(texts) != 1], [])

    def still_writes(self, server, questions):
        """The keys of then, and what they work on."""
        path = next(q["path"] for q in questions if q["path"].endswith("/requirement"))
        buyer = Api(server, next(q["key"] for q in questions if q["path"] == path))
        before = buyer.get(path)
        demand = {"required_star": 1 + before.json["required_star"] % 2, "due_on": "2029-03-31", "reason": "変更"}
        changed = buyer.put(path, demand, headers={"If-Match": before.etag})
        self.assertEqual(changed.status, 200, changed)
        self.assertEqual(changed.json["revision"], before.json["revision"] + 1)
        self.assertEqual(buyer.post("/v1/suppliers", {"name": "株式会社あかね設計"}).status, 201)

    def gaps(self, database):
        until(lambda: self.postgres.sql("SELECT count(*) FROM hoshitori.event WHERE seq IS NULL", database) == "0")
        return self.postgres.sql("SELECT org_id FROM hoshitori.event GROUP BY org_id HAVING count(*) <> max(seq) OR min(seq) <> 1", database).split()

    def test_the_schema_is_that_of_a_new_database(self):
        with open(os.path.join(TOP, "schema", "current.sql"), encoding="utf-8") as file:
            current = release.plain(file.read())
        for one in self.each_release():
            database, server = self.migrated(one)
            dump = self.postgres.dump(database, "--schema-only", "--schema=hoshitori")
            # Without the command that made it, which names who did.
            self.assertMultiLineEqual(release.plain(dump), current)

    def test_rules_whose_names_are_one_label_now(self):
        """0.1.0 told names apart by their bytes: what its rules decided stays, and so does what each decides, until one is left."""
        one = release.Release("0.1.0")
        database, server = self.copy(one)
        question = next(q for q in one.asked["questions"] if q["path"] == "/v1/rules")
        buyer = Api(server, question["key"])
        tags = dict(zip(self.decided_by_the_release(one, database), ("CAD", "ＣＡＤ", "cad")))
        before = self.demands(database)
        server.command("migrate")
        self.assertEqual(self.demands(database), before)
        # The lines are the server's to make; only the functions of then were at hand.
        server.command("rebuild")
        server.start()
        stars = {"CAD": 2, "ＣＡＤ": 1, "cad": None}
        for written in (False, True):
            for relationship, tag in tags.items():
                path = "/v1/suppliers/" + relationship
                if written:  # decides anew
                    self.assertEqual(buyer.patch(path, {"memo": "確認済み"}).status, 200)
                found = buyer.get(path).json
                self.assertEqual((found["tags"], found["status"]["required_star"]), ([tag], stars[tag]))
        self.assertEqual(self.demands(database), before)
        alike = {rule["rule"]: rule.get("alike") for rule in buyer.get("/v1/rules").json["items"] if rule["name"] in stars}
        self.assertEqual(alike, {"tag:CAD": ["tag:ＣＡＤ"], "tag:ＣＡＤ": ["tag:CAD"]})
        self.checks(server)
        server.stop()

    def decided_by_the_release(self, one, database):
        """Three suppliers with tags, two rules: what that release's functions make of them."""
        organisation = one.rows("rule_revision")[0]["org_id"]
        asked = {row["relationship_id"] for row in one.rows("requirement_revision")}
        free = [r for r in one.rows("relationship") if r["org_id"] == organisation and r["state"] == "invited" and r["relationship_id"] not in asked]
        suppliers = [r["relationship_id"] for r in free[:3]]
        put = "SELECT hoshitori.supplier_put('%s', '{\"tags\": [\"%s\"]}', true);"
        rule = """SELECT hoshitori.rule_put('tag:%s', '{"required_star": %d, "due_in_days": 90}', NULL, NULL, gen_random_uuid());"""
        steps = [
            "BEGIN; SELECT hoshitori.request_set('%s', NULL, '%s', '%s', 'r');" % (organisation, one.asked["instant"], one.asked["instant"][:10]),
            *(put % pair for pair in zip(suppliers, ("CAD", "ＣＡＤ", "cad"))),
            *(rule % pair for pair in (("CAD", 2), ("ＣＡＤ", 1))),
            "COMMIT;",
        ]
        self.postgres.sql("\n".join(steps), database)
        return suppliers

    def demands(self, database):
        return self.postgres.sql(
            "SELECT relationship_id, revision, kind, decided_by, rule, rule_revision, required_star, due_on FROM hoshitori.requirement_revision ORDER BY 1, 2",
            database,
        )

    def test_organisations_of_then_close_and_are_erased(self):
        """All of them, with entries of their logs from before personal values stood beside these."""
        for one in self.each_release():
            database, server = self.migrated(one)
            listed = self.postgres.sql("SELECT org_id || ' ' || name FROM hoshitori.organisation WHERE org_id::text !~ '^0{8}'", database)
            names = dict(line.split(" ", 1) for line in listed.splitlines())
            before = self.addresses(database)
            self.assertTrue(before)
            server.start()
            for organisation, name in names.items():
                owner = Api(server, server.make_key(organisation, ALL_RIGHTS))
                closed = owner.post("/v1/organisation:close", {"name": name})
                self.assertEqual(closed.status, 200, closed)
            self.assertTrue(self.addresses(database) & before)
            server.set_day(closed.json["erase_on"])
            until(lambda: self.postgres.sql("SELECT count(*) FROM hoshitori.organisation WHERE erase_on IS NOT NULL", database) == "0", server.log)
            self.assertEqual(self.addresses(database) & before, set())
            self.checks(server)
            server.stop()

    def addresses(self, database):
        return set(re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", self.postgres.dump(database, "--data-only", "--schema=hoshitori")))

    def test_migrating_again_changes_nothing(self):
        for one in self.each_release():
            database, server = self.migrated(one)
            before = self.fingerprint(database)
            server.command("migrate")
            self.assertEqual(self.fingerprint(database), before)

    def test_requests_while_functions_are_built_anew(self):
        """The moment of a migration: what runs is answered, what comes is answered."""
        one = release.Release(release.versions()[-1])
        database, server = self.migrated(one)
        server.start()
        reads = [q for q in one.asked["questions"] if q["method"] == "GET"]
        answers, wrong, stop = [0], [], threading.Event()

        buyer = Api(server, next(q["key"] for q in reads if q["path"].endswith("/requirement")))

        def call(number):
            chosen = random.Random(number)
            while not stop.is_set():
                question = chosen.choice(reads)
                answer = self.ask(server, question)
                if answer.status == question["status"] and number % 3 == 0:
                    answer = buyer.post("/v1/suppliers", {"name": "株式会社あかね設計"})
                answers[0] += 1
                if answer.status not in (200, 201):
                    wrong.append((question["path"], answer))

        threads = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
        for thread in threads:
            thread.start()
        for number in range(REBUILDS):
            self.postgres.sql("UPDATE hoshitori.schema_object SET sha256 = 'old'", database)
            server.command("migrate")
            until(lambda: answers[0] > 10 * number)
        stop.set()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [], server.log())
        server.stop()
        figure("%d requests while all functions were built anew %d times: 0 failed", answers[0], REBUILDS)

    def test_a_server_waits_for_the_schema(self):
        """Refused before it listens, with what to do."""
        one = release.Release(release.versions()[-1])
        database, server = self.migrated(one)
        self.postgres.durable(True)
        self.postgres.sql("DELETE FROM hoshitori.schema_migration WHERE number = (SELECT max(number) FROM hoshitori.schema_migration)", database)
        self.assertIn("run hoshitori migrate first", self.refused(server, "serve"))
        empty = "empty_%d" % next(self.numbers)
        self.postgres.create(empty)
        server.settings.update(self.postgres.settings(empty))
        self.assertIn("run hoshitori migrate first", self.refused(server, "serve"))

    def test_a_server_serves_a_schema_that_is_ahead(self):
        one = release.Release(release.versions()[-1])
        database, server = self.migrated(one)
        self.postgres.sql("INSERT INTO hoshitori.schema_migration VALUES (9999, '9999_next', 'x')", database)
        server.start()
        self.assertEqual(list(self.wrong_answers(server, one.asked["questions"][:40])), [])
        server.stop()

    # What is refused, changing nothing.

    def refused(self, server, *words):
        done = server.command(*words, check=False)
        self.assertEqual(done.returncode, 1, done)
        return done.stderr

    def test_refusals(self):
        last = "(SELECT max(number) FROM hoshitori.schema_migration)"
        cases = {
            "was changed after it was applied": "UPDATE %s SET sha256 = 'edited' WHERE number = 2",
            "the database is newer than this program: it has migration 9999_next": "INSERT INTO %s VALUES (9999, '9999_next', 'x')",
            "where this program has": "UPDATE %s SET name = '0007_other' WHERE number = " + last,
        }
        one = release.Release(release.versions()[-1])
        for message, spoil in cases.items():
            database, server = self.migrated(one)
            self.postgres.sql(spoil % "hoshitori.schema_migration", database)
            before = self.fingerprint(database)
            self.assertIn(message, self.refused(server, "migrate"))
            self.assertEqual(self.fingerprint(database), before)

    def test_servers_of_0_1_0_are_stopped_first(self):
        """They do not tell their version; what they call is gone afterwards."""
        one = release.Release("0.1.0")
        database, server = self.copy(one)
        before = self.fingerprint(database)
        with self.connected(database, "hoshitori"), self.connected(database, "by its URL"):
            told = self.refused(server, "migrate")
            self.assertIn("servers of 0.1.0 are connected to the database (connections of hoshitori_app: 2)", told)
            self.assertIn("stop them all", told)
            self.assertEqual(self.fingerprint(database), before)
        until(lambda: not self.sessions(database))
        server.command("migrate")
        server.start()
        self.assertEqual(self.sessions(database), {"hoshitori/" + self.version()})
        self.postgres.sql("UPDATE hoshitori.schema_object SET sha256 = 'old'", database)
        server.command("migrate")
        server.stop()

    def connected(self, database, name):
        """A session of a server, by what PostgreSQL shows of it, to the end of the block."""
        return self.session("hoshitori_app", database, "SELECT 'held'", PGAPPNAME=name)

    def sessions(self, database):
        return set(
            self.postgres.sql(
                "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = '%s' AND usename = 'hoshitori_app'" % database, "postgres"
            ).splitlines()
        )

    def version(self):
        return subprocess.check_output([BINARY, "version"], text=True).split()[1]

    # Killed on the way.

    def fingerprint(self, database):
        """Which migrations were applied, and all that is in the schema: tables, columns, functions."""
        return self.postgres.sql(
            """
            SELECT (SELECT max(number) FROM hoshitori.schema_migration),
                   (SELECT count(*) FROM hoshitori.schema_object),
                   (SELECT md5(string_agg(pg_get_functiondef(p.oid) || coalesce(p.proacl::text, ''), ''
                                          ORDER BY p.oid::regprocedure::text))
                      FROM pg_proc p WHERE p.pronamespace = 'hoshitori'::regnamespace),
                   (SELECT md5(string_agg(c.relname || a.attname || a.atttypid, '' ORDER BY c.relname, a.attnum))
                      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                     WHERE c.relnamespace = 'hoshitori'::regnamespace AND a.attnum > 0)""",
            database,
        )

    def start_migration(self, server):
        return subprocess.Popen([BINARY, "migrate"], env=server.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, running, database):
        running.send_signal(signal.SIGKILL)
        running.wait()
        self.settle(database)
        return self.fingerprint(database).split("\t")

    def states(self, one):
        """Before and after; between them lies only: migrations applied, functions of before."""
        before = self.fingerprint(self.kept(one.version)).split("\t")
        database, _ = self.migrated(one)
        return before, self.fingerprint(database).split("\t")

    def assertWhole(self, found, before, after):
        self.assertIn(found[1:3], (before[1:3], after[1:3]), "half of the functions")
        self.assertTrue(int(before[0]) <= int(found[0]) <= int(after[0]))
        if found[0] == before[0]:
            self.assertEqual(found, before)

    def test_killed_migrations(self):
        for one in self.each_release():
            before, after = self.states(one)
            chosen = random.Random(one.version)
            counts = [0, 0, 0]
            for _ in range(KILLS):
                database, server = self.copy(one)
                running = self.start_migration(server)
                pace(chosen.uniform(0.02, 0.12))
                found = self.kill(running, database)
                self.assertWhole(found, before, after)
                counts[0 if found == before else 2 if found == after else 1] += 1
                server.command("migrate")
                self.assertEqual(self.fingerprint(database).split("\t"), after)
            figure(
                "from %s: %d migrations killed (%d before, %d between, %d after the last step), all whole and complete after the next one",
                one.version,
                KILLS,
                *counts,
            )

    def test_killed_at_the_worst_moment(self):
        """Held up by a lock: a migration ran and is not recorded; all functions are dropped and none
        is made."""
        for one in self.each_release():
            before, after = self.states(one)
            for table in ("schema_migration", "schema_object"):
                database, server = self.copy(one)
                with self.locked(database, table):
                    running = self.start_migration(server)
                    self.wait_for_lock(database)
                    running.send_signal(signal.SIGKILL)
                    running.wait()
                self.settle(database)
                found = self.fingerprint(database).split("\t")
                if table == "schema_migration":
                    self.assertEqual(found, before)
                else:
                    self.assertEqual((found[0], *found[1:3]), (after[0], *before[1:3]))
                server.command("migrate")
                self.assertEqual(self.fingerprint(database).split("\t"), after)

    def locked(self, database, table):
        return self.session("postgres", database, "BEGIN; LOCK TABLE hoshitori.%s IN SHARE MODE; SELECT 'held'" % table)

    @contextlib.contextmanager
    def session(self, user, database, statements, **environment):
        """Of somebody else, to the end of the block."""
        holder = subprocess.Popen(
            ["psql", "-h", self.postgres.directory, "-U", user, "-d", database, "-XAtq"],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holder.stdin.write(statements + ";\n")
        holder.stdin.flush()
        self.assertEqual(holder.stdout.readline(), "held\n")
        try:
            yield
        finally:
            holder.communicate()

    def wait_for_lock(self, database):
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'" % database
        until(lambda: self.postgres.sql(waiting, "postgres") != "0", lambda: "the migration was not held up")

    def settle(self, database):
        """PostgreSQL notices the end of a client when it next speaks to it."""
        until(
            lambda: (
                self.postgres.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND application_name LIKE 'hoshitori/%%'" % database, "postgres")
                == "0"
            )
        )


if __name__ == "__main__":
    unittest.main(verbosity=2)
