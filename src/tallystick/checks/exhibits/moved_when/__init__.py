"""Do records of some hours, or of days on which a unit is behind its level, cross a line more?

Criteria
    A recorded value is what the scale read. It knows neither the hour nor how much is lacking to a
    target, so the same people's records lie around a line alike at every hour of the day and
    wherever their unit stands.
Test
    H0  Apart from a smooth tilt, a love of round and half-way numbers and habits at single numbers,
        the records of one time are distributed as those that the same people made at others.
    H1  In it, records are missing just before the line and as many more lie at and just beyond it.
    *By hours*: each eight hours of the day (from 00, 08 and 16, fixed before looking) against the
    others. Shifts are not other people: each officer's records of a quarter are compared with the
    officer's own of the same quarter, since the officer, not the hour, brings goods and habits.
    *By level*: days on which a unit was behind the pace of its level, or lacked a tenth of it or
    less, against those on which it was at that pace or ahead, or had reached it. Levels are the
    targets; where none are given, what the unit itself had in the same period a year before. A
    unit that is behind is so early in a period, in bad months and in hard years: each unit's days
    are compared with its own of the same quarter and third of the month. Days without a level lie
    in other quarters and are not compared.
    For the agency, all strata together, weighted so that both groups have one mix of them, and for
    each unit by itself. A pattern must hold by method U with two subjects, which knows rounding
    best, and by method D, which allows for a step at the line (small cases that are not opened at
    night, or while a target presses) and for what numbers that are no line show. The null is
    parametric: three shifts and one contrast of standings are too few to learn one from. Lumps
    (one dealer's packs) that make strata of one unit differ beyond chance widen it.
    Estimate: of the records of that time that belong just before the line, the share that lie at
    or beyond it beyond what the other times show; each time's is also told shrunk towards the
    mean of all. It is never a count of wrong records. Moves made at all times alike are not seen
    here: see `exhibits.threshold_bunching`.
Cause, innocent first
    Goods that are sold at some hours, or come at some time of a quarter, in packs a little above
    the line; operations run at night, or when figures are low; cases before the line that nobody
    opens at night or that are left while a target presses; other scales on duty at night.

References
    Mantel & Haenszel 1959, J. National Cancer Institute 22(4); Goncalves & Mello 2021, AER 111(5);
    Travova 2023, JEBO 212, weights and a target; Morris 1983, JASA 78(381).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ibis.expr.types import Table as Relation

from tallystick.checks.check import lacking
from tallystick.checks.declared import Cause, declared
from tallystick.checks.shared.line_bands import (
    HOURS,
    SHIFT_HOURS,
    by_hours,
    by_level,
    judged,
    standings,
    tells_hours,
)
from tallystick.checks.shared.line_records import (
    OPERATION,
    agreeing,
    in_one_case,
    line_of,
    of_one_size,
    on_busy_days,
)
from tallystick.checks.shared.line_within import results_of
from tallystick.checks.shared.lines_in_words import drawn_at, line_values
from tallystick.checks.shared.metric_series import DAYS
from tallystick.checks.shared.readings_near_line import NEAR, cut_by_hour, lies_beyond
from tallystick.checks.shared.rows import of_subject
from tallystick.findings import Result
from tallystick.findings.words import words_beside
from tallystick.tables import Frame
from tallystick.tables.store import Tables

say = words_beside(__file__).say


def query(tables: Tables) -> Relation:
    """Records around each line: a row per question, line, stratum, band and fine bin."""
    hours = by_hours(tables) if tells_hours(tables) else None
    level = by_level(tables) if judged(tables) else None
    if hours is None or level is None:
        return level if hours is None else hours
    return hours.union(level)


def test(*, frame: Frame, **columns: np.ndarray) -> list[Result]:
    """Return by hours and by level, for each line, the agency's result and its units'."""
    numbers = ("quarter", "third", "band", "bin", "n")
    columns |= {name: columns[name].astype(np.int64) for name in numbers}
    return results_of(frame.lines, columns)


def unready(tables: Tables) -> str:
    """Say why nothing can be compared although measurements were loaded."""
    timed = tells_hours(tables) or judged(tables)
    return lacking(
        "" if tables.frame.lines else say("reasons.needs_line"),
        "" if timed else say("reasons.needs_time"),
    )


def listed(tables: Tables, result: Result) -> Relation:
    """The subject's records of that time at and just beyond the line; many of them belong there."""
    line, bands = line_of(tables, result), result.detail["bands"]
    rows = cut_by_hour(tables, line)
    rows = rows.filter(lies_beyond(rows.milli, line, int(result.detail["target_milli"])))
    rows = of_subject(rows, result)
    if _by_hours(result):
        return rows.filter((rows.on_hour // SHIFT_HOURS).isin(bands)).drop("on_hour")
    wanted = rows.filter(rows.on_day.notnull(), rows.unit_id.notnull())
    standing = standings(tables, wanted.select("unit_id", day=wanted.on_day).distinct())
    standing = standing.filter(
        standing.metric == result.detail["metric"], standing.band.isin(bands)
    ).select("unit_id", on_day="day")
    return rows.drop("on_hour").semi_join(standing, ["unit_id", "on_day"])


def _by_hours(result: Result) -> bool:
    return bool(result.detail.get("question") == HOURS)


def _of_one_size(tables: Tables, result: Result) -> Relation:
    return of_one_size(listed(tables, result), line_of(tables, result))


def _agreeing(tables: Tables, result: Result) -> Relation:
    return agreeing(tables, line_of(tables, result), listed(tables, result))


def _values(result: Result, tables: Tables) -> dict[str, Any]:
    return {
        **line_values(line_of(tables, result)),
        "by_hours": _by_hours(result),
        "shrunk": [each for each in result.detail["bands_told"] if "shrunk" in each],
    }


CHECK = declared(
    __name__,
    needs={"measurements": ("kind", "value")},
    unready=unready,
    query=query,
    test=test,
    listed=listed,
    cases=lambda tables, result: listed(tables, result).drop("milli"),
    causes={
        "packs": Cause(counts=_of_one_size),
        "one_operation": Cause(among=on_busy_days, needs={"measurements": ("measured_at",)}),
        "one_case": Cause(among=in_one_case, needs={"measurements": ("incident_id",)}),
        "other_stage": Cause(counts=_agreeing, needs={"measurements": ("exhibit_id", "stage")}),
        "another_scale": Cause(applies=_by_hours),
    },
    constants={"operation": OPERATION},
    values=_values,
    picture=lambda result, tables: drawn_at(line_of(tables, result), result.detail),
    shares=(NEAR, *DAYS.values()),
)
run = CHECK.run
