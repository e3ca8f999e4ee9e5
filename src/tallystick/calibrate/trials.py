"""What is each check held to: in which innocent worlds, and against which planted acts?"""

from __future__ import annotations

from dataclasses import replace

from tallystick.calibrate.departments import Size, effort_only, sloppy
from tallystick.calibrate.held_exhibits import EXHIBITS
from tallystick.calibrate.held_figures import FIGURES
from tallystick.calibrate.held_outcomes import OUTCOMES
from tallystick.calibrate.held_people import PEOPLE
from tallystick.calibrate.held_records import OUTSIDERS, RECORDS
from tallystick.calibrate.trial import Held, Nature, Trial, Variant
from tallystick.simulate.behaviours import behaviour
from tallystick.simulate.entry import Entry
from tallystick.simulate.oddities import ODDITIES, oddity
from tallystick.simulate.single.spec import GAMING_UNITS, gaming_units
from tallystick.simulate.world import World

__all__ = ["HELD", "Held", "Nature", "Trial", "Variant", "trials_of"]

DOSES = (0.1, 0.25, 0.5, 1.0)
MIDDLE_DOSE = 0.5
SIZES: tuple[Size, ...] = ("small", "medium", "large")
HELD: dict[str, Held] = {**FIGURES, **EXHIBITS, **PEOPLE, **RECORDS, **OUTCOMES}


def trials_of(check: str) -> tuple[Trial, ...]:
    """Every trial of a check; the clean worlds alone for one that this house does not know."""
    held = HELD.get(check, OUTSIDERS)
    return (*_innocent(check, held), *_planted(check, held))


def _innocent(check: str, held: Held) -> list[Trial]:
    plain = held.world("medium")
    clean = Trial(
        check=check, nature="innocent", name="clean", world=plain, tables=held.tables, **held.how
    )
    if held is OUTSIDERS:
        return [clean]
    trials = [
        clean,
        replace(clean, name="effort_only", world=effort_only(plain)),
        replace(clean, name="sloppy", world=sloppy(plain)),
    ]
    concerned = [
        process.name
        for process in ODDITIES
        if any(getattr(process, step) is not None for step in held.steps)
    ]
    for name in concerned:
        some = oddity(name).options(kind=name, dose=MIDDLE_DOSE, units=gaming_units(plain))
        full = oddity(name).options(kind=name, dose=1.0)
        trials += [
            replace(clean, name=f"{name}, {where}", dose=entry.dose, world=_odd(plain, entry))
            for where, entry in ((f"{GAMING_UNITS} units", some), ("all units", full))
        ]
    together = [oddity(name).options(kind=name, dose=MIDDLE_DOSE) for name in concerned]
    trials.append(
        replace(clean, name="all oddities", dose=MIDDLE_DOSE, world=_odd(plain, *together))
    )
    for each in held.innocent:
        world, dose = each.change(plain), None
        if each.entry:
            entry = oddity(each.entry).options(kind=each.entry, dose=each.dose, **each.options)
            world, dose = _odd(world, entry), each.dose
        trials.append(replace(clean, name=each.name, world=world, dose=dose, **each.how))
    return trials


def _planted(check: str, held: Held) -> list[Trial]:
    cells: list[tuple[float, Size]] = [(dose, "medium") for dose in DOSES]
    cells += [(MIDDLE_DOSE, size) for size in SIZES if size != "medium"]
    return [_plant(check, held, each, dose, size) for each in held.planted for dose, size in cells]


def _plant(check: str, held: Held, each: Variant, dose: float, size: Size) -> Trial:
    world = each.change(held.world(size))
    how = {"tables": held.tables, **held.how, **each.how}
    trial = Trial(
        check=check, nature="planted", name=each.name, world=world, dose=dose, size=size, **how
    )
    if not each.entry:
        return replace(trial, figures=each.figures)
    options = {"driven_by": "decree", "units": gaming_units(world), **each.options}
    entry = behaviour(each.entry).options(kind=each.entry, dose=dose, **options)
    return replace(
        trial, world=world.model_copy(update={"behaviours": (entry,)}), true_names=(each.entry,)
    )


def _odd(world: World, *entries: Entry) -> World:
    return world.model_copy(update={"oddities": entries})
