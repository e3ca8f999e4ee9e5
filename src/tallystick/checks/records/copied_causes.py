"""Which innocent causes of reports that repeat each other can the records speak to?"""

from __future__ import annotations

from datetime import timedelta

import ibis
from ibis.expr.types import BooleanValue
from ibis.expr.types import Table as Relation

from tallystick.checks.check import InnocentCause
from tallystick.checks.records.near_duplicates import NEAR, repeats
from tallystick.findings import Result
from tallystick.tables.store import Tables

WEEK, SHORT = timedelta(days=7), 12


def _of(rows: Relation, holds: BooleanValue) -> Relation:
    """How many of the later reports have a pair for which it `holds`."""
    held = ibis.ifelse(holds.fill_null(False), 1, 0)
    each = rows.group_by("text_id").aggregate(held=held.max())
    return each.aggregate(of=each.count(), explains=each.held.sum().fill_null(0))


def _of_many(tables: Tables, result: Result) -> Relation:
    """Reports that three authors' reports or more are alike to, whosever they are."""
    near = NEAR(tables)
    near = near.filter(near.same == 0)
    either = near.select("text_id", author="other_author_id").union(
        near.select(text_id="other_id", author="author_id")
    )
    many = either.group_by("text_id").aggregate(authors=either.author.nunique())
    rows = repeats(tables, result).left_join(many, "text_id").drop("text_id_right")
    return _of(rows, rows.authors >= 3)


def _one_week(tables: Tables, result: Result) -> Relation:
    """Reports of one area that are at most a week apart."""
    rows = repeats(tables, result)
    after = rows.occurred_at <= rows.other_occurred_at + ibis.interval(days=WEEK.days)
    return _of(rows, after & (rows.area_id == rows.other_area_id) & (rows.area_id != ""))


def _short(tables: Tables, result: Result) -> Relation:
    """Reports of which either has fewer than twelve word pairs of its own."""
    rows = repeats(tables, result)
    return _of(rows, (rows.own_pairs < SHORT) | (rows.other_pairs < SHORT))


EXPLANATIONS = (
    InnocentCause(
        "A form of the offence or of the unit that is filled in",
        "Look how many of the reports are alike to those of three other authors or more, and ask "
        "for the form",
        _of_many,
    ),
    InnocentCause(
        "A run of like cases, which one text truly tells",
        "Look how many of the reports are of one area and a week, and read them",
        _one_week,
        {"incidents": ("area_id", "occurred_at")},
    ),
    InnocentCause(
        "Short reports, in which little can differ",
        f"Look how many have fewer than {SHORT} word pairs once the templates are set aside",
        _short,
    ),
    InnocentCause(
        "Text that a system proposes, or a clerk who writes for several officers",
        "Ask how reports are entered, by whom, and which words the system fills in",
    ),
)
