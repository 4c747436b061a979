# SPDX-License-Identifier: Apache-2.0
"""hoshi: what waits, and writing to many at once."""

import json
import os
import re
import uuid

import harness
from hoshi import AtADesk


class Desk(AtADesk):
    def setUp(self):
        super().setUp()
        self.desk_of_buyer = self.buyer_desk()
        rows = "取引先コード,取引先名\r\n" + "".join("C-%d,株式会社候補%d\r\n" % (n, n) for n in range(3))
        self.assertStatus(self.buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8"), 200)

    def test_the_inbox(self):
        listed = self.desk_of_buyer.run("inbox").stdout
        self.assertEqual(listed.count("Send the invitation"), 3)
        self.assertRegex(listed, r"2026-12-01 +Send the invitation +株式会社候補0")
        self.assertIn("there are more", self.desk_of_buyer.run("inbox", "--limit", "2").stderr)
        self.assertEqual(json.loads(self.desk_of_buyer.run("inbox", "--owner", "none", "--json").stdout)[0]["code"], "send_invitation")

    def test_a_campaign(self):
        desk = self.desk_of_buyer
        self.assertIn("招待: 3 suppliers chosen.", desk.run("campaign", "add", "招待", "--task", "send_invitation").stdout)
        self.assertRegex(desk.run("campaign", "list").stdout, r"招待 +3 +2026-12-01")
        [campaign] = json.loads(desk.run("campaign", "list", "--json").stdout)
        letters = desk.run("campaign", "letters", campaign["campaign"]).stdout
        self.assertEqual((letters.count("\f"), letters.count("/invitations#token=")), (3, 3))
        self.assertEqual(desk.run("campaign", "letters", campaign["campaign"]).stdout, "")
        shown = desk.run("campaign", "show", campaign["campaign"]).stdout
        self.assertRegex(shown, r"C-0 +株式会社候補0 +Written to +2026-12-01")
        self.assertIn("3 suppliers chosen.", desk.run("campaign", "add", "再送", "--reminds", campaign["campaign"]).stdout)
        self.assertIn("None of the matching suppliers", desk.run("campaign", "add", "なし", "--tag", "nobody", code=1).stderr)

    def test_webhooks_and_jobs(self):
        desk = self.desk_of_buyer
        added = desk.run("webhook", "add", "https://erp.toto.co.jp/hook", "--types", "status.changed").stdout
        self.assertRegex(added, r"Secret, shown only now: whsec_")
        [webhook] = json.loads(desk.run("webhook", "list", "--json").stdout)
        self.assertEqual(webhook["types"], ["status.changed"])
        self.assertIn("whsec_", desk.run("webhook", "rotate", webhook["webhook"]).stdout)
        self.assertIn("public", desk.run("webhook", "add", "https://10.0.0.1/", code=1).stderr)
        self.assertIn("--yes", desk.run("webhook", "end", webhook["webhook"], code=6).stderr)
        self.assertIn("removed", desk.run("webhook", "end", webhook["webhook"], "--yes").stdout)
        self.assertIn("(not_found)", desk.run("webhook", "log", webhook["webhook"], code=1).stderr)
        job = str(uuid.uuid4())
        self.server.sql(os.path.join(harness.TOP, "tests", "support", "stopped_job.sql"), organisation=self.buyer.organisation, job=job)
        self.assertRegex(desk.run("job", "list").stdout, job + " +Deciding statuses again +Stopped +0 +10")
        self.assertIn("Deciding statuses again: Waiting, 0 of 10", desk.run("job", "start", job).stdout)
        self.eventually(lambda: re.search(job + " +Deciding statuses again +Done", desk.run("job", "list").stdout))
        self.assertIn("(job_done)", desk.run("job", "stop", job, code=1).stderr)
        follow = ("events", "follow", "--types", "job.finished", "--wait", "1", "--once", "--after", "0", "--json")
        waited = self.eventually(lambda: desk.run(*follow).stdout)
        self.assertEqual({json.loads(line)["type"] for line in waited.splitlines()}, {"job.finished"})


if __name__ == "__main__":
    harness.main()
