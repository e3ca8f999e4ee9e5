"""What did each exhibit weigh at each stage, and by how much more than rounding do two differ?"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.lines_by_unit import in_units
from tallystick.checks.shared.readings_near_line import cut
from tallystick.checks.shared.whole_numbers import MILLI
from tallystick.tables import Line
from tallystick.tables.measurements import STAGES
from tallystick.tables.store import Tables

ANY = Line("", "net_weight", Decimal(1), "g", "")
LADDER = tuple(mantissa * 10**power for power in range(9) for mantissa in (1, 5))
# A whole number is not all rounding: a step is at most half of the reading that shows it.
LEAST_STEPS = 2
# Half steps of at most a twentieth of the reading tell what is lost apart from what is rounded.
FINE = 10
ALL_LOST = 100


def _weighed(tables: Tables) -> Relation:
    rows = cut(tables, ANY)
    rows = rows.filter(rows.exhibit_id.notnull(), rows.stage.notnull(), rows.milli > 0)
    stages = {
        f"{stage}_{end}": getattr(rows.milli, way)(where=rows.stage == stage)
        for stage in STAGES
        for end, way in (("lo", "min"), ("hi", "max"))
    }
    substance = rows.substance_code.fill_null("")
    incident = rows.incident_id.fill_null("")
    each = rows.group_by("exhibit_id").aggregate(
        incident_id=incident.max(),
        other_incident=incident.min(where=incident != ""),
        unit_id=rows.unit_id.max().fill_null(""),
        officer_id=rows.officer_id.max().fill_null(""),
        substance=substance.max(),
        other_substance=substance.min(where=substance != ""),
        day=rows.on_day.min(),
        **stages,
    )
    one = each.other_incident.fill_null(each.incident_id) == each.incident_id
    same = each.other_substance.fill_null(each.substance) == each.substance
    each = each.filter(one, same).drop("other_incident", "other_substance")
    alone = ibis.literal("exhibit ") + each.exhibit_id
    return each.mutate(case=ibis.ifelse(each.incident_id == "", alone, each.incident_id))


WEIGHED = Shared(
    "weighed", lambda tables: tables.holds("measurements", "exhibit_id", "stage"), _weighed
)
"""A row per exhibit number that one case and one substance use: ``case``, ``unit_id``,
``officer_id``, ``substance``, its first ``day``, and for every stage the least and the greatest
net weight (``field_lo``, ``field_hi`` ...), in mg, null where it was not weighed."""


def step_of(milli: IntegerValue) -> IntegerValue:
    """The coarsest step of 1, 5, 10, 50 ... mg on which a reading sits, at most half of it."""
    sits = [
        ((milli % step == 0) & (milli >= LEAST_STEPS * step), step) for step in reversed(LADDER)
    ]
    return ibis.cases(*sits, else_=1)


def drift(rows: Relation) -> Relation:
    """Add what the change from ``before`` to ``after`` (mg) says; ``sign`` is 1 for a loss.

    ``lost`` is the change in whole per cent of ``before``, rounded down; ``excess`` the same of
    the change less half the steps of both readings, at most 100 either way; ``fine`` whether those
    half steps are at most a twentieth of the reading.
    """
    steps = step_of(rows.before) + step_of(rows.after)
    rows = rows.mutate(steps=steps, change=rows.sign * (rows.before - rows.after))
    return rows.mutate(
        lost=_whole(rows.change * 100 / rows.before),
        excess=_whole((2 * rows.change - rows.steps) * 50 / rows.before),
        fine=rows.steps * FINE <= rows.before,
    )


def _whole(per_cent: ibis.expr.types.FloatingValue) -> IntegerValue:
    return per_cent.floor().cast("int64").clip(-ALL_LOST, ALL_LOST)


def first_after(rows: Relation, stages: tuple[str, ...], end: str) -> tuple[IntegerValue, ...]:
    """The reading of the first of `stages` at which an exhibit was weighed, and which it was."""
    readings = [rows[f"{stage}_{end}"] for stage in stages]
    named = [(reading.notnull(), stage) for reading, stage in zip(readings, stages, strict=True)]
    return ibis.coalesce(*readings), ibis.cases(*named, else_="")


def in_force(rows: Relation, line: Line) -> list[BooleanValue]:
    """The conditions that a line is drawn for an exhibit, in its unit and on its first day."""
    kept = [] if line.substance_code is None else [rows.substance == line.substance_code]
    if line.units is not None:
        kept.append(in_units(line.units).hold(rows))
    if line.from_date is not None:
        kept.append(rows.day >= line.from_date)
    if line.to_date is not None:
        kept.append(rows.day <= line.to_date)
    return kept


def over(milli: IntegerValue, line: Line) -> BooleanValue:
    """Whether a weight lies on the side of the line to which a gain would move it."""
    if line.direction == "up":
        return milli >= line.milli if line.inclusive else milli > line.milli
    return milli < line.milli if line.inclusive else milli <= line.milli


def just_over(milli: IntegerValue, line: Line, share: int) -> BooleanValue:
    """Whether a weight lies over the line by at most ``above``, or one `share`-th of the line."""
    width = line.milli // share if line.above is None else int(line.above * MILLI)
    if line.direction == "up":
        return over(milli, line) & (milli <= line.milli + width)
    return over(milli, line) & (milli >= line.milli - width)


def any_of(conditions: list[BooleanValue]) -> BooleanValue:
    """Whether any holds; never, for none."""
    return reduce(lambda a, b: a | b, conditions, ibis.literal(False))
