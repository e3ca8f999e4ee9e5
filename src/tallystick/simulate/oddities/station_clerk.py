"""What if a station's clerk attests many searches because he is on duty?

Whoever is at hand is asked, and at some hours it is always the same person. Step ``people``: in
one unit, in the clerk's shifts, he takes the place of the first attesting witness of a share of
searches. Labels: involvements.

Published: no count of re-use was found; police describe whoever is near (incentives 3, witness
re-use). Dose 1: he attests every search in his shifts.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY, day_of_week
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.scope import lasting, units_meant
from tallystick.tables.involvements import ROLES

ATTESTING = ROLES.index("attesting_witness")


class StationClerk(Entry):
    """A clerk on duty; `units` names where (each has its own; none: the first narcotics unit).

    He works on `weekdays` (0 is Monday) from `from_hour` to before `to_hour`; a shift may pass
    midnight, and its hours after midnight count to the weekday on which they fall.
    """

    kind: Literal["station_clerk"] = "station_clerk"
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    from_hour: int = Field(default=9, ge=0, le=23)
    to_hour: int = Field(default=18, ge=0, le=24)


def _attest(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: StationClerk = plant.entry
    cases, roles, public = chunk.cases, chunk.roles, chunk.public
    place = np.floor(lasting(chunk, plant, "clerks", public.units) * public.near)
    clerk = public.first_near + np.arange(public.units) * public.near + place.astype(np.int64)
    hour = cases["occurred"] % MINUTES_A_DAY // 60
    after, before = hour >= entry.from_hour, hour < entry.to_hour
    on_duty = after & before if entry.from_hour < entry.to_hour else after | before
    on_duty &= np.isin(day_of_week(cases["occurred"]), entry.weekdays)
    asked = (rng.random(len(cases)) < plant.dose[cases["officer"]]) & on_duty
    asked &= units_meant(chunk.force, entry)[cases["unit"]]
    witness = np.flatnonzero(roles["role"] == ATTESTING)
    at = chunk.at(roles["case"][witness])
    there = np.zeros(len(cases), dtype=bool)
    there[at[roles["person"][witness] == clerk[cases["unit"][at]]]] = True
    asked &= ~there
    first, once = np.unique(at, return_index=True)
    chosen = asked[first]
    rows, where = witness[once[chosen]], first[chosen]
    person = roles["person"].copy()
    person[rows] = clerk[cases["unit"][where]]
    roles["person"] = person
    chunk.labels.add(
        plant,
        "involvements",
        "clerk on duty",
        case=cases["key"][where],
        person=person[rows],
        role=np.full(len(rows), ATTESTING),
        officer=cases["officer"][where],
    )


PROCESS = Process(name="station_clerk", options=StationClerk, people=_attest)
