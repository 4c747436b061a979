# SPDX-License-Identifier: Apache-2.0
"""A function that only its own file calls is static, where the compiler tells when nobody does; one that others may call,
somebody calls."""

import os
import re
import subprocess
import unittest

from sources import TOP, Lint

SYMBOL = re.compile(r"^(\S+): (\w+) ([TU]) ")
# For tests, or for what is to come: why.
KEPT = {
    "main": "begins a program",
    "metrics_gauge": "beside metrics_counter, for who appends figures of his own",
    "line_to_json": "what status_write_text reads",
    "webhook_url_read": "for events that are sent",
    "webhook_address_public": "for events that are sent",
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


if __name__ == "__main__":
    unittest.main()
