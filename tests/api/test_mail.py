# SPDX-License-Identifier: Apache-2.0
"""Mail: what is asked to be sent goes to a real mail server, once, in the words of an office, and what became of it is told."""

import re

from mail_test import NUMBERS, SETTINGS, MailTest  # the first: it enters a virtual environment
import harness
import residue
from bounces import REPORT


class Invitations(MailTest):
    def test_an_invitation_is_sent_and_its_link_opens_the_page(self):
        buyer = self.make_buyer()
        self.worker.start()
        made = self.supplier_with_address(buyer, code="T-0042")
        [mail] = self.mail.wait_for(1, self.address)
        self.assertEqual(mail.sender, "no-reply@hoshitori.example.jp")
        self.assertEqual(mail.subject, "東都重工業株式会社より：セキュリティ対策の状況（★）のご確認のお願い【2027年2月28日（日）まで】")
        self.assertEqual(mail.message["From"].addresses[0].display_name, "東都重工業株式会社（Hoshitori）")
        self.assertIn("株式会社みなと精密 御中", mail.text)
        self.assertIn(made["invitation"]["url"], mail.text)
        self.assertIn('href="%s"' % made["invitation"]["url"], mail.html)
        told = self.becomes(buyer, made["invitation"]["mail"], "sent")
        self.assertEqual(
            (told["to"], told["relationship"], told["subject"], told["answer"]), (self.address, made["relationship"], mail.subject, "250 2.0.0 taken")
        )
        self.assertEqual(self.mails(buyer, supplier=made["relationship"]), [told])
        self.assertEqual(self.mails(buyer, state="refused"), [])
        # Nothing of what it said is left, the link least of all.
        self.assertNotIn(made["invitation"]["token"], self.server.dump())

    def test_the_form_of_a_mail(self):
        buyer = self.make_buyer("とても長い名前の組織" * 9)
        self.worker.start()
        made = self.supplier_with_address(buyer, name="あ" * 100)
        [mail] = self.mail.wait_for(1, self.address)
        raw = mail.content.decode("ascii")
        self.assertLessEqual(max(len(line) for line in raw.split("\r\n") if not line.startswith("List-")), 76)
        self.assertNotIn("\n", raw.replace("\r\n", ""))
        self.assertEqual(mail.message.defects, [])
        for part in mail.message.walk():
            self.assertEqual(part.defects, [])
        self.assertEqual([part.get_content_type() for part in mail.message.iter_parts()], ["text/plain", "text/html"])
        self.assertIn("とても長い名前の組織" * 9, mail.subject)
        self.assertEqual(mail.message["Message-ID"], "<%s@hoshitori.example.jp>" % made["invitation"]["mail"])
        self.assertEqual(mail.message["Auto-Submitted"], "auto-generated")
        self.assertEqual(mail.message["Date"].datetime.isoformat(), "2026-12-01T12:00:00+09:00")
        for word in re.findall(r"=\?UTF-8\?B\?[^?]*\?=", raw):
            self.assertLessEqual(len(word), 75)

    def test_many_letters_go_to_those_who_have_an_address(self):
        buyer = self.make_buyer()
        with_address = self.supplier_with_address(buyer, code="A", send=False)["relationship"]
        without, _ = self.invite(buyer, name="乙", code="B")
        letters = self.assertStatus(buyer.post("/v1/invitations:letters", {}, query={"send": "true"}), 200).json
        by_relationship = {item["relationship"]: item for item in letters["items"]}
        self.assertIsNone(by_relationship[without]["mail"])
        self.assertEqual([mail["mail"] for mail in self.mails(buyer)], [by_relationship[with_address]["mail"]])
        self.worker.start()
        [mail] = self.mail.wait_for(1, self.address)
        self.assertIn(by_relationship[with_address]["url"], mail.text)

    def test_what_was_replaced_before_it_went_is_not_sent(self):
        buyer = self.make_buyer()
        first = self.supplier_with_address(buyer, code="T-1")
        again = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % first["relationship"], query={"send": "true"}), 200).json
        self.worker.start()
        self.becomes(buyer, again["invitation"]["mail"], "sent")
        self.assertEqual(self.state(buyer, first["invitation"]["mail"]), "stopped")
        self.assertEqual(len(self.mail.wait_for(1, self.address)), 1)

    def test_nobody_to_send_to_is_told_at_once(self):
        buyer = self.make_buyer()
        answer = buyer.post("/v1/suppliers", {"name": "乙", "code": "X-1", "contacts": [{"name": "港"}]}, query={"send": "true"})
        self.assertProblem(answer, 409, "contact_email_missing")
        self.assertEqual(self.assertStatus(buyer.get("/v1/suppliers"), 200).json["items"], [])

    def test_a_service_without_mail_says_so(self):
        server = harness.shared_server()
        plain = harness.Api(server, server.make_key(server.make_organisation("丙"), harness.BUYER_RIGHTS))
        record = {"name": "乙", "contacts": [{"email": "a@example.jp"}]}
        self.assertProblem(plain.post("/v1/suppliers", record, query={"send": "true"}), 409, "mail_off")
        self.assertStatus(plain.post("/v1/suppliers", record), 201)


