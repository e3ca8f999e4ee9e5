"""What if a dealer whom many buyers name is not charged himself?

He is abroad or in hiding, or the police know him and wait: while they take his buyers one by one,
or because he is a registered informant under the control of a court. Step ``people``: in one area,
a share of possession cases names him; nobody arrests him, and where he would have been the subject
another dealer of the area is. With `informs` he is also the informant in a share of the cases that
one officer was told of; with `team` the buyers who name him are those of so many officers alone: an
investigation, at whose end (`to_month`) he is arrested like any other. Labels: involvements that
name him or somebody in his place, outcomes of the latter.

No published share; dose 1 is an area whose buyers all name him.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.one_dealer import label_charged, label_rows, name_supplier
from tallystick.simulate.oddities.scope import area_meant, lasting
from tallystick.simulate.spared import PARTIES, stand_in
from tallystick.tables.involvements import ROLES

INFORMANT, SUPPLIER = ROLES.index("informant"), ROLES.index("supplier")


class DealerAtLarge(Entry):
    """A dealer at large.

    `area` is his place among the department's areas, counted from 0 (none: the busiest area of
    the first unit named, or of the first narcotics unit); `informs` the share of one officer's
    told cases in which he is the informant at dose 1; `team` the number of officers whose buyers
    name him (0: whoever works there).
    """

    kind: Literal["dealer_at_large"] = "dealer_at_large"
    area: int | None = Field(default=None, ge=0)
    informs: float = Field(default=0.0, ge=0, le=1)
    team: int = Field(default=0, ge=0, le=20)


def _leave_at_large(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: DealerAtLarge = plant.entry
    cases, public = chunk.cases, chunk.public
    area = area_meant(chunk.force, entry, entry.area)
    nth = int(lasting(chunk, plant, "dealer", 1)[0] * public.dealers)
    dealer = area * public.residents + nth
    u, v = rng.random((2, len(cases)))
    dose, turn = plant.dose[cases["officer"]], _turns(chunk, plant, area)[cases["officer"]]
    _spare(chunk, plant, (cases["person"] == dealer) & (dose > 0), dealer)
    named = (cases["area"] == area) & (cases["scheme"] == NONE)
    named &= (cases["person"] != NONE) & (cases["person"] != dealer)
    named &= (cases["offence"] == place("drug_possession")) & (u < dose)
    named &= (turn < entry.team) | (entry.team == 0)
    name_supplier(chunk, plant, named, dealer)
    _inform(chunk, plant, (v < dose * entry.informs) & (turn == 0), dealer)


def _turns(chunk: Chunk, plant: Plant, area: int) -> NDArray[np.int64]:
    """Whose turn it is first among the officers of the area's unit; the same every month; [O]."""
    force = chunk.force
    there = force.unit_of[:, chunk.month] == force.area_unit[area]
    lot = lasting(chunk, plant, "officers", force.officers) + ~there
    return np.argsort(np.argsort(lot, kind="stable"), kind="stable")


def _spare(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], dealer: int) -> None:
    cases, roles = chunk.cases, chunk.roles
    other = stand_in(chunk.public, dealer, (dealer,))
    party = (roles["person"] == dealer) & np.isin(roles["role"], PARTIES)
    party &= rows[chunk.at(roles["case"])]
    roles["person"] = np.where(party, other, roles["person"])
    cases["person"] = np.where(rows, other, cases["person"])
    label_rows(chunk, plant, party, "in his place")
    label_charged(chunk, plant, rows, "in his place")


def _inform(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], dealer: int) -> None:
    roles = chunk.roles
    sold = (roles["role"] == SUPPLIER) & (roles["person"] == dealer)
    rows = rows & ~np.isin(chunk.cases["key"], roles["case"][sold])
    told = (roles["role"] == INFORMANT) & rows[chunk.at(roles["case"])]
    roles["person"] = np.where(told, dealer, roles["person"])
    label_rows(chunk, plant, told, "registered informant")


PROCESS = Process(name="dealer_at_large", options=DealerAtLarge, people=_leave_at_large)
