"""What does a reader see, hear and read of a finding's picture?"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from markupsafe import Markup

from tallystick.findings import Funnel, Picture
from tallystick.report.charts import funnel as funnels
from tallystick.report.charts import funnel_table, histogram
from tallystick.report.words.numbers import about, count, exact_decimals, number
from tallystick.report.words.text import name, sentence
from tallystick.report.words.wording import say

WIDE, NARROW = (680, 290), (350, 250)
WIDE_FUNNEL, NARROW_FUNNEL = (680, 360), (350, 300)
Drawn = Picture | Funnel
MODEL_DIGITS = 1000


@dataclass(frozen=True)
class Chart:
    """A picture in two widths, with the table of its values."""

    anchor: str
    caption: str
    subcaption: str
    note: str
    wide: Markup
    narrow: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sound(picture: Drawn | None) -> Drawn | None:
    """Return a picture that can be drawn: defined counts of equal length; None otherwise."""
    if picture is None:
        return None
    if isinstance(picture, Funnel):
        return funnel_table.sound_funnel(picture)
    n = min(len(picture.x), len(picture.recorded), len(picture.expected))
    needed = (*picture.x[:n], *picture.recorded[:n], *picture.expected[:n])
    if n == 0 or not all(math.isfinite(each) for each in needed):
        return None
    band = picture.low[:n], picture.high[:n]
    banded = all(len(b) == n and all(math.isfinite(each) for each in b) for b in band)
    mark = picture.mark if picture.mark is not None and math.isfinite(picture.mark) else None
    low, high = band if banded else ((), ())
    return replace(
        picture,
        x=picture.x[:n],
        recorded=picture.recorded[:n],
        expected=picture.expected[:n],
        low=low,
        high=high,
        mark=mark,
    )


def sums(picture: Drawn) -> tuple[str, ...]:
    """Return a sentence for the excess and one for the hole, with the counts of both."""
    said: list[str] = []
    if isinstance(picture, Funnel):
        return ()
    for key, indices in (("more", picture.excess), ("fewer", picture.hole)):
        where = histogram.stretch(picture, indices)
        if where:
            said.append(
                say(
                    f"chart.sum.{key}",
                    first=_at(picture, where[0]),
                    last=_at(picture, where[-1]),
                    recorded=count(histogram.total(picture.recorded, where)),
                    expected=about(histogram.total(picture.expected, where)),
                )
            )
    return tuple(said)


def _description(picture: Picture) -> str:
    described = say(
        "chart.desc",
        n=count(len(picture.x)),
        x_label=name(picture.x_label),
        first=_at(picture, 0),
        last=_at(picture, -1),
    )
    marked = (
        say(
            "chart.mark",
            at=number(picture.mark, exact_decimals((picture.mark,))),
            label=name(picture.mark_label),
        )
        if picture.mark is not None
        else ""
    )
    said = (described, marked, *sums(picture), say("chart.table_follows"))
    return " ".join(part for part in said if part)


def _at(picture: Picture, index: int) -> str:
    return number(picture.x[index], exact_decimals(picture.x))


def _table(picture: Picture) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    heads = [picture.x_label or say("chart.bin"), say("chart.recorded"), say("chart.expected")]
    modelled = [picture.expected]
    if picture.low:
        heads += [say("chart.low"), say("chart.high")]
        modelled += [picture.low, picture.high]
    decimals = 1 if max(map(abs, picture.expected)) < MODEL_DIGITS else 0
    columns = [
        [number(each, exact_decimals(picture.x)) for each in picture.x],
        [number(each, exact_decimals(picture.recorded)) for each in picture.recorded],
        *([number(each, decimals) for each in values] for values in modelled),
    ]
    return tuple(heads), tuple(zip(*columns, strict=True))


def chart(picture: Drawn, anchor: str) -> Chart:
    """Return the chart of a sound picture; `anchor` makes its ids unique in the page."""
    title = sentence(picture.caption) or say("chart.untitled")
    if isinstance(picture, Funnel):
        wide, narrow = (
            funnels.draw(picture, *size, f"{anchor}-{kind}")
            for kind, size in (("wide", WIDE_FUNNEL), ("narrow", NARROW_FUNNEL))
        )
        description, note = funnel_table.description(picture), say("chart.funnel.note")
        heads, rows = funnel_table.table(picture)
    else:
        wide, narrow = (
            histogram.draw(picture, *size, f"{anchor}-{kind}")
            for kind, size in (("wide", WIDE), ("narrow", NARROW))
        )
        marked = picture.excess is not None or picture.hole is not None
        description, note = _description(picture), say("chart.note") if marked else ""
        heads, rows = _table(picture)
    return Chart(
        anchor=anchor,
        caption=title,
        subcaption=picture.subcaption,
        note=note,
        wide=wide.figure(title, description, "chart wide"),
        narrow=narrow.figure(title, description, "chart narrow"),
        heads=heads,
        rows=rows,
    )
