# SPDX-License-Identifier: Apache-2.0
"""Two people who change the same thing at the same time: the later one is told, and may look first at what the other one wrote."""

import concurrent.futures

import harness
from replaced import REPLACED


class Replaced(harness.ApiTest):
    def setUp(self):
        super().setUp()
        self.callers = {"buyer": self.make_buyer(), "supplier": self.make_supplier()}

    def each(self):
        for path, (side, *bodies) in REPLACED.items():
            caller = self.callers[side]
            made = caller.post("/v1/evidence", {"name": "もと.pdf"}).json["evidence"] if "{}" in path else None
            with self.subTest(path=path):
                yield caller, path.format(made), bodies

    def kept(self, caller, path, body):
        found = caller.get(path).json
        return {name: found[name] for name in body}

    def test_the_later_one_is_told(self):
        for caller, path, (first, second) in self.each():
            read = caller.get(path).etag
            self.assertProblem(caller.put(path, first), 428, "if_match_required")
            saved = self.assertStatus(caller.put(path, first, headers={"If-Match": read}), 200)
            self.assertProblem(caller.put(path, second, headers={"If-Match": read}), 412, "precondition_failed")
            self.assertEqual(self.kept(caller, path, first), first)
            # A repetition, its answer having been lost, takes nothing from anybody.
            self.assertStatus(caller.put(path, first, headers={"If-Match": read}), 200)
            # Who has looked goes on, by the tag of either answer.
            second_saved = self.assertStatus(caller.put(path, second, headers={"If-Match": saved.etag}), 200)
            self.assertNotEqual(second_saved.etag, saved.etag)
            self.assertStatus(caller.put(path, first, headers={"If-Match": caller.get(path).etag}), 200)
            self.assertEqual(self.kept(caller, path, first), first)

    def test_of_two_at_once_one_is_told(self):
        for caller, path, bodies in self.each():
            # Not what stands: a repetition is let through.
            start = caller.put(path, bodies[0], headers={"If-Match": "*"}).etag
            answers = [bodies[1]] + [self.other(path, n) for n in range(3)]
            with concurrent.futures.ThreadPoolExecutor(len(answers)) as pool:
                sent = pool.map(lambda body: caller.put(path, body, headers={"If-Match": start}).status, answers)
                statuses = dict(zip(range(len(answers)), sent))
            won = [answers[n] for n, status in statuses.items() if status == 200]
            self.assertEqual({status for status in statuses.values()} - {200, 412}, set())
            kept = self.kept(caller, path, won[0])
            # Those whom the server let through all wanted the same.
            self.assertEqual([body for body in won if body != kept], [])

    def other(self, path, n):
        """A third thing that may be put there; of two words the second."""
        body = REPLACED.get(path, REPLACED["/v1/evidence/{}"])[2]
        for name, values in (("expiring_days", (31, 32, 33)), ("months", (48, 60, 72)), ("text", ("丙", "丁", "戊")), ("note", ("丙", "丁", "戊"))):
            if name in body:
                return {**body, name: values[n]}
        return {**body, "introduction": "案内%d" % n} if "introduction" in body else body

    def test_a_tag_is_of_one_thing(self):
        caller, one, two = (
            self.callers["supplier"],
            *["/v1/evidence/" + self.callers["supplier"].post("/v1/evidence", {"name": "同じ.pdf"}).json["evidence"] for _ in range(2)],
        )
        tag = caller.get(one).etag
        self.assertProblem(caller.put(two, {"name": "別.pdf"}, headers={"If-Match": tag}), 412, "precondition_failed")
        buyers = [self.make_buyer() for _ in range(2)]
        tag = buyers[0].get("/v1/settings").etag
        self.assertProblem(buyers[1].put("/v1/settings", {"expiring_days": 30, "recheck_months": 6}, headers={"If-Match": tag}), 412)

    def test_what_changes_by_itself_does_not_count(self):
        buyer = self.callers["buyer"]
        read = buyer.get("/v1/retention")
        relationship, _ = self.invite(buyer)
        self.assertStatus(buyer.put("/v1/retention", {"months": 36}, headers={"If-Match": read.etag}), 200)
        read = buyer.get("/v1/retention")
        self.assertStatus(buyer.post("/v1/suppliers/%s:end" % relationship), 200)
        now = buyer.get("/v1/retention", headers={"If-None-Match": read.etag})
        self.assertEqual((now.status, now.json["relationships"]), (200, 1))
        self.assertStatus(buyer.put("/v1/retention", {"months": 24}, headers={"If-Match": read.etag}), 200)

    def test_what_goes_out_is_what_was_read(self):
        supplier = self.callers["supplier"]
        draft = supplier.put("/v1/policy", {"language": "ja", "text": "方針\n\n甲"}, headers={"If-Match": "*"})
        self.assertProblem(supplier.post("/v1/policy:publish"), 428, "if_match_required")
        self.assertStatus(supplier.put("/v1/policy", {"language": "ja", "text": "方針\n\n乙"}, headers={"If-Match": draft.etag}), 200)
        self.assertProblem(supplier.post("/v1/policy:publish", headers={"If-Match": draft.etag}), 412, "precondition_failed")
        self.assertEqual(supplier.get("/v1/policy").json["versions"], [])
        published = self.assertStatus(supplier.post("/v1/policy:publish", headers={"If-Match": supplier.get("/v1/policy").etag}), 200)
        # The version is no part of what is read: the draft stays the same.
        self.assertEqual(len(published.json["versions"]), 1)
        self.assertProblem(supplier.post("/v1/policy:publish", headers={"If-Match": draft.etag}), 412, "precondition_failed")


if __name__ == "__main__":
    harness.main()
