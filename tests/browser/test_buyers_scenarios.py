# SPDX-License-Identifier: Apache-2.0
"""What a buyer's office does in a year, each from the link of a mail and by clicks alone."""

from browser import DESKTOP, expect, harness
from people import PASSWORD
from scenarios import in_all

HEAD = "取引先コード,取引先名,メールアドレス,区分\r\n"


class Buyer:
    def buyer(self, suppliers=0, **more):
        """With suppliers N-000 …, each of the category of its turn."""
        self.own = self.make_buyer()
        if suppliers:
            rows = [
                {"code": "N-%03d" % n, "name": "株式会社第%03d工業" % n, "category": ("金型", "物流")[n % 3 == 2], "email": self.address_of(n), **more}
                for n in range(suppliers)
            ]
            self.assertStatus(self.own.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)

    def office(self):
        """Somebody of the buyer who has been there before."""
        return self.known(self.own, harness.BUYER_RIGHTS)

    def newcomer(self):
        """Somebody of the buyer who begins with the link for a password."""
        return self.let_in(self.own, harness.BUYER_RIGHTS)

    def address_of(self, n):
        """A supplier's, of this test alone: mails of an earlier one may still be under way."""
        return "n%04d@%s.%s%d.minato.example.jp" % (n, self._testMethodName.replace("_", "-"), self.language, self.size["width"])

    def written_to(self):
        """How many of these suppliers have got a mail."""
        domain = self.address_of(0).partition("@")[2].encode()
        return sum(domain in content for content in list(self.mail.taken))

    def with_demand(self, name, star, **members):
        """A supplier that accepted, and is asked for a star."""
        supplier = self.make_supplier(name)
        relationship = self.link(self.own, supplier)
        self.require(self.own, relationship, star, "2027-06-30", **members)
        return supplier, relationship

    def dialog(self, page):
        return page.get_by_role("dialog")

    def test_import(self):
        """Import 1,200 suppliers and write to them"""
        self.buyer()
        page = self.newcomer()
        sheet = HEAD + "".join("N-%04d,株式会社第%04d工業,%s,金型\r\n" % (n, n, self.address_of(n)) for n in range(1200))
        self.follow(page.locator("main"), "一括取込")
        self.heading(page, "一括取込")
        self.field(page, "ファイル（Excel").set_input_files({"name": "取引先.csv", "mimeType": "text/csv", "buffer": sheet.encode("cp932")})
        self.press(page, "内容を確認する")
        self.shot(page, "scenario-import")
        self.press(page, "取り込む")
        self.follow(page.locator(".notice-good"), "まとめて案内文を送る")
        self.heading(page, "一斉送付")
        self.shot(page, "scenario-import-campaign")
        self.press(page, "作成する")
        self.twice(page, "メールで送る")
        self.told(page, "すべての取引先の案内文を作成しました。")
        self.shot(page, "scenario-import-sent")
        self.eventually(lambda: self.written_to() == 1200)
        self.played(10)

    def test_late(self):
        """Find who is late and remind them"""
        self.buyer(24, required_star="2", due_on="2027-01-31")
        page = self.office()
        for n in range(8):
            supplier = self.make_supplier("株式会社できる%d" % n)
            self.require(self.own, self.link(self.own, supplier), 1, "2027-01-31")
            self.declare(supplier, 1, "2026-12-01")
        campaign = self.assertStatus(self.own.post("/v1/campaigns", {"name": "招待"}), 201).json["campaign"]
        self.assertStatus(self.own.post("/v1/campaigns/%s:send" % campaign), 202)
        self.eventually(lambda: len(self.mail.messages(self.address_of(23))) == 1)
        self.morning(page, "2027-02-01")
        page.locator(".figures").first.get_by_role("link").click()
        expect(page.locator(".list-head")).to_contain_text("24")
        self.shot(page, "scenario-late")
        page.get_by_role("checkbox", name=self.w("表示した取引先をすべて選択")).check()
        self.press(page, "案内文を作成")
        expect(page.get_by_role("button", name=self.w("メールで送る"), exact=True)).to_be_visible()
        self.shot(page, "scenario-late-letters")
        self.twice(page, "メールで送る")
        self.told(page, "すべての取引先の案内文を作成しました。")
        for n in range(24):
            self.eventually(lambda: len(self.mail.messages(self.address_of(n))) == 2)  # noqa: B023
        self.played(7)

    def test_demand(self):
        """Raise the demand of 40 selected"""
        self.buyer(60, required_star="2", due_on="2027-06-30")
        page = self.newcomer()
        self.menu(page, "取引先")
        page.get_by_text(self.w("そのほかの条件")).click()
        self.field(page, "区分").fill("金型")
        expect(page.locator(".list-head")).to_contain_text("40")
        page.get_by_role("checkbox", name=self.w("表示した取引先をすべて選択")).check()
        self.shot(page, "scenario-demand-selected")
        self.press(page, "要求水準を設定")
        self.choose(self.dialog(page), "要求水準", "★3")
        self.field(self.dialog(page), "対応期限").fill("2028-03-31")
        self.field(self.dialog(page), "要求の理由").fill("図面をお預けしているため")
        self.shot(page, "scenario-demand-asked")
        self.press(self.dialog(page), "内容を確認する")
        self.told(self.dialog(page), "まだ変更していません。実行した場合の結果は次のとおりです。")
        self.shot(page, "scenario-demand-preview")
        self.press(self.dialog(page), "40社を変更する")
        self.told(self.dialog(page), "変更しました。")
        self.dialog(page).locator("button.primary").click()
        stars = [one["status"]["required_star"] for one in self.own.get("/v1/suppliers?limit=200").json["items"]]
        self.assertEqual((stars.count(3), stars.count(2)), (40, 20))
        self.played(11)

    def test_talks(self):
        """Answer talks and record the agreement"""
        self.buyer()
        page = self.office()
        supplier, relationship = self.with_demand("株式会社みなと精密", 2)
        body = {"kind": "talks_requested", "message": "費用について相談させてください。"}
        self.assertStatus(supplier.put("/v1/buyers/%s/response" % relationship, body), 200)
        self.open_mail(page, self.email, "/suppliers/")
        self.told(page, "協議の希望への回答")
        self.shot(page, "scenario-talks")
        self.press(page, "協議を記録")
        card = self.card(page, "費用協議の記録")
        self.field(card, "申し入れのあった日").fill("2026-12-01")
        self.field(card, "費用の見積り（円）").fill("120000")
        self.choose(card, "費用の負担", "双方で分担")
        self.choose(card, "結果", "合意")
        self.field(card, "内容").fill("自社が診断の費用を半分負担する。")
        self.shot(page, "scenario-talks-record")
        self.press(card, "保存")
        expect(card).to_contain_text(self.w("合意"))
        expect(page.get_by_role("heading", name=self.w("協議の希望への回答"))).to_have_count(0)
        self.shot(page, "scenario-talks-agreed")
        self.played(7)

    def test_checks(self):
        """Check ten declarations"""
        self.buyer()
        page = self.office()
        for n in range(10):
            supplier, _ = self.with_demand("株式会社宣言%d" % n, 1, required_assurance="confirmed")
            self.declare(supplier, 1, "2026-11-30")
        self.morning(page, "2026-12-02")
        self.menu(page, "やること")
        expect(page.locator("tbody tr")).to_have_count(10)
        self.shot(page, "scenario-checks")
        self.follow(page.locator("tbody"), "宣言・登録の照合")
        for n in range(10):
            expect(page.locator(".declaration")).to_have_count(1)
            self.press(page, "照合の結果を登録")
            page.get_by_label(self.w("一致"), exact=True).check()
            if n == 0:
                self.shot(page, "scenario-check")
            self.press(page, "照合の結果を登録")
            expect(page.locator(".declaration")).to_contain_text(self.w("一致"))
            if n < 9:
                self.follow(page, "次の「宣言・登録の照合」へ")
        self.menu(page, "やること")
        self.told(page, "対応を待っているものはありません。")
        self.played(44)

    def test_scope(self):
        """Decide a scope and change it"""
        self.buyer()
        page = self.office()
        supplier, _ = self.with_demand("株式会社みなと精密", 1, required_assurance="declared")
        self.declare(supplier, 1, "2026-11-30", scope="part", scope_text="仙台工場")
        self.morning(page, "2026-12-02")
        self.menu(page, "やること")
        page.locator("tbody th a").click()
        self.heading(page, "株式会社みなと精密")
        self.shot(page, "scenario-scope")
        self.twice(page, "今回の取引を含む")
        self.told(page, "充足")
        self.twice(page, "今回の取引を含まない")
        declaration = page.locator(".declaration")
        expect(declaration.locator("dd").last).to_have_text(self.w("今回の取引を含まない"))
        self.shot(page, "scenario-scope-changed")
        self.played(8)

    def test_records(self):
        """Correct a supplier and join a duplicate"""
        self.buyer()
        self.link(self.own, self.make_supplier("株式会社みなと精密"), code="A-1001", name="株式会社みなと精蜜")
        self.invite(self.own, code="0042", name="㈱みなと精密")
        page = self.newcomer()
        self.menu(page, "取引先")
        self.field(page, "名称・コードで検索").fill("A-1001")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.locator("tbody th a").click()
        self.press(page, "取引先の情報を編集")
        self.field(page, "取引先名").first.fill("株式会社みなと精密")
        self.shot(page, "scenario-record")
        self.press(page, "保存")
        expect(page.get_by_role("heading", level=1, name="株式会社みなと精密")).to_be_visible()
        self.menu(page, "取引先")
        self.follow(page, "重複の確認")
        self.press(page, "統合する")
        self.shot(page, "scenario-join")
        self.press(self.dialog(page), "統合する")
        self.told(page, "重複の可能性がある登録はありません。")
        self.played(10)

    def test_rule(self):
        """Make a rule after a look at who fails"""
        self.buyer(12)
        page = self.newcomer()
        self.menu(page, "既定ルール")
        self.press(page, "ルールを追加")
        self.field(page, "区分またはタグの名称").fill("金型")
        self.choose(page, "要求水準", "★2")
        self.field(page, "適用から対応期限までの日数").fill("180")
        self.press(page, "影響を試算")
        expect(page.locator(".notice")).to_contain_text("8")
        self.shot(page, "scenario-rule")
        self.press(page, "保存して適用")
        self.told(page, "適用しました。8社の要求が変わりました。")
        self.press(page, "閉じる")
        self.shot(page, "scenario-rule-made")
        self.played(9)

    def test_report(self):
        """Print the month's report"""
        self.buyer(12, required_star="2", due_on="2026-12-20")
        page = self.office()
        self.morning(page, "2027-01-01")
        self.follow(page.locator("main"), "状況報告")
        expect(page.locator("main table").first).to_be_visible()
        self.shot(page, "scenario-report")
        with page.expect_download() as got:
            self.press(page, "PDFで出力")
        with open(got.value.path(), "rb") as file:
            self.assertEqual(file.read(4), b"%PDF")
        self.assertRegex(got.value.suggested_filename, r"2027-01-01\.pdf$")
        self.played(4)

    def test_hand_over(self):
        """Hand over to a colleague"""
        self.buyer()
        page = self.newcomer()
        self.invite(self.own, code="O-1", name="有限会社かもめ金型", owner=self.email)
        self.invite(self.own, code="O-2", name="株式会社あかね設計", owner=self.email)
        leaver, taker = self.email, "colleague@%s%d.example.jp" % (self.language, self.size["width"])
        self.menu(page, "利用者")
        add = self.card(page, "利用者を追加")
        self.field(add, "氏名").fill("鈴木 一郎")
        self.field(add, "メールアドレス").fill(taker)
        self.shot(page, "scenario-colleague")
        self.press(add, "追加してメールで案内")
        expect(add.locator(".notice-good").first).to_contain_text(taker)
        row = page.locator("li.person", has_text=leaver)
        self.press(row, "担当する取引先を引き継ぐ")
        self.field(row, "引き継ぐ相手").select_option(label="鈴木 一郎 " + taker)
        self.press(row, "担当する取引先を引き継ぐ")
        self.told(row, "担当する取引先を引き継ぎました。")
        self.shot(page, "scenario-handed-over")
        self.email = taker
        other = self.person()
        self.open_mail(other, taker, "/users#")
        self.field(other, "新しいパスワード").fill(PASSWORD)
        self.press(other, "設定してログイン")
        self.menu(other, "取引先")
        self.choose(other, "自社担当者", "自分")
        expect(other.locator("tbody tr")).to_have_count(2)
        self.played(13)


globals().update(in_all(Buyer, ("ja", DESKTOP)))

if __name__ == "__main__":
    harness.main()
