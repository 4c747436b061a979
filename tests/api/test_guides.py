# SPDX-License-Identifier: Apache-2.0
"""The guides, held against what they tell of: the page's labels, the commands, the schema, and the server itself."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import unittest

import guides
import harness
import mails
import shown
import vocabulary
from guides import both, read

sys.path.insert(0, os.path.join(harness.TOP, "clients", "python"))

HERE = "clients/guides/"
GUIDES = [HERE + name for name in ("buyer", "supplier", "status", "notices", "integrator")] + ["deploy/operator", "deploy/ha/README", "deploy/ha/growth"]
IMPORTED = "G-1001,有限会社かもめ金型,,金型,CAD、金型,鴎 健一,2,2027-06-30,図面をお預けしているため"


class Texts(unittest.TestCase):
    def texts(self):
        for guide in GUIDES:
            for language, path in both(guide):
                yield language, path, read(path)

    def test_every_label_is_on_the_page(self):
        known = {language: guides.page_labels(language) for language in ("en", "ja")}
        for language, path, text in self.texts():
            # What is filled in into a text is no label.
            self.assertEqual(set(guides.quoted_labels(text, language)) - known[language] - {"…"}, set(), path)

    def test_the_other_language_has_the_same_shape(self):
        for guide in GUIDES:
            english, japanese = (guides.shape(read(path)) for _, path in both(guide))
            self.assertEqual(english, japanese, guide)

    def test_each_points_to_the_other(self):
        for language, path, text in self.texts():
            other = dict(both(path.removesuffix(".md").removesuffix(".ja")))[{"en": "ja", "ja": "en"}[language]]
            self.assertIn("](%s)" % os.path.basename(other), text.split("\n")[2], path)


class Notices(unittest.TestCase):
    """The guide of mails names each that there is, in the vocabulary's words."""

    def test_none_is_missing_and_none_is_more_than_there_is(self):
        for language, path in both(HERE + "notices"):
            told = re.findall(r"^\| (.+?) \|", read(path), re.M)
            known = [vocabulary.word("mail_kind", code, language) for code in vocabulary.codes("mail_kind")]
            known += [vocabulary.word(mails.KIND, code, language) for code in mails.sections()]
            known += [mails.shown(code, language) for code in mails.notices()]
            heads = ("---", "mail", "part", "what it says", "メール", "見出し", "文面")
            self.assertEqual(sorted(row for row in told if row not in heads), sorted(known), path)


