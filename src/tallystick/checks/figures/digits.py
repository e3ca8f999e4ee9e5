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
    neither which nor whose. First digits are not tested: in every innocent world of
    docs/calibration.md a test of Benford's law finds something.
Cause, innocent first
    Rounding to fives or tens; totals that are multiples of a portion or a price; sums of few
    equal units; a series that was corrected by hand.

References
    Beber & Scacco 2012, Political Analysis 20(2); Nigrini 2012, Benford's Law, ch. 7; Cerqueti &
    Maggi 2021, Chaos, Solitons & Fractals 150.
"""

from __future__ import annotations

from dataclasses import replace

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.published import FRACTIONS, MILLI, NEEDS, PERCENT, values
from tallystick.findings import Finding, Picture, Result
from tallystick.stats.digits import TEN, last_digits, usable
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "figures.digits"
LEVEL = 0.05
ESTIMAND = "mean deviation of the shares of the ten last digits from a tenth, beyond chance"
WEAK = "A weak and secondary sign: it says neither which figures nor whose. Do not act on it alone."


def counts(tables: Tables) -> Relation:
    """How often each value was published, by metric and unit."""
    return values(tables)


def test(
    metric: np.ndarray,
    unit_id: np.ndarray,
    milli: np.ndarray,
    percent: np.ndarray,
    n: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: one per metric, over all of its units."""
    names, units = metric.astype(str), unit_id.astype(str)
    results = []
    for name in np.unique(names):
        rows = names == name
        whole = rows & (units != "") if (units[rows] != "").any() else rows
        reason = ""
        if percent[whole].any() or (milli[whole] % MILLI).any() or (milli[whole] < 0).any():
            reason = PERCENT if percent[whole].any() else FRACTIONS
        series = [
            usable(np.repeat(milli[mine] // MILLI, n[mine]))
            for unit in np.unique(units[whole])
            for mine in [whole & (units == unit)]
        ]
        results.append(_result(name, np.concatenate(series), reason))
    return results


def _result(metric: str, totals: np.ndarray, reason: str) -> Result:
    bare = Result(NAME, "agency", "", metric, "insufficient", len(totals), ESTIMAND)
    if reason:
        return replace(bare, reason=reason)
    said = last_digits(totals)
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    return replace(
        bare,
        verdict="uneven" if said.p_value < LEVEL else "not_found",
        estimate=said.excess,
        p_value=said.p_value,
        detail={"digits": said.counts.tolist(), "mad": said.mad},
    )


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    digits = result.detail["digits"]
    most, least = (chosen(range(TEN), key=digits.__getitem__) for chosen in (max, min))
    return Finding.of(
        result,
        title=f"The last digits of published {result.aspect} are uneven",
        criteria="Each of the ten last digits comes as often as the others.",
        condition=(
            f"Of {result.n:,} published totals, {digits[most]:,} end in "
            f"{most} and {digits[least]:,} in {least}; chance gives each {result.n / TEN:,.1f}."
        ),
        cause="Not established. Rule out first: rounding, totals made of equal portions, a "
        "series corrected by hand.",
        effect="Totals that were not counted can carry digits that people prefer.",
        suggestion="Ask how the totals were made, unit by unit, before anything else.",
        caveats=(WEAK,),
        picture=Picture(
            caption=f"Totals end in {most} more often than in {least}",
            subcaption=f"{result.n:,} published totals",
            x_label="Last digit",
            y_label="Totals",
            x=tuple(range(TEN)),
            recorded=tuple(digits),
            expected=(result.n / TEN,) * TEN,
        ),
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The published totals of the metric."""
    figures = tables["reported_figures"]
    return figures.filter(figures.metric == result.aspect)


def _rounded(tables: Tables, result: Result) -> Relation:
    """How many more of the totals are multiples of five than one in five."""
    rows = cases(tables, result)
    fives = (rows.value.round().cast("int64") % 5 == 0).ifelse(1, 0)
    sums = rows.aggregate(of=rows.count(), fives=fives.sum().fill_null(0))
    beyond = ibis.greatest(sums.fives - (sums.of / 5).ceil().cast("int64"), 0)
    return sums.select("of", explains=beyond)


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs=NEEDS,
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    explanations=(
        InnocentCause(
            "The totals are rounded to fives or tens",
            "Look how many more end in 0 or 5 than one in five, and ask for the exact counts",
            _rounded,
        ),
        InnocentCause(
            "Totals are made of equal portions (sessions, packs, shifts)",
            "Ask what one unit of the count is, and whether it comes in portions",
        ),
    ),
)
