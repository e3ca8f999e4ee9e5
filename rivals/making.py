"""Makes an agency, stage by stage; after some stages oddities and manipulations have their turn."""

from __future__ import annotations

import numpy as np

from rivals.cases import draw_cases, draw_mixes
from rivals.city import OFFENCES, UNITS, intensity
from rivals.courts import draw_outcomes
from rivals.crews import draw_crews
from rivals.figures import draw_targets, publish
from rivals.goods import draw_exhibits, weigh
from rivals.kinds import ODDITIES, PLANTS, Kind, choose_units
from rivals.people import draw_involvements, draw_persons, draw_subjects
from rivals.releases import draw_release
from rivals.reports import draw_reports
from rivals.rows import Column
from rivals.second_system import draw_log
from rivals.staff import draw_staff
from rivals.world import World

STAGES = ("calendar", "cases", "subjects", "people", "goods", "readings", "paper")


def make_world(
    seed: int, size: int, days: int = 1095, oddities: tuple[str, ...] = (),
    plants: tuple[str, ...] = (), dose: float = 0.5,
) -> World:  # fmt: skip
    """An agency of about `size` incidents.

    Raises KeyError where a kind is unknown and ValueError where numbers cannot be used.
    """
    if not 0 < dose < 1:
        raise ValueError("--dose is a share between 0 and 1")
    if size < 1000 or days < 365:
        raise ValueError("--size is 1,000 at least, and --days 365")
    world = World(seed=seed, size=size, days=days, dose=dose)
    share = _shares(world)
    draw_mixes(world)
    drugs = share * world.mixes[:, OFFENCES.index("DRUG-POSS")]
    turns = _turns(world, oddities, plants, drugs)
    draw_staff(world, share)
    world.intensity = intensity(seed, days)
    _stage(world, turns, "calendar")
    draw_cases(world, share)
    draw_targets(world)
    _stage(world, turns, "cases")
    draw_persons(world, share)
    draw_subjects(world)
    _stage(world, turns, "subjects")
    draw_involvements(world)
    _stage(world, turns, "people")
    draw_exhibits(world)
    _stage(world, turns, "goods")
    weigh(world)
    _stage(world, turns, "readings")
    for draw in (draw_reports, draw_outcomes, draw_log, draw_crews):
        draw(world)
    _stage(world, turns, "paper")
    publish(world)
    draw_release(world)
    return world


def _turns(
    world: World, oddities: tuple[str, ...], plants: tuple[str, ...], drugs: Column
) -> list[tuple[Kind, Column]]:
    taken: set[int] = set()
    turns = []
    for names, kinds in ((oddities, ODDITIES), (plants, PLANTS)):
        for name in names:
            units = choose_units(world, name, kinds[name], taken, drugs)
            taken |= set(units.tolist())
            turns.append((kinds[name], units))
    return turns


def _stage(world: World, turns: list[tuple[Kind, Column]], stage: str) -> None:
    for kind, units in turns:
        if stage in kind.steps:
            kind.steps[stage](world, units)


def _shares(world: World) -> Column:
    sizes = np.array([size for _, _, size in UNITS])
    sizes = sizes * world.rng("sizes").lognormal(0, 0.18, len(UNITS))
    share: Column = sizes / sizes.sum()
    return share
