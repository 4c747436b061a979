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

    def test_a_worker_makes_no_secret_of_its_own(self):
        refused = self.server.command("work", check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("HOSHITORI_DATABASE_URL", refused.stderr)
        self.worker.settings = {"HOSHITORI_SECRET_FILE": self.server.directory + "/none"}
        with self.assertRaisesRegex(RuntimeError, "did not start"):
            self.worker.start()


if __name__ == "__main__":
    harness.main()
