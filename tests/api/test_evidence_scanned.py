# SPDX-License-Identifier: Apache-2.0
"""Evidence files pass a virus scanner where the operator names one, and through little memory."""

import hashlib
import io
import json
import os
import threading
import zipfile

import harness
import scanner
from evidence import MOST, PDF, PIECE, Evidence, pdf
from waiting import PATIENCE_SECONDS, until


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
