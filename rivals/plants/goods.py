"""Manipulated goods: weights brought past a line, and one lot that is seized again and again."""

from __future__ import annotations

import numpy as np

from rivals.city import LINES, PURITIES
from rivals.rows import Column
from rivals.world import Subject, World

REACH = 0.25  # share of a line from which somebody brings a weight past it
CHAIN = 7  # seizures made of one lot


def weights_past_line(world: World, units: Column) -> None:
    """What lies below a line is brought up to twelve hundredths past it, before it is weighed.

    Records: exhibits of the unit that were within reach below a line. Made: those moved.
    """
    rng, exhibits = world.rng("weights_past_line"), world.tables["exhibits"]
    unit_of, line = world.cases["unit"][exhibits["case"]], LINES[exhibits["substance"]]
    near = (exhibits["grams"] < line) & (exhibits["grams"] >= REACH * line)
    for unit in units:
        records = np.flatnonzero(near & (unit_of == unit))
        made = np.sort(rng.choice(records, round(len(records) * world.dose), replace=False))
        exhibits["grams"][made] = line[made] * rng.uniform(1.015, 1.12, len(made))
        world.planted.append(
            Subject("weights_past_line", "unit", int(unit), "exhibits", records, made)
        )


def recut_lot(world: World, units: Column) -> None:
    """A lot of powder is cut, seized, cut and seized again: much the same weight, ever less pure.

    Records: exhibits of powder in the unit. Made: those that come of such lots.
    """
    rng, exhibits = world.rng("recut_lot"), world.tables["exhibits"]
    unit_of = world.cases["unit"][exhibits["case"]]
    powder = np.isin(exhibits["substance"], (1, 2, 3))
    for unit in units:
        records = np.flatnonzero(powder & (unit_of == unit))
        made = rng.choice(records, round(len(records) * world.dose), replace=False)
        substance = exhibits["substance"]
        order = np.lexsort((exhibits["weighed"][made], substance[made]))
        for kind in (1, 2, 3):
            lots = made[order][substance[made[order]] == kind]
            for start in range(0, len(lots), CHAIN):
                chain = lots[start : start + CHAIN]
                fall = np.cumprod(
                    np.r_[rng.uniform(1.1, 1.35), rng.uniform(0.74, 0.86, len(chain) - 1)]
                )
                exhibits["purity"][chain] = np.clip(PURITIES[kind] * fall, 1, 95)
                exhibits["grams"][chain] = exhibits["grams"][chain[0]] * rng.normal(
                    1, 0.04, len(chain)
                )
                exhibits["analysed"][chain] = True
        world.planted.append(
            Subject("recut_lot", "unit", int(unit), "exhibits", records, np.sort(made))
        )
