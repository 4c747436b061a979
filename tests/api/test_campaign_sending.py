# SPDX-License-Identifier: Apache-2.0
"""A campaign's letters by mail: a job sends them, whoever looks on, and what became of each is told."""

import concurrent.futures
import itertools
import json
import re

import harness
from scripted_smtp import ScriptedSmtp
from worker import Worker

MANY = 230  # more than two chunks
NUMBERS = itertools.count(1)


class Written(harness.ApiTest):
    server_options = ["--worker=0", "--mail-from=no-reply@hoshitori.example.jp"]

    def setUp(self):
        super().setUp()
        self.buyer = self.make_buyer()
        # What another test left in the queue goes to others.
        self.domain = "t%d.example.jp" % next(NUMBERS)
        self.mail = ScriptedSmtp()
        self.addCleanup(self.mail.end)

    def work(self):
        worker = Worker(self.server, **self.mail.settings(HOSHITORI_PUBLIC_URL="http://" + self.server.address)).start()
        self.addCleanup(worker.stop)
        return worker

    def campaign(self, count, without=()):
        """Suppliers of a sheet, some without an address, and a campaign to all of them; its path."""
        row = "S-%d,株式会社候補%d,%s\r\n"
        rows = "取引先コード,取引先名,メールアドレス\r\n" + "".join(row % (n, n, "" if n in without else self.to(n)) for n in range(count))
        answer = self.buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8")
        self.assertEqual(self.assertStatus(answer, 200).json["counts"]["added"], count)
        return "/v1/campaigns/" + self.assertStatus(self.buyer.post("/v1/campaigns", {"name": "招待"}), 201).json["campaign"]

    def to(self, number):
        return "s%d@%s" % (number, self.domain)

    def send(self, campaign, **query):
        return self.assertStatus(self.buyer.post(campaign + ":send", query=query), 202).json

    def job(self, sending):
        return self.assertStatus(self.buyer.get("/v1/jobs/" + sending["job"]), 200).json

    def recipients(self, campaign):
        found, cursor = {}, None
        while cursor or not found:
            page = self.assertStatus(self.buyer.get(campaign + "/recipients", query={"limit": 200, **({"cursor": cursor} if cursor else {})}), 200).json
            found.update({item["code"]: item for item in page["items"]})
            cursor = page["next_cursor"]
        return found

    def blocked(self, least=1):
        return int(self.server.sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) >= least

    def sent_to(self):
        return sorted(message["To"] for message in self.mine())

    def mine(self):
        return [message for message in self.mail.messages() if message["To"].endswith(self.domain)]

    def link_of(self, message):
        return re.search(r"/invitations#token=(\S+)", message.get_body(("plain",)).get_content())[1]


