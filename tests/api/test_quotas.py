# SPDX-License-Identifier: Apache-2.0
"""How much one organisation may have on file: to the last one, also when many ask at once."""

import concurrent.futures
import os
import unittest
import uuid

import harness
from people import PASSWORD, make_person, session_of

IMPORT = "/v1/suppliers:import"
HEAD = "取引先コード,取引先名"


class Quotas(harness.ApiTest):
    def allow(self, caller, kind, most):
        self.server.command("quota", "set", "--organisation", caller.organisation, "--kind", kind, "--most", str(most))
        return caller

    def buyer(self, most):
        return self.allow(self.make_buyer(), "suppliers", most)

    def supplier(self, kind, most):
        return self.allow(self.make_supplier(), kind, most)

    def shown(self, caller):
        lines = self.server.command("quota", "show", "--organisation", caller.organisation).stdout.splitlines()
        self.assertEqual(lines[0], "kind\tused\tmost\tstandard")
        return {kind: tuple(map(int, numbers)) for kind, *numbers in (line.split("\t") for line in lines[1:])}

    def add(self, buyer, code):
        return buyer.post("/v1/suppliers", {"name": "山本金属株式会社", "code": code})

    def at_once(self, times, send):
        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(send, range(times)))
        for answer in answers:
            if answer.status == 409:
                self.assertEqual(answer.code, "quota_reached", answer)
        return [answer.status for answer in answers].count(201)

    def send(self, buyer, *codes, **query):
        text = "\r\n".join([HEAD] + ["%s,山本金属株式会社" % code for code in codes]) + "\r\n"
        return self.assertStatus(buyer.post(IMPORT, text.encode(), query=query, content_type="text/csv"), 200).json

    def test_who_is_at_the_end_is_told_what_to_do(self):
        buyer = self.buyer(2)
        for code in ("A", "B"):
            self.assertStatus(self.add(buyer, code), 201)
        answer = self.assertProblem(self.add(buyer, "C"), 409, "quota_reached")
        self.assertEqual(answer.json["params"], {"quota": "suppliers", "most": 2})
        self.assertIn("2件", answer.json["title"])
        self.assertIn("operator", self.add(buyer.in_language("en"), "C").json["title"])
        self.assertProblem(buyer.put("/v1/suppliers/code:C", {"name": "山本金属株式会社", "code": "C"}), 409, "quota_reached")
        self.assertStatus(buyer.post("/v1/suppliers/code:A:end"), 200)
        self.assertStatus(self.add(buyer, "C"), 201)
        self.assertEqual(self.shown(buyer)["suppliers"], (2, 2, 100000))

    def test_what_is_no_text_is_named(self):
        done = self.server.command("quota", "set", "--organisation", self.make_buyer().organisation, "--kind", "\udcff", "--most", "1", check=False)
        self.assertEqual((done.returncode, done.stderr), (1, "hoshitori: quota set: what is given must be UTF-8\n"))

    def test_a_refused_one_leaves_nothing(self):
        buyer = self.buyer(0)
        self.assertProblem(self.add(buyer, "A"), 409, "quota_reached")
        self.assertStatus(buyer.get("/v1/suppliers/code:A"), 404)
        self.assertEqual(self.shown(buyer)["suppliers"][0], 0)

    def test_suppliers_at_once(self):
        buyer = self.buyer(5)
        self.assertEqual(self.at_once(32, lambda n: self.add(buyer, "N-%d" % n)), 5)
        self.assertEqual(self.shown(buyer)["suppliers"][0], 5)
        self.assertEqual(len(buyer.get("/v1/suppliers").json["items"]), 5)

    def test_rows_beyond_are_refused_each(self):
        buyer = self.buyer(4)
        self.assertStatus(self.add(buyer, "A"), 201)
        trial = self.send(buyer, "A", "B", "C", "D", "E", "F", dry_run="true", mode="per_row")
        done = self.send(buyer, "A", "B", "C", "D", "E", "F", mode="per_row")
        for answer in (trial, done):
            self.assertEqual((answer["counts"]["added"], answer["counts"]["refused"]), (3, 2), answer)
            self.assertEqual([problem["line"] for problem in answer["problems"]], [6, 7])
            [fault] = answer["problems"][0]["faults"]
            self.assertEqual((fault["code"], fault["params"]["most"]), ("quota_reached", 4))
        self.assertEqual(self.shown(buyer)["suppliers"][0], 4)

    def test_a_whole_sheet_or_nothing(self):
        buyer = self.buyer(2)
        answer = self.send(buyer, "A", "B", "C", mode="atomic")
        self.assertEqual((answer["applied"], answer["counts"]["refused"]), (False, 1))
        self.assertEqual(self.shown(buyer)["suppliers"][0], 0)

    def test_a_sheet_and_single_ones_at_once(self):
        buyer = self.buyer(30)
        codes = ["S-%d" % n for n in range(20)]
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            sheet = thread.submit(self.send, buyer, *codes, mode="per_row")
            single = self.at_once(30, lambda n: self.add(buyer, "N-%d" % n))
            added = sheet.result()["counts"]["added"]
        self.assertEqual(single + added, 30)
        self.assertEqual(self.shown(buyer)["suppliers"][0], 30)

    def test_keys(self):
        buyer = self.allow(self.make_buyer(), "api_keys", 3)

        def make(n):
            return buyer.post("/v1/api-keys", {"name": "K-%d" % n, "rights": ["buyer:read"], "expires_on": "2027-06-30"})

        self.assertEqual(self.at_once(12, make), 2)
        self.assertEqual(self.shown(buyer)["api_keys"][0], 3)
        listed = buyer.get("/v1/api-keys").json["items"]
        newest = next(key for key in listed if key["name"].startswith("K-"))
        self.assertStatus(buyer.post("/v1/api-keys/%s:revoke" % newest["key"]), 200)
        self.assertStatus(make(99), 201)

    def test_assessments(self):
        supplier = self.supplier("assessments", 2)
        body = {"edition": "security-action-2-v3", "star": 2}
        self.assertEqual(self.at_once(8, lambda n: supplier.post("/v1/assessments", body)), 2)

    def test_papers(self):
        supplier = self.supplier("papers", 2)
        body = {"kind": "policy_publication", "dated_on": "2026-11-01", "url": "https://example.jp/policy"}
        self.assertEqual(self.at_once(8, lambda n: supplier.post("/v1/papers", body)), 2)

    def test_declarations(self):
        supplier = self.supplier("declarations", 1)
        self.declare(supplier, 1, "2026-11-01")
        answer = supplier.post("/v1/declarations", {"star": 2, "id": harness.declaration_id(), "declared_on": "2026-11-01"})
        self.assertProblem(answer, 409, "too_many_declarations")

    def test_jobs(self):
        buyer = self.allow(self.make_buyer(), "jobs", 0)
        text = (HEAD + "\r\nA,山本金属株式会社\r\n").encode()
        self.assertProblem(buyer.post(IMPORT, text, content_type="text/csv"), 409, "quota_reached")
        self.assertStatus(buyer.get("/v1/suppliers/code:A"), 404)
        self.allow(buyer, "jobs", 1)
        for _ in range(3):
            self.send(buyer, "A")

    def test_people(self):
        buyer = self.allow(self.make_buyer(), "users", 2)

        def make(n):
            return buyer.post("/v1/users", {"email": "q%s@example.jp" % harness.declaration_id(), "name": "甲", "rights": ["buyer:read"]})

        self.assertEqual(self.at_once(8, make), 2)
        self.assertEqual(self.shown(buyer)["users"], (2, 2, 1000))
        gone = buyer.get("/v1/users").json["items"][0]["user"]
        self.assertStatus(buyer.post("/v1/users/%s:remove" % gone), 200)
        self.assertStatus(make(9), 201)

    def test_rules(self):
        buyer = self.allow(self.make_buyer(), "rules", 1)
        rule = {"required_star": 1, "due_in_days": 90}
        self.assertStatus(buyer.put("/v1/rules/tag:A", rule), 201)
        self.assertProblem(buyer.put("/v1/rules/tag:B", rule), 409, "quota_reached")
        changed = buyer.put("/v1/rules/tag:A", {**rule, "due_in_days": 91}, headers={"If-Match": buyer.get("/v1/rules/tag:A").etag})
        self.assertStatus(changed, 200)
        self.assertStatus(buyer.delete("/v1/rules/tag:A", headers={"If-Match": buyer.get("/v1/rules/tag:A").etag}), 200)
        self.assertStatus(buyer.put("/v1/rules/tag:B", rule), 201)

    # What is counted by the day

    def spend(self, kind, caller, send, most=2):
        """`most` of a kind today, not one more, and the next day again."""
        self.allow(caller, kind, most)
        for n in range(most):
            self.assertIn(send(n).status, (200, 201))
        answer = self.assertProblem(send(most), 409, "daily_quota_reached")
        self.assertEqual(answer.json["params"], {"quota": kind, "most": most})
        self.assertEqual(self.shown(caller)[kind][:2], (most, most))
        self.set_day("2026-12-02")
        self.assertIn(send(most + 1).status, (200, 201))

    def test_changes_of_a_day(self):
        buyer = self.make_buyer()
        self.spend("changes", buyer, lambda n: self.add(buyer, "C-%d" % n))

    def test_a_job_that_uses_the_day_up_stops_and_goes_on_the_next(self):
        """A sheet in parts, whose end counts and is never refused, then a change of each of its suppliers."""
        buyer = self.allow(self.make_buyer(), "changes", 1)
        job = lambda answer: self.assertStatus(buyer.get("/v1/jobs/" + answer["job"]), 200).json  # noqa: E731
        rows = [{"code": "M%d" % n, "name": "多数商店%d" % n} for n in range(2050)]
        sheet = self.assertStatus(buyer.post(IMPORT, {"rows": rows}, query={"source": "many"}), 202).json
        self.eventually(lambda: job(sheet)["state"] == "done")
        self.allow(buyer, "changes", 1000)
        change = self.assertStatus(buyer.post("/v1/suppliers:change", {"change": {"category": "加工"}}), 202).json
        self.eventually(lambda: job(change)["state"] == "stopped")
        stopped = job(change)
        self.assertEqual(stopped["error"]["code"], "daily_quota_reached")
        self.assertLessEqual(stopped["changed"], 1000)
        self.set_day("2026-12-02")
        self.allow(buyer, "changes", 5000)
        self.assertStatus(buyer.post("/v1/jobs/%s:start" % change["job"]), 200)
        self.eventually(lambda: job(change)["state"] == "done")
        self.assertEqual(job(change)["changed"], 2050)

    def test_invitations_of_a_day(self):
        buyer = self.make_buyer()
        supplier, _ = self.invite(buyer)
        self.allow(buyer, "invitations", 2)
        again = "/v1/suppliers/%s:invite" % supplier
        self.assertStatus(buyer.post(again), 200)
        self.assertProblem(buyer.post(again), 409, "daily_quota_reached")
        self.set_day("2026-12-02")
        self.assertStatus(buyer.post(again), 200)

    def test_letters_are_counted_each(self):
        buyer = self.make_buyer()
        for _ in range(3):
            self.invite(buyer)
        self.allow(buyer, "invitations", 5)
        self.assertProblem(buyer.post("/v1/invitations:letters", {}), 409, "daily_quota_reached")

    def test_links_of_a_day(self):
        buyer = self.make_buyer()
        made = buyer.post("/v1/users", {"email": "l@example.jp", "name": "甲", "rights": ["buyer:read"]}).json
        self.allow(buyer, "links", 2)
        again = "/v1/users/%s:invite" % made["user"]["user"]
        self.assertStatus(buyer.post(again), 200)
        self.assertProblem(buyer.post(again), 409, "daily_quota_reached")

    def test_talks_of_a_day(self):
        buyer, supplier, relationship = self.linked_pair()
        self.spend(
            "consultations",
            buyer,
            lambda n: buyer.post("/v1/suppliers/%s/consultations" % relationship, {"asked_on": "2026-11-01", "asked_by": "supplier", "text": "協議 %d" % n}),
        )

    def test_requests_for_disclosure_of_a_day(self):
        buyer, supplier = self.make_buyer(), self.make_supplier()
        pairs = [self.link(buyer, supplier) for _ in range(4)]
        ask = {"kinds": ["gaps"], "reason": "図面をお預けするため"}
        self.spend("disclosure_requests", buyer, lambda n: buyer.post("/v1/suppliers/%s/disclosure-requests" % pairs[n], ask))

    def test_messages_to_webhooks_that_are_sent_by_hand(self):
        buyer = self.allow(self.make_buyer(rights=harness.ALL_RIGHTS), "webhook_messages", 3)
        made = self.assertStatus(buyer.post("/v1/webhooks", {"url": "https://hooks.example.jp/star"}), 201).json["webhook"]["webhook"]
        path = "/v1/webhooks/" + made
        sent = [self.assertStatus(buyer.post(path + ":test"), 201).json["delivery"] for _ in range(2)]
        self.assertStatus(buyer.post("%s/deliveries/%s:redeliver" % (path, sent[0])), 200)
        for again in (path + ":test", "%s/deliveries/%s:redeliver" % (path, sent[1])):
            self.assertProblem(buyer.post(again), 409, "daily_quota_reached")
        self.assertEqual(self.shown(buyer)["webhook_messages"], (3, 3, 1000))
        self.assertStatus(buyer.delete(path), 200)

    def test_organisations_that_one_buyer_founds(self):
        buyer = self.make_buyer()
        tokens = [self.invite(buyer)[1] for _ in range(4)]
        self.spend("founded", buyer, lambda n: self.open.post("/v1/invitations:redeem", {"token": tokens[n]}))

    def test_what_strangers_do_uses_nothing_up(self):
        buyer = self.allow(self.make_buyer(), "changes", 0)
        person = buyer.organisation
        self.open.post("/v1/sessions", {"email": "nobody@example.jp", "password": "x", "organisation": person})
        self.assertEqual(self.shown(buyer)["changes"][0], 0)

    def test_a_key_does_not_keep_itself_by_using_the_day_up(self):
        buyer = self.make_buyer()
        email = "k%s@example.jp" % harness.declaration_id()
        admin = make_person(self.server, buyer, email, ["buyer:read", "buyer:write", "keys:write"])
        stolen = self.assertStatus(buyer.post("/v1/api-keys", {"name": "漏れた鍵", "rights": ["buyer:write"]}), 201).json
        clerk = buyer.post("/v1/users", {"email": "c" + email, "name": "甲", "rights": ["buyer:read"]}).json
        for kind in ("changes", "links"):
            self.allow(buyer, kind, 0)
        self.assertProblem(self.add(buyer.with_key(stolen["secret"]), "A"), 409, "daily_quota_reached")
        self.assertStatus(admin.delete("/v1/session"), 204)
        start = lambda: session_of(self.server, self.assertStatus(self.open.post("/v1/sessions", {"email": email, "password": PASSWORD}), 201))
        page, other = start(), start()
        ended = [item["session"] for item in page.get("/v1/me/sessions").json["items"] if not item["own"]]
        self.assertStatus(page.post("/v1/me/sessions/%s:end" % ended[0]), 200)
        self.assertStatus(page.post("/v1/api-keys/%s:revoke" % stolen["api_key"]["key"]), 200)
        self.assertStatus(page.post("/v1/users/%s:remove" % clerk["user"]["user"]), 200)
        self.assertProblem(self.add(page, "A"), 409, "daily_quota_reached")
        self.assertStatus(other.get("/v1/me"), 401)
        self.server.command("user", "recover", "--organisation", buyer.organisation, "--email", email)

    def test_ten_sessions_of_a_person(self):
        admin = self.make_buyer()
        email = "s%s@example.jp" % harness.declaration_id()
        pages = [make_person(self.server, admin, email, ["buyer:read"])]
        for n in range(10):
            self.set_instant("2026-12-01T03:%02d:00Z" % (2 * n + 1))
            pages.append(session_of(self.server, self.open.post("/v1/sessions", {"email": email, "password": PASSWORD})))
        self.assertEqual([page.get("/v1/me").status for page in pages], [401] + [200] * 10)

    def test_rebuild_counts_anew(self):
        """What was loaded past the service, as here, is found and counted."""
        buyer = self.make_buyer()
        script = os.path.join(harness.TOP, "tests", "support", "suppliers.sql")
        self.server.sql(script, buyer=buyer.organisation, suppliers=7)
        done = self.server.command("rebuild", "--check", check=False)
        self.assertIn("%s\tsuppliers\t" % buyer.organisation, done.stdout)
        self.server.command("rebuild")
        self.server.command("rebuild", "--check")
        self.assertEqual(self.shown(buyer)["suppliers"][0], 7)

    def test_what_the_operator_cannot_set(self):
        buyer = self.make_buyer()
        for words, status in (
            (("--kind", "planets", "--most", "1"), 1),
            (("--kind", "papers", "--most", "-1"), 2),
            (("--kind", "papers", "--most", "many"), 2),
            (("--kind", "papers"), 2),
        ):
            done = self.server.command("quota", "set", "--organisation", buyer.organisation, *words, check=False)
            self.assertEqual(done.returncode, status, (words, done.stderr))
        for words in (("show",), ("set", "--kind", "papers", "--most", "1")):
            done = self.server.command("quota", words[0], "--organisation", str(uuid.uuid4()), *words[1:], check=False)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("no organisation", done.stderr)


if __name__ == "__main__":
    unittest.main()
