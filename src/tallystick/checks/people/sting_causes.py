"""Which innocent causes of a share that moves with a gap can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.most_alike import most_alike
from tallystick.checks.people.supplied import listed
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _one_operation(tables: Tables, result: Result) -> Relation:
    """Cases of one unit and one calendar month."""
    rows = listed(tables, result)
    return most_alike(rows.mutate(month=rows.occurred_at.truncate("M")), "unit_id", "month")


def _one_day(tables: Tables, result: Result) -> Relation:
    """Cases beyond the first of each unit and day: the buyers of one place on one day."""
    rows = listed(tables, result)
    each = rows.group_by("unit_id", day=rows.occurred_at.date()).aggregate(n=rows.count())
    return each.aggregate(
        explains=(each.n - 1).sum().fill_null(0).cast("int64"),
        of=each.n.sum().fill_null(0).cast("int64"),
    )


def _deliveries(tables: Tables, result: Result) -> Relation:
    """Controlled deliveries, whose day the sender chooses and not the unit."""
    rows = listed(tables, result)
    sent = ibis.ifelse((rows.origin == "controlled_delivery").fill_null(False), 1, 0)
    return rows.aggregate(explains=sent.sum().fill_null(0).cast("int64"), of=rows.count())


EXPLANATIONS = (
    InnocentCause(
        "A funded operation, planned before for that time",
        "Look how many of the cases lie in one month of one unit, and ask for the plan and the "
        "date on which the money was granted",
        _one_operation,
    ),
    InnocentCause(
        "One place at which many were met on one day",
        "Look how many of the cases are further ones of the same unit and day",
        _one_day,
    ),
    InnocentCause(
        "Deliveries whose day the sender chose",
        "Look how many of the cases are controlled deliveries",
        _deliveries,
    ),
    InnocentCause(
        "Those who do the unit's other work were on leave",
        "Already allowed for where the number a day does not grow: compare with the rosters",
    ),
    InnocentCause(
        "A season of the unit's own, or of the substance",
        "Compare the same weeks of other years, and the units that work on the same substance",
    ),
)
