# SPDX-License-Identifier: Apache-2.0
"""What was released is never edited: neither the migrations that its databases have applied nor what
was kept of it. And a schema that went on is another version's."""

import hashlib
import os
import re
import unittest

import release
from sources import TOP, Lint, read


def checksum(*path):
    with open(os.path.join(TOP, *path), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class Releases(Lint):
    def test_there_is_one(self):
        self.assertTrue(release.versions())

    def test_applied_migrations(self):
        self.report(found for version in release.versions() for found in self.edited(version))

    def edited(self, version):
        rows = release.Release(version).rows("schema_migration")
        for name, sha256 in sorted((row["name"], row["sha256"]) for row in rows):
            path = os.path.join("schema", "migrations", name + ".sql")
            if not os.path.exists(os.path.join(TOP, path)):
                yield "%s: %s has applied it, but it is gone" % (path, version)
            elif checksum(path) != sha256:
                yield "%s: %s has applied it: put it back, and change it by a new migration" % (path, version)

    def test_kept_files(self):
        self.report(found for version in release.versions() for found in self.touched(version))

    def touched(self, version):
        one = release.Release(version)
        sums = dict(reversed(line.split("  ")) for line in one.read("SHA256SUMS").splitlines())
        if set(sums) != set(os.listdir(one.folder)) - {"SHA256SUMS"}:
            yield "schema/releases/%s: not the files of SHA256SUMS" % version
        for name, sha256 in sums.items():
            if os.path.exists(one.path(name)) and checksum(one.path(name)) != sha256:
                yield "schema/releases/%s/%s was edited" % (version, name)

    def test_version(self):
        version = re.search(r"project\(hoshitori VERSION ([\d.]+)", read("CMakeLists.txt"))[1]
        if version in release.versions():
            self.assertEqual(
                checksum("schema/current.sql"),
                checksum("schema/releases/%s/current.sql" % version),
                "%s is released: give the new schema a version of its own" % version,
            )


if __name__ == "__main__":
    unittest.main()
