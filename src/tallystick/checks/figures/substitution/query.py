"""Which innocent causes of a step in a pair's share can be asked of the cases of both?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Value
from ibis.expr.types import NumericScalar as Number
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import explained
from tallystick.checks.shared import kind_beside_rest
from tallystick.checks.shared.figure_series import RECORDED
from tallystick.checks.shared.kind_beside_rest import ONE_SIDED_5, SLIGHT
from tallystick.checks.shared.metric_series import daily, keeps
from tallystick.checks.shared.published_figures import published
from tallystick.checks.shared.whole_numbers import MILLI, in_milli
from tallystick.findings import Result
from tallystick.tables import Metric
from tallystick.tables.store import Tables

FEWEST = 3
INCIDENTS = "incidents"
MARKS = ("began", "place", "hours")
SCORES, BOTH = ("squares", "score", "months"), ("both_squares", "both", "both_months")
CLEAR, HALF, MOST, LEAST = 2.5, 0.5, 2 / 3, 0.05
SIX_HOURS, MILLION = 6, 1_000_000


def same_date(tables: Tables, result: Result) -> Relation:
    """Of the other units (the agency: of all), those whose share falls half as much or more.

    The year before the date is compared with the year after it. Fewer than three units tell
    nothing.
    """
    rows, (begin, date, end) = _rows(tables, result), _years(result)
    first = rows.metric == result.detail["from"]
    before, after = (rows.day >= begin) & (rows.day < date), (rows.day >= date) & (rows.day < end)

    def summed(where: BooleanValue) -> IntegerValue:
        return ibis.ifelse(where, rows.milli, 0).sum().cast("int64")

    sums = rows.group_by("unit_id").aggregate(
        before=summed(before),
        after=summed(after),
        first_before=summed(first & before),
        first_after=summed(first & after),
    )
    units = sums.filter(
        sums.unit_id != "", sums.unit_id != result.subject, sums.before > 0, sums.after > 0
    )
    fall = units.first_before / units.before - units.first_after / units.after
    told = explained(units, lambda _: (fall >= result.detail.get("fall", 0.0) / 2) & (fall > 0))
    return told.select(
        **{name: ibis.ifelse(told.of >= FEWEST, told[name], 0) for name in told.columns}
    )


def created(tables: Tables, result: Result) -> Relation:
    """Of the cases beyond those expected, all where the year before the date has none at all."""
    extra = int(result.detail["extra"])
    return _one_row(tables, extra, 0 if result.detail["before_it"] else extra)


def one_event(tables: Tables, result: Result) -> Relation:
    """Of the cases beyond those expected, those in the period that has the most of them."""
    return _one_row(tables, int(result.detail["extra"]), int(result.detail["fullest"]))


def _one_row(tables: Tables, of: int, explains: int) -> Relation:
    counted = tables["reported_figures"].count().name("figures").as_table()
    return counted.select(of=ibis.literal(of), explains=ibis.literal(explains))


def names_of(result: Result) -> list[str]:
    """The metrics of the result's pair, that from which cases move first."""
    return [result.detail["from"], *result.detail["to"]]


def metrics_of(tables: Tables, result: Result) -> list[Metric]:
    """The declared metrics of the result's pair."""
    return [metric for metric in tables.frame.metrics if metric.name in names_of(result)]


def _years(result: Result) -> list[Value]:
    """The days on which the year before the date begins, that after it, and the next."""
    names = ("year_before", "date", "year_after")
    return [ibis.literal(result.detail[name]).cast("date") for name in names]


def _rows(tables: Tables, result: Result) -> Relation:
    if result.detail["source"] != RECORDED:
        figures = published(tables)
        figures = figures.filter(figures.metric.isin(names_of(result)))
        return figures.select("metric", "unit_id", "milli", day=figures.period_start)
    return ibis.union(
        *(
            daily(tables, metric).mutate(metric=ibis.literal(metric.name))
            for metric in metrics_of(tables, result)
        )
    )


