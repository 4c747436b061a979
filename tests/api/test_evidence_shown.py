# SPDX-License-Identifier: Apache-2.0
"""Evidence files: what is told of them, to whom they are shown and to whom not, and what is taken out."""

import io
import json
import socket
import zipfile

import harness
from evidence import CONTENTS, MOST, NAME, PDF, PIECE, PIECES, PNG, Evidence, digest_of, pdf
from waiting import PATIENCE_SECONDS, until


class Told(Evidence):
    def test_a_record(self):
        evidence = self.announce(note="社長室で保管")
        record = self.assertStatus(self.supplier.get("/v1/evidence/" + evidence), 200).json
        self.assertEqual(
            (record["state"], record["name"], record["note"], record["links"], record["side"]), ("awaiting_content", NAME, "社長室で保管", [], "supplier")
        )
        self.assertProblem(self.fetch(evidence), 409, "evidence_state")
        changed = self.assertStatus(self.supplier.put("/v1/evidence/" + evidence, {"name": "方針.pdf"}, headers={"If-Match": "*"}), 200).json
        self.assertEqual((changed["name"], changed["note"]), ("方針.pdf", None))
        self.assertStatus(self.supplier.put("/v1/evidence/" + evidence, {"name": "方針.pdf"}, headers={"If-Match": "*"}), 200)
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
        self.assertProblem(self.supplier.put("/v1/evidence/" + evidence, {"name": "x"}, headers={"If-Match": "*"}), 409, "evidence_state")
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
        self.assertEqual(item, {name: record[name] for name in ("evidence", "name", "links", "media_type", "file_name", "size", "digest", "stored_at")})
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
        self.assertEqual(sorted((r["content"], r["name"], [file["name"] for file in r["files"]]) for r in reads), [(False, None, [None]), (True, None, [])])

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
            return [(item["type"], item["side"], item["data"].get("evidence")) for item in items]

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
        self.assertEqual(heard(self.buyer), [(kind, "buyer", None) for kind, _ in of_shown])
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

    def test_a_withdrawal_ends_a_download_in_ranges(self):
        self.show()
        tag = self.content().etag
        self.assertStatus(self.content(Range="bytes=0-%d" % (PIECE - 1), If_Range=tag), 206)
        for end in (self.hide, lambda: self.supplier.post("/v1/evidence/%s:withdraw" % self.evidence)):
            end()
            for more in ({"Range": "bytes=%d-" % PIECE, "If_Range": tag}, {"If_None_Match": tag}, {}):
                self.assertProblem(self.content(**more), 404, "nothing_shown")
            self.show()

    # Files of an organisation that has closed: read by nobody from that instant, kept for its month, then gone.

    def close(self, caller):
        leaving = self.other_key(caller, harness.ALL_RIGHTS)
        self.assertStatus(leaving.post("/v1/organisation:close", {"name": caller.name}), 200)

    def erase(self, organisation):
        self.set_day("2027-01-01")
        self.eventually(lambda: self.erased(organisation))

    def erased(self, organisation):
        listed = self.server.command("organisation", "list").stdout.splitlines()
        return next(line for line in listed if line.startswith(organisation)).endswith("\terased ")

    def kept(self, evidence):
        return self.count(CONTENTS, evidence), self.count(
            "select count(*) from hoshitori.evidence where evidence_id = :'evidence' and name is not null", evidence
        )

    def test_a_supplier_that_left(self):
        self.show()
        self.assertEqual(self.content().body, self.data)
        with self.connect() as sending:
            cut = self.announce()
            head = self.head(cut, len(self.data), digest_of(self.data))
            sending.sendall(head + self.data[:PIECE])
            until(lambda: self.count(PIECES, cut) == 1)
            self.close(self.supplier)
            self.assertHiddenFrom(self.buyer)
            self.assertProblem(self.fetch(self.evidence), 401)
            sending.sendall(self.data[PIECE:])
            self.assertIn(b"401", sending.recv(100))
        self.assertEqual(self.buyer.get(self.own(), query={"as_of": harness.FIRST_DAY}).status, 404)
        self.set_day("2026-12-31")
        self.assertNothingLeft(cut)  # it had no key any more to say so at once
        self.assertHiddenFrom(self.buyer)
        self.assertEqual(self.kept(self.evidence), (1, 1))
        self.erase(self.supplier.organisation)
        self.assertNothingLeft(self.evidence)
        self.assertEqual(self.kept(self.evidence), (0, 0))
        self.assertHiddenFrom(self.buyer)
        self.server.command("audit", "verify", "--organisation", self.supplier.organisation)

    def test_a_supplier_that_comes_back(self):
        """Its files are there again; who sees them is for it to say anew."""
        self.show()
        self.close(self.supplier)
        self.eventually(lambda: self.buyer.get("/v1/suppliers/" + self.relationship).json["state"] == "declined")
        self.set_day("2026-12-20")
        self.server.command("organisation", "reopen", self.supplier.organisation)
        again = self.other_key(self.supplier, harness.SUPPLIER_RIGHTS)
        self.assertEqual(self.fetch(self.evidence, again).body, self.data)
        self.assertHiddenFrom(self.buyer)
        token = self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % self.relationship), 200).json["invitation"]["token"]
        self.assertStatus(again.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertHiddenFrom(self.buyer)
        self.assertStatus(again.put("/v1/buyers/%s/disclosures/evidence" % self.relationship, {}), 200)
        self.assertEqual(self.content().body, self.data)

    def test_a_buyer_that_left(self):
        """What it filed itself goes; what it was shown stays its owner's, with who read it."""
        self.show()
        self.assertEqual(self.content().body, self.data)
        own = self.stored(PNG, self.buyer, side="buyer")
        self.close(self.buyer)
        self.assertProblem(self.content(), 401)
        self.assertProblem(self.fetch(own, self.buyer), 401)
        self.assertEqual(self.fetch(self.evidence).body, self.data)
        self.erase(self.buyer.organisation)
        self.assertNothingLeft(own)
        self.assertEqual(self.kept(own), (0, 0))
        self.assertEqual(self.fetch(self.evidence).body, self.data)
        reads = self.supplier.get("/v1/buyers/%s/disclosure-reads" % self.relationship).json["items"]
        self.assertEqual([read["evidence"] for read in reads], [self.evidence])


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


if __name__ == "__main__":
    harness.main()
