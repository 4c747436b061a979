# SPDX-License-Identifier: Apache-2.0
"""Receivers that do everything but answer: each is told for what it was, costs little, and holds up nobody else."""

import harness
from listening import Listening
from receiver import Receiver
from waiting import pace

HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = b"\x1f\x8b\x08\x00" + b"\x00" * 6  # says that it is gzip; nothing unpacks it


def endless(first, piece):
    """Sends without end, until the other side has enough."""

    def play(connection):
        connection.sendall(first)
        while True:
            connection.sendall(piece)

    return play


def drip(connection):
    connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        pace(0.2)


def says(*pieces):
    def play(connection):
        for piece in pieces:
            connection.sendall(piece)

    return play


class Hostile(Listening):
    """One that takes a request and then plays its part."""

    def __init__(self, play, reads=True):
        self.play, self.reads = play, reads
        super().__init__()
        self.url = "http://127.0.0.1:%d/hook" % self.port

    def serve(self, connection):
        if self.reads:
            connection.recv(65536)
        self.play(connection)


# What it does, and what the log says of it; None: anything but delivered. Whoever answers well and then says more than is read
# has taken the message.
RECEIVERS = {
    "endless body": (endless(HEAD + b"\r\n", b"x" * 65536), "delivered", 200),
    "endless chunks": (endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"), "delivered", 200),
    "more than 64 KiB": (says(HEAD + b"Content-Length: 70000\r\n\r\n", b"x" * 70000), "delivered", 200),
    "exactly 60 KiB": (says(HEAD + b"Content-Length: 60000\r\n\r\n", b"x" * 60000), "delivered", 200),
    "endless headers": (endless(HEAD, b"X-Much: " + b"y" * 1000 + b"\r\n"), "delivered", 200),
    "one endless header": (endless(HEAD + b"X-Much: ", b"y" * 65536), "broken", None),
    "endless interim answers": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "broken", None),
    "closes at once": (says(), "broken", None),
    "closes in the head": (says(b"HTTP/1.1 200"), "broken", None),
    "closes in the body": (says(HEAD + b"Content-Length: 100\r\n\r\nx"), "broken", None),
    "no HTTP": (says(b"\x16\x03\x01\x00\x05hello" * 10), "broken", None),
    "HTTP/0.9": (says(b"<html>hello</html>\n"), "broken", None),
    "two lengths": (says(HEAD + b"Content-Length: 1\r\nContent-Length: 200000\r\n\r\nx"), None, None),
    "negative length": (says(HEAD + b"Content-Length: -1\r\n\r\n"), None, None),
    "gzip that is none": (says(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n" + BOMB), "delivered", 200),
    "moved for good": (says(b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), "refused", 301),
    "wants a password": (says(b"HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"), "refused", 401),
    "status of four digits": (says(b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"), None, None),
    "tries later for ever": (says(b"HTTP/1.1 503 No\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n"), "refused", 503),
}


class Receivers(harness.ApiTest):
    server_options = ["--webhooks-anywhere=1"]

    def hook(self, url):
        """Its owner and path; a test message is on its way there."""
        buyer = self.make_buyer()
        path = "/v1/webhooks/" + self.assertStatus(buyer.post("/v1/webhooks", {"url": url}), 201).json["webhook"]["webhook"]
        self.assertStatus(buyer.post(path + ":test"), 201)
        return buyer, path

    def attempt(self, buyer, path):
        return self.eventually(lambda: buyer.get(path + "/deliveries").json["items"][0]["attempts"])[0]

    def hostile(self, play, **how):
        receiver = Hostile(play, **how)
        self.addCleanup(receiver.end)
        return receiver

    def quick(self):
        receiver = Receiver()
        self.addCleanup(receiver.end)
        return receiver

    def test_each_is_told_for_what_it_was(self):
        hooks = {name: self.hook(self.hostile(play).url) for name, (play, _, _) in RECEIVERS.items()}
        for name, (_, result, status) in RECEIVERS.items():
            with self.subTest(receiver=name):
                found = self.attempt(*hooks[name])
                if result:
                    self.assertEqual((found["result"], found["status"] if status else None), (result, status))
                else:
                    self.assertNotEqual(found["result"], "delivered")
        self.assertDelivers()

    def assertDelivers(self):
        receiver = self.quick()
        self.hook(receiver.url)
        self.eventually(lambda: receiver.taken)

    def test_who_only_drips_is_given_up_and_holds_up_nobody(self):
        slow = [self.hook(self.hostile(play).url) for play in (drip, lambda connection: connection.recv(1)) for _ in range(10)]
        self.assertDelivers()
        for buyer, path in slow:
            found = self.attempt(buyer, path)
            self.assertEqual(found["result"], "timeout")

    def test_a_later_time_that_is_asked_for_has_a_bound(self):
        buyer, path = self.hook(self.hostile(RECEIVERS["tries later for ever"][0]).url)
        self.attempt(buyer, path)
        due = buyer.get(path + "/deliveries").json["items"][0]["next_attempt_at"]
        self.assertLess(due, "2026-12-02T03:10:00Z")

    def test_an_answer_in_place_of_tls_is_no_answer(self):
        receiver = self.hostile(says(HEAD + b"Content-Length: 0\r\n\r\n"))
        found = self.attempt(*self.hook(receiver.url.replace("http:", "https:")))
        self.assertNotEqual(found["result"], "delivered")
        self.assertIsNone(found["status"])
        self.assertDelivers()


if __name__ == "__main__":
    harness.main()
