# SPDX-License-Identifier: Apache-2.0
"""What the page's sources never use, so that no text of a user becomes markup or code, and nothing of a
session stays in the browser."""

import re
import unittest

from sources import Lint, paths, read

FORBIDDEN = {
    "takes markup": r"\b(?:inner|outer)HTML\b|insertAdjacentHTML|dangerouslySetInnerHTML|\bdocument\.write|DOMParser"
    r"|createContextualFragment|\bsrcdoc\b|\bsetHTML",
    "runs text": r"\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\s*\(\s*['\"`]|javascript:",
    "hears other windows": r"\bpostMessage\b|addEventListener\(\s*['\"]message['\"]|\bBroadcastChannel\b|\bwindow\.opener\b",
    "keeps data": r"\bsessionStorage\b|\bindexedDB\b|\bcaches\.|\bserviceWorker\b|\bdocument\.cookie\b"
    r"|\blocalStorage\b(?!\.(?:get|set)Item\(KEPT)",
    "merges by names from outside": r"__proto__|\bsetPrototypeOf\b|\bObject\.assign\b|\bdefineProperty\b",
}
# Half of the world is on another day than Tokyo: only day.ts makes a day of an instant.
DAYS = re.compile(r"\btoISOString\b|\bslice\(0, ?10\)|\bformatISO\b|\bget(?:UTC)?(?:Date|Month|FullYear)\(")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<[^>]*\son\w+\s*=|<[^>]*\sstyle\s*=", re.I)


class PageSource(Lint):
    def test_sources(self):
        files = [path for ending in (".ts", ".tsx") for path in paths(ending) if path.startswith("clients/dashboard/src/")]
        self.assertGreater(len(files), 20)
        self.report(
            "%s: %s: %s" % (path, what, found[0])
            for path in files
            for what, pattern in FORBIDDEN.items()
            for found in [re.search(pattern, read(path))]
            if found
        )

    def test_days(self):
        files = [path for ending in (".ts", ".tsx") for path in paths(ending) if path.startswith("clients/dashboard/src/")]
        self.report(
            "%s: makes a day of its own: %s" % (path, found[0])
            for path in files
            if not path.endswith("/day.ts")
            for found in [DAYS.search(read(path))]
            if found
        )

    def test_documents(self):
        self.report(
            "%s: %s" % (path, found[0]) for path in paths(".html") if path.startswith("clients/dashboard/") for found in [INLINE.search(read(path))] if found
        )


if __name__ == "__main__":
    unittest.main()
