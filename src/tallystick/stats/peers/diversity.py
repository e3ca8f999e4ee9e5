"""How many people does a unit meet in effect, beside its sister units?

Two meetings of a unit are of one person with a chance whose inverse is the effective number of its
people (Simpson; Hill's number of order two). Only pairs of meetings count that are alike in none of
the given attributes, such as officer, area and hour: a person at hand in one place, at one time, or
for one officer makes none. They are counted by inclusion and exclusion.

The logarithm of each unit's chance is set beside the median of the others', as shares are in
`spread`: units differ for ordinary reasons, and how far is learned from the units. The sampling
variance is that of a U-statistic, at what the other units' chance gives and not at what was found,
so that few pairs stay few. The fifth of the units with the highest chance does not teach it.

Small places have few people for any role. Where people are met in other roles too, the same chance
is counted of these, and the logarithm of the ratio of both is set beside the other units' instead,
for each unit of which it would find less: the sampling variance of both and the spread of the other
units' ratios decide that, not what the unit itself has. A ratio is high, too, where hardly anybody
in another role comes twice, as at a border, so such a unit must be beyond the others without it as
well, at 5 %; and by the ratio too, where a unit has few people in other roles, beyond them at 5 %:
one small place among equal ones. The p-value is that of the one that tells more. Of 1,500 p-values
each by nine laws of both numbers of people, at most .059, .016 and .0033 lie below .05, .01 and
.001 (`-k other_roles`), where both have tails of a t law of three.

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

from tallystick.stats.estimate import LEVEL, Tested
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
    effective numbers of people of the unit and the usual one, the fewest people who make half of
    the pairs of one person, how many other units it is beside, and whether by ratios.
    """

    pairs: int = 0
    repeated: int = 0
    people: float = float("nan")
    usual: float = float("nan")
    most: tuple[int, ...] = ()
    beside: int = 0
    by_ratio: bool = False


@dataclass(frozen=True)
class _Counted:
    """Meetings of each unit, pairs, pairs of one person, and unevenness; (K,) each."""

    n: Floats
    pairs: Floats
    repeated: Floats
    uneven: Floats

    @property
    def asked(self) -> NDArray[np.bool_]:
        return np.asarray((self.n >= LEAST_MEETINGS) & (self.pairs > 0))

    def of(self, units: Ints) -> _Counted:
        return _Counted(self.n[units], self.pairs[units], self.repeated[units], self.uneven[units])


@dataclass(frozen=True)
class _Logs:
    """Logarithms of units' chances over `level`, and their variances as expected and as found."""

    level: float
    seen: Floats
    variance: Floats
    found_variance: Floats


def few_people(
    whole: Meetings, again: Meetings, units: int, others: Meetings | None = None
) -> list[Tested[Diversity]]:
    """Say of each unit whether two of its meetings are of one person more often; a list of `units`.

    `whole` are all meetings, whoever came; `again` those of people who came twice or more; `others`
    are meetings of people in other roles, or a sample of these. The p-value is one-sided. The
    estimate is the chance of a pair minus the usual one. A unit with fewer than 20 meetings or
    without a pair is not asked, and nobody is of fewer than five.
    """
    every, persons, by_person = _counted(whole, again, units)
    said = [Tested(n=int(each), numbers=Diversity()) for each in every.n]
    asked = np.flatnonzero(every.asked)
    if len(asked) <= LEAST_OTHERS:
        return said
    counted = every.of(asked)
    logs = _logs(counted)
    rows = np.stack(_beside(logs.seen, logs.variance))
    if others is not None:
        rows = _allowing(rows, logs, _counted(others, others, units)[0].of(asked))
    p, middle, reach, error, beside, by_ratio = rows
    own = np.sqrt(logs.found_variance + error)
    for place, unit in enumerate(asked):
        low, chance, high, usual, least = (
            float(logs.level * np.exp(each))
            for each in (
                *(logs.seen[place] + side * Z * own[place] for side in (-1, 0, 1)),
                middle[place], reach[place],
            )
        )  # fmt: skip
        said[unit] = Tested(
            n=int(counted.n[place]),
            estimate=chance - usual,
            interval=(low - usual, min(high, 1.0) - usual),
            p_value=float(p[place]),
            minimum_detectable=least - usual if least < 1 else None,
            numbers=Diversity(
                int(counted.pairs[place]),
                int(counted.repeated[place]),
                1 / chance,
                1 / usual,
                _half_of_pairs(persons[1], np.where(persons[0] == unit, by_person, 0.0)),
                int(beside[place]),
                bool(by_ratio[place]),
            ),
        )
    return said


def _beside(seen: Floats, variance: Floats) -> tuple[Floats, ...]:
    """What `beside_medians` says, how many others there are, and 0: not by ratios; (K,) each."""
    others = np.full(len(seen), len(seen) - 1.0)
    return (*beside_medians(seen, variance, HEAVY_TAIL), others, np.zeros(len(seen)))


def _allowing(plain: Floats, logs: _Logs, known: _Counted) -> Floats:
    """The rows of `_beside` of ratios, for units of which these tell more; `plain` elsewhere.

    A unit must be beyond the others by both at `LEVEL` where ratios tell more, and where it meets
    few people in other roles too.
    """
    both = np.flatnonzero(known.asked)
    if len(both) <= LEAST_OTHERS:
        return plain
    there = _logs(known.of(both))
    p, middle, reach, error, beside, _ = _beside(
        logs.seen[both] - there.seen, logs.variance[both] + there.variance
    )
    ratios = np.stack([
        p, middle + there.seen, reach + there.seen, error + there.found_variance, beside,
        np.ones(len(both)),
    ])  # fmt: skip
    alone, nearer = plain[:, both], reach - middle < plain[2, both] - plain[1, both]
    chosen, other = np.where(nearer, ratios, alone), np.where(nearer, alone, ratios)
    by_both = nearer | (_beside(there.seen, there.variance)[0] < LEVEL)
    both_p, both_reach = (np.maximum(chosen[row], other[row]) for row in (0, 2))
    chosen[0] = np.where(by_both & (other[0] >= LEVEL), both_p, chosen[0])
    chosen[2] = np.where(by_both, both_reach, chosen[2])
    allowed = plain.copy()
    allowed[:, both] = chosen
    return allowed


def _counted(whole: Meetings, again: Meetings, units: int) -> tuple[_Counted, Ints, Floats]:
    """Numbers of units; the unit and person, (2, G), of those met again, and their pairs, (G,)."""
    group, of_group = _unlike(whole, np.zeros_like(whole.unit))
    persons, by_person = _unlike(again, again.person)
    n, pairs, repeated = (
        np.bincount(of, each, units).astype(np.float64)
        for of, each in ((whole.unit, whole.n), (group[0], of_group), (persons[0], by_person))
    )
    return _Counted(n, pairs, repeated, _unevenness(again, units, n)), persons, by_person


def _logs(counted: _Counted) -> _Logs:
    found, of = counted.repeated, counted.pairs
    level = _level(found, of)
    expected = of * level
    uneven = max(float(np.median(counted.uneven)) - 1, 0.0)
    return _Logs(
        level,
        np.log((found + HALF) / (expected + HALF)),
        1 / (expected + HALF) + 4 * uneven / counted.n,
        1 / (found + HALF) + 4 * np.maximum(counted.uneven - 1, 0.0) / counted.n,
    )


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
