"""Krippendorff's alpha: how far readers give the same values, beyond what chance gives.

For nominal values, any number of readers, and units that not all of them read. Alpha is 1 where all
agree, 0 where they agree as often as values dealt out at random would, and below 0 where less.

The interval resamples units, seeded. Few units that nearly all agree say little, and a plain
bootstrap takes them for certain. So half a unit is added, one of disagreement between the two
commonest values for the low end, one of agreement on the second for the high end.
`tests/stats/test_reliability.py` asks how often such intervals of 12 units hold the truth.

References: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, University of
Pennsylvania; Hayes & Krippendorff 2007, Communication Methods and Measures 1(1).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import LEVEL

Floats = NDArray[np.float64]
Reading = Hashable | None

RESAMPLES, SEED = 2000, 2011
LEAST_UNITS = 10
ADDED = 0.5
FEW_UNITS, ONE_VALUE = "few_units", "one_value"


@dataclass(frozen=True)
class Reliability:
    """Alpha of `units` that two or more read, of which all readers gave `same` one value.

    `alpha` and its 95 % `interval` are None where it cannot be told: `reason` is ``few_units``
    below `LEAST_UNITS`, or ``one_value`` where every value is one, so that nothing can differ.
    """

    units: int
    same: int
    alpha: float | None = None
    interval: tuple[float, float] | None = None
    reason: str = ""


def krippendorff(
    units: Sequence[Sequence[Reading]], *, least: int = LEAST_UNITS, seed: int = SEED
) -> Reliability:
    """Return the alpha of units, each with the values that its readers gave, None where none.

    A unit with fewer than two values is passed over.
    """
    counts = _counts(units)
    n, same = len(counts), int((np.count_nonzero(counts, axis=1) == 1).sum())
    if n < least or not n:
        return Reliability(n, same, reason=FEW_UNITS)
    if counts.shape[1] < 2:
        return Reliability(n, same, reason=ONE_VALUE)
    alpha = float(_alphas(counts, np.ones((1, n)))[0])
    return Reliability(n, same, alpha, _interval(counts, alpha, seed))


def _counts(units: Sequence[Sequence[Reading]]) -> Floats:
    """How often each value was given to each unit that two or more read, (U, V)."""
    read = [[each for each in unit if each is not None] for unit in units]
    read = [unit for unit in read if len(unit) > 1]
    place = {each: at for at, each in enumerate(dict.fromkeys(v for unit in read for v in unit))}
    counts = np.zeros((len(read), len(place)))
    for at, unit in enumerate(read):
        for each in unit:
            counts[at, place[each]] += 1
    return counts


def _alphas(counts: Floats, weights: Floats) -> Floats:
    """Alpha of units with each row of `weights`, (B, U); NaN where every value is one, (B,)."""
    readers = counts.sum(axis=1)
    same = (counts * (counts - 1)).sum(axis=1) / (readers - 1)
    values = weights @ counts
    n = values.sum(axis=1)
    differ = n**2 - (values**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(differ > 0, 1 - (n - 1) * (n - weights @ same) / differ, np.nan)


def _interval(counts: Floats, alpha: float, seed: int) -> tuple[float, float]:
    n, places = len(counts), np.argsort(-counts.sum(axis=0), kind="stable")
    one = np.eye(counts.shape[1])
    apart, alike = one[places[0]] + one[places[1]], 2 * one[places[1]]
    chances = np.append(np.ones(n), ADDED) / (n + ADDED)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n, chances, size=RESAMPLES).astype(np.float64)
    low, high = (
        float(np.nanquantile(_alphas(np.vstack([counts, added]), drawn), quantile))
        for added, quantile in ((apart, LEVEL / 2), (alike, 1 - LEVEL / 2))
    )
    return min(low, alpha), max(high, alpha)
