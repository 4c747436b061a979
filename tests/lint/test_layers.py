# SPDX-License-Identifier: Apache-2.0
"""Arrows between the layers, and who alone may see which library."""

import os
import re
import unittest

from sources import Lint, c_code, lines_with, paths, read

ARROWS = {
    "base": {"base"},
    "vocabulary": {"vocabulary", "base"},
    "print": {"print", "base"},
    "domain": {"domain", "vocabulary", "base"},
    "contract": {"contract", "base"},
    "http": {"http", "contract", "base"},
    "wire": {"wire", "http", "contract", "base"},
    "store": {"store", "base"},
    "handlers/way": {"handlers/way", "http", "contract", "domain", "vocabulary", "store", "base"},
    "handlers": {"handlers", "handlers/way", "http", "contract", "domain", "vocabulary", "store", "print", "outbound", "base"},
    "outbound": {"outbound", "base"},
    "worker": {"worker", "outbound", "domain", "store", "base"},
    "commands": {"commands", "handlers", "handlers/way", "worker", "outbound", "wire", "http", "contract", "domain", "store", "base"},
    "": {"commands", "handlers", "handlers/way", "worker", "outbound", "wire", "http", "contract", "domain", "store", "base"},
}
# The library for everybody stands alone; the program over it borrows buffers, scopes, keys and words; the
# dashboard is a list of pages for the server.
CLIENTS = {
    "clients/c": {""},
    "clients/cli": {"", "vocabulary", "base"},
    "clients/dashboard/embedded": {"", "http"},
}
# What the build generates, by the layers that may see it.
GENERATED = {
    "vocabulary_codes.h": {"vocabulary", "domain"},
    "queries.h": {"store", "handlers", "worker", "commands"},
    "embedded.h": {"store", "commands"},
    "dashboard.h": {"commands"},
    "operations.h": {"handlers", "commands", ""},
    "contract_limits.h": {"http", "handlers", "handlers/way", "worker", "commands", "clients/cli"},
}
LIBRARIES = {
    "archive.h": ("server/base/",),
    "archive_entry.h": ("server/base/",),
    "civetweb.h": ("server/wire/",),
    "libpq-fe.h": ("server/store/", "tests/store/", "tests/support/", "tests/load/"),
    "cairo-pdf.h": ("server/print/",),
    "pango/pangocairo.h": ("server/print/",),
    "qrencode.h": ("server/print/",),
    "pcre2.h": ("server/contract/pattern.c",),
    "sodium.h": ("server/base/",),
    "cjose/cjose.h": ("server/base/id_token.c",),
    "liboath/oath.h": ("server/base/",),
    "openssl/evp.h": ("server/base/breached.c",),
    "zxcvbn.h": ("server/base/",),
    "xlsxwriter.h": ("server/base/",),
    "minizip/unzip.h": ("server/base/",),
    "zlib.h": ("server/base/",),
    "expat.h": ("server/base/",),
    "magic.h": ("server/base/file_type.c",),
    "curl/curl.h": ("server/outbound/", "clients/"),
    "hoshitori.h": ("clients/", "tests/clients/"),
    "yaml.h": ("api/",),
}
# Everything else returns its failures; these tell them.
LOGGING = (
    "server/base/log.c",
    "server/wire/turn.c",
    "server/worker/worker.c",
    "server/worker/housekeeping.c",
    "server/worker/oidc.c",
    "server/main.c",
    "server/commands/",
)

EXCHANGE_BEGIN = re.compile(r"\bexchange_begin(_for)?\(")
LOG_CALL = re.compile(r"\b(?:log_open|log_close|log_message|perror|syslog)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def includes(path):
    text = read(path)
    for found in INCLUDE.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[1] == '"', found[2]


def module(path):
    """A header and its source are one."""
    return os.path.splitext(path)[0]


class Layers(Lint):
    def test_no_circles(self):
        """A module of the store is understood from those below it, so none stands above as well."""
        uses = {}
        for path in paths(".c", ".h", under="server/store"):
            here = module(path[len("server/") :])
            uses.setdefault(here, set()).update(
                module(name) for _, own, name in includes(path) if own and os.path.dirname(name) == os.path.dirname(here) and module(name) != here
            )
        self.assertGreater(len(uses), 10)
        self.report(self.circles(uses))

    def circles(self, uses):
        below = {}
        for start in uses:
            reached, ahead = set(), list(uses[start])
            while ahead:
                name = ahead.pop()
                if name not in reached:
                    reached.add(name)
                    ahead += uses.get(name, ())
            below[start] = reached
        for name in sorted(below):
            if name in below[name]:
                around = sorted(other for other in below[name] if name in below.get(other, ()))
                yield "%s: a circle with %s" % (name, ", ".join(around))

    def test_arrows(self):
        self.report(self.wrong_arrows())

    def wrong_arrows(self):
        for path in paths(".c", ".h", under="server"):
            layer = os.path.dirname(path)[len("server/") :]
            if layer not in ARROWS:
                yield "%s: a layer that has no arrows here" % path
                continue
            for line, own, name in includes(path):
                target = os.path.dirname(name)
                if not own:
                    continue
                if name in GENERATED:
                    if layer not in GENERATED[name]:
                        yield '%s:%d: "%s" is not for %s' % (path, line, name, layer)
                elif target not in ARROWS[layer]:
                    yield '%s:%d: "%s" goes against the arrows' % (path, line, name)

    def test_clients(self):
        self.report(self.wrong_clients())

    def wrong_clients(self):
        for path in paths(".c", ".h", under="clients"):
            allowed = CLIENTS.get(os.path.dirname(path))
            if allowed is None:
                yield "%s: a folder that has no arrows here" % path
                continue
            for line, own, name in includes(path):
                if own and os.path.dirname(name) not in allowed:
                    yield '%s:%d: "%s" goes against the arrows' % (path, line, name)

    def test_libraries(self):
        self.report(
            "%s:%d: <%s> belongs to %s only" % (path, line, name, ", ".join(LIBRARIES[name]))
            for path in paths(".c", ".h")
            for line, _, name in includes(path)
            if name in LIBRARIES and not path.startswith(LIBRARIES[name])
        )

    def test_own_header_first(self):
        self.report(self.late_headers())

    def late_headers(self):
        headers = set(paths(".h", under="server"))
        for path in paths(".c", under="server"):
            own = path[:-1] + "h"
            line, _, first = next(includes(path), (0, True, ""))
            if own in headers and "server/" + first != own:
                yield "%s:%d: its own header comes first" % (path, line)

    def test_who_logs(self):
        self.report(
            "%s:%d: %s) where failures are returned" % (path, line, found)
            for path in paths(".c", under="server")
            if not path.startswith(LOGGING)
            for line, found in lines_with(LOG_CALL, c_code(read(path)))
        )

    def test_who_pays(self):
        self.report(
            "%s:%d: %s) by a handler: app_begin, so that the request's organisation waits and pays" % (path, line, found)
            for path in paths(".c", under="server/handlers")
            if path != "server/handlers/way/app.c"
            for line, found in lines_with(EXCHANGE_BEGIN, c_code(read(path)))
        )


if __name__ == "__main__":
    unittest.main()
