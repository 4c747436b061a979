# SPDX-License-Identifier: Apache-2.0
"""hoshi as people run it: from a script, or in front of a terminal that reads the screen and types.

desk = Desk(server)                        # a home of its own; nothing of the caller's
desk.run("supplier", "list")               # .stdout, .stderr; fails unless it ends with 0
screen = desk.sit("require", "A-1", typing=["y"])   # through a pseudo-terminal
"""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import tempfile
import termios
import unicodedata

import harness
from service import TOP
from waiting import PATIENCE_SECONDS, lasting

BINARY = os.environ.get("HOSHI_BINARY", os.path.join(TOP, "build", "dev", "bin", "hoshi"))
PROMPT = re.compile(rb"(: |\] )$")
STYLE = re.compile(r"\x1b\[[0-9;]*[mKHJ]")


def width(text):
    """Columns of a terminal that takes characters of ambiguous width as narrow."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in STYLE.sub("", text))


class Screen:
    def __init__(self, text, code):
        self.text = text.replace("\r\n", "\n")
        self.code = code

    @property
    def plain(self):
        return STYLE.sub("", self.text)

    def __repr__(self):
        return "<%d\n%s>" % (self.code, self.text)


class Desk:
    def __init__(self, language="en", url=None, key=None):
        self.home = tempfile.mkdtemp(prefix="hoshitori-desk-")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("HOSHI_", "XDG_", "LC_", "LANG", "NO_COLOR"))}
        self.environment.update(HOME=self.home, LANG="ja_JP.UTF-8" if language == "ja" else "C.UTF-8", TERM="xterm")
        self.environment.pop("COLUMNS", None)
        if url:
            self.environment["HOSHI_URL"] = url
        if key:
            self.environment["HOSHI_KEY"] = key

    def leave(self):
        shutil.rmtree(self.home, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.home, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def start(self, *words, **environment):
        return subprocess.Popen(
            [BINARY, *words],
            env={**self.environment, **environment},
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, code=0, stdin="", **environment):
        done = subprocess.run(
            [BINARY, *words], env={**self.environment, **environment}, cwd=self.home, input=stdin, capture_output=True, text=True, timeout=PATIENCE_SECONDS
        )
        if code is not None and done.returncode != code:
            raise AssertionError("hoshi %s ended with %d, not %d:\n%s%s" % (" ".join(words), done.returncode, code, done.stdout, done.stderr))
        return done

    def sit(self, *words, typing=(), columns=100, code=0, at_prompt=None, until=None, **environment):
        """Types one answer at each prompt. `at_prompt(number)` is called before each; `until(text)`
        ends the program with Ctrl-C once it is true."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.home)
            os.execve(BINARY, [BINARY, *words], {**self.environment, **environment})
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        try:
            text = self._talk(terminal, list(typing), at_prompt, until)
        finally:
            os.close(terminal)
            ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        screen = Screen(text, ended)
        if ended != code:
            raise AssertionError("hoshi %s ended with %d, not %d:\n%s" % (" ".join(words), ended, code, screen.text))
        return screen

    def _talk(self, terminal, typing, at_prompt, until):
        shown, asked = b"", 0
        typed = 0
        for _ in lasting(PATIENCE_SECONDS):
            ready, _, _ = select.select([terminal], [], [], 0.1)
            if ready:
                try:
                    piece = os.read(terminal, 65536)
                except OSError:  # the other end was closed
                    break
                if not piece:
                    break
                shown += piece
            elif typed < len(typing) and PROMPT.search(shown[asked:]):
                asked = len(shown)
                if at_prompt:
                    at_prompt(typed)
                os.write(terminal, typing[typed].encode() + b"\n")
                typed += 1
            elif until and until(shown.decode("utf-8", "replace")):
                os.write(terminal, b"\x03")
                until = None
        else:
            raise AssertionError("hoshi did not end:\n" + shown.decode("utf-8", "replace"))
        if typed < len(typing):
            raise AssertionError("hoshi did not ask for %r:\n%s" % (typing[typed], shown.decode("utf-8", "replace")))
        return shown.decode("utf-8", "replace")


class AtADesk(harness.ApiTest):
    def desk(self, language="en", **options):
        desk = Desk(language, **options)
        self.addCleanup(desk.leave)
        return desk

    def buyer_desk(self, language="en"):
        self.buyer = self.make_buyer()
        return self.desk(language, url="http://" + self.server.address, key=self.buyer.key)
