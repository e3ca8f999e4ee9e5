"""A chart of lines over two axes: points that are joined, dots beside them, and named marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tallystick.lab.pictures.rows import circles
from tallystick.report.charts.axis import ticks
from tallystick.report.charts.drawing import (
    EXCESS,
    EXPECTED,
    INK_2,
    RECORDED,
    RULE,
    Drawing,
    polyline,
)

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 340.0, 290.0, 44.0, 14.0, 26.0, 42.0
MOST_TICKS, DOT, MARK, ABOVE, NEAR = 6, 3.0, 4.2, 12.0, 50.0
DASHES = ("none", "6 3", "2 3", "8 3 2 3", "1 4", "10 4")
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Line:
    """A line: its name at its end, its points, and dots of the same name."""

    name: str
    points: Points
    dots: Points = ()


@dataclass(frozen=True)
class Axes:
    """The ends and the names of both axes."""

    x: tuple[float, float]
    y: tuple[float, float]
    names: tuple[str, str]


def lines(
    held: Sequence[Line], marks: Sequence[Line], axes: Axes, texts: tuple[str, str], prefix: str
) -> Markup:
    """Return the picture; `texts` are its name and its description.

    Lines differ by their dashes and by their names, not by colour alone.
    """
    drawing = Drawing(WIDTH, HEIGHT, prefix)
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT

    def x(value: float) -> float:
        return LEFT + (value - axes.x[0]) / (axes.x[1] - axes.x[0]) * (right - LEFT)

    def y(value: float) -> float:
        return bottom - (value - axes.y[0]) / (axes.y[1] - axes.y[0]) * (bottom - TOP)

    for value, text in ticks(*axes.x, MOST_TICKS):
        drawing.line(x(value), TOP, x(value), bottom, RULE, 1)
        drawing.text(x(value), bottom + 14, text, INK_2, "middle")
    for value, text in ticks(*axes.y, MOST_TICKS):
        drawing.line(LEFT, y(value), right, y(value), RULE, 1)
        drawing.text(LEFT - 5, y(value) + 4, text, INK_2, "end")
    drawing.text(right, HEIGHT - 8, axes.names[0], INK_2, "end")
    drawing.text(4, ABOVE, axes.names[1], INK_2)
    for place, each in enumerate(held):
        dash = {"stroke_dasharray": DASHES[place % len(DASHES)]}
        at = [(x(one), y(other)) for one, other in each.points]
        drawing.path(polyline(at), stroke=EXPECTED, stroke_width=1.6, **dash)
        dots = [(x(one), y(other)) for one, other in each.dots]
        drawing.path(circles(dots, DOT), fill=RECORDED)
    for each in marks:
        drawing.path(circles([(x(a), y(b)) for a, b in each.points], MARK), fill=EXCESS)
    ends = [(x(each.points[-1][0]), y(each.points[-1][1]), each.name)
            for each in (*held, *marks) if each.points]  # fmt: skip
    for a, b, name in _apart(ends):
        left = a > WIDTH * 0.6
        drawing.text(a + (-6 if left else 6), b - 5, name, INK_2, "end" if left else "start")
    return drawing.figure(*texts, "lab-rows")


def _apart(ends: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Move labels up until none of one side lies within a line of another."""
    placed: list[tuple[float, float, str]] = []
    for a, b, name in sorted(ends, key=lambda each: -each[1]):
        near = [other for at, other, _ in placed if abs(at - a) < NEAR]
        while any(abs(b - other) < ABOVE for other in near):
            b = min(other for other in near if abs(b - other) < ABOVE) - ABOVE
        placed.append((a, b, name))
    return placed
