# SPDX-License-Identifier: Apache-2.0
"""An organisation leaves: nobody acts for it from then on, both sides see it, and what tells of people in it goes."""

import json
import subprocess
import threading

import harness
import people
import residue
from world import World

PATH = "/v1/organisation:close"
MARK = "閉店"
NAME = "株式会社" + MARK
# Of people in the organisation; names of companies stay.
PEOPLE = [MARK + "花子", MARK + "前任", MARK + "次郎", MARK + "のメモ", "hanako@example.jp", "heiten-boss@example.jp"]
DONE = "2027-01-01"


class Closing(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.set_day(harness.FIRST_DAY)

    def close(self, caller, name):
        return caller.post(PATH, {"name": name})

    def operator(self, *words, check=True):
        return self.server.command(*words, check=check)

    def listed(self, organisation):
        return next(line for line in self.operator("organisation", "list").stdout.splitlines() if line.startswith(organisation))

    def world(self):
        world = World(self, MARK, spare=1)
        self.boss = people.make_person(self.server, world.own, "heiten-boss@example.jp", harness.ALL_RIGHTS.split(","))
        return world

    def test_nobody_answers_its_invitations_from_then_on(self):
        own, supplier = self.make_caller(NAME, harness.ALL_RIGHTS), self.make_supplier()
        _, token = self.invite(own)
        asked = self.link(own, supplier)
        self.assertStatus(supplier.post("/v1/buyers/%s:leave" % asked), 200)
        self.assertStatus(own.post("/v1/suppliers/%s:invite" % asked), 200)
        self.assertEqual([one["relationship"] for one in supplier.get("/v1/invitations").json["items"]], [asked])
        # The job that ends them comes no further.
        with self.server.held("select from buyer_head where org_id = :'org' for update", org=own.organisation):
            self.assertStatus(self.close(own, NAME), 200)
            for verb in ("preview", "redeem", "decline"):
                caller = supplier if verb == "redeem" else self.open
                self.assertProblem(caller.post("/v1/invitations:" + verb, {"token": token}), 404, "invitation_not_found")
            self.assertEqual(supplier.get("/v1/invitations").json["items"], [])
            self.assertProblem(supplier.post("/v1/invitations/%s:accept" % asked), 404, "not_found")
            refused = self.operator("organisation", "reopen", own.organisation, check=False)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("organisation_closing", refused.stderr)
        self.eventually(lambda: supplier.get("/v1/buyers/" + asked).json["state"] == "ended")
        kept = self.server.engine(
            "select count(*) from invitation where org_id = :'org' and (superseded_at is null and used_at is null or link is not null)", org=own.organisation
        )
        self.assertEqual(kept.strip().splitlines()[-1], "0")

    def ended(self, own):
        opened = "select count(*) from job where org_id = :'org' and state in ('queued', 'running')"
        self.eventually(lambda: self.server.engine(opened, org=own.organisation).strip() == "0")

    def test_a_lost_answer_is_found_again_after_the_buyer_closed(self):
        own = self.make_caller(NAME, harness.ALL_RIGHTS)
        _, token = self.invite(own)
        redeem = lambda: self.open.post("/v1/invitations:redeem", {"token": token}, idempotency_key="lost")  # noqa: E731
        first = self.assertStatus(redeem(), 201)
        with self.server.held("select from buyer_head where org_id = :'org' for update", org=own.organisation):
            self.assertStatus(self.close(own, NAME), 200)
            self.assertEqual(self.assertStatus(redeem(), 201).json, first.json)
        self.ended(own)
        self.assertEqual(self.assertStatus(redeem(), 201).json, first.json)

    def test_erased_anew_after_a_restore_its_invitations_end(self):
        own = self.make_caller(NAME, harness.ALL_RIGHTS)
        self.invite(own)
        self.server.engine(
            "begin; select enter_as(:'org', '2026-12-01T03:00:00Z', '2026-12-01', 'restore'); select erase('{\"organisation\": true}'); commit",
            org=own.organisation,
        )
        kept = "select count(*) from invitation where org_id = :'org' and superseded_at is null"
        self.assertEqual(self.server.engine(kept, org=own.organisation).strip(), "0")

    def test_both_sides_and_the_end(self):
        world = self.world()
        own, relationship, token = world.own, world.relationship, world.token
        for contacts in ([{"name": MARK + "前任"}], []):  # who stands in the history alone
            self.assertStatus(own.patch("/v1/suppliers/" + relationship, {"contacts": contacts}), 200)
        self.assertProblem(self.close(own, "株式会社別"), 422, "name_differs", "/name")
        self.assertStatus(own.get("/v1/me"), 200)
        closed = self.assertStatus(self.close(own, NAME + "　"), 200).json
        self.assertEqual((closed["closed_on"], closed["erase_on"]), (str(harness.FIRST_DAY), DONE))
        # Nobody acts for it.
        self.assertProblem(own.get("/v1/me"), 401)
        self.assertProblem(self.boss.get("/v1/me"), 401)
        self.assertProblem(self.close(own, NAME), 401)
        self.assertProblem(self.open.post("/v1/invitations:preview", {"token": token}), 404)
        signing = self.open.post("/v1/sessions", {"email": "heiten-boss@example.jp", "password": people.PASSWORD, "organisation": own.organisation})
        self.assertProblem(signing, 403, "organisation_closed")
        refused = self.operator("user", "recover", "--organisation", own.organisation, "--email", "heiten-boss@example.jp", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("organisation_closed", refused.stderr)
        # Its supplier, then its buyer.
        its = "/v1/buyers/" + relationship
        self.eventually(lambda: world.supplier.get(its).json["state"] == "ended")
        self.assertEqual(world.supplier.get(its).json["counterparty"]["closed_on"], str(harness.FIRST_DAY))
        status = world.supplier.get(its + "/status").json["status"]
        self.assertEqual((status["status"], status["reasons"][0]["code"]), ("no_requirement", "relationship_ended"))
        theirs = "/v1/suppliers/" + world.clients[0]
        self.eventually(lambda: world.client.get(theirs).json["state"] == "declined")
        record = world.client.get(theirs).json
        self.assertEqual(record["organisation"]["closed_on"], str(harness.FIRST_DAY))
        self.assertIsNotNone(world.client.get(theirs + "/requirement").json["required_star"])
        self.assertIn("closed 2026-12-01\tto be erased " + DONE, self.listed(own.organisation))
        # A month later.
        self.set_day(DONE)
        self.eventually(lambda: self.listed(own.organisation).endswith("\terased "))
        self.assertEqual(residue.in_tables(self.server, PEOPLE), [])
        self.assertIn(NAME, self.listed(own.organisation))
        self.assertEqual(self.operator("audit", "verify", "--organisation", own.organisation, check=False).returncode, 0)
        self.assertEqual(self.operator("rebuild", "--check", check=False).returncode, 0)
        refused = self.operator("organisation", "reopen", own.organisation, check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("organisation_erased", refused.stderr)
        # What the others recorded is theirs.
        self.assertEqual(world.client.get(theirs).json["name"], record["name"])
        self.assertTrue(world.supplier.get("/v1/declarations").json["items"])

    def test_where_duties_are_separated(self):
        own = self.make_caller("株式会社分掌", harness.ALL_RIGHTS)
        keys = self.other_key(own, "keys:write")
        page = people.make_person(self.server, own, "kanri@example.jp", ["keys:write"])
        self.assertProblem(self.close(people.make_person(self.server, own, "kobai@example.jp", ["buyer:write"]), "株式会社分掌"), 403, "right_missing")
        self.assertProblem(self.close(keys, "株式会社分掌"), 403, "more_rights_than_own")
        self.assertStatus(self.close(page, "株式会社分掌"), 200)
        self.assertProblem(own.get("/v1/me"), 401)

    def test_by_somebody_who_is_signed_in(self):
        own = self.make_caller("株式会社店主", harness.ALL_RIGHTS)
        page = people.make_person(self.server, own, "tenshu@example.jp", harness.ALL_RIGHTS.split(","))
        self.assertProblem(self.close(page, "株式会社店"), 422, "name_differs", "/name")
        self.assertStatus(self.close(page, "株式会社店主"), 200)
        self.assertProblem(own.get("/v1/me"), 401)

    def waiting(self):
        """How many wait for a lock."""
        asked = [*self.server.psql(), "-c", "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"]
        return int(subprocess.run(asked, check=True, text=True, stdout=subprocess.PIPE).stdout)

    def test_many_at_once_close_it_once(self):
        own = self.make_caller("株式会社同時", harness.ALL_RIGHTS)
        answers = []
        with self.server.held("select from hoshitori.organisation where org_id = '%s' for update" % own.organisation):
            closers = [threading.Thread(target=lambda: answers.append(self.close(own, "株式会社同時"))) for _ in range(2)]
            for closer in closers:
                closer.start()
            self.eventually(lambda: self.waiting() == 2)
        for closer in closers:
            closer.join()
        closed, *late = sorted(answers, key=lambda answer: answer.status)
        self.assertStatus(closed, 200)
        for answer in late:
            self.assertProblem(answer, 403, "organisation_closed")

    def test_who_may(self):
        own = self.make_caller("株式会社権限", harness.ALL_RIGHTS)
        # Nobody ends keys and people that have more rights than his own.
        self.assertProblem(self.close(self.other_key(own, "keys:write"), "株式会社権限"), 403, "more_rights_than_own")
        self.assertStatus(own.get("/v1/me"), 200)
        self.assertProblem(self.close(self.other_key(own, "buyer:write,audit:read"), "株式会社権限"), 403)

    def test_taken_back(self):
        world = self.world()
        own = world.own
        self.assertStatus(self.close(own, NAME), 200)
        self.eventually(lambda: world.supplier.get("/v1/buyers/" + world.relationship).json["state"] == "ended")
        self.ended(own)
        self.operator("organisation", "reopen", own.organisation)
        self.operator("organisation", "reopen", own.organisation)  # is done already
        self.set_day("2027-01-10")
        key = self.server.make_key(own.organisation, harness.ALL_RIGHTS)
        again = harness.Api(self.server, key, own.organisation, NAME)
        self.assertEqual(again.get("/v1/suppliers/" + world.relationship).json["state"], "ended")
        self.assertNotEqual(again.get("/v1/suppliers/" + world.relationship).json["contacts"], [])
        self.assertNotIn("closed_on", world.supplier.get("/v1/buyers/" + world.relationship).json["counterparty"])
        relationship, token = self.invite(again)
        self.assertStatus(world.supplier.post("/v1/invitations:redeem", {"token": token}), 201)
        self.assertTrue(any(line["operation"] == "organisation reopen" for line in again.get("/v1/audit/events", query={"limit": 200}).json["items"]))
        self.assertEqual(self.operator("audit", "verify", "--organisation", own.organisation, check=False).returncode, 0)

    def test_many_relationships(self):
        """More than one chunk, and a sheet's job that is still waiting: it is stopped."""
        own = self.make_caller("株式会社多数", harness.ALL_RIGHTS)
        rows = [{"code": "M%d" % n, "name": "多数商店%d" % n} for n in range(300)]
        self.assertIn(own.post("/v1/suppliers:import?source=many", {"rows": rows}).status, (200, 202))
        self.eventually(lambda: len(own.get("/v1/suppliers", query={"text": "多数商店299"}).json["items"]) == 1)
        self.assertStatus(self.close(own, "株式会社多数"), 200)
        self.ended(own)
        self.operator("organisation", "reopen", own.organisation)
        again = harness.Api(self.server, self.server.make_key(own.organisation, harness.ALL_RIGHTS), own.organisation, "多数")
        job = lambda: next(job for job in again.get("/v1/jobs").json["items"] if job["kind"] == "close")  # noqa: E731
        self.eventually(lambda: job()["state"] == "done")
        self.assertEqual((job()["done"], job()["changed"]), (300, 300))
        self.assertEqual(again.get("/v1/suppliers", query={"state": "invited"}).json["items"], [])

    def steps(self, own):
        """All steps of its erasure: the worker's clock stands before that day."""
        done = []
        while self.server.engine("select erase_on is not null from organisation where org_id = :'org'", org=own.organisation).strip() == "t":
            done.append(self.step())
        return done

    def step(self):
        """What the transaction of the next one wrote and read, by table."""
        return json.loads(
            self.server.engine(
                "set enable_seqscan = off; begin; do $$ begin perform worker_erase('organisation', gen_random_uuid(), '2027-01-02T00:00:00Z',"
                " '2027-01-02'); end $$; select json_object_agg(relname, json_build_object('written', n_tup_upd + n_tup_del,"
                " 'read', seq_tup_read + coalesce(idx_tup_fetch, 0))) from pg_stat_xact_user_tables where schemaname = 'hoshitori'; commit"
            )
        )

    def test_one_that_is_being_erased_is_not_taken_back(self):
        """Whatever went first: here mails, of which no sum is told."""
        own = self.make_caller("株式会社途中", harness.ALL_RIGHTS)
        self.server.engine(
            "insert into mail (org_id, mail_id, kind, recipient, language, state, recorded_at)"
            " values (:'org', gen_random_uuid(), 'test', 'tochu@example.jp', 'ja', 'sent', now())",
            org=own.organisation,
        )
        self.assertStatus(self.close(own, "株式会社途中"), 200)
        self.ended(own)
        # Before those that other tests have closed, and not yet for the worker.
        self.server.engine("update organisation set erase_on = '2026-12-15' where org_id = :'org'", org=own.organisation)
        self.assertGreater(self.step()["mail"]["written"], 0)
        refused = self.operator("organisation", "reopen", own.organisation, check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("organisation_erased", refused.stderr)
        self.steps(own)

    def test_a_large_one_is_erased_in_parts(self):
        own = self.make_caller("株式会社大型", harness.ALL_RIGHTS)
        rows = [{"code": "L%d" % n, "name": "大型商店%d" % n, "memo": "大型のメモ", "contact_email": "l%d@example.jp" % n} for n in range(1200)]
        self.assertStatus(own.post("/v1/suppliers:import?source=large", {"rows": rows}), 200)
        self.assertStatus(self.close(own, "株式会社大型"), 200)
        self.ended(own)
        # As one from 0.1.0 whose log is long, and whose suppliers are kept for some years.
        self.server.engine(
            "update relationship set erase_on = '2030-01-01' where org_id = :'org'; begin;"
            " do $$ begin perform enter_as('%s', '2026-12-01T03:00:00Z', '2026-12-01', 'test'), audit_append('supplier_patch', 'suppliers/' || n,"
            ' \'{"memo": "大型のメモ"}\') from generate_series(1, 2500) n; end $$;'
            " update audit_head set plain_through = seq where org_id = :'org'; commit;"
            " insert into mail (org_id, mail_id, kind, recipient, language, state, recorded_at)"
            " select :'org', gen_random_uuid(), 'test', 'l7@example.jp', 'ja', 'sent', now() from generate_series(1, 1500);"
            " insert into api_key select (jsonb_populate_record(k, jsonb_build_object('key_id', k.key_id + n, 'name', '大型の鍵',"
            " 'hash', '\\x' || encode(sha256(n::text::bytea), 'hex')))).* from api_key k, generate_series(1, 1500) n"
            " where k.org_id = :'org' and k.key_id = (select min(x.key_id) from api_key x where x.org_id = k.org_id)" % own.organisation,
            org=own.organisation,
        )
        steps = self.steps(own)
        parts = {"relationship": 500, "board": 500, "audit_value": 1000, "audit_event": 1000, "import_row": 1000, "mail": 1000, "api_key": 1000}
        most = {table: max(step[table]["written"] for step in steps) for table in parts}
        self.assertEqual(most, parts)
        # What the parts did is not looked for again.
        self.assertEqual({table: steps[-1][table]["written"] for table in most}, dict.fromkeys(most, 0))
        self.assertEqual((steps[-1]["board_version"]["read"], steps[-1]["audit_event"]["read"] < 10), (0, True))
        self.assertEqual(residue.in_tables(self.server, ["大型のメモ", "l7@example.jp"]), [])
        # One erasure, which tells of all of it.
        told = self.server.engine(
            "select json_build_object('erasure', e.erasure_id, 'counts', e.counts) from erasure e where e.org_id = :'org'; select text from audit_event"
            " where org_id = :'org' and text::json ->> 'action' = 'erasure age' order by seq",
            org=own.organisation,
        )
        erasure, *entries = [json.loads(line) for line in told.splitlines()]
        self.assertEqual({entry["object"] for entry in entries}, {"erasures/" + erasure["erasure"]})
        erased = [name for entry in entries for name in entry["erased"]]
        self.assertEqual(len(erased), len(set(erased)))
        counts = erasure["counts"]
        self.assertEqual((counts["suppliers"], counts["audit_values"] >= 2500, counts["audit_entries"] >= 2500), (1200, True, True))
        self.assertEqual(len(erased), counts["audit_values"] + counts["audit_entries"])


if __name__ == "__main__":
    harness.main()
