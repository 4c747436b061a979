# SPDX-License-Identifier: Apache-2.0
import harness
from scripted_smtp import SendsMail


class Me(harness.ApiTest):
    def test_organisation_key_and_day(self):
        number = harness.corporate_number()
        buyer = self.make_buyer(name="北斗精機株式会社", reading="ホクトセイキ", number=number, vouch=True)
        self.set_instant("2027-02-28T15:00:00Z")
        me = self.assertCached(buyer, "/v1/me").json
        self.assertEqual(
            me["organisation"],
            {"organisation": buyer.organisation, "name": "北斗精機株式会社", "reading": "ホクトセイキ", "corporate_number": number, "number_proven": True},
        )
        self.assertEqual(me["day"], "2027-03-01")
        self.assertEqual(me["key"]["rights"], harness.BUYER_RIGHTS.split(","))
        self.assertEqual(me["key"]["last4"], buyer.key[-4:])
        self.assertIsNone(me["key"]["revoked_at"])

    def test_whether_the_service_sends_mail(self):
        self.assertIs(self.make_buyer().get("/v1/me").json["mail"], False)

    def test_any_key_will_do(self):
        for right in harness.ALL_RIGHTS.split(","):
            with self.subTest(right=right):
                self.assertStatus(self.make_caller("株式会社一権", right).get("/v1/me"), 200)

    def test_keys_that_are_none(self):
        self.assertGuarded("GET", "/v1/me")
        key = self.make_buyer().key
        for wrong in (key[:-1], key + "0", key[:40] + ("0" if key[40] != "0" else "1") + key[41:], "hsi_" + key[4:], "Bearer", ""):
            with self.subTest(wrong=wrong):
                answer = harness.Api(self.server).get("/v1/me", headers={"Authorization": "Bearer " + wrong})
                self.assertProblem(answer, 401)
        self.assertProblem(self.open.get("/v1/me", headers={"Authorization": "Basic " + key}), 401)

    def test_tag_does_not_outlive_the_day(self):
        buyer = self.make_buyer()
        tag = buyer.get("/v1/me").etag
        self.set_day("2026-12-02")
        self.assertStatus(buyer.get("/v1/me", headers={"If-None-Match": tag}), 200)

    def test_unknown_parameter(self):
        self.assertProblem(self.make_buyer().get("/v1/me?days=1"), 422, "unknown_parameter", "?days")

    def test_conditions_keep_to_the_contract(self):
        """Tags of any length and none at all were let pass."""
        caller = self.make_buyer()
        for tag, code in (("", "too_short"), ("x" * 1001, "too_long")):
            self.assertProblem(caller.get("/v1/me", headers={"If-None-Match": tag}), 422, code, "header:If-None-Match")
        self.assertStatus(caller.get("/v1/me", headers={"If-None-Match": "x" * 1000}), 200)


class MeWithMail(SendsMail, harness.ApiTest):
    def test_whether_the_service_sends_mail(self):
        self.assertIs(self.make_buyer().get("/v1/me").json["mail"], True)


if __name__ == "__main__":
    harness.main()
