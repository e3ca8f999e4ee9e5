"""How many people does a unit meet in effect, beside its sister units?

Two meetings of a unit are of one person with a chance whose inverse is the effective number of its
people (Simpson; Hill's number of order two). Only pairs of meetings count that are alike in none of
the given attributes, such as officer, area and hour: a person at hand in one place, at one time, or
for one officer makes none. They are counted by inclusion and exclusion.

The logarithm of each unit's chance is set beside the median of the others', as shares are in
`spread`: units differ for ordinary reasons, and how far is learned from the units. The sampling
variance is that of a U-statistic, at what the other units' chance gives and not at what was found,
so that few pairs stay few. The fifth of the units with the highest chance does not teach it.

In innocent units of some 300 meetings whose log numbers of people differ by half (1,500 to 2,250
p-values each; `pytest -m slow tests/stats/test_diversity.py`), .037 lie below .05, .005 below .01
and none below .001 by a normal law of these, .061, .014 and .001 by a t law of five degrees of
freedom in fifteen units, and by one of three .049 to .064, .003 to .019 and at most .004 in six to
thirty units. Where few people attest everywhere .033 to .045 and at most .008.

References: Simpson 1949, Nature 163, 688; Hill 1973, Ecology 54(2); Hoeffding 1948, Annals of
Mathematical Statistics 19(3), the variance of a U-statistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import Tested
from tallystick.stats.peers.spread import LEAST_OTHERS, beside_medians
from tallystick.stats.proportions.shares import Z

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_MEETINGS = 20
FAR_OUT = 0.2
HEAVY_TAIL = 4.0
HALF = 0.5


@dataclass(frozen=True)
class Meetings:
    """Meetings counted by unit, person and attributes.

    Parameters
    ----------
    unit, person, n
        (R,) each; `person` is of one unit, or a number that no other row of the unit has where it
        is not needed: of people met once only the number of meetings matters, not who they are.
    attributes
        (A, R): two meetings alike in any of them are no pair.
    """

    unit: Ints
    person: Ints
    attributes: Ints
    n: Ints


@dataclass(frozen=True)
class Diversity:
    """What is particular to a unit.

    `pairs` of meetings that are alike in no attribute, how many of them are of one person, the
    effective numbers of people of the unit and of the median of the others, and the fewest people
    who make half of the pairs of one person.
    """

    pairs: int = 0
    repeated: int = 0
    people: float = float("nan")
    usual: float = float("nan")
    most: tuple[int, ...] = ()


def few_people(whole: Meetings, again: Meetings, units: int) -> list[Tested[Diversity]]:
    """Say of each unit whether two of its meetings are of one person more often; a list of `units`.

    `whole` are all meetings, whoever came; `again` those of people who came twice or more. The
    p-value is one-sided. The estimate is the chance of a pair minus that of the median unit. A unit
    with fewer than 20 meetings or without a pair is not asked, and nobody is of fewer than five.
    """
    group, of_group = _unlike(whole, np.zeros_like(whole.unit))
    persons, by_person = _unlike(again, again.person)
    pairs, repeated, n = (
        np.bincount(of, each, units).astype(np.float64)
        for of, each in (
            (group[0], of_group), (persons[0], by_person), (whole.unit, whole.n)
        )
    )  # fmt: skip
    said = [Tested(n=int(each), numbers=Diversity()) for each in n]
    asked = np.flatnonzero((n >= LEAST_MEETINGS) & (pairs > 0))
    if len(asked) <= LEAST_OTHERS:
        return said
    found, of, met = repeated[asked], pairs[asked], n[asked]
    level = _level(found, of)
    expected = of * level
    uneven = _unevenness(again, units, n)[asked]
    spread = 4 * max(float(np.median(uneven)) - 1, 0.0) / met
    seen = np.log((found + HALF) / (expected + HALF))
    p, middle, reach, error = beside_medians(seen, 1 / (expected + HALF) + spread, HEAVY_TAIL)
    own = np.sqrt(1 / (found + HALF) + 4 * np.maximum(uneven - 1, 0.0) / met + error)
    for place, unit in enumerate(asked):
        chance, usual = (float(level * np.exp(each[place])) for each in (seen, middle))
        low, high = (level * np.exp(seen[place] + side * Z * own[place]) for side in (-1, 1))
        least = float(level * np.exp(reach[place]))
        said[unit] = Tested(
            n=int(met[place]),
            estimate=chance - usual,
            interval=(float(low) - usual, min(float(high), 1.0) - usual),
            p_value=float(p[place]),
            minimum_detectable=least - usual if least < 1 else None,
            numbers=Diversity(
                int(of[place]),
                int(found[place]),
                1 / chance,
                1 / usual,
                _half_of_pairs(persons[1], np.where(persons[0] == unit, by_person, 0.0)),
            ),
        )
    return said


def _unlike(meetings: Meetings, same: Ints) -> tuple[Ints, Floats]:
    """Unit and `same`, (2, G), and how many pairs alike in these are so in no attribute, (G,)."""
    group, own = np.unique(np.stack([meetings.unit, same]), axis=1, return_inverse=True)
    own = own.ravel()
    pairs = np.zeros(group.shape[1])
    for many in range(len(meetings.attributes) + 1):
        for chosen in combinations(meetings.attributes, many):
            key = own
            for each in chosen:
                key = np.unique(key * (int(each.max(initial=0)) + 1) + each, return_inverse=True)[1]
            size = np.bincount(key, meetings.n)
            owner = np.zeros(len(size), dtype=np.int64)
            owner[key] = own
            pairs += (-1) ** many * np.bincount(owner, size**2, len(pairs))
    return group, np.asarray(np.maximum(np.rint(pairs), 0.0) / 2)


def _half_of_pairs(person: Ints, pairs: Floats) -> tuple[int, ...]:
    """The fewest of the people, (G,), who make half of the `pairs`, (G,)."""
    order = np.argsort(-pairs, kind="stable")
    many = int(np.searchsorted(np.cumsum(pairs[order]), pairs.sum() / 2)) + 1
    return tuple(int(each) for each in person[order[:many]] if pairs.sum() > 0)


def _level(found: Floats, of: Floats) -> float:
    """The chance of a pair over all units but the fifth with the highest."""
    kept = np.argsort(found / of)[: len(of) - int(len(of) * FAR_OUT)]
    return float((found[kept].sum() + HALF) / of[kept].sum())


def _unevenness(again: Meetings, units: int, n: Floats) -> Floats:
    """The sum of cubed shares of a unit's people over the square of that of squares, (units,)."""
    keys, place = np.unique(np.stack([again.unit, again.person]), axis=1, return_inverse=True)
    times = np.bincount(place.ravel(), again.n, keys.shape[1])
    two, three = (
        np.bincount(keys[0], each, units)
        for each in (times * (times - 1), times * (times - 1) * (times - 2))
    )
    return np.asarray(np.where(two > 0, three * n / np.maximum(two, 1) ** 2, 1.0))
