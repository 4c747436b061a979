# SPDX-License-Identifier: Apache-2.0
"""The running program and those who call it: a server with a private PostgreSQL in a directory of
its own, a clock that the test sets, the operator's commands, and callers over HTTP."""

import contextlib
import ctypes
import functools
import glob
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.parse
import uuid
import zlib

from contract import Contract
from waiting import PATIENCE_SECONDS, pace, until

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("HOSHITORI_BINARY", os.path.join(TOP, "build", "dev", "bin", "hoshitori"))
FIRST_DAY = "2026-12-01"
KEY_DAY = "2029-01-01"

_AUTO = object()


def with_another_secret(key):
    """A key that was never issued: the same organisation and number, and a right checksum."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    secret = "".join(digits[(digits.index(c) + 1) % 62] for c in key[37:69])
    text = key[:37] + secret
    number = zlib.crc32(text.encode())
    check = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        check = digits[digit] + check
    return text + check


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # email.message.Message: names in any case
        self.body = body

    @functools.cached_property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def etag(self):
        return self.headers.get("ETag")

    @property
    def code(self):
        return self.json.get("code")

    @property
    def is_later(self):
        """Not tried, or nobody knows how it ended: the same request may be sent again."""
        return self.status in (429, 503) or (self.status == 409 and self.headers.get("Retry-After") is not None)

    def pointers(self):
        return {error["pointer"] for error in self.json.get("errors", [])}

    def __repr__(self):
        return "<%d %s>" % (self.status, self.body[:1500].decode("utf-8", "replace"))


class Api:
    """One caller: a key (or none) and a language. POSTs carry a fresh Idempotency-Key unless told
    otherwise (None = no header). Every answer is held against the contract."""

    checked = True

    def __init__(self, server, key=None, organisation=None, name=None, language="ja"):
        self.server = server
        self.key = key
        self.organisation = organisation
        self.name = name
        self.language = language

    def with_key(self, key):
        return type(self)(self.server, key, self.organisation, self.name, self.language)

    def in_language(self, language):
        return type(self)(self.server, self.key, self.organisation, self.name, language)

    def request(self, method, path, body=None, *, query=None, headers=None, idempotency_key=_AUTO, content_type=None, timeout=PATIENCE_SECONDS):
        if query:
            path += "?" + urllib.parse.urlencode(query, doseq=True)
        sent = {"Accept-Language": self.language}
        if self.key:
            sent["Authorization"] = "Bearer " + self.key
        if method == "POST" and idempotency_key is _AUTO:
            sent["Idempotency-Key"] = str(uuid.uuid4())
        elif isinstance(idempotency_key, str):
            sent["Idempotency-Key"] = idempotency_key
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = content_type or ("application/merge-patch+json" if method == "PATCH" else "application/json")
        elif method in ("POST", "PUT", "PATCH"):
            data = b""
        sent.update(headers or {})
        answer = self.exchange(method, path, data, sent, timeout)
        if self.checked:
            faults = self.server.contract.faults_of_answer(method, path, answer)
            if faults:
                raise AssertionError("not what the contract says: %s\n%r" % (faults, answer))
        return answer

    def connect(self, timeout):
        return http.client.HTTPConnection(self.server.address, timeout=timeout)

    def exchange(self, method, path, data, headers, timeout):
        connection = self.connect(timeout)
        try:
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.request("POST", path, body, **options)

    def put(self, path, body=None, **options):
        return self.request("PUT", path, body, **options)

    def patch(self, path, body=None, **options):
        return self.request("PATCH", path, body, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)


def die_with_parent():
    # A test that is killed must not leave its server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Patient(Api):
    """Who asks again, with the same key, when told to come later."""

    def request(self, method, path, body=None, *, idempotency_key=_AUTO, **options):
        if method == "POST" and idempotency_key is _AUTO:
            idempotency_key = str(uuid.uuid4())
        while (answer := super().request(method, path, body, idempotency_key=idempotency_key, **options)).is_later:
            pace(0.1)
        return answer


class Server:
    def __init__(self, options=(), binary=BINARY, begin=die_with_parent):
        self.binary = binary
        self.begin = begin  # in the process, before the program
        # PostgreSQL may run as another user, who must be able to pass through.
        self.directory = tempfile.mkdtemp(prefix="hoshitori-")
        os.chmod(self.directory, 0o711)
        self.data_dir = os.path.join(self.directory, "data")
        self.clock = os.path.join(self.directory, "clock")
        self.log_path = os.path.join(self.directory, "log")
        self.options = list(options)
        self.process = None
        self.address = None
        self.set_day(FIRST_DAY)

    @functools.cached_property
    def contract(self):
        asker = Api(self)
        asker.checked = False
        return Contract(asker.get("/openapi.json").json)

    def environment(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("HOSHITORI_", "PG"))}
        environment.update(HOSHITORI_DATA_DIR=self.data_dir, HOSHITORI_LISTEN="127.0.0.1:0", HOSHITORI_TEST_CLOCK=self.clock)
        # A test sends as fast as it can; one that is about limits sets them by options.
        environment.update(HOSHITORI_KEY_RATE="0", HOSHITORI_ADDRESS_RATE="0")
        return environment

    def start(self):
        with open(self.log_path, "ab") as log:
            offset = log.tell()
            self.process = subprocess.Popen(
                [self.binary, "serve", *self.options], env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=self.begin
            )
        until(lambda: self._ready(offset) or self.process.poll() is not None, self.log)
        if self.process.poll() is not None:
            raise RuntimeError("the server did not start:\n" + self.log())
        return self

    def _ready(self, offset):
        address = self._address_in_log(offset)
        if not address:
            return False
        self.address = address
        asker = Api(self)
        asker.checked = False
        try:
            return asker.get("/readyz").status == 200
        except OSError:
            return False

    def _address_in_log(self, offset):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            log.seek(offset)
            found = re.search(r"^Listening on http://(\S+)$", log.read(), re.M)
        return found and found[1]

    def log(self):
        """What a failure needs: reports of sanitizers and the like, and the last lines."""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            lines = log.readlines()
        reports = [line for line in lines[:-40] if not line.startswith("{")]
        return "".join(reports[-200:] + lines[-40:])

    def stop(self):
        """SIGTERM; the program must drain and end with 0 (LeakSanitizer would end it with another)."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError("the server did not stop:\n" + self.log()) from None
        finally:
            self.process = None
        if status != 0:
            raise RuntimeError("the server ended with %d:\n%s" % (status, self.log()))

    def end(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)

    def set_instant(self, instant):
        """RFC 3339. Written beside and renamed, for requests read it at any moment."""
        with open(self.clock + ".new", "w", encoding="ascii") as file:
            file.write(instant + "\n")
        os.replace(self.clock + ".new", self.clock)

    def set_day(self, day):
        """Noon in Tokyo of that day."""
        self.set_instant(day + "T03:00:00Z")

    def command(self, *words, check=True, clock=None, seconds=PATIENCE_SECONDS, given=None):
        """An operator's command on the same data directory; returns the finished process."""
        environment = self.environment()
        if clock:
            environment["HOSHITORI_TEST_CLOCK"] = clock
        done = subprocess.run([self.binary, *words], env=environment, text=True, input=given, capture_output=True, timeout=seconds)
        if check and done.returncode != 0:
            raise RuntimeError("%s ended with %d: %s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr))
        return done

    def _postmaster(self):
        """The lines of the private PostgreSQL's pid file."""
        return until(self._postmaster_ready, self.log)

    def _postmaster_ready(self):
        """None until it is whole and says so: after a kill there is none for a while, or an unfinished one."""
        try:
            [path] = glob.glob(os.path.join(self.data_dir, "**", "postmaster.pid"), recursive=True)
            with open(path, encoding="ascii") as file:
                lines = file.read().splitlines()
        except (OSError, ValueError):
            return None
        return lines if len(lines) == 8 and lines[7].strip() == "ready" else None

    def postgres_pid(self):
        return int(self._postmaster()[0])

    def sockets(self):
        """The directory of the private PostgreSQL's socket."""
        return self._postmaster()[4]

    def _as_operator(self):
        return ["-h", self.sockets(), "-U", "hoshitori_migrate", "-d", "hoshitori"]

    def dump(self):
        """Every row of every table."""
        return subprocess.run(
            ["pg_dump", *self._as_operator(), "--data-only", "--load-via-partition-root", "--schema=hoshitori"], check=True, text=True, stdout=subprocess.PIPE
        ).stdout

    def psql(self, **variables):
        """psql as the operator."""
        words = ["psql", *self._as_operator(), "-XAtq", "-v", "ON_ERROR_STOP=1"]
        for name, value in variables.items():
            words += ["-v", "%s=%s" % (name, value)]
        return words

    def sql(self, script, **variables):
        """Runs a file of SQL, or statements, for what no request could arrange in time, as the operator; returns what
        is printed."""
        file, text = (script, None) if script.endswith(".sql") else ("-", script)
        return subprocess.run([*self.psql(**variables), "-f", file], input=text, check=True, text=True, stdout=subprocess.PIPE).stdout

    def engine(self, statements, **variables):
        """The same as the engine, which may write all that the server's functions may."""
        return self.sql("set role hoshitori_engine; set search_path = hoshitori;\n%s;" % statements, **variables)

    @contextlib.contextmanager
    def held(self, statement, commit=False, **variables):
        """What the statement locks, seen as the engine sees it, is locked until the end of the block: whoever needs
        it has come no further, however fast the machine is. What it wrote is gone then, or with commit stands."""
        with subprocess.Popen(
            [*self.psql(**variables), "-f", "-"],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent,
        ) as session:
            session.stdin.write("begin; set local role hoshitori_engine; set local search_path = hoshitori;\n%s;\n\\warn held\n" % statement)
            session.stdin.flush()
            told = session.stderr.readline()
            if told != "held\n":
                raise RuntimeError("not held: " + told)
            yield
            if commit:
                session.stdin.write("commit;\n")

    def make_organisation(self, name, number=None, vouch=False, reading=None):
        words = ["organisation", "add", "--name", name]
        if reading:
            words += ["--reading", reading]
        if number:
            words += ["--corporate-number", number]
        if vouch:
            words.append("--vouch")
        return self.command(*words).stdout.strip()

    def make_key(self, organisation, rights, name="test"):
        """Made by an operator who lives in KEY_DAY, so that it works on every day of the tests."""
        clock = os.path.join(self.directory, "key-clock")
        with open(clock, "w", encoding="ascii") as file:
            file.write(KEY_DAY + "T03:00:00Z\n")
        return self.command("key", "add", "--organisation", organisation, "--rights", rights, "--name", name, clock=clock).stdout.strip()


class LiveServer(Server):
    """With the real clock."""

    def environment(self):
        environment = super().environment()
        environment.pop("HOSHITORI_TEST_CLOCK")
        return environment
