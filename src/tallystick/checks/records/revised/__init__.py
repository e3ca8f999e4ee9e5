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
    graver.
    H0  Both are as likely: the sign test, exact, of the changes, and (not of an officer) of the
        units and months in which one way has more. Of a unit or officer moreover: the share of
        the graver records that was lowered is that of others. H1: more go to the lesser.
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

from functools import reduce
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, declared, part_of
from tallystick.checks.records.revised import releases
from tallystick.checks.records.revised.releases import (
    CHANGED,
    EARLIER,
    GONE,
    LATER,
    NEEDS,
    OPEN,
    WORSE,
)
from tallystick.checks.records.revised.results import IN_ONE, revised_results
from tallystick.checks.shared.largest_group import most_alike_known
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

BY = {
    "unit": ("unit_id", "offense_code", "half"),
    "officer": ("unit_id", "officer_id", "half"),
    "month": ("unit_id", "month"),
}
TWIN = ("unit_id", "occurred_at", "offense_code")
TEXTS, NUMBERS = ("unit_id", "officer_id", "offense_code"), ("half", "month")
COLUMNS = ("asked", "by", *TEXTS, *NUMBERS, "n", "found", "rest_n", "rest_found")


def _marks(tables: Tables) -> dict[str, tuple[str, str, str, str]]:
    """What is asked: the flags of ``n``, ``found``, ``rest_n`` and ``rest_found``; "" is none."""
    asked = {GONE: ("every", "gone", "", "")}
    if releases.compared_columns(tables):
        asked[CHANGED] = ("there", "changed", "", "")
    for k, pair in enumerate(releases.pairs_held(tables)):
        asked[pair.name] = (f"high_{k}", f"down_{k}", f"low_{k}", f"up_{k}")
    return asked


def _rows(tables: Tables) -> Relation:
    rows = releases.compared(tables)
    there, before = 1 - rows.gone, rows.month - 1
    return rows.mutate(
        half=((before - before % 6) / 6).round().cast("int64"),
        every=ibis.literal(1).cast("int64"), there=there, coded=there * (1 - rows.recoded),
    )  # fmt: skip


def _sums(rows: Relation, flags: tuple[str, str, str, str]) -> dict[str, IntegerValue]:
    """The four sums; of a pair, of what is there and whose code is not new for all."""
    n, found, rest, rest_found = flags
    kept = rows.coded if rest else rows.every
    none = rows.every * 0
    marks = {
        "n": rows[n] * kept, "found": rows[found] * rows[n] * kept,
        "rest_n": rows[rest] * kept if rest else none,
        "rest_found": rows[rest_found] * kept if rest_found else none,
    }  # fmt: skip
    return {name: mark.sum().cast("int64") for name, mark in marks.items()}


def _grouped(rows: Relation, asked: str, by: str, sums: dict[str, IntegerValue]) -> Relation:
    keys = BY[by]
    table = rows.group_by(*keys).aggregate(**sums)
    empty = {name: ibis.literal("") for name in TEXTS if name not in keys}
    empty |= {name: ibis.literal(0).cast("int64") for name in NUMBERS if name not in keys}
    table = table.mutate(asked=ibis.literal(asked), by=ibis.literal(by), **empty)
    return table.filter((table.n > 0) | (table.rest_n > 0)).select(*COLUMNS)


def query(tables: Tables) -> Relation:
    """Counts by what is ``asked``, and by unit and offence, by officer, or by month (``by``).

    ``found`` of ``n`` records have the mark. Of a pair they are the graver ones that were lowered,
    and ``rest_found`` of ``rest_n`` the lesser ones that were raised; of what made a figure worse,
    the rest are all others, and those of them that are gone. ``half`` numbers half-years.
    """
    rows = _rows(tables)
    rows = rows.mutate(**{name: rows[name].fill_null("") for name in TEXTS})
    parts = [
        _grouped(rows, asked, by, _sums(rows, flags))
        for asked, flags in _marks(tables).items() for by in BY
    ]  # fmt: skip
    if "worse" in rows.columns:
        better = 1 - rows.worse
        sums = {
            "n": rows.worse.sum(), "found": (rows.worse * rows.gone).sum(),
            "rest_n": better.sum(), "rest_found": (better * rows.gone).sum(),
        }  # fmt: skip
        whole = {name: total.cast("int64") for name, total in sums.items()}
        parts += [_grouped(rows, WORSE, by, whole) for by in ("unit", "month")]
    return reduce(lambda one, other: one.union(other), parts)


