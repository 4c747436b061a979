# SPDX-License-Identifier: Apache-2.0
"""A refusal whose code has no text would show its sender an empty sentence; one of SQL whose kind nobody knows, an
internal error. What HTTP says of either is no matter of SQL's."""

import re
import unittest

from sources import Lint, lines_with, paths, read
from vocabulary import codes

TABLE = "api/vocabulary.yaml"
CONTRACT = "api/openapi.yaml"
KINDS = "server/store/errors.c"
RAISED = re.compile(r"\brefuse\((?:case\s[^;]*?\send\b|'[a-z_]+')")
WORD = re.compile(r"'([a-z]+(?:_[a-z]+)+|conflict|unauthenticated)'")
# A status, an address, a JSON Pointer; comments may name what they are the opposite of.
HTTP = re.compile(r"'HT[1-5]\d\d'|\bp_status int\b|'status',\s*(?:case\b[^,]*?)?[1-5]\d\d\b|/v\d+/|'/[a-z_]+|\bheader:|\bjsonb_build_object\('location'|'etag'")
SET = re.compile(r"\bfault_(?:set|add)\([^;]*?;", re.S)
IN_CONTRACT = re.compile(r"\bx-problem: (\w+)")
CODE = re.compile(r'"([a-z]+(?:_[a-z]+)*)"')


def raised():
    for path in paths(".sql", under="schema"):
        for line, found in lines_with(RAISED, read(path)):
            for code in WORD.findall(found):
                yield path, line, code


def set_in_c():
    for path in paths(".c", under="server"):
        for line, call in lines_with(SET, read(path)):
            for code in CODE.findall(call):
                yield path, line, code


def in_contract():
    for line, found in lines_with(IN_CONTRACT, read(CONTRACT)):
        yield CONTRACT, line, IN_CONTRACT.match(found)[1]


class Codes(Lint):
    def test_every_refusal_has_a_text(self):
        known = set(codes("problem"))
        self.assertGreater(len(known), 50)
        self.report(
            "%s:%d: %s has no text in %s" % (path, line, code, TABLE) for path, line, code in [*raised(), *set_in_c(), *in_contract()] if code not in known
        )

    def test_every_refusal_of_sql_has_a_kind(self):
        known = re.findall(r'^\s*\{"([a-z_]+)", ERR_', read(KINDS), re.M)
        self.assertEqual(known, sorted(known))
        said = "\n".join(read(path) for path in paths(".sql", under="schema/functions")) + "".join(
            "'%s'" % code for code in re.findall(r'^\s*\{"[a-z_]+", "([a-z_]+)"\},$', read(KINDS), re.M)
        )
        self.report("%s:%d: %s has no kind in %s" % (path, line, code, KINDS) for path, line, code in raised() if code not in known)
        self.report(
            "%s: nothing refuses with %s" % (KINDS, code) for code in known if "'%s'" % code not in said and not code.endswith("_on_before_declared_on")
        )

    def test_sql_knows_nothing_of_http(self):
        self.report(
            "%s:%d: %s is for the server to say" % (path, line, found)
            for under in ("schema/functions", "schema/queries")
            for path in paths(".sql", under=under)
            for line, found in lines_with(HTTP, re.sub(r"--.*", "", read(path)))
        )


if __name__ == "__main__":
    unittest.main()
