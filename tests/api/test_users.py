# SPDX-License-Identifier: Apache-2.0
"""People: let in by a link, with a session in a cookie, changed and let out again."""

import harness
from people import OTHER_PASSWORD, PASSWORD, SECONDS, PeopleTest, session_of


class Users(PeopleTest):
    # Being let in

    def test_link_sets_the_first_password(self):
        link = self.let_in()["link"]
        self.assertIn("/users#token=" + link["token"], link["url"])
        shown = self.assertStatus(self.open.post("/v1/user-links:preview", {"token": link["token"]}), 200).json
        self.assertEqual(
            shown, {"organisation": self.admin.name, "email": self.email, "name": "佐藤 花子", "purpose": "first_password", "company_accounts": False}
        )
        body = {"token": link["token"], "password": PASSWORD}
        self.assertEqual(
            self.assertStatus(self.open.post("/v1/user-links:accept", body), 200).json, {"email": self.email, "organisation": self.admin.organisation}
        )
        self.assertEqual(self.open.post("/v1/user-links:accept", body).code, "link_not_found")
        self.sign_in()

    def test_nothing_secret_is_logged(self):
        token = self.let_in()["link"]["token"]
        self.assertStatus(self.open.post("/v1/user-links:preview", {"token": token}), 200)
        self.accept({"token": token}, PASSWORD)
        answer = self.assertStatus(self.attempt(), 201)
        self.assertEqual(self.attempt(password=OTHER_PASSWORD).code, "sign_in_failed")
        cookies = [cookie.split(";")[0].split("=", 1)[1] for cookie in answer.headers.get_all("Set-Cookie")]
        self.assertGreater(len(cookies), 0)
        with open(self.server.log_path, encoding="utf-8", errors="replace") as file:
            log = file.read()
        self.assertIn("session_start", log)
        for secret in (token, PASSWORD, OTHER_PASSWORD, answer.json["session"]["page_token"], *cookies):
            self.assertNotIn(secret, log)

    def test_link_ends(self):
        made = self.let_in()
        first = {"token": made["link"]["token"]}
        again = self.admin.post("/v1/users/%s:invite" % made["user"]["user"])
        second = {"token": self.assertStatus(again, 200).json["link"]["token"]}
        self.assertEqual(self.open.post("/v1/user-links:preview", first).code, "link_not_found")
        self.assertStatus(self.open.post("/v1/user-links:preview", second), 200)
        self.set_day("2026-12-09")
        self.assertEqual(self.open.post("/v1/user-links:preview", second).code, "link_not_found")

    def test_link_answer_is_replayed(self):
        body = {"email": self.email, "name": "花子", "rights": ["supplier:read"]}
        first = self.admin.post("/v1/users", body, idempotency_key="once-" + self.email)
        self.assertEqual(self.admin.post("/v1/users", body, idempotency_key="once-" + self.email).body, first.body)

    def test_same_address_once_in_an_organisation(self):
        self.let_in()
        self.assertEqual(self.admin.post("/v1/users", {"email": self.email.upper(), "name": "二人目", "rights": ["supplier:read"]}).code, "user_exists")
        other = self.make_supplier()
        self.let_in(admin=other)  # no organisation learns of another's people

    def test_no_right_that_the_asking_key_lacks(self):
        answer = self.admin.post("/v1/users", {"email": self.email, "name": "花子", "rights": ["buyer:read"]})
        self.assertEqual((answer.status, answer.code), (403, "right_missing"))
        clerk = self.other_key(self.admin, "supplier:read,keys:write")
        user = self.person()
        for answer in (
            clerk.post("/v1/users/%s:invite" % user),
            clerk.post("/v1/users/%s:remove" % user),
            clerk.patch("/v1/users/" + user, {"rights": ["supplier:read"]}),
            clerk.patch("/v1/users/" + user, {"name": "別の名前"}),
        ):
            self.assertProblem(answer, 403, "more_rights_than_own")

    def test_list_names_no_other_organisations_people(self):
        user = self.person()
        listed = self.assertStatus(self.admin.get("/v1/users"), 200).json["items"]
        self.assertEqual([(item["user"], item["state"]) for item in listed], [(user, "active")])
        self.assertEqual(self.assertStatus(self.make_supplier().get("/v1/users"), 200).json["items"], [])

    def test_foreign_and_absent_users_are_one(self):
        user, stranger = self.person(), self.make_supplier()
        for method, path, body in (("PATCH", "/v1/users/%s", {"name": "別人"}), ("POST", "/v1/users/%s:invite", None), ("POST", "/v1/users/%s:remove", None)):
            foreign = self.assertStatus(stranger.request(method, path % user, body), 404).json
            absent = self.assertStatus(stranger.request(method, path % harness.missing_like(user), body), 404).json
            for answer in (foreign, absent):
                del answer["request_id"]
            self.assertEqual(foreign, absent)

    # Signing in

    def test_session_acts_with_the_users_rights(self):
        user = self.person(rights=("supplier:read",))
        page = self.sign_in()
        me = self.assertStatus(page.get("/v1/me"), 200).json
        self.assertEqual((me["key"], me["user"]["user"], me["user"]["rights"]), (None, user, ["supplier:read"]))
        self.assertEqual(me["session"]["page_token"], page.token)
        self.assertStatus(page.get("/v1/declarations"), 200)
        refused = page.post("/v1/declarations", {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-01"})
        self.assertEqual(refused.code, "right_missing")
        self.admin.patch("/v1/users/" + user, {"rights": ["supplier:read", "supplier:write"]})
        self.declare(page, 1, "2026-11-01")  # open sessions follow

    def test_audit_tells_who_signed_in(self):
        user = self.person()
        page = self.sign_in()
        self.declare(page, 1, "2026-11-01")
        entries = self.admin.get("/v1/audit/events").json["items"]
        self.assertEqual([entry["operation"] for entry in entries[-2:]], ["session_start", "declaration_add"])
        self.assertIn("users/" + user, entries[-2]["entry"])
        self.assertEqual(entries[-2]["key"], entries[-1]["key"])

    # What a session is worth

    def test_every_sign_in_has_a_token_of_its_own(self):
        """Nor is one taken that was there before: it may be somebody else's who waits for its use."""
        self.person()
        first = self.sign_in()
        brought = [first.cookie, harness.key_never_issued("hss_")]
        pages = [first]
        for cookie in brought:
            headers = {"Cookie": "__Host-session=" + cookie, "X-Forwarded-For": self.network}
            answer = self.open.post("/v1/sessions", {"email": self.email, "password": PASSWORD}, headers=headers)
            pages.append(session_of(self.server, self.assertStatus(answer, 201)))
        self.assertEqual(len({page.cookie for page in pages} | set(brought)), 4)
        self.assertEqual(len({page.token for page in pages}), 3)
        self.assertEqual([page.get("/v1/me").status for page in pages], [200] * 3)
        self.assertEqual(self.open.get("/v1/me", headers={"Cookie": "__Host-session=" + brought[1]}).status, 401)

    def test_session_ends_by_idleness(self):
        self.person()
        page = self.sign_in()
        self.set_instant(SECONDS % (29, 0))
        until = self.assertStatus(page.put("/v1/session"), 200).json["idle_until"]
        self.assertEqual(until, "2026-12-01T03:59:00.000000Z")
        self.set_instant(SECONDS % (58, 59))
        self.assertStatus(page.get("/v1/me"), 200)
        self.set_instant(SECONDS % (59, 0))
        self.assertEqual(page.get("/v1/me").code, "session_ended")

    def test_session_ends_after_twelve_hours(self):
        self.person()
        page = self.sign_in()
        for hour in range(3, 15):
            for minute in (0, 29, 58):
                self.set_instant("2026-12-01T%02d:%02d:00Z" % (hour, minute))
                self.assertStatus(page.put("/v1/session"), 200)
        self.set_instant("2026-12-01T15:00:00Z")
        self.assertEqual(page.put("/v1/session").code, "session_ended")

    def test_signing_out(self):
        self.person()
        page = self.sign_in()
        for path in ("/v1/me", "/v1/editions"):
            read = self.assertStatus(page.get(path), 200)
            self.assertEqual(read.headers["Cache-Control"], "no-store")
            known = self.assertStatus(page.get(path, headers={"If-None-Match": read.etag}), 304)
            self.assertEqual(known.headers["Cache-Control"], "no-store")
        answer = self.assertStatus(page.delete("/v1/session"), 204)
        self.assertEqual(answer.headers["Clear-Site-Data"], '"cache"')
        self.assertRegex(answer.headers["Set-Cookie"], r"^__Host-session=; .*Max-Age=0$")
        self.assertStatus(page.get("/v1/me"), 401)

    def test_cookie_of_a_request_from_elsewhere_changes_nothing(self):
        self.person()
        page = self.sign_in()
        body = {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-01"}
        for headers in ({"X-CSRF-Token": None}, {"X-CSRF-Token": "0" * 64}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            answer = page.post("/v1/declarations", body, headers=headers)
            self.assertEqual((answer.status, answer.code), (403, "page_token_required"), headers)
        self.assertEqual(page.get("/v1/declarations").json["items"], [])

    def test_session_is_no_key(self):
        self.person()
        page = self.sign_in()
        self.assertEqual(self.open.with_key(page.cookie).get("/v1/me").code, "key_malformed")
        self.assertEqual(self.admin.get("/v1/api-keys").json["items"][0]["name"], "test")
        for path in ("/v1/session", "/v1/me/password"):
            body = {"password": PASSWORD, "new_password": OTHER_PASSWORD} if "password" in path else None
            self.assertEqual(self.admin.put(path, body).code, "not_a_session")

    def test_removed_users_are_out_at_once(self):
        user = self.person()
        page = self.sign_in()
        self.assertStatus(self.admin.post("/v1/users/%s:remove" % user), 200)
        self.assertStatus(page.get("/v1/me"), 401)
        self.assertEqual(self.attempt().code, "sign_in_failed")
        self.assertStatus(self.admin.post("/v1/users/%s:remove" % user), 404)
        self.person()  # and may come back

    def test_nobody_changes_themselves(self):
        user = self.person(rights=("supplier:read", "keys:write"))
        page = self.sign_in()
        self.assertEqual(page.patch("/v1/users/" + user, {"rights": ["keys:write"]}).code, "own_user")
        self.assertEqual(page.post("/v1/users/%s:remove" % user).code, "own_user")

    def test_redeeming_with_a_session_links_its_organisation(self):
        self.person()
        page = self.sign_in()
        _, token = self.invite(self.make_buyer())
        answer = self.assertStatus(page.post("/v1/invitations:redeem", {"token": token}), 201).json
        self.assertEqual(answer["organisation"]["organisation"], self.admin.organisation)

    def redeem(self, **members):
        _, self.token = self.invite(self.make_buyer())
        person = {"email": self.email, "name": "林 美咲", "password": PASSWORD}
        return self.open.post("/v1/invitations:redeem", {"token": self.token, "user": dict(person, **members)})

    def test_redeeming_with_a_first_user_in_place_of_a_key(self):
        answer = self.assertStatus(self.redeem(), 201).json
        self.assertEqual((answer["api_key"], answer["secret"], answer["user"]["email"]), (None, None, self.email))
        # Whose address it is nobody knows yet: only its own organisation takes it.
        self.assertEqual(self.attempt().code, "sign_in_failed")
        own = answer["organisation"]["organisation"]
        page = self.sign_in(organisation=own)
        self.assertStatus(page.get("/v1/buyers/" + answer["relationship"]), 200)
        self.assertEqual(self.sign_in(organisation=own).get("/v1/users").json["items"][0]["email"], self.email)

    def test_redeeming_with_a_weak_password_leaves_nothing(self):
        self.assertEqual(self.redeem(password="password1234").pointers(), {"/user/password"})
        self.assertStatus(self.open.post("/v1/invitations:preview", {"token": self.token}), 200)

    def test_operator_lets_the_first_one_in(self):
        words = ("user", "add", "--organisation", self.admin.organisation, "--email", self.email, "--name", "花子", "--rights", "supplier:read")
        link = self.server.command(*words).stdout.strip()
        token = link.partition("/users#token=")[2]
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": token, "password": PASSWORD}), 200)
        self.sign_in()
        again = self.server.command(*words, check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn("already a user", again.stderr)

    # One's own password

    def test_operator_lets_a_locked_out_administrator_in(self):
        made = self.let_in(rights=("supplier:read", "keys:write"))
        self.accept(made["link"])
        self.set_up(self.sign_in())
        words = ("user", "recover", "--organisation", self.admin.organisation, "--email", self.email.upper())
        self.assertEqual(self.server.command(*words[:-1], "nobody@example.jp", check=False).returncode, 1)
        link = self.server.command(*words).stdout.strip()
        self.accept({"token": link.partition("/users#token=")[2]}, OTHER_PASSWORD)
        self.assertEqual(self.attempt(password=OTHER_PASSWORD).code, "code_needed")
        self.server.command(*words, "--remove-second-factor")
        self.sign_in(password=OTHER_PASSWORD)
        self.assertEqual([detail["second_factor"] for detail in self.audited("user recover")], ["kept", "removed"])

    def test_new_password(self):
        self.person()
        page, other = self.sign_in(), self.sign_in()
        wrong = page.put("/v1/me/password", {"password": OTHER_PASSWORD, "new_password": OTHER_PASSWORD})
        self.assertEqual((wrong.status, wrong.code), (403, "password_wrong"))
        self.assertStatus(page.put("/v1/me/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}), 200)
        self.assertStatus(page.get("/v1/me"), 200)
        self.assertStatus(other.get("/v1/me"), 401)
        self.assertEqual(self.attempt().code, "sign_in_failed")
        self.sign_in(password=OTHER_PASSWORD)

    def test_new_password_ends_the_links_for_one(self):
        user = self.person()
        page = self.sign_in()
        link = {"token": self.admin.post("/v1/users/%s:invite" % user).json["link"]["token"]}
        self.assertStatus(self.open.post("/v1/user-links:preview", link), 200)
        self.assertStatus(page.put("/v1/me/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}), 200)
        self.assertProblem(self.open.post("/v1/user-links:preview", link), 404, "link_not_found")

    def test_present_password_is_tried_as_little_as_any(self):
        self.person()
        page = self.sign_in()
        tries = (
            ("PUT", "/v1/me/password", {"password": OTHER_PASSWORD, "new_password": OTHER_PASSWORD}),
            ("POST", "/v1/me/second-factor:offer", {"password": OTHER_PASSWORD}),
            ("POST", "/v1/me/second-factor:remove", {"password": OTHER_PASSWORD}),
        )
        for number in range(5):
            self.assertEqual(page.request(*tries[number % 3]).code, "password_wrong")
        for method, path, body in tries:
            answer = page.request(method, path, dict(body, password=PASSWORD))
            self.assertEqual((answer.status, answer.code, answer.headers["Retry-After"]), (429, "password_limited", "15"))
        self.set_instant(SECONDS % (0, 16))
        self.assertStatus(page.post("/v1/me/second-factor:offer", {"password": PASSWORD}), 200)


if __name__ == "__main__":
    harness.main()
