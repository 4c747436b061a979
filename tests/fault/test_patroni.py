# SPDX-License-Identifier: Apache-2.0
"""deploy/ha as it is shipped, with Debian's patroni and etcd: three nodes, three servers behind HAProxy, writers, and every
way in which a node, etcd or the standbys go away. The hang holds the recipe: with etcd's v3 API it lost acknowledged writes."""

import http.client
import os
import re
import signal
import time
import unittest

import failover
import guides
from failover import Noted, Trials
from forms import LONG, choose, figure
from ha_nodes import NODES, Cluster, ClusterServer, installed
from proxy import Proxy
from waiting import lasting, pace, until

HANGS = int(os.environ.get("HOSHITORI_HANGS") or choose(1, 5))
AWAY_SECONDS = 30  # longer than ttl and retry_timeout


def blocks_under(heading, kind="sh"):
    """The examples of a section of the guide."""
    guide = guides.read("deploy/ha/README.md")
    return guides.blocks(re.split(r"^#+ ", guide.split("# " + heading + "\n", 1)[1], maxsplit=1, flags=re.M)[0], kind)


def roles():
    [text] = blocks_under("1. Three databases", "sql")
    return text.replace("'…'", "'migrate'", 1).replace("'…'", "'app'", 1)


class Outside(Noted):
    """Through HAProxy."""

    proxy = None

    def connect(self, timeout):
        return http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=timeout)


@unittest.skipUnless(LONG and installed(), "the long form, where patroni and etcd-server are installed")
class Patroni(Trials):
    caller = Outside

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster()
        cls.addClassCleanup(cls.cluster.end)
        cls.cluster.start()
        cls.cluster.sql(cls.cluster.leader(), roles())
        made = "SELECT count(*) FROM pg_database WHERE datname = 'hoshitori'"
        until(lambda: [cls.cluster.sql(node, made) for node in cls.cluster.nodes] == ["1"] * len(NODES))
        cls.servers = [ClusterServer(cls.cluster)]
        cls.servers += [ClusterServer(cls.cluster, like=cls.servers[0]) for _ in NODES[1:]]
        cls.servers[0].command("migrate")
        for server in cls.servers:
            cls.addClassCleanup(server.end)
            server.start()
        Outside.proxy = Proxy(*(server.address for server in cls.servers)).start()
        cls.addClassCleanup(Outside.proxy.end)
        cls.make_parties()

    def wait_for_writes(self, what, began):
        """At least as many as there are writers, asked for from now on; then the figures of the trial."""
        now = time.monotonic()
        until(lambda: len(self.writes_since(now)) >= 2 * failover.PARTIES or self.ledger.broken)
        writes = sorted(self.writes_since(began))
        longest = max(later - earlier for earlier, later in zip([began, *writes], writes))
        figure("%s: no write answered for %.1f s", what, longest)

    def other_leader(self, old):
        return until(lambda: (leader := self.cluster.leader()) not in (None, old) and leader, every=0.2)

    # What goes away.

    def kill(self):
        began, old = time.monotonic(), self.cluster.leader()
        old.die()
        self.other_leader(old)
        self.wait_for_writes("machine of the leader dies", began)
        old.start()
        self.cluster.whole()

    def switchover(self):
        began, old = time.monotonic(), self.cluster.leader()
        self.cluster.ctl("switchover", "--force", "--master", old.name)
        self.other_leader(old)
        self.wait_for_writes("switchover", began)
        self.cluster.whole()

    def hang(self):
        """The leader and its Patroni stand still until another one leads, and go on as if nothing had been."""
        began, old = time.monotonic(), self.cluster.leader()
        old.freeze()
        self.other_leader(old)
        self.wait_for_writes("leader hangs", began)
        old.thaw()
        self.wait_for_writes("leader comes back", began)
        self.cluster.whole()

    def lose_etcd(self):
        """All of it hangs: the leader reaches both others, and stays (failsafe_mode)."""
        began, leader = time.monotonic(), self.cluster.leader()
        for node in self.cluster.nodes:
            node.etcd.send_signal(signal.SIGSTOP)
        for _ in lasting(AWAY_SECONDS):
            pace(1)
        for node in self.cluster.nodes:
            node.etcd.send_signal(signal.SIGCONT)
        self.wait_for_writes("etcd hangs %d s" % AWAY_SECONDS, began)
        self.assertIs(self.cluster.whole(), leader)

    def lose_one_etcd(self):
        began, node = time.monotonic(), self.cluster.leader()
        node.etcd.kill()
        node.etcd.wait()
        self.wait_for_writes("one of three etcd dies", began)
        node.start_etcd()
        self.cluster.whole()

    def lose_both_standbys(self):
        """Not strict: the primary goes on alone."""
        began, leader = time.monotonic(), self.cluster.leader()
        others = [node for node in self.cluster.nodes if node is not leader]
        for node in others:
            node.die()
        self.wait_for_writes("both standbys die", began)
        for node in others:
            node.start()
        self.cluster.whole()

    def test_nothing_answered_is_lost(self):
        plan = [self.kill, self.switchover, self.lose_etcd, self.lose_one_etcd, self.lose_both_standbys] + [self.hang] * HANGS
        self.random.shuffle(plan)
        self.go_through(plan)
        self.assertEqual(len({member["timeline"] for member in self.cluster.members()}), 1)

    def test_rehearsal_and_restore_by_the_guide(self):
        """The guide's own words, in their order: the rehearsal, the archive, and all of it from a backup."""
        [rehearsal] = blocks_under("5. Each quarter: a rehearsal")
        leader = self.cluster.whole()
        shown = leader.follow(rehearsal)
        self.assertEqual(len(re.findall(r"\| (?:running|starting|streaming|stopped)", shown)), 3, shown)
        leader = self.cluster.whole()
        [archive] = blocks_under("4. Backups")
        leader.follow(archive)
        api = failover.patient(self.buyers[0])
        self.assertEqual(api.post("/v1/suppliers", {"name": "株式会社みなと精密", "code": "kept"}).status, 201)
        self.cluster.sql(leader, "SELECT pg_switch_wal()")
        newest = self.cluster.sql(leader, "SELECT pg_walfile_name(pg_current_wal_lsn() - 1)")
        until(lambda: self.cluster.sql(leader, "SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver") >= newest)
        for node in self.cluster.nodes:
            node.lose_data()
        [restore] = blocks_under("To restore into such a cluster")
        lines = restore.strip().splitlines()
        one, *others = self.cluster.nodes
        one.follow(lines[0])
        one.follow(lines[1], "hoshitori\nYes I am aware\n")
        one.follow(lines[2])
        until(lambda: self.cluster.leader() is one, one.log)
        self.assertIn("Leader", one.follow(lines[3]))
        one.write_config()
        for node in others:
            node.start()
        self.cluster.whole()
        until(lambda: all(failover.Noted(server).get("/readyz").status == 200 for server in self.servers))
        self.assertEqual(api.get("/v1/suppliers/code:kept").status, 200)
        self.check_all()


if __name__ == "__main__":
    unittest.main(verbosity=2)
