# SPDX-License-Identifier: Apache-2.0
"""Three nodes of deploy/ha on this machine: etcd, Patroni and PostgreSQL of Debian, from the files that an operator
installs, with addresses and folders of this machine, without TLS and without a watchdog."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.request

from killer import children
from postgres import _account
from service import TOP, LiveServer, die_with_parent
from waiting import PATIENCE_SECONDS, until

HERE = os.path.join(TOP, "deploy", "ha")
PROGRAMS = [shutil.which(name) for name in ("patroni", "patronictl", "etcd")]
NODES = ("db1", "db2", "db3")


def installed():
    return all(PROGRAMS)


def _read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def _free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


class Node:
    def __init__(self, cluster, number):
        self.cluster, self.number, self.name = cluster, number, NODES[number]
        self.directory = os.path.join(cluster.directory, self.name)
        self.etcd = self.patroni = None
        self.frozen = False
        os.makedirs(self.directory)
        if cluster.account:
            os.chown(self.directory, cluster.account["user"], cluster.account["group"])

    @property
    def port(self):
        return self.cluster.ports[self.number]["5432"]

    @property
    def data(self):
        return os.path.join(self.directory, "data")

    @property
    def config(self):
        return os.path.join(self.directory, "config.yml")

    def localised(self, text):
        """The addresses of the three machines are ports of this one."""
        for number, ports in enumerate(self.cluster.ports):
            for standard, port in ports.items():
                text = text.replace("10.0.0.1%d:%s" % (number + 1, standard), "127.0.0.1:%d" % port)
        return text

    def own(self, name, changed):
        """The variables of a file of the first node, as this one has them: what `changed` names is the node's."""
        variables = dict(line.split("=", 1) for line in _read(name).splitlines() if line and line[0] != "#")
        for variable in changed:
            variables[variable] = variables[variable].replace("db1", self.name).replace("10.0.0.11", "10.0.0.1%d" % (self.number + 1))
        return {variable: self.localised(value) for variable, value in variables.items()}

    def environment(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PATRONI", "ETCD", "PG", "PYTHON"))}
        environment.update(self.own("patroni.env", [name for name in self.cluster.of_a_node("patroni.env")]))
        return environment

    def write_config(self):
        text = _read("patroni.yml").replace("hostssl", "host").replace("mode: required", "mode: 'off'")
        text = "\n".join(line for line in text.splitlines() if not line.strip().startswith("ssl")) + "\n"
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(self.here(text))

    def here(self, text):
        """The folders of the guide are some of this machine."""
        for there, here in (
            ("/etc/patroni/config.yml", self.config),
            ("/usr/local/lib/hoshitori/backup", os.path.join(TOP, "deploy", "backup")),
            ("/var/backups/hoshitori", os.path.join(self.cluster.directory, "archive")),
            ("/var/lib/postgresql/15/hoshitori", self.data),
            ("/var/lib/postgresql", self.directory),
            ("/var/run/postgresql", self.directory),
            ("dbname=postgres", "'host=%s port=%d dbname=postgres'" % (self.directory, self.port)),
        ):
            text = text.replace(there, here)
        return text

    def follow(self, commands, given=""):
        """What the guide says, as PostgreSQL's account on this node."""
        done = None
        for line in commands.strip().splitlines():
            if line == "systemctl start patroni":
                self.start()
                continue
            done = subprocess.run(
                ["bash", "-c", self.here(line)], cwd=self.directory, env=self.environment(), text=True, input=given, capture_output=True, **self.cluster.account
            )
            if done.returncode != 0:
                raise RuntimeError("%s ended with %d: %s%s" % (line, done.returncode, done.stdout, done.stderr))
        return done and done.stdout

    def lose_data(self):
        """Patroni is stopped, as the guide says, and with it PostgreSQL."""
        self.patroni.terminate()
        self.patroni.wait(PATIENCE_SECONDS)
        self.patroni = None
        os.rename(self.data, self.data + ".lost")

    def spawn(self, name, words, environment):
        with open(os.path.join(self.directory, name + ".log"), "ab") as log:
            return subprocess.Popen(
                words, cwd=self.directory, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent, **self.cluster.account
            )

    def start_etcd(self):
        variables = self.own("etcd.env", [name for name in self.cluster.of_a_node("etcd.env")])
        data = os.path.join(self.directory, "etcd")
        self.etcd = self.spawn("etcd", [PROGRAMS[2], "--data-dir", data, "--unsafe-no-fsync"], {**self.environment(), **variables})

    def start(self):
        self.patroni = self.spawn("patroni", [PROGRAMS[0], self.config], self.environment())

    def processes(self):
        """Patroni first, which would start PostgreSQL again; then the postmaster, which would start others."""
        found = [self.patroni.pid] if self.patroni else []
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
                postmaster = int(file.readline())
            found += [postmaster, *children(postmaster)]
        return found

    def signal(self, number):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def die(self):
        self.signal(signal.SIGKILL)
        self.patroni.wait()
        self.patroni = None

    def freeze(self):
        self.frozen = True
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)
        self.frozen = False

    def log(self):
        with open(os.path.join(self.directory, "patroni.log"), encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-25:])


