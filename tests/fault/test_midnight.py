# SPDX-License-Identifier: Apache-2.0
"""A day that everybody shares: several workers tell each step of each status once, though they are killed at random
moments, while statuses are read right from their lines and are changed."""

import os
import random
import re
import subprocess
import threading

import harness
from forms import choose, figure
from service import TOP, Server
from waiting import pace, until
from worker import Worker

ORGANISATIONS, ROWS, WORKERS = 3, choose(1500, 20000), 3
BEFORE, DAY = "2026-12-01", "2027-06-30"


def script(name):
    return os.path.join(TOP, "tests", "support", name)


class Midnight(harness.ApiTest):
    def setUp(self):
        self.server = Server(["--worker=0"])
        self.addCleanup(self.server.end)
        self.server.start()
        self.callers = [self.make_buyer("株式会社幅%d" % n) for n in range(ORGANISATIONS)]
        for caller in self.callers:
            settings = "-c trial.org=%s -c trial.day=%s -c trial.rows=%d" % (caller.organisation, BEFORE, ROWS)
            subprocess.run(
                [*self.server.psql(), "-f", script("wide_board.sql")], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PGOPTIONS": settings}
            )

    def test_the_first_list_afterwards_reads_no_row_that_was_moved_on(self):
        """Of all that lists ask first: whether any row waits. The entries of those that do not are known to be dead."""
        organisation, most = self.callers[0].organisation, 200
        self.server.engine("update board set line_from[3] = '%s', step_until = '%s'" % (DAY, DAY))
        chunk = "select worker_catch_up('%sT00:00:01+09', '%s', %d, false)" % (DAY, DAY, most)
        while int(self.server.engine(chunk).split()[-1]) > 0:
            pass
        asked = "select from board where org_id = '%s' and side = 'buyer' and step_until <= '%s' limit 1" % (organisation, DAY)
        told = self.server.engine("set enable_seqscan = off; set enable_bitmapscan = off; explain (analyze, buffers) " + asked)
        pages = sum(int(n) for n in re.search(r"Buffers: shared hit=(\d+)(?: read=(\d+))?", told).groups("0"))
        # Rows of the last chunks, and pages of the index.
        self.assertLess(pages, 3 * most, told)

    def steps(self):
        """Steps reached, those not told once, numbers that lack, rows that are not moved on."""
        return [
            int(n)
            for n in self.server.sql(script("steps.sql"), before=BEFORE, day=DAY, organisations="{%s}" % ",".join(c.organisation for c in self.callers))
            .strip()
            .split("|")
        ]

    def kill_at_random(self, workers, ended):
        """Any of them, again and again."""
        killed = 0
        while not ended.is_set():
            pace(random.uniform(0.02, 0.4))
            worker = random.choice(workers)
            worker.kill()
            killed += 1
            worker.start()
        return killed

    def test_each_step_is_told_once(self):
        pair = self.make_buyer(), self.make_supplier()
        relationship = self.link(*pair)
        self.require(pair[0], relationship, 1, "2027-03-31")
        workers = [Worker(self.server).start() for _ in range(WORKERS)]
        for worker in workers:
            self.addCleanup(worker.stop)
        ended, killed = threading.Event(), []
        self.set_day(DAY)
        killer = threading.Thread(target=lambda: killed.append(self.kill_at_random(workers, ended)))
        killer.start()
        try:
            # Right before anybody moved the rows on, and a writer tells what it comes upon.
            self.assertStanding(self.status(pair[0], relationship), "overdue", "supplier")
            self.declare(pair[1], 1, DAY)
            until(lambda: self.steps()[2:] == [0, 0])
        finally:
            ended.set()
            killer.join()
        reached, wrong, lacking, behind = self.steps()
        self.assertGreater(reached, ORGANISATIONS * ROWS // 3)
        self.assertEqual((wrong, lacking, behind), (0, 0, 0))
        events = self.assertStatus(pair[0].get("/v1/events", query={"types": "status.changed"}), 200).json["items"]
        self.assertEqual([e["data"]["to"]["status"] for e in events], ["pending", "overdue", "met"])
        figure("%d steps told once by %d workers, killed %d times", reached, WORKERS, killed[0])


if __name__ == "__main__":
    harness.main()
