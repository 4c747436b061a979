# SPDX-License-Identifier: Apache-2.0
"""Requests that may be repeated, and what comes back."""

from __future__ import annotations

import dataclasses
import http.client
import json
import random
import ssl
import time
import urllib.parse
import uuid
from typing import Any, Generic, TypeVar

T = TypeVar("T")

LONGEST_WAIT = 120.0  # seconds; a longer Retry-After is told, not waited for


class UnsafeAddress(ValueError):
    """Neither https nor this machine: the key would travel unencrypted."""


class NoAnswer(Exception):
    """Nothing came, or not all of it. What a request with `sent` did is not known."""

    def __init__(self, message: str, sent: bool):
        super().__init__(message)
        self.sent = sent


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing wrong with a request."""

    pointer: str  # JSON Pointer, "?name" or "header:Name"
    code: str
    text: str
    params: dict[str, Any]


class Problem(Exception):
    """The server refused the request (RFC 9457). Program against `code`; the texts may be improved."""

    def __init__(self, status: int, body: Any):
        told = body if isinstance(body, dict) else {}
        self.status = status
        self.code: str = told.get("code", "")
        self.title: str = told.get("title", "")
        self.request_id: str = told.get("request_id", "")
        self.params: dict[str, Any] = told.get("params", {})
        self.faults = [Fault(f.get("pointer", ""), f.get("code", ""), f.get("text", ""), f.get("params", {})) for f in told.get("errors", [])]
        faults = "".join("; %s: %s" % (f.pointer, f.text) for f in self.faults)
        super().__init__("%d %s %s%s" % (status, self.code, self.title, faults))


@dataclasses.dataclass(frozen=True)
class Answer(Generic[T]):
    """`data` is the body: JSON as the contract's types, else bytes; None where there is none, as with 304."""

    status: int
    data: T
    etag: str | None  # for if_match
    replayed: bool  # the first answer to this Idempotency-Key, again


def _is_this_machine(host: str | None) -> bool:
    return host in ("localhost", "::1") or (host is not None and host.startswith("127.") and host.replace(".", "").isdigit())


def _waits(status: int, retry_after: str | None) -> float | None:
    """How long the server wants to be left alone; None: it did not say, or says too long."""
    if status not in (429, 503) or not (retry_after or "").isdigit():
        return 0.0
    return float(retry_after or 0) if float(retry_after or 0) <= LONGEST_WAIT else None


class Transport:
    """One server and key. Independent of other ones, to be used by one thread at a time."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        language: str = "ja",
        attempts: int = 4,
        timeout: float = 60.0,
        ca_file: str | None = None,
        insecure_http: bool = False,
    ):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("not a server's address: %r" % url)
        if parts.scheme == "http" and not insecure_http and not _is_this_machine(parts.hostname):
            raise UnsafeAddress("%s is not encrypted; use https, or insecure_http=True" % url)
        self._parts = parts
        self._key = key
        self._language = language
        self._attempts = attempts
        self._timeout = timeout
        self._tls = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._tls:
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)

    def _once(self, method: str, target: str, data: bytes | None, headers: dict[str, str]) -> tuple[Any, bytes]:
        connection, sent = self._connection(), False
        try:
            connection.connect()
            sent = True
            connection.request(method, target, data, headers)
            response = connection.getresponse()
            return response, response.read()
        except ssl.SSLCertVerificationError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer("no answer from %s: %s" % (self._parts.netloc, error), sent) from error
        finally:
            connection.close()

    def _headers(self, method: str, data: bytes | None, content_type: str, accept: str, more: dict[str, str | None]) -> dict[str, str]:
        headers = {"Accept": accept, "Accept-Language": self._language, "User-Agent": "hoshitori-python"}
        if self._key:
            headers["Authorization"] = "Bearer " + self._key
        if data is not None:
            headers["Content-Type"] = content_type
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        headers.update({name: value for name, value in more.items() if value is not None})
        return headers

    def request(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        accept: str = "application/json",
        headers: dict[str, str | None] | None = None,
    ) -> Answer[Any]:
        """Sends it, again when its answer was lost or the server said 429 or 503, with the same
        Idempotency-Key. DELETE is not repeated after a lost answer. Raises Problem or NoAnswer."""
        told = {name: _written(value) for name, value in (query or {}).items() if value is not None}
        target = self._parts.path.rstrip("/") + path + ("?" + urllib.parse.urlencode(told) if told else "")
        data = body if isinstance(body, bytes) or body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = self._headers(method, data, content_type, accept, headers or {})
        if data is None and method in ("POST", "PUT", "PATCH"):
            data = b""
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            pause = 0.25 * 2 ** (attempt - 1) * random.uniform(1, 1.5)
            try:
                response, read = self._once(method, target, data, sent)
            except NoAnswer as lost:
                if last or (lost.sent and method == "DELETE"):
                    raise
                time.sleep(pause)
                continue
            wait = _waits(response.status, response.headers.get("Retry-After"))
            again = response.status in (429, 503) or (response.status in (502, 504) and method != "DELETE")
            if not again or last or wait is None:
                return _answer(response, read)
            time.sleep(max(wait, pause))
        raise AssertionError("the last attempt returns or raises")


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set)):
        return ",".join(_written(item) for item in value)
    return str(value)


def _answer(response: Any, read: bytes) -> Answer[Any]:
    kind = response.headers.get_content_type()
    data: Any = read if read else None
    if kind in ("application/json", "application/problem+json"):
        data = json.loads(read) if read else None
    if response.status >= 400:
        raise Problem(response.status, data)
    return Answer(response.status, data, response.headers.get("ETag"), "Idempotency-Replayed" in response.headers)
