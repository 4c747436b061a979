# SPDX-License-Identifier: Apache-2.0
"""Tests wait for events by tests/support/waiting.py: none has a deadline of its own, which a busy machine would miss."""
import re
import unittest

from sources import Lint, lines_with, paths, read

HOME = "tests/support/waiting.py"
OWN = re.compile(r"deadline = time\.monotonic\(\)|eventually\([^#\n]*, \d+\)$|\bTIMEOUT \d+", re.M)


class Waiting(Lint):
    def test_no_deadline_of_its_own(self):
        self.report("%s:%d: %s: wait by %s" % (path, line, what, HOME)
                    for path in paths(".py", "CMakeLists.txt", under="tests") if path != HOME and not path.startswith("tests/lint/")
                    for line, what in lines_with(OWN, read(path)))


if __name__ == "__main__":
    unittest.main()
