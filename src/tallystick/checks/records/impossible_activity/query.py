"""Which records of an officer cannot all be true together?

Each aspect is a window over the officer's records, and over the duties or postings beside them:
no join, nothing that grows with pairs. Times are whole minutes since 1970.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Needs
from tallystick.checks.shared import Shared
from tallystick.checks.shared.postings import posted
from tallystick.checks.shared.rows import filled, of_subject
from tallystick.checks.shared.whole_numbers import MINUTES_A_DAY as DAY
from tallystick.checks.shared.whole_numbers import days, minute_of, one_if
from tallystick.findings import Result
from tallystick.tables.duties import DUTY_KINDS
from tallystick.tables.store import Tables

BUSY = (5, 10, 20, 40, 80)
"""Moments of an officer's month from which it is compared with months of as many."""
AROUND_DAYS = {"court": 0, "leave": 14, "training": 0}
"""Records of so many days before and after a duty are compared with those within it."""
SHORT, PLACES, LEFT = "short gaps", "two areas", "after leaving the unit"
CELL = ("unit_id", "officer_id", "month", "stratum")
ZERO, ONE = (ibis.literal(number).cast("int64") for number in (0, 1))
NONE = ibis.null("int64")


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
    ``placed`` 1 where its area is known. The ``stratum`` is of ``busy`` and ``even``.
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
    rows = rows.mutate(
        short=one_if(short),
        apart=one_if((rows["first"] != rows["last"]) | (short & moved.fill_null(False))),
        busy=sum((one_if(rows.moments >= least) for least in BUSY), ZERO),
        even=one_if((rows.minute % 5 == 0) & (before % 5 == 0)),
        placed=one_if(rows["first"] != ""),
    )
    return rows.mutate(stratum=rows.busy * 2 + rows.even)


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
    kinds = {f"{name}_{kind}": kind for kind in DUTY_KINDS}
    ends = {
        name: ibis.ifelse(duties.kind == kind, duties.end, NONE) for name, kind in kinds.items()
    }
    beside = duties.select("officer_id", minute="begin", duty=ONE, **ends)
    both = rows.mutate(duty=ZERO, **dict.fromkeys(kinds, NONE))
    both = both.union(filled(beside, both.schema()))
    till_then = ibis.range_window(following=0, group_by="officer_id", order_by="minute")
    both = both.mutate(**{each: both[each].max().over(till_then) for each in kinds})
    return both.filter(both.duty == 0).drop("duty")


def beside_duties(tables: Tables) -> Relation:
    """The records with ``in_{kind}`` and ``near_{kind}``: 1 within a duty, 1 within or near one.

    ``again_{kind}`` is 1 for those within a duty after the first of the unit and officer.
    """
    duties = _duties(tables)
    rows = records(tables).select("unit_id", "officer_id", "minute", "month")
    rows = _till(rows, duties, "in")
    around = ibis.cases(*((duties.kind == kind, far * DAY) for kind, far in AROUND_DAYS.items()),
                        else_=0)  # fmt: skip
    first, last = duties.begin - duties.begin % DAY, duties.end - 1 - (duties.end - 1) % DAY + DAY
    near = duties.mutate(begin=(first - around).cast("int64"), end=(last + around).cast("int64"))
    rows = _till(rows, near, "near")
    kinds = [f"{where}_{kind}" for where in ("in", "near") for kind in DUTY_KINDS]
    ends = {f"till_{kind}": rows[f"in_{kind}"] for kind in DUTY_KINDS}
    rows = rows.mutate(**ends, **{name: one_if(rows[name] > rows.minute) for name in kinds})
    again = {f"again_{kind}": _again(rows, kind) for kind in DUTY_KINDS}
    return rows.mutate(**again, stratum=ZERO).drop(*ends)


def _again(rows: Relation, kind: str) -> IntegerValue:
    inside = rows[f"in_{kind}"]
    of_duty = ibis.window(
        group_by=("unit_id", "officer_id", f"till_{kind}", f"in_{kind}"), order_by="minute"
    )
    return one_if((inside == 1) & (ibis.row_number().over(of_duty) > 0))


def after_leaving(tables: Tables) -> Relation:
    """Records of a unit to which the officer has been posted, and those after the posting ended."""
    held = posted(tables)
    held = held.select(
        "unit_id", "officer_id", minute=days(held.since) * DAY,
        till=days(held.until) * DAY + DAY, held=ONE,
    )  # fmt: skip
    rows = records(tables).select("unit_id", "officer_id", "minute", "month")
    both = rows.filter(rows.unit_id != "").mutate(till=NONE, held=ZERO)
    both = both.union(filled(held, both.schema()))
    till_then = ibis.range_window(
        following=0, group_by=("officer_id", "unit_id"), order_by="minute"
    )
    both = both.mutate(till=both.till.max().over(till_then))
    both = both.filter(both.held == 0, both.till.notnull())
    return both.mutate(mark=one_if(both.till <= both.minute), stratum=ZERO)


