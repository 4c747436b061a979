# SPDX-License-Identifier: Apache-2.0
"""hoshi: the larger work of a buyer, and of a supplier."""

import json
import os
import re
import subprocess

import harness
import workbook
from hoshi import BINARY, AtADesk

KEY = "hst_" + "0" * 71
SHEET = "取引先コード,取引先名,法人番号,タグ\r\nB-1,有限会社かもめ金型,,CAD、金型\r\nB-2,株式会社あかね設計,1.18E+12,CAD\r\n"


class LargerWork(AtADesk):
    def test_sheets(self):
        desk = self.buyer_desk()
        desk.write("sheet.csv", SHEET.encode("cp932"))
        self.assertIn("Refused 1", desk.run("import", "sheet.csv", "--dry-run", code=1).stdout)  # its encoding is seen
        self.assertIn("--encoding shift_jis", desk.run("import", "sheet.csv", "--encoding", "utf-8", code=1).stderr)
        words = ("import", "sheet.csv", "--encoding", "shift_jis", "--source", "purchasing")
        tried = desk.run(*words, "--dry-run", code=1)
        self.assertRegex(tried.stdout, r"(?m)^ +3 +Refused +corporate_number +The number is in scientific notation")
        self.assertEqual(self.buyer.get("/v1/suppliers").json["items"], [])
        self.assertIn("--mode per_row", desk.run(*words, "--yes", code=1).stderr)
        screen = desk.sit(*words, "--mode", "per_row", typing=["y"], code=1)
        self.assertIn("Imported", screen.plain)
        self.assertEqual([s["code"] for s in self.buyer.get("/v1/suppliers").json["items"]], ["B-1"])
        desk.write("sheet.csv", SHEET.replace("1.18E+12", "").encode())
        words = ("import", "sheet.csv", "--source", "purchasing")
        self.assertIn("Added 1", desk.run(*words, "--yes").stdout)
        self.assertIn("Nothing changes", desk.run(*words).stderr)
        self.assertIn("not of the named encoding", desk.run("import", "sheet.csv", "--encoding", "shift_jis", code=1).stderr)

    def test_a_sheet_comes_back_as_it_went(self):
        desk = self.buyer_desk()
        desk.write("sheet.csv", SHEET.replace("1.18E+12", ""))
        desk.run("import", "sheet.csv", "--yes")
        desk.run("export", "suppliers", "--output", "out.csv")
        self.assertIn("Nothing changes", desk.run("import", "out.csv").stderr)
        desk.run("export", "suppliers", "--output", "out.xlsx")
        self.assertIn("Nothing changes", desk.run("import", "out.xlsx").stderr)
        desk.run("export", "suppliers", "--output", "out.csv", code=6)  # is there
        desk.run("export", "suppliers", "--output", "out.csv", "--yes")
        lines = desk.run("export", "suppliers", "--format", "ndjson", "--text", "かもめ").stdout.splitlines()
        self.assertEqual([json.loads(line)["code"] for line in lines], ["B-1"])

    def conflicts(self, *codes, language="en"):
        """A desk whose sheet differs from what was changed by hand since it was imported; how their categories stand."""
        desk = self.buyer_desk(language)
        head, rows = "取引先コード,取引先名,区分", ["%s,株式会社%s,金型" % (code, code) for code in codes]
        desk.write("sheet.csv", "\n".join([head, *rows]))
        desk.run("import", "sheet.csv", "--source", "erp", "--yes")
        for code in codes:
            self.assertStatus(self.buyer.patch("/v1/suppliers/code:" + code, {"category": "物流"}), 200)
        return desk, lambda: [s["category"] for s in self.buyer.get("/v1/suppliers", query={"sort": "name"}).json["items"]]

    def test_conflicts_are_settled_by_options(self):
        desk, categories = self.conflicts("B-1", "B-2", "B-3")
        words = ("import", "sheet.csv", "--source", "erp", "--yes")
        told = desk.run(*words, code=1)
        self.assertRegex(told.stdout, "(?m)^ +2 +Changed by hand +category +.*on file is “物流”; the sheet has “金型”")
        self.assertIn("changed by hand: 3. Say which value stands with --over, --keep or --conflicts", told.stderr)
        told = desk.run(*words, "--over", "B-1", "--keep", "B-2", "--over", "B-9", code=1).stderr
        self.assertIn("B-9 is no supplier of a row", told)
        self.assertIn("changed by hand: 1.", told)
        self.assertEqual(categories(), ["物流"] * 3)
        self.assertIn("Changed 1", desk.run(*words, "--over", "Ｂ－１", "--keep", "B-2", "--mode", "per_row", code=1).stdout)
        self.assertEqual(categories(), ["金型", "物流", "物流"])
        self.assertIn("--over or --keep, not both", desk.run(*words, "--over", "B-2", "--keep", "B-2", code=2).stderr)
        self.assertIn("Nothing changes", desk.run(*words, "--conflicts", "keep").stderr)
        self.assertIn("Changed 1", desk.run(*words, "--conflicts", "over", "--keep", "B-3", "--dry-run").stdout)
        desk.run(*words, "--conflicts", "over", "--keep", "B-3")
        self.assertEqual(categories(), ["金型", "金型", "物流"])

    def test_conflicts_are_settled_by_a_person(self):
        """Who changed it, when, and both values stand above the question; a choice may be for all that follow."""
        desk, categories = self.conflicts("B-1", "B-2", "B-3", "B-4", language="ja")
        words = ("import", "sheet.csv", "--source", "erp")
        screen = desk.sit(*words, typing=["", "２", "5", "", "q", ""], code=1).plain
        by = "[0-9]{4}年[0-9]+月[0-9]+日 [0-9:]+に.+が変更"
        self.assertRegex(screen, "2行目　株式会社B-1（B-1）\n  区分：.*（%s）。登録済みの内容は「物流」です。表の内容は「金型」です。" % by)
        self.assertIn("3行あります", screen)
        screen = desk.sit(*words, typing=["2", "1", "3", "y"]).plain
        self.assertIn("取り込みました", screen)
        self.assertEqual(categories(), ["物流", "金型", "金型", "金型"])

    def test_a_supplier_is_named_as_everywhere(self):
        """By its number, by its id in any case."""
        desk, number = self.buyer_desk(), harness.corporate_number()
        desk.write("sheet.csv", "取引先名,法人番号,区分\n株式会社甲,%s,金型" % number)
        words = ("import", "sheet.csv", "--source", "erp", "--yes")
        desk.run(*words)
        [supplier] = self.buyer.get("/v1/suppliers").json["items"]
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + number, {"category": "物流"}), 200)
        for named in (number, supplier["relationship"].upper()):
            told = desk.run(*words, "--over", named, "--dry-run")
            self.assertIn("Changed 1", told.stdout)
            self.assertNotIn("no supplier of a row", told.stderr)
            self.assertIn("not both", desk.run(*words, "--over", named, "--keep", number, code=2).stderr)

    def test_nobody_is_asked_who_only_tries(self):
        desk, _ = self.conflicts("B-1")
        words = ("import", "sheet.csv", "--source", "erp")
        for more in (("--dry-run",), ("--json",), ("--dry-run", "--json")):
            self.assertIn("changed by hand: 1. Say which", desk.sit(*words, *more, code=1).plain)
        self.assertIn("Changed 1", desk.sit(*words, "--dry-run", "--conflicts", "over").plain)

    def test_more_conflicts_than_one_request_settles(self):
        desk = self.buyer_desk()
        codes = ["C-%03d" % i for i in range(230)]
        desk.write("sheet.csv", "\n".join(["取引先コード,取引先名,区分", *("%s,株式会社%s,金型" % (code, code) for code in codes)]))
        words = ("import", "sheet.csv", "--source", "erp", "--yes")
        desk.run(*words)
        desk.run("supplier", "change-all", "--category", "金型", "--set-category", "物流", "--yes")
        left = lambda: len(desk.run("export", "suppliers", "--category", "物流", "--format", "ndjson").stdout.splitlines())
        self.assertIn("--mode per_row", desk.run(*words, "--conflicts", "over", code=1).stderr)
        self.assertEqual(left(), 230)
        words += ("--mode", "per_row")
        told = desk.run(*words, "--over", codes[-1], code=1)  # it is not among the first 200
        self.assertNotIn("no supplier of a row", told.stderr)
        self.assertIn("changed by hand: 229.", told.stderr)
        self.assertEqual(left(), 229)
        self.assertIn("Nothing changes", desk.run(*words, "--conflicts", "keep").stderr)
        self.assertIn("in 2 rounds", desk.run(*words, "--conflicts", "over", "--keep", codes[0]).stderr)
        self.assertEqual(left(), 1)

    def test_a_conflict_that_comes_meanwhile(self):
        """What was changed after the question is a conflict again, and nothing is said to be imported."""
        desk, categories = self.conflicts("B-1", "B-2")

        def change(number):
            if number == 1:
                self.assertStatus(self.buyer.patch("/v1/suppliers/code:B-1", {"category": "設計"}), 200)

        screen = desk.sit("import", "sheet.csv", "--source", "erp", typing=["3", "y"], at_prompt=change, code=1).plain
        self.assertIn("Nothing is imported", screen)
        self.assertEqual(categories(), ["設計", "物流"])

    def test_many_suppliers_are_changed_at_once(self):
        desk = self.buyer_desk()
        for code, category in (("A-1", "金型"), ("A-2", "金型"), ("B-1", "物流")):
            self.invite(self.buyer, code=code, category=category)
        words = ("supplier", "change-all", "--category", "金型", "--add-tag", "重点", "--star", "2", "--due", "2027-06-30")
        tried = desk.run(*words, "--dry-run").stdout
        self.assertRegex(tried, "2 suppliers.*Changed 2")
        self.assertEqual({s["status"]["required_star"] for s in self.buyer.get("/v1/suppliers").json["items"]}, {None})
        self.assertIn("Change 2 suppliers?", desk.sit(*words, typing=["y"]).plain)
        self.assertIn("Nothing changes", desk.run(*words).stderr)
        self.assertIn("Changed 2", desk.run("supplier", "change-all", "--tag", "重点", "--remove", "--yes").stdout)
        known = {s["code"]: (s["tags"], s["status"]["required_star"]) for s in self.buyer.get("/v1/suppliers").json["items"]}
        self.assertEqual(known, {"A-1": (["重点"], None), "A-2": (["重点"], None), "B-1": ([], None)})
        self.assertIn("--add-tag", desk.run("supplier", "change-all", "--category", "金型", code=2).stderr)
        self.assertIn("--due", desk.run("supplier", "change-all", "--star", "2", "--yes", code=1).stderr)
        self.assertIn("--set-owner", desk.run("supplier", "change-all", "--set-owner", "nobody@example.jp", code=1).stderr)

    def test_what_happened_about_a_supplier(self):
        desk = self.buyer_desk()
        self.invite(self.buyer, code="A-1")
        self.assertStatus(self.buyer.put("/v1/suppliers/code:A-1/requirement", {"required_star": 2, "due_on": "2027-06-30", "reason": "図面"}), 201)
        lines = desk.run("supplier", "history", "A-1").stdout.splitlines()
        self.assertRegex(lines[1], r"Requirement set .*★2 .*2027-06-30  図面")
        self.assertRegex(lines[2], r"Added ")
        self.assertEqual([one["code"] for one in json.loads(desk.run("supplier", "history", "A-1", "--json").stdout)], ["requirement_set", "invited"])

    def test_a_saved_view_is_a_list_of_its_name(self):
        desk = self.buyer_desk()
        for code, category in (("A-1", "金型"), ("A-2", "金型"), ("B-1", "物流")):
            self.invite(self.buyer, code=code, category=category)
        view = {"name": "金型の取引先", "shared": True, "filters": {"category": "金型", "state": ["invited"], "required_star": [0]}}
        self.assertStatus(self.buyer.post("/v1/saved-views", view), 201)
        self.assertRegex(desk.run("view", "list").stdout, "金型の取引先 +yes +.*category=金型")
        codes = lambda *words: [s["code"] for s in json.loads(desk.run("supplier", "list", "--json", *words).stdout)]  # noqa: E731
        self.assertEqual(codes("--view", "金型の取引先"), ["A-1", "A-2"])
        self.assertEqual(codes("--view", "金型の取引先", "--category", "物流"), ["B-1"])
        self.assertIn("hoshi view list", desk.run("supplier", "list", "--view", "鋳物", code=1).stderr)
        self.assertIn("Changed 2", desk.run("supplier", "change-all", "--view", "金型の取引先", "--add-tag", "重点", "--yes").stdout)

    def test_what_looks_alike_is_told(self):
        desk = self.buyer_desk()
        self.invite(self.buyer, code="A-1", tags=["CAD"], category="金型")
        told = "looks like CAD, in use (suppliers: 1)"
        self.assertIn("ＣＡＤ " + told, desk.run("supplier", "add", "甲", "--code", "A-2", "--tag", "ＣＡＤ", "--tag", "めっき").stderr)
        self.assertNotIn("looks like", desk.run("supplier", "add", "乙", "--code", "A-3", "--tag", "CAD", "--tag", "新規").stderr)
        self.assertNotIn("looks like", desk.run("supplier", "add", "丙", "--code", "A-4", "--tag", "Cad", "--quiet").stderr)
        self.assertIn("金 型 looks like 金型", desk.run("supplier", "change", "A-3", "--category", "金 型").stderr)
        rule = ("--star", "1", "--due-in-days", "30", "--yes")
        self.assertIn("メッキ looks like めっき", desk.run("rule", "set", "tag:メッキ", *rule).stderr)
        self.assertNotIn("looks like", desk.run("rule", "set", "tag:CAD", *rule).stderr)
        desk.write("sheet.csv", "code,name,tags\nA-5,丁,cad-1\nA-6,戊,CAD1\n")
        self.assertRegex(desk.run("import", "sheet.csv", "--dry-run").stdout, r"(?m)^ +3 +Added +tags +“CAD1” looks like “cad-1” in line 2")
        # As 0.1.0 left them, which told names apart by their bytes.
        renamed = "update hoshitori.rule_revision set name = 'cad', rule = 'tag:cad' where org_id = '%s' and name = 'メッキ'" % self.buyer.organisation
        subprocess.run([*self.server.psql(), "-c", "set role hoshitori_engine", "-c", renamed], check=True)
        self.assertIn("tag:cad: another rule has the same name (tag:CAD)", desk.run("rule", "list").stderr)

    def test_rules(self):
        desk = self.buyer_desk()
        desk.write("sheet.csv", SHEET.replace("1.18E+12", ""))
        desk.run("import", "sheet.csv", "--yes")
        demand = ("--star", "2", "--due-in-days", "30", "--reason", "CADデータをお渡しするため")
        tried = desk.run("simulate", "--rule", "tag:CAD", *demand[:4], "--on", "2027-06-30").stdout
        self.assertRegex(tried, r"(?m)^Overdue +buyer +0 +2$")
        self.assertRegex(tried, r"no longer meet it: 2")
        self.assertIn("There are none", desk.run("rule", "list").stderr)
        self.assertIn("Decided for 2 suppliers; 2 changed", desk.run("rule", "set", "tag:CAD", *demand, "--yes").stdout)
        self.assertIn("tag:CAD", desk.run("rule", "list").stdout)
        self.assertIn("Nothing changes", desk.run("rule", "set", "tag:CAD", *demand).stderr)
        screen = desk.sit("rule", "set", "tag:CAD", "--star", "1", typing=["y"])
        self.assertRegex(screen.plain, r"Required +★2 +★1")
        self.assertIn("changed", desk.run("rule", "remove", "tag:CAD", "--yes").stdout)
        desk.run("rule", "remove", "tag:CAD", "--yes", code=1)

    def test_erasures(self):
        desk = self.buyer_desk()
        self.invite(self.buyer, code="T-1", contacts=[{"name": "林 美咲", "email": "hayashi@example.jp"}, {"name": "森 一郎"}])
        whose = ("erasure", "add", "--person", "林美咲")
        self.assertIn("Name a supplier that ended", desk.run("erasure", "add", code=2).stderr)
        desk.run("erasure", "add", "T-1", "--person", "林", code=2)
        self.assertIn("--email", desk.run("erasure", "add", "--email", "hayashi", code=1).stderr)
        self.assertRegex(desk.run(*whose, "--dry-run").stdout, r"Suppliers +1")
        self.assertEqual(self.buyer.get("/v1/erasures").json["items"], [])
        desk.run(*whose, code=6)
        self.assertIn("Erased.", desk.run(*whose, "--yes").stdout)
        self.assertEqual(len(self.buyer.get("/v1/suppliers/code:T-1").json["contacts"]), 1)
        desk.run("erasure", "add", "T-1", "--yes", code=1)
        desk.run("supplier", "end", "T-1", "--yes")
        desk.run("erasure", "add", self.buyer.get("/v1/suppliers?state=ended").json["items"][0]["status"]["relationship"], "--yes")
        listed = desk.run("erasure", "list").stdout
        self.assertRegex(listed, r"A supplier that ended 株式会社みなと精密 +test +Asked for")
        self.assertRegex(listed, r"A person +test +Asked for")

    def test_plan_names_what_is_to_be_done(self):
        desk = self.buyer_desk()
        relationship, _ = self.invite(self.buyer, code="P-9")
        self.require(self.buyer, relationship, 3, "2029-06-30")
        for item in json.loads(desk.run("plan", "--json").stdout):
            self.assertNotEqual(item["status"]["next_step"]["code"], "none")

    def test_link_is_one_line(self):
        desk = self.buyer_desk()
        screen = desk.sit("supplier", "add", "有限会社かもめ金型", "--code", "L-1", columns=60)
        self.assertRegex(screen.plain.replace("\r", ""), r"/invitations#token=hsi_[0-9A-Za-z]{60,}\n")

    def test_questions_take_yes_or_no(self):
        desk = self.buyer_desk()
        self.invite(self.buyer, code="Q-1")
        screen = desk.sit("require", "Q-1", typing=["2", "y", "2027-13-45", "n", "", "2", "2027-06-30", "理由", "maybe", "y"])
        self.assertEqual(screen.plain.count("is none of y|n"), 3)
        questions = self.buyer.get("/v1/suppliers/code:Q-1/requirement").json["questions"]
        self.assertEqual((questions["important_information"], questions["unacceptable_interruption"]), (True, False))

    def test_plan_by_step(self):
        desk = self.buyer_desk()
        for number, due in enumerate(("2027-06-30", "2027-03-31", "2027-12-31")):
            relationship, _ = self.invite(self.buyer, code="P-%d" % number)
            self.require(self.buyer, relationship, 1, due)
        rows = desk.run("plan").stdout.splitlines()[1:]
        self.assertEqual([row[:10] for row in rows], ["2027-03-31", "2027-06-30", "2027-12-31"])
        self.assertRegex(desk.run("plan", "--by", "step").stdout, r"(?m)^2027-03-31 +supplier +3 ")
        self.assertEqual(len(desk.run("plan", "--due-by", "2027-06-30").stdout.splitlines()), 3)
        self.assertEqual(len(json.loads(desk.run("plan", "--json").stdout)), 3)
        self.assertIn("Nothing is open", desk.run("plan", "--as-of", "2026-11-01").stdout)

    def supplier_desk(self):
        self.supplier = self.make_supplier()
        return self.desk(url="http://" + self.server.address, key=self.supplier.key)

    def test_plan_of_a_supplier(self):
        """One list of steps for all buyers; with a filter the list of demands, as for a buyer."""
        desk = self.supplier_desk()
        for name, star, due in (("甲社", 1, "2027-06-30"), ("乙社", 2, "2027-03-31"), ("丙社", 3, "2027-12-31")):
            buyer = self.make_buyer(name)
            self.require(buyer, self.link(buyer, self.supplier), star, due, required_assurance="declared")
        printed = desk.run("plan").stdout.splitlines()
        self.assertEqual(len(printed), 3)
        self.assertRegex(printed[1], r"^2027-03-31 +20\d\d-\d\d-\d\d +★2 +(甲社, 乙社|乙社, 甲社) +Declare ★2")
        self.assertEqual(printed[2], "Waiting: 丙社 (for the scheme)")
        self.assertEqual(len(json.loads(desk.run("plan", "--json").stdout)["demands"]), 3)
        self.assertRegex(desk.run("plan", "--by", "step").stdout, r"(?m)^2027-03-31 +supplier +2 ")

    def test_duties(self):
        desk = self.supplier_desk()
        self.assertIn("No duty falls due.", desk.run("duties").stdout)
        self.assertRegex(desk.run("duties", "--star", "3").stdout, r"(?m) never +1-2-1-3 ")
        done = desk.run("duties", "1-2-1-3", "--on", "2026-11-01").stdout
        self.assertEqual(done, "1-2-1-3: done on 2026-11-01, next on 2027-11-01.\n")
        self.assertNotIn("1-2-1-3", desk.run("duties", "--star", "3", "--due-by", "2027-10-31").stdout)
        self.assertRegex(desk.run("duties", "--star", "3").stdout, r"(?m)^2027-11-01 +2026-11-01 +1-2-1-3 ")
        self.assertIn("--on", desk.run("duties", "1-2-1-3", "--on", "2999-01-01", code=1).stderr)

    def test_answers_of_before(self):
        desk = self.supplier_desk()
        self.assess(self.supplier, "security-action-1-5ka")
        begun = desk.run("assess", "--edition", "security-action-1-6ka", "--star", "1", "--copy", "--diff")
        self.assertIn("Took over 5 answers (new criteria: 1,", begun.stderr)
        self.assertRegex(begun.stdout, r"(?m)^6 +– +– ")
        self.assertEqual(
            json.loads(desk.run("assess", "--edition", "security-action-1-6ka", "--star", "1", "--diff", "--json").stdout)["items"][-1]["criterion"], "6"
        )

    def test_a_long_job_shows_how_far_it_is(self):
        desk = self.buyer_desk()
        rows = ["取引先コード,取引先名"] + ["L-%d,取引先%d" % (n, n) for n in range(2300)]
        desk.write("sheet.csv", "\n".join(rows) + "\n")
        screen = desk.sit("import", "sheet.csv", "--yes")
        self.assertRegex(screen.text, r"Working [#-]{30} +\d+% \d+/2300")
        self.assertTrue(screen.text.rstrip().endswith("Imported."))
        quiet = desk.run("import", "sheet.csv", "--yes")
        self.assertNotIn("\x1b", quiet.stderr + quiet.stdout)
        self.assertEqual(len(desk.run("supplier", "list").stdout.splitlines()), 201)
        self.assertEqual(len(desk.run("supplier", "list", "--limit", "0").stdout.splitlines()), 2301)

    def test_sheet_of_an_assessment(self):
        supplier = self.make_supplier()
        desk = self.desk(url="http://" + self.server.address, key=supplier.key)
        desk.run("assess", "--star", "2", "--write-sheet", "sheet.csv")
        desk.run("assess", "--star", "2", "--write-sheet", "sheet.xlsx")
        with open(desk.path("sheet.xlsx"), "rb") as file:
            self.assertEqual(workbook.read(file.read())[0][1], "criterion")
        with open(desk.path("sheet.csv"), encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
        filled = [lines[0]] + [re.sub(",,,$", ",implemented,,", line) for line in lines[1:]]
        desk.write("bad.csv", "\n".join(filled).replace(",implemented,", ",maybe,", 1))
        self.assertIn("line 2, answer", desk.run("assess", "--star", "2", "--sheet", "bad.csv", code=1).stderr)
        desk.write("good.csv", "\n".join(filled))
        self.assertIn("--write-sheet", desk.run("assess", "--star", "2", code=2).stderr)
        self.assertIn("Score: 100 of 100", desk.run("assess", "--star", "2", "--sheet", "good.csv").stdout)
        self.assertIn("Submitted", desk.run("assess", "--star", "2", "--submit").stdout)

    def test_the_readmes(self):
        blocks = []
        for name in ("clients/guides/tour.md", "clients/guides/tour.ja.md"):
            with open(os.path.join(harness.TOP, name), encoding="utf-8") as file:
                blocks += re.findall(r"^```sh\n(hoshi login .*?)^```$", file.read(), re.M | re.S)
        self.assertEqual(len(blocks), 2)
        self.assertEqual(*blocks)
        desk = self.desk()
        desk.write("buyer.key", self.make_buyer().key)
        with open(os.path.join(harness.TOP, "schema/catalogue/security-action-2-v3.json"), encoding="utf-8") as file:
            rows = ["%s,implemented" % criterion["id"] for criterion in json.load(file)["criteria"]]
        desk.write("answers.csv", "\n".join(["criterion,answer"] + rows))
        path = os.path.dirname(BINARY) + os.pathsep + os.environ["PATH"]
        done = subprocess.run(
            ["bash", "-eu"],
            input=blocks[0].replace("127.0.0.1:8080", self.server.address),
            env={**desk.environment, "PATH": path},
            cwd=desk.home,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Confirmed in the public list", done.stdout)
        self.assertNotIn("something is not met", done.stdout)

    def test_what_a_newer_transcription_brought(self):
        desk = self.desk(url="http://" + self.server.address, key=self.make_supplier().key)
        for name in ("scs-2026-03-27.json", "scs-2026-03-27.t2.json"):
            with open(os.path.join(harness.TOP, "schema/catalogue", name), encoding="utf-8") as file:
                body = {**json.load(file), "id": "scs-at-the-desk"}
            self.server.command("catalogue", "import", desk.write("edition.json", json.dumps(body)))
            words = ("assess", "--edition", "scs-at-the-desk", "--star", "4")
            if name == "scs-2026-03-27.json":
                desk.write("answers.csv", "\n".join(["criterion,answer"] + ["%s,implemented" % c["id"] for c in body["criteria"]]))
                desk.run(*words, "--sheet", "answers.csv")
        screen = desk.sit(*words, typing=["2", "q"], code=6)
        for text in ("[1/153] Governance > Organisational context", "Text: Summary of a third party's account", "[2/153]"):
            self.assertIn(text, screen.plain)
        told = desk.run(*words, "--submit", code=1)
        self.assertIn("criteria that were added", told.stdout + told.stderr)
        shown = desk.run(*words, "--sheet", "answers.csv").stdout
        self.assertIn("71 criteria that were added since you began have no answer", shown)

    def test_responding(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        desk = self.desk(url="http://" + self.server.address, key=supplier.key)
        self.assertIn("--message", desk.run("respond", "東都", "--kind", "objected", code=1).stderr)
        screen = desk.sit("respond", "東都", "--message", "費用についてご相談したいです。", typing=["talk", "talks_requested"])
        self.assertIn("is filed", screen.plain)
        shown = desk.run("supplier", "show", relationship, HOSHI_KEY=buyer.key).stdout
        self.assertIn("費用についてご相談したいです。", shown)
        self.assertIn("There is no buyer", desk.run("respond", "ない", "--kind", "accepted", code=1).stderr)

    def test_declining(self):
        buyer = self.make_buyer()
        relationship, token = self.invite(buyer)
        desk = self.desk(url="http://" + self.server.address)
        screen = desk.sit("invitation", "decline", "-", typing=[token, "y"])
        self.assertIn("You declined", screen.plain)
        self.assertEqual(buyer.get("/v1/suppliers/" + relationship).json["state"], "declined")
        desk.run("invitation", "show", token, code=1)

    def test_example_of_the_library(self):
        self.buyer = self.make_buyer()
        self.invite(self.buyer, code="E-1")
        example = os.path.join(os.path.dirname(BINARY), "hoshitori_example")
        environment = {**os.environ, "HOSHI_URL": "http://" + self.server.address, "HOSHI_KEY": self.buyer.key}
        done = subprocess.run([example], env=environment, capture_output=True, text=True, check=True)
        self.assertRegex(done.stdout, r"^E-1\tno_requirement\t.+\n$")
        environment["HOSHI_KEY"] = KEY
        self.assertEqual(subprocess.run([example], env=environment, capture_output=True, check=False).returncode, 1)


if __name__ == "__main__":
    harness.main()
