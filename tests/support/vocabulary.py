# SPDX-License-Identifier: Apache-2.0
"""api/vocabulary.yaml as tests read it: {kind: {code: {"ja": …, "en": …}}}. Its few forms of YAML are read here, so
that a test needs no more than Python."""

import os
import re

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATH = "api/vocabulary.yaml"
LINE = re.compile(r"( *)([\w:.-]+|'[^']*'):(?: (.*))?$")


def scalar(text):
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def load():
    kinds, at = {}, [None] * 5
    with open(os.path.join(TOP, PATH), encoding="utf-8") as file:
        for line in file:
            found = LINE.match(line.rstrip("\n"))
            if not found or found[1] == "" or line.lstrip().startswith("#"):
                continue
            depth, name = len(found[1]) // 2, scalar(found[2])
            parent = kinds if depth == 1 else at[depth - 1]
            parent[name] = at[depth] = scalar(found[3]) if found[3] else {}
    return kinds


KINDS = load()


def codes(kind):
    return list(KINDS[kind])


def word(kind, code, language):
    return KINDS[kind][code][language]
