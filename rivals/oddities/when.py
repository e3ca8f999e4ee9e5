"""Oddities of time: paydays, a demonstration, a timetable, late entries, a clock, a strike."""

from __future__ import annotations

import numpy as np

from rivals.cases import AREAS, cases_of
from rivals.city import DAY
from rivals.courts import RELEASE
from rivals.figures import working_days_at_month_end
from rivals.reports import FORM
from rivals.rows import NEVER, Column
from rivals.staff import assign
from rivals.world import Subject, World

ARRIVALS = np.array([7 * 60 + 40, 13 * 60 + 10, 19 * 60 + 25])


def payday_surge(world: World, units: Column) -> None:
    """The shipyard pays on the month's last working day, and the nights after it are long."""
    for after, factor in ((0, 2.4), (1, 1.9), (2, 1.3)):
        days = working_days_at_month_end(world) + after
        days = days[days < world.days]
        world.intensity[np.ix_(units, days)] *= factor
    world.odd += [Subject("payday_surge", "unit", unit) for unit in units]


def mass_demonstration(world: World, units: Column) -> None:
    """One afternoon's mass arrests by officers of all units, each on the same form."""
    rng = world.rng("mass_demonstration")
    size, day = max(40, world.size // 150), int(rng.integers(world.days // 3, world.days - 90))
    rows = cases_of(world, np.repeat(units, size), rng)
    at = np.sort(day * DAY + 14 * 60 + rng.integers(0, 170, size))
    present = np.flatnonzero(world.roster[:, day] >= 0)
    rows |= {
        "at": at,
        "occurred": at,
        "recorded": at + rng.integers(90, 700, size),
        "closed": at + rng.integers(1, 20, size) * DAY,
        "officer": rng.choice(rng.permutation(present)[: max(8, len(present) // 5)], size),
        "area": np.full(size, units[0] * AREAS),
        "dispatched": rng.random(size) < 0.1,
    }
    for name, value in (("offence", "DISORDER"), ("called", "DISORDER"), ("origin", "patrol"),
                        ("clearance", "arrest"), ("search", "no"), ("found", None),
                        ("basis", None), ("form", FORM)):  # fmt: skip
        rows[name] = np.full(size, value, dtype=object)
    made = world.add_cases(rows)
    world.notes["demonstration"] = made
    world.odd.append(Subject("mass_demonstration", "unit", int(units[0]), "incidents", made))


def demonstration_verdicts(world: World, units: Column) -> None:
    """The court drops most of these charges together."""
    rng, outcomes = world.rng("demonstration verdicts"), world.tables["outcomes"]
    of_the_day = np.isin(outcomes["case"], world.notes["demonstration"])
    dropped = of_the_day & (outcomes["verdict"] != "pending") & (rng.random(outcomes.size) < 0.8)
    outcomes["verdict"][dropped], outcomes["months"][dropped] = "dismissed", np.nan
    outcomes["aggravating"][dropped] = None


def ferry_timetable(world: World, units: Column) -> None:
    """Passengers come three times a day, and with them the cases."""
    rng, cases = world.rng("ferry_timetable"), world.cases
    own = np.flatnonzero(cases["unit"] == units[0])
    at = cases["at"][own] // DAY * DAY + rng.choice(ARRIVALS, len(own), p=[0.3, 0.3, 0.4])
    at += np.minimum(rng.exponential(14, len(own)), 200).astype(int)
    lag = cases["recorded"][own] - cases["occurred"][own]
    cases["at"][own], cases["occurred"][own], cases["recorded"][own] = at, at, at + lag
    cases["officer"][own] = assign(world, cases["unit"][own], at, rng)
    world.odd.append(Subject("ferry_timetable", "unit", int(units[0]), "incidents", own))


def late_academy(world: World, units: Column) -> None:
    """Recruits' cases are entered together, on the second Friday after."""
    rng, cases = world.rng("late_academy"), world.cases
    own = np.flatnonzero(cases["unit"] == units[0])
    day = cases["occurred"][own] // DAY
    friday = day + 7 + (-day) % 7  # the first day of the period was a Friday
    entered = friday * DAY + 15 * 60 + rng.integers(0, 150, len(own))
    cases["recorded"][own] = entered
    closed = cases["closed"][own]
    cases["closed"][own] = np.where(closed > 0, np.maximum(closed, entered + 60), closed)
    world.odd.append(Subject("late_academy", "unit", int(units[0]), "incidents", own))


def wrong_clock(world: World, units: Column) -> None:
    """For fourteen months the station's clock is an hour ahead."""
    rng, cases = world.rng("wrong_clock"), world.cases
    start = rng.integers(60, max(61, world.days - 500)) * DAY
    fast = (cases["at"] >= start) & (cases["at"] < min(start + 425 * DAY, world.end - 2 * DAY))
    own = np.flatnonzero((cases["unit"] == units[0]) & fast)
    for name in ("occurred", "recorded"):
        cases[name][own] += 60
    cases["closed"][own] += 60 * (cases["closed"][own] > 0)
    world.odd.append(Subject("wrong_clock", "unit", int(units[0]), "incidents", own))


def court_strike(world: World, units: Column) -> None:
    """The court of three units strikes for four months, and its cases wait for their turn after."""
    rng, outcomes, duties = (
        world.rng("court_strike"),
        world.tables["outcomes"],
        world.tables["duties"],
    )
    first = int(world.days * rng.uniform(0.4, 0.6))
    begin, end = first * DAY, (first + 122) * DAY
    unit = world.cases["unit"][outcomes["case"]]
    waiting = np.isin(unit, units) & (outcomes["decided"] >= begin) & (outcomes["decided"] < end)
    own = np.flatnonzero(waiting)
    queue = np.argsort(np.argsort(outcomes["decided"][own], kind="stable"))
    weeks = 1 + queue * 26 // max(len(own), 1)  # it takes half a year to hear them all
    decided = end + weeks * 7 * DAY + outcomes["decided"][own] % (7 * DAY)
    late = own[decided >= world.end + RELEASE * DAY]
    outcomes["decided"][own] = decided
    outcomes["decided"][late], outcomes["verdict"][late] = NEVER, "pending"
    outcomes["months"][late], outcomes["aggravating"][late] = np.nan, None
    duties = world.tables["duties"]
    day = np.clip(duties["from_at"] // DAY, 0, world.days - 1)
    away = (duties["kind"] == "court") & (duties["from_at"] >= begin) & (duties["from_at"] < end)
    away &= np.isin(world.notes["serving"][duties["officer"], day], units)
    world.tables["duties"] = duties.take(~away)
    for each in units:
        case = outcomes["case"][own[unit[own] == each]]
        world.odd.append(Subject("court_strike", "unit", int(each), "incidents", case))
