# SPDX-License-Identifier: Apache-2.0
"""The tour of both READMEs, run as it stands: every request is sent, and every answer must be what
the page shows. Days, ids and what `…` stands for may be others."""
import os
import re
import unittest

import harness
from shown import Pasting, parsed, same, same_body, steps

DOCUMENTS = ("README.md", "README.ja.md")
TOUR = {"README.md": "## A tour of the job", "README.ja.md": "## 一通りの流れ"}


def document(name):
    with open(os.path.join(harness.TOP, name), encoding="utf-8") as file:
        return file.read()


def tour(name):
    return steps(document(name).split(TOUR[name] + "\n")[1].split("\n## ")[0])


class Readme(Pasting):
    def assert_tour(self, name):
        self.assertGreater(len(tour(name)), 10)
        self.assert_steps(tour(name))

    def test_tour_in_english(self):
        self.assert_tour("README.md")

    def test_tour_in_japanese(self):
        self.assert_tour("README.ja.md")

    def test_both_show_the_same_requests(self):
        pasted = [[block for block, _ in tour(name)[1:]] for name in DOCUMENTS]
        self.assertEqual(*pasted)

    def test_what_is_named_is_there(self):
        for name in DOCUMENTS:
            text = document(name)
            named = re.findall(r"`((?:tests|schema|server|api|deploy)/[\w./-]+)`", text)
            named += [link for link in re.findall(r"\]\(([^)]+)\)", text) if ":" not in link]
            for path in named:
                self.assertTrue(os.path.exists(os.path.join(harness.TOP, path)), (name, path))


class Comparison(unittest.TestCase):
    """The comparison itself sees a difference."""

    def test_left_out(self):
        real = {"a": 1, "b": [1, 2, 3], "c": "on 2026-11-23", "d": {"e": None}}
        for shown in ('{…}', '{"a": 1, …}', '{"b": [1, …], …}', '{"b": […, 3], …}', '{"c": "on 2027-01-01", …}',
                      '{"a": …, "b": […], "c": "o…", "d": {"e": null}}', '{"d": {"e": null, …}, …}'):
            self.assertTrue(same(parsed(shown), real), shown)

    def test_sheet(self):
        real = "\ufeffcode,due_on\r\nA-1,2026-11-23\r\n"
        self.assertTrue(same_body("\ncode,due_on\nA-1,2027-01-01\n", real))
        for shown in ("code,due_on\n", "code,due_on\nA-2,2026-11-23\n", "due_on,code\nA-1,2026-11-23\n"):
            self.assertFalse(same_body(shown, real), shown)

    def test_different(self):
        real = {"a": 1, "b": [1, 2, 3], "c": "on 2026-11-23", "d": {"e": None}}
        for shown in ('{"a": 1}', '{"a": 2, …}', '{"a": true, …}', '{"b": [1, 2], …}', '{"b": [3, …, 1], …}',
                      '{"c": "off…", …}', '{"d": {"e": 0}, …}', '{"f": …, …}', '[]'):
            self.assertFalse(same(parsed(shown), real), shown)


if __name__ == "__main__":
    harness.main()
