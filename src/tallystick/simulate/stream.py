"""How is a world made, a chunk at a time, from its seed to its tables?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.entry import Plant
from tallystick.simulate.exhibits.handovers import missing_rates
from tallystick.simulate.exhibits.styles import styles
from tallystick.simulate.figures import Ledger
from tallystick.simulate.force import Force, raise_force
from tallystick.simulate.labels import Labels
from tallystick.simulate.law import Law
from tallystick.simulate.making import Ways, make
from tallystick.simulate.plan import Placed, Plan, placed_oddities, plan
from tallystick.simulate.public import Public, settle
from tallystick.simulate.records.charges import Statutes
from tallystick.simulate.records.export import export
from tallystick.simulate.records.goods import Weighed
from tallystick.simulate.records.order import put_in_order
from tallystick.simulate.records.writing import Wording, author_styles
from tallystick.simulate.streams import Streams
from tallystick.simulate.world import World, WorldError
from tallystick.simulate.written.canonical import Writer
from tallystick.simulate.written.identities import Names, Numbers
from tallystick.simulate.written.label_table import label_table
from tallystick.simulate.written.named_by import NamedBy, draw_names

CASES_AT_ONCE = 60_000
ALL = frozenset(
    {
        "incidents",
        "measurements",
        "custody",
        "involvements",
        "narratives",
        "outcomes",
        "counterparts",
    }
)


@dataclass(frozen=True)
class Prepared:
    """A world that has been decided and not yet been recorded."""

    world: World
    calendar: Calendar
    streams: Streams
    force: Force
    public: Public
    law: Law
    plan: Plan
    ways: Ways
    writer: Writer


@dataclass(frozen=True)
class Made:
    """One chunk as written: canonical tables, labels, and the tally of what happened.

    `tally` maps a measure to [O] numbers for the month of the chunk; `held` are the numbers of the
    cases that the second system has, and `meant` says whom those mean that name no number.
    """

    month: int
    tables: dict[str, pa.Table]
    labels: pa.Table
    tally: dict[str, NDArray[np.float64]]
    held: pa.Array
    meant: pa.Table | None


def prepare(world: World, seed: int | None = None, scale: float = 1.0) -> Prepared:
    """Draw the department and its city, and let the officers decide.

    ValueError when an entry names a unit or an officer that this department does not have.
    """
    calendar, streams = world.calendar, Streams(world.seed if seed is None else seed)
    force = raise_force(world.department, world.flow, calendar, scale, streams)
    oddities = placed_oddities(world, force, calendar, streams)
    _shape(force, calendar, oddities, streams)
    expected = float((force.ability[:, None] * force.flow * force.duty).sum())
    public = settle(world.people, force, expected, streams)
    law = Law(world.goods)
    statutes = Statutes(law)
    officers, units = force.officers, len(force.unit_names)
    habits = styles(officers, world.weighing, streams("styles"), n_units=units)
    missing = missing_rates(units, world.custody, streams("missing receipts"))
    wording = Wording(
        world.writing.template_share,
        author_styles(streams, officers),
        np.zeros(officers, dtype=np.int64),
    )
    named_by = _named_by(world, force, calendar, streams)
    ways = Ways(
        flow=world.flow,
        recording=world.recording,
        weighed=Weighed(
            world.substances, world.weighing, world.laboratory, world.custody, habits, missing
        ),
        courts=world.courts,
        filters=world.incentives.in_force,
        statutes=statutes,
        second=world.second_system,
        wording=wording,
    )
    return Prepared(
        world,
        calendar,
        streams,
        force,
        public,
        law,
        plan(world, force, calendar, oddities, streams),
        ways,
        Writer(Names.of(force), statutes, wording, len(public.priors), named_by),
    )


def _named_by(world: World, force: Force, calendar: Calendar, streams: Streams) -> NamedBy | None:
    """How its cases name their officers; None where all do by number."""
    ways = world.identities
    return NamedBy(ways, draw_names(ways, force, calendar, streams)) if ways.in_use else None


def _shape(
    force: Force, calendar: Calendar, oddities: tuple[Placed, ...], streams: Streams
) -> None:
    """Let the oddities that concern the department itself change it."""
    for each in oddities:
        if each.process.force is not None:
            none = np.zeros(force.officers, dtype=np.int64)
            ever = np.asarray(each.scope.any(axis=1), dtype=bool)
            dose = np.asarray(each.entry.dose * ever, dtype=np.float64)
            plant = Plant(each.entry, "oddity", each.index, dose, none, ever, (), none, none)
            rng = streams.of(f"oddity {each.process.name} force", each.index)
            each.process.force(force, calendar, plant, rng)


def blocks(prepared: Prepared) -> list[NDArray[np.bool_]]:
    """Which units are made together [U]: as many as give some 60,000 cases a month."""
    force = prepared.force
    rate = (force.ability[:, None] * force.flow * force.duty).max(axis=1)
    per_unit = np.bincount(
        force.unit_of[:, 0].clip(min=0), weights=rate, minlength=len(force.unit_names)
    )
    block = (np.cumsum(per_unit) // CASES_AT_ONCE).astype(np.int64)
    return [block == each for each in np.unique(block)]


def chunks(
    prepared: Prepared, ledger: Ledger, wanted: frozenset[str] = ALL, until: str = "counterparts"
) -> Iterator[Made]:
    """Make every chunk, month by month, entering its cases in the ledger of figures.

    WorldError under a changed law on use and under a reform, of which records are not made.
    """
    if prepared.world.incentives.reform is not None:
        raise WorldError(
            "incentives.reform: a change of figure is decided, and no records are made of it; "
            "leave it out to make records"
        )
    if prepared.world.incentives.use.law != "criminal":
        raise WorldError(
            "incentives.use.law: a changed law on use is decided, and no records are made of it; "
            "leave it out to make records"
        )
    parts = blocks(prepared)
    for month in range(prepared.calendar.months):
        planted = prepared.plan.plants(month)
        for number, units in enumerate(parts):
            chunk = _chunk(prepared, month, number, units)
            inside = np.isin(np.arange(prepared.force.officers), chunk.officers)
            mine = [(process, _of_block(plant, inside)) for process, plant in planted]
            make(chunk, prepared.ways, mine, until)
            export(chunk)
            put_in_order(chunk)
            ledger.enter(chunk)
            numbers = Numbers.of(chunk)
            yield Made(
                month,
                prepared.writer.tables(chunk, numbers, wanted),
                label_table(chunk, numbers, prepared.writer),
                chunk.labels.tallies,
                prepared.writer.held(chunk, numbers),
                prepared.writer.meant(chunk, numbers),
            )


def _of_block(plant: Plant, inside: NDArray[np.bool_]) -> Plant:
    """The part of a plant that concerns the officers of a block; its schemes stay whole."""
    return replace(
        plant,
        dose=plant.dose * inside,
        added=plant.added * inside,
        member=plant.member & inside,
        held=plant.held * inside,
        returned=plant.returned * inside,
    )


def _chunk(prepared: Prepared, month: int, number: int, units: NDArray[np.bool_]) -> Chunk:
    force = prepared.force
    unit = force.unit_of[:, month]
    inside = units[unit] & (unit >= 0)
    effort = prepared.plan.decision.effort[:, month]
    day = date.fromisoformat(f"{prepared.calendar.text(month)}-15")
    return Chunk(
        month=month,
        block=number,
        officers=np.flatnonzero(inside),
        honest=prepared.plan.decision.honest[:, month] * inside,
        sought=effort / (1 + effort),
        calendar=prepared.calendar,
        force=force,
        public=prepared.public,
        law=prepared.law.on(day),
        streams=prepared.streams,
        labels=Labels(force.officers),
    )
