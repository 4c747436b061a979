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
import ctypes
import datetime
import functools
import glob
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import uuid

from contract import Contract

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("HOSHITORI_BINARY", os.path.join(TOP, "build", "dev", "bin", "hoshitori"))
FIRST_DAY = "2026-12-01"
KEY_DAY = "2029-01-01"
START_SECONDS = 60
STOP_SECONDS = 15

BUYER_RIGHTS = "buyer:read,buyer:write,audit:read,keys:write"
SUPPLIER_RIGHTS = "supplier:read,supplier:write,audit:read,keys:write"
ALL_RIGHTS = "buyer:read,buyer:write,supplier:read,supplier:write,audit:read,keys:write"

_AUTO = object()
_numbers = itertools.count(1)


def corporate_number(seed=None):
    """A 法人番号 with the right check digit, a new one at each call without a seed."""
    base = "%012d" % (700000000000 + (next(_numbers) * 7919 if seed is None else seed))
    total = sum(int(d) * (1 + i % 2) for i, d in enumerate(reversed(base)))
    return str(9 - total % 9) + base


def declaration_id(series=5):
    """A new 自己宣言ID: 11 digits, the first one tells the system that gave it."""
    return "%d%010d" % (series, 1000000 + next(_numbers))


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # email.message.Message: names in any case
        self.body = body

    @functools.cached_property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def etag(self):
        return self.headers.get("ETag")

    @property
    def code(self):
        return self.json.get("code")

    def pointers(self):
        return {error["pointer"] for error in self.json.get("errors", [])}

    def __repr__(self):
        return "<%d %s>" % (self.status, self.body[:1500].decode("utf-8", "replace"))


class Api:
    """One caller: a key (or none) and a language. POSTs carry a fresh Idempotency-Key unless told
    otherwise (None = no header). Every answer is held against the contract."""

    checked = True

    def __init__(self, server, key=None, organisation=None, name=None, language="ja"):
        self.server = server
        self.key = key
        self.organisation = organisation
        self.name = name
        self.language = language

    def with_key(self, key):
        return Api(self.server, key, self.organisation, self.name, self.language)

    def in_language(self, language):
        return Api(self.server, self.key, self.organisation, self.name, language)

    def request(self, method, path, body=None, *, query=None, headers=None, idempotency_key=_AUTO,
                content_type=None, timeout=30):
        if query:
            path += "?" + urllib.parse.urlencode(query, doseq=True)
        sent = {"Accept-Language": self.language}
        if self.key:
            sent["Authorization"] = "Bearer " + self.key
        if method == "POST" and idempotency_key is _AUTO:
            sent["Idempotency-Key"] = str(uuid.uuid4())
        elif isinstance(idempotency_key, str):
            sent["Idempotency-Key"] = idempotency_key
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = content_type or (
                "application/merge-patch+json" if method == "PATCH" else "application/json")
        elif method in ("POST", "PUT", "PATCH"):
            data = b""
        sent.update(headers or {})
        connection = http.client.HTTPConnection(self.server.address, timeout=timeout)
        try:
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        if self.checked:
            faults = self.server.contract.faults_of_answer(method, path, answer)
            if faults:
                raise AssertionError("not what the contract says: %s\n%r" % (faults, answer))
        return answer

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.request("POST", path, body, **options)

    def put(self, path, body=None, **options):
        return self.request("PUT", path, body, **options)

    def patch(self, path, body=None, **options):
        return self.request("PATCH", path, body, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)


