"""Which checks declare that they use a column, and for what?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tallystick.audit.selection import AnyCheck, chosen
from tallystick.checks import RelationalCheck
from tallystick.tables import CANONICAL, Frame, Line, Metric, Period
from tallystick.tables.store import Tables

Name = tuple[str, str]
"""A table and one of its columns."""
FRAMES = (
    Frame(),
    Frame(
        lines=(Line("a line", "net_weight", Decimal(1), "g", "a rule"),),
        periods=(Period("month", "month"),),
        metrics=(Metric("cases", "incidents"),),
    ),
)
"""An engagement without a block that a check may need, and one with the usual ones."""


@dataclass(frozen=True)
class Use:
    """The checks that use one column, by name, in the order of the catalogue.

    `needed_by` are not run without it. `optional_for` are run without it where another column is
    filled in its place, or, for checks of rules, ask a rule less. `causes_of` ask an innocent
    cause of it.
    """

    needed_by: tuple[str, ...] = ()
    optional_for: tuple[str, ...] = ()
    causes_of: tuple[str, ...] = ()


def uses() -> Mapping[Name, Use]:
    """Return the use of every column that a check declares.

    A check may read more columns where they are filled; what it declares is what can be listed
    without running it.
    """
    needed, optional, causes = (defaultdict[Name, list[str]](list) for _ in range(3))
    for check in chosen(()):
        own = set() if isinstance(check, RelationalCheck) else set(_columns(check.needs))
        for found, names in ((needed, own), (optional, _optional(check) - own),
                             (causes, _of_causes(check) - own)):  # fmt: skip
            for name in names:
                found[name].append(check.name)
    return {
        (table.name, column): Use(*(tuple(each[table.name, column]) for each in
                                    (needed, optional, causes)))
        for table in CANONICAL
        for column in table.names
    }  # fmt: skip


def _columns(needs: Mapping[str, tuple[str, ...]]) -> Iterator[Name]:
    return ((table, column) for table, columns in needs.items() for column in columns)


def _optional(check: AnyCheck) -> set[Name]:
    if isinstance(check, RelationalCheck):
        return {name for rule in check.rules for name in _columns(rule.needs)}
    asked: set[Name] = set()
    for frame in FRAMES:
        for filled in (False, True):
            check.unready(_Asked.of(frame, asked, filled=filled))
    return asked


def _of_causes(check: AnyCheck) -> set[Name]:
    parts = check.rules if isinstance(check, RelationalCheck) else (check,)
    return {name for part in parts for cause in part.explanations for name in _columns(cause.needs)}


@dataclass(frozen=True)
class _Asked(Tables):
    """Tables without records that note of which columns it is asked whether they are filled."""

    asked: set[Name] = field(default_factory=set)

    @classmethod
    def of(cls, frame: Frame, asked: set[Name], *, filled: bool) -> _Asked:
        """Return tables of which all columns are filled, or none."""
        columns = {table.name: frozenset(table.names if filled else ()) for table in CANONICAL}
        return cls(dict.fromkeys(columns), columns, frame, asked=asked)

    def holds(self, table: str, *columns: str) -> bool:
        """Note the columns, and say whether they are filled."""
        self.asked.update((table, column) for column in columns)
        return super().holds(table, *columns)
