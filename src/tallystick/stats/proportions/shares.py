"""Is a share larger in one group than in the rest, like with like?

Records are sorted into strata within which a group and the rest may be compared. Given how many
records of a stratum have a property, and how many of them are the group's, the number that the
group has is hypergeometric when the property does not know of the group: the exact conditional
law. Over strata these laws convolve, so that nothing is assumed about how common the property is
in any of them.

References: Fisher 1935, The Design of Experiments; Mantel & Haenszel 1959, J. Nat. Cancer Inst.
22(4), strata; Wilson 1927, JASA 22 and Newcombe 1998, Statistics in Medicine 17(8), method 10, the
interval of a difference; Berger 1982, Technometrics 24(4), the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln, ndtr

from tallystick.stats.estimate import LEVEL, POWER, Tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Z = 1.959963984540054
FAR, LEAST_P = 12.0, 1e-30  # standard deviations beyond which chances are not added; their size
LARGE = 400.0  # variance from which a normal law tells the critical number
NO_CHANCE = 1e-60  # below it a chance adds nothing to one of `LEAST_P`, were there millions of it
ROOM = 64


@dataclass(frozen=True)
class Counts:
    """A group against the rest, in the strata in which both have records.

    `found` of the group and `rest_found` of `rest_n` have the property; `expected` is how many of
    the group would by the shares of the rest, stratum by stratum.
    """

    found: int
    rest_found: int
    rest_n: int
    expected: float


def compared(
    found: Ints, n: Ints, rest_found: Ints, rest_n: Ints, *, detectable: bool = True
) -> Tested[Counts]:
    """Compare a group with the rest; `found` of `n` in each of S strata, all (S,).

    The p-value is one-sided: of so many in the group, or more, by chance. The estimate is the
    group's share minus that expected, standardised to the group's strata. The minimum detectable
    difference takes some twenty laws where the p-value takes one; without `detectable` it is None.
    """
    used = (n > 0) & (rest_n > 0)
    found, n, rest_found, rest_n = (each[used] for each in (found, n, rest_found, rest_n))
    if not len(n):
        return Tested(n=0, p_value=1.0, numbers=Counts(0, 0, 0, 0.0))
    law = null_law(found + rest_found, n, rest_n)
    p_value = max(float(law[int(found.sum()) :].sum()), LEAST_P)
    # The rest's share, weighted as the group's records lie over the strata.
    standard = float((n * rest_found / rest_n).sum() / n.sum())
    own = float(found.sum() / n.sum())
    least = smallest(int(n.sum()), rest_found, n, rest_n) if detectable else float("nan")
    return Tested(
        n=int(n.sum()),
        estimate=own - standard,
        interval=newcombe(own, int(n.sum()), standard, effective(n, rest_found, rest_n)),
        p_value=min(1.0, p_value),
        minimum_detectable=least - standard,
        numbers=Counts(
            int(found.sum()), int(rest_found.sum()), int(rest_n.sum()),
            standard * float(n.sum()),
        ),
    )  # fmt: skip


def null_law(total: Ints, n: Ints, rest_n: Ints) -> Floats:
    """The chances of 0, 1, ... in the group, given `total` in each stratum; (T + 1,).

    The sum of one hypergeometric number for each of the S strata, (S,) each. What lies so far out
    that its chance is below `NO_CHANCE` is let go of on the way: thousands of strata could hold
    thousands of numbers, of which the sum comes near a few hundred.
    """
    law, room = np.ones(1), ROOM
    first, parts = _hypergeometric(total, n, rest_n)
    begin = int(first.sum())
    for part in parts:
        law = np.convolve(law, part)
        if len(law) > room:
            known = np.flatnonzero(law > NO_CHANCE)
            begin += int(known[0])
            law = law[known[0] : known[-1] + 1]
            room = len(law) + len(law) // 4 + ROOM
    whole = np.zeros(int(np.minimum(total, n).sum()) + 1)
    whole[begin : begin + len(law)] = law
    return whole


def _hypergeometric(total: Ints, own: Ints, rest: Ints) -> tuple[Ints, list[Floats]]:
    """The first possible number in each group, (S,), and the chances from it on, within `FAR` s.d.

    The logarithms of all strata are worked out together: most have a handful of numbers each. A
    stratum with one possible number has no chances.
    """
    mean, variance = _moments(total, own, rest)
    reach = FAR * np.sqrt(variance) + FAR
    first = np.maximum(np.maximum(0, total - rest), (mean - reach).astype(np.int64))
    last = np.minimum(np.minimum(total, own), (mean + reach).astype(np.int64) + 1)
    total, own, rest, from_one = (each[last > first] for each in (total, own, rest, first))
    length = (last - first + 1)[last > first]
    begin = np.cumsum(length) - length
    k = np.arange(int(length.sum())) - np.repeat(begin - from_one, length)
    own_k, rest_k = (np.repeat(each, length) for each in (own, rest))
    logs = _log_choose(own_k, k) + _log_choose(rest_k, np.repeat(total, length) - k)
    if len(logs):
        logs = np.exp(logs - np.repeat(np.maximum.reduceat(logs, begin), length))
    parts = [logs[i : i + size] for i, size in zip(begin.tolist(), length.tolist(), strict=True)]
    return first, [np.asarray(part / part.sum(), dtype=np.float64) for part in parts]


def _moments(
    total: Ints | int, own: Ints | int, rest: Ints | int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance of a hypergeometric number."""
    whole = np.asarray(own + rest, dtype=np.float64)
    mean = total * own / whole
    return np.asarray(mean), np.asarray(
        mean * rest / whole * (whole - total) / np.maximum(whole - 1, 1)
    )