class Settings(MailTest):
    def put(self, buyer, **members):
        return buyer.put("/v1/mail-settings", {**SETTINGS, **members}, headers={"If-Match": "*"})

    def test_from_whom_and_in_whose_words_is_the_buyers(self):
        buyer = self.make_buyer()
        self.assertEqual(set(self.assertStatus(buyer.get("/v1/mail-settings"), 200).json.values()), {None})
        kept = self.assertStatus(self.put(buyer), 200).json
        found = self.assertStatus(buyer.get("/v1/mail-settings"), 200)
        self.assertEqual((found.json, {**SETTINGS, "recorded_at": "2026-12-01T03:00:00.000000Z"}), (kept, kept))
        self.assertEqual(buyer.get("/v1/mail-settings", headers={"If-None-Match": found.headers["ETag"]}).status, 304)
        self.worker.start()
        self.supplier_with_address(buyer)
        [mail] = self.mail.wait_for(1, self.address)
        self.assertEqual(mail.header("From"), "東都重工業株式会社 調達部（Hoshitori） <no-reply@hoshitori.example.jp>")
        self.assertEqual([(to.display_name, to.addr_spec) for to in mail.message["Reply-To"].addresses], [("佐藤 花子", "chotatsu@toto.example.jp")])
        addressee, introduction = [line for line in mail.text.splitlines() if line][:2]
        self.assertEqual((addressee, introduction), ("株式会社みなと精密 御中", "いつもお世話になっております。"))
        self.assertIn("担当：調達部 佐藤 花子（電話 03-0000-0000(内線12)）", mail.text)
        self.assertIn("&lt;b&gt;すべて&lt;/b&gt;の取引先", mail.html)
        # What was looked at is what went: but for whom it is to, and the link.
        shown = self.assertStatus(buyer.post("/v1/mail-settings:preview", {"kind": "invitation", "settings": SETTINGS}), 200).json
        self.assertEqual(shown["subject"], mail.subject)
        self.assertEqual(shown["from"], {"name": "東都重工業株式会社 調達部（Hoshitori）", "address": "no-reply@hoshitori.example.jp"})
        masked = re.sub(r"#token=\S+", "#token=…", mail.text.replace("\r\n", "\n").replace("株式会社みなと精密", "（取引先の名称）"))
        self.assertEqual(shown["text"], masked)
        # The log says what changed and tells of nobody.
        log = self.assertStatus(self.other_key(buyer, "audit:read").get("/v1/audit/events"), 200).json["items"]
        self.assertIn("mail-settings", [item["object"] for item in log])
        self.assertNotIn("佐藤", str(log))

    def test_nothing_that_is_set_becomes_a_header_or_a_recipient(self):
        buyer = self.make_buyer()
        line = "x\r\nBcc: all@example.jp"
        for member, value in (
            *((name, value) for name in ("sender_name", "sender_department", "sender_telephone") for value in (line, "0\x1b", "", "あ0" * 51)),
            *(
                ("reply_to", value)
                for value in (
                    line,
                    "a@b",
                    "a..b@c.jp",
                    ".a@c.jp",
                    "a.@c.jp",
                    "-a@c.jp",
                    "<a@c.jp>,<b@c.jp>",
                    "a@c.jp,b@c.jp",
                    '"a"@c.jp',
                    "a b@c.jp",
                    "あ@c.jp",
                )
            ),
            ("introduction", "あ" * 2001),
            ("introduction", "\x1b[31m"),
            ("reminders", {"after_days": 0, "times": 1}),
            ("reminders", {"after_days": 1, "times": 6}),
        ):
            with self.subTest(member=member, value=value):
                self.assertEqual(self.put(buyer, **{member: value}).status, 422)
                body = {"kind": "invitation", "settings": {**SETTINGS, member: value}}
                self.assertEqual(buyer.post("/v1/mail-settings:preview", body).status, 422)
        name = '=?UTF-8?Q?x?= <all@example.jp>, "b" ; c@example.jp'
        self.assertStatus(self.put(buyer, sender_name=name, sender_department=name, introduction="\n.\nBcc: all@example.jp\n.\n"), 200)
        self.worker.start()
        self.supplier_with_address(buyer)
        [mail] = self.mail.wait_for(1, self.address)
        self.assertEqual((mail.recipients, mail.message["To"], mail.message["Bcc"]), ([self.address], self.address, None))
        self.assertEqual([to.addr_spec for to in mail.message["Reply-To"].addresses], [SETTINGS["reply_to"]])
        self.assertEqual([sender.addr_spec for sender in mail.message["From"].addresses], ["no-reply@hoshitori.example.jp"])
        self.assertIn("Bcc: all@example.jp", mail.text)


