"""A bar for the evidence after each look, on a log scale, with a line at what is needed."""

from __future__ import annotations

from markupsafe import Markup

from tallystick.report.charts.drawing import EXCESS, RECORDED, RULE, Drawing, rectangles
from tallystick.watch.state import Row
from tallystick.watch.words import evidence, tell

BAR, GAP, HEIGHT, MARGIN = 11.0, 3.0, 46.0, 3.0


def bars(row: Row, looks: int, subject: str, prefix: str) -> Markup:
    """Return the picture of a row over the `looks` of the plan; "" where it gathers nothing."""
    if not row.path or row.line is None:
        return Markup("")
    values = [each for _, each in row.path]
    low, high = min(0.0, *values), max(row.line, *values)
    scale = (HEIGHT - 2 * MARGIN) / (high - low)
    drawing = Drawing(looks * (BAR + GAP) + GAP, HEIGHT, prefix)

    def y(value: float) -> float:
        return MARGIN + (high - value) * scale

    drawing.line(0, y(0.0), drawing.width, y(0.0), RULE, 1)
    for number, value in row.path:
        left, top = GAP + (number - 1) * (BAR + GAP), min(y(value), y(0.0))
        box = (left, top, BAR, max(abs(y(value) - y(0.0)), 0.5))
        drawing.path(rectangles([box]), fill=EXCESS if value >= row.line else RECORDED)
    drawing.line(0, y(row.line), drawing.width, y(row.line), EXCESS, 1)
    told = [tell("bars.each", number=n, evidence=evidence(value)) for n, value in row.path]
    told.append(tell("bars.needed", evidence=evidence(row.line)))
    return drawing.figure(tell("bars.title", subject=subject), "; ".join(told), "watch-bars")
