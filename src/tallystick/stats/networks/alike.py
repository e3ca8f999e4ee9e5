"""Do records that are alike in one thing tend to be alike in the other as well?

Within a stratum of a subject, every two records of different cases are a pair. So many pairs are
alike in weight, so many in purity; when the two know nothing of each other, the number that are
alike in both has, over all ways to hand the purities out among the records, exact moments that
depend on the numbers of pairs and of paths of two alone (Knox 1964; Barton & David 1966). What
weights a subject meets, and what purities, is given: packs, specialists and habits cancel.

Heavy goods may be purer for everybody: what is expected is multiplied by the ratio of found to
expected that the other subjects show (their median, at least 1), and the variance by the
median square of their deviations, at least 1. The tail is that of a negative binomial law with that
mean and variance, of Poisson's where the variance is not larger.

References: Knox 1964, Applied Statistics 13(1); Barton & David 1966, in Research Papers in
Statistics, ed. David, the moments; Mantel 1967, Cancer Research 27(2), the same for any closeness.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaincinv

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested, first_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
WEIGHT_PERCENT, PURITY_PERMILLE = 4, 20
LEAST_RECORDS, LEAST_PAIRS, LEAST_OTHERS, LEAST_EXPECTED = 20, 3, 3, 0.1
BLOCK = 500
MEDIAN_CHI2 = 0.45493642311957283


@dataclass(frozen=True)
class Pairs:
    """Pairs of one subject: how many are alike in both, and what chance makes of them.

    `records` in all strata, `alike` pairs, their mean and variance when purities are handed out
    at random within each stratum.
    """

    records: int
    alike: int
    mean: float
    variance: float


@dataclass(frozen=True)
class Alike:
    """What is particular to one subject's pairs.

    Parameters
    ----------
    expected
        Pairs that chance makes, with the association that the other subjects show.
    association, spread
        Found over expected among the others, and by how much variances were widened.
    """

    expected: float
    association: float
    spread: float


def pairs_of(strata: Iterable[tuple[Ints, Ints]]) -> Pairs:
    """Count the pairs of a subject.

    Parameters
    ----------
    strata
        Per stratum the weights, thousandths of a gram (N,), and the purities, thousandths (N,),
        of records of different cases.
    """
    records, alike, mean, variance = 0, 0, 0.0, 0.0
    for milli, permille in strata:
        records += len(milli)
        if len(milli) < 2:
            continue
        weights, purities, both = _alike_to(milli, permille)
        alike += int(both.sum()) // 2
        here = moments(weights, purities)
        mean, variance = mean + here[0], variance + here[1]
    return Pairs(records, alike, mean, variance)


def _alike_to(milli: Ints, permille: Ints) -> tuple[Ints, Ints, Ints]:
    """To how many others each record is alike in weight, in purity and in both: (N,) each."""
    counts = np.empty((3, len(milli)), dtype=np.int64)
    for start in range(0, len(milli), BLOCK):
        rows = slice(start, start + BLOCK)
        low, high = (f.outer(milli[rows], milli) for f in (np.minimum, np.maximum))
        weights = high * 100 <= low * (100 + WEIGHT_PERCENT)
        purities = np.abs(np.subtract.outer(permille[rows], permille)) <= PURITY_PERMILLE
        for number, close in enumerate((weights, purities, weights & purities)):
            counts[number, rows] = close.sum(axis=1) - 1
    return counts[0], counts[1], counts[2]


def moments(weights: Ints, purities: Ints) -> tuple[float, float]:
    """Mean and variance of the pairs alike in both, of how many (N,) each record is alike to."""
    n = len(weights)
    pairs = n * (n - 1) / 2
    w, p = weights.sum() / 2, purities.sum() / 2
    w_paths, p_paths = ((x * (x - 1.0)).sum() / 2 for x in (weights, purities))
    mean = w * p / pairs
    square = mean
    if n > 2:
        square += 2 * w_paths * 2 * p_paths / (2 * pairs * (n - 2))
    if n > 3:
        apart = pairs * (n - 2) * (n - 3) / 2
        square += (w * w - w - 2 * w_paths) * (p * p - p - 2 * p_paths) / apart
    return float(mean), float(max(square - mean**2, 0.0))


def alike_beyond_chance(own: list[Pairs], others: list[Pairs] | None = None) -> list[Tested[Alike]]:
    """Hold the pairs of each subject against chance and against the other subjects'.

    The estimate is the pairs found as a multiple of those expected; the p-value is one-sided.

    `others`, where given, are the subjects that show what association there is in the agency (the
    units, for officers); where not, all subjects but the one.
    """
    mean = np.array([each.mean for each in own])
    variance = np.array([each.variance for each in own])
    association, spread, known = _agency(own, others)
    expected = association * mean
    widened = spread * np.maximum(association * variance, expected)
    reason = _reasons(own, mean, known)
    return [
        _one(each, Alike(*map(float, numbers[:3])), float(numbers[3]), numbers[4])
        for each, numbers in zip(
            own, zip(expected, association, spread, widened, reason, strict=True), strict=True
        )
    ]


def _one(own: Pairs, numbers: Alike, v: float, reason: str) -> Tested[Alike]:
    if reason:
        return Tested(n=own.records, reason=reason, numbers=numbers)
    m, found = numbers.expected, float(own.alike)
    part = m / v
    low = float(gammaincinv(found * part, LEVEL / 2) / (m * part)) if found else 0.0
    high = gammaincinv(found * part + 1, 1 - LEVEL / 2) / (m * part)
    return Tested(
        n=own.records,
        estimate=found / m,
        interval=(float(low), float(high)),
        p_value=tail(own.alike, m, v) if found >= LEAST_PAIRS else 1.0,
        minimum_detectable=float(gammaincinv(_critical(m, v) * part, POWER) / (m * part)),
        numbers=numbers,
    )


def _agency(own: list[Pairs], others: list[Pairs] | None) -> tuple[Floats, Floats, Ints]:
    """The association, the widening, and how many others taught them, per subject (U,)."""
    taught = own if others is None else others
    found = np.array([each.alike for each in taught], dtype=float)
    mean = np.array([each.mean for each in taught])
    variance = np.array([max(each.variance, each.mean) for each in taught])
    held = mean >= LEAST_EXPECTED
    association, spread = np.ones(len(own)), np.ones(len(own))
    known = np.zeros(len(own), dtype=np.int64)
    shared: tuple[float, float, int] | None = None
    for u in range(len(own)):
        if others is None or shared is None:
            rest = held.copy()
            if others is None:
                rest[u] = False
            shared = _taught(found[rest], mean[rest], variance[rest])
        association[u], spread[u], known[u] = shared
    return association, spread, known


def _taught(found: Floats, mean: Floats, variance: Floats) -> tuple[float, float, int]:
    if not len(mean):
        return 1.0, 1.0, 0
    association = max(1.0, float(np.median(found / mean)))
    squares = (found - association * mean) ** 2 / (association * variance)
    spread = float(np.median(squares)) / MEDIAN_CHI2
    return association, max(1.0, spread), len(mean)


def _reasons(own: list[Pairs], mean: Floats, known: Ints) -> list[Reason]:
    records = np.array([each.records for each in own])
    return first_of(
        (records < LEAST_RECORDS, Reason("few_cases", n=LEAST_RECORDS)),
        (mean < LEAST_EXPECTED, Reason("unlike")),
        (known < LEAST_OTHERS, Reason("few_others", n=LEAST_OTHERS)),
    )


def tail(found: int, mean: float, variance: float) -> float:
    """The chance of `found` or more, for a count with this mean and variance >= mean."""
    if found <= 0:
        return 1.0
    if variance <= mean * (1 + 1e-9):
        return float(gammainc(found, mean))
    return float(betainc(found, mean**2 / (variance - mean), 1 - mean / variance))


def _critical(mean: float, variance: float) -> int:
    """The least count that would be found."""
    found = LEAST_PAIRS
    while tail(found, mean, variance) >= LEVEL:
        found += 1
    return found
