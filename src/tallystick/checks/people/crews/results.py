"""Which group of a unit's officers meets the same people, beyond what time and place explain?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tallystick.checks.proposed import proposed, undecided
from tallystick.findings import Named, Result
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.company import LEAST_GROUP, Company
from tallystick.stats.networks.crews import Crew, crew_of
from tallystick.stats.networks.joint import Beside
from tallystick.stats.texts import grouped, numbered

LEAST_OFFICERS = 2 * LEAST_GROUP + 1
MONTHS_QUARTER, MONTHS_HALF, DAY_PARTS, PLACE_PARTS = 3, 6, 8, 4


@dataclass(frozen=True)
class Met:
    """The occasions of a unit, with its officers and people by number."""

    unit: str
    officers: list[str]
    people: list[str]
    company: Company


def of_people(layer: str, unit: np.ndarray, *columns: np.ndarray) -> list[Result]:
    """A result per unit of a layer of people; the columns are those of the check's counts."""
    return [
        result_of(layer, each.unit, each.officers, each.people, each.company,
                  crew_of(each.company))
        for each in _units(unit, *columns)
    ]  # fmt: skip


def _units(
    unit: np.ndarray,
    officer: np.ndarray,
    role: np.ndarray,
    month: np.ndarray,
    day: np.ndarray,
    area: np.ndarray,
    part: np.ndarray,
    weekend: np.ndarray,
    person: np.ndarray,
) -> Iterator[Met]:
    for (name,), own in grouped(unit):
        officers, member = numbered(officer[own])
        areas, where = numbered(area[own])
        roles, kind = numbered(role[own])
        people, who = numbered(person[own])
        months, days, parts = month[own], day[own], part[own]
        start = int(months.min())
        date = (months - start) * 32 + days
        whole = np.array(people)[who] == ""
        key = (date * len(officers) + member) * len(roles) + kind
        first = np.flatnonzero(whole)
        first = first[np.argsort(key[first], kind="stable")]
        at, codes = _came(key, date, parts, kind, who, first, ~whole)
        m, x, p, w, k = (each[first] for each in (months, where, parts, weekend[own], kind))
        half = ((m // MONTHS_HALF) * len(roles) + k) * DAY_PARTS * 2 + p * 2 + w
        quarter = ((m // MONTHS_QUARTER) * len(roles) + k) * len(areas) + x
        persons, number = np.unique(codes, return_inverse=True)
        company = Company(
            member[first], m, x, p // (DAY_PARTS // PLACE_PARTS),
            quarter * PLACE_PARTS + p // (DAY_PARTS // PLACE_PARTS), half, half * len(areas) + x,
            at, number.astype(np.int64), len(officers), len(persons),
        )  # fmt: skip
        yield Met(name, officers, [people[each // len(roles)] for each in persons], company)


def _came(
    key: np.ndarray,
    date: np.ndarray,
    part: np.ndarray,
    kind: np.ndarray,
    who: np.ndarray,
    first: np.ndarray,
    came: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Which occasion each person came to, of a day the first alone; and the person in a role."""
    rows = np.flatnonzero(came)
    rows = rows[np.lexsort((key[rows], part[rows]))]
    codes = who[rows] * (int(kind.max()) + 1) + kind[rows]
    once = np.unique(codes * (int(date.max()) + 1) + date[rows], return_index=True)[1]
    return np.searchsorted(key[first], key[rows[once]]), codes[once]


def result_of(
    layer: str, unit: str, officers: list[str], people: list[str],
    held: Company | Beside, said: Tested[Crew],
) -> Result:  # fmt: skip
    """What is said of one unit in one layer."""
    bare = undecided("unit", unit, layer, said.n)
    reason = _why_not(held, said)
    if reason:
        return replace(bare, reason=reason)
    group = said.numbers.group
    pattern = "together" if group is not None and group.sharing > 0 else "not_found"
    return proposed(bare, said, pattern, **_detail(officers, people, said.numbers))


def _why_not(held: Company | Beside, said: Tested[Crew]) -> str:
    if len(np.unique(held.member)) < LEAST_OFFICERS:
        return "few_officers"
    if isinstance(held, Company) and min(len(np.unique(held.area)), len(np.unique(held.part))) < 2:
        return "one_place"
    return "too_few" if said.minimum_detectable is None else ""


def _detail(officers: list[str], people: list[str], said: Crew) -> dict[str, Any]:
    """The group, its members with their ranks, and what was set aside."""
    known: dict[str, Any] = {
        "groups_asked": said.tests, "left_out": said.left_out, "people_shared": said.persons,
        "people_everywhere": said.everywhere, "officers_in_unit": len(officers),
    }  # fmt: skip
    if said.group is None:
        return {**known, "officers": [], "people": []}
    names = [Named(each, "officer") for each in officers]
    group = said.group
    sharing = group.sharing or len(group.members)
    return {
        **known,
        "officers": [names[each.member] for each in group.members[:sharing]],
        "proposed": len(group.members),
        "again": said.again,
        "people": [people[each] for each in group.persons],
        "members": [
            {
                "officer": names[each.member], "p_value": each.p_value,
                "together": each.found, "occasions": each.n, "expected": each.expected,
                "sorted_by": each.sorting,
            }
            for each in group.members
        ],
    }  # fmt: skip
