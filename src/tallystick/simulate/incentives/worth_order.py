"""In which order do acts stand by worth, and which tables keep it?

The table of worths is an ordinal judgement: what the literature says is which act is worth more
than which under a regime, and under which regime an act is worth more. Within a line everything
left of a ``>`` is worth more than everything right of it; what stands together is not compared.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product

import numpy as np

from tallystick.simulate.incentives.tables_of_worth import REGIMES, WORTH

WITHIN = {
    "count": "easy backdate ghost supply > threshold > copied witness recycled informant"
             " > unrecord downgrade unfound",
    "severity": "threshold ghost unrecord downgrade unfound supply > backdate"
                " > copied witness recycled informant > easy",
    "clearance": "ghost unrecord downgrade unfound supply > easy"
                 " > backdate copied witness informant > threshold recycled",
    "quota": "easy backdate ghost supply > copied witness recycled informant"
             " > threshold unrecord downgrade unfound",
    "verified": "ghost supply > threshold > unrecord downgrade unfound > easy backdate"
                " > copied witness recycled informant",
}  # fmt: skip
ACROSS = {
    "easy": "count quota > clearance > verified > severity",
    "threshold": "severity > count verified > clearance quota",
    "backdate": "count quota > severity > clearance verified",
    "copied": "count severity clearance quota > verified",
    "witness": "count severity clearance quota > verified",
    "recycled": "count severity quota > verified > clearance",
    "informant": "count severity clearance quota > verified",
    "unrecord": "severity clearance > verified > count quota",
    "downgrade": "severity clearance > verified > count quota",
    "unfound": "severity clearance > verified > count quota",
}
Cell = tuple[str, int]
SWEEPS = 200


def inequalities() -> list[tuple[tuple[Cell, ...], tuple[Cell, ...]]]:
    """Each ``>`` of the two lists as the cells (act, column) left and right of it."""
    lines = [
        [tuple((act, REGIMES.index(regime)) for act in group.split()) for group in line.split(">")]
        for regime, line in WITHIN.items()
    ] + [
        [tuple((act, REGIMES.index(each)) for each in group.split()) for group in line.split(">")]
        for act, line in ACROSS.items()
    ]
    return [pair for line in lines for pair in pairwise(line)]


@cache
def drawn(number: int) -> dict[str, tuple[float, ...]]:
    """The table of this number: worths from 0 to 1 that keep every inequality; 0 is the usual one.

    Each cell in turn is drawn evenly between what bounds it, over and over, from the usual table
    on. What is worth nothing, because the figure does not see it, stays so.
    """
    table = {act: list(row) for act, row in WORTH.items()}
    rng = np.random.default_rng([number, 60])
    over, under = _bounds()
    free = [(act, at) for act in table for at in range(len(REGIMES)) if table[act][at] > 0]
    for act, at in free * SWEEPS if number else ():
        high = min((table[one][to] for one, to in over.get((act, at), ())), default=1.0)
        low = max((table[one][to] for one, to in under.get((act, at), ())), default=0.0)
        table[act][at] = float(rng.uniform(low, high))
    return {act: tuple(row) for act, row in table.items()}


def _bounds() -> tuple[dict[Cell, list[Cell]], dict[Cell, list[Cell]]]:
    """For each cell, those that must lie over it and under it."""
    over: dict[Cell, list[Cell]] = {}
    under: dict[Cell, list[Cell]] = {}
    for more, less in inequalities():
        for high, low in product(more, less):
            over.setdefault(low, []).append(high)
            under.setdefault(high, []).append(low)
    return over, under
