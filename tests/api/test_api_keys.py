# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import re

import harness

KEYS = "/v1/api-keys"
INPUT = {"name": "購買システム連携", "rights": ["buyer:read"], "expires_on": "2027-06-30"}


class ApiKeys(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        # Its use of today is written down, so that lists stay the same.
        self.eventually(lambda: self.buyer.get("/v1/me").json["key"]["last_used_on"])

    def add(self, **members):
        return self.assertStatus(self.buyer.post(KEYS, {**INPUT, **members}), 201).json

    def test_add(self):
        made = self.add()
        self.assertRegex(made["secret"], r"^hst_[0-9A-Za-z]{71}$")
        key = made["api_key"]
        self.assertEqual((key["name"], key["rights"], key["expires_on"]), (INPUT["name"], INPUT["rights"], INPUT["expires_on"]))
        self.assertEqual(key["last4"], made["secret"][-4:])
        holder = self.buyer.with_key(made["secret"])
        self.assertEqual(holder.get("/v1/me").json["key"], key)
        self.assertEqual(holder.get("/v1/me").json["organisation"]["organisation"], self.buyer.organisation)
        self.assertStatus(holder.get("/v1/suppliers"), 200)
        self.assertProblem(holder.post("/v1/suppliers", {"name": "株式会社甲"}), 403, "right_missing")

    def test_secret_is_shown_once_and_logged_never(self):
        secret = self.add()["secret"]
        self.assertNotIn(secret[-40:], self.buyer.get(KEYS).text)
        self.assertNotIn(secret[-40:], self.buyer.get("/v1/audit/events").text)
        with open(self.server.log_path, encoding="utf-8", errors="replace") as log:
            self.assertNotIn(secret[-40:], log.read())

    def test_repeated_request_gets_the_same_bytes(self):
        first = self.buyer.post(KEYS, INPUT, idempotency_key="once")
        again = self.buyer.post(KEYS, INPUT, idempotency_key="once")
        self.assertStatus(again, 201)
        self.assertEqual(first.body, again.body)
        self.assertIsNone(first.headers.get("Idempotency-Replayed"))
        self.assertEqual(again.headers.get("Idempotency-Replayed"), "true")
        self.assertProblem(self.buyer.post(KEYS, {**INPUT, "name": "別"}, idempotency_key="once"), 422, "idempotency_key_reused")
        # Another organisation's key of the same name is its own.
        self.assertNotEqual(self.make_buyer().post(KEYS, INPUT, idempotency_key="once").body, first.body)

    def test_answers_are_kept_for_a_day(self):
        first = self.buyer.post(KEYS, INPUT, idempotency_key="daily")
        self.set_day("2026-12-02")
        self.assertEqual(self.buyer.post(KEYS, INPUT, idempotency_key="daily").body, first.body)
        self.set_instant("2026-12-02T03:00:01Z")
        self.eventually(lambda: self.buyer.post(KEYS, INPUT, idempotency_key="daily").body != first.body)

    def test_twins_make_one_key(self):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.buyer.post(KEYS, INPUT, idempotency_key="twin"), range(8)))
        bodies = {a.body for a in answers if a.status == 201}
        self.assertEqual(len(bodies), 1, answers)
        self.assertTrue({a.status for a in answers} <= {201, 409}, answers)
        self.assertEqual(sum(k["name"] == INPUT["name"] for k in self.buyer.get(KEYS).json["items"]), 1)

    def test_idempotency_key_is_required(self):
        self.assertProblem(self.buyer.post(KEYS, INPUT, idempotency_key=None), 400, "idempotency_key_required")

    def test_no_more_rights_than_the_asking_key_has(self):
        answer = self.buyer.post(KEYS, {**INPUT, "rights": ["buyer:read", "supplier:write"]})
        self.assertProblem(answer, 403, "right_missing")

    def test_end(self):
        for day, code in (("2026-11-30", "date_in_past"), ("2028-01-06", "key_life_too_long"), ("2027-02-29", "invalid_date")):
            with self.subTest(day=day):
                self.assertProblem(self.buyer.post(KEYS, {**INPUT, "expires_on": day}), 422, code, "/expires_on")
        self.assertEqual(self.add(expires_on="2028-01-05")["api_key"]["expires_on"], "2028-01-05")
        self.assertEqual(self.add(expires_on=None)["api_key"]["expires_on"], "2027-12-01")
        holder = self.buyer.with_key(self.add(expires_on="2027-06-30")["secret"])
        self.set_instant("2027-06-30T14:59:59Z")
        self.assertStatus(holder.get("/v1/me"), 200)
        self.set_instant("2027-06-30T15:00:00Z")
        self.assertProblem(holder.get("/v1/me"), 401, "key_expired")

    def test_revoke(self):
        made = self.add()
        holder, path = self.buyer.with_key(made["secret"]), "%s/%s:revoke" % (KEYS, made["api_key"]["key"])
        self.assertStatus(holder.get("/v1/me"), 200)
        revoked = self.assertStatus(self.buyer.post(path), 200).json
        self.assertTrue(revoked["revoked_at"].startswith("2026-12-01T03:00:00"))
        self.assertProblem(holder.get("/v1/me"), 401, "unauthenticated")
        self.assertProblem(self.buyer.post(path), 409, "already_revoked")

    def test_a_key_may_revoke_itself(self):
        own = self.buyer.get("/v1/me").json["key"]["key"]
        self.assertStatus(self.buyer.post("%s/%s:revoke" % (KEYS, own)), 200)
        self.assertProblem(self.buyer.get(KEYS), 401, "unauthenticated")

    def test_list(self):
        made = [self.add(name="鍵%d" % i)["api_key"] for i in range(4)]
        self.buyer.post("%s/%s:revoke" % (KEYS, made[0]["key"]))
        self.assertEqual(len(self.assertCached(self.buyer, KEYS).json["items"]), 5)
        seen, page, query = [], None, {"limit": 2}
        while page is None or page.json["next_cursor"]:
            page = self.assertStatus(self.buyer.get(KEYS, query=query), 200)
            seen += page.json["items"]
            if page.json["next_cursor"]:
                self.assertIn('rel="next"', page.headers["Link"])
                link = re.search(r"<([^>]*)>", page.headers["Link"])[1]
                query["cursor"] = page.json["next_cursor"]
                self.assertEqual(self.buyer.get(link).body, self.buyer.get(KEYS, query=query).body)
        keys = [k["key"] for k in seen]
        self.assertEqual(len(set(keys)), 5)
        self.assertEqual(seen, self.buyer.get(KEYS).json["items"])
        revoked = [k["key"] for k in seen if k["revoked_at"]]
        self.assertEqual(revoked, [made[0]["key"]])

    def test_cursors_are_ours_and_the_callers(self):
        self.add()
        cursor = self.buyer.get(KEYS, query={"limit": 1}).json["next_cursor"]
        for wrong in (harness.spoiled(cursor), "0" * len(cursor), "x"):
            with self.subTest(wrong=wrong):
                self.assertProblem(self.buyer.get(KEYS, query={"cursor": wrong}), 422, "invalid_cursor", "?cursor")
        self.assertProblem(self.make_buyer().get(KEYS, query={"cursor": cursor}), 422, "invalid_cursor")

    def test_limits(self):
        for limit in ("0", "201", "x", "1.5", ""):
            with self.subTest(limit=limit):
                self.assertEqual(self.assertProblem(self.buyer.get(KEYS + "?limit=" + limit), 422).pointers(), {"?limit"})

    def test_guarded(self):
        reader = self.other_key(self.buyer, "buyer:read")
        self.assertGuarded("GET", KEYS, wrong=reader)
        self.assertGuarded("POST", KEYS, INPUT, wrong=self.other_key(self.buyer, "buyer:read,audit:read"))
        self.assertGuarded("POST", KEYS + "/1:revoke", wrong=reader)
        self.assertStatus(self.other_key(self.buyer, "audit:read").get(KEYS), 200)

    def test_another_organisations_key_is_not_there(self):
        foreign = self.make_buyer().get("/v1/me").json["key"]["key"]
        self.assertHidden(self.buyer, "POST", KEYS + "/{}:revoke", foreign)
        self.assertNotIn(foreign, [k["key"] for k in self.buyer.get(KEYS).json["items"]])

    def test_every_fault_at_once(self):
        answer = self.buyer.post(KEYS, {"name": "", "rights": ["buyer:read", "root"], "expires_on": 3, "role": 1})
        self.assertProblem(answer, 422, None, "/name", "/rights/1", "/expires_on", "/role")
        self.assertProblem(self.buyer.post(KEYS, {}), 422, "missing_field", "/name", "/rights")
        self.assertProblem(self.buyer.post(KEYS, b"{"), 400)
        self.assertProblem(self.buyer.post(KEYS, b'{"name":"a","name":"b"}'), 400)
        self.assertProblem(self.buyer.post(KEYS, b"name=a", content_type="text/plain"), 415)
        self.assertProblem(self.buyer.post(KEYS), 400)


if __name__ == "__main__":
    harness.main()