class Reminders(MailTest):
    """Five suppliers are written to; what each has done says who hears again."""

    def stop(self, mail):
        path = mail.message["List-Unsubscribe"].strip("<>").partition(self.server.address)[2]
        return self.open.post(path, b"List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded", idempotency_key=None)

    def reminded(self, name):
        return [mail for mail in self.mail.taken if mail.recipients == [name + self.address]][1:]

    def test_who_stays_silent_is_reminded_and_nobody_else(self):
        buyer = self.make_buyer()
        self.assertStatus(buyer.put("/v1/mail-settings", {**SETTINGS, "reminders": {"after_days": 4, "times": 2}}, headers={"If-Match": "*"}), 200)
        self.worker.start()
        made = {name: self.supplier_with_address(buyer, email=name + self.address, code=name) for name in ("accepts", "declines", "stops", "bounces", "silent")}
        mails = {name: self.mail.wait_for(1, name + self.address)[0] for name in made}
        for name in made:
            self.becomes(buyer, made[name]["invitation"]["mail"], "sent")
        token = lambda name: {"token": made[name]["invitation"]["token"]}
        self.assertStatus(self.make_supplier().post("/v1/invitations:redeem", token("accepts")), 201)
        self.assertStatus(self.open.post("/v1/invitations:decline", token("declines")), 200)
        for _ in range(2):
            self.assertEqual(self.assertStatus(self.stop(mails["stops"]), 200).json, {"stopped": True, "by": "supplier"})
        report = REPORT.format(action="failed", status="5.1.1", recipient="bounces" + self.address, mail=made["bounces"]["invitation"]["mail"])
        self.server.command("mail", "bounce", given=report)
        told = self.mails(buyer, supplier=made["stops"]["relationship"])[0]
        self.assertEqual(told["stopped_at"], "2026-12-01T03:00:00.000000Z")
        # It falls due on a Saturday; nobody is written to before Monday at eight.
        for instant in ("2026-12-05T03:00:00Z", "2026-12-06T03:00:00Z", "2026-12-06T22:59:00Z"):
            self.set_instant(instant)
            self.probe(buyer)
        self.set_instant("2026-12-07T03:00:00Z")
        first = self.mail.wait_for(2, "silent" + self.address)[-1]
        self.assertIn("再度のご案内", first.subject)
        self.assertIn("先日お送りしたご案内へのご回答を、まだ確認できておりません。", first.text)
        self.assertIn(made["silent"]["invitation"]["url"], first.text)
        self.assertNotIn("使えなくなりました", first.text)
        self.set_instant("2026-12-11T03:00:00Z")
        self.mail.wait_for(3, "silent" + self.address)
        self.set_instant("2026-12-21T03:00:00Z")
        self.probe(buyer)
        days = {name: [mail.message["Date"].datetime.date().isoformat() for mail in self.reminded(name)] for name in made}
        self.assertEqual(days, {**dict.fromkeys(made, []), "silent": ["2026-12-07", "2026-12-11"]})
        # The link that was kept for it still opens the page, and is gone once it is answered.
        self.assertStatus(self.open.post("/v1/invitations:decline", token("silent")), 200)
        # A letter by hand: who has stopped them gets none, and whoever asks is told.
        own = "/v1/suppliers/%s:invite" % made["stops"]["relationship"]
        self.assertProblem(buyer.post(own, query={"send": "true"}), 409, "letters_stopped")
        self.assertStatus(buyer.post(own), 200)
        letters = self.assertStatus(buyer.post("/v1/invitations:letters", {}, query={"send": "true"}), 200).json["items"]
        self.assertEqual({item["code"]: item["mail"] for item in letters if item["code"] in made}, {"stops": None, "bounces": None})

    def test_it_keeps_a_week_from_what_a_person_sent(self):
        """Two days after a reminder by hand an automatic one would be a nuisance; by Tokyo's days."""
        buyer = self.make_buyer()
        self.assertStatus(buyer.put("/v1/mail-settings", {**SETTINGS, "reminders": {"after_days": 2, "times": 5}}, headers={"If-Match": "*"}), 200)
        self.worker.start()
        made = self.supplier_with_address(buyer)
        self.becomes(buyer, made["invitation"]["mail"], "sent")
        self.set_instant("2026-12-03T03:00:00Z")  # a Thursday
        self.mail.wait_for(2, self.address)
        self.set_instant("2026-12-04T14:59:59Z")  # a Friday's last second in Tokyo
        by_hand = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % made["relationship"], query={"send": "true"}), 200).json
        self.assertEqual(self.becomes(buyer, by_hand["invitation"]["mail"], "sent")["kind"], "reminder")
        for instant in ("2026-12-07T03:00:00Z", "2026-12-08T03:00:00Z", "2026-12-10T14:59:59Z"):
            self.set_instant(instant)
            self.probe(buyer)
        self.assertEqual(len(self.mail.wait_for(3, self.address)), 3)
        self.set_instant("2026-12-11T03:00:00Z")
        self.assertIn(by_hand["invitation"]["url"], self.mail.wait_for(4, self.address)[-1].text)
        # After its own it keeps to what was set.
        self.set_instant("2026-12-14T03:00:00Z")
        self.mail.wait_for(5, self.address)

    def test_it_keeps_a_week_from_any_letter_but_the_first(self):
        """One that was printed was the first, so that the first mail is not."""
        buyer = self.make_buyer()
        self.assertStatus(buyer.put("/v1/mail-settings", {**SETTINGS, "reminders": {"after_days": 2, "times": 5}}, headers={"If-Match": "*"}), 200)
        self.worker.start()
        own = self.supplier_with_address(buyer, send=False)["relationship"]
        self.assertEqual(len(self.assertStatus(buyer.post("/v1/invitations:letters", {}), 200).json["items"]), 1)
        self.set_instant("2026-12-01T04:00:00Z")
        by_hand = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % own, query={"send": "true"}), 200).json
        self.assertEqual(self.becomes(buyer, by_hand["invitation"]["mail"], "sent")["kind"], "invitation")
        for instant in ("2026-12-03T03:00:00Z", "2026-12-07T14:59:59Z"):
            self.set_instant(instant)
            self.probe(buyer)
        self.assertEqual(len(self.mail.wait_for(1, self.address)), 1)
        self.set_instant("2026-12-08T03:00:00Z")
        self.assertIn(by_hand["invitation"]["url"], self.mail.wait_for(2, self.address)[-1].text)

    def probe(self, buyer):
        """A day of the worker has passed: what was queued on it went before what is queued now."""
        address = "p%d%s" % (next(NUMBERS), self.address)
        made = self.supplier_with_address(buyer, email=address, code=address[:20], name=address)
        self.becomes(buyer, made["invitation"]["mail"], "sent")

    def test_a_new_link_says_that_the_one_before_has_ended(self):
        buyer = self.make_buyer()
        self.worker.start()
        made = self.supplier_with_address(buyer)
        self.becomes(buyer, made["invitation"]["mail"], "sent")
        again = self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % made["relationship"], query={"send": "true"}), 200).json
        second = self.mail.wait_for(2, self.address)[-1]
        self.assertIn("以前にお送りしたリンクは使えなくなりました", second.text)
        self.assertEqual(self.becomes(buyer, again["invitation"]["mail"], "sent")["kind"], "reminder")
        # Who declined and is invited anew was not silent.
        self.assertStatus(self.open.post("/v1/invitations:decline", {"token": again["invitation"]["token"]}), 200)
        self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % made["relationship"], query={"send": "true"}), 200)
        self.assertNotIn("再度のご案内", self.mail.wait_for(3, self.address)[-1].subject)


