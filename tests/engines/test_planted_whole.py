"""Does no check let the engine add up fractions, on records that let every check run?"""

import ibis.expr.operations as ops

from tallystick.audit.execution import needed
from tallystick.checks import Check, every


def test_no_check_lets_the_engine_add_up_fractions(planted_audit):
    """Their sum depends on the order in which threads add; that of integers does not."""
    adding, asked = set(), 0
    for check in every():
        kept = planted_audit.kept(check)
        made = [each.make(kept) for each in needed(check, behind=True) if each.ready(kept)]
        made += [check.counts(kept)] if isinstance(check, Check) else []
        asked += len(made)
        sums = [
            each
            for rows in made
            for each in rows.op().find(
                (ops.Sum, ops.Mean, ops.Variance, ops.StandardDev, ops.Correlation, ops.Covariance)
            )
        ]
        adding |= {check.name for each in sums if each.args[0].dtype.is_floating()}
    assert asked > 40
    assert adding == set()
