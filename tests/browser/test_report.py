# SPDX-License-Identifier: Apache-2.0
"""What a buyer is told first, the report for management, and pages on paper."""

import os
import subprocess

import harness
from browser import SHOTS, BrowserTest, expect
from scripted_smtp import SendsMail
from waiting import until


class Report(SendsMail, BrowserTest):
    def portfolio(self):
        buyer = self.make_buyer()
        able, supplier = self.make_supplier(name="株式会社できる"), self.make_supplier()
        for n in range(6):
            relationship = self.link(buyer, supplier, name="株式会社遅延%d" % n, category="部品" if n % 2 else "商社")
            self.require(buyer, relationship, 1 + n % 2, "2026-12-31")
        for n in range(3):
            self.require(buyer, self.link(buyer, able, name="有限会社充足%d" % n, category="部品"), 1, "2027-01-31")
        self.require(buyer, self.link(buyer, supplier, name="株式会社これから", category="商社"), 2, "2027-03-31")
        self.invite(buyer, name="株式会社招待中")
        self.set_day("2027-01-10")
        self.declare(able, 1, "2027-01-10")
        self.set_day("2027-01-20")
        return buyer, self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)

    def texts(self, page, section):
        return page.locator("section", has=page.get_by_role("heading", name=section, exact=True)).inner_text()

    def test_the_overview_tells_what_is_late_what_waits_and_what_comes(self):
        _, page = self.portfolio()
        self.go(page, "/overview", "概況")
        expect(page.get_by_role("link", name="有限会社充足0")).to_have_count(0)
        expect(page.locator("tr", has=page.get_by_role("link", name="株式会社これから"))).to_contain_text("2027/3/31")
        expect(page.locator(".trend")).to_be_visible()
        headings = page.locator("main h2").all_inner_texts()
        order = [headings.index(name) for name in ("期限超過・失効", "対応待ち", "今後90日の期限", "要求水準別", "月ごとの推移", "区分別")]
        self.assertEqual(order, sorted(order), headings)
        self.assertIn("6社\n2026年12月20日は0社", self.texts(page, "期限超過・失効"))
        self.shots(page, "overview")
        # A figure leads to those whom it counts.
        parts = page.locator("section", has=page.get_by_role("heading", name="区分別", exact=True)).locator("tr", has_text="部品")
        parts.locator("td", has=page.get_by_role("link", name="3")).nth(1).get_by_role("link").click()
        expect(page.locator(".list-head")).to_contain_text("3社")
        expect(page.get_by_role("link", name="株式会社遅延1")).to_be_visible()

    def test_the_report_of_any_day_as_pages_and_workbook(self):
        _, page = self.portfolio()
        self.go(page, "/overview", "概況")
        page.get_by_role("link", name="状況報告").first.click()
        expect(page.get_by_role("heading", level=1, name="取引先のセキュリティ対策状況報告書")).to_be_visible()
        expect(page.get_by_role("heading", name="区分別")).to_be_visible()
        self.shots(page, "report")
        # A day of which a part is taken away is typed anew: nothing fills the field meanwhile.
        as_of = page.get_by_label("基準日", exact=True)
        expect(as_of).to_have_accessible_description("空欄の場合は2027年1月20日です。")
        as_of.fill("2027-01-10")
        expect(page.locator("main strong").first).to_have_text("2027年1月10日")
        as_of.focus()
        page.keyboard.press("Backspace")
        expect(page.locator("main strong").first).to_have_text("2027年1月20日")
        expect(as_of).to_have_value("")
        # A year that is typed is no day to ask for before it is whole.
        asked = []
        page.on("request", lambda request: "/v1/report?" in request.url and asked.append(request.url))
        for day in ("0002-12-20", "0020-12-20", "0202-12-20", "2026-12-20"):
            page.get_by_label("基準日", exact=True).fill(day)
        expect(page.get_by_role("heading", name="区分別")).to_be_visible()
        self.assertEqual([url.partition("?")[2] for url in asked], ["as_of=2026-12-20"])
        page.get_by_label("比較日", exact=True).fill("2026-12-01")
        expect(page.locator("main")).to_contain_text("該当する取引先はありません。")
        # As it was known then is asked for once it is entered whole, and is told.
        asked.clear()
        for known in ("0002-12-25T09:00", "0202-12-25T09:00", "2026-12-25T09:00"):
            page.get_by_label("記録時点").fill(known)
        expect(page.locator("main")).to_contain_text("件数は、記録時点までに登録された内容から求めた")
        expect(page.locator("main")).to_contain_text("2026/12/25 9:00")
        expect(page.locator("main")).not_to_contain_text("現在登録されている内容")
        self.assertEqual([url.partition("known_at=")[2] for url in asked], ["2026-12-25T09%3A00%3A59%2B09%3A00"])
        for name, beginning in (("PDFで出力", b"%PDF"), ("Excelで出力", b"PK")):
            with page.expect_download() as got:
                page.get_by_role("button", name=name).click()
            with open(got.value.path(), "rb") as file:
                self.assertEqual(file.read(len(beginning)), beginning)

    def test_one_supplier_from_what_is_asked_to_what_happened(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier, name="株式会社青葉製作所", category="部品")
        demand = {"reason": "図面を預けているため", "notice_on": "2026-12-01", "questions": {"important_information": True, "internal_access": False}}
        self.require(buyer, relationship, 2, "2027-06-30", **demand)
        answer = {"kind": "objected", "message": "費用の目途が立たないため", "revision": 1}
        self.assertStatus(supplier.put("/v1/buyers/%s/response" % relationship, answer), 200)
        self.declare(supplier, 1, "2026-12-01")
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        self.go(page, "/suppliers/" + relationship, "株式会社青葉製作所")
        asked = page.locator("section", has=page.get_by_role("heading", name="要求水準の設定"))
        for text in ("要求する裏付け", "適用開始日", "通知日", "重要な機密情報を預けていますか", "図面を預けているため", "個別に設定（第1版）"):
            expect(asked).to_contain_text(text)
        past = page.locator("section", has=page.get_by_role("heading", name="経緯"))
        for text in ("要求水準を設定", "対応が難しいと回答", "費用の目途が立たないため", "宣言・登録を入力", "招待を承諾"):
            expect(past).to_contain_text(text)
        expect(page.locator("figure.steps .due-text")).to_have_text("2027/6/30")
        # Nothing that cannot be undone stands first.
        expect(page.locator("main h2").last).to_have_text("取引関係の終了")
        self.shots(page, "supplier-whole")

    def test_the_index_of_a_page_leads_to_each_of_its_cards(self):
        buyer = self.make_buyer()
        relationship, _ = self.invite(buyer, contacts=[{"name": "山田 太郎", "email": "yamada@example.jp"}])
        self.assertStatus(buyer.post("/v1/suppliers/%s:invite?send=true" % relationship), 200)
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        # What was sent stands before cards that are there already when it comes.
        held = []
        page.route("**/v1/mails?*", lambda route: held.append(route))
        self.go(page, "/suppliers/" + relationship, "株式会社みなと精密")
        index = page.locator(".page-index")
        expect(index.get_by_role("link", name="経緯")).to_be_visible()
        until(lambda: page.evaluate("true") and held)
        held.pop().continue_()
        expect(index.get_by_role("link", name="メールの送信記録")).to_be_visible()
        hrefs = index.get_by_role("link").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        self.assertEqual(len(set(hrefs)), len(hrefs), hrefs)
        before = page.evaluate("[location.href, history.length]")
        for name in index.get_by_role("link").all_inner_texts():
            index.get_by_role("link", name=name, exact=True).click()
            expect(page.get_by_role("heading", level=2, name=name, exact=True)).to_be_focused()
        self.assertEqual(page.evaluate("[location.href, history.length]"), before)
        # What takes the focus is not under it.
        for one in page.locator("main .cards :is(a, button):visible").all():
            one.evaluate("one => scrollBy(0, one.getBoundingClientRect().top - 10)")
            one.focus()
            top = "one => one.getBoundingClientRect().top - document.querySelector('.page-index').getBoundingClientRect().bottom"
            self.assertGreaterEqual(one.evaluate(top), 0, one)

    def pages(self, page, name):
        """How many A4 pages the browser prints, and their text."""
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        folder = os.path.join(SHOTS, "printed")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name + ".pdf"), "wb") as file:
            file.write(printed)
        text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=printed, capture_output=True, check=True).stdout.decode()
        return text.count("\f"), "".join(text.split())

    def test_fifty_suppliers_on_two_pages(self):
        buyer, page = self.buyer_page()
        rows = [
            {"code": "N-%03d" % n, "name": "株式会社第%03d工業" % n, "category": "金型", "required_star": "2", "due_on": "2026-12-10", "reason": "図面"}
            for n in range(50)
        ]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        self.go(page, "/suppliers", "取引先")
        expect(page.get_by_role("link", name="株式会社第000工業")).to_be_visible()
        count, text = self.pages(page, "list")
        self.assertLessEqual(count, 2)
        for n in range(50):
            self.assertIn("株式会社第%03d工業" % n, text)
        self.assertNotIn("ログアウト", text)
        # The page goes on as it was.
        expect(page.locator(".dense tbody tr:not(.space)").nth(49)).to_have_count(0)

    def test_no_page_prints_what_is_clicked(self):
        buyer, page = self.portfolio()
        relationship = buyer.get("/v1/suppliers").json["items"][0]["relationship"]
        for path in ("/overview", "/report", "/inbox/buyer", "/suppliers/" + relationship, "/audit", "/rules"):
            page.goto(self.address(path))
            expect(page.locator("main h1")).to_be_visible()
            page.wait_for_load_state("networkidle")
            count, text = self.pages(page, path.strip("/").replace("/", "-"))
            self.assertNotIn("ログアウト", text, path)
            self.assertNotIn("PDFで出力", text, path)
            self.assertLessEqual(count, 4, path)


if __name__ == "__main__":
    harness.main()
