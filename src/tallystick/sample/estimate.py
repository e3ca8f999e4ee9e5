"""What do the coded records say of all?

The share of the population that a person who reads the file codes as wrong: by the codes that both
coders gave, or agreed on where they gave two. What stays open (a code such as ``unclear``, or two
codes without an agreement) counts at the one end as right and at the other as wrong, so that the
range holds both what was not read in all files and what those that were read do not say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from tallystick.sample.coded import Coded
from tallystick.stats.sampling.agreement import Agreement, cohens_kappa
from tallystick.stats.sampling.sampled import Share, estimated

ESTIMAND = "share of the records that a person who reads the file codes as {}"


@dataclass(frozen=True)
class Part:
    """The answer of one stratum, or of all ("").

    `wrong` and `open` of the `n` coded; `low` and `high` the shares with what is open as right and
    as wrong. The range goes from the low end of the one to the high end of the other.
    """

    name: str
    n: int
    wrong: int
    open: int
    low: Share
    high: Share

    @property
    def interval(self) -> tuple[float, float]:
        """The range of the share."""
        return self.low.interval[0], self.high.interval[1]

    @property
    def records(self) -> tuple[int, int]:
        """The range in records."""
        return self.low.records[1], self.high.records[2]


@dataclass(frozen=True)
class Estimate:
    """What a coded sheet says: of all, of each stratum where several, and how far coders agree."""

    estimand: str
    whole: Part
    strata: tuple[Part, ...]
    agreement: Agreement
    unresolved: int


def estimate(coded: Coded) -> Estimate:
    """Return the estimate of a coded sheet, with how far its two coders agree."""
    plan = coded.plan
    wrong, unsettled, drawn = Counter[str](), Counter[str](), Counter[str]()
    unresolved = 0
    for number, codes in coded.codes.items():
        final, stratum = settled(codes), plan.rows[number]
        drawn[stratum] += 1
        wrong[stratum] += final == plan.counted
        unsettled[stratum] += final in ("", *plan.open_codes)
        unresolved += final == ""
    names = [each.name for each in plan.strata if each.records]
    sizes = {each.name: each.records for each in plan.strata}

    def part(name: str, held: list[str]) -> Part:
        found, more, n = (
            np.array([each[key] for key in held], dtype=np.int64)
            for each in (wrong, unsettled, drawn)
        )
        of = np.array([sizes[key] for key in held], dtype=np.int64)
        low, high = (estimated(each, n, of, plan.confidence) for each in (found, found + more))
        return Part(name, int(n.sum()), int(found.sum()), int(more.sum()), low, high)

    strata = tuple(part(name, [name]) for name in names) if len(names) > 1 else ()
    return Estimate(
        ESTIMAND.format(plan.counted), part("", names), strata, _agreement(coded), unresolved
    )


def settled(codes: tuple[str, str, str]) -> str:
    """The code that counts: agreed on, or given by both, or by the only one; else ""."""
    one, two, agreed = codes
    if agreed:
        return agreed
    return one if two in ("", one) else ""


def _agreement(coded: Coded) -> Agreement:
    """Of the records that two people coded."""
    place = {code: number for number, code in enumerate(coded.plan.codes)}
    table = np.zeros((len(place), len(place)), dtype=np.int64)
    for one, two, _ in coded.codes.values():
        if two:
            table[place[one], place[two]] += 1
    return cohens_kappa(table)
