"""Are a subject's records of one sort marked more often than its own others of the same time?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from tallystick.stats.estimate import Tested
from tallystick.stats.proportions.shares import Counts, compared
from tallystick.stats.texts import rows_of

Ints = NDArray[np.int64]


def beside_own(
    members: Mapping[str, Ints], cells: Ints, sort: NDArray[np.bool_], found: Ints, n: Ints
) -> Callable[[str, int], Tested[Counts]]:
    """Return what compares a member's rows of a `sort`, (R,), with its others, within `cells`.

    `found` of `n` records of each row have the mark; `members` number, by kind of subject, whose
    row it is, -1 for nobody's. No minimum detectable difference is worked out.
    """
    whose = {kind: rows_of(member) for kind, member in members.items()}

    def said(kind: str, who: int) -> Tested[Counts]:
        rows = whose[kind][who]
        places, cell = np.unique(cells[rows], return_inverse=True)
        own, other = (
            [
                np.bincount(cell[part], each[rows][part], len(places)).astype(np.int64)
                for each in (found, n)
            ]
            for part in (sort[rows], ~sort[rows])
        )
        return compared(*own, *other, detectable=False)

    return said
