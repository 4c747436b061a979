# SPDX-License-Identifier: Apache-2.0
"""Webhooks as Standard Webhooks (standardwebhooks.com) sign them: HMAC-SHA256, `v1`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any


class WebhookRefused(Exception):
    """Do not act on it: answer with 4xx."""


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook's secret is whsec_ and base64") from error


def verify_webhook(body: bytes, headers: Mapping[str, str], secrets: str | list[str], *, tolerance: float = 300.0, now: float | None = None) -> Any:
    """The JSON of a delivery whose signature is right and whose timestamp is at most `tolerance` seconds away.

    `body` is what arrived, byte for byte. Give several secrets while one replaces another. The same
    `webhook-id` may be delivered again: act on each once."""
    sent = {name.lower(): value for name, value in headers.items()}
    try:
        identifier, stamp, given = (sent["webhook-" + name] for name in ("id", "timestamp", "signature"))
        instant = int(stamp)
    except (KeyError, ValueError) as error:
        raise WebhookRefused("a header is missing or malformed") from error
    if abs((time.time() if now is None else now) - instant) > tolerance:
        raise WebhookRefused("the timestamp is too far away")
    signed = b".".join((identifier.encode(), stamp.encode(), body))
    offered = [part[3:] for part in given.split() if part.startswith("v1,")]
    for secret in [secrets] if isinstance(secrets, str) else secrets:
        right = base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()
        # Each is compared in full, so that the time taken tells nothing.
        if any([hmac.compare_digest(right.encode(), one.encode()) for one in offered]):
            return json.loads(body)
    raise WebhookRefused("no signature is right")
