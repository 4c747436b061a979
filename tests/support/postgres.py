# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL that is not the server's own, made ready as the README tells: for tests of several
servers at one database, and of databases that were there before."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile

from service import Server
from waiting import PATIENCE_SECONDS, until

PROGRAMS = "/usr/lib/postgresql/15/bin"
PREPARED = """
CREATE ROLE hoshitori_migrate LOGIN CREATEROLE;
CREATE ROLE hoshitori_app LOGIN NOINHERIT;
"""
DATABASE = """
CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8';
GRANT CREATE ON DATABASE %s TO hoshitori_migrate;
"""


def _account():
    """PostgreSQL refuses root: then it runs as another user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise RuntimeError("no account for PostgreSQL")


class Postgres:
    """Its superuser is postgres; it listens on a Unix socket only, unless `settings` say otherwise."""

    def __init__(self, settings=()):
        self.settings_more = [word for setting in settings for word in ("-c", setting)]
        self.directory = tempfile.mkdtemp(prefix="hoshitori-")
        self.account = _account()
        if self.account:
            os.chown(self.directory, self.account["user"], self.account["group"])
        os.chmod(self.directory, 0o711)
        self.data = os.path.join(self.directory, "data")
        self.process = None

    def _run(self, *words, **options):
        done = subprocess.run(words, cwd=self.directory, text=True, capture_output=True, **self.account, **options)
        if done.returncode != 0:
            raise RuntimeError("%s ended with %d: %s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr))
        return done

    def initialise(self):
        self._run(PROGRAMS + "/initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def start(self):
        if not os.path.exists(self.data):
            self.initialise()
        with open(os.path.join(self.directory, "log"), "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAMS + "/postgres", "-D", self.data, "-k", self.directory, "-c", "listen_addresses=", "-c", "max_connections=120", *self.settings_more],
                cwd=self.directory,
                stdout=log,
                stderr=log,
                **self.account,
            )
        until(lambda: self._answers() or self.process.poll() is not None)
        self.sql("SELECT 1", "postgres")
        return self

    def _answers(self):
        return subprocess.run(["pg_isready", "-q", "-h", self.directory], check=False).returncode == 0

    def prepare(self):
        """The roles that its administrator makes once."""
        self.sql(PREPARED, "postgres")
        return self

    def create(self, database, template=None):
        if template:
            self.sql("CREATE DATABASE %s TEMPLATE %s" % (database, template), "postgres")
            self.sql("GRANT CREATE ON DATABASE %s TO hoshitori_migrate" % database, "postgres")
        else:
            for command in (DATABASE % (database, database)).strip().splitlines():
                self.sql(command, "postgres")

    def sql(self, text, database, user="postgres"):
        """Runs a script; returns what it prints, values between tabs."""
        done = subprocess.run(
            ["psql", "-h", self.directory, "-U", user, "-d", database, "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
            input=text,
            text=True,
            capture_output=True,
            env={**os.environ, "PGOPTIONS": "-c check_function_bodies=off"},
        )
        if done.returncode != 0:
            raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
        return done.stdout.strip()

    def run_program(self, program, *words):
        return self._run(program, "-h", self.directory, "-U", "postgres", *words).stdout

    def dump(self, database, *options):
        return self.run_program(PROGRAMS + "/pg_dump", "-d", database, *options)

    def url(self, database, user):
        return "host=%s user=%s dbname=%s" % (self.directory, user, database)

    def settings(self, database):
        """The variables of a server that uses this database."""
        return {"HOSHITORI_DATABASE_URL": self.url(database, "hoshitori_app"), "HOSHITORI_MIGRATE_URL": self.url(database, "hoshitori_migrate")}

    def durable(self, yes):
        """Databases are made much faster without; no server serves then."""
        self.sql("ALTER SYSTEM SET fsync = %s" % ("on" if yes else "off"), "postgres")
        self.sql("SELECT pg_reload_conf()", "postgres")
        until(lambda: self.sql("SHOW fsync", "postgres") == ("on" if yes else "off"))

    def end(self):
        if self.process:
            self.process.send_signal(signal.SIGQUIT)  # nothing of it is needed any more
            self.process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.directory, ignore_errors=True)


class SharedServer(Server):
    """A server at a database that it does not own. `like`, another such server, shares its files: its
    secret, its signing key and its clock."""

    def __init__(self, postgres, database, options=(), like=None):
        super().__init__(options)
        self.postgres = postgres
        files = like.directory if like else self.directory
        self.clock = os.path.join(files, "clock")
        self.settings = {
            **postgres.settings(database),
            "HOSHITORI_SECRET_FILE": os.path.join(files, "secret"),
            "HOSHITORI_SIGNING_KEY_FILE": os.path.join(files, "signing-key"),
            "HOSHITORI_STATEMENT_KEY_FILE": os.path.join(files, "statement-key"),
        }

    def environment(self):
        return {**super().environment(), **self.settings}

    def start(self):
        """At the same address each time."""
        self.postgres.durable(True)
        super().start()
        self.settings["HOSHITORI_LISTEN"] = self.address
        return self
