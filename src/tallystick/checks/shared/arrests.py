"""The cases that ended in an arrest, each once."""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.tables.store import Tables


def arrests(tables: Tables, *texts: str) -> Relation:
    """Return a row per case that ended in an arrest: its number, `texts`, and ``at``, its first
    moment.

    Of a case in several rows the least of each text stands, and "" where it has none.
    """
    cases = tables["incidents"]
    cases = cases.filter(
        cases.clearance == "arrest", cases.incident_id.notnull(), cases.occurred_at.notnull()
    )
    return cases.group_by("incident_id").aggregate(
        **{name: cases[name].min().fill_null("") for name in texts}, at=cases.occurred_at.min()
    )
