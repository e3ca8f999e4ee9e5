"""A bar for the chance after each look, on a log scale, with a line at what is needed."""

from __future__ import annotations

from math import log10

from markupsafe import Markup

from tallystick.report.charts.drawing import EXCESS, RECORDED, RULE, Drawing, rectangles
from tallystick.watch.declared import Declaration
from tallystick.watch.state import Row
from tallystick.watch.words import chance, tell

BAR, GAP, HEIGHT, MARGIN = 11.0, 3.0, 46.0, 3.0
SMALLEST = 1e-30


def bars(row: Row, declared: Declaration, subject: str, prefix: str) -> Markup:
    """Return the picture of a row over the looks of the plan; "" where no look could tell."""
    needed = -log10(declared.audit_alpha)
    values = [(number, -log10(max(q, SMALLEST))) for number, q in row.path if q is not None]
    if not values:
        return Markup("")
    scale = (HEIGHT - 2 * MARGIN) / max(needed, *(value for _, value in values))
    drawing = Drawing(declared.windows * (BAR + GAP) + GAP, HEIGHT, prefix)
    ground = HEIGHT - MARGIN
    drawing.line(0, ground, drawing.width, ground, RULE, 1)
    for number, value in values:
        left, tall = GAP + (number - 1) * (BAR + GAP), max(value * scale, 0.5)
        colour = EXCESS if value >= needed else RECORDED
        drawing.path(rectangles([(left, ground - tall, BAR, tall)]), fill=colour)
    line = ground - needed * scale
    drawing.line(0, line, drawing.width, line, EXCESS, 1)
    told = [tell("bars.each", number=number, q=chance(q)) for number, q in row.path]
    told.append(tell("bars.needed", needed=chance(declared.audit_alpha)))
    return drawing.figure(tell("bars.title", subject=subject), "; ".join(told), "watch-bars")
