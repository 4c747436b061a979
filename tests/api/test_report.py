# SPDX-License-Identifier: Apache-2.0
"""The report for management: how suppliers stand on any day and on a day before, as JSON, a workbook and pages to print."""

import io
import subprocess
import zipfile

import harness

REPORT = "/v1/report"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUPPLIER = ("relationship", "name", "code", "category")


class Report(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()

    def report(self, **query):
        return self.assertStatus(self.buyer.get(REPORT, query=query), 200).json

    def demanded(self, name, due_on, supplier=None, star=1, **record):
        relationship = self.link(self.buyer, supplier or self.supplier, name=name, **record)
        self.require(self.buyer, relationship, star, due_on)
        return relationship

    def statuses(self, report):
        return {(one["status"], one["waiting_on"]): (one["count"], one["before"]) for one in report["statuses"]}

    def named(self, report, section):
        return [one["name"] for one in report[section]["items"]]

    def test_any_day_beside_a_day_before(self):
        late = self.demanded("遅延", "2027-01-31", category="部品", code="A-1")
        self.demanded("予定", "2027-06-30", category="商社", star=2)
        able = self.make_supplier(name="株式会社できる")
        self.demanded("充足", "2027-01-31", supplier=able, category="部品")
        self.invite(self.buyer, name="招待中")
        self.set_day("2027-01-15")
        self.declare(able, 1, "2027-01-15")
        self.set_day("2027-04-01")
        report = self.report()
        self.assertEqual((report["as_of"], report["compared_with"], report["total"]), ("2027-04-01", "2027-03-01", 4))
        self.assertEqual(report["organisation"], "東都重工業株式会社")
        self.assertEqual(
            self.statuses(report),
            {("no_requirement", None): (1, 1), ("met", None): (1, 1), ("pending", "supplier"): (1, 1), ("overdue", "supplier"): (1, 1)},
        )
        self.assertEqual(report["late"]["items"], [{
            "relationship": late, "name": "遅延", "code": "A-1", "category": "部品", "status": "overdue", "waiting_on": "supplier",
            "required_star": 1, "held_star": 0, "due_on": "2027-01-31"}])  # fmt: skip
        self.assertEqual(report["changed"]["total"], 0)
        self.assertEqual([(one["name"], one["what"], one["day"]) for one in report["coming"]["items"]], [("予定", "due", "2027-06-30")])
        # As of the new year nobody was late; a month later one is, and one meets what is required.
        year = self.report(as_of="2027-02-01", compared_with="2027-01-01")
        self.assertEqual(
            {(one["name"], one["before"]["status"], one["status"]) for one in year["changed"]["items"]},
            {("遅延", "pending", "overdue"), ("充足", "pending", "met")},
        )
        self.assertEqual([year["changed"][n] for n in ("total", "became_late", "became_met", "became_pending", "became_none")], [2, 1, 1, 0, 0])
        self.assertEqual(
            year["categories"],
            {"total": 3, "items": [
                {"category": "部品", "total": 2, "met": 1, "pending": 0, "late": 1, "none": 0, "met_before": 0, "late_before": 0},
                {"category": "商社", "total": 1, "met": 0, "pending": 1, "late": 0, "none": 0, "met_before": 0, "late_before": 0},
                {"category": None, "total": 1, "met": 0, "pending": 0, "late": 0, "none": 1, "met_before": 0, "late_before": 0}]},
        )  # fmt: skip
        self.assertEqual([(s["required_star"], s["total"], s["met"], s["pending"], s["late"]) for s in year["stars"]], [(1, 2, 1, 0, 1), (2, 1, 0, 1, 0)])

    def test_as_it_was_known_then(self):
        able = self.make_supplier(name="株式会社できる")
        late = self.demanded("遅延", "2027-01-31", supplier=able, category="部品", code="A-1")
        self.demanded("予定", "2027-06-30", category="商社", star=2)
        self.set_day("2027-02-15")
        known = "2027-02-15T14:59:59Z"
        told = self.report()
        self.assertEqual((self.named(told, "late"), told["known_at"]), (["遅延"], None))
        # What is filed late, renamed, demanded, answered or added afterwards was not known.
        self.set_day("2027-02-20")
        self.declare(able, 1, "2027-01-20")
        self.assertStatus(self.buyer.patch("/v1/suppliers/" + late, {"name": "改称", "category": "加工"}), 200)
        self.assertStatus(able.put("/v1/buyers/%s/response" % late, {"kind": "objected", "message": "難しい", "revision": 1}), 200)
        self.demanded("新規", "2027-03-16")
        self.invite(self.buyer, name="招待中")
        now = self.report(as_of="2027-02-15")
        self.assertEqual((now["total"], now["late"]["total"], now["known_at"]), (4, 0, None))
        then = self.report(as_of="2027-02-15", known_at=known)
        self.assertEqual(then, {**told, "known_at": "2027-02-15T14:59:59.000000Z"})
        # Of a day that was still to come it tells what was expected.
        ahead = self.report(as_of="2027-07-01", compared_with="2027-02-15", known_at=known)
        self.assertEqual((ahead["total"], sorted(self.named(ahead, "late"))), (2, ["予定", "遅延"]))
        statuses = self.buyer.get("/v1/statuses", query={"side": "buyer", "as_of": "2027-07-01", "known_at": known, "status": "overdue"}).json
        self.assertEqual(len(statuses["items"]), 2)
        self.assertEqual(self.report(as_of="2027-02-15", known_at="2026-11-01T00:00:00Z")["total"], 0)
        self.assertProblem(self.buyer.get(REPORT, query={"known_at": "2027-03-01T00:00:00Z"}), 422, "known_at_in_future")
        paper = self.pdf_text(as_of="2027-02-15", known_at=known)
        for said in ("記録時点（日本時間）2027-02-1523:59:59", "件数は、記録時点までに登録された内容から求めた"):
            self.assertIn(said, paper)
        self.assertNotIn("現在登録されている内容", paper)

    def test_the_counts_are_those_of_the_summary(self):
        self.demanded("遅延", "2027-01-31", category="ＣＡＤ図面")
        self.demanded("予定", "2027-06-30", category="cad図面", star=3)
        self.invite(self.buyer, name="招待中")
        for day in ("2026-11-30", "2026-12-01", "2027-02-01", "2027-07-01"):
            report = self.report(as_of=day, compared_with="2026-11-01")
            summary = self.buyer.get("/v1/statuses/summary", query={"as_of": day}).json
            counts = {}
            for one in summary["items"]:
                counts[one["status"], one["waiting_on"]] = counts.get((one["status"], one["waiting_on"]), 0) + one["count"]
            self.assertEqual({key: count for key, (count, _) in self.statuses(report).items() if count}, counts, day)
            self.assertEqual(report["total"], summary["total"])
            # One category is one, however it is spelled.
            self.assertEqual(sorted(one["total"] for one in report["categories"]["items"]), [1, 2])

    def test_who_was_never_written_to_is_late_for_nobody(self):
        rows = [{"code": "N-%d" % n, "name": "株式会社未送付%d" % n, "required_star": "1", "due_on": "2027-01-31", "reason": "図面"} for n in range(3)]
        self.assertStatus(self.buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        self.set_day("2027-02-15")
        report = self.report()
        self.assertEqual((report["total"], report["unwritten"], report["late"]["total"]), (3, 3, 0))
        self.assertEqual(self.statuses(report), {("no_requirement", None): (3, 3)})
        self.assertEqual((report["unanswered"]["total"], report["unanswered"]["invitation"]), (0, 0))
        self.assertStatus(self.buyer.post("/v1/suppliers/code:N-0:invite"), 200)
        report = self.report()
        self.assertEqual((report["unwritten"], self.named(report, "late")), (2, ["株式会社未送付0"]))
        self.assertEqual((report["unanswered"]["invitation"], self.named(report, "unanswered")), (1, ["株式会社未送付0"]))
        self.assertEqual(self.report(as_of="2027-02-14")["late"]["total"], 0)
        # On the day before it had not been written to yet, so it became late since.
        since = self.report(compared_with="2027-02-14")
        self.assertEqual((since["changed"]["total"], since["changed"]["became_late"]), (1, 1))
        self.assertEqual(sum(before for status, (_, before) in self.statuses(since).items() if status[0] == "overdue"), 0)

    def test_what_nobody_answered(self):
        self.invite(self.buyer, name="招待中")
        asked = self.demanded("要求", "2027-06-30")
        buyers = {one["counterparty"]["name"]: one for one in self.supplier.get("/v1/buyers").json["items"]}
        self.assertEqual(len(buyers), 1)
        report = self.report()
        self.assertEqual([(one["name"], one["what"]) for one in report["unanswered"]["items"]], [("要求", "demand"), ("招待中", "invitation")])
        self.set_day("2026-12-10")
        answer = {"kind": "talks_requested", "message": "費用を相談したい", "revision": 1}
        self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % asked, answer), 200)
        report = self.report()["unanswered"]
        self.assertEqual([report[n] for n in ("total", "invitation", "demand", "talks_requested", "objected")], [2, 1, 0, 1, 0])
        self.assertEqual([(one["name"], one["since"]) for one in report["items"]], [("要求", "2026-12-10"), ("招待中", "2026-12-01")])
        self.set_day("2026-12-20")
        talks = {"asked_on": "2026-12-10", "asked_by": "supplier", "outcome": "agreed"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/consultations" % asked, talks), 201)
        self.assertEqual(self.report()["unanswered"]["talks_requested"], 0)
        # At the end of the days before it was as it had been.
        self.assertEqual(self.report(as_of="2026-12-19")["unanswered"]["talks_requested"], 1)
        self.assertEqual(self.report(as_of="2026-12-05")["unanswered"]["demand"], 1)

    def test_since_when_a_demand_waits_is_what_the_inbox_says(self):
        relationship, token = self.invite(self.buyer, name="あとで参加")
        self.require(self.buyer, relationship, 1, "2027-06-30")
        self.set_day("2026-12-05")
        self.assertStatus(self.supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        [task] = [one for one in self.supplier.get("/v1/tasks", query={"side": "supplier"}).json["items"] if one["code"] == "respond_to_demand"]
        [waits] = self.report()["unanswered"]["items"]
        self.assertEqual((waits["what"], waits["since"]), ("demand", task["since"]))
        self.assertEqual(task["since"], "2026-12-05")

    def file(self, kind, language="ja", **query):
        answer = self.buyer.get(REPORT, query=query, headers={"Accept": kind, "Accept-Language": language})
        self.assertStatus(answer, 200)
        self.assertEqual(answer.headers["Content-Type"], kind)
        return answer

    def fifty(self):
        for n in range(50):
            self.demanded("株式会社取引先製作所%02d" % n, "2027-01-31" if n % 2 else "2027-04-30", category="区分%d" % (n % 8), star=1 + n % 2)
        self.set_day("2027-02-15")

    def test_pages_to_print(self):
        self.fifty()
        for language, words in (
            (
                "ja",
                (
                    "セキュリティ対策状況報告",
                    "東都重工業株式会社",
                    "2027年2月15日",
                    "2027年1月15日",
                    "期限超過・失効は25社です（比較日は0社）",
                    "ほか5件",
                    "ほか13件",
                    "株式会社取引先製作所01",
                ),
            ),
            ("en", ("Report on suppliers", "25 are late (0 on the day compared with)", "By category", "5 more")),
        ):
            answer = self.file("application/pdf", language)
            self.assertIn("report-2027-02-15.pdf", answer.headers["Content-Disposition"])
            done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.body, capture_output=True, check=True)
            self.assertLessEqual(done.stdout.count(b"\f"), 3)  # pages
            text = "".join(done.stdout.decode().split())
            for word in words:
                self.assertIn("".join(word.split()), text)
        self.assertStatus(self.buyer.get(REPORT, query={"as_of": "2020-01-01"}, headers={"Accept": "application/pdf"}), 200)

    def test_workbook(self):
        self.fifty()
        answer = self.file(WORKBOOK)
        self.assertIn("report-2027-02-15.xlsx", answer.headers["Content-Disposition"])
        with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
            text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
        for n in range(50):  # nobody is left out
            self.assertIn("株式会社取引先製作所%02d" % n, text)
        for word in ("期限超過・失効", "今後90日の期限", "★2", "超過日数", "状況報告"):
            self.assertIn(word, text)
        # What each column means, and a page of A4 that holds them all, below the headings.
        with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
            sheets = [book.read("xl/worksheets/sheet%d.xml" % n).decode() for n in (1, 2)]
            names = book.read("xl/workbook.xml").decode()
        self.assertEqual(names.count("_xlnm.Print_Titles"), 2)
        for sheet in sheets:
            self.assertRegex(sheet, r'<pageSetup paperSize="9" [^>]*fitToHeight="0"')
            self.assertIn("&amp;P / &amp;N", sheet)
        for meaning in ("この行の内容の分類です", "対応期限から基準日までの日数です"):
            self.assertIn(meaning, sheets[1])

    def pdf_text(self, **query):
        return "".join(
            subprocess.run(
                ["pdftotext", "-layout", "-", "-"], input=self.file("application/pdf", **query).body, capture_output=True, check=True
            ).stdout.decode().split()
        )  # fmt: skip

    def test_paper_tells_who_was_not_written_to(self):
        rows = [{"code": "N-%d" % n, "name": "株式会社未送付%d" % n, "required_star": "1", "due_on": "2027-01-31", "reason": "図面"} for n in range(3)]
        self.assertStatus(self.buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        text = self.pdf_text()
        self.assertIn("招待状をまだ送っていない取引先が3社あります。", text)
        self.assertIn("招待状を送った取引先のうち、要求水準を設定している取引先はありません。", text)

    def test_files_tell_what_is_not_in_them_yet(self):
        self.demanded("予定", "2027-06-30")
        self.assertNotIn("反映中", self.pdf_text())
        self.server.engine(
            "insert into undecided (org_id, relationship_id, side, decided_at) select b.org_id, b.relationship_id, b.side, '2026-12-01T02:03:04Z'"
            " from board b where b.org_id = :'org' and b.side = 'buyer'",
            org=self.buyer.organisation,
        )
        self.assertIn("2026-12-0111:03:04以降の登録内容は反映中", self.pdf_text())
        self.assertIn("2026-12-01 11:03:04", self.cells())

    def cells(self):
        with zipfile.ZipFile(io.BytesIO(self.file(WORKBOOK).body)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))

    def test_a_workbook_names_its_report_and_tells_what_it_leaves_out(self):
        self.demanded("予定", "2027-06-30")
        self.assertNotIn("一覧で確認できます", self.cells())
        self.server.engine(
            "do $$ declare names text[] := array(select quote_ident(attname) from pg_attribute where attrelid = 'board'::regclass and attnum > 0"
            " and not attisdropped and attgenerated = ''); begin execute format('insert into board (%%s) select r.%%s from board b, generate_series(1, 2100) n,"
            " jsonb_populate_record(b, jsonb_build_object(''relationship_id'', gen_random_uuid(), ''n'', n)) r where b.org_id = %%L and b.side = ''buyer'''"
            ", array_to_string(names, ', '), array_to_string(names, ', r.'), '%s'); end $$" % self.buyer.organisation,
            org=self.buyer.organisation,
        )
        self.set_day("2027-07-15")
        cells = self.cells()
        self.assertIn("ほか101件は、画面の一覧で確認できます。", cells)
        for word in ("東都重工業株式会社", "基準日", "比較日"):
            self.assertIn(word, cells)

    def test_days_late_are_of_who_never_met_it(self):
        """Who met it and does so no more is not late since the day on which it was first to be met."""
        self.demanded("遅延", "2027-01-31")
        able = self.make_supplier(name="株式会社できた")
        self.demanded("失効", "2027-01-31", supplier=able)
        declared = self.declare(able, 1, "2026-12-01")
        self.set_day("2027-03-02")
        self.assertStatus(able.patch("/v1/declarations/" + declared, {"stopped_on": "2027-03-01"}), 200)
        late = {one["name"]: (one["status"], one["due_on"]) for one in self.report()["late"]["items"]}
        self.assertEqual(late, {"遅延": ("overdue", "2027-01-31"), "失効": ("lapsed", "2027-01-31")})
        text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=self.file("application/pdf").body, capture_output=True, check=True).stdout.decode()
        lines = {name: line for line in text.splitlines() for name in late if name in line and "1月31日" in line}
        self.assertIn("30", lines["遅延"].partition("1月31日")[2].split(), lines)
        self.assertNotIn("30", lines["失効"].partition("1月31日")[2].split(), lines)

    def test_what_is_printed_is_not_sent_again_while_it_tells_the_same(self):
        """All that is made as PDF, not this alone."""
        self.demanded("予定", "2027-06-30")
        self.declare(self.supplier, 1, "2026-12-01")
        statement = self.assertStatus(self.supplier.post("/v1/statements", {}), 201).json["statement"]
        self.assertStatus(self.supplier.put("/v1/policy", {"language": "ja", "text": "方針\n\n本文"}, headers={"If-Match": "*"}), 200)
        paths = {
            "report_get": (self.buyer, REPORT),
            "partner_record_list": (self.buyer, "/v1/partner-checks"),
            "statement_page": (self.supplier, "/v1/statements/%s/page" % statement),
            "policy_page": (self.supplier, "/v1/policy/page"),
        }
        stored = ("evidence_content_get", "supplier_evidence_content_get")
        printed = {o.id for o in self.server.contract.operations if "200" in o.responses and "application/pdf" in o.responses["200"].get("content", {})}
        self.assertEqual(printed, {*paths, *stored})
        self.set_instant("2026-12-01T04:00:00Z")
        first = {name: caller.get(path, headers={"Accept": "application/pdf"}) for name, (caller, path) in paths.items()}
        self.set_instant("2026-12-01T04:00:07Z")
        for name, (caller, path) in paths.items():
            self.assertStatus(first[name], 200)
            again = caller.get(path, headers={"Accept": "application/pdf", "If-None-Match": first[name].etag})
            self.assertEqual(again.status, 304, name)

    def test_bad_input(self):
        self.assertProblem(self.buyer.get(REPORT, query={"as_of": "2027-01-01", "compared_with": "2027-01-02"}), 422, None, "?compared_with")
        self.assertProblem(self.buyer.get(REPORT, query={"as_of": "2027-02-30"}), 422, None, "?as_of")
        self.assertGuarded("GET", REPORT, wrong=self.other_key(self.buyer, "supplier:read"))
        self.assertCached(self.buyer, REPORT)
        other = self.make_buyer(name="株式会社よそ")
        self.demanded("自社の取引先", "2027-01-31")
        self.assertEqual(other.get(REPORT).json["total"], 0)


if __name__ == "__main__":
    harness.main()
