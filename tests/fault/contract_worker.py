# SPDX-License-Identifier: Apache-2.0
"""Makes cases from the contract with Schemathesis, sends them and judges the answers; one process of
tests/fault/test_contract.py, which runs it in the virtual environment. Its task comes as JSON on standard
input, what it found goes as JSON to standard output."""

import collections
import json
import math
import random
import re
import sys

import hypothesis.strategies as st
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError

TASK = json.load(sys.stdin)
RANDOM = random.Random(TASK["seed"])
KNOWN_SHARE = 0.75

# Faults that tell of the shape of a request. Whoever keeps to the contract's schemas must not meet one.
SHAPE = {
    "wrong_type",
    "missing_field",
    "unknown_field",
    "too_short",
    "too_long",
    "too_small",
    "too_large",
    "pattern",
    "not_allowed_value",
    "too_few_fields",
    "too_many_fields",
    "too_few_items",
    "too_many_items",
    "duplicate_items",
    "not_a_multiple",
    "several_alternatives_fit",
    "unknown_parameter",
    "missing_parameter",
    "repeated_parameter",
    "invalid_date",
    "invalid_instant",
    "invalid_uuid",
    "invalid_email",
    "invalid_uri",
    "invalid_text",
    "invalid_line",
    "invalid_prose",
    "body_not_allowed",
    "body_missing",
    "unsupported_media_type",
}

# What the contract says in words: no control characters in addresses, integers without a fraction.
CONTROL = "%([01][0-9A-Fa-f]|7[Ff])"
FRACTION = r"[0-9]\.0\b|[0-9]e[0-9]"


@schemathesis.auth(refresh_interval=None)
class Key:
    """Mostly the key that may do everything, so that cases get far; now and then one that may do less."""

    def get(self, case, context):
        return RANDOM.choice(TASK["keys"]) if RANDOM.random() < 0.3 else TASK["keys"][0]

    def set(self, case, key, context):
        case.headers = {**(case.headers or {}), "Authorization": "Bearer " + key}


@schemathesis.hook
def before_call(context, case, kwargs):
    # The keys at work must not be revoked.
    if case.path_parameters and case.path_parameters.get("key") in TASK["protected"]:
        case.path_parameters["key"] = "1"
    # A wait of many seconds for events is tried by tests/api/test_events.py.
    if case.query and case.query.get("wait") in range(2, 31):
        case.query["wait"] = 1
    # Schemathesis knows a few keys only; one of each intention, but for some, gets beyond the first.
    if case.headers and "Idempotency-Key" in case.headers and RANDOM.random() < 0.9 and not (case.meta and case.meta.is_negative_at(ParameterLocation.HEADER)):
        case.headers["Idempotency-Key"] = "%032x" % RANDOM.getrandbits(128)


