# SPDX-License-Identifier: Apache-2.0
"""POST /v1/suppliers:export: the sheet of those that were picked."""

import csv
import io
import json

import harness

PATH = "/v1/suppliers:export"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SupplierExport(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def add(self, count, **more):
        rows = [{"code": "N-%04d" % n, "name": "株式会社第%04d工業" % n, **more} for n in range(count)]
        self.assertIn(self.buyer.post("/v1/suppliers:import", {"rows": rows}, query={"source": "erp"}).status, (200, 202))

    def ids(self):
        items, query = {}, {"limit": 200}
        while query:
            page = self.buyer.get("/v1/suppliers", query=query).json
            items.update({item["code"]: item["relationship"] for item in page["items"]})
            query = {"limit": 200, "cursor": page["next_cursor"]} if page["next_cursor"] else None
        return items

    def export(self, body, accept="text/csv", status=200, **query):
        return self.assertStatus(self.buyer.post(PATH, body, query=query, headers={"Accept": accept}), status)

    def codes(self, body, **query):
        text = self.export(body, **query).body.decode("utf-8-sig")
        return [row["取引先コード"] for row in csv.DictReader(io.StringIO(text))]

    def test_those_picked_in_the_order_of_names(self):
        self.add(5, category="金型")
        ids = self.ids()
        picked = {"suppliers": [ids["N-0003"], ids["N-0001"], ids["N-0003"]]}
        self.assertEqual(self.codes(picked), ["N-0001", "N-0003"])
        self.assertEqual(self.codes({**picked, "except": [ids["N-0003"]]}), ["N-0001"])
        self.assertEqual(self.codes({"except": [ids["N-0003"]]}, category="金型"), ["N-0000", "N-0001", "N-0002", "N-0004"])
        self.assertEqual(self.codes(picked, text="0003"), ["N-0003"])
        lines = self.export(picked, "application/x-ndjson").body.decode().splitlines()
        self.assertEqual([json.loads(line)["code"] for line in lines], ["N-0001", "N-0003"])
        self.assertTrue(self.export(picked, WORKBOOK).body.startswith(b"PK"))
        # The sheet is that of the list, and comes back as it is.
        listed = self.assertStatus(self.buyer.get("/v1/suppliers?text=0003", headers={"Accept": "text/csv"}), 200)
        self.assertEqual(self.export({"suppliers": [ids["N-0003"]]}).body, listed.body)

    def test_more_than_a_page_of_them(self):
        self.add(1203)
        ids = self.ids()
        self.assertEqual(len(ids), 1203)
        self.assertEqual(self.codes({"suppliers": sorted(ids.values(), reverse=True)}), sorted(ids))
        for count in (500, 501):
            self.assertEqual(self.codes({"suppliers": [ids[code] for code in sorted(ids)[:count]]}), sorted(ids)[:count])

    def test_none_and_others(self):
        self.add(1)
        [own] = self.ids().values()
        other = self.make_buyer()
        theirs, _ = self.invite(other)
        self.assertProblem(self.buyer.post(PATH, {}, query={"text": "いない"}), 409, "no_suppliers_chosen")
        self.assertProblem(self.buyer.post(PATH, {"suppliers": [own], "except": [own]}), 409, "no_suppliers_chosen")
        self.assertProblem(self.buyer.post(PATH, {"suppliers": []}), 422)
        for absent in (theirs, "0193a5b0-7c00-7a10-8b20-ffffffffffff"):
            self.assertProblem(self.buyer.post(PATH, {"suppliers": [own, absent]}), 404, "not_found")


if __name__ == "__main__":
    harness.main()
