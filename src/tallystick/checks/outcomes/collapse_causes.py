"""Which innocent causes of cases that fail can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.flags import one_if
from tallystick.checks.most_alike import most_alike_known
from tallystick.checks.outcomes.ended import CHARGES, ENDED, HELD, PENDING, has_failed
from tallystick.checks.outcomes.examined import EXAMINED
from tallystick.checks.outcomes.unlike import among_unlike, most_unlike
from tallystick.findings import Result
from tallystick.tables.store import Tables

LAST_QUARTERS, LEAST_QUARTERS = 2, 4
TOLD_BY = ("complainant", "witness", "victim")


def failed(tables: Tables, result: Result) -> Relation:
    """The subject's cases that failed in the aspect of a result."""
    rows = (ENDED if result.aspect == CHARGES else EXAMINED)(tables)
    rows = rows.filter(has_failed(rows))
    if result.subject_kind == "agency":
        return rows
    column = rows.unit_id if result.subject_kind == "unit" else rows.officer_id
    return rows.filter(column == result.subject)


def _every(tables: Tables, result: Result) -> Relation:
    """All decided cases of the aspect of a result."""
    rows = (ENDED if result.aspect == CHARGES else EXAMINED)(tables)
    return rows.filter(rows.fate != PENDING)


def _most_by(column: str) -> Callable[[Tables, Result], Relation]:
    """How many share the value of `column` that most of them have, if it is not that of most."""
    return lambda tables, result: most_unlike(
        failed(tables, result), _every(tables, result), column
    )


def _one_month(tables: Tables, result: Result) -> Relation:
    rows = failed(tables, result)
    return most_alike_known(rows.mutate(key=rows.decided_at.truncate("M")), "key")


def _one_day(tables: Tables, result: Result) -> Relation:
    rows = failed(tables, result)
    return most_alike_known(rows.mutate(key=rows.decided_at.date()), "key")


def _newest(tables: Tables, result: Result) -> Relation:
    """Cases whose deed lies in the last two quarters, of four or more."""
    rows = failed(tables, result)
    every = (ENDED if result.aspect == CHARGES else EXAMINED)(tables)
    rows = rows.cross_join(every.aggregate(last=every.quarter.max(), first=every.quarter.min()))
    late = (rows.quarter > rows["last"] - LAST_QUARTERS) & (
        rows["first"] <= rows["last"] - LEAST_QUARTERS + 1
    )
    return rows.aggregate(explains=one_if(late).sum().fill_null(0), of=rows.count())


def _with_one_person(rows: Relation, people: Relation) -> Relation:
    """How many of the cases have the person whom most of them have; ``incident_id, person_id``."""
    held = people.semi_join(rows, "incident_id").distinct()
    each = held.group_by("person_id").aggregate(n=held.count())
    most = each.aggregate(explains=each.n.max().fill_null(0).cast("int64"))
    return rows.aggregate(of=rows.count()).cross_join(most)


def _one_defendant(tables: Tables, result: Result) -> Relation:
    charges = tables["outcomes"].filter(tables["outcomes"].person_id.notnull())
    return _with_one_person(failed(tables, result), charges.select("incident_id", "person_id"))


def _one_who_told(tables: Tables, result: Result) -> Relation:
    roles = tables["involvements"]
    roles = roles.filter(roles.role.isin(TOLD_BY)).select("incident_id", "person_id")
    return _with_one_person(failed(tables, result), roles)


def _somebody_told(tables: Tables, result: Result) -> Relation:
    """Cases that were given up and rest on a complainant, witness or victim, if most do not."""
    roles, rows = tables["involvements"], failed(tables, result)
    roles = roles.filter(roles.role.isin(TOLD_BY))
    told = rows.filter(rows.fate.isin(("withdrawn", "dismissed"))).semi_join(roles, "incident_id")
    held = _every(tables, result)
    held = held.filter(held.fate == HELD).semi_join(roles, "incident_id")
    named = told.select("incident_id").union(held.select("incident_id"))
    return among_unlike(rows, _every(tables, result), named)


def _of_charges(result: Result) -> bool:
    return result.aspect == CHARGES


def _of_goods(result: Result) -> bool:
    return result.aspect != CHARGES


def _of_a_unit(result: Result) -> bool:
    return result.subject_kind != "officer"


def _without_pending(result: Result) -> bool:
    """Pending cases, where they are recorded, have set such quarters aside already."""
    return not result.detail.get("pending")


DECIDED = {"outcomes": ("decided_at",)}
ROLES = {"involvements": ("incident_id", "person_id", "role")}
EXPLANATIONS = (
    InnocentCause(
        "A backlog, an amnesty or a review that ended many at once",
        "Look whether one month has most of the decisions, and ask for the order",
        _one_month,
        DECIDED,
        _of_charges,
    ),
    InnocentCause(
        "A batch that the laboratory or the courier spoiled",
        "Look whether one day of the laboratory has most of them, and ask for its log",
        _one_day,
        {"measurements": ("measured_at",)},
        _of_goods,
    ),
    InnocentCause(
        "One person whose cases were ended together",
        "Look how many are of the person who is charged in most of them",
        _one_defendant,
        {"outcomes": ("person_id",)},
        _of_charges,
    ),
    InnocentCause(
        "One complainant or witness who withdrew",
        "Look how many rest on the same complainant, witness or victim",
        _one_who_told,
        ROLES,
        _of_charges,
    ),
    InnocentCause(
        "Complainants and witnesses who do not come to court, each in one case",
        "Count the cases given up in which a complainant, witness or victim is named",
        _somebody_told,
        ROLES,
        _of_charges,
    ),
    InnocentCause(
        "One way in which cases begin, such as a checkpoint or an informant who is not believed",
        "Look whether most began in the same way",
        _most_by("origin"),
        {"incidents": ("origin",)},
    ),
    InnocentCause(
        "One article that was struck down, or under which proof is hard",
        "Look whether most are charged under one article",
        _most_by("statute"),
        {"outcomes": ("statute",)},
        _of_charges,
    ),
    InnocentCause(
        "One place, whose prosecutor or court declines more",
        "Look whether one area has most of them",
        _most_by("area_id"),
        {"incidents": ("area_id",)},
    ),
    InnocentCause(
        "One officer, or one code under which cases are entered",
        "Look whether one code stands under most of them, and ask whose it is",
        _most_by("officer_id"),
        {"incidents": ("officer_id",)},
        _of_a_unit,
    ),
    InnocentCause(
        "The newest cases, of which failures are decided first",
        f"Count those of the last {LAST_QUARTERS} quarters in which a deed lies, and ask again "
        "when the others are decided",
        _newest,
        applies=_without_pending,
    ),
    InnocentCause(
        "A presumptive field test that takes other substances for the goods",
        "Ask for the name of the test and its known errors, and test the kept kits",
        applies=_of_goods,
    ),
    InnocentCause(
        "Another prosecutor's office, or harder cases, than the others have",
        "Ask who decides which cases go on, and read a drawn sample beside like cases of others",
        applies=_of_charges,
    ),
)
