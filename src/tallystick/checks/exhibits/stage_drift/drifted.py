"""Which exhibits changed their weight, where, and which of them does a result list?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import log

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.exhibits.stage_drift.weighings import (
    ALL_LOST,
    WEIGHED,
    any_of,
    drift,
    first_after,
    in_force,
    just_over,
    over,
)
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.findings import Result
from tallystick.tables import Line
from tallystick.tables.store import Tables

LATER = ("lab", "court", "destruction")
WEIGHINGS = ("field", *LATER)
PAIRS = (("lab", ("court", "destruction")), ("court", ("destruction",)))
REACH, MOST_WINDOWS = 3, 12
LINE = "0"
WIDTH = 10  # of the line: a tenth
STORED, OVER, CHARGED = "after the laboratory", "over the line", "charged"
MAGNITUDES = (1000, 10_000, 100_000, 1_000_000)
COLUMNS = ("stage", "before", "after", "zone", "stays")
KEPT = ("exhibit_id", "incident_id", "case", "unit_id", "officer_id", "substance", "day")


def near(tables: Tables, line: Line) -> Relation:
    """Exhibits weighed in the field, within three times of a line, and again at a later stage.

    ``before`` and ``after`` in mg, ``sign`` 1 where a loss crosses the line. ``zone`` is the window
    in which the field weight lies: ``0`` just over the line, and as many as wide ones on either
    side, each relative to its own lower end (upper end, for a line that one gains by being under);
    the exhibit ``stays`` when its next weighing is beyond that end too. Of several readings of a
    stage those that differ least are taken.
    """
    ends = ("lo", "hi") if line.direction == "up" else ("hi", "lo")
    rows = WEIGHED(tables)
    after, stage = first_after(rows, LATER, ends[1])
    rows = rows.mutate(before=rows[f"field_{ends[0]}"], after=after, stage=stage)
    rows = rows.filter(*in_force(rows, line), rows.before.notnull(), rows.after.notnull())
    windows = windows_of(line)
    inside = [(_within(rows.before, line, each), each) for each in windows]
    rows = rows.mutate(
        zone=ibis.cases(*((here, str(each.number)) for here, each in inside), else_=""),
        stays=any_of([here & _stays(rows.after, line, each) for here, each in inside]),
    )
    others = [each for each in tables.frame.lines if _beside(each, line)]
    known = any_of([just_over(rows.before, each, WIDTH) for each in others])
    rows = rows.filter((rows.zone == LINE) | ((rows.zone != "") & ~known))
    return rows.select(
        *KEPT,
        *COLUMNS,
        line=ibis.literal(line.name),
        stratum=rows.substance + " / " + rows.stage,
        sign=ibis.literal(1 if line.direction == "up" else -1),
    )


def beyond_rounding(rows: Relation) -> Relation:
    """Add the drift to rows of `near` and `stored`; what stays over its line has no excess."""
    rows = drift(rows)
    return rows.mutate(excess=ibis.ifelse(rows.stays, -ALL_LOST, rows.excess))


@dataclass(frozen=True)
class Window:
    """From `near` to `far` mg, as seen from the line; 0 begins at the line itself."""

    number: int
    near: int
    far: int


def windows_of(line: Line) -> tuple[Window, ...]:
    """Windows as wide, for their place, as the one just over the line; up to three times it."""
    width = line.milli // WIDTH if line.above is None else int(line.above * MILLI)
    sign = 1 if line.direction == "up" else -1
    ratio = 1 + sign * width / line.milli
    if not 0 < ratio != 1:
        return ()
    many = min(MOST_WINDOWS, int(log(REACH) / abs(log(ratio))))
    ends = [round(line.milli * ratio**k) for k in range(-many, many + 2)]
    return tuple(Window(k - many, *ends[k : k + 2]) for k in range(2 * many + 1))


def _within(milli: IntegerValue, line: Line, window: Window) -> BooleanValue:
    if window.number == 0:
        return just_over(milli, line, WIDTH)
    low, high = sorted((window.near, window.far))
    if (window.number < 0) == (line.direction == "up"):
        return (milli >= low) & (milli < high) & ~just_over(milli, line, WIDTH)
    return (milli > low) & (milli <= high) & ~just_over(milli, line, WIDTH)


def _stays(milli: IntegerValue, line: Line, window: Window) -> BooleanValue:
    """Whether the next weighing is beyond the near end of the window too."""
    if window.number == 0:
        return over(milli, line)
    return milli >= window.near if line.direction == "up" else milli <= window.near


def _beside(other: Line, line: Line) -> bool:
    """Whether another line cuts some of the same goods."""
    goods = {other.substance_code, line.substance_code}
    if other.name == line.name or not other.meets(line.units):
        return False
    return other.kind == line.kind and (None in goods or len(goods) < 2)


def stored(tables: Tables) -> Relation:
    """Exhibits weighed in the laboratory or in court and once more; columns as of `near`."""
    return reduce(lambda a, b: a.union(b), (_pair(tables, *pair) for pair in PAIRS))


def _pair(tables: Tables, stage: str, later: tuple[str, ...]) -> Relation:
    rows = WEIGHED(tables)
    after, named = first_after(rows, later, "hi")
    rows = rows.mutate(before=rows[f"{stage}_lo"], after=after, stage=named)
    rows = rows.filter(rows.before.notnull(), rows.after.notnull())
    size = ibis.cases(
        *((rows.before < most, str(number)) for number, most in enumerate(MAGNITUDES)),
        else_=str(len(MAGNITUDES)),
    )
    rows = rows.mutate(zone=ibis.literal("stored"), stays=ibis.literal(False))
    return rows.select(
        *KEPT,
        *COLUMNS,
        line=ibis.literal(STORED),
        stratum=rows.substance + f" / {stage} / " + rows.stage + " / " + size,
        sign=ibis.literal(1),
    )


def charged(tables: Tables, line: Line) -> Relation:
    """Exhibits charged over a line and weighed; ``apart`` where no weighing lies over it."""
    end = "lo" if line.direction == "up" else "hi"
    most = "hi" if line.direction == "up" else "lo"
    rows = WEIGHED(tables)
    rows = rows.filter(*in_force(rows, line), over(rows[f"charge_{end}"], line))
    weighings = [rows[f"{stage}_{most}"] for stage in WEIGHINGS]
    rows = rows.filter(any_of([each.notnull() for each in weighings]))
    sides = [over(rows[f"{stage}_{most}"], line).fill_null(False) for stage in WEIGHINGS]
    first, stage = first_after(rows, ("lab", "field", "court", "destruction"), most)
    return rows.select(
        *KEPT,
        line=ibis.literal(line.name),
        stage=stage,
        before=rows[f"charge_{end}"],
        after=first,
        apart=~any_of(sides),
    )


def listed(tables: Tables, result: Result) -> Relation:
    """The exhibits that a result counts, both weights in grams."""
    rows = _of(tables, result)
    if result.subject:
        rows = rows.filter(rows.unit_id == result.subject)
    return rows.select(
        "exhibit_id",
        "incident_id",
        "unit_id",
        "officer_id",
        "substance",
        "day",
        weighed_again="stage",
        first_g=rows.before / 1000,
        then_g=rows.after / 1000,
    ).order_by("day", "exhibit_id", "weighed_again")


def _of(tables: Tables, result: Result) -> Relation:
    asked = result.detail.get("asked", STORED)
    if asked == STORED:
        rows = beyond_rounding(stored(tables))
    else:
        line = next(each for each in tables.frame.lines if each.name == result.detail["line"])
        if asked == CHARGED:
            rows = charged(tables, line)
            return rows.filter(rows.apart)
        rows = beyond_rounding(near(tables, line))
        rows = rows.filter(rows.zone == LINE)
    return rows.filter(_beyond(rows, result.detail.get("allowed", {})))


def _beyond(rows: Relation, allowed: dict[str, int]) -> BooleanValue:
    """Whether the excess is more than what its stratum allows."""
    return any_of(
        [(rows.stratum == stratum) & (rows.excess > most) for stratum, most in allowed.items()]
    )
