"""Which officers of the whole agency are named together most? A list beside the test of units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from ibis.expr.types import Table as Relation
from numpy.typing import NDArray

from tallystick.checks.people.crews.query import CASES, COMPLAINTS, NAMED, ROLES
from tallystick.findings.officer_group import OfficerGroup
from tallystick.stats.networks.joint_naming import HALVES, LARGEST_FILE, Namings
from tallystick.stats.networks.team_ranking import Ranked, ranking
from tallystick.stats.texts import at, numbered
from tallystick.tables.store import Tables

Ints = NDArray[np.int64]
Columns = Mapping[str, np.ndarray]
FROM = date(1970, 1, 1)


def namings(tables: Tables) -> Relation | None:
    """A row per role, file and officer, with the unit and the day; None where no table has them."""
    if tables.missing(NAMED):
        return None
    rows = tables["named_officers"]
    rows = rows.filter(*(rows[name].notnull() for name in NAMED["named_officers"]))
    each = rows.group_by("role", "record_id", "officer_id").aggregate(
        unit_id=rows.unit_id.min(), occurred_at=rows.occurred_at.min()
    )
    day = each.occurred_at.date()
    return each.select(
        "role", "record_id", "officer_id", "unit_id",
        year=day.year().cast("int64"), month=day.month().cast("int64"),
        day=day.epoch_seconds().cast("int64") // 86_400,
    ).order_by("role", "record_id", "officer_id")  # fmt: skip


def groups_of(columns: Columns, progress: Callable[[str], None]) -> list[OfficerGroup]:
    """The groups of each role, from the columns of `namings`."""
    found: list[OfficerGroup] = []
    for layer in (CASES, COMPLAINTS):
        (role,) = ROLES[layer]
        rows = at(columns, columns["role"] == role)
        if len(rows["role"]):
            found += _of_role(role, rows, progress)
    return found


def _of_role(role: str, rows: Columns, progress: Callable[[str], None]) -> list[OfficerGroup]:
    _, file = numbered(rows["record_id"])
    officers, member = numbered(rows["officer_id"])
    units, unit = numbered(rows["unit_id"])
    year = rows["year"] - rows["year"].min()
    half = (rows["year"] * 12 + rows["month"]) % HALVES
    given = Namings(file, member, unit, year, rows["day"], half)
    ranked = ranking(given, progress)
    return [_told(role, each, given, officers, units, ranked.most_in_teams)
            for each in ranked.teams]  # fmt: skip


def _told(
    role: str, ranked: Ranked, given: Namings, officers: list[str], units: list[str], most: bool
) -> OfficerGroup:
    inside = np.isin(given.member, ranked.team.members)
    whole = np.bincount(given.file)
    several = np.bincount(given.file[inside], minlength=len(whole))
    joint = (several > 1) & (whole <= LARGEST_FILE)
    rows = inside & joint[given.file]
    served = Counter(given.unit[rows].tolist())
    days = given.day[rows]
    return OfficerGroup(
        role=role,
        kind=ranked.kind,
        place=ranked.place,
        officers=tuple(officers[each] for each in ranked.team.members),
        units=tuple(units[each] for each, _ in sorted(served.items(), key=lambda x: (-x[1], x[0]))),
        files=int(joint.sum()),
        first=date.fromordinal(FROM.toordinal() + int(days.min())),
        last=date.fromordinal(FROM.toordinal() + int(days.max())),
        strength=ranked.team.strength,
        expected=ranked.expected,
        most_in_teams=most,
    )
