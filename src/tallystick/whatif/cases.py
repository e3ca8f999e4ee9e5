"""Which recorded cases are there of the goods of a line, and how much does each weigh?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerScalar, IntegerValue, StringValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.readings_near_line import of_its_kind
from tallystick.tables import Line, Period
from tallystick.tables.store import Tables
from tallystick.whatif.change import Act, Change, Goods

MILLI = 1000


def period_of(day: DateValue, period: Period) -> IntegerValue:
    """Return the number of the period in which a day lies: months, quarters or years since 0 AD.

    Of a calendar of named last days it is how many of them lie before the day.
    """
    if period.rule == "month":
        return (day.year() * 12 + day.month() - 1).cast("int64")
    if period.rule == "quarter":
        return (day.year() * 4 + day.quarter() - 1).cast("int64")
    if period.rule == "year":
        return day.year().cast("int64")
    past = [ibis.ifelse(day > end, 1, 0) for end in period.ends]
    zero: IntegerScalar = ibis.literal(0)
    return reduce(lambda a, b: a + b, past, zero).cast("int64")


def imagined(day: DateValue, change: Change) -> BooleanValue:
    """Whether a day is one for which the change is imagined."""
    kept = day >= change.first
    return kept if change.last is None else kept & (day <= change.last)


def incidents(tables: Tables, change: Change) -> Relation:
    """Return the incidents on the days imagined, each row with the act that it falls under.

    ``incident_id``, ``unit_id``, ``day``, ``offence`` ("" where unknown), ``n`` (incidents in the
    row), ``act``: the number of the first of the change's acts under which it falls, -1 for none;
    ``mixed``: whether another charge than that article is recorded.
    """
    rows = tables["incidents"]
    rows = rows.select(
        "incident_id",
        "origin",
        "area_id",
        "clearance",
        "offense_code",
        "badge",
        "officer_id",
        unit_id=rows.unit_id.fill_null(""),
        day=rows.occurred_at.date(),
        offence=rows.offense_code.fill_null(""),
        n=rows["count"].fill_null(1).cast("int64"),
    )
    rows = rows.filter(imagined(rows.day, change))
    for number, act in enumerate(change.acts):
        if act.article is not None:
            found = _charged(tables, change, act.article, number)
            rows = rows.left_join(found, "incident_id").drop("incident_id_right")
    return _with_act(rows, change.acts)


def _charged(tables: Tables, change: Change, article: str, number: int) -> Relation:
    """The cases in which an article is charged, and whether one that stays a crime is as well."""
    articles = [act.article for act in change.acts if act.article is not None]
    rows = tables["outcomes"].filter(tables["outcomes"].incident_id.notnull())
    own = (rows.statute == article).fill_null(False)
    eased = rows.statute.isin(articles).fill_null(False)
    each = rows.group_by("incident_id").aggregate(
        _own=ibis.ifelse(own, 1, 0).max(), _other=ibis.ifelse(eased, 0, 1).max()
    )
    each = each.filter(each._own == 1)
    return each.select("incident_id", **{f"other_{number}": each._other})


def _with_act(rows: Relation, acts: tuple[Act, ...]) -> Relation:
    falls: list[tuple[BooleanValue, int]] = []
    mixed: BooleanValue = ibis.literal(False)
    for number, act in enumerate(acts):
        if act.article is None:
            falls.append((rows.offence.isin(act.codes), number))
            continue
        other = rows[f"other_{number}"]
        before = reduce(lambda a, b: a | b, [each for each, _ in falls], ibis.literal(False))
        mixed = mixed | (~before & other.notnull() & (other == 1))
        falls.append((other.notnull(), number))
    number = ibis.cases(*falls, else_=-1) if falls else ibis.literal(-1)
    rows = rows.mutate(act=number.cast("int64"), mixed=mixed)
    return rows.drop(*(name for name in rows.columns if name.startswith("other_")))


def weighed(
    tables: Tables, change: Change, goods: Goods, rule: str, *, crimes: bool = True
) -> Relation:
    """Return the cases of the goods on the days imagined, with what each weighs.

    With `crimes`, those alone that no act of the change makes administrative.

    ``incident_id`` (null where a reading has none: each is a case then), ``unit_id``, ``day``,
    ``offence``, ``n`` and ``milli``, in thousandths: of every exhibit its highest reading, and by
    `rule` their ``sum`` or the ``heaviest``. Readings without an exhibit are exhibits of their own.
    Where the lines hold in some units, it is their cases.
    """
    line = goods.old[0]
    readings = tables["measurements"]
    readings = readings.filter(of_its_kind(readings, line))
    readings = readings.mutate(milli=(readings["value"] * MILLI).round().cast("int64"))
    alone = where_it_holds(_alone(readings, change), line)
    if not tables.holds("measurements", "incident_id") or "incidents" not in tables.relations:
        return alone
    known = readings.filter(readings.incident_id.notnull())
    cases = _of_case(known, rule).inner_join(_one_each(tables, change), "incident_id")
    if crimes:
        cases = cases.filter((cases.act < 0) | cases.mixed)
    columns = ("incident_id", "unit_id", "day", "offence", "n", "milli")
    cases = where_it_holds(cases, line)
    return cases.select(*columns).union(alone.select(*columns))


def where_it_holds(rows: Relation, line: Line) -> Relation:
    """Return the rows of units in which a line holds."""
    return rows if line.units is None else rows.filter(rows.unit_id.isin(line.units))


def _alone(readings: Relation, change: Change) -> Relation:
    rows = readings.filter(readings.incident_id.isnull())
    rows = rows.select(
        incident_id=ibis.null("string"),
        unit_id=rows.unit_id.fill_null(""),
        day=rows.measured_at.date(),
        offence=ibis.literal(""),
        n=rows["count"].fill_null(1).cast("int64"),
        milli=rows.milli,
    )
    return rows.filter(imagined(rows.day, change))


def _of_case(readings: Relation, rule: str) -> Relation:
    rows = readings.mutate(exhibit=readings.exhibit_id.fill_null(""))
    exhibits = rows.group_by("incident_id", "exhibit").aggregate(
        most=rows.milli.max(), total=(rows.milli * rows["count"].fill_null(1)).sum().cast("int64")
    )
    if rule == "heaviest":
        return exhibits.group_by("incident_id").aggregate(milli=exhibits.most.max().cast("int64"))
    each = ibis.ifelse(exhibits.exhibit == "", exhibits.total, exhibits.most)
    return exhibits.group_by("incident_id").aggregate(milli=each.sum().cast("int64"))


def _one_each(tables: Tables, change: Change) -> Relation:
    """A row per numbered incident on the days imagined."""
    rows = incidents(tables, change)
    rows = rows.filter(rows.incident_id.notnull())
    cases = rows.group_by("incident_id").aggregate(
        unit_id=rows.unit_id.min(),
        day=rows.day.min(),
        offence=rows.offence.min(),
        act=rows.act.max(),
        mixed=rows.mixed.max(),
    )
    return cases.mutate(n=ibis.literal(1).cast("int64"))


def over(milli: IntegerValue, line: Line) -> BooleanValue:
    """Whether a reading lies over a line, whichever side a gain lies on."""
    return milli >= line.milli if line.inclusive else milli > line.milli


def class_of(milli: IntegerValue, lines: tuple[Line, ...]) -> IntegerValue:
    """Return how many of the lines a reading is over: its class."""
    sides = [ibis.ifelse(over(milli, line), 1, 0) for line in lines]
    return reduce(lambda a, b: a + b, sides).cast("int64")


def code_after(rows: Relation, goods: Goods) -> StringValue:
    """Return the offence code of a case once the lines have moved, where codes tell the class."""
    code = rows.offence
    downward = sorted(goods.moved, key=lambda move: -move.old.milli)
    for move in downward:
        if move.below_code is not None:
            left = over(rows.milli, move.old) & ~over(rows.milli, move.new)
            code = ibis.ifelse(left & (code == move.above_code), move.below_code, code)
    for move in reversed(downward):
        if move.above_code is not None:
            came = ~over(rows.milli, move.old) & over(rows.milli, move.new)
            code = ibis.ifelse(came & (code == move.below_code), move.above_code, code)
    return code
