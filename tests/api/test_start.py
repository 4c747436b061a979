# SPDX-License-Identifier: Apache-2.0
"""What a server refuses to start with, and where it takes its secrets from. Each server started here is a
second one on the database of the test's first."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile

import harness
from postgres import Postgres, SharedServer
from service import BINARY, TOP
from waiting import PATIENCE_SECONDS, until

POSTGRES = "/usr/lib/postgresql/15/bin/postgres"
ROLES = os.path.join(TOP, "tests", "support", "dangerous_roles.sql")


class StartTest(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sockets = cls.server._postmaster()[4]
        cls.folder = tempfile.mkdtemp(prefix="hoshitori-start-")
        cls.secret = os.path.join(cls.server.data_dir, "secret")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def conninfo(self, role="hoshitori_app", sockets=None):
        return "host=%s user=%s dbname=hoshitori" % (sockets or self.sockets, role)

    def environment(self, **more):
        environment = {
            **self.server.environment(),
            "HOSHITORI_DATA_DIR": os.path.join(self.folder, "data"),
            "HOSHITORI_SECRET_FILE": self.secret,
            "HOSHITORI_SIGNING_KEY_FILE": os.path.join(self.server.data_dir, "signing-key"),
            **more,
        }
        return {name: value for name, value in environment.items() if value is not None}

    def file(self, name, text, mode=0o600):
        path = os.path.join(self.folder, name)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def assert_refused(self, why, words=("serve",), **environment):
        done = subprocess.run([BINARY, *words], env=self.environment(**environment), text=True, capture_output=True, timeout=PATIENCE_SECONDS)
        self.assertNotIn(done.returncode, (0, -9, -11), done.stdout)
        self.assertNotIn("Listening", done.stdout)
        self.assertRegex(done.stderr, why)
        return done.stderr

    def assert_serves(self, **environment):
        with subprocess.Popen([BINARY, "serve"], env=self.environment(**environment), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            line = process.stdout.readline()
            process.terminate()
            _, log = process.communicate(timeout=PATIENCE_SECONDS)
        self.assertRegex(line, "^Listening on ", log)
        self.assertEqual(process.returncode, 0, log)

    def test_nobody_is_there_to_begin_with(self):
        """No person, link or key that nobody made: the first ones are the operator's."""
        fresh = Postgres().start().prepare()
        self.addCleanup(fresh.end)
        fresh.create("hoshitori")
        server = SharedServer(fresh, "hoshitori")
        self.addCleanup(server.end)
        server.command("migrate")
        for table in ("user_account", "user_link", "api_key"):
            self.assertEqual(fresh.sql("select count(*) from hoshitori.%s" % table, "hoshitori").strip(), "0", table)

    # The database.

    def test_a_role_that_could_bypass_row_level_security_is_refused(self):
        self.server.sql(ROLES)
        for role, why in (
            ("hoshitori_migrate", "is a superuser"),
            ("bypassrls", "has BYPASSRLS"),
            ("createrole", "has CREATEROLE"),
            ("replication", "has REPLICATION"),
            ("owner", "as hoshitori_owner, which owns tables"),
            ("engine", "as hoshitori_engine, which owns functions"),
            ("backup", "as hoshitori_backup, which reads the rows of every organisation"),
            ("files", "as pg_read_server_files, which reaches the files"),
            ("indirect", "as hoshitori_engine"),
        ):
            with self.subTest(role=role):
                self.assert_refused("role %s .*%s.*serve as hoshitori_app" % (role, why), HOSHITORI_DATABASE_URL=self.conninfo(role))
        for value in ("off", "local", "remote_write"):
            with self.subTest(synchronous_commit=value):
                self.sql("ALTER ROLE lax SET synchronous_commit = " + value)
                self.assert_refused("synchronous_commit = %s and may lose" % value, HOSHITORI_DATABASE_URL=self.conninfo("lax"))
        for value in ("on", "remote_apply"):
            self.sql("ALTER ROLE lax SET synchronous_commit = " + value)
            self.assert_serves(HOSHITORI_DATABASE_URL=self.conninfo("lax"))
        self.assert_serves(HOSHITORI_DATABASE_URL=self.conninfo())

    def sql(self, text):
        return self.server.sql(self.file("statement.sql", text + ";\n", 0o644))

    def test_tables_that_are_not_postgresqls_own_are_refused(self):
        """No setting of a session reaches where their rows are: the server would answer 404 and empty lists."""
        why = "distributed by an extension"
        for schema in ("pg_catalog", "public"):
            with self.subTest(catalogue=schema):
                table = schema + ".pg_dist_partition"
                self.sql("SET allow_system_table_mods = on; CREATE TABLE %s (logicalrelid regclass PRIMARY KEY)" % table)
                try:
                    self.sql("INSERT INTO %s VALUES ('hoshitori.board')" % table)
                    for words in (("serve",), ("work",)):
                        self.assert_refused(why, words, HOSHITORI_DATABASE_URL=self.conninfo())
                    self.sql("GRANT USAGE ON SCHEMA %s TO public; GRANT SELECT ON %s TO public" % (schema, table))
                    self.assert_refused(why, HOSHITORI_DATABASE_URL=self.conninfo())
                    self.sql("UPDATE %s SET logicalrelid = 'pg_class'" % table)
                    self.assert_serves(HOSHITORI_DATABASE_URL=self.conninfo())
                finally:
                    self.sql("SET allow_system_table_mods = on; DROP TABLE " + table)
        for made, ended in (
            (
                "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE hoshitori.far (id int) SERVER s",
                "DROP FOREIGN DATA WRAPPER w CASCADE",
            ),
            (
                "CREATE ACCESS METHOD columnar TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE hoshitori.far (id int) USING columnar",
                "DROP ACCESS METHOD columnar CASCADE",
            ),
        ):
            with self.subTest(made=made):
                self.sql(made)
                try:
                    self.assert_refused(why, HOSHITORI_DATABASE_URL=self.conninfo())
                finally:
                    self.sql(ended)
        self.assert_serves(HOSHITORI_DATABASE_URL=self.conninfo())

    @contextlib.contextmanager
    def postgres(self, setting):
        """A PostgreSQL on a copy of the database that was stopped, as the owner of its files."""
        directory = os.path.join(self.folder, "postgres")
        owner = os.stat(directory)
        sockets = os.path.join(self.folder, "sockets")
        os.makedirs(sockets, exist_ok=True)
        os.chown(sockets, owner.st_uid, owner.st_gid)
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        log = tempfile.TemporaryFile()
        process = subprocess.Popen(
            [POSTGRES, "-D", directory, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + sockets, "-c", setting],
            stdout=log,
            stderr=log,
            cwd="/",
            **as_owner,
        )
        try:
            until(lambda: process.poll() is not None or subprocess.run(["pg_isready", "-q", "-h", sockets], check=False).returncode == 0)
            yield sockets
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
            log.close()

    def test_a_database_that_may_lose_what_it_acknowledged_is_refused(self):
        first = harness.Server().start()
        try:
            first.stop()
            os.chmod(self.folder, 0o711)
            shutil.copytree(os.path.join(first.data_dir, "postgres"), os.path.join(self.folder, "postgres"))
            owner = os.stat(os.path.join(first.data_dir, "postgres"))
            for path, _, names in os.walk(os.path.join(self.folder, "postgres")):
                for name in ["", *names]:
                    os.chown(os.path.join(path, name), owner.st_uid, owner.st_gid)
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                with self.subTest(setting=setting), self.postgres(setting + "=off") as sockets:
                    self.assert_refused("runs with %s = off and may lose" % setting, HOSHITORI_DATABASE_URL=self.conninfo(sockets=sockets))
            for words in (("serve",), ("work",)):
                with self.subTest(words=words), self.postgres("synchronous_commit=remote_write") as sockets:
                    self.assert_refused("runs with synchronous_commit = remote_write", words, HOSHITORI_DATABASE_URL=self.conninfo(sockets=sockets))
            with self.postgres("fsync=on") as sockets:
                self.assert_serves(HOSHITORI_DATABASE_URL=self.conninfo(sockets=sockets))
        finally:
            first.end()

    def test_the_environment_of_libpq_is_not_read(self):
        self.assert_serves(
            HOSHITORI_DATABASE_URL="user=hoshitori_app host=" + self.sockets + " dbname=hoshitori",
            PGHOST="192.0.2.1",
            PGPORT="1",
            PGUSER="hoshitori_migrate",
            PGDATABASE="postgres",
            PGOPTIONS="-c row_security=off",
            PGSERVICE="elsewhere",
            PGSSLMODE="verify-full",
        )

    # Secrets.

    def test_a_secret_on_the_command_line_is_refused(self):
        for flag, variable in (("--database-url", "HOSHITORI_DATABASE_URL_FILE"), ("--migrate-url", "HOSHITORI_MIGRATE_URL_FILE")):
            for words in ((flag, "host=geheim"), (flag + "=host=geheim",)):
                for command in (("serve",), ("config",), ("migrate",)):
                    text = self.assert_refused("command line.*" + variable, (*command, *words))
                    self.assertNotIn("geheim", text)

    def test_a_secret_from_a_file(self):
        self.assert_serves(HOSHITORI_DATABASE_URL_FILE=self.file("url", self.conninfo() + "\n"))
        migrate = self.file("migrate", self.conninfo("hoshitori_migrate"))
        done = subprocess.run(
            [BINARY, "organisation", "list"], env=self.environment(HOSHITORI_MIGRATE_URL_FILE=migrate), capture_output=True, timeout=PATIENCE_SECONDS
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_file_that_others_can_read_is_refused(self):
        for mode in (0o640, 0o604, 0o660, 0o620):
            with self.subTest(mode=oct(mode)):
                path = self.file("url", self.conninfo(), mode)
                self.assert_refused("chmod 600 " + path, HOSHITORI_DATABASE_URL_FILE=path)
                secret = self.file("secret", "0" * 64, mode)
                self.assert_refused("chmod 600 " + secret, HOSHITORI_SECRET_FILE=secret, HOSHITORI_DATABASE_URL=self.conninfo())

    def test_files_without_a_secret_are_refused(self):
        self.assert_refused("is empty", HOSHITORI_DATABASE_URL_FILE=self.file("url", "\n"))
        self.assert_refused("no text", HOSHITORI_DATABASE_URL_FILE=self.file("url", "a\0b"))
        self.assert_refused("too long", HOSHITORI_DATABASE_URL_FILE=self.file("url", "a" * 5000))
        self.assert_refused("cannot read", HOSHITORI_DATABASE_URL_FILE=self.folder + "/nothing")
        self.assert_refused("not a regular file", HOSHITORI_DATABASE_URL_FILE=self.folder)
        path = self.file("url", self.conninfo())
        self.assert_refused("leave one out", HOSHITORI_DATABASE_URL_FILE=path, HOSHITORI_DATABASE_URL="host=x")

    def test_credentials_of_systemd(self):
        credentials = os.path.join(self.folder, "credentials")
        os.makedirs(credentials, exist_ok=True)
        given = {"CREDENTIALS_DIRECTORY": credentials, "HOSHITORI_SECRET_FILE": None}
        with open(self.secret, encoding="ascii") as file:
            self.file("credentials/secret", file.read(), 0o400)
        url = self.file("credentials/database_url", self.conninfo(), 0o400)
        self.assert_serves(**given)
        os.chmod(url, 0o440)
        if os.geteuid() == 0:
            # An access control list of systemd's looks like this: root's, the mask in the group's place.
            self.assert_serves(**given)
            os.chown(url, 0, 1)
            self.assert_refused("chmod 600", **given)
            os.chown(url, 0, 0)
        else:
            self.assert_refused("chmod 600", **given)
        self.assert_refused("chmod 600", HOSHITORI_DATABASE_URL_FILE=url)
        os.chmod(url, 0o444)
        self.assert_refused("chmod 600", **given)

    def test_an_address_that_cannot_be_read_is_not_repeated(self):
        for url in (
            "postgresql://u:geheim@[h/d",
            "host=h password=x geheim",
            "postgresql://u:geheim/x@h/d",
            "postgresql://u:x@geheim@h/d",
            "postgresql://u:geheim%zz@h/d",
        ):
            with self.subTest(url=url):
                text = self.assert_refused("address of the database cannot be read", HOSHITORI_DATABASE_URL=url)
                self.assertNotIn("geheim", text)

    def test_the_settings_in_force_hide_secrets(self):
        done = subprocess.run(
            [BINARY, "config"], text=True, capture_output=True, check=True, env=self.environment(HOSHITORI_DATABASE_URL_FILE=self.file("url", "host=geheim"))
        )
        self.assertNotIn("geheim", done.stdout + done.stderr)
        self.assertIn("database_url = (set)", done.stdout)

    # What systemd is told.

    def test_systemd_is_told_of_start_and_stop(self):
        for abstract in (False, True):
            name = "%shoshitori-%d" % ("@" if abstract else self.folder + "/", os.getpid())
            with self.subTest(name=name), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
                told.bind(name.replace("@", "\0"))
                told.settimeout(PATIENCE_SECONDS)
                self.assert_serves(HOSHITORI_DATABASE_URL=self.conninfo(), NOTIFY_SOCKET=name)
                self.assertEqual([told.recv(100), told.recv(100)], [b"READY=1", b"STOPPING=1"])


if __name__ == "__main__":
    harness.main()
