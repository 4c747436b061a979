# SPDX-License-Identifier: Apache-2.0
"""Streamed answers and bodies, against tests/support/echo_server.c: whole or seen to be cut off,
within their limits, in constant memory."""

import http.client
import json
import os
import unittest

from echo import Server, receive

PIECE = 100 * 1000
LIMIT = 4 * 1024 * 1024
CSV = {"Content-Type": "text/csv"}


class Streams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def connection(self):
        return http.client.HTTPConnection(self.server.host, self.server.port)

    def ask(self, method, path, body=None, headers=None, chunked=False, connection=None):
        own = connection or self.connection()
        own.request(method, path, body, headers or {}, encode_chunked=chunked)
        answer = own.getresponse()
        answer.body = answer.read()
        if not connection:
            own.close()
        return answer

    def memory(self):
        with open("/proc/%d/status" % self.server.process.pid, encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("VmHWM")).split()[1])

    def assert_small(self, before, passed, kilobytes):
        """ThreadSanitizer adds to each page that is touched first; with it, less than half of what passed through."""
        most = passed // 2048 if "TSAN_OPTIONS" in os.environ else kilobytes
        self.assertLess(self.memory() - before, most)

    # Answers.

    def test_an_answer_in_pieces(self):
        answer = self.ask("GET", "/v1/stream?limit=3")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Transfer-Encoding"], "chunked")
        self.assertIsNone(answer.headers["Content-Length"])
        self.assertEqual(answer.body, b"a" * PIECE + b"b" * PIECE + b"c" * PIECE)

    def test_the_connection_goes_on_after_it(self):
        connection = self.connection()
        for _ in range(3):
            answer = self.ask("GET", "/v1/stream?limit=2", connection=connection)
            self.assertEqual(len(answer.body), 2 * PIECE)
        connection.close()

    def test_cut_off_is_seen(self):
        connection = self.connection()
        with self.assertRaises(http.client.IncompleteRead):
            self.ask("GET", "/v1/stream?limit=3&text=cut", connection=connection)
        connection.close()

    def test_head_has_no_body(self):
        connection = self.connection()
        self.assertEqual(self.ask("HEAD", "/v1/stream", connection=connection).body, b"")
        self.assertEqual(self.ask("GET", "/v1/echoes/x", connection=connection).status, 200)
        connection.close()

    def test_http_1_0_ends_with_the_connection(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET /v1/stream?limit=2 HTTP/1.0\r\nHost: x\r\n\r\n")
            head, _, body = receive(connection).partition(b"\r\n\r\n")
        self.assertNotIn(b"chunked", head)
        self.assertEqual(body, b"a" * PIECE + b"b" * PIECE)

    def test_memory_does_not_grow_with_the_answer(self):
        self.ask("GET", "/v1/stream?limit=2")
        before = self.memory()
        self.assertEqual(len(self.ask("GET", "/v1/stream?limit=200").body), 200 * PIECE)
        self.assert_small(before, 200 * PIECE, 4096)

    def test_a_client_that_leaves(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET /v1/stream?limit=200 HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.recv(100)
        self.assertEqual(self.ask("GET", "/v1/echoes/x").status, 200)

    # Bodies.

    def test_a_body_in_pieces(self):
        body = os.urandom(1000 * 1000)
        whole = self.ask("POST", "/v1/stream", body, CSV)
        self.assertEqual((whole.status, json.loads(whole.body)["length"]), (200, len(body)))
        pieces = (body[i : i + 7777] for i in range(0, len(body), 7777))
        chunked = self.ask("POST", "/v1/stream", pieces, {**CSV, "Transfer-Encoding": "chunked"}, chunked=True)
        self.assertEqual(json.loads(chunked.body), json.loads(whole.body))
        other = self.ask("POST", "/v1/stream", body[:-1] + b"x", CSV)
        self.assertNotEqual(json.loads(other.body)["hash"], json.loads(whole.body)["hash"])

    def test_limits_and_kinds(self):
        self.assertEqual(self.ask("POST", "/v1/stream", b"", {**CSV, "Content-Length": str(LIMIT + 1)}).status, 413)
        pieces = (b"x" * 65536 for _ in range(LIMIT // 65536 + 1))
        self.assertEqual(self.ask("POST", "/v1/stream", pieces, {**CSV, "Transfer-Encoding": "chunked"}, chunked=True).status, 413)
        self.assertEqual(self.ask("POST", "/v1/stream", b"x", {"Content-Type": "text/plain"}).status, 415)
        self.assertEqual(self.ask("POST", "/v1/stream", b"").status, 415)

    def test_cut_off_body(self):
        with self.server.connect() as connection:
            connection.sendall(b"POST /v1/stream HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500)
            connection.shutdown(1)
            self.assertIn(b"body_incomplete", receive(connection))

    def test_broken_chunk(self):
        with self.server.connect() as connection:
            connection.sendall(b"POST /v1/stream HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n")
            connection.shutdown(1)
            self.assertIn(b" 400 ", receive(connection)[:20])

    def test_an_early_answer(self):
        answer = self.ask("POST", "/v1/stream?text=early", b"x" * 100000, CSV)
        self.assertEqual(answer.status, 409)
        self.assertEqual(answer.headers["Connection"], "close")

    def test_not_run_again_without_its_body(self):
        before = self.server.told().count(b'"event":"taken"')
        self.assertEqual(self.ask("POST", "/v1/stream?text=never", b"x", CSV).status, 503)
        self.assertEqual(self.server.told().count(b'"event":"taken"'), before + 1)

    def test_memory_does_not_grow_with_the_body(self):
        self.ask("POST", "/v1/stream", b"x" * 1000, CSV)
        before = self.memory()
        self.assertEqual(self.ask("POST", "/v1/stream", b"x" * LIMIT, CSV).status, 200)
        self.assert_small(before, LIMIT, 1024)


if __name__ == "__main__":
    unittest.main()
