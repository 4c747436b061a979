# SPDX-License-Identifier: Apache-2.0
"""A function that only its own file calls is static, where the compiler tells when nobody does; one that others may call,
somebody calls. What Python defines, somebody names; knip does the same for the pages (lint/dashboard), and
test_vocabulary.py for words."""

import os
import re
import subprocess
import sys
import unittest

import virtual

if __name__ == "__main__":
    virtual.enter("lint", os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt"))

import vulture  # noqa: E402  (in the virtual environment)

from sources import TOP, Lint, python_paths  # noqa: E402

SYMBOL = re.compile(r"^(\S+): (\w+) ([TU]) ")
# For tests, or for what is to come: why.
KEPT = {
    "main": "begins a program",
    "metrics_gauge": "beside metrics_counter, for who appends figures of his own",
    "line_to_json": "what status_write_text reads",
    "day_of_civil": "days in tests",
    "secret_from_bytes": "secrets in tests",
    "csv_read": "sheets in tests",
    "corporate_number_check_digit": "the rule by itself",
    "scoring_count": "the rule by itself",
    "chain_follow": "the rule by itself",
    "entered_supplier": "the form by itself",
    "entered_corporate_number": "the form by itself",
    "entered_declaration_id": "the form by itself",
    "width_by_range": "the table by itself",
    "cursor_write": "cursors by themselves",
    "key_make": "keys in tests",
    "key_hash": "keys in tests",
    "totp_valid": "the rule by itself",
    "secret_hash": "the rule by itself",
    "turns_waiting": "what tests wait for",
    "metrics_in_flight": "what tests wait for",
    "cluster_alive": "what tests wait for",
    "__lsan_default_options": "LeakSanitizer calls it",
    "__lsan_default_suppressions": "LeakSanitizer calls it",
    "pdf_pages": "what tests ask for",
    "xlsx_out_close_at": "scopes in tests",
}


class Dead(Lint):
    def objects(self):
        for folder in ("server", "clients", "api"):
            for path, _, files in os.walk(os.path.join(os.environ["BUILD"], folder)):
                for name in files:
                    source = os.path.join(TOP, folder, path.split(".dir")[-1].lstrip("/"), name[:-2])
                    if name.endswith(".c.o") and ("generated" in path or os.path.exists(source)):
                        yield os.path.join(path, name)

    def test_functions(self):
        objects = sorted(self.objects())
        self.assertGreater(len(objects), 200)
        told = subprocess.run(["nm", "-A", "-P", *objects], check=True, capture_output=True, text=True).stdout
        defined, used = {}, set()
        for line in told.splitlines():
            found = SYMBOL.match(line)
            if found and found[3] == "T":
                defined.setdefault(found[2], found[1])
            elif found:
                used.add(found[2])
        self.report(
            "%s: %s is called by no other file" % (path.split(".dir/")[-1][:-2], name)
            for name, path in sorted(defined.items())
            if name not in used and name not in KEPT and not name.startswith(("q_", "pthread_"))
        )

    def test_python(self):
        """But for the Python client's operations and types, which are the contract's."""
        self.report("%s:%d: %s %s is used nowhere" % found for found in unused(python_paths()) if found[0] not in CLIENT)

    def test_python_imports(self):
        ruff = os.path.join(os.path.dirname(sys.executable), "ruff")
        done = subprocess.run([ruff, "check", "--no-cache", "--select", "F", *python_paths()], cwd=TOP, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


CLIENT = ("clients/python/hoshitori/operations.py", "clients/python/hoshitori/types.py")
# Names that libraries ask for: of servers, of unittest, of contexts for TLS, of C functions and of Schemathesis.
ASKED_FOR = ["do_[A-Z]*", "log_message", "handle_error", "protocol_version", "daemon_threads", "request_queue_size", "close_connection"]
ASKED_FOR += [
    "verify_request",
    "finish_request",
    "setUp*",
    "tearDown*",
    "maxDiff",
    "_MAX_LENGTH",
    "check_hostname",
    "verify_mode",
    "m??imum_version",
    "handle_RCPT",
    "handle_DATA",
    "factory",
    "restype",
    "ctx",
    "kwargs",
]
TESTS = re.compile(r"(?:test|scenario)_\w+\.py$")


def unused(paths):
    """(path, line, sort, name); classes of tests are found by unittest."""
    finder = vulture.Vulture(ignore_names=ASKED_FOR, ignore_decorators=["@schemathesis.*", "@kind"])
    for path in paths:
        with open(os.path.join(TOP, path), encoding="utf-8") as file:
            finder.scan(file.read(), path)
    for item in finder.get_unused_code(min_confidence=60):
        if not (item.typ == "class" and TESTS.search(str(item.filename))):
            yield str(item.filename), item.first_lineno, item.typ, item.name


if __name__ == "__main__":
    unittest.main()
