# SPDX-License-Identifier: Apache-2.0
"""Every function of the schema says what it promises."""

import re
import unittest

from sources import Lint, paths, read

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


if __name__ == "__main__":
    unittest.main()
