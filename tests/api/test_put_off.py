# SPDX-License-Identifier: Apache-2.0
"""What the worker cannot do of one organisation, however much of it, holds up nothing behind it: it is put off, told once, and done
when it can be done."""

import json
import subprocess

import harness

COUNT = 100  # rows that fail, of one organisation; all are due before the good ones
WEBHOOKS = 20  # as many as are told at a time, and as one organisation may have
SECOND_DAY, DUE, WHEN_DUE = "2026-12-20", "2027-04-10", "2027-04-12"


class PutOff(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.set_day(harness.FIRST_DAY)
        me = cls()
        cls.bad, cls.good = me.make_buyer("株式会社故障", rights=harness.ALL_RIGHTS), me.make_buyer("株式会社良好", rights=harness.ALL_RIGHTS)
        for number in range(COUNT):
            cls.demand(cls.bad, "B-%d" % number, DUE)
        cls.server.set_day(SECOND_DAY)  # what the suppliers have for their answers ends later
        cls.demand(cls.good, "G-1", DUE)

    @staticmethod
    def demand(buyer, code, due_on):
        made = buyer.post("/v1/suppliers", {"name": "株式会社" + code, "code": code})
        assert made.status == 201, made.text
        path = "/v1/suppliers/%s/requirement" % made.json["relationship"]
        put = buyer.put(path, {"required_star": 3, "due_on": due_on, "reason": "取引基本契約"})
        assert put.status in (200, 201), put.text

    def owner(self, statement):
        words = [*self.server.psql(), "-c", "set role hoshitori_owner", "-c", "set search_path = hoshitori", "-c", statement]
        return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()

    def broken(self, table, but="false"):
        """No row of the bad organisation gets into the table, but such, until the test mends it."""
        self.owner("alter table %s add constraint test_broken check (org_id <> '%s' or %s) not valid" % (table, self.bad.organisation, but))
        self.addCleanup(self.owner, "alter table %s drop constraint if exists test_broken" % table)

    def later(self, minutes):
        self.server.set_instant("%sT03:%02d:00Z" % (WHEN_DUE, minutes))

    def mend(self, table):
        self.owner("alter table %s drop constraint test_broken" % table)

    def told(self, work):
        """The objects that the log names, one for each line."""
        with open(self.server.log_path, encoding="utf-8", errors="replace") as log:
            lines = [json.loads(line) for line in log if line.startswith("{") and '"worker_put_off"' in line]
        start = "%s of %s/" % (work, self.bad.organisation)
        return [text.split("/", 1)[1].split(":")[0] for text in (json.dumps(line, ensure_ascii=False) for line in lines) if start in text]

    def count(self, statement, buyer):
        words = [*self.server.psql(org=buyer.organisation), "-f", "-"]
        script = "set role hoshitori_engine; set search_path = hoshitori;" + statement
        return int(subprocess.run(words, input=script, check=True, text=True, stdout=subprocess.PIPE).stdout)

    def stale(self, buyer):
        return self.count("select count(*) from board where org_id = :'org' and step_until <= '%s'" % WHEN_DUE, buyer)

    def uncounted(self, buyer):
        return self.count("select count(*) from tally_change where org_id = :'org'", buyer)

    def test_1_statuses(self):
        self.eventually(lambda: self.uncounted(self.bad) == 0)
        self.broken("board", but="step_from < '%s-01-01'" % DUE[:4])
        self.server.set_day(WHEN_DUE)
        self.eventually(lambda: self.stale(self.good) == 0)
        self.eventually(lambda: len(self.told("statuses")) == COUNT)
        self.assertEqual(self.stale(self.bad), COUNT)
        self.assertEqual(len(set(self.told("statuses"))), COUNT)
        # Another cause is told, too.
        self.owner(
            "alter table board drop constraint test_broken, add constraint test_broken check (org_id <> '%s' or step_from < '%s-01-01' or false is true)"
            " not valid; alter table board rename constraint test_broken to test_broken_anew" % (self.bad.organisation, DUE[:4])
        )
        self.addCleanup(self.owner, "alter table board drop constraint if exists test_broken_anew")
        self.later(2)
        self.eventually(lambda: len(self.told("statuses")) == 2 * COUNT)
        self.owner("alter table board drop constraint test_broken_anew")
        self.later(5)
        self.eventually(lambda: self.stale(self.bad) == 0)
        self.assertEqual(len(self.told("statuses")), 2 * COUNT)
        # What was done is put off no more: the next time begins anew.
        self.eventually(lambda: self.count("select count(*) from put_off where org_id = :'org' and work = 'statuses'", self.bad) == 0)

    def test_2_counts(self):
        self.broken("tally")
        for number in range(COUNT):
            self.demand(self.bad, "T-%d" % number, WHEN_DUE)
        self.demand(self.good, "T-1", WHEN_DUE)
        self.eventually(lambda: self.uncounted(self.good) == 0)
        self.assertEqual(self.eventually(lambda: self.told("tally")), [self.bad.organisation])
        self.assertGreaterEqual(self.uncounted(self.bad), COUNT)
        self.mend("tally")
        self.later(8)
        self.eventually(lambda: self.uncounted(self.bad) == 0)

    def test_3_keys_that_end(self):
        self.server.set_day(WHEN_DUE)
        self.broken("event")
        for buyer, count, last in ((self.bad, 5, "2027-04-20"), (self.good, 1, "2027-04-21")):
            for number in range(count):
                key = {"name": "夜間連携%d" % number, "rights": ["buyer:read"], "expires_on": last}
                self.assertStatus(buyer.post("/v1/api-keys", key), 201)
        announced = "select count(*) from event where org_id = :'org' and kind = 'key.expiring' and body ->> 'name' like '夜間連携%'"
        self.eventually(lambda: self.count(announced, self.good) == 1)
        self.eventually(lambda: len(self.told("keys")) >= 5)
        self.assertEqual(self.count(announced, self.bad), 0)

    def test_4_signatures_of_logs(self):
        self.broken("checkpoint")
        signed = "select coalesce(max(seq), 0) from checkpoint where org_id = :'org'"
        for minute, buyer in enumerate((self.bad, self.good), 10):
            self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社署名", "code": "S-%d" % minute}), 201)
        entries = self.count("select seq from audit_head where org_id = :'org'", self.good)
        self.later(20)
        self.eventually(lambda: self.count(signed, self.good) >= entries)
        self.assertEqual(self.eventually(lambda: self.told("checkpoint")), [self.bad.organisation])

    def test_5_messages_to_webhooks(self):
        """All of the bad one come before the good one's."""
        address = {"url": "https://hooks.example.com/stars", "types": ["requirement.changed"]}
        for caller, count in ((self.bad, WEBHOOKS), (self.good, 1)):
            for _ in range(count):
                path = "/v1/webhooks/" + self.assertStatus(caller.post("/v1/webhooks", address), 201).json["webhook"]["webhook"]
                self.addCleanup(caller.delete, path)
        self.broken("webhook_delivery")
        self.server.engine("update webhook set told_through = 0 where org_id = :'org'", org=self.bad.organisation)
        self.demand(self.good, "W-1", DUE)
        made = "select count(*) from webhook_delivery d join event e using (org_id, seq) join relationship r using (org_id, relationship_id)"
        made += " where r.org_id = :'org' and r.code %s"
        self.eventually(lambda: self.count(made % "= 'W-1'", self.good) == 1)
        self.eventually(lambda: len(self.told("deliveries")) == WEBHOOKS)
        self.assertEqual((len(set(self.told("deliveries"))), self.count(made % "like 'B-%'", self.bad)), (WEBHOOKS, 0))
        self.mend("webhook_delivery")
        self.later(30)
        behind = "select count(*) from webhook w join event_head h using (org_id) where w.org_id = :'org' and w.told_through < h.seq"
        self.eventually(lambda: self.count(behind, self.bad) == 0)
        self.assertEqual(self.count(made % "like 'B-%'", self.bad), WEBHOOKS * COUNT)
        self.assertEqual(len(self.told("deliveries")), WEBHOOKS)


if __name__ == "__main__":
    harness.main()
