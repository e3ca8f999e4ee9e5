"""How does a condition become a number that can be summed?"""

from __future__ import annotations

from ibis.expr.types import BooleanValue, IntegerValue


def one_if(condition: BooleanValue) -> IntegerValue:
    """1 where it holds, and 0 where it does not or is not known."""
    return condition.fill_null(False).ifelse(1, 0).cast("int64")
