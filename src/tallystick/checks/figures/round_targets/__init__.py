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

from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.figures.round_targets.results import GOAL, MOST_SHOWN, NO_GOAL, round_results
from tallystick.checks.shared.figure_series import TARGETS, goals
from tallystick.checks.shared.published_figures import (
    VALUES,
    compare,
    counted_metrics,
    metric_of,
    published,
)
from tallystick.checks.shared.rows import beside
from tallystick.checks.shared.whole_numbers import MILLI, in_milli
from tallystick.findings import Result
from tallystick.tables.store import Tables

KEYS = ("metric", "unit_id", "milli", "per", "of", "goal")


def query(tables: Tables) -> Relation:
    """Return how often each value was published: `KEYS` and ``n``.

    ``of`` is the denominator of a share, 0 without one, and ``goal`` its target in thousandths, -1
    without one. A share whose period meets that of a later one, such as a year beside its months,
    counts as one without a denominator: the later one is taken.
    """
    rows = _apart(published(tables), "milli", "of")
    rows = rows.mutate(of=ibis.ifelse(rows.apart, rows.of, 0))
    if tables.missing(TARGETS):
        rows = rows.mutate(goal=ibis.literal(NO_GOAL, "int64"))
    else:
        rows = _with_goals(rows, goals(tables))
    return rows.group_by(KEYS).aggregate(n=rows.count())


def _apart(rows: Relation, *more: str) -> Relation:
    """The figures with ``apart``: whether the next of the series begins after this one's end.

    `more` are columns that order figures of one period, so that any engine keeps the same.
    """
    order = [rows.period_start, rows.period_end.desc(), *(rows[name] for name in more)]
    within = ibis.window(group_by=[rows.metric, rows.unit_id], order_by=order)
    rows = rows.mutate(following=rows.period_start.lead(1).over(within))
    return rows.mutate(apart=rows.following.isnull() | (rows.following > rows.period_end))


def _share_cases(tables: Tables, result: Result) -> Relation:
    """The published shares that a result counts as round, or as on their target."""
    detail, figures = result.detail, tables["reported_figures"]
    rows = figures.filter(figures.metric == detail["metric"])
    rows = _apart(rows.mutate(unit_id=rows.unit_id.fill_null("")), "value", "denominator")
    rows = rows.filter(rows.apart)
    milli = in_milli(rows.value)
    on = [(rows.unit_id == unit) & (milli == value) & (rows.denominator == of)
          for unit, value, of in detail.get("landed", [])]  # fmt: skip
    return rows.filter(ibis.or_(*on) if on else ibis.literal(False)).select(*figures.columns)


def _with_goals(rows: Relation, targets: Relation) -> Relation:
    """The rows with ``goal``; where a figure has several targets, the lowest of them."""
    own = targets.group_by(
        "metric", "unit_id", period_start=targets["first"], period_end=targets["last"]
    ).aggregate(goal=targets.milli.min())
    joined = beside(rows, own, "metric", "unit_id", "period_start", "period_end")
    goal = ibis.ifelse(joined.of > 0, joined.goal.fill_null(NO_GOAL), NO_GOAL)
    return joined.mutate(goal=goal.cast("int64"))


def listed(tables: Tables, result: Result) -> Relation:
    """The figures that sit on a round value, or on their target."""
    if "per" in result.detail:
        return _share_cases(tables, result)
    figures = tables["reported_figures"]
    rows = figures.filter(
        figures.metric == result.aspect, figures.unit_id.fill_null("") == result.subject
    )
    return rows.filter(rows.value.round().cast("int64") % result.detail.get("base", 1) == 0)


def _rounded(tables: Tables, result: Result) -> Relation:
    """The round figures whose records add up to another number that rounds to them."""
    if not any(metric.name == result.aspect for metric in counted_metrics(tables)):
        return explained(listed(tables, result), lambda _: ibis.literal(False))
    both = compare(tables, metric_of(tables, result))
    base = result.detail.get("base", 1) * MILLI
    both = both.filter(both.unit_id == result.subject, both.reported % base == 0)
    off = (both.reported - both.recounted).abs()
    return explained(both, lambda _: (off > 0) & (off * 2 <= base))


def _printed_coarser(tables: Tables, result: Result) -> Relation:
    """The round shares that their denominator gives when rounded to a whole, and not as printed."""
    rows = _share_cases(tables, result)
    whole = result.detail["per"] * MILLI
    over = in_milli(rows.value) * rows.denominator % whole
    off = ibis.least(over, whole - over)
    not_as_printed = off >= result.detail["unit"] * rows.denominator
    return explained(rows, lambda _: not_as_printed & (off * 2 <= MILLI * rows.denominator))


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
    query=query,
    test=round_results,
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
