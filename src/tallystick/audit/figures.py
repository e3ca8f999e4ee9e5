"""Which figure had each unit in each period, and which level was set for it, for its page?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

import ibis
import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.figure_levels import (
    BASES,
    DAY,
    Attempt,
    Days,
    against_targets,
    series,
)
from tallystick.checks.shared.figure_series import PUBLISHED, TARGETS, goals, told, why_untold
from tallystick.checks.shared.published_figures import NEEDS
from tallystick.checks.shared.whole_numbers import MILLI, per_of
from tallystick.engine import Engine
from tallystick.findings.figure import Figure
from tallystick.stats.texts import grouped
from tallystick.tables.store import Tables

Period = tuple[date, date]
Level = tuple[float, str]
# Where several levels were set for one period, the first of these is shown.
ORDER = (BASES["plan"], BASES["peer_median"], BASES["prior_year"])


def figures(tables: Tables, engine: Engine) -> tuple[Figure, ...]:
    """Return the published figures, or, without any, the records by month, with their levels.

    By metric and unit, then by period; nothing where there is neither.
    """
    if why_untold(tables):
        return ()
    columns = engine.columns(_told(tables))
    targets = {} if tables.missing(TARGETS) else engine.columns(goals(tables))
    goals_of = dict(grouped(targets["metric"], targets["unit_id"])) if targets else {}
    found: list[Figure] = []
    nothing = np.array([], dtype=np.int64)
    for key, rows in grouped(columns["metric"], columns["unit_id"]):
        metric, unit = key
        own = {name: column[rows] for name, column in columns.items()}
        set_for = {name: each[goals_of.get(key, nothing)] for name, each in targets.items()}
        found += _of_series(metric, unit, own, set_for, metric in tables.frame.ceilings)
    return tuple(found)


def _told(tables: Tables) -> Relation:
    """The columns of `told`, with the unit in which each published figure is."""
    if tables.missing(NEEDS):
        return told(tables).mutate(measure=ibis.literal(""))
    rows = tables["reported_figures"]
    return rows.select(
        source=ibis.literal(PUBLISHED), metric=rows.metric, unit_id=rows.unit_id.fill_null(""),
        first=rows.period_start, last=rows.period_end,
        milli=(rows.value * MILLI).round().cast("int64"), measure=rows.unit.fill_null(""),
        percent=per_of(rows) > 0,
    )  # fmt: skip


def _of_series(
    metric: str,
    unit: str,
    own: dict[str, np.ndarray],
    targets: dict[str, np.ndarray],
    at_most: bool,
) -> Iterator[Figure]:
    first, last = (own[name].astype("datetime64[D]") for name in ("first", "last"))
    levels = _levels(unit, first, last, own, targets, at_most) if targets else {}
    for row in np.lexsort((last, first)).tolist():
        period = first[row].item(), last[row].item()
        level, basis = levels.get(period, (None, ""))
        yield Figure(
            own["source"][row], metric, unit, *period, float(own["milli"][row]) / MILLI,
            own["measure"][row], level, basis, at_most,
        )  # fmt: skip


def _levels(
    unit: str,
    first: Days,
    last: Days,
    own: dict[str, np.ndarray],
    targets: dict[str, np.ndarray],
    at_most: bool,
) -> dict[Period, Level]:
    """What each period had to reach; of figures that are no counts, the target of just that period.

    A target of several periods is no level of one of them unless it grows out of another's.
    """
    begin, end = (targets[name].astype("datetime64[D]") for name in ("first", "last"))
    basis = targets["basis"].tolist()
    by_length, reason = series(first, last, own["milli"])
    if reason or own["percent"].any():
        rows = sorted(range(len(basis)), key=lambda row: -ORDER.index(_named(basis[row])))
        return {
            (begin[row].item(), end[row].item()): (float(targets["milli"][row]) / MILLI,
                                                   _named(basis[row]))
            for row in rows
        }  # fmt: skip
    attempts = list(
        against_targets(unit, by_length, begin, end, targets["milli"], basis, at_most=at_most)
    )
    attempts.sort(key=lambda each: (-ORDER.index(each[0]), each[1].first, each[1].last))
    return dict(_parts(attempts))


def _named(basis: str) -> str:
    return BASES.get(basis, BASES["plan"])


def _parts(attempts: list[tuple[str, Attempt]]) -> Iterator[tuple[Period, Level]]:
    """Each level, and each part of one that grows, from the day after the part before it.

    A part's level is what was lacking when it began.
    """
    for (name, first), parts in groupby(attempts, key=lambda each: (each[0], each[1].first)):
        since = first
        for _, attempt in parts:
            yield (_day(first), _day(attempt.last)), (float(attempt.level), name)
            yield (_day(since), _day(attempt.last)), (float(attempt.lacking), name)
            since = attempt.last + DAY


def _day(day: np.datetime64) -> date:
    return date.fromisoformat(str(day))
