"""Whose doubtful records keep a form's first choices more than others' do, and than their rest?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.records.first_choices import ALL
from tallystick.checks.records.larger_results import LEAST_RECORDS, Aspect, results_of
from tallystick.findings import Result, SubjectKind
from tallystick.stats.shares import compared
from tallystick.stats.texts import numbered, rows_of

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NAME = "records.default_values"
HALF_YEAR = 6
KEEP = "keep the form's first choices"
ESTIMAND = {
    ALL: f"share of the records that {KEEP}",
}
OF_DOUBTFUL = f"share of the doubtful records ({{}}) that {KEEP}"
FEW_OWN = f"fewer than {LEAST_RECORDS} records in doubt have others of the same officer beside them"


def default_results(
    doubt: np.ndarray, unit_id: np.ndarray, officer_id: np.ndarray, month: Ints,
    doubtful: Bools, n: Ints, found: Ints,
) -> list[Result]:  # fmt: skip
    """Results of each kind of doubt: the agency's, then its units' and its officers'."""
    units, unit = _named(unit_id)
    officers, officer = _named(officer_id)
    half = (month - month.min(initial=0)) // HALF_YEAR
    doubts, of = numbered(doubt)
    results: list[Result] = []
    for place, name in enumerate(doubts):
        rows = of == place
        asked = rows & doubtful
        aspect = Aspect(
            name, ESTIMAND.get(name, OF_DOUBTFUL.format(name)), unit[asked], officer[asked],
            half[asked], found[asked], n[asked],
        )  # fmt: skip
        own = None
        if name != ALL:
            cells = (officer[rows] + 1) * (int(half.max(initial=0)) + 1) + half[rows]
            own = _beside_own(
                {"unit": unit[rows], "officer": officer[rows]}, cells, doubtful[rows],
                found[rows], n[rows],
            )  # fmt: skip
        results += results_of(NAME, aspect, units, officers, own)
    return results


def _named(column: np.ndarray) -> tuple[list[str], Ints]:
    """The texts of a column, and the number of each row's, -1 where it is empty."""
    names, place = numbered(column)
    named = np.array([bool(name) for name in names], dtype=bool)
    return names, np.where(named[place], place, -1) if len(names) else place


def _beside_own(
    members: dict[str, Ints], cells: Ints, doubtful: Bools, found: Ints, n: Ints
) -> Callable[[SubjectKind, int], tuple[float, dict[str, Any]]]:
    """The p-value of a subject's doubtful records beside its others of the same officer and time.

    Doubtful records without such others say nothing.
    """
    whose = {kind: rows_of(member) for kind, member in members.items()}

    def said(kind: SubjectKind, who: int) -> tuple[float, dict[str, Any]]:
        rows = whose[kind][who]
        places, cell = np.unique(cells[rows], return_inverse=True)
        own, other = doubtful[rows], ~doubtful[rows]
        (f, size), (rest_f, rest_n) = (
            tuple(
                np.bincount(cell[part], each[rows][part], len(places)).astype(np.int64)
                for each in (found, n)
            )
            for part in (own, other)
        )
        beside = compared(f, size, rest_f, rest_n, detectable=False)
        if beside.n < LEAST_RECORDS:
            return float("nan"), {"reason": FEW_OWN}
        return beside.p_value, {
            "p_own": beside.p_value, "own_n": beside.n, "own_found": beside.found,
            "own_expected": round(beside.expected, 3),
        }  # fmt: skip

    return said
