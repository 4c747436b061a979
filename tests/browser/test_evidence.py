# SPDX-License-Identifier: Apache-2.0
"""Evidence files in the page: chosen or dropped, sent, linked, shown to a buyer and read there."""

import base64
import hashlib
import re

from browser import BrowserTest, expect, harness

PDF = {"name": "規程.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + bytes(range(1, 200)) * 3000}
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"
DROP = """(zone, [name, bytes]) => {
  const moved = new DataTransfer()
  moved.items.add(new File([new Uint8Array(bytes)], name))
  zone.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: moved }))
}"""


class Evidence(BrowserTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.publish_policy(self.supplier, "2026-11-01")

    def card(self, page, title):
        return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))

    def fetched(self, page, card, name):
        with page.expect_download() as download:
            card.get_by_role("button", name="%sをダウンロード" % name).click()
        with open(download.value.path(), "rb") as file:
            return download.value.suggested_filename, file.read()

    def test_sent_shown_and_read(self):
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/stars"))
        card = self.card(page, "証跡ファイル")
        card.get_by_label("関連付ける対象").select_option(label="情報セキュリティ基本方針の公開 2026年11月1日")
        expect(card.get_by_label("カメラで撮影")).to_have_attribute("capture", "environment")
        card.get_by_label("ファイルを選択").set_input_files(PDF)
        row = card.get_by_role("listitem").filter(has_text="規程.pdf")
        expect(row).to_contain_text("裏付け資料")
        card.locator(".drop").evaluate(DROP, ["画面.png", list(PICTURE)])
        expect(card.get_by_role("listitem")).to_have_count(2)
        self.assertEqual(self.fetched(page, card, "規程.pdf"), ("規程.pdf", PDF["buffer"]))
        self.shots(page, "evidence")
        self.assert_accessible(page, "evidence files")

        self.assertStatus(self.supplier.put("/v1/buyers/%s/disclosures/evidence" % self.relationship, {}), 200)
        other = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        other.goto(self.address("/suppliers/" + self.relationship))
        shown = self.card(other, "取引先が開示した内容")
        shown.get_by_role("button", name="証跡ファイルを表示").click()
        self.assertEqual(self.fetched(other, shown, "画面.png"), ("画面.png", PICTURE))
        self.shots(other, "evidence-read")

        self.confirm(page, "消去", card.get_by_role("listitem").filter(has_text="画面.png"))
        expect(card.get_by_text("内容を消去済み")).to_be_visible()
        other.reload()
        shown.get_by_role("button", name="証跡ファイルを表示").click()
        expect(shown.get_by_role("button", name=re.compile("ダウンロード"))).to_have_count(1)

    def attach(self, page, place, name):
        """A file sent from where it belongs, and shown there."""
        place.locator("details.history > summary", has_text="証跡ファイル").click()
        place.get_by_label("ファイルを選択").set_input_files({**PDF, "name": name})
        expect(place.get_by_role("listitem").filter(has_text=name).last).to_be_visible()

    def test_sent_from_what_it_proves(self):
        draft = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/self-check/" + draft))
        self.attach(page, page.locator("#criterion-2"), "画面.pdf")
        self.assert_accessible(page, "a self-check with a file")
        [file] = self.supplier.get("/v1/evidence").json["items"]
        self.assertEqual(file["links"], [{"kind": "assessment", "id": draft, "criterion": "2"}])

        self.require(self.buyer, self.relationship, 1, "2029-03-31", questions={"important_information": True})
        look = self.buyer.post("/v1/suppliers/%s/partner-checks" % self.relationship, {"method": "visit", "result": "sufficient"})
        other = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        other.goto(self.address("/suppliers/" + self.relationship))
        self.attach(other, self.card(other, "対策状況の確認の履歴"), "訪問記録.pdf")
        [file] = self.buyer.get("/v1/evidence").json["items"]
        self.assertEqual((file["side"], file["links"][0]["id"]), ("buyer", self.assertStatus(look, 201).json["look"]))

    def chosen(self, place, files, wanted):
        """A stored file linked to what has this place, chosen from those there are."""
        place.locator("details.history > summary", has_text="証跡ファイル").click()
        place.get_by_role("button", name="登録済みのファイルを関連付ける").click()
        field = place.get_by_label("登録済みのファイル", exact=True)
        options = field.get_by_role("option")
        expect(options).to_have_count(files)
        field.select_option(label=options.filter(has_text=wanted).text_content())
        place.get_by_role("button", name="関連付ける", exact=True).click()
        expect(place.get_by_role("listitem").filter(has_text=wanted)).to_be_visible()

    def links(self, api, name):
        [file] = [one for one in api.get("/v1/evidence").json["items"] if one["name"] == name]
        return [(link["kind"], link["id"], link["criterion"]) for link in file["links"]]

    def test_a_stored_file_proves_more(self):
        """Linked and unlinked where it belongs: a criterion, a self-assessment, a declaration, papers, checks and looks."""
        declaration = self.declare(self.supplier, 1, "2026-11-20")
        draft = self.assertStatus(self.supplier.post("/v1/assessments", {"edition": "security-action-2-v3"}), 201).json["assessment"]
        [paper] = [one["paper"] for one in self.supplier.get("/v1/papers").json["items"]]
        for name in ("規程.pdf", "画面.pdf"):
            self.file(self.supplier, name)
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/self-check/" + draft))
        criterion = page.locator("#criterion-2")
        self.chosen(criterion, 2, "規程.pdf")
        self.assert_accessible(page, "a stored file at a criterion")
        self.shots(page, "evidence-linked")
        page.goto(self.address("/stars"))
        card = self.card(page, "証跡ファイル")
        row = card.get_by_role("listitem").filter(has=page.get_by_text("規程.pdf", exact=True)).first
        row.get_by_role("button", name="関連付け", exact=True).click()
        for label, kind, of_id in (("★1", "declaration", declaration), ("情報セキュリティ基本方針の公開", "paper", paper), ("自己評価", "assessment", draft)):
            field = row.get_by_label("関連付ける対象")
            field.select_option(label=field.get_by_role("option").filter(has_text=label).first.text_content())
            row.get_by_role("button", name="関連付ける", exact=True).click()
            expect(row.get_by_role("button", name="関連付け", exact=True)).to_be_visible()
            self.assertIn((kind, of_id, None), self.links(self.supplier, "規程.pdf"))
            row.get_by_role("button", name="関連付け", exact=True).click()
        self.shots(page, "evidence-links")
        self.assert_accessible(page, "links of a file")
        self.confirm(page, "関連付けを解除", row.get_by_role("listitem").filter(has_text="★1"))
        expect(row.get_by_role("listitem")).to_have_count(3)
        self.assertEqual(self.links(self.supplier, "規程.pdf"), [("assessment", draft, "2"), ("paper", paper, None), ("assessment", draft, None)])
        self.assertEqual(self.links(self.supplier, "画面.pdf"), [])
        # What is linked to the criterion of the edition is there in every self-assessment.
        [other] = [one["evidence"] for one in self.supplier.get("/v1/evidence").json["items"] if one["name"] == "画面.pdf"]
        link = {"kind": "criterion", "id": "security-action-2-v3", "criterion": "2"}
        self.assertStatus(self.supplier.put("/v1/evidence/" + other, {"name": "画面.pdf", "note": "自社用", "links": [link]}, headers={"If-Match": "*"}), 200)
        page.goto(self.address("/self-check/" + draft))
        criterion.locator("details.history > summary", has_text="証跡ファイル").click()
        self.confirm(page, "関連付けを解除", criterion.get_by_role("listitem").filter(has_text="画面.pdf"))
        expect(criterion.get_by_role("listitem")).to_have_count(1)
        self.assertEqual(self.links(self.supplier, "画面.pdf"), [])
        [note] = [one["note"] for one in self.supplier.get("/v1/evidence").json["items"] if one["name"] == "画面.pdf"]
        self.assertEqual(note, "自社用")

    def test_a_buyers_stored_file_proves_more(self):
        declaration = self.declare(self.supplier, 1, "2026-11-20")
        self.require(self.buyer, self.relationship, 1, "2029-03-31", questions={"important_information": True})
        look = self.buyer.post("/v1/suppliers/%s/partner-checks" % self.relationship, {"method": "visit", "result": "sufficient"}).json["look"]
        checks = "/v1/suppliers/%s/declarations/%s/checks" % (self.relationship, declaration)
        check = self.assertStatus(self.buyer.post(checks, {"method": "public_list", "result": "found"}), 201).json["check"]["check"]
        self.file(self.buyer, "訪問記録.pdf", side="buyer")
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/suppliers/" + self.relationship))
        card = self.card(page, "対策状況の確認の履歴")
        for has_text in ("訪問", "★の状況"):
            self.chosen(card.get_by_role("listitem").filter(has_text=has_text).filter(has=page.locator("details")).first, 1, "訪問記録.pdf")
        self.assertEqual(self.links(self.buyer, "訪問記録.pdf"), [("partner_check", look, None), ("check", check, None)])

    def file(self, api, name, side="supplier"):
        made = self.assertStatus(api.post("/v1/evidence", {"name": name, "side": side}), 201).json["evidence"]
        self.assertStatus(self.put_content(api, made, PDF["buffer"]), 200)
        return made

    def put_content(self, api, evidence, data):
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()
        path = "/v1/evidence/%s/content" % evidence
        return api.put(path, data, content_type="application/octet-stream", headers={"Content-Digest": digest})

    def test_a_refusal_is_told(self):
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/stars"))
        card = self.card(page, "証跡ファイル")
        card.get_by_label("ファイルを選択").set_input_files({"name": "setup.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\0" + bytes(500)})
        expect(card.get_by_text("この種類のファイルは登録できません。")).to_be_visible()
        self.errors.clear()


if __name__ == "__main__":
    harness.main()
