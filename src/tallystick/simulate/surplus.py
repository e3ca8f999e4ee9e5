"""Which honest cases change months so that a period meets its figure?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.entry import Entry
from tallystick.simulate.incentives import Decision
from tallystick.simulate.streams import Streams


@dataclass(frozen=True)
class Surplus:
    """[O, M] honest cases that leave each month, and that come into it."""

    held: NDArray[np.int64]
    returned: NDArray[np.int64]


def surplus_of(
    entry: Entry,
    scope: NDArray[np.bool_],
    unit_of: NDArray[np.int64],
    decision: Decision,
    calendar: Calendar,
    streams: Streams,
) -> Surplus | None:
    """Count the cases that a ratchet entry moves; None for an entry that moves none.

    ``hold_back``: of November's and December's cases a share is entered in January: what the
    decision held back, or by decree the dose. ``meet``: a unit that ends its year short of the
    year before brings forward from January as many cases as it lacks, up to the dose of them.
    """
    mode = getattr(entry, "mode", "")
    if mode not in ("hold_back", "meet"):
        return None
    honest, months = decision.honest, calendar.months
    held = np.zeros_like(honest)
    returned = np.zeros_like(honest)
    u = streams(f"surplus {mode}")
    month_of_year = calendar.month_of_year
    for january in np.flatnonzero(month_of_year == 1).tolist():
        before = np.arange(max(0, january - 2), january)
        if not len(before):
            continue
        if mode == "hold_back":
            share = entry.dose * scope[:, before]
            drawn = u.binomial(honest[:, before], share)
            if getattr(entry, "driven_by", "") == "incentive":
                drawn = decision.held[:, before] * scope[:, before]
            held[:, before] = drawn
            returned[:, january] = drawn.sum(axis=1)
        else:
            lacking = _lacking(honest, scope, unit_of, january)
            wanted = np.ceil(entry.dose * lacking).astype(np.int64)
            taken = np.minimum(wanted, honest[:, january])
            held[:, january] = taken
            returned[:, january - 1] = taken
    return Surplus(held[:, :months], returned[:, :months])


def _lacking(
    honest: NDArray[np.int64], scope: NDArray[np.bool_], unit_of: NDArray[np.int64], january: int
) -> NDArray[np.float64]:
    """[O] each officer's part of what his unit's year lacks of the one before it."""
    if january < 24:
        return np.zeros(len(honest))
    unit = unit_of[:, january - 1]
    concerned = scope[:, january - 1] & (unit >= 0)
    this = honest[:, january - 12 : january].sum(axis=1) * concerned
    last = honest[:, january - 24 : january - 12].sum(axis=1) * concerned
    safe = np.maximum(unit, 0)
    made, before = np.bincount(safe, weights=this), np.bincount(safe, weights=last)
    short = np.maximum(0, before - made) / np.maximum(made, 1)
    return np.asarray(short[safe] * this)
