# SPDX-License-Identifier: Apache-2.0
"""Lists as CSV and NDJSON streams, and the way there and back: exported, edited, imported."""

import csv
import io
import json
import os

import harness
from service import TOP

IMPORT = "/v1/suppliers:import"
SUPPLIERS = "/v1/suppliers"
# What PostgreSQL calls for each row of a sheet. A function of SQL that it cannot expand is planned each time: three of
# them made the export of a row five times as dear.
CALLED = [
    "demand_in_force",
    "demand_shape",
    "demand_upcoming",
    "number_remarks",
    "organisation_shape",
    "relationship_state_on",
    "requirement_newest",
    "response_shape",
    "supplier_record",
    "supplier_remarks",
    "supplier_sheet",
]


class Export(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def sheet(self, path=SUPPLIERS, api=None, language="ja", **query):
        """The rows of the CSV, each a dictionary."""
        answer = self.assertStatus((api or self.buyer).in_language(language).get(path, query=query, headers={"Accept": "text/csv"}), 200)
        self.assertEqual(answer.headers.get_content_type(), "text/csv")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertTrue(answer.body.startswith(b"\xef\xbb\xbf"))
        return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))

    def send(self, rows, **query):
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        answer = self.buyer.post(IMPORT, out.getvalue().encode("utf-8-sig"), query=query, content_type="text/csv")
        return self.assertStatus(answer, 200).json

    def fill(self):
        """Suppliers with all that may get lost on the way."""
        self.make(
            code="0001",
            name="甲",
            tags=["a、b", "c"],
            memo='一行目\n"二行目", =1+1',
            contacts=[{"name": "港", "phone": "+81 3-1234-5678", "email": "a@example.jp"}, {"name": "浜"}],
        )
        self.make(code="0002", name="=2+2", reading="ニ", category="製造委託", tags=["図面"])
        self.make(code="0003", name="@丙")
        self.require(self.buyer, "code:0001", 2, "2027-06-30", questions={"internal_access": True})
        self.require(self.buyer, "code:0002", 3, "2027-09-30", required_assurance="declared", accept_higher=False, notice_on="2026-11-20")
        self.assertStatus(self.buyer.put("/v1/suppliers/code:0003/requirement", {"required_star": None, "reason": "少額の取引のため"}), 201)
        for star, number in ((1, "40000000001"), (2, "50000000002")):
            self.assertStatus(
                self.buyer.put(
                    "/v1/suppliers/code:0002/declarations", {"star": star, "id": number, "declared_on": "2026-11-02", "scope": "part", "scope_text": "本社"}
                ),
                201,
            )

    def make(self, **record):
        self.assertStatus(self.buyer.post(SUPPLIERS, record), 201)

    def everything(self):
        found = {}
        for item in self.buyer.get(SUPPLIERS, query={"limit": 200}).json["items"]:
            path = "/v1/suppliers/" + item["relationship"]
            declarations = self.buyer.get(path + "/declarations").json["items"]
            found[item["code"]] = (item, declarations, self.buyer.get(path + "/requirement").json)
        return found

    def test_nothing_lost_on_the_way(self):
        self.fill()
        before = self.everything()
        for language in ("ja", "en"):
            result = self.send(self.sheet(language=language))
            self.assertEqual(result["counts"]["unchanged"], 3, result)
        self.assertEqual(self.everything(), before)

    def test_edited_in_a_spreadsheet(self):
        self.fill()
        before = self.everything()
        self.set_day("2026-12-05")
        rows = self.sheet()
        for row in rows:
            if row["取引先コード"] == "0001":
                row["対応期限"] = "2027/7/31"
                row["電話番号"] = "03-9999-0000"
        counts = self.send(rows)["counts"]
        self.assertEqual((counts["changed"], counts["unchanged"]), (1, 2))
        record, _, demand = self.everything()["0001"]
        self.assertEqual(demand["due_on"], "2027-07-31")
        self.assertEqual(demand["questions"], before["0001"][2]["questions"])
        self.assertEqual(record["contacts"][0]["phone"], "03-9999-0000")
        self.assertEqual(record["contacts"][1:], before["0001"][0]["contacts"][1:])
        self.assertEqual((record["memo"], record["tags"]), (before["0001"][0]["memo"], before["0001"][0]["tags"]))

    def test_changed_meanwhile(self):
        self.fill()
        rows = self.sheet()
        self.require(self.buyer, "code:0001", 2, "2027-08-31")
        next(row for row in rows if row["取引先コード"] == "0001")["対応期限"] = "2027-07-31"
        self.assertEqual(self.send(rows)["counts"]["conflict"], 1)

    def test_formulas_are_escaped(self):
        self.fill()
        text = self.buyer.get(SUPPLIERS, headers={"Accept": "text/csv"}).body.decode("utf-8-sig")
        self.assertIn('"\'=2+2"', text)
        self.assertIn('"\'@丙"', text)
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                self.assertFalse(cell[:1] in "=+-@\t\r" and cell, cell)

    def test_what_a_row_calls(self):
        for number in range(10):
            self.make(name="株式会社試験%d" % number)
        calls = self.server.sql(os.path.join(TOP, "tests", "support", "calls.sql"), buyer=self.buyer.organisation)
        self.assertEqual(calls.split(), CALLED)

    def test_what_it_tells(self):
        self.fill()
        row = next(row for row in self.sheet() if row["取引先コード"] == "0002")
        self.assertEqual(
            (
                row["要求水準"],
                row["要求する裏付け"],
                row["上位の★を認める"],
                row["充足状況"],
                row["要求水準の決め方"],
                row["取引関係の状態"],
                row["自己宣言ID・登録番号"],
                row["基準日"],
            ),
            ("3", "宣言のみ", "いいえ", "制度開始待ち", "個別", "招待中", "50000000002", "2026-12-01"),
        )
        self.assertIn("。", row["理由"])
        exempt = next(row for row in self.sheet(language="en") if row["code"] == "0003")
        self.assertEqual((exempt["required_star"], exempt["status"], exempt["due_on"]), ("exempt", "no_requirement", ""))

    def test_lines(self):
        self.fill()
        for path in (SUPPLIERS, "/v1/statuses"):
            answer = self.assertStatus(self.buyer.get(path, headers={"Accept": "application/x-ndjson"}), 200)
            items = [json.loads(line) for line in answer.text.splitlines()]
            self.assertEqual(items, self.buyer.get(path).json["items"])

    def test_records_as_lines_come_back(self):
        self.fill()
        lines = self.buyer.get(SUPPLIERS, headers={"Accept": "application/x-ndjson"}).body
        answer = self.buyer.post(IMPORT, lines, content_type="application/x-ndjson")
        self.assertEqual(self.assertStatus(answer, 200).json["counts"]["unchanged"], 3)

    def test_no_member_of_a_record_is_unknown(self):
        record = {}
        parts = [self.server.contract.document["components"]["schemas"]["Supplier"]]
        while parts:
            part = self.server.contract.resolve(parts.pop())
            record.update(dict.fromkeys(part.get("properties", {})))
            parts += part.get("allOf", [])
        self.assertIn("tasks", record)
        line = json.dumps({**record, "code": "0009", "name": "株式会社そのまま"}).encode()
        answer = self.buyer.post(IMPORT, line, content_type="application/x-ndjson")
        self.assertEqual(self.assertStatus(answer, 200).json["counts"]["added"], 1)

    def test_filters_and_orders(self):
        self.fill()
        self.assertEqual([row["取引先コード"] for row in self.sheet(category="製造委託")], ["0002"])
        self.assertEqual([row["取引先コード"] for row in self.sheet("/v1/statuses", sort="due_on")][:2], ["0001", "0002"])
        self.assertEqual(self.sheet(text="無い"), [])

    def test_the_suppliers_side(self):
        supplier = self.make_supplier()
        self.link(self.buyer, supplier, memo="秘密")
        [row] = self.sheet("/v1/statuses", supplier)
        self.assertEqual(row["発注企業名"], "東都重工業株式会社")
        self.assertFalse({"メモ", "タグ", "区分", "取引先コード"} & set(row))

    def test_more_than_a_page(self):
        rows = "code,name\r\n" + "".join("P-%04d,第%d\r\n" % (i, i) for i in range(1234))
        self.assertStatus(self.buyer.post(IMPORT, rows.encode(), content_type="text/csv"), 200)
        codes = [row["取引先コード"] for row in self.sheet(sort="name")]
        self.assertEqual((len(codes), len(set(codes))), (1234, 1234))
        lines = self.buyer.get("/v1/statuses", headers={"Accept": "application/x-ndjson"}).text.splitlines()
        self.assertEqual(len(lines), 1234)

    def test_json_without_a_wish(self):
        for accept in ("*/*", "application/json", "text/csv;q=0.5, application/json", "text/html, */*;q=0.1"):
            answer = self.buyer.get(SUPPLIERS, headers={"Accept": accept})
            self.assertEqual(answer.headers.get_content_type(), "application/json", accept)

    def test_refusals_come_before_the_stream(self):
        wanted = {"Accept": "text/csv"}
        self.assertProblem(self.open.get(SUPPLIERS, headers=wanted), 401)
        self.assertProblem(self.make_supplier().get(SUPPLIERS, headers=wanted), 403)
        self.assertProblem(self.buyer.get(SUPPLIERS, query={"cursor": "x"}, headers=wanted), 422, "invalid_cursor")

    def test_a_tag_does_not_empty_it(self):
        self.fill()
        tag = self.buyer.get(SUPPLIERS).etag
        answer = self.buyer.get(SUPPLIERS, headers={"Accept": "text/csv", "If-None-Match": tag})
        self.assertEqual(answer.text.count("\r\n"), 4)

    def test_a_long_reading_pages_on(self):
        for i in range(3):
            self.make(code="R-%d" % i, name="長", reading="ナ" * 200)
        seen, cursor = [], None
        while cursor is not None or not seen:
            page = self.buyer.get(SUPPLIERS, query={"limit": 1, **({"cursor": cursor} if cursor else {})}).json
            seen += [item["code"] for item in page["items"]]
            cursor = page["next_cursor"]
        self.assertEqual(sorted(seen), ["R-0", "R-1", "R-2"])


if __name__ == "__main__":
    harness.main()
