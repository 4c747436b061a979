# SPDX-License-Identifier: Apache-2.0
"""Every type of event is made once: it is told once, in the feed and to a webhook, to whoever should hear of it and to nobody else, with
what the contract says of it."""

import itertools
import json
import os
import re
import uuid

import virtual

virtual.enter("webhooks", os.path.join(virtual.TOP, "tests", "support", "webhooks.txt"))

import harness  # noqa: E402
import standardwebhooks  # noqa: E402
from evidence import Evidence  # noqa: E402
from people import make_person  # noqa: E402
from receiver import Receiver  # noqa: E402
from waiting import until  # noqa: E402

TODAY = harness.FIRST_DAY
CATALOGUE = os.path.join(harness.TOP, "schema", "catalogue")
STOPPED = os.path.join(harness.TOP, "tests", "support", "stopped_job.sql")
MINUTES = itertools.count(0)
TYPE = re.compile(r"`([a-z_]+\.[a-z_]+)`")
WORD = re.compile(r"`([a-z_]+)`")

# A supplier, two of its buyers, of whom only the first one takes part in what happens, and somebody who has nothing to do with them.
ROLES = ("buyer", "supplier", "other", "stranger")

# By type: a generator that prepares, yields, makes the event, and yields who is told what.
KINDS = {}


def kind(name):
    def note(life):
        KINDS[name] = life
        return life

    return note


def told(role, side, relationship, name, data, day=TODAY):
    return [(role, {"type": name, "side": side, "relationship": relationship, "day": day, "data": data})]


def everybody(name, data):
    return [one for role in ROLES for one in told(role, None, None, name, data)]


@kind("status.changed")
def status_changed(walk):
    walk.demand(1, "2026-12-10")
    yield
    walk.set_day("2026-12-11")
    yield walk.steps({"status": "pending", "waiting_on": "supplier"}, {"status": "overdue", "waiting_on": "supplier"}, "2026-12-11")


@kind("requirement.changed")
def requirement_changed(walk):
    yield
    walk.demand(1)
    step = walk.steps({"status": "no_requirement", "waiting_on": None}, {"status": "pending", "waiting_on": "supplier"})
    yield walk.both("requirement.changed", {"revision": 1}) + step


@kind("relationship.changed")
def relationship_changed(walk):
    yield
    walk.made(walk.supplier.post(walk.its + ":leave"))
    yield walk.both("relationship.changed", {"state": "declined"})


@kind("response.recorded")
def response_recorded(walk):
    walk.demand(1)
    yield
    walk.made(walk.supplier.put(walk.its + "/response", {"kind": "accepted"}))
    yield walk.both("response.recorded", {"kind": "accepted", "revision": 1})


@kind("talks.recorded")
def talks_recorded(walk):
    yield
    talks = {"asked_on": "2026-11-01", "asked_by": "supplier", "outcome": "agreed"}
    made = walk.made(walk.buyer.post(walk.own + "/consultations", {**talks, "who_bears": "shared"}))
    yield walk.both("talks.recorded", {"consultation": made["consultation"], "recorded_by": "buyer", **talks})


@kind("declaration.added")
def declaration_added(walk):
    yield
    made = walk.declare(walk.supplier, 1, TODAY)
    yield walk.of_declaration("declaration.added", made)


@kind("declaration.changed")
def declaration_changed(walk):
    made = walk.declare(walk.supplier, 1, "2026-11-01")
    yield
    walk.made(walk.supplier.patch("/v1/declarations/" + made, {"stopped_on": TODAY}))
    yield walk.of_declaration("declaration.changed", made, stopped_on=TODAY)


@kind("check.recorded")
def check_recorded(walk):
    declaration = walk.declare(walk.supplier, 1, TODAY)
    yield
    check = walk.check(declaration)
    yield walk.both("check.recorded", {"check": check, "declaration": declaration, "result": "found", "checked_on": TODAY})


@kind("check.withdrawn")
def check_withdrawn(walk):
    declaration = walk.declare(walk.supplier, 1, TODAY)
    check = walk.check(declaration)
    yield
    walk.made(walk.buyer.post("%s/declarations/%s/checks/%s:withdraw" % (walk.own, declaration, check)))
    yield walk.both("check.withdrawn", {"check": check, "declaration": declaration})


@kind("scope.decided")
def scope_decided(walk):
    declaration = walk.declare(walk.supplier, 1, TODAY, scope="part", scope_text="本社")
    yield
    made = walk.made(walk.buyer.post(walk.own + "/scope-decisions", {"declaration": declaration, "decision": "covers"}))
    decision = made["scope_decision"]["scope_decision"]
    yield walk.both("scope.decided", {"scope_decision": decision, "declaration": declaration, "decision": "covers", "decided_on": TODAY})


