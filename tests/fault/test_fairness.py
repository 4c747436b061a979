# SPDX-License-Identifier: Apache-2.0
"""Fairness between organisations: one sends the costliest requests that the contract has for it, over many connections
and several keys, as many as its allowance admits. What another one notices of it is measured against a quiet server of
the same run; audit logs are signed and a job goes on meanwhile."""

import http.client
import json
import multiprocessing
import os
import threading
import time
import unittest
import urllib.parse

import harness
from forms import choose, figure
from service import TOP, Api, Server
from waiting import PATIENCE_SECONDS, pace, promised, until

SUPPLIERS, OTHER_SUPPLIERS = choose(1500, 20000), 2100  # a rule for more than 2,000 is a job
COSTLIEST, CONNECTIONS, KEYS = 8, 24, 3
ROUNDS = choose(100, 1000)  # of each of what the other one asks
PAUSE = 0.02
# The promise is the larger of 3 times the quiet p99 and 20 ms. The short form runs with sanitizers, where everything
# else runs: there it finds what is shut out, not what is slower.
TIMES, FLOOR = choose(8, 3), 0.02
WORKER_SECONDS = 40

RULE = "/v1/rules/category:%E8%A3%BD%E9%80%A0%E5%A7%94%E8%A8%97"
# For parameters that make a list longer to find, or find nothing.
VALUES = {
    "text": ("zzzz", "株"),
    "known_at": ("2026-11-30T03:00:00Z",),
    "as_of": ("2028-03-31",),
    "months": ("36",),
    "limit": ("200",),
    "tag": ("図面",),
    "category": ("製造委託",),
    "held_star": ("1",),
    "sort": ("name",),
}
DEMAND = {"required_star": 2, "reason": "公平"}


class Limited(Server):
    """With the limits that it has where nobody set any."""

    def environment(self):
        return {name: value for name, value in super().environment().items() if not name.endswith("_RATE")}


class Ask:
    """One request that does not change anything that counts, however often it is sent."""

    def __init__(self, method, path, headers=None, body=None):
        self.method, self.path, self.headers, self.body = method, path, headers or {}, body

    def __repr__(self):
        return "%s %s%s" % (self.method, urllib.parse.unquote(self.path), self.headers.get("Accept", ""))


def reads(contract):
    """Every GET of the contract in each of its media types, with each parameter that is known here."""
    for operation in contract.operations:
        path = operation.path.replace("{supplier}", "code:G7")
        if operation.method != "GET" or "{" in path or not path.startswith("/v1/"):
            continue
        queries = [""] + [
            "?" + urllib.parse.urlencode({p["name"]: value}) for p in operation.parameters for value in VALUES.get(p["name"], ()) if p["in"] == "query"
        ]
        for media_type in operation.responses["200"].get("content", {"application/json": {}}):
            for query in queries:
                yield Ask("GET", path + query, {"Accept": media_type})


def changes():
    """A sheet that is only tried, and a simulation."""
    sheet = "name,code\r\n" + "".join("株式会社試験製作所%d,G%d\r\n" % (n, n) for n in range(500))
    yield Ask("POST", "/v1/suppliers:import?source=erp&dry_run=true", {"Content-Type": "text/csv"}, sheet.encode())
    simulation = {"change": {"rule": {"rule": "category:製造委託", "demand": {"required_star": 3, "due_in_days": 30}}}}
    yield Ask("POST", "/v1/requirements:simulate", {"Content-Type": "application/json"}, json.dumps(simulation).encode())


