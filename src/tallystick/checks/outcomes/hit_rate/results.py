"""Whose searches find less, and how do the searches of one group stand to those of another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.outcomes.hit_rate.searches import SEARCHES, STOPS, WHO
from tallystick.checks.proposed import proposed
from tallystick.findings import Result, SubjectKind
from tallystick.findings.words import words_beside
from tallystick.stats.estimate import Tested
from tallystick.stats.peers.spread import LEAST_FOUND, LEAST_OTHERS
from tallystick.stats.peers.standardised import Standing, beside_the_rest
from tallystick.stats.texts import numbered

say = words_beside(__file__).say

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_ACTS = 20
FEWER = say("aspects.fewer")
YEAR = 4


@dataclass(frozen=True)
class Acts:
    """The rows of the check's counts, (N,) each; `what` they are, searches or stops."""

    what: str
    part: Ints
    unit: NDArray[np.generic]
    area: NDArray[np.generic]
    officer: NDArray[np.generic]
    group: NDArray[np.generic]
    ground: NDArray[np.generic]
    origin: NDArray[np.generic]
    quarter: Ints
    stops: Ints
    n: Ints
    hits: Ints
    unknown: Ints

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[np.generic]]) -> Acts:
        """The columns of the check's counts."""
        texts = ("unit_id", "area_id", "officer_id", "subject_group", "ground", "origin")
        unit, area, officer, group, ground, origin = (columns[name] for name in texts)
        numbers = ("part", "quarter", "stops", "n", "hits", "unknown")
        part, quarter, stops, n, hits, unknown = (
            columns[name].astype(np.int64) for name in numbers
        )
        return cls(
            SEARCHES if columns["searched"].any() else STOPS, part, unit, area, officer, group,
            ground, origin, quarter, stops, n, hits, unknown,
        )  # fmt: skip

    def rows(self, kept: Flags) -> Acts:
        """Some of the rows."""
        names = [name for name in self.__dataclass_fields__ if name != "what"]
        return replace(self, **{name: getattr(self, name)[kept] for name in names})


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


def member_results(whole: Acts) -> list[Result]:
    """A result for every named unit, and for every named officer within the unit, with an act."""
    acts = whole.rows(whole.part == WHO)
    if not len(acts.n):
        return []
    like = crossed(acts.ground, acts.origin, acts.quarter)
    within = crossed(acts.unit, acts.ground, acts.origin, acts.quarter // YEAR)
    return _of("unit", acts, acts.unit, like) + _of("officer", acts, acts.officer, within)


def _of(kind: SubjectKind, acts: Acts, whose: NDArray[np.generic], like: Ints) -> list[Result]:
    names, member = numbered(whose)
    many = np.bincount(member, acts.n, len(names)).astype(np.int64)
    unknown = np.bincount(member, acts.unknown, len(names)).astype(np.int64)
    asked = [at for at, name in enumerate(names) if name and many[at] >= LEAST_ACTS]
    # Those who are not asked are among the rest, together.
    place = np.full(len(names), len(asked))
    place[asked] = np.arange(len(asked))
    standings = beside_the_rest(
        place[member], like, acts.n - acts.hits, acts.n, len(asked) + 1
    )  # fmt: skip
    at = dict(zip(asked, standings, strict=False))
    return [
        _one(kind, name, acts.what, at.get(number), int(many[number]), int(unknown[number]))
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
