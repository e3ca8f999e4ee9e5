"""Officers who attend a case beside the one who made it, and are complained of together.

A unit works in shifts: an officer asks for help, if at all, from those of the unit who have a case
on the same day, the own partner first. Complaints name those who attended a case. A crew calls its
own members to its cases, or is complained of together, in a share of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tallystick.simulate.single.act import Act
from tallystick.simulate.single.columns import Flags, Floats, Ints, busiest, texts

JOINT_CASES, JOINT_COMPLAINTS = "joint cases", "joint complaints"
WAYS = (JOINT_CASES, JOINT_COMPLAINTS)
MEMBERS = 4
NOBODY = -1


@dataclass(frozen=True)
class Attendance:
    """How officers attend each other's cases.

    Parameters
    ----------
    alone
        Share of the cases that nobody else attends.
    partner
        Share of the others to which the own partner comes; partners are two of a unit.
    more
        Chance of each further officer.
    liking
        The parameter of the gamma law by which officers prefer some colleagues; small is unlike.
    complained
        Share of the attended cases in which somebody complains of all who were there.
    squads
        Into how many squads a unit is split; only those of one squad attend each other's cases.
    """

    alone: float = 0.5
    partner: float = 0.4
    more: float = 0.3
    liking: float = 4.0
    complained: float = 0.08
    squads: int = 1


ORDINARY = Attendance()


def attended(
    cases: pa.Table, how: Attendance, act: Act, rng: np.random.Generator
) -> tuple[pa.Table, frozenset[str]]:
    """Return `named_officers` of the cases, and who is in a crew.

    With a way four officers of each of the act's units call each other to the share of the dose of
    their cases that are attended, or are complained of together beside what others are complained
    of.
    """
    held = cases.filter(cases["officer_id"].is_valid())
    names, officer = np.unique(texts(held, "officer_id"), return_inverse=True)
    unit = texts(held, "unit_id")
    month = held["occurred_at"].to_numpy().astype("datetime64[M]").astype(np.int64)
    rows: list[tuple[int, int, int]] = []
    crew: frozenset[int] = frozenset()
    for name in np.unique(unit).tolist():
        own = np.flatnonzero(unit == name)
        crew_here = _crew(officer[own], rng, act, name)
        crew |= crew_here
        rows += _unit(own, officer, month, how, crew_here, act, rng)
    case, who, complained = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    role = np.where(complained == 1, "complained_of", "attending")
    of = held.take(pa.array(case))
    table = pa.table(
        {
            "record_id": of["incident_id"],
            "officer_id": pa.array(names[who].tolist()),
            "role": pa.array(role.tolist()),
            **{name: of[name] for name in ("unit_id", "occurred_at", "area_id")},
        }
    )
    return table, frozenset(names[each] for each in crew)


def _crew(officer: Ints, rng: np.random.Generator, act: Act, unit: str) -> frozenset[int]:
    """Some of those of a unit who have most cases: who served there longest; else nobody."""
    if act.way not in WAYS or unit not in act.units:
        return frozenset()
    return frozenset(rng.choice(busiest(officer, 2 * MEMBERS), MEMBERS, replace=False).tolist())


def _unit(
    own: Ints, officer: Ints, month: Ints, how: Attendance, crew: frozenset[int], act: Act,
    rng: np.random.Generator,
) -> list[tuple[int, int, int]]:  # fmt: skip
    """Case, officer and whether it is a complaint, of one unit."""
    members = np.unique(officer[own])
    squad = np.arange(len(members)) % how.squads
    turn = np.arange(len(members)) // how.squads
    mate = {
        int(each): {int(x) for x in members[(squad == squad[at]) & (turn // 2 == turn[at] // 2)]}
        for at, each in enumerate(members)
    }
    like = rng.gamma(how.liking, 1 / how.liking, (len(members), len(members)))
    present = {
        int(each): np.isin(members, officer[own][month[own] == each])
        for each in np.unique(month[own])
    }
    rows: list[tuple[int, int, int]] = []
    for case in own.tolist():
        first, there = int(officer[case]), present[int(month[case])]
        at = int(np.searchsorted(members, first))
        others = there & (squad == squad[at]) & (members != first)
        calls = first in crew and rng.random() < act.dose
        beside = _beside(first, members, others, mate[first], like[at], how, rng)
        if beside and act.way == JOINT_CASES and calls:
            free = np.array([x for x in crew if x != first and there[members == x].any()])
            beside = rng.permutation(free)[: len(beside)].tolist() if len(free) else beside
        rows += [(case, each, 0) for each in (first, *beside)]
        named = (first, *beside) if beside and rng.random() < how.complained else ()
        if act.way == JOINT_COMPLAINTS and calls and rng.random() < how.complained:
            free = np.array([x for x in crew if x != first])
            named = (first, *rng.permutation(free)[: int(rng.integers(1, len(free) + 1))].tolist())
        rows += [(case, each, 1) for each in named]
    return rows


def _beside(
    first: int, members: Ints, others: Flags, mates: set[int], like: Floats,
    how: Attendance, rng: np.random.Generator,
) -> list[int]:  # fmt: skip
    """Who comes to a case of `first`."""
    if rng.random() < how.alone or not others.any():
        return []
    mate = [at for at in np.flatnonzero(others).tolist() if int(members[at]) in mates]
    found = mate[:1] if mate and rng.random() < how.partner else []
    weight = like * others
    weight[found] = 0.0
    while len(found) < 1 or rng.random() < how.more:
        summed = np.cumsum(weight)
        if summed[-1] <= 0:
            break
        found.append(int(np.searchsorted(summed, rng.random() * summed[-1], side="right")))
        weight[found] = 0.0
    return [int(members[at]) for at in found]
