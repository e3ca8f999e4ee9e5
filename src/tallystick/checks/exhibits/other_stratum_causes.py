"""Which innocent causes of records at a line of some units can the records speak to?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.other_stratum_words import records, strata_in
from tallystick.checks.exhibits.other_substance_causes import ounce_packs, tells_weights
from tallystick.checks.exhibits.packages import (
    in_one_case,
    on_busy_days,
    one_case,
    one_operation,
)
from tallystick.findings import Result
from tallystick.tables.store import Tables


def _one_size(tables: Tables, result: Result) -> Relation:
    """Records of the commonest single value other than a line's own: packs of one size."""
    rows = records(tables, result)
    sizes = rows.group_by("milli").aggregate(n=rows["count"].sum())
    own = reduce(
        lambda a, b: a | b,
        [sizes.milli == line.milli for line in strata_in(tables, result).lines],
    )
    beyond = ibis.ifelse(own, 0, sizes.n)
    return sizes.aggregate(explains=beyond.max().fill_null(0), of=sizes.n.sum())


EXPLANATIONS = (
    InnocentCause(
        "Packs that are common in one region at its line, or of one size a little above it",
        "Count the commonest value beyond the line, and weigh seized packs of both regions again",
        _one_size,
    ),
    InnocentCause(
        "Goods packed in fractions of an ounce",
        "Weigh within 1% of 1/16, 1/8, 1/4, 1/2 or 1 ounce",
        lambda tables, result: ounce_packs(records(tables, result)),
        applies=tells_weights,
    ),
    InnocentCause(
        "Other scales, forms or laboratories, or another habit of rounding, in one region",
        "Already tested: the units would differ as much at numbers that are no line. Ask "
        "nevertheless on which scales each weighs",
    ),
    InnocentCause(
        "Another market: goods of another strength or price, in other amounts",
        "A smooth difference in amounts is allowed for. Ask in which amounts the goods are sold",
    ),
    one_case(lambda tables, result: in_one_case(records(tables, result))),
    one_operation(lambda tables, result: on_busy_days(records(tables, result))),
)
