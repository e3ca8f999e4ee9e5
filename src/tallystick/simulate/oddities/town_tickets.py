"""What if the tickets of some areas never reach the second system?

Officers who work in a town write some tickets into the town's own system. Step
``counterparts``: all speeding tickets that such an officer writes in the outer areas of the
district lose their counterpart. Labels: the incidents without one.

Published: about 3/4 of 700 troopers had some gap, 3 to 7 % of 800,000 records had no match
(incentives 3, two systems disagree). Dose 1 is 75 % of the officers with gaps.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.scope import lasting


class TownTickets(Entry):
    """Tickets in a town's own system.

    `most` is the share of officers with gaps at dose 1, `areas` the number of areas of each
    district, counted from its quietest, that have a system of their own.
    """

    kind: Literal["town_tickets"] = "town_tickets"
    most: float = Field(default=0.75, gt=0, le=1)
    areas: int = Field(default=1, ge=1, le=50)


def _keep_in_town(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: TownTickets = plant.entry
    force, held = chunk.force, chunk.counterparts
    each = len(force.area_unit) // len(force.unit_names)
    works = lasting(chunk, plant, "officers", force.officers) < plant.dose * entry.most
    gone = (
        works[held["officer"]]
        & (held["area"] % each >= each - entry.areas)
        & (held["offence"] == place("speeding"))
        & (held["case"] != NONE)
    )
    chunk.labels.add(
        plant,
        "incidents",
        "in the town's system",
        case=held["case"][gone],
        officer=held["officer"][gone],
    )
    held.keep(~gone)


PROCESS = Process(name="town_tickets", options=TownTickets, counterparts=_keep_in_town)
