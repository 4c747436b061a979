# SPDX-License-Identifier: Apache-2.0
"""Two servers behind HAProxy, restarted one after the other under load: nobody notices. Their workers
share the work meanwhile: every step is told once, numbers of events have no gap."""

import http.client
import itertools
import json
import random
import threading
import unittest
import urllib.parse
import uuid

from forms import choose, figure
from harness import ALL_RIGHTS, Api
from postgres import Postgres, SharedServer
from proxy import Proxy
from waiting import PATIENCE_SECONDS, until

RESTARTS = choose(4, 20)
DAY_AFTER = "2027-01-%02d"  # so many of them
CLIENTS = 8
# More than one transaction decides: a rule for them is a job, in chunks, by whichever worker is there.
SUPPLIERS = 2100
DRAIN = 2


class Client(threading.Thread):
    """Sends one request after the other over one connection, as long as it is told to."""

    numbers = itertools.count(1)

    def __init__(self, proxy, key, target, stop):
        super().__init__()
        self.proxy, self.key, self.target, self.stop = proxy, key, target, stop
        self.random = random.Random(next(self.numbers))
        self.answers, self.failed, self.added = 0, [], []
        self.connection = None

    def run(self):
        self.work()
        if self.connection:
            self.connection.close()

    def work(self):
        while not self.stop.is_set():
            kind = self.random.choice((self.read, self.read, self.put, self.post))
            try:
                kind()
            except (OSError, http.client.HTTPException) as error:
                self.failed.append("%s: %r" % (kind.__name__, error))
                self.connection = None

    def request(self, method, path, body=None, **headers):
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=PATIENCE_SECONDS)
        sent = {"Authorization": "Bearer " + self.key, **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = json.dumps(body)
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read()
        self.answers += 1
        if answer.status not in (200, 201):
            self.failed.append("%s %s: %d %s" % (method, path, answer.status, text[:300]))
        return answer.status

    def read(self):
        self.request("GET", self.random.choice(("/v1/me", "/v1/statuses?side=buyer", "/v1/statuses/summary", "/v1/suppliers/%s/status" % self.target)))

    def put(self):
        self.request("PUT", "/v1/suppliers/%s/requirement" % self.target, {"required_star": 2, "due_on": "2027-06-30", "reason": "図面"})

    def post(self):
        code = "R-%s" % uuid.uuid4()
        if self.request("POST", "/v1/suppliers", {"name": "株式会社あかね設計", "code": code}, **{"Idempotency-Key": code}) == 201:
            self.added.append(code)


class Rolling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.create("hoshitori")
        first = SharedServer(cls.postgres, "hoshitori")
        cls.servers = [first, SharedServer(cls.postgres, "hoshitori", like=first)]
        first.command("migrate")
        for server in cls.servers:
            cls.addClassCleanup(server.end)
            # Nobody is refused for want of a connection: this is about restarts.
            server.settings.update(HOSHITORI_DRAIN_SECONDS=str(DRAIN), HOSHITORI_POOL_SIZE="16")
            server.start()
        organisation = first.make_organisation("東都重工業株式会社")
        cls.buyer = Api(first, first.make_key(organisation, ALL_RIGHTS), organisation)
        cls.proxy = Proxy(*(server.address for server in cls.servers)).start()
        cls.addClassCleanup(cls.proxy.end)

    def assertStatus(self, answer, *statuses):
        self.assertIn(answer.status, statuses, answer)
        return answer

    def count(self, text):
        return int(self.postgres.sql("SELECT " + text, "hoshitori"))

    def sheet(self):
        lines = ["code,name,category"] + ["S-%04d,取引先%d,金属加工" % (n, n) for n in range(SUPPLIERS)]
        answer = self.buyer.post("/v1/suppliers:import?source=rolling", "\r\n".join(lines).encode(), content_type="text/csv; charset=utf-8")
        job = self.assertStatus(answer, 200, 202).headers["Location"].removesuffix("/rows")
        until(lambda: self.buyer.get(job).json["state"] == "done")

    def restart(self, number):
        server, name = self.servers[number % 2], self.proxy.names()[number % 2]
        server.stop()
        server.start()
        until(lambda: self.proxy.state(name) == "2")

    def test_restarts_that_nobody_notices(self):
        self.sheet()
        target = self.assertStatus(self.buyer.get("/v1/suppliers/code:S-0000"), 200).json["relationship"]
        self.assertStatus(self.buyer.put("/v1/suppliers/%s/requirement" % target, {"required_star": 2, "due_on": "2027-06-30", "reason": "図面"}), 201)
        stop = threading.Event()
        clients = [Client(self.proxy, self.buyer.key, target, stop) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            self.assertStatus(self.buyer.put("/v1/rules/" + urllib.parse.quote("category:金属加工"), {"required_star": 1, "due_in_days": 30}), 201, 202)
            for number in range(RESTARTS):
                self.restart(number)
                until(lambda: sum(len(client.added) for client in clients) > number)
                # Everybody's demand falls due, one day after the other: both workers see it.
                self.servers[0].set_day(DAY_AFTER % (1 + number))
        finally:
            stop.set()
            for client in clients:
                client.join()
        failed = [failure for client in clients for failure in client.failed]
        self.assertEqual(failed, [])
        self.one_effect_each([code for client in clients for code in client.added])
        self.told_once()
        answers = sum(client.answers for client in clients)
        figure("%d restarts of two servers behind HAProxy, %d requests of %d clients: 0 failed", RESTARTS, answers, CLIENTS)

    def one_effect_each(self, added):
        self.assertEqual(self.count("count(*) FROM hoshitori.relationship WHERE code LIKE 'R-%'"), len(added))
        self.assertEqual(len(set(added)), len(added))

    def told_once(self):
        until(lambda: self.count("count(*) FROM hoshitori.job WHERE state NOT IN ('done', 'stopped')") == 0)
        until(lambda: self.count("count(*) FROM hoshitori.board WHERE step_until <= '%s'" % (DAY_AFTER % RESTARTS)) == 0)
        until(lambda: self.count("count(*) FROM hoshitori.event WHERE seq IS NULL") == 0)
        self.assertEqual(self.count("count(*) FROM hoshitori.job WHERE state = 'stopped'"), 0)
        self.assertEqual(
            self.count(
                "count(*) FROM (SELECT 1 FROM hoshitori.requirement_revision r"
                " JOIN hoshitori.relationship USING (org_id, relationship_id)"
                " WHERE code LIKE 'S-%' AND code <> 'S-0000'"
                " GROUP BY r.relationship_id HAVING count(*) <> 1) twice"
            ),
            0,
        )
        counted = "SELECT count(*) AS n, max(seq) AS highest, count(DISTINCT seq) AS different FROM hoshitori.event GROUP BY org_id"
        events, highest, different = self.postgres.sql("SELECT sum(n), sum(highest), sum(different) FROM (%s) x" % counted, "hoshitori").split("\t")
        self.assertEqual((events, events), (highest, different))
        self.assertEqual(
            self.count(
                "count(*) FROM (SELECT 1 FROM hoshitori.event WHERE kind = 'status.changed'"
                " GROUP BY relationship_id, on_day, version HAVING count(*) > 1) twice"
            ),
            0,
        )
        self.servers[0].command("audit", "verify", seconds=120)
        self.servers[0].command("rebuild", "--check", seconds=300)
        figure("%s events of two workers, numbered without a gap; audit logs and lines whole", events)


if __name__ == "__main__":
    unittest.main(verbosity=2)
