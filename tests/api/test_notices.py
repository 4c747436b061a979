# SPDX-License-Identifier: Apache-2.0
"""Notices by mail: at once what cannot wait, once a day all else; who gets which, and how each is ended."""

import re

from mail_test import SETTINGS, MailTest  # the first: it enters a virtual environment
import harness
import people
import vocabulary


class Digest(MailTest):
    def person(self, organisation, rights, address=None):
        return people.make_person(self.server, organisation, address or self.address, rights)

    def test_one_mail_a_day_tells_what_is_new_and_a_day_without_news_none(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        self.person(supplier, ["supplier:read"])
        self.person(buyer, ["buyer:read"], "b" + self.address)
        self.set_instant("2026-12-01T04:00:00Z")
        self.require(buyer, relationship, 1, "2027-03-01")
        self.worker.start()
        self.set_day("2026-12-02")
        [first] = self.mail.wait_for(1, self.address)
        self.assertEqual(first.subject, "Hoshitori：%sのお知らせ 2026年12月2日（水）" % supplier.name)
        self.assertIn("■ 要求水準が設定・変更されました", first.text)
        self.assertIn("東都重工業株式会社：要求水準が変わりました。現在は★1、対応期限は2027年3月1日（月）です。", first.text)
        count = 1
        # Nothing until 60 days before, and then each threshold once, whatever the hour.
        for day, words in (
            ("2026-12-31", "（あと60日）"),
            ("2027-01-30", "（あと30日）"),
            ("2027-02-22", "（あと7日）"),
            ("2027-03-02", "対応期限は2027年3月1日（月）でした"),
        ):
            self.set_day(day)
            count += 1
            self.assertIn(words, self.mail.wait_for(count, self.address)[-1].text)
            self.set_instant(day + "T10:00:00Z")
        days = [mail.message["Date"].datetime.date().isoformat() for mail in self.mail.taken if self.address in mail.recipients]
        self.assertEqual(days, ["2026-12-02", "2026-12-31", "2027-01-30", "2027-02-22", "2027-03-02"])
        self.assertIn("株式会社みなと精密：★1の対応期限は", self.mail.wait_for(1, "b" + self.address)[0].text)

    def test_what_waits_on_either_side_is_told_together(self):
        own = self.make_caller("株式会社両側", harness.ALL_RIGHTS)
        for name, rights in (("購買", ["buyer:read"]), ("販売", ["supplier:read"]), ("両方", ["buyer:read", "supplier:read"])):
            self.assertStatus(own.post("/v1/api-keys", {"name": name, "rights": rights, "expires_on": "2026-12-20"}), 201)
        self.person(own, ["buyer:read", "supplier:read", "keys:write"])
        self.set_instant("2026-12-01T04:00:00Z")
        self.link(own, self.make_supplier())
        self.worker.start()
        self.set_day("2026-12-02")
        [mail] = self.mail.wait_for(1, self.address)
        self.assertIn("・%s：3件" % vocabulary.word("task", "renew_key", "ja"), mail.text)

    def test_what_waits_is_counted_for_those_alone_that_are_written_to(self):
        own = self.make_buyer()
        self.require(own, self.link(own, self.make_supplier()), 1, "2027-01-01")
        digest = "select digest_of(:'org', null, 5, '%s', 0, 0, '2026-12-01T00:00:00Z', '2026-12-02') is null"
        counted = "select count(*) from pg_stat_xact_user_functions where funcname = 'tasks_counted'"
        statements = "set track_functions = 'all'; set role hoshitori_engine; set search_path = hoshitori; begin; "
        statements += "select enter_as(:'org', '2026-12-02T03:00:00Z', '2026-12-02', 'test'); "
        calls = self.server.sql(statements + "; ".join([digest % "2026-12-02", counted, digest % "2026-12-01", counted, "commit"]), org=own.organisation)
        self.assertEqual(calls.split(), ["t", "0", "f", "1"])

    def test_a_status_that_cannot_be_decided_holds_back_nobodys(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        broken, relationship = (self.link(buyer, supplier, name=name) for name in ("株式会社故障", "株式会社良好"))
        self.person(buyer, ["buyer:read"])
        self.set_instant("2026-12-01T04:00:00Z")
        for one, due in ((broken, "2026-12-31"), (relationship, "2027-03-01")):
            self.require(buyer, one, 1, due)
        self.set_instant("2027-01-04T01:00:00Z")
        self.server.engine(
            "insert into put_off (org_id, work, object, tries, next_at) values (:'org', 'statuses', '%s', 1, '2027-01-04T06:00:00Z');"
            "update board set step_until = '2027-01-01' where org_id = :'org' and relationship_id = '%s'" % (broken, broken),
            org=buyer.organisation,
        )
        self.worker.start()
        [mail] = self.mail.wait_for(1, self.address)
        self.assertIn("株式会社良好", mail.text)

    def test_one_click_ends_it(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier)
        self.person(supplier, ["supplier:read"])
        self.set_instant("2026-12-01T04:00:00Z")
        self.require(buyer, relationship, 1, "2027-06-30")
        self.worker.start()
        self.set_day("2026-12-02")
        [mail] = self.mail.wait_for(1, self.address)
        self.assertEqual(mail.message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        link = mail.message["List-Unsubscribe"].strip("<>")
        self.assertIn(link.partition("?token=")[2], mail.text)
        path = link.partition(self.server.address)[2]
        person = people.sign_in(self.server, self.address)
        self.assertProblem(self.open.post(path[:-1] + ("0" if path[-1] != "0" else "1"), idempotency_key=None), 404, "mail_token_unknown")
        self.assertTrue(self.wishes(person)["digest"])
        for _ in range(2):
            stopped = self.open.post(path, b"List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded", idempotency_key=None)
            self.assertEqual(self.assertStatus(stopped, 200).json, {"stopped": True, "by": "person"})
        self.assertFalse(self.wishes(person)["digest"])
        again = person.put("/v1/me/mail", {"language": "en", "digest": True, "talks": True, "checks": True})
        self.assertEqual(
            self.assertStatus(again, 200).json, {"language": "en", "digest": True, "talks": True, "checks": True, "address": self.address, "reachable": "yes"}
        )
        self.set_instant("2026-12-02T04:00:00Z")
        self.require(buyer, relationship, 2, "2027-06-30")
        self.set_day("2026-12-03")
        english = self.mail.wait_for(2, self.address)[-1]
        self.assertEqual(english.subject, "Hoshitori: what is new for %s, 2026-12-03 (Thu)" % supplier.name)

    def test_what_commits_late_is_told_the_next_day_and_nothing_twice(self):
        supplier = self.make_supplier()
        buyers = [self.make_buyer(name) for name in ("早い重工", "遅い重工")]
        early, late = [self.link(buyer, supplier) for buyer in buyers]
        self.person(supplier, ["supplier:read"])
        self.set_instant("2026-12-01T04:00:00Z")
        self.require(buyers[0], early, 1, "2027-06-30")
        # Recorded before the digest by its clock, and committed after it.
        statement = (
            "insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at) "
            "values (:'org', :'relationship', 2000000000000, '2026-12-01', 'requirement.changed', 'supplier', '{}', '2026-12-01T04:00:00Z')"
        )
        with self.server.held(statement, commit=True, org=supplier.organisation, relationship=late):
            self.worker.start()
            self.set_day("2026-12-02")
            self.mail.wait_for(1, self.address)
        self.set_day("2026-12-03")
        told = [mail.text for mail in self.mail.wait_for(2, self.address)]
        self.assertEqual([("早い重工" in text, "遅い重工" in text) for text in told], [(True, False), (False, True)])

    def wishes(self, person):
        return self.assertStatus(person.get("/v1/me/mail"), 200).json

    def test_nobody_is_written_to_whose_address_is_not_proven(self):
        buyer = self.make_buyer()
        self.assertStatus(buyer.post("/v1/users", {"email": self.address, "name": "佐藤", "rights": ["buyer:read"]}), 201)
        self.assertEqual(buyer.get("/v1/me/mail").code, "not_a_session")
        self.worker.start()
        self.set_day("2026-12-02")
        probe = self.supplier_with_address(buyer, email="p" + self.address)["invitation"]["mail"]
        self.becomes(buyer, probe, "sent")
        self.assertEqual([mail for mail in self.mail.taken if self.address in mail.recipients], [])


class Day(MailTest):
    def test_nobody_telephones(self):
        """Five are imported and written to: three accept, one of whom wants to talk, one is reminded, one runs out."""
        buyer = self.make_buyer()
        names = ["甲", "乙", "丙", "丁", "戊"]
        address = dict(zip(names, ("%d%s" % (i, self.address) for i in range(5))))
        rows = [{"code": name, "name": "株式会社" + name, "contact_email": address[name]} for name in names]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=day", {"rows": rows}), 200)
        self.assertStatus(buyer.put("/v1/mail-settings", {**SETTINGS, "reminders": {"after_days": 7, "times": 1}}, headers={"If-Match": "*"}), 200)
        campaign = self.assertStatus(buyer.post("/v1/campaigns", {"name": "招待"}, query={"task": "send_invitation"}), 201).json
        for supplier in self.assertStatus(buyer.get("/v1/suppliers"), 200).json["items"]:
            self.require(buyer, supplier["status"]["relationship"], 1, "2027-06-30")
        self.assertStatus(buyer.post("/v1/campaigns/%s:send" % campaign["campaign"]), 202)
        self.worker.start()
        mails = {name: self.mail.wait_for(1, address[name])[0] for name in names}
        self.eventually(lambda: {item["state"] for item in self.mails(buyer)} == {"sent"})
        token = lambda mail: {"token": re.search(r"/invitations#token=(\S+)", mail.text)[1]}
        suppliers = {name: self.make_supplier() for name in names}
        relationship = {}
        for name in names[:3]:
            accepted = self.assertStatus(suppliers[name].post("/v1/invitations:redeem", token(mails[name])), 201).json
            relationship[name] = accepted["relationship"]
        talks = {"kind": "talks_requested", "message": "費用についてご相談させてください。"}
        self.assertStatus(suppliers["甲"].put("/v1/buyers/%s/response" % relationship["甲"], talks), 200)
        stop = mails["戊"].message["List-Unsubscribe"].strip("<>").partition(self.server.address)[2]
        self.assertStatus(self.open.post(stop, b"", content_type="application/x-www-form-urlencoded", idempotency_key=None), 200)
        self.set_instant("2026-12-08T03:00:00Z")
        reminder = self.mail.wait_for(2, address["丁"])[-1]
        self.assertStatus(suppliers["丁"].post("/v1/invitations:redeem", token(reminder)), 201)
        self.set_day("2027-03-02")
        tasks = self.assertStatus(buyer.get("/v1/tasks", query={"side": "buyer"}), 200).json["items"]
        told = {(item["code"], item["name"]) for item in tasks}
        self.assertLessEqual({("answer_talks", "株式会社甲"), ("resend_invitation", "株式会社戊")}, told)
        self.assertNotIn("株式会社丁", {item["name"] for item in tasks if item["code"] == "resend_invitation"})
        self.assertEqual([len([mail for mail in self.mail.taken if mail.recipients == [address[name]]]) for name in names], [1, 1, 1, 2, 1])


class Notices(MailTest):
    """What cannot wait, to one who reads Japanese and one who reads English."""

    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()
        self.relationship = self.link(self.buyer, self.supplier)
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        self.worker.start()

    def people_of(self, organisation, rights, **wishes):
        """Callers by their language, and what reaches them."""
        made = {}
        for language in ("ja", "en"):
            person = people.make_person(self.server, organisation, language + self.address, rights)
            self.assertStatus(person.put("/v1/me/mail", {"language": language, "digest": False, "talks": True, "checks": True, **wishes}), 200)
            made[language] = person
        return made

    def told(self, count, ja, en, page):
        for language, words in (("ja", ja), ("en", en)):
            mail = self.mail.wait_for(count, language + self.address)[count - 1]
            self.assertIn(words, mail.text)
            self.assertIn("http://" + self.server.address + page, mail.text)
            self.assertEqual(mail.message["Content-Language"], language)
        return mail

    def respond(self, kind, message="費用について相談させてください。"):
        return self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % self.relationship, {"kind": kind, "message": message}), 200)

    def test_talks_that_are_asked_for_reach_the_buyer_and_one_click_ends_them(self):
        readers = self.people_of(self.buyer, ["buyer:read"])
        page = "/suppliers/" + self.relationship
        self.respond("talks_requested")
        mail = self.told(1, "株式会社みなと精密から、要求水準への対応について協議の希望がありました。", "株式会社みなと精密 asks for talks", page)
        self.respond("objected")
        self.told(2, "要求水準への対応が難しいとの回答", "finds your demand hard to meet", page)
        path = mail.message["List-Unsubscribe"].strip("<>").partition(self.server.address)[2]
        stopped = self.open.post(path, b"List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded", idempotency_key=None)
        self.assertStatus(stopped, 200)
        found = self.assertStatus(readers["en"].get("/v1/me/mail"), 200).json
        self.assertEqual((found["talks"], found["checks"], found["digest"]), (False, True, False))
        self.respond("talks_requested")
        self.mail.wait_for(3, "ja" + self.address)
        self.assertEqual(len(self.mail.wait_for(2, "en" + self.address)), 2)

    def test_who_looks_after_a_supplier_is_told_and_not_everybody(self):
        self.people_of(self.buyer, ["buyer:read"])
        owner = people.make_person(self.server, self.buyer, "o" + self.address, ["buyer:read"])
        self.assertStatus(
            self.buyer.patch(
                "/v1/suppliers/" + self.relationship,
                {"owner": "o" + self.address},
                headers={"If-Match": "*"},
                content_type="application/merge-patch+json",
            ),
            200,
        )
        self.respond("talks_requested")
        self.mail.wait_for(1, "o" + self.address)
        self.assertStatus(owner.put("/v1/me/mail", {"language": "ja", "digest": False, "talks": False, "checks": True}), 200)
        self.assertEqual([mail for mail in self.mail.taken if mail.recipients == ["ja" + self.address]], [])

    def test_talks_and_checks_reach_the_supplier(self):
        self.people_of(self.supplier, ["supplier:read"])
        page = "/requests/" + self.relationship
        own = "/v1/suppliers/" + self.relationship
        self.assertStatus(self.buyer.post(own + "/consultations", {"asked_on": "2026-11-30", "asked_by": "supplier", "outcome": "open"}), 201)
        self.told(
            1, "協議の記録を登録しました。申し入れのあった日は2026年11月30日（月）です", "has recorded the talks that were asked for on 2026-11-30 (Mon)", page
        )
        declared = self.declare(self.supplier, 1, "2026-11-30")
        for count, (result, ja, en) in enumerate(
            (
                ("found", "一致していることを確認", "and found it"),
                ("not_found", "掲載を確認できませんでした", "did not find it"),
                ("inconclusive", "判断できませんでした", "without a clear"),
            ),
            2,
        ):
            check = {"result": result, "method": "public_list"}
            self.assertStatus(self.buyer.post("%s/declarations/%s/checks" % (own, declared), check), 201)
            self.told(count, ja, en, page)

    def test_nobody_fills_a_mailbox_by_doing_a_thing_again_and_again(self):
        self.people_of(self.supplier, ["supplier:read"])
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (self.relationship, self.declare(self.supplier, 1, "2026-11-30"))
        for number in range(60):
            check = {"result": "found" if number % 2 else "not_found", "method": "public_list"}
            self.assertStatus(self.buyer.post(checks, check), 201)
        sent = [item for item in self.mails(self.supplier, limit=200) if item["kind"] == "check"]
        self.assertEqual(len(sent), 2 * 50, sent[:1])  # to each of the two
        # What another buyer does is told all the same.
        other = self.make_buyer()
        second = self.link(other, self.supplier)
        check = {"result": "found", "method": "public_list"}
        declared = checks.split("/")[5]
        self.assertStatus(other.post("/v1/suppliers/%s/declarations/%s/checks" % (second, declared), check), 201)
        told = [item for item in self.mails(self.supplier, limit=200) if item["kind"] == "check"]
        self.assertEqual(len(told), 2 * 51)

    def test_nobody_silences_what_happens_to_an_account(self):
        """However many keys were made and ended that day."""
        readers = self.people_of(self.buyer, ["buyer:read", "keys:write"], talks=False, checks=False)
        for code in ("key_made", "key_renewed", "key_ended"):
            self.server.engine(
                "insert into mail (org_id, mail_id, kind, user_id, recipient, language, data, state, recorded_at)"
                " select r.org_id, gen_random_uuid(), 'security', r.user_id, 'x@example.jp', 'ja', jsonb_build_object('code', '%s'), 'sent',"
                " '2026-12-01T03:00:00Z' from mail_reader r, generate_series(1, 500) where r.org_id = :'org'" % code,
                org=self.buyer.organisation,
            )
        self.assertStatus(readers["ja"].post("/v1/api-keys", {"name": "もう1つ", "rights": ["buyer:read"], "expires_on": "2027-01-31"}), 201)
        self.assertStatus(readers["ja"].put("/v1/me/password", {"password": people.PASSWORD, "new_password": people.OTHER_PASSWORD}), 200)
        self.assertIn("パスワードが変更されました。", self.mail.wait_for(1, "ja" + self.address)[0].text)

    def test_whoever_no_longer_answers_for_a_key_is_told(self):
        readers = self.people_of(self.buyer, ["buyer:read", "keys:write"], talks=False, checks=False)
        users = {language: person.get("/v1/me").json["user"]["user"] for language, person in readers.items()}
        keys = [
            self.assertStatus(readers["ja"].post("/v1/api-keys", {"name": name, "rights": ["buyer:read"], "expires_on": "2027-01-31"}), 201).json["api_key"]
            for name in ("夜間連携", "昼間連携")
        ]
        # Who makes keys is told of all of them.
        self.assertStatus(readers["en"].patch("/v1/users/" + users["ja"], {"rights": ["buyer:read"]}), 200)
        self.mail.wait_for(3, "ja" + self.address)
        given, rotated = ("/v1/api-keys/" + key["key"] for key in keys)
        self.assertStatus(readers["en"].post(given + ":hand-over", {"user": users["en"]}), 200)
        self.assertIn("APIキー「夜間連携」の責任者が変更されました。", self.mail.wait_for(4, "ja" + self.address)[3].text)
        for _ in range(2):  # the second time it is the same person's
            self.assertStatus(readers["en"].post(rotated + ":rotate", {"expires_on": "2027-01-20", "overlap_days": 1}), 200)
        self.assertIn("APIキー「昼間連携」の責任者が変更されました。", self.mail.wait_for(5, "ja" + self.address)[4].text)
        self.assertStatus(readers["en"].post(given + ":revoke"), 200)
        told = [mail.text for mail in self.mail.wait_for(7, "en" + self.address)]
        self.assertEqual(sum("has a new person responsible" in text for text in told), 2)

    def test_what_happens_to_an_account_is_always_told(self):
        readers = self.people_of(self.buyer, ["buyer:read", "keys:write"], talks=False, checks=False)
        key = self.assertStatus(readers["ja"].post("/v1/api-keys", {"name": "夜間連携", "rights": ["buyer:read"], "expires_on": "2027-01-31"}), 201).json[
            "api_key"
        ]["key"]
        mail = self.told(1, "APIキー「夜間連携」が作成されました。", "The API key “夜間連携” was made.", "/keys")
        self.assertIsNone(mail.message["List-Unsubscribe"])
        self.assertIn("ただちにパスワードを変更し", self.mail.wait_for(1, "ja" + self.address)[0].text)
        self.assertStatus(readers["ja"].post("/v1/api-keys/%s:revoke" % key), 200)
        self.told(2, "APIキー「夜間連携」が無効になりました。", "The API key “夜間連携” was ended.", "/keys")
        for person in readers.values():
            self.assertStatus(person.put("/v1/me/password", {"password": people.PASSWORD, "new_password": people.OTHER_PASSWORD}), 200)
        self.told(3, "パスワードが変更されました。", "password of your account was changed", "/account")
        # Those refused first may be told by themselves; what follows is told an hour later, together.
        for instant, tries in (("2026-12-01T03:00:00Z", 3), ("2026-12-01T05:00:00Z", 5), ("2026-12-01T07:00:00Z", 0)):
            self.set_instant(instant)
            for language in readers:
                for _ in range(tries):
                    self.open.post("/v1/sessions", {"email": language + self.address, "password": "x" * 12})
        self.told(4, "回失敗しました。", "Attempts to sign in to your account were refused", "/account")


if __name__ == "__main__":
    harness.main()
