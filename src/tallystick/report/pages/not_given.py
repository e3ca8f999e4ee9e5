"""What could these records not show, since a table of them was not given?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.findings import NotRun, Result, RunRecord
from tallystick.findings.not_run import FoldedRules, folded
from tallystick.report.pages import supported
from tallystick.report.words import numbers
from tallystick.report.words.text import listed, name
from tallystick.report.words.wording import catalogue, keys_under, say, say_count

MOST_TABLES, MOST_ASKED = 4, 3
OR = ", or "
COLUMN = re.compile(r"\b([a-z_]+)\.([a-z_]+)\b")


def limits(run: RunRecord, results: Sequence[Result]) -> tuple[str, ...]:
    """Say which tables that a check asks for were not given, and whether a figure was supported."""
    absent = _absent(run)
    told = [
        say("absent.table", table=table_name(each), shows=say(f"not_given.{each}"))
        for each in absent[:MOST_TABLES]
    ]
    more = len(absent) - MOST_TABLES
    if more > 0:
        told.append(say_count("absent.more", more, n=numbers.in_words(more)))
    said = (say("absent.lead", tables=listed(told, say("and"))),) if told else ()
    return said if supported.rows(results) else (*said, say("absent.no_figure"))


@dataclass(frozen=True)
class Lacking:
    """A table, or columns of one, with how many checks and rules they would let run."""

    words: str
    lets: str


def lacking(run: RunRecord) -> tuple[Lacking, ...]:
    """Return the records that would let most checks run, `MOST_ASKED` at most, most checks first.

    A table without a row is asked for whole, else the columns that a check or rule lacks.
    """
    held: dict[tuple[str, ...], list[NotRun]] = {}
    for each in run.not_run:
        columns = dict.fromkeys(COLUMN.findall(each.why.split(OR)[0]))
        for table in dict.fromkeys(table for table, _ in columns):
            own = tuple(column for of, column in columns if of == table)
            key = (table, *own) if run.rows.get(table) else (table,)
            held.setdefault(key, []).append(each)
    told = []
    for (table, *absent), lack in held.items():
        rules = sum(each.is_rule for each in lack)
        words = table_name(table)
        if absent:
            words = say("absent.columns", table=words, columns=", ".join(map(name, absent)))
        told.append((rules - len(lack), -rules, table, Lacking(words, _lets(lack, rules))))
    return tuple(each for *_, each in sorted(told, key=lambda each: each[:3])[:MOST_ASKED])


def _lets(lack: Sequence[NotRun], rules: int) -> str:
    counts = (("checks", len(lack) - rules), ("rules", rules))
    said = [say_count(f"absent.{kind}", n, n=numbers.count(n)) for kind, n in counts if n]
    return listed(said, say("and"))


def table_name(table: str) -> str:
    """Return what a table holds, in the words of the reader's language."""
    key = f"table.{table}"
    return say(key) if key in catalogue() else name(table.replace("_", " "))


@dataclass(frozen=True)
class Rules:
    """Rules of one check that were not tested, in one row: how many, why, and each by itself."""

    rules: str
    why: str
    check: str
    each: tuple[NotRun, ...]


def rules_not_run(run: RunRecord) -> tuple[Rules, ...]:
    """Return a row for the rules of each check that lack columns, and one for any other reason."""
    return tuple(_folded(each) for each in folded(run.not_run))


def _folded(rules: FoldedRules) -> Rules:
    n, tables = len(rules.rules), listed(map(table_name, rules.tables), say("and"))
    why = say("not_run.columns", tables=tables) if rules.tables else rules.rules[0].why
    return Rules(say_count("not_run.rules", n, n=numbers.count(n)), why, rules.check, rules.rules)


def _absent(run: RunRecord) -> list[str]:
    """Return the tables without a row that a check was not run for, those that tell most first."""
    asked = {word for each in run.not_run for word in re.findall(r"[a-z_]+", each.why)}
    tables = (key.partition(".")[2] for key in keys_under("not_given"))
    return [each for each in tables if each in asked and not run.rows.get(each)]
