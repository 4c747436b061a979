# SPDX-License-Identifier: Apache-2.0
"""The Python client: what is generated is the contract's, and it works against the real server and against
one that loses answers."""

import base64
import contextlib
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import sys
import time
import typing
import unittest

import harness
from unsteady import Unsteady

FOLDER = os.path.join(harness.TOP, "clients", "python")
sys.path.insert(0, FOLDER)
NEW_ENOUGH = sys.version_info >= (3, 11)
if NEW_ENOUGH:
    import hoshitori
    from hoshitori import Client, NoAnswer, Problem, UnsafeAddress, WebhookRefused, rows, verify_webhook

BUSY = (503, {"status": 503, "code": "unavailable", "title": "Busy", "request_id": "r"})
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
# The example of the Standard Webhooks specification.
DELIVERY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def generator():
    path = os.path.join(FOLDER, "generate")
    loader = importlib.machinery.SourceFileLoader("generate", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("generate", loader))
    loader.exec_module(module)
    return module


@unittest.skipUnless(NEW_ENOUGH, "the client needs Python 3.11")
class Contract(harness.ApiTest):
    def test_what_is_generated_is_the_contract(self):
        for name, text in generator().generated(self.server.contract.document).items():
            with open(os.path.join(FOLDER, "hoshitori", name), encoding="utf-8") as file:
                self.assertEqual(file.read(), text, "run: curl -s URL/openapi.json | clients/python/generate")

    def test_every_operation_is_there_with_its_parameters(self):
        for operation in self.server.contract.operations:
            method = getattr(Client, operation.id)
            known = typing.get_type_hints(method)
            for parameter in operation.parameters:
                name = parameter["name"].replace("-", "_").lower()
                self.assertIn(name, {n.rstrip("_") for n in known}, operation)
            self.assertEqual("body" in known, bool(operation.bodies), operation)

    def test_types_can_be_resolved(self):
        for name, kind in vars(hoshitori.types).items():
            if hasattr(kind, "__required_keys__"):
                self.assertTrue(typing.get_type_hints(kind), name)


@unittest.skipUnless(NEW_ENOUGH, "the client needs Python 3.11")
class Working(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.url = "http://" + self.server.address
        self.buyer = self.make_buyer()
        self.client = Client(self.url, self.buyer.key, language="en")

    def test_demand_and_conflict(self):
        added = self.client.supplier_add({"name": "株式会社はやし", "code": "P-1", "tags": ["CAD"]})
        self.assertEqual(added.status, 201)
        path = "code:P-1"
        first = self.client.requirement_put(path, {"required_star": 1, "due_on": "2027-06-30"})
        with self.assertRaises(Problem) as raised:
            self.client.requirement_put(path, {"required_star": 2, "due_on": "2027-06-30"})
        self.assertEqual((raised.exception.status, raised.exception.code), (428, "if_match_required"))
        second = self.client.requirement_put(path, {"required_star": 2, "due_on": "2027-06-30"}, if_match=first.etag)
        self.assertEqual(second.data["revision"], 2)
        again = self.client.requirement_get(path, if_none_match=second.etag)
        self.assertEqual((again.status, again.data), (304, None))
        removed = self.client.requirement_delete(path, if_match=second.etag)
        self.assertEqual(removed.data["status"]["status"], "no_requirement")

    def test_names_in_paths(self):
        name = "tag:製造/委託 ?#%"
        self.client.rule_put(name, {"required_star": 1, "due_in_days": 30})
        self.assertEqual(self.client.rule_get(name).data["rule"], name)

    def test_faults(self):
        with self.assertRaises(Problem) as raised:
            self.client.supplier_add({"name": "", "code": 3})
        problem = raised.exception
        self.assertEqual({f.pointer for f in problem.faults}, {"/name", "/code"})
        self.assertTrue(all(f.text and f.code for f in problem.faults))
        self.assertIn("/name", str(problem))
        with self.assertRaises(Problem) as raised:
            Client(self.url, "hst_" + "0" * 71).me_get()
        self.assertEqual(raised.exception.status, 401)

    def test_pages_and_rows(self):
        for number in range(5):
            self.client.supplier_add({"name": "取引先%d" % number, "code": "R-%d" % number, "tags": ["a", "b"]})
        items = list(self.client.supplier_list_all(limit=2, tag="a", state=["invited", "active"]))
        self.assertEqual(sorted(i["code"] for i in items), ["R-%d" % n for n in range(5)])
        row = next(rows(items))
        self.assertEqual((row["tags"], row["status.status"], row["contacts"]), ("a、b", "no_requirement", ""))
        sheet = self.client.supplier_list(accept="text/csv").data
        self.assertEqual(len(sheet.decode("utf-8-sig").splitlines()), 6)

        def told():
            return len(list(self.client.event_list_all(after=0, limit=2))) or None

        self.client.requirement_put("code:R-1", {"required_star": 1, "due_on": "2027-06-30"})
        self.eventually(told)
        numbers = [e["sequence"] for e in self.client.event_list_all(after=0, limit=1)]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_import(self):
        sheet = "取引先コード,取引先名\nI-1,有限会社かもめ\n".encode("cp932")
        done = self.client.supplier_import(sheet, content_type="text/csv; charset=shift_jis", dry_run=False)
        self.assertEqual(done.data["counts"]["added"], 1)

    def test_the_readme(self):
        with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as file:
            code = re.search(r"```python\n(.*?)```", file.read(), re.S)[1]
        os.environ.update(HOSHI_URL=self.url, HOSHI_KEY=self.buyer.key)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), {})
        self.assertRegex(printed.getvalue(), r"(?m)^A-1001 pending 2027-09-30$")
        self.assertRegex(printed.getvalue(), r"(?m)^(invalid|precondition_failed) ")