def truly_changed(tables: Tables, result: Result) -> Relation:
    """Of the cases by which the share fell in the year after, those that the marks explain.

    A case that is only entered in another category keeps its *marks*: how it began, where, and at
    what hour. So cases that move leave the marks of both categories together as they were,
    whichever of them move, also those that look most like the lesser. Where truly fewer of the
    greater came and more of the lesser (other duties, another market, a campaign), the marks of
    both together turn towards those of the lesser, by as much as the share of the greater falls.

    - Each mark has a score: how much commoner it is in the lesser than in the greater, of the
      subject's cases in the year before the date, over how common it is. A case's score is the sum
      of its marks'.
    - The *turn* is the change of the mean score from the year before to the year after, over the
      difference of both categories' mean scores before. It is 0 where cases moved, and the fall of
      the share of the greater where they truly changed.
    - It explains nothing below `CLEAR` standard errors, which allow for months that differ by more
      than chance, nor where the other units' cases, scored alike, turn at least half as much: how
      all begin or are written down then changed. It explains all where it makes up two thirds of
      the fall, and what it leaves a test at 5 % would pass over, or is at most a quarter; else the
      cases that it stands for. Where even a turn by the whole fall would not be clear, or both
      hardly differ in their marks (`LEAST`; one in ten against two in ten is .08), these cannot
      tell, and it is asked of none.

    Scores from few cases make the turn too small, not too large. Of made cases (a year on each
    side, 50 to 300 a month, purchases three in ten of the greater) moves of .4 of the greater are
    explained away in at most .012, of .8 in .001, and .4 that truly changed explained in .38, .87
    and .96 at 50, 120 and 300 a month; where half of .4 is moved and half truly changed, all is
    explained in .08 to .15 (benchmarks/duties_tables.py, docs/calibration/substitution.md). To ask
    whether the lesser alone still looks as it did would not do: it does where those are moved that
    look most like it. Whoever enters the marks otherwise as well, or records none, is not told from
    changed duties.
    """
    metrics = metrics_of(tables, result)
    if any(metric.table != INCIDENTS for metric in metrics):
        none = tables[metrics[0].table].count() * 0
        return none.name("of").as_table().mutate(explains=ibis.literal(0))
    return _judged(_sides(_months(_scored(_cells(tables, result)))))