@kind("assessment.submitted")
def assessment_submitted(walk):
    yield
    made = walk.assess(walk.supplier, "security-action-2-v3")
    yield walk.suppliers("assessment.submitted", {"assessment": made, "edition": "security-action-2-v3", "star": 2, "assessed_on": TODAY})


@kind("assessment.withdrawn")
def assessment_withdrawn(walk):
    made = walk.assess(walk.supplier, "security-action-2-v3")
    yield
    walk.made(walk.supplier.post("/v1/assessments/%s:withdraw" % made))
    yield walk.suppliers("assessment.withdrawn", {"assessment": made, "edition": "security-action-2-v3", "star": 2})


@kind("paper.added")
def paper_added(walk):
    yield
    yield walk.suppliers("paper.added", {"paper": walk.publish_policy(walk.supplier, TODAY), "kind": "policy_publication"})


@kind("paper.withdrawn")
def paper_withdrawn(walk):
    paper = walk.publish_policy(walk.supplier, TODAY)
    yield
    walk.made(walk.supplier.post("/v1/papers/%s:withdraw" % paper))
    yield walk.suppliers("paper.withdrawn", {"paper": paper, "kind": "policy_publication"})


@kind("evidence.added")
def evidence_added(walk):
    walk.show("evidence")
    yield
    yield walk.of_file("evidence.added", walk.store())


@kind("evidence.withdrawn")
def evidence_withdrawn(walk):
    walk.show("evidence")
    file = walk.store()
    yield
    walk.made(walk.supplier.post("/v1/evidence/%s:withdraw" % file))
    yield walk.of_file("evidence.withdrawn", file)


@kind("disclosure.changed")
def disclosure_changed(walk):
    yield
    walk.show("answers")
    yield walk.both("disclosure.changed", {"kind": "answers", "state": "shown", "from": TODAY, "last_day": None})


@kind("disclosure.requested")
def disclosure_requested(walk):
    yield
    yield walk.both("disclosure.requested", {"request": walk.ask(), "kinds": ["gaps"]})


@kind("disclosure.request_withdrawn")
def disclosure_request_withdrawn(walk):
    request = walk.ask()
    yield
    walk.made(walk.buyer.post("%s/disclosure-requests/%s:withdraw" % (walk.own, request)))
    yield walk.both("disclosure.request_withdrawn", {"request": request})


@kind("disclosure.answered")
def disclosure_answered(walk):
    request = walk.ask()
    yield
    walk.made(walk.supplier.post("%s/disclosure-requests/%s:decline" % (walk.its, request), {"text": "見送ります"}))
    yield walk.both("disclosure.answered", {"request": request, "answer": "declined"})


@kind("disclosure.read")
def disclosure_read(walk):
    walk.show("answers")
    made = walk.assess(walk.supplier, "security-action-2-v3")
    yield
    walk.made(walk.buyer.get(walk.own + "/answers"))
    yield told("supplier", "supplier", walk.relationship, "disclosure.read", {"kind": "answers", "assessment": made, "read_at": walk.now})


@kind("number.differs")
def number_differs(walk):
    proven, kept = harness.corporate_number(), harness.corporate_number()
    walk.made(walk.supplier.patch("/v1/organisation", {"corporate_number": proven}))
    yield
    walk.made(walk.buyer.patch(walk.own, {"corporate_number": kept}))
    yield walk.both("number.differs", {"record_number": kept, "organisation_number": proven, "organisation_name": walk.supplier.name, "linked": True})


@kind("organisation.changed")
def organisation_changed(walk):
    yield
    walk.made(walk.supplier.patch("/v1/organisation", {"name": "株式会社みなと製作所"}))
    before, after = ({"name": name, "reading": None, "corporate_number": None} for name in (walk.supplier.name, "株式会社みなと製作所"))
    yield walk.buyers("organisation.changed", {"kind": "renamed", "day": TODAY, "from": before, "to": after})


@kind("scheme_dates.changed")
def scheme_dates_changed(walk):
    yield
    walk.server.command("scheme-dates", "set", "--scheme", "scs", "--star", "3", "--obtainable-from", "2027-03-15")
    yield everybody("scheme_dates.changed", {"scheme": "scs", "star": 3, "revision": 2, "obtainable_from": "2027-03-15"})


@kind("edition.added")
def edition_added(walk):
    yield
    walk.transcribe("scs-trial-1", ".json")
    yield everybody("edition.added", {"edition": "scs-trial-1", "transcription": 1})


@kind("edition.transcribed")
def edition_transcribed(walk):
    walk.transcribe("scs-trial-2", ".json")
    yield
    walk.transcribe("scs-trial-2", ".t2.json")
    yield everybody("edition.transcribed", {"edition": "scs-trial-2", "transcription": 2})


