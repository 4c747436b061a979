# SPDX-License-Identifier: Apache-2.0
"""Events that are sent: to a receiver that reads the signatures with the library of Standard Webhooks."""

import datetime
import json
import os
import re
import socket
import statistics
import threading
import time

import virtual

virtual.enter("webhooks", os.path.join(virtual.TOP, "tests", "support", "webhooks.txt"))

import harness  # noqa: E402
import standardwebhooks  # noqa: E402
from forms import LONG, figure  # noqa: E402
from people import make_person  # noqa: E402
from receiver import Receiver  # noqa: E402
from waiting import PATIENCE_SECONDS  # noqa: E402

WEBHOOKS = "/v1/webhooks"
EVENTS = 100_000 if LONG else 600


class Webhooks(harness.ApiTest):
    server_options = ["--webhooks-anywhere=1"]

    def receiver(self, answer=lambda number: 204):
        receiver = Receiver(answer)
        self.addCleanup(receiver.end)
        return receiver

    def webhook(self, caller, receiver, **members):
        """Its path and secret."""
        made = self.assertStatus(caller.post(WEBHOOKS, {"url": receiver.url, **members}), 201).json
        self.addCleanup(lambda: caller.delete(WEBHOOKS + "/" + made["webhook"]["webhook"]))
        return WEBHOOKS + "/" + made["webhook"]["webhook"], made["secret"]

    def read(self, receiver, secret):
        """What was received, its signature checked."""
        return [(headers["webhook-id"], standardwebhooks.Webhook(secret).verify(body, headers)) for headers, body in list(receiver.taken)]

    def later(self, seconds):
        """Moves the clock on."""
        self.now = getattr(self, "now", datetime.datetime.fromisoformat(harness.FIRST_DAY + "T03:00:00+00:00")) + datetime.timedelta(seconds=seconds)
        self.set_instant(self.now.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def log(self, caller, path):
        return self.assertStatus(caller.get(path + "/deliveries"), 200).json["items"]

    def test_what_happens_is_sent_and_signed(self):
        buyer, supplier, relationship = self.linked_pair()
        receiver = self.receiver()
        path, secret = self.webhook(buyer, receiver, types=["requirement.changed", "status.changed"])
        self.require(buyer, relationship, 1, "2027-06-30")
        self.eventually(lambda: len(receiver.taken) >= 2)
        feed = {e["sequence"]: e for e in buyer.get("/v1/events").json["items"]}
        for identifier, message in self.read(receiver, secret):
            event = feed[message["sequence"]]
            self.assertEqual(identifier, "msg_%s_%d" % (buyer.organisation.replace("-", ""), event["sequence"]))
            self.assertEqual(message.pop("timestamp"), event.pop("recorded_at"))
            self.assertEqual(message.pop("organisation"), buyer.organisation)
            self.assertEqual(message, event)
        done = self.eventually(lambda: all(d["state"] == "delivered" for d in self.log(buyer, path)) and self.log(buyer, path))
        self.assertEqual([(d["type"], d["attempts"][0]["result"], d["attempts"][0]["status"]) for d in done],
                         [(feed[d["sequence"]]["type"], "delivered", 204) for d in done])  # fmt: skip

    def test_a_key_that_reads_one_side_hears_of_one(self):
        both = self.make_caller("株式会社両方", harness.ALL_RIGHTS)
        receiver, other = self.receiver(), self.receiver()
        self.webhook(self.other_key(both, "supplier:read,keys:write"), receiver)
        _, secret = self.webhook(both, other)
        self.assertProblem(self.other_key(both, "keys:write").post(WEBHOOKS, {"url": receiver.url}), 403, "right_missing")
        self.require(both, self.link(both, self.make_supplier()), 1, "2027-06-30")
        self.eventually(lambda: "requirement.changed" in [m["type"] for _, m in self.read(other, secret)])
        self.assertEqual(receiver.taken, [])

    def test_a_new_secret_and_the_one_before(self):
        buyer, receiver = self.make_buyer(), self.receiver()
        path, before = self.webhook(buyer, receiver)
        after = self.assertStatus(buyer.post(path + ":rotate"), 200).json["secret"]
        self.assertNotEqual(before, after)
        self.assertStatus(buyer.post(path + ":test"), 201)
        self.eventually(lambda: receiver.taken)
        for secret in (before, after):
            ((_, message),) = self.read(receiver, secret)
            self.assertEqual((message["type"], message["data"]), ("webhook.test", {}))
        self.later(25 * 3600)
        self.assertStatus(buyer.post(path + ":test"), 201)
        self.eventually(lambda: len(receiver.taken) == 2)
        receiver.taken.pop(0)
        self.read(receiver, after)
        with self.assertRaises(standardwebhooks.WebhookVerificationError):
            self.read(receiver, before)

    def due(self):
        """The full seconds by which the first and the last of the messages that wait are due; nothing where none waits."""
        statement = (
            "select to_char(s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS+00:00') from ("
            "select unnest(array[min(due_at), max(due_at)]) + interval '1 s' from hoshitori.webhook_delivery where state = 'waiting') x(s) where s is not null"
        )
        return [datetime.datetime.fromisoformat(told) for told in self.server.sql(statement + ";").split()]

    def nothing_is_due(self):
        due = self.due()
        return due and due[0] > self.now

    def test_each_effect_counts_once_by_its_id(self):
        """A receiver that fails one time in five. Each message is read once, as it comes; the clock moves on when nothing is due
        any more, to where all is that waits: as many times as there are tries of one message."""
        buyer, receiver = self.make_buyer(), self.receiver(lambda number: 500 if number % 5 == 0 else 204)
        path, secret = self.webhook(buyer, receiver, types=["relationship.changed"])
        self.server.sql(os.path.join(virtual.TOP, "tests", "support", "events.sql"), organisation=buyer.organisation, count=EVENTS)
        self.later(0)
        effects, sequences, delays, tries, began = set(), set(), [], 0, time.monotonic()
        other = self.receiver()
        asker = self.make_buyer()
        # It sends more by hand than a day's quota.
        self.server.command("quota", "set", "--organisation", asker.organisation, "--kind", "webhook_messages", "--most", str(EVENTS))
        probe, _ = self.webhook(asker, other)
        while len(effects) < EVENTS or self.due():
            came = receiver.take()
            for headers, body in came:
                effects.add(headers["webhook-id"])
                sequences.add(standardwebhooks.Webhook(secret).verify(body, headers)["sequence"])
            tries += len(came)
            if came:
                delays.append(self.delay_of_a_test(asker, probe, other))
            elif self.nothing_is_due():
                self.later((self.due()[1] - self.now).total_seconds())
            self.eventually(lambda: receiver.taken or len(effects) == EVENTS or self.nothing_is_due())
        seconds = time.monotonic() - began
        self.assertEqual((len(effects), len(sequences)), (EVENTS, EVENTS))
        self.assertGreater(tries, EVENTS)
        self.assertEqual([d for d in self.newest(buyer, path) if d["state"] != "delivered"], [])
        figure("%d events to a receiver that fails one time in five: %d tries in %.0f s, %.0f a second", EVENTS, tries, seconds, tries / seconds)
        figure(
            "meanwhile another organisation's message arrived after %.0f ms (median), %.0f ms at most, of %d",
            1000 * statistics.median(delays),
            1000 * max(delays),
            len(delays),
        )
        figure("memory of the server at most: %.0f MiB", self.peak())

    def delay_of_a_test(self, caller, path, receiver):
        """Seconds until a test message of somebody else arrives."""
        before, began = len(receiver.taken), time.monotonic()
        self.assertStatus(caller.post(path + ":test"), 201)
        self.eventually(lambda: len(receiver.taken) > before)
        return time.monotonic() - began

    def newest(self, caller, path):
        return self.assertStatus(caller.get(path + "/deliveries", query={"limit": 200}), 200).json["items"]

    def peak(self):
        with open("/proc/%d/status" % self.server.process.pid, encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024

    def test_who_is_slow_delays_nobody_else(self):
        buyer, supplier, relationship = self.linked_pair()
        free = threading.Event()
        self.addCleanup(free.set)
        slow, quick = self.receiver(lambda number: free.wait(PATIENCE_SECONDS) and 204), self.receiver()
        self.webhook(buyer, slow)
        _, secret = self.webhook(supplier, quick)
        for star in (1, 2, 1, 2, 1):
            self.require(buyer, relationship, star, "2027-06-30")
        self.eventually(lambda: len(quick.taken) >= 5)
        self.assertLessEqual(len(slow.taken), 8)
        self.assertFalse(free.is_set())

    def send_tests(self, caller, path, times):
        for _ in range(times):
            self.assertStatus(caller.post(path + ":test"), 201)

    def slow_receiver(self):
        """It answers when the test is over; how many wait for that at the same time, and the most that ever did."""
        free, lock, waiting = threading.Event(), threading.Lock(), {"now": 0, "most": 0}

        def answer(number):
            with lock:
                waiting["now"] += 1
                waiting["most"] = max(waiting["now"], waiting["most"])
            free.wait(PATIENCE_SECONDS)
            with lock:
                waiting["now"] -= 1
            return 204

        receiver = self.receiver(answer)
        self.addCleanup(free.set)
        return receiver, waiting

    def assertOthersGoOn(self):
        buyer, quick = self.make_buyer(), self.receiver()
        self.send_tests(buyer, self.webhook(buyer, quick)[0], 3)
        self.eventually(lambda: len(quick.taken) >= 3)

    def test_many_slow_ones_delay_nobody_else(self):
        """More messages than may be under way, each receiver another organisation's."""
        slow, _ = self.slow_receiver()
        for _ in range(34):
            other = self.make_buyer()
            self.send_tests(other, self.webhook(other, slow)[0], 8)
        self.eventually(lambda: len(slow.taken) >= 34)
        self.assertOthersGoOn()

    def test_one_organisation_has_its_share(self):
        (slow, waiting), owner = self.slow_receiver(), self.make_buyer()
        paths = [self.webhook(owner, slow)[0] for _ in range(10)]
        for path in paths:
            self.send_tests(owner, path, 5)
        self.server.engine("update webhook set quick = true where org_id = :'owner'", owner=owner.organisation)
        self.eventually(lambda: waiting["now"] >= 32)
        self.assertOthersGoOn()

    def test_a_secret_that_cannot_be_opened_holds_up_nobody_else(self):
        broken, other, receiver, silent = self.make_buyer(), self.make_buyer(), self.receiver(), self.receiver()
        path, _ = self.webhook(broken, silent)
        self.server.engine(
            "update webhook set secret = overlay(secret placing '\\xff' from octet_length(secret)) where org_id = :'owner'", owner=broken.organisation
        )
        self.send_tests(broken, path, 3)
        self.send_tests(other, self.webhook(other, receiver)[0], 3)
        self.eventually(lambda: len(receiver.taken) == 3)
        attempts = self.eventually(lambda: self.log(broken, path)[0]["attempts"])
        self.assertEqual((attempts[0]["result"], attempts[0]["status"], silent.taken), ("unsigned", None, []))
        self.assertStatus(broken.post(path + ":rotate"), 200)
        self.server.engine("update webhook set previous_secret = null where org_id = :'owner'", owner=broken.organisation)
        self.later(400)
        self.eventually(lambda: len(silent.taken) == 3)

    def test_tries_for_three_days_then_is_switched_off(self):
        buyer, receiver = self.make_buyer(), self.receiver(lambda number: 503)
        path, _ = self.webhook(buyer, receiver)
        self.assertStatus(buyer.post(path + ":test"), 201)
        for tries in range(1, 11):
            attempts = self.eventually(lambda: len(self.log(buyer, path)[0]["attempts"]) == tries and self.log(buyer, path)[0]["attempts"])
            self.assertEqual((attempts[-1]["result"], attempts[-1]["status"]), ("refused", 503))
            self.later(30 * 3600)
        one = self.eventually(lambda: (w := buyer.get(WEBHOOKS).json["items"][0])["disabled_because"] and w)
        self.assertEqual((one["enabled"], one["disabled_because"], self.log(buyer, path)[0]["state"]), (False, "failing", "given_up"))
        told = self.eventually(lambda: buyer.get("/v1/events", query={"types": "webhook.disabled"}).json["items"])
        self.assertEqual((told[0]["data"]["webhook"], told[0]["data"]["reason"]), (one["webhook"], "failing"))
        self.assertProblem(buyer.post(path + ":test"), 409, "webhook_disabled")
        # Switched on again it is told what came meanwhile: that it was switched off.
        receiver.answer = lambda number: 204
        self.assertStatus(buyer.patch(path, {"enabled": True}), 200)
        self.eventually(lambda: "webhook.disabled" in [d["type"] for d in self.log(buyer, path) if d["state"] == "delivered"])
        failed = [d for d in self.log(buyer, path) if d["state"] == "given_up"][0]
        self.assertStatus(buyer.post("%s/deliveries/%s:redeliver" % (path, failed["delivery"])), 200)
        self.eventually(lambda: all(d["state"] == "delivered" for d in self.log(buyer, path)))
        self.assertEqual(
            {headers["webhook-id"] for headers, _ in receiver.taken if headers["webhook-id"].endswith("test" + failed["delivery"])}, {failed["message"]}
        )

    def test_what_is_not_kept_any_more_is_not_sent_and_said_so(self):
        buyer, _, relationship = self.linked_pair()
        receiver = self.receiver(lambda number: 503)
        path, secret = self.webhook(buyer, receiver, types=["requirement.changed"])
        self.require(buyer, relationship, 1, "2027-06-30")
        self.eventually(lambda: self.log(buyer, path) and self.log(buyer, path)[0]["attempts"])
        self.assertStatus(buyer.patch(path, {"enabled": False}), 200)
        self.require(buyer, relationship, 2, "2027-06-30")
        told = lambda: buyer.get("/v1/events", query={"types": "requirement.changed"}).json["items"]  # noqa: E731
        missed = self.eventually(lambda: len(told()) == 2 and told()[1]["sequence"])
        self.server.engine("select worker_forget_events('2028-06-01', 1000, true)")
        self.eventually(lambda: told() == [])
        receiver.answer = lambda number: 204
        self.later(30 * 3600)
        self.assertStatus(buyer.patch(path, {"enabled": True}), 200)
        given_up = self.eventually(lambda: (d := self.log(buyer, path)[0])["state"] == "given_up" and d)
        self.assertEqual((given_up["type"], given_up["attempts"][-1]["result"], given_up["attempts"][-1]["status"]), (None, "forgotten", None))
        entry = self.eventually(lambda: buyer.get("/v1/audit/events", query={"operation": "webhook events forgotten"}).json["items"])[0]
        detail = json.loads(entry["entry"])["detail"]
        self.assertLess(detail["after"], missed)
        self.assertGreaterEqual(detail["through"], missed)
        before = len(receiver.taken)
        self.require(buyer, relationship, 3, "2027-06-30")
        self.eventually(lambda: self.log(buyer, path)[0]["state"] == "delivered")
        ((_, message),) = self.read(receiver, secret)[before:]
        self.assertEqual(message["sequence"], told()[0]["sequence"])
        self.assertEqual({m["type"] for _, m in self.read(receiver, secret)}, {"requirement.changed"})

    def test_gone_is_gone(self):
        buyer, receiver = self.make_buyer(), self.receiver(lambda number: 410)
        path, _ = self.webhook(buyer, receiver)
        self.assertStatus(buyer.post(path + ":test"), 201)
        self.eventually(lambda: buyer.get(WEBHOOKS).json["items"][0]["disabled_because"] == "gone")

    def test_nothing_is_followed_and_little_is_read(self):
        buyer, other = self.make_buyer(), self.receiver()
        moved = self.receiver(lambda number: (302, {"Location": other.url}))
        path, _ = self.webhook(buyer, moved)
        self.assertStatus(buyer.post(path + ":test"), 201)
        attempts = self.eventually(lambda: self.log(buyer, path)[0]["attempts"])
        self.assertEqual((attempts[0]["result"], attempts[0]["status"]), ("refused", 302))
        self.assertEqual(other.taken, [])
        nobody = socket.create_server(("127.0.0.1", 0))
        url = "http://127.0.0.1:%d/" % nobody.getsockname()[1]
        nobody.close()
        self.assertStatus(buyer.patch(path, {"url": url}), 200)
        self.assertStatus(buyer.post(path + ":test"), 201)
        self.assertEqual(self.eventually(lambda: self.log(buyer, path)[0]["attempts"])[0]["result"], "unreachable")

    def disabled(self, caller, path):
        return next(w for w in caller.get(WEBHOOKS).json["items"] if path.endswith(w["webhook"]))["disabled_because"]

    def test_none_outlives_whoever_set_it(self):
        buyer, receiver = self.make_caller("株式会社退職", harness.ALL_RIGHTS), self.receiver()
        made = self.assertStatus(buyer.post("/v1/api-keys", {"name": "連携", "rights": ["buyer:read", "supplier:read", "keys:write"]}), 201).json
        by_key, _ = self.webhook(buyer.with_key(made["secret"]), receiver)
        person = make_person(self.server, buyer, "webhook@example.jp", ["buyer:read", "supplier:read", "keys:write"])
        user = person.get("/v1/me").json["user"]["user"]
        by_person, _ = self.webhook(person, receiver)
        self.assertStatus(buyer.patch("/v1/users/" + user, {"rights": ["supplier:read", "keys:write"]}), 200)
        shown = {w["webhook"]: w["sides"] for w in buyer.get(WEBHOOKS).json["items"]}
        self.assertEqual((shown[by_key.rsplit("/", 1)[1]], shown[by_person.rsplit("/", 1)[1]]), (["buyer", "supplier"], ["supplier"]))
        self.assertStatus(buyer.post("/v1/users/%s:remove" % user), 200)
        self.assertStatus(buyer.post("/v1/api-keys/%s:revoke" % made["api_key"]["key"]), 200)
        told = {e["data"]["webhook"]: e["data"]["reason"] for e in self.eventually(lambda: self.ends(buyer))}
        self.assertEqual(told, {path.rsplit("/", 1)[1]: "maker" for path in (by_key, by_person)})
        # Whoever switches it on again answers for it.
        self.assertStatus(buyer.patch(by_person, {"enabled": True}), 200)
        self.assertEqual((self.disabled(buyer, by_person), self.disabled(buyer, by_key)), (None, "maker"))
        self.eventually(lambda: receiver.taken)

    def ends(self, caller):
        found = [e for e in caller.get("/v1/events").json["items"] if e["type"] == "webhook.disabled"]
        return found if len(found) == 2 else None

    def test_none_outlives_the_last_day_of_a_key(self):
        buyer, receiver = self.make_caller("株式会社期限", harness.ALL_RIGHTS), self.receiver()
        key = {"name": "連携", "rights": ["buyer:read", "keys:write"], "expires_on": "2026-12-02"}
        path, _ = self.webhook(buyer.with_key(self.assertStatus(buyer.post("/v1/api-keys", key), 201).json["secret"]), receiver)
        self.set_day("2026-12-03")
        self.link(buyer, self.make_supplier())
        self.eventually(lambda: self.disabled(buyer, path) == "maker")
        self.assertEqual([body for _, body in receiver.taken if b"key.expiring" not in body], [])

    def test_log_tells_of_the_switch_for_development(self):
        with open(self.server.log_path, encoding="utf-8") as log:
            self.assertIn("addresses that are not public are taken", log.read())

    def test_own_only(self):
        buyer, stranger = self.make_buyer(), self.make_buyer()
        path, _ = self.webhook(buyer, self.receiver())
        identifier = path.rsplit("/", 1)[1]
        for method, where, body in (("PATCH", "/v1/webhooks/{}", {"enabled": False}), ("DELETE", "/v1/webhooks/{}", None), ("POST", "/v1/webhooks/{}:test", None),
                                    ("POST", "/v1/webhooks/{}:rotate", None), ("GET", "/v1/webhooks/{}/deliveries", None)):  # fmt: skip
            self.assertHidden(stranger, method, where, identifier, body)
        self.assertGuarded("POST", WEBHOOKS, {"url": "https://example.jp/"}, wrong=self.other_key(buyer, "buyer:read"))
        self.assertStatus(buyer.delete(path), 200)
        self.assertProblem(buyer.get(path + "/deliveries"), 404, "not_found")


class Addresses(harness.ApiTest):
    """Without the switch for development."""

    def test_only_public_https(self):
        buyer = self.make_buyer()
        for url, code in (("http://erp.toto.co.jp/", "webhook_url_not_https"), ("https://127.0.0.1/", "webhook_url_internal"), ("https://[::ffff:10.0.0.1]/", "webhook_url_internal"),
                          ("https://toto.co.jp:22/", "webhook_url_port"), ("https://a:b@toto.co.jp/", "webhook_url_userinfo"), ("https://erp/", "webhook_url_host"),
                          ("https://toto.co.jp/#a", "webhook_url_malformed")):  # fmt: skip
            with self.subTest(url):
                self.assertProblem(buyer.post(WEBHOOKS, {"url": url}), 422, code, "/url")
        self.assertStatus(buyer.post(WEBHOOKS, {"url": "https://erp.toto.co.jp/hook"}), 201)


if __name__ == "__main__":
    harness.main()
