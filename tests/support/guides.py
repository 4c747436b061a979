# SPDX-License-Identifier: Apache-2.0
"""The guides as tests read them: their headings, tables, examples and quoted labels; and the page's labels."""

import glob
import os
import re

import vocabulary

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORDS = os.path.join(TOP, "clients", "dashboard", "src", "words")
LITERAL = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"")
LABEL = {"en": re.compile(r"\*\*([^*]+)\*\*"), "ja": re.compile(r"「([^」]+)」")}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINE_END = {"en": " ", "ja": ""}


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def both(guide):
    """(language, path) of a guide's two texts."""
    return [("en", guide + ".md"), ("ja", guide + ".ja.md")]


def prose(text):
    return BLOCK.sub("", text)


def quoted_labels(text, language):
    return [re.sub(r"\s*\n\s*", LINE_END[language], label) for label in LABEL[language].findall(prose(text))]


def page_labels(language):
    """Every text of the page in this language: the vocabulary's and its own."""
    text = "".join(read(path) for path in sorted(glob.glob(os.path.join(WORDS, language, "*.ts"))))
    words = {entry[language] for entries in vocabulary.KINDS.values() for entry in entries.values()}
    return words | {one or other for one, other in LITERAL.findall(text)}


def shape(text):
    """Levels of the headings, languages of the examples, columns and rows of the tables: equal in both languages."""
    parts = []
    for line in BLOCK.sub(lambda block: "```" + block[1], text).split("\n"):
        if heading := re.match(r"#+ ", line):
            parts.append(heading[0])
        elif line.startswith("```"):
            parts.append(line)
        elif line.startswith("|"):
            parts.append("|" * line.count("|"))
    return parts


def blocks(text, *languages):
    return [block for language, block in BLOCK.findall(text) if language in languages]


def table(text, place):
    """The rows of the table that is the place-th of the text, without its head and what a reader does not see: [[cell, …], …]."""
    tables = re.findall(r"(?:^\|.*\n)+", re.sub(r"<!--.*?-->", "", text), re.M)
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in tables[place].splitlines()[2:]]


def codes(cell):
    return re.findall(r"`(\w+)`", cell)


def commands(text):
    """[(program, its words, its options)] of every command in examples for the shell and in `…`."""
    lines = "\n".join(blocks(text, "sh", "bash")).replace("\\\n", " ").split("\n") + re.findall(r"`([^`\n]+)`", prose(text))
    for line in lines:
        if found := re.match(r"(hoshi|hoshitori) ([a-z][a-z -]*)", line):
            yield found[1], [word for word in found[2].split() if word[0] != "-"], re.findall(r"(?<!\S)--[a-z-]+", line)


def tables(sql):
    """The schema's tables: {name: {column: type}}, {name: its key}, {(table, the table it refers to)}; the parts of one
    are none of their own."""
    columns = {}
    parts = set(re.findall(r" ATTACH PARTITION hoshitori\.(\w+)", sql))
    for name, body in re.findall(r"^CREATE TABLE hoshitori\.(\w+) \((.*?)^\)", sql, re.M | re.S):
        if name in parts:
            continue
        found = re.findall(r"^    (?!CONSTRAINT)(\w+) ([a-z][a-z ]*?(?:\[\])?)(?: (?:NOT|DEFAULT|COLLATE|GENERATED)\b.*)?,?$", body, re.M)
        columns[name] = {column: kind.replace("timestamp with time zone", "timestamptz") for column, kind in found}
    altered = r"ALTER TABLE ONLY hoshitori\.(\w+)\n    ADD CONSTRAINT \w+ "
    keys = {name: key.split(", ") for name, key in re.findall(altered + r"PRIMARY KEY \(([^)]*)\)", sql)}
    return columns, keys, set(re.findall(altered + r"FOREIGN KEY \([^)]*\) REFERENCES hoshitori\.(\w+)", sql))


def picture(text):
    """What erDiagrams draw: [(table, {column: type}, key)], {(one, other)} of each line."""
    drawn = "".join(blocks(text, "mermaid"))
    entities = []
    for name, body in re.findall(r"^  (\w+) \{\n(.*?)^  \}", drawn, re.M | re.S):
        rows = [line.split() for line in body.splitlines()]
        entities.append((name, {row[1]: row[0] for row in rows}, [row[1] for row in rows if row[2:] == ["PK"]]))
    return entities, set(re.findall(r"^  (\w+) [|}][|o]--[|o][|{] (\w+) :", drawn, re.M))
