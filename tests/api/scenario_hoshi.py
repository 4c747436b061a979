# SPDX-License-Identifier: Apache-2.0
"""The main job of a buyer and a supplier in two terminals, with nothing but hoshi, in both languages."""

import csv
import io
import json
import os
import re
import stat

import harness
from hoshi import Desk

WORDS = {
    "ja": {
        "met": "充足",
        "pending": "対応待ち",
        "step": "承諾または辞退",
        "confirmed": "照合済み",
        "score": "点数 98 / 100",
        "saved": "ここまでの回答は保存されています",
        "resumed": "下書きの続き",
        "event": "対応待ち → 充足",
        "partly": "一部実施している",
        "step_of_help": "対応方法 1. ウイルス対策ソフト",
    },
    "en": {
        "met": "Met",
        "pending": "Pending",
        "step": "accept or decline",
        "confirmed": "Confirmed in the public list",
        "score": "Score: 98 of 100",
        "saved": "Your answers so far are saved",
        "resumed": "Going on with the draft",
        "event": "Pending -> Met",
        "partly": "Partly implemented",
        "step_of_help": "What to do 1. Turn on anti-virus software",
    },
}


class MainJob(harness.ApiTest):
    def desk(self, language):
        desk = Desk(language)
        self.addCleanup(desk.leave)
        return desk

    def test_in_japanese(self):
        self.play("ja")

    def test_in_english(self):
        self.play("en")

    def play(self, language):
        self.words = WORDS[language]
        self.buyer, self.supplier = self.desk(language), self.desk(language)
        self.sign_in()
        self.demand()
        self.accept()
        self.assess()
        self.file()
        self.check()
        self.look_back()

    def status(self):
        return json.loads(self.buyer.run("status", "A-1001", "--json").stdout)["status"]

    def sign_in(self):
        url = "http://" + self.server.address
        api = self.make_buyer()
        screen = self.buyer.sit("login", url, typing=[api.key])
        self.assertIn("東都重工業株式会社", screen.text)
        self.assertNotIn(api.key, screen.text)  # typed, but never shown
        path = self.buyer.path(".config/hoshitori/profiles.json")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode), 0o700)
        me = json.loads(self.buyer.run("whoami", "--json").stdout)
        self.assertEqual(me["organisation"]["organisation"], api.organisation)

    def demand(self):
        added = self.buyer.run(
            "supplier",
            "add",
            "株式会社はやし製作所",
            "--code",
            "A-1001",
            "--reading",
            "ハヤシセイサクショ",
            "--tag",
            "量産",
            "--tag",
            "CAD",
            "--contact",
            "林 美咲",
            "--email",
            "hayashi@example.jp",
        )
        self.assertIn("/invitations#token=hsi_", added.stdout)
        screen = self.buyer.sit("require", "A-1001", typing=["y", "n", "", "2", "6/31", "2027/6/30", "図面をお預けしているため", "y"])
        self.assertIn(self.words["step"], screen.plain)
        status = self.status()
        self.assertEqual((status["status"], status["required_star"], status["due_on"]), ("pending", 2, "2027-06-30"))
        shown = json.loads(self.buyer.run("supplier", "show", "A-1001", "--json").stdout)
        self.assertEqual((shown["tags"], shown["contacts"][0]["email"]), (["量産", "CAD"], "hayashi@example.jp"))
        # The same again changes nothing and asks nothing.
        self.buyer.run("require", "A-1001", "--star", "2", "--due", "2027-06-30")
        self.assertEqual(self.status()["revision"], 1)

    def accept(self):
        letter = self.buyer.run("supplier", "invite", "A-1001").stdout
        self.link = re.search(r"http://\S+#token=hsi_\w+", letter)[0]
        shown = self.supplier.run("invitation", "show", self.link).stdout
        self.assertIn("図面をお預けしているため", shown)
        self.supplier.sit("invitation", "accept", self.link, typing=["n"], code=6)
        self.supplier.sit("invitation", "accept", self.link, typing=["y"])
        me = json.loads(self.supplier.run("whoami", "--json").stdout)
        self.assertEqual(me["organisation"]["name"], "株式会社はやし製作所")
        self.assertIn("東都重工業株式会社", self.supplier.run("buyers").stdout)
        self.supplier.run("invitation", "show", self.link, code=1)  # used

    def assess(self):
        first = self.supplier.sit("assess", "--star", "2", typing=["2", "h", "1", "1", "b", "1", "", "x", "q"], code=6)
        self.assertIn(self.words["saved"], first.plain)
        self.assertIn(self.words["step_of_help"], first.plain)
        # 1 to 3 are answered; 4 was left open, 5 was not understood.
        again = self.supplier.sit("assess", "--star", "2", typing=["1"] * 22 + ["y"])
        self.assertIn(self.words["resumed"], again.plain)
        self.assertTrue(again.plain.index("[4/25]") < again.plain.index("[5/25]"))
        self.assertNotIn("[3/25]", again.plain)
        self.assertIn(self.words["score"], again.plain)

    def file(self):
        today = "2026-12-01"
        self.supplier.sit("declare", typing=["2", harness.declaration_id(), today])
        self.assertEqual(self.status()["next_step"]["code"], "publish_policy")
        filed = self.supplier.run("policy", "record", "--on", today, "--url", "https://example.jp/policy")
        self.assertIn(self.words["met"], filed.stdout)
        status = self.status()
        self.assertEqual((status["status"], status["held_assurance"]), ("met", "substantiated"))
        theirs = json.loads(self.supplier.run("status", "東都", "--json").stdout)["status"]
        self.assertEqual(theirs, status)

    def check(self):
        self.buyer.run("check", "A-1001", "--result", "found")
        self.assertIn(self.words["confirmed"], self.buyer.run("status", "A-1001").stdout)
        self.buyer.run("status", "--require", "met")
        self.buyer.run("supplier", "add", "有限会社かもめ金型", "--code", "A-1002")
        self.buyer.run("require", "A-1002", "--star", "1", "--due", "2027-03-31", "--yes")
        self.assertIn("A-1002", self.buyer.run("status", "--require", "met", code=3).stdout)
        self.buyer.run("status", "--require", "met", "--limit", "1", code=3)
        plan = self.buyer.run("plan").stdout
        self.assertIn("2027-03-31", plan)
        self.assertNotIn("A-1001", plan)

    def look_back(self):
        sheet = self.buyer.run("export", "statuses").stdout.lstrip("\ufeff")
        rows = list(csv.reader(io.StringIO(sheet)))
        cells = {row[1]: row for row in rows[1:]}
        listed = {line.split()[0]: line for line in self.buyer.run("status").stdout.splitlines()[1:]}
        self.assertIn(self.words["met"], listed["A-1001"])
        if self.words is WORDS["ja"]:  # the server's own labels
            self.assertIn(self.words["met"], cells["A-1001"])
            self.assertIn(self.words["pending"], cells["A-1002"])

        self.eventually(lambda: self.buyer.run("events", "follow", "--once", "--after", "0").stdout.count("\n") >= 6)
        self.assertIn(self.words["event"], self.buyer.run("events", "follow", "--once", "--after", "0").stdout)
        self.assertEqual(self.buyer.run("events", "follow", "--once").stdout, "")
        self.buyer.run("supplier", "end", "A-1002", "--yes")
        self.eventually(lambda: "有限会社かもめ金型" in self.buyer.run("events", "follow", "--once").stdout)
        self.assertEqual(self.buyer.run("events", "follow", "--once", "--json").stdout, "")
        self.supplier.run("logout")
        self.supplier.run("buyers", code=4)


if __name__ == "__main__":
    harness.main()
