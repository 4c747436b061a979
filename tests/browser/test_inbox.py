# SPDX-License-Identifier: Apache-2.0
"""What waits on either side: in the list, in the menu and in the overview, until the fact that answers it."""

import os
import re
import uuid

from browser import BrowserTest, expect, harness

STOPPED = os.path.join(harness.TOP, "tests", "support", "stopped_job.sql")

TALKS = {"kind": "talks_requested", "message": "対応の費用についてご相談したい"}


class Inbox(BrowserTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier = self.make_buyer(), self.make_supplier()

    def sheet(self, count):
        rows = "取引先コード,取引先名,要求水準,対応期限,要求の理由\r\n" + "".join(
            "T-%d,株式会社候補%d,★2,2026-12-20,図面を渡すため\r\n" % (n, n) for n in range(count)
        )
        self.assertStatus(self.buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8"), 200)

    def asked(self):
        relationship = self.link(self.buyer, self.supplier)
        self.require(self.buyer, relationship, 2, "2027-06-30")
        return relationship

    def test_talks_wait_in_the_buyers_list_until_they_are_recorded(self):
        relationship = self.asked()
        self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % relationship, TALKS), 200)
        self.set_day("2026-12-02")
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        menu = page.get_by_role("navigation").get_by_role("link", name="やること")
        expect(menu).to_contain_text("（1件）")
        expect(page.locator(".card", has_text="協議の希望への回答")).to_contain_text(self.supplier.name)
        menu.click()
        row = page.locator("tbody tr")
        expect(row).to_contain_text(self.supplier.name)
        expect(row).to_contain_text("2026年12月1日")
        self.shots(page, "inbox-buyer")
        row.get_by_role("link", name="協議の希望への回答").click()
        expect(page.get_by_role("heading", name="協議の希望への回答")).to_be_visible()
        self.shots(page, "supplier-talks")
        page.get_by_role("button", name="協議を記録").click()
        page.get_by_label("申し入れのあった日").fill("2026-12-02")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("heading", name="協議の希望への回答")).to_have_count(0)
        expect(menu).not_to_contain_text("件")
        menu.click()
        expect(page.get_by_role("status")).to_have_text("対応を待っているものはありません。")

    def test_what_others_do_is_seen_without_reloading(self):
        relationship = self.asked()
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        page.clock.install()
        page.reload()
        menu = page.get_by_role("navigation").get_by_role("link", name="やること")
        expect(page.get_by_role("heading", name="概況")).to_be_visible()
        expect(menu).not_to_contain_text("件")
        self.assertStatus(self.supplier.put("/v1/buyers/%s/response" % relationship, TALKS), 200)
        self.eventually(lambda: self.buyer.get("/v1/events", query={"types": "response.recorded"}).json["items"])
        page.clock.run_for(20000)
        expect(menu).to_contain_text("（1件）")
        expect(page.locator(".card", has_text="協議の希望への回答")).to_contain_text(self.supplier.name)

    def test_what_is_new_is_asked_every_20_seconds_with_a_tag(self):
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        page.clock.install()
        answers = []
        page.on("response", lambda answer: "/v1/events" in answer.url and answers.append(answer.status))
        with page.expect_response("**/v1/events?*"):
            page.reload()
        expect(page.get_by_role("heading", name="概況")).to_be_visible()
        for _ in range(4):
            with page.expect_response("**/v1/events?*"):
                page.clock.run_for(20000)
        # Where it is, what its tag is, and then that nothing is new.
        self.assertEqual(answers, [200, 200, 304, 304, 304])

    def test_work_that_stopped_is_named_and_started_again(self):
        self.server.sql(STOPPED, organisation=self.buyer.organisation, job=str(uuid.uuid4()))
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/inbox/buyer"))
        row = page.locator("tbody tr")
        expect(row).to_contain_text("充足状況の再判定")
        row.get_by_role("link", name="中断した処理の確認").click()
        job = page.locator("tbody tr")
        expect(job).to_contain_text("中断")
        expect(job).to_contain_text("残り10件は未処理です。")
        self.shots(page, "jobs")
        job.get_by_role("button", name="再開").click()
        expect(job.get_by_role("button", name="再開")).to_have_count(0)
        # The button that had the focus is gone.
        expect(page.locator("main h1")).to_be_focused()

    def test_whom_nobody_has_written_to_is_not_late(self):
        self.sheet(12)
        self.set_day("2027-01-10")
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        expect(page.get_by_text("12社には、まだ招待を送っていません。")).to_be_visible()
        legend = page.locator(".legend")
        expect(legend).to_contain_text("招待未送付")
        expect(legend).not_to_contain_text("期限超過")
        expect(page.locator(".figures li", has_text="取引先の対応待ち").locator("strong")).to_have_text("0")
        self.shots(page, "overview-unwritten")
        page.get_by_text("12社には、まだ招待を送っていません。").click()
        expect(page.locator("tbody tr")).to_have_count(12)

    def test_the_suppliers_list(self):
        self.asked()
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.get_by_role("navigation").get_by_role("link", name="やること").click()
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.filter(has_text="自己評価の提出")).to_contain_text("2027年6月30日")
        self.shots(page, "inbox-supplier")
        page.get_by_label("内容").select_option(label="要求への回答 (1)")
        expect(rows).to_have_count(1)
        rows.get_by_role("link", name="要求への回答").click()
        expect(page).to_have_url(self.address("/requests/" + self.supplier.get("/v1/buyers").json["items"][0]["relationship"]))

    def test_who_leaves_one_open_comes_to_each_once(self):
        self.sheet(3)
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        self.go(page, "/inbox/buyer", "やること")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(3)
        waiting = [row.get_by_role("cell").first.inner_text() for row in rows.all()]
        rows.first.get_by_role("link").click()
        for name in waiting[1:]:
            page.get_by_role("link", name=re.compile("^次の「")).click()
            expect(page.locator("main h1")).to_contain_text(name)
        expect(page.get_by_role("region", name="やること")).to_contain_text("この先に「")
        expect(page.get_by_role("link", name=re.compile("^次の「"))).to_have_count(0)

    def test_mine(self):
        self.sheet(3)
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        self.assertStatus(self.buyer.patch("/v1/suppliers/code:T-1", {"owner": self.email}), 200)
        self.go(page, "/inbox/buyer", "やること")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(3)
        page.get_by_label("自社担当者", exact=True).select_option(label="自分の担当")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("株式会社候補1")


if __name__ == "__main__":
    harness.main()
