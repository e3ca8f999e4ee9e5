"""Are the last digits of totals as even as chance makes them?

The last digit of a whole number that varies by more than a few tens is uniform, whatever its law
(see roundness.py). First digits follow Benford's law only where numbers span several orders of
magnitude, and innocent ones often do not follow it; they are not tested here.

The deviation is told as the mean absolute deviation (MAD) of the ten shares from a tenth, in excess
of what chance alone gives for so many numbers: a bare MAD is large where numbers are few, and a
bare chi-square is significant for any deviation where they are many.

References: Beber & Scacco 2012, Political Analysis 20(2), last digits of invented counts; Nigrini
2012, Benford's Law, ch. 7, the MAD; Cerqueti & Maggi 2021, Chaos, Solitons & Fractals 150, why its
fixed limits mislead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, chdtri, chndtrinc, erf

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested
from tallystick.stats.rounding.roundness import spread

TEN = 10
LEAST_TOTAL, LEAST_SPREAD, LEAST = 100, 5.0, 100
SMALLEST = 10


@dataclass(frozen=True)
class Digits:
    """How many totals end in 0, 1, ... 9, (10,), and the mean absolute deviation from a tenth."""

    counts: NDArray[np.int64]
    mad: float


def usable(totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """The totals of one series if chance sets their last digit, and none otherwise.

    It does where the median is 100 or more, the middle half spans about seven or more, and no total
    but nought is below ten: of series that run from few to many the small totals have the first
    digits of their size. Noughts are left out. Other totals are not left out for being small: what
    is left of a cut series has no even digits.
    """
    totals = totals[totals != 0]
    if len(totals) < 2 or np.median(totals) < LEAST_TOTAL or totals.min() < SMALLEST:
        return totals[:0]
    return totals if spread(totals) >= LEAST_SPREAD else totals[:0]


def last_digits(totals: NDArray[np.int64]) -> Tested[Digits]:
    """Pearson's chi-square of ten equal shares, of totals, (N,), that `usable` has let through.

    The estimate is what of the deviation is beyond chance.
    """
    counts = np.bincount(totals % TEN, minlength=TEN).astype(np.int64)
    n = int(counts.sum())
    if n < LEAST:
        reason = Reason("few_totals", n=n, size=LEAST_TOTAL, of=LEAST)
        return Tested(n=n, reason=reason, numbers=Digits(counts, float("nan")))
    expected = n / TEN
    mad = float(np.abs(counts / n - 1 / TEN).mean())
    return Tested(
        n=n,
        estimate=mad - chance_mad(n),
        p_value=float(chdtrc(TEN - 1, ((counts - expected) ** 2).sum() / expected)),
        minimum_detectable=detectable(n),
        numbers=Digits(counts, mad),
    )


def chance_mad(n: int) -> float:
    """The mean absolute deviation that chance gives, by the normal law of a binomial share."""
    return float(np.sqrt(2 / np.pi * (1 / TEN) * (1 - 1 / TEN) / n))


def detectable(n: int) -> float:
    """The mean excess MAD of n totals whose shares deviate just enough to be found.

    Every share deviates alike, half of them upwards; found four times in five at 5 %: Pearson's
    chi-square is then noncentral (Cohen 1988, Statistical Power Analysis, ch. 7), the deviation of
    each observed share a folded normal (Leone, Nelson & Nottingham 1961, Technometrics 3(4)).
    """
    critical = float(chdtri(TEN - 1, LEVEL))
    noncentral = float(chndtrinc(critical, TEN - 1, 1 - POWER))
    share, error = np.sqrt(noncentral / n) / TEN, np.sqrt(1 / TEN * (1 - 1 / TEN) / n)
    folded = error * np.sqrt(2 / np.pi) * np.exp(-((share / error) ** 2) / 2)
    return float(folded + share * erf(share / error / np.sqrt(2)) - chance_mad(n))
