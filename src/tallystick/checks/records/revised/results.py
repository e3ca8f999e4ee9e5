"""Whose records changed or vanished more than others', and which way did they go?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.checks.records.revised.releases import CHANGED, GONE, WORSE
from tallystick.checks.shared.beside_others import (
    FEW,
    LEAST_FOUND,
    LEAST_RECORDS,
    Also,
    Aspect,
    results_of,
)
from tallystick.findings import DESCRIBED, Result, SubjectKind
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Marked, larger
from tallystick.stats.proportions.one_way import one_way
from tallystick.stats.proportions.shares import Counts, compared
from tallystick.stats.texts import named, numbered
from tallystick.tables import Substitution

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHARES = {
    GONE: "share of the earlier release's records that the later one does not have",
    WORSE: "share of the records that made a figure worse that are gone",
    CHANGED: "share of the records whose offence, clearance or day changed",
}
LOWERED = "share of {} records that were changed to {}"
ONE_WAY = "share of the changes between {} and {} that went to {}, minus a half"
IN_ONE = " in one month"
FEWEST_MONTHS, FEWEST_CHANGES = 6, 6
FEW_CHANGES = f"fewer than {FEWEST_CHANGES} changes between the two: they show no direction"
FEW_OWN = f"fewer than {LEAST_RECORDS} of its records, or of its others in the same half-years"
FEW_MONTHS = f"fewer than {FEWEST_MONTHS} months with {LEAST_RECORDS} records"
A_DIFFERENCE = "what the public brings is told twice more often, and so taken out more often"


@dataclass(frozen=True)
class Cells:
    """Rows of one question counted one way, (R,) each; -1 for nobody's unit or officer."""

    unit: Ints
    officer: Ints
    offence: Ints
    half: Ints
    month: Ints
    n: Ints
    found: Ints
    rest_n: Ints
    rest_found: Ints

    def at(self, rows: Bools) -> Cells:
        """Those of some rows."""
        return Cells(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def cell(self, *parts: Ints) -> Ints:
        """Number the combinations of some of the columns."""
        return np.unique(np.stack(parts), axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def revised_results(
    asked: np.ndarray, by: np.ndarray, texts: Sequence[np.ndarray], numbers: Sequence[Ints],
    pairs: Mapping[str, Substitution],
) -> list[Result]:  # fmt: skip
    """Return the results of each question; the rows of the check's `counts`, all (R,)."""
    (units, unit), (officers, officer), (_, offence) = (named(each) for each in texts)
    cells = Cells(unit, officer, offence, *numbers)
    results: list[Result] = []
    questions, of = numbered(asked)
    for place, name in enumerate(questions):
        rows = of == place
        parts = {way: cells.at(rows & (by == way)) for way in ("unit", "officer", "month")}
        results += _of(name, parts, units, officers, pairs.get(name))
    return results


def _of(
    about: str, parts: dict[str, Cells], units: list[str], officers: list[str],
    pair: Substitution | None,
) -> list[Result]:  # fmt: skip
    estimand = SHARES.get(about, "")
    if pair is not None:
        estimand = LOWERED.format(pair.from_metric, " or ".join(pair.to_metrics))
    of_units, of_officers, of_months = (parts[way] for way in ("unit", "officer", "month"))
    also: Also | None = None
    if pair is not None:
        also = _also_one_way(of_months, of_officers)
    elif about == WORSE:
        also = _also_own(of_units)
    agency, *whose = _beside_others(about, estimand, of_units, of_units.offence, (units, []), also)
    nobody = replace(of_officers, unit=np.full(len(of_officers.n), -1))
    colleagues = _beside_others(
        about, estimand, nobody, of_officers.unit, ([], officers), also
    )[1:]  # fmt: skip
    first = [agency]
    if pair is not None:
        first = [_one_way(agency, pair, of_months)]
    elif about == WORSE:
        first = [_difference(agency, _worse_and_rest(of_months))]
    else:
        first.append(_one_month(about, estimand, of_months))
    return [_told(each, about) for each in (*first, *whose, *colleagues)]


def _beside_others(
    about: str, estimand: str, cells: Cells, like: Ints, names: tuple[list[str], list[str]],
    also: Also | None,
) -> list[Result]:  # fmt: skip
    """The agency's level and each unit's or officer's result, beside others of the same `like`."""
    units, officers = names
    aspect = Aspect(
        about, estimand, cells.unit, cells.officer if officers else np.full(len(cells.n), -1),
        cells.cell(like, cells.half), cells.found, cells.n,
    )  # fmt: skip
    # Where a subject's own records answer for its habits, few who do the same hide nobody.
    return results_of(aspect, units, officers, also, habits=also is None)


def _also_one_way(months: Cells, officers: Cells) -> Also:
    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        whole = months.at(months.unit == who) if kind == "unit" else officers.at(
            officers.officer == who
        )  # fmt: skip
        way = one_way(whole.found, whole.rest_found)
        if way.n < FEWEST_CHANGES:
            return Tested(n=way.n, reason=FEW_CHANGES, numbers={})
        # An officer's half-years are too few to be asked one by one.
        ways = way.numbers
        p_value = way.p_value if kind == "unit" else ways.p_records
        told = {"p_way": p_value, "down": ways.down, "up": ways.up}
        return replace(way, p_value=p_value).with_numbers(told)

    return said


def _also_own(of_units: Cells) -> Also:
    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        beside = _worse_and_rest(of_units.at(of_units.unit == who))
        rest = beside.numbers
        if min(beside.n, rest.rest_n) < LEAST_RECORDS:
            return Tested(n=beside.n, reason=FEW_OWN, numbers={})
        told = {"p_own": beside.p_value, "rest_n": rest.rest_n, "rest_found": rest.rest_found}
        return beside.with_numbers(told)

    return said


def _worse_and_rest(cells: Cells) -> Tested[Counts]:
    """What made a figure worse beside all else, within units and half-years."""
    cell = cells.cell(cells.unit, cells.officer, (cells.month - 1) // 6 + cells.half)
    found, n, rest_found, rest_n = (
        np.bincount(cell, each).astype(np.int64)
        for each in (cells.found, cells.n, cells.rest_found, cells.rest_n)
    )
    return compared(found, n, rest_found, rest_n)


def _one_way(bare: Result, pair: Substitution, months: Cells) -> Result:
    """The agency's: changes to the lesser and to the graver, by unit and month."""
    lesser = " or ".join(pair.to_metrics)
    way = one_way(months.found, months.rest_found)
    said = replace(
        bare, verdict="insufficient", n=way.n, reason=FEW_CHANGES, estimate=None, interval=None,
        estimand=ONE_WAY.format(pair.from_metric, lesser, lesser),
    )  # fmt: skip
    if way.n < FEWEST_CHANGES:
        return said
    ways = way.numbers
    return proposed(
        replace(said, detail={}), way, "differs", down=ways.down, up=ways.up,
        clusters=ways.clusters, clusters_down=ways.clusters_down, found=ways.down,
    )  # fmt: skip


def _difference(bare: Result, beside: Tested[Counts]) -> Result:
    counts = beside.numbers
    if min(beside.n, counts.rest_n) < LEAST_RECORDS:
        return replace(bare, verdict="insufficient", reason=FEW, estimate=None, interval=None)
    return replace(
        bare, verdict=DESCRIBED, n=beside.n, estimate=beside.estimate, interval=beside.interval,
        estimand=f"{bare.estimand}, minus that of all others", reason=A_DIFFERENCE,
        detail={
            "found": counts.found, "rest_n": counts.rest_n, "rest_found": counts.rest_found,
        },
    )  # fmt: skip


def _one_month(about: str, estimand: str, cells: Cells) -> Result:
    """Whether one month has more than the others: the most extreme, times their number."""
    months, member = np.unique(cells.month, return_inverse=True)
    bare = Result(
        "", "agency", "", about + IN_ONE, "insufficient", int(cells.n.sum()),
        f"{estimand}, of one month minus that of the others", reason=FEW_MONTHS,
    )  # fmt: skip
    if cells.found.sum() < LEAST_FOUND:
        return bare
    marked = Marked(member.astype(np.int64), cells.unit + 1, cells.found, cells.n)
    said = larger(marked, len(months), LEAST_RECORDS, FEWEST_MONTHS)
    tested = [place for place, each in enumerate(said) if each.p_value is not None]
    if not tested:
        return bare
    place = min(tested, key=lambda each: said[each].p_value or 0.0)
    most = said[place].numbers
    few = most.found < LEAST_FOUND
    p_value = 1.0 if few else min(1.0, (said[place].p_value or 0.0) * len(tested))
    return proposed(
        bare, replace(said[place], p_value=p_value), "differs", found=most.found,
        expected=round(most.expected, 3), months=len(tested), month=int(months[place]),
    )  # fmt: skip


def _told(result: Result, about: str) -> Result:
    """The result with what was asked; a level of the agency is told as one."""
    detail = {**result.detail, "about": about}
    level = result.subject_kind == "agency" and result.p_value is None
    described = level and result.estimate is not None
    return replace(result, detail=detail, verdict=DESCRIBED if described else result.verdict)
