"""Which complaints are entered as a lesser offence than the one that was told?

At the step ``cases`` a share of the complaints of an offence that has a lesser one in the
catalogue (robbery as larceny, burglary as trespass, aggravated as simple assault) is entered as
that. With `uncleared_only` (the default) it happens to those that nobody has cleared, which
cost the figure most; without it, to every such complaint. Whatever is written later (roles,
report, charge) follows the written offence. What was misfiled for want of training
(`Recording.misclassified`) is so before this choice is made.

With `recorded` ``possession`` it happens to drug sales instead, entered as possession, and with
``sale`` to possession, entered as a sale: as the figure goes by one of the two. Every such case
of an officer in scope is eligible, however it began; its goods are drawn like those of the
written offence.

Labels: incidents, detail ``downgraded``, also of possession entered as a sale. Tally: downgraded.
Size: serious assaults were 23 to 36 % more than recorded in Los Angeles, mostly by wrong
training; more than half of those who retired from the NYPD since 2002 knew of manipulation
(incentives 1.1 row 10, section 3).
"""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from tallystick.simulate.catalogue import CODES, OFFENCES
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.tables.incidents import CLEARANCES, ORIGINS

DRUGS = {
    "possession": ("drug_sale", "drug_possession"),
    "sale": ("drug_possession", "drug_sale"),
}
LESSER = np.array([CODES.index(each.lesser) if each.lesser else NONE for each in OFFENCES])


class Downgrading(BehaviourEntry):
    """Options: `uncleared_only`, whether only complaints that nobody has cleared are lowered.

    `recorded` is as what: the lesser offence, or for drug cases ``possession`` or ``sale``.
    """

    kind: Literal["downgrading"] = "downgrading"
    uncleared_only: bool = True
    recorded: Literal["lesser", "possession", "sale"] = "lesser"

    @model_validator(mode="after")
    def _decided(self) -> Self:
        if self.recorded in DRUGS and self.driven_by == "incentive":
            rule = "no regime decides on it; say driven_by = 'decree'"
            raise ValueError(f"recorded {self.recorded}: {rule}")
        return self


def lower(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Enter complaints as the lesser offence."""
    cases = chunk.cases
    taken = rng.random(chunk.made)[cases["key"]] < plant.dose[cases["officer"]]
    if plant.entry.recorded in DRUGS:
        was, becomes = (CODES.index(each) for each in DRUGS[plant.entry.recorded])
        eligible = cases["offence"] == was
        lesser = np.full(len(cases), becomes)
    else:
        lesser = LESSER[cases["offence"]]
        eligible = (cases["origin"] == ORIGINS.index("complaint")) & (lesser != NONE)
        if plant.entry.uncleared_only:
            eligible &= cases["clearance"] == CLEARANCES.index("none")
    rows = np.flatnonzero(taken & eligible)
    cases["offence"][rows] = lesser[rows]
    officer = cases["officer"][rows]
    chunk.labels.add(plant, "incidents", "downgraded", case=cases["key"][rows], officer=officer)
    chunk.labels.tally("downgraded", officer)


PROCESS = Process(name="downgrading", options=Downgrading, acts=("downgrade",), cases=lower)
