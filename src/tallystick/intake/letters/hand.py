"""The hand of a colleague: a signature by which letters of one code are told from forged ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.intake.letters.letter import Letter, packed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LABEL = b"tallystick letter 1\0"


def signed(letter: Letter, thread: str, signer: Ed25519PrivateKey) -> Letter:
    """Return a letter to a thread with its hand (a public key) and its proof (a signature)."""
    hand = signer.public_key().public_bytes_raw().hex()
    unproven = replace(letter, hand=hand, proof="")
    return replace(unproven, proof=signer.sign(_message(unproven, thread)).hex())


def is_proven(letter: Letter, thread: str) -> bool:
    """Whether a letter was written, for this thread, by whoever has the hand that it names."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(letter.hand))
        key.verify(bytes.fromhex(letter.proof), _message(replace(letter, proof=""), thread))
    except (ValueError, InvalidSignature):
        return False
    return True


def _message(letter: Letter, thread: str) -> bytes:
    return LABEL + thread.encode() + b"\0" + packed(letter)
