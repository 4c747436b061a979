#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A nightly job between an ERP and Hoshitori, with Python's standard library only.

    HOSHITORI_KEY=hst_… erp_nightly.py --url https://hoshitori.example.jp --folder /var/lib/erp-hoshitori

Reads suppliers.csv in the folder (UTF-8, as the ERP wrote it; see COLUMNS), and
  * sends each supplier under its own code: a new one is added and invited; of one that is there, only
    what the ERP itself changed since last night, so that what people entered meanwhile stays (their
    contacts, memos and tags always: the ERP has no such columns, or only some of the tags);
  * sends each demand that differs from the one sent last time, so that what somebody decided by hand
    in between stays until the ERP itself changes its mind;
  * writes statuses.csv for the ERP: every supplier whose record or status changed since last night;
  * appends links and letters of new invitations to invitations.csv.
What it must remember is in state.json, written last: a run that broke off is simply run again.
A column that suppliers.csv lacks is never sent. Without a state.json (the first night, or a new
machine) only what the ERP knows is sent, and nothing is emptied.
Ends with 0, or with 1 when a row was refused; each refusal is told with its line.
"""

import argparse
import csv
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

COLUMNS = ("code", "name", "reading", "corporate_number", "category", "tags", "required_star", "due_on", "reason")
RECORD = ("name", "reading", "corporate_number", "code", "category")
STATUS_COLUMNS = ("code", "name", "status", "waiting_on", "required_star", "held_star", "due_on", "changes_on", "next_step")
TRIES = 6


class Refused(Exception):
    def __init__(self, status, problem):
        faults = "; ".join("%s %s" % (e["pointer"], e["code"]) for e in problem.get("errors", []))
        super().__init__("%d %s %s" % (status, problem.get("title"), faults))
        self.status = status


class Hoshitori:
    def __init__(self, url, key):
        self.url, self.key = url.rstrip("/"), key

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, body). Waits and asks again when the server is busy or away: every
        request of this job may be sent twice."""
        for attempt in range(TRIES):
            try:
                return self.once(method, path, body, headers or {})
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503) or attempt == TRIES - 1:
                    raise Refused(error.code, json.load(error)) from None
                pause = int(error.headers.get("Retry-After", 1))
            except (urllib.error.URLError, http.client.HTTPException, OSError):
                if attempt == TRIES - 1:
                    raise
                pause = 2**attempt
            time.sleep(pause)

    def once(self, method, path, body, headers):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": "Bearer " + self.key,
                "Accept": "application/json",
                **({} if body is None else {"Content-Type": "application/json"}),
                **headers,
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, json.load(answer)


def supplier_path(code):
    return "/v1/suppliers/" + urllib.parse.quote("code:" + code, safe="")


def record_of(row):
    """What the row says; null where a cell is empty, nothing where the sheet has no such column."""
    record = {name: (row[name] or "").strip() or None for name in RECORD if name in row}
    if "tags" in row:
        record["tags"] = [tag.strip() for tag in (row["tags"] or "").split(";") if tag.strip()]
    return record


def changes_of(record, before):
    """The members that the ERP changed since it sent `before`; without one, what it knows at all."""
    if before is None:
        return {name: value for name, value in record.items() if value}
    return {name: value for name, value in record.items() if value != before.get(name)}


def tags_of(server, code, tags, before):
    """The tags on file, with those that the ERP added and without those that it took away."""
    _, _, supplier = server.ask("GET", supplier_path(code))
    kept = [tag for tag in supplier["tags"] if tag not in (before or []) or tag in tags]
    return kept + [tag for tag in tags if tag not in kept]


def demand_of(row):
    """None where the ERP demands nothing."""
    if not (row.get("required_star") or "").strip():
        return None
    demand = {"required_star": int(row["required_star"]), "due_on": row["due_on"].strip()}
    if (row.get("reason") or "").strip():
        demand["reason"] = row["reason"].strip()
    return demand


