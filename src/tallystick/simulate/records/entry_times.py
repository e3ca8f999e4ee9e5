"""When is a case entered, how is it cleared, and when is it closed?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import CODES, column
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.department import Recording
from tallystick.tables.incidents import CLEARANCES, ORIGINS

LEADS = ("tip", "informant", "investigation")
LONGEST_DELAY_HOURS = 24 * 120


def enter(chunk: Chunk, recording: Recording, turn: int = 0) -> None:
    """Fill `recorded`, `clearance` and `closed` of cases where they are still -1.

    Late entry has two parts (`Recording`); the written time of a share of cases is moved back
    to a multiple of five minutes. A clearance or a closing that is already there stands.
    `turn` numbers the calls for one chunk: each draws its own numbers.
    """
    cases, rng = chunk.cases, chunk.rng("entry", turn)
    rows = np.flatnonzero(cases["recorded"] == NONE)
    late = rng.random(len(rows)) < recording.late
    median = np.where(late, recording.late_hours, recording.prompt_hours)
    log_sd = np.where(late, recording.late_log_sd, 1.0)
    hours = np.minimum(
        median * np.exp(log_sd * rng.standard_normal(len(rows))), LONGEST_DELAY_HOURS
    )
    heaped = rng.random(len(rows)) < recording.five_minute
    occurred = cases["occurred"][rows]
    cases["recorded"][rows] = occurred + np.ceil(60 * hours).astype(np.int64)
    cases["occurred"][rows] = np.where(heaped, occurred // 5 * 5, occurred)
    open_still = cases["clearance"] == NONE
    fresh = np.isin(np.arange(len(cases)), rows)
    _clear(chunk, np.flatnonzero(open_still | fresh), recording.leads, turn)


def _clear(chunk: Chunk, rows: NDArray[np.int64], leads: float, turn: int) -> None:
    cases, rng = chunk.cases, chunk.rng("clearance", turn)
    u = rng.random(len(rows))
    days = np.exp(np.log(6.0) + 1.2 * rng.standard_normal(len(rows)))
    offence = cases["offence"][rows]
    begun = cases["origin"][rows] != ORIGINS.index("complaint")
    led = np.isin(cases["origin"][rows], [ORIGINS.index(origin) for origin in LEADS])
    arrest = np.where(begun, np.where(led, leads, 1.0), column("cleared")[offence])
    arrest = np.where(offence == CODES.index("speeding"), 0.0, arrest)
    exceptional = arrest + np.where(begun, 0.0, column("exceptional")[offence])
    unfounded = exceptional + np.where(begun, 0.0, column("unfounded")[offence])
    drawn = np.select(
        [u < arrest, u < exceptional, u < unfounded],
        [CLEARANCES.index(name) for name in ("arrest", "exceptional", "unfounded")],
        CLEARANCES.index("none"),
    )
    held = cases["clearance"][rows]
    cases["clearance"][rows] = np.where(held == NONE, drawn, held)
    closed = cases["recorded"][rows] + np.ceil(days * MINUTES_A_DAY).astype(np.int64)
    settled = cases["clearance"][rows] != CLEARANCES.index("none")
    already = cases["closed"][rows]
    cases["closed"][rows] = np.where(settled & (already == NONE), closed, already)
