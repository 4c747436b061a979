# SPDX-License-Identifier: Apache-2.0
"""Buyers and suppliers who go on writing whatever happens to the server. What is not answered is sent
again, word for word and with the same key, until it is; what is answered is noted in the ledger. Each
has objects of its own, so nobody is ever refused: that breaks a writer, and the test."""

import datetime
import http.client
import itertools
import queue
import random
import threading
import traceback
import uuid

from waiting import pace

TODAY_OR_SO = "2026-11-01"
OPEN_PAIRS = 6
DECLARATIONS = 8

_numbers = itertools.count(1)


class Act:
    """One request, from its first sending to its answer. If that was not a repetition's, the answer's request id
    stands in the audit log."""

    def __init__(self, api, method, path, body, headers):
        self.api, self.method, self.path, self.body = api, method, path, body
        self.headers = headers or {}
        self.key = "key-" + str(uuid.uuid4()) if method == "POST" else None
        self.tries = 0
        self.answer = None
        self.fact = None

    def send(self):
        """The answer, or None."""
        self.tries += 1
        try:
            answer = self.api.request(self.method, self.path, self.body, headers=self.headers, idempotency_key=self.key)
        except (OSError, http.client.HTTPException):
            return None
        return None if answer.is_later else answer

    @property
    def id(self):
        return self.answer.headers["X-Request-Id"]

    def __repr__(self):
        return "%s %s %r: %r" % (self.method, self.path, self.body, self.answer)


class Ledger:
    """What everybody was told, and where they meet."""

    def __init__(self):
        self.acts = []
        self.broken = []
        self.invited = queue.SimpleQueue()
        self.founded = []
        self.stopping = threading.Event()


class Pair:
    def __init__(self, answer):
        self.relationship = answer.json["relationship"]
        self.token = answer.json["invitation"]["token"]
        self.path = "/v1/suppliers/" + self.relationship
        self.etag = None
        self.demands = 0
        self.declarations = None  # of its supplier, once it accepted


class Writer(threading.Thread):
    def __init__(self, ledger, api, seed, pause):
        super().__init__(daemon=True)
        self.ledger, self.api, self.pause = ledger, api, pause
        self.random = random.Random(seed)

    def run(self):
        try:
            while not self.ledger.stopping.is_set():
                self.turn()
                pace(self.random.uniform(0, self.pause))
        except Exception:
            self.ledger.broken.append(traceback.format_exc())

    def send(self, method, path, body=None, *, fact, api=None, headers=None):
        """Sends until there is an answer. `fact`: what to find once in the lists, made from it."""
        act = Act(api or self.api, method, path, body, headers)
        while (answer := act.send()) is None:
            pace(self.random.uniform(0.01, 0.1))
        act.answer = answer
        if answer.status not in (200, 201):
            raise AssertionError("refused: %r" % act)
        act.fact = fact(answer)
        self.ledger.acts.append(act)
        return answer


class Buyer(Writer):
    def __init__(self, *words):
        super().__init__(*words)
        self.pairs = []

    def turn(self):
        accepted = [pair for pair in self.pairs if pair.declarations is not None]
        if len(self.pairs) < 2 or (len(self.pairs) < OPEN_PAIRS and self.random.random() < 0.3):
            self.add()
        elif len(accepted) > OPEN_PAIRS - 2 and self.random.random() < 0.3:
            self.end(accepted[0])
        elif accepted and self.random.random() < 0.5:
            self.check(self.random.choice(accepted))
        else:
            self.require(self.random.choice(self.pairs))

    def add(self):
        code = "W-%d" % next(_numbers)
        answer = self.send(
            "POST", "/v1/suppliers", {"name": "株式会社みなと精密", "code": code}, fact=lambda answer: ("supplier", code, answer.json["relationship"])
        )
        pair = Pair(answer)
        self.pairs.append(pair)
        self.ledger.invited.put(pair)

    def require(self, pair):
        pair.demands += 1
        due_on = (datetime.date(2030, 1, 1) + datetime.timedelta(pair.demands)).isoformat()
        headers = {"If-Match": pair.etag} if pair.etag else {}
        answer = self.send(
            "PUT",
            pair.path + "/requirement",
            {"required_star": self.random.randint(1, 2), "due_on": due_on},
            headers=headers,
            fact=lambda answer: ("revision", pair.relationship, answer.json["revision"], due_on),
        )
        pair.etag = answer.etag

    def check(self, pair):
        if not pair.declarations:
            return
        self.send(
            "POST",
            "%s/declarations/%s/checks" % (pair.path, self.random.choice(pair.declarations)),
            {"method": "public_list", "result": self.random.choice(["found", "inconclusive"])},
            fact=lambda answer: ("check", pair.relationship, answer.json["check"]["check"]),
        )

    def end(self, pair):
        self.pairs.remove(pair)
        self.send("POST", pair.path + ":end", fact=lambda answer: ("ended", pair.relationship))


