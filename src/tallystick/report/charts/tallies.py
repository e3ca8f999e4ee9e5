"""How are counts drawn as tally marks and bars, and strength as blocks?"""

from __future__ import annotations

from markupsafe import Markup

from tallystick.report.charts.drawing import EXCESS, INK_3, RECORDED, coordinate, ornament

MOST_MARKS = 15
STEP, GAP, HEIGHT = 8, 9, 28
BAR_WIDTH, BAR_HEIGHT = 160, 12
# How a pattern, a check with nothing unusual and a check without an answer are drawn.
LOOKS = {"pattern": (EXCESS, ""), "nothing": (RECORDED, ""), "none": (INK_3, "3 3")}


def _mark(x: float, colour: str, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{x} 1v26" stroke="{colour}" stroke-width="3"{dashed}/>'


def tally(n: int, look: str) -> Markup:
    """Draw `n` tally marks in fives; an ellipsis stands for those beyond fifteen."""
    colour, dashes = LOOKS[look]
    drawn = min(n, MOST_MARKS)
    parts = []
    for index in range(drawn):
        group, place = divmod(index, 5)
        left = 3 + group * (4 * STEP + GAP)
        if place < 4:
            parts.append(_mark(left + place * STEP, colour, dashes))
        else:
            parts.append(
                f'<path d="M{left - 3} 22l{3 * STEP + 6} -16" stroke="{colour}" stroke-width="3"/>'
            )
    groups, rest = divmod(drawn, 5)
    width = groups * (4 * STEP + GAP) + rest * STEP + (14 if n > drawn else 0)
    if n > drawn:
        parts.append(f'<text x="{width - 14}" y="24" fill="{colour}">…</text>')
    return ornament(max(width, STEP), HEIGHT, "".join(parts), "tally")


def blocks(filled: int, of: int) -> Markup:
    """Draw `filled` of `of` blocks."""
    parts = "".join(
        f'<path d="M{index * 9 + 0.5} .5h7v9h-7z" fill="{EXCESS if index < filled else "#fff"}" '
        f'stroke="{EXCESS}"/>'
        for index in range(of)
    )
    return ornament(of * 9, 10, parts, "blocks")


def bar(n: int, most: int) -> Markup:
    """Draw a bar for `n`, as long as there is room where it is `most`."""
    length = coordinate(BAR_WIDTH * n / max(most, 1))
    path = f'<path d="M0 0h{length}v{BAR_HEIGHT}h-{length}z" fill="{RECORDED}"/>'
    return ornament(BAR_WIDTH, BAR_HEIGHT, path, "bar-of")
