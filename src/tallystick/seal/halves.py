"""The half of a log that somebody else holds: four lines that show if the log is rewritten."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from tallystick.seal.log.chain import verify_chain
from tallystick.seal.log.entries import Entry
from tallystick.seal.signature import fingerprint, is_signature, signature, signing_key
from tallystick.seal.verify import SealError

HALF_NAMESPACE = "tallystick-half"
MOST_CHARACTERS = 4096
LINES = re.compile(
    r"seq ([1-9][0-9]{0,17}) hash ([0-9a-f]{64}) day ([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r" signature ([A-Za-z0-9+/= ]+)"
)


class HalfVerdict(StrEnum):
    """What a half says of a log."""

    SAME = "every entry up to this one is as it was when the half was made"
    REWRITTEN = (
        "the log was changed after the half was made, or the half is of another case that is "
        "signed with the same key"
    )
    OTHER_CASE = (
        "it is signed with another key: it is of another case, or the log was written anew under "
        "another key"
    )
    SHORTER = "the log ends before this entry: entries were removed, or the log is an older copy"
    NOT_SIGNED = "it has no valid signature: a character is wrong, or the half is false"


@dataclass(frozen=True)
class Half:
    """A half: number and hash of the last entry when it was made, its day, and a signature.

    `signature` is the SSH signature of the first three lines of `text()`, in base64.
    """

    seq: int
    hash: str
    day: str
    signature: str

    def message(self) -> bytes:
        """Return the three lines that are signed."""
        return f"seq {self.seq}\nhash {self.hash}\nday {self.day}\n".encode()

    def text(self) -> str:
        """Return the four lines to print or to store."""
        return f"{self.message().decode()}signature {self.signature}\n"

    @classmethod
    def read(cls, text: str) -> Half:
        """Return the half of a text; spaces, blank lines and a wrapped signature do no harm.

        Raises SealError where it is no half.
        """
        words = " ".join(text[: MOST_CHARACTERS + 1].lstrip("\ufeff").split())
        found = LINES.fullmatch(words)
        if not found or len(text) > MOST_CHARACTERS:
            raise SealError(
                "this is no half: it has four lines, seq, hash, day and signature. Copy it again "
                "from the page that it was printed on."
            )
        seq, digest, day, signed = found.groups()
        return cls(int(seq), digest, day, signed.replace(" ", ""))


def read_half(path: Path) -> Half:
    """Return the half that a file holds; SealError where it holds none."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_CHARACTERS + 1)
        return Half.read(text.decode("utf-8", "replace"))
    except OSError as error:
        raise SealError(f"--half {path}: {error.strerror}; give the file of a half.") from None
    except SealError as error:
        raise SealError(f"--half {path}: {error}") from None


def half(last: Entry, key: Path) -> Half:
    """Return the half of a log whose last entry is `last`, signed with the private key in `key`.

    Its day is that of the entry. Raises SealError where the key cannot be used.
    """
    draft = Half(last.seq, last.hash, date.fromisoformat(last.at[:10]).isoformat(), "")
    blob = signature(draft.message(), HALF_NAMESPACE, key)
    return Half(draft.seq, draft.hash, draft.day, base64.b64encode(blob).decode())


def verify_half(held: Half, entries: Iterable[Entry], public: str) -> HalfVerdict:
    """Compare a half with a log and with the public key of its office (``ssh-ed25519 AAAA…``).

    SAME says that every entry up to that of the half is as it was then. Raises SealError where
    `public` is no key.
    """
    try:
        blob = base64.b64decode(held.signature, validate=True)
    except ValueError:
        return HalfVerdict.NOT_SIGNED
    signer = signing_key(blob)
    if not signer or not is_signature(blob, held.message(), HALF_NAMESPACE, signer):
        return HalfVerdict.NOT_SIGNED
    if fingerprint(signer) != fingerprint(public):
        return HalfVerdict.OTHER_CASE
    log = list(entries)
    if all(each.seq < held.seq for each in log):
        return HalfVerdict.SHORTER
    until = [each for each in log if each.seq <= held.seq]
    same = not verify_chain(until, (held.seq, held.hash))
    return HalfVerdict.SAME if same else HalfVerdict.REWRITTEN
