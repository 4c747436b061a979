# SPDX-License-Identifier: Apache-2.0
"""hoshi where something is wrong, in front of different terminals, and the buyer's larger work."""

import functools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest

import harness
import workbook
from hoshi import BINARY, Desk, width
from unsteady import Unsteady

KEY = "hst_" + "0" * 71
PROBLEM = {"type": "about:blank", "title": "No", "status": 503, "code": "unavailable", "request_id": "r-1"}
SHEET = "取引先コード,取引先名,法人番号,タグ\r\nB-1,有限会社かもめ金型,,CAD、金型\r\nB-2,株式会社あかね設計,1.18E+12,CAD\r\n"


class AtADesk(harness.ApiTest):
    def desk(self, language="en", **options):
        desk = Desk(language, **options)
        self.addCleanup(desk.leave)
        return desk

    def buyer_desk(self, language="en"):
        self.buyer = self.make_buyer()
        return self.desk(language, url="http://" + self.server.address, key=self.buyer.key)


class Mistakes(AtADesk):
    def test_keys(self):
        url = "http://" + self.server.address
        desk = self.desk(url=url, key=KEY)
        self.assertIn("hoshi login", desk.run("whoami", code=4).stderr)
        desk = self.desk()
        self.assertIn("hoshi login", desk.run("whoami", code=4).stderr)
        self.assertIn("missing or wrong", desk.run("login", url, code=4, stdin=KEY[:-1] + "\n").stderr)
        key = self.make_buyer().key
        mistyped = key[:-1] + ("a" if key[-1] != "a" else "b")
        self.assertIn("missing or wrong", desk.run("login", url, code=4, stdin=mistyped).stderr)
        self.assertFalse(os.path.exists(desk.path(".config")))
        desk.run("login", url, "--key-file", desk.write("key", key + "\n"))
        self.assertIn("none cannot be read (No such file", desk.run("login", url, "--key-file", "none", code=1).stderr)
        # A right that is missing.
        supplier = self.make_supplier()
        self.assertIn("hoshi whoami", desk.run("supplier", "list", code=4, HOSHI_KEY=supplier.key).stderr)

    def test_the_key_of_a_profile_stays_with_its_server(self):
        desk = self.desk()
        desk.run("login", "http://" + self.server.address, stdin=self.make_buyer().key)
        with Unsteady([200]) as other:
            desk.run("whoami", code=4, HOSHI_URL=other.url)
            desk.run("invitation", "show", other.url + "/invitations#token=hsi_x")
        self.assertEqual([a.method for a in other.asked], ["POST"])
        self.assertNotIn("Authorization", other.asked[0].headers)

    def test_a_profile_that_others_can_read(self):
        desk = self.desk()
        desk.run("login", "http://" + self.server.address, stdin=self.make_buyer().key)
        os.chmod(desk.path(".config/hoshitori/profiles.json"), 0o644)
        self.assertIn("chmod 600", desk.run("whoami", code=4).stderr)

    def test_profiles(self):
        desk, url = self.desk(), "http://" + self.server.address
        callers = {name: self.make_caller(name, harness.BUYER_RIGHTS) for name in ("one", "two")}
        for name, caller in callers.items():
            desk.run("login", url, "--profile", name, stdin=caller.key)
        for name, caller in callers.items():
            for found in (desk.run("whoami", "--json", "--profile", name), desk.run("whoami", "--json", HOSHI_PROFILE=name)):
                self.assertEqual(json.loads(found.stdout)["organisation"]["organisation"], caller.organisation)
        desk.run("logout", "--profile", "one")
        desk.run("whoami", "--profile", "one", code=4)
        desk.run("whoami", "--profile", "two")
        desk.run("whoami", "--profile", "a/b", code=2)

    def test_no_server(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = "http://127.0.0.1:%d" % taken.getsockname()[1]
            told = self.desk(url=url, key=KEY).run("whoami", code=5).stderr
        self.assertIn(url, told)

    def test_addresses(self):
        desk = self.desk(key=KEY)
        self.assertIn("--insecure-http", desk.run("whoami", code=2, HOSHI_URL="http://hoshitori.example.jp").stderr)
        self.assertIn("https://", desk.run("whoami", code=2, HOSHI_URL="hoshitori.example.jp").stderr)
        # No key is asked for before the address is right.
        self.assertNotIn("API key", desk.run("login", "http://hoshitori.example.jp", code=2).stderr)

    def test_usage(self):
        desk = self.desk()
        for words, told in (
            (["status", "--nope"], "--nope"),
            (["status", "--as-of", "1/2"], "2027-06-30"),
            (["require", "A", "--star", "9"], "1|2|3|4|5"),
            (["nope"], "nope"),
            (["supplier", "show"], "SUPPLIER"),
            (["supplier", "show", "A", "B"], "B"),
            (["whoami", "--star", "1"], "--star"),
            (["rule", "set", "CAD", "--star", "1"], "tag:NAME"),
            (["simulate"], "--star"),
            (["export", "cats"], "suppliers|statuses"),
            (["completion", "fish"], "bash|zsh"),
            (["supplier"], "supplier invite"),
            ([], "supplier add"),
        ):
            with self.subTest(words=words):
                done = desk.run(*words, code=2)
                self.assertIn(told, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_faults_of_a_form_name_options(self):
        desk = self.buyer_desk()
        add = functools.partial(desk.run, "supplier", "add", "株式会社はやし", code=1)
        self.assertRegex(add("--email", "nowhere").stderr, r"(?m)^  --email: ")
        self.assertRegex(add("--number", "1234567890123").stderr, r"(?m)^  --number: ")
        self.assertIn("(not_found)", desk.run("supplier", "show", "none", code=1).stderr)
        self.invite(self.buyer, code="F-1")
        self.assertIn("--due", desk.run("require", "F-1", "--star", "1", "--due", "2020-01-01", "--yes", code=1).stderr)
        self.assertIn("--due is needed", desk.run("require", "F-1", "--star", "1", code=2).stderr)
        self.assertIn(
            "法人番号",
            self.desk("ja", url="http://" + self.server.address, key=self.buyer.key)
            .run("supplier", "add", "はやし", "--number", "1234567890123", code=1)
            .stderr,
        )

    def test_nothing_is_done_without_a_yes(self):
        desk = self.buyer_desk()
        relationship, _ = self.invite(self.buyer, code="Y-1")
        self.assertIn("--yes", desk.run("require", "Y-1", "--star", "1", "--due", "2027-06-30", code=6).stderr)
        desk.run("supplier", "end", "Y-1", code=6)
        self.assertStatus(self.buyer.get("/v1/suppliers/%s/requirement" % relationship), 404)
        self.assertEqual(self.buyer.get("/v1/suppliers/" + relationship).json["state"], "invited")

    def test_a_change_in_between_is_not_written_over(self):
        desk = self.buyer_desk()
        relationship, _ = self.invite(self.buyer, code="C-1")
        self.require(self.buyer, relationship, 1, "2027-06-30")
        screen = desk.sit("require", "C-1", "--star", "2", typing=["y"], code=1, at_prompt=lambda _: self.require(self.buyer, relationship, 1, "2027-09-30"))
        self.assertIn("Run the command again", screen.plain)
        self.assertEqual(self.status(self.buyer, relationship)["due_on"], "2027-09-30")
        desk.run("require", "C-1", "--star", "2", "--yes")
        status = self.status(self.buyer, relationship)
        self.assertEqual((status["required_star"], status["due_on"]), (2, "2027-09-30"))
        desk.run("require", "C-1", "--exempt", "--reason", "図面を渡さなくなったため", "--yes")
        self.assertEqual(self.status(self.buyer, relationship)["required_star"], None)
        desk.run("require", "C-1", "--remove", "--yes")
        self.assertIn("Nothing is required", desk.run("require", "C-1", "--remove", "--yes", code=1).stderr)


class Repeating(AtADesk):
    """One Idempotency-Key for one thing to do, however often it is sent."""

    def ask(self, moves, *words, code=0, **options):
        with Unsteady(moves, **options) as server:
            done = self.desk(url=server.url, key=KEY).run(*words, code=code)
        return server, done

    def test_lost_and_refused_posts(self):
        for move in ("lose", "cut", (503, PROBLEM), (429, PROBLEM), (502, {})):
            with self.subTest(move=move):
                server, _ = self.ask([move, (201, {})], "supplier", "add", "はやし")
                self.assertEqual(len(server.asked), 2)
                keys = {a.headers["Idempotency-Key"] for a in server.asked}
                self.assertEqual(len(keys), 1)
                self.assertRegex(keys.pop(), r"^[0-9a-f-]{36}$")
                self.assertEqual(server.asked[0].body, server.asked[1].body)

    def test_it_waits_as_long_as_it_is_told(self):
        began = time.monotonic()
        self.ask([(503, PROBLEM), 200], "rule", "list")
        self.assertGreaterEqual(time.monotonic() - began, 1)

    def test_it_gives_up(self):
        server, done = self.ask([(503, PROBLEM)] * 9, "rule", "list", code=5)
        self.assertEqual(len(server.asked), 4)
        self.assertIn("Wait a little", done.stderr)
        server, _ = self.ask([(422, {**PROBLEM, "status": 422})], "rule", "list", code=1)
        self.assertEqual(len(server.asked), 1)

    def test_a_follower_waits_for_a_server_that_is_away(self):
        event = {"sequence": 1, "type": "later.kind", "relationship": "r", "recorded_at": "2027-01-01T00:00:00Z", "side": "buyer", "data": {}}
        moves = [(200, {"organisation": {"organisation": "o"}})] + [(503, PROBLEM)] * 4 + [(200, {"items": [event], "next_after": 1})]
        with Unsteady(moves, answer={"items": [], "next_after": 1}) as server:
            desk = self.desk(url=server.url, key=KEY)
            following = desk.start("events", "follow", "--json", "--interval", "1")
            self.assertIn("later.kind", following.stdout.readline())
            following.terminate()
            self.assertIn("(unavailable)", following.communicate()[1])

    def test_a_removal_is_not_repeated(self):
        server, _ = self.ask([(200, {"required_star": 1}), "lose", 200], "rule", "remove", "tag:a", "--yes", code=5)
        self.assertEqual([a.method for a in server.asked], ["GET", "DELETE"])

    def test_something_else_answers(self):
        for move in ("noise", (404, "x"), (500, [])):
            with self.subTest(move=move):
                _, done = self.ask([move] * 4, "rule", "list", code=1 if move == (404, "x") else 5)
                self.assertIn("Is it a Hoshitori server?", done.stderr)

    def test_an_export_that_is_cut_leaves_no_file(self):
        with Unsteady(["cut"] * 4) as server:
            desk = self.desk(url=server.url, key=KEY)
            desk.run("export", "suppliers", "--output", "out.csv", code=5)
        self.assertEqual([n for n in os.listdir(desk.home) if n.startswith("out")], [])

    @unittest.skipUnless(shutil.which("openssl"), "no openssl")
    def test_certificates_are_checked(self):
        desk = self.desk(key=KEY)
        made = desk.path("both.pem")
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                made,
                "-out",
                desk.path("cert.pem"),
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
            ],
            check=True,
            capture_output=True,
        )
        with open(made, "ab") as both, open(desk.path("cert.pem"), "rb") as certificate:
            both.write(certificate.read())
        with Unsteady([200], certificate=made) as server:
            desk.environment["HOSHI_URL"] = server.url
            self.assertIn("certificate", desk.run("rule", "list", code=5).stderr)
            self.assertEqual((server.connections, server.asked), (1, []))  # not tried again
            desk.run("rule", "list", HOSHI_CA_FILE=desk.path("cert.pem"))


