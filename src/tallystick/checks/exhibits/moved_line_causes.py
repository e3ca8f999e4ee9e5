"""Which innocent causes of records that follow a line can the records themselves speak to?"""

from __future__ import annotations

from dataclasses import replace

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.cut import cut
from tallystick.checks.exhibits.line_changes import compared
from tallystick.checks.exhibits.moved_line_words import change_of, records
from tallystick.checks.exhibits.packages import (
    in_one_case,
    on_busy_days,
    one_case,
    one_operation,
    tally,
)
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _by_date(result: Result) -> bool:
    return result.detail["day"] is not None


def _by_stage(result: Result) -> bool:
    return not _by_date(result)


def _newcomers(tables: Tables, result: Result) -> Relation:
    """Records by those who recorded nothing of the kind near a line on the other side of the day.

    Units for the agency, officers for a unit.
    """
    change, rows = change_of(tables, result), records(tables, result)
    who = "officer_id" if result.subject else "unit_id"
    open_line = replace(change.lines[0], from_date=None, to_date=None)
    every = cut(tables, open_line)
    every = every.filter(compared(every, change), every[who].notnull())
    sides = every.group_by(who).aggregate(
        first=(every.on_day < change.day).cast("int64").max(),
        last=(every.on_day >= change.day).cast("int64").max(),
    )
    both = sides.filter(sides["first"] == 1, sides["last"] == 1).select(who)
    return tally(rows.anti_join(both, who), rows)


EXPLANATIONS = (
    InnocentCause(
        "Other units, or other officers, record since that date",
        "Look at the records at the line of those who recorded on one side of the date alone",
        _newcomers,
        applies=_by_date,
    ),
    InnocentCause(
        "A new scale, form or habit of rounding came with the date",
        "Already tested: numbers that are no line would have changed as much. Ask nevertheless "
        "whether scales or forms changed then",
        applies=_by_date,
    ),
    one_case(lambda tables, result: in_one_case(records(tables, result))),
    one_operation(lambda tables, result: on_busy_days(records(tables, result))),
    InnocentCause(
        "Packs follow the law, or cases on one side of the line are no longer opened",
        "Weigh seized packs again, and ask for the cases that were not opened since",
        applies=_by_date,
    ),
    InnocentCause(
        "Weights at a later stage are agreed on, or summed over exhibits, at the line",
        "Ask how the charged weight is chosen, and add up the exhibits of each case",
        applies=_by_stage,
    ),
)
