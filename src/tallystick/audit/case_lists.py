"""What do the case lists of a run's findings hold, each read once?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from ibis.expr.types import Table as Relation

from tallystick.engine import Engine
from tallystick.findings import Evidence, Finding

# What tells one case from another: the first of these that two lists both name cases by.
CASES = (("exhibit_id",), ("incident_id",), ("source_file", "source_row"))
# A longer list is not compared case by case: its cases would have to be in memory at once.
MOST_ROWS = 100_000

Key = tuple[str, ...]
Cases = Mapping[Key, frozenset[tuple[object, ...]]]


class CaseLists:
    """The case lists of findings, read where they lie in the folder of their run."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder = folder
        self._engine = engine.local
        self._held: dict[str, _CaseList] = {}

    def _of(self, finding: Finding) -> _CaseList | None:
        if finding.evidence is None or not finding.evidence.rows:
            return None
        if finding.id not in self._held:
            path = self._folder / finding.evidence.parquet
            rows = self._engine.read_parquet(path, f"part_{finding.id}")
            self._held[finding.id] = _CaseList(rows, finding.evidence, self._engine)
        return self._held[finding.id]

    def holds(self, whole: Finding, part: Finding) -> bool:
        """Whether each row of the part's list is a row of the whole's; never of an empty one."""
        theirs, ours = self._of(whole), self._of(part)
        if theirs is None or ours is None or set(ours.rows.columns) != set(theirs.rows.columns):
            return False
        apart = ours.rows.difference(theirs.rows.select(list(ours.rows.columns)))
        return int(self._engine.rows(apart.aggregate(n=apart.count()))[0]["n"]) == 0

    def shared(self, one: Finding, other: Finding) -> tuple[int, int]:
        """Return how many cases two lists share, and how many the one with more of them holds."""
        ours, theirs = self._of(one), self._of(other)
        if ours is None or theirs is None:
            return 0, 0
        for key in CASES:
            left, right = (each.cases.get(key, frozenset()) for each in (ours, theirs))
            if left and right:
                return len(left & right), max(len(left), len(right))
        return 0, 0


class _CaseList:
    def __init__(self, rows: Relation, evidence: Evidence, engine: Engine) -> None:
        self.rows = rows
        self._evidence = evidence
        self._engine = engine

    @cached_property
    def cases(self) -> Cases:
        """The cases that every row names, by what it names them by; none of a very long list."""
        keys = [key for key in CASES if set(key) <= set(self.rows.columns)]
        if not keys or self._evidence.rows > MOST_ROWS:
            return {}
        names = [name for key in keys for name in key]
        rows = self._engine.rows(self.rows.select(names).distinct())
        named = {key: [tuple(row[name] for name in key) for row in rows] for key in keys}
        return {
            key: frozenset(of)
            for key, of in named.items()
            if not any(part in (None, "") for case in of for part in case)
        }
