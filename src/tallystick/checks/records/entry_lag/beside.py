"""Whose records were entered together at the ends, or after their figure, more than others'?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.shared.beside_others import (
    FEWEST,
    LEAST_RECORDS,
    Also,
    Aspect,
    results_of,
)
from tallystick.checks.shared.own_others import beside_own
from tallystick.findings import DESCRIBED, Result, SubjectKind
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Marked, larger
from tallystick.stats.proportions.shares import Counts
from tallystick.stats.texts import named

Ints = NDArray[np.int64]

BATCHES, PUBLISHED = "batches", "published"
HALF_YEAR, MOST_TOLD = 6, 5
OF_DAYS = (
    "share of the days of entry that are among the last of a {} and have a batch: three records or "
    "more, of three days or more, entered without a pause"
)
OF_RECORDS = (
    "share of the records of published {} that the figure counted and that were entered after it "
    "was published"
)
FEW_LATER = "too few other units: how much of their records is entered so late is not known"
FEW_OWN = f"fewer than {LEAST_RECORDS} days of entry among the last of the periods, or others"


@dataclass(frozen=True)
class Cells:
    """Rows of one aspect, (R,) each; `mark` is ``lag`` of the check's counts."""

    unit_id: np.ndarray
    officer_id: np.ndarray
    day: Ints
    mark: Ints
    n: Ints
    later: Ints
    found: Ints

    def at(self, rows: NDArray[np.bool_]) -> Cells:
        """Those of some rows."""
        return Cells(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def batch_results(period: str, cells: Cells) -> list[Result]:
    """Results of one calendar's batches: the agency's level, its units', and its officers'."""
    units, unit = named(cells.unit_id)
    officers, officer = named(cells.officer_id)
    month = cells.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    half = (month - month.min(initial=0)) // HALF_YEAR
    last = cells.mark == 1
    aspect = Aspect(
        f"{period} {BATCHES}", OF_DAYS.format(period), unit, officer, half,
        np.where(last, cells.found, 0), cells.n,
    )  # fmt: skip
    same = (officer + 1) * (int(half.max(initial=0)) + 1) + half
    own = beside_own({"unit": unit, "officer": officer}, same, last, cells.found, cells.n)
    return [
        _kept(each, BATCHES)
        for each in results_of(aspect, units, officers, _own(own), habits=False)
    ]


def _own(beside: Callable[[str, int], Tested[Counts]]) -> Also:
    """The p-value of a subject's last days beside its other days of the same officer and time."""

    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        own = beside(kind, who)
        other = own.numbers
        if min(own.n, other.rest_n) < LEAST_RECORDS:
            return Tested(n=own.n, reason=FEW_OWN, numbers={})
        numbers = {
            "p_own": own.p_value, "last_days": own.n, "last_batches": other.found,
            "other_days": other.rest_n, "other_batches": other.rest_found,
        }  # fmt: skip
        return own.with_numbers(numbers)

    return said


def published_results(metric: str, cells: Cells) -> list[Result]:
    """Results of one metric: the agency's level, and its units', period by period."""
    of_units = cells.unit_id != ""
    cells = cells.at(of_units) if of_units.any() else cells
    units, unit = named(cells.unit_id)
    nobody = np.full(len(unit), -1)
    period = np.unique(cells.day, return_inverse=True)[1].astype(np.int64)
    aspect = Aspect(
        f"{PUBLISHED} {metric}", OF_RECORDS.format(metric), unit, nobody, period, cells.found,
        cells.n,
    )  # fmt: skip

    late = larger(
        Marked(unit, period, cells.later, cells.n), len(units), LEAST_RECORDS, FEWEST["unit"],
        habits=False,
    )  # fmt: skip

    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        numbers = {
            "p_later": late[who].p_value, "later": late[who].numbers.found,
            "later_expected": round(late[who].numbers.expected, 3),
            "periods": _periods(cells.at(unit == who)),
        }  # fmt: skip
        return replace(late[who], reason=FEW_LATER).with_numbers(numbers)

    results = results_of(aspect, units, [], said, habits=False)
    results[0] = replace(results[0], detail=dict(results[0].detail) | {"periods": _periods(cells)})
    return [_kept(each, PUBLISHED) for each in results]


def _periods(cells: Cells) -> list[list[Any]]:
    """The last day, the number and all records of the periods that have most of them."""
    ends, place = np.unique(cells.day, return_inverse=True)
    found, n = (np.bincount(place, each).astype(np.int64) for each in (cells.found, cells.n))
    most = [row for row in np.argsort(-found, kind="stable")[:MOST_TOLD] if found[row]]
    dates = np.datetime_as_string(ends.astype("datetime64[D]"))
    return [[str(dates[row]), int(found[row]), int(n[row])] for row in most]


def _kept(result: Result, asked: str) -> Result:
    """The result with what was asked; the agency's level is no test, and is told as a level."""
    detail = {**result.detail, "asked": asked}
    described = result.subject_kind == "agency" and result.estimate is not None
    return replace(result, detail=detail, verdict=DESCRIBED if described else result.verdict)
