# SPDX-License-Identifier: Apache-2.0
"""Every file and folder of the tree that a document names is there: a promise must not name a test that went."""
import os
import re
import unittest

from sources import TOP, Lint, paths, read

NAMED = re.compile(r"`((?:api|deploy|schema|server|tests)/[\w./-]*\w)`")
LINKED = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


class Documents(Lint):
    def test_what_documents_name_is_there(self):
        self.report(self.missing())

    def missing(self):
        for path in paths(".md"):
            text = read(path)
            for name in NAMED.findall(text):
                if not os.path.exists(os.path.join(TOP, name)):
                    yield "%s: %s is not there" % (path, name)
            for name in LINKED.findall(text):
                if not os.path.exists(os.path.join(TOP, os.path.dirname(path), name)):
                    yield "%s: the link %s leads nowhere" % (path, name)


if __name__ == "__main__":
    unittest.main()
