# SPDX-License-Identifier: Apache-2.0
"""What is refused as a new password, and why, at every place where one is chosen (tests/unit/test_guessable.c tries
more of them)."""
import harness
from people import OTHER_PASSWORD, PASSWORD, make_person

REFUSED = (("password_common", "password1234"), ("password_common", "パスワードパスワード1234"), ("password_of_names", "Hoshitori-2026"),
           ("password_of_names", "hanako.sato-1985"), ("password_of_names", "佐藤花子19850401"),
           ("password_of_names", "みなと精密-2026!!"))


class Passwords(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.admin = self.make_supplier(name="株式会社みなと精密")

    def link(self):
        answer = self.admin.post("/v1/users", {"email": "hanako.sato@example.jp", "name": "佐藤 花子",
                                               "rights": ["supplier:read"]})
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
        self.each(lambda password: self.open.post("/v1/user-links:accept", {"token": token, "password": password}),
                  "/password")
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": token, "password": PASSWORD}), 200)

    def test_new_password(self):
        page = make_person(self.server, self.admin, "hanako.sato@new.example.jp", ["supplier:read"])
        self.each(lambda password: page.put("/v1/me/password", {"password": PASSWORD, "new_password": password}),
                  "/new_password")
        self.assertStatus(page.put("/v1/me/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}), 200)

    def test_first_person_of_an_organisation(self):
        _, token = self.invite(self.make_buyer())
        person = {"email": "hanako.sato@example.jp", "name": "佐藤 花子"}
        self.each(lambda password: self.open.post("/v1/invitations:redeem", {
            "token": token, "organisation": {"name": "株式会社みなと精密"}, "user": dict(person, password=password)}),
                  "/user/password")
        self.assertStatus(self.open.post("/v1/invitations:preview", {"token": token}), 200)


if __name__ == "__main__":
    harness.main()
