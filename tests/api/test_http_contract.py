# SPDX-License-Identifier: Apache-2.0
"""HTTP as clients speak it, at every operation of the contract that it concerns."""

import copy
import json
import re
import urllib.parse

import harness
from matrix import Matrix
from people import sign_in
from replaced import REPLACED
from requests_of_all import OIDC_SETTINGS
from world import World

WHOLE = ("%d.0", "%d.000", "%de0", "%d0E-1", "%d0e-01", "%d.0E+0")

WRONG_TAGS = (
    '"{other}"',
    '"{plain}0"',
    '"0{plain}"',
    '"{version}.zzz"',
    '"{version}.{owner}.zzz"',
    '"{version}.{owner}-"',
    '"{version}.0000000000000000"',
    '"{version}"',
    '"{plain}',
    "{plain}",
    '"{plain}-gzip-x"',
    '""',
    "zzz",
    '"{plain} "',
)
RIGHT_TAGS = ('"{plain}"', 'W/"{plain}"', '"{plain}-gzip"', 'W/"{plain};gzip"', '"x", "{plain}"', '  "{plain}"  ,', "*")


class EveryOperation(harness.ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command("oidc-issuer", "add", "--issuer", OIDC_SETTINGS["issuer"])
        cls.world = World(cls("test_tags_of_answers"), "契約")
        cls.person = sign_in(cls.server, cls.world.member)
        cls.matrix = Matrix(cls.server.contract)

    def operations(self, method=None):
        return [o for o in self.server.contract.operations if method in (None, o.method)]

    def query(self, operation):
        """The parameters that it cannot do without."""
        words = {p["name"]: p["example"] for p in operation.parameters if p["in"] == "query" and p.get("required")}
        return "?" + urllib.parse.urlencode(words) if words else ""

    def test_tags_of_answers(self):
        """A tag that a compressing proxy changed, or that stands among others, is known."""
        asked = 0
        # What the worker does to what is asked for changes its tag: of a use of the key and of a message's only try.
        self.eventually(lambda: self.world.own.get("/v1/me").json["key"]["last_used_on"])
        self.eventually(lambda: self.world.own.get("/v1/webhooks/%s/deliveries" % self.world.webhook).json["items"][0]["attempts"])
        for operation in self.operations("GET"):
            if "304" not in operation.responses:
                continue
            path = self.matrix.request(operation, self.world)[1] + self.query(operation)
            caller = self.person if operation.id.startswith(("own_session", "own_mail")) else self.world.own
            tag = caller.get(path).etag
            with self.subTest(operation=operation.id):
                self.assertIsNotNone(tag)
                plain = tag.removeprefix("W/")[1:-1]
                for sent in ('W/"%s"', '"%s-gzip"', '"%s;gzip"', 'W/"%s-br"', '"%s-zstd"', '"x", W/"%s-gzip"', '"%s"  ,"y"', "*"):
                    sent = sent % plain if "%" in sent else sent
                    answer = caller.get(path, headers={"If-None-Match": sent})
                    self.assertEqual((answer.status, answer.body), (304, b""), sent)
                asked += 1
                self.assertStatus(caller.get(path, headers={"If-None-Match": '"x-gzip", "%s0"' % plain}), 200)
        self.assertGreater(asked, 30)

    def test_tags_that_are_no_version(self):
        """What is changed under If-Match is changed under its own tag alone, however a proxy spells it."""
        guarded = [o for o in self.operations() if any(p["name"] == "If-Match" for p in o.parameters)]
        self.assertGreater(len(guarded), 3)
        for operation in guarded:
            kept = self.matrix.request(operation, self.world)  # what is refused changes nothing
            other = self.own_tag(operation, self.matrix.request(operation, self.world)[1])
            self.stand_otherwise(operation, kept)
            for form in WRONG_TAGS:
                if form == '"{other}"' and "{" not in operation.path:
                    continue  # there is one of it
                with self.subTest(operation=operation.id, form=form):
                    answer = self.guarded(operation, kept, form, other)
                    self.assertIn(answer.status, (400, 412), answer)
            for form in RIGHT_TAGS:
                with self.subTest(operation=operation.id, form=form):
                    answer = self.guarded(operation, self.matrix.request(operation, self.world), form, other)
                    self.assertLess(answer.status, 300, answer)

    def stand_otherwise(self, operation, request):
        """What stands already may be put again under any tag."""
        method, path, body, _ = request
        if method == "PUT" and path in REPLACED:
            other = next(one for one in REPLACED[path][1:] if one != body)
            self.assertStatus(self.world.own.put(path, other, headers={"If-Match": "*"}), 200)

    def own_tag(self, operation, path):
        return self.matrix.tag(operation, path, self.world)["If-Match"].strip('"')

    def guarded(self, operation, request, form, other):
        method, path, body, _ = request
        plain = self.own_tag(operation, path)
        version, _, rest = plain.partition(".")
        tag = form.format(plain=plain, version=version, owner=rest.partition(".")[0], other=other)
        return self.world.own.request(method, path, body, headers={"If-Match": tag})

    # Integers

    def integers(self, schema, value, at=()):
        """Where the value holds whole numbers that the contract calls integers."""
        schema = self.server.contract.resolve(schema)
        for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from self.integers(part, value, at)
        kinds = schema.get("type", [])
        if type(value) is int and "integer" in ([kinds] if isinstance(kinds, str) else kinds):
            yield at
        if isinstance(value, dict):
            for name, member in value.items():
                if name in schema.get("properties", {}):
                    yield from self.integers(schema["properties"][name], member, (*at, name))
        if isinstance(value, list) and "items" in schema:
            for i, item in enumerate(value):
                yield from self.integers(schema["items"], item, (*at, i))

    def spelled(self, body, place, form):
        """The body as text with the number there in another spelling."""
        body = copy.deepcopy(body)
        holder = body
        for part in place[:-1]:
            holder = holder[part]
        number = holder[place[-1]]
        holder[place[-1]] = "\x01"
        return json.dumps(body, ensure_ascii=False).replace('"\\u0001"', form % number).encode()

    def test_whole_numbers(self):
        """2.0 is an integer (JSON Schema 2020-12), however it is spelled; 2.5 is none."""
        tried = set()
        for operation in self.operations():
            kind = next((k for k in operation.bodies if k.endswith("json") and "ndjson" not in k), None)
            if not kind:
                continue
            for example in operation.bodies[kind].get("examples", {}).values():
                body = self.server.contract.resolve(example)["value"]
                for place in set(self.integers(operation.bodies[kind]["schema"], body)):
                    with self.subTest(operation=operation.id, place=place):
                        self.other_spellings(operation, kind, body, place)
                        tried.add((operation.id, *place))
        self.assertGreater(len(tried), 10, tried)

    def other_spellings(self, operation, kind, example, place):
        pointer = "/" + "/".join(str(part) for part in place)
        forms = (*WHOLE, "%d.5")
        for form in forms:
            made = self.matrix.request(operation, self.world)
            method, path, body = made[0], made[1], self.matrix.body(operation, self.world)
            if place[0] not in body:
                body = copy.deepcopy(example)
            answer = self.world.own.request(
                method, path, self.spelled(body, place, form), headers=self.matrix.tag(operation, path, self.world), content_type=kind
            )
            wrong = [e for e in (answer.json or {}).get("errors", []) if e["pointer"] == pointer] if answer.status == 422 else []
            if form == "%d.5" and operation.stream:  # an import tells of its rows
                self.assertEqual(answer.json["counts"]["refused"], 1, answer)
            elif form == "%d.5":
                self.assertEqual(answer.status, 422, answer)
                self.assertTrue(wrong, answer)
            else:
                self.assertEqual(wrong, [], (form, answer))
                self.assertNotEqual(answer.status, 400, (form, answer))

    # Bodies

    def test_marks_and_charsets_of_bodies(self):
        """A byte order mark and every spelling of UTF-8, at every operation that takes JSON; no other encoding."""
        mark = b"\xef\xbb\xbf"
        for operation in self.operations():
            kind = next((k for k in operation.bodies if k.endswith("json") and "ndjson" not in k), None)
            if not kind or operation.open:
                continue
            path = re.sub(r"\{[^}]*\}", "0193a5b0-7c00-7a10-8b20-ffffffffffff", operation.path)
            headers = {"If-Match": '"1"'} if any(p["name"] == "If-Match" for p in operation.parameters) else {}
            with self.subTest(operation=operation.id):
                plain = self.world.own.request(operation.method, path, b'{"zz": 1}', content_type=kind, headers=headers)
                for charset in ("utf8", "UTF-8", '"utf-8"', "'utf8'", "Utf_8", "us-ascii", "utf-8;", "UTF8; q=1"):
                    sent = "%s; charset=%s" % (kind, charset)
                    answer = self.world.own.request(operation.method, path, mark + b'{"zz": 1}', content_type=sent, headers=headers)
                    self.assertEqual((answer.status, answer.code), (plain.status, plain.code), sent)
                for charset in ("shift_jis", "utf-16", "koi8-r"):
                    answer = self.world.own.request(operation.method, path, b"{}", content_type="%s; charset=%s" % (kind, charset), headers=headers)
                    self.assertStatus(answer, 415)

    # Cursors

    def test_cursors_know_no_headers(self):
        """The second page is given whatever headers the first one was asked for with."""
        paged = 0
        for operation in self.operations("GET"):
            if not any(p["name"] == "cursor" for p in operation.parameters):
                continue
            path = self.matrix.request(operation, self.world)[1]
            with self.subTest(operation=operation.id):
                for one, other in (
                    ({"If-None-Match": '"x"', "Accept-Language": "en", "Accept": "*/*"}, {"Accept-Language": "ja"}),
                    ({}, {"If-None-Match": '"x"', "Accept-Language": "en"}),
                ):
                    first = self.assertStatus(self.world.own.get(path, query={"limit": 1}, headers=one), 200).json
                    if first["next_cursor"] is None:
                        continue
                    paged += 1
                    self.assertStatus(self.world.own.get(path, query={"limit": 1, "cursor": first["next_cursor"]}, headers=other), 200)
        self.assertGreater(paged, 6)


if __name__ == "__main__":
    harness.main()
