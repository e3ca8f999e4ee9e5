"""Does a published value follow from count and price?

Criteria
    A published value of goods can be reckoned again: from their count or weight and a price of that
    day, from the value in another currency and the rate, from the values of the units.
Test
    A test of details, exact, of the metrics under [[values]], per unit and period. Four rules:
    the value is the count times a round price (one or two digits), to the last digit; value over
    count lies outside every reference price of the day ([[prices]]); two values of the same goods
    in two currencies imply a rate outside every reference of the day ([[rates]]); the units'
    figures do not add up to the agency's own. The first takes numbers as they are written, and says
    where they have so few digits that a round quotient is no surprise. The others take a figure to
    be rounded in its last digit that is not zero: an exception is one for every number that it may
    have been. Each exception states its sum; money is reckoned in hundredths.
    Estimate: the number of figures that break the rule.
Cause, innocent first
    Rounding for publication; a price list that is applied to all; kilograms written where grams
    are meant; the rate of another day, or digits cut off; a unit whose figure is missing.
    A reference price is itself an estimate: wholesale and street prices differ severalfold.

References
    Caulkins & Reuter 1998, Journal of Drug Issues 28(3), and Reuter 1984, The Public Interest 75,
    drug values and what they are made of; Government Auditing Standards (GAO-21-368G) 8.90-8.95,
    tests of details.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.published import MILLI, NEEDS
from tallystick.checks.figures.valuation_results import NAME, figures_of, results_of
from tallystick.checks.figures.valuation_rules import FLAT, MINOR, PARTS, PRICE, RATE
from tallystick.checks.figures.valuation_words import describe
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables


def counts(tables: Tables) -> Relation:
    """The figures of values and counts by unit and period, in hundredths and in thousandths."""
    figures = tables["reported_figures"]
    names = sorted({name for each in tables.frame.values for name in (each.metric, each.count)})
    rows = figures.filter(figures.metric.isin(names))
    return rows.select(
        "metric",
        unit_id=rows.unit_id.fill_null(""),
        first=rows.period_start,
        last=rows.period_end,
        minor=(rows.value * MINOR).round().cast("int64"),
        milli=(rows.value * MILLI).round().cast("int64"),
    )


def test(
    metric: np.ndarray,
    unit_id: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    minor: np.ndarray,
    milli: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: per value, rule and subject."""
    return results_of(figures_of(metric, unit_id, first, last, minor, milli), frame)


def _figures(tables: Tables, result: Result, periods: str) -> Relation:
    """The figures of the result's metrics in those of its periods that `periods` lists."""
    figures = tables["reported_figures"]
    rows = figures.filter(
        figures.metric.isin(result.detail["metrics"]),
        figures.period_start.cast("string").isin([*result.detail.get(periods, []), ""]),
    )
    if result.detail["rule"] == PARTS:
        return rows
    return rows.filter(rows.unit_id.fill_null("") == result.subject)


def cases(tables: Tables, result: Result) -> Relation:
    """The figures whose sums are exceptions: values and counts, or parts and total."""
    return _figures(tables, result, "periods")


def _explained(why: str) -> Callable[[Tables, Result], Relation]:
    """Of the periods that are exceptions, those whose own numbers tell the cause `why`."""

    def counts(tables: Tables, result: Result) -> Relation:
        every, some = (
            rows.select("period_start").distinct()
            for rows in (_figures(tables, result, each) for each in ("periods", why))
        )
        return every.aggregate(of=every.count()).cross_join(some.aggregate(explains=some.count()))

    return counts


def _asked_of(*rules: str) -> Callable[[Result], bool]:
    return lambda result: result.detail["rule"] in rules


def unready(tables: Tables) -> str:
    """Say why no value can be reckoned again; "" when one can."""
    if not tables.frame.values:
        return "needs a [[values]] entry that says what a published value counts"
    return ""


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs=NEEDS,
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=unready,
    explanations=(
        InnocentCause(
            "Kilograms were written where grams are meant, or the reverse",
            "Look whether a thousand times the price, or a thousandth of it, is a reference price",
            _explained("slip"),
            applies=_asked_of(PRICE),
        ),
        InnocentCause(
            "The value is written with so few digits that a round quotient is no surprise",
            "Ask for the value before it was rounded",
            _explained("written"),
            applies=_asked_of(FLAT),
        ),
        InnocentCause(
            "A price list was applied to all goods alike",
            "Look whether the round price is one of the reference; ask for the list and its date",
            _explained("list"),
            applies=_asked_of(FLAT),
        ),
        InnocentCause(
            "Digits were cut off instead of rounded",
            "Reckon again with up to one unit of the last digit more",
            _explained("cut"),
            applies=_asked_of(RATE),
        ),
        InnocentCause(
            "The rate is that of another day, or one fixed for the budget",
            "Ask on which day, and at which rate, the value was converted",
            applies=_asked_of(RATE),
        ),
        InnocentCause(
            "A unit has no figure in that period",
            "Look for periods with fewer units than others whose parts fall short",
            _explained("missing"),
            applies=_asked_of(PARTS),
        ),
        InnocentCause(
            "Another product, purity, place or level of trade than the reference's",
            "Ask what was valued, by whom, and at wholesale or at street prices",
            applies=_asked_of(PRICE),
        ),
    ),
)
run = CHECK.run
