"""Which complaints never become a record?

At the step ``cases`` a share of the complaints that nobody has cleared is not entered at all.
There is no row and so no label; the tally (unrecorded) says how many there were. The innocent
share of lost complaints (`Recording.unrecorded`) is gone before this choice is made.

`offences` names the codes that are left out; empty means every offence that begins with a
complaint.
Size: 19 to 20 % of reported crimes were not recorded in England and Wales (2014); between two
forces 8 and 19 % (incentives section 3).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import field_validator

from tallystick.simulate.catalogue import CODES
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.tables.incidents import CLEARANCES, ORIGINS


class UnderRecording(BehaviourEntry):
    """Options: `offences`, the codes of the complaints that are left out."""

    kind: Literal["under_recording"] = "under_recording"
    offences: tuple[str, ...] = ()

    @field_validator("offences")
    @classmethod
    def _in_the_catalogue(cls, offences: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(offences) - set(CODES))
        if unknown:
            raise ValueError(f"no offence is called {', '.join(unknown)}")
        return offences


def leave_out(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Remove the complaints that are not entered."""
    cases = chunk.cases
    taken = rng.random(chunk.made)[cases["key"]] < plant.dose[cases["officer"]]
    open_complaint = (cases["origin"] == ORIGINS.index("complaint")) & (
        cases["clearance"] == CLEARANCES.index("none")
    )
    named = np.isin(np.array(CODES), plant.entry.offences or CODES)[cases["offence"]]
    gone = taken & open_complaint & named
    chunk.labels.tally("unrecorded", cases["officer"][gone])
    chunk.drop_cases(gone)


PROCESS = Process(
    name="under_recording", options=UnderRecording, acts=("unrecord",), cases=leave_out
)
