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

from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.figures.reversion.results import results_of
from tallystick.checks.shared.figure_series import PUBLISHED, of_records, told, why_untold
from tallystick.checks.shared.metric_series import DATES, DAYS, keeps
from tallystick.checks.shared.published_figures import metric_of
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    """What a tenth of the usual level behind comes to, and the same of each control."""
    low, high = result.interval or (0.0, 0.0)
    return {
        "tenth": 10 * (result.estimate or 0.0),
        "tenth_low": 10 * low,
        "tenth_high": 10 * high,
        "tenths": [[name, *(10 * each for each in of)] for name, *of in result.detail["controls"]],
    }


def listed(tables: Tables, result: Result) -> Relation:
    """The figures of the metric, or the records that it counts; of the unit where it is one's."""
    detail = result.detail
    if detail["source"] == PUBLISHED:
        figures = tables["reported_figures"]
        rows = figures.filter(figures.metric == detail["metric"], figures.unit_id != "")
    else:
        metric = metric_of(tables, result)
        records = tables[metric.table]
        dated = records[DATES[metric.table]].notnull()
        rows = records.filter(keeps(records, metric), dated)
    return rows.filter(rows.unit_id == result.subject) if result.subject else rows


CHECK = declared(
    __name__,
    needs={},
    unready=why_untold,
    query=told,
    test=results_of,
    listed=listed,
    values=_values,
    shares=tuple(DAYS.values()),
    broken_by=("cases",),
    breaks=of_records,
)
run = CHECK.run
