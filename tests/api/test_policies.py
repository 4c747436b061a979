# SPDX-License-Identifier: Apache-2.0
"""A company's basic policy: made from what was answered, published at an address that tells nothing else, and gone when it is
withdrawn."""

import re
import subprocess
import urllib.parse

import harness

HOSTILE = "<script>alert(1)</script>\" onload='x' &amp; {company} </main><h1>"
TEXT = "情報セキュリティ基本方針\n\n1. 責任\n当社は対策を進めます。\n次の行\n\n2. 見出しだけ\n\n制定日：2027年3月1日"


class Policies(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier(name="株式会社みなと精密")

    def put(self, text=TEXT, language="ja"):
        return self.assertStatus(self.supplier.put("/v1/policy", {"language": language, "text": text}, headers={"If-Match": "*"}), 200).json

    def act(self, verb, status=200):
        return self.assertStatus(self.supplier.post("/v1/policy:" + verb, headers={"If-Match": "*"}), status).json

    def show(self, url, **more):
        return self.open.get(urllib.parse.urlsplit(url).path, **more)

    def suggest(self, **body):
        return self.assertStatus(self.supplier.post("/v1/policy:suggest", {"language": "ja", **body}), 200).json

    def answer(self, **answers):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]
        given = [{"criterion": name.lstrip("c"), "answer": answer} for name, answer in answers.items()]
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, {"answers": given}), 200)

    def test_nothing_at_first(self):
        found = self.assertCached(self.supplier, "/v1/policy").json
        self.assertEqual(found, {"language": None, "text": None, "recorded_at": None, "url": None, "withdrawn_at": None, "changed": True, "versions": []})
        self.assertProblem(self.supplier.post("/v1/policy:publish", headers={"If-Match": "*"}), 409, "policy_not_drafted")
        self.assertProblem(self.supplier.post("/v1/policy:withdraw"), 409, "policy_not_published")
        self.assertProblem(self.supplier.get("/v1/policy/page"), 409, "policy_not_drafted")

    def test_answers_decide_which_sentences_stand(self):
        """What is not done is not said, and is told apart."""
        before = self.suggest()
        self.assertIn("株式会社みなと精密（以下「当社」といいます。）", before["text"])
        self.assertNotIn("バックアップ", before["text"])
        self.assertIn({"criteria": ["11"], "text": "重要な情報はバックアップを取り、失ったときに元に戻せるようにします。"}, before["left_out"])
        self.assertIn("（代表者の役職・氏名）", before["text"])
        self.answer(c11="implemented", c12="implemented", c13="partial", c22="not_implemented")
        after = self.suggest(representative="代表取締役　湊 太郎 {day}", day="2027-03-01")
        self.assertIn("バックアップ", after["text"])
        self.assertNotIn("記録媒体", after["text"])
        self.assertTrue(after["text"].endswith("制定日：2027年3月1日\n株式会社みなと精密\n代表取締役　湊 太郎 {day}"), after["text"])
        english = self.suggest(language="en")
        self.assertIn("backed up", english["text"])
        self.assertNotRegex(english["text"].replace(self.supplier.name, ""), "[ぁ-んァ-ヶ一-龠]")
        self.assertNotRegex(before["text"] + english["text"], r"[{}]")
        self.assertIsNone(self.supplier.get("/v1/policy").json["text"])

    def test_every_item_that_the_template_names_is_one_of_the_self_check(self):
        known = {criterion["id"] for criterion in self.supplier.get("/v1/editions/security-action-2-v3").json["criteria"]}
        named = {criterion for sentence in self.suggest()["left_out"] for criterion in sentence["criteria"]}
        self.assertLessEqual(named, known)
        self.answer(**{"c" + criterion: "implemented" for criterion in known})
        self.assertEqual(self.suggest()["left_out"], [])

    def test_published_and_read_by_anybody(self):
        self.put()
        published = self.act("publish")
        self.assertRegex(published["url"], r"/policies/[0-9a-f]{64}$")
        self.assertEqual((published["changed"], [version["number"] for version in published["versions"]]), (False, [1]))
        page = self.assertStatus(self.show(published["url"]), 200)
        self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        self.assertRegex(page.headers["Content-Security-Policy"], r"^default-src 'none'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'none';")
        self.assertEqual(page.headers["Cache-Control"], "public, no-cache")
        html = page.body.decode()
        self.assertIn("<h1>情報セキュリティ基本方針</h1>", html)
        self.assertIn("<h2>1. 責任</h2>\n<p>当社は対策を進めます。<br>\n次の行</p>", html)
        self.assertIn("<p>2. 見出しだけ</p>", html)
        self.assertRegex(html, r"<li>第1版（\d{4}年\d{1,2}月\d{1,2}日公開）</li>")
        self.assertEqual(self.show(published["url"], headers={"If-None-Match": page.headers["ETag"]}).status, 304)
        self.assertIn("Version 1, published on", self.show(published["url"], headers={"Accept-Language": "en"}).body.decode())
        for word in (self.supplier.organisation, self.supplier.key):
            self.assertNotIn(word, html)

    def test_versions_have_one_address(self):
        self.put("初版\n\n旧文")
        first = self.act("publish")
        self.assertEqual(self.act("publish"), first)
        self.assertTrue(self.put("二版\n\n新文")["changed"])
        self.assertIn("旧文", self.show(first["url"]).body.decode())
        second = self.act("publish")
        self.assertEqual((second["url"], [version["number"] for version in second["versions"]]), (first["url"], [2, 1]))
        html = self.show(first["url"]).body.decode()
        self.assertIn("新文", html)
        self.assertIn('<a href="?version=1">', html)
        self.assertIn("旧文", self.show(first["url"], query={"version": 1}).body.decode())
        self.assertStatus(self.show(first["url"], query={"version": 3}), 404)

    def test_withdrawn_and_published_again(self):
        self.put()
        url = self.act("publish")["url"]
        withdrawn = self.act("withdraw")
        self.assertEqual((withdrawn["url"], len(withdrawn["versions"])), (None, 1))
        page = self.assertStatus(self.show(url), 404)
        self.assertIn("この基本方針は公開されていません", page.body.decode())
        self.assertNotIn("当社", page.body.decode())
        self.assertProblem(self.supplier.post("/v1/policy:withdraw"), 409, "already_withdrawn")
        again = self.act("publish")
        # It is another version: that nothing was shown for some time is seen.
        self.assertEqual((again["url"], [bool(one["withdrawn_at"]) for one in again["versions"]]), (url, [False, True]))
        self.assertRegex(self.show(url).body.decode(), r"第1版（[^）]*日公開、[^）]*日公開終了）")

    def test_pages_and_paper_read_it_alike(self):
        self.put()
        html = self.show(self.act("publish")["url"]).body.decode()
        page = self.assertStatus(self.supplier.get("/v1/policy/page"), 200)
        words = subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=page.body, capture_output=True, check=True).stdout.decode()
        height = {text: float(bottom) - float(top) for top, bottom, text in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)</word>', words)}
        self.assertIn("<h2>1. 責任</h2>", html)
        self.assertGreater(height["責任"], height["次の行"])
        self.assertAlmostEqual(height["見出しだけ"], height["次の行"], places=1)

    def test_it_begins_with_its_title(self):
        self.assertEqual(self.put("\n 　\r\n方針\n\n本文\n\n")["text"], "方針\n\n本文")
        self.assertIn("<h1>方針</h1>", self.show(self.act("publish")["url"]).body.decode())
        self.assertProblem(self.supplier.put("/v1/policy", {"language": "ja", "text": " \n　\n"}, headers={"If-Match": "*"}), 422, None, "/text")

    def test_hostile_texts(self):
        self.put(HOSTILE + "\n\n" + HOSTILE)
        html = self.show(self.act("publish")["url"]).body.decode()
        self.assertNotRegex(html, r"<script|<main[^>]*>.*</main>.*</main>")
        self.assertEqual(html.count("<h1>"), 1)
        self.assertEqual(html.count("</main>"), 1)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", html)
        for text in ("", "a\0b", "a\x1b[31mb", "a" * 20001, "\u202e逆"):
            self.assertIn(self.supplier.put("/v1/policy", {"language": "ja", "text": text}, headers={"If-Match": "*"}).status, (400, 422), text[:10])
        self.put("長" * 20000)
        self.act("publish")
        self.assertStatus(self.supplier.get("/v1/policy/page"), 200)

    def test_nobody_finds_what_is_not_theirs(self):
        self.put()
        url = self.act("publish")["url"]
        code = url[-64:]
        for guess in (code[:-1] + ("0" if code[-1] != "0" else "1"), code[:32] + "0" * 32, "0" * 64):
            self.assertStatus(self.show("/policies/" + guess), 404)
        self.assertEqual(self.show("/policies/" + code.upper()).status, 404)
        other = self.make_supplier()
        self.assertIsNone(other.get("/v1/policy").json["text"])
        self.assertGuarded("GET", "/v1/policy")
        reader = self.make_supplier(rights="supplier:read")
        self.assertProblem(reader.put("/v1/policy", {"language": "ja", "text": "x"}, headers={"If-Match": "*"}), 403, "right_missing")

    def test_paper(self):
        self.put()
        page = self.assertStatus(self.supplier.get("/v1/policy/page"), 200)
        self.assertEqual(page.headers["Content-Type"], "application/pdf")
        text = subprocess.run(["pdftotext", "-", "-"], input=page.body, check=True, capture_output=True).stdout.decode()
        for line in TEXT.split("\n"):
            self.assertIn(line, text)
        self.assertIn("当社は対策を進めます。\n次の行", text)

    def test_a_closed_company_shows_nothing(self):
        self.put()
        url = self.act("publish")["url"]
        owner = self.other_key(self.supplier, harness.ALL_RIGHTS)
        self.assertStatus(owner.post("/v1/organisation:close", {"name": self.supplier.name}), 200)
        self.assertStatus(self.show(url), 404)

    def test_the_newest_versions_are_listed_however_many_there_are(self):
        self.put("初版")
        url = self.act("publish")["url"]
        self.server.engine(
            "insert into policy_version (org_id, number, language, text, recorded_at) select :'org', g, 'ja', g || '版', now() from generate_series(2, 4000) g",
            org=self.supplier.organisation,
        )
        found = self.assertStatus(self.supplier.get("/v1/policy"), 200).json
        self.assertEqual([version["number"] for version in found["versions"]], list(range(4000, 3900, -1)))
        self.assertTrue(found["changed"])
        html = self.assertStatus(self.show(url), 200).body.decode()
        self.assertIn("<h1>4000版</h1>", html)
        self.assertEqual(html.count("<li>"), 100)
        self.assertIn("<h1>初版</h1>", self.assertStatus(self.show(url, query={"version": 1}), 200).body.decode())
        self.put("4000版")
        self.assertEqual(self.act("publish")["versions"], found["versions"])

    def test_lines_end_as_they_were_typed_anywhere(self):
        self.put()
        first = self.act("publish")
        html = self.show(first["url"]).body
        for end in ("\r\n", "\r"):
            self.assertEqual(self.put(TEXT.replace("\n", end))["text"], TEXT)
            self.assertEqual(self.act("publish"), first)
        self.assertEqual(self.show(first["url"]).body, html)

    def test_characters_of_four_bytes(self):
        for text in ("𠮷" * 20000, "基本方針\n\n" + "𠮷" * 19990):
            self.put(text)
            page = self.assertStatus(self.supplier.get("/v1/policy/page"), 200)
            printed = subprocess.run(["pdftotext", "-", "-"], input=page.body, check=True, capture_output=True).stdout.decode()
            self.assertGreaterEqual(printed.count("𠮷"), text.count("𠮷"))

    def test_so_many_versions_in_a_day(self):
        self.server.command("quota", "set", "--organisation", self.supplier.organisation, "--kind", "policies", "--most", "1")
        self.put("一")
        self.act("publish")
        self.put("二")
        self.assertProblem(self.supplier.post("/v1/policy:publish", headers={"If-Match": "*"}), 409, "daily_quota_reached")

    def test_as_the_paper_of_the_declaration(self):
        self.put()
        url = re.sub(r"^http://[^/]+", "https://hoshitori.example.jp", self.act("publish")["url"])
        self.assertStatus(self.supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-01", "url": url}), 201)


if __name__ == "__main__":
    harness.main()
