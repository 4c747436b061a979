# SPDX-License-Identifier: Apache-2.0
"""The generator of the operation table: what it makes of a contract, and what it refuses."""

import json
import os
import re
import subprocess
import tempfile
import unittest

GENERATOR = os.environ["GENERATOR"]
HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "contract.yaml"), encoding="utf-8") as file:
    CONTRACT = file.read()


def text_of(source, name):
    """The text of a byte array."""
    array = re.search(r"static const char %s\[\] = \{([^}]*)\}" % name, source)[1]
    return bytes(int(byte) & 255 for byte in array.split(",")[:-1]).decode("utf-8")


class GeneratorTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.path = os.path.join(self.directory.name, "contract.yaml")

    def generate(self, contract, *options):
        with open(self.path, "w", encoding="utf-8") as out:
            out.write(contract)
        arguments = [*options, self.path] if options else [self.path, self.directory.name]
        return subprocess.run([GENERATOR, *arguments], capture_output=True, text=True)

    def generated(self, name):
        with open(os.path.join(self.directory.name, name), encoding="utf-8") as out:
            return out.read()

    def refuses(self, old, new, message):
        self.assertIn(old, CONTRACT)
        done = self.generate(CONTRACT.replace(old, new, 1))
        self.assertEqual(done.returncode, 1, (new, done.stderr))
        self.assertIn(message, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.directory.name, "operations.c")))


class Table(GeneratorTest):
    def setUp(self):
        super().setUp()
        done = self.generate(CONTRACT)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.source = self.generated("operations.c")

    def entry(self, name):
        return re.search(r"\{\.id = \"%s\",.*?\},?\n" % name, self.source, re.S)[0]

    def test_prototypes(self):
        header = self.generated("operations.h")
        self.assertEqual(re.findall(r"handler_fn (\w+);", header), ["thing_list", "thing_add", "thing_end", "livez"])

    def test_rights(self):
        self.assertIn(".rights = 5", self.entry("thing_list"))
        self.assertIn(".rights = 2", self.entry("thing_add"))
        self.assertIn(".any_key = true", self.entry("thing_end"))
        self.assertIn(".open = true", self.entry("livez"))
        for name in ("thing_end", "livez"):
            self.assertNotIn(".rights", self.entry(name))

    def test_headers_that_are_required(self):
        self.assertIn(".idempotency_required = true", self.entry("thing_add"))
        self.assertIn(".if_match_required = true", self.entry("thing_end"))
        self.assertNotIn("_required", self.entry("thing_list"))

    def test_body(self):
        entry = self.entry("thing_add")
        self.assertIn(".body_limit = 1000", entry)
        self.assertIn(".body_required = true", entry)
        self.assertIn('thing_add_media_types[] = {"application/json", NULL}', self.source)
        self.assertNotIn(".media_types", self.entry("thing_end"))

    def test_schema_stands_alone(self):
        schema = json.loads(text_of(self.source, "thing_add_body"))
        self.assertEqual(schema["$ref"], "#/$defs/Thing")
        thing = schema["$defs"]["Thing"]
        self.assertEqual(thing["properties"]["inner"], {"$ref": "#/$defs/Thing"})
        self.assertEqual(thing["properties"]["name"], {"type": "string", "maxLength": 40})
        self.assertNotIn("description", thing)

    def test_parameters(self):
        self.assertIn('{"limit", PARAMETER_QUERY, false, thing_list_parameter_0, "50"}', self.source)
        self.assertIn('{"kind", PARAMETER_QUERY, false, thing_list_parameter_1, "a,b"}', self.source)
        self.assertIn('{"thing", PARAMETER_PATH, true, thing_end_parameter_0, NULL}', self.source)
        self.assertIn('{"If-Match", PARAMETER_HEADER, true,', self.source)

    def test_what_every_operation_has(self):
        contract = json.loads(text_of(self.source, "contract_text"))
        self.assertNotIn("x-every-operation", contract)
        problem = {"$ref": "#/components/responses/Problem"}
        added = contract["paths"]["/v1/things"]["post"]["responses"]
        self.assertEqual(added["429"], problem)
        self.assertEqual(added["201"]["headers"], {"RateLimit": {"schema": {"type": "string"}}})
        self.assertIn("RateLimit", contract["components"]["responses"]["Problem"]["headers"])
        self.assertEqual(contract["paths"]["/livez"]["get"]["responses"], {"200": {"description": "Alive"}})
        self.assertIn(".unlimited = true", self.entry("livez"))
        self.assertNotIn(".unlimited", self.entry("thing_add"))

    def test_what_ends(self):
        self.assertIn('.deprecation = "Deprecation: @1814281200', self.entry("thing_end"))
        self.assertIn('.deprecation = "Deprecation: @1814367600', self.entry("thing_add"))
        self.assertNotIn(".deprecation", self.entry("thing_list"))

    def test_the_end_that_comes_first_is_told(self):
        sooner = 'maxLength: 40, deprecated: true, x-deprecation: {since: "2027-08-01", sunset: "2027-09-01", link: /x}'
        self.generate(CONTRACT.replace("maxLength: 40", sooner, 1))
        self.assertIn("Sunset: Tue, 31 Aug 2027 15:00:00 GMT", self.generated("operations.c"))

    def test_contract_is_carried_whole(self):
        printed = self.generate(CONTRACT, "--json")
        self.assertEqual(printed.returncode, 0)
        self.assertEqual(json.loads(printed.stdout), json.loads(text_of(self.source, "contract_text")))

    def test_same_input_same_output(self):
        self.generate(CONTRACT)
        self.assertEqual(self.generated("operations.c"), self.source)


