# SPDX-License-Identifier: Apache-2.0
"""Views of the list of suppliers that are kept under a name: whose they are, who sees and changes them, and that they hold what the
list can be asked for."""

import uuid

import harness
from people import make_person

VIEWS = "/v1/saved-views"
LATE = {
    "name": "期限超過",
    "shared": False,
    "filters": {"status": ["overdue", "lapsed"], "required_star": [2, 3]},
    "sort": "due_on",
    "columns": ["code", "due"],
}
WRITER = ["buyer:read", "buyer:write"]


def path(answer):
    return "%s/%s" % (VIEWS, answer.json["saved_view"])


class SavedViews(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def person(self, rights=WRITER):
        return make_person(self.server, self.buyer, "hito%s@example.jp" % harness.declaration_id(), rights)

    def saved(self, by, **members):
        answer = self.assertStatus(by.post(VIEWS, {**LATE, **members}), 201)
        self.assertEqual(answer.headers["Location"], path(answer))
        return answer

    def names(self, by):
        return [item["name"] for item in by.get(VIEWS).json["items"]]

    def put(self, by, answer, **members):
        return by.put(path(answer), {**LATE, **members}, headers={"If-Match": answer.etag})

    def test_filters_are_those_of_the_list(self):
        contract = self.server.contract
        taken = contract.document["components"]["schemas"]["SupplierFilters"]["properties"]
        left = {"as_of", "changed_since", "sort", "limit", "cursor", "If-None-Match"}
        listed = {p["name"]: p["schema"] for p in contract.operation("GET", "/v1/suppliers").parameters if p["name"] not in left}
        # A body's members are marked, and nothing is kept of a parameter.
        unmarked = {name: {rule: value for rule, value in schema.items() if rule != "x-personal"} for name, schema in taken.items()}
        self.assertEqual(unmarked, listed)

    def test_what_was_saved_is_there_again(self):
        person = self.person()
        answer = self.saved(person)
        view = answer.json
        self.assertEqual({name: view[name] for name in LATE}, LATE)
        self.assertTrue(view["own"])
        self.assertEqual(self.assertCached(person, path(answer)).json, view)
        self.assertEqual(self.assertCached(person, VIEWS).json["items"], [view])

    def test_own_ones_are_nobody_elses(self):
        person, other = self.person(), self.person()
        answer = self.saved(person)
        self.assertEqual((self.names(person), self.names(other), self.names(self.make_buyer())), (["期限超過"], [], []))
        for act in (lambda: other.get(path(answer)), lambda: self.put(other, answer), lambda: self.removed(other, answer)):
            self.assertProblem(act(), 404, "not_found")
        # A name is another one for each of them.
        self.saved(other)

    def removed(self, by, answer):
        return by.delete(path(answer), headers={"If-Match": answer.etag})

    def test_shared_ones_are_everybodys(self):
        person, other, reader = self.person(), self.person(), self.person(["buyer:read"])
        answer = self.saved(person, shared=True)
        for one in (person, other, reader, self.buyer):
            self.assertEqual(self.names(one), ["期限超過"])
        self.assertFalse(other.get(path(answer)).json["own"])
        self.assertProblem(self.make_buyer().get(path(answer)), 404, "not_found")
        self.assertProblem(self.put(reader, answer, shared=True), 403, "right_missing")
        self.assertProblem(self.removed(reader, answer), 403, "right_missing")
        self.assertProblem(reader.post(VIEWS, {**LATE, "name": "別の名前", "shared": True}), 403, "right_missing")
        changed = self.assertStatus(self.put(other, answer, name="期限を過ぎた取引先", shared=True), 200)
        self.assertProblem(self.removed(other, answer), 412, "precondition_failed")
        self.assertStatus(self.removed(person, changed), 204)
        self.assertEqual(self.names(other), [])

    def test_a_reader_keeps_its_own(self):
        reader = self.person(["buyer:read"])
        answer = self.saved(reader)
        self.assertStatus(self.removed(reader, self.put(reader, answer, name="自分の一覧")), 204)

    def test_changes_name_what_they_replace(self):
        person = self.person()
        answer = self.saved(person)
        self.assertProblem(person.put(path(answer), LATE), 428, "if_match_required")
        same = self.assertStatus(self.put(person, answer), 200)
        self.assertEqual(same.etag, answer.etag)
        changed = self.assertStatus(self.put(person, answer, filters={"owner": "me", "due_by": "2027-03-31"}, columns=None, sort="gap"), 200)
        self.assertEqual((changed.json["filters"], changed.json["columns"], changed.json["sort"]), ({"owner": "me", "due_by": "2027-03-31"}, None, "gap"))
        self.assertProblem(self.put(person, answer, name="遅れて"), 412, "precondition_failed")
        again = self.assertStatus(self.put(person, answer, filters={"owner": "me", "due_by": "2027-03-31"}, columns=None, sort="gap"), 200)
        self.assertEqual(again.etag, changed.etag)  # what stands already takes nothing from anybody
        self.assertProblem(person.put("%s/%s" % (VIEWS, uuid.uuid4()), LATE, headers={"If-Match": "*"}), 404, "not_found")

    def test_names_are_told_apart(self):
        person, other = self.person(), self.person()
        self.saved(person, name="CAD")
        self.assertProblem(person.post(VIEWS, {**LATE, "name": "ｃａｄ"}), 409, "saved_view_exists")
        shared = self.saved(other, name="試作", shared=True)
        self.assertProblem(person.post(VIEWS, {**LATE, "name": "試作"}), 409, "saved_view_exists")
        self.assertProblem(self.put(other, self.saved(other, name="量産"), name="試作"), 409, "saved_view_exists")
        self.assertStatus(self.put(other, shared, name="試作", shared=True, sort="name"), 200)

    def test_a_key_that_nobody_answers_for_keeps_only_shared_ones(self):
        self.assertProblem(self.buyer.post(VIEWS, LATE), 422, "saved_view_of_nobody", "/shared")
        answer = self.saved(self.buyer, shared=True)
        self.assertFalse(answer.json["own"])
        self.assertStatus(self.removed(self.buyer, answer), 204)

    def test_what_the_list_does_not_know_is_refused(self):
        person = self.person()
        self.assertProblem(person.post(VIEWS, {**LATE, "filters": {"colour": "red"}}), 422, "unknown_field", "/filters/colour")
        self.assertProblem(person.post(VIEWS, {**LATE, "filters": {"status": ["late"]}}), 422, "not_allowed_value", "/filters/status/0")
        self.assertProblem(person.post(VIEWS, {**LATE, "columns": ["colour"]}), 422, "not_allowed_value", "/columns/0")
        self.assertProblem(person.post(VIEWS, {**LATE, "filters": {"owner": "nobody@example.jp"}}), 422, "unknown_owner", "/filters/owner")
        self.assertProblem(person.post(VIEWS, {"name": " ", "shared": True, "filters": {}}), 422)

    def test_an_owner_is_found_under_a_new_address_and_private_views_go_with_their_person(self):
        person, owner = self.person(), self.person()
        address = owner.get("/v1/me").json["user"]["email"]
        answer = self.saved(person, shared=True, filters={"owner": address.upper()})
        self.assertEqual(answer.json["filters"], {"owner": address})
        own = self.saved(owner, name="個人用")
        user = owner.get("/v1/me").json["user"]["user"]
        self.saved(owner, name="共有", shared=True)
        self.assertStatus(self.buyer.post("/v1/users/%s:remove" % user), 200)
        self.assertEqual(self.names(person), ["共有", "期限超過"])
        self.assertProblem(self.buyer.get(path(own)), 404)
        self.assertStatus(self.buyer.post("/v1/erasures", {"user": user}), 200)
        self.assertEqual(person.get(path(answer)).json["filters"], {})

    def test_the_log_tells_what_changed_and_not_to_what(self):
        person = self.person()
        answer = self.saved(person, name="林さん担当", shared=True)
        changed = self.put(person, answer, name="佐藤さん担当", shared=True)
        self.removed(person, changed)
        kept = path(answer).partition("/v1/")[2]
        log = self.buyer.get("/v1/audit/events", query={"object": kept, "limit": 10}).json["items"]
        self.assertEqual([entry["operation"] for entry in log], ["saved_view_add", "saved_view_put", "saved_view_remove"])
        self.assertNotIn("さん", str(log))

    def test_quota(self):
        self.server.command("quota", "set", "--organisation", self.buyer.organisation, "--kind", "saved_views", "--most", "1")
        self.saved(self.buyer, shared=True)
        self.assertProblem(self.buyer.post(VIEWS, {**LATE, "name": "もう一つ", "shared": True}), 409, "quota_reached")


if __name__ == "__main__":
    harness.main()
