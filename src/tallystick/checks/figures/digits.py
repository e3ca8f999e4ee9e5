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
from dataclasses import replace

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.published import (
    FRACTIONS,
    NEEDS,
    PERCENT,
    more_multiples,
    totals,
    values,
)
from tallystick.checks.proposed import proposed
from tallystick.findings import Finding, Picture, Result
from tallystick.stats.digits import TEN, last_digits, usable
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "figures.digits"
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
    of_metric: dict[str, list[tuple[str, np.ndarray, str]]] = {}
    for name, unit, figures, reason in totals(metric, unit_id, milli, percent, n):
        of_metric.setdefault(name, []).append((unit, figures, reason))
    return [_result(name, _units(series)) for name, series in of_metric.items()]


def _units(series: Sequence[tuple[str, np.ndarray, str]]) -> list[tuple[np.ndarray, str]]:
    """The figures of the units and why they are no totals; the agency's where no unit has any."""
    units = [each for each in series if each[0]] or series
    return [(figures, reason) for _, figures, reason in units]


def _result(metric: str, series: Sequence[tuple[np.ndarray, str]]) -> Result:
    used = np.concatenate([usable(figures) for figures, _ in series])
    bare = Result(NAME, "agency", "", metric, "insufficient", len(used), ESTIMAND)
    reasons = [reason for _, reason in series if reason]
    if reasons:
        return replace(bare, reason=PERCENT if PERCENT in reasons else FRACTIONS)
    said = last_digits(used)
    return proposed(bare, said, "uneven", digits=said.numbers.counts.tolist(), mad=said.numbers.mad)


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
    return more_multiples(cases(tables, result), 5)


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
run = CHECK.run
