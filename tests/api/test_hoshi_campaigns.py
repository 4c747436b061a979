# SPDX-License-Identifier: Apache-2.0
"""hoshi: what waits, and writing to many at once."""

import json

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
        self.assertIn("No supplier", desk.run("campaign", "add", "なし", "--tag", "nobody", code=1).stderr)


if __name__ == "__main__":
    harness.main()
