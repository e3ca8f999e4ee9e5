"""What if goods are bought or signed out lawfully, and nearly always given back?

Stored exhibits are signed out by the officer who seized them, for a hearing, a comparison or a
training, and given back within days; for a controlled purchase, goods are bought and handed in the
same day. In a share of both the way back leaves no row: the receipt is missing, or the goods that
were bought are booked as the exhibit of their case, under its number. Step ``readings``; the goods
bought are exhibits without a case, whose file is kept elsewhere. On request a colleague of the
unit gives goods back in his own name, or the way back is dated some hours before the way out.
Labels: the custody rows that are added; detail ``lent``, ``given back``, ``bought``, ``handed in``
(``..., by a colleague``; ``..., dated before``), and ``lent, no receipt``, ``bought, no receipt``
or ``bought, another number`` where no row follows.

Published: 12 of 132 receipts were missing (DEA OIG 16-08); how often goods are signed out is a
design choice. Dose 1: the share `lent` of all stored exhibits and every controlled purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.columns import Array
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.exhibit_rows import dose_of
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import ORIGINS

SEIZED, TRANSFERRED, RETURNED, PURCHASED = (
    ACTIONS.index(name) for name in ("seized", "transferred", "returned", "purchased")
)
BOUGHT_FOR = ORIGINS.index("controlled_purchase")
LONGEST_DAYS = 14
HOUR = 60


class GoodsOnLoan(Entry):
    """Lawful sign-outs and purchases.

    `lent` is the share of stored exhibits that are signed out once, `unreceipted` the share of
    ways back without a receipt, `renumbered` the share of purchases that are booked under the
    number of their case's exhibit. Of the ways back with a receipt `by_colleague` is the share that
    a colleague gives in his own name, `misdated` that which is dated before the way out.
    """

    kind: Literal["goods_on_loan"] = "goods_on_loan"
    lent: float = Field(default=0.05, ge=0, le=1)
    unreceipted: float = Field(default=0.05, ge=0, le=1)
    renumbered: float = Field(default=0.2, ge=0, le=1)
    by_colleague: float = Field(default=0.0, ge=0, le=1)
    misdated: float = Field(default=0.0, ge=0, le=1)


@dataclass(frozen=True)
class _Back:
    """Ways back: what they are called, when, from whom to which store, and which have a row.

    ``said`` is of which exhibits, cases and weights.
    """

    name: str
    action: int
    at: NDArray[np.int64]
    out: NDArray[np.int64]
    officer: NDArray[np.int64]
    store: NDArray[np.int64]
    kept: NDArray[np.bool_]
    said: dict[str, Array]


def _lend_and_buy(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    of_exhibits, of_cases, of_ways = rng.spawn(3)
    moved = {name: chunk.handovers[name].copy() for name in chunk.handovers.names}
    for begin, own in ((_lend, of_exhibits), (_buy, of_cases)):
        _give(chunk, plant, begin(chunk, plant, moved, own), of_ways)


def _lend(chunk: Chunk, plant: Plant, moved: dict[str, Array], rng: np.random.Generator) -> _Back:
    """Sign stored exhibits out to the officer who handed them in, and back."""
    u, v = rng.random((2, len(moved["at"])))
    stored = (moved["action"] == TRANSFERRED) & (moved["from_holder"] < chunk.force.officers)
    room_until = _next_row(moved["exhibit"], moved["at"])
    room = np.minimum(room_until - moved["at"], 3 * LONGEST_DAYS * MINUTES_A_DAY)
    chance = plant.entry.lent * dose_of(chunk, plant, moved["case"])
    rows = np.flatnonzero(stored & (room >= MINUTES_A_DAY) & (u < chance))
    out = moved["at"][rows] + room[rows] // 3
    back = out + room[rows] // 3
    missing = v[rows] < plant.entry.unreceipted
    officer, store = moved["from_holder"][rows], moved["to_holder"][rows]
    same = {name: moved[name][rows] for name in ("exhibit", "case", "net_g")}
    ends = {"from_holder": store, "to_holder": officer}
    _add(chunk, plant, ~missing, "lent", TRANSFERRED, out, officer, **ends, **same)
    _add(chunk, plant, missing, "lent, no receipt", TRANSFERRED, out, officer, **ends, **same)
    return _Back("given back", RETURNED, back, out, officer, store, ~missing, same)


def _give(chunk: Chunk, plant: Plant, back: _Back, rng: np.random.Generator) -> None:
    """Add the ways back: as they were, in a colleague's name, or dated before the way out."""
    share = rng.random(len(back.at))
    other = back.kept & (share < plant.entry.by_colleague)
    early = back.kept & ~other & (share < plant.entry.by_colleague + plant.entry.misdated)
    mate = back.officer.copy()
    mate[other] = _colleagues(chunk, back.officer[other], rng)
    before = back.out - rng.integers(HOUR, 3 * HOUR, len(back.at))
    for kept, how, at, giver in (
        (back.kept & ~other & ~early, "", back.at, back.officer),
        (other, ", by a colleague", back.at, mate),
        (early, ", dated before", before, back.officer),
    ):
        columns = {"from_holder": giver, "to_holder": back.store, **back.said}
        _add(chunk, plant, kept, back.name + how, back.action, at, back.officer, **columns)


