"""How does one informant come to stand behind most of an officer's cases?

The officer writes the same informant (or the same few, `pool`) where an informant told of a
case, whoever really did; and with `attribute` he also writes that informant into cases that
began with a tip, whose origin stays a tip. Nothing else changes: the person exists, is one of
the officer's own informants, and is only there too often.

Labels: involvements, ``reused`` where the person is another and ``attributed`` where the row
would not be there. Tally: `reused_informant`, one per case touched.
In the Dallas cases of 2001 one informant, paid at least 200,000 dollars, stood behind some 70
cases of two officers (incentives, table 1, row 15); the size here is a design choice.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.records.roles import put
from tallystick.tables.incidents import ORIGINS
from tallystick.tables.involvements import ROLES

INFORMANT = ROLES.index("informant")
TIP = ORIGINS.index("tip")


class ReusedEntry(BehaviourEntry):
    """The same `pool` informants everywhere, and in tips too when `attribute`."""

    kind: Literal["reused_informants"] = "reused_informants"
    pool: int = Field(default=1, ge=1, le=20)
    attribute: bool = True


def reuse(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Write the officer's stock informant into the cases that are taken."""
    cases, roles, entry = chunk.cases, chunk.roles, plant.entry
    u, v = rng.random((2, len(cases)))
    officer = cases["officer"]
    taken = u < plant.dose[officer]
    stock = stock_informant(chunk, plant, officer, v)
    rows = np.flatnonzero(roles["role"] == INFORMANT)
    at = chunk.at(roles["case"][rows])
    informed = np.zeros(len(cases), dtype=bool)
    informed[at] = True
    changed = taken[at] & (roles["person"][rows] != stock[at])
    roles["person"][rows[changed]] = stock[at[changed]]
    _label(chunk, plant, "reused", at[changed], stock)
    told = taken & (cases["origin"] == TIP) & ~informed & entry.attribute
    put(chunk, told, stock, "informant")
    _label(chunk, plant, "attributed", np.flatnonzero(told), stock)


def stock_informant(
    chunk: Chunk, plant: Plant, officer: NDArray[np.int64], v: NDArray[np.float64]
) -> NDArray[np.int64]:
    """One of the stock informants of each officer, by uniform numbers `v`; [n]."""
    public = chunk.public
    size = min(plant.entry.pool, public.informants)
    first = chunk.streams.of("stock informants", plant.index).integers(
        0, public.informants, chunk.force.officers
    )
    place = (first[officer] + np.floor(v * size).astype(np.int64)) % public.informants
    return np.asarray(public.first_informant + officer * public.informants + place)


def _label(
    chunk: Chunk, plant: Plant, detail: str, at: NDArray[np.int64], stock: NDArray[np.int64]
) -> None:
    chunk.labels.add(
        plant,
        "involvements",
        detail,
        case=chunk.cases["key"][at],
        officer=chunk.cases["officer"][at],
        person=stock[at],
        role=np.full(len(at), INFORMANT),
    )
    chunk.labels.tally("reused_informant", chunk.cases["officer"][at])


PROCESS = Process(name="reused_informants", options=ReusedEntry, acts=("informant",), people=reuse)
