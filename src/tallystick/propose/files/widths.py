"""Do columns of blanks run through the lines of a text, so that its cells have fixed widths?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

FEWEST_LINES, FEWEST_COLUMNS, TITLES = 5, 3, 5
LONGEST, LAST = 5_000, 50
"""The longest line that is looked at; how much wider the last column may be than in those lines."""


def found_widths(lines: Sequence[str]) -> tuple[tuple[int, ...], int]:
    """Return the widths of the columns of a text, and how many lines of title stand above.

    There are no widths where no columns of blanks are sure. `lines` are the first of the text,
    with their ends.
    """
    plain = [line[: LONGEST + 1].rstrip() for line in lines]
    if any("\t" in line or len(line) > LONGEST for line in plain):
        return (), 0
    starts: Sequence[int] = ()
    body, titles = plain, 0
    for skipped in range(TITLES + 1):
        rest = [line for line in plain[skipped:] if line]
        found = _starts(rest) if len(rest) >= FEWEST_LINES else ()
        if len(found) > len(starts):
            starts, body, titles = found, rest, skipped
    if len(starts) < FEWEST_COLUMNS:
        return (), 0
    ends = [*starts[1:], max(map(len, body)) + LAST]
    return tuple(end - start for start, end in pairwise([0, *ends])), titles


def _starts(lines: Sequence[str]) -> Sequence[int]:
    """The places before which every line has a blank, and at which most lines have a word."""
    filled: set[int] = set()
    for line in lines:
        filled |= {at for at, sign in enumerate(line) if sign != " "}
    starts = [at for at in sorted(filled) if at - 1 not in filled]
    ends = [*starts[1:], max(filled) + 1]
    pairs = zip(starts, ends, strict=True)
    return [start for start, end in pairs
            if 2 * sum(bool(line[start:end].strip()) for line in lines) > len(lines)]  # fmt: skip


def cut(line: str, widths: Sequence[int]) -> list[str]:
    """Return the cells of a line."""
    return [line[start:stop].strip() for start, stop in pairwise([0, *accumulate(widths)])]
