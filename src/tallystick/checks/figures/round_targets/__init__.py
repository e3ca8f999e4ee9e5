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
        Nought is no round value. Estimate: the share of multiples beyond chance, with an exact
        interval.
    Counts whose `denominator` is told, such as those who voted at each of many stations
        Nearest to a whole percentage, or to a multiple of five: one count of each denominator for
        each of them. Per metric, for each unit and for all together.
        H0  Each count is binomial or varies more, at rates of its own, steady or changing; counts
        may be rounded. Then the chance is the part of the counts within half a step that are
        nearest (or, of a share that several counts print, printed as round), each weighed by how
        often counts end like it. H1  More are there. One-sided, binomial; that no rate makes more
        was checked by exact sums over rates, for denominators up to 3,000 and some up to 10,000
        (`stats.rounding.nearest_counts`), and is not proved. Asked where half of the denominators
        can tell: from 200 to 10,000 for whole percentages, from 40 to 400 for multiples of five,
        and only at shares that spread over half a step or more.
        Estimate: the share of such counts beyond that of chance, with an interval.
    Percentages and rates whose `denominator` is told
        Whole values (where decimals are printed), multiples of 5 and, where targets are known,
        the target or the least that meets it; per metric for each unit and for all together.
        H0  Each numerator is binomial at a rate of its own, or varies more: then of the shares
        within one and a half standard deviations of such a value (and half of the way to the next)
        no rate puts more on it than the part that is taken, for each denominator by itself,
        rounded or cut off. H1  More are there. One-sided, binomial, exact at most. Where one count
        alone prints a share, its counts may be rounded, weighed by how often those off such values
        end alike (measured, not proved); where several do, multiples of fifty are left out as
        denominators. Small denominators, of which every share is round, and very large ones, of
        which a steady rate prints one value, have a chance above a half and are left out; so are
        figures whose period holds another's (a year beside its months). Nought and all are no
        round values; a series of whole values alone counts as printed without decimals.
        Estimate: of the shares near such values, the part on them beyond the largest that chance
        makes, with an interval.
        Where one count alone can print each of them, and half of the denominators can tell, whole
        values are asked of those counts, as of counts above: the nearest, or the least where more
        shares are printed so (a page that cuts off). So are multiples of five of fifty denominators
        or more, and a thousand shares or more of both.
Cause, innocent first
    Figures rounded for publication; plans, budgets or capacities in place of counts; a fixed
    price or portion; a denominator that is not the one that was divided by; counts worked out from
    percentages. A round goal that work is steered to looks the same: the pattern does not show that
    a record is wrong.

References
    Kobak, Shpilkin & Pshenichnikov 2016, Annals of Applied Statistics 10(1), whole percentages of
    turnout; Clopper & Pearson 1934, Biometrika 26(4); Hoeffding 1956, Annals of Mathematical
    Statistics 27(3); Pope & Simonsohn 2011, Psychological Science 22(1), round numbers as goals;
    Allen et al. 2017, Management Science 63(6), finishing times that gather at round goals.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, explained
from tallystick.checks.figures.round_targets.results import (
    COUNTED,
    GOAL,
    MOST_SHOWN,
    NO_GOAL,
    PERCENTAGES,
    round_results,
)
from tallystick.checks.shared.figure_series import TARGETS, goals
from tallystick.checks.shared.published_figures import (
    VALUES,
    compare,
    counted_metrics,
    metric_of,
    of_denominator,
    published,
)
from tallystick.checks.shared.rows import beside
from tallystick.checks.shared.whole_numbers import MILLI, in_milli
from tallystick.findings import Result
from tallystick.stats.rounding.nearest_counts import LEAST_COUNTS
from tallystick.tables.store import Tables

PERIOD = ("period_start", "period_end")
KEYS = ("metric", "unit_id", "milli", "per", "of", "goal")


def query(tables: Tables) -> Relation:
    """Return how often each value was published: `KEYS` and ``n``.

    ``of`` is the denominator of a share, 0 without one, ``per`` of how many it is one (1: the value
    is a count of its denominator), and ``goal`` its target in thousandths, -1 without one. A share
    whose period meets that of a later one, such as a year beside its months, counts as one without
    a denominator: the later one is taken.
    """
    rows = _apart(published(tables), tables)
    counted = (rows.per == 0) & (rows.of > 0)
    rows = rows.mutate(
        per=ibis.ifelse(counted, COUNTED, rows.per), of=ibis.ifelse(rows.apart, rows.of, 0)
    )
    if tables.missing(TARGETS):
        rows = rows.mutate(goal=ibis.literal(NO_GOAL, "int64"))
    else:
        rows = _with_goals(rows, goals(tables))
    return rows.group_by(KEYS).aggregate(n=rows.count())


