"""Through whose hands does an exhibit pass, when, and what is it said to weigh then?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.exhibits.drying import DAY
from tallystick.simulate.exhibits.lots import Lots
from tallystick.simulate.exhibits.settings import Custody
from tallystick.simulate.exhibits.stages import COURT, DESTRUCTION, FIELD, LAB, Readings
from tallystick.tables.custody import ACTIONS

SEIZED, TRANSFERRED, RECEIVED, SAMPLED, RETURNED, DESTROYED = (
    ACTIONS.index(name)
    for name in ("seized", "transferred", "received", "sampled", "returned", "destroyed")
)
HOUR = 60


@dataclass(frozen=True)
class HolderCodes:
    """Codes of the holders that are neither an officer nor an evidence room."""

    lab: int
    court: int
    incinerator: int
    none: int = -1


@dataclass(frozen=True)
class Handovers:
    """Recorded hand-overs, flat [H], sorted by exhibit and then by time.

    Parameters
    ----------
    exhibit
        Position of the exhibit in its `Lots`.
    at
        Minutes since 1970-01-01.
    action
        Index into `tallystick.tables.custody.ACTIONS`.
    from_holder, to_holder
        Codes of the caller.
    net_g
        The weight last written down when the exhibit changed hands.
    """

    exhibit: NDArray[np.int64]
    at: NDArray[np.int64]
    action: NDArray[np.int64]
    from_holder: NDArray[np.int64]
    to_holder: NDArray[np.int64]
    net_g: NDArray[np.float64]


@dataclass(frozen=True)
class _Weighings:
    """Dates (-1: none) and net weights of each exhibit at four stages, [4, N]."""

    at: NDArray[np.int64]
    net_g: NDArray[np.float64]


def missing_rates(n_rooms: int, custody: Custody, rng: np.random.Generator) -> NDArray[np.float64]:
    """Share of each room's transfers that leave no receipt [n_rooms]."""
    return np.asarray(rng.beta(custody.missing_a, custody.missing_b, n_rooms))


def hand_over(
    lots: Lots,
    readings: Readings,
    seized_at: NDArray[np.int64],
    officer: NDArray[np.int64],
    room: NDArray[np.int64],
    holders: HolderCodes,
    custody: Custody,
    rng: np.random.Generator,
    *,
    missing_rate: NDArray[np.float64] | None = None,
) -> Handovers:
    """The chain of custody: seized, to the room, to the laboratory and back, court, destroyed.

    Every exhibit goes to its evidence room; the other steps follow its readings, and every step
    is later than the one before. A transfer to the room leaves no receipt at the room's own
    rate (`Custody`); only its row is missing, the goods are there.

    Parameters
    ----------
    lots, readings
        The goods [N] and what was written about them.
    seized_at, officer, room
        When and by whom seized (at the field weighing or before), and the code of the evidence
        room, [N].
    holders, custody
        Codes, and settings.
    rng
        Draws waits and missing receipts.
    missing_rate
        The rate of the exhibit's room [N], for worlds made in parts; drawn by room when absent.
    """
    found = _weighings(lots.size, readings)
    lab, court, destruction = found.at[1:]
    everyone, never = np.arange(lots.size), np.iinfo(np.int64).max
    after_court = np.where(destruction >= 0, destruction, never)
    after_lab = np.where(court >= 0, court, after_court)
    after_field = np.where(lab >= 0, lab, after_lab)
    stored = _wait(np.maximum(seized_at, found.at[0]), after_field, custody, rng)
    if missing_rate is None:
        rooms, which = np.unique(room, return_inverse=True)
        missing_rate = missing_rates(rooms.size, custody, rng)[which]
    kept = everyone[rng.random(lots.size) >= missing_rate]
    written = found.net_g[0]
    steps = [
        _step(everyone, seized_at, SEIZED, holders.none, officer, written),
        _step(kept, stored, TRANSFERRED, officer, room, written),
    ]
    known = np.where(lab >= 0, found.net_g[1], written)
    steps += _to_laboratory(found, stored, after_lab, room, holders, custody, rng)
    steps += _to_court(court, after_court, room, holders, known, rng)
    gone = np.flatnonzero(destruction >= 0)
    steps.append(_step(gone, destruction, DESTROYED, room, holders.incinerator, found.net_g[3]))
    joined = [np.concatenate(columns) for columns in zip(*steps, strict=True)]
    by_exhibit = np.argsort(joined[0], kind="stable")
    exhibit, at, action, giver, taker, net_g = (column[by_exhibit] for column in joined)
    return Handovers(exhibit, at, action, giver, taker, net_g)


