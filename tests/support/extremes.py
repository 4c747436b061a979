# SPDX-License-Identifier: Apache-2.0
"""Values at the ends of what a schema of the contract allows and beyond them, and arrays in which all pairs of
values occur."""

import itertools

from forms import choose

ABSENT = object()  # the parameter or member is left out
INT64 = 2**63
ASTRAL = "\U00020b9f"  # 𠮟: four bytes of UTF-8, two units of UTF-16
FORMATS = {
    "date": ("0001-01-01", "9999-12-31", "0000-12-31", "10000-01-01", "2027-02-29", "2027-13-01", "9999-12-32", "-0001-01-01", "infinity"),
    "date-time": (
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00-14:00",
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59+14:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2027-06-15T23:59:60Z",
        "2027-06-15T24:00:00Z",
        "2027-06-15T00:00:00+99:99",
        "10000-01-01T00:00:00Z",
    ),
    "uuid": ("00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "0" * 36, "f" * 32),
    "int64": (str(-INT64), str(INT64 - 1), "0", str(INT64), str(-INT64 - 1), "9" * 19),
    "email": ("a@b", "a" * 64 + "@" + "b" * 63 + ".jp", "@", "a@" + "b" * 64),
    "uri": ("https://a", "https://a/" + "b" * 200, "https://", "x"),
}


def deep(levels):
    inner = []
    for _ in range(levels):
        inner = [inner]
    return inner


# Of whatever kind the schema is.
ANYTHING = choose(
    [None, True, -1, "", "\0", "\ud800", "x" * 3000, [], {}, deep(15), INT64, -INT64 - 1, 1e308],
    [
        None,
        True,
        False,
        -1,
        0,
        2**31,
        INT64 - 1,
        INT64,
        -INT64,
        -INT64 - 1,
        2**64,
        10**400,
        0.5,
        1e308,
        -1e308,
        5e-324,
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "\udfff" + ASTRAL,
        "\u202e",
        "x" * 3000,
        ASTRAL * 3000,
        "0001-01-01",
        "9999-12-31",
        str(INT64),
        [],
        {},
        [None],
        {"": None},
        deep(15),
        deep(100),
    ],
)


def values(contract, schema):
    """The ends of the schema and what lies beyond, each once."""
    found = list(_ends(contract, schema)) + ANYTHING
    return [value for number, value in enumerate(found) if repr(value) not in map(repr, found[:number])]


def _ends(contract, schema):
    schema = contract.resolve(schema)
    for rule in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(rule, []):
            yield from _ends(contract, part)
    for kind in _list(schema.get("type", [])):
        if "enum" in schema or "const" in schema:
            yield from [schema["const"]] if "const" in schema else (schema["enum"][0], schema["enum"][-1])
        elif kind == "boolean":
            yield from (False, True)
        elif kind in ("integer", "number"):
            low, high = schema.get("minimum", -INT64), schema.get("maximum", INT64 - 1)
            yield from (low, high, low - 1, high + 1)
        elif kind == "string":
            yield from FORMATS.get(schema.get("format"), ())
            low, high = schema.get("minLength", 0), min(schema.get("maxLength", 1000), 100000)
            yield from ("x" * low, ASTRAL * high, "x" * (high + 1), "Ａ" + "\u200b" * (high - 1))
        elif kind == "array":
            item, most = next(_ends(contract, schema.get("items", {})), None), min(schema.get("maxItems", 100), choose(100, 1000))
            yield from ([], [item], [item] * most, list(range(most + 1)))
        elif kind == "object":
            yield {}


def _list(value):
    return value if isinstance(value, list) else [value]


def pairs(counts, random):
    """Rows in which each pair of values of two factors occurs, those with the most new pairs first. `counts`: factor
    to how many values it has; a row: factor to the value's number. Yields (row, number of new pairs)."""
    names = sorted(counts)
    left = {
        frozenset(pair)
        for a, b in itertools.combinations(names, 2)
        for pair in itertools.product([(a, i) for i in range(counts[a])], [(b, i) for i in range(counts[b])])
    }
    while left:
        row = dict(next(iter(left)))
        for name in random.sample(names, len(names)):
            if name not in row:
                row[name] = max(
                    range(counts[name]), key=lambda value: (sum(frozenset(((name, value), other)) in left for other in row.items()), random.random())
                )
        new = {frozenset(pair) for pair in itertools.combinations(row.items(), 2)} & left
        left -= new
        yield row, len(new)