def _log_choose(n: Ints, k: Ints) -> Floats:
    return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))


def critical(rest_found: Ints, n: Ints, rest_n: Ints) -> int:
    """The smallest number of the group's whose p-value is below 5 %; -1 where there is none.

    `rest_found` is held; the group's finds are put where it has records, in proportion.
    """
    most = int(n.sum())
    low, high = 0, most + 1
    while low < high:
        middle = (low + high) // 2
        if middle > most or _p_of(middle, rest_found, n, rest_n) < LEVEL:
            high = middle
        else:
            low = middle + 1
    return low if low <= most else -1


def _p_of(found: int, rest_found: Ints, n: Ints, rest_n: Ints) -> float:
    """The p-value were `found` spread over the strata as the group's records are."""
    ends = np.rint(np.cumsum(n) / n.sum() * found).astype(np.int64)
    spread = np.minimum(np.diff(ends, prepend=0), n)
    mean, variance = (each.sum() for each in _moments(spread + rest_found, n, rest_n))
    if variance > LARGE:
        return float(ndtr((mean + 0.5 - spread.sum()) / np.sqrt(variance)))
    return float(null_law(spread + rest_found, n, rest_n)[int(spread.sum()) :].sum())


def smallest(n_all: int, rest_found: Ints, n: Ints, rest_n: Ints) -> float:
    """The share of a group of `n_all` that would be found with 80 % power; NaN where none is."""
    least = critical(rest_found, n, rest_n)
    if least <= 0:
        return float("nan")
    return float(betaincinv(least, n_all - least + 1, POWER))


def wilson(share: float, n: float, z: float = Z) -> tuple[float, float]:
    """The interval of a share of `n`, of 95 % unless `z` is another; (0, 1) for none."""
    if n <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(
    share: float, n: float, other: float, other_n: float, z: float = Z
) -> tuple[float, float]:
    """The interval of `share` minus `other`, shares of `n` and of `other_n`; `z` as in `wilson`."""
    low, high = wilson(share, n, z)
    other_low, other_high = wilson(other, other_n, z)
    gap = share - other
    return (
        gap - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        gap + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def effective(n: Ints, rest_found: Ints, rest_n: Ints) -> float:
    """The size of a simple sample that would know the standardised share of the rest as well.

    A group has `n` records in each of S strata and the rest `rest_n`, above zero, of which
    `rest_found` have the property; all (S,).
    """
    weight = n / n.sum()
    shares = (rest_found + 0.5) / (rest_n + 1.0)
    pooled = float((weight * shares).sum())
    variance = float((weight**2 * shares * (1 - shares) / rest_n).sum())
    return pooled * (1 - pooled) / variance
