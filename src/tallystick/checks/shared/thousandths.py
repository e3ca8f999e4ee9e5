"""Weights, lengths and shares as whole thousandths, so that sums are the same in any order."""

from __future__ import annotations

from ibis.expr.types import IntegerValue, NumericValue

MILLI = 1000


def in_milli(value: NumericValue) -> IntegerValue:
    """Return a number in thousandths: grams in milligrams."""
    return (value * MILLI).round().cast("int64")
