"""What if the laboratory falls months behind?

Goods seized in these months wait: the laboratory weighs them later, everything after it comes
later too, and some are never sent. Step ``readings``. Labels: measurements of the laboratory,
the court, the incinerator and the charge that moved, the charge that now rests on the field
weight, and custody rows that moved; a reading that was never made has no row.

Published: coverage of laboratories is .4 to .8, and plea before result is common (incentives 3,
lab not asked); the length is a design choice. Dose 1: every visit to the laboratory of these
months waits.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.exhibit_rows import dose_of, officers_of, place_of
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import KINDS, STAGES

NET = KINDS.index("net_weight")
FIELD, LAB, COURT, DESTRUCTION, CHARGE = (STAGES.index(name) for name in STAGES)
AT_LAB = tuple(ACTIONS.index(name) for name in ("received", "sampled", "returned"))
SEIZED, TRANSFERRED = ACTIONS.index("seized"), ACTIONS.index("transferred")


class LabBacklog(Entry):
    """A backlog: visits are `days` later on average (half to one and a half times as much).

    `never` is the share of them that do not take place at all, of goods that nobody weighs
    after the laboratory.
    """

    kind: Literal["lab_backlog"] = "lab_backlog"
    days: float = Field(default=120.0, gt=0, le=2000)
    never: float = Field(default=0.3, ge=0, le=1)


def _fall_behind(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: LabBacklog = plant.entry
    goods, readings = chunk.exhibits, chunk.readings
    taken, never, wait = rng.random((3, len(goods)))
    row = place_of(chunk, readings["exhibit"])
    visits = np.zeros((len(goods) + 1, len(STAGES)), dtype=bool)
    visits[row, readings["stage"]] = True
    visits = visits[:-1]
    taken_up = (taken < dose_of(chunk, plant, goods["case"])) & visits[:, LAB]
    unsent = taken_up & (never < entry.never) & ~visits[:, COURT] & ~visits[:, DESTRUCTION]
    minutes = np.ceil(MINUTES_A_DAY * entry.days * (0.5 + wait)).astype(np.int64)
    delay = np.append(np.where(taken_up & ~unsent, minutes, 0), 0)
    _delay_readings(chunk, plant, row, delay)
    _delay_custody(chunk, plant, delay)
    _never_send(chunk, plant, row, np.append(unsent, False))


def _delay_readings(
    chunk: Chunk, plant: Plant, row: NDArray[np.int64], delay: NDArray[np.int64]
) -> None:
    readings = chunk.readings
    stage, at = readings["stage"], readings["at"]
    later = at + np.where(np.isin(stage, (LAB, COURT, DESTRUCTION)), delay[row], 0)
    weighed = np.zeros(len(delay), dtype=np.int64)
    in_lab = (stage == LAB) & (readings["kind"] == NET)
    weighed[row[in_lab]] = later[in_lab]
    later = np.where((stage == CHARGE) & (delay[row] > 0), np.maximum(at, weighed[row]), later)
    _label_readings(chunk, plant, later != at, "later")
    readings["at"] = later


def _delay_custody(chunk: Chunk, plant: Plant, delay: NDArray[np.int64]) -> None:
    moved = chunk.handovers
    row = place_of(chunk, moved["exhibit"])
    by_officer = (moved["from_holder"] >= 0) & (moved["from_holder"] < chunk.force.officers)
    early = (moved["action"] == SEIZED) | ((moved["action"] == TRANSFERRED) & by_officer)
    late = ~early & (delay[row] > 0)
    then = moved["at"] + np.where(late, delay[row], 0)
    chunk.labels.follow("custody", moved["exhibit"], moved["at"], then)
    moved["at"] = then
    touched = moved.take(np.flatnonzero(late))
    chunk.labels.add(
        plant,
        "custody",
        "later",
        **{name: touched[name] for name in ("case", "exhibit", "at")},
        officer=officers_of(chunk, touched["case"]),
    )


def _never_send(
    chunk: Chunk, plant: Plant, row: NDArray[np.int64], unsent: NDArray[np.bool_]
) -> None:
    """Drop the laboratory's rows, and charge these goods by their field weight."""
    readings, moved = chunk.readings, chunk.handovers
    stage = readings["stage"]
    field = np.flatnonzero((stage == FIELD) & (readings["kind"] == NET) & (row >= 0))
    value, at = np.zeros(len(unsent)), np.zeros(len(unsent), dtype=np.int64)
    value[row[field]], at[row[field]] = readings["value"][field], readings["at"][field]
    closed = chunk.cases["closed"][chunk.at(readings["case"])]
    charged = (stage == CHARGE) & unsent[row]
    then = np.maximum(at[row], closed)
    changed = charged & ((value[row] != readings["value"]) | (then != readings["at"]))
    readings["value"] = np.where(charged, value[row], readings["value"])
    readings["at"] = np.where(charged, then, readings["at"])
    _label_readings(chunk, plant, changed, "never sent")
    readings.keep(~((stage == LAB) & unsent[row]))
    gone = np.isin(moved["action"], AT_LAB) & unsent[place_of(chunk, moved["exhibit"])]
    moved.keep(~gone)


def _label_readings(chunk: Chunk, plant: Plant, rows: NDArray[np.bool_], detail: str) -> None:
    touched = chunk.readings.take(np.flatnonzero(rows))
    chunk.labels.add(
        plant,
        "measurements",
        detail,
        **{name: touched[name] for name in ("case", "exhibit", "stage")},
        officer=officers_of(chunk, touched["case"]),
    )


PROCESS = Process(name="lab_backlog", options=LabBacklog, readings=_fall_behind)
