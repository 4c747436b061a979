# SPDX-License-Identifier: Apache-2.0
"""Is every change of an audit log found? Exports of a running server are tampered with at random, as
somebody would who owns the database, and given to `audit verify`; then the database itself.

What is tried in which number is told last. What cannot be found is tried too: entries after the
newest checkpoint, until the next one is signed."""

import collections
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading

import harness
import witness
from forms import choose, figure
from tampering import ALONE, KEYS, VALUES, WITNESSED, Case
from waiting import PATIENCE_SECONDS

TAMPERINGS = choose(500, 10000)
INNOCENT = choose(60, 1000)
ROUNDS = 6  # a checkpoint each
PROCESSES = 2


class Tampering(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.end)
        cls.open = harness.Api(cls.server)
        cls.folder = tempfile.mkdtemp(prefix="hoshitori-tampering-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        with open(os.path.join(cls.server.data_dir, "signing-key"), encoding="ascii") as file:
            KEYS["server"] = witness.Key(bytes.fromhex(file.read().strip()))
        cls.key = cls.server.command("audit", "key").stdout.strip()
        maker = cls()
        maker.server.set_day(harness.FIRST_DAY)
        cls.buyer, cls.supplier, cls.relationship = maker.linked_pair()
        cls.receipts = []
        for number in range(ROUNDS):
            maker.work(number)
        maker.assertStatus(cls.buyer.post("/v1/suppliers", {"name": "株式会社 after"}), 201)
        cls.events = cls.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"]
        cls.checkpoints = cls.buyer.get("/v1/audit/checkpoints", query={"limit": 200}).json["items"]
        maker.assertEqual(len(cls.receipts), len(cls.checkpoints))

    def setUp(self):
        pass  # the clock stays where the rounds left it

    def work(self, number):
        """Entries, a checkpoint of them, and the other party's receipt."""
        for _ in range(5):
            contacts = [{"name": "担当 %d「引用」\\" % number, "email": "contact%d@example.jp" % number}, {"name": "ほか"}]
            self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "株式会社 %d「引用」\\" % number, "contacts": contacts}), 201)
        VALUES.update(
            {
                event["sequence"]: event["personal"]
                for event in self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"]
                if event["sequence"] not in VALUES
            }
        )
        # Somebody of the round before is erased, and it was signed before.
        if number:
            erased = self.buyer.post("/v1/erasures", {"person": {"email": "contact%d@example.jp" % (number - 1)}})
            self.assertEqual(self.assertStatus(erased, 200).json["audit_values"], 5)
        self.require(self.buyer, self.relationship, 1 + number % 2, "2027-06-30")
        head = self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"][-1]["sequence"]
        # Only in the next minute are they signed, so all of them at once.
        self.server.set_instant("2026-12-01T03:%02d:00Z" % (number + 1))

        def signed():
            items = self.buyer.get("/v1/audit/checkpoints", query={"limit": 200}).json["items"]
            return items if items and items[-1]["sequence"] == head else None

        count = len(self.eventually(signed))
        # One that was signed while the pair was linked has the same receipt as the next.
        self.receipts += self.supplier.get("/v1/audit/receipts").json["items"] * (count - len(self.receipts))

    def verify(self, case, *, layout=json.dumps):
        """(exit code, output) of audit verify with these exports."""
        folder = os.path.join(self.folder, str(threading.get_ident()))
        os.makedirs(folder, exist_ok=True)
        words = [harness.BINARY, "audit", "verify", "--organisation", self.buyer.organisation, "--key", self.key]
        for option, items in (("file", case.events), ("checkpoints", case.checkpoints), ("kept", case.kept)):
            path = os.path.join(folder, option)
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(layout(item) + "\n" for item in items)
            words += ["--" + option, path]
        done = subprocess.run(words, text=True, capture_output=True, timeout=PATIENCE_SECONDS, env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
        return done.returncode, done.stdout + done.stderr

    def each(self, numbers, run):
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            return list(pool.map(run, numbers))

    def case(self):
        return Case(self.events, self.checkpoints, self.receipts)

    def test_1_every_tampering_of_exports_is_found(self):
        kinds = ALONE + WITNESSED
        missed = []

        def run(number):
            rng, kind, case = random.Random(number), kinds[number % len(kinds)], self.case()
            kind(case, rng)
            code, text = self.verify(case)
            if code != 3 or self.buyer.organisation not in text and "-\t" not in text:
                missed.append((number, kind.__name__, code, text))
            return kind.__name__

        done = collections.Counter(self.each(range(TAMPERINGS), run))
        self.assertEqual(missed[:5], [])
        figure("%d random tamperings of exports, %d not found", sum(done.values()), len(missed))
        figure("of them found only by what a witness kept: %d", sum(done[kind.__name__] for kind in WITNESSED))

    def test_2_without_the_witness_those_are_not_found(self):
        """So it is the witness who finds them."""
        for number, kind in enumerate(WITNESSED * 3):
            case = self.case()
            kind(case, random.Random(number))
            case.kept = []
            self.assertEqual(self.verify(case)[0], 0, kind)

    def test_3_no_false_alarms(self):
        def run(number):
            rng, case = random.Random(number), self.case()
            case.kept = rng.sample(self.checkpoints, rng.randrange(len(self.checkpoints))) + rng.sample(self.receipts, rng.randrange(len(self.receipts)))
            if rng.random() < 0.5:
                del case.events[case.covered() :]
            spaces, ascii_only = rng.choice(((",", ":"), (", ", ": "), (" ,\t", " : "))), rng.random() < 0.5
            layout = lambda item: json.dumps(item, separators=spaces, ensure_ascii=ascii_only)  # noqa: E731
            if rng.random() < 0.5:
                size = rng.randrange(1, 20)
                for name in ("events", "checkpoints"):
                    items = getattr(case, name)
                    setattr(case, name, [{"items": items[i : i + size], "next_after": i, "public_key": self.key} for i in range(0, len(items), size)])
            return self.verify(case, layout=layout)

        wrong = [answer for answer in self.each(range(INNOCENT), run) if answer[0] != 0]
        self.assertEqual(wrong[:3], [])
        figure("%d exports that nobody changed, %d false alarms", INNOCENT, len(wrong))

    def test_4_what_cannot_be_found_yet(self):
        """Entries after the newest checkpoint may be cut or rewritten until the next one."""
        case = self.case()
        self.assertGreater(len(case.events), case.covered())
        del case.events[case.covered() :]
        self.assertEqual(self.verify(case)[0], 0)
        case = self.case()
        del case.events[case.covered() - 1 :]
        self.assertEqual(self.verify(case)[0], 3)
        figure("not found: what is cut or rewritten after the newest checkpoint, at most a minute of entries")

    # The database itself, by somebody with all rights.

    ROWS = (
        ("audit_event", "text = replace(text, 'supplier_add', 'supplier_end')", "seq = 5"),
        ("audit_event", "hash = sha256(hash)", "seq = 7"),
        ("audit_event", "recorded_at = recorded_at - interval '1 day'", "seq = 9"),
        ("audit_event", "seq = 1000", "seq = 3"),
        ("audit_event", "org_id = '%(other)s', seq = seq + 1000", "seq = 11"),
        ("audit_event", None, "seq = 4"),
        ("audit_event", None, "seq >= 20"),
        ("audit_event", None, "true"),
        ("audit_event", "text = null", "seq = 6"),
        ("audit_event", "text = null", "seq = 1"),
        ("audit_value", "value = replace(value, 'example', 'elsewhere')", "true"),
        ("audit_value", "salt = sha256(salt)", "place = 0"),
        ("audit_value", "place = place + 10", "true"),
        ("audit_value", "seq = seq + 1000", "true"),
        ("audit_value", "object = object || 'x'", "true"),
        ("audit_value", "org_id = '%(other)s'", "true"),
        ("audit_value", None, "place = 1"),
        ("audit_value", None, "true"),
        ("audit_head", "seq = seq - 1", "true"),
        ("audit_head", "seq = seq + 1", "true"),
        ("audit_head", "hash = sha256(hash)", "true"),
        ("audit_head", "seq = 0, hash = decode(repeat('00', 32), 'hex')", "true"),
        ("audit_head", None, "true"),
        ("checkpoint", "seq = seq + 1", "seq = %(newest)d"),
        ("checkpoint", "head = sha256(head)", "seq = %(newest)d"),
        ("checkpoint", "signed_at = signed_at - interval '1 second'", "seq = %(newest)d"),
        ("checkpoint", "previous = sha256(previous)", "seq = %(newest)d"),
        ("checkpoint", "public_key = sha256(public_key)", "seq = %(newest)d"),
        ("checkpoint", "signature = sha512(signature)", "seq = %(newest)d"),
        ("checkpoint", None, "seq = %(newest)d"),
        ("checkpoint", None, "seq < %(newest)d"),
        ("checkpoint", None, "true"),
        ("checkpoint_head", "seq = seq + 1", "true"),
        ("checkpoint_head", "hash = sha256(hash)", "true"),
        ("checkpoint_head", "signed_at = signed_at - interval '1 second'", "true"),
        ("checkpoint_head", None, "true"),
    )

    def sql(self, text):
        return self.server.sql("set search_path = hoshitori; begin; %s; commit;" % text)

    def test_5_every_tampering_of_the_database_is_found(self):
        own = "org_id = '%s'" % self.buyer.organisation
        words = {"other": self.supplier.organisation, "newest": self.checkpoints[-1]["sequence"]}
        # Nothing may be signed while rows are away: the clock stands before the next minute.
        self.assertEqual(self.server.command("audit", "verify").returncode, 0)
        for table, change, where in self.ROWS:
            with self.subTest(table=table, change=change, where=where):
                self.sql("create table public.saved as select * from %s" % table)
                what = "update %s set %s" % (table, change) if change else "delete from %s" % table
                self.sql((what + " where %s and " % own + where) % words)
                done = self.server.command("audit", "verify", check=False)
                self.sql("truncate %s; insert into %s select * from public.saved; drop table public.saved" % (table, table))
                self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
                self.assertIn(self.buyer.organisation, done.stdout)
        self.assertEqual(self.server.command("audit", "verify").returncode, 0)
        figure("%d tamperings of rows in the database, all found", len(self.ROWS))


if __name__ == "__main__":
    harness.main()
