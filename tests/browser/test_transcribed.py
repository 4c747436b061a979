# SPDX-License-Identifier: Apache-2.0
"""A self-check whose edition was transcribed anew meanwhile: what came and what changed is marked, and answered."""

import json
import os

from browser import BrowserTest, expect, harness

CATALOGUE = os.path.join(harness.TOP, "schema", "catalogue")
EDITION = "scs-transcribed"


class Transcribed(BrowserTest):
    def load(self, name):
        with open(os.path.join(CATALOGUE, name), encoding="utf-8") as file:
            body = {**json.load(file), "id": EDITION}
        path = os.path.join(self.server.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(body, file, ensure_ascii=False)
        self.server.command("catalogue", "import", path)
        return body["criteria"]

    def test_what_came_and_what_changed_is_marked_until_it_is_answered(self):
        supplier = self.make_supplier()
        first = self.load("scs-2026-03-27.json")
        made = self.assertStatus(supplier.post("/v1/assessments", {"edition": EDITION, "star": 4}), 201).json["assessment"]
        path = "/v1/assessments/%s" % made
        answers = [{"criterion": c["id"], "answer": "implemented"} for c in first if 4 in c["stars"]]
        self.assertStatus(supplier.put(path + "/answers", {"answers": answers}), 200)
        second = self.load("scs-2026-03-27.t2.json")
        page = self.signed_in(supplier.organisation, harness.SUPPLIER_RIGHTS)
        page.goto(self.address("/self-check/" + made))
        expect(page.locator(".criterion")).to_have_count(153)
        expect(page.get_by_text("追加された評価基準が72件、未回答です")).to_be_visible()
        expect(page.get_by_text("文言が改められた項目が7件あります")).to_be_visible()
        expect(page.get_by_role("heading", name="1-2 役割・責任・権限")).to_be_visible()
        corrected = page.locator("#criterion-4-1-1-4")
        expect(page.locator("#criterion-1-1-1-1").get_by_text("文言の出典：第三者の資料の要約")).to_be_visible()
        expect(corrected.get_by_text("文言が改められました")).to_be_visible()
        self.shot(page, "transcribed")
        corrected.get_by_role("button", name="回答はこのままでよい").click()
        expect(corrected.get_by_text("文言が改められました")).to_have_count(0)
        expect(page.get_by_text("文言が改められた項目が6件あります")).to_be_visible()
        added = page.locator("#criterion-1-1-1-1")
        expect(added.get_by_text("追加された評価基準です")).to_be_visible()
        added.get_by_label("一部実施").click()
        expect(added.get_by_text("追加された評価基準です")).to_have_count(0)
        expect(page.get_by_text("保存済み")).to_be_visible()
        page.get_by_role("button", name="提出する").click()
        page.get_by_role("dialog").get_by_role("button", name="提出する").click()
        expect(page.get_by_text("未回答です。回答してから提出してください")).to_be_visible()
        known = {c["id"] for c in first} | {"1-1-1-1"}
        rest = [{"criterion": c["id"], "answer": "partial"} for c in second if c["id"] not in known]
        self.assertStatus(supplier.put(path + "/answers", {"answers": rest}), 200)
        page.reload()
        expect(page.get_by_text("153件中153件に回答")).to_be_visible()
        page.get_by_role("button", name="提出する").click()
        page.get_by_role("dialog").get_by_role("button", name="提出する").click()
        expect(page.get_by_text("提出しました。")).to_be_visible()
        expect(page.get_by_text("文言が改められた項目が6件あります")).to_be_visible()
        page.goto(self.address("/stars"))
        expect(page.get_by_text("うち★3の評価基準は81件中81件です")).to_be_visible()


if __name__ == "__main__":
    harness.main()
