# SPDX-License-Identifier: Apache-2.0
"""A provider of OpenID Connect that is real: npm's oidc-provider."""

import fcntl
import html
import http.client
import os
import re
import shutil
import subprocess
import urllib.parse

from service import TOP, die_with_parent

PROVIDER = os.path.join(TOP, "tests", "support", "provider")


def made_of(stamp, wanted):
    if not os.path.exists(stamp):
        return False
    with open(stamp, encoding="utf-8") as file:
        return file.read() == wanted


def installed():
    """The folder of the real provider with its packages, made once for each list of them."""
    place = os.path.join(TOP, "build", "virtual", "provider")
    stamp = os.path.join(place, "made-of")
    with open(os.path.join(PROVIDER, "package-lock.json"), encoding="utf-8") as file:
        wanted = file.read()
    os.makedirs(place, exist_ok=True)
    with open(place + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in ("package.json", "package-lock.json", "provider.mjs"):
            shutil.copy(os.path.join(PROVIDER, name), place)
        if not made_of(stamp, wanted):
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=place, check=True, capture_output=True)
            with open(stamp, "w", encoding="utf-8") as file:
                file.write(wanted)
    return place


class Provider:
    """A real one, until its end; the client `hoshitori` with the secret `SECRET`. Who signs in as `name` is the subject `name`,
    with the address name@example.jp and the groups that stand behind a + in it."""

    SECRET = "a secret of the client: & + %"

    def __init__(self, redirects):
        self._process = subprocess.Popen(
            ["node", "provider.mjs", self.SECRET, *redirects],
            cwd=installed(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent,
        )
        self.issuer = self._told()
        self._cookies = {}

    def end(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()
        self._process.stdin.close()

    def _told(self):
        """The next line of its own; the packages say theirs between."""
        for line in self._process.stdout:
            if not line.startswith("oidc-provider "):
                return line.strip()
        raise AssertionError("the provider has ended")

    def rotate(self):
        """Signs with another key from now on."""
        self._process.stdin.write("rotate\n")
        self._process.stdin.flush()
        assert self._told() == "rotated"

    def _turn(self, method, url, form=None):
        place = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(place.netloc)
        headers = {"Cookie": "; ".join("%s=%s" % pair for pair in self._cookies.items())}
        body = form and urllib.parse.urlencode(form)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, place.path + ("?" + place.query if place.query else ""), body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self._cookies[name] = value
        text = answer.read().decode()
        connection.close()
        return answer.headers.get("Location"), text

    def authorize(self, url, name):
        """What the browser comes back with when somebody signs in there as `name`, in a new browser."""
        self._cookies = {}
        method, form = "GET", None
        for _ in range(12):
            location, text = self._turn(method, url, form)
            if location:
                url, method, form = urllib.parse.urljoin(url, location), "GET", None
                if not url.startswith(self.issuer):
                    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
                continue
            action = re.search(r'<form[^>]*action="([^"]+)"', text)
            assert action, text
            url, method = urllib.parse.urljoin(url, html.unescape(action[1])), "POST"
            prompt = re.search(r'name="prompt" value="(\w+)"', text)[1]
            form = {"prompt": prompt} | ({"login": name, "password": "x"} if prompt == "login" else {})
        raise AssertionError("no end")
