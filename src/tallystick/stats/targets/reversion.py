"""Does a unit that was behind its peers overshoot its own usual level in the period after?

Regression to the mean brings a unit back to its usual level, never beyond it. So the period after
is set against what the unit usually has, its share of the agency in the year before and after, and
what its peers had in the same period: then a count knows nothing of the count before it, or, where
good and bad times last, has the opposite sign of a race. The usual level is estimated without the
two periods at hand. Its error enters both and makes the slope low by about one part in the number
of periods behind it: the test leaves it so, which is only safer; the estimate has it given back.

References: Auerbach 2018, tickets of officers below the median of their precinct, with the effect
of selection; Galton 1886, Journal of the Anthropological Institute 15, regression towards the mean;
White 1980, Econometrica 48(4), the variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr, stdtrit

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested

Floats = NDArray[np.float64]

NEAR = 12  # periods on either side from which the usual level is drawn
NEVER_APART = Reason("never_apart")
LEAST_UNITS, LEAST_PERIODS, LEAST_MEAN = 5, 13, 5.0


@dataclass(frozen=True)
class Surplus:
    """The mean share above the usual level in the period after.

    Of units that were `behind` the median, and of those that were not: `ahead`.
    """

    behind: float
    ahead: float


NOTHING = Surplus(float("nan"), float("nan"))


@dataclass(frozen=True)
class Pairs:
    """A unit's lag in one period and its surplus in the next.

    `lag` and `surplus` are (U, T - 1), shares of the usual level, NaN where one is not known;
    `weight` (U, T - 1) the expected count of the later period, `drawn` from how many periods the
    usual level is estimated on average.
    """

    lag: Floats
    surplus: Floats
    weight: Floats
    drawn: float


def pairs_of(counts: Floats) -> Pairs:
    """Set each period against the one after it; `counts` are (U, T), NaN where there is none."""
    known = ~np.isnan(counts)
    made = np.where(known, counts, 0.0)
    whole = made.sum(axis=0)
    rest = np.where(known, whole - made, 0.0)
    both = known[:, :-1] & known[:, 1:]
    odds = _around(made) / _positive(_around(rest))
    before, after = (odds * _positive(part) for part in (rest[:, :-1], rest[:, 1:]))
    usable = both & (odds > 0) & (before > 0) & (after > 0)
    place = np.where(usable, made[:, :-1] / _positive(before) - 1, np.nan)
    surplus = np.where(usable, made[:, 1:] / _positive(after) - 1, np.nan)
    lag = _medians(place) - place
    drawn = _around(known.astype(np.float64))[usable]
    return Pairs(
        lag, surplus, np.where(usable, after, 0.0), float(drawn.mean()) if len(drawn) else 0.0
    )


def _around(values: Floats) -> Floats:
    """The sums of `values`, (U, T), over a year before and after each pair, without it."""
    units, periods = values.shape
    sums = np.concatenate([np.zeros((units, 1)), np.cumsum(values, axis=1)], axis=1)
    place = np.arange(periods - 1)
    first, last = np.maximum(place - NEAR, 0), np.minimum(place + 2 + NEAR, periods)
    return np.asarray(sums[:, last] - sums[:, first] - values[:, :-1] - values[:, 1:])


def _positive(values: Floats) -> Floats:
    return np.asarray(np.where(values > 0, values, np.nan))


def _medians(place: Floats) -> Floats:
    """The median of each column's units, (1, T - 1); NaN where fewer than four are known."""
    told = np.full((1, place.shape[1]), np.nan)
    for column in range(place.shape[1]):
        known = place[~np.isnan(place[:, column]), column]
        if len(known) >= LEAST_UNITS:
            told[0, column] = np.median(known)
    return told


def reversion(pairs: Pairs, unit: int | None = None) -> Tested[Surplus]:
    """Test all units, or the one in row `unit`, for surpluses that answer lags; `n` counts pairs.

    The estimate is by how much of its lag behind the median a unit is above its usual level in the
    period after: .5 says that who was 10 % behind is then 5 % above.
    """
    rows = slice(None) if unit is None else slice(unit, unit + 1)
    lag, surplus, weight = (each[rows] for each in (pairs.lag, pairs.surplus, pairs.weight))
    usable = ~np.isnan(lag) & ~np.isnan(surplus)
    periods, n = int(usable.any(axis=0).sum()), int(usable.sum())
    mean = float(weight[usable].mean()) if n else 0.0
    if periods < LEAST_PERIODS - 1 or mean < LEAST_MEAN:
        reason = Reason(
            "few_pairs",
            n=periods,
            units=LEAST_UNITS,
            expected=mean,
            a=LEAST_PERIODS - 1,
            b=LEAST_MEAN,
        )
        return Tested(n=n, reason=reason, numbers=NOTHING)
    x, y, w = lag[usable], surplus[usable], weight[usable]
    power = float((w * x * x).sum())
    if not power:
        return Tested(n=n, reason=NEVER_APART, numbers=NOTHING)
    fitted = float((w * x * y).sum() / power)
    slope = fitted + 1 / pairs.drawn
    scores = np.where(usable, weight * lag * (surplus - fitted * lag), 0.0).sum(axis=0)
    spread = float(np.sqrt((scores**2).sum() * periods / (periods - 1)) / power)
    free = periods - 1
    half = float(stdtrit(free, 1 - LEVEL / 2)) * spread
    return Tested(
        n=n,
        estimate=slope,
        interval=(slope - half, slope + half),
        p_value=float(stdtr(free, -fitted / spread)) if spread > 0 else None,
        minimum_detectable=float(ndtri(1 - LEVEL) + ndtri(POWER)) * spread,
        reason="" if spread > 0 else NEVER_APART,
        numbers=Surplus(_mean(y, w, x > 0), _mean(y, w, x <= 0)),
    )


def _mean(values: Floats, weight: Floats, of: NDArray[np.bool_]) -> float:
    total = float(weight[of].sum())
    return float((weight[of] * values[of]).sum() / total) if total > 0 else float("nan")
