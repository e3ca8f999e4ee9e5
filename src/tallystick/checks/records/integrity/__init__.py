"""Do the records fit together: known cases, single numbers, possible dates, posted officers?

Criteria
    A record system that figures are drawn from gives every record a case, every case one
    number, and every event a time after the one that it follows.
Test
    A test of details, without sampling: each rule is a query whose rows are the exceptions.
    Dates are compared by day, so that a time of day that was never filled in (00:00) breaks
    no rule.
    Estimate: the number of exceptions, and the share of the records that the rule was asked of.
Cause, innocent first
    An export cut at a date or joined from two systems; a number re-used each year; several
    charges of one case in several rows; typing errors in dates; postings not kept up to date;
    a record merged, sealed or expunged in one table only.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95, tests of details;
    ISO 8000-8:2015, syntactic and semantic data quality; Brown & Heathers 2017, Social
    Psychological and Personality Science 8(4), numbers that no whole count of so many can give.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, Detail, declared_rules
from tallystick.checks.exceptions import (
    AFTER_THE_CASE,
    ORDERS,
    Condition,
    before_its_case,
    orphans,
    repeated,
    reversed_days,
)
from tallystick.checks.shared import CASES, PERSONS
from tallystick.checks.shared.postings import on_the_day, posted
from tallystick.checks.shared.whole_numbers import MILLI, in_milli, per_of
from tallystick.findings.words import words_beside
from tallystick.tables import CANONICAL, Table
from tallystick.tables.store import Tables

say = words_beside(__file__).say

LARGEST = 10**9


def _posted_nowhere(tables: Tables) -> Relation:
    cases = tables["incidents"].filter(tables["incidents"].officer_id.notnull())
    postings = posted(tables)
    day = cases.occurred_at.date()
    return cases.anti_join(postings, on_the_day(postings, cases.officer_id, day))


def _of_made_numbers(*keys: str) -> Callable[[Tables], str]:
    """Say of a rule over `keys` that it cannot fail where the program made their numbers."""

    def unready(tables: Tables) -> str:
        return say("shared.made_numbers") if tables.made.issuperset(keys) else ""

    return unready


def _orphan_rules() -> list[Detail]:
    return [
        Detail(
            f"orphan.{table.name}.{reference.column}",
            table.name,
            needs={table.name: (reference.column,), reference.table: (reference.key,)},
            exceptions=orphans(table.name, reference),
            causes={"export_cut": Cause(), "set_aside": Cause()},
            values={"column": reference.column, "known_in": reference.table},
            unready=_of_made_numbers(
                f"{table.name}.{reference.column}", f"{reference.table}.{reference.key}"
            ),
        )
        for table in CANONICAL
        for reference in table.references
    ]


def _impossible(rows: Relation) -> BooleanValue:
    """A share that no count of its denominator gives, rounded or cut off to its own decimals.

    That is: no multiple of per / denominator lies within one unit of its last decimal, all in
    thousandths times the denominator. Numbers that would leave 64 bits are not asked.
    """
    whole = per_of(rows) * MILLI
    milli = in_milli(rows["value"])
    asked = (rows.denominator > 0) & (rows.denominator <= LARGEST)
    asked = asked & (whole > 0) & (milli >= 0) & (milli <= LARGEST)
    unit = ibis.cases(
        *((milli % place == 0, place) for place in (MILLI, MILLI // 10, MILLI // 100)), else_=1
    )
    of = ibis.ifelse(asked, rows.denominator, 1)
    over = ibis.ifelse(asked, milli, 0) * of % ibis.ifelse(asked, whole, 1)
    return asked & (over >= unit * of) & (whole - over >= unit * of)


OF_EVENTS = ("incidents", "counterparts", "earlier_incidents")


def _agree(key: tuple[str, ...], same: str) -> Callable[[Relation], Relation]:
    """All rows of a repeated key agree in `same`: one event, exported as several rows."""

    def among(rows: Relation) -> Relation:
        groups = rows.group_by(list(key)).aggregate(
            rows=rows.count(), first=rows[same].min(), last=rows[same].max()
        )
        one = ibis.ifelse((groups.first == groups.last).fill_null(False), groups["rows"], 0)
        return groups.aggregate(explains=one.sum(), of=groups["rows"].sum())

    return among


def _in_two_files(key: tuple[str, ...], same: str) -> Callable[[Relation], Relation]:
    """Rows of a repeated key lie in two files: one event, exported twice.

    They must agree in the day of `same` too, where it is given.
    """

    def among(rows: Relation) -> Relation:
        day = rows[same].cast("date") if same else ibis.literal(0)
        rows = rows.select(*key, "source_file", day=day)
        groups = rows.group_by([*key, "day"]).aggregate(
            rows=rows.count(), first=rows.source_file.min(), last=rows.source_file.max()
        )
        both = (groups.first != groups.last).fill_null(False) & groups.day.notnull()
        return groups.aggregate(
            explains=ibis.ifelse(both, groups["rows"], 0).sum(), of=groups["rows"].sum()
        )

    return among


def _repeat_rule(table: Table) -> Detail:
    same = "occurred_at" if table.name in OF_EVENTS else ""
    rows = {"several_rows": Cause(among=_agree(table.key, same))} if same else {}
    return Detail(
        f"repeated.{table.name}",
        table.name,
        needs={table.name: table.key},
        exceptions=repeated(table),
        causes={
            **(rows or {"rows_per_event": Cause()}),
            "two_files": Cause(among=_in_two_files(table.key, same)),
        },
        values={"key": " + ".join(table.key), "same": same, "agree_in": same},
        unready=_of_made_numbers(f"{table.name}.{table.key[0]}"),
    )


def _swapped(earlier: str, later: str) -> Cause:
    """The later date with day and month exchanged is in order with the earlier one."""

    def where(rows: Relation) -> BooleanValue:
        day = rows[later].cast("date")
        # Bounded, so that a day above twelve makes no impossible date; it explains nothing.
        exchanged = ibis.date(day.year(), ibis.least(day.day(), 12), day.month())
        return (day.day() <= 12) & (exchanged >= rows[earlier].cast("date"))

    return Cause(where)


def _order_rules() -> list[Detail]:
    within = [
        Detail(
            f"order.{table}.{later}",
            table,
            needs={table: (earlier, later)},
            exceptions=reversed_days(table, earlier, later),
            causes={"swapped": _swapped(earlier, later), "mistyped": Cause()},
            values={"earlier": earlier, "later": later},
        )
        for table, earlier, later in ORDERS
    ]
    across = [
        Detail(
            f"order.{table}.{column}",
            table,
            needs={table: ("incident_id", column), "incidents": ("incident_id", "occurred_at")},
            exceptions=before_its_case(table, column),
            causes={"mistyped": Cause()},
            values={"earlier": "the case's occurred_at", "later": column},
        )
        for table, column in AFTER_THE_CASE
    ]
    return within + across


REPEATS = [_repeat_rule(table) for table in CANONICAL if table.key]
OTHER_RULES = (
    Detail(
        "impossible.reported_figures",
        "reported_figures",
        needs={"reported_figures": ("value", "unit", "denominator")},
        exceptions=Condition("reported_figures", _impossible),
        causes={"another_denominator": Cause(), "averaged": Cause()},
    ),
    Detail(
        "unposted.incidents",
        "incidents",
        needs={
            "incidents": ("officer_id", "occurred_at"),
            "postings": ("officer_id", "unit_id"),
        },
        exceptions=_posted_nowhere,
        causes={"secondment": Cause()},
    ),
    Detail(
        "caseless.measurements",
        "measurements",
        needs={"measurements": ("exhibit_id", "incident_id")},
        exceptions=Condition(
            "measurements", lambda rows: rows.exhibit_id.notnull() & rows.incident_id.isnull()
        ),
        causes={"found_property": Cause()},
    ),
    Detail(
        "unweighed.custody",
        "custody",
        needs={"custody": ("exhibit_id",), "measurements": ("exhibit_id",)},
        exceptions=lambda tables: tables["custody"].anti_join(
            tables["measurements"].select("exhibit_id"), "exhibit_id"
        ),
        causes={"export_cut": Cause()},
    ),
)

CHECK = declared_rules(
    __name__,
    [*_orphan_rules(), *REPEATS, *_order_rules(), *OTHER_RULES],
    shares=(CASES, PERSONS),
)
run = CHECK.run
