"""What may a world file say of the law on use, and which cases does it take out of the count?

From its month on, possession of less than the first line is no crime: administrative, with days
of arrest, a fine or service in place of months, or nothing at all. A share of those cases comes
back as another offence (after Oregon's Measure 110 of 2021 such displaced arrests rose). Goals
are restated: honest cases that no longer count leave the figure and the goal alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.incentives.decision import Floats, Opportunity, Staff
from tallystick.simulate.incentives.penalties import MONTH, in_force
from tallystick.simulate.incentives.setting import Setting


class LawOnUse(Setting):
    """What becomes of possession of less than the first line.

    Parameters
    ----------
    law
        ``criminal``; ``administrative``: days of arrest, a fine or service; ``gone``: no case.
    from_month
        The first month of the law, such as ``2022-01``; without it, from the beginning.
    displaced
        Share of these cases that is recorded as another offence, which counts.
    days
        Days of an administrative arrest.
    arrested
        Share of administrative cases that end in arrest and not in a fine or service. No source
        gives it: a third for each.
    """

    law: Literal["criminal", "administrative", "gone"] = "criminal"
    from_month: str = Field(default="", pattern=MONTH)
    displaced: float = Field(default=0.1, ge=0, le=0.4)
    days: float = Field(default=20.0, ge=0, le=365)
    arrested: float = Field(default=1 / 3, ge=0, le=1)


def left(use: LawOnUse, staff: Staff) -> Floats:
    """The share of use cases that leaves the count, by month; [M]."""
    if use.law == "criminal":
        return np.zeros(len(staff.year))
    return np.where(in_force(use.from_month, staff), 1 - use.displaced, 0.0)


def kept(use: LawOnUse, staff: Staff, opportunity: Opportunity) -> Mapping[str, Floats] | None:
    """By act of which some cases no longer count, the share that does; [U, M]; None: all do.

    ValueError when the law changes and nothing says how many cases are of use.
    """
    if use.law == "criminal":
        return None
    if opportunity.use is None or opportunity.easy_use is None:
        raise ValueError("the law on use needs to know which share of cases is of use")
    gone = left(use, staff)
    return {
        "easy": 1 - np.outer(opportunity.easy_use, gone),
        "supply": 1 - np.outer(np.ones(len(opportunity.band)), gone),
    }
