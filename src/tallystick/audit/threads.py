"""Which findings and leads share more than chance lets unrelated ones share?

Two case lists are compared by the cases on both, by the persons whom both name in different cases,
and by the officers in whose name their records stand.

Cases are compared within unit and month, and within the day, each by offence and clearance, and the
larger chance counts (Berger 1982), so that lists of the ends of months share nothing by it. Persons
are compared within the unit, the number (by doublings) and the last year of their cases, so that
somebody who is named everywhere joins nothing. Officers join two lists only where the days of these
lie at most `NEAR_DAYS` apart: the chance is that of being near in time, times that of the unit
where each list is of one and the same, times the tail of how many officers of the shorter list are
of the longer one, each by the share of their unit's work that these have in that time.

Weeks, areas and units alone join nothing. Two questions of one family of which one list lies within
the other (`WITHIN` of its cases) are not compared: they ask the same records twice. Every
comparison that could be made is counted: those of two findings by Bonferroni at `OF_FINDINGS`,
those with a lead at `OF_LEADS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np

from tallystick.audit.thread_events import events_of
from tallystick.audit.thread_lists import Population, Stratum, ThreadList
from tallystick.engine import Engine
from tallystick.findings import Finding
from tallystick.findings.thread import Join, Shared, Thread
from tallystick.stats.networks.overlap import chance_of_meeting, chance_of_near, chance_of_overlap
from tallystick.tables.store import Tables

OF_FINDINGS, OF_LEADS = 0.04, 0.01
"""Both together are one in twenty, most of it for findings, whose threads are read first."""
LEAST = {"cases": 3, "persons": 2, "officers": 1}
LEAST_SHARE = 0.25
"""The share of the records of either list that shared officers must have."""
NEAR_DAYS = 30
WITHIN = 0.8


def threads(
    folder: Path,
    told: Sequence[Finding],
    tables: Tables,
    engine: Engine,
    span: tuple[str | None, str | None],
) -> tuple[Thread, ...]:
    """Return the threads of the findings and leads `told`, those with most findings first.

    Their case lists are read where they lie in `folder`; `span` is the first and last day of the
    records. A lead on an officer has no case list, and is in no thread.
    """
    population, groups = Population(tables, engine), _groups(told)
    listing = sum(any(each.evidence for each in group) for group in groups)
    if listing < 2 or not population.is_ready or None in span:
        return ()
    days = tuple(date.fromisoformat(str(each)) for each in span)
    try:
        found = (population.listed(group, folder) for group in groups)
        lists = [each for each in found if each is not None]
        joins = joins_among(lists, population, days)
    finally:
        population.release()
    made = []
    for part in _components(lists, joins):
        ids = {member for each in part for member in each.members}
        members = tuple(each.id for each in told if each.id in ids)
        own = tuple(join for join in joins if join.one in ids)
        events, more = events_of(part, tables, engine, population.officers)
        made.append(Thread("", members, own, events, more))
    made.sort(key=lambda each: (-sum(m.startswith("F") for m in each.members), each.members))
    return tuple(replace(each, id=f"T-{place}") for place, each in enumerate(made, 1))


def _groups(told: Sequence[Finding]) -> list[list[Finding]]:
    """The findings and leads that rest on the same cases already, in their order."""
    root = {each.id: each.id for each in told}
    for each in told:
        for other in (each.part_of, each.same_as):
            if other in root:
                _unite(root, each.id, other)
    held: dict[str, list[Finding]] = {}
    for each in told:
        held.setdefault(_root(root, each.id), []).append(each)
    return list(held.values())


def joins_among(
    lists: Sequence[ThreadList], population: Population, span: tuple[date, ...]
) -> tuple[Join, ...]:
    """Return the comparisons of all pairs of lists that stand after all are counted.

    `span` is the first and last day of the records.
    """
    compared: dict[bool, list[Join]] = {True: [], False: []}
    for one, other in combinations(lists, 2):
        for by, shared, chance in _compared(one, other, population, span):
            join = Join(one.members[0], other.members[0], by, shared, chance)
            compared[one.has_finding and other.has_finding].append(join)
    stands = []
    for both, level in ((True, OF_FINDINGS), (False, OF_LEADS)):
        for join in compared[both]:
            if (chance := join.chance * len(compared[both])) <= level:
                stands.append(replace(join, chance=chance))
    return tuple(stands)


def _compared(
    one: ThreadList, other: ThreadList, population: Population, span: tuple[date, ...]
) -> Iterator[tuple[Shared, int, float]]:
    """Each comparison that two lists allow: by what, how many are shared, and the chance."""
    if one.families & other.families and _lies_within(one, other):
        return
    if one.cases and other.cases:
        shared = len(one.cases & other.cases)
        few = shared < LEAST["cases"]
        yield "cases", shared, 1.0 if few else _of_cases(one, other, population, shared)
    if one.persons and other.persons:
        apart = _apart(one, other)
        few = len(apart) < LEAST["persons"]
        yield "persons", len(apart), 1.0 if few else _of_persons(one, other, population, apart)
    if one.officers and other.officers and one.days and other.days:
        both = one.officers.keys() & other.officers.keys()
        few = not both or min(each.share_of(both) for each in (one, other)) < LEAST_SHARE
        chance = 1.0 if few else _of_officers(one, other, population, span, len(both))
        yield "officers", len(both), chance


def _of_cases(one: ThreadList, other: ThreadList, population: Population, shared: int) -> float:
    chances = []
    for of, whole in (("place", population.places), ("time", population.times)):
        lists = [
            Counter(getattr(each.records[case], of) for case in each.cases) for each in (one, other)
        ]
        chances.append(_within_strata(lists, whole, shared))
    return max(chances)


def _within_strata(
    lists: Sequence[Counter[Stratum]], whole: Mapping[Stratum, int], shared: int
) -> float:
    strata = sorted(lists[0].keys() & lists[1].keys() & whole.keys())
    ours, theirs = (np.array([each[key] for key in strata], dtype=np.int64) for each in lists)
    sizes = np.array([whole[key] for key in strata], dtype=np.int64)
    return chance_of_overlap(ours, theirs, sizes, shared)


def _lies_within(one: ThreadList, other: ThreadList) -> bool:
    least = min(len(one.cases), len(other.cases))
    return bool(least) and len(one.cases & other.cases) >= WITHIN * least


def _apart(one: ThreadList, other: ThreadList) -> list[str]:
    """The persons whom both lists name in different cases."""
    return [
        person
        for person in one.persons.keys() & other.persons.keys()
        if one.persons[person] - other.cases and other.persons[person] - one.cases
    ]


def _of_persons(
    one: ThreadList, other: ThreadList, population: Population, apart: Sequence[str]
) -> float:
    lists = [Counter(each.classes.values()) for each in (one, other)]
    strata = sorted(lists[0].keys() & lists[1].keys())
    ours, theirs = (np.array([each[key] for key in strata], dtype=np.int64) for each in lists)
    whole = np.array([population.person_strata[key] for key in strata], dtype=np.int64)
    return chance_of_overlap(ours, theirs, whole, len(apart))


def _of_officers(
    one: ThreadList, other: ThreadList, population: Population, span: tuple[date, ...], near: int
) -> float:
    longer, shorter = sorted((one, other), key=lambda each: -len(each.records))
    assert longer.days is not None
    assert shorter.days is not None
    first, last = (
        day + timedelta(days=by * NEAR_DAYS) for day, by in zip(longer.days, (-1, 1), strict=True)
    )
    begin, end = shorter.days
    if begin > last or end < first:
        return 1.0
    zero = min(span[0], begin, longer.days[0])
    until = max(span[1], end, longer.days[1])
    meeting = chance_of_meeting(
        (first - zero).days, (last - zero).days, (end - begin).days, (until - zero).days
    )
    months = [day.year * 12 + day.month for day in (first, last)]
    within: Counter[str] = Counter()
    for (unit, month), n in population.months.items():
        if months[0] <= month <= months[1]:
            within[unit] += n
    worked = population.worked(list(longer.officers), months[0], months[1])
    shares = [
        worked.get(unit, 0) / within[unit] if within[unit] else 1.0
        for unit in shorter.officers.values()
    ]
    alone = longer.unit if longer.unit == shorter.unit else None
    of_unit = within[alone] / within.total() if alone is not None and within.total() else 1.0
    return meeting * of_unit * chance_of_near(shares, near)


def _components(lists: Sequence[ThreadList], joins: Sequence[Join]) -> list[list[ThreadList]]:
    """The lists that joins bind together, two or more."""
    root = {each.members[0]: each.members[0] for each in lists}
    for join in joins:
        _unite(root, join.one, join.other)
    held: dict[str, list[ThreadList]] = {}
    for each in lists:
        held.setdefault(_root(root, each.members[0]), []).append(each)
    return [part for part in held.values() if len(part) > 1]


def _root(root: dict[str, str], of: str) -> str:
    while root[of] != of:
        of = root[of]
    return of


def _unite(root: dict[str, str], one: str, other: str) -> None:
    root[_root(root, one)] = _root(root, other)
