# SPDX-License-Identifier: Apache-2.0
"""C as .clang-format says, Python as ruff.toml, TypeScript and JavaScript as .prettierrc.yaml; text files as .editorconfig
says. SQL is laid out by hand: server/README.md says why."""

import os
import subprocess
import sys
import unittest

import virtual

if __name__ == "__main__":
    virtual.enter("lint", os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt"))

from sources import TOP, Lint, paths, python_paths, read  # noqa: E402  (in the virtual environment)

TEXT = (".c", ".h", ".sql", ".py", ".yaml", ".yml", ".json", ".cmake", ".txt", ".sh", ".cfg")
DATA = ("schema/catalogue/", "tests/fuzz/corpus/", "tests/unit/schema-suite/")


class Format(Lint):
    def finds_nothing(self, *words):
        done = subprocess.run(words, cwd=TOP, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_c(self):
        self.finds_nothing("clang-format", "--dry-run", "-Werror", *paths(".c", ".h"))

    def test_python(self):
        files = python_paths()
        self.assertGreater(len(files), 150)
        self.finds_nothing(os.path.join(os.path.dirname(sys.executable), "ruff"), "format", "--no-cache", "--diff", *files)

    def test_typescript(self):
        files = paths(".ts", ".tsx", ".js", ".mjs")
        self.assertGreater(len(files), 50)
        prettier = os.path.join(os.environ["PACKAGES"], "node_modules", ".bin", "prettier")
        self.finds_nothing(prettier, "--check", "--log-level", "warn", *files)

    def test_text_files(self):
        self.report(self.untidy())

    def untidy(self):
        for path in paths(*TEXT):
            if path.startswith(DATA):
                continue
            text = read(path)
            if text and not text.endswith("\n"):
                yield "%s: no line end at the end" % path
            if "\r" in text:
                yield "%s: a carriage return" % path
            for number, line in enumerate(text.split("\n"), 1):
                if line != line.rstrip():
                    yield "%s:%d: blanks at the end of the line" % (path, number)
                if "\t" in line and not path.endswith((".txt", ".sh")):
                    yield "%s:%d: a tab" % (path, number)


if __name__ == "__main__":
    unittest.main()
