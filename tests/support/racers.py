# SPDX-License-Identifier: Apache-2.0
"""Buyers and suppliers who all work on the same few pairs, and get in each other's way: a demand, a
declaration, a check, an acceptance, an end, a rule, a sheet at once. To be refused because somebody
else was first is part of it."""

import collections
import itertools
import random
import threading
import traceback
import urllib.parse

from waiting import lasting

REFUSALS = {404, 409, 412, 428}
CATEGORY = "製造委託"
TAG = "図面"
RULES = ["/v1/rules/" + urllib.parse.quote(rule, safe="") for rule in ("category:" + CATEGORY, "tag:" + TAG)]
NAMES = ["株式会社みなと精密", "みなとホールディングス株式会社"]
NUMBERS = [None, "1700000000011", "9700000000012"]
DAY = "2026-11-01"
DECLARATIONS = 30
PAPERS = 15


class Course:
    """What everybody races over. Read and written without a lock: it may be stale, as it is for anybody."""

    def __init__(self, buyers, suppliers):
        self.buyers, self.suppliers = buyers, suppliers
        self.pairs = {}  # (buyer, supplier), by number: relationship
        self.declarations = {i: [] for i in range(len(suppliers))}
        self.papers = collections.Counter()
        self.numbers = itertools.count(1)
        self.broken = []
        self.answers = collections.Counter()  # (act, status)

    def meet(self, b, s):
        """A new relationship of the two, accepted at once."""
        code = "R-%d-%d" % (b, s)
        record = {"name": "株式会社みなと精密", "code": code, "category": CATEGORY}
        added = self.buyers[b].post("/v1/suppliers", record)
        if added.status == 201:
            token = {"token": added.json["invitation"]["token"]}
            accepted = self.suppliers[s].post("/v1/invitations:redeem", token)
            if accepted.status != 201:
                raise AssertionError(accepted)
            self.pairs[b, s] = added.json["relationship"]
        return added


