"""What would an officer's peers have had, had they had the officer's cases?

The benchmark is doubly robust: it is right when either of two models is. The first weighs the
peers' cases until their mix of places, hours and offences is the officer's: of all weights that
make each factor's levels as frequent as in the officer's own cases, those that stay nearest to
equal. They are what a logistic model of "is this case the officer's?" gives, and are found by
raking. The second is a regression of what is counted on the factors (`case_mix`): it says what to
expect of the officer's cases, and the weighted peers say by how much it is wrong.

References: Ridgeway & MacDonald 2009, Journal of the American Statistical Association 104(486), the
internal benchmark; Deming & Stephan 1940, Annals of Mathematical Statistics 11(4), raking;
Hainmueller 2012, Political Analysis 20(1), and Zhao & Percival 2017, Journal of Causal Inference
5(1), weights that balance; Kish 1965, Survey Sampling, the size of a weighted sample; White 1980,
Econometrica 48(4), a variance by residuals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.peers.case_mix import expected_shares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS, BALANCED = 20, 2e-3


@dataclass(frozen=True)
class Benchmark:
    """One officer beside weighted peers.

    Parameters
    ----------
    n, k
        The officer's cases of kinds that peers have too, and those of them that are counted.
    kept
        Their part of all of the officer's cases.
    expected
        The peers' share in such cases, doubly robust, within (0, 1); NaN where nobody is like.
    regressed
        The same by the regression alone.
    single
        The mean variance of one of the officer's cases, given its kind.
    known
        The variance of `expected`: by the chance of single cases, or by how far the peers' cases of
        each kind lie from the regression, where that is more.
    cases
        As many cases of equal weight as the weighted ones of peers are worth.
    peers
        As many peers of equal weight would differ from each other's mean as much.
    imbalance
        The largest difference left between a level's frequency here and among weighted peers.
    """

    n: float
    k: float
    kept: float
    expected: float
    regressed: float
    single: float
    known: float
    cases: float
    peers: float
    imbalance: float


NOBODY = Benchmark(0.0, 0.0, 0.0, float("nan"), float("nan"), 0.0, 0.0, 0.0, 0.0, 1.0)


class Work:
    """The cases of all officers, by kind: what `beside_peers` reads for each of them.

    `officer`, `kind`, `n` and `k` are (R,), a row per officer and kind of case; `levels` (C, F) are
    the factors of the kinds. Numbers of officers, kinds and levels count from 0, and every kind has
    cases.
    """

    def __init__(self, officer: Ints, kind: Ints, n: Ints, k: Ints, levels: Ints) -> None:
        """Sort the kinds by the factor with most levels, so that a level's kinds lie together."""
        finest = levels[:, int(np.argmax(levels.max(axis=0)))]
        order = np.lexsort((*levels.T, finest))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        rows = np.lexsort((officer, place[kind]))
        self.levels = levels[order]
        self.sizes = levels.max(axis=0) + 1
        self.officer, self.kind = officer[rows], place[kind][rows]
        self.n, self.k = n[rows].astype(np.float64), k[rows].astype(np.float64)
        kinds = len(order)
        self.all_n: Floats = np.bincount(self.kind, self.n, kinds).astype(np.float64)
        self.all_k: Floats = np.bincount(self.kind, self.k, kinds).astype(np.float64)
        self.share = expected_shares(self.levels, self.all_n, self.all_k)
        self.variance = self.share * (1 - self.share)
        self.finest = finest[order]
        self.kind_at = np.searchsorted(self.finest, np.arange(int(finest.max()) + 2))
        self.row_at = np.searchsorted(self.kind, np.arange(kinds + 1))
        self.by_officer = np.argsort(self.officer, kind="stable")
        officers = int(officer.max()) + 1
        self.own_at = np.searchsorted(self.officer[self.by_officer], np.arange(officers + 1))

    def own(self, officer: int) -> Ints:
        """The rows of an officer."""
        return self.by_officer[self.own_at[officer] : self.own_at[officer + 1]]


