"""Assumptions by which all results may be wrong, as the first page says them."""

from __future__ import annotations

from collections import Counter

from tallystick.findings import RunRecord
from tallystick.report.words.text import name
from tallystick.report.words.wording import say, say_count


def assumed_orders(run: RunRecord) -> tuple[str, ...]:
    """Return a warning for each column of dates that may be wrong as a whole.

    So is one for sources of cases that may tell of the events of another, by the table they may be.
    """
    twice = Counter(run.parameters.get("or_table", ()))
    told = [say_count("twice.counted", n, n=n, table=name(table)) for table, n in twice.items()]
    return (*told, *_orders(run))


def _orders(run: RunRecord) -> tuple[str, ...]:
    return tuple(
        say("assumed.order", column=f"{each.table}.{each.column}", format=name(each.format),
            other=name(each.other))
        for each in dict.fromkeys(run.assumed)
    )  # fmt: skip
