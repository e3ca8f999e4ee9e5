"""Levels of units under two rules, and figures that are brought to their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tallystick.simulate.figures import METRICS
from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Floats, replaced, texts

PRIOR, PLAN = "prior_year", "plan"
EVERY = "met by every unit"
WAYS = ("met", EVERY)
LEVELLED = tuple(each.name for each in METRICS if not each.is_control)
MONTHS = 12
STEADY = 0.3


@dataclass(frozen=True)
class Rules:
    """How the levels of two halves of the units are set, from the second year on.

    Under ``prior_year`` a month's level is the figure of the same month a year before, under
    ``plan`` a twelfth of the calendar year before, the same in each month of a year.

    Parameters
    ----------
    first
        The rule of the first half of the units, among them the gaming ones; the other half has
        the other rule.
    growth
        By what share each level is above what it is taken from.
    portions
        Whether no unit can do more in a month than its mean month of the first year, whatever
        its rule: what is beyond is not done, and the figure is what the portion holds.
    plan_of_portions
        Whether the plan is that portion.
    steady
        Whether months differ from that mean by the share `STEADY` of what chance makes.
    """

    first: str = PRIOR
    growth: float = 0.0
    portions: bool = False
    plan_of_portions: bool = False
    steady: bool = False

    def of_units(self, units: tuple[str, ...]) -> Mapping[str, str]:
        """The rule of each unit."""
        other = PLAN if self.first == PRIOR else PRIOR
        half = len(units) // 2
        return {name: self.first if place < half else other for place, name in enumerate(units)}


def ruled(
    figures: pa.Table, rules: Rules, act: Act, rng: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    """Return the figures, and the targets of every metric that has levels; a metric's are in order.

    Of the months of the act's units that stay below their own level the share of the dose is
    published as having met it; the levels of the year after are taken from what was published.
    """
    value = figures["value"].to_numpy().copy()
    unit, metric = texts(figures, "unit_id"), texts(figures, "metric")
    of_unit = rules.of_units(tuple(dict.fromkeys(unit.tolist())))
    level = np.full(len(value), np.nan)
    for name, rule in of_unit.items():
        for what in LEVELLED:
            rows = np.flatnonzero((unit == name) & (metric == what))
            share = act.dose if name in act.units else 0.0
            value[rows], level[rows] = _years(value[rows], rules, rule, share, rng)
    held = np.flatnonzero(np.isfinite(level))
    bases = pa.array([of_unit[name] for name in unit[held]])
    targets = figures.take(held).select(["unit_id", "metric", "period_start", "period_end"])
    targets = targets.append_column("target", pa.array(level[held])).append_column("basis", bases)
    return replaced(figures, "value", value), targets


def _years(
    value: Floats, rules: Rules, rule: str, dose: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """One series of months as published, and its levels; NaN in the first year."""
    portion = np.round(value[:MONTHS].mean())
    made = np.minimum(value, portion) if rules.portions else value.copy()
    made = np.round(portion + STEADY * (value - portion)) if rules.steady else made
    level = np.full(len(made), np.nan)
    for month in range(MONTHS, len(made)):
        last = made[month - month % MONTHS - MONTHS : month - month % MONTHS]
        before = made[month - MONTHS] if rule == PRIOR else last.mean()
        level[month] = np.ceil(before * (1 + rules.growth))
        if rules.plan_of_portions and rule == PLAN:
            level[month] = portion
        if made[month] < level[month] and rng.random() < dose:
            made[month] = level[month]
    return made, level
