# SPDX-License-Identifier: Apache-2.0
"""People in a database of 0.1.0, where the audit log holds names in its own text: after migrate they are erased, the
hashes stay, a later entry that is signed says what is missing, and whoever tampers with that is found."""

import hashlib
import json
import unittest

import harness
import release
import residue
from postgres import Postgres, SharedServer
from waiting import until

BUYER, SUPPLIER = "01a22f8b-7b80-7000-93f7-bbdaef405b8f", "01a239d8-3380-7000-8f8d-54e3a2f9ee43"
ENDED = "01a22f8b-7b80-7000-9413-372c896ee14a"
CONTACT = {"name": "林 美咲", "email": "hayashi@example.jp"}
EXPERTS = ("青木 一郎", "林 太郎")
MEMO = "次回訪問は4月"
# Each as people write it, and what is searched by.
WORDS = ["林美咲", "ハヤシミサキ", "hayashi@example.jp", "青木一郎", "林太郎", MEMO]

# More of it, by the functions of 0.1.0: the same person at another supplier, added, changed and removed, with the answers
# kept for repetitions, and a sheet whose refused rows quote it.
PLAYED = """
set search_path = hoshitori; begin;
select enter_as('%(buyer)s', '2027-12-01T03:00:00Z', '2027-12-01', 'test');
select idempotency_begin('old-' || n, 'supplier_patch', repeat('0', 64)) from generate_series(1, 3) n;
select audit_append('supplier_patch', p.audit ->> 'object', p.audit -> 'detail'),
  idempotency_store('old-' || n, 200::smallint, null, null, (p.result -> 'body')::text, null)
from unnest(array[
  '{"contacts": [{"name": "林　美咲", "email": null, "phone": null, "department": "ハヤシミサキ"}], "memo": null}',
  '{"contacts": [{"name": "ほか", "email": "HAYASHI@example.jp", "phone": null, "department": null}]}',
  '{"contacts": []}']) with ordinality s(change, n) cross join lateral supplier_put('code:T-0043', change::jsonb, true) p;
select import_open('01a9873c-a780-7000-8000-000000000001', 'old', 'per_row', 'keep', false);
select import_stage('01a9873c-a780-7000-8000-000000000001', '[
  {"place": 1, "line": 2, "content": {"record": {"name": "ほか", "code": "OLD-1", "contacts": [%(contact)s]}}, "faults": [
    {"column": "contact_email", "code": "invalid_email", "params": {"value": "hayashi@example.jp"}}]}]');
select import_begin('01a9873c-a780-7000-8000-000000000001', 1, repeat('0', 64));
commit;
"""


