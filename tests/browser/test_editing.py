# SPDX-License-Identifier: Apache-2.0
"""Forms that change what is there: what they do not touch stays, another editor's change is neither lost nor a dead end,
and a day is a day in Tokyo."""

import re

from browser import BrowserTest, expect, harness
from replaced import REPLACED

EARLY = "2026-12-01T22:30:00Z"  # 07:30 in Tokyo, on the day after

PASTE = """(field, text) => {
  const copied = new DataTransfer()
  copied.setData('text/plain', text)
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: copied, bubbles: true, cancelable: true }))
}"""


class Editing(BrowserTest):
    def supplier_page(self, star, due_on="2027-06-30", **members):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        self.require(buyer, relationship, star, due_on, **members)
        self.path = "/v1/suppliers/%s/requirement" % relationship
        page.goto(self.address("/suppliers/" + relationship))
        page.get_by_role("button", name="要求水準を変更").click()
        return buyer, page, relationship

    def assert_kept(self, before, after, **changed):
        """Nothing but what was changed differs, beside what the server counts itself."""
        counted = ("revision", "recorded_at", "status", "advisories", "suggestion", "decided")
        self.assertEqual(
            {name: value for name, value in after.items() if name not in counted},
            {**{name: value for name, value in before.items() if name not in counted}, **changed},
        )

    def test_requirement_keeps_what_the_form_was_not_used_for(self):
        for star, members in (
            (5, {"required_assurance": "confirmed"}),
            (
                3,
                {
                    "accept_higher": False,
                    "notice_on": "2026-11-01",
                    "questions": {"important_information": True, "unacceptable_interruption": None, "internal_access": False},
                },
            ),
        ):
            buyer, page, _ = self.supplier_page(star, **members)
            before = buyer.get(self.path).json
            page.get_by_label("対応期限", exact=True).fill("2027-07-31")
            page.get_by_role("button", name="設定する", exact=True).click()
            expect(page.get_by_text("保存しました。")).to_be_visible()
            self.assert_kept(before, buyer.get(self.path).json, due_on="2027-07-31")

    def test_rule_keeps_what_the_form_was_not_used_for(self):
        buyer, page = self.buyer_page()
        path = "/v1/rules/tag:CAD"
        self.assertStatus(
            buyer.put(
                path,
                {
                    "required_star": 5,
                    "required_assurance": "confirmed",
                    "accept_higher": False,
                    "due_in_days": 90,
                    "reason": "理由",
                    "questions": {"important_information": True, "unacceptable_interruption": False, "internal_access": None},
                },
            ),
            201,
        )
        before = buyer.get(path).json
        self.go(page, "/rules", "既定ルール")
        page.get_by_role("button", name="変更", exact=True).click()
        page.get_by_label("適用から対応期限までの日数").fill("120")
        self.shot(page, "rule-edit")
        page.get_by_role("button", name="保存して適用").click()
        expect(page.locator(".notice-good")).to_be_visible()
        self.assert_kept(before, buyer.get(path).json, due_in_days=120)

    def test_five_stars_are_not_offered(self):
        _, page = self.buyer_page()
        self.go(page, "/rules", "既定ルール")
        page.get_by_role("button", name="ルールを追加").click()
        expect(page.get_by_label("要求水準", exact=True).locator("option")).to_have_text(["★1", "★2", "★3", "★4"])

    def conflict(self):
        buyer, page, relationship = self.supplier_page(1)
        self.require(buyer, relationship, 2, "2027-07-31")
        page.get_by_label("要求の理由").fill("別の理由")
        page.get_by_role("button", name="設定する", exact=True).click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("別の人が内容を変更しました")
        expect(alert.get_by_role("row", name="対応期限")).to_contain_text("2027年7月31日")
        self.assertEqual(buyer.get(self.path).json["required_star"], 2)
        return buyer, page

    def test_two_editors_and_the_later_insists(self):
        buyer, page = self.conflict()
        self.shot(page, "conflict")
        page.get_by_role("button", name="入力した内容で上書きする").click()
        expect(page.get_by_text("保存しました。")).to_be_visible()
        after = buyer.get(self.path).json
        self.assertEqual((after["required_star"], after["reason"]), (1, "別の理由"))

    def test_two_editors_and_the_later_gives_way(self):
        buyer, page = self.conflict()
        page.get_by_role("button", name="最新の内容に戻って編集する").click()
        expect(page.get_by_label("対応期限", exact=True)).to_have_value("2027-07-31")
        page.get_by_label("対応期限", exact=True).fill("2027-08-31")
        page.get_by_role("button", name="設定する", exact=True).click()
        expect(page.get_by_text("保存しました。")).to_be_visible()
        after = buyer.get(self.path).json
        self.assertEqual((after["required_star"], after["due_on"]), (2, "2027-08-31"))

    def test_two_editors_of_one_record(self):
        """What one form changed stays when another is sent that was opened before."""
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        path = "/v1/suppliers/" + relationship
        page.goto(self.address("/suppliers/" + relationship))
        card = page.locator("section", has=page.get_by_role("heading", name="取引先の情報", exact=True))
        card.get_by_role("button", name="取引先の情報を編集").click()
        card.get_by_label("区分").fill("製造")
        self.assertStatus(buyer.patch(path, {"memo": "前回の監査は10月", "contacts": [{"name": "青木 一郎"}]}), 200)
        # Something else of this page is read anew, and the record with it.
        talks = page.locator("section", has=page.get_by_role("heading", name="費用協議の記録"))
        talks.get_by_role("button").click()
        talks.get_by_label("申し入れのあった日").fill("2026-11-20")
        talks.get_by_role("button", name="保存").click()
        expect(card.get_by_label("メモ")).to_have_value("前回の監査は10月")
        card.get_by_role("button", name="保存").click()
        expect(card.get_by_role("button", name="保存")).to_have_count(0)
        after = buyer.get(path).json
        self.assertEqual((after["category"], after["memo"], after["contacts"][0]["name"]), ("製造", "前回の監査は10月", "青木 一郎"))

    def test_lists_are_shown_to_their_end(self):
        buyer, supplier, relationship = self.linked_pair()
        for day in range(1, 52):
            entry = {"asked_on": "2026-%02d-%02d" % (10 - day // 28, day % 28 + 1), "asked_by": "supplier", "outcome": "open"}
            self.assertStatus(supplier.post("/v1/buyers/%s/consultations" % relationship, entry), 201)
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/suppliers/" + relationship))
        talks = page.locator("section", has=page.get_by_role("heading", name="費用協議の記録"))
        expect(talks.get_by_role("listitem")).to_have_count(51)

    def test_two_editors_of_one_rule(self):
        buyer, page = self.buyer_page()
        path = "/v1/rules/tag:CAD"
        self.assertStatus(buyer.put(path, {"required_star": 1, "due_in_days": 90}), 201)
        self.go(page, "/rules", "既定ルール")
        page.get_by_role("button", name="変更", exact=True).click()
        expect(page.get_by_label("適用から対応期限までの日数")).to_have_value("90")
        self.assertStatus(buyer.put(path, {"required_star": 2, "due_in_days": 60}, headers={"If-Match": buyer.get(path).etag}), 200)
        page.get_by_label("適用から対応期限までの日数").fill("30")
        page.get_by_role("button", name="保存して適用").click()
        expect(page.get_by_role("alert").get_by_role("row", name="適用から対応期限までの日数")).to_contain_text("60")
        page.get_by_role("button", name="入力した内容で上書きする").click()
        expect(page.locator(".notice-good")).to_be_visible()
        self.assertEqual(buyer.get(path).json["due_in_days"], 30)

    def test_two_editors_of_what_there_is_one_of(self):
        for path, address, label, name, theirs, mine, again in (
            ("/v1/settings", "/settings", "「期限間近」とする日数", "expiring_days", 45, "75", "80"),
            ("/v1/mail-settings", "/mail-settings", "差出人の部署", "sender_department", "購買部", "資材部", "資材課"),
            ("/v1/retention", "/erasures", "保存する月数", "months", 60, "36", "48"),
            ("/v1/policy", "/policy", "本文", "text", "乙の方針", "甲の方針", "丙の方針"),
        ):
            with self.subTest(path=path):
                caller = self.make_caller("株式会社ふたり", harness.ALL_RIGHTS)
                page = self.signed_in(caller.organisation, harness.ALL_RIGHTS)
                page.goto(self.address(address))
                field = page.get_by_label(re.compile("^" + label + "(?!の言語)"))
                other = lambda: self.assertStatus(caller.put(path, {**REPLACED[path][1], name: theirs}, headers={"If-Match": "*"}), 200)
                save = page.get_by_role("button", name=re.compile("^保存(する)?$"))
                field.fill(mine)
                other()
                save.click()
                alert = page.get_by_role("alert")
                expect(alert).to_contain_text("別の人が内容を変更しました")
                expect(alert.get_by_role("row", name=label)).to_contain_text(re.compile("%s.*%s" % (theirs, mine)))
                self.assertEqual(caller.get(path).json[name], theirs)
                self.shot(page, "overtaken" + address.replace("/", "-"))
                alert.get_by_role("button", name="入力した内容で上書きする").click()
                expect(alert).to_have_count(0)
                self.eventually(lambda: str(caller.get(path).json[name]) == mine)
                field.fill(again)
                other()
                save.click()
                alert.get_by_role("button", name="最新の内容に戻って編集する").click()
                expect(field).to_have_value(str(theirs))
                expect(alert).to_have_count(0)

    def test_contact_of_an_address_alone(self):
        buyer, page = self.buyer_page()
        self.go(page, "/suppliers/new", "取引先を追加")
        page.get_by_label("取引先名", exact=True).fill("有限会社かもめ金型")
        page.get_by_label("担当者のメールアドレス").fill("kamome@example.jp")
        page.get_by_role("button", name="追加して招待を作成").click()
        expect(page.locator(".link-text")).to_be_visible()
        (contact,) = buyer.get("/v1/suppliers").json["items"][0]["contacts"]
        self.assertEqual(contact["email"], "kamome@example.jp")

    def test_what_is_typed_is_read_as_in_a_sheet(self):
        buyer, page = self.buyer_page()
        other = harness.corporate_number()
        fields = {
            "法人番号": ("corporate_number", [("７０００－０１２０－５０００２", "7000012050002"), ("T" + other, other), ("1.18E+12", None)]),
            "取引先コード": ("code", [("Ａ－００１", "A-001"), ("東京/大阪#1?&%41+", "東京/大阪#1?&%41+"), ("\u200b N-9\u3000", "N-9")]),
            "担当者のメールアドレス": (
                "email",
                [
                    ("ｓａｔｏ＠example.jp", "sato@example.jp"),
                    ("mailto:sato@example.jp", "sato@example.jp"),
                    ("\u3000<sato@example.jp>", "sato@example.jp"),
                    ("佐藤 <sato@example.jp>", None),
                ],
            ),
            "取引先名": ("name", [("????", None), ("東京\u301c大阪運輸", "東京\u301c大阪運輸")]),
        }
        for label, (member, examples) in fields.items():
            for typed, stored in examples:
                self.go(page, "/suppliers/new", "取引先を追加")
                page.get_by_label("取引先名", exact=True).fill("有限会社かもめ金型")
                field = page.get_by_label(re.compile("^" + label)).first
                field.fill("")
                field.focus()
                page.keyboard.insert_text(typed)
                page.get_by_role("button", name="追加して招待を作成").click()
                if stored is None:
                    expect(page.locator(".field-wrong label")).to_contain_text(label)
                    continue
                expect(page.locator(".link-text")).to_be_visible()
                kept = buyer.get("/v1/suppliers").json["items"]
                found = [one["contacts"][0]["email"] for one in kept if one["contacts"]] if member == "email" else [one[member] for one in kept]
                self.assertIn(stored, found)

    def test_a_day_is_pasted_as_it_was_copied(self):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer, code="D-1")
        self.go(page, "/suppliers/" + relationship, "株式会社みなと精密")
        page.get_by_role("button", name="要求水準を設定").click()
        field = page.get_by_label("対応期限")
        for copied, day in (("2027/6/30", "2027-06-30"), ("令和9年7月1日(木)", "2027-07-01"), ("２０２７－０８－０２", "2027-08-02"), ("来月末", "2027-08-02")):
            field.evaluate(PASTE, copied)
            expect(field).to_have_value(day)

    def test_early_morning_in_tokyo(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 1, "2027-06-30")
        self.set_instant(EARLY)
        self.assertStatus(supplier.put("/v1/buyers/%s/response" % relationship, {"kind": "talks_requested"}), 200)
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + relationship))
        expect(page.get_by_text("2026年12月2日に回答")).to_be_visible()
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        self.go(page, "/rules", "既定ルール")
        page.get_by_role("button", name="ルールを追加").click()
        page.get_by_label("区分またはタグの名称").fill("金型")
        page.get_by_label("適用から対応期限までの日数").fill("30")
        page.get_by_role("button", name="影響を試算").click()
        expect(page.locator(".notice")).to_contain_text("2027年1月2日時点")


if __name__ == "__main__":
    harness.main()
