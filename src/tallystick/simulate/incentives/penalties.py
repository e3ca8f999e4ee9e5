"""What may a world file say of the law's penalties for officials, by act and day?"""

from __future__ import annotations

import numpy as np
from pydantic import Field, field_validator

from tallystick.simulate.incentives.decision import ACTS, Flags, Staff
from tallystick.simulate.incentives.setting import Setting

MONTH = r"^([0-9]{4}-(0[1-9]|1[0-2]))?$"


class Penalty(Setting):
    """What the law threatens for one act from a month on.

    Parameters
    ----------
    act
        The act.
    from_month
        The first month of the law, such as ``2025-03``; without it, from the beginning. Of
        several for one act the latest is in force.
    months
        Months of imprisonment to be expected: of a range, its middle. `tallystick simulate`
        also takes ``law = { pack = "KZ", act = "sale", substance = "cannabis", grams = 1050,
        circumstances = ["oath", "official_position"] }`` in place of this and `from_month`, and
        asks the law pack for each day on which its rows change.
    fine
        A fine in monthly wages.
    """

    act: str
    from_month: str = Field(default="", pattern=MONTH)
    months: float = Field(default=0.0, ge=0, le=1200)
    fine: float = Field(default=0.0, ge=0, le=1000)

    @field_validator("act")
    @classmethod
    def _act(cls, value: str) -> str:
        if value not in ACTS:
            raise ValueError(f"{value}: no such act; the acts are {', '.join(ACTS)}")
        return value


def in_force(from_month: str, staff: Staff) -> Flags:
    """The months from this one on; [M]."""
    if not from_month:
        return np.ones(len(staff.year), dtype=bool)
    year, month = map(int, from_month.split("-"))
    now = (staff.first_year + staff.year) * 12 + staff.month_of_year
    return np.asarray(now >= year * 12 + month)
