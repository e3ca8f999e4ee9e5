"""How are many subjects' differences drawn by their numbers of records, between two limits?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tallystick.findings import Funnel
from tallystick.report.charts import axis
from tallystick.report.charts.axes import paint_heights, paint_places, paint_titles
from tallystick.report.charts.drawing import (
    EXPECTED,
    INK,
    INK_2,
    LETTER,
    RECORDED,
    RULE,
    Drawing,
    coordinate,
    polyline,
    text_width,
)
from tallystick.report.words.numbers import number, percent
from tallystick.report.words.text import name, short

TOP, BOTTOM, MARGIN, LINE = 24, 44, 12, 14.0
# How much room is left around the records and the differences, as a factor and as a share.
AROUND, HEADROOM = 1.12, 0.06
DOT, RING, DIAMOND = 3.0, 4.6, 6.5
STEPS = (1, 2, 5)
FEWEST_TICKS = 3
INNER, OUTER = 0.95, 0.998


@dataclass(frozen=True)
class Frame:
    """The plot's place on the canvas and its two scales: records in logarithms, and differences."""

    left: float
    right: float
    top: float
    bottom: float
    fewest: float
    most: float
    low: float
    high: float

    def x(self, n: float) -> float:
        """Return the place of so many records."""
        share = math.log(n / self.fewest) / math.log(self.most / self.fewest)
        return self.left + share * (self.right - self.left)

    def y(self, difference: float) -> float:
        """Return the height of a difference."""
        share = (difference - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def frame(funnel: Funnel, width: float, height: float) -> Frame:
    """Return a frame that holds every dot and every limit."""
    records = (*funnel.n, funnel.own_n, *funnel.at)
    limits = [each for pair in funnel.outer + funnel.inner for each in pair]
    held = (*funnel.difference, funnel.own_difference, *limits, 0.0)
    low, high = min(held), max(held)
    room = HEADROOM * (high - low) or 1.0
    low, high = low - room, high + room
    ticks = axis.ticks(low, high, 6)
    return Frame(
        left=max(text_width(text) for _, text in ticks) + MARGIN,
        right=width - max(map(text_width, _named_limits())) - MARGIN,
        top=TOP,
        bottom=height - BOTTOM,
        fewest=min(records) / AROUND,
        most=max(records) * AROUND,
        low=low,
        high=high,
    )


def draw(funnel: Funnel, width: float, height: float, prefix: str) -> Drawing:
    """Return the drawing: limits, a dot for each other subject, a diamond for this one."""
    at = frame(funnel, width, height)
    drawing = Drawing(width, height, prefix)
    _paint_axes(drawing, at, funnel, 9 if width > 500 else 5)
    _paint_limits(drawing, at, funnel)
    _paint_others(drawing, at, funnel)
    _paint_own(drawing, at, funnel)
    return drawing


def log_ticks(fewest: float, most: float, wanted: int) -> list[tuple[float, str]]:
    """Return round numbers of records: 1, 2 and 5 times powers of ten, or even steps if few."""
    powers = range(math.floor(math.log10(fewest)), math.ceil(math.log10(most)) + 1)
    round_ones = [m * 10.0**power for power in powers for m in STEPS]
    inside = [each for each in round_ones if fewest <= each <= most]
    if len(inside) < FEWEST_TICKS:
        return [each for each in axis.ticks(fewest, most, wanted) if fewest <= each[0] <= most]
    kept = inside[:: math.ceil(len(inside) / wanted)]
    return [(each, number(each)) for each in kept]


def _named_limits() -> tuple[str, str]:
    return percent(INNER), percent(OUTER, 1)


def _paint_axes(drawing: Drawing, at: Frame, funnel: Funnel, most: int) -> None:
    paint_heights(drawing, at, axis.ticks(at.low, at.high, 6))
    drawing.line(at.left, at.bottom, at.right, at.bottom, RULE, 1)
    ticks = log_ticks(at.fewest, at.most, most)
    paint_places(drawing, at, [(at.x(value), text) for value, text in ticks])
    paint_titles(drawing, at, funnel.x_label, funnel.y_label)


def _paint_limits(drawing: Drawing, at: Frame, funnel: Funnel) -> None:
    ends: list[tuple[float, str]] = []
    styles = ((funnel.inner, 1.2, "5 3"), (funnel.outer, 1.8, "none"))
    for text, (pairs, width, dashes) in zip(_named_limits(), styles, strict=True):
        for side in (0, 1):
            line = [(at.x(n), at.y(pair[side])) for n, pair in zip(funnel.at, pairs, strict=True)]
            drawing.path(
                polyline(line), stroke=EXPECTED, stroke_width=width, stroke_dasharray=dashes
            )
            ends.append((line[-1][1], text))
    below = -math.inf
    for y, text in sorted(ends):
        below = max(y + 4, below + LINE)
        drawing.text(at.right + 4, below, text, INK_2)


def _paint_others(drawing: Drawing, at: Frame, funnel: Funnel) -> None:
    """A dot each; a ring about it outside its own inner limits, dark within outside the outer."""
    places = [
        (at.x(n), at.y(difference), outside)
        for n, difference, outside in zip(funnel.n, funnel.difference, funnel.outside, strict=True)
    ]
    plain, dark = (
        "".join(_circle(x, y, DOT) for x, y, outside in places if (outside > 1) is far)
        for far in (False, True)
    )
    rings = "".join(_circle(x, y, RING) for x, y, outside in places if outside)
    drawing.path(plain, fill=RECORDED, fill_opacity=0.75)
    drawing.path(dark, fill=INK_2)
    drawing.path(rings, stroke=INK_2, stroke_width=1.2)


def _paint_own(drawing: Drawing, at: Frame, funnel: Funnel) -> None:
    x, y = at.x(funnel.own_n), at.y(funnel.own_difference)
    corners = [(x, y - DIAMOND), (x + DIAMOND, y), (x, y + DIAMOND), (x - DIAMOND, y)]
    drawing.path(polyline(corners, closed=True), fill=INK, stroke="#fff", stroke_width=1)
    leftward = x > (at.left + at.right) / 2
    room = int(((x - at.left) if leftward else (at.right - x)) / LETTER) - 2
    text = short(name(funnel.mark_label), max(room, 3))
    beside = x - DIAMOND - 4 if leftward else x + DIAMOND + 4
    drawing.text(beside, y + 4, text, INK, "end" if leftward else "start", bold=True)


def _circle(x: float, y: float, radius: float) -> str:
    r, across = coordinate(radius), coordinate(2 * radius)
    return (
        f"M{coordinate(x - radius)} {coordinate(y)}"
        f"a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0z"
    )
