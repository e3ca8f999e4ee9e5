"""What does the court's or bureau's own system hold of the same events?"""

from __future__ import annotations

import numpy as np

from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import GHOST, NONE, Chunk
from tallystick.simulate.department import SecondSystem
from tallystick.tables.incidents import CLEARANCES

KEPT_ARRESTS, KEPT_OFFENCES = ("arrest",), ("speeding",)
"""The clearances and the offences of which the second system keeps records."""


def register(chunk: Chunk, second: SecondSystem) -> None:
    """Fill `chunk.counterparts` with the arrests and tickets that the second system holds.

    A ghost has no event behind it, so nothing of it reaches a system that records events. The
    share missing varies over officers (Beta), and some records match no case at all.
    """
    cases, rng = chunk.cases, chunk.by_case("second system")
    if not second.present:
        return
    habits = chunk.streams("second system by officer")
    low = np.zeros(chunk.force.officers)
    if second.missing > 0:
        few, many = second.missing, 1 - second.missing
        low = habits.beta(second.missing_shape * few, second.missing_shape * many, len(low))
    concerns = np.isin(cases["clearance"], [CLEARANCES.index(each) for each in KEPT_ARRESTS])
    concerns |= np.isin(cases["offence"], [CODES.index(each) for each in KEPT_OFFENCES])
    lost = rng.random(len(cases)) < low[cases["officer"]]
    held = concerns & ~lost & (cases["source"] != GHOST)
    extra = held & (rng.random(len(cases)) < second.only_there)
    off = np.round(second.minutes_off * rng.standard_normal(len(cases))).astype(np.int64)
    moved = rng.integers(-3 * 1440, 3 * 1440, len(cases))
    rows = np.flatnonzero(held)
    both = np.concatenate([rows, np.flatnonzero(extra)])
    alone = np.arange(len(both)) >= len(rows)
    officer = cases["officer"][both]
    chunk.counterparts.append(
        record=np.arange(len(both)),
        case=np.where(alone, NONE, cases["key"][both]),
        officer=officer,
        badge=chunk.force.badge_of[officer, chunk.month],
        occurred=cases["occurred"][both] + np.where(alone, moved[both], off[both]),
        offence=cases["offence"][both],
        area=cases["area"][both],
        person=np.where(alone, NONE, cases["person"][both]),
    )
