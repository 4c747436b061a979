# SPDX-License-Identifier: Apache-2.0
"""What tells of a person goes, wherever it lies. Which members do is read from the contract (x-personal): each is
entered at every door that takes it, then everything is searched."""

import hashlib
import json
import os
import re
import subprocess
import uuid

import harness
import people
import residue
from lives import CONTACT, EMAIL, NAME, NETWORK, PATH, PERSON, WORDS, Life


class Erasures(Life):
    def residue(self):
        return residue.in_tables(self.server, WORDS)

    def entries(self, caller):
        items, after = [], 0
        while True:
            page = caller.get("/v1/audit/events", query={"after": after, "limit": 200}).json
            items += page["items"]
            if not page["items"]:
                return items
            after = page["next_after"]

    def verify(self, *words):
        return self.server.command("audit", "verify", *words, check=False)


class EveryDoor(Erasures):
    """One life of a person in two organisations, through every door of the contract that takes personal data."""

    def test_nothing_is_left(self):
        self.live()
        self.doors_are_complete()
        # Tries that were refused are forgotten soon, or told: of them the test may see either.
        self.assertEqual({line.split(":")[0] for line in self.residue() if not line.startswith("sign_in_refusal.")}, self.listed())
        self.erase_life()
        self.assertEqual(self.residue(), [])
        # Of people the server's log tells network addresses, and nothing else.
        self.assertEqual(residue.in_log(self.server, [word for word in WORDS if word != NETWORK]), [])
        for caller in (self.buyer, self.supplier):
            self.assertNotIn("印消", json.dumps(self.entries(caller), ensure_ascii=False))
        self.assertNotIn("印消", self.buyer.get("/v1/suppliers", headers={"Accept": "text/csv"}).text)
        done = self.verify()
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("erased", done.stdout)

    @staticmethod
    def listed():
        """The columns of which SECURITY.md says that they tell of people in plain text."""
        with open(os.path.join(harness.TOP, "SECURITY.md"), encoding="utf-8") as file:
            section = file.read().split("## Where personal data lies")[1].split("\n\nThese tell of people, too")[0]
        return set(re.findall(r"`(\w+\.\w+)`", "".join(re.findall(r"^\|([^|]*)\|", section, re.M))))

    def doors_are_complete(self):
        """Every operation that takes personal data was used, with every such member."""
        contract = self.server.contract
        missing = []
        for operation in contract.operations:
            schema = next((body["schema"] for kind, body in operation.bodies.items() if kind.endswith("json")), None)
            wanted = self.personal(contract, schema, ()) if schema else set()
            told = self.names(self.sent.get(operation.id, []))
            missing += ["%s: %s" % (operation.id, name) for name in wanted - told]
        self.assertEqual(missing, [])

    def personal(self, contract, schema, seen):
        """Names of the members that are personal, the innermost ones."""
        found = set()
        if "$ref" in schema:
            if schema["$ref"] in seen:
                return found
            seen += (schema["$ref"],)
        whole = contract.resolve(schema)
        for name, member in whole.get("properties", {}).items():
            inner = self.personal(contract, member, seen)
            if self.is_personal(contract, member) and not inner:
                found.add(name)
            elif whole.get("x-personal") and not inner:
                found.add(name)
            found |= inner
        for part in [whole["items"]] if "items" in whole else []:
            found |= self.personal(contract, part, seen)
        for rule in ("anyOf", "oneOf", "allOf"):
            for part in whole.get(rule, []):
                found |= self.personal(contract, part, seen)
        return found

    @staticmethod
    def is_personal(contract, schema):
        return schema.get("x-personal") or contract.resolve(schema).get("x-personal")

    def names(self, value):
        if isinstance(value, dict):
            return set(value).union(*(self.names(v) for v in value.values()))
        return set().union(*(self.names(v) for v in value)) if isinstance(value, list) else set()