class Delivery(MailTest):
    def test_a_refusal_is_told(self):
        buyer = self.make_buyer()
        self.mail.answers[self.address] = ["550 5.1.1 no such mailbox"]
        made = self.supplier_with_address(buyer)
        self.worker.start()
        told = self.becomes(buyer, made["invitation"]["mail"], "refused")
        self.assertEqual((told["answer"], told["sent_at"], told["next_try_at"]), ("550 5.1.1 no such mailbox", None, None))
        self.assertEqual([mail for mail in self.mail.taken if self.address in mail.recipients], [])

    def test_what_is_put_off_is_tried_again(self):
        buyer = self.make_buyer()
        self.mail.answers[self.address] = ["451 4.7.1 come again", "451 4.7.1 come again"]
        made = self.supplier_with_address(buyer)["invitation"]["mail"]
        self.worker.start()
        waiting = lambda: next(item for item in self.mails(buyer) if item["mail"] == made)
        self.eventually(lambda: waiting()["answer"] == "451 4.7.1 come again")
        self.assertEqual((waiting()["state"], waiting()["next_try_at"]), ("queued", "2026-12-01T03:01:00.000000Z"))
        self.set_instant("2026-12-01T03:01:00Z")
        self.eventually(lambda: waiting()["next_try_at"] == "2026-12-01T03:06:00.000000Z")
        self.set_instant("2026-12-01T03:06:00Z")
        self.becomes(buyer, made, "sent")
        self.assertEqual(len(self.mail.wait_for(1, self.address)), 1)

    def test_a_mail_server_that_is_away_for_a_while_loses_nothing(self):
        buyer = self.make_buyer()
        self.mail.stop()
        self.addCleanup(lambda: self.mail.controller or self.mail.start())
        made = [self.supplier_with_address(buyer, email="%d%s" % (i, self.address), code="T-%d" % i)["invitation"]["mail"] for i in range(3)]
        self.worker.start()
        self.eventually(lambda: any(item["next_try_at"] for item in self.mails(buyer)))
        self.mail.start()
        self.set_instant("2026-12-01T03:10:00Z")
        for mail in made:
            self.becomes(buyer, mail, "sent")
        self.assertEqual(
            sorted(mail.recipients[0] for mail in self.mail.taken if self.address in mail.recipients[0]), ["%d%s" % (i, self.address) for i in range(3)]
        )

    def test_after_three_days_it_is_given_up(self):
        buyer = self.make_buyer()
        self.mail.answers[self.address] = ["451 4.7.1 come again"] * 100
        made = self.supplier_with_address(buyer)["invitation"]["mail"]
        self.set_instant("2026-12-04T03:00:00Z")
        self.worker.start()
        self.becomes(buyer, made, "given_up")

    def test_a_worker_that_is_killed_at_work_sends_nothing_twice(self):
        buyer = self.make_buyer()
        self.mail.reached.clear()
        self.mail.go_on.clear()
        made = self.supplier_with_address(buyer)["invitation"]["mail"]
        self.worker.start()
        self.mail.reached.wait()
        self.worker.kill()
        self.mail.go_on.set()
        other = self.make_worker().start()
        self.set_instant("2026-12-01T03:04:00Z")
        probe = self.supplier_with_address(buyer, email="b" + self.address, code="P-1")["invitation"]["mail"]
        self.becomes(buyer, probe, "sent")
        self.assertEqual(self.state(buyer, made), "queued")
        self.set_instant("2026-12-01T03:05:00Z")
        self.becomes(buyer, made, "sent")
        other.stop()
        self.assertEqual(len(self.mail.wait_for(1, self.address)), 1)

    def test_a_wrong_password_and_a_wrong_certificate_send_nothing(self):
        buyer = self.make_buyer()
        made = self.supplier_with_address(buyer)["invitation"]["mail"]
        wrong = self.make_worker(HOSHITORI_SMTP_PASSWORD="wrong", HOSHITORI_SMTP_PASSWORD_FILE="").start()
        self.eventually(lambda: self.mails(buyer)[0]["next_try_at"])
        wrong.stop()
        self.set_instant("2026-12-01T03:10:00Z")
        untrusting = self.make_worker(HOSHITORI_SMTP_CA_FILE="").start()
        self.eventually(lambda: self.mails(buyer)[0]["next_try_at"] == "2026-12-01T03:15:00.000000Z")
        untrusting.stop()
        self.assertEqual((self.state(buyer, made), self.mail.taken), ("queued", []))

    def test_settings_that_do_not_fit_are_refused(self):
        for settings, words in (
            ({"HOSHITORI_SMTP_URL": "http://localhost"}, "smtp://HOST"),
            ({"HOSHITORI_SMTP_URL": "smtp://user:word@localhost"}, "without name and password"),
            ({"HOSHITORI_MAIL_FROM": "a@b.example\r\nBcc: c@d.example"}, "mail-from"),
            ({"HOSHITORI_SMTP_TLS": "none", "HOSHITORI_SMTP_URL": "smtp://mail.example.jp"}, "only for smtp:// to localhost"),
            ({"HOSHITORI_SMTP_USER": ""}, "go together"),
        ):
            with self.subTest(settings=settings), self.assertRaisesRegex(RuntimeError, words):
                self.make_worker(**settings).start()


