"""Manipulated hours: overtime of which the records are contacts that never happened."""

from __future__ import annotations

import numpy as np

from rivals.cases import cases_of
from rivals.city import DAY, SHIFT_START
from rivals.rows import NEVER, Column, Rows
from rivals.staff import shifts
from rivals.world import Subject, World

AUTHORS = 2  # of each unit
BLOCK = 6  # contacts that fill four hours of overtime
STEADY = 60  # days at work in the unit, at least
APART = 40  # minutes from one to the next
NOTHING = (("offence", "ROAD"), ("called", "ROAD"), ("origin", "patrol"), ("clearance", "none"),
           ("search", "no"), ("found", None), ("basis", None))  # fmt: skip


def padded_overtime(world: World, units: Column) -> None:
    """Two officers of each unit claim four hours after a shift, and enter stops that fill them.

    As troopers of Massachusetts did (Troop E, 2015 to 2018), whose overtime had been paid by the
    stops written down for it. A stop every 40 minutes, nothing found, nobody else there, and no
    entry in the log. Records: all cases that name the officer. Made: these stops.
    """
    rng = world.rng("padded_overtime")
    for unit in units:
        own = world.cases["unit"] == unit
        load = np.bincount(world.cases["officer"][own], minlength=len(world.effort))
        load[(world.roster[:, :-2] == unit).sum(axis=1) < STEADY] = 0
        busy = np.argsort(-load, kind="stable")[: min(6, np.count_nonzero(load))]
        for who in np.sort(rng.choice(busy, AUTHORS, replace=False)):
            cases = world.cases
            honest = np.flatnonzero((cases["officer"] == who) & ~cases["by_badge"])
            size = round(len(honest) * world.dose / (1 - world.dose))
            made = world.add_cases(_stops(world, int(unit), int(who), size, rng))
            world.planted.append(Subject("padded_overtime", "officer", int(who), "incidents",
                                         np.concatenate([honest, made]), made))  # fmt: skip


def _stops(world: World, unit: int, who: int, size: int, rng: np.random.Generator) -> Rows:
    """Stops in blocks of six, each after a shift of the officer's in the unit."""
    rows = cases_of(world, np.full(size, unit), rng)
    rostered = world.roster[who, :-2] == unit
    works, turn = shifts(np.full(len(rostered), who), np.arange(len(rostered)))
    days = np.flatnonzero(rostered & works)
    blocks = -(-size // BLOCK)
    day = rng.choice(days, blocks, replace=blocks > len(days))
    begin = day * DAY + SHIFT_START + (turn[day] + 1) * 480 + rng.integers(5, 20, blocks)
    at = (begin[:, None] + np.arange(BLOCK) * APART + rng.integers(-4, 5, (blocks, BLOCK))).ravel()
    at = at[:size]
    last = np.repeat(begin + BLOCK * APART, BLOCK)[:size]  # all are entered when the block ends
    rows |= {
        "at": at,
        "occurred": at - at % 5,
        "recorded": last + np.arange(size) % BLOCK * 2,
        "officer": np.full(size, who),
        "closed": np.full(size, NEVER),
        "by_badge": np.zeros(size, bool),
        "dispatched": np.zeros(size, bool),
    }
    for name, value in NOTHING:
        rows[name] = np.full(size, value, dtype=object)
    return rows


def nobody_else(world: World, _units: Column) -> None:
    """No colleague attends such a stop, and nobody complains of it."""
    named, cases = world.tables["named_officers"], world.cases
    made = np.concatenate([each.made for each in world.planted if each.kind == "padded_overtime"])
    own = named["officer"] == cases["officer"][named["case"]]
    alone = own & (named["record"] == named["case"])
    world.tables["named_officers"] = named.take(~np.isin(named["case"], made) | alone)
