"""What if a festival fills an area for a few days?

Officers of patrol and narcotics from all districts work there, and many more cases come to them
than on ordinary days. Step ``cases``: adds honest cases in one area on those days, most of them
drug possession and disorderly conduct. They really happened. Labels: incidents.

No published size (design): at dose 1 an officer who is sent there has, on each of these days,
`rise` times an ordinary day's cases on top of them.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import UNIT_KINDS, place
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.scope import area_meant
from tallystick.simulate.records.flow import draw_origin, draw_time

MIX = {"drug_possession": 0.50, "disorderly_conduct": 0.40, "simple_assault": 0.10}
SENT = ("patrol", "narcotics")


class Festival(Entry):
    """A festival in every month of the entry, or in those `months` of the year.

    `area` is its place among the department's areas, counted from 0 (none: the busiest area of
    the first unit named, or of the first narcotics unit); it begins on `first_day` of the month
    and lasts `days`. `rise` is the additional cases at dose 1 in ordinary days' cases.
    """

    kind: Literal["festival"] = "festival"
    area: int | None = Field(default=None, ge=0)
    first_day: int = Field(default=12, ge=1, le=28)
    days: int = Field(default=3, ge=1, le=14)
    months: tuple[int, ...] = ()
    rise: float = Field(default=4.0, gt=0, le=100)


def _celebrate(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: Festival = plant.entry
    force = chunk.force
    if entry.months and chunk.calendar.month_of_year[chunk.month] not in entry.months:
        return
    kinds = [UNIT_KINDS.index(name) for name in SENT]
    sent = np.isin(force.unit_kind[force.unit_of[:, chunk.month]], kinds)
    month_days = chunk.calendar.days(chunk.month)
    days = min(entry.days, month_days - entry.first_day + 1)
    most = rng.poisson(entry.rise * days / month_days * chunk.honest * sent)
    officer = np.repeat(np.arange(force.officers), most)
    taken, which, day = rng.random((3, len(officer)))
    steps = np.cumsum(list(MIX.values()))[:-1]
    offence = np.array([place(code) for code in MIX])[np.searchsorted(steps, which)]
    minute = (draw_time(chunk, offence, 1.0, rng) - chunk.begin) % MINUTES_A_DAY
    day_of_month = entry.first_day - 1 + np.floor(day * days).astype(np.int64)
    origin = draw_origin(offence, rng)
    kept = taken < plant.dose[officer]
    keys = chunk.add_cases(
        officer=officer[kept],
        offence=offence[kept],
        origin=origin[kept],
        area=np.full(int(kept.sum()), area_meant(force, entry, entry.area)),
        occurred=(chunk.begin + day_of_month * MINUTES_A_DAY + minute)[kept],
    )
    chunk.labels.add(plant, "incidents", "festival", case=keys, officer=officer[kept])


PROCESS = Process(name="festival", options=Festival, cases=_celebrate)
