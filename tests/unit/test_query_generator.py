# SPDX-License-Identifier: Apache-2.0
"""The generator of statements: what it makes of functions and queries, and what it refuses, where."""

import json
import os
import subprocess
import tempfile
import unittest

GENERATOR = os.environ["QUERY_GENERATOR"]
FUNCTIONS = """-- The thing of this name.
-- Called by the server and the operator; may be null: star, weight.
create or replace function thing_put(p_name text, p_star int, p_keep boolean default false)
returns table (thing uuid, weight bigint) language sql as $$ select 1 $$;

-- Called by the server.
create or replace function thing_count() returns int
language sql as $$ select 1 $$;

-- Called by the operator.
create or replace function thing_drop(p_tags text[]) returns void
language sql as $$ select 1 $$;

-- Nobody calls it from outside.
create or replace function thing_inner(t thing) returns thing
language sql as $$ select 1 $$;
"""
QUERIES = """-- Things.
-- part columns
t.name, t.star
-- query thing_find
-- By its name.
-- returns name text, star smallint?,
--   at timestamptz
-- may be null: day_of
select {columns}, ':no' as at -- :nor
from thing t where t.name = :name::text and t.day > :day_of::int and t.name <> :name;
-- query thing_list
-- returns item jsonb, first text
select item, first from things(:page_first::int, :page_rows::int);
-- query thing_seek
-- parameters of thing_find
-- returns line
select item, first from things(:name::text)
-- What follows belongs to the row.
-- row line: item jsonb,
--   first text
"""


class QueryGenerator(unittest.TestCase):
    def run_on(self, functions=FUNCTIONS, queries=QUERIES, *options):
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        self.root = root.name
        for folder, text in (("functions", functions), ("queries", queries)):
            os.mkdir(os.path.join(root.name, folder))
            with open(os.path.join(root.name, folder, "things.sql"), "w", encoding="utf-8") as file:
                file.write(text)
        arguments = [*options, root.name] if options else [root.name, root.name]
        return subprocess.run([GENERATOR, *arguments], capture_output=True, text=True)

    def generated(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8") as file:
            return file.read()

    def statements(self):
        done = self.run_on(FUNCTIONS, QUERIES, "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return {query["name"]: query for query in json.loads(done.stdout)}

    def refuses(self, old, new, message):
        where = "functions" if old in FUNCTIONS else "queries"
        self.assertIn(old, FUNCTIONS + QUERIES)
        done = self.run_on(FUNCTIONS.replace(old, new, 1), QUERIES.replace(old, new, 1))
        self.assertEqual(done.returncode, 1, new)
        self.assertRegex(done.stderr, r"%s/%s/things\.sql:[0-9]+: " % (self.root, where))
        self.assertIn(message, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.root, "queries.h")))

    def test_calls(self):
        found = self.statements()
        self.assertEqual(found["thing_put"]["sql"], "select thing, weight from hoshitori.thing_put($1::text, $2::int, $3::boolean)")
        self.assertEqual(found["thing_count"]["sql"], "select hoshitori.thing_count() as value")
        self.assertEqual(found["thing_drop"]["sql"], "select hoshitori.thing_drop($1::text[])")
        self.assertNotIn("thing_inner", found)
        self.assertEqual(
            [(found[name]["server"], found[name]["operator"]) for name in ("thing_put", "thing_count", "thing_drop")],
            [(True, True), (True, False), (False, True)],
        )

    def test_queries(self):
        self.assertEqual(
            self.statements()["thing_find"]["sql"],
            "select t.name, t.star, ':no' as at -- :nor\nfrom thing t where t.name = $1::text and t.day > $2::int and t.name <> $1::text",
        )

    def test_what_several_share(self):
        found = self.statements()
        self.assertEqual(found["thing_seek"]["sql"], "select item, first from things($1::text)")
        self.assertEqual(found["thing_seek"]["columns"], found["thing_list"]["columns"])
        self.run_on()
        header = self.generated("queries.h")
        self.assertIn("static inline struct statement q_thing_seek(const struct q_thing_find *parameters)", header)
        self.assertNotIn("struct q_thing_seek {", header)
        self.assertNotIn("q_thing_seek_row", header)

    def test_header(self):
        self.run_on()
        header = self.generated("queries.h")
        self.assertIn(
            "struct q_thing_put {\n    const char *name; /* text */\n    struct nullable_int star; /* int */\n    bool keep; /* boolean */\n};\n", header
        )
        self.assertIn("struct q_thing_put_row {\n    const char *thing; /* uuid */\n    struct nullable_bigint weight;", header)
        self.assertIn("struct q_thing_count_row {\n    int32_t value; /* int */\n};", header)
        self.assertIn("static inline struct statement q_thing_count(void)", header)
        self.assertNotIn("q_thing_drop_row", header)
        self.assertIn("struct q_thing_find_row {\n    const char *name; /* text */\n    struct nullable_int star; /* smallint */", header)
        self.assertIn("static inline struct q_line_row q_line_row(", header)
        self.assertNotIn("q_thing_list_row", header)
        self.assertIn('{"page_first", "int", VALUE_TEXT, true, offsetof(struct query_page, first)}', self.generated("queries.c"))
        self.assertIn('{"page_rows", "int", VALUE_INT, true, offsetof(struct query_page, rows)}', self.generated("queries.c"))

    def test_refused_calls(self):
        self.refuses("server and the operator;", "server, the operator;", "called by the server, the operator, or")
        self.refuses("null: star", "null: stars", "has no number or boolean stars that may be null")
        self.refuses("null: star,", "null: name,", "has no number or boolean name that may be null")
        self.refuses("p_name text,", "p_name place,", "thing_put: name has a type that C does not know")
        self.refuses("p_name text,", "p_register text,", "thing_put: register is a word of C")
        self.refuses("p_name text,", "p_star text,", "thing_put has two star")
        self.refuses("p_name text,", "out p_name text,", "a signature that cannot be read")
        self.refuses("returns int", "returns thing", "value has a type that C does not know")
        self.refuses("create or replace function thing_count", "create function thing_count", "no function behind")
        self.refuses("function thing_count", "function thing_put", "thing_put stands in functions/things.sql, too")

    def test_refused_queries(self):
        self.refuses(":day_of::int", ":day_of", ":day_of is cast nowhere")
        self.refuses("t.name <> :name", "t.name <> :name::uuid", ":name is cast to text and to uuid")
        self.refuses(":name::text", "$1::text", "a parameter has a name, as in :day::date, and no number")
        self.refuses("{columns}", "{column}", "no part is called column")
        self.refuses("null: day_of", "null: day", "has no number or boolean day that may be null")
        self.refuses("returns name text,", "returns name,", "'returns' is a row's name, or a list")
        self.refuses("query thing_list", "query thing_find", "stands in queries/things.sql, too")
        self.refuses("query thing_list", "query -", "the name is missing")
        self.refuses("row line:", "row line", "a row is")
        self.refuses("things(:name::text)", "things(:name::uuid)", "thing_find has no parameter name of this type")
        self.refuses("things(:name::text)", "things(:other::text)", "thing_find has no parameter other of this type")

    def test_line_is_told(self):
        done = self.run_on(FUNCTIONS, QUERIES.replace(":day_of::int", ":day_of"))
        self.assertEqual(done.stderr.splitlines()[0], "%s/queries/things.sql:4: :day_of is cast nowhere, as in :day_of::text" % self.root)

    def test_usage(self):
        self.assertEqual(subprocess.run([GENERATOR], capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
