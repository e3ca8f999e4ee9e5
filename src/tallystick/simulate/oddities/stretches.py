"""Which dated postings follow from who serves where, under which badge?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.force import Force, Posting


def date_postings(force: Force) -> None:
    """Write the postings of a force anew from its units and badges.

    One row per stretch of months in one unit under one badge, by officer and time; months in
    which an officer does not serve belong to none.
    """
    unit, badge = force.unit_of, force.badge_of
    serving = unit >= 0
    starts = serving.copy()
    starts[:, 1:] &= (unit[:, 1:] != unit[:, :-1]) | (badge[:, 1:] != badge[:, :-1])
    ends = serving.copy()
    ends[:, :-1] &= starts[:, 1:] | ~serving[:, 1:]
    officer, first = np.nonzero(starts)
    force.postings = Posting(
        officer, unit[officer, first], first, np.nonzero(ends)[1], badge[officer, first]
    )