class OldEntries(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.durable(False)
        old = release.Release("0.1.0")
        old.load(cls.postgres, "old")
        cls.sql(PLAYED % {"buyer": BUYER, "contact": json.dumps(CONTACT, ensure_ascii=False)})
        cls.before = cls.chains()
        cls.found_before = {line.split(":")[0] for line in cls.residue()}
        cls.server = SharedServer(cls.postgres, "old")
        cls.addClassCleanup(cls.server.end)
        old.secret(cls.server.directory)
        cls.server.set_instant(old.asked["instant"])
        cls.server.command("migrate")
        cls.server.start()
        keys = {json.loads(q["answer"])["organisation"]["organisation"]: q["key"] for q in old.asked["questions"] if q["path"] == "/v1/me"}
        cls.buyer, cls.supplier = (harness.Api(cls.server, keys[organisation], organisation) for organisation in (BUYER, SUPPLIER))
        cls.erased = cls.erase()
        cls.signed()
        cls.server.stop()

    @classmethod
    def sql(cls, text):
        return cls.postgres.sql(text, "old")

    @classmethod
    def residue(cls):
        return residue.in_dump(cls.postgres.dump("old", "--data-only"), WORDS)

    @classmethod
    def chains(cls):
        """{(organisation, number): (hash, text)}"""
        rows = cls.sql("select json_build_array(org_id, seq, encode(hash, 'hex'), text) from hoshitori.audit_event order by org_id, seq")
        return {(org, seq): (digest, text) for org, seq, digest, text in map(json.loads, rows.splitlines())}

    @classmethod
    def erase(cls):
        answers = [cls.buyer.post("/v1/erasures", {"person": CONTACT}), cls.buyer.post("/v1/erasures", {"relationship": ENDED})]
        answers += [cls.supplier.post("/v1/erasures", {"person": {"name": name}}) for name in EXPERTS]
        assert all(answer.status == 200 for answer in answers), answers
        return [answer.json for answer in answers]

    @classmethod
    def signed(cls):
        """The checkpoints of both, once they cover the erasures."""
        cls.server.set_instant("2027-12-01T04:00:00Z")
        for caller in (cls.buyer, cls.supplier):
            head = max(seq for org, seq in cls.chains() if org == caller.organisation)
            until(
                lambda: any(
                    item["sequence"] >= head  # noqa: B023
                    for item in caller.get("/v1/audit/checkpoints", query={"limit": 200}).json["items"]
                )
            )  # noqa: B023

    def verify(self, *words):
        done = self.server.command("audit", "verify", *words, check=False)
        return done.returncode, done.stdout + done.stderr

    def listed(self):
        """{(organisation, number)} that later entries say are erased."""
        return {
            (org, int(name.split("@")[0]))
            for (org, _), (_, text) in self.chains().items()
            if text
            for name in json.loads(text).get("erased", ())
            if "@" in name
        }

    def test_nothing_is_left_but_the_hashes(self):
        self.assertEqual(
            self.found_before,
            {
                "relationship.contacts",
                "relationship.memo",
                "board.memo",
                "board_version.memo",
                "audit_event.text",
                "idempotency.body",
                "import_row.faults",
                "paper.detail",
            },
        )
        self.assertEqual(self.residue(), [])
        after = self.chains()
        self.assertEqual({place: after[place][0] for place in self.before}, {place: row[0] for place, row in self.before.items()})
        gone = {place for place, row in self.before.items() if after[place][1] is None}
        self.assertEqual(gone, {place for place, (_, text) in self.before.items() if residue.stands([residue.folded(word) for word in WORDS], text)})
        self.assertEqual(self.listed(), gone)
        self.assertEqual(len(gone), sum(answer["audit_entries"] for answer in self.erased))
        # Nothing else changed.
        self.assertEqual({p: after[p] for p in set(self.before) - gone}, {p: self.before[p] for p in set(self.before) - gone})

    def test_verify_says_erased(self):
        code, text = self.verify()
        self.assertEqual(code, 0, text)
        self.assertIn(" 0 broken", text)
        self.assertIn(", 0 entries after the newest", text)
        self.assertIn("%d personal values or entries erased, each listed by a later entry" % len(self.listed()), text)

    # Tampering with it, by somebody who may write every table but has no signing key.

    def chain_up(self, first, texts=()):
        """Statements that give the buyer's chain, with these texts by number, hashes that fit from there on, and a head."""
        rows = {seq: (bytes.fromhex(digest), text) for (org, seq), (digest, text) in self.chains().items() if org == BUYER}
        rows.update({seq: (b"", text) for seq, text in dict(texts).items()})
        previous = rows[first - 1][0]
        statements = []
        for seq in range(first, max(rows) + 1):
            digest, text = rows[seq]
            previous = digest if text is None else hashlib.sha256(previous + text.encode()).digest()
            statements.append(
                "insert into audit_event (org_id, seq, text, hash, recorded_at) values ('%s', %d, %s, '\\x%s', now()) "
                "on conflict (org_id, seq) do update set text = excluded.text, hash = excluded.hash"
                % (BUYER, seq, "null" if text is None else "$t$%s$t$" % text, previous.hex())
            )
        return statements + ["update audit_head set seq = %d, hash = '\\x%s' where org_id = '%s'" % (max(rows), previous.hex(), BUYER)]

    def tampered(self, *statements):
        """What verify says of the database with these changes, which are taken back."""
        self.sql(
            "create table public.saved as select * from hoshitori.audit_event; create table public.saved_head as select * from"
            " hoshitori.audit_head; begin; set local search_path = hoshitori; %s; commit" % "; ".join(statements)
        )
        try:
            return self.verify()
        finally:
            self.sql(
                "begin; truncate hoshitori.audit_event, hoshitori.audit_head; insert into hoshitori.audit_event select * from"
                " public.saved; insert into hoshitori.audit_head select * from public.saved_head;"
                " drop table public.saved, public.saved_head; commit"
            )

    def name(self, chain, seq):
        """As an erased entry is listed."""
        return "%d@%s#%s" % (seq, json.loads(chain[seq][1])["recorded_at"], chain[seq - 1][0])

    def test_tampering_shows(self):
        chain = {seq: row for (org, seq), row in self.chains().items() if org == BUYER}
        gone = sorted(seq for seq, (_, text) in chain.items() if text is None)
        lists = max(seq for seq, (_, text) in chain.items() if text and "erased" in json.loads(text))
        told = chain[lists][1]
        first = min(seq for seq, (_, text) in chain.items() if text and "erased" in json.loads(text))
        plain = json.loads(told)["plain"]
        kept = next(seq for seq in range(2, plain) if chain[seq][1])
        newer = next(seq for seq in sorted(chain) if seq > plain and seq < lists)
        own = " where org_id = '%s' and seq = " % BUYER
        shown = self.before[(BUYER, gone[0])][1]
        name = json.loads(chain[first][1])["erased"][0]
        shorter = chain[first][1].replace('"%s"' % name, '"%s"' % self.name(chain, kept))
        forged = told.replace('"seq" : %d' % lists, '"seq" : %d' % (max(chain) + 1))
        forged = forged[: forged.rindex('"erased"')] + '"erased" : ["%s"]}'
        tampering = {
            "a text is gone that nobody lists": ["update audit_event set text = null" + own + str(kept)],
            "the list is changed": ["update audit_event set text = $t$%s$t$%s%d" % (shorter, own, first)],
            "the list is changed, its hash too": self.chain_up(first, {first: shorter}),
            "the list is gone": ["update audit_event set text = replace(text, '\"erased\"', '\"others\"')" + own + str(first)],
            "the entry that lists is gone": ["delete from audit_event" + own + str(lists)],
            "the entry that lists is erased itself": ["update audit_event set text = null" + own + str(first)],
            "an erased entry has a text again, another one": ["update audit_event set text = $t$%s$t$%s%d" % (shown.replace("T-00", "T-99"), own, gone[0])],
            "the same with a hash that fits": self.chain_up(gone[0], {gone[0]: shown.replace("T-00", "T-99")}),
            "an entry before an erased one is another, with hashes that fit up to there": self.chain_up(2, {2: chain[2][1].replace('"detail"', '"details"')}),
            "an erased entry has another hash": ["update audit_event set hash = sha256(hash)" + own + str(gone[0])],
            "an erased entry is of another instant": ["update audit_event set recorded_at = recorded_at - interval '1 day'" + own + str(gone[0])],
            "an erased entry is gone": ["delete from audit_event" + own + str(gone[0])],
            "a forged list, of an entry that cannot lose its text": [
                "update audit_event set text = null" + own + str(newer),
                *self.chain_up(max(chain) + 1, {max(chain) + 1: forged % self.name(chain, newer)}),
            ],
            "a forged list in an entry that was signed": [
                *self.chain_up(lists, {lists: told.replace('"erased" : [', '"erased" : ["%s", ' % self.name(chain, kept))}),
                "update audit_event set text = null" + own + str(kept),
            ],
            "more entries are said to be old": self.chain_up(lists, {lists: told.replace('"plain" : %d' % plain, '"plain" : %d' % lists)}),
        }
        found = {what: self.tampered(*statements) for what, statements in tampering.items()}
        self.assertEqual({what: text for what, (code, text) in found.items() if code != 3 or BUYER not in text}, {})
        self.assertEqual(self.verify()[0], 0)


if __name__ == "__main__":
    unittest.main()
