"""Manipulated people: suppliers whom nobody charges, and witnesses who are always the same."""

from __future__ import annotations

import numpy as np

from rivals.rows import Column, some
from rivals.world import Subject, World

SUPPLIERS, WITNESSES = 6, 8  # who take turns in a unit


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
    rng, rows = world.rng("stock_witnesses"), world.tables["involvements"]
    for unit in units:
        stock = _uninvolved(world, int(unit), 3, rng)
        records, made, place = _attested(world, int(unit), rng)
        place = place[np.argsort(rows["case"][place], kind="stable")]
        first = np.diff(rows["case"][place], prepend=-1) != 0
        start = rng.integers(0, 3, len(made))[np.searchsorted(made, rows["case"][place])]
        rows["person"][place] = stock[(start + ~first) % 3]
        world.planted.append(
            Subject("stock_witnesses", "unit", int(unit), "incidents", records, made)
        )


def _attested(world: World, unit: int, rng: np.random.Generator) -> tuple[Column, Column, Column]:
    """The attested cases of the unit, those among them that are made, and their witnesses' rows."""
    rows = world.tables["involvements"]
    unit_of = world.cases["unit"][rows["case"]]
    attested = (rows["role"] == "attesting_witness") & (unit_of == unit)
    records = np.unique(rows["case"][attested])
    made = np.sort(rng.choice(records, round(len(records) * world.dose), replace=False))
    return records, made, np.flatnonzero(attested & np.isin(rows["case"], made))


def rotating_suppliers(world: World, units: Column) -> None:
    """Buyers are sent by six suppliers in turn, none of whom is ever charged.

    Records: cases of the unit in which a supplier is named. Made: those that name one of the six.
    """
    rng, rows, cases = world.rng("rotating_suppliers"), world.tables["involvements"], world.cases
    for unit in units:
        six = _uninvolved(world, int(unit), SUPPLIERS, rng)
        named = (rows["role"] == "supplier") & (cases["unit"][rows["case"]] == unit)
        made = some(rng, named, world.dose)
        turn = np.argsort(cases["at"][rows["case"][made]], kind="stable")
        rows["person"][made[turn]] = six[np.arange(len(made)) % SUPPLIERS]
        world.planted.append(Subject("rotating_suppliers", "unit", int(unit), "incidents",
                                     rows["case"][named], rows["case"][made]))  # fmt: skip


def rotating_witnesses(world: World, units: Column) -> None:
    """Eight people attest the searches of a unit, one or two at a time, in turn.

    Records: cases of the unit with an attesting witness. Made: those with these people.
    """
    rng, rows, cases = world.rng("rotating_witnesses"), world.tables["involvements"], world.cases
    for unit in units:
        eight = _uninvolved(world, int(unit), WITNESSES, rng)
        records, made, place = _attested(world, int(unit), rng)
        case = rows["case"][place]
        place = place[np.lexsort((case, cases["at"][case]))]
        rows["person"][place] = eight[np.arange(len(place)) % WITNESSES]
        world.planted.append(
            Subject("rotating_witnesses", "unit", int(unit), "incidents", records, made)
        )
