"""Which rules of custody are broken, and whose hand-overs are missing or late more than others'?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isnan

import numpy as np

from tallystick.checks.exhibits.custody.chain import LATE, NO_RECEIPT, RULES, SHARES, UNSEEN
from tallystick.checks.proposed import proposed
from tallystick.findings import Result
from tallystick.stats.peers.spread import LEAST_OTHERS, beyond_and_smallest
from tallystick.stats.proportions.shares import compared, wilson
from tallystick.stats.texts import numbered

LEAST_CASES = 20
ASPECTS = {
    "nobody": "hand-overs that name no giver or no receiver",
    "after_end": "hand-overs after the exhibit was destroyed",
    "too_early": "hand-overs before the exhibit was seized",
    "no_start": "exhibits of which no seizure or purchase is recorded",
    UNSEEN: "seized and never seen again",
    NO_RECEIPT: "handed in without a receipt",
    LATE: "handed in later than the day after",
}
CASES = {
    UNSEEN: "share of cases with an exhibit that is in no record after its seizure",
    NO_RECEIPT: "share of cases with an exhibit that has later records and no receipt",
    LATE: "share of cases with an exhibit handed in later than the day after",
}
CONTEXT = {
    UNSEEN: "",
    NO_RECEIPT: "; a published audit missed 12 of 132 receipts (5 to 15%)",
    LATE: "; published: 40 of 84 cases of one officer, in a squad that was dissolved",
}
A_LEVEL = "a level, with no other agency to compare with: {:,} of {:,} cases ({:.1%}){}{}"
MEDIAN = ", median {} days"
FEW = f"fewer than {LEAST_CASES} cases with a seizure more than a month old"
FEW_UNITS = (
    f"fewer than {LEAST_OTHERS + 1} units, or too few such cases in the others: how much they "
    "differ anyway is not known"
)
NO_POWER = "even if all its cases were so, that would not be beyond what units differ by"
Numbers = Mapping[str, np.ndarray]


def custody_results(unit_id: np.ndarray, numbers: Numbers) -> list[Result]:
    """Results of each rule and each share, the agency's before its units'."""
    units, unit = numbered(unit_id)
    results = []
    for rule in RULES:
        results += _rule(rule, units, unit, numbers)
    for share in SHARES:
        results += _share(share, units, unit, numbers)
    return results


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
            "exhibits that break the rule",
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
    beyond, least = beyond_and_smallest(found.sum(axis=1), n.sum(axis=1))
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
    median = bare.detail["median_days"]
    more = "" if median is None else MEDIAN.format(median)
    reason = A_LEVEL.format(found, n, found / n, more, CONTEXT[share])
    return replace(bare, estimate=found / n, interval=wilson(found / n, n), reason=reason)


def _unit(
    share: str, name: str, found: np.ndarray, n: np.ndarray, place: int,
    spread: tuple[float, float], detail: dict[str, object],
) -> Result:  # fmt: skip
    own, of = found[place], n[place]
    bare = Result(
        "", "unit", name, ASPECTS[share], "insufficient", int(of.sum()),
        f"{CASES[share]}, minus that of the rest of the agency", detail=detail,
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
