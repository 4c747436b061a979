# SPDX-License-Identifier: Apache-2.0
"""Mail: what is asked to be sent goes to a real mail server, once, in the words of an office, and what became of it is told."""

import itertools
import re

import mail_server
import harness
from service import Server
from worker import Worker

NUMBERS = itertools.count(1)


class MailTest(harness.ApiTest):
    """A server that sends, and a worker with the way out that a test starts."""

    @classmethod
    def setUpClass(cls):
        cls.mail = mail_server.MailServer().start()
        cls.addClassCleanup(cls.mail.end)
        cls.server = Server(["--worker=0", "--mail-from=no-reply@hoshitori.example.jp"])
        cls.addClassCleanup(cls.server.end)
        cls.server.start()
        cls.open = harness.Api(cls.server)

    def setUp(self):
        super().setUp()
        # What another test left in the queue goes to others.
        self.address = "a%d@minato.example.jp" % next(NUMBERS)
        self.mail.taken.clear()
        self.mail.answers.clear()
        self.worker = self.make_worker()

    def make_worker(self, **settings):
        worker = Worker(self.server, **self.mail.settings(HOSHITORI_PUBLIC_URL="http://" + self.server.address, **settings))
        self.addCleanup(worker.stop)
        return worker

    def mails(self, caller, **query):
        return self.assertStatus(caller.get("/v1/mails", query=query), 200).json["items"]

    def state(self, caller, mail):
        return next(item for item in self.mails(caller) if item["mail"] == mail)["state"]

    def becomes(self, caller, mail, state):
        self.eventually(lambda: self.state(caller, mail) == state)
        return next(item for item in self.mails(caller) if item["mail"] == mail)

    def supplier_with_address(self, buyer, email=None, name="株式会社みなと精密", send=True, **members):
        record = {"name": name, "contacts": [{"name": "港 太郎", "email": email or self.address}], **members}
        return self.assertStatus(buyer.post("/v1/suppliers", record, query={"send": "true"} if send else None), 201).json


class Invitations(MailTest):
    def test_an_invitation_is_sent_and_its_link_opens_the_page(self):
        buyer = self.make_buyer()
        self.worker.start()
        made = self.supplier_with_address(buyer, code="T-0042")
        [mail] = self.mail.wait_for(1, self.address)
        self.assertEqual(mail.sender, "no-reply@hoshitori.example.jp")
        self.assertEqual(mail.subject, "東都重工業株式会社より：セキュリティ対策の状況（★）のご確認のお願い（2027年2月28日まで）")
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


if __name__ == "__main__":
    harness.main()