def beside_peers(work: Work, officer: int) -> Benchmark:
    """Return the officer's share in his cases beside that of peers in like cases."""
    own = work.own(officer)
    all_own = float(work.n[own].sum())
    kinds, others, own = _like(work, own)
    if not len(own):
        return NOBODY
    n, k = work.n[own], work.k[own]
    goal = [
        np.bincount(work.levels[work.kind[own], factor], n, size) / n.sum()
        for factor, size in enumerate(work.sizes)
    ]
    weight, imbalance = raked(work.levels[kinds], others, goal)
    counted = work.all_k[kinds]
    at = np.minimum(np.searchsorted(kinds, work.kind[own]), len(kinds) - 1)
    both = kinds[at] == work.kind[own]
    counted[at[both]] -= k[both]
    residual = counted / others - work.share[kinds]
    wrong = float(weight @ residual)
    here = work.share[work.kind[own]]
    square = weight**2 / others
    cases = 1 / float(square.sum())
    least = 0.5 / (cases + 1)
    regressed = float(n @ here) / float(n.sum())
    expected, regressed = np.clip([regressed + wrong, regressed], least, 1 - least).tolist()
    known = max(float(square @ work.variance[kinds]), float(weight**2 @ residual**2))
    return Benchmark(
        float(n.sum()), float(k.sum()), float(n.sum()) / all_own, expected, regressed,
        float(n @ (here * (1 - here))) / float(n.sum()), known, cases,
        _peers(work, officer, kinds, weight / others), imbalance,
    )  # fmt: skip


def _like(work: Work, own: Ints) -> tuple[Ints, Floats, Ints]:
    """The kinds that peers have among the officer's levels, how many cases, and the own rows kept.

    An own case is kept when each of its levels is one in which peers have cases.
    """
    kinds = np.concatenate(
        [
            np.arange(work.kind_at[level], work.kind_at[level + 1])
            for level in np.unique(work.finest[work.kind[own]]).tolist()
        ]
    )
    others = work.all_n[kinds]
    others[np.searchsorted(kinds, work.kind[own])] -= work.n[own]
    kinds, others = kinds[others > 0], others[others > 0]
    while len(own):
        fits = np.ones(len(kinds), dtype=bool)
        kept = np.ones(len(own), dtype=bool)
        for factor, size in enumerate(work.sizes):
            here = np.zeros(size, dtype=bool)
            here[work.levels[work.kind[own], factor]] = True
            fits &= here[work.levels[kinds, factor]]
        for factor, size in enumerate(work.sizes):
            there = np.zeros(size, dtype=bool)
            there[work.levels[kinds[fits], factor]] = True
            kept &= there[work.levels[work.kind[own], factor]]
        kinds, others = kinds[fits], others[fits]
        if kept.all():
            break
        own = own[kept]
    return kinds, others, own


def raked(levels: Ints, others: Floats, goal: list[Floats]) -> tuple[Floats, float]:
    """Weigh kinds of cases until each factor's levels are as frequent as in `goal`.

    Parameters
    ----------
    levels : (C, F)
        The level of each factor.
    others : (C,)
        Cases of each kind, above zero.
    goal : F arrays
        The wanted frequency of each level, each adding up to 1.

    Returns
    -------
    weights (C,) that add up to 1, and the largest difference left between a frequency and its goal.
    """
    weight = others / others.sum()
    left, factors = 1.0, np.ascontiguousarray(levels.T)
    for _ in range(ROUNDS):
        left = 0.0
        for factor, wanted in zip(factors, goal, strict=True):
            now = np.bincount(factor, weight, len(wanted))
            left = max(left, float(np.abs(now - wanted).max()))
            there = now > 0
            weight *= np.divide(wanted, now, out=np.zeros_like(now), where=there)[factor]
        if left < BALANCED:
            break
    return weight / weight.sum(), left


def _peers(work: Work, officer: int, kinds: Ints, by_case: Floats) -> float:
    """As many peers of equal weight as the weighted ones are worth."""
    first, last = work.row_at[kinds], work.row_at[kinds + 1]
    length = last - first
    ends = np.cumsum(length)
    rows = np.repeat(first - ends + length, length) + np.arange(int(ends[-1]))
    share = np.repeat(by_case, length) * work.n[rows]
    share[work.officer[rows] == officer] = 0.0
    total = np.bincount(work.officer[rows], share)
    return float(total.sum() ** 2 / (total**2).sum())
