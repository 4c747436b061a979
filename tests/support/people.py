# SPDX-License-Identifier: Apache-2.0
"""People as callers: what a browser sends from our page, and what an authenticator shows."""
import base64
import hashlib
import hmac
import re
import struct

from service import Api

PASSWORD = "きょうも一日おだやかに過ごす"
COOKIE = re.compile(r"__Host-session=(hss_\w{71}); Path=/; Secure; HttpOnly; SameSite=Strict")


def code_of(key, instant):
    """The authenticator's side: RFC 6238 by the standard library."""
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", instant // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000)


class Page(Api):
    """A caller with the cookie of a session, as a browser at our page sends it."""

    def __init__(self, server, cookie, token):
        super().__init__(server)
        self.cookie, self.token = cookie, token

    def request(self, method, path, body=None, *, headers=None, **options):
        sent = {"Cookie": "other=1; __Host-session=" + self.cookie, "X-CSRF-Token": self.token,
                "Sec-Fetch-Site": "same-origin"}
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        return super().request(method, path, body, headers=sent, **options)


def session_of(server, answer):
    """The caller that a sign-in's answer makes."""
    cookie = COOKIE.fullmatch(answer.headers["Set-Cookie"] or "")
    assert cookie, answer.headers["Set-Cookie"]
    return Page(server, cookie[1], answer.json["session"]["page_token"])


def make_person(server, admin, email, rights):
    """A user whom `admin` lets in, signed in."""
    asker = Api(server)
    made = admin.post("/v1/users", {"email": email, "name": "佐藤 花子", "rights": list(rights)})
    token = made.json["link"]["token"]
    assert asker.post("/v1/user-links:accept", {"token": token, "password": PASSWORD}).status == 200
    return session_of(server, asker.post("/v1/sessions", {"email": email, "password": PASSWORD}))
