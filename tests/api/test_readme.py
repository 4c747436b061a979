# SPDX-License-Identifier: Apache-2.0
"""The READMEs' shortest tour and the tour of the whole job, run as they stand: every request is sent, and every answer
must be what the page shows. Days, ids and what `…` stands for may be others."""

import unittest

import guides
import harness
from guides import both, read
from shown import Pasting, parsed, same, same_body, steps

PAGES = {"README": 1, "clients/guides/tour": 11}  # and how many blocks there are to paste


class Tours(Pasting):
    def assert_pages(self, language):
        for page, blocks in PAGES.items():
            path = dict(both(page))[language]
            with self.subTest(path=path):
                found = steps(read(path))
                self.assertGreaterEqual(len(found), blocks)
                self.assert_steps(found)

    def test_in_english(self):
        self.assert_pages("en")

    def test_in_japanese(self):
        self.assert_pages("ja")

    def test_both_show_the_same_requests(self):
        pasted = [[block for block, _ in steps(read(path))[1:]] for _, path in both("clients/guides/tour")]
        self.assertEqual(*pasted)

    def test_the_other_language_has_the_same_shape(self):
        for page in (*PAGES, "clients/guides/api", "tests/promises", "tests/load/figures"):
            self.assertEqual(*(guides.shape(read(path)) for _, path in both(page)), page)


class Comparison(unittest.TestCase):
    """The comparison itself sees a difference."""

    def test_left_out(self):
        real = {"a": 1, "b": [1, 2, 3], "c": "on 2026-11-23", "d": {"e": None}}
        for shown in (
            "{…}",
            '{"a": 1, …}',
            '{"b": [1, …], …}',
            '{"b": […, 3], …}',
            '{"c": "on 2027-01-01", …}',
            '{"a": …, "b": […], "c": "o…", "d": {"e": null}}',
            '{"d": {"e": null, …}, …}',
        ):
            self.assertTrue(same(parsed(shown), real), shown)

    def test_sheet(self):
        real = "\ufeffcode,due_on\r\nA-1,2026-11-23\r\n"
        self.assertTrue(same_body("\ncode,due_on\nA-1,2027-01-01\n", real))
        for shown in ("code,due_on\n", "code,due_on\nA-2,2026-11-23\n", "due_on,code\nA-1,2026-11-23\n"):
            self.assertFalse(same_body(shown, real), shown)

    def test_different(self):
        real = {"a": 1, "b": [1, 2, 3], "c": "on 2026-11-23", "d": {"e": None}}
        for shown in (
            '{"a": 1}',
            '{"a": 2, …}',
            '{"a": true, …}',
            '{"b": [1, 2], …}',
            '{"b": [3, …, 1], …}',
            '{"c": "off…", …}',
            '{"d": {"e": 0}, …}',
            '{"f": …, …}',
            "[]",
        ):
            self.assertFalse(same(parsed(shown), real), shown)


if __name__ == "__main__":
    harness.main()
