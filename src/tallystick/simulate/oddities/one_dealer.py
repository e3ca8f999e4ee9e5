"""What if one dealer serves a whole neighbourhood?

Many buyers, with ordinary histories, name the same supplier because he is their supplier, and
he is arrested and charged in cases of his own. Step ``people``: in one area, a share of
possession cases names him, and a part of the sale cases is his. Labels: involvements of the
supplier and of the dealer's own cases, outcomes of the latter.

No published share; dose 1 is an area with a single dealer, whom every buyer names.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.exhibit_rows import officers_of
from tallystick.simulate.oddities.scope import area_meant, lasting
from tallystick.simulate.records.roles import put
from tallystick.tables.incidents import CLEARANCES
from tallystick.tables.involvements import ROLES

SUBJECT, SUPPLIER = ROLES.index("subject"), ROLES.index("supplier")


class OneDealer(Entry):
    """One dealer.

    `area` is his place among the department's areas, counted from 0 (none: the busiest area of
    the first unit named, or of the first narcotics unit); `own` is the share of the area's sale
    cases in which he is himself arrested at dose 1.
    """

    kind: Literal["one_dealer"] = "one_dealer"
    area: int | None = Field(default=None, ge=0)
    own: float = Field(default=0.3, ge=0, le=1)


def _name_dealer(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: OneDealer = plant.entry
    cases, public = chunk.cases, chunk.public
    area = area_meant(chunk.force, entry, entry.area)
    nth = int(lasting(chunk, plant, "dealer", 1)[0] * public.dealers)
    dealer = area * public.residents + nth
    u = rng.random(len(cases))
    dose = plant.dose[cases["officer"]]
    here = (cases["area"] == area) & (cases["scheme"] == NONE)
    here &= (cases["person"] != NONE) & (cases["person"] != dealer)
    bought = here & (cases["offence"] == place("drug_possession")) & (u < dose)
    arrested = here & (cases["offence"] == place("drug_sale")) & (u < dose * entry.own)
    _own_cases(chunk, plant, arrested, dealer)
    name_supplier(chunk, plant, bought, dealer)


def _own_cases(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], dealer: int) -> None:
    cases, roles = chunk.cases, chunk.roles
    at = chunk.at(roles["case"])
    his = rows[at] & (roles["person"] == cases["person"][at])
    his &= np.isin(roles["role"], (SUBJECT, SUPPLIER))
    roles["person"] = np.where(his, dealer, roles["person"])
    cases["person"] = np.where(rows, dealer, cases["person"])
    label_rows(chunk, plant, his, "the dealer's own case")
    label_charged(chunk, plant, rows, "the dealer's own case")


def label_charged(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], detail: str) -> None:
    """Label the outcomes of those of these cases that ended in an arrest."""
    cases = chunk.cases
    charged = rows & (cases["clearance"] == CLEARANCES.index("arrest"))
    chunk.labels.add(
        plant,
        "outcomes",
        detail,
        case=cases["key"][charged],
        person=cases["person"][charged],
        officer=cases["officer"][charged],
    )


def name_supplier(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], dealer: int) -> None:
    """Make `dealer` the supplier of these cases, and label it."""
    cases, roles = chunk.cases, chunk.roles
    told = (roles["role"] == SUPPLIER) & rows[chunk.at(roles["case"])]
    silent = rows & ~np.isin(cases["key"], roles["case"][told])
    other = told & (roles["person"] != dealer)
    roles["person"] = np.where(other, dealer, roles["person"])
    before = len(roles)
    put(chunk, silent, np.full(len(cases), dealer), "supplier")
    added = np.arange(len(roles)) >= before
    added[:before] = other
    label_rows(chunk, plant, added, "named by the buyer")


def label_rows(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], detail: str) -> None:
    """Label involvements, each with the officer of its case."""
    touched = chunk.roles.take(np.flatnonzero(rows))
    chunk.labels.add(
        plant,
        "involvements",
        detail,
        **{name: touched[name] for name in ("case", "person", "role")},
        officer=officers_of(chunk, touched["case"]),
    )


PROCESS = Process(name="one_dealer", options=OneDealer, people=_name_dealer)
