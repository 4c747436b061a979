# SPDX-License-Identifier: Apache-2.0
"""Open sessions: seen, and ended, by their user and by the organisation's administrators."""

import harness
from people import SECONDS, Page, PeopleTest
from postgres import Postgres, SharedServer

LIST = "/v1/me/sessions"


class Sessions(PeopleTest):
    def test_where_one_is_signed_in(self):
        self.person()
        first = self.sign_in()
        self.set_instant(SECONDS % (5, 0))
        second = self.sign_in(network="2001:db8::7")
        items = self.assertStatus(second.get(LIST), 200).json["items"]
        self.assertEqual(
            [(item["own"], item["address"], item["browser"]) for item in items],
            [(True, "2001:db8::7", "Tests/1.0 (of pages)"), (False, self.network, "Tests/1.0 (of pages)")],
        )
        self.assertEqual([item["seen_at"][:19] for item in items], ["2026-12-01T03:05:00", "2026-12-01T03:00:00"])
        self.set_instant(SECONDS % (7, 0))
        first.put("/v1/session")
        self.assertEqual(first.get(LIST).json["items"][1]["seen_at"][:19], "2026-12-01T03:07:00")
        self.set_instant(SECONDS % (36, 0))
        self.assertEqual(len(first.get(LIST).json["items"]), 1)  # the other one was idle

    def test_ending_one(self):
        self.person()
        first, second = self.sign_in(), self.sign_in()
        other = next(item["session"] for item in second.get(LIST).json["items"] if not item["own"])
        left = self.assertStatus(second.post("%s/%s:end" % (LIST, other)), 200).json["items"]
        self.assertEqual([item["own"] for item in left], [True])
        self.assertStatus(first.get("/v1/me"), 401)
        self.assertStatus(second.post("%s/%s:end" % (LIST, other)), 404)

    def test_nobody_ends_anothers(self):
        self.person()
        page = self.sign_in()
        self.email = "other-" + self.email
        self.person()
        other = self.sign_in()
        theirs = page.get(LIST).json["items"][0]["session"]
        self.assertStatus(other.post("%s/%s:end" % (LIST, theirs)), 404)
        self.assertStatus(page.get("/v1/me"), 200)

    def test_ending_all_others(self):
        self.person()
        pages = [self.sign_in() for _ in range(3)]
        left = self.assertStatus(pages[1].post(LIST + ":end-others"), 200).json["items"]
        self.assertEqual([item["own"] for item in left], [True])
        self.assertEqual([page.get("/v1/me").status for page in pages], [401, 200, 401])

    def test_administrators_see_and_end_them(self):
        user = self.person()
        page = self.sign_in()
        path = "/v1/users/%s/sessions" % user
        self.assertEqual([item["own"] for item in self.admin.get(path).json["items"]], [False])
        weaker = self.other_key(self.admin, "keys:write")
        self.assertEqual(weaker.post(path + ":end").code, "more_rights_than_own")
        self.assertEqual(self.assertStatus(self.admin.post(path + ":end"), 200).json["items"], [])
        self.assertStatus(page.get("/v1/me"), 401)
        self.assertEqual(self.audited("user_sessions_end"), [{"sessions": "all"}])

    def test_only_of_the_own_organisation(self):
        user, stranger = self.person(), self.make_supplier()
        self.assertHidden(stranger, "GET", "/v1/users/{}/sessions", user)
        self.assertHidden(stranger, "POST", "/v1/users/{}/sessions:end", user)
        self.assertHidden(stranger, "POST", "/v1/users/{}/second-factor:remove", user)

    def test_keys_have_none(self):
        for method, path in (("GET", LIST), ("POST", LIST + "/1:end"), ("POST", LIST + ":end-others")):
            self.assertEqual(self.admin.request(method, path).code, "not_a_session")


class TwoServers(PeopleTest):
    """What ends at one server has ended at the other, with the next request."""

    @classmethod
    def setUpClass(cls):
        postgres = Postgres().start().prepare()
        cls.addClassCleanup(postgres.end)
        postgres.create("hoshitori")
        cls.server = SharedServer(postgres, "hoshitori")
        cls.second = SharedServer(postgres, "hoshitori", like=cls.server)
        cls.server.command("migrate")
        for server in (cls.server, cls.second):
            cls.addClassCleanup(server.end)
            server.start()
        cls.open = harness.Api(cls.server)

    def there(self, page):
        return Page(self.second, page.cookie, page.token)

    def test_sessions_end_everywhere(self):
        user = self.person()
        ends = (
            lambda page: page.delete("/v1/session"),
            lambda page: page.post("%s/%s:end" % (LIST, page.get(LIST).json["items"][0]["session"])),
            lambda page: self.admin.post("/v1/users/%s/sessions:end" % user),
            lambda page: self.admin.post("/v1/users/%s:remove" % user),
        )
        for end in ends:
            page = self.sign_in()
            self.assertStatus(self.there(page).get("/v1/me"), 200)
            self.assertIn(end(page).status, (200, 204))
            self.assertEqual(self.there(page).get("/v1/me").status, 401)

    def test_keys_end_everywhere(self):
        made = self.assertStatus(self.admin.post("/v1/api-keys", {"name": "夜間連携", "rights": ["supplier:read"]}), 201).json
        there = harness.Api(self.second, made["secret"])
        self.assertStatus(there.get("/v1/declarations"), 200)
        self.assertStatus(self.admin.post("/v1/api-keys/%s:revoke" % made["api_key"]["key"]), 200)
        self.assertStatus(there.get("/v1/declarations"), 401)


if __name__ == "__main__":
    harness.main()
