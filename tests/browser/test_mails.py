# SPDX-License-Identifier: Apache-2.0
"""Every notice that is sent to people: to a real mail server, in Japanese and in English, as text and as it looks on a phone."""

import os

import mails
from browser import PHONE, RULES, SHOTS, BrowserTest, expect, harness
from people import NOON, OTHER_PASSWORD, PASSWORD, code_of, make_person
from scripted_smtp import SendsMail
from waiting import until

LANGUAGES = ("ja", "en")


class Mails(SendsMail, BrowserTest):
    # A mail is no page: it has neither landmarks nor a first heading.
    rules = [rule for rule in RULES if rule != "best-practice"]

    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()
        self.relationship = self.link(self.buyer, self.supplier)
        self.own = "/v1/suppliers/" + self.relationship
        self.seen = {}

    def people_of(self, organisation, rights):
        """One who reads Japanese, one who reads English."""
        made = {}
        for language in LANGUAGES:
            self.email = "%s-%s@example.jp" % (language, organisation.organisation)
            made[language] = make_person(self.server, organisation, self.email, rights)
            wishes = {"language": language, "digest": True, "talks": True, "checks": True}
            self.assertStatus(made[language].put("/v1/me/mail", wishes), 200)
        return made

    def text(self, message, kind="plain"):
        return message.get_body((kind,)).get_content().replace("\r\n", "\n")

    def told(self, *codes):
        """Each of these notices has come in both languages, in text and HTML alike."""
        for code in codes:
            for language in LANGUAGES:
                pattern = mails.pattern(code, language)
                found = lambda: [m for m in self.mail.messages() if m["Content-Language"] == language and pattern.search(self.text(m))]  # noqa: B023
                message = until(found, lambda: "no mail says %s in %s: %s" % (code, language, self.mail.commands[-5:]))[0]  # noqa: B023
                self.assertRegex(self.text(message, "html"), pattern)
                if code in mails.sections():
                    self.assertRegex(self.text(message), mails.pattern(code + "_item", language))
                self.seen.setdefault(code, {})[language] = message

    def pictures(self):
        for language in LANGUAGES:
            page = self.person(language, PHONE)
            for code, messages in self.seen.items():
                message = messages[language]
                page.set_content(self.text(message, "html"))
                expect(page.locator("html")).to_have_attribute("lang", language)
                self.shot(page, "mail-" + code)
                # Nothing is read from elsewhere, by which it could be told that somebody looked.
                expect(page.locator("img, link, script[src], iframe, [style*='url(']")).to_have_count(0)
                with open(os.path.join(SHOTS, "mail-%s-%s.txt" % (code, language)), "w", encoding="utf-8") as file:
                    file.write("%s\n%s\n\n%s" % (message["From"], message["Subject"], self.text(message)))

    def test_every_notice(self):
        """In the order in which it may happen to a buyer, its supplier and their people."""
        people = self.people_of(self.buyer, ["buyer:read", "keys:write"])
        self.people_of(self.supplier, ["supplier:read"])
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        for kind in ("talks_requested", "objected"):
            body = {"kind": kind, "message": "費用について相談させてください。"}
            self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % self.relationship, body), 200)
            self.told(kind)
        self.assertStatus(self.buyer.post(self.own + "/consultations", {"asked_on": "2026-11-30", "asked_by": "supplier", "outcome": "open"}), 201)
        self.told("talks_recorded")
        self.looks_at_declarations()
        for person in people.values():
            self.second_factor(person)
        self.told("factor_set", "factor_replaced", "factor_removed", "factor_taken", "recovery_code_used", "recovery_codes_renewed")
        self.keys_and_accounts(people)
        self.assertEqual(set(mails.notices()) - set(self.seen), set())
        self.pictures()

    def looks_at_declarations(self):
        declared = self.declare(self.supplier, 1, "2026-11-30")
        checks = "%s/declarations/%s/checks" % (self.own, declared)
        for result in ("found", "not_found", "inconclusive", "differs"):
            check = {"result": result, "method": "public_list", **({"differences": ["name"]} if result == "differs" else {})}
            made = self.assertStatus(self.buyer.post(checks, check), 201).json["check"]["check"]
            self.told("check_" + result)
        self.assertStatus(self.buyer.post("%s/%s:withdraw" % (checks, made)), 200)
        self.told("check_withdrawn")
        part = self.declare(self.supplier, 1, "2026-11-30", scope="part", scope_text="仙台工場")
        for decision in ("covers", "does_not_cover"):
            self.assertStatus(self.buyer.post(self.own + "/scope-decisions", {"declaration": part, "decision": decision}), 201)
            self.told("scope_" + decision)

    def set_up(self, person, **proof):
        key = self.assertStatus(person.post("/v1/me/second-factor:offer", {"password": PASSWORD, **proof}), 200).json["key"]
        return self.assertStatus(person.put("/v1/me/second-factor", {"code": code_of(key, NOON)}), 200).json["recovery_codes"]

    def second_factor(self, person):
        codes = self.set_up(person)
        codes = self.set_up(person, code=codes[0])
        codes = self.assertStatus(person.post("/v1/me/recovery-codes", {"password": PASSWORD, "code": codes[0]}), 200).json["recovery_codes"]
        self.assertStatus(person.post("/v1/me/second-factor:remove", {"password": PASSWORD, "code": codes[0]}), 200)
        user = person.get("/v1/me").json["user"]
        self.set_up(person)
        self.assertStatus(self.buyer.post("/v1/users/%s/second-factor:remove" % user["user"]), 200)

    def keys_and_accounts(self, people):
        admin = self.buyer
        made = self.assertStatus(admin.post("/v1/api-keys", {"name": "夜間連携", "rights": ["buyer:read"], "expires_on": "2026-12-20"}), 201).json["api_key"]
        self.told("key_made")
        key = "/v1/api-keys/" + made["key"]
        self.assertStatus(admin.post(key + ":rotate", {"expires_on": "2026-12-20", "overlap_days": 1}), 200)
        users = admin.get("/v1/users").json["items"]
        self.assertStatus(admin.post(key + ":hand-over", {"user": users[0]["user"]}), 200)
        self.assertStatus(admin.post(key + ":revoke"), 200)
        self.told("key_renewed", "key_handed_over", "key_ended")
        for user in users:
            self.assertStatus(admin.patch("/v1/users/" + user["user"], {"rights": ["buyer:read"]}), 200)
            link = self.assertStatus(admin.post("/v1/users/%s:invite" % user["user"]), 200).json["link"]
            self.assertStatus(self.open.post("/v1/user-links:accept", {"token": link["token"], "password": OTHER_PASSWORD}), 200)
        self.told("rights_changed", "password_changed")
        self.company_accounts(users)
        # Those refused first may be told by themselves, and one or two are nobody else's; the rest is told an hour later.
        for hour, tries in ((3, 1), (5, 4), (7, 0)):
            self.set_instant("2026-12-01T%02d:00:00Z" % hour)
            for user in users:
                for _ in range(tries):
                    self.open.post("/v1/sessions", {"email": user["email"], "password": "x" * 12})
        self.told("sign_in_refused")

    def company_accounts(self, users):
        """As if a provider had named them: the linking itself is tried by tests/api/test_oidc.py."""
        self.server.engine(
            "begin; select request_set(:'org', null, '2026-12-01T03:00:00Z', '2026-12-01', 'x');"
            """ select account_notice_add(u, 'identity_linked', '{"issuer": "https://login.example.com"}') from user_account u where org_id = :'org';"""
            " update user_account set issuer = 'https://login.example.com', subject = user_id where org_id = :'org'; commit",
            org=self.buyer.organisation,
        )
        for user in users:
            self.assertStatus(self.buyer.post("/v1/users/%s/identity:remove" % user["user"]), 200)
        self.told("identity_linked", "identity_removed")

    def test_every_section_of_the_daily_mail(self):
        self.people_of(self.buyer, ["buyer:read", "keys:write"])
        self.people_of(self.supplier, ["supplier:read"])
        late = self.link(self.buyer, self.make_supplier("株式会社おそい鋳造"))
        self.set_instant("2026-12-01T04:00:00Z")
        self.require(self.buyer, self.relationship, 1, "2026-12-31")
        self.require(self.buyer, late, 2, "2026-12-31")
        waits = self.make_supplier("株式会社まち板金")
        self.require(self.buyer, self.link(self.buyer, waits), 1, "2027-06-30", required_assurance="confirmed")
        self.declare(waits, 1, "2026-11-30")
        self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % self.relationship, {"kind": "accepted"}), 200)
        self.declare(self.supplier, 1, "2026-11-30", valid_until="2027-01-10")
        self.assertStatus(self.buyer.post("/v1/api-keys", {"name": "夜間連携", "rights": ["buyer:read"], "expires_on": "2026-12-20"}), 201)
        self.link(self.buyer, self.make_supplier("有限会社かもめ金型"))
        for day, codes in (
            ("2026-12-02", ("requirement_changed", "relationship_changed", "answered", "declared")),
            ("2026-12-11", ("expiring",)),
            ("2026-12-13", ("key_expiring",)),
            ("2026-12-24", ("due",)),
            ("2027-01-01", ("overdue",)),
            ("2027-01-11", ("lapsed",)),
        ):
            self.set_day(day)
            self.told(*codes)
        self.told("waiting")
        self.assertEqual(set(mails.sections()) - set(self.seen), set())
        self.pictures()


if __name__ == "__main__":
    harness.main()
