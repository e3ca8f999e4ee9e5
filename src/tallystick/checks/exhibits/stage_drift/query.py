"""What did each exhibit weigh at each stage, and by how much more than rounding do two differ?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import log

import ibis
from ibis.expr.types import BooleanValue, IntegerValue
from ibis.expr.types import Table as Relation

from tallystick.checks.shared import Shared
from tallystick.checks.shared.lines_by_unit import in_units
from tallystick.checks.shared.readings_near_line import cut
from tallystick.checks.shared.whole_numbers import MILLI, one_if
from tallystick.tables import Frame, Line
from tallystick.tables.measurements import STAGES
from tallystick.tables.store import Tables

NET = "net_weight"
ANY = Line("", NET, Decimal(1), "g", "")
LADDER = tuple(mantissa * 10**power for power in range(9) for mantissa in (1, 5))
# A whole number is not all rounding: a step is at most half of the reading that shows it.
LEAST_STEPS = 2
# Half steps of at most a twentieth of the reading tell what is lost apart from what is rounded.
FINE = 10
ALL_LOST = 100
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
    kept = [in_units(line.units).hold(rows)]
    if line.substance_code is not None:
        kept.append(rows.substance == line.substance_code)
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


def width_over(line: Line) -> int:
    """How far over the line is just over it: ``above``, or a tenth of the line; in mg."""
    return line.milli // WIDTH if line.above is None else int(line.above * MILLI)


def just_over(milli: IntegerValue, line: Line) -> BooleanValue:
    """Whether a weight lies over the line by at most `width_over`."""
    width = width_over(line)
    if line.direction == "up":
        return over(milli, line) & (milli <= line.milli + width)
    return over(milli, line) & (milli >= line.milli - width)


def query(tables: Tables) -> Relation:
    """Cases by what was asked, unit, stratum, zone and excess; finely read exhibits by loss."""
    lines = weight_lines(tables.frame)
    pairs = beyond_rounding(ibis.union(stored(tables), *(near(tables, line) for line in lines)))
    parts = [_cases(pairs), _losses(pairs)]
    if lines:
        parts.append(_charges(ibis.union(*(charged(tables, line) for line in lines))))
    return ibis.union(*parts)


def weight_lines(frame: Frame) -> tuple[Line, ...]:
    """The lines that cut net weights."""
    return tuple(line for line in frame.lines if line.kind == NET)


def _cases(rows: Relation) -> Relation:
    """The largest excess of each case and zone, counted."""
    keys = ("line", "unit_id", "stratum", "zone")
    return _counted(rows.group_by(*keys, "case").aggregate(excess=rows.excess.max()))


def _losses(rows: Relation) -> Relation:
    rows = rows.filter(rows.fine, rows.zone != LINE)
    return _counted(rows.mutate(zone=ibis.literal("loss"), excess=rows.lost))


def _charges(rows: Relation) -> Relation:
    rows = rows.mutate(stratum=ibis.literal(""), zone=ibis.literal("charge"))
    return _counted(rows.mutate(excess=one_if(rows.apart)))


def _counted(rows: Relation) -> Relation:
    keys = ("line", "unit_id", "stratum", "zone", "excess")
    return rows.group_by(keys).aggregate(n=rows.count())


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
        stays=ibis.or_(*(here & _stays(rows.after, line, each) for here, each in inside)),
    )
    others = [each for each in tables.frame.lines if _beside(each, line)]
    known = ibis.or_(*(just_over(rows.before, each) for each in others))
    rows = rows.filter((rows.zone == LINE) | ((rows.zone != "") & ~known))
    return rows.select(
        *KEPT, *COLUMNS,
        line=ibis.literal(line.name),
        stratum=rows.substance + " / " + rows.stage,
        sign=ibis.literal(1 if line.direction == "up" else -1),
    )  # fmt: skip


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
    width = width_over(line)
    sign = 1 if line.direction == "up" else -1
    ratio = 1 + sign * width / line.milli
    if not 0 < ratio != 1:
        return ()
    many = min(MOST_WINDOWS, int(log(REACH) / abs(log(ratio))))
    ends = [round(line.milli * ratio**k) for k in range(-many, many + 2)]
    return tuple(Window(k - many, *ends[k : k + 2]) for k in range(2 * many + 1))


def _within(milli: IntegerValue, line: Line, window: Window) -> BooleanValue:
    if window.number == 0:
        return just_over(milli, line)
    low, high = sorted((window.near, window.far))
    if (window.number < 0) == (line.direction == "up"):
        return (milli >= low) & (milli < high) & ~just_over(milli, line)
    return (milli > low) & (milli <= high) & ~just_over(milli, line)


def _stays(milli: IntegerValue, line: Line, window: Window) -> BooleanValue:
    """Whether the next weighing is beyond the near end of the window too."""
    if window.number == 0:
        return over(milli, line)
    return milli >= window.near if line.direction == "up" else milli <= window.near


def _beside(other: Line, line: Line) -> bool:
    """Whether another line cuts some of the same goods."""
    goods = {other.substance_code, line.substance_code}
    apart = other.name == line.name or other.kind != line.kind or not other.meets(line.units)
    return not apart and (None in goods or len(goods) < 2)


def stored(tables: Tables) -> Relation:
    """Exhibits weighed in the laboratory or in court and once more; columns as of `near`."""
    return ibis.union(*(_pair(tables, *pair) for pair in PAIRS))


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
        *KEPT, *COLUMNS,
        line=ibis.literal(STORED),
        stratum=rows.substance + f" / {stage} / " + rows.stage + " / " + size,
        sign=ibis.literal(1),
    )  # fmt: skip


def charged(tables: Tables, line: Line) -> Relation:
    """Exhibits charged over a line and weighed; ``apart`` where no weighing lies over it."""
    end, most = ("lo", "hi") if line.direction == "up" else ("hi", "lo")
    rows = WEIGHED(tables)
    rows = rows.filter(*in_force(rows, line), over(rows[f"charge_{end}"], line))
    weighings = [rows[f"{stage}_{most}"] for stage in WEIGHINGS]
    rows = rows.filter(ibis.or_(*(each.notnull() for each in weighings)))
    sides = [over(rows[f"{stage}_{most}"], line).fill_null(False) for stage in WEIGHINGS]
    first, stage = first_after(rows, ("lab", "field", "court", "destruction"), most)
    return rows.select(
        *KEPT,
        line=ibis.literal(line.name),
        stage=stage,
        before=rows[f"charge_{end}"],
        after=first,
        apart=~ibis.or_(*sides),
    )
