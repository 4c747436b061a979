# SPDX-License-Identifier: Apache-2.0
"""The inbox: each item is there from the fact that makes it until the fact that answers it, on the side that has to act."""

import urllib.parse

import harness
from people import make_person

FOUND = {"checked_on": "2026-12-05", "method": "public_list", "result": "found"}
TALKS = {"asked_on": "2026-12-02", "asked_by": "supplier", "outcome": "agreed", "who_bears": "shared"}
NEXT_DAY = "2026-12-02"
MANY = 2000  # with one more, a rule decides them by a job


class Inbox(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()

    def items(self, caller, **query):
        return self.assertStatus(caller.get("/v1/tasks", query=query), 200).json["items"]

    def codes(self, caller, **query):
        return sorted(item["code"] for item in self.items(caller, **query))

    def counts(self, caller, **query):
        summary = self.assertStatus(caller.get("/v1/tasks/summary", query=query), 200).json
        self.assertEqual(summary["total"], sum(item["count"] for item in summary["items"]))
        return {item["code"]: item["count"] for item in summary["items"]}

    def agree(self, caller, **query):
        """What is listed is what is counted."""
        listed = self.codes(caller, limit=200, **query)
        self.assertEqual({code: listed.count(code) for code in listed}, self.counts(caller, **query))
        return listed

    def add_by_sheet(self, *codes, category=""):
        """Suppliers that a sheet brought: nobody has a link yet."""
        rows = "取引先コード,取引先名,区分\r\n" + "".join("%s,株式会社%s,%s\r\n" % (code, code, category) for code in codes)
        answer = self.buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8")
        self.assertEqual(self.assertStatus(answer, 200).json["counts"]["added"], len(codes))

    def of(self, code):
        return self.assertStatus(self.buyer.get("/v1/suppliers/code:" + code), 200).json


class Invitations(Inbox):
    def test_whom_nobody_has_written_to(self):
        self.add_by_sheet("A", "B", "C")
        items = self.items(self.buyer)
        self.assertEqual({item["code"] for item in items}, {"send_invitation"})
        self.assertEqual({item["name"] for item in items}, {"株式会社A", "株式会社B", "株式会社C"})
        one = next(item for item in items if item["name"] == "株式会社A")
        relationship = self.of("A")["relationship"]
        self.assertEqual((one["since"], one["until"], one["owner"], one["relationship"]), (harness.FIRST_DAY, None, None, relationship))
        self.assertEqual(one["object"], "suppliers/" + relationship)
        self.assertTrue(one["link"].endswith("/suppliers/" + relationship), one)
        self.assertEqual([task["code"] for task in self.of("A")["tasks"]], ["send_invitation"])
        self.assertStatus(self.buyer.post("/v1/suppliers/code:A:invite"), 200)
        self.assertEqual(self.of("A")["tasks"], [])
        self.assertEqual(self.counts(self.buyer), {"send_invitation": 2})
        self.assertEqual(len(self.buyer.get("/v1/suppliers?task=send_invitation").json["items"]), 2)
        self.assertEqual(self.buyer.get("/v1/statuses/summary?side=buyer&task=send_invitation").json["total"], 2)
        self.assertStatus(self.buyer.post("/v1/invitations:letters", {}), 200)
        self.assertEqual(self.counts(self.buyer), {})

    def test_who_was_written_to_is_not_late_before_the_link_ends(self):
        relationship, _ = self.invite(self.buyer)
        self.require(self.buyer, relationship, 2, "2026-12-20")
        self.assertEqual(self.codes(self.buyer), [])
        self.set_day("2027-02-28")
        self.assertEqual(self.codes(self.buyer), [])
        self.set_day("2027-03-01")
        [item] = self.items(self.buyer)
        self.assertEqual((item["code"], item["since"]), ("resend_invitation", "2027-03-01"))
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % relationship), 200)
        self.assertEqual(self.agree(self.buyer), [])

    def test_who_was_never_written_to_is_to_be_written_to_not_again(self):
        self.add_by_sheet("A")
        self.require(self.buyer, "code:A", 2, "2026-12-20")
        self.set_day("2027-06-01")
        self.assertEqual(self.agree(self.buyer), ["send_invitation"])

    def test_a_refusal(self):
        relationship, token = self.invite(self.buyer)
        self.require(self.buyer, relationship, 2, "2027-06-30")
        self.assertStatus(self.open.post("/v1/invitations:decline", {"token": token}), 200)
        self.assertEqual(self.agree(self.buyer), ["contact_supplier"])
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        self.assertEqual(self.agree(self.buyer), [])

    def test_an_invitation_by_number(self):
        number = harness.corporate_number()
        supplier = self.make_supplier(number=number, vouch=True)
        self.invite(self.buyer, corporate_number=number)
        [item] = self.items(supplier)
        self.assertEqual((item["code"], item["name"], item["until"]), ("accept_invitation", self.buyer.name, "2027-02-28"))
        self.assertStatus(supplier.post("/v1/%s:accept" % item["object"]), 201)
        self.assertEqual(self.agree(supplier), [])


