# SPDX-License-Identifier: Apache-2.0
"""Malformed requests, each with what an attacker hopes for behind it: a second request that adds a supplier."""


class Kind:
    """`ambiguous`: two programs could read it as different requests, so nobody may carry it out; `settled`: except
    that HAProxy may read it in the one way that RFC 9112 allows and pass it on written anew. `silent`: the client
    sends no more, nor anything behind it."""

    def __init__(self, name, build, ambiguous=True, settled=False, silent=False):
        self.name = name
        self.build = build
        self.ambiguous = ambiguous
        self.settled = settled
        self.silent = silent


def supplier(code):
    return b'{"name":"x","code":"%s"}' % code


class Request:
    """The parts of which kinds are made, for one caller and two suppliers that must not come to be: that of the
    request itself, and that of the request that is hoped for behind it."""

    def __init__(self, key, code):
        self.authorization = b"Authorization: Bearer " + key.encode() + b"\r\n"
        self.outer_code, self.inner_code = b"outer-" + code.encode(), b"inner-" + code.encode()
        self.body = supplier(self.outer_code)
        self.chunk = b"%x\r\n%s\r\n" % (len(self.body), self.body)
        self.chunked = self.chunk + b"0\r\n\r\n"
        inner = supplier(self.inner_code)
        self.inner = self.put(self.inner_code, self.length(len(inner)), inner)

    @staticmethod
    def length(value):
        return b"Content-Length: %d\r\n" % value

    def put(self, code, lines, body):
        return b"PUT /v1/suppliers/code:%s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/json\r\n%s\r\n%s" % (
            code,
            self.authorization,
            lines,
            body,
        )

    def chunks(self, lines, body=None):
        """A write in chunks, with further lines, and the hoped-for request behind it."""
        return self.outer(b"Transfer-Encoding: chunked\r\n" + lines, body or self.chunked)

    def outer(self, lines, body=None):
        """A write with these lines about its length, and the hoped-for request behind it."""
        return self.put(self.outer_code, lines, (body or self.body) + self.inner)

    def odd(self, form):
        """A write whose length is written in an odd form."""
        return self.outer(b"Content-Length: " + form % len(self.body) + b"\r\n")

    def get(self, lines=b"", path=b"/v1/me", version=b"HTTP/1.1", host=b"Host: localhost\r\n", method=b"GET"):
        return b"%s %s %s\r\n%s%s%s\r\n" % (method, path, version, host, self.authorization, lines) + self.inner


def many(count):
    return b"".join(b"X-%d: y\r\n" % i for i in range(count))


CHUNKS = b"Transfer-Encoding: chunked\r\n"

