"""Which records does a group bear: its cases that failed, or its weights just over a line?"""

from __future__ import annotations

from ibis.expr.types import Table as Relation

from tallystick.checks.outcomes.disparity.groups import of_member
from tallystick.checks.shared.case_dispositions import CHARGES, ENDED, PENDING, has_failed
from tallystick.checks.shared.line_records import line_of
from tallystick.checks.shared.readings_near_line import beyond
from tallystick.findings import Result
from tallystick.tables.store import Tables


def is_of_charges(result: Result) -> bool:
    """Whether a result is of cases, and not of weights."""
    return bool(result.detail["aspect"] == CHARGES)


def borne(tables: Tables, result: Result) -> Relation:
    """The records of the group of a result."""
    own = of_member(tables, result.detail["sorting"], result.detail["member"])
    if is_of_charges(result):
        rows = ENDED(tables)
        return rows.filter(has_failed(rows)).semi_join(own, "incident_id")
    line = line_of(tables, result)
    rows = beyond(tables, line, int(result.detail["target_milli"]))
    return rows.semi_join(own, "incident_id")


def everyone(tables: Tables, result: Result) -> Relation:
    """What all groups together bear records of: decided cases, or weights just over the line."""
    if is_of_charges(result):
        rows = ENDED(tables)
        return rows.filter(rows.fate != PENDING)
    return beyond(tables, line_of(tables, result), int(result.detail["target_milli"]))