@unittest.skipUnless(NEW_ENOUGH, "the client needs Python 3.11")
class Repeating(unittest.TestCase):
    def test_lost_and_refused_posts_keep_their_key(self):
        for move in ("lose", "cut", BUSY, (502, {})):
            with self.subTest(move=move), Unsteady([move, (201, {"a": 1})]) as server:
                self.assertEqual(Client(server.url).supplier_add({"name": "x"}).data, {"a": 1})
                self.assertEqual(len(server.asked), 2)
                self.assertEqual(len({a.headers["Idempotency-Key"] for a in server.asked}), 1)

    def test_what_is_not_repeated(self):
        with Unsteady(["lose", 200]) as server:
            with self.assertRaises(NoAnswer) as raised:
                Client(server.url).rule_delete("tag:a", if_match='"1"')
            self.assertTrue(raised.exception.sent)
            self.assertEqual(len(server.asked), 1)
        with Unsteady([(422, {"code": "invalid"}), 200]) as server:
            self.assertRaises(Problem, Client(server.url).rule_list)
            self.assertEqual(len(server.asked), 1)

    def test_it_waits_and_gives_up(self):
        began = time.monotonic()
        with Unsteady([BUSY, BUSY, 200]) as server:
            self.assertRaises(Problem, Client(server.url, attempts=2).rule_list)
            self.assertEqual(len(server.asked), 2)
        self.assertGreaterEqual(time.monotonic() - began, 1)

    def test_addresses(self):
        for url in ("http://example.jp", "http://127.0.0.1.example.jp"):
            self.assertRaises(UnsafeAddress, Client, url)
        Client("http://example.jp", insecure_http=True)
        for url in ("example.jp", "ftp://example.jp", "https://user@example.jp", "https://example.jp/?a"):
            self.assertRaises(ValueError, Client, url)


@unittest.skipUnless(NEW_ENOUGH, "the client needs Python 3.11")
class Webhooks(unittest.TestCase):
    def verify(self, body=DELIVERY, secrets=SECRET, now=1614265330, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return verify_webhook(body, {**HEADERS, **named}, secrets, now=now)

    def test_the_example_of_the_specification(self):
        self.assertEqual(self.verify(), json.loads(DELIVERY))
        self.assertEqual(verify_webhook(DELIVERY, {k.title(): v for k, v in HEADERS.items()}, SECRET, now=1614265330), json.loads(DELIVERY))

    def test_while_secrets_change(self):
        other = "whsec_" + base64.b64encode(b"x" * 24).decode()
        self.verify(secrets=[other, SECRET])
        self.verify(webhook_signature="v1,AAAA v1a,BBBB " + HEADERS["webhook-signature"])
        self.assertRaises(WebhookRefused, self.verify, secrets=other)

    def test_what_was_changed(self):
        for change in (
            {"body": DELIVERY + b" "},
            {"webhook_id": "msg_2"},
            {"webhook_timestamp": "1614265331"},
            {"webhook_timestamp": "x"},
            {"webhook_signature": "v2,g0hM9SsE"},
            {"webhook_signature": ""},
            {"now": 1614265330 + 301},
            {"now": 1614265330 - 301},
        ):
            with self.subTest(change=change):
                self.assertRaises(WebhookRefused, self.verify, **change)
        self.verify(now=1614265330 + 299)
        self.assertRaises(WebhookRefused, verify_webhook, DELIVERY, {}, SECRET)


if __name__ == "__main__":
    harness.main()
