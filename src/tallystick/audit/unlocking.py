"""Which columns, were they filled, would let most of the other checks run?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from tallystick.audit.selection import AnyCheck, chosen, why_not
from tallystick.checks import RelationalCheck
from tallystick.tables import CANONICAL, canonical
from tallystick.tables.store import Tables

MOST_COLUMNS = 3
Lack = frozenset[str]
"""Columns, as ``table.column``, with which a check could be run."""


@dataclass(frozen=True)
class Unlocked:
    """One column that no source fills, and the checks that need it among those it helps to run."""

    column: str
    checks: tuple[str, ...]


def unlocking(tables: Tables) -> tuple[Unlocked, ...]:
    """Return the columns, three at most, with which most checks more could be run.

    Together they let run each check that they name. A column of a table that is not there comes
    with those without which its records would be set aside. Of equal sets the one with the fewest
    columns is returned, then that of tables that are there, then the first in the order of the
    tables. A check that lacks more than three columns, or an entry of the engagement file, is left
    out.
    """
    lacks = {check.name: _lacks(check, tables) for check in chosen(()) if why_not(check, tables)}
    best = max(_sets(lacks.values()), key=lambda each: _rank(each, lacks, tables), default=())
    helped = {
        name: needed
        for name, several in lacks.items()
        for needed in [next((each for each in several if each <= set(best)), None)]
        if needed is not None
    }
    return tuple(
        Unlocked(column, tuple(name for name, needed in helped.items() if column in needed))
        for column in best
    )


def _sets(lacks: Iterable[tuple[Lack, ...]]) -> Iterator[tuple[str, ...]]:
    """Every set of at most three columns that may let a check run, in the order of the tables."""
    wanted = {column for several in lacks for each in several for column in each}
    ordered = [name for name in _all_columns() if name in wanted]
    for size in range(1, MOST_COLUMNS + 1):
        yield from combinations(ordered, size)


def _rank(
    columns: tuple[str, ...], lacks: dict[str, tuple[Lack, ...]], tables: Tables
) -> tuple[int, int, int]:
    given = set(columns)
    helped = sum(any(each <= given for each in several) for several in lacks.values())
    there = sum(column.partition(".")[0] in tables.relations for column in columns)
    return helped, -len(columns), there


def _lacks(check: AnyCheck, tables: Tables) -> tuple[Lack, ...]:
    """The least sets of at most three columns with which a check could be run."""
    if isinstance(check, RelationalCheck):
        needs = [tables.missing(rule.needs) for rule in check.rules]
    else:
        needs = [tables.missing(check.needs)]
    found = []
    for each in needs:
        lack = _with_required(each, tables)
        if len(lack) > MOST_COLUMNS:
            continue
        if not why_not(check, _filled(tables, lack)):
            found.append(lack)
            continue
        more = (_with_required((*each, column), tables) for column in _all_columns())
        found += [one for one in more if len(lack) < len(one) <= MOST_COLUMNS
                  and not why_not(check, _filled(tables, one))]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _all_columns() -> list[str]:
    return [f"{table.name}.{column}" for table in CANONICAL for column in table.names]


def _with_required(columns: Iterable[str], tables: Tables) -> Lack:
    """The columns that are not filled, with those that a record of their tables must have."""
    wanted = set(columns)
    for table in {column.partition(".")[0] for column in wanted} - set(tables.relations):
        wanted |= {f"{table}.{column}" for column in canonical(table).required}
    return frozenset(each for each in wanted if not tables.holds(*each.split(".")))


def _filled(tables: Tables, columns: Lack) -> Tables:
    """The same tables as if a source filled `columns` too; the records of new ones are not made."""
    relations, filled = dict(tables.relations), dict(tables.filled)
    for name in columns:
        table, _, column = name.partition(".")
        relations.setdefault(table, None)
        filled[table] = filled.get(table, frozenset()) | {column}
    return replace(tables, relations=relations, filled=filled)