class Demands(Inbox):
    def setUp(self):
        super().setUp()
        self.relationship = self.link(self.buyer, self.supplier)
        self.require(self.buyer, self.relationship, 2, "2027-06-30")
        self.its = "/v1/buyers/%s/response" % self.relationship
        self.own = "/v1/suppliers/" + self.relationship

    def respond(self, kind, **members):
        return self.assertStatus(self.supplier.put(self.its, {"kind": kind, **members}), 200)

    def test_the_suppliers_side(self):
        self.assertEqual(self.agree(self.supplier), ["respond_to_demand", "submit_assessment"])
        [step] = self.items(self.supplier, code="submit_assessment")
        self.assertEqual((step["since"], step["until"], step["name"]), (harness.FIRST_DAY, "2027-06-30", self.buyer.name))
        self.assertTrue(step["link"].endswith("/requests/" + self.relationship))
        self.respond("accepted")
        self.assess(self.supplier, "security-action-2-v3")
        self.assertEqual(self.agree(self.supplier), ["publish_policy"])
        self.publish_policy(self.supplier, harness.FIRST_DAY)
        self.assertEqual(self.agree(self.supplier), ["declare_star"])
        self.declare(self.supplier, 2, harness.FIRST_DAY)
        self.assertEqual(self.agree(self.supplier), [])
        self.assertEqual(self.agree(self.buyer), [])

    def test_it_waits_since_the_day_on_which_it_began(self):
        """Not since the day on which it became late, nor anew at each day that passes."""
        self.set_day("2027-07-15")
        [step] = self.items(self.supplier, code="submit_assessment")
        self.assertEqual((step["since"], step["until"]), (harness.FIRST_DAY, "2027-06-30"))

    def test_a_star_that_ends_is_to_be_renewed_when_its_day_comes(self):
        self.declare(self.supplier, 2, harness.FIRST_DAY, valid_until="2027-08-31")
        self.require(self.buyer, self.relationship, 2, "2027-06-30", required_assurance="declared")
        self.assertNotIn("renew_star", self.codes(self.supplier))
        self.set_day("2027-07-02")
        [step] = self.items(self.supplier, code="renew_star")
        self.assertEqual((step["since"], step["until"]), ("2027-07-02", "2027-08-31"))

    def test_a_demand_that_is_met_needs_no_answer(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="declared")
        self.assertIn("respond_to_demand", self.codes(self.supplier))
        self.declare(self.supplier, 1, harness.FIRST_DAY)
        self.assertEqual(self.agree(self.supplier), [])

    def test_talks_wait_until_they_are_recorded(self):
        self.respond("talks_requested", message="費用の負担についてご相談したい")
        self.set_day(NEXT_DAY)
        [item] = self.items(self.buyer)
        self.assertEqual((item["code"], item["since"]), ("answer_talks", harness.FIRST_DAY))
        [task] = self.buyer.get(self.own).json["tasks"]
        self.assertEqual(task["params"], {"message": "費用の負担についてご相談したい", "revision": 1})
        self.assertEqual(
            [one["status"]["relationship"] for one in self.buyer.get("/v1/statuses?side=buyer&task=answer_talks").json["items"]], [self.relationship]
        )
        # What the supplier notes is no answer of the buyer.
        self.assertStatus(self.supplier.post("/v1/buyers/%s/consultations" % self.relationship, TALKS), 201)
        self.assertEqual(self.codes(self.buyer), ["answer_talks"])
        self.assertStatus(self.buyer.post(self.own + "/consultations", TALKS), 201)
        self.assertEqual(self.agree(self.buyer), [])
        self.assertEqual(self.buyer.get(self.own).json["tasks"], [])
        self.assertEqual(self.buyer.get("/v1/statuses?side=buyer&task=answer_talks").json["items"], [])

    def test_talks_wait_until_the_demand_changes(self):
        self.respond("talks_requested")
        self.assertEqual(self.codes(self.buyer), ["answer_talks"])
        self.require(self.buyer, self.relationship, 2, "2027-12-31")
        self.assertEqual(self.agree(self.buyer), [])
        self.assertIn("respond_to_demand", self.codes(self.supplier))

    def test_talks_wait_until_the_supplier_says_something_else(self):
        self.respond("talks_requested")
        self.respond("objected", message="人手が足りない")
        self.assertEqual(self.agree(self.buyer), ["answer_objection"])
        self.respond("accepted")
        self.assertEqual(self.agree(self.buyer), [])

    def test_a_check(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="confirmed")
        declaration = self.declare(self.supplier, 1, harness.FIRST_DAY)
        self.assertEqual(self.agree(self.buyer), ["check_declaration"])
        self.set_day("2026-12-05")
        self.assertStatus(self.buyer.post("%s/declarations/%s/checks" % (self.own, declaration), FOUND), 201)
        self.assertEqual(self.agree(self.buyer), [])
        # A check grows stale by itself.
        self.set_day("2027-12-05")
        [item] = self.items(self.buyer)
        self.assertEqual((item["code"], item["since"]), ("check_declaration", "2027-12-05"))

    def test_a_scope(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="declared")
        declaration = self.declare(self.supplier, 1, harness.FIRST_DAY, scope="part", scope_text="本社")
        self.assertEqual(self.agree(self.buyer), ["decide_scope"])
        decision = {"declaration": declaration, "decision": "covers"}
        self.assertStatus(self.buyer.post(self.own + "/scope-decisions", decision), 201)
        self.assertEqual(self.agree(self.buyer), [])

    def test_a_request_to_be_shown_more(self):
        path = self.own + "/disclosure-requests"
        self.assertStatus(self.buyer.post(path, {"kinds": ["gaps"], "reason": "計画の確認のため"}), 201)
        self.assertStatus(self.buyer.post(path, {"kinds": ["answers"], "reason": "計画の確認のため"}), 201)
        # One item for the buyer, however many requests.
        self.assertEqual(self.codes(self.supplier, code="answer_disclosure_request"), ["answer_disclosure_request"])
        self.assertEqual(len(self.supplier.get("/v1/buyers/" + self.relationship).json["tasks"]), 2)
        for one in self.buyer.get(path).json["items"]:
            self.assertStatus(
                self.supplier.post("/v1/buyers/%s/disclosure-requests/%s:decline" % (self.relationship, one["request"]), {"text": "見送ります"}), 200
            )
        self.assertEqual(self.codes(self.supplier, code="answer_disclosure_request"), [])

    def test_leaving_ends_what_waits_on_the_supplier(self):
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        self.assertEqual(self.agree(self.supplier), [])
        self.assertEqual(self.agree(self.buyer), ["contact_supplier"])


