# SPDX-License-Identifier: Apache-2.0
"""deploy/sbom: what the program and the page consist of, none left out, and what of it is behind."""

import json
import os
import subprocess
import unittest

from service import BINARY, TOP

DASHBOARD = os.path.join(TOP, "clients", "dashboard", "package.json")


class Bill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run([os.path.join(TOP, "deploy", "sbom"), BINARY], check=True, stdout=subprocess.PIPE)
        cls.bill = json.loads(done.stdout)
        cls.components = {one["bom-ref"]: one for one in cls.bill["components"]}

    def test_each_once_with_its_version(self):
        self.assertEqual((self.bill["bomFormat"], self.bill["specVersion"]), ("CycloneDX", "1.5"))
        self.assertEqual(len(self.components), len(self.bill["components"]))
        for one in self.bill["components"]:
            self.assertTrue(one["name"] and one["version"], one)

    def test_all_that_is_named_is_there(self):
        named = {name for one in self.bill["dependencies"] for name in one["dependsOn"]}
        self.assertEqual(named, set(self.components))

    def test_every_library_is_a_package_of_this_system(self):
        found = {one["name"] for ref, one in self.components.items() if ref.startswith("pkg:deb/")}
        self.assertLessEqual({"libc6", "libcivetweb1", "libjansson4", "libpcre2-8-0", "libpq5", "libsodium23", "libssl3", "liboath0"}, found)
        for name in sorted(found):
            version = subprocess.check_output(["dpkg-query", "-W", "-f", "${Version}\n", name], text=True).split()
            self.assertIn(next(one["version"] for one in self.components.values() if one["name"] == name), version)

    def test_what_the_page_imports_is_there_and_its_tools_are_not(self):
        with open(DASHBOARD, encoding="utf-8") as file:
            package = json.load(file)
        found = {one["name"]: one for ref, one in self.components.items() if ref.startswith("pkg:npm/")}
        self.assertLessEqual(set(package["dependencies"]), set(found))
        self.assertFalse(set(package.get("devDependencies", ())) & set(found))
        for one in found.values():
            self.assertTrue(one["licenses"] and one["hashes"], one)

    def test_what_is_behind_is_named(self):
        done = subprocess.run([os.path.join(TOP, "deploy", "sbom"), "--behind", BINARY], stdout=subprocess.PIPE, text=True)
        told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
        self.assertEqual(done.returncode, 1 if told else 0)
        names = [one["name"] for one in self.components.values() if one["bom-ref"].startswith("pkg:deb/")]
        self.assertGreater(len(names), 7)
        for name in names:
            policy = subprocess.check_output(["apt-cache", "policy", name], text=True, env={**os.environ, "LC_ALL": "C"})
            installed, candidate = (policy.split(word)[1].split()[0] for word in ("Installed:", "Candidate:"))
            self.assertEqual(told.get(name), None if installed == candidate else "%s: %s can be installed" % (installed, candidate))


if __name__ == "__main__":
    unittest.main()
