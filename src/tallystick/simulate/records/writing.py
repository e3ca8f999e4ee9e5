"""Which words does each report use?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import GROUPS, group_of, place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.streams import Streams
from tallystick.simulate.texts import FAMILIES, N_SLOTS, Facts, draw_slots, render
from tallystick.tables.incidents import ORIGINS
from tallystick.tables.measurements import KINDS, STAGES

SALE_BY_ORIGIN = {
    "informant": "sale_controlled_purchase",
    "controlled_purchase": "sale_controlled_purchase",
    "controlled_delivery": "sale_controlled_purchase",
    "warrant": "sale_warrant",
    "tip": "sale_tip",
}
BY_GROUP = {"violent": "violent", "property": "property", "traffic": "traffic", "minor": "other"}
IN_A_VEHICLE = 3


@dataclass(frozen=True)
class Wording:
    """How the department writes.

    `template_share` of the form's sentences are the department's own; `style` is each
    officer's habits and `template` the form that each uses, [O].
    """

    template_share: float
    style: NDArray[np.int64]
    template: NDArray[np.int64]


def author_styles(streams: Streams, officers: int) -> NDArray[np.int64]:
    """Draw the style of each officer's habits of writing in this world; [O]."""
    return np.asarray(streams("writing styles").integers(0, 2**31, officers), dtype=np.int64)


def choose_phrases(chunk: Chunk, wording: Wording) -> None:
    """Fill `chunk.slots`: the phrases of each case's report, in the order of the cases."""
    family, style = family_of(chunk), wording.style[chunk.cases["officer"]]
    slots = np.zeros((len(chunk.cases), N_SLOTS), dtype=np.int32)
    for part, rows in enumerate(chunk.parts(chunk.cases["key"])):
        rng = chunk.rng("phrases", part)
        slots[rows] = draw_slots(family[rows], style[rows], rng, wording.template_share)
    chunk.slots = slots


def family_of(chunk: Chunk) -> NDArray[np.int64]:
    """The family of report of each case, by its offence and how it began.

    Every third possession is told as the search of a vehicle.
    """
    cases = chunk.cases
    by_group = [FAMILIES.index(BY_GROUP.get(group, "other")) for group in GROUPS]
    family = np.array(by_group)[group_of()[cases["offence"]]]
    sales = [FAMILIES.index(SALE_BY_ORIGIN.get(origin, "sale_observed")) for origin in ORIGINS]
    sold = cases["offence"] == place("drug_sale")
    family = np.where(sold, np.array(sales)[cases["origin"]], family)
    held = cases["offence"] == place("drug_possession")
    driven = cases["occurred"] // 60 % IN_A_VEHICLE == 0
    stop, vehicle = FAMILIES.index("possession_stop"), FAMILIES.index("possession_vehicle")
    return np.where(held, np.where(driven, vehicle, stop), family)


def text_of(chunk: Chunk, officers: pa.Array, areas: pa.Array, wording: Wording) -> pa.Array:
    """Write the report of each case, in the order of the cases."""
    cases = chunk.cases
    minute = cases["occurred"] % MINUTES_A_DAY
    day = (cases["occurred"] // MINUTES_A_DAY).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    substance, grams = _heaviest(chunk)
    names = pa.array([name.replace("_", " ") for name in chunk.law.substances])
    rows = len(cases)
    facts = Facts(
        officer=officers.take(pa.array(cases["officer"])),
        day=(day - month.astype("datetime64[D]")).astype(np.int64) + 1,
        month=month.astype(np.int64) % 12 + 1,
        hour=minute // 60,
        minute=minute % 60,
        area=areas.take(pa.array(cases["area"])),
        substance=names.take(pa.array(substance, mask=substance == NONE)),
        weight_g=grams,
        subject=pa.array(["the subject"]).take(pa.array(np.zeros(rows, dtype=np.int64))),
        template=wording.template[cases["officer"]],
    )
    return render(family_of(chunk), chunk.slots, facts)


def _heaviest(chunk: Chunk) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The substance and field weight of each case's heaviest exhibit; -1 and NaN without one."""
    readings = chunk.readings
    rows = np.flatnonzero(
        (readings["stage"] == STAGES.index("field"))
        & (readings["kind"] == KINDS.index("net_weight"))
    )
    rows = rows[np.argsort(readings["value"][rows], kind="stable")]
    at = chunk.at(readings["case"][rows])
    substance = np.full(len(chunk.cases), NONE)
    grams = np.full(len(chunk.cases), np.nan)
    substance[at], grams[at] = readings["substance"][rows], readings["value"][rows]
    return substance, grams
