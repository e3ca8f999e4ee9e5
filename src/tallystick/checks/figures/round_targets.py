"""Do published totals sit on round values beyond chance?

Criteria
    What happens does not stop at a hundred: of whole totals that vary by more than a few multiples
    of a base, one in `base` is a multiple of it.
Test
    H0  The share of multiples is 1 / base.
    H1  It is higher. One-sided, exact binomial, per metric for the agency and for each unit. The
    base is the largest power of ten of which the median total is five times or more: 10 from 50
    on, 100 from 500 on. Fewer than 12 figures, or figures nearer each other than half a base,
    are not tested.
    Estimate: the share of multiples beyond chance, with an exact interval.
    Percentages are not tested: how often one is whole depends on the denominator behind it, which
    a published figure does not tell.
Cause, innocent first
    Figures rounded for publication; plans, budgets or capacities in place of counts; a fixed
    price or portion. A round goal that work is steered to looks the same: the pattern does not
    show that a record is wrong.

References
    Clopper & Pearson 1934, Biometrika 26(4); Pope & Simonsohn 2011, Psychological Science 22(1),
    round numbers as goals; Allen et al. 2017, Management Science 63(6), finishing times that
    gather at round goals.
"""

from __future__ import annotations

from dataclasses import replace

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.published import MILLI, NEEDS, totals, values
from tallystick.checks.figures.reported import compare, counted_metrics, metric_of
from tallystick.findings import Finding, Result
from tallystick.stats.roundness import roundness
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "figures.round_targets"
LEVEL = 0.05
ESTIMAND = "share of the totals on a round value, minus the share that chance puts there"


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
    """Arrays in, results out: one per metric and subject."""
    declared = {each.name for each in frame.metrics}
    return [
        _result(name, unit, figures, reason, declared=name in declared)
        for name, unit, figures, reason in totals(metric, unit_id, milli, percent, n)
    ]


def _result(metric: str, unit: str, figures: np.ndarray, reason: str, *, declared: bool) -> Result:
    bare = Result(
        NAME, "unit" if unit else "agency", unit, metric, "insufficient", len(figures), ESTIMAND,
        reason=reason, detail={"declared": declared},
    )  # fmt: skip
    if reason:
        return bare
    said = roundness(figures)
    if said.p_value is None:
        return replace(bare, reason=said.reason)
    return replace(
        bare,
        verdict="round" if said.p_value < LEVEL else "not_found",
        estimate=said.excess,
        interval=said.interval,
        p_value=said.p_value,
        smallest_detectable=said.smallest_detectable,
        detail={"base": said.base, "multiples": said.multiples, "declared": declared},
    )


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    base, multiples = result.detail["base"], result.detail["multiples"]
    whose = f"unit {result.subject}: " if result.subject else ""
    return Finding.of(
        result,
        title=f"{whose}published {result.aspect} sit on multiples of {base:,}",
        criteria="Whole totals that vary freely are multiples of a number as often as chance says.",
        condition=(
            f"{multiples:,} of {result.n:,} published totals are multiples of {base:,}; chance "
            f"makes {result.n / base:,.1f} of them so."
        ),
        cause="Not established. Rule out first: rounding for publication, plans or estimates in "
        "place of counts, a fixed portion.",
        effect="A total that follows a round goal says what was aimed at as much as what happened.",
        suggestion="Ask for the list of records behind three of the round totals and three others, "
        "and count them.",
        caveats=(
            "Honest work is steered to round goals too: this does not show that a record is wrong.",
        ),
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The figures that sit on a round value."""
    figures = tables["reported_figures"]
    rows = figures.filter(
        figures.metric == result.aspect, figures.unit_id.fill_null("") == result.subject
    )
    return rows.filter(rows.value.round().cast("int64") % result.detail.get("base", 1) == 0)


def _rounded(tables: Tables, result: Result) -> Relation:
    """The round figures whose records add up to another number that rounds to them."""
    if not any(metric.name == result.aspect for metric in counted_metrics(tables)):
        rows = cases(tables, result)
        return rows.aggregate(of=rows.count(), explains=ibis.literal(0).max())
    both = compare(tables, metric_of(tables, result))
    base = result.detail.get("base", 1) * MILLI
    both = both.filter(both.unit_id == result.subject, both.reported % base == 0)
    off = (both.reported - both.recounted).abs()
    rounded = ((off > 0) & (off * 2 <= base)).ifelse(1, 0)
    return both.aggregate(of=both.count(), explains=rounded.sum().fill_null(0))


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
            "The figures were rounded for publication",
            "Look how many of the round figures are what the records add up to, rounded",
            _rounded,
            {"incidents": ("occurred_at",)},
            lambda result: bool(result.detail["declared"]),
        ),
        InnocentCause(
            "The figures were rounded for publication",
            "Ask for the exact counts, and whether every unit's figures are rounded",
            applies=lambda result: not result.detail["declared"],
        ),
        InnocentCause(
            "Plans, budgets or capacities were published in place of counts",
            "Ask from what each figure was drawn, and when",
        ),
    ),
)
