# SPDX-License-Identifier: Apache-2.0
"""A mail server on this machine that keeps what it takes, with STARTTLS and a login, and does as a test asks."""

import email
import email.header
import email.policy
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

import virtual

HERE = os.path.dirname(os.path.abspath(__file__))
virtual.enter("mail", os.path.join(HERE, "mail.txt"))

from aiosmtpd.controller import Controller  # noqa: E402  (in the virtual environment)
from aiosmtpd.smtp import SMTP, AuthResult  # noqa: E402

from waiting import PATIENCE_SECONDS, until  # noqa: E402

NAME = "localhost"
USER, PASSWORD = "hoshitori", "a-password-for-mail"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class Taken:
    """One mail as it came."""

    def __init__(self, sender, recipients, content):
        self.sender = sender
        self.recipients = recipients
        self.content = content
        self.message = email.message_from_bytes(content, policy=email.policy.default)

    def header(self, name):
        """In one line; of long names the newer policy leaves blanks between encoded words, which are none."""
        line = email.message_from_bytes(self.content)[name]
        return " ".join(str(email.header.make_header(email.header.decode_header(line))).split())

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()


class MailServer:
    """`answers`: what is said to a recipient before anything is taken, in turn; then everything is taken."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="hoshitori-mail-")
        os.chmod(self.directory, 0o755)
        make = os.path.join(os.path.dirname(os.path.dirname(HERE)), "deploy", "tls", "make-certificates")
        subprocess.run([make, self.directory, NAME], check=True, capture_output=True)
        os.chmod(self.path("ca.crt"), 0o644)
        with open(self.path("password"), "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(PASSWORD)
        self.taken = []
        self.answers = {}
        self.logins = []
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.controller = None
        self.port = 0

    def path(self, name):
        return os.path.join(self.directory, name)

    def settings(self, **others):
        """For the environment of a server, or of a worker."""
        return {
            "HOSHITORI_SMTP_URL": "smtp://%s:%d" % (NAME, self.port),
            "HOSHITORI_SMTP_USER": USER,
            "HOSHITORI_SMTP_PASSWORD_FILE": self.path("password"),
            "HOSHITORI_SMTP_CA_FILE": self.path("ca.crt"),
            "HOSHITORI_MAIL_FROM": "no-reply@hoshitori.example.jp",
            **others,
        }

    def start(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.path(NAME + ".crt"), self.path(NAME + ".key"))

        def make():
            return SMTP(
                self, hostname=NAME, tls_context=context, require_starttls=True, auth_required=True, authenticator=self.authenticate, auth_require_tls=True
            )

        self.port = self.port or free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=PATIENCE_SECONDS)
        self.controller.factory = make
        self.controller.start()
        return self

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    def end(self):
        self.go_on.set()
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        self.logins.append(data.login.decode())
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        answers = self.answers.get(address)
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        self.reached.set()
        await server.loop.run_in_executor(None, self.go_on.wait)
        self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 taken"

    def wait_for(self, count, to=None):
        """The mails to an address, or all, once there are so many."""

        def found():
            mails = [mail for mail in self.taken if to in (None, *mail.recipients)]
            return mails if len(mails) >= count else None

        return until(found, lambda: "mails so far: %s" % [(mail.recipients, mail.subject) for mail in self.taken])
