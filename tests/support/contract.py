# SPDX-License-Identifier: Apache-2.0
"""The contract as tests see it, read from /openapi.json: which operation a request is, whether an
answer is what it promises, and random requests made from its schemas."""

import datetime
import re
import uuid

METHODS = ("get", "post", "put", "patch", "delete")


class Operation:
    def __init__(self, contract, path, method, entry):
        self.path = path
        self.method = method.upper()
        self.id = entry["operationId"]
        self.rights = entry.get("x-rights", [])
        self.open = not self.rights  # needs no key
        self.parameters = [contract.resolve(p) for p in entry.get("parameters", [])]
        body = entry.get("requestBody")
        self.limit = entry.get("x-body-limit")  # bytes of a body
        self.standby = entry.get("x-standby", False)  # a server at a standby answers it
        self.proof = entry.get("x-proof", False)  # a session has to have proven its person not long ago
        self.stream = entry.get("x-stream", False)  # the body is read in pieces
        self.bodies = contract.resolve(body)["content"] if body else {}
        self.responses = {status: contract.resolve(r) for status, r in entry["responses"].items()}
        pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
        self.pattern = re.compile(re.sub(r"\{[^}]*\}", "[^/]+", pattern))

    def __repr__(self):
        return "%s %s" % (self.method, self.path)


class Contract:
    def __init__(self, document):
        self.document = document
        self.operations = [
            Operation(self, path, method, entry) for path, item in document["paths"].items() for method, entry in item.items() if method in METHODS
        ]
        # /suppliers/{supplier}:end before /suppliers/{supplier}
        self.operations.sort(key=lambda o: -len(re.sub(r"\{[^}]*\}", "", o.path)))

    def resolve(self, value):
        while "$ref" in value:
            target = self.document
            for part in value["$ref"].lstrip("#/").split("/"):
                target = target[part]
            value = target
        return value

    def operation(self, method, path):
        path = path.split("?")[0]
        return next((o for o in self.operations if o.method == method and o.pattern.fullmatch(path)), None)

    def faults_of_answer(self, method, path, answer):
        """What the answer has that the contract does not promise."""
        operation = self.operation("GET" if method == "HEAD" else method, path)
        if operation is None or answer.status in (304, 405) or method == "HEAD":
            return []
        response = operation.responses.get(str(answer.status))
        if response is None:
            # Refusals of the server itself (guard, lengths) are the same for every operation.
            return [] if answer.status >= 400 else ["%s does not promise %d" % (operation, answer.status)]
        kind = answer.headers.get_content_type()
        content = response.get("content", {})
        if not content:
            return [] if not answer.body else ["%s: %d has a body" % (operation, answer.status)]
        if kind not in content:
            return ["%s: %d is %s" % (operation, answer.status, kind)]
        if not (kind == "application/json" or kind.endswith("+json")):
            return []
        return ["%s: %d: %s" % (operation, answer.status, fault) for fault in self.faults(content[kind].get("schema", {}), answer.json)]

    def faults(self, schema, value, at=""):
        """Faults of a value against a schema: the keywords that the contract's answers use."""
        schema = self.resolve(schema)
        found = []
        if "type" in schema and not any(_is(value, t) for t in _list(schema["type"])):
            return ["%s: %r is not %s" % (at or "/", value, schema["type"])]
        if "enum" in schema and value not in schema["enum"]:
            found.append("%s: %r is none of %s" % (at, value, schema["enum"]))
        if "const" in schema and value != schema["const"]:
            found.append("%s: %r is not %r" % (at, value, schema["const"]))
        for rule in ("anyOf", "oneOf"):
            if rule in schema:
                branches = [self.faults(s, value, at) for s in schema[rule]]
                if all(branches):
                    found += min(branches, key=len)
        for part in schema.get("allOf", []):
            found += self.faults(part, value, at)
        if isinstance(value, str):
            found += _text_faults(schema, value, at)
        elif isinstance(value, dict):
            found += self._object_faults(schema, value, at)
        elif isinstance(value, list):
            if len(value) < schema.get("minItems", 0):
                found.append("%s: too few items" % at)
            for i, item in enumerate(value):
                found += self.faults(schema.get("items", {}), item, "%s/%d" % (at, i))
        elif _is(value, "number"):
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                found.append("%s: %r is out of range" % (at, value))
        return found

    def _object_faults(self, schema, value, at):
        properties = schema.get("properties", {})
        found = ["%s: %s is missing" % (at or "/", name) for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            extra = schema.get("additionalProperties")
            if name in properties:
                found += self.faults(properties[name], member, "%s/%s" % (at, name))
            elif isinstance(extra, dict):
                found += self.faults(extra, member, "%s/%s" % (at, name))
            elif extra is False or (extra is None and properties):
                found.append("%s: %s is not in the contract" % (at or "/", name))
        return found

    def sample(self, schema, random):
        """A value that mostly fits the schema."""
        schema = self.resolve(schema)
        for rule in ("anyOf", "oneOf"):
            if rule in schema:
                return self.sample(random.choice(schema[rule]), random)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return random.choice(schema["enum"])
        kind = random.choice(_list(schema.get("type", "string")))
        if kind == "object":
            required = schema.get("required", [])
            return {name: self.sample(member, random) for name, member in schema.get("properties", {}).items() if name in required or random.random() < 0.5}
        if kind == "array":
            low = schema.get("minItems", 0)
            high = min(schema.get("maxItems", low + 3), low + 3)
            return [self.sample(schema.get("items", {}), random) for _ in range(random.randint(low, high))]
        if kind in ("integer", "number"):
            low = schema.get("minimum", -5)
            return random.randint(low, min(schema.get("maximum", low + 500), low + 500))
        if kind == "boolean":
            return random.random() < 0.5
        return None if kind == "null" else _sample_text(schema, random)


def _list(value):
    return value if isinstance(value, list) else [value]


def _is(value, kind):
    if kind == "null":
        return value is None
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "object": dict, "array": list}[kind])


