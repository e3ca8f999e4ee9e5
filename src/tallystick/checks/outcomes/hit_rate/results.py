"""Whose searches find less, and how do the searches of one group stand to those of another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.hit_rate.query import NO_CHOICE, SEARCHES, STOPS, WHO, WHOM
from tallystick.checks.proposed import proposed
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.spread import LEAST_FOUND, LEAST_OTHERS
from tallystick.stats.peers.standardised import Standing, beside_the_rest
from tallystick.stats.proportions.group_gap import Gap, group_gap
from tallystick.stats.proportions.threshold_fit import Cells
from tallystick.stats.proportions.threshold_test import (
    LEAST_PLACES,
    MOST_PLACES,
    Thresholds,
    thresholds,
)
from tallystick.stats.texts import at, numbered
from tallystick.tables import Frame

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]

NUMBERS = ("part", "quarter", "stops", "n", "hits", "unknown")
LEAST_ACTS = 20
FEWER = say("aspects.fewer")
YEAR = 4
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


def crossed(*columns: NDArray[np.generic]) -> Ints:
    """The number of each combination of values that occurs, (N,)."""
    parts = [np.unique(numbered(each)[1], return_inverse=True)[1] for each in columns]
    return np.asarray(
        reduce(
            lambda one, other: np.unique(
                one * (int(other.max(initial=0)) + 1) + other, return_inverse=True
            )[1],
            parts,
        ),
        dtype=np.int64,
    )


def hit_results(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result of every unit and officer, and of every group but the largest."""
    columns |= {name: columns[name].astype(np.int64) for name in NUMBERS}
    what = SEARCHES if columns["searched"].any() else STOPS
    who = at(columns, columns["part"] == WHO)
    whom = at(columns, (columns["part"] == WHOM) & (columns["subject_group"] != ""))
    return _members(what, who) + _groups(what, whom)


