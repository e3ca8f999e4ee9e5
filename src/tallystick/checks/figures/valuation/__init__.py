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

from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.figures.valuation.results import figures_of, results_of
from tallystick.checks.figures.valuation.rules import FLAT, MINOR, PARTS, PRICE, RATE
from tallystick.checks.shared.published_figures import NEEDS
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def query(tables: Tables) -> Relation:
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
        milli=in_milli(rows.value),
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
    """Return a result per value, rule and subject."""
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


def listed(tables: Tables, result: Result) -> Relation:
    """The figures whose sums are exceptions: values and counts, or parts and total."""
    return _figures(tables, result, "periods")


def _told_by(why: str, rule: str) -> Cause:
    """Of the periods that are exceptions, those whose own numbers tell the cause `why`."""

    def counts(tables: Tables, result: Result) -> Relation:
        every, some = (
            _figures(tables, result, each).select("period_start").distinct()
            for each in ("periods", why)
        )
        return part_of(some, every)

    return Cause(counts=counts, applies=lambda result: result.detail["rule"] == rule)


def _of_rule(rule: str) -> Cause:
    return Cause(applies=lambda result: result.detail["rule"] == rule)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    broken, shown = int(result.estimate or 0), len(result.detail["sums"])
    return {"broken": broken, "shown": shown, "has_more": broken != shown}


def unready(tables: Tables) -> str:
    """Say why no value can be reckoned again; "" when one can."""
    if not tables.frame.values:
        return say("reasons.needs_value")
    return ""


CHECK = declared(
    __name__,
    needs=NEEDS,
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    causes={
        "slip": _told_by("slip", PRICE),
        "written": _told_by("written", FLAT),
        "list": _told_by("list", FLAT),
        "cut": _told_by("cut", RATE),
        "another_rate": _of_rule(RATE),
        "missing": _told_by("missing", PARTS),
        "another_product": _of_rule(PRICE),
    },
    values=_values,
)
run = CHECK.run
