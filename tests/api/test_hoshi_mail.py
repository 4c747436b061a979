# SPDX-License-Identifier: Apache-2.0
"""hoshi: from whom mail goes, and what went to whom."""

import json
import re

import harness
from hoshi import AtADesk
from scripted_smtp import SendsMail


class Mail(SendsMail, AtADesk):
    def settings(self):
        found = self.buyer.get("/v1/mail-settings").json
        return found["sender_department"], found["sender_name"], found["reply_to"], found["reminders"]

    def test_settings_are_shown_changed_and_tried(self):
        desk = self.buyer_desk()
        self.assertRegex(desk.run("mail", "settings").stdout, r"Reminders +nobody by itself")
        given = ("--sender-department", "調達部", "--sender-name", "佐藤 花子", "--reply-to", "chotatsu@toto.example.jp")
        shown = desk.run("mail", "preview", *given, "--introduction", "いつもお世話になっております。").stdout
        self.assertRegex(shown, r"Subject +東都重工業株式会社 asks where you stand")
        self.assertIn("\nいつもお世話になっております。\n", shown)
        self.assertIn("調達部 佐藤 花子", shown)
        self.assertEqual(self.settings(), (None, None, None, None))
        desk.run("mail", "set", *given, "--remind-after", "07", "--remind-times", "002")
        self.assertEqual(self.settings(), ("調達部", "佐藤 花子", "chotatsu@toto.example.jp", {"after_days": 7, "times": 2}))
        desk.run("mail", "set", "--sender-name", "none", "--remind-times", "3")
        self.assertEqual(self.settings(), ("調達部", None, "chotatsu@toto.example.jp", {"after_days": 7, "times": 3}))
        self.assertRegex(desk.run("mail", "settings").stdout, r"Reminders +7 days after the last letter, at most 3 times")
        self.assertIn("asks once more", desk.run("mail", "preview", "reminder").stdout)
        self.assertIn("--reply-to", desk.run("mail", "set", "--reply-to", "a..b@toto.example.jp", code=1).stderr)
        self.assertIn("--remind-after", desk.run("mail", "set", "--remind-after", "0", code=1).stderr)
        for given in (("--remind-after", "9"), ("--remind-times", "1")):
            self.assertIn("--no-reminders", desk.run("mail", "set", "--no-reminders", *given, code=2).stderr)
        desk.run("mail", "set", "--no-reminders")
        self.assertEqual(self.settings()[3], None)
        self.assertEqual(json.loads(desk.run("mail", "settings", "--json").stdout)["sender_department"], "調達部")

    def test_what_went_to_whom(self):
        desk = self.buyer_desk("ja")
        self.assertIn("リンク", desk.run("supplier", "add", "株式会社みなと精密", "--code", "M-1", "--email", "minato@example.jp", "--send").stdout)
        desk.run("supplier", "add", "有限会社かもめ金型", "--code", "M-2", "--email", "kamome@example.jp", "--send")
        self.eventually(lambda: {mail["state"] for mail in self.buyer.get("/v1/mails").json["items"]} == {"sent"})
        self.assertRegex(desk.run("mail", "list", "M-1").stdout, r"招待 +minato@example\.jp +送信済み")
        self.assertNotIn("kamome", desk.run("mail", "list", "M-1").stdout)
        [mail] = json.loads(desk.run("mail", "list", "M-2", "--json").stdout)
        self.assertEqual(mail["to"], "kamome@example.jp")
        self.assertEqual(len(re.findall("@example", desk.run("mail", "list").stdout)), 2)
        self.assertNotIn("@example", desk.run("mail", "list", "--mail-state", "refused").stdout)
        # What came back is told to the server, where the mail server's pipe ends.
        report = "Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; kamome@example.jp\nMessage-ID: <%s@hoshitori.example.jp>\n" % mail["mail"]
        self.server.command("mail", "bounce", given=report)
        self.assertRegex(desk.run("mail", "list", "--mail-state", "returned").stdout, r"kamome@example\.jp +不達（返送）")


if __name__ == "__main__":
    harness.main()
