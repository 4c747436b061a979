# SPDX-License-Identifier: Apache-2.0
"""What a supplier's clerk reads and does: texts that speak to him, answers that count at once."""

import re

from browser import BrowserTest, expect, harness
from people import PASSWORD
from waiting import until


class Supplier(BrowserTest):
    def supplier_page(self, star=2):
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        if star:
            self.require(self.buyer, self.relationship, star, "2027-06-30")
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + self.relationship))
        expect(page.locator(".shell h1")).to_have_text("東都重工業株式会社")
        return page

    def test_nothing_is_asked_and_nothing_is_to_be_answered(self):
        page = self.supplier_page(star=None)
        expect(page.get_by_text("対応は不要です。発注企業が要求水準を設定すると、ここに表示されます。")).to_be_visible()
        expect(page.get_by_role("heading", name="要求への回答")).to_have_count(0)

    def test_leaving_leaves_no_instruction_of_the_buyers(self):
        page = self.supplier_page()
        page.get_by_text("協議を希望する", exact=False).first.wait_for()
        page.get_by_role("button", name="この発注企業との共有を終了").click()
        page.get_by_role("dialog").get_by_role("button", name="この発注企業との共有を終了").click()
        expect(page.get_by_text("取引先に連絡し、事情を確認してください。")).to_have_count(0)
        expect(page.get_by_role("checkbox")).to_have_count(0)

    def test_what_was_sent_and_shown_is_confirmed(self):
        page = self.supplier_page()
        page.get_by_label("協議を希望する").check()
        page.get_by_label("発注企業へのメッセージ").fill("費用について相談したい")
        page.get_by_role("button", name="回答する").click()
        expect(page.locator("blockquote")).to_have_text("費用について相談したい")
        held = []
        page.route("**/v1/buyers/*/disclosures/gaps", lambda route: held.append(route))
        gaps = page.get_by_role("checkbox", name="未充足項目")
        gaps.check()
        expect(gaps).to_be_disabled()
        expect(gaps).to_be_checked()
        until(lambda: page.evaluate("true") and held)  # the request comes to us while the page is asked something
        held.pop().continue_()
        expect(page.locator(".notice-good")).to_have_text("保存しました。")
        expect(gaps).to_be_checked()
        self.shot(page, "request-answered")

    def test_answers_that_are_not_saved_are_not_submitted(self):
        page = self.supplier_page()
        page.goto(self.address("/self-check?star=2"))
        page.get_by_role("button", name="自己評価を始める").click()
        first = page.locator(".criterion").first.get_by_role("radio").first
        page.route("**/v1/assessments/*/answers", lambda route: route.abort())
        first.check()
        expect(page.get_by_role("alert").first).to_contain_text("保存できませんでした")
        expect(page.get_by_role("button", name="提出する")).to_have_count(0)
        expect(page.get_by_text("すべての回答を保存すると、提出できます。")).to_be_visible()
        page.unroute("**/v1/assessments/*/answers")
        expect(page.get_by_role("button", name="提出する")).to_be_visible()
        expect(first).to_be_checked()
        self.errors.clear()
        (draft,) = self.supplier.get("/v1/assessments").json["items"]
        self.assertEqual(draft["result"]["unanswered"], 24)

    def test_one_refused_answer_holds_back_no_other(self):
        page = self.supplier_page(star=3)
        page.goto(self.address("/self-check?star=3"))
        page.get_by_role("button", name="自己評価を始める").click()
        items = page.locator(".criterion")
        items.nth(0).get_by_label("該当なし").check()
        items.nth(0).get_by_label("該当なしの理由").fill("長" * 1001)
        expect(items.nth(0).get_by_role("alert")).to_contain_text("1000文字まで")
        items.nth(1).get_by_role("radio").first.check()
        expect(page.get_by_text("件中1件に回答").first).to_be_visible()
        expect(page.get_by_role("alert").filter(has_text="保存できない回答が1件あります。")).to_be_visible()
        expect(page.get_by_role("button", name="提出する")).to_have_count(0)
        self.shot(page, "self-check-refused")
        items.nth(0).get_by_label("該当なしの理由").fill("該当する機器がないため")
        expect(page.get_by_text("件中2件に回答").first).to_be_visible()
        # What was answered last is answered when it is come back to.
        items.nth(2).get_by_role("radio").first.check()
        page.get_by_role("link", name="対応の手順").click()
        page.go_back()
        expect(items.nth(2).get_by_role("radio").first).to_be_checked()
        expect(page.get_by_text("件中3件に回答").first).to_be_visible()
        # Who signs in again goes on.
        held = []
        page.route("**/v1/assessments/*/answers", lambda route: held.append(route))
        items.nth(3).get_by_role("radio").first.check()
        until(lambda: page.evaluate("true") and held)
        self.set_instant("2026-12-01T04:00:00Z")
        held.pop().continue_()
        page.unroute("**/v1/assessments/*/answers")
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("メールアドレス").fill(self.email)
        dialog.get_by_label("パスワード", exact=True).fill(PASSWORD)
        dialog.get_by_role("button", name="ログイン", exact=True).click()
        expect(page.get_by_text("件中4件に回答").first).to_be_visible()
        expect(page.get_by_role("button", name="提出する")).to_be_visible()

    def test_answers_as_a_file(self):
        page = self.supplier_page()
        page.goto(self.address("/self-check?star=2"))
        page.get_by_role("button", name="自己評価を始める").click()
        first = page.locator(".criterion").first.get_by_role("radio")
        first.nth(1).check()
        expect(page.get_by_text("保存済み")).to_be_visible()
        page.get_by_text("回答をExcelやCSVで出力・取り込む").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="回答をExcelで出力").click()
        self.assertRegex(download.value.suggested_filename, r"^answers_\d{4}-\d\d-\d\d\.xlsx$")
        card = page.locator("section", has=page.get_by_text("回答をExcelやCSVで出力・取り込む"))

        def take(text, charset="utf-8"):
            sheet = {"name": "回答.csv", "mimeType": "text/csv", "buffer": text.encode(charset)}
            card.get_by_label("ファイル（Excel", exact=False).set_input_files(sheet)
            card.get_by_role("button", name="回答を取り込む").click()

        take("番号,回答,担当者\r\n1,○,佐藤\r\n2,不明瞭,佐藤\r\n", "cp932")
        expect(card.get_by_role("listitem")).to_have_text([re.compile("^1行目.*担当者")])
        card.get_by_role("checkbox", name="担当者").check()
        card.get_by_role("button", name="回答を取り込む").click()
        expect(card.get_by_role("listitem")).to_have_text([re.compile("^3行目 「回答」欄：")])
        self.shots(page, "answer-sheet")
        take("番号,回答,担当者\r\n1,○,佐藤\r\n2,△,佐藤\r\n")
        expect(page.locator(".notice-good")).to_have_text("回答を取り込みました（25件中2件に回答）。")
        expect(first.first).to_be_checked()
        # A file that cannot be read any more is no lost connection.
        page.get_by_text("回答をExcelやCSVで出力・取り込む").click()
        page.evaluate("() => void (Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('moved', 'NotReadableError')))")
        take("番号,回答\r\n1,○\r\n")
        expect(card.get_by_role("alert")).to_contain_text("ファイルを読み取れませんでした。")
        (draft,) = self.supplier.get("/v1/assessments").json["items"]
        stored = {a["criterion"]: a["answer"] for a in self.supplier.get("/v1/assessments/" + draft["assessment"]).json["answers"]}
        self.assertEqual(stored, {"1": "implemented", "2": "partial"})

    def test_invitations_to_the_own_organisation(self):
        number = harness.corporate_number()
        supplier = self.make_supplier(number=number, vouch=True)
        buyers = [self.make_buyer(name=name) for name in ("東都重工業株式会社", "西都製鋼株式会社")]
        for buyer in buyers:
            relationship, _ = self.invite(buyer, corporate_number=number)
            self.require(buyer, relationship, 2, "2027-06-30", reason="図面をお預けしているため")
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        self.go(page, "/requests", "要求と充足状況")
        card = page.locator("section", has=page.get_by_role("heading", name="届いている招待"))
        one = card.locator("li", has_text="東都重工業株式会社")
        one.get_by_text("依頼の内容").click()
        expect(one.get_by_text("図面をお預けしているため")).to_be_visible()
        self.shots(page, "own-invitations")
        self.confirm(page, "辞退する", one)
        expect(one).to_have_count(0)
        self.confirm(page, "承諾する", card)
        expect(card).to_have_count(0)
        expect(page.locator("li.request")).to_have_count(1)
        states = [buyer.get("/v1/suppliers").json["items"][0]["state"] for buyer in buyers]
        self.assertEqual(sorted(states), ["active", "declined"])

    def test_invitations_that_do_not_come_are_told(self):
        page = self.supplier_page()
        page.route("**/v1/invitations?*", lambda route: route.abort())
        self.go(page, "/requests", "要求と充足状況")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("li.request")).to_have_count(1)
        self.errors.clear()

    def test_own_name_and_number_change(self):
        supplier = self.make_supplier(number=harness.corporate_number(), reading="ミナトセイミツ")
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        self.go(page, "/people", "利用者")
        card = page.locator("section", has=page.get_by_role("heading", name="自社の名称と法人番号"))
        card.get_by_role("button", name="名称や法人番号を変更").click()
        card.get_by_label("会社名").fill("株式会社みなとホールディングス")
        card.get_by_label("法人番号を変更する理由").select_option(label="合併")
        card.get_by_label("合併または変更の日").fill("2026-11-20")
        card.get_by_role("button", name="保存").click()
        expect(card.locator(".field-wrong")).to_have_count(1)
        self.shots(page, "own-organisation")
        number = harness.corporate_number()
        card.get_by_role("textbox", name="法人番号").fill(number)
        card.get_by_role("button", name="保存").click()
        expect(card.get_by_text("以前の名称と法人番号")).to_be_visible()
        own = supplier.get("/v1/organisation").json
        self.assertEqual(
            (own["name"], own["reading"], own["corporate_number"], own["history"][0]["kind"]),
            ("株式会社みなとホールディングス", "ミナトセイミツ", number, "merger"),
        )

    def test_open_items_follow_the_answers_and_are_carried_over(self):
        page = self.supplier_page(star=3)
        page.goto(self.address("/requests"))
        page.get_by_role("link", name="自己評価", exact=True).click()
        page.goto(self.address("/self-check?star=3"))
        page.get_by_role("button", name="自己評価を始める").click()
        expect(page.locator(".criterion")).to_have_count(81)
        gaps = page.locator("section", has=page.get_by_role("heading", name="残っている項目")).get_by_role("listitem")
        expect(gaps).to_have_count(81)
        page.locator(".criterion").first.get_by_role("radio").first.check()
        expect(gaps).to_have_count(80)
        page.get_by_role("button", name="提出する").click()
        page.get_by_role("dialog").get_by_role("button", name="提出する").click()
        expect(page.get_by_text("提出しました。")).to_be_in_viewport()
        page.goto(self.address("/self-check?star=3"))
        page.get_by_role("button", name="自己評価を始める").click()
        expect(gaps).to_have_count(80)


if __name__ == "__main__":
    harness.main()
