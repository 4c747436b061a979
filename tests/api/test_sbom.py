# SPDX-License-Identifier: Apache-2.0
"""deploy/sbom: what the program and the page consist of, none left out, and what of it is behind."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import virtual

virtual.enter("sbom", os.path.join(virtual.TOP, "tests", "support", "sbom.txt"))

from service import BINARY, TOP  # noqa: E402  (in the virtual environment)
from spdx_tools.spdx.parser.parse_anything import parse_file  # noqa: E402
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document  # noqa: E402

SBOM = os.path.join(TOP, "deploy", "sbom")
DASHBOARD = os.path.join(TOP, "clients", "dashboard", "package.json")


class Bill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run([SBOM, BINARY], check=True, stdout=subprocess.PIPE, env={**os.environ, "SOURCE_DATE_EPOCH": "1780000000"})
        cls.bill = json.loads(done.stdout)
        cls.packages = {one["SPDXID"]: one for one in cls.bill["packages"]}

    def of_kind(self, kind):
        return {one["name"]: one for one in self.packages.values() for told in one["externalRefs"] if told["referenceLocator"].startswith("pkg:%s/" % kind)}

    def test_a_reader_of_the_standard_has_no_complaint(self):
        with tempfile.NamedTemporaryFile("w", suffix=".spdx.json") as file:
            json.dump(self.bill, file)
            file.flush()
            document = parse_file(file.name)
        self.assertEqual(validate_full_spdx_document(document), [])
        self.assertEqual(document.creation_info.created.isoformat(), "2026-05-28T20:26:40")

    def test_each_once_with_its_version(self):
        self.assertEqual(len(self.packages), len(self.bill["packages"]))
        for one in self.packages.values():
            self.assertTrue(one["name"] and one["versionInfo"], one)

    def test_all_that_is_named_is_there(self):
        named = {one["relatedSpdxElement"] for one in self.bill["relationships"]}
        self.assertEqual(named, set(self.packages))

    def test_every_library_is_a_package_of_this_system(self):
        found = self.of_kind("deb")
        self.assertLessEqual({"libc6", "libcivetweb1", "libjansson4", "libpcre2-8-0", "libpq5", "libsodium23", "libssl3", "liboath0"}, set(found))
        told = subprocess.check_output(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *found], text=True).split("\n")
        self.assertLessEqual({"%s %s" % (name, one["versionInfo"]) for name, one in found.items()}, set(told))

    def test_what_the_page_imports_is_there_and_its_tools_are_not(self):
        with open(DASHBOARD, encoding="utf-8") as file:
            package = json.load(file)
        found = self.of_kind("npm")
        self.assertLessEqual(set(package["dependencies"]), set(found))
        self.assertFalse(set(package.get("devDependencies", ())) & set(found))
        for one in found.values():
            self.assertTrue(one["licenseDeclared"] != "NOASSERTION" and one["checksums"], one)

    def test_the_licences_of_what_the_page_holds_are_whole(self):
        built = os.path.join(os.path.dirname(os.path.dirname(BINARY)), "clients", "dashboard", "copy")
        told = subprocess.check_output([SBOM, "--licences", built], text=True)
        for name, one in self.of_kind("npm").items():
            self.assertIn("%s %s (%s)" % (name, one["versionInfo"], one["licenseDeclared"]), told)
        self.assertIn("Permission is hereby granted, free of charge", told)

    def test_what_is_behind_is_named(self):
        done = subprocess.run([SBOM, "--behind", BINARY], stdout=subprocess.PIPE, text=True)
        told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
        self.assertEqual(done.returncode, 1 if told else 0)
        names = self.of_kind("deb")
        self.assertGreater(len(names), 7)
        policies = subprocess.check_output(["apt-cache", "policy", *names], text=True, env={**os.environ, "LC_ALL": "C"})
        for policy in re.split(r"(?m)^(?=\S)", policies)[1:]:
            name, (installed, candidate) = policy.split(":")[0], (policy.split(word)[1].split()[0] for word in ("Installed:", "Candidate:"))
            self.assertEqual(told.pop(name, None), None if installed == candidate else "%s: %s can be installed" % (installed, candidate))
        self.assertLessEqual(set(told), {"haproxy", "postgresql-15"})


if __name__ == "__main__":
    unittest.main()
