"""Where do bins and round values fall along an axis?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from tallystick.report.words.numbers import number

MOST_BINS = 400
EVEN = 1e-6


@dataclass(frozen=True)
class Bins:
    """Left edges and common width of the bins, by value or side by side."""

    lefts: tuple[float, ...]
    width: float
    by_value: bool

    @property
    def end(self) -> float:
        """The right edge of the last bin."""
        return self.lefts[-1] + self.width


def bins(x: tuple[float, ...]) -> Bins:
    """Return bins centred on the values `x`; side by side where their distances forbid it."""
    gaps = [b - a for a, b in pairwise(x)]
    narrowest = min(gaps, default=1.0)
    if all(math.isfinite(each) for each in x) and narrowest > 0:
        in_steps = [gap / narrowest for gap in gaps]
        whole = all(abs(each - round(each)) < EVEN * max(1.0, each) for each in in_steps)
        if whole and sum(in_steps) < MOST_BINS:
            return Bins(tuple(each - narrowest / 2 for each in x), narrowest, by_value=True)
    return Bins(tuple(float(index) for index in range(len(x))), 1.0, by_value=False)


def nice_step(span: float, most: int) -> float:
    """Return the least step of 1, 2 or 5 times a power of ten that gives `most` steps or fewer."""
    if not span > 0 or not math.isfinite(span):
        return 1.0
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next((m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - EVEN)), 10 * power)


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return round values from `low` to `high` with their labels, all with equal decimals."""
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - EVEN), math.floor(high / step + EVEN)
    decimals = max(0, -math.floor(math.log10(step) + EVEN))
    return [
        (index * step, number(index * step, min(decimals, 12)))
        for index in range(first, min(last, first + 2 * most) + 1)
    ]


def bin_ticks(x: tuple[float, ...], grid: Bins, most: int) -> list[tuple[float, str]]:
    """Return where the axis of `grid` is labelled: round values, or every so many bins."""
    if grid.by_value and len(x) > 1:
        return ticks(x[0], x[-1], most)
    every = max(1, math.ceil(len(x) / most))
    return [(grid.lefts[i] + grid.width / 2, number(x[i])) for i in range(0, len(x), every)]
