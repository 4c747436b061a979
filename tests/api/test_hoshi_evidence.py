# SPDX-License-Identifier: Apache-2.0
"""hoshi: evidence files, sent, listed and fetched by both sides."""

import json
import os
import tempfile

import harness
from hoshi import AtADesk

DATA = b"%PDF-1.7\n" + bytes(range(1, 256)) * 2000


class Evidence(AtADesk):
    def setUp(self):
        super().setUp()
        self.buyers = self.buyer_desk()
        self.supplier = self.make_supplier()
        self.relationship = self.link(self.buyer, self.supplier, code="A-1")
        self.suppliers = self.desk("en", url="http://" + self.server.address, key=self.supplier.key)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "規程.pdf")
        self.other = os.path.join(folder.name, "got.pdf")
        with open(self.path, "wb") as file:
            file.write(DATA)

    def got(self):
        with open(self.other, "rb") as file:
            data = file.read()
        os.remove(self.other)
        return data

    def test_there_and_back(self):
        self.assertRegex(self.suppliers.run("evidence", "put", self.path, "--note", "memo").stdout, r"^規程\.pdf is stored \(")
        listed = self.suppliers.run("evidence", "list").stdout
        self.assertRegex(listed, r"規程\.pdf +Stored +%d " % len(DATA))
        [item] = json.loads(self.suppliers.run("evidence", "list", "--json").stdout)
        self.suppliers.run("evidence", "get", item["evidence"], "--output", self.other)
        self.assertEqual(self.got(), DATA)
        wanted = ("supplier", "evidence", "A-1", "--evidence", item["evidence"], "--output", self.other)
        self.assertNotEqual(self.buyers.run("supplier", "evidence", "A-1", code=1).stderr, "")
        self.buyers.run(*wanted, code=1)
        self.assertFalse(os.path.exists(self.other))
        self.suppliers.run("disclosure", "show", self.buyer.name, "--kinds", "evidence")
        self.assertIn("規程.pdf", self.buyers.run("supplier", "evidence", "A-1").stdout)
        self.buyers.run(*wanted)
        self.assertEqual(self.got(), DATA)

    def test_what_is_refused(self):
        with open(self.path, "wb") as file:
            file.write(b"MZ\x90\0" + bytes(100))
        self.assertIn("PDF", self.suppliers.run("evidence", "put", self.path, code=1).stderr)


if __name__ == "__main__":
    harness.main()
