# SPDX-License-Identifier: Apache-2.0
"""The project's files as lints see them; and one way to tell what is wrong where."""

import os
import re
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = {".git", "build", "data", "__pycache__", "node_modules"}


def ignored(folder, files):
    """The single files that Git ignores below a folder: what is generated for editors."""
    if ".gitignore" not in files:
        return set()
    with open(os.path.join(folder, ".gitignore"), encoding="utf-8") as file:
        return {os.path.join(folder, line.strip()) for line in file if not line.strip().endswith("/")}


def paths(*extensions, under=""):
    """All files with these extensions (all files without any), relative to the top, in order."""
    found, left = [], set()
    for folder, folders, files in os.walk(os.path.join(TOP, under)):
        folders[:] = [name for name in folders if name not in SKIPPED]
        left |= ignored(folder, files)
        # In a further work tree of Git's, .git is a file.
        found += [
            os.path.relpath(os.path.join(folder, name), TOP)
            for name in files
            if name not in SKIPPED and (not extensions or name.endswith(extensions)) and os.path.join(folder, name) not in left
        ]
    return sorted(found)


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def python_paths():
    """All that is Python, also programs without the ending."""
    return [path for path in paths() if path.endswith(".py") or ("." not in os.path.basename(path) and begins_python(path))]


def begins_python(path):
    with open(os.path.join(TOP, path), "rb") as file:
        first = file.readline(40)
    return first.startswith(b"#!") and b"python" in first


C_TOKEN = re.compile(r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""", re.S | re.X)


def blank(text):
    """The same number of lines, nothing on them."""
    return "\n" * text.count("\n")


def c_code(text):
    """C without comments and without what stands in quotes."""
    return C_TOKEN.sub(lambda found: blank(found[0]) if found[0][0] == "/" else '""', text)


def c_literals(text):
    """(line, text) of every string of a C source; neighbours that the compiler joins are joined."""
    without_comments = C_TOKEN.sub(lambda found: blank(found[0]) if found[0][0] == "/" else found[0], text)
    for run in re.finditer(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*', without_comments):
        if not without_comments[: run.start()].rsplit("\n", 1)[-1].startswith("#include"):
            line = without_comments.count("\n", 0, run.start()) + 1
            yield line, "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', run[0]))


def lines_with(pattern, text):
    """(line, what was found) for a compiled pattern."""
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[0]


class Lint(unittest.TestCase):
    def report(self, problems):
        """Fails with one line for each problem, if there is any."""
        problems = list(problems)
        if problems:
            self.fail("\n" + "\n".join(problems))
