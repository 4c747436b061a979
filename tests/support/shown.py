# SPDX-License-Identifier: Apache-2.0
"""Examples of the documents, pasted into a shell as they stand; and what was answered, held against what a document
shows. Days, ids and what `…` stands for may be others.
"""

import json
import os
import re
import subprocess
import tempfile

import harness
from waiting import PATIENCE_SECONDS

ADDRESS = "http://127.0.0.1:8080"
MORE = "…"
BETWEEN = "\x1e"
STATUS_LINE = re.compile(r"^(\d{3})$", re.M)
OWN_TO_EACH_RUN = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+Z)?|\d+年\d+月\d+日|あと\d+日|\b\d+ days\b")


class Present(harness.Server):
    """The page is read today: no clock of a test."""

    def environment(self):
        environment = super().environment()
        del environment["HOSHITORI_TEST_CLOCK"]
        return environment


def steps(text):
    """(what is pasted, what is shown below it), in order."""
    found = []
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        if language == "bash":
            found.append([block, ""])
        elif language == "" and found:
            found[-1][1] += block
    return found


def answers(text):
    """[(body, status code)]: each body is followed by its code on a line of its own."""
    parts = STATUS_LINE.split(text)
    return list(zip(parts[0::2], parts[1::2]))


def parsed(shown):
    """JSON with `…` among members, among items, for a value: written as a member or item named so."""
    out, stack = [], []
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|.', shown, re.S):
        if token in "{[":
            stack.append(token)
        elif token in "}]":
            stack.pop()
        if token == MORE:
            is_value = "".join(out).rstrip().endswith(":")
            token = '"…": "…"' if stack[-1] == "{" and not is_value else '"…"'
        out.append(token)
    return json.loads("".join(out))


def same_body(shown, real):
    """JSON, or else the text of a sheet."""
    if shown.lstrip()[:1] in ("{", "["):
        return same(parsed(shown), json.loads(real))
    return same_text(shown.strip(), real.lstrip("\ufeff").replace("\r\n", "\n").strip())


def plain(text):
    return OWN_TO_EACH_RUN.sub("*", text)


def same_text(shown, real):
    pattern = ".*".join(re.escape(part) for part in plain(shown).split(MORE))
    return re.fullmatch(pattern, plain(real), re.S) is not None


def same_members(shown, real):
    left_out = MORE in shown
    named = {name: value for name, value in shown.items() if name != MORE}
    return set(named) <= set(real) and (left_out or set(named) == set(real)) and all(same(value, real[name]) for name, value in named.items())


def same_items(shown, real):
    if MORE not in shown:
        return len(shown) == len(real) and all(map(same, shown, real))
    rest = iter(real)
    return all(any(same(item, other) for other in rest) for item in shown if item != MORE)


def same(shown, real):
    if shown == MORE:
        return True
    if isinstance(shown, str) and isinstance(real, str):
        return same_text(shown, real)
    if isinstance(shown, dict) and isinstance(real, dict):
        return same_members(shown, real)
    if isinstance(shown, list) and isinstance(real, list):
        return same_items(shown, real)
    return type(shown) is type(real) and shown == real


class Pasting(harness.ApiTest):
    """A server of today, and a shell beside it."""

    @classmethod
    def setUpClass(cls):
        cls.server = Present()
        cls.addClassCleanup(cls.server.end)
        cls.server.start()

    def setUp(self):
        pass

    def make_desk(self):
        """A folder to paste in, with a program that prints the keys of a buyer of its own."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        organisation = self.server.make_organisation("星凪重機工業株式会社", harness.corporate_number(), True)
        add = lambda rights: self.server.command("key", "add", "--organisation", organisation, "--name", "tour", "--rights", rights).stdout.strip()
        program = os.path.join(folder.name, "build", "release", "bin", "hoshitori")
        os.makedirs(os.path.dirname(program))
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\ncat <<END\nbuyer     %s  name\nauditor   %s  name\nEND\n" % (add(harness.BUYER_RIGHTS), add("buyer:read,audit:read")))
        os.chmod(program, 0o755)
        return folder.name

    def paste(self, blocks):
        """What each block printed."""
        here = "http://" + self.server.address
        script = ("printf '%s'\n" % BETWEEN).join(block.replace(ADDRESS, here) for block in blocks)
        folder = self.make_desk()
        environment = {**os.environ, "TMPDIR": folder}
        done = subprocess.run(["bash", "-eu"], input=script, text=True, capture_output=True, cwd=folder, env=environment, timeout=PATIENCE_SECONDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return [text.replace(here, ADDRESS) for text in done.stdout.split(BETWEEN)]

    def assert_steps(self, pairs):
        """Each block, pasted, is answered as shown below it."""
        for (block, shown), printed in zip(pairs, self.paste([block for block, _ in pairs]), strict=True):
            with self.subTest(block=block):
                expected, real = answers(shown), answers(printed)
                self.assertEqual([code for _, code in expected], [code for _, code in real], printed)
                for (below, _), (body, _) in zip(expected, real):
                    self.assertTrue(same_body(below, body), "\n%s\n%s" % (below, body))
