"""Which innocent causes of a gap in custody can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.declared import Cause, part_of
from tallystick.checks.exhibits.custody.chain import (
    LATE,
    NO_RECEIPT,
    NO_START,
    RULES,
    UNSEEN,
    listed,
)
from tallystick.findings import Result
from tallystick.tables.store import Tables

LATER_STAGES = ("lab", "court", "destruction")
FRIDAY, WEEKEND_DAYS = 4, 3


def _weighed_later(tables: Tables, result: Result) -> Relation:
    """Exhibits that somebody else weighed later: they are there, and only the paper is not."""
    rows = listed(tables, result)
    readings = tables["measurements"]
    later = readings.filter(readings.stage.isin(LATER_STAGES), readings.exhibit_id.notnull())
    return part_of(rows.semi_join(later, "exhibit_id"), rows)


def _before_the_export(tables: Tables, result: Result) -> Relation:
    """Exhibits weighed before the first hand-over of all that were exported."""
    rows = listed(tables, result)
    custody, readings = tables["custody"], tables["measurements"]
    first = custody.aggregate(began=custody["at"].min())
    known = readings.filter(readings.exhibit_id.notnull(), readings.measured_at.notnull())
    known = known.select("exhibit_id", "measured_at").cross_join(first)
    older = known.filter(known.measured_at < known.began)
    return part_of(rows.semi_join(older, "exhibit_id"), rows)


def _by_a_colleague(tables: Tables, result: Result) -> Relation:
    """Exhibits that another officer, who had not taken them on record, gave on."""
    rows = listed(tables, result)
    custody, people = tables["custody"], tables["officers"]
    given = custody.filter(custody.from_holder.notnull())
    given = given.semi_join(people.select(from_holder="officer_id"), "from_holder")
    pairs = rows.inner_join(given.select("exhibit_id", "from_holder"), "exhibit_id")
    pairs = pairs.filter(pairs.from_holder != pairs.seizer)
    return part_of(pairs.select("exhibit_id").distinct(), rows)


def _over_a_weekend(rows: Relation) -> BooleanValue:
    """Whether an exhibit was seized from Friday to Sunday and handed in within three days."""
    late = rows.seized_at.date().day_of_week.index() >= FRIDAY
    soon = rows.given_on_at.date().delta(rows.seized_at.date(), unit="day") <= WEEKEND_DAYS
    return late & soon


def _applies(*asked: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked") in asked


CAUSES = {
    "weighed_later": Cause(
        counts=_weighed_later,
        needs={"measurements": ("exhibit_id", "stage")},
        applies=_applies(UNSEEN),
    ),
    "colleague": Cause(
        counts=_by_a_colleague,
        needs={"officers": ("officer_id",)},
        applies=_applies(NO_RECEIPT),
    ),
    "weekend": Cause(_over_a_weekend, applies=_applies(LATE)),
    "before_the_export": Cause(
        counts=_before_the_export,
        needs={"measurements": ("exhibit_id", "measured_at")},
        applies=_applies(NO_START),
    ),
    "used_again": Cause(applies=_applies(*RULES)),
    "not_written": Cause(applies=_applies(UNSEEN, NO_RECEIPT, LATE)),
}
