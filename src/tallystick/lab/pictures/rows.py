"""A chart of rows: a label, and below it dots, a band with its middle, or a bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.report.charts.axis import ticks
from tallystick.report.charts.drawing import (
    EXCESS,
    EXPECTED,
    INK,
    INK_2,
    RECORDED,
    RULE,
    Drawing,
    coordinate,
    rectangles,
)
from tallystick.report.words.text import short

WIDTH, SIDE, ROW, TOP, BOTTOM = 340.0, 12.0, 30.0, 22.0, 24.0
LETTERS, MOST_TICKS, DOT, MIDDLE, BAND = 52, 5, 2.4, 4.2, 5.0


@dataclass(frozen=True)
class Row:
    """A row: small dots, a band from end to end, and the middle of it."""

    label: str
    dots: tuple[float, ...] = ()
    band: tuple[float, float] | None = None
    middle: float | None = None

    @property
    def values(self) -> list[float]:
        """All that must find a place."""
        ends = [*self.dots, *(self.band or ()), *([] if self.middle is None else [self.middle])]
        return [each for each in ends if math.isfinite(each)]


def chart(
    rows: Sequence[Row], name: str, description: str, prefix: str, line: tuple[float, str]
) -> Markup:
    """Return the picture of rows over one axis; `line` is a value to be marked, and its name."""
    held = [line[0], *(value for row in rows for value in row.values)]
    low, high = min(held), max(held)
    room = 0.03 * (high - low) or 1.0
    low, high = low - room, high + room
    height = TOP + ROW * len(rows) + BOTTOM
    drawing = Drawing(WIDTH, height, prefix)

    def x(value: float) -> float:
        return SIDE + (value - low) / (high - low) * (WIDTH - 2 * SIDE)

    bottom = height - BOTTOM
    for value, text in ticks(low, high, MOST_TICKS):
        drawing.line(x(value), TOP, x(value), bottom, RULE, 1)
        drawing.text(x(value), bottom + 14, text, INK_2, "middle")
    drawing.line(x(line[0]), TOP - 4, x(line[0]), bottom, EXPECTED, 1.2)
    left = x(line[0]) > WIDTH / 2
    drawing.text(x(line[0]), 12, line[1], INK_2, "end" if left else "start")
    for place, row in enumerate(rows):
        top = TOP + ROW * place
        drawing.text(SIDE, top + 11, short(row.label, LETTERS), INK)
        _paint(drawing, row, top + 21, x)
    return drawing.figure(name, description, "lab-rows")


def _paint(drawing: Drawing, row: Row, y: float, x: object) -> None:
    assert callable(x)
    if row.band and all(map(math.isfinite, row.band)):
        low, high = x(row.band[0]), x(row.band[1])
        box = (low, y - BAND / 2, max(high - low, 0.8), BAND)
        drawing.path(rectangles([box]), fill=RECORDED, opacity=0.55)
    if row.dots:
        drawing.path(circles([(x(each), y) for each in row.dots], DOT), fill=RECORDED, opacity=0.5)
    if row.middle is not None and math.isfinite(row.middle):
        drawing.path(circles([(x(row.middle), y)], MIDDLE), fill=EXCESS)


def circles(points: list[tuple[float, float]], radius: float) -> str:
    """Return one path of circles around points."""
    r, width = coordinate(radius), coordinate(2 * radius)
    return "".join(
        f"M{coordinate(x - radius)} {coordinate(y)}a{r} {r} 0 1 0 {width} 0"
        f"a{r} {r} 0 1 0 -{width} 0"
        for x, y in points
    )
