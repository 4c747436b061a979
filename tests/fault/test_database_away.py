# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL that is there and does not serve, or not as before: every answer is 503 or right, every wait has an end, and
the server is back by itself."""

import itertools
import threading
import time
import unittest

import forms
import harness
from lost_database import LostDatabase
from waiting import promised

_serial = itertools.count(1)


class DatabaseAway(LostDatabase):
    def ask_all(self, buyer):
        """One request of each kind at once; their answers and how long they took."""

        def ask(method, path, body, out):
            began = time.monotonic()
            answer = buyer.request(method, path, body)
            out.append((answer, time.monotonic() - began))

        out = []
        threads = [
            threading.Thread(target=ask, args=(*request, out))
            for request in (
                ("GET", "/v1/suppliers", None),
                ("GET", "/v1/statuses/summary", None),
                ("POST", "/v1/suppliers", {"name": "株式会社無音", "code": "S-%d" % next(_serial)}),
                ("PUT", "/v1/rules/tag:CAD", {"required_star": 2, "due_in_days": 90, "reason": "図面"}),
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return out

    def served_again(self, api):
        return self.eventually(lambda: api.get("/v1/me").status == 200)

    def test_silent_database(self):
        """Every wait has an end, and what does not need PostgreSQL goes on meanwhile."""
        buyer = self.make_buyer()
        self.assertStatus(buyer.get("/v1/me"), 200)
        self.proxy.silent = True
        answers = []
        asking = threading.Thread(target=lambda: answers.extend(self.ask_all(buyer)))
        asking.start()
        while asking.is_alive():
            self.assertEqual(self.open.get("/livez").status, 200)
            asking.join(1)
        self.proxy.silent = False
        for answer, seconds in answers:
            self.assertProblem(answer, 503)
            # A silent connection is given up after 8 s (store/pool.c), where several statements are under way once a new one
            # did not come within 2 s; every other one to the same PostgreSQL with it. A new one is within 3 s.
            self.assertLess(seconds, promised(15))
        self.served_again(buyer)
        self.check_all()
        forms.figure("a silent PostgreSQL: 503 after %.1f s at most", max(seconds for _, seconds in answers))

    def test_no_connection_left(self):
        """53300, and 57P01 for those that are open."""
        buyer = self.make_buyer()
        self.sql("alter role hoshitori_app connection limit 0")
        try:
            self.terminate()
            for answer, _ in self.ask_all(buyer):
                self.assertProblem(answer, 503)
                self.assertNotIn("hoshitori_app", answer.text)
            # The log tells why, the client is not told.
            self.assertRegex(self.server.log(), '"status":503,.*too many connections for role')
        finally:
            self.sql("alter role hoshitori_app connection limit -1")
        self.served_again(buyer)

    def terminate(self):
        """As a shutdown or an operator does: 57P01."""
        return self.sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'hoshitori_app' and client_port is not null")

    def test_terminated_sessions(self):
        """Whoever asks does not notice."""
        buyer = self.make_buyer()
        for i in range(10):
            self.assertStatus(buyer.get("/v1/me"), 200)
            self.terminate()
            if i % 2:
                self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社途切れ", "code": "K-%d" % i}), 201)

    def test_became_a_standby(self):
        """25006 on open sessions, and new ones are refused by target_session_attrs."""
        buyer = self.make_buyer()
        self.assertStatus(buyer.get("/v1/me"), 200)
        self.sql("alter system set default_transaction_read_only = on")
        try:
            self.sql("select pg_reload_conf()")
            self.eventually(lambda: buyer.post("/v1/suppliers", {"name": "株式会社待機"}).status == 503)
            self.assertGreater(self.proxy.counts["25006"], 0)
        finally:
            self.sql("set default_transaction_read_only = off; alter system reset default_transaction_read_only")
            self.sql("select pg_reload_conf()")
        self.served_again(buyer)
        self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社待機"}), 201)

    def test_another_session_behind_the_connection(self):
        """26000, as behind a pooler that keeps no prepared statements."""
        buyer = self.make_buyer()
        before = self.proxy.counts["26000"]
        for i in range(10):
            self.assertStatus(buyer.get("/v1/me"), 200)
            self.proxy.swap_next()
            if i % 2:
                self.assertStatus(buyer.post("/v1/suppliers", {"name": "株式会社交替", "code": "W-%d" % i}), 201)
            else:
                self.assertStatus(buyer.get("/v1/suppliers"), 200)
        self.assertGreaterEqual(self.proxy.counts["26000"] - before, 5)

    def test_changed_result(self):
        """0A000: the result of a prepared statement changed its type, as by a migration."""
        buyer = self.make_buyer()
        name = "hoshitori.api_key_page(timestamptz, bigint, int)"
        now = self.sql("select pg_get_functiondef('%s'::regprocedure)" % name)
        other = now.replace("recorded_at timestamp with time zone", "recorded_at timestamp without time zone")
        for definition in (other, now):
            before = self.proxy.counts["0A000"]
            for _ in range(30):  # on whichever connection, now and below
                self.assertStatus(buyer.get("/v1/api-keys"), 200)
            self.sql(
                "begin; set search_path = hoshitori; drop function %s; %s; alter function %s owner to hoshitori_engine;"
                " revoke all on function %s from public; grant execute on function %s to hoshitori_app; commit" % (name, definition, name, name, name)
            )
            for _ in range(30):
                self.assertStatus(buyer.get("/v1/api-keys"), 200)
            self.assertGreater(self.proxy.counts["0A000"], before)


@unittest.skipUnless(forms.LONG, "the same over a Unix socket, in the long form")
class DatabaseAwayBySocket(DatabaseAway):
    by_socket = True


if __name__ == "__main__":
    harness.main()
