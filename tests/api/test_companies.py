# SPDX-License-Identifier: Apache-2.0
"""Companies change: numbers that differ, new names, mergers, records that are alike, suppliers that are asked again."""

import concurrent.futures
import datetime
import uuid

import harness
from harness import corporate_number, declaration_id


class CompaniesTest(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.day = datetime.date.fromisoformat(str(harness.FIRST_DAY))

    def later(self, days):
        self.day += datetime.timedelta(days)
        self.set_day(self.day.isoformat())
        return self.day.isoformat()

    def differing_pair(self):
        """A record with one number, and the organisation that accepted with another."""
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=corporate_number())
        self.relationship = self.link(self.buyer, self.supplier, corporate_number=corporate_number())
        return self.buyer, self.supplier, self.relationship

    def notes(self, api, path):
        return {n["code"] for n in self.assertStatus(api.get(path), 200).json["status"]["notes"]}

    def both_notes(self):
        notes = [self.notes(self.buyer, "/v1/suppliers/%s/status" % self.relationship), self.notes(self.supplier, "/v1/buyers/%s/status" % self.relationship)]
        self.assertEqual(*notes)
        return notes[0]

    def record(self):
        return self.assertStatus(self.buyer.get("/v1/suppliers/" + self.relationship), 200).json

    def events(self, api, kind):
        items = self.server.events(api) if hasattr(self.server, "events") else api.get("/v1/events").json["items"]
        return [e for e in items if e["type"] == kind]

    def declare(self, star=1, **members):
        body = {"star": star, "id": declaration_id(), "declared_on": self.day.isoformat(), **members}
        return self.assertStatus(self.supplier.post("/v1/declarations", body), 201).json["declaration"]


