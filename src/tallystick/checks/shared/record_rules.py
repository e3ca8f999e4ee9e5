"""Rules that a record keeps by itself, or with the tables to which it refers."""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.check import Exceptions
from tallystick.checks.exceptions import Condition, Lookup, Repeated
from tallystick.checks.shared import CASES, PERSONS
from tallystick.tables import CANONICAL, Reference, Table
from tallystick.tables.store import Tables

ORDERS = (
    ("incidents", "occurred_at", "recorded_at"),
    ("incidents", "occurred_at", "closed_at"),
    ("postings", "from_date", "to_date"),
    ("reported_figures", "period_start", "period_end"),
    ("targets", "period_start", "period_end"),
)
AFTER_THE_CASE = (("measurements", "measured_at"), ("custody", "at"), ("outcomes", "decided_at"))
CASE, PERSON = Lookup(CASES, "incident_id"), Lookup(PERSONS, "person_id")
ROWS = {"incidents": (CASE, "case_rows"), "persons": (PERSON, "person_rows")}
"""Tables whose keys are counted once for all rules, and the number of rows of each key."""


def orphans(table: str, reference: Reference) -> Exceptions:
    """Return the rule that what a record of `table` refers to is known."""
    if reference.table in ROWS:
        lookup, times = ROWS[reference.table]
        return Condition(
            table,
            lambda rows: rows[reference.column].notnull() & rows[times].isnull(),
            (lookup,),
        )

    def exceptions(tables: Tables) -> Relation:
        records = tables[table].filter(tables[table][reference.column].notnull())
        known = tables[reference.table].select(**{reference.column: reference.key})
        return records.anti_join(known, reference.column)

    return exceptions


def repeated(table: Table) -> Repeated:
    """Return the rule that a key of `table` names one record."""
    if table.name in ROWS:
        lookup, times = ROWS[table.name]
        return Repeated(table.name, table.key, (lookup.of, times))
    return Repeated(table.name, table.key)


def reversed_days(table: str, earlier: str, later: str) -> Condition:
    """Return the rule that the day `later` is not before the day `earlier`."""
    return Condition(table, lambda rows: rows[later].cast("date") < rows[earlier].cast("date"))


def before_its_case(table: str, column: str) -> Condition:
    """Return the rule that the day of `column` is not before that of the record's case."""
    return Condition(table, lambda rows: rows[column].date() < rows.case_began.date(), (CASE,))


def conditions_of(table: str, tables: Tables) -> list[Condition]:
    """Return the rules by which a record of `table` is judged by itself, such as its dates."""
    of_keys = [
        orphans(each.name, reference)
        for each in CANONICAL
        if each.name == table
        for reference in each.references
        if not tables.missing({table: (reference.column,), reference.table: (reference.key,)})
    ]
    of_days = [
        reversed_days(name, earlier, later)
        for name, earlier, later in ORDERS
        if name == table and tables.holds(table, earlier, later)
    ]
    return [each for each in (*of_keys, *of_days) if isinstance(each, Condition)]
