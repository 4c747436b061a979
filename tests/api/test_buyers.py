# SPDX-License-Identifier: Apache-2.0
import harness


class Buyers(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()

    def path(self, rest=""):
        return "/v1/buyers/" + self.relationship + rest

    def seen_by_buyer(self):
        return self.assertStatus(self.buyer.get("/v1/suppliers/%s/status" % self.relationship), 200).json["status"]

    def demand(self, **members):
        return self.require(self.buyer, self.relationship, 2, "2027-06-30", **members)

    # Reads

    def test_get_and_list(self):
        self.demand(reason="図面をお預けしているため")
        one = self.assertCached(self.supplier, self.path()).json
        self.assertEqual((one["relationship"], one["state"], one["state_on"]), (self.relationship, "active", "2026-12-01"))
        self.assertEqual(one["counterparty"]["name"], self.buyer.name)
        self.assertEqual((one["requirement"]["required_star"], one["requirement"]["reason"]), (2, "図面をお預けしているため"))
        self.assertEqual((one["response"], one["disclosure"], one["recorded_declarations"]), (None, {"readiness": False}, []))
        self.assertEqual(self.assertCached(self.supplier, "/v1/buyers").json, {"items": [one], "next_cursor": None})
        self.assertEqual(one["status"], self.seen_by_buyer())

    def test_list_filters_and_pages(self):
        second = self.make_buyer("あおば製作所株式会社")
        self.link(second, self.supplier)
        self.demand()

        def names(**query):
            return [item["counterparty"]["name"] for item in self.supplier.get("/v1/buyers", query=query).json["items"]]

        self.assertEqual(names(), ["あおば製作所株式会社", self.buyer.name])
        self.assertEqual(names(status="pending"), [self.buyer.name])
        self.assertEqual(names(text="アオバ"), ["あおば製作所株式会社"])
        first = self.supplier.get("/v1/buyers", query={"limit": 1}).json
        self.assertEqual(names(limit=1, cursor=first["next_cursor"]), [self.buyer.name])

    def test_what_the_buyer_recorded(self):
        number = harness.declaration_id(4)
        self.assertStatus(self.buyer.put("/v1/suppliers/%s/declarations" % self.relationship, {"star": 1, "id": number, "declared_on": "2024-05-20"}), 201)
        self.assertEqual([d["id"] for d in self.supplier.get(self.path()).json["recorded_declarations"]], [number])

    # The answer to a demand

    def test_response(self):
        self.demand()
        answer = self.assertStatus(self.supplier.put(self.path("/response"), {"kind": "talks_requested", "message": "費用を相談したい"}), 200).json
        self.assertEqual((answer["kind"], answer["message"], answer["revision"]), ("talks_requested", "費用を相談したい", 1))
        self.assertIn("talks_requested", [note["code"] for note in self.seen_by_buyer()["notes"]])
        self.assertEqual(self.supplier.get(self.path()).json["response"], answer)
        # The same again changes nothing, not even its day.
        self.set_day("2026-12-02")
        again = self.supplier.put(self.path("/response"), {"kind": "talks_requested", "message": "費用を相談したい"})
        self.assertEqual(again.json, answer)
        self.assertEqual(self.supplier.put(self.path("/response"), {"kind": "accepted", "revision": 1}).json["message"], None)
        self.assertNotIn("talks_requested", [note["code"] for note in self.seen_by_buyer()["notes"]])

    def test_response_to_an_old_revision(self):
        self.demand()
        self.require(self.buyer, self.relationship, 2, "2027-09-30")
        self.assertProblem(self.supplier.put(self.path("/response"), {"kind": "accepted", "revision": 1}), 409, "requirement_changed", "/revision")
        self.assertEqual(self.supplier.put(self.path("/response"), {"kind": "accepted"}).json["revision"], 2)

    def test_bad_responses(self):
        self.assertProblem(self.supplier.put(self.path("/response"), {"kind": "accepted"}), 409, "requirement_not_set")
        self.demand()
        self.assertProblem(self.supplier.put(self.path("/response"), {"kind": "objected"}), 422, "missing_field", "/message")
        self.assertProblem(self.supplier.put(self.path("/response"), {"kind": "refused"}), 422, None, "/kind")
        self.assertIsNone(self.supplier.get(self.path()).json["response"])

    # What is shown beyond the star

    def test_disclosure(self):
        self.require(self.buyer, self.relationship, 3, "2027-09-30")
        made = self.supplier.post("/v1/assessments", {"edition": "scs-2026-03-27"}).json["assessment"]
        self.supplier.put("/v1/assessments/%s/answers" % made, {"answers": [{"criterion": "1-2-1-1", "answer": "implemented"}]})
        self.assertStatus(self.supplier.post("/v1/assessments/%s:submit" % made), 200)

        def readiness():
            return [note["params"]["met"] for note in self.seen_by_buyer()["notes"] if note["code"] == "readiness"]

        self.assertEqual(readiness(), [])
        self.assertEqual(self.supplier.put(self.path("/disclosure"), {"readiness": True}).json, {"readiness": True})
        self.assertEqual(readiness(), [1])
        self.assertEqual(self.supplier.get(self.path()).json["disclosure"], {"readiness": True})
        self.assertEqual(self.supplier.put(self.path("/disclosure"), {"readiness": False}).json, {"readiness": False})
        self.assertEqual(readiness(), [])
        self.assertProblem(self.supplier.put(self.path("/disclosure"), {"readiness": "yes"}), 422, "wrong_type", "/readiness")

    # Leaving

    def test_leave(self):
        self.demand()
        self.supplier.put(self.path("/disclosure"), {"readiness": True})
        self.supplier.post("/v1/declarations", {"star": 1, "id": harness.declaration_id(), "declared_on": "2026-11-02"})
        self.assertEqual(self.seen_by_buyer()["held_star"], 1)
        self.set_day("2026-12-10")
        left = self.assertStatus(self.supplier.post(self.path(":leave")), 200).json
        self.assertEqual((left["state"], left["state_on"], left["disclosure"]), ("declined", "2026-12-10", {"readiness": False}))
        self.assertEqual((left["status"]["status"], left["status"]["waiting_on"]), ("pending", "buyer"))
        self.assertEqual(self.seen_by_buyer(), left["status"])
        self.assertEqual(self.seen_by_buyer()["held_star"], 0)
        earlier = self.buyer.get("/v1/suppliers/%s/status" % self.relationship, query={"as_of": "2026-12-09"})
        self.assertEqual(earlier.json["status"]["held_star"], 1)
        for again in (
            self.supplier.post(self.path(":leave")),
            self.supplier.put(self.path("/response"), {"kind": "accepted"}),
            self.supplier.put(self.path("/disclosure"), {"readiness": True}),
        ):
            self.assertProblem(again, 409, "relationship_state")

    def test_only_the_other_side_of_one_buyer_is_touched(self):
        second = self.make_buyer("第二発注株式会社")
        other = self.link(second, self.supplier)
        self.supplier.post(self.path(":leave"))
        self.assertEqual(self.supplier.get("/v1/buyers/" + other).json["state"], "active")

    # What every operation keeps to

    def test_hidden(self):
        self.demand()
        stranger = self.make_supplier()
        for method, rest, body in (
            ("GET", "", None),
            ("GET", "/status", None),
            ("POST", ":leave", None),
            ("PUT", "/response", {"kind": "accepted"}),
            ("PUT", "/disclosure", {"readiness": True}),
        ):
            # The buyer itself does not find it among its own buyers either.
            for caller in (stranger, self.other_key(self.buyer, harness.ALL_RIGHTS)):
                self.assertHidden(caller, method, "/v1/buyers/{}" + rest, self.relationship, body)
        self.assertProblem(self.supplier.get("/v1/buyers/nobody"), 404, "not_found")

    def test_guarded(self):
        reader = self.other_key(self.supplier, "supplier:read")
        self.assertGuarded("GET", "/v1/buyers", wrong=self.buyer)
        self.assertGuarded("GET", self.path(), wrong=self.buyer)
        self.assertGuarded("POST", self.path(":leave"), wrong=reader)
        self.assertGuarded("PUT", self.path("/response"), {"kind": "accepted"}, wrong=reader)
        self.assertGuarded("PUT", self.path("/disclosure"), {"readiness": True}, wrong=reader)


if __name__ == "__main__":
    harness.main()
