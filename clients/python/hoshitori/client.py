# SPDX-License-Identifier: Apache-2.0
"""The client: a transport with a method for each operation of the contract."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from typing import Any

from .operations import Operations
from .transport import Answer, Transport


class Client(Transport, Operations):
    """Client(url, key, language="ja"): see Transport for its options, Operations for what it can do.

    Methods are called as the contract's operations: path parameters first, then the body, then by name
    what else there is. `…_all` reads lists page after page."""

    def _call(self, method: str, path: str, parts: dict[str, str], **options: Any) -> Answer[Any]:
        for name, value in parts.items():
            path = path.replace("{%s}" % name, urllib.parse.quote(value, safe=":"))
        return self.request(method, path, **options)

    def _pages(self, path: str, parts: dict[str, str], query: dict[str, Any]) -> Iterator[Any]:
        """The items of a list that has `next_cursor`."""
        while True:
            page = self._call("GET", path, parts, query=query).data
            yield from page["items"]
            if not page["next_cursor"]:
                return
            query = {**query, "cursor": page["next_cursor"]}

    def _feed(self, path: str, parts: dict[str, str], query: dict[str, Any]) -> Iterator[Any]:
        """The items of a list that goes on with `next_after`, up to what is there now."""
        while True:
            page = self._call("GET", path, parts, query=query).data
            yield from page["items"]
            if not page["items"]:
                return
            query = {**query, "after": page["next_after"]}
