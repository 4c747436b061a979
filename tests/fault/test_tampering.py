# SPDX-License-Identifier: Apache-2.0
"""Is every change of an audit log found? Exports of a running server are tampered with at random, as
somebody would who owns the database, and given to `audit verify`; then the database itself.

What is tried in which number is told last. What cannot be found is tried too: entries after the
newest checkpoint, until the next one is signed."""

import collections
import concurrent.futures
import copy
import hashlib
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
from waiting import PATIENCE_SECONDS

TAMPERINGS = choose(500, 10000)
INNOCENT = choose(60, 1000)
ROUNDS = 6  # a checkpoint each
PROCESSES = 2


def chain_up(events, start):
    """Numbers and hashes from events[start] on made anew, as the server makes them."""
    previous = bytes.fromhex(events[start - 1]["hash"]) if start else bytes(32)
    for number in range(start, len(events)):
        event = events[number]
        event["sequence"] = number + 1
        event["entry"] = event["entry"].replace(event["entry"].split(",", 1)[0], '{"seq" : %d' % (number + 1), 1)
        previous = hashlib.sha256(previous + event["entry"].encode()).digest()
        event["hash"] = previous.hex()


def sign_anew(case, first, key, name=None):
    """Checkpoints from checkpoints[first] on made to fit the events, by some key; `name` is the public
    key that they name instead."""
    for number in range(first, len(case.checkpoints)):
        item = case.checkpoints[number]
        item["head"] = case.events[item["sequence"] - 1]["hash"]
        item["previous"] = witness.checkpoint_hash(case.checkpoints[number - 1]).hex() if number else "00" * 32
        item["public_key"] = (name or key.public).hex()
        item["signature"] = key.sign(witness.checkpoint_fields(item)).hex()


def another(text, rng):
    """The text with one character changed to another of its kind."""
    place = rng.randrange(len(text))
    kind = "0123456789abcdef" if text[place] in "0123456789abcdef" else "ghijklmn"
    return text[:place] + rng.choice([c for c in kind if c != text[place]]) + text[place + 1 :]


class Case:
    """Copies of an organisation's events and checkpoints, and of what witnesses kept."""

    def __init__(self, events, checkpoints, receipts):
        self.events, self.checkpoints = copy.deepcopy(events), copy.deepcopy(checkpoints)
        self.receipts, self.kept = receipts, []

    def covered(self):
        return self.checkpoints[-1]["sequence"]

    def first_after(self, place):
        """Index of the first checkpoint that covers events[place]."""
        return next(i for i, c in enumerate(self.checkpoints) if c["sequence"] > place)


# Each changes a case; what it does must be found.


def edit_entry(case, rng):
    event = rng.choice(case.events)
    # By what names people and things go today is told beside the entry, and stands in no chain.
    member = rng.choice([name for name in event if event[name] and name not in ("personal", "by", "object_name")])
    event[member] = event[member] + rng.choice((-1, 1, 7)) if member == "sequence" else another(event[member], rng)


def edit_null(case, rng):
    rng.choice(case.events)["key"] = "0"


def with_values(case):
    return [event for event in case.events if event["personal"]]


def edit_value(case, rng):
    """Of a value beside an entry what it says, its salt or its number."""
    value = rng.choice(rng.choice(with_values(case))["personal"])
    member = rng.choice(list(value))
    value[member] = value[member] + rng.choice((-1, 1, 7)) if member == "sealed" else another(value[member], rng)


def drop_value(case, rng):
    """As if it had been erased, which no entry says."""
    values = rng.choice(with_values(case))["personal"]
    del values[rng.randrange(len(values))]


def add_value(case, rng):
    """A value to an entry that has none, or has had that one erased."""
    value = {"sealed": 0, "value": '"another"', "salt": rng.randbytes(32).hex()}
    rng.choice([event for event in case.events if not event["personal"]])["personal"] = [value]


def move_values(case, rng):
    one, other = rng.sample(with_values(case), 2)
    one["personal"], other["personal"] = other["personal"], one["personal"]


def drop_text(case, rng):
    """As if an entry were older than values, and erased."""
    rng.choice(case.events).update(entry=None, key=None, operation=None, personal=[])


def drop_text_and_list_it(case, rng):
    """An entry that is not signed yet says so: its hashes fit."""
    place = rng.randrange(case.covered() - 1)
    event = case.events[place]
    last = dict(case.events[-1])
    before = case.events[place - 1]["hash"] if place else "0" * 64
    last["entry"] = last["entry"][:-1] + ', "erased" : ["%d@%s#%s"]}' % (event["sequence"], event["recorded_at"], before)
    case.events.append(last)
    chain_up(case.events, len(case.events) - 1)
    event.update(entry=None, key=None, operation=None, personal=[])


def edit_and_hash(case, rng):
    """One entry with a hash that fits, but nothing after it."""
    place = rng.randrange(case.covered())
    event = case.events[place]
    event["entry"] = event["entry"].replace('"action" : "', '"action" : "x', 1)
    event["operation"] = "x" + event["operation"]
    previous = bytes.fromhex(case.events[place - 1]["hash"]) if place else bytes(32)
    event["hash"] = hashlib.sha256(previous + event["entry"].encode()).digest().hex()


