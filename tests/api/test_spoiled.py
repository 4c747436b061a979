# SPDX-License-Identifier: Apache-2.0
"""What a conversion or a spreadsheet left of a name or a code is refused at every door. Which texts of the requests are names is
said by the contract; each free text of it has its kind here, so a new one is covered, or asked for."""

import copy
import urllib.parse

import harness
from requests_of_all import Requests

# By the format: what is refused, and as what.
NAMES = {
    "characters_lost": ["??", "？？", "〓", "\ufffd", "甲\ufffd製作所", "株式会社〓印刷", "株式会社？？", "（株）??", "?-?"],
    "spreadsheet_error": ["#N/A", "#n/a", "＃ＲＥＦ！", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "########"],
    "number_in_scientific_notation": ["3.12346E+11", "１．１８Ｅ＋１２"],
}
SPOILED = {
    "name": NAMES,
    "file-name": {"characters_lost": ["???.pdf", "〓程.pdf", "規\ufffd.pdf"], "spreadsheet_error": ["#REF!"]},
    "rule": {code: ["tag:" + text for text in texts] + ["category:" + texts[0]] for code, texts in NAMES.items()},
    "description": {"spreadsheet_error": NAMES["spreadsheet_error"]},
    "prose": {"spreadsheet_error": NAMES["spreadsheet_error"]},
}
# What a person may well write.
SOUND = ["何?", "?C", "C#", "#1", "1E5", "Q&A", "4月分", "A+B", "★", "---"]

# Free texts of requests that name nothing, by the last part of their place and by why.
OTHERS = {
    "looks for what is there, whatever it is called": {
        *("?text", "?tag", "?category", "?near", "?linked_to", "?operation", "?object", "?by", "?ignore"),
        *("filters/text", "filters/tag", "filters/category", "filter/tag", "filter/category", "invitation_letters/tag"),
        *("invitation_letters/category", "change/tags_remove"),
    },
    "refers to what is there": {
        "links/id",
        "links/criterion",
        "?supplier",
        "filter/suppliers",
        "suppliers",
        "other",
        "alias",
        "owner",
        "{supplier",
        "{relationship",
    },
    "is compared with what is there": {"organisation_close/name", "issuer", "client_id", "client_secret", "rules/claim", "rules/value", "state", "code"},
    "is made by programs": {"?cursor", "jws", "If-Match", "If-None-Match", "If-Range", "Range", "Content-Digest", "Idempotency-Key", "url"},
    "a number with a form of its own, held by domain/number.c": {"corporate_number", "declaration_add/id", "supplier_declaration_put/id"},
}
# A row of a sheet as JSON, read as a sheet's is: tests/api/test_cells.py.
AS_A_SHEET = {"supplier_import"}


def texts_of(contract, schema, place=(), beside=()):
    """Each text of a schema: where it stands, its schema, and what has to stand beside it. `*` stands for an item."""
    schema = contract.resolve(schema)
    fixed = tuple((place + (name,), part["const"]) for name, part in schema.get("properties", {}).items() if "const" in part)
    kinds = schema.get("type", [])
    if "string" in (kinds if isinstance(kinds, list) else [kinds]):
        yield place, schema, beside
    for name, part in schema.get("properties", {}).items():
        yield from texts_of(contract, part, place + (name,), beside + fixed)
    if "items" in schema:
        yield from texts_of(contract, schema["items"], place + ("*",), beside + fixed)
    for word in ("oneOf", "anyOf", "allOf"):
        for part in schema.get(word, []):
            yield from texts_of(contract, part, place, beside + fixed)


def format_of(contract, schema):
    if "format" in schema:
        return schema["format"]
    return next((part["format"] for part in [schema.get("then", {}), *schema.get("allOf", [])] if "format" in part), None)


def put(body, place, value):
    """Into what may lack what is around it."""
    for i, step in enumerate(place):
        inner = value if i == len(place) - 1 else [] if place[i + 1] == "*" else {}
        if step == "*":
            body[:] = [inner] if not body or i == len(place) - 1 else body
            step = 0
        elif i == len(place) - 1 or not isinstance(body.get(step), (dict, list)):
            body[step] = inner
        body = body[step]


