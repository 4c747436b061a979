# SPDX-License-Identifier: Apache-2.0
import uuid

import harness

FOUND = {"method": "public_list", "result": "found"}


class Checks(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.own = "/v1/suppliers/%s" % self.relationship
        self.declarations = self.own + "/declarations"

    def seen(self, buyer=None, **query):
        return self.assertStatus((buyer or self.buyer).get(self.declarations, query=query), 200).json["items"]

    def declare_one(self, star=1, declared_on="2026-11-02", **members):
        self.declare(self.supplier, star, declared_on, **members)
        return self.seen()[0]["declaration"]

    def check(self, declaration, **members):
        return self.buyer.post("%s/%s/checks" % (self.declarations, declaration), {**FOUND, **members})

    # what the buyer sees

    def test_list(self):
        number = harness.declaration_id()
        declaration = self.declare_one(number=number)
        (one,) = self.seen()
        self.assertEqual(
            (one["recorded_by"], one["scheme"], one["star"], one["id"], one["state"], one["last_check"], one["scope_decision"]),
            ("supplier", "security-action", 1, number, "active", None, None),
        )
        for n in range(3):
            self.set_instant("2026-12-02T0%d:00:00Z" % n)
            self.declare(self.supplier, 2, "2026-11-0%d" % (n + 3))
        found, cursor = [], None
        while True:
            page = self.buyer.get(self.declarations, query={"limit": 3, **({"cursor": cursor} if cursor else {})}).json
            found += [d["declaration"] for d in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        self.assertEqual((len(found), found[-1]), (4, declaration))
        self.assertCached(self.buyer, self.declarations)

    def test_hidden_until_accepted(self):
        relationship, token = self.invite(self.buyer)
        self.declare_one()
        path = "/v1/suppliers/%s/declarations" % relationship
        self.assertEqual(self.buyer.get(path).json["items"], [])
        self.assertStatus(self.supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertEqual(len(self.buyer.get(path).json["items"]), 1)

    # recorded by the buyer

    def test_record(self):
        relationship, token = self.invite(self.buyer)
        self.require(self.buyer, relationship, 1, "2027-06-30")
        path = "/v1/suppliers/%s/declarations" % relationship
        body = {"star": 1, "id": "41234567890", "declared_on": "2024-05-20"}
        made = self.assertStatus(self.buyer.put(path, body), 201).json
        self.assertEqual(
            (made["recorded_by"], made["valid_from"], made["valid_until"], made["scope"], made["state"]), ("buyer", "2024-05-20", None, "whole", "active")
        )
        status = self.status(self.buyer, relationship)
        self.assertStanding(status, "met")
        self.assertEqual((status["held_star"], status["held_assurance"]), (1, "declared"))
        self.assertIn("recorded_by_buyer", [n["code"] for n in status["notes"]])
        # The same again changes nothing; other content replaces it.
        again = self.assertStatus(self.buyer.put(path, body), 200).json
        self.assertEqual(again["declaration"], made["declaration"])
        other = self.assertStatus(self.buyer.put(path, {**body, "declared_on": "2024-05-21"}), 200).json
        self.assertNotEqual(other["declaration"], made["declaration"])
        self.assertEqual(len(self.buyer.get(path).json["items"]), 1)
        # By mistake: out of effect on every day.
        stopped = self.assertStatus(self.buyer.put(path, {**body, "declared_on": "2024-05-21", "stopped_on": "2024-05-21"}), 200).json
        self.assertEqual((stopped["declaration"], stopped["state"]), (other["declaration"], "stopped"))
        self.assertStanding(self.status(self.buyer, relationship), "pending", "supplier")

    def test_recorded_counts_for_one_buyer_until_the_supplier_files(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        self.assertStatus(self.buyer.put(self.declarations, {"star": 1, "id": "50000000001", "declared_on": "2026-05-20"}), 201)
        self.assertStanding(self.status(self.buyer, self.relationship), "met")
        second = self.make_buyer()
        other = self.link(second, self.supplier)
        self.assertEqual(second.get("/v1/suppliers/%s/declarations" % other).json["items"], [])
        known = self.supplier.get("/v1/buyers/" + self.relationship).json["recorded_declarations"]
        self.assertEqual([one["id"] for one in known], ["50000000001"])
        self.declare(self.supplier, 2, "2026-11-20")
        status = self.status(self.buyer, self.relationship)
        self.assertEqual((status["held_star"], status["reasons"][0]["code"]), (2, "higher_star_held"))

    def test_bad_records(self):
        body = {"star": 2, "id": "50000000001", "declared_on": "2026-05-20"}
        for members, code, pointer in (
            ({"id": "60000000001"}, "declaration_id_format", "/id"),
            ({"id": "5.0E+10"}, "number_in_scientific_notation", "/id"),
            ({"declared_on": "2026-12-02"}, "date_in_future", "/declared_on"),
            ({"valid_until": "2026-05-19"}, "valid_until_before_valid_from", "/valid_until"),
            ({"star": 5}, "star_not_obtainable", "/star"),
            ({"star": 3, "id": "R-1"}, "star_not_obtainable", "/star"),
            ({"scope": "part"}, "missing_field", "/scope_text"),
            ({"stopped_on": "2026-05-19"}, "stopped_on_before_declared_on", "/stopped_on"),
            ({"stopped_on": "2026-12-02"}, "date_in_future", "/stopped_on"),
        ):
            self.assertProblem(self.buyer.put(self.declarations, {**body, **members}), 422, code, pointer)
        self.assertEqual(self.seen(), [])

    # checks

    def test_check(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="confirmed")
        declaration = self.declare_one()
        self.assertStanding(self.status(self.buyer, self.relationship), "pending", "buyer")
        answer = self.assertStatus(self.check(declaration, note="IPAの一覧で確認"), 201)
        check = answer.json["check"]
        self.assertEqual(answer.headers["Location"], "%s/%s/checks/%s" % (self.declarations, declaration, check["check"]))
        self.assertEqual(
            (check["checked_on"], check["result"], check["differences"], check["note"], check["checked_by"], check["withdrawn_at"]),
            ("2026-12-01", "found", [], "IPAの一覧で確認", "buyer", None),
        )
        self.assertStanding(answer.json["status"], "met")
        self.assertEqual(answer.json["status"]["held_assurance"], "confirmed")
        self.assertEqual(answer.json["status"], self.other_side(self.supplier, self.relationship))
        self.assertEqual(self.seen()[0]["last_check"], check)

    def test_check_sets_aside_for_one_buyer(self):
        second = self.make_buyer()
        other = self.link(second, self.supplier)
        for buyer, relationship in ((self.buyer, self.relationship), (second, other)):
            self.require(buyer, relationship, 1, "2027-06-30")
        declaration = self.declare_one()
        check = self.assertStatus(self.check(declaration, result="differs", differences=["name"]), 201).json
        self.assertEqual(check["check"]["differences"], ["name"])
        self.assertEqual(check["status"]["reasons"][0]["code"], "check_differs")
        self.assertStanding(self.status(second, other), "met")
        # Withdrawn as a mistake it counts on no day, once only.
        path = "%s/%s/checks/%s:withdraw" % (self.declarations, declaration, check["check"]["check"])
        back = self.assertStatus(self.buyer.post(path), 200).json
        self.assertTrue(back["check"]["withdrawn_at"])
        self.assertStanding(back["status"], "met")
        self.assertProblem(self.buyer.post(path), 409, "already_withdrawn")
        listed = self.buyer.get("%s/%s/checks" % (self.declarations, declaration)).json["items"]
        self.assertEqual(listed, [back["check"]])
        self.assertIsNone(self.seen()[0]["last_check"])

    def test_newest_day_decides(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        declaration = self.declare_one()
        self.assertStatus(self.check(declaration, checked_on="2026-12-01"), 201)
        late = self.assertStatus(self.check(declaration, checked_on="2026-11-20", result="not_found"), 201).json
        self.assertEqual(late["status"]["held_assurance"], "confirmed")
        self.assertStatus(self.check(declaration, result="inconclusive"), 201)
        self.assertEqual(self.seen()[0]["last_check"]["result"], "found")

    def test_bad_checks(self):
        declaration = self.declare_one()
        for members, code, pointer in (
            ({"checked_on": "2026-12-02"}, "date_in_future", "/checked_on"),
            ({"result": "certified"}, "not_allowed_value", "/result"),
            ({"differences": ["name"]}, "not_allowed", "/differences"),
        ):
            self.assertProblem(self.check(declaration, **members), 422, code, pointer)
        self.assertProblem(self.check(str(uuid.uuid4())), 404, "not_found")
        self.assertProblem(self.check("x"), 404)

    # scope

    def test_scope(self):
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        declaration = self.declare_one(scope="part", scope_text="仙台工場")
        self.assertStanding(self.status(self.buyer, self.relationship), "pending", "buyer")
        path = self.own + "/scope-decisions"
        made = self.assertStatus(self.buyer.post(path, {"declaration": declaration, "decision": "covers"}), 201).json
        self.assertEqual((made["scope_decision"]["decision"], made["scope_decision"]["decided_on"]), ("covers", "2026-12-01"))
        self.assertStanding(made["status"], "met")
        self.assertEqual(self.seen()[0]["scope_decision"], made["scope_decision"])
        self.set_day("2026-12-05")
        after = self.assertStatus(self.buyer.post(path, {"declaration": declaration, "decision": "does_not_cover", "note": "別工場"}), 201).json
        self.assertEqual(after["status"]["reasons"][0]["code"], "scope_not_accepted")
        self.assertProblem(
            self.buyer.post(path, {"declaration": declaration, "decision": "covers", "decided_on": "2026-12-06"}), 422, "date_in_future", "/decided_on"
        )
        self.assertProblem(self.buyer.post(path, {"declaration": str(uuid.uuid4()), "decision": "covers"}), 404, "not_found")
        whole = self.assertStatus(self.buyer.put(self.declarations, {"star": 1, "id": "50000000002", "declared_on": "2026-11-01"}), 201).json
        self.assertProblem(self.buyer.post(path, {"declaration": whole["declaration"], "decision": "covers"}), 422, "scope_is_whole", "/declaration")

    def test_guards(self):
        declaration = self.declare_one()
        check = self.check(declaration).json["check"]["check"]
        reader = self.other_key(self.buyer, "buyer:read")
        other = self.make_buyer()
        record = {"star": 1, "id": "50000000003", "declared_on": "2026-11-01"}
        decision = {"declaration": declaration, "decision": "covers"}
        checks = "/declarations/%s/checks" % declaration
        for method, path, body, wrong in (
            ("GET", "/declarations", None, self.supplier),
            ("PUT", "/declarations", record, reader),
            ("GET", checks, None, self.supplier),
            ("POST", checks, FOUND, reader),
            ("POST", "%s/%s:withdraw" % (checks, check), None, reader),
            ("POST", "/scope-decisions", decision, reader),
        ):
            self.assertGuarded(method, self.own + path, body, wrong=wrong)
            self.assertHidden(other, method, "/v1/suppliers/{}" + path, self.relationship, body)
        # A declaration of somebody else, under the own relationship.
        mine = self.link(other, self.make_supplier())
        for method, path, body in (("GET", "", None), ("POST", "", FOUND)):
            self.assertHidden(other, method, "/v1/suppliers/%s/declarations/{}/checks%s" % (mine, path), declaration, body)


if __name__ == "__main__":
    harness.main()
