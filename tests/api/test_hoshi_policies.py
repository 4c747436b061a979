# SPDX-License-Identifier: Apache-2.0
"""hoshi: a supplier's basic policy from the draft to its publication and its end."""

import json
import re
import subprocess
import urllib.parse

import harness
from hoshi import AtADesk

TEXT = "情報セキュリティ基本方針\n\n1. 責任\n当社は対策を進めます。\n\n制定日：2026年12月1日"


class Policies(AtADesk):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier(name="株式会社みなと精密")
        self.seat = self.at()

    def at(self, language="en"):
        return self.desk(language, url="http://" + self.server.address, key=self.supplier.key)

    def policy(self):
        return self.assertStatus(self.supplier.get("/v1/policy"), 200).json

    def answer(self, criterion, answer):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, {"answers": [{"criterion": criterion, "answer": answer}]}), 200)

    def test_drafted_from_what_was_answered(self):
        office = self.at("ja")
        told = self.seat.run("policy", "show").stdout
        self.assertRegex(told, r"Published at +not published with this service\n +Draft +none yet \(hoshi policy draft")
        self.assertIn("まだありません", office.run("policy", "show").stdout)
        backup = "重要な情報はバックアップを取り"
        self.assertRegex(office.run("policy", "show").stdout, r"(?m)^11 +" + backup)
        drafted = office.run("policy", "draft")
        self.assertNotIn(backup, drafted.stdout)
        self.assertRegex(drafted.stderr, r"^記載しなかった文が\d+件あります。hoshi policy show")
        self.answer("11", "implemented")
        office.run("policy", "draft", "--representative", "代表取締役　湊 太郎", "--on", "2026/12/1", "--output", "policy.txt")
        with open(office.path("policy.txt"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn(backup, text)
        self.assertTrue(text.endswith("制定日：2026年12月1日\n株式会社みなと精密\n代表取締役　湊 太郎\n"), text)
        self.assertNotIn(backup, office.run("policy", "show").stdout)
        self.assertIsNone(self.policy()["text"])
        self.assertIn("backed up", self.seat.run("policy", "draft", "--quiet").stdout)
        suggested = json.loads(self.seat.run("policy", "draft", "--json").stdout)
        self.assertEqual(sorted(suggested), ["language", "left_out", "text"])
        shown = json.loads(self.seat.run("policy", "show", "--json").stdout)
        self.assertEqual(shown, {**self.policy(), "left_out": suggested["left_out"]})
        office.run("policy", "set", "policy.txt")
        self.assertEqual(self.policy()["text"], text.rstrip("\n"))

    def test_texts_as_editors_save_them(self):
        for bytes_, language in (
            (TEXT.encode(), "ja"),
            (b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode() + b"\r\n", "ja"),
            ("Our policy\n\nOf 株式会社みなと精密.".encode(), "en"),
        ):
            self.seat.write("policy.txt", bytes_)
            self.assertIn("language of the text: " + language, self.seat.run("policy", "set", "policy.txt").stdout)
            kept = self.policy()
            self.assertEqual(kept["language"], language)
            self.assertEqual(kept["text"], TEXT if language == "ja" else bytes_.decode())
        self.seat.run("policy", "set", "-", "--language", "ja", stdin="Minato\n\nx")
        self.assertEqual((self.policy()["language"], self.policy()["text"]), ("ja", "Minato\n\nx"))
        for wrong in (TEXT.encode("cp932"), b"a\0b", b"", b"a" * 20001):
            self.seat.write("policy.txt", wrong)
            self.assertNotEqual(self.seat.run("policy", "set", "policy.txt", code=1).stderr, "")
        self.assertEqual(self.policy()["text"], "Minato\n\nx")

    def test_published_and_withdrawn(self):
        self.assertIn("draft", self.seat.run("policy", "publish", "--yes", code=1).stderr)
        self.seat.run("policy", "page", "--output", "policy.pdf", code=1)
        self.seat.run("policy", "set", "-", stdin=TEXT)
        self.seat.run("policy", "publish", code=6)  # nobody is there to say yes
        self.assertIn("Whoever has the address reads it", self.seat.sit("policy", "publish", typing=["n"], code=6).plain)
        self.assertIsNone(self.policy()["url"])
        told = self.seat.run("policy", "publish", "--yes").stdout
        url = self.policy()["url"]
        record = re.search(r"^To file it as a paper: hoshi (policy record --on 2026-12-01 --url (\S+))$", told, re.MULTILINE)
        self.assertEqual(record[2], url)
        self.assertIn("当社は対策を進めます。", self.open.get(urllib.parse.urlsplit(url).path).body.decode())
        self.assertRegex(self.seat.run("policy", "show").stdout, r"Published at +%s\n +Draft +saved on 2026-12-01 [0-9:]+\n" % re.escape(url))
        self.seat.run("policy", "set", "-", stdin=TEXT + "\n\n追記")
        office = self.at("ja")
        self.assertIn("最新の版から変更あり", office.run("policy", "show").stdout)
        self.assertIn("第2版を公開しました：" + url, office.run("policy", "publish", "--yes").stdout)
        self.assertRegex(self.seat.run("policy", "show").stdout, r"\n2 +2026-12-01\n1 +2026-12-01\n\n情報セキュリティ基本方針\n")
        self.seat.run("policy", "page", "--output", "policy.pdf")
        self.assertIn("追記", subprocess.run(["pdftotext", self.seat.path("policy.pdf"), "-"], check=True, capture_output=True, text=True).stdout)
        self.seat.run("policy", "withdraw", code=6)
        self.seat.run("policy", "withdraw", "--yes")
        self.assertStatus(self.open.get(urllib.parse.urlsplit(url).path), 404)
        self.assertRegex(self.seat.run("policy", "show").stdout, r"Published at +withdrawn on 2026-12-01\n")
        self.assertIn("2026-12-01に公開を終了しました", office.run("policy", "show").stdout)
        self.seat.run("policy", "withdraw", "--yes", code=1)

    def test_filed_where_it_is_published(self):
        place = "https://example.jp/policy"
        self.seat.run("policy", "record", "--on", "2026-11-30", "--url", place)
        [paper] = self.assertStatus(self.supplier.get("/v1/papers"), 200).json["items"]
        self.assertEqual((paper["kind"], paper["dated_on"], paper["url"]), ("policy_publication", "2026-11-30", place))


if __name__ == "__main__":
    harness.main()
