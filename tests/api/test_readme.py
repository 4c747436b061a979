# SPDX-License-Identifier: Apache-2.0
"""The tour of both READMEs, run as it stands: every request is sent, and every answer must be what
the page shows. Days, ids and what `…` stands for may be others."""
import json
import os
import re
import subprocess
import tempfile
import unittest

import harness

DOCUMENTS = ("README.md", "README.ja.md")
TOUR = {"README.md": "## A tour of the job", "README.ja.md": "## 一通りの流れ"}
ADDRESS = "http://127.0.0.1:8080"
MORE = "…"
BETWEEN = "\x1e"
STATUS_LINE = re.compile(r"^(\d{3})$", re.M)
OWN_TO_EACH_RUN = re.compile(
    r"\d{4}-\d\d-\d\d(T[\d:.]+Z)?|\d+年\d+月\d+日|あと\d+日|\b\d+ days\b")


class Present(harness.Server):
    """The page is read today: no clock of a test."""

    def environment(self):
        environment = super().environment()
        del environment["HOSHITORI_TEST_CLOCK"]
        return environment


def document(name):
    with open(os.path.join(harness.TOP, name), encoding="utf-8") as file:
        return file.read()


def tour(name):
    """(what is pasted, what is shown below it), in order."""
    text = document(name).split(TOUR[name] + "\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    steps = []
    for language, block in blocks:
        if language == "bash":
            steps.append([block, ""])
        elif language == "":
            steps[-1][1] += block
    return steps


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
    if shown.lstrip()[:1] in "{[":
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
    return (set(named) <= set(real) and (left_out or set(named) == set(real))
            and all(same(value, real[name]) for name, value in named.items()))


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


class Readme(harness.ApiTest):
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
        add = lambda rights: self.server.command("key", "add", "--organisation", organisation, "--name", "tour",
                                                 "--rights", rights).stdout.strip()
        program = os.path.join(folder.name, "build", "release", "bin", "hoshitori")
        os.makedirs(os.path.dirname(program))
        with open(program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\ncat <<END\nbuyer     %s  name\nauditor   %s  name\nEND\n"
                       % (add(harness.BUYER_RIGHTS), add("buyer:read,audit:read")))
        os.chmod(program, 0o755)
        return folder.name

    def paste(self, blocks):
        """What each block printed."""
        here = "http://" + self.server.address
        script = ("printf '%s'\n" % BETWEEN).join(block.replace(ADDRESS, here) for block in blocks)
        folder = self.make_desk()
        environment = {**os.environ, "TMPDIR": folder}
        done = subprocess.run(["bash", "-eu"], input=script, text=True, capture_output=True, cwd=folder,
                              env=environment, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return [text.replace(here, ADDRESS) for text in done.stdout.split(BETWEEN)]

    def assert_tour(self, name):
        steps = tour(name)
        self.assertGreater(len(steps), 10)
        for (block, shown), printed in zip(steps, self.paste([block for block, _ in steps]), strict=True):
            with self.subTest(document=name, block=block):
                expected, real = answers(shown), answers(printed)
                self.assertEqual([code for _, code in expected], [code for _, code in real], printed)
                for (below, _), (body, _) in zip(expected, real):
                    self.assertTrue(same_body(below, body), "\n%s\n%s" % (below, body))

    def test_tour_in_english(self):
        self.assert_tour("README.md")

    def test_tour_in_japanese(self):
        self.assert_tour("README.ja.md")

    def test_both_show_the_same_requests(self):
        pasted = [[block for block, _ in tour(name)[1:]] for name in DOCUMENTS]
        self.assertEqual(*pasted)

    def test_what_is_named_is_there(self):
        for name in DOCUMENTS:
            text = document(name)
            named = re.findall(r"`((?:tests|schema|server|api|deploy)/[\w./-]+)`", text)
            named += [link for link in re.findall(r"\]\(([^)]+)\)", text) if ":" not in link]
            for path in named:
                self.assertTrue(os.path.exists(os.path.join(harness.TOP, path)), (name, path))


class Comparison(unittest.TestCase):
    """The comparison itself sees a difference."""

    def test_left_out(self):
        real = {"a": 1, "b": [1, 2, 3], "c": "on 2026-11-23", "d": {"e": None}}
        for shown in ('{…}', '{"a": 1, …}', '{"b": [1, …], …}', '{"b": […, 3], …}', '{"c": "on 2027-01-01", …}',
                      '{"a": …, "b": […], "c": "o…", "d": {"e": null}}', '{"d": {"e": null, …}, …}'):
            self.assertTrue(same(parsed(shown), real), shown)

    def test_sheet(self):
        real = "\ufeffcode,due_on\r\nA-1,2026-11-23\r\n"
        self.assertTrue(same_body("\ncode,due_on\nA-1,2027-01-01\n", real))
        for shown in ("code,due_on\n", "code,due_on\nA-2,2026-11-23\n", "due_on,code\nA-1,2026-11-23\n"):
            self.assertFalse(same_body(shown, real), shown)

    def test_different(self):
        real = {"a": 1, "b": [1, 2, 3], "c": "on 2026-11-23", "d": {"e": None}}
        for shown in ('{"a": 1}', '{"a": 2, …}', '{"a": true, …}', '{"b": [1, 2], …}', '{"b": [3, …, 1], …}',
                      '{"c": "off…", …}', '{"d": {"e": 0}, …}', '{"f": …, …}', '[]'):
            self.assertFalse(same(parsed(shown), real), shown)


if __name__ == "__main__":
    harness.main()
