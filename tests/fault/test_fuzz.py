# SPDX-License-Identifier: Apache-2.0
"""libFuzzer over every target of tests/fuzz, with clang's ASan and UBSan: no finding.

    tests/fault/test_fuzz.py --long [--minutes N] [--merge] [target...]

The short form looks at nothing: ctest replays the committed corpus of every target as unit/fuzz_*.
The long form builds in build/fuzz and starts from the committed corpus; what it finds is left in
build/fuzz/findings, what it learns in build/fuzz/corpus. --merge puts as much of that as reaches new
code into the committed corpus, in at most MERGED_MAX files of at most CORPUS_FILE_MAX bytes."""

import argparse
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import unittest

import forms
from service import TOP

CORPUS_FILE_MAX = 1500
MERGED_MAX = 10
INPUT_MAX = 4000
HANG_SECONDS = 10
BUILD = os.path.join(TOP, "build", "fuzz")
SOURCES = os.path.join(TOP, "tests", "fuzz")
OPTIONS = None


def known_targets():
    return sorted(os.path.basename(path)[len("fuzz_") : -2] for path in glob.glob(SOURCES + "/fuzz_*.c"))


def build(targets):
    subprocess.run(
        [
            "cmake",
            "-S",
            TOP,
            "-B",
            BUILD,
            "-G",
            "Ninja",
            "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
            "-DCMAKE_C_COMPILER=clang-14",
            "-DCMAKE_C_FLAGS=-fsanitize=fuzzer-no-link",
            "-DHOSHITORI_SANITIZE=address,undefined",
            "-DHOSHITORI_WERROR=ON",
            "-DHOSHITORI_FUZZ=ON",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(["cmake", "--build", BUILD, "--target", *("fuzz_" + target for target in targets)], check=True, stdout=subprocess.DEVNULL)


def place(*names):
    path = os.path.join(BUILD, *names)
    os.makedirs(path, exist_ok=True)
    return path


def program(target):
    return os.path.join(BUILD, "tests", "fuzz_" + target)


def fuzz(target):
    """Runs one target for its time; returns (runs, code reached, report or None)."""
    options = [
        "-max_total_time=%d" % (60 * OPTIONS.minutes),
        "-timeout=%d" % HANG_SECONDS,
        "-max_len=%d" % INPUT_MAX,
        "-print_final_stats=1",
        "-artifact_prefix=%s/%s-" % (place("findings"), target),
    ]
    words = os.path.join(SOURCES, target + ".dict")
    if os.path.exists(words):
        options.append("-dict=" + words)
    done = subprocess.run(
        ["nice", "-n", "19", program(target), *options, place("corpus", target), os.path.join(SOURCES, "corpus", target)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    reached = re.findall(r"cov: (\d+)", done.stderr)
    return (int(runs[1]) if runs else 0, int(reached[-1]) if reached else 0, done.stderr[-6000:] if done.returncode else None)


def merge(target):
    """The longest of those that are needed to reach all that is reached."""
    kept, found = os.path.join(SOURCES, "corpus", target), place("merged", target)
    shutil.rmtree(found)
    place("merged", target)
    subprocess.run(
        [program(target), "-merge=1", "-use_counters=0", "-max_len=%d" % CORPUS_FILE_MAX, found, kept, place("corpus", target)],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for path in sorted(glob.glob(found + "/*"), key=os.path.getsize)[-MERGED_MAX:]:
        shutil.copy(path, os.path.join(kept, os.path.basename(path)[:12]))


class Fuzz(unittest.TestCase):
    @unittest.skipUnless(forms.LONG, "the short form is the corpus, which unit/fuzz_* replay")
    def test_targets(self):
        targets = OPTIONS.targets or known_targets()
        build(targets)
        with concurrent.futures.ThreadPoolExecutor(OPTIONS.jobs) as pool:
            outcomes = dict(zip(targets, pool.map(fuzz, targets)))
        for target, (runs, reached, report) in outcomes.items():
            forms.figure("%s: %d runs, %d edges reached, %d findings", target, runs, reached, report is not None)
            if OPTIONS.merge and not report:
                merge(target)
        for target, (runs, reached, report) in outcomes.items():
            with self.subTest(target):
                self.assertIsNone(report, report)
                self.assertGreater(runs, 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("targets", nargs="*", metavar="target")
    OPTIONS = parser.parse_args()
    unittest.main(argv=["test_fuzz"], verbosity=2)
