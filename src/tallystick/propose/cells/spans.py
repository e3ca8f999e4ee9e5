"""Cells that name a span of time, of which the first moment is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick.propose.cells.date_readings import DateReading

BETWEEN = re.compile(
    r" ?[~～–—] ?| - |(?<=:[0-9]{2})-(?=[0-9]{1,2}:)"
    r"| (?:to|through|thru|a|al|hasta|até|bis|à|до|по) "
)
"""What stands between the first and the last moment of a span."""
HOURS = re.compile(r"([01]?[0-9]|2[0-4])( ?[~～–—-] ?| (?:to|a|bis|à|до) )([01]?[0-9]|2[0-4])")
LEAST, FEW = 0.1, 0.01
"""The share of cells that must be spans, and the share of a way to write them that counts."""
ENOUGH = 0.98
SKIP = "%*"
ISO_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
REMARK = "where a cell names a span of time, its first moment is taken"


def read_spans(
    cells: Sequence[str],
    read: Callable[[Sequence[str]], DateReading | None],
    fits: Callable[[str, str], bool],
) -> DateReading | None:
    """Return how spans of dates or times read by their first moment; None where they are none.

    `read` reads cells of one moment each, and `fits` says whether a form reads a text.
    """
    parted = Counter(map(_parted, cells))
    spans = sum(times for (_, mark), times in parted.items() if mark)
    if spans < LEAST * len(cells):
        return None
    heads = [head for (head, _), times in parted.items() for _ in range(times)]
    found = read(heads)
    if found is None or not found.decided or found.forms == ("%H%M",):
        return None
    plain = found.forms or tuple(
        form for form in ISO_FORMS
        if sum(fits(head, form) for head in heads) >= ENOUGH * len(heads)
    )[:1]  # fmt: skip
    marks = Counter[str]()
    for (_, mark), times in parted.items():
        marks[mark] += times
    forms = [
        form + (f"{mark}{SKIP}" if mark else "")
        for mark, times in marks.most_common()
        for form in (*plain, *found.also)
        if times >= FEW * len(cells)
        and any(fits(head, form) for head, its in parted if its == mark)
    ]  # fmt: skip
    if not plain or not forms:
        return None
    return replace(found, forms=(forms[0],), also=tuple(forms[1:]), span=True)


def _parted(cell: str) -> tuple[str, str]:
    """The first moment of a span and what stands behind it; the whole cell where it is none."""
    found = BETWEEN.search(cell)
    ends = (cell[: found.start()], cell[found.end() :]) if found else ("", "")
    if found is None or not all(any(map(str.isdigit, end)) for end in ends):
        return cell, ""
    return cell[: found.start()], found.group()


def hour_forms(cells: Sequence[str]) -> tuple[str, ...]:
    """Return how cells such as ``14~16`` or ``8 - 10``, spans of hours, are read by the first."""
    marks = Counter(found.group(2) for cell in cells if (found := HOURS.fullmatch(cell)))
    if not cells or marks.total() < ENOUGH * len(cells):
        return ()
    return tuple(f"%H{mark}{SKIP}" for mark, _ in marks.most_common(3))
