"""What does a reader hear and read of a funnel?"""

from __future__ import annotations

import math
from dataclasses import replace

from tallystick.findings import Band, Funnel
from tallystick.report.words.numbers import count, number
from tallystick.report.words.text import name
from tallystick.report.words.wording import say

NBSP = "\N{NO-BREAK SPACE}"
Pair = tuple[float, float]


def sound_funnel(funnel: Funnel) -> Funnel | None:
    """Return a funnel that can be drawn: defined numbers of equal length; None otherwise."""
    n = min(len(funnel.n), len(funnel.difference), len(funnel.outside))
    at = min(len(funnel.at), len(funnel.inner), len(funnel.outer))
    limits = [each for pair in funnel.inner[:at] + funnel.outer[:at] for each in pair]
    records = (*funnel.n[:n], *funnel.at[:at], funnel.own_n)
    defined = (*records, *funnel.difference[:n], funnel.own_difference, *limits)
    if not at or not all(map(math.isfinite, defined)) or min(records) <= 0:
        return None
    return replace(
        funnel,
        n=funnel.n[:n],
        difference=funnel.difference[:n],
        outside=funnel.outside[:n],
        at=funnel.at[:at],
        inner=funnel.inner[:at],
        outer=funnel.outer[:at],
        bands=tuple(each for each in funnel.bands if 0 <= each.at < at),
    )


def description(funnel: Funnel) -> str:
    """Return what the picture shows, in words."""
    records = (*funnel.n, funnel.own_n)
    place = _nearest(funnel)
    return " ".join(
        (
            say(
                "chart.funnel.desc",
                n=count(len(funnel.n)),
                x_label=name(funnel.x_label),
                y_label=name(funnel.y_label),
                first=count(min(records)),
                last=count(max(records)),
            ),
            say(
                "chart.funnel.own",
                label=name(funnel.mark_label),
                n=count(funnel.own_n),
                difference=_signed(funnel.own_difference),
                inner=_range(funnel.inner[place]),
                outer=_range(funnel.outer[place]),
            ),
            say("chart.table_follows"),
        )
    )


def table(funnel: Funnel) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the heads and rows: the subject's own first, then all others by their records."""
    heads = (
        funnel.x_label,
        say("chart.funnel.count"),
        funnel.y_label,
        say("chart.funnel.inner"),
        say("chart.funnel.outer"),
        say("chart.funnel.outside_inner"),
        say("chart.funnel.outside_outer"),
    )
    place = _nearest(funnel)
    own = (
        say("chart.funnel.own_row", n=count(funnel.own_n), label=name(funnel.mark_label)),
        count(1),
        _signed(funnel.own_difference),
        _range(funnel.inner[place]),
        _range(funnel.outer[place]),
        count(int(funnel.own_outside > 0)),
        count(int(funnel.own_outside > 1)),
    )
    return heads, (own, *(_row(funnel, each) for each in funnel.bands))


def _row(funnel: Funnel, band: Band) -> tuple[str, ...]:
    records = count(band.first)
    if band.last != band.first:
        records = say("chart.funnel.range", low=records, high=count(band.last))
    difference = (band.lowest, band.highest)
    return (
        records,
        count(band.count),
        _range(difference) if band.lowest != band.highest else _signed(band.lowest),
        _range(funnel.inner[band.at]),
        _range(funnel.outer[band.at]),
        *(count(each) for each in band.outside),
    )


def _nearest(funnel: Funnel) -> int:
    """Where the limits are known that are nearest to the subject's own records."""
    return min(range(len(funnel.at)), key=lambda place: abs(funnel.at[place] - funnel.own_n))


def _range(pair: Pair) -> str:
    said = say("chart.funnel.range", low=_signed(pair[0]), high=_signed(pair[1]))
    return said.replace(" ", NBSP)


def _signed(value: float) -> str:
    shown = number(value, 1)
    return f"+{shown}" if round(value, 1) > 0 else shown
