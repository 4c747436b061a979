# SPDX-License-Identifier: Apache-2.0
"""Campaigns: many are chosen at once and written to; who opened the link, who answered; and the whole of a buyer's days until then."""

import csv
import io

import harness

PREVIEW = "/v1/invitations:preview"
SHEET = "text/csv; charset=utf-8"
CODES = ("A", "B", "C", "D", "E")


def token_of(letter):
    return letter["url"].partition("#token=")[2]


class Campaigns(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def add_by_sheet(self, *codes, **more):
        rows = "取引先コード,取引先名,区分,要求水準,対応期限,要求の理由\r\n"
        rows += "".join("%s,株式会社%s,製造委託,★2,2027-03-31,図面を渡すため\r\n" % (code, code) for code in codes)
        answer = self.buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp", **more}, content_type=SHEET)
        self.assertEqual(self.assertStatus(answer, 200).json["counts"]["added"], len(codes))

    def make(self, name="招待", members=None, **filters):
        body = {"name": name, **(members or {})}
        return self.assertStatus(self.buyer.post("/v1/campaigns", body, query=filters), 201).json

    def letters(self, campaign, **options):
        return self.assertStatus(self.buyer.post("/v1/campaigns/%s:letters" % campaign["campaign"], **options), 200)

    def counts(self, campaign):
        one = self.assertStatus(self.buyer.get("/v1/campaigns/" + campaign["campaign"]), 200).json
        return {code: n for code, n in one["counts"].items() if n}

    def outcomes(self, campaign):
        items = self.assertStatus(self.buyer.get("/v1/campaigns/%s/recipients" % campaign["campaign"]), 200).json["items"]
        return {item["code"]: item["outcome"] for item in items}

    def waiting(self, caller):
        return sorted((item["code"], item["name"]) for item in self.assertStatus(caller.get("/v1/tasks"), 200).json["items"])

    def joins(self, letter, name):
        supplier = self.make_supplier(name=name)
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": token_of(letter)}), 201)
        return supplier


class TheBuyersDays(Campaigns):
    def test_from_the_sheet_to_the_answers(self):
        """Five suppliers: three accept, one of them asks for talks; one is reminded, one runs out."""
        self.add_by_sheet(*CODES)
        self.assertEqual(self.waiting(self.buyer), [("send_invitation", "株式会社" + code) for code in CODES])
        self.assertEqual(self.buyer.get("/v1/statuses/summary?side=buyer&task=send_invitation").json["total"], 5)
        campaign = self.make(task="send_invitation")
        self.assertEqual((campaign["total"], self.counts(campaign)), (5, {"waiting": 5}))
        # Whom nobody has written to yet is there until the letters are.
        self.assertEqual(len(self.waiting(self.buyer)), 5)
        letters = {item["code"]: item for item in self.letters(campaign).json["items"]}
        self.assertEqual(sorted(letters), list(CODES))
        self.assertEqual((self.waiting(self.buyer), self.counts(campaign)), ([], {"written": 5}))

        self.set_day("2026-12-10")
        suppliers = {code: self.joins(letters[code], "株式会社" + code) for code in "ABC"}
        self.assertStatus(self.open.post(PREVIEW, {"token": token_of(letters["D"])}, idempotency_key=None), 200)
        self.assertEqual(self.outcomes(campaign), {"A": "accepted", "B": "accepted", "C": "accepted", "D": "opened", "E": "written"})
        self.assertEqual(self.waiting(suppliers["A"]), [("respond_to_demand", self.buyer.name), ("submit_assessment", self.buyer.name)])
        its = "/v1/buyers/" + letters["C"]["relationship"]
        self.assertStatus(suppliers["C"].put(its + "/response", {"kind": "talks_requested", "message": "費用について"}), 200)
        self.assertEqual(self.waiting(self.buyer), [("answer_talks", "株式会社C")])

        # Only who stayed silent is reminded, by a new link; the old one is dead.
        self.set_day("2027-01-20")
        reminder = self.make("再送", {"reminds": campaign["campaign"]})
        again = {item["code"]: item for item in self.letters(reminder).json["items"]}
        self.assertEqual(sorted(again), ["D", "E"])
        self.assertProblem(self.open.post(PREVIEW, {"token": token_of(letters["D"])}, idempotency_key=None), 404, "invitation_not_found")
        self.joins(again["D"], "株式会社D")
        self.assertEqual(self.outcomes(reminder), {"D": "accepted", "E": "written"})

        # Talks wait through all of that, until they are recorded.
        self.assertEqual(self.waiting(self.buyer), [("answer_talks", "株式会社C")])
        own = "/v1/suppliers/%s/consultations" % letters["C"]["relationship"]
        self.assertStatus(self.buyer.post(own, {"asked_on": "2027-01-20", "asked_by": "supplier", "outcome": "agreed"}), 201)
        self.assertEqual(self.waiting(self.buyer), [])

        # The last link ran out.
        self.set_day("2027-04-20")
        self.assertEqual(self.waiting(self.buyer), [("resend_invitation", "株式会社E")])
        self.assertStatus(self.buyer.post("/v1/suppliers/code:E:end"), 200)
        self.assertEqual(self.waiting(self.buyer), [])
        self.assertEqual(self.counts(campaign), {"accepted": 4, "ended": 1})


class Choosing(Campaigns):
    def test_by_the_filters_of_the_list(self):
        self.add_by_sheet("A", "B")
        self.invite(self.buyer, name="別の会社", category="保守", tags=["図面"])
        self.assertEqual(self.make(category="製造委託")["total"], 2)
        self.assertEqual(self.make(tag="図面")["total"], 1)
        self.assertEqual(self.make(text="別の")["total"], 1)
        self.assertEqual(self.make(status="pending", required_star="2")["total"], 2)
        self.assertEqual(self.make(owner="none")["total"], 3)
        self.assertEqual(self.make()["total"], 3)
        self.assertProblem(self.buyer.post("/v1/campaigns?tag=nobody", {"name": "x"}), 409, "no_recipients")

    def test_more_than_are_looked_at_in_their_order(self):
        """What lists look at row by row is read together; those that a new day has changed, too."""
        many = 1020
        self.add_by_sheet(*("M-%04d" % n for n in range(many)))
        left, _ = self.invite(self.buyer, name="別の会社", category="製造委託")
        self.set_day("2027-06-01")
        self.assertEqual(self.make()["total"], many + 1)
        self.assertEqual(self.make(members={"except": [left]})["total"], many)
        self.assertEqual(self.make(text="株式会社M", category="製造委託", status="overdue,pending")["total"], many)
        self.assertEqual(self.make(members={"suppliers": [left]}, category="製造委託")["total"], 1)

    def test_who_has_answered_is_no_recipient(self):
        self.add_by_sheet("A")
        self.link(self.buyer, self.make_supplier(), category="製造委託")
        self.assertEqual(self.make()["total"], 1)

    def test_of_the_silent_those_who_are_chosen_are_reminded(self):
        self.add_by_sheet("A", "B", "C")
        campaign = self.make()
        letters = {item["code"]: item for item in self.letters(campaign).json["items"]}
        later, _ = self.invite(self.buyer, name="株式会社D", category="製造委託")
        self.joins(letters["C"], "株式会社C")
        of = {code: letters[code]["relationship"] for code in "ABC"}
        reminds = {"reminds": campaign["campaign"]}
        chosen = lambda members, **filters: set(self.outcomes(self.make("再送", {**reminds, **members}, **filters)))  # noqa: E731
        self.assertEqual(chosen({}), {"A", "B"})
        self.assertEqual(chosen({"suppliers": [of["A"], of["C"], later]}), {"A"})
        self.assertEqual(chosen({"except": [of["A"]]}), {"B"})
        self.assertEqual(chosen({}, text="株式会社B"), {"B"})
        self.assertEqual(chosen({"suppliers": [of["A"]]}, category="製造委託"), {"A"})
        self.assertProblem(self.buyer.post("/v1/campaigns", {"name": "x", **reminds, "suppliers": [later]}), 409, "no_recipients")

    def test_who_answers_before_its_turn_gets_no_letter(self):
        relationship, token = self.invite(self.buyer)
        campaign = self.make()
        self.assertStatus(self.make_supplier().post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertEqual(self.letters(campaign).json["items"], [])
        self.assertEqual(self.counts(campaign), {"accepted": 1})
        self.assertProblem(self.buyer.post("/v1/campaigns", {"name": "x", "reminds": campaign["campaign"]}), 409, "no_recipients")

    def test_letters_come_in_parts(self):
        self.add_by_sheet(*("T-%03d" % n for n in range(205)))
        campaign = self.make()
        first = self.letters(campaign).json
        self.assertEqual((len(first["items"]), bool(first["next_after"]), self.counts(campaign)), (200, True, {"written": 200, "waiting": 5}))
        last = self.letters(campaign, headers={"Accept": "text/csv"})
        rows = list(csv.DictReader(io.StringIO(last.body.decode("utf-8-sig"), newline="")))
        self.assertEqual(len(rows), 5)
        self.assertEqual(self.counts(campaign), {"written": 205})
        self.assertEqual(self.letters(campaign).json["items"], [])

    def test_recipients_are_told_by_name_and_found(self):
        """Whatever their ids are; a page that is filtered goes on where it stood."""
        self.add_by_sheet(*("T-%03d" % n for n in reversed(range(60))))
        campaign = self.make()
        path = "/v1/campaigns/%s/recipients" % campaign["campaign"]
        codes = ["T-%03d" % n for n in range(60)]
        self.assertEqual(self.codes(path), codes)
        letters = {item["code"]: item for item in self.letters(campaign).json["items"]}
        self.assertEqual(list(letters), codes)
        for code in codes[5:60:10]:
            self.joins(letters[code], "株式会社" + code)
        self.assertStatus(self.open.post(PREVIEW, {"token": token_of(letters["T-000"])}, idempotency_key=None), 200)
        self.assertEqual(self.codes(path, outcome="accepted"), codes[5:60:10])
        self.assertEqual(self.codes(path, outcome="opened"), codes[:1])
        self.assertEqual(self.codes(path, outcome="accepted,opened", text="Ｔ－０００"), codes[:1])
        self.assertEqual(self.codes(path, text="t-01", outcome="written"), [code for code in codes[10:20] if code != "T-015"])
        self.assertEqual(self.codes(path, mail="sent"), [])
        self.assertEqual(self.codes(path, text="該当なし"), [])
        self.assertProblem(self.buyer.get(path, query={"outcome": "sent"}), 422, "not_allowed_value")

    def codes(self, path, **query):
        found, cursor = [], {}
        while cursor is not None:
            page = self.assertStatus(self.buyer.get(path, query={"limit": 4, **query, **cursor}), 200).json
            found += [item["code"] for item in page["items"]]
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
        return found

    def test_a_letter_that_was_asked_for_twice_is_the_same(self):
        self.add_by_sheet("A")
        campaign = self.make()
        key = "letters-" + harness.declaration_id()
        one, two = (self.letters(campaign, idempotency_key=key).json["items"] for _ in "12")
        self.assertEqual(one, two)

    def test_lists_and_strangers(self):
        self.add_by_sheet("A", "B")
        made = [self.make(name)["campaign"] for name in ("一", "二")]
        listed = self.assertCached(self.buyer, "/v1/campaigns").json["items"]
        self.assertEqual({one["campaign"] for one in listed}, set(made))
        path = "/v1/campaigns/{}"
        stranger = self.make_buyer()
        self.assertHidden(stranger, "GET", path, made[0])
        self.assertHidden(stranger, "GET", path + "/recipients", made[0])
        self.assertHidden(stranger, "POST", path + ":letters", made[0])
        self.assertProblem(stranger.post("/v1/campaigns", {"name": "x", "reminds": made[0]}), 404, "not_found")
        self.assertGuarded("POST", "/v1/campaigns", {"name": "x"}, wrong=self.other_key(self.buyer, "buyer:read"))
        self.assertGuarded("POST", "/v1/campaigns/%s:letters" % made[0], wrong=self.other_key(self.buyer, "buyer:read"))


if __name__ == "__main__":
    harness.main()