class Numbers(CompaniesTest):
    def test_a_difference_is_told_to_both(self):
        buyer, supplier, relationship = self.differing_pair()
        self.assertIn("corporate_number_differs", self.both_notes())
        [task] = self.record()["tasks"]
        self.assertEqual((task["code"], task["params"]["linked"]), ("resolve_number", True))
        other = self.link(buyer, self.make_supplier(), code="X-1")
        for path in ("/v1/suppliers?task=resolve_number", "/v1/statuses?side=buyer&task=resolve_number"):
            items = buyer.get(path).json["items"]
            self.assertEqual([i.get("relationship") or i["status"]["relationship"] for i in items], [relationship])
        self.assertEqual(buyer.get("/v1/suppliers?task=decide_predecessor").json["items"], [])
        self.assertEqual(self.assertStatus(buyer.get("/v1/suppliers/" + other), 200).json["tasks"], [])

    def test_it_ends_when_the_record_is_corrected(self):
        buyer, supplier, relationship = self.differing_pair()
        right = supplier.get("/v1/me").json["organisation"]["corporate_number"]
        self.later(1)
        self.assertStatus(buyer.patch("/v1/suppliers/" + relationship, {"corporate_number": right}), 200)
        self.assertNotIn("corporate_number_differs", self.both_notes())
        self.assertEqual(self.record()["tasks"], [])
        before = buyer.get("/v1/suppliers/%s/status" % relationship, query={"as_of": str(harness.FIRST_DAY)}).json["status"]
        self.assertIn("corporate_number_differs", {n["code"] for n in before["notes"]})

    def test_it_begins_with_either_side(self):
        buyer, supplier = self.make_buyer(), self.make_supplier(number=corporate_number())
        self.buyer, self.supplier = buyer, supplier
        self.relationship = self.link(buyer, supplier, code="A-1")
        self.assertEqual(self.record()["tasks"], [])
        self.assertStatus(buyer.patch("/v1/suppliers/" + self.relationship, {"corporate_number": corporate_number()}), 200)
        self.assertIn("corporate_number_differs", self.both_notes())
        sheet = "code,corporate_number\r\nA-1,%s\r\n" % supplier.get("/v1/me").json["organisation"]["corporate_number"]
        done = buyer.post("/v1/suppliers:import", sheet.encode(), content_type="text/csv", query={"source": "s"}).json
        self.assertEqual(done["counts"]["conflict"], 1)
        self.assertStatus(
            buyer.patch("/v1/suppliers/" + self.relationship, {"corporate_number": supplier.get("/v1/me").json["organisation"]["corporate_number"]}), 200
        )
        self.assertEqual(self.record()["tasks"], [])
        self.assertStatus(supplier.patch("/v1/organisation", {"corporate_number": corporate_number()}), 200)
        self.assertIn("corporate_number_differs", self.both_notes())
        self.assertStatus(supplier.patch("/v1/organisation", {"corporate_number": None}), 200)
        self.assertEqual(self.record()["tasks"], [])

    def test_no_check_confirms_until_it_is_settled(self):
        buyer, supplier, relationship = self.differing_pair()
        declaration = self.declare()
        self.require(buyer, relationship, 1, "2027-06-30", required_assurance="confirmed")
        check = "/v1/suppliers/%s/declarations/%s/checks" % (relationship, declaration)
        self.assertStatus(buyer.post(check, {"checked_on": self.day.isoformat(), "result": "found", "method": "public_list"}), 201)
        status = self.status(buyer, relationship)
        self.assertEqual((status["status"], status["waiting_on"], status["held_assurance"]), ("pending", "buyer", "declared"))
        self.assertEqual([r["code"] for r in status["reasons"]], ["corporate_number_differs"])
        self.assertEqual(status["next_step"]["code"], "resolve_number")
        self.assertProblem(buyer.post("/v1/suppliers/%s:accept-number" % relationship, {}), 422)
        accepted = self.assertStatus(buyer.post("/v1/suppliers/%s:accept-number" % relationship, {"reason": "本社の番号で登録"}), 200)
        self.assertEqual((accepted.json["tasks"], accepted.json["status"]["status"]), ([], "met"))
        self.assertNotIn("corporate_number_differs", self.both_notes())
        self.assertProblem(buyer.post("/v1/suppliers/%s:accept-number" % relationship, {"reason": "x"}), 409, "number_not_different")
        self.assertStatus(supplier.patch("/v1/organisation", {"corporate_number": corporate_number()}), 200)
        self.assertEqual(self.status(buyer, relationship)["status"], "pending")

    def test_who_left_tells_nothing_until_it_comes_back(self):
        number = corporate_number()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=number)
        self.relationship = self.link(self.buyer, self.supplier, corporate_number=number)
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        self.assertStatus(self.supplier.patch("/v1/organisation", {"corporate_number": corporate_number()}), 200)
        self.assertEqual(self.record()["tasks"], [])
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + self.relationship, {"corporate_number": corporate_number()}), 200)
        self.assertEqual(self.record()["tasks"], [])
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % self.relationship), 200)
        self.assertEqual(self.record()["tasks"], [])
        self.assertStatus(self.supplier.post("/v1/invitations/%s:accept" % self.relationship), 201)
        self.assertEqual([task["code"] for task in self.record()["tasks"]], ["resolve_number"])
        self.assertIn("corporate_number_differs", self.both_notes())
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        self.assertEqual(self.record()["tasks"], [])

    def test_the_buyer_is_told_of_a_refused_acceptance_without_the_link(self):
        number, other = corporate_number(), corporate_number()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=number, vouch=True)
        self.relationship = self.link(self.buyer, self.supplier, corporate_number=number)
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        self.server.command("organisation", "vouch", self.supplier.organisation, "--corporate-number", other)
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % self.relationship), 200)
        accept = "/v1/invitations/%s:accept" % self.relationship
        for _ in range(2):
            self.assertProblem(self.supplier.post(accept), 409, "corporate_number_mismatch")
            self.assertStatus(self.buyer.patch("/v1/suppliers/" + self.relationship, {"memo": str(uuid.uuid4())}), 200)
            [task] = self.record()["tasks"]
            self.assertEqual((task["code"], task["params"]["linked"], task["params"]["organisation_number"]), ("resolve_number", False, other))
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:accept-number" % self.relationship, {"reason": "新しい番号"}), 200)
        self.assertStatus(self.supplier.post(accept), 201)
        self.assertEqual(self.record()["tasks"], [])

    def test_the_buyer_is_told_of_a_refused_acceptance(self):
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=corporate_number(), vouch=True)
        self.relationship, token = self.invite(self.buyer, corporate_number=corporate_number())
        for _ in range(2):
            self.assertProblem(self.supplier.post("/v1/invitations:redeem", {"token": token}), 409, "corporate_number_mismatch")
        [task] = self.record()["tasks"]
        self.assertEqual((task["code"], task["params"]["linked"], task["params"]["organisation_name"]), ("resolve_number", False, self.supplier.name))
        self.assertEqual(len(self.buyer.get("/v1/suppliers?task=resolve_number").json["items"]), 1)
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:accept-number" % self.relationship, {"reason": "グループ会社"}), 200)
        self.assertStatus(self.supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertEqual(self.record()["tasks"], [])


class Organisations(CompaniesTest):
    def test_name_reading_and_number(self):
        buyer = self.make_buyer()
        supplier = self.make_supplier(number=corporate_number(), vouch=True, reading="ミナトセイミツ")
        relationship = self.link(buyer, supplier, code="A-1")
        before = self.assertStatus(supplier.get("/v1/organisation"), 200).json
        self.assertEqual(before["history"], [])
        after = self.assertStatus(supplier.patch("/v1/organisation", {"name": "株式会社みなと精工", "reading": "ミナトセイコウ"}), 200).json
        self.assertEqual((after["name"], after["number_proven"], len(after["history"])), ("株式会社みなと精工", True, 1))
        self.assertEqual(after["history"][0]["name"], before["name"])
        record = buyer.get("/v1/suppliers/" + relationship).json
        self.assertEqual(record["organisation"]["name"], "株式会社みなと精工")
        for text in ("みなと精密", "みなと精工", "ミナトセイミツ", before["corporate_number"]):
            self.assertEqual(len(buyer.get("/v1/suppliers", query={"text": text}).json["items"]), 1, text)
        number = corporate_number()
        after = self.assertStatus(supplier.patch("/v1/organisation", {"corporate_number": number}), 200).json
        self.assertEqual((after["corporate_number"], after["number_proven"]), (number, False))
        again = self.assertStatus(supplier.patch("/v1/organisation", {"corporate_number": number}), 200).json
        self.assertEqual(again["history"], after["history"])
        entries = supplier.get("/v1/audit/events").json["items"]
        self.assertEqual(len([e for e in entries if "organisation_patch" in str(e)]), 2)

    def test_refusals(self):
        supplier = self.make_supplier(number=corporate_number())
        number = supplier.get("/v1/me").json["organisation"]["corporate_number"]
        self.assertProblem(supplier.patch("/v1/organisation", {"corporate_number": "1234567890123"}), 422, "corporate_number_check_digit")
        for body, code in (
            ({"name": None}, None),
            ({}, None),
            ({"name": "????"}, "characters_lost"),
            ({"succession": {"kind": "merger", "day": self.day.isoformat()}}, None),
            ({"corporate_number": number, "succession": {"kind": "merger", "day": self.day.isoformat()}}, "number_unchanged"),
            ({"corporate_number": corporate_number(), "succession": {"kind": "merger", "day": "2099-01-01"}}, "date_in_future"),
        ):
            self.assertProblem(supplier.patch("/v1/organisation", body), 422, code)
        reader = self.other_key(supplier, "supplier:read")
        self.assertStatus(reader.get("/v1/organisation"), 200)
        self.assertProblem(reader.patch("/v1/organisation", {"name": "甲"}), 403)

    def test_a_buyer_that_renames_itself(self):
        buyer, supplier, relationship = self.linked_pair()
        self.assertStatus(buyer.patch("/v1/organisation", {"name": "東都ホールディングス株式会社"}), 200)
        self.assertEqual(supplier.get("/v1/buyers/" + relationship).json["counterparty"]["name"], "東都ホールディングス株式会社")
        for text in ("東都重工業", "東都ホールディングス"):
            self.assertEqual(len(supplier.get("/v1/buyers", query={"text": text}).json["items"]), 1, text)

    def test_another_number_that_the_operator_vouches_for(self):
        numbers = [(corporate_number(), corporate_number()) for _ in range(2)]
        buyer, supplier = self.make_buyer(number=numbers[0][0], vouch=True), self.make_supplier(number=numbers[1][0], vouch=True)
        relationship = self.link(buyer, supplier, corporate_number=numbers[1][0])
        for api, (first, second) in zip((buyer, supplier), numbers):
            self.server.command("organisation", "vouch", api.organisation, "--corporate-number", second)
            [before] = self.assertStatus(api.get("/v1/organisation"), 200).json["history"]
            self.assertEqual((before["kind"], before["corporate_number"], before["number_proven"]), ("corrected", first, True))
        [item] = supplier.get("/v1/statuses?side=supplier").json["items"]
        self.assertEqual(item["counterparty"]["corporate_number"], numbers[0][1])
        for path in ("/v1/statuses?side=supplier", "/v1/buyers?limit=50"):
            self.assertEqual([len(supplier.get("%s&text=%s" % (path, n)).json["items"]) for n in numbers[0]], [0, 1])
        self.assertEqual([i["relationship"] for i in buyer.get("/v1/suppliers?task=resolve_number").json["items"]], [relationship])

    def test_a_record_that_differs_is_edited_by_every_door(self):
        """What else it says has nothing to do with its number, which stays until it is settled."""
        number, other = corporate_number(), corporate_number()
        buyer, supplier = self.make_buyer(), self.make_supplier(number=number, vouch=True)
        own = "/v1/suppliers/" + self.link(buyer, supplier, code="A-1", name="甲", corporate_number=number)
        self.server.command("organisation", "vouch", supplier.organisation, "--corporate-number", other)
        record = {"name": "甲", "code": "A-1", "corporate_number": number}

        def sheet(record):
            return buyer.post("/v1/suppliers:import", {"rows": [record]}, query={"source": "s"})

        for door in (lambda r: buyer.patch(own, r), lambda r: buyer.put(own, r), lambda r: buyer.put("/v1/suppliers/code:A-1", r), sheet):
            memo = str(uuid.uuid4())
            self.assertStatus(door({**record, "memo": memo}), 200)
            self.assertEqual((buyer.get(own).json["memo"] == memo, len(buyer.get(own).json["tasks"])), (door != sheet, 1))
            refused = door({**record, "corporate_number": corporate_number(), "memo": memo})
            self.assertTrue(refused.status == 409 or refused.json["counts"]["changed"] == 0, refused)

    def test_a_buyer_that_renames_itself_while_it_is_accepted(self):
        """Its last lock is held, so that the acceptance comes between its change and its end."""
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship, token = self.invite(buyer)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            with self.server.held("select from audit_head where org_id = :'buyer' for update", buyer=buyer.organisation):
                renamed = pool.submit(buyer.patch, "/v1/organisation", {"name": "東都ホールディングス株式会社"})
                self.eventually(lambda: self.waiting() == 1)
                accepted = pool.submit(supplier.post, "/v1/invitations:redeem", {"token": token})
                self.eventually(lambda: self.waiting() == 2 or accepted.done())
            self.assertStatus(renamed.result(), 200)
            self.assertStatus(accepted.result(), 201)
        [item] = supplier.get("/v1/statuses?side=supplier").json["items"]
        self.assertEqual((item["status"]["relationship"], item["counterparty"]["name"]), (relationship, "東都ホールディングス株式会社"))

    def waiting(self):
        """How many sessions wait for a lock of another one."""
        return int(self.server.sql("select count(distinct pid) from pg_locks where not granted"))

    def test_a_merger_takes_declarations_with_it_only_where_the_buyer_says_so(self):
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=corporate_number())
        old = self.supplier.get("/v1/me").json["organisation"]["corporate_number"]
        self.relationship = self.link(self.buyer, self.supplier, corporate_number=old)
        other_buyer = self.make_buyer()
        other = self.link(other_buyer, self.supplier)
        self.declare()
        for buyer, relationship in ((self.buyer, self.relationship), (other_buyer, other)):
            self.require(buyer, relationship, 1, "2027-06-30")
            self.assertEqual(self.status(buyer, relationship)["status"], "met")
        day, new = self.later(10), corporate_number()
        self.assertStatus(
            self.supplier.patch("/v1/organisation", {"name": "合併後工業株式会社", "corporate_number": new, "succession": {"kind": "merger", "day": day}}), 200
        )
        status = self.status(self.buyer, self.relationship)
        self.assertEqual((status["status"], status["waiting_on"]), ("pending", "buyer"))
        self.assertEqual([r["code"] for r in status["reasons"]], ["awaiting_predecessor_decision"])
        self.assertEqual(status["next_step"]["code"], "decide_predecessor")
        self.assertEqual({t["code"] for t in self.record()["tasks"]}, {"decide_predecessor", "resolve_number"})
        self.assertEqual(len(self.buyer.get("/v1/suppliers?task=decide_predecessor").json["items"]), 1)
        accepted = self.assertStatus(self.buyer.post("/v1/suppliers/%s:accept-predecessor" % self.relationship, {"reason": "登記を確認"}), 200)
        self.assertEqual(accepted.json["status"]["status"], "met")
        self.assertIn("predecessor", self.both_notes())
        self.assertEqual(self.status(other_buyer, other)["status"], "pending")
        self.assertProblem(self.buyer.post("/v1/suppliers/%s:accept-predecessor" % self.relationship, {}), 409, "no_predecessor")
        self.assertEqual(self.status(self.buyer, self.relationship, as_of=str(harness.FIRST_DAY))["status"], "met")
        for text in (old, new, "合併後工業", "みなと精密"):
            self.assertEqual(len(other_buyer.get("/v1/suppliers", query={"text": text}).json["items"]), text != new, text)
        self.later(1)
        self.declare()
        self.assertEqual(self.status(other_buyer, other)["status"], "met")


