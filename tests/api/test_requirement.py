# SPDX-License-Identifier: Apache-2.0
import harness

DEMAND = {"required_star": 2, "due_on": "2027-06-30", "reason": "図面をお渡ししているため"}


class Requirement(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.path = "/v1/suppliers/%s/requirement" % self.relationship

    def now(self):
        """The tag of what stands."""
        return self.buyer.get(self.path).etag

    def put(self, etag=None, headers=None, **members):
        headers = dict(headers or {})
        if etag:
            headers["If-Match"] = etag
        return self.buyer.put(self.path, {**DEMAND, **members}, headers=headers)

    def revisions(self):
        return [(one["revision"], one["kind"]) for one in self.buyer.get(self.path + "/revisions").json["items"]]

    def test_set(self):
        answer = self.assertStatus(self.put(), 201)
        made = answer.json
        self.assertEqual(
            {
                name: made[name]
                for name in (
                    "relationship",
                    "revision",
                    "required_star",
                    "required_assurance",
                    "accept_higher",
                    "effective_from",
                    "due_on",
                    "reason",
                    "notice_on",
                    "decided_by",
                    "upcoming",
                    "advisories",
                    "suggestion",
                )
            },
            {
                "relationship": self.relationship,
                "revision": 1,
                "required_star": 2,
                "required_assurance": "substantiated",
                "accept_higher": True,
                "effective_from": "2026-12-01",
                "due_on": "2027-06-30",
                "reason": DEMAND["reason"],
                "notice_on": None,
                "decided_by": "explicit",
                "upcoming": None,
                "advisories": [],
                "suggestion": None,
            },
        )
        self.assertStanding(made["status"], "pending", "supplier")
        read = self.assertCached(self.buyer, self.path)
        self.assertEqual(read.json, made)
        self.assertEqual(read.etag, answer.etag)
        self.assertTrue(answer.etag.startswith('"1.'), answer.etag)
        shown = self.supplier.get("/v1/buyers/" + self.relationship).json
        self.assertEqual((shown["requirement"]["revision"], shown["requirement"]["reason"]), (1, DEMAND["reason"]))
        self.assertEqual(shown["status"], made["status"])

    def test_defaults_by_star(self):
        self.assertEqual(self.put(required_star=1).json["required_assurance"], "declared")
        self.assertEqual(self.put(self.now(), required_star=4).json["required_assurance"], "substantiated")
        self.assertEqual(self.put(self.now(), required_star=4, required_assurance="confirmed", accept_higher=False).json["accept_higher"], False)

    def test_the_same_again_every_night(self):
        etag = self.put().etag
        self.set_day("2026-12-20")
        for headers in ({}, {"If-Match": '"99"'}, {"If-None-Match": '"x"'}):
            again = self.assertStatus(self.put(headers=headers), 200)
            self.assertEqual((again.json["revision"], again.json["effective_from"]), (1, "2026-12-01"))
        # Also when all is spelled out, and long after the due day.
        self.set_day("2027-07-15")
        again = self.put(effective_from="2026-12-01", accept_higher=True, required_assurance="substantiated", notice_on=None)
        self.assertEqual(self.assertStatus(again, 200).json["revision"], 1)
        self.assertStanding(again.json["status"], "overdue", "supplier")
        self.assertEqual(self.revisions(), [(1, "set")])
        self.assertEqual(again.etag.split(".")[0], etag.split(".")[0])
        self.assertEqual(len([e for e in self.buyer.get("/v1/audit/events").json["items"] if e["operation"] == "requirement_put"]), 1)

    def test_change_needs_the_tag(self):
        etag = self.put().etag
        self.assertProblem(self.put(required_star=3, due_on="2027-12-31"), 428, "if_match_required")
        self.assertProblem(self.put('"2"', required_star=1), 412, "precondition_failed")
        self.assertProblem(self.put(headers={"If-None-Match": "*"}, required_star=1), 412, "precondition_failed")
        raised = self.assertStatus(self.put(etag, required_star=1), 200)
        self.assertEqual(raised.json["revision"], 2)
        # Read in another language and on another day, the tag is still good: its number counts.
        self.set_day("2026-12-02")
        english = self.buyer.in_language("en").get(self.path)
        self.assertNotEqual(english.etag, raised.etag)
        self.assertStatus(self.put(english.etag), 200)
        self.assertEqual(self.revisions(), [(3, "set"), (2, "set"), (1, "set")])

    def test_lost_answer(self):
        etag = self.put().etag
        first = self.assertStatus(self.put(etag, required_star=1), 200)
        again = self.assertStatus(self.put(etag, required_star=1), 200)
        self.assertEqual(first.json, again.json)

    def test_first_only(self):
        self.assertProblem(self.put('"1"'), 412, "precondition_failed")
        self.assertStatus(self.put(headers={"If-None-Match": "*"}), 201)
        self.assertStatus(self.put(headers={"If-None-Match": "*"}), 200)

    def test_upcoming(self):
        etag = self.put(required_star=1).etag
        later = {"effective_from": "2027-04-01", "due_on": "2027-09-30"}
        waits = self.assertStatus(self.put(etag, **later), 200).json
        self.assertEqual((waits["revision"], waits["required_star"]), (1, 1))
        self.assertEqual((waits["upcoming"]["revision"], waits["upcoming"]["required_star"]), (2, 2))
        self.assertEqual([n["code"] for n in waits["status"]["notes"] if n["code"] == "requirement_changes"], ["requirement_changes"])
        # Sent again: nothing changes. A new upcoming one replaces it; the one in force may change beside it.
        self.assertEqual(self.put(**later).json["upcoming"]["revision"], 2)
        self.assertEqual(self.put(self.now(), effective_from="2027-05-01", due_on="2027-09-30").json["upcoming"]["revision"], 3)
        both = self.put(self.now(), required_star=1, due_on="2027-08-31").json
        self.assertEqual((both["revision"], both["due_on"], both["upcoming"]["revision"]), (4, "2027-08-31", 3))
        self.set_day("2027-05-01")
        now = self.buyer.get(self.path).json
        self.assertEqual((now["revision"], now["upcoming"]), (3, None))

    def test_upcoming_alone(self):
        made = self.assertStatus(self.put(effective_from="2027-01-01"), 201).json
        self.assertEqual((made["revision"], made["upcoming"]), (1, None))
        self.assertStanding(made["status"], "no_requirement")
        self.assertProblem(self.put(effective_from="2027-01-02"), 428, "if_match_required")

    def test_exempt(self):
        self.assertProblem(self.put(required_star=None, reason="情報を扱わないため"), 422, "not_allowed", "/due_on")
        self.assertProblem(self.put(required_star=None, due_on=None, reason=None), 422, "missing_field", "/reason")
        made = self.assertStatus(self.put(required_star=None, due_on=None, reason="情報を扱わないため"), 201).json
        self.assertEqual((made["required_star"], made["required_assurance"], made["due_on"]), (None, None, None))
        self.assertEqual(made["status"]["reasons"][0]["code"], "requirement_exempt")
        self.assertEqual(self.revisions(), [(1, "exempt")])
        self.assertStatus(self.put(required_star=None, due_on=None, reason="情報を扱わないため"), 200)

    def test_delete(self):
        self.assertProblem(self.buyer.delete(self.path), 428, "if_match_required")
        self.assertProblem(self.buyer.delete(self.path, headers={"If-Match": '"1"'}), 404, "not_found")
        etag = self.put().etag
        self.assertStatus(self.put(etag, required_star=3, effective_from="2027-04-01", due_on="2027-12-31"), 200)
        self.assertProblem(self.buyer.delete(self.path, headers={"If-Match": etag}), 412, "precondition_failed")
        gone = self.assertStatus(self.buyer.delete(self.path, headers={"If-Match": self.now()}), 200)
        self.assertEqual((gone.json["revision"], gone.json["removed_on"]), (3, "2026-12-01"))
        self.assertTrue(gone.etag.startswith('"3.'), gone.etag)
        self.assertEqual(gone.json["status"]["reasons"][0]["code"], "requirement_removed")
        self.assertProblem(self.buyer.get(self.path), 404, "not_found")
        self.set_day("2027-05-01")
        self.assertStanding(self.status(self.buyer, self.relationship), "no_requirement")
        # Revisions go on counting; a new one is not the first.
        self.assertEqual(self.assertStatus(self.put(), 200).json["revision"], 4)
        self.assertEqual(self.revisions(), [(4, "set"), (3, "removed"), (2, "set"), (1, "set")])

    def test_days(self):
        for members, code, pointer in (
            ({"effective_from": "2026-11-30"}, "effective_from_in_past", "/effective_from"),
            ({"effective_from": "2027-07-01"}, "due_on_before_effective_from", "/due_on"),
            ({"due_on": "2026-11-30"}, "due_on_before_effective_from", "/due_on"),
            ({"due_on": None}, "missing_field", "/due_on"),
            ({"notice_on": "2026-12-02"}, "date_in_future", "/notice_on"),
            ({"due_on": "2027-02-29"}, "invalid_date", "/due_on"),
            ({"required_star": 6}, "out_of_range", "/required_star"),
            ({"required_star": "2"}, "wrong_type", "/required_star"),
            ({"questions": {"fourth": True}}, "unknown_field", "/questions/fourth"),
        ):
            self.assertProblem(self.put(**members), 422, code, pointer)
        self.assertProblem(self.put(due_on=None, notice_on="2027-01-01"), 422, None, "/due_on", "/notice_on")
        self.assertEqual(self.revisions(), [])

    def test_advisories(self):
        def codes(answer):
            return [one["code"] for one in answer.json["advisories"]]

        short = self.put(due_on="2026-12-30", reason=None)
        self.assertEqual(codes(short), ["short_notice", "reason_missing"])
        self.assertTrue(all(one["text"] and one["source"] for one in short.json["advisories"]))
        self.assertEqual(codes(self.put(self.now(), due_on="2026-12-31")), [])
        self.assertEqual(codes(self.put(self.now(), due_on="2026-12-15", notice_on="2026-11-01")), [])
        early = self.put(self.now(), required_star=5)
        self.assertEqual(codes(early), ["star_not_obtainable", "consultation_missing"])
        self.assertIsNone(early.json["advisories"][0]["source"])
        self.assertStanding(early.json["status"], "pending", "scheme")
        self.assertEqual(self.buyer.get(self.path).json["advisories"], early.json["advisories"])

    def test_suggestion(self):
        asked = {"important_information": False, "unacceptable_interruption": False, "internal_access": False}
        self.assertEqual(self.put(questions=asked).json["suggestion"]["required_star"], 3)
        self.assertEqual(self.put(self.now(), questions={**asked, "internal_access": True}).json["suggestion"]["required_star"], 4)
        self.assertIsNone(self.put(self.now(), questions={"internal_access": True}).json["suggestion"])

    def test_revisions_by_page(self):
        self.put(required_star=1)
        for number in range(1, 5):
            self.assertStatus(self.put(self.now(), required_star=1 + number % 2), 200)
        found, cursor = [], None
        while True:
            query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = self.assertStatus(self.buyer.get(self.path + "/revisions", query=query), 200).json
            found += [one["revision"] for one in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                break
        self.assertEqual(found, [5, 4, 3, 2, 1])
        self.assertTrue(page["items"][0]["key"])

    def test_both_sides_are_told(self):
        self.put()
        for party in (self.buyer, self.supplier):
            found = self.eventually(lambda: [e for e in party.get("/v1/events").json["items"] if e["type"] == "requirement.changed"])
            self.assertEqual((found[0]["data"], found[0]["relationship"]), ({"revision": 1}, self.relationship))

    def test_guards(self):
        self.put()
        reader = self.other_key(self.buyer, "buyer:read")
        other = self.make_buyer()
        for method, path, body, wrong in (
            ("GET", self.path, None, self.supplier),
            ("PUT", self.path, DEMAND, reader),
            ("GET", self.path + "/revisions", None, self.supplier),
        ):
            self.assertGuarded(method, path, body, wrong=wrong)
        for method, path, body in (("GET", "", None), ("PUT", "", DEMAND), ("GET", "/revisions", None)):
            self.assertHidden(other, method, "/v1/suppliers/{}/requirement" + path, self.relationship, body)
        tag = {"If-Match": '"1"'}
        self.assertProblem(self.open.delete(self.path, headers=tag), 401, "unauthenticated")
        self.assertProblem(reader.delete(self.path, headers=tag), 403, "right_missing")
        self.assertProblem(other.delete(self.path, headers=tag), 404, "not_found")
        self.assertEqual(self.revisions(), [(1, "set")])


class Tags(harness.ApiTest):
    """An entity tag belongs to what it was given for."""

    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        self.paths = ["/v1/suppliers/%s/requirement" % self.invite(self.buyer)[0] for _ in range(2)]
        demand = {"required_star": 2, "due_on": "2027-06-30"}
        self.tags = [self.assertStatus(self.buyer.put(path, demand), 201).etag for path in self.paths]

    def send(self, method, tag, **options):
        body = {"required_star": 3, "due_on": "2027-12-31"} if method == "PUT" else None
        return self.buyer.request(method, self.paths[0], body, headers={"If-Match": tag}, **options)

    def test_of_another_or_of_nothing(self):
        mine = self.tags[0].strip('"')
        wrong = [
            self.tags[1],
            '"1"',
            '"1.0000000000000000"',
            '"3.zzz"',
            '"2.%s"' % mine.split(".", 1)[1],
            '"%sx"' % mine[:14],
            mine,
            '""',
            '"1.%s"' % ("0" * 12),
            '"%s' % mine,
            '"%s"x' % mine[:-1],
            '*, "a"',
            '"*"',
            "W/",
            ",",
            '"1.%s,%s"' % ("0" * 12, mine),
        ]
        for tag in wrong:
            for method in ("PUT", "DELETE"):
                with self.subTest(tag=tag, method=method):
                    self.assertProblem(self.send(method, tag), 412, "precondition_failed")

    def test_as_a_proxy_left_it(self):
        for i, change in enumerate((lambda t: "W/" + t, lambda t: t[:-1] + '-gzip"', lambda t: '"x", ' + t)):
            with self.subTest(i):
                now = self.buyer.get(self.paths[0])
                self.assertStatus(self.buyer.get(self.paths[0], headers={"If-None-Match": change(now.etag)}), 304)
                put = self.buyer.put(self.paths[0], {"required_star": 3 + i % 2, "due_on": "2027-12-31"}, headers={"If-Match": change(now.etag)})
                self.assertStatus(put, 200)


if __name__ == "__main__":
    harness.main()
