# SPDX-License-Identifier: Apache-2.0
"""What the people of a country ask in a day, for each relationship on file; used by tests/load/country."""

import dataclasses
import http.client
import json
import random
import threading
import time
import urllib.parse

# 100 relationships are one person's, who looks 100 times in a working day of 8 hours; the busiest hour has three times as much.
READS_A_SECOND = 100 / 100 / (8 * 3600) * 3
# Changes of a relationship in a year, all of them in 20 days of 8 hours before the fiscal year's end.
CHANGE_SECONDS = 20 * 8 * 3600
# Of 100 reads.
READS = {"status": 35, "page": 20, "page, filtered": 10, "page, searched": 5, "summary": 10, "tasks": 5, "page of a supplier": 5, "standing": 5, "events": 5}
# How often a year for each relationship. A declaration is one request, and changes all relationships of its supplier.
WRITES = {"requirement": 1, "check": 1, "response": 0.5, "record": 0.5, "declaration": 1}
IMPORT_SECONDS = 6 * 3600  # each night every buyer's ERP sends its whole sheet
IMPORT_CHANGED = 0.01  # of its rows are others than the night before


@dataclasses.dataclass
class Party:
    organisation: str
    key: str
    codes: list  # a buyer's; of a supplier the relationships that wait for its response
    declared: list = ()  # (code, declaration) of a buyer's suppliers
    sheet: bytes = b""


class Caller:
    """One connection that stays open until the server ends it."""

    def __init__(self, address):
        self.connection, self.number = http.client.HTTPConnection(address, timeout=600), 0

    def send(self, party, method, path, body=None, content_type="application/json", headers=()):
        self.number += 1
        sent = {"Authorization": "Bearer " + party.key, "Accept-Language": "ja", **dict(headers)}
        if body is not None:
            sent["Content-Type"] = content_type
        if method == "POST":
            sent["Idempotency-Key"] = "country-%d-%d-%d" % (id(self), self.number, time.monotonic_ns())
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        for again in (True, False):
            try:
                self.connection.request(method, path, data, sent)
                answer = self.connection.getresponse()
                return answer.status, answer.headers, answer.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection.close()
                if not again:
                    raise


