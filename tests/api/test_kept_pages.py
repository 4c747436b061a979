# SPDX-License-Identifier: Apache-2.0
"""A page that the server made before is shown again only as long as it is right: to whoever may see it, in
the same words, on the same day, and never after a change."""

import harness
from harness import BUYER_RIGHTS

PAGES = ("/v1/statuses?side=buyer&limit=1", "/v1/suppliers?limit=1")


class KeptPages(harness.ApiTest):
    def setUp(self):
        self.server.set_day(harness.FIRST_DAY)
        self.buyer, self.supplier, self.relationship = self.linked_pair()
        self.assertStatus(self.buyer.post("/v1/suppliers", {"name": "株式会社あとから"}), 201)

    def again(self, caller, path, **headers):
        """The page, asked for until it can come from what was kept."""
        first, second, third = (self.assertStatus(caller.get(path, headers=headers), 200) for _ in range(3))
        for other in (second, third):
            self.assertEqual((first.body, first.etag, first.headers["Link"]), (other.body, other.etag, other.headers["Link"]))
        return third

    def test_a_change_is_seen_at_once(self):
        for path in PAGES:
            before = self.again(self.buyer, path)
            self.require(self.buyer, self.relationship, 1 if path == PAGES[0] else 2, "2027-06-30")
            after = self.again(self.buyer, path.replace("limit=1", "limit=2"))
            self.assertNotEqual(before.etag, after.etag)
            self.assertIn(1 if path == PAGES[0] else 2, [item["status"]["required_star"] for item in after.json["items"]])
            self.assertNotEqual(self.again(self.buyer, path.replace("limit=1", "limit=2")).body, before.body)

    def test_the_same_page_changes_again_and_again(self):
        path = "/v1/statuses?side=buyer&limit=50"
        for star in (1, 2, 1, 2):
            self.require(self.buyer, self.relationship, star, "2027-06-30")
            stars = [item["status"]["required_star"] for item in self.whole(path).json["items"]]
            self.assertIn(star, stars)
            self.assertNotIn(3 - star, stars)

    def whole(self, path):
        first, second, third = (self.assertStatus(self.buyer.get(path), 200) for _ in range(3))
        self.assertEqual((first.body, first.etag), (second.body, second.etag))
        self.assertEqual((first.body, first.etag), (third.body, third.etag))
        return third

    def test_organisations_languages_and_days_have_their_own(self):
        other, _, _ = self.linked_pair()
        self.assertStatus(other.post("/v1/suppliers", {"name": "株式会社ほか"}), 201)
        path = PAGES[0]
        own = self.again(self.buyer, path)
        self.assertFalse(set(self.ids(own)) & set(self.ids(self.again(other, path))))
        english = self.again(self.buyer, path, **{"Accept-Language": "en"})
        self.assertNotEqual(own.body, english.body)
        self.server.set_day("2026-12-02")
        self.assertEqual(self.again(self.buyer, path).json["items"][0]["status"]["as_of"], "2026-12-02")

    def test_whatever_the_address_is_filled_up_with(self):
        path = PAGES[0] + "&" * 20000
        own = self.again(self.buyer, path)
        self.assertNotEqual(own.etag, self.assertStatus(self.buyer.get(PAGES[0] + "&" * 19999), 200).etag)
        self.assertNotEqual(own.body, self.again(self.buyer, path, **{"Accept-Language": "en"}).body)
        self.server.set_day("2026-12-02")
        self.assertEqual(self.again(self.buyer, path).json["items"][0]["status"]["as_of"], "2026-12-02")

    def ids(self, answer):
        return [item["status"]["relationship"] for item in answer.json["items"]]

    def test_whoever_lost_the_right_sees_none(self):
        self.again(self.buyer, PAGES[0])
        other = self.server.make_key(self.buyer.organisation, "supplier:read")
        self.assertStatus(self.buyer.with_key(other).get(PAGES[0]), 403)
        key = self.server.make_key(self.buyer.organisation, BUYER_RIGHTS)
        known = self.buyer.with_key(key)
        self.again(known, PAGES[0])
        self.server.command("key", "revoke", known.get("/v1/me").json["key"]["key"], "--organisation", self.buyer.organisation)
        self.assertStatus(known.get(PAGES[0]), 401)

    def test_what_was_erased_is_gone_at_once(self):
        contact = {"name": "印消 太郎", "email": "inshou@example.jp"}
        made = self.buyer.post("/v1/suppliers", {"name": "株式会社いちばん", "contacts": [contact], "memo": "印消メモ"})
        self.assertStatus(made, 201)
        own = made.json["supplier"]["relationship"]
        self.assertStatus(self.buyer.post("/v1/suppliers/%s:end" % own), 200)
        path = "/v1/suppliers?limit=50"
        before = self.buyer.get(path)
        for _ in range(2):
            self.assertIn("印消", self.buyer.get(path).text)
        self.assertStatus(self.buyer.post("/v1/erasures", {"relationship": own}), 200)
        self.assertNotIn("印消", self.buyer.get(path).text)
        self.assertNotEqual(self.buyer.get(path).etag, before.etag)

    def test_a_known_tag_is_not_modified(self):
        page = self.again(self.buyer, PAGES[0])
        self.assertStatus(self.buyer.get(PAGES[0], headers={"If-None-Match": page.headers["ETag"]}), 304)
        self.assertEqual(self.buyer.get(PAGES[0], headers={"If-None-Match": '"another"'}).body, page.body)


if __name__ == "__main__":
    harness.main()
