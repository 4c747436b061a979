#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A nightly job between an ERP and Hoshitori, with Python's standard library only.

    HOSHITORI_KEY=hst_… erp_nightly.py --url https://hoshitori.example.jp --folder /var/lib/erp-hoshitori

Reads suppliers.csv in the folder (UTF-8, as the ERP wrote it; see COLUMNS), and
  * sends each supplier under its own code: a new one is added and invited, a changed one replaced,
    an unchanged one left alone by the server;
  * sends each demand that differs from the one sent last time, so that what somebody decided by hand
    in between stays until the ERP itself changes its mind;
  * writes statuses.csv for the ERP: every supplier whose record or status changed since last night;
  * appends links and letters of new invitations to invitations.csv.
What it must remember is in state.json, written last: a run that broke off is simply run again.
The ERP is the master of these records: what a row leaves empty becomes empty.
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
                pause = 2 ** attempt
            time.sleep(pause)

    def once(self, method, path, body, headers):
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.key, "Accept": "application/json", **headers})
        if body is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, json.load(answer)


def supplier_path(code):
    return "/v1/suppliers/" + urllib.parse.quote("code:" + code, safe="")


def record_of(row):
    tags = [tag.strip() for tag in (row.get("tags") or "").split(";") if tag.strip()]
    return {**{name: row[name].strip() for name in RECORD if (row.get(name) or "").strip()}, "tags": tags}


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


def send_row(server, row, sent, invitations):
    code, demand = row["code"].strip(), demand_of(row)
    status, _, body = server.ask("PUT", supplier_path(code), record_of(row))
    if status == 201:
        invitations.append({"code": code, "name": row["name"], **{
            name: body["invitation"][name] for name in ("url", "expires_on", "letter")}})
    if demand and sent.get(code) != demand:
        send_demand(server, code, demand)
        sent[code] = demand


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
    return {"code": supplier["code"], "name": supplier["name"], "next_step": status["next_step"]["text"],
            **{name: status[name] for name in STATUS_COLUMNS if name in status and name != "next_step"}}


def write(path, columns, rows, mode="w"):
    new = mode == "w" or not os.path.exists(path)
    with open(path, mode, encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        if new:
            writer.writeheader()
        writer.writerows(rows)


def read_state(path):
    if not os.path.exists(path):
        return {"changed_since": "2000-01-01T00:00:00Z", "sent": {}}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


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
                    send_row(server, row, state["sent"], invitations)
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
