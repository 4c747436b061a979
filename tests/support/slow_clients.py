# SPDX-License-Identifier: Apache-2.0
"""Many clients that are slow on purpose, in a process of their own: each sends a beginning, then a byte or a line
now and then, and comes again when it is cut off. The settings are one JSON object as its argument:

    address, port, tls (true or false), kinds: [{"count", "begin", "drip", "seconds" between drips,
    "again": whether to come again}], sources: how many loopback addresses they come from

It prints a JSON line each second with what holds at that moment, until its standard input ends."""

import heapq
import json
import random
import resource
import select
import selectors
import socket
import ssl
import sys
import time

RESOLUTION = 0.02
A_SECOND = 350


class Client:
    def __init__(self, kind, source):
        self.kind = kind
        self.source = source
        self.socket = None
        self.ready = False  # the beginning is sent


class Crowd:
    def __init__(self, settings):
        self.settings = settings
        self.selector = selectors.DefaultSelector()
        self.drips = []  # (when, number, client)
        self.number = 0
        self.counts = {"opened": 0, "cut_off": 0, "longest": 0.0, "answers": {}}
        self.tls = None
        if settings["tls"]:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self.tls.check_hostname = False
            self.tls.verify_mode = ssl.CERT_NONE
        sources = settings["sources"]
        self.clients = []
        for kind in settings["kinds"]:
            for _ in range(kind["count"]):
                number = len(self.clients) % sources
                self.clients.append(Client(kind, "127.1.%d.%d" % (number // 200, number % 200 + 1)))

    def open(self, client):
        plain = socket.socket()
        plain.bind((client.source, 0))
        plain.setblocking(False)
        plain.connect_ex((self.settings["address"], self.settings["port"]))
        client.socket = plain if not self.tls else self.tls.wrap_socket(plain, server_hostname="localhost", do_handshake_on_connect=False)
        client.ready = False
        client.opened = time.monotonic()
        self.counts["opened"] += 1
        self.selector.register(client.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, client)

    def close(self, client):
        self.selector.unregister(client.socket)
        client.socket.close()
        client.socket = None
        if client.ready:
            self.counts["cut_off"] += 1
            self.counts["longest"] = max(self.counts["longest"], time.monotonic() - client.opened)
        client.ready = False
        if client.kind["again"]:
            self.plan(client, time.monotonic())

    def plan(self, client, when):
        self.number += 1
        heapq.heappush(self.drips, (when, self.number, client))

    def begin(self, client):
        if self.tls:
            client.socket.do_handshake()
        client.socket.send(client.kind["begin"].encode())
        client.ready = True
        client.opened = time.monotonic()
        self.selector.modify(client.socket, selectors.EVENT_READ, client)
        # Spread evenly, so that they do not come in waves.
        self.plan(client, time.monotonic() + client.kind["seconds"] * (client.opened % 1))

    def event(self, client, mask):
        try:
            if not client.ready:
                self.begin(client)
                return
            answer = client.socket.recv(65536)
            if answer.startswith(b"HTTP/1.1 "):
                status = answer[9:12].decode()
                self.counts["answers"][status] = self.counts["answers"].get(status, 0) + 1
            if not answer:
                self.close(client)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            if not client.ready and self.tls:
                # An unfinished handshake waits for the server: writable it is all the time.
                self.selector.modify(client.socket, selectors.EVENT_READ, client)
        except OSError:
            self.close(client)

    def drip(self, client):
        if client.socket is None:
            self.open(client)
            return
        if not client.ready:
            return
        try:
            client.socket.send(client.kind["drip"].encode())
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            pass
        except OSError:
            self.close(client)
            return
        self.plan(client, time.monotonic() + client.kind["seconds"])

    def tell(self):
        held = [sum(c.ready for c in self.clients if c.kind is kind) for kind in self.settings["kinds"]]
        print(json.dumps({"held": held, **self.counts}), flush=True)

    def run(self):
        # One after another: cut off after equal times they go on coming one after another.
        random.shuffle(self.clients)
        for number, client in enumerate(self.clients):
            self.plan(client, time.monotonic() + number / A_SECOND)
        told = time.monotonic()
        while not select.select([sys.stdin], [], [], 0)[0]:
            for key, mask in self.selector.select(RESOLUTION):
                self.event(key.data, mask)
            now = time.monotonic()
            while self.drips and self.drips[0][0] <= now:
                self.drip(heapq.heappop(self.drips)[2])
            if now - told >= 1:
                told = now
                self.tell()
        self.tell()


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    Crowd(json.loads(sys.argv[1])).run()
