# SPDX-License-Identifier: Apache-2.0
"""An answered write survives a crash of the server or of PostgreSQL, and a repeated one has one effect:
writers go on while both are killed at random moments; then everything that was answered must be there, once."""
import collections
import concurrent.futures
import os
import random
import signal
import socket
import statistics
import struct
import threading
import time
import unittest

import writers
from books import Books
from forms import choose, figure
from service import Api, LiveServer
from harness import BUYER_RIGHTS, SUPPLIER_RIGHTS

KILLS = choose(10, 100)  # of the server, and as many of PostgreSQL
PARTIES = 4              # buyers, and as many suppliers
WRITERS = 2              # of each
PAUSE_SECONDS = 0.15
READY_SECONDS = 1
SEED = os.environ.get("HOSHITORI_SEED") or "%x" % random.SystemRandom().getrandbits(32)


def children(parent):
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % entry, encoding="ascii", errors="replace") as file:
                if int(file.read().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(entry))
        except OSError:
            pass  # gone meanwhile
    return found


class Database:
    """Whether PostgreSQL accepts a connection, asked in its own protocol: no program is as quick."""

    def __init__(self, server):
        self.path = os.path.join(server.data_dir, "postgres", ".s.PGSQL.5432")

    def connect(self):
        """A connection that is ready for queries, or None."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(5)
        words = b"user\0hoshitori_app\0database\0hoshitori\0\0"
        try:
            connection.connect(self.path)
            connection.sendall(struct.pack("!II", 8 + len(words), 3 << 16) + words)
            answer = b""
            while not answer.endswith(b"Z\0\0\0\5I"):
                more = connection.recv(4096)
                if not more or answer[:1] == b"E":
                    raise OSError("refused")
                answer += more
            return connection
        except OSError:
            connection.close()
            return None

    def wait_for_end(self, connection):
        """Until the server side of a connection has gone."""
        try:
            while connection.recv(4096):
                pass
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
        finally:
            connection.close()

    def wait(self):
        """The instant from which it accepts connections."""
        while not (connection := self.connect()):
            time.sleep(0.002)
        connection.close()
        return time.monotonic()


class Killer:
    def __init__(self, server, probe):
        self.server, self.probe = server, probe
        self.database = Database(server)
        self.random = random.Random(SEED)
        self.ready = []  # (what was killed, seconds that the server was ready after PostgreSQL)
        self.away = []

    def plan(self):
        kills = ["server", "server and PostgreSQL"] * ((KILLS + 1) // 2)
        kills = kills[:KILLS] + (["postmaster", "one process of PostgreSQL", "all of PostgreSQL"] * KILLS)[:KILLS]
        self.random.shuffle(kills)
        return kills

    def kill(self, what):
        postmaster = self.server.postgres_pid()
        processes = children(postmaster)
        victims = {"server": [], "postmaster": [postmaster], "one process of PostgreSQL": [self.random.choice(processes)]}
        if "server" in what:
            self.server.process.kill()
        for pid in victims.get(what, [postmaster] + processes):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if "server" in what:
            self.server.process.wait()

    def is_ready(self):
        try:
            return self.probe.get("/readyz").status == 200 and self.probe.get("/v1/me").status == 200
        except OSError:
            return False

    def strike(self, what):
        time.sleep(self.random.uniform(0.1, 1.2))
        canary = self.database.connect()
        began = time.monotonic()
        self.kill(what)
        accepting = []

        def watch():
            self.database.wait_for_end(canary)
            accepting.append(self.database.wait())

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        if "server" in what:
            self.server.start()
        watcher.join(60)
        while not self.is_ready():
            if time.monotonic() > began + 60:
                raise AssertionError("not ready after killing %s\n%s" % (what, self.server.log()))
            time.sleep(0.005)
        now = time.monotonic()
        self.ready.append((max(0, now - accepting[0]), what))
        self.away.append(now - began)


class Crash(unittest.TestCase):
    def setUp(self):
        self.server = LiveServer()
        self.addCleanup(self.server.end)
        self.server.start()
        self.server.contract  # asked for while there is somebody to answer
        self.sync_quickly()
        self.buyers = [self.make("東都重工業株式会社", BUYER_RIGHTS) for _ in range(PARTIES)]
        self.suppliers = [self.make("株式会社みなと精密", SUPPLIER_RIGHTS) for _ in range(PARTIES)]
        self.ledger = writers.Ledger()

    def make(self, name, rights):
        organisation = self.server.make_organisation(name)
        return Api(self.server, self.server.make_key(organisation, rights), organisation, name)

    def sync_quickly(self):
        """A recovery begins by writing every file of the cluster to the disk, one by one: seconds, each time."""
        with open(os.path.join(self.server.data_dir, "postgres", "postgresql.conf"), "a", encoding="ascii") as file:
            file.write("recovery_init_sync_method = syncfs\n")
        self.server.stop()
        self.server.start()

    def crash(self):
        killer = Killer(self.server, self.buyers[0])
        team = writers.start(self.ledger, self.buyers * WRITERS, self.suppliers * WRITERS, SEED, PAUSE_SECONDS)
        for what in killer.plan():
            killer.strike(what)
        writers.stop(self.ledger, team)
        return killer

    def replays(self):
        """Acts whose repetition did not give the first answer again, to the byte."""
        def differs(act):
            again = act.api.request(act.method, act.path, act.body, headers=act.headers, idempotency_key=act.key)
            same = (again.status, again.body, again.etag, again.headers["Location"]) == (
                act.answer.status, act.answer.body, act.answer.etag, act.answer.headers["Location"])
            return not (same and again.headers["Idempotency-Replayed"] == "true")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            keyed = [act for act in self.ledger.acts if act.key]
            return len(keyed), [act for act, wrong in zip(keyed, pool.map(differs, keyed)) if wrong]

    def test_nothing_answered_is_lost_and_nothing_is_done_twice(self):
        print("seed", SEED, flush=True)
        killer = self.crash()
        acts = self.ledger.acts
        replayed, different = self.replays()

        books = Books([(api, True) for api in self.buyers] + [(api, False) for api in self.suppliers + self.ledger.founded])
        entries = books.entries()
        told = collections.Counter(act.fact for act in acts if act.fact)
        found = books.facts()
        lost = [act for act in acts if not entries[act.id]] + list((told - found).elements())
        doubled = [act for act in acts if entries[act.id] > 1] + list((found - told).elements())
        ready = sorted(killer.ready)
        figure("%d kills of the server and %d of PostgreSQL, seed %s", KILLS, KILLS, SEED)
        figure("%d writes acknowledged, %d of them sent more than once, %d lost, %d doubled", len(acts),
               sum(act.tries > 1 for act in acts), len(lost), len(doubled))
        figure("%d repeated with their keys, %d got another answer", replayed, len(different))
        figure("ready after PostgreSQL: median %.0f ms, longest %.0f ms (%s)", 1000 * statistics.median(seconds for seconds, _ in ready),
               1000 * ready[-1][0], ready[-1][1])
        figure("away from a kill until ready: median %.1f s, longest %.1f s", statistics.median(killer.away), max(killer.away))
        self.assertEqual((lost[:5], doubled[:5], different[:5]), ([], [], []))
        self.assertGreater(sum(act.tries > 1 for act in acts), KILLS)

        print(self.server.command("audit", "verify").stdout, end="")
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)
        deadline = time.monotonic() + 10
        while (gaps := books.gaps()) and time.monotonic() < deadline:
            time.sleep(0.2)
        self.assertEqual(gaps, [])
        self.assertLess(ready[-1][0], READY_SECONDS)
        with open(self.server.log_path, encoding="utf-8") as log:
            self.assertEqual([line for line in log if '"level":"error"' in line or "Sanitizer" in line], [])
        self.server.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
