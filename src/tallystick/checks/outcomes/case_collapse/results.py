"""Whose cases fail more often than those of others at like work?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.proposed import proposed
from tallystick.checks.shared.beside_others import (
    FEW,
    FEW_FOUND,
    FEWEST,
    LEAST_FOUND,
    LEAST_RECORDS,
    Aspect,
    results_of,
)
from tallystick.checks.shared.case_dispositions import (
    ASPECTS,
    CHARGES,
    FAILED,
    LABORATORY,
    PENDING,
    is_ripe,
)
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Larger, Marked, larger
from tallystick.stats.peers.spread import LEAST_OTHERS
from tallystick.stats.peers.standardised import Standing, beside_the_rest
from tallystick.stats.texts import at, named, numbered
from tallystick.tables import Frame

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]

SHARES = {CHARGES: say("estimands.charges"), LABORATORY: say("estimands.laboratory")}
FEW_UNITS = say("reasons.few_units", n=LEAST_OTHERS + 1)
NO_POWER = say("reasons.no_power")


def collapse_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return of each aspect the agency's level, its units' results and its officers'."""
    numbers = ("quarter", "n", "failed", *FAILED, PENDING)
    columns |= {name: columns[name].astype(np.int64) for name in numbers}
    results: list[Result] = []
    for what in ASPECTS:
        rows = columns["aspect"] == what
        if rows.any():
            results += _of_aspect(what, at(columns, rows))
    return results


@dataclass(frozen=True)
class Cases:
    """The cases of one aspect, (R,) each: whose they are, of what kind and quarter, how they ended.

    `ripe` are those of quarters that are decided enough, `held` of these the ones with decisions.
    """

    units: list[str]
    unit: Ints
    officers: list[str]
    officer: Ints
    kind: Ints
    quarter: Ints
    numbers: Columns
    ripe: NDArray[np.bool_]

    @property
    def held(self) -> NDArray[np.bool_]:
        """The rows that are compared."""
        return np.asarray(self.ripe & (self.numbers["n"] > 0))

    def told(self, rows: NDArray[np.bool_]) -> dict[str, int]:
        """How the cases of some rows ended, all of them, and how many are not compared yet."""
        fates = {fate: int(self.numbers[fate][rows].sum()) for fate in (*FAILED, PENDING)}
        return {"aside": int(self.numbers["n"][rows & ~self.ripe].sum()), **fates}


def _cases(aspect: str, columns: Columns) -> Cases:
    units, unit = numbered(columns["unit_id"])
    officers, officer = named(columns["officer_id"])
    quarter = columns["quarter"] - columns["quarter"].min()
    # What the laboratory finds does not hang on how soon, and much is never sent there.
    ripe = np.ones(len(unit), dtype=bool)
    if aspect == CHARGES:
        ripe = is_ripe(unit * (int(quarter.max()) + 1) + quarter, columns["n"], columns[PENDING])
    kind = numbered(columns["kind"])[1]
    return Cases(units, unit, officers, officer, kind, columns["quarter"], columns, ripe)


def _of_aspect(aspect: str, columns: Columns) -> list[Result]:
    cases = _cases(aspect, columns)
    held, every = cases.held, cases.told(np.ones(len(cases.unit), dtype=bool))
    n, found = columns["n"][held], columns["failed"][held]
    half = (cases.quarter - 1) // 2
    of_officer = _packed(*(each[held] for each in (cases.unit, cases.kind, half)))
    nobody = np.full(len(n), -1, dtype=np.int64)
    asked = Aspect(aspect, SHARES[aspect], nobody, cases.officer[held], of_officer, found, n)
    agency, *of_officers = results_of(asked, [], cases.officers, by_rates=True)
    level = say("reasons.level", level=agency.reason, pending=every[PENDING], aside=every["aside"])
    results = [replace(agency, reason=level, detail=dict(agency.detail) | every)]
    if found.sum() < LEAST_FOUND:
        return results
    like = _packed(cases.kind[held], cases.quarter[held])
    size = len(cases.units)
    standings = beside_the_rest(cases.unit[held], like, found, n, size, rare=True)
    marked = Marked(cases.unit[held], like, found, n)
    levels = larger(marked, size, LEAST_RECORDS, FEWEST["unit"], by_rates=True)
    results += [
        _unit(aspect, name, said, level, cases.told(cases.unit == place))
        for place, (name, said, level) in enumerate(
            zip(cases.units, standings, levels, strict=True)
        )
        if name
    ]
    place = {name: number for number, name in enumerate(cases.officers)}
    return results + [
        replace(each, detail=dict(each.detail) | cases.told(cases.officer == place[each.subject]))
        for each in of_officers
    ]


def _packed(*keys: Ints) -> Ints:
    """The number of the stratum of each row, (R,), by all `keys` together."""
    return np.unique(np.stack(keys, axis=1), axis=0, return_inverse=True)[1].reshape(-1)


def _unit(
    aspect: str, name: str, said: Tested[Standing], level: Tested[Larger], told: Mapping[str, int]
) -> Result:
    """One unit by both ways of knowing how far units lie apart; the larger p-value counts."""
    few = FEW
    if told[PENDING]:
        few = say("reasons.few_decided", few=FEW, pending=told[PENDING], aside=told["aside"])
    bare = Result(
        "", "unit", name, aspect, "insufficient", said.n,
        say("estimands.than_others", share=SHARES[aspect]), reason=few, detail=dict(told),
    )  # fmt: skip
    if said.n < LEAST_RECORDS:
        return bare
    numbers, p_ordinary = said.numbers, level.numbers.p_spread
    bare = replace(
        bare, reason=FEW_UNITS, estimate=said.estimate, interval=said.interval,
        detail=dict(told) | {"found": numbers.found, "expected": round(numbers.expected, 3)},
    )  # fmt: skip
    if said.p_value is None or np.isnan(p_ordinary):
        return bare
    reaches = (said.minimum_detectable, level.minimum_detectable)
    reach = max((each for each in reaches if each is not None), default=None)
    if reach is not None and numbers.expected / said.n + reach >= 1:
        return replace(bare, reason=NO_POWER)
    return proposed(
        bare, replace(said, minimum_detectable=reach).with_p(level.p_value), "differs",
        guard=FEW_FOUND if numbers.found < LEAST_FOUND else "",
        p_rest=numbers.p_rest, p_spread=numbers.p_spread, p_ordinary=p_ordinary,
    )  # fmt: skip
