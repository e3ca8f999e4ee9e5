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
    partner = _partners(world, rng)
    everyone = np.arange(cases.size)
    second = np.flatnonzero(rng.random(cases.size) < 0.6)
    mate = partner[cases["officer"][second]]
    any_mate = assign(world, cases["unit"][second], cases["at"][second], rng)
    mate = np.where((rng.random(len(second)) < 0.5) & (mate >= 0), mate, any_mate)
    case = np.concatenate([everyone, second])
    attended = _once(case, case, np.concatenate([cases["officer"], mate]), "attending")
    heat = 0.15 + rng.gamma(0.9, 1.0, len(world.effort))  # some draw complaints more than others
    against = cases["unit"][some(rng, everyone >= 0, 0.02)]
    case = draw_of_groups(rng, cases["unit"], heat[cases["officer"]], against)
    number = np.arange(len(case))
    both = np.flatnonzero((rng.random(len(case)) < 0.3) & (partner[cases["officer"][case]] >= 0))
    officer = np.concatenate([cases["officer"][case], partner[cases["officer"][case[both]]]])
    number, case = np.concatenate([number, both]), np.concatenate([case, case[both]])
    complained = _once(COMPLAINT + number, case, officer, "complained_of")
    world.tables["named_officers"] = attended.plus(complained)


def _once(record: Column, case: Column, officer: Column, role: str) -> Rows:
    """Each officer once in a record."""
    rows = Rows(record=record, case=case, officer=officer, role=texts([role] * len(record)))
    _, first = np.unique(record * (officer.max() + 1) + officer, return_index=True)
    return rows.take(np.sort(first))


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
