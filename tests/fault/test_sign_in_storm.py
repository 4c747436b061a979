# SPDX-License-Identifier: Apache-2.0
"""Passwords are hashed by a few threads that yield to all others, for few requests at a time: strangers who sign in
as fast as they can slow nobody down, and neither keep people out. What a look-up refuses is never hashed."""

import datetime
import json
import os
import signal
import subprocess
import sys
import threading
import time

import harness
from forms import choose, figure
from people import PASSWORD
from service import TOP, Api
from waiting import PATIENCE_SECONDS, lasting, pace, promised

A_SECOND, ADDRESSES = 45, 3  # sign-ins in all, and from how many addresses
ROUNDS, SECONDS = choose((6, 2), (20, 6))
PAUSE = 0.02
ADDED_SECONDS = 0.05
# The short form's machine may be busy with other things: there so many times the quiet time is good enough.
SHARE, TIMES = choose((0.9, 4), (0.99, 0))
TRIES = 10
STORM = os.path.join(TOP, "tests", "support", "storm.py")


def percentile(seconds, share):
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


class Storm:
    """tests/support/storm.py, less urgent than what is measured."""

    def __init__(self, server):
        self.address = server.address.rsplit(":", 1)
        self.statuses = {}

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-B", STORM, *self.address, str(A_SECOND), str(ADDRESSES)],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=lambda: os.nice(5),
        )
        return self

    def __exit__(self, *_):
        self.statuses = json.loads(self.process.communicate(timeout=PATIENCE_SECONDS)[0])


class SignInStorm(harness.ApiTest):
    def person(self):
        buyer = self.make_buyer()
        email = "storm-%s@example.jp" % harness.declaration_id()
        made = self.assertStatus(buyer.post("/v1/users", {"email": email, "name": "花子", "rights": ["buyer:read"]}), 201)
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": made.json["link"]["token"], "password": PASSWORD}), 200)
        return email

    def ask_for(self, caller, seconds):
        """Durations of a caller's requests."""
        took = []
        for _ in lasting(seconds):
            began = time.monotonic()
            self.assertStatus(caller.get("/v1/me"), 200)
            took.append(time.monotonic() - began)
            pace(PAUSE)
        return took

    def nothing_asked(self):
        """But by this."""
        return "\nhoshitori_requests_in_flight 1\n" in self.open.get("/metrics").text

    def sign_in(self, email):
        """How many tries a right sign-in needs, each after what Retry-After asks for."""
        for tried in range(1, TRIES):
            answer = self.open.post("/v1/sessions", {"email": email, "password": PASSWORD}, headers={"X-Forwarded-For": "198.51.100.1"})
            if answer.status == 201:
                return tried
            self.assertProblem(answer, 503, "sign_in_busy")
            pace(int(answer.headers["Retry-After"]))
        self.fail("a right sign-in never got through")

    def test_others_notice_nothing_and_people_get_in(self):
        buyer, email = self.make_buyer(), self.person()
        self.ask_for(buyer, 1)
        quiet, stormy, tries = [], [], []
        with Storm(self.server) as storm:
            for number in range(ROUNDS):
                storm.pause()
                # Their addresses have to wait by now (429), and would be no storm: two days later they begin anew.
                self.set_day((datetime.date.fromisoformat(harness.FIRST_DAY) + datetime.timedelta(2 * number)).isoformat())
                self.eventually(self.nothing_asked)
                quiet += self.ask_for(buyer, SECONDS)
                storm.go_on()
                stormy += self.ask_for(buyer, SECONDS)
                tries.append(self.sign_in(email))
        statuses = storm.statuses
        figure(
            "%d sign-ins a second of strangers (%s): %d requests of others, 0 errors, p99 %.1f ms (quiet %.1f ms); right sign-ins after %s tries",
            A_SECOND,
            statuses,
            len(stormy),
            percentile(stormy, 0.99),
            percentile(quiet, 0.99),
            tries,
        )
        added = percentile(stormy, SHARE) - percentile(quiet, SHARE)
        self.assertLess(added, max(1000 * promised(ADDED_SECONDS), TIMES * percentile(quiet, SHARE)))
        self.assertLessEqual(set(statuses), {"401", "429", "503", "0"})  # a pause breaks a connection off
        self.assertIn("503", statuses, "there was no storm: this tries nothing")

    def test_what_a_look_up_refuses_is_not_hashed(self):
        """So many at once would find no place to hash in."""
        made = self.make_buyer().post("/v1/users", {"email": "once@example.jp", "name": "花子", "rights": ["buyer:read"]})
        token = made.json["link"]["token"]
        self.assertStatus(self.open.post("/v1/user-links:accept", {"token": token, "password": PASSWORD}), 200)
        relationship, invitation = self.invite(self.make_buyer())
        self.assertStatus(self.open.post("/v1/invitations:decline", {"token": invitation}), 200)
        person = {"email": "new@example.jp", "name": "花子", "password": PASSWORD}
        for path, body, code in (
            ("/v1/user-links:accept", {"token": token, "password": PASSWORD}, "link_not_found"),
            ("/v1/invitations:redeem", {"token": invitation, "user": person}, "invitation_not_found"),
        ):
            with self.subTest(path=path):
                answers = []
                threads = [threading.Thread(target=lambda: answers.append(Api(self.server).post(path, body))) for _ in range(40)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(len(answers), len(threads))
                for answer in answers:
                    self.assertProblem(answer, 404, code)


if __name__ == "__main__":
    harness.main()
