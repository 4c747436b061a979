# SPDX-License-Identifier: Apache-2.0
"""What the 国税庁 publishes of 法人番号, loaded by the operator, is told to whoever entered something else."""

import harness
from harness import corporate_number
from published import closed, company, file_of, publish

NOTHING = {"published_name": None, "closed_on": None, "successor_number": None, "successor_name": None}


class CorporateNumbers(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def load(self, *contents, full=False, check=True):
        return publish(self.server, *contents, full=full, check=check)

    def add(self, name, number, **record):
        return self.invite(self.buyer, name=name, corporate_number=number, **record)[0]

    def remarks(self, relationship):
        return self.assertStatus(self.buyer.get("/v1/suppliers/" + relationship), 200).json["number_remarks"]

    def codes(self, relationship):
        return [remark["code"] for remark in self.remarks(relationship)]

    def found(self, remark, path="/v1/suppliers", side=""):
        items = self.assertStatus(self.buyer.get("%s?number_remark=%s%s" % (path, remark, side)), 200).json["items"]
        return {i.get("relationship") or i["status"]["relationship"] for i in items}

    def count(self, remark):
        return self.assertStatus(self.buyer.get("/v1/statuses/summary?side=buyer&number_remark=" + remark), 200).json["total"]

    # First, as the server is shared and what was loaded stays.
    def test_1_with_nothing_loaded_nothing_is_told(self):
        number = corporate_number()
        relationship = self.add("株式会社みなと精密", number)
        self.assertEqual(self.remarks(relationship), [])
        self.assertEqual((self.found("any"), self.count("any")), (set(), 0))
        self.assertEqual(self.make_supplier(number=number).get("/v1/organisation").json["number_remarks"], [])
        # A file without a row, or that cannot be read, is none.
        for content in (b"", b"\r\n", b"a,b,c\r\n"):
            self.assertEqual(self.load(content, check=False).returncode, 1)
        self.assertEqual(self.remarks(relationship), [])

    def test_told_to_the_buyer(self):
        same, renamed, unknown, gone, merged, successor = (corporate_number() for _ in range(6))
        suppliers = {
            "same": self.add("㈱ﾐﾅﾄ精密", same),
            "renamed": self.add("株式会社みなと精密", renamed),
            "unknown": self.add("有限会社青葉", unknown),
            "gone": self.add("合同会社波止場", gone),
            "merged": self.add("株式会社はやし製作所", merged),
            "none": self.invite(self.buyer, name="佐藤商店", code="S-1")[0],
        }
        before = {name: self.buyer.get("/v1/suppliers/" + one).json["status"] for name, one in suppliers.items()}
        told = self.load(
            [
                company(same, "株式会社ミナト精密"),
                company(renamed, "株式会社みなと精工", process="11"),
                closed(gone, "合同会社波止場"),
                closed(merged, "株式会社はやし製作所", successor),
                company(successor, "株式会社はやしホールディングス"),
            ]
        )
        self.assertIn("5 numbers added, 0 changed, 0 removed", told.stdout)
        expected = {
            "same": [],
            "renamed": [{"code": "name_not_as_published", **NOTHING, "published_name": "株式会社みなと精工"}],
            "unknown": [{"code": "number_not_published", **NOTHING}],
            "gone": [{"code": "company_closed", **NOTHING, "published_name": "合同会社波止場", "closed_on": "2026-10-01"}],
            "merged": [
                {
                    "code": "company_succeeded",
                    "published_name": "株式会社はやし製作所",
                    "closed_on": "2026-10-01",
                    "successor_number": successor,
                    "successor_name": "株式会社はやしホールディングス",
                }
            ],
            "none": [],
        }
        for name, relationship in suppliers.items():
            with self.subTest(name):
                self.assertEqual(self.remarks(relationship), expected[name])
                self.assertEqual(self.buyer.get("/v1/suppliers/" + relationship).json["status"], before[name])
        with_remarks = {suppliers[name] for name, remarks in expected.items() if remarks}
        self.assertEqual(self.found("any"), with_remarks)
        self.assertEqual(self.found("any", "/v1/statuses", "&side=buyer"), with_remarks)
        self.assertEqual(self.count("any"), 4)
        for name in ("renamed", "unknown", "gone", "merged"):
            [remark] = expected[name]
            self.assertEqual((self.found(remark["code"]), self.count(remark["code"])), ({suppliers[name]}, 1))
        self.assertEqual(self.buyer.get("/v1/suppliers?number_remark=any&task=resolve_number").json["items"], [])
        self.assertProblem(self.buyer.get("/v1/suppliers?number_remark=other"), 422, None, "?number_remark")
        # They end by the fact that answers them.
        path = "/v1/suppliers/" + suppliers["renamed"]
        self.assertStatus(self.buyer.patch(path, {"name": "（株）みなと精工"}), 200)
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % suppliers["gone"]), 200)
        told = {"kind": "merger", "day": "2026-10-01", "corporate_number": successor, "name": "株式会社はやしホールディングス"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:succeed" % suppliers["merged"], told), 200)
        self.assertEqual(self.found("any"), {suppliers["unknown"]})

    def test_the_same_again_and_differences(self):
        one, other, third = (corporate_number() for _ in range(3))
        relationship = self.add("株式会社甲", one)
        self.load([company(one, "株式会社甲"), company(other, "株式会社乙"), company(third, "株式会社丙")])
        self.assertEqual(self.codes(relationship), [])
        version = self.buyer.get("/v1/suppliers/" + relationship)
        # Its own rows again, in the other encoding and order, and as a difference with what it was before.
        again = self.load(
            file_of([company(third, "株式会社丙"), company(one, "株式会社旧甲", latest="0"), company(one, "株式会社甲")], "cp932"),
            file_of([company(other, "株式会社乙")], "utf-8-sig", "\n"),
        )
        self.assertIn("0 numbers added, 0 changed, 0 removed; 1 rows of former days", again.stdout)
        self.assertIn("The remarks on 0 supplier records", again.stdout)
        self.assertEqual(self.buyer.get("/v1/suppliers/" + relationship, headers={"If-None-Match": version.etag}).status, 304)
        newer = company(one, "株式会社新甲", process="11", updateDate="2026-11-20")
        self.assertIn("0 numbers added, 1 changed", self.load([newer]).stdout)
        self.assertEqual(self.buyer.get("/v1/suppliers/" + relationship, headers={"If-None-Match": version.etag}).status, 200)
        self.assertEqual(self.remarks(relationship)[0]["published_name"], "株式会社新甲")
        # An older file tells nothing new; renamed once more, the remark says so.
        self.assertIn("0 numbers added, 0 changed", self.load([company(one, "株式会社甲", updateDate="2026-11-05")]).stdout)
        [item] = self.buyer.get("/v1/suppliers?number_remark=any&text=" + one).json["items"]
        self.assertEqual(item["number_remarks"][0]["published_name"], "株式会社新甲")
        self.load([company(one, "株式会社真甲", process="11", updateDate="2026-11-21")])
        [item] = self.buyer.get("/v1/suppliers?number_remark=any&text=" + one).json["items"]
        self.assertEqual(item["number_remarks"][0]["published_name"], "株式会社真甲")
        # Taken out of the publication, and an older file does not bring it back.
        self.load([company(one, "株式会社真甲", process="99", updateDate="2026-11-22")])
        self.load([company(one, "株式会社甲")])
        self.assertEqual(self.codes(relationship), ["number_not_published"])

    def test_a_full_file_takes_out_what_is_not_in_it(self):
        kept, gone, newer = (corporate_number() for _ in range(3))
        relationships = [self.add("株式会社甲", kept), self.add("株式会社乙", gone), self.add("株式会社丙", newer)]
        self.load([company(kept, "株式会社甲"), company(gone, "株式会社乙"), company(newer, "株式会社丙", updateDate="2026-11-28")])
        self.load([company(kept, "株式会社甲", updateDate="2026-11-27")])
        self.assertEqual(self.codes(relationships[1]), [])
        self.load([company(kept, "株式会社甲", updateDate="2026-11-27")], full=True)
        self.assertEqual([self.codes(one) for one in relationships], [[], ["number_not_published"], []])

    def test_a_part_is_not_taken_for_all(self):
        """Half of a file, or one of several, ends where a row ends."""
        numbers = [corporate_number() for _ in range(10100)]
        relationship = self.add("株式会社最後", numbers[-1])
        rows = [company(number, "株式会社%d" % n) for n, number in enumerate(numbers)]
        self.load(rows[:-1] + [company(numbers[-1], "株式会社最後")])
        done = self.load(rows[:50], full=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\d+ numbers that are known are not in there.*Nothing was changed")
        self.assertEqual(self.codes(relationship), [])
        self.assertIn("0 added", self.load(rows[:50]).stdout.replace("0 numbers added", "0 added"))
        self.assertEqual(self.codes(relationship), [])

    def test_a_name_that_lost_characters_is_no_other_name(self):
        lost, other = corporate_number(), corporate_number()
        relationships = [self.add("株式会社鷗印刷", lost), self.add("株式会社鷗印刷", other)]
        self.load(file_of([company(lost, "株式会社?印刷"), company(other, "株式会社?出版")], "cp932"))
        self.assertEqual([self.codes(one) for one in relationships], [[], ["name_not_as_published"]])

    def test_told_to_the_organisation_itself(self):
        number = corporate_number()
        supplier = self.make_supplier(number=number)
        relationship = self.link(self.buyer, supplier, corporate_number=number)
        self.load([company(number, "株式会社みなと精工")])
        [remark] = supplier.get("/v1/organisation").json["number_remarks"]
        self.assertEqual((remark["code"], remark["published_name"]), ("name_not_as_published", "株式会社みなと精工"))
        self.assertNotIn("number_remark", supplier.get("/v1/buyers/" + relationship).text)
        self.assertEqual(supplier.get("/v1/statuses?side=supplier&number_remark=any").json["items"], [])
        after = self.assertStatus(supplier.patch("/v1/organisation", {"name": "みなと精工（株）"}), 200).json
        self.assertEqual(after["number_remarks"], [])
        self.assertEqual(self.codes(relationship), ["name_not_as_published"])

    def test_a_broken_file_changes_nothing(self):
        number = corporate_number()
        relationship = self.add("株式会社甲", number)
        good = file_of([company(number, "株式会社甲")] + [company(corporate_number(), "株式会社%d" % n) for n in range(3000)])
        self.load([company(number, "株式会社甲")])
        wrong = {
            "a row that was cut": (good[:-120], "line 3001"),
            "a quote that does not end": (good + b'"1', "line 3002"),
            "another file": (good + "取引先コード,会社名\r\n".encode(), "30 columns"),
            "no number": (file_of([company("1234567890123", "株式会社乙")]), "column 2"),
            "no name": (file_of([company(number, "")]), "column 7"),
            "no day": (file_of([company(number, "甲", updateDate="2026-13-01")]), "column 5"),
            "no closing": (file_of([company(number, "甲", closeDate="?")]), "column 19"),
            "no successor": (file_of([company(number, "甲", successorCorporateNumber="1")]), "column 21"),
            "a day to come": (file_of([company(number, "甲", updateDate="2206-11-01")]), "column 5 lies in the future"),
            "no state": (file_of([company(number, "甲", latest="")]), "column 24"),
            "another encoding": (good + b'"\xff\xfe', "neither UTF-8 nor Shift_JIS"),
            "as it is downloaded": (b"PK\x03\x04" + good, "zip archive: unpack it"),
            "a row without an end": (good + b'"' + b"x" * (1 << 20), "does not end"),
        }
        for what, (content, told) in wrong.items():
            with self.subTest(what):
                done = self.load(content.replace("株式会社甲".encode(), "株式会社丙".encode()), full=True, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn(told, done.stderr)
                self.assertIn("Nothing was changed", done.stderr)
                self.assertEqual(self.codes(relationship), [])
        self.assertEqual(self.server.command("corporate-numbers", "load", "/nowhere", check=False).returncode, 1)
        self.assertEqual(self.server.command("corporate-numbers", "load", check=False).returncode, 2)
        # Of several files, too, all are read before anything changes; then rows of what was broken are not in the way.
        self.assertEqual(self.load(good.replace("株式会社甲".encode(), "株式会社丙".encode()), b"x\r\n", check=False).returncode, 1)
        self.assertEqual(self.codes(relationship), [])
        self.assertIn("3000 numbers added, 0 changed", self.load(good).stdout)

    def dismiss(self, relationship, code, status=200, **body):
        return self.assertStatus(self.buyer.post("/v1/suppliers/%s:dismiss-number-remark" % relationship, {"code": code, **body}), status)

    def test_left_aside_until_something_else_is_told(self):
        number, successor = corporate_number(), corporate_number()
        self.load([company(number, "株式会社甲"), company(successor, "株式会社丁")])
        relationship = self.add("甲屋", number)
        other = self.add("甲商店", number, code="A-2")
        self.dismiss(relationship, "company_closed", 409)
        self.dismiss(relationship, "any", 422)
        done = self.dismiss(relationship, "name_not_as_published", reason="屋号で取引しているため")
        self.assertEqual(done.json["number_remarks"], [])
        self.assertEqual((self.codes(relationship), self.codes(other), self.found("any")), ([], ["name_not_as_published"], {other}))
        self.dismiss(relationship, "name_not_as_published", 409)
        # The same again is not told, nor by a sheet that changes other things.
        self.load([company(number, "株式会社甲"), company(successor, "株式会社丁")])
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + relationship, {"memo": "x"}), 200)
        self.assertEqual(self.codes(relationship), [])
        # Another name on record, and what is published anew, are.
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + relationship, {"name": "甲本舗"}), 200)
        self.assertEqual((self.codes(relationship), self.found("any")), (["name_not_as_published"], {relationship, other}))
        self.dismiss(relationship, "name_not_as_published")
        self.load([company(number, "株式会社新甲", process="11", updateDate="2026-11-20")])
        self.assertEqual(self.remarks(relationship)[0]["published_name"], "株式会社新甲")
        self.dismiss(relationship, "name_not_as_published")
        self.load([closed(number, "株式会社新甲", successor) | {"updateDate": "2026-11-21"}])
        self.assertEqual(self.codes(relationship), ["name_not_as_published", "company_succeeded"])
        for code in self.codes(relationship):
            self.dismiss(relationship, code)
        self.assertEqual((self.codes(relationship), self.found("any")), ([], {other}))
        self.assertProblem(self.make_buyer().post("/v1/suppliers/%s:dismiss-number-remark" % other, {"code": "company_succeeded"}), 404)
        entries = self.buyer.get("/v1/audit/events?operation=supplier_remark_dismiss").json["items"]
        self.assertIn("屋号で取引しているため", [value["value"] for value in entries[0]["personal"]][0])

    def test_a_record_added_or_changed_afterwards(self):
        number, other = corporate_number(), corporate_number()
        self.load([company(number, "株式会社甲"), company(other, "株式会社乙")])
        added = self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "株式会社乙", "corporate_number": number}), 201).json["supplier"]
        self.assertEqual([r["code"] for r in added["number_remarks"]], ["name_not_as_published"])
        relationship = added["relationship"]
        self.assertEqual(self.found("name_not_as_published"), {relationship})
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + relationship, {"corporate_number": other}), 200)
        self.assertEqual((self.codes(relationship), self.found("any")), ([], set()))
        sheet = "code,name,corporate_number\r\nA-9,株式会社丁,%s\r\n" % number
        self.assertStatus(self.buyer.post("/v1/suppliers:import", sheet.encode(), content_type="text/csv", query={"source": "s"}), 200)
        [item] = self.buyer.get("/v1/suppliers?number_remark=any").json["items"]
        self.assertEqual(item["name"], "株式会社丁")
        # What is read is sent back: the remarks are no part of what was entered.
        exported = self.buyer.get("/v1/suppliers", headers={"Accept": "application/x-ndjson"}).body
        again = self.buyer.post("/v1/suppliers:import", exported, content_type="application/x-ndjson", query={"source": "s"})
        self.assertStatus(again, 200)


if __name__ == "__main__":
    harness.main()
