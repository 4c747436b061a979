# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import urllib.parse

import harness
from people import make_person

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

    def newest(self, caller, **query):
        return self.assertStatus(caller.get(AUDIT, query={"order": "newest", **query}), 200).json

    def test_newest_first(self):
        buyer = self.make_buyer()
        for number in range(5):
            self.invite(buyer, name="株式会社%d" % number)
        whole = self.newest(buyer)["items"]
        self.assertEqual([e["sequence"] for e in whole], list(range(len(whole), 0, -1)))
        found, after = [], 0
        while page := self.newest(buyer, limit=2, after=after):
            found += page["items"]
            if page["next_after"] == after:
                break
            after = page["next_after"]
        self.assertEqual(found, whole)

    def test_named_and_filtered(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier, name="株式会社みなと精密")
        other = self.link(buyer, supplier)
        key = self.other_key(buyer, "buyer:write,audit:read")
        self.set_day("2026-12-05")
        self.require(key, relationship, 1, "2027-06-30")
        self.set_day("2026-12-06")
        person = make_person(self.server, buyer, "kansa@example.jp", ["buyer:read", "buyer:write", "audit:read"])
        self.require(person, other, 1, "2027-06-30")
        newest = self.newest(buyer, operation="requirement_put")["items"]
        self.assertEqual([e["object"] for e in newest], ["suppliers/" + other, "suppliers/" + relationship])
        self.assertEqual([e["by"]["kind"] for e in newest], ["person", "key"])
        self.assertEqual(newest[1]["object_name"], "株式会社みなと精密")
        me = person.get("/v1/me").json["user"]
        self.assertEqual((newest[0]["by"]["user"], newest[0]["by"]["name"]), (me["user"], me["name"]))
        self.assertEqual(self.newest(buyer, operation="requirement_put", by=me["user"])["items"], newest[:1])
        self.assertEqual(self.newest(buyer, operation="requirement_put", by=newest[1]["key"])["items"], newest[1:])
        self.assertEqual(self.newest(buyer, object="suppliers/" + relationship, operation="requirement_put")["items"], newest[1:])
        days = {"from": "2026-12-05", "through": "2026-12-05"}
        self.assertEqual({e["recorded_at"][:10] for e in self.newest(buyer, **days)["items"]}, {"2026-12-05"})
        self.assertEqual(self.newest(buyer, through="2026-11-30")["items"], [])
        self.assertEqual([e["operation"] for e in self.newest(supplier, by="service")["items"]], ["key add"])
        of_person = [e for e in self.newest(buyer)["items"] if e["object"] == "users/" + me["user"]]
        self.assertEqual({e["object_name"] for e in of_person}, {me["name"]})
        oldest = self.assertStatus(buyer.get(AUDIT, query={"operation": "requirement_put"}), 200).json["items"]
        self.assertEqual(oldest, newest[::-1])
        # A page of its own for each, although the entries between them do not pass.
        first = self.newest(buyer, operation="requirement_put", limit=1)
        second = self.newest(buyer, operation="requirement_put", limit=1, after=first["next_after"])
        self.assertEqual(first["items"] + second["items"], newest)
        for wrong in ({"order": "up"}, {"from": "2026-13-01"}, {"by": "jemand"}, {"object": ""}):
            self.assertProblem(buyer.get(AUDIT, query=wrong), 422, None, "?" + next(iter(wrong)))

    def test_of_a_rule_whose_name_is_quoted(self):
        buyer = self.make_buyer()
        rule = 'category:"甲\\乙'
        demand = {"required_star": 1, "due_in_days": 90}
        self.assertStatus(buyer.put("/v1/rules/" + urllib.parse.quote(rule), demand), 201)
        self.assertEqual(len(self.newest(buyer, object="rules/" + rule)["items"]), 1)

    def test_midnight_is_tokyos(self):
        buyer = self.make_buyer()
        self.set_instant("2026-12-31T14:59:59Z")
        self.invite(buyer)
        self.set_instant("2026-12-31T15:00:00Z")
        self.invite(buyer)
        self.assertEqual(
            [e["recorded_at"] for e in self.newest(buyer, operation="supplier_add", **{"from": "2027-01-01"})["items"]], ["2026-12-31T15:00:00.000000Z"]
        )
        self.assertEqual(self.newest(buyer, through="2026-12-31", limit=1)["items"][0]["recorded_at"], "2026-12-31T14:59:59.000000Z")

    def test_operators_own_check(self):
        done = self.server.command("audit", "verify")
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    harness.main()
