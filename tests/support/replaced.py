# SPDX-License-Identifier: Apache-2.0
"""What a PUT replaces whole, of which the tag is made of what stands (server/handlers/way/replaced.h)."""

SENDER = {"sender_name": None, "sender_department": "調達部", "sender_telephone": None, "reply_to": None, "introduction": None, "reminders": None}
# By the path: whose it is, and two things that may stand there.
REPLACED = {
    "/v1/settings": ("buyer", {"expiring_days": 30, "recheck_months": 6}, {"expiring_days": 30, "recheck_months": None}),
    "/v1/mail-settings": ("buyer", SENDER, {**SENDER, "reminders": {"after_days": 7, "times": 1}}),
    "/v1/retention": ("buyer", {"months": 24}, {"months": 36}),
    "/v1/statement-naming": ("buyer", {"named": True}, {"named": False}),
    "/v1/sign-in-policy": ("buyer", {"second_factor": "required"}, {"second_factor": "optional"}),
    "/v1/policy": ("supplier", {"language": "ja", "text": "方針\n\n甲"}, {"language": "ja", "text": "方針\n\n乙"}),
    "/v1/evidence/{}": ("supplier", {"name": "甲.pdf", "note": "甲"}, {"name": "甲.pdf", "note": "乙"}),
}
