"""Of how many is a published figure a share: a hundred, a thousand, or none?"""

from __future__ import annotations

from ibis.expr.types import IntegerValue
from ibis.expr.types import Table as Relation

PER = {"%": 100, "percent": 100, "[ppth]": 1000, "10*-5": 100_000, "[ppm]": 1_000_000}
"""Of how many is a share with this unit: percent, per mille, per 100,000, per million."""


def per_of(figures: Relation) -> IntegerValue:
    """Of how many each figure is a share, by its unit; 0 where it is none."""
    return figures.unit.fill_null("").lower().cases(*PER.items(), else_=0).cast("int64")
