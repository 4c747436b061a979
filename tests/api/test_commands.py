# SPDX-License-Identifier: Apache-2.0
"""What the operator's commands refuse, and how they say it."""

import concurrent.futures
import os

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
            ('"--now" is too much', ("migrate", "--", "--now")),
            ("unknown option -n", ("migrate", "-n")),
            ("--vouch takes no value", ("organisation", "add", "--name", "株式会社甲", "--vouch=no")),
            ("nothing to set", dates),
            ("from 1 to 999", (*dates, "--validity-months", "0")),
            ("from 1 to 999", (*dates, "--max-age-months", "1000")),
            ("is a date", (*dates, "--obtainable-from", "2027-02-29")),
        ):
            with self.subTest(words=words):
                self.refused(2, told, *words)

    def test_several_at_once(self):
        buyer = self.make_buyer().organisation
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            keys = list(pool.map(lambda _: self.server.make_key(buyer, "buyer:read"), range(12)))
        self.assertEqual(len(set(keys)), 12)

    def test_wrong_keys(self):
        buyer = self.make_buyer().organisation
        add = ("key", "add", "--name", "鍵", "--rights", "buyer:read", "--organisation", buyer)
        for code, told, words in (
            (2, "--organisation takes", ("key", "add", "--name", "鍵", "--rights", "buyer:read", "--organisation", "東都")),
            (2, "--rights takes", ("key", "add", "--name", "鍵", "--rights", "buyer:all", "--organisation", buyer)),
            (2, "--rights is missing", ("key", "add", "--name", "鍵", "--organisation", buyer)),
            (1, "is not a date", (*add, "--expires", "2026-13-01")),
            (1, "within the next 400 days", (*add, "--expires", "2026-11-30")),
            (1, "within the next 400 days", (*add, "--expires", "2028-02-01")),
            (2, "unknown option --all", ("key", "revoke", "1", "--all")),
            (2, "--organisation takes", ("key", "revoke", "1", "--organisation", "東都")),
            (2, "one key by its number", ("key", "revoke", "--organisation", buyer)),
            (2, "one key by its number", ("key", "revoke", "0", "--organisation", buyer)),
            (2, "one key by its number", ("key", "revoke", "1x", "--organisation", buyer)),
            (2, "one key by its number", ("key", "revoke", "1", "2", "--organisation", buyer)),
        ):
            with self.subTest(words=words):
                self.refused(code, told, *words)

    def file(self, name, content):
        path = os.path.join(self.server.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def test_wrong_verification(self):
        verify = ("audit", "verify")
        nothing, many = self.file("nothing", ""), ",".join(["ab" * 32] * 100)
        short = self.file("short", "# a key\n" + "ab" * 20 + "\n")
        for code, told, words in (
            (2, '"now" is too much', ("audit", "key", "now")),
            (1, "", ("audit", "key", "--signing-key-file", nothing)),
            (2, "unknown option --all", (*verify, "--all")),
            (2, "--organisation takes", (*verify, "--organisation", "東都")),
            (2, "--relationship takes", (*verify, "--relationship", "東都")),
            (2, "--checkpoints goes with --file", (*verify, "--checkpoints", nothing)),
            (2, "--kept goes with", (*verify, "--kept", nothing)),
            (1, "has no audit log", (*verify, "--organisation", NOBODY)),
            (1, "not a regular file", (*verify, "--file", self.server.directory)),
            (1, "No such file", (*verify, "--file", nothing + "-there")),
            (1, "no JSON of this kind", (*verify, "--file", short)),
            (1, "at most", (*verify, "--file", nothing, "--key", many)),
            (1, "64 hexadecimal digits", (*verify, "--file", nothing, "--key", "ab" * 20)),
            (1, "64 hexadecimal digits", (*verify, "--file", nothing, "--key", short)),
            (1, "there is no key in it", (*verify, "--file", nothing, "--key", nothing)),
            (1, "there is no key in it", (*verify, "--file", nothing, "--key", ",")),
            (1, "No such file", (*verify, "--file", nothing, "--key", nothing + "-there")),
        ):
            with self.subTest(words=words):
                self.refused(code, told, *words)

    def test_what_is_not_there(self):
        buyer = self.make_buyer()
        for told, words in (
            ("no organisation " + NOBODY, ("organisation", "vouch", NOBODY, "--corporate-number", harness.corporate_number())),
            ("no organisation " + NOBODY, ("key", "add", "--organisation", NOBODY, "--name", "鍵", "--rights", "buyer:read")),
            ("has no key 123", ("key", "revoke", "123", "--organisation", buyer.organisation)),
            ("no ★3 in the scheme security-action", ("scheme-dates", "set", "--scheme", "security-action", "--star", "3", "--validity-months", "12")),
        ):
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
