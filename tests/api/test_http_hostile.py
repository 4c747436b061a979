# SPDX-License-Identifier: Apache-2.0
"""The HTTP layer against clients that are broken, slow or hostile: raw bytes to an echo server. Nothing may be
answered with a 5xx, held for longer than its deadline, or read as two requests."""

import json
import threading
import time
import unittest

from echo import KEY, EchoTest, receive


class HostileTest(EchoTest):
    # Smuggling: what another program on the way could read differently.

    def test_headers_beyond_63(self):
        for count in (63, 64, 100):
            lines = "".join("X-%d: v\r\n" % i for i in range(count - 1))
            data = "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n%s\r\n" % lines
            if count == 63:
                self.assertEqual(self.talk(data)[0], [200])
            else:
                self.assert_refused(data, 431)

    def test_a_length_hidden_behind_64_headers(self):
        lines = "".join("X-%d: v\r\n" % i for i in range(63))
        inner = "GET /v1/echoes/inner HTTP/1.1\r\nHost: h\r\n\r\n"
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n%s" % (lines, len(inner), inner), 431)

    def test_ambiguous_lengths(self):
        inner = "GET /v1/echoes/inner HTTP/1.1\r\nHost: h\r\n\r\n"
        for lines in (
            "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
            "Content-Length: 3\r\nContent-Length: 3\r\n",
            "Content-Length: 3\r\nContent-Length: 5\r\n",
            "Content-Length: +3\r\n",
            "Content-Length: 3x\r\n",
            "Content-Length: 0x3\r\n",
            "Content-Length: 3, 3\r\n",
            "Content-Length: 9999999999999\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: identity\r\nContent-Length: 3\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Content-Length : 3\r\n",
        ):
            with self.subTest(lines=lines):
                self.assert_refused("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%s%s\r\n0\r\n\r\n%s" % (KEY, lines, inner), 400)

    def test_lines_that_are_read_differently(self):
        for head in (
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n X: folded\r\nContent-Length: 3\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\x80X: y\r\nContent-Length: 3\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\xa0: y\r\nContent-Length: 3\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\nHost: h\n\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\nX: y\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\n",
            "GET /v1/echoes/a HTTP/1.1\r\n Host: h\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost : h\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n: y\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nX\x00Y: z\r\n\r\n",
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nX: a\x0bb\r\n\r\n",
        ):
            with self.subTest(head=head):
                self.assert_refused(head.encode("latin-1"), 400)

    def test_hosts(self):
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\n\r\n", 400)
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)
        self.assert_refused("GET /v1/echoes/a HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400)
        for headers in ("Connection: close\r\n", KEY):  # need not name it
            self.assertEqual(self.talk("GET /v1/echoes/a HTTP/1.0\r\n%s\r\n" % headers, close=False)[0], [200])

    def test_heads_of_which_no_header_is_read(self):
        """civetweb leaves no trace of how such a head ended; the NULs stand where the end of another would."""
        for rest in (
            "\r\n\r\n",
            "\n\n",
            "\n\n\0\0",
            "\r\n\n\0",
            "\n\r\n\r\n",
            "\r\n  : a\r\nAuthorization: Bearer x\r\nContent-Length: 5\r\n\r\nhello",
            "\r\n \r\nContent-Length: 5\r\n\r\nhello",
            "\r\n  \xa0: a\r\nContent-Length: 5\r\n\r\nhello",
        ):
            for version in ("1.0", "1.1"):
                with self.subTest(rest=rest, version=version):
                    self.assert_refused(("GET /v1/echoes/a HTTP/%s%s" % (version, rest)).encode("latin-1"), 400)

    def test_upgrade(self):
        self.assert_refused(
            "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n",
            400,
            "upgrade_refused",
        )
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nUpgrade: h2c, websocket\r\n\r\n", 400, "upgrade_refused")
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nUpgrade: h2c\r\n\r\n", 400, "upgrade_refused")

    def test_an_offer_of_http_2_is_passed_over(self):
        """As Java's client and curl --http2 make it with a request and its body."""
        body = '{"name":"a"}'
        offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAA\r\n"
        statuses, answer = self.talk(
            "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%s%sContent-Length: %d\r\n\r\n%s" % (offer, KEY, len(body), body)
            + "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n"
        )
        self.assertEqual(statuses, [201])
        self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_addresses(self):
        for path in (
            "/v1/echoes/a%00b",
            "/v1/echoes/%0d%0aX:y",
            "/v1/echoes/%",
            "/v1/echoes/%4",
            "/v1/echoes/%zz",
            "/v1/echoes/a?text=%00",
            "/v1/echoes/a?text=%0a",
        ):
            with self.subTest(path=path):
                self.assert_refused("GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path, 400, "malformed_address")
        for path in ("/v1/echoes/../key", "/v1/echoes/..%2f..%2fkey/x", "//v1/echoes/a", "/", "/v1/echoes/a/", "/v1/echoes/a/../b"):
            with self.subTest(path=path):
                statuses, _ = self.talk("GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path)
                self.assertEqual(statuses, [404])

    def test_no_http_at_all(self):
        self.assert_refused(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200, 400)
        self.assert_refused("GET /v1/echoes/a HTTP/9.9\r\nHost: h\r\n\r\n", 400)
        self.assert_refused("BREW /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n", 400)
        # civetweb does not say whether a head was too long or no HTTP.
        self.assert_refused("GET /v1/echoes/%s HTTP/1.1\r\nHost: h\r\n\r\n" % ("a" * 40000), 400)
        # These have no answer, only an end.
        for data in ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "GET http://elsewhere.example/ HTTP/1.1\r\nHost: h\r\n\r\n", ""):
            statuses, _ = self.talk(data)
            self.assertTrue(all(status < 500 for status in statuses), statuses)

    # Bodies.

    def test_short_body(self):
        data = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: 50\r\n\r\n{}" % KEY
        statuses, answer = self.talk(data)
        self.assertEqual(statuses, [400])
        self.assertIn(b"body_incomplete", answer)

    def slow(self, head, piece):
        """Sends a byte each 0.2 s, for longer than anybody waits; returns the answer and how long it took."""
        began = time.monotonic()
        with self.server.connect() as connection:
            connection.sendall(head.encode())
            stop = threading.Event()

            def drip():
                while not stop.wait(0.2):
                    try:
                        connection.sendall(piece)
                    except OSError:
                        return

            dripping = threading.Thread(target=drip)
            dripping.start()
            answer = receive(connection)
            took = time.monotonic() - began
            stop.set()
            dripping.join()
        return answer, took

    def test_slow_body(self):
        answer, took = self.slow("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: 5000\r\n\r\n{" % KEY, b" ")
        self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer)
        self.assertGreater(took, 1.8)

    def test_slow_chunks(self):
        answer, _ = self.slow("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sTransfer-Encoding: chunked\r\n\r\n" % KEY, b"1\r\n \r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer)

    def test_slow_refused_body(self):
        answer, _ = self.slow("POST /v1/nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n{", b" ")
        self.assertTrue(answer.startswith(b"HTTP/1.1 404 "), answer)

    def test_chunked_body(self):
        head = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sTransfer-Encoding: chunked\r\n\r\n" % KEY
        follow = "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n"
        statuses, answer = self.talk(head + '5\r\n{"nam\r\n8\r\ne":"abc"\r\n1\r\n}\r\n0\r\n\r\n' + follow)
        self.assertEqual(statuses, [201], answer)
        for last in ('0\r\nX-Checksum: 1\r\nETag: "x"\r\n\r\n', "000\r\n\r\n"):
            statuses, answer = self.talk(head + '000E\r\n{"name":"abc"}\r\n' + last + follow)
            self.assertEqual(statuses, [201], answer)
        for chunks in (
            "5\r\n{}",
            "x\r\n{}\r\n0\r\n\r\n",
            "0x2\r\n{}\r\n0\r\n\r\n",
            "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
            "2;a=b\r\n{}\r\n0\r\n\r\n",
            "2\r\n{}",
        ):
            with self.subTest(chunks=chunks):
                statuses, answer = self.talk(head + chunks)
                self.assertEqual(statuses, [400], answer)

    def test_oversize(self):
        text = json.dumps({"name": "a" * 1000, "list": ["x" * 300000]})
        answer = self.post(text)
        self.assertEqual(answer.status, 413)
        self.assertEqual(answer.headers["Connection"], "close")
        head = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%s" % KEY
        self.assert_refused(head + "Content-Length: 999999999999\r\n\r\n{", 413)
        chunk = "8000\r\n" + " " * 0x8000 + "\r\n"
        statuses, answer = self.talk(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk * 10)
        self.assertEqual(statuses, [413], answer[:200])

    def test_large_body_within_the_limit(self):
        answer = self.request("PUT", "/v1/echoes/a", b"x" * 4000000, {"Content-Type": "text/csv; charset=Shift_JIS"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(json.loads(answer.content), {"length": 4000000, "media_type": "text/csv", "charset": "shift_jis"})

    def test_json(self):
        cases = (
            ('{"name":"a","name":"b"}', 400, "duplicate_json_key"),
            ('{"name":"a","\\u006eame":"b"}', 400, "duplicate_json_key"),
            ('{"list":' + "[" * 32 + "]" * 32 + "}", 400, "too_deep"),
            ("[" * 100000, 400, "too_deep"),
            ('{"list":[' + "{}," * 10000 + "{}]}", 400, "json_too_complex"),
            ('{"name":"a"', 400, "malformed_json"),
            ('{"name":"\\u0000"}', 400, "malformed_json"),
            (b'{"name":"\xff"}', 400, "malformed_json"),
            (b'\xef\xbb\xbf\xef\xbb\xbf{"name":"a"}', 400, "malformed_json"),
            ('{"name":1}', 422, "invalid"),
            ('{"name":"a","count":1.5}', 422, "invalid"),
            ('{"name":"a","more":1}', 422, "invalid"),
            ('"text"', 422, "invalid"),
            ("", 400, "body_missing"),
        )
        for body, status, code in cases:
            with self.subTest(body=body[:60]):
                answer = self.post(body)
                self.assertEqual((answer.status, json.loads(answer.content)["code"]), (status, code))

    def test_media_types(self):
        for content_type in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "json",
            "",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
        ):
            with self.subTest(content_type=content_type):
                answer = self.post('{"name":"a"}', content_type)
                self.assertEqual(answer.status, 415)
        self.assertEqual(self.post('{"name":"a"}', **{"Content-Encoding": "gzip"}).status, 415)

    def test_expect_continue(self):
        with self.server.connect() as connection:
            connection.sendall(("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sExpect: 100-continue\r\nContent-Length: 12\r\n\r\n" % KEY).encode())
            self.assertEqual(connection.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(b'{"name":"a"}')
            self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 201 "))


if __name__ == "__main__":
    unittest.main()
