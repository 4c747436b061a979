# SPDX-License-Identifier: Apache-2.0
"""Whoever has no good key holds nobody up. From one address, over as many connections as an address may have, comes
the head of a sheet with a key that was never issued, and 300,000 bytes of it, then nothing more; again and again. All
others are answered meanwhile, behind HAProxy and by the server alone."""

import socket
import threading
import time
import uuid

import harness
from forms import choose, figure
from proxy import Proxy
from service import with_another_secret
from waiting import PATIENCE_SECONDS, lasting, pace

CONNECTIONS = 90
SENT, ANNOUNCED = 300000, 1000000
SECONDS = choose(6, 40)
PAUSE = 0.05
SOURCE = "127.66.0.1"


class Attack:
    def __init__(self, address, tls, begin):
        self.address, self.tls, self.begin = address, tls, begin
        self.stop = threading.Event()
        self.begun, self.ended = 0, 0
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.keep_on, daemon=True) for _ in range(CONNECTIONS)]

    def count(self, begun, ended):
        with self.lock:
            self.begun += begun
            self.ended += ended

    def connect(self):
        plain = socket.create_connection(self.address, timeout=PATIENCE_SECONDS, source_address=(SOURCE, 0))
        return self.tls.wrap_socket(plain, server_hostname="localhost") if self.tls else plain

    def once(self):
        with self.connect() as connection:
            connection.sendall(self.begin)
            self.count(1, 0)
            connection.settimeout(0.2)
            while not self.stop.is_set():
                try:
                    if not connection.recv(65536):
                        break
                except TimeoutError:
                    pass
        self.count(0, 1)

    def keep_on(self):
        while not self.stop.is_set():
            try:
                self.once()
            except OSError:
                self.count(0, 1)
            self.stop.wait(0.2)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)


class Strangers(harness.ApiTest):
    def sheet(self, key):
        head = (
            "PUT /v1/assessments/%s/answers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
            "If-Match: *\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n" % (uuid.uuid4(), key, ANNOUNCED)
        )
        return head.encode() + b"a" * SENT

    def others(self, ask):
        """Durations of the requests of others; each has to be answered."""
        took = []
        for _ in lasting(SECONDS):
            began = time.monotonic()
            self.assertStatus(ask(), 200)
            took.append(time.monotonic() - began)
            pace(PAUSE)
        return sorted(took)

    def attacked(self, where, address, tls, ask):
        with Attack(address, tls, self.sheet(with_another_secret(self.make_buyer().key))) as attack:
            self.eventually(lambda: attack.begun + attack.ended >= CONNECTIONS)
            took = self.others(ask)
        figure(
            "%s: %d connections with made-up keys (%d sheets begun): %d requests of another organisation, 0 errors, p50 %.0f ms, p99 %.0f ms",
            where,
            CONNECTIONS,
            attack.begun,
            len(took),
            1000 * took[len(took) // 2],
            1000 * took[int(len(took) * 0.99)],
        )
        self.assertGreater(attack.begun, CONNECTIONS / 2, "there was no attack: this tries nothing")

    def test_the_server_alone(self):
        buyer = self.make_buyer()
        host, port = self.server.address.rsplit(":", 1)
        self.attacked("alone", (host, int(port)), None, lambda: buyer.get("/v1/me"))

    def test_behind_haproxy(self):
        buyer = self.make_buyer()
        proxy = Proxy(self.server.address).start()
        self.addCleanup(proxy.end)
        self.attacked("behind HAProxy", ("127.0.0.1", proxy.port), proxy.tls, lambda: proxy.get("/v1/me", buyer.key))


if __name__ == "__main__":
    harness.main()
