# SPDX-License-Identifier: Apache-2.0
"""Malformed HTTP against the server alone and behind HAProxy. Nothing that could be read in two ways is carried
out, nor a request hidden in it, and the server lives on. What each kind gets is the table in
deploy/haproxy/malformed.md, which must be what this trial finds; `--write` writes it anew."""

import concurrent.futures
import json
import os
import re
import socket
import sys

import harness
from forms import choose, figure
from malformed import KINDS, Request
from proxy import Proxy
from service import TOP
from waiting import PATIENCE_SECONDS

TABLE = os.path.join(TOP, "deploy", "haproxy", "malformed.md")
SIDES = ("alone", "proxy")
WRITE = "--write" in sys.argv
if WRITE:
    sys.argv.remove("--write")
ROUNDS = choose(1, 20)
QUIET_SECONDS = 2.5
HEAD = """# What malformed requests get

`tests/fault/test_hostile.py` sends each to the server alone and through HAProxy with [haproxy.cfg](haproxy.cfg), with a
second request hidden behind it, and holds this table. "closed" is a connection that ends without an answer. Where
HAProxy lets something pass (2xx) it read it in the one way that RFC 9112 allows and wrote it anew, so that the server
sees nothing odd; what follows it then is a request of its own, which came from the same client.

| what is sent | the server alone | behind HAProxy |
| --- | --- | --- |
"""


class HostileTest(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proxy = Proxy(cls.server.address).start()

    @classmethod
    def tearDownClass(cls):
        cls.proxy.end()

    def connect(self, side):
        host, port = ("127.0.0.1", self.proxy.port) if side == "proxy" else self.server.address.rsplit(":", 1)
        plain = socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)
        plain.settimeout(PATIENCE_SECONDS)
        return self.proxy.tls.wrap_socket(plain, server_hostname="localhost") if side == "proxy" else plain

    def talk(self, side, data, silent=False):
        """The statuses of all answers."""
        answer = b""
        with self.connect(side) as connection:
            try:
                connection.sendall(data)
                if silent and side == "alone":  # TLS has no half-closed connections
                    connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part
                    connection.settimeout(QUIET_SECONDS)
            except OSError:
                pass
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]

    def attack(self, number, side, kind, round_number):
        code = "%s-%d-%d" % (side, number, round_number)
        return kind, side, code, self.talk(side, kind.build(Request(self.keys[side], code)), kind.silent)

    def exists(self, code):
        return self.buyer.get("/v1/suppliers/code:" + code).status == 200

    def test_malformed_requests(self):
        self.buyer = self.make_buyer()
        self.keys = {side: self.server.make_key(self.buyer.organisation, harness.BUYER_RIGHTS) for side in SIDES}
        for side in SIDES:
            proper = Request(self.keys[side], "proper-" + side)
            self.assertEqual(self.talk(side, proper.get()), [200, 201])
            self.assertTrue(self.exists("inner-proper-" + side), "what is hoped for would not be seen")
        found = {}
        for round_number in range(ROUNDS):
            with concurrent.futures.ThreadPoolExecutor(16) as pool:
                runs = [pool.submit(self.attack, number, side, kind, round_number) for number, kind in enumerate(KINDS) for side in SIDES]
                for run in runs:
                    kind, side, code, statuses = run.result()
                    with self.subTest(kind=kind.name, side=side):
                        self.judge(kind, side, code, statuses)
                    found.setdefault((kind.name, side), set()).add(tuple(statuses))
            self.assertStatus(self.open.get("/readyz"), 200)
        self.assertTrue(all(len(outcomes) == 1 for outcomes in found.values()), found)
        self.check_forwarded()
        self.check_table(found)
        figure("%d kinds, alone and behind HAProxy, %d rounds: 0 ambiguous ones carried out as they came, 0 requests smuggled past HAProxy", len(KINDS), ROUNDS)

    def judge(self, kind, side, code, statuses):
        self.assertFalse([s for s in statuses if s >= 500], statuses)
        if kind.settled and side == "proxy":
            return
        if kind.ambiguous:
            self.assertFalse([s for s in statuses if s < 400], statuses)
        self.assertFalse(self.exists("outer-" + code), "carried out")
        self.assertFalse(self.exists("inner-" + code), "the hidden request was carried out")

    def check_forwarded(self):
        """HAProxy gives every request that it passes on a number of its own: one without came in the body or head of
        another."""
        with open(self.server.log_path, encoding="utf-8") as log:
            lines = [json.loads(line) for line in log if line.startswith("{")]
        me = self.assertStatus(self.buyer.with_key(self.keys["proxy"]).get("/v1/me"), 200).json
        ids = [line.get("client_request_id") for line in lines if line.get("key") == me["key"]["key"]]
        self.assertGreater(len(ids), len(KINDS) / 4)
        self.assertNotIn(None, ids)
        self.assertEqual(len(set(ids)), len(ids))

    def check_table(self, found):
        text = HEAD
        for kind in KINDS:
            cells = [", ".join(map(str, *found[kind.name, side])) or "closed" for side in ("alone", "proxy")]
            text += "| %s | %s | %s |\n" % (kind.name, *cells)
        if WRITE:
            with open(TABLE, "w", encoding="utf-8") as file:
                file.write(text)
        with open(TABLE, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)
        print("\n" + text[text.index("| what") :])


if __name__ == "__main__":
    harness.main()