class Terminals(AtADesk):
    def filled_desk(self, language):
        desk = self.buyer_desk(language)
        supplier = self.make_supplier("株式会社はやし製作所")
        for number, name in enumerate(("株式会社はやし製作所", "とても長い名前の株式会社星取精密機械製作所", "Acme K.K.")):
            relationship, token = self.invite(self.buyer, name=name, code="T%d-%s" % (number, "x" * number * 4))
            self.require(self.buyer, relationship, 1 + number % 2, "2027-06-30")
            if number == 0:
                supplier.post("/v1/invitations:redeem", {"token": token})
                self.declare(supplier, 1, "2026-12-01")
        return desk

    def test_tables_fit_and_columns_meet(self):
        for language in ("ja", "en"):
            desk = self.filled_desk(language)
            for columns in (60, 80, 100, 160):
                with self.subTest(language=language, columns=columns):
                    lines = desk.sit("supplier", "list", columns=columns).plain.splitlines()
                    self.assertLessEqual(max(map(width, lines)), columns, lines)
                    title = "対応期限" if language == "ja" else "Due"
                    at = width(lines[0][: lines[0].index(title)])
                    rows = [line for line in lines[1:] if "2027-06-30" in line]
                    self.assertEqual(len(rows), 3)
                    self.assertEqual({width(row[: row.index("2027-06-30")]) for row in rows}, {at})

    def test_colours(self):
        desk = self.filled_desk("en")
        self.assertIn("\x1b[33m★\x1b[0m", desk.sit("status").text)
        self.assertNotIn("\x1b[", desk.sit("status", NO_COLOR="1").text)
        self.assertNotIn("\x1b[", desk.sit("status", TERM="dumb").text)
        self.assertNotIn("\x1b[", desk.run("status").stdout)

    def test_locale_without_utf8(self):
        desk = self.filled_desk("ja")
        desk.environment.update(LC_ALL="C")
        lines = desk.sit("supplier", "list", "--language", "ja", columns=100).plain.splitlines()
        self.assertLessEqual(max(map(width, lines)), 100)
        self.assertIn("対応期限", lines[0])

    def test_watch(self):
        desk = self.filled_desk("en")
        screen = desk.sit("status", "--watch", "--interval", "1", code=-signal.SIGINT, until=lambda text: text.count("\x1b[2J") >= 2)
        self.assertGreaterEqual(screen.plain.count("Acme K.K."), 2)

    def test_a_key_that_is_not_typed_after_all(self):
        desk = self.desk()
        screen = desk.sit("login", "http://" + self.server.address, typing=["\x03"], code=6)
        self.assertIn("nothing was changed", screen.plain)

    def test_help_of_everything(self):
        for language, word in (("en", "Options of all commands"), ("ja", "共通のオプション")):
            desk = self.desk(language)
            text = desk.run("--help").stdout
            self.assertIn(word, text)
            names = [line[2:34].split("  ")[0].strip() for line in text.splitlines() if line.startswith("  ")]
            for name in (n.split(" [")[0] for n in names if n and n[0].islower()):
                words = [w for w in name.split() if w.islower()]
                self.assertIn("hoshi " + " ".join(words), desk.run(*words, "--help").stdout)
        self.assertRegex(self.desk().run("--version").stdout, r"^hoshi \d+\.\d+\.\d+\n$")


