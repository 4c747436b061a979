# SPDX-License-Identifier: Apache-2.0
"""A request of each operation that does what the operation is for."""

import os
import urllib.parse
import uuid

import harness
from people import make_person
from published import company, publish

FOUND = {"method": "public_list", "result": "found"}
ASKED = {"kinds": ["answers"], "reason": "図面をお預けするため"}
HOOK = {"url": "https://erp.example.co.jp/hook", "types": ["webhook.disabled"]}
MAIL_SETTINGS = {
    "sender_name": "佐藤 花子",
    "sender_department": "調達部",
    "sender_telephone": "03-0000-0000(内線12)",
    "reply_to": "chotatsu@toto.example.jp",
    "introduction": None,
    "reminders": None,
}
OIDC_SETTINGS = {"issuer": "https://login.example.com", "client_id": "hoshitori", "required": False, "exempt": None, "rules": []}
TALKS = {"asked_on": "2026-11-01", "asked_by": "supplier"}


class Requests(harness.BothSides, harness.ApiTest):
    """`READS` and `WRITES`: for each operation its request, after what has to be there first: who asks, the path and the body.
    `self.own` is the buyer's way to the pair, `self.its` the supplier's."""

    server_options = ["--mail-from=no-reply@hoshitori.example.jp"]  # one that would send mail

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command("oidc-issuer", "add", "--issuer", OIDC_SETTINGS["issuer"])
        maker = cls()
        cls.buyer, cls.supplier, cls.relationship = maker.linked_pair()
        maker.require(cls.buyer, cls.relationship, 1, "2027-06-30")
        cls.declaration = maker.declare(cls.supplier, 1, "2026-11-01")
        cls.part = maker.declare(cls.supplier, 2, "2026-11-01", scope="part", scope_text="本社")
        cls.assessment = maker.draft()
        cls.rule = maker.another_rule()
        cls.key = cls.buyer.get("/v1/me").json["key"]["key"]
        cls.job = maker.sheet()
        cls.page = make_person(cls.server, cls.supplier, "page@example.jp", ["supplier:read"])

    def draft(self):
        return self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]

    def filled_draft(self):
        made = self.draft()
        answers = {"answers": [{"criterion": "1", "answer": "implemented"}]}
        self.assertStatus(self.supplier.put("/v1/assessments/%s/answers" % made, answers), 200)
        return "/v1/assessments/" + made

    def looked(self):
        made = self.buyer.post(self.own + "/partner-checks", {"method": "visit", "result": "sufficient"})
        return "%s/partner-checks/%s" % (self.own, self.assertStatus(made, 201).json["look"])

    def shown_by(self, kind):
        """A way by which the buyer reads an assessment."""
        made = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "scs-2026-03-27"}), 201).json["assessment"]
        self.supplier.put("/v1/assessments/%s/answers" % made, {"answers": [{"criterion": "1-2-1-1", "answer": "implemented"}]})
        self.assertStatus(self.supplier.post("/v1/assessments/%s:submit" % made, {}), 200)
        self.assertStatus(self.supplier.put(self.its + "/disclosures/" + kind, {}), 200)
        return "%s/%s" % (self.own, kind)

    def file(self):
        return "/v1/evidence/" + self.assertStatus(self.supplier.post("/v1/evidence", {"name": "規程.pdf"}), 201).json["evidence"]

    def file_shown(self):
        data, digest = b"text", "sha-256=:mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE=:"
        answer = self.supplier.put(self.file() + "/content", data, content_type="application/octet-stream", headers={"Content-Digest": digest})
        self.assertStatus(answer, 200)
        self.assertStatus(self.supplier.put(self.its + "/disclosures/evidence", {}), 200)
        return self.own + "/evidence"

    def shown_once(self):
        self.shown_by("answers")
        return self.its + "/disclosures/answers"

    def request_of(self, side):
        relationship = self.link(self.buyer, self.supplier)
        made = self.assertStatus(self.buyer.post("/v1/suppliers/%s/disclosure-requests" % relationship, ASKED), 201)
        return "%s%s/disclosure-requests/%s" % (side, relationship, made.json["request"])

    def fresh_day(self):
        """Another one each time."""
        type(self).days = getattr(self, "days", 0) + 1
        return "2027-%02d-%02d" % (1 + self.days // 28, 1 + self.days % 28)

    def submitted(self):
        path = self.filled_draft()
        self.assertStatus(self.supplier.post(path + ":submit", {}), 200)
        return path

    def check(self):
        made = self.buyer.post("%s/declarations/%s/checks" % (self.own, self.declaration), FOUND)
        return "%s/declarations/%s/checks/%s" % (self.own, self.declaration, self.assertStatus(made, 201).json["check"]["check"])

    def saved_view(self):
        return self.assertStatus(self.buyer.post("/v1/saved-views", {"name": self.fresh_name(), "shared": True, "filters": {}}), 201).headers["Location"]

    def policy(self, *drafts):
        """Published; its code. `drafts`: what is saved behind it."""
        self.assertStatus(self.supplier.put("/v1/policy", {"language": "ja", "text": self.fresh_name()}, headers={"If-Match": "*"}), 200)
        code = self.assertStatus(self.supplier.post("/v1/policy:publish", headers={"If-Match": "*"}), 200).json["url"][-64:]
        for text in drafts:
            self.assertStatus(self.supplier.put("/v1/policy", {"language": "ja", "text": text}, headers={"If-Match": "*"}), 200)
        return code

    def statement(self):
        return self.assertStatus(self.supplier.post("/v1/statements", {}), 201).json

    def kept(self):
        return self.assertStatus(self.buyer.post("/v1/kept-statements", {"jws": self.statement()["jws"]}), 201).json["kept"]

    def another_key(self):
        made = self.assertStatus(self.buyer.post("/v1/api-keys", {"name": "鍵", "rights": ["buyer:read"]}), 201)
        return "/v1/api-keys/" + made.json["api_key"]["key"]

    def webhook(self):
        """A new one in place of the ones before: there may be twenty."""
        for item in self.buyer.get("/v1/webhooks").json["items"]:
            self.buyer.delete("/v1/webhooks/" + item["webhook"])
        return "/v1/webhooks/" + self.assertStatus(self.buyer.post("/v1/webhooks", HOOK), 201).json["webhook"]["webhook"]

    def delivery(self):
        path = self.webhook()
        return "%s/deliveries/%s" % (path, self.assertStatus(self.buyer.post(path + ":test"), 201).json["delivery"])

    def another_rule(self):
        path = "/v1/rules/tag:" + harness.declaration_id()
        self.assertStatus(self.buyer.put(path, {"required_star": 1, "due_in_days": 90}), 201)
        return path

    def sheet(self):
        """A small sheet, carried out at once; where its answers are."""
        answer = self.buyer.post("/v1/suppliers:import?source=exchanges", b"code,name\r\nE-1,Ena\r\n", content_type="text/csv; charset=utf-8")
        return self.assertStatus(answer, 200).headers["Location"].removesuffix("/rows")

    def token(self):
        return {"token": self.invite(self.buyer)[1]}

    def fresh_name(self):
        return "株式会社" + harness.declaration_id()

    def next_star(self):
        revision = self.buyer.get(self.own + "/requirement").json["revision"]
        return {"required_star": 1 + revision % 2, "due_on": "2027-06-30"}

    def next_done(self):
        last = {duty["criterion"]: duty["last_done_on"] for duty in self.supplier.get("/v1/duties?star=3").json["items"]}["1-2-1-3"]
        return {"done_on": "2026-11-02" if last == "2026-11-01" else "2026-11-01"}

    def person(self):
        return {"email": harness.declaration_id() + "@example.jp", "name": "花子", "rights": ["buyer:read"]}

    def invited_person(self):
        return self.assertStatus(self.buyer.post("/v1/users", self.person()), 201).json

    def user(self):
        return "/v1/users/" + self.invited_person()["user"]["user"]

    def tagged(self):
        """A tag of one supplier that has not answered."""
        tag = "送付" + harness.declaration_id()
        self.invite(self.buyer, tags=[tag])
        return urllib.parse.quote(tag)

    def campaign(self):
        made = self.buyer.post("/v1/campaigns?tag=" + self.tagged(), {"name": "招待"})
        return "/v1/campaigns/" + self.assertStatus(made, 201).json["campaign"]

    READS = {
        "me_get": lambda self: (self.buyer, "/v1/me"),
        "status_list": lambda self: (self.buyer, "/v1/statuses?side=buyer&sort=gap&status=pending"),
        "status_summary": lambda self: (self.buyer, "/v1/statuses/summary"),
        "status_trend": lambda self: (self.buyer, "/v1/statuses/trend"),
        "task_list": lambda self: (self.buyer, "/v1/tasks?side=buyer"),
        "campaign_list": lambda self: (self.buyer, "/v1/campaigns"),
        "campaign_get": lambda self: (self.buyer, self.campaign()),
        "campaign_recipient_list": lambda self: (self.buyer, self.campaign() + "/recipients"),
        "task_summary": lambda self: (self.buyer, "/v1/tasks/summary?side=buyer"),
        "supplier_history_list": lambda self: (self.buyer, self.own + "/history"),
        "supplier_timeline_get": lambda self: (self.buyer, self.own + "/timeline"),
        "supplier_consultation_list": lambda self: (self.buyer, self.own + "/consultations"),
        "buyer_timeline_get": lambda self: (self.supplier, self.its + "/timeline"),
        "buyer_consultation_list": lambda self: (self.supplier, self.its + "/consultations"),
        "supplier_disclosure_list": lambda self: (self.buyer, self.own + "/disclosures"),
        "disclosure_list": lambda self: (self.supplier, self.its + "/disclosures"),
        "supplier_disclosure_request_list": lambda self: (self.buyer, self.own + "/disclosure-requests"),
        "buyer_disclosure_request_list": lambda self: (self.supplier, self.its + "/disclosure-requests"),
        "supplier_readiness_list": lambda self: (self.buyer, self.shown_by("readiness")),
        "supplier_gap_list": lambda self: (self.buyer, self.shown_by("gaps")),
        "supplier_answer_list": lambda self: (self.buyer, self.shown_by("answers")),
        "supplier_evidence_list": lambda self: (self.buyer, self.file_shown()),
        "evidence_list": lambda self: (self.supplier, "/v1/evidence"),
        "evidence_get": lambda self: (self.supplier, self.file()),
        "disclosure_read_list": lambda self: (self.supplier, self.its + "/disclosure-reads"),
        "event_list": lambda self: (self.buyer, "/v1/events"),
        "audit_event_list": lambda self: (self.buyer, "/v1/audit/events"),
        "audit_checkpoint_list": lambda self: (self.buyer, "/v1/audit/checkpoints"),
        "audit_receipt_list": lambda self: (self.buyer, "/v1/audit/receipts"),
        "report_get": lambda self: (self.buyer, "/v1/report"),
        "partner_record_list": lambda self: (self.buyer, "/v1/partner-checks"),
        "partner_summary_get": lambda self: (self.buyer, "/v1/partner-checks/summary"),
        "partner_look_list": lambda self: (self.buyer, self.own + "/partner-checks"),
        "audit_decision_get": lambda self: (self.buyer, "/v1/audit/decisions/" + self.relationship),
        "supplier_list": lambda self: (self.buyer, "/v1/suppliers"),
        "supplier_get": lambda self: (self.buyer, self.own),
        "supplier_status_get": lambda self: (self.buyer, self.own + "/status"),
        "supplier_declaration_list": lambda self: (self.buyer, self.own + "/declarations"),
        "check_list": lambda self: (self.buyer, "%s/declarations/%s/checks" % (self.own, self.declaration)),
        "requirement_get": lambda self: (self.buyer, self.own + "/requirement"),
        "requirement_revision_list": lambda self: (self.buyer, self.own + "/requirement/revisions"),
        "statement_list": lambda self: (self.supplier, "/v1/statements"),
        "statement_get": lambda self: (self.supplier, "/v1/statements/" + self.statement()["statement"]),
        "statement_page": lambda self: (self.supplier, "/v1/statements/%s/page" % self.statement()["statement"]),
        "saved_view_list": lambda self: (self.buyer, "/v1/saved-views"),
        "saved_view_get": lambda self: (self.buyer, self.saved_view()),
        "policy_get": lambda self: (self.supplier, "/v1/policy"),
        "policy_page": lambda self: (self.policy() and self.supplier, "/v1/policy/page"),
        "statement_naming_get": lambda self: (self.buyer, "/v1/statement-naming"),
        "kept_statement_list": lambda self: (self.buyer, "/v1/kept-statements"),
        "retention_get": lambda self: (self.buyer, "/v1/retention"),
        "settings_get": lambda self: (self.buyer, "/v1/settings"),
        "buyer_list": lambda self: (self.supplier, "/v1/buyers"),
        "buyer_get": lambda self: (self.supplier, self.its),
        "buyer_status_get": lambda self: (self.supplier, self.its + "/status"),
        "assessment_list": lambda self: (self.supplier, "/v1/assessments"),
        "assessment_get": lambda self: (self.supplier, "/v1/assessments/" + self.assessment),
        "erasure_list": lambda self: (self.buyer, "/v1/erasures"),
        "paper_list": lambda self: (self.supplier, "/v1/papers"),
        "declaration_list": lambda self: (self.supplier, "/v1/declarations"),
        "declaration_get": lambda self: (self.supplier, "/v1/declarations/" + self.declaration),
        "standing_get": lambda self: (self.supplier, "/v1/standing"),
        "plan_get": lambda self: (self.supplier, "/v1/plan"),
        "dismissed_duplicate_list": lambda self: (self.buyer, "/v1/dismissed-duplicates"),
        "likely_duplicate_list": lambda self: (self.buyer, "/v1/likely-duplicates"),
        "own_invitation_list": lambda self: (self.supplier, "/v1/invitations"),
        "organisation_get": lambda self: (self.supplier, "/v1/organisation"),
        "edition_list": lambda self: (self.buyer, "/v1/editions"),
        "edition_get": lambda self: (self.buyer, "/v1/editions/security-action-2-v3"),
        "edition_help": lambda self: (self.supplier, "/v1/editions/security-action-2-v3/help"),
        "edition_sheet": lambda self: (self.supplier, "/v1/editions/security-action-2-v3/sheet"),
        "assessment_diff": lambda self: (self.supplier, "/v1/assessments/%s/diff" % self.assessment),
        "duty_list": lambda self: (self.supplier, "/v1/duties?star=3"),
        "assessment_sheet": lambda self: (self.supplier, "/v1/assessments/%s/sheet" % self.draft()),
        "api_key_list": lambda self: (self.buyer, "/v1/api-keys"),
        "webhook_list": lambda self: (self.buyer, "/v1/webhooks"),
        "webhook_delivery_list": lambda self: (self.buyer, self.webhook() + "/deliveries"),
        "user_list": lambda self: (self.buyer, "/v1/users"),
        "mail_list": lambda self: (self.buyer, "/v1/mails"),
        "mail_settings_get": lambda self: (self.buyer, "/v1/mail-settings"),
        "own_mail_get": lambda self: (self.page, "/v1/me/mail"),
        "own_session_list": lambda self: (self.page, "/v1/me/sessions"),
        "user_session_list": lambda self: (self.buyer, self.user() + "/sessions"),
        "oidc_settings_get": lambda self: (self.buyer, "/v1/oidc-settings"),
        "sign_in_policy_get": lambda self: (self.buyer, "/v1/sign-in-policy"),
        "label_list": lambda self: (self.buyer, "/v1/labels?near=cad"),
        "rule_list": lambda self: (self.buyer, "/v1/rules"),
        "rule_get": lambda self: (self.buyer, self.rule),
        "rule_revision_list": lambda self: (self.buyer, self.rule + "/revisions"),
        "job_list": lambda self: (self.buyer, "/v1/jobs"),
        "job_get": lambda self: (self.buyer, self.job),
        "job_row_list": lambda self: (self.buyer, self.job + "/rows"),
    }

    # Taken in, carried out or sent in pieces, one transaction after the other.
    IN_PIECES = {"supplier_import", "supplier_change", "archive_get", "evidence_content_put", "evidence_content_get", "supplier_evidence_content_get"}

    # One more, for what the password is compared with or what the link's token is worth. Hashing takes longer than the worker rests, so
    # that its exchanges cannot be told apart from theirs.
    WITH_PASSWORD = {
        "session_start",
        "session_prove",
        "own_password_put",
        "second_factor_offer",
        "second_factor_put",
        "second_factor_remove",
        "recovery_codes_renew",
        "user_link_accept",
    }

    WRITES = {
        "supplier_add": lambda self: (self.buyer, "/v1/suppliers", {"name": self.fresh_name()}),
        "supplier_put": lambda self: (self.buyer, self.own, {"name": self.fresh_name()}),
        "supplier_patch": lambda self: (self.buyer, self.own, {"memo": self.fresh_name()}),
        "supplier_invite": lambda self: (self.buyer, "/v1/suppliers/%s:invite" % self.invite(self.buyer)[0], None),
        "supplier_end": lambda self: (self.buyer, "/v1/suppliers/%s:end" % self.link(self.buyer, self.supplier), None),
        "supplier_join": lambda self: (
            self.buyer,
            "/v1/suppliers/%s:join" % self.invite(self.buyer)[0],
            {"other": self.invite(self.buyer)[0], "demand": "supplier"},
        ),
        "supplier_alias_end": lambda self: (self.buyer, "/v1/suppliers/%s:end-alias" % self.joined(), {"alias": self.alias}),
        "likely_duplicate_dismiss": lambda self: (self.buyer, "/v1/likely-duplicates:dismiss", {"suppliers": self.pair()}),
        "likely_duplicate_restore": lambda self: (self.buyer, "/v1/likely-duplicates:restore", {"suppliers": self.dismissed()}),
        "supplier_succeed": lambda self: (
            self.buyer,
            "/v1/suppliers/%s:succeed" % self.invite(self.buyer)[0],
            {"kind": "merger", "day": "2026-11-01", "corporate_number": harness.corporate_number()},
        ),
        "supplier_remark_dismiss": lambda self: (self.buyer, "/v1/suppliers/%s:dismiss-number-remark" % self.misnamed(), {"code": "name_not_as_published"}),
        "supplier_number_accept": lambda self: (self.buyer, "/v1/suppliers/%s:accept-number" % self.differing(), {"reason": "本社"}),
        "supplier_predecessor_accept": lambda self: (self.buyer, "/v1/suppliers/%s:accept-predecessor" % self.succeeded(), {}),
        "own_invitation_accept": lambda self: (self.asked_again(), "/v1/invitations/%s:accept" % self.asked, None),
        "own_invitation_decline": lambda self: (self.asked_again(), "/v1/invitations/%s:decline" % self.asked, None),
        "organisation_patch": lambda self: (self.make_supplier(), "/v1/organisation", {"name": self.fresh_name()}),
        "supplier_declaration_put": lambda self: (
            self.buyer,
            self.own + "/declarations",
            {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-10-01"},
        ),
        "partner_check_add": lambda self: (self.buyer, self.own + "/partner-checks", {"method": "visit", "result": "sufficient"}),
        "partner_check_withdraw": lambda self: (self.buyer, self.looked() + ":withdraw", None),
        "check_add": lambda self: (self.buyer, "%s/declarations/%s/checks" % (self.own, self.declaration), FOUND),
        "check_withdraw": lambda self: (self.buyer, self.check() + ":withdraw", None),
        "scope_decision_add": lambda self: (self.buyer, self.own + "/scope-decisions", {"declaration": self.part, "decision": "covers"}),
        "supplier_consultation_add": lambda self: (self.buyer, self.own + "/consultations", TALKS),
        "buyer_consultation_add": lambda self: (self.supplier, self.its + "/consultations", TALKS),
        "requirement_put": lambda self: (self.buyer, self.own + "/requirement", self.next_star()),
        "requirement_delete": lambda self: (self.buyer, self.demanded() + "/requirement", None),
        "statement_add": lambda self: (self.supplier, "/v1/statements", {}),
        "statement_withdraw": lambda self: (self.supplier, "/v1/statements/%s:withdraw" % self.statement()["statement"], {}),
        "statement_verify": lambda self: (self.open, "/v1/statements:verify", {"jws": self.statement()["jws"]}),
        "saved_view_add": lambda self: (self.buyer, "/v1/saved-views", {"name": self.fresh_name(), "shared": True, "filters": {}}),
        "saved_view_put": lambda self: (self.buyer, self.saved_view(), {"name": self.fresh_name(), "shared": True, "filters": {}}),
        "saved_view_remove": lambda self: (self.buyer, self.saved_view(), None),
        "policy_put": lambda self: (self.supplier, "/v1/policy", {"language": "ja", "text": self.fresh_name()}),
        "policy_suggest": lambda self: (self.supplier, "/v1/policy:suggest", {"language": "ja"}),
        "policy_publish": lambda self: (self.policy("方針") and self.supplier, "/v1/policy:publish", None),
        "policy_withdraw": lambda self: (self.policy() and self.supplier, "/v1/policy:withdraw", None),
        "statement_naming_put": lambda self: (self.buyer, "/v1/statement-naming", {"named": not self.buyer.get("/v1/statement-naming").json["named"]}),
        "kept_statement_add": lambda self: (self.buyer, "/v1/kept-statements", {"jws": self.statement()["jws"]}),
        "kept_statement_remove": lambda self: (self.buyer, "/v1/kept-statements/" + self.kept(), None),
        "retention_put": lambda self: (self.buyer, "/v1/retention", {"months": 60 if self.buyer.get("/v1/retention").json["months"] == 36 else 36}),
        "settings_put": lambda self: (
            self.buyer,
            "/v1/settings",
            {"expiring_days": 150 - self.buyer.get("/v1/settings").json["expiring_days"], "recheck_months": 12},
        ),
        "rule_put": lambda self: (self.buyer, self.rule, {"required_star": 1, "due_in_days": 1 + self.buyer.get(self.rule).json["revision"]}),
        "rule_delete": lambda self: (self.buyer, self.another_rule(), None),
        "supplier_export": lambda self: (self.buyer, "/v1/suppliers:export", {"suppliers": [self.link(self.buyer, self.supplier)]}),
        "requirement_simulate": lambda self: (self.buyer, "/v1/requirements:simulate", {"change": {"rule": {"rule": "category:c", "demand": None}}}),
        "buyer_leave": lambda self: (self.supplier, "/v1/buyers/%s:leave" % self.link(self.buyer, self.supplier), None),
        "response_put": lambda self: (self.supplier, self.its + "/response", {"kind": "talks_requested", "message": self.fresh_name()}),
        "disclosure_put": lambda self: (
            self.supplier,
            self.its + "/disclosure",
            {"readiness": not self.supplier.get(self.its).json["disclosure"]["readiness"]},
        ),
        "disclosure_show": lambda self: (self.supplier, self.its + "/disclosures/gaps", {"last_day": self.fresh_day()}),
        "disclosure_withdraw": lambda self: (self.supplier, self.shown_once(), None),
        "disclosure_request_add": lambda self: (self.buyer, "/v1/suppliers/%s/disclosure-requests" % self.link(self.buyer, self.supplier), ASKED),
        "disclosure_request_withdraw": lambda self: (self.buyer, self.request_of("/v1/suppliers/") + ":withdraw", None),
        "disclosure_request_decline": lambda self: (self.supplier, self.request_of("/v1/buyers/") + ":decline", {"text": "見送ります"}),
        "assessment_add": lambda self: (self.supplier, "/v1/assessments", {"edition": "security-action-2-v3"}),
        "assessment_answers_put": lambda self: (
            self.supplier,
            "/v1/assessments/%s/answers" % self.draft(),
            {"answers": [{"criterion": "1", "answer": "implemented"}]},
        ),
        "assessment_submit": lambda self: (self.supplier, self.filled_draft() + ":submit", {}),
        "assessment_withdraw": lambda self: (self.supplier, self.submitted() + ":withdraw", None),
        "duty_put": lambda self: (self.supplier, "/v1/duties/1-2-1-3", self.next_done()),
        "evidence_add": lambda self: (self.supplier, "/v1/evidence", {"name": "規程.pdf"}),
        "evidence_put": lambda self: (self.supplier, self.file(), {"name": "新しい規程.pdf"}),
        "evidence_withdraw": lambda self: (self.supplier, self.file() + ":withdraw", None),
        "evidence_delete": lambda self: (self.supplier, self.file(), None),
        "paper_add": lambda self: (self.supplier, "/v1/papers", {"kind": "policy_publication", "dated_on": "2026-11-01", "url": "https://example.jp/policy"}),
        "paper_withdraw": lambda self: (self.supplier, "/v1/papers/%s:withdraw" % self.publish_policy(self.supplier, "2026-11-01"), None),
        "declaration_add": lambda self: (self.supplier, "/v1/declarations", {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-01"}),
        "declaration_patch": lambda self: (self.supplier, "/v1/declarations/" + self.declare(self.supplier, 1, "2026-11-01"), {"stopped_on": "2026-11-20"}),
        "api_key_add": lambda self: (self.buyer, "/v1/api-keys", {"name": "鍵", "rights": ["buyer:read"]}),
        "api_key_revoke": lambda self: (self.buyer, self.another_key() + ":revoke", None),
        "api_key_rotate": lambda self: (self.buyer, self.another_key() + ":rotate", {}),
        "api_key_hand_over": lambda self: (self.buyer, self.another_key() + ":hand-over", {"user": self.user().rpartition("/")[2]}),
        "webhook_add": lambda self: (self.buyer, "/v1/webhooks", HOOK),
        "webhook_patch": lambda self: (self.buyer, self.webhook(), {"enabled": False}),
        "webhook_remove": lambda self: (self.buyer, self.webhook(), None),
        "webhook_rotate": lambda self: (self.buyer, self.webhook() + ":rotate", None),
        "webhook_test": lambda self: (self.buyer, self.webhook() + ":test", None),
        "job_stop": lambda self: (self.buyer, self.stopped_job() + ":stop", None),
        "job_start": lambda self: (self.buyer, self.stopped_job() + ":start", None),
        "webhook_redeliver": lambda self: (self.buyer, self.delivery() + ":redeliver", None),
        "user_add": lambda self: (self.buyer, "/v1/users", self.person()),
        "user_patch": lambda self: (self.buyer, self.user(), {"name": self.fresh_name()}),
        "user_invite": lambda self: (self.buyer, self.user() + ":invite", None),
        "organisation_close": lambda self: (self.make_caller("株式会社閉店", harness.ALL_RIGHTS), "/v1/organisation:close", {"name": "株式会社閉店"}),
        "erasure_add": lambda self: (self.buyer, "/v1/erasures", {"person": {"email": "gone@example.jp"}}),
        "user_hand_over": lambda self: (self.buyer, self.user() + ":hand-over", {"to": None}),
        "user_remove": lambda self: (self.buyer, self.user() + ":remove", None),
        "user_link_preview": lambda self: (self.open, "/v1/user-links:preview", {"token": self.invited_person()["link"]["token"]}),
        "user_sessions_end": lambda self: (self.buyer, self.user() + "/sessions:end", None),
        "user_second_factor_remove": lambda self: (self.buyer, self.user() + "/second-factor:remove", None),
        "mail_settings_put": lambda self: (self.buyer, "/v1/mail-settings", MAIL_SETTINGS | {"introduction": self.fresh_name()}),
        "mail_settings_preview": lambda self: (self.buyer, "/v1/mail-settings:preview", {"kind": "reminder", "settings": MAIL_SETTINGS}),
        "own_mail_put": lambda self: (self.page, "/v1/me/mail", {"language": "ja", "digest": False, "talks": True, "checks": False}),
        "oidc_settings_put": lambda self: (self.buyer, "/v1/oidc-settings", OIDC_SETTINGS),
        "oidc_settings_remove": lambda self: (self.buyer, self.oidc_set(), None),
        "user_identity_remove": lambda self: (self.buyer, self.linked() + "/identity:remove", None),
        "sign_in_policy_put": lambda self: (self.buyer, "/v1/sign-in-policy", {"second_factor": "optional"}),
        "own_sessions_end": lambda self: (self.page, "/v1/me/sessions:end-others", None),
        "own_session_end": lambda self: (self.another_page(), "/v1/me/sessions/%s:end" % self.page_session(), None),
        "session_extend": lambda self: (self.page, "/v1/session", None),
        "session_end": lambda self: (make_person(self.server, self.supplier, self.person()["email"], ["supplier:read"]), "/v1/session", None),
        "campaign_add": lambda self: (self.buyer, "/v1/campaigns?tag=" + self.tagged(), {"name": "招待"}),
        "campaign_letters": lambda self: (self.buyer, self.campaign() + ":letters", None),
        "campaign_send": lambda self: (self.buyer, self.campaign() + ":send", None),
        "invitation_letters": lambda self: (self.buyer, "/v1/invitations:letters", {"suppliers": [self.invite(self.buyer)[0]]}),
        "invitation_preview": lambda self: (self.open, "/v1/invitations:preview", self.token()),
        "invitation_redeem": lambda self: (self.supplier, "/v1/invitations:redeem", self.token()),
        "invitation_decline": lambda self: (self.open, "/v1/invitations:decline", self.token()),
    }

    def oidc_set(self):
        self.assertStatus(self.buyer.put("/v1/oidc-settings", OIDC_SETTINGS, headers={"If-Match": "*"}), 200)
        return "/v1/oidc-settings"

    def linked(self):
        """A user whom some provider knows: who links whom is tests/api/test_oidc.py's."""
        user = self.user()
        self.server.engine("update user_account set issuer = 'i', subject = user_id where user_id = :'user'", user=user.rsplit("/", 1)[1])
        return user

    def differing(self):
        return self.link(self.buyer, self.make_supplier(number=harness.corporate_number()), corporate_number=harness.corporate_number())

    def misnamed(self):
        number = harness.corporate_number()
        publish(self.server, [company(number, "株式会社公表名")])
        return self.invite(self.buyer, corporate_number=number)[0]

    def pair(self):
        return [self.invite(self.buyer)[0] for _ in range(2)]

    def dismissed(self):
        pair = self.pair()
        self.assertStatus(self.buyer.post("/v1/likely-duplicates:dismiss", {"suppliers": pair}), 200)
        return pair

    def joined(self):
        kept, other = self.pair()
        joined = self.assertStatus(self.buyer.post("/v1/suppliers/%s:join" % kept, {"other": other, "demand": "supplier"}), 200)
        self.alias = joined.json["aliases"][0]["alias"]
        return kept

    def succeeded(self):
        supplier = self.make_supplier(number=harness.corporate_number())
        relationship = self.link(self.buyer, supplier)
        self.declare(supplier, 1, "2026-11-01")
        self.assertStatus(
            supplier.patch(
                "/v1/organisation", {"corporate_number": harness.corporate_number(), "succession": {"kind": "merger", "day": str(harness.FIRST_DAY)}}
            ),
            200,
        )
        return relationship

    def asked_again(self):
        supplier = self.make_supplier()
        self.asked = self.link(self.buyer, supplier)
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % self.asked), 200)
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % self.asked), 200)
        return supplier

    def stopped_job(self):
        job = str(uuid.uuid4())
        self.server.sql(os.path.join(harness.TOP, "tests", "support", "stopped_job.sql"), organisation=self.buyer.organisation, job=job)
        return "/v1/jobs/" + job

    def another_page(self):
        self.other = make_person(self.server, self.supplier, self.person()["email"], ["supplier:read"])
        return self.other

    def page_session(self):
        return self.other.get("/v1/me/sessions").json["items"][0]["session"]

    def demanded(self):
        relationship = self.invite(self.buyer)[0]
        self.require(self.buyer, relationship, 1, "2027-06-30")
        return "/v1/suppliers/" + relationship
