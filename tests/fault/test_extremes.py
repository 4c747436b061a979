# SPDX-License-Identifier: Apache-2.0
"""Nothing that arrives ends the process or is answered by a fault of the server.

Every operation of the contract gets each of its parameters, headers and members of its body at the ends of their
ranges and beyond, one at a time; those values that are taken alone are then tried in all pairs, by a key with all
rights and in turn without a key, with a key of the right form that was never issued, with each single right and in a
session. All of it is made from /openapi.json, so that an operation is tried by being declared. The short form sends
the rows of the array that have the most new pairs, the long one all of them; what is written first is read last. Two
worlds share the operations."""

import collections
import concurrent.futures
import http.client
import itertools
import json
import os
import random
import re
import subprocess
import time
import urllib.parse

import harness
from extremes import ABSENT, pairs, values
from forms import choose, figure
from matrix import FILE_TYPE, Matrix, put
from people import Page, make_person
from service import Answer
from world import World
from waiting import pace

ROWS = choose(8, None)
LANES = 2
# Every so-manieth value is tried by another caller, too.
OTHERS_EVERY = choose(10, 1)
DAY = "2027-06-15"
SEED = int(os.environ.get("RANDOM_SEED", "9"))
# What no schema tells: headers (those of every operation are tried with one that reads), and bodies as bytes.
HEADERS = {
    "If-None-Match": ["*", '"', 'W/""', '"%s"' % ("x" * 900), '"x",' * 200],
    "If-Match": ["*", '"', '"0"', '"%d"' % 2**63, '"%d.x"' % -(2**63)],
    "Idempotency-Key": ["", "x" * 255, "x" * 256, "\x7f"],
}
OF_EVERY = {
    "Accept": ["*/*", "text/csv", "application/x-ndjson", "application/json;q=0", ",;" * 400, "x" * 4000],
    "Accept-Language": ["en", "ja;q=0,*;q=0.000", "-" * 4000, ",;=" * 300],
    "X-Request-Id": ["0" * 36, "x" * 4000, "%00"],
}
DOCUMENTS = [
    b"",
    b"\0",
    b"null",
    b"-",
    b"[" * 60000,
    b'{"":' * 10000,
    b"1" * 60000,
    b"1e999999999",
    b'"' + b"\\ud800" * 1000 + b'"',
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b'{"a":1,"a":2}',
    b"[" + b"0," * 30000 + b"0]",
    b'{"\\u0000":1}',
]
SHEETS = [
    b"",
    b"\0",
    b'"',
    b",",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"x" * 60000,
    b"," * 60000,
    b'"' * 60001,
    b"\r" * 30000,
    b"\n," * 30000,
    "取引先コード,取引先名,対応期限\r\nX,あ,9999-12-31\r\nY,い,0001-01-01\r\nZ,う,99999\r\nW,え,-1\r\n".encode(),
]
# A number, an instant or a text that PostgreSQL could not take: the contract or the server let too much pass.
TOO_FAR = re.compile(r'"detail":"[^"]*: (22\w{3}|54\w{3}) ')


def in_address(value):
    """A list between commas; halves of surrogate pairs as they would be in UTF-8."""
    if isinstance(value, list):
        text = ",".join(map(str, value))
    else:
        text = value if isinstance(value, str) else json.dumps(value)
    return urllib.parse.quote(text.encode("utf-8", "surrogatepass"), safe="")


def without(body, pointer):
    *way, last = pointer.split("/")[1:]
    for name in way:
        body = body[0] if isinstance(body, list) and body else body.get(name) if isinstance(body, dict) else None
    if isinstance(body, dict):
        body.pop(last, None)
    elif isinstance(body, list):
        body.clear()


class AsksAgain:
    """When the server says that it is busy."""

    def request(self, *words, **options):
        while (answer := super().request(*words, **options)).status == 503:
            pace(0.1)
        return answer


class Person(AsksAgain, Page):
    pass


class Caller(AsksAgain, harness.Api):
    """On a connection that it keeps."""

    connection = None

    def exchange(self, method, path, data, headers, timeout):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.server.address, timeout=timeout)
        kept = self.connection.sock is not None  # the server may end it while nothing is asked
        try:
            self.connection.request(method, path, data, headers)
            response = self.connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (http.client.HTTPException, OSError):
            self.connection.close()
            if kept:
                return self.exchange(method, path, data, headers, timeout)
            raise

    def close(self):
        if self.connection:
            self.connection.close()


