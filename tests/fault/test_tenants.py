# SPDX-License-Identifier: Apache-2.0
"""An organisation never sees another's object: every operation of the contract × every kind of key × its own,
another organisation's and an absent object, wherever a request names one. All of it is made from
/openapi.json at run time: an operation whose objects or example are not known here fails the test.

Every text that organisation B ever wrote carries a mark, and its ids are collected from its own answers; both
are looked for in everything that is answered to A, but for what A's request itself said.

The second run is of a program whose statements have lost their org_id conditions (tests/support/open_schema.py):
what the role `app` reads is then held back by row-level security alone. It does not show what the functions of
the role `engine` do (SECURITY DEFINER: every write, and what crosses organisations): the policies let that
role see all rows, as it must, so the conditions inside of those functions stay; that they refuse foreign objects
is what the first run and tests/store/test_foreign_objects.c show. A third run switches row-level security off as
well: then the marks must be found, or looking for them would prove nothing."""

import collections
import json
import os
import re
import urllib.parse

import harness
import service
from forms import figure
from matrix import FILE_TYPE, Matrix, absent_like, filled, parameters, recoded
from people import sign_in
from world import ISSUER, World

OPEN_BINARY = os.environ.get("HOSHITORI_OPEN_BINARY", os.path.join(os.path.dirname(os.path.dirname(service.BINARY)), "tests", "hoshitori_open"))
NO_ROW_SECURITY = os.path.join(harness.TOP, "tests", "support", "no_row_security.sql")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MADE = re.compile(UUID.pattern + r"|hs[a-z]_[0-9A-Za-z]{71}")
REQUEST_ID = re.compile(rb'"request_id": ?"[^"]*"')
DENIED = (401, 403)
# Operations that no request here may succeed in, and why.
UNDONE = {
    "session_start": "needs somebody's password",
    "oidc_sign_in_begin": "needs a provider that answers",
    "oidc_session_start": "needs somebody at a provider",
    "second_factor_put": "needs an authenticator",
    "recovery_codes_renew": "needs a second factor",
    "mail_stop": "needs a link out of a mail",
    "organisation_close": "would end the organisation at work: the example names another",
}
# What the contract's examples ask for takes a further right: to share, to give rights.
FURTHER = {"saved_view_add", "saved_view_put", "oidc_settings_put"}
# The contract's examples are of the months before.
DAY = "2027-06-15"


# Parameters that name what is everybody's, with what never was.
PUBLIC = {"edition": "never-published", "criterion": "99-9-9-9", "policy": "f" * 64}
# And what is counted anew within what is named before it.
COUNTED = {"delivery": "987654321"}