class Sending(Written):
    def test_each_who_can_be_reached_is_written_to_once(self):
        campaign = self.campaign(5, without=(3,))
        sending = self.send(campaign)
        self.assertEqual((sending["letters"], self.job(sending)["kind"]), (5, "letters"))
        # Nobody is written to twice, whoever asks.
        self.assertEqual(self.send(campaign), sending)
        self.work()
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.eventually(lambda: len(self.sent_to()) == 4)
        self.assertEqual(self.sent_to(), [self.to(n) for n in (0, 1, 2, 4)])
        self.assertEqual((self.job(sending)["done"], self.job(sending)["changed"]), (5, 4))
        self.eventually(lambda: [one["mail"] for one in self.recipients(campaign).values()].count("sent") == 4)
        recipients = self.recipients(campaign)
        self.assertEqual((recipients["S-3"]["outcome"], recipients["S-3"]["mail"], recipients["S-3"]["not_by_mail"]), ("waiting", None, "no_address"))
        self.assertEqual((recipients["S-0"]["outcome"], recipients["S-0"]["mail"], recipients["S-0"]["not_by_mail"]), ("written", "sent", None))
        counts = self.buyer.get(campaign).json["counts"]
        self.assertEqual((counts["waiting"], counts["written"]), (1, 4))
        # Their links work, whoever is left can be printed, and only the silent are reminded.
        token = self.link_of(self.mail.messages(self.to(0))[0])
        self.assertStatus(self.make_supplier().post("/v1/invitations:redeem", {"token": token}), 201)
        letters = self.assertStatus(self.buyer.post(campaign + ":letters"), 200).json["items"]
        self.assertEqual([letter["code"] for letter in letters], ["S-3"])
        self.assertEqual(self.assertStatus(self.buyer.post(campaign + ":send"), 200).json, {"letters": 0, "job": None})
        again = self.assertStatus(self.buyer.post("/v1/campaigns", {"name": "再送", "reminds": campaign.rpartition("/")[2]}), 201).json
        self.assertEqual((again["total"], again["counts"]["recently_written"]), (4, 4))
        self.send("/v1/campaigns/" + again["campaign"], include_recent="true")
        self.eventually(lambda: len(self.mail.messages(self.to(1))) == 2)
        self.assertIn("再度のご案内", self.mail.messages(self.to(1))[1]["Subject"])
        self.assertEqual(len(self.mail.messages(self.to(0))), 1)

    def test_who_refused_letters_is_left_and_a_refusal_is_told(self):
        campaign = self.campaign(3)
        self.mail.says["RCPT"] = lambda connection: connection.sendall(b"550 no\r\n" if "s1@" in self.mail.commands[-1] else b"250 ok\r\n")
        self.send(campaign)
        self.work()
        self.eventually(lambda: {one["mail"] for one in self.recipients(campaign).values()} == {"sent", "refused"})
        self.assertEqual({code for code, one in self.recipients(campaign).items() if one["mail"] == "refused"}, {"S-1"})
        stop = self.mail.messages(self.to(2))[0]["List-Unsubscribe"].strip("<>").partition(self.server.address)[2]
        self.assertStatus(self.open.post(stop, b"", content_type="application/x-www-form-urlencoded", idempotency_key=None), 200)
        second = "/v1/campaigns/" + self.assertStatus(self.buyer.post("/v1/campaigns", {"name": "再送"}), 201).json["campaign"]
        sending = self.send(second, include_recent="true")
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.assertEqual({code: one["not_by_mail"] for code, one in self.recipients(second).items()}, {"S-0": None, "S-1": "returned", "S-2": "stopped"})

    def test_an_address_that_goes_while_letters_are_made_stops_nobody_elses(self):
        campaign = self.campaign(3)
        sending = self.send(campaign)
        gone = "update hoshitori.relationship set contacts = '[]' where org_id = :'org' and code = 'S-1'"
        with self.server.held(gone, commit=True, org=self.buyer.organisation):
            self.work()
            self.eventually(self.blocked)
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.assertEqual(self.job(sending)["changed"], 2)
        self.eventually(lambda: self.sent_to() == [self.to(0), self.to(2)])
        left = self.recipients(campaign)["S-1"]
        self.assertEqual((left["outcome"], left["mail"], left["not_by_mail"]), ("waiting", None, "no_address"))
        told = self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"]
        [letters] = [line for line in told if line["operation"] == "campaign_letters"]
        self.assertEqual(len(json.loads(letters["entry"])["detail"]["suppliers"]), 2)

    def test_one_campaign_has_one_job_at_a_time(self):
        campaign = self.campaign(2)
        act = lambda job, verb: self.buyer.post("/v1/jobs/%s:%s" % (job["job"], verb))  # noqa: E731
        first = self.send(campaign)
        self.assertStatus(act(first, "stop"), 200)
        second = self.send(campaign)
        self.assertStatus(act(second, "stop"), 200)
        self.assertStatus(act(first, "start"), 200)
        self.assertEqual(self.send(campaign)["job"], first["job"])
        self.assertProblem(act(second, "start"), 409, "job_superseded")

    def test_no_job_is_made_where_no_mail_can_reach_anybody(self):
        campaign = self.campaign(2, without=(0, 1))
        self.assertEqual(self.assertStatus(self.buyer.post(campaign + ":send"), 200).json, {"letters": 0, "job": None})
        self.assertEqual((self.buyer.get(campaign).json["counts"]["waiting"], self.buyer.get("/v1/jobs?kind=letters").json["items"]), (2, []))

    def test_what_became_of_a_letter_is_told_after_its_mail_was_forgotten(self):
        campaign = self.campaign(2)
        self.mail.says["RCPT"] = lambda connection: connection.sendall(b"550 no\r\n" if "s1@" in self.mail.commands[-1] else b"250 ok\r\n")
        self.send(campaign)
        self.work()
        told = {"S-0": "sent", "S-1": "refused"}
        self.eventually(lambda: {code: one["mail"] for code, one in self.recipients(campaign).items()} == told)
        self.server.engine(
            "update mail set ended_at = ended_at - interval '14 months' where org_id = :'org' and kind = 'invitation'", org=self.buyer.organisation
        )
        mails = lambda: self.server.engine("select count(*) from mail where org_id = :'org' and kind = 'invitation'", org=self.buyer.organisation)
        self.eventually(lambda: mails().strip() == "0")
        self.assertEqual({code: one["mail"] for code, one in self.recipients(campaign).items()}, told)

    def test_it_is_stopped_and_goes_on_and_a_killed_worker_loses_nothing(self):
        campaign = self.campaign(MANY)
        sending = self.send(campaign)
        worker = self.work()
        self.eventually(lambda: len(self.sent_to()) > 3)
        worker.kill()
        job = self.job(sending)
        if job["state"] != "done":
            self.assertStatus(self.buyer.post("/v1/jobs/%s:stop" % sending["job"]), 200)
            self.assertStatus(self.buyer.post("/v1/jobs/%s:start" % sending["job"]), 200)
        self.work()
        # What was under way when the worker died is tried again after five minutes.
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.set_instant("2026-12-01T03:06:00Z")
        self.eventually(lambda: [one["mail"] for one in self.recipients(campaign).values()].count("sent") == MANY)
        messages = self.mine()
        self.assertEqual(len({message["To"] for message in messages}), MANY)
        # One that went twice is known by its id.
        self.assertEqual(len({message["Message-ID"] for message in messages}), MANY)
        self.assertEqual(self.job(sending)["changed"], MANY)

    def test_what_is_read_while_it_goes_on_is_whole(self):
        """The last of its letters cannot be written until the end of the block, and its chunk waits."""
        campaign = self.campaign(MANY)
        last = """select from relationship where relationship_id = (
            select relationship_id from campaign_recipient where org_id = :'org' order by place desc limit 1) for update"""
        with self.server.held(last, org=self.buyer.organisation):
            sending = self.send(campaign)
            self.work()
            self.eventually(lambda: self.job(sending)["done"] >= 200)
            self.assertEqual((self.job(sending)["done"], self.inbox()), (200, [MANY - 200] * 3))
            counts = self.buyer.get(campaign).json["counts"]
            self.assertEqual((counts["waiting"], counts["written"]), (MANY - 200, 200))
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.assertEqual(self.inbox(), [0] * 3)

    def inbox(self):
        """Whom nobody has written to, as counted, as listed and as the overview says."""
        counted = self.assertStatus(self.buyer.get("/v1/tasks/summary"), 200).json
        listed = self.assertStatus(self.buyer.get("/v1/tasks?limit=200"), 200).json
        self.assertEqual(({item["code"] for item in listed["items"]} | {"send_invitation"}, listed["next_cursor"]), ({"send_invitation"}, None))
        overview = self.buyer.get("/v1/statuses/summary?side=buyer&task=send_invitation").json["total"]
        return [counted["total"], len(listed["items"]), overview]

    def test_it_stops_at_the_quota_of_the_day_and_goes_on_the_next(self):
        allow = lambda most: self.server.command("quota", "set", "--organisation", self.buyer.organisation, "--kind", "invitations", "--most", str(most))  # noqa: E731
        campaign = self.campaign(300)
        allow(100)
        sending = self.send(campaign)
        self.work()
        self.eventually(lambda: self.job(sending)["state"] == "stopped")
        stopped = self.job(sending)
        self.assertEqual((stopped["error"]["code"], stopped["done"], stopped["changed"]), ("daily_quota_reached", 100, 100))
        self.assertIn("1日に登録できる件数の上限に達しています。", stopped["error"]["text"])
        self.assertEqual([line for line in self.server.log().splitlines() if "worker_failed" in line and "quota" in line], [])
        start = "/v1/jobs/%s:start" % sending["job"]
        self.set_day("2026-12-02")
        self.assertStatus(self.buyer.post(start), 200)
        self.eventually(lambda: self.job(sending)["state"] == "stopped")
        self.assertEqual(self.job(sending)["done"], 200)
        allow(1000)
        self.assertStatus(self.buyer.post(start), 200)
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.assertEqual(self.job(sending)["changed"], 300)
        self.eventually(lambda: len({message["To"] for message in self.mine()}) == 300)

    def test_what_is_refused(self):
        campaign = self.campaign(1)
        self.assertHidden(self.make_buyer(), "POST", "/v1/campaigns/{}:send", campaign.rpartition("/")[2], None)
        self.assertProblem(self.other_key(self.buyer, "buyer:read").post(campaign + ":send"), 403, "right_missing")
        plain = harness.shared_server()
        caller = harness.Api(plain, plain.make_key(plain.make_organisation("丙"), harness.BUYER_RIGHTS))
        self.assertProblem(caller.post(campaign + ":send"), 409, "mail_off")


