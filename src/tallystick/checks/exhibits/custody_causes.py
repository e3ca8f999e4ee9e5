"""Which innocent causes of a gap in custody can the records speak to?"""

from __future__ import annotations

from collections.abc import Callable

from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.exhibits.handed import LATE, NO_RECEIPT, NO_START, RULES, UNSEEN, listed
from tallystick.findings import Result
from tallystick.tables.store import Tables

LATER_STAGES = ("lab", "court", "destruction")
FRIDAY, WEEKEND_DAYS = 4, 3


def _among(rows: Relation, explained: Relation) -> Relation:
    whole = rows.aggregate(of=rows.count())
    return whole.cross_join(explained.aggregate(explains=explained.count()))


def _weighed_later(tables: Tables, result: Result) -> Relation:
    """Exhibits that somebody else weighed later: they are there, and only the paper is not."""
    rows = listed(tables, result)
    readings = tables["measurements"]
    later = readings.filter(readings.stage.isin(LATER_STAGES), readings.exhibit_id.notnull())
    return _among(rows, rows.semi_join(later, "exhibit_id"))


def _before_the_export(tables: Tables, result: Result) -> Relation:
    """Exhibits weighed before the first hand-over of all that were exported."""
    rows = listed(tables, result)
    custody, readings = tables["custody"], tables["measurements"]
    first = custody.aggregate(began=custody["at"].min())
    known = readings.filter(readings.exhibit_id.notnull(), readings.measured_at.notnull())
    known = known.select("exhibit_id", "measured_at").cross_join(first)
    older = known.filter(known.measured_at < known.began)
    return _among(rows, rows.semi_join(older, "exhibit_id"))


def _by_a_colleague(tables: Tables, result: Result) -> Relation:
    """Exhibits that another officer, who had not taken them on record, gave on."""
    rows = listed(tables, result)
    custody, people = tables["custody"], tables["officers"]
    given = custody.filter(custody.from_holder.notnull())
    given = given.semi_join(people.select(from_holder="officer_id"), "from_holder")
    pairs = rows.inner_join(given.select("exhibit_id", "from_holder"), "exhibit_id")
    pairs = pairs.filter(pairs.from_holder != pairs.seizer)
    return _among(rows, pairs.select("exhibit_id").distinct())


def _over_a_weekend(tables: Tables, result: Result) -> Relation:
    """Exhibits seized from Friday to Sunday and handed in within three days."""
    rows = listed(tables, result)
    late = rows.seized_at.date().day_of_week.index() >= FRIDAY
    soon = rows.given_on_at.date().delta(rows.seized_at.date(), unit="day") <= WEEKEND_DAYS
    hits = (late & soon).fill_null(False).ifelse(1, 0)
    return rows.aggregate(explains=hits.sum().fill_null(0), of=rows.count())


def _applies(*asked: str) -> Callable[[Result], bool]:
    return lambda result: result.detail.get("asked") in asked


EXPLANATIONS = (
    InnocentCause(
        "The exhibit is there: somebody else weighed it later",
        "Look for a weighing by the laboratory, the court or at destruction",
        _weighed_later,
        {"measurements": ("exhibit_id", "stage")},
        _applies(UNSEEN),
    ),
    InnocentCause(
        "A colleague handed it in",
        "Look for another officer who gave it on",
        _by_a_colleague,
        {"officers": ("officer_id",)},
        _applies(NO_RECEIPT),
    ),
    InnocentCause(
        "The store was closed over a weekend",
        "Look for seizures from Friday to Sunday that were handed in within three days",
        _over_a_weekend,
        applies=_applies(LATE),
    ),
    InnocentCause(
        "It was seized before the custody export begins",
        "Look for a weighing of it before the first hand-over of all",
        _before_the_export,
        {"measurements": ("exhibit_id", "measured_at")},
        _applies(NO_START),
    ),
    InnocentCause(
        "A number that was used again, a mistyped date, or a form that was not entered",
        "Look the exhibit up in the property book",
        applies=_applies(*RULES),
    ),
    InnocentCause(
        "The receipt was not written or not entered, or the goods lie in another store",
        "Look for the exhibit in the store, and ask for its own book",
        applies=_applies(UNSEEN, NO_RECEIPT, LATE),
    ),
)
