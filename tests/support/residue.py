# SPDX-License-Identifier: Apache-2.0
"""Where a word still stands: in every cell of a dump of the whole database, however it is written there, and in the
server's log."""

import base64
import binascii
import json
import os
import re
import unicodedata
import zlib

COPY = re.compile(r"^COPY (?:\w+\.)?\"?(\w+)\"? \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", re.S | re.M)
# Text of a dump's cell: what stands behind a backslash.
UNESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
ESCAPE = re.compile(r"\\(.)", re.S)
JSON_ESCAPES = re.compile(r"(?:\\+u[0-9a-fA-F]{4})+")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
HEX = re.compile(r"(?:[0-9a-fA-F]{2}){6,}")
# How compressed bytes begin: zlib, gzip, an entry of a zip file.
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04.{22}(..)(..)", re.S)
DEPTH = 4


def folded(text):
    """As no spelling of width, kana, case or blanks hides it."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text if not c.isspace())


def tables(dump):
    """(table, columns, rows of unescaped cells; None is null) of a dump in plain text."""
    for table, columns, rows in COPY.findall(dump):
        yield (
            table,
            columns.replace('"', "").split(", "),
            [[None if cell == "\\N" else ESCAPE.sub(lambda m: UNESCAPED.get(m[1], m[1]), cell) for cell in row.split("\t")] for row in rows.splitlines()],
        )


def inflated(data):
    for found in PACKED.finditer(data):
        start, bits = found.start(), zlib.MAX_WBITS | 32
        if found[1] is not None:
            start, bits = found.end() + int.from_bytes(found[1], "little") + int.from_bytes(found[2], "little"), -zlib.MAX_WBITS
        try:
            yield zlib.decompressobj(bits).decompress(data[start:], 1 << 24)
        except zlib.error:
            pass


def of_bytes(data, depth):
    yield from readings(data.decode(errors="ignore"), depth)
    for encoding in ("cp932", "utf-16-le", "utf-16-be"):
        yield data.decode(encoding, "ignore")
    for more in inflated(data):
        yield from of_bytes(more, depth)


def of_json(found):
    return json.loads('"%s"' % re.sub(r"\\+", r"\\", found[0]))


def of_percents(found):
    return bytes.fromhex(found[0].replace("%", "")).decode(errors="ignore")


def readings(text, depth=DEPTH):
    """The text, and whatever is written in it in another way."""
    yield text
    if depth == 0:
        return
    for pattern, read in ((JSON_ESCAPES, of_json), (PERCENT, of_percents)):
        plain = pattern.sub(read, text)
        if plain != text:
            yield from readings(plain, depth - 1)
    for run in HEX.findall(text):
        yield from of_bytes(bytes.fromhex(run), depth - 1)
    for run in BASE64.findall(text):
        run = run.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield from of_bytes(base64.b64decode(run + "=" * (-len(run) % 4)), depth - 1)
        except binascii.Error:
            pass


def stands(words, text):
    text = folded(text)
    return any(word in text for word in words)


def in_dump(dump, words):
    """Lines "table.column: cell" in which one of the words stands."""
    words = [folded(word) for word in words]
    found = []
    for table, columns, rows in tables(dump):
        for row in rows:
            for column, cell in zip(columns, row):
                if cell and any(stands(words, reading) for reading in readings(cell)):
                    found.append("%s.%s: %s" % (table, column, cell[:400].replace("\n", " ")))
    return found


def in_tables(server, words):
    return in_dump(server.dump(), words)


def in_log(server, words):
    with open(server.log_path, encoding="utf-8", errors="replace") as log:
        lines = log.read().splitlines()
    folder = os.path.join(server.data_dir, "postgres")
    for name in os.listdir(folder):
        if name.endswith(".log"):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as log:
                lines += log.read().splitlines()
    return [line for line in lines if any(word.lower() in line.lower() for word in words)]
