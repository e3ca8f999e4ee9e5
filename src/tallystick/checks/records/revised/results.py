"""Whose records changed or vanished more than others', and which way did they go?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.checks.records.revised.query import CHANGED, GONE, WORSE
from tallystick.checks.shared.beside_others import (
    FEW,
    LEAST_FOUND,
    LEAST_RECORDS,
    Also,
    Aspect,
    answer,
    results_of,
    with_detail,
)
from tallystick.checks.shared.names import pair_called
from tallystick.findings import DESCRIBED, Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Marked, larger
from tallystick.stats.proportions.one_way import one_way
from tallystick.stats.proportions.shares import Counts, compared
from tallystick.stats.texts import at, named, numbered
from tallystick.tables import Frame, Substitution

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Cells = Mapping[str, Ints]

SHARES = {
    GONE: say("estimands.gone"),
    WORSE: say("estimands.worse"),
    CHANGED: say("estimands.changed"),
}
IN_ONE = " in one month"
WAYS = ("unit", "officer", "month")
FEWEST_MONTHS, FEWEST_CHANGES = 6, 6
FEW_CHANGES = say("reasons.few_changes", n=FEWEST_CHANGES)
FEW_OWN = say("reasons.few_own", n=LEAST_RECORDS)
FEW_MONTHS = say("reasons.few_months", n=FEWEST_MONTHS, of=LEAST_RECORDS)
A_DIFFERENCE = say("reasons.a_difference")


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return for each question the results of the agency, the months, units and officers."""
    numbers = ("half", "month", "n", "found", "rest_n", "rest_found")
    units, unit = named(columns["unit_id"])
    officers, officer = named(columns["officer_id"])
    cells = {"unit": unit, "officer": officer, "offence": named(columns["offense_code"])[1]}
    cells |= {name: columns[name].astype(np.int64) for name in numbers}
    pairs = {pair.name: pair for pair in frame.substitutions}
    results: list[Result] = []
    questions, of = numbered(columns["asked"])
    for place, name in enumerate(questions):
        parts = {way: at(cells, (of == place) & (columns["by"] == way)) for way in WAYS}
        pair = pairs.get(name)
        results += _of(pair_called(pair) if pair else name, parts, units, officers, pair)
    return results


def _of(
    about: str, parts: Mapping[str, Cells], units: list[str], officers: list[str],
    pair: Substitution | None,
) -> list[Result]:  # fmt: skip
    of_units, of_officers, of_months = (parts[way] for way in WAYS)
    estimand, also = SHARES.get(about, ""), None
    if pair is not None:
        lesser = " or ".join(pair.to_metrics)
        estimand = say("estimands.lowered", one=pair.from_metric, other=lesser)
        also = _also_one_way(of_months, of_officers)
    elif about == WORSE:
        also = _also_own(of_units)

    def beside(rows: Cells, unit: Ints, officer: Ints, like: Ints) -> list[Result]:
        """The agency's level and each unit's or officer's result, beside others of the `like`."""
        stratum = _cell(like, rows["half"])
        aspect = Aspect(about, estimand, unit, officer, stratum, rows["found"], rows["n"])
        # Where a subject's own records answer for its habits, few who do the same hide nobody.
        return results_of(aspect, units, officers, also, habits=also is None)

    nobody, no_unit = (np.full(len(rows["n"]), -1) for rows in (of_units, of_officers))
    agency, *whose = beside(of_units, of_units["unit"], nobody, of_units["offence"])
    whose += beside(of_officers, no_unit, of_officers["officer"], of_officers["unit"])[1:]
    if pair is not None:
        first = [_one_way(agency, pair, of_months)]
    elif about == WORSE:
        first = [_difference(agency, _worse_and_rest(of_months))]
    else:
        first = [agency, _one_month(about, estimand, of_months)]
    return [with_detail(each, about=about) for each in (*first, *whose)]


def _cell(*parts: Ints) -> Ints:
    """Number the combinations of some columns."""
    return np.unique(np.stack(parts), axis=1, return_inverse=True)[1].ravel().astype(np.int64)


def _also_one_way(months: Cells, officers: Cells) -> Also:
    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        rows = months if kind == "unit" else officers
        whole = at(rows, rows[kind] == who)
        way = one_way(whole["found"], whole["rest_found"])
        # An officer's half-years are too few to be asked one by one.
        p_value = way.p_value if kind == "unit" else way.numbers.p_records
        told = {"p_way": p_value, "down": way.numbers.down, "up": way.numbers.up}
        return answer(replace(way, p_value=p_value), way.n >= FEWEST_CHANGES, FEW_CHANGES, told)

    return said


def _also_own(of_units: Cells) -> Also:
    def said(kind: SubjectKind, who: int) -> Tested[dict[str, Any]]:
        beside = _worse_and_rest(at(of_units, of_units["unit"] == who))
        rest = beside.numbers
        told = {"p_own": beside.p_value, "rest_n": rest.rest_n, "rest_found": rest.rest_found}
        return answer(beside, min(beside.n, rest.rest_n) >= LEAST_RECORDS, FEW_OWN, told)

    return said


def _worse_and_rest(rows: Cells) -> Tested[Counts]:
    """What made a figure worse beside all else, within units and half-years."""
    cell = _cell(rows["unit"], rows["officer"], (rows["month"] - 1) // 6 + rows["half"])
    found, n, rest_found, rest_n = (
        np.bincount(cell, rows[name]).astype(np.int64)
        for name in ("found", "n", "rest_found", "rest_n")
    )
    return compared(found, n, rest_found, rest_n)


def _one_way(bare: Result, pair: Substitution, months: Cells) -> Result:
    """The agency's: changes to the lesser and to the graver, by unit and month."""
    lesser = " or ".join(pair.to_metrics)
    way = one_way(months["found"], months["rest_found"])
    said = replace(
        bare, verdict="insufficient", n=way.n, reason=FEW_CHANGES, estimate=None, interval=None,
        estimand=say("estimands.one_way", one=pair.from_metric, other=lesser, lesser=lesser),
    )  # fmt: skip
    if way.n < FEWEST_CHANGES:
        return said
    ways = way.numbers
    return replace(
        said, verdict=DESCRIBED, estimate=way.estimate, interval=way.interval,
        reason=say("reasons.a_direction", n=way.n, found=ways.down, other=lesser),
        detail={"down": ways.down, "up": ways.up},
    )  # fmt: skip


def _difference(bare: Result, beside: Tested[Counts]) -> Result:
    counts = beside.numbers
    if min(beside.n, counts.rest_n) < LEAST_RECORDS:
        return replace(bare, verdict="insufficient", reason=FEW, estimate=None, interval=None)
    return replace(
        bare, verdict=DESCRIBED, n=beside.n, estimate=beside.estimate, interval=beside.interval,
        estimand=say("estimands.of_all_others", share=bare.estimand), reason=A_DIFFERENCE,
        detail={
            "found": counts.found, "rest_n": counts.rest_n, "rest_found": counts.rest_found,
        },
    )  # fmt: skip


def _one_month(about: str, estimand: str, cells: Cells) -> Result:
    """Whether one month has more than the others: the most extreme, times their number."""
    months, member = np.unique(cells["month"], return_inverse=True)
    bare = Result(
        "", "agency", "", say("aspects.one_month", what=about), "insufficient",
        int(cells["n"].sum()),
        say("estimands.one_month", share=estimand), reason=FEW_MONTHS,
    )  # fmt: skip
    if cells["found"].sum() < LEAST_FOUND:
        return bare
    marked = Marked(member.astype(np.int64), cells["unit"] + 1, cells["found"], cells["n"])
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
