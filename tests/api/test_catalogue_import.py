# SPDX-License-Identifier: Apache-2.0
"""An edition that the operator imports while the service runs."""

import json
import os

import harness

EDITION = os.path.join(harness.TOP, "schema", "catalogue", "security-action-2-v3.json")


class CatalogueImport(harness.ApiTest):
    def imported(self, **changes):
        with open(EDITION, encoding="utf-8") as file:
            edition = {**json.load(file), **changes}
        path = os.path.join(self.server.directory, edition["id"] + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(edition, file, ensure_ascii=False)
        return self.server.command("catalogue", "import", path, check=False)

    def test_newer_edition_reaches_the_next_step(self):
        buyer, _, relationship = self.linked_pair()
        self.require(buyer, relationship, 2, "2027-06-30")

        def asked():
            return json.dumps(self.status(buyer, relationship)["next_step"], ensure_ascii=False)

        self.assertNotIn("新しい版", asked())
        done = self.imported(
            id="security-action-2-v9", published_on="2026-11-30", title={"ja": "★2 自社診断（新しい版）", "en": "Star 2 self-check (new edition)"}
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("新しい版", asked())
        check = self.server.command("rebuild", "--check", check=False)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)

    def test_used_edition_cannot_be_changed(self):
        done = self.imported(title={"ja": "書き換え", "en": "Rewritten"})
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    harness.main()