class Lane:
    """One after the other, on a world of its own."""

    def __init__(self, maker, number):
        self.maker, self.server, self.open = maker, maker.server, maker.open
        self.contract = self.server.contract
        self.matrix = Matrix(self.contract)
        self.random = random.Random(SEED + number)
        self.world = World(maker, "極端%d" % number)
        self.lift_quotas()
        self.callers = self.other_callers("extremes%d@example.jp" % number)
        self.others = itertools.cycle(self.callers)
        self.names, self.kind, self.faults = None, None, []
        self.counts = collections.Counter()

    def lift_quotas(self):
        """Of everybody, at once: the operator's command is for one organisation and kind."""
        lifted = "insert into hoshitori.quota select org_id, kind, 1000000, now() from hoshitori.organisation, hoshitori.quota_kinds() on conflict do nothing"
        subprocess.run([*self.server.psql(), "-c", "set role hoshitori_engine", "-c", lifted], check=True, stdout=subprocess.DEVNULL)

    def other_callers(self, email):
        own = self.world.own
        every = self.contract.resolve({"$ref": "#/components/schemas/Right"})["enum"]
        keys = [None, harness.key_never_issued(), *(self.server.make_key(own.organisation, right) for right in every)]
        person = make_person(self.server, own, email, every)
        return [Person(self.server, person.cookie, person.token), *(self.maker.closing(own.with_key(key)) for key in keys)]

    # What can be varied

    def factors(self, operation):
        """(place, name) to the values of each parameter and member."""
        found = {(p["in"], p["name"]): values(self.contract, p["schema"]) for p in operation.parameters if p["in"] != "header"}
        schema = self.matrix.json_schema(operation)
        if schema:
            found.update((("body", at), values(self.contract, member)) for at, member in self.members(schema, "", ()) if at)
        headers = HEADERS if operation.method != "GET" else {**HEADERS, **OF_EVERY}
        found.update(
            (("header", name), texts)
            for name, texts in headers.items()
            if name in OF_EVERY or ("header", name) in {(p["in"], p["name"]) for p in operation.parameters}
        )
        return found

    def members(self, schema, at, seen):
        if "$ref" in schema:
            if schema["$ref"] in seen:
                return
            seen += (schema["$ref"],)
        schema = self.contract.resolve(schema)
        yield at, schema
        for name, member in schema.get("properties", {}).items():
            yield from self.members(member, at + "/" + name, seen)
        if schema.get("items"):
            yield from self.members(schema["items"], at + "/0", seen)
        for rule in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(rule, []):
                yield from ((where, one) for where, one in self.members(part, at, seen) if where != at)

    # One request

    def send(self, operation, caller, changes, data=None):
        """A valid request on the world's own objects but for `changes`; the status of its answer."""
        if self.names is None:
            self.names = self.matrix.request(operation, self.world)[3]
        method, path, body, _ = self.matrix.request(operation, self.world, self.names)
        headers, query = self.matrix.headers(operation, path, body, self.world), []
        words = {name: urllib.parse.quote(value, safe="") for name, value in self.names.items()}
        for (place, name), value in sorted(changes.items(), key=lambda change: change[0]):
            if place == "body" and value is ABSENT:
                without(body, name)
            elif place == "body":
                put(body, name, value)
            elif value is ABSENT:
                headers.pop(name, None)
            elif place == "path":
                words[name] = in_address(value) or "%20"
            elif place == "query":
                query.append(name + "=" + in_address(value))
            else:
                headers[name] = value
        path = operation.path
        for name, word in words.items():
            path = path.replace("{%s}" % name, word)
        if data is None and body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.ask(caller, method, path + ("?" + "&".join(query) if query else ""), data, headers)
        if answer is None:
            return 413
        if answer.status >= 500:
            self.faults.append((operation.id, path, query, headers, data, answer))
        if method not in ("GET", "PUT") and answer.status < 300:
            self.leave()
        return answer.status

    def leave(self):
        """What it was about may be over. A world in which all goes on would make each request dearer than the one before."""
        for name, caller in (("supplier", self.world.own), ("buyer", self.world.client)):
            if name in self.names and self.names[name] not in (self.world.relationship, self.world.clients[0]):
                caller.post("/v1/suppliers/%s:end" % self.names[name])
        self.names = None

    def ask(self, caller, method, path, data, headers):
        """None: refused before all of it was sent."""
        key = {"idempotency_key": headers.pop("Idempotency-Key")} if "Idempotency-Key" in headers else {}
        kind = self.kind or (FILE_TYPE if "Content-Digest" in headers else None)
        self.counts["requests"] += 1
        try:
            return caller.request(method, path, data, headers=headers, content_type=kind, **key)
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self.maker.assertStatus(self.open.get("/livez"), 200)
            return None

    # All requests of one operation

    def one_at_a_time(self, operation, factors):
        """Factor to those of its values that were taken, and to be left out."""
        taken = {}
        for caller in [self.world.own, *self.callers]:
            self.send(operation, caller, {})
        for factor, texts in factors.items():
            taken[factor] = [ABSENT]
            for value in texts:
                if self.send(operation, self.world.own, {factor: value}) < 400:
                    taken[factor].append(value)
                if self.counts["requests"] % OTHERS_EVERY == 0:
                    self.send(operation, next(self.others), {factor: value})
        return {factor: texts for factor, texts in taken.items() if len(texts) > 1}

    def in_pairs(self, operation, taken):
        counts = {factor: len(texts) for factor, texts in taken.items()}
        self.counts["pairs"] += sum(one * other for one, other in itertools.combinations(counts.values(), 2))
        for row, new in itertools.islice(pairs(counts, self.random), ROWS):
            changes = {factor: taken[factor][value] for factor, value in row.items()}
            self.counts["pairs sent"] += new
            for caller in (next(self.others), self.world.own):
                status = self.send(operation, caller, changes)
            self.counts["pairs taken"] += new if status < 400 else 0

    def whole_bodies(self, operation):
        for self.kind in operation.bodies:
            for data in DOCUMENTS if self.kind.endswith("json") else SHEETS:
                self.send(operation, self.world.own, {}, data)
        self.kind = None

    def try_all(self, operations):
        for operation in operations:
            self.names = None
            self.in_pairs(operation, self.one_at_a_time(operation, self.factors(operation)))
            self.whole_bodies(operation)

    def read(self, operations):
        for operation in operations:
            self.names = None
            self.send(operation, self.world.own, {})


