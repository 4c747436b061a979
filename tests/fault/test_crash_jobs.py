# SPDX-License-Identifier: Apache-2.0
"""A job goes on after a crash of the server or of PostgreSQL where it stood: every chunk is done once."""

import os
import random
import unittest

from books import Books
from forms import choose, figure
from harness import BUYER_RIGHTS
from killer import Killer
from service import LiveServer, Patient
from waiting import until

KILLS = choose(3, 30)  # of the server, and as many of PostgreSQL
KILLS_OF_A_JOB = 2
SUPPLIERS = 2500  # more than 2,000 make a job
RULE = "/v1/rules/category:%E8%A3%BD%E9%80%A0%E5%A7%94%E8%A8%97"
SEED = os.environ.get("HOSHITORI_SEED") or "%x" % random.SystemRandom().getrandbits(32)


class Jobs(unittest.TestCase):
    def setUp(self):
        self.server = LiveServer()
        self.addCleanup(self.server.end)
        self.server.start()
        organisation = self.server.make_organisation("東都重工業株式会社")
        self.buyer = Patient(self.server, self.server.make_key(organisation, BUYER_RIGHTS), organisation)
        self.rules = self.sheets = 0

    def rule(self):
        """Another star or other days than before: a revision for everybody."""
        self.rules += 1
        now = self.buyer.get(RULE)
        return self.buyer.put(
            RULE, {"required_star": 1 + self.rules % 2, "due_in_days": 90 + self.rules}, headers={"If-Match": now.etag} if now.status == 200 else {}
        )

    def sheet(self):
        """The first one adds everybody, each later one changes everybody's record."""
        self.sheets += 1
        rows = ["取引先コード,取引先名,区分,メモ"]
        rows += ["G%d,株式会社試験製作所%d,製造委託,%d枚目" % (n, n, self.sheets) for n in range(SUPPLIERS)]
        return self.buyer.post("/v1/suppliers:import", "\r\n".join(rows).encode(), content_type="text/csv", query={"source": "sheet"})

    def job(self, place):
        answer = self.buyer.get(place)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def begin(self):
        answer = self.rule() if self.rules < self.sheets else self.sheet()
        self.assertEqual(answer.status, 202, answer)
        return answer.headers["Location"]

    def ended(self, place):
        job = until(lambda: (now := self.job(place))["finished_at"] and now)
        self.assertEqual((job["state"], job["done"], job["changed"]), ("done", SUPPLIERS, SUPPLIERS), job)

    def counted(self):
        """(revisions of the demand, version of the record, how many relationships have them), one for each pair found."""
        rows = self.server.engine(
            "select n, r.record_version, count(*) from relationship r, lateral (select count(*) as n from requirement_revision q"
            "  where q.org_id = r.org_id and q.relationship_id = r.relationship_id) x"
            " where r.org_id = :'buyer' group by 1, 2 order by 1, 2",
            buyer=self.buyer.organisation,
        ).split()
        return [tuple(map(int, row.split("|"))) for row in rows]

    def test_every_chunk_is_done_once(self):
        print("seed", SEED, flush=True)
        killer = Killer(self.server, self.buyer, SEED)
        killer.sync_quickly()
        place, hit, jobs = self.begin(), 0, 1
        for number, what in enumerate(killer.plan(KILLS)):
            if number and (number % KILLS_OF_A_JOB == 0 or self.job(place)["finished_at"]):
                self.ended(place)
                place, jobs = self.begin(), jobs + 1
            killer.pause(0, 0.8)
            hit += self.job(place)["finished_at"] is None
            killer.strike(what)
        self.ended(place)
        self.assertEqual(self.counted(), [(self.rules, self.sheets, SUPPLIERS)])
        entries = [entry["operation"] for entry in Books.feed(self.buyer, "/v1/audit/events")]
        self.assertEqual((entries.count("job_done"), entries.count("job_stopped")), (jobs, 0))
        self.assertEqual(self.server.command("rebuild", "--check", seconds=300).returncode, 0)
        self.server.command("audit", "verify")
        figure("%d kills, %d of them into a running job: %d jobs over %d suppliers done, every chunk once, seed %s", 2 * KILLS, hit, jobs, SUPPLIERS, SEED)
        self.assertGreater(hit, KILLS)
        self.server.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
