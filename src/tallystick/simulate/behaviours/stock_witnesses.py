"""Who attests the searches of an officer who brings his own witnesses?

The same few people. Where the officer takes the opportunity, the attesting witnesses of a
search are replaced by people of his own pool. They have no record, live in some area of his
first unit and do not stand near the station: they attest at every hour, in every area and for
every kind of case, which people who pass the station or clerks who happen to be on shift do
not. The pool stays the same for the whole world. With `shared` one pool serves all officers of
the entry, as it does in a crew.

Labels: the involvements whose person is another. Tally: `stock_witness`, one per case.
Russian and Kazakh procedure asks for two attesting witnesses at a search; how often the same
ones are brought is not published, so the size is a design choice.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.tables.involvements import ROLES

ATTESTING = ROLES.index("attesting_witness")


class StockEntry(BehaviourEntry):
    """Witnesses of the officer's own: `pool` of them, or of all officers when `shared`."""

    kind: Literal["stock_witnesses"] = "stock_witnesses"
    pool: int = Field(default=2, ge=1, le=20)
    shared: bool = False


def bring(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Replace the attesting witnesses of the searches that are taken."""
    cases, roles = chunk.cases, chunk.roles
    u, v = rng.random((2, len(cases)))
    pool = pools(chunk, plant)
    size = pool.shape[1]
    officer = cases["officer"]
    taken = (u < plant.dose[officer]) & ~(pool[officer] == cases["person"][:, None]).any(axis=1)
    rows = np.flatnonzero(roles["role"] == ATTESTING)
    rows = rows[np.argsort(roles["case"][rows], kind="stable")]
    at = chunk.at(roles["case"][rows])
    slot = _place_in_case(roles["case"][rows])
    drawn = roles["person"][rows]
    already = (pool[officer[at]] == drawn[:, None]).any(axis=1) & (slot >= size)
    taken[at[already]] = False
    stock = pool[officer[at], (np.floor(v[at] * size).astype(np.int64) + slot) % size]
    changed = taken[at] & (slot < size) & (stock != drawn)
    roles["person"][rows[changed]] = stock[changed]
    chunk.labels.add(
        plant,
        "involvements",
        "stock",
        case=roles["case"][rows[changed]],
        officer=officer[at[changed]],
        person=stock[changed],
        role=np.full(int(changed.sum()), ATTESTING),
    )
    chunk.labels.tally("stock_witness", officer[np.unique(at[changed])])


def pools(chunk: Chunk, plant: Plant) -> NDArray[np.int64]:
    """[O, pool] different persons for each officer; the rows are equal when `shared`."""
    force, public, entry = chunk.force, chunk.public, plant.entry
    size = min(entry.pool, public.residents - public.known)
    rng = chunk.streams.of("stock witnesses", plant.index)
    pick, start, stride = rng.random((3, force.officers))
    each = len(force.area_unit) // len(force.unit_names)
    first = force.unit_of[np.arange(force.officers), np.argmax(force.unit_of >= 0, axis=1)]
    area = np.maximum(first, 0) * each + np.floor(pick * each).astype(np.int64)
    width = public.residents - public.known
    step = 1 + np.floor(stride * max((width - 1) // size, 1)).astype(np.int64)
    place = np.floor(start * width).astype(np.int64)[:, None] + step[:, None] * np.arange(size)
    persons = area[:, None] * public.residents + public.known + place % width
    return (
        np.repeat(persons[[_leader(chunk, plant)]], force.officers, 0) if entry.shared else persons
    )


def _leader(chunk: Chunk, plant: Plant) -> int:
    """The first officer whom the entry names, by number or by unit."""
    force, entry = chunk.force, plant.entry
    if entry.officers:
        return force.officer_ids.index(entry.officers[0])
    inside = force.units_named(entry.units)[force.unit_of[:, 0]] & (force.unit_of[:, 0] >= 0)
    return int(np.argmax(inside))


def _place_in_case(case: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, ... within each run of equal cases."""
    begins = np.append(True, case[1:] != case[:-1])[: len(case)]
    first = np.maximum.accumulate(np.where(begins, np.arange(len(case)), 0))
    return np.asarray(np.arange(len(case)) - first)


PROCESS = Process(name="stock_witnesses", options=StockEntry, acts=("witness",), people=bring)
