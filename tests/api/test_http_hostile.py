# SPDX-License-Identifier: Apache-2.0
"""The HTTP layer against clients that are broken, slow or hostile: raw bytes to tests/support/
echo_server.c, which has the whole layer and a few operations of its own. Nothing may be answered
with a 5xx, held for longer than its deadline, or read as two requests."""
import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVER = os.environ.get("ECHO_SERVER", os.path.join(TOP, "build", "dev", "tests", "echo_server"))
KEY = "Idempotency-Key: key-1\r\nContent-Type: application/json\r\n"


class Server:
    def __init__(self, threads=8, clock=None):
        self.log = tempfile.TemporaryFile()
        environment = dict(os.environ)
        if clock:
            environment["HOSHITORI_TEST_CLOCK"] = clock
        self.process = subprocess.Popen([SERVER, str(threads)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.log, env=environment)
        self.address = self.process.stdout.readline().decode().strip()
        self.host, port = self.address.rsplit(":", 1)
        self.port = int(port)

    def connect(self, seconds=15):
        return socket.create_connection((self.host, self.port), timeout=seconds)

    def stop(self):
        """Ends it in order; returns its log. A sanitizer's finding is a failure."""
        self.process.stdin.close()
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.seek(0)
        text = self.log.read().decode("utf-8")
        self.log.close()
        if status != 0:
            raise AssertionError("echo_server ended with %d:\n%s" % (status, text))
        return text


def receive(connection):
    """All bytes until the server closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


class HostileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def talk(self, data, close=True):
        """Sends raw bytes, returns the statuses of all answers and the last answer's bytes."""
        if isinstance(data, str):
            data = data.encode("utf-8")
        with self.server.connect() as connection:
            try:
                connection.sendall(data)
                if close:
                    connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass
            answer = receive(connection)
        statuses = [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]
        return statuses, answer

    def assert_refused(self, data, status, code=None):
        """One answer with this status, and the connection is closed although the client
        keeps its side open."""
        began = time.monotonic()
        statuses, answer = self.talk(data, close=False)
        self.assertEqual(statuses, [status], answer)
        self.assertLess(time.monotonic() - began, 5)
        head, body = answer.split(b"\r\n\r\n", 1)
        self.assertIn(b"\r\nConnection: close", head)
        self.assertIn(b"\r\nContent-Type: application/problem+json; charset=utf-8\r\n", head)
        problem = json.loads(body)
        self.assertEqual(problem["status"], status)
        self.assertTrue(problem["request_id"])
        if code:
            self.assertEqual(problem["code"], code)

    def request(self, method, path, body=None, headers=None, connection=None):
        own = connection or http.client.HTTPConnection(self.server.host, self.server.port, 15)
        own.request(method, path, body, headers or {})
        answer = own.getresponse()
        answer.content = answer.read()
        if not connection:
            own.close()
        return answer

    def post(self, body, content_type="application/json", **more):
        headers = {"Idempotency-Key": "key-1", "Content-Type": content_type}
        return self.request("POST", "/v1/echoes", body, {**headers, **more})

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
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n%s"
                            % (lines, len(inner), inner), 431)

    def test_ambiguous_lengths(self):
        inner = "GET /v1/echoes/inner HTTP/1.1\r\nHost: h\r\n\r\n"
        for lines in ("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
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
                      "Content-Length : 3\r\n"):
            with self.subTest(lines=lines):
                self.assert_refused("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%s%s\r\n0\r\n\r\n%s"
                                    % (KEY, lines, inner), 400)

    def test_lines_that_are_read_differently(self):
        for head in ("GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n X: folded\r\nContent-Length: 3\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\x80X: y\r\nContent-Length: 3\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\xa0: y\r\nContent-Length: 3\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\nHost: h\n\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\nX: y\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\n",
                     "GET /v1/echoes/a HTTP/1.1\r\n Host: h\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost : h\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n: y\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nX\x00Y: z\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nX: a\x0bb\r\n\r\n"):
            with self.subTest(head=head):
                self.assert_refused(head.encode("latin-1"), 400)

    def test_hosts(self):
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\n\r\n", 400)
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)

    def test_upgrade(self):
        self.assert_refused("GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n"
                            "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Sec-WebSocket-Version: 13\r\n\r\n", 400, "upgrade_refused")

    def test_addresses(self):
        for path in ("/v1/echoes/a%00b", "/v1/echoes/%0d%0aX:y", "/v1/echoes/%", "/v1/echoes/%4",
                     "/v1/echoes/%zz", "/v1/echoes/a?text=%00", "/v1/echoes/a?text=%0a"):
            with self.subTest(path=path):
                self.assert_refused("GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path, 400,
                                    "malformed_address")
        for path in ("/v1/echoes/../key", "/v1/echoes/..%2f..%2fkey/x", "//v1/echoes/a", "/",
                     "/v1/echoes/a/", "/v1/echoes/a/../b"):
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
        for data in ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
                     "GET http://elsewhere.example/ HTTP/1.1\r\nHost: h\r\n\r\n", ""):
            statuses, _ = self.talk(data)
            self.assertTrue(all(status < 500 for status in statuses), statuses)

    # Bodies.

    def test_short_body(self):
        data = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: 50\r\n\r\n{}" % KEY
        statuses, answer = self.talk(data)
        self.assertEqual(statuses, [400])
        self.assertIn(b"body_incomplete", answer)

    def slow(self, head, piece):
        """Sends a byte each 0.2 s; returns the answer and how long it took."""
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
        answer, took = self.slow("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: 5000"
                                 "\r\n\r\n{" % KEY, b" ")
        self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer)
        self.assertGreater(took, 1.8)
        self.assertLess(took, 4)

    def test_slow_chunks(self):
        answer, took = self.slow("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sTransfer-Encoding: "
                                 "chunked\r\n\r\n" % KEY, b"1\r\n \r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer)
        self.assertLess(took, 4)

    def test_slow_refused_body(self):
        answer, took = self.slow("POST /v1/nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 5000"
                                 "\r\n\r\n{", b" ")
        self.assertTrue(answer.startswith(b"HTTP/1.1 404 "), answer)
        self.assertLess(took, 5)

    def test_chunked_body(self):
        head = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sTransfer-Encoding: chunked\r\n\r\n" % KEY
        follow = "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n"
        statuses, answer = self.talk(head + '5\r\n{"nam\r\n8\r\ne":"abc"\r\n1\r\n}\r\n0\r\n\r\n' + follow)
        self.assertEqual(statuses, [201], answer)
        for chunks in ("5\r\n{}", "x\r\n{}\r\n0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n",
                       "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", "2;a=b\r\n{}\r\n0\r\n\r\n", "2\r\n{}"):
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
        answer = self.request("PUT", "/v1/echoes/a", b"x" * 4000000,
                              {"Content-Type": "text/csv; charset=Shift_JIS"})
        self.assertEqual(answer.status, 200)
        self.assertEqual(json.loads(answer.content),
                         {"length": 4000000, "media_type": "text/csv", "charset": "shift_jis"})

    def test_json(self):
        cases = (('{"name":"a","name":"b"}', 400, "duplicate_json_key"),
                 ('{"name":"a","\\u006eame":"b"}', 400, "duplicate_json_key"),
                 ('{"list":' + "[" * 32 + "]" * 32 + "}", 400, "too_deep"),
                 ("[" * 100000, 400, "too_deep"),
                 ('{"list":[' + "{}," * 10000 + "{}]}", 400, "json_too_complex"),
                 ('{"name":"a"', 400, "malformed_json"),
                 ('{"name":"\\u0000"}', 400, "malformed_json"),
                 (b'{"name":"\xff"}', 400, "malformed_json"),
                 (b'\xef\xbb\xbf{"name":"a"}', 400, "malformed_json"),
                 ('{"name":1}', 422, "invalid"),
                 ('{"name":"a","count":1.0}', 422, "invalid"),
                 ('{"name":"a","more":1}', 422, "invalid"),
                 ('"text"', 422, "invalid"),
                 ("", 400, "body_missing"))
        for body, status, code in cases:
            with self.subTest(body=body[:60]):
                answer = self.post(body)
                self.assertEqual((answer.status, json.loads(answer.content)["code"]), (status, code))

    def test_media_types(self):
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "json", "",
                             "multipart/form-data; boundary=x", "application/json; charset=utf-16"):
            with self.subTest(content_type=content_type):
                answer = self.post('{"name":"a"}', content_type)
                self.assertEqual(answer.status, 415)
        self.assertEqual(self.post('{"name":"a"}', **{"Content-Encoding": "gzip"}).status, 415)

    def test_expect_continue(self):
        with self.server.connect() as connection:
            connection.sendall(("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sExpect: 100-continue\r\n"
                                "Content-Length: 12\r\n\r\n" % KEY).encode())
            self.assertEqual(connection.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(b'{"name":"a"}')
            self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 201 "))

    # Ordinary HTTP, where civetweb leaves it to us.

    def test_keep_alive_over_answers_and_refusals(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, 15)
        connection.connect()
        socket_before = connection.sock
        for _ in range(3):
            self.assertEqual(self.request("GET", "/v1/echoes/a", connection=connection).status, 200)
            self.assertEqual(self.request("HEAD", "/v1/echoes/a", connection=connection).status, 200)
            self.assertEqual(self.request("GET", "/v1/nothing", connection=connection).status, 404)
            self.assertEqual(self.request("DELETE", "/v1/echoes", connection=connection).status, 405)
            self.assertEqual(self.request("POST", "/v1/echoes", '{"x":1}', {
                "Idempotency-Key": "k", "Content-Type": "application/json"}, connection).status, 422)
            self.assertEqual(self.request("POST", "/v1/echoes/a:end", headers={"If-Match": '"a"'},
                                          connection=connection).status, 204)
            self.assertEqual(self.request("GET", "/v1/echoes/a", headers={"If-None-Match": '"tag-1"'},
                                          connection=connection).status, 304)
        self.assertIs(connection.sock, socket_before)
        connection.close()

    def test_pipelined_requests(self):
        one = "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n"
        body = '{"name":"a"}'
        two = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n%s" % (
            KEY, len(body), body)
        self.assertEqual(self.talk(one + two + one)[0], [200, 201, 200])

    def test_http_1_0_and_close(self):
        for head in ("GET /v1/echoes/a HTTP/1.0\r\nHost: h\r\n\r\n",
                     "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"):
            statuses, answer = self.talk(head, close=False)
            self.assertEqual(statuses, [200])
            self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_head(self):
        get = self.request("GET", "/v1/echoes/a")
        head = self.request("HEAD", "/v1/echoes/a")
        self.assertEqual(head.content, b"")
        self.assertEqual(head.headers["Content-Length"], str(len(get.content)))
        self.assertEqual(head.headers["ETag"], get.headers["ETag"])

    def test_headers_of_every_answer(self):
        for path in ("/v1/echoes/a", "/v1/nothing", "/v1/key"):
            answer = self.request("GET", path, headers={"X-Request-Id": "from-the-client"})
            self.assertEqual(answer.headers["X-Request-Id"], "from-the-client")
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
            self.assertIn("Accept-Language", answer.headers["Vary"])
            self.assertIn("Cache-Control", answer.headers)
        self.assertEqual(answer.status, 401)
        self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Bearer"))

    def test_not_modified(self):
        answer = self.request("GET", "/v1/echoes/a", headers={"If-None-Match": 'W/"x", "tag-1"'})
        self.assertEqual((answer.status, answer.content), (304, b""))
        self.assertEqual(answer.headers["ETag"], '"tag-1"')
        self.assertEqual(answer.headers["Cache-Control"], "private, no-cache")

    def test_methods(self):
        answer = self.request("DELETE", "/v1/echoes/a")
        self.assertEqual(answer.status, 405)
        self.assertEqual(answer.headers["Allow"], "GET, HEAD, PUT")
        self.assertEqual(self.request("OPTIONS", "/v1/echoes/a").status, 405)

    def test_keys(self):
        key = subprocess.run([SERVER, "key"], capture_output=True, text=True,
                             check=True).stdout.strip()
        answer = self.request("GET", "/v1/key", headers={"Authorization": "Bearer " + key})
        self.assertEqual(answer.status, 200)
        self.assertEqual(json.loads(answer.content)["key"], "42")
        twice = "GET /v1/key HTTP/1.1\r\nHost: h\r\n" + "Authorization: Bearer %s\r\n" % key * 2
        self.assertEqual(self.talk(twice + "\r\n")[0], [400])
        for value in (key[:-1], key + "x", key.swapcase(), "hst_", ""):
            answer = self.request("GET", "/v1/key", headers={"Authorization": "Bearer " + value})
            self.assertEqual(answer.status, 401)

    def test_again(self):
        answer = self.request("GET", "/v1/again")
        self.assertEqual((answer.status, answer.content), (200, b"{}"))
        answer = self.request("GET", "/v1/again?text=never")
        self.assertEqual(answer.status, 503)
        self.assertTrue(answer.headers["Retry-After"])
        self.assertNotIn(b"deadlock", answer.content)

    def test_problems_in_two_languages(self):
        for header, language in (("en-GB", "en"), ("ja", "ja"), ("fr", "ja")):
            answer = self.request("GET", "/v1/nothing", headers={"Accept-Language": header})
            self.assertEqual(answer.headers["Content-Language"], language)
            self.assertEqual(json.loads(answer.content)["type"], "/problems/not_found")

    def test_idempotency_key(self):
        for value, code in ((None, "idempotency_key_required"), ("a" * 256, "idempotency_key_invalid")):
            headers = {"Content-Type": "application/json"}
            if value:
                headers["Idempotency-Key"] = value
            answer = self.request("POST", "/v1/echoes", '{"name":"a"}', headers)
            self.assertEqual((answer.status, json.loads(answer.content)["code"]), (400, code))


