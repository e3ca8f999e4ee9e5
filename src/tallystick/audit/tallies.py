"""How many records break each rule, and of how many?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from tallystick.checks import Rule
from tallystick.checks.exceptions import Condition, Repeated, looked_up
from tallystick.engine import Engine
from tallystick.tables.store import Tables


@dataclass(frozen=True)
class Tally:
    """The records of a rule's table, and those among them that break it."""

    records: int
    exceptions: int


def tallies(rules: Sequence[Rule], tables: Tables, engine: Engine) -> dict[str, Tally]:
    """Return the tally of each rule by its name.

    All conditions of a table are counted in one pass over it; every other rule has a query of
    its own. One query runs at a time, so that the memory of one is needed and not of all.
    """
    found: dict[str, Tally] = {}
    for table in dict.fromkeys(rule.table for rule in rules):
        own = [rule for rule in rules if rule.table == table]
        records, broken = _one_pass(table, own, tables, engine)
        for rule in own:
            if rule.name not in broken:
                broken[rule.name] = _alone(rule, tables, engine)
            found[rule.name] = Tally(records, broken[rule.name])
    return found


def _one_pass(
    table: str, rules: Sequence[Rule], tables: Tables, engine: Engine
) -> tuple[int, dict[str, int]]:
    """Return the number of records, and of those that break each rule that is a condition."""
    conditions = {
        rule.name: rule.exceptions for rule in rules if isinstance(rule.exceptions, Condition)
    }
    lookups = dict.fromkeys(each for one in conditions.values() for each in one.beside)
    rows = looked_up(tables, table, lookups)
    sums = {
        f"broken_{number}": ibis.ifelse(one.breaks(rows).fill_null(False), 1, 0).sum()
        for number, one in enumerate(conditions.values())
    }
    row = engine.rows(rows.aggregate(records=rows.count(), **sums))[0]
    broken = zip(conditions, list(row.values())[1:], strict=True)
    return int(row["records"]), {name: int(n or 0) for name, n in broken}


def _alone(rule: Rule, tables: Tables, engine: Engine) -> int:
    if isinstance(rule.exceptions, Repeated):
        answer: Any = rule.exceptions.number(tables)
    else:
        rows = rule.exceptions(tables)
        answer = rows.aggregate(exceptions=rows.count())
    return int(engine.rows(answer)[0]["exceptions"])
