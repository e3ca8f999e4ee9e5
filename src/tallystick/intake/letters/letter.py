"""A letter as bytes of one of a few sizes, so that its length tells little."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KIB, MIB = 1 << 10, 1 << 20
CLASSES = (4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 10 * MIB)
"""Bytes of a letter before it is locked. All its files count in one, so that their number is
hidden too."""
COLLEAGUE, READERS = "colleague", "readers"
FORM = 1
HEAD = 4


class TooLargeError(ValueError):
    """A letter is larger than the largest class; `most` is how many bytes fit."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a letter holds {most:,} bytes at most")
        self.most = most


class NoLetterError(ValueError):
    """The bytes are no letter of a form that is known."""


@dataclass(frozen=True)
class Letter:
    """What was written: `answers` by question, a `text`, and of each file its pages as JPEG.

    `sender` is colleague or readers; `readers` are the fingerprints of the keys that it was locked
    to, so that an answer excludes whom the first letter excluded. `hand` and `proof` are in
    hexadecimal digits, of a colleague's letter alone (`letters.hand`).
    """

    sender: str
    text: str
    readers: tuple[str, ...]
    answers: Mapping[str, str]
    files: Sequence[Sequence[bytes]] = ()
    hand: str = ""
    proof: str = ""

    def __repr__(self) -> str:
        return "Letter(…)"


def packed(letter: Letter) -> bytes:
    """Return a letter as bytes of the smallest class that it fits; TooLargeError for none.

    Four bytes tell the length of a head in JSON; the pages follow it, and zeros up to the class.
    """
    head = json.dumps(
        {
            "form": FORM,
            "sender": letter.sender,
            "text": letter.text,
            "readers": list(letter.readers),
            "answers": dict(letter.answers),
            "hand": letter.hand,
            "proof": letter.proof,
            "files": [[len(page) for page in pages] for pages in letter.files],
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")
    whole = b"".join(
        [len(head).to_bytes(HEAD, "big"), head, *(page for pages in letter.files for page in pages)]
    )
    for size in CLASSES:
        if len(whole) <= size:
            return whole.ljust(size, b"\0")
    raise TooLargeError(CLASSES[-1])


def unpacked(data: bytes) -> Letter:
    """Return the letter that bytes hold; NoLetterError where they hold none."""
    end = HEAD + int.from_bytes(data[:HEAD], "big")
    try:
        head = json.loads(data[HEAD:end])
        if head["form"] != FORM:
            raise NoLetterError("a letter of a later version; open it with a newer Tallystick")
        files, at = [], end
        for sizes in head["files"]:
            pages, at = _pages(data, at, sizes)
            files.append(pages)
        return Letter(
            sender=_text(head["sender"]),
            text=_text(head["text"]),
            readers=tuple(map(_text, head["readers"])),
            answers={_text(name): _text(value) for name, value in head["answers"].items()},
            files=tuple(files),
            hand=_text(head["hand"]),
            proof=_text(head["proof"]),
        )
    except NoLetterError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NoLetterError("the bytes are no letter of this program") from None


def _pages(data: bytes, at: int, sizes: Sequence[Any]) -> tuple[tuple[bytes, ...], int]:
    pages = []
    for size in sizes:
        if not isinstance(size, int) or not 0 <= size <= len(data) - at:
            raise NoLetterError("the bytes are no letter: a page is longer than what is there")
        pages.append(data[at : at + size])
        at += size
    return tuple(pages), at


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
