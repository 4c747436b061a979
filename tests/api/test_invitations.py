# SPDX-License-Identifier: Apache-2.0
import concurrent.futures

import harness

PREVIEW, REDEEM, DECLINE = ("/v1/invitations:" + verb for verb in ("preview", "redeem", "decline"))


class Invitations(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def assertGone(self, token):
        for path in (PREVIEW, REDEEM, DECLINE):
            self.assertProblem(self.open.post(path, {"token": token}, idempotency_key=None), 404, "invitation_not_found")

    def supplier_of(self, relationship):
        return self.buyer.get("/v1/suppliers/" + relationship).json

    # preview

    def test_preview(self):
        relationship, token = self.invite(self.buyer, corporate_number=harness.corporate_number())
        self.require(self.buyer, relationship, 2, "2027-06-30", reason="図面をお渡ししているため")
        self.assertStatus(self.buyer.put("/v1/suppliers/%s/declarations" % relationship, {"star": 1, "id": "41234567890", "declared_on": "2024-05-20"}), 201)
        seen = self.assertStatus(self.open.post(PREVIEW, {"token": token}, idempotency_key=None), 200).json
        self.assertEqual(seen["buyer"]["name"], self.buyer.name)
        self.assertEqual(
            (seen["requirement"]["required_star"], seen["requirement"]["due_on"], seen["requirement"]["reason"]), (2, "2027-06-30", "図面をお渡ししているため")
        )
        self.assertIsNone(seen["upcoming"])
        self.assertEqual(seen["recorded_declarations"][0]["id"], "41234567890")
        self.assertEqual(seen["expires_on"], "2027-02-28")
        self.assertEqual(seen["status"], self.status(self.buyer, relationship))
        self.assertTrue(all(one["text"] for one in seen["shown_to_buyer"]), seen)
        english = self.open.in_language("en").post(PREVIEW, {"token": token}, idempotency_key=None).json
        self.assertNotEqual(english["shown_to_buyer"], seen["shown_to_buyer"])
        self.assertNotIn("memo", str(seen))
        self.assertEqual(self.supplier_of(relationship)["state"], "invited")

    def test_one_answer_for_all_that_do_not_work(self):
        relationship, token = self.invite(self.buyer)
        # Not ours, a wrong secret with a broken checksum, a used one.
        self.assertGone("hsi_" + "0" * 71)
        self.assertGone(token[:-8] + "00000000")
        self.assertStatus(self.open.post(REDEEM, {"token": token}), 201)
        self.assertGone(token)
        # Expired: the last day still counts.
        _, token = self.invite(self.buyer)
        self.set_day("2027-02-28")
        self.assertStatus(self.open.post(PREVIEW, {"token": token}), 200)
        self.set_day("2027-03-01")
        self.assertGone(token)
        bodies = {self.open.post(PREVIEW, {"token": one}).json["title"] for one in (token, "hsi_" + "0" * 71)}
        self.assertEqual(len(bodies), 1)

    def test_bad_bodies(self):
        for path in (PREVIEW, REDEEM, DECLINE):
            self.assertProblem(self.open.post(path, {"token": "hsi_short"}), 422, "pattern", "/token")
            self.assertProblem(self.open.post(path, {}), 422, "missing_field", "/token")

    # redeem with a key

    def test_redeem_with_a_key_links_its_organisation(self):
        supplier = self.make_supplier()
        relationship, token = self.invite(self.buyer)
        self.set_day("2026-12-05")
        answer = self.assertStatus(supplier.post(REDEEM, {"token": token}), 201)
        self.assertEqual(answer.headers["Location"], "/v1/buyers/" + relationship)
        self.assertEqual(answer.json["organisation"]["organisation"], supplier.organisation)
        self.assertIsNone(answer.json["api_key"])
        self.assertIsNone(answer.json["secret"])
        mine = self.supplier_of(relationship)
        self.assertEqual((mine["state"], mine["state_on"], mine["organisation"]["name"]), ("active", "2026-12-05", supplier.name))
        self.assertEqual(self.assertStatus(supplier.get("/v1/buyers/" + relationship), 200).json["state"], "active")
        self.assertEqual(self.status(self.buyer, relationship), self.other_side(supplier, relationship))

    def test_three_plants_of_one_organisation(self):
        number = harness.corporate_number()
        supplier = self.make_supplier(number=number, vouch=True)
        made = [self.link(self.buyer, supplier, corporate_number=number, code="P-%d" % n) for n in range(3)]
        self.assertEqual(len(set(made)), 3)
        self.assertEqual(len(supplier.get("/v1/buyers").json["items"]), 3)
        self.declare(supplier, 1, "2026-11-02")
        for one in made:
            self.assertEqual(len(self.buyer.get("/v1/suppliers/%s/declarations" % one).json["items"]), 1)

    def test_proven_number_must_be_the_one_entered(self):
        supplier = self.make_supplier(number=harness.corporate_number(), vouch=True)
        relationship, token = self.invite(self.buyer, corporate_number=harness.corporate_number())
        self.assertProblem(supplier.post(REDEEM, {"token": token}), 409, "corporate_number_mismatch")
        self.assertEqual(self.supplier_of(relationship)["state"], "invited")
        # A number that nobody vouched for proves nothing, either way.
        claimed = self.make_supplier(number=harness.corporate_number())
        self.assertStatus(claimed.post(REDEEM, {"token": token}), 201)

    def test_nobody_supplies_itself(self):
        both = self.make_caller("株式会社両方", harness.ALL_RIGHTS)
        _, token = self.invite(both)
        self.assertProblem(both.post(REDEEM, {"token": token}), 409, "own_invitation")

    def test_key_without_the_right(self):
        _, token = self.invite(self.buyer)
        reader = self.other_key(self.make_supplier(), "supplier:read")
        self.assertProblem(reader.post(REDEEM, {"token": token}), 403, "right_missing")
        self.assertProblem(harness.Api(self.server, "hst_" + "0" * 71).post(REDEEM, {"token": token}), 401)
        self.assertProblem(self.make_supplier().post(REDEEM, {"token": token, "organisation": {"name": "甲"}}), 422, "not_allowed_with_key", "/organisation")

    # redeem without a key

    def test_redeem_without_a_key_founds_an_organisation(self):
        number = harness.corporate_number()
        relationship, token = self.invite(self.buyer, name="株式会社はやし製作所", reading="ハヤシセイサクショ", corporate_number=number)
        made = self.assertStatus(self.open.post(REDEEM, {"token": token}, idempotency_key=None), 201).json
        self.assertEqual(
            (made["organisation"]["name"], made["organisation"]["corporate_number"], made["organisation"]["number_proven"]),
            ("株式会社はやし製作所", number, False),
        )
        self.assertEqual(made["api_key"]["rights"], ["supplier:read", "supplier:write", "audit:read", "keys:write"])
        self.assertEqual(made["api_key"]["expires_on"], "2027-12-01")
        supplier = self.open.with_key(made["secret"])
        self.assertEqual(supplier.get("/v1/me").json["key"], made["api_key"])
        self.assertStatus(supplier.get("/v1/buyers/" + relationship), 200)
        self.assertProblem(supplier.get("/v1/suppliers"), 403, "right_missing")

    def test_own_details(self):
        _, token = self.invite(self.buyer, corporate_number=harness.corporate_number())
        self.assertProblem(
            self.open.post(REDEEM, {"token": token, "organisation": {"corporate_number": "1234567890123"}}),
            422,
            "corporate_number_check_digit",
            "/organisation/corporate_number",
        )
        number = harness.corporate_number()
        made = self.assertStatus(
            self.open.post(REDEEM, {"token": token, "organisation": {"name": "個人事業 林", "reading": "ハヤシ", "corporate_number": number}}), 201
        ).json
        self.assertEqual(
            (made["organisation"]["name"], made["organisation"]["reading"], made["organisation"]["corporate_number"]), ("個人事業 林", "ハヤシ", number)
        )

    def test_never_a_key_to_an_existing_organisation(self):
        number = harness.corporate_number()
        known = self.make_supplier(number=number, vouch=True)
        _, token = self.invite(self.buyer, corporate_number=number)
        made = self.assertStatus(self.open.post(REDEEM, {"token": token}), 201).json
        self.assertNotEqual(made["organisation"]["organisation"], known.organisation)
        self.assertFalse(made["organisation"]["number_proven"])

    def test_lost_answer_is_found_again_by_its_sender_only(self):
        _, token = self.invite(self.buyer)
        first = self.assertStatus(self.open.post(REDEEM, {"token": token}, idempotency_key="mine"), 201)
        again = self.assertStatus(self.open.post(REDEEM, {"token": token}, idempotency_key="mine"), 201)
        self.assertEqual(again.json, first.json)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        # The buyer knows the token too.
        for key in (None, "other"):
            self.assertProblem(self.open.post(REDEEM, {"token": token}, idempotency_key=key), 404, "invitation_not_found")
        self.assertProblem(self.open.post(REDEEM, {"token": token, "organisation": {}}, idempotency_key="mine"), 404, "invitation_not_found")
        self.set_day("2026-12-03")
        self.assertProblem(self.open.post(REDEEM, {"token": token}, idempotency_key="mine"), 404, "invitation_not_found")

    def test_race_has_one_winner(self):
        relationship, token = self.invite(self.buyer)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: self.open.post(REDEEM, {"token": token}), range(6)))
        self.assertEqual(sorted(a.status for a in answers), [201] + [404] * 5, answers)
        winner = next(a for a in answers if a.status == 201).json
        self.assertEqual(self.supplier_of(relationship)["organisation"]["organisation"], winner["organisation"]["organisation"])

    # decline

    def test_decline(self):
        relationship, token = self.invite(self.buyer)
        self.require(self.buyer, relationship, 1, "2027-06-30")
        self.set_day("2027-01-10")
        answer = self.assertStatus(self.open.post(DECLINE, {"token": token}, idempotency_key=None), 200)
        self.assertEqual(answer.json, {"relationship": relationship, "declined_on": "2027-01-10"})
        self.assertEqual(self.supplier_of(relationship)["state"], "declined")
        self.assertStanding(self.status(self.buyer, relationship), "pending", "buyer")
        self.assertGone(token)
        told = self.buyer.get("/v1/audit/events").json["items"][-1]
        self.assertEqual((told["operation"], told["key"]), ("invitation_decline", None))
        # Asked once more, it finds what was asked before.
        again = self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % relationship), 200).json
        self.assertEqual((again["supplier"]["state"], again["supplier"]["state_on"]), ("invited", "2027-01-10"))
        self.assertStanding(again["supplier"]["status"], "pending", "supplier")
        self.assertEqual(again["supplier"]["status"]["required_star"], 1)
        self.assertGone(token)
        self.eventually(
            lambda: (
                [e["data"] for e in self.buyer.get("/v1/events").json["items"] if e["type"] == "relationship.changed"]
                == [{"state": "declined"}, {"state": "invited"}]
            )
        )
        self.assertStatus(self.open.post(REDEEM, {"token": again["invitation"]["token"]}), 201)
        self.assertEqual(self.supplier_of(relationship)["state"], "active")

    def test_both_sides_are_told(self):
        supplier = self.make_supplier()
        self.link(self.buyer, supplier)
        for party in (self.buyer, supplier):
            found = self.eventually(lambda: [e for e in party.get("/v1/events").json["items"] if e["type"] == "relationship.changed"])
            self.assertEqual(found[0]["data"], {"state": "active"})


if __name__ == "__main__":
    harness.main()
