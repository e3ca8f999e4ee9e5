"""What does a sanction take from an officer, by act and by the law of the day?

Without a law an act has the loss of its table. With one it is ``job + ln(1 + months / 12) +
fine``: the post, the months of imprisonment to be expected, and the fine in monthly wages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tallystick.simulate.incentives.decision import Floats, Staff
from tallystick.simulate.incentives.penalties import Penalty, in_force
from tallystick.simulate.incentives.worth import ACT


def losses(penalties: Sequence[Penalty], job: float, staff: Staff) -> dict[str, Floats]:
    """What a sanction for each act takes, by month; [M]."""
    lost = {act: np.full(len(staff.year), facts.penalty) for act, facts in ACT.items()}
    for each in sorted(penalties, key=lambda penalty: penalty.from_month):
        new = job + np.log1p(each.months / 12) + each.fine
        lost[each.act] = np.where(in_force(each.from_month, staff), new, lost[each.act])
    return lost
