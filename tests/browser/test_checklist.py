# SPDX-License-Identifier: Apache-2.0
"""A supplier's steps: what each item means, the company's policy, and one list of all that is to be done."""

import re

from browser import DESKTOP, PHONE, BrowserTest, expect, harness


class Checklist(BrowserTest):
    def supplier_page(self, star=2):
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.require(self.buyer, self.relationship, star, "2027-06-30")
        return self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)

    def begin(self, page, star=2, criteria=25):
        page.goto(self.address("/self-check?star=%d" % star))
        page.get_by_role("button", name="自己評価を始める").click()
        expect(page.locator(".criterion")).to_have_count(criteria)

    def test_what_an_item_means(self):
        """It is told when somebody asks, and at once where an answer does not meet it."""
        page = self.supplier_page()
        self.begin(page)
        item = page.locator("#criterion-14")
        expect(item.get_by_text("Windowsキー＋L")).to_be_hidden()
        item.get_by_text("この項目の意味と対応方法").click()
        expect(item.get_by_text("席を離れるときに、画面を")).to_be_visible()
        expect(item.get_by_text("Windowsキー＋L")).to_be_visible()
        page.locator("#criterion-11").get_by_role("radio", name="実施していない", exact=True).check()
        expect(page.locator("#criterion-11").get_by_text("元に戻せるかを試します")).to_be_visible()
        page.locator("#criterion-12").get_by_role("radio", name="実施している", exact=True).check()
        expect(page.locator("#criterion-12").get_by_text("鍵のかかる書庫や引き出しを")).to_be_hidden()
        gap = page.locator("section", has=page.get_by_role("heading", name="残っている項目")).get_by_role("listitem").filter(has_text="11. ")
        gap.get_by_text("この項目の意味と対応方法").click()
        expect(gap.get_by_text("元に戻せるかを試します")).to_be_visible()
        self.shots(page, "criterion-help")

    def test_what_a_criterion_of_scs_means(self):
        """With what an assessor would look at; in the list of recurring duties, too. One without a text shows nothing."""
        page = self.supplier_page(star=4)

        def without_one(route):
            answer = route.fetch()
            known = answer.json()
            known["criteria"] = [one for one in known["criteria"] if one["criterion"] != "4-4-3-2"]
            route.fulfill(response=answer, json=known)

        page.route("**/v1/editions/*/help", without_one)
        self.begin(page, star=4, criteria=153)
        item = page.locator("#criterion-4-4-3-1")
        help = item.locator("details.help")
        expect(help).not_to_have_attribute("open", "")
        item.get_by_role("radio", name="未実施", exact=True).check()
        expect(help).to_have_attribute("open", "")
        expect(help.get_by_role("listitem")).to_have_count(3)
        expect(help).to_contain_text("機器の時計が合っているか")
        expect(help).to_contain_text("証跡の例：ログの種類と保存期間の一覧")
        expect(page.locator("#criterion-4-4-3-3 details.help")).to_have_count(1)
        expect(page.locator("#criterion-4-4-3-2 details.help")).to_have_count(0)
        page.unroute_all(behavior="wait")
        page.get_by_role("button", name="English").click()
        expect(help).to_contain_text("Check the clocks")
        expect(help).to_contain_text("Examples of evidence: List of logs")
        page.get_by_role("button", name="日本語").click()
        self.go(page, "/duties", "定期的な実施事項")
        duty = page.get_by_role("listitem").filter(has_text="4-4-3-3. ").first
        duty.get_by_text("この項目の意味と対応方法").click()
        expect(duty.get_by_text("見慣れない国や時刻")).to_be_visible()
        self.shots(page, "criterion-help-duties")

    def test_without_the_texts_the_form_stands(self):
        page = self.supplier_page()
        page.route("**/v1/editions/*/help", lambda route: route.abort())
        self.begin(page)
        expect(page.get_by_text("この項目の意味と対応方法")).to_have_count(0)
        page.locator("#criterion-1").get_by_role("radio").first.check()
        expect(page.get_by_text("保存済み")).to_be_visible()
        # Of what was asked for again while the page was there, the console tells, too.
        page.close()
        self.errors.clear()

    def test_policy(self):
        """From what was answered to an address that anybody reads, and its end."""
        page = self.supplier_page()
        self.begin(page)
        page.locator("#criterion-11").get_by_role("radio", name="実施している", exact=True).check()
        expect(page.get_by_text("保存済み")).to_be_visible()
        self.go(page, "/policy", "情報セキュリティ基本方針")
        page.get_by_label("代表者の役職・氏名").fill("代表取締役　湊 <b>太郎</b>")
        page.get_by_label("制定日").fill("2026-11-20")
        page.get_by_role("button", name="下書きを作成").click()
        text = page.get_by_label("本文", exact=True)
        expect(text).to_have_value(re.compile(r"バックアップ.*2026年11月20日.*湊 <b>太郎</b>$", re.S))
        expect(page.get_by_text("保存していない変更があります。")).to_be_visible()
        page.get_by_role("button", name="保存する").click()
        expect(page.get_by_text("に保存しました。")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="PDFで出力").click()
        self.assertRegex(download.value.suggested_filename, r"^policy_\d{4}-\d\d-\d\d\.pdf$")
        self.shots(page, "policy-draft")
        self.confirm(page, "公開する")
        expect(page.locator("main h1")).to_be_focused()
        link = page.locator("a[href*='/policies/']")
        expect(link).to_be_visible()
        self.confirm(page, "裏付け資料として登録")
        expect(page.get_by_text("裏付け資料として登録済みです。")).to_be_visible()
        self.shots(page, "policy-published")
        url = link.get_attribute("href")
        (paper,) = self.supplier.get("/v1/papers").json["items"]
        self.assertEqual((paper["kind"], paper["url"]), ("policy_publication", url))
        anybody = self.person()
        anybody.goto(self.address(url[url.index("/policies/") :]))
        expect(anybody.get_by_role("heading", level=1)).to_have_text("情報セキュリティ基本方針")
        expect(anybody.get_by_text("湊 <b>太郎</b>")).to_be_visible()
        self.assertEqual(anybody.evaluate("getComputedStyle(document.body).maxWidth"), "704px")
        for scheme in ("light", "dark"):
            anybody.emulate_media(color_scheme=scheme)
            self.assertEqual(anybody.evaluate("getComputedStyle(document.body).color"), {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[scheme])
            for size in (DESKTOP, PHONE):
                anybody.set_viewport_size(size)
                self.shot(anybody, "policy-shown-" + scheme)
        self.confirm(page, "公開を終了")
        expect(page.get_by_text("に公開を終了しました。")).to_be_visible()
        anybody.reload()
        expect(anybody.get_by_role("heading", level=1)).to_have_text("この基本方針は公開されていません")

    def test_what_is_typed_is_neither_lost_nor_published_unsaved(self):
        page = self.supplier_page()
        self.go(page, "/policy", "情報セキュリティ基本方針")
        text = page.get_by_label("本文", exact=True)
        page.get_by_role("button", name="下書きを作成").click()
        expect(text).to_have_value(re.compile("〇年〇月〇日"))
        made = text.input_value()
        # What is typed while it is being saved stays, and is not saved yet.
        held = []
        page.route("**/v1/policy", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_())
        page.get_by_role("button", name="保存する").click()
        text.fill(made + "\n追記")
        expect(page.get_by_role("button", name="保存する")).to_have_attribute("aria-disabled", "true")
        held[0].continue_()
        expect(page.get_by_role("button", name="公開する")).to_be_visible()
        expect(text).to_have_value(made + "\n追記")
        self.assertNotIn("追記", self.supplier.get("/v1/policy").json["text"])
        page.unroute("**/v1/policy")
        # Nor is it published before it is saved, nor replaced without being asked.
        expect(page.get_by_text("保存してから公開してください。")).to_be_visible()
        expect(page.get_by_role("button", name="公開する")).to_have_attribute("aria-disabled", "true")
        page.get_by_text("自社診断の回答から下書きを作成").click()
        page.get_by_role("button", name="下書きを作成").first.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("入力中の本文は置き換わります")
        dialog.get_by_role("button", name="キャンセル").click()
        expect(text).to_have_value(made + "\n追記")
        # Another page is looked at meanwhile; and on paper there is all of it.
        page.get_by_role("link", name="自社診断へ").click()
        expect(page.get_by_role("heading", level=1, name="情報セキュリティ基本方針")).to_have_count(0)
        page.go_back()
        expect(text).to_have_value(made + "\n追記")
        page.emulate_media(media="print")
        expect(page.locator("pre.on-paper")).to_contain_text("追記")
        expect(page.locator("pre.on-paper")).to_be_visible()
        page.emulate_media(media="screen")
        page.get_by_role("button", name="保存する").click()
        expect(page.get_by_text("に保存しました。")).to_be_visible()
        page.get_by_role("button", name="公開する").click()
        expect(dialog).to_contain_text("未記入の箇所（制定日、代表者）")
        reader = self.signed_in(self.supplier.organisation, "supplier:read")
        self.go(reader, "/policy", "情報セキュリティ基本方針")
        expect(reader.get_by_text("追記")).to_be_visible()
        expect(reader.get_by_role("button", name="保存する")).to_have_count(0)

    def test_what_is_on_file_is_not_done_while_it_is_asked_for(self):
        page = self.supplier_page(star=1)
        declared = self.declare(self.supplier, 1, "2026-11-01")
        self.go(page, "/checklist", "対応の手順")
        page.get_by_label("対象の★").select_option("1")
        expect(page.get_by_text("全2件のうち2件が完了")).to_be_visible()
        check = {"method": "public_list", "result": "differs", "differences": ["name"]}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/declarations/%s/checks" % (self.relationship, declared), check), 201)
        page.reload()
        expect(page.get_by_text("全2件のうち1件が完了")).to_be_visible()
        step = page.locator("li.step").nth(1)
        for text in ("未対応", "2026年11月1日", "東都重工業株式会社"):
            expect(step).to_contain_text(text)
        # Somebody asks for more than the declaration.
        self.require(self.buyer, self.relationship, 1, "2027-06-30", required_assurance="substantiated")
        page.reload()
        expect(page.locator("li.step")).to_have_count(3)
        expect(page.locator("li.step").first).to_contain_text("★1の自己評価に回答して提出")

    def test_all_steps_in_their_order(self):
        """What is done is marked with its day, what is not leads to its place and says for whom; an ID is taken as it is pasted."""
        page = self.supplier_page()
        self.go(page, "/requests", "要求と充足状況")
        page.get_by_role("link", name="★ごとの手順をすべて見る").click()
        steps = page.locator("li.step")
        expect(steps).to_have_count(4)
        expect(page.get_by_text("全4件のうち0件が完了")).to_be_visible()
        expect(steps.nth(0)).to_contain_text("東都重工業株式会社")
        expect(steps.nth(2).get_by_role("link", name="SECURITY ACTION自己宣言サイト")).to_have_attribute(
            "href", re.compile("^https://security-shien.ipa.go.jp/")
        )
        self.shots(page, "checklist")
        steps.nth(3).get_by_role("link").click()
        page.get_by_role("button", name="宣言・登録を入力").click()
        number = harness.declaration_id()
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
        page.get_by_label("自己宣言ID（11桁）").fill(wide[:4] + "－" + wide[4:])
        page.get_by_label("宣言日・登録日").fill("2026-11-20")
        self.shots(page, "declaration-enter")
        page.get_by_role("button", name="登録する").click()
        expect(page.get_by_text(number)).to_be_visible()
        self.go(page, "/checklist", "対応の手順")
        expect(page.get_by_text("全4件のうち2件が完了")).to_be_visible()
        expect(steps.nth(3)).to_contain_text("2026年11月20日")
        self.shots(page, "checklist-done")


if __name__ == "__main__":
    harness.main()
