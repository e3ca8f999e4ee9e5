"""To which group do the people of a case belong, by each way of sorting them that is recorded?

A case belongs to a group where all its subjects do; one whose subjects are of several groups, or of
whom it is not known, belongs to none by that sorting.
"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.case_dispositions import PENDING, within
from tallystick.checks.shared.parts import WHOLE, Part, Parts
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.tables.store import Tables

PRIOR, NATIONALITY, GROUP, DISTRICT = "prior convictions", "nationality", "group", "district"
SORTINGS = (PRIOR, NATIONALITY, GROUP, DISTRICT)
WITH_PRIOR, WITHOUT = "one or more", "none"
OF_PERSONS = {PRIOR: "prior_convictions", NATIONALITY: "nationality"}
OF_CASES = {GROUP: "subject_group", DISTRICT: "area_id"}
NAMES = (
    {"involvements": ("incident_id", "person_id", "role")},
    {"outcomes": ("incident_id", "person_id")},
)


def sortings(tables: Tables) -> list[str]:
    """The ways of sorting people into groups that these tables have."""
    named = any(not tables.missing(needs) for needs in NAMES)
    of_persons = [
        name
        for name, column in OF_PERSONS.items()
        if named and tables.holds("persons", "person_id", column)
    ]
    of_cases = [name for name, column in OF_CASES.items() if tables.holds("incidents", column)]
    return [*of_persons, *of_cases]


def people(tables: Tables) -> Relation:
    """Who is a subject of which case, or charged in it: ``incident_id`` and ``person_id``."""
    parts = []
    if not tables.missing(NAMES[0]):
        roles = tables["involvements"]
        parts.append(roles.filter(roles.role == "subject").select("incident_id", "person_id"))
    if not tables.missing(NAMES[1]):
        charges = tables["outcomes"]
        parts.append(charges.filter(charges.person_id.notnull()).select("incident_id", "person_id"))
    return reduce(lambda a, b: a.union(b), parts).distinct()


def once_a_half_year(tables: Tables, cases: Relation) -> Relation:
    """The rows of `ENDED` without decided cases of people who had one in that half-year already.

    Of a case of several people, the first by number stands for all.
    """
    if not any(not tables.missing(needs) for needs in NAMES):
        return cases
    held = people(tables)
    first = held.group_by("incident_id").aggregate(person=held.person_id.min())
    both = cases.left_join(first, "incident_id").drop("incident_id_right")
    both = both.mutate(
        half=(both.quarter - 1) // 2,
        waits=one_if(both.fate == PENDING),
        # A case of which nobody is named is one of its own.
        person=ibis.coalesce(both.person, both.incident_id),
        named=one_if(both.person.notnull()),
    )
    by_time = ibis.window(
        group_by=("person", "named", "half", "waits"), order_by=("occurred_at", "incident_id")
    )
    both = both.mutate(place=ibis.row_number().over(by_time))
    kept = both.filter((both.place == 0) | (both.waits == 1))
    return kept.drop("half", "waits", "person", "named", "place")


def _grouped(tables: Tables, _: Part = WHOLE) -> Relation:
    parts = []
    for sorting in sortings(tables):
        if sorting in OF_CASES:
            rows = within(tables)
            rows = rows.filter(rows[OF_CASES[sorting]].notnull())
            part = rows.select("incident_id", member=rows[OF_CASES[sorting]])
        else:
            part = _by_person(tables, sorting)
        parts.append(part.mutate(sorting=ibis.literal(sorting)))
    named = [part.select("incident_id", "sorting", "member") for part in parts]
    return reduce(lambda a, b: a.union(b), named)


def _by_person(tables: Tables, sorting: str) -> Relation:
    """The cases all of whose people are of one group."""
    persons = tables["persons"].filter(tables["persons"].person_id.notnull())
    each = persons.group_by("person_id").aggregate(
        value=persons[OF_PERSONS[sorting]].max(),
    )
    if sorting == PRIOR:
        each = each.mutate(
            value=ibis.cases((each.value >= 1, WITH_PRIOR), (each.value == 0, WITHOUT))
        )
    both = people(tables).left_join(each, "person_id")
    cases = both.group_by("incident_id").aggregate(
        member=both.value.min(), last=both.value.max(), unknown=one_if(both.value.isnull()).sum()
    )
    return cases.filter(cases.member == cases["last"], cases.unknown == 0)


GROUPED = Shared(
    "cases_by_group", lambda tables: bool(sortings(tables)), _grouped, parts=Parts(_grouped)
)
"""A row per case and ``sorting`` by which it belongs to a group: ``incident_id`` and the group,
``member``. They are several times as many as there are cases, and are kept on disk."""


def of_member(tables: Tables, sorting: str, member: str) -> Relation:
    """The numbers of the cases of one group."""
    rows = GROUPED(tables)
    return rows.filter(rows.sorting == sorting, rows.member == member).select("incident_id")
