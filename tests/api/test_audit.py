# SPDX-License-Identifier: Apache-2.0
import hashlib
import json

import harness

AUDIT = "/v1/audit/events"


class Audit(harness.ApiTest):
    def chain(self, caller):
        """All entries, each checked against the one before it."""
        entries, after, previous = [], 0, bytes(32)
        while True:
            page = self.assertStatus(caller.get(AUDIT, query={"after": after, "limit": 2}), 200).json
            for item in page["items"]:
                previous = hashlib.sha256(previous + item["entry"].encode()).digest()
                self.assertEqual(item["hash"], previous.hex())
                self.assertEqual(item["sequence"], len(entries) + 1)
                entries.append(json.loads(item["entry"]))
                self.assertEqual(entries[-1]["seq"], item["sequence"])
                self.assertEqual(entries[-1]["action"], item["operation"])
            if not page["items"]:
                return entries
            self.assertEqual(page["next_after"], page["items"][-1]["sequence"])
            after = page["next_after"]

    def test_chain_of_the_actor(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        self.require(buyer, relationship, 1, "2027-06-30")
        of_buyer = [e["action"] for e in self.chain(buyer)]
        self.assertEqual(of_buyer[-2:], ["supplier_add", "requirement_put"])
        of_supplier = self.chain(supplier)
        self.assertEqual(of_supplier[-1]["action"], "invitation_redeem")
        self.assertEqual(of_supplier[-1]["organisation"], supplier.organisation)
        self.assertEqual(of_supplier[-1]["key"], supplier.get("/v1/me").json["key"]["key"])

    def test_entries_name_object_key_and_request(self):
        buyer = self.make_buyer()
        answer = buyer.post("/v1/api-keys", {"name": "監査", "rights": ["audit:read"]})
        entry = self.chain(buyer)[-1]
        self.assertEqual(entry["object"], "api_key/" + answer.json["api_key"]["key"])
        self.assertEqual(entry["detail"]["name"], "監査")
        self.assertEqual(entry["request_id"], answer.headers["X-Request-Id"])
        self.assertEqual(entry["recorded_at"], "2026-12-01T03:00:00.000000Z")

    def test_what_changes_nothing_leaves_nothing(self):
        buyer, _, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        before = len(self.chain(buyer))
        self.require(buyer, relationship, 1, "2027-06-30")
        self.assertProblem(buyer.post("/v1/suppliers", {"name": ""}), 422)
        self.assertStatus(buyer.get("/v1/suppliers"), 200)
        self.assertEqual(len(self.chain(buyer)), before)

    def test_read(self):
        buyer = self.make_buyer()
        self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社甲"}), 201)
        self.assertCached(buyer, AUDIT)
        self.assertGuarded("GET", AUDIT, wrong=self.other_key(buyer, "buyer:read,keys:write"))
        self.assertNotIn(buyer.organisation, self.make_buyer().get(AUDIT).text)
        self.assertProblem(buyer.get(AUDIT + "?after=-1"), 422, None, "?after")
        self.assertEqual(buyer.get(AUDIT, query={"after": 10**9}).json, {"items": [], "next_after": 10**9})

    def test_operators_own_check(self):
        done = self.server.command("audit", "verify")
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    harness.main()
