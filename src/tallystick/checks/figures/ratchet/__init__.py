"""Do results land on, or just beyond, the level of a plan or of the year before?

Criteria
    What happens knows nothing of the level that it will be compared with: a count passes it or
    stays below it as chance and honest work have it.
Test
    Each published figure (where none is published, each month's records) against its target, and
    against the unit's own figure of the same period and of the whole year before; for the agency,
    all units' results together, and for each unit.
    On the level
        H0  Given what came before, a result is a count that varies by chance or more: then the
        chance to be on its level, or above it by at most a tenth of its square root, has a
        largest value that no mean exceeds. H1  More are there. One-sided, binomial, exact at
        most. Where targets grow through a year, each counts from the part before.
        Estimate: the share of the results on their level beyond that largest share.
    Just above it
        H0  The log density of the results near their levels is smooth, a polynomial of the fourth
        degree. H1  It steps up at them. One-sided efficient score over twelve bins.
        Estimate: the log odds of the step, with the range that the test does not refuse.
    A ceiling, where the metric's direction is "at most": both are mirrored, to results on the
        level or just below it (Fisman & Wang: deaths), and to a step down just above it.
    In other periods
        H0  A unit's results lie at a value as often when it is their level as when another, or
        none, is: so does work in portions. Where the unit has six such periods, each p-value is at
        least that of this question (dealing results anew over its periods: exact for one level,
        near 5 % for several); elsewhere it is said.
    Own rule against other rules, where targets have several bases: a test that could refute
        H0  Beyond what chance can put there, results are on the level set for them as often as on
        that of the year before where a plan or the peers' median is set. H1  More often. One-sided,
        exact at most, for the agency, where at least two rules have 12 results each.
        Estimate: the share on the own level beyond the largest that chance makes, minus the share
        on the other.
    Figures that sit on round values, percentages and figures below 5 are not tested.
Cause, innocent first
    Honest work that is steered to the goal and ends there; levels set, or corrected, when the
    result was known; a missing figure filled in with that of the year before; work in fixed
    portions. A regime of levels moves honest effort too (about +4 % in the month in which the
    level is met, Travova 2023): the pattern says that the figure follows its level, never that
    it was made up.

References
    Weitzman 1980, Bell Journal of Economics 11(1), the ratchet; Travova 2023, Journal of Economic
    Behavior & Organization 212; Fisman & Wang 2017, AEJ: Applied 9(2), results that gather below
    a ceiling; Hoeffding 1956, Annals of Mathematical Statistics 27(3); Berger & Boos 1994, JASA 89.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared
from tallystick.checks.figures.ratchet.results import MOST_SHOWN, OWN_RULE, Own, of_level, own_rule
from tallystick.checks.proposed import undecided
from tallystick.checks.shared.figure_levels import (
    Attempt,
    against_another_rule,
    against_targets,
    against_year_before,
    series,
)
from tallystick.checks.shared.figure_series import (
    PUBLISHED,
    RECORDED,
    TARGETS,
    goals,
    of_records,
    told,
    why_untold,
)
from tallystick.checks.shared.metric_series import DAYS, daily
from tallystick.checks.shared.published_figures import PERCENT, compare, metric_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.targets.other_periods import LEAST_OTHERS
from tallystick.stats.texts import at, grouped
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say

TARGET = "target"


def query(tables: Tables) -> Relation:
    """Each figure and each target, in thousandths."""
    figures = told(tables).mutate(basis=ibis.literal(""))
    if tables.missing(TARGETS):
        return figures
    targets = goals(tables).mutate(source=ibis.literal(TARGET), percent=ibis.literal(False))
    return figures.union(targets.select(*figures.columns))


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return per metric, level and question the agency's result and its units'."""
    names, results = {each.name for each in frame.metrics}, []
    columns |= {name: columns[name].astype("datetime64[D]") for name in ("first", "last")}
    for (what,), rows in grouped(columns["metric"]):
        mine = at(columns, rows)
        source = next((each for each in (PUBLISHED, RECORDED) if each in mine["source"]), "")
        if not source:
            continue
        detail = {"metric": what, "source": source, "declared": what in names,
                  "at_most": what in frame.ceilings}  # fmt: skip
        owns = _owns(mine, source, at_most=what in frame.ceilings)
        results += [
            undecided("unit", unit, what, len(each.figures), each.reason)
            for unit, each in owns.items() if each.reason
        ]  # fmt: skip
        for level in sorted({level for each in owns.values() for level in each.attempts}):
            results += of_level({**detail, "level": level}, owns)
        results += own_rule(detail, [each for each in owns.values() if not each.reason])
    return results


