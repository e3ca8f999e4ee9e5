"""Manipulated clearances: unsolved cases that are called unfounded, or pinned on known people."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY
from rivals.rows import NEVER, Column, some
from rivals.world import Subject, World

BLAMED = 5  # people of a unit on whom its cases are pinned
PROPERTY = ("THEFT", "BURGLARY", "ROBBERY", "DAMAGE")


def _close(world: World, made: Column, rng: np.random.Generator) -> None:
    """Give these cases the day of closing that a solved one has."""
    cases = world.cases
    closing = cases["recorded"][made] + (rng.lognormal(2.2, 0.9, len(made)) * DAY).astype(int)
    cases["closed"][made] = np.where(closing < world.end + 40 * DAY, closing, NEVER)


def called_unfounded(world: World, units: Column) -> None:
    """Complaints that nobody solved are called unfounded.

    Records: complaints of the unit without a clearance. Made: those called unfounded.
    """
    rng, cases = world.rng("called_unfounded"), world.cases
    unsolved = (cases["clearance"] == "none") & (cases["origin"] == "complaint")
    for unit in units:
        own = unsolved & (cases["unit"] == unit)
        records, made = np.flatnonzero(own), some(rng, own, world.dose)
        cases["clearance"][made] = "unfounded"
        _close(world, made, rng)
        world.planted.append(
            Subject("called_unfounded", "unit", int(unit), "incidents", records, made)
        )


def pinned_on_known(world: World, units: Column) -> None:
    """Unsolved thefts, burglaries, robberies and damage are cleared by arrests of five people.

    They have convictions already, as in Biscayne Park (Florida, 2013 and 2014), whose chief had
    open burglaries pinned on people with a record. Records: unsolved complaints of such offences
    in the unit. Made: those with an arrest.
    """
    rng, cases, persons = world.rng("pinned_on_known"), world.cases, world.tables["persons"]
    unsolved = (cases["clearance"] == "none") & (cases["origin"] == "complaint")
    unsolved &= np.isin(cases["offence"], PROPERTY)
    for unit in units:
        own = unsolved & (cases["unit"] == unit)
        records, made = np.flatnonzero(own), some(rng, own, world.dose)
        near = np.flatnonzero(persons["home"] == unit)
        known = near[np.argsort(-persons["priors"][near], kind="stable")[: 3 * BLAMED]]
        blamed = rng.choice(known, min(BLAMED, len(known)), replace=False)
        persons["priors"][blamed] = np.maximum(persons["priors"][blamed], 1)
        cases["subject"][made] = rng.choice(blamed, len(made))
        cases["clearance"][made] = "arrest"
        _close(world, made, rng)
        world.planted.append(
            Subject("pinned_on_known", "unit", int(unit), "incidents", records, made)
        )
