"""How are round values drawn along the two axes of a plot, and the axes named?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tallystick.report.charts.drawing import INK_2, INK_3, LETTER, RULE, Drawing
from tallystick.report.words.text import short

Ticks = Iterable[tuple[float, str]]


class Plot(Protocol):
    """A place on the canvas, with a scale from left to right and one from below upwards."""

    @property
    def left(self) -> float:
        """Where it begins."""

    @property
    def right(self) -> float:
        """Where it ends."""

    @property
    def bottom(self) -> float:
        """Where its lower edge lies."""

    def y(self, value: float, /) -> float:
        """Return the height of a value."""


def paint_heights(drawing: Drawing, plot: Plot, ticks: Ticks) -> None:
    """Draw a rule across the plot at each value, a darker one at none, and the value beside it."""
    for value, text in ticks:
        y = plot.y(value)
        drawing.line(plot.left, y, plot.right, y, INK_3 if value == 0 else RULE, 1)
        drawing.text(plot.left - 6, y + 4, text, INK_2, "end")


def paint_places(
    drawing: Drawing, plot: Plot, places: Ticks, below: float = 17, anchor: str = "middle"
) -> None:
    """Draw a mark below the plot at each place, a coordinate, and its text under that."""
    for x, text in places:
        drawing.line(x, plot.bottom, x, plot.bottom + 4, INK_3, 1)
        drawing.text(x, plot.bottom + below, text, INK_2, anchor)


def paint_titles(drawing: Drawing, plot: Plot, x_label: str, y_label: str) -> None:
    """Write what goes upwards above the plot, and what goes to the right below it."""
    letters = int((plot.right - plot.left) / LETTER)
    drawing.text(0, 12, short(y_label, letters))
    drawing.text(plot.left, plot.bottom + 38, short(x_label, letters))
