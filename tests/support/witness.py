# SPDX-License-Identifier: Apache-2.0
"""Checkpoints and receipts as api/openapi.yaml describes them, written a second time: to hold the
server's against, and to forge some. Ed25519 is libsodium's, which the server needs anyway."""

import ctypes
import datetime
import hashlib

_sodium = ctypes.CDLL("libsodium.so.23")
if _sodium.sodium_init() < 0:
    raise RuntimeError("libsodium does not start")


class Key:
    def __init__(self, seed):
        public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        _sodium.crypto_sign_seed_keypair(public, secret, seed)
        self.public, self._secret = public.raw, secret

    def sign(self, message):
        signature = ctypes.create_string_buffer(64)
        _sodium.crypto_sign_detached(signature, None, message, ctypes.c_ulonglong(len(message)), self._secret)
        return signature.raw


def is_signed(public, message, signature):
    return _sodium.crypto_sign_verify_detached(signature, message, ctypes.c_ulonglong(len(message)), public) == 0


def _fields(*values):
    packed = [value.encode() if isinstance(value, str) else value for value in values]
    return b"".join(len(value).to_bytes(8, "big") + value for value in packed)


def _microseconds(instant):
    moment = datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return str((moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1))


def checkpoint_fields(item):
    return _fields(
        "hoshitori checkpoint 1",
        item["organisation"],
        str(item["sequence"]),
        bytes.fromhex(item["head"]),
        _microseconds(item["signed_at"]),
        bytes.fromhex(item["previous"]),
        bytes.fromhex(item["public_key"]),
    )


def checkpoint_hash(item):
    return hashlib.sha256(checkpoint_fields(item)).digest()


def seal(relationship, sealed_at, checkpoint):
    return hashlib.sha256(_fields("hoshitori seal 1", relationship, _microseconds(sealed_at), checkpoint)).digest()


def receipt_fields(item):
    return _fields(
        "hoshitori receipt 1", item["relationship"], _microseconds(item["sealed_at"]), bytes.fromhex(item["seal"]), bytes.fromhex(item["public_key"])
    )


def holds(item, fields):
    return is_signed(bytes.fromhex(item["public_key"]), fields, bytes.fromhex(item["signature"]))


def signed(item, key, fields):
    """The item with the key's name and signature; `fields` packs it."""
    item = dict(item, public_key=key.public.hex())
    return dict(item, signature=key.sign(fields(item)).hex())
