"""How do weights just below a legal line come to lie above it?

Every exhibit from `reach` below a line of its substance up to the line is an opportunity, taken
with the officer's dose. What is changed, and where it can be seen, depends on the mode:

- ``mass``: substance is added before the goods are weighed (fresh herb, which will dry below
  the line again, is left alone), so field, laboratory, court and charge agree;
- ``merge``: two exhibits of one case, each below the line, become one that is over it; the
  second never gets a record;
- ``reading``: only the figure written in the field is chosen (a gross weight that is written
  with it rises too), and custody repeats it until the laboratory weighs what is there;
- ``charge``: field and laboratory stand and only the charged weight moves (charging stage only).

The first three begin in the field. A figure is chosen on the grid of the weight that it
replaces: the line itself, or the first number on the grid above it, in half of all cases.
Labels: the measurements that differ, and the hand-overs that repeat them. Tally:
`moved_over_line`, and per case that is charged in a higher class `wrongly_charged` and
`added_months`, the difference between the middles of the two ranges of imprisonment.

Size: 6.3 times the expected count above the line in Russian heroin cases of 2013-14 and one
more year of prison (Travova 2023, JEBO 212); in US crack cases of 2010 the mass at 280 g lies
in charges and not in seizures (Tuttle, reported second hand).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.behaviours.recycled_exhibits import (
    label_rows,
    officer_of,
    recall,
    remember,
)
from tallystick.simulate.catalogue import place
from tallystick.simulate.chunk import NONE, Chunk
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.exhibits.movement import Margin, merge, move_over
from tallystick.simulate.exhibits.scales import GRIDS_G, grid_of
from tallystick.simulate.harm import count_harm, middle_of_range, owe
from tallystick.simulate.records.goods import LOT, lots_of
from tallystick.tables.custody import ACTIONS
from tallystick.tables.measurements import KINDS, STAGES

FIELD, LAB, CHARGE = (STAGES.index(name) for name in ("field", "lab", "charge"))
NET, GROSS = KINDS.index("net_weight"), KINDS.index("gross_weight")
REPEATING = [ACTIONS.index(x) for x in ("seized", "transferred", "received", "returned")]
DECIMAL_CENTS = [round(100 * GRIDS_G[k]) for k in range(10, 0, -1)]
AT_LINE = 0.5
JOINED = "joined"


class ThresholdEntry(BehaviourEntry):
    """Weights moved over a legal line.

    `line` is the number of the line, `reach` how far below it an exhibit may lie and `over` how
    far above it the weight lands at most, as shares of the line; a merged pair lands where its
    sum does.
    """

    kind: Literal["threshold"] = "threshold"
    mode: Literal["mass", "reading", "merge", "charge"] = "mass"
    line: int = Field(default=0, ge=0, le=9)
    reach: float = Field(default=0.35, gt=0, lt=1)
    over: float = Field(default=0.10, gt=0, le=1)


def move_goods(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Add substance to exhibits, or join two of them, before they are weighed."""
    entry: ThresholdEntry = plant.entry
    if entry.mode not in ("mass", "merge"):
        return
    exhibits = chunk.exhibits
    u = rng.random(len(exhibits))
    officer = officer_of(chunk, exhibits["case"])
    taken = (officer != NONE) & (u < plant.dose[officer])
    before = _true_class(chunk)
    move = _add if entry.mode == "mass" else _join
    rows = move(chunk, plant, taken, rng)
    remember(chunk, plant, entry.mode, exhibits["exhibit"][rows])
    chunk.labels.tally("moved_over_line", officer[rows])
    case, substance = exhibits["case"][rows], exhibits["substance"][rows]
    _harm(chunk, plant, case, substance, before, _true_class(chunk))


