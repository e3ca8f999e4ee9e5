"""Weights that are moved over a line: always, in the evening, or by units behind their level."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Flags, Floats, places, replaced, texts
from tallystick.tables import Line

REACH = 0.25
LANDINGS = (1.0, 1.0, 1.05, 1.1)
EVENING_HOUR, DAY = 16, np.timedelta64(1, "D")
MONTH, YEAR = np.timedelta64(1, "M"), np.timedelta64(12, "M")
BOUGHT, PURCHASE, ARREST, PART = "bought", "controlled_purchase", "arrest", 0.5


def over_lines(
    tables: dict[str, pa.Table], lines: Sequence[Line], share: Floats, rng: np.random.Generator
) -> pa.Table:
    """Return the measurements, some of whose field weights just below a line are moved over it.

    `share`, (C,), is the chance of each case. No unit moves one over a line that does not hold in
    it.
    """
    cases, readings = tables["incidents"], tables["measurements"]
    at = places(readings, cases)
    unit, substance = texts(cases, "unit_id")[at], texts(readings, "substance_code")
    value = readings["value"].to_numpy().copy()
    weighed = (texts(readings, "kind") == "net_weight") & (texts(readings, "stage") == "field")
    drawn, landing = rng.random(len(value)), rng.choice(LANDINGS, len(value))
    taken = weighed & (at >= 0) & (drawn < share[at])
    for line in lines:
        grams = float(line.value)
        rows = taken & (substance == line.substance_code)
        rows &= (value >= grams * (1 - REACH)) & (value < grams)
        if line.units is not None:
            rows &= np.isin(unit, line.units)
        value[rows] = np.round(grams * landing[rows], 2)
    return replaced(readings, "value", value)


def moved(
    tables: dict[str, pa.Table], lines: Sequence[Line], act: Act, rng: np.random.Generator
) -> pa.Table:
    """Return the measurements with the share of the dose of some field weights moved over a line.

    Those are of cases of the act's units made from 16 to 24 (``evening``), or on days on which the
    unit was behind its level (``behind``), or all (``always``).
    """
    chosen = WAYS[act.way](tables["incidents"]) & act.within(tables["incidents"])
    return over_lines(tables, lines, np.where(chosen, act.dose, 0.0), rng)


def bought(cases: pa.Table, act: Act, rng: np.random.Generator) -> pa.Table:
    """Return the incidents, of whose arrests some of the act's units began with a purchase.

    They are half of the share of the dose of the arrests of days on which the unit was behind.
    """
    chosen = behind_a_year_before(cases) & act.within(cases)
    chosen &= texts(cases, "clearance") == ARREST
    chosen &= rng.random(len(chosen)) < PART * act.dose
    origin = texts(cases, "origin")
    origin[chosen] = PURCHASE
    return replaced(cases, "origin", origin)


def behind_a_year_before(cases: pa.Table) -> Flags:
    """Which cases fall on a day on which the unit was behind its level.

    The level is the pace of the same month a year before: fewer cases were made before that day.
    """
    day = cases["occurred_at"].to_numpy().astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    unit = texts(cases, "unit_id")
    behind = np.zeros(len(day), dtype=bool)
    for name in np.unique(unit):
        own = np.flatnonzero(unit == name)
        for each in np.unique(month[own]):
            level = int((month[own] == each - YEAR).sum())
            rows = own[month[own] == each]
            first = each.astype("datetime64[D]")
            length = int(((each + MONTH).astype("datetime64[D]") - first) / DAY)
            gone = (day[rows] - first) / DAY
            done = np.searchsorted(np.sort(day[rows]), day[rows], side="left")
            behind[rows] = (level > 0) & (done * length < level * gone)
    return behind


def _evening(cases: pa.Table) -> Flags:
    return np.asarray(pc.hour(cases["occurred_at"]).to_numpy() >= EVENING_HOUR)


def _every(cases: pa.Table) -> Flags:
    return np.ones(len(cases), dtype=bool)


WAYS: dict[str, Callable[[pa.Table], Flags]] = {
    "evening": _evening, "behind": behind_a_year_before, "always": _every,
}  # fmt: skip
