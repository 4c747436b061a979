# SPDX-License-Identifier: Apache-2.0
"""What is refused as a new password, and why, at every place where one is chosen (tests/unit/test_guessable.c tries
more of them)."""

import hashlib
import os

import harness
from people import OTHER_PASSWORD, PASSWORD, make_person
from service import Server

REFUSED = (
    ("password_common", "password1234"),
    ("password_common", "パスワードパスワード1234"),
    ("password_of_names", "Hoshitori-2026"),
    ("password_of_names", "hanako.sato-1985"),
    ("password_of_names", "佐藤花子19850401"),
    ("password_of_names", "みなと精密-2026!!"),
)


class Passwords(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.admin = self.make_supplier(name="株式会社みなと精密")

    def link(self):
        answer = self.admin.post("/v1/users", {"email": "hanako.sato@example.jp", "name": "佐藤 花子", "rights": ["supplier:read"]})
        return self.assertStatus(answer, 201).json["link"]["token"]

    def refused(self, answer, pointer, code):
        self.assertProblem(answer, 422, code, pointer)
        self.assertIn("推測されやすい", answer.json["errors"][0]["text"])

    def each(self, send, pointer):
        for code, password in REFUSED:
            with self.subTest(password=password):
                self.refused(send(password), pointer, code)

    def test_first_password(self):
        token = self.link()
        self.each(lambda password: self.open.post("/v1/user-links:accept", {"token": token, "password": password}), "/password")
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": token, "password": PASSWORD}), 200)

    def test_new_password(self):
        page = make_person(self.server, self.admin, "hanako.sato@new.example.jp", ["supplier:read"])
        self.each(lambda password: page.put("/v1/me/password", {"password": PASSWORD, "new_password": password}), "/new_password")
        self.assertStatus(page.put("/v1/me/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}), 200)

    def test_first_person_of_an_organisation(self):
        _, token = self.invite(self.make_buyer())
        person = {"email": "hanako.sato@example.jp", "name": "佐藤 花子"}
        self.each(
            lambda password: self.open.post(
                "/v1/invitations:redeem", {"token": token, "organisation": {"name": "株式会社みなと精密"}, "user": dict(person, password=password)}
            ),
            "/user/password",
        )
        self.assertStatus(self.open.post("/v1/invitations:preview", {"token": token}), 200)

    def test_length(self):
        """Twelve characters to two hundred, of whatever length each is in bytes; none is cut off."""
        token = self.link()
        taken = "𠮟られても笑顔のままでいる夜" + "雨" * 186
        self.assertEqual(len(taken), 200)
        accept = lambda password: self.open.post("/v1/user-links:accept", {"token": token, "password": password})
        self.assertProblem(accept("きのうの雨が虹になるよ"), 422, "too_short", "/password")  # eleven
        self.assertProblem(accept(taken + "雨"), 422, "too_long", "/password")
        self.assertStatus(accept(taken), 200)
        sign_in = lambda password: self.open.post("/v1/sessions", {"email": "hanako.sato@example.jp", "password": password}).status
        self.assertEqual([sign_in(taken[:-1]), sign_in(taken)], [401, 201])
        user = self.admin.get("/v1/users").json["items"][0]["user"]
        token = self.admin.post("/v1/users/%s:invite" % user).json["link"]["token"]
        self.assertStatus(accept("ねこ-水曜-やかん-七条"), 200)

    def test_compared_as_it_was_sent(self):
        token, password = self.link(), " Sakura no Hana ga Chiru yoru "
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": token, "password": password}), 200)
        self.set_day("2026-12-02")  # what other tests tried is forgotten
        for other in (password.strip(), password.lower(), password.replace(" ", "\u3000"), password + "\u200b", password):
            answer = self.open.post("/v1/sessions", {"email": "hanako.sato@example.jp", "password": other, "organisation": self.admin.organisation})
            self.assertEqual(answer.status, 201 if other == password else 401, (other, answer))


class Breached(harness.ApiTest):
    """A list of passwords known from breaches, as the operator gives it."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.list = os.path.join(cls.server.directory, "breached")
        cls.server.options += ["--breached-passwords", cls.list]
        cls.addClassCleanup(cls.server.end)
        cls.know(OTHER_PASSWORD)
        cls.server.start()
        cls.open = harness.Api(cls.server)

    @classmethod
    def know(cls, *passwords):
        hashes = sorted(hashlib.sha1(password.encode()).hexdigest().upper() for password in passwords)
        with open(cls.list + ".new", "w", encoding="ascii") as file:
            file.writelines("%s:%d\r\n" % (digits, 3) for digits in hashes)
        os.rename(cls.list + ".new", cls.list)

    def test_it_is_refused_and_the_list_may_be_replaced(self):
        admin = self.make_supplier(name="株式会社みなと精密")
        person = {"email": "hanako.sato@example.jp", "name": "佐藤 花子", "rights": ["supplier:read"]}
        token = self.assertStatus(admin.post("/v1/users", person), 201).json["link"]["token"]
        accept = lambda password: self.open.post("/v1/user-links:accept", {"token": token, "password": password})
        self.assertProblem(accept(OTHER_PASSWORD), 422, "password_breached", "/password")
        self.know(PASSWORD, "another one", "and another")
        self.assertProblem(accept(PASSWORD), 422, "password_breached", "/password")
        self.assertStatus(accept(OTHER_PASSWORD), 200)

    def test_without_its_list_no_password_is_taken(self):
        admin = self.make_supplier(name="株式会社みなと精密")
        person = {"email": "taro.suzuki@example.jp", "name": "鈴木 太郎", "rights": ["supplier:read"]}
        token = self.assertStatus(admin.post("/v1/users", person), 201).json["link"]["token"]
        os.unlink(self.list)
        self.addCleanup(self.know, OTHER_PASSWORD)
        answer = self.open.post("/v1/user-links:accept", {"token": token, "password": PASSWORD})
        self.assertStatus(answer, 503)


if __name__ == "__main__":
    harness.main()
