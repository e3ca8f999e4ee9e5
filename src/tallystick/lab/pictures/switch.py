"""If the regime changes: what is counted and done before and after, and what goes on?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tallystick.lab.design.ranking import ranking
from tallystick.lab.pictures.picture import Floats, Picture, Shown, Table, spread, told
from tallystick.lab.results import YEAR, in_year
from tallystick.lab.sentences import Sentence, effect
from tallystick.lab.stages import BASE, FIGURES, SWITCH, SWITCHED, switched_levels
from tallystick.lab.words import heads, tell

EASY, GAMED, PADDING = "acts.easy", "gamed_acts", "reported_over_true"
SHOWN = (PADDING, EASY, GAMED, "complaints_lost", "persons_charged_wrongly", "carried_over")
PERCENT, LEAST = 100.0, 0.05
"""Regimes that differ by less than this share of the larger have no difference to be left."""


def switch(shown: Shown) -> Picture | None:
    """Return the tables of the plan's switch; None where it has none."""
    plan = shown.results.plan
    if shown.results.stage(SWITCH) is None or plan.lab.switch is None:
        return None
    levels = [each.name for each in switched_levels(plan)]
    levels = [each for each in levels if f"{FIGURES}: {each}" not in shown.withheld]
    title, year = tell("switch.title"), plan.lab.switch
    rows = tuple(row for level in levels for row in _rows(shown, level))
    table = Table(tell("section.table", title=title), heads("switch"), rows)
    text = tell("switch.text", year=year, base=shown.base_of(FIGURES))
    return Picture("switch", title, text, (), _sentence(shown, levels, year), (table,))


def years(shown: Shown) -> int:
    """Return how many years the worlds have."""
    names = shown.results.worlds.column_names
    return sum(each.startswith(YEAR) and each.endswith(": cases") for each in names)


def values(shown: Shown, cell: str, year: int, measure: str) -> Floats:
    """Return a measure of one year of a cell; [sets, seeds]."""
    stage = shown.results.stage(SWITCH)
    assert stage is not None
    place = [each.name for each in stage.cells].index(cell)

    def of(outcome: str) -> Floats:
        return np.asarray(shown.results.of(SWITCH, in_year(year, outcome))[place])

    if measure == PADDING:
        return np.asarray(PERCENT * (of("reported") / np.maximum(of("true"), 1e-9) - 1))
    if measure != GAMED:
        return of(measure)
    head = in_year(year, "acts.")
    acts = [each.removeprefix(in_year(year, "")) for each in shown.results.worlds.column_names
            if each.startswith(head)]  # fmt: skip
    return np.asarray(sum(of(each) for each in acts if each != EASY))


def left(old: Floats, switched: Floats, new: Floats) -> Floats:
    """Return how much of the old regime's difference is left, in %; [sets], NaN without one."""
    difference = (old - new).mean(axis=1)
    larger = np.maximum(np.abs(old.mean(axis=1)), np.abs(new.mean(axis=1)))
    some = np.abs(difference) > LEAST * larger
    share = (switched - new).mean(axis=1) / np.where(some, difference, 1.0)
    return np.where(some, PERCENT * share, np.nan)


def _rows(shown: Shown, level: str) -> Iterator[tuple[str, ...]]:
    """A row for each measure and year: three medians over sets, and what is left of the old."""
    cells = (BASE, SWITCHED.format(level=level), f"{FIGURES}: {level}")
    for measure in SHOWN:
        for year in range(1, years(shown) + 1):
            of = [values(shown, cell, year, measure) for cell in cells]
            middle = [told(float(np.median(each.mean(axis=1)))) for each in of]
            ends = spread(left(*of)) or (None, None, None)
            name = tell(f"switch_row.{measure}")
            yield level, name, str(year), *middle, *map(told, ends)


def _sentence(shown: Shown, levels: list[str], year: int) -> Sentence | None:
    """Return what the switch does, in its first year, that moves all gamed acts most."""
    if not levels or year > years(shown):
        return None
    base = values(shown, BASE, year, GAMED)

    def of(level: str) -> Floats:
        return values(shown, SWITCHED.format(level=level), year, GAMED)

    level = max(levels, key=lambda each: abs(float(np.median(of(each) - base))))
    change = SWITCHED.format(level=level)
    return effect(shown.ground, change, f"{GAMED}_in_year", ranking(of(level), base))
