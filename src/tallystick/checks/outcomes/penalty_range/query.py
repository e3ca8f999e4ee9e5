"""Which sentences lie outside the range of their article, or of what was found?"""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.charge_severity import given, in_force
from tallystick.checks.shared.charges_judged import (
    NOWHERE,
    article_on,
    charges,
    excused_by_note,
    unready,
    unweighable,
)
from tallystick.checks.shared.goods_weighed import NEEDS, RESTS_ON, class_of, goods, the_law
from tallystick.checks.shared.rows import beside
from tallystick.checks.shared.text_tables import cell
from tallystick.checks.shared.whole_numbers import MILLI, in_milli, one_if
from tallystick.tables import Law
from tallystick.tables.store import Tables

BELOW, ABOVE = "below the article", "above the article"
BELOW_FOUND, ABOVE_FOUND = "below what was found", "above what was found"
MARKS = {
    BELOW: "below", ABOVE: "above", BELOW_FOUND: "below_found", ABOVE_FOUND: "above_found",
}  # fmt: skip
ASPECTS = tuple(MARKS)
NEEDED = {
    "incidents": ("occurred_at",), "outcomes": ("statute", "verdict", "sentence_months"),
}  # fmt: skip
OPEN, WIDTH = 99_999_999, 8
DAY_OF_SENTENCE = "day_of_sentence"
REACHES_BACK = ("milder", "mildest_between", DAY_OF_SENTENCE)


def months_of(article: IntegerValue, law: Law, *, high: bool) -> IntegerValue:
    """The bound of an article in thousandths of a month; `OPEN` or 0 where it has none."""
    ends = [
        _end(each.months_high if high else each.months_low, high=high) if each.punished else None
        for each in in_force(law)
    ]
    return cell([ends], ibis.literal(0), article, WIDTH).fill_null(OPEN if high else 0)


def _end(months: int | None, *, high: bool) -> int:
    return (OPEN if high else 0) if months is None else min(months * MILLI, OPEN)


def made_months(
    article: IntegerValue, amount: IntegerValue, law: Law, *, high: bool
) -> IntegerValue:
    """The bound of what a class of amounts makes; null where the law does not tell."""
    told = {key: said for key, said in given(law).items() if said.punished}
    ends = [
        [
            _end(told[at, place].high if high else told[at, place].low, high=high)
            if (at, place) in told
            else None
            for place in range(len(law.amounts))
        ]
        for at in range(len(in_force(law)))
    ]
    return cell(ends, article, amount, WIDTH)


def convicted(tables: Tables) -> Relation:
    """The convictions of known cases whose imprisonment is recorded, as `charges` has them."""
    rows = charges(tables)
    rows = rows.filter(rows.verdict == "convicted", rows.sentence_months.notnull())
    return rows.mutate(milli=in_milli(rows.sentence_months))


def _found(tables: Tables, rows: Relation) -> Relation:
    """For each case and article the range of what the goods make: ``made_low``, ``made_high``.

    The gravest substance counts, for the least by its heaviest exhibit and for the most by the
    sum; without a bound for the most where a substance is placed nowhere.
    """
    law = the_law(tables)
    pairs = rows.select("incident_id", "article", "day").distinct()
    pairs = pairs.filter(pairs.article.isin(sorted({at for at, _ in given(law)}) or [NOWHERE]))
    each = pairs.inner_join(goods(tables, (RESTS_ON,)), "incident_id")
    of = each.goods, each.plants
    each = each.mutate(
        by_sum=class_of(law, of, each.rests_on_sum, each.day, graver=True),
        by_top=class_of(law, of, each.rests_on_top, each.day, graver=False),
    ).distinct()
    each = each.mutate(
        low=made_months(each.article, each.by_top, law, high=False).fill_null(0),
        high=made_months(each.article, each.by_sum, law, high=True).fill_null(OPEN),
    )
    return each.group_by("incident_id", "article").aggregate(
        made_low=each.low.max(), made_high=each.high.max(), amount=each.by_sum.max()
    )


