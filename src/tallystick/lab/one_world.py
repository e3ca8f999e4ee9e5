"""What does one world of a plan come to?

The force, its city and the luck of everybody depend on the seed alone, so they are made once for a
seed; what people decide is made anew for each world.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache

from tallystick.lab.levels import changed
from tallystick.lab.results import in_year
from tallystick.lab.stages import SWITCH, Place
from tallystick.lab.units import unit_ratios
from tallystick.simulate.outcomes import outcomes, yearly_outcomes
from tallystick.simulate.plan import Placed, placed_oddities, plan
from tallystick.simulate.stream import Prepared, prepare
from tallystick.simulate.world import World

SEEDS_HELD = 8


@dataclass(frozen=True)
class Ground:
    """What all worlds of a seed share."""

    prepared: Prepared
    oddities: tuple[Placed, ...]


@lru_cache(maxsize=SEEDS_HELD)
def ground(text: str, scale: float, seed: int) -> Ground:
    """Make the department of a seed; the world's own seed is added, so that files differ."""
    world = World.model_validate(tomllib.loads(text))
    prepared = prepare(world, world.seed * 1000 + seed, scale)
    oddities = placed_oddities(world, prepared.force, prepared.calendar, prepared.streams)
    return Ground(prepared, oddities)


def decided(on: Ground, world: World) -> Prepared:
    """Let the officers of a seed decide in another world; nothing but its incentives may differ."""
    held = on.prepared
    ways = replace(held.ways, filters=world.incentives.in_force)
    made = plan(world, held.force, held.calendar, on.oddities, held.streams)
    return replace(held, world=world, ways=ways, plan=made)


def row_of(text: str, scale: float, place: Place) -> dict[str, object]:
    """Return the row of a world: where it stands in the plan, and its outcomes.

    `units` are the ratios of its units, for the levers in the first set and the first seed alone.
    Of a world of the stage `switch` the outcomes are those of each year.
    """
    on = ground(text, scale, place.seed)
    prepared = decided(on, changed(on.prepared.world, place.changes))
    switched = place.stage.name == SWITCH
    shown = place.stage.name == "levers" and place.set == 0 and place.seed == 1
    return {
        "stage": place.stage.name,
        "cell": place.cell,
        "set": place.set,
        "seed": place.seed,
        "outcomes": years_apart(prepared) if switched else outcomes(prepared),
        "units": unit_ratios(prepared) if shown else None,
    }


def years_apart(prepared: Prepared) -> dict[str, float]:
    """Return the outcomes of each year of a world, by `in_year`."""
    return {
        in_year(year, name): value
        for year, told in enumerate(yearly_outcomes(prepared), 1)
        for name, value in told.items()
    }
