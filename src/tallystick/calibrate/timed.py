"""What do weights look like that some units move over a line: always, at times, or when behind?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tallystick.calibrate.columns import replaced
from tallystick.tables import Line

REACH = 0.25
LANDINGS = (1.0, 1.0, 1.05, 1.1)
EVENING, BEHIND, ALWAYS = "evening", "behind", "always"
WAYS = (EVENING, BEHIND, ALWAYS)
EVENING_HOUR, DAY = 16, np.timedelta64(1, "D")
MONTH, YEAR = np.timedelta64(1, "M"), np.timedelta64(12, "M")


def moved(
    tables: dict[str, pa.Table],
    lines: Sequence[Line],
    units: tuple[str, ...],
    way: str,
    dose: float,
    rng: np.random.Generator,
) -> pa.Table:
    """Return the measurements with the share `dose` of some field weights moved over their line.

    Those are of cases of `units` made from 16 to 24 (``evening``), or on days on which the unit's
    cases of the month were behind the pace of those of the same month a year before (``behind``),
    or all (``always``). A unit moves none over a line that does not hold in it.
    """
    cases, readings = tables["incidents"], tables["measurements"]
    unit = np.array(cases["unit_id"].to_pylist())
    chosen = _chosen(cases, way) & np.isin(unit, units)
    value = readings["value"].to_numpy().copy()
    net = np.array(readings["kind"].to_pylist()) == "net_weight"
    field = np.array(readings["stage"].to_pylist()) == "field"
    substance = np.array(readings["substance_code"].to_pylist())
    drawn, landing = rng.random(len(value)), rng.choice(LANDINGS, len(value))
    for line in lines:
        grams = float(line.value)
        below = (value >= grams * (1 - REACH)) & (value < grams)
        under = chosen if line.units is None else chosen & np.isin(unit, line.units)
        rows = (
            _of_cases(readings, cases["incident_id"].filter(pa.array(under)))
            & net
            & field
            & (substance == line.substance_code)
            & below
        )
        rows &= drawn < dose
        value[rows] = np.round(grams * landing[rows], 2)
    return replaced(readings, "value", value)


def _chosen(cases: pa.Table, way: str) -> NDArray[np.bool_]:
    if way == ALWAYS:
        return np.ones(len(cases), dtype=bool)
    return _evening(cases) if way == EVENING else behind_a_year_before(cases)


def _of_cases(readings: pa.Table, ids: pa.ChunkedArray) -> NDArray[np.bool_]:
    found = pc.is_in(readings["incident_id"], value_set=ids.combine_chunks())
    return np.asarray(found.to_numpy(), dtype=bool)


def _evening(cases: pa.Table) -> NDArray[np.bool_]:
    hours = pc.hour(cases["occurred_at"]).to_numpy()
    return np.asarray(hours >= EVENING_HOUR)


def behind_a_year_before(cases: pa.Table) -> NDArray[np.bool_]:
    """Which cases fall on a day before which fewer were made than the pace of a year before."""
    day = cases["occurred_at"].to_numpy().astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    unit = np.array(cases["unit_id"].to_pylist())
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
