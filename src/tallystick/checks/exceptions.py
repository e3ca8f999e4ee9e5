"""Which records break a rule, by themselves or with the tables to which they refer?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Exceptions
from tallystick.checks.shared import CASES, PERSONS, Shared
from tallystick.tables import CANONICAL, Reference, Table
from tallystick.tables.store import Tables


@dataclass(frozen=True)
class Lookup:
    """Columns brought beside each record, null where there is none of its key.

    `of` has at most one row for each value of its column `on`, which the records have too.
    """

    of: Shared
    on: str


@dataclass(frozen=True)
class Condition:
    """The records of `table` of which `breaks` is true, each judged by itself.

    `breaks` takes the records with the columns of every lookup in `beside`. The audit counts
    all conditions of a table in one pass over it.
    """

    table: str
    breaks: Callable[[Relation], BooleanValue]
    beside: tuple[Lookup, ...] = ()

    def __call__(self, tables: Tables) -> Relation:
        """Return the records that break the rule, all of their columns."""
        rows = looked_up(tables, self.table, self.beside)
        return rows.filter(self.breaks(rows)).select(*tables[self.table].columns)


@dataclass(frozen=True)
class Repeated:
    """The records of `table` that share their `key` with another; a null names nothing.

    `known` is a relation with a row per key and the number of its records, where there is one.
    """

    table: str
    key: tuple[str, ...]
    known: tuple[Shared, str] | None = None

    def __call__(self, tables: Tables) -> Relation:
        """Return the records, all of their columns."""
        records = tables[self.table].drop_null(list(self.key))
        return records.semi_join(self._groups(tables), list(self.key))

    def number(self, tables: Tables) -> Relation:
        """Return how many there are, as one row with ``exceptions``."""
        groups = self._groups(tables)
        return groups.aggregate(exceptions=groups.times.sum().fill_null(0))

    def _groups(self, tables: Tables) -> Relation:
        if self.known is None:
            records = tables[self.table].drop_null(list(self.key))
            groups = records.group_by(self.key).aggregate(times=records.count())
        else:
            shared, times = self.known
            groups = shared(tables).select(*self.key, times=times)
        return groups.filter(groups.times > 1)


def looked_up(tables: Tables, table: str, lookups: Iterable[Lookup]) -> Relation:
    """Return the records of `table`, each once, with the columns of every lookup."""
    rows = tables[table]
    for each in lookups:
        rows = rows.left_join(each.of(tables), each.on).drop(f"{each.on}_right")
    return rows


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
