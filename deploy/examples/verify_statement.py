#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a signed statement (確認書) offline. Needs the package `cryptography` and nothing of Hoshitori.

    verify_statement.py statement.jws jwks.json

jwks.json: the issuer's public keys, taken once from https://ISSUER/.well-known/jwks.json and kept by you; who gives you the
statement must not be who gives you the keys. Prints what the statement says and ends with 0; with 1 when it is not genuine.
Whether it was withdrawn is not checked: only the issuer's page, which is printed, knows."""

import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def decoded(text):
    """base64url without padding, in its one canonical form."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("another way to write the same bytes")
    return raw


def once(pairs):
    """Of two members of one name each reader may take another one."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)


def checked(statement, keys):
    """What the statement says; ValueError when it is not genuine."""
    header, payload, signature = statement.split(".")
    head = json.loads(decoded(header), object_pairs_hook=once)
    if head.get("alg") != "EdDSA" or head.get("typ") != "hoshitori-statement+jwt":
        raise ValueError("not a statement")
    known = [key for key in keys["keys"] if key["kid"] == head["kid"] and key["kty"] == "OKP" and key["crv"] == "Ed25519"]
    if not known:
        raise ValueError("signed with a key that is not in the file")
    Ed25519PublicKey.from_public_bytes(decoded(known[0]["x"])).verify(decoded(signature), (header + "." + payload).encode("ascii"))
    claims = json.loads(decoded(payload), object_pairs_hook=once)
    if claims["iss"] != keys["issuer"]:
        raise ValueError("signed by another issuer than the keys are for")
    return claims


def main(statement_file, keys_file):
    with open(statement_file, encoding="utf-8-sig") as file:
        statement = file.read().strip()
    with open(keys_file, encoding="utf-8-sig") as file:
        keys = json.load(file)
    try:
        claims = checked(statement, keys)
        said = [claims[part][language] for language in ("ja", "en") for part in ("sentence", "note")]
    except (ValueError, LookupError, TypeError, RecursionError, InvalidSignature) as error:
        sys.exit("NOT genuine: %s" % (error or "the signature does not fit"))
    print(*said, sep="\n")
    print("The signature is genuine. Whether the statement was withdrawn was NOT checked; its issuer tells:")
    print("%s/verify#code=%s" % (claims["iss"], claims["jti"]))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
