# SPDX-License-Identifier: Apache-2.0
"""hoshi where something is wrong, and in front of different terminals."""

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
from hoshi import AtADesk, width
from unsteady import Unsteady

KEY = "hst_" + "0" * 71
PROBLEM = {"type": "about:blank", "title": "No", "status": 503, "code": "unavailable", "request_id": "r-1"}


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

    def test_every_command_ends_as_it_says(self):
        """With the operand that its usage names, asked nothing: by one of the codes that help tells, and without a trace of
        a fault in memory."""
        operands = {"SHELL": "bash", "FILE": "none.csv", "WHAT": "suppliers", "RULE": "tag:CAD", "INVITATION": "hsi_x"}
        more = {
            "events follow": ["--once"],
            "archive": ["--output", "archive.zip"],
            "partner report": ["--output", "partners.pdf"],
            "report": ["--output", "report.pdf"],
        }
        buyer = self.make_buyer(rights=harness.ALL_RIGHTS)
        self.invite(buyer, code="A-1")
        desk = self.desk(url="http://" + self.server.address, key=buyer.key)
        usages = re.findall(r"(?m)^  ([a-z][a-z-]*(?: [a-z][a-z-]*)?)(?: \[?([A-Z]+)\]?)?(?:  .*)?$", desk.run("--help").stdout)
        self.assertGreater(len(usages), 40)
        for name, operand in usages:
            words = name.split() + ([operands.get(operand, "A-1")] if operand else []) + more.get(name, [])
            with self.subTest(words):
                done = desk.run(*words, code=None)
                self.assertIn(done.returncode, range(7))
                self.assertNotRegex(done.stderr, "runtime error|Sanitizer")


class Completion(AtADesk):
    def setUp(self):
        super().setUp()
        self.contract = self.open.get("/openapi.json").json

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
        self.assertEqual(
            self.complete(script, "supplier", ""),
            {
                *(
                    "accept-number",
                    "accept-predecessor",
                    "add",
                    "answers",
                    "apart",
                    "change",
                    "change-all",
                    "disclosure-requests",
                    "disclosures",
                    "dismiss-remark",
                    "duplicates",
                ),
                *("end", "end-alias", "evidence", "gaps", "history", "invite", "join", "list", "readiness", "show", "succeed"),
            },
        )
        self.assertEqual(self.complete(script, "supplier", "add", "--co"), {"--code", "--contact"})
        self.assertEqual(self.complete(script, "require", "A-1", "--st"), {"--star"})
        self.assertEqual(self.complete(script, "check", "A-1", "--result", "f"), {"found"})
        self.assertEqual(self.complete(script, "export", "s"), {"suppliers", "statuses"})
        self.assertEqual(self.complete(script, "disclosure-request", ""), {"add", "decline", "list", "withdraw"})
        self.assertEqual(self.complete(script, "whoami", "--star"), set())

    def test_choices_are_the_contracts(self):
        """What a filter of a list may be, its option may be."""
        desk = self.desk()
        script = desk.write("hoshi.bash", desk.run("completion", "bash").stdout)
        choices = {
            option[2:].replace("-", "_"): self.complete(script, "status", option, "")
            for option in self.complete(script, "status", "--") - {"--language", "--require"}
        }
        # Behind what takes no value stand options.
        choices = {name: words for name, words in choices.items() if words and not any(word.startswith("--") for word in words)}
        offered = {}
        for parameter in self.contract["components"]["parameters"].values():
            if parameter["name"] in choices and parameter["schema"].get("type") != "boolean":
                offered.setdefault(parameter["name"], []).append(self.values(parameter["schema"]))
        self.assertGreater(len(offered), 6)
        for name, values in offered.items():
            self.assertIn(choices[name], values, name)

    def values(self, schema):
        while "$ref" in schema:
            schema = self.contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if "items" in schema:
            return self.values(schema["items"])
        if "enum" in schema:
            return {str(value) for value in schema["enum"]}
        return {str(value) for value in range(schema["minimum"], schema["maximum"] + 1)} if "maximum" in schema else set()

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


if __name__ == "__main__":
    harness.main()
