"""Do results land on their target, or just above it, more often than chance puts them there?

Two questions to results that are counts, each against a level that was known beforehand.

On the level: a count that is Poisson, or Poisson with any random mean, falls on one of the k + 1
values from a level on with a chance that no mean makes larger than `most_by_chance`. Given what
came before, that holds for each result in turn, so that the number of results on their level is
stochastically smaller than a sum of independent trials with those chances, and its tail than that
of a binomial with their mean (Hoeffding). Only counts that vary less than chance, or that come in
portions, can break it. A ceiling is mirrored: the k values up to it and it itself.

Just above rather than just below: results within six widths of their level fall into twelve bins,
whose logarithms a smooth density makes a polynomial of the fourth degree (a Poisson regression).
The efficient score asks whether the bin above the level has what the one below it lacks. A normal
law, or a mixture of them, has no such step; one that falls to nothing at its level has.

References: Hoeffding 1956, Annals of Mathematical Statistics 27(3), the tail of a sum of unequal
trials; Efron & Tibshirani 1996, Annals of Statistics 24(6), densities by Poisson regression; Allen,
Dechow, Pope & Wu 2017, Management Science 63(6), results that gather at goals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtr, ndtri, pdtr

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested
from tallystick.stats.proportions.binomial import beyond_chance, smallest_excess

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_LEVEL = 5  # below it a count has so few values that half of them are at its level
LEAST_TRIALS = 4
LEAST_NEAR, LEAST_INNER = 60, 10
REACH, WIDTH = 0.1, 0.7  # in square roots of the level
STEPS, HALVINGS, MOST_LOG = 25, 30, 30.0
SETTLED = 1e-13  # the relative change by which a step may end the search
BINS, DEGREE = 6, 4  # bins on either side; of the polynomial
FARTHEST = 8.0  # the largest log odds that are looked for


@dataclass(frozen=True)
class Found:
    """Results on the level, or in the upper inner bin, and how many of them chance makes.

    At most where they are on the level, on average where they are just above it.
    """

    found: int
    expected: float


def most_by_chance(level: Ints, reach: Ints) -> Floats:
    """The largest chance that a Poisson count is one of ``level .. level + reach``.

    Parameters
    ----------
    level, reach
        (N,), `level` at least 1.

    Returns
    -------
    (N,). Reached where the mean's (reach + 1)-th power is (level + reach)! / (level - 1)!.
    """
    above = level + reach
    mean = np.exp((gammaln(above + 1.0) - gammaln(level * 1.0)) / (reach + 1.0))
    return np.asarray(pdtr(above * 1.0, mean) - pdtr(level - 1.0, mean))


def reach_of(level: Ints) -> Ints:
    """How far above its level a result still counts as on it: a tenth of the square root."""
    return np.floor(REACH * np.sqrt(level)).astype(np.int64)


def on_level(result: Ints, level: Ints, *, at_most: bool = False) -> Tested[Found]:
    """Test whether results, (N,), are on their levels, (N,), more often than chance can make them.

    `level` is what was still lacking when the result began to be counted, `result` what was
    counted since. Levels below 5 are left out. `at_most`: the levels are ceilings, and a result
    counts as on one from its reach below it on. The estimate is the share beyond chance.
    """
    usable = level >= LEAST_LEVEL
    result, level = result[usable], level[usable]
    n = len(level)
    reach = reach_of(level)
    first = level - reach if at_most else level
    found = int(((result >= first) & (result <= first + reach)).sum())
    chance = float(most_by_chance(first, reach).mean()) if n else float("nan")
    if n < LEAST_TRIALS:
        reason = Reason("low_levels", n=n, level=LEAST_LEVEL, of=LEAST_TRIALS)
        return Tested(n=n, reason=reason, numbers=Found(found, n * chance if n else 0.0))
    return beyond_chance(found, n, chance, Found(found, n * chance))


def lowered(said: Tested[Found], expected: float) -> Tested[Found]:
    """What is left of the share on the level where `expected` results, no fewer, may be there.

    `said` as it is where chance puts as many there, or where nothing could be said.
    """
    by_chance = said.numbers.expected
    if said.p_value is None or expected <= by_chance:
        return said
    smallest = smallest_excess(said.n, min(expected / said.n, 1.0))
    return replace(said.moved(-(expected - by_chance) / said.n), minimum_detectable=smallest)


def widths(level: Ints) -> Ints:
    """How wide the bins around each level, (N,), are: 0.7 square roots of it, 1 at least."""
    return np.asarray(np.maximum(1, np.round(WIDTH * np.sqrt(level))).astype(np.int64))


def mirrored(result: Ints, level: Ints) -> Ints:
    """Results, (N,), as far on the other side of their levels, (N,)."""
    return 2 * level - result


def bins_of(result: Ints, level: Ints, usable: NDArray[np.bool_] | None = None) -> Ints:
    """How many results, (N,), lie in each of six bins below their levels and six above, (12,)."""
    if usable is not None:
        result, level = result[usable], level[usable]
    place = np.floor_divide(result - level, widths(level)) + BINS
    return np.asarray(np.bincount(place[(place >= 0) & (place < 2 * BINS)], minlength=2 * BINS))


def just_above(result: Ints, level: Ints, *, at_most: bool = False) -> Tested[Found]:
    """Test whether results, (N,), are just above their levels, (N,), rather than just below.

    `at_most`: the levels are ceilings, and results are asked for on them or just below, rather
    than just above: each result is mirrored at its level. The estimate is the log odds beyond the
    slope.
    """
    usable = level >= LEAST_LEVEL
    bins = bins_of(mirrored(result, level) if at_most else result, level, usable)
    above, inner, near = int(bins[BINS]), int(bins[BINS - 1 : BINS + 1].sum()), int(bins.sum())
    if near < LEAST_NEAR or inner < LEAST_INNER:
        reason = Reason("few_near", n=near, inner=inner, a=LEAST_NEAR, b=LEAST_INNER)
        return Tested(n=near, reason=reason, numbers=Found(above, float("nan")))
    score, spread = step_score(bins, 0.0)
    half = float(ndtri(1 - LEVEL / 2))
    scored = cache(partial(step_score, bins))
    estimate, low, high = (_jump(scored, bar) for bar in (0.0, half, -half))
    smallest = float(ndtri(1 - LEVEL) + ndtri(POWER)) / spread if spread else float("inf")
    return Tested(
        n=near,
        estimate=estimate,
        interval=(low, high),
        p_value=float(ndtr(-score / spread)) if spread else 1.0,
        minimum_detectable=2 * smallest,
        numbers=Found(above, float(smooth_bins(bins)[BINS])),
    )


@cache
def _step() -> Floats:
    step = np.zeros(2 * BINS)
    step[BINS - 1 : BINS + 1] = -1.0, 1.0
    return step


@cache
def _design() -> Floats:
    x = (np.arange(2 * BINS) - BINS + 0.5) / BINS
    return np.stack([x**power for power in range(DEGREE + 1)], axis=1)


def smooth_bins(bins: Ints, jump: float = 0.0) -> Floats:
    """Expected counts, (12,), where the log odds of a step at the level are `jump`.

    A Poisson regression on a polynomial of the fourth degree, by reweighted least squares.
    """
    design, offset = _design(), jump / 2 * _step()
    expected = np.asarray(bins + 0.5, dtype=np.float64)
    for _ in range(STEPS):
        working = np.log(expected) - offset + (bins - expected) / expected
        root = np.sqrt(expected)
        solved, *_ = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)
        before, expected = expected, np.exp(np.clip(design @ solved + offset, -MOST_LOG, MOST_LOG))
        if (abs(expected - before) <= SETTLED * before).all():
            break
    return expected


def step_score(bins: Ints, jump: float) -> tuple[float, float]:
    """The efficient score of a step at the level beyond `jump` in `bins`, (12,), and its s.d."""
    expected, step, design = smooth_bins(bins, jump), _step(), _design()
    within = (design * expected[:, None]).T @ design
    across = (design * expected[:, None]).T @ step
    solved, *_ = np.linalg.lstsq(within, across, rcond=None)
    variance = float((step * expected) @ step - across @ solved)
    return float(step @ (bins - expected)), float(np.sqrt(max(variance, 0.0)))


def _jump(scored: Callable[[float], tuple[float, float]], bar: float) -> float:
    """The log odds beyond which the score is `bar` standard deviations; infinite where none are.

    `scored` is `step_score` of the bins, which remembers what it was asked.
    """

    def beyond(jump: float) -> float:
        score, spread = scored(jump)
        return (score / spread if spread else 0.0) - bar

    low, high = -FARTHEST, FARTHEST
    if beyond(low) <= 0:
        return -float("inf")
    if beyond(high) >= 0:
        return float("inf")
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > 0 else (low, middle)
    return (low + high) / 2
