# SPDX-License-Identifier: Apache-2.0
"""Requests for every operation of the contract, made at run time: a valid one on an organisation's own
objects, and the same with an object changed for another organisation's or one that does not exist."""

import base64
import copy
import hashlib
import re
import urllib.parse
import uuid

import harness

# Members of bodies that name objects of the organisation, by operation (regular expression) and pointer; how a
# world names its own, and what never existed.
ABSENT = "0193a5b0-7c00-7a10-8b20-ffffffffffff"
BODY_OBJECTS = [
    ("scope_decision_add", "/declaration", lambda world: world.part, ABSENT),
    ("declaration_add", "/replaces", lambda world: world.maker.declare(world.own, 1, "2026-11-01"), ABSENT),
    ("invitation_letters", "/suppliers/0", lambda world: world.invited(), ABSENT),
    ("campaign_add", "/reminds", lambda world: world.campaign_made(), ABSENT),
    ("campaign_add|supplier_(change|export)", "/suppliers/0", lambda world: world.invited(), ABSENT),
    ("campaign_add|supplier_(change|export)", "/except/0", lambda world: world.invited(), ABSENT),
    ("supplier_change", "/preview", lambda world: world.previewed(), ABSENT),
    ("invitation_letters", "/after", lambda world: world.relationship, ABSENT),
    ("requirement_simulate", "/filter/suppliers/0", lambda world: world.relationship, ABSENT),
    ("requirement_simulate", "/change/rule/rule", lambda world: world.rule, "tag:ない"),
    ("assessment_add", "/copy_from", lambda world: world.assessments[0], ABSENT),
    ("supplier_join", "/other", lambda world: world.invited(), ABSENT),
    ("supplier_alias_end", "/alias", lambda world: world.alias or (world.joined() and world.alias), "code:none"),
    ("likely_duplicate_(dismiss|restore)", "/suppliers/0", lambda world: world.invited(), ABSENT),
    ("user_hand_over", "/to", lambda world: world.user_made(), ABSENT),
    ("api_key_hand_over", "/user", lambda world: world.user, ABSENT),
    ("supplier_import", "/rows/0/relationship", lambda world: world.relationship, ABSENT),
    ("partner_check_add", "/kept", lambda world: world.kept, ABSENT),
    ("statement_add", "/buyer", lambda world: world.clients[0], ABSENT),
    ("oidc_settings_put", "/exempt", lambda world: world.keeper(), ABSENT),
    ("erasure_add", "/user", lambda world: world.user, ABSENT),
    ("erasure_add", "/relationship", lambda world: world.relationship, ABSENT),
]
# A body that is a file, and what it is sent as.
FILE_TYPE = "application/octet-stream"
FILE = "%PDF-1.7 行列".encode()
# Members of which a body that names an object by one of them has no other.
ALTERNATIVES = {"erasure_add": ("person", "user", "relationship"), "supplier_change": ("change", "suppliers", "except", "preview")}
# What such a member asks for beside it.
WITH = {("partner_check_add", "/kept"): {"method": "statement"}}
# Members that look like it and are none of an organisation's: the catalogue is everybody's, a secret is its
# holder's, and signing in needs the password too.
NOT_OBJECTS = [(r"\w+", "/edition"), (r"\w+", "/token"), ("session_start|oidc_.*", "/organisation"), (r"\w+", "/key"), ("paper_add", "/organisation")]
# Secrets that open what needs no key, each for one use.
SECRETS = [
    ("invitation_.*", lambda world: world.invited() and world.token),
    ("user_link_.*", lambda world: world.own.post("/v1/users/%s:invite" % world.user_made()).json["link"]["token"]),
]
# Query parameters whose value is an organisation's own word.
QUERY_WORDS = {
    "category": (lambda world: world.mark + "区分", "ない区分"),
    "tag": (lambda world: world.mark, "ない札"),
    "text": (lambda world: world.mark + "鉄工", "ない鉄工"),
    "source": (lambda world: "world", "never"),
    "linked_to": (lambda world: world.paper, ABSENT),
    "with": (lambda world: world.assessments[0], ABSENT),
}
NAMES = {
    "declaration",
    "alias",
    "other",
    "to",
    "replaces",
    "suppliers",
    "relationship",
    "after",
    "assessment",
    "paper",
    "check",
    "partner_check",
    "job",
    "rule",
    "edition",
    "key",
    "token",
    "user",
    "organisation",
    "supplier",
    "buyer",
}
# The contract's examples hold what must be there once only.
ONCE = {
    "code": lambda: "M-" + harness.declaration_id(),
    "corporate_number": harness.corporate_number,
    "id": harness.declaration_id,
    "email": lambda: harness.declaration_id() + "@example.jp",
    "name": lambda: "行列" + harness.declaration_id(),
    "stopped_on": lambda: "2027-06-01",
}


