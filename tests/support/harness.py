# SPDX-License-Identifier: Apache-2.0
"""The running program for black-box tests: one server with a private PostgreSQL for each test
program, a clock that the test sets, organisations and keys made by the operator's commands.

    class Things(harness.ApiTest):
        def test_add(self):
            buyer = self.make_buyer()
            self.assertStatus(buyer.post("/v1/things", {"name": "…"}), 201)

HOSHITORI_BINARY names the program; without it build/dev/bin/hoshitori is taken.
"""

import atexit
import datetime
import functools
import itertools
import re
import string
import unittest
import uuid
import zlib

from service import BINARY, FIRST_DAY, TOP, Answer, Api, Server  # noqa: F401 (tests name them from here)
from waiting import until

BUYER_RIGHTS = "buyer:read,buyer:write,audit:read,keys:write"
SUPPLIER_RIGHTS = "supplier:read,supplier:write,audit:read,keys:write"
ALL_RIGHTS = "buyer:read,buyer:write,supplier:read,supplier:write,audit:read,keys:write"

_numbers = itertools.count(1)


def corporate_number(seed=None):
    """A 法人番号 with the right check digit, a new one at each call without a seed."""
    base = "%012d" % (700000000000 + (next(_numbers) * 7919 if seed is None else seed))
    total = sum(int(d) * (1 + i % 2) for i, d in enumerate(reversed(base)))
    return str(9 - total % 9) + base


def declaration_id(series=5):
    """A new 自己宣言ID: 11 digits, the first one tells the system that gave it."""
    return "%d%010d" % (series, 1000000 + next(_numbers))


def key_never_issued(prefix="hst_"):
    """A key of the right form and checksum (server/base/key.c)."""
    text = prefix + "0" * 65
    left, digits = zlib.crc32(text.encode()), ""
    while len(digits) < 6:
        left, digit = divmod(left, 62)
        digits = (string.digits + string.ascii_uppercase + string.ascii_lowercase)[digit] + digits
    return text + digits


@functools.lru_cache(maxsize=None)
def shared_server():
    """The test program's one server."""
    server = Server()
    atexit.register(server.end)
    return server.start()


