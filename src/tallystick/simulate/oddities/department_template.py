"""What if officers write nearly the whole report from the department's template?

Their reports follow the form, and tell what only this case has with few turns of phrase, so
that the texts are alike although the facts differ. Step ``texts``: a share of officers keeps to
the department's sentences always and to the first `choices` phrases of every habit; what
belongs to the case alone (colours, places, distances, words said) stays drawn for each.
Labels: narratives.

Published: none measured; 60 to 90 % shared phrases are assumed, and only copies of the free part
count (incentives 3, template text). Dose 1 is a department in which all do so.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.oddities.scope import lasting
from tallystick.simulate.texts.slots import FORM, SLOTS, TELLING, WORDING


class DepartmentTemplate(Entry):
    """Template texts; the dose is the share of officers, `choices` the phrases left to them."""

    kind: Literal["department_template"] = "department_template"
    choices: int = Field(default=2, ge=1, le=10)


def _follow_template(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: DepartmentTemplate = plant.entry
    cases = chunk.cases
    follows = lasting(chunk, plant, "officers", chunk.force.officers) < plant.dose
    rows = np.flatnonzero(follows[cases["officer"]])
    slots = chunk.slots[rows]
    fixed = [SLOTS.index(name) for name in (*FORM, *WORDING)]
    told = [SLOTS.index(name) for name in TELLING]
    slots[:, fixed] = 0
    slots[:, told] %= entry.choices
    changed = (slots != chunk.slots[rows]).any(axis=1)
    chunk.slots[rows] = slots
    chunk.labels.add(
        plant,
        "narratives",
        "template",
        case=cases["key"][rows[changed]],
        officer=cases["officer"][rows[changed]],
    )


PROCESS = Process(name="department_template", options=DepartmentTemplate, texts=_follow_template)
