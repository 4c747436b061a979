# SPDX-License-Identifier: Apache-2.0
"""hoshi: statements are given out, listed, printed and withdrawn; and checked without a server. An issuer of another service
is trusted by a file."""

import base64
import json
import os
import subprocess

import harness
from hoshi import AtADesk


class Statements(AtADesk):
    def setUp(self):
        super().setUp()
        self.desk_of_buyer = self.buyer_desk()
        self.supplier = self.make_supplier()
        self.relationship = self.link(self.buyer, self.supplier, code="A-1")
        self.require(self.buyer, "code:A-1", 1, "2027-06-30", required_assurance="declared")
        self.declare(self.supplier, 1, "2026-11-01")

    def supplier_desk(self, language="en"):
        return self.desk(language, url="http://" + self.server.address, key=self.supplier.key)

    def keys_at(self, path, **members):
        keys = dict(self.assertStatus(self.open.get("/.well-known/jwks.json"), 200).json, **members)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(keys, file)
        return keys

    def test_kept_by_who_received_it(self):
        desk, signed = self.desk_of_buyer, os.path.join(self.desk_of_buyer.home, "received.jws")
        self.supplier_desk().run("statement", "add", "東都", "--output", signed)
        told = desk.run("statement", "keep", signed).stdout
        [kept] = self.buyer.get("/v1/kept-statements").json["items"]
        self.assertIn(kept["kept"], told)
        self.assertRegex(desk.run("statement", "kept").stdout, kept["kept"] + ".* no ")
        look = ("partner", "look", "A-1", "--means", "statement", "--measures", "sufficient", "--kept", kept["kept"])
        desk.run(*look)
        [made] = self.supplier.get("/v1/statements").json["items"]
        self.supplier.post("/v1/statements/%s:withdraw" % made["statement"], {})
        self.assertRegex(desk.run("statement", "kept").stdout, kept["kept"] + ".*2026-12-01 12:00:00 +2026-12-01 12:00:00")
        # One that is withdrawn proves nothing any more, and one that a look rests on stays.
        desk.run(*look, code=1)
        desk.run("statement", "discard", kept["kept"], "--yes", code=1)
        with open(signed, "w", encoding="utf-8") as file:
            file.write(harness.spoiled(kept["jws"]))
        desk.run("statement", "keep", signed, code=1)

    def test_given_out_and_checked_offline(self):
        desk = self.supplier_desk()
        folder = desk.home
        signed, keys, paper = (os.path.join(folder, name) for name in ("statement.jws", "jwks.json", "statement.pdf"))
        told = desk.run("statement", "add", "東都", "--output", signed).stdout
        (made,) = self.supplier.get("/v1/statements").json["items"]
        for said in (made["claims"]["sentence"]["en"], made["statement"], made["verify_url"]):
            self.assertIn(said, told.replace("\n", " ") if said == made["claims"]["sentence"]["en"] else told)
        self.keys_at(keys)
        offline = self.desk("ja")
        checked = offline.run("verify", signed, "--keys", keys).stdout
        flat = checked.replace("\n", "")
        self.assertIn(made["claims"]["sentence"]["ja"], flat)
        self.assertIn("★1と★2は、企業が自ら宣言するものです", flat)
        self.assertIn("取り下げられていないかは確認していません", flat)
        self.assertEqual(json.loads(offline.run("verify", signed, "--keys", keys, "--json").stdout), made["claims"])
        with open(signed, encoding="utf-8") as file:
            text = file.read()
        for at in (3, len(text) // 2, len(text) - 3):
            with open(signed, "w", encoding="utf-8") as file:
                file.write(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
            self.assertEqual(offline.run("verify", signed, "--keys", keys, code=1).stdout, "")
        with open(signed, "w", encoding="utf-8") as file:
            file.write(text)
        self.keys_at(keys, issuer="https://other.example.jp")
        offline.run("verify", signed, "--keys", keys, code=1)
        self.keys_at(keys, keys=[])
        offline.run("verify", signed, "--keys", keys, code=1)
        offline.run("verify", signed, code=2)
        desk.run("statement", "page", made["statement"], "--output", paper)
        page = subprocess.run(["pdftotext", paper, "-"], check=True, capture_output=True, text=True).stdout
        self.assertIn(made["claims"]["jti"], page)
        self.assertRegex(desk.run("statement", "list").stdout, made["statement"])
        desk.run("statement", "withdraw", made["statement"], "--yes")
        self.assertIsNotNone(self.supplier.get("/v1/statements/" + made["statement"]).json["withdrawn_at"])

    def test_an_issuer_elsewhere_is_trusted_by_a_file(self):
        other = harness.Server()
        self.addCleanup(other.end)
        other.start()
        made = self.assertStatus(self.supplier.post("/v1/statements", {}), 201).json
        buyer = harness.Api(other, other.make_key(other.make_organisation("株式会社遠方"), harness.BUYER_RIGHTS))
        verify = lambda: harness.Api(other).post("/v1/statements:verify", {"jws": made["jws"]}, idempotency_key=None)  # noqa: E731
        self.assertProblem(verify(), 422, "statement_issuer_unknown", "/jws")
        self.assertProblem(buyer.post("/v1/kept-statements", {"jws": made["jws"]}), 422, "statement_issuer_unknown")
        path = os.path.join(other.directory, "jwks.json")
        # A key that is trusted for one issuer signs nothing for another.
        self.keys_at(path, issuer="https://wrong.example.jp")
        other.command("statement", "trust", path)
        self.assertProblem(verify(), 422, "statement_not_genuine")
        other.command("statement", "distrust", "https://wrong.example.jp")
        keys = self.keys_at(path)
        self.assertIn("1 keys", other.command("statement", "trust", path).stdout)
        seen = self.assertStatus(verify(), 200).json
        self.assertEqual((seen["claims"], seen["withdrawal"], seen["withdrawn_at"]), (made["claims"], "not_checked", None))
        kept = self.assertStatus(buyer.post("/v1/kept-statements", {"jws": made["jws"]}), 201).json
        self.assertEqual((kept["withdrawal"], kept["verify_url"]), ("not_checked", made["verify_url"]))
        self.assertIn("%s\t" % keys["keys"][0]["kid"], other.command("statement", "issuers").stdout)
        self.assertEqual([k["kid"] for k in harness.Api(other).get("/.well-known/jwks.json").json["keys"]].count(keys["keys"][0]["kid"]), 0)
        other.command("statement", "distrust", keys["issuer"])
        self.assertProblem(verify(), 422, "statement_issuer_unknown")
        self.assertEqual(other.command("statement", "distrust", keys["issuer"], check=False).returncode, 1)
        with open(path, "w", encoding="utf-8") as file:
            file.write("{}")
        self.assertEqual(other.command("statement", "trust", path, check=False).returncode, 1)

    def test_another_key_signs_and_the_old_one_is_known(self):
        server = harness.Server()
        self.addCleanup(server.end)
        server.start()
        caller = harness.Api(server, server.make_key(server.make_organisation("株式会社鍵替"), harness.SUPPLIER_RIGHTS))
        self.declare(caller, 1, "2026-11-01")
        first = self.assertStatus(caller.post("/v1/statements", {}), 201).json
        server.stop()
        os.remove(os.path.join(server.data_dir, "statement-key"))
        server.start()
        second = self.assertStatus(caller.post("/v1/statements", {}), 201).json
        keys = [key["kid"] for key in harness.Api(server).get("/.well-known/jwks.json").json["keys"]]
        heads = [json.loads(decoded(one["jws"].split(".")[0]))["kid"] for one in (first, second)]
        self.assertEqual(len(set(heads)), 2)
        self.assertEqual(keys, heads[::-1])
        for one in (first, second):
            self.assertStatus(harness.Api(server).post("/v1/statements:verify", {"jws": one["jws"]}, idempotency_key=None), 200)


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


if __name__ == "__main__":
    harness.main()