def _owns(columns: dict[str, np.ndarray], source: str, *, at_most: bool) -> dict[str, Own]:
    """Every unit's results; the agency's own figures only where no unit has any."""
    found = {}
    for (unit,), rows in grouped(columns["unit_id"]):
        mine = at(columns, rows)
        own, goals = (at(mine, mine["source"] == each) for each in (source, TARGET))
        if not len(own["first"]):
            continue
        by_length, reason = series(own["first"], own["last"], own["milli"])
        reason = PERCENT if own["percent"].any() else reason
        attempts: dict[str, list[Attempt]] = {}
        besides: list[Attempt] = []
        if not reason:
            against = (goals["first"], goals["last"], goals["milli"], goals["basis"].tolist())
            ruled = _by_level(against_targets(unit, by_length, *against, at_most=at_most))
            attempts = _by_level(against_year_before(unit, by_length)) | ruled
            besides = list(against_another_rule(ruled, by_length))
            reason = "" if attempts else say("reasons.no_level")
        values = [each.value for each in by_length.values()]
        figures = np.concatenate(values) if values else np.zeros(len(own["first"]), dtype=np.int64)
        found[unit] = Own(figures, attempts, reason, besides)
    return {unit: each for unit, each in found.items() if unit or len(found) == 1}


def _by_level(attempts: Iterable[tuple[str, Attempt]]) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for level, attempt in attempts:
        found.setdefault(level, []).append(attempt)
    return found


def listed(tables: Tables, result: Result) -> Relation:
    """The published figures, or the records, of the periods that came out at their level."""
    detail = result.detail
    if detail["source"] == PUBLISHED:
        figures = tables["reported_figures"]
        rows = figures.filter(figures.metric == detail["metric"])
        return rows.filter(_landed(rows.unit_id, rows.period_start, rows.period_end, detail))
    metric = metric_of(tables, result)
    days = daily(tables, metric)
    return days.filter(_landed(days.unit_id, days.day, days.day, detail))


def _landed(
    unit: ibis.Value, first: ibis.Value, last: ibis.Value, detail: Mapping[str, Any]
) -> ibis.Value:
    landed = detail.get("landed") or []
    inside = [
        (unit.fill_null("") == name)
        & (first >= ibis.literal(begin).cast("date"))
        & (last <= ibis.literal(end).cast("date"))
        for name, begin, end in landed
    ]
    return ibis.or_(*inside) if inside else ibis.literal(False)


def _filled_in(tables: Tables, result: Result) -> Relation:
    """The figures that came out at their level in a period of which there is no record."""
    metric = metric_of(tables, result)
    both = compare(tables, metric)
    both = both.filter(_landed(both.unit_id, both.period_start, both.period_end, result.detail))
    absent = ((both.recounted == 0) & (both.reported > 0)).ifelse(1, 0)
    return both.aggregate(of=both.count(), explains=absent.sum().fill_null(0))


def _has_no_others(result: Result) -> bool:
    return not result.detail.get("elsewhere", [0])[0]


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    asked = detail["elsewhere"][0]
    return {
        "asked_elsewhere": asked, "alone": result.n > asked, "few": result.n - asked,
        "all_shown": len(detail["landed"]) >= MOST_SHOWN,
        "by_rule": [[n, found, rule] for rule, (n, found) in detail.get("rules", {}).items()],
    }  # fmt: skip


def _picture(result: Result, tables: Tables) -> dict[str, Any] | None:
    if result.detail["question"] == OWN_RULE:
        return None
    distance = result.detail["distance"]
    return {
        "x": tuple(each + 0.5 for each in distance["bin"]),
        "recorded": tuple(distance["n"]),
        "expected": tuple(distance["smooth"]),
        "mark": 0.0,
    }


CHECK = declared(
    __name__,
    needs={},
    unready=why_untold,
    query=query,
    test=test,
    listed=listed,
    causes={
        "filled_in": Cause(
            counts=_filled_in,
            needs={"incidents": ("occurred_at",)},
            applies=lambda result: not of_records(result) and bool(result.detail.get("declared")),
        ),
        "portions": Cause(applies=_has_no_others),
        "portions_allowed_for": Cause(applies=lambda result: not _has_no_others(result)),
    },
    constants={"most_shown": MOST_SHOWN, "least_others": LEAST_OTHERS},
    values=_values,
    picture=_picture,
    draws_nulls=True,
    shares=tuple(DAYS.values()),
    broken_by=("cases",),
    breaks=of_records,
)
run = CHECK.run
