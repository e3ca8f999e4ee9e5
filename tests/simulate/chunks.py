"""A small month to plant things in, made without a world file or a decision."""

import numpy as np

from tallystick.simulate.calendar import Calendar
from tallystick.simulate.chunk import Chunk
from tallystick.simulate.department import Department, Flow, Recording, SecondSystem, Units
from tallystick.simulate.entry import BehaviourEntry, Plant
from tallystick.simulate.exhibits.lots import SUBSTANCES
from tallystick.simulate.exhibits.settings import Custody, Laboratory, Weighing
from tallystick.simulate.exhibits.styles import styles
from tallystick.simulate.force import raise_force
from tallystick.simulate.incentives.settings import Filters
from tallystick.simulate.labels import Labels
from tallystick.simulate.law import Cut, Goods, Law
from tallystick.simulate.making import Ways, make
from tallystick.simulate.public import People, settle
from tallystick.simulate.records.charges import Courts, Statutes
from tallystick.simulate.records.goods import Weighed
from tallystick.simulate.records.writing import Wording
from tallystick.simulate.streams import Streams

DEPARTMENT = Department(
    units=(
        Units(kind="narcotics", count=2, officers=6, cases_per_officer_month=20),
        Units(kind="patrol", count=2, officers=10, cases_per_officer_month=20),
        Units(kind="traffic", count=1, officers=4, cases_per_officer_month=40),
        Units(kind="investigation", count=1, officers=6, cases_per_officer_month=10),
    )
)


def line(g, name="large"):
    return Cut(
        g=g,
        name=name,
        possession="296-3",
        possession_months=(0, 36),
        sale="297-2",
        sale_months=(72, 120),
        citation="Synthetic Penal Code, schedule 1",
    )


LAW = Law(
    tuple(
        Goods(substance=each.name, lines=(line(10.0),) if each.name == "cannabis" else (line(2.0),))
        for each in SUBSTANCES
    )
)


def empty_month(seed=1, month=0, months=24, department=DEPARTMENT):
    """A chunk with its force, its public and its honest counts, and no records yet."""
    calendar, streams = Calendar(636, months), Streams(seed)
    force = raise_force(department, Flow(), calendar, 1.0, streams)
    public = settle(People(), force, float(force.ability.sum()) * months, streams)
    rate = force.ability * force.flow[:, month] * force.duty[:, month]
    return Chunk(
        month=month,
        block=0,
        officers=np.arange(force.officers),
        honest=streams.of("honest", month).poisson(rate),
        sought=np.zeros(force.officers),
        calendar=calendar,
        force=force,
        public=public,
        law=LAW,
        streams=streams,
        labels=Labels(force.officers),
    )


def ways(chunk):
    """The settings of an ordinary world."""
    officers = chunk.force.officers
    units = len(chunk.force.unit_names)
    habits = styles(officers, Weighing(), chunk.streams("styles"), n_units=units)
    return Ways(
        flow=Flow(),
        recording=Recording(),
        weighed=Weighed(
            SUBSTANCES, Weighing(), Laboratory(), Custody(), habits, np.full(units, 0.09)
        ),
        courts=Courts(),
        filters=Filters(),
        statutes=Statutes(LAW),
        second=SecondSystem(),
        wording=Wording(0.75, np.arange(officers), np.zeros(officers, np.int64)),
    )


def plant_of(process, chunk, dose, member=None, added=None, **options):
    """An entry of this kind done by decree by the officers where `member` (everybody)."""
    if issubclass(process.options, BehaviourEntry):
        options = {"driven_by": "decree", **options}
    entry = process.options(kind=process.name, dose=dose, **options)
    officers = chunk.force.officers
    inside = np.ones(officers, bool) if member is None else member
    none = np.zeros(officers, np.int64)
    return Plant(
        entry=entry,
        nature="behaviour" if process.acts else "oddity",
        index=0,
        dose=dose * inside,
        added=none if added is None else added,
        member=inside,
        held=none,
        returned=none,
    )


def month_with(*planted, chunk=None, until="counterparts", **where):
    """Make a whole month; each planted thing is a function of the chunk giving (process, plant)."""
    chunk = chunk or empty_month(**where)
    make(chunk, ways(chunk), [each(chunk) for each in planted], until)
    return chunk