@kind("key.expiring")
def key_expiring(walk):
    yield
    key = {"name": "ERP連携", "rights": ["buyer:read"], "expires_on": "2026-12-20"}
    made = walk.made(walk.buyer.post("/v1/api-keys", key))["api_key"]["key"]
    yield told("buyer", None, None, "key.expiring", {"key": made, "name": "ERP連携", "expires_on": "2026-12-20", "days": 30})


@kind("sign_in.refused")
def sign_in_refused(walk):
    email = "kinds@example.jp"
    user = make_person(walk.server, walk.buyer, email, ["buyer:read"]).get("/v1/me").json["user"]["user"]
    yield
    walk.assertStatus(walk.open.post("/v1/sessions", {"email": email, "password": "まちがった合言葉をいれる"}), 401)
    yield told("buyer", None, None, "sign_in.refused", {"user": user, "attempts": 1, "last_at": walk.now})


@kind("job.finished")
def job_finished(walk):
    job = walk.stopped_job()
    yield
    walk.made(walk.buyer.post("/v1/jobs/%s:start" % job))
    yield told("buyer", None, None, "job.finished", {"job": job, "kind": "status", "total": 10, "done": 10, "error": None})


@kind("job.stopped")
def job_stopped(walk):
    job = walk.stopped_job()
    yield
    # As a worker leaves one that it cannot go on with, before another one takes it.
    walk.server.engine(
        "begin; update job set state = 'queued', error = null, finished_at = null where job_id = :'job';"
        "select job_give_up(:'organisation', :'job', 'internal', :'now', :'day'); commit",
        organisation=walk.buyer.organisation,
        job=job,
        now=walk.now,
        day=TODAY,
    )
    yield told("buyer", None, None, "job.stopped", {"job": job, "kind": "status", "total": 10, "done": 0, "error": "internal"})


@kind("webhook.disabled")
def webhook_disabled(walk):
    gone = Receiver(lambda number: 410)
    walk.addCleanup(gone.end)
    webhook = walk.made(walk.buyer.post("/v1/webhooks", {"url": gone.url, "types": ["job.stopped"]}))["webhook"]["webhook"]
    yield
    walk.made(walk.buyer.post("/v1/webhooks/%s:test" % webhook))
    yield told("buyer", None, None, "webhook.disabled", {"webhook": webhook, "reason": "gone", "failing_since": walk.now})