def _apart(rows: Relation, tables: Tables) -> Relation:
    """The figures with ``apart``: whether the next period of the series begins after this one.

    Several figures of one series and period are of several places, and no part of each other.
    """
    if not tables.holds("reported_figures", *PERIOD):
        return rows.mutate(apart=ibis.literal(True))
    series = ["metric", "unit_id", *PERIOD]
    periods = rows.select(series).distinct()
    order = [periods.period_start, periods.period_end.desc()]
    within = ibis.window(group_by=[periods.metric, periods.unit_id], order_by=order)
    periods = periods.mutate(following=periods.period_start.lead(1).over(within))
    known = periods.mutate(
        apart=periods.following.isnull() | (periods.following > periods.period_end)
    )
    return beside(rows, known.drop("following"), *series)


def _share_cases(tables: Tables, result: Result) -> Relation:
    """The published shares that a result counts as round, or as on their target."""
    detail, figures = result.detail, tables["reported_figures"]
    rows = figures.filter(figures.metric == detail["metric"])
    rows = _apart(rows.mutate(unit_id=rows.unit_id.fill_null("")), tables)
    rows = rows.filter(rows.apart)
    if detail["per"] == COUNTED:
        on = _on_nearest(rows, detail["steps"])
        on = on & (rows.unit_id == result.subject) if result.subject else on
        return rows.filter(on).select(*figures.columns)
    milli = in_milli(rows.value)
    landed = [(rows.unit_id == unit) & (milli == value) & (rows.denominator == of)
              for unit, value, of in detail.get("landed", [])]  # fmt: skip
    on = ibis.or_(*landed) if landed else ibis.literal(False)
    return rows.filter(on).select(*figures.columns)


def _on_nearest(rows: Relation, steps: int) -> BooleanValue:
    """Whether counts are the nearest to a round share, as in `stats.rounding.nearest_counts`."""
    of = rows.denominator
    usable = of_denominator(rows) & (of >= LEAST_COUNTS * steps) & (of <= steps * steps)
    of = ibis.ifelse(usable, of, LEAST_COUNTS * steps)
    middle = (rows.value * steps / of).round().cast("int64")
    on = [(4 * step * (steps - step) >= of) & ((2 * step * of + steps) // (2 * steps) == rows.value)
          for step in (middle - 1, middle, middle + 1)]  # fmt: skip
    return usable & ibis.or_(*on)


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
        figures.metric == result.aspect,
        figures.unit_id.fill_null("") == result.subject,
        figures.value != 0,
    )
    return rows.filter(rows.value.round().cast("int64") % result.detail.get("base", 1) == 0)


def _rounded(tables: Tables, result: Result) -> Relation:
    """The round figures whose records add up to another number that rounds to them."""
    if not any(metric.name == result.aspect for metric in counted_metrics(tables)):
        return explained(listed(tables, result), lambda _: ibis.literal(False))
    both = compare(tables, metric_of(tables, result))
    base = result.detail.get("base", 1) * MILLI
    round_figures = (both.reported != 0) & (both.reported % base == 0)
    both = both.filter(both.unit_id == result.subject, round_figures)
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
    told = {"all_shown": len(detail.get("landed", ())) == MOST_SHOWN, "goal": "", "kind": "shares"}
    if "per" not in detail:
        return told | {"kind": "totals", "place": "of_totals", "by_chance": result.n / base}
    if "steps" in detail:
        percent = detail["per"] in (COUNTED, PERCENTAGES)
        place = "whole_percentages" if base == MILLI and percent else "of_shares"
        return told | {"kind": "counts", "place": place, "base_of_unit": base // MILLI}
    if detail["question"] == GOAL:
        return told | {"place": "goal", "goal": "most" if detail["at_most"] else "least"}
    place = "whole" if base == MILLI else "of_shares"
    return told | {"place": place, "base_of_unit": base // MILLI}


def _counts_records(result: Result) -> bool:
    return "per" not in result.detail and bool(result.detail["declared"])


def _counts_shares(result: Result) -> bool:
    return "steps" in result.detail


def _may_be_rounded(result: Result) -> bool:
    return not _counts_records(result) and not _counts_shares(result)


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
        "rounded_unseen": Cause(applies=_may_be_rounded),
        "worked_out": Cause(applies=_counts_shares),
    },
    constants={"most_shown": MOST_SHOWN},
    values=_values,
)
run = CHECK.run