class People(MailTest):
    def test_a_link_to_let_somebody_in_is_sent_and_proves_the_address(self):
        organisation = self.make_buyer(rights="buyer:read,keys:write")
        body = {"email": self.address, "name": "山田 花子", "rights": ["buyer:read"]}
        made = self.assertStatus(organisation.post("/v1/users", body, query={"send": "true"}), 201).json
        # While it waits its link lies sealed, and is gone once it was sent.
        waiting = "select count(*) from mail where recipient = :'to' and sealed is not null"
        self.assertEqual(self.server.engine(waiting, to=self.address).strip(), "1")
        self.assertEqual(residue.in_tables(self.server, [made["link"]["token"]]), [])
        self.worker.start()
        [mail] = self.mail.wait_for(1, self.address)
        self.assertEqual(mail.subject, "Hoshitori：ログインのご案内（%s）" % organisation.name)
        self.assertIn("山田 花子 様", mail.text)
        self.assertIn(made["link"]["url"], mail.text)
        self.assertEqual(self.becomes(organisation, made["link"]["mail"], "sent")["user"], made["user"]["user"])
        self.assertEqual(self.server.engine(waiting, to=self.address).strip(), "0")
        # Who may not let people in does not see to whom that went.
        self.assertEqual(self.mails(self.other_key(organisation, "buyer:read")), [])


