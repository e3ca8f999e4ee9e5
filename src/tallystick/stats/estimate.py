"""The one type of what a test returns to a check, and the level at which tests are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

LEVEL, POWER = 0.05, 0.8
N = TypeVar("N", covariant=True)
M = TypeVar("M")


class Reason(str):
    """Why a test cannot be made, as a code; its numbers are `values`, and checks have the words."""

    __slots__ = ("values",)
    values: Mapping[str, Any]

    def __new__(cls, code: str, /, **values: Any) -> Reason:
        """Return the code with its numbers by name."""
        reason = super().__new__(cls, code)
        reason.values = values
        return reason


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
        Why the test cannot be made, as a code that may be a `Reason`; "" where it is made.
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

    def moved(self, by: float) -> Tested[N]:
        """Return the test with its estimate and interval `by` larger."""
        estimate = None if self.estimate is None else self.estimate + by
        interval = self.interval and (self.interval[0] + by, self.interval[1] + by)
        return replace(self, estimate=estimate, interval=interval)

    def widened(self, by: float) -> Tested[N]:
        """Return the test with an interval and a minimum detectable effect `by` times as large."""
        reach = self.minimum_detectable
        wider = replace(self, minimum_detectable=None if reach is None else reach * by)
        if self.estimate is None or self.interval is None:
            return wider
        middle, (low, high) = self.estimate, self.interval
        interval = (middle - (middle - low) * by, middle + (high - middle) * by)
        return replace(wider, interval=interval)

    def reaching(self, least: float) -> Tested[N]:
        """Return the test with a minimum detectable effect of `least` or more."""
        reach = self.minimum_detectable
        return replace(self, minimum_detectable=None if reach is None else max(reach, least))

    def with_numbers(self, numbers: M) -> Tested[M]:
        """Return the test with other numbers of its own."""
        return Tested(
            n=self.n, estimate=self.estimate, interval=self.interval, p_value=self.p_value,
            minimum_detectable=self.minimum_detectable, reason=self.reason, numbers=numbers,
        )  # fmt: skip

    def with_p(self, *others: float | None) -> Tested[N]:
        """Return the test with the largest of its p-value and `others`; None where one is."""
        p_values = [each for each in (self.p_value, *others) if each is not None and each == each]
        known = len(p_values) == len(others) + 1
        return replace(self, p_value=max(p_values) if known else None)


def first_of(*asked: tuple[NDArray[np.bool_], Reason]) -> list[Reason]:
    """Return for each row the first reason that holds of it, (N,) each; "" where none does."""
    rows = zip(*(holds.tolist() for holds, _ in asked), strict=True)
    reasons = [reason for _, reason in asked]
    return [reasons[row.index(True)] if True in row else Reason("") for row in rows]


def numbers_at(columns: Any, names: Sequence[str], row: int) -> Mapping[str, float | None]:
    """One row of the arrays `names` of `columns`, plain; None where a number is NaN."""
    held = {name: float(getattr(columns, name)[row]) for name in names}
    return {name: None if isnan(value) else value for name, value in held.items()}
