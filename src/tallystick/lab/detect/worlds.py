"""Which worlds of a plan are written out with all tables and audited, on which spans of time?"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

from tallystick.lab import grids
from tallystick.lab.levels import Change, Times, changed
from tallystick.lab.plan import Plan
from tallystick.lab.power import power_of_acts
from tallystick.lab.stages import NONE, Cell, Place, Stage, stages_of
from tallystick.simulate.world import World

NAME, EPOCH = "detect", date(1970, 1, 1)
MONTHS, CASES = 36, 10_000
SPAN, QUICK_SPAN = 6, 12
NOBODY, KNOWN, OFTEN = "nobody games", "checks known", "schemes begin often"
BEGIN_OFTEN: Change = ("incentives.supply.start", Times(times=grids.OFTEN))
ACCEPTED = 0.05
"""The chance of being found that officers who know the checks accept."""
NOBODY_GAMES: Change = ("incentives.people.never_gamers", 1.0)


def stage_of(plan: Plan) -> Stage:
    """Return the worlds to audit: the base, no regime, each regime, and three more of the base.

    In the first of these three nobody games, so that whoever is named there is innocent; in the
    second officers know the checks; in the third supply schemes begin 25 times as often, since few
    units have one otherwise. All have the plan's first parameter set.
    """
    levers = stages_of(plan)[0]
    base = levers.cells[0]
    kept = [
        each for each in levers.cells[1:] if each.name == NONE or each.name.startswith("regime")
    ]
    informed: tuple[Change, ...] = (
        ("incentives.audits.power", power_of_acts()),
        ("incentives.people.informed", ACCEPTED),
    )
    more = (
        Cell(NOBODY, (*base.changes, NOBODY_GAMES)),
        Cell(KNOWN, (*base.changes, *informed)),
        Cell(OFTEN, (*base.changes, BEGIN_OFTEN)),
    )
    return Stage(NAME, (base, *kept, *more), levers.sets[:1], plan.lab.detect)


def world_of(plan: Plan, place: Place) -> tuple[World, int, float]:
    """Return a world of at most three years, its seed and the scale that gives 10,000 cases."""
    world = World.model_validate(tomllib.loads(plan.world))
    months = min(world.months, MONTHS)
    a_month = sum(
        each.count * each.officers * each.cases_per_officer_month for each in world.department.units
    )
    scale = min(plan.lab.scale, CASES / (a_month * months))
    world = changed(world.model_copy(update={"months": months}), place.changes)
    return world, world.seed * 1000 + place.seed, scale


def spans(months: int, quick: bool) -> tuple[int, ...]:
    """Return how many months each audit examines: half-years, years of a quick plan, and all."""
    step = QUICK_SPAN if quick else SPAN
    return tuple(dict.fromkeys((*range(step, months + 1, step), months)))


def window(world: World, months: int) -> tuple[date, date]:
    """Return the first and the last day of the world's first months."""
    starts = world.calendar.starts
    begin, end = (EPOCH + timedelta(minutes=int(starts[each])) for each in (0, months))
    return begin, end - timedelta(days=1)
