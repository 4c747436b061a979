# SPDX-License-Identifier: Apache-2.0
"""Webhooks as people set them up: added, the secret shown once, tried, looked at, sent again, switched off."""

import re

from browser import BrowserTest, expect, harness
from receiver import Receiver


class Webhooks(BrowserTest):
    server_options = ["--webhooks-anywhere=1"]

    def setUp(self):
        super().setUp()
        self.answer = 204
        self.receiver = Receiver(lambda number: self.answer)
        self.addCleanup(self.receiver.end)
        self.buyer = self.make_buyer()
        self.page = self.signed_in(self.buyer.organisation, harness.BUYER_RIGHTS)
        self.go(self.page, "/webhooks", "Webhook")

    def add(self):
        page = self.page
        page.get_by_label("URL").fill(self.receiver.url)
        page.get_by_label(re.compile("^説明")).fill("購買システム")
        page.get_by_role("button", name="送信先を追加").click()
        secret = page.locator(".link-text")
        expect(secret).to_have_text(re.compile("^whsec_"))
        expect(page.get_by_label("URL")).to_have_value("")
        expect(page.get_by_label(re.compile("^説明"))).to_have_value("")
        return secret.inner_text()

    def row(self):
        return self.page.locator("li.person", has_text=self.receiver.url)

    def test_the_secret_is_shown_once(self):
        secret = self.add()
        expect(self.row()).to_contain_text("購買システム")
        self.shots(self.page, "webhook-added")
        self.page.reload()
        expect(self.row()).to_be_visible()
        expect(self.page.get_by_text(secret)).to_have_count(0)
        self.confirm(self.page, "シークレットを更新", self.row())
        renewed = self.page.locator(".link-text")
        expect(renewed).to_have_text(re.compile("^whsec_"))
        expect(renewed).not_to_have_text(secret)

    def test_a_message_that_failed_is_sent_again(self):
        self.add()
        self.answer = 503
        row = self.row()
        row.get_by_role("button", name="テスト送信").click()
        sent = row.locator("li", has_text="テスト送信")
        # Without anything else being done: what is tried in a moment is shown in a moment.
        expect(sent).to_contain_text("(503)")
        expect(sent).to_contain_text("次の送信")
        expect(sent.get_by_role("button", name="再送")).to_have_count(0)
        self.shots(self.page, "webhook-failing")
        self.answer = 204
        self.set_instant("2026-12-01T03:10:00Z")
        self.eventually(lambda: len(self.receiver.taken) == 2)
        self.page.reload()
        row.get_by_role("button", name="送信記録").click()
        expect(sent).to_contain_text("(204)")
        sent.get_by_role("button", name="再送").click()
        self.eventually(lambda: len(self.receiver.taken) == 3)
        first, _, last = (headers["webhook-id"] for headers, _ in self.receiver.taken)
        self.assertEqual(first, last)

    def test_one_that_is_switched_off_says_why_and_is_switched_on_again(self):
        self.add()
        self.answer = 410
        row = self.row()
        row.get_by_role("button", name="テスト送信").click()
        expect(row.locator("li", has_text="テスト送信")).to_contain_text("(410)")
        self.page.reload()
        expect(row).to_contain_text("410")
        expect(row.get_by_role("button", name="テスト送信")).to_have_count(0)
        self.shots(self.page, "webhook-disabled")
        row.get_by_role("button", name="再開").click()
        expect(row).to_contain_text("有効")
        row.get_by_role("button", name="停止").click()
        expect(row.get_by_role("button", name="再開")).to_be_visible()
        self.confirm(self.page, "削除", row)
        expect(row).to_have_count(0)

    def test_who_may_not_change_it_only_looks(self):
        self.add()
        page = self.signed_in(self.buyer.organisation, "audit:read")
        self.go(page, "/webhooks", "Webhook")
        row = page.locator("li.person", has_text=self.receiver.url)
        row.get_by_role("button", name="送信記録").click()
        expect(row).to_contain_text("送信の記録はありません。")
        expect(page.get_by_role("button", name="送信先を追加")).to_have_count(0)
        expect(row.get_by_role("button")).to_have_count(1)


class Addresses(BrowserTest):
    """Without the switch for development."""

    def test_an_address_that_may_not_be_is_told_at_its_field(self):
        _, page = self.buyer_page()
        self.go(page, "/webhooks", "Webhook")
        for url in ("https://10.0.0.1/", "https://user:word@erp.toto.co.jp/"):
            page.get_by_label("URL").fill(url)
            page.get_by_role("button", name="送信先を追加").click()
            expect(page.locator(".field-wrong .field-fault")).to_have_count(1)
            expect(page.locator(".link-text")).to_have_count(0)
            page.get_by_label("URL").fill("")


if __name__ == "__main__":
    harness.main()
