# SPDX-License-Identifier: Apache-2.0
"""hoshi: talks, scopes, leaving, what was filed by mistake, keys, people, settings and company accounts."""

import json
import re

import harness
from hoshi import AtADesk

ADDRESS = "sato@example.jp"


class Everyday(AtADesk):
    def setUp(self):
        super().setUp()
        self.desk_of_buyer = self.buyer_desk()

    def supplier_desk(self, supplier):
        return self.desk(url="http://" + self.server.address, key=supplier.key)

    def test_talks_on_both_sides(self):
        supplier = self.make_supplier()
        relationship = self.link(self.buyer, supplier, code="A-1")
        self.require(self.buyer, relationship, 1, "2027-06-30")
        desk = self.desk_of_buyer
        words = ("talks", "add", "A-1", "--asked-by", "supplier", "--on", "2026-11-20")
        self.assertIn("2026-11-20", desk.run(*words, "--agreed", "yes", "--cost", "480000", "--bears", "shared", "--note", "折半とする").stdout)
        shown = desk.run("talks", "list", "A-1").stdout
        self.assertRegex(shown, r"2026-11-20 +[Ss]upplier +agreed +480000 +shared +折半とする")
        self.assertIn("--on", desk.run("talks", "add", "A-1", "--asked-by", "buyer", "--on", "2027-11-20", code=1).stderr)
        # Asked for where somebody sits; what is no such answer is asked for again.
        screen = desk.sit("talks", "add", "A-1", typing=["both", "buyer", "2026-11-31", "令和8年11月21日"])
        self.assertEqual(screen.plain.count("Who asked"), 2)
        self.assertEqual(screen.plain.count("Asked on"), 2)
        theirs = self.supplier_desk(supplier)
        self.assertRegex(theirs.run("talks", "list", self.buyer.name).stdout, "折半とする")
        theirs.run("talks", "add", self.buyer.name, "--asked-by", "buyer", "--on", "2026-11-22", "--cost", "0480000")
        items = self.buyer.get("/v1/suppliers/%s/consultations" % relationship).json["items"]
        self.assertEqual(sorted(str(one["cost_estimate"]) for one in items), ["480000", "480000", "None"])
        self.assertIn("Stop sharing", theirs.sit("leave", self.buyer.name, typing=["y"]).plain)
        self.assertEqual(self.buyer.get("/v1/suppliers/" + relationship).json["state"], "declined")

    def test_a_scope_and_a_check_are_decided_and_changed(self):
        supplier = self.make_supplier()
        relationship = self.link(self.buyer, supplier, code="A-1")
        declaration = self.declare(supplier, 1, "2026-11-20", scope="part", scope_text="本社工場")
        desk = self.desk_of_buyer
        desk.run("scope", "A-1", "--covers", "yes", "--note", "当社向けは本社工場")
        self.assertEqual(self.decision(relationship), ("covers", "当社向けは本社工場"))
        desk.run("scope", "A-1", "--covers", "no", "--declaration", declaration)
        self.assertEqual(self.decision(relationship)[0], "does_not_cover")
        self.assertIn("was not checked", desk.run("withdraw-check", "A-1", "--yes", code=1).stderr)
        desk.run("check", "A-1", "--result", "found")
        self.assertIn("withdrawn", desk.run("withdraw-check", "A-1", "--yes").stdout)
        self.assertIsNone(self.seen(relationship)["last_check"])

    def seen(self, relationship):
        return self.buyer.get("/v1/suppliers/%s/declarations" % relationship).json["items"][0]

    def decision(self, relationship):
        decided = self.seen(relationship)["scope_decision"]
        return decided["decision"], decided["note"]

    def test_what_was_filed_by_mistake(self):
        supplier = self.make_supplier()
        declaration = self.declare(supplier, 1, "2026-11-20")
        paper = self.assertStatus(
            supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-20", "url": "https://example.jp/policy"}), 201
        ).json["paper"]
        desk = self.supplier_desk(supplier)
        self.assertIn("https://example.jp/policy", desk.run("paper", "list").stdout)
        desk.run("paper", "withdraw", paper, "--yes")
        self.assertIsNotNone(supplier.get("/v1/papers").json["items"][0]["withdrawn_on"])
        self.assertRegex(desk.run("declaration", "list").stdout, declaration + r" +★1")
        desk.run("declaration", "stop", declaration, "--on", "2026-11-30", "--yes")
        self.assertEqual(supplier.get("/v1/declarations/" + declaration).json["stopped_on"], "2026-11-30")
        desk.run("declaration", "stop", declaration, "--take-back", "--yes")
        self.assertIsNone(supplier.get("/v1/declarations/" + declaration).json["stopped_on"])
        for more in ((), ("--on", "2026-11-30", "--take-back")):
            self.assertIn("--on", desk.run("declaration", "stop", declaration, *more, "--yes", code=2).stderr)

    def test_keys(self):
        desk = self.desk_of_buyer
        made = desk.run("key", "add", "購買システム", "--right", "buyer:read,buyer:write", "--last-day", "2027-03-31")
        self.assertRegex(made.stdout, r"^hst_\w+\n$")
        self.assertIn("2027-03-31", made.stderr)
        [key] = [one for one in json.loads(desk.run("key", "list", "--json").stdout) if one["name"] == "購買システム"]
        self.assertEqual((key["rights"], key["expires_on"]), (["buyer:read", "buyer:write"], "2027-03-31"))
        self.assertRegex(desk.run("key", "list").stdout, key["key"] + r" +購買システム +\w{4} +buyer:read buyer:write +2027-03-31")
        # Were the days not sent, the text before would work on.
        self.assertRegex(desk.run("key", "rotate", key["key"], "--overlap-days", "00").stdout, r"^hst_\w+\n$")
        self.desk(url="http://" + self.server.address, key=made.stdout.strip()).run("supplier", "list", code=4)
        self.assertIn("Revoke the key", desk.sit("key", "revoke", key["key"], typing=["y"]).plain)
        self.assertIn("--right", desk.run("key", "add", "なし", "--right", "everything", code=2).stderr)
        self.assertIn("--last-day", desk.run("key", "add", "長い", "--right", "buyer:read", "--last-day", "2099-01-01", code=1).stderr)

    def test_people(self):
        desk = self.desk_of_buyer
        words = ("user", "add", ADDRESS, "--name", "佐藤 花子", "--right", "buyer:read")
        self.assertRegex(desk.run(*words).stdout, r"^http\S+/users#token=\S+\n$")
        self.assertRegex(desk.run("user", "list").stdout, ADDRESS + r" +佐藤 花子 +.*buyer:read")
        self.assertIn(ADDRESS, desk.run(*words, code=1).stderr + ADDRESS)
        desk.run("user", "change", ADDRESS, "--name", "佐藤 華子")
        [user] = [one for one in self.buyer.get("/v1/users").json["items"] if one["email"] == ADDRESS]
        self.assertEqual((user["name"], user["rights"]), ("佐藤 華子", ["buyer:read"]))
        self.assertIn("#token=", desk.run("user", "invite", ADDRESS).stdout)
        self.assertIn("mail", desk.run("user", "invite", ADDRESS, "--send", code=1).stderr)
        desk.run("user", "sign-out", ADDRESS, "--yes")
        self.assertIn("Remove", desk.sit("user", "remove", ADDRESS, typing=["y"]).plain)
        self.assertIn("nobody@example.jp", desk.run("user", "change", "nobody@example.jp", "--name", "x", code=2).stderr)

    def test_settings(self):
        desk = self.desk_of_buyer
        self.assertRegex(desk.run("settings").stdout, r"\(days\) +60")
        self.assertRegex(desk.run("settings", "--expiring-days", "90", "--recheck-months", "none", "--retention-months", "36").stdout, r"\(days\) +90")
        settings = self.buyer.get("/v1/settings").json
        self.assertEqual((settings["expiring_days"], settings["recheck_months"], self.buyer.get("/v1/retention").json["months"]), (90, None, 36))
        for wrong in (("--expiring-days", "900"), ("--recheck-months", "0"), ("--retention-months", "3")):
            self.assertIn(wrong[0], desk.run("settings", *wrong, code=1).stderr)
        self.assertIn("optional", desk.run("sign-in").stdout)
        self.assertIn("Everybody needs", desk.run("sign-in", "--second-factor", "required").stdout)

    def test_company_accounts(self):
        self.server.command("oidc-issuer", "add", "--issuer", "https://login.example.com")
        desk = self.desk_of_buyer
        self.assertIn("not set up", desk.run("company-account", "show").stdout)
        desk.write("secret.txt", "s3cret\n")
        words = ("company-account", "set", "--issuer", "https://login.example.com", "--client-id", "hoshitori", "--secret-file", "secret.txt")
        shown = desk.run(*words, "--grant", "groups=urn:kobai:1:buyer:read,buyer:write").stdout
        for pattern in (r"Issuer +https://login\.example\.com", r"Secret on file +yes", r"By rule +groups=urn:kobai:1:buyer:read,buyer:write"):
            self.assertRegex(shown, pattern)
        settings = self.buyer.get("/v1/oidc-settings").json
        self.assertEqual(settings["rules"], [{"claim": "groups", "value": "urn:kobai:1", "rights": ["buyer:read", "buyer:write"]}])
        # Of another client the secret is another.
        desk.run("company-account", "set", "--client-id", "other")
        settings = self.buyer.get("/v1/oidc-settings").json
        self.assertEqual((settings["client_id"], settings["client_secret_set"], len(settings["rules"])), ("other", False, 1))
        self.assertIn("CLAIM=VALUE", desk.run("company-account", "set", "--grant", "groups", code=2).stderr)
        self.assertIn("--issuer", desk.run("company-account", "set", "--issuer", "https://elsewhere.example.com", code=1).stderr)
        desk.run("company-account", "set", "--grant", "none")
        self.assertEqual(self.buyer.get("/v1/oidc-settings").json["rules"], [])
        desk.run("company-account", "remove", "--yes")
        self.assertIsNone(self.buyer.get("/v1/oidc-settings").json["issuer"])

    def test_chosen_suppliers_are_exported(self):
        for code in ("A-1", "A-2", "A-3"):
            self.invite(self.buyer, code=code)
        desk = self.desk_of_buyer
        desk.run("export", "--supplier", "A-3", "--supplier", "A-1", "--output", "two.csv")
        with open(desk.path("two.csv"), encoding="utf-8-sig") as file:
            self.assertEqual(re.findall(r"A-\d", file.read()), ["A-1", "A-3"])
        desk.run("export", "--supplier", "A-9", code=1)
        self.assertIn("statuses", desk.run("export", "statuses", "--supplier", "A-1", code=2).stderr)


if __name__ == "__main__":
    harness.main()
