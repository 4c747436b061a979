# SPDX-License-Identifier: Apache-2.0
"""A client of Hoshitori, with Python's standard library only.

from hoshitori import Client, Problem, rows

client = Client("https://hoshitori.example.jp", key)
for supplier in client.supplier_list_all(status=["overdue", "lapsed"]):
    print(supplier["code"], supplier["status"]["next_step"]["text"])

import pandas
pandas.DataFrame(rows(client.status_list_all(side="buyer")))
"""

from . import types
from .client import Client
from .rows import rows
from .transport import Answer, Fault, NoAnswer, Problem, UnsafeAddress
from .webhooks import WebhookRefused, verify_webhook

__all__ = ["Answer", "Client", "Fault", "NoAnswer", "Problem", "UnsafeAddress", "WebhookRefused", "rows", "types", "verify_webhook"]
