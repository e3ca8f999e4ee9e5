"""Which innocent causes of a difference between two releases can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import Exceptions, InnocentCause
from tallystick.findings import Result
from tallystick.tables.store import Tables

TWIN = ("unit_id", "occurred_at", "offense_code")
SET_ASIDE = InnocentCause(
    "The record is in the later release, and this audit set it aside or the period leaves it out",
    "Look its number up under the data received and set aside, with the reason",
)
EXPUNGED = InnocentCause(
    "A court or a statute had the record erased",
    "Ask for the orders by number, and compare their days with the two releases",
)
RENUMBERED = InnocentCause(
    "Records were given new numbers when systems were moved or cases were joined",
    "Ask for the table of old and new numbers, and map the new ones in the earlier release",
)
CORRECTED = InnocentCause(
    "An entry was corrected, as later knowledge of the case demanded",
    "Ask for the log of changes: who changed what, on which day, and for which reason",
)


def duplicate_removed(exceptions: Exceptions) -> InnocentCause:
    """A later record of the same unit, time and offence remains under another number."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = exceptions(tables)
        twins = rows.semi_join(tables["incidents"], list(TWIN))
        whole = rows.aggregate(of=rows.count())
        return twins.aggregate(explains=twins.count()).cross_join(whole)

    return InnocentCause(
        "A duplicate was removed",
        "Look how many have another record of the same unit, time and offence left",
        counts,
        {"earlier_incidents": TWIN, "incidents": TWIN},
    )


def recoded(exceptions: Exceptions, column: str) -> InnocentCause:
    """No later record has the value: a whole category was renamed, joined or left out."""

    def counts(tables: Tables, result: Result) -> Relation:
        rows = exceptions(tables)
        rows = rows.filter(rows[column].notnull())
        whole = exceptions(tables)
        none = rows.anti_join(tables["incidents"], column)
        return none.aggregate(explains=none.count()).cross_join(whole.aggregate(of=whole.count()))

    return InnocentCause(
        f"A whole category was recoded, joined with another or left out of the export ({column})",
        f"Look how many have a {column} that no later record has, and ask for the code book",
        counts,
        {"earlier_incidents": (column,), "incidents": (column,)},
    )


def _entered_late(tables: Tables, result: Result) -> Relation:
    """Records of the earlier release's days that were entered after its last one."""
    earlier, rows = tables["earlier_incidents"], tables["incidents"]
    last = earlier.aggregate(earlier_last=earlier.occurred_at.max().date())
    rows = rows.filter(rows.incident_id.notnull()).anti_join(earlier, "incident_id")
    both = rows.cross_join(last)
    both = both.filter(both.occurred_at.date() <= both.earlier_last)
    late = (both.recorded_at.date() > both.earlier_last).fill_null(False)
    return both.aggregate(of=both.count(), explains=ibis.ifelse(late, 1, 0).sum().fill_null(0))


ENTERED_LATE = InnocentCause(
    "The record was entered late, after the earlier release was drawn",
    "Look how many were entered after the last day of the earlier release",
    _entered_late,
    {"incidents": ("recorded_at",)},
)
