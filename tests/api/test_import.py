# SPDX-License-Identifier: Apache-2.0
"""POST /v1/suppliers:import and the answers per row."""

import json

import harness
import workbook
from harness import corporate_number

PATH = "/v1/suppliers:import"
HEAD = "取引先コード,法人番号,取引先名,区分,タグ,担当者名,メールアドレス,電話番号,メモ,要求水準,対応期限,要求の理由,宣言・登録の★,自己宣言ID・登録番号,宣言日"
MINATO = (
    "T-1,,株式会社みなと精密,製造委託,図面、金型,港 太郎,taro@minato.example.jp,03-1234-5678,,★2,2027/6/30,図面をお渡ししているため,1,50001234567,2026/11/2"
)
BARE = "T-2,,有限会社かもめ,物流,,,,,,,,,,,"
NOTHING = {"added": 0, "changed": 0, "unchanged": 0, "refused": 0, "conflict": 0, "ended": 0, "waiting": 0}


class ImportTest(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()

    def send(self, *rows, head=HEAD, encoding="utf-8", kind="text/csv", status=200, buyer=None, **query):
        text = "\r\n".join((head,) + rows) + "\r\n" if head else rows[0]
        return self.assertStatus((buyer or self.buyer).post(PATH, text.encode(encoding), query=query, content_type=kind), status)

    def counts(self, answer, **expected):
        self.assertEqual(answer.json["counts"], {**NOTHING, **expected}, answer)
        return answer

    def refused(self, row, column, code, head=HEAD, **query):
        """The one row is refused for this reason."""
        answer = self.counts(self.send(row, head=head, **query), refused=1)
        [problem] = answer.json["problems"]
        found = [(fault["column"], fault["code"]) for fault in problem["faults"]]
        self.assertIn((column, code), found)
        for fault in problem["faults"]:
            self.assertTrue(fault["text"], fault)
        return problem

    def supplier(self, code):
        return self.assertStatus(self.buyer.get("/v1/suppliers/code:" + code), 200).json


class Import(ImportTest):
    def test_one_sheet(self):
        answer = self.counts(self.send(MINATO, BARE), added=2)
        self.assertEqual((answer.json["rows"], answer.json["applied"], answer.json["problems"]), (2, True, []))
        minato = self.supplier("T-1")
        self.assertEqual((minato["name"], minato["category"], minato["tags"], minato["state"]), ("株式会社みなと精密", "製造委託", ["図面", "金型"], "invited"))
        self.assertEqual(minato["contacts"], [{"name": "港 太郎", "email": "taro@minato.example.jp", "phone": "03-1234-5678", "department": None}])
        status = minato["status"]
        self.assertEqual((status["required_star"], status["due_on"], status["held_star"], status["decided_by"]), (2, "2027-06-30", 1, "explicit"))
        self.assertEqual(self.supplier("T-2")["status"]["status"], "no_requirement")

    def test_answer_per_row(self):
        answer = self.send(MINATO, BARE)
        rows = self.assertStatus(self.buyer.get(answer.headers["Location"] + "/rows"), 200).json
        self.assertEqual([(r["line"], r["outcome"]) for r in rows["items"]], [(2, "added"), (3, "added")])
        self.assertEqual(rows["items"][0]["relationship"], self.supplier("T-1")["relationship"])
        one = self.buyer.get(answer.headers["Location"] + "/rows", query={"limit": 1}).json
        two = self.buyer.get(answer.headers["Location"] + "/rows", query={"limit": 1, "cursor": one["next_cursor"]})
        self.assertEqual([r["line"] for r in two.json["items"]], [3])
        none = self.buyer.get(answer.headers["Location"] + "/rows", query={"outcome": "refused,conflict"})
        self.assertEqual(none.json["items"], [])
        job = self.assertStatus(self.buyer.get(answer.headers["Location"]), 200).json
        self.assertEqual((job["kind"], job["state"], job["detail"]["counts"]["added"]), ("import", "done", 2))
        self.assertHidden(self.make_buyer(), "GET", "/v1/jobs/{}/rows", answer.json["job"])

    def test_twice_changes_nothing(self):
        self.send(MINATO, BARE)
        before = self.supplier("T-1")
        for day in ("2026-12-01", "2026-12-02"):
            self.set_day(day)
            self.counts(self.send(MINATO, BARE), unchanged=2)
        after = self.supplier("T-1")
        self.assertEqual(after["status"]["revision"], before["status"]["revision"])
        events = self.buyer.get("/v1/audit/events").json["items"]
        self.assertEqual(sum("supplier_import" in json.dumps(event) for event in events), 3)

    def test_encodings(self):
        for encoding, charset in (("utf-8-sig", "utf-8"), ("cp932", "shift_jis"), ("cp932", "windows-31j")):
            buyer = self.make_buyer()
            self.counts(self.send(MINATO, encoding=encoding, kind="text/csv; charset=" + charset, buyer=buyer), added=1)
            found = buyer.get("/v1/suppliers/code:T-1").json
            self.assertEqual(found["name"], "株式会社みなと精密")
        answer = self.send(MINATO, encoding="cp932", status=422)
        self.assertProblem(answer, 422, "encoding_invalid")

    def test_english_headings_in_any_order(self):
        self.counts(self.send("みなと,3,T-9,2027-06-30", head="Name,REQUIRED_STAR,code,due_on"), added=1)
        self.assertEqual(self.supplier("T-9")["status"]["required_star"], 3)

    def test_ndjson_and_json(self):
        rows = [
            {"code": "J-1", "name": "甲", "required_star": 2, "due_on": "2027-06-30", "tags": ["a、b", "c"]},
            {"取引先コード": "J-2", "name": '乙 "}{', "accept_higher": False},
        ]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        self.counts(self.send(lines, head=None, kind="application/x-ndjson"), added=2)
        self.assertEqual(self.supplier("J-1")["tags"], ["a、b", "c"])
        self.counts(self.send(json.dumps({"rows": rows}, indent=1), head=None, kind="application/json"), unchanged=2)

    def test_idempotency(self):
        body = (HEAD + "\r\n" + MINATO + "\r\n").encode()
        first = self.buyer.post(PATH, body, content_type="text/csv", idempotency_key="sheet-1")
        again = self.buyer.post(PATH, body, content_type="text/csv", idempotency_key="sheet-1")
        self.assertEqual((again.body, again.headers["Idempotency-Replayed"]), (first.body, "true"))
        other = self.buyer.post(PATH, body + b"\r\n" + BARE.encode(), content_type="text/csv", idempotency_key="sheet-1")
        self.assertProblem(other, 422, "idempotency_key_reused")
        self.assertEqual(len(self.buyer.get("/v1/jobs").json["items"]), 1)

    def test_dry_run(self):
        answer = self.counts(self.send(MINATO, BARE, dry_run="true"), added=2)
        self.assertFalse(answer.json["applied"])
        self.assertEqual(self.buyer.get("/v1/suppliers").json["items"], [])
        self.counts(self.send(MINATO, BARE, dry_run="false"), added=2)

    def test_atomic_and_per_row(self):
        bad = BARE.replace("有限会社かもめ", "")
        answer = self.counts(self.send(MINATO, bad), added=1, refused=1)
        self.assertFalse(answer.json["applied"])
        self.assertEqual(self.buyer.get("/v1/suppliers").json["items"], [])
        answer = self.counts(self.send(MINATO, bad, mode="per_row"), added=1, refused=1)
        self.assertTrue(answer.json["applied"])
        [problem] = answer.json["problems"]
        self.assertEqual((problem["line"], problem["faults"][0]["column"]), (3, "name"))

    def test_absent(self):
        self.invite(self.buyer, code="HAND")
        self.send(MINATO, BARE)
        self.counts(self.send(MINATO), unchanged=1)
        self.counts(self.send(MINATO, absent="end", dry_run="true"), unchanged=1, ended=1)
        self.assertEqual(self.supplier("T-2")["state"], "invited")
        answer = self.counts(self.send(MINATO, absent="end"), unchanged=1, ended=1)
        self.assertEqual(self.supplier("T-2")["state"], "ended")
        rows = self.buyer.get(answer.headers["Location"] + "/rows", query={"outcome": "ended"}).json["items"]
        self.assertEqual([row["line"] for row in rows], [None])
        self.assertEqual(self.supplier("HAND")["state"], "invited")
        self.send(MINATO, BARE, source="other")
        self.counts(self.send(MINATO, absent="end"), unchanged=1)

    def test_no_end_while_a_row_is_refused(self):
        self.send(MINATO, BARE)
        self.counts(self.send(MINATO, "T-3,,,,,,,,,,,,,,", absent="end", mode="per_row"), unchanged=1, refused=1)
        self.assertEqual(self.supplier("T-2")["state"], "invited")

    def test_changes(self):
        self.send(MINATO, BARE)
        self.set_day("2026-12-05")
        self.counts(self.send(MINATO.replace("★2", "★3").replace("製造委託", "加工"), BARE), changed=1, unchanged=1)
        found = self.supplier("T-1")
        self.assertEqual((found["category"], found["status"]["required_star"], found["status"]["revision"]), ("加工", 3, 2))
        self.counts(self.send("T-1,,株式会社みなと精密,加工,", head="取引先コード,法人番号,取引先名,区分,タグ"), changed=1)
        found = self.supplier("T-1")
        self.assertEqual((found["tags"], found["contacts"][0]["name"], found["status"]["required_star"]), ([], "港 太郎", 3))

    def test_exempt(self):
        self.send(MINATO)
        self.counts(self.send("T-1,対象外,少額の取引のため", head="取引先コード,要求水準,要求の理由"), changed=1)
        self.assertEqual(self.supplier("T-1")["status"]["reasons"][0]["code"], "requirement_exempt")

    def test_guards(self):
        body = (HEAD + "\r\n" + MINATO).encode()
        wrong = self.other_key(self.buyer, "buyer:read")
        self.assertGuarded("POST", PATH, body, wrong, content_type="text/csv")
        self.assertProblem(self.buyer.post(PATH, body, content_type="text/plain"), 415)
        self.assertProblem(self.buyer.post(PATH, body, content_type="text/csv", query={"source": "manual"}), 422, "not_allowed_value", "?source")
        self.assertProblem(self.buyer.post(PATH, b"", content_type="text/csv"), 422, "sheet_empty")

    def test_another_organisations_supplier(self):
        other = self.make_buyer()
        foreign, _ = self.invite(other)
        self.refused("%s,x,y" % foreign, "relationship", "not_found", head="relationship,code,name")

    def test_rows_are_kept_for_a_month(self):
        first = self.send(MINATO).headers["Location"]
        self.set_day("2026-12-31")
        self.send(BARE)
        self.assertStatus(self.buyer.get(first + "/rows"), 200)
        self.set_day("2027-01-02")
        self.send(BARE)
        self.assertProblem(self.buyer.get(first + "/rows"), 404)
        self.assertStatus(self.buyer.get(first), 200)


class Matching(ImportTest):
    def test_by_id_then_code_then_number(self):
        number = corporate_number()
        self.send("A,%s,甲" % number, head="code,corporate_number,name")
        relationship = self.supplier("A")["relationship"]
        self.counts(self.send("%s,B,乙" % relationship, head="relationship,code,name"), changed=1)
        self.assertEqual(self.supplier("B")["relationship"], relationship)
        self.counts(self.send("%s,丙" % number, head="corporate_number,name"), changed=1)
        self.assertEqual(self.supplier("B")["name"], "丙")
        self.counts(self.send("C,%s,丁" % number, head="code,corporate_number,name"), added=1)
        self.refused("%s,戊" % number, "corporate_number", "ambiguous_supplier", head="corporate_number,name")

    def test_code_for_a_number(self):
        number = corporate_number()
        self.send("%s,甲" % number, head="corporate_number,name")
        self.counts(self.send("K-1,%s,甲" % number, head="code,corporate_number,name"), changed=1)
        self.assertEqual(self.supplier("K-1")["corporate_number"], number)

    def test_repeated_rows(self):
        answer = self.counts(self.send(BARE, BARE, mode="per_row"), added=1, refused=1)
        [problem] = answer.json["problems"]
        self.assertEqual((problem["line"], problem["faults"][0]["column"], problem["faults"][0]["params"]), (3, None, {"line": 2}))

    def test_neither_code_nor_number(self):
        self.refused("株式会社甲", "code", "identifier_missing", head="name")

    def test_leading_zeros(self):
        self.send("00123,甲", head="code,name")
        problem = self.refused("123,甲", "code", "leading_zeros_lost", head="code,name")
        self.assertEqual(problem["faults"][0]["params"], {"stored": "00123"})


def both(fault):
    return {name: fault["params"][name] for name in ("stored", "entered")}


class ByHand(ImportTest):
    def test_a_change_by_hand_is_a_conflict(self):
        self.send(MINATO)
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-1", {"category": "加工"}), 200)
        answer = self.counts(self.send(MINATO), conflict=1)
        [problem] = answer.json["problems"]
        [fault] = problem["faults"]
        self.assertEqual((fault["column"], fault["code"], both(fault)), ("category", "changed_by_hand", {"stored": "加工", "entered": "製造委託"}))
        self.assertIn("登録済みの内容は「加工」です。表の内容は「製造委託」です。", fault["text"])
        self.assertEqual(self.supplier("T-1")["category"], "加工")

    def test_a_long_log_is_looked_through_to_an_end(self):
        """All that is in it may be of suppliers of one sheet."""
        self.send(MINATO)
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-1", {"category": "加工"}), 200)
        lengthen = (
            "insert into audit_event select a.org_id, a.seq + n, a.text, a.hash, a.recorded_at from audit_event a, generate_series(1, 12000) n"
            " where a.org_id = :'org' and a.seq = (select max(seq) from audit_event where org_id = :'org');"
            " update audit_head set seq = seq + 12000 where org_id = :'org';"
        )
        self.server.engine(lengthen, org=self.buyer.organisation)
        read = self.server.engine(
            "set enable_seqscan = off; begin; set local app.org_id to :'org'; do $$ begin perform records_written(array(select relationship_id"
            " from relationship), 'infinity'); end $$; select idx_tup_fetch from pg_stat_xact_user_tables where relname = 'audit_event'; commit",
            org=self.buyer.organisation,
        )
        self.assertTrue(9000 < int(read) <= 10000, read)
        [problem] = self.counts(self.send(MINATO), conflict=1).json["problems"]
        self.assertIsNotNone(problem["faults"][0]["params"]["recorded_at"])

    def test_both_values_are_told(self):
        """Of what is a list or a number, and where one of both is nothing."""
        head = "code,name,tags,memo,担当者名"
        self.send("T-1,甲,量産、図面,x,林", head=head)
        change = {"tags": ["量産", "要注意"], "memo": None, "contacts": [{"name": "森"}]}
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-1", change), 200)
        [problem] = self.counts(self.send("T-1,甲,量産、図面,x,林", head=head), conflict=1).json["problems"]
        told = {f["column"]: both(f) for f in problem["faults"]}
        self.assertEqual(
            told,
            {
                "tags": {"stored": ["量産", "要注意"], "entered": ["量産", "図面"]},
                "memo": {"stored": None, "entered": "x"},
                "contact_name": {"stored": "森", "entered": "林"},
            },
        )
        texts = {f["column"]: f["text"] for f in problem["faults"]}
        self.assertIn("が変更）。表の内容は「x」です。", texts["memo"])

    def test_who_changed_it_and_when(self):
        """Of each column whoever wrote it last, as the audit log names them; of a demand too. A sheet of another source is named."""
        self.send(MINATO, "T-2,,乙,加工,,,,,,,,,,,", "T-3,,丙,加工,,,,,,,")
        other = self.buyer.with_key(self.server.make_key(self.buyer.organisation, harness.BUYER_RIGHTS, "調達部の連携"))
        self.set_day("2026-12-02")
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-1", {"category": "設計"}), 200)
        self.set_day("2026-12-03")
        self.assertStatus(other.patch("/v1/suppliers/code:T-1", {"tags": ["要注意"]}), 200)
        self.require(other, "code:T-1", 3, "2027-09-30")
        [problem] = self.send("T-2,,乙,設計,,,,,,,,,,,", source="B工場").json["problems"]
        self.send("T-2,,乙,設計,,,,,,,,,,,", source="B工場", over="2:" + problem["faults"][0]["params"]["seen"])
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-3", {"category": "設計"}), 200)
        answer = self.send(MINATO, "T-2,,乙,加工,,,,,,,,,,,", "T-3,,丙,加工,,,,,,,", mode="per_row")
        rows = answer.json["problems"]
        auditor = self.other_key(self.buyer, "audit:read")
        entries = self.assertStatus(auditor.get("/v1/audit/events", query={"object": "suppliers/" + rows[0]["relationship"]}), 200).json["items"]
        written = [(e["by"]["name"], e["recorded_at"]) for e in entries if e["operation"] == "supplier_patch"]
        writers = {f["column"]: (f["params"]["by"], f["params"]["recorded_at"]) for f in rows[0]["faults"]}
        self.assertEqual([writers["category"], writers["tags"]], written)
        self.assertEqual(writers["required_star"][0], "調達部の連携")
        texts = {f["column"]: f["text"] for f in rows[0]["faults"]}
        self.assertRegex(texts["tags"], "（2026年12月3日 [0-9]{1,2}:[0-9]{2}に調達部の連携が変更）")
        self.assertIn("（「B工場」の取り込み）", rows[1]["faults"][0]["text"])
        self.assertEqual((rows[1]["faults"][0]["params"]["by"], rows[1]["faults"][0]["params"]["source"]), (None, "B工場"))
        listed = self.buyer.get(answer.headers["Location"] + "/rows", query={"outcome": "conflict"}).json["items"]
        self.assertEqual(listed, rows)

    def test_a_conflict_is_settled_for_either(self):
        self.send(MINATO, "T-2,,乙,加工,,,,,,,,,,,")
        for code in ("T-1", "T-2"):
            self.assertStatus(self.buyer.patch("/v1/suppliers/code:" + code, {"category": "設計"}), 200)
        self.require(self.buyer, "code:T-1", 3, "2027-09-30")
        sheet = (MINATO, "T-2,,乙,加工,,,,,,,,,,,")
        first, second = self.counts(self.send(*sheet), conflict=2).json["problems"]
        [seen] = {f["params"]["seen"] for f in first["faults"]}
        over = "%d:%s" % (first["line"], seen)
        self.counts(self.send(*sheet, over=over), conflict=1, changed=1)
        self.counts(self.send(*sheet, over=over.replace("2:", "3:")), conflict=2)
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-1", {"memo": "折り返し待ち"}), 200)
        self.counts(self.send(*sheet, over=over, keep="3"), conflict=1, unchanged=1)
        [again] = self.send(*sheet, keep="3").json["problems"]
        over = "2:" + again["faults"][0]["params"]["seen"]
        self.counts(self.send(*sheet, over=over, keep="3"), changed=1, unchanged=1)
        self.assertEqual([self.supplier(code)["category"] for code in ("T-1", "T-2")], ["製造委託", "設計"])
        self.assertEqual(self.supplier("T-1")["status"]["required_star"], 2)
        self.counts(self.send(*sheet), unchanged=1, conflict=1)

    def test_a_declaration_is_settled(self):
        head = "code,name,declaration_star,declaration_id,declared_on"
        self.send("T-1,甲,1,50001234567,2026-10-01", head=head, source="A")
        row = "T-1,甲,1,50001234567,2026-10-02"
        [problem] = self.counts(self.send(row, head=head, source="B"), conflict=1).json["problems"]
        params = problem["faults"][0]["params"]
        self.assertEqual(params["source"], "A")
        self.counts(self.send(row, head=head, source="B", over="2:" + params["seen"]), changed=1)

    def test_a_demand_by_hand(self):
        self.send(MINATO)
        self.require(self.buyer, "code:T-1", 3, "2027-09-30")
        answer = self.counts(self.send(MINATO), conflict=1)
        self.assertIn("required_star", [f["column"] for f in answer.json["problems"][0]["faults"]])
        self.assertEqual(self.supplier("T-1")["status"]["required_star"], 3)

    def test_another_source(self):
        self.send(MINATO)
        self.counts(self.send(MINATO, source="B工場"), unchanged=1)
        self.counts(self.send(MINATO.replace("製造委託", "加工"), source="B工場"), conflict=1)

    def test_version_named(self):
        self.invite(self.buyer, code="H-1", name="甲")
        self.counts(self.send("H-1,乙", head="code,name"), conflict=1)
        self.counts(self.send("H-1,乙,1", head="code,name,record_version"), changed=1)
        self.require(self.buyer, "code:H-1", 2, "2027-06-30")
        head = "code,required_star,due_on,revision"
        self.counts(self.send("H-1,2,2027-07-31,9", head=head), conflict=1)
        self.counts(self.send("H-1,2,2027-07-31,1", head=head), changed=1)
        self.assertEqual(self.supplier("H-1")["status"]["due_on"], "2027-07-31")


class Spreadsheets(ImportTest):
    def test_days(self):
        for i, written in enumerate(
            ("2027-06-30", "2027/6/30", "2027.6.30", "2027年6月30日", "令和9年6月30日", "R9.6.30", "46568", "20270630", "２０２７／６／３０", "2027/6/30 0:00")
        ):
            self.counts(self.send("D-%d,甲,2,%s" % (i, written), head="code,name,required_star,due_on"), added=1)
            self.assertEqual(self.supplier("D-%d" % i)["status"]["due_on"], "2027-06-30", written)

    def test_days_that_are_named(self):
        head = "code,name,required_star,due_on"
        for written, code in (
            ("6/30", "date_without_year"),
            ("6月30日", "date_without_year"),
            ("6/30/27", "date_ambiguous"),
            ("30-Jun-27", "date_ambiguous"),
            ("2027/6/31", "invalid_date"),
            ("来月", "invalid_date"),
            ("#REF!", "spreadsheet_error"),
        ):
            self.refused("D,甲,2,%s" % written, "due_on", code, head=head)

    def test_numbers(self):
        number = corporate_number()
        wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
        for i, written in enumerate((number, "T" + number, number[0] + "-" + number[1:5] + "-" + number[5:9] + "-" + number[9:], number + ".0", wide)):
            self.counts(self.send("N-%d,%s,甲" % (i, written), head="code,corporate_number,name"), added=1)
            self.assertEqual(self.supplier("N-%d" % i)["corporate_number"], number)
        head = "code,corporate_number,name"
        self.refused("N,1.18E+12,甲", "corporate_number", "number_in_scientific_notation", head=head)
        wrong = str(int(number[0]) % 9 + 1) + number[1:]
        self.refused("N,%s,甲" % wrong, "corporate_number", "corporate_number_check_digit", head=head)
        for day in ("4月1日", "2026-02-01", "2026/2/1"):
            self.refused(day + ",,甲", "code", "cell_became_date", head=head)
        self.refused("1E+05,,甲", "code", "number_in_scientific_notation", head=head)
        self.refused("T,甲,乙,312345678", "contact_phone", "leading_zeros_lost", head="code,name,contact_name,contact_phone")
        self.refused("T,甲,乙,x", "contact_email", "invalid_email", head="code,name,contact_name,contact_email")
        self.refused(
            "T,甲,1,5.0E+10,2026-11-02", "declaration_id", "number_in_scientific_notation", head="code,name,declaration_star,declaration_id,declared_on"
        )

    def test_titles_that_are_called_like_columns(self):
        """Better headings below make a title of them; without any they are the headings, and what stands below is data."""
        head, row = ["取引先コード", "取引先名", "担当者名"], ["A-1", "甲製作所", "佐藤"]
        for titles in (
            [["取引先"]],
            [["会社名", "", ""]],
            [["取引先", "2027年度"]],
            [["会社名", "東都重工業"], ["作成日", "2027/1/1"], []],
            [["取引先コード", "東都"], ["備考", "社外秘"]],
            [["取引先"], ["会社名"]],
            [["取引先名", "担当者"]],
        ):
            rows = [*titles, head, row]
            text = "".join(",".join(cells) + "\r\n" for cells in rows).encode()
            for body, kind in ((text, "text/csv"), (workbook.write([[cell or None for cell in cells] for cells in rows]), workbook.TYPE)):
                with self.subTest(titles, kind=kind):
                    buyer = self.make_buyer()
                    done = self.assertStatus(buyer.post("/v1/suppliers:import", body, content_type=kind), 200).json
                    self.assertEqual((done["counts"]["added"], done["counts"]["refused"]), (1, 0), done)
                    [item] = buyer.get("/v1/suppliers").json["items"]
                    self.assertEqual((item["code"], item["name"], item["contacts"][0]["name"]), tuple(row))
        numbers = [harness.corporate_number() for _ in range(12)]
        for count in (2, 12):
            buyer = self.make_buyer()
            body = "法人番号\r\n" + "".join(number + "\r\n" for number in numbers[:count])
            done = buyer.post("/v1/suppliers:import", body.encode(), content_type="text/csv").json
            self.assertEqual([problem["line"] for problem in done["problems"]], list(range(2, count + 2)))
        refused = self.make_buyer().post("/v1/suppliers:import", "取引先コード,達成率\r\nA-1,80\r\n".encode(), content_type="text/csv")
        self.assertProblem(refused, 422, "unknown_column", "/rows/1/2")

    def test_escaped_cells(self):
        self.counts(self.send('E-1,甲,"\'=1+1"', head="code,name,memo"), added=1)
        self.assertEqual(self.supplier("E-1")["memo"], "=1+1")

    def test_demand_without_a_star_is_read_too(self):
        """What could not be read there was passed over in silence."""
        head = "code,name,required_assurance,accept_higher,effective_from,notice_on"
        for cells, column, code in (
            ("いつか,,,", "required_assurance", "not_allowed_value"),
            (",たぶん,,", "accept_higher", "not_allowed_value"),
            (",,あした,", "effective_from", "invalid_date"),
            (",,,x", "notice_on", "invalid_date"),
            ("x" * 3000 + ",,,", "required_assurance", "not_allowed_value"),
        ):
            self.refused("U,甲," + cells, column, code, head=head)
        self.counts(self.send("U,甲,confirmed,いいえ,2026-12-01,2026-11-30", head=head), added=1)

    def test_all_faults_of_a_row(self):
        problem = self.refused("A\u0007B,12,甲,9,x", "code", "invalid_text", head="code,corporate_number,name,required_star,due_on")
        self.assertLessEqual({"code", "corporate_number", "required_star", "due_on"}, {f["column"] for f in problem["faults"]})

    def test_headings_that_no_separator_divides(self):
        marks = ("，", "、", "；", "｜", "：", "^", "~", "/", "・", "　", " ")
        for mark in marks:
            for above in ("", "取引先一覧\r\n\r\n"):
                body = above + mark.join(("取引先コード", "取引先名", "メモ")) + "\r\n" + mark.join(("A", "甲", "x")) + "\r\n"
                answer = self.buyer.post(PATH, body.encode(), content_type="text/csv", headers={"Accept-Language": "ja"})
                self.assertProblem(answer, 422, "separator_unknown", "/rows/%d" % (3 if above else 1))
                self.assertIn("「%s」" % mark, answer.json["errors"][0]["text"])
        body = workbook.write([["取引先コード,取引先名"], ["A,甲"]])
        self.assertProblem(self.buyer.post(PATH, body, content_type=workbook.TYPE), 422, "separator_unknown", "/rows/1")
        # What may stand above headings, and in them.
        for i, note in enumerate(("取引先コード、取引先名、区分、メモは空欄にしないでください。", "取引先コード・取引先名", "取引先コード/取引先名")):
            self.counts(self.send("N-%d,甲" % i, head=note + "\r\n取引先コード,取引先名"), added=1)
        self.counts(self.send("A,甲", head="取引先 名称 一覧,\r\n取引先コード,取引先名（正式名称）"), added=1)

    def test_no_sheet(self):
        for body, code in (
            ("code,nmae\r\nA,甲\r\n", "unknown_column"),
            ("code,code\r\nA,B\r\n", "repeated_column"),
            ('code,name\r\nA,"甲\r\n', "csv_malformed"),
            ("code,name\r\nA,甲,x\r\n", "too_many_cells"),
            ("code,name\r\n", "sheet_empty"),
        ):
            self.assertProblem(self.buyer.post(PATH, body.encode(), content_type="text/csv"), 422, code)
        for body in ("[]", '{"rows":[{"code":"A"},]}', '{"rows":[{"code":"A"}', '{"rows":[1]}', '{"rows":[{"code":}]}', "x"):
            self.assertProblem(self.buyer.post(PATH, body.encode()), 422, "malformed_json")
        self.assertEqual(self.buyer.get("/v1/suppliers").json["items"], [])
        self.assertEqual(self.buyer.get("/v1/jobs").json["items"], [])


class Large(ImportTest):
    def test_a_job(self):
        rows = ["L-%05d,株式会社第%d,製造委託,2,2027-06-30,理由" % (i, i) for i in range(2100)]
        head = "code,name,category,required_star,due_on,reason"
        answer = self.counts(self.send(*rows, head=head, encoding="cp932", kind="text/csv; charset=shift_jis", status=202), added=2100)
        job = self.eventually(lambda: (j := self.buyer.get(answer.headers["Location"]).json)["state"] == "done" and j)
        self.assertEqual((job["total"], job["done"], job["detail"]["counts"]["added"]), (2100, 2100, 2100))
        summary = self.buyer.get("/v1/statuses/summary").json
        self.assertEqual(summary["total"], 2100)
        self.counts(self.send(*rows, head=head), unchanged=2100)


if __name__ == "__main__":
    harness.main()
