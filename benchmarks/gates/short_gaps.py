"""Which records follow each other too fast to be true?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def in_a_run(officer: Ints, minute: Ints, most: int = 3, least: int = 3) -> NDArray[np.bool_]:
    """Which records stand in a run of `least` or more of one officer, at most `most` minutes apart.

    The test by which Victoria found 258,463 breath tests in its devices' times.
    """
    order = np.lexsort((minute, officer))
    who, at = officer[order], minute[order]
    breaks = np.ones(len(order), dtype=bool)
    breaks[1:] = (who[1:] != who[:-1]) | (at[1:] - at[:-1] > most)
    run = np.cumsum(breaks) - 1
    flagged = np.zeros(len(order), dtype=bool)
    flagged[order] = np.bincount(run)[run] >= least
    return flagged
