# SPDX-License-Identifier: Apache-2.0
"""Ordinary HTTP, where civetweb leaves it to us, and the life of the server: starting, stopping, logging."""

import email
import http.client
import json
import subprocess
import tempfile
import threading
import unittest

from echo import KEY, SERVER, EchoTest, Server, receive
from waiting import until

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class OrdinaryTest(EchoTest):
    def test_keep_alive_over_answers_and_refusals(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.port)
        connection.connect()
        socket_before = connection.sock
        for _ in range(3):
            self.assertEqual(self.request("GET", "/v1/echoes/a", connection=connection).status, 200)
            self.assertEqual(self.request("HEAD", "/v1/echoes/a", connection=connection).status, 200)
            self.assertEqual(self.request("GET", "/v1/nothing", connection=connection).status, 404)
            self.assertEqual(self.request("DELETE", "/v1/echoes", connection=connection).status, 405)
            self.assertEqual(
                self.request("POST", "/v1/echoes", '{"x":1}', {"Idempotency-Key": "k", "Content-Type": "application/json"}, connection).status, 422
            )
            self.assertEqual(self.request("POST", "/v1/echoes/a:end", headers={"If-Match": '"a"'}, connection=connection).status, 204)
            self.assertEqual(self.request("GET", "/v1/echoes/a", headers={"If-None-Match": '"tag-1"'}, connection=connection).status, 304)
        self.assertIs(connection.sock, socket_before)
        connection.close()

    def test_pipelined_requests(self):
        one = "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n"
        body = '{"name":"a"}'
        two = "POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n%s" % (KEY, len(body), body)
        self.assertEqual(self.talk(one + two + one)[0], [200, 201, 200])

    def test_http_1_0_and_close(self):
        for head in ("GET /v1/echoes/a HTTP/1.0\r\nHost: h\r\n\r\n", "GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"):
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
            self.assertRegex(answer.headers["X-Request-Id"], r"^[0-9a-f-]{36}$")
            self.assertIn("Accept-Language", answer.headers["Vary"])
            self.assertIn("Cache-Control", answer.headers)
        self.assertEqual(answer.status, 401)
        self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Bearer"))

    def test_security_headers_of_every_kind_of_answer(self):
        ask = "%s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%s\r\n"
        for data, status in (
            (ask % ("GET /v1/echoes/a", ""), 200),
            (ask % ("HEAD /v1/echoes/a", ""), 200),
            (ask % ("GET /v1/stream?limit=1", ""), 200),
            (ask % ("GET /v1/echoes/a", 'If-None-Match: "tag-1"\r\n'), 304),
            (ask % ("POST /v1/echoes/a:end", 'If-Match: "a"\r\n'), 204),
            (ask % ("GET /v1/key", ""), 401),
            (ask % ("GET /v1/nothing", ""), 404),
            (ask % ("DELETE /v1/echoes/a", ""), 405),
            (ask % ("POST /v1/echoes", KEY + "Content-Length: 999999999\r\n"), 413),
            (ask % ("GET /v1/echoes/a", "Upgrade: x\r\n"), 400),
            (ask % ("GET /v1/echoes/a", "X: y\r\n" * 70), 431),
            (ask % ("BREW /v1/echoes/a", ""), 400),
            ("\x16\x03\x01" + "a" * 50 + "\r\n\r\n", 400),
            (ask % ("GET /v1/echoes/" + "a" * 40000, ""), 400),
            (ask % ("GET /v1/again?text=never", ""), 503),
        ):
            with self.subTest(data=data[:60]):
                statuses, answer = self.talk(data)
                self.assertEqual(statuses, [status], answer[:300])
                head = email.message_from_bytes(answer.split(b"\r\n\r\n")[0].split(b"\r\n", 1)[1])
                for name, value in SECURITY_HEADERS.items():
                    self.assertEqual(head.get_all(name), [value], name)
                self.assertIn(head["Cache-Control"], ("no-store", "private, no-cache"))
                self.assertEqual([name for name in head if name.lower().startswith("access-control-")], [])
                if head["Content-Type"]:  # JSON has one character set, whatever else is text says it
                    self.assertRegex(head["Content-Type"], r"^application/((problem\+)?json|x-ndjson)$|; charset=utf-8$")

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
        self.assertEqual(self.request("TRACE", "/v1/echoes/a").status, 400)

    def test_keys(self):
        key = subprocess.run([SERVER, "key"], capture_output=True, text=True, check=True).stdout.strip()
        answer = self.request("GET", "/v1/key", headers={"Authorization": "Bearer " + key})
        self.assertEqual(answer.status, 200)
        self.assertEqual(json.loads(answer.content)["key"], 42)
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
            connection = http.client.HTTPConnection(server.host, server.port)
            connection.request("GET", "/v1/slow?limit=2")
            answers.append(connection.getresponse().read())
            connection.close()

        asking = threading.Thread(target=ask)
        asking.start()
        until(lambda: b'"event":"slow"' in server.told())
        log = server.stop()
        asking.join()
        self.assertEqual(answers, [b'{"slow":true}'])
        self.assertIn('"operation":"echo_slow"', log)

    def test_stop_with_idle_and_stuck_clients(self):
        server = Server()
        idle = [server.connect() for _ in range(3)]
        idle[0].sendall(b"GET /v1/echoes/a HTTP/1.1\r\nHost: h\r\n\r\n")
        idle[0].recv(1000)
        idle[1].sendall(b"GET /v1/echoes/a HT")
        idle[2].sendall(("POST /v1/echoes HTTP/1.1\r\nHost: h\r\n%sContent-Length: 9\r\n\r\n{" % KEY).encode())
        server.stop()
        for connection in idle:
            connection.close()

    def test_every_line_of_the_log_is_json(self):
        server = Server()
        for path, own in ((b"/v1/echoes/a", b"the-clients-own"), (b"/v1/%22", b'a"b\\c-long-enough'), (b"/v1/echoes/%e5%8f%96", b"a" * 65)):
            with server.connect() as connection:
                connection.sendall(
                    b"GET " + path + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    b"X-Forwarded-For: 192.0.2.1, 203.0.113.7\r\n"
                    b"X-Request-Id: " + own + b"\r\n\r\n"
                )
                receive(connection)
        lines = [json.loads(line) for line in server.stop().splitlines()]
        requests = [line for line in lines if line["event"] == "request"]
        self.assertEqual([line["status"] for line in requests], [200, 404, 200])
        for line in requests:
            self.assertGreaterEqual(set(line), {"time", "level", "request_id", "operation", "ms"})
            self.assertRegex(line["request_id"], r"^[0-9a-f-]{36}$")
            # What the proxy on this machine says last; nobody else can have written that.
            self.assertEqual(line["address"], "203.0.113.7")
        self.assertEqual([line.get("client_request_id") for line in requests], ["the-clients-own", None, None])

    def test_the_clock_of_a_test(self):
        with tempfile.NamedTemporaryFile("w", suffix=".clock") as clock:
            clock.write("2030-03-31T15:00:00Z\n")
            clock.flush()
            server = Server(clock=clock.name)
            connection = http.client.HTTPConnection(server.host, server.port)
            connection.request("POST", "/v1/echoes", '{"name":"a"}', {"Idempotency-Key": "k", "Content-Type": "application/json"})
            self.assertEqual(json.loads(connection.getresponse().read())["day"], "2030-04-01")
            connection.close()
            server.stop()


if __name__ == "__main__":
    unittest.main()
