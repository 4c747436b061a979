# SPDX-License-Identifier: Apache-2.0
"""The server against its own contract: cases made by Schemathesis from /openapi.json, valid and invalid, alone
and along the links. No answer is a fault of the server or undocumented, no invalid input is accepted, and
no valid one refused as malformed."""

import collections
import json
import os
import random
import re
import subprocess
import unittest

import harness
import virtual
from forms import choose, figure
from service import die_with_parent
from world import World

CASES = int(os.environ.get("CONTRACT_CASES", choose(24000, 200000)))
ROUND = 24000
WORKERS = 2
HERE = os.path.dirname(os.path.abspath(__file__))
REQUIREMENTS = os.path.join(harness.TOP, "tests", "support", "requirements.txt")
# The short form tries the same cases for every change; the long one looks for new ones.
SEED = int(os.environ.get("CONTRACT_SEED", choose(20261123, random.SystemRandom().getrandbits(32))))

# Words that let a case get beyond the first refusal, and where they are tried.
WORDS = {
    "tag": ['"1"', '"2"', "*"],
    "past": ["2026-10-01", "2026-11-30", "2026-12-01"],
    "future": ["2026-12-01", "2027-06-30", "2027-11-30"],
    "edition": ["security-action-2-v3", "scs-2026-03-27"],
    "number": ["5%010d" % n for n in range(1, 200)],
    "criterion": ["1", "2", "25"],
}
PLACES = {
    "header.If-Match": "tag",
    "body.token": "token",
    "body.declaration": "supplier_declaration",
    "body.declared_on": "past",
    "body.asked_on": "past",
    "body.dated_on": "past",
    "body.decided_on": "past",
    "body.checked_on": "past",
    "body.assessed_on": "past",
    "body.notice_on": "past",
    "body.valid_from": "past",
    "body.stopped_on": "past",
    "body.revoked_on": "past",
    "body.effective_from": "future",
    "body.due_on": "future",
    "body.valid_until": "future",
    "body.expires_on": "future",
    "body.on": "future",
    "body.id": "number",
    "body.edition": "edition",
    "body.answers[*].criterion": "criterion",
}

# What every answer has.
HEADERS = [
    "date",
    "connection",
    "content-type",
    "content-length",
    "transfer-encoding",
    "x-request-id",
    "cache-control",
    "content-language",
    "vary",
    "x-content-type-options",
    "referrer-policy",
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
]

# What needs the database to be said: operation, code and pointer, as a regular expression.
EXCUSED = [
    r"supplier_put missing_field /code",  # needed under a `code:` that no supplier has
    r"assessment_answers_put not_allowed_value /answers/\d+/answer",  # each edition has its own
]

# What somebody does who has signed in, or opens a link: no key can, however its requests are made up.
PEOPLES = re.compile(r"own_.*|session_.*|second_factor_.*|recovery_codes_renew|user_link_.*")


class ContractCases(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        try:
            cls.python = virtual.make("contract", REQUIREMENTS)
        except (OSError, subprocess.CalledProcessError) as why:
            figure("SKIPPED: no virtual environment with Schemathesis (%s)", why)
            raise unittest.SkipTest("no virtual environment with Schemathesis: %s\n%s" % (why, getattr(why, "stderr", ""))) from None
        super().setUpClass()

    def task(self, world, part, cases, seed):
        contract = self.server.contract
        keys = [world.own.key, world.supplier.key, world.client.key] + [
            self.other_key(world.own, rights).key for rights in ("buyer:read,supplier:read", "audit:read")
        ]
        names = {p["name"] for o in contract.operations for p in o.parameters if p["in"] == "path"}
        return {
            "address": self.server.address,
            "seed": seed,
            "cases": cases,
            "keys": keys,
            "protected": [harness.Api(self.server, key).get("/v1/me").json["key"]["key"] for key in keys],
            "part": part,
            "headers": HEADERS,
            "excused": EXCUSED,
            "objects": {name: known for name in sorted(names) if (known := world.objects("", name))},
            "words": {**WORDS, "token": world.tokens(), "supplier_declaration": [world.declared, world.part]},
            "places": PLACES,
        }

    def round(self, number, cases):
        """Several processes on an organisation each; returns what they found."""
        operations = [operation.id for operation in self.server.contract.operations]
        workers = []
        for i in range(WORKERS):
            world = World(self, "輪%d" % (number * WORKERS + i), spare=20)
            task = self.task(world, operations[i::WORKERS] if number == 0 else [], -(-cases // WORKERS), SEED + number * WORKERS + i)
            worker = subprocess.Popen(
                [self.python, "-B", os.path.join(HERE, "contract_worker.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=os.path.dirname(self.python),
                preexec_fn=die_with_parent,
            )
            worker.stdin.write(json.dumps(task))
            worker.stdin.close()
            workers.append(worker)
        found = [worker.stdout.read() for worker in workers]
        self.assertEqual([worker.wait() for worker in workers], [0] * WORKERS)
        return [json.loads(text) for text in found]

    def test_answers_are_what_the_contract_says(self):
        total = {name: collections.Counter() for name in ("statuses", "checks")}
        findings, operations, cases = {}, collections.defaultdict(collections.Counter), 0
        while cases < CASES:
            for found in self.round(cases // ROUND, min(ROUND, CASES - cases)):
                cases += found["cases"]
                for name, counter in total.items():
                    counter.update(found[name])
                for operation, counts in found["operations"].items():
                    operations[operation].update(counts)
                for name, finding in found["findings"].items():
                    if findings.setdefault(name, finding) is finding:
                        print("Found: %s\n%s" % (name, json.dumps(finding, ensure_ascii=False)), flush=True)
            print("%d cases" % cases, flush=True)
        tried = len(operations)
        never = sorted(o.id for o in self.server.contract.operations if not operations[o.id]["2"])
        figure(
            "%d cases of %d operations (seed %d): %s",
            cases,
            tried,
            SEED,
            ", ".join("%d × %s" % (count, status) for status, count in sorted(total["statuses"].items())),
        )
        kinds = collections.Counter(name.split()[0] for name in findings)
        figure(
            "%d server errors, %d undocumented answers, %d invalid inputs accepted, %d valid ones refused as malformed",
            kinds["not_a_server_error"],
            sum(
                kinds[k]
                for k in (
                    "status_code_conformance",
                    "content_type_conformance",
                    "response_headers_conformance",
                    "response_schema_conformance",
                    "headers_documented",
                )
            ),
            kinds["negative_data_rejection"] + kinds["invalid_rows_refused"],
            kinds["valid_input_understood"],
        )
        figure("%d operations answered with success, never %s", len(operations) - len(never), ", ".join(never) or "none")
        self.assertFalse(
            findings,
            "\n\n".join(
                "%s (%d times)\n%s\n%s\n%s" % (name, one["count"], one["text"], one.get("request", ""), one.get("response", ""))
                for name, one in sorted(findings.items())
            ),
        )
        self.assertGreaterEqual(cases, CASES)
        keys = [name for name in never if not PEOPLES.fullmatch(name)]
        self.assertGreater(len(operations), 4 * len(keys), "too few operations were reached: %s" % keys)
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)


if __name__ == "__main__":
    harness.main()