class Lately(Written):
    """Whoever writes, nobody gets two letters for the same in a week, unless it is meant."""

    def again(self, **members):
        return "/v1/campaigns/" + self.assertStatus(self.buyer.post("/v1/campaigns", {"name": "別の担当者の招待", **members}), 201).json["campaign"]

    def outcomes(self, campaign, **query):
        items = self.assertStatus(self.buyer.get(campaign + "/recipients", query=query), 200).json["items"]
        return {item["code"]: item["outcome"] for item in items}

    def done(self, sending):
        self.eventually(lambda: self.job(sending)["state"] == "done")
        return self.job(sending)["changed"]

    def test_who_was_written_to_lately_is_told_and_left_out_until_it_is_meant(self):
        first = self.campaign(2)
        self.work()
        self.assertEqual(self.done(self.send(first)), 2)
        self.set_day("2026-12-05")
        row = "取引先コード,取引先名,メールアドレス\r\nS-9,株式会社新規,%s\r\n" % self.to(9)
        self.assertStatus(self.buyer.post("/v1/suppliers:import", row.encode(), query={"source": "new"}, content_type="text/csv; charset=utf-8"), 200)
        second = self.again()
        self.assertEqual(self.outcomes(second), {"S-0": "recently_written", "S-1": "recently_written", "S-9": "waiting"})
        self.assertEqual(self.outcomes(second, outcome="recently_written", text="候補1"), {"S-1": "recently_written"})
        self.assertEqual(self.recipients(second)["S-0"]["recently_written_at"][:10], "2026-12-01")
        counts = self.buyer.get(second).json["counts"]
        self.assertEqual((counts["waiting"], counts["recently_written"]), (1, 2))
        self.assertEqual(self.done(self.send(second)), 1)
        self.eventually(lambda: self.sent_to() == [self.to(0), self.to(1), self.to(9)])
        # Nothing is left that may go, by mail or printed.
        self.assertEqual(self.assertStatus(self.buyer.post(second + ":send"), 200).json, {"letters": 0, "job": None})
        self.assertEqual(self.assertStatus(self.buyer.post(second + ":letters"), 200).json["items"], [])
        self.assertEqual(self.done(self.send(second, include_recent="true")), 2)
        self.eventually(lambda: len(self.sent_to()) == 5)

    def test_after_seven_days_they_wait_again(self):
        first = self.campaign(1)
        self.work()
        self.assertEqual(self.done(self.send(first)), 1)
        second = self.again()
        for day, outcome in (("2026-12-07", "recently_written"), ("2026-12-08", "waiting")):
            self.set_day(day)
            self.assertEqual(self.outcomes(second), {"S-0": outcome})
        self.assertEqual(self.done(self.send(second)), 1)

    def test_a_printed_letter_is_one_too(self):
        first = self.campaign(2, without=(0, 1))
        self.assertEqual(len(self.assertStatus(self.buyer.post(first + ":letters"), 200).json["items"]), 2)
        second = self.again()
        self.assertEqual(set(self.outcomes(second).values()), {"recently_written"})
        self.assertEqual(self.assertStatus(self.buyer.post(second + ":letters"), 200).json["items"], [])
        letters = self.assertStatus(self.buyer.post(second + ":letters", query={"include_recent": "true"}), 200).json["items"]
        self.assertEqual([letter["code"] for letter in letters], ["S-0", "S-1"])

    def test_letters_of_no_campaign_are_held_by_it_too(self):
        """By Tokyo's days: the seventh day after it is free."""
        first = self.campaign(2, without=(1,))
        letters = lambda **query: self.assertStatus(self.buyer.post("/v1/invitations:letters", {}, query=query), 200).json
        codes = lambda answer: sorted(item["code"] for item in answer["items"])
        self.set_instant("2026-12-01T14:59:59Z")  # the last second of the day in Tokyo
        printed = letters()
        self.assertEqual((codes(printed), printed["recently_written"]), (["S-0", "S-1"], 0))
        self.assertEqual(self.outcomes(first), {"S-0": "recently_written", "S-1": "recently_written"})
        self.set_instant("2026-12-07T14:59:59Z")
        again = letters()
        self.assertEqual((again["items"], again["next_after"], again["recently_written"]), ([], None, 2))
        self.assertEqual(codes(letters(include_recent="true")), ["S-0", "S-1"])
        self.set_instant("2026-12-13T15:00:00Z")  # the seventh day after that begins
        sent = letters(send="true")
        self.assertEqual((codes(sent), sent["recently_written"]), (["S-0", "S-1"], 0))
        self.work()
        self.eventually(lambda: self.sent_to() == [self.to(0)])
        # What went by mail is one; who has no address was given the letter to print.
        self.assertEqual(letters(send="true")["recently_written"], 2)
        # Whoever names one supplier means it.
        self.assertStatus(self.buyer.post("/v1/suppliers/code:S-0:invite", query={"send": "true"}), 200)
        self.eventually(lambda: len(self.sent_to()) == 2)

    def test_a_link_that_was_handed_over_is_no_letter(self):
        first = self.campaign(1)
        self.assertStatus(self.buyer.post("/v1/suppliers/code:S-0:invite"), 200)
        self.assertEqual(self.outcomes(first), {"S-0": "waiting"})

    def test_what_is_told_is_what_goes(self):
        first = self.campaign(2, without=(0, 1))
        self.assertStatus(self.buyer.post(first + ":letters"), 200)
        rows = "取引先コード,取引先名,メールアドレス\r\n" + "".join("S-%d,株式会社候補%d,%s\r\n" % (n, n, self.to(n)) for n in range(3))
        self.assertStatus(self.buyer.post("/v1/suppliers:import", rows.encode(), query={"source": "erp"}, content_type="text/csv; charset=utf-8"), 200)
        second = self.again()
        self.assertEqual(self.outcomes(second), {"S-0": "recently_written", "S-1": "recently_written", "S-2": "waiting"})
        sending = self.send(second)
        self.assertEqual((sending["letters"], self.job(sending)["total"]), (1, 1))
        [queued] = [line for line in self.buyer.get("/v1/audit/events", query={"limit": 200}).json["items"] if line["operation"] == "campaign_send"]
        self.assertEqual(json.loads(queued["entry"])["detail"]["letters"], 1)
        # Whoever means the others, too, is not told that it goes on already.
        self.assertEqual(self.send(second), sending)
        self.assertProblem(self.buyer.post(second + ":send", query={"include_recent": "true"}), 409, "sent_otherwise")
        self.work()
        self.assertEqual(self.done(sending), 1)
        wider = self.send(second, include_recent="true")
        self.assertEqual((wider["letters"], self.done(wider)), (2, 2))

    def test_of_two_who_print_at_once_one_writes(self):
        campaigns = [self.campaign(3), self.again()]
        held = "select from hoshitori.relationship where org_id = :'org' for update"
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            with self.server.held(held, org=self.buyer.organisation):
                asked = [pool.submit(self.other_key(self.buyer, "buyer:read,buyer:write").post, path + ":letters") for path in campaigns]
                self.eventually(lambda: self.blocked(2))
            letters = [self.assertStatus(one.result(), 200).json for one in asked]
        self.assertEqual(sorted(len(one["items"]) for one in letters), [0, 3])
        self.assertEqual([one["next_after"] for one in letters], [None, None])
        outcomes = sorted(tuple(sorted(set(self.outcomes(path).values()))) for path in campaigns)
        self.assertEqual(outcomes, [("recently_written",), ("written",)])
        [one] = [one for one in letters if one["items"]]
        token = one["items"][0]["url"].partition("token=")[2]
        self.assertStatus(self.make_supplier().post("/v1/invitations:redeem", {"token": token}), 201)

    def test_what_did_not_arrive_is_none(self):
        first = self.campaign(1)
        self.mail.says["RCPT"] = "550 no"
        self.work()
        self.assertEqual(self.done(self.send(first)), 1)
        self.eventually(lambda: self.recipients(first)["S-0"]["mail"] == "refused")
        self.assertEqual(self.outcomes(self.again()), {"S-0": "waiting"})
        self.assertEqual(self.outcomes(first, mail="refused,returned"), {"S-0": "written"})
        self.assertEqual(self.outcomes(first, mail="sent"), {})

    def test_of_two_campaigns_that_are_sent_at_once_one_writes(self):
        both = [self.campaign(30), self.again()]
        sending = [self.send(campaign) for campaign in both]
        for _ in range(3):
            self.work()
        self.assertEqual(sum(self.done(one) for one in sending), 30)
        self.eventually(lambda: len(self.sent_to()) == 30)
        self.assertEqual(len(set(self.sent_to())), 30)

    def test_whoever_sends_at_the_same_moment_makes_one_job(self):
        campaign = self.campaign(3)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            made = list(pool.map(lambda _: self.send(campaign)["job"], range(6)))
        self.assertEqual(len(set(made)), 1)
        self.work()
        self.eventually(lambda: len(self.sent_to()) == 3)

    def test_it_goes_on_when_its_sender_has_gone(self):
        campaign = self.campaign(3)
        caller = self.other_key(self.buyer, "buyer:read,buyer:write")
        sending = self.assertStatus(caller.post(campaign + ":send"), 202).json
        key = caller.get("/v1/me").json["key"]["key"]
        self.assertStatus(self.buyer.post("/v1/api-keys/%s:revoke" % key), 200)
        self.work()
        self.assertEqual(self.done(sending), 3)
        self.eventually(lambda: len(self.sent_to()) == 3)

    def test_without_a_mail_server_letters_wait_and_go_later(self):
        campaign = self.campaign(2)
        sending = self.send(campaign)
        off = Worker(self.server).start()
        self.addCleanup(off.stop)
        self.assertEqual(self.done(sending), 2)
        self.assertEqual({one["mail"] for one in self.recipients(campaign).values()}, {"queued"})
        self.work()
        self.eventually(lambda: len(self.sent_to()) == 2)


