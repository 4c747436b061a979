# SPDX-License-Identifier: Apache-2.0
"""Every function of the schema says what it promises, and who calls it in one place."""

import re
import unittest

from sources import Lint, paths, read

MARKED = re.compile(r"^-- Called by [^\n]*\n(?:--[^\n]*\n)*create or replace function (\w+)\(", re.M)
# A function that is to become part of the statement that calls it; else PostgreSQL plans it anew at each call.
EXPANDED = re.compile(
    r"^-- (?:[^\n]*\n-- )*[^\n]*[Ee]xpanded into (?:its|the) statement[^\n]*\n(?:--[^\n]*\n)*create or replace function (\w+)\((.*?)\nas \$\$(.*?)\$\$;",
    re.M | re.S,
)
FUNCTION = re.compile(r"create or replace (?:function|procedure|aggregate) (\w+)")


class SqlSource(Lint):
    def test_functions_say_what_they_promise(self):
        self.report(self.silent())

    def silent(self):
        found = 0
        for path in paths(".sql", under="schema/functions"):
            above = ""
            for number, line in enumerate(read(path).splitlines(), 1):
                function = FUNCTION.match(line)
                if function:
                    found += 1
                    if not above.startswith("--"):
                        yield "%s:%d: %s has no comment above it" % (path, number, function[1])
                above = line
        self.assertGreater(found, 300)

    def test_what_is_to_be_expanded_can_be(self):
        """A function is part of the statement that calls it if it is plain SQL that returns rows, column by column."""
        found = 0
        for path in paths(".sql", under="schema/functions"):
            for name, head, body in EXPANDED.findall(read(path)):
                found += 1
                for what in ("security definer", "volatile", "strict", " set "):
                    self.assertNotIn(what, head, name)
                self.assertIn("language sql", head, name)
                self.assertRegex(head, "returns (table|setof)", name)
                if "returns setof" in head:
                    self.assertNotRegex(body, r"^\s*select \w+ from ", name)
        self.assertGreater(found, 8)

    def test_the_day_is_tokyos_in_one_place(self):
        found = [path for path in paths(".sql", under="schema/functions") if "Asia/Tokyo" in read(path)]
        self.assertEqual(found, ["schema/functions/request.sql"])

    def test_columns_are_used(self):
        """What no function, query or view names nobody writes or reads."""
        self.report(self.unused())

    def unused(self):
        sources = [path for folder in ("functions", "queries", "views") for path in paths(".sql", under="schema/" + folder)]
        code = re.sub(r"--[^\n]*", "", "".join(read(path) for path in [*sources, "schema/ledger.sql"]))
        tables = re.findall(r"^CREATE TABLE hoshitori\.(\w+) \(\n(.*?)\n\)", read("schema/current.sql"), re.M | re.S)
        self.assertGreater(len(tables), 50)
        for table, body in tables:
            for column in re.findall(r"^    ([a-z]\w*) ", body, re.M):
                if not re.search(r"\b%s\b" % column, code):
                    yield "%s.%s" % (table, column)

    def test_who_calls_is_said_once(self):
        """The mark of a function grants it, and migrate sets the role and the rest for each file."""
        self.report(self.repeated())

    def repeated(self):
        marks = 0
        for path in paths(".sql", under="schema/functions"):
            text = read(path)
            marked = set(MARKED.findall(text))
            marks += len(marked)
            for granted in re.findall(r"^grant execute on function (.*?) to ", text, re.M | re.S):
                for name in marked & set(re.findall(r"(\w+)\(", granted)):
                    yield "%s: %s is granted by its mark" % (path, name)
            for line in re.findall(r"^set local .*", text, re.M):
                yield "%s: %s" % (path, line)
        self.assertGreater(marks, 100)


if __name__ == "__main__":
    unittest.main()
