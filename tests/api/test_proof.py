# SPDX-License-Identifier: Apache-2.0
"""What changes who gets in and with which rights, or takes out or destroys what an organisation has, asks a session whose
person proved itself long ago for another proof."""

import re

import harness
from people import NOON, OTHER_PASSWORD, PASSWORD, SECONDS, Page, PeopleTest, code_of

PROVE = "/v1/session:prove"

# Changes that need `keys:write` and ask for no proof.
WITHOUT = {
    "organisation_patch": "by what counterparties know the organisation: nobody gets in, nothing ends",
    "webhook_test": "goes where events go anyhow",
    "webhook_redeliver": "goes where it went",
}
# Exports of what a person may read anyhow, page by page: whoever has the session reads it without a file as well. The archive, which
# holds everything at once, asks.
EXPORTS = {"supplier_export"}
# Of what one does for oneself, or destroys; a password or code goes with the others that change how one gets in.
OWN = {"own_session_end", "own_sessions_end", "oidc_sign_in_begin", "archive_get", "evidence_delete"}
WITH_PASSWORD = {"own_password_put", "second_factor_offer", "second_factor_remove", "recovery_codes_renew", "session_prove"}


class Proof(PeopleTest):
    def setUp(self):
        super().setUp()
        self.operations = self.server.contract.operations
        self.asking = [operation for operation in self.operations if operation.proof]

    def example(self, operation):
        for content in operation.bodies.values():
            for example in content.get("examples", {}).values():
                return self.server.contract.resolve(example)["value"]
        return None

    def ask(self, caller, operation):
        """As the contract's example has it, of objects that are not there."""
        known = {"session": "1", "key": "1"}
        path = re.sub(r"\{(\w+)\}", lambda name: known.get(name[1], "0193a5b0-7c00-7a10-8b20-0000000000aa"), operation.path)
        body = {} if operation.id == "oidc_sign_in_begin" else self.example(operation)
        kind = next(iter(operation.bodies), None)
        headers = {"If-Match": '"1"', **({"Content-Type": kind} if body is not None and kind else {})}
        return caller.request(operation.method, path, body, headers=headers)

    def stale(self, **options):
        """The page of somebody who signed in eleven minutes ago, with all rights."""
        self.person(rights=harness.ALL_RIGHTS.split(","), admin=self.keeper, **options)
        page = self.sign_in()
        self.set_instant(SECONDS % (11, 0))
        return page

    @property
    def keeper(self):
        if not hasattr(self, "_keeper"):
            self._keeper = self.admin = self.make_caller("株式会社番人", harness.ALL_RIGHTS)
        return self._keeper

    def test_every_operation_of_the_kind(self):
        kind = {o.id for o in self.operations if o.rights == ["keys:write"] and o.method != "GET"}
        self.assertEqual({o.id for o in self.asking}, (kind - WITHOUT.keys()) | OWN)
        self.assertEqual({o.id for o in self.operations if "export" in o.id and o.method != "GET"}, EXPORTS)
        # And whatever else changes how one gets in has the password in the request.
        own = {o.id for o in self.operations if o.path.startswith(("/v1/me/", "/v1/session:")) and o.method != "GET"}
        self.assertEqual(own - OWN, WITH_PASSWORD | {"own_mail_put", "second_factor_put"})
        for operation in self.operations:
            if operation.id in WITH_PASSWORD:
                schema = self.server.contract.resolve(operation.bodies["application/json"]["schema"])
                self.assertIn("password", schema["required"], operation)

    def test_a_session_that_was_proven_long_ago(self):
        page = self.stale()
        for operation in self.asking:
            with self.subTest(operation=operation.id):
                self.assertProblem(self.ask(page, operation), 403, "proof_needed")
        # Nothing else does.
        self.assertStatus(page.get("/v1/users"), 200)
        self.assertStatus(page.patch("/v1/organisation", {"name": "株式会社番人"}, headers={"Content-Type": "application/merge-patch+json"}), 200)

    def test_keys_prove_nobody(self):
        self.set_instant(SECONDS % (11, 0))
        self.keeper.post("/v1/users", {"email": self.email, "name": "佐藤", "rights": []})
        for operation in self.asking:
            if operation.id not in ("organisation_close", "archive_get"):
                with self.subTest(operation=operation.id):
                    self.assertNotEqual((self.ask(self.keeper, operation).json or {}).get("code"), "proof_needed")

    def test_proven_it_counts_for_ten_minutes(self):
        page = self.stale()
        link = next(o for o in self.asking if o.id == "own_sessions_end")
        self.assertProblem(page.post(PROVE, {"password": OTHER_PASSWORD}), 403, "password_wrong")
        self.assertProblem(self.ask(page, link), 403, "proof_needed")
        self.assertStatus(page.post(PROVE, {"password": PASSWORD}), 200)
        self.assertStatus(self.ask(page, link), 200)
        self.set_instant(SECONDS % (20, 59))
        self.assertStatus(self.ask(page, link), 200)
        self.set_instant(SECONDS % (21, 0))
        self.assertProblem(self.ask(page, link), 403, "proof_needed")
        # What is done does not prolong it, nor do signs of life.
        page.put("/v1/session")
        self.assertProblem(self.ask(page, link), 403, "proof_needed")
        self.assertEqual([set(entry) for entry in self.audited("session_prove")], [{"session"}])

    def test_the_second_factor_too(self):
        self.person(rights=harness.ALL_RIGHTS.split(","), admin=self.keeper)
        page = self.sign_in()
        key, codes = self.set_up(page)
        self.set_instant(SECONDS % (11, 0))
        self.assertProblem(page.post(PROVE, {"password": PASSWORD}), 422, "invalid", "/code")
        self.assertProblem(page.post(PROVE, {"password": PASSWORD, "code": code_of(key, NOON)}), 422, "invalid", "/code")
        self.assertStatus(page.post(PROVE, {"password": PASSWORD, "code": code_of(key, NOON + 660)}), 200)
        self.assertStatus(page.post("/v1/me/sessions:end-others"), 200)
        self.set_instant(SECONDS % (22, 0))
        self.assertStatus(page.post(PROVE, {"password": PASSWORD, "code": codes[0]}), 200)
        self.assertStatus(page.post("/v1/me/sessions:end-others"), 200)

    def test_tries_are_counted(self):
        page = self.stale()
        for _ in range(5):
            self.assertProblem(page.post(PROVE, {"password": OTHER_PASSWORD}), 403, "password_wrong")
        self.assertProblem(page.post(PROVE, {"password": PASSWORD}), 429, "password_limited")

    def test_one_session_proves_itself_alone(self):
        page = self.stale()
        other = self.sign_in()
        self.assertProblem(page.post("/v1/me/sessions:end-others"), 403, "proof_needed")
        self.assertStatus(other.post("/v1/me/sessions:end-others"), 200)

    def test_sessions_alone(self):
        self.assertProblem(self.keeper.post(PROVE, {"password": PASSWORD}), 409, "not_a_session")
        page = self.stale()
        self.assertProblem(Page(self.server, page.cookie, "x" * 64).post(PROVE, {"password": PASSWORD}), 403, "page_token_required")


if __name__ == "__main__":
    harness.main()
