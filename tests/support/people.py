# SPDX-License-Identifier: Apache-2.0
"""People as callers: what a browser sends from our page, and what an authenticator shows."""

import base64
import hashlib
import hmac
import itertools
import json
import re
import struct

import harness
from service import Api

PASSWORD = "きょうも一日おだやかに過ごす"
OTHER_PASSWORD = "あしたもきっとよい天気になる"
COOKIE = re.compile(r"__Host-session=(hss_\w{71}); Path=/; Secure; HttpOnly; SameSite=Strict")

DEVICE = re.compile(r"__Host-device=([0-9a-f]{64}); Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000")
NOON = 1796094000  # of the tests' first day
SECONDS = "2026-12-01T03:%02d:%02dZ"

_people = itertools.count(1)


def code_of(key, instant):
    """The authenticator's side: RFC 6238 by the standard library."""
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", instant // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 1000000)


class Page(Api):
    """A caller with the cookie of a session, as a browser at our page sends it."""

    def __init__(self, server, cookie, token, device=None):
        super().__init__(server)
        self.cookie, self.token, self.device = cookie, token, device

    def proof(self):
        return {"Cookie": "other=1; __Host-session=" + self.cookie, "X-CSRF-Token": self.token, "Sec-Fetch-Site": "same-origin"}

    def request(self, method, path, body=None, *, headers=None, **options):
        sent = {**self.proof(), **(headers or {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        return super().request(method, path, body, headers=sent, **options)


def session_of(server, answer):
    """The caller that a sign-in's answer makes."""
    cookies = answer.headers.get_all("Set-Cookie") or [""]
    cookie = COOKIE.fullmatch(cookies[0])
    assert cookie, cookies
    device = DEVICE.fullmatch(cookies[-1])
    return Page(server, cookie[1], answer.json["session"]["page_token"], device and device[1])


def sign_in(server, email, passwords=(PASSWORD,)):
    """With the first of the passwords that is right."""
    answers = (Api(server).post("/v1/sessions", {"email": email, "password": password}) for password in passwords)
    return session_of(server, next(answer for answer in answers if answer.status != 401))


def make_person(server, admin, email, rights):
    """A user whom `admin` lets in, signed in."""
    asker = Api(server)
    made = admin.post("/v1/users", {"email": email, "name": "佐藤 花子", "rights": list(rights)})
    token = made.json["link"]["token"]
    assert asker.post("/v1/user-links:accept", {"token": token, "password": PASSWORD}).status == 200
    return sign_in(server, email)


class PeopleTest(harness.ApiTest):
    """One person of a new supplier, behind an address of the network that no other test has."""

    def setUp(self):
        super().setUp()
        self.admin = self.make_supplier()
        number = next(_people)
        self.email = "person%d@example.jp" % number
        self.network = "198.51.%d.%d" % (number // 200, 1 + number % 200)

    def let_in(self, rights=("supplier:read", "supplier:write"), email=None, admin=None):
        answer = (admin or self.admin).post("/v1/users", {"email": email or self.email, "name": "佐藤 花子", "rights": list(rights)})
        return self.assertStatus(answer, 201).json

    def accept(self, link, password=PASSWORD):
        return self.assertStatus(self.open.post("/v1/user-links:accept", {"token": link["token"], "password": password}), 200)

    def person(self, password=PASSWORD, **options):
        """A user with a password; returns the id."""
        made = self.let_in(**options)
        self.accept(made["link"], password)
        return made["user"]["user"]

    def attempt(self, password=PASSWORD, network=None, device=None, **members):
        headers = {"X-Forwarded-For": network or self.network, "User-Agent": "Tests/1.0 (of pages)"}
        if device:
            headers["Cookie"] = "__Host-device=" + device
        return self.open.post("/v1/sessions", {"email": self.email, "password": password, **members}, headers=headers)

    def sign_in(self, **members):
        return session_of(self.server, self.assertStatus(self.attempt(**members), 201))

    def with_second_factor(self, minute=0):
        """(user, session, key, recovery codes) of somebody with a second factor."""
        user = self.person()
        page = self.sign_in()
        key, codes = self.set_up(page, minute)
        return user, page, key, codes

    def set_up(self, page, minute=0, **proof):
        offer = self.assertStatus(page.post("/v1/me/second-factor:offer", {"password": PASSWORD, **proof}), 200).json
        self.assertIn("secret=" + offer["key"], offer["uri"])
        answer = self.assertStatus(page.put("/v1/me/second-factor", {"code": code_of(offer["key"], NOON + 60 * minute)}), 200)
        return offer["key"], answer.json["recovery_codes"]

    def audited(self, operation):
        """Details of the entries of one operation in the organisation's audit log, the oldest first, personal values in
        their places."""

        def told(item):
            values = {value["sealed"]: json.loads(value["value"]) for value in item["personal"]}
            return json.loads(
                item["entry"], object_hook=lambda one: values[one["sealed"]] if set(one) == {"sealed"} and isinstance(one["sealed"], int) else one
            )

        entries = [told(item) for item in self.admin.get("/v1/audit/events?limit=200").json["items"]]
        return [entry["detail"] for entry in entries if entry["action"] == operation]
