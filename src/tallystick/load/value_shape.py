"""What does a value of the records look like, told so that it can name nobody?

A cell may hold anything where columns are shifted or a quote is open: a person's number, an
officer's name, a line of a report. So no message and no account of a run quotes one. It tells the
shape instead: ``A`` and ``a`` for letters of any script, ``9`` for digits, long runs cut short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, islice

MOST_READ, LONGEST = 60, 20
RUNS = {"a": 4, "A": 4, "9": 8}
OTHER_RUN = 2
COMMON = 20
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|`([^`]*)`")
NUMBER = re.compile(r"\W*\d[\W\d_]*")


def shape(text: str) -> str:
    """Return the shape of `text`, at most 20 characters and a mark that it goes on."""
    classes = [_class(letter) for letter in text[:MOST_READ]]
    short = "".join(
        kind * min(len(list(run)), RUNS.get(kind, OTHER_RUN)) for kind, run in groupby(classes)
    )
    return short if len(short) <= LONGEST else f"{short[:LONGEST]}…"


def _class(letter: str) -> str:
    if letter.isnumeric():
        return "9"
    if letter.isspace() or not letter.isprintable():
        return letter if letter in "\r\n\t" else " "
    if letter.isascii() and not letter.isalpha():
        return letter
    return "A" if letter.isupper() or letter.istitle() else "a"


def shapes(cells: Iterable[str], most: int) -> str:
    """Return the first shapes among `cells` that differ, at most `most`, in a row."""
    return ", ".join(islice(dict.fromkeys(map(shape, cells)), most))


def words(cells: Sequence[str], most: int, among: Collection[str] | None = None) -> str:
    """Return the first words of a column of codes: one that 20 cells have as it is, else its shape.

    `among` are those asked for, where it is not all. A name that was shifted into the column is
    in few cells.
    """
    counts = Counter(cells)
    told = (
        each[:LONGEST] if counts[each] >= COMMON else shape(each)
        for each in (counts if among is None else among)
    )
    return ", ".join(islice(dict.fromkeys(told), most))


def without_values(words: str, own: str = "") -> str:
    """Return what a driver said with the shape of each quoted text that does not stand in `own`."""

    def told(found: re.Match[str]) -> str:
        text = next(each for each in found.groups() if each is not None)
        mark = found[0][0]
        return found[0] if text and text in own else f"{mark}{shape(text)}{mark}"

    return QUOTED.sub(told, words)


def shown_header(names: Sequence[str]) -> list[str]:
    """Return the names of a header; their shapes where a number among them says it is a record."""
    if any(NUMBER.fullmatch(name.strip()) for name in names):
        return [shape(name) for name in names]
    return list(names)
