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

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tallystick.stats.units_heaps import Floats, Ints

FEWEST_STRATA = 3


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
    n_one, n_other = one.sum(axis=1), other.sum(axis=1)
    both = (n_one > 0) & (n_other > 0)
    one, other, n_one, n_other = one[both], other[both], n_one[both], n_other[both]
    n = n_one + n_other
    information = n_one * n_other / n
    whole = float(information.sum())
    if not whole:
        nothing = np.zeros(one.shape[1])
        return Balanced(nothing, nothing, 0, 0, 1.0, 0)
    lumps = _lumps(one, other, of[both], contrast)
    parts = []
    for counts, weight in ((one, n_other / n), (other, n_one / n)):
        kish = whole / float(information @ weight)
        parts.append(weight @ counts * kish / lumps)
    return Balanced(
        parts[0], parts[1], round(float(n_one.sum())), round(float(n_other.sum())), lumps,
        int(both.sum()),
    )  # fmt: skip


def _lumps(one: Floats, other: Floats, of: Ints, contrast: Floats) -> float:
    """Squares of the strata's contrasts around their subject's, over those of single records."""
    n_one, n_other = one.sum(axis=1), other.sum(axis=1)
    n = n_one + n_other
    both = one + other
    mean = both @ contrast / n
    spread = (both @ contrast**2 / n - mean**2) * n / np.maximum(n - 1, 1)
    information = n_one * n_other / n
    apart = (one @ contrast / n_one - other @ contrast / n_other) * information
    subject = np.unique(of, return_inverse=True)[1]
    shift = np.bincount(subject, apart) / np.bincount(subject, information)
    strata = np.bincount(subject)
    kept = (strata >= FEWEST_STRATA)[subject]
    expected = information * spread
    freedom = 1 - information / np.bincount(subject, information)[subject]
    squares = (apart - information * shift[subject]) ** 2
    whole = float((expected * freedom)[kept].sum())
    return max(1.0, float(squares[kept].sum()) / whole) if whole > 0 else 1.0
