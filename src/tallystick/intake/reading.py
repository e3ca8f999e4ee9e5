"""What readers do with a box on a machine without a network: open letters, and write answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.intake.box import threads
from tallystick.intake.box.database import Box, BoxError
from tallystick.intake.box.readers import Reader, all_readers
from tallystick.intake.letters.hand import is_proven
from tallystick.intake.letters.letter import (
    CLASSES,
    COLLEAGUE,
    READERS,
    Letter,
    NoLetterError,
    packed,
    unpacked,
)
from tallystick.intake.letters.locking import locked, opened

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

SECRET = "AGE-SECRET-KEY-1"
FORM = "tallystick answer 1"
HAND = 16


class ReadingError(ValueError):
    """A letter or an answer cannot be read or written; the message says why and what to do."""


@dataclass(frozen=True)
class OpenLetter:
    """A letter that an identity opened; `letter` is None where what it holds is no letter."""

    thread: str
    day: str
    sender: str
    letter: Letter | None


def identity_of(path: Path) -> Identity:
    """Return the identity in a file as age-keygen writes it; ReadingError where there is none."""
    from pyrage import IdentityError
    from pyrage.x25519 import Identity

    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        raise ReadingError(f"{path}: cannot be read; give the file that age-keygen wrote") from None
    found = [each.strip() for each in lines if each.strip().startswith(SECRET)]
    if len(found) != 1:
        raise ReadingError(f"{path}: holds {len(found)} identities of age; give a file with one")
    try:
        return Identity.from_str(found[0])
    except IdentityError:
        raise ReadingError(f"{path}: its identity is damaged; take it from the backup") from None


def open_letters(box: Box, identity: Identity) -> Iterator[OpenLetter]:
    """Yield every letter that the identity opens, thread by thread and by day."""
    with box.reading() as db:
        for thread in threads.threads(db):
            for each in threads.letters(db, thread.id):
                data = opened(each.ciphertext, identity)
                if data is not None:
                    yield OpenLetter(thread.id, each.day, each.sender, _read(data))


def _read(data: bytes) -> Letter | None:
    try:
        return unpacked(data)
    except NoLetterError:
        return None


def answer(box: Box, name: str, identity: Identity, text: str) -> str:
    """Return an answer to a thread as a file to carry to the machine of the channel.

    It is locked to the colleague and to the readers of all the colleague's letters who still read,
    so that who was excluded stays so. ReadingError where this identity opens no letter of it.
    """
    with box.reading() as db:
        thread = threads.thread(db, name)
        readers = [each for each in all_readers(db) if each.is_in_force]
    own = [
        each.letter
        for each in open_letters(box, identity)
        if each.thread == name and each.sender == COLLEAGUE and each.letter
    ]
    if thread is None or not own:
        raise ReadingError(
            f"{name}: this identity opens no letter of such a thread; see those that it opens "
            "with: tallystick box open"
        )
    if not text.strip():
        raise ReadingError("the answer is empty; write something")
    chosen = _chosen(own, readers)
    letter = Letter(READERS, text, tuple(each.fingerprint for each in chosen), {})
    data = packed(letter)
    keys = [each.recipient for each in chosen]
    ciphertext = locked(data, keys, thread.colleague, places=len(readers))
    return json.dumps(
        {"form": FORM, "thread": name, "size": len(data), "ciphertext": ciphertext.hex()}
    )


def _chosen(letters: Sequence[Letter], readers: Sequence[Reader]) -> list[Reader]:
    return [each for each in readers if all(each.fingerprint in one.readers for one in letters)]


def deliver(box: Box, path: Path) -> None:
    """Put an answer that a reader wrote into the box; ReadingError where it is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        name, size = str(told["thread"]), int(told["size"])
        ciphertext = bytes.fromhex(told["ciphertext"])
        known = told["form"] == FORM and size in CLASSES
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        known = False
    # What age adds is a head of a few lines and sixteen bytes for each 64 KiB.
    if not known or not size < len(ciphertext) < size + size // 1000 + 65536:
        raise ReadingError(f"{path}: is no answer; write one with: tallystick box answer")
    try:
        if not threads.add(box, name, READERS, (size, ciphertext)):
            raise ReadingError(f"{name}: there is no such thread any more; the answer is not kept")
    except threads.FullError as error:
        raise BoxError(str(error)) from None


def written(letters: Sequence[OpenLetter], out: Path) -> list[Path]:
    """Write each letter as a text file and its pages as JPEG into a new folder of the reader's.

    Raises ReadingError where the folder is there already.
    """
    try:
        out.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise ReadingError(f"{out}: {error.strerror}; name a new folder") from None
    paths = []
    for number, each in enumerate(letters, 1):
        stem = f"{each.thread[:8]}-{number:03d}"
        paths.append(_new(out / f"{stem}.txt", "\n".join(lines(each)).encode()))
        for file, pages in enumerate(each.letter.files if each.letter else (), 1):
            paths += [
                _new(out / f"{stem}-file{file}-page{page:02d}.jpg", data)
                for page, data in enumerate(pages, 1)
            ]
    return paths


def lines(each: OpenLetter) -> Iterator[str]:
    """Yield a letter as lines of text, without signs that steer a terminal or turn a line."""
    for line in _lines(each):
        yield "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def _lines(each: OpenLetter) -> Iterator[str]:
    yield f"Thread {each.thread}, {each.day}, from {each.sender}"
    if each.letter is None:
        yield "This is locked to you and is no letter of this program. Its bytes were not shown."
        return
    for name, value in each.letter.answers.items():
        yield f"{name}: {value}"
    if each.letter.files:
        pages = sum(map(len, each.letter.files))
        yield f"files: {len(each.letter.files)}, pages: {pages}"
    yield f"readers: {len(each.letter.readers)}"
    if each.sender == COLLEAGUE:
        yield _hand(each.letter, each.thread)
    yield ""
    yield from each.letter.text.splitlines()


def _hand(letter: Letter, thread: str) -> str:
    """Return a line by which letters of one person are told from those that another put in."""
    if not is_proven(letter, thread):
        return "hand: NOT PROVEN. Somebody without the code may have written this."
    return f"hand: {letter.hand[:HAND]}. It is the same in all letters of one person."


def _new(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path