_FORMATS = {
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)",
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}


def _text_faults(schema, value, at):
    found = []
    pattern = _FORMATS.get(schema.get("format"))
    if pattern and not re.fullmatch(pattern, value):
        found.append("%s: %r is not a %s" % (at, value, schema["format"]))
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append("%s: %r does not match %s" % (at, value, schema["pattern"]))
    return found


WORDS = [
    "株式会社はやし製作所",
    "ハヤシセイサクショ",
    "T-0042",
    "金属加工",
    "1.18E+12",
    "7000012050002",
    "50123456789",
    "40123456789",
    "code:T-0042",
    "security-action-2-v3",
    "",
    " ",
    "0",
    "-1",
    "\u0000x",
    "'; drop table board; --",
    "%00",
    "../../etc/passwd",
    "😀" * 20,
    "a" * 300,
    "{}",
    "null",
    "１２３",
    "1",
    "1-2-1-1",
    "security-action-1-6ka",
    "scs-2026-03-27",
    "052-000-0000",
    "hsi_" + "0" * 71,
]


def _sample_text(schema, random):
    kind = schema.get("format")
    if kind == "date":
        return (datetime.date(2026, 12, 1) + datetime.timedelta(random.randint(-400, 900))).isoformat()
    if kind == "date-time":
        return "2026-12-01T%02d:00:00Z" % random.randint(0, 23)
    if kind == "uuid":
        return str(uuid.UUID(int=random.getrandbits(128), version=4))
    if kind == "email":
        return "hayashi@example.jp"
    if kind == "uri":
        return "https://example.jp/policy"
    fitting = [word for word in WORDS if not _text_faults(schema, word, "") and schema.get("minLength", 0) <= len(word) <= schema.get("maxLength", 1000)]
    return random.choice(fitting if fitting and random.random() < 0.85 else WORDS)
