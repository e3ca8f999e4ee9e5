"""Dates whose order of day and month is assumed: which they are, and how a terminal says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tallystick.findings import AssumedOrder
from tallystick.load import Engagement
from tallystick.load.date_text import CHECK


def assumed_orders(engagement: Engagement) -> tuple[AssumedOrder, ...]:
    """Return the columns of dates for which the engagement names another format as well."""
    return tuple(
        AssumedOrder(source.table, name, mapping.format[0], mapping.or_format)
        for source in engagement.sources
        for name, mapping in source.block.columns.items()
        if mapping.or_format is not None and mapping.format
    )


def told_assumed(assumed: Iterable[AssumedOrder]) -> Iterator[str]:
    """Yield a line for each."""
    for each in dict.fromkeys(assumed):
        yield (
            f"{CHECK}: {each.table}.{each.column} is read by {each.format}, and its values "
            f"fit {each.other} as well. Which number is the day is assumed. If it is the other, "
            "most dates are wrong, and so may be every result"
        )