def _die_with_parent():
    # A test that is killed must not leave its server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Server:
    def __init__(self, options=()):
        # PostgreSQL may run as another user, who must be able to pass through.
        self.directory = tempfile.mkdtemp(prefix="hoshitori-")
        os.chmod(self.directory, 0o711)
        self.data_dir = os.path.join(self.directory, "data")
        self.clock = os.path.join(self.directory, "clock")
        self.log_path = os.path.join(self.directory, "log")
        self.options = list(options)
        self.process = None
        self.address = None
        self.set_day(FIRST_DAY)

    @functools.cached_property
    def contract(self):
        asker = Api(self)
        asker.checked = False
        return Contract(asker.get("/openapi.json").json)

    def environment(self):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("HOSHITORI_", "PG"))}
        environment.update(HOSHITORI_DATA_DIR=self.data_dir, HOSHITORI_LISTEN="127.0.0.1:0",
                           HOSHITORI_TEST_CLOCK=self.clock)
        return environment

    def start(self):
        with open(self.log_path, "ab") as log:
            offset = log.tell()
            self.process = subprocess.Popen([BINARY, "serve", *self.options], env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=_die_with_parent)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.address = self._address_in_log(offset)
            if self.address and self._ready():
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError("the server did not start:\n" + self.log())

    def _ready(self):
        asker = Api(self)
        asker.checked = False
        try:
            return asker.get("/readyz").status == 200
        except OSError:
            return False

    def _address_in_log(self, offset):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            log.seek(offset)
            found = re.search(r"^Listening on http://(\S+)$", log.read(), re.M)
        return found and found[1]

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()[-8000:]

    def stop(self):
        """SIGTERM; the program must drain and end with 0 (LeakSanitizer would end it with another)."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError("the server did not stop:\n" + self.log()) from None
        finally:
            self.process = None
        if status != 0:
            raise RuntimeError("the server ended with %d:\n%s" % (status, self.log()))

    def end(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)

    def set_instant(self, instant):
        """RFC 3339. Written beside and renamed, for requests read it at any moment."""
        with open(self.clock + ".new", "w", encoding="ascii") as file:
            file.write(instant + "\n")
        os.replace(self.clock + ".new", self.clock)

    def set_day(self, day):
        """Noon in Tokyo of that day."""
        self.set_instant(day + "T03:00:00Z")

    def command(self, *words, check=True, clock=None):
        """An operator's command on the same data directory; returns the finished process."""
        environment = self.environment()
        if clock:
            environment["HOSHITORI_TEST_CLOCK"] = clock
        done = subprocess.run([BINARY, *words], env=environment, text=True, capture_output=True,
                              timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError("%s ended with %d: %s%s" % (" ".join(words), done.returncode,
                                                           done.stdout, done.stderr))
        return done

    def postgres_pid(self):
        """The private PostgreSQL's postmaster."""
        path = glob.glob(os.path.join(self.data_dir, "**", "postmaster.pid"), recursive=True)
        with open(path[0], encoding="ascii") as file:
            return int(file.readline())

    def make_organisation(self, name, number=None, vouch=False, reading=None):
        words = ["organisation", "add", "--name", name]
        if reading:
            words += ["--reading", reading]
        if number:
            words += ["--corporate-number", number]
        if vouch:
            words.append("--vouch")
        return self.command(*words).stdout.strip()

    def make_key(self, organisation, rights, name="test"):
        """Made by an operator who lives in KEY_DAY, so that it works on every day of the tests."""
        clock = os.path.join(self.directory, "key-clock")
        with open(clock, "w", encoding="ascii") as file:
            file.write(KEY_DAY + "T03:00:00Z\n")
        return self.command("key", "add", "--organisation", organisation, "--rights", rights,
                            "--name", name, clock=clock).stdout.strip()


@functools.lru_cache(maxsize=None)
def shared_server():
    """The test program's one server."""
    server = Server()
    atexit.register(server.end)
    return server.start()


class ApiTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = shared_server()
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
        answers = [{"criterion": c["id"], "answer": unlike.get(c["id"], answer)}
                   for c in criteria if star in c["stars"]]
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
        answer = supplier.post("/v1/declarations", {"star": star, "id": number or declaration_id(),
                                                    "declared_on": declared_on, **members})
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
        ask = functools.partial(Api.request, method=method, path=path, body=body,
                                content_type=content_type)
        self.assertProblem(ask(self.open), 401, "unauthenticated")
        self.assertProblem(ask(Api(self.server, "hst_" + "0" * 71)), 401)
        if wrong:
            self.assertProblem(ask(wrong), 403, "right_missing")

    def assertHidden(self, api, method, path, foreign, body=None, content_type=None, missing=None):
        """Another organisation's object ({} in the path) is answered to the byte like a missing one."""
        missing = missing or missing_like(foreign)
        answers = [api.request(method, path.format(one), body, content_type=content_type)
                   for one in (foreign, missing)]
        self.assertProblem(answers[0], 404, "not_found")
        bodies = [re.sub(rb'"request_id": ?"[^"]*"', b'"request_id":"*"',
                         a.body.replace(one.encode(), b"*"))
                  for a, one in zip(answers, (foreign, missing))]
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

    def eventually(self, check, seconds=10):
        """Asks until the answer is true; what the background does is not there at once."""
        deadline = time.monotonic() + seconds
        while True:
            found = check()
            if found or time.monotonic() > deadline:
                self.assertTrue(found, "did not happen in %d s" % seconds)
                return found
            time.sleep(0.1)


def missing_like(identifier):
    """An identifier of the same shape that nobody has."""
    if re.fullmatch(r"[0-9a-f-]{36}", identifier):
        return str(uuid.uuid4())
    if identifier.isdigit():
        return str(int(identifier) ^ 0x155555)
    return identifier[:-6] + "zzzzzz"


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
