# SPDX-License-Identifier: Apache-2.0
"""What tests of mail share: a real mail server, a server that sends, and a worker with the way out that a test starts."""

import itertools

import mail_server  # the first: it enters its virtual environment
import harness
from worker import Worker

NUMBERS = itertools.count(1)

# What a buyer says of itself and above its letters.
SETTINGS = {
    "sender_name": "佐藤 花子",
    "sender_department": "調達部",
    "sender_telephone": "03-0000-0000(内線12)",
    "reply_to": "chotatsu@toto.example.jp",
    "introduction": "いつもお世話になっております。\n\n今年度から、<b>すべて</b>の取引先の皆さまにお願いしております。",
    "reminders": None,
}


class MailTest(harness.ApiTest):
    """A server that sends, and a worker with the way out that a test starts."""

    server_options = ["--worker=0", "--mail-from=no-reply@hoshitori.example.jp"]

    @classmethod
    def setUpClass(cls):
        cls.mail = mail_server.MailServer().start()
        cls.addClassCleanup(cls.mail.end)
        super().setUpClass()

    def setUp(self):
        super().setUp()
        # What another test left in the queue goes to others.
        self.address = "a%d@minato.example.jp" % next(NUMBERS)
        self.mail.taken.clear()
        self.mail.answers.clear()
        self.worker = self.make_worker()

    def make_worker(self, **settings):
        worker = Worker(self.server, **self.mail.settings(HOSHITORI_PUBLIC_URL="http://" + self.server.address, **settings))
        self.addCleanup(worker.stop)
        return worker

    def mails(self, caller, **query):
        return self.assertStatus(caller.get("/v1/mails", query=query), 200).json["items"]

    def state(self, caller, mail):
        return next(item for item in self.mails(caller) if item["mail"] == mail)["state"]

    def becomes(self, caller, mail, state):
        self.eventually(lambda: self.state(caller, mail) == state)
        return next(item for item in self.mails(caller) if item["mail"] == mail)

    def supplier_with_address(self, buyer, email=None, name="株式会社みなと精密", send=True, **members):
        record = {"name": name, "contacts": [{"name": "港 太郎", "email": email or self.address}], **members}
        return self.assertStatus(buyer.post("/v1/suppliers", record, query={"send": "true"} if send else None), 201).json
