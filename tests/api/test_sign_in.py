# SPDX-License-Identifier: Apache-2.0
"""Signing in: whose account is meant, what strangers can do to it, and what its user learns of them."""

import concurrent.futures
import datetime
import itertools
import json
import re

import harness
from people import NOON, OTHER_PASSWORD, PASSWORD, SECONDS, PeopleTest, code_of
from waiting import pace, until


HASHES = re.compile(r"^hoshitori_password_hashes_total (\d+)", re.M)
EXCHANGES = re.compile(r"^hoshitori_database_exchanges_total (\d+)", re.M)
EXCHANGES = re.compile(r"^hoshitori_database_exchanges_total (\d+)", re.M)


class SignIn(PeopleTest):
    def fail_often(self, times=5, **options):
        for _ in range(times):
            self.assertEqual(self.attempt(password=OTHER_PASSWORD, **options).code, "sign_in_failed")

    def limited(self, seconds, **options):
        answer = self.attempt(**options)
        self.assertEqual((answer.status, answer.code, answer.headers["Retry-After"]), (429, "sign_in_limited", str(seconds)))

    def found(self, password=OTHER_PASSWORD, email=None):
        """A new organisation whose first user is typed with an invitation; its id."""
        _, token = self.invite(self.make_buyer())
        answer = self.open.post("/v1/invitations:redeem", {"token": token, "user": {"email": email or self.email, "name": "林 美咲", "password": password}})
        return self.assertStatus(answer, 201).json["organisation"]["organisation"]

    # Whose account

    def test_strangers_do_not_fill_an_address(self):
        for _ in range(4):
            self.found()
        for _ in range(4):
            self.person(admin=self.make_supplier(), password=OTHER_PASSWORD)
        self.person()
        page = self.sign_in()
        self.assertEqual(page.get("/v1/me").json["organisation"]["organisation"], self.admin.organisation)

    def test_typed_address_is_its_own_organisations(self):
        own = self.found(password=PASSWORD)
        self.assertEqual(self.attempt().code, "sign_in_failed")
        self.person()
        page = self.sign_in()  # and does not stand beside one that is proven
        self.assertEqual(page.get("/v1/me").json["organisation"]["organisation"], self.admin.organisation)
        typed = self.sign_in(organisation=own)
        user = typed.get("/v1/me").json["user"]["user"]
        link = self.assertStatus(typed.post("/v1/users/%s:invite" % user), 200).json["link"]
        self.accept(link)
        self.assertEqual(self.attempt().code, "organisation_needed")

    def test_one_password_for_two_organisations(self):
        self.person()
        other = self.make_buyer()
        self.person(admin=other, rights=("buyer:read",))
        self.person(admin=self.make_supplier(), password=OTHER_PASSWORD)  # not asked about
        answer = self.attempt()
        self.assertEqual((answer.status, answer.code), (409, "organisation_needed"))
        named = {item["organisation"] for item in answer.json["params"]["organisations"]}
        self.assertEqual(named, {self.admin.organisation, other.organisation})
        for organisation in (other.organisation, other.organisation.upper()):
            page = self.sign_in(organisation=organisation)
            self.assertEqual(page.get("/v1/me").json["organisation"]["organisation"], other.organisation)

    def test_organisation_by_its_number(self):
        number = harness.corporate_number()
        other = self.make_supplier(number=number, vouch=True)
        self.person()
        self.person(admin=other)
        page = self.sign_in(organisation=number)
        self.assertEqual(page.get("/v1/me").json["organisation"]["organisation"], other.organisation)
        self.assertEqual(self.attempt(organisation=harness.corporate_number()).code, "sign_in_failed")

    def test_work_does_not_tell_who_has_an_account(self):
        """Known here, known elsewhere only, known to many, typed only, and to nobody; with and without organisation."""
        self.person()
        elsewhere, many, typed = ("%s-%s" % (name, self.email) for name in ("elsewhere", "many", "typed"))
        self.person(admin=self.make_supplier(), email=elsewhere)
        for _ in range(6):
            self.person(admin=self.make_supplier(), email=many)
        self.found(email=typed)
        tries = [
            {"email": email, "password": OTHER_PASSWORD + "？", **members}
            for email in (self.email, elsewhere, many, typed, "nobody-" + self.email)
            for members in ({}, {"organisation": self.admin.organisation})
        ]
        days = (datetime.date.fromisoformat(harness.FIRST_DAY) + datetime.timedelta(n) for n in itertools.count(1))
        answers, costs = set(), {}

        def alike():
            """Whether all cost the same number of exchanges: the worker asks now and then, so a count may be too high, never
            too low, and its least counts. Each round on a day of its own, for tries are limited."""
            self.set_day(next(days).isoformat())
            for number, body in enumerate(tries):
                if number in costs and costs[number] == min(costs.values()):
                    continue
                hashes, exchanges = self.counted(HASHES), self.counted(EXCHANGES)
                answer = self.open.post("/v1/sessions", body, headers={"X-Forwarded-For": self.network})
                cost = self.counted(EXCHANGES) - exchanges
                self.assertEqual((answer.status, self.counted(HASHES) - hashes), (401, 1), body)
                answers.add(re.sub(r'"request_id":"[^"]*"', "", answer.text))
                costs[number] = min(cost, costs.get(number, cost))
            return len(set(costs.values())) == 1

        until(alike, lambda: "exchanges tell them apart: %s" % costs)
        self.assertEqual(len(answers), 1)
        self.assertGreater(min(costs.values()), 0)

    def counted(self, counter):
        return int(counter.search(self.open.get("/metrics").text)[1])

    # Wrong tries

    def test_wrong_passwords_and_unknown_addresses_are_one(self):
        self.person()
        wrong = self.attempt(password=OTHER_PASSWORD)
        unknown = self.open.post("/v1/sessions", {"email": "nobody@example.jp", "password": PASSWORD})
        where = self.open.post("/v1/sessions", {"email": "nobody@example.jp", "password": PASSWORD, "organisation": self.admin.organisation})
        for answer in (wrong, unknown, where):
            self.assertEqual((answer.status, answer.code), (401, "sign_in_failed"))

    def test_pauses_grow_and_end(self):
        self.person()
        self.fail_often()
        self.limited(15)
        minute = 0
        for pause in (15, 30, 60, 120, 240, 480, 900, 900):
            self.set_instant("2026-12-01T%02d:%02d:%02dZ" % (3 + minute // 3600, minute // 60 % 60, minute % 60))
            self.limited(pause)
            minute += pause
            self.set_instant("2026-12-01T%02d:%02d:%02dZ" % (3 + minute // 3600, minute // 60 % 60, minute % 60))
            self.fail_often(1)
        self.limited(900)
        self.set_day("2026-12-02")
        self.sign_in()  # never for good
        self.fail_often(4)

    def test_unknown_addresses_are_limited_alike(self):
        self.fail_often()
        self.limited(15)

    def test_known_browser_passes_while_a_stranger_tries(self):
        self.person()
        known = self.sign_in()
        self.assertIsNone(self.sign_in(device=known.device).device)  # keeps the mark that it has
        self.fail_often(network="203.0.113.66")
        self.limited(15)
        self.sign_in(device=known.device)
        self.limited(15, device="0" * 64)
        self.fail_often(4, device=known.device)
        self.sign_in(device=known.device)

    def test_known_browser_has_as_few_tries(self):
        self.person()
        known = self.sign_in()
        self.fail_often(device=known.device)
        self.limited(15, device=known.device)
        self.sign_in()

    def test_mark_is_one_users_and_ends(self):
        user = self.person()
        known = self.sign_in()
        self.admin.post("/v1/users/%s/sessions:end" % user)
        self.fail_often()
        self.limited(15, device=known.device)

    def test_right_second_factor_passes_while_a_stranger_tries(self):
        _, _, key, codes = self.with_second_factor()
        self.fail_often(network="203.0.113.67")
        self.limited(15)
        self.limited(15, code="000000")
        self.limited(15, code=code_of(key, NOON + 600))
        self.sign_in(code=codes[0])
        self.fail_often(network="203.0.113.67")
        self.set_instant(SECONDS % (1, 0))
        self.fail_often(1, network="203.0.113.67")
        self.sign_in(code=code_of(key, NOON + 60))

    def test_no_code_opens_an_account_without_second_factor(self):
        self.person()
        self.fail_often()
        self.limited(15, code="123456")

    def test_second_factor_is_tried_as_little(self):
        _, _, key, _ = self.with_second_factor()
        self.set_instant(SECONDS % (2, 0))
        for number in range(4):
            self.assertEqual(self.attempt(code="%06d" % number).code, "sign_in_failed")
        self.open.post(
            "/v1/user-links:accept",
            {  # a new password forgets the tries at the old one, not those at the factor
                "token": self.admin.post("/v1/users/%s:invite" % self.admin.get("/v1/users").json["items"][0]["user"]).json["link"]["token"],
                "password": PASSWORD,
            },
        )
        self.assertEqual(self.attempt(code="000009").code, "sign_in_failed")
        answer = self.attempt(code=code_of(key, NOON + 120))
        self.assertEqual((answer.status, answer.code), (429, "sign_in_limited"))
        self.set_instant(SECONDS % (2, 20))
        self.sign_in(code=code_of(key, NOON + 120))

    def test_addresses_of_the_network_are_limited(self):
        """Many accounts from one place; a known browser there passes, others elsewhere do."""
        self.person()
        known = self.sign_in()
        for number in range(30):
            answer = self.open.post(
                "/v1/sessions",
                {"email": "victim%d@%s" % (number // 3, self.email.partition("@")[0] + ".jp"), "password": OTHER_PASSWORD},
                headers={"X-Forwarded-For": self.network},
            )
            self.assertEqual(answer.code, "sign_in_failed")
        self.limited(15)
        self.sign_in(device=known.device)
        self.sign_in(network="203.0.113.99")

    def test_clock_that_is_set_back_makes_nobody_wait(self):
        self.person()
        self.set_day("2026-12-03")
        self.sign_in()
        self.fail_often()
        self.set_day("2026-12-02")
        self.sign_in()
        self.set_day(harness.FIRST_DAY)
        self.sign_in()

    def settled(self, place):
        """A wrong try from there, sent again where no place to hash in was left: that counts for nothing."""
        while (answer := self.attempt(password=OTHER_PASSWORD, network="192.0.2.%d" % place)).code == "sign_in_busy":
            pace(int(answer.headers["Retry-After"]))
        return answer

    def test_many_at_once_are_no_more(self):
        """Each try counts before it is looked at, from wherever it comes."""
        self.person()
        self.fail_often(4)
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(self.settled, range(1, 6)))
        self.assertEqual(sorted(answer.code for answer in answers), ["sign_in_failed"] + ["sign_in_limited"] * 4)

    def test_the_log_tells_of_attempts_without_what_was_tried(self):
        self.person()
        place = {"X-Forwarded-For": "203.0.113.77"}
        body = {"email": self.email, "password": OTHER_PASSWORD, "organisation": self.admin.organisation}
        self.assertEqual(self.open.post("/v1/sessions", body, headers=place).code, "sign_in_failed")
        del body["organisation"]  # once the password is right, the account says
        self.assertStatus(self.open.post("/v1/sessions", {**body, "password": PASSWORD}, headers=place), 201)

        def lines():
            with open(self.server.log_path, encoding="utf-8") as log:
                return [line for line in log if '"address":"203.0.113.77"' in line]

        self.eventually(lambda: len(lines()) == 2)
        found = [json.loads(line) for line in lines()]
        self.assertEqual(
            [(line["operation"], line["status"], line.get("code"), line["organisation"]) for line in found],
            [("session_start", 401, "sign_in_failed", self.admin.organisation), ("session_start", 201, None, self.admin.organisation)],
        )
        for secret in (PASSWORD, OTHER_PASSWORD, self.email):
            self.assertNotIn(secret, "".join(lines()))

    # What its user and organisation learn

    def test_refused_attempts_are_told(self):
        self.person()
        self.sign_in()
        self.fail_often(3, network="203.0.113.70")
        self.fail_often(1, network="203.0.113.71")
        self.eventually(lambda: self.audited("session_refused"))
        self.set_instant("2026-12-01T04:01:00Z")  # those that came after the entry are in the next one
        self.eventually(lambda: sum(d["attempts"] for d in self.audited("session_refused")) == 4)
        entries = self.audited("session_refused")
        self.assertIn("203.0.113.70", entries[0]["addresses"])
        page = self.sign_in()
        self.assertEqual(page.get("/v1/me").json["session"]["refused_attempts"], 4)
        self.assertEqual(self.audited("session_start")[-1]["refused_before"], 4)
        self.assertEqual(self.sign_in().get("/v1/me").json["session"]["refused_attempts"], 0)

    def test_no_stranger_fills_the_log(self):
        """One entry an hour at most, whatever is tried."""
        self.person()
        self.fail_often(1)
        self.eventually(lambda: self.audited("session_refused"))
        self.fail_often(4)
        for minute in range(1, 50, 7):
            self.set_instant(SECONDS % (minute, 0))
            self.attempt(password=OTHER_PASSWORD)
        self.assertEqual(len(self.audited("session_refused")), 1)
        self.set_instant("2026-12-01T04:01:00Z")
        self.eventually(lambda: sum(d["attempts"] for d in self.audited("session_refused")) == 12)
        self.assertEqual(len(self.audited("session_refused")), 2)

    def test_another_organisations_refusals_stay_its_own(self):
        other = self.make_supplier()
        self.person()
        self.person(admin=other)
        self.fail_often(2, organisation=other.organisation)
        own, self.admin = self.admin, other
        self.eventually(lambda: self.audited("session_refused"))
        self.admin = own
        self.assertEqual(self.audited("session_refused"), [])
        self.assertEqual(self.sign_in(organisation=own.organisation).get("/v1/me").json["session"]["refused_attempts"], 0)


if __name__ == "__main__":
    harness.main()
