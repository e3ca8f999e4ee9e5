"""Which extra arrests cost an officer almost nothing, and whom do they hit again and again?

At the step ``cases`` each officer adds ``plant.added`` lawful minor arrests of his own making:
possession of drugs in a narcotics unit, an extra ticket in a traffic unit, elsewhere disorderly
conduct, trespass or possession in the proportions of honest patrol work. They happened
(`source` EASY): goods, texts, court and the second system treat them as any other case. What
they leave is the same few persons with a history (`users` of each officer, the same in every
month while he serves in the district) and a count without a complaint behind it.

Labels: incidents, detail ``extra``. Tally: easy, true_events.
Size: cities that adopted a count regime made at least 3,500 more minor arrests a year without
fewer serious offences (Eckhouse 2021; incentives 1.1 row 9).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import CODES, UNIT_KINDS, mixes, place
from tallystick.simulate.chunk import EASY, NONE, Chunk
from tallystick.simulate.department import Flow
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.records.flow import draw_time
from tallystick.tables.incidents import CLEARANCES, ORIGINS

MINOR = ("disorderly_conduct", "trespass", "drug_possession")
SPEEDING = place("speeding")


class EasyArrests(BehaviourEntry):
    """Options: `users`, how many persons with a history each officer comes back to.

    With `last_days` above zero they are made in so many last days of each month.
    """

    kind: Literal["easy_arrests"] = "easy_arrests"
    users: int = Field(default=8, ge=1, le=200)
    last_days: int = Field(default=0, ge=0, le=28)


def add(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Add the arrests of every officer to the cases."""
    officer = np.repeat(np.arange(chunk.force.officers), plant.added)
    offence = _offence(chunk, officer, rng)
    users = plant.entry.users
    user = _users(chunk, users)[officer, rng.integers(0, users, len(officer))]
    ticket = offence == SPEEDING
    keys = chunk.add_cases(
        officer=officer,
        offence=offence,
        origin=np.full(len(officer), ORIGINS.index("patrol")),
        area=user // chunk.public.residents,
        occurred=_when(
            chunk, plant.entry.last_days, draw_time(chunk, offence, Flow().weekend, rng)
        ),
        clearance=np.where(ticket, NONE, CLEARANCES.index("arrest")),
        person=np.where(ticket, NONE, user),
        source=np.full(len(officer), EASY),
    )
    chunk.labels.add(plant, "incidents", "extra", case=keys, officer=officer)
    chunk.labels.tally("easy", officer)
    chunk.labels.tally("true_events", officer)


def _when(chunk: Chunk, last_days: int, drawn: NDArray[np.int64]) -> NDArray[np.int64]:
    """The minutes drawn, moved into the last days of the month where these are asked for."""
    if not last_days:
        return drawn
    day, minute = np.divmod(drawn - chunk.begin, MINUTES_A_DAY)
    late = chunk.calendar.days(chunk.month) - last_days + day % last_days
    return np.asarray(chunk.begin + late * MINUTES_A_DAY + minute)


def _offence(
    chunk: Chunk, officer: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """The minor offence of each arrest, by the kind of unit."""
    weights = mixes()[UNIT_KINDS.index("patrol"), [place(code) for code in MINOR]]
    at = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(len(officer)))
    drawn = np.array([CODES.index(code) for code in MINOR])[np.minimum(at, len(MINOR) - 1)]
    kind = chunk.force.unit_kind[chunk.force.unit_of[officer, chunk.month]]
    return np.select(
        [kind == UNIT_KINDS.index("narcotics"), kind == UNIT_KINDS.index("traffic")],
        [place("drug_possession"), SPEEDING],
        drawn,
    )


def _users(chunk: Chunk, users: int) -> NDArray[np.int64]:
    """[O, users] the persons with a history whom each officer knows in his unit's district."""
    public, force = chunk.public, chunk.force
    rng = chunk.streams("users known to officers")
    shape = (force.officers, users)
    each = public.areas // len(force.unit_names)
    area = force.unit_of[:, chunk.month, None] * each + np.floor(each * rng.random(shape) ** 2)
    known = np.floor(public.known * rng.random(shape) ** 2)
    return np.asarray(area * public.residents + known, dtype=np.int64)


PROCESS = Process(name="easy_arrests", options=EasyArrests, acts=("easy",), cases=add)
