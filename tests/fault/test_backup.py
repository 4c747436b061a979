# SPDX-License-Identifier: Apache-2.0
"""The backup drill of deploy/backup/README.md, step by step: a base backup, the log of changes, a restore
to an instant and to the end of the log in another directory, and a server on what was restored.

Everything that was answered before the instant is there, nothing from after it; keys work, chains and
what witnesses kept fit, statuses are those that the facts give. The long form does it with 1 GB."""

import datetime
import glob
import gzip
import json
import os
import shutil
import subprocess
import time

import harness
import lives
import residue
from forms import LONG, choose, figure
from waiting import PATIENCE_SECONDS

SCRIPTS = os.path.join(harness.TOP, "deploy", "backup")
BYTES, SIZE = choose((0, 1), (1 << 30, 12))


def run(script, *words, check=True, **environment):
    done = subprocess.run(
        [os.path.join(SCRIPTS, script), *words],
        text=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS * SIZE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    if check and done.returncode != 0:
        raise RuntimeError("%s ended with %d: %s%s" % (script, done.returncode, done.stdout, done.stderr))
    return done


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(sep=" ")


def size_of(folder):
    return sum(os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(folder) for name in names)


def timed(call, *words):
    began = time.monotonic()
    call(*words)
    return time.monotonic() - began


class Drill(lives.Life):
    @classmethod
    def setUpClass(cls):
        """One story, told once: base, writes, instant, writes, the machine is lost."""
        cls.server = harness.Server()
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        cls.open = harness.Api(cls.server)
        cls.archive = os.path.join(cls.server.directory, "退避")
        cls.place = ("--archive", cls.archive, "--data-dir", cls.server.data_dir)
        maker = cls()
        maker.server.set_day(harness.FIRST_DAY)
        run("backup", "setup", "--archive", cls.archive + "/", "--data-dir", cls.server.data_dir + "/")
        cls.server.stop()
        cls.server.start()
        cls.buyer, cls.supplier, cls.relationship = maker.linked_pair()
        if LONG:
            maker.fill(BYTES)
        cls.took = timed(run, "backup", "take", *cls.place)
        cls.first = maker.write(20)
        maker.live()
        cls.lived = maker.buyer, maker.supplier
        cls.contact, _ = maker.invite(maker.buyer, name="株式会社連絡先", contacts=[lives.PERSON, {"name": "残る 花子", "email": "stays@example.jp"}])
        maker.buyer, maker.supplier = cls.buyer, cls.supplier
        maker.require(cls.buyer, cls.relationship, 1, "2027-06-30")
        maker.declare(cls.supplier, 1, "2026-11-01")
        cls.before = maker.statuses(cls.buyer, cls.relationship)
        cls.receipts = maker.eventually(lambda: cls.supplier.get("/v1/audit/receipts").json["items"])
        cls.instant = maker.eventually(maker.later_than_the_base)
        cls.second = maker.write(20)
        maker.archive_all()
        maker.buyer, maker.supplier = cls.lived
        maker.erase_life()
        maker.buyer, maker.supplier = cls.buyer, cls.supplier
        if LONG:
            maker.fill(BYTES + BYTES // 4)
        maker.archive_all()
        cls.try_beside(maker)
        cls.verified = run("backup", "verify", "--archive", cls.archive).stdout
        # What comes now is not archived when the machine is lost.
        cls.third = maker.write(20)
        os.kill(cls.server.process.pid, 9)
        cls.server.process.wait()
        cls.server.process = None
        maker.eventually(lambda: not glob.glob("/proc/%d" % cls.server_postgres))

    def setUp(self):
        pass

    @classmethod
    def try_beside(cls, maker):
        """A copy is made and served while the first server goes on."""
        copy = harness.Server()
        cls.addClassCleanup(copy.end)
        copy.data_dir = os.path.join(copy.directory, "beside", "deeper")
        run("restore", "--archive", cls.archive + "/", "--to", os.path.join(copy.directory, "away", "..", "beside", "deeper", "postgres") + "/")
        left = [
            name
            for _, folders, names in os.walk(copy.data_dir)
            for name in folders + names
            if name.startswith((".s.PGSQL", "postmaster", "pgsql_tmp")) or name.endswith(".signal")
        ]
        maker.keep_keys(copy)
        copy.start()
        there = maker.on(copy, cls.buyer)
        cls.beside = {
            "left": left,
            "names": maker.names(there),
            "written": there.post("/v1/suppliers", {"name": "株式会社写し"}).status,
            "first": cls.buyer.post("/v1/suppliers", {"name": "株式会社本物"}).status,
        }
        cls.beside["first names"] = maker.names(cls.buyer)
        copy.stop()

    # The story's steps.

    def write(self, count):
        names = ["株式会社%s" % harness.declaration_id() for _ in range(count)]
        for name in names:
            self.assertStatus(self.buyer.post("/v1/suppliers", {"name": name}), 201)
        return set(names)

    def sql(self, text):
        return self.server.sql(text).strip()

    def fill(self, size):
        """Entries of 2 KB in the audit logs, by the server's own function, until the database has so many bytes."""
        organisations = [self.server.make_organisation("株式会社満杯") for _ in range(20)]
        while int(self.sql("select pg_database_size('hoshitori')")) < size:
            for organisation in organisations:
                self.sql(
                    """do $$ begin
                  for batch in 1..5 loop
                    perform hoshitori.enter_as('%s', '2026-12-01T03:00:00Z', '2026-12-01', 'fill');
                    perform hoshitori.audit_append('filled', 'fill/' || n, jsonb_build_object('text',
                      (select string_agg(md5(random()::text || n || i), '') from generate_series(1, 55) i)))
                    from generate_series(1, 400) n;
                    commit;
                  end loop;
                end $$"""
                    % organisation
                )

    def archive_all(self):
        """The segment that is being written is closed and archived, as archive_timeout does each minute."""
        segment = self.sql("select pg_walfile_name(pg_switch_wal())")
        self.eventually(lambda: os.path.exists(os.path.join(self.archive, "wal", segment + ".gz")))
        self.__class__.server_postgres = self.server.postgres_pid()

    def later_than_the_base(self):
        """An instant of a later second: bases are named by seconds, and one that may be younger is not taken."""
        instant = now()
        base = max(os.listdir(os.path.join(self.archive, "base")))
        return instant if instant[:19].replace("-", "").replace(":", "").replace(" ", "T") > base[:15] else None

    def names(self, caller):
        found, cursor = set(), None
        while True:
            page = caller.get("/v1/suppliers", query={"limit": 200, **({"cursor": cursor} if cursor else {})}).json
            found |= {item["name"] for item in page["items"]}
            cursor = page["next_cursor"]
            if not cursor:
                return found

    def statuses(self, caller, relationship):
        return self.assertStatus(caller.get("/v1/suppliers/%s/status" % relationship), 200).json["status"]

    # What was restored.

    def restored(self, name, *words):
        """A server on what was restored, not started; its directory, like the first one's."""
        server = harness.Server()
        self.addCleanup(server.end)
        server.data_dir = os.path.join(server.directory, name)
        seconds = timed(run, "restore", "--archive", self.archive, "--to", os.path.join(server.data_dir, "postgres"), *words)
        return server, seconds

    def keep_keys(self, server, names=("secret", "signing-key")):
        for name in names:
            shutil.copy2(os.path.join(self.server.data_dir, name), os.path.join(server.data_dir, name))

    def on(self, server, caller):
        return harness.Api(server, caller.key, caller.organisation, caller.name)

    def assertWhole(self, server):
        """Chains, checkpoints, what the other party kept, and every line."""
        kept = os.path.join(server.directory, "kept")
        with open(kept, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(item) + "\n" for item in self.receipts)
        for words in (("audit", "verify"), ("audit", "verify", "--organisation", self.buyer.organisation, "--kept", kept), ("rebuild", "--check")):
            done = server.command(*words, check=False, seconds=PATIENCE_SECONDS * SIZE)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_0_beside_the_running_server(self):
        self.assertEqual(self.beside["left"], [])
        self.assertLessEqual(self.first | self.second, self.beside["names"])
        self.assertEqual((self.beside["written"], self.beside["first"]), (201, 201))
        self.assertNotIn("株式会社写し", self.beside["first names"])

    def test_1_to_an_instant(self):
        server, seconds = self.restored("instant", "--time", self.instant)
        # Without the secret the database is there, and nobody gets in. With another key it would sign what is not signed yet.
        self.keep_keys(server, ["signing-key"])
        server.start()
        self.assertProblem(self.on(server, self.buyer).get("/v1/me"), 401)
        server.stop()
        self.keep_keys(server)
        server.start()
        buyer = self.on(server, self.buyer)
        found = self.names(buyer)
        self.assertLessEqual(self.first, found)
        self.assertFalse(found & (self.second | self.third))
        self.assertEqual(self.statuses(buyer, self.relationship), self.before)
        # Who was erased after the instant is so here, too; the log says why.
        theirs = self.on(server, self.lived[0])
        left = self.assertStatus(theirs.get("/v1/suppliers/" + self.contact), 200).json["contacts"]
        self.assertEqual([contact["name"] for contact in left], ["残る 花子"])
        self.assertEqual(residue.in_tables(server, lives.WORDS), [])
        self.assertEqual(theirs.get("/v1/audit/events", query={"limit": 200}).json["items"][-1]["operation"], "erasure repeat")
        checked = timed(self.assertWhole, server)
        self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社再開"}), 201)
        figure(
            "restored to an instant: %d of %d acknowledged before it there, %d of %d from after it",
            len(self.first),
            len(self.first),
            len(found & (self.second | self.third)),
            len(self.second | self.third),
        )
        if LONG:
            database = size_of(os.path.join(self.server.data_dir, "postgres", "base"))
            (base,) = glob.glob(os.path.join(self.archive, "base", "2*"))
            figure(
                "database of %.2f GB: base backup with its check %.0f s, %.2f GB; log %.2f GB",
                database / 1e9,
                self.took,
                size_of(base) / 1e9,
                size_of(os.path.join(self.archive, "wal")) / 1e9,
            )
            figure("restored to the instant in %.0f s; chains and lines checked in %.0f s", seconds, checked)

    def test_2_to_the_end_of_the_log(self):
        """What was not archived is lost with the machine: at most a minute, by archive_timeout."""
        server, seconds = self.restored("end")
        self.keep_keys(server)
        server.start()
        found = self.names(self.on(server, self.buyer))
        self.assertLessEqual(self.first | self.second, found)
        self.assertWhole(server)
        figure(
            "restored to the end of the archived log: %d of %d there (%.0f s)", len(found & (self.first | self.second)), len(self.first | self.second), seconds
        )

    def test_3_with_the_disk_of_the_lost_machine(self):
        server, _ = self.restored("disk", "--wal", os.path.join(self.server.data_dir, "postgres", "pg_wal"))
        self.keep_keys(server)
        server.start()
        found = self.names(self.on(server, self.buyer))
        written = self.first | self.second | self.third
        self.assertLessEqual(written, found)
        self.assertWhole(server)
        figure("with the lost machine's log: %d of %d there", len(found & written), len(written))

    def test_4_an_instant_that_was_never_reached(self):
        server = harness.Server()
        self.addCleanup(server.end)
        to = os.path.join(server.directory, "never", "postgres")
        # Whatever language PostgreSQL speaks to the operator.
        done = run("restore", "--archive", self.archive, "--to", to, "--time", "2099-01-01 00:00:00+09", check=False, LC_ALL="C.UTF-8", LANGUAGE="ja")
        self.assertEqual(done.returncode, 1)
        self.assertIn("the log ends before", done.stderr)
        self.assertFalse(os.path.exists(to))
        done = run("restore", "--archive", self.archive, "--to", to, "--time", "2020-01-01 00:00:00+09", check=False)
        self.assertIn("no base backup is old enough", done.stderr)
        self.assertIn("is there already", run("restore", "--archive", self.archive, "--to", server.directory, check=False).stderr)

    def test_5_damage_is_seen(self):
        self.assertIn("are whole", self.verified)
        archive = os.path.join(self.server.directory, "damaged")
        shutil.copytree(self.archive, archive)
        (base,) = glob.glob(os.path.join(archive, "base", "2*", "base.tar.gz"))
        segments = sorted(glob.glob(os.path.join(archive, "wal", "0" * 7 + "1" + "?" * 16 + ".gz")))
        start = [name for name in segments if os.path.exists(name)]
        self.assertGreater(len(start), 2)

        def refused(word):
            done = run("backup", "verify", "--archive", archive, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(word, done.stderr)

        os.rename(segments[-2], segments[-2] + ".away")
        refused("missing")
        with gzip.open(segments[-2], "wb") as file:
            file.write(b"x")
        with open(segments[-2], "r+b") as file:
            file.seek(-5, os.SEEK_END)
            file.write(b"\xff")
        refused("damaged")
        os.replace(segments[-2] + ".away", segments[-2])
        with gzip.open(base) as file:
            content = bytearray(file.read())
        place = len(content) // 2
        content[place] ^= 1
        with gzip.open(base, "wb", 1) as file:
            file.write(content)
        refused("damaged")

    def copied(self, name):
        """The archive once more, of the same account."""
        archive = os.path.join(self.server.directory, name)
        shutil.copytree(self.archive, archive)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "--reference", self.archive, archive], check=True, timeout=PATIENCE_SECONDS)
        return archive

    def test_5_what_cannot_be_read_is_not_passed_over(self):
        """PostgreSQL takes a segment that is missing, damaged or not to be read for the end of the log."""
        archive = self.copied("holes")
        segments = sorted(glob.glob(os.path.join(archive, "wal", "0" * 7 + "1" + "?" * 16 + ".gz")))
        tries = iter(range(99))

        def refused(word, *words):
            to = os.path.join(self.server.directory, "holes-%d" % next(tries))
            done = run("restore", "--archive", archive, "--to", to, *words, check=False)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(word, done.stderr)
            self.assertFalse(os.path.exists(to))

        os.rename(segments[-2], segments[-2] + ".away")
        refused("segment %s, or the one before it, is missing" % os.path.basename(segments[-1])[:24])
        os.rename(segments[-2] + ".away", segments[-2])
        # The erasure stands in the last segment, the instant before it.
        with open(segments[-1], "r+b") as file:
            file.seek(-5, os.SEEK_END)
            file.write(b"\xff")
        refused("segment %s, or the one before it, is missing or damaged" % os.path.basename(segments[-1])[:24])
        refused("erasures of personal data could not be carried out again", "--time", self.instant)
        refused("there is no segment", "--wal", os.path.join(archive, "base"))
        refused("there is no segment", "--wal", os.path.join(archive, "nowhere"))
        if os.geteuid() == 0:
            os.chown(archive, 0, 0)
            refused("cannot read")
            refused("no nobody-at-all", "--account", "nobody-at-all")

    def test_5_what_is_archived_during_the_replay_is_not_missed(self):
        """A server that lives goes on archiving while its copy is made."""
        archive = self.copied("growing")
        newest = max(glob.glob(os.path.join(archive, "wal", "0" * 7 + "1" + "?" * 16 + ".gz")))
        # Not the next one, which the replay may still ask for.
        later = os.path.join(archive, "wal", "%024X.gz" % (int(os.path.basename(newest)[:24], 16) + 2))
        to = os.path.join(self.server.directory, "grown")
        restore = subprocess.Popen(
            [os.path.join(SCRIPTS, "restore"), "--archive", archive, "--to", to], text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        with restore.stderr:
            self.eventually(lambda: os.path.exists(to + ".new/recovery.signal") or restore.poll() is not None)
            shutil.copy2(newest, later)
            self.assertIsNone(restore.poll())
            said = restore.stderr.read()
        self.assertEqual(restore.wait(PATIENCE_SECONDS), 0, said)
        self.assertTrue(os.path.exists(to))

    def test_5_names_of_segments_are_no_numbers(self):
        """As numbers, the neighbours would be equal and E1 an exponent."""
        start = "0000000100000000000000"
        for last, unread in (("03", "04"), ("07", "08"), ("E0", "E1"), ("E1", "E2"), ("FF", "")):
            with self.subTest(last=last):
                archived = sorted(start + name for name in {"01", "02", last, unread} if name)
                done = subprocess.run(
                    ["bash", "-c", '. "$0"; first_segment "$1" "$2"', os.path.join(SCRIPTS, "common.sh"), start + last, start + "02"],
                    text=True,
                    capture_output=True,
                    input="".join(name + "\n" for name in archived),
                    timeout=PATIENCE_SECONDS,
                    check=True,
                )
                self.assertEqual(done.stdout.strip(), start + unread if unread else "")

    def test_5_whoever_breaks_off_leaves_nothing_running(self):
        to = os.path.join(self.server.directory, "broken-off")
        restore = subprocess.Popen(
            [os.path.join(SCRIPTS, "restore"), "--archive", self.archive, "--to", to], text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        with restore.stdout:
            self.eventually(lambda: os.path.exists(to + ".new/recovery.signal") or restore.poll() is not None)
            self.assertIsNone(restore.poll())
            restore.terminate()
            restore.wait(PATIENCE_SECONDS)
        running = []
        for place in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(place, "rb") as file:
                    if to.encode() in file.read():
                        running.append(place)
            except OSError:  # it has ended
                pass
        self.assertEqual(running, [])
        self.assertFalse(os.path.exists(to))

    def test_6_archiving_never_overwrites(self):
        archive = os.path.join(self.server.directory, "safe")
        os.makedirs(os.path.join(archive, "wal"))
        files = {}
        for name, content in (("one", b"1" * 1000), ("other", b"2" * 1000)):
            files[name] = os.path.join(archive, name)
            with open(files[name], "wb") as file:
                file.write(content)
        self.assertEqual(run("archive-wal", files["one"], "A", archive).returncode, 0)
        self.assertEqual(run("archive-wal", files["one"], "A", archive).returncode, 0)
        self.assertEqual(run("archive-wal", files["other"], "A", archive, check=False).returncode, 1)
        self.assertNotEqual(run("archive-wal", files["one"], "B", archive + "-away", check=False).returncode, 0)
        self.assertEqual(os.listdir(os.path.join(archive, "wal")), ["A.gz"])
        with gzip.open(os.path.join(archive, "wal", "A.gz")) as file:
            self.assertEqual(file.read(), b"1" * 1000)

    def test_7_prune_keeps_what_the_newest_needs(self):
        archive = os.path.join(self.server.directory, "pruned")
        shutil.copytree(self.archive, archive)
        (base,) = glob.glob(os.path.join(archive, "base", "2*"))
        shutil.copytree(base, os.path.join(archive, "base", "20200101T000000Z"))
        run("backup", "prune", "--archive", archive, "--keep", "1")
        self.assertEqual(os.listdir(os.path.join(archive, "base")), [os.path.basename(base)])
        self.assertLess(len(os.listdir(os.path.join(archive, "wal"))), len(os.listdir(os.path.join(self.archive, "wal"))))
        self.assertIn("are whole", run("backup", "verify", "--archive", archive).stdout)
        self.assertEqual(run("backup", "prune", "--archive", archive, "--keep", "0", check=False).returncode, 1)
        # By age: what is too old goes although there is room for it, but for the newest.
        shutil.copytree(base, os.path.join(archive, "base", "20200101T000000Z"))
        run("backup", "prune", "--archive", archive, "--keep", "9", "--days", "35")
        self.assertEqual(os.listdir(os.path.join(archive, "base")), [os.path.basename(base)])
        os.rename(os.path.join(archive, "base", os.path.basename(base)), os.path.join(archive, "base", "20200102T000000Z"))
        run("backup", "prune", "--archive", archive, "--keep", "9", "--days", "35")
        self.assertEqual(os.listdir(os.path.join(archive, "base")), ["20200102T000000Z"])
        self.assertEqual(run("backup", "prune", "--archive", archive, "--keep", "1", "--days", "0", check=False).returncode, 1)

    def test_8_paths_and_databases_are_treated_alike(self):
        """What becomes part of a command of a shell has no characters that one reads otherwise."""
        top = os.path.join(self.server.directory, "odd")
        archive = "--archive", self.archive
        to = "--to", os.path.join(top, "postgres")
        for odd in (" ", "'", '"', "%", "%f", "\\", "\n", "\t", "$", "$(x)", "`x`", ";", "&", "|", "<", "*", "?", "#", "~", "{a,b}", "\x7f"):
            path = os.path.join(top, "a%sb" % odd)
            os.makedirs(os.path.join(path, "base"))
            os.makedirs(os.path.join(path, "wal"))
            for words in (
                ("backup", "setup", "--archive", path, "--data-dir", self.server.data_dir),
                ("backup", "verify", "--archive", path),
                ("backup", "list", "--archive", path),
                ("restore", "--archive", path, *to),
                ("restore", *archive, "--to", path),
                ("restore", *archive, *to, "--wal", path),
            ):
                with self.subTest(words=words):
                    done = run(*words, check=False)
                    self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                    self.assertIn("only letters, digits", done.stderr)
            # It is called with what setup let pass, and quotes what it gets.
            segment = os.path.join(path, "segment")
            with open(segment, "wb") as file:
                file.write(b"1")
            run("archive-wal", segment, "A", path)
            self.assertEqual(os.listdir(os.path.join(path, "wal")), ["A.gz"])
        for words in (
            ("backup", "list", "--archive", "relative"),
            ("restore", "--archive", "relative", *to),
            ("restore", *archive, "--to", "relative"),
            ("restore", *archive, *to, "--wal", "relative"),
        ):
            self.assertIn("takes an absolute path", run(*words, check=False).stderr)
        for why, words in (
            ("--time is given without a value", ("restore", *archive, *to, "--time", "")),
            ("--backup is given without a value", ("restore", *archive, *to, "--backup", "")),
            ("--backup takes a name", ("restore", *archive, *to, "--backup", "../base")),
            ("--backup takes a name", ("restore", *archive, *to, "--backup", "..")),
            ("lies in the archive", ("restore", *archive, "--to", os.path.join(self.archive, "base", "x"))),
            ("--keep is given without a value", ("backup", "prune", *archive, "--keep", "")),
            ("--database is given without a value", ("backup", "take", *archive, "--database", "")),
        ):
            done = run(*words, check=False)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn(why, done.stderr)
        plain = os.path.join(top, "退避_1,2@c:d=e+f-g.h")
        os.makedirs(os.path.join(plain, "base"))
        os.makedirs(os.path.join(plain, "wal"))
        self.assertIn("log", run("backup", "list", "--archive", plain).stdout)

    def test_9_a_database_on_another_machine_proves_itself(self):
        take = lambda database: run("backup", "take", "--archive", self.archive, "--database", database, check=False).stderr
        wanted = "add sslmode=verify-full, channel_binding=require"
        proof = "sslmode=verify-full channel_binding=require"
        for elsewhere in (
            "host=db.invalid",
            "host = db.invalid",
            "host=localhost hostaddr=192.0.2.1",
            "host=localhost,db.invalid",
            "host=127.0.0.1.invalid",
            "host=/tmp,db.invalid",
            "postgresql://u:p@db.invalid/d",
            "postgresql://localhost,db.invalid/d",
            "postgresql:///d?host=db.invalid",
            "postgresql://localhost@db.invalid",
            "host=db.invalid sslmode=require",
            "host=db.invalid sslmode=verify-full",
            "host=db.invalid channel_binding=require",
            "host=db.invalid %s sslmode=disable" % proof,
            "host=db.invalid %s channel_binding=disable" % proof,
        ):
            self.assertIn(wanted, take(elsewhere), elsewhere)
        self.assertIn("without a service", take("service=elsewhere"))
        for hidden in ("postgresql:///d?%68ost=db.invalid", "postgresql://localhost/d?user=u&h%6fstaddr=192.0.2.1", "postgresql:///d?servic%65=x"):
            self.assertIn("without %XX", take(hidden), hidden)
        for here in (
            "dbname=postgres port=1",
            "host=/nowhere",
            "host='/no where'",
            "host=127.0.0.1 port=1",
            "hostaddr=::1 host=localhost port=1",
            "postgresql://localhost:1/d",
            "postgresql://u:p@[::1]:1",
            "host=db.invalid connect_timeout=2 " + proof,
        ):
            stderr = take(here)
            self.assertNotIn(wanted, stderr, here)
            self.assertIn("pg_basebackup: error: ", stderr, here)


if __name__ == "__main__":
    harness.main()
