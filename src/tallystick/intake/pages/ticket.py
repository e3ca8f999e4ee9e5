"""A form's ticket: it was made here, for this code, and a person had time to fill it in."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from enum import Enum

from tallystick.intake.codes.code import LOCATOR, Code

YOUNGEST, OLDEST = 10, 4 * 3600
"""Seconds from which, and to which, a form is valid."""
SIGNS = 32
MADE = re.compile(r"[0-9a-f]{1,16}", re.ASCII)


class Age(Enum):
    """Whether a ticket is valid."""

    VALID = "valid"
    YOUNG = "young"
    OLD = "old"
    FORGED = "forged"


def ticket(code: Code, key: bytes) -> str:
    """Return a ticket for a form that is made now."""
    made = int(time.time())
    return f"{made:x}.{_signed(made, code, key)}"


def age(given: str, code: Code, key: bytes) -> Age:
    """Return whether a ticket is of this code, and neither too young nor too old."""
    first, _, signed = given.partition(".")
    if not MADE.fullmatch(first):
        return Age.FORGED
    made = int(first, 16)
    if not hmac.compare_digest(signed.encode(), _signed(made, code, key).encode()):
        return Age.FORGED
    passed = time.time() - made
    return Age.YOUNG if passed < YOUNGEST else Age.OLD if passed > OLDEST else Age.VALID


def asked_back(code: Code, key: bytes) -> tuple[int, int]:
    """Return the places from 0 on of the two words that are typed back: both of the secret."""
    digest = hmac.new(key, b"back" + code.locator + code.secret, hashlib.sha256).digest()
    half = (len(code.numbers) - LOCATOR) // 2
    return LOCATOR + digest[0] % half, LOCATOR + half + digest[1] % half


def _signed(made: int, code: Code, key: bytes) -> str:
    message = made.to_bytes(16, "big") + code.locator + code.secret
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:SIGNS]
