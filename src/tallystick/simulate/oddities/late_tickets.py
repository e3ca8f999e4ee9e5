"""What if hand-written tickets are entered late, many at one sitting?

Every officer has a fixed time of the week, or of the first days of the next month, at which the
paper is typed in, one ticket every three minutes in the order in which they were written. Step
``cases``: a share of speeding tickets waits for it. Labels: incidents.

Published: 12 % of stops entered after a day, 2.7 % after a week, 0.5 % after 30 days; batches
per officer are a design choice (incentives 3, late entry). Dose 1 is a force without devices:
every ticket waits.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.scope import lasting

WEEK = 7 * MINUTES_A_DAY
FIRST_MONDAY = 4 * MINUTES_A_DAY
MINUTES_EACH = 3
SHIFT = (8 * 60, 17 * 60)


class LateTickets(Entry):
    """Hand-written tickets; `every` says how often each officer sits down to enter them."""

    kind: Literal["late_tickets"] = "late_tickets"
    every: Literal["week", "month"] = "week"


def _enter_at_sittings(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    cases = chunk.cases
    officer, recorded = cases["officer"], cases["recorded"]
    wanted = rng.random(len(cases)) < plant.dose[officer]
    tickets = np.flatnonzero((cases["offence"] == place("speeding")) & (recorded != NONE))
    sitting = _sitting(chunk, plant, tickets)
    typed = np.full(len(cases), NONE)
    typed[tickets] = sitting + MINUTES_EACH * _turn(
        officer[tickets], sitting, cases["occurred"][tickets]
    )
    late = wanted & (typed > recorded)
    closed = cases["closed"]
    wait = np.where(late, typed - recorded, 0)
    cases["closed"] = np.where(closed == NONE, closed, closed + wait)
    cases["recorded"] = recorded + wait
    chunk.labels.add(
        plant, "incidents", "entered late", case=cases["key"][late], officer=officer[late]
    )


def _sitting(chunk: Chunk, plant: Plant, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first sitting of its officer after each ticket was written."""
    day, hour = lasting(chunk, plant, "sittings", 2 * chunk.force.officers).reshape(2, -1)
    at = np.floor(day * 5) * MINUTES_A_DAY + np.floor(SHIFT[0] + hour * (SHIFT[1] - SHIFT[0]))
    offset = at.astype(np.int64)[chunk.cases["officer"][rows]]
    if plant.entry.every == "month":
        return chunk.end + offset
    first = FIRST_MONDAY + offset
    weeks = (chunk.cases["occurred"][rows] - first) // WEEK + 1
    return np.asarray(first + weeks * WEEK)


def _turn(
    officer: NDArray[np.int64], sitting: NDArray[np.int64], occurred: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many tickets of the same sitting were written before each."""
    order = np.lexsort((occurred, sitting, officer))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(officer[order]) != 0) | (np.diff(sitting[order]) != 0)
    place_in_order = np.arange(len(order))
    turn = np.empty(len(order), dtype=np.int64)
    turn[order] = place_in_order - np.maximum.accumulate(np.where(new, place_in_order, 0))
    return turn


PROCESS = Process(name="late_tickets", options=LateTickets, cases=_enter_at_sittings)
