# SPDX-License-Identifier: Apache-2.0
"""What is asked by GET changes nothing: every GET of the contract, on objects that are there, as a key and as a person.

But for what is recorded when it is read."""

import re

import harness
from matrix import Matrix
from people import sign_in
from postgres import Postgres, SharedServer
from waiting import until
from world import World

# Who took or saw it is written down.
RECORDED = {
    "archive_get",
    "supplier_readiness_list",
    "supplier_gap_list",
    "supplier_answer_list",
    "supplier_evidence_list",
    "supplier_evidence_content_get",
}
# What the worker and the use of a key write by themselves, whatever is asked.
BY_THEMSELVES = ("api_key", "event*", "tally*", "checkpoint*", "board*", "quota_day", "webhook*")


class Reads(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.create("hoshitori")
        cls.server = SharedServer(cls.postgres, "hoshitori")
        cls.addClassCleanup(cls.server.end)
        cls.server.command("migrate")
        cls.server.start()
        cls.open = harness.Api(cls.server)

    def stored(self):
        left_out = ["--exclude-table-data=hoshitori." + table for table in BY_THEMSELVES]
        return re.sub(r"^\\(un)?restrict .*$", "", self.postgres.dump("hoshitori", "--data-only", "--schema=hoshitori", *left_out), flags=re.M)

    def test_no_get_changes_anything(self):
        world, matrix = World(self, "読取"), Matrix(self.server.contract)
        until(lambda: all(job["state"] == "done" for job in world.own.get("/v1/jobs").json["items"]))
        reads = [operation for operation in self.server.contract.operations if operation.method == "GET"]
        self.assertGreater(len(reads), 40)
        self.assertLess(RECORDED, {operation.id for operation in reads})
        reads = [operation for operation in reads if operation.id not in RECORDED]
        asked = [(operation, matrix.request(operation, world)[1]) for operation in reads]  # which may make objects
        callers = (world.own, sign_in(self.server, world.member))
        before, answered = self.stored(), 0
        for operation, path in asked:
            for caller in callers:
                answer = caller.get(path)
                self.assertLess(answer.status, 500, (operation.id, answer))
                answered += answer.status == 200
        self.assertGreater(answered, len(reads))
        self.assertMultiLineEqual(self.stored(), before)


if __name__ == "__main__":
    harness.main()
