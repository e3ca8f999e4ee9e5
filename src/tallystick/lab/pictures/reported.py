"""Reported and true: how far is the figure of each unit from that of its true cases?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread
from tallystick.lab.pictures.rows import Row, chart
from tallystick.lab.sentences import Sentence, comparison
from tallystick.lab.stages import BASE, NONE
from tallystick.lab.words import heads, tell
from tallystick.report.words.numbers import number

RATIO = "reported_over_true"


def reported(shown: Shown) -> Picture:
    """Return a strip for each regime: dots are units, the line is truth."""
    rows, table = [], []
    for lever in (BASE, NONE, *shown.levers("regime")):
        units = shown.results.units_of(shown.results.lever_names.index(lever))
        middle = float(np.median(_means(shown, lever)))
        rows.append(Row(lever, dots=tuple(units), middle=middle))
        ends = spread(np.array(units)) or (float("nan"),) * 3
        table.append(
            (lever, str(len(units)), *(number(each, 3) for each in ends), number(middle, 3))
        )
    title = tell("reported.title")
    drawing = chart(rows, title, tell("reported.text"), "reported", (1.0, tell("reported.line")))
    tables = (Table(tell("section.table", title=title), heads("reported"), tuple(table)),)
    return Picture(
        "reported", title, tell("reported.text"), ((title, drawing),), _sentence(shown), tables
    )


def _means(shown: Shown, lever: str) -> Floats:
    return np.asarray(shown.values(lever, RATIO).mean(axis=1))


def _sentence(shown: Shown) -> Sentence | None:
    """Return the comparison of the regime that is farthest from the base in its median."""
    regimes = shown.levers("regime")
    if not regimes:
        return None
    base = np.median(_means(shown, BASE))
    lever = max(regimes, key=lambda each: abs(np.median(_means(shown, each)) - base))
    found = ranking(shown.values(lever, RATIO), shown.values(BASE, RATIO))
    return comparison(shown.ground, lever, BASE, RATIO, found)
