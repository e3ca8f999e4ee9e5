"""In which encoding does `init` read a text, and what does it tell of the doubt?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tallystick.load.encoding_guess import LIKELY, Reading, broken_lines, readings, telling_lines
from tallystick.load.encodings import CHUNK, LINE_LIMIT, chunks_of, find_script, utf8_chunks
from tallystick.load.places import Place
from tallystick.load.wording import InputError
from tallystick.propose.files.header_rows import TITLE_LINES
from tallystick.propose.files.look_lines import Lines
from tallystick.propose.headers.concepts import met_by

ENCODINGS = ("windows-1251", "windows-1252", "koi8-r", "cp866", "windows-1250", "windows-1254",
             "mac-cyrillic")  # fmt: skip
LAST = ("windows-1252", "latin-1")
MOST_TOLD = 3
SAMPLE, OFTEN = 1 << 16, 1 / 20


@dataclass(frozen=True)
class Found:
    """The encoding of a text; whether the engagement must state it, and with what and why."""

    encoding: str
    stated: bool = False
    keys: tuple[tuple[str, Any], ...] = ()
    doubt: str = ""

    @property
    def errors(self) -> str:
        """What becomes of bytes that do not decode."""
        return "replace" if self.keys else "strict"


def found_encoding(place: Place, *, line_limit: int = LINE_LIMIT) -> Found:
    """Return the encoding of a text: what loading finds, else the best that reads all of it.

    Where the bytes allow several, that in which most words of the first lines are terms.
    InputError where none reads it.
    """
    try:
        script = find_script(place, None, line_limit=line_limit)
        return Found(script.encoding, bool(script.note))
    except InputError as error:
        found = next(_others(place, line_limit), None)
        if found is None:
            raise error from None
        return found


def _others(place: Place, line_limit: int) -> Iterator[Found]:
    wide = _of_two_bytes(next(chunks_of(place, SAMPLE), b""))
    if wide and _reads(place, wide, line_limit):
        yield Found(wide, True, doubt=f"every other byte is NUL, so that it is read as {wide}")
    broken = broken_lines(chunks_of(place, CHUNK), line_limit)
    if broken.few:
        what = f"{broken}, the first is row {broken.first:,}; what they spoil is read as U+FFFD"
        yield Found("utf-8", True, (("broken_bytes", "replace"),), what)
        return
    near = readings(telling_lines(chunks_of(place, CHUNK)))
    names = [each.name for each in sorted(near, key=_rareness)]
    counts = {name: _known_words(place, name) for name in dict.fromkeys([*names, *ENCODINGS])}
    known = sorted((name for name in counts if counts[name]), key=lambda name: -counts[name])
    sure = len(known) == 1 or (len(known) > 1 and counts[known[0]] > counts[known[1]])
    told = "; or ".join(map(str, near[:MOST_TOLD]))
    for name in dict.fromkeys([*known, *names, *LAST]):
        if _reads(place, name, line_limit):
            doubt = f"a guess; the bytes may be {told or 'in many encodings'}: look at such letters"
            yield Found(name, True, doubt="" if sure and name == known[0] else doubt)


def _rareness(reading: Reading) -> int:
    return LIKELY.index(reading.encoding) if reading.encoding in LIKELY else len(LIKELY)


def _of_two_bytes(start: bytes) -> str:
    """The byte order of UTF-16 without a mark; "" where too few bytes are NUL."""
    first, second = start[0::2].count(0), start[1::2].count(0)
    if first + second < OFTEN * len(start):
        return ""
    return "utf-16-le" if second > first else "utf-16-be"


def _reads(place: Place, encoding: str, line_limit: int) -> bool:
    try:
        find_script(place, encoding, line_limit=line_limit)
    except InputError:
        return False
    return True


def _known_words(place: Place, encoding: str) -> int:
    """How many cells of the first lines are terms that are not ASCII, read in `encoding`."""
    try:
        lines = list(islice(Lines(utf8_chunks(place, encoding)), TITLE_LINES))
    except UnicodeDecodeError:
        return 0
    cells = {cell.strip(' "\r\n') for line in lines for cell in re.split("[,;\t|]", line)}
    return sum(1 for cell in cells if not cell.isascii() and met_by(cell))
