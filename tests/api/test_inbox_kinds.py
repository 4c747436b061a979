# SPDX-License-Identifier: Apache-2.0
"""A walk over every kind of task: it arises, is listed and counted for whom it waits, stands in the daily mail, and ends by the fact
that answers it, by nothing else; where that fact is taken back, it waits again."""

import datetime
import itertools
import os
import uuid

from mail_test import MailTest  # the first: it enters a virtual environment
import harness
import vocabulary
from people import make_person, sign_in
from waiting import until

TODAY = harness.FIRST_DAY
OPENS = "2027-03-15"  # ★3 and ★4
PEOPLE = itertools.count(1)
OPEN = "2027-04-01"
SCS = "scs-2026-03-27"
STOPPED = os.path.join(harness.TOP, "tests", "support", "stopped_job.sql")
TALKS = {"asked_on": "2026-12-01", "asked_by": "supplier", "outcome": "agreed", "who_bears": "shared"}

# Of either side, each about its own.
BOTH = {"renew_key", "job_failed"}

# By code: whose it is, and its life: a generator that yields whether it waits after each thing that happened.
KINDS = {}


def kind(side):
    def note(life):
        KINDS[life.__name__] = (side, life)
        return life

    return note


@kind("buyer")
def answer_talks(walk):
    walk.demand(2)
    walk.respond("talks_requested", message="費用の負担についてご相談したい")
    yield True
    walk.made(walk.supplier.post(walk.its + "/consultations", TALKS))  # its own note of them
    yield True
    walk.made(walk.buyer.post(walk.own + "/consultations", TALKS))
    yield False
    walk.respond("talks_requested", message="別の件もご相談したい")
    yield True
    walk.demand(2, due_on="2027-12-31")
    yield False


@kind("buyer")
def answer_objection(walk):
    walk.demand(2)
    walk.respond("objected", message="人手が足りない")
    yield True
    walk.made(walk.buyer.post(walk.own + "/consultations", TALKS))
    yield False
    walk.respond("objected", message="やはり難しい")
    yield True
    walk.respond("accepted")
    yield False


@kind("buyer")
def check_declaration(walk):
    walk.demand(1, required_assurance="confirmed")
    declaration = walk.declare(walk.supplier, 1, TODAY)
    yield True
    checks = "%s/declarations/%s/checks" % (walk.own, declaration)
    walk.made(walk.buyer.post(checks, {"method": "public_list", "result": "inconclusive"}))
    yield True
    check = walk.made(walk.buyer.post(checks, {"method": "public_list", "result": "found"}))["check"]["check"]
    yield False
    walk.made(walk.buyer.post("%s/%s:withdraw" % (checks, check)))
    yield True


@kind("buyer")
def decide_scope(walk):
    walk.demand(1, required_assurance="declared")
    declaration = walk.declare(walk.supplier, 1, TODAY, scope="part", scope_text="本社")
    yield True
    walk.made(walk.buyer.post(walk.own + "/scope-decisions", {"declaration": declaration, "decision": "covers"}))
    yield False
    walk.made(walk.supplier.patch("/v1/declarations/" + declaration, {"stopped_on": walk.today()}))
    walk.declare(walk.supplier, 1, walk.today(), scope="part", scope_text="仙台工場")
    yield True


@kind("buyer")
def resolve_number(walk):
    number = harness.corporate_number()
    walk.made(walk.supplier.patch("/v1/organisation", {"corporate_number": number}))
    walk.made(walk.buyer.patch(walk.own, {"corporate_number": harness.corporate_number()}))
    yield True
    walk.made(walk.buyer.patch(walk.own, {"corporate_number": number}))
    yield False
    walk.made(walk.supplier.patch("/v1/organisation", {"corporate_number": harness.corporate_number()}))
    yield True
    walk.made(walk.buyer.post(walk.own + ":accept-number", {"reason": "本社の番号で登録"}))
    yield False


@kind("buyer")
def decide_predecessor(walk):
    walk.made(walk.supplier.patch("/v1/organisation", {"corporate_number": harness.corporate_number()}))
    walk.demand(1, required_assurance="declared")
    walk.declare(walk.supplier, 1, TODAY)
    walk.later()
    merger = {"name": "合併後工業株式会社", "corporate_number": harness.corporate_number(), "succession": {"kind": "merger", "day": walk.today()}}
    walk.made(walk.supplier.patch("/v1/organisation", merger))
    yield True
    walk.made(walk.buyer.post(walk.own + ":accept-predecessor", {"reason": "登記を確認"}))
    yield False


