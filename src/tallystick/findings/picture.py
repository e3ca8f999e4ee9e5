"""What does a finding's picture show?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """Recorded counts over an axis, with the expected counts drawn over them.

    Parameters
    ----------
    caption, subcaption
        What one should see; what is drawn.
    x_label, y_label
        Axis titles, with units.
    x
        Bin positions in the unit of the axis (values, or days from the end of a period).
    recorded, expected
        Counts per bin; `expected` is the counterfactual.
    low, high
        Its 95 % band; empty when there is none.
    mark, mark_label
        Where a vertical rule is drawn, and what it is called; None for no rule.
    excess, hole
        Index ranges [from, to) of `x` whose surplus is hatched, whose shortfall is dashed.
    """

    caption: str
    subcaption: str
    x_label: str
    y_label: str
    x: tuple[float, ...]
    recorded: tuple[float, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    mark: float | None = None
    mark_label: str = ""
    excess: tuple[int, int] | None = None
    hole: tuple[int, int] | None = None


@dataclass(frozen=True)
class Band:
    """The others with `first` to `last` records, of whom there are `count`.

    `lowest` and `highest` of their differences, the places of the limits at the middle one's
    records, and how many lie outside each pair of limits, the narrower first.
    """

    first: int
    last: int
    count: int
    lowest: float
    highest: float
    at: int
    outside: tuple[int, int]


@dataclass(frozen=True)
class Funnel:
    """Differences of many subjects by their numbers of records, one of them marked.

    Parameters
    ----------
    caption, subcaption
        What one should see; what is drawn.
    x_label, y_label
        Axis titles, with units.
    n, difference, outside
        Of the others that are drawn: records, the difference from what was expected, and outside
        how many pairs of its own limits each lies (0, 1 or 2).
    own_n, own_difference, own_outside, mark_label
        The same of the subject of the finding, and what it is called.
    at, inner, outer
        Records, and the lower and upper 95 % and 99.8 % limits there.
    bands
        All others, drawn or not, by their records.
    """

    caption: str
    subcaption: str
    x_label: str
    y_label: str
    n: tuple[float, ...]
    difference: tuple[float, ...]
    outside: tuple[int, ...]
    own_n: float
    own_difference: float
    own_outside: int
    at: tuple[float, ...]
    inner: tuple[tuple[float, float], ...]
    outer: tuple[tuple[float, float], ...]
    bands: tuple[Band, ...]
    mark_label: str = ""
