"""What if an officer has an unusual caseload that is real?

He serves the warrants of his unit, finds large amounts, or works on one substance, and has
several times the cases of others. Step ``force`` multiplies his flow; ``cases`` lets his drug
cases begin in his way; ``exhibits`` makes their goods heavier, and of his substance. Labels:
the officer (a note of the force), incidents with another origin, and measurements of changed
exhibits (`stage` -1).

Published: 22 % of 210 departments are irregular by an outlier rule (incentives 3, peer
outliers). Dose 1: three times the cases, all in his way.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.catalogue import GROUPS, UNIT_KINDS, group_of
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.columns import Columns
from tallystick.simulate.entry import Entry, Plant, Process
from tallystick.simulate.force import Force
from tallystick.simulate.oddities.exhibit_rows import dose_of, label_goods, officers_of
from tallystick.simulate.oddities.scope import note, noted, serving_in_scope
from tallystick.tables.incidents import ORIGINS

DETAIL = "specialist"
LOT = ("substance", "true_g", "fresh", "loss", "purity", "container_g", "pack", "pieces")


class Specialist(Entry):
    """A specialist; `officers` names who (none: one officer of a narcotics unit, by lot).

    `times` is the multiple of the flow at dose 1, `origin` how his drug cases begin (empty: as
    those of others), `substance` what his goods are (empty: as those of others) and `heavier`
    the multiple of their weight.
    """

    kind: Literal["specialist"] = "specialist"
    times: float = Field(default=3.0, gt=0, le=20)
    origin: Literal["", "warrant", "informant", "controlled_purchase", "tip", "patrol"] = "warrant"
    substance: str = ""
    heavier: float = Field(default=4.0, ge=1, le=1000)


def _choose(force: Force, calendar: Calendar, plant: Plant, rng: np.random.Generator) -> None:
    entry: Specialist = plant.entry
    lot = rng.random(force.officers)
    there = serving_in_scope(force, calendar, plant)
    who = there.any(axis=1)
    if not entry.officers and who.any():
        narcotics = force.unit_kind[force.unit_of] == UNIT_KINDS.index("narcotics")
        fit = (there & narcotics).any(axis=1)
        who = np.arange(len(lot)) == np.argmin(np.where(fit if fit.any() else who, lot, 2.0))
    who &= plant.dose > 0
    there &= who[:, None]
    force.flow = force.flow * np.where(there, 1 + plant.dose[:, None] * (entry.times - 1), 1.0)
    for officer in np.flatnonzero(who).tolist():
        note(force, plant, "officers", DETAIL, officer, int(np.argmax(there[officer])))


def _begin(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: Specialist = plant.entry
    cases = chunk.cases
    his = noted(chunk.force, plant, DETAIL)[cases["officer"]]
    rows = (rng.random(len(cases)) < plant.dose[cases["officer"]]) & his
    rows &= group_of()[cases["offence"]] == GROUPS.index("drug")
    if not entry.origin:
        return
    origin = ORIGINS.index(entry.origin)
    rows &= cases["origin"] != origin
    cases["origin"] = np.where(rows, origin, cases["origin"])
    chunk.labels.add(
        plant,
        "incidents",
        "other origin",
        case=cases["key"][rows],
        officer=cases["officer"][rows],
    )


def _find(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    entry: Specialist = plant.entry
    goods = chunk.exhibits
    taken, which = rng.random((2, len(goods)))
    officer = officers_of(chunk, goods["case"])
    his = np.append(noted(chunk.force, plant, DETAIL), False)[officer]
    rows = (taken < dose_of(chunk, plant, goods["case"])) & his
    before = goods["true_g"]
    _one_substance(chunk, goods, entry.substance, rows, which)
    if entry.heavier > 1:
        goods["true_g"] = np.where(rows, entry.heavier, 1.0) * goods["true_g"]
        goods["pack"] = np.where(rows, NONE, goods["pack"])
        goods["pieces"] = np.where(rows, 1, goods["pieces"])
    label_goods(chunk, plant, goods["true_g"] != before, "specialist's goods")


def _one_substance(
    chunk: Chunk,
    goods: Columns,
    substance: str,
    rows: NDArray[np.bool_],
    which: NDArray[np.float64],
) -> None:
    """Replace the goods of `rows` by goods like some that were met of the substance."""
    if substance not in chunk.law.substances:
        return
    like = np.flatnonzero(goods["substance"] == chunk.law.substances.index(substance))
    if not len(like):
        return
    pick = like[np.floor(which * len(like)).astype(np.int64)]
    for name in LOT:
        goods[name] = np.where(rows, goods[name][pick], goods[name])


PROCESS = Process(
    name="specialist", options=Specialist, force=_choose, cases=_begin, exhibits=_find
)