@dataclass(frozen=True)
class Marked:
    """Of which records or moments of a relation is it asked, and which have the mark (1)?

    The relation has a ``stratum`` too, within which records are compared. Those that came ``again``
    (1) are listed and not counted: of a leave that was put off all records are one event. `needs`
    are the columns without which it cannot be told.
    """

    read: Callable[[Tables], Relation]
    asked: Callable[[Relation], BooleanValue]
    mark: Callable[[Relation], IntegerValue]
    again: Callable[[Relation], IntegerValue] = lambda rows: ZERO
    needs: Needs = field(default_factory=dict)

    def flag(self, rows: Relation) -> IntegerValue:
        """1 for each of the `rows` that has the mark and is asked about, else 0."""
        return one_if(self.asked(rows) & (self.mark(rows) == 1))


def _of_duty(kind: str) -> Marked:
    """Records near a duty of a kind, and those within one."""
    return Marked(
        beside_duties,
        lambda rows: rows[f"near_{kind}"] == 1,
        lambda rows: rows[f"in_{kind}"],
        lambda rows: rows[f"again_{kind}"],
        {"duties": ("officer_id", "kind", "from_at", "to_at")},
    )


MARKED = {
    SHORT: Marked(moments, lambda rows: rows.gap.notnull(), lambda rows: rows.short),
    PLACES: Marked(
        moments, lambda rows: rows.placed == 1, lambda rows: rows.apart,
        needs={"incidents": ("area_id",)},
    ),
    **{kind: _of_duty(kind) for kind in DUTY_KINDS},
    LEFT: Marked(
        after_leaving, lambda rows: rows.till.notnull(), lambda rows: rows.mark,
        needs={"incidents": ("unit_id",), "postings": ("officer_id", "unit_id", "to_date")},
    ),
}  # fmt: skip
"""By aspect, the records or moments that it is asked of, and those that cannot be."""


def asked(tables: Tables) -> list[str]:
    """The aspects of which these tables can tell."""
    return [name for name, each in MARKED.items() if not tables.missing(each.needs)]


def _together(tables: Tables) -> dict[Callable[[Tables], Relation], list[str]]:
    """The aspects of which these tables can tell, by the relation that they are read from."""
    told: dict[Callable[[Tables], Relation], list[str]] = {}
    for name in asked(tables):
        told.setdefault(MARKED[name].read, []).append(name)
    return told


def counts(tables: Tables) -> Relation:
    """Records asked about (``n``), and those with the mark (``found``), by aspect.

    By unit, officer and month (twelve times the year plus its number), and ``stratum``.
    """
    parts = []
    for read, aspects in _together(tables).items():
        rows = read(tables)
        sums: dict[str, IntegerValue] = {}
        for k, aspect in enumerate(aspects):
            of = MARKED[aspect]
            first = one_if(of.again(rows) == 0)
            sums[f"n_{k}"] = (one_if(of.asked(rows)) * first).sum().cast("int64")
            sums[f"found_{k}"] = (of.flag(rows) * first).sum().cast("int64")
        wide = rows.group_by(*CELL).aggregate(**sums)
        for k, aspect in enumerate(aspects):
            told = wide.filter(wide[f"n_{k}"] > 0).rename(n=f"n_{k}", found=f"found_{k}")
            parts.append(told.select(*CELL, "n", "found", aspect=ibis.literal(aspect)))
    return ibis.union(*parts)


def _marks(tables: Tables) -> Relation:
    parts = []
    for read, aspects in _together(tables).items():
        rows = read(tables)
        flags = {_column(name): ibis.literal(0).cast("int8") for name in asked(tables)}
        flags |= {_column(name): MARKED[name].flag(rows).cast("int8") for name in aspects}
        rows = rows.select("unit_id", "officer_id", "minute", **flags)
        parts.append(rows.filter(ibis.or_(*(rows[_column(name)] == 1 for name in aspects))))
    return ibis.union(*parts)


def _column(aspect: str) -> str:
    return aspect.replace(" ", "_")


MARKS = Shared("marked_moments", lambda tables: bool(asked(tables)), _marks, told=True)
"""The records and moments with a mark: whose, which ``minute``, and a flag for each aspect."""


def listed(tables: Tables, result: Result) -> Relation:
    """The records of a result's subject that have the mark, all of their columns."""
    rows = MARKS(tables)
    rows = of_subject(rows.filter(rows[_column(result.aspect)] == 1), result)
    keys = [*(["unit_id"] if result.aspect == LEFT else []), "officer_id", "minute"]
    held = tables["incidents"]
    held = held.filter(held.officer_id.notnull(), held.occurred_at.notnull())
    held = held.mutate(minute=minute_of(held.occurred_at))
    return held.semi_join(rows.select(*keys).distinct(), keys).select(*tables["incidents"].columns)
