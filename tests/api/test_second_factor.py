# SPDX-License-Identifier: Apache-2.0
"""The second factor: made by the server, proven by a code, changed only with itself, demanded by the organisation."""

import concurrent.futures

import harness
from people import NOON, OTHER_PASSWORD, PASSWORD, SECONDS, PeopleTest, code_of

NO_CODE = "7KQ2-M9XD-04HT-ZB3W-E6NC-81VJ"  # that anybody has


class SecondFactor(PeopleTest):
    def proof(self, **members):
        return dict({"password": PASSWORD}, **members)

    def test_code_counts_once(self):
        _, _, key, _ = self.with_second_factor()
        self.assertEqual(self.attempt().code, "code_needed")
        self.set_instant(SECONDS % (1, 0))
        self.assertEqual(self.attempt(code="000000").code, "sign_in_failed")
        code = code_of(key, NOON + 60)
        self.sign_in(code=code)
        self.assertEqual(self.attempt(code=code).code, "sign_in_failed")
        self.assertEqual([detail["second_factor"] for detail in self.audited("session_start")], ["none", "code"])

    def test_key_is_the_servers_and_needs_a_right_code_first(self):
        self.person()
        page, other = self.sign_in(), self.sign_in()
        self.assertEqual(page.put("/v1/me/second-factor", {"code": "000000"}).code, "second_factor_not_offered")
        self.assertProblem(page.put("/v1/me/second-factor", {"key": "A" * 32, "code": "000000"}), 422, "unknown_field", "/key")
        key = page.post("/v1/me/second-factor:offer", self.proof()).json["key"]
        self.assertProblem(page.put("/v1/me/second-factor", {"code": "000000"}), 422, "code_wrong", "/code")
        right = {"code": code_of(key, NOON)}
        self.assertEqual(other.put("/v1/me/second-factor", right).code, "second_factor_not_offered")
        self.set_instant(SECONDS % (11, 0))
        late = {"code": code_of(key, NOON + 660)}
        self.assertEqual(page.put("/v1/me/second-factor", late).code, "second_factor_not_offered")
        self.sign_in()

    def test_setting_it_ends_other_sessions(self):
        self.person()
        page, other = self.sign_in(), self.sign_in()
        self.set_up(page)
        self.assertStatus(page.get("/v1/me"), 200)
        self.assertStatus(other.get("/v1/me"), 401)

    def test_change_and_removal_need_the_old_one(self):
        _, page, key, codes = self.with_second_factor()
        for path in ("/v1/me/second-factor:offer", "/v1/me/second-factor:remove", "/v1/me/recovery-codes"):
            self.assertProblem(page.post(path, self.proof()), 422, "code_needed", "/code")
        self.assertProblem(page.post(path, self.proof(code="7KQ2-M9XD-04HT-ZB3W-E6NC-81VJ")), 422, "code_wrong", "/code")
        self.set_instant("2026-12-01T03:29:00Z")
        self.assertStatus(page.put("/v1/session"), 200)
        new, _ = self.set_up(page, 29, code=code_of(key, NOON + 29 * 60))
        self.assertNotEqual(new, key)
        self.set_instant("2026-12-01T03:30:00Z")
        other = self.sign_in(code=code_of(new, NOON + 30 * 60))
        self.set_instant("2026-12-01T03:31:00Z")
        removed = page.post("/v1/me/second-factor:remove", self.proof(code=code_of(new, NOON + 31 * 60)))
        self.assertFalse(self.assertStatus(removed, 200).json["second_factor"])
        self.assertStatus(other.get("/v1/me"), 401)
        self.sign_in()
        self.assertEqual([detail.get("second_factor") for detail in self.audited("second_factor_remove")], ["removed"])
        self.assertEqual(len(codes), 10)

    def test_recovery_codes_count_once_each(self):
        _, page, _, codes = self.with_second_factor()
        self.assertEqual(len(set(codes)), 10)
        self.assertEqual(page.get("/v1/me").json["user"]["recovery_codes"], 10)
        self.sign_in(code=codes[0])
        self.assertEqual(self.audited("session_start")[-1]["second_factor"], "recovery_code")
        self.assertEqual(self.attempt(code=codes[0]).code, "sign_in_failed")
        self.sign_in(code=codes[1].lower().replace("-", ""))
        self.assertEqual(page.get("/v1/me").json["user"]["recovery_codes"], 8)
        fresh = self.assertStatus(page.post("/v1/me/recovery-codes", self.proof(code=codes[2])), 200).json["recovery_codes"]
        self.assertEqual(self.attempt(code=codes[3]).code, "sign_in_failed")
        self.sign_in(code=fresh[0])
        other = self.sign_in(code=fresh[2])
        removed = page.post("/v1/me/second-factor:remove", self.proof(code=fresh[1]))
        self.assertStatus(other.get("/v1/me"), 401)
        self.assertEqual(self.assertStatus(removed, 200).json["recovery_codes"], 0)
        self.assertEqual(page.post("/v1/me/recovery-codes", self.proof()).code, "second_factor_missing")

    def test_recovery_code_counts_once_for_many_at_the_same_time(self):
        _, page, _, codes = self.with_second_factor()
        with concurrent.futures.ThreadPoolExecutor(8) as crowd:
            answers = list(crowd.map(lambda _: self.attempt(code=codes[0]), range(8)))
        self.assertEqual([answer.status for answer in answers].count(201), 1, answers)
        self.assertEqual(page.get("/v1/me").json["user"]["recovery_codes"], 9)

    def test_recovery_code_ends_other_sessions(self):
        """In place of the old factor, whether that is changed or removed."""
        _, page, _, codes = self.with_second_factor()
        other = self.sign_in(code=codes[0])
        self.set_up(page, code=codes[1])
        self.assertStatus(other.get("/v1/me"), 401)
        self.assertStatus(page.get("/v1/me"), 200)
        self.assertEqual(self.attempt(code=codes[2]).code, "sign_in_failed")
        self.assertEqual(page.get("/v1/me").json["user"]["recovery_codes"], 10)

    def test_new_link_leaves_it(self):
        user, page, _, codes = self.with_second_factor()
        link = self.admin.post("/v1/users/%s:invite" % user).json["link"]
        self.assertStatus(page.get("/v1/me"), 200)
        self.accept(link, OTHER_PASSWORD)
        self.assertStatus(page.get("/v1/me"), 401)
        self.assertEqual(self.attempt(password=OTHER_PASSWORD).code, "code_needed")
        self.sign_in(password=OTHER_PASSWORD, code=codes[0])

    def test_administrator_takes_it_away(self):
        user, page, _, _ = self.with_second_factor()
        weaker = self.other_key(self.admin, "keys:write")
        self.assertEqual(weaker.post("/v1/users/%s/second-factor:remove" % user).code, "more_rights_than_own")
        taken = self.assertStatus(self.admin.post("/v1/users/%s/second-factor:remove" % user), 200).json
        self.assertEqual((taken["second_factor"], taken["recovery_codes"]), (False, 0))
        self.assertStatus(page.get("/v1/me"), 401)
        self.sign_in()

    def test_nobody_takes_their_own_away_without_it(self):
        user = self.person(rights=("supplier:read", "keys:write"))
        page = self.sign_in()
        self.set_up(page)
        self.assertEqual(page.post("/v1/users/%s/second-factor:remove" % user).code, "own_second_factor")

    def test_tries_at_it_in_a_session_are_as_few_whatever_else_is_right(self):
        """What forgets wrong passwords, such as a right one, forgets no wrong codes."""
        _, page, key, _ = self.with_second_factor()
        weak = {"password": PASSWORD, "new_password": "password1234", "code": NO_CODE}
        asking = ("/v1/session:prove", "/v1/me/second-factor:offer", "/v1/me/second-factor:remove", "/v1/me/recovery-codes")
        for number in range(5):
            if number % 2:
                self.assertProblem(page.put("/v1/me/password", weak), 422, "password_common", "/new_password")
            else:
                answer = page.post(asking[number % 4], self.proof(code="%06d" % number))
                self.assertProblem(answer, 422, "code_wrong", "/code")
        for path in asking:
            self.assertProblem(page.post(path, self.proof(code="000009")), 429, "password_limited")
        self.assertProblem(page.put("/v1/me/password", weak), 429, "password_limited")
        self.set_instant(SECONDS % (1, 0))
        self.assertStatus(page.post(asking[0], self.proof(code=code_of(key, NOON + 60))), 200)

    def test_a_new_password_needs_it_and_uses_it_up(self):
        _, page, key, codes = self.with_second_factor()
        other = self.sign_in(code=codes[0])
        change = lambda **code: page.put("/v1/me/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD} | code)  # noqa: E731
        self.assertProblem(change(), 422, "code_needed", "/code")
        self.assertProblem(change(code=NO_CODE), 422, "code_wrong", "/code")
        self.assertProblem(change(code=codes[0]), 422, "code_wrong", "/code")
        self.assertStatus(other.get("/v1/me"), 200)
        self.assertStatus(change(code=codes[1]), 200)
        self.assertStatus(other.get("/v1/me"), 401)
        self.assertProblem(page.post("/v1/session:prove", {"password": OTHER_PASSWORD, "code": codes[1]}), 422, "code_wrong", "/code")

    # Demanded

    def demand(self, second_factor="required"):
        answer = self.assertStatus(self.admin.put("/v1/sign-in-policy", {"second_factor": second_factor}, headers={"If-Match": "*"}), 200)
        self.assertEqual(answer.json, {"second_factor": second_factor})

    def test_demanded_one_is_set_up_before_anything_else(self):
        self.person(rights=("supplier:read", "supplier:write", "keys:write"))
        before = self.sign_in()
        self.demand()
        self.assertEqual(self.admin.get("/v1/sign-in-policy").json, {"second_factor": "required"})
        self.assertStatus(before.get("/v1/declarations"), 200)  # at the next sign-in
        page = self.sign_in()
        self.assertTrue(page.get("/v1/me").json["session"]["second_factor_needed"])
        for method, path, body in (
            ("GET", "/v1/declarations", None),
            ("GET", "/v1/users", None),
            ("POST", "/v1/users", {"email": "x@example.jp", "name": "誰", "rights": ["supplier:read"]}),
            ("PUT", "/v1/sign-in-policy", {"second_factor": "optional"}),
        ):
            answer = page.request(method, path, body, headers={"If-Match": "*"})
            self.assertEqual((answer.status, answer.code), (403, "second_factor_needed"))
        user = page.get("/v1/me").json["user"]["user"]
        self.admin.patch("/v1/users/" + user, {"rights": ["supplier:read", "keys:write"]})  # gives it nothing
        self.assertEqual(page.get("/v1/declarations").code, "second_factor_needed")
        self.set_up(page)
        self.assertFalse(page.get("/v1/me").json["session"]["second_factor_needed"])
        self.assertStatus(page.get("/v1/declarations"), 200)

    def test_demanded_one_stays(self):
        _, page, _, codes = self.with_second_factor()
        self.demand()
        self.assertEqual(page.post("/v1/me/second-factor:remove", self.proof(code=codes[0])).code, "second_factor_required")
        self.demand("optional")
        self.assertStatus(page.post("/v1/me/second-factor:remove", self.proof(code=codes[0])), 200)
        self.assertEqual([detail["to"]["second_factor"] for detail in self.audited("sign_in_policy_put")], ["required", "optional"])

    def test_demand_is_the_administrators(self):
        clerk = self.other_key(self.admin, "supplier:read,supplier:write")
        self.assertGuarded("PUT", "/v1/sign-in-policy", {"second_factor": "required"}, wrong=clerk)
        self.assertGuarded("GET", "/v1/sign-in-policy", wrong=clerk)
        self.assertEqual(self.admin.get("/v1/sign-in-policy").json, {"second_factor": "optional"})


if __name__ == "__main__":
    harness.main()
