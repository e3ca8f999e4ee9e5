"""How does one lot of drugs turn up as the exhibit of case after case?

An officer keeps a lot and plants it: where a possession case of his own has a single exhibit,
the goods in it are the lot that he keeps in this half-year, with its substance, purity, drying
(it is dry) and wrapping, and a little lighter the later it is used, by what sampling and
handling took. Everything else (his scale, the laboratory, custody, the charge) follows by the
ordinary machinery, so the trace is one weight and one purity in cases that have nothing to do
with each other. The lot belongs to officer and half-year, whatever part of the world is made.

Labels: every measurement and hand-over of the exhibit. Tally: `recycled`, one per exhibit.
The size is a design choice; that it happens is documented by trial testimony about New York
narcotics squads in 2008 and by the Dallas cases of 2001 (incentives, table 1, rows 14 and 15).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.columns import Columns
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.exhibits.lots import draw_lots, draw_substances
from tallystick.simulate.records.goods import LOT
from tallystick.simulate.supplied_lot import goods_of

HALF_YEAR = 6
TOGETHER = 64


class RecycledEntry(BehaviourEntry):
    """One kept lot in unrelated cases; `lighter` is the share of it lost in a half-year."""

    kind: Literal["recycled_exhibits"] = "recycled_exhibits"
    lighter: float = Field(default=0.06, ge=0, lt=1)


def plant_kept_lot(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Put the kept lot in the place of the goods of possession cases."""
    exhibits, entry = chunk.exhibits, plant.entry
    u = rng.random(len(exhibits))
    officer = officer_of(chunk, exhibits["case"])
    alone = np.bincount(exhibits["case"] + 1, minlength=chunk.made + 1)[exhibits["case"] + 1] == 1
    at = chunk.at(exhibits["case"])
    possession = chunk.cases["offence"][at] == place("drug_possession")
    taken = (officer != NONE) & possession & alone & (u < plant.dose[officer])
    rows = np.flatnonzero(taken)
    if not len(rows):
        return
    whose, back = np.unique(officer[rows], return_inverse=True)
    half = (chunk.calendar.first_month + chunk.month) // HALF_YEAR
    lots = kept_lots(chunk, whose, half).take(back)
    used = _share_of_half_year(chunk.cases["occurred"][at[rows]], half)
    lots["true_g"] = lots["true_g"] * (1 - entry.lighter * used)
    for name in LOT:
        exhibits[name][rows] = lots[name]
    remember(chunk, plant, "recycled", exhibits["exhibit"][rows])
    chunk.labels.tally("recycled", officer[rows])


def label_kept_lot(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Label the rows that the kept lots have left."""
    exhibit = recall(chunk, plant, "recycled")
    label_rows(
        chunk,
        plant,
        "recycled",
        np.isin(chunk.readings["exhibit"], exhibit),
        np.isin(chunk.handovers["exhibit"], exhibit),
    )


def kept_lots(chunk: Chunk, officers: NDArray[np.int64], half: int) -> Columns:
    """The lot that each of these officers keeps in a half-year (counted from 1970).

    Lots are drawn for `TOGETHER` officers at a time, so that a lot depends on nobody's dose.
    """
    settings = goods_of(chunk.law)
    groups, back = np.unique(officers // TOGETHER, return_inverse=True)
    parts = []
    for group in groups:
        rng = chunk.streams.of("kept lot", int(group), half)
        lots = draw_lots(draw_substances(TOGETHER, settings, rng), settings, rng)
        parts.append([getattr(lots, name) for name in LOT])
    drawn = dict(zip(LOT, (np.concatenate(each) for each in zip(*parts, strict=True)), strict=True))
    kept = Columns(**drawn).take(back * TOGETHER + officers % TOGETHER)
    kept["fresh"], kept["loss"] = np.zeros(len(kept), dtype=bool), np.zeros(len(kept))
    return kept


def _share_of_half_year(minute: NDArray[np.int64], half: int) -> NDArray[np.float64]:
    """How much of the half-year has passed, 0 to 1."""
    ends = np.array([half * HALF_YEAR, (half + 1) * HALF_YEAR]).astype("datetime64[M]")
    first, last = ends.astype("datetime64[D]").astype(np.int64) * MINUTES_A_DAY
    return np.asarray(np.clip((minute - first) / (last - first), 0, 1))


def officer_of(chunk: Chunk, case: NDArray[np.int64]) -> NDArray[np.int64]:
    """The officer of the case that each row belongs to; -1 when it has none."""
    at = np.where(case == NONE, NONE, chunk.at(case))
    officer = np.append(chunk.cases["officer"], NONE)
    return np.asarray(officer[at], dtype=np.int64)


def remember(chunk: Chunk, plant: Plant, detail: str, exhibit: NDArray[np.int64]) -> None:
    """Note exhibits that were changed before they had any row to label."""
    chunk.labels.add(plant, "measurements", detail, exhibit=exhibit)


def recall(chunk: Chunk, plant: Plant, detail: str) -> NDArray[np.int64]:
    """Take back the exhibits that this plant noted with `detail`."""
    noted = [
        label
        for label in chunk.labels.labels
        if (label.nature, label.name, label.index) == (plant.nature, plant.entry.kind, plant.index)
        and (label.table, label.detail) == ("measurements", detail)
    ]
    chunk.labels.labels = [each for each in chunk.labels.labels if each not in noted]
    return np.concatenate([np.zeros(0, np.int64), *(label.keys["exhibit"] for label in noted)])


def label_rows(
    chunk: Chunk,
    plant: Plant,
    detail: str,
    readings: NDArray[np.bool_],
    handovers: NDArray[np.bool_],
    scheme: NDArray[np.int64] | None = None,
) -> None:
    """Label measurements and hand-overs where the masks hold; `scheme` is by key of case."""
    for table, rows, mask, name in (
        ("measurements", chunk.readings, readings, "stage"),
        ("custody", chunk.handovers, handovers, "at"),
    ):
        touched = np.flatnonzero(mask)
        keys = np.stack([rows["exhibit"][touched], rows[name][touched]])
        _, first = np.unique(keys, axis=1, return_index=True)
        held = rows.take(touched[np.sort(first)])
        case = held["case"]
        named = NONE if scheme is None else scheme[case]
        keys_of_row = {name: held[name], "exhibit": held["exhibit"], "case": case}
        chunk.labels.add(
            plant, table, detail, officer=officer_of(chunk, case), scheme=named, **keys_of_row
        )


PROCESS = Process(
    name="recycled_exhibits",
    options=RecycledEntry,
    acts=("recycled",),
    exhibits=plant_kept_lot,
    readings=label_kept_lot,
)
