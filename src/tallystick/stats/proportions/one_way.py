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

from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.binomial import clopper_pearson, smallest_excess

Ints = NDArray[np.int64]
EVEN = 0.5


@dataclass(frozen=True)
class Ways:
    """Changes `down`, which is the way asked about, and `up`, and the p-values.

    `clusters` are places and times in which one way has more, `clusters_down` those in which this
    way has.
    """

    p_records: float
    p_clusters: float
    down: int
    up: int
    clusters: int
    clusters_down: int


def one_way(down: Ints, up: Ints) -> Tested[Ways]:
    """Ask of the changes `down` and `up` of each place and time, (C,) each.

    The estimate is the share of the changes that went down, minus a half; the p-value is one-sided,
    the larger of that of the changes and that of places and times.
    """
    these, others = int(down.sum()), int(up.sum())
    some, more = int((down != up).sum()), int((down > up).sum())
    n = these + others
    if not n:
        nan = float("nan")
        return Tested(n=0, numbers=Ways(nan, nan, 0, 0, 0, 0))
    p_records, p_clusters = _tail(these, n), _tail(more, some)
    low, high = clopper_pearson(these, n)
    return Tested(
        n=n,
        estimate=these / n - EVEN,
        interval=(low - EVEN, high - EVEN),
        p_value=max(p_records, p_clusters),
        minimum_detectable=smallest_excess(n, EVEN),
        numbers=Ways(p_records, p_clusters, these, others, some, more),
    )


def _tail(found: int, n: int) -> float:
    """The chance of `found` or more of n, each with an even chance."""
    return float(bdtrc(found - 1, n, EVEN)) if found else 1.0