class Extremes(harness.ApiTest):
    def make_caller(self, *words, **options):
        made = super().make_caller(*words, **options)
        return self.closing(Caller(self.server, made.key, made.organisation, made.name))

    def closing(self, caller):
        self.addCleanup(caller.close)
        return caller

    def each(self, act):
        """In all lanes at once: while one waits for an answer another one asks."""
        with concurrent.futures.ThreadPoolExecutor(LANES) as pool:
            return list(pool.map(act, range(LANES)))

    def test_every_operation_at_its_ends(self):
        pid, started = self.server.process.pid, time.monotonic()
        self.set_day(DAY)
        operations = sorted(self.server.contract.operations, key=lambda o: o.id == "session_end")
        writing, reading = ([o for o in operations if (o.method == "GET") == reads] for reads in (False, True))
        lanes = [Lane(self, n) for n in range(LANES)]
        self.each(lambda n: lanes[n].try_all(writing[n::LANES]))
        self.each(lambda n: lanes[n].read(reading))
        self.each(lambda n: lanes[n].try_all(reading[n::LANES]))
        self.assertEqual([fault for lane in lanes for fault in lane.faults], [])
        self.assertEqual(self.server.command("rebuild", "--check").returncode, 0)
        self.assertStatus(self.open.get("/readyz"), 200)
        self.assertIsNone(self.server.process.poll())
        self.assertEqual(self.server.process.pid, pid)
        with open(self.server.log_path, encoding="utf-8") as log:
            self.assertEqual([line for line in log if TOO_FAR.search(line)], [])
        counts = sum((lane.counts for lane in lanes), collections.Counter())
        figure(
            "%d operations, %d requests; %d of %d pairs of ends sent, %d taken; %d s: one process, no fault",
            len(operations),
            counts["requests"],
            counts["pairs sent"],
            counts["pairs"],
            counts["pairs taken"],
            time.monotonic() - started,
        )


if __name__ == "__main__":
    harness.main()
