# SPDX-License-Identifier: Apache-2.0
"""Releases as they were: schema/releases/<version> keeps what a database of that release looked like
and what its server answered.

    current.sql     the schema, as schema/current.sql was
    roles.sql       the cluster's roles
    data.sql.gz     the rows
    secret          the file that belongs to the keys in them
    asked.json.gz   at which instant, by which key, what was asked, and the answers
    statements.json what the program said to PostgreSQL, and the columns that it got
    SHA256SUMS      of all these

schema/freeze writes such a folder; tests/fault/test_upgrade.py uses it."""

import gzip
import json
import os
import re
import shutil
import subprocess

from service import BINARY, TOP

FOLDER = os.path.join(TOP, "schema", "releases")
# Of a transaction or a connection: PostgreSQL prepares them unseen.
UNSEEN = ("session_rollback",)


def versions():
    return sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []


def pack(path, text):
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())


class Release:
    def __init__(self, version):
        self.version = version
        self.folder = os.path.join(FOLDER, version)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        opened = gzip.open if name.endswith(".gz") else open
        with opened(self.path(name), "rt", encoding="utf-8") as file:
            return file.read()

    @property
    def asked(self):
        return json.loads(self.read("asked.json.gz"))

    @property
    def statements(self):
        return json.loads(self.read("statements.json"))

    def rows(self, table):
        """A table's rows as they were, each a dictionary of texts."""
        found = re.search(r"^COPY hoshitori\.%s \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$" % table, self.read("data.sql.gz"), re.S | re.M)
        columns = found[1].replace('"', "").split(", ")
        return [dict(zip(columns, line.split("\t"))) for line in found[2].splitlines()]

    def load(self, postgres, database):
        """The database as it was, in a cluster that may have its roles already."""
        have = set(postgres.sql("SELECT rolname FROM pg_roles", "postgres").split())
        roles = [line for line in self.read("roles.sql").splitlines() if not (line.startswith("CREATE ROLE ") and line.split()[2].rstrip(";") in have)]
        postgres.sql("\n".join(roles), "postgres")
        postgres.create(database)
        postgres.sql("REVOKE ALL ON SCHEMA public FROM public", database)
        postgres.sql(self.read("current.sql"), database)
        postgres.sql(self.read("data.sql.gz"), database)

    def secret(self, folder):
        """A copy that only its owner can read, as the server demands."""
        path = os.path.join(folder, "secret")
        shutil.copyfile(self.path("secret"), path)
        os.chmod(path, 0o600)
        return path


def own_statements():
    """What this program says to PostgreSQL as hoshitori_app, by name."""
    generator = os.path.join(os.path.dirname(BINARY), "query_generator")
    printed = subprocess.run([generator, "--json", os.path.join(TOP, "schema")], check=True, capture_output=True).stdout
    return {query["name"]: query["sql"] for query in json.loads(printed) if query["server"] and query["name"] not in UNSEEN}


def describe(postgres, database, statements):
    """Each statement's columns as hoshitori_app gets them, or why it may not run."""
    script = ["SET search_path = hoshitori, pg_temp;", r"\set ON_ERROR_STOP off"]
    for number, (name, text) in enumerate(sorted(statements.items())):
        count = max([int(n) for n in re.findall(r"\$(\d+)", text)], default=0)
        nulls = "(%s)" % ", ".join(["NULL"] * count) if count else ""
        execute = "EXECUTE s%d%s" % (number, nulls)
        # EXPLAIN begins the execution, so it asks for every right that the statement needs.
        script += [
            r"\echo == " + name,
            "PREPARE s%d AS %s;" % (number, text.strip().rstrip(";")),
            execute + r" \gdesc",
            r"\o /dev/null",
            "EXPLAIN " + execute + ";",
            r"\o",
            r"\if :ERROR",
            r"\echo !! :LAST_ERROR_MESSAGE",
            r"\endif",
        ]
    printed = postgres.sql("\n".join(script) + "\n", database, "hoshitori_app")
    found = {}
    for part in printed.split("== ")[1:]:
        name, *lines = part.strip().splitlines()
        found[name] = [line.split("\t") for line in lines]
    return found


def plain(text):
    """A dump without what differs between dumps or minor versions: as schema/current.sql is kept."""
    noise = ("--", "\\restrict ", "\\unrestrict ", "SET ", "SELECT pg_catalog.set_config(")
    lines = [re.sub(r"^\t", "    ", line) for line in text.splitlines() if not line.startswith(noise)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
