# SPDX-License-Identifier: Apache-2.0
"""The worker alone: `serve --worker 0` serves, `hoshitori work` does what goes on without a request."""

import signal
import socket
import subprocess
import sys

import harness
from bounces import REPORT
from no_way_out import stay_inside
from receiver import Receiver
from scripted_smtp import ScriptedSmtp
from service import Server, die_with_parent
from worker import Worker


class Waiting(harness.ApiTest):
    def have_had_their_turn(self, caller):
        """What is written here by the server's own thread is there: other threads of a worker that it had would have gone round, too."""
        self.eventually(lambda: all(key["last_used_on"] for key in self.assertStatus(caller.get("/v1/api-keys"), 200).json["items"]))


class Work(Waiting):
    def setUp(self):
        self.server = Server(["--worker=0"])
        self.addCleanup(self.server.end)
        self.server.start()
        self.worker = Worker(self.server)
        self.addCleanup(self.worker.stop)

    def events(self, caller):
        return self.assertStatus(caller.get("/v1/events"), 200).json["items"]

    def test_what_waits_is_done_by_the_worker_and_when_keys_are_used_by_the_server(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        self.have_had_their_turn(buyer)
        self.assertEqual(self.events(buyer), [])
        self.worker.start()
        self.eventually(lambda: self.events(buyer))
        self.worker.stop()

    def test_what_cannot_be_done_of_one_holds_up_nobody_else(self):
        """Neither numbers of events nor steps of statuses: no row of events can be written for one organisation."""
        pairs = [self.linked_pair() for _ in range(2)]
        for buyer, _, relationship in pairs:
            self.require(buyer, relationship, 1, "2026-12-20")
        bad, good = sorted((buyer for buyer, _, _ in pairs), key=lambda buyer: buyer.organisation)
        self.server.sql("alter table hoshitori.event add constraint trial check (org_id <> '%s') not valid" % bad.organisation)
        self.server.set_day("2026-12-21")
        self.worker.start()
        self.eventually(lambda: [e for e in self.events(good) if (e["type"], e["day"]) == ("status.changed", "2026-12-21")])
        self.assertEqual(self.events(bad), [])
        self.server.sql("alter table hoshitori.event drop constraint trial")
        self.server.set_instant("2026-12-21T11:00:00Z")  # what was put off is tried again
        self.eventually(lambda: [e for e in self.events(bad) if (e["type"], e["day"]) == ("status.changed", "2026-12-21")])

    def test_a_worker_makes_no_secret_of_its_own(self):
        refused = self.server.command("work", check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("HOSHITORI_DATABASE_URL", refused.stderr)
        self.worker.settings = {"HOSHITORI_SECRET_FILE": self.server.directory + "/none"}
        with self.assertRaisesRegex(RuntimeError, "did not start"):
            self.worker.start()


def serve_inside():
    die_with_parent()
    stay_inside()


class WayOut(Waiting):
    """The server itself opens no connection, neither to a mail server nor to a webhook, nor asks for a name."""

    def setUp(self):
        super().setUp()
        self.mail, self.receiver = ScriptedSmtp(), Receiver()
        self.addCleanup(self.mail.end)
        self.addCleanup(self.receiver.end)
        self.server = Server([*self.mail.options(), "--worker=0", "--webhooks-anywhere=1"], begin=serve_inside)
        self.addCleanup(self.server.end)
        self.server.start()
        self.open = harness.Api(self.server)
        self.worker = Worker(self.server, **self.mail.settings(HOSHITORI_WEBHOOKS_ANYWHERE="1", HOSHITORI_PUBLIC_URL="http://" + self.server.address))
        self.addCleanup(self.worker.stop)

    def test_who_tries_is_ended(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            for what in ("socket.create_connection(('127.0.0.1', %d))" % listening.getsockname()[1], "socket.getaddrinfo('toto.co.jp', 443)"):
                with self.subTest(what):
                    done = subprocess.run([sys.executable, "-c", "import socket; " + what], preexec_fn=stay_inside, capture_output=True, check=False)
                    self.assertEqual(done.returncode, -signal.SIGSYS, done.stderr)

    def test_only_the_worker_needs_it(self):
        buyer = self.make_buyer()
        mails = lambda: {mail["to"]: mail["state"] for mail in self.assertStatus(buyer.get("/v1/mails"), 200).json["items"]}  # noqa: E731
        made = {}
        for name in ("a", "b"):
            record = {"name": "株式会社" + name, "contacts": [{"email": name + "@minato.example.jp"}]}
            made[name] = self.assertStatus(buyer.post("/v1/suppliers", record, query={"send": "true"}), 201).json["invitation"]["mail"]
        for url in (self.receiver.url, "https://erp.toto.co.jp/hook"):
            path = "/v1/webhooks/" + self.assertStatus(buyer.post("/v1/webhooks", {"url": url}), 201).json["webhook"]["webhook"]
            self.assertStatus(buyer.post(path + ":test"), 201)
        self.have_had_their_turn(buyer)
        self.assertEqual(set(mails().values()), {"queued"})
        self.worker.start()
        self.eventually(lambda: set(mails().values()) == {"sent"})
        self.eventually(lambda: self.receiver.taken)
        # The host of this one is looked for by whoever sends to it.
        self.eventually(lambda: buyer.get(path + "/deliveries").json["items"][0]["attempts"])
        self.server.command("mail", "bounce", given=REPORT.format(action="failed", status="5.1.1", recipient="b@minato.example.jp", mail=made["b"]))
        self.assertEqual(mails(), {"a@minato.example.jp": "sent", "b@minato.example.jp": "returned"})
        self.assertEqual((len(self.mail.taken), self.server.process.poll()), (2, None))


if __name__ == "__main__":
    harness.main()
