# SPDX-License-Identifier: Apache-2.0
"""What no C source of ours does: functions that cannot be used safely, goto, SQL or JSON built
from text; and what each begins with."""

import re
import unittest

from sources import Lint, c_code, c_literals, lines_with, paths, read

BANNED = re.compile(
    r"\b(?:strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|atoi|atol"
    r"|atoll|atof|gmtime|localtime|ctime|asctime|alloca|tmpnam|mktemp|system"
    r"|setjmp|longjmp|rand|srand)\s*\("
)
GOTO = re.compile(r"\bgoto\s+\w+\s*;")
SQL = re.compile(
    r"\b(?:select\s.*\bfrom\b|select\s+\w+\s*\(|insert\s+into\b|update\s+\w+\s+set\b"
    r"|delete\s+from\b|(?:create|alter|drop)\s+(?:table|role|database|schema|function"
    r"|view|index|extension)\b|set\s+(?:local|role|session)\b|begin\s*;|commit\s*;"
    r"|rollback\s*;|(?:grant|revoke)\s.*\b(?:to|from)\b)",
    re.I | re.S,
)
# Constant JSON may stand in a literal; what is filled in by printf may not.
JSON = re.compile(r'\{\s*\\"|\\"\s*:')
# The writers of JSON themselves (log lines need no memory), and the generator, which writes C.
JSON_ALLOWED = ("server/base/json_out.c", "server/base/log.c", "api/emit.c")
TOP_LEVEL = ("server/", "api/", "clients/")
# What the contract and the vocabulary become functions by.
MAKES_SQL = ("api/personal.c", "api/vocabulary.c")
PARAMETER = re.compile(r"\$[0-9]")
COLUMN = re.compile(r"\bPQ(?:getvalue|getisnull|getlength|exec\w*Params|execPrepared)\s*\(")
ROWS = ("server/store/connection.c", "server/store/exchange.c")
# Tests of what stands below queries: their statements are their own.
OWN_STATEMENTS = ("exchange_fixture.c", "test_statements.c")
EXIT = re.compile(r"\b(?:exit|_exit|abort)\s*\(")
CLIENT_OF_LIST = re.compile(r"(?:\.|->)client = \w+->client|struct hoshitori_list list = \{\.client")
# Whoever may end the process: the program's own level, and children after fork().
EXIT_ALLOWED = ("server/main.c", "server/commands/", "server/store/process.c", "server/store/cluster", "server/store/account.c", "api/", "clients/")
# What ends the process where a condition fails: a condition that no input can make false needs no check, and one
# that input can make false needs an answer.
ASSERTION = re.compile(r"\b(?:assert|__builtin_trap|__builtin_unreachable|unreachable)\s*\(|<assert\.h>")
# What each program or library of ours is made of; a tag means one thing in it.
PROGRAMS = ("server/", "clients/", "api/")
TAG = re.compile(r"^(?:static\s+|const\s+|typedef\s+)*(?:struct|enum|union)\s+(\w+)\s*\{", re.M)
# File-local functions: where a name stands in two files, neither grep nor a debugger tells which one is meant.
LOCAL = re.compile(r"^static (?:inline )?[^;={}()#]*?\b(\w+)\([^;{}]*?\)\s*\n\{", re.M)
# Programs of tests are each made of one such file.
LOCAL_PROGRAMS = (*PROGRAMS, "schema/generator/", "tests/support/")
HANDLER_TYPE = "server/contract/operation.h"


def sources(*extensions):
    return [path for path in paths(*extensions) if path.startswith(TOP_LEVEL)]


