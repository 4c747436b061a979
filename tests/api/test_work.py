# SPDX-License-Identifier: Apache-2.0
"""The worker alone: `serve --worker 0` serves, `hoshitori work` does what goes on without a request."""

import harness
from service import Server
from worker import Worker


class Work(harness.ApiTest):
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
        # Written by the server's own thread: once it is there, the others would have had their turn.
        self.eventually(lambda: all(key["last_used_on"] for key in self.assertStatus(buyer.get("/v1/api-keys"), 200).json["items"]))
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


if __name__ == "__main__":
    harness.main()
