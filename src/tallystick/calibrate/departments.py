"""In which small departments are the checks tried?

Small enough that a world and its audit take about a second. The laws are two lines of the
Russian government's list of 2012 (no. 1002): cannabis herb from 6 g and heroin from 2.5 g.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from tallystick.simulate.department import Department, Recording, SecondSystem, Units
from tallystick.simulate.exhibits.settings import Custody, Weighing
from tallystick.simulate.incentives.settings import Incentives, Regime
from tallystick.simulate.law import Cut, Goods
from tallystick.simulate.world import World

Size = Literal["small", "medium", "large"]
FLOW: dict[Size, float] = {"small": 0.4, "medium": 1.0, "large": 2.5}
CITATION = "Government decree 1002 of 2012"


def line(substance: str, grams: float) -> Goods:
    """The law of a substance with one line at `grams`."""
    return Goods(substance=substance, lines=(cut(grams),))


def moved(substance: str, before: float | None, after: float) -> Goods:
    """The law of a substance whose line moved from one weight to another, or began (None)."""
    new = cut(after).model_copy(update={"from_date": MOVED_ON})
    if before is None:
        return Goods(substance=substance, lines=(new,))
    old = cut(before).model_copy(update={"to_date": MOVED_ON - timedelta(days=1)})
    return Goods(substance=substance, lines=tuple(sorted((old, new), key=lambda cut: cut.g)))


def cut(grams: float) -> Cut:
    """A line at so many grams."""
    return Cut(
        g=grams,
        name="significant amount",
        possession="296(3)",
        possession_months=(12, 48),
        sale="297(3)",
        sale_months=(96, 144),
        citation=CITATION,
    )


MOVED_ON = date(2024, 7, 1)
LAW = (line("cannabis_herb", 6.0), line("heroin", 2.5))
MOVED_LAW = (moved("cannabis_herb", 6.0, 10.0), moved("heroin", 2.5, 4.0))
BEGUN_LAW = (moved("cannabis_herb", None, 6.0), moved("heroin", None, 2.5))


def seizures(size: Size = "medium") -> World:
    """Ten narcotics units over two years: 10,000 cases at medium size, with their weighings."""
    units = Units(kind="narcotics", count=10, officers=6, cases_per_officer_month=8 * FLOW[size])
    return World(months=24, law=LAW, department=Department(units=(units,)))


def courts(size: Size = "medium") -> World:
    """Sixteen narcotics units over two years: 18,000 cases at medium size, all charged."""
    units = Units(kind="narcotics", count=16, officers=6, cases_per_officer_month=8 * FLOW[size])
    return World(months=24, law=LAW, department=Department(units=(units,)))


def writing(size: Size = "medium") -> World:
    """The same units for one year with 20 reports of an officer a month: 14,000 at medium size."""
    units = Units(kind="narcotics", count=10, officers=6, cases_per_officer_month=20 * FLOW[size])
    return World(months=12, law=LAW, department=Department(units=(units,)))


def of_fourteen(world: World) -> World:
    """The same number of cases in units of 14 officers."""
    units = tuple(
        each.model_copy(
            update={
                "officers": 14,
                "cases_per_officer_month": each.cases_per_officer_month * each.officers / 14,
            }
        )
        for each in world.department.units
    )
    department = world.department.model_copy(update={"units": units})
    return world.model_copy(update={"department": department})


def of_forty(world: World) -> World:
    """Units of 40 officers with half as many cases of each."""
    units = tuple(
        each.model_copy(
            update={"officers": 40, "cases_per_officer_month": each.cases_per_officer_month / 2}
        )
        for each in world.department.units
    )
    department = world.department.model_copy(update={"units": units})
    return world.model_copy(update={"department": department})


def shifting(size: Size = "medium") -> World:
    """The same units over three years in whose middle the lines move: 17,000 cases at medium."""
    return seizures(size).model_copy(update={"months": 36, "law": MOVED_LAW})


def squads(size: Size = "medium") -> World:
    """Eight large narcotics units over three years: 27,000 cases at medium size."""
    units = Units(kind="narcotics", count=8, officers=12, cases_per_officer_month=8 * FLOW[size])
    return World(months=36, law=LAW, department=Department(units=(units,)))


def days(size: Size = "medium") -> World:
    """Eight patrol units over three years: 12,000 cases at medium size."""
    units = Units(kind="patrol", count=8, officers=8, cases_per_officer_month=6 * FLOW[size])
    return World(months=36, department=Department(units=(units,)))


def long(size: Size = "medium") -> World:
    """Eight patrol units over six years: 24,000 cases at medium size."""
    return six_years(days(size))


def busy(size: Size = "medium") -> World:
    """Eight patrol units over three years with 120 cases a month each at medium size."""
    units = Units(kind="patrol", count=8, officers=20, cases_per_officer_month=6 * FLOW[size])
    return World(months=36, department=Department(units=(units,)))


def districts(size: Size = "medium") -> World:
    """Eight patrol units over three years with 300 cases a month each at medium size."""
    units = Units(kind="patrol", count=8, officers=50, cases_per_officer_month=6 * FLOW[size])
    return World(months=36, department=Department(units=(units,)))


def precincts(size: Size = "medium") -> World:
    """Sixteen patrol units over two years with 72 cases a month each at medium size."""
    units = Units(kind="patrol", count=16, officers=12, cases_per_officer_month=6 * FLOW[size])
    return World(months=24, department=Department(units=(units,)))


def stopped(size: Size = "medium") -> World:
    """Sixteen patrol units over a year with 240 stops a month each at medium size."""
    units = Units(kind="patrol", count=16, officers=12, cases_per_officer_month=20 * FLOW[size])
    return World(months=12, department=Department(units=(units,)))


def everything(size: Size = "medium") -> World:
    """Every kind of unit and every table, over a year: 3,000 cases at medium size."""
    units = (
        Units(kind="narcotics", count=2, officers=8, cases_per_officer_month=5 * FLOW[size]),
        Units(kind="patrol", count=2, officers=8, cases_per_officer_month=6 * FLOW[size]),
        Units(kind="traffic", officers=6, cases_per_officer_month=15 * FLOW[size]),
        Units(kind="investigation", officers=6, cases_per_officer_month=3 * FLOW[size]),
    )
    return World(months=12, law=LAW, department=Department(units=units))


def tickets(size: Size = "medium") -> World:
    """Twelve traffic and four patrol units over a year and a half: 14,000 cases at medium size."""
    units = (
        Units(kind="traffic", count=12, officers=6, cases_per_officer_month=8 * FLOW[size]),
        Units(kind="patrol", count=4, officers=6, cases_per_officer_month=8 * FLOW[size]),
    )
    return World(months=18, department=Department(units=units))


def sections(size: Size = "medium") -> World:
    """Sixteen patrol units of four officers over two years, 72 cases a month each at medium."""
    units = Units(kind="patrol", count=16, officers=4, cases_per_officer_month=18 * FLOW[size])
    return World(months=24, department=Department(units=(units,)))


def posts(size: Size = "medium") -> World:
    """Ten traffic and six patrol units over two years: 25,000 cases at medium size."""
    units = (
        Units(kind="traffic", count=10, officers=8, cases_per_officer_month=8 * FLOW[size]),
        Units(kind="patrol", count=6, officers=8, cases_per_officer_month=8 * FLOW[size]),
    )
    return World(months=24, department=Department(units=units))


def effort_only(world: World) -> World:
    """The same department judged hard by its count: more honest work, and nothing planted."""
    regime = Regime(kind="count", pressure=2.0, effort=0.3)
    return world.model_copy(update={"incentives": Incentives(regime=regime)})


def sloppy(world: World) -> World:
    """The same department with large clerical gaps and strong habits, and nothing planted."""
    changes = {
        "recording": Recording(
            late=0.4, late_hours=120, five_minute=0.6, unrecorded=0.25, misclassified=0.15
        ),
        "weighing": Weighing(
            concentration=3, popularity_sd=0.4, gross_share=0.3, tare_error_share=0.3
        ),
        "custody": Custody(missing_a=40),
        "second_system": SecondSystem(missing=0.15, missing_shape=2, only_there=0.05),
    }
    return world.model_copy(update=changes)


def never_tared(world: World) -> World:
    """Half of the goods are weighed in their container, and one tare in three is short."""
    weighing = world.weighing.model_copy(update={"gross_share": 0.5, "tare_error_share": 0.35})
    return world.model_copy(update={"weighing": weighing})


def often_fresh(world: World) -> World:
    """A quarter of the herb is fresh when it is first weighed."""
    goods = tuple(
        each.model_copy(update={"fresh_share": 0.25 if each.fresh_share else 0.0})
        for each in world.substances
    )
    return world.model_copy(update={"substances": goods})


def unequal_rooms(world: World) -> World:
    """Evidence rooms whose missing receipts differ far more than those that were published."""
    return world.model_copy(update={"custody": Custody(missing_a=1.2, missing_b=12.0)})


def with_law(*laws: tuple[str, float]) -> Callable[[World], World]:
    """A change of a department's law: a line at so many grams for each substance."""
    return lambda world: world.model_copy(update={"law": tuple(line(*each) for each in laws)})