class Own(Inbox):
    def test_a_key_that_ends(self):
        added = self.buyer.post("/v1/api-keys", {"name": "ERP連携", "rights": ["buyer:read"], "expires_on": "2027-01-15"})
        key = self.assertStatus(added, 201).json["api_key"]["key"]
        self.assertEqual(self.codes(self.buyer), [])
        self.set_day("2026-12-20")
        [item] = self.items(self.buyer)
        self.assertEqual((item["code"], item["name"], item["until"], item["object"]), ("renew_key", "ERP連携", "2027-01-15", "api-keys/" + key))
        self.agree(self.buyer)
        self.assertStatus(self.buyer.post("/v1/api-keys/%s:revoke" % key), 200)
        self.assertEqual(self.codes(self.buyer), [])

    def test_a_duty(self):
        self.set_day("2027-03-01")
        self.assess(self.supplier, "scs-2026-03-27", star=3)
        due = [item["name"] for item in self.items(self.supplier, code="duty_due")]
        self.assertEqual(sorted(due), sorted(one["criterion"] for one in self.supplier.get("/v1/duties?due_by=2027-03-01").json["items"]))
        self.assertGreater(len(due), 3)
        self.agree(self.supplier)
        self.assertStatus(self.supplier.put("/v1/duties/" + due[0], {"done_on": "2027-03-01"}), 200)
        self.assertNotIn(due[0], [item["name"] for item in self.items(self.supplier, code="duty_due")])


