"""Dates whose order of day and month is assumed, as the first page says it."""

from __future__ import annotations

from tallystick.findings import RunRecord
from tallystick.report.text import name
from tallystick.report.wording import say


def assumed_orders(run: RunRecord) -> tuple[str, ...]:
    """Return a warning for each column of dates that may be wrong as a whole."""
    return tuple(
        say("assumed.order", column=f"{each.table}.{each.column}", format=name(each.format),
            other=name(each.other))
        for each in dict.fromkeys(run.assumed)
    )  # fmt: skip
