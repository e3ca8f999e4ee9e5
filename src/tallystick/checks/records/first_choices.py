"""Which records keep what a form proposes, and which records are in doubt?

What a form proposes is not known, and is taken from the records themselves, all of them and not
those in doubt: the first minute of an hour, and the area and the offence that a unit has most. A
column of which a unit has one value nearly always says nothing there.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.flags import one_if
from tallystick.checks.records.asked_of import matched_here
from tallystick.checks.records.clock import minute_of
from tallystick.checks.records.last_days import last_days
from tallystick.checks.records.second_system import ready
from tallystick.findings import Result
from tallystick.tables.store import Tables

CHOSEN = ("area_id", "offense_code")
NEARLY_ALL_IN_TEN = 8
"""A value that so many of ten of a unit's records have is no choice."""
LATE_MINUTES = 24 * 60
ALL, UNMATCHED, LATE, ENDS = "all records", "no counterpart", "entered late", " ends"
COLUMNS = ("doubt", "unit_id", "officer_id", "month", "doubtful", "n", "found")


def columns_held(tables: Tables) -> list[str]:
    """The columns besides the time of which a form proposes a value."""
    return [name for name in CHOSEN if tables.holds("incidents", name)]


def _usual(rows: Relation, column: str) -> Relation:
    """The value that each unit has most, as ``usual_{column}``: one row a unit that chooses."""
    rows = rows.filter(rows[column].notnull())
    each = rows.group_by("unit_id", column).aggregate(times=rows.count())
    unit = ibis.window(group_by="unit_id")
    most = ibis.window(group_by="unit_id", order_by=(each.times.desc(), each[column]))
    each = each.mutate(place=ibis.row_number().over(most), of=each.times.sum().over(unit))
    each = each.filter(each.place == 0, each.times * 10 <= each.of * NEARLY_ALL_IN_TEN)
    return each.select("unit_id", **{f"usual_{column}": each[column]})


def kept(tables: Tables) -> Relation:
    """The records of units that choose, ``mark`` 1 where one keeps what the form proposes.

    That is the first minute of an hour, with the unit's usual area or its usual offence. Units
    nearly all of whose records begin on the hour have no times, and are left out.
    """
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows["count"].fill_null(1) == 1)
    rows = rows.mutate(
        unit_id=rows.unit_id.fill_null(""),
        officer_id=rows.officer_id.fill_null(""),
        month=(rows.occurred_at.year() * 12 + rows.occurred_at.month()).cast("int64"),
        hour_begins=one_if(rows.occurred_at.minute() == 0),
    )
    unit = ibis.window(group_by="unit_id")
    rows = rows.mutate(
        of_unit=rows.count().over(unit), on_the_hour=rows.hour_begins.sum().over(unit)
    )
    rows = rows.filter(rows.on_the_hour * 10 <= rows.of_unit * NEARLY_ALL_IN_TEN)
    rows = rows.drop("of_unit", "on_the_hour")
    held = columns_held(tables)
    for name in held:
        rows = rows.left_join(_usual(rows, name), "unit_id").drop("unit_id_right")
    chooses = ibis.or_(*(rows[f"usual_{name}"].notnull() for name in held))
    same = ibis.or_(*((rows[name] == rows[f"usual_{name}"]).fill_null(False) for name in held))
    rows = rows.filter(chooses)
    return rows.mutate(mark=one_if((rows.hour_begins == 1) & same))


def doubts(tables: Tables) -> Iterator[tuple[str, Relation]]:
    """The records of `kept` by each kind of doubt, ``doubtful`` 1 where it concerns them.

    First all of them, of which none is in doubt more than another.
    """
    rows = kept(tables)
    yield ALL, rows.mutate(doubtful=ibis.literal(1).cast("int64"))
    if tables.holds("incidents", "recorded_at"):
        timed = rows.filter(rows.recorded_at.notnull())
        waited = minute_of(timed.recorded_at) - minute_of(timed.occurred_at)
        yield LATE, timed.mutate(doubtful=one_if(waited > LATE_MINUTES))
    for period in tables.frame.periods:
        late = last_days(rows.occurred_at.date(), period)
        yield period.name + ENDS, rows.mutate(doubtful=one_if(late))
    if ready(tables):
        events = matched_here(tables)
        events = events.filter(events.asked == 1)
        events = events.select(incident_id="id", doubtful=events["missing"].cast("int64"))
        yield UNMATCHED, rows.inner_join(events, "incident_id")


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records that are in doubt and keep what the form proposes."""
    rows = next(rows for doubt, rows in doubts(tables) if doubt == result.aspect)
    rows = rows.filter(rows.doubtful == 1, rows.mark == 1)
    if result.subject_kind != "agency":
        rows = rows.filter(rows[f"{result.subject_kind}_id"] == result.subject)
    return rows.select(*tables["incidents"].columns)
