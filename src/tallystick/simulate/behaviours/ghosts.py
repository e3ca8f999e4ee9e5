"""Which records have no event behind them, and what do they lack?

At the step ``cases`` each officer makes up ``plant.added`` records (`source` GHOST): tickets in
a traffic unit, possession of drugs in a narcotics unit, disorderly conduct or possession
elsewhere. Nobody complained, and no system that records events holds them. Besides:

* a share `bursts` is written in series of up to `series` records, one to three minutes apart,
  in the last hour of a shift, and entered together when the series is done;
* a share `default_share` keeps what the form proposes: the first offence of its list, the first
  area of the district, the top of the hour, and one of the officer's few `names`;
* in a share `nameless` no person appears at all (step ``people``);
* a made-up possession has a weight that the officer wrote, and a line that he seized it, and
  nothing that another hand would have written: no evidence room, laboratory, court scale or
  incinerator ever had the goods (step ``readings``); what is charged is what he wrote.

With `split` each is a further record of an arrest that the officer did make in the month: the same
person, offence and area, some minutes later; an arrest has four records at most. With `uncharged`
nobody brings a charge.

Labels: incidents, detail ``series``, ``single`` or ``split``. Tally: ghost; at the step
``outcomes`` wrongly_charged and added_months of those charged and sentenced for nothing.
Size: 258,463 of 17.7 million breath tests (1.5 %) in Victoria were made up, found by gaps
between them that were too short; 3 to 7 % of a state's tickets in Connecticut matched nothing
in the court's system (incentives 1.1 row 12, section 3).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tallystick.simulate.calendar import MINUTES_A_DAY
from tallystick.simulate.catalogue import UNIT_KINDS, place
from tallystick.simulate.chunk import GHOST, NONE, Chunk
from tallystick.simulate.department import Flow
from tallystick.simulate.entry import BehaviourEntry, Plant, Process
from tallystick.simulate.records.flow import draw_area, draw_time
from tallystick.tables.custody import ACTIONS
from tallystick.tables.incidents import CLEARANCES, ORIGINS
from tallystick.tables.measurements import KINDS, STAGES, WEIGHTS

LISTS = {
    "narcotics": ("drug_possession",),
    "patrol": ("disorderly_conduct", "drug_possession"),
    "traffic": ("speeding",),
    "investigation": ("disorderly_conduct", "drug_possession"),
}
SHIFTS_END = np.array([7, 15, 23]) * 60
LONGEST_GAP = 3
ARREST, MOST_FURTHER = CLEARANCES.index("arrest"), 3
MEDIAN_DAYS, LOG_SD = 6.0, 1.2
FIELD, CHARGE = STAGES.index("field"), STAGES.index("charge")
WEIGHED = [KINDS.index(name) for name in WEIGHTS]
SEIZED = ACTIONS.index("seized")


class Ghosts(BehaviourEntry):
    """Options: shares of records made up in each way, the length of a series, and what follows."""

    kind: Literal["ghosts"] = "ghosts"
    default_share: float = Field(default=0.5, ge=0, le=1)
    bursts: float = Field(default=0.6, ge=0, le=1)
    series: int = Field(default=6, ge=2, le=15)
    names: int = Field(default=3, ge=1, le=50)
    nameless: float = Field(default=0.2, ge=0, le=1)
    split: bool = False
    uncharged: bool = False


def invent(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Add the made-up records of every officer to the cases."""
    entry = plant.entry
    if entry.split:
        _split(chunk, plant, rng)
        return
    officer = np.repeat(np.arange(chunk.force.officers), plant.added)
    burst = rng.random(len(officer)) < entry.bursts
    default = rng.random(len(officer)) < entry.default_share
    offence = _offence(chunk, officer, default, rng)
    occurred = draw_time(chunk, offence, Flow().weekend, rng)
    occurred = np.where(default, occurred // 60 * 60, occurred)
    recorded = np.full(len(officer), NONE)
    rows = np.flatnonzero(burst)
    occurred[rows], recorded[rows] = _series(chunk, officer[rows], entry.series, rng)
    name = _name(chunk, officer, entry.names, rng)
    clearance, closed = _ended(offence, recorded, rng)
    keys = chunk.add_cases(
        officer=officer,
        offence=offence,
        origin=np.full(len(officer), ORIGINS.index("patrol")),
        area=np.where(default, _first_area(chunk, officer), draw_area(chunk, officer, rng)),
        occurred=occurred,
        recorded=recorded,
        closed=closed,
        clearance=clearance,
        person=np.where(default, name, NONE),
        source=np.full(len(officer), GHOST),
    )
    for detail, which in (("series", burst), ("single", ~burst)):
        chunk.labels.add(plant, "incidents", detail, case=keys[which], officer=officer[which])
    chunk.labels.tally("ghost", officer)


def _split(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Enter arrests that were made once more, the same ones for all that an officer adds."""
    cases = chunk.cases
    made = np.flatnonzero((cases["clearance"] == ARREST) & (cases["person"] == NONE))
    rows = [np.zeros(0, dtype=np.int64)]
    for who in np.flatnonzero(plant.added):
        own = rng.permutation(made[cases["officer"][made] == who])
        rows.append(np.resize(own, min(plant.added[who], MOST_FURTHER * len(own))))
    again = np.concatenate(rows)
    drawn = chunk.public.offender(cases["area"], chunk.by_case("split arrests"))
    cases["person"][again] = drawn[again]
    same = {name: cases[name][again] for name in ("officer", "offence", "origin", "area", "person")}
    later = rng.integers(3, 90, len(again))
    keys = chunk.add_cases(
        occurred=np.minimum(cases["occurred"][again] + later, chunk.end - 1),
        clearance=np.full(len(again), ARREST), source=np.full(len(again), GHOST), **same,
    )  # fmt: skip
    chunk.labels.add(plant, "incidents", "split", case=keys, officer=same["officer"])
    chunk.labels.tally("ghost", same["officer"])


def _offence(
    chunk: Chunk, officer: NDArray[np.int64], default: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    kind = chunk.force.unit_kind[chunk.force.unit_of[officer, chunk.month]]
    u = rng.random(len(officer))
    chosen = np.zeros(len(officer), dtype=np.int64)
    for number, name in enumerate(UNIT_KINDS):
        codes = np.array([place(code) for code in LISTS[name]])
        at = np.where(default, 0, np.floor(u * len(codes))).astype(np.int64)
        chosen = np.where(kind == number, codes[at], chosen)
    return chosen


def _series(
    chunk: Chunk, officer: NDArray[np.int64], longest: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When each record of a series is said to have happened, and when it was entered; [n].

    `officer` rises. A series fits into the hour before the end of a shift.
    """
    number = (np.arange(len(officer)) - np.searchsorted(officer, officer)) // longest
    series = officer * (len(officer) + 1) + number
    first = np.searchsorted(series, series)
    last = np.searchsorted(series, series, side="right") - 1
    days = rng.integers(0, chunk.calendar.days(chunk.month), len(officer))
    shift = SHIFTS_END[rng.integers(0, len(SHIFTS_END), len(officer))]
    slack = rng.integers(0, 60 - LONGEST_GAP * longest + 1, len(officer))
    start = chunk.begin + days * MINUTES_A_DAY + shift - 60 + slack
    gone = np.cumsum(rng.integers(1, LONGEST_GAP + 1, len(officer)))
    occurred = start[first] + gone - gone[first]
    wait = rng.integers(2, 10, len(officer))
    return occurred, occurred[last] + wait[first] + np.arange(len(officer)) - first


def _name(
    chunk: Chunk, officer: NDArray[np.int64], names: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """One of the few residents of the first area of the district on whom each writer falls back."""
    public, force = chunk.public, chunk.force
    few = chunk.streams("names fallen back on").integers(
        0, public.residents, (force.officers, names)
    )
    chosen = few[officer, rng.integers(0, names, len(officer))]
    return np.asarray(_first_area(chunk, officer) * public.residents + chosen)


def _first_area(chunk: Chunk, officer: NDArray[np.int64]) -> NDArray[np.int64]:
    each = chunk.public.areas // len(chunk.force.unit_names)
    return np.asarray(chunk.force.unit_of[officer, chunk.month] * each)


def _ended(
    offence: NDArray[np.int64], recorded: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Clearance and closing of records entered in a series, as of honest ones; -1 of others."""
    entered, ticket = recorded != NONE, offence == place("speeding")
    days = np.exp(np.log(MEDIAN_DAYS) + LOG_SD * rng.standard_normal(len(offence)))
    closed = recorded + np.ceil(days * MINUTES_A_DAY).astype(np.int64)
    how = np.where(ticket, CLEARANCES.index("none"), ARREST)
    return np.where(entered, how, NONE), np.where(entered & ~ticket, closed, NONE)


def leave_out_names(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Take everybody out of a share of the made-up records."""
    gone = _invented(chunk, plant)
    gone[:-1] &= rng.random(chunk.made) < plant.entry.nameless
    cases = chunk.cases
    cases["person"] = np.where(gone[cases["key"]], NONE, cases["person"])
    chunk.roles.keep(~gone[chunk.roles["case"]])


def leave_out_hands(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Take out what others would have written of goods that never were."""
    invented = _invented(chunk, plant)
    readings, handovers = chunk.readings, chunk.handovers
    his = np.isin(readings["stage"], (FIELD, CHARGE))
    readings.keep(his | ~invented[readings["case"]])
    handovers.keep((handovers["action"] == SEIZED) | ~invented[handovers["case"]])
    field = np.isin(readings["kind"], WEIGHED) & (readings["stage"] == FIELD)
    charge = np.flatnonzero((readings["stage"] == CHARGE) & invented[readings["case"]])
    size = int(chunk.exhibits["exhibit"].max(initial=0)) + 1
    grams, weighed = np.zeros(size), np.zeros(size, dtype=np.int64)
    grams[readings["exhibit"][field]] = readings["value"][field]
    weighed[readings["exhibit"][field]] = readings["at"][field]
    exhibit = readings["exhibit"][charge]
    readings["value"][charge] = grams[exhibit]
    closed = chunk.cases["closed"][chunk.at(readings["case"][charge])]
    readings["at"][charge] = np.maximum(weighed[exhibit], closed)


def count_harm(chunk: Chunk, plant: Plant, rng: np.random.Generator) -> None:
    """Tally the persons who were charged for nothing, and their months of imprisonment."""
    invented = _invented(chunk, plant)
    if plant.entry.uncharged:
        chunk.charges.keep(~invented[chunk.charges["case"]])
    charged = np.flatnonzero(invented[chunk.charges["case"]])
    officer = chunk.cases["officer"][chunk.at(chunk.charges["case"][charged])]
    months = np.nan_to_num(chunk.charges["months"][charged])
    chunk.labels.tally("wrongly_charged", officer)
    chunk.labels.tally("added_months", officer, months)


def _invented(chunk: Chunk, plant: Plant) -> NDArray[np.bool_]:
    """[made + 1] which cases this entry made up, by key; the last stands for no case."""
    marked = np.zeros(chunk.made + 1, dtype=bool)
    mine = (plant.nature, plant.entry.kind, plant.index, "incidents")
    for label in chunk.labels.labels:
        if (label.nature, label.name, label.index, label.table) == mine:
            marked[label.keys["case"]] = True
    return marked


PROCESS = Process(
    name="ghosts",
    options=Ghosts,
    acts=("ghost",),
    cases=invent,
    people=leave_out_names,
    readings=leave_out_hands,
    outcomes=count_harm,
)
