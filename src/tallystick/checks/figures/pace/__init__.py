"""Do records come faster up to the day on which a level is reached, and slower after it?

Criteria
    Events know nothing of the level that their number is compared with: once it is reached they
    come as they came before.
Test
    Per metric, the agency's units together and each unit, by day. The level is the unit's own
    number of the calendar year before, or the target of the longest period from one day on; the
    day is the one on which the records since the period began make the level, up to three months
    after its end, so that units that fall short are not left out.
    H0  The 28 days to that day, over the 28 after it, are as for other days of the same unit and
    season, drawn by what was recorded on them: a level is reached in a good month without any
    regime (+6.9 % in made worlds), and so is the day of any other case. What the rest of the
    agency does on the same days is taken out. H1  The ratio is larger. One-sided, by drawn days.
    Estimate: the log of that ratio beyond that of the other days.
Cause, innocent first
    Honest effort that rises towards a goal and rests after it (about +4 % in the month in which
    the level is met, Travova 2023); a season of the unit's own, a campaign or leave at the time
    of year at which the level is usually reached. The pattern says that the pace follows the
    level, never that a record was made up.

References
    Travova 2023, Journal of Economic Behavior & Organization 212; Auerbach 2018, on regression to
    the mean in such splits; Bouwens & Kroos 2011 and Matejka et al. 2024, for and against rest
    after the goal.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import declared
from tallystick.checks.figures.pace.results import results_of
from tallystick.checks.shared.figure_series import TARGETS, counting, goals
from tallystick.checks.shared.metric_series import DATES, DAYS, daily, keeps
from tallystick.checks.shared.published_figures import metric_of
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.stats.targets.pace import WINDOW
from tallystick.tables.store import Tables

say = words_beside(__file__).say

MOST_DAYS = 200


def query(tables: Tables) -> Relation:
    """Each metric's records by unit and day, and the targets, in thousandths."""
    parts = [
        days.select(
            "unit_id", "milli", metric=ibis.literal(metric.name), first=days.day, last=days.day,
            is_target=ibis.literal(False), basis=ibis.literal(""),
        )
        for metric, days in ((each, daily(tables, each)) for each in counting(tables))
    ]  # fmt: skip
    if not tables.missing(TARGETS):
        parts.append(goals(tables).mutate(is_target=ibis.literal(True)))
    columns = ("metric", "unit_id", "first", "last", "milli", "is_target", "basis")
    return ibis.union(*(part.select(*columns) for part in parts))


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    least, most = (float(np.expm1(each)) for each in result.interval or (0.0, 0.0))
    return {
        "before": np.expm1(result.detail["raw"]),
        "rise": np.expm1(result.estimate or 0.0),
        "least": least,
        "most": most,
    }


def listed(tables: Tables, result: Result) -> Relation:
    """The records of the 28 days before and after each day on which the level was reached."""
    metric = metric_of(tables, result)
    records = tables[metric.table]
    day = records[DATES[metric.table]].date().cast("timestamp")
    near = [
        (records.unit_id == unit)
        & (day > ibis.literal(date).cast("timestamp") - ibis.interval(days=WINDOW))
        & (day <= ibis.literal(date).cast("timestamp") + ibis.interval(days=WINDOW))
        for unit, date in result.detail["dates"][:MOST_DAYS]
    ]
    return records.filter(keeps(records, metric), ibis.or_(*near) if near else ibis.literal(False))


def unready(tables: Tables) -> str:
    """Say why no day can be found on which a level was reached; "" when one can."""
    return "" if counting(tables) else say("reasons.needs_metric")


CHECK = declared(
    __name__,
    needs={},
    unready=unready,
    query=query,
    test=results_of,
    listed=listed,
    constants={"window": WINDOW},
    values=_values,
    shares=tuple(DAYS.values()),
    broken_by=("cases",),
)
run = CHECK.run
