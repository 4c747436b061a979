# SPDX-License-Identifier: Apache-2.0
"""A refusal whose code has no text would show its sender an empty sentence."""
import re
import unittest

from sources import Lint, lines_with, paths, read
from vocabulary import codes

TABLE = "api/vocabulary.yaml"
RAISED = re.compile(r"\brefuse\(\s*'HT\d{3}',\s*'([a-z_]+)'")
SET = re.compile(r'\bfault_(?:set|add)\([^;]*?;', re.S)
CODE = re.compile(r'"([a-z]+(?:_[a-z]+)*)"')


def raised():
    for path in paths(".sql", under="schema"):
        for line, found in lines_with(RAISED, read(path)):
            yield path, line, RAISED.match(found)[1]


def set_in_c():
    for path in paths(".c", under="server"):
        for line, call in lines_with(SET, read(path)):
            for code in CODE.findall(call):
                yield path, line, code


class Codes(Lint):
    def test_every_refusal_has_a_text(self):
        known = set(codes("problem"))
        self.assertGreater(len(known), 50)
        self.report("%s:%d: %s has no text in %s" % (path, line, code, TABLE)
                    for path, line, code in list(raised()) + list(set_in_c()) if code not in known)


if __name__ == "__main__":
    unittest.main()