Block = tuple[
    NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64],
    NDArray[np.int64], NDArray[np.float64],
]  # fmt: skip


def _step(
    exhibit: NDArray[np.intp],
    at: NDArray[np.int64],
    action: int,
    giver: NDArray[np.int64] | int,
    taker: NDArray[np.int64] | int,
    net_g: NDArray[np.float64],
) -> Block:
    ends = [
        np.full(exhibit.size, end) if isinstance(end, int) else end[exhibit]
        for end in (giver, taker)
    ]
    return (
        exhibit.astype(np.int64), at[exhibit], np.full(exhibit.size, action), ends[0], ends[1],
        net_g[exhibit],
    )  # fmt: skip


def _weighings(n: int, readings: Readings) -> _Weighings:
    at = np.full((4, n), -1, dtype=np.int64)
    net_g = np.full((4, n), np.nan)
    for i, stage in enumerate((FIELD, LAB, COURT, DESTRUCTION)):
        rows = readings.net(stage)
        at[i, readings.exhibit[rows]] = readings.at[rows]
        net_g[i, readings.exhibit[rows]] = readings.value[rows]
    return _Weighings(at, net_g)


def _wait(
    start: NDArray[np.int64],
    before: NDArray[np.int64],
    custody: Custody,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    noise = custody.transfer_log_sd * rng.standard_normal(start.size)
    hours = custody.transfer_median_hours * np.exp(noise)
    wait = 1 + np.rint(HOUR * hours).astype(np.int64)
    stored: NDArray[np.int64] = start + np.minimum(wait, np.maximum((before - start) // 2, 1))
    return stored


def _to_laboratory(
    found: _Weighings,
    stored: NDArray[np.int64],
    after: NDArray[np.int64],
    room: NDArray[np.int64],
    holders: HolderCodes,
    custody: Custody,
    rng: np.random.Generator,
) -> list[Block]:
    lab = found.at[1]
    there = np.flatnonzero(lab >= 0)
    queued = rng.random(lab.size) * np.maximum(lab - stored - 1, 0)
    received = lab - np.maximum(queued.astype(np.int64), 1)
    days = custody.return_median_days * np.exp(
        custody.return_log_sd * rng.standard_normal(lab.size)
    )
    wait = 1 + np.rint(DAY * days).astype(np.int64)
    returned = lab + np.minimum(wait, (after - lab) // 2)
    written, weighed = found.net_g[0], found.net_g[1]
    return [
        _step(there, received, RECEIVED, room, holders.lab, written),
        _step(there, lab, SAMPLED, holders.lab, holders.lab, weighed),
        _step(there, returned, RETURNED, holders.lab, room, weighed),
    ]


def _to_court(
    court: NDArray[np.int64],
    after: NDArray[np.int64],
    room: NDArray[np.int64],
    holders: HolderCodes,
    known: NDArray[np.float64],
    rng: np.random.Generator,
) -> list[Block]:
    there = np.flatnonzero(court >= 0)
    before, back = rng.integers(60, DAY // 2, (2, court.size))
    returned = court + np.minimum(back, (after - court) // 2)
    return [
        _step(there, court - before, TRANSFERRED, room, holders.court, known),
        _step(there, returned, RETURNED, holders.court, room, known),
    ]
