"""How far from peers does an officer lie, when officers differ for ordinary reasons?

Officers differ everywhere: six clusters of food inspectors differ sixteen-fold without any scandal.
So the law of the null is not that of chance alone. It is learned from all officers asked: each
share lies about that of its peers by chance, by the cases of a month hanging together, and by an
officer's own level, whose spread is the one at which the officers are as far apart as they are.
The 3 % farthest away do not take part in learning it (their absence is allowed for), or those who
are looked for would hide themselves. The level's law is a beta law, and again a normal law of
log odds; the larger p-value counts. Its tails are those of a t law, as heavy as the kurtosis of all
but those 3 % may be, a standard error up. Where half of the officers do things another way, the
spread is wide and nobody is far outside; where levels have a tail as heavy as a t law of four
degrees of freedom, those in it do lie outside, and one agency in seven has an officer told so.

References: Efron 2004, Journal of the American Statistical Association 99(465), and 2007, The
Annals of Statistics 35(4), the empirical null; Spiegelhalter 2005, Quality and Safety in Health
Care 14(5), and Jones & Spiegelhalter 2011, Statistics in Medicine 30(3), overdispersed funnels;
Williams 1982, Applied Statistics 31(2), cases that hang together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, expit, logit, ndtri, stdtr

from tallystick.stats.estimate import Tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF_WIDTH, POWER_Z = 1.959964, 0.841621
FAR_SHARE = 0.03  # of the officers, the farthest, who do not teach the spread
WIDEST, STEPS, HALVINGS = 0.9, 30, 12
WIDEST_ODDS = 4.0
MANY = 10.0  # variance of a count from which its log odds are taken as normal
NODES, STEP = 16, 0.375  # of the levels over which a law is averaged, in standard deviations
TYPICAL_MONTHS = 20.0  # months of an officer that count as much as the months of all
FEWEST_MONTHS = 50
MOST_TEACHERS = 500  # officers from whom the spread is learned, evenly taken


@dataclass(frozen=True)
class Share:
    """Officers' shares and their benchmarks, (N,) each.

    `n` and `k` are cases and those counted, `expected` the share of peers, in (0, 1), `single` the
    mean variance of one own case, `known` the variance of `expected` by chance, `peers` as many of
    them as it rests on, `clumped` the variance of a count over that of single cases, at least 1.
    `regressed` is `expected` by a second way, on which the difference must stand as well.
    """

    n: Floats
    k: Floats
    expected: Floats
    single: Floats
    known: Floats
    peers: Floats
    clumped: Floats
    regressed: Floats | None = None

    def of(self, officers: Ints) -> Share:
        """Those of some officers."""
        held = {each.name: getattr(self, each.name) for each in fields(self)}
        return Share(**{name: each[officers] for name, each in held.items() if each is not None})

    @property
    def difference(self) -> Floats:
        """Own share minus that of peers."""
        return self.k / self.n - self.expected

    @property
    def binomial(self) -> Floats:
        """The variance of one case at the peers' share."""
        return self.expected * (1 - self.expected)

    @property
    def chance(self) -> Floats:
        """The variance that chance gives the difference, in units of `binomial`."""
        return self.clumped * (self.single / self.n + self.known) / self.binomial

    @property
    def error(self) -> Floats:
        """The standard error of the difference, chance alone, at the officer's own level."""
        own = _smoothed(self)
        single = own * (1 - own) * np.minimum(self.single / self.binomial, 1.0)
        return np.asarray(np.sqrt(self.clumped * (single / self.n + self.known)))


@dataclass(frozen=True)
class Law:
    """How far apart officers' levels are for ordinary reasons, as learned.

    `rho` is the spread of a beta law of levels, `tau` that of a normal law of log odds, `tails` the
    degrees of freedom of each.
    """

    rho: float
    tau: float
    tails: tuple[float, float]


@dataclass(frozen=True)
class Apart:
    """What is said of each officer, (N,) but for `between` and `law`.

    `p_value` is two-sided; `z` how many standard deviations of the null law away; `between` the
    standard deviation of officers' levels in units of a share; `wide` that of the null law of each
    difference.
    """

    p_value: Floats
    z: Floats
    wide: Floats
    between: float
    law: Law

    @property
    def freedom(self) -> float:
        """The degrees of freedom of the null law, the fewer of the two."""
        return min(self.law.tails)


