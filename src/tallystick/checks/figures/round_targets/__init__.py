"""Do published totals and percentages sit on round values beyond chance?

Criteria
    What happens does not stop at a hundred: of whole totals that vary by more than a few multiples
    of a base, one in `base` is a multiple of it. A percentage is a count of a denominator, and is
    round, or on its target, as often as counts of such denominators are.
Test
    Totals
        H0  The share of multiples is 1 / base. H1  It is higher. One-sided, exact binomial, per
        metric for the agency and for each unit. The base is the largest power of ten of which the
        median total is five times or more: 10 from 50 on, 100 from 500 on. Fewer than 12 figures,
        or figures nearer each other than half a base, are not tested.
        Estimate: the share of multiples beyond chance, with an exact interval.
    Percentages and rates whose `denominator` is told
        Whole values (where decimals are printed), multiples of 5 and, where targets are known,
        the target or the least that meets it; per metric for each unit and for all together.
        H0  Given what came before, each numerator is binomial or varies more: then no rate near
        those of the series gives such a value a larger chance than the one that is taken, for
        each denominator by itself, rounded or cut off. H1  More are there. One-sided, binomial,
        exact at most. Small denominators, of which every share is round, and very large ones, of
        which a steady rate prints one value, have a chance above a half and are left out; so are
        figures whose period holds another's (a year beside its months). Nought and all are no
        round values; a series of whole values alone counts as printed without decimals.
        Estimate: the share on such values beyond the largest that chance makes, with an interval.
Cause, innocent first
    Figures rounded for publication; plans, budgets or capacities in place of counts; a fixed
    price or portion; a denominator that is not the one that was divided by. A round goal that
    work is steered to looks the same: the pattern does not show that a record is wrong.

References
    Clopper & Pearson 1934, Biometrika 26(4); Hoeffding 1956, Annals of Mathematical Statistics
    27(3); Pope & Simonsohn 2011, Psychological Science 22(1), round numbers as goals; Allen et al.
    2017, Management Science 63(6), finishing times that gather at round goals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.figures.round_targets.shares import (
    GOAL,
    MOST_SHOWN,
    each_value,
    share_cases,
    share_results,
)
from tallystick.checks.proposed import proposed, undecided
from tallystick.checks.shared.published_figures import (
    VALUES,
    compare,
    counted_metrics,
    metric_of,
    totals,
)
from tallystick.checks.shared.whole_numbers import MILLI, in_milli
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.rounding.roundness import roundness
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

ESTIMAND = say("estimands.on_round")


def test(
    metric: np.ndarray,
    unit_id: np.ndarray,
    milli: np.ndarray,
    per: np.ndarray,
    of: np.ndarray,
    goal: np.ndarray,
    n: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return of totals a result per metric and subject, of shares one per question."""
    declared = frozenset(each.name for each in frame.metrics)
    shares = np.isin(metric, metric[per > 0])
    given = (metric, unit_id, milli, per > 0, n)
    columns = (metric, unit_id, milli, per, of, goal, n)
    return [
        *(
            _result(name, unit, figures, reason, declared=name in declared)
            for name, unit, figures, reason in totals(*(column[~shares] for column in given))
        ),
        *share_results(tuple(column[shares] for column in columns), declared, frame.ceilings),
    ]


def _result(metric: str, unit: str, figures: np.ndarray, reason: str, *, declared: bool) -> Result:
    more = {"metric": metric, "declared": declared}
    bare = undecided("unit", unit, metric, len(figures), reason, **more)
    bare = replace(bare, estimand=ESTIMAND)
    if reason:
        return bare
    said = roundness(figures)
    numbers = said.numbers
    return proposed(bare, said, "round", base=numbers.base, multiples=numbers.multiples)


def listed(tables: Tables, result: Result) -> Relation:
    """The figures that sit on a round value, or on their target."""
    if "per" in result.detail:
        return share_cases(tables, result)
    figures = tables["reported_figures"]
    rows = figures.filter(
        figures.metric == result.aspect, figures.unit_id.fill_null("") == result.subject
    )
    return rows.filter(rows.value.round().cast("int64") % result.detail.get("base", 1) == 0)


def _rounded(tables: Tables, result: Result) -> Relation:
    """The round figures whose records add up to another number that rounds to them."""
    if not any(metric.name == result.aspect for metric in counted_metrics(tables)):
        rows = listed(tables, result)
        return rows.aggregate(of=rows.count(), explains=ibis.literal(0).max())
    both = compare(tables, metric_of(tables, result))
    base = result.detail.get("base", 1) * MILLI
    both = both.filter(both.unit_id == result.subject, both.reported % base == 0)
    off = (both.reported - both.recounted).abs()
    rounded = ((off > 0) & (off * 2 <= base)).ifelse(1, 0)
    return both.aggregate(of=both.count(), explains=rounded.sum().fill_null(0))


def _printed_coarser(tables: Tables, result: Result) -> Relation:
    """The round shares that their denominator gives when rounded to a whole, and not as printed."""
    rows = share_cases(tables, result)
    whole = result.detail["per"] * MILLI
    milli = in_milli(rows.value)
    over = milli * rows.denominator % whole
    off = ibis.least(over, whole - over)
    coarser = (off >= result.detail["unit"] * rows.denominator) & (
        off * 2 <= MILLI * rows.denominator
    )
    return rows.aggregate(of=rows.count(), explains=coarser.ifelse(1, 0).sum().fill_null(0))


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail, base = result.detail, result.detail["base"]
    told = {"all_shown": len(detail.get("landed", ())) == MOST_SHOWN, "goal": ""}
    if "per" not in detail:
        return told | {"place": "of_totals", "by_chance": result.n / base}
    if detail["question"] == GOAL:
        return told | {"place": "goal", "goal": "most" if detail["at_most"] else "least"}
    place = "whole" if base == MILLI else "of_shares"
    return told | {"place": place, "base_of_unit": base // MILLI}


def _counts_records(result: Result) -> bool:
    return "per" not in result.detail and bool(result.detail["declared"])


def _has_decimals(result: Result) -> bool:
    return result.detail.get("unit", MILLI) < MILLI and bool(result.detail["base"])


CHECK = declared(
    __name__,
    needs=VALUES,
    query=each_value,
    test=test,
    listed=listed,
    causes={
        "rounded": Cause(
            counts=_rounded, needs={"incidents": ("occurred_at",)}, applies=_counts_records
        ),
        "printed_coarser": Cause(
            counts=_printed_coarser,
            needs={"reported_figures": ("denominator",)},
            applies=_has_decimals,
        ),
        "rounded_unseen": Cause(applies=lambda result: not _counts_records(result)),
    },
    constants={"most_shown": MOST_SHOWN},
    values=_values,
)
run = CHECK.run
