# SPDX-License-Identifier: Apache-2.0
"""Evidence files as tests make, send and read them."""

import base64
import hashlib
import socket
import subprocess
import threading

import harness
import people
from waiting import PATIENCE_SECONDS, until

PIECE = 64 * 1024
MOST = 25 * 1024 * 1024
PDF = b"%PDF-1.7\n"
NAME = "情報セキュリティ基本方針（第2版）.pdf"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"
PIECES = "select count(*) from hoshitori.evidence_piece p join hoshitori.evidence_content c using (org_id, content_id) where c.evidence_id = :'evidence'"
CONTENTS = "select count(*) from hoshitori.evidence_content where evidence_id = :'evidence'"


def pdf(size, seed=b"x"):
    """Bytes of a PDF, none of which repeats in another place."""
    return (PDF + hashlib.shake_128(seed).digest(size))[:size]


def digest_of(data):
    return "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()


def at_once(count, act):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(act())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Evidence(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier()

    def announce(self, caller=None, name=NAME, **members):
        return self.assertStatus((caller or self.supplier).post("/v1/evidence", {"name": name, **members}), 201).json["evidence"]

    def send(self, evidence, data, caller=None, digest=None, headers=()):
        headers = {"Content-Digest": digest or digest_of(data), **dict(headers)}
        return (caller or self.supplier).put("/v1/evidence/%s/content" % evidence, data, content_type="application/octet-stream", headers=headers)

    def stored(self, data, caller=None, **members):
        evidence = self.announce(caller, **members)
        self.assertStatus(self.send(evidence, data, caller), 200)
        return evidence

    def fetch(self, evidence, caller=None, path="/v1/evidence/%s/content", **headers):
        return (caller or self.supplier).get(path % evidence, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def connect(self):
        host, port = self.server.address.rsplit(":", 1)
        return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)

    def head(self, evidence, length, digest, caller=None):
        caller = caller or self.supplier
        headers = caller.proof() if isinstance(caller, people.Page) else {"Authorization": "Bearer " + caller.key}
        return (
            "PUT /v1/evidence/%s/content HTTP/1.1\r\nHost: x\r\n%sContent-Type: application/octet-stream\r\n"
            "Content-Length: %d\r\nContent-Digest: %s\r\nConnection: close\r\n\r\n"
            % (evidence, "".join("%s: %s\r\n" % header for header in headers.items()), length, digest)
        ).encode()

    def sql(self, statement, **variables):
        words = [*self.server.psql(**variables), "-f", "-"]
        return subprocess.run(words, input="set role hoshitori_engine;" + statement, check=True, text=True, stdout=subprocess.PIPE).stdout

    def count(self, sql, evidence):
        return int(self.sql(sql, evidence=evidence))

    def assertNothingLeft(self, evidence):
        until(lambda: self.count(CONTENTS, evidence) == 0, lambda: self.count(PIECES, evidence))
        self.assertEqual(self.count(PIECES, evidence), 0)
        orphans = "select count(*) from hoshitori.evidence_piece p left join hoshitori.evidence_content c using (org_id, content_id) where c.content_id is null"
        self.assertEqual(self.sql(orphans).strip(), "0")
