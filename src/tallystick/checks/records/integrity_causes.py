"""Which innocent causes of a broken rule can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Exceptions, InnocentCause
from tallystick.findings import Result
from tallystick.tables.store import Tables

EXPORT_CUT = InnocentCause(
    "The export was cut at a date, a unit or a case type in one table and not in the other",
    "Compare the first and last day and the filters of both exports",
)
SET_ASIDE = InnocentCause(
    "The record pointed at exists and was set aside by this audit",
    "Look it up under the data received and set aside, with the reason",
)
MISTYPED = InnocentCause(
    "A date was mistyped",
    "Look whether the exceptions share a clerk, an upload or a year",
)
ANOTHER_DENOMINATOR = InnocentCause(
    "It was worked out from another number than the one exported: drawn on another day, corrected "
    "since, or in thousands",
    "Ask for the two counts behind three of the listed percentages, with the day of each",
)
AVERAGED = InnocentCause(
    "It is an average of percentages, weighted or adjusted, and no share of one number",
    "Ask for the written definition of the percentage",
)


def swapped(exceptions: Exceptions, earlier: str, later: str) -> InnocentCause:
    """The later date with day and month exchanged is in order with the earlier one."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = exceptions(tables)
        day = rows[later].cast("date")
        # Bounded, so that a day above twelve makes no impossible date; it explains nothing.
        exchanged = ibis.date(day.year(), ibis.least(day.day(), 12), day.month())
        in_order = (day.day() <= 12) & (exchanged >= rows[earlier].cast("date"))
        return rows.aggregate(
            explains=ibis.ifelse(in_order.fill_null(False), 1, 0).sum(), of=rows.count()
        )

    return InnocentCause(
        "Day and month were exchanged in the later date",
        "Exchange them, and look whether the dates are then in order",
        counts,
    )


def several_rows(exceptions: Exceptions, key: tuple[str, ...], same: str) -> InnocentCause:
    """All rows of a repeated key agree in `same`: one event, exported as several rows."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = exceptions(tables)
        groups = rows.group_by(list(key)).aggregate(
            rows=rows.count(), first=rows[same].min(), last=rows[same].max()
        )
        one = ibis.ifelse((groups.first == groups.last).fill_null(False), groups["rows"], 0)
        return groups.aggregate(explains=one.sum(), of=groups["rows"].sum())

    return InnocentCause(
        "One event is exported as several rows (a row per charge, exhibit or person)",
        f"Look whether rows that share the number also share {same}; ask what one row is",
        counts,
    )


def two_files(exceptions: Exceptions, key: tuple[str, ...], same: str | None) -> InnocentCause:
    """Rows of a repeated key lie in two files: one event, exported twice.

    They must agree in the day of `same` too, where it is given.
    """

    def counts(tables: Tables, result: Result) -> Relation:
        rows = exceptions(tables)
        day = rows[same].cast("date") if same else ibis.literal(0)
        rows = rows.select(*key, "source_file", day=day)
        groups = rows.group_by([*key, "day"]).aggregate(
            rows=rows.count(), first=rows.source_file.min(), last=rows.source_file.max()
        )
        both = (groups.first != groups.last).fill_null(False) & groups.day.notnull()
        return groups.aggregate(
            explains=ibis.ifelse(both, groups["rows"], 0).sum(), of=groups["rows"].sum()
        )

    agree = f" and agree in the day of {same}" if same else ""
    return InnocentCause(
        "Two of the files read hold the same events: an extract beside the whole, or two systems",
        f"Look whether rows that share the number come from two files{agree}; audit one of them",
        counts,
    )


SEVERAL_ROWS = InnocentCause(
    "One event is exported as several rows",
    "Ask what one row of the export is; map a number that is unique per row",
)
