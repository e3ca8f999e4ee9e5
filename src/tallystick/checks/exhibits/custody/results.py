"""Which rules of custody are broken, and whose hand-overs are missing or late more than others'?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan

import numpy as np

from tallystick.checks.exhibits.custody.query import LATE, RULES, SHARES
from tallystick.checks.proposed import proposed
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.peers.spread import LEAST_OTHERS, beyond_and_smallest
from tallystick.stats.proportions.shares import compared, wilson
from tallystick.stats.texts import numbered
from tallystick.tables import Frame

say = words_beside(__file__).say

LEAST_CASES = 20
ASPECTS = {name: say(f"aspects.{name}") for name in (*RULES, *SHARES)}
CASES = {name: say(f"estimands.{name}") for name in SHARES}
FEW = say("reasons.few_cases", n=LEAST_CASES)
FEW_UNITS = say("reasons.few_units", n=LEAST_OTHERS + 1)
NO_POWER = say("reasons.no_power")
Numbers = Mapping[str, np.ndarray]


def custody_results(unit_id: np.ndarray, *, frame: Frame, **counted: np.ndarray) -> list[Result]:
    """Return for each rule and share the agency's result, then its units'."""
    units, unit = numbered(unit_id)
    numbers = {name: value.astype(np.int64) for name, value in counted.items()}
    results = [each for rule in RULES for each in _rule(rule, units, unit, numbers)]
    return results + [each for share in SHARES for each in _share(share, units, unit, numbers)]


def _rule(rule: str, units: list[str], unit: np.ndarray, numbers: Numbers) -> list[Result]:
    subjects = [("", np.ones(len(unit), dtype=bool))]
    subjects += [(name, unit == place) for place, name in enumerate(units) if name]
    return [
        Result(
            "",
            "unit" if name else "agency",
            name,
            ASPECTS[rule],
            "exceptions" if numbers[rule][rows].any() else "not_found",
            int(numbers["exhibits"][rows].sum()),
            say("estimands.exhibits_that_break"),
            float(numbers[rule][rows].sum()),
            smallest_detectable=1.0,
            detail={"asked": rule},
        )
        for name, rows in subjects
    ]


def _share(share: str, units: list[str], unit: np.ndarray, numbers: Numbers) -> list[Result]:
    quarters, quarter = np.unique(numbers["quarter"], return_inverse=True)
    shape = len(units), len(quarters)
    cell = unit * len(quarters) + quarter
    receipt = numbers["waited"] >= 0
    asked = np.where(receipt, numbers["asked"], 0) if share == LATE else numbers["asked"]
    found, n = (
        np.bincount(cell, each, shape[0] * shape[1]).astype(np.int64).reshape(shape)
        for each in (numbers[share], asked)
    )
    beyond, least = beyond_and_smallest(found.sum(axis=1), n.sum(axis=1), rare=True)
    results = [_level(share, int(found.sum()), int(n.sum()), numbers)]
    for place, name in enumerate(units):
        if name and n[place].sum():
            mine = unit == place
            detail = _detail(share, {key: value[mine] for key, value in numbers.items()})
            spread = float(beyond[place]), float(least[place])
            results.append(_unit(share, name, found, n, place, spread, detail))
    return results


def _detail(share: str, numbers: Numbers) -> dict[str, object]:
    return {"asked": share, "median_days": _median(numbers) if share == LATE else None}


def _median(numbers: Numbers) -> int | None:
    """The median of the days that cases with a receipt waited."""
    held = (numbers["waited"] >= 0) & (numbers["asked"] > 0)
    waited, times = numbers["waited"][held], numbers["asked"][held]
    order = np.argsort(waited, kind="stable")
    reached = np.cumsum(times[order]) * 2 >= times.sum()
    return int(waited[order][np.argmax(reached)]) if held.any() else None


def _level(share: str, found: int, n: int, numbers: Numbers) -> Result:
    bare = Result(
        "", "agency", "", ASPECTS[share], "insufficient", n, CASES[share], reason=FEW,
        detail=_detail(share, numbers),
    )  # fmt: skip
    if n < LEAST_CASES:
        return bare
    level = say(
        "reasons.level", asked=share, found=found, cases=n, share_found=found / n,
        median_days=bare.detail["median_days"],
    )  # fmt: skip
    return replace(bare, estimate=found / n, interval=wilson(found / n, n), reason=level)


def _unit(
    share: str, name: str, found: np.ndarray, n: np.ndarray, place: int,
    spread: tuple[float, float], detail: dict[str, object],
) -> Result:  # fmt: skip
    own, of = found[place], n[place]
    bare = Result(
        "", "unit", name, ASPECTS[share], "insufficient", int(of.sum()),
        say("estimands.of_rest", share=CASES[share]), detail=detail,
    )  # fmt: skip
    if of.sum() < LEAST_CASES:
        return replace(bare, reason=FEW)
    if isnan(spread[0]):
        return replace(bare, reason=FEW_UNITS)
    said = compared(own, of, found.sum(axis=0) - own, n.sum(axis=0) - of)
    if said.minimum_detectable is None:
        return replace(bare, reason=NO_POWER)
    numbers = said.numbers
    return proposed(
        bare,
        replace(said, n=bare.n).with_p(spread[0]).reaching(spread[1] - numbers.expected / said.n),
        "differs",
        found=numbers.found,
        n=said.n,
        expected=round(numbers.expected, 3),
        p_rest=said.p_value,
        p_spread=spread[0],
    )