class Completion(AtADesk):
    def complete(self, script, *words):
        """What bash would offer for the last word."""
        code = 'source "$1"; shift; COMP_WORDS=(hoshi "$@"); COMP_CWORD=$#; _hoshi; printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "-u", "-c", code, "bash", script, *words], capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    def test_bash(self):
        desk = self.desk()
        script = desk.write("hoshi.bash", desk.run("completion", "bash").stdout)
        subprocess.run(["bash", "-n", script], check=True)
        self.assertLessEqual({"login", "supplier", "assess", "--help"}, self.complete(script, ""))
        self.assertEqual(self.complete(script, "sup"), {"supplier"})
        self.assertEqual(self.complete(script, "supplier", ""), {"add", "apart", "change", "duplicates", "list", "join", "show", "invite", "end"})
        self.assertEqual(self.complete(script, "supplier", "add", "--co"), {"--code", "--contact"})
        self.assertEqual(self.complete(script, "require", "A-1", "--st"), {"--star"})
        self.assertEqual(self.complete(script, "check", "A-1", "--result", "f"), {"found"})
        self.assertEqual(self.complete(script, "export", "s"), {"suppliers", "statuses"})
        self.assertEqual(self.complete(script, "whoami", "--star"), set())

    def test_zsh(self):
        desk = self.desk()
        script = desk.write("_hoshi", desk.run("completion", "zsh").stdout)
        self.assertTrue(desk.run("completion", "zsh").stdout.startswith("#compdef hoshi\n"))
        if shutil.which("zsh"):
            subprocess.run(["zsh", "-n", script], check=True)

    def test_manual(self):
        for language in ("en", "ja"):
            desk = self.desk(language)
            text = desk.run("manual").stdout
            listed = re.findall(r'^\.Ss "hoshi ([a-z ]+?)(?: \[?[A-Z]+\]?)?"$', text, re.M)
            self.assertGreater(len(listed), 25)
            for name in listed:
                desk.run(*name.split(), "--help")
            if shutil.which("man"):
                shown = subprocess.run(
                    ["man", "--warnings", "-E", "UTF-8", "-l", desk.write("hoshi.1", text)],
                    env={**desk.environment, "LC_ALL": "C.UTF-8", "MANWIDTH": "100"},
                    capture_output=True,
                    text=True,
                    check=True,
                )
                self.assertEqual(shown.stderr, "")
                self.assertIn("invitation accept", shown.stdout)


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
