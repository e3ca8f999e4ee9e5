"""What does the department publish, and what was it told to reach?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY, Calendar
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.force import Force
from tallystick.tables.frame import Metric
from tallystick.tables.incidents import CLEARANCES, ORIGINS

METRICS = (
    Metric("cases", "incidents"),
    Metric("arrests", "incidents", (("clearance", ("arrest",)),)),
    Metric("cleared", "incidents", (("clearance", ("arrest", "exceptional")),)),
    Metric("complaints", "incidents", (("origin", ("complaint",)),), is_control=True),
)


@dataclass(frozen=True)
class Ledger:
    """Counts of the exported cases: [metrics, U, M] by the month in which they are dated."""

    counts: NDArray[np.int64]

    @staticmethod
    def empty(units: int, months: int) -> Ledger:
        """A ledger of zeros."""
        return Ledger(np.zeros((len(METRICS), units, months), dtype=np.int64))

    def enter(self, chunk: Chunk) -> None:
        """Count the cases of an exported chunk; those dated outside the world are not counted."""
        cases = chunk.cases
        month = chunk.calendar.month_at(cases["occurred"])
        arrest = cases["clearance"] == CLEARANCES.index("arrest")
        exceptional = cases["clearance"] == CLEARANCES.index("exceptional")
        complaint = cases["origin"] == ORIGINS.index("complaint")
        inside = (month >= 0) & (month < chunk.calendar.months)
        counted = (np.ones(len(cases), dtype=bool), arrest, arrest | exceptional, complaint)
        for metric, rows in enumerate(counted):
            np.add.at(self.counts[metric], (cases["unit"][rows & inside], month[rows & inside]), 1)


def _date(minute: NDArray[np.int64]) -> pa.Array:
    return pa.array((minute // MINUTES_A_DAY).astype("datetime64[D]"))


def reported_figures(ledger: Ledger, force: Force, calendar: Calendar) -> pa.Table:
    """A figure per metric, unit and month, as published after the export's entries were made."""
    metric, unit, month = (
        place.ravel() for place in np.indices(ledger.counts.shape, dtype=np.int64)
    )
    return pa.table(
        {
            "unit_id": pa.array(np.array(force.unit_names)[unit]),
            "metric": pa.array(np.array([each.name for each in METRICS])[metric]),
            "period_start": _date(calendar.starts[month]),
            "period_end": _date(calendar.starts[month + 1] - 1),
            "value": pa.array(ledger.counts.ravel().astype(np.float64)),
            "unit": pa.array(["1"] * len(metric)),
        }
    )


def targets(
    goal: NDArray[np.float64], force: Force, calendar: Calendar, metric: str, basis: str
) -> pa.Table:
    """A goal per unit and month from the start of its year; months without one are left out.

    Where the world begins within a year, that year's goals are counted from there.

    `goal` is [U, M], the level to have reached by the end of the month, NaN without one.
    """
    unit, month = np.nonzero(np.isfinite(goal))
    january = np.maximum(month - (calendar.month_of_year[month] - 1), 0)
    start = calendar.first_month + january
    first = start.astype("datetime64[M]").astype("datetime64[D]")
    return pa.table(
        {
            "unit_id": pa.array(np.array(force.unit_names)[unit]),
            "metric": pa.array([metric] * len(unit), pa.string()),
            "period_start": pa.array(first),
            "period_end": _date(calendar.starts[month + 1] - 1),
            "target": pa.array(np.round(goal[unit, month], 3)),
            "basis": pa.array([basis] * len(unit), pa.string()),
        }
    )
