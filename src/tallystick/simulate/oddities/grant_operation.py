"""What if a funded operation brings many more arrests until its period ends?

For some weeks before the end date a unit is paid to make arrests of its own: the figure rises
towards the end of a period, as it would for a target, and falls after it. Step ``cases``: adds
honest arrests that the officers begin themselves. They really happened. Labels: incidents.

No published size (design): at dose 1 each officer has `rise` times his ordinary arrests of this
kind on top of them.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import column, mixes, place
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.records.flow import draw_area, draw_origin, draw_time
from tallystick.tables.incidents import CLEARANCES

WEEK = 7 * MINUTES_A_DAY


class GrantOperation(Entry):
    """A funded operation: the last `weeks` before the end of `to_month` (or of the world).

    `rise` is the additional arrests at dose 1 in ordinary arrests begun by the officer.
    """

    kind: Literal["grant_operation"] = "grant_operation"
    weeks: int = Field(default=6, ge=1, le=52)
    rise: float = Field(default=1.5, gt=0, le=50)


def _operate(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: GrantOperation = plant.entry
    first, last = _window(chunk, entry)
    if first >= last:
        return
    force = chunk.force
    own = mixes() * (1 - column("complaint"))
    own[:, place("speeding")] = 0.0
    kind = force.unit_kind[force.unit_of[:, chunk.month]]
    share = (last - first) / (chunk.end - chunk.begin)
    most = rng.poisson(entry.rise * share * chunk.honest * own.sum(axis=1)[kind])
    officer = np.repeat(np.arange(force.officers), most)
    taken, day = rng.random((2, len(officer)))
    offence = _draw(own, kind[officer], rng)
    minute = (draw_time(chunk, offence, 1.0, rng) - chunk.begin) % MINUTES_A_DAY
    at = first + np.floor(day * ((last - first) // MINUTES_A_DAY)).astype(np.int64) * MINUTES_A_DAY
    origin = draw_origin(offence, rng, sought=True)
    area = draw_area(chunk, officer, rng)
    kept = taken < plant.dose[officer]
    keys = chunk.add_cases(
        officer=officer[kept],
        offence=offence[kept],
        origin=origin[kept],
        area=area[kept],
        occurred=(at + minute)[kept],
        clearance=np.full(int(kept.sum()), CLEARANCES.index("arrest")),
    )
    chunk.labels.add(plant, "incidents", "grant operation", case=keys, officer=officer[kept])


def _window(chunk: Chunk, entry: GrantOperation) -> tuple[int, int]:
    """The minutes of this month in which the operation runs; empty when the first is last."""
    calendar = chunk.calendar
    over = calendar.end
    if entry.to_month is not None:
        month = min(max(calendar.month_of(entry.to_month) + 1, 0), calendar.months)
        over = int(calendar.starts[month])
    return max(chunk.begin, over - entry.weeks * WEEK), min(chunk.end, over)


def _draw(
    weights: NDArray[np.float64], kind: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw an offence per case in proportion to the weights of the unit's kind."""
    u = rng.random(len(kind))
    offence = np.zeros(len(kind), dtype=np.int64)
    for each in np.unique(kind).tolist():
        rows = np.flatnonzero(kind == each)
        steps = np.cumsum(weights[each] / weights[each].sum())
        offence[rows] = np.searchsorted(steps[:-1], u[rows], side="right")
    return offence


PROCESS = Process(name="grant_operation", options=GrantOperation, cases=_operate)
