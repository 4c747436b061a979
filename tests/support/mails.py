# SPDX-License-Identifier: Apache-2.0
"""What mails may say, by the vocabulary: which notices and sections there are, and how each is recognised."""

import os
import re

import sources
import vocabulary

KIND = "mail"


def _server():
    """What writes mails."""
    return "".join(sources.read(path) for path in sources.paths(".c", under="server") if os.path.basename(path).startswith("mail"))


def notices():
    """The sentences that the database chooses: those that the server does not name itself."""
    source = _server()
    return [code for code in vocabulary.codes(KIND) if '"%s"' % code not in source]


def sections():
    """Of the daily mail."""
    return re.findall(r'^    \{"(\w+)", "\w+_item"\},$', _server(), re.M)


def pattern(code, language):
    """Finds the sentence in a mail, whatever is filled in."""
    parts = re.split(r"(\{\w+\}|[\[\]])", vocabulary.word(KIND, code, language))
    kinds = {"[": "(?:", "]": ")?"}
    return re.compile("".join(kinds.get(part) or (r".+?" if part.startswith("{") else re.escape(part)) for part in parts))


def shown(code, language):
    """As guides quote it: without what may be missing, and … for what is filled in."""
    return re.sub(r"\{\w+\}", "…", re.sub(r"\[.*?\]", "", vocabulary.word(KIND, code, language)))
