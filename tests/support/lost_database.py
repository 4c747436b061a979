# SPDX-License-Identifier: Apache-2.0
"""A server whose connections to PostgreSQL can be broken. A first one owns the private PostgreSQL and is frozen; the one
under trial reaches it through postgres_proxy.py."""

import collections
import os
import signal
import time

import harness
from postgres_proxy import Proxy
from waiting import PATIENCE_SECONDS, lasting, pace, until

PAUSE = 0.05


class Through(harness.Server):
    """A server on another one's database, through a proxy."""

    def __init__(self, home, proxy, options=()):
        super().__init__(options)
        self.home, self.proxy = home, proxy
        self.clock = home.clock

    def environment(self):
        environment = super().environment()
        environment.update(
            HOSHITORI_DATABASE_URL=self.proxy.conninfo("hoshitori_app", "hoshitori"),
            HOSHITORI_SECRET_FILE=os.path.join(self.home.data_dir, "secret"),
            HOSHITORI_SIGNING_KEY_FILE=os.path.join(self.home.data_dir, "signing-key"),
            HOSHITORI_STATEMENT_KEY_FILE=os.path.join(self.home.data_dir, "statement-key"),
        )
        return environment


class Caller:
    """Repeats what was answered 503, as every client should; counts the answers."""

    def __init__(self, api, answers):
        self.api, self.answers = api, answers

    def settle(self, method, path, body=None, **options):
        for _ in lasting(PATIENCE_SECONDS):
            began = time.monotonic()
            answer = self.api.request(method, path, body, **options)
            self.answers[answer.status] += 1
            self.answers["slowest"] = max(self.answers["slowest"], time.monotonic() - began)
            if answer.status != 503:
                return answer
            if not int(answer.headers["Retry-After"]) > 0:
                raise AssertionError("without Retry-After: %r" % answer)
            pace(PAUSE)
        raise AssertionError("%s %s: 503 for ever" % (method, path))

    def expect(self, statuses, method, path, body=None, **options):
        answer = self.settle(method, path, body, **options)
        if answer.status not in statuses:
            raise AssertionError("%s %s: %r" % (method, path, answer))
        return answer


class LostDatabase(harness.ApiTest):
    by_socket = False

    @classmethod
    def setUpClass(cls):
        cls.home = harness.Server().start()
        cls.addClassCleanup(cls.home.end)
        cls.proxy = Proxy(os.path.join(cls.home._postmaster()[4], ".s.PGSQL.5432"), cls.home.directory if cls.by_socket else None).start()
        cls.addClassCleanup(cls.proxy.stop)
        cls.server = Through(cls.home, cls.proxy)
        cls.freeze()
        cls.server.start()
        cls.addClassCleanup(cls.server.end)
        cls.open = harness.Api(cls.server)
        cls.answers = collections.Counter()

    @classmethod
    def freeze(cls):
        """The owner of PostgreSQL does nothing any more, in the middle of no transaction."""
        cls.addClassCleanup(cls.home.process.send_signal, signal.SIGCONT)

        def stopped_idle():
            cls.home.process.send_signal(signal.SIGSTOP)
            if cls.sql("select count(*) from pg_stat_activity where usename = 'hoshitori_app' and state <> 'idle'") == "0":
                return True
            cls.home.process.send_signal(signal.SIGCONT)
            return False

        until(stopped_idle, lambda: "the first server is never idle")

    @classmethod
    def sql(cls, text):
        return cls.home.sql(text).strip()

    def setUp(self):
        super().setUp()
        self.proxy.plan, self.proxy.silent = None, False

    def make_caller(self, name, rights, number=None, vouch=False, reading=None):
        """By a command, which does not go through the proxy."""
        organisation = self.home.make_organisation(name, number, vouch, reading)
        return harness.Api(self.server, self.home.make_key(organisation, rights), organisation, name)

    def caller(self, api):
        return Caller(api, self.answers)

    def all_items(self, api, path, **query):
        items, cursor = [], None
        while True:
            page = api.get(path, query={**query, "limit": 200, **({"cursor": cursor} if cursor else {})})
            self.assertStatus(page, 200)
            items += page.json["items"]
            cursor = page.json["next_cursor"]
            if not cursor:
                return items

    def check_all(self):
        """What holds whatever happened: boards follow from facts, chains are whole."""
        rebuilt = self.home.command("rebuild", "--check", check=False, seconds=300)
        self.assertEqual(rebuilt.returncode, 0, rebuilt.stdout + rebuilt.stderr)
        verified = self.home.command("audit", "verify", check=False, seconds=300)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
