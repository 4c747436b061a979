# SPDX-License-Identifier: Apache-2.0
"""Items as flat rows, for tables and data frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def rows(items: Iterable[Any], separator: str = ".") -> Iterator[dict[str, Any]]:
    """One flat dict for each item: {"status": {"due_on": …}} becomes {"status.due_on": …}. Lists of plain
    values are joined with "、"; lists of objects become their codes, or their number."""
    for item in items:
        row: dict[str, Any] = {}
        _flatten(item, "", separator, row)
        yield row


def _flatten(value: Any, name: str, separator: str, row: dict[str, Any]) -> None:
    if isinstance(value, Mapping):
        for member, inner in value.items():
            _flatten(inner, name + separator + member if name else member, separator, row)
    elif isinstance(value, list):
        row[name] = _listed(value)
    else:
        row[name] = value


def _listed(items: list[Any]) -> Any:
    if not any(isinstance(item, (Mapping, list)) for item in items):
        return "、".join(str(item) for item in items)
    if all(isinstance(item, Mapping) and "code" in item for item in items):
        return "、".join(item["code"] for item in items)
    return len(items)
