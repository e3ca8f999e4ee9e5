"""Who met whom, or was named beside whom: the occasions of each layer, and those of a group."""

from __future__ import annotations

import ibis
from ibis.expr.types import IntegerColumn, IntegerScalar
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import encounters
from tallystick.checks.shared.encounters import OCCASION, PERSON, moment_columns
from tallystick.checks.shared.postings import on_the_day, posted
from tallystick.checks.shared.whole_numbers import one_if
from tallystick.findings import Result
from tallystick.stats.networks.beside import LARGE_SCENE
from tallystick.stats.networks.company import LEAST_GROUP
from tallystick.tables.store import Tables

PEOPLE, SUBJECTS, ALL = "shared people", "shared subjects", "all layers"
CASES, COMPLAINTS = "shared cases", "shared complaints"
JOINT = (CASES, COMPLAINTS)
LAYERS = (PEOPLE, SUBJECTS, *JOINT)
ROLES = {
    PEOPLE: encounters.ROLES,
    SUBJECTS: (encounters.SUBJECT,),
    CASES: ("attending",),
    COMPLAINTS: ("complained_of",),
}
"""By layer, the roles of those who are shared, or of the officers themselves."""
NAMED = {"named_officers": ("record_id", "officer_id", "role", "unit_id", "occurred_at")}
COLUMNS = (*OCCASION, "person")


def ready(layer: str, tables: Tables) -> bool:
    """Whether the tables hold what a layer is seen in."""
    if tables.missing(NAMED if layer in JOINT else encounters.NEEDS):
        return False
    return layer != SUBJECTS or tables.holds("incidents", "clearance")


def layer_of(result: Result) -> str:
    """The layer of a result; that of the strongest for one of all layers."""
    return str(result.detail.get("layer", result.aspect))


def occasions(tables: Tables) -> Relation:
    """Occasions with person "", and again with each person who came to five or more of the unit's.

    Only of units and roles in which three officers met one such person. Of files that name several
    officers a row for each of them, with the file's number in place of the person's.
    """
    people = ((PEOPLE, encounters.met), (SUBJECTS, encounters.arrested))
    parts = [_of_people(rows(tables)) for layer, rows in people if ready(layer, tables)]
    if ready(CASES, tables):
        parts.append(named(tables).select(*COLUMNS))
    return ibis.union(*parts)


def _of_people(rows: Relation) -> Relation:
    often = encounters.often_met(rows)
    shared = often.filter(often.officers >= LEAST_GROUP).select("unit_id", "role").distinct()
    rows = rows.semi_join(shared, ["unit_id", "role"])
    whole = rows.filter(rows.first_named == 1).mutate(person=ibis.literal(""))
    came = rows.semi_join(often, list(PERSON)).rename(person="person_id")
    return whole.select(*COLUMNS).union(came.select(*COLUMNS))


def named(tables: Tables) -> Relation:
    """A row per file and officer, of the files that name two officers of a unit or more.

    With the columns of `OCCASION`, and the file's number as ``person``; ``occurred_at`` beside.
    """
    rows = tables["named_officers"]
    rows = rows.filter(*(rows[name].notnull() for name in NAMED["named_officers"]))
    keys = ("unit_id", "role", "record_id")
    both = rows.group_by(*keys).aggregate(officers=rows.officer_id.nunique())
    rows = rows.semi_join(both.filter(both.officers > 1), list(keys))
    each = rows.group_by(*keys, "officer_id").aggregate(
        occurred_at=rows.occurred_at.min(), area_id=rows.area_id.min().fill_null("")
    )
    return moment_columns(each.mutate(day=each.occurred_at.date())).rename(person="record_id")


def of_layer(tables: Tables, result: Result) -> Relation:
    """The occasions at which the result's officers share what its layer says."""
    layer = layer_of(result)
    if layer in JOINT:
        return _beside_each_other(tables, result, layer)
    rows = encounters.met if layer == PEOPLE else encounters.arrested
    return encounters.together(rows(tables), result)


