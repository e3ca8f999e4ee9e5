"""How many sentences lie outside their range, and on which rows of the law does that rest?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.penalty_range.sentences import (
    ABOVE_FOUND,
    ASPECTS,
    BELOW_FOUND,
    MARKS,
)
from tallystick.checks.shared.law_caveats import from_memory, reserves_of, unsure
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame, Law

Ints = NDArray[np.int64]

say = words_beside(__file__).say

ESTIMANDS = {name: say(f"estimands.{MARKS[name]}") for name in ASPECTS}


def penalty_results(
    article: np.ndarray, amount: np.ndarray, *, frame: Frame, **counted: np.ndarray
) -> list[Result]:
    """Return the agency's result for each aspect."""
    article, amount = article.astype(np.int64), amount.astype(np.int64)
    numbers = {name: value.astype(np.int64) for name, value in counted.items()}
    if not len(article):
        return []
    law = frame.law or Law("", "")
    return [_one(aspect, article, amount, numbers, law) for aspect in ASPECTS]


def _one(aspect: str, article: Ints, amount: Ints, numbers: Mapping[str, Ints], law: Law) -> Result:
    of_found = aspect in (BELOW_FOUND, ABOVE_FOUND)
    asked = amount >= 0 if of_found else np.ones(len(article), dtype=bool)
    held = numbers[MARKS[aspect]] > 0
    listed = int(numbers[MARKS[aspect]].sum())
    ranged = int((numbers["ranged"] - numbers["none_given"])[asked].sum())
    places = np.unique(article[held]).tolist()
    amounts = np.unique(amount[held]).tolist() if of_found else ()
    detail = {
        "exceptions": listed,
        **{name: int(numbers[name].sum()) for name in ("sentences", "unread", "none_given")},
        "unsure": unsure(law, places, amounts),
        "from_memory": from_memory(law, places, amounts),
        "reserves": reserves_of(law, places),
        "law": law.name,
    }
    bare = Result(
        "", "agency", "", aspect, "insufficient", ranged, ESTIMANDS[aspect], detail=detail
    )
    if not ranged:
        sentences, unread = detail["sentences"], detail["unread"]
        all_ranged = int(numbers["ranged"].sum())
        reason = say("reasons.nothing", n=sentences, unread=unread)
        if of_found and all_ranged:
            reason = say("reasons.nothing_found", n=all_ranged)
        return replace(bare, reason=reason)
    return replace(
        bare,
        verdict="exceptions" if listed else "not_found",
        estimate=float(listed),
        smallest_detectable=1.0,
    )