class Kinds(harness.BothSides, Evidence):
    server_options = ["--webhooks-anywhere=1"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.set_day(TODAY)
        cls.fences = set()
        cls.stranger = cls().make_caller("有限会社よそ", harness.ALL_RIGHTS)

    def setUp(self):
        minute = TODAY + "T03:%02d:" % next(MINUTES)
        self.set_instant(minute + "00Z")
        self.now = minute + "30.000000Z"
        self.buyer, self.supplier, self.other = (
            self.make_caller(name, harness.ALL_RIGHTS) for name in ("東都重工業株式会社", "株式会社みなと精密", "株式会社ほか重工")
        )
        self.relationship, self.others = self.link(self.buyer, self.supplier), self.link(self.other, self.supplier)
        self.receiver = Receiver()
        self.addCleanup(self.receiver.end)

    # What lives are made of.

    def demand(self, star, due_on="2027-06-30"):
        self.require(self.buyer, self.relationship, star, due_on)

    def check(self, declaration):
        path = "%s/declarations/%s/checks" % (self.own, declaration)
        return self.made(self.buyer.post(path, {"method": "public_list", "result": "found"}))["check"]["check"]

    def show(self, what):
        self.made(self.supplier.put("%s/disclosures/%s" % (self.its, what), {}))

    def ask(self):
        return self.made(self.buyer.post(self.own + "/disclosure-requests", {"kinds": ["gaps"], "reason": "計画の確認のため"}))["request"]

    def store(self):
        return self.stored(b"%PDF-1.7\n")

    def transcribe(self, edition, ending):
        with open(os.path.join(CATALOGUE, "scs-2026-03-27" + ending), encoding="utf-8") as file:
            body = {**json.load(file), "id": edition}
        path = os.path.join(self.server.directory, "edition.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(body, file, ensure_ascii=False)
        self.server.command("catalogue", "import", path)

    def stopped_job(self):
        job = str(uuid.uuid4())
        self.server.sql(STOPPED, organisation=self.buyer.organisation, job=job)
        return job

    # Who is told.

    def both(self, name, data, day=TODAY):
        return [one for side in ("buyer", "supplier") for one in told(side, side, self.relationship, name, data, day)]

    def buyers(self, name, data):
        return told("buyer", "buyer", self.relationship, name, data) + told("other", "buyer", self.others, name, data)

    def suppliers(self, name, data):
        return told("supplier", "supplier", None, name, data)

    def steps(self, before, after, day=TODAY):
        return self.both("status.changed", {"from": before, "to": after}, day)

    def of_declaration(self, name, declaration, **members):
        data = {"declaration": declaration, "star": 1, "replaces": None, "stopped_on": None, "revoked_on": None, **members}
        return self.suppliers(name, data) + self.buyers(name, data)

    def of_file(self, name, file):
        return self.suppliers(name, {"evidence": file, "media_type": "application/pdf"}) + told("buyer", "buyer", self.relationship, name, {})

    # What is seen.

    def counts(self, event):
        """Whether it happened after what a life prepared, and is no fence."""
        return event["recorded_at"] >= self.now and event["data"].get("paper") not in self.fences

    def events(self, role, **query):
        """Of its feed, which has less than a page."""
        answer = self.assertStatus(getattr(self, role).get("/v1/events", query={"limit": 200, **query}), 200)
        return [event for event in answer.json["items"] if self.counts(event)]

    def fence(self):
        """An event of each one's own; once it is told, so is all that was committed before it."""
        papers = {role: self.file_paper(getattr(self, role), "management_oath", TODAY, person="林 太郎") for role in ROLES}
        self.fences.update(papers.values())
        return papers

    def is_told(self, role, paper):
        page = getattr(self, role).get("/v1/events", query={"types": "paper.added", "limit": 200}).json
        return paper in [event["data"]["paper"] for event in page["items"]]

    def listen(self):
        """From here on everything is counted, in the feeds and by webhooks."""
        self.set_instant(self.now)
        self.secrets = {}
        for role in ROLES:
            caller = getattr(self, role)
            made = self.made(caller.post("/v1/webhooks", {"url": self.receiver.url}))
            self.secrets[caller.organisation] = made["secret"]
            self.addCleanup(caller.delete, "/v1/webhooks/" + made["webhook"]["webhook"])

    def delivered(self):
        """What was received, its signature checked: by organisation and number, all messages."""
        messages = {}
        for headers, body in list(self.receiver.taken):
            message = standardwebhooks.Webhook(self.secrets[json.loads(body)["organisation"]]).verify(body, headers)
            message["recorded_at"] = message.pop("timestamp")
            if self.counts(message):
                messages.setdefault((message.pop("organisation"), message["sequence"]), []).append(message)
        return messages

    def members(self, name):
        """Which members the contract says an event of this type may have."""
        text = self.server.contract.document["components"]["schemas"]["EventData"]["description"]
        said = next(part for part in re.split(r"(?<=[.;])\s+(?=`[a-z_]+\.)", text) if name in TYPE.findall(part))
        return set(WORD.findall(said))

    def assertHeard(self, role, expected):
        def shown(events):
            return sorted(({name: event[name] for name in ("type", "side", "relationship", "day", "data")} for event in events), key=lambda e: json.dumps(e))

        events = self.events(role)
        self.assertEqual(shown(events), shown(expected), role)
        for name in KINDS:
            self.assertEqual(self.events(role, types=name), [event for event in events if event["type"] == name], (role, name))
        for event in events:
            self.assertLessEqual(set(event["data"]), self.members(event["type"]))
            key = (getattr(self, role).organisation, event["sequence"])
            self.assertEqual(until(lambda: self.delivered().get(key), lambda: "%s has not had %s" % (role, event)), [event])

    def walk(self, name):
        life = KINDS[name](self)
        next(life)
        self.listen()
        expected = next(life)
        self.assertIn(name, [event["type"] for _, event in expected])
        heard = {role: [event for one, event in expected if one == role] for role in ROLES}
        papers = self.fence()
        # What a worker tells comes when it comes.
        until(
            lambda: all(self.is_told(role, papers[role]) and len(self.events(role)) >= len(heard[role]) for role in ROLES),
            lambda: {role: self.events(role) for role in ROLES},
        )
        for role in ROLES:
            self.assertHeard(role, heard[role])
        sent = sorted((organisation, one["type"]) for (organisation, _), [one] in self.delivered().items())
        self.assertEqual(sent, sorted((getattr(self, role).organisation, event["type"]) for role, event in expected))

    def test_every_type_has_its_walk(self):
        self.assertEqual(set(KINDS), set(self.server.contract.document["components"]["schemas"]["EventType"]["enum"]))


for _name in KINDS:
    setattr(Kinds, "test_" + _name.replace(".", "_"), lambda self, name=_name: self.walk(name))


if __name__ == "__main__":
    harness.main()
