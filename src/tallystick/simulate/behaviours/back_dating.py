"""Which cases bear a date, or a time of entry, that is not the true one?

Mode ``early``: of the cases that happened in the first `days` days after the end of a judged
period (the end of months, or `review_days`), a share is written with a date on one of the last
`last_days` days of that period, the hour left as it was. After the end of a month the case then
belongs, by its written date, to the month before; in the making it stays in the month in which
it happened, so nothing is changed in a month before the world. Entry keeps its true time: such
a case was entered days after its written date, and its number is out of order for its date.
What the officer writes himself (his weighing, the line of the seizure) follows the written
date; what other hands write (evidence room, laboratory, the second system) has the true one,
and disagrees.

Mode ``batch``: an officer saves up his cases and enters them in one sitting at the end of his
week, in the order in which they happened, one to three minutes apart; with `every` ``period``, on
one of the last `last_days` days of each judged period. The dates are true; only `recorded` moves,
and `closed` as much.

Steps: ``cases``; for ``early`` also ``exhibits``, ``readings`` and ``counterparts``. Labels:
incidents, detail ``early`` (with `at`, the true time) or ``batch``. Tally: backdated.
Size: the opportunity is the cases of the first days after June and December (incentives 2.5);
late entry itself is innocent in 12 % of cases (section 3), so delay alone shows nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from tallystick.simulate.calendar import ENDS, MINUTES_A_DAY, Checks
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import STAGES

WEEK = 7 * MINUTES_A_DAY


class BackDating(BehaviourEntry):
    """Options: the mode, the judged `periods`, how far a date is moved, how often one sits.

    `review_days` are the last days of the judged periods where no month's end is one (`early`).
    """

    kind: Literal["back_dating"] = "back_dating"
    mode: Literal["early", "batch"] = "early"
    periods: Checks = "june_december"
    review_days: tuple[date, ...] = ()
    days: int = Field(default=5, ge=1, le=28)
    last_days: int = Field(default=2, ge=1, le=28)
    every: Literal["week", "period"] = "week"

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.mode != "early" and self.review_days:
            raise ValueError("mode batch: review_days are for mode early; leave them out")
        return self


def misdate(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Write an earlier date, or enter a week's cases together."""
    cases, entry = chunk.cases, plant.entry
    u, v = rng.random((chunk.made, 2))[cases["key"]].T
    taken = (u < plant.dose[cases["officer"]]) & (cases["recorded"] != NONE)
    if entry.mode == "batch":
        rows = _enter_together(chunk, plant, taken, 1 + np.floor(3 * v).astype(np.int64))
        at = np.full(len(rows), NONE)
    else:
        turn = _turn_before(chunk, plant, cases["occurred"])
        within = cases["occurred"] < turn + entry.days * MINUTES_A_DAY
        inside = (cases["occurred"] >= chunk.begin) & (turn != NONE) & within
        rows = np.flatnonzero(taken & inside)
        at = cases["occurred"][rows].copy()
        cases["occurred"][rows] = _written(chunk, plant, cases["key"][rows], at)
    officer = cases["officer"][rows]
    chunk.labels.add(
        plant, "incidents", entry.mode, case=cases["key"][rows], officer=officer, at=at
    )
    chunk.labels.tally("backdated", officer)


