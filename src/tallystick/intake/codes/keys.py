"""The keys of a thread, made of the secret words of its code: Argon2id, X25519 and Ed25519."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.intake.codes.bech32 import encoded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage.x25519 import Identity

    from tallystick.intake.codes.code import Code

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
"""What Argon2id is given (RFC 9106, its second recommended setting but for the lanes)."""
LENGTH, KEY = 64, 32
"""Bytes that it gives: the first 32 open, the others sign."""
PREFIX = "AGE-SECRET-KEY-"
INSTANCE_BYTES = 32


@dataclass(frozen=True)
class ThreadKeys:
    """What a code opens a thread with, and signs a colleague's letters with."""

    identity: Identity
    signer: Ed25519PrivateKey

    def __repr__(self) -> str:
        return "ThreadKeys(…)"


def identity_of(code: Code, instance: bytes) -> Identity:
    """Return the age identity of a code at the instance with this key; see `keys_of`."""
    return keys_of(code, instance).identity


def keys_of(code: Code, instance: bytes) -> ThreadKeys:
    """Return the keys that a code makes at the instance with this key.

    The salt is of the instance and of the locator, so that who holds a box tries one thread at a
    time. Takes 64 MiB, and about half a second of a processor.
    """
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyrage.x25519 import Identity

    made = hash_secret_raw(
        code.secret,
        _keyed(instance, b"salt", code.locator),
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=LANES,
        hash_len=LENGTH,
        type=Type.ID,
    )
    identity = Identity.from_str(encoded(PREFIX, made[:KEY]).upper())
    return ThreadKeys(identity, Ed25519PrivateKey.from_private_bytes(made[KEY:]))


def thread_of(code: Code, instance: bytes) -> str:
    """Return the name of the thread that a locator finds: 32 hexadecimal digits."""
    return _keyed(instance, b"thread", code.locator).hex()[:32]


def signing_key(instance: bytes) -> bytes:
    """Return the key by which forms are signed; another one than any that is kept."""
    return _keyed(instance, b"form", b"")


def _keyed(instance: bytes, label: bytes, value: bytes) -> bytes:
    return hmac.new(instance, label + b"\0" + value, hashlib.sha256).digest()
