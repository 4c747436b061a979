# SPDX-License-Identifier: Apache-2.0
"""A database on another machine: its password and data go to nobody who cannot prove to be it. The names
are another machine's for the server; here they lead to loopback."""

import ctypes
import ipaddress
import os
import random
import shutil
import socket
import ssl
import subprocess
import tempfile
import unittest
import unittest.mock

import harness
from listening import Listening
from postgres import Postgres, SharedServer
from service import BINARY, TOP
from waiting import PATIENCE_SECONDS

MAKE = os.path.join(TOP, "deploy", "tls", "make-certificates")
NAME = "db.example.jp"
PASSWORD = "nobody-else-learns-this"
WANTED = "sslmode=verify-full, channel_binding=require"
# Of two databases who asks is bound to no channel: whoever stands between may pass on what is said.
HBA = """local all all trust
hostssl clear all 127.0.0.1/32 password
hostssl free all 127.0.0.1/32 trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""
# Every command that speaks to a database, as its role and as the migrating one.
COMMANDS = (
    ("serve",),
    ("migrate",),
    ("organisation", "add", "--name", "x"),
    ("organisation", "list"),
    ("audit", "verify"),
    ("rebuild", "--check"),
    ("scheme-dates", "show"),
    ("demo", "load"),
    ("bi-role", "add", "--organisation", "00000000-0000-7000-8000-000000000000"),
)


def make(folder, *names):
    return subprocess.run([MAKE, folder, *names], text=True, capture_output=True, timeout=PATIENCE_SECONDS)


class PlainPostgres(Listening):
    """Something that answers as PostgreSQL without TLS does, asks for the password in clear, and keeps what it gets."""

    daemon_threads = False  # whose end says that all was taken

    def __init__(self):
        super().__init__()
        self.got = b""

    def serve(self, connection):
        connection.settimeout(PATIENCE_SECONDS)
        for answer in (b"N", b"R\0\0\0\x08\0\0\0\x03", b""):
            data = connection.recv(4096)
            self.got += data
            if not data:
                break
            connection.sendall(answer)


class DatabaseTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.end)
        cls.certificates = tempfile.mkdtemp(prefix="hoshitori-tls-")
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        done = make(cls.certificates, NAME, "127.1")
        if done.returncode:
            raise AssertionError(done.stderr)
        cls.ca = os.path.join(cls.certificates, "ca.crt")
        with socket.create_server(("127.0.0.1", 0)) as free:
            cls.port = free.getsockname()[1]
        cls.postgres.settings_more = [
            word
            for setting in (
                "listen_addresses=127.0.0.1",
                "port=%d" % cls.port,
                "ssl=on",
                "ssl_cert_file=" + cls.own("%s.crt" % NAME),
                "ssl_key_file=" + cls.own("%s.key" % NAME),
                "hba_file=" + cls.own("hba", HBA),
            )
            for word in ("-c", setting)
        ]
        with unittest.mock.patch.dict(os.environ, {"PGPORT": str(cls.port)}):
            cls.postgres.start().prepare()
            cls.postgres.create("hoshitori")
            for role in ("hoshitori_app", "hoshitori_migrate"):
                cls.postgres.sql("ALTER ROLE %s PASSWORD '%s'" % (role, PASSWORD), "postgres")

    @classmethod
    def own(cls, name, text=None):
        """A file of the certificates, or of this text, which PostgreSQL's account alone can read."""
        path = os.path.join(cls.postgres.directory, name)
        if text is None:
            shutil.copy(os.path.join(cls.certificates, name), path)
        else:
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
        os.chmod(path, 0o600)
        if cls.postgres.account:
            os.chown(path, cls.postgres.account["user"], cls.postgres.account["group"])
        return path

    def url(self, role, **more):
        words = {
            "host": NAME,
            "hostaddr": "127.0.0.1",
            "port": self.port,
            "user": role,
            "dbname": "hoshitori",
            "password": PASSWORD,
            "sslmode": "verify-full",
            "channel_binding": "require",
            "sslrootcert": self.ca,
            **more,
        }
        return " ".join("%s=%s" % pair for pair in words.items() if pair[1] is not None)

    def run_command(self, words, folder, **more):
        return subprocess.run(
            [BINARY, *words],
            text=True,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env={
                **os.environ,
                "HOSHITORI_DATA_DIR": folder,
                "HOSHITORI_LISTEN": "127.0.0.1:0",
                "HOSHITORI_DATABASE_URL": self.url("hoshitori_app", **more),
                "HOSHITORI_MIGRATE_URL": self.url("hoshitori_migrate", **more),
            },
        )

    def assert_refused(self, words, why, **more):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_command(words, folder, **more)
        self.assertEqual(done.returncode, 1, (words, done.stdout, done.stderr))
        self.assertIn(why, done.stderr)
        self.assertNotIn("Listening", done.stdout)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)

    def test_a_database_that_proves_itself(self):
        server = SharedServer(self.postgres, "hoshitori")
        self.addCleanup(server.end)
        server.settings.update(HOSHITORI_DATABASE_URL=self.url("hoshitori_app"), HOSHITORI_MIGRATE_URL=self.url("hoshitori_migrate"))
        self.assertEqual(server.command("migrate").returncode, 0)
        with unittest.mock.patch.dict(os.environ, {"PGPORT": str(self.port)}):
            server.start()
            told = self.postgres.sql(
                "select distinct s.ssl, s.version from pg_stat_ssl s join pg_stat_activity a using (pid) where a.usename = 'hoshitori_app'", "postgres"
            )
        self.assertEqual(told, "t\tTLSv1.3")

    def test_one_that_does_not_is_refused(self):
        other = os.path.join(self.certificates, "other")
        self.assertEqual(make(other, NAME).returncode, 0)
        for why, more in (
            ("certificate verify failed", {"sslrootcert": os.path.join(other, "ca.crt")}),
            ("does not match host name", {"host": "elsewhere.example.jp"}),
            ("does not exist", {"sslrootcert": os.path.join(other, "nothing")}),
        ):
            for words in (("serve",), ("migrate",)):
                with self.subTest(why=why, words=words):
                    self.assert_refused(words, why, **more)

    def test_one_that_is_not_bound_to_its_channel_is_refused(self):
        """Its certificate is right, and still nobody gets the password in clear, nor is one done without."""
        for database, why in (
            ("clear", "channel binding required but not supported"),
            ("free", "channel binding required"),
        ):
            for words in (("serve",), ("migrate",)):
                with self.subTest(database=database, words=words):
                    self.assert_refused(words, why, dbname=database)

    def test_no_command_goes_to_another_machine_without_proof(self):
        """127.1 is loopback's for the system, but not for us: what is decided is decided by the text."""
        listener = PlainPostgres()
        self.addCleanup(listener.end)
        for words in COMMANDS:
            for mode, binding in ((None, None), ("require", "require"), ("verify-full", None), ("verify-ca", "require")):
                with self.subTest(words=words, mode=mode):
                    self.assert_refused(words, WANTED, host="127.1", hostaddr=None, port=listener.port, sslmode=mode, channel_binding=binding)
        self.assertEqual(listener.connections, 0)
        for words in (("serve",), ("migrate",)):
            self.assert_refused(words, "server does not support SSL", host="127.1", hostaddr=None, port=listener.port)
        self.assertGreater(listener.connections, 0)
        self.assertNotIn(PASSWORD.encode(), listener.got)
        self.assertNotIn(b"user", listener.got)

    def test_certificates(self):
        folder = os.path.join(self.certificates, "made")
        self.assertEqual(make(folder, "one.example.jp", "192.0.2.1", "2001:db8::1").returncode, 0)
        before = {name: os.stat(os.path.join(folder, name)).st_ino for name in os.listdir(folder)}
        self.assertEqual(
            sorted(before),
            ["192.0.2.1.crt", "192.0.2.1.key", "2001:db8::1.crt", "2001:db8::1.key", "ca.crt", "ca.key", "one.example.jp.crt", "one.example.jp.key"],
        )
        for name in before:
            self.assertEqual(os.stat(os.path.join(folder, name)).st_mode & 0o777, 0o600 if name.endswith(".key") else 0o644, name)
        done = make(folder, "one.example.jp", "two.example.jp")
        self.assertIn("is there already", done.stderr)
        self.assertEqual({name: os.stat(os.path.join(folder, name)).st_ino for name in before}, before)
        context = ssl.create_default_context(cafile=os.path.join(folder, "ca.crt"))
        self.assertEqual(len(context.get_ca_certs()), 1)
        for name in ("one.example.jp", "192.0.2.1", "2001:db8::1", "two.example.jp"):
            check = "-verify_ip" if name[0] in "12" else "-verify_hostname"
            for asked, result in ((name, 0), ("192.0.2.9" if name[0] in "12" else "three.example.jp", 2)):
                done = subprocess.run(
                    [
                        "openssl",
                        "verify",
                        "-purpose",
                        "sslserver",
                        "-CAfile",
                        os.path.join(folder, "ca.crt"),
                        check,
                        asked,
                        os.path.join(folder, name + ".crt"),
                    ],
                    capture_output=True,
                    timeout=PATIENCE_SECONDS,
                )
                self.assertEqual(done.returncode, result, (name, asked, done.stderr))
        for words in ((folder,), (), ("-h",), (folder, "../x"), (folder, "a/b"), (folder, "a b"), (folder, ""), (folder, "ca"), (folder, "-x")):
            self.assertEqual(make(*words).returncode if words else subprocess.run([MAKE], capture_output=True).returncode, 2, words)


