# SPDX-License-Identifier: Apache-2.0
"""No table that an organisation can make grow is forgotten: SECURITY.md says of each what bounds it, and which class its
data has; of each column that can hold a text, whether it tells of people."""

import re
import unittest

import yaml

from sources import Lint, paths, read

TABLE = re.compile(r"^CREATE TABLE hoshitori\.(\w+) \((.*?)^\)", re.S | re.M)
TEXTS = re.compile(r"^    (\w+) (?:text|character varying|bytea|jsonb?)\b", re.M)
# Members of the contract that tell of people by their names alone.
PEOPLE = re.compile(r"(?:contact_\w*)?(?:e_?mail|phone|person|department|browser)(?:_\w+)?")
KIND = re.compile(r"\('(\w+)', \d+, (?:true|false)\)")


def section(title="How much one organisation can store"):
    text = read("SECURITY.md")
    return text[text.index("## " + title) :].split("\n## ")[0]


def rows(title):
    """The cells of its tables, without their heads."""
    found = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section(title).splitlines() if line.startswith("|")]
    rules = [n for n, cells in enumerate(found) if set(cells) == {"---"}]
    return [cells for n, cells in enumerate(found) if n not in rules and n + 1 not in rules]


def tables():
    """(name, what stands in it) of every table of the schema."""
    schema = read("schema/current.sql")
    parts = set(re.findall(r"ATTACH PARTITION hoshitori\.(\w+)", schema))
    return [found for found in TABLE.findall(schema) if found[0] not in parts]


class Bounds(Lint):
    def test_every_tenant_table_has_a_bound(self):
        tenant = {name for name, columns in tables() if re.search(r"^\s*org_id uuid", columns, re.M)}
        self.assertGreater(len(tenant), 30)
        told = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in section().splitlines() if line.startswith("|"))))
        self.assertEqual(told, tenant)

    def test_every_table_has_a_class(self):
        classes = {row[0]: row for row in rows("Classes of data")}
        self.assertEqual([name for name, row in classes.items() if not all(row)], [])
        for row in rows("How much one organisation can store"):
            self.assertLessEqual(set(row[1].split(", ")), set(classes), row[0])

    def test_every_column_with_texts_has_a_row(self):
        """As table.column, or where it is the same in all tables by its name alone."""
        told = re.findall(r"`([\w.]+)`", "".join(row[0] for row in rows("Where personal data lies")))
        self.assertEqual([name for name in told if told.count(name) > 1], [])
        columns = [(table, column) for table, body in tables() for column in TEXTS.findall(body)]
        self.assertGreater(len(columns), 150)
        self.assertEqual(["%s.%s" % pair for pair in columns if not {".".join(pair), pair[1]} & set(told)], [])
        # An organisation's free words stand with their table: a new column of such a name is asked for, too.
        words = re.findall(r"`([\w.]+)`", next(row[0] for row in rows("Where personal data lies") if "own words" in row[1]))
        self.assertEqual([name for name in words if "." not in name], [])
        known = {column for _, column in columns} | {".".join(pair) for pair in columns}
        self.assertEqual(set(told) - known, set())

    def test_what_tells_of_people_is_marked(self):
        """In the contract, by x-personal: of the member, of what it stands for, or of what it stands in."""
        contract = yaml.load(read("api/openapi.yaml"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        schemas = contract["components"]["schemas"]
        members = []

        def walk(node, place, marked):
            if isinstance(node, list):
                for item in node:
                    walk(item, place, marked)
            elif isinstance(node, dict):
                named = schemas.get(str(node.get("$ref", "")).rsplit("/", 1)[-1], {})
                marked = marked or node.get("x-personal") or named.get("x-personal")
                for name, member in (node.get("properties") or {}).items():
                    if PEOPLE.fullmatch(name) and "if" not in place:
                        inner = schemas.get(str(member.get("$ref", "")).rsplit("/", 1)[-1], {})
                        members.append(
                            ("%s/%s" % ("/".join(place), name), marked or member.get("x-personal") or inner.get("x-personal") or "properties" in member)
                        )
                for name, value in node.items():
                    walk(value, (*place, str(name)), marked)

        walk(schemas, (), False)
        self.assertGreater(len(members), 15)
        self.assertEqual([name for name, marked in members if not marked], [])

    def test_what_sends_has_a_quota(self):
        """What an operation can reach that queues something to be sent spends a quota of a day, or counts what it queued."""
        bodies = {}
        for path in paths(".sql", under="schema/functions"):
            for part in re.split(r"^create or replace function ", read(path), flags=re.M)[1:]:
                name = re.match(r"\w+", part)[0]
                bodies[name] = bodies.get(name, "") + part
        calls = {name: {called for called in re.findall(r"(\w+)\(", body) if called in bodies} for name, body in bodies.items()}

        def reached(name, found):
            if name not in found:
                found.add(name)
                for called in calls[name]:
                    reached(called, found)
            return found

        contract = yaml.load(read("api/openapi.yaml"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        operations = {one["operationId"] for item in contract["paths"].values() for one in item.values() if isinstance(one, dict) and "operationId" in one}
        senders, unbounded = set(), []
        for operation in sorted(operations & bodies.keys()):
            found = reached(operation, set())
            queues = {name for name in found if re.search(r"insert into (?:mail|webhook_delivery) ", bodies[name])}
            senders |= queues
            spends = any("quota_spend(" in bodies[name] for name in found)
            unbounded += [(operation, name) for name in queues if not spends and "notice_fits(" not in bodies[name]]
        self.assertGreater(len(senders), 1)
        self.assertEqual(unbounded, [])

    def test_every_kind_is_told(self):
        kinds = set(KIND.findall(read("schema/functions/quota.sql")))
        self.assertGreater(len(kinds), 10)
        self.assertEqual(kinds - set(re.findall(r"\*(\w+)\*", section())), set())


if __name__ == "__main__":
    unittest.main()