class Supplier(Writer):
    def __init__(self, *words):
        super().__init__(*words)
        self.declarations = []
        self.stopped = set()

    def turn(self):
        if self.random.random() < 0.3 and self.accept():
            return
        if len(self.declarations) < DECLARATIONS and self.random.random() < 0.5:
            self.declare()
        elif self.declarations and self.random.random() < 0.7:
            self.stop_or_go_on(self.random.choice(self.declarations))
        else:
            self.file_paper()

    def accept(self):
        """Now and then as somebody new, whose first key is in the answer."""
        try:
            pair = self.ledger.invited.get_nowait()
        except queue.Empty:
            return False
        new = len(self.declarations) >= DECLARATIONS or self.random.random() < 0.2
        answer = self.send(
            "POST",
            "/v1/invitations:redeem",
            {"token": pair.token},
            api=self.api.with_key(None) if new else None,
            fact=lambda answer: ("buyer", answer.json["organisation"]["organisation"], pair.relationship),
        )
        if new:
            self.api = self.api.with_key(answer.json["secret"])
            self.api.organisation = answer.json["organisation"]["organisation"]
            self.declarations, self.stopped = [], set()
            self.ledger.founded.append(self.api)
        pair.declarations = self.declarations
        return True

    def declare(self):
        number = "5%010d" % (1000000 + next(_numbers))
        answer = self.send(
            "POST",
            "/v1/declarations",
            {"star": self.random.randint(1, 2), "id": number, "declared_on": TODAY_OR_SO},
            fact=lambda answer: ("declaration", number, answer.json["declaration"]),
        )
        self.declarations.append(answer.json["declaration"])

    def stop_or_go_on(self, declaration):
        """Every such act changes something, so every one stands in the audit log."""
        stop = declaration not in self.stopped
        (self.stopped.add if stop else self.stopped.discard)(declaration)
        self.send("PATCH", "/v1/declarations/" + declaration, {"stopped_on": TODAY_OR_SO if stop else None}, fact=lambda answer: None)

    def file_paper(self):
        self.send(
            "POST",
            "/v1/papers",
            {"kind": "policy_publication", "dated_on": TODAY_OR_SO, "place": "社内掲示"},
            fact=lambda answer: ("paper", answer.json["paper"]),
        )


def start(ledger, buyers, suppliers, seed, pause):
    """One writer for each caller that is given."""
    writers = [
        kind(ledger, api, "%s %d" % (seed, number), pause)
        for number, (kind, api) in enumerate([(Buyer, api) for api in buyers] + [(Supplier, api) for api in suppliers])
    ]
    for writer in writers:
        writer.start()
    return writers


def stop(ledger, writers, seconds=60):
    """Everybody gets the last answer. Raises what broke a writer."""
    ledger.stopping.set()
    for writer in writers:
        writer.join(seconds)
    if ledger.broken or any(writer.is_alive() for writer in writers):
        raise AssertionError("\n".join(ledger.broken) or "a writer waits for an answer for ever")
