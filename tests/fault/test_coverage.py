# SPDX-License-Identifier: Apache-2.0
"""How much of server/ the suites of unit, store and api run, as gcov counts: of all lines at least nine
in ten; of authentication, rights, audit and idempotency every branch that the compiler made.

gcov sees no SQL. What schema/functions/request.sql decides (who may enter) is held by
tests/api/test_api_keys.py, test_exchanges.py and tests/store/test_row_security.c; idempotency.sql by
tests/store/test_flow.c and tests/fault/test_races.py; audit.sql by tests/store/test_audit_chain.c and
tests/fault/test_tampering.py."""

import json
import os
import subprocess
import unittest

from forms import LONG, figure
from service import TOP

BUILD = os.path.join(TOP, "build", "coverage")
LINES = 0.90
# Where a wrong branch would let somebody in, or lose or double a trace of what was done.
CRITICAL = (
    "base/key.c",
    "base/rights.c",
    "base/totp.c",
    "http/cookie.c",
    "http/intake.c",
    "handlers/api_keys.c",
    "handlers/way/app.c",
    "handlers/way/side.c",
    "handlers/sessions.c",
    "handlers/passwords.c",
    "commands/key.c",
    "domain/chain.c",
    "domain/checkpoint.c",
    "domain/proof.c",
    "handlers/feeds.c",
    "handlers/checkpoints.c",
    "worker/checkpoint.c",
    "commands/audit.c",
    "commands/audit_trial.c",
    "commands/audit_export.c",
    "handlers/way/change.c",
    "handlers/way/sealed.c",
)


def run(*words, **options):
    return subprocess.run(["nice", "-n", "10", *words], cwd=TOP, check=True, **options)


def measure():
    """gcovr's answer about each file of server/."""
    for folder, _, files in os.walk(BUILD):
        for name in files:
            if name.endswith(".gcda"):
                os.remove(os.path.join(folder, name))
    ended = run(
        "ctest",
        "--test-dir",
        BUILD,
        "-L",
        "^(unit|db|api)$",
        "--output-on-failure",
        "--parallel",
        str(os.cpu_count()),
        "--timeout",
        "900",
        stdout=subprocess.PIPE,
        text=True,
    )
    print(ended.stdout[-1500:])
    told = run("gcovr", "--root", TOP, "--filter", "server/", "--object-directory", BUILD, BUILD, "--json", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(told.stdout)["files"]


def open_branches(file):
    """line: what it says, and how many of its branches were never taken."""
    with open(os.path.join(TOP, file["file"]), encoding="utf-8") as source:
        lines = source.read().split("\n")
    for line in file["lines"]:
        never = sum(1 for branch in line["branches"] if not branch["count"])
        if never:
            yield "%s:%d: %d of %d: %s" % (file["file"], line["line_number"], never, len(line["branches"]), lines[line["line_number"] - 1].strip())


@unittest.skipUnless(LONG, "measured in the long form: it builds and runs all suites once more")
class Coverage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run("cmake", "--preset", "coverage", stdout=subprocess.DEVNULL)
        run("cmake", "--build", "--preset", "coverage", stdout=subprocess.DEVNULL)
        cls.files = measure()

    def test_lines(self):
        lines = [line["count"] > 0 for file in self.files for line in file["lines"]]
        figure("%.1f %% of %d lines of server/", 100 * sum(lines) / len(lines), len(lines))
        self.assertGreaterEqual(sum(lines) / len(lines), LINES)

    def test_branches(self):
        files = {file["file"].removeprefix("server/"): file for file in self.files}
        self.assertEqual(set(CRITICAL) - set(files), set())
        never = [found for name in CRITICAL for found in open_branches(files[name])]
        branches = [branch["count"] > 0 for name in CRITICAL for line in files[name]["lines"] for branch in line["branches"]]
        figure("%.1f %% of %d branches of authentication, rights, audit and idempotency", 100 * sum(branches) / len(branches), len(branches))
        self.assertEqual(never, [], "\n" + "\n".join(never))


if __name__ == "__main__":
    unittest.main(verbosity=2)
