"""Which records or values changed or disappeared between two releases of the same data?

Criteria
    What an earlier release says of a day that is over, a later one says too, unless somebody
    corrected it; and a correction leaves a trace.
Test
    Details: the earlier release is the table earlier_incidents, compared by incident_id. Gone: a
    record whose number the later release does not have. Changed, column by column: a record whose
    number is there, though no record of that number has its value; a value that was empty before
    was filled and is not asked. Not there before: a record dated on or before the last day of the
    earlier release, with a number that it did not have.
    Whose records these are more often than others', and whether changes go one way, is asked by
    `records.revised`. Records that either release lacks a number for are not
    compared; what this audit sets aside, such as a record re-dated out of the period, counts as
    gone.
Cause, innocent first
    A duplicate was removed; a correction; a record expunged by court order; a category recoded on
    one day; numbers given anew when systems were moved; late entry; a filter of the export.

References
    Government Auditing Standards (GAO-21-368G) 8.90-8.95, reliability of data; International
    Standard on Auditing 500 (2009) A31, information produced by the entity.
"""

from __future__ import annotations

from functools import partial

from ibis.expr.types import Table as Relation

from tallystick.checks.check import Exceptions
from tallystick.checks.declared import Cause, Detail, declared_rules, explained, part_of
from tallystick.findings import Result
from tallystick.tables.store import Tables

EARLIER, LATER = "earlier_incidents", "incidents"
COLUMNS = ("occurred_at", "unit_id", "officer_id", "offense_code", "clearance", "count")
CATEGORIES = ("offense_code", "unit_id")
TWIN = ("unit_id", "occurred_at", "offense_code")
LAST = "earlier_last"


def _gone(tables: Tables) -> Relation:
    """The earlier release's records whose number the later one does not have."""
    rows = tables[EARLIER].filter(tables[EARLIER].incident_id.notnull())
    return rows.anti_join(tables[LATER], "incident_id")


def _changed(column: str, tables: Tables) -> Relation:
    """The earlier release's records whose value no later record of their number has."""
    rows = tables[EARLIER]
    rows = rows.filter(rows.incident_id.notnull(), rows[column].notnull())
    return rows.semi_join(tables[LATER], "incident_id").anti_join(
        tables[LATER], ["incident_id", column]
    )


def _new(tables: Tables) -> Relation:
    """The later release's records of days of the earlier one, with the last of these days."""
    earlier, rows = tables[EARLIER], tables[LATER]
    rows = rows.filter(rows.incident_id.notnull()).anti_join(earlier, "incident_id")
    last = earlier.aggregate(**{LAST: earlier.occurred_at.max().date()})
    both = rows.cross_join(last)
    return both.filter(both.occurred_at.date() <= both[LAST])


def _duplicates(tables: Tables, result: Result) -> Relation:
    """A later record of the same unit, time and offence remains under another number."""
    rows = _gone(tables)
    return part_of(rows.semi_join(tables[LATER], list(TWIN)), rows)


def _recoded(exceptions: Exceptions, column: str) -> Cause:
    """No later record has the value: a whole category was renamed, joined or left out."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = exceptions(tables)
        return part_of(rows.filter(rows[column].notnull()).anti_join(tables[LATER], column), rows)

    return Cause(counts=counts, needs={EARLIER: (column,), LATER: (column,)})


def _entered_late(tables: Tables, result: Result) -> Relation:
    return explained(_new(tables), lambda rows: rows.recorded_at.date() > rows[LAST])


def _changed_rule(column: str) -> Detail:
    exceptions = partial(_changed, column)
    recoded = {"recoded": _recoded(exceptions, column)} if column in CATEGORIES else {}
    needs = {EARLIER: ("incident_id", column), LATER: ("incident_id", column)}
    causes = {**recoded, "corrected": Cause()}
    return Detail(f"changed.{column}", EARLIER, needs, exceptions, causes, {"column": column})


CHECK = declared_rules(
    __name__,
    [
        Detail(
            "gone",
            EARLIER,
            needs={EARLIER: ("incident_id",), LATER: ("incident_id",)},
            exceptions=_gone,
            causes={
                "duplicate_removed": Cause(counts=_duplicates, needs={EARLIER: TWIN, LATER: TWIN}),
                "recoded": _recoded(_gone, "offense_code"),
                "set_aside": Cause(),
                "expunged": Cause(),
                "renumbered": Cause(),
            },
            values={"column": "offense_code"},
        ),
        *map(_changed_rule, COLUMNS),
        Detail(
            "not_before",
            LATER,
            needs={EARLIER: ("incident_id", "occurred_at"), LATER: ("incident_id", "occurred_at")},
            exceptions=lambda tables: _new(tables).drop(LAST),
            causes={
                "entered_late": Cause(counts=_entered_late, needs={LATER: ("recorded_at",)}),
                "renumbered": Cause(),
            },
        ),
    ],
)
run = CHECK.run
