"""How many recorded cases are of which class, before and after, in each unit and period?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.metric_series import keeps
from tallystick.tables import Line, Metric
from tallystick.tables.store import Tables
from tallystick.whatif.cases import (
    class_of,
    code_after,
    incidents,
    over,
    period_of,
    weighed,
    where_it_holds,
)
from tallystick.whatif.change import Change, Goods

BELOW, ABOVE = 4, 10
SIDES = ("below", "above")


def classes(tables: Tables, change: Change, goods: Goods) -> Relation:
    """Count cases: ``rule``, ``unit_id``, ``period``, ``offence``, ``was``, ``would_be``, ``n``.

    `was` and `would_be` are how many of the goods' lines the case is over, as they are and as they
    would be; `period` is a number of `period_of`.
    """
    parts = []
    for rule in goods.rules:
        rows = weighed(tables, change, goods, rule)
        parts.append(
            rows.group_by(
                rule=ibis.literal(rule),
                unit_id=rows.unit_id,
                period=period_of(rows.day, change.period),
                offence=rows.offence,
                was=class_of(rows.milli, goods.old),
                would_be=class_of(rows.milli, goods.new),
            ).aggregate(n=rows.n.sum().cast("int64"))
        )
    return reduce(lambda a, b: a.union(b), parts)


def acts(tables: Tables, change: Change) -> Relation:
    """Count incidents of the acts: ``act``, ``unit_id``, ``period``, ``offence``, ``n``, ``mixed``.

    `mixed` is how many of them have another charge, and so stay crimes.
    """
    rows = incidents(tables, change)
    rows = rows.filter(rows.act >= 0)
    return rows.group_by(
        act=rows.act,
        unit_id=rows.unit_id,
        period=period_of(rows.day, change.period),
        offence=rows.offence,
    ).aggregate(
        n=rows.n.sum().cast("int64"),
        mixed=ibis.ifelse(rows.mixed, rows.n, 0).sum().cast("int64"),
    )


def widths(line: Line) -> tuple[int, int]:
    """Return the windows below and above a line, in thousandths, as exhibits.threshold_bunching."""
    shares = (BELOW, ABOVE) if line.direction == "up" else (ABOVE, BELOW)
    below, above = (
        line.milli // share if width is None else int(width * 1000)
        for width, share in zip((line.below, line.above), shares, strict=True)
    )
    return below, above


def near(tables: Tables, change: Change, goods: Goods) -> Relation:
    """Count cases in the windows of each moved line: ``line``, ``unit_id``, four numbers.

    ``was_below``, ``was_above``, ``would_be_below``, ``would_be_above``: cases just below and just
    above where the line is and where it would be. `line` is its place among the goods' moves.
    """
    rows = weighed(tables, change, goods, goods.rules[0], crimes=False)
    parts = []
    for place, move in enumerate(goods.moved):
        sums = {
            f"{when}_{side}": _within(rows, line, side).sum().fill_null(0).cast("int64")
            for when, line in (("was", move.old), ("would_be", move.new))
            for side in SIDES
        }
        where = ibis.literal(place).cast("int64")
        parts.append(rows.group_by(line=where, unit_id=rows.unit_id).aggregate(**sums))
    return reduce(lambda a, b: a.union(b), parts)


def _within(rows: Relation, line: Line, side: str) -> IntegerValue:
    below, above = widths(line)
    if side == "below":
        kept = ~over(rows.milli, line) & (rows.milli >= line.milli - below)
    else:
        kept = over(rows.milli, line) & (rows.milli <= line.milli + above)
    return ibis.ifelse(kept, rows.n, 0)


def unknown(tables: Tables, change: Change, goods: Goods) -> Relation:
    """Count incidents that cannot be placed: ``unit_id``, ``period``, two numbers.

    ``without_weight``: no reading of the line's kind at its stage, of whatever substance;
    ``without_substance``: such a reading names no substance. Where the change says which offence
    codes are acts of the law, only incidents of those codes are counted.
    """
    line = goods.old[0]
    readings = tables["measurements"]
    kept = (readings.kind == line.kind) & readings.incident_id.notnull()
    if line.stage is not None:
        kept = kept & (readings.stage == line.stage)
    readings = readings.filter(kept)
    asked = ibis.literal(line.substance_code is not None)
    nameless = ibis.ifelse(asked & readings.substance_code.isnull(), 1, 0)
    of = readings.group_by("incident_id").aggregate(nameless=nameless.max())
    rows = incidents(tables, change)
    rows = where_it_holds(rows.filter(rows.act < 0), line)
    if change.offences:
        rows = rows.filter(rows.offence.isin(list(change.offences)))
    rows = rows.left_join(of, "incident_id")
    without = ibis.ifelse(rows.nameless.isnull(), rows.n, 0)
    unnamed = ibis.ifelse(rows.nameless.fill_null(0) == 1, rows.n, 0)
    return rows.group_by(unit_id=rows.unit_id, period=period_of(rows.day, change.period)).aggregate(
        without_weight=without.sum().cast("int64"), without_substance=unnamed.sum().cast("int64")
    )


def figure_days(tables: Tables, change: Change, metric: Metric) -> Relation:
    """Count what the change takes from a metric of incidents and adds to it, by unit and day.

    ``unit_id``, ``day``; ``lost`` and ``gained``: incidents whose offence code would be another;
    ``administrative``: incidents that it counts and that would be no crime.
    """
    rows = _with_code_after(incidents(tables, change), tables, change)
    rows = rows.mutate(before=keeps(rows, metric).fill_null(False))
    rows = rows.drop("offense_code").rename(offense_code="after")
    after, crime = keeps(rows, metric).fill_null(False), (rows.act < 0) | rows.mixed
    sums = {
        "lost": crime & rows.before & ~after,
        "gained": crime & ~rows.before & after,
        "administrative": ~crime & rows.before,
    }
    rows = rows.mutate(**{name: ibis.ifelse(kept, rows.n, 0) for name, kept in sums.items()})
    rows = rows.filter(rows.lost + rows.gained + rows.administrative > 0)
    return rows.group_by("unit_id", "day").aggregate(
        **{name: rows[name].sum().cast("int64") for name in sums}
    )


def _with_code_after(rows: Relation, tables: Tables, change: Change) -> Relation:
    """The incidents with ``after``: the offence code that each would have."""
    rows = rows.mutate(after=rows.offense_code)
    for goods in change.goods:
        if all(move.below_code is None for move in goods.moved):
            continue
        cases = weighed(tables, change, goods, goods.rules[0])
        cases = cases.mutate(code=code_after(cases, goods))
        cases = cases.filter(cases.incident_id.notnull(), cases.code != cases.offence)
        joined = rows.left_join(cases.select("incident_id", "code"), "incident_id")
        after = joined.code.fill_null(joined.after)
        rows = joined.mutate(after=after).drop("incident_id_right", "code")
    return rows
