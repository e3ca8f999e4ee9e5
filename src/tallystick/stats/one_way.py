"""Do changes between two categories go one way more than the other?

The sign test: a change goes either way with equal chance. Changes that are made together, of one
place and time, may all go one way for one reason, so places and times are asked as well: of those
in which more changes went one way than the other, in how many was it this way? Both tests are exact
and the larger p-value counts, so that a single review that lowered thirty cases is one of them.

References: Arbuthnott 1710, Philosophical Transactions 27, the sign test; Berger 1982,
Technometrics 24(4), the larger p-value of two tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from tallystick.stats.binomial import clopper_pearson, smallest_excess

Ints = NDArray[np.int64]
EVEN = 0.5


@dataclass(frozen=True)
class OneWay:
    """What the changes say.

    Parameters
    ----------
    p_value
        One-sided, the larger of `p_records` and `p_clusters`; NaN without a change.
    down, up
        Changes this way and the other.
    clusters, clusters_down
        Places and times in which one way has more, and in how many this one has.
    excess, interval
        The share of the changes that went down, minus a half, and its 95 % interval.
    smallest_detectable
        The excess that would be found with 80 % power by the changes; NaN where none would.
    """

    p_value: float
    p_records: float
    p_clusters: float
    down: int
    up: int
    clusters: int
    clusters_down: int
    excess: float
    interval: tuple[float, float]
    smallest_detectable: float


def one_way(down: Ints, up: Ints) -> OneWay:
    """Ask of the changes `down` and `up` of each place and time, (C,) each."""
    these, others = int(down.sum()), int(up.sum())
    some, more = int((down != up).sum()), int((down > up).sum())
    n, nan = these + others, float("nan")
    if not n:
        return OneWay(nan, nan, nan, 0, 0, 0, 0, nan, (nan, nan), nan)
    p_records, p_clusters = _tail(these, n), _tail(more, some)
    low, high = clopper_pearson(these, n)
    return OneWay(
        max(p_records, p_clusters), p_records, p_clusters, these, others, some, more,
        these / n - EVEN, (low - EVEN, high - EVEN), smallest_excess(n, EVEN),
    )  # fmt: skip


def _tail(found: int, n: int) -> float:
    """The chance of `found` or more of n, each with an even chance."""
    return float(bdtrc(found - 1, n, EVEN)) if found else 1.0
