# SPDX-License-Identifier: Apache-2.0
"""No table that an organisation can make grow is forgotten: SECURITY.md says of each what bounds it, and which class its
data has."""

import re
import unittest

from sources import Lint, read

TABLE = re.compile(r"^CREATE TABLE hoshitori\.(\w+) \((.*?)^\)", re.S | re.M)
KIND = re.compile(r"\('(\w+)', \d+, (?:true|false)\)")


def section(title="How much one organisation can store"):
    text = read("SECURITY.md")
    return text[text.index("## " + title) :].split("\n## ")[0]


def rows(title):
    """The cells of its table, without its head."""
    found = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section(title).splitlines() if line.startswith("|")]
    return found[2:]


class Bounds(Lint):
    def test_every_tenant_table_has_a_bound(self):
        schema = read("schema/current.sql")
        tenant = {name for name, columns in TABLE.findall(schema) if re.search(r"^\s*org_id uuid", columns, re.M)}
        tenant -= set(re.findall(r"ATTACH PARTITION hoshitori\.(\w+)", schema))
        self.assertGreater(len(tenant), 30)
        told = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in section().splitlines() if line.startswith("|"))))
        self.assertEqual(told, tenant)

    def test_every_table_has_a_class(self):
        classes = {row[0]: row for row in rows("Classes of data")}
        self.assertEqual([name for name, row in classes.items() if not all(row)], [])
        for row in rows("How much one organisation can store"):
            self.assertLessEqual(set(row[1].split(", ")), set(classes), row[0])

    def test_every_kind_is_told(self):
        kinds = set(KIND.findall(read("schema/functions/quota.sql")))
        self.assertGreater(len(kinds), 10)
        self.assertEqual(kinds - set(re.findall(r"\*(\w+)\*", section())), set())


if __name__ == "__main__":
    unittest.main()