class DemandReminders(Written):
    """Suppliers that work with the buyer: the day of the first demand is over, the one of the second is not."""

    def setUp(self):
        super().setUp()
        self.suppliers = {}
        self.works_with("late", "2026-12-20")
        self.works_with("early", "2027-03-31")
        self.set_day("2027-01-10")

    def works_with(self, code, due_on=None, email=True):
        supplier = self.suppliers[code] = self.make_supplier()
        contacts = [{"name": "窓口", "email": self.to_code(code)}] if email else [{"name": "窓口"}]
        supplier.relationship = self.link(self.buyer, supplier, code=code, contacts=contacts)
        if due_on:
            self.require(self.buyer, "code:" + code, 1, due_on, reason="図面を渡すため")
        return supplier

    def to_code(self, code):
        return "%s@%s" % (code, self.domain)

    def remind(self, members=None, **filters):
        body = {"name": "対応のお願い", "purpose": "demand_reminder", **(members or {})}
        body = {name: value for name, value in body.items() if value is not None}
        return self.assertStatus(self.buyer.post("/v1/campaigns", body, query=filters), 201).json

    def sent(self, made):
        """Sends it; what the job has changed."""
        sending = self.send("/v1/campaigns/" + made["campaign"])
        self.eventually(lambda: self.job(sending)["state"] == "done")
        return self.job(sending)["changed"]

    def outcomes(self, made):
        return {code: one["outcome"] for code, one in self.recipients("/v1/campaigns/" + made["campaign"]).items()}

    def talks(self, code):
        supplier = self.suppliers[code]
        self.assertStatus(supplier.put("/v1/buyers/%s/response" % supplier.relationship, {"kind": "talks_requested", "message": "費用"}), 200)

    def test_who_is_late_is_reminded_in_the_buyers_words(self):
        path = "/v1/mail-settings"
        settings = {"sender_name": "佐藤", "sender_department": "調達部", "sender_telephone": None, "reply_to": "sato@example.jp"}
        settings.update({"introduction": "年末調査へのご協力ありがとうございました。", "reminders": None})
        self.assertStatus(self.buyer.put(path, settings, headers={"If-Match": self.buyer.get(path).headers["ETag"]}), 200)
        made = self.remind(status="overdue")
        self.assertEqual((made["total"], made["purpose"], self.outcomes(made)), (1, "demand_reminder", {"late": "waiting"}))
        self.work()
        self.assertEqual(self.sent(made), 1)
        self.eventually(lambda: self.sent_to() == [self.to_code("late")])
        [mail] = self.mine()
        text = mail.get_body(("plain",)).get_content()
        for said in (
            "年末調査へのご協力ありがとうございました。",
            "対応期限を過ぎておりますが",
            "要求水準：★1",
            "対応期限：2026年12月20日（日）",
            "図面を渡すため",
        ):
            self.assertIn(said, text)
        self.assertIn("/requests/" + self.suppliers["late"].relationship, text)
        self.assertEqual(mail["Reply-To"], "佐藤 <sato@example.jp>")
        self.assertIn("★1", mail["Subject"])
        counts = self.buyer.get("/v1/campaigns/" + made["campaign"]).json["counts"]
        self.assertEqual((counts["waiting"], counts["written"]), (0, 1))
        [kept] = self.buyer.get("/v1/mails", query={"supplier": self.suppliers["late"].relationship}).json["items"]
        self.assertEqual(kept["kind"], "demand_reminder")

    def test_by_the_filters_and_by_name(self):
        self.works_with("free")
        self.invite(self.buyer, code="invited")
        chosen = lambda members=None, **filters: set(self.outcomes(self.remind(members, **filters)))  # noqa: E731
        self.assertEqual(chosen(), {"late", "early"})
        self.assertEqual(chosen(due_by="2026-12-31"), {"late"})
        self.assertEqual(chosen({"suppliers": [self.suppliers["early"].relationship]}), {"early"})
        self.assertEqual(chosen({"except": [self.suppliers["early"].relationship]}), {"late"})
        self.assertProblem(self.buyer.post("/v1/campaigns?status=met", {"name": "x", "purpose": "demand_reminder"}), 409, "no_recipients")

    def test_who_has_acted_by_then_is_left_alone(self):
        made = self.remind()
        for code in ("late", "early"):
            self.declare(self.suppliers[code], 1, "2027-01-09")
        self.assertEqual(set(self.outcomes(made).values()), {"answered"})
        self.assertEqual(self.assertStatus(self.buyer.post("/v1/campaigns/%s:send" % made["campaign"]), 200).json, {"letters": 0, "job": None})
        self.assertProblem(self.buyer.post("/v1/campaigns", {"name": "x", "purpose": "demand_reminder"}), 409, "no_recipients")

    def take_back(self, code):
        path = "/v1/suppliers/code:%s/requirement" % code
        self.assertStatus(self.buyer.delete(path, headers={"If-Match": self.buyer.get(path).etag}), 200)

    def test_who_has_nothing_to_do_any_more_is_not_said_to_have_acted_and_is_settled(self):
        made = self.remind()
        self.take_back("early")
        self.assertEqual(self.outcomes(made), {"late": "waiting", "early": "not_needed"})
        self.work()
        self.assertEqual(self.sent(made), 1)
        self.eventually(lambda: self.sent_to() == [self.to_code("late")])
        self.assertEqual(self.outcomes(made), {"late": "written", "early": "not_needed"})
        # What is demanded of it later is no matter of this campaign.
        self.require(self.buyer, "code:early", 1, "2027-03-31", reason="図面を渡すため")
        self.assertEqual(self.outcomes(made), {"late": "written", "early": "not_needed"})
        self.assertIsNone(self.recipients("/v1/campaigns/" + made["campaign"])["early"]["written_at"])
        self.assertEqual(self.assertStatus(self.buyer.post("/v1/campaigns/%s:send" % made["campaign"]), 200).json, {"letters": 0, "job": None})
        self.assertEqual(set(self.outcomes(self.remind({"reminds": made["campaign"]}))), {"late"})

    def test_an_address_that_goes_while_reminders_are_made_gets_none(self):
        made = self.remind()
        sending = self.send("/v1/campaigns/" + made["campaign"])
        gone = "update hoshitori.relationship set contacts = '[]' where org_id = :'org' and code = 'late'"
        with self.server.held(gone, commit=True, org=self.buyer.organisation):
            self.work()
            self.eventually(self.blocked)
        self.eventually(lambda: self.job(sending)["state"] == "done")
        self.assertEqual(self.job(sending)["changed"], 1)
        self.eventually(lambda: self.sent_to() == [self.to_code("early")])
        left = self.recipients("/v1/campaigns/" + made["campaign"])["late"]
        self.assertEqual((left["outcome"], left["mail"], left["not_by_mail"]), ("waiting", None, "no_address"))

    def test_however_many_do_not_wait_those_who_do_are_found(self):
        """More than a campaign takes stand before them by name, whose demand waits for the buyer: rows of a list alone."""
        self.talks("early")
        copied = """
            select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
            where attrelid = 'board'::regclass and attnum > 0 and not attisdropped and attgenerated = '' \\gset
            insert into board (:names) select :names from (
              select y.* from board b cross join generate_series(1, 50001) n
                cross join lateral jsonb_populate_record(b, jsonb_build_object('relationship_id', md5(n::text), 'sort_key', '!')) y
              where b.org_id = :'org' and b.side = 'buyer' and b.code = 'early') x"""
        self.server.engine(copied, org=self.buyer.organisation)
        self.assertEqual(self.outcomes(self.remind()), {"late": "waiting"})

    def test_who_asks_for_talks_is_left_alone(self):
        self.talks("early")
        made = self.remind()
        self.talks("late")
        self.assertEqual(self.outcomes(made), {"late": "answered"})

    def test_a_mail_that_waits_while_it_is_met_goes_to_nobody(self):
        self.mail.says["RCPT"] = "450 later"
        made = self.remind(status="overdue")
        self.work()
        self.assertEqual(self.sent(made), 1)
        self.eventually(lambda: any("RCPT" in command for command in self.mail.commands))
        self.declare(self.suppliers["late"], 1, "2027-01-09")
        del self.mail.says["RCPT"]
        self.set_instant("2027-01-10T05:00:00Z")
        became = lambda: self.recipients("/v1/campaigns/" + made["campaign"])["late"]["mail"]  # noqa: E731
        self.eventually(lambda: became() == "stopped")
        self.assertEqual(self.mine(), [])

    def test_who_is_silent_is_reminded_again_and_who_stopped_letters_never(self):
        self.works_with("without", "2027-02-01", email=False)
        made = self.remind()
        self.work()
        self.assertEqual(self.sent(made), 2)
        self.eventually(lambda: len(self.sent_to()) == 2)
        self.assertEqual(self.recipients("/v1/campaigns/" + made["campaign"])["without"]["not_by_mail"], "no_address")
        self.declare(self.suppliers["early"], 1, "2027-01-09")
        again = self.remind({"purpose": None, "reminds": made["campaign"]})
        self.assertEqual((again["purpose"], self.outcomes(again)), ("demand_reminder", {"late": "recently_written"}))
        [mail] = self.mail.messages(self.to_code("late"))
        stop = mail["List-Unsubscribe"].strip("<>").partition(self.server.address)[2]
        self.assertStatus(self.open.post(stop, b"", content_type="application/x-www-form-urlencoded", idempotency_key=None), 200)
        self.assertEqual(self.recipients("/v1/campaigns/" + again["campaign"])["late"]["not_by_mail"], "stopped")
        self.assertEqual(self.assertStatus(self.buyer.post("/v1/campaigns/%s:send" % again["campaign"]), 200).json["job"], None)

    def test_a_demand_that_changed_since_is_another_one(self):
        made = self.remind(status="overdue")
        self.work()
        self.assertEqual(self.sent(made), 1)
        self.assertEqual(self.outcomes(self.remind(status="overdue")), {"late": "recently_written"})
        self.set_instant("2027-01-10T05:00:00Z")
        self.require(self.buyer, "code:late", 2, "2027-06-30", reason="図面を渡すため")
        self.assertEqual(self.outcomes(self.remind())["late"], "waiting")

    def test_it_goes_by_mail_alone_and_is_shown_beforehand(self):
        made = self.remind()
        self.assertProblem(self.buyer.post("/v1/campaigns/%s:letters" % made["campaign"]), 409, "campaign_by_mail_only")
        settings = {name: value for name, value in self.buyer.get("/v1/mail-settings").json.items() if name != "recorded_at"}
        shown = self.buyer.post("/v1/mail-settings:preview", {"kind": "demand_reminder", "settings": settings}, idempotency_key=None)
        self.assertIn("対応期限：2027年1月9日（土）", self.assertStatus(shown, 200).json["text"])


if __name__ == "__main__":
    harness.main()
