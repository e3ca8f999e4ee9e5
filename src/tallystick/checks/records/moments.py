"""Which records of an officer cannot all be true together?

Each aspect is a window over the officer's records, and over the duties or postings beside them:
no join, nothing that grows with pairs. Times are whole minutes since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.flags import one_if
from tallystick.checks.postings import posted
from tallystick.checks.records.clock import MINUTES_A_DAY as DAY
from tallystick.checks.records.clock import minute_of
from tallystick.findings import Result
from tallystick.tables.duties import DUTY_KINDS
from tallystick.tables.store import Tables

BUSY = (5, 10, 20, 40, 80)
"""Moments of an officer's month from which it is compared with months of as many."""
AROUND_DAYS = {"court": 0, "leave": 14, "training": 0}
"""Records of so many days before and after a duty are compared with those within it."""
SHORT, PLACES, LEFT = "short gaps", "two areas", "after leaving the unit"
COLUMNS = ("aspect", "unit_id", "officer_id", "month", "stratum", "n", "found")


def records(tables: Tables) -> Relation:
    """The records of known officers at known times, one event each, with ``minute`` and ``month``.

    A time of exactly midnight was mostly never filled in, and is not asked about.
    """
    rows = tables["incidents"]
    rows = rows.filter(
        rows.officer_id.notnull(), rows.occurred_at.notnull(), rows["count"].fill_null(1) == 1
    )
    area = rows.area_id if tables.holds("incidents", "area_id") else ibis.literal("")
    rows = rows.mutate(
        unit_id=rows.unit_id.fill_null(""),
        area_id=area.fill_null(""),
        minute=minute_of(rows.occurred_at),
        month=(rows.occurred_at.year() * 12 + rows.occurred_at.month()).cast("int64"),
    )
    return rows.filter(rows.minute % DAY != 0)


def moments(tables: Tables) -> Relation:
    """A row per officer and minute with records: tickets of one minute are one stop.

    ``gap`` is the minutes since the officer's moment before on that day, null for the first;
    ``apart`` 1 where the minute has records in two areas, or lies less than `stop_minutes` after
    one in another area; ``short`` 1 where it lies less than that after any; ``busy`` the class of
    moments that month, ``even`` 1 where its time, and that before, are multiples of five minutes;
    ``placed`` 1 where its area is known.
    """
    rows = records(tables)
    known = rows.area_id != ""
    rows = rows.group_by("officer_id", "minute").aggregate(
        unit_id=rows.unit_id.min(),
        month=rows.month.min(),
        first=rows.area_id.min(where=known).fill_null(""),
        last=rows.area_id.max(where=known).fill_null(""),
    )
    rows = rows.mutate(day=(rows.minute - rows.minute % DAY).cast("int64"))
    of_month = ibis.window(group_by=("officer_id", "month"))
    in_turn = ibis.window(group_by=("officer_id", "day"), order_by="minute")
    single = (rows["first"] == rows["last"]) & (rows["first"] != "")
    rows = rows.mutate(only=ibis.ifelse(single, rows["first"], ""))
    rows = rows.mutate(
        moments=rows.count().over(of_month),
        gap=rows.minute - rows.minute.lag(1).over(in_turn),
        before=rows.only.lag(1).over(in_turn),
    )
    short = (rows.gap < tables.frame.stop_minutes).fill_null(False)
    moved = (rows.only != "") & (rows.before != "") & (rows.only != rows.before)
    before = rows.minute - rows.gap.fill_null(0)
    return rows.mutate(
        short=one_if(short),
        apart=one_if((rows["first"] != rows["last"]) | (short & moved.fill_null(False))),
        busy=sum((one_if(rows.moments >= least) for least in BUSY), ibis.literal(0).cast("int64")),
        even=one_if((rows.minute % 5 == 0) & (before % 5 == 0)),
        placed=one_if(rows["first"] != ""),
    )


def short_gaps(tables: Tables) -> Relation:
    """Moments that follow another on the same day, and those too soon after it."""
    rows = moments(tables)
    rows = rows.filter(rows.gap.notnull())
    return rows.mutate(mark=rows.short, stratum=rows.busy * 2 + rows.even)


def two_areas(tables: Tables) -> Relation:
    """Moments in a known area, and those that leave no time to come from another."""
    rows = moments(tables)
    rows = rows.filter(rows.placed == 1)
    return rows.mutate(mark=rows.apart, stratum=rows.busy * 2 + rows.even)


def _duties(tables: Tables) -> Relation:
    """The duties with first and last minute; two days without a time are whole days."""
    rows = tables["duties"]
    rows = rows.mutate(begin=minute_of(rows.from_at), end=minute_of(rows.to_at))
    whole = (rows.begin % DAY == 0) & (rows.end % DAY == 0)
    end = rows.end + ibis.ifelse(whole, DAY, 0)
    return rows.mutate(end=end.cast("int64")).select("officer_id", "kind", "begin", "end")


