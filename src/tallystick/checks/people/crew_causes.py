"""Which innocent causes of a group that meets the same people can the records speak to?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike
from tallystick.checks.people.crew_postings import posted_together
from tallystick.checks.people.layers import JOINT, PEOPLE, SUBJECTS, layer_of, of_layer
from tallystick.findings import Result
from tallystick.tables.store import Tables

THIRD_PARTS = 3
INFORMANT = "informant"


def _of_people(result: Result) -> bool:
    return not _of_joint(result)


def _of_joint(result: Result) -> bool:
    return layer_of(result) in JOINT


def _of_chosen(result: Result) -> bool:
    return layer_of(result) == PEOPLE


def _occasions(tables: Tables, result: Result) -> Relation:
    return of_layer(tables, result).distinct()


def _one_place(tables: Tables, result: Result) -> Relation:
    """Occasions of one area and one third of the day."""
    rows = _occasions(tables, result)
    return most_alike(rows.mutate(third=rows.part // THIRD_PARTS), "area_id", "third")


def _one_operation(tables: Tables, result: Result) -> Relation:
    """Occasions of one calendar month."""
    return most_alike(_occasions(tables, result), "month")


def _joint(tables: Tables, result: Result) -> Relation:
    """Occasions on days on which two or more of the officers had one in the same area."""
    rows = _occasions(tables, result)
    day = ("month", "day_of_month", "area_id")
    each = rows.group_by(*day).aggregate(n=rows.count(), officers=rows.officer_id.nunique())
    joint = (each.officers >= 2).ifelse(each.n, 0)
    return each.aggregate(
        explains=joint.sum().fill_null(0).cast("int64"), of=each.n.sum().fill_null(0).cast("int64")
    )


def _informants(tables: Tables, result: Result) -> Relation:
    """Occasions at which the person was an informant, whom a team may handle together."""
    rows = _occasions(tables, result)
    told = (rows.role == INFORMANT).ifelse(1, 0)
    return rows.aggregate(explains=told.sum().fill_null(0).cast("int64"), of=rows.count())


EXPLANATIONS = (
    InnocentCause(
        "The officers are posted to one place and shift, where the people work or live",
        "Look how many of the occasions lie in one area and one third of the day",
        _one_place,
    ),
    InnocentCause(
        "The officers serve together: a patrol pair, a team",
        "Look how many of the occasions fall on days on which two of them were in one area, and "
        "compare with the rosters",
        _joint,
        {"incidents": ("area_id",)},
        _of_people,
    ),
    InnocentCause(
        "One roster, car or squad binds these officers to each other",
        "Ask for the rosters and car assignments of those months: no column here tells them",
        applies=_of_joint,
    ),
    InnocentCause(
        "The officers were posted to one unit together for longer than others were",
        "Look how many of the pairs of them in one file their days of a shared posting would give "
        "at the rate of the unit's other pairs: a shared posting alone explains none, since all of "
        "a unit have one",
        posted_together,
        {"postings": ("officer_id", "unit_id", "from_date")},
        _of_joint,
    ),
    InnocentCause(
        "One operation, at which the same people were asked for weeks",
        "Look how many of the occasions lie in one calendar month, and ask for the operation's "
        "plan",
        _one_operation,
    ),
    InnocentCause(
        "An informant whom a team handles together",
        "Look how many of the occasions are of informants, and ask for the register of handlers",
        _informants,
        applies=_of_chosen,
    ),
    InnocentCause(
        "A squad that has the task of arresting the same few people",
        "Ask for the tasking of those months, and who took part by order",
        applies=lambda result: layer_of(result) == SUBJECTS,
    ),
    InnocentCause(
        "Volunteers, students or employees attest by roster, on these officers' shifts",
        "Ask for the rosters of volunteers and of the officers",
        applies=_of_chosen,
    ),
    InnocentCause(
        "One number is entered for whoever attests",
        "Look the person's number up in the register, and compare names and signatures on paper",
        applies=_of_chosen,
    ),
)
