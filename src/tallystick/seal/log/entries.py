"""One entry of a log: who did what and when, and the hash that chains it to the entry before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from tallystick.seal.verify import HASH, SealError, canonical

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

# The hash before the first entry.
GENESIS = "0" * 64
# Bytes of the salt of a text; characters of a string in an object, which is no free text, and how
# deep lists and objects may lie in each other.
SALT_BYTES, MOST_CHARACTERS, MOST_DEPTH = 16, 1000, 20


@dataclass(frozen=True)
class Entry:
    """One entry of a log.

    `seq` counts from 1. `at` is in UTC, such as ``2026-12-01T09:30:00.000000Z``. `object` is what
    was acted on, with every value that the state is made from, and holds no free text. `body` is
    the hash of a text that lies elsewhere (`body_hash`). `prev` is the hash of the entry before,
    `GENESIS` for the first. `hash` is the SHA-256 of `content()`, in hexadecimal digits.
    """

    seq: int
    at: str
    actor: str
    act: str
    object: Mapping[str, JSON]
    body: str | None
    prev: str
    hash: str

    def content(self) -> bytes:
        """Return the canonical bytes that are hashed: every field but the hash."""
        return canonical({name: value for name, value in vars(self).items() if name != "hash"})

    def computed_hash(self) -> str:
        """Return the hash that the fields give; "" where a field is nothing that JSON can hold."""
        try:
            return hashlib.sha256(self.content()).hexdigest()
        except (TypeError, ValueError, RecursionError):
            return ""

    def line(self) -> bytes:
        """Return the entry as one line of a log, with its hash and a line break."""
        return canonical(vars(self)) + b"\n"


def body_hash(salt: bytes, text: str) -> str:
    """Return SHA-256(salt || text in UTF-8): what an entry holds in place of a free text.

    A text whose salt is erased cannot be found by guessing. Raises SealError for a salt of fewer
    than 16 bytes and for a text that UTF-8 cannot hold.
    """
    if len(salt) < SALT_BYTES:
        raise SealError(
            f"a salt of {len(salt)} bytes can be guessed; give {SALT_BYTES} random bytes."
        )
    try:
        return hashlib.sha256(salt + text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise SealError(
            f"the text cannot be stored: character {error.start + 1} is half of a surrogate pair; "
            "remove it."
        ) from None


def entry(
    last: Entry | None,
    at: datetime,
    actor: str,
    act: str,
    object: Mapping[str, JSON],
    body: str | None = None,
) -> Entry:
    """Return the entry that follows `last`; None begins a log.

    `at` has a time zone. Raises SealError where a value cannot stand in an entry.
    """
    if at.utcoffset() is None:
        raise SealError(f"an entry at {at} has no time zone; give the time in UTC.")
    if body is not None and not HASH.fullmatch(body):
        raise SealError("the body of an entry is a hash of 64 digits; give it by body_hash.")
    if not (actor and act):
        raise SealError("an entry has an actor and an act; give both.")
    held = _copied(object)
    texts = [each for pair in _pairs(held) for each in pair if isinstance(each, str)]
    for text in (actor, act, *texts):
        if len(text) > MOST_CHARACTERS:
            raise SealError(
                f"act {act[:50]}: a text of {len(text):,} characters cannot stand in an entry "
                f"(at most {MOST_CHARACTERS:,}); store it as a body and give its hash."
            )
    told = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    seq, prev = (1, GENESIS) if last is None else (last.seq + 1, last.hash)
    draft = Entry(seq, told, actor, act, held, body, prev, "")
    return replace(draft, hash=draft.computed_hash())


def _copied(given: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return an object as it will be read again; SealError where it would come back different."""
    try:
        keys_are_text = all(isinstance(key, str) for key, _ in _pairs(given))
        copied: Mapping[str, JSON] = json.loads(canonical(dict(given)))
    except (TypeError, ValueError) as error:
        raise SealError(f"the object of an entry is no JSON: {error}; give plain values.") from None
    if not keys_are_text:
        raise SealError("the object of an entry has a key that is no text; give texts as keys.")
    return copied


def _pairs(value: JSON) -> Iterator[tuple[str, JSON]]:
    """Yield key and value of each part of an object, and "" for the key of a part of a list.

    ValueError where parts lie in each other more than `MOST_DEPTH` deep.
    """
    left: list[tuple[str, JSON, int]] = [("", value, 0)]
    while left:
        key, each, depth = left.pop()
        if depth > MOST_DEPTH:
            raise ValueError(f"lists or objects more than {MOST_DEPTH} deep")
        yield key, each
        if isinstance(each, Mapping):
            left += [(name, inner, depth + 1) for name, inner in each.items()]
        elif isinstance(each, list | tuple):
            left += [("", inner, depth + 1) for inner in each]
