# SPDX-License-Identifier: Apache-2.0
"""The yearly look at partners (SCS 2-1-3-1): which partners and why, when looked at, how, with which result and what was done;
for any period as known at any instant, as JSON, a workbook and pages to print; and whose look is due."""

import base64
import datetime
import hashlib
import io
import random
import subprocess
import zipfile

import harness
from evidence import digest_of, pdf

RECORD, SUMMARY = "/v1/partner-checks", "/v1/partner-checks/summary"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SECRET, VITAL = {"important_information": True, "internal_access": True}, {"unacceptable_interruption": True, "internal_access": False}


class PartnerChecks(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()

    def partner(self, name, questions=None, **members):
        relationship = self.link(self.buyer, self.supplier, name=name)
        if questions is not None:
            self.require(self.buyer, relationship, 1, "2029-03-31", questions=questions, **members)
        return relationship

    def looks(self, relationship):
        return "/v1/suppliers/%s/partner-checks" % relationship

    def look(self, relationship, **members):
        body = {"method": "visit", "result": "sufficient", **members}
        return self.assertStatus(self.buyer.post(self.looks(relationship), body), 201).json

    def record(self, **query):
        return self.assertStatus(self.buyer.get(RECORD, query=query), 200).json["items"]

    def states(self, **query):
        return {one["name"]: one["state"] for one in self.record(**query)}

    def summary(self, **query):
        return self.assertStatus(self.buyer.get(SUMMARY, query=query), 200).json

    def test_which_partners_and_why(self):
        secret = self.partner("甲", SECRET)
        self.partner("乙", VITAL)
        self.partner("丙", {"important_information": False})
        self.partner("丁")
        self.require(self.buyer, self.partner("戊"), 1, "2029-03-31")
        found = self.record()
        self.assertEqual([(one["name"], one["reasons"]) for one in found], [
            ("乙", ["unacceptable_interruption"]), ("甲", ["important_information", "internal_access"])])  # fmt: skip
        self.assertEqual({one["state"] for one in found}, {"never"})
        self.assertEqual([one["due_on"] for one in found], ["2026-12-01"] * 2)
        made = self.look(secret, looked_on="2026-11-20", result="improvement_needed", action="施錠を依頼")
        self.assertEqual((made["source"], made["by"]["kind"]), ("partner_check", "key"))
        [_, one] = self.record()
        self.assertEqual((one["looks"], one["last_looked_on"], one["due_on"], one["state"]), ([made], "2026-11-20", "2027-11-20", "looked"))
        self.assertEqual(self.buyer.get(self.looks(secret)).json["items"], [made])

    def test_whose_look_is_due(self):
        secret, vital = self.partner("甲", SECRET), self.partner("乙", VITAL)
        self.look(secret)
        self.assertEqual(self.states(through="2027-11-30"), {"甲": "looked", "乙": "never"})
        self.assertEqual(self.states(through="2027-12-01"), {"甲": "due", "乙": "never"})
        self.look(vital)
        self.set_day("2027-12-01")
        self.assertEqual(self.states(state="open"), {"甲": "due", "乙": "due"})
        self.look(vital)
        self.assertEqual(self.states(state="open"), {"甲": "due"})
        numbers = self.summary()
        self.assertEqual([numbers[m] for m in ("partners", "looked", "due", "never", "ended")], [2, 1, 1, 0, 0])
        self.assertEqual((numbers["from"], numbers["through"]), ("2026-12-02", "2027-12-01"))

    def inbox(self, **query):
        items = self.assertStatus(self.buyer.get("/v1/tasks", query={"code": "look_at_partner", **query}), 200).json["items"]
        return {one["name"]: one["since"] for one in items}

    def test_a_look_that_is_due_waits_in_the_inbox(self):
        secret, vital = self.partner("甲", SECRET), self.partner("乙", VITAL)
        self.partner("丙", {"important_information": False})
        self.assertEqual(self.inbox(), {"甲": "2026-12-01", "乙": "2026-12-01"})
        [one] = [one for one in self.buyer.get("/v1/tasks?code=look_at_partner").json["items"] if one["name"] == "甲"]
        self.assertTrue(one["link"].endswith("/suppliers/" + secret))
        self.assertEqual((one["until"], one["relationship"], one["object"]), (None, secret, "suppliers/" + secret))
        first = self.look(secret, looked_on="2026-11-20")
        self.look(secret)
        self.assertEqual(self.inbox(), {"乙": "2026-12-01"})
        self.set_day("2027-12-01")
        self.assertEqual(self.inbox(), {"甲": "2027-12-01", "乙": "2026-12-01"})
        self.assertEqual({name for name, state in self.states(state="open").items()}, set(self.inbox()))
        # Another demand that says so, too, is no new wait; one that says otherwise ends it on its first day.
        self.require(self.buyer, secret, 2, "2029-03-31", questions=VITAL)
        self.require(self.buyer, vital, 1, "2029-06-30", questions={"important_information": False}, effective_from="2027-12-05")
        self.assertEqual(self.inbox(), {"甲": "2027-12-01", "乙": "2026-12-01"})
        self.set_day("2027-12-05")
        self.assertEqual(self.inbox(), {"甲": "2027-12-01"})
        last = self.look(secret, looked_on="2027-12-03")
        self.assertEqual(self.inbox(), {})
        for made in (last, first):
            self.assertStatus(self.buyer.post("%s/%s:withdraw" % (self.looks(secret), made["look"])), 200)
        self.assertEqual(self.inbox(), {"甲": "2027-12-01"})
        # A check of the public list is a look.
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (secret, self.declare(self.supplier, 1, "2027-12-04"))
        check = self.assertStatus(self.buyer.post(checks, {"method": "public_list", "result": "found"}), 201).json["check"]["check"]
        self.assertEqual(self.inbox(), {})
        self.assertStatus(self.buyer.post("%s/%s:withdraw" % (checks, check)), 200)
        self.assertEqual(self.inbox(), {"甲": "2027-12-01"})
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % secret), 200)
        self.assertEqual(self.inbox(), {})

    def test_who_is_no_partner_any_more(self):
        secret = self.partner("甲", SECRET)
        self.set_day("2027-03-01")
        self.require(self.buyer, secret, 1, "2029-03-31", questions={"important_information": False}, effective_from="2027-03-10")
        self.assertEqual(self.states(), {"甲": "never"})
        self.set_day("2027-03-10")
        [one] = self.record()
        self.assertEqual([one[m] for m in ("state", "since", "stopped_on", "due_on")], ["stopped", "2026-12-01", "2027-03-10", None])
        self.assertEqual((self.states(state="open"), self.inbox()), ({}, {}))
        self.assertEqual(self.states(state="stopped"), {"甲": "stopped"})
        self.assertEqual((self.summary()["stopped"], self.summary()["never"]), (1, 0))
        # One again: what waits begins again, and not where it once began.
        self.require(self.buyer, secret, 1, "2029-03-31", questions=VITAL, effective_from="2027-06-01")
        self.set_day("2027-06-01")
        [one] = self.record()
        self.assertEqual([one[m] for m in ("state", "since", "stopped_on", "due_on")], ["never", "2027-06-01", None, "2027-06-01"])
        self.assertEqual(self.inbox(), {"甲": "2027-06-01"})
        # No look is due by a day on which it is one no more.
        self.look(secret)
        self.require(self.buyer, secret, 1, "2029-03-31", questions={"important_information": False}, effective_from="2028-06-01")
        self.assertEqual([(one["state"], one["due_on"]) for one in self.record()], [("looked", None)])
        self.set_day("2028-06-01")
        self.assertEqual((self.states(**{"from": "2028-05-31"}), self.states(**{"from": "2028-06-01"}), self.inbox()), ({"甲": "stopped"}, {}, {}))

    def test_the_record_and_the_inbox_agree_on_every_day(self):
        """Random years: demands that name partners or not, replaced before their day or not, looks, mistakes, and ends."""
        chance = random.Random(21310)
        partners = {name: self.partner(name, chance.choice([SECRET, None])) for name in ("甲", "乙", "丙", "丁", "戊")}
        looks, today = [], datetime.date(2026, 12, 1)
        for turn in range(60):
            today += datetime.timedelta(chance.choice([0, 1, 5, 15, 40]))
            self.set_day(str(today))
            name = chance.choice(list(partners))
            act = chance.random()
            if act < 0.5:
                from_day = today + datetime.timedelta(chance.choice([0, 0, 3, 40]))
                questions = chance.choice([SECRET, VITAL, {"important_information": False}])
                demand = "/v1/suppliers/%s/requirement" % partners[name]
                body = {"required_star": 1, "due_on": "2039-03-31", "reason": "x", "questions": questions, "effective_from": str(from_day)}
                now = self.buyer.get(demand).etag
                self.assertIn(self.buyer.put(demand, body, headers={"If-Match": now} if now else {}).status, (200, 201, 409))
            elif act < 0.8:
                body = {"method": "visit", "result": "sufficient", "looked_on": str(today - datetime.timedelta(chance.choice([0, 5, 200])))}
                answer = self.buyer.post(self.looks(partners[name]), body)
                self.assertIn(answer.status, (201, 409))
                looks += [(name, answer.json["look"])] if answer.status == 201 else []
            elif act < 0.95 and looks:
                name, look = looks.pop(chance.randrange(len(looks)))
                self.assertStatus(self.buyer.post("%s/%s:withdraw" % (self.looks(partners[name]), look)), 200)
            elif turn > 30:
                self.buyer.post("/v1/suppliers/%s:end" % partners[name])
            record = self.record()
            self.assertEqual({one["name"]: one["due_on"] for one in record if one["state"] in ("due", "never")}, self.inbox(), "turn %d, %s" % (turn, today))
            for one in record:
                over = one["stopped_on"] is not None or one["ended_on"] is not None
                self.assertEqual(over, one["state"] in ("stopped", "ended"), one)
                self.assertFalse(over and one["due_on"], one)

    def kept(self):
        """A statement that the supplier gave, kept by the buyer."""
        jws = self.assertStatus(self.supplier.post("/v1/statements", {}), 201).json["jws"]
        return self.assertStatus(self.buyer.post("/v1/kept-statements", {"jws": jws}), 201).json

    def attach(self, data, **link):
        """A file of the buyer that is linked to something."""
        made = self.assertStatus(self.buyer.post("/v1/evidence", {"name": "訪問記録.pdf", "side": "buyer", "links": [link]}), 201).json["evidence"]
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()
        self.assertStatus(
            self.buyer.put("/v1/evidence/%s/content" % made, data, content_type="application/octet-stream", headers={"Content-Digest": digest}), 200
        )
        return made

    def test_what_a_look_rests_on(self):
        secret = self.partner("甲", SECRET)
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (secret, self.declare(self.supplier, 1, "2026-12-01"))
        kept = self.kept()
        made = self.look(secret, method="statement", kept=kept["kept"])
        self.assertEqual(made["statement"], {"kept": kept["kept"], "issuer": kept["claims"]["iss"], "code": kept["claims"]["jti"]})
        self.assertProblem(self.buyer.delete("/v1/kept-statements/" + kept["kept"]), 409, "kept_statement_in_use")
        check = self.assertStatus(self.buyer.post(checks, {"method": "public_list", "result": "found"}), 201).json["check"]["check"]
        files = [self.attach(b"%PDF-1.7 a", kind="partner_check", id=made["look"]), self.attach(b"%PDF-1.7 b", kind="check", id=check)]
        [one] = self.record()
        by_id = {look["look"]: look["files"] for look in one["looks"]}
        self.assertEqual(by_id, {look: [{"evidence": file, "name": "訪問記録.pdf"}] for look, file in zip((made["look"], check), files)})
        for language, kind in (("ja", WORKBOOK), ("en", "application/pdf")):
            body = self.file(kind, language).body
            if kind == WORKBOOK:
                with zipfile.ZipFile(io.BytesIO(body)) as book:
                    text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
            else:
                done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
                text = "".join(done.stdout.decode().split())
            self.assertIn("訪問記録.pdf", text)
        self.assertStatus(self.buyer.delete("/v1/evidence/" + files[0]), 200)
        self.assertEqual({look["look"]: len(look["files"]) for look in self.record()[0]["looks"]}, {made["look"]: 0, check: 1})
        # Another's statement, or none, is no means; nor is another's look linked to.
        for body, pointer in (
            ({"method": "statement", "result": "sufficient"}, "/kept"),
            ({"method": "visit", "result": "sufficient", "kept": kept["kept"]}, "/kept"),
            ({"method": "statement", "result": "sufficient", "kept": secret}, "/kept"),
        ):
            self.assertProblem(self.buyer.post(self.looks(secret), body), 422, None, pointer)
        other = self.make_buyer()
        link = {"kind": "partner_check", "id": made["look"]}
        for caller, side in ((other, "buyer"), (self.supplier, "supplier")):
            answer = caller.post("/v1/evidence", {"name": "x.pdf", "side": side, "links": [link]})
            self.assertProblem(answer, 422, None, "/links/0/id")

    def test_a_statement_speaks_of_the_partner_itself(self):
        secret = self.partner("甲", SECRET)
        self.declare(self.supplier, 1, "2026-12-01")
        kept = self.kept()
        other = self.make_supplier()
        stranger = self.link(self.buyer, other, name="乙")
        invited = self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "丙", "code": "C-3"}), 201).json["relationship"]
        namesake = self.assertStatus(self.buyer.post("/v1/suppliers", {"name": kept["claims"]["subject"]["name"], "code": "C-4"}), 201).json["relationship"]
        body = {"method": "statement", "result": "sufficient", "kept": kept["kept"]}
        for relationship, taken in ((stranger, False), (invited, False), (namesake, True), (secret, True)):
            mine = self.assertStatus(self.buyer.get("/v1/kept-statements", query={"supplier": relationship}), 200).json["items"]
            self.assertEqual([one["kept"] for one in mine], [kept["kept"]] if taken else [])
            answer = self.buyer.post(self.looks(relationship), body)
            if taken:
                self.assertStatus(answer, 201)
            else:
                self.assertProblem(answer, 422, "statement_of_another", "/kept")
        self.assertProblem(self.buyer.get("/v1/kept-statements", query={"supplier": "code:none"}), 404)
        # From the day on which it was withdrawn it proves nothing more.
        [given] = self.supplier.get("/v1/statements").json["items"]
        self.set_day("2026-12-05")
        self.assertStatus(self.supplier.post("/v1/statements/%s:withdraw" % given["statement"], {"reason": "誤り"}), 200)
        self.assertProblem(self.buyer.post(self.looks(secret), body), 422, "statement_withdrawn", "/kept")
        # Nor on one that was not there yet.
        self.assertProblem(self.buyer.post(self.looks(secret), {**body, "looked_on": "2026-11-30"}), 422, "statement_later", "/kept")
        self.assertStatus(self.buyer.post(self.looks(secret), {**body, "looked_on": "2026-12-04"}), 201)

    def test_a_check_of_the_public_list_is_a_look(self):
        secret = self.partner("甲", SECRET)
        declaration = self.declare(self.supplier, 1, "2026-12-01")
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (secret, declaration)
        self.assertStatus(self.buyer.post(checks, {"method": "public_list", "result": "inconclusive"}), 201)
        self.assertEqual(self.states(), {"甲": "never"})
        check = self.assertStatus(self.buyer.post(checks, {"method": "public_list", "result": "found"}), 201).json["check"]["check"]
        [one] = self.record()
        [look] = one["looks"]
        self.assertEqual([look[m] for m in ("look", "source", "declaration", "method", "result")], [check, "check", declaration, "star", "found"])
        self.assertStatus(self.buyer.post("%s/%s:withdraw" % (checks, check)), 200)
        self.assertEqual(self.states(), {"甲": "never"})

    def test_a_period_as_known_then(self):
        secret = self.partner("甲", SECRET)
        self.set_day("2027-03-31")
        wrong = self.look(secret, looked_on="2027-03-10")
        self.set_day("2027-04-10")
        right = self.look(secret, looked_on="2027-03-12", method="check_sheet")
        self.assertStatus(self.buyer.post("%s/%s:withdraw" % (self.looks(secret), wrong["look"])), 200)
        self.assertProblem(self.buyer.post("%s/%s:withdraw" % (self.looks(secret), wrong["look"])), 409, "already_withdrawn")
        year = {"from": "2026-04-01", "through": "2027-03-31"}
        self.assertEqual(self.record(**year)[0]["looks"], [right])
        self.assertEqual(self.record(**year, known_at="2027-03-31T23:59:59+09:00")[0]["looks"], [wrong])
        self.assertEqual(self.record(**{"from": "2027-04-01", "through": "2027-04-10"})[0]["looks"], [])
        self.assertEqual(self.record(**{"from": "2026-01-01", "through": "2026-11-30"}), [])
        # What the demand said then, too; who ended is no partner of the years after.
        self.require(self.buyer, secret, 1, "2029-03-31", questions={"important_information": False})
        self.set_day("2027-04-11")
        self.assertEqual(self.states(**{"from": "2027-04-11"}), {})
        self.assertEqual(self.states(**year), {"甲": "looked"})
        self.require(self.buyer, secret, 1, "2029-03-31", questions=SECRET)
        self.set_day("2027-05-01")
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % secret), 200)
        self.set_day("2027-06-01")
        self.assertEqual(self.states(**{"from": "2027-04-01"}), {"甲": "ended"})
        self.assertEqual(self.states(**{"from": "2027-05-01"}), {})
        self.assertEqual(self.states(**{"from": "2027-04-01", "through": "2027-06-01", "known_at": "2027-04-30T00:00:00Z"}), {"甲": "looked"})

    def test_what_was_joined_was_looked_at(self):
        """One partner that was on the list twice: its looks are its own, whichever of its two records they were recorded of."""
        year = {"from": "2026-12-01", "through": "2027-01-31"}
        for source in ("partner_check", "check"):
            with self.subTest(source=source):
                self.set_day("2026-12-01")
                other, kept = self.partner("甲" + source, SECRET), self.partner("乙" + source, SECRET)
                if source == "partner_check":
                    look = self.look(other)["look"]
                else:
                    checks = "/v1/suppliers/%s/declarations/%s/checks" % (other, self.declare(self.supplier, 1, "2026-11-01"))
                    self.assertStatus(self.buyer.post(checks, {"method": "public_list", "result": "found"}), 201)
                self.assertEqual(self.inbox().get("乙" + source), "2026-12-01")
                self.set_day("2027-01-10")
                self.assertStatus(self.buyer.post("/v1/suppliers/%s:join" % kept, {"other": other, "demand": "supplier"}), 200)
                self.set_day("2027-01-31")
                found = {one["relationship"]: one for one in self.record(**year)}
                self.assertEqual([look["source"] for look in found[kept]["looks"]], [source])
                self.assertEqual((found[kept]["state"], found[kept]["due_on"]), ("looked", "2027-12-01"))
                self.assertEqual(self.buyer.get(self.looks(kept)).json["items"], found[kept]["looks"])
                self.assertNotIn("乙" + source, self.inbox())
                before = {one["relationship"]: one for one in self.record(**year, known_at="2027-01-09T00:00:00Z")}
                self.assertEqual((before[kept]["looks"], before[kept]["state"], before[other]["state"]), ([], "never", "looked"))
                if source == "partner_check":
                    # A mistake is taken back by either name.
                    self.assertStatus(self.buyer.post("%s/%s:withdraw" % (self.looks(kept), look)), 200)
                    self.assertEqual(self.inbox().get("乙" + source), "2026-12-01")
                    again = self.look(kept)["look"]
                    self.assertProblem(self.buyer.post("%s/%s:withdraw" % (self.looks(other), again)), 404, "not_found")
                    self.assertNotIn("乙" + source, self.inbox())

    def test_files_as_known_then(self):
        secret = self.partner("甲", SECRET)
        look = self.look(secret)["look"]
        self.set_day("2026-12-20")
        data = pdf(100)
        made = self.buyer.post("/v1/evidence", {"name": "訪問記録.pdf", "side": "buyer", "links": [{"kind": "partner_check", "id": look}]})
        content = "/v1/evidence/%s/content" % self.assertStatus(made, 201).json["evidence"]
        self.assertStatus(self.buyer.put(content, data, content_type="application/octet-stream", headers={"Content-Digest": digest_of(data)}), 200)
        self.set_day("2026-12-25")
        for known_at, names in (({}, ["訪問記録.pdf"]), ({"known_at": "2026-12-19T00:00:00Z"}, []), ({"known_at": "2026-12-24T00:00:00Z"}, ["訪問記録.pdf"])):
            [found] = self.record(**known_at)[0]["looks"]
            self.assertEqual([file["name"] for file in found["files"]], names, known_at)

    def test_pages(self):
        names = ["取引先%d" % n for n in range(3)]
        for name in names:
            self.partner(name, SECRET)
        first = self.buyer.get(RECORD, query={"limit": 2}).json
        second = self.buyer.get(RECORD, query={"limit": 2, "cursor": first["next_cursor"]}).json
        self.assertEqual([one["name"] for one in first["items"] + second["items"]], names)
        self.assertIsNone(second["next_cursor"])
        relationship = first["items"][0]["relationship"]
        made = [self.look(relationship, looked_on=day)["look"] for day in ("2026-11-01", "2026-11-02", "2026-11-02")]
        page = self.buyer.get(self.looks(relationship), query={"limit": 2}).json
        rest = self.buyer.get(self.looks(relationship), query={"limit": 2, "cursor": page["next_cursor"]}).json
        self.assertEqual(sorted(one["look"] for one in page["items"] + rest["items"]), sorted(made))

    def file(self, kind, language, **query):
        answer = self.buyer.get(RECORD, query=query, headers={"Accept": kind, "Accept-Language": language})
        self.assertStatus(answer, 200)
        self.assertEqual(answer.headers["Content-Type"], kind)
        return answer

    def test_workbook(self):
        self.look(self.partner("株式会社甲", SECRET), result="improvement_needed", action="施錠を依頼", method="interview")
        self.partner("乙", VITAL)
        answer = self.file(WORKBOOK, "ja")
        self.assertIn("partner-checks-2025-12-02-2026-12-01.xlsx", answer.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
            rows, about = (book.read("xl/worksheets/sheet%d.xml" % n).decode() for n in (1, 2))
        for word in ("株式会社甲", "聞き取り", "改善が必要", "施錠を依頼", "未確認", "自社の内部システムに接続する"):
            self.assertIn(word, rows)
        # What is in hand says whose it is, for which days and of which instant, and goes onto paper with all of its columns.
        for word in (self.buyer.name, "2025-12-02 – 2026-12-01", "2026-12-01 12:00:00 (UTC+9)", "2（確認済み 1、確認の時期 0、未確認 1、"):
            self.assertIn(word, about)
        for sheet in (rows, about):
            self.assertIn('fitToHeight="0" orientation="landscape"', sheet)
            self.assertRegex(sheet, '<row r="[0-9]+"[^>]* ht="(30|45)"')

    def test_pages_to_print(self):
        self.look(self.partner("株式会社甲", SECRET), result="improvement_needed", action="施錠を依頼", method="interview")
        self.partner("乙", VITAL)
        for language, words in (
            ("ja", ("対策状況の確認の記録", "2026-12-01 12:00:00 (UTC+9)", "株式会社甲", "T-", "聞き取り", "施錠を依頼", "未確認")),
            ("en", ("SCS 2-1-3-1", "Interview", "Never reviewed")),
        ):
            answer = self.file("application/pdf", language)
            done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.body, capture_output=True, check=True)
            self.assertEqual(done.stdout.decode().count("2027-12-01"), 1)  # a day stands on one line
            text = "".join(done.stdout.decode().split())
            for word in words:
                self.assertIn("".join(word.split()), text)
        self.assertStatus(self.buyer.get(RECORD, query={"state": "ended"}, headers={"Accept": "application/pdf"}), 200)

    def test_bad_input(self):
        relationship = self.partner("甲", SECRET)
        path = self.looks(relationship)
        good = {"method": "visit", "result": "sufficient"}
        for wrong, pointer in (
            ({"method": "visit"}, "/result"),
            ({**good, "method": "phone"}, "/method"),
            ({**good, "result": "found"}, "/result"),
            ({**good, "looked_on": "2026-12-02"}, "/looked_on"),
            ({**good, "result": "insufficient"}, "/action"),
            ({**good, "result": "insufficient", "action": None}, "/action"),
        ):
            self.assertProblem(self.buyer.post(path, wrong), 422, None, pointer)
        self.assertProblem(self.buyer.get(RECORD, query={"from": "2027-01-02", "through": "2027-01-01"}), 422, None, "?from")
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        self.assertProblem(self.buyer.post(path, good), 409, "relationship_state")

    def test_whose_it_is(self):
        relationship = self.partner("甲", SECRET)
        made = self.look(relationship)
        self.assertCached(self.buyer, RECORD)
        self.assertCached(self.buyer, SUMMARY)
        for method, path, body in (
            ("GET", RECORD, None),
            ("GET", SUMMARY, None),
            ("POST", self.looks(relationship), {"method": "visit", "result": "sufficient"}),
        ):
            self.assertGuarded(method, path, body, wrong=self.other_key(self.buyer, "audit:read"))
        other = self.make_buyer()
        self.assertEqual(other.get(RECORD).json["items"], [])
        self.assertProblem(other.get(self.looks(relationship)), 404)
        self.assertProblem(self.supplier.get(self.looks(relationship)), 403)
        self.assertHidden(other, "POST", "/v1/suppliers/{}/partner-checks", relationship, {"method": "visit", "result": "sufficient"})
        self.assertProblem(other.post("%s/%s:withdraw" % (self.looks(relationship), made["look"])), 404)


if __name__ == "__main__":
    harness.main()
