# SPDX-License-Identifier: Apache-2.0
"""deploy/haproxy/haproxy.cfg: that HAProxy takes it, and what it does on the way, seen from both sides by a
small server that keeps the heads it was sent."""

import contextlib
import gzip
import http.client
import http.server
import json
import re
import socket
import ssl
import subprocess
import threading
import warnings

import harness
import vocabulary
import workbook
from proxy import Proxy
from waiting import PATIENCE_SECONDS, until

KEY = {"Authorization": "Bearer hst_" + "x" * 71}
SHEET_KINDS = {"text/csv", "application/x-ndjson", workbook.TYPE, "application/zip"}
HIDDEN = ("/livez", "/readyz", "/metrics")
HELD = 262144  # bytes of a body that HAProxy holds until it is whole


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    heads = []
    status = 200
    begun, given_up = threading.Event(), threading.Event()

    def answer(self):
        self.heads.append((self.command, self.path, self.headers))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/v1/given-up":
            self.begun.set()
            with contextlib.suppress(OSError):
                self.rfile.read()
            self.given_up.set()
            return
        body = b'{"items": []}' * 50 if self.path.startswith("/v1/jobs") else b""
        self.send_response(200 if self.path == "/readyz" else self.status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"tag"')
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Request-Id", "from-the-server")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


def die_on_requests(server, read):
    """A server that is ready and ends each other connection behind the request's head, without an answer."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            head = connection.recv(65536)
            if head.startswith(b"GET /readyz "):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            elif head:
                read.append(head)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass


class BehindProxy(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.servers = [Server(("127.0.0.1", 0), Recorder) for _ in range(2)]
        for server in cls.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        addresses = ["127.0.0.1:%d" % server.server_port for server in cls.servers]
        cls.proxy = Proxy(*addresses, readers=addresses).start()

    @classmethod
    def tearDownClass(cls):
        cls.proxy.end()
        for server in cls.servers:
            server.shutdown()
            server.server_close()

    def ask(self, path="/v1/me", method="GET", body=None, headers=None):
        connection = http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=PATIENCE_SECONDS)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def forwarded(self, path="/v1/me", **options):
        """The head that the server got."""
        Recorder.heads.clear()
        self.assertEqual(self.ask(path, **options).status, 200)
        return [head for method, where, head in Recorder.heads if where == path][0]

    def assert_refused(self, answer, status, code):
        self.assertEqual((answer.status, json.loads(answer.content)["code"]), (status, code))
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertTrue(json.loads(answer.content)["request_id"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])


class ProxyTest(BehindProxy):
    def test_configuration_is_valid_with_one_server_and_with_more(self):
        for servers in (1, 2, 3, 8):
            one = Proxy(*["127.0.0.1:8080"] * servers, readers=["127.0.0.1:8081"] * (servers - 1))
            done = one.check()
            one.end()
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("WARNING", done.stderr)

    def test_tls_versions_and_http_2(self):
        warnings.simplefilter("ignore", DeprecationWarning)
        for version, good in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)):
            context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(self.proxy.tls.get_ca_certs(binary_form=True)[0]))
            context.set_ciphers("DEFAULT@SECLEVEL=0")
            context.set_alpn_protocols(["h2"])
            context.minimum_version = context.maximum_version = version
            with self.subTest(version=version), socket.create_connection(("127.0.0.1", self.proxy.port)) as plain:
                if not good:
                    self.assertRaises(OSError, context.wrap_socket, plain, server_hostname="localhost")
                    continue
                with context.wrap_socket(plain, server_hostname="localhost") as secure:
                    self.assertEqual(secure.selected_alpn_protocol(), "h2")

    def test_answers_are_compressed_for_whom_wants_them_so(self):
        plain = self.ask("/v1/jobs")
        self.assertEqual((plain.headers["Content-Encoding"], plain.headers["ETag"]), (None, '"tag"'))
        packed = self.ask("/v1/jobs", headers={"Accept-Encoding": "gzip, br"})
        self.assertEqual((packed.headers["Content-Encoding"], packed.headers["ETag"]), ("gzip", 'W/"tag"'))
        self.assertIn("Accept-Encoding", packed.headers["Vary"])
        self.assertEqual(gzip.decompress(packed.content), plain.content)

    def test_the_client_does_not_say_where_it_comes_from(self):
        head = self.forwarded(headers={"X-Forwarded-For": "192.0.2.1", "Forwarded": "for=192.0.2.1", "X-Real-IP": "192.0.2.1", **KEY})
        self.assertEqual(head.get_all("X-Forwarded-For"), ["127.0.0.1"])
        self.assertEqual((head["Forwarded"], head["X-Real-IP"]), (None, None))

    def test_the_clients_request_id_stays_the_clients(self):
        self.assertRegex(self.forwarded(headers=KEY)["X-Request-Id"], r"^[0-9a-f-]{36}$")
        self.assertEqual(self.forwarded(headers={"X-Request-Id": "mine-12345", **KEY})["X-Request-Id"], "mine-12345")

    def test_every_request_is_logged_without_what_may_be_secret(self):
        self.ask("/v1/logged?token=secret1", "POST", b"secret2", {"Cookie": "__Host-session=secret3", **KEY})
        self.eventually(lambda: 'path="/v1/logged"' in self.proxy.text())
        line = next(line for line in self.proxy.text().splitlines() if 'path="/v1/logged"' in line)
        for part in ("client=127.0.0.1 ", "method=POST ", "status=200 ", "class=api ", "request_id=from-the-server ", "proxy_id="):
            self.assertIn(part, line)
        self.assertRegex(line, r" server=(one|two) ")
        for secret in ("secret", "xxxx"):
            self.assertNotIn(secret, line)
        for strayed in ("/v1/me/hst_" + "x" * 71, "/v1/rules/tag:hsi_xx%20hsu_xxxx", "/hss_xxxx/hst_xxxx"):
            self.ask(strayed, headers=KEY)
        self.eventually(lambda: 'path="/hs_/hs_"' in self.proxy.text())
        self.assertIn('path="/v1/rules/tag:hs_%20hs_"', self.proxy.text())
        self.assertNotIn("xxxx", self.proxy.text())
        refused = json.loads(self.ask("/metrics").content)["request_id"]
        self.eventually(lambda: "status=404" in self.proxy.text() and "proxy_id=" + refused in self.proxy.text())

    def test_absolute_addresses_become_paths(self):
        with socket.create_connection(("127.0.0.1", self.proxy.port)) as plain, self.proxy.tls.wrap_socket(plain, server_hostname="localhost") as secure:
            Recorder.heads.clear()
            secure.sendall(b"GET https://localhost/v1/absolute?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertEqual(secure.recv(13), b"HTTP/1.1 200 ")
            self.assertIn("/v1/absolute?x=1", [path for _, path, _ in Recorder.heads])

    def test_chunks_with_extensions_reach_the_server_without_them(self):
        """Which could not read them (server/README.md)."""
        buyer = self.make_buyer()
        proxy = Proxy(self.server.address).start()
        self.addCleanup(proxy.end)
        head = "PUT /v1/suppliers/code:CHUNK HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n" % buyer.key
        body = '8;a=b\r\n{"name":\r\n15;c="; d\\"";e\r\n"chunk", "code":"CHUN\r\n3;f\r\nK"}\r\n0;g=h\r\n\r\n'.encode()
        for address, wrapped, status in ((proxy.port, True, b"201"), (int(self.server.address.split(":")[1]), False, b"400")):
            with socket.create_connection(("127.0.0.1", address), timeout=PATIENCE_SECONDS) as plain:
                client = proxy.tls.wrap_socket(plain, server_hostname="localhost") if wrapped else plain
                self.addCleanup(client.close)
                client.sendall((head + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").encode() + body)
                self.assertEqual(client.recv(12), b"HTTP/1.1 " + status)
        self.assertEqual(buyer.get("/v1/suppliers/code:CHUNK").json["name"], "chunk")

    def test_strict_transport_security_on_every_answer(self):
        for path in ("/v1/me", "/metrics"):
            self.assertEqual(self.ask(path, headers=KEY).headers["Strict-Transport-Security"], "max-age=63072000; includeSubDomains")

    def dying(self):
        """HAProxy in front of two servers that die at each request, and the heads that they read."""
        read = []
        servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        for server in servers:
            self.addCleanup(server.close)
            threading.Thread(target=die_on_requests, args=(server, read), daemon=True).start()
        proxy = Proxy(*("127.0.0.1:%d" % server.getsockname()[1] for server in servers)).start()
        self.addCleanup(proxy.end)
        return proxy, read

    def test_who_gives_up_is_gone_for_the_server_too(self):
        connection = http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/v1/given-up", headers=KEY)
        self.assertTrue(Recorder.begun.wait(PATIENCE_SECONDS))
        self.assertFalse(Recorder.given_up.is_set())
        connection.close()
        self.assertTrue(Recorder.given_up.wait(PATIENCE_SECONDS))
        self.eventually(lambda: 'path="/v1/given-up"' in self.proxy.text())
        self.assertRegex(self.proxy.text(), r'path="/v1/given-up" status=-1 ')  # not by the deadline of a server

    def test_what_a_server_has_read_goes_to_no_other(self):
        """Whatever the protocol, and on a connection's first request and later ones."""
        proxy, read = self.dying()
        connection = http.client.HTTPSConnection(proxy.address, context=proxy.tls, timeout=PATIENCE_SECONDS)
        for path in ("/v1/me", "/v1/me", "/v1/editions/x/sheet"):
            connection.request("GET", path, headers=KEY)
            self.assert_refused_with(connection.getresponse(), 502)
        connection.close()
        self.assertEqual(len(read), 3)

    def test_clients_of_http_2_are_told_so_too(self):
        """Not REFUSED_STREAM, upon which curl sends the request again, and so to the other server."""
        proxy, read = self.dying()
        words = [
            "curl",
            "--http2",
            "--silent",
            "--insecure",
            "--header",
            "Authorization: " + KEY["Authorization"],
            "--write-out",
            "%{http_version} %{http_code} %{header_json}\n",
        ] + 2 * ["--output", "/dev/null"]
        for method in ("GET", "POST"):
            address = "https://%s/v1/me" % proxy.address
            done = subprocess.run([*words, "--request", method, address, address], text=True, capture_output=True)
            self.assertEqual([line[:6] for line in done.stdout.splitlines() if line[0].isdigit()], ["2 502 "] * 2, done)
            self.assertIn('"retry-after":["2"]', done.stdout)
        self.assertEqual(len(read), 4)

    def assert_refused_with(self, answer, status):
        answer.content = answer.read()
        self.assert_refused(answer, status, "unavailable")

    def test_refusals_are_in_the_language_asked_for(self):
        for wanted, language in (
            ({}, "ja"),
            ({"Accept-Language": "en-GB,ja;q=0.5"}, "en"),
            ({"Accept-Language": "ja, en;q=0.9"}, "ja"),
            ({"Accept-Language": "en;q=0.2, ja;q=0.3"}, "ja"),
            ({"Accept-Language": "fr"}, "ja"),
        ):
            with self.subTest(wanted):
                answer = self.ask("/metrics", headers=wanted)
                self.assert_refused(answer, 404, "not_found")
                self.assertEqual(json.loads(answer.content)["title"], vocabulary.word("problem", "not_found", language))
                self.assertEqual((answer.headers["Content-Language"], answer.headers["Vary"]), (language, "Accept-Language"))

    def test_other_hosts_are_refused(self):
        self.assert_refused(self.ask(headers={"Host": "elsewhere.example"}), 400, "malformed")
        self.assertEqual(self.ask(headers={"Host": "LOCALHOST:443"}).status, 200)

    def test_what_is_the_operators_is_not_shown(self):
        for path in ("/livez", "/readyz", "/metrics", "/metrics?x", "/%6detrics", "/live%7A"):
            self.assert_refused(self.ask(path), 404, "not_found")

    def test_bodies_up_to_what_the_server_takes(self):
        """Of every operation what the contract says, and no byte more."""
        for operation in self.server.contract.operations:
            if not operation.bodies:
                continue
            path = re.sub(r"\{[^}]*\}", "x", operation.path)
            for size, status in ((min(operation.limit, 3000000), 200), (operation.limit + 1, 413)):
                with self.subTest(operation=operation.id, size=size):
                    body = b"x" * size if status == 200 else None
                    answer = self.ask(path, operation.method, body, {"Content-Length": str(size), **KEY})
                    self.assertEqual(answer.status, status)
            self.assert_refused(answer, 413, "too_large")
        pieces = iter([b"x" * 1000] * 263)
        answer = self.ask("/v1/suppliers", "POST", pieces, KEY)
        self.assert_refused(answer, 413, "too_large")

    def test_connections_of_one_address_have_an_end(self):
        held = [socket.create_connection(("127.0.0.1", self.proxy.port), source_address=("127.9.9.9", 0)) for _ in range(110)]
        open_ones = set(held)

        def closed():
            for one in list(open_ones):
                one.setblocking(False)
                try:
                    if one.recv(1) == b"":
                        open_ones.discard(one)
                except BlockingIOError:
                    pass
                except ConnectionResetError:
                    open_ones.discard(one)
            return len(held) - len(open_ones)

        until(lambda: closed() >= 10)
        self.assertLessEqual(closed(), 20)
        self.assertEqual(self.ask(headers=KEY).status, 200)
        for one in held:
            one.close()

    def test_a_network_of_ipv6_is_one_address(self):
        proxy = Proxy(self.server.address).start(socket.AF_INET6)
        self.addCleanup(proxy.end)
        with socket.create_connection(("::1", proxy.port)) as connection, proxy.tls.wrap_socket(connection, server_hostname="localhost") as wrapped:
            wrapped.sendall(b"GET /v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n")
            wrapped.recv(1)
            for table in ("addresses", "strangers", "failures"):
                self.assertRegex(proxy.admin("show table " + table), r"key=:: ", table)

    def test_requests_without_a_key_have_an_end(self):
        connection = http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=PATIENCE_SECONDS, source_address=("127.8.8.8", 0))

        def ask(headers):
            connection.request("GET", "/v1/me", headers=headers)
            answer = connection.getresponse()
            answer.content = answer.read()
            return answer

        self.assertEqual(ask({}).status, 200)
        answers = []
        until(lambda: answers.append(ask({})) or answers[-1].status != 200, every=0)  # on a slow machine more than 200
        self.assertGreater(len(answers), 190)
        answer = answers[-1]
        self.assert_refused(answer, 429, "too_many_without_key")
        self.assertTrue(answer.headers["Retry-After"])
        self.assertEqual(ask(KEY).status, 200)
        for made_up in ({"Cookie": "__Host-session=x"}, {"Authorization": "Bearer hst_x"}, {"Cookie": "__Host-session=hst_" + "x" * 71}):
            self.assert_refused(ask(made_up), 429, "too_many_without_key")
        connection.close()

    def test_keys_that_are_none_count_as_no_key(self):
        connection = http.client.HTTPSConnection(self.proxy.address, context=self.proxy.tls, timeout=PATIENCE_SECONDS, source_address=("127.8.8.9", 0))

        def ask():
            connection.request("GET", "/v1/me", headers=KEY)
            answer = connection.getresponse()
            answer.content = answer.read()
            return answer

        Recorder.status = 401
        try:
            answers = []
            until(lambda: answers.append(ask()) or answers[-1].status != 401, every=0)
        finally:
            Recorder.status = 200
        self.assertEqual({answer.status for answer in answers[:100]}, {401})
        self.assert_refused(answers[-1], 429, "too_many_without_key")
        self.assertEqual(self.ask(headers=KEY).status, 200)
        connection.close()