class Lists(Inbox):
    def test_mine_and_everybodys(self):
        one, two = (make_person(self.server, self.buyer, "hito%s@example.jp" % harness.declaration_id(), harness.BUYER_RIGHTS.split(",")) for _ in "12")
        mail = one.get("/v1/me").json["user"]["email"]
        self.add_by_sheet("A", "B", "C")
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:A", {"owner": mail}), 200)
        [item] = self.items(one, owner="me")
        self.assertEqual((item["name"], item["owner"]), ("株式会社A", mail))
        self.assertEqual(self.agree(one, owner="me"), ["send_invitation"])
        self.assertEqual(self.agree(self.buyer, owner=mail), ["send_invitation"])
        self.assertEqual(self.agree(two, owner="me"), [])
        self.assertEqual(len(self.agree(two, owner="none")), 2)
        self.assertEqual(len(self.agree(two)), 3)
        self.assertProblem(self.buyer.get("/v1/tasks?owner=nobody%40example.jp"), 422, "unknown_owner", "?owner")

    def test_pages(self):
        self.add_by_sheet(*"ABCDEFG")
        relationship = self.link(self.buyer, self.supplier)
        self.require(self.buyer, relationship, 2, "2027-06-30")
        self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % relationship, {"kind": "talks_requested"}), 200)
        self.set_day(NEXT_DAY)
        self.add_by_sheet("H", "I")
        whole = self.items(self.buyer, limit=200)
        self.assertEqual([item["since"] for item in whole], [harness.FIRST_DAY] * 8 + [NEXT_DAY] * 2)
        for limit in (1, 3):
            seen, query = [], {"limit": limit}
            while True:
                page = self.assertStatus(self.buyer.get("/v1/tasks", query=query), 200).json
                self.assertLessEqual(len(page["items"]), limit)
                seen += page["items"]
                if not page["next_cursor"]:
                    break
                query["cursor"] = page["next_cursor"]
            self.assertEqual(seen, whole)
        self.assertEqual(self.codes(self.buyer, code="answer_talks,answer_objection"), ["answer_talks"])
        self.assertCached(self.buyer, "/v1/tasks")
        self.assertCached(self.buyer, "/v1/tasks/summary")

    def test_while_a_rule_decides(self):
        """A new demand ends talks. The last of many cannot be written until the end of the block, and its chunk waits."""
        rule = "/v1/rules/" + urllib.parse.quote("category:製造委託", safe="")
        made = self.assertStatus(self.buyer.put(rule, {"required_star": 1, "due_in_days": 90}), 201)
        first = self.asks_for_talks(self.supplier)
        self.add_by_sheet(*("S-%d" % n for n in range(MANY)), category="製造委託")
        last = self.asks_for_talks(self.make_supplier("有限会社かもめ金型"))
        self.assertEqual(self.talks(), {first, last})
        others = {"send_invitation": MANY}
        with self.server.held("select from relationship where relationship_id = :'last' for update", last=last):
            decided = self.buyer.put(rule, {"required_star": 2, "due_in_days": 90}, headers={"If-Match": made.etag})
            job = "/v1/jobs/" + self.assertStatus(decided, 202).json["decided"]["job"]
            self.eventually(lambda: self.buyer.get(job).json["done"] > 0)
            self.assertEqual((self.talks(), self.counts(self.buyer)), ({last}, {**others, "answer_talks": 1}))
        self.eventually(lambda: self.buyer.get(job).json["state"] == "done")
        self.assertEqual((self.talks(), self.counts(self.buyer)), (set(), others))

    def asks_for_talks(self, supplier):
        relationship = self.link(self.buyer, supplier, category="製造委託")
        self.assertStatus(supplier.put("/v1/buyers/%s/response" % relationship, {"kind": "talks_requested"}), 200)
        return relationship

    def talks(self):
        return {item["relationship"] for item in self.items(self.buyer, code="answer_talks")}

    def test_each_side_has_its_own(self):
        relationship = self.link(self.buyer, self.supplier)
        self.require(self.buyer, relationship, 2, "2027-06-30")
        self.assertEqual(self.codes(self.buyer), [])
        self.assertProblem(self.buyer.get("/v1/tasks?side=supplier"), 403, "right_missing")
        self.assertProblem(self.supplier.get("/v1/tasks/summary?side=buyer"), 403, "right_missing")
        self.assertGuarded("GET", "/v1/tasks", wrong=self.other_key(self.buyer, "audit:read"))
        self.assertGuarded("GET", "/v1/tasks/summary", wrong=self.other_key(self.buyer, "audit:read"))
        self.assertProblem(self.buyer.get("/v1/tasks?code=wash_the_car"), 422)


if __name__ == "__main__":
    harness.main()
