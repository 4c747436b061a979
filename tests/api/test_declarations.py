# SPDX-License-Identifier: Apache-2.0
import harness

DECLARATIONS = "/v1/declarations"


class Declarations(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.supplier = self.make_supplier()

    def body(self, **members):
        return {"star": 2, "id": harness.declaration_id(), "declared_on": "2026-11-02", **members}

    def add(self, **members):
        return self.assertStatus(self.supplier.post(DECLARATIONS, self.body(**members)), 201).json

    def one(self, declaration):
        return "%s/%s" % (DECLARATIONS, declaration["declaration"])

    def test_add(self):
        answer = self.assertStatus(self.supplier.post(DECLARATIONS, self.body(id="50123456789")), 201)
        made = answer.json
        self.assertEqual(answer.headers["Location"], self.one(made))
        self.assertEqual(
            (made["scheme"], made["star"], made["id"], made["edition"], made["state"]), ("security-action", 2, "50123456789", "security-action-2-v3", "active")
        )
        self.assertEqual((made["valid_from"], made["valid_until"], made["validity_assumed"], made["scope"]), ("2026-11-02", None, False, "whole"))
        self.assertEqual(self.assertCached(self.supplier, self.one(made)).json, made)
        self.assertEqual(self.supplier.get(DECLARATIONS).json, {"items": [made], "next_cursor": None})

    def test_scope_and_edition(self):
        made = self.add(star=1, scope="part", scope_text="川崎工場", edition="security-action-1-5ka", valid_until="2027-11-01")
        self.assertEqual((made["scope"], made["scope_text"], made["edition"], made["valid_until"]), ("part", "川崎工場", "security-action-1-5ka", "2027-11-01"))
        self.assertEqual(self.add(scope="whole", scope_text=None)["scope_text"], None)

    def test_every_fault_at_once(self):
        answer = self.supplier.post(DECLARATIONS, {"star": 1, "id": "5.01E+10", "declared_on": "2026-12-02", "valid_until": "2026-11-01", "scope": "part"})
        self.assertProblem(answer, 422, "number_in_scientific_notation", "/id", "/declared_on", "/valid_until", "/scope_text")

    def test_single_faults(self):
        for pointer, code, members in (
            ("/id", "declaration_id_format", {"id": "60123456789"}),
            ("/id", "declaration_id_format", {"id": "5012345678"}),
            ("/declared_on", "date_in_future", {"declared_on": "2026-12-02"}),
            ("/valid_until", "valid_until_before_valid_from", {"valid_until": "2026-11-01"}),
            ("/valid_from", "valid_from_before_declared_on", {"valid_from": "2026-11-01"}),
            ("/star", "star_not_obtainable", {"star": 3, "id": "SCS-3-0001"}),
            ("/star", "star_not_obtainable", {"star": 5, "id": "SCS-5-0001"}),
            ("/scope_text", "missing_field", {"scope": "part"}),
            ("/scope_text", "not_allowed", {"scope": "whole", "scope_text": "川崎工場"}),
            ("/scope_text", "not_allowed", {"scope_text": "川崎工場"}),
            ("/edition", "star_not_in_edition", {"edition": "security-action-1-6ka"}),
            ("/declared_on", "invalid_date", {"declared_on": "2026-02-30"}),
            ("/until", "unknown_field", {"until": "2027-01-01"}),
        ):
            with self.subTest(pointer=pointer, code=code):
                self.assertProblem(self.supplier.post(DECLARATIONS, self.body(**members)), 422, code, pointer)
        self.assertProblem(self.supplier.post(DECLARATIONS, self.body(edition="scs-1999")), 422, "unknown_edition", "/edition")
        self.assertEqual(self.supplier.get(DECLARATIONS).json["items"], [])

    def test_same_id_on_the_same_days(self):
        first = self.add(valid_until="2027-11-01")
        self.assertProblem(self.supplier.post(DECLARATIONS, self.body(id=first["id"])), 409, "declaration_exists", "/id")
        self.assertEqual(self.add(id=first["id"], valid_from="2027-11-02")["state"], "upcoming")
        # Nobody learns what another organisation has on file.
        self.assertStatus(self.make_supplier().post(DECLARATIONS, self.body(id=first["id"])), 201)

    def test_too_many(self):
        filed = [self.add() for _ in range(200)]
        self.assertProblem(self.supplier.post(DECLARATIONS, self.body()), 409, "too_many_declarations", "/id")
        self.assertEqual(self.add(replaces=filed[0]["declaration"])["replaces"], filed[0]["declaration"])

    def test_replace(self):
        wrong = self.add()
        right = self.add(replaces=wrong["declaration"])
        self.assertEqual(right["replaces"], wrong["declaration"])
        old = self.supplier.get(self.one(wrong)).json
        self.assertEqual((old["state"], old["replaced_by"]), ("replaced", right["declaration"]))
        # The same ID again, since the old one counts on no day.
        same = self.add(id=right["id"], replaces=right["declaration"], declared_on="2026-11-03")
        self.assertEqual(same["state"], "active")
        self.assertProblem(self.supplier.post(DECLARATIONS, self.body(replaces=wrong["declaration"])), 409, "declaration_replaced")
        self.assertProblem(self.supplier.patch(self.one(wrong), {"stopped_on": "2026-12-01"}), 409, "declaration_replaced")
        self.assertProblem(self.make_supplier().post(DECLARATIONS, self.body(replaces=same["declaration"])), 404, "not_found")

    def test_stop_and_take_back(self):
        made = self.add()
        stopped = self.assertStatus(self.supplier.patch(self.one(made), {"stopped_on": "2026-11-20"}), 200).json
        self.assertEqual((stopped["stopped_on"], stopped["state"]), ("2026-11-20", "stopped"))
        moved = self.supplier.patch(self.one(made), {"stopped_on": "2026-11-10", "revoked_on": "2026-11-25"}).json
        self.assertEqual((moved["stopped_on"], moved["revoked_on"], moved["state"]), ("2026-11-10", "2026-11-25", "revoked"))
        back = self.supplier.patch(self.one(made), {"stopped_on": None, "revoked_on": None}).json
        self.assertEqual((back["stopped_on"], back["revoked_on"], back["state"]), (None, None, "active"))

    def test_taking_back_may_not_double_an_id(self):
        made = self.add()
        self.supplier.patch(self.one(made), {"stopped_on": "2026-11-20"})
        self.add(id=made["id"], declared_on="2026-11-20")
        self.assertProblem(self.supplier.patch(self.one(made), {"stopped_on": None}), 409, "declaration_exists")
        self.assertEqual(self.supplier.get(self.one(made)).json["stopped_on"], "2026-11-20")

    def test_a_stop_on_the_first_day_leaves_no_day(self):
        made = self.add()
        self.supplier.patch(self.one(made), {"stopped_on": "2026-11-20"})
        mistaken = self.add(id=made["id"], declared_on="2026-11-20")
        self.supplier.patch(self.one(mistaken), {"stopped_on": "2026-11-20"})
        back = self.supplier.patch(self.one(made), {"stopped_on": None})
        self.assertEqual(self.assertStatus(back, 200).json["state"], "active")

    def test_bad_patches(self):
        path = self.one(self.add())
        for member in ("stopped_on", "revoked_on"):
            self.assertProblem(self.supplier.patch(path, {member: "2026-12-02"}), 422, "date_in_future", "/" + member)
            self.assertProblem(self.supplier.patch(path, {member: "2026-11-01"}), 422, member + "_before_declared_on", "/" + member)
        self.assertProblem(self.supplier.patch(path, {}), 422)
        self.assertProblem(self.supplier.patch(path, {"id": "50123456789"}), 422, "unknown_field", "/id")
        self.assertProblem(self.supplier.patch(path, {"stopped_on": None}, content_type="text/plain"), 415)

    def test_scheme_dates(self):
        self.server.command("scheme-dates", "set", "--scheme", "scs", "--star", "4", "--obtainable-from", "2027-03-15")
        self.set_day("2028-02-29")
        made = self.add(star=4, id="SCS-4-0001", declared_on="2028-02-29")
        self.assertEqual((made["valid_until"], made["validity_assumed"], made["edition"]), ("2031-02-28", True, "scs-2026-03-27"))
        early = self.body(star=4, id="SCS-4-0002", declared_on="2027-03-14")
        self.assertProblem(self.supplier.post(DECLARATIONS, early), 422, "star_not_obtainable", "/star")
        self.assertEqual(self.add(star=4, id="SCS-4-0003", declared_on="2027-03-14", valid_from="2027-03-15", valid_until="2027-12-31")["state"], "expired")
        last = self.add(star=4, id="SCS-4-0004", declared_on="2028-02-29", valid_from="9999-12-31")
        self.assertEqual(last["valid_until"], "9999-12-31")

    def test_hidden(self):
        made = self.add()
        other = self.make_supplier()
        self.assertHidden(other, "GET", DECLARATIONS + "/{}", made["declaration"])
        self.assertHidden(other, "PATCH", DECLARATIONS + "/{}", made["declaration"], {"stopped_on": "2026-12-01"})
        self.assertEqual(other.get(DECLARATIONS).json["items"], [])

    def test_pages(self):
        made = []
        for second in range(3):
            self.set_instant("2026-12-01T03:00:0%dZ" % second)
            made.append(self.add()["declaration"])
        first = self.supplier.get(DECLARATIONS, query={"limit": 2}).json
        rest = self.supplier.get(DECLARATIONS, query={"limit": 2, "cursor": first["next_cursor"]}).json
        self.assertEqual([d["declaration"] for d in first["items"] + rest["items"]], made[::-1])
        self.assertIsNone(rest["next_cursor"])

    def test_guarded(self):
        path = self.one(self.add())
        reader = self.other_key(self.supplier, "supplier:read")
        buyer = self.make_buyer()
        self.assertGuarded("POST", DECLARATIONS, self.body(), wrong=reader)
        self.assertGuarded("GET", DECLARATIONS, wrong=buyer)
        self.assertGuarded("GET", path, wrong=buyer)
        self.assertGuarded("PATCH", path, {"stopped_on": None}, wrong=reader)


if __name__ == "__main__":
    harness.main()
