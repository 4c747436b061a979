# SPDX-License-Identifier: Apache-2.0
"""The two forms of a trial and the figures that it prints last.

A trial runs in its short form, or in its long one with HOSHITORI_LONG=1 or `--long`. `figure` notes
a line; all lines are printed when the program ends, and kept in the folder HOSHITORI_FIGURES, from
which tests/run prints those of every trial after the last test."""

import atexit
import os
import sys

LONG = os.environ.get("HOSHITORI_LONG") == "1" or "--long" in sys.argv
if "--long" in sys.argv:
    sys.argv.remove("--long")

_figures = []


def choose(short, long):
    return long if LONG else short


def figure(text, *values):
    """Notes one line such as figure("%d kills, %d acknowledged writes lost", 20, 0)."""
    if not _figures:
        atexit.register(_print)
    _figures.append(text % values if values else text)


def _print():
    name = os.path.splitext(os.path.basename(sys.argv[0]))[0].removeprefix("test_")
    lines = "".join("%s: %s\n" % (name, line) for line in _figures)
    sys.stdout.flush()
    sys.stderr.flush()
    print("\nFigures (%s form):\n%s" % ("long" if LONG else "short", lines), end="", flush=True)
    folder = os.environ.get("HOSHITORI_FIGURES")
    if folder:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(lines)
