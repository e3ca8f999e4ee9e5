"""Which honest cases move in time because of how next year's level, or this period's, is set?

Nothing here is invented: every case happened, and only when it was worked is chosen.

* Mode ``hold_back``: ``plant.held`` cases of each officer are not opened this month, so they
  are not there (tally held_back); in January ``plant.returned`` such cases are opened, dated in
  the first `first_days` days and entered as promptly as any other (label ``held_back``).
* Mode ``push``: in the last month of a judged period (`checks`) a share (the dose) of the cases
  that the officer began himself and that are dated before its last `days` days is worked in
  those days instead; entry and closing move with it (label ``push``). A complaint comes when it
  comes and is not moved. This is a real shift of effort. Where reviews are held on named days
  (`review_days`), work moves to the `days` days that end with one, from earlier in its month.
* Mode ``meet``: ``plant.returned`` cases are brought forward from the month after and dated in
  the last `days` days of this month (label and tally ``brought_forward``); ``plant.held`` are
  those of this month that went into the month before, and are not there.

A case that moves is drawn like an honest one (`source` MOVED), and since it was worked when it
says, the second system agrees with it: only counts over months can show it. The plan gives held
and returned; a month never loses more than it has.

What another entry or an oddity has added this month stays. Step ``cases``; labels of incidents.
Size: hold-back is contested: found by Bouwens and Kroos 2011 and Macartney 2016, not by Fisman
and Wang 2017 and Matejka et al. 2024; +25 % from the first to the last day of a month (Auerbach
2017) for the push (incentives 0.5, 1.1 row 7, 2.6).
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from tallystick.simulate.calendar import MINUTES_A_DAY, Checks
from tallystick.simulate.catalogue import OFFENCES, mixes
from tallystick.simulate.chunk import HONEST, MOVED, NONE, Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.records.flow import draw_area, draw_origin, draw_time
from tallystick.tables.incidents import ORIGINS


class Ratchet(BehaviourEntry):
    """Options: the mode, the judged period (push), and the days into which cases move.

    `review_days` are the last days of the judged periods where no month's end is one.
    A regime decides how much is held back (``incentives.regime.hold_back``); a push and cases
    brought forward are done by decree.
    """

    kind: Literal["ratchet"] = "ratchet"
    mode: Literal["hold_back", "push", "meet"] = "hold_back"
    checks: Checks = "june_december"
    review_days: tuple[date, ...] = ()
    days: int = Field(default=5, ge=1, le=14)
    first_days: int = Field(default=10, ge=1, le=28)

    @model_validator(mode="after")
    def _decided(self) -> Self:
        if self.mode != "hold_back" and self.driven_by == "incentive":
            rule = "no regime decides on it; say driven_by = 'decree'"
            raise ValueError(f"mode {self.mode}: {rule}")
        return self


def move(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Move cases out of the month, into it, or to its end."""
    mode = plant.entry.mode
    if mode == "push":
        _push(chunk, plant, rng)
        return
    gone = _held(chunk, plant, rng)
    if mode == "hold_back":
        chunk.labels.tally("held_back", chunk.cases["officer"][gone])
    chunk.drop_cases(gone)
    officer = np.repeat(np.arange(chunk.force.officers), plant.returned)
    keys = _open(chunk, plant, officer, rng)
    detail = "held_back" if mode == "hold_back" else "brought_forward"
    chunk.labels.add(plant, "incidents", detail, case=keys, officer=officer)
    if mode == "meet":
        chunk.labels.tally("brought_forward", officer)


def _held(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which honest cases of the plan leave the month: as many of each officer as it says."""
    cases = chunk.cases
    u = rng.random(chunk.made)[cases["key"]]
    rows = np.flatnonzero(cases["key"] < chunk.born)
    rows = rows[np.lexsort((u[rows], cases["officer"][rows]))]
    officer = cases["officer"][rows]
    place = np.arange(len(rows)) - np.searchsorted(officer, officer)
    gone = np.zeros(len(cases), dtype=bool)
    gone[rows[place < plant.held[officer]]] = True
    return gone


def _open(
    chunk: Chunk, plant: Plant, officer: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Add the cases that come into the month, drawn like honest ones but for their day."""
    entry, days = plant.entry, chunk.calendar.days(chunk.month)
    offence = _offence(chunk, officer, rng)
    hour = draw_time(chunk, offence, 1.0, rng) % MINUTES_A_DAY
    if entry.mode == "hold_back":
        day = rng.integers(0, entry.first_days, len(officer))
    else:
        day = rng.integers(days - entry.days, days, len(officer))
    return chunk.add_cases(
        officer=officer,
        offence=offence,
        origin=draw_origin(offence, rng),
        area=draw_area(chunk, officer, rng),
        occurred=chunk.begin + day * MINUTES_A_DAY + hour,
        source=np.full(len(officer), MOVED),
    )


def _offence(
    chunk: Chunk, officer: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """An offence per case from the honest mix of the kind of unit."""
    kind = chunk.force.unit_kind[chunk.force.unit_of[officer, chunk.month]]
    steps = np.cumsum(mixes(), axis=1)[kind]
    drawn = (steps <= rng.random(len(officer))[:, None]).sum(axis=1)
    return np.asarray(np.minimum(drawn, len(OFFENCES) - 1))


def _push(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    cases, entry = chunk.cases, plant.entry
    u, v = rng.random((chunk.made, 2))[cases["key"]].T
    taken, into = u < plant.dose[cases["officer"]], np.floor(v * entry.days).astype(np.int64)
    turns = chunk.calendar.turns(entry.checks, entry.review_days)
    turns = turns[(turns > chunk.begin) & (turns <= chunk.end)]
    turn = np.append(turns, NONE)[np.searchsorted(turns, cases["occurred"], side="right")]
    last = turn - entry.days * MINUTES_A_DAY
    begun = (cases["source"] == HONEST) & (cases["origin"] != ORIGINS.index("complaint"))
    rows = np.flatnonzero(taken & begun & (cases["occurred"] < last))
    occurred = cases["occurred"][rows]
    later = last[rows] + into[rows] * MINUTES_A_DAY + occurred % MINUTES_A_DAY - occurred
    for name in ("occurred", "recorded", "closed"):
        old = cases[name][rows]
        cases[name][rows] = np.where(old == NONE, NONE, old + later)
    officer = cases["officer"][rows]
    chunk.labels.add(plant, "incidents", "push", case=cases["key"][rows], officer=officer)


PROCESS = Process(name="ratchet", options=Ratchet, cases=move)