def delete_entries(case, rng):
    start = rng.randrange(case.covered())
    del case.events[start : start + rng.randrange(1, 4)]


def reorder_entries(case, rng):
    one, other = rng.sample(range(len(case.events)), 2)
    case.events[one], case.events[other] = case.events[other], case.events[one]


def repeat_entry(case, rng):
    place = rng.randrange(case.covered())
    case.events.insert(place + 1, dict(case.events[place]))


def cut_tail(case, rng):
    del case.events[rng.randrange(case.covered()) :]


def lengthen(case):
    """So that no checkpoint is beyond the end when an entry is taken out."""
    case.events.append(dict(case.events[-1]))
    chain_up(case.events, len(case.events) - 1)


def rewrite(case, rng):
    """From the middle on, with hashes that fit. Returns where."""
    how = rng.randrange(3)
    place = rng.randrange(case.covered() - 1)
    if how == 0:
        event = case.events[place]
        event["entry"] = event["entry"].replace('"action" : "', '"action" : "x', 1)
        event["operation"] = "x" + event["operation"]
    elif how == 1:
        del case.events[place]
    else:
        place += 1
        case.events.insert(place, dict(case.events[place - 1]))
    chain_up(case.events, place)
    return place


def rewrite_and_forge(case, rng):
    """The checkpoints made to fit, with a key of the forger's."""
    lengthen(case)
    place = rewrite(case, rng)
    sign_anew(case, case.first_after(place), witness.Key(rng.randbytes(32)))


def rewrite_and_forge_name(case, rng):
    """The same, under the server's name."""
    lengthen(case)
    place = rewrite(case, rng)
    sign_anew(case, case.first_after(place), witness.Key(rng.randbytes(32)), bytes.fromhex(case.checkpoints[0]["public_key"]))


def edit_checkpoint(case, rng):
    item = rng.choice(case.checkpoints)
    member = rng.choice(list(item))
    if member == "sequence":
        item[member] += rng.choice((-1, 1))
    elif member == "signed_at":
        item[member] = item[member].replace("2026", "2025")
    elif member == "organisation":
        item[member] = harness.missing_like(item[member])
    else:
        item[member] = another(item[member], rng)


def delete_checkpoint(case, rng):
    """Not the newest ones: that only a witness sees."""
    del case.checkpoints[rng.randrange(len(case.checkpoints) - 1)]


def reorder_checkpoints(case, rng):
    one, other = rng.sample(range(len(case.checkpoints)), 2)
    case.checkpoints[one], case.checkpoints[other] = case.checkpoints[other], case.checkpoints[one]


# And with all that vouches for the rest gone or made anew, those that only a witness sees.


def keep(case, first, rng):
    """A witness kept something of checkpoints[first] or later: the owner one, or the other party's
    receipt for it."""
    number = rng.randrange(first, len(case.checkpoints))
    case.kept = [rng.choice((case.checkpoints[number], case.receipts[number]))]
    case.kept = copy.deepcopy(case.kept)


def remember(case):
    """Whoever rewrites kept the values from before they were erased: else what is missing is not listed any more."""
    for event in case.events:
        event["personal"] = copy.deepcopy(VALUES.get(event["sequence"], []))


def cut_with_checkpoints(case, rng):
    remember(case)
    place = rng.randrange(1, case.covered())
    first = case.first_after(place)
    keep(case, first, rng)
    del case.events[place:], case.checkpoints[first:]


def rewrite_without_checkpoints(case, rng):
    remember(case)
    whole = Case(case.events, case.checkpoints, case.receipts)
    place = rewrite(case, rng)
    first = case.first_after(place)
    keep(whole, first, rng)
    case.kept = whole.kept
    del case.checkpoints[first:]


def rewrite_with_the_servers_key(case, rng):
    """Nobody else could: the operator itself, or whoever took its key."""
    remember(case)
    whole = Case(case.events, case.checkpoints, case.receipts)
    lengthen(case)
    place = rewrite(case, rng)
    first = case.first_after(place)
    keep(whole, first, rng)
    case.kept = whole.kept
    sign_anew(case, first, KEYS["server"])


ALONE = (
    edit_entry,
    edit_null,
    edit_and_hash,
    edit_value,
    drop_value,
    add_value,
    move_values,
    drop_text,
    drop_text_and_list_it,
    delete_entries,
    reorder_entries,
    repeat_entry,
    cut_tail,
    rewrite,
    rewrite_and_forge,
    rewrite_and_forge_name,
    edit_checkpoint,
    delete_checkpoint,
    reorder_checkpoints,
)
WITNESSED = (cut_with_checkpoints, rewrite_without_checkpoints, rewrite_with_the_servers_key)
KEYS = {}
VALUES = {}  # personal values by entry, as they were


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
        path = os.path.join(self.folder, "script.sql")
        with open(path, "w", encoding="utf-8") as file:
            file.write("set search_path = hoshitori; begin; %s; commit;" % text)
        return self.server.sql(path)

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