class Racer(threading.Thread):
    def __init__(self, course, seed, seconds):
        super().__init__(daemon=True)
        self.course, self.random, self.seconds = course, random.Random(seed), seconds

    def run(self):
        acts = [
            self.require,
            self.require,
            self.remove,
            self.declare,
            self.stop_or_go_on,
            self.stop_or_go_on,
            self.file_paper,
            self.check,
            self.check,
            self.answer,
            self.set_days,
            self.rule,
            self.sheet,
            self.record,
            self.part_and_meet,
            self.rename,
            self.renumber,
            self.accept_change,
            self.ask_again,
        ]
        try:
            for _ in lasting(self.seconds):
                self.b = self.random.randrange(len(self.course.buyers))
                self.s = self.random.randrange(len(self.course.suppliers))
                self.buyer, self.supplier = self.course.buyers[self.b], self.course.suppliers[self.s]
                self.pair = self.course.pairs[self.b, self.s]
                self.path = "/v1/suppliers/" + self.pair
                act = self.random.choice(acts)
                answer = act()
                if answer is not None:
                    self.note(act.__name__, answer)
        except Exception:
            self.course.broken.append(traceback.format_exc())

    def note(self, act, answer):
        self.course.answers[act, answer.status] += 1
        if answer.status >= 300 and answer.status not in REFUSALS:
            raise AssertionError("%s: %r" % (act, answer))

    def held(self):
        """A declaration of the supplier, or None."""
        known = self.course.declarations[self.s]
        return self.random.choice(known) if known else None

    def require(self):
        now = self.buyer.get(self.path + "/requirement")
        return self.buyer.put(
            self.path + "/requirement",
            {
                "required_star": self.random.choice([1, 2, 2, 3]),
                "due_on": self.random.choice(["2099-06-30", "2099-12-31"]),
                "reason": "図面をお預けしているため",
            },
            headers={"If-Match": now.etag} if now.status == 200 else {},
        )

    def remove(self):
        now = self.buyer.get(self.path + "/requirement")
        return self.buyer.delete(self.path + "/requirement", headers={"If-Match": now.etag}) if now.status == 200 else None

    def declare(self):
        if len(self.course.declarations[self.s]) >= DECLARATIONS:
            return self.stop_or_go_on()
        answer = self.supplier.post("/v1/declarations", {"star": self.random.randint(1, 2), "declared_on": DAY, "id": "5%010d" % next(self.course.numbers)})
        if answer.status in (201, 202):
            self.course.declarations[self.s].append(answer.json["declaration"])
        return answer

    def stop_or_go_on(self):
        held = self.held()
        return held and self.supplier.patch("/v1/declarations/" + held, {self.random.choice(["stopped_on", "revoked_on"]): self.random.choice([None, DAY])})

    def file_paper(self):
        self.course.papers[self.s] += 1
        if self.course.papers[self.s] > PAPERS:
            return None
        return self.supplier.post("/v1/papers", {"kind": "policy_publication", "dated_on": DAY, "place": "社内掲示"})

    def check(self):
        held = self.held()
        return held and self.buyer.post(
            "%s/declarations/%s/checks" % (self.path, held), {"method": "public_list", "result": self.random.choice(["found", "not_found", "inconclusive"])}
        )

    def answer(self):
        return self.supplier.put("/v1/buyers/%s/response" % self.pair, {"kind": self.random.choice(["accepted", "talks_requested"])})

    def set_days(self):
        return self.buyer.put("/v1/settings", {"expiring_days": self.random.choice([30, 60, 90]), "recheck_months": 12}, headers={"If-Match": "*"})

    def rule(self):
        path = self.random.choice(RULES)
        now = self.buyer.get(path)
        headers = {"If-Match": now.etag} if now.status == 200 else {}
        if now.status == 200 and self.random.random() < 0.3:
            return self.buyer.delete(path, headers=headers)
        return self.buyer.put(path, {"required_star": self.random.randint(1, 3), "due_in_days": self.random.choice([90, 180])}, headers=headers)

    def sheet(self):
        """All pairs of the buyer, and now and then the same new supplier that somebody else adds, too."""
        rows = ["取引先コード,取引先名,区分,タグ,要求水準,対応期限,要求の理由"]
        for s in range(len(self.course.suppliers)):
            rows.append(
                "R-%d-%d,株式会社みなと精密,%s,%s,★%d,2099/%d/30,図面をお預けしているため"
                % (self.b, s, self.random.choice([CATEGORY, "物流"]), self.random.choice(["", TAG]), self.random.randint(1, 2), self.random.choice([6, 9]))
            )
        rows.append("N-%d,有限会社かもめ金型,%s,,,," % (next(self.course.numbers) // 40, CATEGORY))
        return self.buyer.post("/v1/suppliers:import", ("\r\n".join(rows) + "\r\n").encode(), content_type="text/csv", query={"source": "sheet-%d" % self.b})

    def record(self):
        if self.random.random() < 0.5:
            return self.buyer.patch(self.path, {"category": self.random.choice([CATEGORY, "物流"]), "tags": self.random.choice([[], [TAG]])})
        code = "N-%d" % (next(self.course.numbers) // 40)
        return self.buyer.put("/v1/suppliers/code:" + code, {"name": "有限会社かもめ金型", "code": code, "category": CATEGORY})

    def rename(self):
        return self.random.choice([self.buyer, self.supplier]).patch(
            "/v1/organisation", {"name": self.random.choice(NAMES), "corporate_number": self.random.choice(NUMBERS)}
        )

    def renumber(self):
        return self.buyer.patch(self.path, {"corporate_number": self.random.choice(NUMBERS)})

    def accept_change(self):
        return self.buyer.post("%s:accept-number" % self.path, {"reason": "グループ会社の番号のため"})

    def ask_again(self):
        """Who left is asked again, and comes back or not."""
        left = self.supplier.post("/v1/buyers/%s:leave" % self.pair)
        asked = self.buyer.post(self.path + ":invite")
        if asked.status != 200:
            return left
        self.note("ask_again", asked)
        return self.supplier.post("/v1/invitations/%s:%s" % (self.pair, self.random.choice(["accept", "accept", "decline"])))

    def part_and_meet(self):
        if self.random.random() < 0.5:
            ended = self.buyer.post(self.path + ":end")
        else:
            ended = self.supplier.post("/v1/buyers/%s:leave" % self.pair)
        if ended.status != 200:
            return ended
        self.note("end", ended)
        return self.course.meet(self.b, self.s)


def race(course, racers, seed, seconds):
    """Raises what broke a racer."""
    team = [Racer(course, "%s %d" % (seed, number), seconds) for number in range(racers)]
    for racer in team:
        racer.start()
    for racer in team:
        racer.join(seconds + 120)
    if course.broken or any(racer.is_alive() for racer in team):
        raise AssertionError("\n".join(course.broken[:3]) or "a racer waits for an answer for ever")
