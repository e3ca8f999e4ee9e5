"""Whose doubtful records keep a form's first choices more than others' do, and than their rest?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.records.default_values.first_choices import ALL
from tallystick.checks.shared.beside_others import LEAST_RECORDS, Also, Aspect, results_of
from tallystick.checks.shared.own_others import beside_own
from tallystick.findings import Result, SubjectKind
from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.shares import Counts
from tallystick.stats.texts import named, numbered
from tallystick.tables import Frame

Ints = NDArray[np.int64]

HALF_YEAR = 6
KEEP = "keep the form's first choices"
ESTIMAND = {
    ALL: f"share of the records that {KEEP}",
}
OF_DOUBTFUL = f"share of the doubtful records ({{}}) that {KEEP}"
FEW_OWN = f"fewer than {LEAST_RECORDS} records in doubt have others of the same officer beside them"


def default_results(
    doubt: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    month: np.ndarray,
    doubtful: np.ndarray,
    n: np.ndarray,
    found: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return for each kind of doubt the agency's result, then its units' and its officers'."""
    doubtful = doubtful.astype(np.int64) == 1
    month, n, found = (each.astype(np.int64) for each in (month, n, found))
    units, unit = named(unit_id)
    officers, officer = named(officer_id)
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
            own = _own(beside_own(
                {"unit": unit[rows], "officer": officer[rows]}, cells, doubtful[rows],
                found[rows], n[rows],
            ))  # fmt: skip
        results += results_of(aspect, units, officers, own)
    return results


def _own(beside: Callable[[str, int], Tested[Counts]]) -> Also:
    """The p-value of a subject's doubtful records beside its others of the same officer and time.

    Doubtful records without such others say nothing.
    """

    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        own = beside(kind, who)
        if own.n < LEAST_RECORDS:
            return Tested(n=own.n, reason=FEW_OWN, numbers={})
        numbers = {
            "p_own": own.p_value, "own_n": own.n, "own_found": own.numbers.found,
            "own_expected": round(own.numbers.expected, 3),
        }  # fmt: skip
        return own.with_numbers(numbers)

    return said