class Commands(unittest.TestCase):
    """Commands, options, settings and metrics of the guides are those of the programs."""

    @classmethod
    def setUpClass(cls):
        cls.helps = {}

    def help(self, program, *words):
        if (program, words) not in self.helps:
            binary = os.path.join(os.path.dirname(harness.BINARY), program)
            done = subprocess.run([binary, *words, "--help"], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
            self.helps[program, words] = done.stdout if done.returncode == 0 else ""
        return self.helps[program, words]

    def command(self, program, words):
        """The words that name a command: two or one."""
        listed = self.help(program)
        for count in (2, 1):
            if re.search(r"^ +(?:%s )?%s(?:  | [A-Z[]|$)" % (program, re.escape(" ".join(words[:count]))), listed, re.M):
                return words[:count]
        self.fail("%s has no command %s" % (program, " ".join(words)))

    def test_every_command_and_option_is_there(self):
        seen = set()
        for guide in GUIDES:
            for _, path in both(guide):
                for program, words, options in guides.commands(read(path)):
                    with self.subTest(path=path, command=(program, *words)):
                        named = self.command(program, words)
                        seen.add((program, *named))
                        for option in options:
                            self.assertRegex(self.help(program, *named), re.escape(option) + r"\b")
        self.assertGreater(len(seen), 20)

    def test_every_setting_and_metric_is_there(self):
        known = self.help("hoshitori") + read("deploy/haproxy/haproxy.cfg") + read("server/base/metrics.c")
        for _, path in both("deploy/operator"):
            named = re.findall(r"HOSHITORI_[A-Z0-9_]+|hoshitori_\w+", guides.prose(read(path)))
            self.assertGreater(len(named), 4)
            for name in named:
                self.assertRegex(known, name + r"(?![A-Za-z])", path)


class DataModel(unittest.TestCase):
    """The picture of the schema."""

    def setUp(self):
        self.columns, self.keys, self.references = guides.tables(read("schema/current.sql"))
        self.entities, self.lines = guides.picture(read("server/data-model.md"))

    def test_every_table_is_drawn_once(self):
        self.assertEqual(sorted(name for name, _, _ in self.entities), sorted(self.columns))

    def test_columns_and_keys_are_the_schemas(self):
        for name, columns, key in self.entities:
            with self.subTest(table=name):
                self.assertEqual(key, self.keys.get(name, type(key)()))
                self.assertLessEqual(set(columns.items()), set(self.columns[name].items()))

    def test_every_foreign_key_is_a_line(self):
        self.assertGreater(len(self.references), 5)
        self.assertLessEqual({(other, one) for one, other in self.references}, self.lines)
        self.assertLessEqual({name for line in self.lines for name in line}, set(self.columns))


class Sheet(harness.ApiTest):
    def test_the_buyers_columns_can_be_imported(self):
        for _, path in both(HERE + "buyer"):
            (head,) = guides.blocks(read(path), "csv")
            answer = self.make_buyer().request("POST", "/v1/suppliers:import?dry_run=false", (head + IMPORTED + "\n").encode(), content_type="text/csv")
            self.assertEqual(self.assertStatus(answer, 200).json["counts"]["added"], 1, answer)


class Integrator(shown.Pasting):
    """The integrators' examples: those for the shell in one shell, then Python's with the same key."""

    def make_desk(self):
        folder = super().make_desk()
        organisation = self.server.make_organisation("星凪重機工業株式会社", harness.corporate_number(), True)
        self.key = self.server.make_key(organisation, harness.BUYER_RIGHTS)
        with open(os.path.join(folder, "buyer.key"), "w", encoding="utf-8") as file:
            file.write(self.key)
        return folder

    def assert_examples(self, language):
        text = read(dict(both(HERE + "integrator"))[language])
        shell, python = text.split("```python\n")
        self.assertGreater(len(shown.steps(shell)), 8)
        self.assert_steps(shown.steps(shell))
        code, printed = re.match(r"(.*?)^```\n```\n(.*?)^```$", python, re.M | re.S).groups()
        os.environ.update(HOSHI_URL="http://" + self.server.address, HOSHI_KEY=self.key)
        with contextlib.redirect_stdout(io.StringIO()) as real:
            exec(compile(code, "integrator", "exec"), {})
        self.assertEqual(real.getvalue(), printed)

    @unittest.skipUnless(sys.version_info >= (3, 11), "the client needs Python 3.11")
    def test_in_english(self):
        self.assert_examples("en")

    @unittest.skipUnless(sys.version_info >= (3, 11), "the client needs Python 3.11")
    def test_in_japanese(self):
        self.assert_examples("ja")

    def test_both_show_the_same(self):
        english, japanese = ([block for _, block in guides.BLOCK.findall(read(path))] for _, path in both(HERE + "integrator"))
        self.assertEqual(english, japanese)


class Operator(harness.ApiTest):
    def test_the_first_organisation_and_person(self):
        for _, path in both("deploy/operator"):
            with self.subTest(path=path):
                (block,) = (block for block in guides.blocks(read(path), "sh") if "user add" in block)
                block = block.replace("8980001000001", harness.corporate_number())
                printed = ""
                for line in block.replace("\\\n", " ").splitlines():
                    program, *words = shlex.split(line, comments=True)
                    self.assertEqual(program, "hoshitori")
                    if words != ["migrate"]:
                        printed = self.server.command(*(printed if word == "ID" else word for word in words)).stdout.strip()
                self.assertRegex(printed, r"^https?://\S+#token=\S+$")


class Example(harness.ApiTest):
    """The worked example of the guide to the status: recorded as its first table tells, read as its second."""

    def record(self, days):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        found = {}

        def invite():
            found["relationship"], found["token"] = self.invite(buyer)
            self.require(buyer, found["relationship"], 2, "2027-06-30")

        def check(result):
            path = "/v1/suppliers/%s/declarations/%s/checks" % (found["relationship"], found["declaration"])
            self.assertStatus(buyer.post(path, {"method": "public_list", "result": result}), 201)

        steps = (
            invite,
            lambda: self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": found["token"]}), 201),
            lambda: self.assess(supplier, "security-action-2-v3"),
            lambda: found.update(declaration=self.declare(supplier, 2, day)),
            lambda: self.publish_policy(supplier, day),
            lambda: check("not_found"),
            lambda: check("found"),
        )
        for day, step in zip(days, steps, strict=True):
            self.set_day(day)
            step()
        return buyer, supplier, found["relationship"]

    @staticmethod
    def label(words, status):
        """As the page shows it: the status, or for whom it waits."""
        waits = status["waiting_on"]
        key = "pending_" + waits if status["status"] == "pending" and waits != "supplier" else status["status"]
        return words["status"][key]

    def shown(self, words, status, quote):
        held = words["noStar"]
        if status["held_star"]:
            held = "★%d %s" % (status["held_star"], quote % words["level"][status["held_assurance"]])
        return [quote % self.label(words, status), held]

    def assert_example(self, language, quote, words):
        text = read(dict(both(HERE + "status"))[language])
        recorded, lines, known = guides.table(text, 3), guides.table(text, 4), guides.table(text, 5)
        buyer, supplier, relationship = self.record([day for day, _ in recorded])
        line = None
        for day in harness.days(lines[0][0], "2028-12-31"):
            status = self.status(buyer, relationship, as_of=day)
            if lines and lines[0][0] == day:
                line = lines.pop(0)
                self.assertEqual([r["code"] for r in status["reasons"]], guides.codes(line[3]), day)
                self.assertEqual([status["next_step"]["code"]], guides.codes(line[4]), day)
                if day >= "2026-12-10":
                    self.assertEqual(self.other_side(supplier, relationship, as_of=day), status)
            self.assertEqual(self.shown(words, status, quote), line[1:3], day)
        self.assertEqual(lines, [])
        for day, instant, told in known:
            axes = {"as_of": day, **({"known_at": instant} if instant[0] == "2" else {})}
            self.assertEqual(quote % self.label(words, self.status(buyer, relationship, **axes)), told, axes)

    def test_in_english(self):
        self.assert_example("en", "**%s**", ENGLISH)

    def test_in_japanese(self):
        self.assert_example("ja", "「%s」", JAPANESE)


def page_words(language):
    """The words for a status, a level and no star, by their names, as the supplier's page has them."""
    word = lambda kind: {code: entry[language] for code, entry in vocabulary.KINDS[kind].items()}
    text = read(os.path.join(guides.WORDS, language, "common.ts"))
    return {"status": {**word("status"), **word("status_to_supplier")}, "level": word("assurance"), "noStar": re.search(r"noStar: '([^']*)'", text)[1]}


ENGLISH, JAPANESE = page_words("en"), page_words("ja")

if __name__ == "__main__":
    harness.main()