class ToldByTheBuyer(CompaniesTest):
    def test_a_merger(self):
        old, new = corporate_number(), corporate_number()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=old)
        self.relationship = self.link(self.buyer, self.supplier, corporate_number=old)
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        self.declare()
        path, day = "/v1/suppliers/%s:succeed" % self.relationship, self.later(10)
        told = {"kind": "merger", "day": day, "corporate_number": new, "name": "合併後工業株式会社"}
        self.assertProblem(self.buyer.post(path, {**told, "corporate_number": old}), 422, "number_unchanged", "/corporate_number")
        self.assertProblem(self.buyer.post(path, {**told, "day": "2027-06-30"}), 422, "date_in_future", "/day")
        after = self.assertStatus(self.buyer.post(path, told), 200).json
        self.assertEqual((after["name"], after["corporate_number"]), ("合併後工業株式会社", new))
        [before] = after["predecessors"]
        self.assertEqual([before[m] for m in ("kind", "day", "name", "corporate_number", "accepted_on")], ["merger", day, "株式会社みなと精密", old, None])
        self.assertEqual((after["status"]["status"], after["status"]["waiting_on"]), ("pending", "buyer"))
        self.assertEqual({t["code"] for t in after["tasks"]}, {"decide_predecessor", "resolve_number"})
        for text in (old, new, "合併後工業", "みなと精密"):
            self.assertEqual(len(self.buyer.get("/v1/suppliers", query={"text": text}).json["items"]), 1, text)
        accepted = self.assertStatus(self.buyer.post("/v1/suppliers/%s:accept-predecessor" % self.relationship, {"reason": "登記"}), 200).json
        self.assertEqual((accepted["status"]["status"], accepted["predecessors"][0]["accepted_on"]), ("met", day))
        self.assertProblem(self.buyer.post("/v1/suppliers/%s:accept-predecessor" % self.relationship, {}), 409, "no_predecessor")
        self.assertEqual(self.status(self.buyer, self.relationship, as_of=str(harness.FIRST_DAY))["status"], "met")
        self.assertHidden(self.buyer, "POST", "/v1/suppliers/{}:succeed", self.link(self.make_buyer(), self.supplier), told)

    def test_what_was_known_before_it_was_accepted(self):
        """On that same day, whoever told of the merger."""
        for teller in ("buyer", "supplier"):
            with self.subTest(teller=teller):
                old = corporate_number()
                self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=old)
                self.relationship = self.link(self.buyer, self.supplier, corporate_number=old)
                self.require(self.buyer, self.relationship, 1, "2027-06-30")
                self.declare()
                day = self.later(10)
                self.set_instant(day + "T01:00:00Z")
                told = {"corporate_number": corporate_number()}
                if teller == "buyer":
                    done = self.buyer.post("/v1/suppliers/%s:succeed" % self.relationship, {**told, "kind": "merger", "day": day})
                else:
                    done = self.supplier.patch("/v1/organisation", {**told, "succession": {"kind": "merger", "day": day}})
                self.assertStatus(done, 200)
                self.set_instant(day + "T05:00:00Z")
                self.assertStatus(self.buyer.post("/v1/suppliers/%s:accept-predecessor" % self.relationship, {}), 200)
                self.set_instant(day + "T08:00:00Z")
                for known_at, status in (("00:00", "met"), ("03:00", "pending"), ("06:00", "met")):
                    at = {"as_of": day, "known_at": "%sT%s:00Z" % (day, known_at)}
                    both = [
                        self.status(self.buyer, self.relationship, **at),
                        self.assertStatus(self.supplier.get("/v1/buyers/%s/status" % self.relationship, query=at), 200).json["status"],
                    ]
                    self.assertEqual([one["status"] for one in both], [status] * 2, known_at)

    def test_a_number_that_the_operator_vouches_for(self):
        old = corporate_number()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier(number=old, vouch=True)
        relationship = self.link(self.buyer, self.supplier, corporate_number=old)
        told = {"kind": "new_number", "day": str(harness.FIRST_DAY), "corporate_number": corporate_number()}
        self.assertProblem(self.buyer.post("/v1/suppliers/%s:succeed" % relationship, told), 409, "corporate_number_mismatch")