KINDS = (
    Kind("chunked, and a length over the next request (CL.TE)", lambda r: r.chunks(r.length(len(r.chunked) + len(r.inner))), settled=True),
    Kind("chunked, and a length inside the body (TE.CL)", lambda r: r.chunks(r.length(3)), settled=True),
    Kind("two lengths that differ", lambda r: r.outer(r.length(len(r.body)) + r.length(len(r.body) + len(r.inner)))),
    Kind("two lengths that agree", lambda r: r.outer(2 * r.length(len(r.body))), settled=True),
    Kind("a list of lengths", lambda r: r.odd(b"%d, 3")),
    Kind("a list of one length twice", lambda r: r.outer(b"Content-Length: %d, %d\r\n" % (2 * (len(r.body),))), settled=True),
    Kind("a length with `+`", lambda r: r.odd(b"+%d")),
    Kind("a length with `-`", lambda r: r.odd(b"-%d")),
    Kind("a length with a letter behind it", lambda r: r.odd(b"%dx")),
    Kind("a length in hexadecimal", lambda r: r.odd(b"0x%x")),
    Kind("a length without a digit", lambda r: r.outer(b"Content-Length: \r\n")),
    Kind("a length 2^64 too high", lambda r: r.outer(r.length(2**64 + len(r.body)))),
    Kind("a length of 999999999999", lambda r: r.outer(r.length(999999999999)), False),
    Kind("space before the colon of Content-Length", lambda r: r.outer(r.length(len(r.body)).replace(b":", b" :"))),
    Kind("space before the colon of Transfer-Encoding", lambda r: r.outer(CHUNKS.replace(b":", b" :"), r.chunked)),
    Kind("two Transfer-Encodings", lambda r: r.chunks(CHUNKS)),
    Kind("Transfer-Encoding identity, and a length", lambda r: r.outer(b"Transfer-Encoding: identity\r\n" + r.length(len(r.body)))),
    Kind("Transfer-Encoding `xchunked`", lambda r: r.outer(b"Transfer-Encoding: xchunked\r\n", r.chunked)),
    Kind("Transfer-Encoding `chunked, identity`", lambda r: r.outer(b"Transfer-Encoding: chunked, identity\r\n", r.chunked)),
    Kind("Transfer-Encoding behind a vertical tab", lambda r: r.outer(b"Transfer-Encoding:\x0bchunked\r\n", r.chunked)),
    Kind("Transfer-Encoding in a folded line", lambda r: r.outer(b"X: y\r\n Transfer-Encoding: chunked\r\n", r.chunked)),
    Kind("chunked in HTTP/1.0", lambda r: r.chunks(b"").replace(b"HTTP/1.1", b"HTTP/1.0", 1)),
    Kind("65 headers", lambda r: r.get(many(63))),
    Kind("a length as the 65th header", lambda r: r.outer(many(61) + r.length(len(r.body)))),
    Kind("a folded header (obs-fold)", lambda r: r.get(b"X: y\r\n z\r\n"), settled=True),
    Kind("bare LF after every line", lambda r: r.get().replace(b"\r\n", b"\n"), settled=True),
    Kind("bare LF after one line", lambda r: r.get(b"X: y\nZ: a\r\n"), settled=True),
    Kind("bare CR in a header", lambda r: r.get(b"X: y\rContent-Length: 5\r\n")),
    Kind("NUL in a header's value", lambda r: r.get(b"X: a\0b\r\n")),
    Kind("NUL in a header's name", lambda r: r.get(b"X\0Y: a\r\n")),
    Kind("a header without a name", lambda r: r.get(b": a\r\n")),
    Kind("a header without a name as the first, in HTTP/1.0", lambda r: r.get(host=b"  : a\r\n", version=b"HTTP/1.0")),
    Kind("two bare LF behind the first line, in HTTP/1.0", lambda r: b"GET /v1/me HTTP/1.0\n\n\0\0" + r.inner),
    Kind("a header's name beyond ASCII", lambda r: r.get(b"\xa0X: a\r\n")),
    Kind("no Host", lambda r: r.get(host=b"")),
    Kind("two Hosts", lambda r: r.get(host=b"Host: localhost\r\nHost: elsewhere.example\r\n")),
    Kind("an absolute address of this host", lambda r: r.get(path=b"http://localhost/v1/me"), settled=True),
    Kind("an absolute address of another host", lambda r: r.get(path=b"http://elsewhere.example/v1/me")),
    Kind("`OPTIONS *`", lambda r: r.get(path=b"*", method=b"OPTIONS"), False),
    Kind("CONNECT", lambda r: r.get(path=b"localhost:443", method=b"CONNECT"), False),
    Kind("an unknown method", lambda r: r.get(method=b"BREW"), False),
    Kind(
        "Upgrade to WebSocket",
        lambda r: r.get(b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"),
    ),
    Kind("Upgrade to HTTP/2 (h2c)", lambda r: r.get(b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"), False),
    Kind("HTTP/9.9", lambda r: r.get(version=b"HTTP/9.9")),
    Kind("HTTP/0.9", lambda r: b"GET /v1/me\r\n\r\n" + r.inner),
    Kind("`%00` in the path", lambda r: r.get(path=b"/v1/me%00")),
    Kind("`%0d%0a` in the path", lambda r: r.get(path=b"/v1/me%0d%0aX:%20y")),
    Kind("a space in the path", lambda r: r.get(path=b"/v1/me /v1/suppliers")),
    Kind("bytes beyond ASCII in the path", lambda r: r.get(path="/v1/suppliers/code:星".encode())),
    Kind("a path of 40,000 bytes", lambda r: r.get(path=b"/v1/" + b"a" * 40000)),
    Kind("a header of 40,000 bytes", lambda r: r.get(b"X: " + b"a" * 40000 + b"\r\n"), False),
    Kind("a chunk of 2^64 - 1 bytes", lambda r: r.chunks(b"", b"FFFFFFFFFFFFFFFF\r\n%s\r\n0\r\n\r\n" % r.body)),
    Kind("a chunk's size with `0x`", lambda r: r.chunks(b"", b"0x" + r.chunked)),
    Kind("a chunk's size with `-`", lambda r: r.chunks(b"", b"-" + r.chunked)),
    Kind("a chunk that is longer than its size", lambda r: r.chunks(b"", b"5\r\n%s\r\n0\r\n\r\n" % r.body)),
    Kind("chunks with bare LF", lambda r: r.chunks(b"", r.chunked.replace(b"\r\n", b"\n")), settled=True),
    Kind("a body that is cut off", lambda r: r.put(r.outer_code, r.length(500), r.body), silent=True),
    Kind("chunks that are cut off", lambda r: r.put(r.outer_code, CHUNKS, r.chunk), silent=True),
    Kind("a head that is cut off", lambda r: r.get()[:40], silent=True),
    Kind("TLS inside", lambda r: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 200, silent=True),
)