def _turn_before(chunk: Chunk, plant: Plant, occurred: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first minute after the judged period that ended last before each instant; NONE."""
    turns = chunk.calendar.turns(plant.entry.periods, plant.entry.review_days)
    return np.append(NONE, turns)[np.searchsorted(turns, occurred, side="right")]


def _written(
    chunk: Chunk, plant: Plant, key: NDArray[np.int64], true: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The date that is written instead of the true one: the same whenever it is asked for."""
    rng = chunk.rng("day written", plant.index)
    back = 1 + np.floor(plant.entry.last_days * rng.random(chunk.made)).astype(np.int64)
    since = true - _turn_before(chunk, plant, true)
    return np.asarray(true - (since // MINUTES_A_DAY + back[key]) * MINUTES_A_DAY)


def _enter_together(
    chunk: Chunk, plant: Plant, taken: NDArray[np.bool_], gap: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Enter cases at the officer's next sitting, unless they are entered later anyway."""
    cases = chunk.cases
    sitting = _next_sitting(chunk, plant)
    waits = taken & (cases["occurred"] < sitting) & (cases["recorded"] < sitting)
    rows = np.flatnonzero(waits)
    rows = rows[np.lexsort((cases["occurred"][rows], sitting[rows], cases["officer"][rows]))]
    officer, at = cases["officer"][rows], sitting[rows]
    opens = np.append(True, (officer[1:] != officer[:-1]) | (at[1:] != at[:-1]))[: len(rows)]
    gone = np.cumsum(gap[rows])
    entered = at + gone - gone[np.flatnonzero(opens)][np.cumsum(opens) - 1]
    later = entered - cases["recorded"][rows]
    cases["recorded"][rows] = entered
    closed = cases["closed"][rows]
    cases["closed"][rows] = np.where(closed == NONE, NONE, closed + later)
    return rows


def _next_sitting(chunk: Chunk, plant: Plant) -> NDArray[np.int64]:
    """The minute at which the officer of each case sits down next; 0 where not in this month."""
    cases, entry, officers = chunk.cases, plant.entry, chunk.force.officers
    habits = chunk.streams.of("weekly sitting", plant.index)
    day, hour = habits.integers(0, 7, officers), habits.integers(14 * 60, 22 * 60, officers)
    if entry.every == "week":
        habit = (MINUTES_A_DAY * day + hour)[cases["officer"]]
        return np.asarray(-((habit - cases["occurred"]) // WEEK) * WEEK + habit)
    if chunk.calendar.month_of_year[chunk.month] not in ENDS[entry.periods]:
        return np.zeros(len(cases), dtype=np.int64)
    before = MINUTES_A_DAY * (1 + day % entry.last_days)
    return np.asarray((chunk.end - before + hour)[cases["officer"]])


def know_the_date(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Give the cases their true dates while goods are weighed and change hands."""
    for rows, true, _ in _early(chunk, plant):
        chunk.cases["occurred"][rows] = true


def write_the_date(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Write the false dates again, and with them what the officer himself writes."""
    moved = np.zeros(chunk.made + 1, dtype=np.int64)
    for rows, true, written in _early(chunk, plant):
        chunk.cases["occurred"][rows] = written
        moved[chunk.cases["key"][rows]] = written - true
    for table, column, value in (
        (chunk.readings, "stage", STAGES.index("field")),
        (chunk.handovers, "action", ACTIONS.index("seized")),
    ):
        at = table["at"] + np.where(table[column] == value, moved[table["case"]], 0)
        if table is chunk.handovers:
            chunk.labels.follow("custody", table["exhibit"], table["at"], at)
        table["at"] = at


def keep_the_date(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Leave the true dates in the second system, which the officer does not write."""
    moved = np.zeros(chunk.made + 1, dtype=np.int64)
    for rows, true, written in _early(chunk, plant):
        moved[chunk.cases["key"][rows]] = written - true
    table = chunk.counterparts
    table["occurred"] = table["occurred"] - moved[table["case"]]


def _early(
    chunk: Chunk, plant: Plant
) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Rows of this entry's moved cases that are still there, with true and written times."""
    found = []
    for label in chunk.labels.labels:
        if (label.nature, label.index, label.detail) == (plant.nature, plant.index, "early"):
            rows, true = chunk.at(label.keys["case"]), label.keys["at"]
            written = _written(chunk, plant, label.keys["case"], true)
            there = rows != NONE
            found.append((rows[there], true[there], written[there]))
    return found


PROCESS = Process(
    name="back_dating",
    options=BackDating,
    acts=("backdate",),
    cases=misdate,
    exhibits=know_the_date,
    readings=write_the_date,
    counterparts=keep_the_date,
)
