# SPDX-License-Identifier: Apache-2.0
"""A method for each operation. Written by ../generate from the contract: change that, not this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from . import types
from .transport import Answer


class Operations:
    def _call(self, method: str, path: str, parts: dict[str, str], **options: Any) -> Answer[Any]:
        raise NotImplementedError

    def _pages(self, path: str, parts: dict[str, str], query: dict[str, Any]) -> Iterator[Any]:
        raise NotImplementedError

    def _feed(self, path: str, parts: dict[str, str], query: dict[str, Any]) -> Iterator[Any]:
        raise NotImplementedError

    def me_get(self, *, if_none_match: str | None = None) -> Answer[types.Me]:
        """Who am I. GET `/v1/me`"""
        return self._call("GET", "/v1/me", {}, headers={"If-None-Match": if_none_match})

    def status_list(self, *, if_none_match: str | None = None, side: Literal['buyer', 'supplier'] | None = None,
                    as_of: str | None = None, known_at: str | None = None,
                    status: list[types.StatusCode] | None = None, waiting_on: list[Literal['none', 'supplier',
                    'buyer', 'scheme']] | None = None, required_star: list[int] | None = None,
                    held_star: list[int] | None = None, category: str | None = None, tag: str | None = None,
                    text: str | None = None, due_by: str | None = None, expiring_within: int | None = None,
                    unchecked_since: str | None = None, state: list[types.RelationshipState] | None = None,
                    task: types.TaskCode | None = None, number_remark: Literal['name_not_as_published',
                    'number_not_published', 'company_closed', 'company_succeeded', 'any'] | None = None,
                    owner: Literal['me', 'none'] | str | None = None, sort: Literal['name', 'due_on',
                    'gap'] | None = None, limit: int | None = None, cursor: str | None = None,
                    accept: str = "application/json") -> Answer[Any]:
        """The statuses of all relationships. GET `/v1/statuses`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/statuses", {}, query={"side": side, "as_of": as_of, "known_at": known_at,
            "status": status, "waiting_on": waiting_on, "required_star": required_star, "held_star": held_star,
            "category": category, "tag": tag, "text": text, "due_by": due_by, "expiring_within": expiring_within,
            "unchecked_since": unchecked_since, "state": state, "task": task, "number_remark": number_remark,
            "owner": owner, "sort": sort, "limit": limit, "cursor": cursor}, accept=accept,
            headers={"If-None-Match": if_none_match})

    def status_list_all(self, *, side: Literal['buyer', 'supplier'] | None = None, as_of: str | None = None,
                        known_at: str | None = None, status: list[types.StatusCode] | None = None,
                        waiting_on: list[Literal['none', 'supplier', 'buyer', 'scheme']] | None = None,
                        required_star: list[int] | None = None, held_star: list[int] | None = None,
                        category: str | None = None, tag: str | None = None, text: str | None = None,
                        due_by: str | None = None, expiring_within: int | None = None,
                        unchecked_since: str | None = None, state: list[types.RelationshipState] | None = None,
                        task: types.TaskCode | None = None, number_remark: Literal['name_not_as_published',
                        'number_not_published', 'company_closed', 'company_succeeded', 'any'] | None = None,
                        owner: Literal['me', 'none'] | str | None = None, sort: Literal['name', 'due_on',
                        'gap'] | None = None,
                        limit: int | None = None) -> Iterator[types.BuyerView | types.SupplierView]:
        """The items of `status_list`, page after page."""
        return self._pages("/v1/statuses", {}, {"side": side, "as_of": as_of, "known_at": known_at, "status": status,
            "waiting_on": waiting_on, "required_star": required_star, "held_star": held_star, "category": category,
            "tag": tag, "text": text, "due_by": due_by, "expiring_within": expiring_within,
            "unchecked_since": unchecked_since, "state": state, "task": task, "number_remark": number_remark,
            "owner": owner, "sort": sort, "limit": limit})

    def status_summary(self, *, if_none_match: str | None = None, side: Literal['buyer', 'supplier'] | None = None,
                       as_of: str | None = None, known_at: str | None = None, category: str | None = None,
                       tag: str | None = None, task: types.TaskCode | None = None,
                       number_remark: Literal['name_not_as_published', 'number_not_published', 'company_closed',
                       'company_succeeded', 'any'] | None = None) -> Answer[types.StatusSummary]:
        """How many relationships stand where. GET `/v1/statuses/summary`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/statuses/summary", {}, query={"side": side, "as_of": as_of,
            "known_at": known_at, "category": category, "tag": tag, "task": task, "number_remark": number_remark},
            headers={"If-None-Match": if_none_match})

    def status_trend(self, *, if_none_match: str | None = None, side: Literal['buyer', 'supplier'] | None = None,
                     months: int | None = None) -> Answer[types.StatusTrend]:
        """How the counts moved, by month. GET `/v1/statuses/trend`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/statuses/trend", {}, query={"side": side, "months": months},
            headers={"If-None-Match": if_none_match})

    def report_get(self, *, if_none_match: str | None = None, as_of: str | None = None,
                   compared_with: str | None = None, known_at: str | None = None,
                   accept: str = "application/json") -> Answer[Any]:
        """The report for management. GET `/v1/report`, with buyer:read"""
        return self._call("GET", "/v1/report", {}, query={"as_of": as_of, "compared_with": compared_with,
            "known_at": known_at}, accept=accept, headers={"If-None-Match": if_none_match})

    def task_list(self, *, if_none_match: str | None = None, side: Literal['buyer', 'supplier'] | None = None,
                  code: list[types.InboxCode] | None = None, owner: Literal['me', 'none'] | str | None = None,
                  limit: int | None = None, cursor: str | None = None) -> Answer[types.InboxList]:
        """The inbox. GET `/v1/tasks`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/tasks", {}, query={"side": side, "code": code, "owner": owner, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def task_list_all(self, *, side: Literal['buyer', 'supplier'] | None = None,
                      code: list[types.InboxCode] | None = None, owner: Literal['me', 'none'] | str | None = None,
                      limit: int | None = None) -> Iterator[types.InboxTask]:
        """The items of `task_list`, page after page."""
        return self._pages("/v1/tasks", {}, {"side": side, "code": code, "owner": owner, "limit": limit})

    def task_summary(self, *, if_none_match: str | None = None, side: Literal['buyer', 'supplier'] | None = None,
                     owner: Literal['me', 'none'] | str | None = None) -> Answer[types.InboxSummary]:
        """How much waits. GET `/v1/tasks/summary`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/tasks/summary", {}, query={"side": side, "owner": owner},
            headers={"If-None-Match": if_none_match})

    def event_list(self, *, if_none_match: str | None = None, after: int | None = None,
                   types: list[types.EventType] | None = None, wait: int | None = None,
                   limit: int | None = None) -> Answer[types.EventList]:
        """What changed since I last looked. GET `/v1/events`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/events", {}, query={"after": after, "types": types, "wait": wait,
            "limit": limit}, headers={"If-None-Match": if_none_match})

    def event_list_all(self, *, after: int | None = None, types: list[types.EventType] | None = None,
                       wait: int | None = None, limit: int | None = None) -> Iterator[types.Event]:
        """The items of `event_list`, page after page."""
        return self._feed("/v1/events", {}, {"after": after, "types": types, "wait": wait, "limit": limit})

    def webhook_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                     cursor: str | None = None) -> Answer[types.WebhookList]:
        """Where events are sent. GET `/v1/webhooks`, with keys:write or audit:read"""
        return self._call("GET", "/v1/webhooks", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def webhook_list_all(self, *, limit: int | None = None) -> Iterator[types.Webhook]:
        """The items of `webhook_list`, page after page."""
        return self._pages("/v1/webhooks", {}, {"limit": limit})

    def webhook_add(self, body: types.WebhookInput, *,
                    idempotency_key: str | None = None) -> Answer[types.WebhookIssued]:
        """Have events sent. POST `/v1/webhooks`, with keys:write"""
        return self._call("POST", "/v1/webhooks", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def webhook_patch(self, webhook: str, body: types.WebhookPatch) -> Answer[types.Webhook]:
        """Change a webhook. PATCH `/v1/webhooks/{webhook}`, with keys:write"""
        return self._call("PATCH", "/v1/webhooks/{webhook}", {"webhook": webhook}, body=body,
            content_type="application/merge-patch+json")

    def webhook_remove(self, webhook: str) -> Answer[types.Webhook]:
        """End a webhook. DELETE `/v1/webhooks/{webhook}`, with keys:write"""
        return self._call("DELETE", "/v1/webhooks/{webhook}", {"webhook": webhook})

    def webhook_rotate(self, webhook: str, *, idempotency_key: str | None = None) -> Answer[types.WebhookIssued]:
        """Give a webhook a new secret. POST `/v1/webhooks/{webhook}:rotate`, with keys:write"""
        return self._call("POST", "/v1/webhooks/{webhook}:rotate", {"webhook": webhook},
            headers={"Idempotency-Key": idempotency_key})

    def webhook_test(self, webhook: str, *, idempotency_key: str | None = None) -> Answer[types.WebhookDelivery]:
        """Send a test message. POST `/v1/webhooks/{webhook}:test`, with keys:write"""
        return self._call("POST", "/v1/webhooks/{webhook}:test", {"webhook": webhook},
            headers={"Idempotency-Key": idempotency_key})

    def webhook_delivery_list(self, webhook: str, *, if_none_match: str | None = None, limit: int | None = None,
                              cursor: str | None = None) -> Answer[types.WebhookDeliveryList]:
        """What was sent. GET `/v1/webhooks/{webhook}/deliveries`, with keys:write or audit:read"""
        return self._call("GET", "/v1/webhooks/{webhook}/deliveries", {"webhook": webhook}, query={"limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def webhook_delivery_list_all(self, webhook: str, *, limit: int | None = None) -> Iterator[types.WebhookDelivery]:
        """The items of `webhook_delivery_list`, page after page."""
        return self._pages("/v1/webhooks/{webhook}/deliveries", {"webhook": webhook}, {"limit": limit})

    def webhook_redeliver(self, webhook: str, delivery: str, *,
                          idempotency_key: str | None = None) -> Answer[types.WebhookDelivery]:
        """Send a message again. POST `/v1/webhooks/{webhook}/deliveries/{delivery}:redeliver`, with keys:write"""
        return self._call("POST", "/v1/webhooks/{webhook}/deliveries/{delivery}:redeliver", {"webhook": webhook,
            "delivery": delivery}, headers={"Idempotency-Key": idempotency_key})

    def audit_event_list(self, *, if_none_match: str | None = None, order: Literal['oldest', 'newest'] | None = None,
                         from_: str | None = None, through: str | None = None, operation: str | None = None,
                         by: str | None = None, object: str | None = None, after: int | None = None,
                         limit: int | None = None) -> Answer[types.AuditEventList]:
        """Who changed what. GET `/v1/audit/events`, with audit:read"""
        return self._call("GET", "/v1/audit/events", {}, query={"order": order, "from": from_, "through": through,
            "operation": operation, "by": by, "object": object, "after": after, "limit": limit},
            headers={"If-None-Match": if_none_match})

    def audit_event_list_all(self, *, order: Literal['oldest', 'newest'] | None = None, from_: str | None = None,
                             through: str | None = None, operation: str | None = None, by: str | None = None,
                             object: str | None = None, after: int | None = None,
                             limit: int | None = None) -> Iterator[types.AuditEvent]:
        """The items of `audit_event_list`, page after page."""
        return self._feed("/v1/audit/events", {}, {"order": order, "from": from_, "through": through,
            "operation": operation, "by": by, "object": object, "after": after, "limit": limit})

    def erasure_add(self, body: types.ErasureInput, *, idempotency_key: str | None = None) -> Answer[types.Erasure]:
        """Erase what tells of a person. POST `/v1/erasures`, with keys:write"""
        return self._call("POST", "/v1/erasures", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def erasure_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                     cursor: str | None = None) -> Answer[types.ErasureList]:
        """What was erased, when, and by whom. GET `/v1/erasures`, with keys:write or audit:read"""
        return self._call("GET", "/v1/erasures", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def erasure_list_all(self, *, limit: int | None = None) -> Iterator[types.ErasureEntry]:
        """The items of `erasure_list`, page after page."""
        return self._pages("/v1/erasures", {}, {"limit": limit})

    def audit_checkpoint_list(self, *, if_none_match: str | None = None, after: int | None = None,
                              limit: int | None = None) -> Answer[types.AuditCheckpointList]:
        """Signed checkpoints of the audit log. GET `/v1/audit/checkpoints`, with audit:read"""
        return self._call("GET", "/v1/audit/checkpoints", {}, query={"after": after, "limit": limit},
            headers={"If-None-Match": if_none_match})

    def audit_checkpoint_list_all(self, *, after: int | None = None,
                                  limit: int | None = None) -> Iterator[types.AuditCheckpoint]:
        """The items of `audit_checkpoint_list`, page after page."""
        return self._feed("/v1/audit/checkpoints", {}, {"after": after, "limit": limit})

    def audit_receipt_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                           cursor: str | None = None) -> Answer[types.AuditReceiptList]:
        """Receipts for the counterparties' audit logs. GET `/v1/audit/receipts`, with audit:read"""
        return self._call("GET", "/v1/audit/receipts", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def audit_receipt_list_all(self, *, limit: int | None = None) -> Iterator[types.AuditReceipt]:
        """The items of `audit_receipt_list`, page after page."""
        return self._pages("/v1/audit/receipts", {}, {"limit": limit})

    def audit_decision_get(self, relationship: str, *, if_none_match: str | None = None, as_of: str | None = None,
                           known_at: str | None = None) -> Answer[types.Decision]:
        """What decided a status on a day. GET `/v1/audit/decisions/{relationship}`, with audit:read"""
        return self._call("GET", "/v1/audit/decisions/{relationship}", {"relationship": relationship},
            query={"as_of": as_of, "known_at": known_at}, headers={"If-None-Match": if_none_match})

    def supplier_add(self, body: types.SupplierRecord, *, idempotency_key: str | None = None,
                     send: bool | None = None) -> Answer[types.SupplierInvited]:
        """Add a supplier and invite it. POST `/v1/suppliers`, with buyer:write"""
        return self._call("POST", "/v1/suppliers", {}, query={"send": send}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_list(self, *, if_none_match: str | None = None, as_of: str | None = None,
                      status: list[types.StatusCode] | None = None, waiting_on: list[Literal['none', 'supplier',
                      'buyer', 'scheme']] | None = None, required_star: list[int] | None = None,
                      held_star: list[int] | None = None, category: str | None = None, tag: str | None = None,
                      text: str | None = None, due_by: str | None = None, expiring_within: int | None = None,
                      unchecked_since: str | None = None, state: list[types.RelationshipState] | None = None,
                      task: types.TaskCode | None = None, number_remark: Literal['name_not_as_published',
                      'number_not_published', 'company_closed', 'company_succeeded', 'any'] | None = None,
                      owner: Literal['me', 'none'] | str | None = None, changed_since: str | None = None,
                      sort: Literal['name', 'due_on', 'gap'] | None = None, limit: int | None = None,
                      cursor: str | None = None, accept: str = "application/json") -> Answer[Any]:
        """The buyer's suppliers with their statuses. GET `/v1/suppliers`, with buyer:read"""
        return self._call("GET", "/v1/suppliers", {}, query={"as_of": as_of, "status": status,
            "waiting_on": waiting_on, "required_star": required_star, "held_star": held_star, "category": category,
            "tag": tag, "text": text, "due_by": due_by, "expiring_within": expiring_within,
            "unchecked_since": unchecked_since, "state": state, "task": task, "number_remark": number_remark,
            "owner": owner, "changed_since": changed_since, "sort": sort, "limit": limit, "cursor": cursor},
            accept=accept, headers={"If-None-Match": if_none_match})

    def supplier_list_all(self, *, as_of: str | None = None, status: list[types.StatusCode] | None = None,
                          waiting_on: list[Literal['none', 'supplier', 'buyer', 'scheme']] | None = None,
                          required_star: list[int] | None = None, held_star: list[int] | None = None,
                          category: str | None = None, tag: str | None = None, text: str | None = None,
                          due_by: str | None = None, expiring_within: int | None = None,
                          unchecked_since: str | None = None, state: list[types.RelationshipState] | None = None,
                          task: types.TaskCode | None = None, number_remark: Literal['name_not_as_published',
                          'number_not_published', 'company_closed', 'company_succeeded', 'any'] | None = None,
                          owner: Literal['me', 'none'] | str | None = None, changed_since: str | None = None,
                          sort: Literal['name', 'due_on', 'gap'] | None = None,
                          limit: int | None = None) -> Iterator[types.Supplier]:
        """The items of `supplier_list`, page after page."""
        return self._pages("/v1/suppliers", {}, {"as_of": as_of, "status": status, "waiting_on": waiting_on,
            "required_star": required_star, "held_star": held_star, "category": category, "tag": tag, "text": text,
            "due_by": due_by, "expiring_within": expiring_within, "unchecked_since": unchecked_since, "state": state,
            "task": task, "number_remark": number_remark, "owner": owner, "changed_since": changed_since,
            "sort": sort, "limit": limit})

    def likely_duplicate_dismiss(self, body: types.Dismiss, *,
                                 idempotency_key: str | None = None) -> Answer[types.Dismissal]:
        """Say that two records are two suppliers. POST `/v1/likely-duplicates:dismiss`, with buyer:write"""
        return self._call("POST", "/v1/likely-duplicates:dismiss", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def likely_duplicate_restore(self, body: types.DismissedPair, *,
                                 idempotency_key: str | None = None) -> Answer[types.Dismissal]:
        """Take that back. POST `/v1/likely-duplicates:restore`, with buyer:write"""
        return self._call("POST", "/v1/likely-duplicates:restore", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def dismissed_duplicate_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                                 cursor: str | None = None) -> Answer[types.DismissalList]:
        """Records that are said to be two suppliers. GET `/v1/dismissed-duplicates`, with buyer:read"""
        return self._call("GET", "/v1/dismissed-duplicates", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def dismissed_duplicate_list_all(self, *, limit: int | None = None) -> Iterator[types.Dismissal]:
        """The items of `dismissed_duplicate_list`, page after page."""
        return self._pages("/v1/dismissed-duplicates", {}, {"limit": limit})

    def likely_duplicate_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                              cursor: str | None = None) -> Answer[types.LikelyDuplicateList]:
        """Suppliers of the buyer that are probably the same. GET `/v1/likely-duplicates`, with buyer:read"""
        return self._call("GET", "/v1/likely-duplicates", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def likely_duplicate_list_all(self, *, limit: int | None = None) -> Iterator[types.LikelyDuplicateGroup]:
        """The items of `likely_duplicate_list`, page after page."""
        return self._pages("/v1/likely-duplicates", {}, {"limit": limit})

    def saved_view_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                        cursor: str | None = None) -> Answer[types.SavedViewList]:
        """Saved views of the list of suppliers. GET `/v1/saved-views`, with buyer:read"""
        return self._call("GET", "/v1/saved-views", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def saved_view_list_all(self, *, limit: int | None = None) -> Iterator[types.SavedView]:
        """The items of `saved_view_list`, page after page."""
        return self._pages("/v1/saved-views", {}, {"limit": limit})

    def saved_view_add(self, body: types.SavedViewInput, *,
                       idempotency_key: str | None = None) -> Answer[types.SavedView]:
        """Save a view. POST `/v1/saved-views`, with buyer:read"""
        return self._call("POST", "/v1/saved-views", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def saved_view_get(self, saved_view: str, *, if_none_match: str | None = None) -> Answer[types.SavedView]:
        """One saved view. GET `/v1/saved-views/{saved_view}`, with buyer:read"""
        return self._call("GET", "/v1/saved-views/{saved_view}", {"saved_view": saved_view},
            headers={"If-None-Match": if_none_match})

    def saved_view_put(self, saved_view: str, body: types.SavedViewInput, *,
                       if_match: str) -> Answer[types.SavedView]:
        """Change a saved view. PUT `/v1/saved-views/{saved_view}`, with buyer:read"""
        return self._call("PUT", "/v1/saved-views/{saved_view}", {"saved_view": saved_view}, body=body,
            headers={"If-Match": if_match})

    def saved_view_remove(self, saved_view: str, *, if_match: str) -> Answer[None]:
        """Remove a saved view. DELETE `/v1/saved-views/{saved_view}`, with buyer:read"""
        return self._call("DELETE", "/v1/saved-views/{saved_view}", {"saved_view": saved_view},
            headers={"If-Match": if_match})

    def supplier_change(self, body: types.SupplierChangeInput, *, idempotency_key: str | None = None,
                        dry_run: bool | None = None, status: list[types.StatusCode] | None = None,
                        waiting_on: list[Literal['none', 'supplier', 'buyer', 'scheme']] | None = None,
                        required_star: list[int] | None = None, held_star: list[int] | None = None,
                        category: str | None = None, tag: str | None = None, text: str | None = None,
                        due_by: str | None = None, expiring_within: int | None = None,
                        unchecked_since: str | None = None, state: list[types.RelationshipState] | None = None,
                        task: types.TaskCode | None = None, number_remark: Literal['name_not_as_published',
                        'number_not_published', 'company_closed', 'company_succeeded', 'any'] | None = None,
                        owner: Literal['me', 'none'] | str | None = None) -> Answer[types.SupplierChangeResult]:
        """Change many suppliers at once. POST `/v1/suppliers:change`, with buyer:write"""
        return self._call("POST", "/v1/suppliers:change", {}, query={"dry_run": dry_run, "status": status,
            "waiting_on": waiting_on, "required_star": required_star, "held_star": held_star, "category": category,
            "tag": tag, "text": text, "due_by": due_by, "expiring_within": expiring_within,
            "unchecked_since": unchecked_since, "state": state, "task": task, "number_remark": number_remark,
            "owner": owner}, body=body, headers={"Idempotency-Key": idempotency_key})

    def supplier_export(self, body: types.SuppliersChosen, *, status: list[types.StatusCode] | None = None,
                        waiting_on: list[Literal['none', 'supplier', 'buyer', 'scheme']] | None = None,
                        required_star: list[int] | None = None, held_star: list[int] | None = None,
                        category: str | None = None, tag: str | None = None, text: str | None = None,
                        due_by: str | None = None, expiring_within: int | None = None,
                        unchecked_since: str | None = None, state: list[types.RelationshipState] | None = None,
                        task: types.TaskCode | None = None, number_remark: Literal['name_not_as_published',
                        'number_not_published', 'company_closed', 'company_succeeded', 'any'] | None = None,
                        owner: Literal['me', 'none'] | str | None = None, accept: str = "text/csv") -> Answer[bytes]:
        """An export of chosen suppliers. POST `/v1/suppliers:export`, with buyer:read"""
        return self._call("POST", "/v1/suppliers:export", {}, query={"status": status, "waiting_on": waiting_on,
            "required_star": required_star, "held_star": held_star, "category": category, "tag": tag, "text": text,
            "due_by": due_by, "expiring_within": expiring_within, "unchecked_since": unchecked_since, "state": state,
            "task": task, "number_remark": number_remark, "owner": owner}, body=body, accept=accept)

    def supplier_import(self, body: types.ImportInput | bytes, *, idempotency_key: str | None = None,
                        source: str | None = None, mode: Literal['atomic', 'per_row'] | None = None,
                        absent: Literal['keep', 'end'] | None = None, ignore: str | None = None,
                        over: list[str] | None = None, keep: list[str] | None = None, dry_run: bool | None = None,
                        content_type: str = "application/json") -> Answer[types.ImportResult]:
        """One sheet, one upload. POST `/v1/suppliers:import`, with buyer:write"""
        return self._call("POST", "/v1/suppliers:import", {}, query={"source": source, "mode": mode, "absent": absent,
            "ignore": ignore, "over": over, "keep": keep, "dry_run": dry_run}, body=body, content_type=content_type,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_get(self, supplier: str, *, if_none_match: str | None = None) -> Answer[types.Supplier]:
        """One supplier. GET `/v1/suppliers/{supplier}`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}", {"supplier": supplier},
            headers={"If-None-Match": if_none_match})

    def supplier_put(self, supplier: str, body: types.SupplierRecord, *,
                     idempotency_key: str | None = None) -> Answer[types.Supplier | types.SupplierInvited]:
        """Replace the buyer's record. PUT `/v1/suppliers/{supplier}`, with buyer:write"""
        return self._call("PUT", "/v1/suppliers/{supplier}", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_patch(self, supplier: str, body: types.SupplierPatch) -> Answer[types.Supplier]:
        """Change members of the buyer's record. PATCH `/v1/suppliers/{supplier}`, with buyer:write"""
        return self._call("PATCH", "/v1/suppliers/{supplier}", {"supplier": supplier}, body=body,
            content_type="application/merge-patch+json")

    def supplier_invite(self, supplier: str, *, idempotency_key: str | None = None,
                        send: bool | None = None) -> Answer[types.SupplierInvited]:
        """Issue a new invitation link. POST `/v1/suppliers/{supplier}:invite`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:invite", {"supplier": supplier}, query={"send": send},
            headers={"Idempotency-Key": idempotency_key})

    def supplier_end(self, supplier: str, *, idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """End the relationship. POST `/v1/suppliers/{supplier}:end`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:end", {"supplier": supplier},
            headers={"Idempotency-Key": idempotency_key})

    def supplier_number_accept(self, supplier: str, body: types.NumberAcceptance, *,
                               idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """Accept that the corporate numbers differ. POST `/v1/suppliers/{supplier}:accept-number`, with
        buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:accept-number", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_remark_dismiss(self, supplier: str, body: types.NumberRemarkDismissal, *,
                                idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """Leave a remark on a published number aside. POST `/v1/suppliers/{supplier}:dismiss-number-remark`, with
        buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:dismiss-number-remark", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_succeed(self, supplier: str, body: types.SupplierSuccession, *,
                         idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """Record that a supplier merged or has a new number. POST `/v1/suppliers/{supplier}:succeed`, with
        buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:succeed", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_predecessor_accept(self, supplier: str, body: types.PredecessorAcceptance, *,
                                    idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """Count what was declared before a merger or a new number. POST
        `/v1/suppliers/{supplier}:accept-predecessor`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:accept-predecessor", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_join(self, supplier: str, body: types.Join, *, if_match: str | None = None,
                      idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """Join two records that are one supplier. POST `/v1/suppliers/{supplier}:join`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:join", {"supplier": supplier}, body=body,
            headers={"If-Match": if_match, "Idempotency-Key": idempotency_key})

    def supplier_alias_end(self, supplier: str, body: types.AliasEnd, *,
                           idempotency_key: str | None = None) -> Answer[types.Supplier]:
        """Take an alias back. POST `/v1/suppliers/{supplier}:end-alias`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}:end-alias", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_status_get(self, supplier: str, *, if_none_match: str | None = None, as_of: str | None = None,
                            known_at: str | None = None) -> Answer[types.BuyerView]:
        """One supplier's status on a day. GET `/v1/suppliers/{supplier}/status`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/status", {"supplier": supplier}, query={"as_of": as_of,
            "known_at": known_at}, headers={"If-None-Match": if_none_match})

    def supplier_history_list(self, supplier: str, *, if_none_match: str | None = None, limit: int | None = None,
                              cursor: str | None = None) -> Answer[types.HistoryList]:
        """What happened about a supplier. GET `/v1/suppliers/{supplier}/history`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/history", {"supplier": supplier}, query={"limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_history_list_all(self, supplier: str, *, limit: int | None = None) -> Iterator[types.HistoryEntry]:
        """The items of `supplier_history_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/history", {"supplier": supplier}, {"limit": limit})

    def supplier_timeline_get(self, supplier: str, *, if_none_match: str | None = None,
                              known_at: str | None = None) -> Answer[types.Timeline]:
        """One supplier's timeline. GET `/v1/suppliers/{supplier}/timeline`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/timeline", {"supplier": supplier},
            query={"known_at": known_at}, headers={"If-None-Match": if_none_match})

    def supplier_declaration_list(self, supplier: str, *, if_none_match: str | None = None, limit: int | None = None,
                                  cursor: str | None = None) -> Answer[types.SupplierDeclarationList]:
        """The declarations of a supplier that this buyer may see. GET `/v1/suppliers/{supplier}/declarations`, with
        buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/declarations", {"supplier": supplier},
            query={"limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_declaration_list_all(self, supplier: str, *,
                                      limit: int | None = None) -> Iterator[types.SupplierDeclaration]:
        """The items of `supplier_declaration_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/declarations", {"supplier": supplier}, {"limit": limit})

    def supplier_declaration_put(self, supplier: str,
                                 body: types.RecordedDeclaration) -> Answer[types.SupplierDeclaration]:
        """Record an ID that the buyer already knows. PUT `/v1/suppliers/{supplier}/declarations`, with buyer:write"""
        return self._call("PUT", "/v1/suppliers/{supplier}/declarations", {"supplier": supplier}, body=body)

    def partner_look_list(self, supplier: str, *, if_none_match: str | None = None, limit: int | None = None,
                          cursor: str | None = None) -> Answer[types.PartnerLookList]:
        """Looks at one partner's measures. GET `/v1/suppliers/{supplier}/partner-checks`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/partner-checks", {"supplier": supplier},
            query={"limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def partner_look_list_all(self, supplier: str, *, limit: int | None = None) -> Iterator[types.PartnerLook]:
        """The items of `partner_look_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/partner-checks", {"supplier": supplier}, {"limit": limit})

    def partner_check_add(self, supplier: str, body: types.PartnerCheckInput, *,
                          idempotency_key: str | None = None) -> Answer[types.PartnerLook]:
        """Record that a partner's measures were looked at. POST `/v1/suppliers/{supplier}/partner-checks`, with
        buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/partner-checks", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def partner_check_withdraw(self, supplier: str, partner_check: str, *,
                               idempotency_key: str | None = None) -> Answer[types.PartnerLook]:
        """Take a look back that was recorded by mistake. POST
        `/v1/suppliers/{supplier}/partner-checks/{partner_check}:withdraw`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/partner-checks/{partner_check}:withdraw",
            {"supplier": supplier, "partner_check": partner_check}, headers={"Idempotency-Key": idempotency_key})

    def partner_record_list(self, *, if_none_match: str | None = None, from_: str | None = None,
                            through: str | None = None, known_at: str | None = None, state: Literal['looked', 'due',
                            'never', 'stopped', 'ended', 'open'] | None = None, limit: int | None = None,
                            cursor: str | None = None, accept: str = "application/json") -> Answer[Any]:
        """The record of looks at partners. GET `/v1/partner-checks`, with buyer:read"""
        return self._call("GET", "/v1/partner-checks", {}, query={"from": from_, "through": through,
            "known_at": known_at, "state": state, "limit": limit, "cursor": cursor}, accept=accept,
            headers={"If-None-Match": if_none_match})

    def partner_record_list_all(self, *, from_: str | None = None, through: str | None = None,
                                known_at: str | None = None, state: Literal['looked', 'due', 'never', 'stopped',
                                'ended', 'open'] | None = None,
                                limit: int | None = None) -> Iterator[types.PartnerRecord]:
        """The items of `partner_record_list`, page after page."""
        return self._pages("/v1/partner-checks", {}, {"from": from_, "through": through, "known_at": known_at,
            "state": state, "limit": limit})

    def partner_summary_get(self, *, if_none_match: str | None = None, from_: str | None = None,
                            through: str | None = None, known_at: str | None = None) -> Answer[types.PartnerSummary]:
        """How many partners were looked at. GET `/v1/partner-checks/summary`, with buyer:read"""
        return self._call("GET", "/v1/partner-checks/summary", {}, query={"from": from_, "through": through,
            "known_at": known_at}, headers={"If-None-Match": if_none_match})

    def check_list(self, supplier: str, declaration: str, *, if_none_match: str | None = None,
                   limit: int | None = None, cursor: str | None = None) -> Answer[types.CheckList]:
        """The buyer's checks of a declaration. GET `/v1/suppliers/{supplier}/declarations/{declaration}/checks`, with
        buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/declarations/{declaration}/checks", {"supplier": supplier,
            "declaration": declaration}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def check_list_all(self, supplier: str, declaration: str, *, limit: int | None = None) -> Iterator[types.Check]:
        """The items of `check_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/declarations/{declaration}/checks", {"supplier": supplier,
            "declaration": declaration}, {"limit": limit})

    def check_add(self, supplier: str, declaration: str, body: types.CheckInput, *,
                  idempotency_key: str | None = None) -> Answer[types.CheckRecorded]:
        """Record a check against the public list. POST `/v1/suppliers/{supplier}/declarations/{declaration}/checks`,
        with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/declarations/{declaration}/checks", {"supplier": supplier,
            "declaration": declaration}, body=body, headers={"Idempotency-Key": idempotency_key})

    def check_withdraw(self, supplier: str, declaration: str, check: str, *,
                       idempotency_key: str | None = None) -> Answer[types.CheckRecorded]:
        """Withdraw a check that was a mistake. POST
        `/v1/suppliers/{supplier}/declarations/{declaration}/checks/{check}:withdraw`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/declarations/{declaration}/checks/{check}:withdraw",
            {"supplier": supplier, "declaration": declaration, "check": check},
            headers={"Idempotency-Key": idempotency_key})

    def scope_decision_add(self, supplier: str, body: types.ScopeDecisionInput, *,
                           idempotency_key: str | None = None) -> Answer[types.ScopeDecisionResult]:
        """Decide whether a partial scope covers this business. POST `/v1/suppliers/{supplier}/scope-decisions`, with
        buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/scope-decisions", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def requirement_get(self, supplier: str, *, if_none_match: str | None = None) -> Answer[types.Requirement]:
        """The requirement. GET `/v1/suppliers/{supplier}/requirement`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/requirement", {"supplier": supplier},
            headers={"If-None-Match": if_none_match})

    def requirement_put(self, supplier: str, body: types.RequirementInput, *, if_match: str | None = None,
                        if_none_match: str | None = None) -> Answer[types.Requirement]:
        """Set, raise, lower or exempt. PUT `/v1/suppliers/{supplier}/requirement`, with buyer:write"""
        return self._call("PUT", "/v1/suppliers/{supplier}/requirement", {"supplier": supplier}, body=body,
            headers={"If-Match": if_match, "If-None-Match": if_none_match})

    def requirement_delete(self, supplier: str, *, if_match: str) -> Answer[types.RequirementRemoved]:
        """Remove the requirement. DELETE `/v1/suppliers/{supplier}/requirement`, with buyer:write"""
        return self._call("DELETE", "/v1/suppliers/{supplier}/requirement", {"supplier": supplier},
            headers={"If-Match": if_match})

    def requirement_revision_list(self, supplier: str, *, if_none_match: str | None = None, limit: int | None = None,
                                  cursor: str | None = None) -> Answer[types.RevisionList]:
        """All revisions of the requirement. GET `/v1/suppliers/{supplier}/requirement/revisions`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/requirement/revisions", {"supplier": supplier},
            query={"limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def requirement_revision_list_all(self, supplier: str, *, limit: int | None = None) -> Iterator[types.Revision]:
        """The items of `requirement_revision_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/requirement/revisions", {"supplier": supplier}, {"limit": limit})

    def label_list(self, *, near: str, if_none_match: str | None = None, selector: Literal['category',
                   'tag'] | None = None) -> Answer[types.LabelList]:
        """Categories and tags that look like one. GET `/v1/labels`, with buyer:read"""
        return self._call("GET", "/v1/labels", {}, query={"near": near, "selector": selector},
            headers={"If-None-Match": if_none_match})

    def rule_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                  cursor: str | None = None) -> Answer[types.RuleList]:
        """The rules. GET `/v1/rules`, with buyer:read"""
        return self._call("GET", "/v1/rules", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def rule_list_all(self, *, limit: int | None = None) -> Iterator[types.Rule]:
        """The items of `rule_list`, page after page."""
        return self._pages("/v1/rules", {}, {"limit": limit})

    def rule_get(self, rule: str, *, if_none_match: str | None = None) -> Answer[types.Rule]:
        """One rule. GET `/v1/rules/{rule}`, with buyer:read"""
        return self._call("GET", "/v1/rules/{rule}", {"rule": rule}, headers={"If-None-Match": if_none_match})

    def rule_put(self, rule: str, body: types.RuleInput, *, if_match: str | None = None,
                 if_none_match: str | None = None) -> Answer[types.RuleDecided]:
        """Set the default demand for a category or a tag. PUT `/v1/rules/{rule}`, with buyer:write"""
        return self._call("PUT", "/v1/rules/{rule}", {"rule": rule}, body=body, headers={"If-Match": if_match,
            "If-None-Match": if_none_match})

    def rule_delete(self, rule: str, *, if_match: str) -> Answer[types.RuleRemoved]:
        """Remove a rule. DELETE `/v1/rules/{rule}`, with buyer:write"""
        return self._call("DELETE", "/v1/rules/{rule}", {"rule": rule}, headers={"If-Match": if_match})

    def rule_revision_list(self, rule: str, *, if_none_match: str | None = None, limit: int | None = None,
                           cursor: str | None = None) -> Answer[types.RuleRevisionList]:
        """All revisions of a rule. GET `/v1/rules/{rule}/revisions`, with buyer:read"""
        return self._call("GET", "/v1/rules/{rule}/revisions", {"rule": rule}, query={"limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def rule_revision_list_all(self, rule: str, *, limit: int | None = None) -> Iterator[types.RuleRevision]:
        """The items of `rule_revision_list`, page after page."""
        return self._pages("/v1/rules/{rule}/revisions", {"rule": rule}, {"limit": limit})

    def requirement_simulate(self, body: types.Simulation) -> Answer[types.SimulationResult]:
        """What a rule or a requirement would change. POST `/v1/requirements:simulate`, with buyer:read"""
        return self._call("POST", "/v1/requirements:simulate", {}, body=body)

    def job_list(self, *, if_none_match: str | None = None, kind: types.JobKind | None = None,
                 state: types.JobState | None = None, limit: int | None = None,
                 cursor: str | None = None) -> Answer[types.JobList]:
        """Jobs. GET `/v1/jobs`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/jobs", {}, query={"kind": kind, "state": state, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def job_list_all(self, *, kind: types.JobKind | None = None, state: types.JobState | None = None,
                     limit: int | None = None) -> Iterator[types.Job]:
        """The items of `job_list`, page after page."""
        return self._pages("/v1/jobs", {}, {"kind": kind, "state": state, "limit": limit})

    def job_get(self, job: str, *, if_none_match: str | None = None) -> Answer[types.Job]:
        """How far a job is. GET `/v1/jobs/{job}`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/jobs/{job}", {"job": job}, headers={"If-None-Match": if_none_match})

    def job_stop(self, job: str, *, idempotency_key: str | None = None) -> Answer[types.Job]:
        """Stop a job. POST `/v1/jobs/{job}:stop`, with buyer:write or supplier:write"""
        return self._call("POST", "/v1/jobs/{job}:stop", {"job": job}, headers={"Idempotency-Key": idempotency_key})

    def job_start(self, job: str, *, idempotency_key: str | None = None) -> Answer[types.Job]:
        """Start a stopped job again. POST `/v1/jobs/{job}:start`, with buyer:write or supplier:write"""
        return self._call("POST", "/v1/jobs/{job}:start", {"job": job}, headers={"Idempotency-Key": idempotency_key})

    def job_row_list(self, job: str, *, if_none_match: str | None = None,
                     outcome: list[types.ImportOutcome] | None = None, limit: int | None = None,
                     cursor: str | None = None) -> Answer[types.ImportRowList]:
        """What became of each row of an import, or supplier of a change. GET `/v1/jobs/{job}/rows`, with
        buyer:read"""
        return self._call("GET", "/v1/jobs/{job}/rows", {"job": job}, query={"outcome": outcome, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def job_row_list_all(self, job: str, *, outcome: list[types.ImportOutcome] | None = None,
                         limit: int | None = None) -> Iterator[types.ImportRow]:
        """The items of `job_row_list`, page after page."""
        return self._pages("/v1/jobs/{job}/rows", {"job": job}, {"outcome": outcome, "limit": limit})

    def supplier_consultation_add(self, supplier: str, body: types.ConsultationInput, *,
                                  idempotency_key: str | None = None) -> Answer[types.Consultation]:
        """Record talks about costs with a supplier. POST `/v1/suppliers/{supplier}/consultations`, with
        buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/consultations", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_consultation_list(self, supplier: str, *, if_none_match: str | None = None, limit: int | None = None,
                                   cursor: str | None = None) -> Answer[types.ConsultationList]:
        """The talks with a supplier. GET `/v1/suppliers/{supplier}/consultations`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/consultations", {"supplier": supplier},
            query={"limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_consultation_list_all(self, supplier: str, *,
                                       limit: int | None = None) -> Iterator[types.Consultation]:
        """The items of `supplier_consultation_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/consultations", {"supplier": supplier}, {"limit": limit})

    def supplier_disclosure_list(self, supplier: str, *,
                                 if_none_match: str | None = None) -> Answer[types.DisclosureKinds]:
        """What the supplier shows beyond its standing. GET `/v1/suppliers/{supplier}/disclosures`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/disclosures", {"supplier": supplier},
            headers={"If-None-Match": if_none_match})

    def disclosure_request_add(self, supplier: str, body: types.DisclosureRequestInput, *,
                               idempotency_key: str | None = None) -> Answer[types.DisclosureRequest]:
        """Ask the supplier to show more. POST `/v1/suppliers/{supplier}/disclosure-requests`, with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/disclosure-requests", {"supplier": supplier}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def supplier_disclosure_request_list(self, supplier: str, *, if_none_match: str | None = None,
                                         limit: int | None = None,
                                         cursor: str | None = None) -> Answer[types.DisclosureRequestList]:
        """What the supplier was asked to show. GET `/v1/suppliers/{supplier}/disclosure-requests`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/disclosure-requests", {"supplier": supplier},
            query={"limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_disclosure_request_list_all(self, supplier: str, *,
                                             limit: int | None = None) -> Iterator[types.DisclosureRequest]:
        """The items of `supplier_disclosure_request_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/disclosure-requests", {"supplier": supplier}, {"limit": limit})

    def disclosure_request_withdraw(self, supplier: str, disclosure_request: str, *,
                                    idempotency_key: str | None = None) -> Answer[types.DisclosureRequest]:
        """Take a request back. POST `/v1/suppliers/{supplier}/disclosure-requests/{disclosure_request}:withdraw`,
        with buyer:write"""
        return self._call("POST", "/v1/suppliers/{supplier}/disclosure-requests/{disclosure_request}:withdraw",
            {"supplier": supplier, "disclosure_request": disclosure_request},
            headers={"Idempotency-Key": idempotency_key})

    def supplier_readiness_list(self, supplier: str, *, if_none_match: str | None = None, as_of: str | None = None,
                                known_at: str | None = None, limit: int | None = None,
                                cursor: str | None = None) -> Answer[types.DisclosedReadinessList]:
        """Readiness for star3 and star4 that the supplier shows. GET `/v1/suppliers/{supplier}/readiness`, with
        buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/readiness", {"supplier": supplier}, query={"as_of": as_of,
            "known_at": known_at, "limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_readiness_list_all(self, supplier: str, *, as_of: str | None = None, known_at: str | None = None,
                                    limit: int | None = None) -> Iterator[types.DisclosedReadiness]:
        """The items of `supplier_readiness_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/readiness", {"supplier": supplier}, {"as_of": as_of,
            "known_at": known_at, "limit": limit})

    def supplier_gap_list(self, supplier: str, *, if_none_match: str | None = None, as_of: str | None = None,
                          known_at: str | None = None, limit: int | None = None,
                          cursor: str | None = None) -> Answer[types.DisclosedGapsList]:
        """Gaps that the supplier shows. GET `/v1/suppliers/{supplier}/gaps`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/gaps", {"supplier": supplier}, query={"as_of": as_of,
            "known_at": known_at, "limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_gap_list_all(self, supplier: str, *, as_of: str | None = None, known_at: str | None = None,
                              limit: int | None = None) -> Iterator[types.DisclosedGaps]:
        """The items of `supplier_gap_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/gaps", {"supplier": supplier}, {"as_of": as_of,
            "known_at": known_at, "limit": limit})

    def supplier_answer_list(self, supplier: str, *, if_none_match: str | None = None, as_of: str | None = None,
                             known_at: str | None = None, limit: int | None = None,
                             cursor: str | None = None) -> Answer[types.DisclosedAnswersList]:
        """Answers that the supplier shows. GET `/v1/suppliers/{supplier}/answers`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/answers", {"supplier": supplier}, query={"as_of": as_of,
            "known_at": known_at, "limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_answer_list_all(self, supplier: str, *, as_of: str | None = None, known_at: str | None = None,
                                 limit: int | None = None) -> Iterator[types.DisclosedAnswers]:
        """The items of `supplier_answer_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/answers", {"supplier": supplier}, {"as_of": as_of,
            "known_at": known_at, "limit": limit})

    def supplier_evidence_list(self, supplier: str, *, if_none_match: str | None = None, as_of: str | None = None,
                               known_at: str | None = None, limit: int | None = None,
                               cursor: str | None = None) -> Answer[types.DisclosedEvidenceList]:
        """Files that the supplier shows. GET `/v1/suppliers/{supplier}/evidence`, with buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/evidence", {"supplier": supplier}, query={"as_of": as_of,
            "known_at": known_at, "limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def supplier_evidence_list_all(self, supplier: str, *, as_of: str | None = None, known_at: str | None = None,
                                   limit: int | None = None) -> Iterator[types.DisclosedEvidence]:
        """The items of `supplier_evidence_list`, page after page."""
        return self._pages("/v1/suppliers/{supplier}/evidence", {"supplier": supplier}, {"as_of": as_of,
            "known_at": known_at, "limit": limit})

    def supplier_evidence_content_get(self, supplier: str, evidence: str, *, range: str | None = None,
                                      if_range: str | None = None, if_none_match: str | None = None,
                                      accept: str = "application/pdf") -> Answer[bytes]:
        """Fetch a file that the supplier shows. GET `/v1/suppliers/{supplier}/evidence/{evidence}/content`, with
        buyer:read"""
        return self._call("GET", "/v1/suppliers/{supplier}/evidence/{evidence}/content", {"supplier": supplier,
            "evidence": evidence}, accept=accept, headers={"Range": range, "If-Range": if_range,
            "If-None-Match": if_none_match})

    def settings_get(self, *, if_none_match: str | None = None) -> Answer[types.Settings]:
        """The buyer's settings. GET `/v1/settings`, with buyer:read"""
        return self._call("GET", "/v1/settings", {}, headers={"If-None-Match": if_none_match})

    def settings_put(self, body: types.SettingsInput, *, if_match: str) -> Answer[types.Settings]:
        """Replace the buyer's settings. PUT `/v1/settings`, with buyer:write"""
        return self._call("PUT", "/v1/settings", {}, body=body, headers={"If-Match": if_match})

    def mail_settings_get(self, *, if_none_match: str | None = None) -> Answer[types.MailSettings]:
        """From whom the buyer's letters go by mail. GET `/v1/mail-settings`, with buyer:read"""
        return self._call("GET", "/v1/mail-settings", {}, headers={"If-None-Match": if_none_match})

    def mail_settings_put(self, body: types.MailSettingsInput, *, if_match: str) -> Answer[types.MailSettings]:
        """Replace the buyer's mail settings. PUT `/v1/mail-settings`, with buyer:write"""
        return self._call("PUT", "/v1/mail-settings", {}, body=body, headers={"If-Match": if_match})

    def mail_settings_preview(self, body: types.MailPreviewInput) -> Answer[types.MailPreview]:
        """See a letter as it would go out by mail. POST `/v1/mail-settings:preview`, with buyer:read"""
        return self._call("POST", "/v1/mail-settings:preview", {}, body=body)

    def retention_get(self, *, if_none_match: str | None = None) -> Answer[types.Retention]:
        """For how long personal data of suppliers that ended is kept. GET `/v1/retention`, with buyer:read or
        keys:write or audit:read"""
        return self._call("GET", "/v1/retention", {}, headers={"If-None-Match": if_none_match})

    def retention_put(self, body: types.RetentionInput, *, if_match: str) -> Answer[types.Retention]:
        """Set for how long it is kept. PUT `/v1/retention`, with keys:write"""
        return self._call("PUT", "/v1/retention", {}, body=body, headers={"If-Match": if_match})

    def statement_naming_get(self, *, if_none_match: str | None = None) -> Answer[types.StatementNaming]:
        """Whether suppliers may name the buyer. GET `/v1/statement-naming`, with buyer:read"""
        return self._call("GET", "/v1/statement-naming", {}, headers={"If-None-Match": if_none_match})

    def statement_naming_put(self, body: types.StatementNamingInput, *,
                             if_match: str) -> Answer[types.StatementNaming]:
        """Permit suppliers to name the buyer, or not. PUT `/v1/statement-naming`, with buyer:write"""
        return self._call("PUT", "/v1/statement-naming", {}, body=body, headers={"If-Match": if_match})

    def kept_statement_add(self, body: types.StatementText, *,
                           idempotency_key: str | None = None) -> Answer[types.KeptStatement]:
        """Keep a statement that was received. POST `/v1/kept-statements`, with buyer:write"""
        return self._call("POST", "/v1/kept-statements", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def kept_statement_list(self, *, if_none_match: str | None = None, supplier: str | None = None,
                            limit: int | None = None, cursor: str | None = None) -> Answer[types.KeptStatementList]:
        """Statements that were kept. GET `/v1/kept-statements`, with buyer:read"""
        return self._call("GET", "/v1/kept-statements", {}, query={"supplier": supplier, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def kept_statement_list_all(self, *, supplier: str | None = None,
                                limit: int | None = None) -> Iterator[types.KeptStatement]:
        """The items of `kept_statement_list`, page after page."""
        return self._pages("/v1/kept-statements", {}, {"supplier": supplier, "limit": limit})

    def kept_statement_remove(self, kept: str) -> Answer[None]:
        """Keep a statement no longer. DELETE `/v1/kept-statements/{kept}`, with buyer:write"""
        return self._call("DELETE", "/v1/kept-statements/{kept}", {"kept": kept})

    def buyer_list(self, *, if_none_match: str | None = None, as_of: str | None = None,
                   status: list[types.StatusCode] | None = None, waiting_on: list[Literal['none', 'supplier', 'buyer',
                   'scheme']] | None = None, required_star: list[int] | None = None,
                   held_star: list[int] | None = None, text: str | None = None, due_by: str | None = None,
                   state: list[types.RelationshipState] | None = None, sort: Literal['name', 'due_on',
                   'gap'] | None = None, limit: int | None = None,
                   cursor: str | None = None) -> Answer[types.BuyerList]:
        """The supplier's buyers, what each demands, and the status. GET `/v1/buyers`, with supplier:read"""
        return self._call("GET", "/v1/buyers", {}, query={"as_of": as_of, "status": status, "waiting_on": waiting_on,
            "required_star": required_star, "held_star": held_star, "text": text, "due_by": due_by, "state": state,
            "sort": sort, "limit": limit, "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def buyer_list_all(self, *, as_of: str | None = None, status: list[types.StatusCode] | None = None,
                       waiting_on: list[Literal['none', 'supplier', 'buyer', 'scheme']] | None = None,
                       required_star: list[int] | None = None, held_star: list[int] | None = None,
                       text: str | None = None, due_by: str | None = None,
                       state: list[types.RelationshipState] | None = None, sort: Literal['name', 'due_on',
                       'gap'] | None = None, limit: int | None = None) -> Iterator[types.Buyer]:
        """The items of `buyer_list`, page after page."""
        return self._pages("/v1/buyers", {}, {"as_of": as_of, "status": status, "waiting_on": waiting_on,
            "required_star": required_star, "held_star": held_star, "text": text, "due_by": due_by, "state": state,
            "sort": sort, "limit": limit})

    def buyer_get(self, buyer: str, *, if_none_match: str | None = None) -> Answer[types.Buyer]:
        """One buyer. GET `/v1/buyers/{buyer}`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}", {"buyer": buyer}, headers={"If-None-Match": if_none_match})

    def buyer_leave(self, buyer: str, *, idempotency_key: str | None = None) -> Answer[types.Buyer]:
        """Leave the relationship. POST `/v1/buyers/{buyer}:leave`, with supplier:write"""
        return self._call("POST", "/v1/buyers/{buyer}:leave", {"buyer": buyer},
            headers={"Idempotency-Key": idempotency_key})

    def buyer_status_get(self, buyer: str, *, if_none_match: str | None = None, as_of: str | None = None,
                         known_at: str | None = None) -> Answer[types.SupplierView]:
        """The own status towards one buyer on a day. GET `/v1/buyers/{buyer}/status`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}/status", {"buyer": buyer}, query={"as_of": as_of,
            "known_at": known_at}, headers={"If-None-Match": if_none_match})

    def buyer_timeline_get(self, buyer: str, *, if_none_match: str | None = None,
                           known_at: str | None = None) -> Answer[types.Timeline]:
        """The own timeline towards one buyer. GET `/v1/buyers/{buyer}/timeline`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}/timeline", {"buyer": buyer}, query={"known_at": known_at},
            headers={"If-None-Match": if_none_match})

    def response_put(self, buyer: str, body: types.ResponseInput) -> Answer[types.Response]:
        """Answer the requirement. PUT `/v1/buyers/{buyer}/response`, with supplier:write"""
        return self._call("PUT", "/v1/buyers/{buyer}/response", {"buyer": buyer}, body=body)

    def buyer_consultation_add(self, buyer: str, body: types.ConsultationInput, *,
                               idempotency_key: str | None = None) -> Answer[types.Consultation]:
        """Record talks about costs with a buyer. POST `/v1/buyers/{buyer}/consultations`, with supplier:write"""
        return self._call("POST", "/v1/buyers/{buyer}/consultations", {"buyer": buyer}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def buyer_consultation_list(self, buyer: str, *, if_none_match: str | None = None, limit: int | None = None,
                                cursor: str | None = None) -> Answer[types.ConsultationList]:
        """The talks with a buyer. GET `/v1/buyers/{buyer}/consultations`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}/consultations", {"buyer": buyer}, query={"limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def buyer_consultation_list_all(self, buyer: str, *, limit: int | None = None) -> Iterator[types.Consultation]:
        """The items of `buyer_consultation_list`, page after page."""
        return self._pages("/v1/buyers/{buyer}/consultations", {"buyer": buyer}, {"limit": limit})

    def disclosure_put(self, buyer: str, body: types.Disclosure) -> Answer[types.Disclosure]:
        """Show this buyer readiness, or no more. PUT `/v1/buyers/{buyer}/disclosure`, with supplier:write"""
        return self._call("PUT", "/v1/buyers/{buyer}/disclosure", {"buyer": buyer}, body=body)

    def disclosure_list(self, buyer: str, *, if_none_match: str | None = None) -> Answer[types.DisclosureKinds]:
        """What this buyer sees beyond the standing. GET `/v1/buyers/{buyer}/disclosures`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}/disclosures", {"buyer": buyer},
            headers={"If-None-Match": if_none_match})

    def disclosure_show(self, buyer: str, kind: str, body: types.DisclosurePeriod) -> Answer[types.DisclosedKind]:
        """Show this buyer more. PUT `/v1/buyers/{buyer}/disclosures/{kind}`, with supplier:write"""
        return self._call("PUT", "/v1/buyers/{buyer}/disclosures/{kind}", {"buyer": buyer, "kind": kind}, body=body)

    def disclosure_withdraw(self, buyer: str, kind: str) -> Answer[types.DisclosedKind]:
        """Show this buyer a kind no more. DELETE `/v1/buyers/{buyer}/disclosures/{kind}`, with supplier:write"""
        return self._call("DELETE", "/v1/buyers/{buyer}/disclosures/{kind}", {"buyer": buyer, "kind": kind})

    def buyer_disclosure_request_list(self, buyer: str, *, if_none_match: str | None = None, limit: int | None = None,
                                      cursor: str | None = None) -> Answer[types.DisclosureRequestList]:
        """What this buyer asks to be shown. GET `/v1/buyers/{buyer}/disclosure-requests`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}/disclosure-requests", {"buyer": buyer}, query={"limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def buyer_disclosure_request_list_all(self, buyer: str, *,
                                          limit: int | None = None) -> Iterator[types.DisclosureRequest]:
        """The items of `buyer_disclosure_request_list`, page after page."""
        return self._pages("/v1/buyers/{buyer}/disclosure-requests", {"buyer": buyer}, {"limit": limit})

    def disclosure_request_decline(self, buyer: str, disclosure_request: str, body: types.DisclosureDecline, *,
                                   idempotency_key: str | None = None) -> Answer[types.DisclosureRequest]:
        """Decline a request. POST `/v1/buyers/{buyer}/disclosure-requests/{disclosure_request}:decline`, with
        supplier:write"""
        return self._call("POST", "/v1/buyers/{buyer}/disclosure-requests/{disclosure_request}:decline",
            {"buyer": buyer, "disclosure_request": disclosure_request}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def disclosure_read_list(self, buyer: str, *, if_none_match: str | None = None, limit: int | None = None,
                             cursor: str | None = None) -> Answer[types.DisclosureReadList]:
        """What this buyer read. GET `/v1/buyers/{buyer}/disclosure-reads`, with supplier:read"""
        return self._call("GET", "/v1/buyers/{buyer}/disclosure-reads", {"buyer": buyer}, query={"limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def disclosure_read_list_all(self, buyer: str, *, limit: int | None = None) -> Iterator[types.DisclosureRead]:
        """The items of `disclosure_read_list`, page after page."""
        return self._pages("/v1/buyers/{buyer}/disclosure-reads", {"buyer": buyer}, {"limit": limit})

    def statement_add(self, body: types.StatementInput, *,
                      idempotency_key: str | None = None) -> Answer[types.Statement]:
        """Give out a statement. POST `/v1/statements`, with supplier:write"""
        return self._call("POST", "/v1/statements", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def statement_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                       cursor: str | None = None) -> Answer[types.StatementList]:
        """Statements that were given out. GET `/v1/statements`, with supplier:read"""
        return self._call("GET", "/v1/statements", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def statement_list_all(self, *, limit: int | None = None) -> Iterator[types.Statement]:
        """The items of `statement_list`, page after page."""
        return self._pages("/v1/statements", {}, {"limit": limit})

    def statement_get(self, statement: str, *, if_none_match: str | None = None) -> Answer[types.Statement]:
        """One statement. GET `/v1/statements/{statement}`, with supplier:read"""
        return self._call("GET", "/v1/statements/{statement}", {"statement": statement},
            headers={"If-None-Match": if_none_match})

    def statement_page(self, statement: str, *, if_none_match: str | None = None) -> Answer[bytes]:
        """A statement on paper. GET `/v1/statements/{statement}/page`, with supplier:read"""
        return self._call("GET", "/v1/statements/{statement}/page", {"statement": statement},
            accept="application/pdf", headers={"If-None-Match": if_none_match})

    def statement_withdraw(self, statement: str, body: types.StatementWithdraw, *,
                           idempotency_key: str | None = None) -> Answer[types.Statement]:
        """Withdraw a statement. POST `/v1/statements/{statement}:withdraw`, with supplier:write"""
        return self._call("POST", "/v1/statements/{statement}:withdraw", {"statement": statement}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def assessment_add(self, body: types.AssessmentInput, *,
                       idempotency_key: str | None = None) -> Answer[types.AssessmentSummary]:
        """Start a self-assessment. POST `/v1/assessments`, with supplier:write"""
        return self._call("POST", "/v1/assessments", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def assessment_list(self, *, if_none_match: str | None = None, edition: types.EditionId | None = None,
                        state: Literal['draft', 'submitted', 'superseded', 'withdrawn'] | None = None,
                        limit: int | None = None, cursor: str | None = None) -> Answer[types.AssessmentList]:
        """The supplier's self-assessments. GET `/v1/assessments`, with supplier:read"""
        return self._call("GET", "/v1/assessments", {}, query={"edition": edition, "state": state, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def assessment_list_all(self, *, edition: types.EditionId | None = None, state: Literal['draft', 'submitted',
                            'superseded', 'withdrawn'] | None = None,
                            limit: int | None = None) -> Iterator[types.AssessmentSummary]:
        """The items of `assessment_list`, page after page."""
        return self._pages("/v1/assessments", {}, {"edition": edition, "state": state, "limit": limit})

    def assessment_get(self, assessment: str, *, if_none_match: str | None = None) -> Answer[types.Assessment]:
        """One self-assessment with its answers and gaps. GET `/v1/assessments/{assessment}`, with supplier:read"""
        return self._call("GET", "/v1/assessments/{assessment}", {"assessment": assessment},
            headers={"If-None-Match": if_none_match})

    def assessment_answers_put(self, assessment: str, body: types.AnswersInput | bytes, *, ignore: str | None = None,
                               content_type: str = "application/json") -> Answer[types.AssessmentSummary]:
        """Fill in answers, in parts or as a sheet. PUT `/v1/assessments/{assessment}/answers`, with supplier:write"""
        return self._call("PUT", "/v1/assessments/{assessment}/answers", {"assessment": assessment},
            query={"ignore": ignore}, body=body, content_type=content_type)

    def assessment_sheet(self, assessment: str, *, if_none_match: str | None = None, language: Literal['ja',
                         'en'] | None = None, accept: str = "text/csv") -> Answer[bytes]:
        """The answer sheet, filled. GET `/v1/assessments/{assessment}/sheet`, with supplier:read"""
        return self._call("GET", "/v1/assessments/{assessment}/sheet", {"assessment": assessment},
            query={"language": language}, accept=accept, headers={"If-None-Match": if_none_match})

    def assessment_diff(self, assessment: str, *, if_none_match: str | None = None,
                        with_: str | None = None) -> Answer[types.AssessmentDiff]:
        """What differs from another self-assessment. GET `/v1/assessments/{assessment}/diff`, with supplier:read"""
        return self._call("GET", "/v1/assessments/{assessment}/diff", {"assessment": assessment},
            query={"with": with_}, headers={"If-None-Match": if_none_match})

    def assessment_submit(self, assessment: str, body: types.AssessmentSubmit | None = None, *,
                          idempotency_key: str | None = None) -> Answer[types.AssessmentSummary]:
        """Submit a draft. POST `/v1/assessments/{assessment}:submit`, with supplier:write"""
        return self._call("POST", "/v1/assessments/{assessment}:submit", {"assessment": assessment}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def assessment_withdraw(self, assessment: str, *,
                            idempotency_key: str | None = None) -> Answer[types.AssessmentSummary]:
        """Withdraw a self-assessment. POST `/v1/assessments/{assessment}:withdraw`, with supplier:write"""
        return self._call("POST", "/v1/assessments/{assessment}:withdraw", {"assessment": assessment},
            headers={"Idempotency-Key": idempotency_key})

    def paper_add(self, body: types.PaperInput, *, idempotency_key: str | None = None) -> Answer[types.Paper]:
        """Put a paper on file. POST `/v1/papers`, with supplier:write"""
        return self._call("POST", "/v1/papers", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def paper_list(self, *, if_none_match: str | None = None, kind: types.PaperKind | None = None,
                   limit: int | None = None, cursor: str | None = None) -> Answer[types.PaperList]:
        """The supplier's papers. GET `/v1/papers`, with supplier:read"""
        return self._call("GET", "/v1/papers", {}, query={"kind": kind, "limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def paper_list_all(self, *, kind: types.PaperKind | None = None,
                       limit: int | None = None) -> Iterator[types.Paper]:
        """The items of `paper_list`, page after page."""
        return self._pages("/v1/papers", {}, {"kind": kind, "limit": limit})

    def paper_withdraw(self, paper: str, *, idempotency_key: str | None = None) -> Answer[types.Paper]:
        """Withdraw a paper. POST `/v1/papers/{paper}:withdraw`, with supplier:write"""
        return self._call("POST", "/v1/papers/{paper}:withdraw", {"paper": paper},
            headers={"Idempotency-Key": idempotency_key})

    def evidence_add(self, body: types.EvidenceInput, *,
                     idempotency_key: str | None = None) -> Answer[types.Evidence]:
        """Announce a file. POST `/v1/evidence`, with supplier:write or buyer:write"""
        return self._call("POST", "/v1/evidence", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def evidence_list(self, *, if_none_match: str | None = None, side: types.EvidenceSide | None = None,
                      linked_to: str | None = None, limit: int | None = None,
                      cursor: str | None = None) -> Answer[types.EvidenceList]:
        """The organisation's files. GET `/v1/evidence`, with supplier:read or buyer:read"""
        return self._call("GET", "/v1/evidence", {}, query={"side": side, "linked_to": linked_to, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def evidence_list_all(self, *, side: types.EvidenceSide | None = None, linked_to: str | None = None,
                          limit: int | None = None) -> Iterator[types.Evidence]:
        """The items of `evidence_list`, page after page."""
        return self._pages("/v1/evidence", {}, {"side": side, "linked_to": linked_to, "limit": limit})

    def evidence_get(self, evidence: str, *, if_none_match: str | None = None) -> Answer[types.Evidence]:
        """One file. GET `/v1/evidence/{evidence}`, with supplier:read or buyer:read"""
        return self._call("GET", "/v1/evidence/{evidence}", {"evidence": evidence},
            headers={"If-None-Match": if_none_match})

    def evidence_put(self, evidence: str, body: types.EvidenceRecord, *, if_match: str) -> Answer[types.Evidence]:
        """Name a file anew, and say what it proves. PUT `/v1/evidence/{evidence}`, with supplier:write or
        buyer:write"""
        return self._call("PUT", "/v1/evidence/{evidence}", {"evidence": evidence}, body=body,
            headers={"If-Match": if_match})

    def evidence_delete(self, evidence: str) -> Answer[types.Evidence]:
        """Erase a file. DELETE `/v1/evidence/{evidence}`, with supplier:write or buyer:write"""
        return self._call("DELETE", "/v1/evidence/{evidence}", {"evidence": evidence})

    def evidence_withdraw(self, evidence: str, *, idempotency_key: str | None = None) -> Answer[types.Evidence]:
        """Withdraw a file. POST `/v1/evidence/{evidence}:withdraw`, with supplier:write or buyer:write"""
        return self._call("POST", "/v1/evidence/{evidence}:withdraw", {"evidence": evidence},
            headers={"Idempotency-Key": idempotency_key})

    def evidence_content_put(self, evidence: str, body: bytes, *, content_digest: str) -> Answer[types.Evidence]:
        """Send a file. PUT `/v1/evidence/{evidence}/content`, with supplier:write or buyer:write"""
        return self._call("PUT", "/v1/evidence/{evidence}/content", {"evidence": evidence}, body=body,
            content_type="application/octet-stream", headers={"Content-Digest": content_digest})

    def evidence_content_get(self, evidence: str, *, range: str | None = None, if_range: str | None = None,
                             if_none_match: str | None = None, accept: str = "application/pdf") -> Answer[bytes]:
        """Fetch a file. GET `/v1/evidence/{evidence}/content`, with supplier:read or buyer:read"""
        return self._call("GET", "/v1/evidence/{evidence}/content", {"evidence": evidence}, accept=accept,
            headers={"Range": range, "If-Range": if_range, "If-None-Match": if_none_match})

    def declaration_add(self, body: types.DeclarationInput, *,
                        idempotency_key: str | None = None) -> Answer[types.Declaration]:
        """Declare a star. POST `/v1/declarations`, with supplier:write"""
        return self._call("POST", "/v1/declarations", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def declaration_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                         cursor: str | None = None) -> Answer[types.DeclarationList]:
        """The supplier's declarations. GET `/v1/declarations`, with supplier:read"""
        return self._call("GET", "/v1/declarations", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def declaration_list_all(self, *, limit: int | None = None) -> Iterator[types.Declaration]:
        """The items of `declaration_list`, page after page."""
        return self._pages("/v1/declarations", {}, {"limit": limit})

    def declaration_get(self, declaration: str, *, if_none_match: str | None = None) -> Answer[types.Declaration]:
        """One declaration. GET `/v1/declarations/{declaration}`, with supplier:read"""
        return self._call("GET", "/v1/declarations/{declaration}", {"declaration": declaration},
            headers={"If-None-Match": if_none_match})

    def declaration_patch(self, declaration: str, body: types.DeclarationPatch) -> Answer[types.Declaration]:
        """Stop a declaration, or note its revocation. PATCH `/v1/declarations/{declaration}`, with supplier:write"""
        return self._call("PATCH", "/v1/declarations/{declaration}", {"declaration": declaration}, body=body,
            content_type="application/merge-patch+json")

    def standing_get(self, *, if_none_match: str | None = None, as_of: str | None = None) -> Answer[types.Standing]:
        """The own stars over time, and readiness. GET `/v1/standing`, with supplier:read"""
        return self._call("GET", "/v1/standing", {}, query={"as_of": as_of}, headers={"If-None-Match": if_none_match})

    def duty_list(self, *, if_none_match: str | None = None, star: int | None = None,
                  due_by: str | None = None) -> Answer[types.DutyList]:
        """Recurring duties. GET `/v1/duties`, with supplier:read"""
        return self._call("GET", "/v1/duties", {}, query={"star": star, "due_by": due_by},
            headers={"If-None-Match": if_none_match})

    def duty_put(self, criterion: str, body: types.DutyInput) -> Answer[types.Duty]:
        """Note when a duty was done last. PUT `/v1/duties/{criterion}`, with supplier:write"""
        return self._call("PUT", "/v1/duties/{criterion}", {"criterion": criterion}, body=body)

    def plan_get(self, *, if_none_match: str | None = None, as_of: str | None = None, limit: int | None = None,
                 cursor: str | None = None) -> Answer[types.Plan]:
        """What the supplier has to do for all its buyers. GET `/v1/plan`, with supplier:read"""
        return self._call("GET", "/v1/plan", {}, query={"as_of": as_of, "limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def own_invitation_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                            cursor: str | None = None) -> Answer[types.OwnInvitationList]:
        """Invitations to the own organisation. GET `/v1/invitations`, with supplier:read"""
        return self._call("GET", "/v1/invitations", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def own_invitation_list_all(self, *, limit: int | None = None) -> Iterator[types.OwnInvitation]:
        """The items of `own_invitation_list`, page after page."""
        return self._pages("/v1/invitations", {}, {"limit": limit})

    def own_invitation_accept(self, invitation: str, *,
                              idempotency_key: str | None = None) -> Answer[types.InvitationAccepted]:
        """Accept an invitation without its link. POST `/v1/invitations/{invitation}:accept`, with supplier:write"""
        return self._call("POST", "/v1/invitations/{invitation}:accept", {"invitation": invitation},
            headers={"Idempotency-Key": idempotency_key})

    def own_invitation_decline(self, invitation: str, *,
                               idempotency_key: str | None = None) -> Answer[types.InvitationDeclined]:
        """Decline an invitation without its link. POST `/v1/invitations/{invitation}:decline`, with supplier:write"""
        return self._call("POST", "/v1/invitations/{invitation}:decline", {"invitation": invitation},
            headers={"Idempotency-Key": idempotency_key})

    def invitation_letters(self, body: types.LettersInput, *, idempotency_key: str | None = None,
                           include_recent: bool | None = None, send: bool | None = None,
                           accept: str = "application/json") -> Answer[Any]:
        """Invitations for letters. POST `/v1/invitations:letters`, with buyer:write"""
        return self._call("POST", "/v1/invitations:letters", {}, query={"include_recent": include_recent,
            "send": send}, body=body, accept=accept, headers={"Idempotency-Key": idempotency_key})

    def campaign_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                      cursor: str | None = None) -> Answer[types.CampaignList]:
        """Campaigns. GET `/v1/campaigns`, with buyer:read"""
        return self._call("GET", "/v1/campaigns", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def campaign_list_all(self, *, limit: int | None = None) -> Iterator[types.Campaign]:
        """The items of `campaign_list`, page after page."""
        return self._pages("/v1/campaigns", {}, {"limit": limit})

    def campaign_add(self, body: types.CampaignInput, *, idempotency_key: str | None = None,
                     status: list[types.StatusCode] | None = None, waiting_on: list[Literal['none', 'supplier',
                     'buyer', 'scheme']] | None = None, required_star: list[int] | None = None,
                     held_star: list[int] | None = None, category: str | None = None, tag: str | None = None,
                     text: str | None = None, due_by: str | None = None, expiring_within: int | None = None,
                     unchecked_since: str | None = None, task: types.TaskCode | None = None,
                     number_remark: Literal['name_not_as_published', 'number_not_published', 'company_closed',
                     'company_succeeded', 'any'] | None = None, owner: Literal['me',
                     'none'] | str | None = None) -> Answer[types.Campaign]:
        """Choose whom to write to. POST `/v1/campaigns`, with buyer:write"""
        return self._call("POST", "/v1/campaigns", {}, query={"status": status, "waiting_on": waiting_on,
            "required_star": required_star, "held_star": held_star, "category": category, "tag": tag, "text": text,
            "due_by": due_by, "expiring_within": expiring_within, "unchecked_since": unchecked_since, "task": task,
            "number_remark": number_remark, "owner": owner}, body=body, headers={"Idempotency-Key": idempotency_key})

    def campaign_get(self, campaign: str, *, if_none_match: str | None = None) -> Answer[types.Campaign]:
        """One campaign. GET `/v1/campaigns/{campaign}`, with buyer:read"""
        return self._call("GET", "/v1/campaigns/{campaign}", {"campaign": campaign},
            headers={"If-None-Match": if_none_match})

    def campaign_recipient_list(self, campaign: str, *, if_none_match: str | None = None,
                                outcome: list[types.RecipientOutcome] | None = None,
                                mail: list[types.MailState] | None = None, text: str | None = None,
                                limit: int | None = None, cursor: str | None = None) -> Answer[types.RecipientList]:
        """What became of each recipient. GET `/v1/campaigns/{campaign}/recipients`, with buyer:read"""
        return self._call("GET", "/v1/campaigns/{campaign}/recipients", {"campaign": campaign},
            query={"outcome": outcome, "mail": mail, "text": text, "limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def campaign_recipient_list_all(self, campaign: str, *, outcome: list[types.RecipientOutcome] | None = None,
                                    mail: list[types.MailState] | None = None, text: str | None = None,
                                    limit: int | None = None) -> Iterator[types.Recipient]:
        """The items of `campaign_recipient_list`, page after page."""
        return self._pages("/v1/campaigns/{campaign}/recipients", {"campaign": campaign}, {"outcome": outcome,
            "mail": mail, "text": text, "limit": limit})

    def campaign_send(self, campaign: str, *, idempotency_key: str | None = None,
                      include_recent: bool | None = None) -> Answer[types.CampaignSending]:
        """Send a campaign's letters by mail. POST `/v1/campaigns/{campaign}:send`, with buyer:write"""
        return self._call("POST", "/v1/campaigns/{campaign}:send", {"campaign": campaign},
            query={"include_recent": include_recent}, headers={"Idempotency-Key": idempotency_key})

    def campaign_letters(self, campaign: str, *, idempotency_key: str | None = None,
                         include_recent: bool | None = None, accept: str = "application/json") -> Answer[Any]:
        """The next letters of a campaign. POST `/v1/campaigns/{campaign}:letters`, with buyer:write"""
        return self._call("POST", "/v1/campaigns/{campaign}:letters", {"campaign": campaign},
            query={"include_recent": include_recent}, accept=accept, headers={"Idempotency-Key": idempotency_key})

    def invitation_preview(self, body: types.InvitationToken) -> Answer[types.InvitationPreview]:
        """Read an invitation before answering it. POST `/v1/invitations:preview`"""
        return self._call("POST", "/v1/invitations:preview", {}, body=body)

    def invitation_redeem(self, body: types.InvitationRedeem, *,
                          idempotency_key: str | None = None) -> Answer[types.InvitationRedeemed]:
        """Accept an invitation. POST `/v1/invitations:redeem`"""
        return self._call("POST", "/v1/invitations:redeem", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def invitation_decline(self, body: types.InvitationToken) -> Answer[types.InvitationDeclined]:
        """Decline an invitation. POST `/v1/invitations:decline`"""
        return self._call("POST", "/v1/invitations:decline", {}, body=body)

    def statement_verify(self, body: types.StatementVerify) -> Answer[types.VerifiedStatement]:
        """Check a statement. POST `/v1/statements:verify`"""
        return self._call("POST", "/v1/statements:verify", {}, body=body)

    def statement_key_list(self) -> Answer[types.StatementKeys]:
        """Public keys of statements. GET `/.well-known/jwks.json`"""
        return self._call("GET", "/.well-known/jwks.json", {})

    def policy_get(self, *, if_none_match: str | None = None) -> Answer[types.Policy]:
        """The company's basic policy. GET `/v1/policy`, with supplier:read"""
        return self._call("GET", "/v1/policy", {}, headers={"If-None-Match": if_none_match})

    def policy_put(self, body: types.PolicyInput, *, if_match: str) -> Answer[types.Policy]:
        """Save the draft of the policy. PUT `/v1/policy`, with supplier:write"""
        return self._call("PUT", "/v1/policy", {}, body=body, headers={"If-Match": if_match})

    def policy_suggest(self, body: types.PolicySuggest) -> Answer[types.PolicySuggestion]:
        """A draft of the policy from what was answered. POST `/v1/policy:suggest`, with supplier:read"""
        return self._call("POST", "/v1/policy:suggest", {}, body=body)

    def policy_publish(self, *, if_match: str, idempotency_key: str | None = None) -> Answer[types.Policy]:
        """Publish the draft as the next version. POST `/v1/policy:publish`, with supplier:write"""
        return self._call("POST", "/v1/policy:publish", {}, headers={"Idempotency-Key": idempotency_key,
            "If-Match": if_match})

    def policy_withdraw(self, *, idempotency_key: str | None = None) -> Answer[types.Policy]:
        """Show the policy no longer. POST `/v1/policy:withdraw`, with supplier:write"""
        return self._call("POST", "/v1/policy:withdraw", {}, headers={"Idempotency-Key": idempotency_key})

    def policy_page(self, *, if_none_match: str | None = None) -> Answer[bytes]:
        """The draft of the policy on paper. GET `/v1/policy/page`, with supplier:read"""
        return self._call("GET", "/v1/policy/page", {}, accept="application/pdf",
            headers={"If-None-Match": if_none_match})

    def policy_show(self, policy: str, *, if_none_match: str | None = None,
                    version: int | None = None) -> Answer[bytes]:
        """A policy that a company published. GET `/policies/{policy}`"""
        return self._call("GET", "/policies/{policy}", {"policy": policy}, query={"version": version},
            accept="text/html", headers={"If-None-Match": if_none_match})

    def edition_list(self, *, if_none_match: str | None = None) -> Answer[types.EditionList]:
        """The published editions. GET `/v1/editions`"""
        return self._call("GET", "/v1/editions", {}, headers={"If-None-Match": if_none_match})

    def edition_get(self, edition: str, *, if_none_match: str | None = None,
                    transcription: int | None = None) -> Answer[types.Edition]:
        """One edition with its criteria. GET `/v1/editions/{edition}`"""
        return self._call("GET", "/v1/editions/{edition}", {"edition": edition},
            query={"transcription": transcription}, headers={"If-None-Match": if_none_match})

    def edition_help(self, edition: str, *, if_none_match: str | None = None) -> Answer[types.EditionHelp]:
        """What the criteria of an edition mean, and what to do. GET `/v1/editions/{edition}/help`"""
        return self._call("GET", "/v1/editions/{edition}/help", {"edition": edition},
            headers={"If-None-Match": if_none_match})

    def edition_sheet(self, edition: str, *, if_none_match: str | None = None, star: int | None = None,
                      language: Literal['ja', 'en'] | None = None, accept: str = "text/csv") -> Answer[bytes]:
        """The edition's blank answer sheet. GET `/v1/editions/{edition}/sheet`"""
        return self._call("GET", "/v1/editions/{edition}/sheet", {"edition": edition}, query={"star": star,
            "language": language}, accept=accept, headers={"If-None-Match": if_none_match})

    def organisation_get(self, *, if_none_match: str | None = None) -> Answer[types.OwnOrganisation]:
        """The own organisation, and what it was before. GET `/v1/organisation`, with buyer:read or supplier:read"""
        return self._call("GET", "/v1/organisation", {}, headers={"If-None-Match": if_none_match})

    def organisation_patch(self, body: types.OrganisationPatch) -> Answer[types.OwnOrganisation]:
        """Change name, reading or corporate number. PATCH `/v1/organisation`, with keys:write"""
        return self._call("PATCH", "/v1/organisation", {}, body=body, content_type="application/merge-patch+json")

    def organisation_close(self, body: types.OrganisationClose, *,
                           idempotency_key: str | None = None) -> Answer[types.OrganisationClosed]:
        """Leave for good. POST `/v1/organisation:close`, with keys:write"""
        return self._call("POST", "/v1/organisation:close", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def archive_get(self) -> Answer[bytes]:
        """Take all data out. GET `/v1/archive`, with keys:write"""
        return self._call("GET", "/v1/archive", {}, accept="application/zip")

    def api_key_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                     cursor: str | None = None) -> Answer[types.ApiKeyList]:
        """The organisation's keys. GET `/v1/api-keys`, with keys:write or audit:read"""
        return self._call("GET", "/v1/api-keys", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def api_key_list_all(self, *, limit: int | None = None) -> Iterator[types.ApiKey]:
        """The items of `api_key_list`, page after page."""
        return self._pages("/v1/api-keys", {}, {"limit": limit})

    def api_key_add(self, body: types.ApiKeyInput, *,
                    idempotency_key: str | None = None) -> Answer[types.ApiKeyIssued]:
        """Make a key. POST `/v1/api-keys`, with keys:write"""
        return self._call("POST", "/v1/api-keys", {}, body=body, headers={"Idempotency-Key": idempotency_key})

    def api_key_revoke(self, key: str, *, idempotency_key: str | None = None) -> Answer[types.ApiKey]:
        """Revoke a key at once. POST `/v1/api-keys/{key}:revoke`, with keys:write"""
        return self._call("POST", "/v1/api-keys/{key}:revoke", {"key": key},
            headers={"Idempotency-Key": idempotency_key})

    def api_key_rotate(self, key: str, body: types.ApiKeyRotation | None = None, *,
                       idempotency_key: str | None = None) -> Answer[types.ApiKeyIssued]:
        """Give a key a new secret. POST `/v1/api-keys/{key}:rotate`, with keys:write"""
        return self._call("POST", "/v1/api-keys/{key}:rotate", {"key": key}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def api_key_hand_over(self, key: str, body: types.ApiKeyHandOver, *,
                          idempotency_key: str | None = None) -> Answer[types.ApiKey]:
        """Hand a key over to somebody. POST `/v1/api-keys/{key}:hand-over`, with keys:write"""
        return self._call("POST", "/v1/api-keys/{key}:hand-over", {"key": key}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def session_start(self, body: types.SessionStart) -> Answer[types.SessionStarted]:
        """Sign in. POST `/v1/sessions`"""
        return self._call("POST", "/v1/sessions", {}, body=body)

    def session_extend(self) -> Answer[types.Session]:
        """Stay signed in. PUT `/v1/session`"""
        return self._call("PUT", "/v1/session", {})

    def session_end(self) -> Answer[None]:
        """Sign out. DELETE `/v1/session`"""
        return self._call("DELETE", "/v1/session", {})

    def session_prove(self, body: types.OwnProof) -> Answer[types.Session]:
        """Prove once more to be there. POST `/v1/session:prove`"""
        return self._call("POST", "/v1/session:prove", {}, body=body)

    def oidc_sign_in_begin(self, body: types.OidcSignIn) -> Answer[types.OidcSignInBegun]:
        """Begin to sign in at the organisation's provider. POST `/v1/oidc-sign-ins`"""
        return self._call("POST", "/v1/oidc-sign-ins", {}, body=body)

    def oidc_session_start(self, body: types.OidcSessionStart) -> Answer[types.SessionStarted | types.OidcWaiting]:
        """Sign in with what the provider sent back. POST `/v1/oidc-sessions`"""
        return self._call("POST", "/v1/oidc-sessions", {}, body=body)

    def oidc_settings_get(self, *, if_none_match: str | None = None) -> Answer[types.OidcSettings]:
        """Where the organisation's people sign in. GET `/v1/oidc-settings`, with keys:write"""
        return self._call("GET", "/v1/oidc-settings", {}, headers={"If-None-Match": if_none_match})

    def oidc_settings_put(self, body: types.OidcSettingsInput, *, if_match: str) -> Answer[types.OidcSettings]:
        """Set where the organisation's people sign in. PUT `/v1/oidc-settings`, with keys:write"""
        return self._call("PUT", "/v1/oidc-settings", {}, body=body, headers={"If-Match": if_match})

    def oidc_settings_remove(self, *, if_match: str) -> Answer[types.OidcSettings]:
        """End signing in at a provider. DELETE `/v1/oidc-settings`, with keys:write"""
        return self._call("DELETE", "/v1/oidc-settings", {}, headers={"If-Match": if_match})

    def user_identity_remove(self, user: str, *, idempotency_key: str | None = None) -> Answer[types.User]:
        """Unlink a user's company account. POST `/v1/users/{user}/identity:remove`, with keys:write"""
        return self._call("POST", "/v1/users/{user}/identity:remove", {"user": user},
            headers={"Idempotency-Key": idempotency_key})

    def mail_list(self, *, if_none_match: str | None = None, supplier: str | None = None,
                  state: types.MailState | None = None, limit: int | None = None,
                  cursor: str | None = None) -> Answer[types.MailList]:
        """What was sent by mail. GET `/v1/mails`, with buyer:read or supplier:read or keys:write"""
        return self._call("GET", "/v1/mails", {}, query={"supplier": supplier, "state": state, "limit": limit,
            "cursor": cursor}, headers={"If-None-Match": if_none_match})

    def mail_list_all(self, *, supplier: str | None = None, state: types.MailState | None = None,
                      limit: int | None = None) -> Iterator[types.Mail]:
        """The items of `mail_list`, page after page."""
        return self._pages("/v1/mails", {}, {"supplier": supplier, "state": state, "limit": limit})

    def user_list(self, *, if_none_match: str | None = None, limit: int | None = None,
                  cursor: str | None = None) -> Answer[types.UserList]:
        """The organisation's people. GET `/v1/users`, with keys:write or audit:read"""
        return self._call("GET", "/v1/users", {}, query={"limit": limit, "cursor": cursor},
            headers={"If-None-Match": if_none_match})

    def user_list_all(self, *, limit: int | None = None) -> Iterator[types.User]:
        """The items of `user_list`, page after page."""
        return self._pages("/v1/users", {}, {"limit": limit})

    def user_add(self, body: types.UserInput, *, idempotency_key: str | None = None,
                 send: bool | None = None) -> Answer[types.UserInvited]:
        """Let somebody in. POST `/v1/users`, with keys:write"""
        return self._call("POST", "/v1/users", {}, query={"send": send}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def user_patch(self, user: str, body: types.UserPatch) -> Answer[types.User]:
        """Change name or rights. PATCH `/v1/users/{user}`, with keys:write"""
        return self._call("PATCH", "/v1/users/{user}", {"user": user}, body=body,
            content_type="application/merge-patch+json")

    def user_invite(self, user: str, *, idempotency_key: str | None = None,
                    send: bool | None = None) -> Answer[types.UserInvited]:
        """A new link. POST `/v1/users/{user}:invite`, with keys:write"""
        return self._call("POST", "/v1/users/{user}:invite", {"user": user}, query={"send": send},
            headers={"Idempotency-Key": idempotency_key})

    def user_remove(self, user: str, *, idempotency_key: str | None = None) -> Answer[types.User]:
        """Let somebody out. POST `/v1/users/{user}:remove`, with keys:write"""
        return self._call("POST", "/v1/users/{user}:remove", {"user": user},
            headers={"Idempotency-Key": idempotency_key})

    def user_hand_over(self, user: str, body: types.HandOver, *,
                       idempotency_key: str | None = None) -> Answer[types.HandedOver]:
        """Give somebody's suppliers to somebody else. POST `/v1/users/{user}:hand-over`, with buyer:write"""
        return self._call("POST", "/v1/users/{user}:hand-over", {"user": user}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def user_link_preview(self, body: types.UserLinkToken) -> Answer[types.UserLinkPreview]:
        """Read a link. POST `/v1/user-links:preview`"""
        return self._call("POST", "/v1/user-links:preview", {}, body=body)

    def user_link_accept(self, body: types.UserLinkAccept) -> Answer[types.UserLinkAccepted]:
        """Set the password. POST `/v1/user-links:accept`"""
        return self._call("POST", "/v1/user-links:accept", {}, body=body)

    def own_mail_get(self, *, if_none_match: str | None = None) -> Answer[types.MailWishes]:
        """What I am told by mail. GET `/v1/me/mail`"""
        return self._call("GET", "/v1/me/mail", {}, headers={"If-None-Match": if_none_match})

    def own_mail_put(self, body: types.MailWishesInput) -> Answer[types.MailWishes]:
        """Choose what I am told by mail. PUT `/v1/me/mail`"""
        return self._call("PUT", "/v1/me/mail", {}, body=body)

    def mail_stop(self, body: bytes | None = None, *, token: str) -> Answer[types.MailStopped]:
        """End mails like the one that this link came in. POST `/v1/mail:stop`"""
        return self._call("POST", "/v1/mail:stop", {}, query={"token": token}, body=body,
            content_type="application/x-www-form-urlencoded")

    def own_password_put(self, body: types.PasswordPut) -> Answer[types.User]:
        """Change one's own password. PUT `/v1/me/password`"""
        return self._call("PUT", "/v1/me/password", {}, body=body)

    def second_factor_offer(self, body: types.OwnProof, *,
                            idempotency_key: str | None = None) -> Answer[types.SecondFactorOffer]:
        """Begin with a second factor. POST `/v1/me/second-factor:offer`"""
        return self._call("POST", "/v1/me/second-factor:offer", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def second_factor_put(self, body: types.SecondFactorPut) -> Answer[types.SecondFactorSet]:
        """Set the second factor. PUT `/v1/me/second-factor`"""
        return self._call("PUT", "/v1/me/second-factor", {}, body=body)

    def second_factor_remove(self, body: types.OwnProof, *, idempotency_key: str | None = None) -> Answer[types.User]:
        """Take the second factor away. POST `/v1/me/second-factor:remove`"""
        return self._call("POST", "/v1/me/second-factor:remove", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def recovery_codes_renew(self, body: types.OwnProof, *,
                             idempotency_key: str | None = None) -> Answer[types.RecoveryCodes]:
        """New recovery codes. POST `/v1/me/recovery-codes`"""
        return self._call("POST", "/v1/me/recovery-codes", {}, body=body,
            headers={"Idempotency-Key": idempotency_key})

    def own_session_list(self, *, if_none_match: str | None = None) -> Answer[types.SessionList]:
        """One's own open sessions. GET `/v1/me/sessions`"""
        return self._call("GET", "/v1/me/sessions", {}, headers={"If-None-Match": if_none_match})

    def own_session_end(self, session: str, *, idempotency_key: str | None = None) -> Answer[types.SessionList]:
        """End one of one's own sessions. POST `/v1/me/sessions/{session}:end`"""
        return self._call("POST", "/v1/me/sessions/{session}:end", {"session": session},
            headers={"Idempotency-Key": idempotency_key})

    def own_sessions_end(self, *, idempotency_key: str | None = None) -> Answer[types.SessionList]:
        """End one's other sessions. POST `/v1/me/sessions:end-others`"""
        return self._call("POST", "/v1/me/sessions:end-others", {}, headers={"Idempotency-Key": idempotency_key})

    def user_session_list(self, user: str, *, if_none_match: str | None = None) -> Answer[types.SessionList]:
        """A user's open sessions. GET `/v1/users/{user}/sessions`, with keys:write"""
        return self._call("GET", "/v1/users/{user}/sessions", {"user": user},
            headers={"If-None-Match": if_none_match})

    def user_sessions_end(self, user: str, *, idempotency_key: str | None = None) -> Answer[types.SessionList]:
        """End a user's sessions. POST `/v1/users/{user}/sessions:end`, with keys:write"""
        return self._call("POST", "/v1/users/{user}/sessions:end", {"user": user},
            headers={"Idempotency-Key": idempotency_key})

    def user_second_factor_remove(self, user: str, *, idempotency_key: str | None = None) -> Answer[types.User]:
        """Take a user's second factor away. POST `/v1/users/{user}/second-factor:remove`, with keys:write"""
        return self._call("POST", "/v1/users/{user}/second-factor:remove", {"user": user},
            headers={"Idempotency-Key": idempotency_key})

    def sign_in_policy_get(self, *, if_none_match: str | None = None) -> Answer[types.SignInPolicy]:
        """How people sign in. GET `/v1/sign-in-policy`, with keys:write"""
        return self._call("GET", "/v1/sign-in-policy", {}, headers={"If-None-Match": if_none_match})

    def sign_in_policy_put(self, body: types.SignInPolicy, *, if_match: str) -> Answer[types.SignInPolicy]:
        """Demand a second factor, or not. PUT `/v1/sign-in-policy`, with keys:write"""
        return self._call("PUT", "/v1/sign-in-policy", {}, body=body, headers={"If-Match": if_match})

    def livez(self) -> Answer[types.Live]:
        """The process runs. GET `/livez`"""
        return self._call("GET", "/livez", {})

    def readyz(self) -> Answer[types.Ready]:
        """The service can do its work. GET `/readyz`"""
        return self._call("GET", "/readyz", {})

    def metrics(self) -> Answer[bytes]:
        """Figures for Prometheus. GET `/metrics`"""
        return self._call("GET", "/metrics", {}, accept="text/plain")

    def openapi(self, *, if_none_match: str | None = None) -> Answer[types.Contract]:
        """This contract. GET `/openapi.json`"""
        return self._call("GET", "/openapi.json", {}, headers={"If-None-Match": if_none_match})
