# SPDX-License-Identifier: Apache-2.0
"""Two servers at two PostgreSQL, of which one dies, hangs or hands over again and again under writers: what was answered
is there, once, and nobody is told anything but that it is done or to come again."""

import os
import re
import signal
import threading
import time
import unittest

from books import Books
from failover import SEED, Noted, Trials, patient
from forms import choose, figure
from harness import ALL_RIGHTS
from members import Attached, two_members
from waiting import PATIENCE_SECONDS, lasting, pace, promised, until

KILLS = int(os.environ.get("HOSHITORI_KILLS") or choose(2, 200))
HANGS = choose(1, 5)
HANDOVERS = choose(1, 5)
FIRST_WRITE_SECONDS = 3
# Of what stands in paths those that are no UUID.
NAMES = {"delivery": "1", "key": "1", "session": "1", "rule": "category:x", "kind": "gaps", "criterion": "1"}


class Failover(Trials):
    @classmethod
    def setUpClass(cls):
        cls.primary, cls.standby = two_members(cls.addClassCleanup)
        cls.servers = [Attached((cls.primary, cls.standby))]
        cls.servers.append(Attached((cls.standby, cls.primary), like=cls.servers[0]))
        cls.servers[0].command("migrate")
        for server in cls.servers:
            cls.addClassCleanup(server.end)
            server.start()
        cls.make_parties()

    # What happens to the primary.

    def promote(self):
        """The standby, which is the primary from here on; waits for the first write at it."""
        cls = type(self)
        self.standby.promote()
        promoted = time.monotonic()
        cls.primary, cls.standby = cls.standby, cls.primary
        self.first_writes.append(self.first_write_since(promoted))

    def kill(self):
        self.primary.die()
        self.promote()
        self.standby.come_back(self.primary)

    def hang(self):
        """It is frozen, and comes back while it still takes itself for the primary: what is written there then is
        confirmed by nobody, and what is read there is of the past. Everybody connects anew meanwhile, and half of them
        there first."""
        self.primary.freeze()
        frozen = time.monotonic()
        until(lambda: self.answers_since(frozen, 503) or self.ledger.broken, every=0.005)  # they noticed, long before Patroni would
        self.promote()
        seen = self.standby
        seen.thaw()
        until(lambda: seen.sql("SELECT pg_is_in_recovery()", "postgres") == "f")
        for _ in lasting(1):
            self.primary.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hoshitori_app'", "postgres")
            pace(0.3)
        seen.signal(signal.SIGQUIT)
        seen.process.wait(PATIENCE_SECONDS)
        seen.process = None
        seen.come_back(self.primary)

    def hand_over(self):
        """The old primary is back as a standby at once, with both servers attached."""
        self.primary.stop()
        self.promote()
        self.standby.come_back(self.primary)

    def check_all(self):
        super().check_all()
        self.assertEqual(self.standby.sql("SELECT pg_is_in_recovery()", "postgres"), "t")

    def test_nothing_answered_is_lost(self):
        plan = [self.kill] * KILLS + [self.hang] * HANGS + [self.hand_over] * HANDOVERS
        self.random.shuffle(plan)
        self.go_through(plan)
        figure("%d kills, %d hangs, %d handovers of the primary, seed %s", KILLS, HANGS, HANDOVERS, SEED)
        figure("first write after the promotion: median %.2f s, longest %.2f s", sorted(self.first_writes)[len(plan) // 2], max(self.first_writes))
        self.assertLess(max(self.first_writes), promised(FIRST_WRITE_SECONDS))

    def standby_reads(self, reader, key):
        """(operation, answer at the reader, answer at the primary) of all that the contract lets a standby answer."""
        for operation in self.servers[0].contract.operations:
            if operation.standby and operation.id not in ("readyz", "livez", "metrics"):
                path = operation.path
                for name, value in self.names.items():
                    path = path.replace("{%s}" % name, value)
                query = {"side": "buyer"} if path.startswith("/v1/statuses") else {}
                answers = [Noted(server, key).get(path, query=query) for server in (reader, self.servers[0])]
                yield operation.id, *answers

    def test_a_server_at_the_standby_reads(self):
        """What the contract marks, to the byte as at the primary; nothing else, before any statement. A key revoked at the
        primary is dead at once, and who reads its own write asks the primary."""
        primary, standby, server = self.primary, self.standby, self.servers[0]
        organisation = server.make_organisation("東都重工業株式会社")
        key, kept = (server.make_key(organisation, ALL_RIGHTS) for _ in range(2))
        buyer = Noted(server, key, organisation)
        added = buyer.post("/v1/suppliers", {"name": "株式会社みなと精密", "code": "copy"}).json
        self.names = {"supplier": added["relationship"]}
        own = Noted(server, server.make_key(server.make_organisation("株式会社みなと精密"), ALL_RIGHTS))
        self.assertEqual(own.post("/v1/invitations:redeem", {"token": added["invitation"]["token"]}).status, 201)
        self.names.update(buyer=self.names["supplier"], edition=buyer.get("/v1/editions").json["items"][0]["id"])
        reader = Attached((primary, standby), like=server, HOSHITORI_READ_ONLY="1")
        self.addCleanup(reader.end)
        reader.start()
        copy = Noted(reader, key, organisation)
        replayed = "SELECT pg_last_wal_replay_lsn() >= '%s'" % primary.sql("SELECT pg_current_wal_lsn()", "postgres")
        until(lambda: standby.sql(replayed, "postgres") == "t")
        self.assertGreater(int(standby.sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'hoshitori_app'", "postgres")), 0)
        for operation, at_copy, at_primary in self.standby_reads(reader, key):
            with self.subTest(operation=operation):
                if operation.startswith("buyer_") and operation != "buyer_list":
                    self.assertEqual(at_copy.status, 404)  # of another organisation
                self.assertEqual((at_copy.status, at_copy.etag), (at_primary.status, at_primary.etag))
                if at_copy.status == 200:
                    self.assertEqual(at_copy.body, at_primary.body)

        before = Noted(reader).get("/metrics").text
        refused = [one for one in server.contract.operations if not one.standby]
        self.assertGreater(len(refused), 100)
        for operation in refused:
            body = {} if operation.bodies else None
            path = re.sub(r"\{([^}]*)\}", lambda name: NAMES.get(name[1], self.names["supplier"]), operation.path)
            answer = copy.request(operation.method, path, body)
            self.assertEqual((answer.status, answer.code), (503, "read_only"), (operation.id, answer))
            self.assertGreater(int(answer.headers["Retry-After"]), 0)
        exchanges = re.compile(r"^hoshitori_database_exchanges_total \d+", re.M)
        self.assertEqual(exchanges.findall(before), exchanges.findall(Noted(reader).get("/metrics").text))

        standby.sql("SELECT pg_wal_replay_pause()", "postgres")
        self.addCleanup(standby.sql, "SELECT pg_wal_replay_resume()", "postgres")
        until(lambda: standby.sql("SELECT pg_get_wal_replay_pause_state()", "postgres") == "paused")
        written = "/v1/suppliers/" + buyer.post("/v1/suppliers", {"name": "株式会社新規", "code": "written"}).json["relationship"]
        self.assertEqual((buyer.get(written).status, copy.get(written).status), (200, 404))
        self.assertLess(buyer.post("/v1/api-keys/%s:revoke" % self.key_of(buyer)).status, 300)
        self.assertEqual(copy.get("/v1/suppliers").status, 401)
        new = server.make_key(organisation, ALL_RIGHTS)
        early = Noted(reader, new).get("/v1/suppliers")
        self.assertEqual(early.status, 503, early)
        # Once its copy is too old, whoever asks is told so, whether or not a proxy looked.
        until(lambda: Noted(reader, kept).get("/v1/suppliers").status == 503, every=1)
        self.assertEqual(Noted(reader).get("/readyz").status, 503)
        standby.sql("SELECT pg_wal_replay_resume()", "postgres")
        until(lambda: Noted(reader, new).get(written).status == 200)
        self.assertEqual(Noted(reader, kept).get("/v1/suppliers").status, 200)
        until(lambda: Noted(reader).get("/readyz").status == 200)

    @staticmethod
    def key_of(api):
        [key] = [one["key"] for one in api.get("/v1/api-keys").json["items"] if one["last4"] == api.key[-4:]]
        return key

    def test_what_no_standby_confirmed_is_not_acknowledged(self):
        """Nobody knows how it will end: not who sent it, nor who waits for it, to whom it is no conflict of theirs."""
        buyer, key = self.buyers[0], "unconfirmed-" + SEED
        ask = lambda: buyer.post("/v1/suppliers", {"name": "株式会社未確認", "code": key}, idempotency_key=key)  # noqa: E731
        self.standby.freeze()
        first = []
        sender = threading.Thread(target=lambda: first.append(ask()))
        sender.start()
        stuck = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'hoshitori_app'"
        until(lambda: self.primary.sql(stuck, "postgres") != "0")
        meanwhile = [ask(), buyer.post("/v1/suppliers", {"name": "株式会社待機", "code": "waits-" + key})]
        sender.join(PATIENCE_SECONDS)
        self.standby.thaw()
        self.assertEqual((first[0].status, first[0].code), (503, "outcome_unknown"))
        for answer in meanwhile:
            self.assertEqual(answer.status, 503, answer)
        again = until(lambda: (answer := ask()).status == 201 and answer)
        twice = ask()
        self.assertEqual((again.headers["Idempotency-Replayed"], twice.headers["Idempotency-Replayed"]), ("true", "true"))
        self.assertEqual((again.body, again.headers["Location"]), (twice.body, twice.headers["Location"]))
        found = [one for one in Books.pages(patient(buyer), "/v1/suppliers") if one["code"] == key]
        self.assertEqual(len(found), 1)
        self.check_answers()
        self.check_all()


if __name__ == "__main__":
    unittest.main(verbosity=2)
