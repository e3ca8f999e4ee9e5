"""Which relations do several checks count from, so that an audit makes each of them once?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ibis.expr.types import Table as Relation

from tallystick.checks.shared.parts import Parts
from tallystick.tables.store import Tables


@dataclass(frozen=True)
class Shared:
    """A relation that several checks count from.

    Called with tables it is an expression over them; where the audit has kept the rows under
    its name, the expression reads those. Whoever writes evidence passes tables that keep none but
    those that are `told`, whose own queries come before that of the case list, so that all of
    them together name the canonical tables alone.

    Parameters
    ----------
    name
        Unique among all; what the rows are kept under.
    ready
        Whether these tables have what it is made from.
    make
        Tables -> the relation; it never executes.
    told
        Whether a case list has its query as a step before its own, and not within it.
    view
        Whether the audit keeps its query by that name, and not its rows: for one that is read
        in other columns each time.
    passing
        Whether its rows are let go of when the relations that the same check shares have been
        made: no check reads them, only the last of those does.
    parts
        How it is made part by part, where its rows may be more than memory holds; they are then
        kept on disk. An engine that divides its work itself makes it at once.
    """

    name: str
    ready: Callable[[Tables], bool]
    make: Callable[[Tables], Relation]
    told: bool = False
    view: bool = False
    passing: bool = False
    parts: Parts | None = None

    def __call__(self, tables: Tables) -> Relation:
        """Return the relation: the rows kept of it, or the expression that makes them."""
        kept = tables.kept.get(self.name)
        return self.make(tables) if kept is None else kept


def _cases(tables: Tables) -> Relation:
    incidents = tables["incidents"].filter(tables["incidents"].incident_id.notnull())
    return incidents.group_by("incident_id").aggregate(
        case_rows=incidents.count(),
        case_began=incidents.occurred_at.min(),
    )


CASES = Shared("cases", lambda tables: tables.holds("incidents", "incident_id"), _cases)
"""A row per known incident_id: its rows in incidents, and its first occurred_at."""


def _persons(tables: Tables) -> Relation:
    persons = tables["persons"].filter(tables["persons"].person_id.notnull())
    return persons.group_by("person_id").aggregate(person_rows=persons.count())


PERSONS = Shared("persons", lambda tables: tables.holds("persons", "person_id"), _persons)
"""A row per known person_id, and its rows in persons."""