class Tenants(harness.ApiTest):
    """The runs' common part; `server` is each run's own."""

    binary = service.BINARY

    @classmethod
    def setUpClass(cls):
        cls.server = server = harness.Server(["--mail-from=no-reply@hoshitori.example.jp"], binary=cls.binary)
        cls.addClassCleanup(server.end)
        server.start()
        server.set_day(DAY)
        server.command("oidc-issuer", "add", "--issuer", ISSUER)
        cls.open = harness.Api(server)
        cls.matrix = Matrix(server.contract)
        maker = cls()
        cls.ours, cls.theirs = World(maker, "こちらQ7A"), World(maker, "あちらZ9B")
        cls.keys = maker.kinds_of_key(cls.ours)
        cls.marks = maker.marks_of(cls.theirs, cls.ours)
        cls.sent, cls.leaks, cls.counts = 0, [], collections.Counter()
        cls.done = set()

    def kinds_of_key(self, world):
        """Name to (caller, rights); rights None: not let in at all."""
        own, organisation, server = world.own, world.own.organisation, self.server
        contract = server.contract
        every = contract.resolve({"$ref": "#/components/schemas/Right"})["enum"]
        revoked = server.make_key(organisation, ",".join(every))
        key = harness.Api(server, revoked).get("/v1/me").json["key"]["key"]
        server.command("key", "revoke", key, "--organisation", organisation)
        clock = os.path.join(server.directory, "past")
        with open(clock, "w", encoding="ascii") as file:
            file.write("2024-01-01T03:00:00Z\n")
        expired = server.command("key", "add", "--organisation", organisation, "--rights", ",".join(every), "--name", "old", clock=clock).stdout.strip()
        malformed = own.key[:-1] + ("0" if own.key[-1] != "0" else "1")
        kinds = {
            "none": (self.open, None),
            "revoked": (own.with_key(revoked), None),
            "expired": (own.with_key(expired), None),
            "malformed": (own.with_key(malformed), None),
            "all": (own, set(every)),
            "session": (sign_in(server, world.member), set(every)),
        }
        for right in every:
            kinds[right] = (self.other_key(own, right), {right})
        return kinds

    def marks_of(self, theirs, ours):
        """The mark, numbers, codes and every id that their own answers show and ours do not."""
        seen = [set(), set()]
        for ids, world in zip(seen, (theirs, ours)):
            for operation in self.server.contract.operations:
                if operation.method == "GET" and operation.rights:
                    method, path, _, _ = self.matrix.request(operation, world)
                    ids.update(UUID.findall(world.own.request(method, path).body.decode("utf-8", "replace")))
        marks = seen[0] - seen[1] | {theirs.mark, theirs.numbered, theirs.coded.removeprefix("code:"), theirs.key, theirs.rule}
        self.assertGreater(len(marks), 30)
        return marks

    # One request

    def send(self, caller, method, path, body, headers, marks=()):
        """Sends and looks for marks that the request did not hold itself."""
        file = isinstance(body, bytes)
        said = json.dumps([path, None if file else body], ensure_ascii=False)
        answer = caller.request(method, path, body, headers=headers, content_type=FILE_TYPE if file else None)
        self.assertLess(answer.status, 500, (method, path, answer))
        text, path = answer.body.decode("utf-8", "replace"), urllib.parse.unquote(path)
        found = sorted(mark for mark in marks if mark in text and mark not in said and mark not in path)
        type(self).sent += 1
        if method == "PUT" and answer.status < 300:
            self.marks -= {mark for mark in self.marks if mark in said or mark in path}  # now a word of ours too
        if found:
            self.leaks.append("%s %s shows %s" % (method, path, found[:5]))
        return answer

    def alike(self, method, answers):
        """Answers to another's and to an absent object, byte for byte but for the request's id; where both made
        something (a word of one's own, such as a rule's name), the same but for what was made."""
        one, other = ((answer.status, self.plain(answer, name)) for answer, name in answers)
        self.assertEqual(one, other, (method, answers))

    def plain(self, answer, names):
        body = REQUEST_ID.sub(b'"request_id":"*"', answer.body)
        if answer.status >= 400:
            return body
        # One's own records of the same name are told, more of them with each request.
        text = re.sub(r'"likely_duplicates":\[.*\]', '"likely_duplicates":"*"', body.decode(), flags=re.S)
        for name in names:
            text = text.replace(json.dumps(name, ensure_ascii=False)[1:-1], "*")
        return MADE.sub("*", text)

    # The cells of one operation

    def expected(self, operation, rights):
        if not operation.rights:
            return "let in"
        if rights is None:
            return 401
        if operation.id == "job_get" and "supplier:read" in rights and "buyer:read" not in rights:
            return 404  # rules and sheets are the buyer's
        if rights & set(operation.rights) and not rights & self.needed(operation):
            return 404 if "{" in operation.path else 403
        return "let in" if "any" in operation.rights or rights & set(operation.rights) else 403

    def needed(self, operation):
        """Rights of which a key has one, beside those of the operation: a file is its side's, and the matrix files a supplier's;
        whoever may read nothing is told of no events."""
        if operation.id.startswith("evidence_") and operation.id != "evidence_list":
            return {right for right in operation.rights if right.startswith("supplier:")}
        return {"buyer:read", "supplier:read"} if operation.id == "webhook_add" else set(operation.rights)

    def each_key(self, operation, kinds):
        for kind, (caller, rights) in self.keys.items():
            if not operation.rights and kind not in ("none", "all"):
                continue  # no key is asked for
            with self.subTest(operation=operation.id, key=kind):
                self.cells(operation, kind, caller, rights)

    def cells(self, operation, kind, caller, rights):
        expected = self.expected(operation, rights)
        method, path, body, names = self.matrix.request(operation, self.ours)
        if rights and kind not in ("all", "session") and isinstance(body, dict) and "rights" in body:
            body["rights"] = sorted(rights)  # nobody gives what he has not
        headers = self.matrix.headers(operation, path, body, self.ours)
        needed = ["%s=x" % p["name"] for p in operation.parameters if p["in"] == "query" and p.get("required")]
        own = self.send(caller, method, path + "?" * bool(needed) + "&".join(needed), body, headers, self.marks)
        if expected == "let in":
            self.assertTrue(own.status not in DENIED + (400, 404) or self.excused(operation, own), own)
        else:
            self.assertTrue(own.status == expected or self.excused(operation, own), own)
        self.counts["own"] += 1
        if own.status < 400:
            self.done.add(operation.id)
        for foreign, absent in self.variants(operation, names, body):
            answers = []
            for what, other_path, other_body, words in (foreign, absent):
                answer = self.send(caller, method, other_path, other_body, headers, self.marks)
                if expected != "let in":
                    self.assertTrue(answer.status == expected or self.excused(operation, answer), answer)
                answers.append((answer, words))
                self.counts[what] += 1
            self.alike(method, answers)
            if expected == "let in" and foreign[0] == "foreign" and "{" in operation.path and not self.makes(operation, foreign[3]):
                self.assertTrue(answers[0][0].status == 404 or self.needs_session(answers[0][0]), answers[0][0])

    def makes(self, operation, words):
        """PUT under a word of one's own, or a body's member: not always 404. A rule that is not there has an
        empty history, as a removed one has a history."""
        return operation.id == "rule_revision_list" or operation.method == "PUT" and words[0].startswith(("code:", "tag:", "category:")) or words[0] == "body"

    def variants(self, operation, names, body):
        """Pairs of (what it is, path, body, words of it): another's object and an absent one in each place."""
        for name in parameters(operation):
            if name == "kind":
                continue  # a word of the contract
            if name in PUBLIC or name in COUNTED:
                word = {**PUBLIC, **COUNTED}[name]
                yield (("absent", filled(operation.path, dict(names, **{name: word})), body, [word]),) * 2
                continue
            for spelling in self.theirs.objects(operation.path, name):
                if operation.method == "PUT" and spelling.startswith(("code:", "tag:")):
                    spelling = self.theirs.named_anew(name)
                    self.marks.add(spelling.removeprefix("code:"))
                pair = []
                for what, word in (("foreign", spelling), ("absent", absent_like(name, spelling))):
                    said = recoded(body, word) if operation.id == "supplier_put" else body
                    pair.append(
                        (what, filled(operation.path, dict(names, **{name: word})), said, [word, word.removeprefix("code:"), word.removeprefix("tag:")])
                    )
                yield pair
        if len(parameters(operation)) > 1:
            every = [
                {name: world(name) for name in parameters(operation)}
                for world in (
                    lambda name: self.theirs.objects(operation.path, name)[0],
                    lambda name: absent_like(name, self.theirs.objects(operation.path, name)[0]),
                )
            ]
            yield [(what, filled(operation.path, one), body, list(one.values())) for what, one in zip(("foreign", "absent"), every)]
        yield from self.body_variants(operation, names, body)
        yield from self.query_variants(operation, names, body)

    def body_variants(self, operation, names, body):
        for pointer in self.matrix.named_in_body(operation) if body is not None else ():
            found = self.matrix.body_object(operation, pointer)
            if found is None:
                continue
            pair = []
            for what, word in (("foreign", found[0](self.theirs)), ("absent", found[1])):
                said = self.matrix.naming(operation, body, pointer, word)
                pair.append((what, filled(operation.path, names), said, ["body", word]))
            yield pair

    def query_variants(self, operation, names, body):
        for name, (word, absent) in self.matrix.query_words(operation):
            yield [
                (what, filled(operation.path, names) + "?" + name + "=" + urllib.parse.quote(said), body, ["body", said])
                for what, said in (("foreign", word(self.theirs)), ("absent", absent))
            ]

    def needs_session(self, answer):
        return answer.code == "not_a_session"

    def excused(self, operation, answer):
        """Some operations are for people's sessions, look at a secret first, or at the rights of what they change."""
        return (
            answer.status >= 400
            and answer.code
            in (
                "not_a_session",
                "more_rights_than_own",
                "invitation_not_found",
                "link_not_found",
                "oidc_not_set",
                "sign_in_failed",
                "second_factor_not_offered",
                "second_factor_missing",
            )
            or {e["code"] for e in answer.json.get("errors", ())} == {"code_wrong"}
            or (answer.code == "right_missing" and operation.id in FURTHER)
        )

    def setUp(self):
        pass  # the day stays

    def try_all(self):
        # The one that ends the session at work comes last.
        for operation in sorted(self.server.contract.operations, key=lambda o: o.id == "session_end"):
            self.each_key(operation, self.keys)
        # The other way round: their key, all rights, our objects.
        for operation in self.server.contract.operations:
            if operation.rights:
                with self.subTest(operation=operation.id, key="another organisation's"):
                    self.cells_of_others(operation)

    def cells_of_others(self, operation):
        method, path, body, names = self.matrix.request(operation, self.ours)
        answer = self.send(self.theirs.own, method, path, body, self.matrix.headers(operation, path, body, self.ours), {self.ours.mark})
        if parameters(operation) and not set(names) & set(PUBLIC) and not self.makes(operation, list(names.values())):
            self.assertTrue(answer.status == 404 or self.needs_session(answer), answer)
        self.counts["by another organisation's key"] += 1

    def told(self, what):
        figure(
            "%s: %d operations × %d kinds of key, %d requests (%s), %d rows of others shown",
            what,
            len(self.server.contract.operations),
            len(self.keys) + 1,
            self.sent,
            ", ".join("%d %s" % (count, name) for name, count in self.counts.items()),
            len(self.leaks),
        )
        self.assertEqual(self.leaks, [])
        undone = {operation.id for operation in self.server.contract.operations} - self.done
        self.assertEqual(undone - UNDONE.keys(), set(), "never succeeded on their own objects")


class AsItIs(Tenants):
    def test_every_operation_key_and_object(self):
        self.try_all()
        self.told("as it is")


class RowSecurityAlone(Tenants):
    binary = OPEN_BINARY

    def test_every_operation_key_and_object(self):
        self.try_all()
        self.told("without org_id conditions")
        self.without_row_security()

    def without_row_security(self):
        """The marks are found as soon as nothing holds them back."""
        self.server.sql(NO_ROW_SECURITY)
        self.ours.own.checked = False  # half of what is shown then is nobody's
        seen, operations = len(self.leaks), 0
        for operation in self.server.contract.operations:
            if operation.method == "GET" and operation.rights and "edition" not in operation.path:
                method, path, body, names = self.matrix.request(operation, self.ours)
                self.send(self.ours.own, method, path, body, {}, self.marks)
                for foreign, _ in self.variants(operation, names, body):
                    self.send(self.ours.own, method, foreign[1], body, {}, self.marks)
                operations += 1
        shown = self.leaks[seen:]
        figure("without both (does looking for marks find them?): %d of %d reads show rows of others", len({leak.split("?")[0] for leak in shown}), operations)
        self.assertGreater(len(shown), 10)


del Tenants  # is no test by itself

if __name__ == "__main__":
    harness.main()
