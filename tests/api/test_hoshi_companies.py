# SPDX-License-Identifier: Apache-2.0
"""hoshi: companies that change, on both sides."""

import json
import os

import harness
from harness import corporate_number
from hoshi import AtADesk
from published import closed, company, file_of, publish

DAY = str(harness.FIRST_DAY)


class Companies(AtADesk):
    def supplier_desk(self, supplier, language="en"):
        return self.desk(language, url="http://" + self.server.address, key=supplier.key)

    def test_a_merger_that_the_buyer_knows_of(self):
        desk = self.buyer_desk()
        old, new = corporate_number(), corporate_number()
        supplier = self.make_supplier(number=old)
        self.link(self.buyer, supplier, code="A-1", corporate_number=old)
        self.declare(supplier, 1, "2026-11-01")
        words = ("supplier", "succeed", "A-1", "--succession", "merger")
        self.assertIn("--on", desk.run(*words, code=2).stderr)
        self.assertIn("--number", desk.run(*words, "--on", DAY, code=2).stderr)
        self.assertIn("--succession", desk.run("supplier", "succeed", "A-1", code=2).stderr)
        words += ("--on", DAY, "--number", new)
        desk.run(*words, code=6)  # nobody confirms
        self.assertIn("--number", desk.run(*words[:-1], old, "--yes", code=1).stderr)
        self.assertIn("--on", desk.run(*words[:-3], "2099-01-01", "--number", new, "--yes", code=1).stderr)
        screen = desk.sit(*words, "--name", "合併後工業株式会社", typing=["y"])
        self.assertIn("Recorded for 合併後工業株式会社", screen.plain)
        shown = desk.run("supplier", "show", "A-1").stdout
        self.assertRegex(shown, r"To settle +Settle which corporate number is right\n +Decide about the predecessor")
        self.assertRegex(shown, r"Before +株式会社みなと精密 %s \(until %s\)" % (old, DAY))
        self.assertIn("合併後工業", desk.run("supplier", "list", "--task", "decide_predecessor").stdout)
        self.assertIn("What 合併後工業株式会社 declared before counts", desk.run("supplier", "accept-predecessor", "A-1", "--reason", "登記").stdout)
        desk.run("supplier", "accept-predecessor", "A-1", code=1)
        self.assertIn("--reason", desk.run("supplier", "accept-number", "A-1", code=2).stderr)
        desk.run("supplier", "accept-number", "A-1", "--reason", "届出の途中")
        self.assertEqual(json.loads(desk.run("supplier", "show", "A-1", "--json").stdout)["tasks"], [])
        self.assertIn("There are none", desk.run("supplier", "list", "--task", "resolve_number").stderr)

    def test_what_is_published_is_left_aside(self):
        desk = self.buyer_desk()
        number = corporate_number()
        publish(self.server, [company(number, "株式会社公表名")])
        desk.run("supplier", "add", "登録名", "--code", "A-1", "--number", number)
        self.assertIn("株式会社公表名", desk.run("supplier", "show", "A-1").stdout)
        self.assertIn("--number-remark", desk.run("supplier", "dismiss-remark", "A-1", code=2).stderr)
        said = desk.run("supplier", "dismiss-remark", "A-1", "--number-remark", "name_not_as_published", "--reason", "屋号").stdout
        self.assertIn("登録名", said)
        self.assertNotIn("株式会社公表名", desk.run("supplier", "show", "A-1").stdout)
        desk.run("supplier", "dismiss-remark", "A-1", "--number-remark", "name_not_as_published", code=1)

    def test_a_likely_duplicate_is_told(self):
        desk = self.buyer_desk()
        self.invite(self.buyer, name="株式会社甲製作所", code="007")
        told = desk.run("supplier", "add", "㈱甲製作所", "--code", "7").stderr
        self.assertRegex(told, r"株式会社甲製作所 \(007\)[^\n]*hoshi supplier join")
        self.assertNotIn("join", desk.run("supplier", "add", "乙商会", "--code", "8").stderr)

    def test_an_alias_is_taken_back(self):
        desk = self.buyer_desk()
        number = corporate_number()
        self.invite(self.buyer, name="甲製作所", code="A-1", corporate_number=corporate_number())
        self.invite(self.buyer, name="甲製作所", code="A-2", corporate_number=number)
        self.assertRegex(desk.run("supplier", "duplicates").stdout, r"A-1 +甲製作所 +Invited\n +A-2 +甲製作所 ")
        desk.run("supplier", "join", "A-1", "--other", "A-2", "--demand", "supplier", "--yes")
        self.assertRegex(desk.run("supplier", "show", "A-2").stdout, r"Aliases +%s\n +code:A-2" % number)
        self.assertIn("--alias", desk.run("supplier", "end-alias", "A-1", code=2).stderr)
        for alias in ("A-2", number):
            desk.run("supplier", "end-alias", "A-1", "--alias", alias)
            desk.run("supplier", "end-alias", "A-1", "--alias", alias, code=1)
        self.assertNotIn("Aliases", desk.run("supplier", "show", "A-1").stdout)

    def test_the_own_organisation(self):
        buyer, supplier = self.make_buyer(), self.make_supplier(number=corporate_number(), reading="ミナトセイミツ")
        self.link(buyer, supplier, code="A-1")
        desk = self.supplier_desk(supplier)
        self.assertRegex(desk.run("organisation", "show").stdout, r"Organisation +株式会社みなと精密\n +Reading +ミナトセイミツ")
        self.assertIn("--name", desk.run("organisation", "change", code=2).stderr)
        desk.run("organisation", "change", "--name", "株式会社みなと精工", code=6)
        self.assertIn("Changed 株式会社みなと精工", desk.run("organisation", "change", "--name", "株式会社みなと精工", "--reading", "none", "--yes").stdout)
        number = corporate_number()
        desk.run("organisation", "change", "--number", number, "--succession", "merger", "--yes", code=1)
        desk.run("organisation", "change", "--number", number, "--succession", "merger", "--on", DAY, "--yes")
        shown = desk.run("organisation", "show").stdout
        self.assertRegex(shown, r"Number +%s\n +Proven +no\n +Before +株式会社みなと精工" % number)
        desk.run("organisation", "change", "--number", "none", "--yes")
        self.assertIsNone(supplier.get("/v1/organisation").json["corporate_number"])

    def test_an_invitation_without_its_link(self):
        number = corporate_number()
        buyer, supplier = self.make_buyer(), self.make_supplier(number=number, vouch=True)
        desk = self.supplier_desk(supplier)
        self.assertIn("There are none", desk.run("invitation", "list").stderr)
        accepted, _ = self.invite(buyer, corporate_number=number, code="A-1")
        declined, _ = self.invite(buyer, corporate_number=number, code="A-2")
        listed = desk.run("invitation", "list").stdout
        self.assertRegex(listed, r"(?m)^%s +東都重工業株式会社 +株式会社みなと精密 +20" % accepted)
        desk.run("invitation", "accept", accepted, code=6)
        self.assertIn("You accepted", desk.run("invitation", "accept", accepted, "--yes").stdout)
        screen = desk.sit("invitation", "decline", declined, typing=["y"])
        self.assertIn("東都重工業株式会社", screen.plain)
        states = {s["relationship"]: s["state"] for s in buyer.get("/v1/suppliers").json["items"]}
        self.assertEqual(states, {accepted: "active", declined: "declined"})
        self.assertIn("hoshi invitation list", desk.run("invitation", "accept", accepted, "--yes", code=2).stderr)

    def test_what_is_published(self):
        desk = self.buyer_desk()
        other, gone, successor = corporate_number(), corporate_number(), corporate_number()
        path = os.path.join(self.server.directory, "published.csv")
        with open(path, "wb") as file:
            file.write(file_of([company(other, "株式会社乙"), closed(gone, "株式会社丙", successor), company(successor, "株式会社丁")]))
        self.server.command("corporate-numbers", "load", path)
        self.invite(self.buyer, name="株式会社甲", code="A-1", corporate_number=other)
        self.invite(self.buyer, name="株式会社丙", code="A-2", corporate_number=gone)
        self.assertRegex(desk.run("supplier", "show", "A-1").stdout, r"As published +Another name is published: 株式会社乙")
        self.assertRegex(desk.run("supplier", "show", "A-2").stdout, r"As published +Company merged into another: 株式会社丙 2026-10-01 %s" % successor)
        self.assertEqual(len(desk.run("supplier", "list", "--number-remark", "any").stdout.splitlines()), 3)
        self.assertIn("A-2", desk.run("status", "--number-remark", "company_succeeded").stdout)
        supplier = self.make_supplier(name="株式会社甲", number=other)
        self.assertIn("公表されている名称との違い", self.supplier_desk(supplier, "ja").run("organisation", "show").stdout)


if __name__ == "__main__":
    harness.main()
