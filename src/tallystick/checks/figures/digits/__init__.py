"""Are the last digits of published totals as even as chance makes them?

Criteria
    The last digit of a total that varies by more than a few tens says nothing about what was
    counted: each of the ten comes as often as the others.
Test
    H0  Last digits are uniform.
    H1  They are not. Pearson's chi-square over all units together, per metric, of series that
    vary about 100 or more; at least 100 totals.
    Estimate: the mean absolute deviation of the ten shares from a tenth, beyond what chance gives.
    A weak and secondary screen: it can point at figures that were written from the head, and says
    neither which nor whose. First digits are not tested: Benford's law is of
    numbers over several orders of magnitude, which figures of one agency seldom span, and where
    they do not a test of it finds something in every innocent world of docs/calibration.md.
Cause, innocent first
    Rounding to fives or tens; totals that are multiples of a portion or a price; sums of few
    equal units; a series that was corrected by hand.

References
    Beber & Scacco 2012, Political Analysis 20(2); Nigrini 2012, Benford's Law, ch. 7; Cerqueti &
    Maggi 2021, Chaos, Solitons & Fractals 150.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.published_figures import (
    FRACTIONS,
    PERCENT,
    VALUES,
    more_multiples,
    totals,
    values,
)
from tallystick.findings import Result
from tallystick.stats.rounding.digits import TEN, last_digits, usable
from tallystick.tables import Frame
from tallystick.tables.store import Tables

Series = tuple[str, np.ndarray, str]


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return one result per metric, over all of its units."""
    given = (columns[name] for name in ("metric", "unit_id", "milli", "percent", "n"))
    of_metric: dict[str, list[Series]] = {}
    for name, unit, figures, reason in totals(*given):
        of_metric.setdefault(name, []).append((unit, figures, reason))
    return [_result(name, series) for name, series in of_metric.items()]


def _result(metric: str, series: Sequence[Series]) -> Result:
    """Of all units together; of the agency's own figures where no unit has any."""
    units = [each for each in series if each[0]] or series
    used = np.concatenate([usable(figures) for _, figures, _ in units])
    reasons = [reason for *_, reason in units if reason]
    if reasons:
        why = PERCENT if PERCENT in reasons else FRACTIONS
        return undecided("agency", "", metric, len(used), why)
    test = last_digits(used)
    counts, mad = test.numbers.counts.tolist(), test.numbers.mad
    return proposed(undecided("agency", "", metric), test, "uneven", digits=counts, mad=mad)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    digits = result.detail["digits"]
    most, least = (chosen(range(TEN), key=digits.__getitem__) for chosen in (max, min))
    return {
        "most": most, "least": least, "of_most": digits[most], "of_least": digits[least],
        "each": result.n / TEN,
    }  # fmt: skip


def _picture(result: Result, tables: Tables) -> dict[str, Any]:
    return {
        "x": tuple(range(TEN)),
        "recorded": tuple(result.detail["digits"]),
        "expected": (result.n / TEN,) * TEN,
    }


def listed(tables: Tables, result: Result) -> Relation:
    """The published totals of the metric."""
    figures = tables["reported_figures"]
    return figures.filter(figures.metric == result.aspect)


CHECK = declared(
    __name__,
    needs=VALUES,
    query=values,
    test=test,
    listed=listed,
    causes={"rounded": Cause(among=lambda figures: more_multiples(figures, 5))},
    values=_values,
    picture=_picture,
    draws_nulls=True,
)
run = CHECK.run
