# SPDX-License-Identifier: Apache-2.0
"""No body is waited for before its sender's key is known to be good. Each request here announces a body and sends
nothing of it: whoever waited for it would answer 408, if at all."""

import http.client
import json
import re
import socket

import harness
from people import make_person
from service import with_another_secret
from waiting import PATIENCE_SECONDS

SMALL, LARGE = 100, 20000
ACCOUNT = "Authorization: Bearer %s\r\n"


class Bodies(harness.ApiTest):
    def setUp(self):
        self.buyer = self.make_buyer()
        self.operations = [o for o in self.server.contract.operations if o.bodies]

    def announce(self, operation, credential, length=SMALL, more=""):
        """The connection after the head of a request whose body does not come."""
        host, port = self.server.address.rsplit(":", 1)
        connection = socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)
        self.addCleanup(connection.close)
        path = re.sub(r"\{[^}]*\}", "x", operation.path)
        connection.sendall(
            (
                "%s %s HTTP/1.1\r\nHost: localhost\r\n%sIdempotency-Key: bodies\r\nIf-Match: *\r\nContent-Type: %s\r\n%s%s\r\n"
                % (
                    operation.method,
                    path,
                    credential,
                    next(iter(operation.bodies)),
                    more,
                    "Content-Length: %d\r\n" % length if length else "Transfer-Encoding: chunked\r\n",
                )
            ).encode()
        )
        return connection

    def refusal(self, connection):
        """(status, code), after which the connection ends."""
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        problem = json.loads(answer.read())
        self.assertEqual(answer.headers["Connection"], "close")
        self.assertEqual(connection.recv(1), b"")
        return answer.status, problem["code"]

    def test_of_every_operation(self):
        unknown = ACCOUNT % with_another_secret(self.buyer.key)
        tried = 0
        for operation in self.operations:
            if operation.open:
                continue
            tried += 1
            for length in (SMALL, LARGE, None):
                with self.subTest(operation=operation.id, length=length):
                    self.assertEqual(self.refusal(self.announce(operation, unknown, length)), (401, "unauthenticated"))
        self.assertGreater(tried, 20)

    def test_rights_are_looked_at_too(self):
        weak = ACCOUNT % self.server.make_key(self.buyer.organisation, "audit:read")
        for operation in self.operations:
            if not operation.open and operation.rights != ["any"]:
                with self.subTest(operation=operation.id):
                    self.assertEqual(self.refusal(self.announce(operation, weak)), (403, "right_missing"))

    def test_sessions_too(self):
        page = make_person(self.server, self.buyer, harness.declaration_id() + "@example.jp", ["buyer:write"])
        self.assertStatus(page.delete("/v1/session"), 204)
        ended = "Cookie: __Host-session=%s\r\nX-CSRF-Token: %s\r\nSec-Fetch-Site: same-origin\r\n" % (page.cookie, page.token)
        self.assertEqual(self.refusal(self.announce(self.operation("supplier_add"), ended))[0], 401)

    def operation(self, name):
        return next(o for o in self.operations if o.id == name)

    def test_nobody_is_asked_to_go_on_in_vain(self):
        expect = "Expect: 100-continue\r\n"
        for name in ("supplier_add", "supplier_import", "assessment_answers_put"):
            with self.subTest(operation=name):
                connection = self.announce(self.operation(name), ACCOUNT % with_another_secret(self.buyer.key), LARGE, expect)
                self.assertEqual(connection.recv(13, socket.MSG_WAITALL), b"HTTP/1.1 401 ")
        connection = self.announce(self.operation("supplier_add"), ACCOUNT % self.buyer.key, LARGE, expect)
        self.assertEqual(connection.recv(25, socket.MSG_WAITALL), b"HTTP/1.1 100 Continue\r\n\r\n")
        body = json.dumps({"name": "株式会社あさひ"}).encode()
        connection.sendall(body + b" " * (LARGE - len(body)))
        self.assertEqual(connection.recv(13, socket.MSG_WAITALL), b"HTTP/1.1 201 ")

    def test_what_is_wrong_besides_is_told_to_good_keys_only(self):
        operation = self.operation("supplier_add")
        for key, answer in ((self.buyer.key, (413, "too_large")), (with_another_secret(self.buyer.key), (401, "unauthenticated"))):
            self.assertEqual(self.refusal(self.announce(operation, ACCOUNT % key, 300000)), answer)

    def test_a_body_that_comes_later_is_read(self):
        connection = self.announce(self.operation("supplier_add"), ACCOUNT % self.buyer.key, SMALL)
        body = json.dumps({"name": "ABC"}).encode()
        connection.sendall(body[:4])
        connection.sendall(body[4:] + b" " * (SMALL - len(body)))
        self.assertEqual(connection.recv(13, socket.MSG_WAITALL), b"HTTP/1.1 201 ")

    def test_without_a_key_bodies_are_small_and_soon_late(self):
        for operation in self.operations:
            if operation.open:
                with self.subTest(operation=operation.id):
                    self.assertEqual(self.refusal(self.announce(operation, "", 16385)), (413, "too_large"))
        self.assertEqual(self.refusal(self.announce(self.operation("session_start"), "", SMALL)), (408, "request_timeout"))

    def test_blanks_before_a_head_are_no_body(self):
        """They come over the connection too, and are not counted as what follows the head."""
        host, port = self.server.address.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(
                b" " * 5000
                + (
                    "POST /v1/suppliers HTTP/1.1\r\nHost: localhost\r\n%sIdempotency-Key: x\r\n"
                    "Content-Type: application/json\r\nContent-Length: 3000\r\n\r\n" % (ACCOUNT % with_another_secret(self.buyer.key))
                ).encode()
            )
            self.assertIn(self.refusal(connection)[0], (401, 408))


if __name__ == "__main__":
    harness.main()
