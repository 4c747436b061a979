# SPDX-License-Identifier: Apache-2.0
"""The dashboard's files as the server gives them: to browsers alone, kept by name, nothing inline."""

import gzip
import os
import re

import harness

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Pages(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = harness.Api(cls.server)
        cls.reader.checked = False  # pages are no part of the contract
        cls.index = cls.reader.get("/", headers=BROWSER)

    def assets(self):
        found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', self.index.text)
        if not found:
            self.skipTest("the program was built without its dashboard")
        return found

    def test_every_address_of_a_page_gives_the_index(self):
        self.assertEqual((self.index.status, self.index.headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        for path in ("/index.html", "/overview", "/suppliers/0193a5b0-7c00-7a10-8b20-000000000001", "/users", "/docs"):
            self.assertEqual(self.reader.get(path, headers=BROWSER).body, self.index.body, path)

    def test_whoever_takes_anything(self):
        with open(os.path.join(harness.TOP, "clients", "dashboard", "src", "app.tsx"), encoding="utf-8") as source:
            paths = [re.sub(r":\w+", "x", path) for path in re.findall(r"""\bpath(?:="|: ')(/[^"']*)""", source.read())]
        self.assertGreater(len(paths), 20)
        for path in (*paths, *(path + "?a=b" for path in paths), *(path + "/" for path in paths if path != "/")):
            for headers in ({}, {"Accept": "*/*"}, {"Accept": "text/*;q=0.5"}):
                with self.subTest(path=path, headers=headers):
                    self.assertEqual(self.assertStatus(self.reader.get(path, headers=headers), 200).body, self.index.body)
                    head = self.reader.request("HEAD", path, headers=headers)
                    self.assertEqual((head.status, head.body, head.headers["Content-Length"]), (200, b"", str(len(self.index.body))))

    def test_the_contract_stays_what_it_is(self):
        for path in ("/v1/nothing", "/v1/suppliers/x/y/z"):
            answer = self.reader.get(path, headers=BROWSER)
            self.assertEqual((answer.status, answer.code), (404, "not_found"))
        self.assertEqual(self.reader.get("/livez", headers=BROWSER).json, {"live": True})
        self.assertEqual(self.reader.get("/nothing").code, "not_found")  # a program, not a browser
        self.assertEqual(self.reader.get("/overview", headers={"Accept": "application/json"}).code, "not_found")
        self.assertStatus(self.reader.post("/overview", headers=BROWSER), 404)

    def test_what_is_not_there_is_not_the_index(self):
        for path in ("/assets/../../etc/passwd", "/assets/nothing.js", "/assets/%2e%2e/index.html"):
            self.assertStatus(self.reader.get(path, headers=BROWSER), 404)
        for path in ("/.git/HEAD", "/.git/config", "/package.json", "/src/main.tsx"):
            self.assertStatus(self.reader.get(path), 404)

    def test_policy_lets_in_only_our_own_files(self):
        policy = self.index.headers.get_all("Content-Security-Policy")
        self.assertEqual(len(policy), 1)
        self.assertIn("default-src 'none'; script-src 'self'; style-src 'self';", policy[0])
        self.assertNotIn("unsafe", policy[0])
        self.assertNotRegex(self.index.text, r"<script>|<style|style=| on\w+=")

    def test_index_is_asked_for_each_time(self):
        self.assertEqual(self.index.headers["Cache-Control"], "no-cache")
        again = self.reader.get("/", headers=dict(BROWSER, **{"If-None-Match": self.index.etag}))
        self.assertEqual((again.status, again.body), (304, b""))

    def test_assets_last_and_are_packed(self):
        for path in self.assets():
            plain = self.reader.get(path)
            self.assertStatus(plain, 200)
            self.assertEqual(plain.headers["Cache-Control"], "public, max-age=31536000, immutable")
            self.assertIsNone(plain.headers["Content-Encoding"])
            packed = self.reader.get(path, headers={"Accept-Encoding": "br, gzip"})
            if packed.headers["Content-Encoding"]:
                self.assertEqual(gzip.decompress(packed.body), plain.body)
            for refused in ("gzip;q=0", "identity, gzip; q=0.0", "*;q=0", "x-gzipped", "*, gzip;q=0"):
                answer = self.reader.get(path, headers={"Accept-Encoding": refused})
                self.assertEqual((answer.headers["Content-Encoding"], answer.body), (None, plain.body), refused)
            head = self.reader.request("HEAD", path)
            self.assertEqual((head.status, head.body), (200, b""))

    def test_first_page_is_small(self):
        size = sum(len(self.reader.get(path, headers={"Accept-Encoding": "gzip"}).body) for path in self.assets())
        self.assertLess(size, 150_000)


if __name__ == "__main__":
    harness.main()