@kind("buyer")
def set_due_date(walk):
    walk.demand(3, due_on="2027-02-01")
    walk.set_day(OPENS)
    yield True
    walk.demand(3, due_on="2027-09-30")
    yield False


@kind("buyer")
def contact_supplier(walk):
    walk.demand(1)
    walk.made(walk.supplier.post(walk.its + ":leave"))
    yield True
    walk.made(walk.buyer.post(walk.own + ":invite"))
    yield False
    walk.made(walk.supplier.post("/v1/invitations/%s:decline" % walk.relationship))
    yield True
    walk.made(walk.buyer.post(walk.own + ":end"))
    yield False


@kind("buyer")
def send_invitation(walk):
    walk.by_sheet()
    yield True
    walk.demand(2)
    yield True
    walk.made(walk.buyer.post(walk.own + ":invite"))
    yield False


@kind("buyer")
def resend_invitation(walk):
    walk.by_sheet()
    walk.demand(2, due_on="2027-12-31")
    walk.made(walk.buyer.post(walk.own + ":invite"))
    walk.set_day("2027-03-01")
    yield True
    walk.made(walk.buyer.post(walk.own + ":invite"))
    yield False
    walk.set_day("2027-06-10")
    yield True


@kind("buyer")
def look_at_partner(walk):
    walk.demand(1, questions={"important_information": True, "internal_access": False})
    yield True
    look = walk.made(walk.buyer.post(walk.own + "/partner-checks", {"method": "visit", "result": "sufficient"}))["look"]
    yield False
    walk.made(walk.buyer.post("%s/partner-checks/%s:withdraw" % (walk.own, look)))
    yield True


@kind("supplier")
def accept_invitation(walk):
    number = harness.corporate_number()
    walk.supplier = walk.newcomer("supplier", walk.make_supplier(number=number, vouch=True))
    other = walk.make_buyer("株式会社ほか重工")
    relationship, _ = walk.invite(other, corporate_number=number)
    yield True
    walk.made(walk.supplier.post("/v1/invitations/%s:accept" % relationship))
    yield False
    walk.made(walk.supplier.post("/v1/buyers/%s:leave" % relationship))
    yield False
    walk.made(other.post("/v1/suppliers/%s:invite" % relationship))
    yield True
    walk.made(other.post("/v1/suppliers/%s:end" % relationship))
    yield False


@kind("supplier")
def respond_to_demand(walk):
    walk.demand(2)
    yield True
    walk.respond("accepted")
    yield False
    walk.demand(2, due_on="2027-12-31")
    yield True
    # Whoever wants to talk has said something: the buyer is to answer, and the demand still stands there.
    walk.respond("talks_requested", message="費用の負担についてご相談したい")
    yield False


@kind("supplier")
def answer_disclosure_request(walk):
    asked = {"kinds": ["gaps"], "reason": "計画の確認のため"}
    path = walk.own + "/disclosure-requests"
    request = walk.made(walk.buyer.post(path, asked))["request"]
    yield True
    walk.made(walk.supplier.post("%s/disclosure-requests/%s:decline" % (walk.its, request), {"text": "見送ります"}))
    yield False
    request = walk.made(walk.buyer.post(path, asked))["request"]
    yield True
    walk.made(walk.buyer.post("%s/%s:withdraw" % (path, request)))
    yield False


@kind("supplier")
def declare_star(walk):
    walk.demand(1, required_assurance="declared")
    yield True
    declaration = walk.declare(walk.supplier, 1, walk.today())
    yield False
    walk.made(walk.supplier.patch("/v1/declarations/" + declaration, {"stopped_on": walk.today()}))
    yield True


@kind("supplier")
def renew_star(walk):
    walk.demand(1, required_assurance="declared")
    walk.declare(walk.supplier, 1, TODAY, valid_until="2026-12-20")
    yield True
    walk.declare(walk.supplier, 1, walk.today())
    yield False


@kind("supplier")
def submit_assessment(walk):
    walk.demand(2)
    yield True
    made = walk.assess(walk.supplier, "security-action-2-v3")
    yield False
    walk.made(walk.supplier.post("/v1/assessments/%s:withdraw" % made))
    yield True


