# SPDX-License-Identifier: Apache-2.0
"""A thousand random and mutated requests made from the contract: whatever comes, the answer is one
of the contract's and never a fault of the server."""

import json
import os
import random
import re
import unittest
import urllib.parse

import contract
import harness

REQUESTS = int(os.environ.get("RANDOM_REQUESTS", "1000"))


class RandomRequests(harness.ApiTest):
    def setUp(self):
        super().setUp()
        seed = int(os.environ.get("RANDOM_SEED", str(random.SystemRandom().getrandbits(32))))
        self.random = random.Random(seed)
        self.seed = seed
        self.caller = self.make_caller("株式会社両方", harness.ALL_RIGHTS)
        other = self.make_buyer()
        declaration = self.declare(self.caller, 1, "2026-11-02")
        # Path parameters that name something; what requests make is added.
        self.known = {
            "supplier": [self.link(self.caller, self.make_supplier()) for _ in range(4)],
            "buyer": [self.link(other, self.caller) for _ in range(4)],
            "declaration": [declaration],
            "edition": ["security-action-2-v3", "scs-2026-03-27"],
        }

    def value_of(self, parameter):
        text = self.server.contract.sample(parameter["schema"], self.random)
        if self.random.random() < 0.1:
            text = self.random.choice(contract.WORDS)
        return ",".join(map(str, text)) if isinstance(text, list) else str(text)

    def path_of(self, operation):
        def fill(match):
            if match[1] in self.known and self.random.random() < 0.8:
                return self.random.choice(self.known[match[1]])
            value = self.value_of(next(p for p in operation.parameters if p["name"] == match[1]))
            return urllib.parse.quote(value, safe=":") or "-"

        path = re.sub(r"\{([^}]*)\}", fill, operation.path)
        query = [(p["name"], self.value_of(p)) for p in operation.parameters if p["in"] == "query" and self.random.random() < 0.3]
        if self.random.random() < 0.05:
            query.append((self.random.choice(contract.WORDS), "x"))
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def body_of(self, operation):
        """(bytes, media type); None = no body."""
        if not operation.bodies:
            return (b"{}", "application/json") if self.random.random() < 0.05 else (None, None)
        kind = self.random.choice(list(operation.bodies))
        value = self.server.contract.sample(operation.bodies[kind]["schema"], self.random)
        data = (
            value.encode()
            if isinstance(value, str)
            else json.dumps(self.mutated(value), ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass")
        )
        if self.random.random() < 0.1:
            data = self.damaged(data)
        if self.random.random() < 0.03:
            kind = self.random.choice(["text/plain", "application/json", "multipart/form-data"])
        return data, kind

    def mutated(self, value):
        """Sometimes one place of it is something else."""
        if self.random.random() < 0.6:
            return value
        if isinstance(value, dict) and value and self.random.random() < 0.9:
            name = self.random.choice(list(value))
            if self.random.random() < 0.2:
                return {k: v for k, v in value.items() if k != name}
            return {**value, name: self.mutated(value[name])}
        if isinstance(value, list) and value and self.random.random() < 0.7:
            at = self.random.randrange(len(value))
            return value[:at] + [self.mutated(value[at])] + value[at + 1 :]
        return self.random.choice([None, True, -1, 0, 10**18, 1e308, "", [], {}, [[]], {"": 0}, "\ud800", self.random.choice(contract.WORDS), "x" * 3000])

    def damaged(self, data):
        data = bytearray(data or b"x")
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(data))
            data[at : at + self.random.randint(0, 3)] = bytes(self.random.randrange(256) for _ in range(self.random.randint(0, 3)))
            data = data or bytearray(b"x")
        return bytes(data)

    def learn(self, answer):
        """Names of what was made."""
        if answer.status != 201:
            return
        for name in ("relationship", "assessment", "paper", "declaration", "check"):
            made = answer.json.get(name)
            made = made.get(name) if isinstance(made, dict) else made
            if made:
                self.known.setdefault("supplier" if name == "relationship" else name, []).append(made)

    def test_no_answer_is_a_fault_of_the_server(self):
        answers = {}
        for i in range(REQUESTS):
            operation = self.random.choice(self.server.contract.operations)
            path = self.path_of(operation)
            data, kind = self.body_of(operation)
            headers = {"Content-Type": kind} if kind else {}
            if self.random.random() < 0.2:
                headers[self.random.choice(["If-Match", "If-None-Match", "Accept", "Accept-Language", "Idempotency-Key"])] = self.random.choice(
                    ['"1"', "*", '"x", W/"y"', "text/csv", "en", "q=", "a" * 300, "\x7f"]
                )
            caller = self.caller if self.random.random() < 0.95 else self.open
            with self.subTest(seed=self.seed, request=i, operation=operation.id, path=path, body=data):
                answer = caller.request(operation.method, path, data, headers=headers)
                self.assertLess(answer.status, 500, answer)
                answers[answer.status // 100] = answers.get(answer.status // 100, 0) + 1
                self.learn(answer)
            if not self.caller.get("/v1/me").status == 200:
                self.caller.key = self.server.make_key(self.caller.organisation, harness.ALL_RIGHTS)
        self.assertGreater(answers.get(2, 0), REQUESTS // 20, answers)
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)


if __name__ == "__main__":
    unittest.util._MAX_LENGTH = 2000
    harness.main()
