"""Manipulated people: one supplier whom nobody charges, and witnesses who are always the same."""

from __future__ import annotations

import numpy as np

from rivals.rows import Column, some
from rivals.world import Subject, World


def _uninvolved(world: World, unit: int, count: int, rng: np.random.Generator) -> Column:
    """Persons of the neighbourhood who have no part in any case."""
    persons, rows = world.tables["persons"], world.tables["involvements"]
    free = np.bincount(rows["person"], minlength=persons.size) == 0
    near = np.flatnonzero(free & (persons["home"] == unit))
    return rng.choice(near if len(near) >= count else np.flatnonzero(free), count, replace=False)


def uncharged_supplier(world: World, units: Column) -> None:
    """Buyers are sent by one supplier, who is never charged.

    Records: cases of the unit in which a supplier is named. Made: those that name this one.
    """
    rng, rows, cases = world.rng("uncharged_supplier"), world.tables["involvements"], world.cases
    for unit in units:
        who = _uninvolved(world, int(unit), 1, rng)[0]
        named = (rows["role"] == "supplier") & (cases["unit"][rows["case"]] == unit)
        made = some(rng, named, world.dose)
        rows["person"][made] = who
        world.planted.append(Subject("uncharged_supplier", "unit", int(unit), "incidents",
                                     rows["case"][named], rows["case"][made]))  # fmt: skip


def stock_witnesses(world: World, units: Column) -> None:
    """Two of the same three people attest the search.

    Records: cases of the unit with an attesting witness. Made: those with these people.
    """
    rng, rows, cases = world.rng("stock_witnesses"), world.tables["involvements"], world.cases
    for unit in units:
        stock = _uninvolved(world, int(unit), 3, rng)
        attested = (rows["role"] == "attesting_witness") & (cases["unit"][rows["case"]] == unit)
        records = np.unique(rows["case"][attested])
        made = np.sort(rng.choice(records, round(len(records) * world.dose), replace=False))
        place = np.flatnonzero(attested & np.isin(rows["case"], made))
        place = place[np.argsort(rows["case"][place], kind="stable")]
        first = np.diff(rows["case"][place], prepend=-1) != 0
        start = rng.integers(0, 3, len(made))[np.searchsorted(made, rows["case"][place])]
        rows["person"][place] = stock[(start + ~first) % 3]
        world.planted.append(
            Subject("stock_witnesses", "unit", int(unit), "incidents", records, made)
        )