def _beside_each_other(tables: Tables, result: Result, layer: str) -> Relation:
    """The files of a layer that name two or more of the result's officers, a row for each."""
    rows = named(tables)
    rows = rows.filter(
        rows.unit_id == result.subject, rows.role == ROLES[layer][0],
        rows.officer_id.isin(list(result.detail.get("officers", ()))),
    )  # fmt: skip
    several = rows.group_by("person").aggregate(several=rows.officer_id.nunique())
    rows = rows.semi_join(several.filter(several.several > 1), "person")
    return rows.rename(incident_id="person")


def posted_together(tables: Tables, result: Result) -> Relation:
    """Pairs of the group named in one file (``of``), and how many shared postings would bring.

    Being posted to one unit explains nothing by itself, since all of a unit are. So ``explains``
    is at most the pairs who were posted to one unit on the day of their file, and at most what the
    days on which pairs of the group were so posted give at the rate of the unit's other pairs:
    their files of such days, by those days. Days are those on which the unit has a file; files with
    more officers than the check itself looks at are left out. ``of`` is 0 where no other pair was
    ever posted together, and nothing can be compared.
    """
    rows = _files(tables, result)
    held = _posted_to(tables, rows)
    days = _pairs(held, "day", "posted_to")
    files = _pairs(rows.inner_join(held.drop("own"), ["officer_id", "day"]), "person", "posted_to")
    of_all = _pairs(rows, "person")
    each = (
        days.aggregate(own_days=_total(days.own_pairs), other_days=_total(days.other_pairs))
        .cross_join(
            files.aggregate(
                own_files=_total(files.own_pairs), other_files=_total(files.other_pairs)
            )
        )
        .cross_join(of_all.aggregate(of=_total(of_all.own_pairs)))
    )
    brought = each.other_files * each.own_days // each.other_days.nullif(0)
    told = each.other_days > 0
    return each.select(
        explains=told.ifelse(ibis.least(each.own_files, brought), 0).cast("int64"),
        of=told.ifelse(each.of, 0).cast("int64"),
    )


def _files(tables: Tables, result: Result) -> Relation:
    """The officers of the unit's files of a layer, by file; ``own`` is 1 for those of the group."""
    detail = result.detail
    rows = named(tables)
    rows = rows.filter(rows.unit_id == result.subject, rows.role == ROLES[layer_of(result)][0])
    most = 1 + max(LARGE_SCENE, int(detail.get("officers_in_unit", 0)) // 3)
    each = rows.group_by("person").aggregate(officers=rows.count())
    rows = rows.semi_join(each.filter(each.officers <= most), "person")
    own = one_if(rows.officer_id.isin(list(detail.get("officers", ()))))
    return rows.select("person", "officer_id", "day", own=own)


def _posted_to(tables: Tables, rows: Relation) -> Relation:
    """To which unit each officer was posted on each day of a file; the posting that began last."""
    officers = rows.select("officer_id", "own").distinct()
    every = officers.cross_join(rows.select("day").distinct())
    postings = posted(tables).rename(posted_to="unit_id")
    held = every.inner_join(postings, on_the_day(postings, every.officer_id, every.day))
    last = ibis.window(group_by=("officer_id", "day"), order_by=(held.since.desc(), held.posted_to))
    held = held.mutate(turn=ibis.row_number().over(last))
    return held.filter(held.turn == 0).select("officer_id", "own", "day", "posted_to")


def _pairs(rows: Relation, *keys: str) -> Relation:
    """By `keys`, the pairs of the group among the officers of `rows`, and all other pairs."""
    each = rows.group_by(*keys).aggregate(n=rows.count(), own=rows.own.sum())
    own, every = (n * (n - 1) // 2 for n in (each.own, each.n))
    return each.select(own_pairs=own, other_pairs=every - own)


def _total(pairs: IntegerColumn) -> IntegerScalar:
    return pairs.sum().fill_null(0).cast("int64")
