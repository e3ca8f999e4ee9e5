"""Who else attended a case, and complaints against officers."""

from __future__ import annotations

import numpy as np

from rivals.rows import Column, Rows, draw_of_groups, some, texts
from rivals.staff import assign
from rivals.world import World

COMPLAINT = 10**9  # records from this number on are complaints


def draw_crews(world: World) -> None:
    """Officers who attended, partners more often than others; and those complained of."""
    rng, cases = world.rng("crews"), world.cases
    count = len(world.effort)
    partner = _partners(world, rng)
    everyone = np.arange(cases.size)
    second = np.flatnonzero(rng.random(cases.size) < 0.6)
    with_partner = rng.random(len(second)) < 0.5
    mate = partner[cases["officer"][second]]
    any_mate = assign(world, cases["unit"][second], cases["at"][second], rng)
    mate = np.where(with_partner & (mate >= 0), mate, any_mate)
    record = np.concatenate([everyone, second])
    officer = np.concatenate([cases["officer"], mate])
    attended = _once(record, officer, count)
    heat = 0.15 + rng.gamma(0.9, 1.0, count)  # some draw complaints more than others
    against = some(rng, everyone >= 0, 0.02)
    accused = draw_of_groups(rng, cases["unit"], heat[cases["officer"]], cases["unit"][against])
    extra = rng.random(len(against)) < 0.3
    source = np.concatenate([accused, accused[extra]])
    number = np.concatenate([np.arange(len(accused)), np.flatnonzero(extra)])
    named = cases["officer"][source].copy()
    helper = partner[named[len(accused):]]  # fmt: skip
    named[len(accused):] = np.where(helper >= 0, helper, named[len(accused):])  # fmt: skip
    complained = _once(COMPLAINT + number, named, count)
    parts = ((record, officer, everyone_of(record), attended, "attending"),
             (COMPLAINT + number, named, source, complained, "complained_of"))  # fmt: skip
    tables = [
        Rows(record=a[keep], officer=b[keep], case=c[keep], role=texts([role] * len(keep)))
        for a, b, c, keep, role in parts
    ]
    world.tables["named_officers"] = tables[0].plus(tables[1])


def everyone_of(record: Column) -> Column:
    """The case of an attendance is its record."""
    return record


def _partners(world: World, rng: np.random.Generator) -> Column:
    """A steady partner for most officers, of the same unit at the beginning."""
    home = world.notes["serving"][:, 0]
    partner = np.full(len(home), -1)
    for unit in range(home.max() + 1):
        members = rng.permutation(np.flatnonzero(home == unit))
        half = len(members) // 2
        partner[members[:half]], partner[members[half : 2 * half]] = (
            members[half : 2 * half],
            members[:half],
        )
    return partner


def _once(record: Column, officer: Column, count: int) -> Column:
    return np.sort(np.unique(record * count + officer, return_index=True)[1])