def _colleagues(
    chunk: Chunk, officer: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """For each officer another one of the unit at that time; the same one where he is alone."""
    unit_of = chunk.force.unit_of[:, chunk.month]
    found = officer.copy()
    for row, who in enumerate(officer):
        mates = np.flatnonzero((unit_of == unit_of[who]) & (np.arange(len(unit_of)) != who))
        if len(mates):
            found[row] = rng.choice(mates)
    return found


def _next_row(exhibit: Array, at: Array) -> NDArray[np.int64]:
    """The moment of the next row of the same exhibit; far away where there is none."""
    order = np.lexsort((at, exhibit))
    following = np.full(len(at), np.iinfo(np.int64).max // 2)
    same = exhibit[order][1:] == exhibit[order][:-1]
    following[order[:-1][same]] = at[order][1:][same]
    return following


def _buy(chunk: Chunk, plant: Plant, moved: dict[str, Array], rng: np.random.Generator) -> _Back:
    """Buy goods for controlled purchases, an hour or more before the seizure of their case."""
    cases = chunk.cases
    u, v, w = rng.random((chunk.made, 3))[cases["key"]].T
    seized = np.flatnonzero(moved["action"] == SEIZED)[::-1]
    first = np.full(chunk.made + 1, NONE)
    first[moved["case"][seized]] = seized
    row = first[cases["key"]]
    able = (cases["origin"] == BOUGHT_FOR) & (row != NONE)
    keys = int(chunk.exhibits["exhibit"].max(initial=NONE)) + np.cumsum(able)
    officer = cases["officer"]
    rows = np.flatnonzero(able & (u < plant.dose[officer]))
    at, store = moved["at"][row[rows]], chunk.force.officers + cases["unit"][rows]
    goods = _goods(chunk, moved["exhibit"][row[rows]])
    chunk.exhibits.append(exhibit=keys[rows], case=np.full(len(rows), NONE), **goods)
    said = {"exhibit": keys[rows], "case": np.full(len(rows), NONE)}
    said["net_g"] = moved["net_g"][row[rows]]
    again = v[rows] < plant.entry.renumbered
    missing = ~again & (w[rows] < plant.entry.unreceipted)
    bought, handed = at - HOUR, at + 2 * HOUR
    who = officer[rows]
    for kept, detail in (
        (~again & ~missing, "bought"),
        (again, "bought, another number"),
        (missing, "bought, no receipt"),
    ):
        ends = {"from_holder": np.full(len(rows), NONE), "to_holder": who}
        _add(chunk, plant, kept, detail, PURCHASED, bought, who, **ends, **said)
    kept = ~again & ~missing
    return _Back("handed in", TRANSFERRED, handed, bought, who, store, kept, said)


def _goods(chunk: Chunk, like: NDArray[np.int64]) -> dict[str, Array]:
    """The goods of these exhibits, as those that were bought."""
    where = np.zeros(int(chunk.exhibits["exhibit"].max(initial=NONE)) + 1, dtype=np.int64)
    where[chunk.exhibits["exhibit"]] = np.arange(len(chunk.exhibits))
    names = [name for name in chunk.exhibits.names if name not in ("exhibit", "case")]
    return {name: chunk.exhibits[name][where[like]] for name in names}


def _add(
    chunk: Chunk,
    plant: Plant,
    kept: NDArray[np.bool_],
    detail: str,
    action: int,
    at: NDArray[np.int64],
    officer: NDArray[np.int64],
    **columns: NDArray[np.generic],
) -> None:
    """Add the hand-overs that are `kept`, with their labels."""
    held = {name: column[kept] for name, column in columns.items()}
    when = at[kept]
    chunk.handovers.append(at=when, action=np.full(len(when), action), **held)
    keys = {name: held[name] for name in ("exhibit", "case")}
    chunk.labels.add(plant, "custody", detail, at=when, officer=officer[kept], **keys)


PROCESS = Process(name="goods_on_loan", options=GoodsOnLoan, readings=_lend_and_buy)