def begun(world: World) -> World:
    """The same world whose law has no line until the day on which `shifting` moves its own."""
    return world.model_copy(update={"law": BEGUN_LAW})


def six_years(world: World) -> World:
    """The same department over six years."""
    return world.model_copy(update={"months": 72})


def of_narcotics(world: World) -> World:
    """Narcotics units with two fifths as many officers: of `districts`, 120 cases a month each."""
    units = tuple(
        each.model_copy(update={"kind": "narcotics", "officers": each.officers * 2 // 5})
        for each in world.department.units
    )
    department = world.department.model_copy(update={"units": units})
    return world.model_copy(update={"department": department})


def in_season(world: World) -> World:
    """The same department, whose flow swings by two fifths over the year and grows by a fifth."""
    flow = world.flow.model_copy(update={"season": 0.4, "trend": 0.2})
    return world.model_copy(update={"flow": flow})


def few_at_hand(world: World) -> World:
    """The same department, whose stations have five people near them, who are always asked."""
    people = world.people.model_copy(update={"near_station": 5, "asked_near": 1.0})
    return world.model_copy(update={"people": people})


def passers_by(world: World) -> World:
    """The same department, whose searches are attested by whoever passes."""
    people = world.people.model_copy(update={"asked_near": 0.0})
    return world.model_copy(update={"people": people})


def often_the_same(world: World) -> World:
    """The same department, where six cases in ten are of the few who have a history."""
    people = world.people.model_copy(update={"known_cases": 0.6, "known": 0.01})
    return world.model_copy(update={"people": people})
