# SPDX-License-Identifier: Apache-2.0
"""Two PostgreSQL of which one follows the other, and servers that know both: what Patroni does (deploy/ha), step by step,
with Debian's postgresql-15 alone."""

import contextlib
import os
import signal
import subprocess

from killer import children
from postgres import PROGRAMS, Postgres
from service import LiveServer
from waiting import until

# In the file, where pg_rewind's own recovery finds them, too.
SETTINGS = {"wal_log_hints": "on", "wal_keep_size": "1GB", "recovery_init_sync_method": "syncfs"}


def _gone(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


class Member(Postgres):
    """One of the two. Its own settings are a file of its own, since pg_rewind and pg_basebackup copy the other's."""

    def configure(self, **settings):
        with open(os.path.join(self.data, "postgresql.auto.conf"), "w", encoding="utf-8") as file:
            file.writelines("%s = '%s'\n" % pair for pair in {**SETTINGS, **settings}.items())
        if self.process:
            self.sql("SELECT pg_reload_conf()", "postgres")

    def clone(self, other):
        self._run(PROGRAMS + "/pg_basebackup", "-h", other.directory, "-U", "postgres", "-D", self.data, "-c", "fast", "--no-sync")

    def follow(self, other):
        """As a standby, whose confirmation the other waits for from when it has all."""
        self.configure(primary_conninfo="host=%s user=postgres application_name=standby" % other.directory)
        self._run("touch", os.path.join(self.data, "standby.signal"))
        self.start()
        other.configure(synchronous_standby_names="*")
        until(lambda: other.sql("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'", "postgres") == "sync")

    def come_back(self, other):
        """After a death, as what the other has: what it alone committed is nobody's."""
        other.sql("CHECKPOINT", "postgres")  # pg_rewind looks for the new timeline there
        self._run(
            PROGRAMS + "/pg_rewind", "--target-pgdata", self.data, "--source-server", "host=%s user=postgres dbname=postgres" % other.directory, "--no-sync"
        )
        self.follow(other)

    def promote(self):
        self.sql("SELECT pg_promote()", "postgres")

    def processes(self):
        """The postmaster first: it starts no other then."""
        return [self.process.pid, *children(self.process.pid)]

    def signal(self, number):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def die(self):
        """All at once, as a machine does."""
        everybody = self.processes()
        self.signal(signal.SIGKILL)
        self.process.wait()
        until(lambda: all(_gone(pid) for pid in everybody))
        self.process = None

    def stop(self):
        """Patroni's, before somebody else is promoted: what is committed has gone to the standby."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        self.process = None

    def freeze(self):
        os.kill(self.process.pid, signal.SIGSTOP)
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def end(self):
        if self.process:
            with contextlib.suppress(subprocess.SubprocessError, OSError):
                self.thaw()
        super().end()


class Attached(LiveServer):
    """A server that finds the primary among `members` by itself. `like`, another such server, shares its secrets."""

    def __init__(self, members, like=None, options=("--pool-size", "4"), **settings):
        super().__init__(options)
        files = like.directory if like else self.directory
        hosts = ",".join(member.directory for member in members)
        self.settings = {
            "HOSHITORI_DATABASE_URL": "host=%s user=hoshitori_app dbname=hoshitori" % hosts,
            "HOSHITORI_MIGRATE_URL": "host=%s user=hoshitori_migrate dbname=hoshitori" % hosts,
            "HOSHITORI_SECRET_FILE": os.path.join(files, "secret"),
            "HOSHITORI_SIGNING_KEY_FILE": os.path.join(files, "signing-key"),
            "HOSHITORI_STATEMENT_KEY_FILE": os.path.join(files, "statement-key"),
            **settings,
        }

    def environment(self):
        return {**super().environment(), **self.settings}


def two_members(add_cleanup):
    """(primary, standby) with the database of the server, which each of them confirms to the other."""
    primary, standby = Member(), Member()
    add_cleanup(primary.end)
    add_cleanup(standby.end)
    primary.initialise()
    primary.configure()
    primary.start().prepare().create("hoshitori")
    standby.clone(primary)
    standby.follow(primary)
    return primary, standby