class ApiTest(unittest.TestCase):
    maxDiff = None

    # With which options these tests have a server of their own; None: with none, and they share the program's.
    server_options = None

    @classmethod
    def setUpClass(cls):
        if cls.server_options is None:
            cls.server = shared_server()
        else:
            cls.server = Server(cls.server_options).start()
            cls.addClassCleanup(cls.server.end)
        cls.open = Api(cls.server)

    def setUp(self):
        self.set_day(FIRST_DAY)

    def set_day(self, day):
        self.server.set_day(day)

    def set_instant(self, instant):
        self.server.set_instant(instant)

    def make_caller(self, name, rights, number=None, vouch=False, reading=None):
        """A new organisation and a key of it."""
        organisation = self.server.make_organisation(name, number, vouch, reading)
        return Api(self.server, self.server.make_key(organisation, rights), organisation, name)

    def make_buyer(self, name="東都重工業株式会社", rights=BUYER_RIGHTS, **options):
        return self.make_caller(name, rights, **options)

    def make_supplier(self, name="株式会社みなと精密", rights=SUPPLIER_RIGHTS, **options):
        return self.make_caller(name, rights, **options)

    def other_key(self, api, rights):
        """The same organisation with other rights."""
        return api.with_key(self.server.make_key(api.organisation, rights))

    def invite(self, buyer, **record):
        """Adds a supplier to the buyer's list; returns (relationship id, token)."""
        record.setdefault("name", "株式会社みなと精密")
        if "corporate_number" not in record:
            record.setdefault("code", "T-%d" % next(_numbers))
        answer = buyer.post("/v1/suppliers", record)
        self.assertStatus(answer, 201)
        return answer.json["relationship"], answer.json["invitation"]["token"]

    def link(self, buyer, supplier, **record):
        """A relationship of the two, invited and accepted; returns its id."""
        relationship, token = self.invite(buyer, name=record.pop("name", supplier.name), **record)
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        return relationship

    def linked_pair(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        return buyer, supplier, self.link(buyer, supplier)

    def require(self, buyer, supplier, star, due_on, **members):
        """Sets a requirement, whatever it was before; {supplier} as in URLs."""
        path = "/v1/suppliers/%s/requirement" % supplier
        now = buyer.get(path)
        headers = {"If-Match": now.etag} if now.status == 200 else {}
        members.setdefault("reason", "機密性の高い図面をお渡ししているため")
        answer = buyer.put(path, {"required_star": star, "due_on": due_on, **members}, headers=headers)
        self.assertIn(answer.status, (200, 201), answer)
        return answer

    # What a supplier files.

    def assess(self, supplier, edition, answer="implemented", unlike=None, star=None, assessed_on=None):
        """A submitted self-assessment: every criterion with `answer`, some (`unlike`: criterion to
        answer, None = left open) with another. Returns its id."""
        unlike = unlike or {}
        started = supplier.post("/v1/assessments", {"edition": edition, **({"star": star} if star else {})})
        self.assertStatus(started, 201)
        path, star = "/v1/assessments/" + started.json["assessment"], started.json["star"]
        criteria = supplier.get("/v1/editions/" + edition).json["criteria"]
        answers = [{"criterion": c["id"], "answer": unlike.get(c["id"], answer)} for c in criteria if star in c["stars"]]
        self.assertStatus(supplier.put(path + "/answers", {"answers": [a for a in answers if a["answer"]]}), 200)
        day = {"assessed_on": assessed_on} if assessed_on else {}
        self.assertStatus(supplier.post(path + ":submit", day), 200)
        return started.json["assessment"]

    def file_paper(self, supplier, kind, dated_on, **members):
        answer = supplier.post("/v1/papers", {"kind": kind, "dated_on": dated_on, **members})
        return self.assertStatus(answer, 201).json["paper"]

    def publish_policy(self, supplier, dated_on):
        return self.file_paper(supplier, "policy_publication", dated_on, url="https://example.jp/policy")

    def declare(self, supplier, star, declared_on, number=None, **members):
        answer = supplier.post("/v1/declarations", {"star": star, "id": number or declaration_id(), "declared_on": declared_on, **members})
        return self.assertStatus(answer, 201).json["declaration"]

    def status(self, buyer, relationship, **query):
        """The shared status object as the buyer reads it."""
        answer = buyer.get("/v1/suppliers/%s/status" % relationship, query=query)
        return self.assertStatus(answer, 200).json["status"]

    def other_side(self, supplier, relationship, **query):
        answer = supplier.get("/v1/buyers/%s/status" % relationship, query=query)
        return self.assertStatus(answer, 200).json["status"]

    # What must hold everywhere.

    def assertStatus(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        return answer

    def assertProblem(self, answer, status, code=None, *pointers):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers.get_content_type(), "application/problem+json")
        self.assertEqual(answer.json["status"], status)
        for member in ("type", "title", "code", "request_id"):
            self.assertTrue(answer.json.get(member), (member, answer))
        if code:
            codes = {answer.code} | {e["code"] for e in answer.json.get("errors", [])}
            self.assertIn(code, codes, answer)
        self.assertLessEqual(set(pointers), answer.pointers(), answer)
        return answer

    def assertGuarded(self, method, path, body=None, wrong=None, content_type=None):
        """401 without a key and with an unknown one; 403 with `wrong`, a caller without the right."""
        ask = functools.partial(Api.request, method=method, path=path, body=body, content_type=content_type, headers={"If-Match": "*"})
        self.assertProblem(ask(self.open), 401, "unauthenticated")
        self.assertProblem(ask(Api(self.server, "hst_" + "0" * 71)), 401)
        if wrong:
            self.assertProblem(ask(wrong), 403, "right_missing")

    def assertHidden(self, api, method, path, foreign, body=None, content_type=None, missing=None):
        """Another organisation's object ({} in the path) is answered to the byte like a missing one."""
        missing = missing or missing_like(foreign)
        answers = [api.request(method, path.format(one), body, content_type=content_type) for one in (foreign, missing)]
        self.assertProblem(answers[0], 404, "not_found")
        bodies = [re.sub(rb'"request_id": ?"[^"]*"', b'"request_id":"*"', a.body.replace(one.encode(), b"*")) for a, one in zip(answers, (foreign, missing))]
        self.assertEqual(bodies[0], bodies[1])

    def assertStanding(self, status, word, waiting_on=None):
        """(status, waiting_on) of a status object."""
        self.assertEqual((status["status"], status["waiting_on"]), (word, waiting_on), status["reasons"])
        return status

    def assertCached(self, api, path, **options):
        """The ETag of a read is known again: 304 without a body."""
        first = self.assertStatus(api.get(path, **options), 200)
        self.assertTrue(first.etag, first.headers)
        again = api.get(path, headers={"If-None-Match": first.etag}, **options)
        self.assertStatus(again, 304)
        self.assertEqual(again.body, b"")
        return first

    def eventually(self, check):
        """Asks until the answer is true; what the background does is not there at once."""
        return until(check)


class BothSides:
    """Of a test with one relationship: where the buyer has it, and where the supplier."""

    @property
    def own(self):
        return "/v1/suppliers/" + self.relationship

    @property
    def its(self):
        return "/v1/buyers/" + self.relationship

    def made(self, answer):
        self.assertIn(answer.status, (200, 201, 202, 204), answer)
        return answer.json if answer.body else None


def missing_like(identifier):
    """An identifier of the same shape that nobody has."""
    if re.fullmatch(r"[0-9a-f-]{36}", identifier):
        return str(uuid.uuid4())
    if identifier.isdigit():
        return str(int(identifier) ^ 0x155555)
    return identifier[:-6] + "zzzzzz"


def spoiled(text):
    """A signed text with one other character within its signature."""
    return text[:-10] + ("a" if text[-10] != "a" else "b") + text[-9:]


def days(first, last):
    """All days from first to last, as texts."""
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += datetime.timedelta(1)


def main():
    """Runs the tests of the calling file. The server's end counts as a test: a leak or a crash
    fails the program."""
    program = unittest.main(exit=False, verbosity=2)
    failed = not program.result.wasSuccessful()
    if shared_server.cache_info().currsize:
        server = shared_server()
        try:
            server.stop()
        except RuntimeError as error:
            print(error)
            failed = True
        if failed:
            print(server.log())
    raise SystemExit(1 if failed else 0)