def _punished(article: IntegerValue, law: Law) -> BooleanValue:
    places = [at for at, each in enumerate(in_force(law)) if each.punished]
    return article.isin(places or [NOWHERE])


def _ranged(tables: Tables, rows: Relation) -> Relation:
    """The rows with ``low`` and ``high``: the range of the article, by the rule of the later law.

    ``low_then`` is the least of the day of the deed.

    Where a milder law reaches back, the least is that of the milder of the two days; the most too,
    unless a circumstance is recorded, which may make a graver part of the later law.
    """
    law = the_law(tables)
    rows = rows.mutate(
        low=months_of(rows.article, law, high=False), high=months_of(rows.article, law, high=True)
    ).mutate(low_then=lambda rows: rows.low)
    if law.later not in REACHES_BACK or not tables.holds("outcomes", "decided_at"):
        return rows
    rows = rows.mutate(later=article_on(rows.key, rows.decided_at.date(), law))
    changed = (_punished(rows.later, law) & (rows.decided_at.date() > rows.day)).fill_null(False)
    low, high = months_of(rows.later, law, high=False), months_of(rows.later, law, high=True)
    if law.later == DAY_OF_SENTENCE:
        milder = least = changed
    else:
        least = changed & (low < rows.low)
        milder = changed & (low <= rows.low) & (high < rows.high) & _nothing_noted(tables, rows)
    return rows.mutate(
        low=ibis.ifelse(least, low, rows.low), high=ibis.ifelse(milder, high, rows.high)
    ).drop("later")


def _nothing_noted(tables: Tables, rows: Relation) -> BooleanValue:
    if not tables.holds("outcomes", "aggravating"):
        return ibis.literal(False)
    return rows.aggravating.isnull()


def _judged(tables: Tables) -> Relation:
    law, rows = the_law(tables), _ranged(tables, convicted(tables))
    ranged = _punished(rows.article, law)
    given_any = ranged & (rows.milli > 0)
    rows = rows.mutate(
        ranged=ranged,
        none_given=ranged & (rows.milli == 0),
        below=given_any & (rows.milli < rows.low),
        above=given_any & (rows.milli > rows.high),
        below_found=ibis.literal(False),
        above_found=ibis.literal(False),
        amount=ibis.literal(-1, "int64"),
    )
    if tables.missing(NEEDS) or unweighable(tables):
        return rows.drop("low_then")
    made = _found(tables, rows)
    rows = beside(rows.drop("amount"), made, "incident_id", "article")
    inside = rows.ranged & (rows.milli > 0) & ~rows.below & ~rows.above
    return rows.mutate(
        amount=rows.amount.fill_null(-1),
        below_found=(
            inside & (rows.milli < rows.made_low) & (rows.milli >= rows.low_then)
        ).fill_null(False),
        above_found=(
            inside & (rows.milli > rows.made_high) & ~excused_by_note(tables, rows)
        ).fill_null(False),
    ).drop("made_low", "made_high", "low_then")


SENTENCED = Shared(
    "judged_sentences",
    lambda tables: not tables.missing(NEEDED) and not unready(tables),
    _judged,
    told=True,
)
"""The convictions with their imprisonment, each beside its range and that of what was found."""


def query(tables: Tables) -> Relation:
    """Convictions by article and class of what was found: of how many each thing is true.

    ``article`` and ``amount`` are places as in `graver`, -1 for none.
    """
    rows = SENTENCED(tables)
    rows = rows.mutate(unread=rows.key.isnull())
    marks = ("unread", "ranged", "none_given", *MARKS.values())
    sums = {name: one_if(rows[name]).sum().cast("int64") for name in marks}
    return rows.group_by("article", "amount").aggregate(sentences=rows.count(), **sums)
