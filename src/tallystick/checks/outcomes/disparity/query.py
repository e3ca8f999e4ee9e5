"""To which group do the people of a case belong, by each way of sorting, and what do they bear?

A case belongs to a group where all its subjects do; one whose subjects are of several groups, or of
whom it is not known, belongs to none by that sorting.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.case_dispositions import CHARGES, ENDED, PENDING, has_failed, within
from tallystick.checks.shared.line_records import line_of
from tallystick.checks.shared.parts import WHOLE, Part, Parts
from tallystick.checks.shared.readings_near_line import REACH, beyond, cut, fine_step
from tallystick.checks.shared.rows import beside, with_empty
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.tables import Line
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
KEYS = ("aspect", "sorting", "member", "unit_id", "officer_id", "kind", "half", "bin")
COUNTS = ("n", "failed", "pending")


def sortings(tables: Tables) -> list[str]:
    """The ways of sorting people into groups that these tables have."""
    persons = OF_PERSONS.items() if _are_named(tables) else ()
    of_persons = [name for name, at in persons if tables.holds("persons", "person_id", at)]
    of_cases = [name for name, column in OF_CASES.items() if tables.holds("incidents", column)]
    return [*of_persons, *of_cases]


def _are_named(tables: Tables) -> bool:
    return any(not tables.missing(needs) for needs in NAMES)


def people(tables: Tables) -> Relation:
    """Who is a subject of which case, or charged in it: ``incident_id`` and ``person_id``."""
    parts = []
    if not tables.missing(NAMES[0]):
        roles = tables["involvements"]
        parts.append(roles.filter(roles.role == "subject").select("incident_id", "person_id"))
    if not tables.missing(NAMES[1]):
        charges = tables["outcomes"]
        parts.append(charges.filter(charges.person_id.notnull()).select("incident_id", "person_id"))
    return ibis.union(*parts).distinct()


def once_a_half_year(tables: Tables, cases: Relation) -> Relation:
    """The rows of `ENDED` without decided cases of people who had one in that half-year already.

    Of a case of several people, the first by number stands for all.
    """
    if not _are_named(tables):
        return cases
    held = people(tables)
    first = held.group_by("incident_id").aggregate(person=held.person_id.min())
    both = beside(cases, first, "incident_id")
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
    return ibis.union(
        *(
            _members(tables, sorting).select(
                "incident_id", sorting=ibis.literal(sorting), member="member"
            )
            for sorting in sortings(tables)
        )
    )


def _members(tables: Tables, sorting: str) -> Relation:
    if sorting not in OF_CASES:
        return _by_person(tables, sorting)
    rows = within(tables).rename(member=OF_CASES[sorting])
    return rows.filter(rows.member.notnull())


def _by_person(tables: Tables, sorting: str) -> Relation:
    """The cases all of whose people are of one group."""
    persons = tables["persons"].filter(tables["persons"].person_id.notnull())
    each = persons.group_by("person_id").aggregate(value=persons[OF_PERSONS[sorting]].max())
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


def query(tables: Tables) -> Relation:
    """Cases, and readings around each line, by group, unit, officer, kind, half-year and bin.

    ``aspect`` is "charges" or the name of a line; ``half`` twice the year, and one from July on.
    """
    parts = [_charged(tables)] if ENDED.ready(tables) else []
    parts += [_weighed(tables, line) for line in lines(tables)]
    parts = [with_empty(part, ("kind",), (*COUNTS, "bin")) for part in parts]
    rows = ibis.union(*(part.select(*KEYS, *COUNTS) for part in parts))
    return rows.group_by(*KEYS).aggregate(
        **{name: rows[name].sum().cast("int64") for name in COUNTS}
    )


def lines(tables: Tables) -> tuple[Line, ...]:
    """The lines about which weights can be sorted."""
    weighed = tables.holds("measurements", "incident_id", "kind", "value")
    return tables.frame.lines if weighed else ()


def _charged(tables: Tables) -> Relation:
    cases = once_a_half_year(tables, ENDED(tables)).inner_join(GROUPED(tables), "incident_id")
    return cases.select(
        "sorting", "member", "kind",
        aspect=ibis.literal(CHARGES),
        unit_id=cases.unit_id.fill_null(""),
        officer_id=cases.officer_id.fill_null(""),
        half=((cases.quarter - 1) // 2).cast("int64"),
        n=one_if(cases.fate != PENDING),
        failed=one_if(has_failed(cases)),
        pending=one_if(cases.fate == PENDING),
    )  # fmt: skip


def _weighed(tables: Tables, line: Line) -> Relation:
    rows = cut(tables, line)
    near = rows.milli.between(line.milli // REACH, line.milli * REACH)
    rows = rows.filter(near, rows.on_day.notnull(), rows.incident_id.notnull())
    both = rows.inner_join(GROUPED(tables), "incident_id")
    return both.select(
        "sorting", "member",
        aspect=ibis.literal(line.name),
        unit_id=both.unit_id.fill_null(""),
        officer_id=both.officer_id.fill_null(""),
        half=both.on_day.year().cast("int64") * 2 + one_if(both.on_day.month() > 6),
        bin=(both.milli // fine_step(line)).cast("int64"),
        n=both["count"].cast("int64"),
    )  # fmt: skip


def is_of_charges(result: Result) -> bool:
    """Whether a result is of cases, and not of weights."""
    return bool(result.detail["aspect"] == CHARGES)


def borne(tables: Tables, result: Result) -> Relation:
    """The records of the group of a result."""
    own = of_member(tables, result.detail["sorting"], result.detail["member"])
    if is_of_charges(result):
        rows = ENDED(tables)
        return rows.filter(has_failed(rows)).semi_join(own, "incident_id")
    return everyone(tables, result).semi_join(own, "incident_id")


def everyone(tables: Tables, result: Result) -> Relation:
    """What all groups together bear records of: decided cases, or weights just over the line."""
    if is_of_charges(result):
        rows = ENDED(tables)
        return rows.filter(rows.fate != PENDING)
    return beyond(tables, line_of(tables, result), int(result.detail["target_milli"]))
