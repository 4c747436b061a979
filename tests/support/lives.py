# SPDX-License-Identifier: Apache-2.0
"""One life of a person in two organisations, through every door of the contract that takes personal data, and its erasure."""

import os

import harness
import people
import published

PATH = "/v1/erasures"
NAME, EMAIL, PHONE, PART = "印消 太郎", "inshou@example.jp", "080-5555-1232", "印消課"
PERSON = {"name": NAME, "email": EMAIL}
CONTACT = {**PERSON, "phone": PHONE, "department": PART}
NETWORK = "198.51.100.77"
WORDS = ["印消", "inshou", PHONE, NETWORK]
# What no erasure of a person finds: free text. It goes with the relationship.
MEMO = "印消メモ"
ASKED = "印消より、監査のため"
PASSWORD = people.PASSWORD


class Life(harness.ApiTest):
    def send(self, caller, operation, method, path, body, status=(200, 201), **options):
        answer = caller.request(method, path, body, **options)
        self.assertIn(answer.status, status, answer)
        self.sent.setdefault(operation, []).append(body)
        return answer

    def live(self):
        self.sent = {}
        buyer = self.make_buyer()
        relationship, token = self.invite(buyer, code="RESIDUE")
        other, _ = self.invite(buyer, name="株式会社ほか")
        own = "/v1/suppliers/" + relationship
        user = self.send(buyer, "user_add", "POST", "/v1/users", {**PERSON, "rights": ["buyer:read"]}).json["user"]["user"]
        record = {"name": "株式会社みなと精密", "code": "RESIDUE-2", "contacts": [CONTACT], "memo": MEMO, "owner": EMAIL}
        added = self.send(buyer, "supplier_add", "POST", "/v1/suppliers", record).json["relationship"]
        self.send(buyer, "supplier_put", "PUT", own, {**record, "code": "RESIDUE"}, headers={"If-Match": "*"})
        self.send(
            buyer,
            "supplier_patch",
            "PATCH",
            own,
            {"contacts": [{**CONTACT, "phone": None}], "memo": MEMO + "2", "owner": EMAIL},
            headers={"If-Match": "*"},
            content_type="application/merge-patch+json",
        )
        number = harness.corporate_number()
        self.assertStatus(buyer.patch("/v1/suppliers/" + added, {"corporate_number": number, "owner": EMAIL}), 200)
        published.publish(self.server, [published.company(number, "株式会社公表名")])
        remark = {"code": "name_not_as_published", "reason": "印消に確認済み"}
        self.send(buyer, "supplier_remark_dismiss", "POST", "/v1/suppliers/%s:dismiss-number-remark" % added, remark)
        for pair in ([relationship, added], [added, other]):  # one of them, and both
            self.send(buyer, "likely_duplicate_dismiss", "POST", "/v1/likely-duplicates:dismiss", {"suppliers": pair, "reason": "印消に確認済み"})
        row = {
            "code": "RESIDUE",
            "name": "株式会社みなと精密",
            "contact_name": NAME,
            "contact_department": PART,
            "contact_email": EMAIL,
            "contact_phone": PHONE,
            "memo": MEMO,
            "owner": EMAIL,
        }
        self.send(buyer, "supplier_import", "POST", "/v1/suppliers:import?source=residue", {"rows": [row]})
        # A row that is refused quotes what it had.
        refused = "code,name,contact_name,contact_email\r\nRESIDUE-9,ほか,印消 太郎,inshou(at)example.jp\r\n".encode()
        self.assertStatus(buyer.post("/v1/suppliers:import?source=other", refused, content_type="text/csv; charset=utf-8"), 200)
        self.assertStatus(buyer.post("/v1/invitations:letters", {"suppliers": [relationship, added]}), 200)
        again = buyer.post(own + ":invite")
        self.assertStatus(again, 200)
        settings = {"sender_name": NAME, "sender_department": None, "sender_telephone": PHONE, "reply_to": EMAIL, "introduction": None, "reminders": None}
        self.send(buyer, "mail_settings_put", "PUT", "/v1/mail-settings", settings, headers={"If-Match": "*"})
        self.send(buyer, "mail_settings_preview", "POST", "/v1/mail-settings:preview", {"kind": "invitation", "settings": settings})
        view = {"name": "担当の一覧", "shared": True, "filters": {"owner": EMAIL}}
        saved = self.send(buyer, "saved_view_add", "POST", "/v1/saved-views", view)
        path = "/v1/saved-views/" + saved.json["saved_view"]
        self.send(buyer, "saved_view_put", "PUT", path, {**view, "sort": "due_on"}, headers={"If-Match": saved.etag})
        self.send(buyer, "supplier_change", "POST", "/v1/suppliers:change", {"suppliers": [added], "change": {"owner": EMAIL}})
        self.server.sql(os.path.join(harness.TOP, "tests", "support", "mails.sql"), buyer=buyer.organisation, relationship=relationship, email=EMAIL, name=NAME)
        self.assertStatus(
            buyer.patch(
                "/v1/suppliers/" + other,
                {"contacts": [{"name": NAME.replace(" ", ""), "email": None}]},
                headers={"If-Match": "*"},
                content_type="application/merge-patch+json",
            ),
            200,
        )
        # The supplier: founded by the person, who lets in another one and files papers of an expert.
        founded = self.send(
            self.open,
            "invitation_redeem",
            "POST",
            "/v1/invitations:redeem",
            {"token": again.json["invitation"]["token"], "user": {**PERSON, "password": PASSWORD}},
        )
        organisation = founded.json["organisation"]["organisation"]
        browser = {"User-Agent": "inshou-browser/1.0", "X-Forwarded-For": NETWORK}
        self.assertStatus(self.open.post("/v1/sessions", {"email": EMAIL, "password": PASSWORD + "x"}, headers=browser), 401)
        founded = self.send(
            self.open, "session_start", "POST", "/v1/sessions", {"email": EMAIL, "password": PASSWORD, "organisation": organisation}, headers=browser
        )
        people.session_of(self.server, founded)
        supplier = harness.Api(self.server, self.server.make_key(organisation, harness.SUPPLIER_RIGHTS), organisation, "みなと")
        self.send(
            supplier,
            "paper_add",
            "POST",
            "/v1/papers",
            {"kind": "expert_confirmation", "dated_on": "2026-11-01", "person": NAME, "qualification": "印消士 第1号", "note": "印消の確認"},
        )
        self.send(supplier, "paper_add", "POST", "/v1/papers", {"kind": "management_oath", "dated_on": "2026-11-01", "person": NAME, "position": "印消取締役"})
        file = self.send(supplier, "evidence_add", "POST", "/v1/evidence", {"name": NAME + ".pdf", "note": "印消の棚"}).json["evidence"]
        self.send(supplier, "evidence_put", "PUT", "/v1/evidence/" + file, {"name": NAME + "2.pdf", "note": "印消の棚"}, headers={"If-Match": "*"})
        asked = self.send(buyer, "disclosure_request_add", "POST", own + "/disclosure-requests", {"kinds": ["gaps"], "reason": ASKED}).json["request"]
        theirs = "/v1/buyers/%s/disclosure-requests" % relationship
        self.send(supplier, "disclosure_request_decline", "POST", "%s/%s:decline" % (theirs, asked), {"text": "印消が不在のため"})
        self.send(buyer, "user_patch", "PATCH", "/v1/users/" + user, {"name": NAME + "改"}, content_type="application/merge-patch+json")
        self.assertStatus(buyer.post("/v1/users/%s:invite" % user), 200)
        self.sent["erasure_add"] = [{"person": PERSON}]
        self.buyer, self.supplier, self.relationship, self.added = buyer, supplier, relationship, added
        self.user, self.file = user, file

    def erase(self, caller, **body):
        return self.assertStatus(caller.post(PATH, body), 200).json

    def erase_life(self):
        """As its organisations would: who was removed, what has ended."""
        buyer, supplier, relationship, added = self.buyer, self.supplier, self.relationship, self.added
        own, theirs = "/v1/suppliers/" + relationship, "/v1/buyers/%s/disclosure-requests" % relationship
        user, file = self.user, self.file
        founder = supplier.get("/v1/users").json["items"][0]["user"]
        for caller, gone in ((buyer, user), (supplier, founder)):
            self.assertProblem(caller.post(PATH, {"person": PERSON}), 409, "person_is_user")
            self.assertProblem(caller.post(PATH, {"user": gone}), 409, "user_not_removed")
            for owned in (relationship, added) if caller is buyer else ():
                self.assertStatus(caller.patch("/v1/suppliers/" + owned, {"owner": None}), 200)
            self.assertStatus(caller.post("/v1/users/%s:remove" % gone), 200)
            found = self.erase(caller, person=PERSON, dry_run=True)
            done = self.erase(caller, person=PERSON)
            self.assertEqual({**found, "erasure": 0, "dry_run": False}, {**done, "erasure": 0})
            self.assertEqual(done["users"], 1)
            self.erase(caller, user=gone)
        for gone in (relationship, added):
            self.assertProblem(buyer.post(PATH, {"relationship": gone}), 409, "relationship_state")
            if gone == relationship:
                self.assertProblem(supplier.post(PATH, {"relationship": gone}), 409, "relationship_state")
            self.assertStatus(buyer.post("/v1/suppliers/%s:end" % gone), 200)
            self.erase(buyer, relationship=gone)
        # Each side its own words; when and what stays.
        [request] = buyer.get(own + "/disclosure-requests").json["items"]
        self.assertEqual((request["reason"], request["answer"], request["state"]), (None, "印消が不在のため", "declined"))
        self.erase(supplier, relationship=relationship)
        [request] = supplier.get(theirs).json["items"]
        self.assertEqual((request["reason"], request["answer"], request["kinds"]), (None, None, ["gaps"]))
        self.assertStatus(supplier.delete("/v1/evidence/" + file), 200)