def clumps(officer: Ints, n: Floats, k: Floats, officers: int) -> Floats:
    """How much more than single cases a count varies from month to month, (officers,), from 1 up.

    `officer`, `n` and `k` are (M,): cases of an officer's month and those counted. Pearson's
    statistic over its degrees of freedom, an officer's own drawn towards that of all.
    """
    whole_n, whole_k = np.bincount(officer, n, officers), np.bincount(officer, k, officers)
    share = whole_k / np.maximum(whole_n, 1)
    spread = (share * (1 - share))[officer]
    used = (spread > 0) & (n > 0)
    officer, n, k, spread = officer[used], n[used], k[used], spread[used]
    square = np.bincount(officer, (k - n * share[officer]) ** 2 / (n * spread), officers)
    free = np.maximum(np.bincount(officer, minlength=officers) - 1.0, 0.0)
    usual = float(square.sum() / free.sum()) if free.sum() >= FEWEST_MONTHS else 1.0
    own = (square + TYPICAL_MONTHS * max(usual, 1.0)) / (free + TYPICAL_MONTHS)
    return np.asarray(np.maximum(own, 1.0))


def apart(share: Share) -> Apart:
    """Ask of each officer whether the share is farther from peers' than officers' shares are.

    ValueError with fewer than three officers.
    """
    if len(share.n) < 3:
        raise ValueError("three officers or more are needed")
    some = share.of(np.arange(0, len(share.n), 1 + len(share.n) // MOST_TEACHERS))
    rho = _learned(lambda spread, at: _z_beta(some, spread, at), some, WIDEST)
    tau = _learned(lambda spread, at: _z_odds(some, spread, at), some, WIDEST_ODDS)
    own = _smoothed(share)
    law = Law(rho, tau, (_tails(_z_beta(share, rho, own)), _tails(_z_odds(share, tau, own))))
    half = 0.5 / share.n
    nearer = np.where(
        np.abs(share.difference) <= half,
        share.expected,
        share.k / share.n - np.sign(share.difference) * half,
    )
    chance, z = beyond(share, law, nearer)
    if share.regressed is not None:
        second, _ = beyond(replace(share, expected=share.regressed), law, nearer)
        beside = np.sign(share.difference) * (nearer - share.regressed) > 0
        chance = np.where(beside, np.maximum(chance, second), 1.0)
    wide = np.sqrt(share.binomial * (_level(share, rho) + share.chance))
    between = float(np.sqrt(np.median(share.binomial) * rho))
    return Apart(chance, z, wide, between, law)


def tests_of(share: Share, said: Apart) -> list[Tested[float]]:
    """What is said of each officer; `numbers` is the score.

    The estimate is the difference from the peers' share, the p-value two-sided.
    """
    half, reach = HALF_WIDTH * share.error, (HALF_WIDTH + POWER_Z) * said.wide
    difference = share.difference
    return [
        Tested(
            n=int(share.n[at]),
            estimate=difference[at],
            interval=(difference[at] - half[at], difference[at] + half[at]),
            p_value=said.p_value[at],
            minimum_detectable=reach[at],
            numbers=float(said.z[at]),
        )
        for at in range(len(share.n))
    ]


def beyond(share: Share, law: Law, at: Floats) -> tuple[Floats, Floats]:
    """How likely shares farther than `at` from the expected are, two-sided, and the score.

    Under a skewed law the mean is no middle: nobody is told to be off on the other side of it.
    """
    side = np.sign(at - share.expected)
    beta, odds = (
        np.where(z * side > 0, z, 0.0)
        for z in (_z_beta(share, law.rho, at), _z_odds(share, law.tau, at))
    )
    chances = 2 * stdtr(law.tails[0], -np.abs(beta)), 2 * stdtr(law.tails[1], -np.abs(odds))
    return np.maximum(*chances), np.where(chances[0] > chances[1], beta, odds)


def _smoothed(share: Share) -> Floats:
    """Own share, kept off none and all."""
    return np.asarray((share.k + 0.5) / (share.n + 1))


def _level(share: Share, spread: float) -> Floats:
    """The variance of the officer's level about the mean of so many peers' levels."""
    return np.asarray(spread * (1 + 1 / share.peers))


def _z_beta(share: Share, rho: float, at: Floats) -> Floats:
    """The normal score of shares `at` under a beta law of the same mean and variance."""
    part = np.minimum(_level(share, rho) + share.chance, 0.98)
    size = 1 / part - 1
    a, b = share.expected * size, (1 - share.expected) * size
    at = np.clip(at, 1e-12, 1 - 1e-12)
    return _score(np.asarray(betainc(a, b, at)), np.asarray(betaincc(a, b, at)))


def _z_odds(share: Share, tau: float, at: Floats) -> Floats:
    """The normal score of shares `at` under a normal law of log odds of the same mean.

    Where many cases are expected the log odds of a share are normal too; where few are, the
    binomial law is averaged over the levels.
    """
    size = share.n * share.binomial / (share.clumped * share.single)
    spread = _level(share, tau**2) + share.clumped * share.known / share.binomial**2
    # A normal law of log odds whose shares have this mean (its probit approximation).
    middle = logit(share.expected) * np.sqrt(1 + np.pi / 8 * spread)
    gap = logit((at * size + 0.5) / (size + 1)) - middle
    z = np.asarray(gap / np.sqrt(spread + 1 / (size * share.binomial)))
    few = np.flatnonzero(size * share.binomial < MANY)
    z[few] = _averaged(at[few], size[few], middle[few], np.sqrt(spread[few]))
    return z


def _averaged(at: Floats, size: Floats, middle: Floats, spread: Floats) -> Floats:
    """The normal score of `at` of `size` cases whose log odds are normal; all (N,)."""
    node = np.arange(-NODES, NODES + 1) * STEP
    weight = np.exp(-(node**2) / 2) / np.exp(-(node**2) / 2).sum()
    level = expit(middle[:, None] + spread[:, None] * node)
    a, b = (at * size + 0.5)[:, None], ((1 - at) * size + 0.5)[:, None]
    above = np.maximum(betainc(a, b, level), 0.0) @ weight
    return _score(1 - above, above)


def _score(below: Floats, above: Floats) -> Floats:
    """The normal score of the place that has so much of a law below it and above it."""
    tail = np.clip(np.minimum(below, above), 1e-290, 0.5)
    return np.asarray(np.where(below < above, 1, -1) * ndtri(tail))


def _kept(score: Floats) -> tuple[Floats, float, float]:
    """Squares of all scores but the farthest, and their mean and mean square under a normal law."""
    square = np.sort(score**2)[: len(score) - int(np.ceil(FAR_SHARE * len(score)))]
    part = len(square) / len(score)
    bound = float(ndtri((1 + part) / 2))
    edge = 2 * float(np.exp(-(bound**2) / 2) / np.sqrt(2 * np.pi)) / part
    return square, 1 - bound * edge, 3 - (bound**3 + 3 * bound) * edge


def _learned(score: Callable[[float, Floats], Floats], share: Share, most: float) -> float:
    """The spread at which the scores of all but the farthest vary as a normal law's do."""
    own = _smoothed(share)

    def too_narrow(spread: float) -> bool:
        square, usual, _ = _kept(score(spread, own))
        return bool(square.mean() > usual)

    # A very wide law finds every share odd again, so the narrowest that fits is wanted.
    steps = np.linspace(0.0, 1.0, STEPS + 1) ** 2 * most
    wide = next((step for step in range(STEPS + 1) if not too_narrow(float(steps[step]))), STEPS)
    low, high = float(steps[max(wide - 1, 0)]), float(steps[wide])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_narrow(middle) else (low, middle)
    return high


def _tails(score: Floats) -> float:
    """The degrees of freedom of a t law whose tails these scores may have, from above 4 up."""
    square, usual, usual_fourth = _kept(score)
    found = float((square**2).mean() / max(float(square.mean()), 1e-12) ** 2)
    excess = 3 * (found * usual**2 / usual_fourth - 1)
    upper = max(excess + float(np.sqrt(24 / len(score))), 1e-3)
    return min(4 + 6 / upper, float(len(square) - 1))
