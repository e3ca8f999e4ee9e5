"""What if a new commander changes how much and what a unit does, honestly?

From a month on its officers have more honest cases, and begin more of them themselves. Step
``force`` multiplies the flow; step ``cases`` lets drug cases that would have begun with a tip or
a patrol begin with a warrant or a controlled purchase, and traffic cases at a checkpoint.
Labels: incidents with another origin; the flow is a note of unit and month, since no single
case is owed to it.

No published size (design): at dose 1 the flow is 30 % higher and 30 % of such cases begin in
another way.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.catalogue import GROUPS, group_of
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.force import Force
from tallystick.simulate.oddities.scope import serving_in_scope
from tallystick.tables.incidents import ORIGINS

WAITING = ("tip", "patrol")
SEEKING = {"drug": ("warrant", "controlled_purchase"), "traffic": ("checkpoint", "checkpoint")}


class NewCommander(Entry):
    """A new commander.

    `more` is the relative change of the honest flow at dose 1 (-0.2 is a fifth less), `sought`
    the share of cases begun by tip or patrol that begin in another way at dose 1.
    """

    kind: Literal["new_commander"] = "new_commander"
    more: float = Field(default=0.30, ge=-0.9, le=4)
    sought: float = Field(default=0.30, ge=0, le=1)


def _more(force: Force, calendar: Calendar, plant: Plant, rng: np.random.Generator) -> None:
    there = serving_in_scope(force, calendar, plant) & (plant.dose > 0)[:, None]
    force.flow = force.flow * np.where(there, 1 + plant.dose[:, None] * plant.entry.more, 1.0)
    officer, month = np.nonzero(there)
    seen = np.unique(np.stack([force.unit_of[officer, month], month]), axis=1)
    force.notes.extend(
        ("incidents", -1, unit, when, plant.index, "flow") for unit, when in seen.T.tolist()
    )


def _seek(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    cases = chunk.cases
    u, which = rng.random((2, len(cases)))
    wanted = u < plant.dose[cases["officer"]] * plant.entry.sought
    wanted &= np.isin(cases["origin"], [ORIGINS.index(name) for name in WAITING])
    group = group_of()[cases["offence"]]
    changed = np.zeros(len(cases), dtype=bool)
    for name, ways in SEEKING.items():
        rows = wanted & (group == GROUPS.index(name))
        codes = np.array([ORIGINS.index(way) for way in ways])
        cases["origin"] = np.where(rows, codes[(which * 2).astype(np.int64)], cases["origin"])
        changed |= rows
    chunk.labels.add(
        plant,
        "incidents",
        "other origin",
        case=cases["key"][changed],
        officer=cases["officer"][changed],
    )


PROCESS = Process(name="new_commander", options=NewCommander, force=_more, cases=_seek)
