# SPDX-License-Identifier: Apache-2.0
"""The server's secret is changed under two servers without ending a key, a session, a second factor or a link, or
losing a file."""

import base64
import datetime
import hashlib
import shutil
import threading
import unittest

import harness
from forms import figure
from people import PASSWORD, code_of, make_person
from postgres import Postgres, SharedServer

KEY = {"name": "夜間連携", "rights": ["buyer:read"]}
FILE = b"evidence"
FILES, WEBHOOKS = 15, 60


class Use(threading.Thread):
    """Callers who ask one server after the other without a pause while the secret changes; one that is being started
    again answers nothing, and none refuses them."""

    def __init__(self, servers, callers):
        super().__init__()
        self.servers, self.callers = servers, callers
        self.ended, self.answered, self.refused = threading.Event(), 0, []

    def run(self):
        while not self.ended.is_set():
            for server in self.servers:
                for caller in self.callers:
                    asker = harness.Api(server, caller.key)
                    asker.checked = False
                    try:
                        answer = asker.get("/v1/me")
                    except OSError:
                        continue
                    self.answered += answer.status == 200
                    if answer.status not in (200, 503):
                        self.refused.append(answer)

    def end(self):
        self.ended.set()
        self.join()


class SecretChange(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres().start().prepare()
        cls.addClassCleanup(cls.postgres.end)
        cls.postgres.create("hoshitori")
        cls.server = cls.one = SharedServer(cls.postgres, "hoshitori")
        cls.two = SharedServer(cls.postgres, "hoshitori", like=cls.one)
        for server in (cls.one, cls.two):
            cls.addClassCleanup(server.end)
        cls.one.command("migrate")
        cls.two.settings["HOSHITORI_SECRET_FILE"] = cls.two.directory + "/secret"
        cls.one.start()
        shutil.copy(cls.one.settings["HOSHITORI_SECRET_FILE"], cls.two.settings["HOSHITORI_SECRET_FILE"])
        cls.two.start()
        cls.open = harness.Api(cls.one)

    def at(self, server, caller):
        """The same caller at another server."""
        return harness.Api(server, caller.key)

    def answers(self, callers, page):
        for server in (self.one, self.two):
            for caller in callers:
                self.assertStatus(self.at(server, caller).get("/v1/me"), 200)
        self.assertStatus(page.put("/v1/session"), 200)

    def give_and_restart(self, check):
        """The file goes to the other server; each is started anew, while the other serves."""
        shutil.copy(self.one.settings["HOSHITORI_SECRET_FILE"], self.two.settings["HOSHITORI_SECRET_FILE"])
        for server in (self.one, self.two):
            server.stop()
            server.start()
            check()

    def generations(self):
        lines = self.one.command("secret", "show").stdout.splitlines()[1:]
        return {(int(number), kind): int(rows) for number, kind, rows in (line.split("\t") for line in lines)}

    def file_stored(self, caller):
        path = "/v1/evidence/%s/content" % self.assertStatus(caller.post("/v1/evidence", {"name": "a.txt", "side": "buyer"}), 201).json["evidence"]
        digest = "sha-256=:%s:" % base64.b64encode(hashlib.sha256(FILE).digest()).decode()
        self.assertStatus(caller.put(path, FILE, content_type="application/octet-stream", headers={"Content-Digest": digest}), 200)
        return path

    def test_two_servers_and_two_generations(self):
        buyer = self.make_buyer()
        page = make_person(self.one, buyer, "kagi@example.jp", ["buyer:read", "keys:write"])
        self.second_factor(page)
        made = self.assertStatus(buyer.post("/v1/api-keys", KEY, idempotency_key="kept"), 201)
        idle = self.assertStatus(buyer.post("/v1/api-keys", KEY), 201).json["api_key"]["key"]
        holder = buyer.with_key(made.json["secret"])
        _, token = self.invite(buyer)
        cursor = buyer.get("/v1/api-keys", query={"limit": 1}).json["next_cursor"]
        callers = [buyer, holder]
        file = self.file_stored(buyer)
        # Of several kinds together more than fit one exchange with the database.
        for _ in range(FILES - 1):
            self.file_stored(buyer)
        for _ in range(WEBHOOKS // 20):
            other = self.make_buyer(rights=harness.ALL_RIGHTS)
            callers.append(other)
            for n in range(20):
                self.assertStatus(other.post("/v1/webhooks", {"url": "https://hooks.example.jp/%d" % n}), 201)

        def check():
            self.answers(callers, page)
            for server in (self.one, self.two):
                asker = self.at(server, buyer)
                self.assertEqual(asker.post("/v1/api-keys", KEY, idempotency_key="kept").body, made.body)
                self.assertStatus(asker.get("/v1/api-keys", query={"limit": 1, "cursor": cursor}), 200)
                self.assertStatus(harness.Api(server).post("/v1/invitations:preview", {"token": token}), 200)
                self.assertEqual(self.assertStatus(asker.get(file), 200).body, FILE)

        check()
        use = Use((self.one, self.two), list(callers))
        use.start()
        self.addCleanup(use.end)
        self.assertEqual({number for number, _ in self.generations()}, {1})
        self.one.command("secret", "add")
        self.give_and_restart(check)
        self.assertEqual({number for number, _ in self.generations()}, {1})
        self.one.command("secret", "use")
        self.give_and_restart(check)
        new = self.assertStatus(buyer.post("/v1/api-keys", KEY), 201).json
        callers.append(buyer.with_key(new["secret"]))
        check()
        # Used keys are of the new generation; what was not used, and what lives for a day, is still of the old one.
        self.eventually(lambda: self.generations().get((1, "keys")) == 1)
        self.eventually(lambda: self.generations().get((2, "second factors")) == 1)
        self.eventually(lambda: self.generations().get((2, "files")) == FILES)
        self.eventually(lambda: self.generations().get((2, "webhooks")) == WEBHOOKS)
        self.assertEqual({(1, "second factors"), (1, "files"), (1, "webhooks")} & set(self.generations()), set())
        check()
        refused = self.one.command("secret", "retire", "--generation", "1", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("rows are of generation 1", refused.stderr)
        # Later nothing names it any more.
        self.assertStatus(buyer.post("/v1/api-keys/%s:revoke" % idle), 200)
        self.set_instant("2027-04-02T03:00:00Z")
        self.eventually(lambda: {number for number, _ in self.generations()} == {2})
        self.one.command("secret", "retire", "--generation", "1")
        self.give_and_restart(lambda: None)
        for server in (self.one, self.two):
            for caller in callers:
                self.assertStatus(self.at(server, caller).get("/v1/me"), 200)
        use.end()
        self.assertEqual(use.refused, [])
        self.assertGreater(use.answered, 0)
        figure("secret: changed under two servers, %d keys lived on, %d requests meanwhile and none refused", len(callers), use.answered)

    def second_factor(self, page):
        offered = self.assertStatus(page.post("/v1/me/second-factor:offer", {"password": PASSWORD}), 200).json
        noon = int(datetime.datetime.fromisoformat("2026-12-01T03:00:00+00:00").timestamp())
        self.assertStatus(page.put("/v1/me/second-factor", {"code": code_of(offered["key"], noon)}), 200)

    def test_what_cannot_be_done(self):
        self.assertEqual(self.one.command("secret", "use", check=False).returncode, 1)
        self.assertEqual(self.one.command("secret", "retire", "--generation", "0", check=False).returncode, 2)
        for number in ("2", "7"):
            self.assertEqual(self.one.command("secret", "retire", "--generation", number, check=False).returncode, 1)


if __name__ == "__main__":
    unittest.main()