class Cluster:
    def __init__(self):
        self.account = _account()
        self.directory = tempfile.mkdtemp(prefix="hoshitori-")
        os.chmod(self.directory, 0o711)
        numbers = iter(_free_ports(12))
        self.ports = [{standard: next(numbers) for standard in ("2379", "2380", "5432", "8008")} for _ in NODES]
        self.nodes = [Node(self, number) for number in range(len(NODES))]

    @staticmethod
    def of_a_node(name):
        """The variables that name the first node, or its address alone."""
        lines = [line.split("=", 1) for line in _read(name).splitlines() if "=" in line and line[0] != "#"]
        return [variable for variable, value in lines if ("db1" in value or "10.0.0.11" in value) and "10.0.0.12" not in value]

    def start(self):
        archive = os.path.join(self.directory, "archive")
        os.makedirs(archive)
        if self.account:
            os.chown(archive, self.account["user"], self.account["group"])
        for node in self.nodes:
            node.start_etcd()
        for node in self.nodes:
            node.write_config()
            node.start()
        self.whole()
        return self

    def members(self):
        """As Patroni tells: [{name, role, state, timeline …}]; any node that answers."""
        for node in (each for each in self.nodes if each.patroni and not each.frozen):
            url = "http://127.0.0.1:%d/cluster" % self.ports[node.number]["8008"]
            try:
                with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
                    return json.load(answer)["members"]
            except (OSError, ValueError):
                continue
        return []

    def leader(self):
        names = [member["name"] for member in self.members() if member["role"] == "leader" and member["state"] == "running"]
        return self.nodes[NODES.index(names[0])] if len(names) == 1 else None

    def whole(self):
        """A leader, two that follow it, one of them for each commit."""

        def is_whole():
            members = self.members()
            roles = sorted(member["role"] for member in members if member["state"] in ("running", "streaming") and not member.get("lag"))
            return roles == ["leader", "replica", "sync_standby"]

        until(is_whole, lambda: "%r\n%s" % (self.members(), "\n".join(node.log() for node in self.nodes)), every=0.2)
        return self.leader()

    def variables(self):
        return self.nodes[0].environment()

    def ctl(self, *words, check=True):
        done = subprocess.run([PROGRAMS[1], "-c", self.nodes[0].config, *words], env=self.variables(), text=True, capture_output=True, timeout=PATIENCE_SECONDS)
        if check and done.returncode != 0:
            raise RuntimeError("patronictl %s: %s%s" % (" ".join(words), done.stdout, done.stderr))
        return done.stdout

    def sql(self, node, text, database="postgres"):
        environment = {**os.environ, "PGPASSWORD": self.variables()["PATRONI_SUPERUSER_PASSWORD"]}
        words = ["psql", "-h", "127.0.0.1", "-p", str(node.port), "-U", "postgres", "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        return subprocess.run(words, input=text, text=True, check=True, capture_output=True, env=environment, timeout=PATIENCE_SECONDS).stdout.strip()

    def end(self):
        for node in self.nodes:
            node.thaw()
            node.signal(signal.SIGKILL)
            for process in (node.patroni, node.etcd):
                if process:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class ClusterServer(LiveServer):
    """A server that names all three. `like`, another one, shares its secrets."""

    def __init__(self, cluster, like=None, options=("--pool-size", "4"), **settings):
        super().__init__(options)
        files = like.directory if like else self.directory
        hosts = ",".join("127.0.0.1:%d" % node.port for node in cluster.nodes)
        self.settings = {
            "HOSHITORI_DATABASE_URL": "postgresql://hoshitori_app:app@%s/hoshitori" % hosts,
            "HOSHITORI_MIGRATE_URL": "postgresql://hoshitori_migrate:migrate@%s/hoshitori" % hosts,
            "HOSHITORI_SECRET_FILE": os.path.join(files, "secret"),
            "HOSHITORI_SIGNING_KEY_FILE": os.path.join(files, "signing-key"),
            "HOSHITORI_STATEMENT_KEY_FILE": os.path.join(files, "statement-key"),
            **settings,
        }

    def environment(self):
        return {**super().environment(), **self.settings}
