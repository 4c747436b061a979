# SPDX-License-Identifier: Apache-2.0
"""What may be sent is said in the contract: its numbers come from there (contract_limits.h, limits.ts), or from the
server's answer. eslint holds the attributes of the pages' fields to it."""

import json
import os
import re
import subprocess
import tempfile
import unittest

from sources import Lint, c_code, lines_with, paths, read

LIMIT = re.compile(r"LIMIT_(\w+) = (-?\d+),")
CONSTANT = re.compile(r"\b([A-Z][A-Z0-9_]*) = (\d+)\b(?!\s*[*<])")
# "{\"maxLength\":1000}" beside the check that it tells of.
TOLD = re.compile(r'"\{\\"\w+\\": ?\d{2,}')
# A length or number of items held to a number; 66 hex digits of a hash are none.
IN_SQL = re.compile(r"length\(.*?\)\s*[<>]=?\s*\d")
IN_WORDS = re.compile(r"(?<![\d,{])(\d+) ?(?:文字|日以内|日まで|日間|件まで|件以内|characters|days)")
EVERYWHERE = {"MAX", "MIN", "DEFAULT", "LENGTH", "ITEMS", "MAXIMUM", "MINIMUM", "SIZE", "TEXT", "LEAST", "MOST"}
# Numbers that say nothing of what is sent, though they bear the name of something that is.
OTHER = {
    "CHUNK_ROWS": "rows of one transaction",
    "TAGS_MAX": "room in memory, more than may come",
    "KEY_MAX": "room in memory, for a folded heading",
    "STAR_MAX": "the schemes have five",
    "STARS": "the schemes have five",
}
RANGE = re.compile(r"CHECK \(\(\((\w+) >= (\d+)\) AND \(\1 <= (\d+)\)\)\)")
# Columns of which the contract has another form, or none.
OTHER_RANGES = {"rights": "bits", "star": "of the scheme"}
FALLBACK = re.compile(r"\.(\w+) \?\? (true|false|\d+|'[^']*')")
TOLD_OF_JOBS = ("api/openapi.yaml", "clients/guides/integrator.md", "clients/guides/tour.md")
OWN_WORDS = {"clients/cli/words_errors.inc": "the name of a profile is hoshi's own"}


class Limits(Lint):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as directory:
            subprocess.run([os.environ["GENERATOR"], os.path.join(os.path.dirname(__file__), "../../api/openapi.yaml"), directory], check=True)
            with open(os.path.join(directory, "contract_limits.h"), encoding="utf-8") as file:
                cls.limits = [(set(name.split("_")), int(value)) for name, value in LIMIT.findall(file.read())]
            with open(os.path.join(directory, "defaults.sql"), encoding="utf-8") as file:
                cls.defaults = json.loads(re.search(r"\$json\$(.*?)\$json\$", file.read(), re.S)[1])
        assert len(cls.limits) > 200

    def is_copy(self, name, figures):
        value = int(figures)
        words = set(name.split("_")) - EVERYWHERE
        return name not in OTHER and value > 2 and any(value == other and words and words <= names for names, other in self.limits)

    def test_c(self):
        found = []
        for folder in ("server/handlers", "server/domain", "server/http", "server/commands", "clients/cli"):
            for path in paths(".c", ".h", under=folder):
                code = c_code(read(path))
                found += ["%s:%d: %s" % (path, line, text) for line, text in lines_with(CONSTANT, code) if self.is_copy(*CONSTANT.match(text).groups())]
                found += ["%s:%d: %s" % (path, line, text) for line, text in lines_with(TOLD, read(path))]
        self.report(found)

    def test_sql(self):
        self.report(
            "%s:%d: %s" % (path, line, text)
            for path in paths(".sql", under="schema/functions")
            for line, text in lines_with(IN_SQL, read(path))
            if "p_needle" not in text
        )

    def test_constraints(self):
        """A column that is held to a range is held to the contract's, by the names of its members."""
        ranges = {}
        for words, value in self.limits:
            for keyword in words & {"MINIMUM", "MAXIMUM"}:
                ranges.setdefault(frozenset(words - {keyword}), {})[keyword] = value
        found = RANGE.findall(read("schema/current.sql"))
        self.assertGreater(len(found), 10)
        for column, lowest, highest in found:
            if column not in OTHER_RANGES:
                words = set(column.upper().split("_")) - {"REMIND"}
                said = [limits for names, limits in ranges.items() if words <= names]
                self.assertIn({"MINIMUM": int(lowest), "MAXIMUM": int(highest)}, said, column)

    def test_defaults(self):
        """A form that has nothing to begin with begins with the contract's default, by its name."""
        said = {(name, json.dumps(value)) for members in self.defaults.values() for name, value in members.items()}
        self.assertIn(("accept_higher", "true"), said)
        self.report(
            "%s:%d: %s" % (path, line, text)
            for path in paths(".ts", ".tsx", under="clients/dashboard/src")
            for line, text in lines_with(FALLBACK, read(path))
            for name, value in FALLBACK.findall(text)
            if (name, value.replace("'", '"')) in said
        )

    def test_jobs(self):
        """From how many suppliers on a job goes on is said to people as it is decided."""
        most = int(re.search(r"p_count > (\d+)", read("schema/functions/job.sql"))[1])
        texts = {path: re.findall(r"([\d,]+) suppliers (?:are d|a rule|the answer)", read(path)) for path in TOLD_OF_JOBS}
        self.assertTrue(all(texts.values()), texts)
        self.assertEqual({int(number.replace(",", "")) for numbers in texts.values() for number in numbers}, {most})

    def test_devices(self):
        """The cookie of a known device lives as long as what is stored of it."""
        cookie = re.search(r"DEVICE_SECONDS = (\d+) \* 24 \* 60 \* 60", read("server/http/cookie.c"))[1]
        stored = re.search(r"function device_known_for.*?interval '(\d+) days'", read("schema/functions/sign_in.sql"), re.S)[1]
        self.assertEqual(cookie, stored)

    def test_patterns_end(self):
        """A group that repeats without end comes to the limit of a match (contract/pattern.c) long before a text to its own."""
        contract = read("api/openapi.yaml")
        self.report("api/openapi.yaml:%d: %s" % found for found in lines_with(re.compile(r"pattern: .*\)(?:[*+]|\{\d+,\})"), contract))

    def test_words(self):
        values = {value for _, value in self.limits if value > 9}
        self.report(
            "%s:%d: %s" % (path, line, text)
            for path in ["api/vocabulary.yaml", *paths(".ts", ".inc", under="clients")]
            if path not in OWN_WORDS
            for line, text in lines_with(IN_WORDS, read(path))
            if int(IN_WORDS.match(text)[1]) in values
        )


if __name__ == "__main__":
    unittest.main()
