"""Did records change or vanish between releases more for some, or go one way?

Criteria
    Corrections follow from what becomes known of a case. They come to the records of one unit,
    officer or month about as often as to those of others, they lower a category about as often as
    they raise it, and what is taken out is no more often what made a figure worse.
Test
    The earlier release is the table earlier_incidents, compared by incident_id where both have a
    number once; `records.vanished` lists the records one by one. Of the earlier release's records
    Where they are: the share that is gone, and that whose offence, clearance or day changed. A case
    that was open and is cleared now did not change in this sense, nor an offence half of whose
    records or more have another code now: a new code for all.
    H0  The share of a unit is that of the others at the same offence and half-year; of an officer
        that of colleagues of the unit in the same half-year; of a month that of other months; or
        it differs no more than theirs do among themselves. H1: it is larger.
    One way, for each pair of [[substitutions]]: changes to the lesser against changes to the
    graver. The agency's direction is told and not tested: facts that become known may change
    cases of a kind one way in all of it, and there is no other agency to compare with.
    H0  For a unit or officer both are as likely: the sign test, exact, of the changes, and (not of
        an officer) of the months in which one way has more; and the share of the graver records
        that was lowered is that of others. H1: more go to the lesser.
    Worse: of records that a metric with direction "at most" counts (without one, of cases that were
    not cleared), the share that is gone.
    H0  The unit's is that of the others, or that of its own other records of the same half-year.
    H1  It is larger than both. The agency's difference is told and not tested: what the public
        brings is told twice more often, and so taken out more often.
    Each time the largest of the p-values counts; of the months, times their number. Units need
    five, officers twenty, with twenty records, and fewer than three such records name no pattern.
    Estimate: the share, minus that of others; of one way, the share of the changes that went to
    the lesser, minus a half.
Cause, innocent first
    A duplicate was removed, or two records of one event were joined; a review of one unit's cases;
    a late correction; records expunged by order of one court; a new code for all; a clerk who
    corrects for a unit; a filter of the export that leaves a place or a month out.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95, reliability of data; Eterno, Verma &
    Silverman 2014, Justice Quarterly 33(5), downgrading; Fisher 1935, The Design of Experiments;
    Arbuthnott 1710, Philosophical Transactions 27, the sign test; Berger 1982, Technometrics 24(4).
"""

from __future__ import annotations

from typing import Any

from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.records.revised import query
from tallystick.checks.records.revised.results import IN_ONE, test
from tallystick.checks.shared.largest_group import most_alike_known
from tallystick.findings import Result
from tallystick.tables.store import Tables

TWIN = ("unit_id", "occurred_at", "offense_code")


def _twins(tables: Tables, result: Result) -> Relation:
    """Those with another record of the same unit, time and offence in the later release."""
    rows = query.listed(tables, result)
    return part_of(rows.semi_join(tables[query.LATER], list(TWIN)), rows)


def _of_one_month(rows: Relation) -> Relation:
    return most_alike_known(rows.mutate(month=rows.occurred_at.truncate("M")), "month")


def _takes_out(result: Result) -> bool:
    return result.detail.get("about", "") in (query.GONE, query.WORSE)


def _changes(result: Result) -> bool:
    return not _takes_out(result)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    of_one = result.aspect.endswith(IN_ONE)
    year, month = divmod(detail["month"] - 1, 12) if of_one else (0, 0)
    beside = "its_others" if "p_own" in detail else "the_other_way" if "down" in detail else ""
    return {
        "of_month": f"{year}-{month + 1:02d}" if of_one else "",
        "beside": beside or "nothing",
    }


CHECK = declared(
    __name__,
    needs=query.NEEDS,
    query=query.counts,
    test=test,
    listed=query.listed,
    causes={
        "duplicates": Cause(
            counts=_twins, needs={query.EARLIER: TWIN, query.LATER: TWIN}, applies=_takes_out
        ),
        "review": Cause(
            among=_of_one_month, applies=lambda result: result.subject_kind != "agency"
        ),
        "clerk": Cause(
            among=lambda rows: most_alike_known(rows, "officer_id"),
            needs={query.EARLIER: ("officer_id",)},
            applies=lambda result: result.subject_kind == "unit",
        ),
        "open_before": Cause(
            lambda rows: rows.clearance == query.OPEN,
            needs={query.EARLIER: ("clearance",)},
            applies=_changes,
        ),
        "expunged": Cause(applies=_takes_out),
        "corrected": Cause(applies=_changes),
    },
    values=_values,
    shares=(query.TOGETHER, query.RECODED),
)
run = CHECK.run
