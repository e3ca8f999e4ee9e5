"""Where does the truth lie beside the range that a check gives for a published figure?

Two truths of each record, both known from the making of the world alone. It is *held elsewhere*
when the second system has its event, or can have none: the offence or the outcome is not of those
that it keeps, or the ticket went to a town's own system. It *happened* when nobody made it up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tallystick.findings import Result
from tallystick.simulate.records.second_system import KEPT_ARRESTS, KEPT_OFFENCES
from tallystick.tables import Metric

MADE_UP, TOWN = "ghosts", "town_tickets"


@dataclass(frozen=True)
class Placed:
    """A figure: what was reported, the ends of the range, and the two truths, in records."""

    reported: float
    low: float
    high: float
    elsewhere: int
    happened: int

    def outside(self, truth: int) -> float:
        """By how many records a truth lies outside the range."""
        return max(self.low - truth, truth - self.high, 0.0)


@dataclass(frozen=True)
class Known:
    """The cases of a world, and of each whether it is held elsewhere and whether it happened."""

    cases: pa.Table
    elsewhere: NDArray[np.bool_]
    happened: NDArray[np.bool_]


def known(cases: pa.Table, labels: pa.Table, held: pa.ChunkedArray) -> Known:
    """Both truths of each case; `held` are the numbers of those that the second system has."""

    def labelled(name: str) -> NDArray[np.bool_]:
        named = labels.filter(pc.equal(labels["name"], name))["incident_id"]
        return _among(cases["incident_id"], named)

    kept = _among(cases["clearance"], pa.chunked_array([KEPT_ARRESTS]))
    kept |= _among(cases["offense_code"], pa.chunked_array([KEPT_OFFENCES]))
    made_up = labelled(MADE_UP)
    elsewhere = _among(cases["incident_id"], held) | (~kept & ~made_up) | labelled(TOWN)
    return Known(cases, elsewhere, ~made_up)


def placed(result: Result, truth: Known, metrics: tuple[Metric, ...]) -> Placed | None:
    """The place of the truth beside the range of a `result`; None where it has no range."""
    if result.interval is None:
        return None
    (metric,) = (each for each in metrics if each.name == result.aspect)
    rows = np.ones(len(truth.cases), dtype=bool)
    for column, values in metric.where:
        rows &= _among(truth.cases[column], pa.chunked_array([list(values)]))
    if result.subject_kind == "unit":
        rows &= _among(truth.cases["unit_id"], pa.chunked_array([[result.subject]]))
    return Placed(
        result.detail["reported"], *result.interval,
        int((truth.elsewhere & rows).sum()), int((truth.happened & rows).sum()),
    )  # fmt: skip


def _among(column: pa.ChunkedArray, values: pa.ChunkedArray) -> NDArray[np.bool_]:
    found = pc.is_in(column, value_set=values.cast(column.type))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
