# SPDX-License-Identifier: Apache-2.0
"""No file knows the machine on which it was written, nor a mirror of packages there."""

import re
import unittest

from sources import Lint, lines_with, paths, read

MACHINE = re.compile(
    r"(?<![\w.}])/(?:root|work|Users|home/(?!hoshitori\b)\w+|mnt|opt/homebrew|private/var)/[\w.-]*"
    r"|\.pyenv|\.cargo/|site-packages"
)
REGISTRIES = re.compile(
    r"\b(?:deb\.debian\.org|security\.debian\.org|snapshot\.debian\.org|archive\.ubuntu\.com"
    r"|pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|crates\.io|proxy\.golang\.org"
    r"|(?:[\w-]+\.)*(?:artifactory|nexus|jfrog|mirror)[\w-]*\.[\w.]+)",
    re.I,
)
THIS = "tests/lint/test_paths.py"


class Paths(Lint):
    def test_no_machine(self):
        self.report(self.found(MACHINE, "a path of one machine"))

    def test_no_registry(self):
        self.report(self.found(REGISTRIES, "a package host"))

    def found(self, pattern, what):
        for path in paths():
            if path == THIS:
                continue
            try:
                text = read(path)
            except UnicodeDecodeError:
                continue
            for line, name in lines_with(pattern, text):
                yield "%s:%d: %s: %s" % (path, line, what, name)


if __name__ == "__main__":
    unittest.main()