class Line:
    """A connection that is kept."""

    def __init__(self, address, key):
        self.address, self.key, self.connection = address, key, None

    def send(self, ask):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address, timeout=PATIENCE_SECONDS)
        headers = {"Authorization": "Bearer " + self.key, "Idempotency-Key": "fair-%d" % time.monotonic_ns(), **ask.headers}
        try:
            self.connection.request(ask.method, ask.path, ask.body, headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        return answer

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def hunger(address, keys, asks, stop, answers):
    """A process of its own: its work must not be taken for the server's."""
    os.nice(10)
    counts, lock = {}, threading.Lock()

    def one(number):
        with Line(address, keys[number % len(keys)]) as line:
            while not stop.is_set():
                answer = line.send(asks[number % len(asks)])
                number += 1
                status = answer.status if answer else None
                with lock:
                    counts[status] = counts.get(status, 0) + 1
                if status != 200:
                    pace(0.1)  # sooner than it is told to

    threads = [threading.Thread(target=one, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(counts)


def percentile(seconds, share):
    return sorted(seconds)[int(share * (len(seconds) - 1))]


class Fairness(unittest.TestCase):
    decisions = 0

    @classmethod
    def setUpClass(cls):
        cls.server = Limited(["--log-level", "error"])
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        _, cls.keys = cls.organisation("東都重工業株式会社", SUPPLIERS)
        cls.other, _ = cls.organisation("西海精機株式会社", OTHER_SUPPLIERS)
        cls.server.command("rebuild", seconds=600)

    @classmethod
    def organisation(cls, name, suppliers):
        organisation = cls.server.make_organisation(name)
        keys = [cls.server.make_key(organisation, harness.BUYER_RIGHTS) for _ in range(KEYS)]
        cls.server.sql(os.path.join(TOP, "tests", "support", "suppliers.sql"), buyer=organisation, suppliers=suppliers)
        return Api(cls.server, keys[0], organisation), keys

    def patiently(self, line, ask):
        """The seconds of its answer, when the allowance admits it; 0 of one that says no more than 404."""
        while True:
            began = time.monotonic()
            answer = line.send(ask)
            took = time.monotonic() - began
            if answer.status != 429:
                return took if answer.status == 200 else 0
            pace(float(answer.headers["Retry-After"]))

    def costliest(self):
        with Line(self.server.address, self.keys[0]) as line:
            asks = list(reads(self.server.contract)) + list(changes())
            times = sorted(((self.patiently(line, ask), repr(ask), ask) for ask in asks), reverse=True)[:COSTLIEST]
        for took, name, _ in times:
            figure("costliest: %4.0f ms %s", 1000 * took, name)
        return [ask for _, _, ask in times]

    def asks(self, number):
        supplier = "/v1/suppliers/code:G%d" % (1 + number % OTHER_SUPPLIERS)
        body = {
            "required_star": 2,
            "required_assurance": "substantiated",
            "accept_higher": True,
            "reason": "公平",
            "effective_from": "2026-12-01",
            "due_on": "2028-%02d-%02d" % (1 + number % 12, 1 + number % 28),
        }
        yield "me", Ask("GET", "/v1/me")
        yield "status", Ask("GET", supplier + "/status")
        yield "requirement", Ask("PUT", supplier + "/requirement", {"If-Match": "*", "Content-Type": "application/json"}, json.dumps(body).encode())

    def measure(self, rounds):
        """{name: seconds of each answer}, and the answers that were no good."""
        seconds, errors = {"me": [], "status": [], "requirement": []}, []
        with Line(self.server.address, self.other.key) as line:
            for number in range(rounds):
                for name, ask in self.asks(number):
                    began = time.monotonic()
                    answer = line.send(ask)
                    seconds[name].append(time.monotonic() - began)
                    if answer is None or answer.status not in (200, 201):
                        errors.append(answer and answer.status)
                    pace(PAUSE)
        return seconds, errors

    def decide(self):
        """Sets a rule for all suppliers; the path of the job that carries it out."""
        now = self.other.get(RULE)
        self.decisions += 1
        answer = self.other.put(RULE, {**DEMAND, "due_in_days": 90 + self.decisions}, headers={"If-Match": now.etag} if now.status == 200 else {})
        self.assertEqual(answer.status, 202, answer)
        return answer.headers["Location"]

    def ended(self, job):
        return self.other.get(job).json["finished_at"] is not None

    def worker_keeps_its_pace(self):
        """Seconds until a checkpoint covers the log as it stood a minute ago, and until a job has ended."""
        began = time.monotonic()
        sequence = self.other.get("/v1/audit/events", query={"limit": 200}).json["items"][-1]["sequence"]
        job = self.decide()
        self.server.set_instant("2026-12-01T03:02:00Z")
        done = {}

        def both():
            items = self.other.get("/v1/audit/checkpoints", query={"limit": 200}).json["items"]
            if items and items[-1]["sequence"] >= sequence:
                done.setdefault("signed", time.monotonic() - began)
            if self.ended(job):
                done.setdefault("ended", time.monotonic() - began)
            return len(done) == 2

        until(both, lambda: "done of both: %s" % done)
        self.assertLess(max(done.values()), promised(WORKER_SECONDS))
        return done["signed"], done["ended"]

    def test_others_notice_little(self):
        asks = self.costliest()
        job = self.decide()
        until(lambda: self.ended(job))
        self.measure(10)
        quiet, errors = self.measure(ROUNDS)
        self.assertEqual(errors, [])
        stop, answers = multiprocessing.Event(), multiprocessing.Queue()
        process = multiprocessing.Process(target=hunger, args=(self.server.address, self.keys, asks, stop, answers))
        process.start()
        try:
            began = time.monotonic()
            loaded, errors = self.measure(ROUNDS)
            took = time.monotonic() - began
            signed, ended = self.worker_keeps_its_pace()
        finally:
            stop.set()
            counts = answers.get(timeout=PATIENCE_SECONDS)
            process.join()
        figure(
            "one organisation at its allowance over %d connections: answers %s; the other one's %d requests: %d errors",
            CONNECTIONS,
            counts,
            sum(map(len, loaded.values())),
            len(errors),
        )
        figure("under it a checkpoint came after %.1f s, a job of %d suppliers ended after %.1f s", signed, OTHER_SUPPLIERS, ended)
        for name, seconds in loaded.items():
            figure(
                "%-11s p50 %.1f ms quiet, %.1f beside; p99 %.1f quiet, %.1f beside: %.1f times",
                name,
                1000 * percentile(quiet[name], 0.5),
                1000 * percentile(seconds, 0.5),
                1000 * percentile(quiet[name], 0.99),
                1000 * percentile(seconds, 0.99),
                percentile(seconds, 0.99) / percentile(quiet[name], 0.99),
            )
        self.assertEqual(errors, [])
        self.assertGreater(counts.get(429, 0), 0, "it was not at its allowance: this tries nothing")
        self.assertLessEqual(set(counts), {200, 429})
        self.assertGreater(counts[200], took, "it got hardly anything")
        for name, seconds in loaded.items():
            self.assertLess(percentile(seconds, 0.99), max(TIMES * percentile(quiet[name], 0.99), promised(FLOOR)), name)


if __name__ == "__main__":
    unittest.main()
