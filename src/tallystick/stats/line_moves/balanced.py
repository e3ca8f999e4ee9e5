"""What do two groups of records hold once each stratum has been compared with itself alone?

Records of one group (nights, days behind a target) and the rest of the same strata (one officer
in one quarter) on the same bins. Mantel-Haenszel weights give both groups the same mix of strata,
so that what strata differ by for ever (goods, a love of round numbers) cancels; a stratum that has
one of the groups alone says nothing. The weighted counts are then brought to the number of
unweighted records that would be as precise, and to fewer still where records come in lumps.

References: Mantel & Haenszel 1959, Journal of the National Cancer Institute 22(4), the weights;
Kish 1965, Survey Sampling, section 11.7, the effective number of weighted records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tallystick.stats.units.heaps import Floats, Ints

FEWEST_STRATA = 3
STRATA_AT_ONCE = 2**15


@dataclass(frozen=True)
class Balanced:
    """Two groups with one mix of strata.

    Attributes
    ----------
    group, rest : (J,)
        Records per bin, brought to the numbers of unweighted independent records that would be
        as precise.
    n_group, n_rest : int
        Records of the strata that have both.
    lumps : float
        How many times the variance of independent records that of the contrast between the
        windows is, among strata of one subject; 1 at least.
    strata : int
        Strata that have both.
    """

    group: Floats
    rest: Floats
    n_group: int
    n_rest: int
    lumps: float
    strata: int


@dataclass(frozen=True)
class Cells:
    """Records of two groups by stratum and bin, only where there are any; (C,) each.

    ``stratum`` counts from 0 and is in order; ``place`` is the bin, of ``bins``. A cell may stand
    in several rows.
    """

    stratum: Ints
    place: Ints
    group: Ints
    rest: Ints
    bins: int

    def blocks(self) -> Iterator[tuple[slice, Floats, Floats]]:
        """Some strata at a time, and what both groups have of them, (strata, bins)."""
        strata = int(self.stratum[-1]) + 1 if len(self.stratum) else 0
        for first in range(0, strata, STRATA_AT_ONCE):
            last = min(first + STRATA_AT_ONCE, strata)
            rows = slice(*np.searchsorted(self.stratum, (first, last)))
            cell = (self.stratum[rows] - first) * self.bins + self.place[rows]
            one, other = (
                np.asarray(np.bincount(cell, each[rows], (last - first) * self.bins), np.float64)
                for each in (self.group, self.rest)
            )
            yield slice(first, last), one.reshape(-1, self.bins), other.reshape(-1, self.bins)


@dataclass(frozen=True)
class _Strata:
    """Strata that have both groups: their records, and what these count in the contrast; (S,)."""

    n_one: Floats
    n_other: Floats
    one: Floats
    other: Floats
    squares: Floats


def balance(group: ArrayLike, rest: ArrayLike, of: Ints, contrast: Floats) -> Balanced:
    """Give `group` the mix of strata of `rest`, and the reverse.

    Parameters
    ----------
    group, rest : (S, J) non-negative
        Records per stratum and bin.
    of : (S,) int
        The subject (a unit) of each stratum: how far its strata lie from each other tells how
        lumpy records are.
    contrast : (J,)
        What each bin counts in the comparison that is to be made: 1 in the excess, -1 in the hole.

    Raises
    ------
    ValueError
        For counts that are negative, not finite or of different shapes.
    """
    one, other = (np.asarray(each, dtype=np.float64) for each in (group, rest))
    if one.shape != other.shape or one.ndim != 2:
        raise ValueError("group and rest are of one shape, (strata, bins)")
    if not all(np.isfinite(each).all() and (each >= 0).all() for each in (one, other)):
        raise ValueError("counts must be finite and at least 0")
    both = (one.sum(axis=1) > 0) & (other.sum(axis=1) > 0)
    one, other = one[both], other[both]

    def brought(of_one: Floats, of_other: Floats) -> tuple[Floats, Floats]:
        return of_one @ one, of_other @ other

    return _balanced(_summed(one, other, contrast), of[both], brought, one.shape[1])


def balance_cells(cells: Cells, of: Ints, contrast: Floats) -> Balanced:
    """As `balance`, of strata that all have both groups.

    Strata by bins may be a hundred times as many as there are records.
    """
    parts = [_summed(one, other, contrast) for _, one, other in cells.blocks()]
    names = ("n_one", "n_other", "one", "other", "squares")
    nothing = np.zeros(0)
    strata = _Strata(
        *(np.concatenate([nothing, *(getattr(each, name) for each in parts)]) for name in names)
    )

    def brought(of_one: Floats, of_other: Floats) -> tuple[Floats, Floats]:
        ours, theirs = np.zeros((2, cells.bins))
        for some, one, other in cells.blocks():
            ours += of_one[some] @ one
            theirs += of_other[some] @ other
        return ours, theirs

    return _balanced(strata, of, brought, cells.bins)


def _summed(one: Floats, other: Floats, contrast: Floats) -> _Strata:
    return _Strata(
        one.sum(axis=1), other.sum(axis=1), one @ contrast, other @ contrast,
        (one + other) @ contrast**2,
    )  # fmt: skip


def _balanced(
    strata: _Strata,
    of: Ints,
    brought: Callable[[Floats, Floats], tuple[Floats, Floats]],
    bins: int,
) -> Balanced:
    """`brought` sums the records of both groups by bin, each stratum by a weight, (S,) each."""
    n_one, n_other = strata.n_one, strata.n_other
    n = n_one + n_other
    information = n_one * n_other / n
    whole = float(information.sum())
    if not whole:
        nothing = np.zeros(bins)
        return Balanced(nothing, nothing, 0, 0, 1.0, 0)
    lumps = _lumps(strata, of)
    weights = (n_other / n, n_one / n)
    one, other = (
        sums * (whole / float(information @ weight)) / lumps
        for sums, weight in zip(brought(*weights), weights, strict=True)
    )
    return Balanced(
        one, other, round(float(n_one.sum())), round(float(n_other.sum())), lumps, len(n)
    )


def _lumps(strata: _Strata, of: Ints) -> float:
    """Squares of the strata's contrasts around their subject's, over those of single records."""
    n_one, n_other = strata.n_one, strata.n_other
    n = n_one + n_other
    mean = (strata.one + strata.other) / n
    spread = (strata.squares / n - mean**2) * n / np.maximum(n - 1, 1)
    information = n_one * n_other / n
    apart = (strata.one / n_one - strata.other / n_other) * information
    subject = np.unique(of, return_inverse=True)[1]
    shift = np.bincount(subject, apart) / np.bincount(subject, information)
    strata_of = np.bincount(subject)
    kept = (strata_of >= FEWEST_STRATA)[subject]
    expected = information * spread
    freedom = 1 - information / np.bincount(subject, information)[subject]
    squares = (apart - information * shift[subject]) ** 2
    whole = float((expected * freedom)[kept].sum())
    return max(1.0, float(squares[kept].sum()) / whole) if whole > 0 else 1.0
