"""Which honest cases happen this month, when, where and how do they begin?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY, day_of_week
from tallystick.simulate.catalogue import GROUPS, OFFENCES, column, group_of, mixes
from tallystick.simulate.chunk import Chunk
from tallystick.tables.incidents import ORIGINS

HOURS = {
    "drug": (2, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 7, 6, 5, 3),
    "violent": (5, 5, 4, 3, 2, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 7, 7, 7, 6),
    "property": (3, 2, 2, 2, 1, 1, 2, 4, 5, 5, 5, 5, 6, 5, 5, 5, 6, 6, 5, 5, 4, 4, 4, 3),
    "minor": (4, 4, 3, 2, 1, 1, 1, 1, 2, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 6, 5),
    "traffic": (1, 1, 1, 1, 1, 2, 5, 8, 8, 7, 6, 6, 5, 5, 6, 7, 8, 8, 6, 5, 4, 3, 2, 2),
}
BEGUN_BY_OFFICER = {
    "drug": {
        "patrol": 0.35,
        "tip": 0.20,
        "informant": 0.15,
        "controlled_purchase": 0.15,
        "warrant": 0.10,
        "investigation": 0.05,
    },
    "traffic": {"patrol": 0.75, "checkpoint": 0.25},
    "minor": {"patrol": 1.0},
    "violent": {"patrol": 0.8, "investigation": 0.2},
    "property": {"patrol": 0.6, "investigation": 0.4},
}


def honest_cases(chunk: Chunk, weekend: float) -> None:
    """Fill `chunk.cases` with the honest cases of the month.

    Harder work finds more of what officers find themselves; it makes nobody complain.
    """
    officer = np.repeat(np.arange(chunk.force.officers), chunk.honest)
    sought = chunk.rng("sought").random(len(officer)) < chunk.sought[officer]
    offence = draw_offence(chunk, officer, sought)
    chunk.add_cases(
        officer=officer,
        offence=offence,
        origin=draw_origin(offence, chunk.rng("origin"), sought),
        area=draw_area(chunk, officer, chunk.rng("area")),
        occurred=draw_time(chunk, offence, weekend, chunk.rng("when")),
    )


def draw_offence(
    chunk: Chunk, officer: NDArray[np.int64], sought: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Draw an offence per case from the mix of the unit's kind of work.

    Where `sought`, from what of that mix begins without a complaint.
    """
    rng = chunk.rng("offence")
    kind = chunk.force.unit_kind[chunk.force.unit_of[officer, chunk.month]]
    own = mixes() * (1 - column("complaint"))
    steps = np.cumsum([mixes(), own / own.sum(axis=1, keepdims=True)], axis=2)
    u = rng.random(len(officer))
    drawn = np.zeros(len(officer), dtype=np.int64)
    for effort, each in np.ndindex(steps.shape[:2]):
        rows = np.flatnonzero((kind == each) & (sought == bool(effort)))
        drawn[rows] = np.searchsorted(steps[effort, each], u[rows], side="right")
    return np.minimum(drawn, len(OFFENCES) - 1)


def draw_origin(
    offence: NDArray[np.int64],
    rng: np.random.Generator,
    sought: NDArray[np.bool_] | bool = False,
) -> NDArray[np.int64]:
    """Draw how each case began: with a complaint, or by one of the officer's own ways.

    One that is `sought` began by his own.
    """
    by_complaint = rng.random(len(offence)) < column("complaint")[offence]
    by_complaint &= ~np.asarray(sought)
    u = rng.random(len(offence))
    origin = np.full(len(offence), ORIGINS.index("complaint"))
    group = group_of()[offence]
    for name, ways in BEGUN_BY_OFFICER.items():
        rows = np.flatnonzero((group == GROUPS.index(name)) & ~by_complaint)
        codes = np.array([ORIGINS.index(way) for way in ways])
        at = np.searchsorted(np.cumsum(list(ways.values())), u[rows], side="right")
        origin[rows] = codes[np.minimum(at, len(codes) - 1)]
    return origin


def draw_area(
    chunk: Chunk, officer: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw an area of the unit's district: the first has most, by the inverse of its place."""
    unit = chunk.force.unit_of[officer, chunk.month]
    each = len(chunk.force.area_unit) // len(chunk.force.unit_names)
    weights = 1 / np.arange(1, each + 1)
    place = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(len(officer)))
    return np.asarray(unit * each + np.minimum(place, each - 1))


def draw_time(
    chunk: Chunk, offence: NDArray[np.int64], weekend: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw a minute of the month: day by day of the week, hour by the group of offence."""
    days = chunk.calendar.days(chunk.month)
    of_week = day_of_week(chunk.begin + MINUTES_A_DAY * np.arange(days))
    weights = np.where(of_week >= 5, weekend, 1.0)
    day = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(len(offence)))
    u, minute = rng.random(len(offence)), rng.integers(0, 60, len(offence))
    hour = np.zeros(len(offence), dtype=np.int64)
    group = group_of()[offence]
    for place, name in enumerate(GROUPS):
        rows = np.flatnonzero(group == place)
        steps = np.cumsum(np.array(HOURS[name]) / sum(HOURS[name]))
        hour[rows] = np.minimum(np.searchsorted(steps, u[rows]), 23)
    day = np.minimum(day, days - 1)
    return np.asarray(chunk.begin + day * MINUTES_A_DAY + hour * 60 + minute)
