# SPDX-License-Identifier: Apache-2.0
"""Each header compiles alone, and twice."""

import os
import shlex
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from sources import TOP, Lint, paths

COMPILER = shlex.split(os.environ.get("CC", "cc"))
FLAGS = shlex.split(os.environ.get("HEADER_FLAGS", ""))
FOLDERS = ["server", "api", "schema", "clients/c", "clients/cli", "tests/support"]


def compile_alone(path):
    folders = [flag for folder in FOLDERS for flag in ("-I", os.path.join(TOP, folder))]
    done = subprocess.run(
        [
            *COMPILER,
            "-std=c11",
            "-D_GNU_SOURCE",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-Wno-unused-function",
            "-Wno-unused-const-variable",
            "-Wno-unused-variable",
            *folders,
            *FLAGS,
            "-fsyntax-only",
            "-x",
            "c",
            "-",
        ],
        input='#include "%s"\n#include "%s"\n' % ((os.path.join(TOP, path),) * 2),
        capture_output=True,
        text=True,
    )
    return done.stderr if done.returncode else None


class Headers(Lint):
    def test_alone(self):
        # banned.h takes names away: it comes after the headers that declare them.
        headers = [path for path in paths(".h") if os.path.dirname(path).startswith(tuple(FOLDERS)) and not path.endswith("/banned.h")]
        with ThreadPoolExecutor(2) as pool:
            self.report(error for error in pool.map(compile_alone, headers) if error)


if __name__ == "__main__":
    unittest.main()
