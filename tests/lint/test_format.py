# SPDX-License-Identifier: Apache-2.0
"""C as .clang-format says; text files as .editorconfig says."""
import subprocess
import unittest

from sources import TOP, Lint, paths, read

TEXT = (".c", ".h", ".sql", ".py", ".yaml", ".yml", ".json", ".cmake", ".txt", ".sh", ".cfg")
DATA = ("schema/catalogue/", "tests/fuzz/corpus/", "tests/unit/schema-suite/")


class Format(Lint):
    def test_clang_format(self):
        done = subprocess.run(["clang-format", "--dry-run", "-Werror", *paths(".c", ".h")], cwd=TOP,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

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
