"""Manipulated goods: weights brought past a line, a lot seized again, and parts counted again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rivals.city import DEALS, LINES, PURITIES
from rivals.rows import Column, Rows
from rivals.world import Subject, World

REACH = 0.25  # share of a line from which somebody brings a weight past it
CHAIN = 7  # seizures made of one lot


def weights_past_line(world: World, units: Column) -> None:
    """What lies below a line is brought up to twelve hundredths past it, before it is weighed.

    Records: exhibits of the unit that were within reach below a line. Made: those moved.
    """
    _move_past(world, units, "weights_past_line", (1.015, 1.12))


def weights_far_past_line(world: World, units: Column) -> None:
    """What lies below a line is brought to 1.5 to 3 times the line, so nothing bunches beside it.

    Records: exhibits of the unit that were within reach below a line. Made: those moved.
    """
    _move_past(world, units, "weights_far_past_line", (1.5, 3.0))


def _move_past(world: World, units: Column, kind: str, span: tuple[float, float]) -> None:
    rng, exhibits = world.rng(kind), world.tables["exhibits"]
    unit_of, line = world.cases["unit"][exhibits["case"]], LINES[exhibits["substance"]]
    near = (exhibits["grams"] < line) & (exhibits["grams"] >= REACH * line)
    for unit in units:
        records = np.flatnonzero(near & (unit_of == unit))
        made = np.sort(rng.choice(records, round(len(records) * world.dose), replace=False))
        exhibits["grams"][made] = line[made] * rng.uniform(*span, len(made))
        world.planted.append(Subject(kind, "unit", int(unit), "exhibits", records, made))


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


def parts_counted_again(world: World, units: Column) -> None:
    """A seizure is booked whole, and minutes later its two to four parts as further exhibits.

    What is seized counts twice, as it did in the United States before the federal drug seizure
    system gave each seizure one number. The whole never goes to the laboratory. Records: exhibits
    of the unit. Made: the parts.
    """
    rng = world.rng("parts_counted_again")
    for unit in units:
        exhibits, cases = world.tables["exhibits"], world.cases
        honest = np.flatnonzero(cases["unit"][exhibits["case"]] == unit)
        size = round(len(honest) * world.dose / (1 - world.dose))
        if size > 4 * len(honest):
            raise ValueError("an exhibit has four parts at most: a dose of 0.8")
        shuffled = rng.permutation(honest)
        deals = exhibits["grams"][shuffled] >= DEALS[exhibits["substance"][shuffled]]
        order = shuffled[np.argsort(~deals, kind="stable")]  # what is less than a deal comes last
        counts = _part_counts(size, len(honest), rng)
        whole = np.repeat(order[: len(counts)], counts)
        share = rng.gamma(4, 1, size)
        total = np.bincount(whole, share, exhibits.size)
        parts = exhibits.take(whole)
        parts["grams"] = parts["grams"] * share / total[whole]
        parts["weighed"] = np.minimum(parts["weighed"] + rng.integers(4, 25, size), world.end - 1)
        parts["analysed"] = rng.random(size) < 0.84
        exhibits["analysed"][whole] = False
        place, made = _insert(world, parts)
        records = np.concatenate([place[honest], made])
        world.planted.append(
            Subject("parts_counted_again", "unit", int(unit), "exhibits", records, made)
        )


def _part_counts(size: int, wholes: int, rng: np.random.Generator) -> Column:
    """How many parts each of some wholes has: two to four, and `size` together."""
    counts = rng.integers(2, 5, wholes)
    counts[: max(0, size - 3 * wholes)] = 4  # where most need four
    while counts.sum() < size:
        counts[rng.choice(np.flatnonzero(counts < 4))] += 1
    before = np.cumsum(counts) - counts
    counts = np.minimum(counts, np.maximum(size - before, 0))
    parts: Column = counts[counts > 0]
    if len(parts) > 1 and parts[-1] == 1 and parts[:-1].min() < 4:
        parts = parts[:-1]
        parts[parts.argmin()] += 1
    return parts


def _insert(world: World, rows: Rows) -> tuple[Column, Column]:
    """Add exhibits, each after those of its case; where the old ones and the new ones are now."""
    exhibits = world.tables["exhibits"]
    both = exhibits.plus(rows)
    order = np.argsort(both["case"], kind="stable")
    place = np.empty(both.size, int)
    place[order] = np.arange(both.size)
    world.tables["exhibits"] = both.take(order)
    for subjects in (world.odd, world.planted):
        subjects[:] = [
            replace(each, records=place[each.records], made=place[each.made])
            if each.table == "exhibits" else each
            for each in subjects
        ]  # fmt: skip
    return place[: exhibits.size], place[exhibits.size :]
