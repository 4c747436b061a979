# SPDX-License-Identifier: Apache-2.0
"""Evidence files: taken in whole or not at all, told by their bytes, sealed piece by piece."""

import hashlib
import http.client
import itertools
import json
import socket
import subprocess
import urllib.parse
import uuid

import harness
import people
from evidence import CONTENTS, MOST, NAME, PDF, PIECE, PIECES, PNG, Evidence, at_once, digest_of, pdf
from waiting import PATIENCE_SECONDS, until


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
            (PDF, "a.pdf ", "a.pdf"),
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


class KeyEnds(Evidence):
    """Of an upload whose key ends midway nothing is left, whether its client goes on or leaves."""

    DATA = pdf(2 * PIECE + 1000)
    PLACES = (1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 1, len(DATA) - 1)

    def setUp(self):
        super().setUp()
        self.keys = self.other_key(self.supplier, harness.ALL_RIGHTS)

    def begun(self, caller, at):
        """The file, and a connection on which so many of its bytes were sent and are put by."""
        evidence = self.announce(caller)
        connection = self.connect()
        self.addCleanup(connection.close)
        connection.sendall(self.head(evidence, len(self.DATA), digest_of(self.DATA), caller) + self.DATA[:at])
        until(lambda: self.count(CONTENTS, evidence) == 1 and self.count(PIECES, evidence) == at // PIECE)
        return evidence, connection

    def by_key(self):
        caller = self.other_key(self.supplier, harness.SUPPLIER_RIGHTS)
        key = caller.get("/v1/me").json["key"]["key"]
        return caller, lambda: self.assertStatus(self.keys.post("/v1/api-keys/%s:revoke" % key), 200)

    def by_person(self):
        page = people.make_person(self.server, self.keys, "upload%s@example.jp" % uuid.uuid4().hex[:8], ["supplier:read", "supplier:write"])
        user = page.get("/v1/me").json["user"]["user"]
        return page, lambda: self.assertStatus(self.keys.post("/v1/users/%s:remove" % user), 200)

    def by_closing(self):
        one = self.make_supplier(rights=harness.ALL_RIGHTS)
        return one, lambda: self.assertStatus(one.post("/v1/organisation:close", {"name": one.name}), 200)

    def at_each_end(self, then):
        """Uploads whose key has just ended; `then` gets the connection and what is left to send."""
        for end in (self.by_key, self.by_person, self.by_closing):
            for at in self.PLACES:
                with self.subTest(end.__name__, at=at):
                    caller, act = end()
                    evidence, connection = self.begun(caller, at)
                    act()
                    then(connection, self.DATA[at:])
                    self.assertNothingLeft(evidence)

    def go_on(self, connection, left):
        connection.sendall(left[:PIECE])
        self.assertRegex(connection.makefile("rb").readline(), rb"^HTTP/1.1 401 ")

    def test_who_goes_on_is_told_at_the_next_piece(self):
        self.at_each_end(self.go_on)

    def test_who_leaves(self):
        self.at_each_end(lambda connection, left: connection.close())


class Refused(Evidence):
    """A client that sends all of a file before it reads anything reads why it was refused."""

    SIZE = 12 * 1024 * 1024  # more than the sockets' buffers take in

    def plainly(self, path, size, caller=None, headers=()):
        """(status, code) for http.client, which knows of no answer before its body is sent."""
        connection = http.client.HTTPConnection(self.server.address, timeout=PATIENCE_SECONDS)
        self.addCleanup(connection.close)
        sent = {
            "Authorization": "Bearer " + (caller or self.supplier).key,
            "Content-Type": "application/octet-stream",
            "Content-Digest": digest_of(b""),
            "Content-Length": str(size),
            **dict(headers),
        }
        connection.request("PUT", path, itertools.repeat(bytes(PIECE), size // PIECE), sent)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["code"]

    def test_before_a_byte_was_looked_at(self):
        path = "/v1/evidence/%s/content"
        evidence = path % self.announce()
        stored = path % self.stored(pdf(99))
        reader = self.other_key(self.supplier, "supplier:read")
        for expected, ask in (
            ((404, "not_found"), {"path": path % uuid.uuid4()}),
            ((403, "right_missing"), {"path": evidence, "caller": reader}),
            ((409, "evidence_state"), {"path": stored}),
            ((413, "too_large"), {"path": evidence, "size": MOST + 4 * PIECE}),
            ((415, "unsupported_media_type"), {"path": evidence, "headers": {"Content-Type": "application/pdf"}}),
            ((415, "evidence_type"), {"path": evidence}),
            ((422, "invalid"), {"path": evidence, "headers": {"Content-Digest": "md5=x"}}),
        ):
            with self.subTest(expected, path=ask["path"]):
                self.assertEqual(self.plainly(**{"size": self.SIZE, **ask}), expected)

    def test_beyond_the_few_at_once(self):
        """Of one organisation, of all, and by curl as scripts call it."""
        begun = []
        for caller in [self.supplier, self.supplier, *(self.make_supplier() for _ in range(6))]:
            evidence = self.announce(caller)
            connection = self.connect()
            self.addCleanup(connection.close)
            connection.sendall(self.head(evidence, PIECE + 1, digest_of(b""), caller) + pdf(PIECE))
            until(lambda one=evidence: self.count(PIECES, one) == 1)
            begun.append(connection)
        path = "/v1/evidence/%s/content" % self.announce()
        self.assertEqual(self.plainly(path, self.SIZE), (429, "uploads_running"))
        other = self.make_supplier()
        path = "/v1/evidence/%s/content" % self.announce(other)
        self.assertEqual(self.plainly(path, self.SIZE, other), (429, "uploads_running"))
        words = ["curl", "-sS", "-i", "-X", "PUT", "-H", "Expect:", "-H", "Authorization: Bearer " + other.key, "-H", "Content-Digest: " + digest_of(b"")]
        words += ["-H", "Content-Type: application/octet-stream", "--data-binary", "@-", "http://%s%s" % (self.server.address, path)]
        told = subprocess.run(words, input=bytes(self.SIZE), stdout=subprocess.PIPE, check=True).stdout
        self.assertRegex(told, b"^HTTP/1.1 429 ")
        self.assertIn(b"\r\nRetry-After: ", told)


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


if __name__ == "__main__":
    harness.main()
