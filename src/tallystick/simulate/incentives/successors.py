"""Who comes in place of an officer who lost the post?

The post goes on: its flow of cases, its place and its officer's number in the records. Whoever
fills it has a conscience of his own and the culture of the unit.
"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.incentives.choice import Conscience, consciences
from tallystick.simulate.incentives.decision import Flags
from tallystick.simulate.incentives.fixed import Fixed


def replaced(fixed: Fixed, now: Conscience, free: Flags, month: int) -> Conscience:
    """The consciences once the posts that are `free` [O] this month are filled."""
    draws = fixed.streams(f"successors {month}")
    officers = len(free)
    new = consciences(
        fixed.settings.people,
        fixed.staff.unit_of[:, month],
        draws.random(officers),
        draws.standard_normal(officers),
        fixed.culture,
    )
    return Conscience(
        np.where(free, new.scruple, now.scruple),
        np.where(free, new.never, now.never),
        np.where(free, new.never_soft, now.never_soft),
    )
