# SPDX-License-Identifier: Apache-2.0
"""The buyer's list as the tool of a day: columns, keys, selection, and what is done with many at once."""

import csv
import json
import re

import harness
from browser import PHONE, BrowserTest, expect
from waiting import until


class List(BrowserTest):
    def with_suppliers(self, count, **more):
        buyer, page = self.buyer_page()
        rows = [{"code": "N-%03d" % n, "name": "株式会社第%03d工業" % n, **more} for n in range(count)]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        self.go(page, "/suppliers", "取引先")
        expect(page.get_by_role("link", name="株式会社第000工業")).to_be_visible()
        return buyer, page

    def rows(self, page):
        return page.locator("tbody tr")

    def test_rows_stand_in_one_line_each_under_a_head_that_stays(self):
        demand = {"required_star": "3", "due_on": "2026-12-10", "reason": "図面を渡すため"}
        buyer, page = self.with_suppliers(100, **demand)
        self.invite(buyer, name="株式会社" + "あかね台技研" * 6)
        page.reload()
        expect(page.get_by_role("link", name="株式会社あかね台技研")).to_be_visible()
        heights = page.locator("tbody tr:not(.space)").evaluate_all("rows => [...new Set(rows.map(row => row.getBoundingClientRect().height))]")
        self.assertEqual(heights, [40])
        sheet = page.locator(".sheet")
        self.assertTrue(sheet.evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth"))
        expect(self.rows(page).nth(1).locator(".col-due")).to_have_text("2026/12/10")
        sheet.evaluate("sheet => sheet.scrollTo(0, 2000)")
        self.assertTrue(
            page.locator("thead th").nth(1).evaluate("head => head.getBoundingClientRect().top === head.closest('.sheet').getBoundingClientRect().top + 1")
        )
        sheet.evaluate("sheet => sheet.scrollTo(0, 0)")
        self.shots(page, "list")

    def test_columns_are_chosen_and_kept(self):
        _, page = self.with_suppliers(3, category="金型")
        expect(page.get_by_role("columnheader", name="区分")).to_have_count(0)
        page.get_by_text("表示する列").click()
        page.locator(".columns").get_by_label("区分", exact=True).check()
        page.get_by_label("コード", exact=True).uncheck()
        expect(page.get_by_role("columnheader", name="区分")).to_be_visible()
        self.go(page, "/suppliers", "取引先")
        expect(page.get_by_role("columnheader", name="区分")).to_be_visible()
        expect(page.get_by_role("columnheader", name="コード")).to_have_count(0)

    def test_headings_sort(self):
        _, page = self.with_suppliers(3)
        page.get_by_role("button", name=re.compile("^対応期限")).click()
        expect(page).to_have_url(self.address("/suppliers?sort=due_on"))
        expect(page.get_by_role("columnheader", name=re.compile("^対応期限"))).to_have_attribute("aria-sort", "ascending")

    def test_keys_alone(self):
        buyer, page = self.with_suppliers(5)
        page.locator("h1").click()
        for key in "jjx":
            page.keyboard.press(key)
        expect(self.rows(page).nth(1)).to_have_attribute("aria-selected", "true")
        expect(page.locator(".bulk")).to_contain_text("1社を選択しています")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("Ctrl+K")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("第004")
        expect(self.rows(page)).to_have_count(1)
        expect(page).to_have_url(re.compile("text="))
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="株式会社第004工業")).to_be_visible()

    def test_a_search_from_anywhere(self):
        _, page = self.with_suppliers(3)
        self.go(page, "/settings", "判定の設定")
        page.keyboard.press("Control+k")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("第００２")
        expect(dialog.get_by_role("link")).to_have_text([re.compile("株式会社第002工業 +N-002")])
        self.shot(page, "search")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="株式会社第002工業")).to_be_visible()
        page.keyboard.press("Control+k")
        expect(dialog.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("追加")
        page.keyboard.press("ArrowDown")
        expect(dialog.get_by_role("link", name="取引先を追加")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="取引先を追加")).to_be_visible()

    def test_a_demand_of_many_is_looked_at_and_set(self):
        buyer, page = self.with_suppliers(120)
        page.get_by_role("checkbox", name="表示した取引先をすべて選択").check()
        expect(page.locator(".bulk")).to_contain_text("社を選択しています")
        page.get_by_role("button", name="条件に合う120社すべてを選択").click()
        page.get_by_role("checkbox", name="株式会社第000工業を選択").uncheck()
        expect(page.locator(".bulk")).to_contain_text("119社を選択しています")
        self.shots(page, "list-selected")
        own = {"reason": "図面", "notice_on": "2026-11-20", "accept_higher": False, "questions": {"important_information": True}}
        self.assertStatus(buyer.put("/v1/suppliers/code:N-007/requirement", {"required_star": 1, "due_on": "2027-03-31"} | own), 201)
        page.get_by_role("button", name="要求水準を設定").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("空欄の項目と3つの質問は、取引先ごとに現在の内容のままです。")
        dialog.get_by_label("対応期限").fill("2027-06-30")
        dialog.get_by_role("button", name="内容を確認する").click()
        expect(dialog).to_contain_text("まだ変更していません")
        # Somebody else is faster with one of them.
        demand = {"required_star": 1, "due_on": "2027-03-31"}
        self.assertStatus(buyer.put("/v1/suppliers/code:N-005/requirement", demand), 201)
        self.shot(page, "list-preview")
        dialog.get_by_role("button", name="119社を変更する").click()
        expect(dialog).to_contain_text("変更しました")
        expect(dialog).to_contain_text("N-005 株式会社第005工業")
        expect(dialog).to_contain_text("内容の確認後に")
        dialog.locator("button.primary", has_text="閉じる").click()
        expect(page.locator(".bulk")).to_have_count(0)
        stars = {s["code"]: s["status"]["required_star"] for s in buyer.get("/v1/suppliers?limit=200").json["items"]}
        self.assertEqual((stars["N-000"], stars["N-005"], stars["N-119"], list(stars.values()).count(2)), (None, 1, 2, 118))
        # What was left empty stays with each.
        after = buyer.get("/v1/suppliers/code:N-007/requirement").json
        self.assertEqual(
            [after[name] for name in own if name != "questions"] + [after["questions"]["important_information"]], ["図面", "2026-11-20", False, True]
        )
        [job] = [job for job in buyer.get("/v1/jobs?kind=change").json["items"] if not job["detail"]["dry_run"]]
        self.go(page, "/jobs/" + job["job"], "取引先の一括変更")
        page.get_by_label("結果").select_option(label="ほかの変更と競合")
        expect(self.rows(page)).to_have_count(1)
        self.shots(page, "job")

    def test_those_chosen_on_several_pages_are_exported(self):
        _, page = self.with_suppliers(120)
        choose = lambda n: page.get_by_role("checkbox", name="株式会社第%03d工業を選択" % n).check()
        choose(2)
        choose(0)
        page.get_by_role("searchbox").fill("第119")
        expect(self.rows(page)).to_have_count(1)
        # Filters let go of the choice; a page further down does not.
        page.get_by_role("searchbox").fill("")
        expect(page.get_by_role("checkbox", name="株式会社第002工業を選択")).not_to_be_checked()
        choose(2)
        choose(0)
        page.locator(".sheet").evaluate("sheet => sheet.scrollTo(0, sheet.scrollHeight)")
        choose(119)
        for button, ending in (("選択分をExcelで出力", "xlsx"), ("選択分をCSVで出力", "csv")):
            with page.expect_download() as saved:
                page.get_by_role("button", name=button).click()
            self.assertRegex(saved.value.suggested_filename, r"^suppliers_\d{4}-\d\d-\d\d\.%s$" % ending)
        with open(saved.value.path(), encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["取引先コード"] for row in rows], ["N-000", "N-002", "N-119"])
        page.get_by_role("checkbox", name="表示した取引先をすべて選択").check()
        page.get_by_role("button", name="条件に合う120社すべてを選択").click()
        page.get_by_role("checkbox", name="株式会社第119工業を選択").uncheck()
        with page.expect_download() as saved:
            page.get_by_role("button", name="選択分をCSVで出力").click()
        with open(saved.value.path(), encoding="utf-8-sig", newline="") as file:
            self.assertEqual([row["取引先コード"] for row in csv.DictReader(file)], ["N-%03d" % n for n in range(119)])

    def test_a_demand_of_many_is_taken_back(self):
        buyer, page = self.with_suppliers(3, required_star="2", due_on="2027-06-30")
        page.get_by_role("checkbox", name="表示した取引先をすべて選択").check()
        page.get_by_role("button", name="要求水準を取り下げ").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="内容を確認する").click()
        self.shot(page, "list-taken-back")
        dialog.get_by_role("button", name="3社を変更する").click()
        expect(dialog).to_contain_text("変更しました")
        self.assertEqual({s["status"]["required_star"] for s in buyer.get("/v1/suppliers").json["items"]}, {None})

    def test_views_are_saved_chosen_changed_and_removed(self):
        buyer, page = self.with_suppliers(3, category="金型")
        self.invite(buyer, name="株式会社物流", category="物流")
        views = page.locator(".views")
        dialog = page.get_by_role("dialog")
        page.get_by_text("そのほかの条件").click()
        page.get_by_label("区分", exact=True).fill("金型")
        expect(page).to_have_url(re.compile("category="))
        page.get_by_role("button", name=re.compile("^対応期限")).click()
        page.get_by_text("表示する列").click()
        page.get_by_label("コード", exact=True).uncheck()
        views.get_by_role("button", name="この表示条件を保存").focus()
        page.keyboard.press("Enter")
        self.shot(page, "view-saved")
        dialog.get_by_label("名前").fill("金型の期限順")
        dialog.get_by_label("組織で共有する").check()
        page.keyboard.press("Tab")
        dialog.get_by_label("最初に表示する").check()
        dialog.get_by_role("button", name="保存", exact=True).click()
        expect(dialog).to_have_count(0)
        expect(views.get_by_label("保存した表示条件")).to_have_value(re.compile("-"))
        self.shots(page, "list-view")

        # The list opens with it, and shows it to others, too.
        page.evaluate("localStorage.removeItem('hoshitori.columns')")
        self.go(page, "/suppliers", "取引先")
        expect(page).to_have_url(re.compile("sort=due_on.*view="))
        expect(self.rows(page)).to_have_count(3)
        expect(page.get_by_role("columnheader", name="コード")).to_have_count(0)
        other = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        self.go(other, "/suppliers", "取引先")
        expect(self.rows(other)).to_have_count(4)
        other.get_by_label("保存した表示条件").select_option(label="金型の期限順")
        expect(self.rows(other)).to_have_count(3)

        # It is changed here, while there it was given another name.
        views.get_by_role("button", name="名前・共有を変更").click()
        expect(dialog.get_by_label("名前")).to_have_value("金型の期限順")
        other.get_by_role("button", name="条件を解除").click()
        expect(self.rows(other)).to_have_count(4)
        expect(other.locator(".views")).to_contain_text("保存した内容から変更されています")
        self.shots(other, "list-view-changed")
        other.get_by_role("button", name="現在の条件で上書き").click()
        theirs = other.get_by_role("dialog")
        theirs.get_by_label("名前").fill("期限順")
        theirs.get_by_role("button", name="保存", exact=True).click()
        expect(theirs).to_have_count(0)
        dialog.get_by_label("名前").fill("金型")
        dialog.get_by_role("button", name="保存", exact=True).click()
        expect(dialog).to_contain_text("期限順")
        self.shot(page, "view-conflict")
        dialog.get_by_role("button", name="入力した内容で上書きする").click()
        expect(dialog).to_have_count(0)
        [view] = buyer.get("/v1/saved-views").json["items"]
        self.assertEqual((view["name"], view["filters"], view["sort"]), ("金型", {}, "due_on"))

        self.confirm(page, "表示条件を削除")
        expect(page).to_have_url(self.address("/suppliers"))
        self.assertEqual(buyer.get("/v1/saved-views").json["items"], [])
        expect(self.rows(page)).to_have_count(4)

    def test_some_are_written_to(self):
        _, page = self.with_suppliers(3)
        page.get_by_role("checkbox", name="株式会社第001工業を選択").check()
        page.get_by_role("button", name="案内文を作成").click()
        page.wait_for_url("**/campaigns/*")
        expect(page.locator("main")).to_contain_text("株式会社第001工業")

    def test_who_may_only_read_exports_and_changes_nothing(self):
        buyer = self.make_buyer()
        self.invite(buyer, name="株式会社みなと精密")
        self.invite(buyer, name="株式会社ほか")
        page = self.signed_in(buyer.organisation, "buyer:read")
        self.go(page, "/suppliers", "取引先")
        expect(page.get_by_role("link", name="株式会社みなと精密")).to_be_visible()
        page.get_by_role("checkbox", name="株式会社みなと精密を選択").check()
        # What is done with the chosen is an export, and no change.
        expect(page.locator(".bulk-actions").get_by_role("button")).to_have_text(["選択分をExcelで出力", "選択分をCSVで出力"])
        with page.expect_download() as saved:
            page.get_by_role("button", name="選択分をCSVで出力").click()
        with open(saved.value.path(), encoding="utf-8-sig", newline="") as file:
            self.assertEqual([row["取引先名"] for row in csv.DictReader(file)], ["株式会社みなと精密"])

    def test_on_a_phone(self):
        _, page = self.with_suppliers(120)
        page.set_viewport_size(PHONE)
        # What is seldom done stands behind one button.
        expect(page.get_by_role("button", name="CSVで出力")).to_be_hidden()
        page.get_by_role("button", name="そのほかの操作").click()
        expect(page.get_by_role("button", name="CSVで出力")).to_be_visible()
        # What fails there is told to whoever closes it meanwhile.
        held = []
        page.route(re.compile("/v1/suppliers([?]|$)"), lambda route: held.append(route) if "csv" in route.request.headers["accept"] else route.continue_())
        page.get_by_role("button", name="CSVで出力").click()
        until(lambda: page.evaluate("true") and held)
        page.get_by_role("button", name="そのほかの操作").click()
        held.pop().abort()
        expect(page.get_by_role("alert")).to_be_visible()
        page.unroute(re.compile("/v1/suppliers([?]|$)"))
        self.errors.clear()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.get_by_role("link", name="株式会社第099工業")).to_be_visible()
        expect(self.rows(page).nth(79)).to_have_count(0)
        self.assertEqual(
            json.loads(
                page.evaluate(
                    "JSON.stringify([...new Set([...document.querySelectorAll('tbody tr:not(.space)')].map(r => Math.round(r.getBoundingClientRect().height)))])"
                )
            ),
            [120],
        )


if __name__ == "__main__":
    harness.main()
