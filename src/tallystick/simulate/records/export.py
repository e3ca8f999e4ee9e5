"""What of a month is in the export that an auditor gets?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.chunk import NONE, Chunk
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.involvements import ROLES
from tallystick.tables.outcomes import VERDICTS


def export(chunk: Chunk) -> None:
    """Leave out what had not been written when the export was made, as the world ended.

    A case that was not yet entered is not there, nor is anything of it; a case not yet closed
    is open, and a complaint that was to be cleared has no subject yet; a charge not yet decided
    is pending, a weighing, a hand-over or a record of the second system still to come is
    missing, and so is an exhibit of a case that was not weighed yet.
    """
    made = chunk.calendar.end
    cases = chunk.cases
    entered = cases["recorded"] < made
    if len(chunk.slots) == len(cases):
        chunk.slots = chunk.slots[entered]
    cases.keep(entered)
    later = cases["closed"] >= made
    cases["closed"] = np.where(later, NONE, cases["closed"])
    cases["clearance"] = np.where(later, CLEARANCES.index("none"), cases["clearance"])
    unsolved = cases["key"][later & (cases["origin"] == ORIGINS.index("complaint"))]
    subject = chunk.roles["role"] == ROLES.index("subject")
    chunk.roles.keep(~(subject & np.isin(chunk.roles["case"], unsolved)))
    for table in (chunk.roles, chunk.exhibits, chunk.readings, chunk.handovers, chunk.charges):
        table.keep(_there(chunk, table["case"]))
    chunk.readings.keep(chunk.readings["at"] < made)
    chunk.handovers.keep(chunk.handovers["at"] < made)
    chunk.counterparts.keep(chunk.counterparts["occurred"] < made)
    weighed = np.isin(chunk.handovers["exhibit"], chunk.readings["exhibit"])
    chunk.handovers.keep(weighed | (chunk.handovers["case"] == NONE))
    charges = chunk.charges
    charges.keep(cases["clearance"][chunk.at(charges["case"])] == CLEARANCES.index("arrest"))
    open_still = charges["decided"] >= made
    charges["verdict"] = np.where(open_still, VERDICTS.index("pending"), charges["verdict"])
    charges["months"] = np.where(open_still, np.nan, charges["months"])
    charges["decided"] = np.where(open_still, NONE, charges["decided"])
    _order(chunk)


def _order(chunk: Chunk) -> None:
    """Put rows by time, or by case: what was planted later stands among the others."""
    for table, time in (
        (chunk.readings, "at"),
        (chunk.handovers, "at"),
        (chunk.counterparts, "occurred"),
    ):
        table.reorder(np.argsort(table[time], kind="stable"))
    chunk.roles.reorder(np.lexsort((chunk.roles["role"], chunk.at(chunk.roles["case"]))))
    chunk.charges.reorder(np.argsort(chunk.at(chunk.charges["case"]), kind="stable"))


def _there(chunk: Chunk, case: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the case of each row is in the export; rows without a case are."""
    return np.asarray((case == NONE) | (chunk.at(np.maximum(case, 0)) != NONE), dtype=bool)
