"""Which innocent causes of records at a line of one substance can the records speak to?"""

from __future__ import annotations

from functools import reduce

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.line_changes import compared
from tallystick.checks.exhibits.other_substance_words import contrast_of, records
from tallystick.checks.exhibits.packages import (
    OUNCE_PARTS_MILLI,
    PACK_TOLERANCE,
    in_one_case,
    on_busy_days,
    one_case,
    one_operation,
    tally,
)
from tallystick.checks.exhibits.substance_pairs import AROUND, is_compared
from tallystick.findings import Result
from tallystick.tables.measurements import WEIGHTS
from tallystick.tables.store import Tables


def _of_one_kind(tables: Tables, result: Result) -> Relation:
    """Records by those who recorded only one of the goods around the lines.

    Units for the agency, officers for a unit.
    """
    contrast, rows = contrast_of(tables, result), records(tables, result)
    who = "officer_id" if result.subject else "unit_id"
    every = AROUND(tables)
    every = every.filter(is_compared(every, contrast), compared(every, contrast.change))
    every = every.filter(every[who].notnull())
    own = every.substance_code == contrast.own.substance_code
    sides = every.mutate(own=own.cast("int64")).group_by(who).aggregate(
        least=lambda t: t.own.min(), most=lambda t: t.own.max()
    )  # fmt: skip
    both = sides.filter(sides.least == 0, sides.most == 1).select(who)
    return tally(rows.anti_join(both, who), rows)


def ounce_packs(rows: Relation) -> Relation:
    """Records within a hundredth of a fraction of an ounce."""
    near = [(rows.milli - part).abs() <= int(part * PACK_TOLERANCE) for part in OUNCE_PARTS_MILLI]
    return tally(rows.filter(reduce(lambda a, b: a | b, near)), rows)


def tells_weights(result: Result) -> bool:
    """Whether a result is of weights."""
    return result.detail["kind"] in WEIGHTS


EXPLANATIONS = (
    InnocentCause(
        "One of the goods comes in packs at, or a little above, the line, and the others do not",
        "Weigh seized packs again, and ask in which packs each substance is sold",
    ),
    InnocentCause(
        "Goods packed in fractions of an ounce",
        "Weigh within 1% of 1/16, 1/8, 1/4, 1/2 or 1 ounce",
        lambda tables, result: ounce_packs(records(tables, result)),
        applies=tells_weights,
    ),
    InnocentCause(
        "Other units, or other officers, record one of the goods than the other",
        "Look at the records at the line of those who recorded only one of the goods near it",
        _of_one_kind,
    ),
    InnocentCause(
        "Another scale, form or habit of rounding is used for one of the goods",
        "Already tested: the goods would differ as much at numbers that are no line. Ask "
        "nevertheless on which scales each is weighed",
    ),
    one_case(lambda tables, result: in_one_case(records(tables, result))),
    one_operation(lambda tables, result: on_busy_days(records(tables, result))),
)