def send_demand(server, code, demand):
    path = supplier_path(code) + "/requirement"
    try:
        server.ask("PUT", path, demand)
    except Refused as refused:
        if refused.status != 428:
            raise
        # Something else is demanded so far; the ERP's newer decision replaces it.
        _, headers, _ = server.ask("GET", path)
        server.ask("PUT", path, demand, {"If-Match": headers["ETag"]})


def send_record(server, code, record, before):
    """The body of the answer when the supplier is new, else None."""
    changes = changes_of(record, before)
    try:
        if "tags" in changes:
            changes["tags"] = tags_of(server, code, changes["tags"], (before or {}).get("tags"))
        if changes:
            server.ask("PATCH", supplier_path(code), changes, {"Content-Type": "application/merge-patch+json"})
        return None
    except Refused as refused:
        if refused.status != 404:
            raise
    status, _, body = server.ask("PUT", supplier_path(code), {name: value for name, value in record.items() if value})
    return body if status == 201 else None


def send_row(server, row, state, invitations):
    code, record, demand = row["code"].strip(), record_of(row), demand_of(row)
    made = send_record(server, code, record, state["records"].get(code))
    state["records"][code] = record
    if made:
        invitations.append({"code": code, "name": row["name"], **{name: made["invitation"][name] for name in ("url", "expires_on", "letter")}})
    if demand and state["sent"].get(code) != demand:
        send_demand(server, code, demand)
        state["sent"][code] = demand


def changed(server, since):
    """Every supplier that changed since the instant, and the instant for the next time."""
    query, suppliers = {"changed_since": since, "limit": 200}, []
    while True:
        _, _, page = server.ask("GET", "/v1/suppliers?" + urllib.parse.urlencode(query))
        suppliers += page["items"]
        if not page["next_cursor"]:
            return suppliers, page["next_changed_since"]
        query["cursor"] = page["next_cursor"]


def status_row(supplier):
    status = supplier["status"]
    return {
        "code": supplier["code"],
        "name": supplier["name"],
        "next_step": status["next_step"]["text"],
        **{name: status[name] for name in STATUS_COLUMNS if name in status and name != "next_step"},
    }


def write(path, columns, rows, mode="w"):
    new = mode == "w" or not os.path.exists(path)
    with open(path, mode, encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        if new:
            writer.writeheader()
        writer.writerows(rows)


def read_state(path):
    if not os.path.exists(path):
        return {"changed_since": "2000-01-01T00:00:00Z", "sent": {}, "records": {}}
    with open(path, encoding="utf-8") as file:
        return {"records": {}, **json.load(file)}


def write_state(path, state):
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(state, file)
    os.replace(path + ".new", path)


def run(server, folder):
    state = read_state(os.path.join(folder, "state.json"))
    invitations, refusals = [], 0
    try:
        with open(os.path.join(folder, "suppliers.csv"), encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                try:
                    send_row(server, row, state, invitations)
                except (Refused, KeyError, ValueError, AttributeError) as error:
                    refusals += 1
                    print("suppliers.csv line %d (%s): %s" % (rows.line_num, row.get("code"), error), file=sys.stderr)
    finally:
        # A link is told only once, so it is kept whatever happens next.
        if invitations:
            write(os.path.join(folder, "invitations.csv"), ("code", "name", "url", "expires_on", "letter"), invitations, "a")
    suppliers, state["changed_since"] = changed(server, state["changed_since"])
    write(os.path.join(folder, "statuses.csv"), STATUS_COLUMNS, map(status_row, suppliers))
    write_state(os.path.join(folder, "state.json"), state)
    print("%d invited, %d changed, %d refused" % (len(invitations), len(suppliers), refusals))
    return 1 if refusals else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--folder", required=True)
    wanted = parser.parse_args()
    return run(Hoshitori(wanted.url, os.environ["HOSHITORI_KEY"]), wanted.folder)


if __name__ == "__main__":
    sys.exit(main())
