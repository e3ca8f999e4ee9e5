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
