# SPDX-License-Identifier: Apache-2.0
"""hoshi: what a supplier shows its buyers, what they ask for, and what they read."""

import json

import harness
from hoshi import AtADesk

SCS = "scs-2026-03-27"
DAY = str(harness.FIRST_DAY)
MARK = "閲覧されない自社のメモ"
ANSWERS = [
    {"criterion": "1-2-1-1", "answer": "implemented", "note": MARK},
    {"criterion": "1-2-1-2", "answer": "not_applicable", "justification": "委託していないため"},
    {"criterion": "1-2-1-3", "answer": "partial"},
]


class Disclosures(AtADesk):
    def setUp(self):
        super().setUp()
        self.desk_of_buyer = self.buyer_desk()
        self.supplier = self.make_supplier()
        self.relationship = self.link(self.buyer, self.supplier, code="A-1")

    def supplier_desk(self, language="en"):
        return self.desk(language, url="http://" + self.server.address, key=self.supplier.key)

    def submit(self, answers=ANSWERS, edition=SCS, **members):
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": edition}), 201).json["assessment"]
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, {"answers": answers}), 200)
        self.assertStatus(self.supplier.post("/v1/assessments/%s:submit" % made, members), 200)
        return made

    def test_what_each_buyer_sees(self):
        desk = self.supplier_desk()
        other = self.make_buyer(name="西都電機株式会社")
        self.link(other, self.supplier)
        self.assertEqual(desk.run("disclosure", "list").stdout.count("Not shown"), 8)
        self.assertIn("--kinds", desk.run("disclosure", "withdraw", "東都", code=2).stderr)
        self.assertIn("readiness|gaps|answers|evidence", desk.run("disclosure", "show", "東都", "--kinds", "notes", code=2).stderr)
        self.assertIn("--last-day", desk.run("disclosure", "show", "東都", "--kinds", "gaps", "--last-day", "2026-11-30", code=1).stderr)
        done = desk.run("disclosure", "show", "東都", "--kinds", "answers,gaps", "--kinds", "gaps", "--from", "2026-12-03", "--last-day", "2027-03-31").stdout
        self.assertEqual(
            done.splitlines(),
            ["東都重工業株式会社: Answers given. Upcoming (2026-12-03–2027-03-31)", "東都重工業株式会社: Gaps. Upcoming (2026-12-03–2027-03-31)"],
        )
        listed = desk.run("disclosure", "list").stdout
        self.assertRegex(listed, r"東都重工業株式会社 +Gaps +Upcoming +2026-12-03 +2027-03-31")
        self.assertRegex(listed, r"西都電機株式会社 +Gaps +Not shown")
        self.assertRegex(self.desk_of_buyer.run("supplier", "disclosures", "A-1").stdout, r"(?m)^Gaps +Upcoming +2026-12-03 +2027-03-31")
        gone = json.loads(desk.run("disclosure", "withdraw", "東都", "--kinds", "gaps,answers", "--json").stdout)
        self.assertEqual([(kind["kind"], kind["state"]) for kind in gone], [("gaps", "not_shown"), ("answers", "not_shown")])
        self.assertEqual(desk.run("disclosure", "withdraw", "東都", "--kinds", "gaps").stdout, "東都重工業株式会社: Gaps. Not shown\n")
        states = json.loads(desk.run("disclosure", "list", "東都", "--json").stdout)
        self.assertEqual({(kind["relationship"], kind["buyer"], kind["state"]) for kind in states}, {(self.relationship, self.buyer.name, "not_shown")})

    def test_a_request_and_its_answers(self):
        buyer, desk = self.desk_of_buyer, self.supplier_desk()
        ask = ("disclosure-request", "add", "A-1")
        self.assertIn("--kinds", buyer.run(*ask, "--reason", "図面のため", code=2).stderr)
        self.assertIn("--reason", buyer.run(*ask, "--kinds", "gaps", code=2).stderr)
        self.assertIn("No such request", buyer.run("disclosure-request", "withdraw", "A-1", code=2).stderr)
        self.assertIn("No such request", desk.run("disclosure", "show", "東都", "--yes", code=2).stderr)
        self.assertIn("There are none", desk.run("disclosure-request", "list").stderr)
        # Nobody writes a text for a request that is not there.
        self.assertIn("No such request", desk.run("disclosure-request", "decline", "東都", code=2).stderr)
        self.assertIn("No such request", desk.sit("disclosure-request", "decline", "東都", typing=[], code=2).plain)
        screen = buyer.sit(*ask, "--kinds", "gaps", typing=["図面のため"])
        self.assertIn("Asked 株式会社みなと精密 to show: Gaps.", screen.plain)
        buyer.run(*ask, "--kinds", "gaps", "--reason", "図面のため", code=1)
        buyer.run(*ask, "--kinds", "answers,readiness", "--reason", "工程のため")
        self.assertEqual(len(desk.run("disclosure-request", "list").stdout.splitlines()), 3)
        self.assertRegex(desk.run("disclosure-request", "list").stdout, r"東都重工業株式会社 +2026-12-01 .* Waiting for an answer +Gaps +図面のため")
        self.assertIn("Several requests", buyer.run("disclosure-request", "withdraw", "A-1", code=2).stderr)
        self.assertIn("No such", buyer.run("disclosure-request", "withdraw", "A-1", "--kinds", "answers", code=2).stderr)
        decline = ("disclosure-request", "decline", "東都")
        self.assertIn("Several requests", desk.run(*decline, code=2).stderr)
        self.assertIn("--message", desk.run(*decline, "--kinds", "gaps", code=2).stderr)
        self.assertIn("--message", desk.run(*decline, "--kinds", "gaps", "--message", "あ" * 1001, code=1).stderr)
        self.assertIn("Declined to show 東都重工業株式会社: Gaps.", desk.run(*decline, "--kinds", "gaps", "--message", "準備状況で代えます。").stdout)
        told = buyer.run("supplier", "disclosure-requests", "A-1").stdout
        self.assertRegex(told, r"Declined +Gaps +図面のため +準備状況で代えます。")
        desk.run("disclosure", "show", "東都", code=6)
        desk.run("disclosure", "show", "東都", "--kinds", "readiness", "--last-day", "2027-03-31")
        screen = desk.sit("disclosure", "show", "東都", typing=["y"])
        self.assertIn("Show 東都重工業株式会社 what it asks for (Answers given)?", screen.plain)
        shown = {kind["kind"]: (kind["state"], kind["last_day"]) for kind in json.loads(buyer.run("supplier", "disclosures", "A-1", "--json").stdout)}
        self.assertEqual(
            shown, {"readiness": ("shown", "2027-03-31"), "gaps": ("not_shown", None), "answers": ("shown", None), "evidence": ("not_shown", None)}
        )
        ended = json.loads(desk.run("disclosure-request", "list", "東都", "--json").stdout)
        self.assertEqual({tuple(request["kinds"]): request["state"] for request in ended}, {("gaps",): "declined", ("readiness", "answers"): "shown"})
        self.assertIn("There are none", desk.run("disclosure-request", "list").stderr)
        # What is shown to a last day is asked for, and shown, for longer.
        buyer.run(*ask, "--kinds", "readiness", "--reason", "契約の延長のため")
        desk.run("disclosure", "show", "東都", "--kinds", "readiness", "--last-day", "2027-02-28")
        self.assertEqual(len(desk.run("disclosure-request", "list").stdout.splitlines()), 2)
        self.assertIn("(Readiness)", desk.sit("disclosure", "show", "東都", typing=["y"]).plain)
        self.assertIn("There are none", desk.run("disclosure-request", "list").stderr)
        buyer.run(*ask, "--kinds", "gaps", "--reason", "図面のため")
        self.assertIn("Took back what 株式会社みなと精密 was asked to show: Gaps.", buyer.run("disclosure-request", "withdraw", "A-1").stdout)
        self.assertIn("There are none", desk.run("disclosure-request", "list").stderr)

    def test_what_is_read(self):
        buyer, desk = self.desk_of_buyer, self.supplier_desk("ja")
        self.submit()
        for kind in ("readiness", "gaps", "answers"):
            self.assertIn("nothing_shown", buyer.run("supplier", kind, "A-1", code=1).stderr)
        desk.run("disclosure", "show", "東都", "--kinds", "readiness,gaps,answers")
        self.assertRegex(buyer.run("supplier", "readiness", "A-1").stdout, r"★3 +%s +2 +81 +78" % DAY)
        gaps = buyer.run("supplier", "gaps", "A-1").stdout
        self.assertIn("★3 as of %s" % DAY, gaps)
        self.assertRegex(gaps, r"(?m)^1-2-1-3 +Partly implemented +\S")
        self.assertRegex(gaps, r"(?m) not answered +\S")
        answers = buyer.run("supplier", "answers", "A-1").stdout
        self.assertRegex(answers, r"(?m)^1-2-1-2 .*委託していないため$")
        self.assertNotIn(MARK, gaps + answers)
        raw = json.loads(buyer.run("supplier", "answers", "A-1", "--json").stdout)
        self.assertEqual([len(item["answers"]) for item in raw], [3])
        self.assertIn("nothing_shown", buyer.run("supplier", "gaps", "A-1", "--as-of", "2026-11-30", code=1).stderr)
        self.submit(edition="security-action-1-5ka", answers=[{"criterion": str(n), "answer": "implemented"} for n in range(1, 6)])
        self.assertIn("There are none", buyer.run("supplier", "gaps", "A-1").stdout)
        reads = desk.run("disclosure", "reads", "東都").stdout
        self.assertRegex(reads, r"%s \d\d:\d\d:\d\d +準備状況 +★3 +%s" % (DAY, DAY))
        self.assertEqual(len(reads.splitlines()) - 1, len(self.supplier.get("/v1/buyers/%s/disclosure-reads" % self.relationship).json["items"]))

    def test_a_buyer_is_named(self):
        for number in range(3):
            self.link(self.make_buyer(name="第%d工業株式会社" % number), self.supplier)
        desk = self.supplier_desk()
        self.assertIn("several buyers", desk.run("disclosure", "show", "工業", "--kinds", "gaps", code=1).stderr)
        self.assertIn("no buyer", desk.run("disclosure", "reads", "南都", code=1).stderr)
        self.assertEqual(len(json.loads(desk.run("disclosure", "list", "--json").stdout)), 16)


if __name__ == "__main__":
    harness.main()