class Classes(BehindProxy):
    """Which requests may take long is what the contract says."""

    def sent_as(self, operation, accept=None, escaped=False, **more):
        """The class of a request, as HAProxy logs it. `escaped`: each letter as it needs not be, which the server reads, too."""
        path = re.sub(r"\{[^}]*\}", "x", operation.path)
        if escaped:
            path = re.sub("[a-z]", lambda letter: "%%%02x" % ord(letter[0]), path)
        before = self.proxy.text().count("\n")
        answer = self.ask(path, operation.method, headers={**KEY, **({"Accept": accept} if accept else {}), **more})
        self.assertEqual(answer.status, 200)
        self.eventually(lambda: self.proxy.text().count("\n") > before)
        line = self.proxy.text().splitlines()[before]
        self.assertIn('path="%s"' % path, line)
        return re.search(r"class=(\w+)", line)[1]

    def test_who_waits_for_events(self):
        for method, path in (
            *(("GET", "/v1/events" + query) for query in ("?wait=30", "?after=3&wait=1", "?wait=%33%30", "?w%61it=30", "")),
            ("GET", "/v1/%65vents?wait=30"),
            ("HEAD", "/v1/events?wait=30"),
        ):
            before = self.proxy.text().count("\n")
            self.ask(path, method, headers=KEY)
            self.eventually(lambda: self.proxy.text().count("\n") > before)
            self.assertIn("class=waiting ", self.proxy.text().splitlines()[before])

    def test_sheets_in_and_out(self):
        found = set()
        for operation in self.server.contract.operations:
            kinds = set(operation.responses.get("200", {}).get("content", {}))
            comes_in = (operation.limit or 0) > HELD or operation.stream or set(operation.bodies) & SHEET_KINDS
            for accept, sheet in (
                (None, False),
                ("application/json, text/plain, */*", False),
                ("*/*", False),
                ("Text/CSV", True),
                (workbook.TYPE, True),
                ("application/json;q=0.5, application/x-ndjson", True),
                ("text/*", True),
                ("application/*, application/json;q=0.1", True),
            ):
                may_be = kinds & SHEET_KINDS and (sheet or "application/json" not in kinds)
                expected = "waiting" if operation.id == "event_list" else "sheets" if comes_in or may_be else "api"
                if accept and expected == "api" and not kinds & SHEET_KINDS and operation.method != "GET":
                    continue
                if operation.path in HIDDEN:
                    continue
                with self.subTest(operation=operation.id, accept=accept):
                    self.assertEqual(self.sent_as(operation, accept), expected)
                    if accept in (None, "Text/CSV"):
                        self.assertEqual(self.sent_as(operation, accept, escaped=True), expected)
                found.add(expected)
        self.assertEqual(found, {"api", "sheets", "waiting"})

    def test_who_asks_for_a_copy_gets_it_where_the_contract_lets_it_be_read(self):
        found = set()
        for operation in self.server.contract.operations:
            if operation.path not in HIDDEN:
                sent = self.sent_as(operation, **{"Hoshitori-Read": "copy"})
                with self.subTest(operation=operation.id):
                    self.assertEqual(sent == "readers", operation.standby and operation.path.startswith("/v1/"))
                found.add(sent)
        self.assertEqual(found, {"api", "sheets", "readers", "waiting"})


if __name__ == "__main__":
    harness.main()