class Alike(CompaniesTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def add(self, **record):
        return self.assertStatus(self.buyer.post("/v1/suppliers", record), 201).json

    def test_told_when_a_supplier_is_added(self):
        number = corporate_number()
        first = self.add(name="株式会社みなと精密", code="0007", corporate_number=number)
        self.assertEqual(first["likely_duplicates"], [])
        for record, alike in (
            ({"name": "みなと精工", "code": "B-1"}, []),
            ({"name": "㈱みなと精密", "code": "B-2"}, ["name"]),
            ({"name": "甲", "code": "7"}, ["code"]),
            ({"name": "乙", "code": "B-3", "corporate_number": number}, ["number"]),
            ({"name": "みなと・精密", "code": "０７", "corporate_number": number}, ["code", "name", "number"]),
        ):
            found = [d for d in self.add(**record)["likely_duplicates"] if d["relationship"] == first["relationship"]]
            self.assertEqual([d["alike"] for d in found], [alike] if alike else [], record)

    def test_case_and_zeros_of_codes(self):
        self.add(name="甲", code="ab-1")
        self.assertEqual(self.add(name="乙", code="AB-001")["likely_duplicates"][0]["code"], "ab-1")
        self.assertEqual(self.add(name="丙", code="AB-11")["likely_duplicates"], [])
        self.assertEqual(self.add(name="丁", code="AB1")["likely_duplicates"], [])
        self.add(name="戊", code="12")
        self.assertEqual(self.add(name="己", code="0012.0")["likely_duplicates"][0]["code"], "12")
        self.assertEqual(self.add(name="庚", code="12.5")["likely_duplicates"], [])

    def test_who_ended_is_no_duplicate(self):
        ended = self.add(name="甲製作所", code="A-1")["relationship"]
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % ended), 200)
        self.assertEqual(self.add(name="甲製作所", code="A-2")["likely_duplicates"], [])

    def test_a_code_that_changes(self):
        """Also where a text is searched for alike before and after."""
        self.add(name="甲", code="AB1")
        second = self.add(name="乙", code="AB-1")["relationship"]
        for code, groups in (("AB-1", 0), ("ab1", 1), ("AB-1", 0), ("AB01", 1)):
            self.assertStatus(self.buyer.patch("/v1/suppliers/" + second, {"code": code}), 200)
            self.assertEqual(len(self.buyer.get("/v1/likely-duplicates").json["items"]), groups, code)

    def test_told_of_rows(self):
        self.add(name="株式会社みなと精密", code="7")
        sheet = "code,name\r\n0007,甲\r\nB-1,乙\r\nB-2,㈱みなと精密\r\nb-1,丙\r\n"
        for dry_run in ("true", "false"):
            done = self.assertStatus(self.buyer.post("/v1/suppliers:import", sheet.encode(), content_type="text/csv", query={"dry_run": dry_run}), 200).json
            self.assertEqual(done["counts"]["added"], 4)
            notes = {row["line"]: [(n["column"], n["code"]) for n in row["notes"]] for row in done["notes"]}
            self.assertEqual(notes, {2: [("code", "likely_duplicate")], 4: [("name", "likely_duplicate")], 5: [("code", "likely_duplicate_row")]})
            self.assertIn("みなと精密", done["notes"][0]["notes"][0]["text"])
        rows = self.buyer.get("/v1/jobs/%s/rows" % done["job"]).json["items"]
        self.assertEqual([bool(r["notes"]) for r in rows], [True, False, True, True])

    def test_listed(self):
        self.assertEqual(self.buyer.get("/v1/likely-duplicates").json["items"], [])
        number = corporate_number()
        self.add(name="甲", code="A-1", corporate_number=number)
        self.add(name="乙", code="A-2", corporate_number=number)
        self.add(name="㈱甲", code="A-3")
        self.add(name="丙", code="A-4")
        items = self.buyer.get("/v1/likely-duplicates").json["items"]
        self.assertEqual([(g["alike"], [s["code"] for s in g["suppliers"]]) for g in items], [("name", ["A-1", "A-3"]), ("number", ["A-1", "A-2"])])
        first = self.buyer.get("/v1/likely-duplicates?limit=1").json
        second = self.buyer.get("/v1/likely-duplicates", query={"limit": "1", "cursor": first["next_cursor"]}).json
        self.assertEqual(first["items"] + second["items"], items)
        self.assertEqual(self.make_buyer().get("/v1/likely-duplicates").json["items"], [])


