# SPDX-License-Identifier: Apache-2.0
"""Stored answers belong to who got them: nobody else meets them, and who has lost a right loses them."""

import hashlib
import json

import harness
from people import PASSWORD, make_person, session_of
from postgres import Postgres, SharedServer

KEY = {"name": "夜間連携", "rights": ["buyer:read", "buyer:write"]}
ADMIN = ["buyer:read", "buyer:write", "audit:read", "keys:write"]


def fields(*parts):
    """What a request's digest is made of: each part behind its length."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


class Replays(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        self.weak = self.other_key(self.buyer, "keys:write")

    def test_a_weaker_key_meets_no_stronger_answer(self):
        user = {"email": "tsuyoi@example.jp", "name": "強い 人", "rights": KEY["rights"]}
        for path, body in (("/v1/api-keys", KEY), ("/v1/users", user)):
            with self.subTest(path=path):
                self.assertStatus(self.buyer.post(path, body, idempotency_key="same " + path), 201)
                answer = self.assertProblem(self.weak.post(path, body, idempotency_key="same " + path), 403, "right_missing")
                self.assertIsNone(answer.headers["Idempotency-Replayed"])
        made = self.buyer.get("/v1/users").json["items"][0]["user"]
        again = "/v1/users/%s:invite" % made
        self.assertStatus(self.buyer.post(again, idempotency_key="link"), 200)
        self.assertProblem(self.weak.post(again, idempotency_key="link"), 403, "more_rights_than_own")

    def test_nobody_occupies_anothers(self):
        body = {"name": "株式会社甲"}
        other = self.other_key(self.buyer, "buyer:write")
        first = self.assertStatus(other.post("/v1/suppliers", body, idempotency_key="nightly-1"), 201)
        own = self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "株式会社乙"}, idempotency_key="nightly-1"), 201)
        self.assertNotEqual(own.json["relationship"], first.json["relationship"])
        self.assertEqual(other.post("/v1/suppliers", body, idempotency_key="nightly-1").body, first.body)

    def test_a_person_gets_them_in_each_session(self):
        person = make_person(self.server, self.buyer, "nikai@example.jp", ADMIN)
        again = session_of(self.server, self.open.post("/v1/sessions", {"email": "nikai@example.jp", "password": PASSWORD}))
        first = self.assertStatus(person.post("/v1/api-keys", KEY, idempotency_key="twice"), 201)
        replayed = again.post("/v1/api-keys", KEY, idempotency_key="twice")
        self.assertEqual((replayed.body, replayed.headers["Idempotency-Replayed"]), (first.body, "true"))

    def test_who_lost_a_right_loses_its_answers(self):
        person = make_person(self.server, self.buyer, "hetta@example.jp", ADMIN)
        user = person.get("/v1/me").json["user"]["user"]
        asked = [("/v1/api-keys", KEY), ("/v1/users", {"email": "a@example.jp", "name": "甲", "rights": ["buyer:write"]})]
        for path, body in asked:
            self.assertStatus(person.post(path, body, idempotency_key="once " + path), 201)
        self.assertStatus(self.buyer.patch("/v1/users/" + user, {"rights": ["keys:write"]}), 200)
        for path, body in asked:
            answer = self.assertProblem(person.post(path, body, idempotency_key="once " + path), 403, "right_missing")
            self.assertNotIn("hst_", answer.text)
            self.assertNotIn("hsu_", answer.text)


class Stored(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.create("hoshitori")
        cls.server = SharedServer(cls.postgres, "hoshitori")
        cls.addClassCleanup(cls.server.end)
        cls.server.command("migrate")
        cls.server.start()
        cls.open = harness.Api(cls.server)

    def test_no_fast_hash_of_a_password_is_stored(self):
        """Whoever reads the database cannot try passwords against it by computing what the program computes,
        but for the key that only its server has."""
        buyer = self.make_buyer()
        person = make_person(self.server, buyer, "hash@example.jp", ADMIN)
        body = json.dumps({"password": PASSWORD}).encode()
        offered = "/v1/me/second-factor:offer"
        self.assertStatus(person.post(offered, body, idempotency_key="offer", content_type="application/json"), 200)
        _, token = self.invite(buyer)
        redeem = json.dumps({"token": token, "user": {"email": "first@example.jp", "name": "乙", "password": PASSWORD}}).encode()
        self.assertStatus(self.open.post("/v1/invitations:redeem", redeem, idempotency_key="redeem", content_type="application/json"), 201)
        stored = self.postgres.dump("hoshitori", "--data-only").encode()
        self.assertIn(b"second_factor_offer", stored)
        for path, sent in ((offered, body), ("/v1/invitations:redeem", redeem)):
            text = fields(b"POST", path.encode(), b"", b"application/json", sent)
            for hashed in (text, sent, PASSWORD.encode()):
                for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s"):
                    digest = hashlib.new(name, hashed).hexdigest()
                    self.assertNotIn(digest[:32].encode(), stored, (path, name))


if __name__ == "__main__":
    harness.main()
