"""Which innocent causes of more records over a line at some times can the records speak to?"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.moved_bands import HOURS
from tallystick.checks.exhibits.moved_when_words import records
from tallystick.checks.exhibits.packages import (
    agreeing,
    in_one_case,
    line_of,
    on_busy_days,
    one_case,
    one_operation,
)
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _one_size(tables: Tables, result: Result) -> Relation:
    """Records of the commonest single value other than the line's own: packs of one size."""
    rows, line = records(tables, result), line_of(tables, result)
    sizes = rows.group_by("milli").aggregate(n=rows["count"].sum())
    beyond = ibis.ifelse(sizes.milli == line.milli, 0, sizes.n)
    return sizes.aggregate(explains=beyond.max().fill_null(0), of=sizes.n.sum())


def _by_hours(result: Result) -> bool:
    return bool(result.detail.get("question") == HOURS)


EXPLANATIONS = (
    InnocentCause(
        "Goods that come, or are sold, at those times in packs of one size a little above the line",
        "Count the commonest value beyond the line, and weigh seized packs again",
        _one_size,
    ),
    one_operation(lambda tables, result: on_busy_days(records(tables, result))),
    one_case(lambda tables, result: in_one_case(records(tables, result))),
    InnocentCause(
        "The values are right: another stage's weight lies on the same side of the line",
        "Compare field, laboratory and court weights of each exhibit",
        lambda tables, result: agreeing(tables, line_of(tables, result), records(tables, result)),
        {"measurements": ("exhibit_id", "stage")},
    ),
    InnocentCause(
        "Another scale, or another way of rounding, at those hours",
        "Already allowed for where other numbers show it: ask which scale was on duty",
        applies=_by_hours,
    ),
    InnocentCause(
        "Cases before the line that are not opened at those times",
        "Ask for the cases that were not opened, and who decides it",
    ),
)
