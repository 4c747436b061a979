# SPDX-License-Identifier: Apache-2.0
"""A provider of OpenID Connect that says whatever a test wants."""

import base64
import contextlib
import hashlib
import http.server
import itertools
import json
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class Key:
    """An RSA key that a provider signs with."""

    def __init__(self, kid, bits=2048):
        self.kid = kid
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        self.public = self._private.public_key()

    def jwk(self):
        numbers = self.public.public_numbers()
        return {"kty": "RSA", "kid": self.kid, "use": "sig", "n": number(numbers.n), "e": number(numbers.e)}

    def pem(self):
        return self.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, text):
        return self._private.sign(text, padding.PKCS1v15(), hashes.SHA256())


def token(claims, key, header=None, sign=None):
    """An ID token in its compact form."""
    head = {"alg": "RS256", "kid": key.kid} | (header or {})
    text = ".".join(base64url(json.dumps({n: v for n, v in part.items() if v is not None}).encode()) for part in (head, claims))
    return text + "." + base64url((sign or key.sign)(text.encode()))


def hs256(secret):
    def sign(text):
        signer = hmac.HMAC(secret, hashes.SHA256())
        signer.update(text)
        return signer.finalize()

    return sign


class Forger:
    """Answers as a provider. `claims`: what is laid over the claims of a good token; `made`: makes the token of (claims, key);
    `metadata`: laid over what it says of itself. Codes are good once, with the verifier of their challenge."""

    def __init__(self):
        self.keys, self.claims, self.metadata = [Key("first")], {}, {}
        self.made, self.status, self.wait = token, 200, lambda: None
        self.asked, self.codes, self._numbers = [], {}, itertools.count(1)
        forger = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                forger.asked.append(self.path)
                known = {"/.well-known/openid-configuration": forger.described, "/keys": forger.key_set}
                self.answer(200, known[self.path]())

            def do_POST(self):
                forger.asked.append(self.path)
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                forger.wait()
                self.answer(*forger.redeem(form, self.headers.get("Authorization")))

            def answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # who waited too long has gone
                    self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = "http://127.0.0.1:%d" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()

    def described(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            "code_challenge_methods_supported": ["S256"],
        } | self.metadata

    def key_set(self):
        return {"keys": [key.jwk() for key in self.keys]}

    def authorize(self, url):
        """What a person's consent sends the browser back with."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        code = "code-%d" % next(self._numbers)
        self.codes[code] = asked
        return {"state": asked["state"], "code": code}

    def redeem(self, form, authorization):
        asked = self.codes.pop(form["code"], None)
        proof = base64url(hashlib.sha256(form["code_verifier"].encode()).digest())
        if self.status != 200 or not asked or proof != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return self.status if self.status != 200 else 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "sub": "subject", "nonce": asked["nonce"], "iat": now, "exp": now + 300, "auth_time": now}
        self.authorization = authorization
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.made(claims | self.claims, self.keys[0])}
