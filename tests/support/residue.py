# SPDX-License-Identifier: Apache-2.0
"""Where a word still stands: in every column of every table, and in the server's log."""

import os
import tempfile

# Each row of each table as text, by the role that sees all.
EVERYWHERE = """
set role hoshitori_engine;
select format('select %L || replace(left(t::text, 400), chr(10), %L) from hoshitori.%I t where exists (
  select from unnest(string_to_array(%L, %L)) w where position(lower(w) in lower(t::text)) > 0)', c.relname || ': ', ' ', c.relname, :'words', ',')
from pg_class c where c.relnamespace = 'hoshitori'::regnamespace and c.relkind in ('r', 'p', 'm') and not c.relispartition and has_table_privilege(c.oid, 'select') order by c.relname
\\gexec
"""


def in_tables(server, words):
    """Lines "table: row" in which one of the words stands."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as script:
        script.write(EVERYWHERE)
        script.flush()
        return server.sql(script.name, words=",".join(words)).splitlines()


def in_log(server, words):
    with open(server.log_path, encoding="utf-8", errors="replace") as log:
        lines = log.read().splitlines()
    folder = os.path.join(server.data_dir, "postgres")
    for name in os.listdir(folder):
        if name.endswith(".log"):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as log:
                lines += log.read().splitlines()
    return [line for line in lines if any(word.lower() in line.lower() for word in words)]
