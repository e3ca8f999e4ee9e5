"""The one type of what a test returns to a check, and the level at which tests are judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import Generic, TypeVar

LEVEL, POWER = 0.05, 0.8
N = TypeVar("N", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Tested(Generic[N]):
    """What a test says of one subject; a number that is NaN becomes None.

    Parameters
    ----------
    n
        Records, or pairs, periods, days, that the test rests on.
    estimate, interval
        The effect size and its 95 % interval, None where undefined.
    p_value
        None where the test cannot be made. No check compares it with a level: the audit does.
    minimum_detectable
        The smallest effect that these data would reveal with 80 % power, None where undefined.
    reason
        Why the test cannot be made, or a code for it; "" where it is made.
    numbers
        What is particular to the test.
    """

    n: int
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    minimum_detectable: float | None = None
    reason: str = ""
    numbers: N

    def __post_init__(self) -> None:
        """Make plain numbers of NumPy's, and None of NaN."""
        for name in ("estimate", "p_value", "minimum_detectable"):
            value = getattr(self, name)
            plain = None if value is None or isnan(value) else float(value)
            object.__setattr__(self, name, plain)
        if self.interval is not None:
            low, high = self.interval
            plain_interval = None if isnan(low) else (float(low), float(high))
            object.__setattr__(self, "interval", plain_interval)

    def at_least(self, p_value: float) -> Tested[N]:
        """Return the test with a p-value of `p_value` or more: of two tests the larger counts.

        A NaN says that the other test cannot be made, and so neither can both.
        """
        if self.p_value is None or isnan(p_value):
            return replace(self, p_value=None)
        return replace(self, p_value=max(self.p_value, p_value))
