"""Conditions, moments, weights and shares as whole numbers: their sums know no order of rows."""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, NumericValue, TimestampValue, Value
from ibis.expr.types import Table as Relation

MINUTES_A_DAY = 1440
MILLI = 1000
PER = {"%": 100, "percent": 100, "[ppth]": 1000, "10*-5": 100_000, "[ppm]": 1_000_000}
"""Of how many is a share with this unit: percent, per mille, per 100,000, per million."""


def one_if(condition: BooleanValue) -> IntegerValue:
    """1 where it holds, and 0 where it does not or is not known."""
    return condition.fill_null(False).ifelse(1, 0).cast("int64")


def days(date: Value) -> IntegerValue:
    """The days from 1970 to a date."""
    return date.delta(ibis.date(1970, 1, 1), unit="day").cast("int64")


def minute_of(at: TimestampValue) -> IntegerValue:
    """Whole minutes since 1970."""
    clock = at.hour().cast("int64") * 60 + at.minute().cast("int64")
    return (days(at.date()) * MINUTES_A_DAY + clock).cast("int64")


def in_milli(value: NumericValue) -> IntegerValue:
    """Return a number in thousandths: grams in milligrams."""
    return (value * MILLI).round().cast("int64")


def per_of(figures: Relation) -> IntegerValue:
    """Of how many each figure is a share, by its unit; 0 where it is none."""
    return figures.unit.fill_null("").lower().cases(*PER.items(), else_=0).cast("int64")
