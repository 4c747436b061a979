# SPDX-License-Identifier: Apache-2.0
"""What the operator's commands refuse, and how they say it."""
import harness

NOBODY = "00000000-0000-7000-8000-0000000000ff"


class Commands(harness.ApiTest):
    def refused(self, code, told, *words):
        done = self.server.command(*words, check=False)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        self.assertIn(told, done.stderr)

    def test_wrong_use(self):
        dates = ("scheme-dates", "set", "--scheme", "scs", "--star", "3")
        for told, words in (
                ("--name is empty", ("organisation", "add", "--name", "")),
                ("--name is empty", ("organisation", "add", "--name= ")),
                ('"株式会社乙" is too much', ("organisation", "add", "--name", "株式会社甲", "株式会社乙")),
                ('"now" is too much', ("migrate", "now")),
                ("nothing to set", dates),
                ("from 1 to 999", (*dates, "--validity-months", "0")),
                ("from 1 to 999", (*dates, "--max-age-months", "1000")),
                ("is a date", (*dates, "--obtainable-from", "2027-02-29"))):
            with self.subTest(words=words):
                self.refused(2, told, *words)

    def test_what_is_not_there(self):
        buyer = self.make_buyer()
        for told, words in (
                ("no organisation " + NOBODY, ("organisation", "vouch", NOBODY, "--corporate-number",
                                               harness.corporate_number())),
                ("no organisation " + NOBODY, ("key", "add", "--organisation", NOBODY, "--name", "鍵", "--rights",
                                               "buyer:read")),
                ("has no key 123", ("key", "revoke", "123", "--organisation", buyer.organisation)),
                ("no ★3 in the scheme security-action", ("scheme-dates", "set", "--scheme", "security-action",
                                                          "--star", "3", "--validity-months", "12"))):
            with self.subTest(words=words):
                self.refused(1, told, *words)

    def test_a_number_is_proven_once(self):
        number = harness.corporate_number()
        self.make_buyer(number=number, vouch=True)
        taken = "proven for another organisation"
        self.refused(1, taken, "organisation", "add", "--name", "株式会社乙", "--corporate-number", number, "--vouch")
        self.refused(1, taken, "organisation", "vouch", self.make_supplier().organisation, "--corporate-number", number)


if __name__ == "__main__":
    harness.main()
