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

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.figures.valuation.results import (
    FLAT,
    MINOR,
    PARTS,
    PRICE,
    RATE,
    Asked,
    Figures,
    Period,
    exchanged,
    flat,
    pairs,
    parts,
    priced,
)
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.published_figures import NEEDS
from tallystick.checks.shared.whole_numbers import in_milli
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables import Frame, Value
from tallystick.tables.store import Tables

say = words_beside(__file__).say

MOST_SUMS = 5


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


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return a result per value, rule and subject."""
    figures = _gathered(**columns)
    known = sorted({name for name, _ in figures})
    results: list[Result] = []
    for value in frame.values:
        units = sorted({unit for name, unit in figures if name == value.metric})
        if any(True for unit in units for _ in pairs(value, unit, figures)):
            asked = {unit: flat(value, unit, figures, frame.prices) for unit in units}
            results += _of_units(value.metric, FLAT, asked, [value.metric, value.count])
            results += _of_price(value, units, figures, frame)
            results += _of_rates(value, units, figures, frame)
        else:
            results.append(_unasked(value, FLAT, _missing(value, figures, known)))
    for metric in dict.fromkeys(
        name for each in frame.values for name in (each.metric, each.count)
    ):
        results += _of_units(metric, PARTS, {"": parts(metric, figures)}, [metric])
    return results


def _gathered(
    metric: np.ndarray, unit_id: np.ndarray, first: np.ndarray, last: np.ndarray,
    minor: np.ndarray, milli: np.ndarray,
) -> Figures:  # fmt: skip
    """By metric and unit each period's figure; a period with two different figures has none."""
    figures = {}
    starts, ends = (each.astype("datetime64[D]").tolist() for each in (first, last))
    for (name, unit), rows in grouped(metric, unit_id):
        held: dict[Period, set[tuple[int, int]]] = {}
        for row in rows:
            amount = (int(minor[row]), int(milli[row]))
            held.setdefault((starts[row], ends[row]), set()).add(amount)
        figures[name, unit] = {
            period: next(iter(amounts)) for period, amounts in held.items() if len(amounts) == 1
        }
    return figures


def _of_price(value: Value, units: list[str], figures: Figures, frame: Frame) -> list[Result]:
    asked = {unit: priced(value, unit, figures, frame.prices) for unit in units}
    if results := _of_units(value.metric, PRICE, asked, [value.metric, value.count]):
        return results
    if not value.what:
        reason = say("reasons.no_price_of_goods", currency=value.currency)
    else:
        reason = say("reasons.no_price", goods=value.what, currency=value.currency)
    return [_unasked(value, PRICE, reason)]


def _of_rates(value: Value, units: list[str], figures: Figures, frame: Frame) -> Iterator[Result]:
    """The rates to the values of the same goods in other currencies that are declared after it."""
    for other in frame.values[frame.values.index(value) + 1 :]:
        if other.count != value.count or other.currency == value.currency:
            continue
        names = {"one": other.currency, "other": value.currency}
        rule = say("rates.of", **names)
        asked = {unit: exchanged(value, other, unit, figures, frame.rates) for unit in units}
        yield from _of_units(value.metric, rule, asked, [value.metric, other.metric]) or [
            _unasked(value, rule, say("reasons.no_rate", **names))
        ]


def _missing(value: Value, figures: Figures, known: list[str]) -> str:
    for name in (value.metric, value.count):
        if name not in known:
            return say("reasons.no_value", metric=name, known=", ".join(known[:5]))
    return say("reasons.no_pair", one=value.metric, other=value.count)


def _bare(metric: str, rule: str, unit: str, n: int, reason: str, /, **detail: Any) -> Result:
    aspect = say("aspects.of", metric=metric, rule=rule)
    return undecided("unit", unit, aspect, n, reason, rule=rule.split(" of ")[0], **detail)


def _unasked(value: Value, rule: str, reason: str) -> Result:
    return _bare(value.metric, rule, "", 0, reason, metrics=[value.metric], periods=[])


def _of_units(
    metric: str, rule: str, asked: Mapping[str, list[Asked]], metrics: list[str]
) -> list[Result]:
    """A result of each unit with figures of which the rule was asked."""
    return [_result(metric, rule, unit, each, metrics) for unit, each in asked.items() if each]


def _result(metric: str, rule: str, unit: str, asked: list[Asked], metrics: list[str]) -> Result:
    broken = [each for each in asked if each.breaks]
    days = [str(each.period[0]) for each in broken]
    causes = dict.fromkeys(each.why for each in broken if each.why)
    bare = _bare(
        metric, rule, unit, len(asked), "",
        metric=metric,
        metrics=metrics,
        sums=[
            say("sums.on", day=str(each.period[0]), sum=each.sum)
            for each in (broken or asked)[:MOST_SUMS]
        ],
        periods=days,
        **{
            why: [day for day, each in zip(days, broken, strict=True) if each.why == why]
            for why in causes
        },
    )  # fmt: skip
    return replace(
        bare,
        verdict="exceptions" if broken else "not_found",
        estimate=float(len(broken)),
        smallest_detectable=1.0,
    )


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
    return "" if tables.frame.values else say("reasons.needs_value")


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
