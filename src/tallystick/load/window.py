"""An engagement, and its tables, limited to the days of one window of a watch.

Windows must share no records. Incidents and what hangs on them are bounded where records are
judged, by the first and the last day; what has days of its own is bounded here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import ibis

from tallystick.load.engagement import Engagement
from tallystick.load.wording import InputError
from tallystick.tables.store import Tables

DAYS_OF = {"reported_figures": ("period_start", "period_end"), "duties": ("from_at", "from_at")}
"""Which columns of a table hold the first and the last day of a record."""


def limited(engagement: Engagement, first: date, last: date) -> Engagement:
    """Return `engagement` with the period from `first` to `last`, both days included.

    InputError where the file states a period that does not hold it all.
    """
    for name, stated, outside in (
        ("first_day", engagement.first_day, engagement.first_day and engagement.first_day > first),
        ("last_day", engagement.last_day, engagement.last_day and engagement.last_day < last),
    ):
        if outside:
            raise InputError(
                f"{engagement.path.name}: engagement.{name} is {stated}, and the window is {first} "
                f"to {last}; take {name} out of the file, or give it the export's true day"
            )
    frame = replace(engagement.frame, first_day=first, last_day=last)
    return replace(engagement, first_day=first, last_day=last, frame=frame)


def within(tables: Tables, first: date, last: date) -> Tables:
    """Return `tables` without the figures and duties that lie partly outside `first` to `last`.

    A figure that does not state its period is left out: it may be of another window.
    """
    begin = ibis.literal(datetime.combine(first, time.min))
    end = ibis.literal(datetime.combine(last, time.max))
    bounded = {
        name: tables[name].filter(
            tables[name][start].cast("timestamp") >= begin,
            tables[name][stop].cast("timestamp") <= end,
        )
        for name, (start, stop) in DAYS_OF.items()
        if name in tables.relations
    }
    return replace(tables, relations={**tables.relations, **bounded})
