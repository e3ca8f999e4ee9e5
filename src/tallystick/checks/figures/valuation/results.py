"""Which values, prices, rates and parts are there to be asked, and what did each rule say?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tallystick.checks.figures.valuation.rules import (
    FLAT,
    PARTS,
    PRICE,
    Asked,
    Figures,
    Period,
    exchanged,
    flat,
    pairs,
    parts,
    priced,
)
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.texts import grouped
from tallystick.tables import Frame, Value

say = words_beside(__file__).say

MOST_SUMS = 5


def figures_of(
    metric: np.ndarray, unit_id: np.ndarray, first: np.ndarray, last: np.ndarray,
    minor: np.ndarray, milli: np.ndarray,
) -> Figures:  # fmt: skip
    """By metric and unit each period's figure; a period with two different figures has none."""
    figures: dict[tuple[str, str], dict[Period, tuple[int, int]]] = {}
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


def results_of(figures: Figures, frame: Frame) -> list[Result]:
    """Return a result per value, rule and subject."""
    known = sorted({name for name, _ in figures})
    results = []
    for value in frame.values:
        units = sorted({unit for name, unit in figures if name == value.metric})
        if not units or not any(True for unit in units for _ in pairs(value, unit, figures)):
            results.append(_unasked(value, FLAT, _missing(value, figures, known)))
            continue
        results += _of_price(value, units, figures, frame)
        results += _of_rates(value, units, figures, frame)
    for metric in dict.fromkeys(
        name for each in frame.values for name in (each.metric, each.count)
    ):
        if asked := parts(metric, figures):
            results.append(_result(metric, PARTS, "", asked, [metric]))
    return results


def _of_price(value: Value, units: list[str], figures: Figures, frame: Frame) -> Iterator[Result]:
    metrics = [value.metric, value.count]
    for unit in units:
        if asked := flat(value, unit, figures, frame.prices):
            yield _result(value.metric, FLAT, unit, asked, metrics)
    asked_any = False
    for unit in units:
        if asked := priced(value, unit, figures, frame.prices):
            asked_any = True
            yield _result(value.metric, PRICE, unit, asked, metrics)
    if not asked_any:
        yield _unasked(value, PRICE, _no_price(value))


def _of_rates(value: Value, units: list[str], figures: Figures, frame: Frame) -> Iterator[Result]:
    """The rates to the values of the same goods in other currencies that are declared after it."""
    later = frame.values[frame.values.index(value) + 1 :]
    for other in later:
        if other.count != value.count or other.currency == value.currency:
            continue
        rule = say("rates.of", one=other.currency, other=value.currency)
        asked_any = False
        for unit in units:
            if asked := exchanged(value, other, unit, figures, frame.rates):
                asked_any = True
                yield _result(value.metric, rule, unit, asked, [value.metric, other.metric])
        if not asked_any:
            yield _unasked(
                value, rule, say("reasons.no_rate", one=other.currency, other=value.currency)
            )


def _missing(value: Value, figures: Figures, known: list[str]) -> str:
    for name in (value.metric, value.count):
        if name not in known:
            return say("reasons.no_value", metric=name, known=", ".join(known[:5]))
    return say("reasons.no_pair", one=value.metric, other=value.count)


def _no_price(value: Value) -> str:
    if not value.what:
        return say("reasons.no_price_of_goods", currency=value.currency)
    return say("reasons.no_price", goods=value.what, currency=value.currency)


def _unasked(value: Value, rule: str, reason: str) -> Result:
    return Result(
        "", "agency", "", say("aspects.of", metric=value.metric, rule=rule), "insufficient", 0,
        reason=reason,
        detail={"rule": rule.split(" of ")[0], "metrics": [value.metric], "periods": []},
    )  # fmt: skip


def _result(metric: str, rule: str, unit: str, asked: list[Asked], metrics: list[str]) -> Result:
    broken = [each for each in asked if each.breaks]
    return Result(
        check="",
        subject_kind="unit" if unit else "agency",
        subject=unit,
        aspect=say("aspects.of", metric=metric, rule=rule),
        verdict="exceptions" if broken else "not_found",
        n=len(asked),
        estimate=float(len(broken)),
        smallest_detectable=1.0,
        detail={
            "rule": rule.split(" of ")[0],
            "metric": metric,
            "metrics": metrics,
            "sums": [
                say("sums.on", day=str(each.period[0]), sum=each.sum)
                for each in (broken or asked)[:MOST_SUMS]
            ],
            "periods": [str(each.period[0]) for each in broken],
            **{
                why: [str(each.period[0]) for each in broken if each.why == why]
                for why in dict.fromkeys(each.why for each in broken if each.why)
            },
        },
    )
