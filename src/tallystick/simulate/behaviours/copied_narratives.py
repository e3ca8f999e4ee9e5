"""How does one report come to be told again in case after case?

The officer keeps `masters` finished reports of each kind of case in each quarter and pastes
one of them: the free phrases (what was seen, found and said) are the master's, except for a
share `edit` of them that he writes anew. The phrases of the department's form, and the facts
of the case, stay as they are, so that alike forms do not look copied and copies do. A master
is written with the officer's own habits and belongs to officer and quarter, whatever part of
the world is made.

Labels: narratives. Tally: `copied`, one per report. The size is a design choice: no published
figure tells how many reports are pasted.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.records.writing import author_styles, family_of
from tallystick.simulate.texts import FAMILIES, FREE, N_SLOTS, draw_slots, edit_slots

QUARTER = 3
TOGETHER = 64


class CopiedEntry(BehaviourEntry):
    """Reports pasted from `masters` of a quarter, with a share `edit` of phrases written anew."""

    kind: Literal["copied_narratives"] = "copied_narratives"
    masters: int = Field(default=3, ge=1, le=50)
    edit: float = Field(default=0.1, ge=0, le=1)


def paste(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Give the reports that are taken the free phrases of a master."""
    entry, officer = plant.entry, chunk.cases["officer"]
    u, v = rng.random((2, len(officer)))
    rows = np.flatnonzero(u < plant.dose[officer])
    whose, back = np.unique(officer[rows], return_inverse=True)
    quarter = (chunk.calendar.first_month + chunk.month) // QUARTER
    written = masters(chunk, whose, quarter, entry.masters)
    which = np.floor(v[rows] * entry.masters).astype(np.int64)
    copies = chunk.slots.copy()
    copies[rows] = np.where(FREE, written[back, family_of(chunk)[rows], which], chunk.slots[rows])
    chunk.slots[rows] = edit_slots(copies, entry.edit, rng)[rows]
    chunk.labels.add(
        plant, "narratives", "copied", case=chunk.cases["key"][rows], officer=officer[rows]
    )
    chunk.labels.tally("copied", officer[rows])


def masters(
    chunk: Chunk, officers: NDArray[np.int64], quarter: int, number: int
) -> NDArray[np.int32]:
    """The slots of the masters of these officers in a quarter; [officers, family, number, slots].

    The quarter is counted from 1970. Masters are written for `TOGETHER` officers at a time, so
    that a master depends on nobody's dose.
    """
    style = author_styles(chunk.streams, chunk.force.officers)
    shape = (TOGETHER, len(FAMILIES), number)
    family = np.broadcast_to(np.arange(len(FAMILIES))[:, None], shape).ravel()
    groups, back = np.unique(officers // TOGETHER, return_inverse=True)
    parts = [np.zeros((0, *shape[1:], N_SLOTS), np.int32)]
    for group in groups:
        who = np.minimum(group * TOGETHER + np.arange(TOGETHER), len(style) - 1)
        own = np.repeat(style[who], len(FAMILIES) * number)
        rng = chunk.streams.of("master texts", int(group), quarter)
        parts.append(draw_slots(family, own, rng).reshape(*shape, N_SLOTS))
    drawn = np.concatenate(parts)
    return np.asarray(drawn[back * TOGETHER + officers % TOGETHER], dtype=np.int32)


PROCESS = Process(name="copied_narratives", options=CopiedEntry, acts=("copied",), texts=paste)