class Matrix:
    def __init__(self, contract):
        self.contract = contract

    # What an operation names

    def named_in_body(self, operation):
        """Pointers of members that may name an object; a list's item is 0."""
        schema = self.json_schema(operation)
        return sorted(set(self.walk(schema, "", ()))) if schema else []

    def json_schema(self, operation):
        kind = next((k for k in operation.bodies if k.endswith("json") and "ndjson" not in k), None)
        return operation.bodies[kind]["schema"] if kind else None

    def walk(self, schema, at, seen):
        if "$ref" in schema:
            if schema["$ref"] in seen:
                return
            seen += (schema["$ref"],)
        schema = self.contract.resolve(schema)
        last = [part for part in at.split("/") if not part.isdigit()][-1]
        simple = not schema.get("properties") and "items" not in schema
        if simple and (schema.get("format") == "uuid" or last in NAMES) and schema.get("type") != "boolean":
            yield at
        for name, member in schema.get("properties", {}).items():
            yield from self.walk(member, at + "/" + name, seen)
        if "items" in schema:
            yield from self.walk(schema["items"], at + "/0", seen)
        for rule in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(rule, []):
                yield from self.walk(part, at, seen)

    def body_object(self, operation, pointer):
        """(own, absent) of such a member; None when it names none of the organisation's objects."""
        for pattern, where, own, absent in BODY_OBJECTS:
            if re.fullmatch(pattern, operation.id) and where == pointer:
                return own, absent
        if any(re.fullmatch(pattern, operation.id) and where == pointer for pattern, where in NOT_OBJECTS):
            return None
        raise AssertionError("tests/support/matrix.py does not know what %s of %s names" % (pointer, operation.id))

    def naming(self, operation, body, pointer, word):
        """The body with the word there, and without what stood for it."""
        alternatives = ALTERNATIVES.get(operation.id, ())
        others = set(alternatives) - {pointer[1:]} if pointer[1:] in alternatives else ()
        said = {name: copy.deepcopy(value) for name, value in body.items() if name not in others}
        put(said, pointer, word)
        return {**said, **WITH.get((operation.id, pointer), {})}

    # A valid request

    def body(self, operation, world):
        schema = self.json_schema(operation)
        if schema is None:
            return FILE if FILE_TYPE in operation.bodies else None
        kind = next(k for k in operation.bodies if operation.bodies[k]["schema"] is schema)
        examples = operation.bodies[kind].get("examples", {})
        if not examples:
            raise AssertionError("the contract has no example of the body of %s" % operation.id)
        body = copy.deepcopy(self.contract.resolve(next(iter(examples.values())))["value"])
        for name, make in ONCE.items():
            if isinstance(body.get(name), str) and (name != "code" or re.fullmatch("supplier_(add|put|patch)", operation.id)):
                body[name] = make()
        for pattern, secret in SECRETS:
            if "token" in body and re.fullmatch(pattern, operation.id):
                body["token"] = secret(world)
        for pointer in self.named_in_body(operation):
            found = self.body_object(operation, pointer)
            if found and present(body, pointer):
                put(body, pointer, found[0](world))
        if operation.id == "evidence_add":
            body["links"][0]["id"] = world.paper
        if operation.id in ("kept_statement_add", "statement_verify"):
            body["jws"] = world.statement_made()["jws"]
        if operation.id.startswith("likely_duplicate_"):
            body["suppliers"] = world.dismissed()
        return body

    def request(self, operation, world, names=None, body=None):
        """(method, path, body, headers) of a request on the world's own objects; `names` are objects for its
        parameters."""
        if names is None:
            names = (
                world.fresh(operation.path) if operation.method != "GET" else {name: world.objects(operation.path, name)[0] for name in parameters(operation)}
            )
        missing = set(parameters(operation)) - set(names)
        if missing:
            raise AssertionError("tests/support/world.py makes no %s for %s" % (missing, operation.id))
        body = self.body(operation, world) if body is None else body
        return operation.method, filled(operation.path, names), body, names

    def query_words(self, operation):
        """Its query parameters that take a word of the organisation's own."""
        for parameter in operation.parameters:
            if parameter["in"] == "query" and parameter["name"] in QUERY_WORDS:
                yield parameter["name"], QUERY_WORDS[parameter["name"]]

    def headers(self, operation, path, body, world):
        digest = {"Content-Digest": "sha-256=:%s:" % base64.b64encode(hashlib.sha256(body).digest()).decode()} if isinstance(body, bytes) else {}
        return {**self.tag(operation, path, world), **digest}

    def tag(self, operation, path, world):
        if not any(p["in"] == "header" and p["name"] == "If-Match" for p in operation.parameters):
            return {}
        read = path.removesuffix(":join") + "/requirement" if path.endswith(":join") else path.removesuffix(":publish")
        return {"If-Match": world.own.get(read).etag or '"1"'}


def parameters(operation):
    return re.findall(r"\{([^}]*)\}", operation.path)


def filled(path, names):
    return re.sub(r"\{([^}]*)\}", lambda found: urllib.parse.quote(names[found[1]], safe=""), path)


def present(body, pointer):
    return put(copy.deepcopy(body), pointer, None, make=False)


def put(body, pointer, value, make=True):
    """Sets a member; with `make` what is on the way to it is made."""
    *way, last = pointer.split("/")[1:]
    for name, after in zip(way, [*way[1:], last]):
        if isinstance(body, list):
            if not body:
                if not make:
                    return False
                body.append([] if after.isdigit() else {})
            body = body[0]
            continue
        if not isinstance(body.get(name), (dict, list)):
            if not make:
                return False
            body[name] = [] if after.isdigit() else {}
        body = body[name]
    if isinstance(body, list):
        if not body and not make:
            return False
        body[:1] = [value]
    elif last in body or make:
        body[last] = value
    else:
        return False
    return True


def recoded(body, selector):
    """A record for PUT under this selector: a code there stands in the body too."""
    return dict(body, code=selector[5:]) if selector.startswith("code:") else body


def absent_like(name, own):
    """A name of the same spelling that names nothing; a kind is a word of the contract and names nothing of anybody's."""
    if name == "kind":
        return own
    if own.startswith("code:"):
        return "code:W-" + harness.declaration_id()
    if re.fullmatch(r"\d{13}", own):
        return harness.corporate_number()
    if name == "delivery":
        return "987654321"
    return {"key": "4611686018427387001", "session": "4611686018427387001", "rule": "tag:ない" + harness.declaration_id()}.get(name, str(uuid.uuid4()))
