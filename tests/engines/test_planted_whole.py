"""Do the planted records let every check run, and say what each null would have shown?"""

import ibis.expr.operations as ops

from tallystick.audit.execution import needed
from tallystick.audit.selection import why_not
from tallystick.checks import Check, every


def test_none_is_skipped_when_engines_are_compared(planted_audit):
    tables = planted_audit.tables
    assert {check.name: why for check in every() if (why := why_not(check, tables))} == {}


def test_every_null_states_the_smallest_effect_that_it_would_have_shown(planted_audit):
    silent, nulls = [], 0
    for check in every():
        results = planted_audit.results(check)
        found = [each for each in results if each.verdict == "not_found"]
        nulls += len(found)
        silent += [(check.name, each.aspect) for each in found if each.smallest_detectable is None]
    assert nulls > 100
    assert silent == []


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
