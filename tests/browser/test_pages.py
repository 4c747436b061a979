# SPDX-License-Identifier: Apache-2.0
"""The pages beside the main job: rules with who would fail, people, keys, the audit log, the contract; and what people run into."""

import os
import re
import subprocess

from browser import DESKTOP, PHONE, BrowserTest, expect, harness


class Pages(BrowserTest):
    def test_rule_shows_whom_it_would_leave_behind(self):
        buyer, page = self.buyer_page()
        self.invite(buyer, name="有限会社かもめ金型", tags=["CAD"])
        self.go(page, "/rules", "既定ルール")
        page.get_by_role("button", name="ルールを追加").click()
        page.get_by_label("対象", exact=True).select_option("tag")
        page.get_by_label("区分またはタグの名称").fill("CAD")
        page.get_by_role("button", name="影響を試算").click()
        expect(page.locator(".notice")).to_contain_text("有限会社かもめ金型")
        self.shot(page, "rule")
        self.assertEqual(buyer.get("/v1/rules").json["items"], [])
        page.get_by_role("button", name="保存して適用").click()
        expect(page.locator(".notice-good")).to_contain_text("1社の要求が変わりました")
        page.get_by_role("button", name="閉じる").click()
        self.shot(page, "rules")
        page.get_by_role("button", name="ルールを取り下げる").click()
        page.get_by_role("dialog").get_by_role("button", name="ルールを取り下げる").click()
        expect(page.get_by_text("ルールはまだありません。")).to_be_visible()

    def test_rules_of_one_name_are_a_task(self):
        buyer, page = self.buyer_page()
        self.invite(buyer)
        for name in ("CAD", "GAD"):
            self.assertStatus(buyer.put("/v1/rules/tag:" + name, {"required_star": 1, "due_in_days": 90}), 201)
        self.go(page, "/", "概況")
        expect(page.get_by_text("名称が同じルール")).to_have_count(0)
        # As 0.1.0 left them, which told names apart by their bytes.
        renamed = "update hoshitori.rule_revision set name = 'ＣＡＤ', rule = 'tag:ＣＡＤ' where org_id = '%s' and name = 'GAD'" % buyer.organisation
        subprocess.run([*self.server.psql(), "-c", "set role hoshitori_engine", "-c", renamed], check=True)
        page.reload()
        page.get_by_role("link", name="名称が同じ既定ルールが2件あります。").click()
        expect(page.get_by_text("同じ名称のルールがあります")).to_have_count(2)

    def test_people_are_let_in_and_out(self):
        _, page = self.buyer_page()
        self.go(page, "/people", "利用者")
        page.get_by_label("氏名").fill("佐藤 花子")
        page.get_by_label("メールアドレス").fill("sato@example.jp")
        page.get_by_role("button", name="追加してリンクだけ作成").click()
        expect(page.locator(".link-text")).to_contain_text("/users#token=hsu_")
        expect(page.get_by_text("パスワード未設定")).to_be_visible()
        self.shot(page, "people")
        page.get_by_role("button", name="利用者を削除").click()
        self.shot(page, "people-dialog")
        page.get_by_role("dialog").get_by_role("button", name="利用者を削除").click()
        expect(page.get_by_text("パスワード未設定")).to_have_count(0)

    def test_what_the_api_can_do_is_in_the_page(self):
        """A person's rights, an ID that the buyer knows, what a rule was before."""
        buyer, page = self.buyer_page()
        person = buyer.post("/v1/users", {"email": "sato@example.jp", "name": "佐藤 花子", "rights": ["buyer:read"]}).json["user"]["user"]
        self.go(page, "/people", "利用者")
        row = page.locator(".person", has_text="佐藤 花子")
        row.get_by_role("button", name="氏名・権限を変更").click()
        row.get_by_role("checkbox", name="発注企業の情報の変更").check()
        row.get_by_role("button", name="保存", exact=True).click()
        expect(row.get_by_role("button", name="氏名・権限を変更")).to_be_visible()
        [stored] = [user for user in buyer.get("/v1/users").json["items"] if user["user"] == person]
        self.assertEqual(sorted(stored["rights"]), ["buyer:read", "buyer:write"])
        relationship = self.invite(buyer)[0]
        page.goto(self.address("/suppliers/" + relationship))
        page.get_by_role("button", name="把握しているIDを登録").click()
        page.get_by_label("自己宣言ID").fill("50001234567")
        page.get_by_label("宣言日", exact=True).fill("2026-11-02")
        page.get_by_role("button", name="登録", exact=True).click()
        expect(page.locator(".declaration")).to_contain_text("50001234567")
        for days in (90, 60):
            rule = "/v1/rules/tag%3ACAD"
            self.assertStatus(
                buyer.put(rule, {"required_star": 2, "due_in_days": days}, headers={"If-Match": buyer.get(rule).etag or '"0"'} if days == 60 else {}),
                201 if days == 90 else 200,
            )
        self.go(page, "/rules", "既定ルール")
        head = page.get_by_role("columnheader").evaluate_all("heads => heads.map(head => head.offsetWidth)")
        page.get_by_role("button", name="変更の履歴").click()
        expect(page.locator(".rules .rows li")).to_have_count(2)
        # What opens below moves no column, and each has a name.
        self.assertEqual(page.get_by_role("columnheader").evaluate_all("heads => heads.map(head => head.offsetWidth)"), head)
        self.assertNotIn("", page.get_by_role("columnheader").evaluate_all("heads => heads.map(head => head.innerText.trim())"))
        self.shots(page, "rule-history")

    def test_keys_are_shown_once(self):
        _, page = self.buyer_page()
        self.go(page, "/keys", "APIキー")
        page.get_by_label("用途").fill("購買システム連携")
        page.get_by_role("button", name="発行する").click()
        expect(page.locator(".link-text")).to_contain_text("hst_")
        self.shot(page, "keys")
        page.reload()
        expect(page.get_by_text("購買システム連携", exact=True)).to_be_visible()
        expect(page.locator(".link-text")).to_have_count(0)

    def test_auditor_reads_the_log_and_nothing_else(self):
        buyer = self.make_buyer()
        contact = {"name": "林 美咲", "email": "hayashi@example.jp"}
        self.invite(buyer, contacts=[contact])
        page = self.signed_in(buyer.organisation, "audit:read", PHONE)
        self.go(page, "/audit", "監査記録")
        page.get_by_text("記録を表示").first.click()
        expect(page.locator("tbody pre.entry").first).to_contain_text('"seq"')
        values = page.locator("tbody details", has_text="林 美咲")
        expect(values).to_contain_text("個人情報")
        values.evaluate("one => one.open = true")
        self.shots(page, "audit")
        expect(page.get_by_role("link", name="取引先", exact=True)).to_have_count(0)
        self.assertStatus(buyer.post("/v1/erasures", {"person": contact}), 200)
        self.go(page, "/audit", "監査記録")
        expect(page.locator("tbody").get_by_role("cell", name="個人情報の消去", exact=True)).to_be_visible()
        expect(page.locator("tbody").get_by_text("林 美咲")).to_have_count(0)
        # An entry from before 0.2.0 loses its whole text.
        page.route(
            "**/v1/audit/events?*",
            lambda route: route.fulfill(
                json={
                    "next_after": 1,
                    "items": [
                        {
                            "sequence": 1,
                            "recorded_at": "2026-11-20T00:00:00Z",
                            "key": None,
                            "by": {"kind": "service", "user": None, "name": None},
                            "operation": None,
                            "object": None,
                            "object_name": None,
                            "entry": None,
                            "personal": [],
                            "hash": "0" * 64,
                        }
                    ],
                }
            ),
        )
        self.go(page, "/audit", "監査記録")
        expect(page.get_by_role("cell", name="消去済み", exact=True)).to_have_count(2)
        self.shots(page, "audit-erased")

    def test_the_log_is_filtered_and_taken_home(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        relationship = self.link(buyer, supplier, name="有限会社かもめ金型", code="K-1")
        self.invite(buyer, name="株式会社あかね設計")
        self.require(buyer, relationship, 1, "2027-06-30")
        page = self.signed_in(buyer.organisation, "buyer:read,audit:read", PHONE)
        self.go(page, "/audit", "監査記録")
        rows = page.locator("tbody tr")
        expect(rows.filter(has_text="要求水準")).to_contain_text("取引先「有限会社かもめ金型」")
        rows.filter(has_text="要求水準").get_by_role("button", name="取引先「有限会社かもめ金型」だけを表示").click()
        expect(rows.filter(has_text="あかね設計")).to_have_count(0)
        expect(page.get_by_role("list", name="絞り込み")).to_contain_text("対象：取引先「有限会社かもめ金型」")
        rows.first.get_by_role("button", name="testだけを表示").click()
        expect(page.get_by_role("list", name="絞り込み")).to_contain_text("実行者：test")
        self.shots(page, "audit-filtered")
        page.get_by_label("操作", exact=True).select_option("requirement_put")
        expect(rows).to_have_count(1)
        page.get_by_label("開始日").fill("2027-06-01")
        expect(page.get_by_text("条件に合う記録はありません。")).to_be_visible()
        self.go(page, "/audit", "監査記録")
        page.get_by_text("検証用データの保存").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="監査記録", exact=True).click()
        path = os.path.join(self.server.directory, "audit.ndjson")
        download.value.save_as(path)
        self.shots(page, "audit-home")
        verified = self.server.command("audit", "verify", "--file", path, check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        rows.filter(has_text="要求水準").get_by_role("link", name="有限会社かもめ金型").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("有限会社かもめ金型")

    def test_partners_are_looked_at(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        questions = {"important_information": True, "internal_access": True}
        for name in ("有限会社かもめ金型", "株式会社あかね設計"):
            self.require(buyer, self.link(buyer, supplier, name=name), 1, "2027-06-30", questions=questions)
        page = self.signed_in(buyer.organisation, "buyer:read,buyer:write", PHONE)
        self.go(page, "/overview", "概況")
        page.get_by_role("link", name="対策状況の確認が必要な取引先が2社あります。").click()
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("未確認")
        rows.first.get_by_role("link").click()
        page.get_by_role("button", name="確認を記録").click()
        page.get_by_label("確認方法").select_option("visit")
        page.get_by_label("結果", exact=True).select_option("improvement_needed")
        page.locator("form", has_text="確認方法").get_by_label("対応", exact=False).fill("入退室の記録を残すよう依頼した。")
        page.locator("form", has_text="確認方法").get_by_role("button", name="保存").click()
        looks = page.locator("section", has_text="対策状況の確認の履歴").last
        expect(looks).to_contain_text("入退室の記録")
        self.shots(page, "partner-looks")
        self.go(page, "/partner-checks", "取引先の対策状況の確認")
        expect(rows.filter(has_text="入退室の記録")).to_contain_text("確認済み")
        self.shots(page, "partner-checks")
        for name, start in (("PDFで出力", b"%PDF-"), ("Excelで出力", b"PK")):
            with page.expect_download() as download:
                page.get_by_role("button", name=name).click()
            with open(download.value.path(), "rb") as file:
                self.assertTrue(file.read().startswith(start))

    def test_what_decided_a_status(self):
        buyer, supplier, relationship = self.linked_pair()
        self.require(buyer, relationship, 2, "2027-06-30")
        self.assess(supplier, "security-action-2-v3")
        self.publish_policy(supplier, "2026-12-01")
        declaration = self.declare(supplier, 2, "2026-12-01")
        page = self.signed_in(buyer.organisation, "buyer:read,audit:read", PHONE)
        self.go(page, "/suppliers/" + relationship, "株式会社みなと精密")
        page.get_by_role("link", name="判定の根拠を確認").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("判定の根拠")
        facts = page.locator(".facts").last
        expect(facts).to_contain_text("第1版")
        expect(facts).to_contain_text("情報セキュリティ基本方針の公開")
        expect(page.locator(".notice-good")).to_contain_text("一致します")
        self.shots(page, "decision")
        # Whoever types another day begins with an empty field, which says what it means.
        as_of = page.get_by_label("基準日", exact=True)
        expect(as_of).to_have_value("")
        expect(as_of).to_have_accessible_description("空欄の場合は2026年12月1日です。")
        page.get_by_label("記録時点").fill("2026-12-01T11:59")
        expect(page.get_by_text("見つかりませんでした")).to_be_visible()
        self.assertTrue(declaration)

    def test_a_person_is_erased(self):
        buyer = self.make_buyer()
        self.invite(buyer, code="T-1", contacts=[{"name": "林 美咲", "email": "hayashi@example.jp"}, {"name": "森 一郎"}])
        page = self.signed_in(buyer.organisation, "buyer:read,buyer:write,keys:write,audit:read", PHONE)
        self.go(page, "/erasures", "個人情報の消去")
        expect(page.get_by_text("まだ消去していません。")).to_be_visible()
        self.shots(page, "erasures-none")
        page.get_by_role("button", name="件数を確認").click()
        expect(page.locator(".notice, [role=alert]").first).to_be_visible()
        page.get_by_label("メールアドレス").fill("nobody@example.jp")
        page.get_by_role("button", name="件数を確認").click()
        expect(page.locator("[role=status]", has_text="見つかった情報")).not_to_contain_text("取引先")
        page.get_by_label("メールアドレス").fill("hayashi@example.jp")
        page.get_by_role("button", name="件数を確認").click()
        expect(page.get_by_text("取引先1件、").first).to_be_visible()
        page.get_by_text("消去されるものと残るもの").click()
        self.shots(page, "erasures-counted")
        self.confirm(page, "消去する")
        expect(page.get_by_text("消去しました。")).to_be_visible()
        expect(page.locator("tbody").get_by_text("本人の情報")).to_be_visible()
        self.shots(page, "erasures-done")
        self.assertEqual([c["name"] for c in buyer.get("/v1/suppliers/code:T-1").json["contacts"]], ["森 一郎"])
        # What belongs to a supplier that ended goes from its own page.
        relationship = buyer.get("/v1/suppliers/code:T-1").json["relationship"]
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        self.go(page, "/suppliers/" + relationship, "株式会社みなと精密")
        self.confirm(page, "担当者とメモを消去")
        self.go(page, "/erasures", "個人情報の消去")
        expect(page.locator("tbody tr", has_text="終了した取引先 株式会社みなと精密")).to_have_count(1)  # of one instant with the other
        self.assertEqual(buyer.get("/v1/suppliers/" + relationship).json["contacts"], [])

    def test_declining_by_the_link(self):
        buyer = self.make_buyer()
        relationship, token = self.invite(buyer)
        page = self.person(size=PHONE)
        page.goto(self.address("/invitations#token=" + token))
        expect(page.get_by_role("button", name="辞退する")).to_be_visible()
        expect(page).to_have_url(self.address("/invitations"))  # without the token
        page.get_by_role("button", name="辞退する").click()
        page.get_by_role("dialog").get_by_role("button", name="辞退する").click()
        expect(page.get_by_text("辞退を伝えました。")).to_be_visible()
        self.assertEqual(buyer.get("/v1/suppliers/" + relationship).json["state"], "declined")

    def test_contract_is_readable(self):
        page = self.person()
        self.go(page, "/docs", "API仕様")
        page.get_by_label("操作を探す").fill("supplier_add")
        page.get_by_text("Add a supplier and invite it").click()
        expect(page.locator(".operation")).to_contain_text("Idempotency-Key")
        self.shot(page, "docs")

    def test_the_whole_contract_is_accessible(self):
        """All operations as they are listed, one in 25 of them opened, with what holds of all of them."""
        page = self.person(size=PHONE)
        self.go(page, "/docs", "API仕様")
        page.evaluate("""() => {
          document.querySelector('main > details').open = true
          document.querySelectorAll('.operation').forEach((one, at) => (one.open = at % 25 === 0))
        }""")
        expect(page.locator(".operation[open] .answer").first).to_be_visible()
        self.assertEqual(page.evaluate("document.documentElement.scrollWidth > innerWidth"), False)
        self.assert_accessible(page, "the contract on a phone")
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="dark")
        self.assert_accessible(page, "the contract in the dark", {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}})

    def test_keyboard_alone(self):
        _, page = self.buyer_page()
        page.reload()
        expect(page.locator(".legend, .card").first).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "取引先":
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="取引先")).to_be_focused()

    def test_list_of_many_comes_in_pages(self):
        buyer, page = self.buyer_page()
        rows = [{"code": "N-%03d" % n, "name": "株式会社第%d工業" % n} for n in range(120)]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        self.go(page, "/suppliers?sort=name", "取引先")
        expect(page.locator(".list-head")).to_contain_text("120社")
        expect(page.locator("tbody tr").nth(79)).to_have_count(0)
        last, sheet = page.get_by_role("link", name="株式会社第99工業"), page.locator(".sheet")
        # The end of what has come; more comes by it.
        self.eventually(lambda: sheet.evaluate("sheet => sheet.scrollTo(0, 1e6)") or last.is_visible())
        with page.expect_download() as saved:
            page.get_by_role("button", name="CSVで出力").click()
        self.assertRegex(saved.value.suggested_filename, r"^suppliers_\d{4}-\d\d-\d\d\.csv$")
        with open(saved.value.path(), encoding="utf-8-sig") as file:
            self.assertEqual(len(file.read().splitlines()), 121)

    def test_next_page_that_does_not_come_says_so(self):
        buyer, page = self.buyer_page()
        rows = [{"code": "N-%03d" % n, "name": "株式会社第%d工業" % n} for n in range(120)]
        self.assertStatus(buyer.post("/v1/suppliers:import?source=test", {"rows": rows}), 200)
        page.route(
            "**/v1/suppliers?*cursor=*",
            lambda route: route.fulfill(status=422, content_type="application/problem+json", body='{"code": "invalid_cursor", "title": "カーソルの誤り"}'),
        )
        self.go(page, "/suppliers", "取引先")
        page.locator(".sheet").evaluate("sheet => sheet.scrollTo(0, 1e6)")
        expect(page.get_by_role("alert")).to_have_text("カーソルの誤り")
        page.unroute("**/v1/suppliers?*cursor=*")
        page.get_by_role("button", name="続きを表示").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        last, sheet = page.get_by_role("link", name="株式会社第99工業"), page.locator(".sheet")
        # The end of what has come; more comes by it.
        self.eventually(lambda: sheet.evaluate("sheet => sheet.scrollTo(0, 1e6)") or last.is_visible())

    def test_every_filter_of_the_address_is_shown_and_taken_away(self):
        buyer, page = self.buyer_page()
        self.invite(buyer, name="有限会社かもめ金型", category="金型", tags=["CAD"])
        self.invite(buyer, name="株式会社あかね設計", category="設計")
        for search, chip in (
            ("waiting_on=buyer", "対応待ちの相手：自社"),
            ("category=金型", "区分：金型"),
            ("tag=CAD", "タグ：CAD"),
            ("required_star=4", "要求水準：★4"),
            ("status=met", "充足状況：充足"),
            ("text=かもめ", "検索：かもめ"),
            ("held_star=3,4", "現在の★：★3、★4"),
            ("state=ended", "取引関係の状態：終了"),
            ("due_by=2027-06-30", "対応期限（この日まで）：2027年6月30日"),
            ("expiring_within=60", "有効期限までの日数（以内）：60日"),
            ("unchecked_since=2027-01-01", "最終照合（この日より前、または未照合）：2027年1月1日"),
            ("status=pending&waiting_on=buyer", "充足状況：自社の対応待ち"),
        ):
            self.go(page, "/suppliers?" + search, "取引先")
            expect(page.locator(".chips button").first).to_contain_text(chip)
            page.locator(".chips").get_by_role("button", name=re.compile("^条件「")).click()
            expect(page.locator(".chips")).to_have_count(0)
            expect(page.locator("tbody tr")).to_have_count(2)
            expect(page).to_have_url(self.address("/suppliers"))
        self.go(page, "/suppliers?category=金型&tag=CAD&waiting_on=supplier", "取引先")
        expect(page.locator(".chips button")).to_have_count(4)
        self.shot(page, "filters")
        page.get_by_role("button", name="条件を解除").click()
        expect(page).to_have_url(self.address("/suppliers"))

    def test_invitation_made_anew_is_no_longer_expired(self):
        buyer, page = self.buyer_page()
        relationship, _ = self.invite(buyer)
        self.require(buyer, relationship, 2, "2027-06-30")
        self.set_instant("2027-03-01T03:00:00Z")
        page = self.signed_in(buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/suppliers/" + relationship))
        expect(page.get_by_text("招待の有効期限が切れています。")).to_be_visible()
        page.get_by_role("button", name="招待リンクを再発行").click()
        expect(page.locator(".link-text")).to_be_visible()
        expect(page.get_by_text("招待の有効期限が切れています。")).to_have_count(0)

    def test_script_that_cannot_be_fetched(self):
        _, page = self.buyer_page()
        page.route("**/rules-*.js", lambda route: route.abort())
        page.get_by_role("link", name="既定ルール").click()
        expect(page.get_by_role("alert")).to_contain_text("通信が切れているか、サービスが更新されています。")
        self.shot(page, "no-script")
        page.unroute("**/rules-*.js")
        page.get_by_role("button", name="もう一度読み込む").click()
        expect(page.get_by_role("heading", level=1, name="既定ルール")).to_be_visible()
        self.errors.clear()

    def test_words_that_cannot_be_fetched(self):
        for language, message, again, title in (
            ("ja", "通信が切れているか、サービスが更新されています。", "もう一度読み込む", "ログイン"),
            ("en", "The connection is lost, or the service was renewed.", "Load again", "Sign in"),
        ):
            with self.subTest(language):
                page = self.person(language)
                page.route(re.compile("/(japanese|english)-"), lambda route: route.abort())
                page.goto(self.address("/"))
                expect(page.get_by_role("alert")).to_contain_text(message)
                expect(page.locator("html")).to_have_attribute("lang", language)
                page.unroute_all()
                page.get_by_role("button", name=again).click()
                expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        self.errors.clear()


if __name__ == "__main__":
    harness.main()
