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
    is open, and a complaint that was to be cleared has no subject yet, nor a record in the second
    system, which holds arrests; a charge not yet decided is pending, a weighing or a hand-over
    still to come is missing, and so is an exhibit of a case that was not weighed yet. The second
    system is asked for the months of the world: what it dates before or after them is missing.
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
    chunk.counterparts.keep(~np.isin(chunk.counterparts["case"], unsolved))
    for table in (chunk.roles, chunk.exhibits, chunk.readings, chunk.handovers, chunk.charges):
        table.keep(_there(chunk, table["case"]))
    chunk.readings.keep(chunk.readings["at"] < made)
    chunk.handovers.keep(chunk.handovers["at"] < made)
    event = chunk.counterparts["occurred"]
    chunk.counterparts.keep((event >= chunk.calendar.begin) & (event < made))
    weighed = np.isin(chunk.handovers["exhibit"], chunk.readings["exhibit"])
    chunk.handovers.keep(weighed | (chunk.handovers["case"] == NONE))
    charges = chunk.charges
    charges.keep(cases["clearance"][chunk.at(charges["case"])] == CLEARANCES.index("arrest"))
    open_still = charges["decided"] >= made
    charges["verdict"] = np.where(open_still, VERDICTS.index("pending"), charges["verdict"])
    charges["months"] = np.where(open_still, np.nan, charges["months"])
    charges["decided"] = np.where(open_still, NONE, charges["decided"])


def _there(chunk: Chunk, case: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the case of each row is in the export; rows without a case are."""
    return np.asarray((case == NONE) | (chunk.at(np.maximum(case, 0)) != NONE), dtype=bool)