@schemathesis.check
def valid_input_understood(ctx, response, case):
    """What keeps to the schemas is refused only for what the schemas cannot say."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code < 400:
        return
    if re.search(CONTROL, response.request.url) or re.search(FRACTION, str(response.request.body)):
        return
    codes = {problem["code"] for problem in faults_of(response)}
    excused = {
        problem["code"]
        for problem in faults_of(response)
        if any(
            re.fullmatch(entry, "%s %s %s" % (case.operation.definition.raw["operationId"], problem["code"], problem.get("pointer", "")))
            for entry in TASK["excused"]
        )
    }
    wrong = (codes & SHAPE) - excused
    assert not wrong and response.status_code not in (400, 413, 415) or excused, "%d %s: %s" % (
        response.status_code,
        sorted(wrong or codes),
        faults_of(response),
    )


@schemathesis.check
def invalid_rows_refused(ctx, response, case):
    """A sheet is judged row by row: the answer is 200 and counts those that were refused."""
    if (
        case.operation.definition.raw["operationId"] == "supplier_import"
        and response.status_code < 400
        and (case.meta and case.meta.generation.mode.is_negative)
    ):
        assert case.meta.is_negative_at(ParameterLocation.BODY) and json.loads(response.content)["counts"]["refused"], "nothing was refused"


@schemathesis.check
def headers_documented(ctx, response, case):
    """No header besides those of the contract and those that every answer has."""
    documented = case.operation.responses.find_by_status_code(response.status_code)
    known = {name.lower() for name, _ in documented.headers.items()} if documented and documented.headers else set()
    unknown = set(response.headers) - known - set(TASK["headers"]) - ({"allow"} if response.status_code == 405 else set())
    assert not unknown, "undocumented: %s" % sorted(unknown)


def faults_of(response):
    # A page that people read tells in its own words.
    if response.status_code < 400 or not response.content or "json" not in str(response.headers.get("content-type")):
        return []
    problem = json.loads(response.content)
    return problem.get("errors") or [problem]


def is_name(text):
    """More than what a conversion leaves of one."""
    return bool(set(text) - set("?？")) and not set(text) & set("〓\ufffd")


def formats():
    readable = st.characters(codec="utf-8", categories=["L", "N", "P"])
    schemathesis.openapi.format("line", st.text(readable, min_size=1))
    schemathesis.openapi.format("password", st.text(readable, min_size=1))
    schemathesis.openapi.format("prose", st.text(readable, min_size=1))
    schemathesis.openapi.format("description", st.text(readable, min_size=1))
    names = st.text(readable, min_size=1).filter(is_name)
    schemathesis.openapi.format("name", names)
    schemathesis.openapi.format("file-name", names)
    schemathesis.openapi.format("rule", st.builds("{}:{}".format, st.sampled_from(("category", "tag")), names))
    # The server also takes addresses with a dot where RFC 5321 has none; Schemathesis would call them undocumented.
    schemathesis.openapi.format("email", st.from_regex(r"[a-z0-9][a-z0-9+_-]{0,19}@[a-z][a-z0-9]{0,10}\.[a-z]{2,6}", fullmatch=True))


def off(*checks):
    return {name: {"enabled": False} for name in checks}


def configuration():
    bound = {"path." + name: name for name in TASK["objects"]} | TASK["places"]
    dictionaries = {**TASK["objects"], **TASK["words"]}
    return schemathesis.Config.from_dict(
        {
            "seed": TASK["seed"],
            "continue-on-failure": True,
            "suppress-health-check": ["all"],
            "dictionaries": {name: {"values": values} for name, values in dictionaries.items()},
            "parameters": {name: {"dictionary": which, "probability": 0.3 if name.startswith("header.") else KNOWN_SHARE} for name, which in bound.items()},
            "operations": [
                {
                    "include-path-regex": "^/v1/suppliers/",
                    "parameters": {"path.declaration": {"dictionary": "supplier_declaration", "probability": KNOWN_SHARE}},
                },
                # Such a URL can be read as an id with a colon, too: a supplier is also named by `code:`.
                {"include-path-regex": ":[a-z-]+$", "checks": off("unsupported_method", "allow_header_conformance")},
                {"include-operation-id": "supplier_import", "checks": off("negative_data_rejection")},
            ],
            # PostgreSQL stores no NUL, and the guard refuses control characters outside of bodies.
            "generation": {"no-shrink": True, "database": "none", "allow-x00": False, "with-security-parameters": False, "exclude-header-characters": "\t"},
            "checks": {
                # Who may do what is the tenant matrix's; what valid input meets, valid_input_understood judges.
                **off("ignored_auth", "object_level_authorization", "positive_data_acceptance"),
                # An object may end, and several keys with different rights look at it.
                **off("use_after_free", "ensure_resource_availability"),
                # Told to come back while the machine is busy: documented, and counted.
                "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
                # A list that is too long may be too large as well.
                "negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429", "503"]},
                "missing_required_header": {"expected-statuses": ["400", "401", "403", "422", "428"]},
            },
            "phases": {
                "fuzzing": {"enabled": False},
                "stateful": {"enabled": False},
                # civetweb itself refuses methods that it does not know, such as TRACE: 400.
                "coverage": {"unexpected-methods": ["GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"]},
            },
        }
    )


class Judge:
    """Counts cases and keeps the first example of each kind of finding."""

    def __init__(self):
        self.cases = 0
        self.statuses = collections.Counter()
        self.operations = collections.defaultdict(collections.Counter)
        self.checks = collections.Counter()
        self.findings = {}

    def take(self, recorder):
        for id, interaction in recorder.interactions.items():
            if interaction.response is not None:
                self.take_case(recorder.cases[id].value, interaction.response, recorder.checks.get(id, []))

    def take_case(self, case, response, checks):
        self.cases += 1
        self.statuses[response.status_code] += 1
        self.operations[case.operation.definition.raw["operationId"]][response.status_code // 100] += 1
        for check in checks:
            self.checks[check.name] += 1
            if check.failure_info is not None:
                failure = check.failure_info.failure
                self.find(check.name, case.operation.label, "%s %s" % (failure.title, failure.message), response)

    def find(self, name, place, text, response=None):
        finding = self.findings.setdefault("%s %s" % (name, place), {"count": 0, "text": text})
        finding["count"] += 1
        if response is not None and "request" not in finding:
            request = response.request
            finding["request"] = "%s %s\n%s\n%r" % (request.method, request.url, dict(request.headers), request.body)[:3000]
            finding["response"] = "%d %s\n%s" % (response.status_code, dict(response.headers), response.text[:2000])

    def found(self):
        return {"cases": self.cases, "statuses": self.statuses, "operations": self.operations, "checks": self.checks, "findings": self.findings}


def run(schema, stream, judge, most):
    for event in stream:
        if isinstance(event, NonFatalError):
            judge.find("error", str(event.label), str(event.info.message))
        if hasattr(event, "recorder"):
            judge.take(event.recorder)
        if judge.cases >= most:
            stream.stop()


def main():
    formats()
    judge = Judge()
    schema = schemathesis.openapi.from_url("http://%s/openapi.json" % TASK["address"], config=configuration())
    # Examples and the edges of every schema, for this process's part of the operations: as many as the contract has. Then
    # scenarios of up to six steps along the links, until there were enough; they are what gets far.
    if TASK["part"]:
        part = schema.include(lambda context: context.operation.definition.raw["operationId"] in TASK["part"])
        run(part, from_schema(part).execute(), judge, math.inf)
    run(schema, from_schema(schema).fuzz(), judge, max(TASK["cases"], judge.cases + TASK["cases"] // 3))
    json.dump(judge.found(), sys.stdout)


main()
