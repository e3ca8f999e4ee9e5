"""Did the cases of both categories together change as true cases of the lesser would change them?

A case that is only entered in another category keeps its *marks*: how it began, where, and at what
hour. So cases that move leave the marks of both categories together as they were, whichever of them
move, also those that look most like the lesser. Where truly fewer of the greater came and more of
the lesser (other duties, another market, a campaign), the marks of both together turn towards those
of the lesser, by as much as the share of the greater falls.

- Each mark has a score: how much commoner it is in the lesser than in the greater, of the subject's
  cases in the year before the date, over how common it is. A case's score is the sum of its marks'.
- The *turn* is the change of the mean score from the year before to the year after, over the
  difference of both categories' mean scores before. It is 0 where cases moved, and the fall of the
  share of the greater where they truly changed.
- It explains nothing below `CLEAR` standard errors, which allow for months that differ by more than
  chance, nor where the other units' cases, scored alike, turn at least half as much: how all begin
  or are written down then changed. It explains all where it makes up at least half of the fall, and
  what it leaves a test at 5 % would pass over, or is at most a quarter; else the cases that it
  stands for. Where even a turn by the whole fall would not be clear, the marks cannot tell, and it
  is asked of none.

Scores from few cases make the turn too small, not too large. Of made cases (a year on each side, 50
to 300 a month, purchases three in ten of the greater) moves of .4 of the greater are explained away
in .000 to .012, of .8 in .000, and .4 that truly changed explained in .39, .86 and .95 at 50, 120
and 300 a month; half and half in .00 to .05 (tests/checks/figures/mark_samples.py). To ask whether
the lesser alone still looks as it did would not do: it does where those are moved that look most
like it. Whoever enters the marks otherwise as well, or records none, is not told from changed
duties.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import ibis
from ibis.expr.types import NumericScalar as Number
from ibis.expr.types import Table as Relation

from tallystick.checks.figures.period_kinds import MILLI, ONE_SIDED_5, SLIGHT, explained
from tallystick.checks.figures.series import DATES, keeps
from tallystick.findings import Result
from tallystick.tables.store import Tables

INCIDENTS = "incidents"
MARKS = ("began", "place", "hours")
CLEAR, HALF, SIX_HOURS = 2.5, 0.5, 6
Moments = tuple[Number, Number, Number]


def truly_changed(tables: Tables, result: Result) -> Relation:
    """Of the cases by which the share fell in the year after, those that the marks explain."""
    names = (result.detail["from"], *result.detail["to"])
    metrics = [metric for metric in tables.frame.metrics if metric.name in names]
    if any(metric.table != INCIDENTS for metric in metrics):
        none = tables[metrics[0].table].count() * 0
        return none.name("of").as_table().mutate(explains=ibis.literal(0))
    return _judged(_windows(_months(_scored(_cells(tables, result)))))


def _cells(tables: Tables, result: Result) -> Relation:
    """Cases by whose, side of the date, month, category and marks, in the two years around it."""
    detail, records = result.detail, tables[INCIDENTS]
    own_names = (detail["from"], *detail["to"])
    kept = {m.name: keeps(records, m) for m in tables.frame.metrics if m.name in own_names}
    either = reduce(lambda a, b: a | b, kept.values())
    when = records[DATES[INCIDENTS]]
    date, begin, end = (
        ibis.literal(detail[name]).cast("date") for name in ("date", "year_before", "year_after")
    )
    unit = records.unit_id.fill_null("")
    rows = records.mutate(
        own=(unit == result.subject) if result.subject else ibis.literal(True),
        after=when.date() >= date,
        month=when.year() * 12 + when.month(),
        first=kept[detail["from"]].fill_null(False).cast("int64"),
        began=records.origin.fill_null(""),
        place=records.area_id.fill_null(""),
        hours=(when.hour() // SIX_HOURS).cast("int64"),
    ).filter(either.fill_null(False), when.date() >= begin, when.date() < end)
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
        milli = (differ * seen.total / seen.t.nullif(0) * MILLI).round().cast("int64")
        weights = seen.select(seen[mark], **{f"{mark}_milli": milli})
        cells = cells.left_join(weights, mark).drop(f"{mark}_right")
    scores = (cells[f"{mark}_milli"].fill_null(0) for mark in MARKS)
    return cells.mutate(milli=reduce(lambda a, b: a + b, scores))


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


def _windows(months: Relation) -> Relation:
    """One row: the sums of each side of the date, of the subject's (``own_``) and of others.

    ``qss``, ``qsf`` and ``qff`` sum products of the months' sums over their cases.
    """
    s, f, n = (months[name].cast("float64") for name in ("s", "f", "n"))
    months = months.mutate(
        t=ibis.literal(1),
        qss=(s * s / n.nullif(0)).round(),
        qsf=(s * f / n.nullif(0)).round(),
        qff=(f * f / n.nullif(0) * MILLI).round(),
    )
    summed = {}
    for whose in ("own", "other"):
        for side in ("before", "after"):
            mine = months.own if whose == "own" else ~months.own
            there = mine & (months.after if side == "after" else ~months.after)
            for name in ("n", "f", "s", "ss", "sf", "qss", "qsf", "qff", "t"):
                value = months[name].cast("int64")
                total = ibis.ifelse(there, value, 0).sum().fill_null(0)
                summed[f"{whose}_{side}_{name}"] = total.cast("float64")
    return months.aggregate(**summed)


def _judged(sums: Relation) -> Relation:
    def of(whose: str, side: str, name: str) -> Number:
        return sums[f"{whose}_{side}_{name}"]

    def change(name: str, whose: str = "own") -> Number:
        before, after = (
            of(whose, side, name) / of(whose, side, "n").nullif(0) for side in ("before", "after")
        )
        return after - before

    first, n = of("own", "before", "f"), of("own", "before", "n")
    apart = (of("own", "before", "s") - of("own", "before", "sf")) / (n - first).nullif(0)
    apart -= of("own", "before", "sf") / first.nullif(0)
    apart = apart.nullif(0)
    fall, turn = -change("f"), change("s") / apart
    left, after = fall - turn, of("own", "after", "n")
    error = _error(of, lambda side: _of_scores(of, side, apart))
    left_error = _error(of, lambda side: _of_both(of, side, apart))
    others = (change("s", "other") / apart).fill_null(0.0)
    tells = ((apart > 0) & (fall > 0) & (fall >= error * CLEAR)).fill_null(False)
    clear = tells & (turn >= error * CLEAR) & (others < turn * HALF)
    quiet = (left <= ibis.greatest(left_error * ONE_SIDED_5, fall * SLIGHT)) & (turn >= fall * HALF)
    moved = (fall * after).round()
    return sums.select(
        of=ibis.ifelse(tells, moved, 0.0).fill_null(0.0).cast("int64"),
        explains=explained(clear, quiet, moved, turn * after, left * after),
    )


Of = Callable[[str, str, str], Number]


def _of_scores(of: Of, side: str, apart: Number) -> Moments:
    """Of scores over what they lie `apart`: squares, sum, and squares of months over cases."""
    ss, s, qss = (of("own", side, name) for name in ("ss", "s", "qss"))
    return ss / apart / apart, s / apart, qss / apart / apart


def _of_both(of: Of, side: str, apart: Number) -> Moments:
    """The same of the score added to one for a case of the first, whose change is what is left."""
    squares, total, months = _of_scores(of, side, apart)
    sf, f, qsf, qff = (of("own", side, name) for name in ("sf", "f", "qsf", "qff"))
    return (
        squares + 2 * sf / apart + f,
        total + f,
        months + 2 * qsf / apart + qff / MILLI,
    )


def _error(of: Of, moments: Callable[[str], Moments]) -> Number:
    """The standard error of a change of means, as the months scatter."""
    within: Number = ibis.literal(0.0)
    between: Number = ibis.literal(0.0)
    for side in ("before", "after"):
        squares, total, months = moments(side)
        level = total * total / of("own", side, "n").nullif(0)
        within, between = within + squares - level, between + months - level
    n = [of("own", side, "n") for side in ("before", "after")]
    each = within / (n[0] + n[1]).nullif(0)
    free = ibis.greatest(of("own", "before", "t") + of("own", "after", "t") - 2, 1.0)
    times = ibis.greatest(between / free / each.nullif(0), 1.0)
    span = 1 / n[0].nullif(0) + 1 / n[1].nullif(0)
    return ibis.greatest(each * times * span, 0.0).sqrt()
