# SPDX-License-Identifier: Apache-2.0
"""Checkpoints of one's own audit log and receipts for the counterparties': what the contract says of
them is computed here a second time."""

import os
import shutil
import stat

import harness
import witness

CHECKPOINTS = "/v1/audit/checkpoints"
RECEIPTS = "/v1/audit/receipts"


class Checkpoints(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.minute = 0

    def next_minute(self):
        self.minute += 1
        self.set_instant("2026-12-01T03:%02d:00Z" % self.minute)

    def signed(self, caller):
        return self.assertStatus(caller.get(CHECKPOINTS, query={"limit": 200}), 200).json["items"]

    def checkpoints(self, caller):
        """All of them, once they cover the whole log."""
        last = self.head(caller)["sequence"]
        self.next_minute()

        def covered():
            items = self.signed(caller)
            return items if items and items[-1]["sequence"] == last else None

        return self.eventually(covered)

    def head(self, caller):
        return self.assertStatus(caller.get("/v1/audit/events", query={"limit": 200}), 200).json["items"][-1]

    def add_supplier(self, buyer):
        self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社甲"}), 201)

    def test_signed_and_linked(self):
        buyer = self.make_buyer()
        self.add_supplier(buyer)
        self.checkpoints(buyer)
        self.add_supplier(buyer)
        first, second = self.checkpoints(buyer)[-2:]
        events = self.assertStatus(buyer.get("/v1/audit/events", query={"limit": 200}), 200).json["items"]
        for item in (first, second):
            self.assertEqual(item["organisation"], buyer.organisation)
            self.assertEqual(item["head"], events[item["sequence"] - 1]["hash"])
            self.assertTrue(witness.holds(item, witness.checkpoint_fields(item)))
            self.assertFalse(witness.holds(item, witness.checkpoint_fields(dict(item, sequence=99))))
        self.assertEqual(second["signed_at"], "2026-12-01T03:02:00.000000Z")
        self.assertEqual(second["previous"], witness.checkpoint_hash(first).hex())
        page = buyer.get(CHECKPOINTS, query={"after": first["sequence"], "limit": 1}).json
        self.assertEqual(page["items"], [second])
        self.assertEqual(page["next_after"], second["sequence"])

    def test_one_a_minute_only(self):
        buyer = self.make_buyer()
        self.add_supplier(buyer)
        items = self.checkpoints(buyer)
        self.set_instant("2026-12-01T03:01:20Z")
        self.add_supplier(buyer)
        other = self.make_buyer()
        self.add_supplier(other)
        self.eventually(lambda: self.signed(other))
        self.assertEqual(self.signed(buyer), items)
        self.assertEqual(self.server.command("audit", "verify").returncode, 0)

    def test_key_file(self):
        path = os.path.join(self.server.data_dir, "signing-key")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="ascii") as file:
            key = witness.Key(bytes.fromhex(file.read().strip()))
        self.assertEqual(self.server.command("audit", "key").stdout.strip(), key.public.hex())
        buyer = self.make_buyer()
        self.add_supplier(buyer)
        self.assertEqual(self.checkpoints(buyer)[-1]["public_key"], key.public.hex())
        self.assertEqual(buyer.get(CHECKPOINTS).json["public_key"], key.public.hex())

    def test_key_that_others_can_read_is_refused(self):
        server = harness.Server()
        self.addCleanup(shutil.rmtree, server.directory)
        os.mkdir(server.data_dir, 0o711)
        path = os.path.join(server.data_dir, "signing-key")
        with open(path, "w", encoding="ascii") as file:
            file.write("00" * 32 + "\n")
        os.chmod(path, 0o644)
        with self.assertRaises(RuntimeError):
            server.start()
        self.assertIn("chmod 600", server.log())

    def test_receipts(self):
        buyer, supplier, relationship = self.linked_pair()
        for asker, other in ((buyer, supplier), (supplier, buyer)):
            checkpoints = self.checkpoints(other)
            page = self.assertStatus(asker.get(RECEIPTS), 200)
            (receipt,) = page.json["items"]
            self.assertEqual(receipt["relationship"], relationship)
            self.assertTrue(witness.holds(receipt, witness.receipt_fields(receipt)))
            self.assertEqual(receipt["seal"], witness.seal(relationship, receipt["sealed_at"], witness.checkpoint_hash(checkpoints[-1])).hex())
            for told in (other.organisation, checkpoints[-1]["head"], checkpoints[-1]["signature"], witness.checkpoint_hash(checkpoints[-1]).hex()):
                self.assertNotIn(told, page.text)

    def test_receipts_do_not_tell_whether_something_happened(self):
        buyer, supplier, _ = self.linked_pair()
        self.checkpoints(supplier)
        seals = set()
        for second in range(3):
            self.set_instant("2026-12-01T03:01:%02dZ" % second)
            seals.add(buyer.get(RECEIPTS).json["items"][0]["seal"])
        self.assertEqual(len(seals), 3)

    def test_receipts_page_by_page(self):
        buyer = self.make_buyer()
        suppliers = [self.make_supplier() for _ in range(3)]
        links = sorted(self.link(buyer, supplier) for supplier in suppliers)
        for supplier in suppliers:
            self.checkpoints(supplier)
        found, cursor = [], None
        while cursor or not found:
            page = self.assertStatus(buyer.get(RECEIPTS, query={"limit": 2, **({"cursor": cursor} if cursor else {})}), 200)
            found += [item["relationship"] for item in page.json["items"]]
            cursor = page.json["next_cursor"]
        self.assertEqual(found, links)

    def test_no_receipt_without_a_link(self):
        buyer, supplier, relationship = self.linked_pair()
        self.invite(buyer)
        self.checkpoints(supplier)
        self.assertEqual(len(buyer.get(RECEIPTS).json["items"]), 1)
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        self.assertEqual(buyer.get(RECEIPTS).json["items"], [])
        self.assertEqual(supplier.get(RECEIPTS).json["items"], [])

    def test_read(self):
        buyer, stranger = self.make_buyer(), self.make_buyer()
        self.add_supplier(buyer)
        self.checkpoints(buyer)
        self.assertCached(buyer, CHECKPOINTS + "?limit=1")
        for path in (CHECKPOINTS, RECEIPTS):
            self.assertGuarded("GET", path, wrong=self.other_key(buyer, "buyer:read,keys:write"))
        self.assertNotIn(buyer.organisation, stranger.get(CHECKPOINTS).text)
        self.assertProblem(buyer.get(CHECKPOINTS + "?after=-1"), 422, None, "?after")
        self.assertProblem(buyer.get(RECEIPTS + "?cursor=x"), 422, "invalid_cursor")


if __name__ == "__main__":
    harness.main()
