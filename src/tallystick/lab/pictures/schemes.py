"""Stopped before the first sale: how many supply schemes, by colleagues who know of them?"""

from __future__ import annotations

import tomllib

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.grids import GRIDS, SCHEMES
from tallystick.lab.levels import changed
from tallystick.lab.pictures.lines import Axes, Line, lines
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.sentences import comparison
from tallystick.lab.stages import Place
from tallystick.lab.words import heads, tell
from tallystick.report.words.numbers import number
from tallystick.simulate.incentives.insiders import hazard
from tallystick.simulate.incentives.scheme import stopped_before_sale
from tallystick.simulate.incentives.settings import Incentives
from tallystick.simulate.incentives.worth import ACT
from tallystick.simulate.world import World

SOLD, MONTHS_A_YEAR = "schemes_sold", 12
(GRID,) = (each for each in GRIDS if each.name == SCHEMES)


def schemes(shown: Shown) -> Picture | None:
    """Return the share stopped by colleagues who know; None where the plan has no such worlds."""
    stage = shown.results.stage(SCHEMES)
    if stage is None:
        return None
    begun = shown.results.of(SCHEMES, "schemes_begun").sum(axis=2)
    stopped = shown.results.of(SCHEMES, "schemes_stopped_before_sale").sum(axis=2)
    shares = 100 * np.divide(stopped, begun, out=np.full(begun.shape, np.nan), where=begun > 0)
    closed = _closed(shown)
    title, text = tell("schemes.title"), tell("schemes.text")
    held, table = [], []
    for row, ratio in enumerate(GRID.rows):
        points, dots = [], []
        for column, knowers in enumerate(GRID.columns):
            at = row * len(GRID.columns) + column
            expected, ends = float(np.median(closed[at])), spread(shares[at])
            points.append((knowers, expected))
            if ends:
                dots.append((knowers, ends[1]))
            low, middle, high = ends or (float("nan"),) * 3
            table.append((number(ratio), number(knowers, 1), number(begun[at].sum()),
                          *map(told, (low, middle, high, expected))))  # fmt: skip
        name = tell("schemes.line", ratio=number(ratio))
        held.append(Line(name, tuple(points), tuple(dots)))
    axes = Axes((0, GRID.columns[-1]), (0, 100), (tell("schemes.x"), tell("schemes.y")))
    drawing = lines(held, (), axes, (title, text), "schemes")
    tables = (Table(tell("section.table", title=title), heads("schemes"), tuple(table)),)
    few, many = (GRID.columns[at] for at in (0, -1))
    names = [tell("schemes.name", knowers=number(each, 1)) for each in (many, few)]
    last = len(GRID.columns) - 1
    found = ranking(100 - shares[last][:, None], 100 - shares[0][:, None])
    sentence = comparison(shown.ground, names[0], names[1], SOLD, found)
    return Picture("schemes", title, text, ((title, drawing),), sentence, tables)


def _closed(shown: Shown) -> Floats:
    """The closed form of each cell and parameter set, in per cent; [cells, sets]."""
    stage = shown.results.stage(SCHEMES)
    assert stage is not None
    world = World.model_validate(tomllib.loads(shown.results.plan.world))
    units = round(sum(each.count for each in world.department.units) * shown.results.plan.lab.scale)
    return np.array([
        [100 * stopped(changed(world, Place(stage, cell, number, 1).changes).incentives, units)
         for number in range(len(stage.sets))]
        for cell in range(len(stage.cells))
    ])  # fmt: skip


def stopped(settings: Incentives, units: int) -> float:
    """The chance that a scheme is stopped before a sale by a colleague or an audit."""
    audits, facts = settings.audits, ACT["supply"]
    audit = audits.usual(units) * audits.independence * facts.detect / MONTHS_A_YEAR
    tells = hazard(facts.serious, 0.0, settings.insiders)
    supply = settings.supply
    return stopped_before_sale(supply.knowers, tells, supply.sell, audit, supply.knowers_a_month)
