"""Which records keep what a form proposes, and which records are in doubt?

What a form proposes is not known, and is taken from the records themselves, all of them and not
those in doubt: the first minute of an hour, and the area and the offence that a unit has most. A
column of which a unit has one value nearly always says nothing there.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.matchable_records import asked_of, matched_here
from tallystick.checks.shared.period_days import last_days
from tallystick.checks.shared.rows import beside, of_subject
from tallystick.checks.shared.second_system import HERE, ready
from tallystick.checks.shared.whole_numbers import minute_of, one_if
from tallystick.findings import Result
from tallystick.tables.store import Tables

CHOSEN = ("area_id", "offense_code")
NEARLY_ALL_IN_TEN = 8
"""A value that so many of ten of a unit's records have is no choice."""
LATE_MINUTES = 24 * 60
ALL, UNMATCHED, LATE, ENDS = "all records", "no counterpart", "entered late", " ends"


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


def _timed(tables: Tables) -> Relation:
    """The records of one event each at a known time, with ``hour_begins``."""
    rows = tables["incidents"]
    rows = rows.filter(rows.occurred_at.notnull(), rows["count"].fill_null(1) == 1)
    return rows.mutate(
        unit_id=rows.unit_id.fill_null(""), hour_begins=one_if(rows.occurred_at.minute() == 0)
    )


def _units(tables: Tables) -> Relation:
    rows = _timed(tables)
    units = rows.group_by("unit_id").aggregate(
        of_unit=rows.count(), on_the_hour=rows.hour_begins.sum()
    )
    units = units.filter(units.on_the_hour * 10 <= units.of_unit * NEARLY_ALL_IN_TEN)
    units, held = units.select("unit_id"), columns_held(tables)
    for name in held:
        units = beside(units, _usual(rows, name), "unit_id")
    return units.filter(ibis.or_(*(units[f"usual_{name}"].notnull() for name in held)))


UNITS_THAT_CHOOSE = Shared(
    "units_that_choose",
    lambda tables: tables.holds("incidents", "occurred_at") and bool(columns_held(tables)),
    _units,
    told=True,
)
"""A row per unit that chooses, with its usual area and its usual offence, null where it has none.

Units nearly all of whose records begin on the hour have no times, and are left out.
"""


def kept(tables: Tables) -> Relation:
    """The records of units that choose, ``mark`` 1 where one keeps what the form proposes.

    That is the first minute of an hour, with the unit's usual area or its usual offence.
    """
    rows = _timed(tables)
    rows = rows.inner_join(UNITS_THAT_CHOOSE(tables), "unit_id")
    rows = rows.mutate(
        officer_id=rows.officer_id.fill_null(""),
        month=(rows.occurred_at.year() * 12 + rows.occurred_at.month()).cast("int64"),
    )
    same = ibis.or_(
        *((rows[name] == rows[f"usual_{name}"]).fill_null(False) for name in columns_held(tables))
    )
    return rows.mutate(mark=one_if((rows.hour_begins == 1) & same))


def is_late(rows: Relation) -> BooleanValue:
    """Whether a record was entered more than a day after its time."""
    return minute_of(rows.recorded_at) - minute_of(rows.occurred_at) > LATE_MINUTES


def in_doubt(tables: Tables, rows: Relation) -> dict[str, IntegerValue]:
    """Whether each of `rows` of `kept` is in doubt, by kind of doubt; null where it is not known.

    First all of them, of which none is in doubt more than another. Whether they have a counterpart
    is told where they stand with ``missing``.
    """
    told: dict[str, IntegerValue] = {ALL: ibis.literal(1).cast("int64")}
    if tables.holds("incidents", "recorded_at"):
        late = one_if(is_late(rows))
        told[LATE] = ibis.ifelse(rows.recorded_at.notnull(), late, ibis.null("int64"))
    for period in tables.frame.periods:
        told[period.name + ENDS] = one_if(last_days(rows.occurred_at.date(), period))
    if "missing" in rows.columns:
        told[UNMATCHED] = rows["missing"]
    return told


def doubts(tables: Tables) -> Relation:
    """Count the records of `kept` by ``doubt``: by whose they are, and whether ``doubtful``.

    All kinds of doubt are counted in one reading of the records.
    """
    rows = kept(tables)
    if ready(tables):
        events = matched_here(tables)
        events = events.filter(events.asked == 1)
        events = events.select(incident_id="id", missing=events["missing"].cast("int64"))
        rows = beside(rows, events, "incident_id")
    told = in_doubt(tables, rows)
    whose = ("unit_id", "officer_id", "month")
    rows = rows.select(*whose, "mark", **{f"doubt_{k}": one for k, one in enumerate(told.values())})
    flags = [name for name in rows.columns if name.startswith("doubt_")]
    sums = rows.group_by(*whose, *flags).aggregate(
        n=rows.count(), found=rows.mark.sum().cast("int64")
    )
    parts = []
    for doubt, flag in zip(told, flags, strict=True):
        known = sums.filter(sums[flag].notnull()).rename(doubtful=flag)
        each = known.group_by(*whose, "doubtful").aggregate(
            **{name: known[name].sum().cast("int64") for name in ("n", "found")}
        )
        parts.append(each.mutate(doubt=ibis.literal(doubt)))
    return ibis.union(*parts)


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records that are in doubt and keep what the form proposes."""
    rows = kept(tables)
    rows = of_subject(rows.filter(rows.mark == 1), result)
    if result.aspect == UNMATCHED:
        events = asked_of(tables)
        events = events.filter(events.side == HERE, events["missing"] == 1)
        rows = rows.semi_join(events.select(incident_id="id"), "incident_id")
    else:
        rows = rows.filter(in_doubt(tables, rows)[result.aspect] == 1)
    return rows.select(*tables["incidents"].columns)
