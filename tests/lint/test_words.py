# SPDX-License-Identifier: Apache-2.0
"""Words that we never use about companies: a self-declared star is not certified, and a supplier
is no 業者. Held against everything that people read."""

import re
import unittest

from sources import Lint, c_literals, paths, read

JAPANESE = (
    "認定",
    "認証",
    "合格",
    "違反",
    "準拠",
    "適合済み",
    "検証済み",
    "保証",
    "安全",
    "格付け",
    "ランク",
    "★3相当",
    "★３相当",
    "業者",
    "下請",
    "IPA承認",
    "適法",
    "違法",
    "御社",
    "弊社",
    "ステータス",
    "エビデンス",
    "アサイン",
)
ENGLISH = ("certified", "verified", "compliant", "approved", "passed", "failed", "violation", "guaranteed")
# Names of things that are called so, words that only contain one, and headings of other people's sheets.
NAMES = (
    "業者コード",
    "業者こーど",
    "業者cd",
    "業者CD",
    "業者番号",
    "業者名",
    "御社名",
    "技術検証済み",
    "卸売業者",
    "情報処理安全確保支援士",
    "トランク",
    "フランク",
    "ブランク",
    "クランク",
    "安全保障",
    "5分でできる！",
    "2段階認証",
    "認証コード",
)
PATTERN = re.compile("|".join(JAPANESE) + "|" + r"\b(?:%s)\b" % "|".join(ENGLISH), re.I)
DOCUMENTS = (
    "README.md",
    "README.ja.md",
    "CHANGELOG.md",
    "api/openapi.yaml",
    "api/vocabulary.yaml",
    "server/data-model.md",
    "tests/promises.md",
    "tests/promises.ja.md",
    "tests/load/figures.md",
    "tests/load/figures.ja.md",
)


def texts():
    """(place, text) of everything that people read."""
    for path in [path for under in ("server/domain", "server/handlers", "clients") for path in paths(".c", ".h", ".inc", under=under)]:
        for line, text in c_literals(read(path)):
            yield "%s:%d" % (path, line), text
    documents = [
        path for path in paths(".md", ".yaml", ".html") if path in DOCUMENTS or path.startswith(("docs/", "clients/", "deploy/quickstart", "deploy/operator"))
    ]
    documents += [path for path in paths() if "demo" in path and path.endswith((".json", ".csv", ".c", ".sql", ".txt"))]
    for path in documents:
        for number, line in enumerate(read(path).split("\n"), 1):
            yield "%s:%d" % (path, number), line


class Words(Lint):
    def test_words_to_avoid(self):
        self.report("%s: %s: %s" % (place, found[0], text.strip()[:120]) for place, text in texts() for found in PATTERN.finditer(self.without_names(text)))

    @staticmethod
    def without_names(text):
        for name in NAMES:
            text = text.replace(name, "")
        return text

    def test_stars(self):
        """★ with a half-width digit; ★1 and ★2 are declared, never obtained."""
        wrong = re.compile(r"★\s*[１-５一-五]|★[12][^。★]{0,6}を?取得")
        self.report("%s: %s" % (place, found[0]) for place, text in texts() for found in wrong.finditer(text))

    def test_help_names_pages_that_are_there(self):
        """As their menu has them, which is of the vocabulary or of the page's own words."""
        known = read("api/vocabulary.yaml") + "".join(read(path) for path in paths(".ts", under="clients/dashboard/src/words"))
        named = re.compile(r'このサービスの「([^」]+)」|\\"([^"\\]+)\\" in this service')
        found = [(path, one[1] or one[2]) for path in paths(".json", under="schema/help") for one in named.finditer(read(path))]
        self.assertTrue(found)
        self.report("%s names %s" % (path, name) for path, name in found if not re.search(r"(?m)['\s]%s(?:',)?$" % re.escape(name), known))

    def test_no_exclamation(self):
        pattern = re.compile(r"[ぁ-んァ-ヶ一-龠][！!]")
        self.report("%s: %s" % (place, text) for place, text in texts() if pattern.search(self.without_names(text)))


if __name__ == "__main__":
    unittest.main()