class Requests:
    """One request of each kind, by chance; returns its status."""

    def __init__(self, address, buyers, suppliers, seed):
        self.buyers, self.suppliers, self.chance = buyers, suppliers, random.Random(seed)
        self.caller, self.count = Caller(address), seed * 1000000

    def get(self, party, path):
        return self.caller.send(party, "GET", path)

    def read(self, kind):
        buyer, supplier, chance = self.chance.choice(self.buyers), self.chance.choice(self.suppliers), self.chance
        code = urllib.parse.quote(chance.choice(buyer.codes))
        asked = {
            "status": (buyer, "/v1/suppliers/code:%s/status" % code),
            "page": (buyer, "/v1/statuses?side=buyer&limit=50&sort=" + chance.choice(("name", "due_on", "gap"))),
            "page, filtered": (buyer, "/v1/statuses?side=buyer&limit=50&status=" + chance.choice(("overdue", "pending", "expiring", "lapsed"))),
            "page, searched": (buyer, "/v1/statuses?side=buyer&limit=50&text=" + urllib.parse.quote(chance.choice(("製作", "電子", "工業", "商事")))),
            "summary": (buyer, "/v1/statuses/summary?side=buyer"),
            "tasks": (buyer, "/v1/tasks?side=buyer&limit=50"),
            "page of a supplier": (supplier, "/v1/statuses?side=supplier&limit=50"),
            "standing": (supplier, "/v1/standing"),
            "events": (buyer, "/v1/events?after=%d" % chance.randrange(2000)),
        }[kind]
        return self.get(*asked)[0]

    def write(self, kind):
        self.count += 1
        buyer, supplier = self.chance.choice(self.buyers), self.chance.choice(self.suppliers)
        path = "/v1/suppliers/code:" + urllib.parse.quote(self.chance.choice(buyer.codes))
        if kind == "requirement":
            due_on = "20%02d-%02d-%02d" % (self.chance.randint(28, 40), self.chance.randint(1, 12), self.chance.randint(1, 28))
            demand = {"required_star": self.chance.randint(1, 3), "due_on": due_on, "reason": "図面データを取り扱うため"}
            return self.caller.send(buyer, "PUT", path + "/requirement", demand, headers={"If-Match": "*"})[0]
        if kind == "check":
            code, declaration = self.chance.choice(buyer.declared)
            path = "/v1/suppliers/code:%s/declarations/%s/checks" % (urllib.parse.quote(code), declaration)
            found = {"method": "public_list", "result": "found", "checked_on": "2026-12-01"}
            return self.caller.send(buyer, "POST", path, found)[0]
        if kind == "record":
            return self.caller.send(buyer, "PATCH", path, {"memo": "更新%d" % self.count}, "application/merge-patch+json")[0]
        if kind == "response":
            path = "/v1/buyers/%s/response" % self.chance.choice(supplier.codes)
            return self.caller.send(supplier, "PUT", path, {"kind": "talks_requested", "message": "費用について相談%d" % self.count})[0]
        declaration = {"star": 1, "id": "4%010d" % self.count, "declared_on": "2026-11-30"}
        return self.caller.send(supplier, "POST", "/v1/declarations", declaration)[0]

    def send_sheet(self, buyer):
        """A buyer's whole sheet, of which one row in a hundred differs; waits until it is in."""
        lines = buyer.sheet.split(b"\n")
        for _ in range(int(len(lines) * IMPORT_CHANGED)):
            self.count += 1
            line = self.chance.randrange(1, len(lines) - 1)
            code, _, name = lines[line].split(b",")
            lines[line] = b",".join((code, b"%d" % self.count, name))
        status, headers, body = self.caller.send(buyer, "POST", "/v1/suppliers:import?source=erp&mode=per_row", b"\n".join(lines), "text/csv; charset=utf-8")
        if status not in (200, 202):
            raise RuntimeError("import: %d %s" % (status, body[:300]))
        while status == 202:
            job = json.loads(self.get(buyer, headers["Location"])[2])
            if job["state"] in ("done", "stopped"):
                return job["state"]
            time.sleep(0.1)


class Crowd:
    """Callers, each in a thread of its own, that ask at a rate or, without one, as fast as they are answered."""

    def __init__(self, make, work, rate, callers):
        self.work, self.rate, self.stopped, self.lock, self.due = work, rate, threading.Event(), threading.Lock(), time.monotonic()
        self.taken, self.refused, self.behind = {}, {}, 0.0
        self.threads = [threading.Thread(target=self.go, args=(make(n + 1),), daemon=True) for n in range(callers)]

    def next_due(self, chance):
        with self.lock:
            self.due += chance.expovariate(self.rate) if self.rate else 0
            return self.due

    def go(self, requests):
        kinds, weights = zip(*self.work.items())
        while not self.stopped.is_set():
            due = self.next_due(requests.chance) if self.rate else time.monotonic()
            if self.stopped.wait(max(0, due - time.monotonic())):
                return
            [kind] = requests.chance.choices(kinds, weights)
            began = time.monotonic()
            status = requests.read(kind) if kind in READS else requests.write(kind)
            took = 1000 * (time.monotonic() - began)
            with self.lock:
                self.behind = max(self.behind, began - due)
                if status in (200, 201, 202, 304):
                    self.taken.setdefault(kind, []).append(took)
                else:
                    self.refused[kind, status] = self.refused.get((kind, status), 0) + 1

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def told(values):
    values = sorted(values)
    return "%7d asked, p50 %7.1f  p99 %7.1f  max %8.1f ms" % (len(values), values[len(values) // 2], values[len(values) * 99 // 100], values[-1])
