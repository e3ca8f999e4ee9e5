"""Does every record have its counterpart in the second system, and every one there its own here?

Criteria
    An arrest or a ticket leaves a trace in a court's or bureau's system too. A record that has none
    there, and a record there that has none here, can be explained one by one.
Test
    Deterministic rules, each record used once: the same officer, offence and minute; the same
    within an hour, since two clocks differ (these are strict); then the officer's badge, exchanged
    digits of the badge or the time, the same day, another offence (with these, loose).
    Set aside and counted before anything is tested: categories (offence and clearance) of which
    fewer than half have a counterpart in most units, or in one that has most of them, an officer's
    records of one offence and area of which at most one in twenty has (a town's own system), and
    days not covered there.
    Of the agency are stated: reported, matched, explained, and unexplained from low to high.
    High counts what no strict rule matches; low what no rule does, less those for which a record of
    the other system is spare or that were entered a week late, and less what would be missing were
    all officers as the third in four. It is a level, with no other agency to compare with.
    For a unit and for an officer, in both directions
    H0  Its share without a counterpart is that of the rest of the agency at the same offence and
        in the same quarter, or differs from them no more than they do among themselves.
    H1  It is larger than both allow. An exact conditional test (hypergeometric within strata, as
        errors that occur at random would be), and Student's t for a further one of their kind; the
        larger p-value counts. Of officers many miss nothing and a few much, for no fault of theirs:
        the tail of a beta law fitted to all of them counts too. Missing by the loose rules is what
        is tested.
    Estimate: the share without a counterpart, minus that of the rest.
    The second part needs five of a kind. Where fewer than half of the others have five such records
    a unit is set beside a wide spread that is fixed (stats/peers/concentration.py), so that one
    that alone makes records up is seen; officers, who seldom have, are then not tested. Records of
    which the rules can tell nothing are not linked by probability: what a person would match by
    eye, from names or plates, stays unmatched.
    An officer all of whose records of an offence and area were made up, or lost, is set aside as in
    a town: others whose tickets of that town do arrive tell nothing, since a resident trooper's do
    not.
    Sixteen units of six officers, gaps that differ between officers by a beta law of mean .04: at
    most .06 of innocent units at nominal 5 % in each direction; a quarter more records than there
    were events is found in 5 of 15 units, half as many more in all. In the tail 12 to
    66 units whose log odds are normal have p < .005 in up to .007 and p < .001 in up to .0025; by
    Student's t with four degrees in up to .027 and .014.
    The beta law alone has .02 and more below .001 where three officers in a hundred lack a tenth
    for no fault of theirs and the others nothing: it is never used without the spread.
    On an invented world with the margins of Connecticut (docs/validation.md) the truth lies in the
    range, and the check tests no trooper: half of them miss fewer than five. Its list must be read.
Cause, innocent first
    A badge number that two carry or carried; a town's own system; a category that never reaches the
    second system; tickets written by hand and entered late; an officer, offence, date or place that
    was mistyped; a ticket that was void; a device or a dispatcher.

References
    Barone et al. 2023, Connecticut Racial Profiling Prohibition Project, audit of the state police
    (25,966 to 58,553 of over 800,000 records without a counterpart, by the rule of matching; named:
    130, of whom 74 of the 81 still in service were cleared: Daly 2024); Government Auditing
    Standards (GAO-21-368G) 8.90-8.95; Fisher 1935, The Design of Experiments; Skellam 1948, JRSS B
    10(2), the beta-binomial law.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained, part_of
from tallystick.checks.records.unmatched.results import LEAST_RECORDS, unmatched_results
from tallystick.checks.shared import Shared, second_system
from tallystick.checks.shared import matchable_records as matchable
from tallystick.checks.shared.match_levels import NONE
from tallystick.checks.shared.matchable_records import DIRECTIONS, SET_ASIDE, asked_of, listed
from tallystick.checks.shared.postings import carried
from tallystick.checks.shared.rows import beside, with_empty
from tallystick.findings import Result
from tallystick.stats.peers.spread import LEAST_FOUND, LEAST_OTHERS
from tallystick.tables.store import Tables

ERROR_DAYS, LEAST_KIND = 3, 5
GROUP = ("side", "unit_id", "officer_id", "offense_code", "quarter")
WHOSE = ("side", "unit_id", "officer_id", "offense_code", "clearance")
SUMS = ("open", "strict_open", "missing", "spoken", "strict_missing", *SET_ASIDE)


def _events(tables: Tables) -> Relation:
    """The events of both systems, each with its unit, and whether it is asked of."""
    rows = second_system.EVENTS(tables).drop("badge", "recorded_at")
    return matchable.set_apart(tables, second_system.timed(second_system.posted(tables, rows)))


def query(tables: Tables) -> Relation:
    """Events of each system by unit, officer, offence and quarter, and how many are matched.

    ``side`` is 0 for the agency's, ``quarter`` four times the year plus the number of the quarter;
    ``strict_missing`` the events asked of that no strict rule matched; of those set aside the ones
    without a counterpart are counted.
    """
    rows = asked_of(tables)
    rows = rows.mutate(
        open=1 - rows.loose, strict_open=1 - rows.strict,
        strict_missing=rows.asked * (1 - rows.strict),
        **{name: rows[name] * (1 - rows.loose) for name in SET_ASIDE},
    ).drop("asked")  # fmt: skip
    every = _events(tables).drop(*SET_ASIDE).mutate(n=ibis.literal(1))
    numbers = ("n", "asked", *SUMS)
    parts = (with_empty(each, (), numbers) for each in (every, rows))
    both = ibis.union(
        *(
            each.select(*GROUP[:-1], "at", **{name: each[name].cast("int64") for name in numbers})
            for each in parts
        )
    )
    both = both.mutate(quarter=(both["at"].year() * 4 + both["at"].quarter()).cast("int64"))
    told = both.group_by(*GROUP).aggregate(
        **{name: both[name].sum().cast("int64") for name in numbers}
    )
    told = told.mutate(strict=told.n - told.strict_open, loose=told.n - told.open)
    return told.drop("open", "strict_open")


def _two_carried_it(tables: Tables, result: Result) -> Relation:
    """Records whose badge number another officer carries or carried too."""
    rows, held = listed(tables, result), carried(tables)
    held = held.filter(held.badge.notnull())
    holders = held.group_by("badge").aggregate(
        first=held.officer_id.min(), last=held.officer_id.max()
    )
    return explained(beside(rows, holders, "badge"), lambda rows: rows["first"] != rows["last"])


def _kinds(tables: Tables) -> Relation:
    every, alone = _events(tables), asked_of(tables)
    parts = ((every.filter(every.asked == 1), 1), (alone.filter(alone["missing"] == 1), 0))
    both = ibis.union(
        *(
            rows.select(*WHOSE, n=ibis.literal(n, "int64"), alone=ibis.literal(1 - n, "int64"))
            for rows, n in parts
        )
    )
    return both.group_by(*WHOSE).aggregate(
        **{name: both[name].sum().cast("int64") for name in ("n", "alone")}
    )


KINDS = Shared("kinds_without_counterpart", second_system.ready, _kinds, told=True)
"""Events asked of (``n``), and those without a counterpart, by what is in `WHOSE`."""


def _set_aside_nearby(tables: Tables, result: Result) -> Relation:
    """Records of an offence and area of which somebody's records were all set aside."""
    place = ("side", "offense_code", "area_id")
    rows = matchable.with_flag(
        listed(tables, result), matchable.OWN(tables).select(*place).distinct(), place, "town"
    )
    return explained(rows, lambda rows: rows.town == 1)


