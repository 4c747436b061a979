# SPDX-License-Identifier: Apache-2.0
"""kill -9, at any moment, of the server and of the private PostgreSQL that is its child."""

import itertools
import os
import random
import signal
import socket
import struct
import threading
import time

from waiting import PATIENCE_SECONDS, pace, until

SERVER = ["server", "server and PostgreSQL"]
DATABASE = ["postmaster", "one process of PostgreSQL", "all of PostgreSQL"]


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
        connection.settimeout(PATIENCE_SECONDS)
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
        until(self.connect, every=0.002).close()
        return time.monotonic()


class Killer:
    """Kills a server, or its private PostgreSQL, and measures how long each is away. `probe` is a caller."""

    def __init__(self, server, probe, seed):
        self.server, self.probe = server, probe
        self.database = Database(server)
        self.random = random.Random(seed)
        self.ready = []  # (what was killed, seconds that the server was ready after PostgreSQL)
        self.away = []

    def plan(self, kills):
        """So many of the server and as many of PostgreSQL, in any order."""
        plan = list(itertools.islice(itertools.cycle(SERVER), kills)) + list(itertools.islice(itertools.cycle(DATABASE), kills))
        self.random.shuffle(plan)
        return plan

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
        """Kills, and waits until all is ready again."""
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
        watcher.join(PATIENCE_SECONDS)
        until(self.is_ready, lambda: "not ready after killing %s\n%s" % (what, self.server.log()), every=0.005)
        now = time.monotonic()
        self.ready.append((max(0, now - accepting[0]), what))
        self.away.append(now - began)

    def pause(self, least, most):
        pace(self.random.uniform(least, most))

    def sync_quickly(self):
        """A recovery begins by writing every file of the cluster to the disk, one by one: seconds, each time."""
        with open(os.path.join(self.server.data_dir, "postgres", "postgresql.conf"), "a", encoding="ascii") as file:
            file.write("recovery_init_sync_method = syncfs\n")
        self.server.stop()
        self.server.start()