def _add(
    chunk: Chunk, plant: Plant, taken: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Add substance to the exhibits in the band; return their rows."""
    entry, held = plant.entry, chunk.exhibits
    line = chunk.law.line(held["substance"], entry.line)
    margin, true_g = Margin(most=entry.over), held["true_g"]
    moved = move_over(true_g, line, "mass", margin, rng, loss=held["loss"])
    band = (true_g >= line * (1 - entry.reach)) & (true_g < line) & ~held["fresh"]
    held["true_g"] = np.where(taken & band, moved, true_g)
    return np.flatnonzero(taken & band)


def _join(
    chunk: Chunk, plant: Plant, taken: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Join pairs of exhibits; return the rows into which the others went.

    The others stay where they are until they were weighed, so that nobody else's weighing
    changes, and leave at the step ``readings``.
    """
    held = chunk.exhibits
    into, joined = _pairs(chunk, chunk.law.line(held["substance"], plant.entry.line))
    into, joined = into[taken[into]], joined[taken[into]]
    result = merge(lots_of(held), into, joined)
    for name in LOT:
        held[name][into] = getattr(result.lots, name)[result.index[into]]
    remember(chunk, plant, JOINED, held["exhibit"][joined])
    return into


def move_figures(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Choose the written or the charged weight; let the records of moved goods agree."""
    v = rng.random((2, len(chunk.readings)))
    if plant.entry.mode in ("mass", "merge"):
        _agree(chunk, plant, v[1])
    else:
        _choose(chunk, plant, *v)


def _agree(chunk: Chunk, plant: Plant, v: NDArray[np.float64]) -> None:
    """Write moved goods over the line where rounding would not, and label their rows."""
    gone = recall(chunk, plant, JOINED)
    kept = ~np.isin(chunk.readings["exhibit"], gone)
    for table in (chunk.exhibits, chunk.readings, chunk.handovers):
        table.keep(~np.isin(table["exhibit"], gone))
    readings, entry = chunk.readings, plant.entry
    exhibit = recall(chunk, plant, entry.mode)
    moved = np.isin(readings["exhibit"], exhibit)
    short = moved & (readings["stage"] == FIELD) & (readings["kind"] == NET)
    rows = np.flatnonzero(short & _below(chunk, entry, reach=1.0))
    _write(chunk, rows, _landing(chunk, rows, entry, v[kept]))
    in_custody = np.isin(chunk.handovers["exhibit"], exhibit)
    label_rows(chunk, plant, entry.mode, moved, in_custody)


def _choose(chunk: Chunk, plant: Plant, u: NDArray[np.float64], v: NDArray[np.float64]) -> None:
    """Write another figure for weights in the band, in the field or in the charge."""
    entry, readings, moved = plant.entry, chunk.readings, chunk.handovers
    officer = officer_of(chunk, readings["case"])
    stage = CHARGE if entry.mode == "charge" else FIELD
    band = (readings["stage"] == stage) & (readings["kind"] == NET)
    band &= _below(chunk, entry, reach=entry.reach)
    rows = np.flatnonzero(band & (u < plant.dose[officer]))
    before, old, said = _charged_class(chunk), readings["value"].copy(), moved["net_g"].copy()
    _write(chunk, rows, _landing(chunk, rows, entry, v))
    chunk.labels.tally("moved_over_line", officer[rows])
    case, substance = readings["case"][rows], readings["substance"][rows]
    _harm(chunk, plant, case, substance, before, _charged_class(chunk))
    label_rows(
        chunk,
        plant,
        entry.mode,
        readings["value"] != old,
        ~np.isclose(moved["net_g"], said, atol=0, equal_nan=True),
    )


def _below(chunk: Chunk, entry: ThresholdEntry, reach: float) -> NDArray[np.bool_]:
    """Which readings lie below the line, by at most `reach` of it."""
    line = chunk.law.line(chunk.readings["substance"], entry.line)
    value = chunk.readings["value"]
    return np.asarray((value >= line * (1 - reach)) & (value < line))


def _pairs(chunk: Chunk, line: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the two heaviest exhibits of a case and substance that only together reach it."""
    held = chunk.exhibits
    order = np.lexsort((held["exhibit"], -held["true_g"], held["substance"], held["case"]))
    case, kind = held["case"][order], held["substance"][order]
    same = (case[1:] == case[:-1]) & (kind[1:] == kind[:-1]) & (case[1:] != NONE)
    heaviest = same & ~np.append(False, same)[: len(same)]
    into, joined = order[:-1][heaviest], order[1:][heaviest]
    single = held["true_g"][into] < line[into]
    kept = held["true_g"] * (1 - held["loss"])
    reaching = kept[into] + kept[joined] >= line[into]
    return into[single & reaching], joined[single & reaching]


def _landing(
    chunk: Chunk, rows: NDArray[np.int64], entry: ThresholdEntry, v: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Numbers at or above the line, on the grid of the weight that stands there, in grams.

    A grid without a number in [line, line (1 + over)] gives way to the next finer one.
    """
    readings = chunk.readings
    line = np.rint(100 * chunk.law.line(readings["substance"][rows], entry.line)).astype(np.int64)
    most = np.floor(line * (1 + entry.over) + 1e-9).astype(np.int64)
    held = np.rint(100 * np.array(GRIDS_G)).astype(np.int64)[grid_of(readings["value"][rows])]
    step = np.ones(len(rows), dtype=np.int64)
    for cents in reversed(DECIMAL_CENTS):
        fits = (held >= cents) & (-(-line // cents) * cents <= most)
        step = np.where(fits, cents, step)
    first = -(-line // step) * step
    above = np.maximum(most - first, 0) // step
    share = (v[rows] - AT_LINE) / (1 - AT_LINE)
    extra = np.where(share < 0, 0, np.ceil(np.maximum(share, 0) * above)).astype(np.int64)
    return np.asarray((first + extra * step) / 100.0)


def _write(chunk: Chunk, rows: NDArray[np.int64], grams: NDArray[np.float64]) -> None:
    """Replace written weights; what repeats a field weight follows until the next weighing."""
    readings, moved = chunk.readings, chunk.handovers
    size = int(max(readings["exhibit"].max(initial=0), moved["exhibit"].max(initial=0))) + 2
    value, rise = np.full(size, np.nan), np.zeros(size)
    field = readings["stage"][rows] == FIELD
    exhibit = readings["exhibit"][rows][field]
    value[exhibit] = grams[field]
    rise[exhibit] = grams[field] - readings["value"][rows][field]
    readings["value"][rows] = grams
    gross = (readings["stage"] == FIELD) & (readings["kind"] == GROSS)
    raised = readings["value"] + rise[readings["exhibit"]]
    readings["value"] = np.where(gross, np.round(raised, 2), readings["value"])
    weighed = np.full(size, np.iinfo(np.int64).max)
    lab = (readings["stage"] == LAB) & (readings["kind"] == NET)
    weighed[readings["exhibit"][lab]] = readings["at"][lab]
    chosen = value[readings["exhibit"]]
    unweighed = weighed[readings["exhibit"]] == np.iinfo(np.int64).max
    charged = (readings["stage"] == CHARGE) & unweighed & ~np.isnan(chosen)
    readings["value"] = np.where(charged, chosen, readings["value"])
    repeats = np.isin(moved["action"], REPEATING) & (moved["at"] < weighed[moved["exhibit"]])
    chosen = value[moved["exhibit"]]
    moved["net_g"] = np.where(repeats & ~np.isnan(chosen), chosen, moved["net_g"])


def _class_of_case(
    chunk: Chunk, case: NDArray[np.int64], substance: NDArray[np.int64], g: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The highest class that any weight of each case reaches, by the key of the case."""
    reached = np.zeros(chunk.made + 1, dtype=np.int64)
    np.maximum.at(reached, case, chunk.law.in_class(substance, g))
    return reached


def _true_class(chunk: Chunk) -> NDArray[np.int64]:
    held = chunk.exhibits
    return _class_of_case(chunk, held["case"], held["substance"], held["true_g"])


def _charged_class(chunk: Chunk) -> NDArray[np.int64]:
    held = chunk.readings.take(np.flatnonzero(chunk.readings["stage"] == CHARGE))
    return _class_of_case(chunk, held["case"], held["substance"], held["value"])


def _harm(
    chunk: Chunk,
    plant: Plant,
    case: NDArray[np.int64],
    substance: NDArray[np.int64],
    before: NDArray[np.int64],
    after: NDArray[np.int64],
) -> None:
    """Note the cases whose class rose, and what that adds to a charge."""
    case, first = np.unique(case, return_index=True)
    risen = np.flatnonzero(after[case] > before[case])
    case, kind = case[risen], substance[first[risen]]
    sale = chunk.cases["offence"][chunk.at(case)] == place("drug_sale")
    months = middle_of_range(chunk.law, kind, sale, after[case])
    months -= middle_of_range(chunk.law, kind, sale, before[case])
    owe(chunk, plant, case, months)


PROCESS = Process(
    name="threshold",
    options=ThresholdEntry,
    acts=("threshold",),
    exhibits=move_goods,
    readings=move_figures,
    outcomes=count_harm,
)