class CSource(Lint):
    def test_banned_functions(self):
        self.report(
            "%s:%d: %s) is banned" % (path, line, found)
            for path in paths(".c", ".h")
            if not path.endswith("base/banned.h")
            for line, found in lines_with(BANNED, c_code(read(path)))
        )

    def test_no_goto(self):
        self.report("%s:%d: %s" % (path, line, found) for path in paths(".c", ".h") for line, found in lines_with(GOTO, c_code(read(path))))

    def test_no_exit_below_main(self):
        self.report(
            "%s:%d: %s) below main" % (path, line, found)
            for path in sources(".c")
            if not path.startswith(EXIT_ALLOWED)
            for line, found in lines_with(EXIT, c_code(read(path)))
        )

    def test_no_assertion_in_the_server(self):
        self.report(
            "%s:%d: %s ends the process of everybody: answer, or saturate" % (path, line, found)
            for path in paths(".c", ".h", under="server")
            for line, found in lines_with(ASSERTION, c_code(read(path)))
        )

    def test_no_sql(self):
        self.report(
            "%s:%d: SQL belongs to schema/: %s" % (path, line, text)
            for path in sources(".c", ".h")
            if path not in MAKES_SQL
            for line, text in c_literals(read(path))
            if SQL.search(text)
        )

    def test_parameters_and_columns_have_names(self):
        """What a statement takes and returns is known by number to the readers that are generated, alone."""
        self.report(
            "%s:%d: parameters have names (store/statement.h): %s" % (path, line, text)
            for path in paths(".c", ".h", under="server") + paths(".c", ".h", under="tests/store")
            for line, text in c_literals(read(path))
            if PARAMETER.search(text) and not path.endswith(OWN_STATEMENTS)
        )
        self.report(
            "%s:%d: %s columns have names (store/statement.h)" % (path, line, found)
            for path in paths(".c", ".h", under="server")
            if path not in ROWS
            for line, found in lines_with(COLUMN, c_code(read(path)))
        )

    def test_no_json_from_text(self):
        self.report(
            "%s:%d: JSON is written with json_out.h or jansson: %s" % (path, line, text)
            for path in sources(".c", ".h")
            if path not in JSON_ALLOWED
            for line, text in c_literals(read(path))
            if "%" in text and JSON.search(text)
        )

    def test_a_local_function_says_what_it_does(self):
        for program in LOCAL_PROGRAMS:
            where = {}
            for path in paths(".c", under=program):
                for name in set(LOCAL.findall(c_code(read(path)))) - {"main"}:
                    where.setdefault(name, []).append(path)
            self.assertGreater(len(where), 20, program)
            self.report("%s is local to %s" % (name, ", ".join(places)) for name, places in where.items() if len(places) > 1)

    def test_a_tag_means_one_thing(self):
        for program in PROGRAMS:
            where = {}
            for path in paths(".c", ".h", under=program):
                for tag in set(TAG.findall(c_code(read(path)))):
                    where.setdefault(tag, []).append(path)
            self.assertGreater(len(where), 5, program)
            self.report("%s is defined in %s" % (tag, " and ".join(places)) for tag, places in where.items() if len(places) > 1)

    def test_sizes(self):
        """A file has one subject, and a function is seen at once: what grows is parted by subject."""
        self.report("%s: %d lines, at most 400" % (path, n) for path in sources(".c", ".h") if (n := len(read(path).splitlines())) > 400)
        self.report(self.long_functions())

    def long_functions(self):
        found = 0
        for path in sources(".c"):
            begins = None
            for number, line in enumerate(read(path).splitlines(), 1):
                if line == "{":
                    begins = number
                elif line == "}" and begins:
                    found += 1
                    if number - begins - 1 > 40:
                        yield "%s:%d: a function of %d lines, at most 40" % (path, begins, number - begins - 1)
                    begins = None
        self.assertGreater(found, 1000)

    def test_licence_line(self):
        first = "/* SPDX-License-Identifier: Apache-2.0 */"
        self.report("%s: does not begin with %s" % (path, first) for path in paths(".c", ".h") if not read(path).startswith(first + "\n"))

    def test_handlers_are_declared_by_the_contract(self):
        """Then -Wmissing-prototypes refuses a handler that no operation names."""
        declared = re.compile(
            r"\bhandler_fn\s+\w+\s*[,;]"
            r"|\berr\s+\w+\(struct request \*\w*,\s*struct response \*\w*,"
            r"\s*struct fault \*\w*\)[^;{]*;"
        )
        self.report(
            "%s:%d: %s is not the contract's" % (path, line, found)
            for path in paths(".c", ".h", under="server")
            if path != HANDLER_TYPE
            for line, found in lines_with(declared, c_code(read(path)))
        )

    def test_lists_of_hoshi_sign_in(self):
        """A list that begins without call_list_begin() has no client where it is a command's first request."""
        self.report(
            "%s:%d: %s" % (path, line, text)
            for path in paths(".c", under="clients/cli")
            if path != "clients/cli/call.c"
            for line, text in lines_with(CLIENT_OF_LIST, c_code(read(path)))
        )


if __name__ == "__main__":
    unittest.main()
