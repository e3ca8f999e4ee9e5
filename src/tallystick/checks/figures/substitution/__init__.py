"""Does one category fall as its neighbour rises, or does the neighbour jump alone?

Criteria
    Which of two neighbouring categories a case is entered in follows from what happened. The share
    of one in the two together then changes slowly, with the season, or by chance.
Test
    Two questions of each pair under [[substitutions]], for the agency and each unit.

    *Cases move.* H0: the share of the first has no step down beyond trend, season and noise, which
    may be overdispersed and hang together in time; or the first does not fall where it steps; or
    the second does not rise there; or, of a unit, the other units' share steps as well. H1: at some
    date the share steps down, the first falls and the second rises, and in a unit more than in the
    others, whose cases are the control. The largest p counts. A change that is spread over months
    is not called a step. Estimate: cases moved in an average period after the date, given the
    total; the range of dates. Asked of months or quarters as published and as recorded.

    *The neighbour jumps and the first does not follow.* H0: over no window, which may end, does the
    second rise beyond trend, season and such noise; or the share of the first does not fall there.
    H1: both, so that the larger p counts; the first itself need not fall. A unit is seen beside the
    others' second, and either beside a control series where one is named. A jump of which one
    period holds more than half is none. Asked of published figures alone: of records, how the cases
    of both began tells more. Estimate: cases of the second beyond those expected in an average
    period of the window.

    Measured by simulation both keep 5% with counts that are Poisson, overdispersed or
    autocorrelated up to .9, with trend, season, common shocks; the first question too where one
    category alone falls or rises, the second where both jump alike (.06 of 400 there, and at .9).
Cause, innocent first
    A change of law, form, coding or system; training, or a new clerk who codes rightly; other
    duties of a unit or of several; a campaign by which more of the lesser is reported as the
    greater becomes rarer. Of a jump alone also: a law that creates the category, one event such as
    a demonstration, or truly more of it. Entering cases as less than they are looks the same in
    these counts. Of records, how, where and when cases of both begin tells true changes from those
    of entry, where the two differ in it and there are enough; not where it is entered otherwise
    too. Where they cannot tell, and of published figures, the title says so: the finding is then of
    either.

References
    Eterno, Verma & Silverman 2014, Justice Quarterly 33(5), downgrading; Andrews 1993,
    Econometrica 61(4), a change at an unknown date; Bai & Perron 1998, Econometrica 66(1), changes
    that end; Berger 1982, Technometrics 24(4), tests that must all reject; Cerqueira 2013, IPEA
    Texto para Discussao 1848, homicides among deaths of undetermined intent.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import Cause, declared
from tallystick.checks.figures.substitution.query import (
    created,
    metrics_of,
    names_of,
    one_event,
    same_date,
    truly_changed,
)
from tallystick.checks.figures.substitution.results import results_of
from tallystick.checks.shared.figure_series import RECORDED, as_told, of_records
from tallystick.checks.shared.metric_series import DATES, DAYS, daily, keeps
from tallystick.checks.shared.published_figures import NEEDS, counted_metrics
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

COLUMNS = ("source", "metric", "unit_id", "first", "last", "milli")


def _metrics(tables: Tables) -> list[Metric]:
    """The metrics of the pairs and their controls, each once."""
    named = {name for pair in tables.frame.substitutions for name in pair.series}
    return [metric for metric in tables.frame.metrics if metric.name in named]


def _counted(tables: Tables) -> list[Metric]:
    """Those of them whose records are there to be counted."""
    return [metric for metric in counted_metrics(tables) if metric in _metrics(tables)]


def _recorded(tables: Tables, metric: Metric) -> Relation:
    """A metric's records by unit and calendar month, with the first and last day of any."""
    days = daily(tables, metric)
    months = days.group_by(
        "unit_id", year=days.day.year().cast("int32"), month=days.day.month().cast("int32")
    ).aggregate(first=days.day.min(), last=days.day.max(), milli=days.milli.sum().cast("int64"))
    named = {"source": ibis.literal(RECORDED), "metric": ibis.literal(metric.name)}
    return months.mutate(**named).select(*COLUMNS)


def query(tables: Tables) -> Relation:
    """The pairs' records by unit and month, and their published figures, in thousandths."""
    parts = [_recorded(tables, metric) for metric in _counted(tables)]
    if not tables.missing(NEEDS):
        figures = as_told(tables).select(*COLUMNS)
        parts.append(figures.filter(figures.metric.isin([each.name for each in _metrics(tables)])))
    return ibis.union(*parts)


def listed(tables: Tables, result: Result) -> Relation:
    """The published figures of the pair, or the records of both in the year after the date."""
    detail = result.detail
    if detail.get("source") != RECORDED:
        figures = tables["reported_figures"]
        rows = figures.filter(figures.metric.isin(names_of(result)))
        return rows.filter(rows.unit_id.fill_null("") == result.subject)
    metrics = metrics_of(tables, result)
    records = tables[metrics[0].table]
    day = records[DATES[metrics[0].table]].date()
    rows = records.filter(
        ibis.or_(*(keeps(records, metric) for metric in metrics)),
        day >= ibis.literal(detail["date"]).cast("date"),
        day < ibis.literal(detail["year_after"]).cast("date"),
    )
    whose = rows.unit_id.fill_null("") == result.subject
    return rows.filter(whose) if result.subject else rows


def unready(tables: Tables) -> str:
    """Say why no pair can be examined; "" when one can."""
    undated = not _counted(tables) and tables.missing(NEEDS)
    return lacking(
        "" if tables.frame.substitutions else say("reasons.needs_pair"),
        say("reasons.needs_dates") if undated else "",
    )


def _jumped(result: Result) -> bool:
    return result.verdict == "jumped"


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail, second = result.detail, " + ".join(result.detail["to"])
    return {
        "Calendar": detail["calendar"].capitalize(),
        "From": detail["from"].capitalize(),
        "Second": f"{second[:1].upper()}{second[1:]}",
        "what": result.verdict,
    }


def _picture(result: Result, tables: Tables) -> dict[str, Any]:
    recorded, expected, at = (result.detail[name] for name in ("recorded", "expected", "at"))
    return {
        "x": tuple(range(1, len(recorded) + 1)),
        "recorded": tuple(recorded),
        "expected": tuple(expected),
        "mark": at + 0.5,
        "hole": (at, result.detail["end"]),
    }


CHECK = declared(
    __name__,
    needs={},
    unready=unready,
    query=query,
    test=results_of,
    listed=listed,
    causes={
        "same_date": Cause(counts=same_date, applies=lambda result: "date" in result.detail),
        "created": Cause(counts=created, applies=_jumped),
        "one_event": Cause(counts=one_event, applies=_jumped),
        "truly_more": Cause(applies=_jumped),
        "truly_changed": Cause(
            counts=truly_changed,
            needs={"incidents": ("occurred_at", "origin")},
            applies=of_records,
        ),
        "duties": Cause(applies=lambda result: not of_records(result)),
        "reported": Cause(applies=lambda result: not _jumped(result)),
    },
    values=_values,
    picture=_picture,
    shares=tuple(DAYS.values()),
    broken_by=("cases", "outcomes"),
    breaks=of_records,
)
run = CHECK.run
