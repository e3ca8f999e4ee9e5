"""Which records lie within the period that an engagement examines?"""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue
from ibis.expr.types import Table as Relation

from tallystick.tables import Frame


def examined_days(rows: Relation, day: DateValue, frame: Frame) -> Relation:
    """Return the `rows` whose `day`, a column of theirs, is examined; an end that is open keeps."""
    if frame.first_day is not None:
        rows = rows.filter(day >= ibis.date(frame.first_day))
    if frame.last_day is not None:
        rows = rows.filter(day <= ibis.date(frame.last_day))
    return rows
