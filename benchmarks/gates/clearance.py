"""Which clearance rate is published, and how much of it was solved?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def published(
    honest: NDArray[np.int64],
    open_a_case: float,
    solved: float,
    removed: NDArray[np.float64],
    easy: NDArray[np.int64],
) -> float:
    """Cleared over recorded complaints; arrays [O, M].

    `open_a_case` uncleared complaints a case, `solved` the share solved for true, `removed` the
    share of uncleared complaints found to be none, not recorded or made a lesser class that is
    not counted; an easy arrest is recorded and cleared at once.
    """
    uncleared = honest * open_a_case
    cleared = (uncleared * solved / (1 - solved)).sum() + easy.sum()
    return float(cleared / (cleared + (uncleared * (1 - removed)).sum()))
