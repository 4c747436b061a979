# SPDX-License-Identifier: Apache-2.0
"""No table that an organisation can make grow is forgotten: SECURITY.md says of each what bounds it."""
import re
import unittest

from sources import Lint, read

TABLE = re.compile(r"^CREATE TABLE hoshitori\.(\w+) \((.*?)^\)", re.S | re.M)
KIND = re.compile(r"\('(\w+)', \d+, (?:true|false)\)")


def section():
    text = read("SECURITY.md")
    return text[text.index("## How much one organisation can store"):].split("\n## ")[0]


class Bounds(Lint):
    def test_every_tenant_table_has_a_bound(self):
        tenant = {name for name, columns in TABLE.findall(read("schema/current.sql"))
                  if re.search(r"^\s*org_id uuid", columns, re.M)}
        self.assertGreater(len(tenant), 30)
        told = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in section().splitlines()
                                                  if line.startswith("|"))))
        self.assertEqual(told, tenant)

    def test_every_kind_is_told(self):
        kinds = set(KIND.findall(read("schema/functions/quota.sql")))
        self.assertGreater(len(kinds), 10)
        self.assertEqual(kinds - set(re.findall(r"\*(\w+)\*", section())), set())


if __name__ == "__main__":
    unittest.main()
