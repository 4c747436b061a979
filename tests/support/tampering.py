# SPDX-License-Identifier: Apache-2.0
"""What somebody who owns the database could do to an audit log: each changes a case, a copy of an organisation's entries,
checkpoints and receipts, at random."""

import copy
import hashlib

import harness
import witness


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