class Option(ctypes.Structure):
    """libpq's PQconninfoOption."""

    _fields_ = [(name, ctypes.c_char_p) for name in ("keyword", "envvar", "compiled", "value", "label", "dispchar")] + [("dispsize", ctypes.c_int)]


class ScriptsOfBackup(unittest.TestCase):
    """deploy/backup decides by the text of a conninfo, libpq by what it reads there: whatever the scripts let pass
    leads to this machine or to one that proves itself, in whichever way it is written."""

    HOSTS = "localhost 127.0.0.1 ::1 /tmp db.invalid 10.0.0.1 /tmp,db.invalid 127.0.0.1,10.1.1.1 @abs 2001:db8::1 127.1 ::ffff:10.0.0.1".split() + [""]
    PROOF = ["sslmode=verify-full", "channel_binding=require"]
    ASK = """
        for text; do
            ( check_database "$text" 2>/dev/null; echo "passed $PGSSLMODE $PGCHANNELBINDING" ) || echo refused
        done"""
    COUNT = 1000

    @classmethod
    def setUpClass(cls):
        cls.libpq = ctypes.CDLL("libpq.so.5")
        cls.libpq.PQconninfoParse.restype = ctypes.POINTER(Option)

    def read(self, text):
        """What libpq takes the text for; None, and it connects to nothing."""
        options = self.libpq.PQconninfoParse(text.encode(), None)
        if not options:
            return None
        found, at = {}, 0
        while options[at].keyword:
            if options[at].value is not None:
                found[options[at].keyword.decode()] = options[at].value.decode(errors="replace")
            at += 1
        self.libpq.PQconninfoFree(options)
        return found

    @staticmethod
    def address(text):
        try:
            return ipaddress.ip_address(text)
        except ValueError:
            return None

    def here(self, host):
        address = self.address(host)
        return host[:1] in ("", "/", "@") or host.lower() == "localhost" or bool(address and (getattr(address, "ipv4_mapped", None) or address).is_loopback)

    def harmless(self, text, mode, binding):
        found = self.read(text)
        if found is None:
            return True
        hosts, addresses = found.get("host", "").split(","), found.get("hostaddr", "").split(",")
        if any(address and not self.address(address) for address in addresses):
            return True  # libpq looks up no name there
        count = max(len(hosts), len(addresses))
        hosts, addresses = hosts + [""] * (count - len(hosts)), addresses + [""] * (count - len(addresses))
        here = all(self.here(address or host) for host, address in zip(hosts, addresses))
        binding = found.get("channel_binding", binding)
        return not found.get("service") and (here or (found.get("sslmode", mode) == "verify-full" and (binding not in ("disable", "prefer", ""))))

    def pairs(self, chance):
        """keyword=value, as somebody writes it who means well, or nearly so."""
        words = []
        for _ in range(chance.randint(1, 5)):
            name = chance.choice(["host", "hostaddr"] * 3 + ["sslmode", "channel_binding", "password", "requiressl", "dbname", "options", "sslnegotiation"])
            value = chance.choice(
                {
                    "host": self.HOSTS,
                    "hostaddr": self.HOSTS,
                    "sslmode": ["verify-full", "verify-ca", "require", "prefer"],
                    "channel_binding": ["require", "prefer"],
                    "password": ["x", "sslmode=verify-full", "channel_binding=require", "' host=/tmp '", "'\\' host=db'"],
                    "requiressl": ["0", "1"],
                    "dbname": ["d", "host=db.invalid", "postgresql://db.invalid/d"],
                    "options": ["-c", "'sslmode=verify-full channel_binding=require'"],
                    "sslnegotiation": ["direct"],
                }[name]
            )
            if "'" not in value:
                value = chance.choice([value] * 6 + ["'%s'" % value, value.replace("o", "\\o")])
            words.append(name + chance.choice(["="] * 6 + [" = ", "= ", " =", "\t=\n"]) + value)
        words += chance.choice([[], self.PROOF])
        chance.shuffle(words)
        return chance.choice([" "] * 6 + ["\t", "\n", "  "]).join(words)

    def url(self, chance):
        user = chance.choice(["", "u@", "u:p%40x@", "localhost@", "sslmode=verify-full:channel_binding=require@"])
        host = chance.choice(
            ["", "localhost", "[::1]", "db.invalid", "localhost,db.invalid", "[2001:db8::1]", "%6cocalhost", "%2Ftmp", "db%2einvalid", "127.1"]
        )
        names = chance.choices(
            "host=db.invalid host=/tmp hostaddr=10.0.0.1 hostaddr=127.0.0.1 ssl=true requiressl=0 sslmode=require channel_binding=prefer h%6fst=db.invalid"
            " ssl%6dode=require password=sslmode=verify-full application_name=sslmode%3dverify-full host=localhost,db.invalid".split(),
            k=chance.randint(0, 3),
        ) + chance.choice([[], self.PROOF])
        chance.shuffle(names)
        return chance.choice(["postgresql://", "postgres://"]) + user + host + chance.choice(["", ":1", ":1/d", "/", "/host"]) + "?" + "&".join(names)

    def test_what_passes_proves_itself(self):
        seed = random.SystemRandom().randrange(1 << 32)
        chance = random.Random(seed)
        texts = [chance.choice([self.pairs, self.url])(chance) for _ in range(self.COUNT)]
        done = subprocess.run(
            ["bash", "-c", 'source "$0"; set +eu' + self.ASK, os.path.join(TOP, "deploy", "backup", "common.sh"), *texts],
            text=True,
            stdout=subprocess.PIPE,
            timeout=PATIENCE_SECONDS,
        )
        answers = [line.split(" ") for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), len(texts), seed)
        passed = [(text, answer) for text, answer in zip(texts, answers) if answer[0] == "passed"]
        self.assertGreater(len(passed), self.COUNT // 20)
        self.assertEqual([(text, self.read(text)) for text, (_, mode, binding) in passed if not self.harmless(text, mode, binding)], [], "seed %d" % seed)


if __name__ == "__main__":
    harness.main()