class Yaml(GeneratorTest):
    def read(self, yaml):
        done = self.generate(yaml, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_types(self):
        self.assertEqual(
            self.read(
                'a: [nobody, "on", 1.2.3, "1", \'true\', 5ka, 3.1.0, 12-abc-z]\n'
                "b: [null, ~, true, False, 0, -7, 1.5, -0.25, '']\nc:\n"
                "d: |\n  text\n  more\ne: &x [1]\nf: *x\n'200': key\n"
            ),
            {
                "a": ["nobody", "on", "1.2.3", "1", "true", "5ka", "3.1.0", "12-abc-z"],
                "b": [None, None, True, False, 0, -7, 1.5, -0.25, ""],
                "c": None,
                "d": "text\nmore\n",
                "e": [1],
                "f": [1],
                "200": "key",
            },
        )

    def test_refused(self):
        for yaml in (
            "a: 1\na: 2\n",
            "a: 0123456789012\n",
            "a: 0x1f\n",
            "a: .inf\n",
            "a: .nan\n",
            "b: &x {c: 1}\na:\n  <<: *x\n",
            "a: !!int 5\n",
            "a: !own 5\n",
            "a: [1\n",
            "? [1]\n: 2\n",
            "a: 99999999999999999999\n",
            "a: &a [*a]\n",
            "",
            # What YAML 1.1 and 1.2, or js-yaml and PyYAML, read differently.
            "a: on\n",
            "a: No\n",
            "a: y\n",
            "on: 1\n",
            "200: key\n",
            "null: key\n",
            "a: 2027-06-30\n",
            "a: 2027-06-30T10:00:00Z\n",
            "a: 12:30\n",
            "a: 1_000\n",
            "a: 0b1\n",
            "a: 0o7\n",
            "a: 1e3\n",
            "a: 1.5e3\n",
            "a: .5\n",
            "a: 2.\n",
            "a: +3\n",
            "a: =\n",
        ):
            with self.subTest(yaml):
                done = self.generate(yaml, "--json")
                self.assertEqual(done.returncode, 1)
                self.assertIn("contract.yaml:", done.stderr)


class Refusals(GeneratorTest):
    def test_operations(self):
        self.refuses("operationId: thing_add", "operationId: thing_list", "is taken by GET /v1/things")
        self.refuses("operationId: thing_add", "operationId: thingAdd", "no snake_case name")
        self.refuses("      operationId: thing_add\n", "", "operationId is missing")
        self.refuses("      summary: Adds a thing\n", "", "no summary")
        self.refuses("      description: Adds a thing, as a fixture.\n", "", "no description")
        self.refuses("3.1.0", "3.0.3", "is not 3.1")
        self.refuses("    post:", "    options:", "'options' is not supported")

    def test_what_ends(self):
        together = "deprecated: true and x-deprecation stand together"
        self.refuses("      deprecated: true\n", "", together)
        self.refuses('      x-deprecation: {since: "2027-06-30", sunset: "2028-04-01"', "      x-other: {a: b", together)
        self.refuses('since: "2027-06-30"', 'since: "2027-06-31"', "no day in 'since'")
        self.refuses('sunset: "2028-04-01"', 'sunset: "2027-06-30"', "no day behind 'since' in 'sunset'")
        self.refuses("link: /docs", "link: docs", "no address in 'link'")

    def test_rights(self):
        self.refuses("      x-rights: [any]\n", "", "x-rights is missing")
        self.refuses("[buyer:write]", "[buyer:writes]", "unknown right 'buyer:writes'")
        self.refuses("[buyer:write]", "[any, buyer:write]", "stands alone")

    def test_parameters(self):
        self.refuses("name: thing,", "name: thin,", "path parameter thing is not declared")
        self.refuses("in: path, required: true", "in: path", "not required")
        self.refuses("name: kind", "name: limit", "declared twice")
        self.refuses("in: query\n", "in: cookie\n", "unknown place")
        self.refuses("- {name: limit", "- {$ref: '#/components/parameters/Limit'}\n        - {name: limit", "refers to nothing")
        self.refuses(", schema: {type: string, format: uuid}", "", "has no schema")

    def test_responses(self):
        problem = '"%s": {$ref: "#/components/responses/Problem"}\n'
        for status in ("400", "401", "403", "404", "409", "412", "413", "415", "422", "428"):
            broken = CONTRACT.replace("        " + problem % status, "")
            self.assertIn("response %s is not documented" % status, self.generate(broken).stderr)
        self.refuses(problem % "404", '"404": {description: Missing}\n', "response 404 is not a shared one")
        self.refuses('"200": {description: Ended}', '"301": {description: Ended}', "no successful")
        self.refuses("responses/Problem", "responses/Problems", "refers to nothing")

    def test_links(self):
        self.refuses("{operationId: thing_end", "{operationId: thing_stop", "leads to no operation 'thing_stop'")
        self.refuses("parameters: {thing:", "parameters: {things:", "thing_end has no parameter things")

    def test_schemas(self):
        self.refuses('pattern: "^[0-9]+$"', "patern: x", "keyword not supported")
        self.refuses("format: date}", "format: day}", "unknown format")
        self.refuses("schemas/Limit", "schemas/Limits", "refers to nothing")
        self.refuses("{type: string, maxLength: 40, examples: [a]}", "{type: string}", "without maxLength")
        self.refuses("maxItems: 3, ", "", "without maxItems")
        self.refuses("      additionalProperties: false\n", "", "without additionalProperties")
        self.refuses("maxItems: 3,", "maxItems: 5000, uniqueItems: true,", "uniqueItems of more than")

    def test_bodies(self):
        self.refuses(
            "          application/json:",
            "          application/merge-patch+json: {schema: {type: object}}\n          application/json:",
            "one and the same schema",
        )
        self.refuses("x-body-limit: 1000", "x-body-limit: none", "no number of bytes")

    def test_examples(self):
        self.refuses('due_on: "2027-06-30"', 'due_on: "2027-06-31"', "example dated/due_on: invalid_date")
        self.refuses("{code: invalid}", "{code: 5}", "example refused/code: wrong_type")
        self.refuses("inner: {inner: {}}", "inner: {x: 1}", "example dated/inner/x: unknown_field")
        self.refuses("refused: {value: {code: invalid}}", "refused: {}", "has no value")
        self.refuses("default: 50}", "default: 50, examples: [500]}", "example : out_of_range")
        self.refuses("required: true, schema: {type: string, format: uuid}}", "required: true, schema: {type: string, format: uuid}, example: x}", "example : ")

    def test_all_problems_at_once(self):
        broken = CONTRACT.replace("summary:", "summery:").replace("x-rights: [any]", "x-rights: []")
        self.assertGreaterEqual(len(self.generate(broken).stderr.splitlines()), 4)

    def test_usage(self):
        self.assertEqual(subprocess.run([GENERATOR], capture_output=True).returncode, 2)


class Vocabulary(unittest.TestCase):
    """What the generator makes of words."""

    WORDS = """
kinds:
  step:
    send:
      with: {star: number, by: date}
      actor: buyer
      ja: 「"送付"」を{by}までに
      en: Send by {by}.
    declare:
      ja: 宣言
      en: Declare.
      from_star_3: {ja: 登録, en: Register.}
  right:
    'a:read': {ja: 閲覧, en: Read}
  problem:
    told: {page: true, ja: 画面, en: Page}
    sent: {ja: 応答, en: Answer}
"""

    def generate(self, words):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = os.path.join(directory.name, "words.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(words)
        done = subprocess.run([GENERATOR, "--vocabulary", path, directory.name], capture_output=True, text=True)
        made = {}
        for name in set(os.listdir(directory.name)) - {"words.yaml"}:
            with open(os.path.join(directory.name, name), encoding="utf-8") as file:
                made[name] = file.read()
        return done, made

    def test_what_is_made(self):
        done, made = self.generate(self.WORDS)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        codes, tables = made["vocabulary_codes.h"], made["vocabulary_tables.c"]
        japanese, english = made["vocabulary_ja.ts"], made["vocabulary_en.ts"]
        self.assertIn('X(SEND, "send", NUMBER(star), DATE(by)) \\\n    X(DECLARE, "declare", NOTHING)\n', codes)
        self.assertIn('X(A_READ, "a:read", NOTHING)', codes)
        self.assertEqual(re.findall(r'\{"([a-z:/3]+)"', tables), ["declare", "declare/3", "send", "a:read", "sent", "told"])
        self.assertIn('"「\\"送付\\"」を{by}までに", "Send by {by}.", "buyer"}', tables)
        self.assertIn("'told': \"画面\"", japanese)
        self.assertNotIn("画面", english)
        self.assertIn("'told': ", english)
        self.assertNotIn("sent", japanese + english)

    def test_what_is_refused(self):
        for old, new, message in (
            ("      ja: 宣言\n", "", "declare: has not both texts"),
            ("actor:", "acter:", "acter is not known"),
            ("right:", "step:", "a duplicate key"),
            ("kinds:", "kind:", "there are none"),
        ):
            done, made = self.generate(self.WORDS.replace(old, new, 1))
            self.assertEqual((done.returncode, made), (1, {}), new)
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
