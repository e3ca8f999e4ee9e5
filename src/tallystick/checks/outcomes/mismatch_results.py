"""Which charges lie beside what their weights give, and where are there more than elsewhere?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.charges_judged import ABOVE, ALONE, BELOW
from tallystick.checks.outcomes.graver import in_force
from tallystick.checks.outcomes.said_law import reserves_of, unsure
from tallystick.findings import Result
from tallystick.stats.spread import LEAST_FOUND, LEAST_OTHERS
from tallystick.stats.standardised import Standing, beside_the_rest
from tallystick.stats.texts import numbered
from tallystick.tables import Frame, Law

Ints = NDArray[np.int64]
Numbers = Mapping[str, Ints]

NAME = "outcomes.class_mismatch"
LEVEL, LEAST_CASES = 0.05, 20
ASPECTS = (ABOVE, BELOW, ALONE)
ASKED = {ABOVE: "judged", BELOW: "placed", ALONE: "judged"}
BROKEN = {
    ABOVE: "charges above what the weight gives",
    BELOW: "charges below what the weight gives",
    ALONE: "charges that no weight gives but the charged one",
}
SHARES = {
    ABOVE: "share of the cases judged by weight that are charged above what it gives",
    BELOW: "share of the cases judged by weight that are charged below what it gives",
    ALONE: "share of the cases judged by weight that are charged by the charged weight alone",
}
THAN_OTHERS = "{}, minus that of the other units at like cases"
NOTHING = (
    "of {:,} charges none is both read as an article and weighed in amounts of the law's table "
    "({:,} not read, {:,} read and without such a weight)"
)
FEW = f"fewer than {LEAST_CASES} cases of an act and class that other units have too"
FEW_OTHERS = (
    f"fewer than {LEAST_OTHERS + 1} units, or half of the others have fewer than {LEAST_FOUND} "
    "such cases: how much they differ anyway is not known"
)
NO_POWER = "even if all were, that would not be beyond what units differ by"


def mismatch_results(
    unit_id: NDArray[np.generic], article: Ints, amount: Ints, numbers: Numbers, frame: Frame
) -> list[Result]:
    """Return for each aspect the agency's result and then its units'; all columns (R,)."""
    if not len(unit_id):
        return []
    law = frame.law or Law("", "")
    units, unit = numbered(unit_id)
    kind = _kinds(article, amount, law)
    results = []
    for aspect in ASPECTS:
        results.append(_agency(aspect, article, amount, numbers, law))
        found, n = numbers[f"{aspect}_cases"], numbers[f"{ASKED[aspect]}_cases"]
        standing = beside_the_rest(unit, kind, found, n, len(units))
        for place, name in enumerate(units):
            mine = unit == place
            if name and n[mine].sum():
                detail = _detail(aspect, article, amount, numbers, mine, law)
                results.append(_unit(aspect, name, standing[place], detail))
    return results


def _kinds(article: Ints, amount: Ints, law: Law) -> Ints:
    """A number for each act and place of a class: cases of one are alike."""
    articles = in_force(law)
    acts = [articles[at].acts[0] if at >= 0 else "" for at in article.tolist()]
    places = [law.amounts[at].place if at >= 0 else -1 for at in amount.tolist()]
    return numbered(np.array([f"{act} {at}" for act, at in zip(acts, places, strict=True)]))[1]


def _detail(
    aspect: str, article: Ints, amount: Ints, numbers: Numbers, rows: NDArray[np.bool_], law: Law
) -> dict[str, object]:
    held = rows & (numbers[aspect] > 0)
    found = {
        name: int(numbers[name][rows].sum())
        for name in ("charges", "unread", "weighed", "judged", "placed", "excused")
    }
    places = np.unique(article[held]).tolist()
    return found | {
        "exceptions": int(numbers[aspect][rows].sum()),
        "unsure": unsure(law, places, np.unique(amount[held]).tolist()),
        "reserves": reserves_of(law, places),
        "law": law.name,
    }


def _agency(aspect: str, article: Ints, amount: Ints, numbers: Numbers, law: Law) -> Result:
    every = np.ones(len(article), dtype=bool)
    detail = _detail(aspect, article, amount, numbers, every, law)
    judged, listed = int(numbers[ASKED[aspect]].sum()), int(numbers[aspect].sum())
    bare = Result(
        NAME, "agency", "", aspect, "insufficient", judged, BROKEN[aspect], detail=detail,
    )  # fmt: skip
    if not judged:
        charges, unread = int(numbers["charges"].sum()), int(numbers["unread"].sum())
        without = charges - unread - int(numbers["weighed"].sum())
        return replace(bare, reason=NOTHING.format(charges, unread, without))
    return replace(
        bare,
        verdict="exceptions" if listed else "not_found",
        estimate=float(listed),
        smallest_detectable=1.0,
    )


def _unit(aspect: str, name: str, said: Standing, detail: dict[str, object]) -> Result:
    bare = Result(
        NAME, "unit", name, aspect, "insufficient", said.n, THAN_OTHERS.format(SHARES[aspect]),
        reason=FEW, detail=detail,
    )  # fmt: skip
    if said.n < LEAST_CASES:
        return bare
    detail = detail | {"found": said.found, "expected": round(said.expected, 3)}
    bare = replace(
        bare, reason=FEW_OTHERS, estimate=said.difference, interval=said.interval, detail=detail
    )
    if np.isnan(said.p_spread):
        return bare
    if said.expected / said.n + said.smallest_detectable >= 1:
        return replace(bare, reason=NO_POWER)
    return replace(
        bare,
        reason="",
        verdict="differs" if said.p_value < LEVEL else "not_found",
        p_value=said.p_value,
        smallest_detectable=max(said.smallest_detectable, 0.0),
        detail=detail | {"p_rest": said.p_rest, "p_spread": said.p_spread},
    )