class Spoiled(Requests):
    def bodies(self):
        """(operation, place, schema, beside) of each text of a JSON body."""
        contract = self.server.contract
        for operation in contract.operations:
            if operation.id in AS_A_SHEET:
                continue
            for kind, content in operation.bodies.items():
                if kind.endswith("json") and "schema" in content:
                    for place, schema, beside in texts_of(contract, content["schema"]):
                        yield operation, place, schema, beside

    def parameters(self):
        contract = self.server.contract
        for operation in contract.operations:
            for parameter in operation.parameters:
                for place, schema, _ in texts_of(contract, parameter["schema"], ({"query": "?", "path": "{"}.get(parameter["in"], "") + parameter["name"],)):
                    yield operation, place, schema

    def test_each_free_text_has_its_kind(self):
        others = set().union(*OTHERS.values())
        found = [(operation, place, schema) for operation, place, schema, _ in self.bodies()] + list(self.parameters())
        unknown = set()
        for operation, place, schema in found:
            steps = [step for step in place if step != "*"]
            names = {steps[-1], "/".join(steps[-2:]), "%s/%s" % (operation.id, steps[-1])}
            form = format_of(self.server.contract, schema)
            told = form not in (None, "line") or any(word in schema for word in ("enum", "const", "pattern"))
            if not told and not names & others:
                unknown.add("%s /%s" % (operation.id, "/".join(place)))
        self.assertEqual(sorted(unknown), [], "no format that says whether it names something, and no reason here")

    def request(self, operation):
        if operation.id == "supplier_change":
            return self.buyer, "/v1/suppliers:change", {"suppliers": [self.relationship], "change": {}}
        self.assertIn(operation.id, self.WRITES, "no request for it in tests/support/requests_of_all.py")
        return self.WRITES[operation.id](self)

    def test_bodies(self):
        tried = 0
        for operation, place, schema, beside in self.bodies():
            samples = SPOILED.get(format_of(self.server.contract, schema))
            if not samples:
                continue
            if operation.id in self.WITH_PASSWORD:
                self.fail("%s takes a name" % operation.id)
            caller, path, usual = self.request(operation)
            pointer = "/" + "/".join("0" if step == "*" else step for step in place)
            for code, texts in samples.items():
                for text in texts:
                    body = copy.deepcopy(usual or {})
                    for other, value in beside:
                        put(body, other, value)
                    put(body, place, text)
                    with self.subTest(operation=operation.id, pointer=pointer, text=text):
                        answer = caller.request(operation.method, path, body, headers={"If-Match": "*"})
                        self.assertEqual(answer.status, 422, answer)
                        self.assertIn((pointer, code), {(e["pointer"], e["code"]) for e in answer.json["errors"]})
                    tried += 1
        self.assertGreater(tried, 500)

    def test_a_rule_of_question_marks_is_not_made_and_can_be_removed(self):
        demand = {"required_star": 1, "due_in_days": 90}
        for code, texts in SPOILED["rule"].items():
            for text in texts:
                path = "/v1/rules/" + urllib.parse.quote(text, safe="")
                self.assertProblem(self.buyer.put(path, demand), 422, code, "{rule}")
                for asked in (self.buyer.get(path), self.buyer.delete(path, headers={"If-Match": "*"})):
                    self.assertProblem(asked, 404, "not_found")
        made = self.another_rule()
        name = made.rpartition("tag:")[2]
        self.server.engine("update rule_revision set rule = 'tag:??', name = '??' where name = :'name'", name=name)
        found = self.assertStatus(self.buyer.get("/v1/rules/tag:%3F%3F"), 200)
        self.assertStatus(self.buyer.delete("/v1/rules/tag:%3F%3F", headers={"If-Match": found.etag}), 200)

    def test_what_people_write_is_taken(self):
        for i, text in enumerate(SOUND):
            record = {"name": text, "code": "%s%d" % (text, i), "tags": [text], "memo": text, "category": text}
            made = self.assertStatus(self.buyer.post("/v1/suppliers", record), 201).json["relationship"]
            self.assertEqual(self.buyer.get("/v1/suppliers/" + made).json["tags"], [text])
            path = "/v1/rules/tag:" + urllib.parse.quote(text, safe="")
            self.assertStatus(self.buyer.put(path, {"required_star": 1, "due_in_days": 90}), 201)

    def test_a_code_like_a_day_is_one_where_no_sheet_was(self):
        """It is refused in sheets alone, and what is stored can be sent back."""
        for code in ("2010-05-99", "2012/3/4", "2026-04-01", "4月1日"):
            record = {"name": "甲", "code": code}
            made = self.assertStatus(self.buyer.post("/v1/suppliers", record), 201)
            path = "/v1/suppliers/" + made.json["relationship"]
            self.assertStatus(self.buyer.put(path, record, headers={"If-Match": self.buyer.get(path).etag}), 200)

    def test_descriptions_have_question_marks(self):
        for text in ("本社・工場(?)", "?", "未定??", "本社？"):
            with self.subTest(text=text):
                record = {"name": "甲", "contacts": [{"name": "乙", "department": text}]}
                made = self.assertStatus(self.buyer.post("/v1/suppliers", record), 201).json["relationship"]
                self.assertEqual(self.buyer.get("/v1/suppliers/" + made).json["contacts"][0]["department"], text)

    def test_the_operator_names_nothing_so(self):
        rights = ["--rights=buyer:read"]
        for code, texts in NAMES.items():
            for text in texts:
                for words in (["organisation", "add"], ["user", "add", "--email=a@example.jp", *rights], ["key", "add", *rights]):
                    organisation = [] if words[0] == "organisation" else ["--organisation=" + self.buyer.organisation]
                    done = self.server.command(*words, *organisation, "--name=" + text, check=False)
                    self.assertEqual((done.returncode, code in done.stderr), (2, True), done)


if __name__ == "__main__":
    harness.main()
