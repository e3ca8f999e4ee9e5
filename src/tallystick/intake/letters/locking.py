"""Lock a letter to keys of age, without showing how many readers were excluded."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

DIGITS, GROUP = 32, 4
"""Hexadecimal digits of a fingerprint, shown in groups."""


class RecipientError(ValueError):
    """A text is no public key of age; the message says what one looks like."""


def fingerprint(recipient: str) -> str:
    """Return 32 hexadecimal digits of the SHA-256 of a public key, in groups of four."""
    digits = hashlib.sha256(recipient.encode()).hexdigest()[:DIGITS]
    return " ".join(digits[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def checked(recipient: str) -> str:
    """Return a public key of age in its one form; RecipientError for anything else."""
    from pyrage.x25519 import Recipient

    try:
        return str(Recipient.from_str(recipient.strip()))
    except Exception:
        raise RecipientError(
            "this is no public key of age; it begins with age1 and has 62 signs. age-keygen prints "
            "it, and so does: age-keygen -y FILE"
        ) from None


def locked(data: bytes, readers: Sequence[str], colleague: str, places: int) -> bytes:
    """Return `data` locked to the public keys of `readers` and to that of the colleague.

    As many places as there are readers at all are filled up with keys that nobody holds, and age
    has no order of its own: the number of places and their order show nobody who was excluded.
    """
    import pyrage
    from pyrage.x25519 import Identity, Recipient

    keys = [Recipient.from_str(each) for each in (*readers, colleague)]
    keys += [Identity.generate().to_public() for _ in range(places - len(readers))]
    secrets.SystemRandom().shuffle(keys)
    ciphertext: bytes = pyrage.encrypt(data, keys)
    return ciphertext


def opened(ciphertext: bytes, identity: Identity) -> bytes | None:
    """Return what was locked; None where this identity may not open it, or it was changed."""
    import pyrage

    try:
        data: bytes = pyrage.decrypt(ciphertext, [identity])
    except pyrage.DecryptError:
        return None
    return data


def stanzas(ciphertext: bytes) -> int:
    """Return to how many keys something is locked, as anybody can read it from its head."""
    head = ciphertext.partition(b"\n--- ")[0]
    return head.count(b"\n-> X25519 ")
