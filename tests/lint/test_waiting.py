# SPDX-License-Identifier: Apache-2.0
"""Tests wait for events, and no result hangs on how fast the machine is (tests/support/waiting.py, waiting.h)."""

import re
import unittest

from sources import Lint, c_code, lines_with, paths, read

HOMES = ("tests/support/waiting.py", "tests/support/waiting.c", "tests/lint/test_waiting.py")
# What is measured there is printed, and nothing hangs on it; the slow operation of a server that tests talk to.
CLOCKS = ("tests/load/", "tests/store/test_cluster.c", "tests/store/test_migrate.c", "tests/support/echo_server.c")

TIME = r"(?:monotonic\(|perf_counter\(|\btook\b|\bseconds\b|\bslowest\b|\blongest\b|\bp\d\d\b|\bsigned\b|\badded\b)"
PYTHON = {
    r"\btime\.sleep\(|\basyncio\.sleep\(\d": "wait by until(), or say by pace() that it is a client's own",
    r"deadline = |while [^\n]*(?:time|monotonic|perf_counter)\(\)": "until() and lasting() are for that",
    r"(?:(?<!\w)timeout=|settimeout\(|\.wait\(|\.join\()(?:\d+(?![.\d])|(?!PATIENCE|QUIET)[A-Z_]*SECONDS\b)": "take PATIENCE_SECONDS",
    r"\beventually\([^#\n]*, \d+\)$": "take PATIENCE_SECONDS",
    r"assertLess(?:Equal)?\([^\n]*" + TIME + r"[^\n]*": "bound a time by promised()",
    r"assertLess(?:Equal)?\([^\n]*\b(?:memory|grown|rss)\b[^\n]*, \d[^\n]*": "bound memory by what passed or was there before",
    r"wait_for_timeout\(": "expect() and wait_for_…() wait for events",
    r"\.last\.(?:click|fill|check)\(": "the last one is another one before the page has changed: name where it stands",
}
# What a page shows may not be there yet: expect() asks again, a value that was read does not.
PAGE = r"\bassert\w+\([^\n]*(?:\bpage\.url|activeElement|inner_texts?\(|\.count\(\)|get_attribute\(|\.is_[a-z]+\(\)|input_value\()[^\n]*"
C = r"\b(?:sleep|usleep|nanosleep|clock_gettime|gettimeofday|time|alarm)\("
SHELL = r"^\s*(?:sleep|timeout) \d|; sleep \d"
OTHERS = {"CMakeLists.txt": r"\bTIMEOUT \d+"}

# Polls of a socket or a queue, that a loop asks again: they end nothing.
POLLS = re.compile(r"stop\.wait\(|settimeout\(0\.|asking\.join\(1\)|# asked again|# whoever is still connected")
BOUNDED = re.compile(r"promised\(|PATIENCE_SECONDS")


def problems_of(path, text):
    if path.endswith(".py"):
        for pattern, advice in PYTHON.items():
            for line, what in lines_with(re.compile(pattern, re.M), text):
                whole = text.splitlines()[line - 1]
                if not POLLS.search(whole) and not (what.startswith("assert") and BOUNDED.search(whole)):
                    yield line, what, advice
        if path.startswith("tests/browser/"):
            for line, what in lines_with(re.compile(PAGE), text):
                yield line, what, "expect() waits for it"
    elif path.endswith((".c", ".h")):
        for line, what in lines_with(re.compile(C), c_code(text)):
            yield line, what, "wait_until(), fixture_until()"
    else:
        pattern = OTHERS.get(path.rsplit("/", 1)[-1], SHELL)
        for line, what in lines_with(re.compile(pattern, re.M), text):
            yield line, what, "wait for the event"


SAMPLES = {
    "a.py": (
        "        time.sleep(0.5)",
        '        page.get_by_role("button", name="提出する").last.click()',
        "            await asyncio.sleep(1)",
        "        deadline = time.monotonic() + 3",
        "        while time.monotonic() < end:",
        "        connection = connect(address, timeout=20)",
        "        plain.settimeout(15)",
        "        thread.join(30)",
        "        process.communicate(timeout=60)",
        "        self.assertLess(time.monotonic() - began, 10)",
        "        self.assertLess(took, 4)",
        "        self.assertLessEqual(percentile(seconds, 0.99), 0.05)",
        "        self.assertLess(self.memory() - memory, 4096)",
        "        self.eventually(check, 60)",
        "        page.wait_for_timeout(500)",
    ),
    "tests/browser/a.py": (
        '        self.assertEqual(page.url, self.address("/suppliers"))',
        '        self.assertEqual(page.locator("option").all_inner_texts(), ["★1"])',
        '        self.assertNotEqual(button.get_attribute("aria-disabled"), "true", path)',
        '        self.assertTrue(page.get_by_role("checkbox").is_checked())',
        '        self.assertIn(page.evaluate("document.activeElement.id"), ("a",))',
    ),
    "a.c": ("    usleep(5000);", "    for (time_t end = time(NULL) + limit; time(NULL) <= end;)", "    sleep(1);"),
    "run": ("    sleep 1", "until curl; do x; sleep 2; done"),
    "CMakeLists.txt": ("set_tests_properties(a PROPERTIES TIMEOUT 30)",),
}
GOOD = (
    "        until(lambda: done)",
    "        self.assertLess(took, promised(4))",
    "        process.wait(PATIENCE_SECONDS)",
    "        self.assertGreater(took, 1.8)",
    "            pace(0.1)",
    "        while not stop.wait(0.2):",
)


class Waiting(Lint):
    def test_events_are_waited_for(self):
        files = [path for path in paths(under="tests") if path.endswith((".py", ".c", ".h", "CMakeLists.txt")) or read_first_line(path).startswith("#!")]
        self.report(
            "%s:%d: %s: %s" % (path, line, what.strip(), advice)
            for path in files
            if path not in HOMES and not path.startswith(CLOCKS)
            for line, what, advice in problems_of(path, read(path))
        )

    def test_the_next_one_is_found(self):
        for path, lines in SAMPLES.items():
            for line in lines:
                self.assertTrue(list(problems_of(path, line)), line)
        for line in GOOD:
            self.assertEqual(list(problems_of("tests/browser/a.py", line)), [], line)


def read_first_line(path):
    try:
        return read(path).split("\n", 1)[0]
    except UnicodeDecodeError:
        return ""


if __name__ == "__main__":
    unittest.main()
