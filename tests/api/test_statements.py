# SPDX-License-Identifier: Apache-2.0
"""Statements that anybody can check: what they say is so, any changed byte is found (here, by an independent library and
offline), who is named has permitted it, and a withdrawal is told."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unicodedata

import harness
from hoshi import BINARY
from sources import TOP
from witness import Key

SCRIPT = os.path.join(TOP, "deploy", "examples", "verify_statement.py")
SELF_DECLARED = ("★1と★2は、企業が自ら宣言するものです", "★1 and ★2 are self-declared")


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(jws):
    return json.loads(decoded(jws.split(".")[1]))


def printed(page, *options):
    return subprocess.run(["pdftotext", *options, "-", "-"], input=page, check=True, capture_output=True).stdout.decode()


def scanned(page):
    """What another program reads from the QR codes of the page, as a camera sees it."""
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "page")
        subprocess.run(["pdftoppm", "-r", "120", "-gray", "-png", "-singlefile", "-", picture], input=page, check=True)
        return subprocess.run(["zbarimg", "--quiet", "--raw", picture + ".png"], check=True, capture_output=True, text=True).stdout.splitlines()


class Statements(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.issuer = "http://" + self.server.address
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="declared")
        self.declare(self.supplier, 1, "2026-12-01")
        self.set_instant("2027-05-10T03:00:00Z")

    def give(self, **members):
        return self.assertStatus(self.supplier.post("/v1/statements", members), 201).json

    def give_status(self, **members):
        return self.give(buyer=self.relationship, **members)

    def name(self, named=True):
        return self.assertStatus(self.buyer.put("/v1/statement-naming", {"named": named}, headers={"If-Match": "*"}), 200).json

    def verify(self, **body):
        return self.open.post("/v1/statements:verify", body, idempotency_key=None)

    def keys(self):
        return self.assertStatus(self.open.get("/.well-known/jwks.json"), 200).json

    # What it says

    def test_of_a_demand(self):
        self.name()
        made = self.give_status()
        claims = made["claims"]
        self.assertEqual(claims, claims_of(made["jws"]))
        self.assertEqual((made["kind"], made["buyer"], made["buyer_named"]), ("status", self.relationship, True))
        self.assertEqual((claims["required_star"], claims["required_assurance"], claims["held_star"], claims["held_assurance"]), (1, "declared", 1, "declared"))
        self.assertEqual((claims["as_of"], claims["known_at"]), ("2027-05-10", "2027-05-10T03:00:00.000000Z"))
        self.assertEqual(claims["iss"], self.issuer)
        self.assertEqual(
            claims["sentence"]["ja"],
            "2027年5月10日現在、株式会社みなと精密は、東都重工業株式会社の要求（★1、宣言のみ）を★1（宣言のみ）により充足しています。"
            "2027年5月10日 12:00（日本時間）までに記録された情報によります。",
        )
        self.assertEqual(
            claims["sentence"]["en"],
            "On 2027-05-10, 株式会社みなと精密 met the demand of 東都重工業株式会社 (★1, declared) by ★1 (declared), as known on 2027-05-10 at 12:00 Japan time.",
        )
        for language, text in zip(("ja", "en"), SELF_DECLARED):
            self.assertIn(text, claims["note"][language])
        self.assertEqual(self.supplier.get("/v1/statements/" + made["statement"]).json, made)
        self.assertEqual(self.supplier.get("/v1/statements").json["items"], [made])

    def test_of_the_standing(self):
        claims = self.give()["claims"]
        self.assertEqual((claims["statement"], claims["buyer"], claims["required_star"]), ("standing", None, None))
        self.assertIn("株式会社みなと精密の★の状況は★1（宣言のみ）です", claims["sentence"]["ja"])
        self.assertIn("株式会社みなと精密 held ★1 (declared)", claims["sentence"]["en"])

    def test_a_buyer_is_named_only_if_it_permits(self):
        self.assertEqual(self.assertStatus(self.buyer.get("/v1/statement-naming"), 200).json, {"named": False, "recorded_at": None})
        for named in (False, True, False):
            if named or self.buyer.get("/v1/statement-naming").json["named"]:
                self.assertEqual(self.name(named)["named"], named)
            made = self.give_status()
            page = self.supplier.get("/v1/statements/%s/page" % made["statement"])
            said = json.dumps(claims_of(made["jws"]), ensure_ascii=False) + printed(self.assertStatus(page, 200).body)
            self.assertEqual(made["buyer_named"], named)
            self.assertEqual(self.buyer.name in said.replace("\n", ""), named, said)
            self.assertNotIn(self.relationship, said)
            self.assertNotIn(self.relationship.replace("-", ""), said)
        self.assertProblem(self.supplier.put("/v1/statement-naming", {"named": True}, headers={"If-Match": "*"}), 403, "right_missing")

    def test_only_what_is_so(self):
        self.require(self.buyer, self.relationship, 2, "2027-06-30", required_assurance="declared")
        self.assertProblem(self.supplier.post("/v1/statements", {"buyer": self.relationship}), 409, "statement_demand_not_met")
        self.assertProblem(self.make_supplier(name="株式会社空").post("/v1/statements", {}), 409, "statement_no_star")
        self.assertProblem(self.supplier.post("/v1/statements", {"as_of": "2027-05-11"}), 422, "as_of_after_known_at", "/as_of")
        self.assertProblem(self.supplier.post("/v1/statements", {"known_at": "2027-05-10T03:00:01Z"}), 422, "known_at_in_future", "/known_at")
        self.assertEqual(self.supplier.get("/v1/statements").json["items"], [])
        # On both axes: the demand of then, as known then.
        then = self.give_status(as_of="2027-05-09", known_at="2027-05-09T14:59:59Z")["claims"]
        self.assertEqual((then["as_of"], then["known_at"], then["required_star"]), ("2027-05-09", "2027-05-09T14:59:59.000000Z", 1))
        self.assertProblem(self.supplier.post("/v1/statements", {"known_at": "2020-01-01T00:00:00Z"}), 409, "statement_no_star")
        self.assertProblem(
            self.supplier.post("/v1/statements", {"buyer": self.relationship, "known_at": "2020-01-01T00:00:00Z"}), 409, "statement_demand_not_met"
        )

    def test_what_it_rests_on(self):
        for made, member in ((self.give_status(), "status"), (self.give(), "standing")):
            self.assertEqual(made["claims"]["basis"], "sha-256:" + hashlib.sha256(made["basis"].encode()).hexdigest())
            basis = json.loads(made["basis"])
            self.assertGreaterEqual(len(basis["salt"]), 32)
            self.assertEqual(basis[member]["held_star"], 1)
            self.assertNotIn(basis["salt"], json.dumps(made["claims"]))
        self.assertNotEqual(self.give()["claims"]["basis"], self.give()["claims"]["basis"])

    # Checking

    def test_anybody_checks_it(self):
        made = self.give_status()
        for body in ({"jws": made["jws"]}, {"jws": " %s\n" % made["jws"]}, {"code": made["claims"]["jti"]}):
            seen = self.assertStatus(self.verify(**body), 200).json
            self.assertEqual((seen["claims"], seen["jws"]), (made["claims"], made["jws"]))
            self.assertEqual((seen["withdrawal"], seen["withdrawn_at"]), ("not_withdrawn", None))
            self.assertEqual(set(seen), {"claims", "jws", "kid", "verify_url", "withdrawal", "withdrawn_at"})
        self.assertEqual(made["verify_url"], "%s/verify#code=%s" % (self.issuer, made["claims"]["jti"]))
        self.assertProblem(self.verify(code="0" * 64), 404, "statement_not_found")
        self.assertProblem(self.verify(code=made["claims"]["jti"][:-1] + ("0" if made["claims"]["jti"][-1] != "0" else "1")), 404, "statement_not_found")
        self.assertProblem(self.verify(), 422)
        self.assertProblem(self.verify(code="0" * 64, jws="a.b.c"), 422)

    def test_a_withdrawal_is_told(self):
        made = self.give_status()
        path = "/v1/statements/" + made["statement"]
        gone = self.assertStatus(self.supplier.post(path + ":withdraw", {"reason": "誤りに気付いたため"}), 200).json
        self.assertEqual((gone["withdrawn_at"], gone["reason"]), ("2027-05-10T03:00:00.000000Z", "誤りに気付いたため"))
        answer = self.assertStatus(self.verify(jws=made["jws"]), 200)
        self.assertEqual((answer.json["withdrawal"], answer.json["withdrawn_at"]), ("withdrawn", gone["withdrawn_at"]))
        self.assertNotIn("誤りに気付いたため", answer.text)
        self.assertProblem(self.supplier.post(path + ":withdraw", {}), 409, "already_withdrawn")
        text = printed(self.assertStatus(self.supplier.get(path + "/page"), 200).body)
        self.assertIn("この確認書は2027年5月10日に取り下げられました。", text)
        self.assertIn("This statement was withdrawn on 2027-05-10.", text)

    def changed(self, jws):
        """The text with one character after the other replaced by others of its kind, and by one of no kind."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for at, was in enumerate(jws):
            place = alphabet.find(was)
            for new in {alphabet[place ^ 1], alphabet[place ^ 32]} if place >= 0 else {"A"}:
                yield jws[:at] + new + jws[at + 1 :]
            yield jws[:at] + jws[at + 1 :]

    def test_any_changed_byte_is_found(self):
        """By this service's own code (as a library, through hoshi: test_hoshi_statements), and by another library in Python. Through
        the door a sample of them, for it takes as long as the whole."""
        sys.path.insert(0, os.path.dirname(SCRIPT))
        self.addCleanup(sys.path.remove, os.path.dirname(SCRIPT))
        import verify_statement

        made, keys = self.give_status(), self.keys()
        self.assertEqual(verify_statement.checked(made["jws"], keys), made["claims"])
        others = list(self.changed(made["jws"]))
        self.assertGreater(len(others), 3 * len(made["jws"]) - 10)
        for other in others:
            with self.assertRaises(Exception, msg=other):
                verify_statement.checked(other, keys)
        signature = others[-3 * 86 :]
        for other in others[::97] + signature[::7] + signature[-9:]:
            answer = self.verify(jws=other)
            self.assertProblem(answer, 422)
            self.assertIn(
                answer.code if not answer.json.get("errors") else answer.json["errors"][0]["code"], ("statement_not_genuine", "statement_issuer_unknown")
            )

    def test_forged_headers(self):
        made = self.give_status()
        head, payload, signature = made["jws"].split(".")
        header = json.loads(decoded(head))
        self.assertEqual(header, {"alg": "EdDSA", "kid": self.keys()["keys"][0]["kid"], "typ": "hoshitori-statement+jwt"})
        stranger = Key(b"s" * 32)
        for forged in (
            dict(header, alg="none"),
            dict(header, alg="HS256"),
            dict(header, jwk={}),
            dict(header, crit=["x"]),
            dict(header, typ="JWT"),
            dict(header, kid="x"),
        ):
            text = encoded(json.dumps(forged, separators=(",", ":")).encode()) + "." + payload
            for signed in ("", signature, encoded(stranger.sign(text.encode()))):
                self.assertProblem(self.verify(jws=text + "." + signed), 422)
        text = head + "." + payload
        self.assertProblem(self.verify(jws=text + "." + encoded(stranger.sign(text.encode()))), 422, "statement_not_genuine", "/jws")

    def script(self, jws, keys):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("statement.jws", "jwks.json")]
            for path, text in zip(paths, (jws + "\n", json.dumps(keys))):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            return subprocess.run([sys.executable, "-B", SCRIPT, *paths], capture_output=True, text=True)

    def test_the_script(self):
        made, keys = self.give_status(), self.keys()
        done = self.script(made["jws"], keys)
        self.assertEqual(done.returncode, 0, done.stderr)
        for said in (made["claims"]["sentence"]["ja"], made["claims"]["sentence"]["en"], *SELF_DECLARED, "withdrawn was NOT checked", made["verify_url"]):
            self.assertIn(said, done.stdout)
        for jws, known in (
            (harness.spoiled(made["jws"]), keys),
            (made["jws"], dict(keys, keys=[])),
            (made["jws"], dict(keys, issuer="https://other.example.jp")),
        ):
            done = self.script(jws, known)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("NOT genuine", done.stderr)
        with open(SCRIPT, encoding="utf-8") as file:
            self.assertLessEqual(len(file.readlines()), 68)

    def test_files_as_windows_saves_them(self):
        """With a byte order mark and its ends of lines, a genuine statement is genuine: for the script, hoshi and the operator."""
        made, keys = self.give_status(), self.open.get("/.well-known/jwks.json").body
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("statement.jws", "jwks.json")]
            for path, text in zip(paths, (made["jws"].encode(), keys)):
                with open(path, "wb") as file:
                    file.write(b"\xef\xbb\xbf" + text + b"\r\n")
            for words in ([sys.executable, "-B", SCRIPT, *paths], [BINARY, "verify", paths[0], "--keys", paths[1]]):
                done = subprocess.run(words, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.server.command("statement", "trust", paths[1])

    def test_what_a_signature_alone_does_not_make_a_statement(self):
        """Of a trusted issuer, whose program may be another one: offline, by the script and by hoshi."""
        claims, signer = self.give_status()["claims"], Key(b"o" * 32)
        public = {"kty": "OKP", "crv": "Ed25519", "x": encoded(signer.public)}
        kid = encoded(hashlib.sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).digest())
        keys = {"issuer": self.issuer, "keys": [dict(public, kid=kid)]}
        head = json.dumps({"alg": "EdDSA", "kid": kid, "typ": "hoshitori-statement+jwt"})
        good = json.dumps(claims)
        without = json.dumps({name: value for name, value in claims.items() if name != "sentence"})
        for header, payload, code in (
            (head, good, 0),
            (head, good[:-1] + ', "iss": %s}' % json.dumps(self.issuer), 1),
            (head[:-1] + ', "alg": "EdDSA"}', good, 1),
            (head, without, 1),
            (head, json.dumps(dict(claims, sentence="x")), 1),
            (head, "[]", 1),
            (head, good + "{}", 1),
            (head, good[:-1] + ', "x": ' + "[" * 3000 + "]" * 3000 + "}", 1),
        ):
            text = encoded(header.encode()) + "." + encoded(payload.encode())
            jws = text + "." + encoded(signer.sign(text.encode()))
            with self.subTest(payload[-40:]):
                done = self.script(jws, keys)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertNotIn("Traceback", done.stderr)
                self.assertEqual(self.by_hoshi(jws, keys), code)

    def by_hoshi(self, jws, keys):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("statement.jws", "jwks.json")]
            for path, text in zip(paths, (jws, json.dumps(keys))):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            return subprocess.run([BINARY, "verify", paths[0], "--keys", paths[1]], capture_output=True).returncode

    # On paper

    def test_on_paper(self):
        self.name()
        made = self.give_status()
        answer = self.assertStatus(self.supplier.get("/v1/statements/%s/page" % made["statement"]), 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Content-Disposition"], 'attachment; filename="statement-%s.pdf"' % made["statement"])
        text = printed(answer.body)
        self.assertEqual(text.count("\f"), 1, "one page")
        flat = text.replace("\n", "").replace(" ", "")
        for said in (
            *made["claims"]["sentence"].values(),
            *SELF_DECLARED,
            "充足状況の確認書",
            "Statement of status",
            "★1 宣言のみ / Declared",
            "2027年5月10日 12:00（日本時間） / 2027-05-10 12:00 (Japan time)",
            made["claims"]["jti"],
            made["claims"]["basis"],
            made["verify_url"],
        ):
            self.assertIn(said.replace(" ", ""), flat)
        self.assertEqual(scanned(answer.body), [made["verify_url"]])
        self.assertEqual(self.supplier.get("/v1/statements/%s/page" % made["statement"]).body, answer.body)

    def test_the_longest_names_stay_on_one_page(self):
        long = "株式会社" + "亜" * 190
        buyer, supplier = (make(name=long, number=harness.corporate_number()) for make in (self.make_buyer, self.make_supplier))
        relationship = self.link(buyer, supplier)
        self.require(buyer, relationship, 1, "2027-06-30", required_assurance="declared")
        self.declare(supplier, 1, "2027-05-01")
        self.assertStatus(buyer.put("/v1/statement-naming", {"named": True}, headers={"If-Match": "*"}), 200)
        made = self.assertStatus(supplier.post("/v1/statements", {"buyer": relationship}), 201).json
        self.assertStatus(supplier.post("/v1/statements/%s:withdraw" % made["statement"], {}), 200)
        page = self.assertStatus(supplier.get("/v1/statements/%s/page" % made["statement"]), 200).body
        self.assertEqual(scanned(page), [made["verify_url"]])
        text = printed(page)
        self.assertEqual(text.count("\f"), 1)
        for said in (made["claims"]["jti"], *made["claims"]["sentence"].values()):
            self.assertIn(said.replace(" ", ""), text.replace("\n", "").replace(" ", ""))

    def test_names_of_many_characters_and_scripts(self):
        """What a page embeds of its fonts grows with the characters of the names, and with each script."""
        hangul, kanji = "".join(map(chr, range(0xAC00, 0xAC00 + 95))), "".join(map(chr, range(0x6000, 0x6000 + 190)))
        for name in (kanji, hangul + kanji[:95], hangul[:20] + "ООО Пример Ωμέγα <b>&\"'</b>" + kanji[:20] + "か\u3099𠮷髙﨑㈱"):
            with self.subTest(name=name):
                supplier = self.make_supplier(name)
                self.declare(supplier, 1, "2027-05-01")
                made = self.assertStatus(supplier.post("/v1/statements", {}), 201).json
                page = self.assertStatus(supplier.get("/v1/statements/%s/page" % made["statement"]), 200).body
                text = unicodedata.normalize("NFKC", "".join(printed(page).split()))
                self.assertIn(unicodedata.normalize("NFKC", "".join(made["claims"]["subject"]["name"].split())), text)
                self.assertEqual(scanned(page), [made["verify_url"]])

    def test_a_character_of_no_font(self):
        """Is a box: a page that has one says so. The character is one that never gets any."""
        for name, told in (("株式会社みなと\U0002fa20精密", True), ("株式会社みなと精密", False)):
            supplier = self.make_supplier(name)
            self.declare(supplier, 1, "2027-05-01")
            made = self.assertStatus(supplier.post("/v1/statements", {}), 201).json
            text = printed(self.assertStatus(supplier.get("/v1/statements/%s/page" % made["statement"]), 200).body)
            for said in ("□は、このサーバーにフォントがないため印刷できない文字です。", "Boxes stand for characters of which this server has no font."):
                self.assertEqual(said in text, told, text)

    # Keeping, and other servers

    def keep(self, caller, jws):
        return caller.post("/v1/kept-statements", {"jws": jws})

    def test_a_buyer_keeps_it(self):
        made = self.give_status()
        kept = self.assertStatus(self.keep(self.buyer, made["jws"]), 201).json
        self.assertEqual((kept["claims"], kept["jws"], kept["withdrawal"]), (made["claims"], made["jws"], "not_withdrawn"))
        self.assertEqual(self.assertStatus(self.keep(self.buyer, made["jws"] + "\n"), 200).json, kept)
        self.assertStatus(self.supplier.post("/v1/statements/%s:withdraw" % made["statement"], {}), 200)
        (item,) = self.assertStatus(self.buyer.get("/v1/kept-statements"), 200).json["items"]
        self.assertEqual((item["kept"], item["withdrawal"]), (kept["kept"], "withdrawn"))
        self.assertProblem(self.keep(self.buyer, harness.spoiled(made["jws"])), 422)
        self.assertEqual(len(self.buyer.get("/v1/kept-statements").json["items"]), 1)
        self.assertHidden(self.make_buyer(), "DELETE", "/v1/kept-statements/{}", kept["kept"])
        self.assertEqual(self.assertStatus(self.buyer.delete("/v1/kept-statements/" + kept["kept"]), 204).body, b"")
        self.assertEqual(self.buyer.get("/v1/kept-statements").json["items"], [])
        noted = [json.loads(e["entry"])["action"] for e in self.assertStatus(self.buyer.get("/v1/audit/events", query={"limit": 200}), 200).json["items"][-2:]]
        self.assertEqual(noted, ["kept_statement_add", "kept_statement_remove"])

    def test_guarded(self):
        made = self.give_status()
        other = self.make_supplier()
        for path in ("/v1/statements/{}", "/v1/statements/{}/page"):
            self.assertHidden(other, "GET", path, made["statement"])
        self.assertHidden(other, "POST", "/v1/statements/{}:withdraw", made["statement"], body={})
        self.assertProblem(other.post("/v1/statements", {"buyer": self.relationship}), 404, "not_found")
        self.assertProblem(self.buyer.post("/v1/statements", {"buyer": self.relationship}), 403, "right_missing")
        self.assertGuarded("GET", "/v1/statements")
        self.assertGuarded("GET", "/v1/kept-statements", wrong=self.supplier)

    def test_replayed(self):
        key = "statement-once"
        first = self.supplier.post("/v1/statements", {}, idempotency_key=key)
        again = self.supplier.post("/v1/statements", {}, idempotency_key=key)
        self.assertEqual((first.status, again.status, first.body), (201, 201, again.body))
        self.assertEqual(len(self.supplier.get("/v1/statements").json["items"]), 1)
        self.assertEqual(first.headers["Location"], "/v1/statements/" + first.json["statement"])


if __name__ == "__main__":
    harness.main()
