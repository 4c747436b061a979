# SPDX-License-Identifier: Apache-2.0
"""HAProxy with deploy/haproxy/haproxy.cfg in front of servers under test, on a port that the system
picks, with a certificate made for it.

    proxy = Proxy("127.0.0.1:41234", "127.0.0.1:41235").start()
    http.client.HTTPSConnection(proxy.address, context=proxy.tls)
    proxy.end()
"""

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile

from waiting import PATIENCE_SECONDS, until

from service import TOP, Answer

CONFIG = os.path.join(TOP, "deploy", "haproxy", "haproxy.cfg")
HAPROXY = shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin")


class Proxy:
    """At most eight servers, each "host:port"."""

    NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight")

    def __init__(self, *servers, readers=()):
        # HAProxy gives up root after its start, and must then still reach nothing in here.
        self.directory = tempfile.mkdtemp(prefix="hoshitori-proxy-")
        self.servers, self.readers = servers, readers
        self.process = None
        self.address = None
        self._certify()

    def _certify(self):
        """A key and a certificate for localhost, in one file as HAProxy wants it."""
        key, certificate = (os.path.join(self.directory, name) for name in ("key", "certificate"))
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key,
                "-out",
                certificate,
            ],
            check=True,
            capture_output=True,
        )
        with open(os.path.join(self.directory, "both.pem"), "wb") as both:
            for name in (certificate, key):
                with open(name, "rb") as file:
                    both.write(file.read())
        self.tls = ssl.create_default_context(cafile=certificate)

    def environment(self, bind):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HOSHITORI_")}
        environment.update(
            HOSHITORI_BIND=bind,
            HOSHITORI_CERTIFICATE=os.path.join(self.directory, "both.pem"),
            HOSHITORI_ADMIN_SOCKET=os.path.join(self.directory, "admin.sock"),
        )
        for number, server in enumerate(self.servers, 1):
            environment["HOSHITORI_SERVER_%d" % number if number > 1 else "HOSHITORI_SERVER"] = server
        for name, reader in zip(("HOSHITORI_READER", "HOSHITORI_READER_2"), self.readers):
            environment[name] = reader
        if os.geteuid() != 0:
            environment["HOSHITORI_UNPRIVILEGED"] = "1"
        return environment

    def check(self):
        """`haproxy -c`; returns the finished process."""
        return subprocess.run([HAPROXY, "-c", "-f", CONFIG], env=self.environment("127.0.0.1:65535"), text=True, capture_output=True)

    def start(self, family=socket.AF_INET):
        """Returns when HAProxy finds every server ready."""
        self.log = open(os.path.join(self.directory, "log"), "wb")
        host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
        with socket.create_server((host, 0), family=family, backlog=4096) as listener:
            self.address = "localhost:%d" % listener.getsockname()[1]
            self.process = subprocess.Popen(
                [HAPROXY, "-db", "-f", CONFIG],
                env=self.environment("fd@%d" % listener.fileno()),
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
            )
        until(lambda: self.process.poll() is not None or all(self.state(*each) == "2" for each in self.watched()), self.text)
        if self.process.poll() is not None:
            raise RuntimeError("HAProxy did not start:\n" + self.text())
        return self

    def watched(self):
        yield from ((name,) for name in self.names())
        yield from ((name, "readers") for name in ("reader_one", "reader_two")[: len(self.readers)])

    def names(self):
        return self.NAMES[: len(self.servers)]

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def get(self, path, key):
        connection = http.client.HTTPSConnection(self.address, context=self.tls, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers={"Authorization": "Bearer " + key})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def admin(self, command):
        """The answer to one command on the admin socket, such as "set server api/one state drain"."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE_SECONDS)
            connection.connect(os.path.join(self.directory, "admin.sock"))
            connection.sendall(command.encode() + b"\n")
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()

    def state(self, name, backend="api"):
        """The operational state of a server: "2" is running."""
        try:
            lines = self.admin("show servers state " + backend).splitlines()
        except OSError:
            return None
        fields = [line.split() for line in lines if " %s " % name in line]
        return fields[0][5] if fields else None

    def text(self):
        with open(os.path.join(self.directory, "log"), encoding="utf-8", errors="replace") as log:
            return log.read()

    def end(self):
        try:
            if self.process and self.process.poll() is None:
                self.process.send_signal(signal.SIGUSR1)
                try:
                    self.process.wait(5)  # whoever is still connected is cut off
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    self.process.wait()
            if self.process:
                self.log.close()
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)
