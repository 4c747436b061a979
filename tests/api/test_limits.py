# SPDX-License-Identifier: Apache-2.0
"""Limits of an organisation, all its keys together, and of an address: what a client is told, and who is not touched."""

import itertools
import os
import re
import unittest

import harness
from service import TOP, Api, Server, with_another_secret
from waiting import PATIENCE_SECONDS, lasting, pace, until

# One a second: a machine that does not even that is none to test on.
RATE, BURST = 1, 10
ADDRESS_RATE, ADDRESS_BURST = 1, 6
SUPPLIERS = 2000


def limits():
    return ["--key-rate", str(RATE), "--key-burst", str(BURST), "--address-rate", str(ADDRESS_RATE), "--address-burst", str(ADDRESS_BURST)]


class Limits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(limits())
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        cls.places = iter(range(1, 250))

    def caller(self, key=None):
        """Somebody at an address of their own, behind the proxy."""
        caller = Api(self.server, key)
        place = {"X-Forwarded-For": "198.51.100.1, 203.0.113.%d" % next(self.places)}
        caller.get_me = lambda **options: caller.get("/v1/me", headers=place, **options)
        caller.place = place
        return caller

    def key(self, organisation=None):
        """Of a new organisation, whose allowance nobody has touched, if none is given."""
        organisation = organisation or self.server.make_organisation("東都重工業株式会社")
        return self.server.make_key(organisation, harness.BUYER_RIGHTS)

    def fields(self, answer):
        policy = re.fullmatch(r'"(\w+)";q=(\d+);w=(\d+)', answer.headers["RateLimit-Policy"])
        left = re.fullmatch(r'"(\w+)";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
        self.assertEqual(policy[1], left[1])
        return left[1], int(policy[2]), int(policy[3]), int(left[2]), int(left[3])

    def until_refused(self, callers):
        """The answers to these callers by turns, up to the first that refuses."""
        answers = []
        for caller, _ in zip(itertools.cycle(callers), lasting(PATIENCE_SECONDS)):
            answers.append(caller.get_me())
            if answers[-1].status == 429:
                return answers
        self.fail("nobody was refused: %r" % answers[-1])

    def test_an_organisation_has_a_burst_and_then_its_rate(self):
        caller = self.caller(self.key())
        self.assertEqual(self.fields(caller.get_me())[:3], ("organisation", BURST, BURST // RATE))
        answers = self.until_refused([caller])
        self.assertGreaterEqual(len(answers), BURST)
        self.assertEqual({a.status for a in answers[:-1]}, {200})
        answer = answers[-1]
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
        self.assertEqual(answer.headers.get_content_type(), "application/problem+json")
        self.assertEqual(answer.code, "too_many_requests")
        self.assertIn("Retry-After", answer.json["title"])
        self.assertEqual(self.fields(answer)[3], 0)
        self.assertEqual(self.caller(self.key()).get_me().status, 200)
        counted = re.search(r'hoshitori_refused_total\{code="too_many_requests"\} (\d+)', caller.get("/metrics").text)
        self.assertGreaterEqual(int(counted[1]), 1)

    def test_keys_of_an_organisation_share_what_it_has(self):
        organisation = self.server.make_organisation("東都重工業株式会社")
        callers = [self.caller(self.key(organisation)) for _ in range(3)]
        answers = self.until_refused(callers)
        self.assertGreaterEqual(len(answers), BURST)
        self.assertEqual(self.fields(answers[-1])[0], "organisation")
        # Again, where the machine let a second pass between two of them.
        until(lambda: {caller.get_me().status for caller in callers} == {429}, every=0)

    def test_what_costs_more_takes_more(self):
        """The same list, of few and of many: what is left tells the difference."""
        server = Server(["--key-rate", "100", "--key-burst", "1000"])
        self.addCleanup(server.end)
        organisation = server.start().make_organisation("東都重工業株式会社")
        caller = Api(server, server.make_key(organisation, harness.BUYER_RIGHTS))
        self.assertEqual(caller.get("/v1/me").status, 200)
        server.sql(os.path.join(TOP, "tests", "support", "suppliers.sql"), buyer=organisation, suppliers=SUPPLIERS)
        server.command("rebuild")
        stream = {"Accept": "application/x-ndjson"}
        listed = caller.get("/v1/suppliers", headers=stream)
        self.assertEqual((listed.status, listed.body.count(b"\n")), (200, SUPPLIERS))
        estimated = self.fields(caller.get("/v1/suppliers", headers=stream))[3]
        self.assertLess(estimated, 1000 - 2)

    def test_a_refused_write_did_nothing_and_may_be_repeated(self):
        caller = self.caller(self.key())
        codes = ("L-%d" % number for number in itertools.count())
        add = lambda code: code if caller.post("/v1/suppliers", {"code": code, "name": "山本金属株式会社"}, headers=caller.place).status == 429 else None
        refused = until(lambda: add(next(codes)), every=0)
        while (answer := caller.get("/v1/suppliers/code:" + refused, headers=caller.place)).status == 429:
            pace(int(answer.headers["Retry-After"]))
        self.assertEqual(answer.status, 404)

    def test_no_key_is_charged_to_the_address(self):
        caller = self.caller()
        self.assertEqual(self.fields(caller.get_me())[:4], ("address", ADDRESS_BURST, ADDRESS_BURST // ADDRESS_RATE, ADDRESS_BURST - 1))
        answers = self.until_refused([caller])
        self.assertEqual({a.status for a in answers[:-1]}, {401})
        self.assertEqual(answers[-1].code, "too_many_without_key")
        until(lambda: caller.post("/v1/invitations:preview", {"token": "hsi_x"}, headers=caller.place).status == 429, every=0)
        self.assertEqual(self.caller().get_me().status, 401)

    def test_a_wrong_secret_leaves_the_real_key_alone(self):
        real = self.key()
        owner = self.caller(real)
        self.assertEqual(owner.get_me().status, 200)
        thief = self.caller(with_another_secret(real))
        answers = self.until_refused([thief])
        self.assertEqual({a.code for a in answers}, {"unauthenticated", "too_many_without_key"})
        left = self.fields(owner.get_me())
        self.assertEqual(left[0], "organisation")
        self.assertGreaterEqual(left[3], BURST - 4)

    def test_a_known_key_works_from_an_address_that_is_shut(self):
        key = self.key()
        self.assertEqual(self.caller(key).get_me().status, 200)
        shut = self.caller()
        self.until_refused([shut])
        self.assertEqual(shut.with_key(key).get("/v1/me", headers=shut.place).status, 200)

    def test_a_revoked_key_is_an_unknown_one(self):
        organisation = self.server.make_organisation("東都重工業株式会社")
        owner = self.caller(self.key(organisation))
        self.assertEqual(owner.get_me().status, 200)
        boss = self.caller(self.key(organisation))
        revoked = boss.post("/v1/api-keys/%s:revoke" % owner.get_me().json["key"]["key"], headers=boss.place)
        self.assertEqual(revoked.status, 200)
        answers = self.until_refused([owner])
        self.assertEqual({a.status for a in answers[:-1]}, {401})
        self.assertEqual(self.fields(answers[-1])[0], "address")

    def test_monitoring_is_never_limited(self):
        caller = self.caller()
        for path in ("/livez", "/readyz", "/metrics"):
            for _ in range(2 * ADDRESS_BURST):
                answer = caller.get(path, headers=caller.place)
                self.assertEqual(answer.status, 200)
                self.assertIsNone(answer.headers["RateLimit"])

    def test_every_operation_tells_of_its_limit(self):
        document = self.server.contract.document
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method == "parameters" or operation.get("x-unlimited"):
                    continue
                for status, response in operation["responses"].items():
                    headers = self.server.contract.resolve(response)["headers"]
                    self.assertIn("RateLimit", headers, (method, path, status))
                self.assertIn("429", operation["responses"], (method, path))
        self.assertNotIn("x-every-operation", document)

    def test_zero_is_no_limit(self):
        server = Server()
        self.addCleanup(server.end)
        answers = [Api(server.start()).get("/v1/me")] + [Api(server).get("/v1/me") for _ in range(60)]
        self.assertEqual({a.status for a in answers}, {401})
        self.assertIsNone(answers[0].headers["RateLimit"])


if __name__ == "__main__":
    unittest.main()
