# SPDX-License-Identifier: Apache-2.0
"""A mail server without TLS and login, for what the one of mail_server.py cannot do: it needs no package, and says at each
stage of SMTP whatever a test wants it to say."""

import email
import email.policy

from listening import Listening

USUAL = {
    "banner": "220 localhost",
    "EHLO": "250 localhost",
    "HELO": "250 localhost",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "end": "250 taken",
    "QUIT": "221 bye",
    "RSET": "250 ok",
}


class ScriptedSmtp(Listening):
    """`says`: what is said instead of the usual at a stage (banner, EHLO, MAIL, RCPT, DATA, end): text, bytes as they are, or a
    function of the connection that says it itself. `taken`: each mail as its lines came, without what SMTP adds to dots."""

    def __init__(self, says=None):
        self.says = says or {}
        self.taken = []
        self.commands = []
        super().__init__()

    def settings(self, **others):
        return {
            "HOSHITORI_SMTP_URL": "smtp://127.0.0.1:%d" % self.port,
            "HOSHITORI_SMTP_TLS": "none",
            "HOSHITORI_MAIL_FROM": "no-reply@hoshitori.example.jp",
            **others,
        }

    def options(self):
        """The same for the command line."""
        return ["--smtp-url=smtp://127.0.0.1:%d" % self.port, "--smtp-tls=none", "--mail-from=no-reply@hoshitori.example.jp"]

    def messages(self, to=None):
        found = [email.message_from_bytes(content, policy=email.policy.default) for content in list(self.taken)]
        return [message for message in found if to in (None, message["To"])]

    def _say(self, connection, stage):
        said = self.says.get(stage, USUAL.get(stage, "500 what"))
        if callable(said):
            said(connection)
        else:
            connection.sendall(said if isinstance(said, bytes) else said.encode() + b"\r\n")

    def serve(self, connection):
        with connection.makefile("rb") as lines:
            self._say(connection, "banner")
            for line in lines:
                word = line.split(b" ")[0].strip().decode("ascii", "replace").upper()
                self.commands.append(line.rstrip(b"\r\n").decode("utf-8", "replace"))
                self._say(connection, word)
                if word == "DATA" and "DATA" not in self.says:
                    self._take(lines)
                    self._say(connection, "end")
                if word == "QUIT":
                    return

    def _take(self, lines):
        content = b""
        for line in lines:
            if line == b".\r\n":
                self.taken.append(content)
                return
            content += line[1:] if line.startswith(b".") else line


class SendsMail:
    """Before a class of tests: its server sends by a mail server of its own, `mail`."""

    @classmethod
    def setUpClass(cls):
        cls.mail = ScriptedSmtp()
        cls.addClassCleanup(cls.mail.end)
        cls.server_options = cls.mail.options()
        super().setUpClass()