class Returned(MailTest):
    def bounce(self, **said):
        text = said.pop("text", None) or REPORT.format(**{"action": "failed", "status": "5.1.1", "recipient": self.address, **said})
        return self.server.command("mail", "bounce", given=text).stdout.strip()

    def test_a_mail_that_comes_back_is_told(self):
        buyer = self.make_buyer()
        made = self.supplier_with_address(buyer)["invitation"]["mail"]
        self.worker.start()
        self.becomes(buyer, made, "sent")
        none = "No mail of ours came back."
        for said in ({"action": "delayed"}, {"status": "4.2.2"}, {"recipient": "other@example.jp"}, {"mail": buyer.organisation}):
            with self.subTest(said=said):
                self.assertEqual(self.bounce(**{"mail": made, **said}), none)
        for text in ("\0" * 100, "Message-ID: <" + made, "x" * 1000000, REPORT[:200], "Action: failed\nStatus: 5\nMessage-ID: <%s@x" % made[:-1]):
            self.assertEqual(self.bounce(text=text), none)
        self.assertEqual(self.state(buyer, made), "sent")
        self.assertEqual(self.bounce(mail=made), made)
        told = self.becomes(buyer, made, "returned")
        self.assertEqual(told["answer"], "smtp; 550 5.1.1 no such mailbox")
        self.assertEqual(self.bounce(mail=made), none)

    def test_a_report_whose_lines_were_broken_and_that_brings_the_mail_along(self):
        """As servers write it that break long fields, with either end of line; the mail in the coding and the charset of others."""
        buyer = self.make_buyer()
        self.worker.start()
        for end in ("\r\n", "\n"):
            made = self.supplier_with_address(buyer, code="E%d" % len(end), email="e%d%s" % (len(end), self.address))["invitation"]["mail"]
            self.becomes(buyer, made, "sent")
            report = REPORT.format(action="failed", status="5.1.1", recipient="e%d%s" % (len(end), self.address), mail=made)
            for field, broken in (
                ("rfc822; ", "rfc822;\r\n\t"),
                ("550 5.1.1 no", "550 5.1.1\r\n    no"),
                ("text/rfc822-headers", "message/rfc822"),
                ("Message-ID: <" + made, "Subject: =?ISO-2022-JP?B?GyRCJCobKEI=?=\r\nMessage-ID:\r\n <" + made),
                ("--b--", "Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n\x1b$B$*\x1b(B\r\nMessage-ID: <none>\r\n--b--"),
            ):
                self.assertIn(field, report)
                report = report.replace(field, broken)
            self.assertEqual(self.bounce(text=report.replace("\r\n", end)), made)
            self.assertEqual(self.becomes(buyer, made, "returned")["answer"], "smtp; 550 5.1.1 no such mailbox")


if __name__ == "__main__":
    harness.main()
