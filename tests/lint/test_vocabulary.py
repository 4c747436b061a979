# SPDX-License-Identifier: Apache-2.0
"""What api/vocabulary.yaml says stands nowhere else: not beside its code, and no sentence of it at all. Where a file of
another kind has to hold a word, it holds the vocabulary's. And one thing has one word."""

import os
import re
import subprocess
import sys
import unittest

import vocabulary
from sources import Lint, TOP, c_literals, paths, read

SENTENCE = {"ja": 10, "en": 25}  # characters from which on a text is found without its code
LITERAL = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`")
# Words that went, and the one that stayed: (what to avoid, what to write).
ONE_WORD = {
    "求める裏付け": "要求する裏付け",
    "必要な裏付け": "要求する裏付け",
    "訂正済み": "差替え済み",
    "有効期間前": "開始前",
    "2段階確認": "2段階認証",
    "確認コード": "認証コード",
    "3つの問い": "3つの質問",
    "受付不可": "誤り",
    "手入力と競合": "手入力との不一致",
    "サインイン": "ログイン",
    "送付文": "案内文",
    "満たさなく": "充足しなく",
}
# Kinds of words that stand elsewhere for other things.
COMMON = (
    "quota",
    "user_state",
    "statement",
    "archive_text",
    "archive_file",
    "archive_column",
    "partner_column",
    "partner_text",
    "print_text",
    "report_column",
    "report_meaning",
    "report_text",
    "history_code",
)
# Of releases, and of what is under test; a history keeps the words of its day.
LEFT = ("schema/releases/", "schema/migrations/", "tests/", "CHANGELOG.md", "server/commands/demo", "schema/demo/", "api/vocabulary.yaml")


def texts():
    """(kind, code, language, text) of the vocabulary."""
    for kind, entries in vocabulary.KINDS.items():
        for code, entry in entries.items():
            for said in (entry, entry.get("from_star_3")):
                for language in ("ja", "en") if said else ():
                    yield kind, code, language, said[language]


def literals(path):
    """Every text in quotes, and what stands before it on its line."""
    text = read(path)
    if path.endswith((".c", ".h")):
        lines = text.split("\n")
        for line, literal in c_literals(text):
            yield line, lines[line - 1].split('"' + literal[:10])[0], literal.replace('\\"', '"')
        return
    for found in LITERAL.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield line, text[text.rfind("\n", 0, found.start()) + 1 : found.start()], found[1] or found[2] or found[3] or ""


def sources():
    return [path for path in paths(".c", ".h", ".inc", ".sql", ".ts", ".tsx", ".py", ".cfg", ".http") if not path.startswith(LEFT)]


class Copies(Lint):
    def test_days_of_mails_stand_in_no_brackets(self):
        """Their day of the week stands in brackets itself."""
        day = re.compile(r"[（(][^（）()]*\{(\w+_on|\w+_until|day)\}")
        self.assertEqual([(code, language, text) for kind, code, language, text in texts() if kind == "mail" and day.search(text)], [])

    def test_nothing_is_written_twice(self):
        self.report(self.copies())

    def copies(self):
        sentences = {text: (kind, code) for kind, code, language, text in texts() if len(text) >= SENTENCE[language]}
        words = {}
        for kind, code, _, text in texts():
            words.setdefault(text, set()).add((kind, code))
        for path in sources():
            for line, before, literal in literals(path):
                if literal in sentences:
                    yield "%s:%d: %s %s stands here again: %s" % (path, line, *sentences[literal], literal)
                for kind, code in words.get(literal, ()):
                    if (
                        kind not in COMMON
                        and code != "none"
                        and literal != code
                        and re.search(r"(?<![\w.])['\"]?%s['\"]?(?:: *|, *['\"]?|' then ')['\"]?$" % re.escape(code), before, re.I)
                    ):
                        yield "%s:%d: %s %s stands here again: %s" % (path, line, kind, code, literal)

    def test_one_thing_has_one_word(self):
        people = sources() + [path for path in paths(".md", ".yaml", ".json") if path.startswith(("clients/guides/", "README", "api/", "deploy/operator"))]
        self.report("%s: %s: write %s" % (path, word, ONE_WORD[word]) for path in people for word in ONE_WORD if word in read(path))


# Writes of which the audit log tells nothing, or tells it as another operation.
WITHOUT_ENTRY = {
    "evidence_delete",
    "invitation_preview",
    "mail_settings_preview",
    "mail_stop",
    "oidc_sign_in_begin",
    "policy_suggest",
    "requirement_simulate",
    "second_factor_offer",
    "session_extend",
    "session_prove",
    "statement_verify",
    "supplier_export",
    "user_link_preview",
}


class Held(Lint):
    """Files that hold words of the vocabulary because of their form."""

    def test_copies(self):
        done = subprocess.run([sys.executable, "-B", os.path.join(TOP, "api/copies"), "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_headings_of_the_contract(self):
        table = read("api/openapi.yaml").split("| heading | 見出し | cell |")[1].split("\n\n")[0]
        rows = re.findall(r"^ +\| `(\w+)` \| (\S+) \|", table, re.M)
        self.assertGreater(len(rows), 20)
        self.report(
            "api/openapi.yaml: %s is %s" % (code, ja)
            for code, ja in rows
            if code not in vocabulary.KINDS["heading"] or vocabulary.word("heading", code, "ja") != ja
        )

    def test_rights_of_the_contract(self):
        named = set(re.findall(r"\b(?:buyer|supplier|audit|keys):(?:read|write)\b", read("api/openapi.yaml")))
        self.assertEqual(named, set(vocabulary.codes("right")))

    def test_operations_of_the_audit_log(self):
        known = set(vocabulary.codes("operation"))
        commands = {action for path in paths(".c", under="server/commands") for action in re.findall(r'session_audit\([^;"]*"([a-z -]+)"', read(path))}
        jobs = {action for path in paths(".sql", under="schema/functions") for action in re.findall(r"perform audit_append\('(\w+)'", read(path))}
        self.assertLessEqual(commands | jobs, known)
        operations = set(re.findall(r"operationId: (\w+)", read("api/openapi.yaml")))
        self.assertLessEqual({code for code in known if " " not in code} - jobs, operations)
        writes = set(re.findall(r"^    (?:post|put|patch|delete):\n      operationId: (\w+)", read("api/openapi.yaml"), re.M))
        self.assertGreater(len(writes), 100)
        self.assertEqual(writes - known, WITHOUT_ENTRY)

    def test_objects_of_the_audit_log(self):
        recorded = {kind for path in paths(".sql", under="schema/functions") for kind in re.findall(r"'object', '([a-z_-]+)/?'", read(path))}
        self.assertGreater(len(recorded), 20)
        for language in ("ja", "en"):
            told = read("clients/dashboard/src/words/%s/organisation.ts" % language).split("    objects: {")[1].split("}")[0]
            self.report("%s: no word for %s" % (language, kind) for kind in recorded - set(re.findall(r"^ +'?([a-z_-]+)'?: ", told, re.M)))

    def test_limits(self):
        kinds = re.findall(r"\('(\w+)', \d+, (?:true|false)\)", read("schema/functions/quota.sql"))
        self.assertGreater(len(kinds), 10)
        self.assertEqual(set(kinds), set(vocabulary.codes("quota")))

    def test_tables_of_the_guides(self):
        """A word for a status or an assurance has its code behind it, so that api/copies writes it."""
        kinds = ("status", "status_to_buyer", "status_to_supplier", "no_requirement", "assurance")
        known = {text for kind, _, _, text in texts() if kind in kinds}
        for path in (path for path in paths(".md") if path.startswith(("clients/guides/", "deploy/", "README")) and "/codes." not in path):
            rows = "\n".join(re.findall(r"^\|.*\|$", read(path), re.M))
            self.report(
                "%s: %s has no code behind it" % (path, bold or quoted)
                for bold, quoted in re.findall(r"(?:\*\*([^*|]*)\*\*|「([^」|]*)」)(?!<!-- )", rows)
                if (bold or quoted) in known
            )


class Form(Lint):
    def test_since(self):
        version = re.search(r"project\(hoshitori VERSION ([\d.]+)", read("CMakeLists.txt"))[1]
        number = lambda text: [int(part) for part in text.split(".")]
        self.report(
            "%s %s: since %s" % (kind, code, entry["since"])
            for kind, entries in vocabulary.KINDS.items()
            for code, entry in entries.items()
            if number(entry.get("since", "0.1.0")) > number(version)
        )

    def test_entries_are_used(self):
        """By a name as C has it (REASON_STAR_HELD), in quotes, there as the name of an expression, of an edition, or as an operation or a value of the contract."""
        used = "\n".join(
            read(path)
            for path in paths(".c", ".h", ".inc", ".sql", ".ts", ".tsx", ".cfg", ".json")
            if path.startswith(("server/", "schema/", "clients/", "deploy/"))
            and (not path.endswith(".json") or path.startswith("schema/catalogue/"))
            and not path.startswith("schema/releases/")
        )
        names = "\n".join(set(re.findall(r"[A-Z]+(?:_[A-Z0-9]+)+", used)) | {""}) + "\n"
        quoted = set(re.findall(r"""["'`](?:[\w.]+ as )?([\w .:-]+)["'`]""", used)) | set(
            re.findall(r"(?:operationId|x-problem): (\w+)", read("api/openapi.yaml"))
        )
        for values in re.findall(r"enum: \[([^\]]*)\]", read("api/openapi.yaml")):
            quoted |= set(re.split(r",\s*", values))
        self.report(
            "%s %s: nothing uses it" % (kind, code)
            for kind, entries in vocabulary.KINDS.items()
            for code in entries
            if code not in quoted and "_%s\n" % code.upper() not in names
        )

    def test_days_of_mails_are_in_no_brackets(self):
        """Their day of the week is: 2027年2月28日（日）."""
        self.report(
            "mail %s: %s" % (code, entry[language])
            for code, entry in vocabulary.KINDS["mail"].items()
            for language in ("ja", "en")
            if re.search(r"[（(][^（）()]*\{(?:\w+_on|day)\}", entry[language])
        )

    def test_order(self):
        codes = vocabulary.codes("problem")
        self.assertEqual(codes, sorted(codes))


if __name__ == "__main__":
    unittest.main()
