"""Which open complaints are closed without having been solved?

At the step ``cases`` a share of the complaints that nobody has cleared is closed: mode
``unfounded``, as if no offence had happened; mode ``exceptional``, as if the offender were
known and out of reach. The closing falls into the last `days` days of the period that is judged
(`checks`), or into the `days` days after entry when the case was entered too late for that.

Labels: incidents, detail ``unfounded`` or ``exceptional``. Tally: unfounded_wrongly,
cleared_wrongly.
Size: 7 to 23 % of cancelled records of two English forces were wrongly cancelled; in the
prototype of a clearance regime unfounding rises from 1.7 to 5.9 % (incentives 2.11, section 3;
Eckhouse 2021 for rape).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.calendar import ENDS, MINUTES_A_DAY, Checks
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.tables.incidents import CLEARANCES, ORIGINS

MEASURES = {"unfounded": "unfounded_wrongly", "exceptional": "cleared_wrongly"}


class Unfounding(BehaviourEntry):
    """Options: the mode, the period that is judged, and how many of its last days are used."""

    kind: Literal["unfounding"] = "unfounding"
    mode: Literal["unfounded", "exceptional"] = "unfounded"
    checks: Checks = "month"
    days: int = Field(default=5, ge=1, le=28)


def close(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Close complaints that were not solved."""
    cases, entry = chunk.cases, plant.entry
    u, when = rng.random((chunk.made, 2))[cases["key"]].T
    taken = u < plant.dose[cases["officer"]]
    eligible = (cases["origin"] == ORIGINS.index("complaint")) & (
        cases["clearance"] == CLEARANCES.index("none")
    )
    rows = np.flatnonzero(taken & eligible)
    span = np.ceil((1 - when[rows]) * entry.days * MINUTES_A_DAY).astype(np.int64)
    recorded, end = cases["recorded"][rows], judged_at(chunk, entry.checks)
    cases["closed"][rows] = np.where(recorded < end - span, end - span, recorded + span)
    cases["clearance"][rows] = CLEARANCES.index(entry.mode)
    officer = cases["officer"][rows]
    chunk.labels.add(plant, "incidents", entry.mode, case=cases["key"][rows], officer=officer)
    chunk.labels.tally(MEASURES[entry.mode], officer)


def judged_at(chunk: Chunk, checks: Checks) -> int:
    """The minute at which the period ends that this month belongs to, or the world does."""
    last = np.isin(chunk.calendar.month_of_year, ENDS[checks])
    last[-1] = True
    return int(chunk.calendar.starts[1:][chunk.month :][last[chunk.month :]][0])


PROCESS = Process(name="unfounding", options=Unfounding, acts=("unfound",), cases=close)
