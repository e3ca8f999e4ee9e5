"""What do the records hold, before anything is asked of them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tallystick.audit.execution import keep, let_go
from tallystick.audit.selection import chosen, runnable_rules
from tallystick.audit.tallies import tallies
from tallystick.checks import RelationalCheck
from tallystick.checks.check import Rule
from tallystick.engine import Engine
from tallystick.tables import canonical
from tallystick.tables.store import Tables

RANGED = ("number", "integer", "instant", "date")
ORPHAN, REPEATED = "orphan.", "repeated."


@dataclass(frozen=True)
class ColumnProfile:
    """A column that a source fills: the share of its cells that hold something, and their span.

    `distinct` is told of texts and codes, `least` and `most` of numbers and times.
    """

    name: str
    filled: float
    distinct: int | None = None
    least: Any = None
    most: Any = None


@dataclass(frozen=True)
class TableProfile:
    """A canonical table: its records and filled columns."""

    table: str
    records: int
    columns: tuple[ColumnProfile, ...]


def profile_tables(tables: Tables, engine: Engine) -> tuple[TableProfile, ...]:
    """Return a profile of each table, of the columns that a source fills."""
    return tuple(_table(name, tables, engine) for name in tables.relations)


def _table(name: str, tables: Tables, engine: Engine) -> TableProfile:
    rows = tables[name]
    columns = [each for each in canonical(name).columns if each.name in tables.filled[name]]
    asked: dict[str, Any] = {"records": rows.count()}
    for column in columns:
        cells = rows[column.name]
        asked[f"{column.name}__n"] = cells.count()
        if column.kind in RANGED:
            asked |= {f"{column.name}__a": cells.min(), f"{column.name}__z": cells.max()}
        else:
            asked[f"{column.name}__d"] = cells.nunique()
    told = engine.rows(rows.aggregate(**asked))[0]
    records = int(told["records"])
    return TableProfile(
        name,
        records,
        tuple(
            ColumnProfile(
                each.name,
                told[f"{each.name}__n"] / records if records else 0.0,
                told.get(f"{each.name}__d"),
                told.get(f"{each.name}__a"),
                told.get(f"{each.name}__z"),
            )
            for each in columns
        ),
    )


def broken_references(tables: Tables, engine: Engine) -> tuple[tuple[str, int, int], ...]:
    """Return each reference between tables: the rule, the records, those that lead nowhere."""
    return tuple((rule.sentence, of, n) for rule, of, n in _broken(ORPHAN, tables, engine))


@dataclass(frozen=True)
class SharedNumbers:
    """The records of a table whose key another has too: `sharing` of `records`.

    Of `across` of them the other lies in another file.
    """

    table: str
    key: tuple[str, ...]
    records: int
    sharing: int
    across: int


def shared_numbers(tables: Tables, engine: Engine) -> tuple[SharedNumbers, ...]:
    """Return each table in which records share their key with others."""
    return tuple(
        SharedNumbers(rule.table, canonical(rule.table).key, of, n, _across(rule, tables, engine))
        for rule, of, n in _broken(REPEATED, tables, engine)
        if n
    )


def _across(rule: Rule, tables: Tables, engine: Engine) -> int:
    rows = rule.exceptions(tables)
    groups = rows.group_by(list(canonical(rule.table).key)).aggregate(
        rows=rows.count(), files=rows.source_file.nunique()
    )
    told = engine.rows(groups.filter(groups.files > 1).aggregate(rows=groups["rows"].sum()))
    return int(told[0]["rows"] or 0)


def _broken(prefix: str, tables: Tables, engine: Engine) -> Iterator[tuple[Rule, int, int]]:
    """Each rule of records.integrity of that name, the records asked and those that break it."""
    check = next(each for each in chosen(("records.integrity",)))
    assert isinstance(check, RelationalCheck)
    rules = [each for each in runnable_rules(check, tables) if each.name.startswith(prefix)]
    kept = keep(check, tables, engine)
    try:
        told = tallies(rules, kept, engine)
    finally:
        let_go(kept, [], engine)
    for rule in rules:
        yield rule, told[rule.name].records, told[rule.name].exceptions
