"""Rules of one check that were not tested, folded by what they lack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tallystick.findings.run import NotRun

COLUMN = re.compile(r"([a-z_]+)\.[a-z_]+")


@dataclass(frozen=True)
class FoldedRules:
    """The `rules` of one `check` that were not tested, since columns of `tables` are not filled.

    Where there are no `tables`, all of them have the same reason, the `why` of each.
    """

    check: str
    rules: tuple[NotRun, ...]
    tables: tuple[str, ...]


def folded(not_run: Iterable[NotRun]) -> tuple[FoldedRules, ...]:
    """Return the rules among `not_run` by check, those that lack columns together."""
    by: dict[tuple[str, str], list[NotRun]] = {}
    for each in not_run:
        if each.is_rule:
            why = "" if COLUMN.search(each.why) else each.why
            by.setdefault((each.check, why), []).append(each)
    return tuple(FoldedRules(check, tuple(rules), _tables(rules))
                 for (check, _), rules in by.items())  # fmt: skip


def _tables(rules: Iterable[NotRun]) -> tuple[str, ...]:
    """The tables whose columns the rules lack, the most often lacking first."""
    lacking = [dict.fromkeys(COLUMN.findall(each.why)) for each in rules]
    counts: dict[str, int] = {}
    for table in (each for tables in lacking for each in tables):
        counts[table] = counts.get(table, 0) + 1
    return tuple(sorted(counts, key=lambda table: -counts[table]))
