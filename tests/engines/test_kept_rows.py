"""Does no check say other things where the rows that it shares with others are kept?"""

from __future__ import annotations

import numpy as np
from ibis.expr.operations import DatabaseTable

from every_fault import holds_of_each
from tallystick.audit.execution import keep, needed
from tallystick.audit.selection import runnable_rules, why_not
from tallystick.audit.tallies import tallies
from tallystick.checks import RelationalCheck, every

SHARING = [check for check in every() if check.shares]


def in_one_order(columns):
    """The rows, sorted: counts are sets of rows and promise no order."""
    keys = [np.unique(column, return_inverse=True)[1] for column in columns.values()]
    order = np.lexsort(keys)
    return {name: (column.dtype, column[order]) for name, column in columns.items()}


def given(check, tables, engine):
    """All that a check judges: the tallies of its rules, or the columns of its counts."""
    if isinstance(check, RelationalCheck):
        return tallies(runnable_rules(check, tables), tables, engine)
    return in_one_order(engine.columns(check.counts(tables)))


def test_kept_rows_change_nothing_that_a_check_judges(planted_audit):
    tables, engine = planted_audit.tables, planted_audit.engine

    def rule(check):
        assert why_not(check, tables) == ""
        kept = planted_audit.kept(check)
        shares = [shared for shared in check.shares if shared.ready(tables)]
        assert set(kept.kept) >= {shared.name for shared in shares if not shared.passing}
        again = keep(check, kept, engine)
        assert all(again.kept[name] is relation for name, relation in kept.kept.items())
        # What is told in steps is never unrolled into one query.
        if not any(shared.told for shared in shares):
            np.testing.assert_equal(given(check, kept, engine), given(check, tables, engine))

    holds_of_each(rule, SHARING, "make the same rows of what is kept", lambda check: check.name)


def test_what_is_kept_is_made_of_what_its_own_check_keeps(planted_audit):
    """So that rows may go after their last check: none that stays is made of them.

    The rows of all checks are there, so that a relation could read those of another check.
    """
    for check in SHARING:
        kept = planted_audit.kept(check)

    def rule(check):
        own = {f"kept_{each.name}" for each in needed(check, behind=True)}
        for shared in needed(check, behind=True):
            if shared.ready(kept):
                read = {each.name for each in shared.make(kept).op().find(DatabaseTable)}
                assert {name for name in read if name.startswith("kept_")} <= own, shared.name

    holds_of_each(rule, SHARING, "name it in `shares` or `behind`", lambda check: check.name)
