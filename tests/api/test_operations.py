# SPDX-License-Identifier: Apache-2.0
"""The service as its operator sees it: probes, figures, a database that goes away, and the end."""

import http.client
import json
import os
import re
import signal
import unittest

import harness
from waiting import PATIENCE_SECONDS, until

# Operations that change what is there and take no If-Match, by why nothing of another's is lost unseen.
WITHOUT_TAG = {
    "changes the members that it names alone": {
        "supplier_patch",
        "declaration_patch",
        "organisation_patch",
        "user_patch",
        "webhook_patch",
        "assessment_answers_put",
    },
    "ends something, whatever it says": {
        "webhook_remove",
        "kept_statement_remove",
        "evidence_delete",
        "disclosure_withdraw",
        "session_end",
    },
    "comes from a system, each night, which is right; the same again changes nothing": {"supplier_put", "supplier_declaration_put"},
    "what was said before stays on file, with its day": {
        "response_put",
        "duty_put",
        "disclosure_put",
        "disclosure_show",
    },
    "is never replaced": {"evidence_content_put"},
    "of one's own session or account, with the password where it matters": {
        "session_extend",
        "own_password_put",
        "second_factor_put",
        "own_mail_put",
    },
}


class Replacements(harness.ApiTest):
    def test_each_asks_for_the_tag_or_has_a_reason(self):
        document = self.open.get("/openapi.json").json
        untagged = set()
        for entry in document["paths"].values():
            for method in {"put", "patch", "delete"} & set(entry):
                operation = entry[method]
                taken = {self.name(parameter) for parameter in entry.get("parameters", []) + operation.get("parameters", [])}
                if not any(name.startswith("IfMatch") for name in taken):
                    untagged.add(operation["operationId"])
                elif not {"412", "428"} <= set(operation["responses"]):
                    self.fail("%s takes If-Match, and refuses nothing by it" % operation["operationId"])
        reasons = [name for names in WITHOUT_TAG.values() for name in names]
        self.assertEqual(sorted(reasons), sorted(untagged))

    @staticmethod
    def name(parameter):
        return parameter.get("$ref", "").rpartition("/")[2] or parameter["name"].replace("-", "")


class Service(harness.ApiTest):
    def test_probes_need_no_key(self):
        self.assertEqual(self.assertStatus(self.open.get("/livez"), 200).json, {"live": True})
        self.assertEqual(self.assertStatus(self.open.get("/readyz"), 200).json, {"ready": True})

    def test_contract(self):
        document = self.assertCached(self.open, "/openapi.json").json
        self.assertEqual(document["openapi"], "3.1.0")
        self.assertIn("/v1/me", document["paths"])

    def test_metrics(self):
        def served():
            text = self.assertStatus(self.open.get("/metrics"), 200).text
            found = re.search(r'hoshitori_request_seconds_count\{operation="me_get"\} (\d+)', text)
            return int(found[1]) if found else 0

        before = served()
        caller = self.make_buyer()
        caller.get("/v1/me")
        caller.get("/v1/me")
        # Counted when the last byte has gone: the one who gets it may be quicker.
        self.eventually(lambda: served() == before + 2)
        answer = self.open.get("/metrics")
        self.assertEqual(answer.headers.get_content_type(), "text/plain")
        self.assertIn("hoshitori_database_exchanges_total", answer.text)
        self.assertNotIn(caller.organisation, answer.text)

    def test_what_is_not_there(self):
        for path in ("/v1", "/v1/nothing", "/v1/me/", "/v2/me", "//v1/me", "/nothing"):
            with self.subTest(path=path):
                self.assertProblem(self.open.get(path), 404)
        answer = self.assertProblem(self.open.post("/v1/me"), 405, "method_not_allowed")
        self.assertIn("GET", answer.headers["Allow"])

    def test_problems_speak_two_languages(self):
        ja, en = (self.open.in_language(language).get("/v1/me").json for language in ("ja", "en;q=0.9, fr"))
        self.assertEqual(ja["code"], en["code"])
        self.assertRegex(ja["title"], "[ぁ-ん]")
        self.assertNotRegex(en["title"], "[ぁ-んァ-ヶ一-龠]")

    def test_request_id(self):
        answer = self.open.get("/v1/me", headers={"X-Request-Id": "chosen-by-the-client"})
        self.assertRegex(answer.headers["X-Request-Id"], r"^[0-9a-f-]{36}$")
        self.assertEqual(answer.json["request_id"], answer.headers["X-Request-Id"])
        self.assertNotEqual(self.open.get("/v1/me").json["request_id"], self.open.get("/v1/me").json["request_id"])

    def test_log_is_lines_of_json(self):
        self.open.get("/v1/me", headers={"X-Request-Id": "find-me-in-the-log"})

        def logged():
            with open(self.server.log_path, encoding="utf-8") as log:
                return [json.loads(line) for line in log if "find-me-in-the-log" in line]

        line = self.eventually(logged)[0]
        self.assertEqual(line["operation"], "me_get")
        self.assertEqual(line["status"], 401)

    def test_log_tells_who_was_refused_what(self):
        buyer = self.make_buyer()
        reader = buyer.with_key(self.server.make_key(buyer.organisation, "buyer:read"))
        refused = self.assertProblem(reader.post("/v1/suppliers", {"name": "株式会社甲"}), 403, "right_missing")
        line = self.eventually(lambda: [json.loads(line) for line in self.server.log().splitlines() if refused.json["request_id"] in line])[0]
        told = {name: line.get(name) for name in ("operation", "organisation", "status", "code")}
        self.assertEqual(told, {"operation": "supplier_add", "organisation": buyer.organisation, "status": 403, "code": "right_missing"})
        self.assertRegex(line["key"], r"^[0-9]+$")

    def test_log_tells_of_a_test_clock(self):
        with open(self.server.log_path, encoding="utf-8") as log:
            self.assertIn("a test clock is set", log.read())


