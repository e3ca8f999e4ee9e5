"""How are a unit's figures drawn over time, with the level that each had to reach?"""

from __future__ import annotations

from dataclasses import dataclass

from tallystick.report.charts import axis
from tallystick.report.charts.axes import paint_heights, paint_places
from tallystick.report.charts.drawing import (
    EXPECTED,
    INK_3,
    RECORDED,
    Drawing,
    polyline,
    rectangles,
    text_width,
)
from tallystick.report.charts.series import Series, Slot, to_reach

WIDTH, HEIGHT = 400.0, 190.0
TOP, BOTTOM, RIGHT = 12, 26, 14
BAR_SHARE, HEADROOM = 0.84, 1.04
MOST_TICKS, MOST_DATES = 4, 5
# How high above the axis a period without a figure is marked.
STUB = 9.0
YEAR = 12


@dataclass(frozen=True)
class Plot:
    """The plot's place on the canvas and its two scales: periods side by side, and values."""

    left: float
    right: float
    top: float
    bottom: float
    number: int
    low: float
    high: float

    def x(self, place: int) -> float:
        """Return where the period at `place` begins."""
        return self.left + place / self.number * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the height of `value`, held within the plot."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def draw(series: Series, prefix: str) -> Drawing:
    """Return the drawing: bars, a dark line for each level, a dashed stub for no figure."""
    plot = _plot(series)
    drawing = Drawing(WIDTH, HEIGHT, prefix)
    _paint_axes(drawing, plot, series)
    bars, levels, stubs = [], [], []
    for place, slot in enumerate(series.slots):
        start, width = plot.x(place), plot.x(place + 1) - plot.x(place)
        bar = start + width * (1 - BAR_SHARE) / 2, width * BAR_SHARE
        if slot.figure is None:
            stubs.append((bar[0], plot.y(0) - STUB, bar[1], STUB))
            continue
        top, base = sorted((plot.y(slot.figure.value), plot.y(0)))
        bars.append((bar[0], top, bar[1], base - top))
        level = to_reach(slot.figure)
        if level is not None:
            y = plot.y(level)
            levels.append(polyline([(start, y), (start + width, y)]))
    drawing.path(rectangles(bars), fill=RECORDED)
    drawing.path(rectangles(stubs), stroke=INK_3, stroke_width=1, stroke_dasharray="2 2")
    drawing.path("".join(levels), stroke="#fff", stroke_width=4.5)
    drawing.path("".join(levels), stroke=EXPECTED, stroke_width=2)
    return drawing


def _plot(series: Series) -> Plot:
    held = [each.value for each in series.figures]
    held += [level for each in series.figures if (level := to_reach(each)) is not None]
    low, high = min(0.0, *held, 0.0), max(0.0, *held, 0.0)
    span = (high - low) or 1.0
    low, high = low * HEADROOM, max(high * HEADROOM, low + axis.nice_step(span, MOST_TICKS))
    if all(each.is_integer() for each in held):
        high = max(high, MOST_TICKS)
    ticks = axis.ticks(low, high, MOST_TICKS)
    return Plot(
        left=max(text_width(text) for _, text in ticks) + 8,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        number=len(series.slots),
        low=low,
        high=high,
    )


def _paint_axes(drawing: Drawing, plot: Plot, series: Series) -> None:
    paint_heights(drawing, plot, axis.ticks(plot.low, plot.high, MOST_TICKS))
    dates = [(plot.x(place), text) for place, text in _dates(series)]
    paint_places(drawing, plot, dates, below=18, anchor="start")


def _dates(series: Series) -> list[tuple[int, str]]:
    """Where the axis is dated: each year's first period, or as many periods as have room."""
    slots = series.slots
    years = [
        place
        for place, slot in enumerate(slots)
        if place == 0 or slot.first.year != slots[place - 1].first.year
    ]
    if len(slots) > 1 and years[1:] and years[1] * MOST_DATES * 2 < len(slots):
        years = years[1:]
    if len(years) > 1:
        every = -(-len(years) // MOST_DATES)
        return [(place, str(slots[place].first.year)) for place in years[::every]]
    every = -(-len(slots) // MOST_DATES)
    return [(place, _short(slots[place])) for place in range(0, len(slots), every)]


def _short(slot: Slot) -> str:
    return f"{slot.first:%Y-%m}" if slot.first.day == 1 else slot.first.isoformat()
