"""Figures with the day on which they were published, made from entries, from paper, or filled."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Flags, Instants, Ints, Texts, replaced, texts

ENTERED, PAPER, SOME_PAPER = "entered", "paper", "paper in three units"
"""A figure counts what was entered by its day, or all that happened, as paper tells it."""
FEW = 3
FILLED, OF_ALL, COUNTED = "filled", 0.2, "cases"
"""Of the cases of gaming units, the share OF_ALL times the dose is counted first, entered later."""
AFTER, LATER = 5, 14
DAY, MINUTE = np.timedelta64(1, "D"), np.timedelta64(1, "m")
MONTH = np.timedelta64(1, "M")


def published(
    tables: dict[str, pa.Table], way: str, act: Act, rng: np.random.Generator
) -> tuple[pa.Table, pa.Table]:
    """Return the incidents, and the figures of ``cases`` published `AFTER` days after each period.

    `way` is `ENTERED`, `PAPER` or `SOME_PAPER`. Of the cases of the act's units in each period,
    the share ``OF_ALL`` times the dose is entered up to `LATER` days after its figure was
    published, and counted in it.
    """
    cases, figures = tables["incidents"], tables["reported_figures"]
    figures = figures.filter(pa.array(texts(figures, "metric") == COUNTED))
    last = figures["period_end"].to_numpy().astype("datetime64[D]")
    days = last + AFTER * DAY
    unit, month = texts(cases, "unit_id"), _month(cases["occurred_at"].to_numpy())
    entered = cases["recorded_at"].to_numpy().copy()
    filled = act.within(cases) & (rng.random(len(unit)) < OF_ALL * act.dose)
    ends = (month[filled] + MONTH).astype("datetime64[D]") - DAY
    later = rng.integers(24 * 60, LATER * 24 * 60, int(filled.sum())) * MINUTE
    entered[filled] = ((ends + (AFTER + 1) * DAY).astype("datetime64[us]") + later).astype(
        entered.dtype
    )
    whose = texts(figures, "unit_id")
    of_paper = np.unique(whose)[: {PAPER: len(whose), SOME_PAPER: FEW}.get(way, 0)]
    value = [
        _counted(cell, days[place], entered, filled, whose[place] in of_paper)
        for place, cell in enumerate(_cells(figures, unit, month))
    ]
    figures = replaced(figures, "value", np.array(value, dtype=np.float64))
    return replaced(cases, "recorded_at", entered), figures.append_column(
        "published_on", pa.array(days)
    )


def _month(at: Instants) -> Instants:
    return at.astype("datetime64[M]")


def _cells(figures: pa.Table, unit: Texts, month: Instants) -> list[Ints]:
    """The rows of the cases that each figure counts."""
    whose = texts(figures, "unit_id")
    of = _month(figures["period_start"].to_numpy())
    return [
        np.flatnonzero((unit == name) & (month == start))
        for name, start in zip(whose, of, strict=True)
    ]


def _counted(
    rows: Ints, on: np.datetime64, entered: Instants, filled: Flags, from_paper: bool
) -> int:
    """How many of the cases the figure counts on its day."""
    if from_paper:
        return len(rows)
    there = entered[rows].astype("datetime64[D]") <= on
    return int((there | filled[rows]).sum())
