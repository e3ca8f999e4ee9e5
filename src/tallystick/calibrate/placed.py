"""Where does the truth lie beside the range that a check gives for a published figure?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tallystick.findings import Result
from tallystick.simulate.single.columns import among
from tallystick.simulate.single.truth import Known
from tallystick.tables import Metric


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


def placed(result: Result, truth: Known, metrics: tuple[Metric, ...]) -> Placed | None:
    """The place of the truth beside the range of a `result`; None where it has no range."""
    if result.interval is None:
        return None
    (metric,) = (each for each in metrics if each.name == result.aspect)
    rows = np.ones(len(truth.cases), dtype=bool)
    for column, values in metric.where:
        rows &= among(truth.cases[column], values)
    if result.subject_kind == "unit":
        rows &= among(truth.cases["unit_id"], (result.subject,))
    return Placed(
        result.detail["reported"], *result.interval,
        int((truth.elsewhere & rows).sum()), int((truth.happened & rows).sum()),
    )  # fmt: skip
