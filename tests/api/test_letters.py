# SPDX-License-Identifier: Apache-2.0
"""Invitations for letters."""

import csv
import io

import harness
import workbook

PATH = "/v1/invitations:letters"


class Letters(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def letters(self, body=None, **options):
        return self.assertStatus(self.buyer.post(PATH, body or {}, **options), 200)

    def test_each_gets_a_new_link(self):
        first, old = self.invite(self.buyer, name="甲", contacts=[{"name": "港", "email": "a@example.jp"}])
        self.invite(self.buyer, name="乙")
        self.require(self.buyer, first, 2, "2027-06-30")
        self.set_day("2026-12-11")
        answer = self.letters().json
        self.assertEqual((len(answer["items"]), answer["next_after"], answer["expires_on"]), (2, None, "2027-03-10"))
        item = next(item for item in answer["items"] if item["relationship"] == first)
        self.assertEqual(item["contact"]["email"], "a@example.jp")
        self.assertIn(item["url"], item["letter"])
        self.assertIn("★2", item["letter"])
        token = item["url"].partition("#token=")[2]
        preview = "/v1/invitations:preview"
        self.assertProblem(self.open.post(preview, {"token": old}, idempotency_key=None), 404, "invitation_not_found")
        self.assertStatus(self.open.post(preview, {"token": token}, idempotency_key=None), 200)
        supplier = self.make_supplier()
        self.assertStatus(supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertEqual(len(self.letters(query={"include_recent": "true"}).json["items"]), 1)

    def test_mail_merge(self):
        self.invite(self.buyer, name="=甲", code="A-1", contacts=[{"name": "港 太郎", "department": "総務部"}])
        answer = self.letters(headers={"Accept": "text/csv"})
        self.assertTrue(answer.body.startswith(b"\xef\xbb\xbf"))
        [row] = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""))
        self.assertEqual(
            (row["取引先名"], row["取引先コード"], row["担当者名"], row["担当部署"], row["招待の有効期限"]), ("'=甲", "A-1", "港 太郎", "総務部", "2027-02-28")
        )
        self.assertIn(row["招待のURL"], row["案内文"])

    def test_selections(self):
        one, _ = self.invite(self.buyer, category="製造委託", tags=["図面"])
        two, _ = self.invite(self.buyer, category="物流")
        for body, expected in (
            ({"category": "物流"}, [two]),
            ({"tag": "図面"}, [one]),
            ({"suppliers": [two]}, [two]),
            ({"after": min(one, two)}, [max(one, two)]),
            ({"suppliers": [one], "category": "物流"}, []),
        ):
            self.assertEqual([item["relationship"] for item in self.letters(body, query={"include_recent": "true"}).json["items"]], expected, body)
        foreign, _ = self.invite(self.make_buyer())
        self.assertEqual(self.letters({"suppliers": [foreign]}).json["items"], [])

    def test_pages(self):
        rows = "code,name\r\n" + "".join("P-%04d,第%d\r\n" % (i, i) for i in range(230))
        self.assertStatus(self.buyer.post("/v1/suppliers:import", rows.encode(), content_type="text/csv"), 200)
        first = self.letters().json
        second = self.letters({"after": first["next_after"]}).json
        self.assertEqual((len(first["items"]), len(second["items"]), second["next_after"]), (200, 30, None))
        # A sheet has no rows of who got one lately: headers say how many, and where it goes on.
        told = lambda answer: (len(self.rows(answer)), *map(answer.headers.get, ("Hoshitori-Recently-Written", "Hoshitori-Next-After")))
        for kind in ("text/csv", workbook.TYPE):
            as_sheet = {"headers": {"Accept": kind}}
            self.assertEqual(told(self.letters(**as_sheet)), (0, "200", first["next_after"]))
            self.assertEqual(told(self.letters({"after": first["next_after"]}, **as_sheet)), (0, "30", None))
            recent = {"query": {"include_recent": "true"}, **as_sheet}
            self.assertEqual(told(self.letters({"after": first["next_after"]}, **recent)), (30, None, None))

    def rows(self, answer):
        if answer.headers["Content-Type"] == workbook.TYPE:
            return workbook.read(answer.body)[1:]
        return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))

    def test_who_is_named_is_meant(self):
        """Whoever got a letter lately is left out of many, not where its name says who is meant."""
        one, _ = self.invite(self.buyer)
        self.invite(self.buyer)
        self.letters()
        self.assertEqual(self.letters().json["recently_written"], 2)
        named = self.letters({"suppliers": [one]}).json
        self.assertEqual(([item["relationship"] for item in named["items"]], named["recently_written"]), ([one], 0))

    def test_repeated(self):
        self.invite(self.buyer)
        first = self.letters(idempotency_key="letters-1")
        again = self.letters(idempotency_key="letters-1")
        self.assertEqual(first.body, again.body)
        sheet = self.letters(idempotency_key="letters-1", headers={"Accept": "text/csv"})
        self.assertIn(first.json["items"][0]["url"], sheet.text)

    def test_guards(self):
        self.assertGuarded("POST", PATH, {}, self.other_key(self.buyer, "buyer:read"))
        self.assertProblem(self.buyer.post(PATH, {"suppliers": ["x"]}), 422, "invalid_uuid", "/suppliers/0")


if __name__ == "__main__":
    harness.main()
