# SPDX-License-Identifier: Apache-2.0
"""No two threads of the server touch the same memory unordered, and no locks are taken in two orders:
ThreadSanitizer watches a build of its own (preset tsan) while the tests of many at once run against it,
in the long form every test that runs the program or its database."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from forms import LONG, figure
from service import TOP

BUILD = os.path.join(TOP, "build", "tsan")
REPORTS = os.path.join(BUILD, "reports")
STORE = ["races", "pool", "exchange", "tally"]
CONCURRENT = "^(db/(%s)|api/(operations|http_streams))$" % "|".join(STORE)
RACY = """
#include <pthread.h>
static int shared;
static void *touch(void *argument) { shared++; return argument; }
int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, touch, NULL);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    return 0;
}
"""


def environment():
    """Every report goes into a file, whoever may kill the program that made it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HOSHITORI_")}
    return {**own, "TSAN_OPTIONS": "log_path=%s/report" % REPORTS}


def run(*words):
    done = subprocess.run(words, cwd=TOP, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise AssertionError("%s ended with %d\n%s" % (" ".join(words), done.returncode, done.stdout[-20000:]))
    return done.stdout


def reports():
    found = []
    for path in glob.glob(REPORTS + "/*"):
        with open(path, encoding="utf-8", errors="replace") as file:
            found.append(file.read())
    return found


class ThreadSanitizer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(REPORTS, ignore_errors=True)
        run("cmake", "--preset", "tsan")
        os.makedirs(REPORTS)
        os.chmod(REPORTS, 0o1777)
        targets = [] if LONG else ["--target", "hoshitori", "echo_server", *("db_test_" + name for name in STORE)]
        run("cmake", "--build", "--preset", "tsan", *targets)

    def tearDown(self):
        shutil.rmtree(REPORTS)
        os.makedirs(REPORTS)
        os.chmod(REPORTS, 0o1777)

    def test_a_race_is_reported_here(self):
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "racy")
            subprocess.run([os.environ.get("CC", "cc"), "-fsanitize=thread", "-x", "c", "-", "-o", program], input=RACY, text=True, check=True)
            subprocess.run([program], env=environment(), check=False)
        self.assertIn("data race", "".join(reports()))

    def test_the_servers_threads(self):
        words = ["ctest", "--test-dir", BUILD, "--output-on-failure", "--timeout", "1800", "--parallel", str(os.cpu_count())]
        told = run(*words, *(["-L", "^(api|db)$"] if LONG else ["-R", CONCURRENT]))
        passed, failed, tests = re.search(r"(\d+)% tests passed, (\d+) tests failed out of (\d+)", told).groups()
        self.assertEqual((passed, failed), ("100", "0"))
        self.assertGreater(int(tests), len(STORE))
        for trial in (["test_races.py"], ["test_crash.py"]) if LONG else (["test_races.py", "SameKey", "Editors"],):
            run("env", "HOSHITORI_BINARY=%s/bin/hoshitori" % BUILD, sys.executable, "-B", os.path.join(TOP, "tests", "fault", trial[0]), *trial[1:])
        found = reports()
        figure("%s test programs and the races under ThreadSanitizer: %d reports", tests, len(found))
        self.assertEqual(found[:3], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