def _cells(tables: Tables, result: Result) -> Relation:
    """Cases by whose, side of the date, month, category and marks, in the two years around it."""
    detail, records = result.detail, tables[INCIDENTS]
    kept = {metric.name: keeps(records, metric) for metric in metrics_of(tables, result)}
    when, (begin, date, end) = records.occurred_at, _years(result)
    unit = records.unit_id.fill_null("")
    rows = records.mutate(
        own=(unit == result.subject) if result.subject else ibis.literal(True),
        after=when.date() >= date,
        month=when.year() * 12 + when.month(),
        first=kept[detail["from"]].fill_null(False).cast("int64"),
        began=records.origin.fill_null(""),
        place=records.area_id.fill_null(""),
        hours=(when.hour() // SIX_HOURS).cast("int64"),
    ).filter(ibis.or_(*kept.values()).fill_null(False), when.date() >= begin, when.date() < end)
    return rows.group_by("own", "after", "month", "first", *MARKS).aggregate(
        n=rows["count"].sum().cast("int64")
    )


def _scored(cells: Relation) -> Relation:
    """The cells with the score of a case, in thousandths."""
    before = cells.filter(cells.own & ~cells.after)
    both = before.aggregate(greater=(before.n * before["first"]).sum(), total=before.n.sum())
    for mark in MARKS:
        seen = before.group_by(mark).aggregate(
            g=(before.n * before["first"]).sum(), t=before.n.sum()
        )
        seen = seen.cross_join(both)
        differ = (seen.t - seen.g) / (seen.total - seen.greater).nullif(0)
        differ -= seen.g / seen.greater.nullif(0)
        milli = in_milli(differ * seen.total / seen.t.nullif(0))
        weights = seen.select(seen[mark], **{f"{mark}_milli": milli})
        cells = cells.left_join(weights, mark).drop(f"{mark}_right")
    return cells.mutate(milli=sum(cells[f"{mark}_milli"].fill_null(0) for mark in MARKS))


def _months(cells: Relation) -> Relation:
    """Per month: cases, those of the first, and sums of scores, squares and scores of the first."""
    n, milli, first = cells.n, cells.milli, cells["first"]
    return cells.group_by("own", "after", "month").aggregate(
        n=n.sum(),
        f=(n * first).sum(),
        s=(n * milli).sum(),
        ss=(n * milli * milli).sum(),
        sf=(n * milli * first).sum(),
    )


def _sides(months: Relation) -> Relation:
    """Per side of the date, of the subject and of others: cases, the share of the first, the turn.

    Of the score, and of the score added to one for a case of the first (what is left of the fall
    when the turn is taken from it): how cases scatter around their mean, and how months do.
    """
    base = months.filter(months.own & ~months.after)
    whole = base.aggregate(n=base.n.sum(), f=base.f.sum(), s=base.s.sum(), sf=base.sf.sum())
    lesser = (whole.s - whole.sf) / (whole.n - whole.f).nullif(0)
    differ = lesser - whole.sf / whole.f.nullif(0)
    apart = whole.select(apart=ibis.ifelse(differ >= LEAST * MILLI, differ, ibis.null("float64")))
    rows = months.cross_join(apart)
    squares, score = rows.ss / rows.apart / rows.apart, rows.s / rows.apart
    both = score + rows.f
    rows = rows.mutate(
        squares=squares,
        score=score,
        months=score * score / rows.n.nullif(0),
        both_squares=squares + 2 * rows.sf / rows.apart + rows.f,
        both=both,
        both_months=both * both / rows.n.nullif(0),
    )
    added = {name: _added(rows[name]) for name in (*SCORES, *BOTH)}
    sides = rows.group_by("own", "after").aggregate(
        n=rows.n.sum(), f=rows.f.sum(), months_there=rows.count(), apart=rows.apart.max(), **added
    )
    n = sides.n.nullif(0)
    means = {name: sides[name] * sides[name] / n for name in ("score", "both")}
    return sides.select(
        "own", "after", "n", "months_there", "apart",
        share=sides.f / n,
        mean=sides.score / n,
        within=sides.squares - means["score"],
        between=sides.months - means["score"],
        both_within=sides.both_squares - means["both"],
        both_between=sides.both_months - means["both"],
    )  # fmt: skip


def _added(value: Number) -> Number:
    """A sum that does not depend on the order of the rows."""
    return (value * MILLION).round().cast("int64").sum() / MILLION


def _judged(sides: Relation) -> Relation:
    sums = _changes(sides)
    left = sums.fall - sums.turn
    error = _error(sums, sums.within, sums.between)
    left_error = _error(sums, sums.both_within, sums.both_between)
    known = (sums.sides == 2) & sums.apart.notnull() & (sums.fall > 0)
    tells = (known & (sums.fall >= error * CLEAR)).fill_null(False)
    clear = tells & (sums.turn >= error * CLEAR) & (sums.others < sums.turn * HALF)
    passed = ibis.greatest(left_error * ONE_SIDED_5, sums.fall * SLIGHT)
    quiet = (left <= passed) & (sums.turn >= sums.fall * MOST)
    moved = (sums.fall * sums.after).round()
    return sums.select(
        of=ibis.ifelse(tells, moved, 0.0).fill_null(0.0).cast("int64"),
        explains=kind_beside_rest.explained(
            clear, quiet, moved, sums.turn * sums.after, left * sums.after
        ),
    )


def _changes(sides: Relation) -> Relation:
    """One row: what changed at the date, and how the subject's cases and months scatter."""
    own, way = sides.own, ibis.ifelse(sides.after, 1.0, -1.0)
    beside = ibis.ifelse(own, 0, 1).sum()

    def mine(value: Number) -> Number:
        return ibis.ifelse(own, value, 0).sum()

    return sides.aggregate(
        sides=mine(ibis.literal(1)),
        n=mine(sides.n),
        after=mine(ibis.ifelse(sides.after, sides.n, 0)),
        span=mine(1.0 / sides.n.nullif(0)),
        months=mine(sides.months_there),
        apart=sides.apart.max(),
        fall=-mine(way * sides.share),
        turn=mine(way * sides["mean"]),
        others=ibis.ifelse(beside == 2, ibis.ifelse(own, 0.0, way * sides["mean"]).sum(), 0.0),
        within=mine(sides.within),
        between=mine(sides.between),
        both_within=mine(sides.both_within),
        both_between=mine(sides.both_between),
    )


def _error(sums: Relation, within: Number, between: Number) -> Number:
    """The standard error of a change of means, as the months scatter."""
    each = within / sums.n.nullif(0)
    times = between / ibis.greatest(sums.months - 2, 1) / each.nullif(0)
    spread = each * ibis.greatest(times.fill_null(1.0), 1.0) * sums.span
    return ibis.greatest(spread, 0.0).sqrt()