class Marks(Erasures):
    def unmarked(self, schema, place):
        """Places of a body that take an address and are not marked as personal, nor within anything that is."""
        whole = self.server.contract.resolve(schema)
        if schema.get("x-personal") or whole.get("x-personal"):
            return
        if whole.get("format") == "email":
            yield place
        for name, member in whole.get("properties", {}).items():
            yield from self.unmarked(member, place + "/" + name)
        for rule in ("anyOf", "oneOf", "allOf"):
            for part in whole.get(rule, []):
                yield from self.unmarked(part, place)
        if "items" in whole:
            yield from self.unmarked(whole["items"], place + "/0")

    def test_every_address_is_personal(self):
        found = []
        for operation in self.server.contract.operations:
            for kind, body in operation.bodies.items():
                if kind.endswith("json"):
                    found += self.unmarked(body["schema"], operation.id)
        self.assertEqual(found, [])


class WhoDidIt(Erasures):
    """Answers kept for repetitions tell who did something, whatever the member is called; nobody is told so by what is erased.
    A server of its own: all of it is searched."""

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.end)
        cls.open = harness.Api(cls.server)

    def act(self):
        """What a person did whose name is in the answers, by hand and as whose key did it; returns the user."""
        buyer, code = self.buyer, "WHO-" + uuid.uuid4().hex[:6]
        made = self.assertStatus(buyer.post("/v1/users", {**PERSON, "rights": ["buyer:read", "buyer:write", "keys:write"]}), 201).json
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": made["link"]["token"], "password": people.PASSWORD}), 200)
        person = people.sign_in(self.server, EMAIL)
        pair = [self.invite(buyer, code=each)[0] for each in (code, code.lower())]
        self.assertStatus(person.post("/v1/likely-duplicates:dismiss", {"suppliers": pair, "reason": None}), 200)
        look = {"looked_on": "2026-12-01", "method": "documents", "result": "sufficient"}
        self.assertStatus(person.post("/v1/suppliers/%s/partner-checks" % pair[0], look), 201)
        self.assertStatus(person.post("/v1/saved-views", {"name": code, "shared": True, "filters": {"owner": "me"}}), 201)
        self.assertStatus(buyer.put("/v1/suppliers/" + pair[0], {"name": "甲", "code": code, "owner": EMAIL}, headers={"If-Match": "*"}), 200)
        self.assertStatus(buyer.patch("/v1/suppliers/" + pair[0], {"owner": None}), 200)
        key = self.assertStatus(person.post("/v1/api-keys", {"name": "夜間", "rights": ["buyer:read", "buyer:write"]}), 201).json
        self.assertStatus(person.post("/v1/api-keys/%s:revoke" % key["api_key"]["key"]), 200)
        for name, by_hand in (("甲", "手で"), ("乙", None)):
            rows = {"rows": [{"code": code, "name": name}]}
            done = self.assertStatus(buyer.post("/v1/suppliers:import?source=" + code, rows), 200)
            if by_hand:
                self.assertStatus(person.patch("/v1/suppliers/" + pair[0], {"name": by_hand}), 200)
        self.assertIn(NAME, done.text)
        return made["user"]["user"]

    def test_nothing_is_left_of_who_did_something(self):
        for how in ({"person": PERSON}, {"person": {"name": NAME}}, {"person": {"email": EMAIL}}, None):
            with self.subTest(how=how):
                self.buyer = self.make_buyer()
                user = self.act()
                self.assertIn("idempotency.body", {line.split(":")[0] for line in self.residue()})
                self.assertStatus(self.buyer.post("/v1/users/%s:remove" % user), 200)
                self.erase(self.buyer, **(how or {"user": user}))
                self.assertEqual(self.residue(), [])


