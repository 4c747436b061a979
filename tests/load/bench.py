# SPDX-License-Identifier: Apache-2.0
"""What the programs of this folder share: a server with a portfolio, wrk, pgbench, and processor time."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUYER_RIGHTS = "buyer:read,buyer:write"
PG = "/usr/lib/postgresql/15/bin"
UNLIMITED = {"HOSHITORI_KEY_RATE": "0", "HOSHITORI_ADDRESS_RATE": "0"}


def run(*words, **options):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


class Server:
    """The release binary with a private PostgreSQL in a directory of its own."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.process = None

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [self.binary, "serve", "--data-dir", self.folder, "--listen", "127.0.0.1:0", "--log-level", "error"],
            env={**os.environ, **UNLIMITED},
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        self.url = re.search(r"http://\S+", line).group(0)
        urllib.request.urlopen(self.url + "/readyz").read()
        return time.monotonic() - began

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def command(self, *words):
        return run(self.binary, *words, "--data-dir", self.folder, stderr=subprocess.DEVNULL).strip()

    def memory(self):
        with open("/proc/%d/status" % self.process.pid) as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024

    def get(self, path, key, headers=()):
        request = urllib.request.Request(self.url + path, headers={"Authorization": "Bearer " + key, **dict(headers)})
        with urllib.request.urlopen(request) as answer:
            return answer.headers, answer.read()


def socket_folder(folder):
    for base, _, files in os.walk(folder):
        for name in files:
            if name.startswith(".s.PGSQL.") and not name.endswith(".lock"):
                return base
    for base in ("/tmp", os.environ.get("XDG_RUNTIME_DIR", "/tmp")):
        for name in os.listdir(base):
            if name.startswith("hoshitori-"):
                return os.path.join(base, name)
    sys.exit("no socket of the private PostgreSQL below %s" % folder)


def wrk(url, key, script=None, connections=8, threads=1, seconds=5, headers=()):
    words = ["wrk", "-t%d" % threads, "-c%d" % connections, "-d%ds" % seconds, "--latency", "-H", "Authorization: Bearer " + key]
    for header in headers:
        words += ["-H", header]
    if script:
        words += ["-s", script]
    out = run(*words, url)
    if re.search(r"Non-2xx or 3xx responses: (\d+)", out):
        print("  wrk saw refusals:", re.search(r"Non-2xx.*", out).group(0))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    median = re.search(r"50%\s+([\d.]+)(us|ms|s)", out)
    scale = {"us": 0.001, "ms": 1, "s": 1000}[median.group(2)]
    return rate, float(median.group(1)) * scale


def processor_seconds(parent):
    """Of a process and what it started: PostgreSQL's processes and theirs."""
    used, parents = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(pid)] = int(fields[1])
        used[int(pid)] = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def below(pid):
        while pid > 1 and pid != parent:
            pid = parents.get(pid, 0)
        return pid == parent

    return sum(seconds for pid, seconds in used.items() if below(pid))


def seconds_of_all(programs, postmaster):
    """Of the processor, of programs and of PostgreSQL, with the processes of PostgreSQL that have ended."""
    total = 0.0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % entry, encoding="ascii", errors="replace") as file:
                words = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        own = sum(map(int, words[11:13])) / os.sysconf("SC_CLK_TCK")
        if int(entry) in programs or int(words[1]) == postmaster:
            total += own
        elif int(entry) == postmaster:
            total += own + sum(map(int, words[13:15])) / os.sysconf("SC_CLK_TCK")
    return total


def query(binary, name):
    """A statement of schema/, its parameters by name: (text with numbers, their names in order)."""
    generator = os.path.join(os.path.dirname(binary), "query_generator")
    (found,) = [one for one in json.loads(run(generator, "--json", os.path.join(TOP, "schema"))) if one["name"] == name]
    return found["sql"].replace("\n", " "), [parameter["name"] for parameter in found["parameters"]]


def statement(binary, name, **values):
    text, names = query(binary, name)
    assert set(values) <= set(names), values
    return re.sub(r"\$(\d+)", lambda number: values.get(names[int(number[1]) - 1], "null"), text) + ";"


class Bench:
    def __init__(self, server, first_buyer, key, seconds, suppliers, work):
        self.server, self.key, self.seconds = server, key, seconds
        self.suppliers, self.work, self.scripts = suppliers, work, 0
        self.socket = socket_folder(server.folder)
        self.org = run(
            "psql", "-h", self.socket, "-U", "hoshitori_migrate", "-d", "hoshitori", "-XAtc", "select md5('load buyer %d')::uuid" % first_buyer
        ).strip()
        key_row = run(
            "psql",
            "-h",
            self.socket,
            "-U",
            "hoshitori_migrate",
            "-d",
            "hoshitori",
            "-XAtc",
            "select key_id, hash from hoshitori.api_key where org_id = '%s'" % self.org,
        )
        self.key_id, self.hash = key_row.strip().split("|")

    def enter(self, right):
        return "select hoshitori.enter('%s'::uuid, '%s'::bigint, '%s'::bytea, %d, false, '%s'::timestamptz, '%s'::date, 'load');" % (
            self.org,
            self.key_id,
            self.hash,
            right,
            self.day(),
            self.day(),
        )

    @staticmethod
    def day():
        return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 3600))

    def statement(self, name, **values):
        return statement(self.server.binary, name, **values)

    def pgbench(self, script, connections=4):
        path = os.path.join(self.work, "pgbench.sql")
        with open(path, "w") as file:
            file.write(script)
        done = subprocess.run(
            [
                os.path.join(PG, "pgbench"),
                "-h",
                self.socket,
                "-U",
                "hoshitori_app",
                "-n",
                "-M",
                "prepared",
                "-c%d" % connections,
                "-j2",
                "-T%d" % self.seconds,
                "-f",
                path,
                "hoshitori",
            ],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        out = done.stdout
        if done.returncode:
            sys.exit("pgbench: " + out[-2000:])
        return float(re.search(r"tps = ([\d.]+)", out).group(1))

    def lua(self, text):
        self.scripts += 1
        path = os.path.join(self.work, "request%d.lua" % self.scripts)
        with open(path, "w") as file:
            file.write(text)
        return path

    def wrk(self, path, script=None, **options):
        return wrk(self.server.url + path, self.key, script, seconds=self.seconds, **options)


def load(server, first, buyers, suppliers):
    began = time.monotonic()
    with open(os.path.join(HERE, "portfolio.sql")) as script:
        subprocess.run(
            [
                "psql",
                "-h",
                socket_folder(server.folder),
                "-U",
                "hoshitori_migrate",
                "-d",
                "hoshitori",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-v",
                "first=%d" % first,
                "-v",
                "buyers=%d" % buyers,
                "-v",
                "suppliers=%d" % suppliers,
            ],
            stdin=script,
            check=True,
        )
    print("%d buyers x %d suppliers loaded in %.0f s" % (buyers, suppliers, time.monotonic() - began), flush=True)