class Again(CompaniesTest):
    """Invited again, and without the link."""

    def test_who_left(self):
        self.buyer, self.supplier, self.relationship = (*self.linked_pair(),)
        self.declare()
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        self.later(10)
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        left = self.day.isoformat()
        self.later(10)
        invited = self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % self.relationship), 200).json
        asked = self.day.isoformat()
        self.assertEqual((invited["supplier"]["state"], invited["supplier"]["status"]["status"]), ("invited", "pending"))
        stranger = self.make_supplier(number=None)
        token = {"token": invited["invitation"]["token"]}
        self.assertProblem(stranger.post("/v1/invitations:redeem", token), 409, "invitation_of_organisation")
        self.assertProblem(self.open.post("/v1/invitations:redeem", token), 409, "invitation_of_organisation")
        self.later(10)
        again = self.day.isoformat()
        self.assertStatus(self.supplier.post("/v1/invitations:redeem", token), 201)
        days = {str(harness.FIRST_DAY): "met", left: "pending", asked: "pending", again: "met"}
        for side, api, path in (("buyer", self.buyer, "/v1/suppliers/"), ("supplier", self.supplier, "/v1/buyers/")):
            found = {day: api.get("%s%s/status" % (path, self.relationship), query={"as_of": day}).json["status"] for day in days}
            self.assertEqual({day: s["status"] for day, s in found.items()}, days)
            self.assertEqual([r["code"] for r in found[left]["reasons"]][0], "relationship_declined")
            self.assertEqual([r["code"] for r in found[asked]["reasons"]][0], "invitation_open")
        self.assertStatus(self.buyer.get("/v1/suppliers/%s/requirement" % self.relationship), 200)

    def test_what_was_recorded_between_counts_again(self):
        self.buyer, self.supplier, self.relationship = (*self.linked_pair(),)
        self.require(self.buyer, self.relationship, 1, "2027-06-30")
        self.assertStatus(self.supplier.post("/v1/buyers/%s:leave" % self.relationship), 200)
        self.later(1)
        self.declare()
        self.assertNotEqual(self.status(self.buyer, self.relationship)["status"], "met")
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:invite" % self.relationship), 200)
        self.assertNotEqual(self.status(self.buyer, self.relationship)["status"], "met")
        [mine] = self.supplier.get("/v1/invitations").json["items"]
        self.assertStatus(self.supplier.post("/v1/invitations/%s:accept" % mine["relationship"]), 201)
        self.assertEqual(self.status(self.buyer, self.relationship)["status"], "met")

    def test_who_declined_and_ended(self):
        buyer = self.make_buyer()
        relationship, token = self.invite(buyer)
        self.assertStatus(self.open.post("/v1/invitations:decline", {"token": token}), 200)
        self.later(5)
        self.assertStatus(buyer.post("/v1/suppliers/%s:invite" % relationship), 200)
        first = buyer.get("/v1/suppliers/%s/status" % relationship, query={"as_of": str(harness.FIRST_DAY)}).json
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        self.assertProblem(buyer.post("/v1/suppliers/%s:invite" % relationship), 409, "relationship_state")
        self.assertTrue(first)

    def test_a_proven_number_finds_its_invitations(self):
        number = corporate_number()
        buyer, supplier = self.make_buyer(), self.make_supplier(number=number, vouch=True)
        claimed = self.make_supplier(number=number)
        self.assertEqual(supplier.get("/v1/invitations").json["items"], [])
        relationship, token = self.invite(buyer, corporate_number=number)
        second, _ = self.invite(self.make_buyer(), corporate_number=number)
        self.assertEqual(claimed.get("/v1/invitations").json["items"], [])
        self.assertEqual({i["relationship"] for i in supplier.get("/v1/invitations").json["items"]}, {relationship, second})
        self.assertEqual(supplier.get("/v1/invitations").json["items"][0]["supplier"]["corporate_number"], number)
        self.assertProblem(claimed.post("/v1/invitations/%s:accept" % relationship), 404)
        self.assertProblem(supplier.post("/v1/invitations/%s:accept" % uuid.uuid4()), 404)
        self.assertStatus(supplier.post("/v1/invitations/%s:accept" % relationship), 201)
        self.assertStatus(supplier.get("/v1/buyers/" + relationship), 200)
        self.assertProblem(supplier.post("/v1/invitations/%s:accept" % relationship), 404)
        self.assertProblem(self.open.post("/v1/invitations:preview", {"token": token}), 404)
        self.assertStatus(supplier.post("/v1/invitations/%s:decline" % second), 200)
        self.assertEqual(supplier.get("/v1/invitations").json["items"], [])
        self.set_day("2027-12-01")
        self.invite(buyer, corporate_number=number, code="Z")
        self.set_day("2028-06-01")
        self.assertEqual(supplier.get("/v1/invitations").json["items"], [])


if __name__ == "__main__":
    harness.main()
