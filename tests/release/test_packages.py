# SPDX-License-Identifier: Apache-2.0
"""deploy/release and deploy/container. The short form: what `cmake --install` lays down, and the tarball. The long one: packages
built twice with the same bytes, without a word of lintian's, installed, upgraded and removed in a Debian of its own, where the
server answers from them; and the images of deploy/container, built by buildah and started in the order of compose.yaml."""

import contextlib
import glob
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tarfile
import tempfile
import time
import unittest

import virtual

virtual.enter("release", os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt"))

import yaml  # noqa: E402  (in the virtual environment)
from forms import LONG, figure  # noqa: E402
from service import BINARY, TOP  # noqa: E402
from waiting import PATIENCE_SECONDS, until  # noqa: E402

BUILD = os.environ["BUILD"]
MAINTAINER = "Hoshitori <hoshitori@example.org>"
DEBIAN = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def run(*words, **options):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise AssertionError("%s ended with %d:\n%s" % (" ".join(words), done.returncode, done.stdout[-4000:]))
    return done.stdout


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def release(self, top, name, *options):
        out = os.path.join(self.folder, name)
        run(os.path.join(top, "deploy", "release"), "--maintainer", MAINTAINER, *options, out)
        return out

    def clone(self, name):
        path = os.path.join(self.folder, name)
        run("git", "clone", "-q", TOP, path)
        return path


class Installed(Folder):
    def setUp(self):
        super().setUp()
        run("cmake", "--install", BUILD, "--prefix", "/usr", env={**os.environ, "DESTDIR": self.folder})

    def path(self, *parts):
        return os.path.join(self.folder, "usr", *parts)

    def test_programs_tell_their_version(self):
        with open(os.path.join(TOP, "CMakeLists.txt"), encoding="utf-8") as file:
            version = re.search(r"VERSION (\S+) LANGUAGES", file.read())[1]
        for name, word in (("hoshitori", "version"), ("hoshi", "--version")):
            self.assertIn(version, run(self.path("bin", name), word))

    def test_manuals_are_without_a_fault(self):
        for page, words in (("man8/hoshitori.8", "corporate-numbers load"), ("man1/hoshi.1", "evidence"), ("ja/man1/hoshi.1", "取引先")):
            done = subprocess.run(
                ["man", "--warnings", "-E", "UTF-8", "-l", self.path("share", "man", page)],
                capture_output=True,
                text=True,
                env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"},
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)
            self.assertIn(words, re.sub(r".\x08", "", done.stdout), page)

    def test_every_command_stands_in_the_manual(self):
        with open(self.path("share", "man", "man8", "hoshitori.8"), encoding="utf-8") as file:
            page = file.read().replace("\\-", "-")
        lines = run(BINARY, "--help").split("\n\n")[1].splitlines()[1:]
        names = re.findall(r"(?m)^\.It Sy (.*)$", page)
        self.assertGreater(len(names), 20)
        self.assertEqual([line[2 : 3 + len(name)] for line, name in zip(lines, names)], [name + " " for name in names])
        self.assertEqual(len(lines), len(names))

    def test_the_unit_starts_the_program_where_it_is(self):
        with open(self.path("lib", "systemd", "system", "hoshitori@.service"), encoding="utf-8") as file:
            self.assertRegex(file.read(), r"(?m)^ExecStart=/usr/(local/)?bin/hoshitori serve$")

    def test_scripts_find_each_other(self):
        run("bash", "-n", self.path("share", "bash-completion", "completions", "hoshi"))
        for name in ("backup", "restore"):
            done = subprocess.run([self.path("lib", "hoshitori", "backup", name), "--help"], capture_output=True, text=True)
            self.assertNotIn("No such file", done.stderr)
            self.assertIn("Usage", done.stdout + done.stderr)


class Tarball(Folder):
    def test_the_same_bytes_twice_and_nothing_that_is_not_committed(self):
        clones = [self.clone("one"), self.clone("two")]
        with open(os.path.join(clones[1], "stray"), "w", encoding="utf-8") as file:
            file.write("not of the release")
        made = [self.release(top, os.path.basename(top) + "-out", "--source-only") for top in clones]
        self.assertEqual(sums(made[0]), sums(made[1]))
        [path] = glob.glob(os.path.join(made[0], "*.tar.xz"))
        with tarfile.open(path) as archive:
            names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name and not archive.getmember(name).isdir()}
        self.assertEqual(names, set(run("git", "-C", clones[0], "ls-files").split()))

    def test_a_folder_with_something_in_it_is_left_alone(self):
        with open(os.path.join(self.folder, "mine"), "w", encoding="utf-8"):
            pass
        done = subprocess.run([os.path.join(TOP, "deploy", "release"), self.folder], capture_output=True, text=True)
        self.assertEqual((done.returncode, os.listdir(self.folder)), (1, ["mine"]))
        self.assertIn("not empty", done.stderr)


