# SPDX-License-Identifier: Apache-2.0
"""Evidence files: taken in whole or not at all, told by their bytes, sealed piece by piece, and read by nobody else."""

import base64
import hashlib
import http.client
import io
import json
import os
import socket
import subprocess
import threading
import urllib.parse
import zipfile

import harness
import scanner
from waiting import PATIENCE_SECONDS, until

PIECE = 256 * 1024
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

    def head(self, evidence, length, digest):
        return (
            "PUT /v1/evidence/%s/content HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\n"
            "Content-Length: %d\r\nContent-Digest: %s\r\nConnection: close\r\n\r\n" % (evidence, self.supplier.key, length, digest)
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


class InAndOut(Evidence):
    def test_bytes_come_back_as_they_were(self):
        for size in (9, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 77):
            with self.subTest(size):
                data = pdf(size)
                evidence = self.announce()
                record = self.assertStatus(self.send(evidence, data), 200).json
                self.assertEqual((record["state"], record["size"], record["media_type"]), ("stored", size, "application/pdf"))
                self.assertEqual(record["digest"], hashlib.sha256(data).hexdigest())
                answer = self.assertStatus(self.fetch(evidence), 200)
                self.assertEqual(answer.body, data)
                self.assertEqual(self.count(PIECES, evidence), -(-size // PIECE))

    def test_as_an_attachment(self):
        data = pdf(100)
        answer = self.fetch(self.stored(data))
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Content-Length"], "100")
        self.assertEqual(answer.headers["Repr-Digest"], digest_of(data))
        self.assertEqual(answer.headers["Accept-Ranges"], "bytes")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        kind, name, encoded = answer.headers["Content-Disposition"].split("; ")
        self.assertEqual(kind, "attachment")
        self.assertRegex(name, r'^filename="evidence-[0-9a-f-]{36}\.pdf"$')
        self.assertEqual(encoded, "filename*=UTF-8''" + urllib.parse.quote(NAME, safe=""))

    def test_head_and_304(self):
        evidence = self.stored(pdf(PIECE + 5))
        answer = self.supplier.request("HEAD", "/v1/evidence/%s/content" % evidence)
        self.assertEqual((answer.status, answer.headers["Content-Length"], answer.body), (200, str(PIECE + 5), b""))
        self.assertEqual(self.fetch(evidence, If_None_Match=answer.etag).status, 304)

    def test_ranges(self):
        size = 2 * PIECE + 100
        data = pdf(size)
        evidence = self.stored(data)
        for asked, first, end in (
            ("bytes=0-0", 0, 1),
            ("bytes=0-", 0, size),
            ("bytes=%d-%d" % (PIECE - 1, PIECE), PIECE - 1, PIECE + 1),
            ("bytes=%d-" % (2 * PIECE), 2 * PIECE, size),
            ("bytes=-7", size - 7, size),
            ("bytes=-99999999", 0, size),
            ("bytes=5-99999999", 5, size),
        ):
            with self.subTest(asked):
                answer = self.assertStatus(self.fetch(evidence, Range=asked), 206)
                self.assertEqual(answer.body, data[first:end])
                self.assertEqual(answer.headers["Content-Range"], "bytes %d-%d/%d" % (first, end - 1, size))
        for asked in ("bytes=0-1,3-4", "bytes=5-2", "lines=0-1", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1x"):
            with self.subTest(asked):
                self.assertEqual(self.assertStatus(self.fetch(evidence, Range=asked), 200).body, data)
        for asked in ("bytes=%d-" % size, "bytes=-0"):
            with self.subTest(asked):
                answer = self.fetch(evidence, Range=asked)
                self.assertProblem(answer, 416, "range_not_satisfiable")
                self.assertEqual(answer.headers["Content-Range"], "bytes */%d" % size)
        etag = self.fetch(evidence).etag
        self.assertEqual(self.fetch(evidence, Range="bytes=0-1", If_Range=etag).status, 206)
        for other in ('"other"', "W/" + etag, "Sun, 29 Nov 2026 10:00:00 GMT"):
            self.assertEqual(self.fetch(evidence, Range="bytes=0-1", If_Range=other).status, 200)

    def test_a_file_is_never_replaced(self):
        evidence = self.stored(pdf(1000))
        self.assertStatus(self.send(evidence, pdf(1000)), 200)
        self.assertProblem(self.send(evidence, pdf(1000, b"y")), 409, "evidence_state")
        self.assertEqual(self.fetch(evidence).body, pdf(1000))
        self.assertEqual(self.count(CONTENTS, evidence), 1)

    def test_both_of_two_who_put_the_same_succeed(self):
        data = pdf(PIECE * 3)
        evidence = self.announce()
        answers = at_once(2, lambda: self.send(evidence, data).status)
        self.assertEqual(answers, [200, 200])
        self.assertEqual(self.count(CONTENTS, evidence), 1)
        self.assertEqual(self.count(PIECES, evidence), 3)

    def test_only_what_is_proof_and_no_program(self):
        evidence = self.announce()
        for data in (
            b"MZ\x90\0" + bytes(200),
            b"<html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"PK\3\4" + bytes(100),
            b"#!/bin/sh\necho",
            bytes(100),
            b"GIF89a" + bytes(50),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            b"\x7fELF" + bytes(99),
            b"text" + bytes(1),
        ):
            with self.subTest(data[:8]):
                answer = self.send(evidence, data)
                self.assertProblem(answer, 415, "evidence_type")
                self.assertIn("application/pdf", answer.json["params"]["expected"])
                self.assertNothingLeft(evidence)
        types = self.server.contract.document["components"]["schemas"]["EvidenceType"]["enum"]
        self.assertEqual(self.send(evidence, bytes(9)).json["params"]["expected"], types)

    def test_kinds_by_their_bytes(self):
        for data, expected in (
            (PNG, "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1", "image/jpeg"),
            ("やあ\n".encode(), "text/plain"),
            ("名前,値\r\n甲,1\r\n".encode("cp932"), "text/plain"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        ):
            with self.subTest(expected):
                evidence = self.stored(data, name="写真.exe")
                self.assertEqual(self.fetch(evidence).headers["Content-Type"], expected)

    def test_no_name_makes_another_kind_of_it(self):
        """What is saved under a name is opened by its ending."""
        for data, name, saved in (
            (PNG, "写真.exe", "写真.exe.png"),
            (PNG, "写真.PNG", "写真.PNG"),
            (PNG, "写真", "写真.png"),
            (b"del *\r\n", "run.bat", "run.bat.txt"),
            (b"x,y\r\n", "list.csv", "list.csv"),
            (PDF + b"<script>", "page.html", "page.html.pdf"),
            (PDF, "a.pdf ", "a.pdf .pdf"),
            (PDF, "a.pdf:b.js", "a.pdf:b.js.pdf"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1", "a.JPEG", "a.JPEG"),
        ):
            with self.subTest(name):
                evidence = self.stored(data, name=name)
                record = self.supplier.get("/v1/evidence/" + evidence).json
                self.assertEqual((record["name"].strip(), record["file_name"]), (name.strip(), saved))
                said = self.fetch(evidence).headers["Content-Disposition"]
                self.assertTrue(said.endswith("filename*=UTF-8''" + urllib.parse.quote(saved, safe="")), said)

    def test_heads(self):
        evidence = self.announce()
        path = "/v1/evidence/%s/content" % evidence
        data = pdf(100)
        for digest in ("sha-256=:AAAA:", "sha-512=:%s:" % ("A" * 86 + "=="), "md5=x", "sha-256=" + digest_of(data)[9:-1], digest_of(data) + "x"):
            with self.subTest(digest):
                self.assertProblem(self.send(evidence, data, digest=digest), 422, "invalid", "header:Content-Digest")
        self.assertProblem(self.supplier.put(path, data, content_type="application/octet-stream"), 422, "invalid", "header:Content-Digest")
        self.assertProblem(self.send(evidence, data, digest=digest_of(data + b"x")), 422, "invalid", "header:Content-Digest")
        self.assertProblem(self.send(evidence, b""), 400, "body_missing")
        self.assertProblem(self.supplier.put(path, data, content_type="application/pdf", headers={"Content-Digest": digest_of(data)}), 415)
        self.assertNothingLeft(evidence)
        self.assertStatus(self.send(evidence, data, digest="md5=:AAAA:, " + digest_of(data) + " , unixsum=:AA==:"), 200)

    def test_without_a_length(self):
        evidence = self.announce()
        connection = http.client.HTTPConnection(self.server.address)
        headers = {"Authorization": "Bearer " + self.supplier.key, "Content-Type": "application/octet-stream", "Content-Digest": digest_of(PDF)}
        connection.request("PUT", "/v1/evidence/%s/content" % evidence, iter([PDF]), headers, encode_chunked=True)
        answer = connection.getresponse()
        self.assertEqual(answer.status, 411)
        connection.close()

    def test_too_large(self):
        evidence = self.announce()
        with self.connect() as connection:
            connection.sendall(self.head(evidence, MOST + 1, digest_of(b"")))
            self.assertIn(b"413", connection.recv(100))

    def test_cut_off_at_any_byte_leaves_nothing(self):
        data = pdf(2 * PIECE + 1000)
        evidence = self.announce()
        head = self.head(evidence, len(data), digest_of(data))
        for at in (1, 100, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, len(data) - 1):
            with self.subTest(at), self.connect() as connection:
                connection.sendall(head + data[:at])
                connection.shutdown(socket.SHUT_WR)
                self.assertIn(b"400", connection.recv(100))
                self.assertNothingLeft(evidence)
        for at in (1, PIECE + 1):  # who is gone without a word
            with self.subTest(at):
                with self.connect() as connection:
                    connection.sendall(head + data[:at])
                self.assertNothingLeft(evidence)
        self.assertStatus(self.send(evidence, data), 200)
        self.assertEqual(self.fetch(evidence).body, data)

    def test_what_a_server_left_behind_is_purged(self):
        evidence = self.announce()
        until_purged = "select count(*) from hoshitori.evidence_content where evidence_id = :'evidence'"
        self.sql(
            "insert into hoshitori.evidence_content select org_id, evidence_id, evidence_id, 9, sha256(''), '\\x01', recorded_at from hoshitori.evidence"
            " where evidence_id = :'evidence'; insert into hoshitori.evidence_piece select org_id, evidence_id, 0, '\\x00' from hoshitori.evidence"
            " where evidence_id = :'evidence'",
            evidence=evidence,
        )
        self.assertEqual(self.count(until_purged, evidence), 1)
        self.set_day("2026-12-02")
        self.assertNothingLeft(evidence)


class Sealed(Evidence):
    """Any changed byte, and any piece that is not in its place, is refused."""

    def setUp(self):
        super().setUp()
        self.data = pdf(2 * PIECE + 500)
        self.evidence = self.stored(self.data)

    def change(self, sql, **variables):
        self.sql(
            sql.replace("PIECES", "hoshitori.evidence_piece p using hoshitori.evidence_content c").replace(
                "OF_IT", "c.org_id = p.org_id and c.content_id = p.content_id and c.evidence_id = :'evidence'"
            ),
            evidence=self.evidence,
            **variables,
        )

    def assertRefused(self, first_whole_piece):
        """The piece is not read; those before it are."""
        try:
            answer = self.fetch(self.evidence)
            self.assertProblem(answer, 500)
            self.assertEqual(first_whole_piece, 0)
        except http.client.IncompleteRead as cut:
            self.assertEqual(cut.partial, self.data[: first_whole_piece * PIECE])

    def test_the_plain_text_is_not_there(self):
        found = self.sql("select count(*) from hoshitori.evidence_piece where position('%PDF' in encode(sealed, 'escape')) > 0")
        self.assertEqual(found.strip(), "0")

    def test_a_changed_byte(self):
        update = "update hoshitori.evidence_piece p set sealed = set_byte(sealed, :at, get_byte(sealed, :at) # 1) from hoshitori.evidence_content c where OF_IT and place = :place"
        for place, at in ((0, 0), (0, 24), (0, PIECE + 39), (1, 30), (2, 0), (2, 500 + 39)):
            with self.subTest(place=place, at=at):
                self.change(update, place=place, at=at)
                self.assertRefused(place)
                self.change(update, place=place, at=at)
                self.assertEqual(self.fetch(self.evidence).body, self.data)

    def test_pieces_that_changed_places(self):
        swap = "update hoshitori.evidence_piece p set place = :into from hoshitori.evidence_content c where OF_IT and place = :place"
        for place, into in ((0, 9), (1, 0), (9, 1)):
            self.change(swap, place=place, into=into)
        self.assertRefused(0)

    def test_a_missing_piece(self):
        for place in (2, 1, 0):
            self.change("delete from PIECES where OF_IT and place = :place", place=place)
            self.assertRefused(place)

    def test_a_shorter_file(self):
        """The last piece is gone, and the record says that it ended before."""
        self.change("delete from PIECES where OF_IT and place = 2")
        self.sql("update hoshitori.evidence set size = %d where evidence_id = :'evidence'" % (2 * PIECE), evidence=self.evidence)
        self.assertRefused(1)

    def test_pieces_of_another_file(self):
        other = self.stored(pdf(2 * PIECE + 500, b"other"))
        swap = (
            "update hoshitori.evidence_piece p set sealed = (select o.sealed from hoshitori.evidence_piece o join hoshitori.evidence_content d using (org_id,"
            " content_id) where d.evidence_id = :'other' and o.place = 0) from hoshitori.evidence_content c where OF_IT and place = 0"
        )
        self.change(swap, other=other)
        self.assertRefused(0)
        # With its key, too.
        self.sql(
            "update hoshitori.evidence_content c set sealed_key = o.sealed_key from hoshitori.evidence_content o"
            " where c.evidence_id = :'evidence' and o.evidence_id = :'other'",
            evidence=self.evidence,
            other=other,
        )
        self.assertRefused(0)

    def test_a_part_is_refused_where_its_pieces_are(self):
        self.change("delete from PIECES where OF_IT and place = 1")
        self.assertEqual(self.fetch(self.evidence, Range="bytes=0-9").body, self.data[:10])
        self.assertProblem(self.fetch(self.evidence, Range="bytes=%d-%d" % (PIECE, PIECE + 9)), 500)


class Told(Evidence):
    def test_a_record(self):
        evidence = self.announce(note="社長室で保管")
        record = self.assertStatus(self.supplier.get("/v1/evidence/" + evidence), 200).json
        self.assertEqual(
            (record["state"], record["name"], record["note"], record["links"], record["side"]), ("awaiting_content", NAME, "社長室で保管", [], "supplier")
        )
        self.assertProblem(self.fetch(evidence), 409, "evidence_state")
        changed = self.assertStatus(self.supplier.put("/v1/evidence/" + evidence, {"name": "方針.pdf"}), 200).json
        self.assertEqual((changed["name"], changed["note"]), ("方針.pdf", None))
        self.assertStatus(self.supplier.put("/v1/evidence/" + evidence, {"name": "方針.pdf"}), 200)
        entries = [entry for entry in self.supplier.get("/v1/audit/events").json["items"] if entry["operation"] == "evidence_put"]
        self.assertEqual(len(entries), 1)

    def test_links(self):
        paper = self.publish_policy(self.supplier, "2026-11-01")
        declaration = self.declare(self.supplier, 2, "2026-11-01")
        assessment = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "scs-2026-03-27"}), 201).json["assessment"]
        links = [
            {"kind": "paper", "id": paper},
            {"kind": "declaration", "id": declaration},
            {"kind": "assessment", "id": assessment},
            {"kind": "assessment", "id": assessment, "criterion": "1-2-1-1"},
            {"kind": "criterion", "id": "scs-2026-03-27", "criterion": "1-2-1-2"},
        ]
        evidence = self.announce(links=links + links[:1])
        record = self.supplier.get("/v1/evidence/" + evidence).json
        self.assertEqual(record["links"], [{"criterion": None, **link} for link in links])
        self.announce()
        for of in (paper, assessment, "scs-2026-03-27"):
            found = self.assertStatus(self.supplier.get("/v1/evidence", query={"linked_to": of}), 200).json["items"]
            self.assertEqual([item["evidence"] for item in found], [evidence])
        other = self.make_supplier()
        foreign = self.publish_policy(other, "2026-11-01")
        for link in (
            {"kind": "paper", "id": foreign},
            {"kind": "paper", "id": assessment},
            {"kind": "paper", "id": "x"},
            {"kind": "paper", "id": paper, "criterion": "1-2-1-1"},
            {"kind": "assessment", "id": assessment, "criterion": "no such"},
            {"kind": "criterion", "id": "scs-2026-03-27"},
            {"kind": "criterion", "id": "no such", "criterion": "1-2-1-1"},
            {"kind": "check", "id": paper},
        ):
            with self.subTest(link):
                answer = self.supplier.post("/v1/evidence", {"name": NAME, "links": [links[0], link]})
                self.assertProblem(answer, 422, "unknown_link", "/links/1/id")

    def test_of_a_buyer(self):
        buyer, supplier, relationship = self.linked_pair()
        declaration = self.declare(supplier, 2, "2026-11-01")
        check = self.assertStatus(
            buyer.post(
                "/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration),
                {"checked_on": "2026-11-20", "method": "public_list", "result": "found"},
            ),
            201,
        ).json["check"]["check"]
        evidence = self.stored(PNG, buyer, side="buyer", links=[{"kind": "check", "id": check}])
        self.assertEqual(self.fetch(evidence, buyer).body, PNG)
        self.assertProblem(buyer.post("/v1/evidence", {"name": NAME}), 403, "right_missing")
        self.assertProblem(supplier.post("/v1/evidence", {"name": NAME, "side": "buyer"}), 403, "right_missing")
        self.assertStatus(supplier.put("/v1/buyers/%s/disclosures/evidence" % relationship, {}), 200)
        for caller in (supplier, self.other_key(buyer, "supplier:read,supplier:write")):
            self.assertProblem(caller.get("/v1/evidence/" + evidence), 404, "not_found")
            self.assertProblem(self.fetch(evidence, caller), 404, "not_found")
            self.assertProblem(self.send(evidence, PNG, caller), 404, "not_found") if caller is supplier else None
            self.assertEqual(caller.get("/v1/evidence").json["items"], [])

    def test_withdrawn_and_erased(self):
        name, note = "消される議事録.pdf", "消されるメモ"
        evidence = self.stored(pdf(PIECE + 1), name=name, note=note)
        withdrawn = self.assertStatus(self.supplier.post("/v1/evidence/%s:withdraw" % evidence), 200).json
        self.assertEqual((withdrawn["state"], withdrawn["withdrawn_on"]), ("withdrawn", harness.FIRST_DAY))
        self.assertProblem(self.supplier.post("/v1/evidence/%s:withdraw" % evidence), 409, "already_withdrawn")
        self.assertProblem(self.supplier.put("/v1/evidence/" + evidence, {"name": "x"}), 409, "evidence_state")
        self.assertEqual(len(self.fetch(evidence).body), PIECE + 1)
        erased = self.assertStatus(self.supplier.delete("/v1/evidence/" + evidence), 200).json
        self.assertEqual((erased["state"], erased["name"], erased["note"], erased["size"]), ("erased", None, None, PIECE + 1))
        self.assertEqual(self.assertStatus(self.supplier.delete("/v1/evidence/" + evidence), 200).json, erased)
        self.assertProblem(self.fetch(evidence), 409, "evidence_state")
        self.assertProblem(self.send(evidence, pdf(PIECE + 1)), 409, "evidence_state")
        self.assertNothingLeft(evidence)
        told = self.server.dump()
        self.assertNotIn(name, told)
        self.assertNotIn(note, told)

    def slowly(self, caller, path, mark):
        """A reader that has come to `mark` in its answer; what is left of it fits nowhere on the way."""
        host, port = self.server.address.rsplit(":", 1)
        reader = socket.socket()
        self.addCleanup(reader.close)
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(PATIENCE_SECONDS)
        reader.connect((host, int(port)))
        reader.sendall(("GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n" % (path, caller.key)).encode())
        taken = b""
        while mark not in taken:
            taken += reader.recv(4096)
        return reader

    def request_logged(self, operation):
        with open(self.server.log_path, encoding="utf-8") as log:
            found = [json.loads(line) for line in log if '"operation":"%s"' % operation in line and "cut off" in line]
        return found and found[-1]

    def test_erased_while_it_is_read(self):
        """Whoever reads it is cut off, and it is told as what it is: nothing was damaged."""
        buyer, supplier, relationship = self.linked_pair()
        supplier = self.other_key(supplier, harness.ALL_RIGHTS)
        self.assertStatus(supplier.put("/v1/buyers/%s/disclosures/evidence" % relationship, {}), 200)
        for caller, path, operation, code in (
            (supplier, "/v1/evidence/{}/content", "evidence_content_get", "evidence_state"),
            (buyer, "/v1/suppliers/" + relationship + "/evidence/{}/content", "supplier_evidence_content_get", "nothing_shown"),
            (supplier, "/v1/archive", "archive_get", "evidence_state"),
        ):
            with self.subTest(operation):
                evidence = self.stored(pdf(48 * PIECE), supplier)
                reader = self.slowly(caller, path.format(evidence), ("evidence/%s.pdf" % evidence).encode() if operation == "archive_get" else PDF)
                self.assertStatus(supplier.post("/v1/evidence/%s:withdraw" % evidence), 200)
                self.assertStatus(supplier.delete("/v1/evidence/" + evidence), 200)
                while part := reader.recv(1 << 20):
                    last = part
                self.assertFalse(last.endswith(b"\r\n0\r\n\r\n"))
                logged = until(lambda: self.request_logged(operation))
                self.assertEqual(logged["code"], code, logged)
                self.assertNotRegex(logged["detail"], "missing|was changed|no key")


class Shown(Evidence):
    """A buyer reads what is shown to it, while it is, and not without a trace."""

    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.data = pdf(PIECE + 9)
        self.evidence = self.stored(self.data, note="自社のメモ")

    def show(self, relationship=None, **period):
        self.assertStatus(self.supplier.put("/v1/buyers/%s/disclosures/evidence" % (relationship or self.relationship), period), 200)

    def hide(self):
        self.assertStatus(self.supplier.delete("/v1/buyers/%s/disclosures/evidence" % self.relationship), 200)

    def own(self, rest=""):
        return "/v1/suppliers/%s/evidence%s" % (self.relationship, rest)

    def content(self, evidence=None, caller=None, **headers):
        return self.fetch(evidence or self.evidence, caller or self.buyer, self.own("/%s/content"), **headers)

    def listed(self, caller=None, **query):
        answer = (caller or self.buyer).get(self.own(), query=query)
        if answer.status == 404:
            self.assertProblem(answer, 404, "nothing_shown")
            return []
        return [item["evidence"] for item in self.assertStatus(answer, 200).json["items"]]

    def assertHiddenFrom(self, caller):
        self.assertEqual(self.listed(caller), [])
        self.assertProblem(self.content(caller=caller), 404, "nothing_shown")

    def test_only_while_it_is_shown(self):
        self.assertHiddenFrom(self.buyer)
        self.show()
        [item] = self.buyer.get(self.own()).json["items"]
        record = self.supplier.get("/v1/evidence/" + self.evidence).json
        self.assertEqual(item, {name: record[name] for name in ("evidence", "name", "links", "media_type", "size", "digest", "stored_at")})
        self.assertEqual(self.content().body, self.data)
        self.assertEqual(self.assertStatus(self.content(Range="bytes=%d-" % PIECE), 206).body, self.data[PIECE:])
        self.hide()
        self.assertHiddenFrom(self.buyer)
        self.show(**{"from": "2026-12-05", "last_day": "2026-12-06"})
        for day, shown in (("2026-12-04", False), ("2026-12-05", True), ("2026-12-06", True), ("2026-12-07", False)):
            self.set_day(day)
            self.assertEqual((self.listed() != [], self.content().status == 200), (shown, shown))

    def test_to_nobody_else(self):
        self.show()
        other = self.make_buyer()
        theirs = self.link(other, self.supplier)
        self.assertProblem(other.get(self.own()), 404, "not_found")
        self.assertProblem(self.content(caller=other), 404, "not_found")
        for path in ("/v1/suppliers/%s/evidence" % theirs, "/v1/suppliers/%s/evidence/%s/content" % (theirs, self.evidence)):
            self.assertProblem(other.get(path), 404, "nothing_shown")
        foreign = self.stored(self.data, self.make_supplier())
        self.assertProblem(self.content(foreign), 404, "nothing_shown")
        for path in ("/v1/evidence/" + self.evidence, "/v1/evidence/%s/content" % self.evidence):
            self.assertProblem(self.buyer.get(path), 404, "not_found")
        self.assertProblem(self.supplier.get(self.own()), 403, "right_missing")

    def test_what_is_not_shown(self):
        """Of what is not there, not there yet or not any more nothing is told."""
        self.show()
        waiting = self.announce()
        for evidence in (waiting, "0193a5b0-7c00-7a10-8b20-0000000000ff"):
            self.assertProblem(self.content(evidence), 404, "nothing_shown")
        self.assertEqual(self.listed(), [self.evidence])
        self.assertStatus(self.supplier.post("/v1/evidence/%s:withdraw" % self.evidence), 200)
        self.assertHiddenFrom(self.buyer)
        self.assertEqual(self.listed(as_of=harness.FIRST_DAY), [])

    def test_as_of_a_day(self):
        self.show()
        self.set_day("2026-12-10")
        later = self.stored(PNG)
        self.set_day("2026-12-11")
        self.assertEqual(self.listed(), [later, self.evidence])
        self.assertEqual(self.listed(as_of="2026-12-09"), [self.evidence])
        self.assertEqual(self.listed(known_at="2026-12-09T00:00:00Z"), [self.evidence])

    def test_each_read_stands_in_the_log(self):
        self.show()
        for _ in range(2):
            self.assertEqual(self.listed(), [self.evidence])
            self.assertStatus(self.content(), 200)
            self.assertStatus(self.content(Range="bytes=0-1"), 206)
        reads = self.supplier.get("/v1/buyers/%s/disclosure-reads" % self.relationship).json["items"]
        listed = [{"evidence": self.evidence, "name": NAME}]
        self.assertEqual(
            sorted((r["content"], r["kind"], r["evidence"], r["name"], r["files"], r["assessment"]) for r in reads),
            [(False, "evidence", None, None, listed, None), (True, "evidence", self.evidence, NAME, [], None)],
        )

        def logged():
            items = self.supplier.get("/v1/audit/events").json["items"]
            return [json.loads(item["entry"])["detail"] for item in items if item["operation"] == "disclosure read"]

        until(lambda: len(logged()) == 2, logged)
        self.assertEqual(
            {(d.get("evidence"), tuple(d.get("files", ())), d["content"]) for d in logged()}, {(self.evidence, (), True), (None, (self.evidence,), False)}
        )
        self.assertStatus(self.supplier.delete("/v1/evidence/" + self.evidence), 200)
        reads = self.supplier.get("/v1/buyers/%s/disclosure-reads" % self.relationship).json["items"]
        self.assertEqual([(r["name"], [file["name"] for file in r["files"]]) for r in reads], [(None, []), (None, [None])])

    def test_a_list_is_one_read(self):
        """However many names it holds; what is new in the same hour is one more."""
        self.show()
        others = [self.stored(PDF + b"%d" % n, name="資料%d.pdf" % n) for n in range(5)]
        for _ in range(2):
            self.assertEqual(self.listed(), [*others[::-1], self.evidence])
        path = "/v1/buyers/%s/disclosure-reads" % self.relationship
        told = [[file["evidence"] for file in read["files"]] for read in self.supplier.get(path).json["items"]]
        self.assertEqual(told, [[*others[::-1], self.evidence]])
        later = self.stored(PNG)
        self.assertEqual(self.listed(limit=2), [later, others[-1]])
        told = [[file["evidence"] for file in read["files"]] for read in self.supplier.get(path).json["items"]]
        self.assertEqual(sorted(told, key=len), [[later], [*others[::-1], self.evidence]])

    def test_who_hears_of_a_file(self):
        def heard(caller):
            items = self.assertStatus(caller.get("/v1/events", query={"types": "evidence.added,evidence.withdrawn"}), 200).json["items"]
            return [(item["type"], item["side"], item["data"]["evidence"]) for item in items]

        self.show()
        shown = self.stored(PNG)
        self.assertStatus(self.supplier.post("/v1/evidence/%s:withdraw" % shown), 200)
        erased = self.stored(pdf(50))
        self.assertStatus(self.supplier.delete("/v1/evidence/" + erased), 200)
        self.hide()
        alone = self.stored(pdf(60))
        until(lambda: len(heard(self.supplier)) == 6, lambda: heard(self.supplier))
        of_shown = [(kind, one) for one in (shown, erased) for kind in ("evidence.added", "evidence.withdrawn")]
        self.assertEqual(heard(self.supplier)[1:], [(kind, "supplier", one) for kind, one in [*of_shown, ("evidence.added", alone)]])
        until(lambda: len(heard(self.buyer)) == 4, lambda: heard(self.buyer))
        self.assertEqual(heard(self.buyer), [(kind, "buyer", one) for kind, one in of_shown])
        self.assertEqual(heard(self.make_buyer()), [])

    def test_a_withdrawal_ends_an_answer_on_its_way(self):
        data = pdf(MOST, b"long")
        evidence = self.stored(data)
        self.show()
        with self.connect() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            head = "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            connection.sendall((head % (self.own("/%s/content" % evidence), self.buyer.key)).encode())
            first = connection.recv(65536)
            self.hide()
            size = len(first)
            while rest := connection.recv(1 << 20):
                size += len(rest)
        self.assertLess(size, MOST)


class TakenOut(Evidence):
    def test_the_archive_holds_the_files(self):
        owner = self.make_caller("株式会社持出", harness.ALL_RIGHTS)
        files = {self.stored(data, owner): data for data in (pdf(PIECE + 1), PNG)}
        self.announce(owner)
        with zipfile.ZipFile(io.BytesIO(self.assertStatus(owner.get("/v1/archive"), 200).body)) as archive:
            found = {name[9:45]: archive.read(name) for name in archive.namelist() if name.startswith("evidence/")}
            records = [json.loads(line) for line in archive.read("evidence.ndjson").splitlines()]
        self.assertEqual(found, files)
        self.assertEqual(len(records), 3)


class Room(Evidence):
    def test_of_bytes(self):
        self.server.command("quota", "set", "--organisation", self.supplier.organisation, "--kind", "evidence_mib", "--most", "1")
        first = self.stored(pdf(600 * 1024))
        second = self.announce()
        answer = self.send(second, pdf(600 * 1024, b"y"))
        self.assertProblem(answer, 409, "evidence_room")
        self.assertEqual(answer.json["params"], {"most": 1})
        self.assertNothingLeft(second)
        self.supplier.delete("/v1/evidence/" + first)
        self.assertStatus(self.send(second, pdf(600 * 1024, b"y")), 200)

    def test_two_at_once(self):
        data = pdf(PIECE + 1)
        begun = []
        for _ in range(2):
            evidence = self.announce()
            connection = self.connect()
            self.addCleanup(connection.close)
            head = self.head(evidence, len(data), digest_of(data))
            connection.sendall(head + data[:PIECE])
            until(lambda one=evidence: self.count(PIECES, one) == 1)
            begun.append(connection)
        answer = self.send(self.announce(), data)
        self.assertProblem(answer, 429, "uploads_running")
        other = self.make_supplier()
        self.assertTrue(self.stored(data, other))
        for connection in begun:
            connection.sendall(data[PIECE:])
            self.assertIn(b"200", connection.recv(100))
        self.assertTrue(self.stored(data))


class Scanning(harness.Server):
    """It asks a scanner, which may listen or not. Memory that was given back is given out again at once, with sanitizers too."""

    def __init__(self, place):
        super().__init__(("--clamd", place.socket))

    def environment(self):
        return {**super().environment(), "ASAN_OPTIONS": "quarantine_size_mb=1:" + os.environ.get("ASAN_OPTIONS", "")}


class Scanned(Evidence):
    @classmethod
    def setUpClass(cls):
        cls.place = scanner.Place()
        cls.addClassCleanup(cls.place.end)
        cls.server = Scanning(cls.place)
        cls.addClassCleanup(cls.server.end)
        cls.server.start()

    def memory(self):
        with open("/proc/%d/status" % self.server.process.pid, encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("VmHWM")).split()[1])

    def logged(self, evidence):
        items = self.supplier.get("/v1/audit/events", query={"object": "evidence/" + evidence}).json["items"]
        return [(item["operation"], json.loads(item["entry"])["detail"]) for item in items]

    def test_a_large_file_passes_through(self):
        """Not more than a part of what passes."""
        with scanner.Clamd(self.place):
            self.stored(pdf(PIECE * 2))
            data = PDF + os.urandom(MOST - len(PDF))
            before = self.memory()
            evidence = self.stored(data)
            self.assertEqual(hashlib.sha256(self.fetch(evidence).body).digest(), hashlib.sha256(data).digest())
            self.assertLess(self.memory() - before, len(data) // 1024 // 2)

    def test_what_is_found_is_refused(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("_rels/.rels", "<Relationships/>")
            archive.writestr("word/document.xml", scanner.SIGNATURE * 3)
        with scanner.Clamd(self.place):
            for data in (
                PDF + scanner.SIGNATURE,
                pdf(PIECE - 5) + scanner.SIGNATURE + pdf(PIECE),
                packed.getvalue(),
            ):
                with self.subTest(len(data)):
                    evidence = self.announce()
                    answer = self.send(evidence, data)
                    self.assertProblem(answer, 422, "evidence_infected")
                    self.assertEqual(answer.json["params"], {"signature": scanner.FOUND})
                    self.assertIn(scanner.FOUND, answer.json["title"])
                    self.assertNothingLeft(evidence)
                    self.assertEqual(self.supplier.get("/v1/evidence/" + evidence).json["state"], "awaiting_content")
                    self.assertIn(("evidence refused", {"signature": scanner.FOUND}), self.logged(evidence))
                    self.assertStatus(self.send(evidence, pdf(1000)), 200)

    def test_while_it_is_away(self):
        evidence = self.announce()
        answer = self.send(evidence, pdf(PIECE + 1))
        self.assertProblem(answer, 503, "scanner_unavailable")
        self.assertEqual(answer.headers["Retry-After"], "30")
        self.assertNothingLeft(evidence)
        with open(self.server.log_path, encoding="utf-8") as log:
            lines = [line for line in log if answer.headers["X-Request-Id"] in line]
        self.assertEqual([self.place.socket in line for line in lines], [True])
        with scanner.Clamd(self.place):
            self.assertStatus(self.send(evidence, pdf(PIECE + 1)), 200)
        self.assertStatus(self.send(evidence, pdf(PIECE + 1)), 200)  # stored, and not asked about again

    def test_strange_answers(self):
        for said in (
            None,
            b"",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"UNKNOWN COMMAND\0",
            b"stream: FOUND\0",
            b"stream:  FOUND\0",
            b"stream: OK",
            b"stream: OK FOUND behind\0",
            b"\xff" * 2000,
        ):
            with self.subTest(said), scanner.Strange(self.place, said) as strange:
                strange.let_go.set()
                evidence = self.announce()
                self.assertProblem(self.send(evidence, pdf(PIECE + 1)), 503, "scanner_unavailable")
                self.assertNothingLeft(evidence)
        with scanner.Strange(self.place, 'stream: a"b\r\nウ FOUND\0'.encode()) as strange:
            strange.let_go.set()
            self.assertEqual(self.send(self.announce(), pdf(99)).json["params"], {"signature": 'a"b?????'})

    def test_the_database_does_not_wait_for_it(self):
        busy = "select count(*) from pg_stat_activity where usename = 'hoshitori_app' and xact_start is not null and application_name not like '%work%'"
        with scanner.Strange(self.place, b"stream: OK\0") as strange:
            evidence = self.announce()
            answers = []
            sender = threading.Thread(target=lambda: answers.append(self.send(evidence, pdf(PIECE + 1)).status))
            sender.start()
            self.assertTrue(strange.taken.wait(PATIENCE_SECONDS))
            until(lambda: self.sql(busy).strip() == "0")
            self.assertProblem(self.fetch(evidence), 409, "evidence_state")
            strange.let_go.set()
            sender.join()
        self.assertEqual(answers, [200])
        self.assertEqual(self.fetch(evidence).body, pdf(PIECE + 1))

    def test_where_it_may_be(self):
        for where in ("clamd.ctl", "192.0.2.1:3310", "localhost:3310", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:3310x", "/" + "a" * 200):
            with self.subTest(where):
                done = self.server.command("serve", "--clamd", where, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("--clamd", done.stderr)


if __name__ == "__main__":
    harness.main()
