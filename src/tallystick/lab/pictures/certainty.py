"""Certainty and severity: how do wrongful charges change with the chance of audits and the law?"""

from __future__ import annotations

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.grids import CERTAINTY, GRIDS, LAWS, PLANS
from tallystick.lab.pictures.lines import Axes, Line, lines
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.sentences import Sentence, comparison
from tallystick.lab.words import tell
from tallystick.report.charts.axis import ticks
from tallystick.report.words.numbers import number

HARM, MOST_LEVELS = "persons_charged_wrongly", 6
(GRID,) = (each for each in GRIDS if each.name == CERTAINTY)


def certainty(shown: Shown) -> Picture | None:
    """Return contours over the chance of an audit and the years of the law; None without them."""
    if shown.results.stage(CERTAINTY) is None:
        return None
    shape = len(GRID.rows), len(GRID.columns)
    charges = shown.results.of(CERTAINTY, HARM)
    charges = charges.reshape(*shape, *charges.shape[1:])
    today = GRID.rows.index(LAWS["law of 2024"]), GRID.columns.index(PLANS["same 5"])
    base = charges[today].mean(axis=1)
    held = base > 0
    values = 100 * charges.mean(axis=3)[..., held] / base[held]
    title, text = tell("certainty.title"), tell("certainty.text")
    drawn = contours(np.median(values, axis=2)) if held.any() else []
    axes = Axes((0, 100 * GRID.columns[-1]), (0, GRID.rows[-1]),
                (tell("certainty.x"), tell("certainty.y")))  # fmt: skip
    drawing = lines(drawn, _marks(), axes, (title, text), "certainty")
    rows = tuple(
        (number(years), *(_cell(each) for each in row))
        for years, row in zip(GRID.rows, values, strict=True)
    )
    columns = (tell("certainty.corner"), *(f"{number(100 * each, 1)}%" for each in GRID.columns))
    table = Table(tell("section.table", title=title), columns, rows)
    sentence = _sentence(shown, charges)
    return Picture("certainty", title, text, ((title, drawing),), sentence, (table,))


def contours(grid: Floats) -> list[Line]:
    """Return for each round level the chance of an audit at which each law comes to it.

    `grid` [years, chances] is made to fall along the chances. A line ends with its shortest law.
    """
    falling = np.minimum.accumulate(grid, axis=1)
    levels = [level for level, _ in ticks(falling.min(), falling.max(), MOST_LEVELS)]
    found = []
    for level in levels:
        points = [
            (float(np.interp(-level, -row, 100 * np.array(GRID.columns))), years)
            for years, row in zip(reversed(GRID.rows), falling[::-1], strict=True)
            if row[-1] <= level <= row[0]
        ]
        if len(points) > 1:
            found.append(Line(f"{number(level)}%", tuple(points)))
    return found


def _marks() -> list[Line]:
    law, later = LAWS.values()
    plans = [Line(name, ((100 * chance, law),)) for name, chance in PLANS.items()]
    return [*plans, Line(tell("certainty.later"), ((100 * PLANS["same 5"], later),))]


def _cell(values: Floats) -> str:
    ends = spread(values)
    if ends is None:
        return told(None)
    return tell("certainty.cell", middle=told(ends[1]), low=told(ends[0]), high=told(ends[2]))


def _sentence(shown: Shown, charges: Floats) -> Sentence:
    """Return the comparison of likelier audits under the older law with the longer law."""
    (law, later), rows, columns = LAWS.values(), GRID.rows, GRID.columns
    likely = charges[rows.index(law), columns.index(PLANS["lot 25"])]
    longer = charges[rows.index(later), columns.index(PLANS["same 5"])]
    found = ranking(likely, longer)
    names = tell("certainty.likely"), tell("certainty.longer")
    return comparison(shown.ground, *names, HARM, found)
