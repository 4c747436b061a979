# SPDX-License-Identifier: Apache-2.0
"""Which functions read or lock rows of two organisations. Should one primary ever be too small, these are what stands between
organisations and databases of their own (deploy/ha/growth.md), so the list grows only by a name with its reason."""

import re
import unittest

from sources import Lint, paths, read

FUNCTION = re.compile(r"create or replace (?:function|procedure) (\w+)\((?:.*?)\nas \$\$(.*?)\$\$;", re.S)
OF = re.compile(r"(?<![\w.])(?:\w+\.)?org_id\s*(?:=|in|is not distinct from)\s*(?:any\s*\()?\(?\s*([\w.]+)|(?<![\w.])([\w.]+)\s*=\s*(?:\w+\.)?org_id\b")
# What names an organisation that is not, or need not be, the caller's.
OTHER = re.compile(r"supplier|buyer|counterparty|other")

KNOWN = {
    "facts of a demand are the buyer's and its supplier's: locked, read, decided and written on both sides together": """
        board_put buyer_lock declaration_facts declaration_visible demand_on demand_upcoming edition_tells facts_locked facts_of facts_seen
        known_declarations relationship_lock response_put response_shape settings_of supplier_declarations supplier_facts supplier_touched
        undecided_add""",
    "what is shown to a buyer lies with its supplier, once for all buyers, and the supplier is told of each read": """
        disclosed_evidence_find disclosed_evidence_page disclosed_page disclosure_add disclosure_known disclosure_reaches
        disclosure_read_add disclosure_read_page disclosure_reads_on disclosure_request_shape disclosure_requests_open evidence_event_add
        supplier_acts worker_log_reads""",
    "a record and the organisation behind it are compared": "company_facts is_changed number_compare number_refused organisation_patch succession_open",
    "who is invited belongs to nobody yet": "invitation_has_buyer invitation_lock invitation_require invitation_seal",
    "what waits, and what is asked, has two sides": "buyer_tasks demand_unanswered plan_facts side_relationship tasks_put",
    "each side is called by its name": "buyer_record counterparty_shape report statement_named",
    "heads of the other's log are receipts": "receipt_page",
    "who closes leaves all its relationships": "close_chunk organisation_close",
    "the operator's commands and the worker go through all": "audit_head_of operator_compare worker_webhook_record",
}


def named():
    """Of each function that names more than one organisation, or another one than the caller's: its file."""
    for path in paths(".sql", under="schema/functions"):
        for name, body in FUNCTION.findall(re.sub(r"--[^\n]*", "", read(path))):
            owners = {one or other for one, other in OF.findall(body)}
            owners = {owner for owner in owners if not owner.endswith("org_id") and owner != "select"}
            if len(owners) > 1 or any(OTHER.search(owner) for owner in owners):
                yield name, path


class TwoOrganisations(Lint):
    def test_each_is_known_with_its_reason(self):
        known = {name for names in KNOWN.values() for name in names.split()}
        found = dict(named())
        self.assertGreater(len(found), 40)
        self.report("%s: %s reads rows of two organisations; KNOWN has no reason for it" % (found[name], name) for name in sorted(set(found) - known))
        self.report("%s is known and does not read rows of two organisations" % name for name in sorted(known - set(found)))


if __name__ == "__main__":
    unittest.main()