def _till(rows: Relation, duties: Relation, name: str) -> Relation:
    """The records with the last minute of what began before each, by kind, as ``{name}_{kind}``.

    `duties` have ``officer_id``, ``kind``, ``begin`` and ``end``.
    """
    kinds = {kind: f"{name}_{kind}" for kind in DUTY_KINDS}
    nothing = {
        column: ibis.null(kind)
        for column, kind in rows.schema().items()
        if column not in ("officer_id", "minute")
    }
    beside = duties.select(
        "officer_id", minute="begin", duty=ibis.literal(1).cast("int64"), **nothing,
        **{column: ibis.ifelse(duties.kind == kind, duties.end, ibis.null("int64"))
           for kind, column in kinds.items()},
    )  # fmt: skip
    both = rows.mutate(
        duty=ibis.literal(0).cast("int64"),
        **{column: ibis.null("int64") for column in kinds.values()},
    )
    both = both.union(beside.select(*both.columns))
    till_then = ibis.range_window(following=0, group_by="officer_id", order_by="minute")
    both = both.mutate(**{each: both[each].max().over(till_then) for each in kinds.values()})
    return both.filter(both.duty == 0).drop("duty")


def beside_duties(tables: Tables) -> Relation:
    """The records with ``in_{kind}`` and ``near_{kind}``: 1 within a duty, 1 within or near one.

    ``till_{kind}`` is the last minute of that duty.
    """
    duties = _duties(tables)
    rows = records(tables).select("unit_id", "officer_id", "minute", "month")
    rows = _till(rows, duties, "in")
    around = ibis.cases(
        *((duties.kind == kind, days * DAY) for kind, days in AROUND_DAYS.items()), else_=0
    )
    first, last = duties.begin - duties.begin % DAY, duties.end - 1 - (duties.end - 1) % DAY + DAY
    near = duties.mutate(begin=first - around, end=last + around)
    near = near.mutate(begin=near.begin.cast("int64"), end=near.end.cast("int64"))
    rows = _till(rows, near, "near")
    kinds = [f"{where}_{kind}" for where in ("in", "near") for kind in DUTY_KINDS]
    ends = {f"till_{kind}": rows[f"in_{kind}"] for kind in DUTY_KINDS}
    return rows.mutate(**ends, **{name: one_if(rows[name] > rows.minute) for name in kinds})


def on_duty(kind: str) -> Callable[[Tables], Relation]:
    """Records near a duty of `kind`, and those within; ``again`` is 1 after the first of a duty."""

    def rows_of(tables: Tables) -> Relation:
        rows = beside_duties(tables)
        rows = rows.filter(rows[f"near_{kind}"] == 1)
        inside = rows[f"in_{kind}"]
        of_duty = ibis.window(
            group_by=("unit_id", "officer_id", f"till_{kind}", f"in_{kind}"), order_by="minute"
        )
        return rows.mutate(
            mark=inside,
            again=one_if((inside == 1) & (ibis.row_number().over(of_duty) > 0)),
            stratum=ibis.literal(0).cast("int64"),
        )

    return rows_of


def counted(rows: Relation) -> Relation:
    """Of the records within one duty the first alone: a leave that was put off is one event."""
    return rows.filter(rows.again == 0) if "again" in rows.columns else rows


def after_leaving(tables: Tables) -> Relation:
    """Records of a unit to which the officer has been posted, and those after the posting ended."""
    held = posted(tables)
    epoch = ibis.date(1970, 1, 1)
    begin, end = (held[name].delta(epoch, unit="day").cast("int64") * DAY
                  for name in ("since", "until"))  # fmt: skip
    rows = records(tables).select("unit_id", "officer_id", "minute", "month")
    rows = rows.filter(rows.unit_id != "").mutate(till=ibis.null("int64"))
    beside = held.select(
        "unit_id", "officer_id", minute=begin, month=ibis.null("int64"), till=end + DAY
    )
    both = rows.mutate(held=ibis.literal(0).cast("int64")).union(
        beside.mutate(held=ibis.literal(1).cast("int64"))
    )
    till_then = ibis.range_window(
        following=0, group_by=("officer_id", "unit_id"), order_by="minute"
    )
    both = both.mutate(till=both.till.max().over(till_then))
    both = both.filter(both.held == 0, both.till.notnull())
    return both.mutate(mark=one_if(both.till <= both.minute), stratum=ibis.literal(0).cast("int64"))


NEEDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    SHORT: {},
    PLACES: {"incidents": ("area_id",)},
    **{kind: {"duties": ("officer_id", "kind", "from_at", "to_at")} for kind in DUTY_KINDS},
    LEFT: {"incidents": ("unit_id",), "postings": ("officer_id", "unit_id", "to_date")},
}
MARKED: Mapping[str, Callable[[Tables], Relation]] = {
    SHORT: short_gaps,
    PLACES: two_areas,
    **{kind: on_duty(kind) for kind in DUTY_KINDS},
    LEFT: after_leaving,
}
"""By aspect, the records or moments that it is asked of: ``mark`` is 1 where they cannot be."""


def asked(tables: Tables) -> list[str]:
    """The aspects of which these tables can tell."""
    return [name for name, needs in NEEDED.items() if not tables.missing(needs)]


def listed(tables: Tables, result: Result) -> Relation:
    """The records of a result's subject that have the mark, all of their columns."""
    rows = MARKED[result.aspect](tables)
    rows = rows.filter(rows.mark == 1)
    if result.subject_kind != "agency":
        rows = rows.filter(rows[f"{result.subject_kind}_id"] == result.subject)
    keys = ["officer_id", "minute"]
    if result.aspect == LEFT:
        keys = ["unit_id", *keys]
    held = tables["incidents"]
    held = held.filter(held.officer_id.notnull(), held.occurred_at.notnull())
    held = held.mutate(minute=minute_of(held.occurred_at))
    return held.semi_join(rows.select(*keys).distinct(), keys).select(*tables["incidents"].columns)