class LifeTest(unittest.TestCase):
    """Starting and stopping, each with a server of its own."""

    def test_stop_waits_for_what_runs(self):
        server = Server()
        answers = []

        def ask():
            connection = http.client.HTTPConnection(server.host, server.port, 15)
            connection.request("GET", "/v1/slow?limit=2")
            answers.append(connection.getresponse().read())
            connection.close()
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.5)
        began = time.monotonic()
        log = server.stop()
        asking.join()
        self.assertEqual(answers, [b'{"slow":true}'])
        self.assertLess(time.monotonic() - began, 10)
        self.assertIn('"operation":"echo_slow"', log)

    def test_stop_with_idle_and_stuck_clients(self):
        server = Server()
        idle = [server.connect() for _ in range(3)]
        idle[0].sendall(b"GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n")
        idle[0].recv(1000)
        idle[1].sendall(b"GET /v1/echoes/a HT")
        idle[2].sendall(("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: 9\r\n\r\n{"
                         % KEY).encode())
        began = time.monotonic()
        server.stop()
        self.assertLess(time.monotonic() - began, 10)
        for connection in idle:
            connection.close()

    def test_every_line_of_the_log_is_json(self):
        server = Server()
        for path in (b"/v1/echoes/a", b"/v1/%22", b"/v1/echoes/%e5%8f%96"):
            with server.connect() as connection:
                connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                                   b"X-Request-Id: a\"b\\c-long-enough\r\n\r\n")
                receive(connection)
        lines = [json.loads(line) for line in server.stop().splitlines()]
        requests = [line for line in lines if line["event"] == "request"]
        self.assertEqual([line["status"] for line in requests], [200, 404, 200])
        for line in requests:
            self.assertGreaterEqual(set(line), {"time", "level", "request_id", "operation", "ms"})

    def test_the_clock_of_a_test(self):
        with tempfile.NamedTemporaryFile("w", suffix=".clock") as clock:
            clock.write("2030-03-31T15:00:00Z\n")
            clock.flush()
            server = Server(clock=clock.name)
            connection = http.client.HTTPConnection(server.host, server.port, 15)
            connection.request("POST", "/v1/echoes", '{"name":"a"}',
                               {"Idempotency-Key": "k", "Content-Type": "application/json"})
            self.assertEqual(json.loads(connection.getresponse().read())["day"], "2030-04-01")
            connection.close()
            server.stop()


if __name__ == "__main__":
    unittest.main()