@kind("supplier")
def complete_assessment(walk):
    walk.set_day(OPEN)
    walk.demand(3, due_on="2027-12-31")
    walk.assess(walk.supplier, SCS, star=3, unlike={walk.criterion(): None})
    yield True
    walk.assess(walk.supplier, SCS, star=3)
    yield False


@kind("supplier")
def meet_criteria(walk):
    walk.set_day(OPEN)
    walk.demand(3, due_on="2027-12-31")
    walk.assess(walk.supplier, SCS, star=3, unlike={walk.criterion(): "not_implemented"})
    yield True
    walk.assess(walk.supplier, SCS, star=3)
    yield False


@kind("supplier")
def prepare_assessment(walk):
    walk.demand(3, due_on="2027-12-31")
    yield True
    made = walk.assess(walk.supplier, SCS, star=3)
    yield False
    walk.made(walk.supplier.post("/v1/assessments/%s:withdraw" % made))
    yield True


@kind("supplier")
def publish_policy(walk):
    walk.demand(2)
    walk.assess(walk.supplier, "security-action-2-v3")
    yield True
    yield from walk.paper("policy_publication", url="https://example.jp/policy")


@kind("supplier")
def add_expert_confirmation(walk):
    walk.answered(3)
    walk.file_paper(walk.supplier, "management_oath", walk.today(), person="林 太郎")
    yield True
    yield from walk.paper("expert_confirmation", person="青木 一郎", qualification="情報処理安全確保支援士")


@kind("supplier")
def add_management_oath(walk):
    walk.answered(3)
    walk.file_paper(walk.supplier, "expert_confirmation", walk.today(), person="青木 一郎", qualification="情報処理安全確保支援士")
    yield True
    yield from walk.paper("management_oath", person="林 太郎")


@kind("supplier")
def add_third_party_report(walk):
    walk.answered(4)
    walk.file_paper(walk.supplier, "technical_verification", walk.today(), organisation="検証会社B")
    yield True
    yield from walk.paper("third_party_assessment", organisation="評価機関A", report_id="R-1001")


@kind("supplier")
def add_technical_verification(walk):
    walk.answered(4)
    walk.file_paper(walk.supplier, "third_party_assessment", walk.today(), organisation="評価機関A", report_id="R-1001")
    yield True
    yield from walk.paper("technical_verification", organisation="検証会社B")


@kind("supplier")
def correct_declaration(walk):
    walk.demand(1, required_assurance="declared")
    declaration = walk.declare(walk.supplier, 1, TODAY)
    checks = "%s/declarations/%s/checks" % (walk.own, declaration)
    check = walk.made(walk.buyer.post(checks, {"method": "public_list", "result": "not_found"}))["check"]["check"]
    yield True
    walk.made(walk.buyer.post("%s/%s:withdraw" % (checks, check)))
    yield False
    walk.made(walk.buyer.post(checks, {"method": "public_list", "result": "not_found"}))
    yield True
    walk.declare(walk.supplier, 1, walk.today())
    yield False


@kind("supplier")
def widen_scope(walk):
    walk.demand(1, required_assurance="declared")
    declaration = walk.declare(walk.supplier, 1, TODAY, scope="part", scope_text="本社")
    decisions = walk.own + "/scope-decisions"
    walk.made(walk.buyer.post(decisions, {"declaration": declaration, "decision": "does_not_cover"}))
    yield True
    walk.made(walk.buyer.post(decisions, {"declaration": declaration, "decision": "covers"}))
    yield False
    walk.made(walk.buyer.post(decisions, {"declaration": declaration, "decision": "does_not_cover"}))
    yield True
    walk.declare(walk.supplier, 1, walk.today())
    yield False


@kind("supplier")
def duty_due(walk):
    walk.assess(walk.supplier, SCS, star=3)
    yield True
    due = [item["name"] for item in walk.items(walk.supplier, "duty_due")]
    for criterion in due:
        walk.made(walk.supplier.put("/v1/duties/" + criterion, {"done_on": walk.today()}))
    yield False
    walk.set_day("2028-02-01")
    yield True


@kind("buyer")
def renew_key(walk):
    keys = walk.other_key(walk.buyer, harness.ALL_RIGHTS)
    end = {"name": "ERP連携", "rights": ["buyer:read"], "expires_on": "2026-12-20"}
    key = "/v1/api-keys/" + walk.made(keys.post("/v1/api-keys", end))["api_key"]["key"]
    yield True
    walk.made(keys.get("/v1/api-keys"))
    yield True
    walk.made(keys.post(key + ":rotate", {"expires_on": "2027-06-30", "overlap_days": 0}))
    yield False


