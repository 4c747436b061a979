# SPDX-License-Identifier: Apache-2.0
"""Mail servers that refuse, put off, say too much, or hide that they could encrypt: nothing is lost, nothing goes in the clear."""

import itertools
import socket

import harness
from scripted_smtp import ScriptedSmtp
from worker import Worker

NUMBERS = itertools.count(1)


def flood(connection):
    while True:
        connection.sendall(b"220-" + b"x" * 500 + b"\r\n")


def closed(*said):
    """Says it, and closes."""

    def say(connection):
        connection.sendall(b"".join(said))
        connection.shutdown(socket.SHUT_RDWR)

    return say


# What is said at a stage, and what becomes of the mail: whatever is not said of this mail is tried again.
SERVERS = {
    "no service": ({"banner": "554 no service here"}, "queued"),
    "comes again later": ({"banner": "421 too busy"}, "queued"),
    "endless banner": ({"banner": flood}, "queued"),
    "no SMTP": ({"banner": b"\x16\x03\x01\x00\x02hi\r\n"}, "queued"),
    "closes at once": ({"banner": lambda connection: connection.close()}, "queued"),
    "no EHLO, no extensions": ({"EHLO": "502 what"}, "sent"),
    "greeting refused": ({"EHLO": "550 no", "HELO": "550 no"}, "queued"),
    "sender put off": ({"MAIL": "451 later"}, "queued"),
    "sender refused": ({"MAIL": "550 not from you"}, "queued"),
    "recipient put off": ({"RCPT": "450 greylisted"}, "queued"),
    "recipient refused": ({"RCPT": "550 5.1.1 nobody"}, "refused"),
    "data put off": ({"DATA": "451 later"}, "queued"),
    "text put off": ({"end": "452 full"}, "queued"),
    "text refused": ({"end": "552 too large"}, "refused"),
    "a login asked for late": ({"RCPT": "530 5.7.0 authentication required"}, "queued"),
    "a login asked for behind the text": ({"end": "530 5.7.0 authentication required"}, "queued"),
    "closes amid the text": ({"DATA": closed(b"354 go on\r\n")}, "queued"),
    "closes behind the text": ({"end": closed()}, "queued"),
    "a reply of many lines": ({"end": b"250-taken\r\n250-and kept\r\n250 well\r\n"}, "sent"),
    "a control character in the reply": ({"RCPT": b"550 \x1b[31mno\x07\r\n"}, "refused"),
}


class Servers(harness.ApiTest):
    server_options = ["--worker=0", "--mail-from=no-reply@hoshitori.example.jp"]

    def send(self):
        """The buyer and the id of a mail that waits."""
        buyer = self.make_buyer()
        record = {"name": "株式会社みなと精密", "contacts": [{"name": "港", "email": "m%d@example.jp" % next(NUMBERS)}]}
        made = self.assertStatus(buyer.post("/v1/suppliers", record, query={"send": "true"}), 201).json
        return buyer, made["invitation"]["mail"]

    def mail(self, buyer, mail):
        return next(item for item in buyer.get("/v1/mails").json["items"] if item["mail"] == mail)

    def tried(self, smtp, **settings):
        """What one mail has become after its first try by this server; it waits for nothing of others then."""
        buyer, made = self.send()
        worker = Worker(self.server, **smtp.settings(**settings)).start()
        try:
            self.eventually(
                lambda: self.mail(buyer, made)["state"] != "queued" or self.mail(buyer, made)["next_try_at"] not in (None, "2026-12-01T03:05:00.000000Z")
            )
        finally:
            worker.stop()
        found = self.mail(buyer, made)
        self.server.sql(self.forget(), organisation=buyer.organisation)
        return found

    def forget(self):
        """What was put off waits no longer."""
        path = self.server.directory + "/forget.sql"
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                "set role hoshitori_engine; update hoshitori.mail set state = 'stopped', next_at = null where org_id = :'organisation' and state = 'queued';"
            )
        return path

    def test_each_says_what_becomes_of_a_mail(self):
        for name, (says, state) in SERVERS.items():
            with self.subTest(server=name):
                smtp = ScriptedSmtp(says)
                found = self.tried(smtp)
                smtp.end()
                self.assertEqual((found["state"], len(smtp.taken)), (state, 1 if state == "sent" or "end" in says else 0))
                self.assertTrue((found["answer"] or "").isprintable())

    def test_nothing_goes_in_the_clear_where_encryption_was_asked_for(self):
        """Whoever takes STARTTLS out of the server's offer, or refuses it, gets neither a sender nor a recipient to read."""
        for says in ({}, {"EHLO": b"250-localhost\r\n250 STARTTLS\r\n", "STARTTLS": "454 not now"}):
            smtp = ScriptedSmtp(says)
            found = self.tried(smtp, HOSHITORI_SMTP_TLS="required")
            smtp.end()
            self.assertEqual((found["state"], smtp.taken), ("queued", []))
            self.assertEqual([command for command in smtp.commands if command.startswith(("MAIL", "RCPT", "AUTH", "DATA"))], [])


if __name__ == "__main__":
    harness.main()
