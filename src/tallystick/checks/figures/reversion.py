"""Do units that were behind their peers' median overshoot their own usual level the next time?

Criteria
    What happens in one period knows nothing of how a unit stood in the one before. Regression to
    the mean brings a unit back to its usual level, and not beyond it.
Test
    Per metric, by the months, quarters or half-years that were published (else by the records'
    months), for all units together and for each. A unit's usual level is its share of the agency
    in the year before and after, without the two periods at hand.
    H0  A period's surplus over the usual level is unrelated to the lag behind the peers' median
    in the period before, or shares its sign. H1  Who was behind is then above the usual level.
    One-sided, weighted least squares with a variance robust over periods.
    Estimate: the part of its lag by which a unit is above its usual level the next time.
    A control metric (``is_control``) is tested alike, and its slope is printed beside the others.
Cause, innocent first
    Rosters and leave that rotate between units; cases carried over from one period to the next;
    a backlog that is worked off. A race to the median moves honest effort too: the pattern says
    that the figure follows the comparison, never that it was made up.

References
    Auerbach 2018, tickets of officers 5 below their precinct's median rise by 10 % in the next
    half-month, those of officers 5 above fall by 30 %, with crashes as the negative control.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Check, InnocentCause
from tallystick.checks.figures.reversion_results import results_of
from tallystick.checks.figures.series import DATES, DAYS, keeps
from tallystick.checks.figures.told import PUBLISHED, told, why_untold
from tallystick.findings import Finding, Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

NAME = "figures.reversion"
EFFORT = (
    "A comparison with peers moves honest effort too: this shows that the figure follows the "
    "comparison, not that any record is wrong."
)
OTHERS = (
    "A unit is compared with its peers: where they race with the median, one that does not may "
    "stand out. In made agencies in which three units did, up to four of fourteen found were "
    "others. Name no unit for this alone."
)
ON_CONTROL = "This is a control, which should not follow: read the other metrics with that in mind."


def counts(tables: Tables) -> Relation:
    """Each figure, in thousandths."""
    return told(tables)


def test(
    source: np.ndarray,
    metric: np.ndarray,
    unit_id: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    milli: np.ndarray,
    percent: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Arrays in, results out: per metric the agency's and its units'."""
    return results_of(NAME, (source, metric, unit_id, first, last, milli, percent), frame)


def describe(result: Result, tables: Tables) -> Finding:
    """Say it in the four elements that an auditor expects; computes nothing."""
    detail = result.detail
    whose = f"unit {result.subject}: " if result.subject else ""
    low, high = result.interval or (0.0, 0.0)
    return Finding.of(
        result,
        title=f"{whose}{detail['source']} {detail['metric']} overshoot after a {detail['period']} "
        "behind the peers",
        criteria="How a unit stood in one period says nothing of what happens in the next.",
        condition=(
            f"In the {detail['period']} after one in which it was behind its peers' median a unit "
            f"had {detail['behind']:+.1%} of its usual level, after the others "
            f"{detail['ahead']:+.1%}. For each 10% that it was behind, it is then "
            f"{10 * (result.estimate or 0.0):.1f}% above (95% range {10 * low:.1f} to "
            f"{10 * high:.1f}; {result.n:,} pairs of {detail['period']}s)."
            + _controls(detail["controls"])
        ),
        cause="Not established. Rule out first: rotating rosters and leave, cases carried over, a "
        "backlog worked off.",
        effect="A figure that answers a comparison says how a unit stood as much as what happened.",
        suggestion="Ask when units learn how they stand, and for rosters and records of three "
        "such pairs of periods.",
        caveats=(
            EFFORT,
            *((OTHERS,) if result.subject else ()),
            *((ON_CONTROL,) if detail["control"] else ()),
        ),
    )


def _controls(controls: Sequence[Sequence[Any]]) -> str:
    return "".join(
        f" The control {name}: {10 * slope:.1f}% ({10 * low:.1f} to {10 * high:.1f})."
        for name, slope, low, high in controls
    )


def cases(tables: Tables, result: Result) -> Relation:
    """The figures of the metric, or the records that it counts; of the unit where it is one's."""
    detail = result.detail
    if detail["source"] == PUBLISHED:
        figures = tables["reported_figures"]
        rows = figures.filter(figures.metric == detail["metric"], figures.unit_id != "")
    else:
        metric = next(each for each in tables.frame.metrics if each.name == detail["metric"])
        records = tables[metric.table]
        dated = records[DATES[metric.table]].notnull()
        rows = records.filter(keeps(records, metric), dated)
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


CHECK = Check(
    name=NAME,
    doc=__doc__,
    needs={},
    counts=counts,
    test=test,
    describe=describe,
    cases=cases,
    unready=why_untold,
    shares=tuple(DAYS.values()),
    explanations=(
        InnocentCause(
            "Rosters, leave or a shared team rotate between units",
            "Ask for rosters: who was on duty where in those periods?",
        ),
        InnocentCause(
            "Cases were carried over, or a backlog was worked off",
            "Compare the dates of the events with those under which they were counted",
        ),
    ),
)
run = CHECK.run
