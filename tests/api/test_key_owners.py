# SPDX-License-Identifier: Apache-2.0
"""Keys and the people who answer for them: who made a key and uses it, how it is handed over and rotated, and
that none outlives, or can do more than, its person."""

import concurrent.futures
import re
import subprocess

import harness
from people import PASSWORD, make_person

KEYS = "/v1/api-keys"
ADMIN = ["buyer:read", "buyer:write", "audit:read", "keys:write"]
KEY = {"name": "夜間連携", "rights": ["buyer:read", "buyer:write"]}


class Owners(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.first = self.make_buyer()

    def person(self, rights=ADMIN):
        page = make_person(self.server, self.first, "hito%s@example.jp" % harness.declaration_id(), rights)
        page.user = page.get("/v1/me").json["user"]["user"]
        return page

    def made(self, by, **members):
        """(key as listed, caller with it)"""
        answer = self.assertStatus(by.post(KEYS, {**KEY, **members}), 201).json
        return answer["api_key"], self.first.with_key(answer["secret"])

    def listed(self, key):
        return next(k for k in self.first.get(KEYS, query={"limit": 200}).json["items"] if k["key"] == key["key"])

    def act(self, by, key, verb, body=None, **options):
        return by.post("%s/%s:%s" % (KEYS, key["key"], verb), body, **options)

    # Who made it, who answers for it

    def test_maker_and_responsible(self):
        person = self.person()
        key, holder = self.made(person, rights=ADMIN)
        name = {"user": person.user, "name": "佐藤 花子"}
        self.assertEqual((key["maker"], key["responsible"], key["ends_with"]), ({**name, "key": None}, name, None))
        child, _ = self.made(holder)
        self.assertEqual(child["maker"], {"user": None, "key": key["key"], "name": KEY["name"]})
        self.assertEqual((child["responsible"], child["ends_with"]), (name, key["key"]))
        self.assertIsNone(self.listed(self.first.get("/v1/me").json["key"])["maker"])

    def test_nothing_lives_of_a_person_who_is_erased_again(self):
        """As after a restore to before it was removed: its keys and webhooks were handed over or ended since."""
        person = self.person()
        _, holder = self.made(person)
        hook = self.assertStatus(person.post("/v1/webhooks", {"url": "https://erp.example.co.jp/"}), 201).json["webhook"]["webhook"]
        words = ("set role hoshitori_engine", "set search_path = hoshitori", "begin")
        act = "select request_set('%s', null, '2026-12-01 12:00+09', '2026-12-01', 'worker'), erase('{\"user\": \"%s\"}')"
        statements = [*words, act % (self.first.organisation, person.user), "commit"]
        subprocess.run([*self.server.psql(), *(word for one in statements for word in ("-c", one))], check=True, stdout=subprocess.DEVNULL)
        for caller in (person, holder):
            self.assertProblem(caller.get("/v1/me"), 401)
        shown = {w["webhook"]: w["disabled_because"] for w in self.first.get("/v1/webhooks").json["items"]}
        self.assertEqual(shown[hook], "maker")

    def test_last_use_is_told_once_a_day(self):
        key, holder = self.made(self.first)
        self.assertIsNone(self.listed(key)["last_used_on"])
        self.assertStatus(holder.get("/v1/me"), 200)
        self.eventually(lambda: self.listed(key)["last_used_on"] == "2026-12-01")
        self.set_day("2026-12-05")
        self.assertStatus(holder.get("/v1/suppliers"), 200)
        self.eventually(lambda: self.listed(key)["last_used_on"] == "2026-12-05")

    def test_who_only_knows_the_number_does_not_use_it(self):
        key, _ = self.made(self.first)
        other, holder = self.made(self.first)
        self.assertStatus(self.open.with_key(holder.key[:-38] + "0" * 38).get("/v1/me"), 401)
        self.assertStatus(holder.get("/v1/me"), 200)
        self.eventually(lambda: self.listed(other)["last_used_on"])
        self.assertIsNone(self.listed(key)["last_used_on"])

    def test_the_end_is_announced(self):
        key, _ = self.made(self.first, expires_on="2027-01-20")

        def told():
            return [
                event
                for event in self.first.get("/v1/events", query={"limit": 200}).json["items"]
                if event["type"] == "key.expiring" and event["data"]["key"] == key["key"]
            ]

        for day, days in (("2026-12-22", [30]), ("2027-01-14", [30, 7]), ("2027-01-20", [30, 7, 1])):
            self.set_day(day)
            self.eventually(lambda: [event["data"]["days"] for event in told()] == days)
        [first, *_] = told()
        self.assertEqual((first["side"], first["relationship"], first["day"]), (None, None, "2026-12-22"))
        self.assertEqual(first["data"], {"key": key["key"], "name": KEY["name"], "expires_on": "2027-01-20", "days": 30})
        self.assertStatus(self.act(self.first, key, "rotate", {"expires_on": "2027-02-19"}), 200)
        self.set_day("2027-01-21")
        self.eventually(lambda: [event["data"]["expires_on"] for event in told()][-1] == "2027-02-19")

    # Removal and hand-over

    def test_a_person_is_removed_only_without_keys(self):
        person = self.person()
        key, holder = self.made(person, rights=ADMIN)
        child, _ = self.made(holder, name="子")
        remove = "/v1/users/%s:remove" % person.user
        answer = self.assertProblem(self.first.post(remove), 409, "user_has_keys")
        params = answer.json["params"]
        self.assertEqual((params["count"], {one["key"]: one["name"] for one in params["keys"]}), (2, {one["key"]: one["name"] for one in (key, child)}))
        self.assertIn("2個", answer.json["title"])
        self.assertStatus(holder.get("/v1/me"), 200)
        other = self.person()
        handed = self.assertStatus(self.act(self.first, key, "hand-over", {"user": other.user}), 200).json
        self.assertEqual(handed["responsible"]["user"], other.user)
        self.assertProblem(self.first.post(remove), 409, "user_has_keys")
        self.assertStatus(self.act(self.first, child, "revoke"), 200)
        self.assertStatus(self.first.post(remove), 200)
        self.assertStatus(holder.get("/v1/suppliers"), 200)

    def test_a_key_is_handed_to_somebody_who_has_its_rights(self):
        key, _ = self.made(self.first)
        weak = self.person(["buyer:read"])
        self.assertProblem(self.act(self.first, key, "hand-over", {"user": weak.user}), 422, "user_lacks_rights", "/user")
        nobody = harness.missing_like(weak.user)
        self.assertProblem(self.act(self.first, key, "hand-over", {"user": nobody}), 422, "unknown_user", "/user")

    def test_links_end_with_who_made_them(self):
        person = self.person()
        links = [person.post("/v1/users", {"email": "a%d@example.jp" % n, "name": "甲", "rights": ["buyer:read"]}).json for n in range(2)]
        key, holder = self.made(self.first, rights=ADMIN)
        links.append(holder.post("/v1/users", {"email": "b@example.jp", "name": "乙", "rights": ["buyer:read"]}).json)
        self.assertStatus(self.first.post("/v1/users/%s:remove" % person.user), 200)
        self.assertStatus(self.act(self.first, key, "revoke"), 200)
        for link in links:
            answer = self.open.post("/v1/user-links:preview", {"token": link["link"]["token"]})
            self.assertProblem(answer, 404, "link_not_found")

    def test_links_open_no_more_than_their_makers_may(self):
        """Whoever kept a link gets by it neither what its user was given since, nor what it lost itself."""
        user = lambda by, rights: by.post("/v1/users", {"email": "l%s@example.jp" % harness.declaration_id(), "name": "甲", "rights": rights}).json
        again = lambda by, one: by.post("/v1/users/%s:invite" % one["user"]["user"]).json
        for maker in (lambda person: person, lambda person: self.made(person, rights=ADMIN)[1]):
            person = self.person()
            by = maker(person)
            made = {rights: user(by, rights.split()) for rights in ("buyer:read", " ".join(ADMIN))}
            self.assertStatus(self.first.patch("/v1/users/" + person.user, {"rights": ["buyer:read", "keys:write"]}), 200)
            later = again(by, made["buyer:read"])
            self.assertLink(later, 200)
            self.assertLink(made[" ".join(ADMIN)], 404)
            self.assertStatus(self.first.patch("/v1/users/" + later["user"]["user"], {"rights": ADMIN}), 200)
            self.assertLink(later, 404)
            self.assertLink(again(self.first, later), 200)
            weak = user(by, ["buyer:read"])
            self.assertStatus(self.first.patch("/v1/users/" + person.user, {"rights": ["buyer:read"]}), 200)
            self.assertLink(weak, 404)

    def assertLink(self, made, status):
        body = {"token": made["link"]["token"], "password": PASSWORD}
        self.assertStatus(self.open.post("/v1/user-links:preview", {"token": body["token"]}), status)
        if status == 404:
            self.assertProblem(self.open.post("/v1/user-links:accept", body), 404, "link_not_found")

    def test_keys_shrink_with_their_person(self):
        person = self.person()
        key, holder = self.made(person, rights=ADMIN)
        child, childs = self.made(holder)
        self.assertStatus(self.first.patch("/v1/users/" + person.user, {"rights": ["buyer:read", "keys:write"]}), 200)
        self.assertEqual(self.listed(key)["rights"], ["buyer:read", "keys:write"])
        self.assertEqual(self.listed(child)["rights"], ["buyer:read"])
        for caller in (holder, childs):
            self.assertProblem(caller.post("/v1/suppliers", {"name": "甲"}), 403, "right_missing")
        self.assertStatus(self.first.patch("/v1/users/" + person.user, {"rights": ["audit:read"]}), 200)
        self.assertEqual(self.listed(child)["rights"], [])
        self.assertStatus(self.first.patch("/v1/users/" + person.user, {"rights": ADMIN}), 200)
        self.assertEqual(self.listed(child)["rights"], [])
        entry = self.first.get("/v1/audit/events", query={"limit": 200}).json["items"]
        self.assertTrue(any(child["key"] in e["entry"] and e["operation"] == "user_patch" for e in entry))

    # The rule of rights

    def test_nobody_changes_what_is_stronger(self):
        """Every operation of the contract on a key, a person or a webhook, asked by a key and by a person with less."""
        strong = self.person()
        key, _ = self.made(self.first)
        hook = self.assertStatus(strong.post("/v1/webhooks", {"url": "https://erp.example.co.jp/"}), 201).json["webhook"]["webhook"]
        place = {"user": strong.user, "key": key["key"], "webhook": hook}
        bodies = {
            "api_key_rotate": [{}],
            "api_key_hand_over": [{"user": strong.user}],
            "user_patch": [{"name": "改名"}, {"rights": ["keys:write"]}],
            "webhook_patch": [{"url": "https://elsewhere.example.co.jp/"}, {"enabled": False}],
        }
        before = self.first.get("/v1/users").json, self.listed(key), self.first.get("/v1/webhooks").json
        tried = set()
        for weak in (self.other_key(self.first, "keys:write"), self.person(["keys:write"])):
            for operation in self.server.contract.operations:
                whose = set(re.findall("{(\\w+)}", operation.path))
                if operation.method == "GET" or operation.rights != ["keys:write"] or not whose or whose - place.keys():
                    continue
                for body in bodies.get(operation.id, [None]):
                    with self.subTest(operation=operation.id, body=body):
                        answer = weak.request(operation.method, operation.path.format(**place), body)
                        self.assertProblem(answer, 403, "more_rights_than_own")
                tried.add(operation.id)
        self.assertGreater(len(tried), 11)
        after = self.first.get("/v1/users").json, self.listed(key), self.first.get("/v1/webhooks").json
        self.assertEqual([one for one in after[0]["items"] if one["user"] == strong.user], [one for one in before[0]["items"] if one["user"] == strong.user])
        self.assertEqual(after[1:], before[1:])
        self.assertStatus(strong.get("/v1/me"), 200)

    # Ends

    def test_what_a_key_made_ends_with_it(self):
        key, holder = self.made(self.first, rights=ADMIN)
        child, childs = self.made(holder, rights=ADMIN)
        grandchild, _ = self.made(childs)
        kept, keeper = self.made(holder)
        other = self.person()
        self.assertStatus(self.act(self.first, kept, "hand-over", {"user": other.user}), 200)
        self.assertStatus(self.act(self.first, key, "revoke"), 200)
        self.assertTrue(self.listed(child)["revoked_at"] and self.listed(grandchild)["revoked_at"])
        self.assertProblem(childs.get("/v1/me"), 401, "unauthenticated")
        self.assertStatus(keeper.get("/v1/me"), 200)

    def test_what_a_key_made_has_no_later_end(self):
        key, holder = self.made(self.first, rights=ADMIN, expires_on="2026-12-05")
        child, childs = self.made(holder, rights=ADMIN, expires_on="2027-11-30")
        grandchild, grandchilds = self.made(childs)
        sooner, _ = self.made(childs, expires_on="2026-12-02")
        self.assertEqual([one["expires_on"] for one in (child, grandchild, sooner)], ["2026-12-05", "2026-12-05", "2026-12-02"])
        turned, childs = self.rotated(child, by=childs, expires_on="2027-11-30")
        self.assertEqual(turned["expires_on"], "2026-12-05")
        link = self.invited(childs)
        self.assertEqual(link["expires_at"], "2026-12-05T15:00:00.000000Z")
        self.set_instant("2026-12-05T14:59:59Z")
        self.assertStatus(grandchilds.get("/v1/me"), 200)
        self.assertStatus(self.open.post("/v1/user-links:preview", {"token": link["token"]}), 200)
        self.set_instant("2026-12-05T15:00:00Z")
        for caller in (holder, childs, grandchilds):
            self.assertProblem(caller.get("/v1/me"), 401, "key_expired")
        self.assertProblem(self.open.post("/v1/user-links:preview", {"token": link["token"]}), 404, "link_not_found")

    def test_an_end_that_comes_sooner_is_that_of_what_it_made(self):
        key, holder = self.made(self.first, rights=ADMIN)
        child, childs = self.made(holder, rights=ADMIN)
        grandchild, grandchilds = self.made(childs)
        kept, _ = self.made(holder)
        self.assertStatus(self.act(self.first, kept, "hand-over", {"user": self.person().user}), 200)
        link = self.invited(childs)
        self.rotated(key, overlap_days=0, expires_on="2026-12-02")
        ends = {one["key"]: one["expires_on"] for one in self.first.get(KEYS, query={"limit": 200}).json["items"]}
        self.assertEqual([ends[one["key"]] for one in (key, child, grandchild, kept)], ["2026-12-02"] * 3 + [kept["expires_on"]])
        self.rotated(key, overlap_days=0, expires_on="2027-06-30")  # what was shortened stays so
        self.set_day("2026-12-03")
        self.assertProblem(grandchilds.get("/v1/me"), 401, "key_expired")
        self.assertProblem(self.open.post("/v1/user-links:preview", {"token": link["token"]}), 404, "link_not_found")

    def invited(self, by):
        return by.post("/v1/users", {"email": "c%s@example.jp" % harness.declaration_id(), "name": "丙", "rights": ["buyer:read"]}).json["link"]

    def test_nothing_is_made_while_its_maker_ends(self):
        """Whatever the order: no living key hangs on an ended one."""
        for _ in range(6):
            key, holder = self.made(self.first, rights=ADMIN)
            with concurrent.futures.ThreadPoolExecutor(9) as threads:
                makers = [threads.submit(holder.post, KEYS, KEY) for _ in range(8)]
                self.assertStatus(threads.submit(self.act, self.first, key, "revoke").result(), 200)
                self.assertLessEqual({maker.result().status for maker in makers}, {201, 401})
            for one in self.first.get(KEYS, query={"limit": 200}).json["items"]:
                self.assertTrue(one["ends_with"] != key["key"] or one["revoked_at"], one)

    def test_nothing_is_made_while_its_person_goes(self):
        for _ in range(4):
            person = self.person()
            with concurrent.futures.ThreadPoolExecutor(9) as threads:
                makers = [threads.submit(person.post, KEYS, KEY) for _ in range(8)]
                removed = threads.submit(self.first.post, "/v1/users/%s:remove" % person.user).result()
            made = [maker.result().status for maker in makers].count(201)
            self.assertEqual(removed.status, 409 if made else 200, removed)

    # Rotation

    def rotated(self, key, by=None, **members):
        answer = self.assertStatus(self.act(by or self.first, key, "rotate", members), 200).json
        return answer["api_key"], self.first.with_key(answer["secret"])

    def test_both_secrets_work_for_a_while(self):
        key, old = self.made(self.first, expires_on="2027-01-31")
        turned, new = self.rotated(key, overlap_days=2, expires_on="2027-11-30")
        self.assertEqual((turned["key"], turned["expires_on"]), (key["key"], "2027-11-30"))
        self.assertEqual(turned["previous_until"][:10], "2026-12-03")
        self.assertEqual(turned["last4"], new.key[-4:])
        for caller in (old, new):
            self.assertEqual(self.assertStatus(caller.get("/v1/me"), 200).json["key"]["key"], key["key"])
        self.set_instant("2026-12-03T03:00:00Z")
        self.assertProblem(old.get("/v1/me"), 401, "unauthenticated")
        self.assertStatus(new.get("/v1/me"), 200)
        self.assertIsNone(self.listed(key)["previous_until"])

    def test_the_old_secret_keeps_its_own_end(self):
        key, old = self.made(self.first, expires_on="2026-12-02")
        _, new = self.rotated(key, overlap_days=30)
        self.set_day("2026-12-03")
        self.assertStatus(old.get("/v1/me"), 401)
        self.assertStatus(new.get("/v1/me"), 200)

    def test_both_secrets_end_at_once(self):
        key, old = self.made(self.first)
        _, new = self.rotated(key)
        self.assertStatus(self.act(self.first, key, "revoke"), 200)
        for caller in (old, new):
            self.assertStatus(caller.get("/v1/me"), 401)
        self.assertProblem(self.act(self.first, key, "rotate", {}), 409, "already_revoked")

    def test_only_two_work(self):
        key, oldest = self.made(self.first)
        _, old = self.rotated(key)
        _, new = self.rotated(key)
        self.assertStatus(oldest.get("/v1/me"), 401)
        for caller in (old, new):
            self.assertStatus(caller.get("/v1/me"), 200)
        _, last = self.rotated(key, overlap_days=0)
        self.assertStatus(new.get("/v1/me"), 401)
        self.assertStatus(last.get("/v1/me"), 200)

    def test_answers_are_the_keys_with_each_secret(self):
        key, old = self.made(self.first, rights=ADMIN)
        body = {"name": "株式会社甲"}
        first = self.assertStatus(old.post("/v1/suppliers", body, idempotency_key="turn"), 201)
        _, new = self.rotated(key)
        self.assertEqual(new.post("/v1/suppliers", body, idempotency_key="turn").body, first.body)

    def test_who_rotates_answers_for_it(self):
        one, other = self.person(), self.person()
        key, _ = self.made(one)
        self.assertEqual(self.rotated(key, by=other)[0]["responsible"]["user"], other.user)
        self.assertStatus(self.first.post("/v1/users/%s:remove" % one.user), 200)
        self.assertProblem(self.first.post("/v1/users/%s:remove" % other.user), 409, "user_has_keys")

    def test_a_key_rotates_itself(self):
        key, holder = self.made(self.first, rights=ADMIN)
        turned, new = self.rotated(key, by=holder)
        self.assertEqual(turned["ends_with"], key["ends_with"])
        self.assertStatus(new.get("/v1/me"), 200)

    def test_refusals(self):
        key, _ = self.made(self.first, expires_on="2026-12-02")
        for body, pointer in (
            ({"overlap_days": 31}, "/overlap_days"),
            ({"overlap_days": -1}, "/overlap_days"),
            ({"expires_on": "2026-11-30"}, "/expires_on"),
            ({"expires_on": "2028-01-06"}, "/expires_on"),
        ):
            self.assertProblem(self.act(self.first, key, "rotate", body), 422, None, pointer)
        self.set_day("2026-12-03")
        self.assertProblem(self.act(self.first, key, "rotate", {}), 409, "already_expired")
        foreign = self.make_buyer().get("/v1/me").json["key"]["key"]
        for verb, body in (("rotate", {}), ("hand-over", {"user": self.person().user})):
            self.assertHidden(self.first, "POST", KEYS + "/{}:" + verb, foreign, body)


if __name__ == "__main__":
    harness.main()
