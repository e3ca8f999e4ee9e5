"""Which encodings may the bytes of a text be in, by the letters that they would make?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tallystick.load.wording import shown

LIKELY = (
    *("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("cp866", "cp850", "cp437", "iso8859_2", "iso8859_5", "mac_roman", "mac_cyrillic"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)
LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "mac_roman")
WIDER = ("cp932", "cp949", "cp950")
"""What Windows makes of Shift-JIS, EUC-KR and Big5; asked where none of the others fits."""
SAMPLE = 1 << 16
MOST_OF_LINE = 2000
_CONTROLS = re.compile("[\x80-\x9f\ufffd]")
_BEYOND = re.compile(rb"[\x80-\xff]")
_BETWEEN = re.compile(rb'[\s,;"|]')
_WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")
_SIGNS = "[¢-©¬®¯±²-¶·-¹¼-¾×÷€‚‡‰•˜™˛˙˝]"
_ODD = re.compile(rf"[^\W\d_](?={_SIGNS})|{_SIGNS}(?=[^\W\d_])")
_NAMES = {f"cp125{i}": f"windows-125{i}" for i in range(9)}
FEW_BROKEN, CLEARLY = 0.001, 10
"""A text is broken UTF-8 where so few of its lines do not decode, and so many times more do."""


@dataclass(frozen=True)
class Reading:
    """An encoding that fits, and the first words that it makes of what is not ASCII."""

    encoding: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name by which an engagement states it."""
        return _NAMES.get(self.encoding, self.encoding.replace("_", "-"))

    def __str__(self) -> str:
        """Its name, and letters that it makes, sorted, so that they spell nobody's name."""
        letters = sorted({each for word in self.words for each in word if not each.isascii()})
        return f"{self.name} (with letters such as {shown(' '.join(letters[:8]))})"


def readings(sample: bytes) -> list[Reading]:
    """Return the encodings that fit `sample` about as well as the best does, the best first.

    Of encodings that make the same of it, the likeliest stands for all.
    """
    return _readings(sample, LIKELY) or _readings(sample, WIDER)


def _readings(sample: bytes, among: Sequence[str]) -> list[Reading]:
    from charset_normalizer import from_bytes

    matches = _without_odd(sample, list(from_bytes(sample, cp_isolation=list(among))))
    best = matches[0] if matches else None
    near = [
        match
        for match in matches
        if best and match.chaos <= best.chaos + 0.05 and match.coherence >= best.coherence - 0.1
        if match.encoding in among
        and not _CONTROLS.search(sample.decode(match.encoding, "replace"))
    ]
    near.sort(key=lambda each: (each.chaos, -each.coherence, among.index(each.encoding)))
    found: dict[tuple[str, ...], Reading] = {}
    for match in near[:4]:
        same = [name for name in among if name in match.could_be_from_charset]
        words = _words(sample, match.encoding)
        found.setdefault(words, Reading((same or [match.encoding])[0], words))
    return list(found.values())


def _without_odd(sample: bytes, matches: list[Any]) -> list[Any]:
    """Leave out encodings of Latin letters that make more odd words than another of them does.

    Polish in windows-1250 is as regular in windows-1252, but for its signs amid words.
    """
    texts = {each.encoding: sample.decode(each.encoding, "replace") for each in matches
             if each.encoding in LATIN}  # fmt: skip
    odd = {name: _odd(text) for name, text in texts.items() if not _CONTROLS.search(text)}
    least = min(odd.values(), default=0)
    return [each for each in matches if odd.get(each.encoding, least) == least]


def _odd(text: str) -> int:
    """How many words have a sign at a letter, or a small letter before a capital one."""
    signs = len(_ODD.findall(text))
    pairs = (pair for word in set(_WORD.findall(text)) for pair in pairwise(word))
    return signs + sum(1 for a, b in pairs if a.islower() and b.isupper() and not b.isascii())


def _words(sample: bytes, encoding: str) -> tuple[str, ...]:
    """Return the first words that tell encodings apart, as they read in `encoding`."""
    words = re.findall(r"\w*[^\W\d_a-zA-Z]\w*|[^\x00-\x7f]+", sample.decode(encoding, "replace"))
    return tuple(dict.fromkeys(words[:4]))


def telling_lines(chunks: Iterator[bytes]) -> bytes:
    """Return the first lines that are not ASCII, of a long line the part that is not."""
    kept, held, rest = [], 0, b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[-SAMPLE:]
        for line in lines:
            if not line.isascii():
                kept.append(_part(line))
                held += len(kept[-1])
        if held > SAMPLE:
            break
    else:
        kept += [] if rest.isascii() else [_part(rest)]
    return b"\n".join(kept)[: 2 * SAMPLE]


def _part(line: bytes) -> bytes:
    """The part of a line that begins with its first byte beyond ASCII, cut between two words."""
    found = _BEYOND.search(line)
    if len(line) <= MOST_OF_LINE or found is None:
        return line
    start = max((each.end() for each in _BETWEEN.finditer(line, 0, found.start())), default=0)
    end = _BETWEEN.search(line, start + MOST_OF_LINE)
    return line[start : end.start() if end else len(line)][: 2 * SAMPLE]


@dataclass
class Broken:
    """How many lines of a text are no UTF-8, the first of them, and how many are and not ASCII."""

    lines: int = 0
    broken: int = 0
    first: int = 0
    telling: int = 0

    @property
    def few(self) -> bool:
        """Whether the text is UTF-8 but for these lines."""
        most = max(1, FEW_BROKEN * self.lines)
        return 0 < self.broken <= most and self.telling >= CLEARLY * self.broken

    def __str__(self) -> str:
        """How many they are."""
        return f"{self.broken:,} of {self.lines:,} lines hold bytes that are no UTF-8"


def broken_lines(chunks: Iterator[bytes], line_limit: int) -> Broken:
    """Count the lines that are no UTF-8; those of a text that is no text are not counted on."""
    found, rest = Broken(), b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            _count(found, line)
        if len(rest) > line_limit:
            return Broken()
    if rest:
        _count(found, rest)
    return found


def _count(found: Broken, line: bytes) -> None:
    found.lines += 1
    if line.isascii():
        return
    try:
        line.decode("utf-8")
        found.telling += 1
    except UnicodeDecodeError:
        found.broken += 1
        found.first = found.first or found.lines