def _seldom_there(tables: Tables, result: Result) -> Relation:
    """Records of a category that the second system seldom holds of the others either."""
    rows, kind = listed(tables, result), ["offense_code", "clearance"]
    column = "unit_id" if result.subject_kind == "unit" else "officer_id"
    every = KINDS(tables)
    every = every.filter(every.side == DIRECTIONS[result.detail["direction"]])
    every = every.filter(every[column] != result.subject)
    kinds = every.group_by(*kind, "unit_id").aggregate(n=every.n.sum(), alone=every.alone.sum())
    enough = kinds.group_by(*kind).having(kinds.n.sum() >= LEAST_KIND).aggregate()
    seldom = matchable.seldom(kinds.semi_join(enough, kind), *kind)
    rows = matchable.with_flag(rows, seldom, tuple(kind), "elsewhere")
    return explained(rows, lambda rows: rows.elsewhere == 1)


def _open_there(tables: Tables, result: Result) -> Relation:
    """The events of the other system that no rule matched."""
    every = asked_of(tables)
    return every.filter(every.side != DIRECTIONS[result.detail["direction"]], every.rule == NONE)


def _near_an_open_one(tables: Tables, result: Result) -> Relation:
    """Records with an unused one of the other system by the same officer within three days."""
    rows, other = listed(tables, result), _open_there(tables, result)
    other = other.filter(other.officer_id != "").select("officer_id", other_day="day")
    near = [
        rows.officer_id == other.officer_id,
        other.other_day.between(rows.day - ERROR_DAYS, rows.day + ERROR_DAYS),
    ]
    return part_of(rows.semi_join(other, near), rows)


def _under_another_name(tables: Tables, result: Result) -> Relation:
    """Records with an unused one of another officer, the same offence and area, within an hour."""
    rows, other = listed(tables, result), _open_there(tables, result)
    keys = ("offense_code", "area_id", "day")
    other = other.select(*keys, other_minute="minute")
    near = [
        *(rows[name] == other[name] for name in keys),
        other.other_minute.between(rows.minute - 60, rows.minute + 60),
    ]
    return part_of(rows.semi_join(other, near), rows)


def cases(tables: Tables, result: Result) -> Relation:
    """The subject's records, here or there, that have no counterpart by any rule."""
    rows = listed(tables, result)
    return rows.select(
        "id", "unit_id", "officer_id", "badge", "offense_code", "area_id", "clearance",
        "recorded_at", occurred_at="at",
    )  # fmt: skip


CHECK = declared(
    __name__,
    needs={
        "incidents": ("incident_id", "officer_id", "occurred_at"),
        "counterparts": ("record_id", "occurred_at"),
    },
    unready=second_system.why_unready,
    query=query,
    test=unmatched_results,
    listed=listed,
    cases=cases,
    order=("occurred_at", "id"),
    causes={
        "two_carried_it": Cause(
            counts=_two_carried_it, needs={"postings": ("officer_id", "badge")}
        ),
        "town": Cause(counts=_set_aside_nearby),
        "seldom_there": Cause(counts=_seldom_there),
        "entered_late": Cause(
            matchable.entered_late,
            needs={"incidents": ("recorded_at",)},
            applies=lambda result: result.detail.get("direction") == "here",
        ),
        "mistyped": Cause(counts=_near_an_open_one),
        "another_officer": Cause(
            counts=_under_another_name,
            needs={"incidents": ("area_id",), "counterparts": ("area_id",)},
        ),
    },
    constants={
        "least_records": LEAST_RECORDS,
        "least_found": LEAST_FOUND,
        "fewest": LEAST_OTHERS + 1,
        "late_days": matchable.LATE_DAYS,
        "error_days": ERROR_DAYS,
    },
    shares=matchable.ASKED,
    behind=(KINDS,),
    broken_by=("cases", "outcomes"),
)
run = CHECK.run
