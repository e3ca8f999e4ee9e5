"""What do figures look like that have their day, made from entries, from paper, or filled?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.calibrate.columns import replaced

ENTERED, PAPER, SOME_PAPER = "entered", "paper", "paper in three units"
WAYS = (ENTERED, PAPER, SOME_PAPER)
"""A figure counts what was entered by its day, or all that happened, as paper tells it."""
FEW = 3
FILLED, OF_ALL, COUNTED = "filled", 0.2, "cases"
"""Of the cases of gaming units, the share OF_ALL times the dose is counted first, entered later."""
AFTER, LATER = 5, 14
DAY, MINUTE = np.timedelta64(1, "D"), np.timedelta64(1, "m")
MONTH = np.timedelta64(1, "M")
Instants = NDArray[np.datetime64]


def told_on(
    tables: dict[str, pa.Table], units: tuple[str, ...], way: str, dose: float,
    rng: np.random.Generator,
) -> tuple[pa.Table, pa.Table]:  # fmt: skip
    """Return the incidents, and the figures of ``cases`` published `AFTER` days after each period.

    They are made in one of `WAYS`. Of the cases of `units` in each period, the share ``OF_ALL``
    times `dose` is entered up to `LATER` days after its figure was told, and counted in it.
    """
    cases, figures = tables["incidents"], tables["reported_figures"]
    figures = figures.filter(pa.array(np.array(figures["metric"].to_pylist()) == COUNTED))
    last = figures["period_end"].to_numpy().astype("datetime64[D]")
    told = last + AFTER * DAY
    unit, month = np.array(cases["unit_id"].to_pylist()), _month(cases["occurred_at"].to_numpy())
    entered = cases["recorded_at"].to_numpy().copy()
    filled = np.isin(unit, units) & (rng.random(len(unit)) < OF_ALL * dose)
    ends = (month[filled] + MONTH).astype("datetime64[D]") - DAY
    later = rng.integers(24 * 60, LATER * 24 * 60, int(filled.sum())) * MINUTE
    entered[filled] = ((ends + (AFTER + 1) * DAY).astype("datetime64[us]") + later).astype(
        entered.dtype
    )
    whose = np.array(figures["unit_id"].to_pylist())
    of_paper = np.unique(whose)[: {PAPER: len(whose), SOME_PAPER: FEW}.get(way, 0)]
    value = [
        _told(cell, told[place], entered, filled, whose[place] in of_paper)
        for place, cell in enumerate(_cells(figures, unit, month))
    ]
    figures = replaced(figures, "value", np.array(value, dtype=np.float64))
    return replaced(cases, "recorded_at", entered), figures.append_column(
        "published_on", pa.array(told)
    )


def _month(at: Instants) -> Instants:
    return at.astype("datetime64[M]")


def _cells(figures: pa.Table, unit: NDArray[np.str_], month: Instants) -> list[NDArray[np.int64]]:
    """The rows of the cases that each figure counts."""
    whose = np.array(figures["unit_id"].to_pylist())
    of = _month(figures["period_start"].to_numpy())
    return [
        np.flatnonzero((unit == name) & (month == start))
        for name, start in zip(whose, of, strict=True)
    ]


def _told(
    rows: NDArray[np.int64], on: np.datetime64, entered: Instants, filled: NDArray[np.bool_],
    from_paper: bool,
) -> int:  # fmt: skip
    """How many of the cases the figure counts on its day."""
    if from_paper:
        return len(rows)
    there = entered[rows].astype("datetime64[D]") <= on
    return int((there | filled[rows]).sum())