def sums(folder):
    with open(os.path.join(folder, "SHA256SUMS"), encoding="utf-8") as file:
        return file.read()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answer(port, path, trusted=None):
    """The status, or None where nobody answers yet."""
    if trusted:
        connection = http.client.HTTPSConnection("localhost", port, timeout=PATIENCE_SECONDS, context=ssl.create_default_context(cafile=trusted))
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    with contextlib.closing(connection):
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status
        except OSError:
            return None


class System:
    """A Debian in a folder, with this machine's mirrors."""

    def __init__(self, path):
        self.path = path
        mirror = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages").split()[0]
        run("debootstrap", "--variant=minbase", "bookworm", path, mirror)
        for name in ("etc/apt/sources.list.d", "etc/apt/apt.conf.d", "etc/apt/trusted.gpg.d", "usr/local/share/ca-certificates"):
            shutil.copytree(os.path.join("/", name), os.path.join(path, name), dirs_exist_ok=True)
        os.remove(os.path.join(path, "etc/apt/sources.list"))
        for name in ("etc/resolv.conf", "etc/hosts", "etc/apt/sources.list"):
            if os.path.exists(os.path.join("/", name)):
                shutil.copy(os.path.join("/", name), os.path.join(path, name))
        # No service is started by an installation here.
        with open(os.path.join(path, "usr/sbin/policy-rc.d"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexit 101\n")
        os.chmod(file.name, 0o755)
        self.run("mount", "-t", "proc", "proc", "/proc")

    def run(self, *words):
        return run("chroot", self.path, *words, env=DEBIAN)

    def install(self, *packages):
        for package in packages:
            shutil.copy(package, os.path.join(self.path, "srv"))
        return self.run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", *("/srv/" + os.path.basename(name) for name in packages))

    def close(self):
        subprocess.run(["umount", os.path.join(self.path, "proc")])


@unittest.skipUnless(LONG, "the long form alone builds packages")
class Packages(Folder):
    def test_built_twice_installed_upgraded_and_removed(self):
        began = time.monotonic()
        first, again = (self.release(self.clone(name), name + "-out") for name in ("one", "another"))
        self.assertEqual(sums(first), sums(again))
        debs = sorted(glob.glob(os.path.join(first, "*.deb")))
        self.assertEqual([os.path.basename(path).split("_")[0] for path in debs], ["hoshi", "hoshitori"])
        run("lintian", "--allow-root", "--fail-on", "error,warning", *debs)
        next_ones = sorted(glob.glob(os.path.join(self.release(os.path.join(self.folder, "one"), "next-out", "--revision", "2"), "*.deb")))
        figure("packages: built three times in %.0f s, %s kB", time.monotonic() - began, " + ".join(str(os.path.getsize(path) // 1024) for path in debs))

        system = System(os.path.join(self.folder, "system"))
        self.addCleanup(system.close)
        system.run("apt-get", "-qq", "update")
        system.install(*debs)
        self.serves(system)
        keys = {name: self.key(system, name) for name in ("secret", "signing-key", "statement-key")}
        self.assertEqual({len(key) for key in keys.values()}, {65})
        self.assertEqual(len(set(keys.values())), 3)
        self.assertIn("hoshitori migrate", system.install(*next_ones))
        self.assertEqual({name: self.key(system, name) for name in keys}, keys)
        self.assertIn("-2", system.run("dpkg-query", "-W", "-f", "${Version}", "hoshitori"))
        self.serves(system)
        system.run("apt-get", "-qq", "purge", "--yes", "hoshitori", "hoshi")
        self.assertFalse(os.path.exists(os.path.join(system.path, "usr/bin/hoshitori")))
        self.assertFalse(os.path.exists(os.path.join(system.path, "usr/lib/hoshitori")))
        # Without its keys nobody can read the database again.
        self.assertEqual({name: self.key(system, name) for name in keys}, keys)

    def key(self, system, name):
        path = os.path.join(system.path, "etc/hoshitori", name)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as file:
            return file.read()

    def serves(self, system):
        """With a private PostgreSQL, as an account of no rights."""
        system.run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", "postgresql-15")
        system.run("sh", "-c", "id trial >/dev/null 2>&1 || useradd --system trial; install -d -o trial -m 700 /srv/trial")
        port = free_port()
        server = subprocess.Popen(
            [
                shutil.which("chroot"),
                "--userspec=trial",
                system.path,
                "hoshitori",
                "serve",
                "--listen",
                "127.0.0.1:%d" % port,
                "--data-dir",
                "/srv/trial",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        )
        try:
            until(lambda: answer(port, "/readyz") == 200, lambda: "the server is not ready")
            self.assertEqual((answer(port, "/"), answer(port, "/v1/me")), (200, 401))
        finally:
            server.terminate()
            self.assertEqual(server.wait(), 0)


def composed():
    with open(os.path.join(TOP, "deploy", "container", "compose.yaml"), encoding="utf-8") as file:
        return yaml.safe_load(file)


class Composed(unittest.TestCase):
    def test_only_who_needs_a_volume_of_keys_has_it(self):
        """The database's, the proxy's and the operator's passwords are read by no server."""
        having = {}
        for service, said in composed()["services"].items():
            for volume in said["volumes"]:
                name = volume.split(":")[0]
                if name.endswith("-keys") and service != "prepare":
                    self.assertTrue(volume.endswith(":ro"), (service, volume))
                    having.setdefault(name, set()).add((service, said.get("user")))
        self.assertEqual(
            having,
            {
                "server-keys": {("server-1", None), ("server-2", None)},
                "operator-keys": {("migrate", "hoshitori-operator"), ("operator", "hoshitori-operator")},
                "database-keys": {("database", None)},
                "proxy-keys": {("proxy", None)},
            },
        )


@unittest.skipUnless(LONG, "the long form alone builds images")
class Images(Folder):
    """As compose.yaml says, but for the network, which is this machine's here: two servers and the proxy on ports of their own."""

    def setUp(self):
        super().setUp()
        self.services = composed()["services"]
        self.environment = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
        self.volumes = {name: os.path.join(self.folder, name) for name in composed()["volumes"]}
        for path in self.volumes.values():
            os.mkdir(path)
            os.chmod(path, 0o755)
        self.addCleanup(self.buildah, "rm", "--all")

    def buildah(self, *words):
        return run("buildah", "--root", os.path.join(self.folder, "images"), "--runroot", os.path.join(self.folder, "run"), *words, env=self.environment)

    def build(self):
        system = System(os.path.join(self.folder, "system"))
        system.close()
        base = self.buildah("from", "scratch").strip()
        run("cp", "-a", system.path + "/.", self.buildah("mount", base).strip())
        self.buildah("commit", "-q", base, "localhost/debian")
        self.buildah("umount", base)
        folder = os.path.join(TOP, "deploy", "container")
        for target in ("server", "database", "proxy"):
            trusted = ["--env=%s=%s" % (name, os.environ[name]) for name in ("NODE_EXTRA_CA_CERTS",) if name in os.environ]
            words = (*trusted, "-f", folder + "/Dockerfile", "--ignorefile", folder + "/Dockerfile.dockerignore", "--build-arg", "DEBIAN=localhost/debian")
            self.buildah("bud", "--layers", *words, "--target", target, "-t", target, self.clone("sources") if target == "server" else self.sources)

    def clone(self, name):
        self.sources = super().clone(name)
        return self.sources

    def words(self, service, environment, command=None):
        """Of one container of an image, as its service says."""
        said = self.services[service]
        image = {"hoshitori": "server"}.get(said["image"], said["image"].removeprefix("hoshitori-"))
        limits = ["--ulimit=%s=%s:%s" % (name, most, most) for name, most in said.get("ulimits", {}).items()]
        container = self.buildah("from", *limits, "localhost/" + image).strip()
        words = ["buildah", "--root", os.path.join(self.folder, "images"), "--runroot", os.path.join(self.folder, "run"), "run"]
        for volume in said["volumes"]:
            name, path = volume.split(":")[:2]
            words += ["-v", self.volumes[name] + ":" + path]
        if said.get("user"):
            words += ["--user", said["user"]]
        for name, value in {**said.get("environment", {}), **environment}.items():
            words += ["--env", "%s=%s" % (name, re.sub(r"\$\{HOSHITORI_HOST:-(.*?)\}", r"\1", str(value)))]
        command = command or [re.sub(r"\$\{HOSHITORI_HOST:-(.*?)\}", r"\1", word) for word in said.get("command", ())]
        return [*words, container, "--", *(command or self.command(image))]

    def command(self, image):
        """What the Dockerfile says last of a target."""
        with open(os.path.join(TOP, "deploy", "container", "Dockerfile"), encoding="utf-8") as file:
            stage = re.search(r"(?ms)^FROM \S+ AS %s$(.*?)(?=^FROM|\Z)" % image, file.read())[1]
        return yaml.safe_load(re.search(r"(?m)^CMD (.*)$", stage)[1])

    @contextlib.contextmanager
    def running(self, service, **environment):
        with open(os.path.join(self.folder, service + ".log"), "w+", encoding="utf-8") as log:
            started = subprocess.Popen(self.words(service, environment), env=self.environment, stdout=log, stderr=log, start_new_session=True)
            try:
                yield lambda: open(log.name, encoding="utf-8").read()[-2000:]
            finally:
                os.killpg(started.pid, signal.SIGTERM)
                started.wait()

    def once(self, service, *command):
        return run(*self.words(service, {}, list(command)), env=self.environment)

    def test_built_and_started_in_the_order_of_compose(self):
        began = time.monotonic()
        self.build()
        figure("images: built in %.0f s", time.monotonic() - began)
        self.once("prepare")
        secret = self.once("server-1", "cat", "/etc/hoshitori/secret")
        self.once("prepare")
        self.assertEqual([self.once(name, "cat", "/etc/hoshitori/secret") for name in ("server-1", "operator")], [secret] * 2)
        self.assertEqual(self.once("server-1", "ls", "/etc/hoshitori").split(), ["database_url", "secret", "signing-key", "statement-key"])
        self.assertEqual({os.stat(os.path.join(self.volumes["operator-keys"], "migrate_url")).st_uid}, {10002})
        ports = [free_port() for _ in range(3)]
        one, two = ("127.0.0.1:%d" % port for port in ports[:2])
        with contextlib.ExitStack() as all_of_them:
            told = all_of_them.enter_context(self.running("database"))
            socket_path = os.path.join(self.volumes["sockets"], ".s.PGSQL.5432")
            until(lambda: os.path.exists(socket_path), told)
            self.once("migrate")
            told = all_of_them.enter_context(self.running("server-1", HOSHITORI_LISTEN=one))
            until(lambda: answer(ports[0], "/readyz") == 200, told)
            told = all_of_them.enter_context(self.running("server-2", HOSHITORI_LISTEN=two))
            until(lambda: answer(ports[1], "/readyz") == 200, told)
            bind = {"HOSHITORI_BIND": "127.0.0.1:%d" % ports[2], "HOSHITORI_SERVER": one, "HOSHITORI_SERVER_2": two}
            told = all_of_them.enter_context(self.running("proxy", **bind))
            trusted = os.path.join(self.volumes["proxy-keys"], "ca.crt")
            until(lambda: answer(ports[2], "/v1/me", trusted) == 401, told)
            self.assertEqual(answer(ports[2], "/", trusted), 200)


if __name__ == "__main__":
    unittest.main()