def _members(what: str, acts: Columns) -> list[Result]:
    """A result for every named unit, and for every named officer within the unit, with an act."""
    if not len(acts["n"]):
        return []
    like = crossed(acts["ground"], acts["origin"], acts["quarter"])
    within = crossed(acts["unit_id"], acts["ground"], acts["origin"], acts["quarter"] // YEAR)
    return _of("unit", what, acts, like) + _of("officer", what, acts, within)


def _of(kind: SubjectKind, what: str, acts: Columns, like: Ints) -> list[Result]:
    names, member = numbered(acts[f"{kind}_id"])
    many = np.bincount(member, acts["n"], len(names)).astype(np.int64)
    unknown = np.bincount(member, acts["unknown"], len(names)).astype(np.int64)
    asked = [k for k, name in enumerate(names) if name and many[k] >= LEAST_ACTS]
    # Those who are not asked are among the rest, together.
    place = np.full(len(names), len(asked))
    place[asked] = np.arange(len(asked))
    misses = acts["n"] - acts["hits"]
    standings = beside_the_rest(place[member], like, misses, acts["n"], len(asked) + 1)
    standing = dict(zip(asked, standings, strict=False))
    return [
        _one(kind, name, what, standing.get(number), int(many[number]), int(unknown[number]))
        for number, name in enumerate(names)
        if name and many[number]
    ]


def _one(
    kind: SubjectKind, name: str, what: str, said: Tested[Standing] | None, size: int, unknown: int
) -> Result:
    like = f"{what} of the unit" if kind == "officer" else what
    bare = Result(
        "", kind, name, FEWER, "insufficient", size,
        say("estimands.without", acts=what, others=f"{kind}s", like=like),
        reason=say("reasons.few", n=LEAST_ACTS, acts=what),
        detail={"what": what, "unknown": unknown},
    )  # fmt: skip
    if said is None or said.n < LEAST_ACTS:
        return bare
    numbers, reach = said.numbers, said.minimum_detectable
    bare = replace(
        bare, n=said.n, estimate=said.estimate, interval=said.interval,
        reason=say(
            "reasons.few_others", n=LEAST_OTHERS + 1, kind=f"{kind}s", of=LEAST_FOUND, acts=what
        ),
        detail=dict(bare.detail)
        | {"hits": said.n - numbers.found, "expected": round(said.n - numbers.expected, 3)},
    )  # fmt: skip
    if said.p_value is None:
        return bare
    most = 1 - numbers.expected / said.n
    both: dict[str, Any] = {"p_rest": numbers.p_rest, "p_spread": numbers.p_spread}
    if reach is None or reach < most:
        return proposed(bare, said, "differs", **both)
    # The error of a share of all is wide, so that whoever found nothing seems to have no power.
    return proposed(
        bare, replace(said, minimum_detectable=most), "differs",
        no_power=say("reasons.no_power", kind=f"{kind}s"), further=lambda: both,
    )  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """The thresholds of some groups, by their number among all; why there are none otherwise."""

    reason: str
    said: Thresholds | None = None
    place: dict[int, int] | None = None


def _groups(what: str, acts: Columns) -> list[Result]:
    """A result for every group beside the one with most of the acts."""
    names, group = numbered(acts["subject_group"])
    if len(names) < 2:
        return []
    many = np.bincount(group, acts["n"], len(names)).astype(np.int64)
    reference = int(many.argmax())
    stratum = crossed(acts["unit_id"], acts["area_id"], acts["ground"], acts["origin"])
    nobody = acts["officer_id"] == ""
    place = (np.where(nobody, acts[each], acts[each][:1]) for each in ("unit_id", "area_id"))
    hand = crossed(acts["officer_id"], *place, acts["quarter"])
    lines = _lines(what, acts, group, reference)
    results = []
    for number, name in enumerate(names):
        if number == reference:
            continue
        rows = ((group == number) | (group == reference)) & (acts["n"] > 0)
        gap = group_gap(
            stratum[rows], hand[rows], group[rows] == number, acts["hits"][rows], acts["n"][rows]
        )
        bare = _bare(what, name, names[reference], int(many[number]), gap)
        results.append(_judged(_with_lines(bare, lines, number, reference), gap))
    return results


def _bare(what: str, name: str, reference: str, size: int, gap: Tested[Gap]) -> Result:
    detail: dict[str, object] = {
        "what": what, "group": name, "reference": reference, "fewer": name,
    }  # fmt: skip
    bare = Result(
        "", "agency", "", say("aspects.beside", group=name, reference=reference), "insufficient",
        size, say("estimands.gap", acts=what, group=name, reference=reference),
        reason=say("reasons.few_of_group", n=LEAST_ACTS, acts=what), detail=detail,
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
    found = {
        "threshold": said.threshold[own], "reference_threshold": said.threshold[other],
        "threshold_low": said.low[own], "threshold_high": said.high[own],
    }  # fmt: skip
    rounded = {name: round(float(value), 4) for name, value in found.items()}
    return replace(bare, detail=dict(bare.detail) | rounded | {"places": said.places})


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


def _lines(what: str, acts: Columns, group: Ints, reference: int) -> Lines:
    """The thresholds of the groups with most searches, over units, or areas where units are few.

    A search on a ground that leaves no choice is no decision, and its stop is left out.
    """
    if what != SEARCHES or acts["stops"].sum() <= (acts["n"] + acts["unknown"]).sum():
        return Lines(NO_STOPS)
    free = ~np.isin(np.char.lower(acts["ground"].astype(str)), NO_CHOICE)
    acts, group = at(acts, free), group[free]
    many, hits = (
        np.bincount(group, each, int(group.max(initial=reference)) + 1)
        for each in (acts["n"], acts["hits"])
    )
    fit = np.flatnonzero((many >= LEAST_ACTS) & (hits >= LEAST_HITS))
    fit = np.sort(fit[np.argsort(-many[fit], kind="stable")][:MOST_GROUPS])
    if len(fit) < 2 or reference not in fit:
        return Lines(NO_HITS)
    best = None
    for columns in ((acts["unit_id"],), (acts["unit_id"], acts["area_id"])):
        found = _cells(acts, group, fit, crossed(*columns), reference)
        if found is not None and (best is None or found[0].place.max() > best[0].place.max()):
            best = found
        if best is not None and best[0].place.max() + 1 >= MANY_PLACES:
            break
    if best is None:
        return Lines(NO_PLACES)
    said = thresholds(best[0], best[1].index(reference))
    return Lines("", said, {each: k for k, each in enumerate(best[1])})


def _cells(
    acts: Columns, group: Ints, fit: Ints, place: Ints, reference: int
) -> tuple[Cells, list[int]] | None:
    """The stops, searches and finds by place and group, and the groups; None for too few places.

    A search whose result is not known is no stop here: it is neither a find nor a stop let go.
    """
    groups, places = int(group.max()) + 1, int(place.max()) + 1
    cell = place * groups + group
    stops, searches, hits = (
        np.bincount(cell, each, places * groups).astype(np.int64).reshape(places, groups)
        for each in (acts["stops"] - acts["unknown"], acts["n"], acts["hits"])
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
