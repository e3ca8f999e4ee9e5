"""Which charges lie beside what their weights give, and where are there more than elsewhere?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.class_mismatch.query import ASPECTS
from tallystick.checks.proposed import proposed
from tallystick.checks.shared.charge_severity import in_force
from tallystick.checks.shared.charges_judged import ABOVE, ALONE, BELOW
from tallystick.checks.shared.law_caveats import from_memory, reserves_of, unsure
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.larger_share import Larger, Marked, larger
from tallystick.stats.texts import named
from tallystick.tables import Frame, Law

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Numbers = Mapping[str, Ints]

LEAST_CASES, FEWEST_UNITS, LEAST_FOUND = 20, 5, 3
ASKED = {ABOVE: "judged", BELOW: "placed", ALONE: "judged"}
BROKEN = {
    ABOVE: say("estimands.charges_above"),
    BELOW: say("estimands.charges_below"),
    ALONE: say("estimands.charges_alone"),
}
SHARES = {
    ABOVE: say("estimands.above"),
    BELOW: say("estimands.below"),
    ALONE: say("estimands.alone"),
}
FEW = say("reasons.few_cases", n=LEAST_CASES)
FEW_OTHERS = say("reasons.few_others", n=FEWEST_UNITS, of=LEAST_CASES)
FEW_FOUND = say("reasons.few_found", n=LEAST_FOUND)


def mismatch_results(
    unit_id: np.ndarray, article: np.ndarray, amount: np.ndarray, *, frame: Frame,
    **counted: np.ndarray,
) -> list[Result]:  # fmt: skip
    """Return for each aspect the agency's result, then its units'."""
    article, amount = article.astype(np.int64), amount.astype(np.int64)
    numbers = {name: value.astype(np.int64) for name, value in counted.items()}
    if not len(unit_id):
        return []
    law = frame.law or Law("", "")
    units, unit = named(unit_id)
    kind = _kinds(article, amount, law)
    results = []
    for aspect in ASPECTS:
        results.append(_agency(aspect, article, amount, numbers, law))
        found, n = numbers[f"{aspect}_cases"], numbers[f"{ASKED[aspect]}_cases"]
        marked = Marked(unit, kind, found, n)
        standing = larger(marked, len(units), LEAST_CASES, FEWEST_UNITS)
        for place, name in enumerate(units):
            mine = unit == place
            if n[mine].sum():
                detail = _detail(aspect, article, amount, numbers, mine, law)
                results.append(_unit(aspect, name, standing[place], detail))
    return results


def _kinds(article: Ints, amount: Ints, law: Law) -> Ints:
    """A number for each act and place of a class: cases of one are alike."""
    articles = in_force(law)
    acts = [articles[at].acts[0] if at >= 0 else "" for at in article.tolist()]
    places = [law.amounts[at].place if at >= 0 else -1 for at in amount.tolist()]
    told = np.array([f"{act} {at}" for act, at in zip(acts, places, strict=True)])
    return np.unique(told, return_inverse=True)[1].astype(np.int64)


def _detail(
    aspect: str, article: Ints, amount: Ints, numbers: Numbers, rows: NDArray[np.bool_], law: Law
) -> dict[str, object]:
    held = rows & (numbers[aspect] > 0)
    found = {
        name: int(numbers[name][rows].sum())
        for name in ("charges", "unread", "weighed", "judged", "placed", "excused", "pending")
    }
    places, amounts = np.unique(article[held]).tolist(), np.unique(amount[held]).tolist()
    return found | {
        "exceptions": int(numbers[aspect][rows].sum()),
        "unsure": unsure(law, places, amounts),
        "from_memory": from_memory(law, places, amounts),
        "reserves": reserves_of(law, places),
        "law": law.name,
    }


def _agency(aspect: str, article: Ints, amount: Ints, numbers: Numbers, law: Law) -> Result:
    every = np.ones(len(article), dtype=bool)
    detail = _detail(aspect, article, amount, numbers, every, law)
    judged, listed = int(numbers[ASKED[aspect]].sum()), int(numbers[aspect].sum())
    bare = Result(
        "", "agency", "", aspect, "insufficient", judged, BROKEN[aspect], detail=detail,
    )  # fmt: skip
    if not judged:
        charges, unread = int(numbers["charges"].sum()), int(numbers["unread"].sum())
        without = charges - unread - int(numbers["weighed"].sum())
        return replace(bare, reason=say("reasons.nothing", n=charges, unread=unread, read=without))
    return replace(
        bare,
        verdict="exceptions" if listed else "not_found",
        estimate=float(listed),
        smallest_detectable=1.0,
    )


def _unit(aspect: str, name: str, said: Tested[Larger], detail: dict[str, object]) -> Result:
    bare = Result(
        "", "unit", name, aspect, "insufficient", said.n,
        say("estimands.than_others", share=SHARES[aspect]), reason=FEW, detail=detail,
    )  # fmt: skip
    if said.n < LEAST_CASES:
        return bare
    if np.isnan(said.numbers.p_spread):
        return replace(bare, reason=FEW_OTHERS)
    numbers = said.numbers
    return proposed(
        bare, said, "differs", guard=FEW_FOUND if numbers.found < LEAST_FOUND else "",
        found=numbers.found, expected=round(numbers.expected, 3), p_rest=numbers.p_rest,
        p_spread=numbers.p_spread,
    )  # fmt: skip
