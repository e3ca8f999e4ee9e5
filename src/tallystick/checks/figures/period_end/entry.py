"""Do records that bear the minute of their entry hold the rise at the end of the period?

Papers that are entered in batches, or filed together, under the time of entry stand on days on
which nothing happened; the records of what happened on those days stay as they are. A push,
back-dating or more effort brings records that are entered as soon, or as late, as others are. So
the rule of period_kinds is asked of the records that bear the very minute of their entry, as a
system that fills the time in makes them. The same day is not enough: whoever makes a case up on the
last day may enter it on that day, under an hour that he writes. Midnight is no minute that anybody
bears.

The surplus is taken within units and what began the case, because what officers begin themselves
may be entered sooner than what the public reports; its standard error allows for shares that differ
from day to day by more than chance. The rest, records not dated so, is set against the same
weekdays around the last days (period_beside): it holds no rise where a test at 5 % would pass it
over, or where it is at most a quarter of the subject's own. Where that of the cases that officers
begin themselves clearly holds *less* than is usual, such cases were entered sooner than others:
that is haste before a deadline and not filing, and nothing is explained. A record without a time of
entry belongs to the rest, and where half of the records lack one, nothing is explained; nor is it
where nearly all records usually bear that minute, since then none can stand out.

Who adds made-up cases and leaves the time to the system looks the same: only the day of the event,
asked of the files, can tell. Measured in docs/calibration/period_end.md, "Dated by entry".
"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, NumericValue
from ibis.expr.types import Table as Relation

from tallystick.checks.figures.period_end.beside import marked, part_beside
from tallystick.checks.shared.kind_beside_rest import (
    CHANCE,
    beside_the_rest,
    explained,
    is_clear,
    milli_sum,
    passed_over,
    scatter,
    total,
    usual_part,
)
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result

COMPLAINT = "complaint"


def that_minute(rows: Relation) -> BooleanValue:
    """Whether a record bears the minute of its entry, and not midnight."""
    at = rows.occurred_at.truncate("m")
    return (rows.recorded_at.truncate("m") == at) & (at != at.truncate("D"))


def that_day(rows: Relation) -> BooleanValue:
    """Whether a record bears the day of its entry."""
    return rows.recorded_at.cast("date") == rows.occurred_at.cast("date")


def dated_by_entry(rows: Relation, result: Result) -> Relation:
    """How much of the excess of the subject's `rows` those dated by their entry explain."""
    rows = marked(rows.filter(rows.occurred_at.notnull()), result)
    rows = rows.mutate(kind=that_minute(rows).fill_null(False))
    cells = _cells(rows)
    strata = _strata(cells)
    sums = beside_the_rest(strata).cross_join(_whole(rows)).cross_join(_by_day(cells, strata))
    n = sums.n.cast("float64")
    excess = (n - n * usual_part(result)).round()
    usual = sums.rest_beside * part_beside(result)
    beyond = sums.rest_last - usual
    error = _error(usual, result)
    own_usual = sums.own_beside * part_beside(result)
    fallen = own_usual - sums.own_last > _error(own_usual, result) * CHANCE
    known = (sums.known * 2 > sums.n + sums.others) & (sums.n_beside > 0)
    unsteady = ibis.greatest(sums.strayed / (sums.by_chance * MILLI).nullif(0), scatter(result))
    return sums.select(
        of=excess.cast("int64"),
        explains=explained(
            is_clear(sums, unsteady) & known & ~fallen,
            passed_over(beyond, usual, error, result),
            excess,
            sums.beyond / MILLI,
            beyond,
        ),
    )


def _error(usual: NumericValue, result: Result) -> NumericValue:
    times = scatter(result) * (1 + part_beside(result))
    return (ibis.greatest(usual, 1.0) * times).sqrt()


def _cells(rows: Relation) -> Relation:
    """Records, and those of the kind, by unit, what began the case, and day."""
    keyed = rows.mutate(
        unit=rows.unit_id.fill_null(""),
        began=rows.origin.fill_null(""),
        day=rows.occurred_at.cast("date"),
    )
    return keyed.group_by("unit", "began", "day", "last").aggregate(
        kind=total(keyed, keyed.kind), n=keyed["count"].sum()
    )


def _strata(cells: Relation) -> Relation:
    def summed(counted: IntegerValue, chosen: BooleanValue) -> IntegerValue:
        return ibis.ifelse(chosen, counted, 0).sum()

    return cells.group_by("unit", "began").aggregate(
        kind_last=summed(cells.kind, cells["last"]),
        kind_others=summed(cells.kind, ~cells["last"]),
        all_last=summed(cells.n, cells["last"]),
        all_others=summed(cells.n, ~cells["last"]),
    )


def _by_day(cells: Relation, strata: Relation) -> Relation:
    """How far other days stray from the usual share, squared, and what chance alone makes."""
    shares = strata.select("unit", "began", share=strata.kind_others / strata.all_others.nullif(0))
    others = cells.filter(~cells["last"]).join(shares, ["unit", "began"])
    days = others.group_by("day").aggregate(
        strayed=milli_sum(others.kind - others.n * others.share),
        by_chance=milli_sum(others.n * others.share * (1 - others.share)),
    )
    return days.aggregate(
        strayed=(days.strayed * days.strayed).sum(), by_chance=days.by_chance.sum()
    )


def _whole(rows: Relation) -> Relation:
    beside = rows["count"] * rows.times
    own = ~rows.kind & (rows.origin != COMPLAINT).fill_null(True)
    return rows.aggregate(
        own_last=total(rows, own & rows["last"]),
        own_beside=ibis.ifelse(own, beside, 0).sum().cast("float64"),
        n=total(rows, rows["last"]),
        others=total(rows, ~rows["last"]),
        known=total(rows, rows.recorded_at.notnull()),
        n_beside=beside.sum(),
        rest_beside=ibis.ifelse(rows.kind, 0, beside).sum().cast("float64"),
    )
