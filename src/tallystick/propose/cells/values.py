"""What do the values of a column say: numbers of which marks, weights, known words?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tallystick.load.literals import NUMBER
from tallystick.load.units import WORDS, is_weight, ucum
from tallystick.propose.cells.code_words import meaning_of

ENOUGH = 0.98
"""The share of the filled cells that must read as a date or a number."""
KNOWN_WORDS = 0.5
"""The share of the filled cells whose words must be known for a coded column."""
MOST_DISTINCT = 3_000
MARKS: tuple[tuple[str, str | None], ...] = (
    (".", None), (",", None), (".", ","), (",", "."), (",", " "), (".", " "), (".", "'"),
)  # fmt: skip


@dataclass(frozen=True)
class NumberReading:
    """Marks with which a column of numbers is read; several where they cannot be told apart."""

    marks: tuple[tuple[str, str | None], ...]

    @property
    def decided(self) -> bool:
        """Whether one pair of marks alone reads the column."""
        return len(self.marks) == 1


def counted(cells: Iterable[str]) -> Counter[str]:
    """Return the values of a column with how often each stands there, those of most first."""
    return Counter(dict(Counter(cells).most_common(MOST_DISTINCT)))


def share(values: Counter[str], fits: Iterable[str]) -> float:
    """Return the share of the cells whose values are in `fits`."""
    return sum(values[each] for each in fits) / max(1, values.total())


def read_numbers(cells: Sequence[str]) -> NumberReading | None:
    """Return with which marks the cells read as numbers; None when they do not.

    ``1,234`` alone may be a thousand or one and a quarter: then both pairs are given.
    """
    values = counted(cells)
    if not values:
        return None
    if share(values, (each for each in values if re.fullmatch(NUMBER, each))) >= ENOUGH:
        return NumberReading(((".", None),))
    fits = [
        (decimal, thousands)
        for decimal, thousands in MARKS[1:]
        if share(values, (v for v in values if re.fullmatch(_number(decimal, thousands), v)))
        >= ENOUGH
    ]
    simple = [pair for pair in fits if pair[1] is None]
    grouped = [pair for pair in fits if pair[1] is not None and _uses(values, pair)]
    if simple and grouped:
        leading = any(re.match(r"[+-]?0,", each) for each in values)
        return NumberReading((simple[0],) if leading else (grouped[0], simple[0]))
    chosen = simple or grouped
    return NumberReading((chosen[0],)) if chosen else None


def read_weights(cells: Sequence[str]) -> tuple[NumberReading, tuple[str, ...]] | None:
    """Return how the numbers of weights with their unit in the cell read, and the units' words.

    None where too few cells are a number with a known unit of mass behind it, or where a cell
    without one leaves the unit open.
    """
    divided = [re.fullmatch(r"([+-]?[0-9][0-9.,' \u00a0]*?)\s*([^\W\d_].*?)\.?", each)
               for each in cells]  # fmt: skip
    found = [each for each in divided if each and _mass(each.group(2))]
    if len(found) < ENOUGH * len(cells):
        return None
    read = read_numbers([each.group(1) for each in found])
    return None if read is None else (read, tuple({each.group(2) for each in found}))


def _mass(word: str) -> bool:
    code = ucum(word) or WORDS.get(word.casefold())
    return code is not None and is_weight(code)


def _number(decimal: str, thousands: str | None) -> str:
    whole = "[0-9]+"
    if thousands:
        mark = "[ \u00a0\u202f]" if thousands == " " else f"[{re.escape(thousands)}]"
        whole = f"([0-9]{{1,3}}({mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}|[0-9]+)"
    return f"[+-]?{whole}({re.escape(decimal)}[0-9]+)?"


def _uses(values: Counter[str], pair: tuple[str, str | None]) -> bool:
    mark = pair[1] or ""
    return any(mark in each or (mark == " " and "\u00a0" in each) for each in values)


def read_words(column: str, cells: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...], float]:
    """Return what the values of a coded column stand for, those not known, and the share known."""
    values = counted(cells)
    known = {each: meaning for each in values if (meaning := meaning_of(column, each))}
    unknown = tuple(each for each in values if each not in known)
    return known, unknown, share(values, known)
