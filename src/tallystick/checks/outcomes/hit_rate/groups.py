"""Do the searches of one group find less than those of another, and is its threshold lower?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.hit_rate.results import LEAST_ACTS, Acts, crossed
from tallystick.checks.outcomes.hit_rate.searches import NO_CHOICE, SEARCHES, WHOM
from tallystick.checks.proposed import proposed
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.group_gap import Gap, group_gap
from tallystick.stats.proportions.threshold_fit import Cells
from tallystick.stats.proportions.threshold_test import (
    LEAST_PLACES,
    MOST_PLACES,
    Thresholds,
    thresholds,
)
from tallystick.stats.texts import numbered

say = words_beside(__file__).say

Ints = NDArray[np.int64]

MARGIN = 0.05
"""By how much the thresholds must differ at least. Where groups of unlike people were searched at
one threshold, their range left out zero by at most .006 in three of 24 comparisons (twelve made
worlds); where groups differ otherwise in each unit, by .009, .038 and .060 in three of twelve (six
worlds; seed 20261125)."""
LEAST_HITS, LEAST_STOPS, MOST_GROUPS, MANY_PLACES = 5, 20, 8, 12
FEW_HANDS = say("reasons.few_hands")
ONE_LINE = say("reasons.one_line", margin=MARGIN)
NO_STOPS = say("reasons.no_stops")
NO_PLACES = say("reasons.no_places", n=LEAST_PLACES)
NO_HITS = say("reasons.no_hits", n=LEAST_HITS)


@dataclass(frozen=True)
class Lines:
    """The thresholds of some groups, by their number among all; why there are none otherwise."""

    reason: str
    said: Thresholds | None = None
    place: dict[int, int] | None = None


def group_results(whole: Acts) -> list[Result]:
    """A result for every group beside the one with most of the acts."""
    acts = whole.rows((whole.part == WHOM) & (whole.group != ""))
    names, group = numbered(acts.group)
    if len(names) < 2:
        return []
    many = np.bincount(group, acts.n, len(names)).astype(np.int64)
    reference = int(many.argmax())
    stratum = crossed(acts.unit, acts.area, acts.ground, acts.origin)
    nobody = acts.officer == ""
    hand = crossed(
        acts.officer, *(np.where(nobody, each, each[:1]) for each in (acts.unit, acts.area)),
        acts.quarter,
    )  # fmt: skip
    lines = _lines(acts, group, reference)
    results = []
    for number, name in enumerate(names):
        if number == reference:
            continue
        rows = ((group == number) | (group == reference)) & (acts.n > 0)
        gap = group_gap(
            stratum[rows], hand[rows], group[rows] == number, acts.hits[rows], acts.n[rows]
        )
        bare = _bare(acts, name, names[reference], int(many[number]), gap)
        results.append(_judged(_with_lines(bare, lines, number, reference), gap))
    return results


def _bare(acts: Acts, name: str, reference: str, size: int, gap: Tested[Gap]) -> Result:
    detail: dict[str, object] = {
        "what": acts.what,
        "group": name,
        "reference": reference,
        "fewer": name,
    }
    bare = Result(
        "", "agency", "", say("aspects.beside", group=name, reference=reference), "insufficient",
        size, say("estimands.gap", acts=acts.what, group=name, reference=reference),
        reason=say("reasons.few_of_group", n=LEAST_ACTS, acts=acts.what), detail=detail,
    )  # fmt: skip
    numbers = gap.numbers
    if min(gap.n, numbers.other_n) < LEAST_ACTS:
        return bare
    detail |= {
        "hits": numbers.found, "reference_hits": numbers.other_found,
        "reference_n": numbers.other_n, "hands": round(numbers.hands, 1),
        "fewer": name if _fewer(gap) else reference,
        "more": reference if _fewer(gap) else name,
    }  # fmt: skip
    return replace(
        bare, n=gap.n, estimate=gap.estimate, interval=gap.interval, reason=FEW_HANDS,
        detail=detail,
    )  # fmt: skip


def _with_lines(bare: Result, lines: Lines, number: int, reference: int) -> Result:
    """The result with the thresholds of its two groups, or with the reason why there are none."""
    place = lines.place or {}
    if lines.said is None or number not in place or reference not in place:
        return replace(bare, detail=dict(bare.detail) | {"no_lines": lines.reason or NO_HITS})
    said, own, other = lines.said, place[number], place[reference]
    return replace(
        bare,
        detail=dict(bare.detail)
        | {
            "threshold": round(float(said.threshold[own]), 4),
            "reference_threshold": round(float(said.threshold[other]), 4),
            "threshold_low": round(float(said.low[own]), 4),
            "threshold_high": round(float(said.high[own]), 4),
            "places": said.places,
        },
    )


def _fewer(gap: Tested[Gap]) -> bool:
    """Whether the group is found with something less often than the reference."""
    return (gap.estimate or 0.0) < 0


def _judged(bare: Result, gap: Tested[Gap]) -> Result:
    if bare.estimate is None or gap.p_value is None:
        return bare
    withhold = ""
    if "threshold" not in bare.detail:
        withhold = say("reasons.no_line", why=bare.detail["no_lines"])
    else:
        low, high = bare.detail["threshold_low"], bare.detail["threshold_high"]
        if not ((high < -MARGIN) if _fewer(gap) else (low > MARGIN)):
            withhold = ONE_LINE
    numbers = gap.numbers
    return proposed(
        bare, gap, "differs", withhold=withhold, p_exact=numbers.p_exact, p_hands=numbers.p_hands
    )


def _lines(acts: Acts, group: Ints, reference: int) -> Lines:
    """The thresholds of the groups with most searches, over units, or areas where units are few.

    A search on a ground that leaves no choice is no decision, and its stop is left out.
    """
    if acts.what != SEARCHES or acts.stops.sum() <= (acts.n + acts.unknown).sum():
        return Lines(NO_STOPS)
    free = ~np.isin(np.char.lower(acts.ground.astype(str)), NO_CHOICE)
    acts, group = acts.rows(free), group[free]
    many, hits = (
        np.bincount(group, each, int(group.max(initial=reference)) + 1)
        for each in (acts.n, acts.hits)
    )
    fit = np.flatnonzero((many >= LEAST_ACTS) & (hits >= LEAST_HITS))
    fit = np.sort(fit[np.argsort(-many[fit], kind="stable")][:MOST_GROUPS])
    if len(fit) < 2 or reference not in fit:
        return Lines(NO_HITS)
    best = None
    for columns in ((acts.unit,), (acts.unit, acts.area)):
        found = _cells(acts, group, fit, crossed(*columns), reference)
        if found is not None and (best is None or found[0].place.max() > best[0].place.max()):
            best = found
        if best is not None and best[0].place.max() + 1 >= MANY_PLACES:
            break
    if best is None:
        return Lines(NO_PLACES)
    said = thresholds(best[0], best[1].index(reference))
    return Lines("", said, {each: at for at, each in enumerate(best[1])})


def _cells(
    acts: Acts, group: Ints, fit: Ints, place: Ints, reference: int
) -> tuple[Cells, list[int]] | None:
    """The stops, searches and finds by place and group, and the groups; None for too few places.

    A search whose result is not known is no stop here: it is neither a find nor a stop let go.
    """
    groups, places = int(group.max()) + 1, int(place.max()) + 1
    cell = place * groups + group
    stops, searches, hits = (
        np.bincount(cell, each, places * groups).astype(np.int64).reshape(places, groups)
        for each in (acts.stops - acts.unknown, acts.n, acts.hits)
    )
    enough = (stops.sum(axis=1) >= LEAST_STOPS) & (searches.sum(axis=1) > 0)
    order = np.argsort(-np.where(enough, stops.sum(axis=1), -1), kind="stable")
    best = np.sort(order[: min(int(enough.sum()), MOST_PLACES)])
    both = ((searches[best] > 0) & (searches[best][:, [reference]] > 0)).sum(axis=0)
    held = fit[both[fit] >= LEAST_PLACES]
    if len(held) < 2:
        return None
    chosen = [each[np.ix_(best, held)] for each in (stops, searches, hits)]
    row, column = np.nonzero(chosen[0] > 0)
    row = np.unique(row, return_inverse=True)[1]
    return Cells(row, column, *(each[chosen[0] > 0] for each in chosen)), held.tolist()