class Log(Erasures):
    """Of the audit log a value goes, a commitment stays."""

    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def contact(self, **contact):
        return self.invite(self.buyer, contacts=[contact])[0]

    def contacts(self, relationship):
        return self.buyer.get("/v1/suppliers/" + relationship).json["contacts"]

    def test_an_entry_holds_commitments(self):
        self.contact(**CONTACT)
        item = self.entries(self.buyer)[-1]
        entry = json.loads(item["entry"])
        self.assertNotIn("印消", item["entry"])
        self.assertEqual(entry["detail"]["contacts"], [{"sealed": 0}])
        self.assertEqual([value["sealed"] for value in item["personal"]], [0])
        [value] = item["personal"]
        self.assertEqual(json.loads(value["value"]), CONTACT)
        self.assertEqual(entry["sealed"], [hashlib.sha256(bytes.fromhex(value["salt"]) + value["value"].encode()).hexdigest()])
        self.assertEqual(self.verify("--organisation", self.buyer.organisation).returncode, 0)

    def test_erasing_takes_the_value_alone(self):
        relationship = self.contact(**CONTACT)
        before = self.entries(self.buyer)
        done = self.erase(self.buyer, person=PERSON)
        self.assertEqual(self.contacts(relationship), [])
        after = self.entries(self.buyer)
        self.assertEqual([item["entry"] for item in after[:-1]], [item["entry"] for item in before])
        self.assertEqual(after[-2]["personal"], [])
        listed = json.loads(after[-1]["entry"])
        self.assertEqual(listed["object"], "erasures/" + done["erasure"])
        self.assertEqual(listed["erased"], ["%d.0" % after[-2]["sequence"]])
        told = self.verify("--organisation", self.buyer.organisation)
        self.assertEqual(told.returncode, 0, told.stdout)
        self.assertIn("1 personal values or entries erased", told.stdout)

    def test_who_is_the_person(self):
        """(contact, by address and name, by name alone, by address alone)"""
        cases = (
            ({"name": NAME, "email": EMAIL}, True, True, True),
            ({"name": "別人", "email": "INSHOU@EXAMPLE.JP"}, True, False, True),
            ({"name": NAME, "email": "other@example.jp"}, False, True, False),
            ({"name": "印消　太郎"}, True, True, False),
            ({"name": "印消太郎"}, True, True, False),
            ({"name": "印消 次郎"}, False, False, False),
        )
        for column, person in ((1, PERSON), (2, {"name": NAME}), (3, {"email": EMAIL})):
            made = [self.contact(**case[0]) for case in cases]
            self.erase(self.buyer, person=person)
            self.assertEqual([self.contacts(relationship) == [] for relationship in made], [case[column] for case in cases], person)
            for relationship in made:
                self.assertStatus(self.buyer.patch("/v1/suppliers/" + relationship, {"contacts": []}), 200)

    def test_each_is_listed_without_a_word_of_whom(self):
        self.assertEqual(self.buyer.get(PATH).json, {"items": [], "next_cursor": None})
        relationship = self.contact(**CONTACT)
        self.erase(self.buyer, person=PERSON, dry_run=True)
        done = [self.erase(self.buyer, person=PERSON)]
        self.set_day("2026-12-02")
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        done.append(self.erase(self.buyer, relationship=relationship))
        listed = self.buyer.get(PATH)
        self.assertEqual([entry["erasure"] for entry in listed.json["items"]], [one["erasure"] for one in reversed(done)])
        self.assertNotIn("印消", listed.text)
        newest, first = listed.json["items"]
        self.assertEqual((newest["what"], newest["relationship"], newest["supplier"]), ("relationship", relationship, "株式会社みなと精密"))
        self.assertEqual((first["what"], first["cause"], first["by"]), ("person", "asked", "test"))
        self.assertEqual({name: first[name] for name in done[0] if name != "dry_run"}, {name: done[0][name] for name in done[0] if name != "dry_run"})
        page = self.buyer.get(PATH, query={"limit": 1}).json
        self.assertEqual(self.buyer.get(PATH, query={"limit": 1, "cursor": page["next_cursor"]}).json["items"], [first])
        self.assertEqual(self.make_buyer().get(PATH).json["items"], [])

    def test_nobody_elses(self):
        other = self.make_buyer()
        theirs, _ = self.invite(other, contacts=[CONTACT])
        self.erase(self.buyer, person=PERSON)
        self.assertEqual(other.get("/v1/suppliers/" + theirs).json["contacts"], [CONTACT])
        mine = self.contact(**CONTACT)
        self.assertProblem(other.post(PATH, {"relationship": mine}), 404)
        self.assertEqual(self.contacts(mine), [CONTACT])

    def test_a_dry_run_changes_nothing(self):
        relationship = self.contact(**CONTACT)
        before = self.entries(self.buyer)
        found = self.erase(self.buyer, person=PERSON, dry_run=True)
        self.assertEqual((found["suppliers"], found["audit_values"], found["dry_run"]), (1, 1, True))
        self.assertEqual(self.entries(self.buyer), before)
        self.assertEqual(self.contacts(relationship), [CONTACT])

    def test_who_stands_in_former_contacts_alone_is_counted(self):
        relationship = self.contact(**CONTACT)
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + relationship, {"contacts": []}), 200)
        found = [self.erase(self.buyer, person=PERSON, dry_run=dry_run)["suppliers"] for dry_run in (True, False, False)]
        self.assertEqual(found, [1, 1, 0])

    def test_others_have_the_same_name_or_one_that_holds_it(self):
        made = self.assertStatus(self.buyer.post("/v1/users", {"name": "林", "email": "hayashi-gone@example.jp", "rights": ["buyer:read"]}), 201).json
        self.server.engine(
            "begin; do $$ begin perform enter_as('%s', '2026-12-01T03:00:00Z', '2026-12-01', 'test'),"
            " audit_append('paper_add', 'papers/1', '{\"person\": \"林\"}'); end $$; commit" % self.buyer.organisation
        )
        talks = "/v1/suppliers/%s/consultations" % self.contact(name="小林")
        kept = {"asked_on": "2026-11-01", "asked_by": "buyer", "text": "小林様より"}
        self.assertStatus(self.buyer.post(talks, kept, idempotency_key="HAYASHI"), 201)
        names = lambda: [value["value"] for item in self.entries(self.buyer) for value in item["personal"] if value["value"] == '"林"']  # noqa: E731
        self.assertEqual(len(names()), 1)
        self.assertStatus(self.buyer.post("/v1/users/%s:remove" % made["user"]["user"]), 200)
        self.erase(self.buyer, user=made["user"]["user"])
        self.assertEqual(len(names()), 1)
        again = self.assertStatus(self.buyer.post(talks, kept, idempotency_key="HAYASHI"), 201)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")

    def test_no_default_is_missing_unseen(self):
        self.assertEqual(self.server.engine("select contract_defaults('ErasureInput') -> 'dry_run'").strip(), "false")
        self.assertEqual(self.server.engine("select contract_defaults('ApiKeyRotation') -> 'overlap_days'").strip(), "7")
        with self.assertRaises(subprocess.CalledProcessError):
            self.server.engine("select contract_defaults('ErasureInputs')")

    def test_a_kept_answer_is_not_given_again(self):
        record = {"name": "株式会社みなと精密", "code": "KEPT", "contacts": [CONTACT]}
        plain = {"name": "株式会社ほか", "code": "KEPT-2"}
        for body in (record, plain):
            self.assertStatus(self.buyer.post("/v1/suppliers", body, idempotency_key=body["code"]), 201)
        relationship = self.buyer.get("/v1/suppliers/code:KEPT").json["relationship"]
        self.buyer.post("/v1/suppliers/%s/consultations" % relationship, {"asked_on": "2026-11-01", "asked_by": "buyer"}, idempotency_key="talks")
        self.erase(self.buyer, person=PERSON)
        self.assertProblem(self.buyer.post("/v1/suppliers", record, idempotency_key="KEPT"), 409, "answer_erased")
        again = self.buyer.post("/v1/suppliers/%s/consultations" % relationship, {"asked_on": "2026-11-01", "asked_by": "buyer"}, idempotency_key="talks")
        self.assertEqual(self.assertStatus(again, 201).headers["Idempotency-Replayed"], "true")

    def test_bodies(self):
        self.assertGuarded("POST", PATH, {"person": PERSON}, wrong=self.other_key(self.buyer, "buyer:write,audit:read"))
        for body, pointer in (
            ({}, ""),
            ({"person": {}}, "/person"),
            ({"person": PERSON, "user": "0193a5b0-7c00-7a10-8b20-000000000031"}, ""),
            ({"person": {"email": "x"}}, "/person/email"),
        ):
            self.assertProblem(self.buyer.post(PATH, body), 422, None, pointer)
        self.assertProblem(self.buyer.post(PATH, {"user": "0193a5b0-7c00-7a10-8b20-000000000031"}), 404)


if __name__ == "__main__":
    harness.main()
