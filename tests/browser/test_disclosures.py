# SPDX-License-Identifier: Apache-2.0
"""What a supplier shows, and its buyer asks for and reads, each on its own page."""

import base64
import hashlib
import re

import vocabulary
from browser import BrowserTest, expect, harness

KINDS = ("readiness", "gaps", "answers", "evidence")


class Disclosures(BrowserTest):
    def setUp(self):
        super().setUp()
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.require(self.buyer, self.relationship, 3, "2027-06-30")
        self.assess(self.supplier, "scs-2026-03-27", unlike={"1-2-1-2": "partial", "1-2-1-3": "not_implemented"})

    def card(self, page, title):
        return page.locator("section", has=page.get_by_role("heading", name=title, exact=True))

    def test_asked_shown_and_read(self):
        page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        page.goto(self.address("/suppliers/" + self.relationship))
        card = self.card(page, "取引先が開示した内容")
        expect(card.get_by_text("非開示")).to_have_count(4)
        expect(card.get_by_role("button", name=re.compile("を表示"))).to_have_count(0)
        card.get_by_role("button", name="開示を依頼").click()
        card.get_by_role("checkbox", name="回答").uncheck()
        card.get_by_label("依頼の理由").fill("図面をお預けする工程のため、未充足の内容を確認させてください。")
        self.shots(page, "disclosure-ask")
        card.get_by_role("button", name="依頼する").click()
        expect(card.get_by_text("回答待ち")).to_be_visible()

        other = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        self.go(other, "/requests", "要求と充足状況")
        self.card(other, "開示の依頼が届いています").get_by_role("link", name=self.buyer.name).click()
        shown = self.card(other, "開示範囲")
        expect(shown.get_by_text("図面をお預けする工程のため")).to_be_visible()
        self.confirm(other, "依頼された内容を開示", shown)
        expect(shown.get_by_text("開示済み")).to_be_visible()
        expect(shown.get_by_role("checkbox", name="準備状況")).to_be_checked()
        expect(shown.get_by_role("checkbox", name="回答")).not_to_be_checked()
        shown.get_by_role("listitem").filter(has_text="該当なしの理由").get_by_role("button", name="期間を設定").click()
        shown.get_by_label("開示の最終日").fill("2026-11-30")
        shown.get_by_role("button", name="保存").click()
        expect(shown.locator(".field-wrong")).to_have_count(1)
        shown.get_by_label("開示を始める日").fill("2027-01-04")
        shown.get_by_label("開示の最終日").fill("2027-03-31")
        shown.get_by_role("button", name="保存").click()
        expect(shown.get_by_text("開示予定")).to_be_visible()

        page.reload()
        expect(card.get_by_text("開示中")).to_have_count(3)
        card.get_by_role("button", name="準備状況を表示").click()
        expect(card.get_by_text(re.compile("81件中79件"))).to_be_visible()
        card.get_by_role("button", name="未充足項目を表示").click()
        expect(card.get_by_text(re.compile(r"^1-2-1-3\."))).to_be_visible()
        self.shots(page, "disclosure-read")
        self.assert_accessible(page, "disclosures of a supplier")

        other.reload()
        expect(shown.get_by_role("heading", name="この発注企業の閲覧")).to_be_visible()
        expect(shown.get_by_text(re.compile("^準備状況 ★3"))).to_be_visible()
        self.shots(other, "disclosure-shown")
        self.assert_accessible(other, "what a buyer sees")
        shown.get_by_role("checkbox", name="未充足項目").uncheck()
        expect(shown.get_by_text("非開示")).to_have_count(1)
        self.assertEqual(self.buyer.get("/v1/suppliers/%s/gaps" % self.relationship).code, "nothing_shown")
        self.errors.clear()

    def test_what_is_shown_already_keeps_its_days(self):
        its = "/v1/buyers/%s/disclosures" % self.relationship
        asked = {"kinds": ["readiness", "gaps", "answers"], "reason": "確認のため"}
        self.assertStatus(self.buyer.post("/v1/suppliers/%s/disclosure-requests" % self.relationship, asked), 201)
        days = {"readiness": {"from": None, "last_day": "2027-03-31"}, "gaps": {"from": "2027-01-04", "last_day": None}}
        for kind, period in days.items():
            self.assertStatus(self.supplier.put("%s/%s" % (its, kind), {name: day for name, day in period.items() if day}), 200)
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + self.relationship))
        card = self.card(page, "開示範囲")
        self.confirm(page, "依頼された内容を開示", card)
        expect(card.get_by_text("開示済み")).to_be_visible()
        shown = {kind["kind"]: kind for kind in self.supplier.get(its).json["items"]}
        self.assertEqual((shown["readiness"]["last_day"], shown["gaps"]["from"], shown["answers"]["state"]), ("2027-03-31", "2027-01-04", "shown"))

    def store_evidence(self):
        data = b"%PDF-1.7 " + bytes(99)
        made = self.assertStatus(self.supplier.post("/v1/evidence", {"name": "規程.pdf"}), 201).json["evidence"]
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(data).digest()).decode()
        answer = self.supplier.put("/v1/evidence/%s/content" % made, data, content_type="application/octet-stream", headers={"Content-Digest": digest})
        self.assertStatus(answer, 200)

    def readable(self):
        """What the buyer's key then reads."""
        answers = {kind: self.buyer.get("/v1/suppliers/%s/%s" % (self.relationship, kind)) for kind in KINDS}
        for answer in answers.values():
            self.assertIn((answer.status, answer.json.get("code")), ((200, None), (404, "nothing_shown")))
        return {kind for kind, answer in answers.items() if answer.status == 200}

    def labelled(self, kind, language):
        """Its word stands first, what is so of it behind."""
        return re.compile("^%s " % vocabulary.word("disclosure_kind", kind, language))

    def assertListed(self, page, language, expected):
        """The page marks these kinds and no other, and the buyer reads just them."""
        for kind in KINDS:
            box = page.get_by_role("checkbox", name=self.labelled(kind, language))
            expect(box).to_be_checked(checked=kind in expected)
        self.assertEqual(self.readable(), expected)

    def test_what_the_invitation_lists_is_what_is_shown_then(self):
        """Of a buyer that had asked and been shown all before its supplier left: it begins with what the invitation lists."""
        self.store_evidence()
        its, own = "/v1/buyers/" + self.relationship, "/v1/suppliers/" + self.relationship
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        for language in ("ja", "en"):
            asked = {"kinds": ["readiness", "gaps"], "reason": "確認のため"}
            self.assertStatus(self.buyer.post(own + "/disclosure-requests", asked), 201)
            for kind in KINDS:
                self.assertStatus(self.supplier.put("%s/disclosures/%s" % (its, kind), {}), 200)
            self.assertEqual(self.readable(), set(KINDS))
            self.assertStatus(self.supplier.post(its + ":leave"), 200)
            self.assertEqual(self.readable(), set())
            token = self.assertStatus(self.buyer.post(own + ":invite"), 200).json["invitation"]["token"]
            page.goto(self.address("/invitations#token=" + token))
            if language == "en":
                page.get_by_role("button", name="English").click()
            shown = page.locator("ul.reasons").last.locator("li")
            preview = self.open.in_language(language).post("/v1/invitations:preview", {"token": token}).json["shown_to_buyer"]
            expect(shown).to_have_text([one["text"] for one in preview])
            self.assertEqual([one["code"][6:] for one in preview], ["organisation", "stars", "assessments", "papers", "readiness", "nothing_of_others"])
            page.get_by_role("button", name={"ja": "承諾する", "en": "Accept"}[language], exact=True).click()
            expect(page).to_have_url(self.address("/requests/" + self.relationship))
            self.assertListed(page, language, set())
            self.assertEqual(self.buyer.get(own).json["organisation"]["name"], self.supplier.name)
            self.assertNotIn("1-2-1-3", self.buyer.get(own + "/status").text)
            shown_now = set()
            for kind in KINDS:
                page.get_by_role("checkbox", name=self.labelled(kind, language)).click()
                shown_now.add(kind)
                self.assertListed(page, language, shown_now)
            for kind in KINDS:
                self.assertStatus(self.supplier.delete("%s/disclosures/%s" % (its, kind)), 200)
        self.errors.clear()

    def test_declined(self):
        self.buyer.post("/v1/suppliers/%s/disclosure-requests" % self.relationship, {"kinds": ["answers"], "reason": "確認のため"})
        page = self.signed_in(self.supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/requests/" + self.relationship))
        card = self.card(page, "開示範囲")
        card.get_by_role("button", name="見送る").click()
        card.get_by_label("発注企業への回答").fill("準備状況の開示で代えさせてください。")
        card.get_by_role("button", name="見送る").click()
        expect(card.get_by_text("見送り", exact=True)).to_be_visible()
        expect(card.get_by_text("準備状況の開示で代えさせてください。")).to_be_visible()


if __name__ == "__main__":
    harness.main()
