"""Which group of a unit's officers hangs together, in each layer of its network and in all?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tallystick.checks.people.crews.query import ALL, JOINT, LAYERS, PEOPLE, ROLES
from tallystick.checks.proposed import Proposed, proposed, undecided
from tallystick.findings import Named, Result
from tallystick.stats.combination import cauchy_combination
from tallystick.stats.estimate import Tested
from tallystick.stats.networks.beside import LARGE_SCENE, Beside
from tallystick.stats.networks.company import LEAST_GROUP, Company
from tallystick.stats.networks.crews import Crew, crew_of
from tallystick.stats.networks.joint import joint_of
from tallystick.stats.texts import at, grouped, numbered
from tallystick.tables import Frame

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]

LEAST_OFFICERS = 2 * LEAST_GROUP + 1
MONTHS_QUARTER, MONTHS_HALF, DAYS = 3, 6, 32
DAY_PARTS, PLACE_PARTS, THIRDS = 8, 4, 3
SEVERAL_MONTHS = {"attending": (3, 1, 3), "complained_of": (6, 3, 6)}
"""Of how many months the strata by place, by time and by both are, by the role in files."""


def results_of(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return one result per unit and layer, and one of all layers of a unit that has several."""
    results: list[Result] = []
    for layer in LAYERS:
        given = at(columns, np.isin(columns["role"], ROLES[layer]))
        results += [
            _of_unit(layer, unit, at(given, rows)) for (unit,), rows in grouped(given["unit_id"])
        ]
    units: dict[str, list[Result]] = {}
    for each in results:
        if each.p_value is not None:
            units.setdefault(each.subject, []).append(each)
    results += [_combined(held) for held in units.values() if len(held) > 1]
    return results or [undecided("agency", "", PEOPLE, reason="nobody")]


def _combined(held: Sequence[Result]) -> Result:
    """The Cauchy combination of the layers of a unit, told of the strongest."""
    best = min(held, key=lambda each: each.p_value or 0.0)
    layers = [
        {"layer": each.aspect, "p_value": each.p_value, "officers": each.detail["officers"]}
        for each in held
    ]
    whole = replace(
        best, aspect=ALL, n=sum(each.n for each in held),
        p_value=cauchy_combination(np.array([each.p_value for each in held], dtype=np.float64)),
        detail={**best.detail, "layer": best.aspect, "layers": layers},
    )  # fmt: skip
    # The layer itself must show a pattern too.
    return Proposed.of(whole, besides=(best.p_value or 0.0,))


def _of_unit(layer: str, unit: str, rows: Columns) -> Result:
    """What is said of one unit in one layer."""
    officers, member = numbered(rows["officer_id"])
    people: list[str] = []
    held: Company | Beside
    if layer in JOINT:
        held = _beside(rows, member, len(officers))
        said = joint_of(held)
    else:
        held, people = _company(rows, member, len(officers))
        said = crew_of(held)
    bare = undecided("unit", unit, layer, said.n)
    if reason := _why_not(held, said):
        return replace(bare, reason=reason)
    group = said.numbers.group
    pattern = "together" if group is not None and group.sharing > 0 else "not_found"
    return proposed(bare, said, pattern, **_detail(officers, people, said.numbers))


def _why_not(held: Company | Beside, said: Tested[Crew]) -> str:
    if len(np.unique(held.member)) < LEAST_OFFICERS:
        return "few_officers"
    if isinstance(held, Company) and min(len(np.unique(held.area)), len(np.unique(held.part))) < 2:
        return "one_place"
    if said.numbers.in_teams:
        return "in_teams" if isinstance(held, Beside) else "in_teams_of_people"
    return "too_few" if said.minimum_detectable is None else ""


def _company(rows: Columns, member: Ints, members: int) -> tuple[Company, list[str]]:
    """The occasions of a unit's officers, and the people who came to them by number."""
    areas, where = numbered(rows["area_id"])
    roles, kind = numbered(rows["role"])
    people, who = numbered(rows["person"])
    month, part = rows["month"], rows["part"]
    date = (month - month.min()) * DAYS + rows["day_of_month"]
    key = (date * members + member) * len(roles) + kind
    whole = np.array(people)[who] == ""
    first = np.flatnonzero(whole)
    first = first[np.argsort(key[first], kind="stable")]
    # Of a day, each person in a role came to the first occasion alone.
    came = np.flatnonzero(~whole)
    came = came[np.lexsort((key[came], part[came]))]
    codes = who[came] * len(roles) + kind[came]
    once = np.unique(codes * (int(date.max()) + 1) + date[came], return_index=True)[1]
    persons, number = np.unique(codes[once], return_inverse=True)
    m, x, p, w, k = (each[first] for each in (month, where, part, rows["weekend"], kind))
    half = ((m // MONTHS_HALF) * len(roles) + k) * DAY_PARTS * 2 + p * 2 + w
    quarter = ((m // MONTHS_QUARTER) * len(roles) + k) * len(areas) + x
    place_part = p // (DAY_PARTS // PLACE_PARTS)
    company = Company(
        member[first], m, x, place_part,
        quarter * PLACE_PARTS + place_part, half, half * len(areas) + x,
        np.searchsorted(key[first], key[came[once]]), number.astype(np.int64),
        members, len(persons),
    )  # fmt: skip
    return company, [people[each // len(roles)] for each in persons]


def _beside(rows: Columns, member: Ints, members: int) -> Beside:
    """The first file of each officer's day, with who else was named there."""
    files, file = numbered(rows["person"])
    month = rows["month"] - rows["month"].min()
    strata = _strata(rows, month)
    cells, named = [], []
    for each in strata:
        number, of = np.unique(each, return_inverse=True)
        held = np.zeros((len(number), members))
        np.add.at(held, (of, member), 1.0)
        cells.append(of.astype(np.int64))
        named.append(held)
    order = np.lexsort((file, member))
    date = (member * (int(month.max()) + 1) + month) * DAYS + rows["day_of_month"]
    first = order[np.unique(date[order], return_index=True)[1]]
    there = np.zeros((len(files), members), dtype=bool)
    there[file, member] = True
    beside = there[file[first]].copy()
    beside[np.arange(len(first)), member[first]] = False
    large = beside.sum(axis=1) > max(LARGE_SCENE, members // 3)
    kept = first[~large]
    return Beside(
        member[kept], month[kept], np.stack([each[kept] for each in cells]), beside[~large],
        tuple(named), int(large.sum()),
    )  # fmt: skip


def _strata(rows: Columns, month: Ints) -> tuple[Ints, Ints, Ints]:
    """The number of each row's stratum by place, by time and by both, (R,) each."""
    _, where = numbered(rows["area_id"])
    third, weekend = rows["part"] // THIRDS, rows["weekend"]
    by_place, by_time, by_both = (month // long for long in SEVERAL_MONTHS[str(rows["role"][0])])
    areas = where.max() + 1
    return (
        (by_place * areas + where) * THIRDS + third,
        (by_time * THIRDS + third) * 2 + weekend,
        ((by_both * areas + where) * THIRDS + third) * 2 + weekend,
    )


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