def test(
    asked: np.ndarray,
    by: np.ndarray,
    unit_id: np.ndarray,
    officer_id: np.ndarray,
    offense_code: np.ndarray,
    half: np.ndarray,
    month: np.ndarray,
    n: np.ndarray,
    found: np.ndarray,
    rest_n: np.ndarray,
    rest_found: np.ndarray,
    *,
    frame: Frame,
) -> list[Result]:
    """Return for each question the results of the agency, the months, units and officers."""
    numbers = [each.astype(np.int64) for each in (half, month, n, found, rest_n, rest_found)]
    pairs = {pair.name: pair for pair in frame.substitutions}
    return revised_results(asked, by, (unit_id, officer_id, offense_code), numbers, pairs)


def _with_mark(tables: Tables, rows: Relation, result: Result) -> list[BooleanValue]:
    asked = result.detail["about"]
    if asked in (GONE, WORSE):
        return [rows.gone == 1, *([rows.worse == 1] if asked == WORSE else [])]
    if asked == CHANGED:
        return [rows.gone == 0, rows.changed == 1]
    n, found, *_ = _marks(tables)[asked]
    return [rows.gone == 0, rows.recoded == 0, rows[n] == 1, rows[found] == 1]


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records, as they were in the earlier release, that are gone or changed so."""
    rows = releases.compared(tables)
    conditions = _with_mark(tables, rows, result)
    if result.subject_kind != "agency":
        conditions.append(rows[f"{result.subject_kind}_id"] == result.subject)
    if "month" in result.detail:
        conditions.append(rows.month == result.detail["month"])
    return tables[EARLIER].semi_join(rows.filter(*conditions), "incident_id")


def _twins(tables: Tables, result: Result) -> Relation:
    """Those with another record of the same unit, time and offence in the later release."""
    rows = listed(tables, result)
    return part_of(rows.semi_join(tables[LATER], list(TWIN)), rows)


def _of_one_month(rows: Relation) -> Relation:
    return most_alike_known(rows.mutate(month=rows.occurred_at.truncate("M")), "month")


def _takes_out(result: Result) -> bool:
    return result.detail.get("about", "") in (GONE, WORSE)


def _changes(result: Result) -> bool:
    return not _takes_out(result)


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    detail = result.detail
    of_one = result.aspect.endswith(IN_ONE)
    year, month = divmod(detail["month"] - 1, 12) if of_one else (0, 0)
    beside = "its_others" if "p_own" in detail else "the_other_way" if "down" in detail else ""
    return {
        "one_way": result.subject_kind == "agency"
        and detail["about"] not in (GONE, CHANGED, WORSE),
        "of_month": f"{year}-{month + 1:02d}" if of_one else "",
        "beside": beside or "nothing",
    }


CHECK = declared(
    __name__,
    needs=NEEDS,
    query=query,
    test=test,
    listed=listed,
    causes={
        "duplicates": Cause(counts=_twins, needs={EARLIER: TWIN, LATER: TWIN}, applies=_takes_out),
        "review": Cause(
            among=_of_one_month, applies=lambda result: result.subject_kind != "agency"
        ),
        "clerk": Cause(
            among=lambda rows: most_alike_known(rows, "officer_id"),
            needs={EARLIER: ("officer_id",)},
            applies=lambda result: result.subject_kind == "unit",
        ),
        "open_before": Cause(
            lambda rows: rows.clearance == OPEN,
            needs={EARLIER: ("clearance",)},
            applies=_changes,
        ),
        "expunged": Cause(applies=_takes_out),
        "corrected": Cause(applies=_changes),
    },
    values=_values,
    shares=(releases.TOGETHER, releases.RECODED),
)
run = CHECK.run
