"""What may a world file say of the chiefs of units?"""

from __future__ import annotations

from pydantic import Field

from tallystick.simulate.incentives.setting import Setting


class Chiefs(Setting):
    """How the chief of a unit presses, and whether he begins a scheme himself.

    Parameters
    ----------
    reacts
        How much a chief presses harder when his unit is behind its goal, and softer when it is
        ahead: at the start of each quarter, by the factor ``exp(reacts (2 Phi(z) - 1))``.
    liability
        Chance that he answers for what comes out in his unit: he loses the post when an officer
        loses his, and he presses less by ``1 + liability n`` after n sanctions in a year.
    start
        Hazard a unit-month, at utility 0, that he lets an officer begin a supply scheme. It
        cannot be estimated from anything published.
    """

    reacts: float = Field(default=0.0, ge=0, le=2)
    liability: float = Field(default=0.0, ge=0, le=1)
    start: float = Field(default=0.0, ge=0, le=1)