class DatabaseAway(unittest.TestCase):
    """A server of its own, since its database is taken away."""

    def setUp(self):
        self.server = harness.Server()
        self.addCleanup(self.server.end)
        self.server.start()
        self.api = harness.Api(self.server)
        organisation = self.server.make_organisation("株式会社停電")
        self.key = self.server.make_key(organisation, harness.ALL_RIGHTS)
        self.caller = self.api.with_key(self.key)

    def until(self, check):
        until(check, self.server.log)

    def backends(self, postmaster):
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open("/proc/%s/stat" % entry, encoding="ascii", errors="replace") as file:
                        parent = int(file.read().rsplit(")", 1)[1].split()[1])
                    with open("/proc/%s/cmdline" % entry, encoding="utf-8", errors="replace") as file:
                        title = file.read()
                except OSError:
                    continue
                if parent == postmaster and "hoshitori_app" in title:
                    found.append(int(entry))
        return found

    def test_away_and_back(self):
        postmaster = self.server.postgres_pid()
        self.assertEqual(self.caller.get("/v1/me").status, 200)
        os.kill(postmaster, signal.SIGSTOP)
        try:
            for backend in self.backends(postmaster):
                os.kill(backend, signal.SIGTERM)
            self.until(lambda: self.api.get("/readyz").status == 503)
            answer = self.caller.get("/v1/me")
            self.assertEqual(answer.status, 503, answer)
            self.assertGreater(int(answer.headers["Retry-After"]), 0)
            self.assertEqual(answer.headers.get_content_type(), "application/problem+json")
            self.assertNotRegex(answer.text, r"(?i)postgres|libpq|sqlstate|socket|hoshitori_|connection|\.c\b|/tmp")
            self.assertEqual(self.api.get("/livez").status, 200)
            refused = self.caller.post("/v1/suppliers", {"name": "株式会社半端"}, idempotency_key="half")
            self.assertEqual(refused.status, 503, refused)
        finally:
            os.kill(postmaster, signal.SIGCONT)
        self.until(lambda: self.api.get("/readyz").status == 200)
        self.assertEqual(self.caller.get("/v1/suppliers").json["items"], [])
        added = self.caller.post("/v1/suppliers", {"name": "株式会社半端"}, idempotency_key="half")
        self.assertEqual(added.status, 201, added)

    def test_killed_and_started_again(self):
        killed = self.server.postgres_pid()
        os.kill(killed, signal.SIGKILL)
        self.until(lambda: self.api.get("/readyz").status == 200 and self.server.postgres_pid() != killed)
        self.until(lambda: self.caller.get("/v1/me").status == 200)


class End(unittest.TestCase):
    def test_drains_and_stops_and_starts_again(self):
        server = harness.Server()
        self.addCleanup(server.end)
        server.start()
        organisation = server.make_organisation("株式会社終業")
        key = server.make_key(organisation, harness.ALL_RIGHTS)
        body = json.dumps({"name": "株式会社途中"}).encode()
        connection = http.client.HTTPConnection(server.address, timeout=PATIENCE_SECONDS)
        connection.putrequest("POST", "/v1/suppliers")
        for name, value in (
            ("Authorization", "Bearer " + key),
            ("Idempotency-Key", "drain"),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
        ):
            connection.putheader(name, value)
        connection.endheaders(body[:10])
        watcher = harness.Api(server)
        # Its own request is one of those in flight.
        until(lambda: "\nhoshitori_requests_in_flight 2\n" in watcher.get("/metrics").text)
        postgres = server.postgres_pid()
        server.process.send_signal(signal.SIGTERM)
        until(lambda: '"event":"stopping"' in server.log())
        connection.send(body[10:])
        answer = connection.getresponse()
        self.assertEqual(answer.status, 201, answer.read())
        answer.read()
        connection.close()
        server.stop()
        self.assertFalse(os.path.exists("/proc/%d" % postgres))
        server.start()
        caller = harness.Api(server, key)
        self.assertEqual([s["name"] for s in caller.get("/v1/suppliers").json["items"]], ["株式会社途中"])


if __name__ == "__main__":
    harness.main()
