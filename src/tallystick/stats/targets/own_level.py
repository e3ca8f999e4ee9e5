"""Do results gather at the level of their own rule, and not at a level that rules others?

Two sets of results, each against a level: those against the level that was set for them, and those
against one that is another's rule (the year before, where a unit has a plan). Results that gather
at any level whatever, since work comes in portions, gather at both alike: by an excess e over what
chance puts there. Chance puts at most the share c on the own level (`landing.on_level`), and on the
other one anything from nothing on, since results may never come near it; so, without the rule, the
share on the own level is at most c + e and that on the other at least e.

The p-value is the tail of a binomial at c + u, where u is the exact upper limit of the share on the
other level at confidence 1 - b, plus b (Berger & Boos 1994): it holds however the two depend on
each other, which they do where one result is set against both.

References: Berger & Boos 1994, Journal of the American Statistical Association 89, p-values over a
range of the nuisance; Clopper & Pearson 1934, Biometrika 26(4); Newcombe 1998, Statistics in
Medicine 17(8), the range of a difference from those of its parts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, betaincinv

from tallystick.stats.estimate import LEVEL, POWER, Reason, Tested
from tallystick.stats.proportions.binomial import clopper_pearson
from tallystick.stats.targets.landing import Found, on_level

Ints = NDArray[np.int64]
LEAST = 12
BEYOND = 0.001  # the chance that the share on the other level is above its limit


def own_against_other(
    own: tuple[Ints, Ints], other: tuple[Ints, Ints], *, at_most: bool = False
) -> Tested[Found]:
    """Test whether results are on their own level more than results are on that of another rule.

    Parameters
    ----------
    own, other
        Results and their levels, (N,) and (N,), and (M,) and (M,): `landing.on_level`.
    at_most
        Whether the levels are ceilings.

    Returns
    -------
    Of the own level: `n`, `found` and how many are `expected` by chance at most, as `on_level` has
    them. The estimate is the share on the own level beyond chance, minus the share on the other.
    """
    mine, others = (on_level(*each, at_most=at_most) for each in (own, other))
    n, m, numbers = mine.n, others.n, mine.numbers
    if min(n, m) < LEAST:
        reason = Reason("few_own", n=n, other=m, of=LEAST)
        return Tested(n=n, reason=reason, numbers=numbers)
    chance, beside = numbers.expected / n, others.numbers.found / m
    share = numbers.found / n
    low, high = clopper_pearson(numbers.found, n)
    below, above = clopper_pearson(others.numbers.found, m)
    estimate = share - chance - beside
    down, up = np.hypot(share - low, above - beside), np.hypot(high - share, beside - below)
    most = min(1.0, chance + upper_limit(others.numbers.found, m))
    return Tested(
        n=n,
        estimate=estimate,
        interval=(float(estimate - down), float(estimate + up)),
        p_value=float(tail(np.array([numbers.found]), n, most)[0]),
        minimum_detectable=_smallest(n, most) - chance - beside,
        numbers=numbers,
    )


def upper_limit(found: int, m: int) -> float:
    """The share behind `found` of `m` that is exceeded with a chance of at most `BEYOND`."""
    return float(betaincinv(found + 1, m - found, 1 - BEYOND)) if found < m else 1.0


def tail(found: Ints, n: int, most: float) -> NDArray[np.float64]:
    """The p-value of each number found on the own level, (K,), of `n` with a share `most`."""
    beyond = np.where(found > 0, bdtrc(found - 1.0, n, most), 1.0)
    return np.asarray(np.minimum(beyond + BEYOND, 1.0))


def _smallest(n: int, most: float) -> float:
    """The share on the own level that is found 8 times in 10."""
    counts = np.arange(1, n + 1)
    critical = np.flatnonzero(tail(counts, n, most) < LEVEL)
    if not len(critical):
        return float("nan")
    least = int(counts[critical[0]])
    return float(betaincinv(least, n - least + 1, POWER))
