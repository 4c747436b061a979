# SPDX-License-Identifier: Apache-2.0
"""An organisation that is buyer and supplier and has some of everything that the contract knows, each
text of it carrying a mark; for tests that take their requests from the contract."""

import base64
import hashlib
import os
import secrets
import urllib.parse
import uuid

import harness
from people import OTHER_PASSWORD, PASSWORD, make_person, sign_in
from published import company, publish

FOUND = {"method": "public_list", "result": "found"}
ISSUER = "https://login.example.com"  # whoever tries the operations on it has the operator allow it
HOOK = "https://erp.example.co.jp/hook"
CATALOGUE = "security-action-2-v3"
DUTY = "1-2-1-3"  # a criterion that recurs


class World:
    """`own` holds all rights; `supplier` and `client` are its partners on either side. Besides one relationship
    with each that has everything there are `spare` ones, which requests may end."""

    def __init__(self, maker, mark, spare=0):
        self.maker, self.mark = maker, mark
        self.published = None
        self.alias = self.webhook = None
        number = harness.corporate_number()
        self.own = maker.make_caller("株式会社%s" % mark, harness.ALL_RIGHTS, number=number, vouch=True, reading="ジブン")
        self.supplier = maker.make_supplier("有限会社%s取引先" % mark)
        self.client = maker.make_buyer("合同会社%s発注" % mark)
        self.relationship = self.invited()
        self.redeem(self.supplier)
        self.numbered = self.record["corporate_number"]
        self.coded = "code:" + self.record["code"]
        self.spares = [self.relationship] + [maker.link(self.own, self.supplier) for _ in range(spare)]
        self.spares += [self.invited() for _ in range(spare // 2)]
        for one in self.spares[1::2]:
            maker.require(self.own, one, 1, "2027-06-30")
        self.clients = [maker.link(self.client, self.own) for _ in range(1 + spare)]
        self.member = harness.declaration_id() + "@example.jp"
        make_person(maker.server, self.own, self.member, harness.ALL_RIGHTS.split(","))
        self.page = self.kept_in = None
        self.session, self.page = self.session_made(), None  # this one stays
        self.as_buyer()
        self.as_supplier(spare)

    def invited(self):
        """Another supplier on the list; `token` and `record` are the last one's."""
        self.record = {
            "name": self.mark + "鉄工",
            "reading": "テッコウ",
            "category": self.mark + "区分",
            "tags": [self.mark],
            "code": "W-" + harness.declaration_id(),
            "corporate_number": harness.corporate_number(),
            "contacts": [{"name": self.mark + "花子", "email": "hanako@example.jp", "phone": "052-000-0000", "department": self.mark + "部"}],
            "memo": self.mark + "のメモ",
        }
        made = self.made(self.own.post("/v1/suppliers", self.record))
        self.token = made["invitation"]["token"]
        return made["relationship"]

    def redeem(self, caller):
        self.made(caller.post("/v1/invitations:redeem", {"token": self.token}))

    def made(self, answer):
        self.maker.assertIn(answer.status, (200, 201, 202), answer)
        return answer.json

    def as_buyer(self):
        path = "/v1/suppliers/" + self.relationship
        self.declared = self.maker.declare(self.supplier, 1, "2026-11-01")
        self.part = self.maker.declare(self.supplier, 2, "2026-11-01", scope="part", scope_text=self.mark + "工場")
        self.maker.require(self.own, self.relationship, 1, "2027-06-30", reason=self.mark + "の図面")
        self.check = self.check_made()
        self.look = self.look_made()
        self.made(self.own.post(path + "/scope-decisions", {"declaration": self.part, "decision": "covers", "note": self.mark + "の範囲"}))
        self.talk(self.own, path)
        self.made(self.own.put(path + "/declarations", {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-10-01"}))
        self.made(self.own.put("/v1/statement-naming", {"named": True}, headers={"If-Match": "*"}))
        self.rule = self.rule_made()
        self.job = self.made(
            self.own.post(
                "/v1/suppliers:import",
                {"rows": [{"code": "W-" + harness.declaration_id(), "name": self.mark + "商店"}, {"code": "?", "name": ""}]},
                query={"mode": "per_row", "source": "world"},
            )
        )["job"]
        self.key = self.key_made()
        self.user = self.user_made()
        self.request = self.request_made(self.own, self.relationship)
        self.disclosed(self.supplier, self.relationship)

    def draft(self):
        made = self.made(self.own.post("/v1/assessments", {"edition": CATALOGUE}))["assessment"]
        self.made(self.own.put("/v1/assessments/%s/answers" % made, {"answers": [{"criterion": "1", "answer": "implemented", "note": self.mark + "の手順"}]}))
        return made

    def as_supplier(self, spare):
        path = "/v1/buyers/" + self.clients[0]
        self.maker.require(self.client, self.clients[0], 2, "2027-06-30", reason=self.mark + "の依頼")
        self.made(self.own.put(path + "/response", {"kind": "talks_requested", "message": self.mark + "の返事"}))
        self.made(self.own.put(path + "/disclosure", {"readiness": True}))
        self.made(self.own.put(path + "/disclosures/gaps", {}))
        self.asked = self.request_made(self.client, self.clients[0])
        self.talk(self.own, path)
        self.declaration = self.maker.declare(self.own, 1, "2026-11-01", scope="part", scope_text=self.mark + "本社")
        self.assessments = [self.draft() for _ in range(1 + spare // 2)]
        self.paper = self.paper_made()
        self.evidence = self.evidence_made(self.own, {"kind": "paper", "id": self.paper})
        self.campaign = self.campaign_made()
        self.made(self.own.put("/v1/duties/" + DUTY, {"done_on": "2026-11-01"}))
        self.statement = self.statement_made()["statement"]
        self.kept = self.kept_made()
        self.policy = self.policy_made()
        self.saved_view = self.saved_view_made()

    def saved_view_made(self):
        view = {"name": "%s %s" % (self.mark, secrets.token_hex(4)), "shared": True, "filters": {"category": self.mark}}
        return self.made(self.own.post("/v1/saved-views", view))["saved_view"]

    def policy_made(self):
        self.made(self.own.put("/v1/policy", {"language": "ja", "text": self.mark + "の方針"}, headers={"If-Match": "*"}))
        return self.made(self.own.post("/v1/policy:publish", headers={"If-Match": "*"}))["url"][-64:]

    def statement_made(self):
        return self.made(self.own.post("/v1/statements", {}))

    def kept_made(self):
        return self.made(self.own.post("/v1/kept-statements", {"jws": self.statement_made()["jws"]}))["kept"]

    def disclosed(self, supplier, relationship):
        """The supplier shows all kinds of one assessment."""
        self.maker.assess(supplier, "scs-2026-03-27")
        self.shown_evidence = self.evidence_made(supplier)
        for kind in ("readiness", "gaps", "answers", "evidence"):
            self.made(supplier.put("/v1/buyers/%s/disclosures/%s" % (relationship, kind), {}))

    def request_made(self, buyer, relationship):
        return self.made(buyer.post("/v1/suppliers/%s/disclosure-requests" % relationship, {"kinds": ["answers"], "reason": self.mark + "の確認"}))["request"]

    def fresh_request(self, path, buyer, relationship):
        return {"disclosure_request": self.request_made(buyer, relationship)} if "{disclosure_request}" in path else {}

    def talk(self, caller, path):
        self.made(caller.post(path + "/consultations", {"asked_on": "2026-11-01", "asked_by": "supplier", "text": self.mark + "と協議"}))

    def tokens(self, count=20):
        """Of invitations that nobody answered, by a buyer who leaves them alone."""
        buyer = self.maker.make_buyer()
        return [self.maker.invite(buyer)[1] for _ in range(count)]

    def job_made(self):
        """One that stopped."""
        job = str(uuid.uuid4())
        self.own.server.sql(os.path.join(harness.TOP, "tests", "support", "stopped_job.sql"), organisation=self.own.organisation, job=job)
        return job

    def webhook_made(self):
        """With a delivery; told of nothing that happens here. An organisation may have twenty."""
        if self.webhook:
            self.own.delete("/v1/webhooks/" + self.webhook)
        made = self.made(self.own.post("/v1/webhooks", {"url": HOOK, "description": self.mark, "types": ["webhook.disabled"]}))
        self.webhook = made["webhook"]["webhook"]
        self.delivery = self.made(self.own.post("/v1/webhooks/%s:test" % self.webhook))["delivery"]
        return self.webhook

    def delivery_made(self):
        if not self.webhook:
            self.webhook_made()
        return self.delivery

    def campaign_made(self):
        """To a supplier that was written to and has not answered."""
        self.invited()
        chosen = {"text": self.record["code"]}
        made = self.made(self.own.post("/v1/campaigns", {"name": self.mark + "の送付"}, query=chosen))["campaign"]
        self.made(self.own.post("/v1/campaigns/%s:letters" % made))
        return made

    def previewed(self):
        """A change of its supplier that was looked at."""
        body = {"suppliers": [self.relationship], "change": {"category": self.mark + "区分"}}
        return self.made(self.own.post("/v1/suppliers:change", body, query={"dry_run": "true"}))["job"]

    def key_made(self):
        return self.made(self.own.post("/v1/api-keys", {"name": self.mark + "の鍵", "rights": ["buyer:read"]}))["api_key"]["key"]

    def user_made(self):
        return self.made(
            self.own.post("/v1/users", {"email": harness.declaration_id() + "@example.jp", "name": self.mark + "次郎", "rights": ["buyer:read", "keys:write"]})
        )["user"]["user"]

    def linked(self):
        """A user whom some provider knows."""
        user = self.user_made()
        self.own.server.engine("update user_account set issuer = 'i', subject = user_id where user_id = :'user'", user=user)
        return user

    def keeper(self):
        """Somebody with a password who may let people in."""
        if not self.kept_in:
            made = self.made(
                self.own.post("/v1/users", {"email": harness.declaration_id() + "@example.jp", "name": self.mark + "三郎", "rights": ["keys:write"]})
            )
            self.maker.assertStatus(self.maker.open.post("/v1/user-links:accept", {"token": made["link"]["token"], "password": PASSWORD}), 200)
            self.kept_in = made["user"]["user"]
        return self.kept_in

    def session_made(self):
        """A session of the member's in place of the last one: an eleventh would end the oldest, which may be a caller's."""
        if self.page:
            self.page.delete("/v1/session")
        self.page = sign_in(self.maker.server, self.member, (PASSWORD, OTHER_PASSWORD))
        return next(item["session"] for item in self.page.get("/v1/me/sessions").json["items"] if item["own"])

    def rule_made(self):
        rule = "tag:札" + harness.declaration_id()
        self.made(self.own.put("/v1/rules/" + urllib.parse.quote(rule, safe=""), {"required_star": 1, "due_in_days": 90, "reason": self.mark + "の方針"}))
        return rule

    def check_made(self):
        return self.made(
            self.own.post("/v1/suppliers/%s/declarations/%s/checks" % (self.relationship, self.declared), {**FOUND, "note": self.mark + "を見た"})
        )["check"]["check"]

    def look_made(self):
        path = "/v1/suppliers/%s/partner-checks" % self.relationship
        return self.made(self.own.post(path, {"method": "visit", "result": "insufficient", "action": self.mark + "へ依頼"}))["look"]

    def paper_made(self):
        return self.maker.file_paper(self.own, "policy_publication", "2026-11-01", place=self.mark + "の玄関", note=self.mark + "の方針")

    def evidence_announced(self, caller, *links):
        return self.made(caller.post("/v1/evidence", {"name": self.mark + "の規程.pdf", "note": self.mark + "の棚", "links": links}))["evidence"]

    def evidence_made(self, caller, *links):
        data = ("%PDF-1.7 " + self.mark).encode()
        made = self.evidence_announced(caller, *links)
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()
        self.made(caller.put("/v1/evidence/%s/content" % made, data, content_type="application/octet-stream", headers={"Content-Digest": digest}))
        return made

    def changed_company(self, path):
        """A supplier with another number than its record, or with a declaration of before its merger."""
        numbers = [harness.corporate_number() for _ in range(2)]
        supplier = self.maker.make_supplier("株式会社合併前", number=numbers[0])
        record = {"corporate_number": numbers[1]} if path.endswith(":accept-number") else {}
        relationship = self.maker.link(self.own, supplier, **record)
        if not record:
            self.maker.declare(supplier, 1, "2026-11-01")
            self.made(supplier.patch("/v1/organisation", {"corporate_number": numbers[1], "succession": {"kind": "merger", "day": str(harness.FIRST_DAY)}}))
        return relationship

    def joined(self):
        """A supplier into which another one was joined; `alias` is what that was called by."""
        kept, other = self.invited(), self.invited()
        joined = self.made(self.own.post("/v1/suppliers/%s:join" % kept, {"other": other, "demand": "supplier"}))
        self.alias = next(a["alias"] for a in joined["aliases"] if a["alias"].startswith("code:"))
        return kept

    def dismissed(self):
        """Two suppliers that are said to be two."""
        pair = [self.invited(), self.invited()]
        self.made(self.own.post("/v1/likely-duplicates:dismiss", {"suppliers": pair}))
        return pair

    def invitation_made(self):
        """One that the organisation can answer without its link: it took part before."""
        asked = self.maker.link(self.client, self.own)
        self.made(self.own.post("/v1/buyers/%s:leave" % asked))
        self.made(self.client.post("/v1/suppliers/%s:invite" % asked))
        return asked

    def misnamed(self):
        """A supplier whose number is published with another name."""
        if not self.published:
            self.published = harness.corporate_number()
            publish(self.maker.server, [company(self.published, "株式会社公表名")])
        record = {"name": "株式会社登録名", "code": harness.declaration_id(), "corporate_number": self.published}
        return self.made(self.own.post("/v1/suppliers", record))["relationship"]

    def fresh(self, path):
        """New objects for the parameters of an operation that may change or end them."""
        if path.endswith("/identity:remove"):
            return {"user": self.linked()}
        if path == "/v1/oidc-settings":
            body = {"issuer": ISSUER, "client_id": "hoshitori", "required": False, "exempt": None, "rules": []}
            self.own.put(path, body, headers={"If-Match": "*"})
            return {}
        if "{check}" in path:
            return {"supplier": self.relationship, "declaration": self.declared, "check": self.check_made()}
        if "{partner_check}" in path:
            return {"supplier": self.relationship, "partner_check": self.look_made()}
        if path.endswith((":accept-number", ":accept-predecessor")):
            return {"supplier": self.changed_company(path)}
        if path.endswith(":dismiss-number-remark"):
            return {"supplier": self.misnamed()}
        if path.endswith(":end-alias"):
            return {"supplier": self.joined()}
        if "{supplier}" in path:
            supplier = self.invited()
            if not path.endswith(":invite"):
                self.redeem(self.supplier)
                self.maker.require(self.own, supplier, 1, "2027-06-30")
            return {"supplier": supplier, "declaration": self.declared, **self.fresh_request(path, self.own, supplier)}
        if "{buyer}" in path:
            buyer = self.maker.link(self.client, self.own)
            self.maker.require(self.client, buyer, 2, "2027-06-30")
            return {"buyer": buyer, "kind": "gaps", **self.fresh_request(path, self.client, buyer)}
        if "{assessment}" in path:
            assessment = self.draft()
            if path.endswith(":withdraw"):
                self.made(self.own.post("/v1/assessments/%s:submit" % assessment, {}))
            return {"assessment": assessment}
        makers = {
            "declaration": lambda: self.maker.declare(self.own, 1, "2026-11-01"),
            "paper": self.paper_made,
            "evidence": lambda: self.evidence_announced(self.own) if path.endswith("/content") else self.evidence_made(self.own),
            "key": self.key_made,
            "rule": self.rule_made,
            "user": self.user_made,
            "edition": lambda: CATALOGUE,
            "criterion": lambda: DUTY,
            "job": lambda: self.job_made() if path.startswith("/v1/jobs/{job}:") else self.job,
            "session": self.session_made,
            "invitation": self.invitation_made,
            "statement": lambda: self.statement_made()["statement"],
            "kept": self.kept_made,
            "policy": self.policy_made,
            "saved_view": self.saved_view_made,
            "webhook": self.webhook_made,
            "delivery": self.delivery_made,
            "campaign": self.campaign_made,
        }
        return {name: make() for name, make in makers.items() if "{%s}" % name in path}

    def named_anew(self, name):
        """An object of a name that its owner chose, in that spelling."""
        if name == "rule":
            return self.rule_made()
        self.invited()
        return "code:" + self.record["code"]

    def objects(self, path, name):
        """Ids of this world that a parameter of an operation may name, in all their spellings; None for a
        parameter that this file does not know."""
        if name == "disclosure_request":
            return [self.request if path.startswith("/v1/suppliers/") else self.asked]
        if name == "declaration":
            return [self.declared if path.startswith("/v1/suppliers/") else self.declaration]
        return {
            "supplier": [*self.spares, self.numbered, self.coded],
            "relationship": [*self.spares, self.numbered, self.coded],
            "buyer": self.clients,
            "check": [self.check],
            "partner_check": [self.look],
            "assessment": self.assessments,
            "paper": [self.paper],
            "evidence": [self.shown_evidence if path.startswith("/v1/suppliers/") else self.evidence],
            "key": [self.key],
            "rule": [self.rule],
            "job": [self.job],
            "campaign": [self.campaign],
            "user": [self.user],
            "session": [self.session],
            "edition": [CATALOGUE],
            "kind": ["gaps"],
            "statement": [self.statement],
            "kept": [self.kept],
            "policy": [self.policy],
            "saved_view": [self.saved_view],
            "criterion": [DUTY],
            "invitation": [self.invitation_made()] if name == "invitation" else [],
            "webhook": [self.webhook_made()] if name == "webhook" else [],
            "delivery": [self.delivery_made()] if name == "delivery" else [],
        }.get(name)
