"""Oddities of goods: packages from a factory, and a laboratory that works in batches."""

from __future__ import annotations

import numpy as np

from rivals.city import DAY
from rivals.rows import Column, some
from rivals.world import Subject, World

# Grams of one factory package, by the order of SUBSTANCES; most lie a little above a line.
PACKAGE = np.array([31.1, 1.05, 3.11, 4.2, 2.1])
ROUND = 21  # days from batch to batch; the first on a Wednesday


def border_packages(world: World, units: Column) -> None:
    """What comes by the ferry is packed by machine, so weights repeat."""
    rng, exhibits = world.rng("border_packages"), world.tables["exhibits"]
    own = world.cases["unit"][exhibits["case"]] == units[0]
    packed = some(rng, own, 0.6)
    grams = PACKAGE[exhibits["substance"][packed]] * rng.geometric(0.6, len(packed))
    exhibits["grams"][packed] = grams * rng.normal(1, 0.004, len(packed))
    exhibits["purity"][packed] *= rng.normal(1, 0.02, len(packed))
    world.odd.append(Subject("border_packages", "unit", int(units[0]), "exhibits", packed))


def batch_laboratory(world: World, units: Column) -> None:
    """A small laboratory serves three units, every third Wednesday, with an older balance."""
    rng, exhibits = world.rng("batch_laboratory"), world.tables["exhibits"]
    unit = world.cases["unit"][exhibits["case"]]
    own = np.flatnonzero(np.isin(unit, units))
    day = exhibits["at_lab"][own] // DAY
    batch = 5 + -(-(day - 5) // ROUND) * ROUND
    order = np.argsort(rng.random(len(own)))
    at = batch * DAY + 9 * 60
    for each in np.unique(batch):
        members = order[batch[order] == each]
        at[members] += np.arange(len(members)) * 8 % (8 * 60)
    exhibits["at_lab"][own] = at
    exhibits["lab"][own] = np.round(
        np.maximum(np.round(exhibits["lab"][own] / 0.05) * 0.05, 0.05), 2
    )
    exhibits["strength"][own] = np.maximum(np.round(exhibits["strength"][own]), 1)
    exhibits["analysed"][own] &= at < world.end
    for each in units:
        of_unit = own[unit[own] == each]
        world.odd.append(Subject("batch_laboratory", "unit", int(each), "exhibits", of_unit))
