"""Where do a chart's labels go so that none covers another?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tallystick.report.charts.drawing import INK, LETTER, text_width
from tallystick.report.words.text import short

SPACE = 8.0
LEADER = 3.0
Stretch = tuple[float, float]


@dataclass(frozen=True)
class Label:
    """A text left or right of `target`, with a leader down to `depth`.

    Where it does not fit, `brief` is written instead; a label that is `needed` is cut short,
    and others are left out.
    """

    text: str
    target: float
    depth: float
    leftward: bool = False
    bold: bool = False
    colour: str = INK
    needed: bool = False
    brief: str = ""


@dataclass(frozen=True)
class Placed:
    """A label with its row above the plot (0 is nearest to it) and the ends of its text."""

    label: Label
    row: int
    left: float
    right: float


def beside(label: Label) -> Stretch:
    """Return the stretch that a label takes on the side that it prefers."""
    width = text_width(label.text, label.bold)
    if label.leftward:
        return label.target - SPACE - width, label.target - SPACE
    return label.target + SPACE, label.target + SPACE + width


def free(taken: Iterable[Stretch], start: float, end: float) -> bool:
    """Whether a stretch meets none of those taken."""
    return all(end <= low or start >= high for low, high in taken)


def _fitted(
    label: Label, left: float, right: float, walls: list[float]
) -> tuple[Label, Stretch] | None:
    """Return the label with its stretch between edges and walls, beside its target if it can."""
    rules = [(wall, wall) for wall in walls if wall != label.target]
    other = replace(label, leftward=not label.leftward)
    for side in (label, other):
        start, end = beside(side)
        if left <= start and end <= right and free(rules, start, end):
            return side, (start, end)
    if label.needed:
        side = max((label, other), key=lambda each: _room(each, left, right))
        side = replace(side, text=short(side.text, int(_room(side, left, right) / LETTER)))
        return side, beside(side)
    return _above(label, left, right, walls)


def _above(
    label: Label, left: float, right: float, walls: list[float]
) -> tuple[Label, Stretch] | None:
    """Return the label over its target, pushed away from the edge or wall that is near."""
    low = max([left, *(wall + SPACE for wall in walls if wall < label.target)])
    high = min([right, *(wall - SPACE for wall in walls if wall > label.target)])
    width = text_width(label.text, label.bold)
    if width > high - low:
        return None
    start = min(max(label.target - width / 2, low), high - width)
    return label, (start, start + width)


def _room(label: Label, left: float, right: float) -> float:
    room = label.target - left if label.leftward else right - label.target
    return max(room - SPACE, 3 * LETTER)


def place(wanted: list[Label], left: float, right: float, walls: list[float]) -> list[Placed]:
    """Give every label a stretch of a row, its leader free of the texts in the rows below it."""
    rows: list[list[Stretch]] = []
    placed = []
    for each in wanted:
        fitted = _fitted(each, left, right, walls)
        if fitted is None and each.brief:
            fitted = _fitted(replace(each, text=each.brief), left, right, walls)
        if fitted is None:
            continue
        label, (start, end) = fitted
        column = (label.target - LEADER, label.target + LEADER)
        row = 0
        while row < len(rows) and not (
            free(rows[row], start, end)
            and free((each for below in rows[: row + 1] for each in below), *column)
        ):
            row += 1
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row].append((start - SPACE, end + SPACE))
        for below in rows[:row]:
            below.append(column)
        placed.append(Placed(label, row, start, end))
    return placed
