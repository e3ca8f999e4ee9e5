"""In which hours, and how far from its unit's level, was each reading near a line made?"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import DateValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared.figure_series import TARGETS, counting, goals
from tallystick.checks.shared.metric_series import daily
from tallystick.checks.shared.readings_near_line import fine_step, near_line
from tallystick.findings.words import words_beside
from tallystick.tables import Line, Metric
from tallystick.tables.store import Tables

say = words_beside(__file__).say

HOURS, LEVEL = "hours", "level"
SHIFT_HOURS = 8
SHIFTS = tuple(
    say("shared.from_to", first=hour, last=hour + SHIFT_HOURS) for hour in range(0, 24, SHIFT_HOURS)
)
REACHED, AHEAD, NEAR_IT, BEHIND = range(4)
STANDINGS = tuple(say(f"shared.{each}") for each in ("reached", "ahead", "near_it", "behind_pace"))
NEAR_PARTS = 10
RULES = {"month": ("M", 1), "quarter": ("Q", 3), "year": ("Y", 12)}
YEAR = 12
KEYS = ("question", "line", "metric", "unit_id", "officer_id", "quarter", "third", "band", "bin")


def tells_hours(tables: Tables) -> bool:
    """Whether the time of the readings, or of their incidents, is there."""
    by_case = tables.holds("measurements", "incident_id")
    by_case = by_case and tables.holds("incidents", "incident_id", "occurred_at")
    return by_case or tables.holds("measurements", "measured_at")


def by_hours(tables: Tables) -> Relation:
    """Count readings near each line by unit, officer, quarter and shift, in fine bins."""
    parts = []
    for line in tables.frame.lines:
        near = near_line(tables, line)
        near = near.filter(near.on_hour.notnull())
        parts.append(
            near.select(
                "count",
                question=ibis.literal(HOURS),
                line=ibis.literal(line.name),
                metric=ibis.literal(""),
                unit_id=near.unit_id.fill_null(""),
                officer_id=near.officer_id.fill_null(""),
                quarter=_quarter(near.on_day).fill_null(0),
                third=ibis.literal(0).cast("int64"),
                band=near.on_hour // SHIFT_HOURS,
                bin=_bin(near, line),
            )
        )
    return _counted(parts)


def by_level(tables: Tables) -> Relation:
    """Count readings near each line by unit, part of the quarter and standing, in fine bins."""
    parts = []
    for line in tables.frame.lines:
        near = near_line(tables, line)
        near = near.filter(near.on_day.notnull(), near.unit_id.notnull())
        near = near.mutate(line=ibis.literal(line.name), day=near.on_day, bin=_bin(near, line))
        parts.append(near.select("line", "unit_id", "day", "bin", "count"))
    near = reduce(lambda a, b: a.union(b), parts)
    near = near.group_by("line", "unit_id", "day", "bin").aggregate(count=near["count"].sum())
    standing = standings(tables, near.select("unit_id", "day").distinct())
    both = near.join(standing, ["unit_id", "day"])
    both = both.select("line", "metric", "unit_id", "day", "band", "bin", "count")
    both = both.mutate(
        question=ibis.literal(LEVEL),
        officer_id=ibis.literal(""),
        quarter=_quarter(both.day),
        third=_third(both.day.day()),
    )
    return _counted([both])


def _counted(parts: list[Relation]) -> Relation:
    rows = reduce(lambda a, b: a.union(b), [part.select("count", *KEYS) for part in parts])
    return rows.group_by(*KEYS).aggregate(n=rows["count"].sum().cast("int64"))


def _bin(near: Relation, line: Line) -> IntegerValue:
    return (near.milli // fine_step(line)).cast("int64")


def _quarter(day: DateValue) -> IntegerValue:
    return (day.year() * 4 + day.quarter()).cast("int64")


def _third(day: IntegerValue) -> IntegerValue:
    """0 to the tenth of the month, 1 to the twentieth, 2 to its end."""
    return ibis.ifelse(day <= 10, 0, ibis.ifelse(day <= 20, 1, 2)).cast("int64")


def judged(tables: Tables) -> list[Metric]:
    """The metrics whose levels are looked at: all that may have targets, else the first."""
    metrics = [each for each in counting(tables) if not each.is_control]
    return metrics if not tables.missing(TARGETS) else metrics[:1]


def standings(tables: Tables, wanted: Relation) -> Relation:
    """Where each unit stood at the start of each day, against the level that was judged next.

    Columns ``metric``, ``unit_id``, ``day`` and ``band`` (a place in `STANDINGS`), for the days on
    which a level was in force and anything was recorded, the `wanted` (``unit_id``, ``day``) among
    them. Of levels in force together, the one that ends first counts, and of these the longest.
    """
    metrics, unit = judged(tables), ["metric", "unit_id"]
    parts = [
        part
        for each in metrics
        for part in (
            daily(tables, each).mutate(metric=ibis.literal(each.name)),
            wanted.mutate(metric=ibis.literal(each.name), milli=ibis.literal(0).cast("int64")),
        )
    ]
    columns = ("metric", "unit_id", "day", "milli")
    days = reduce(lambda a, b: a.union(b), [part.select(*columns) for part in parts])
    days = days.group_by("metric", "unit_id", "day").aggregate(milli=days.milli.sum())
    known = levels(tables)
    held = days.join(
        known,
        [
            *(days[key] == known[key] for key in unit),
            known["first"] <= days.day,
            known["last"] >= days.day,
        ],
    )
    held = held.select(*unit, "day", "milli", "first", "last", "level")
    so_far = ibis.cumulative_window(group_by=[*unit, "first", "last"], order_by="day")
    held = held.mutate(done=held.milli.sum().over(so_far) - held.milli)
    together = ibis.window(group_by=[*unit, "day"])
    held = held.mutate(soonest=held["last"].min().over(together))
    held = held.filter(held["last"] == held.soonest)
    held = held.mutate(longest=held["first"].min().over(together))
    held = held.filter(held["first"] == held.longest)
    return held.select("metric", "unit_id", "day", band=_band(held).cast("int64"))


def _band(held: Relation) -> IntegerValue:
    gone = held.day.delta(held["first"], unit="day")
    length = held["last"].delta(held["first"], unit="day") + 1
    return ibis.cases(
        (held.done >= held.level, REACHED),
        ((held.level - held.done) * NEAR_PARTS <= held.level, NEAR_IT),
        (held.done * length < held.level * gone, BEHIND),
        else_=AHEAD,
    )


def levels(tables: Tables) -> Relation:
    """Each unit's levels, in thousandths: ``metric``, ``unit_id``, ``first``, ``last``, ``level``.

    The targets; where none are given, what the unit itself had in the same period a year before.
    A level whose period begins before the records do is left out.
    """
    if tables.missing(TARGETS):
        (metric,) = judged(tables)
        return _year_before(tables, metric)
    names = [each.name for each in judged(tables)]
    targets = goals(tables)
    targets = targets.filter(
        targets.metric.isin(names), targets.unit_id != "", targets.milli > 0,
        targets["first"] <= targets["last"],
    )  # fmt: skip
    begin = tables.frame.first_day
    if begin is not None:
        targets = targets.filter(targets["first"] >= ibis.literal(begin))
    return targets.group_by("metric", "unit_id", "first", "last").aggregate(
        level=targets.milli.max()
    )


def _year_before(tables: Tables, metric: Metric) -> Relation:
    rules = [each.rule for each in tables.frame.periods if each.rule]
    part, months = RULES[rules[0] if rules else "month"]
    days = daily(tables, metric)
    days = days.mutate(began=days.day.min().over(ibis.window()))
    had = days.mutate(own=days.day.truncate(part).cast("date"))
    had = had.filter(had.own >= had.began.truncate("M").cast("date"))
    frame = tables.frame
    if frame.first_day is not None:
        had = had.filter(had.own >= ibis.literal(frame.first_day))
    sums = had.group_by("unit_id", "own").aggregate(level=had.milli.sum())
    start = sums.own.cast("timestamp")
    sums = sums.mutate(
        metric=ibis.literal(metric.name),
        first=(start + ibis.interval(months=YEAR)).cast("date"),
        last=((start + ibis.interval(months=YEAR + months)) - ibis.interval(days=1)).cast("date"),
    )
    return sums.filter(sums.level > 0).select("metric", "unit_id", "first", "last", "level")
