# SPDX-License-Identifier: Apache-2.0
"""tests/support/echo_server.c for Python tests: the whole HTTP layer with a few operations of its own, and raw bytes
to it."""

import http.client
import json
import os
import re
import socket
import subprocess
import tempfile
import unittest

from waiting import PATIENCE_SECONDS

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SERVER = os.environ.get("ECHO_SERVER", os.path.join(TOP, "build", "dev", "tests", "echo_server"))
KEY = "Idempotency-Key: key-1\r\nContent-Type: application/json\r\n"


class Server:
    def __init__(self, threads=8, clock=None):
        self.log = tempfile.TemporaryFile()
        environment = dict(os.environ)
        if clock:
            environment["HOSHITORI_TEST_CLOCK"] = clock
        self.process = subprocess.Popen([SERVER, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, env=environment)
        self.address = self.process.stdout.readline().decode().strip()
        self.host, port = self.address.rsplit(":", 1)
        self.port = int(port)

    def connect(self, seconds=PATIENCE_SECONDS):
        return socket.create_connection((self.host, self.port), timeout=seconds)

    def told(self):
        """Its log so far; the program writes on where it was."""
        return os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, 0)

    def stop(self):
        """Ends it in order; returns its log. A sanitizer's finding is a failure."""
        self.process.stdin.close()
        status = self.process.wait(timeout=PATIENCE_SECONDS)
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


class EchoTest(unittest.TestCase):
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
            except OSError:  # it is closed already
                pass
            answer = receive(connection)
        statuses = [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]
        return statuses, answer

    def assert_refused(self, data, status, code=None):
        """One answer with this status, and the connection is closed although the client
        keeps its side open."""
        statuses, answer = self.talk(data, close=False)
        self.assertEqual(statuses, [status], answer)
        head, body = answer.split(b"\r\n\r\n", 1)
        self.assertIn(b"\r\nConnection: close", head)
        self.assertIn(b"\r\nContent-Type: application/problem+json; charset=utf-8\r\n", head)
        problem = json.loads(body)
        self.assertEqual(problem["status"], status)
        self.assertTrue(problem["request_id"])
        if code:
            self.assertEqual(problem["code"], code)

    def request(self, method, path, body=None, headers=None, connection=None):
        own = connection or http.client.HTTPConnection(self.server.host, self.server.port, PATIENCE_SECONDS)
        own.request(method, path, body, headers or {})
        answer = own.getresponse()
        answer.content = answer.read()
        if not connection:
            own.close()
        return answer

    def post(self, body, content_type="application/json", **more):
        headers = {"Idempotency-Key": "key-1", "Content-Type": content_type}
        return self.request("POST", "/v1/echoes", body, {**headers, **more})
