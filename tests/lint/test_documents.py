# SPDX-License-Identifier: Apache-2.0
"""Every file and folder of the tree that a document names is there: a promise must not name a test that went."""

import os
import re
import unittest

from sources import TOP, Lint, paths, read

NAMED = re.compile(r"`((?:api|clients|deploy|schema|server|tests)/[\w./@-]*\w|[A-Z]\w+\.(?:md|txt|json))`")
LINKED = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")

# The requirements of the levels 1 and 2 of OWASP ASVS 5.0.0, by their numbers.
ASVS = """
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2
4.1.1-3 4.2.1 4.3.1-2 4.4.1-4 5.1.1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4
7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1 8.4.1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4
10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1
13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3
16.5.1-3 17.1.1 17.2.1-4 17.3.1-2
"""
ROW = re.compile(r"^\| (\d[\d., -]*) \|(.*)\|$", re.M)


def numbers(text):
    """ "3.4.4-6" are three; commas and blanks part them."""
    for section, first, last in re.findall(r"(\d+\.\d+)\.(\d+)(?:-(\d+))?", text):
        yield from ("%s.%d" % (section, n) for n in range(int(first), int(last or first) + 1))


# What the inventory of keys and algorithms calls what these functions compute.
ALGORITHMS = {
    "crypto_generichash": "BLAKE2b",
    "crypto_kdf": "BLAKE2b",
    "crypto_hash_sha256": "SHA-256",
    "crypto_auth": "HMAC-SHA-256",
    "crypto_pwhash": "Argon2id",
    "crypto_secretbox": "XSalsa20-Poly1305",
    "crypto_aead": "XChaCha20-Poly1305",
    "crypto_sign": "Ed25519",
    "oath_hotp": "HMAC-SHA-1",
    "EVP_sha1": "SHA-1",
}
COMPUTES = re.compile(r"\b(crypto_(?:hash_)?[a-z]+[0-9]*|oath_[ht]otp|EVP_(?!Digest\b)\w+|SHA\d+|MD[45]|HMAC)(?=_\w+\(|\()")


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

    def test_the_inventory_of_algorithms_is_whole(self):
        inventory = read("SECURITY.md").split("## Keys and algorithms")[1].split("\n### ")[0]
        used = {name for path in paths(".c") if path.startswith(("server/", "clients/")) for name in COMPUTES.findall(read(path))}
        self.assertGreater(len(used), 5)
        for name in sorted(used):
            self.assertIn(name, ALGORITHMS, "SECURITY.md, Keys and algorithms")
            self.assertIn(ALGORITHMS[name], inventory, name)
        for algorithm in ALGORITHMS.values():
            self.assertIn(algorithm, {ALGORITHMS[name] for name in used}, "nothing computes it")

    def test_each_requirement_of_asvs_has_an_answer(self):
        rows = [(list(numbers(row)), rest.split("|")) for row, rest in ROW.findall(read("ASVS.md"))]
        given = [number for found, _ in rows for number in found]
        self.assertEqual(sorted(given), sorted(numbers(ASVS)))
        for found, (_, answer, files) in rows:
            self.assertRegex(answer, r"^ (met|not|none|operator's)\b", found)
            self.assertTrue(answer.startswith(" none") or NAMED.search(files), found)


if __name__ == "__main__":
    unittest.main()
