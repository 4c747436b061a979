# SPDX-License-Identifier: Apache-2.0
"""deploy/quickstart with the program of this build: what it prints works when pasted, a second run
goes on with the same data, Ctrl-C and SIGTERM leave nothing behind, mistakes are told."""

import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

import harness
from waiting import PATIENCE_SECONDS

QUICKSTART = os.path.join(harness.TOP, "deploy", "quickstart")


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOSHITORI_", "PG"))}
    return {**kept, "HOSHITORI_BINARY": harness.BINARY}


def alive(pid):
    return os.path.exists("/proc/%d" % pid)


class Quickstart(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # PostgreSQL may run as another user, who must be able to pass through.
        cls.directory = tempfile.mkdtemp(prefix="hoshitori-")
        os.chmod(cls.directory, 0o711)
        cls.addClassCleanup(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.data_dir = os.path.join(cls.directory, "data")
        cls.first = cls.quickstart("--once", "--port", "0")
        if cls.first.returncode != 0:
            raise RuntimeError(cls.first.stdout + cls.first.stderr)

    @classmethod
    def quickstart(cls, *options):
        return subprocess.run(
            [QUICKSTART, "--no-install", "--data-dir", cls.data_dir, *options], env=environment(), text=True, capture_output=True, timeout=PATIENCE_SECONDS
        )

    def start(self, *options):
        """In the foreground of a session of its own; returns the process and what it printed."""
        process = subprocess.Popen(
            [QUICKSTART, "--no-install", "--data-dir", self.data_dir, *options],
            env=environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        self.addCleanup(watchdog.cancel)
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Ctrl-C"):
                return process, "".join(printed)
        self.fail("it ended:\n" + "".join(printed))

    def pids(self):
        path = glob.glob(os.path.join(self.data_dir, "**", "postmaster.pid"), recursive=True)
        with open(path[0], encoding="ascii") as file:
            postgres = int(file.readline())
        with open("/proc/%d/stat" % postgres, encoding="utf-8") as file:
            server = int(file.read().rpartition(")")[2].split()[1])
        return postgres, server

    def keys(self, printed):
        return re.findall(r"^(buyer|supplier|auditor)\s+(hst_\S+)", printed, re.M)

    def test_once(self):
        self.assertEqual(len(self.keys(self.first.stdout)), 3)
        self.assertRegex(self.first.stdout, r"(?m)^Hoshitori: http://127\.0\.0\.1:\d+$")
        self.assertEqual(len(re.findall(r"(?m)^  curl ", self.first.stdout)), 3)
        self.assertFalse(glob.glob(os.path.join(self.data_dir, "**", "postmaster.pid"), recursive=True))

    def test_again_with_the_same_keys(self):
        again = self.quickstart("--once", "--port", "0")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.keys(again.stdout), self.keys(self.first.stdout))

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_what_it_prints_can_be_pasted(self):
        process, printed = self.start("--port", "0")
        self.assertEqual(self.keys(printed), self.keys(self.first.stdout))
        answers = [
            json.loads(subprocess.check_output(["bash", "-c", line.strip()], timeout=PATIENCE_SECONDS))
            for line in printed.splitlines()
            if line.startswith("  curl ")
        ]
        self.assertGreater(answers[0]["total"], 100)
        self.assertEqual(len(answers[1]["items"]), 3)
        self.assertEqual([e["sequence"] for e in answers[2]["items"]], [1, 2, 3])
        process.terminate()
        self.assertEqual(process.wait(PATIENCE_SECONDS), 0)

    def test_ctrl_c(self):
        process, _ = self.start("--port", "0")
        pids = self.pids()
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE_SECONDS), 0)
        self.assertFalse([pid for pid in pids if alive(pid)])

    def test_sigterm(self):
        process, _ = self.start("--port", "0")
        pids = self.pids()
        process.terminate()
        self.assertEqual(process.wait(PATIENCE_SECONDS), 0)
        self.assertFalse([pid for pid in pids if alive(pid)])

    def test_port_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            done = self.quickstart("--once", "--port", str(other.getsockname()[1]))
        self.assertEqual(done.returncode, 1)
        self.assertIn("is taken", done.stderr)
        self.assertIn("--port", done.stderr)

    def test_beside_itself(self):
        process, _ = self.start("--port", "0")
        done = self.quickstart("--once", "--port", "0")
        self.assertEqual(done.returncode, 1)
        self.assertIn("another server", done.stderr)
        process.terminate()
        self.assertEqual(process.wait(PATIENCE_SECONDS), 0)

    def test_wrong_use(self):
        for options in (["--port", "http"], ["--port", "70000"], ["--port"], ["--colour"]):
            done = self.quickstart(*options)
            self.assertEqual(done.returncode, 2, options)
            self.assertIn("--", done.stderr)
        self.assertIn("--data-dir", self.quickstart("--help").stdout)


if __name__ == "__main__":
    harness.main()