@kind("buyer")
def job_failed(walk):
    walk.job = str(uuid.uuid4())
    walk.server.sql(STOPPED, organisation=walk.buyer.organisation, job=walk.job)
    yield True
    walk.made(walk.buyer.get("/v1/jobs/" + walk.job))
    yield True
    walk.made(walk.buyer.post("/v1/jobs/%s:start" % walk.job))
    walk.eventually(lambda: walk.buyer.get("/v1/jobs/" + walk.job).json["state"] != "stopped")
    yield False


class Walk(harness.BothSides, MailTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for star in ("3", "4"):
            cls.server.command("scheme-dates", "set", "--scheme", "scs", "--star", star, "--obtainable-from", OPENS)

    def setUp(self):
        super().setUp()
        self.mail_of, self.signed_in, self.hours = {}, {}, itertools.count(4)
        self.buyer, self.supplier = self.newcomer("buyer", self.make_buyer()), self.newcomer("supplier", self.make_supplier())
        self.relationship = self.link(self.buyer, self.supplier, owner=self.mail_of["buyer"])
        self.worker.start()

    # What lives are made of.

    def today(self):
        return self.buyer.get("/v1/me").json["day"]

    def later(self):
        self.set_day((datetime.date.fromisoformat(self.today()) + datetime.timedelta(days=1)).isoformat())

    def demand(self, star, due_on="2027-06-30", **members):
        self.require(self.buyer, self.relationship, star, due_on, **members)

    def respond(self, kind, **members):
        self.made(self.supplier.put(self.its + "/response", {"kind": kind, **members}))

    def criterion(self):
        return next(c["id"] for c in self.supplier.get("/v1/editions/" + SCS).json["criteria"] if 3 in c["stars"])

    def answered(self, star):
        self.set_day(OPEN)
        self.demand(star, due_on="2027-12-31")
        self.assess(self.supplier, SCS, star=star)

    def paper(self, kind, **members):
        paper = self.file_paper(self.supplier, kind, self.today(), **members)
        yield False
        self.made(self.supplier.post("/v1/papers/%s:withdraw" % paper))
        yield True

    def by_sheet(self):
        """A supplier that nobody has written to takes the place of the linked one."""
        self.made(self.buyer.post("/v1/suppliers:import", {"rows": [{"code": "S-1", "name": "株式会社表計算"}]}, query={"source": "erp"}))
        self.relationship = self.made(self.buyer.get("/v1/suppliers/code:S-1"))["relationship"]
        self.made(self.buyer.patch(self.own, {"owner": self.mail_of["buyer"]}))

    # What is seen of them.

    def newcomer(self, side, organisation):
        """With somebody who reads there, and a partner that may have news for it."""
        rights = harness.BUYER_RIGHTS if side == "buyer" else harness.SUPPLIER_RIGHTS
        self.mail_of[side] = "%s%d%s" % (side[0], next(PEOPLE), self.address)
        self.signed_in[side] = make_person(self.server, organisation, self.mail_of[side], rights.split(","))
        # What follows is later than the instant from which on there is news for that person.
        self.set_instant("%sT%02d:00:00Z" % (TODAY, next(self.hours)))
        if side == "supplier":
            self.partner = self.make_buyer("株式会社ほか商事")
            self.partnership = self.link(self.partner, organisation)
        return organisation

    def reader(self, side):
        """Who has been away for some days signs in again."""
        if self.signed_in[side].get("/v1/me").status == 401:
            self.signed_in[side] = sign_in(self.server, self.mail_of[side])
        return self.signed_in[side]

    def caller(self, side):
        return self.buyer if side == "buyer" else self.supplier

    def items(self, caller, code, **query):
        return self.made(caller.get("/v1/tasks", query={"code": code, "limit": 200, **query}))["items"]

    def count(self, caller, code, **query):
        summary = self.made(caller.get("/v1/tasks/summary", query=query))
        self.assertEqual(summary["total"], sum(item["count"] for item in summary["items"]))
        return sum(item["count"] for item in summary["items"] if item["code"] == code)

    def news(self, side):
        """Something of which the daily mail tells, and for which nobody has to do anything."""
        if side == "buyer":
            self.link(self.buyer, self.make_supplier("有限会社かもめ金型"))
        else:
            path = "/v1/suppliers/%s/requirement" % self.partnership
            body = {"required_star": None, "reason": "対象外（%s）" % uuid.uuid4()}
            etag = self.partner.get(path).etag
            self.made(self.partner.put(path, body, headers={"If-Match": etag} if etag else {}))

    def mails_since(self, side, day):
        return [
            mail.text
            for mail in self.mail.taken
            if self.mail_of[side] in mail.recipients and mail.message["Date"].datetime.date().isoformat() >= day and "お知らせ" in mail.subject
        ]

    def line(self, code):
        return "・%s：" % vocabulary.word("task" if code in vocabulary.codes("task") else "supplier_task", code, "ja")

    def is_in_the_mail(self, code, side):
        day = self.today()
        self.news(side)
        self.later()
        [mail] = until(
            lambda: [text for text in self.mails_since(side, day) if self.line(code) in text][-1:],
            lambda: "no mail tells of %s: %s" % (code, self.mails_since(side, day)),
        )
        self.assertIn("%s%d件" % (self.line(code), self.count(self.caller(side), code)), mail)
        self.assertIn("■ やること", mail)

    def is_in_no_mail(self, code, side):
        self.later()
        day = self.today()
        self.news(side)
        self.later()
        for mail in until(lambda: self.mails_since(side, day), lambda: "no mail since " + day):
            self.assertNotIn(self.line(code), mail)

    def assertWaits(self, code, side, waits):
        caller, reader = self.caller(side), self.reader(side)
        items = self.items(caller, code)
        self.assertEqual(bool(items), waits, (code, self.made(caller.get("/v1/tasks"))))
        self.assertEqual(self.count(caller, code), len(items))
        mine, nobodys = (self.items(reader, code, owner=owner) for owner in ("me", "none"))
        # Whose it is: whoever looks after the supplier; what waits on a supplier, and what is of no relationship, is everybody's.
        owned = side == "buyer" and any(item["relationship"] for item in items)
        self.assertEqual((mine, nobodys), (items, []) if owned else ([], items))
        self.assertEqual((self.count(reader, code, owner="me"), self.count(reader, code, owner="none")), (len(mine), len(nobodys)))
        other = self.buyer if side == "supplier" else self.supplier
        self.assertFalse([item for item in self.items(other, code) if item["relationship"] == self.relationship and code not in BOTH])
        filters = self.server.contract.document["components"]["schemas"]["TaskCode"]["enum"]
        if code in filters:
            for path, side_of in (("/v1/suppliers", {}), ("/v1/statuses", {"side": "buyer"})):
                found = self.made(caller.get(path, query={"task": code, **side_of}))["items"]
                self.assertEqual(len(found), len(items), path)
            self.assertEqual(code in [task["code"] for task in self.made(self.buyer.get(self.own))["tasks"]], waits)
        for item in items:
            self.assertLessEqual(item["since"], self.today())
            self.assertTrue(item["link"].startswith("http"), item)
            if item["relationship"]:
                self.made(caller.get("/v1/" + item["object"]))

    def nothing_else(self, code, side):
        """It was read, and something else was written there."""
        [item, *_] = self.items(self.reader(side), code)
        if side == "buyer" and item["relationship"]:
            self.made(self.reader(side).get("/v1/" + item["object"]))
            self.made(self.buyer.patch("/v1/" + item["object"], {"memo": "電話で確認済み"}))
        elif item["relationship"]:
            self.made(self.reader(side).get("/v1/" + item["object"]))
            self.made(self.buyer.patch(self.own, {"memo": "電話で確認済み"}))
        self.assertWaits(code, side, True)

    def walk(self, code):
        side, life = KINDS[code]
        before = None
        for waits in life(self):
            self.assertWaits(code, side, waits)
            if before is None:
                self.nothing_else(code, side)
                self.is_in_the_mail(code, side)
                self.assertWaits(code, side, True)
            elif before and not waits:
                self.is_in_no_mail(code, side)
            before = waits

    def test_every_kind_has_its_walk(self):
        self.assertEqual(set(KINDS), set(self.server.contract.document["components"]["schemas"]["InboxCode"]["enum"]))
        self.assertEqual(set(KINDS), set(vocabulary.codes("task")) | set(vocabulary.codes("supplier_task")))


for _code in KINDS:
    setattr(Walk, "test_" + _code, lambda self, code=_code: self.walk(code))


if __name__ == "__main__":
    harness.main()
