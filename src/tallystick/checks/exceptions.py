"""Which records break a rule, in a form that lets several rules be counted in one pass?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
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
